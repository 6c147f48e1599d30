#include "assessment/assess.h"

#include <string.h>
#include "base/sort.h"
#include "base/text.h"
#include "record/defaults.h"

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

int64_t jw_assess__nano(double value)
{
    return (int64_t)(value * JW_NANO + 0.5);
}

double jw_assess__micro(double value)
{
    return value < 1e9 ? (double)(int64_t)(value * JW_MICRO + 0.5) / JW_MICRO : value;
}

/* ---- one metric ---- */

double jw_assess__points(const struct jw_metric *metric, double value)
{
    double share = (value - metric->floor) / (metric->target - metric->floor);
    return share < 0 ? 0 : share > 1 ? 100 : share * 100;
}

/* Of counts beyond what the statistics take, in which chance plays no part, the interval is the value. */
static jw_status give_interval(const struct jw_metric *metric, struct jw_metric_result *result, jw_error *err)
{
    int64_t numerator = result->numerator.value, denominator = result->denominator.value;
    jw_limits limits = {(double)numerator / (double)denominator, (double)numerator / (double)denominator};
    result->possible = numerator >= 0 && (metric->kind != JW_KIND_PROPORTION || numerator <= denominator);
    if (!result->possible)
        return JW_OK;
    result->certain = numerator >= JW_STATISTICS_MAX || denominator >= JW_STATISTICS_MAX;
    if (!result->certain)
        JW_TRY(jw_metric_interval(metric->kind, numerator, denominator, JW_CONFIDENCE, &limits, err));
    result->lower = jw_assess__micro(limits.lower * (double)metric->per);
    result->upper = jw_assess__micro(limits.upper * (double)metric->per);
    return JW_OK;
}

static jw_status give_value(const struct jw_metric *metric, struct jw_metric_result *result, jw_error *err)
{
    int64_t numerator = result->numerator.value, denominator = result->denominator.value;
    double exact = (double)numerator * (double)metric->per / (double)denominator;
    int64_t micro = jw__round_ratio(numerator, metric->per * JW_MICRO, denominator);
    bool fits = micro != INT64_MAX && micro != INT64_MIN && micro != -INT64_MAX;
    result->value = fits ? (double)micro / JW_MICRO : exact;
    result->has_value = true;
    JW_TRY(give_interval(metric, result, err));
    if (!result->possible || denominator < metric->min_n)
        return JW_OK;
    result->points = jw_assess__nano(jw_assess__points(metric, exact));
    result->has_points = true;
    return JW_OK;
}

/* ---- sums of measures, months and metrics ---- */

/* A measure without a record counts as 0 beside one that has a record. */
static jw_status evaluate(const struct jw_counts *counts, size_t subject,
                          const struct jw_expression *expression, struct jw_sum *out, jw_error *err)
{
    for (size_t i = 0; i < expression->count; i++) {
        const struct jw_sum *sum = jw_counts__sum(counts, subject, expression->terms[i]);
        if (sum->recorded)
            JW_TRY(jw_sum__add(out, sum->value, err));
    }
    return JW_OK;
}

/* One month of a metric. Where both parts are there it counts; else it is only shown when no month counts. */
struct month_part {
    struct jw_sum numerator, denominator;
    bool counts;
};

static jw_status add_part(struct month_part *pooled, const struct month_part *part, jw_error *err)
{
    if (pooled->counts && !part->counts)
        return JW_OK;
    if (part->counts && !pooled->counts)
        *pooled = (struct month_part){.counts = true};
    if (part->numerator.recorded)
        JW_TRY(jw_sum__add(&pooled->numerator, part->numerator.value, err));
    if (part->denominator.recorded)
        JW_TRY(jw_sum__add(&pooled->denominator, part->denominator.value, err));
    return JW_OK;
}

/* The months of a window. */
struct window {
    jw_context *context;
    struct jw_counts *months;
    size_t count;
};

static jw_status assess_metric(const struct window *window, const struct jw_metric *metric, const char *id,
                               struct jw_metric_result *result, jw_error *err)
{
    struct month_part pooled = {.counts = false};
    for (size_t i = 0; i < window->count; i++) {
        const struct jw_counts *counts = &window->months[i];
        size_t subject = jw_counts__find(counts, id);
        if (subject == counts->subject_count)
            continue;
        struct month_part part = {.counts = false};
        JW_TRY(evaluate(counts, subject, &metric->numerator, &part.numerator, err));
        JW_TRY(evaluate(counts, subject, &metric->denominator, &part.denominator, err));
        part.counts = part.numerator.recorded && part.denominator.recorded;
        JW_TRY(add_part(&pooled, &part, err));
    }
    result->numerator = pooled.numerator;
    result->denominator = pooled.denominator;
    result->band = result->band_police_station = JW_NO_BAND;
    return pooled.counts && pooled.denominator.value > 0 ? give_value(metric, result, err) : JW_OK;
}

/* ---- one person ---- */

/* The grade with the greatest lower bound that the score reaches. */
static void give_grade(const struct jw_scheme *scheme, struct jw_person_result *person)
{
    const struct jw_grade *best = NULL;
    bool lower = false;
    for (size_t i = 0; i < scheme->grade_count; i++) {
        const struct jw_grade *grade = &scheme->grades[i];
        if (grade->lower_bound * JW_NANO <= (double)person->score &&
            (!best || grade->lower_bound > best->lower_bound))
            best = grade;
    }
    for (size_t i = 0; best && i < scheme->grade_count; i++)
        lower = lower || scheme->grades[i].lower_bound < best->lower_bound;
    person->grade = best ? best->name : NULL;
    person->coefficient = best ? best->coefficient : 0;
    person->lowest_grade = best && !lower && scheme->grade_count > 1;
}

bool jw_assess__score(const struct jw_person_result *person, const double *weights, size_t count,
                      int64_t *score, double *weight)
{
    double present = 0, points = 0;
    for (size_t i = 0; i < count; i++) {
        if (!person->metrics[i].has_points)
            continue;
        present += weights[i];
        points += weights[i] * ((double)person->metrics[i].points / JW_NANO);
    }
    if (weight)
        *weight = present;
    if (present > 0)
        *score = jw_assess__nano(points / present);
    return present > 0;
}

static void assess_total(const struct jw_scheme *scheme, const double *weights,
                         struct jw_person_result *person)
{
    double weight;
    person->has_score = jw_assess__score(person, weights, scheme->metric_count, &person->score, &weight);
    person->coverage = jw_assess__nano(weight / scheme->weight);
    person->rankable = person->has_score && scheme->min_coverage * JW_NANO <= (double)person->coverage + 0.5;
    if (person->rankable)
        give_grade(scheme, person);
}

/* ---- everybody ---- */

static int order_subjects(void *userdata, const void *left, const void *right)
{
    (void)userdata;
    const struct jw_subject *a = left, *b = right;
    return a->id == b->id ? 0 : strcmp(a->id, b->id);
}

/* The subjects of all months, each once, with the police station of the last. */
static jw_status list_subjects(const struct window *window, struct jw_subject **out, size_t *count,
                               jw_error *err)
{
    size_t total = 0, kept = 0;
    for (size_t i = 0; i < window->count; i++)
        total += window->months[i].subject_count;
    struct jw_subject *all = jw__allocate_zeroed(window->context, 2 * total + 1, sizeof *all, err);
    if (!all)
        return JW_ENOMEM;
    for (size_t i = 0, filled = 0; i < window->count; i++) {
        size_t more = window->months[i].subject_count;
        if (more)
            memcpy(all + filled, window->months[i].subjects, more * sizeof *all);
        filled += more;
    }
    jw__sort(all, all + total, total, sizeof *all, order_subjects, NULL);
    for (size_t i = 0; i < total; i++)
        if (kept && all[kept - 1].id == all[i].id)
            all[kept - 1] = all[i];
        else
            all[kept++] = all[i];
    *out = all;
    *count = kept;
    return JW_OK;
}

static jw_status assess_subjects(struct jw_month_results *results, const struct window *window,
                                 const struct jw_subject *subjects, const double *weights, jw_error *err)
{
    const struct jw_scheme *scheme = &results->scheme;
    for (size_t i = 0; i < results->person_count; i++) {
        struct jw_person_result *person = &results->persons[i];
        person->staff = subjects[i].id;
        person->police_station = subjects[i].police_station;
        person->metrics = results->metrics + i * scheme->metric_count;
        for (size_t k = 0; k < scheme->metric_count; k++)
            JW_TRY(assess_metric(window, &scheme->metrics[k], person->staff, &person->metrics[k], err));
        assess_total(scheme, weights, person);
    }
    return JW_OK;
}

static jw_status assess_window(struct jw_month_results *results, const struct window *window, jw_error *err)
{
    size_t metric_count = results->scheme.metric_count;
    struct jw_subject *subjects;
    JW_TRY(list_subjects(window, &subjects, &results->person_count, err));
    double *weights = jw__allocate_zeroed(results->context, metric_count, sizeof *weights, err);
    results->persons =
        jw__allocate_zeroed(results->context, results->person_count, sizeof *results->persons, err);
    results->metrics = jw__allocate_zeroed(results->context, results->person_count * metric_count,
                                           sizeof *results->metrics, err);
    jw_status status = weights && results->persons && results->metrics ? JW_OK : JW_ENOMEM;
    for (size_t k = 0; status == JW_OK && k < metric_count; k++)
        weights[k] = results->scheme.metrics[k].weight;
    if (status == JW_OK)
        status = assess_subjects(results, window, subjects, weights, err);
    jw__free(results->context, weights);
    jw__free(results->context, subjects);
    return status;
}

/* ---- reading ---- */

static jw_status load_months(struct jw_month_results *results, jw_store *store, int32_t months,
                             struct window *window, jw_error *err)
{
    for (int32_t i = 0; i < months; i++) {
        JW_TRY(jw__check_cancel(store->context, err));
        JW_TRY(jw_counts__load(store, results->view, &results->scheme, results->month - months + 1 + i,
                               results->by, &window->months[window->count], err));
        window->count++;
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
    struct window window = {.context = store->context};
    window.months = jw__allocate_zeroed(store->context, (size_t)options->months, sizeof *window.months, err);
    if (!window.months)
        return JW_ENOMEM;
    jw_status status = load_months(results, store, options->months, &window, err);
    if (status == JW_OK)
        status = assess_window(results, &window, err);
    for (size_t i = 0; i < window.count; i++)
        jw_counts__free(&window.months[i]);
    jw__free(store->context, window.months);
    return status == JW_OK ? jw_bands__find(results, err) : status;
}

jw_status jw_assess__options(const jw_assess_options *options, jw_assess_options *out, jw_error *err)
{
    if (!options)
        return jw_error_set(err, JW_EINVAL, 0, "no options were given");
    if (options->struct_size < offsetof(jw_assess_options, scheme) + sizeof options->scheme)
        return jw_error_set(err, JW_EINVAL, 0, "the options are not initialised with JW_ASSESS_OPTIONS_INIT");
    jw_assess_options full = JW_ASSESS_OPTIONS_INIT;
    memcpy(&full, options, options->struct_size < sizeof full ? options->struct_size : sizeof full);
    if (full.months == 0)
        full.months = 1;
    if (full.by < JW_ASSESS_BY_STAFF || full.by > JW_ASSESS_BY_DISTRICT)
        return jw_error_set(err, JW_EINVAL, 0, "no such subject: by is staff, police station or district");
    if (full.months < 1 || full.months > JW_MONTHS_MAX)
        return jw_error_set(err, JW_EINVAL, 0, "a window has 1 to %d months", JW_MONTHS_MAX);
    if (full.month > JW_MONTH_MAX || full.month < JW_MONTH_MIN + full.months - 1)
        return jw_error_set(err, JW_EINVAL, 0, "no month was given, or one outside the years 1 to 9999");
    *out = full;
    return JW_OK;
}

jw_status jw_assess__metrics(jw_store *store, const jw_assess_options *options, struct jw_month_results *out,
                             jw_error *err)
{
    jw_assess_options full = JW_ASSESS_OPTIONS_INIT;
    if (!store)
        return jw_error_set(err, JW_EINVAL, 0, "no store was given");
    JW_TRY(jw_assess__options(options, &full, err));
    struct jw_month_results results = {
        .context = store->context, .scheme = {.context = store->context}, .month = full.month, .by = full.by};
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = fill(&results, store, &full, err);
    jw_store__end_reading(store);
    if (status != JW_OK) {
        jw_assess__free(&results);
        return status;
    }
    *out = results;
    return JW_OK;
}

jw_status jw_assess__month(jw_store *store, const jw_assess_options *options, struct jw_month_results *out,
                           jw_error *err)
{
    struct jw_month_results results;
    JW_TRY(jw_assess__metrics(store, options, &results, err));
    jw_status status = jw_ranks__find(&results, err);
    if (status != JW_OK) {
        jw_assess__free(&results);
        return status;
    }
    *out = results;
    return JW_OK;
}
