/*
 * Ranks, score intervals and sensitivity of random groups against a slow second computation from the table of
 * metrics; and how often the rank sets of months drawn at random hold the true ranks.
 */
#include "score_support.h"

#include <math.h>
#include <jingwu/statistics.h>
#include "random.h"

#define MEMBERS 14
#define METRICS 4
#define DRAWS 1000

/* A proportion, a ratio, a rate per 1,000 where lower is better, and another proportion. */
struct metric {
    const char *name, *kind, *direction;
    int per;
    double floor, target, weight;
};
static const struct metric metrics[METRICS] = {{"a", "proportion", "higher", 1, 0.4, 0.9, 30},
                                               {"b", "ratio", "higher", 1, 0.5, 1.25, 15},
                                               {"c", "rate", "lower", 1000, 8, 0, 25},
                                               {"d", "proportion", "lower", 100, 80, 10, 20}};

struct member {
    char name[8];
    int64_t x[METRICS], n[METRICS]; /* n 0 = nothing recorded */
    double score, deviation, drawn[DRAWS];
    bool rankable;
};

static double points_of(const struct metric *metric, double value)
{
    double points = (value - metric->floor) / (metric->target - metric->floor) * 100;
    return points < 0 ? 0 : points > 100 ? 100 : points;
}

/* False when nothing has weight. */
static bool score_by(const struct member *member, const double *weights, double *score)
{
    double sum = 0, weight = 0;
    for (int k = 0; k < METRICS; k++)
        if (member->n[k] > 0 && weights[k] > 0) {
            double value = (double)member->x[k] * metrics[k].per / (double)member->n[k];
            sum += weights[k] * points_of(&metrics[k], value);
            weight += weights[k];
        }
    *score = weight > 0 ? sum / weight : 0;
    return weight > 0;
}

/* ---- drawing ---- */

static uint64_t seed_of(const char *district, jw_month month, const char *name)
{
    unsigned char bytes[100];
    size_t length = 0;
    for (const char *next = district;; next++) {
        bytes[length++] = (unsigned char)*next;
        if (!*next)
            break;
    }
    for (int shift = 0; shift < 32; shift += 8)
        bytes[length++] = (unsigned char)((uint32_t)month >> shift);
    for (const char *next = name;; next++) {
        bytes[length++] = (unsigned char)*next;
        if (!*next)
            break;
    }
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}

static void draw_member(struct member *member)
{
    jw_random random;
    double weight = 0, sum = 0;
    jw_random_seed(&random, seed_of("610803", MONTH, member->name));
    for (int i = 0; i < DRAWS; i++)
        member->drawn[i] = 0;
    for (int k = 0; k < METRICS; k++) {
        if (!member->n[k])
            continue;
        weight += metrics[k].weight;
        double x = (double)member->x[k], n = (double)member->n[k];
        for (int i = 0; i < DRAWS; i++) {
            double fraction = strcmp(metrics[k].kind, "proportion") == 0
                                  ? jw_random_beta(&random, x + 0.5, n - x + 0.5)
                                  : jw_random_gamma(&random, x + 0.5) / n;
            member->drawn[i] += metrics[k].weight * points_of(&metrics[k], fraction * metrics[k].per);
        }
    }
    for (int i = 0; i < DRAWS; i++) {
        member->drawn[i] /= weight;
        sum += (member->drawn[i] - member->score) * (member->drawn[i] - member->score);
    }
    member->deviation = sqrt(sum / DRAWS);
}

static int order_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void check_interval(const jw_table *table, int64_t row, const struct member *member)
{
    double sorted[DRAWS];
    memcpy(sorted, member->drawn, sizeof sorted);
    qsort(sorted, DRAWS, sizeof *sorted, order_doubles);
    double low = sorted[24] < member->score ? sorted[24] : member->score;
    double high = sorted[975] > member->score ? sorted[975] : member->score;
    assert_near(real_of(table, row, "score_low"), low, 0.00502);
    assert_near(real_of(table, row, "score_high"), high, 0.00502);
}

/* ---- groups ---- */

struct group {
    struct member members[MEMBERS];
    struct member *ranked[MEMBERS];
    int count;
};

static double rounded(double score)
{
    return floor(score * 1e6 + 0.5);
}

static void check_quarter(const struct group *group, const jw_table *table, int64_t row,
                          const struct member *member)
{
    double sum = 0;
    int places = (group->count + 3) / 4;
    for (int i = 0; i < DRAWS; i++) {
        int better = 0, equal = 0;
        for (int k = 0; k < group->count; k++) {
            better += rounded(group->ranked[k]->drawn[i]) > rounded(member->drawn[i]);
            equal += rounded(group->ranked[k]->drawn[i]) == rounded(member->drawn[i]);
        }
        if (better < places)
            sum += better + equal <= places ? 1 : (double)(places - better) / equal;
    }
    assert_near(real_of(table, row, "best_quarter"), sum / DRAWS, 0.0000501);
}

struct pair {
    int better, worse;
    double p;
};

static int order_pairs(const void *left, const void *right)
{
    double a = ((const struct pair *)left)->p, b = ((const struct pair *)right)->p;
    return (a > b) - (a < b);
}

/* Holm over all ordered pairs. */
static void find_sets(const struct group *group, int *low, int *high)
{
    struct pair pairs[MEMBERS * MEMBERS];
    int count = 0;
    for (int i = 0; i < group->count; i++) {
        low[i] = 1;
        high[i] = group->count;
        for (int k = 0; k < group->count; k++) {
            const struct member *a = group->ranked[i], *b = group->ranked[k];
            double error = sqrt(a->deviation * a->deviation + b->deviation * b->deviation);
            double difference = a->score - b->score;
            if (i != k)
                pairs[count++] = (struct pair){i, k,
                                               error > 0        ? jw_normal_upper(difference / error)
                                               : difference > 0 ? 0
                                                                : 1};
        }
    }
    qsort(pairs, (size_t)count, sizeof *pairs, order_pairs);
    for (int i = 0; i < count && pairs[i].p <= 0.05 / (count - i); i++) {
        high[pairs[i].better]--;
        low[pairs[i].worse]++;
    }
}

static int rank_by(const struct group *group, const struct member *member, const double *weights)
{
    double own, other;
    int rank = 1;
    if (!score_by(member, weights, &own))
        return 0;
    for (int k = 0; k < group->count; k++)
        rank += score_by(group->ranked[k], weights, &other) && other > own + 1e-9;
    return rank;
}

static void check_range(const jw_table *table, int64_t row, const char *low, const char *high,
                        const int *ranks, int count)
{
    int least = 0, most = 0;
    for (int i = 0; i < count; i++) {
        least = ranks[i] && (!least || ranks[i] < least) ? ranks[i] : least;
        most = ranks[i] > most ? ranks[i] : most;
    }
    assert_int_equal(integer_of(table, row, low), least);
    assert_int_equal(integer_of(table, row, high), most);
}

static void check_sensitivity(const struct group *group, const jw_table *table, int64_t row,
                              const struct member *member)
{
    int ranks[1 << METRICS];
    double weights[METRICS];
    for (int i = 0; i < 1 << METRICS; i++) {
        for (int k = 0; k < METRICS; k++)
            weights[k] = metrics[k].weight * (i & 1 << k ? 1.25 : 0.75);
        ranks[i] = rank_by(group, member, weights);
    }
    check_range(table, row, "rank_weights_low", "rank_weights_high", ranks, 1 << METRICS);
    for (int drop = 0; drop < METRICS; drop++) {
        for (int k = 0; k < METRICS; k++)
            weights[k] = k == drop ? 0 : metrics[k].weight;
        ranks[drop] = rank_by(group, member, weights);
    }
    check_range(table, row, "rank_drop_low", "rank_drop_high", ranks, METRICS);
}

/* ---- bands ---- */

/* P(X <= x) and P(X >= x), summed term by term; a long double holds the least of them. */
static void find_tails(const struct metric *metric, int64_t x, int64_t n, double centre, long double *lower,
                       long double *upper)
{
    bool proportion = strcmp(metric->kind, "proportion") == 0;
    long double mean = centre * (double)n, term = proportion ? powl(1 - centre, (long double)n) : expl(-mean);
    *lower = *upper = 0;
    for (int64_t i = 0; i <= (proportion ? n : n + 2000); i++) {
        *lower += i <= x ? term : 0;
        *upper += i >= x ? term : 0;
        if (proportion)
            term *= centre / (1 - centre) * (long double)(n - i) / (long double)(i + 1);
        else
            term *= mean / (long double)(i + 1);
    }
}

/* The band of a member among those whose number leaves the same remainder; fewer than ten have no
 * over-dispersion. */
static const char *expected_band(const struct group *group, int count, int member, int metric, int step)
{
    double x = 0, n = 0;
    long double lower, upper;
    int units = 0;
    for (int i = member % step; i < count; i += step) {
        const struct member *other = &group->members[i];
        units += other->n[metric] > 0;
        x += (double)other->x[metric];
        n += (double)other->n[metric];
    }
    const struct member *own = &group->members[member];
    bool proportion = strcmp(metrics[metric].kind, "proportion") == 0;
    if (!own->n[metric] || units < 2 || x == 0 || (proportion && x == n))
        return "";
    if (units >= 10)
        return NULL;
    find_tails(&metrics[metric], own->x[metric], own->n[metric], x / n, &lower, &upper);
    return upper <= 0.001 ? "clearly_above" : lower <= 0.001 ? "clearly_below" : "not_distinguishable";
}

static void check_bands(const struct group *group, jw_store *store, int count)
{
    jw_assess_options options = options_of("s", false);
    jw_table *table = assess_by(store, &options);
    for (int member = 0; member < count; member++)
        for (int k = 0; k < METRICS; k++) {
            int64_t row = (int64_t)member * METRICS + k;
            const char *band = expected_band(group, count, member, k, 1);
            if (band)
                assert_string_equal(text_at(table, row, "band"), band);
            band = expected_band(group, count, member, k, 2);
            if (band)
                assert_string_equal(text_at(table, row, "band_police_station"), band);
        }
    jw_table_free(table);
}

/* ---- random groups ---- */

static void put_member(jw_store *store, struct member *member, test_random *random, int number)
{
    snprintf(member->name, sizeof member->name, "P%02d", number);
    for (int k = 0; k < METRICS; k++) {
        member->n[k] = test_random_between(random, 0, 5) ? test_random_between(random, 1, 400) : 0;
        member->x[k] = test_random_between(random, 0, member->n[k]);
        if (k == 2)
            member->x[k] = test_random_between(random, 0, member->n[k] / 100);
        if (test_random_between(random, 0, 9) == 0)
            member->x[k] = k % 2 ? member->n[k] : 0;
        if (!member->n[k])
            continue;
        put_row(store, JW_RECORD_TALLY, "610803,2020-10,F%02d,P%02d,x%s,,%d", number, number, metrics[k].name,
                (int)member->x[k]);
        put_row(store, JW_RECORD_TALLY, "610803,2020-10,F%02d,P%02d,n%s,,%d", number, number, metrics[k].name,
                (int)member->n[k]);
    }
}

static void make_group(struct group *group, jw_store *store, test_random *random, int count)
{
    static const double weights[METRICS] = {30, 15, 25, 20};
    memset(group, 0, sizeof *group);
    put_officers(store, count);
    for (int k = 0; k < METRICS; k++)
        put_row(store, JW_RECORD_SCHEME, "610803,s,%s,,x%s,n%s,%s,%d,%s,%.2f,%.2f,%.0f,0,0.5",
                metrics[k].name, metrics[k].name, metrics[k].name, metrics[k].kind, metrics[k].per,
                metrics[k].direction, metrics[k].floor, metrics[k].target, metrics[k].weight);
    for (int i = 0; i < count; i++) {
        struct member *member = &group->members[i];
        double present = 0;
        put_member(store, member, random, i);
        for (int k = 0; k < METRICS; k++)
            present += member->n[k] ? metrics[k].weight : 0;
        member->rankable = present >= 45;
        score_by(member, weights, &member->score);
        if (member->rankable) {
            group->ranked[group->count++] = member;
            draw_member(member);
        }
    }
}

static void check_group(test_random *random)
{
    static const double weights[METRICS] = {30, 15, 25, 20};
    struct group *group = calloc(1, sizeof *group);
    int count = (int)test_random_between(random, 1, MEMBERS), low[MEMBERS], high[MEMBERS], next = 0;
    jw_store *store = new_store(context);
    assert_non_null(group);
    make_group(group, store, random, count);
    jw_assess_options options = options_of("s", true);
    jw_table *table = assess_by(store, &options);
    assert_int_equal(jw_table_rows(table), count);
    find_sets(group, low, high);
    for (int i = 0; i < count; i++) {
        const struct member *member = &group->members[i];
        assert_int_equal(integer_of(table, i, "rankable"), member->rankable);
        assert_int_equal(is_empty(table, i, "rank"), !member->rankable);
        if (!member->rankable)
            continue;
        assert_int_equal(integer_of(table, i, "rank"), rank_by(group, member, weights));
        assert_int_equal(integer_of(table, i, "rank_low"), low[next]);
        assert_int_equal(integer_of(table, i, "rank_high"), high[next]);
        next++;
        check_interval(table, i, member);
        check_quarter(group, table, i, member);
        check_sensitivity(group, table, i, member);
    }
    jw_table_free(table);
    check_bands(group, store, count);
    jw_store_free(store);
    free(group);
}

static void random_groups_agree_with_the_slow_computation(void **state)
{
    (void)state;
    test_random random = test_random_new("scores");
    for (int i = 0; i < (getenv("JW_TEST_FULL") ? 400 : 40); i++)
        check_group(&random);
}

/* ---- coverage ---- */

#define OFFICERS 20
#define INTERVIEWS 12

/* 20 officers whose true rates differ by 6.8 points (standard deviation), asked about 12 times each. */
static void rank_sets_hold_the_true_ranks(void **state)
{
    (void)state;
    test_random seed = test_random_new("coverage");
    jw_random random;
    int months = getenv("JW_TEST_FULL") ? 10000 : 300, all_inside = 0;
    jw_random_seed(&random, test_random_next(&seed));
    for (int month = 0; month < months;) {
        jw_store *store = new_store(context);
        put_officers(store, OFFICERS);
        put_scheme_of_one(store);
        for (int i = 0; i < 50 && month < months; i++, month++) {
            double truth[OFFICERS];
            char name[16];
            jw_assess_options options = options_of("one", true);
            options.month = MONTH + i;
            jw_month_format(options.month, name);
            for (int k = 0; k < OFFICERS; k++) {
                int64_t x = 0;
                truth[k] = 0.75 + 0.068 * jw_random_normal(&random);
                for (int interview = 0; interview < INTERVIEWS; interview++)
                    x += jw_random_uniform(&random) < truth[k];
                put_counts(store, name, k, x, INTERVIEWS);
            }
            jw_table *table = assess_by(store, &options);
            bool inside = true;
            for (int k = 0; k < OFFICERS; k++) {
                int rank = 1;
                for (int other = 0; other < OFFICERS; other++)
                    rank += truth[other] > truth[k];
                inside = inside && integer_of(table, k, "rank_low") <= rank &&
                         rank <= integer_of(table, k, "rank_high");
            }
            all_inside += inside;
            jw_table_free(table);
        }
        jw_store_free(store);
    }
    print_message("in %d of %d months every true rank is in its set\n", all_inside, months);
    assert_true(all_inside >= 0.95 * months);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_groups_agree_with_the_slow_computation),
        cmocka_unit_test(rank_sets_hold_the_true_ranks),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
