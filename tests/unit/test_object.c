/* The opaque objects: every accessor of every noun, what they refuse, and the way to a store and back. */
#include "context_support.h"

#include <sys/wait.h>
#include "record/object.h"

/* ---- accessors, one check a field, made from the description of the records ---- */

enum { OPTIONAL, REQUIRED, KEY_ABSENT, KEY_REQUIRED };

static bool may_be_absent(int presence)
{
    return presence == OPTIONAL || presence == KEY_ABSENT;
}

static void check_refused(jw_status status, jw_status wanted, const jw_error *err, const char *record,
                          const char *field)
{
    if (status != wanted)
        fail_msg("%s.%s: %s instead of %s", record, field, jw_status_name(status), jw_status_name(wanted));
    assert_int_equal(err->status, wanted);
    assert_string_equal(err->record, record);
    assert_string_equal(err->field, field);
    assert_true(err->message[0] != '\0');
}

static const char *long_text(size_t length)
{
    static char text[1024];
    assert_true(length < sizeof text);
    memset(text, 'x', length);
    text[length] = '\0';
    return text;
}

static char *first_word(const char *words, char *copy)
{
    strcpy(copy, words);
    copy[strcspn(copy, " ")] = '\0';
    return copy;
}

#define CHECK_SAME(noun, field, text) assert_string_equal(jw_##noun##_##field(self), text)

/* Absence by the setter and by jw_X_clear(), refused for a required field, which keeps its value. */
#define CHECK_ABSENCE(noun, field, presence, set_absent, when_absent, still)                                 \
    assert_int_equal(jw_##noun##_is_absent(self, #field), 0);                                                \
    err = (jw_error)JW_ERROR_INIT;                                                                           \
    if (may_be_absent(presence)) {                                                                           \
        assert_int_equal(jw_##noun##_clear(self, #field, &err), JW_OK);                                      \
        assert_int_equal(jw_##noun##_is_absent(self, #field), 1);                                            \
        assert_true(jw_##noun##_##field(self) == (when_absent));                                             \
    } else {                                                                                                 \
        check_refused(jw_##noun##_clear(self, #field, &err), JW_EINPUT, &err, #noun, #field);                \
        assert_int_equal(jw_##noun##_is_absent(self, #field), 0);                                            \
        still;                                                                                               \
    }

#define CHECK_TEXT(noun, field, presence, minimum, maximum, words)                                           \
    {                                                                                                        \
        const char *longest = long_text(maximum);                                                            \
        assert_null(jw_##noun##_##field(self));                                                              \
        assert_int_equal(jw_##noun##_is_absent(self, #field), 1);                                            \
        assert_int_equal(jw_##noun##_set_##field(self, "警务", &err), JW_OK);                                \
        CHECK_SAME(noun, field, "警务");                                                                     \
        assert_int_equal(jw_##noun##_set_##field(self, longest, &err), JW_OK);                               \
        CHECK_SAME(noun, field, longest);                                                                    \
        err = (jw_error)JW_ERROR_INIT;                                                                       \
        check_refused(jw_##noun##_set_##field(self, long_text((maximum) + 1), &err), JW_EINPUT, &err, #noun, \
                      #field);                                                                               \
        err = (jw_error)JW_ERROR_INIT;                                                                       \
        check_refused(jw_##noun##_set_##field(self, "a\xE8\xAD", &err), JW_EENCODING, &err, #noun, #field);  \
        CHECK_SAME(noun, field, long_text(maximum));                                                         \
        CHECK_ABSENCE(noun, field, presence, NULL, NULL, CHECK_SAME(noun, field, long_text(maximum)))        \
        assert_int_equal(jw_##noun##_set_##field(self, NULL, NULL),                                          \
                         may_be_absent(presence) ? JW_OK : JW_EINPUT);                                       \
        assert_int_equal(jw_##noun##_set_##field(NULL, "x", NULL), JW_EINVAL);                               \
        assert_null(jw_##noun##_##field(NULL));                                                              \
        texts++;                                                                                             \
    }

#define CHECK_WORD(noun, field, presence, minimum, maximum, words)                                           \
    {                                                                                                        \
        char word[64];                                                                                       \
        assert_null(jw_##noun##_##field(self));                                                              \
        assert_int_equal(jw_##noun##_set_##field(self, first_word(words, word), &err), JW_OK);               \
        err = (jw_error)JW_ERROR_INIT;                                                                       \
        check_refused(jw_##noun##_set_##field(self, "nonsense", &err), JW_EINPUT, &err, #noun, #field);      \
        CHECK_SAME(noun, field, word);                                                                       \
        CHECK_ABSENCE(noun, field, presence, NULL, NULL, CHECK_SAME(noun, field, word))                      \
        words_seen++;                                                                                        \
    }

#define CHECK_NUMBER(noun, field, presence, type, minimum, maximum, when_absent)                             \
    {                                                                                                        \
        const int64_t low = (minimum), high = (maximum);                                                     \
        assert_true(jw_##noun##_##field(self) == (when_absent));                                             \
        assert_int_equal(jw_##noun##_is_absent(self, #field), 1);                                            \
        assert_int_equal(jw_##noun##_set_##field(self, (type)low, &err), JW_OK);                             \
        assert_true(jw_##noun##_##field(self) == (type)low);                                                 \
        assert_int_equal(jw_##noun##_set_##field(self, (type)high, &err), JW_OK);                            \
        err = (jw_error)JW_ERROR_INIT;                                                                       \
        check_refused(jw_##noun##_set_##field(self, (type)(high + 1), &err), JW_EINPUT, &err, #noun,         \
                      #field);                                                                               \
        err = (jw_error)JW_ERROR_INIT;                                                                       \
        check_refused(jw_##noun##_set_##field(self, (type)(low - 1), &err), JW_EINPUT, &err, #noun, #field); \
        assert_true(jw_##noun##_##field(self) == (type)high);                                                \
        CHECK_ABSENCE(noun, field, presence, NULL, when_absent,                                              \
                      assert_true(jw_##noun##_##field(self) == (type)high))                                  \
        assert_int_equal(jw_##noun##_set_##field(NULL, (type)low, NULL), JW_EINVAL);                         \
        assert_true(jw_##noun##_##field(NULL) == (when_absent));                                             \
        numbers++;                                                                                           \
    }

#define CHECK_DATE(noun, field, presence, minimum, maximum, words)                                           \
    CHECK_NUMBER(noun, field, presence, jw_date, minimum, maximum, JW_DATE_NONE)                             \
    assert_int_equal(jw_##noun##_set_##field(self, JW_DATE_NONE, NULL),                                      \
                     may_be_absent(presence) ? JW_OK : JW_EINPUT);
#define CHECK_INSTANT(noun, field, presence, minimum, maximum, words)                                        \
    CHECK_NUMBER(noun, field, presence, jw_instant, minimum, maximum, 0)
#define CHECK_INTEGER(noun, field, presence, minimum, maximum, words)                                        \
    CHECK_NUMBER(noun, field, presence, int64_t, minimum, maximum, 0)
#define CHECK_BOOLEAN(noun, field, presence, minimum, maximum, words)                                        \
    CHECK_NUMBER(noun, field, presence, int32_t, minimum, maximum, 0)
#define CHECK_DEGREES(noun, field, presence, minimum, maximum, words)                                        \
    CHECK_NUMBER(noun, field, presence, int32_t, minimum, maximum, 0)

#define CHECK_FIELD(noun, field, type, presence, minimum, maximum, words, ...)                               \
    CHECK_##type(noun, field, presence, minimum, maximum, words)

#define TEST_OF_NOUN(noun, NOUN)                                                                             \
    static void every_accessor_of_##noun(void **state)                                                       \
    {                                                                                                        \
        (void)state;                                                                                         \
        jw_error err = JW_ERROR_INIT;                                                                        \
        size_t texts = 0, words_seen = 0, numbers = 0;                                                       \
        jw_##noun *self = NULL;                                                                              \
        assert_int_equal(jw_##noun##_new(context, &self, &err), JW_OK);                                      \
        JW_FIELDS_##NOUN(CHECK_FIELD)                                                                        \
            assert_int_equal(texts + words_seen + numbers, jw_record_field_count(JW_RECORD_##NOUN));         \
        assert_int_equal(jw_##noun##_is_absent(self, "no_such_field"), 1);                                   \
        assert_int_equal(jw_##noun##_is_absent(self, NULL), 1);                                              \
        assert_int_equal(jw_##noun##_is_absent(NULL, "district"), 1);                                        \
        assert_int_equal(jw_##noun##_clear(self, "no_such_field", &err), JW_EINVAL);                         \
        assert_int_equal(jw_##noun##_clear(self, NULL, &err), JW_EINVAL);                                    \
        assert_int_equal(jw_##noun##_clear(NULL, "district", &err), JW_EINVAL);                              \
        jw_##noun##_free(self);                                                                              \
        jw_##noun##_free(NULL);                                                                              \
        jw_##noun *untouched = NULL;                                                                         \
        assert_int_equal(jw_##noun##_new(NULL, &untouched, &err), JW_EINVAL);                                \
        assert_null(untouched);                                                                              \
        assert_int_equal(jw_##noun##_new(context, NULL, &err), JW_EINVAL);                                   \
    }
JW_NOUNS(TEST_OF_NOUN)

/* ---- to a store and back ---- */

#define DATE(year, month, day) jw_date_make(year, month, day)

static jw_village *new_village(const char *code, jw_date from, jw_date to, int64_t population)
{
    jw_village *village;
    assert_int_equal(jw_village_new(context, &village, NULL), JW_OK);
    assert_int_equal(jw_village_set_district(village, "610803", NULL), JW_OK);
    assert_int_equal(jw_village_set_code(village, code, NULL), JW_OK);
    assert_int_equal(jw_village_set_valid_from(village, from, NULL), JW_OK);
    assert_int_equal(jw_village_set_valid_to(village, to, NULL), JW_OK);
    assert_int_equal(jw_village_set_kind(village, "village", NULL), JW_OK);
    assert_int_equal(jw_village_set_name(village, "王圪堵村委会", NULL), JW_OK);
    assert_int_equal(jw_village_set_population(village, population, NULL), JW_OK);
    return village;
}

static void put_village(jw_store *store, const char *code, jw_date from, jw_date to, int64_t population,
                        const char *successor)
{
    jw_error err = JW_ERROR_INIT;
    jw_village *village = new_village(code, from, to, population);
    assert_int_equal(jw_village_set_successor(village, successor, NULL), JW_OK);
    test_fail_with("village", jw_village_put(store, village, &err), &err);
    jw_village_free(village);
}

static int64_t population_on(jw_store *store, const char *code, jw_date on)
{
    jw_village *village = NULL;
    jw_error err = JW_ERROR_INIT;
    jw_status status = jw_village_find(store, NULL, code, on, &village, &err);
    if (status == JW_ENOTFOUND) {
        assert_null(village);
        return -1;
    }
    test_fail_with("find", status, &err);
    int64_t population = jw_village_population(village);
    jw_village_free(village);
    return population;
}

static void versions_are_found_on_their_dates(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_village(store, "V2", JW_DATE_NONE, JW_DATE_NONE, 900, NULL);
    put_village(store, "V1", DATE(2019, 1, 1), JW_DATE_NONE, 100, NULL);
    put_village(store, "V1", DATE(2020, 3, 1), DATE(2020, 10, 10), 200, "V2");
    assert_int_equal(population_on(store, "V1", DATE(2018, 12, 31)), -1);
    assert_int_equal(population_on(store, "V1", DATE(2019, 1, 1)), 100);
    assert_int_equal(population_on(store, "V1", DATE(2020, 2, 29)), 100);
    assert_int_equal(population_on(store, "V1", DATE(2020, 3, 1)), 200);
    assert_int_equal(population_on(store, "V1", DATE(2020, 10, 9)), 200);
    assert_int_equal(population_on(store, "V1", DATE(2020, 10, 10)), -1);
    assert_int_equal(population_on(store, "V1", JW_DATE_NONE), 200);
    assert_int_equal(population_on(store, "V2", DATE(1, 1, 1)), 900);
    assert_int_equal(population_on(store, "V3", DATE(2020, 1, 1)), -1);
    assert_int_equal(population_on(store, "V", DATE(2020, 1, 1)), -1);

    jw_village *ended = NULL, *next = NULL;
    assert_int_equal(jw_village_find(store, "610803", "V1", DATE(2020, 10, 9), &ended, NULL), JW_OK);
    assert_int_equal(jw_village_valid_to(ended), DATE(2020, 10, 10));
    assert_int_equal(
        jw_village_find(store, "610803", jw_village_successor(ended), DATE(2020, 10, 10), &next, NULL),
        JW_OK);
    assert_string_equal(jw_village_code(next), "V2");
    jw_village_free(ended);
    jw_village_free(next);
    jw_store_free(store);
}

static void a_village_keeps_every_field(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    jw_village *village = new_village("V1", JW_DATE_NONE, JW_DATE_NONE, 0), *found = NULL;
    assert_int_equal(jw_village_set_lon(village, 1092611000, NULL), JW_OK);
    assert_int_equal(jw_village_set_lat(village, 379893000, NULL), JW_OK);
    assert_int_equal(jw_village_set_remote(village, 1, NULL), JW_OK);
    assert_int_equal(jw_village_put(store, village, NULL), JW_OK);
    assert_int_equal(jw_village_find(store, NULL, "V1", DATE(2020, 1, 1), &found, NULL), JW_OK);
    assert_string_equal(jw_village_district(found), "610803");
    assert_string_equal(jw_village_name(found), "王圪堵村委会");
    assert_string_equal(jw_village_kind(found), "village");
    assert_int_equal(jw_village_lon(found), 1092611000);
    assert_int_equal(jw_village_lat(found), 379893000);
    assert_int_equal(jw_village_remote(found), 1);
    assert_int_equal(jw_village_valid_from(found), JW_DATE_NONE);
    assert_int_equal(jw_village_is_absent(found, "valid_from"), 1);
    assert_int_equal(jw_village_is_absent(found, "population"), 0); /* 0 is a number */
    assert_int_equal(jw_village_is_absent(found, "households"), 1);
    assert_null(jw_village_township(found));
    assert_int_equal(jw_village_put(store, found, NULL), JW_OK); /* what was read can be written */
    jw_village_free(village);
    jw_village_free(found);
    jw_store_free(store);
}

static void incomplete_objects_are_refused_by_field(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    jw_error err = JW_ERROR_INIT;
    jw_village *village;
    assert_int_equal(jw_village_new(context, &village, NULL), JW_OK);
    check_refused(jw_village_put(store, village, &err), JW_EINPUT, &err, "village", "district");
    jw_village_set_district(village, "610803", NULL);
    check_refused(jw_village_put(store, village, &err), JW_EINPUT, &err, "village", "code");
    jw_village_free(village);

    village = new_village("V1", DATE(2020, 1, 2), DATE(2020, 1, 1), 1);
    assert_int_equal(jw_village_put(store, village, &err), JW_EINPUT);
    assert_string_equal(err.record, "village");
    assert_int_equal(jw_village_put(store, NULL, &err), JW_EINVAL);
    assert_int_equal(jw_village_put(NULL, village, &err), JW_EINVAL);
    jw_village_free(village);

    jw_duty *duty;
    assert_int_equal(jw_duty_new(context, &duty, NULL), JW_OK);
    jw_duty_set_district(duty, "610803", NULL);
    jw_duty_set_staff(duty, "O1", NULL);
    check_refused(jw_duty_put(store, duty, &err), JW_EINPUT, &err, "duty", "start");
    jw_duty_free(duty);
    jw_store_free(store);
}

static void other_nouns_go_and_come_back(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    jw_error err = JW_ERROR_INIT;
    jw_district *district;
    assert_int_equal(jw_district_find(store, NULL, &district, NULL), JW_OK);
    assert_string_equal(jw_district_name(district), "横山区");
    assert_int_equal(jw_district_utc_offset(district), 28800);
    assert_int_equal(jw_district_set_name(district, "横山县", NULL), JW_OK);
    test_fail_with("district", jw_district_put(store, district, &err), &err);
    jw_district_free(district);
    assert_int_equal(jw_district_find(store, "610803", &district, NULL), JW_OK);
    assert_string_equal(jw_district_name(district), "横山县");
    jw_district_free(district);
    district = NULL;
    assert_int_equal(jw_district_find(store, "610804", &district, NULL), JW_ENOTFOUND);
    assert_null(district);

    jw_station *station;
    jw_station_new(context, &station, NULL);
    jw_station_set_district(station, "610803", NULL);
    jw_station_set_id(station, "PS01", NULL);
    jw_station_set_kind(station, "police_station", NULL);
    test_fail_with("station", jw_station_put(store, station, &err), &err);
    jw_station_free(station);
    assert_int_equal(jw_station_find(store, NULL, "PS01", DATE(2020, 1, 1), &station, NULL), JW_OK);
    assert_string_equal(jw_station_kind(station), "police_station");
    jw_station_free(station);

    jw_staff *staff;
    jw_staff_new(context, &staff, NULL);
    jw_staff_set_district(staff, "610803", NULL);
    jw_staff_set_id(staff, "O1", NULL);
    jw_staff_set_role(staff, "officer", NULL);
    jw_staff_set_service_since(staff, DATE(2001, 6, 1), NULL);
    test_fail_with("staff", jw_staff_put(store, staff, &err), &err);
    jw_staff_free(staff);
    assert_int_equal(jw_staff_find(store, NULL, "O1", DATE(2020, 1, 1), &staff, NULL), JW_OK);
    assert_int_equal(jw_staff_service_since(staff), DATE(2001, 6, 1));
    jw_staff_free(staff);
    jw_store_free(store);
}

static void duty_is_found_by_its_key(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    jw_error err = JW_ERROR_INIT;
    test_put(store, JW_RECORD_STATION, "610803,PS01,,,police_station", NULL);
    test_put(store, JW_RECORD_STAFF, "610803,O1,,,officer", NULL);
    jw_instant start = 1601856000;
    jw_duty *duty, *found = NULL;
    jw_duty_new(context, &duty, NULL);
    jw_duty_set_district(duty, "610803", NULL);
    jw_duty_set_staff(duty, "O1", NULL);
    jw_duty_set_station(duty, "PS01", NULL);
    jw_duty_set_start(duty, start, NULL);
    jw_duty_set_finish(duty, start + 3600, NULL);
    jw_duty_set_activity(duty, "patrol", NULL);
    jw_duty_set_source(duty, "device", NULL);
    test_fail_with("duty", jw_duty_put(store, duty, &err), &err);
    assert_int_equal(jw_duty_set_finish(duty, start, NULL), JW_OK);
    assert_int_equal(jw_duty_put(store, duty, &err), JW_EINPUT); /* it would end as it begins */
    jw_duty_free(duty);
    assert_int_equal(jw_duty_find(store, NULL, "O1", start, "PS01", &found, NULL), JW_OK);
    assert_int_equal(jw_duty_finish(found), start + 3600);
    assert_string_equal(jw_duty_source(found), "device");
    jw_duty_free(found);
    found = NULL;
    assert_int_equal(jw_duty_find(store, NULL, "O1", start + 1, "PS01", &found, NULL), JW_ENOTFOUND);
    assert_int_equal(jw_duty_find(store, NULL, "O1", start, "PS0", &found, NULL), JW_ENOTFOUND);
    assert_int_equal(jw_duty_find(store, NULL, NULL, start, "PS01", &found, NULL), JW_EINVAL);
    assert_null(found);
    jw_store_free(store);
}

static void a_child_process_cannot_use_the_store(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    pid_t child = fork();
    if (child == 0) {
        jw_district *district;
        _exit(jw_district_find(store, NULL, &district, NULL) == JW_EFORK ? 0 : 1);
    }
    int outcome = -1;
    assert_int_equal(waitpid(child, &outcome, 0), child);
    assert_int_equal(outcome, 0);
    jw_store_free(store);
}

/* ---- memory ---- */

static jw_status fill_an_object(void *userdata, jw_error *err)
{
    jw_village *village;
    JW_TRY(jw_village_new(userdata, &village, err));
    jw_status status = jw_village_set_name(village, "first", err);
    if (status == JW_OK) {
        status = jw_village_set_name(village, "second", err);
        assert_string_equal(jw_village_name(village), status == JW_OK ? "second" : "first");
    }
    jw_village_free(village);
    return status;
}

static jw_status find_an_object(void *userdata, jw_error *err)
{
    jw_village *village;
    JW_TRY(jw_village_find(userdata, NULL, "V1", JW_DATE_NONE, &village, err));
    jw_village_free(village);
    return JW_OK;
}

static void no_memory_is_a_status(void **state)
{
    (void)state;
    test_memory memory;
    jw_store *store = new_failing_store(&memory);
    test_every_allocation(&memory, fill_an_object, store->context);
    test_put(store, JW_RECORD_VILLAGE, "610803,V1,,,village,first", "610803,V1,2020-01-01,,village,second",
             NULL);
    test_every_allocation(&memory, find_an_object, store);
    free_failing_store(store, &memory);
}

#define UNIT_TEST_OF_NOUN(noun, NOUN) cmocka_unit_test(every_accessor_of_##noun),

int main(void)
{
    const struct CMUnitTest tests[] = {
        JW_NOUNS(UNIT_TEST_OF_NOUN) cmocka_unit_test(versions_are_found_on_their_dates),
        cmocka_unit_test(a_village_keeps_every_field),
        cmocka_unit_test(incomplete_objects_are_refused_by_field),
        cmocka_unit_test(other_nouns_go_and_come_back),
        cmocka_unit_test(duty_is_found_by_its_key),
        cmocka_unit_test(a_child_process_cannot_use_the_store),
        cmocka_unit_test(no_memory_is_a_status),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
