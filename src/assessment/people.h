/* Who is assessed in a month, and what was counted for each of them. */
#ifndef JW_ASSESSMENT_PEOPLE_H
#define JW_ASSESSMENT_PEOPLE_H

#include "assessment/scheme.h"
#include "query/view.h"

/* A sum of counts; "nothing recorded" and 0 differ. */
struct jw_sum {
    bool recorded;
    int64_t value;
};

/* An office to which a person is posted on some day of the month. */
struct jw_post {
    size_t person;
    const char *station; /* interned in the view */
};

struct jw_person {
    const char *staff; /* interned in the view */
    size_t first_post, post_count;
};

struct jw_people {
    jw_context *context;
    struct jw_person *persons; /* in the order of their ids */
    size_t person_count, person_capacity;
    struct jw_post *posts; /* by person, then station */
    size_t post_count, post_capacity;
    struct jw_sum *sums; /* a row a person, a column a measure of the scheme */
    size_t measure_count;
};

/*
 * The officers posted to a community or central office on some day of the month, with their sums. JW_EINPUT
 * when a measure of the scheme was counted both by person and by station in the month.
 */
jw_status jw_people__load(jw_store *store, const struct jw_view *view, const struct jw_scheme *scheme,
                          jw_month month, struct jw_people *out, jw_error *err);
void jw_people__free(struct jw_people *people);

static inline const struct jw_sum *jw_people__sum(const struct jw_people *people, size_t person,
                                                  size_t measure)
{
    return &people->sums[person * people->measure_count + measure];
}

#endif
