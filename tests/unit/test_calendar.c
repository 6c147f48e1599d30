/* The calendar against a slow oracle that walks from 0001-01-01 to 9999-12-31 day by day, and against known
 * dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <jingwu/calendar.h>
#include "calendar/workday.h"
#include "random.h"

#define BEIJING 28800
#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* ---- the oracle: nothing here divides, and nothing knows of 1970 ---- */

typedef struct walker {
    int32_t year, month, day;
    int32_t weekday;            /* 1 = Monday; 0001-01-01 was one */
    int32_t iso_year, iso_week; /* week 1 contains 4 January */
} walker;

static const walker first_of_all = {1, 1, 1, 1, 1, 1};

static int32_t days_in(int32_t year, int32_t month)
{
    switch (month) {
    case 2:
        if (year % 400 == 0)
            return 29;
        if (year % 100 == 0)
            return 28;
        return year % 4 == 0 ? 29 : 28;
    case 4:
    case 6:
    case 9:
    case 11:
        return 30;
    default:
        return 31;
    }
}

static void next_day(walker *at)
{
    if (++at->day > days_in(at->year, at->month)) {
        at->day = 1;
        if (++at->month > 12) {
            at->month = 1;
            at->year++;
        }
    }
    if (++at->weekday > 7) {
        at->weekday = 1;
        at->iso_week++;
        int holds_4_january = (at->month == 12 && at->day >= 29) || (at->month == 1 && at->day <= 4);
        if (holds_4_january) {
            at->iso_week = 1;
            at->iso_year = at->month == 12 ? at->year + 1 : at->year;
        }
    }
}

static int check_day(const walker *at, jw_date date, jw_week week)
{
    int32_t year = 0, month = 0, day = 0;
    jw_date_split(date, &year, &month, &day);
    return year == at->year && month == at->month && day == at->day &&
           jw_date_make(at->year, at->month, at->day) == date && jw_date_weekday(date) == at->weekday &&
           jw_date_month(date) == at->year * 12 + at->month - 1 && jw_date_week(date) == week &&
           jw_week_monday(week) == date - (at->weekday - 1);
}

static void test_every_day(void **state)
{
    (void)state;
    walker at = first_of_all;
    jw_date date = JW_DATE_MIN;
    jw_week week = jw_date_week(JW_DATE_MIN);
    for (; at.year <= 9999; next_day(&at), date++) {
        if (at.weekday == 1 && date > JW_DATE_MIN)
            week++;
        if (!check_day(&at, date, week))
            fail_msg("%04d-%02d-%02d is wrong", (int)at.year, (int)at.month, (int)at.day);
        if (at.year == 1970 && at.month == 1 && at.day == 1) {
            assert_int_equal(date, 0);
            assert_int_equal(week, 0);
            assert_int_equal(at.weekday, 4);
        }
    }
    assert_int_equal(date - 1, JW_DATE_MAX);
}

static void test_every_text(void **state)
{
    (void)state;
    walker at = first_of_all;
    for (jw_date date = JW_DATE_MIN; date <= JW_DATE_MAX; date++, next_day(&at)) {
        if (at.day != 1 && at.weekday != 1 && at.day < 28)
            continue;
        char expected[40], text[JW_CALENDAR_TEXT];
        jw_date back = JW_DATE_NONE;
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", (int)at.year, (int)at.month, (int)at.day);
        size_t length = jw_date_format(date, text);
        if (length != 10 || strcmp(text, expected) != 0)
            fail_msg("%s is written %s", expected, text);
        if (jw_date_parse(text, length, &back) != JW_OK || back != date)
            fail_msg("%s is read as %d", expected, (int)back);
        snprintf(expected, sizeof expected, "%04d-W%02d", (int)at.iso_year, (int)at.iso_week);
        length = jw_week_format(jw_date_week(date), text);
        if (length != strlen(expected) || strcmp(text, expected) != 0)
            fail_msg("the week of %04d-%02d-%02d is written %s, not %s", (int)at.year, (int)at.month,
                     (int)at.day, text, expected);
    }
}

static void check_month(jw_month month, jw_date first, jw_week first_week, int32_t thursdays)
{
    char expected[40], text[JW_CALENDAR_TEXT];
    jw_week week = 0;
    int32_t count = 0;
    jw_month back = 0;
    jw_month_weeks(month, &week, &count);
    snprintf(expected, sizeof expected, "%04d-%02d", (int)(month / 12), (int)(month % 12) + 1);
    size_t length = jw_month_format(month, text);
    if (jw_month_first(month) != first || week != first_week || count != thursdays || length != 7 ||
        strcmp(text, expected) != 0 || jw_month_parse(text, length, &back) != JW_OK || back != month)
        fail_msg("month %s is wrong", expected);
}

/* Each week belongs to one month, that of its Thursday; a month owns as many weeks as it has Thursdays. */
static void test_every_month(void **state)
{
    (void)state;
    walker at = first_of_all;
    jw_date first = JW_DATE_MIN;
    jw_week first_week = 0;
    int32_t thursdays = 0;
    for (jw_date date = JW_DATE_MIN; date <= JW_DATE_MAX; date++) {
        jw_month month = at.year * 12 + at.month - 1;
        if (at.day == 1) {
            first = date;
            thursdays = 0;
        }
        if (at.weekday == 4) {
            if (thursdays++ == 0)
                first_week = jw_date_week(date);
            assert_int_equal(jw_week_month(jw_date_week(date)), month);
        }
        next_day(&at);
        if (at.day == 1)
            check_month(month, first, first_week, thursdays);
    }
    assert_int_equal(jw_month_first(JW_MONTH_MIN), JW_DATE_MIN);
    assert_int_equal(jw_month_first(JW_MONTH_MAX + 1), JW_DATE_MAX + 1);
}

static void test_known_dates(void **state)
{
    (void)state;
    static const struct {
        int32_t year, month, day;
        jw_date date;
        int32_t weekday;
        const char *week;
    } known[] = {
        {1970, 1, 1, 0, 4, "1970-W01"},
        {1969, 12, 31, -1, 3, "1970-W01"},
        {1969, 12, 28, -4, 7, "1969-W52"},
        {2000, 2, 29, 11016, 2, "2000-W09"},
        {2020, 10, 5, 18540, 1, "2020-W41"},
        {2020, 12, 31, 18627, 4, "2020-W53"},
        {2021, 1, 3, 18630, 7, "2020-W53"},
        {2021, 1, 4, 18631, 1, "2021-W01"},
        {2018, 12, 31, 17896, 1, "2019-W01"},
        {1, 1, 1, JW_DATE_MIN, 1, "0001-W01"},
        {9999, 12, 31, JW_DATE_MAX, 5, "9999-W52"},
        {1900, 2, 28, -25509, 3, "1900-W09"},
    };
    for (size_t i = 0; i < LENGTH(known); i++) {
        char text[JW_CALENDAR_TEXT];
        jw_date date = jw_date_make(known[i].year, known[i].month, known[i].day);
        assert_int_equal(date, known[i].date);
        assert_int_equal(jw_date_weekday(date), known[i].weekday);
        jw_week_format(jw_date_week(date), text);
        assert_string_equal(text, known[i].week);
    }
    jw_date_split(known[4].date, NULL, NULL, NULL);
}

static void test_no_such_day(void **state)
{
    (void)state;
    /* clang-format off */
    static const int32_t wrong[][3] = {
        {2020, 2, 30}, {2021, 2, 29}, {1900, 2, 29}, {2020, 4, 31}, {2020, 0, 1},         {2020, 13, 1},
        {2020, 1, 0},  {2020, 1, 32}, {0, 12, 31},   {10000, 1, 1}, {2020, -1, 1},        {2020, 1, -1},
        {-1, 1, 1},    {2020, 6, 31}, {2100, 2, 29}, {2020, 11, 31}, {INT32_MIN, INT32_MAX, INT32_MIN},
    };
    /* clang-format on */
    for (size_t i = 0; i < LENGTH(wrong); i++)
        assert_int_equal(jw_date_make(wrong[i][0], wrong[i][1], wrong[i][2]), JW_DATE_NONE);
    assert_int_not_equal(jw_date_make(2000, 2, 29), JW_DATE_NONE);
}

/* ---- instants ---- */

static void test_instants_before_and_after_1970(void **state)
{
    (void)state;
    static const struct {
        jw_instant instant;
        int32_t offset;
        const char *text;
    } known[] = {
        {0, 0, "1970-01-01 00:00:00"},
        {-1, 0, "1969-12-31 23:59:59"},
        {-1, BEIJING, "1970-01-01 07:59:59"},
        {-BEIJING, BEIJING, "1970-01-01 00:00:00"},
        {-BEIJING - 1, BEIJING, "1969-12-31 23:59:59"},
        {1601856000, BEIJING, "2020-10-05 08:00:00"},
        {1601856000, -64800, "2020-10-04 06:00:00"},
        {951868799, 0, "2000-02-29 23:59:59"},
        {951868800, 0, "2000-03-01 00:00:00"},
        {INT64_MAX, 0, "292277026596-12-04 15:30:07"},
        {INT64_MIN, 0, "-292277022657-01-27 08:29:52"},
        {INT64_MAX, INT32_MAX, "292277026664-12-23 18:44:14"},
        {INT64_MIN, INT32_MIN, "-292277022725-01-08 05:15:44"},
    };
    for (size_t i = 0; i < LENGTH(known); i++) {
        char text[JW_CALENDAR_TEXT];
        assert_int_equal(jw_instant_format(known[i].instant, known[i].offset, text), strlen(known[i].text));
        assert_string_equal(text, known[i].text);
    }
}

static void test_random_instants(void **state)
{
    (void)state;
    test_random random = test_random_new("random instants");
    for (int i = 0; i < 200000; i++) {
        int32_t offset = (int32_t)test_random_between(&random, -64800, 64800);
        jw_date date = (jw_date)test_random_between(&random, JW_DATE_MIN, JW_DATE_MAX);
        int64_t hour = test_random_between(&random, 0, 23);
        int64_t minute = test_random_between(&random, 0, 59);
        int64_t second = test_random_between(&random, 0, 59);
        jw_instant instant = jw_date_instant(date, offset) + hour * 3600 + minute * 60 + second;
        assert_int_equal(jw_instant_date(instant, offset), date);
        char expected[64], text[JW_CALENDAR_TEXT];
        jw_date_format(date, expected);
        snprintf(expected + 10, sizeof expected - 10, " %02d:%02d:%02d", (int)hour, (int)minute, (int)second);
        size_t length = jw_instant_format(instant, offset, text);
        assert_string_equal(text, expected);
        jw_instant back = 0;
        assert_int_equal(jw_instant_parse(text, length, offset, &back), JW_OK);
        assert_int_equal(back, instant);
    }
}

static void test_extreme_arguments(void **state)
{
    (void)state;
    static const int32_t extremes[] = {INT32_MIN, INT32_MIN + 1, -1, 0, 1, INT32_MAX - 1, INT32_MAX};
    static const jw_instant instants[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT64_MAX};
    for (size_t i = 0; i < LENGTH(extremes); i++) {
        char text[JW_CALENDAR_TEXT];
        jw_week week;
        int32_t count;
        assert_true(jw_date_format(extremes[i], text) < sizeof text);
        assert_true(jw_month_format(extremes[i], text) < sizeof text);
        assert_true(jw_week_format(extremes[i], text) < sizeof text);
        assert_in_range(jw_date_weekday(extremes[i]), 1, 7);
        assert_int_equal(jw_date_week(jw_week_monday(extremes[i] / 8)), extremes[i] / 8);
        assert_int_not_equal(jw_month_first(extremes[i]), JW_DATE_NONE);
        assert_int_not_equal(jw_week_monday(extremes[i]), JW_DATE_NONE);
        jw_week_month(extremes[i]);
        jw_month_weeks(extremes[i], &week, &count);
        assert_in_range(count, 4, 5);
        for (size_t j = 0; j < LENGTH(instants); j++) {
            assert_true(jw_instant_format(instants[j], extremes[i], text) < sizeof text);
            assert_int_equal(jw_instant_date(instants[j], extremes[i]),
                             instants[j] < 0 ? INT32_MIN + 1 : INT32_MAX);
        }
    }
    assert_int_equal(jw_instant_date((jw_instant)INT32_MIN * JW_DAY_SECONDS, 0), INT32_MIN + 1);
    char text[JW_CALENDAR_TEXT] = "x";
    assert_int_equal(jw_date_format(JW_DATE_NONE, text), 0);
    assert_string_equal(text, "");
}

/* ---- reading ---- */

static void test_dates_are_read(void **state)
{
    (void)state;
    static const char *const good[] = {"2020-10-05", "2020/10/5", "2020/10/05", "2020.10.5",
                                       "2020.10.05", "20201005",  "2020-10-5"};
    for (size_t i = 0; i < LENGTH(good); i++) {
        jw_date date = 0;
        if (jw_date_parse(good[i], strlen(good[i]), &date) != JW_OK || date != jw_date_make(2020, 10, 5))
            fail_msg("%s is not read", good[i]);
    }
    jw_date date = 0;
    assert_int_equal(jw_date_parse("2020-10-051", 10, &date), JW_OK);
    assert_int_equal(jw_date_parse("2020-2-29", 9, &date), JW_OK);
    assert_int_equal(date, jw_date_make(2020, 2, 29));
}

static void test_other_dates_are_refused(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const bad[] = {
        "", " ", "2", "2020", "2020-", "2020-10", "2020-10-", "2020-10-05 ", " 2020-10-05", "2020-10-05x",
        "2020-02-30", "2021-02-29", "2020-13-01", "2020-00-01", "2020-01-00", "2020-04-31", "0000-01-01",
        "6.10803E+11", "6.1E+08", "2020-10/05", "2020/10-05", "2020.10-05", "2020-1005", "202010-05", "2020105",
        "202010051", "2020-10-005", "2020-010-05", "02020-10-05", "20-10-05", "+2020-10-05", "-2020-10-05",
        "2020-+1-05", "2020-10- 5", "2020 10 05", "2020--10-05", "2020-10--05", "2020_10_05", "44109",
        "2020-1O-05", "0x7E4-10-05", "10/5/2020", "05.10.2020", "2020年10月5日",
        "２０２０-10-05", "99999999999999999999-01-01", "2020-10-05T",
        "2020-10-05 08:00", "2020-W41", "99991232", "20210229", "2020.10", "nan", "-", "//",
    };
    /* clang-format on */
    for (size_t i = 0; i < LENGTH(bad); i++) {
        jw_date date = 12345;
        if (jw_date_parse(bad[i], strlen(bad[i]), &date) != JW_EINPUT || date != 12345)
            fail_msg("\"%s\" is read as a date", bad[i]);
    }
    jw_date date = 12345;
    assert_int_equal(jw_date_parse(NULL, 0, &date), JW_EINPUT);
    assert_int_equal(jw_date_parse("2020-10-05\0", 11, &date), JW_EINPUT);
    assert_int_equal(jw_date_parse("2020\0-10-05", 11, &date), JW_EINPUT);
    assert_int_equal(date, 12345);
}

static void test_months_are_read_or_refused(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const bad[] = {
        "",        "2020",    "2020-",     "2020-13", "2020-00",  "2020-0",   "0000-01", "2020.10", "202010",
        "2020-1x", "2020-10 ", " 2020-10", "2020-010", "20-10",   "2020--1",  "2020- 1", "2020/",   "2020-10-05",
        "6.1E+11", "2020:10", "2020-W4",   "+2020-10", "10-2020", "12020-10", "2020-1０",
    };
    /* clang-format on */
    static const char *const good[] = {"2020-10", "2020/10"};
    for (size_t i = 0; i < LENGTH(bad); i++) {
        jw_month month = 12345;
        if (jw_month_parse(bad[i], strlen(bad[i]), &month) != JW_EINPUT || month != 12345)
            fail_msg("\"%s\" is read as a month", bad[i]);
    }
    jw_month month = 0;
    for (size_t i = 0; i < LENGTH(good); i++) {
        assert_int_equal(jw_month_parse(good[i], strlen(good[i]), &month), JW_OK);
        assert_int_equal(month, 2020 * 12 + 9);
    }
    assert_int_equal(jw_month_parse("2020/1", 6, &month), JW_OK);
    assert_int_equal(month, 2020 * 12);
    assert_int_equal(jw_month_parse("9999-12", 7, &month), JW_OK);
    assert_int_equal(month, JW_MONTH_MAX);
    assert_int_equal(jw_month_parse(NULL, 0, &month), JW_EINPUT);
}

static void test_instants_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        jw_instant instant;
    } good[] = {
        {"2020-10-05 08:00", 1601856000},
        {"2020-10-05 08:00:00", 1601856000},
        {"2020-10-05T08:00", 1601856000},
        {"2020/10/5 8:00", 1601856000},
        {"2020.10.5 8:00:01", 1601856001},
        {"20201005T08:00:59", 1601856059},
        {"2020-10-05 00:00Z", 1601856000},
        {"2020-10-05T00:00:00Z", 1601856000},
        {"2020-10-05 08:00+08:00", 1601856000},
        {"2020-10-05 08:00:00+0800", 1601856000},
        {"2020-10-04T14:00:00-10:00", 1601856000},
        {"2020-10-05 05:30+0530", 1601856000},
        {"2020-10-04 16:30-0730", 1601856000},
        {"2020-10-05 00:00-00:00", 1601856000},
        {"2020-10-05 18:00+18:00", 1601856000},
        {"2020-10-05 23:59:59", 1601913599},
        {"2020-10-05 24:00", 1601913600},
        {"2020-10-05 24:00:00", 1601913600},
        {"2020-10-06 0:00", 1601913600},
        {"2020-10-05T24:00Z", 1601942400},
        {"2020-12-31 24:00", 1609430400},
        {"1970-01-01 08:00", 0},
        {"1969-12-31 23:59:59Z", -1},
        {"0001-01-01 00:00", -62135596800 - BEIJING},
        {"9999-12-31 23:59:59", 253402300799 - BEIJING},
    };
    for (size_t i = 0; i < LENGTH(good); i++) {
        jw_instant instant = 12345;
        if (jw_instant_parse(good[i].text, strlen(good[i].text), BEIJING, &instant) != JW_OK ||
            instant != good[i].instant)
            fail_msg("\"%s\" is read as %lld", good[i].text, (long long)instant);
    }
}

static void test_other_instants_are_refused(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const bad[] = {
        "", "2020-10-05", "2020-10-05 ", "2020-10-05T", "2020-10-05 08", "2020-10-05 08:", "2020-10-05 08:0",
        "2020-10-05 25:00", "2020-10-05 24:01", "2020-10-05 24:00:01", "2020-10-05 08:60", "2020-10-05 08:00:60",
        "2020-10-05 08:00:", "2020-10-05 08:00:0", "2020-10-05 08:00:000", "2020-10-05 08:00:00.5",
        "2020-10-05 08:00x", "2020-10-05 08:00 ", " 2020-10-05 08:00", "2020-10-05  08:00", "2020-10-05t08:00",
        "2020-10-05_08:00", "2020-10-05 0800", "2020-10-05 008:00", "2020-10-05 -8:00", "2020-10-05 +8:00",
        "2020-10-05 08.00", "2020-10-05 8:00 AM", "2020-02-30 08:00", "2020-13-05 08:00", "6.10803E+11",
        "1601856000", "2020-10-05 08:00z", "2020-10-05 08:00ZZ", "2020-10-05 08:00Z+08:00", "2020-10-05 08:00+",
        "2020-10-05 08:00+8", "2020-10-05 08:00+08:", "2020-10-05 08:00+08:0", "2020-10-05 08:00+08:60",
        "2020-10-05 08:00+18:01", "2020-10-05 08:00-18:30", "2020-10-05 08:00+99:00", "2020-10-05 08:00 +08:00",
        "2020-10-05 08:00+08:00x", "2020-10-05 08:00+08000", "2020-10-05 08:00+-8:00", "2020-10-05 08:00UTC",
        "2020-10-05 99:99", "2020-10-05 :00", "08:00", "T08:00", "2020-10-05T08:00\xC2\xA0",
        "2020-10-05　08:00", "2020-10-05 08：00", "9999-12-31 24:00",
        "0001-01-01 00:00+08:01", "9999-12-31 23:59Z",
    };
    /* clang-format on */
    for (size_t i = 0; i < LENGTH(bad); i++) {
        jw_instant instant = 12345;
        if (jw_instant_parse(bad[i], strlen(bad[i]), BEIJING, &instant) != JW_EINPUT || instant != 12345)
            fail_msg("\"%s\" is read as an instant", bad[i]);
    }
    jw_instant instant = 12345;
    assert_int_equal(jw_instant_parse(NULL, 0, BEIJING, &instant), JW_EINPUT);
    assert_int_equal(jw_instant_parse("2020-10-05 08:00\0", 17, BEIJING, &instant), JW_EINPUT);
}

/* A changed, lost or added byte either is refused or means an instant that is written and read back the same.
 */
static void test_mutated_instants(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789-/.: TZ+Ee\t\n\r\0x,\"\xE5\xFF";
    test_random random = test_random_new("mutated instants");
    int accepted = 0;
    for (int i = 0; i < 300000; i++) {
        char text[64] = "2020-10-05 08:00:00+08:00";
        size_t length = (size_t)test_random_between(&random, 0, 25);
        for (int64_t changes = test_random_between(&random, 0, 3); changes > 0 && length; changes--)
            text[test_random_next(&random) % length] = alphabet[test_random_next(&random) % sizeof alphabet];
        jw_instant instant = 0, back = 1;
        if (jw_instant_parse(text, length, BEIJING, &instant) != JW_OK)
            continue;
        accepted++;
        char written[JW_CALENDAR_TEXT];
        length = jw_instant_format(instant, BEIJING, written);
        assert_int_equal(length, 19);
        assert_int_equal(jw_instant_parse(written, length, BEIJING, &back), JW_OK);
        assert_int_equal(back, instant);
    }
    assert_true(accepted > 1000);
}

/* Reading never looks past the length: the block ends where the text ends, so that a sanitizer sees it. */
static void test_reading_stays_inside(void **state)
{
    (void)state;
    static const char whole[] = "2020-10-05T08:00:00+08:00";
    for (size_t length = 1; length < sizeof whole; length++) {
        char *text = test_malloc(length);
        jw_date date;
        jw_month month;
        jw_instant instant;
        memcpy(text, whole, length);
        assert_int_equal(jw_month_parse(text, length, &month),
                         length == 6 || length == 7 ? JW_OK : JW_EINPUT);
        assert_int_equal(jw_date_parse(text, length, &date), length == 10 ? JW_OK : JW_EINPUT);
        int complete = length == 16 || length == 19 || length == 25;
        assert_int_equal(jw_instant_parse(text, length, 0, &instant), complete ? JW_OK : JW_EINPUT);
        test_free(text);
    }
}

/* ---- working days ---- */

static void test_autumn_2020_working_days(void **state)
{
    (void)state;
    jw_workday_override autumn[10];
    size_t count = 0;
    autumn[count++] = (jw_workday_override){jw_date_make(2020, 9, 27), 1};
    for (int32_t day = 1; day <= 8; day++)
        autumn[count++] = (jw_workday_override){jw_date_make(2020, 10, day), 0};
    autumn[count++] = (jw_workday_override){jw_date_make(2020, 10, 10), 1};
    jw_date october = jw_date_make(2020, 10, 1);
    jw_date november = jw_date_make(2020, 11, 1);
    assert_int_equal(jw_workday__count(october, november, NULL, 0), 22);
    assert_int_equal(jw_workday__count(october, november, autumn, count), 17);
    assert_int_equal(jw_workday__count(november, october, autumn, count), 0);
    assert_int_equal(jw_workday__count(october, october, autumn, count), 0);
    assert_true(jw_workday__is(jw_date_make(2020, 9, 27), autumn, count));
    assert_false(jw_workday__is(jw_date_make(2020, 10, 5), autumn, count));
    assert_true(jw_workday__is(jw_date_make(2020, 10, 5), NULL, 0));
    assert_true(jw_workday__is(jw_date_make(2020, 10, 10), autumn, count));
    assert_false(jw_workday__is(jw_date_make(2020, 10, 11), autumn, count));
    assert_true(jw_workday__is(jw_date_make(2020, 10, 9), autumn, count));
}

static void test_random_working_days(void **state)
{
    (void)state;
    test_random random = test_random_new("random working days");
    for (int round = 0; round < 2000; round++) {
        jw_date base = (jw_date)test_random_between(&random, -800000, 3000000);
        jw_workday_override overrides[60];
        size_t count = 0;
        uint8_t expected[60];
        for (jw_date i = 0; i < 60; i++) {
            expected[i] = jw_date_weekday(base + i) < 6;
            if (test_random_between(&random, 0, 4) == 0) {
                expected[i] = (uint8_t)test_random_between(&random, 0, 1);
                overrides[count++] = (jw_workday_override){base + i, expected[i]};
            }
        }
        jw_date from = (jw_date)test_random_between(&random, 0, 60);
        jw_date to = (jw_date)test_random_between(&random, 0, 60);
        int64_t days = 0;
        for (jw_date i = 0; i < 60; i++) {
            assert_int_equal(jw_workday__is(base + i, overrides, count), expected[i]);
            days += i >= from && i < to && expected[i];
        }
        assert_int_equal(jw_workday__count(base + from, base + to, overrides, count), days);
    }
    assert_int_equal(jw_workday__count(INT32_MIN, INT32_MAX, NULL, 0), 3067833783);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_every_text),
        cmocka_unit_test(test_every_month),
        cmocka_unit_test(test_known_dates),
        cmocka_unit_test(test_no_such_day),
        cmocka_unit_test(test_instants_before_and_after_1970),
        cmocka_unit_test(test_random_instants),
        cmocka_unit_test(test_extreme_arguments),
        cmocka_unit_test(test_dates_are_read),
        cmocka_unit_test(test_other_dates_are_refused),
        cmocka_unit_test(test_months_are_read_or_refused),
        cmocka_unit_test(test_instants_are_read),
        cmocka_unit_test(test_other_instants_are_refused),
        cmocka_unit_test(test_mutated_instants),
        cmocka_unit_test(test_reading_stays_inside),
        cmocka_unit_test(test_autumn_2020_working_days),
        cmocka_unit_test(test_random_working_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
