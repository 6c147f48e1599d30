/* The gamma distribution: series below the shape, continued fraction above it. */
#include <jingwu/statistics.h>

#include "statistics/check.h"
#include "statistics/real.h"
#include "statistics/saddle.h"
#include "statistics/tails.h"

#define STEPS_MAX 10000000

/* 1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ...: P(X <= x) over x^a e^-x / Gamma(a + 1); x at most a + 1.
 */
static double series(double a, double x)
{
    double term = 1.0, sum = 1.0;
    for (double k = 1; k < STEPS_MAX && term > 0.25 * DBL_EPSILON * sum; k++) {
        term *= x / (a + k);
        sum += term;
    }
    return sum;
}

/* P(X >= x) over x^a e^-x / Gamma(a): Legendre's continued fraction by the modified method of Lentz; x above
 * a. */
static double fraction(double a, double x)
{
    double term = x + 1.0 - a;
    double backward = 1.0 / term;
    double forward = HUGE_VAL;
    double value = backward;
    for (double k = 1; k < STEPS_MAX; k++) {
        double numerator = -k * (k - a);
        term += 2.0;
        forward = term + numerator / forward;
        backward = 1.0 / (term + numerator * backward);
        double change = forward * backward;
        value *= change;
        if (!(fabs(change - 1.0) > DBL_EPSILON)) /* also when it is not a number */
            break;
    }
    return value;
}

jw_tails jw_gamma__tails(double shape, double x)
{
    if (x <= 0)
        return (jw_tails){0, 1, 0};
    if (x > DBL_MAX)
        return (jw_tails){1, 0, 0};
    double density = shape * jw_saddle__poisson(shape, x);
    bool below = x < shape + 1.0;
    double tail = below ? density / shape * series(shape, x) : density * fraction(shape, x);
    tail = tail < 1.0 ? tail : 1.0;
    return below ? (jw_tails){tail, 1.0 - tail, density} : (jw_tails){1.0 - tail, tail, density};
}

double jw_gamma_lower(double shape, double x)
{
    return jw_statistics__is_parameter(shape) && x == x ? jw_gamma__tails(shape, x).lower : (double)NAN;
}

double jw_gamma_upper(double shape, double x)
{
    return jw_statistics__is_parameter(shape) && x == x ? jw_gamma__tails(shape, x).upper : (double)NAN;
}

static jw_tails tails_at(const void *distribution, double point)
{
    const double *shape = distribution;
    return jw_gamma__tails(*shape, jw_real__exp(point));
}

static double quantile(double shape, double p, bool upper)
{
    if (!jw_statistics__is_parameter(shape) || !(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return (p == 1) != upper ? HUGE_VAL : 0;
    double z = jw_normal_quantile(p);
    double guess = jw_real__log(shape) + (upper ? -z : z) / sqrt(shape);
    return jw_real__exp(jw_tails__solve(tails_at, &shape, p, upper, guess));
}

double jw_gamma_quantile(double shape, double p)
{
    return quantile(shape, p, false);
}

double jw_gamma_quantile_upper(double shape, double p)
{
    return quantile(shape, p, true);
}
