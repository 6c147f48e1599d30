#include "assessment/scheme.h"

#include <string.h>
#include "base/text.h"
#include "record/defaults.h"
#include "record/rows.h"

#define POPULATION "population"

void jw_scheme__free(struct jw_scheme *scheme)
{
    jw__free(scheme->context, scheme->metrics);
    jw__free(scheme->context, scheme->measures);
    jw__free(scheme->context, scheme->grades);
}

/* What a visit to the scheme or its grades collects: the last version of each name that has begun. */
struct collecting {
    struct jw_scheme *scheme;
    jw_date on;
};

static jw_status copy_field(const jw_rows *rows, size_t field, int64_t row, char *to, size_t size,
                            jw_error *err)
{
    size_t length;
    const char *text = jw_rows__text(rows, field, row, &length);
    if (length >= size)
        return jw_error_set(err, JW_ECORRUPT, 0, "a stored text is longer than its field");
    memcpy(to, text, length);
    to[length] = '\0';
    return JW_OK;
}

static const char *const kind_names[] = {
    [JW_KIND_PROPORTION] = "proportion", [JW_KIND_RATIO] = "ratio", [JW_KIND_RATE] = "rate"};

const char *jw_scheme__kind_name(int32_t kind)
{
    return kind_names[kind];
}

static int32_t kind_of(const char *name, size_t length)
{
    int32_t kind = JW_KIND_RATE;
    while (kind > JW_KIND_PROPORTION &&
           jw__compare_text(kind_names[kind], strlen(kind_names[kind]), name, length) != 0)
        kind--;
    return kind;
}

static bool is_word(const jw_rows *rows, size_t field, int64_t row, const char *word)
{
    size_t length;
    const char *text = jw_rows__text(rows, field, row, &length);
    return length == strlen(word) && memcmp(text, word, length) == 0;
}

static jw_status read_metric(const jw_rows *rows, int64_t row, struct jw_metric *metric, jw_error *err)
{
    JW_TRY(copy_field(rows, JW_F_scheme_metric, row, metric->name, sizeof metric->name, err));
    JW_TRY(copy_field(rows, JW_F_scheme_numerator, row, metric->numerator_text, sizeof metric->numerator_text,
                      err));
    JW_TRY(copy_field(rows, JW_F_scheme_denominator, row, metric->denominator_text,
                      sizeof metric->denominator_text, err));
    size_t length;
    const char *kind = jw_rows__text(rows, JW_F_scheme_kind, row, &length);
    metric->kind = kind_of(kind, length);
    metric->per = jw_rows__integer(rows, JW_F_scheme_per, row);
    metric->lower_is_better = is_word(rows, JW_F_scheme_direction, row, "lower");
    metric->floor = jw_rows__real(rows, JW_F_scheme_floor, row);
    metric->target = jw_rows__real(rows, JW_F_scheme_target, row);
    metric->weight = jw_rows__real(rows, JW_F_scheme_weight, row);
    metric->min_n = jw_rows__integer(rows, JW_F_scheme_min_n, row);
    metric->min_coverage = jw_rows__real(rows, JW_F_scheme_min_coverage, row);
    JW_TRY(copy_field(rows, JW_F_scheme_caption_en, row, metric->caption_en, sizeof metric->caption_en, err));
    return copy_field(rows, JW_F_scheme_caption_zh, row, metric->caption_zh, sizeof metric->caption_zh, err);
}

/* Rows come by metric, then by date: a later version replaces the one before. */
static jw_status add_metric(struct jw_scheme *scheme, const struct jw_metric *metric, jw_error *err)
{
    size_t count = scheme->metric_count;
    if (count && strcmp(scheme->metrics[count - 1].name, metric->name) == 0) {
        scheme->metrics[count - 1] = *metric;
        return JW_OK;
    }
    JW_TRY(jw__grow(scheme->context, &scheme->metrics, &scheme->metric_capacity, count + 1, sizeof *metric,
                    err));
    scheme->metrics[scheme->metric_count++] = *metric;
    return JW_OK;
}

static jw_status collect_metrics(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct collecting *collecting = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        struct jw_metric metric = {.per = 1};
        if (jw_rows__integer(rows, JW_F_scheme_valid_from, row) > collecting->on)
            continue;
        JW_TRY(read_metric(rows, row, &metric, err));
        JW_TRY(add_metric(collecting->scheme, &metric, err));
    }
    return JW_OK;
}

static jw_status add_grade(struct jw_scheme *scheme, const struct jw_grade *grade, jw_error *err)
{
    size_t count = scheme->grade_count;
    if (count && strcmp(scheme->grades[count - 1].name, grade->name) == 0) {
        scheme->grades[count - 1] = *grade;
        return JW_OK;
    }
    JW_TRY(
        jw__grow(scheme->context, &scheme->grades, &scheme->grade_capacity, count + 1, sizeof *grade, err));
    scheme->grades[scheme->grade_count++] = *grade;
    return JW_OK;
}

static jw_status collect_grades(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct collecting *collecting = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        struct jw_grade grade = {.lower_bound = jw_rows__real(rows, JW_F_grade_lower_bound, row),
                                 .coefficient = jw_rows__real(rows, JW_F_grade_coefficient, row)};
        if (jw_rows__integer(rows, JW_F_grade_valid_from, row) > collecting->on)
            continue;
        JW_TRY(copy_field(rows, JW_F_grade_grade, row, grade.name, sizeof grade.name, err));
        JW_TRY(add_grade(collecting->scheme, &grade, err));
    }
    return JW_OK;
}

/* The built-in texts are shorter than their fields. */
static void copy_built_in(char *to, const char *text)
{
    memcpy(to, text, strlen(text) + 1);
}

static jw_status add_default_metrics(struct jw_scheme *scheme, jw_error *err)
{
    for (size_t i = 0; i < JW_DEFAULT_METRIC_COUNT; i++) {
        const struct jw_default_metric *from = &jw__default_metrics[i];
        struct jw_metric metric = {.kind = kind_of(from->kind, strlen(from->kind)),
                                   .per = from->per,
                                   .lower_is_better = strcmp(from->direction, "lower") == 0,
                                   .floor = from->floor,
                                   .target = from->target,
                                   .weight = from->weight,
                                   .min_n = from->min_n,
                                   .min_coverage = from->min_coverage};
        copy_built_in(metric.name, from->metric);
        copy_built_in(metric.numerator_text, from->numerator);
        copy_built_in(metric.denominator_text, from->denominator);
        copy_built_in(metric.caption_en, from->caption_en);
        copy_built_in(metric.caption_zh, from->caption_zh);
        JW_TRY(add_metric(scheme, &metric, err));
    }
    return JW_OK;
}

static jw_status add_default_grades(struct jw_scheme *scheme, jw_error *err)
{
    for (size_t i = 0; i < JW_DEFAULT_GRADE_COUNT; i++) {
        struct jw_grade grade = {.lower_bound = jw__default_grades[i].lower_bound,
                                 .coefficient = jw__default_grades[i].coefficient};
        copy_built_in(grade.name, jw__default_grades[i].grade);
        JW_TRY(add_grade(scheme, &grade, err));
    }
    return JW_OK;
}

size_t jw_scheme__measure(const struct jw_scheme *scheme, const char *name, size_t length)
{
    size_t i = 0;
    while (i < scheme->measure_count && (strlen(scheme->measures[i].name) != length ||
                                         memcmp(scheme->measures[i].name, name, length) != 0))
        i++;
    return i;
}

/* The scheme has no own measure list: it is made of the names in the expressions. */
static jw_status intern_measure(struct jw_scheme *scheme, const char *name, size_t length, size_t *out,
                                jw_error *err)
{
    size_t position = jw_scheme__measure(scheme, name, length);
    if (position == scheme->measure_count) {
        JW_TRY(jw__grow(scheme->context, &scheme->measures, &scheme->measure_capacity, position + 1,
                        sizeof *scheme->measures, err));
        struct jw_measure *measure = &scheme->measures[scheme->measure_count++];
        memcpy(measure->name, name, length);
        measure->name[length] = '\0';
        measure->population = strcmp(measure->name, POPULATION) == 0;
    }
    *out = position;
    return JW_OK;
}

/* "a + b" -> two terms. */
static jw_status parse_expression(struct jw_scheme *scheme, const struct jw_metric *metric, const char *field,
                                  const char *text, struct jw_expression *out, jw_error *err)
{
    for (;;) {
        text += strspn(text, " ");
        size_t span = strcspn(text, "+");
        size_t length = span;
        while (length && text[length - 1] == ' ')
            length--;
        if (length == 0 || length >= JW_MEASURE_NAME || out->count == JW_TERMS_MAX)
            return jw_error_set_field(err, JW_EINPUT, "scheme", 0, field,
                                      "metric %s: not a sum of at most %d measures", metric->name,
                                      JW_TERMS_MAX);
        JW_TRY(intern_measure(scheme, text, length, &out->terms[out->count], err));
        out->count++;
        if (!text[span])
            return JW_OK;
        text += span + 1;
    }
}

/* Better must lie on the side that the direction says, and points need a distance to be measured on. */
static jw_status check_metric(const struct jw_metric *metric, jw_error *err)
{
    if (metric->weight < 0)
        return jw_error_set_field(err, JW_EINPUT, "scheme", 0, "weight", "metric %s: below 0", metric->name);
    bool downwards = metric->target < metric->floor;
    if (metric->target == metric->floor || downwards != metric->lower_is_better)
        return jw_error_set_field(err, JW_EINPUT, "scheme", 0, "target",
                                  "metric %s: must be %s the floor, as the direction says", metric->name,
                                  metric->lower_is_better ? "below" : "above");
    return JW_OK;
}

static jw_status prepare(struct jw_scheme *scheme, jw_error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < scheme->metric_count; i++)
        if (scheme->metrics[i].weight != 0)
            scheme->metrics[kept++] = scheme->metrics[i];
    scheme->metric_count = kept;
    if (!kept)
        return jw_error_set_field(err, JW_EINPUT, "scheme", 0, "weight", "every metric has the weight 0");
    for (size_t i = 0; i < kept; i++) {
        struct jw_metric *metric = &scheme->metrics[i];
        JW_TRY(check_metric(metric, err));
        JW_TRY(
            parse_expression(scheme, metric, "numerator", metric->numerator_text, &metric->numerator, err));
        JW_TRY(parse_expression(scheme, metric, "denominator", metric->denominator_text, &metric->denominator,
                                err));
        scheme->weight += metric->weight;
        if (metric->min_coverage > scheme->min_coverage)
            scheme->min_coverage = metric->min_coverage;
    }
    return JW_OK;
}

static jw_status fill(jw_store *store, const char *district, const char *id, jw_date on,
                      struct jw_scheme *scheme, jw_error *err)
{
    struct collecting collecting = {scheme, on};
    jw_scan_range range = jw_range__of(district, id, NULL);
    JW_TRY(jw_store__visit(store, JW_RECORD_SCHEME, &range, NULL, collect_metrics, &collecting, err));
    JW_TRY(jw_store__visit(store, JW_RECORD_GRADE, &range, NULL, collect_grades, &collecting, err));
    if (!scheme->metric_count && strcmp(id, JW_DEFAULT_SCHEME) != 0)
        return jw_error_set_field(err, JW_ENOTFOUND, "scheme", 0, "id", "there is no scheme %s in this month",
                                  id);
    if (!scheme->metric_count)
        JW_TRY(add_default_metrics(scheme, err));
    if (!scheme->grade_count)
        JW_TRY(add_default_grades(scheme, err));
    return prepare(scheme, err);
}

jw_status jw_scheme__load(jw_store *store, const char *district, const char *id, jw_date on,
                          struct jw_scheme *out, jw_error *err)
{
    struct jw_scheme scheme = {.context = store->context};
    jw_status status = fill(store, district, id, on, &scheme, err);
    if (status != JW_OK) {
        jw_scheme__free(&scheme);
        return status;
    }
    *out = scheme;
    return JW_OK;
}
