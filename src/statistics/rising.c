/* Rising factorials: small steps one by one, the rest by the asymptotic series from 32 on. */
#include "statistics/rising.h"

#include "statistics/real.h"

#define SERIES_FROM 32.0
/* So few factors are always multiplied: together they stay below 1e308 for a up to 1e19. */
#define FACTORS_MAX 16

/* Stirling's error of log Gamma(z), z from 32: 1/12 z - ... */
static double gamma_rest(double z)
{
    static const double coefficients[] = {1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12};
    return JW_REAL_POLYNOMIAL(coefficients, 1.0 / (z * z)) / z;
}

/* log z - 1 / (2 z) - digamma(z) */
static double digamma_rest(double z)
{
    static const double coefficients[] = {1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12};
    return JW_REAL_POLYNOMIAL(coefficients, 1.0 / (z * z)) / (z * z);
}

/* 1/z + 1/(2 z^2) + 1/(6 z^3) - 1/(30 z^5) + ... */
static double trigamma(double z)
{
    static const double coefficients[] = {-1.0 / 30, 1.0 / 42, -1.0 / 30, 1.0 / 6};
    double inverse = 1.0 / z;
    return inverse +
           inverse * inverse * (0.5 + inverse * JW_REAL_POLYNOMIAL(coefficients, inverse * inverse));
}

/* The factors from a on, a at least 32, x of them. */
static jw_rising by_series(double a, double x)
{
    double end = a + x;
    double growth = jw_real__log1p(x / a);
    jw_rising sums;
    sums.log = (a - 0.5) * growth + x * (jw_real__log(end) - 1.0) + (gamma_rest(end) - gamma_rest(a));
    sums.first = growth + 0.5 * (x / a / end) - (digamma_rest(end) - digamma_rest(a));
    sums.second = trigamma(end) - trigamma(a);
    return sums;
}

jw_rising jw_rising__of(double a, int64_t x)
{
    jw_rising sums = {0, 0, 0};
    double product = 1.0;
    int64_t i = 0;
    for (; i < x && (a + (double)i < SERIES_FROM || x <= FACTORS_MAX); i++) {
        double factor = a + (double)i;
        double inverse = 1.0 / factor;
        product *= factor;
        sums.first += inverse;
        sums.second -= inverse * inverse;
    }
    sums.log = jw_real__log(product);
    if (i == x)
        return sums;
    jw_rising rest = by_series(a + (double)i, (double)(x - i));
    return (jw_rising){sums.log + rest.log, sums.first + rest.first, sums.second + rest.second};
}

double jw_rising__log_factorial(int64_t x)
{
    return jw_rising__of(1.0, x).log;
}

double jw_rising__log_choose(int64_t n, int64_t x)
{
    int64_t few = x < n - x ? x : n - x;
    return jw_rising__of((double)(n - few) + 1.0, few).log - jw_rising__log_factorial(few);
}
