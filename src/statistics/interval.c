/* Intervals of proportions and counts. */
#include <jingwu/statistics.h>

#include "statistics/check.h"
#include "statistics/real.h"

/* Below this count the exact interval is the default, from it Byar's (the rule of the UK Health Security
 * Agency). */
#define EXACT_BELOW 10

/* The normal score of a one-sided tail. */
static double score_of(double tail)
{
    return -jw_normal_quantile(tail);
}

double jw_effective_size(int64_t n, int64_t population)
{
    if (n < 0 || population < 1 || n > population)
        return NAN;
    if (n == population)
        return HUGE_VAL;
    return (double)n * ((double)(population - 1) / (double)(population - n));
}

/* The limits but for the ends, which are 0 at x = 0 and 1 at x = n; x and n need not be whole. */
static jw_limits wilson(double x, double n, double tail)
{
    double z = score_of(tail);
    double square = z * z;
    double middle = 2.0 * x + square;
    double half = z * sqrt(square + 4.0 * x * (1.0 - x / n));
    /* lower: middle - half, without cancellation, by (middle - half) (middle + half) = 4 x^2 (n + z^2) / n */
    return (jw_limits){2.0 * x * (x / n) / (middle + half), (middle + half) / (2.0 * (n + square))};
}

static jw_limits clopper_pearson(double x, double n, double tail)
{
    return (jw_limits){x > 0 ? jw_beta_quantile(x, n - x + 1.0, tail) : 0,
                       x < n ? jw_beta_quantile_upper(x + 1.0, n - x, tail) : 1};
}

static jw_limits jeffreys(double x, double n, double tail)
{
    return (jw_limits){jw_beta_quantile(x + 0.5, n - x + 0.5, tail),
                       jw_beta_quantile_upper(x + 0.5, n - x + 0.5, tail)};
}

static jw_limits proportion_limits(int64_t x, int64_t n, double effective, double tail, int32_t method)
{
    double count = effective * ((double)x / (double)n);
    jw_limits limits = method == JW_PROPORTION_WILSON            ? wilson(count, effective, tail)
                       : method == JW_PROPORTION_CLOPPER_PEARSON ? clopper_pearson(count, effective, tail)
                                                                 : jeffreys(count, effective, tail);
    if (x == 0)
        limits.lower = 0;
    if (x == n)
        limits.upper = 1;
    return limits;
}

jw_status jw_proportion_interval(int64_t x, int64_t n, int64_t population, double confidence, int32_t method,
                                 jw_limits *out, jw_error *err)
{
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(jw_statistics__check_proportion(x, n, 1, 0, err));
    JW_TRY(jw_statistics__check_confidence(confidence, err));
    if (population != 0 && population < n)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "population", "it is below the sample");
    if (method < JW_PROPORTION_WILSON || method > JW_PROPORTION_JEFFREYS)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "method", "there is no interval %d", (int)method);
    double value = (double)x / (double)n;
    if (population == n) {
        *out = (jw_limits){value, value};
        return JW_OK;
    }
    double effective = population == 0 ? (double)n : jw_effective_size(n, population);
    *out = proportion_limits(x, n, effective, 0.5 * (1.0 - confidence), method);
    return JW_OK;
}

static jw_limits garwood(double x, double tail)
{
    return (jw_limits){x > 0 ? jw_gamma_quantile(x, tail) : 0, jw_gamma_quantile_upper(x + 1.0, tail)};
}

static double cube(double x)
{
    return x * x * x;
}

static jw_limits byar(double x, double tail)
{
    double z = score_of(tail), next = x + 1.0;
    double root = x > 0 ? 1.0 - 1.0 / (9.0 * x) - z / (3.0 * sqrt(x)) : 0;
    return (jw_limits){root > 0 ? x * cube(root) : 0,
                       next * cube(1.0 - 1.0 / (9.0 * next) + z / (3.0 * sqrt(next)))};
}

jw_status jw_count_interval(int64_t x, double confidence, int32_t method, jw_limits *out, jw_error *err)
{
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(jw_statistics__check_count(x, 0, err));
    JW_TRY(jw_statistics__check_confidence(confidence, err));
    if (method != JW_COUNT_EXACT && method != JW_COUNT_BYAR)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "method", "there is no interval %d", (int)method);
    double tail = 0.5 * (1.0 - confidence);
    *out = method == JW_COUNT_EXACT ? garwood((double)x, tail) : byar((double)x, tail);
    return JW_OK;
}

jw_status jw_metric_interval(int32_t kind, int64_t numerator, int64_t denominator, double confidence,
                             jw_limits *out, jw_error *err)
{
    if (kind == JW_KIND_PROPORTION)
        return jw_proportion_interval(numerator, denominator, 0, confidence, JW_PROPORTION_WILSON, out, err);
    if (kind != JW_KIND_RATIO && kind != JW_KIND_RATE)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "kind", "there is no kind %d", (int)kind);
    JW_TRY(jw_statistics__check_given(out, "out", err));
    if (denominator < 1)
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "denominator", "it is %lld",
                                  (long long)denominator);
    jw_limits count;
    int32_t method = numerator < EXACT_BELOW ? JW_COUNT_EXACT : JW_COUNT_BYAR;
    JW_TRY(jw_count_interval(numerator, confidence, method, &count, err));
    *out = (jw_limits){count.lower / (double)denominator, count.upper / (double)denominator};
    return JW_OK;
}
