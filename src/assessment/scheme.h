/* The assessment scheme that holds in a month: metrics, the measures they are made of, grades. */
#ifndef JW_ASSESSMENT_SCHEME_H
#define JW_ASSESSMENT_SCHEME_H

#include <stdbool.h>
#include <jingwu/statistics.h>
#include "storage/store.h"

#define JW_METRIC_NAME 65
#define JW_MEASURE_NAME 65
#define JW_EXPRESSION_TEXT 201
#define JW_GRADE_NAME 33
#define JW_CAPTION 201
#define JW_TERMS_MAX 16

/* A sum of measures: positions in the scheme's list. */
struct jw_expression {
    size_t count;
    size_t terms[JW_TERMS_MAX];
};

struct jw_metric {
    char name[JW_METRIC_NAME];
    char numerator_text[JW_EXPRESSION_TEXT];
    char denominator_text[JW_EXPRESSION_TEXT];
    struct jw_expression numerator, denominator;
    int32_t kind; /* JW_KIND_ */
    int64_t per;
    bool lower_is_better;
    double floor, target, weight;
    int64_t min_n;
    double min_coverage;
    char caption_en[JW_CAPTION], caption_zh[JW_CAPTION]; /* "" = none */
};

struct jw_measure {
    char name[JW_MEASURE_NAME];
    bool population; /* the reserved word: residents of the villages served */
};

struct jw_grade {
    char name[JW_GRADE_NAME];
    double lower_bound, coefficient;
};

struct jw_scheme {
    jw_context *context;
    struct jw_metric *metrics; /* in the order of their names; those of weight 0 are left out */
    size_t metric_count, metric_capacity;
    struct jw_measure *measures;
    size_t measure_count, measure_capacity;
    struct jw_grade *grades; /* in the order of their names */
    size_t grade_count, grade_capacity;
    double weight;       /* sum over the metrics */
    double min_coverage; /* the greatest of the metrics' */
};

/* The versions that hold on a day. JW_ENOTFOUND: no such scheme; JW_EINPUT: it cannot be read. */
jw_status jw_scheme__load(jw_store *store, const char *district, const char *id, jw_date on,
                          struct jw_scheme *out, jw_error *err);
void jw_scheme__free(struct jw_scheme *scheme);

/* "proportion", "ratio" or "rate". */
const char *jw_scheme__kind_name(int32_t kind);

/* Position of a measure, measure_count if the scheme does not use it. */
size_t jw_scheme__measure(const struct jw_scheme *scheme, const char *name, size_t length);

#endif
