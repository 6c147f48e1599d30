/* Exact tests of a pair. */
#include "statistics/compare.h"

#include "statistics/check.h"
#include "statistics/discrete.h"
#include "statistics/real.h"

/* P(X >= x) among x + other_x successes drawn as n of n + other_n. */
double jw_compare__proportions(int64_t x, int64_t n, int64_t other_x, int64_t other_n)
{
    return jw_hypergeometric__lower((double)other_x, (double)other_n, (double)(x + other_x),
                                    (double)(n + other_n));
}

/* P(X >= x) of x + other_x events that fall on the first with probability exposure / (sum of exposures). */
double jw_compare__rates(int64_t x, double exposure, int64_t other_x, double other_exposure)
{
    /* halves: the sum of two finite exposures may not be finite */
    double sum = 0.5 * exposure + 0.5 * other_exposure;
    return jw_binomial__upper(x, x + other_x, 0.5 * exposure / sum, 0.5 * other_exposure / sum);
}

double jw_compare__estimates(double value, double error, double other_value, double other_error)
{
    double larger = error > other_error ? error : other_error;
    if (larger == 0)
        return value > other_value ? 0 : 1;
    double first = error / larger, second = other_error / larger;
    return jw_normal_upper((value - other_value) / larger / sqrt(first * first + second * second));
}

jw_status jw_proportion_compare(int64_t x, int64_t n, int64_t other_x, int64_t other_n, jw_comparison *out,
                                jw_error *err)
{
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(jw_statistics__check_proportion(x, n, 0, 1, err));
    JW_TRY(jw_statistics__check_proportion(other_x, other_n, 0, 2, err));
    *out = (jw_comparison){jw_compare__proportions(x, n, other_x, other_n),
                           jw_compare__proportions(other_x, other_n, x, n)};
    return JW_OK;
}

jw_status jw_rate_compare(int64_t x, double exposure, int64_t other_x, double other_exposure,
                          jw_comparison *out, jw_error *err)
{
    JW_TRY(jw_statistics__check_given(out, "out", err));
    JW_TRY(jw_statistics__check_count(x, 1, err));
    JW_TRY(jw_statistics__check_count(other_x, 2, err));
    JW_TRY(jw_statistics__check_exposure(exposure, "exposure", 1, err));
    JW_TRY(jw_statistics__check_exposure(other_exposure, "exposure", 2, err));
    *out = (jw_comparison){jw_compare__rates(x, exposure, other_x, other_exposure),
                           jw_compare__rates(other_x, other_exposure, x, exposure)};
    return JW_OK;
}
