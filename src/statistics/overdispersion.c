/* Spread between units beyond chance. */
#include "statistics/overdispersion.h"

#include "base/sort.h"
#include "statistics/check.h"
#include "statistics/real.h"

/* The share winsorised at each end. */
#define WINSORISED 0.1

static int order_doubles(void *userdata, const void *a, const void *b)
{
    (void)userdata;
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Quantile of type 7 (Hyndman and Fan 1996) of sorted values. */
static double quantile(const double *sorted, size_t count, double p)
{
    double position = p * (double)(count - 1);
    size_t below = (size_t)position;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (position - (double)below) * (sorted[below + 1] - sorted[below]);
}

static double clip(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

/* DerSimonian and Laird's (1986) moment estimate, with the winsorised scores. */
static double additive_variance(const jw_score *scores, size_t count, double phi)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        sum += scores[i].weight;
        squares += scores[i].weight * scores[i].weight;
    }
    double excess = (double)count * phi - ((double)count - 1.0);
    double variance = excess / (sum - squares / sum);
    return excess > 0 && variance > 0 ? variance : 0;
}

jw_overdispersion jw_overdispersion__estimate(const jw_score *scores, size_t count, double *scratch)
{
    for (size_t i = 0; i < count; i++)
        scratch[i] = scores[i].z;
    jw__sort(scratch, scratch + count, count, sizeof *scratch, order_doubles, NULL);
    double least = quantile(scratch, count, WINSORISED), most = quantile(scratch, count, 1.0 - WINSORISED);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double z = clip(scores[i].z, least, most);
        sum += z * z;
    }
    double phi = sum / (double)count;
    return (jw_overdispersion){phi, additive_variance(scores, count, phi)};
}

/* Room for the scores, and behind them for the estimate's scratch. */
static jw_status make_scores(jw_context *context, size_t count, jw_score **out, jw_error *err)
{
    if (count < JW_OVERDISPERSION_MIN)
        return jw_error_set_field(err, JW_EUNSUPPORTED, NULL, 0, "count",
                                  "%d units are needed to estimate a spread", JW_OVERDISPERSION_MIN);
    *out = jw__allocate_zeroed(context, count, sizeof **out + 2 * sizeof(double), err);
    return *out ? JW_OK : JW_ENOMEM;
}

static void finish(jw_context *context, jw_score *scores, size_t count, jw_overdispersion *out)
{
    *out = jw_overdispersion__estimate(scores, count, (double *)(scores + count));
    jw__free(context, scores);
}

static jw_status check_arrays(const void *context, const void *first, const void *second, const void *out,
                              jw_error *err)
{
    JW_TRY(jw_statistics__check_given(context, "context", err));
    JW_TRY(jw_statistics__check_given(first, "x", err));
    JW_TRY(jw_statistics__check_given(second, "n", err));
    return jw_statistics__check_given(out, "out", err);
}

jw_status jw_proportion_overdispersion(jw_context *context, const int64_t *x, const int64_t *n, size_t count,
                                       double centre, jw_overdispersion *out, jw_error *err)
{
    JW_TRY(check_arrays(context, x, n, out, err));
    if (!(centre > 0 && centre < 1))
        return jw_error_set_field(err, JW_EINVAL, NULL, 0, "centre", "it lies between 0 and 1");
    for (size_t i = 0; i < count; i++)
        JW_TRY(jw_statistics__check_proportion(x[i], n[i], 1, (int64_t)i + 1, err));
    jw_score *scores = NULL;
    JW_TRY(make_scores(context, count, &scores, err));
    double middle = jw_real__arcsine_root(centre);
    for (size_t i = 0; i < count; i++) {
        double size = (double)n[i];
        scores[i].z = (jw_real__arcsine_root((double)x[i] / size) - middle) * 2.0 * sqrt(size);
        scores[i].weight = 4.0 * size;
    }
    finish(context, scores, count, out);
    return JW_OK;
}

jw_status jw_count_overdispersion(jw_context *context, const int64_t *observed, const double *expected,
                                  size_t count, jw_overdispersion *out, jw_error *err)
{
    JW_TRY(check_arrays(context, observed, expected, out, err));
    for (size_t i = 0; i < count; i++) {
        JW_TRY(jw_statistics__check_count(observed[i], (int64_t)i + 1, err));
        JW_TRY(jw_statistics__check_exposure(expected[i], "expected", (int64_t)i + 1, err));
    }
    jw_score *scores = NULL;
    JW_TRY(make_scores(context, count, &scores, err));
    for (size_t i = 0; i < count; i++) {
        double seen = observed[i] > 0 ? (double)observed[i] : 0.5;
        scores[i].z = jw_real__log(seen / expected[i]) * sqrt(expected[i]);
        scores[i].weight = expected[i];
    }
    finish(context, scores, count, out);
    return JW_OK;
}
