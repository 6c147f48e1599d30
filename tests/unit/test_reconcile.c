/* Denominators behind printed percentages, against a search by brute force. */
#include "context_support.h"

#include "random.h"

static void check_one(int64_t count, const char *percent, int64_t bound, const char *expected)
{
    jw_reconcile_pair pair = {count, percent};
    jw_error err = JW_ERROR_INIT;
    jw_table *table = NULL;
    assert_int_equal(jw_reconcile(context, &pair, 1, bound, &table, &err), JW_OK);
    assert_int_equal(jw_table_rows(table), 2);
    assert_string_equal(jw_table_text(table, 0, 1), percent);
    assert_string_equal(jw_table_text(table, 0, 2), expected);
    assert_int_equal(jw_table_is_empty(table, 0, 2), !*expected);
    assert_string_equal(jw_table_text(table, 1, 0), "common");
    assert_string_equal(jw_table_text(table, 1, 2), expected);
    jw_table_free(table);
}

static void the_published_figures_rest_on_two_denominators(void **state)
{
    (void)state;
    const jw_reconcile_pair pairs[] = {{56, "25.8"}, {158, "69.6"}};
    jw_table *table = NULL;
    assert_int_equal(jw_reconcile(context, pairs, 2, 0, &table, NULL), JW_OK);
    assert_int_equal(jw_table_rows(table), 3);
    assert_int_equal(jw_table_columns(table), 3);
    assert_string_equal(jw_table_name(table, 0), "count");
    assert_string_equal(jw_table_name(table, 1), "percent");
    assert_string_equal(jw_table_name(table, 2), "denominators");
    assert_string_equal(jw_table_text(table, 0, 0), "56");
    assert_string_equal(jw_table_text(table, 0, 2), "217");
    assert_string_equal(jw_table_text(table, 1, 2), "227");
    assert_string_equal(jw_table_text(table, 2, 0), "common");
    assert_int_equal(jw_table_is_empty(table, 2, 1), 1);
    assert_int_equal(jw_table_is_empty(table, 2, 2), 1);
    jw_table_free(table);
}

static void common_denominators_are_found(void **state)
{
    (void)state;
    const jw_reconcile_pair pairs[] = {{1, "33.3"}, {2, "67"}, {3, "100.0"}};
    jw_table *table = NULL;
    assert_int_equal(jw_reconcile(context, pairs, 3, 0, &table, NULL), JW_OK);
    assert_string_equal(jw_table_text(table, 3, 2), "3");
    jw_table_free(table);
}

static void edges_of_the_percentage(void **state)
{
    (void)state;
    check_one(0, "0", 20, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20");
    check_one(0, "0.0", 21, "1..21");
    check_one(0, "0.0", 0, "1..1000000");
    check_one(0, "0.1", 0, "");
    check_one(1, "0.0", 2005, "2001 2002 2003 2004 2005");
    check_one(1, "0.1", 2001, "667..2000"); /* exactly 0.05 % is rounded up */
    check_one(1, "0.05", 2001, "1819..2001");
    check_one(16, "100", 0, "16");
    check_one(16, "100.0", 0, "16");
    check_one(1000, "100.0", 0, "1000");
    check_one(1000, "100", 0, "996 997 998 999 1000 1001 1002 1003 1004 1005");
    check_one(5, "250.0", 0, "2");
    check_one(7, "100", 6, "");
    check_one(1, "12.5", 0, "8");
    check_one(1, "13", 0, "8"); /* 12.5 goes up */
    check_one(1, "12", 8, "");
    check_one(1, "33.333333333", 0, "3");
    check_one(1, "33.333333334", 0, "");
}

static void great_numbers_do_not_overflow(void **state)
{
    (void)state;
    check_one(1000000000000, "100000000000000.0", 0, "1");
    check_one(1000000000000, "10000000.000000000", 10000000, "10000000");
    check_one(1000000000000, "10000001.000000100", 10000000, "9999999");
    check_one(1000000000000, "10000001.000000101", 10000000, "");
    check_one(900000000000, "10000000", 10000000, "9000000");
    check_one(1, "999999999999999999", 0, "");
    check_one(1000000000000, "0", 10000000, "");
    check_one(3333333, "33.333330000", 10000000, "10000000");
}

static void wrong_calls_and_wrong_text_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "x", "25,8", "-1", "1e2", "25.8%", "1.0123456789", "2 5"};
    jw_table *table = NULL;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        jw_reconcile_pair pairs[] = {{1, "50"}, {1, wrong[i]}};
        jw_error err = JW_ERROR_INIT;
        assert_int_equal(jw_reconcile(context, pairs, 2, 0, &table, &err), JW_EINPUT);
        assert_int_equal(err.row, 2);
        assert_string_equal(err.field, "percent");
        assert_null(table);
    }
    jw_reconcile_pair pair = {1, "50"}, less = {-1, "50"}, more = {1000000000001, "50"}, none = {1, NULL};
    assert_int_equal(jw_reconcile(NULL, &pair, 1, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, NULL, 1, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, &pair, 0, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, &pair, 1001, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, &pair, 1, -1, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, &pair, 1, 10000001, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, &pair, 1, 0, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, &less, 1, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, &more, 1, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_reconcile(context, &none, 1, 0, &table, NULL), JW_EINVAL);
    jw_context_cancel(context);
    assert_int_equal(jw_reconcile(context, &pair, 1, 0, &table, NULL), JW_ECANCELLED);
    jw_context_resume(context);
    assert_null(table);
}

/* The digits of 100 count / n with so many decimals, half up, by long division. */
static int64_t rounded(int64_t count, int64_t n, int32_t decimals)
{
    int64_t whole = 100 * count / n, rest = 100 * count % n, digits = whole;
    for (int32_t i = 0; i < decimals; i++) {
        digits = digits * 10 + rest * 10 / n;
        rest = rest * 10 % n;
    }
    return digits + (2 * rest >= n);
}

static void print_percent(int64_t digits, int32_t decimals, char *text)
{
    int64_t scale = 1;
    for (int32_t i = 0; i < decimals; i++)
        scale *= 10;
    if (decimals)
        sprintf(text, "%lld.%0*lld", (long long)(digits / scale), (int)decimals, (long long)(digits % scale));
    else
        sprintf(text, "%lld", (long long)digits);
}

static void list_by_search(int64_t count, int64_t digits, int32_t decimals, int64_t bound, char *text)
{
    int64_t first = 0, last = 0, found = 0;
    size_t length = 0;
    text[0] = '\0';
    for (int64_t n = 1; n <= bound; n++) {
        if (rounded(count, n, decimals) != digits)
            continue;
        first = found++ ? first : n;
        last = n;
        if (found <= 20)
            length += (size_t)sprintf(text + length, "%s%lld", found > 1 ? " " : "", (long long)n);
    }
    if (found > 20)
        sprintf(text, "%lld..%lld", (long long)first, (long long)last);
    assert_int_equal(found, found ? last - first + 1 : 0);
}

static void random_pairs_equal_the_search(void **state)
{
    (void)state;
    test_random random = test_random_new("reconcile");
    for (int round = 0; round < 3000; round++) {
        int64_t n = test_random_between(&random, 1, 700), count = test_random_between(&random, 0, 2 * n);
        int32_t decimals = (int32_t)test_random_between(&random, 0, 9);
        int64_t digits = rounded(count, n, decimals);
        if (round % 4 == 0)
            digits += test_random_between(&random, digits ? -1 : 0, 1);
        char percent[40], expected[400];
        print_percent(digits, decimals, percent);
        list_by_search(count, digits, decimals, 900, expected);
        check_one(count, percent, 900, expected);
    }
}

/* Vectors of others: value of n answers with so many items; a value v is v * 100 per cent unless percent is
 * set. */
static void the_grim_vectors_agree(void **state)
{
    (void)state;
    FILE *file = fopen("../shared/data/stats/grim_vectors.csv", "r"); /* from the source directory */
    char line[200];
    if (!file)
        file = fopen("../../shared/data/stats/grim_vectors.csv", "r"); /* from a build directory in it */
    if (!file) {
        print_message("the GRIM vectors are not here\n");
        skip();
    }
    int seen = 0;
    while (fgets(line, sizeof line, file)) {
        char value[40];
        long long n;
        int items, percent, consistent;
        if (sscanf(line, "%39[^,],%lld,%d,%d,%d", value, &n, &items, &percent, &consistent) != 5 || !percent)
            continue;
        bool found = false;
        for (int64_t count = 0; count <= 6 * n && !found; count++) {
            jw_reconcile_pair pair = {count, value};
            jw_table *table = NULL;
            assert_int_equal(jw_reconcile(context, &pair, 1, n, &table, NULL), JW_OK);
            const char *list = jw_table_text(table, 0, 2), *last = strrchr(list, ' ');
            const char *dots = strstr(list, "..");
            last = dots ? dots + 2 : last ? last + 1 : list;
            found = strtoll(last, NULL, 10) == n;
            jw_table_free(table);
        }
        assert_int_equal(found, consistent);
        seen++;
    }
    fclose(file);
    assert_true(seen > 20);
}

static jw_status try_reconcile(void *userdata, jw_error *err)
{
    const jw_reconcile_pair pairs[] = {{56, "25.8"}, {158, "69.6"}};
    jw_table *table = NULL;
    jw_status status = jw_reconcile(userdata, pairs, 2, 0, &table, err);
    jw_table_free(table);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *failing = test_context(&memory);
    test_every_allocation(&memory, try_reconcile, failing);
    jw_context_free(failing);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_figures_rest_on_two_denominators),
        cmocka_unit_test(common_denominators_are_found),
        cmocka_unit_test(edges_of_the_percentage),
        cmocka_unit_test(great_numbers_do_not_overflow),
        cmocka_unit_test(wrong_calls_and_wrong_text_are_refused),
        cmocka_unit_test(random_pairs_equal_the_search),
        cmocka_unit_test(the_grim_vectors_agree),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("reconcile", tests, set_up, tear_down);
}
