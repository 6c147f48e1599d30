/* A district in memory: history, defaults, look-ups as of a date. */
#include "support.h"

#include "query/view.h"
#include "random.h"
#include "record/defaults.h"

static jw_date day(int32_t year, int32_t month, int32_t number)
{
    return jw_date_make(year, month, number);
}

/* A memory store with district 610803. */
static test_store one_district(void)
{
    jw_context *context = test_context(NULL);
    test_store made = test_open(context, "memory");
    jw_context_free(context);
    test_put(made.store, JW_RECORD_DISTRICT, "610803,Hengshan,28800", NULL);
    return made;
}

static struct jw_view *load(jw_store *store)
{
    struct jw_view *view;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("load", jw_view__load(store, NULL, &view, &err), &err);
    return view;
}

static void test_versions_close_each_other(void **state)
{
    (void)state;
    test_store made = one_district();
    test_put(made.store, JW_RECORD_STATION, "610803,A,,,police_station,first",
             "610803,A,2020-03-01,,police_station,second", "610803,A,2020-06-01,2020-08-01,workstation,third",
             "610803,A,2020-10-01,,central_office,fourth", "610803,AB,,2020-01-01,community_office,other",
             NULL);
    struct jw_view *view = load(made.store);
    assert_int_equal(view->stations_count, 5);
    assert_string_equal(jw_view__station(view, "A", day(1, 1, 1))->name, "first");
    assert_string_equal(jw_view__station(view, "A", day(2020, 2, 29))->name, "first");
    assert_string_equal(jw_view__station(view, "A", day(2020, 3, 1))->name, "second");
    assert_string_equal(jw_view__station(view, "A", day(2020, 5, 31))->name, "second");
    assert_string_equal(jw_view__station(view, "A", day(2020, 7, 31))->name, "third");
    assert_null(jw_view__station(view, "A", day(2020, 8, 1)));
    assert_null(jw_view__station(view, "A", day(2020, 9, 30)));
    assert_string_equal(jw_view__station(view, "A", day(9999, 12, 31))->name, "fourth");
    assert_int_equal(view->stations[0].valid.to, day(2020, 3, 1));
    assert_int_equal(view->stations[2].valid.to, day(2020, 8, 1));
    assert_int_equal(view->stations[3].valid.to, INT32_MAX);
    assert_int_equal(jw_view__station(view, "A", day(2020, 7, 1))->kind, JW_WORKSTATION);
    assert_int_equal(jw_view__station(view, "AB", day(2019, 12, 31))->kind, JW_COMMUNITY_OFFICE);
    assert_null(jw_view__station(view, "AB", day(2020, 1, 1)));
    assert_null(jw_view__station(view, "", day(2020, 1, 1)));
    assert_null(jw_view__station(view, "B", day(2020, 1, 1)));
    assert_null(jw_view__station(view, NULL, day(2020, 1, 1)));
    jw_view__free(view);
    test_close(&made);
}

static void test_fields(void **state)
{
    (void)state;
    test_store made = one_district();
    test_put(made.store, JW_RECORD_VILLAGE,
             "610803,V1,,,village,Wujiagou,Dangcha,PS1,1200,400,109.25,37.5,1,V2",
             "610803,V2,2020-01-01,,community,Second", NULL);
    test_put(made.store, JW_RECORD_STAFF, "610803,S1,,,officer,PS1,1999-08-01", "610803,S2,,,auxiliary",
             NULL);
    test_put(made.store, JW_RECORD_STATION,
             "610803,PS1,,,police_station,Dangcha,,V1,B1,2019-01-02,2021-03-04", NULL);
    struct jw_view *view = load(made.store);
    assert_string_equal(view->district, "610803");
    assert_string_equal(view->name, "Hengshan");
    assert_int_equal(view->utc_offset, 28800);
    const struct jw_village_row *first = jw_view__village(view, "V1", day(2020, 1, 1));
    const struct jw_village_row *second = jw_view__village(view, "V2", day(2020, 1, 1));
    const struct jw_station_row *station = jw_view__station(view, "PS1", day(2020, 1, 1));
    const struct jw_staff_row *officer = jw_view__staff(view, "S1", day(2020, 1, 1));
    assert_string_equal(first->township, "Dangcha");
    assert_true(first->placed && first->remote && !first->community);
    assert_int_equal(first->lon, 1092500000);
    assert_int_equal(first->lat, 375000000);
    assert_int_equal(first->population, 1200);
    assert_int_equal(first->households, 400);
    /* one text, one address */
    assert_ptr_equal(first->police_station, station->id);
    assert_ptr_equal(first->successor, second->code);
    assert_ptr_equal(first->township, station->name);
    assert_ptr_equal(station->seat, first->code);
    assert_ptr_equal(officer->police_station, jw_view__text(view, "PS1", 3));
    assert_null(jw_view__text(view, "PS", 2));
    assert_true(second->community && !second->placed && !second->remote);
    assert_null(second->township);
    assert_null(second->police_station);
    assert_null(second->successor);
    assert_int_equal(second->population, -1);
    assert_int_equal(second->households, -1);
    assert_null(jw_view__village(view, "V2", day(2019, 12, 31)));
    assert_int_equal(station->opened, day(2019, 1, 2));
    assert_int_equal(station->closed, day(2021, 3, 4));
    assert_null(station->police_station);
    assert_string_equal(station->beat, "B1");
    assert_true(officer->officer);
    assert_int_equal(officer->service_since, day(1999, 8, 1));
    assert_false(jw_view__staff(view, "S2", day(2020, 1, 1))->officer);
    assert_int_equal(jw_view__staff(view, "S2", day(2020, 1, 1))->service_since, JW_DATE_NONE);
    jw_view__free(view);
    test_close(&made);
}

static void test_links_close_by_both_ends(void **state)
{
    (void)state;
    test_store made = one_district();
    test_put(made.store, JW_RECORD_POSTING, "610803,S1,O1,2020-01-01", "610803,S1,O1,2020-05-01",
             "610803,S1,O2,2020-03-01", "610803,S2,O2,2020-04-01", NULL);
    test_put(made.store, JW_RECORD_SERVICE, "610803,O1,V1,", "610803,O1,V1,2020-02-01,2020-03-01",
             "610803,O1,V2,", NULL);
    /* two absences of one person are not versions of one another */
    test_put(made.store, JW_RECORD_ABSENCE, "610803,S1,2020-01-01", "610803,S1,2020-02-01,2020-02-03", NULL);
    struct jw_view *view = load(made.store);
    assert_int_equal(view->postings_count, 4);
    assert_int_equal(view->postings[0].valid.to, day(2020, 5, 1));
    assert_int_equal(view->postings[1].valid.to, INT32_MAX);
    assert_int_equal(view->postings[2].valid.to, INT32_MAX);
    assert_int_equal(view->postings[3].valid.to, INT32_MAX);
    assert_ptr_equal(view->postings[2].station, view->postings[3].station);
    assert_int_equal(view->services_count, 3);
    assert_int_equal(view->services[0].valid.from, JW_DATE_NONE);
    assert_int_equal(view->services[0].valid.to, day(2020, 2, 1));
    assert_int_equal(view->services[1].valid.to, day(2020, 3, 1));
    assert_int_equal(view->services[2].valid.to, INT32_MAX);
    assert_int_equal(view->absences_count, 2);
    assert_int_equal(view->absences[0].valid.to, INT32_MAX);
    assert_true(jw_valid_within(view->absences[1].valid, day(2020, 2, 2), day(2020, 2, 9)));
    assert_false(jw_valid_within(view->absences[1].valid, day(2020, 2, 3), day(2020, 2, 9)));
    jw_view__free(view);
    test_close(&made);
}

/* A person's own police station at the end of the month goes before that of the last office. */
static void test_police_station_of_a_person(void **state)
{
    (void)state;
    static const struct {
        const char *staff, *police_station;
    } expected[] = {{"MOVED", "PS1"}, {"OWN", "PS2"}, {"LEFT", "PS1"},
                    {"TWO", "PS1"},   {"DESK", NULL}, {"NOBODY", NULL}};
    test_store made = one_district();
    test_put(made.store, JW_RECORD_STATION, "610803,A1,,,central_office,,PS2",
             "610803,A2,,,community_office,,PS1", "610803,A3,,,central_office",
             "610803,A4,,,workstation,,PS2", "610803,PS1,,,police_station", "610803,PS2,,,police_station",
             NULL);
    test_put(made.store, JW_RECORD_STAFF, "610803,DESK,,,officer", "610803,LEFT,,,officer",
             "610803,MOVED,,,officer", "610803,OWN,,2020-10-10,officer,PS1",
             "610803,OWN,2020-10-10,2020-10-20,officer,PS2", "610803,OWN,2020-10-20,,officer",
             "610803,TWO,,,officer", NULL);
    test_put(made.store, JW_RECORD_POSTING, "610803,DESK,A3", "610803,DESK,A4", "610803,DESK,PS2",
             "610803,LEFT,A1,,2020-10-05", "610803,LEFT,A2,2020-10-05,2020-10-06",
             "610803,MOVED,A1,,2020-10-15", "610803,MOVED,A1,2020-11-01",
             "610803,MOVED,A2,2020-10-15,2020-11-01", "610803,OWN,A2", "610803,TWO,A2,,2020-10-31",
             "610803,TWO,A3", NULL);
    struct jw_view *view = load(made.store);
    for (size_t i = 0; i < LENGTH(expected); i++) {
        const char *found =
            jw_view__police_station(view, expected[i].staff, day(2020, 10, 1), day(2020, 11, 1));
        if (!expected[i].police_station)
            assert_null(found);
        else if (!found || strcmp(found, expected[i].police_station) != 0)
            fail_msg("%s is of %s", expected[i].staff, found ? found : "none");
    }
    jw_view__free(view);
    test_close(&made);
}

static void test_rules_and_calendar(void **state)
{
    (void)state;
    test_store made = one_district();
    test_put(made.store, JW_RECORD_RULE, "610803,beat_hours,,20,order 1", "610803,beat_hours,2020-10-01,22",
             NULL);
    test_put(made.store, JW_RECORD_CALENDAR, "610803,2020-10-01,holiday", "610803,2020-10-10,workday",
             "610803,2020-10-12,workday", NULL);
    struct jw_view *view = load(made.store);
    assert_string_equal(jw_view__rule(view, "beat_hours", day(2020, 9, 30))->value, "20");
    assert_string_equal(jw_view__rule(view, "beat_hours", day(2020, 9, 30))->source, "order 1");
    assert_string_equal(jw_view__rule(view, "beat_hours", day(2020, 10, 1))->value, "22");
    assert_null(jw_view__rule(view, "beat_hours", day(2020, 10, 1))->source);
    assert_null(jw_view__rule(view, "beat_hour", day(2020, 10, 1)));
    assert_false(jw_view__is_workday(view, day(2020, 10, 1)));
    assert_true(jw_view__is_workday(view, day(2020, 10, 2)));
    assert_true(jw_view__is_workday(view, day(2020, 10, 10)));
    assert_false(jw_view__is_workday(view, day(2020, 10, 11)));
    assert_true(jw_view__is_workday(view, day(2020, 10, 12)));
    jw_view__free(view);
    test_close(&made);
}

static void test_activities(void **state)
{
    (void)state;
    test_store made = one_district();
    struct jw_view *view = load(made.store);
    assert_int_equal(view->activities_count, JW_DEFAULT_ACTIVITY_COUNT);
    size_t beat = 0, reception = 0, outside = 0;
    for (size_t i = 0; i < view->activities_count; i++) {
        beat += view->activities[i].beat;
        reception += view->activities[i].reception;
        outside += view->activities[i].outside;
    }
    assert_int_equal(beat, 9);
    assert_int_equal(reception, 1);
    assert_int_equal(outside, 9);
    assert_ptr_equal(view->activities[0].code, jw_view__text(view, "beat_work", 9));
    jw_view__free(view);
    test_put(made.store, JW_RECORD_ACTIVITY, "610803,gate,At the gate,门岗,1,0,1", NULL);
    view = load(made.store);
    assert_int_equal(view->activities_count, 1);
    assert_string_equal(view->activities[0].caption_zh, "门岗");
    assert_true(view->activities[0].beat && !view->activities[0].reception && view->activities[0].outside);
    jw_view__free(view);
    test_close(&made);
}

/* The rows a new district gets are valid and in key order. */
static void test_defaults_are_valid(void **state)
{
    (void)state;
    static const struct {
        jw_record record;
        int64_t count;
    } defaults[] = {{JW_RECORD_ACTIVITY, JW_DEFAULT_ACTIVITY_COUNT},
                    {JW_RECORD_SCHEME, JW_DEFAULT_METRIC_COUNT},
                    {JW_RECORD_GRADE, JW_DEFAULT_GRADE_COUNT},
                    {JW_RECORD_STAFF, 0}};
    jw_context *context = test_context(NULL);
    double weight = 0;
    for (size_t i = 0; i < JW_DEFAULT_METRIC_COUNT; i++)
        weight += jw__default_metrics[i].weight;
    assert_true(weight == 100);
    for (size_t i = 0; i < LENGTH(defaults); i++) {
        jw_error err = JW_ERROR_INIT;
        jw_batch *batch;
        struct ArrowArray array;
        jw_rows rows;
        assert_int_equal(jw_batch_new(context, defaults[i].record, &batch, &err), JW_OK);
        test_fail_with("defaults", jw_batch__add_defaults(batch, "610803", &err), &err);
        assert_int_equal(jw_batch_rows(batch), defaults[i].count);
        assert_int_equal(jw_batch_export(batch, &array, &err), JW_OK);
        assert_int_equal(jw_rows_view(&array, defaults[i].record, &rows, &err), JW_OK);
        test_fail_with("defaults", jw_rows__check(&rows, &err), &err);
        for (int64_t row = 1; row < rows.count; row++)
            assert_true(jw_rows_compare(&rows, row - 1, &rows, row) < 0);
        array.release(&array);
        jw_batch_free(batch);
    }
    jw_context_free(context);
}

static void test_which_district(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_store made = test_open(context, "memory");
    struct jw_view *view = NULL;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_view__load(made.store, NULL, &view, &err), JW_ENOTFOUND);
    test_put(made.store, JW_RECORD_DISTRICT, "1,One", "12,Twelve,3600", NULL);
    test_put(made.store, JW_RECORD_STAFF, "1,S1,,,officer", "12,S2,,,officer", "12,S3,,,officer", NULL);
    assert_int_equal(jw_view__load(made.store, NULL, &view, &err), JW_EINVAL);
    assert_int_equal(jw_view__load(made.store, "2", &view, &err), JW_ENOTFOUND);
    assert_null(view);
    assert_int_equal(jw_view__load(made.store, "1", &view, &err), JW_OK);
    assert_int_equal(view->staff_count, 1);
    assert_int_equal(view->utc_offset, 28800);
    jw_view__free(view);
    assert_int_equal(jw_view__load(made.store, "12", &view, &err), JW_OK);
    assert_int_equal(view->staff_count, 2);
    assert_int_equal(view->utc_offset, 3600);
    assert_string_equal(view->name, "Twelve");
    jw_view__free(view);
    assert_int_equal(jw_view__load_activities(made.store, "12", &view, &err), JW_OK);
    assert_int_equal(view->staff_count, 0);
    assert_int_equal(view->activities_count, JW_DEFAULT_ACTIVITY_COUNT);
    jw_view__free(view);
    test_close(&made);
    jw_context_free(context);
}

/* ---- random histories: the binary search against looking at every row ---- */

#define PEOPLE 400

static void add_history(jw_batch *batch, int32_t person, test_random *random)
{
    jw_date from = JW_DATE_NONE;
    for (int64_t versions = test_random_between(random, 1, 5); versions > 0; versions--) {
        jw_date next = (from == JW_DATE_NONE ? 18000 : from) + (jw_date)test_random_between(random, 2, 60);
        jw_date to = next - (jw_date)test_random_between(random, 0, 1);
        bool open = test_random_between(random, 0, 1) == 0;
        char line[128], first[JW_CALENDAR_TEXT], last[JW_CALENDAR_TEXT];
        jw_date_format(from, first);
        jw_date_format(open ? JW_DATE_NONE : to, last);
        snprintf(line, sizeof line, "610803,P%d,%s,%s,officer,PS%d", person, first, last, (int)versions);
        test_add_line(batch, JW_RECORD_STAFF, line);
        from = next;
    }
}

static const struct jw_staff_row *by_looking(const struct jw_view *view, const char *id, jw_date on)
{
    const struct jw_staff_row *found = NULL;
    for (size_t i = 0; i < view->staff_count; i++) {
        const struct jw_staff_row *staff = &view->staff[i];
        if (strcmp(staff->id, id) == 0 && jw_valid_on(staff->valid, on)) {
            assert_null(found);
            found = staff;
        }
    }
    return found;
}

static void test_random_histories(void **state)
{
    (void)state;
    test_random random = test_random_new("view histories");
    test_store made = one_district();
    jw_batch *batch = test_batch(made.store, JW_RECORD_STAFF);
    /* three digits: key order is number order */
    for (int32_t person = 100; person < 100 + PEOPLE; person++)
        add_history(batch, person, &random);
    test_write(made.store, batch, JW_RECORD_STAFF);
    struct jw_view *view = load(made.store);
    for (int32_t i = 0; i < 5000; i++) {
        char id[16];
        snprintf(id, sizeof id, "P%d", (int)test_random_between(&random, 98, 101 + PEOPLE));
        jw_date on = (jw_date)test_random_between(&random, 17990, 18320);
        assert_ptr_equal(jw_view__staff(view, id, on), by_looking(view, id, on));
    }
    jw_view__free(view);
    test_close(&made);
}

/* ---- memory ---- */

static jw_status load_and_free(void *userdata, jw_error *err)
{
    struct jw_view *view;
    JW_TRY(jw_view__load(userdata, NULL, &view, err));
    jw_view__free(view);
    return JW_OK;
}

static void test_no_memory(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    test_store made = test_open(context, "memory");
    test_put(made.store, JW_RECORD_DISTRICT, "610803,Hengshan", NULL);
    jw_batch *batch = test_batch(made.store, JW_RECORD_STAFF);
    for (int32_t i = 1000; i < 1300; i++) {
        char line[64];
        snprintf(line, sizeof line, "610803,A person with a longer id %d,,,officer", i);
        test_add_line(batch, JW_RECORD_STAFF, line);
    }
    test_write(made.store, batch, JW_RECORD_STAFF);
    test_every_allocation(&memory, load_and_free, made.store);
    test_close(&made);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions_close_each_other), cmocka_unit_test(test_fields),
        cmocka_unit_test(test_links_close_by_both_ends),  cmocka_unit_test(test_police_station_of_a_person),
        cmocka_unit_test(test_rules_and_calendar),        cmocka_unit_test(test_activities),
        cmocka_unit_test(test_defaults_are_valid),        cmocka_unit_test(test_which_district),
        cmocka_unit_test(test_random_histories),          cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
