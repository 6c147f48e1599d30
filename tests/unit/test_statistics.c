/* Distributions, intervals, funnel limits and empirical Bayes against R's values, brute force and their own
 * laws. */
#include "statistics_support.h"

#include "random.h"
#include "statistics/overdispersion.h"
#include "statistics/real.h"

#define EXACT 1e-12
/* Where R's own values are no longer within 1e-12. */
#define LOOSE 1e-9

/* The stated domain: parameters up to 1,000 and a tail of at least 1e-10. */
static double bound_of(double a, double b, double tail)
{
    return a <= 1e3 && b <= 1e3 && tail >= 1e-10 ? EXACT : LOOSE;
}

/* A tail below what doubles hold in full may be anything as small. */
static void check_tail(const row *values, double got, double want, double a, double b)
{
    if (want < 1e-300)
        assert_true(got >= 0 && got < 1e-299);
    else
        check_near(values->place, got, want, bound_of(a, b, want));
}

/* ---- against R ---- */

static void check_pnorm(const row *values)
{
    const double *v = values->columns;
    check_tail(values, jw_normal_lower(v[0]), v[1], 0, 0);
    check_tail(values, jw_normal_upper(v[0]), v[2], 0, 0);
}

static void check_qnorm(const row *values)
{
    check_near(values->place, jw_normal_quantile(values->columns[0]), values->columns[1], 1e-14);
}

static void check_pbeta(const row *values)
{
    const double *v = values->columns;
    check_tail(values, jw_beta_lower(v[0], v[1], v[2]), v[3], v[0], v[1]);
    check_tail(values, jw_beta_upper(v[0], v[1], v[2]), v[4], v[0], v[1]);
}

static void check_qbeta(const row *values)
{
    const double *v = values->columns;
    check_near(values->place, jw_beta_quantile(v[0], v[1], v[2]), v[3], EXACT);
}

static void check_pgamma(const row *values)
{
    const double *v = values->columns;
    check_tail(values, jw_gamma_lower(v[0], v[1]), v[2], v[0], 0);
    check_tail(values, jw_gamma_upper(v[0], v[1]), v[3], v[0], 0);
}

static void check_qgamma(const row *values)
{
    const double *v = values->columns;
    check_near(values->place, jw_gamma_quantile(v[0], v[1]), v[2], EXACT);
}

static void check_limits(const row *values, jw_limits got, double lower, double upper)
{
    check_near(values->place, got.lower, lower, EXACT);
    check_near(values->place, got.upper, upper, EXACT);
}

static void check_binom_ci(const row *values)
{
    static const int32_t methods[] = {JW_PROPORTION_CLOPPER_PEARSON, JW_PROPORTION_WILSON,
                                      JW_PROPORTION_JEFFREYS};
    const double *v = values->columns;
    for (size_t i = 0; i < LENGTH(methods); i++) {
        jw_limits got;
        assert_int_equal(
            jw_proportion_interval((int64_t)v[0], (int64_t)v[1], 0, v[2], methods[i], &got, NULL), JW_OK);
        check_limits(values, got, v[3 + 2 * i], v[4 + 2 * i]);
    }
}

/* R's file keeps what Byar's formula gives below 0; the library's limit stops there. */
static void check_poisson_ci(const row *values)
{
    const double *v = values->columns;
    jw_limits got;
    assert_int_equal(jw_count_interval((int64_t)v[0], v[1], JW_COUNT_EXACT, &got, NULL), JW_OK);
    check_limits(values, got, v[2], v[3]);
    assert_int_equal(jw_count_interval((int64_t)v[0], v[1], JW_COUNT_BYAR, &got, NULL), JW_OK);
    check_limits(values, got, v[4] > 0 ? v[4] : 0, v[5]);
}

static void check_shrunken(const row *values, const jw_shrunken *got)
{
    /* the parameters behind the file are printed with 10 decimals */
    check_near(values->place, got->mean, values->columns[3], 1e-10);
    check_near(values->place, got->lower, values->columns[4], 1e-10);
    check_near(values->place, got->upper, values->columns[5], 1e-10);
}

static void check_betabinom(const row *values)
{
    static const jw_beta_prior prior = {7.8141998875, 5.0727217895, 0, 0, 0, 0};
    jw_shrunken got;
    assert_int_equal(jw_beta_prior_apply(&prior, (int64_t)values->columns[0], (int64_t)values->columns[1],
                                         0.95, &got, NULL),
                     JW_OK);
    check_shrunken(values, &got);
}

static void check_gammapois(const row *values)
{
    static const jw_gamma_prior prior = {4.8238121237, 4.3695985961, 0, 0, 0, 0};
    jw_shrunken got;
    assert_int_equal(
        jw_gamma_prior_apply(&prior, (int64_t)values->columns[0], values->columns[1], 0.95, &got, NULL),
        JW_OK);
    check_shrunken(values, &got);
}

static void test_values_of_r(void **state)
{
    (void)state;
    check_rows("pnorm", 17, check_pnorm);
    check_rows("qnorm", 25, check_qnorm);
    check_rows("pbeta", 336, check_pbeta);
    check_rows("qbeta", 252, check_qbeta);
    check_rows("pgamma", 63, check_pgamma);
    check_rows("qgamma", 56, check_qgamma);
    check_rows("binom_ci", 246, check_binom_ci);
    check_rows("poisson_ci", 54, check_poisson_ci);
    check_rows("eb_betabinom", 40, check_betabinom);
    check_rows("eb_gammapois", 40, check_gammapois);
}

/* ---- elementary functions: a few values to 17 digits by mpmath, and the ends ---- */

static void test_elementary_functions(void **state)
{
    (void)state;
    check_near("exp", jw_real__exp(1), 2.7182818284590452, 3e-16);
    check_near("exp", jw_real__exp(-700), 9.8596765437597708e-305, 3e-16);
    check_near("exp", jw_real__exp(-740), 4.1995580897478986e-322, 1e-2);
    check_near("expm1", jw_real__expm1(1e-10), 1.00000000005e-10, 3e-16);
    check_near("log", jw_real__log(10), 2.3025850929940457, 3e-16);
    check_near("log", jw_real__log(5e-324), -744.44007192138127, 3e-16);
    check_near("log1p", jw_real__log1p(-1e-10), -1.00000000005e-10, 3e-16);
    check_near("log1p", jw_real__log1p(1e300), 690.77552789821371, 3e-16);
    check_near("log1p less", jw_real__log1p_less(1e-4), -4.9996666916646668e-9, 1e-15);
    check_near("arcsine root", jw_real__arcsine_root(0.3), 0.57963974036370431, 1e-15);
    check_near("sine squared", jw_real__sine_squared(0.57963974036370431), 0.3, 1e-15);
    assert_true(jw_real__exp(710) == HUGE_VAL && jw_real__exp(-HUGE_VAL) == 0);
    assert_true(jw_real__log(0) == -HUGE_VAL && jw_real__log(HUGE_VAL) == HUGE_VAL);
    assert_true(isnan(jw_real__log(-1)) && isnan(jw_real__log1p(-2)) && isnan(jw_real__exp(NAN)));
    assert_true(jw_real__log1p(-1) == -HUGE_VAL && jw_real__expm1(-1000) == -1);
    for (int i = 0; i <= 1000; i++) {
        double p = i / 1000.0;
        check_near("there and back", jw_real__sine_squared(jw_real__arcsine_root(p)), p, 3e-15);
    }
}

/* ---- laws ---- */

static double draw(test_random *random)
{
    return (double)test_random_between(random, 1, 999999) / 1e6;
}

/* Half and whole numbers, and anything between, up to the limit. */
static double draw_parameter(test_random *random, int64_t limit)
{
    double whole = (double)test_random_between(random, 1, limit);
    return test_random_between(random, 0, 2) == 0 ? whole + draw(random) : whole / 2;
}

static void test_tails_and_symmetry(void **state)
{
    (void)state;
    test_random random = test_random_new("tails");
    for (int i = 0; i < 20000; i++) {
        double a = draw_parameter(&random, i % 2 ? 20 : 1000), b = draw_parameter(&random, i % 3 ? 20 : 1000);
        double x = (double)test_random_between(&random, 0, 1 << 20) / (1 << 20); /* 1 - x is exact */
        check_near("beta tails", jw_beta_lower(a, b, x) + jw_beta_upper(a, b, x), 1, 1e-13);
        double mirrored = jw_beta_upper(b, a, 1 - x), lower = jw_beta_lower(a, b, x);
        if (lower > 1e-290)
            check_near("beta mirrored", mirrored, lower, 1e-12);
        double gamma_x = a * 2 * x;
        check_near("gamma tails", jw_gamma_lower(a, gamma_x) + jw_gamma_upper(a, gamma_x), 1, 1e-13);
        double z = (x - 0.5) * 20;
        assert_true(jw_normal_lower(z) == jw_normal_upper(-z));
        check_near("normal tails", jw_normal_lower(z) + jw_normal_upper(z), 1, 1e-15);
    }
}

static void test_quantiles_undo_tails(void **state)
{
    (void)state;
    test_random random = test_random_new("quantiles");
    for (int i = 0; i < 4000; i++) {
        double a = draw_parameter(&random, i % 2 ? 20 : 1000), b = draw_parameter(&random, i % 3 ? 20 : 1000);
        double p = i % 5 ? draw(&random) : draw(&random) * 1e-8;
        double x = jw_beta_quantile(a, b, p), y = jw_beta_quantile_upper(a, b, p);
        /* a double next to 1 is too coarse to undo */
        if (x < 0.99)
            check_near("beta quantile", jw_beta_lower(a, b, x), p, 1e-11);
        if (y < 0.99)
            check_near("upper beta quantile", jw_beta_upper(a, b, y), p, 1e-11);
        check_near("gamma quantile", jw_gamma_lower(a, jw_gamma_quantile(a, p)), p, 1e-11);
        check_near("upper gamma quantile", jw_gamma_upper(a, jw_gamma_quantile_upper(a, p)), p, 1e-11);
        check_near("normal quantile", jw_normal_lower(jw_normal_quantile(p)), p, 1e-13);
    }
}

static void test_quantiles_are_monotone(void **state)
{
    (void)state;
    static const double parameters[] = {0.5, 1, 1.7, 12, 30.5, 300, 1000};
    for (size_t i = 0; i < LENGTH(parameters); i++) {
        double a = parameters[i], b = parameters[(i * 3 + 2) % LENGTH(parameters)];
        double last[4] = {0, 1, 0, HUGE_VAL}, last_normal = -HUGE_VAL;
        for (int step = 1; step < 4000; step++) {
            double p = step < 1000 ? step * 1e-9 : (step - 999) / 3001.0;
            double next[4] = {jw_beta_quantile(a, b, p), jw_beta_quantile_upper(a, b, p),
                              jw_gamma_quantile(a, p), jw_gamma_quantile_upper(a, p)};
            double normal = jw_normal_quantile(p);
            assert_true(next[0] >= last[0] && next[1] <= last[1] && next[2] >= last[2] && next[3] <= last[3]);
            assert_true(normal > last_normal);
            memcpy(last, next, sizeof last);
            last_normal = normal;
        }
    }
}

/* ---- discrete tails by brute force ---- */

/* C(n, k) for n up to 60, exact as doubles below 2^53 and rounded once a row above. */
static double choose[61][61];

static void fill_choose(void)
{
    for (int n = 0; n <= 60; n++)
        for (int k = 0; k <= n; k++)
            choose[n][k] = k == 0 || k == n ? 1 : choose[n - 1][k - 1] + choose[n - 1][k];
}

static double power(double base, int exponent)
{
    double product = 1;
    while (exponent-- > 0)
        product *= base;
    return product;
}

static void test_binomial_by_sums(void **state)
{
    (void)state;
    static const double probabilities[] = {0.001, 0.03, 0.25, 0.5, 0.8, 0.99};
    fill_choose();
    for (int n = 0; n <= 40; n++)
        for (size_t i = 0; i < LENGTH(probabilities); i++) {
            double p = probabilities[i], lower = 0, upper = 0;
            for (int x = 0; x <= n; x++) {
                lower += choose[n][x] * power(p, x) * power(1 - p, n - x);
                check_near("binomial lower", jw_binomial_lower(x, n, p), lower, 1e-12);
            }
            for (int x = n; x >= 0; x--) {
                upper += choose[n][x] * power(p, x) * power(1 - p, n - x);
                check_near("binomial upper", jw_binomial_upper(x, n, p), upper, 1e-12);
            }
        }
}

static void test_poisson_by_sums(void **state)
{
    (void)state;
    static const double means[] = {0.01, 0.7, 3, 12.5, 40};
    for (size_t i = 0; i < LENGTH(means); i++) {
        double terms[200], sum = 0;
        for (int x = 0; x < 200; x++)
            terms[x] = x == 0 ? jw_real__exp(-means[i]) : terms[x - 1] * means[i] / x;
        for (int x = 0; x < 60; x++) {
            sum += terms[x];
            check_near("Poisson lower", jw_poisson_lower(x, means[i]), sum, 1e-12);
        }
        sum = 0;
        for (int x = 199; x >= 0; x--) {
            sum += terms[x];
            if (x < 100 && sum > 1e-290)
                check_near("Poisson upper", jw_poisson_upper(x, means[i]), sum, 1e-12);
        }
    }
}

static double hypergeometric_sum(int from, int to, int drawn, int marked, int total)
{
    double sum = 0;
    for (int k = from < 0 ? 0 : from; k <= to && k <= drawn && k <= marked; k++)
        if (drawn - k <= total - marked)
            sum += choose[marked][k] * choose[total - marked][drawn - k];
    return sum / choose[total][drawn];
}

static void test_hypergeometric_by_sums(void **state)
{
    (void)state;
    static const int totals[] = {0, 1, 2, 7, 24, 60};
    fill_choose();
    for (size_t i = 0; i < LENGTH(totals); i++)
        for (int drawn = 0; drawn <= totals[i]; drawn++)
            for (int marked = 0; marked <= totals[i]; marked++)
                for (int x = -1; x <= drawn + 1; x++) {
                    double lower = jw_hypergeometric_lower(x, drawn, marked, totals[i]);
                    double upper = jw_hypergeometric_upper(x, drawn, marked, totals[i]);
                    check_near("hypergeometric lower", lower,
                               hypergeometric_sum(0, x, drawn, marked, totals[i]), 1e-12);
                    check_near("hypergeometric upper", upper,
                               hypergeometric_sum(x, drawn, drawn, marked, totals[i]), 1e-12);
                }
}

/* Fisher's exact test of Agresti's tea (1990): 3 of 4 guessed. And a large one, by mpmath. */
static void test_known_tails(void **state)
{
    (void)state;
    check_near("tea", jw_hypergeometric_upper(3, 4, 4, 8), 17.0 / 70.0, 1e-14);
    check_near("nothing drawn", jw_hypergeometric_upper(0, 0, 4, 8), 1, 0);
    assert_true(jw_binomial_upper(5, 4, 0.5) == 0 && jw_binomial_lower(-1, 4, 0.5) == 0);
    assert_true(jw_binomial_lower(0, 0, 0.5) == 1 && jw_poisson_lower(0, 0) == 1 &&
                jw_poisson_upper(1, 0) == 0);
    assert_true(jw_binomial_upper(3, 9, 0) == 0 && jw_binomial_lower(8, 9, 1) == 0);
}

/* ---- what is outside the domain ---- */

static void test_outside_the_domain(void **state)
{
    (void)state;
    static const double wrong[] = {0, -1, HUGE_VAL, -HUGE_VAL, NAN};
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        assert_true(isnan(jw_beta_lower(wrong[i], 1, 0.5)) && isnan(jw_beta_upper(1, wrong[i], 0.5)));
        assert_true(isnan(jw_beta_quantile(wrong[i], 1, 0.5)) &&
                    isnan(jw_beta_quantile_upper(1, wrong[i], 0.5)));
        assert_true(isnan(jw_gamma_lower(wrong[i], 1)) && isnan(jw_gamma_quantile(wrong[i], 0.5)));
    }
    static const double no_probability[] = {-0.001, 1.001, NAN, HUGE_VAL};
    for (size_t i = 0; i < LENGTH(no_probability); i++) {
        double p = no_probability[i];
        assert_true(isnan(jw_normal_quantile(p)) && isnan(jw_beta_quantile(2, 3, p)) &&
                    isnan(jw_gamma_quantile(2, p)));
        assert_true(isnan(jw_binomial_lower(1, 2, p)) && isnan(jw_binomial_upper(1, 2, p)));
    }
    assert_true(isnan(jw_normal_lower(NAN)) && isnan(jw_beta_lower(1, 1, NAN)) &&
                isnan(jw_gamma_upper(1, NAN)));
    assert_true(isnan(jw_binomial_lower(1, -1, 0.5)) && isnan(jw_poisson_lower(1, -1)) &&
                isnan(jw_poisson_upper(1, NAN)));
    assert_true(isnan(jw_hypergeometric_lower(1, 3, 2, 2)) &&
                isnan(jw_hypergeometric_upper(1, 1, 1, INT64_MAX)));
    assert_true(isnan(jw_effective_size(5, 4)) && isnan(jw_effective_size(-1, 4)));
    assert_true(jw_beta_lower(2, 3, -5) == 0 && jw_beta_upper(2, 3, 5) == 0 && jw_gamma_lower(2, -5) == 0);
    assert_true(jw_gamma_lower(2, HUGE_VAL) == 1 && jw_normal_lower(-HUGE_VAL) == 0 &&
                jw_normal_upper(-HUGE_VAL) == 1);
    assert_true(jw_gamma_quantile(2, 1) == HUGE_VAL && jw_beta_quantile(2, 3, 1) == 1 &&
                jw_beta_quantile(2, 3, 0) == 0);
}

/* Whatever doubles are given: the result is a probability or NaN, and it comes. */
static void test_hostile_numbers(void **state)
{
    (void)state;
    static const double numbers[] = {5e-324, 1e-300, 1e-17, 1e-3, 0.5,   1,
                                     3.7,    1e3,    1e6,   1e10, 1e100, 1.7e308};
    for (size_t i = 0; i < LENGTH(numbers); i++)
        for (size_t k = 0; k < LENGTH(numbers); k++)
            for (size_t j = 0; j < LENGTH(numbers); j++) {
                double tail = jw_beta_lower(numbers[i], numbers[k], numbers[j]);
                assert_true(isnan(tail) || (tail >= 0 && tail <= 1));
                double x = jw_beta_quantile(numbers[i], numbers[k], numbers[j]);
                assert_true(isnan(x) || (x >= 0 && x <= 1));
                tail = jw_gamma_lower(numbers[i], numbers[k]);
                assert_true(isnan(tail) || (tail >= 0 && tail <= 1));
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_of_r),
        cmocka_unit_test(test_elementary_functions),
        cmocka_unit_test(test_tails_and_symmetry),
        cmocka_unit_test(test_quantiles_undo_tails),
        cmocka_unit_test(test_quantiles_are_monotone),
        cmocka_unit_test(test_binomial_by_sums),
        cmocka_unit_test(test_poisson_by_sums),
        cmocka_unit_test(test_hypergeometric_by_sums),
        cmocka_unit_test(test_known_tails),
        cmocka_unit_test(test_outside_the_domain),
        cmocka_unit_test(test_hostile_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
