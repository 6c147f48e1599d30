/*
 * Probabilities of the binomial and Poisson kind by the saddle point (Loader 2000, "Fast and accurate computation of
 * binomial probabilities"): no difference of large logarithms is ever taken.
 */
#ifndef JW_STATISTICS_SADDLE_H
#define JW_STATISTICS_SADDLE_H

/* log Gamma(n + 1) less Stirling's formula (n + 1/2) log n - n + log(2 pi) / 2; n above 0, and 0 for n = 0. */
double jw_saddle__stirling(double n);

/* x^a e^-x / Gamma(a + 1), a and x above 0. */
double jw_saddle__poisson(double a, double x);

/* x^a y^b / B(a, b), where y = 1 - x; all four above 0. */
double jw_saddle__beta(double a, double b, double x, double y);

/* The binomial probability of x in n with p and q = 1 - p; 0 <= x <= n, whole; p from 0 to 1. */
double jw_saddle__binomial(double x, double n, double p, double q);

#endif
