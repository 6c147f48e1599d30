/* Both tails of a distribution at a point, and the search for the point of a given tail. */
#ifndef JW_STATISTICS_TAILS_H
#define JW_STATISTICS_TAILS_H

#include <stdbool.h>

typedef struct jw_tails {
    double lower;   /* P(X <= x) */
    double upper;   /* P(X >= x) */
    double density; /* of the transformed variable, see jw_tails__solve() */
} jw_tails;

/* Tails of Beta(a, b) at x = 1 - y, with the density of log(x / y); a, b above 0, x and y from 0 to 1. */
jw_tails jw_beta__tails(double a, double b, double x, double y);

/* Tails of Gamma(shape) at x, with the density of log(x); shape above 0, x at least 0. */
jw_tails jw_gamma__tails(double shape, double x);

/* Tails at a point of the transformed variable, on which both tails have a concave logarithm. */
typedef jw_tails (*jw_tails_fn)(const void *distribution, double point);

/*
 * The point where the tail (the upper one if `upper`, else the lower) is p, 0 < p < 1, from a first guess:
 * Newton on the logarithm of the smaller tail, which converges from everywhere because that is concave,
 * within a bracket.
 */
double jw_tails__solve(jw_tails_fn tails_at, const void *distribution, double p, bool upper, double guess);

#endif
