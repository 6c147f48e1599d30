/*
 * Elementary functions in one form for every platform: results are the same bits wherever doubles are IEEE
 * 754 and products are not contracted with sums. Of the system's library only sqrt(), fabs() and floor() are
 * used, which are exact. The series are those of analysis, cut where the rest is below a quarter of the last
 * place; nothing is fitted.
 */
#ifndef JW_STATISTICS_REAL_H
#define JW_STATISTICS_REAL_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1
#error                                                                                                       \
    "doubles are computed with more than double precision: published numbers would differ (use -msse2 -mfpmath=sse)"
#endif

#define JW_REAL_PI 3.14159265358979311600
#define JW_REAL_HALF_PI 1.57079632679489655800
/* log(2 pi) / 2 */
#define JW_REAL_LOG_ROOT_TWO_PI 0.91893853320467278056

static inline bool jw_real__is_finite(double x)
{
    return x - x == 0;
}

/* A polynomial by Horner's rule, highest power first; the coefficients are an array. */
#define JW_REAL_POLYNOMIAL(coefficients, x)                                                                  \
    jw_real__polynomial(coefficients, sizeof(coefficients) / sizeof *(coefficients), x)

static inline double jw_real__polynomial(const double *coefficients, size_t count, double x)
{
    double sum = coefficients[0];
    for (size_t i = 1; i < count; i++)
        sum = sum * x + coefficients[i];
    return sum;
}

/* exp(x), within 1 unit in the last place; infinity and 0 beyond the range. */
double jw_real__exp(double x);
/* exp(x) - 1 without cancellation, within 2 units. */
double jw_real__expm1(double x);
/* log(x), within 1 unit; -infinity at 0, NaN below. */
double jw_real__log(double x);
/* log(1 + x) without cancellation, within 2 units; NaN below -1. */
double jw_real__log1p(double x);
/* log(1 + x) - x without cancellation, within 4 units; x above -1. */
double jw_real__log1p_less(double x);
/* arcsin(sqrt(p)), p from 0 to 1, within 4 units. */
double jw_real__arcsine_root(double p);
/* sin(t) squared, t from 0 to pi / 2: the inverse of the above; beyond them the ends. */
double jw_real__sine_squared(double t);

#endif
