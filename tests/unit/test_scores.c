/* Intervals, ranks with their uncertainty, commendation and pay: hand cases, ties, hostile schemes, memory.
 */
#include "score_support.h"

#include "base/digest.h"

static jw_store *new_group(int officers)
{
    jw_store *store = new_store(context);
    put_officers(store, officers);
    put_scheme_of_one(store);
    return store;
}

/* ---- intervals ---- */

/* Reference values: R 4.2.2, and the functions of Wilson (1927), Garwood (1936) and Breslow and Day (1987).
 */
static void intervals_follow_the_kind(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_officers(store, 1);
    test_put_checked(store, JW_RECORD_SCHEME, "610803,k,a,,x,n,proportion,1,higher,0,1,1,0,0",
                     "610803,k,b,,x,n,ratio,1,higher,0,1,1,0,0",
                     "610803,k,c,,five,n,rate,100,lower,20,0,1,0,0",
                     "610803,k,d,,zero,n,proportion,1,higher,0,1,1,0,0",
                     "610803,k,e,,zero,n,rate,1000,lower,20,0,1,0,0", NULL);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,F00,P00,x,,65", "610803,2020-10,F00,P00,n,,100",
                     "610803,2020-10,F00,P00,five,,5", "610803,2020-10,F00,P00,zero,,0", NULL);
    jw_assess_options options = options_of("k", false);
    jw_table *table = assess_by(store, &options);
    static const struct {
        const char *kind;
        double lower, upper;
    } expected[] = {{"proportion", 0.5525444329688797, 0.7363575175690247},
                    {"ratio", 0.50163187710459454, 0.8284913854593984},
                    {"rate", 1.62348639011842, 11.668332079322669},
                    {"proportion", 0, 0.036993498},
                    {"rate", 0, 36.888794541139354}};
    for (int64_t row = 0; row < 5; row++) {
        assert_string_equal(text_at(table, row, "kind"), expected[row].kind);
        assert_near(real_of(table, row, "lower"), expected[row].lower, 6e-7);
        assert_near(real_of(table, row, "upper"), expected[row].upper, 6e-7);
    }
    jw_table_free(table);
    jw_store_free(store);
}

static void impossible_counts_have_no_points(void **state)
{
    (void)state;
    jw_store *store = new_group(3);
    put_counts(store, "2020-10", 0, 11, 10);
    put_counts(store, "2020-10", 1, -1, 10);
    put_counts(store, "2020-10", 2, 10, 10);
    jw_assess_options options = options_of("one", false);
    jw_table *table = assess_by(store, &options);
    for (int64_t row = 0; row < 3; row++) {
        assert_int_equal(is_empty(table, row, "value"), 0);
        assert_int_equal(is_empty(table, row, "lower"), row < 2);
        assert_int_equal(is_empty(table, row, "points"), row < 2);
        assert_int_equal(is_empty(table, row, "shrunken"), 1); /* one unit alone has no group */
        assert_int_equal(is_empty(table, row, "band"), 1);
    }
    assert_near(real_of(table, 0, "value"), 1.1, 0);
    assert_near(real_of(table, 1, "value"), -0.1, 0);
    jw_table_free(table);
    options.totals = 1;
    table = assess_by(store, &options);
    assert_string_equal(text_at(table, 0, "reason"), "no metric has points");
    assert_int_equal(integer_of(table, 2, "rank"), 1);
    jw_table_free(table);
    jw_store_free(store);
}

/* ---- bands and shrinkage ---- */

static void bands_tell_who_differs_from_the_mean(void **state)
{
    (void)state;
    jw_store *store = new_group(8);
    for (int i = 0; i < 8; i++) /* the mean is 1,000 of 2,000; P00 and P01 lie far from it */
        put_counts(store, "2020-10", i, i == 0 ? 185 : i == 1 ? 65 : 125, 250);
    jw_assess_options options = options_of("one", false);
    jw_table *table = assess_by(store, &options);
    for (int64_t row = 0; row < 8; row++) {
        assert_string_equal(text_at(table, row, "band"), row == 0   ? "clearly_above"
                                                         : row == 1 ? "clearly_below"
                                                                    : "not_distinguishable");
        /* between the own value and the mean, of which the others' values cannot be told */
        double value = real_of(table, row, "value"), shrunken = real_of(table, row, "shrunken");
        assert_true(shrunken <= (value > 0.5 ? value : 0.5) && shrunken >= (value < 0.5 ? value : 0.5));
        assert_true(real_of(table, row, "weight_of_own") > 0 && real_of(table, row, "weight_of_own") < 1);
    }
    /* PS0 has P00 and three at a half: their mean is 0.56 */
    assert_string_equal(text_at(table, 0, "band_police_station"), "clearly_above");
    assert_string_equal(text_at(table, 2, "band_police_station"), "not_distinguishable");
    assert_string_equal(text_at(table, 1, "band_police_station"), "clearly_below");
    jw_table_free(table);
    jw_store_free(store);
}

static void equal_units_are_pooled_fully(void **state)
{
    (void)state;
    jw_store *store = new_group(12);
    for (int i = 0; i < 12; i++)
        put_counts(store, "2020-10", i, 30, 60);
    jw_assess_options options = options_of("one", false);
    jw_table *table = assess_by(store, &options);
    for (int64_t row = 0; row < 12; row++) {
        assert_near(real_of(table, row, "shrunken"), 0.5, 0);
        assert_near(real_of(table, row, "weight_of_own"), 0, 0);
        assert_string_equal(text_at(table, row, "band"), "not_distinguishable");
    }
    jw_table_free(table);
    for (int i = 0; i < 12; i++) /* nothing but successes: no mean to lie away from */
        put_counts(store, "2020-10", i, 60, 60);
    table = assess_by(store, &options);
    assert_int_equal(is_empty(table, 0, "band"), 1);
    assert_near(real_of(table, 0, "shrunken"), 1, 0);
    jw_table_free(table);
    for (int i = 0; i < 12; i++)
        put_counts(store, "2020-10", i, 0, 60);
    table = assess_by(store, &options);
    assert_int_equal(is_empty(table, 0, "band"), 1);
    assert_near(real_of(table, 0, "shrunken"), 0, 0);
    jw_table_free(table);
    jw_store_free(store);
}

/* ---- ranks ---- */

static void ranks_are_competition_ranks(void **state)
{
    (void)state;
    static const int64_t x[] = {900, 500, 500, 100, 700, 500}, ranks[] = {1, 3, 3, 6, 2, 3};
    jw_store *store = new_group(6);
    for (int i = 0; i < 6; i++)
        put_counts(store, "2020-10", i, x[i], 1000);
    jw_assess_options options = options_of("one", true);
    jw_table *table = assess_by(store, &options);
    for (int64_t row = 0; row < 6; row++) {
        assert_int_equal(integer_of(table, row, "rank"), ranks[row]);
        assert_int_equal(integer_of(table, row, "rankable"), 1);
        assert_true(integer_of(table, row, "rank_low") <= ranks[row] &&
                    ranks[row] <= integer_of(table, row, "rank_high"));
        assert_true(real_of(table, row, "score_low") <= real_of(table, row, "score"));
        assert_true(real_of(table, row, "score") <= real_of(table, row, "score_high"));
        /* one metric: its weight does not matter, and without it there is no score */
        assert_int_equal(integer_of(table, row, "rank_weights_low"), ranks[row]);
        assert_int_equal(integer_of(table, row, "rank_weights_high"), ranks[row]);
        assert_int_equal(is_empty(table, row, "rank_drop_low"), 1);
    }
    /* 1,000 each: all differences but those of the equals are certain */
    assert_int_equal(integer_of(table, 0, "rank_high"), 1);
    assert_int_equal(integer_of(table, 1, "rank_low"), 3);
    assert_int_equal(integer_of(table, 1, "rank_high"), 5);
    assert_int_equal(integer_of(table, 3, "rank_low"), 6);
    assert_near(real_of(table, 0, "best_quarter"), 1, 0); /* 2 of 6 */
    assert_near(real_of(table, 4, "best_quarter"), 1, 0);
    assert_near(real_of(table, 3, "best_quarter"), 0, 0);
    jw_table_free(table);
    jw_store_free(store);
}

static void the_rank_group_may_be_the_police_station(void **state)
{
    (void)state;
    jw_store *store = new_group(6);
    for (int i = 0; i < 6; i++)
        put_counts(store, "2020-10", i, 900 - 100 * i, 1000);
    jw_error err = JW_ERROR_INIT;
    test_fail_with("rule", jw_rule_set(store, NULL, "rank_group", "police_station", JW_DATE_NONE, NULL, &err),
                   &err);
    jw_assess_options options = options_of("one", true);
    jw_table *table = assess_by(store, &options);
    for (int64_t row = 0; row < 6; row++) {
        assert_int_equal(integer_of(table, row, "rank"), row / 2 + 1);
        assert_string_equal(text_at(table, row, "police_station"), row % 2 ? "PS1" : "PS0");
        assert_true(integer_of(table, row, "rank_high") <= 3);
    }
    jw_table_free(table);
    options.by = JW_ASSESS_BY_POLICE_STATION; /* police stations are ranked in the district all the same */
    table = assess_by(store, &options);
    assert_int_equal(jw_table_rows(table), 2);
    assert_int_equal(integer_of(table, 1, "rank"), 2);
    jw_table_free(table);
    test_fail_with("rule", jw_rule_set(store, NULL, "rank_group", "district", MONTH, NULL, &err), &err);
    jw_store_free(store);
}

static void equals_share_everything(void **state)
{
    (void)state;
    jw_store *store = new_group(10);
    for (int i = 0; i < 10; i++)
        put_counts(store, "2020-10", i, 45, 50);
    jw_assess_options options = options_of("one", true);
    jw_table *table = assess_by(store, &options);
    double sum = 0;
    for (int64_t row = 0; row < 10; row++) {
        assert_int_equal(integer_of(table, row, "rank"), 1);
        assert_int_equal(integer_of(table, row, "rank_low"), 1);
        assert_int_equal(integer_of(table, row, "rank_high"), 10);
        assert_string_equal(text_at(table, row, "commended"), "tie");
        sum += real_of(table, row, "best_quarter");
    }
    assert_string_equal(text_at(table, 4, "reason"),
                        "of 10 rank 1, shared by 10 for 2 places that are left: the figures do not decide");
    assert_near(sum, 3, 1e-9); /* the best quarter of 10 has 3 places */
    jw_table_free(table);
    jw_store_free(store);
}

static void one_person_or_none(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_scheme_of_one(store);
    jw_assess_options options = options_of("one", true);
    jw_table *table = assess_by(store, &options);
    assert_int_equal(jw_table_rows(table), 0);
    jw_table_free(table);
    put_officers(store, 1);
    table = assess_by(store, &options);
    assert_int_equal(integer_of(table, 0, "rankable"), 0);
    assert_int_equal(is_empty(table, 0, "rank"), 1);
    assert_int_equal(is_empty(table, 0, "score_low"), 1);
    assert_int_equal(is_empty(table, 0, "best_quarter"), 1);
    jw_table_free(table);
    put_counts(store, "2020-10", 0, 0, 0); /* a denominator of 0 is no value */
    table = assess_by(store, &options);
    assert_int_equal(is_empty(table, 0, "rank"), 1);
    jw_table_free(table);
    put_counts(store, "2020-10", 0, 1, 2);
    table = assess_by(store, &options);
    assert_int_equal(integer_of(table, 0, "rank"), 1);
    assert_int_equal(integer_of(table, 0, "rank_low"), 1);
    assert_int_equal(integer_of(table, 0, "rank_high"), 1);
    assert_near(real_of(table, 0, "best_quarter"), 1, 0);
    assert_string_equal(text_at(table, 0, "commended"), "no");
    assert_string_equal(text_at(table, 0, "reason"), "of 1 rank 1, outside the 0 places");
    jw_table_free(table);
    jw_store_free(store);
}

/* ---- commendation and pay ---- */

static void commend(jw_store *store, const char *share, const char *expected)
{
    jw_error err = JW_ERROR_INIT;
    jw_table *table = NULL;
    jw_assess_options options = options_of("one", false);
    test_fail_with("rule", jw_rule_set(store, NULL, "commendation_share", share, JW_DATE_NONE, NULL, &err),
                   &err);
    test_fail_with("pay", jw_pay(store, &options, &table, &err), &err);
    char got[16] = "";
    for (int64_t row = 0; row < jw_table_rows(table); row++)
        got[row] = text_at(table, row, "commended")[0];
    assert_string_equal(got, expected);
    jw_table_free(table);
}

static void ties_at_the_cut_are_shown_and_nobody_is_drawn(void **state)
{
    (void)state;
    static const int64_t x[] = {95, 90, 90, 85, 85, 85, 82, 70, 60, 50}; /* good from 80 on, then low */
    jw_store *store = new_group(10);
    for (int i = 0; i < 10; i++)
        put_counts(store, "2020-10", i, x[i], 100);
    commend(store, "0", "nnnnnnnnnn");
    commend(store, "99", "nnnnnnnnnn"); /* 0.99 of a place */
    commend(store, "100", "ynnnnnnnnn");
    commend(store, "200", "yttnnnnnnn"); /* one place for two */
    commend(store, "300", "yyynnnnnnn");
    commend(store, "500", "yyytttnnnn"); /* two places for three */
    commend(store, "600", "yyyyyynnnn");
    commend(store, "1000", "yyyyyyynnn"); /* but nobody with the lowest grade */
    jw_store_free(store);
}

static void the_pay_table_says_why(void **state)
{
    (void)state;
    jw_store *store = new_group(6);
    static const int64_t x[] = {990, 970, 500, 300, 960};
    for (int i = 0; i < 5; i++)
        put_counts(store, "2020-10", i, x[i], 1000);
    jw_assess_options options = options_of("one", false);
    jw_table *table = NULL;
    assert_int_equal(jw_pay(store, &options, &table, NULL), JW_OK);
    assert_int_equal(jw_table_columns(table), 7);
    assert_int_equal(jw_table_rows(table), 6);
    static const char *const expected[][4] = {
        {"good", "yes", "1.1", "of 5 rank 1, within the 1 places"},
        {"good", "no", "1.1", "of 5 rank 2, outside the 1 places"},
        {"low", "no", "0.7", "of 5 rank 4, outside the 1 places"},
        {"low", "no", "0.7", "of 5 rank 5, outside the 1 places"},
        {"good", "no", "1.1", "of 5 rank 3, outside the 1 places"},
        {"", "no", "", "no metric has points"},
    };
    for (int64_t row = 0; row < 6; row++) {
        assert_string_equal(text_at(table, row, "grade"), expected[row][0]);
        assert_string_equal(text_at(table, row, "commended"), expected[row][1]);
        if (expected[row][2][0])
            assert_near(real_of(table, row, "coefficient"), row < 2 || row == 4 ? 1.1 : 0.7, 0);
        assert_int_equal(is_empty(table, row, "coefficient"), !expected[row][2][0]);
        assert_string_equal(text_at(table, row, "reason"), expected[row][3]);
    }
    jw_table_free(table);
    options.chinese = 1;
    assert_int_equal(jw_pay(store, &options, &table, NULL), JW_OK);
    assert_string_equal(text_at(table, 0, "reason"), "5 人中第 1 名，在 1 个表彰名额内");
    jw_table_free(table);
    options.by = JW_ASSESS_BY_DISTRICT;
    assert_int_equal(jw_pay(store, &options, &table, NULL), JW_EINVAL);
    jw_store_free(store);
}

static void who_cannot_be_told_apart_is_counted(void **state)
{
    (void)state;
    jw_store *store = new_group(10);
    for (int i = 0; i < 10; i++)
        put_counts(store, "2020-10", i, i < 9 ? 90 - i : 5, 100);
    jw_assess_options options = options_of("one", true);
    jw_table *table = assess_by(store, &options);
    assert_string_equal(text_at(table, 0, "reason"),
                        "of 10 rank 1, within the 2 places; not distinguishable from 7 on the other side");
    assert_string_equal(text_at(table, 2, "reason"),
                        "of 10 rank 3, outside the 2 places; not distinguishable from 2 on the other side");
    assert_string_equal(text_at(table, 9, "reason"), "of 10 rank 10, outside the 2 places");
    jw_table_free(table);
    jw_store_free(store);
}

/* ---- hostile schemes ---- */

static void a_scheme_of_many_metrics_and_huge_counts(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_officers(store, 12);
    for (int k = 0; k < 10; k++) {
        put_row(store, JW_RECORD_SCHEME, "610803,many,m%d,,x%d,n%d,%s,%s,%s,%s,%s,0,0", k, k, k,
                k % 3 == 0   ? "proportion"
                : k % 3 == 1 ? "ratio"
                             : "rate",
                k % 3 == 2 ? "1000000000" : "1", k % 2 ? "lower,1e300,-1e300" : "higher,-1e-300,1e-300",
                k ? "1e-300" : "1e300", "0");
        for (int i = 0; i < 12; i++) {
            put_row(store, JW_RECORD_TALLY, "610803,2020-10,F%02d,P%02d,x%d,,%lld", i, i, k,
                    i == 0   ? 1000000000000000LL
                    : i == 1 ? 0LL
                             : (long long)(i * k));
            put_row(store, JW_RECORD_TALLY, "610803,2020-10,F%02d,P%02d,n%d,,%lld", i, i, k,
                    i == 2 ? 1LL : 1000000000000000LL);
        }
    }
    for (int totals = 0; totals < 2; totals++) {
        jw_assess_options options = options_of("many", totals);
        jw_table *table = assess_by(store, &options);
        for (int64_t row = 0; row < jw_table_rows(table); row++)
            for (size_t i = 0; i < jw_table_columns(table); i++) {
                double value = jw_table_real(table, row, i);
                assert_true(value == value && value < 1e30 && value > -1e30);
            }
        jw_table_free(table);
    }
    jw_store_free(store);
}

static void options_of_the_first_release_still_work(void **state)
{
    (void)state;
    jw_store *store = new_group(2);
    put_counts(store, "2020-10", 0, 5, 10);
    jw_assess_options options = options_of("one", true);
    options.struct_size = offsetof(jw_assess_options, by);
    options.by = 77; /* beyond the size that is given: not read */
    options.months = -5;
    jw_table *table = assess_by(store, &options);
    assert_int_equal(jw_table_rows(table), 2);
    jw_table_free(table);
    table = NULL;
    options.struct_size = sizeof options;
    assert_int_equal(jw_assess(store, &options, &table, NULL), JW_EINVAL);
    options.by = JW_ASSESS_BY_STAFF;
    assert_int_equal(jw_assess(store, &options, &table, NULL), JW_EINVAL);
    options.months = 61;
    assert_int_equal(jw_assess(store, &options, &table, NULL), JW_EINVAL);
    options.months = 2;
    options.month = JW_MONTH_MIN;
    assert_int_equal(jw_assess(store, &options, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_pay(store, &options, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_pay(NULL, &options, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_pay(store, NULL, &table, NULL), JW_EINVAL);
    assert_null(table);
    jw_store_free(store);
}

static void a_rule_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    jw_store *store = new_group(1);
    test_put_checked(store, JW_RECORD_RULE, "610803,rank_group,,village", NULL);
    jw_assess_options options = options_of("one", true);
    jw_table *table = NULL;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_assess(store, &options, &table, &err), JW_EINPUT);
    assert_non_null(strstr(err.message, "rank_group"));
    options.totals = 0; /* metrics have no rank group */
    jw_table_free(assess_by(store, &options));
    jw_store_free(store);
}

/* ---- the same bytes everywhere ---- */

/* Of the example's tables, written on Debian 12 by gcc 12; every compiler, option and storage gives the same.
 */
#define METRICS_DIGEST "adde30a920b65a6c9afe6c60eb17884b43712db7aa596c21e02e37db9fec1836"
#define TOTALS_DIGEST "a25eca828d725e477f9b8de5b007aee88571806d20de0e20c4b5c4a6c290bc66"

static void assert_digest(jw_table *table, const char *expected)
{
    struct written written = write_and_free(table);
    struct jw_digest *digest;
    char text[JW_DIGEST_TEXT];
    assert_int_equal(jw_digest__new(context, &digest, NULL), JW_OK);
    assert_int_equal(jw_digest__update(digest, written.bytes, written.length, NULL), JW_OK);
    assert_int_equal(jw_digest__finish(digest, text, NULL), JW_OK);
    jw_digest__free(digest);
    free(written.bytes);
    assert_string_equal(text, expected);
}

static void the_example_gives_the_same_bytes_everywhere(void **state)
{
    (void)state;
    jw_store *store = test_hengshan(context);
    if (!store)
        skip();
    assert_digest(assess(store, MONTH, false), METRICS_DIGEST);
    assert_digest(assess(store, MONTH, true), TOTALS_DIGEST);
    jw_store_free(store);
}

/* ---- memory ---- */

static jw_status assess_totals(void *userdata, jw_error *err)
{
    jw_assess_options options = options_of("one", true);
    jw_table *table;
    options.months = 2;
    JW_TRY(jw_assess(userdata, &options, &table, err));
    jw_table_free(table);
    return JW_OK;
}

static jw_status pay(void *userdata, jw_error *err)
{
    jw_assess_options options = options_of("one", false);
    jw_table *table;
    JW_TRY(jw_pay(userdata, &options, &table, err));
    jw_table_free(table);
    return JW_OK;
}

static void no_memory_is_a_status(void **state)
{
    (void)state;
    test_memory memory;
    jw_store *store = new_failing_store(&memory);
    put_officers(store, 11); /* so many have an over-dispersion */
    put_scheme_of_one(store);
    for (int i = 0; i < 11; i++) {
        put_counts(store, "2020-09", i, 3 + i, 20);
        put_counts(store, "2020-10", i, 3 + i, 20);
    }
    test_every_allocation(&memory, assess_totals, store);
    test_every_allocation(&memory, pay, store);
    free_failing_store(store, &memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_follow_the_kind),
        cmocka_unit_test(impossible_counts_have_no_points),
        cmocka_unit_test(bands_tell_who_differs_from_the_mean),
        cmocka_unit_test(equal_units_are_pooled_fully),
        cmocka_unit_test(ranks_are_competition_ranks),
        cmocka_unit_test(the_rank_group_may_be_the_police_station),
        cmocka_unit_test(equals_share_everything),
        cmocka_unit_test(one_person_or_none),
        cmocka_unit_test(ties_at_the_cut_are_shown_and_nobody_is_drawn),
        cmocka_unit_test(the_pay_table_says_why),
        cmocka_unit_test(who_cannot_be_told_apart_is_counted),
        cmocka_unit_test(a_scheme_of_many_metrics_and_huge_counts),
        cmocka_unit_test(options_of_the_first_release_still_work),
        cmocka_unit_test(a_rule_that_cannot_be_read_is_named),
        cmocka_unit_test(the_example_gives_the_same_bytes_everywhere),
        cmocka_unit_test(no_memory_is_a_status),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
