/* Checks of arguments that several functions share. */
#include "statistics/check.h"

#include <float.h>

bool jw_statistics__is_positive(double value)
{
    return value > 0 && value <= DBL_MAX;
}

bool jw_statistics__is_parameter(double value)
{
    return value >= JW_STATISTICS_MIN && value <= (double)JW_STATISTICS_MAX;
}

jw_status jw_statistics__check_confidence(double confidence, jw_error *err)
{
    if (confidence > 0 && confidence < 1)
        return JW_OK;
    return jw_error_set_field(err, JW_EINVAL, NULL, 0, "confidence", "a confidence lies between 0 and 1");
}

jw_status jw_statistics__check_proportion(int64_t x, int64_t n, int64_t least, int64_t row, jw_error *err)
{
    if (n < least || n >= JW_STATISTICS_MAX)
        return jw_error_set_field(err, JW_EINVAL, NULL, row, "n",
                                  "the denominator is %lld; it must be %lld to %lld", (long long)n,
                                  (long long)least, (long long)JW_STATISTICS_MAX - 1);
    if (x < 0 || x > n)
        return jw_error_set_field(err, JW_EINVAL, NULL, row, "x", "the numerator %lld is not from 0 to %lld",
                                  (long long)x, (long long)n);
    return JW_OK;
}

jw_status jw_statistics__check_count(int64_t x, int64_t row, jw_error *err)
{
    if (x >= 0 && x < JW_STATISTICS_MAX)
        return JW_OK;
    return jw_error_set_field(err, JW_EINVAL, NULL, row, "x", "the count is %lld; it must be 0 to %lld",
                              (long long)x, (long long)JW_STATISTICS_MAX - 1);
}

jw_status jw_statistics__check_exposure(double exposure, const char *name, int64_t row, jw_error *err)
{
    if (jw_statistics__is_positive(exposure))
        return JW_OK;
    return jw_error_set_field(err, JW_EINVAL, NULL, row, name, "it must be above 0 and finite");
}

jw_status jw_statistics__check_given(const void *pointer, const char *name, jw_error *err)
{
    if (pointer)
        return JW_OK;
    return jw_error_set_field(err, JW_EINVAL, NULL, 0, name, "it is NULL");
}
