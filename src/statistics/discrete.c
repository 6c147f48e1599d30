/* Tails of the binomial, Poisson and hypergeometric distributions. */
#include <jingwu/statistics.h>

#include "statistics/check.h"
#include "statistics/discrete.h"
#include "statistics/real.h"
#include "statistics/saddle.h"
#include "statistics/tails.h"

/* P(X >= x) and P(X <= x - 1); 1 <= x <= n */
static jw_tails binomial_tails(int64_t x, int64_t n, double p, double q)
{
    return jw_beta__tails((double)x, (double)(n - x) + 1.0, p, q);
}

double jw_binomial__lower(int64_t x, int64_t n, double p, double q)
{
    if (x < 0)
        return 0;
    return x >= n ? 1 : binomial_tails(x + 1, n, p, q).upper;
}

double jw_binomial__upper(int64_t x, int64_t n, double p, double q)
{
    if (x <= 0)
        return 1;
    return x > n ? 0 : binomial_tails(x, n, p, q).lower;
}

static bool is_binomial(int64_t n, double p)
{
    return n >= 0 && n < JW_STATISTICS_MAX && p >= 0 && p <= 1;
}

double jw_binomial_lower(int64_t x, int64_t n, double p)
{
    return is_binomial(n, p) ? jw_binomial__lower(x, n, p, 1.0 - p) : (double)NAN;
}

double jw_binomial_upper(int64_t x, int64_t n, double p)
{
    return is_binomial(n, p) ? jw_binomial__upper(x, n, p, 1.0 - p) : (double)NAN;
}

static bool is_mean(double mean)
{
    return mean == 0 || jw_statistics__is_parameter(mean);
}

double jw_poisson_lower(int64_t x, double mean)
{
    if (!is_mean(mean))
        return NAN;
    if (x > 2 * JW_STATISTICS_MAX) /* far above any mean */
        return 1;
    return x < 0 ? 0 : jw_gamma__tails((double)x + 1.0, mean).upper;
}

double jw_poisson_upper(int64_t x, double mean)
{
    if (!is_mean(mean))
        return NAN;
    if (x > 2 * JW_STATISTICS_MAX)
        return 0;
    return x <= 0 ? 1 : jw_gamma__tails((double)x, mean).lower;
}

/* All whole numbers below 2^53. */
typedef struct hypergeometric {
    double drawn;
    double marked;
    double total;
} hypergeometric;

/* C(marked, x) C(total - marked, drawn - x) / C(total, drawn), for an urn with more than one outcome. */
static double mass(const hypergeometric *urn, double x)
{
    double unmarked = urn->total - urn->marked, left = urn->total - urn->drawn;
    double cells[4] = {x, urn->marked - x, urn->drawn - x, unmarked - (urn->drawn - x)};
    return jw_saddle__table(cells, urn->marked, unmarked, urn->drawn, left);
}

/* The sum of the masses from x downward, x within the support: each from the one before until nothing is
 * added. */
static double sum_down(const hypergeometric *urn, double x)
{
    double others = urn->total - urn->marked - urn->drawn;
    double term = 1.0, sum = 1.0;
    while (x > 0 && term > 0.25 * DBL_EPSILON * sum) {
        term *= x * (others + x) / ((urn->marked - x + 1.0) * (urn->drawn - x + 1.0));
        sum += term;
        x--;
    }
    return sum;
}

/* P(X <= x) where x is whole and within the support, on the side where it is the smaller tail or nearly. */
static double small_tail(const hypergeometric *urn, double x)
{
    double tail = mass(urn, x) * sum_down(urn, x);
    return tail < 1.0 ? tail : 1.0;
}

/* Drawing what would be left turns a count of x into drawn or marked - x: the upper tail becomes the lower.
 */
static hypergeometric complement(const hypergeometric *urn)
{
    return (hypergeometric){urn->total - urn->drawn, urn->marked, urn->total};
}

double jw_hypergeometric__lower(double x, double drawn, double marked, double total)
{
    hypergeometric urn = {drawn, marked, total};
    double least = drawn + marked - total > 0 ? drawn + marked - total : 0;
    double most = drawn < marked ? drawn : marked;
    if (x < least)
        return 0;
    if (x >= most)
        return 1;
    if (x <= drawn / total * marked)
        return small_tail(&urn, x);
    hypergeometric other = complement(&urn);
    return 1.0 - small_tail(&other, marked - x - 1.0);
}

static bool is_urn(int64_t drawn, int64_t marked, int64_t total)
{
    return drawn >= 0 && marked >= 0 && drawn <= total && marked <= total && total <= 2 * JW_STATISTICS_MAX;
}

double jw_hypergeometric_lower(int64_t x, int64_t drawn, int64_t marked, int64_t total)
{
    if (!is_urn(drawn, marked, total))
        return NAN;
    return x < 0 ? 0 : jw_hypergeometric__lower((double)x, (double)drawn, (double)marked, (double)total);
}

double jw_hypergeometric_upper(int64_t x, int64_t drawn, int64_t marked, int64_t total)
{
    if (!is_urn(drawn, marked, total))
        return NAN;
    if (x <= 0)
        return 1;
    if (x > marked)
        return 0;
    return jw_hypergeometric__lower((double)(marked - x), (double)(total - drawn), (double)marked,
                                    (double)total);
}
