/* What the scores of a rank group could be: seeded draws from the posterior of each metric. */
#ifndef JW_ASSESSMENT_SIMULATION_H
#define JW_ASSESSMENT_SIMULATION_H

#include "assessment/assess.h"

#define JW_DRAWS 1000

/*
 * Gives each member its score interval and its probability to be in the best quarter, and in deviations the
 * root mean square distance of the drawn scores from the score, in points.
 */
jw_status jw_simulation__run(const struct jw_month_results *results, struct jw_person_result **members,
                             size_t count, double *deviations, jw_error *err);

/* Of a district, a month and a name: the same everywhere. */
uint64_t jw_simulation__seed(const struct jw_month_results *results, const char *name);

#endif
