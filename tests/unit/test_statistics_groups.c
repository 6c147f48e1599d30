/* Funnels, empirical Bayes, comparisons, rank sets and draws: what is said about groups of units. */
#include "statistics_support.h"

#include "statistics/overdispersion.h"
#include "statistics/real.h"

/* ---- intervals ---- */

static void check_refused(jw_status status, const jw_error *err, jw_status expected, const char *field)
{
    assert_int_equal(status, expected);
    assert_int_equal(err->status, expected);
    assert_string_equal(err->field, field);
    assert_true(err->message[0] != 0);
}

static void refuse_interval(int64_t x, int64_t n, int64_t population, double confidence, int32_t method,
                            const char *field)
{
    jw_error err = JW_ERROR_INIT;
    jw_limits out = {-7, -7};
    jw_status status = jw_proportion_interval(x, n, population, confidence, method, &out, &err);
    check_refused(status, &err, JW_EINVAL, field);
    assert_true(out.lower == -7 && out.upper == -7);
}

static void test_refused_intervals(void **state)
{
    (void)state;
    refuse_interval(-1, 5, 0, 0.95, 1, "x");
    refuse_interval(6, 5, 0, 0.95, 1, "x");
    refuse_interval(0, 0, 0, 0.95, 1, "n");
    refuse_interval(0, JW_STATISTICS_MAX, 0, 0.95, 1, "n");
    refuse_interval(1, 5, 4, 0.95, 1, "population");
    refuse_interval(1, 5, -1, 0.95, 1, "population");
    refuse_interval(1, 5, 0, 1, 1, "confidence");
    refuse_interval(1, 5, 0, 0, 1, "confidence");
    refuse_interval(1, 5, 0, NAN, 1, "confidence");
    refuse_interval(1, 5, 0, 0.95, 0, "method");
    jw_error err = JW_ERROR_INIT;
    jw_limits out;
    check_refused(jw_count_interval(-1, 0.95, 1, &out, &err), &err, JW_EINVAL, "x");
    check_refused(jw_count_interval(1, 0.95, 3, &out, &err), &err, JW_EINVAL, "method");
    check_refused(jw_metric_interval(4, 1, 2, 0.95, &out, &err), &err, JW_EINVAL, "kind");
    check_refused(jw_metric_interval(JW_KIND_RATE, 1, 0, 0.95, &out, &err), &err, JW_EINVAL, "denominator");
    check_refused(jw_metric_interval(JW_KIND_PROPORTION, 3, 2, 0.95, &out, &err), &err, JW_EINVAL, "x");
    check_refused(jw_count_interval(1, 0.95, 1, NULL, &err), &err, JW_EINVAL, "out");
    assert_int_equal(jw_count_interval(-1, 0.95, 1, &out, NULL), JW_EINVAL);
}

static jw_limits metric(int32_t kind, int64_t numerator, int64_t denominator)
{
    jw_limits out;
    assert_int_equal(jw_metric_interval(kind, numerator, denominator, 0.95, &out, NULL), JW_OK);
    return out;
}

static void test_default_intervals(void **state)
{
    (void)state;
    jw_limits share = metric(JW_KIND_PROPORTION, 65, 100);
    check_near("Wilson", share.lower, 0.5525444329688797, 1e-13);
    check_near("Wilson", share.upper, 0.7363575175690247, 1e-13);
    jw_limits exact = metric(JW_KIND_RATE, 5, 100), byar = metric(JW_KIND_RATIO, 65, 100);
    check_near("exact below 10", exact.lower, 0.0162348639011842, 1e-12);
    check_near("exact below 10", exact.upper, 0.11668332079322669, 1e-12);
    check_near("Byar", byar.lower, 0.50163187710459454, 1e-12);
    check_near("Byar", byar.upper, 0.8284913854593984, 1e-12);
    jw_limits nine, ten;
    jw_count_interval(9, 0.95, JW_COUNT_EXACT, &nine, NULL);
    jw_count_interval(10, 0.95, JW_COUNT_BYAR, &ten, NULL);
    assert_true(metric(JW_KIND_RATE, 9, 1).upper == nine.upper &&
                metric(JW_KIND_RATE, 10, 1).upper == ten.upper);
}

static void test_finite_population(void **state)
{
    (void)state;
    check_near("effective size", jw_effective_size(50, 200), 50.0 * 199 / 150, 1e-15);
    assert_true(jw_effective_size(7, 7) == HUGE_VAL && jw_effective_size(0, 7) == 0);
    double width = 1;
    static const int64_t populations[] = {0, 1000000, 200, 60, 13, 12};
    for (size_t i = 0; i < LENGTH(populations); i++)
        for (int32_t method = 1; method <= 3; method++) {
            jw_limits out;
            assert_int_equal(jw_proportion_interval(9, 12, populations[i], 0.95, method, &out, NULL), JW_OK);
            assert_true(out.lower <= 0.75 && out.upper >= 0.75);
            if (method != JW_PROPORTION_WILSON)
                continue;
            assert_true(out.upper - out.lower < width);
            width = out.upper - out.lower;
        }
    assert_true(width == 0);
}

/* ---- funnels ---- */

/* Spiegelhalter's rule by steps from 0: the first r whose P(X <= r) is above the aim. */
static double funnel_by_steps(int64_t n, double p, double aim)
{
    for (int64_t r = 0;; r++) {
        double reached = jw_binomial_lower(r, n, p), before = jw_binomial_lower(r - 1, n, p);
        double limit = ((double)r - (reached - aim) / (reached - before)) / (double)n;
        if (reached > aim)
            return limit > 0 ? limit : 0;
    }
}

static void test_exact_funnel(void **state)
{
    (void)state;
    static const double centres[] = {0.02, 0.3, 0.75, 0.99}, confidences[] = {0.5, 0.95, 0.998};
    for (int64_t n = 1; n < 80; n++)
        for (size_t i = 0; i < LENGTH(centres); i++)
            for (size_t k = 0; k < LENGTH(confidences); k++) {
                jw_limits out, wide;
                double tail = 0.5 * (1 - confidences[k]);
                assert_int_equal(
                    jw_proportion_funnel(centres[i], n, 0, confidences[k], JW_FUNNEL_EXACT, &out, NULL),
                    JW_OK);
                check_near("lower", out.lower, funnel_by_steps(n, centres[i], tail), 1e-9);
                check_near("upper", out.upper, funnel_by_steps(n, centres[i], 1 - tail), 1e-9);
                assert_int_equal(
                    jw_proportion_funnel(centres[i], n, 0.01, confidences[k], JW_FUNNEL_EXACT, &wide, NULL),
                    JW_OK);
                assert_true(wide.lower <= 1 && wide.upper <= 1);
                if (confidences[k] > 0.9)
                    assert_true(wide.lower <= out.lower + 1e-12 && wide.upper >= out.upper - 1e-12);
            }
}

static void test_large_funnels_agree(void **state)
{
    (void)state;
    jw_limits limits[3], counts[3];
    for (int32_t form = JW_FUNNEL_EXACT; form <= JW_FUNNEL_TRANSFORMED; form++) {
        assert_int_equal(jw_proportion_funnel(0.6, 1000000, 0, 0.998, form, &limits[form - 1], NULL), JW_OK);
        assert_int_equal(jw_count_funnel(1e6, 0, 0.998, form, &counts[form - 1], NULL), JW_OK);
        check_near("proportion", limits[form - 1].lower, limits[0].lower, 1e-5);
        check_near("proportion", limits[form - 1].upper, limits[0].upper, 1e-5);
        check_near("count", counts[form - 1].lower, counts[0].lower, 1e-5);
        check_near("count", counts[form - 1].upper, counts[0].upper, 1e-5);
    }
    check_near("normal", limits[1].upper, 0.6 + 3.0902323061678132 * sqrt(0.24e-6), 1e-14);
}

static void test_expected_limits(void **state)
{
    (void)state;
    jw_limits out;
    assert_int_equal(jw_count_funnel_expected(1, 0.998, &out, NULL), JW_OK);
    check_near("expected", out.lower, 0.0010005003335835344, 1e-12);
    check_near("the tail there", jw_poisson_upper(1, out.lower), 0.001, 1e-12);
    check_near("the tail there", jw_poisson_lower(1, out.upper), 0.001, 1e-12);
}

static void test_refused_funnels(void **state)
{
    (void)state;
    jw_error err = JW_ERROR_INIT;
    jw_limits out;
    int32_t band;
    check_refused(jw_proportion_funnel(0, 5, 0, 0.95, 1, &out, &err), &err, JW_EINVAL, "centre");
    check_refused(jw_proportion_funnel(NAN, 5, 0, 0.95, 1, &out, &err), &err, JW_EINVAL, "centre");
    check_refused(jw_proportion_funnel(0.5, 0, 0, 0.95, 1, &out, &err), &err, JW_EINVAL, "n");
    check_refused(jw_proportion_funnel(0.5, 5, -1, 0.95, 1, &out, &err), &err, JW_EINVAL, "tau2");
    check_refused(jw_proportion_funnel(0.5, 5, 0.1, 0.95, JW_FUNNEL_NORMAL, &out, &err), &err, JW_EINVAL,
                  "tau2");
    check_refused(jw_count_funnel(HUGE_VAL, 0, 0.95, 1, &out, &err), &err, JW_EINVAL, "expected");
    check_refused(jw_count_funnel(5, HUGE_VAL, 0.95, 1, &out, &err), &err, JW_EINVAL, "tau2");
    check_refused(jw_count_funnel(5, 0, 0.95, 4, &out, &err), &err, JW_EINVAL, "form");
    check_refused(jw_proportion_band(6, 5, 0.5, 0, 0.95, &band, &err), &err, JW_EINVAL, "x");
    check_refused(jw_count_band(5, 0, 0, 0.95, &band, &err), &err, JW_EINVAL, "expected");
}

/* The bands of all counts: below, within, above in this order, each side with no more than its share. */
static void test_bands(void **state)
{
    (void)state;
    static const double tau2s[] = {0, 0.002, 0.05};
    int64_t within[LENGTH(tau2s)];
    for (size_t i = 0; i < LENGTH(tau2s); i++) {
        int32_t last = JW_BAND_BELOW;
        double below = 0, above = 0;
        within[i] = 0;
        for (int64_t x = 0; x <= 200; x++) {
            int32_t band;
            assert_int_equal(jw_proportion_band(x, 200, 0.7, tau2s[i], 0.998, &band, NULL), JW_OK);
            assert_true(band >= last);
            last = band;
            within[i] += band == JW_BAND_WITHIN;
            double mass = jw_binomial_lower(x, 200, 0.7) - jw_binomial_lower(x - 1, 200, 0.7);
            below += band == JW_BAND_BELOW ? mass : 0;
            above += band == JW_BAND_ABOVE ? mass : 0;
        }
        assert_true(last == (i < 2 ? JW_BAND_ABOVE : JW_BAND_WITHIN) && below <= 0.001 && above <= 0.001);
    }
    assert_true(within[0] < within[1] && within[1] < within[2]);
    int32_t band;
    jw_count_band(30, 10, 0, 0.998, &band, NULL);
    assert_int_equal(band, JW_BAND_ABOVE);
    jw_count_band(30, 10, 0.2, 0.998, &band, NULL);
    assert_int_equal(band, JW_BAND_WITHIN);
    jw_count_band(0, 10, 0, 0.998, &band, NULL);
    assert_int_equal(band, JW_BAND_BELOW);
}

/* ---- over-dispersion ---- */

/* The rows of the tests of FunnelPlotR, recomputed in R: fewer than the public function takes. */
static void test_overdispersion_of_r(void **state)
{
    (void)state;
    static const double seen[] = {100, 150, 180, 80, 120, 225}, expected[] = {108, 112, 165, 95, 100, 220};
    jw_score scores[6];
    double scratch[12];
    for (size_t i = 0; i < 6; i++)
        scores[i] = (jw_score){jw_real__log(seen[i] / expected[i]) * sqrt(expected[i]), expected[i]};
    check_near("z", scores[1].z, 3.091681294543567, 1e-14);
    jw_overdispersion got = jw_overdispersion__estimate(scores, 6, scratch);
    check_near("phi", got.phi, 2.14905309917045, 1e-13);
    check_near("tau2", got.tau2, 0.0121184914591765, 1e-12);
    jw_limits limits;
    assert_int_equal(jw_count_funnel(108, got.tau2, 0.95, JW_FUNNEL_TRANSFORMED, &limits, NULL), JW_OK);
    check_near("lower", limits.lower, 0.750835325045106, 1e-12);
    check_near("upper", limits.upper, 1.33184996315927, 1e-12);
    /* of R's proportions only the scores are known */
    static const double z[] = {0.128286955011369, -1.285004852932025, 1.055589976335832,  -1.210971806037618,
                               1.362760799590720, -0.928888316325423, -2.530163048280656, 2.129069765697240};
    jw_score proportions[8];
    double room[16];
    for (size_t i = 0; i < 8; i++)
        proportions[i] = (jw_score){z[i], 1};
    check_near("phi", jw_overdispersion__estimate(proportions, 8, room).phi, 1.53196366707804, 1e-13);
}

static void test_overdispersion(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    int64_t x[40], n[40];
    double expected[40];
    jw_overdispersion got;
    for (int i = 0; i < 40; i++) {
        n[i] = 100;
        x[i] = i % 2 ? 40 : 60;
        expected[i] = i % 2 ? 60 : 40;
    }
    assert_int_equal(jw_proportion_overdispersion(context, x, n, 40, 0.5, &got, NULL), JW_OK);
    double distance = jw_real__arcsine_root(0.6) - jw_real__arcsine_root(0.5);
    check_near("phi", got.phi, 4.0 * 100 * distance * distance, 1e-12);
    assert_true(got.tau2 > 0.005 && got.tau2 < 0.015);
    assert_int_equal(jw_count_overdispersion(context, x, expected, 40, &got, NULL), JW_OK);
    assert_true(got.tau2 > 0.1 && got.phi > 5);
    for (int i = 0; i < 40; i++)
        x[i] = 50;
    assert_int_equal(jw_proportion_overdispersion(context, x, n, 40, 0.5, &got, NULL), JW_OK);
    assert_true(got.tau2 == 0 && got.phi == 0);
    jw_error err = JW_ERROR_INIT;
    check_refused(jw_proportion_overdispersion(context, x, n, 9, 0.5, &got, &err), &err, JW_EUNSUPPORTED,
                  "count");
    assert_int_equal(jw_proportion_overdispersion(context, x, n, 10, 0.5, &got, NULL), JW_OK);
    n[3] = 49;
    check_refused(jw_proportion_overdispersion(context, x, n, 40, 0.5, &got, &err), &err, JW_EINVAL, "x");
    assert_int_equal(err.row, 4);
    expected[5] = 0;
    check_refused(jw_count_overdispersion(context, x, expected, 40, &got, &err), &err, JW_EINVAL, "expected");
    assert_int_equal(err.row, 6);
    jw_context_free(context);
}

/* ---- empirical Bayes ---- */

#define UNITS 40
static int64_t unit_x[UNITS], unit_n[UNITS];
static double unit_exposure[UNITS];
static size_t unit_count;

static void keep_unit(const row *values)
{
    unit_x[unit_count] = (int64_t)values->columns[0];
    unit_n[unit_count] = (int64_t)values->columns[1];
    unit_exposure[unit_count++] = values->columns[1];
}

static void read_units(const char *name)
{
    unit_count = 0;
    assert_int_equal(each_row(getenv("JW_STATISTICS_VALUES"), name, keep_unit), UNITS);
}

static void test_fits_of_r(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    jw_beta_prior beta;
    read_units("eb_betabinom");
    assert_int_equal(jw_beta_prior_fit(context, unit_x, unit_n, UNITS, &beta, NULL), JW_OK);
    /* the maximum by mpmath at 30 digits; where R's search stopped it is the same to 7 */
    check_near("a", beta.a, 7.81419861077724213, 1e-11);
    check_near("b", beta.b, 5.07272140265025757, 1e-11);
    check_near("a of R", beta.a, 7.8141998875, 1e-6);
    check_near("likelihood of R", beta.log_likelihood, -96.032489317039, 1e-14);
    check_near("mean", beta.mean, beta.a / (beta.a + beta.b), 1e-15);
    assert_int_equal(beta.pooled, 0);
    jw_gamma_prior gamma;
    read_units("eb_gammapois");
    assert_int_equal(jw_gamma_prior_fit(context, unit_x, unit_exposure, UNITS, &gamma, NULL), JW_OK);
    check_near("shape", gamma.shape, 4.82381240538127880, 1e-11);
    check_near("rate", gamma.rate, 4.36959884505854061, 1e-11);
    check_near("rate of R", gamma.rate, 4.3695985961, 1e-6);
    check_near("likelihood of R", gamma.log_likelihood, -100.486116769299, 1e-14);
    jw_context_free(context);
}

static void test_nothing_to_detect(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    int64_t x[12], n[12], ones[12];
    double exposure[12];
    for (int i = 0; i < 12; i++) {
        x[i] = 7 + i % 2;
        n[i] = 10;
        ones[i] = 1;
        exposure[i] = 2;
    }
    jw_beta_prior beta;
    jw_shrunken got;
    assert_int_equal(jw_beta_prior_fit(context, x, n, 12, &beta, NULL), JW_OK);
    assert_true(beta.pooled == 1 && beta.mean == 0.75 && beta.a == HUGE_VAL);
    double log_likelihood = 0;
    for (int i = 0; i < 12; i++) {
        double mass = jw_binomial_lower(x[i], 10, 0.75) - jw_binomial_lower(x[i] - 1, 10, 0.75);
        log_likelihood += jw_real__log(mass);
    }
    check_near("binomial likelihood", beta.log_likelihood, log_likelihood, 1e-12);
    assert_int_equal(jw_beta_prior_apply(&beta, 10, 10, 0.95, &got, NULL), JW_OK);
    assert_true(got.mean == 0.75 && got.weight == 0 && got.lower == 0.75 && got.upper == 0.75);
    /* one trial a unit can never show a spread; nor can all or nothing everywhere */
    for (int i = 0; i < 12; i++)
        x[i] = i % 3 == 0;
    assert_int_equal(jw_beta_prior_fit(context, x, ones, 12, &beta, NULL), JW_OK);
    assert_int_equal(beta.pooled, 1);
    assert_int_equal(jw_beta_prior_fit(context, n, n, 12, &beta, NULL), JW_OK);
    assert_true(beta.pooled == 1 && beta.mean == 1 && beta.log_likelihood == 0);
    jw_gamma_prior gamma;
    assert_int_equal(jw_gamma_prior_fit(context, n, exposure, 12, &gamma, NULL), JW_OK);
    assert_true(gamma.pooled == 1 && gamma.mean == 5);
    check_near("Poisson likelihood", gamma.log_likelihood,
               12 * jw_real__log(jw_poisson_lower(10, 10) - jw_poisson_lower(9, 10)), 1e-12);
    memset(x, 0, sizeof x);
    assert_int_equal(jw_gamma_prior_fit(context, x, exposure, 12, &gamma, NULL), JW_OK);
    assert_true(gamma.pooled == 1 && gamma.mean == 0 && gamma.log_likelihood == 0);
    jw_context_free(context);
}

/* All units are at one end or the other, or differ beyond any prior: the fit still ends, within its limits.
 */
static void test_extreme_groups(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    int64_t x[6] = {0, 50, 0, 50, 50, 0}, n[6] = {50, 50, 50, 50, 50, 50},
            large[6] = {1, 900000000, 3, 5, 70, 2};
    int64_t trials[6] = {999999999, 999999999, 999999999, 999999999, 999999999, 0};
    double exposure[6] = {1, 1e-3, 1e6, 2, 3, 4};
    jw_beta_prior beta;
    jw_gamma_prior gamma;
    assert_int_equal(jw_beta_prior_fit(context, x, n, 6, &beta, NULL), JW_OK);
    assert_true(beta.pooled == 0 && beta.a > 0 && beta.a < 1e-3 && beta.b > 0);
    check_near("mean", beta.mean, 0.5, 1e-6);
    jw_shrunken got;
    assert_int_equal(jw_beta_prior_apply(&beta, 25, 50, 0.95, &got, NULL), JW_OK);
    check_near("own weight", got.weight, 1, 1e-3);
    large[5] = 0;
    assert_int_equal(jw_beta_prior_fit(context, large, trials, 6, &beta, NULL), JW_OK);
    assert_true(beta.pooled == 0 && beta.log_likelihood < 0 && beta.a > 0 && beta.b > 0);
    assert_int_equal(jw_gamma_prior_fit(context, large, exposure, 6, &gamma, NULL), JW_OK);
    assert_true(gamma.pooled == 0 && gamma.shape > 0 && gamma.rate > 0 && gamma.log_likelihood < 0);
    jw_context_free(context);
}

/* Many units drawn from a known prior give it back. */
static void test_fit_gives_back(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    static int64_t x[MANY], n[MANY];
    static double exposure[MANY];
    jw_context *context = test_context(NULL);
    jw_random random;
    jw_random_seed(&random, 2020);
    for (int i = 0; i < MANY; i++) {
        double p = jw_random_beta(&random, 6, 2);
        n[i] = 5 + i % 60;
        x[i] = 0;
        for (int64_t k = 0; k < n[i]; k++)
            x[i] += jw_random_uniform(&random) < p;
        exposure[i] = 1;
    }
    jw_beta_prior beta;
    assert_int_equal(jw_beta_prior_fit(context, x, n, MANY, &beta, NULL), JW_OK);
    check_near("a", beta.a, 6, 0.1);
    check_near("b", beta.b, 2, 0.1);
    for (int i = 0; i < MANY; i++)
        x[i] = (int64_t)(jw_random_gamma(&random, 3) * 4);
    jw_gamma_prior gamma;
    assert_int_equal(jw_gamma_prior_fit(context, x, exposure, MANY, &gamma, NULL), JW_OK);
    assert_true(gamma.pooled == 0);
    check_near("mean", gamma.mean, 11.5, 0.05);
    jw_context_free(context);
}

static void test_refused_priors(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    int64_t x[3] = {1, 2, 3}, n[3] = {5, 5, 0}, zeros[3] = {0, 0, 5};
    double exposure[3] = {1, NAN, 1};
    jw_beta_prior beta = {0};
    jw_gamma_prior gamma = {0};
    jw_shrunken got;
    jw_error err = JW_ERROR_INIT;
    check_refused(jw_beta_prior_fit(context, x, n, 3, &beta, &err), &err, JW_EINVAL, "x");
    assert_int_equal(err.row, 3);
    check_refused(jw_beta_prior_fit(context, x, n, 1, &beta, &err), &err, JW_EINVAL, "count");
    check_refused(jw_beta_prior_fit(context, (int64_t[]){0, 0, 3}, zeros, 3, &beta, &err), &err, JW_EINVAL,
                  "n");
    check_refused(jw_beta_prior_fit(NULL, x, n, 2, &beta, &err), &err, JW_EINVAL, "context");
    check_refused(jw_gamma_prior_fit(context, x, exposure, 3, &gamma, &err), &err, JW_EINVAL, "exposure");
    assert_int_equal(err.row, 2);
    check_refused(jw_beta_prior_apply(&beta, 1, 2, 0.95, &got, &err), &err, JW_EINVAL, "prior");
    check_refused(jw_gamma_prior_apply(&gamma, 1, 2, 0.95, &got, &err), &err, JW_EINVAL, "prior");
    beta.a = beta.b = gamma.shape = gamma.rate = 2;
    check_refused(jw_beta_prior_apply(&beta, 3, 2, 0.95, &got, &err), &err, JW_EINVAL, "x");
    check_refused(jw_gamma_prior_apply(&gamma, 1, -1, 0.95, &got, &err), &err, JW_EINVAL, "exposure");
    assert_int_equal(jw_gamma_prior_apply(&gamma, 0, 0, 0.95, &got, NULL), JW_OK);
    assert_true(got.mean == 1 && got.weight == 0);
    jw_context_free(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_intervals),   cmocka_unit_test(test_default_intervals),
        cmocka_unit_test(test_finite_population),   cmocka_unit_test(test_exact_funnel),
        cmocka_unit_test(test_large_funnels_agree), cmocka_unit_test(test_expected_limits),
        cmocka_unit_test(test_refused_funnels),     cmocka_unit_test(test_bands),
        cmocka_unit_test(test_overdispersion_of_r), cmocka_unit_test(test_overdispersion),
        cmocka_unit_test(test_fits_of_r),           cmocka_unit_test(test_nothing_to_detect),
        cmocka_unit_test(test_extreme_groups),      cmocka_unit_test(test_fit_gives_back),
        cmocka_unit_test(test_refused_priors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
