/* The rules of a district: their defaults, stored values, bounds. */
#include "audit_support.h"

#include "query/rules.h"

static jw_table *rules_on(jw_date on)
{
    jw_table *table = NULL;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("rules", jw_rules(store, NULL, on, &table, &err), &err);
    return table;
}

static int64_t find_name(const jw_table *table, const char *name)
{
    for (int64_t i = 0; i < jw_table_rows(table); i++)
        if (!strcmp(jw_table_text(table, i, 0), name))
            return i;
    return -1;
}

static void set(const char *name, const char *value, jw_date from, const char *source)
{
    jw_error err = JW_ERROR_INIT;
    test_fail_with(name, jw_rule_set(store, "D", name, value, from, source, &err), &err);
}

/* The value a computation gets on a date. */
static int64_t value_on(enum jw_rule_id rule, jw_date on)
{
    struct jw_view *view;
    jw_error err = JW_ERROR_INIT;
    int64_t value = -99;
    test_fail_with("view", jw_view__load(store, NULL, &view, &err), &err);
    test_fail_with("value", jw_rule__value(view, rule, on, &value, &err), &err);
    jw_view__free(view);
    return value;
}

static void defaults_are_those_of_the_standards(void **state)
{
    (void)state;
    static const char *const expected[][3] = {
        {"community_offices", "1", "count"},
        {"office_min", "4", "count"},
        {"office_max", "6", "count"},
        {"village_sites", "1", "count"},
        {"reception_hours", "8", "hours"},
        {"reception_days", "every_day", "every_day|working_days"},
        {"office_auxiliaries", "1", "count"},
        {"beat_hours", "20", "hours"},
        {"workstation_hours", "8", "hours"},
        {"workstation_per", "week", "week|day"},
        {"office_strength_per_mille", "400", "per_mille"},
        {"inspection_days", "365", "days"},
        {"briefing", "1", "count"},
        {"duty_plan_floor", "none", "per_mille"},
        {"officer_offices_max", "none", "count"},
        {"reception_presence_floor", "none", "per_mille"},
        {"duty_max_hours", "24", "hours"},
        {"rank_group", "district", "district|police_station"},
        {"commendation_share", "200", "per_mille"},
        {"close_requires_complete", "0", "count"},
        {"close_role", "head", "name"},
    };
    static const char *const columns[] = {"name",       "value",  "default",    "unit",
                                          "valid_from", "source", "caption_en", "caption_zh"};
    jw_table *table = rules_on(jw_date_make(2020, 10, 31));
    assert_int_equal(jw_table_columns(table), LENGTH(columns));
    for (size_t i = 0; i < LENGTH(columns); i++)
        assert_string_equal(jw_table_name(table, i), columns[i]);
    assert_int_equal(jw_table_rows(table), LENGTH(expected));
    assert_int_equal(LENGTH(expected), JW_RULE_COUNT);
    for (int64_t i = 0; i < jw_table_rows(table); i++) {
        assert_string_equal(jw_table_text(table, i, 0), expected[i][0]);
        assert_string_equal(jw_table_text(table, i, 1), expected[i][1]);
        assert_string_equal(jw_table_text(table, i, 2), expected[i][1]);
        assert_string_equal(jw_table_text(table, i, 3), expected[i][2]);
        assert_int_equal(jw_table_is_empty(table, i, 4), 1);
        for (size_t column = 5; column < 8; column++)
            assert_true(strlen(jw_table_text(table, i, column)) > 5);
    }
    jw_table_free(table);
    assert_int_equal(value_on(JW_RULE_BEAT_HOURS, 0), 72000);
    assert_int_equal(value_on(JW_RULE_DUTY_PLAN_FLOOR, 0), JW_RULE_NONE);
    assert_int_equal(value_on(JW_RULE_RECEPTION_DAYS, 0), JW_RULE_EVERY_DAY);
}

static void a_value_holds_from_its_date_to_the_next(void **state)
{
    (void)state;
    jw_date first = jw_date_make(2020, 10, 1), second = jw_date_make(2020, 11, 1);
    set("beat_hours", "16", first, "notice 12");
    set("beat_hours", "12.5", second, NULL);
    jw_table *table = rules_on(second - 1);
    int64_t row = find_name(table, "beat_hours");
    assert_string_equal(jw_table_text(table, row, 1), "16");
    assert_string_equal(jw_table_text(table, row, 2), "20");
    assert_int_equal(jw_table_integer(table, row, 4), first);
    assert_string_equal(jw_table_text(table, row, 5), "notice 12");
    assert_int_equal(jw_table_rows(table), JW_RULE_COUNT);
    jw_table_free(table);
    assert_int_equal(value_on(JW_RULE_BEAT_HOURS, first - 1), 72000);
    assert_int_equal(value_on(JW_RULE_BEAT_HOURS, first), 57600);
    assert_int_equal(value_on(JW_RULE_BEAT_HOURS, second), 45000);
    set("beat_hours", "18", JW_DATE_NONE, NULL);
    assert_int_equal(value_on(JW_RULE_BEAT_HOURS, first - 1), 64800);
    set("beat_hours", "15", first, NULL); /* again: replaced */
    assert_int_equal(value_on(JW_RULE_BEAT_HOURS, first), 54000);
}

static void today_is_that_of_the_district(void **state)
{
    (void)state;
    set("briefing", "2", jw_date_make(2020, 10, 1), NULL);
    jw_table *table = rules_on(JW_DATE_NONE);
    assert_string_equal(jw_table_text(table, find_name(table, "briefing"), 1), "2");
    jw_table_free(table);
}

static void forms_of_values(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
        enum jw_rule_id rule;
        int64_t expected;
    } good[] = {
        {"reception_hours", "0", JW_RULE_RECEPTION_HOURS, 0},
        {"reception_hours", "24", JW_RULE_RECEPTION_HOURS, 86400},
        {"reception_hours", "7.5", JW_RULE_RECEPTION_HOURS, 27000},
        {"reception_hours", "7.25", JW_RULE_RECEPTION_HOURS, 26100},
        {"reception_hours", "8:00", JW_RULE_RECEPTION_HOURS, 28800},
        {"reception_hours", "7:05", JW_RULE_RECEPTION_HOURS, 25500},
        {"reception_days", "working_days", JW_RULE_RECEPTION_DAYS, JW_RULE_WORKING_DAYS},
        {"workstation_per", "day", JW_RULE_WORKSTATION_PER, JW_RULE_PER_DAY},
        {"duty_plan_floor", "1000", JW_RULE_DUTY_PLAN_FLOOR, 1000},
        {"duty_plan_floor", "none", JW_RULE_DUTY_PLAN_FLOOR, JW_RULE_NONE},
        {"inspection_days", "1", JW_RULE_INSPECTION_DAYS, 1},
    };
    static const char *const wrong[][2] = {
        {"reception_hours", ""},      {"reception_hours", "24.01"},
        {"reception_hours", "24:01"}, {"reception_hours", "7.125"},
        {"reception_hours", "7:5"},   {"reception_hours", "7:60"},
        {"reception_hours", "7:+5"},  {"reception_hours", "-1"},
        {"reception_hours", "eight"}, {"reception_hours", "none"},
        {"reception_hours", "8 h"},   {"reception_days", "monday"},
        {"reception_days", "every"},  {"reception_days", "every_day|working_days"},
        {"workstation_per", ""},      {"duty_plan_floor", "1001"},
        {"duty_plan_floor", "0.5"},   {"inspection_days", "0"},
        {"office_min", "4.5"},        {"office_min", "99999999999999999999"}};
    for (size_t i = 0; i < LENGTH(good); i++) {
        set(good[i].name, good[i].value, JW_DATE_NONE, NULL);
        assert_int_equal(value_on(good[i].rule, 18000), good[i].expected);
    }
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        jw_error err = JW_ERROR_INIT;
        assert_int_equal(jw_rule_set(store, NULL, wrong[i][0], wrong[i][1], JW_DATE_NONE, NULL, &err),
                         JW_EINPUT);
        assert_string_equal(err.record, "rule");
        assert_string_equal(err.field, "value");
        assert_non_null(strstr(err.message, wrong[i][0]));
    }
    assert_int_equal(value_on(JW_RULE_RECEPTION_HOURS, 18000), 25500);
}

static void wrong_calls_are_refused(void **state)
{
    (void)state;
    jw_error err = JW_ERROR_INIT;
    jw_table *table = NULL;
    assert_int_equal(jw_rule_set(store, NULL, "no_such_rule", "1", JW_DATE_NONE, NULL, &err), JW_ENOTFOUND);
    assert_non_null(strstr(err.message, "no_such_rule"));
    assert_int_equal(jw_rule_set(store, "X", "briefing", "1", JW_DATE_NONE, NULL, NULL), JW_ENOTFOUND);
    assert_int_equal(jw_rule_set(NULL, NULL, "briefing", "1", JW_DATE_NONE, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_rule_set(store, NULL, NULL, "1", JW_DATE_NONE, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_rule_set(store, NULL, "briefing", NULL, JW_DATE_NONE, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_rule_set(store, NULL, "briefing", "1", JW_DATE_MAX + 1, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_rules(NULL, NULL, 0, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_rules(store, NULL, 0, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_rules(store, NULL, JW_DATE_MIN - 1, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_rules(store, "X", 0, &table, NULL), JW_ENOTFOUND);
    assert_null(table);
    char long_source[300];
    memset(long_source, 'x', sizeof long_source);
    long_source[299] = '\0';
    assert_int_equal(jw_rule_set(store, NULL, "briefing", "1", JW_DATE_NONE, long_source, NULL), JW_EINPUT);
    assert_int_equal(value_on(JW_RULE_BRIEFING, 0), 1);
}

static void names_of_other_versions_are_listed_as_unknown(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_RULE, "D,aa_future,,7,law", "D,zz_future,2021-01-01,1", NULL);
    jw_table *table = rules_on(jw_date_make(2020, 10, 31));
    int64_t row = find_name(table, "aa_future");
    assert_int_equal(jw_table_rows(table), JW_RULE_COUNT + 1);
    assert_int_equal(row, JW_RULE_COUNT);
    assert_string_equal(jw_table_text(table, row, 1), "7");
    assert_int_equal(jw_table_is_empty(table, row, 2), 1);
    assert_string_equal(jw_table_text(table, row, 5), "law");
    assert_string_equal(jw_table_text(table, row, 6), "Not a rule of this version");
    jw_table_free(table);
}

/* ---- memory ---- */

static jw_status try_rules(void *userdata, jw_error *err)
{
    jw_table *table = NULL;
    jw_status status = jw_rules(userdata, NULL, JW_DATE_NONE, &table, err);
    jw_table_free(table);
    return status;
}

/* A value that is there already: what a change keeps in memory would count as lost. */
static jw_status try_rule_set(void *userdata, jw_error *err)
{
    return jw_rule_set(userdata, NULL, "briefing", "2", JW_DATE_NONE, "order 3", err);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    test_memory memory = {0};
    make_store_in(&memory);
    set("briefing", "2", JW_DATE_NONE, "order 3");
    test_every_allocation(&memory, try_rules, store);
    test_every_allocation(&memory, try_rule_set, store);
    assert_int_equal(value_on(JW_RULE_BRIEFING, 0), 2);
    drop_store_in(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_store, drop_store)
        TEST(defaults_are_those_of_the_standards),
        TEST(a_value_holds_from_its_date_to_the_next),
        TEST(today_is_that_of_the_district),
        TEST(forms_of_values),
        TEST(wrong_calls_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
        TEST(names_of_other_versions_are_listed_as_unknown),
#undef TEST
    };
    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
