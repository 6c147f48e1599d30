/*
 * What a new district starts with: activities, the assessment scheme and its grades. Everything here is a setting of the
 * district afterwards; these are only the values it begins with.
 */
#ifndef JW_RECORD_DEFAULTS_H
#define JW_RECORD_DEFAULTS_H

#include <stdbool.h>
#include <jingwu/sys/column.h>

#define JW_DEFAULT_SCHEME "default"

struct jw_default_activity {
    const char *code, *caption_en, *caption_zh;
    bool beat, reception, outside;
};
struct jw_default_metric {
    const char *metric, *numerator, *denominator;
    const char *kind; /* proportion, ratio or rate */
    int64_t per;
    const char *direction; /* higher or lower is better */
    double floor, target, weight;
    int64_t min_n;
    double min_coverage;
    const char *caption_en, *caption_zh;
};
struct jw_default_grade {
    const char *grade;
    double lower_bound, coefficient;
};

#define JW_DEFAULT_ACTIVITY_COUNT 13
#define JW_DEFAULT_METRIC_COUNT 6
#define JW_DEFAULT_GRADE_COUNT 4

/* Each in key order. */
extern const struct jw_default_activity jw__default_activities[JW_DEFAULT_ACTIVITY_COUNT];
extern const struct jw_default_metric jw__default_metrics[JW_DEFAULT_METRIC_COUNT];
extern const struct jw_default_grade jw__default_grades[JW_DEFAULT_GRADE_COUNT];

/* Appends the default rows of the batch's record (activity, scheme or grade) for a district, in key order. */
jw_status jw_batch__add_defaults(jw_batch *batch, const char *district, jw_error *err);

#endif
