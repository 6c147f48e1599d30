/* What was counted in one month, for each officer or each area. */
#ifndef JW_ASSESSMENT_COUNTS_H
#define JW_ASSESSMENT_COUNTS_H

#include <jingwu/assess.h>
#include "assessment/scheme.h"
#include "query/view.h"

/* A sum of counts; "nothing recorded" and 0 differ. */
struct jw_sum {
    bool recorded;
    int64_t value;
};

/* Who or what is assessed; the texts are interned in the view, or the view's district. */
struct jw_subject {
    const char *id;
    const char *police_station; /* NULL = none */
};

/* A station whose tallies count for a subject; by subject, then station. */
struct jw_source {
    size_t subject;
    const char *station; /* interned in the view */
};

struct jw_counts {
    jw_context *context;
    const struct jw_view *view;
    const struct jw_scheme *scheme;
    jw_date first, end; /* the month */
    int32_t by;
    struct jw_subject *subjects; /* in the order of their ids */
    size_t subject_count, subject_capacity;
    struct jw_source *sources;
    size_t source_count, source_capacity;
    size_t *by_station;  /* positions of the sources in the order of their stations */
    struct jw_sum *sums; /* a row a subject, a column a measure of the scheme */
};

/*
 * The subjects of a month with their sums; by is a JW_ASSESS_BY_. JW_EINPUT when a measure of the scheme was
 * counted both by person and by station in the month.
 */
jw_status jw_counts__load(jw_store *store, const struct jw_view *view, const struct jw_scheme *scheme,
                          jw_month month, int32_t by, struct jw_counts *out, jw_error *err);
void jw_counts__free(struct jw_counts *counts);

static inline struct jw_sum *jw_counts__sum(const struct jw_counts *counts, size_t subject, size_t measure)
{
    return &counts->sums[subject * counts->scheme->measure_count + measure];
}

jw_status jw_sum__add(struct jw_sum *sum, int64_t value, jw_error *err);

/* Position of a subject, subject_count when there is none; id need not be interned. */
size_t jw_counts__find(const struct jw_counts *counts, const char *id);

/* Adds the subjects of the month, in the order of their ids, and the stations whose tallies count for them.
 */
jw_status jw_people__find(struct jw_counts *counts, jw_error *err);
jw_status jw_areas__find(struct jw_counts *counts, jw_error *err);

/* The area of a person's tally: that of the station (NULL = none), else of the person; subject_count = none.
 */
size_t jw_areas__of(const struct jw_counts *counts, const char *staff, const char *station);
bool jw_areas__owns(const struct jw_counts *counts, size_t area, const struct jw_village_row *village);

jw_status jw_counts__add_subject(struct jw_counts *counts, const char *id, const char *police_station,
                                 jw_error *err);
jw_status jw_counts__add_source(struct jw_counts *counts, const char *station, size_t subject, jw_error *err);

/* The version of a station that holds last in the month, or NULL. */
const struct jw_station_row *jw_counts__station(const struct jw_counts *counts, const char *id);

#endif
