/* The assessment as tables. */
#include <string.h>
#include "assessment/commendation.h"
#include "record/table.h"

static jw_status add_real_or_empty(jw_table *table, bool present, double value, int32_t decimals,
                                   jw_error *err)
{
    return present ? jw_table__add_real(table, value, decimals, err) : jw_table__add_empty(table, err);
}

static jw_status add_points(jw_table *table, bool present, int64_t nano, jw_error *err)
{
    return add_real_or_empty(table, present, jw_assess__decimals(nano, 2), 2, err);
}

static jw_status add_rank(jw_table *table, int64_t rank, jw_error *err)
{
    return rank ? jw_table__add_integer(table, rank, err) : jw_table__add_empty(table, err);
}

static const char *commended_name(const struct jw_month_results *results,
                                  const struct jw_person_result *person)
{
    static const char *const names[] = {"no", "yes", "tie"};
    return results->by == JW_ASSESS_BY_STAFF ? names[person->commended] : NULL;
}

static jw_status add_reason(jw_table *table, const struct jw_month_results *results,
                            const struct jw_person_result *person, bool chinese, jw_error *err)
{
    char reason[JW_REASON_SIZE];
    jw_commendation__reason(results, person, chinese, reason);
    return jw_table__add_string(table, reason, err);
}

/* ---- metrics ---- */

static const struct jw_column_spec metric_columns[] = {
    {"staff", JW_TYPE_TEXT},
    {"metric", JW_TYPE_TEXT},
    {"numerator", JW_TYPE_INTEGER},
    {"denominator", JW_TYPE_INTEGER},
    {"value", JW_TYPE_REAL},
    {"lower", JW_TYPE_REAL},
    {"upper", JW_TYPE_REAL},
    {"points", JW_TYPE_REAL},
    {"kind", JW_TYPE_TEXT},
    {"band", JW_TYPE_TEXT},
    {"band_police_station", JW_TYPE_TEXT},
    {"shrunken", JW_TYPE_REAL},
    {"weight_of_own", JW_TYPE_REAL},
    {"direction", JW_TYPE_TEXT},
    {"caption_en", JW_TYPE_TEXT},
    {"caption_zh", JW_TYPE_TEXT},
};

static jw_status add_sum(jw_table *table, const struct jw_sum *sum, jw_error *err)
{
    return sum->recorded ? jw_table__add_integer(table, sum->value, err) : jw_table__add_empty(table, err);
}

static const char *band_name(int32_t band)
{
    switch (band) {
    case JW_BAND_BELOW:
        return "clearly_below";
    case JW_BAND_WITHIN:
        return "not_distinguishable";
    case JW_BAND_ABOVE:
        return "clearly_above";
    default:
        return NULL;
    }
}

static jw_status add_metric_row(jw_table *table, const char *staff, const struct jw_metric *metric,
                                const struct jw_metric_result *result, jw_error *err)
{
    JW_TRY(jw_table__add_string(table, staff, err));
    JW_TRY(jw_table__add_string(table, metric->name, err));
    JW_TRY(add_sum(table, &result->numerator, err));
    JW_TRY(add_sum(table, &result->denominator, err));
    JW_TRY(add_real_or_empty(table, result->has_value, result->value, 6, err));
    JW_TRY(add_real_or_empty(table, result->possible, result->lower, 6, err));
    JW_TRY(add_real_or_empty(table, result->possible, result->upper, 6, err));
    JW_TRY(add_points(table, result->has_points, result->points, err));
    JW_TRY(jw_table__add_string(table, jw_scheme__kind_name(metric->kind), err));
    JW_TRY(jw_table__add_string(table, band_name(result->band), err));
    JW_TRY(jw_table__add_string(table, band_name(result->band_police_station), err));
    JW_TRY(add_real_or_empty(table, result->has_shrunken, result->shrunken, 6, err));
    JW_TRY(add_real_or_empty(table, result->has_shrunken, result->weight_of_own, 6, err));
    JW_TRY(jw_table__add_string(table, metric->lower_is_better ? "lower" : "higher", err));
    JW_TRY(jw_table__add_string(table, metric->caption_en[0] ? metric->caption_en : NULL, err));
    return jw_table__add_string(table, metric->caption_zh[0] ? metric->caption_zh : NULL, err);
}

static jw_status add_metric_rows(jw_table *table, const struct jw_month_results *results, jw_error *err)
{
    for (size_t i = 0; i < results->person_count; i++)
        for (size_t k = 0; k < results->scheme.metric_count; k++)
            JW_TRY(add_metric_row(table, results->persons[i].staff, &results->scheme.metrics[k],
                                  &results->persons[i].metrics[k], err));
    return JW_OK;
}

/* ---- totals ---- */

static const struct jw_column_spec total_columns[] = {
    {"staff", JW_TYPE_TEXT},
    {"score", JW_TYPE_REAL},
    {"coverage", JW_TYPE_REAL},
    {"rank", JW_TYPE_INTEGER},
    {"rank_low", JW_TYPE_INTEGER},
    {"rank_high", JW_TYPE_INTEGER},
    {"grade", JW_TYPE_TEXT},
    {"police_station", JW_TYPE_TEXT},
    {"rankable", JW_TYPE_BOOLEAN},
    {"score_low", JW_TYPE_REAL},
    {"score_high", JW_TYPE_REAL},
    {"best_quarter", JW_TYPE_REAL},
    {"rank_weights_low", JW_TYPE_INTEGER},
    {"rank_weights_high", JW_TYPE_INTEGER},
    {"rank_drop_low", JW_TYPE_INTEGER},
    {"rank_drop_high", JW_TYPE_INTEGER},
    {"commended", JW_TYPE_TEXT},
    {"coefficient", JW_TYPE_REAL},
    {"reason", JW_TYPE_TEXT},
};

static jw_status add_total_row(jw_table *table, const struct jw_month_results *results,
                               const struct jw_person_result *person, bool chinese, jw_error *err)
{
    JW_TRY(jw_table__add_string(table, person->staff, err));
    JW_TRY(add_points(table, person->has_score, person->score, err));
    JW_TRY(jw_table__add_real(table, jw_assess__decimals(person->coverage, 4), 4, err));
    JW_TRY(add_rank(table, person->rank, err));
    JW_TRY(add_rank(table, person->rank_low, err));
    JW_TRY(add_rank(table, person->rank_high, err));
    JW_TRY(jw_table__add_string(table, person->grade, err));
    JW_TRY(jw_table__add_string(table, person->police_station, err));
    JW_TRY(jw_table__add_integer(table, person->rankable, err));
    JW_TRY(add_points(table, person->simulated, person->score_low, err));
    JW_TRY(add_points(table, person->simulated, person->score_high, err));
    JW_TRY(add_real_or_empty(table, person->simulated, person->best_quarter, 4, err));
    JW_TRY(add_rank(table, person->by_weights.low, err));
    JW_TRY(add_rank(table, person->by_weights.high, err));
    JW_TRY(add_rank(table, person->by_drops.low, err));
    JW_TRY(add_rank(table, person->by_drops.high, err));
    JW_TRY(jw_table__add_string(table, commended_name(results, person), err));
    JW_TRY(add_real_or_empty(table, person->grade != NULL, person->coefficient, -1, err));
    return add_reason(table, results, person, chinese, err);
}

static jw_status add_total_rows(jw_table *table, const struct jw_month_results *results, bool chinese,
                                jw_error *err)
{
    for (size_t i = 0; i < results->person_count; i++)
        JW_TRY(add_total_row(table, results, &results->persons[i], chinese, err));
    return JW_OK;
}

/* ---- pay ---- */

static const struct jw_column_spec pay_columns[] = {
    {"staff", JW_TYPE_TEXT}, {"police_station", JW_TYPE_TEXT}, {"score", JW_TYPE_REAL},
    {"grade", JW_TYPE_TEXT}, {"coefficient", JW_TYPE_REAL},    {"commended", JW_TYPE_TEXT},
    {"reason", JW_TYPE_TEXT}};

static jw_status add_pay_rows(jw_table *table, const struct jw_month_results *results, bool chinese,
                              jw_error *err)
{
    for (size_t i = 0; i < results->person_count; i++) {
        const struct jw_person_result *person = &results->persons[i];
        JW_TRY(jw_table__add_string(table, person->staff, err));
        JW_TRY(jw_table__add_string(table, person->police_station, err));
        JW_TRY(add_points(table, person->has_score, person->score, err));
        JW_TRY(jw_table__add_string(table, person->grade, err));
        JW_TRY(add_real_or_empty(table, person->grade != NULL, person->coefficient, -1, err));
        JW_TRY(jw_table__add_string(table, commended_name(results, person), err));
        JW_TRY(add_reason(table, results, person, chinese, err));
    }
    return JW_OK;
}

/* ---- what if ---- */

static const struct jw_column_spec what_if_columns[] = {
    {"staff", JW_TYPE_TEXT},
    {"police_station", JW_TYPE_TEXT},
    {"score_before", JW_TYPE_REAL},
    {"score_after", JW_TYPE_REAL},
    {"rank_before", JW_TYPE_INTEGER},
    {"rank_after", JW_TYPE_INTEGER},
    {"grade_before", JW_TYPE_TEXT},
    {"grade_after", JW_TYPE_TEXT},
    {"coefficient_before", JW_TYPE_REAL},
    {"coefficient_after", JW_TYPE_REAL},
    {"commended_before", JW_TYPE_TEXT},
    {"commended_after", JW_TYPE_TEXT},
    {"changed", JW_TYPE_BOOLEAN},
};

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool differ(const struct jw_person_result *a, const struct jw_person_result *b)
{
    return a->has_score != b->has_score ||
           jw_assess__decimals(a->score, 2) != jw_assess__decimals(b->score, 2) || a->rank != b->rank ||
           !same_text(a->grade, b->grade) || a->coefficient != b->coefficient || a->commended != b->commended;
}

static const char *first_text(const char *text, const char *other)
{
    return text ? text : other;
}

/* A person without a result on one side has empty cells there. */
static jw_status add_comparison_row(const struct jw_month_results *before, const struct jw_person_result *old,
                                    const struct jw_month_results *after, const struct jw_person_result *new,
                                    jw_table *table, jw_error *err)
{
    JW_TRY(jw_table__add_string(table, first_text(new->staff, old->staff), err));
    JW_TRY(jw_table__add_string(table, first_text(new->police_station, old->police_station), err));
    JW_TRY(add_points(table, old->has_score, old->score, err));
    JW_TRY(add_points(table, new->has_score, new->score, err));
    JW_TRY(add_rank(table, old->rank, err));
    JW_TRY(add_rank(table, new->rank, err));
    JW_TRY(jw_table__add_string(table, old->grade, err));
    JW_TRY(jw_table__add_string(table, new->grade, err));
    JW_TRY(add_real_or_empty(table, old->grade != NULL, old->coefficient, -1, err));
    JW_TRY(add_real_or_empty(table, new->grade != NULL, new->coefficient, -1, err));
    JW_TRY(jw_table__add_string(table, old->staff ? commended_name(before, old) : NULL, err));
    JW_TRY(jw_table__add_string(table, new->staff ? commended_name(after, new) : NULL, err));
    return jw_table__add_integer(table, !old->staff || !new->staff || differ(old, new), err);
}

jw_status jw_assess__compare(const struct jw_month_results *before, const struct jw_month_results *after,
                             jw_table *table, jw_error *err)
{
    static const struct jw_person_result nobody = {0};
    size_t i = 0, j = 0;
    while (i < before->person_count || j < after->person_count) {
        int order = i == before->person_count  ? 1
                    : j == after->person_count ? -1
                                               : strcmp(before->persons[i].staff, after->persons[j].staff);
        const struct jw_person_result *old = order <= 0 ? &before->persons[i++] : &nobody;
        const struct jw_person_result *new = order >= 0 ? &after->persons[j++] : &nobody;
        JW_TRY(add_comparison_row(before, old, after, new, table, err));
    }
    return JW_OK;
}

/* ---- the calls ---- */

struct form {
    const struct jw_column_spec *columns;
    size_t column_count;
};
#define FORM(columns)                                                                                        \
    {                                                                                                        \
        columns, sizeof(columns) / sizeof *(columns)                                                         \
    }
static const struct form metric_form = FORM(metric_columns), total_form = FORM(total_columns),
                         pay_form = FORM(pay_columns), what_if_form = FORM(what_if_columns);

/* By area the first column is named scope, as in the coverage. */
static jw_status new_table(jw_context *context, const struct form *form, int32_t by, jw_table **out,
                           jw_error *err)
{
    struct jw_column_spec columns[sizeof total_columns / sizeof *total_columns];
    memcpy(columns, form->columns, form->column_count * sizeof *columns);
    if (by != JW_ASSESS_BY_STAFF)
        columns[0].name = "scope";
    return jw_table__new(context, columns, form->column_count, out, err);
}

jw_status jw_assess__new_comparison(jw_context *context, int32_t by, jw_table **out, jw_error *err)
{
    return new_table(context, &what_if_form, by, out, err);
}

static jw_status fill_table(const struct jw_month_results *results, const struct form *form, bool chinese,
                            jw_table **out, jw_error *err)
{
    jw_table *table;
    JW_TRY(new_table(results->context, form, results->by, &table, err));
    jw_status status = form == &metric_form  ? add_metric_rows(table, results, err)
                       : form == &total_form ? add_total_rows(table, results, chinese, err)
                                             : add_pay_rows(table, results, chinese, err);
    if (status == JW_OK)
        *out = table;
    else
        jw_table_free(table);
    return status;
}

static jw_status make_table(jw_store *store, const jw_assess_options *options, const struct form *form,
                            jw_table **out, jw_error *err)
{
    struct jw_month_results results;
    JW_TRY(form == &metric_form ? jw_assess__metrics(store, options, &results, err)
                                : jw_assess__month(store, options, &results, err));
    jw_status status = fill_table(&results, form, options->chinese != 0, out, err);
    jw_assess__free(&results);
    return status;
}

jw_status jw_assess(jw_store *store, const jw_assess_options *options, jw_table **out, jw_error *err)
{
    jw_assess_options full;
    if (!out)
        return jw_error_set(err, JW_EINVAL, 0, "no place for the table was given");
    JW_TRY(jw_assess__options(options, &full, err));
    return make_table(store, &full, full.totals ? &total_form : &metric_form, out, err);
}

jw_status jw_pay(jw_store *store, const jw_assess_options *options, jw_table **out, jw_error *err)
{
    jw_assess_options full;
    if (!out)
        return jw_error_set(err, JW_EINVAL, 0, "no place for the table was given");
    JW_TRY(jw_assess__options(options, &full, err));
    if (full.by != JW_ASSESS_BY_STAFF)
        return jw_error_set(err, JW_EINVAL, 0, "only people are paid: by must be staff");
    return make_table(store, &full, &pay_form, out, err);
}
