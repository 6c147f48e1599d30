/* Empirical Bayes: fitting the distribution of a group's true values, and what it makes of one unit. */
#include <jingwu/statistics.h>

#include "base/context.h"
#include "statistics/check.h"
#include "statistics/climb.h"
#include "statistics/real.h"
#include "statistics/rising.h"

/* Logarithms of the smallest and largest size of a prior that is looked at (1e-9 and 1e9 units of data). */
#define LOG_SIZE_MIN (-20.723265836946411)
#define LOG_SIZE_MAX 20.723265836946411
/* A slope of the likelihood below this share of the data is rounding: as with one trial a unit, where it is
 * exactly 0. */
#define SLOPE_MIN 1e-9

typedef struct proportions {
    const int64_t *x;
    const int64_t *n;
    size_t count;
} proportions;

/* log(p / (1 - p)) = v gives p, and 1 - p without cancellation */
static double logistic(double v)
{
    double odds = jw_real__exp(-fabs(v));
    return v < 0 ? odds / (1.0 + odds) : 1.0 / (1.0 + odds);
}

/* Sums over the units of the derivatives of the log likelihood by a and b. */
typedef struct beta_sums {
    double log;
    double a, b;       /* first */
    double aa, bb, ab; /* second */
} beta_sums;

static beta_sums beta_derivatives(const proportions *units, double a, double b)
{
    beta_sums sums = {0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < units->count; i++) {
        jw_rising hits = jw_rising__of(a, units->x[i]);
        jw_rising misses = jw_rising__of(b, units->n[i] - units->x[i]);
        jw_rising all = jw_rising__of(a + b, units->n[i]);
        sums.log += hits.log + misses.log - all.log;
        sums.a += hits.first - all.first;
        sums.b += misses.first - all.first;
        sums.aa += hits.second - all.second;
        sums.bb += misses.second - all.second;
        sums.ab -= all.second;
    }
    return sums;
}

/* u = log(a + b), v = log(a / b) */
static jw_slope beta_slope(const void *likelihood, double u, double v)
{
    double size = jw_real__exp(u);
    double a = size * logistic(v), b = size * logistic(-v);
    beta_sums sums = beta_derivatives(likelihood, a, b);
    double change = a / size * b; /* of a by v, and of -b */
    jw_slope slope;
    slope.value = sums.log;
    slope.u = a * sums.a + b * sums.b;
    slope.v = change * (sums.a - sums.b);
    slope.uu = a * a * sums.aa + 2.0 * a * b * sums.ab + b * b * sums.bb + slope.u;
    slope.uv = change * (a * (sums.aa - sums.ab) + b * (sums.ab - sums.bb)) + slope.v;
    slope.vv = change * change * (sums.aa - 2.0 * sums.ab + sums.bb) + slope.v * (b - a) / size;
    return slope;
}

typedef struct beta_start {
    double hits;   /* sum of x */
    double trials; /* sum of n */
    double p;      /* hits / trials */
    double slope;  /* twice the derivative of the log likelihood by 1 / (a + b) at 0 */
    double pairs;  /* sum of n (n - 1) */
    double square; /* sum of (x - n p)^2 / (p q) */
} beta_start;

static beta_start look_at_proportions(const proportions *units)
{
    beta_start start = {0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < units->count; i++) {
        start.hits += (double)units->x[i];
        start.trials += (double)units->n[i];
    }
    start.p = start.hits / start.trials;
    double q = (start.trials - start.hits) / start.trials;
    if (start.p == 0 || q == 0)
        return start;
    for (size_t i = 0; i < units->count; i++) {
        double x = (double)units->x[i], n = (double)units->n[i];
        double distance = x - n * start.p;
        start.pairs += n * (n - 1.0);
        start.square += distance * distance / (start.p * q);
        /* x (x - 1) / p + (n - x) (n - x - 1) / q - n (n - 1), written around the distance */
        start.slope += (distance * distance - distance * (q - start.p)) / (start.p * q) - n;
    }
    return start;
}

/* log of the size that the moments suggest: square = trials + pairs / (size + 1) */
static double guess_log_size(const beta_start *start)
{
    double share = (start->square - start->trials) / start->pairs;
    share = share > 1e-6 ? share : 1e-6;
    share = share < 0.9 ? share : 0.9;
    return jw_real__log(1.0 / share - 1.0);
}

static double log_choices(const proportions *units)
{
    double sum = 0;
    for (size_t i = 0; i < units->count; i++)
        sum += jw_rising__log_choose(units->n[i], units->x[i]);
    return sum;
}

/* log(p^x), also for p = 0 = x */
static double log_power(double p, double x)
{
    return x == 0 ? 0 : x * jw_real__log(p);
}

static jw_beta_prior pooled_beta(const proportions *units, const beta_start *start)
{
    double misses = start->trials - start->hits;
    double log_likelihood =
        log_choices(units) + log_power(start->p, start->hits) + log_power(misses / start->trials, misses);
    return (jw_beta_prior){HUGE_VAL, HUGE_VAL, start->p, log_likelihood, 1, 0};
}

static jw_status check_group(const jw_context *context, const void *x, const void *second, size_t count,
                             const void *out, jw_error *err)
{
    JW_TRY(jw_statistics__check_given(context, "context", err));
    JW_TRY(jw_statistics__check_given(x, "x", err));
    JW_TRY(jw_statistics__check_given(second, "n", err));
    JW_TRY(jw_statistics__check_given(out, "out", err));
    if (count < 2)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "count", "a group has at least 2 units");
    return JW_OK;
}

jw_status jw_beta_prior_fit(jw_context *context, const int64_t *x, const int64_t *n, size_t count,
                            jw_beta_prior *out, jw_error *err)
{
    JW_TRY(check_group(context, x, n, count, out, err));
    size_t speaking = 0;
    for (size_t i = 0; i < count; i++) {
        JW_TRY(jw_statistics__check_proportion(x[i], n[i], 0, (int64_t)i + 1, err));
        speaking += n[i] > 0;
    }
    if (speaking < 2)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "n", "fewer than 2 units have a denominator");
    proportions units = {x, n, count};
    beta_start start = look_at_proportions(&units);
    jw_peak peak = {0, 0, 0, 0};
    bool spread = start.slope > SLOPE_MIN * start.trials;
    if (spread) {
        peak.u = guess_log_size(&start);
        peak.v = jw_real__log(start.hits / (start.trials - start.hits));
        JW_TRY(jw_climb__run(context, beta_slope, &units, LOG_SIZE_MIN, LOG_SIZE_MAX, &peak, err));
    }
    if (!spread || peak.u >= LOG_SIZE_MAX) {
        *out = pooled_beta(&units, &start);
        return JW_OK;
    }
    double size = jw_real__exp(peak.u);
    *out = (jw_beta_prior){size * logistic(peak.v),
                           size * logistic(-peak.v),
                           logistic(peak.v),
                           peak.value + log_choices(&units),
                           0,
                           peak.iterations};
    return JW_OK;
}

typedef struct rates {
    const int64_t *x;
    const double *exposure;
    size_t count;
} rates;

/* u = log(shape), v = log(shape / rate), the log of the mean */
static jw_slope gamma_slope(const void *likelihood, double u, double v)
{
    const rates *units = likelihood;
    double shape = jw_real__exp(u), mean = jw_real__exp(v);
    double by_shape = 0, by_shape_twice = 0;
    jw_slope slope = {0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < units->count; i++) {
        double x = (double)units->x[i];
        double expected = mean * units->exposure[i];
        double sum = shape + expected;
        jw_rising rising = jw_rising__of(shape, units->x[i]);
        double growth = jw_real__log1p(expected / shape);
        slope.value += rising.log - shape * growth + log_power(expected / sum, x);
        by_shape += rising.first - growth + (expected - x) / sum;
        by_shape_twice += rising.second + expected / (shape * sum) - (expected - x) / (sum * sum);
        double share = shape / sum;
        slope.v += share * (x - expected);
        slope.vv -= share * expected * ((shape + x) / sum);
        slope.uv += share * expected * ((x - expected) / sum);
    }
    slope.u = shape * by_shape;
    slope.uu = slope.u + shape * shape * by_shape_twice;
    return slope;
}

typedef struct gamma_start {
    double events;
    double exposure;
    double mean;   /* events / exposure */
    double slope;  /* twice the derivative of the log likelihood by 1 / shape at 0 */
    double square; /* sum of expected^2 */
} gamma_start;

static gamma_start look_at_rates(const rates *units)
{
    gamma_start start = {0, 0, 0, 0, 0};
    for (size_t i = 0; i < units->count; i++) {
        start.events += (double)units->x[i];
        start.exposure += units->exposure[i];
    }
    start.mean = start.events / start.exposure;
    for (size_t i = 0; i < units->count; i++) {
        double expected = start.mean * units->exposure[i];
        double distance = (double)units->x[i] - expected;
        start.slope += distance * distance - (double)units->x[i];
        start.square += expected * expected;
    }
    return start;
}

/* The part of the log likelihood that no parameter touches. */
static double log_factorials(const rates *units)
{
    double sum = 0;
    for (size_t i = 0; i < units->count; i++)
        sum += jw_rising__log_factorial(units->x[i]);
    return sum;
}

static jw_gamma_prior pooled_gamma(const rates *units, const gamma_start *start)
{
    double sum = -start->events;
    for (size_t i = 0; i < units->count; i++)
        sum += log_power(start->mean * units->exposure[i], (double)units->x[i]);
    return (jw_gamma_prior){HUGE_VAL, HUGE_VAL, start->mean, sum - log_factorials(units), 1, 0};
}

jw_status jw_gamma_prior_fit(jw_context *context, const int64_t *x, const double *exposure, size_t count,
                             jw_gamma_prior *out, jw_error *err)
{
    JW_TRY(check_group(context, x, exposure, count, out, err));
    for (size_t i = 0; i < count; i++) {
        JW_TRY(jw_statistics__check_count(x[i], (int64_t)i + 1, err));
        JW_TRY(jw_statistics__check_exposure(exposure[i], "exposure", (int64_t)i + 1, err));
    }
    rates units = {x, exposure, count};
    gamma_start start = look_at_rates(&units);
    if (!jw_real__is_finite(start.exposure) || !jw_real__is_finite(start.slope))
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "exposure",
                                  "the exposures are too large to be summed");
    jw_peak peak = {0, 0, 0, 0};
    bool spread = start.slope > SLOPE_MIN * start.events;
    if (spread) {
        double guess = jw_real__log(start.square / start.slope);
        peak.u = guess > LOG_SIZE_MIN && guess < LOG_SIZE_MAX ? guess : 0;
        peak.v = jw_real__log(start.mean);
        JW_TRY(jw_climb__run(context, gamma_slope, &units, LOG_SIZE_MIN, LOG_SIZE_MAX, &peak, err));
    }
    if (!spread || peak.u >= LOG_SIZE_MAX) {
        *out = pooled_gamma(&units, &start);
        return JW_OK;
    }
    double shape = jw_real__exp(peak.u), mean = jw_real__exp(peak.v);
    *out =
        (jw_gamma_prior){shape, shape / mean, mean, peak.value - log_factorials(&units), 0, peak.iterations};
    return JW_OK;
}

static jw_status check_apply(const void *prior, double confidence, const void *out, jw_error *err)
{
    JW_TRY(jw_statistics__check_given(prior, "prior", err));
    JW_TRY(jw_statistics__check_given(out, "out", err));
    return jw_statistics__check_confidence(confidence, err);
}

static jw_status refuse_prior(jw_error *err)
{
    return jw_error_set_field(err, JW_EINVAL, NULL, 0, "prior", "it does not come from a fit");
}

jw_status jw_beta_prior_apply(const jw_beta_prior *prior, int64_t x, int64_t n, double confidence,
                              jw_shrunken *out, jw_error *err)
{
    JW_TRY(check_apply(prior, confidence, out, err));
    JW_TRY(jw_statistics__check_proportion(x, n, 0, 0, err));
    if (prior->pooled) {
        *out = (jw_shrunken){prior->mean, 0, prior->mean, prior->mean};
        return JW_OK;
    }
    if (!jw_statistics__is_positive(prior->a) || !jw_statistics__is_positive(prior->b))
        return refuse_prior(err);
    double a = prior->a + (double)x, b = prior->b + (double)(n - x);
    double tail = 0.5 * (1.0 - confidence);
    *out = (jw_shrunken){a / (a + b), (double)n / (a + b), jw_beta_quantile(a, b, tail),
                         jw_beta_quantile_upper(a, b, tail)};
    return JW_OK;
}

jw_status jw_gamma_prior_apply(const jw_gamma_prior *prior, int64_t x, double exposure, double confidence,
                               jw_shrunken *out, jw_error *err)
{
    JW_TRY(check_apply(prior, confidence, out, err));
    JW_TRY(jw_statistics__check_count(x, 0, err));
    if (exposure != 0)
        JW_TRY(jw_statistics__check_exposure(exposure, "exposure", 0, err));
    if (prior->pooled) {
        *out = (jw_shrunken){prior->mean, 0, prior->mean, prior->mean};
        return JW_OK;
    }
    if (!jw_statistics__is_positive(prior->shape) || !jw_statistics__is_positive(prior->rate))
        return refuse_prior(err);
    double shape = prior->shape + (double)x, rate = prior->rate + exposure;
    double tail = 0.5 * (1.0 - confidence);
    *out = (jw_shrunken){shape / rate, exposure / rate, jw_gamma_quantile(shape, tail) / rate,
                         jw_gamma_quantile_upper(shape, tail) / rate};
    return JW_OK;
}
