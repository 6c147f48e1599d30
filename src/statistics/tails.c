/* Quantiles: the search that beta and gamma share. */
#include "statistics/real.h"
#include "statistics/tails.h"

#define STEPS_MAX 200

typedef struct search {
    jw_tails_fn tails_at;
    const void *distribution;
    double log_p;
    bool upper;
    double low;  /* the answer is not below */
    double high; /* nor above */
} search;

/* Newton's step from a point; narrows the bracket; NaN where the tail or the density is 0. */
static double newton_step(search *find, double point)
{
    jw_tails tails = find->tails_at(find->distribution, point);
    double tail = find->upper ? tails.upper : tails.lower;
    double excess = jw_real__log(tail) - find->log_p;
    if ((excess > 0) == find->upper)
        find->low = point;
    else
        find->high = point;
    if (!(tail > 0 && tails.density > 0))
        return NAN;
    double step = excess * (tail / tails.density);
    return find->upper ? step : -step;
}

/* Into the bracket; to its middle when the step leaves it, or doubling away from a bracket that has no other
 * end. */
static double next_point(const search *find, double point, double step)
{
    double next = point + step;
    if (next > find->low && next < find->high)
        return next;
    if (!jw_real__is_finite(find->low))
        return find->high - 2.0 * (1.0 + fabs(find->high));
    if (!jw_real__is_finite(find->high))
        return find->low + 2.0 * (1.0 + fabs(find->low));
    return find->low + 0.5 * (find->high - find->low);
}

double jw_tails__solve(jw_tails_fn tails_at, const void *distribution, double p, bool upper, double guess)
{
    bool other = p > 0.5;
    search find = {tails_at,       distribution, jw_real__log(other ? 1.0 - p : p),
                   upper != other, -HUGE_VAL,    HUGE_VAL};
    double point = guess, previous = HUGE_VAL;
    for (int32_t i = 0; i < STEPS_MAX; i++) {
        double step = newton_step(&find, point);
        double size = fabs(step);
        double unit = DBL_EPSILON * (fabs(point) + DBL_EPSILON);
        if (size <= unit)
            return point + step;
        /* close to the end the steps halve at least; when they do not, rounding has the word */
        if (size < 1e-9 * (fabs(point) + 1e-6) && size > 0.5 * previous)
            return point;
        previous = size;
        double next = next_point(&find, point, step);
        if (next == point || next == find.low || next == find.high)
            return next;
        point = next;
    }
    return point;
}
