/* The assessment of a month as numbers; jw_assess() and the assessment objects show it. */
#ifndef JW_ASSESSMENT_ASSESS_H
#define JW_ASSESSMENT_ASSESS_H

#include <jingwu/assess.h>
#include "assessment/people.h"

/* Whole numbers of small units, so that what is compared and printed does not depend on the last bit of a
 * double. */
#define JW_MICRO 1000000
#define JW_NANO 1000000000

struct jw_metric_result {
    struct jw_sum numerator, denominator;
    bool has_value, has_points;
    double value;   /* numerator * per / denominator, rounded to 6 decimals */
    int64_t points; /* 1e-9 points */
};

struct jw_person_result {
    const char *staff; /* borrowed from the view */
    bool has_score;
    int64_t score;     /* 1e-9 points */
    int64_t coverage;  /* 1e-9 of the scheme's weight */
    const char *grade; /* borrowed from the scheme; NULL = none */
    struct jw_metric_result *metrics;
};

struct jw_month_results {
    jw_context *context;
    struct jw_view *view;
    struct jw_scheme scheme;
    struct jw_person_result *persons; /* in the order of their ids */
    size_t person_count;
    struct jw_metric_result *metrics; /* of all persons */
};

jw_status jw_assess__month(jw_store *store, const jw_assess_options *options, struct jw_month_results *out,
                           jw_error *err);
void jw_assess__free(struct jw_month_results *results);

/* 1e-9 units rounded half away from zero to so many decimals, at most 9. */
double jw_assess__decimals(int64_t nano, int32_t decimals);

#endif
