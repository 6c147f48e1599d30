/* Exponential, logarithm and the arcsine root from their power series. */
#include <string.h>

#include "statistics/real.h"

/* log(2) in two parts: the first has its last 11 bits clear, so that its product with an exponent is exact.
 */
#define LOG2_HIGH 0x1.62e42fefa3800p-1
#define LOG2_LOW 0x1.ef35793c76730p-45
#define ONE_OVER_LOG2 1.44269504088896338700

/* Beyond these exp() is infinity and 0. */
#define EXP_MAX 709.79
#define EXP_MIN (-745.14)

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* 2^exponent, a normal number: exponent from -1022 to 1023. */
static double power_of_two(int32_t exponent)
{
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* x * 2^exponent in two steps, so that the last one rounds a subnormal result once. */
static double scale(double x, int32_t exponent)
{
    int32_t half = exponent / 2;
    return x * power_of_two(half) * power_of_two(exponent - half);
}

/* x = exponent log(2) + high - low with |high - low| at most log(2) / 2. */
typedef struct reduced {
    int32_t exponent;
    double value; /* high - low, rounded */
    double rest;  /* what the rounding lost */
} reduced;

static reduced reduce(double x)
{
    reduced parts;
    double multiple = floor(x * ONE_OVER_LOG2 + 0.5);
    double high = x - multiple * LOG2_HIGH;
    double low = multiple * LOG2_LOW;
    parts.exponent = (int32_t)multiple;
    parts.value = high - low;
    parts.rest = (high - parts.value) - low;
    return parts;
}

/* exp(r) - 1 for r = value + rest up to log(2) / 2: the terms r^3 / 3! to r^14 / 14! by Horner's rule. */
static double small_expm1(double value, double rest)
{
    static const double coefficients[] = {
        1.0 / 87178291200.0, 1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0,
        1.0 / 3628800.0,     1.0 / 362880.0,     1.0 / 40320.0,     1.0 / 5040.0,
        1.0 / 720.0,         1.0 / 120.0,        1.0 / 24.0,        1.0 / 6.0,
    };
    double sum = JW_REAL_POLYNOMIAL(coefficients, value);
    double square = value * value;
    return value + (0.5 * square + (square * value * sum + rest * (1.0 + value)));
}

double jw_real__exp(double x)
{
    if (!(x < EXP_MAX)) /* or NaN */
        return x >= EXP_MAX ? HUGE_VAL : x;
    if (x < EXP_MIN)
        return 0;
    reduced parts = reduce(x);
    return scale(1.0 + small_expm1(parts.value, parts.rest), parts.exponent);
}

double jw_real__expm1(double x)
{
    if (!(fabs(x) < 40.0)) /* or NaN */
        return x < 0 ? -1.0 : jw_real__exp(x);
    reduced parts = reduce(x);
    double small = small_expm1(parts.value, parts.rest);
    if (parts.exponent == 0)
        return small;
    double power = power_of_two(parts.exponent);
    return (power - 1.0) + power * small;
}

/* 2 z (1/3 + z/5 + z^2/7 + ...), z up to 0.0295: what 2 artanh(s) has beyond 2 s, over s, with z = s^2. */
static double artanh_rest(double z)
{
    static const double coefficients[] = {
        2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13,
        2.0 / 11, 2.0 / 9,  2.0 / 7,  2.0 / 5,  2.0 / 3,
    };
    return z * JW_REAL_POLYNOMIAL(coefficients, z);
}

/* log(1 + f) - f for 1 + f from sqrt(1/2) to sqrt(2): with s = f / (2 + f), log(1 + f) = f - s (f - rest). */
static double small_log1p_less(double f)
{
    double s = f / (2.0 + f);
    return -s * (f - artanh_rest(s * s));
}

static bool is_small(double f)
{
    return f > -0.29289 && f < 0.41421;
}

/* exponent log(2) + log(1 + f) + correction */
static double compose_log(int32_t exponent, double f, double correction)
{
    double half_square = 0.5 * f * f;
    double s = f / (2.0 + f);
    double rest = s * (half_square + artanh_rest(s * s));
    return exponent * LOG2_HIGH - ((half_square - (rest + (exponent * LOG2_LOW + correction))) - f);
}

/* x, positive and finite, as mantissa * 2^*exponent with the mantissa from sqrt(1/2) to sqrt(2). */
static double split(double x, int32_t *exponent)
{
    int32_t shift = 0;
    if (x < DBL_MIN) {
        x *= 0x1p54;
        shift = -54;
    }
    uint64_t bits = bits_of(x);
    int32_t power = (int32_t)(bits >> 52) - 1023;
    uint64_t mantissa_bits = (bits & 0xFFFFFFFFFFFFFu) | 0x3FF0000000000000u;
    double mantissa;
    memcpy(&mantissa, &mantissa_bits, sizeof mantissa);
    if (mantissa > 1.41421) {
        mantissa *= 0.5;
        power++;
    }
    *exponent = power + shift;
    return mantissa;
}

double jw_real__log(double x)
{
    if (!(x > 0)) /* or NaN */
        return x == 0 ? -HUGE_VAL : x < 0 ? (double)NAN : x;
    if (x > DBL_MAX)
        return x;
    int32_t exponent;
    double mantissa = split(x, &exponent);
    return compose_log(exponent, mantissa - 1.0, 0);
}

double jw_real__log1p(double x)
{
    if (is_small(x))
        return x + small_log1p_less(x);
    double sum = 1.0 + x;
    if (!(sum > 0) || sum > DBL_MAX)
        return jw_real__log(sum);
    int32_t exponent;
    double mantissa = split(sum, &exponent);
    double lost = x > 1.0 ? 1.0 - (sum - x) : x - (sum - 1.0);
    return compose_log(exponent, mantissa - 1.0, lost / sum);
}

double jw_real__log1p_less(double x)
{
    return is_small(x) ? small_log1p_less(x) : jw_real__log1p(x) - x;
}

/* arcsin(y) by its series, y^2 up to 0.0381 (11.25 degrees). */
static double small_arcsine(double y)
{
    static const double coefficients[] = {
        46189.0 / 5505024, 12155.0 / 1245184, 6435.0 / 557056, 143.0 / 10240, 231.0 / 13312,
        63.0 / 2816,       35.0 / 1152,       5.0 / 112,       3.0 / 40,      1.0 / 6,
    };
    double square = y * y;
    double sum = JW_REAL_POLYNOMIAL(coefficients, square);
    return y + y * square * sum;
}

/* sin^2 of half the angle whose sin^2 is p, p up to 1/2. */
static double halve(double p)
{
    return p / (2.0 * (1.0 + sqrt(1.0 - p)));
}

double jw_real__arcsine_root(double p)
{
    if (p > 0.5)
        return JW_REAL_HALF_PI - jw_real__arcsine_root(1.0 - p);
    return 4.0 * small_arcsine(sqrt(halve(halve(p))));
}

double jw_real__sine_squared(double t)
{
    static const double coefficients[] = {
        1.0 / 355687428096000.0, -1.0 / 1307674368000.0, 1.0 / 6227020800.0, -1.0 / 39916800.0,
        1.0 / 362880.0,          -1.0 / 5040.0,          1.0 / 120.0,        -1.0 / 6.0,
    };
    if (t <= 0)
        return 0;
    if (t >= JW_REAL_HALF_PI)
        return 1;
    if (t > 0.5 * JW_REAL_HALF_PI)
        return 1.0 - jw_real__sine_squared(JW_REAL_HALF_PI - t);
    double square = t * t;
    double sum = JW_REAL_POLYNOMIAL(coefficients, square);
    double sine = t + t * square * sum;
    return sine * sine;
}
