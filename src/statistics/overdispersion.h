/* The estimate behind jw_proportion_overdispersion() and jw_count_overdispersion(), for any number of units.
 */
#ifndef JW_STATISTICS_OVERDISPERSION_H
#define JW_STATISTICS_OVERDISPERSION_H

#include <jingwu/statistics.h>

/* One unit: its distance from the centre in standard errors, and 1 / (standard error squared). */
typedef struct jw_score {
    double z;
    double weight;
} jw_score;

/* scratch has room for 2 count doubles; count at least 2. */
jw_overdispersion jw_overdispersion__estimate(const jw_score *scores, size_t count, double *scratch);

#endif
