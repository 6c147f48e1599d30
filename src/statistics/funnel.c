/* Funnel limits, and the band of a value. */
#include <jingwu/statistics.h>

#include "statistics/check.h"
#include "statistics/real.h"

/* A count whose distribution is known: binomial with n and p, or Poisson. */
typedef struct model {
    int64_t n;   /* trials; -1 for Poisson */
    double mean; /* of the count */
    double p;    /* of each trial */
} model;

static double lower_tail(const model *chance, int64_t x)
{
    return chance->n < 0 ? jw_poisson_lower(x, chance->mean) : jw_binomial_lower(x, chance->n, chance->p);
}

static double upper_tail(const model *chance, int64_t x)
{
    return chance->n < 0 ? jw_poisson_upper(x, chance->mean) : jw_binomial_upper(x, chance->n, chance->p);
}

/* P(X <= x) > 1 - tail if `upper`, else P(X <= x) > tail. */
static bool reaches(const model *chance, int64_t x, double tail, bool upper)
{
    return upper ? upper_tail(chance, x + 1) < tail : lower_tail(chance, x) > tail;
}

/* The smallest count that reaches, by doubling steps away from the mean and then halving. */
static int64_t smallest_reaching(const model *chance, double tail, bool upper)
{
    int64_t high = (int64_t)chance->mean, step = 1;
    while (!reaches(chance, high, tail, upper)) {
        high += step;
        step *= 2;
    }
    int64_t low = high;
    for (step = 1; low >= 0 && reaches(chance, low, tail, upper); step *= 2)
        low -= step;
    if (low < -1)
        low = -1;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (reaches(chance, middle, tail, upper))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* The limit of the count: r less the share of P(X = r) by which P(X <= r) exceeds its aim (Spiegelhalter
 * 2005). */
static double exact_limit(const model *chance, double tail, bool upper)
{
    int64_t r = smallest_reaching(chance, tail, upper);
    double excess, mass;
    if (upper) {
        double beyond = upper_tail(chance, r + 1);
        excess = tail - beyond;
        mass = upper_tail(chance, r) - beyond;
    } else {
        double reached = lower_tail(chance, r);
        excess = reached - tail;
        mass = reached - lower_tail(chance, r - 1);
    }
    double limit = (double)r - excess / mass;
    return limit > 0 ? limit : 0;
}

static jw_limits exact_limits(const model *chance, double tail)
{
    return (jw_limits){exact_limit(chance, tail, false), exact_limit(chance, tail, true)};
}

static jw_status check_options(double tau2, double confidence, int32_t form, jw_error *err)
{
    JW_TRY(jw_statistics__check_confidence(confidence, err));
    if (!(tau2 >= 0 && jw_real__is_finite(tau2)))
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "tau2", "a variance is at least 0 and finite");
    if (form < JW_FUNNEL_EXACT || form > JW_FUNNEL_TRANSFORMED)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "form", "there is no form %d", (int)form);
    if (form == JW_FUNNEL_NORMAL && tau2 > 0)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "tau2",
                                  "the normal form takes no spread between units");
    return JW_OK;
}

static jw_status check_centre(double centre, jw_error *err)
{
    if (centre > 0 && centre < 1)
        return JW_OK;
    return jw_error_set_field(err, JW_EINVAL, NULL, 0, "centre",
                              "a proportion to compare with lies between 0 and 1");
}

static double clip(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

/* How many times wider the spread between units makes chance's own standard error, whose square is given. */
static double widening(double tau2, double square)
{
    return sqrt(1.0 + tau2 / square);
}

/* Chance's variance on the arcsine-root scale. */
static double arcsine_variance(int64_t n)
{
    return 0.25 / (double)n;
}

/*
 * A limit whose distance from the centre on the arcsine-root scale is multiplied. One that interpolation has
 * put on the inner side of the centre, as happens with few trials, stays.
 */
static double widen_proportion(double limit, double centre, double factor)
{
    double middle = jw_real__arcsine_root(centre);
    return jw_real__sine_squared(middle + factor * (jw_real__arcsine_root(limit) - middle));
}

static jw_limits exact_proportion(double centre, int64_t n, double tau2, double tail)
{
    model chance = {n, (double)n * centre, centre};
    jw_limits counts = exact_limits(&chance, tail);
    jw_limits limits = {counts.lower / (double)n, counts.upper / (double)n};
    if (tau2 == 0)
        return limits;
    double factor = widening(tau2, arcsine_variance(n));
    if (limits.lower < centre)
        limits.lower = widen_proportion(limits.lower, centre, factor);
    if (limits.upper > centre)
        limits.upper = widen_proportion(limits.upper, centre, factor);
    return limits;
}

jw_status jw_proportion_funnel(double centre, int64_t n, double tau2, double confidence, int32_t form,
                               jw_limits *out, jw_error *err)
{
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(check_centre(centre, err));
    JW_TRY(jw_statistics__check_proportion(0, n, 1, 0, err));
    JW_TRY(check_options(tau2, confidence, form, err));
    double tail = 0.5 * (1.0 - confidence);
    double z = -jw_normal_quantile(tail);
    if (form == JW_FUNNEL_EXACT) {
        *out = exact_proportion(centre, n, tau2, tail);
    } else if (form == JW_FUNNEL_NORMAL) {
        double half = z * sqrt(centre * (1.0 - centre) / (double)n);
        *out = (jw_limits){clip(centre - half, 0, 1), clip(centre + half, 0, 1)};
    } else {
        double middle = jw_real__arcsine_root(centre), half = z * sqrt(arcsine_variance(n) + tau2);
        *out = (jw_limits){jw_real__sine_squared(middle - half), jw_real__sine_squared(middle + half)};
    }
    return JW_OK;
}

/* A ratio to the centre whose logarithm is multiplied. */
static double widen_ratio(double ratio, double factor)
{
    return ratio > 0 ? jw_real__exp(factor * jw_real__log(ratio)) : 0;
}

static jw_limits exact_ratio(double expected, double tau2, double tail)
{
    model chance = {-1, expected, 0};
    jw_limits counts = exact_limits(&chance, tail);
    jw_limits limits = {counts.lower / expected, counts.upper / expected};
    if (tau2 == 0)
        return limits;
    double factor = widening(tau2, 1.0 / expected);
    if (limits.lower < 1.0)
        limits.lower = widen_ratio(limits.lower, factor);
    if (limits.upper > 1.0)
        limits.upper = widen_ratio(limits.upper, factor);
    return limits;
}

static jw_status check_expected(double expected, jw_error *err)
{
    if (jw_statistics__is_parameter(expected))
        return JW_OK;
    return jw_error_set_field(err, JW_EINVAL, NULL, 0, "expected",
                              "an expected count is above 0 and at most %lld", (long long)JW_STATISTICS_MAX);
}

jw_status jw_count_funnel(double expected, double tau2, double confidence, int32_t form, jw_limits *out,
                          jw_error *err)
{
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(check_expected(expected, err));
    JW_TRY(check_options(tau2, confidence, form, err));
    double tail = 0.5 * (1.0 - confidence);
    double z = -jw_normal_quantile(tail);
    if (form == JW_FUNNEL_EXACT) {
        *out = exact_ratio(expected, tau2, tail);
    } else if (form == JW_FUNNEL_NORMAL) {
        double half = z / sqrt(expected);
        *out = (jw_limits){clip(1.0 - half, 0, 1), 1.0 + half};
    } else {
        double half = z * sqrt(1.0 / expected + tau2);
        *out = (jw_limits){jw_real__exp(-half), jw_real__exp(half)};
    }
    return JW_OK;
}

jw_status jw_count_funnel_expected(int64_t observed, double confidence, jw_limits *out, jw_error *err)
{
    return jw_count_interval(observed, confidence, JW_COUNT_EXACT, out, err);
}

/* Whether a value whose tail beyond it is given lies outside limits that leave `tail` beyond them. */
static bool is_outside(double beyond, double tail, double factor)
{
    if (factor == 1.0)
        return beyond <= tail;
    return jw_normal_quantile(beyond) <= factor * jw_normal_quantile(tail);
}

static int32_t band_of(const model *chance, int64_t x, double factor, double confidence)
{
    double tail = 0.5 * (1.0 - confidence);
    if (is_outside(lower_tail(chance, x), tail, factor))
        return JW_BAND_BELOW;
    return is_outside(upper_tail(chance, x), tail, factor) ? JW_BAND_ABOVE : JW_BAND_WITHIN;
}

jw_status jw_proportion_band(int64_t x, int64_t n, double centre, double tau2, double confidence,
                             int32_t *out, jw_error *err)
{
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(jw_statistics__check_proportion(x, n, 1, 0, err));
    JW_TRY(check_centre(centre, err));
    JW_TRY(check_options(tau2, confidence, JW_FUNNEL_EXACT, err));
    model chance = {n, (double)n * centre, centre};
    *out = band_of(&chance, x, widening(tau2, arcsine_variance(n)), confidence);
    return JW_OK;
}

jw_status jw_count_band(int64_t observed, double expected, double tau2, double confidence, int32_t *out,
                        jw_error *err)
{
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(jw_statistics__check_count(observed, 0, err));
    JW_TRY(check_expected(expected, err));
    JW_TRY(check_options(tau2, confidence, JW_FUNNEL_EXACT, err));
    model chance = {-1, expected, 0};
    *out = band_of(&chance, observed, widening(tau2, 1.0 / expected), confidence);
    return JW_OK;
}
