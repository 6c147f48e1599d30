#include "assessment/outliers.h"

#include <math.h>
#include "base/sort.h"

#define LARGEST_Z 3.5
#define MAD_UNIT 0.6745       /* the MAD of the normal distribution in standard deviations */
#define MEAN_AD_UNIT 1.253314 /* a standard deviation in mean absolute deviations */

static int order_values(void *userdata, const void *left, const void *right)
{
    (void)userdata;
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double sorted_median(const double *values, size_t count)
{
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

bool jw_outliers__usual(double *values, size_t count, double *scratch, struct jw_usual *out)
{
    if (count < JW_OUTLIER_VALUES_MIN)
        return false;
    double *distances = scratch + count, sum = 0;
    jw__sort(values, scratch, count, sizeof *values, order_values, NULL);
    out->median = sorted_median(values, count);
    for (size_t i = 0; i < count; i++)
        sum += distances[i] = fabs(values[i] - out->median);
    jw__sort(distances, scratch, count, sizeof *distances, order_values, NULL);
    double deviation = sorted_median(distances, count);
    out->unit = deviation > 0 ? deviation / MAD_UNIT : MEAN_AD_UNIT * sum / (double)count;
    out->lower = out->median - LARGEST_Z * out->unit;
    out->upper = out->median + LARGEST_Z * out->unit;
    return out->unit > 0;
}
