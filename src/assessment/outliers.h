/* The modified z by the median absolute deviation (Iglewicz and Hoaglin 1993). */
#ifndef JW_ASSESSMENT_OUTLIERS_H
#define JW_ASSESSMENT_OUTLIERS_H

#include <stdbool.h>
#include <stddef.h>

#define JW_OUTLIER_VALUES_MIN 5

/* What is no outlier among some values. */
struct jw_usual {
    double median;
    double lower, upper;
    double unit; /* a distance from the median of so much is a modified z of 1 */
};

/* False when there are too few values, or nothing varies. Sorts the values; scratch has room for twice as
 * many. */
bool jw_outliers__usual(double *values, size_t count, double *scratch, struct jw_usual *out);

#endif
