/* Rank sets: exact tests of all pairs, and Holm's procedure over them. */
#include <jingwu/statistics.h>

#include "base/context.h"
#include "base/sort.h"
#include "statistics/check.h"
#include "statistics/compare.h"
#include "statistics/real.h"

/* The test of one kind of unit: the chance of `first` being so much larger than `second` when both are the
 * same. */
typedef double (*test_fn)(const void *units, size_t first, size_t second);

typedef struct place {
    double value;
    size_t unit;
} place;

/*
 * The group in the order of the list, best first. Only "the better one is better" can be significant, so
 * there is one p-value a pair; that of the other direction counts in the number of hypotheses and is never
 * small.
 */
typedef struct ranking {
    place *places;
    double *p_values; /* of the pairs, the better place by the worse, see pair_at() */
    size_t count;
    bool higher; /* is better */
    double alpha;
} ranking;

typedef struct request {
    const void *units;
    test_fn test;
    size_t count;
    int32_t better;
    double confidence;
    int32_t scope;
} request;

/* Where the pair of places is kept; better < worse. */
static double *pair_at(const ranking *list, size_t better, size_t worse)
{
    return list->p_values + worse * (worse - 1) / 2 + better;
}

static int order_places(void *userdata, const void *a, const void *b)
{
    const place *first = a, *second = b;
    int larger = (first->value < second->value) - (first->value > second->value);
    return *(const bool *)userdata ? larger : -larger;
}

static jw_status test_pairs(jw_context *context, const request *asked, ranking *list, jw_error *err)
{
    for (size_t worse = 1; worse < list->count; worse++) {
        JW_TRY(jw__progress(context, "rank", (int64_t)worse, (int64_t)list->count, err));
        for (size_t better = 0; better < worse; better++) {
            const place *first = &list->places[list->higher ? better : worse];
            const place *second = &list->places[list->higher ? worse : better];
            *pair_at(list, better, worse) =
                first->value == second->value ? 1.0 : asked->test(asked->units, first->unit, second->unit);
        }
    }
    return JW_OK;
}

/* How many of the pairs with one place, or of all if it is list->count, have a p-value of at most the limit.
 */
static size_t count_small(const ranking *list, size_t one, double limit)
{
    size_t small = 0;
    if (one == list->count) {
        for (size_t i = 0; i < list->count * (list->count - 1) / 2; i++)
            small += list->p_values[i] <= limit;
        return small;
    }
    for (size_t other = 0; other < one; other++)
        small += *pair_at(list, other, one) <= limit;
    for (size_t other = one + 1; other < list->count; other++)
        small += *pair_at(list, one, other) <= limit;
    return small;
}

/*
 * The p-value up to which Holm (1979) rejects among so many hypotheses: with r rejected the next limit is
 * alpha / (hypotheses - r); what lies below it is rejected at once, since the limits only grow.
 */
static double holm_limit(const ranking *list, size_t one, size_t hypotheses)
{
    size_t rejected = 0;
    for (;;) {
        double limit = list->alpha / (double)(hypotheses - rejected);
        size_t small = count_small(list, one, limit);
        if (small == rejected)
            return limit;
        rejected = small;
    }
}

static int64_t competition_rank(const ranking *list, size_t at)
{
    while (at > 0 && list->places[at - 1].value == list->places[at].value)
        at--;
    return (int64_t)at + 1;
}

/* Places before `at` that are significantly better, and after it that are significantly worse. */
static jw_rank rank_of(const ranking *list, size_t at, double limit)
{
    int64_t better = 0, worse = 0;
    for (size_t other = 0; other < at; other++)
        better += *pair_at(list, other, at) <= limit;
    for (size_t other = at + 1; other < list->count; other++)
        worse += *pair_at(list, at, other) <= limit;
    return (jw_rank){competition_rank(list, at), 1 + better, (int64_t)list->count - worse};
}

static void rank_all(const ranking *list, int32_t scope, jw_rank *out)
{
    double limit = 0;
    if (scope == JW_RANKS_SIMULTANEOUS && list->count > 1)
        limit = holm_limit(list, list->count, list->count * (list->count - 1));
    for (size_t at = 0; at < list->count; at++) {
        if (scope == JW_RANKS_MARGINAL && list->count > 1)
            limit = holm_limit(list, at, 2 * (list->count - 1));
        out[list->places[at].unit] = rank_of(list, at, limit);
    }
}

static jw_status check_request(const jw_context *context, const request *asked, const void *first,
                               const void *second, const void *out, jw_error *err)
{
    JW_TRY(jw_statistics__check_given(context, "context", err));
    JW_TRY(jw_statistics__check_given(first, "units", err));
    JW_TRY(jw_statistics__check_given(second, "units", err));
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(jw_statistics__check_confidence(asked->confidence, err));
    if (asked->count < 1)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "count", "a group has at least one unit");
    if (asked->count > JW_RANK_UNITS_MAX)
        return jw_error_set_field(err, JW_ELIMIT, NULL, 0, "count", "a rank group has at most %d units",
                                  JW_RANK_UNITS_MAX);
    if (asked->better != JW_BETTER_HIGHER && asked->better != JW_BETTER_LOWER)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "better", "there is no direction %d",
                                  (int)asked->better);
    if (asked->scope != JW_RANKS_SIMULTANEOUS && asked->scope != JW_RANKS_MARGINAL)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "scope", "there is no scope %d",
                                  (int)asked->scope);
    return JW_OK;
}

/* Tests and ranks; the places carry the values. */
static jw_status rank_places(jw_context *context, const request *asked, place *places, jw_rank *out,
                             jw_error *err)
{
    size_t pairs = asked->count * (asked->count - 1) / 2;
    ranking list = {places, NULL, asked->count, asked->better == JW_BETTER_HIGHER, 1.0 - asked->confidence};
    jw__sort(places, places + asked->count, asked->count, sizeof *places, order_places, &list.higher);
    list.p_values = jw__allocate_zeroed(context, pairs + 1, sizeof *list.p_values, err);
    if (!list.p_values)
        return JW_ENOMEM;
    jw_status status = test_pairs(context, asked, &list, err);
    if (status == JW_OK)
        rank_all(&list, asked->scope, out);
    jw__free(context, list.p_values);
    return status;
}

typedef double (*value_fn)(const void *units, size_t unit);

static jw_status rank_units(jw_context *context, const request *asked, value_fn value_of, jw_rank *out,
                            jw_error *err)
{
    /* and as many again for sorting */
    place *places = jw__allocate_zeroed(context, 2 * asked->count, sizeof *places, err);
    if (!places)
        return JW_ENOMEM;
    for (size_t i = 0; i < asked->count; i++)
        places[i] = (place){value_of(asked->units, i), i};
    jw_status status = rank_places(context, asked, places, out, err);
    jw__free(context, places);
    return status;
}

typedef struct proportions {
    const int64_t *x;
    const int64_t *n;
} proportions;

static double proportion_of(const void *units, size_t unit)
{
    const proportions *group = units;
    return (double)group->x[unit] / (double)group->n[unit];
}

static double test_proportions(const void *units, size_t first, size_t second)
{
    const proportions *group = units;
    return jw_compare__proportions(group->x[first], group->n[first], group->x[second], group->n[second]);
}

jw_status jw_proportion_ranks(jw_context *context, const int64_t *x, const int64_t *n, size_t count,
                              int32_t better, double confidence, int32_t scope, jw_rank *out, jw_error *err)
{
    proportions units = {x, n};
    request asked = {&units, test_proportions, count, better, confidence, scope};
    JW_TRY(check_request(context, &asked, x, n, out, err));
    for (size_t i = 0; i < count; i++)
        JW_TRY(jw_statistics__check_proportion(x[i], n[i], 1, (int64_t)i + 1, err));
    return rank_units(context, &asked, proportion_of, out, err);
}

typedef struct rates {
    const int64_t *x;
    const double *exposure;
} rates;

static double rate_of(const void *units, size_t unit)
{
    const rates *group = units;
    return (double)group->x[unit] / group->exposure[unit];
}

static double test_rates(const void *units, size_t first, size_t second)
{
    const rates *group = units;
    return jw_compare__rates(group->x[first], group->exposure[first], group->x[second],
                             group->exposure[second]);
}

jw_status jw_rate_ranks(jw_context *context, const int64_t *x, const double *exposure, size_t count,
                        int32_t better, double confidence, int32_t scope, jw_rank *out, jw_error *err)
{
    rates units = {x, exposure};
    request asked = {&units, test_rates, count, better, confidence, scope};
    JW_TRY(check_request(context, &asked, x, exposure, out, err));
    for (size_t i = 0; i < count; i++) {
        JW_TRY(jw_statistics__check_count(x[i], (int64_t)i + 1, err));
        JW_TRY(jw_statistics__check_exposure(exposure[i], "exposure", (int64_t)i + 1, err));
    }
    return rank_units(context, &asked, rate_of, out, err);
}

typedef struct estimates {
    const double *value;
    const double *standard_error;
} estimates;

static double estimate_of(const void *units, size_t unit)
{
    const estimates *group = units;
    return group->value[unit];
}

static double test_estimates(const void *units, size_t first, size_t second)
{
    const estimates *group = units;
    return jw_compare__estimates(group->value[first], group->standard_error[first], group->value[second],
                                 group->standard_error[second]);
}

jw_status jw_estimate_ranks(jw_context *context, const double *value, const double *standard_error,
                            size_t count, int32_t better, double confidence, int32_t scope, jw_rank *out,
                            jw_error *err)
{
    estimates units = {value, standard_error};
    request asked = {&units, test_estimates, count, better, confidence, scope};
    JW_TRY(check_request(context, &asked, value, standard_error, out, err));
    for (size_t i = 0; i < count; i++) {
        int64_t row = (int64_t)i + 1;
        if (!jw_real__is_finite(value[i]))
            return jw_error_set_field(err, JW_EINVAL, NULL, row, "value", "it is not finite");
        if (!(standard_error[i] >= 0 && jw_real__is_finite(standard_error[i])))
            return jw_error_set_field(err, JW_EINVAL, NULL, row, "standard_error",
                                      "it must be at least 0 and finite");
    }
    return rank_units(context, &asked, estimate_of, out, err);
}
