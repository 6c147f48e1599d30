/**
 * @file statistics.h
 * @brief Uncertainty of small counts: distributions, intervals, funnel limits, shrinkage, rank sets, random draws.
 *
 * One implementation for every platform: only + - * / and sqrt, which IEEE 754 makes exact, no function of the system's
 * mathematical library. The same arguments give the same bits with every compiler that follows IEEE 754 double precision
 * without contraction (-ffp-contract=off; SSE2 on i386).
 *
 * The distributions are total functions: outside their domain, and for NaN, the result is NaN. Each has both tails, each
 * computed by itself, so that a small tail keeps all its digits. What judges people takes a jw_error and refuses wrong
 * input with a status.
 *
 * Errors are relative: at most 1e-12 for parameters from 0.5 to 1,000 and tails of at least 1e-10; at most 1e-9 for
 * parameters up to 1e9 and tails above 1e-290. Time grows with the square root of the parameters: some 100 ns for a tail
 * at 100, 1 ms at 1e9.
 *
 * A confidence is that of both sides together and lies strictly between 0 and 1: 0.95 leaves 2.5 % on each side.
 *
 * Nothing here needs a store. All functions may be called from any thread; those with a context follow its contract.
 */
#ifndef JINGWU_STATISTICS_H
#define JINGWU_STATISTICS_H

#include <jingwu/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Smallest parameter of a distribution; below it products of two would vanish. */
#define JW_STATISTICS_MIN 1e-100
/** Largest parameter of a distribution, and above every denominator and count. */
#define JW_STATISTICS_MAX 10000000000

/* ---- Distributions ---- */

/**
 * @brief P(Z <= z) of the standard normal distribution; one Chebyshev series after Shepherd and Laframboise (1981,
 * Mathematics of Computation 36:249).
 * @param[in] z any value; infinities give 0 and 1.
 * @return 0 to 1; NaN for NaN. Error at most 1e-14 above 1e-290.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_normal_lower(double z);

/**
 * @brief P(Z >= z) of the standard normal distribution, as jw_normal_lower(-z).
 * @param[in] z any value.
 * @return 0 to 1; NaN for NaN.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_normal_upper(double z);

/**
 * @brief The z with P(Z <= z) = p; algorithm AS 241 (Wichura 1988, Applied Statistics 37:477).
 * @param[in] p 0 to 1; for a small upper tail use -jw_normal_quantile(tail).
 * @return z; -infinity at 0, infinity at 1, NaN outside. Error at most 1e-15 of z, absolute near 0.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_normal_quantile(double p);

/**
 * @brief P(X <= x) of the beta distribution: the regularised incomplete beta function; continued fraction (Didonato and
 * Morris 1992, ACM TOMS 708) with the saddle-point factor of Loader (2000).
 * @param[in] a, b JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] x any value; below 0 counts as 0, above 1 as 1.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_beta_lower(double a, double b, double x);

/**
 * @brief P(X >= x) of the beta distribution, computed without 1 - P(X <= x).
 * @param[in] a, b JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] x any value.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_beta_upper(double a, double b, double x);

/**
 * @brief The x with P(X <= x) = p of the beta distribution: bracketed Newton on the smaller tail. Monotone in p,
 * for tails that differ by more than rounding.
 * @param[in] a, b JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] p 0 to 1.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_beta_quantile(double a, double b, double p);

/**
 * @brief The x with P(X >= x) = p of the beta distribution.
 * @param[in] a, b JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] p 0 to 1: the upper tail.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_beta_quantile_upper(double a, double b, double p);

/**
 * @brief P(X <= x) of the gamma distribution with scale 1: the regularised incomplete gamma function; series below the
 * mean, continued fraction above it.
 * @param[in] shape JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] x any value; below 0 counts as 0.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_gamma_lower(double shape, double x);

/**
 * @brief P(X >= x) of the gamma distribution with scale 1, computed without 1 - P(X <= x).
 * @param[in] shape JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] x any value.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_gamma_upper(double shape, double x);

/**
 * @brief The x with P(X <= x) = p of the gamma distribution with scale 1; monotone as jw_beta_quantile().
 * @param[in] shape JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] p 0 to 1.
 * @return at least 0, infinity at 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_gamma_quantile(double shape, double p);

/**
 * @brief The x with P(X >= x) = p of the gamma distribution with scale 1.
 * @param[in] shape JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] p 0 to 1: the upper tail.
 * @return at least 0, infinity at 0; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_gamma_quantile_upper(double shape, double p);

/**
 * @brief P(X <= x) of the binomial distribution.
 * @param[in] x any value.
 * @param[in] n trials, 0 to JW_STATISTICS_MAX - 1.
 * @param[in] p probability of each, 0 to 1.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_binomial_lower(int64_t x, int64_t n, double p);

/**
 * @brief P(X >= x) of the binomial distribution; x itself belongs to it.
 * @param[in] x any value.
 * @param[in] n trials, 0 to JW_STATISTICS_MAX - 1.
 * @param[in] p probability of each, 0 to 1.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_binomial_upper(int64_t x, int64_t n, double p);

/**
 * @brief P(X <= x) of the Poisson distribution.
 * @param[in] x any value.
 * @param[in] mean 0, or JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_poisson_lower(int64_t x, double mean);

/**
 * @brief P(X >= x) of the Poisson distribution; x itself belongs to it.
 * @param[in] x any value.
 * @param[in] mean 0, or JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_poisson_upper(int64_t x, double mean);

/**
 * @brief P(X <= x) of the hypergeometric distribution: marked ones among those drawn, summed from x outward.
 * @param[in] x any value.
 * @param[in] drawn how many are drawn, 0 to @p total.
 * @param[in] marked how many are marked, 0 to @p total.
 * @param[in] total how many there are, at most 2 JW_STATISTICS_MAX.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_hypergeometric_lower(int64_t x, int64_t drawn, int64_t marked, int64_t total);

/**
 * @brief P(X >= x) of the hypergeometric distribution; x itself belongs to it.
 * @param[in] x any value.
 * @param[in] drawn how many are drawn, 0 to @p total.
 * @param[in] marked how many are marked, 0 to @p total.
 * @param[in] total how many there are, at most 2 JW_STATISTICS_MAX.
 * @return 0 to 1; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_hypergeometric_upper(int64_t x, int64_t drawn, int64_t marked, int64_t total);

/* ---- Intervals ---- */

/** A lower and an upper limit. */
typedef struct jw_limits {
    double lower; /**< never above upper */
    double upper; /**< never below lower */
} jw_limits;

/** What a metric is; the choice is the scheme's, never inferred. */
#define JW_KIND_PROPORTION 1 /**< x of n, x at most n */
#define JW_KIND_RATIO 2      /**< a count against its target: may exceed 1 */
#define JW_KIND_RATE 3       /**< a count against population or time */

/** Intervals of a proportion. */
#define JW_PROPORTION_WILSON 1          /**< score interval (Wilson 1927; Newcombe and Altman 2000): the default */
#define JW_PROPORTION_CLOPPER_PEARSON 2 /**< exact (Clopper and Pearson 1934): never too narrow */
#define JW_PROPORTION_JEFFREYS 3        /**< Beta(x + 1/2, n - x + 1/2), the ends 0 and 1 fixed (Brown et al. 2001) */

/** Intervals of a count. */
#define JW_COUNT_EXACT 1 /**< exact Poisson (Garwood 1936) */
#define JW_COUNT_BYAR 2  /**< Byar's approximation (Breslow and Day 1987) */

/**
 * @brief Size of a sample from a finite population, as if the population were endless: n (N - 1) / (N - n).
 * @param[in] n sample, 0 to @p population.
 * @param[in] population at least 1; a sample of all is a census.
 * @return The effective size; infinity for a census; NaN outside the domain.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_effective_size(int64_t n, int64_t population);

/**
 * @brief Interval of a proportion.
 * @param[in] x successes, 0 to @p n.
 * @param[in] n trials, 1 to JW_STATISTICS_MAX - 1.
 * @param[in] population size of the finite population of which @p n were drawn: at least @p n; 0 = endless. With one, x
 * and n are scaled to jw_effective_size(); for a census both limits are x / n.
 * @param[in] confidence of both sides, for example 0.95.
 * @param[in] method JW_PROPORTION_WILSON, JW_PROPORTION_CLOPPER_PEARSON or JW_PROPORTION_JEFFREYS.
 * @param[out] out limits from 0 to 1; the lower is 0 at x = 0 and the upper 1 at x = n.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_proportion_interval(int64_t x, int64_t n, int64_t population, double confidence, int32_t method,
                                        jw_limits *out, jw_error *err);

/**
 * @brief Interval of the mean of a Poisson count; divide both limits by the exposure for a rate or ratio.
 * @param[in] x the count, 0 to JW_STATISTICS_MAX - 1.
 * @param[in] confidence of both sides, for example 0.95.
 * @param[in] method JW_COUNT_EXACT or JW_COUNT_BYAR. Byar's lower limit is 0 at 0, and where the formula falls below 0.
 * @param[out] out limits of the mean of the count.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_count_interval(int64_t x, double confidence, int32_t method, jw_limits *out, jw_error *err);

/**
 * @brief Interval of numerator / denominator by the library's choice: Wilson for a proportion; for a ratio or rate exact
 * Poisson below 10, else Byar's, over the denominator.
 * @param[in] kind JW_KIND_PROPORTION, JW_KIND_RATIO or JW_KIND_RATE.
 * @param[in] numerator at least 0; at most @p denominator for a proportion.
 * @param[in] denominator at least 1: without one a metric has no value and no interval.
 * @param[in] confidence of both sides, for example 0.95.
 * @param[out] out limits of the fraction; a rate is not yet multiplied by 10,000.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_metric_interval(int32_t kind, int64_t numerator, int64_t denominator, double confidence,
                                    jw_limits *out, jw_error *err);

/* ---- Funnel limits ---- */

/** Forms of funnel limits (Spiegelhalter 2005, Statistics in Medicine 24:1185). */
#define JW_FUNNEL_EXACT 1       /**< exact tails, interpolated between counts; the spread between units widens them */
#define JW_FUNNEL_NORMAL 2      /**< normal approximation; takes no spread between units */
#define JW_FUNNEL_TRANSFORMED 3 /**< normal on the stabilised scale (arcsine root, logarithm), with the spread added */

/** Where a value lies in its funnel. */
#define JW_BAND_BELOW (-1) /**< below the lower limit */
#define JW_BAND_WITHIN 0   /**< not distinguishable from the centre */
#define JW_BAND_ABOVE 1    /**< above the upper limit */

/**
 * @brief Limits within which a proportion of @p n trials stays when its true value is the centre.
 * @param[in] centre the group's proportion, strictly between 0 and 1.
 * @param[in] n trials, 1 to JW_STATISTICS_MAX - 1.
 * @param[in] tau2 variance between units on the arcsine-root scale (jw_overdispersion); 0 = none.
 * @param[in] confidence 0.95 or 0.998 by custom.
 * @param[in] form JW_FUNNEL_EXACT, JW_FUNNEL_NORMAL (with @p tau2 0) or JW_FUNNEL_TRANSFORMED.
 * @param[out] out limits of x / n, 0 to 1.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_proportion_funnel(double centre, int64_t n, double tau2, double confidence, int32_t form,
                                      jw_limits *out, jw_error *err);

/**
 * @brief Limits within which observed / expected stays when the expectation is right.
 * @param[in] expected expected count: centre times exposure, JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] tau2 variance between units on the scale of the logarithm (jw_overdispersion); 0 = none.
 * @param[in] confidence 0.95 or 0.998 by custom.
 * @param[in] form JW_FUNNEL_EXACT, JW_FUNNEL_NORMAL (with @p tau2 0) or JW_FUNNEL_TRANSFORMED.
 * @param[out] out limits of observed / expected, at least 0; times the centre they are limits of the rate.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_count_funnel(double expected, double tau2, double confidence, int32_t form, jw_limits *out,
                                 jw_error *err);

/**
 * @brief The expected counts for which an observed count lies just on the funnel's exact limits.
 * @param[in] observed the count, at least 0.
 * @param[in] confidence 0.95 or 0.998 by custom.
 * @param[out] out lower: P(X >= observed) is the tail, 0 for observed 0; upper: P(X <= observed) is the tail.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_count_funnel_expected(int64_t observed, double confidence, jw_limits *out, jw_error *err);

/**
 * @brief Band of a proportion by its exact binomial tails: outside when the tail is at most half of 1 - confidence.
 * @param[in] x successes, 0 to @p n.
 * @param[in] n trials, 1 to JW_STATISTICS_MAX - 1.
 * @param[in] centre the group's proportion, strictly between 0 and 1.
 * @param[in] tau2 variance between units on the arcsine-root scale; 0 = none. It divides the normal score of the tail.
 * @param[in] confidence 0.998 for "clearly".
 * @param[out] out JW_BAND_BELOW, JW_BAND_WITHIN or JW_BAND_ABOVE.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_proportion_band(int64_t x, int64_t n, double centre, double tau2, double confidence, int32_t *out,
                                    jw_error *err);

/**
 * @brief Band of a count by its exact Poisson tails: outside when the tail is at most half of 1 - confidence.
 * @param[in] observed the count, at least 0.
 * @param[in] expected expected count: centre times exposure, JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @param[in] tau2 variance between units on the scale of the logarithm; 0 = none.
 * @param[in] confidence 0.998 for "clearly".
 * @param[out] out JW_BAND_BELOW, JW_BAND_WITHIN or JW_BAND_ABOVE: of the count, whatever is better.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_count_band(int64_t observed, double expected, double tau2, double confidence, int32_t *out,
                               jw_error *err);

/** Fewest units from which over-dispersion is estimated. */
#define JW_OVERDISPERSION_MIN 10

/** Spread between units beyond chance (Spiegelhalter 2005, Statistics in Medicine 24:1185). */
typedef struct jw_overdispersion {
    double phi;  /**< mean squared winsorised score; about 1 when chance explains all */
    double tau2; /**< additive variance between units on the stabilised scale; 0 when chance explains all */
} jw_overdispersion;

/**
 * @brief Spread of proportions around a centre, on the arcsine-root scale with standard error 1 / (2 sqrt(n)).
 *
 * Scores are winsorised at their 10 % and 90 % quantiles (type 7 of Hyndman and Fan 1996).
 * @param[in] context for memory.
 * @param[in] x successes, each 0 to its n.
 * @param[in] n trials, each at least 1.
 * @param[in] count number of units, at least JW_OVERDISPERSION_MIN.
 * @param[in] centre the group's proportion, strictly between 0 and 1.
 * @param[out] out the estimate.
 * @param[out] err details of a failure; row says which unit is wrong.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM; JW_EUNSUPPORTED with fewer units.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_proportion_overdispersion(jw_context *context, const int64_t *x, const int64_t *n, size_t count,
                                              double centre, jw_overdispersion *out, jw_error *err);

/**
 * @brief Spread of counts around their expectations, on the scale of log(observed / expected) with standard error
 * 1 / sqrt(expected). An observed 0, which has no logarithm, is taken as 1/2.
 *
 * Scores are winsorised at their 10 % and 90 % quantiles (type 7 of Hyndman and Fan 1996).
 * @param[in] context for memory.
 * @param[in] observed the counts, each at least 0.
 * @param[in] expected the expected counts, each above 0, finite.
 * @param[in] count number of units, at least JW_OVERDISPERSION_MIN.
 * @param[out] out the estimate.
 * @param[out] err details of a failure; row says which unit is wrong.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM; JW_EUNSUPPORTED with fewer units.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_count_overdispersion(jw_context *context, const int64_t *observed, const double *expected,
                                         size_t count, jw_overdispersion *out, jw_error *err);

/* ---- Empirical Bayes ---- */

/** Distribution of the true proportions of a group of units: Beta(a, b). A unit's own data are in it. */
typedef struct jw_beta_prior {
    double a;              /**< above 0; infinite when pooled */
    double b;              /**< above 0; infinite when pooled */
    double mean;           /**< a / (a + b); the pooled proportion when pooled */
    double log_likelihood; /**< of the beta-binomial (when pooled, of the binomial) distribution, constants included */
    int32_t pooled;        /**< 1: no detectable difference between units, all share the mean */
    int32_t iterations;    /**< steps of the fit; 0 when pooled */
} jw_beta_prior;

/** Distribution of the true rates of a group of units: Gamma(shape, rate). A unit's own data are in it. */
typedef struct jw_gamma_prior {
    double shape;          /**< above 0; infinite when pooled */
    double rate;           /**< above 0, in units of exposure; infinite when pooled */
    double mean;           /**< shape / rate; the pooled rate when pooled */
    double log_likelihood; /**< of the negative binomial (when pooled, of the Poisson) distribution, constants included */
    int32_t pooled;        /**< 1: no detectable difference between units, all share the mean */
    int32_t iterations;    /**< steps of the fit; 0 when pooled */
} jw_gamma_prior;

/** What a prior makes of one unit's data. */
typedef struct jw_shrunken {
    double mean;   /**< posterior mean: between the raw value and the group's */
    double weight; /**< of the unit's own data in it, 0 to 1 */
    double lower;  /**< lower limit of the equal-tailed credible interval */
    double upper;  /**< its upper limit */
} jw_shrunken;

/**
 * @brief Fits the beta distribution of a group's proportions by maximum likelihood of the beta-binomial distribution.
 *
 * When the likelihood is highest without any spread (the variance is not above the binomial) the units are pooled.
 * @param[in] context for memory.
 * @param[in] x successes, each 0 to its n.
 * @param[in] n trials, each 0 to JW_STATISTICS_MAX; a unit with 0 says nothing.
 * @param[in] count number of units, at least 2 with trials.
 * @param[out] out the prior; a and b to about 1e-8 relative, which is what the likelihood determines.
 * @param[out] err details of a failure; row says which unit is wrong.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM, JW_ECANCELLED.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_beta_prior_fit(jw_context *context, const int64_t *x, const int64_t *n, size_t count,
                                   jw_beta_prior *out, jw_error *err);

/**
 * @brief Posterior of one unit's proportion: Beta(a + x, b + n - x).
 * @param[in] prior from jw_beta_prior_fit(); one that pools gives its mean with weight 0 and no width.
 * @param[in] x successes, 0 to @p n.
 * @param[in] n trials, at least 0.
 * @param[in] confidence of the credible interval, for example 0.95.
 * @param[out] out the shrunken value.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_beta_prior_apply(const jw_beta_prior *prior, int64_t x, int64_t n, double confidence,
                                     jw_shrunken *out, jw_error *err);

/**
 * @brief Fits the gamma distribution of a group's rates by maximum likelihood of the negative binomial distribution.
 *
 * When the likelihood is highest without any spread (the variance is not above Poisson's) the units are pooled.
 * @param[in] context for memory.
 * @param[in] x counts, each 0 to JW_STATISTICS_MAX.
 * @param[in] exposure population, target or time of each, above 0, finite.
 * @param[in] count number of units, at least 2.
 * @param[out] out the prior; shape and rate to about 1e-8 relative, which is what the likelihood determines.
 * @param[out] err details of a failure; row says which unit is wrong.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM, JW_ECANCELLED.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_gamma_prior_fit(jw_context *context, const int64_t *x, const double *exposure, size_t count,
                                    jw_gamma_prior *out, jw_error *err);

/**
 * @brief Posterior of one unit's rate: Gamma(shape + x, rate + exposure).
 * @param[in] prior from jw_gamma_prior_fit(); one that pools gives its mean with weight 0 and no width.
 * @param[in] x count, at least 0.
 * @param[in] exposure at least 0, finite, in the units of the fit.
 * @param[in] confidence of the credible interval, for example 0.95.
 * @param[out] out the shrunken value.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_gamma_prior_apply(const jw_gamma_prior *prior, int64_t x, double exposure, double confidence,
                                      jw_shrunken *out, jw_error *err);

/* ---- Comparisons and rank sets ---- */

/** Most units in one rank group. */
#define JW_RANK_UNITS_MAX 5000

#define JW_BETTER_HIGHER 1  /**< the larger value is better */
#define JW_BETTER_LOWER (-1) /**< the smaller value is better */

/** What the confidence of a rank set holds for. */
#define JW_RANKS_SIMULTANEOUS 1 /**< all units at once: for a published list */
#define JW_RANKS_MARGINAL 2     /**< each unit by itself: for a person who asks about the own rank; narrower */

/** A rank with the set of ranks that the data do not exclude. */
typedef struct jw_rank {
    int64_t rank;  /**< competition rank ("1224") of the raw value; equal values share it */
    int64_t lower; /**< best rank: 1 + the number of units that are significantly better */
    int64_t upper; /**< worst rank: units less the number that are significantly worse */
} jw_rank;

/** One-sided p-values of "the first is larger" and "the first is smaller". */
typedef struct jw_comparison {
    double larger;  /**< small when the first is larger than chance explains */
    double smaller; /**< small when the first is smaller than chance explains */
} jw_comparison;

/**
 * @brief Compares two proportions exactly: Fisher's test, hypergeometric given the sum of the successes.
 * @param[in] x, n successes and trials of the first: 0 <= x <= n.
 * @param[in] other_x, other_n those of the second.
 * @param[out] out both p-values; 1 and 1 when one has no trials.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_proportion_compare(int64_t x, int64_t n, int64_t other_x, int64_t other_n, jw_comparison *out,
                                       jw_error *err);

/**
 * @brief Compares two rates exactly: binomial given the sum of the counts, with p = exposure / (sum of exposures)
 * (Przyborowski and Wilenski 1940).
 * @param[in] x, exposure count and exposure of the first: x >= 0, exposure above 0, finite.
 * @param[in] other_x, other_exposure those of the second.
 * @param[out] out both p-values; 1 and 1 when both counts are 0.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_rate_compare(int64_t x, double exposure, int64_t other_x, double other_exposure,
                                 jw_comparison *out, jw_error *err);

/**
 * @brief Rank sets of proportions (Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91:476): exact
 * one-sided tests of all pairs, error shared out by Holm (1979).
 *
 * With at least the given confidence the true rank of each unit (1 + the number of units that are truly better) lies
 * in its set. Takes count * (count - 1) / 2 tests.
 * @param[in] context for memory and cancellation.
 * @param[in] x successes, each 0 to its n.
 * @param[in] n trials, each at least 1: leave units without a value out.
 * @param[in] count number of units, at least 1, at most JW_RANK_UNITS_MAX.
 * @param[in] better JW_BETTER_HIGHER or JW_BETTER_LOWER.
 * @param[in] confidence for example 0.95.
 * @param[in] scope JW_RANKS_SIMULTANEOUS or JW_RANKS_MARGINAL.
 * @param[out] out @p count ranks, in the order of the units.
 * @param[out] err details of a failure; row says which unit is wrong.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM, JW_ECANCELLED; JW_ELIMIT for too many units.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_proportion_ranks(jw_context *context, const int64_t *x, const int64_t *n, size_t count,
                                     int32_t better, double confidence, int32_t scope, jw_rank *out, jw_error *err);

/**
 * @brief Rank sets of rates or ratios; as jw_proportion_ranks(), with the test of jw_rate_compare().
 * @param[in] context for memory and cancellation.
 * @param[in] x counts, each at least 0.
 * @param[in] exposure population, target or time of each, above 0, finite.
 * @param[in] count number of units, at least 1, at most JW_RANK_UNITS_MAX.
 * @param[in] better JW_BETTER_HIGHER or JW_BETTER_LOWER.
 * @param[in] confidence for example 0.95.
 * @param[in] scope JW_RANKS_SIMULTANEOUS or JW_RANKS_MARGINAL.
 * @param[out] out @p count ranks, in the order of the units.
 * @param[out] err details of a failure; row says which unit is wrong.
 * @return as jw_proportion_ranks().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_rate_ranks(jw_context *context, const int64_t *x, const double *exposure, size_t count,
                               int32_t better, double confidence, int32_t scope, jw_rank *out, jw_error *err);

/**
 * @brief Rank sets of estimates with known standard errors, such as simulated scores; as jw_proportion_ranks(), with the
 * normal test of the difference of two independent estimates.
 * @param[in] context for memory and cancellation.
 * @param[in] value the estimates, finite.
 * @param[in] standard_error of each, at least 0, finite; two units of which neither has any differ when the values do.
 * @param[in] count number of units, at least 1, at most JW_RANK_UNITS_MAX.
 * @param[in] better JW_BETTER_HIGHER or JW_BETTER_LOWER.
 * @param[in] confidence for example 0.95.
 * @param[in] scope JW_RANKS_SIMULTANEOUS or JW_RANKS_MARGINAL.
 * @param[out] out @p count ranks, in the order of the units.
 * @param[out] err details of a failure; row says which unit is wrong.
 * @return as jw_proportion_ranks().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_estimate_ranks(jw_context *context, const double *value, const double *standard_error,
                                   size_t count, int32_t better, double confidence, int32_t scope, jw_rank *out,
                                   jw_error *err);

/* ---- Random draws ---- */

/** A generator of random numbers (xoshiro256**, Blackman and Vigna 2021), on the caller's stack; copy it to repeat. */
typedef struct jw_random {
    uint64_t state[4]; /**< set by jw_random_seed() only */
} jw_random;

/**
 * @brief Starts a generator; the same seed gives the same draws on every platform.
 * @param[out] random the generator; its state is filled by splitmix64.
 * @param[in] seed any value.
 * Ownership: none. Since: 0.2.
 */
JW_API void jw_random_seed(jw_random *random, uint64_t seed);

/**
 * @brief The next 64 random bits.
 * @param[in,out] random the generator.
 * @return Any value.
 * Ownership: none. Since: 0.2.
 */
JW_API uint64_t jw_random_next(jw_random *random);

/**
 * @brief A number uniform in (0, 1), never 0 or 1: (k + 1/2) / 2^52.
 * @param[in,out] random the generator.
 * @return The number.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_random_uniform(jw_random *random);

/**
 * @brief A draw of the standard normal distribution, by inversion.
 * @param[in,out] random the generator.
 * @return The number.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_random_normal(jw_random *random);

/**
 * @brief A draw of the gamma distribution with scale 1, by rejection (Marsaglia and Tsang 2000, ACM TOMS 26:363).
 * @param[in,out] random the generator.
 * @param[in] shape JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @return At least 0 (a shape near 0 may round to it); NaN outside the domain, without a draw.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_random_gamma(jw_random *random, double shape);

/**
 * @brief A draw of the beta distribution, from two draws of the gamma distribution.
 * @param[in,out] random the generator.
 * @param[in] a, b JW_STATISTICS_MIN to JW_STATISTICS_MAX.
 * @return 0 to 1; NaN outside the domain, without a draw.
 * Ownership: none. Since: 0.2.
 */
JW_API double jw_random_beta(jw_random *random, double a, double b);

#ifdef __cplusplus
}
#endif

#endif
