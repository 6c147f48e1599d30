#include "assessment/assess.h"

#include "base/text.h"
#include "record/defaults.h"
#include "record/table.h"

void jw_assess__free(struct jw_month_results *results)
{
    jw_view__free(results->view);
    jw_scheme__free(&results->scheme);
    jw__free(results->context, results->persons);
    jw__free(results->context, results->metrics);
}

double jw_assess__decimals(int64_t nano, int32_t decimals)
{
    int64_t unit = JW_NANO, scale = 1;
    for (int32_t i = 0; i < decimals; i++) {
        unit /= 10;
        scale *= 10;
    }
    return (double)jw__round_ratio(nano, 1, unit) / (double)scale;
}

/* 0 to 1e9 of something that is not negative and at most 1e9. */
static int64_t to_nano(double value)
{
    return (int64_t)(value * JW_NANO + 0.5);
}

/* The expression has a value only when every measure in it was recorded. */
static jw_status evaluate(const struct jw_people *people, size_t person,
                          const struct jw_expression *expression, struct jw_sum *out, jw_error *err)
{
    struct jw_sum total = {true, 0};
    for (size_t i = 0; i < expression->count; i++) {
        const struct jw_sum *sum = jw_people__sum(people, person, expression->terms[i]);
        if (!sum->recorded) {
            *out = (struct jw_sum){false, 0};
            return JW_OK;
        }
        if (sum->value > 0 ? total.value > INT64_MAX - sum->value : total.value < INT64_MIN - sum->value)
            return jw_error_set(err, JW_ELIMIT, 0, "the sum of the counts is too large");
        total.value += sum->value;
    }
    *out = total;
    return JW_OK;
}

static void give_value(const struct jw_metric *metric, struct jw_metric_result *result)
{
    int64_t numerator = result->numerator.value, denominator = result->denominator.value;
    double exact = (double)numerator * (double)metric->per / (double)denominator;
    int64_t micro = jw__round_ratio(numerator, metric->per * JW_MICRO, denominator);
    bool fits = micro != INT64_MAX && micro != INT64_MIN && micro != -INT64_MAX;
    result->value = fits ? (double)micro / JW_MICRO : exact;
    result->has_value = true;
    if (denominator < metric->min_n)
        return;
    double share = (exact - metric->floor) / (metric->target - metric->floor);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    result->points = to_nano(share * 100);
    result->has_points = true;
}

static jw_status assess_metrics(const struct jw_scheme *scheme, const struct jw_people *people, size_t person,
                                struct jw_metric_result *results, jw_error *err)
{
    for (size_t i = 0; i < scheme->metric_count; i++) {
        const struct jw_metric *metric = &scheme->metrics[i];
        JW_TRY(evaluate(people, person, &metric->numerator, &results[i].numerator, err));
        JW_TRY(evaluate(people, person, &metric->denominator, &results[i].denominator, err));
        if (results[i].numerator.recorded && results[i].denominator.recorded &&
            results[i].denominator.value > 0)
            give_value(metric, &results[i]);
    }
    return JW_OK;
}

/* The grade with the greatest lower bound that the score reaches. */
static const char *grade_of(const struct jw_scheme *scheme, int64_t score)
{
    const struct jw_grade *best = NULL;
    for (size_t i = 0; i < scheme->grade_count; i++) {
        const struct jw_grade *grade = &scheme->grades[i];
        if (grade->lower_bound * JW_NANO <= (double)score &&
            (!best || grade->lower_bound > best->lower_bound))
            best = grade;
    }
    return best ? best->name : NULL;
}

static void assess_total(const struct jw_scheme *scheme, struct jw_person_result *person)
{
    double weight = 0, points = 0;
    for (size_t i = 0; i < scheme->metric_count; i++) {
        if (!person->metrics[i].has_points)
            continue;
        weight += scheme->metrics[i].weight;
        points += scheme->metrics[i].weight * ((double)person->metrics[i].points / JW_NANO);
    }
    person->coverage = to_nano(weight / scheme->weight);
    if (weight <= 0)
        return;
    person->has_score = true;
    person->score = to_nano(points / weight);
    if (scheme->min_coverage * JW_NANO <= (double)person->coverage + 0.5)
        person->grade = grade_of(scheme, person->score);
}

static jw_status assess_people(struct jw_month_results *results, const struct jw_people *people,
                               jw_error *err)
{
    size_t metric_count = results->scheme.metric_count;
    results->persons =
        jw__allocate_zeroed(results->context, people->person_count, sizeof *results->persons, err);
    results->metrics = jw__allocate_zeroed(results->context, people->person_count * metric_count,
                                           sizeof *results->metrics, err);
    if (!results->persons || !results->metrics)
        return JW_ENOMEM;
    results->person_count = people->person_count;
    for (size_t i = 0; i < people->person_count; i++) {
        struct jw_person_result *person = &results->persons[i];
        person->staff = people->persons[i].staff;
        person->metrics = results->metrics + i * metric_count;
        JW_TRY(assess_metrics(&results->scheme, people, i, person->metrics, err));
        assess_total(&results->scheme, person);
    }
    return JW_OK;
}

static jw_status fill(struct jw_month_results *results, jw_store *store, const jw_assess_options *options,
                      jw_error *err)
{
    const char *scheme = options->scheme ? options->scheme : JW_DEFAULT_SCHEME;
    JW_TRY(jw_view__load(store, options->district, &results->view, err));
    jw_date last = jw_month_first(options->month + 1) - 1;
    JW_TRY(jw_scheme__load(store, results->view->district, scheme, last, &results->scheme, err));
    struct jw_people people;
    JW_TRY(jw_people__load(store, results->view, &results->scheme, options->month, &people, err));
    jw_status status = assess_people(results, &people, err);
    jw_people__free(&people);
    return status;
}

static jw_status check_options(const jw_store *store, const jw_assess_options *options, jw_error *err)
{
    if (!store || !options)
        return jw_error_set(err, JW_EINVAL, 0, "no store or no options were given");
    if (options->struct_size < offsetof(jw_assess_options, scheme) + sizeof options->scheme)
        return jw_error_set(err, JW_EINVAL, 0, "the options are not initialised with JW_ASSESS_OPTIONS_INIT");
    if (options->month < JW_MONTH_MIN || options->month > JW_MONTH_MAX)
        return jw_error_set(err, JW_EINVAL, 0, "no month was given, or one outside the years 1 to 9999");
    return JW_OK;
}

jw_status jw_assess__month(jw_store *store, const jw_assess_options *options, struct jw_month_results *out,
                           jw_error *err)
{
    JW_TRY(check_options(store, options, err));
    struct jw_month_results results = {.context = store->context, .scheme = {.context = store->context}};
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = fill(&results, store, options, err);
    jw_store__end_reading(store);
    if (status != JW_OK) {
        jw_assess__free(&results);
        return status;
    }
    *out = results;
    return JW_OK;
}

static jw_status add_sum(jw_table *table, const struct jw_sum *sum, jw_error *err)
{
    return sum->recorded ? jw_table__add_integer(table, sum->value, err) : jw_table__add_empty(table, err);
}

static jw_status add_real_or_empty(jw_table *table, bool present, double value, int32_t decimals,
                                   jw_error *err)
{
    return present ? jw_table__add_real(table, value, decimals, err) : jw_table__add_empty(table, err);
}

static jw_status add_metric_row(jw_table *table, const char *staff, const char *metric,
                                const struct jw_metric_result *result, jw_error *err)
{
    JW_TRY(jw_table__add_string(table, staff, err));
    JW_TRY(jw_table__add_string(table, metric, err));
    JW_TRY(add_sum(table, &result->numerator, err));
    JW_TRY(add_sum(table, &result->denominator, err));
    JW_TRY(add_real_or_empty(table, result->has_value, result->value, 6, err));
    JW_TRY(jw_table__add_empty(table, err));
    JW_TRY(jw_table__add_empty(table, err));
    return add_real_or_empty(table, result->has_points, jw_assess__decimals(result->points, 2), 2, err);
}

static jw_status add_metric_rows(jw_table *table, const struct jw_month_results *results, jw_error *err)
{
    for (size_t i = 0; i < results->person_count; i++) {
        const struct jw_person_result *person = &results->persons[i];
        for (size_t k = 0; k < results->scheme.metric_count; k++)
            JW_TRY(add_metric_row(table, person->staff, results->scheme.metrics[k].name, &person->metrics[k],
                                  err));
    }
    return JW_OK;
}

static jw_status add_total_rows(jw_table *table, const struct jw_month_results *results, jw_error *err)
{
    for (size_t i = 0; i < results->person_count; i++) {
        const struct jw_person_result *person = &results->persons[i];
        JW_TRY(jw_table__add_string(table, person->staff, err));
        JW_TRY(add_real_or_empty(table, person->has_score, jw_assess__decimals(person->score, 2), 2, err));
        JW_TRY(jw_table__add_real(table, jw_assess__decimals(person->coverage, 4), 4, err));
        for (int empty = 0; empty < 3; empty++)
            JW_TRY(jw_table__add_empty(table, err));
        JW_TRY(jw_table__add_string(table, person->grade, err));
    }
    return JW_OK;
}

static jw_status new_table(jw_context *context, bool totals, jw_table **out, jw_error *err)
{
    static const struct jw_column_spec metric_columns[] = {
        {"staff", JW_TYPE_TEXT},          {"metric", JW_TYPE_TEXT}, {"numerator", JW_TYPE_INTEGER},
        {"denominator", JW_TYPE_INTEGER}, {"value", JW_TYPE_REAL},  {"lower", JW_TYPE_REAL},
        {"upper", JW_TYPE_REAL},          {"points", JW_TYPE_REAL}};
    static const struct jw_column_spec total_columns[] = {
        {"staff", JW_TYPE_TEXT},   {"score", JW_TYPE_REAL},       {"coverage", JW_TYPE_REAL},
        {"rank", JW_TYPE_INTEGER}, {"rank_low", JW_TYPE_INTEGER}, {"rank_high", JW_TYPE_INTEGER},
        {"grade", JW_TYPE_TEXT}};
    if (totals)
        return jw_table__new(context, total_columns, sizeof total_columns / sizeof *total_columns, out, err);
    return jw_table__new(context, metric_columns, sizeof metric_columns / sizeof *metric_columns, out, err);
}

jw_status jw_assess(jw_store *store, const jw_assess_options *options, jw_table **out, jw_error *err)
{
    if (!out)
        return jw_error_set(err, JW_EINVAL, 0, "no place for the table was given");
    struct jw_month_results results;
    JW_TRY(jw_assess__month(store, options, &results, err));
    jw_table *table = NULL;
    jw_status status = new_table(store->context, options->totals != 0, &table, err);
    if (status == JW_OK)
        status =
            options->totals ? add_total_rows(table, &results, err) : add_metric_rows(table, &results, err);
    jw_assess__free(&results);
    if (status != JW_OK) {
        jw_table_free(table);
        return status;
    }
    *out = table;
    return JW_OK;
}
