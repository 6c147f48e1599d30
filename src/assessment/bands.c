/* Each metric of everybody against the group: bands by the funnel, values shrunken towards the group's. */
#include <string.h>
#include "assessment/assess.h"
#include "base/sort.h"

/* The units of one metric that can be compared, as the statistics want them. */
struct units {
    jw_context *context;
    const struct jw_metric *metric;
    struct jw_metric_result **results;
    const char **police_stations;
    int64_t *x, *n;
    double *exposure, *expected;
    size_t count;
};

static void free_units(struct units *units)
{
    jw__free(units->context, units->results);
    jw__free(units->context, units->police_stations);
    jw__free(units->context, units->x);
    jw__free(units->context, units->n);
    jw__free(units->context, units->exposure);
    jw__free(units->context, units->expected);
}

static jw_status allocate_units(struct units *units, size_t count, jw_error *err)
{
    units->results = jw__allocate_zeroed(units->context, count + 1, sizeof(struct jw_metric_result *), err);
    units->police_stations =
        jw__allocate_zeroed(units->context, count + 1, sizeof *units->police_stations, err);
    units->x = jw__allocate_zeroed(units->context, count + 1, sizeof *units->x, err);
    units->n = jw__allocate_zeroed(units->context, count + 1, sizeof *units->n, err);
    units->exposure = jw__allocate_zeroed(units->context, count + 1, sizeof *units->exposure, err);
    units->expected = jw__allocate_zeroed(units->context, count + 1, sizeof *units->expected, err);
    return units->results && units->police_stations && units->x && units->n && units->exposure &&
                   units->expected
               ? JW_OK
               : JW_ENOMEM;
}

/* Persons whose counts the kind allows; order has them by police station. */
static void take_units(struct units *units, const struct jw_month_results *results, const size_t *order,
                       size_t metric)
{
    units->metric = &results->scheme.metrics[metric];
    units->count = 0;
    for (size_t i = 0; i < results->person_count; i++) {
        const struct jw_person_result *person = &results->persons[order[i]];
        struct jw_metric_result *result = &person->metrics[metric];
        if (!result->possible || result->certain)
            continue;
        units->results[units->count] = result;
        units->police_stations[units->count] = person->police_station;
        units->x[units->count] = result->numerator.value;
        units->n[units->count] = result->denominator.value;
        units->exposure[units->count] = (double)result->denominator.value;
        units->count++;
    }
}

/* ---- bands ---- */

/* The group's mean, sum over sum, and what it lets expect. Where it is 0 or a whole there is nothing to
 * compare by. */
static bool find_centre(const struct units *units, size_t first, size_t end, double *out)
{
    double x = 0, n = 0;
    for (size_t i = first; i < end; i++) {
        x += (double)units->x[i];
        n += (double)units->n[i];
    }
    *out = x / n;
    if (units->metric->kind != JW_KIND_PROPORTION)
        for (size_t i = first; i < end; i++) {
            units->expected[i] = *out * units->exposure[i];
            if (units->expected[i] < JW_STATISTICS_MIN || units->expected[i] >= JW_STATISTICS_MAX)
                return false;
        }
    return end - first > 1 && x > 0 && (units->metric->kind != JW_KIND_PROPORTION || x < n);
}

static jw_status find_spread(const struct units *units, size_t first, size_t end, double centre, double *tau2,
                             jw_error *err)
{
    jw_overdispersion spread;
    size_t count = end - first;
    *tau2 = 0;
    if (count < JW_OVERDISPERSION_MIN)
        return JW_OK;
    if (units->metric->kind == JW_KIND_PROPORTION)
        JW_TRY(jw_proportion_overdispersion(units->context, units->x + first, units->n + first, count, centre,
                                            &spread, err));
    else
        JW_TRY(jw_count_overdispersion(units->context, units->x + first, units->expected + first, count,
                                       &spread, err));
    *tau2 = spread.tau2;
    return JW_OK;
}

static jw_status find_bands(const struct units *units, size_t first, size_t end, bool of_station,
                            jw_error *err)
{
    double centre, tau2;
    if (!find_centre(units, first, end, &centre))
        return JW_OK;
    JW_TRY(find_spread(units, first, end, centre, &tau2, err));
    for (size_t i = first; i < end; i++) {
        struct jw_metric_result *result = units->results[i];
        int32_t *band = of_station ? &result->band_police_station : &result->band;
        if (units->metric->kind == JW_KIND_PROPORTION)
            JW_TRY(jw_proportion_band(units->x[i], units->n[i], centre, tau2, JW_CLEARLY, band, err));
        else
            JW_TRY(jw_count_band(units->x[i], units->expected[i], tau2, JW_CLEARLY, band, err));
    }
    return JW_OK;
}

static jw_status find_station_bands(const struct units *units, jw_error *err)
{
    for (size_t first = 0, end; first < units->count; first = end) {
        for (end = first + 1;
             end < units->count && units->police_stations[end] == units->police_stations[first];)
            end++;
        if (units->police_stations[first])
            JW_TRY(find_bands(units, first, end, true, err));
    }
    return JW_OK;
}

/* ---- shrinkage ---- */

static void give_shrunken(const struct units *units, size_t unit, const jw_shrunken *shrunken)
{
    struct jw_metric_result *result = units->results[unit];
    result->has_shrunken = true;
    result->shrunken = jw_assess__micro(shrunken->mean * (double)units->metric->per);
    result->weight_of_own = jw_assess__micro(shrunken->weight);
}

static jw_status shrink_proportions(const struct units *units, jw_error *err)
{
    jw_beta_prior prior;
    jw_shrunken shrunken;
    JW_TRY(jw_beta_prior_fit(units->context, units->x, units->n, units->count, &prior, err));
    for (size_t i = 0; i < units->count; i++) {
        JW_TRY(jw_beta_prior_apply(&prior, units->x[i], units->n[i], JW_CONFIDENCE, &shrunken, err));
        give_shrunken(units, i, &shrunken);
    }
    return JW_OK;
}

static jw_status shrink_counts(const struct units *units, jw_error *err)
{
    jw_gamma_prior prior;
    jw_shrunken shrunken;
    JW_TRY(jw_gamma_prior_fit(units->context, units->x, units->exposure, units->count, &prior, err));
    for (size_t i = 0; i < units->count; i++) {
        JW_TRY(jw_gamma_prior_apply(&prior, units->x[i], units->exposure[i], JW_CONFIDENCE, &shrunken, err));
        give_shrunken(units, i, &shrunken);
    }
    return JW_OK;
}

static jw_status shrink(const struct units *units, jw_error *err)
{
    if (units->count < 2)
        return JW_OK;
    return units->metric->kind == JW_KIND_PROPORTION ? shrink_proportions(units, err)
                                                     : shrink_counts(units, err);
}

/* ---- all metrics ---- */

static int order_persons(void *userdata, const void *left, const void *right)
{
    const struct jw_person_result *persons = userdata;
    const char *a = persons[*(const size_t *)left].police_station;
    const char *b = persons[*(const size_t *)right].police_station;
    return a == b ? 0 : !a ? -1 : !b ? 1 : strcmp(a, b);
}

static jw_status find_all(struct jw_month_results *results, struct units *units, const size_t *order,
                          jw_error *err)
{
    for (size_t metric = 0; metric < results->scheme.metric_count; metric++) {
        JW_TRY(jw__check_cancel(results->context, err));
        take_units(units, results, order, metric);
        JW_TRY(find_bands(units, 0, units->count, false, err));
        if (results->by == JW_ASSESS_BY_STAFF)
            JW_TRY(find_station_bands(units, err));
        JW_TRY(shrink(units, err));
    }
    return JW_OK;
}

jw_status jw_bands__find(struct jw_month_results *results, jw_error *err)
{
    size_t count = results->person_count;
    struct units units = {.context = results->context};
    size_t *order = jw__allocate_zeroed(results->context, 2 * count + 1, sizeof *order, err);
    jw_status status = order ? allocate_units(&units, count, err) : JW_ENOMEM;
    for (size_t i = 0; status == JW_OK && i < count; i++)
        order[i] = i;
    if (status == JW_OK) {
        jw__sort(order, order + count, count, sizeof *order, order_persons, results->persons);
        status = find_all(results, &units, order, err);
    }
    jw__free(results->context, order);
    free_units(&units);
    return status;
}
