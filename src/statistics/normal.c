/* The normal distribution: tails by one Chebyshev series, quantile by AS 241. */
#include <jingwu/statistics.h>

#include "statistics/real.h"

/*
 * (K + z) M(z) for z >= 0, as a Chebyshev series in t = (z - K) / (z + K), where M(z) = P(Z > z) exp(z^2 /
 * 2); the idea is that of Shepherd and Laframboise (1981, Mathematics of Computation 36:249) for erfc.
 * Coefficients from 60 values at the Chebyshev points by mpmath at 60 digits, cut below 1e-17.5.
 */
#define CENTRE 4.0
static const double mills[] = {
    1.9409024091321532,      -0.75170881683957058,    0.22219355567525104,     -0.048517753260446085,
    0.0069259204962424806,   -0.00032059847439814995, -0.00010054739163210679, 1.8903369019706965e-05,
    1.010356885474631e-06,   -6.1453347493978241e-07, -3.3810201200691756e-09, 2.0686508061742833e-08,
    -1.1282603632469507e-10, -7.7740152283886946e-10, -9.941424191404708e-12,  3.1744829498583031e-11,
    1.8424806844704939e-12,  -1.3128616466710965e-12, -1.7415362652654813e-13, 4.9072740317044244e-14,
    1.2931384326165576e-14,  -1.2180663521726341e-15, -8.0521473726209331e-16, -2.8604941442616213e-17,
    4.0570644243353543e-17,  7.0064007728145961e-18,
};

/* exp(-z^2 / 2): z is cut after 4 binary places so that the large part of the square is exact. */
static double bell(double z)
{
    double high = floor(z * 16.0) / 16.0;
    double low = z - high;
    return jw_real__exp(-0.5 * high * high) * jw_real__exp(-0.5 * low * (z + high));
}

/* P(Z > z), z >= 0. */
static double upper_tail(double z)
{
    if (z > 39.0) /* below the smallest double */
        return 0;
    double twice = 2.0 * (z - CENTRE) / (z + CENTRE);
    double next = 0, after_next = 0;
    for (size_t i = sizeof mills / sizeof *mills - 1; i > 0; i--) {
        double term = twice * next - after_next + mills[i];
        after_next = next;
        next = term;
    }
    double sum = 0.5 * (twice * next + mills[0]) - after_next;
    return bell(z) * sum / (CENTRE + z);
}

double jw_normal_upper(double z)
{
    if (z != z)
        return z;
    return z >= 0 ? upper_tail(z) : 1.0 - upper_tail(-z);
}

double jw_normal_lower(double z)
{
    return jw_normal_upper(-z);
}

#define DEGREE 7

/* numerator and denominator of degree 7, highest power first */
typedef struct rational {
    double numerator[DEGREE + 1];
    double denominator[DEGREE + 1];
} rational;

/* AS 241, PPND16: the middle, the tails, the far tails. */
static const rational wichura[3] = {
    {
        {2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
         4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
         1.3314166789178437745e+2, 3.3871328727963666080e+0},
        {5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
         2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
         4.2313330701600911252e+1, 1.0},
    },
    {
        {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
         1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
         4.63033784615654529590e+0, 1.42343711074968357734e+0},
        {1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
         1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
         2.05319162663775882187e+0, 1.0},
    },
    {
        {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
         2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
         5.46378491116411436990e+0, 6.65790464350110377720e+0},
        {2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
         7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
         5.99832206555887937690e-1, 1.0},
    },
};

static double ratio(const rational *parts, double x)
{
    return JW_REAL_POLYNOMIAL(parts->numerator, x) / JW_REAL_POLYNOMIAL(parts->denominator, x);
}

double jw_normal_quantile(double p)
{
    if (!(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return p == 0 ? -HUGE_VAL : HUGE_VAL;
    double distance = p - 0.5;
    if (fabs(distance) <= 0.425)
        return distance * ratio(&wichura[0], 0.180625 - distance * distance);
    double r = sqrt(-jw_real__log(distance < 0 ? p : 1.0 - p));
    double z = r <= 5.0 ? ratio(&wichura[1], r - 1.6) : ratio(&wichura[2], r - 5.0);
    return distance < 0 ? -z : z;
}
