/* Stirling's error, deviances, and the densities made of them. */
#include "statistics/real.h"
#include "statistics/saddle.h"

#define TABLE_MAX 15
#define TWO_PI (2.0 * JW_REAL_PI)

/* Stirling's error at 0, 1/2, ... 15, by mpmath at 60 digits; at 0, where the formula has no value, 0. */
static const double stirling_table[2 * TABLE_MAX + 1] = {
    0,
    0.15342640972002736,
    0.081061466795327261,
    0.054814121051917651,
    0.041340695955409297,
    0.033162873519936291,
    0.027677925684998338,
    0.023746163656297496,
    0.020790672103765093,
    0.018488450532673187,
    0.016644691189821193,
    0.015134973221917378,
    0.013876128823070748,
    0.012810465242920227,
    0.01189670994589177,
    0.011104559758206917,
    0.010411265261972096,
    0.0097994161261588039,
    0.0092554621827127329,
    0.0087687001341393862,
    0.0083305634333628708,
    0.0079341145643140199,
    0.0075736754879518406,
    0.007244554301320383,
    0.0069428401072095299,
    0.0066652470327076821,
    0.0064089941880042071,
    0.0061717122630394576,
    0.0059513701127588475,
    0.0057462165130101155,
    0.0055547335519628011,
};

/* B(2k) / (2k (2k - 1) n^(2k - 1)), k = 1 to 8; for n from 10 the next term is below 2e-17. */
static double stirling_series(double n)
{
    static const double coefficients[] = {
        -3617.0 / 122400, 1.0 / 156,  -691.0 / 360360, 1.0 / 1188,
        -1.0 / 1680,      1.0 / 1260, -1.0 / 360,      1.0 / 12,
    };
    double square = 1.0 / (n * n);
    return JW_REAL_POLYNOMIAL(coefficients, square) / n;
}

/* n below 10: Gamma(n + 1) = Gamma(high + 1) / ((n + 1) ... high), high = n + whole steps from 10. */
static double stirling_shifted(double n)
{
    double product = 1.0;
    double high = n;
    while (high < 10.0)
        product *= ++high;
    double log_high = jw_real__log(high);
    double log_gamma_high = (high + 0.5) * log_high - high + stirling_series(high);
    return log_gamma_high - jw_real__log(product) - (n + 0.5) * jw_real__log(n) + n;
}

double jw_saddle__stirling(double n)
{
    if (n <= TABLE_MAX) {
        double twice = 2.0 * n;
        if (twice == floor(twice))
            return stirling_table[(int32_t)twice];
    }
    return n < 10.0 ? stirling_shifted(n) : stirling_series(n);
}

/* a log(a / m) + m - a, where m - a = difference is known better than from m and a. */
static double deviance(double a, double m, double difference)
{
    double relative = difference / a;
    if (relative > -0.5 && relative < 1.0)
        return -a * jw_real__log1p_less(relative);
    return difference - a * jw_real__log(m / a);
}

double jw_saddle__poisson(double a, double x)
{
    double exponent = -jw_saddle__stirling(a) - deviance(a, x, x - a);
    return jw_real__exp(exponent) / sqrt(TWO_PI * a);
}

double jw_saddle__beta(double a, double b, double x, double y)
{
    double n = a + b;
    double difference = x < y ? n * x - a : b - n * y;
    double exponent = jw_saddle__stirling(n) - jw_saddle__stirling(a) - jw_saddle__stirling(b);
    exponent -= deviance(a, n * x, difference) + deviance(b, n * y, -difference);
    return sqrt(a / n * b / TWO_PI) * jw_real__exp(exponent);
}

double jw_saddle__table(const double cells[4], double row, double other_row, double column,
                        double other_column)
{
    double total = row + other_row;
    double expected[4] = {row / total * column, row / total * other_column, other_row / total * column,
                          other_row / total * other_column};
    /* the cells differ from what is expected by the same but for the sign, which the cross product gives
     * without rounding below 2^26 */
    double difference = (cells[0] * cells[3] - cells[1] * cells[2]) / total;
    double margins[4] = {row, other_row, column, other_column};
    double exponent = -jw_saddle__stirling(total);
    double square = 1.0 / total;
    for (size_t i = 0; i < 4; i++) {
        exponent += jw_saddle__stirling(margins[i]);
        square *= margins[i];
    }
    for (size_t i = 0; i < 4; i++) {
        if (cells[i] == 0) {
            exponent -= expected[i];
            square *= TWO_PI;
            continue;
        }
        exponent -= jw_saddle__stirling(cells[i]);
        exponent -= deviance(cells[i], expected[i], i == 0 || i == 3 ? -difference : difference);
        square /= cells[i];
    }
    return sqrt(square / TWO_PI) * jw_real__exp(exponent);
}
