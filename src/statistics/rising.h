/* The rising factorial a (a + 1) ... (a + x - 1) = Gamma(a + x) / Gamma(a), its logarithm and what follows
 * from it. */
#ifndef JW_STATISTICS_RISING_H
#define JW_STATISTICS_RISING_H

#include <stdint.h>

typedef struct jw_rising {
    double log;    /* sum of log(a + i) */
    double first;  /* derivative by a: sum of 1 / (a + i) */
    double second; /* second derivative by a: less the sum of 1 / (a + i)^2 */
} jw_rising;

/* a above 0, x at least 0; no difference of large logarithms is taken. */
jw_rising jw_rising__of(double a, int64_t x);

/* log C(n, x), 0 <= x <= n; log x!, x at least 0. */
double jw_rising__log_choose(int64_t n, int64_t x);
double jw_rising__log_factorial(int64_t x);

#endif
