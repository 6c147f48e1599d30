/* Results of a month as rows of assessment and assessment_total: storing them, comparing them with what is stored. */
#ifndef JW_MONTH_RESULTS_H
#define JW_MONTH_RESULTS_H

#include "month/state.h"

/* Where results are stored. */
struct jw_results_place {
    jw_store *store;
    const char *district;
    jw_month month;
    int64_t revision;
    bool ranked; /* with ranks: they depend on everybody, so they are given when the month is closed, not before */
};

/* Takes some of the persons; NULL takes all. */
typedef bool (*jw_person_filter_fn)(void *userdata, const struct jw_person_result *person);

jw_status jw_results__store(const struct jw_results_place *place, const struct jw_month_results *results,
                            jw_person_filter_fn filter, void *userdata, jw_error *err);

/* Removes the stored rows of persons of whom there is no result any more. */
jw_status jw_results__prune(const struct jw_results_place *place, const struct jw_month_results *results, jw_error *err);

/* Digest of the results of some persons: their assessment rows in key order, then their totals. */
jw_status jw_results__digest(const struct jw_results_place *place, const struct jw_month_results *results,
                             jw_person_filter_fn filter, void *userdata, char text[JW_DIGEST_TEXT], jw_error *err);

/* The first stored row that is not what the results say. Persons without stored rows are no difference. */
struct jw_results_difference {
    bool found;
    char staff[40];
    char metric[72]; /* "" = the total */
};
jw_status jw_results__compare(const struct jw_results_place *place, const struct jw_month_results *results,
                              struct jw_results_difference *out, jw_error *err);

#endif
