/*
 * Probabilities of the binomial and Poisson kind by the saddle point (Loader 2000, "Fast and accurate
 * computation of binomial probabilities"): no difference of large logarithms is ever taken.
 */
#ifndef JW_STATISTICS_SADDLE_H
#define JW_STATISTICS_SADDLE_H

/* log Gamma(n + 1) less Stirling's formula (n + 1/2) log n - n + log(2 pi) / 2; n above 0, and 0 for n = 0.
 */
double jw_saddle__stirling(double n);

/* x^a e^-x / Gamma(a + 1), a and x above 0. */
double jw_saddle__poisson(double a, double x);

/* x^a y^b / B(a, b), where y = 1 - x; all four above 0. */
double jw_saddle__beta(double a, double b, double x, double y);

/*
 * The hypergeometric probability of a table of four whole cells (row by row) whose margins are these, all
 * above 0; only some of the cells may be 0.
 */
double jw_saddle__table(const double cells[4], double row, double other_row, double column,
                        double other_column);

#endif
