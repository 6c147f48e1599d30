/* Tails of discrete distributions for arguments that are known to be right. */
#ifndef JW_STATISTICS_DISCRETE_H
#define JW_STATISTICS_DISCRETE_H

#include <stdint.h>

/* P(X <= x) and P(X >= x); q = 1 - p is given because it may be known better than from p. */
double jw_binomial__lower(int64_t x, int64_t n, double p, double q);
double jw_binomial__upper(int64_t x, int64_t n, double p, double q);

/* P(X <= x); the upper tail is that of what is left: P(X >= x) = lower(marked - x, total - drawn, marked,
 * total). */
double jw_hypergeometric__lower(double x, double drawn, double marked, double total);

#endif
