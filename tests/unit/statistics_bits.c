/*
 * Prints a digest of the bits of many results of jingwu/statistics.h, for the comparison of compilers,
 * optimisation levels and machines: one line a group of functions, so that a difference says where it is.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <jingwu/statistics.h>

#define ROUNDS 1500
#define UNITS 60

typedef struct digest {
    uint64_t value;
    long count;
} digest;

static void add(digest *sum, double result)
{
    uint64_t bits;
    memcpy(&bits, &result, sizeof bits);
    /* FNV-1a by bytes */
    for (int i = 0; i < 64; i += 8)
        sum->value = (sum->value ^ (bits >> i & 0xFF)) * 0x100000001B3u;
    sum->count++;
}

static digest start(void)
{
    return (digest){0xCBF29CE484222325u, 0};
}

static void print(const char *what, const digest *sum)
{
    printf("%s %ld %016" PRIx64 "\n", what, sum->count, sum->value);
}

/* From 1/2 to about 1,000, more of them small; halves, wholes and any. */
static double parameter(jw_random *random)
{
    double u = jw_random_uniform(random);
    double value = 0.5 + 1000 * u * u * u;
    return jw_random_next(random) % 2 ? value : 0.5 * (double)(int64_t)(2 * value);
}

static void distributions(jw_random *random)
{
    digest sum = start();
    for (int i = 0; i < ROUNDS; i++) {
        double a = parameter(random), b = parameter(random), u = jw_random_uniform(random);
        double small = u * u * u * u * u;
        add(&sum, jw_normal_lower(20 * (u - 0.5)));
        add(&sum, jw_normal_quantile(small));
        add(&sum, jw_beta_lower(a, b, u));
        add(&sum, jw_beta_upper(a, b, u));
        add(&sum, jw_beta_quantile(a, b, small));
        add(&sum, jw_beta_quantile_upper(a, b, u));
        add(&sum, jw_gamma_lower(a, 2 * a * u));
        add(&sum, jw_gamma_upper(a, 2 * a * u));
        add(&sum, jw_gamma_quantile(a, u));
        add(&sum, jw_gamma_quantile_upper(a, small));
    }
    print("distributions", &sum);
}

static void discrete(jw_random *random)
{
    digest sum = start();
    for (int i = 0; i < ROUNDS; i++) {
        int64_t n = (int64_t)parameter(random), other = (int64_t)parameter(random);
        double u = jw_random_uniform(random);
        int64_t x = (int64_t)((double)n * jw_random_uniform(random));
        add(&sum, jw_binomial_lower(x, n, u));
        add(&sum, jw_binomial_upper(x, n, u));
        add(&sum, jw_poisson_lower(x, (double)other));
        add(&sum, jw_poisson_upper(x, (double)other));
        add(&sum, jw_hypergeometric_lower(x / 2, x, n, n + other));
        add(&sum, jw_hypergeometric_upper(x / 2, n, x, n + other));
    }
    print("discrete", &sum);
}

static void add_limits(digest *sum, const jw_limits *limits)
{
    add(sum, limits->lower);
    add(sum, limits->upper);
}

static void intervals(jw_random *random)
{
    static const double confidences[] = {0.9, 0.95, 0.998};
    digest sum = start();
    for (int i = 0; i < ROUNDS; i++) {
        int64_t n = 1 + (int64_t)parameter(random);
        int64_t x = (int64_t)((double)n * jw_random_uniform(random));
        double confidence = confidences[i % 3], centre = jw_random_uniform(random), tau2 = 0.01 * (i % 2);
        jw_limits limits = {0, 0};
        int32_t band = 0;
        for (int32_t method = 1; method <= 3; method++) {
            jw_proportion_interval(x, n, i % 5 ? 0 : 4 * n, confidence, method, &limits, NULL);
            add_limits(&sum, &limits);
            jw_proportion_funnel(centre, n, method == JW_FUNNEL_NORMAL ? 0 : tau2, confidence, method,
                                 &limits, NULL);
            add_limits(&sum, &limits);
            jw_count_funnel((double)n, method == JW_FUNNEL_NORMAL ? 0 : tau2, confidence, method, &limits,
                            NULL);
            add_limits(&sum, &limits);
        }
        jw_count_interval(x, confidence, 1 + i % 2, &limits, NULL);
        add_limits(&sum, &limits);
        jw_proportion_band(x, n, centre, tau2, confidence, &band, NULL);
        add(&sum, band);
    }
    print("intervals", &sum);
}

static void add_ranks(digest *sum, const jw_rank *ranks)
{
    for (int i = 0; i < UNITS; i++) {
        add(sum, (double)ranks[i].lower);
        add(sum, (double)ranks[i].upper);
    }
}

static void groups(jw_random *random, jw_context *context)
{
    digest sum = start();
    for (int round = 0; round < 20; round++) {
        int64_t x[UNITS], n[UNITS];
        double exposure[UNITS], value[UNITS];
        for (int i = 0; i < UNITS; i++) {
            n[i] = 5 + (int64_t)(0.1 * parameter(random));
            x[i] = (int64_t)((double)n[i] * jw_random_beta(random, 4, 2));
            exposure[i] = (double)n[i] + jw_random_uniform(random);
            value[i] = jw_random_normal(random);
        }
        jw_beta_prior beta = {0, 0, 0, 0, 0, 0};
        jw_gamma_prior gamma = {0, 0, 0, 0, 0, 0};
        jw_overdispersion spread = {0, 0};
        jw_rank ranks[UNITS];
        memset(ranks, 0, sizeof ranks);
        jw_beta_prior_fit(context, x, n, UNITS, &beta, NULL);
        jw_gamma_prior_fit(context, x, exposure, UNITS, &gamma, NULL);
        add(&sum, beta.a);
        add(&sum, beta.log_likelihood);
        add(&sum, gamma.rate);
        add(&sum, gamma.log_likelihood);
        jw_proportion_overdispersion(context, x, n, UNITS, 0.6, &spread, NULL);
        add(&sum, spread.phi);
        jw_count_overdispersion(context, x, exposure, UNITS, &spread, NULL);
        add(&sum, spread.tau2);
        jw_proportion_ranks(context, x, n, UNITS, 1, 0.95, 1, ranks, NULL);
        add_ranks(&sum, ranks);
        jw_rate_ranks(context, x, exposure, UNITS, -1, 0.8, 2, ranks, NULL);
        add_ranks(&sum, ranks);
        jw_estimate_ranks(context, value, exposure, UNITS, 1, 0.8, 2, ranks, NULL);
        add_ranks(&sum, ranks);
    }
    print("groups", &sum);
}

static void draws(jw_random *random)
{
    digest sum = start();
    for (int i = 0; i < 20 * ROUNDS; i++) {
        double a = parameter(random);
        add(&sum, jw_random_normal(random));
        add(&sum, jw_random_gamma(random, a));
        add(&sum, jw_random_beta(random, 1 / a, a));
    }
    print("draws", &sum);
}

int main(void)
{
    jw_random random;
    jw_context *context;
    if (jw_context_new(NULL, &context, NULL) != JW_OK)
        return 1;
    jw_random_seed(&random, 20201031);
    distributions(&random);
    discrete(&random);
    intervals(&random);
    groups(&random, context);
    draws(&random);
    jw_context_free(context);
    return 0;
}
