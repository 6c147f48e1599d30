/* Which police station submits for whom, and what is missing. */
#ifndef JW_MONTH_MONTH_H
#define JW_MONTH_MONTH_H

#include "month/results.h"

#define JW_ID_SIZE 40

/* A police station whose officers are assessed in the month. */
struct jw_submitter {
    const char *id; /* interned in the view of the results; "" for officers without a police station */
    int64_t expected;
    int64_t stored;   /* with stored results */
    int64_t complete; /* with a stored value for every metric */
    bool submitted;
    char actor[65];
    jw_instant at;
    char digest[JW_DIGEST_TEXT];
};

struct jw_submitters {
    struct jw_submitter *list; /* in the order of their ids */
    size_t count, capacity;
};

/* The police station of a person in the month, "" if there is none. */
const char *jw_month__police_station(const struct jw_view *view, const char *staff, jw_month month);

/* The submitters of a month with what is stored of them. */
jw_status jw_submitters__load(const struct jw_month_call *call, const struct jw_month_results *results,
                              struct jw_submitters *out, jw_error *err);
void jw_submitters__free(jw_context *context, struct jw_submitters *submitters);
struct jw_submitter *jw_submitters__find(const struct jw_submitters *submitters, const char *id);

/* Results of the call's month and scheme; without ranks they come sooner. */
jw_status jw_month__assess(const struct jw_month_call *call, bool ranks, struct jw_month_results *out, jw_error *err);

/* Objections that are open, of a revision; NULL police station = all. */
jw_status jw_month__open_objections(const struct jw_month_call *call, const struct jw_view *view,
                                    const char *police_station, int64_t *out, jw_error *err);

#endif
