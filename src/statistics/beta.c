/* The beta distribution: continued fraction for the tail on the near side of the mean, the other by
 * difference. */
#include <jingwu/statistics.h>

#include "statistics/check.h"
#include "statistics/real.h"
#include "statistics/saddle.h"
#include "statistics/tails.h"

#define FRACTION_STEPS_MAX 1000000
#define TINY 1e-300

typedef struct beta {
    double a;
    double b;
} beta;

/*
 * P(X <= x) / (x^a y^b / B(a, b)) is 1 over this continued fraction, for x not above the mean by much: the
 * even part of the classical one (Didonato and Morris 1992, section 3; DLMF 8.17.22), by the modified method
 * of Lentz.
 */
static double fraction(double a, double b, double x, double y)
{
    double excess = a * y - b * x;
    double value = a * (excess + 1.0) / (a + 1.0);
    double forward = value, backward = 0;
    for (double m = 1; m < FRACTION_STEPS_MAX; m++) {
        double share = x / (a + 2.0 * m - 1.0);
        double product = m * (b - m) * share;
        double numerator = (a + m - 1.0) * share * ((a + b + m - 1.0) * product);
        double term = m + product + (a + m) * (excess + 1.0 + m * (1.0 + y)) / (a + 2.0 * m + 1.0);
        backward = term + numerator * backward;
        forward = term + numerator / forward;
        if (fabs(backward) < TINY)
            backward = TINY;
        if (fabs(forward) < TINY)
            forward = TINY;
        backward = 1.0 / backward;
        double change = forward * backward;
        value *= change;
        if (!(fabs(change - 1.0) > DBL_EPSILON)) /* also when it is not a number */
            break;
    }
    return value;
}

static double at_most(double value, double limit)
{
    return value < limit ? value : limit;
}

jw_tails jw_beta__tails(double a, double b, double x, double y)
{
    if (x <= 0 || y <= 0)
        return (jw_tails){x > 0, y > 0, 0};
    double density = jw_saddle__beta(a, b, x, y);
    bool near = x <= (a + 1.0) / (a + b + 2.0);
    double tail = at_most(density / (near ? fraction(a, b, x, y) : fraction(b, a, y, x)), 1.0);
    return near ? (jw_tails){tail, 1.0 - tail, density} : (jw_tails){1.0 - tail, tail, density};
}

static jw_tails tails_of(double a, double b, double x)
{
    if (!jw_statistics__is_parameter(a) || !jw_statistics__is_parameter(b) || x != x)
        return (jw_tails){NAN, NAN, NAN};
    if (x <= 0)
        return (jw_tails){0, 1, 0};
    return jw_beta__tails(a, b, x, 1.0 - x);
}

double jw_beta_lower(double a, double b, double x)
{
    return tails_of(a, b, x).lower;
}

double jw_beta_upper(double a, double b, double x)
{
    return tails_of(a, b, x).upper;
}

/* x / y = exp(point) */
static jw_tails tails_at(const void *distribution, double point)
{
    const beta *parameters = distribution;
    double odds = jw_real__exp(-fabs(point));
    double small = odds / (1.0 + odds), large = 1.0 / (1.0 + odds);
    return point < 0 ? jw_beta__tails(parameters->a, parameters->b, small, large)
                     : jw_beta__tails(parameters->a, parameters->b, large, small);
}

static double quantile(double a, double b, double p, bool upper)
{
    if (!jw_statistics__is_parameter(a) || !jw_statistics__is_parameter(b) || !(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return (p == 1) != upper;
    beta parameters = {a, b};
    double z = jw_normal_quantile(p);
    double guess = jw_real__log(a / b) + (upper ? -z : z) * sqrt(1.0 / a + 1.0 / b);
    double point = jw_tails__solve(tails_at, &parameters, p, upper, guess);
    double odds = jw_real__exp(-fabs(point));
    return point < 0 ? odds / (1.0 + odds) : 1.0 / (1.0 + odds);
}

double jw_beta_quantile(double a, double b, double p)
{
    return quantile(a, b, p, false);
}

double jw_beta_quantile_upper(double a, double b, double p)
{
    return quantile(a, b, p, true);
}
