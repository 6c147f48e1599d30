/* Data quality and what-if. */
#include "score_support.h"

#include <math.h>
#include "assessment/outliers.h"
#include "random.h"

/* ---- what is usual ---- */

static void outliers_by_the_median_deviation(void **state)
{
    (void)state;
    struct jw_usual usual;
    double scratch[64];
    /* Iglewicz and Hoaglin's form by hand: median 3, MAD 1, limit 3.5 / 0.6745 */
    double some[] = {1, 2, 3, 4, 100};
    assert_true(jw_outliers__usual(some, 5, scratch, &usual));
    assert_near(usual.median, 3, 0);
    assert_near(usual.unit, 1 / 0.6745, 1e-12);
    assert_near(usual.upper, 3 + 3.5 / 0.6745, 1e-12);
    assert_near(usual.lower, 3 - 3.5 / 0.6745, 1e-12);
    /* more than half are equal: the mean deviation, 10 / 6 */
    double equal[] = {7, 7, 7, 7, 7, 17};
    assert_true(jw_outliers__usual(equal, 6, scratch, &usual));
    assert_near(usual.unit, 1.253314 * 10 / 6, 1e-12);
    assert_true(17 > usual.upper);
    double constant[] = {7, 7, 7, 7, 7};
    assert_false(jw_outliers__usual(constant, 5, scratch, &usual));
    double few[] = {1, 2, 3, 400};
    assert_false(jw_outliers__usual(few, 4, scratch, &usual));
    double even[] = {4, 1, 3, 2, 9, 8};
    assert_true(jw_outliers__usual(even, 6, scratch, &usual));
    assert_near(usual.median, 3.5, 0);
    assert_near(usual.unit, 2 / 0.6745, 1e-12); /* distances .5 .5 1.5 2.5 4.5 5.5 */
}

/* ---- rows ---- */

static jw_table *quality(jw_store *store, const jw_assess_options *options, int64_t *findings)
{
    jw_table *table = NULL;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("quality", jw_quality(store, options, &table, findings, &err), &err);
    return table;
}

/* "measured|required|status|explanation" of a check's row. */
static const char *find_check(const jw_table *table, const char *check, const char *subject)
{
    static char text[600];
    for (int64_t row = 0; row < jw_table_rows(table); row++)
        if (!strcmp(text_at(table, row, "check"), check) &&
            !strcmp(text_at(table, row, "subject"), subject)) {
            snprintf(text, sizeof text, "%s|%s|%s|%s", text_at(table, row, "measured"),
                     text_at(table, row, "required"), text_at(table, row, "status"),
                     text_at(table, row, "explanation"));
            return text;
        }
    return "no row";
}

static void published_percentages(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    test_put_checked(store, JW_RECORD_STATION, "610803,PS,,,police_station", NULL);
    for (int i = 0; i < 8; i++)
        put_row(store, JW_RECORD_VILLAGE, "610803,V%d,,,village,name%d,,PS,100", i, i);
    test_put_checked(store, JW_RECORD_PUBLISHED, "610803,2020-10,central_office_seat,56,25.8,1",
                     "610803,2020-10,workstation_seat,158,69.6,1", "610803,2020-10,impossible,3,0.1,1",
                     "610803,2020-10,other,1,50,2", "610803,2020-10,village_served,7,88,0",
                     "610803,2020-09,earlier,3,0.1,1", NULL);
    jw_assess_options options = options_of(NULL, false);
    int64_t findings = -1;
    jw_table *table = quality(store, &options, &findings);
    assert_string_equal(find_check(table, "published", "central_office_seat"),
                        "56 = 25.8 %|217|finding|the records have 8, which does not give it");
    assert_string_equal(find_check(table, "published", "village_served"), "7 = 88 %|8|ok|");
    assert_string_equal(find_check(table, "published", "other"), "1 = 50.00 %|2|ok|");
    assert_string_equal(find_check(table, "published", "central_office_seat village_served workstation_seat"),
                        "||finding|no denominator in common");
    assert_string_equal(find_check(table, "published", "earlier"), "no row");
    assert_int_equal(findings, 3);
    jw_table_free(table);
    test_put_checked(store, JW_RECORD_PUBLISHED, "610803,2020-11,x,5,33.4,1", "610803,2020-11,y,2,99.9,1",
                     NULL);
    options.month = MONTH + 1;
    options.chinese = 1;
    table = quality(store, &options, &findings);
    assert_string_equal(find_check(table, "published", "x"), "5 = 33.4 %||finding|没有分母能得出此百分比");
    jw_table_free(table);
    jw_store_free(store);
}

static void counts_that_a_kind_forbids(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_officers(store, 3);
    put_scheme_of_one(store);
    put_counts(store, "2020-10", 0, 11, 10);
    put_counts(store, "2020-10", 1, -2, 10);
    put_counts(store, "2020-10", 2, 10, 10);
    put_counts(store, "2020-09", 2, -1, 10);
    jw_assess_options options = options_of("one", false);
    int64_t findings = -1;
    jw_table *table = quality(store, &options, &findings);
    assert_string_equal(find_check(table, "above_denominator", "P00 m"),
                        "11|0..10|finding|a part cannot exceed its whole; the metric has no points");
    assert_string_equal(find_check(table, "below_zero", "P01 m"),
                        "-2|0..|finding|a count cannot be below 0; the metric has no points");
    assert_string_equal(find_check(table, "below_zero", "P01 x"), "-2|0..|finding|a count cannot be below 0");
    assert_string_equal(find_check(table, "below_zero", "P02 x"), "no row"); /* another month */
    assert_int_equal(findings, 3);
    assert_int_equal(jw_table_rows(table), 3);
    jw_table_free(table);
    assert_int_equal(jw_quality(store, &options, NULL, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_quality(NULL, &options, &table, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_quality(store, NULL, &table, NULL, NULL), JW_EINVAL);
    jw_store_free(store);
}

static void outliers_of_metrics_and_measures(void **state)
{
    (void)state;
    static const int64_t x[] = {48, 50, 52, 49, 51, 90};
    jw_store *store = new_store(context);
    put_officers(store, 6);
    put_scheme_of_one(store);
    for (int i = 0; i < 6; i++)
        put_counts(store, "2020-10", i, x[i], 100);
    for (int i = 0; i < 6;
         i++) /* stations: a measure that no scheme uses; those of another kind are not compared */
        put_row(store, JW_RECORD_TALLY, "610803,2020-10,F%02d,,visits,,%d", i, i == 3 ? 900 : 100 + i);
    put_row(store, JW_RECORD_TALLY, "610803,2020-10,PS0,,visits,,70000");
    jw_assess_options options = options_of("one", false);
    jw_table *table = quality(store, &options, NULL);
    /* median 50.5, MAD 1.5 */
    assert_string_equal(find_check(table, "outlier_metric", "P05 m"),
                        "0.900000|0.427165..0.582835|finding|modified z 17.7; the median is 0.505000");
    assert_string_equal(find_check(table, "outlier_measure", "P05 x"), "90|43..58|finding|modified z 17.7");
    assert_string_equal(find_check(table, "outlier_measure", "F03 visits"),
                        "900|93..113|finding|modified z 268.7");
    assert_string_equal(find_check(table, "outlier_measure", "PS0 visits"), "no row");
    assert_int_equal(jw_table_rows(table), 3);
    jw_table_free(table);
    jw_store_free(store);
}

static void a_count_beyond_its_history(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_officers(store, 2);
    for (int month = 1; month <= 9; month++) { /* 10 to 14 */
        put_row(store, JW_RECORD_TALLY, "610803,2020-%02d,F00,,visits,,%d", month, 10 + month % 5);
        if (month > 4)
            put_row(store, JW_RECORD_TALLY, "610803,2020-%02d,F01,,visits,,%d", month, 10 + month % 5);
    }
    put_row(store, JW_RECORD_TALLY, "610803,2020-10,F00,,visits,,18");
    put_row(store, JW_RECORD_TALLY, "610803,2020-10,F01,,visits,,500"); /* five months are no history */
    jw_assess_options options = options_of(NULL, false);
    jw_table *table = quality(store, &options, NULL);
    assert_string_equal(find_check(table, "history", "F00 visits"), "no row");
    assert_string_equal(find_check(table, "history", "F01 visits"), "no row");
    jw_table_free(table);
    put_row(store, JW_RECORD_TALLY, "610803,2020-10,F00,,visits,,19");
    table = quality(store, &options, NULL);
    assert_string_equal(find_check(table, "history", "F00 visits"),
                        "19|6..18|finding|beyond the least and the most of the 12 months before");
    jw_table_free(table);
    put_row(store, JW_RECORD_TALLY, "610803,2020-10,F00,,visits,,5");
    table = quality(store, &options, NULL);
    assert_string_equal(find_check(table, "history", "F00 visits"),
                        "5|6..18|finding|beyond the least and the most of the 12 months before");
    jw_table_free(table);
    jw_store_free(store);
}

static void the_example(void **state)
{
    (void)state;
    jw_store *store = test_hengshan(context);
    if (!store)
        skip();
    jw_assess_options options = options_of(NULL, false);
    jw_table *table = quality(store, &options, NULL);
    assert_string_equal(find_check(table, "published", "central_office_seat"),
                        "56 = 25.8 %|217|finding|the records have 214, which does not give it");
    assert_string_equal(find_check(table, "published", "workstation_seat"),
                        "158 = 69.6 %|227|finding|the records have 214, which does not give it");
    assert_string_equal(find_check(table, "published", "central_office_seat workstation_seat"),
                        "||finding|no denominator in common");
    jw_table_free(table);
    jw_store_free(store);
}

/* ---- what if ---- */

struct file {
    char path[64];
    jw_import_file file;
};

static struct file make_file(jw_record record, const char *content)
{
    struct file made = {"/tmp/jingwu-what-if-XXXXXX", {0}};
    int descriptor = mkstemp(made.path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, content, strlen(content)), strlen(content));
    close(descriptor);
    made.file = (jw_import_file){sizeof made.file, record, 0, NULL};
    return made;
}

static jw_status try_file(jw_store *store, const jw_assess_options *options, struct file *made,
                          jw_table **out, jw_error *err)
{
    made->file.path = made->path;
    return jw_assess_what_if(store, options, &made->file, 1, out, err);
}

static struct written all_rows(jw_store *store)
{
    struct written written = {NULL, 0, 0};
    for (jw_record record = 1; record <= jw_record_count(); record++)
        assert_int_equal(jw_store_export(store, record, NULL, keep_bytes, &written, NULL), JW_OK);
    return written;
}

static void other_rules_and_schemes_are_tried(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_officers(store, 5);
    put_scheme_of_one(store);
    for (int i = 0; i < 5; i++)
        put_counts(store, "2020-10", i, 90 - 5 * i, 100);
    struct written before = all_rows(store);
    jw_assess_options options = options_of("one", false);
    jw_table *table = NULL;
    jw_error err = JW_ERROR_INIT;
    struct file rule = make_file(JW_RECORD_RULE, "name,value\ncommendation_share,400\n");
    test_fail_with("rule", try_file(store, &options, &rule, &table, &err), &err);
    assert_int_equal(jw_table_rows(table), 5);
    static const char *const commended[] = {"yes", "yes", "no", "no", "no"};
    for (int64_t row = 0; row < 5; row++) {
        assert_string_equal(text_at(table, row, "commended_before"), row == 0 ? "yes" : "no");
        assert_string_equal(text_at(table, row, "commended_after"), commended[row]);
        assert_int_equal(integer_of(table, row, "changed"), row == 1);
        assert_int_equal(integer_of(table, row, "rank_before"), row + 1);
        assert_int_equal(integer_of(table, row, "rank_after"), row + 1);
    }
    jw_table_free(table);
    table = NULL;
    /* the other way about: fewer is better, and a new floor */
    struct file scheme =
        make_file(JW_RECORD_SCHEME, "id,metric,numerator,denominator,kind,per,direction,floor,target,weight,"
                                    "min_n,min_coverage\none,m,x,n,proportion,1,lower,1,0.5,1,0,0\n");
    test_fail_with("scheme", try_file(store, &options, &scheme, &table, &err), &err);
    for (int64_t row = 0; row < 5; row++) {
        assert_near(real_of(table, row, "score_before"), 90 - 5 * (double)row, 0);
        assert_near(real_of(table, row, "score_after"), 20 + 10 * (double)row, 1e-9);
        assert_int_equal(integer_of(table, row, "rank_after"), 5 - row);
    }
    assert_string_equal(text_at(table, 0, "grade_before"), "good");
    assert_string_equal(text_at(table, 0, "grade_after"), "low");
    jw_table_free(table);
    /* nothing was written */
    struct written after = all_rows(store);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.bytes, after.bytes, before.length);
    free(before.bytes);
    free(after.bytes);
    unlink(rule.path);
    unlink(scheme.path);
    jw_store_free(store);
}

static void what_cannot_be_tried(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_officers(store, 1);
    jw_assess_options options = options_of(NULL, false);
    jw_table *table = NULL;
    jw_error err = JW_ERROR_INIT;
    struct file tally = make_file(JW_RECORD_TALLY, "month,measure,value\n2020-10,due,1\n");
    struct file wrong = make_file(JW_RECORD_RULE, "name,value\nrank_group,village\n");
    struct file broken =
        make_file(JW_RECORD_GRADE, "scheme,grade,lower_bound,coefficient\ndefault,good,eighty,1\n");
    assert_int_equal(try_file(store, &options, &tally, &table, &err), JW_EINVAL);
    assert_int_equal(try_file(store, &options, &wrong, &table, &err), JW_EINPUT);
    assert_non_null(strstr(err.message, "rank_group"));
    assert_int_equal(try_file(store, &options, &broken, &table, &err), JW_EINPUT);
    assert_string_equal(err.field, "lower_bound");
    assert_int_equal(jw_assess_what_if(store, &options, NULL, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_assess_what_if(NULL, &options, &tally.file, 1, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_assess_what_if(store, &options, &wrong.file, 1, NULL, NULL), JW_EINVAL);
    unlink(wrong.path);
    assert_int_not_equal(try_file(store, &options, &wrong, &table, &err), JW_OK);
    assert_null(table);
    unlink(tally.path);
    unlink(broken.path);
    jw_store_free(store);
}

/* ---- memory ---- */

static struct file tried;

static jw_status try_and_forget(void *userdata, jw_error *err)
{
    jw_assess_options options = options_of("one", false);
    jw_table *table;
    JW_TRY(try_file(userdata, &options, &tried, &table, err));
    jw_table_free(table);
    return JW_OK;
}

static jw_status judge_and_forget(void *userdata, jw_error *err)
{
    jw_assess_options options = options_of("one", false);
    jw_table *table;
    JW_TRY(jw_quality(userdata, &options, &table, NULL, err));
    jw_table_free(table);
    return JW_OK;
}

static void no_memory_is_a_status(void **state)
{
    (void)state;
    test_memory memory;
    jw_store *store = new_failing_store(&memory);
    put_officers(store, 6);
    put_scheme_of_one(store);
    for (int i = 0; i < 6; i++)
        put_counts(store, "2020-10", i, i == 5 ? 99 : 20 + i, i == 4 ? 10 : 100);
    test_put_checked(store, JW_RECORD_PUBLISHED, "610803,2020-10,central_office_seat,56,25.8,1",
                     "610803,2020-10,workstation_seat,158,69.6,1", NULL);
    tried = make_file(JW_RECORD_RULE, "name,value\ncommendation_share,400\n");
    test_every_allocation(&memory, judge_and_forget, store);
    test_every_allocation(&memory, try_and_forget, store);
    unlink(tried.path);
    free_failing_store(store, &memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outliers_by_the_median_deviation),
        cmocka_unit_test(published_percentages),
        cmocka_unit_test(counts_that_a_kind_forbids),
        cmocka_unit_test(outliers_of_metrics_and_measures),
        cmocka_unit_test(a_count_beyond_its_history),
        cmocka_unit_test(the_example),
        cmocka_unit_test(other_rules_and_schemes_are_tried),
        cmocka_unit_test(what_cannot_be_tried),
        cmocka_unit_test(no_memory_is_a_status),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
