/* Comparisons of pairs, rank sets and random draws. */
#include "statistics_support.h"

#include "random.h"
#include "statistics/real.h"

/* ---- pairs ---- */

static void test_known_comparisons(void **state)
{
    (void)state;
    jw_comparison got;
    assert_int_equal(jw_proportion_compare(3, 4, 1, 4, &got, NULL), JW_OK);
    check_near("Fisher", got.larger, 17.0 / 70.0, 1e-14);
    check_near("Fisher", got.smaller, 69.0 / 70.0, 1e-14);
    assert_int_equal(jw_rate_compare(8, 2, 1, 1, &got, NULL), JW_OK);
    check_near("binomial", got.larger, jw_binomial_upper(8, 9, 2.0 / 3.0), 1e-13);
    assert_int_equal(jw_rate_compare(8, 1.7e308, 1, 1.7e308, &got, NULL), JW_OK);
    check_near("half and half", got.larger, 10.0 / 512.0, 1e-14);
    assert_int_equal(jw_proportion_compare(0, 0, 3, 4, &got, NULL), JW_OK);
    assert_true(got.larger == 1 && got.smaller == 1);
    assert_int_equal(jw_rate_compare(0, 1, 0, 4, &got, NULL), JW_OK);
    assert_true(got.larger == 1 && got.smaller == 1);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_proportion_compare(3, 4, 5, 4, &got, &err), JW_EINVAL);
    assert_int_equal(err.row, 2);
    assert_int_equal(jw_rate_compare(3, 0, 5, 4, &got, &err), JW_EINVAL);
    assert_int_equal(err.row, 1);
}

static void test_comparisons_mirror(void **state)
{
    (void)state;
    test_random random = test_random_new("comparisons");
    for (int i = 0; i < 20000; i++) {
        int64_t n = test_random_between(&random, 1, 300), other_n = test_random_between(&random, 1, 300);
        int64_t x = test_random_between(&random, 0, n), other_x = test_random_between(&random, 0, other_n);
        jw_comparison got, mirrored, misses;
        jw_proportion_compare(x, n, other_x, other_n, &got, NULL);
        jw_proportion_compare(other_x, other_n, x, n, &mirrored, NULL);
        jw_proportion_compare(n - x, n, other_n - other_x, other_n, &misses, NULL);
        assert_true(got.larger == mirrored.smaller && got.smaller == mirrored.larger);
        check_near("misses", misses.smaller, got.larger, 1e-11);
        assert_true(got.larger >= 0 && got.larger <= 1 && got.larger + got.smaller >= 1 - 1e-12);
        jw_rate_compare(x, (double)n, other_x, (double)other_n, &got, NULL);
        jw_rate_compare(other_x, (double)other_n, x, (double)n, &mirrored, NULL);
        assert_true(got.larger == mirrored.smaller && got.larger + got.smaller >= 1 - 1e-12);
    }
}

/* ---- rank sets against the procedure written out ---- */

#define FEW 25

typedef struct hypothesis {
    double p;
    int better;
    int worse;
} hypothesis;

static int order_hypotheses(const void *a, const void *b)
{
    double x = ((const hypothesis *)a)->p, y = ((const hypothesis *)b)->p;
    return (x > y) - (x < y);
}

/* Holm (1979) as in the paper; significant[better][worse] is set, as far as `one` (or any, if -1) is
 * concerned. */
static void holm(hypothesis *all, int count, double alpha, int one, int significant[FEW][FEW])
{
    qsort(all, (size_t)count, sizeof *all, order_hypotheses);
    for (int i = 0; i < count && all[i].p <= alpha / (count - i); i++)
        if (one < 0 || all[i].better == one || all[i].worse == one)
            significant[all[i].better][all[i].worse] = 1;
}

typedef struct sample {
    int count;
    int64_t x[FEW];
    int64_t n[FEW];
    double exposure[FEW];
    int32_t better;
    double confidence;
} sample;

static double p_of(const sample *drawn, bool rates, int better, int worse)
{
    jw_comparison got;
    if (rates)
        jw_rate_compare(drawn->x[better], drawn->exposure[better], drawn->x[worse], drawn->exposure[worse],
                        &got, NULL);
    else
        jw_proportion_compare(drawn->x[better], drawn->n[better], drawn->x[worse], drawn->n[worse], &got,
                              NULL);
    return drawn->better == JW_BETTER_HIGHER ? got.larger : got.smaller;
}

static jw_rank expected_rank(const sample *drawn, bool rates, int32_t scope, int unit)
{
    hypothesis all[FEW * FEW];
    static int significant[FEW][FEW];
    memset(significant, 0, sizeof significant);
    int count = 0, above = 0, below = 0, ahead = 0;
    for (int i = 0; i < drawn->count; i++)
        for (int k = 0; k < drawn->count; k++)
            if (i != k && (scope == JW_RANKS_SIMULTANEOUS || i == unit || k == unit))
                all[count++] = (hypothesis){p_of(drawn, rates, i, k), i, k};
    holm(all, count, 1 - drawn->confidence, -1, significant);
    for (int i = 0; i < drawn->count; i++) {
        above += significant[i][unit];
        below += significant[unit][i];
        double value =
            rates ? (double)drawn->x[i] / drawn->exposure[i] : (double)drawn->x[i] / (double)drawn->n[i];
        double own = rates ? (double)drawn->x[unit] / drawn->exposure[unit]
                           : (double)drawn->x[unit] / (double)drawn->n[unit];
        ahead += drawn->better == JW_BETTER_HIGHER ? value > own : value < own;
    }
    return (jw_rank){1 + ahead, 1 + above, drawn->count - below};
}

static void draw_sample(test_random *random, sample *drawn)
{
    drawn->count = (int)test_random_between(random, 1, FEW);
    drawn->better = test_random_between(random, 0, 1) ? JW_BETTER_HIGHER : JW_BETTER_LOWER;
    drawn->confidence = test_random_between(random, 0, 1) ? 0.95 : 0.8;
    for (int i = 0; i < drawn->count; i++) {
        drawn->n[i] = test_random_between(random, 1, 120);
        drawn->x[i] = test_random_between(random, 0, drawn->n[i]);
        drawn->exposure[i] = (double)test_random_between(random, 1, 400) / 8;
    }
}

static void test_ranks_by_the_book(void **state)
{
    (void)state;
    test_random random = test_random_new("ranks");
    jw_context *context = test_context(NULL);
    for (int round = 0; round < 60; round++) {
        sample drawn;
        draw_sample(&random, &drawn);
        for (int32_t scope = JW_RANKS_SIMULTANEOUS; scope <= JW_RANKS_MARGINAL; scope++) {
            jw_rank shares[FEW], rates[FEW];
            size_t count = (size_t)drawn.count;
            assert_int_equal(jw_proportion_ranks(context, drawn.x, drawn.n, count, drawn.better,
                                                 drawn.confidence, scope, shares, NULL),
                             JW_OK);
            assert_int_equal(jw_rate_ranks(context, drawn.x, drawn.exposure, count, drawn.better,
                                           drawn.confidence, scope, rates, NULL),
                             JW_OK);
            for (int i = 0; i < drawn.count; i++) {
                jw_rank share = expected_rank(&drawn, false, scope, i),
                        rate = expected_rank(&drawn, true, scope, i);
                assert_memory_equal(&shares[i], &share, sizeof share);
                assert_memory_equal(&rates[i], &rate, sizeof rate);
            }
        }
    }
    jw_context_free(context);
}

/* The counts of the package csranks, simultaneous at 95 %. */
static void test_ranks_of_r(void **state)
{
    (void)state;
    static const int64_t x[] = {30, 22, 18, 12, 5}, lower[] = {1, 1, 1, 1, 3}, upper[] = {4, 4, 5, 5, 5};
    static const double exposure[] = {1, 1, 1, 1, 1};
    jw_context *context = test_context(NULL);
    jw_rank got[5];
    assert_int_equal(
        jw_rate_ranks(context, x, exposure, 5, JW_BETTER_HIGHER, 0.95, JW_RANKS_SIMULTANEOUS, got, NULL),
        JW_OK);
    for (int i = 0; i < 5; i++)
        assert_true(got[i].rank == i + 1 && got[i].lower == lower[i] && got[i].upper == upper[i]);
    jw_context_free(context);
}

static void test_estimates(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    static const double value[] = {80, 60, 80, 10}, errors[] = {1, 1, 1, 30}, exact[] = {0, 0, 0, 0};
    jw_rank got[4];
    assert_int_equal(jw_estimate_ranks(context, value, errors, 4, JW_BETTER_HIGHER, 0.95, 1, got, NULL),
                     JW_OK);
    assert_true(got[0].rank == 1 && got[2].rank == 1 && got[1].rank == 3 && got[3].rank == 4);
    assert_true(got[0].lower == 1 && got[0].upper == 3 && got[1].lower == 3 && got[1].upper == 4 &&
                got[3].lower == 1);
    assert_int_equal(jw_estimate_ranks(context, value, exact, 4, JW_BETTER_LOWER, 0.95, 2, got, NULL), JW_OK);
    assert_true(got[3].lower == 1 && got[3].upper == 1 && got[1].lower == 2 && got[1].upper == 2);
    assert_true(got[0].rank == 3 && got[0].lower == 3 && got[0].upper == 4);
    jw_context_free(context);
}

static void test_refused_ranks(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    int64_t x[3] = {1, 2, 3}, n[3] = {3, 3, 0};
    double errors[3] = {1, 1, -1};
    double value[3] = {1, HUGE_VAL, 1};
    jw_rank out[3];
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_proportion_ranks(context, x, n, 3, 1, 0.95, 1, out, &err), JW_EINVAL);
    assert_true(err.row == 3 && strcmp(err.field, "n") == 0);
    assert_int_equal(jw_proportion_ranks(context, x, n, 0, 1, 0.95, 1, out, &err), JW_EINVAL);
    assert_int_equal(jw_proportion_ranks(context, x, n, JW_RANK_UNITS_MAX + 1, 1, 0.95, 1, out, &err),
                     JW_ELIMIT);
    assert_int_equal(jw_proportion_ranks(context, x, n, 2, 0, 0.95, 1, out, &err), JW_EINVAL);
    assert_int_equal(jw_proportion_ranks(context, x, n, 2, 1, 1.5, 1, out, &err), JW_EINVAL);
    assert_int_equal(jw_proportion_ranks(context, x, n, 2, 1, 0.95, 3, out, &err), JW_EINVAL);
    assert_int_equal(jw_proportion_ranks(NULL, x, n, 2, 1, 0.95, 1, out, &err), JW_EINVAL);
    assert_int_equal(jw_rate_ranks(context, x, errors, 3, 1, 0.95, 1, out, &err), JW_EINVAL);
    assert_int_equal(jw_estimate_ranks(context, value, errors, 3, 1, 0.95, 1, out, &err), JW_EINVAL);
    assert_int_equal(err.row, 2);
    value[1] = 2;
    assert_int_equal(jw_estimate_ranks(context, value, errors, 3, 1, 0.95, 1, out, &err), JW_EINVAL);
    assert_true(err.row == 3 && strcmp(err.field, "standard_error") == 0);
    jw_context_cancel(context);
    assert_int_equal(jw_proportion_ranks(context, x, n, 2, 1, 0.95, 1, out, &err), JW_ECANCELLED);
    jw_context_free(context);
}

/* ---- memory ---- */

static jw_status attempt_all(void *userdata, jw_error *err)
{
    jw_context *context = userdata;
    static const int64_t x[12] = {1, 4, 6, 9, 12, 3, 7, 7, 0, 12, 5, 2};
    int64_t n[12];
    double exposure[12];
    for (int i = 0; i < 12; i++)
        exposure[i] = (double)(n[i] = 12);
    jw_rank ranks[12];
    jw_overdispersion spread;
    jw_beta_prior beta;
    jw_gamma_prior gamma;
    JW_TRY(jw_proportion_ranks(context, x, n, 12, JW_BETTER_HIGHER, 0.95, JW_RANKS_MARGINAL, ranks, err));
    JW_TRY(jw_rate_ranks(context, x, exposure, 12, JW_BETTER_LOWER, 0.95, JW_RANKS_SIMULTANEOUS, ranks, err));
    JW_TRY(jw_estimate_ranks(context, exposure, exposure, 12, JW_BETTER_LOWER, 0.95, JW_RANKS_MARGINAL, ranks,
                             err));
    JW_TRY(jw_proportion_overdispersion(context, x, n, 12, 0.5, &spread, err));
    JW_TRY(jw_count_overdispersion(context, x, exposure, 12, &spread, err));
    JW_TRY(jw_beta_prior_fit(context, x, n, 12, &beta, err));
    return jw_gamma_prior_fit(context, x, exposure, 12, &gamma, err);
}

static void test_without_memory(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    test_every_allocation(&memory, attempt_all, context);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

/* ---- the experiment ---- */

#define OFFICERS 20
#define INTERVIEWS 12

/*
 * 20 officers, true rates spread by 6.8 points, 12 interviews each a month: in at least 95 % of the months
 * all true ranks lie in their simultaneous sets, and in at least 95 % of the officers' months the marginal
 * set holds the true rank.
 */
static void test_sets_cover_true_ranks(void **state)
{
    (void)state;
    int months = getenv("JW_TEST_FULL") ? 10000 : 500;
    jw_context *context = test_context(NULL);
    jw_random random;
    jw_random_seed(&random, 12);
    int all_covered = 0, covered = 0;
    double width = 0;
    for (int month = 0; month < months; month++) {
        double rate[OFFICERS];
        int64_t x[OFFICERS], n[OFFICERS];
        jw_rank all[OFFICERS], each[OFFICERS];
        for (int i = 0; i < OFFICERS; i++) {
            rate[i] = 0.7 + 0.068 * jw_random_normal(&random);
            n[i] = INTERVIEWS;
            x[i] = 0;
            for (int k = 0; k < INTERVIEWS; k++)
                x[i] += jw_random_uniform(&random) < rate[i];
        }
        assert_int_equal(
            jw_proportion_ranks(context, x, n, OFFICERS, 1, 0.95, JW_RANKS_SIMULTANEOUS, all, NULL), JW_OK);
        assert_int_equal(jw_proportion_ranks(context, x, n, OFFICERS, 1, 0.95, JW_RANKS_MARGINAL, each, NULL),
                         JW_OK);
        int inside = 0;
        for (int i = 0; i < OFFICERS; i++) {
            int64_t truth = 1;
            for (int k = 0; k < OFFICERS; k++)
                truth += rate[k] > rate[i];
            inside += truth >= all[i].lower && truth <= all[i].upper;
            covered += truth >= each[i].lower && truth <= each[i].upper;
            width += (double)(each[i].upper - each[i].lower + 1) / OFFICERS;
        }
        all_covered += inside == OFFICERS;
    }
    print_message("%d months: all ranks in their sets in %.2f %%, a rank in its marginal set in %.2f %%, "
                  "mean width %.1f\n",
                  months, 100.0 * all_covered / months, 100.0 * covered / months / OFFICERS, width / months);
    assert_true(all_covered >= 0.95 * months);
    assert_true(covered >= 0.95 * months * OFFICERS);
    jw_context_free(context);
}

/* The sets are no formality: with many interviews they tell officers apart. */
static void test_sets_tell_apart(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    int64_t x[5] = {900, 700, 500, 300, 100}, n[5] = {1000, 1000, 1000, 1000, 1000};
    jw_rank got[5];
    assert_int_equal(jw_proportion_ranks(context, x, n, 5, JW_BETTER_LOWER, 0.998, 1, got, NULL), JW_OK);
    for (int i = 0; i < 5; i++)
        assert_true(got[i].rank == 5 - i && got[i].lower == 5 - i && got[i].upper == 5 - i);
    jw_context_free(context);
}

/* ---- draws ---- */

/* xoshiro256** from the state that splitmix64 makes of 0; the first by its authors' code. */
static void test_generator(void **state)
{
    (void)state;
    jw_random random;
    jw_random_seed(&random, 0);
    assert_true(random.state[0] == 0xE220A8397B1DCDAFu && random.state[1] == 0x6E789E6AA1B965F4u);
    assert_true(jw_random_next(&random) == 0x99EC5F36CB75F2B4u);
    jw_random copy = random;
    for (int i = 0; i < 100; i++)
        assert_true(jw_random_gamma(&random, 0.3) == jw_random_gamma(&copy, 0.3));
    for (int i = 0; i < 100000; i++) {
        double u = jw_random_uniform(&random);
        assert_true(u > 0 && u < 1);
    }
    assert_true(isnan(jw_random_gamma(&random, 0)) && isnan(jw_random_beta(&random, 1, -1)));
    assert_true(isnan(jw_random_gamma(&random, NAN)) && isnan(jw_random_beta(&random, HUGE_VAL, 1)));
}

typedef double (*draw_fn)(jw_random *random, double a, double b);
typedef double (*lower_fn)(double a, double b, double x);

static double draw_gamma(jw_random *random, double a, double b)
{
    (void)b;
    return jw_random_gamma(random, a);
}

static double lower_gamma(double a, double b, double x)
{
    (void)b;
    return jw_gamma_lower(a, x);
}

static double draw_normal(jw_random *random, double a, double b)
{
    (void)a;
    (void)b;
    return jw_random_normal(random);
}

static double lower_normal(double a, double b, double x)
{
    (void)a;
    (void)b;
    return jw_normal_lower(x);
}

/* Through its own distribution a draw becomes uniform: 20 cells by chi squared; the seed is fixed, so is the
 * outcome. */
static void check_draws(draw_fn draw, lower_fn lower, double a, double b)
{
    enum { CELLS = 20, DRAWS = 40000 };
    int cells[CELLS] = {0};
    jw_random random;
    jw_random_seed(&random, 7);
    for (int i = 0; i < DRAWS; i++) {
        double u = lower(a, b, draw(&random, a, b));
        assert_true(u >= 0 && u <= 1);
        cells[u < 1 ? (int)(u * CELLS) : CELLS - 1]++;
    }
    double statistic = 0;
    for (int i = 0; i < CELLS; i++) {
        double distance = cells[i] - (double)DRAWS / CELLS;
        statistic += distance * distance * CELLS / DRAWS;
    }
    double p = jw_gamma_upper(0.5 * (CELLS - 1), 0.5 * statistic);
    if (!(p > 1e-4))
        fail_msg("draws with %g and %g: chi squared %g, p %g", a, b, statistic, p);
}

static void test_draws(void **state)
{
    (void)state;
    static const double parameters[] = {0.2, 0.5, 1, 1.5, 4, 80, 1000};
    check_draws(draw_normal, lower_normal, 0, 0);
    for (size_t i = 0; i < LENGTH(parameters); i++) {
        check_draws(draw_gamma, lower_gamma, parameters[i], 0);
        check_draws(jw_random_beta, jw_beta_lower, parameters[i], parameters[(i + 3) % LENGTH(parameters)]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_comparisons),
        cmocka_unit_test(test_comparisons_mirror),
        cmocka_unit_test(test_ranks_by_the_book),
        cmocka_unit_test(test_ranks_of_r),
        cmocka_unit_test(test_estimates),
        cmocka_unit_test(test_refused_ranks),
        cmocka_unit_test(test_without_memory),
        cmocka_unit_test(test_sets_cover_true_ranks),
        cmocka_unit_test(test_sets_tell_apart),
        cmocka_unit_test(test_generator),
        cmocka_unit_test(test_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
