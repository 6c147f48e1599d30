/* Whether the figures of a month can be right: what the kinds of metrics forbid, and outliers among those
 * assessed. */
#include "assessment/quality.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "assessment/outliers.h"
#include "base/text.h"

#define PERIOD_TEXT (2 * JW_CALENDAR_TEXT + 4)

jw_status jw_quality__add(struct jw_quality *quality, const struct jw_quality_row *row, jw_error *err)
{
    quality->findings += row->finding;
    JW_TRY(jw_table__add_string(quality->table, row->check, err));
    JW_TRY(jw_table__add_string(quality->table, row->subject, err));
    JW_TRY(jw_table__add_string(quality->table, row->period, err));
    JW_TRY(jw_table__add_string(quality->table, row->measured, err));
    JW_TRY(jw_table__add_string(quality->table, row->required, err));
    JW_TRY(jw_table__add_string(quality->table, row->finding ? "finding" : "ok", err));
    return jw_table__add_string(quality->table, quality->chinese ? row->chinese : row->english, err);
}

/* ---- what a kind forbids ---- */

struct subject_text {
    char text[160];
};

static struct subject_text subject_of(const struct jw_person_result *person, const struct jw_metric *metric)
{
    struct subject_text subject;
    snprintf(subject.text, sizeof subject.text, "%s %s", person->staff, metric->name);
    return subject;
}

static jw_status check_kind(struct jw_quality *quality, const struct jw_person_result *person, size_t metric,
                            jw_error *err)
{
    const struct jw_metric_result *result = &person->metrics[metric];
    char measured[JW_NUMBER_TEXT], required[JW_NUMBER_TEXT + 4];
    if (!result->has_value || result->possible)
        return JW_OK;
    bool negative = result->numerator.value < 0;
    struct subject_text subject = subject_of(person, &quality->results->scheme.metrics[metric]);
    measured[jw__format_integer(result->numerator.value, measured)] = '\0';
    snprintf(required, sizeof required, "0..%lld", (long long)result->denominator.value);
    return jw_quality__add(
        quality,
        &(struct jw_quality_row){
            .check = negative ? "below_zero" : "above_denominator",
            .subject = subject.text,
            .period = quality->period,
            .measured = measured,
            .required = negative ? "0.." : required,
            .finding = true,
            .english = negative ? "a count cannot be below 0; the metric has no points"
                                : "a part cannot exceed its whole; the metric has no points",
            .chinese = negative ? "数量不能小于 0；该指标不计分" : "部分不能大于总体；该指标不计分"},
        err);
}

jw_status jw_quality__kinds(struct jw_quality *quality, jw_error *err)
{
    for (size_t i = 0; i < quality->results->person_count; i++)
        for (size_t k = 0; k < quality->results->scheme.metric_count; k++)
            JW_TRY(check_kind(quality, &quality->results->persons[i], k, err));
    return JW_OK;
}

/* ---- outliers among those assessed ---- */

/* A value of at most 6 decimals, as it is printed elsewhere. */
static void format_value(double value, char *text)
{
    double micro = floor(fabs(value) * JW_MICRO + 0.5);
    if (micro < 1e15) {
        int64_t scaled = value < 0 ? -(int64_t)micro : (int64_t)micro;
        text[jw__format_fraction(scaled, JW_MICRO, 6, text)] = '\0';
    } else {
        text[jw__format_real(value, text)] = '\0';
    }
}

static jw_status add_metric_outlier(struct jw_quality *quality, const struct jw_person_result *person,
                                    size_t metric, const struct jw_usual *usual, jw_error *err)
{
    char measured[JW_NUMBER_TEXT], lower[JW_NUMBER_TEXT], upper[JW_NUMBER_TEXT],
        required[2 * JW_NUMBER_TEXT + 4], english[160], chinese[160], z[JW_NUMBER_TEXT],
        median[JW_NUMBER_TEXT];
    double value = person->metrics[metric].value;
    struct subject_text subject = subject_of(person, &quality->results->scheme.metrics[metric]);
    int64_t tenths = (int64_t)(fabs(value - usual->median) / usual->unit * 10);
    z[jw__format_fraction(tenths, 10, 1, z)] = '\0';
    format_value(value, measured);
    format_value(usual->median, median);
    format_value(usual->lower, lower);
    format_value(usual->upper, upper);
    snprintf(required, sizeof required, "%s..%s", lower, upper);
    snprintf(english, sizeof english, "modified z %s; the median is %s", z, median);
    snprintf(chinese, sizeof chinese, "修正 z 值 %s；中位数 %s", z, median);
    return jw_quality__add(quality,
                           &(struct jw_quality_row){.check = "outlier_metric",
                                                    .subject = subject.text,
                                                    .period = quality->period,
                                                    .measured = measured,
                                                    .required = required,
                                                    .finding = true,
                                                    .english = english,
                                                    .chinese = chinese},
                           err);
}

static jw_status check_metric(struct jw_quality *quality, size_t metric, double *values, jw_error *err)
{
    const struct jw_month_results *results = quality->results;
    struct jw_usual usual;
    size_t count = 0;
    for (size_t i = 0; i < results->person_count; i++)
        if (results->persons[i].metrics[metric].has_value)
            values[count++] = results->persons[i].metrics[metric].value;
    if (!jw_outliers__usual(values, count, values + results->person_count, &usual))
        return JW_OK;
    for (size_t i = 0; i < results->person_count; i++) {
        const struct jw_metric_result *result = &results->persons[i].metrics[metric];
        if (result->has_value && (result->value < usual.lower || result->value > usual.upper))
            JW_TRY(add_metric_outlier(quality, &results->persons[i], metric, &usual, err));
    }
    return JW_OK;
}

jw_status jw_quality__metrics(struct jw_quality *quality, jw_error *err)
{
    const struct jw_month_results *results = quality->results;
    double *values =
        jw__allocate_zeroed(results->context, 3 * results->person_count + 1, sizeof *values, err);
    if (!values)
        return JW_ENOMEM;
    jw_status status = JW_OK;
    for (size_t k = 0; status == JW_OK && k < results->scheme.metric_count; k++)
        status = check_metric(quality, k, values, err);
    jw__free(results->context, values);
    return status;
}

/* ---- all of it ---- */

static jw_status check_all(struct jw_quality *quality, jw_error *err)
{
    JW_TRY(jw_quality__published(quality, err));
    JW_TRY(jw_quality__kinds(quality, err));
    JW_TRY(jw_quality__metrics(quality, err));
    return jw_quality__measures(quality, err);
}

static jw_status make_table(struct jw_quality *quality, jw_error *err)
{
    static const struct jw_column_spec columns[] = {{"check", JW_TYPE_TEXT},      {"subject", JW_TYPE_TEXT},
                                                    {"period", JW_TYPE_TEXT},     {"measured", JW_TYPE_TEXT},
                                                    {"required", JW_TYPE_TEXT},   {"status", JW_TYPE_TEXT},
                                                    {"explanation", JW_TYPE_TEXT}};
    JW_TRY(jw_table__new(quality->store->context, columns, sizeof columns / sizeof *columns, &quality->table,
                         err));
    return check_all(quality, err);
}

static jw_status judge(jw_store *store, const jw_assess_options *options,
                       const struct jw_month_results *results, jw_table **out, int64_t *findings,
                       jw_error *err)
{
    struct jw_quality quality = {.store = store, .results = results, .chinese = options->chinese != 0};
    char period[PERIOD_TEXT], first[JW_CALENDAR_TEXT];
    jw_month_format(options->month, quality.month);
    jw_month_format(options->month - options->months + 1, first);
    snprintf(period, sizeof period, "%s%s%s", options->months > 1 ? first : "",
             options->months > 1 ? ".." : "", quality.month);
    quality.period = period;
    jw_status status = make_table(&quality, err);
    if (status != JW_OK) {
        jw_table_free(quality.table);
        return status;
    }
    *out = quality.table;
    if (findings)
        *findings = quality.findings;
    return JW_OK;
}

static jw_status assess_and_judge(jw_store *store, const jw_assess_options *options, jw_table **out,
                                  int64_t *findings, jw_error *err)
{
    struct jw_month_results results;
    JW_TRY(jw_assess__metrics(store, options, &results, err));
    jw_status status = judge(store, options, &results, out, findings, err);
    jw_assess__free(&results);
    return status;
}

jw_status jw_quality(jw_store *store, const jw_assess_options *options, jw_table **out, int64_t *findings,
                     jw_error *err)
{
    jw_assess_options full;
    if (!store || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no store or no place for the table was given");
    JW_TRY(jw_assess__options(options, &full, err));
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = assess_and_judge(store, &full, out, findings, err);
    jw_store__end_reading(store);
    return status;
}
