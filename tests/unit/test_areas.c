/* Police stations, the district, and windows of months: sums over sums, each tally once. */
#include "score_support.h"

#include <math.h>
#include "random.h"

static void put_scheme(jw_store *store)
{
    test_put_checked(store, JW_RECORD_SCHEME,
                     "610803,s,cases,,criminal+administrative,population,rate,10000,lower,20,0,1,0,0",
                     "610803,s,seen,,seen,asked,proportion,1,higher,0,1,1,0,0", NULL);
}

/* "numerator/denominator" of a row. */
static const char *fraction(const jw_table *table, const char *scope, const char *metric)
{
    static char text[100];
    int64_t row = row_of(table, scope, metric);
    if (row < 0)
        return "no row";
    char numerator[24] = "", denominator[24] = "";
    if (!jw_table_is_empty(table, row, NUMERATOR))
        snprintf(numerator, sizeof numerator, "%lld", (long long)jw_table_integer(table, row, NUMERATOR));
    if (!jw_table_is_empty(table, row, DENOMINATOR))
        snprintf(denominator, sizeof denominator, "%lld",
                 (long long)jw_table_integer(table, row, DENOMINATOR));
    snprintf(text, sizeof text, "%s/%s", numerator, denominator);
    return text;
}

/* Two police stations with an office each that two officers share, a workstation, and a village of nobody's.
 */
static jw_store *new_areas(void)
{
    jw_store *store = new_store(context);
    test_put_checked(store, JW_RECORD_STATION, "610803,A,,,police_station", "610803,B,,,police_station",
                     "610803,A1,,,central_office,,A", "610803,AW,,,workstation,,A",
                     "610803,B1,,,central_office,,B", "610803,X1,,,central_office", NULL);
    test_put_checked(store, JW_RECORD_STAFF, "610803,P1,,,officer,A", "610803,P2,,,officer,A",
                     "610803,Q1,,,officer,B", NULL);
    test_put_checked(store, JW_RECORD_POSTING, "610803,P1,A1", "610803,P2,A1", "610803,Q1,B1", NULL);
    test_put_checked(store, JW_RECORD_VILLAGE, "610803,VA,,,village,one,,A,1000",
                     "610803,VB,,,village,two,,B,2000", "610803,VC,,,village,three,,B,4000",
                     "610803,VD,,,village,four,,,8000", NULL);
    test_put_checked(store, JW_RECORD_SERVICE, "610803,A1,VA", "610803,A1,VC", "610803,B1,VB", NULL);
    put_scheme(store);
    return store;
}

static void each_tally_counts_once(void **state)
{
    (void)state;
    jw_store *store = new_areas();
    test_put_checked(
        store, JW_RECORD_TALLY, "610803,2020-10,A1,,criminal,,3", "610803,2020-10,AW,,criminal,,1",
        "610803,2020-10,A,,criminal,night,2", "610803,2020-10,B1,,administrative,,5",
        "610803,2020-10,,,criminal,,10", "610803,2020-10,X1,,criminal,,20", "610803,2020-10,A1,P1,seen,,6",
        "610803,2020-10,A1,P1,asked,,10", "610803,2020-10,,P2,seen,,1", "610803,2020-10,,P2,asked,,10",
        "610803,2020-10,B1,P1,seen,,2", "610803,2020-10,B1,P1,asked,,4", NULL);
    jw_assess_options options = options_of("s", false);
    jw_table *table = assess_by(store, &options);
    assert_string_equal(fraction(table, "P1", "cases"), "3/5000"); /* both officers of an office */
    assert_string_equal(fraction(table, "P2", "cases"), "3/5000");
    assert_string_equal(fraction(table, "P1", "seen"), "8/14");
    jw_table_free(table);
    options.by = JW_ASSESS_BY_POLICE_STATION;
    table = assess_by(store, &options);
    assert_string_equal(jw_table_name(table, 0), "scope");
    assert_int_equal(jw_table_rows(table), 4);
    /* A: its office, workstation and itself; its own village and one that its office serves */
    assert_string_equal(fraction(table, "A", "cases"), "6/5000");
    assert_string_equal(fraction(table, "B", "cases"), "5/6000");
    assert_string_equal(fraction(table, "A", "seen"),
                        "7/20"); /* by the station of the tally, else by the person */
    assert_string_equal(fraction(table, "B", "seen"), "2/4");
    jw_table_free(table);
    options.by = JW_ASSESS_BY_DISTRICT;
    table = assess_by(store, &options);
    assert_string_equal(fraction(table, "610803", "cases"), "41/15000");
    assert_string_equal(fraction(table, "610803", "seen"), "9/24");
    assert_int_equal(jw_table_is_empty(table, 0, column(table, "band")), 1);
    jw_table_free(table);
    options.totals = 1;
    table = assess_by(store, &options);
    assert_string_equal(jw_table_name(table, 0), "scope");
    assert_int_equal(integer_of(table, 0, "rank"), 1);
    assert_string_equal(text_at(table, 0, "commended"), "");
    assert_string_equal(text_at(table, 0, "reason"), "of 1 rank 1");
    jw_table_free(table);
    jw_store_free(store);
}

static void an_area_is_that_of_the_month(void **state)
{
    (void)state;
    jw_store *store = new_areas();
    test_put_checked(store, JW_RECORD_STATION, "610803,B1,2020-10-20,,central_office,,A",
                     "610803,C,2020-11-01,,police_station", "610803,D,,2020-10-01,police_station", NULL);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-09,B1,,criminal,,1",
                     "610803,2020-10,B1,,criminal,,2", NULL);
    jw_assess_options options = options_of("s", false);
    options.by = JW_ASSESS_BY_POLICE_STATION;
    jw_table *table = assess_by(store, &options);
    assert_string_equal(fraction(table, "A", "cases"),
                        "2/7000"); /* the last version; VB is served by A now */
    assert_string_equal(fraction(table, "B", "cases"), "/6000");
    assert_string_equal(fraction(table, "C", "cases"), "no row");
    assert_string_equal(fraction(table, "D", "cases"), "no row");
    jw_table_free(table);
    options.month = MONTH - 1;
    table = assess_by(store, &options);
    assert_string_equal(fraction(table, "B", "cases"), "1/6000");
    assert_string_equal(fraction(table, "D", "cases"), "/0");
    jw_table_free(table);
    jw_store_free(store);
}

static void a_window_adds_up_and_never_averages(void **state)
{
    (void)state;
    jw_store *store = new_areas();
    test_put_checked(store, JW_RECORD_STAFF, "610803,R1,,2020-09-01,officer,A", NULL);
    test_put_checked(store, JW_RECORD_POSTING, "610803,R1,A1", NULL);
    test_put_checked(
        store, JW_RECORD_TALLY, "610803,2020-08,A1,P1,seen,,1", "610803,2020-08,A1,P1,asked,,2",
        "610803,2020-09,A1,P1,asked,,100", "610803,2020-10,A1,P1,seen,,90", "610803,2020-10,A1,P1,asked,,98",
        "610803,2020-08,A1,R1,seen,,7", "610803,2020-08,A1,R1,asked,,8", "610803,2020-07,A1,P1,seen,,5",
        "610803,2020-07,A1,P1,asked,,5", "610803,2020-08,A1,,criminal,,4", "610803,2020-10,A1,,criminal,,5",
        "610803,2020-09,B1,Q1,asked,,3", "610803,2020-10,B1,Q1,asked,,4", NULL);
    jw_assess_options options = options_of("s", false);
    options.months = 3;
    jw_table *table = assess_by(store, &options);
    assert_string_equal(fraction(table, "P1", "seen"),
                        "91/100"); /* September has no numerator and does not count */
    assert_near(real_of(table, row_of(table, "P1", "seen"), "value"), 0.91, 0);
    assert_string_equal(fraction(table, "P1", "cases"), "9/10000"); /* residents of two months */
    assert_string_equal(fraction(table, "R1", "seen"), "7/8");      /* who was an officer in August only */
    assert_string_equal(fraction(table, "R1", "cases"), "4/5000");
    assert_string_equal(fraction(table, "Q1", "seen"), "/7"); /* nothing counts, and is shown all the same */
    jw_table_free(table);
    options.months = 1;
    table = assess_by(store, &options);
    assert_string_equal(fraction(table, "P1", "seen"), "90/98");
    assert_string_equal(fraction(table, "R1", "seen"), "no row");
    jw_table_free(table);
    options.months = 4;
    options.by = JW_ASSESS_BY_DISTRICT;
    table = assess_by(store, &options);
    assert_string_equal(fraction(table, "610803", "seen"), "103/117");
    jw_table_free(table);
    jw_store_free(store);
}

/* ---- random districts: an area's sums are those of the tallies in it ---- */

static void random_areas_add_up(void **state)
{
    (void)state;
    test_random random = test_random_new("areas");
    for (int round = 0; round < 30; round++) {
        jw_store *store = new_areas();
        static const char *const stations[] = {"A", "A1", "AW", "B", "B1", "X1"};
        int64_t sums[2][3][2] = {{{0}}}; /* month, A B district, seen asked */
        for (int month = 0; month < 2; month++)
            for (size_t i = 0; i < LENGTH(stations); i++)
                for (int part = 0; part < 2; part++) {
                    int64_t value = test_random_between(&random, 0, 50) + 50 * part;
                    put_row(store, JW_RECORD_TALLY, "610803,2020-%02d,%s,,%s,,%d", 9 + month, stations[i],
                            part ? "asked" : "seen", (int)value);
                    sums[month][2][part] += value;
                    if (i < 5)
                        sums[month][i / 3][part] += value;
                }
        for (int months = 1; months <= 2; months++) {
            jw_assess_options options = options_of("s", false);
            char expected[64];
            options.months = months;
            options.by = JW_ASSESS_BY_POLICE_STATION;
            jw_table *table = assess_by(store, &options);
            for (int area = 0; area < 3; area++) {
                if (area == 2) {
                    jw_table_free(table);
                    options.by = JW_ASSESS_BY_DISTRICT;
                    table = assess_by(store, &options);
                }
                int64_t seen = sums[1][area][0] + (months == 2 ? sums[0][area][0] : 0);
                int64_t asked = sums[1][area][1] + (months == 2 ? sums[0][area][1] : 0);
                snprintf(expected, sizeof expected, "%d/%d", (int)seen, (int)asked);
                assert_string_equal(fraction(table,
                                             area == 2 ? "610803"
                                             : area    ? "B"
                                                       : "A",
                                             "seen"),
                                    expected);
            }
            jw_table_free(table);
        }
        jw_store_free(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_tally_counts_once),
        cmocka_unit_test(an_area_is_that_of_the_month),
        cmocka_unit_test(a_window_adds_up_and_never_averages),
        cmocka_unit_test(random_areas_add_up),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
