/* The highest point of a smooth function of two variables, as the fits of both priors need it. */
#ifndef JW_STATISTICS_CLIMB_H
#define JW_STATISTICS_CLIMB_H

#include <jingwu/base.h>

/* A function's value and derivatives at a point: u is the logarithm of a spread's inverse, v that of a mean.
 */
typedef struct jw_slope {
    double value;
    double u, v;       /* first derivatives */
    double uu, uv, vv; /* second derivatives */
} jw_slope;

typedef struct jw_peak {
    double u, v;
    double value;
    int32_t iterations;
} jw_peak;

typedef jw_slope (*jw_slope_fn)(const void *likelihood, double u, double v);

/*
 * From peak->u and peak->v upward by Newton's method, with shorter steps where the value would fall and along
 * the gradient where the function is not concave; u stays within [u_least, u_most]. JW_ECANCELLED.
 */
jw_status jw_climb__run(jw_context *context, jw_slope_fn slope_at, const void *likelihood, double u_least,
                        double u_most, jw_peak *peak, jw_error *err);

#endif
