/* Seat and served coverage on districts made by hand, and against a slow count of a random one. */
#include "audit_support.h"

#include <jingwu/coverage.h>
#include "random.h"

static jw_table *coverage_on(jw_date on)
{
    jw_table *table = NULL;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("coverage", jw_coverage(store, NULL, on, &table, &err), &err);
    return table;
}

/* expected: "count denominator per_mille population population_denominator population_per_mille", - for
 * empty. */
static void check_share(const jw_table *table, const char *scope, const char *measure, const char *expected)
{
    char got[200] = "";
    size_t length = 0;
    for (int64_t i = 0; i < jw_table_rows(table); i++) {
        if (strcmp(jw_table_text(table, i, 0), scope) != 0 ||
            strcmp(jw_table_text(table, i, 1), measure) != 0)
            continue;
        assert_int_equal(length, 0);
        for (size_t column = 2; column < 8; column++)
            length += (size_t)(jw_table_is_empty(table, i, column)
                                   ? snprintf(got + length, sizeof got - length, " -")
                                   : snprintf(got + length, sizeof got - length, " %lld",
                                              (long long)jw_table_integer(table, i, column)));
    }
    if (!length || strcmp(got + 1, expected) != 0)
        fail_msg("%s %s:%s, not %s", scope, measure, got, expected);
}

static void make_district(void)
{
    test_put(store, JW_RECORD_VILLAGE, "D,C1,,,community,C1,,PS1,3000", "D,C2,,,community,C2,,PS2,1000",
             "D,C3,2021-01-01,,community,C3,,PS2,500", "D,V1,,,village,V1,,PS1,100",
             "D,V2,,,village,V2,,PS1,200", "D,V3,,,village,V3,,PS2,300", "D,V4,,2020-11-01,village,V4,,PS2",
             "D,V5,,,village,V5,,,400", NULL);
    test_put(store, JW_RECORD_STATION, "D,CO1,,,community_office,,PS1,C1", "D,PS1,,,police_station,,,V2",
             "D,PS2,,,police_station", "D,PS3,,,police_station", "D,PS4,2021-01-01,,police_station",
             "D,RO1,,,central_office,,PS1,V1", "D,RO2,,,central_office,,PS2,V3,,2020-10-31",
             "D,WS2,,,workstation,,PS1,V2", "D,WS3,,,workstation,,PS1,V2",
             "D,WS5,,2020-10-31,workstation,,,V5", NULL);
    test_put(store, JW_RECORD_SERVICE, "D,CO1,C1", "D,CO1,C2,2020-10-31,2020-11-01", "D,CO1,V5", "D,RO1,V1",
             "D,RO1,V2", "D,RO2,V3", "D,RO2,V4", "D,WS2,V5", NULL);
}

static void shares_on_a_date(void **state)
{
    (void)state;
    make_district();
    jw_table *table = coverage_on(jw_date_make(2020, 10, 31));
    assert_int_equal(jw_table_columns(table), 8);
    assert_int_equal(jw_table_rows(table), 16);
    check_share(table, "D", "community_served", "2 2 1000 4000 4000 1000");
    check_share(table, "D", "village_served", "4 5 800 600 1000 600");
    check_share(table, "D", "central_office_seat", "2 5 400 400 1000 400");
    check_share(table, "D", "workstation_seat", "1 5 200 200 1000 200");
    check_share(table, "PS1", "community_served", "1 1 1000 3000 3000 1000");
    check_share(table, "PS1", "village_served", "2 2 1000 300 300 1000");
    check_share(table, "PS1", "central_office_seat", "1 2 500 100 300 333");
    check_share(table, "PS1", "workstation_seat", "1 2 500 200 300 667");
    check_share(table, "PS2", "village_served", "2 2 1000 300 300 1000");
    check_share(table, "PS3", "village_served", "0 0 - 0 0 -");
    assert_string_equal(jw_table_text(table, 0, 0), "D");
    assert_string_equal(jw_table_text(table, 4, 0), "PS1");
    assert_string_equal(jw_table_text(table, 12, 0), "PS3");
    jw_table_free(table);

    table = coverage_on(jw_date_make(2020, 10, 30)); /* before RO2 opens and CO1 serves C2 */
    check_share(table, "D", "community_served", "1 2 500 3000 4000 750");
    check_share(table, "D", "village_served", "2 5 400 300 1000 300");
    check_share(table, "D", "central_office_seat", "1 5 200 100 1000 100");
    check_share(table, "D", "workstation_seat", "2 5 400 600 1000 600");
    jw_table_free(table);

    table = coverage_on(jw_date_make(2021, 1, 1));
    check_share(table, "D", "community_served", "1 3 333 3000 4500 667");
    check_share(table, "D", "village_served", "3 4 750 600 1000 600");
    assert_int_equal(jw_table_rows(table), 20);
    jw_table_free(table);
}

static void per_mille_is_rounded_half_up(void **state)
{
    (void)state;
    jw_batch *villages = test_batch(store, JW_RECORD_VILLAGE);
    char line[100];
    for (int i = 0; i < 16; i++) {
        snprintf(line, sizeof line, "D,V%02d,,,village,V", i);
        test_add_line(villages, JW_RECORD_VILLAGE, line);
    }
    test_write(store, villages, JW_RECORD_VILLAGE);
    test_put(store, JW_RECORD_STATION, "D,RO1,,,central_office,,,V00", NULL);
    jw_table *table = coverage_on(jw_date_make(2020, 10, 31));
    check_share(table, "D", "central_office_seat", "1 16 63 0 0 -"); /* 62.5 */
    jw_table_free(table);
}

/* The date of a default is the last of the newest month with data: it is seen by a seat that moves. */
static void check_newest(const char *day)
{
    jw_date date;
    assert_int_equal(jw_date_parse(day, strlen(day), &date), JW_OK);
    jw_table *table = coverage_on(JW_DATE_NONE), *same = coverage_on(date), *before = coverage_on(date - 1);
    int64_t count = jw_table_integer(table, 2, 2), there = jw_table_integer(same, 2, 2);
    assert_int_equal(count, there);
    assert_int_not_equal(there, jw_table_integer(before, 2, 2));
    jw_table_free(table);
    jw_table_free(same);
    jw_table_free(before);
}

static void the_default_date_ends_the_newest_month_with_data(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_VILLAGE, "D,V1,,,village,V1", "D,V2,,,village,V2", "D,V3,,,village,V3",
             "D,V4,,,village,V4", NULL);
    test_put(store, JW_RECORD_STATION, "D,RO1,,,central_office,,,V1,,2020-02-29",
             "D,RO2,,,central_office,,,V2,,2020-05-31", "D,RO3,,,central_office,,,V3,,2020-10-31",
             "D,RO4,,,central_office,,,V4,,2020-11-30", NULL);
    test_put(store, JW_RECORD_TALLY, "D,2020-01,,,found,,1", "D,2020-02,,,found,,1", NULL);
    check_newest("2020-02-29");
    test_put(store, JW_RECORD_INSPECTION, "D,RO1,2020-05-02,ledger,,1", NULL);
    check_newest("2020-05-31");
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-31 23:00,RO1,2020-11-01 07:00,patrol",
             "D,O2,2020-03-01 23:00,RO1,2020-03-02 07:00,patrol", NULL);
    check_newest("2020-10-31"); /* a duty belongs to the month it begins in, by local time */
    test_put(store, JW_RECORD_INCIDENT, "D,2020-11-01,3,,criminal,1", NULL);
    check_newest("2020-11-30");
}

static void wrong_calls_are_refused(void **state)
{
    (void)state;
    jw_table *table = NULL;
    assert_int_equal(jw_coverage(NULL, NULL, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_coverage(store, NULL, 0, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_coverage(store, NULL, JW_DATE_MAX + 1, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_coverage(store, "X", 0, &table, NULL), JW_ENOTFOUND);
    assert_null(table);
    table = coverage_on(JW_DATE_NONE); /* a district without anything */
    assert_int_equal(jw_table_rows(table), 4);
    check_share(table, "D", "village_served", "0 0 - 0 0 -");
    jw_table_free(table);
}

/* ---- a random district ---- */

#define UNITS 40
#define SITES 12

struct random_unit {
    bool community;
    int police_station, population;
};

static const char *const kinds[] = {"community_office", "central_office", "workstation"};

static void random_district(test_random *random, struct random_unit *units, int *site_kinds, int *seats,
                            bool serves[SITES][UNITS])
{
    jw_batch *villages = test_batch(store, JW_RECORD_VILLAGE),
             *stations = test_batch(store, JW_RECORD_STATION);
    jw_batch *services = test_batch(store, JW_RECORD_SERVICE);
    char line[100];
    for (int i = 0; i < UNITS; i++) {
        units[i] = (struct random_unit){test_random_between(random, 0, 3) == 0,
                                        (int)test_random_between(random, 0, 2),
                                        (int)test_random_between(random, 0, 5000)};
        snprintf(line, sizeof line, "D,V%02d,,,%s,V,,PS%d,%d", i,
                 units[i].community ? "community" : "village", units[i].police_station, units[i].population);
        test_add_line(villages, JW_RECORD_VILLAGE, line);
    }
    for (int i = 0; i < 3; i++) {
        snprintf(line, sizeof line, "D,PS%d,,,police_station", i);
        test_add_line(stations, JW_RECORD_STATION, line);
    }
    for (int i = 0; i < SITES; i++) {
        site_kinds[i] = (int)test_random_between(random, 0, 2);
        seats[i] = (int)test_random_between(random, 0, UNITS - 1);
        snprintf(line, sizeof line, "D,S%02d,,,%s,,,V%02d", i, kinds[site_kinds[i]], seats[i]);
        test_add_line(stations, JW_RECORD_STATION, line);
        for (int unit = 0; unit < UNITS; unit++) {
            serves[i][unit] = test_random_between(random, 0, 6) == 0;
            snprintf(line, sizeof line, "D,S%02d,V%02d", i, unit);
            if (serves[i][unit])
                test_add_line(services, JW_RECORD_SERVICE, line);
        }
    }
    test_write(store, villages, JW_RECORD_VILLAGE);
    test_write(store, stations, JW_RECORD_STATION);
    test_write(store, services, JW_RECORD_SERVICE);
}

static void a_random_district_equals_the_slow_count(void **state)
{
    (void)state;
    test_random random = test_random_new("coverage");
    struct random_unit units[UNITS];
    int site_kinds[SITES], seats[SITES];
    static bool serves[SITES][UNITS];
    static const char *const measures[] = {"community_served", "village_served", "central_office_seat",
                                           "workstation_seat"};
    random_district(&random, units, site_kinds, seats, serves);
    jw_table *table = coverage_on(jw_date_make(2020, 10, 31));
    for (int scope = -1; scope < 3; scope++)
        for (int measure = 0; measure < 4; measure++) {
            long long count = 0, denominator = 0, population = 0, all = 0;
            for (int unit = 0; unit < UNITS; unit++) {
                bool covered = false;
                if ((scope >= 0 && units[unit].police_station != scope) ||
                    units[unit].community != (measure == 0))
                    continue;
                for (int site = 0; site < SITES; site++)
                    covered |= measure < 2 ? serves[site][unit] && site_kinds[site] == measure
                                           : seats[site] == unit && site_kinds[site] == measure - 1;
                count += covered;
                denominator++;
                population += covered ? units[unit].population : 0;
                all += units[unit].population;
            }
            char name[8] = "D", expected[200], share[24] = "-", weighted[24] = "-";
            if (scope >= 0)
                snprintf(name, sizeof name, "PS%d", scope);
            if (denominator)
                snprintf(share, sizeof share, "%lld", (2000 * count + denominator) / (2 * denominator));
            if (all)
                snprintf(weighted, sizeof weighted, "%lld", (2000 * population + all) / (2 * all));
            snprintf(expected, sizeof expected, "%lld %lld %s %lld %lld %s", count, denominator, share,
                     population, all, weighted);
            check_share(table, name, measures[measure], expected);
        }
    jw_table_free(table);
}

/* ---- memory ---- */

static jw_status try_coverage(void *userdata, jw_error *err)
{
    jw_table *table = NULL;
    jw_status status = jw_coverage(userdata, NULL, JW_DATE_NONE, &table, err);
    jw_table_free(table);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    test_memory memory = {0};
    make_store_in(&memory);
    make_district();
    test_put(store, JW_RECORD_TALLY, "D,2020-01,,,found,,1", NULL);
    test_every_allocation(&memory, try_coverage, store);
    drop_store_in(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_store, drop_store)
        TEST(shares_on_a_date),
        TEST(per_mille_is_rounded_half_up),
        TEST(the_default_date_ends_the_newest_month_with_data),
        TEST(wrong_calls_are_refused),
        TEST(a_random_district_equals_the_slow_count),
        cmocka_unit_test(every_allocation_may_fail),
#undef TEST
    };
    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
