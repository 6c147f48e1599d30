/* One-sided tests of a pair for arguments that are known to be right. */
#ifndef JW_STATISTICS_COMPARE_H
#define JW_STATISTICS_COMPARE_H

#include <stdint.h>

/* The chance of x / n being so much larger than the other, or more, when both are the same in truth. */
double jw_compare__proportions(int64_t x, int64_t n, int64_t other_x, int64_t other_n);
double jw_compare__rates(int64_t x, double exposure, int64_t other_x, double other_exposure);
double jw_compare__estimates(double value, double error, double other_value, double other_error);

#endif
