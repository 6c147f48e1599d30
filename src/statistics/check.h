/* Checks of arguments that several functions share; row is 1-based, 0 for none. */
#ifndef JW_STATISTICS_CHECK_H
#define JW_STATISTICS_CHECK_H

#include <stdbool.h>
#include <jingwu/statistics.h>

#include "base/context.h"

/* Whether the value is above 0 and finite; and at most JW_STATISTICS_MAX. */
bool jw_statistics__is_positive(double value);
bool jw_statistics__is_parameter(double value);

/* JW_EINVAL unless the confidence lies strictly between 0 and 1. */
jw_status jw_statistics__check_confidence(double confidence, jw_error *err);

/* JW_EINVAL unless 0 <= x <= n, n at least `least` and below JW_STATISTICS_MAX. */
jw_status jw_statistics__check_proportion(int64_t x, int64_t n, int64_t least, int64_t row, jw_error *err);

/* JW_EINVAL unless x is at least 0 and below JW_STATISTICS_MAX. */
jw_status jw_statistics__check_count(int64_t x, int64_t row, jw_error *err);

/* JW_EINVAL unless the exposure, so named, is above 0 and finite. */
jw_status jw_statistics__check_exposure(double exposure, const char *name, int64_t row, jw_error *err);

/* JW_EINVAL unless the pointer, so named, is there. */
jw_status jw_statistics__check_given(const void *pointer, const char *name, jw_error *err);

#endif
