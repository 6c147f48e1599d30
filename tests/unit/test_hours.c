/*
 * Hours against an oracle that knows nothing of the library: a bitmap with one byte a minute and the C
 * library's calendar. Random districts with everything that goes wrong: overlaps, two stations at once,
 * midnights, weeks, months, years.
 */
#include "support.h"

#include <time.h>
#include <jingwu/hours.h>
#include "query/hours.h"
#include "random.h"

/* ---- random districts ---- */

#define DISTRICTS 200
#define DAYS 60 /* a month, and two weeks before and after it */
#define FIRST_DAY (-14)
#define MINUTES (DAYS * 1440)

/* In bytewise order, and one text is both a person and a station. */
static const char *const people[] = {"A", "A-1", "A1", "A10", "B", "a", "\xE6\xB0\x91"};
static const char *const stations[] = {"A1", "PS-1", "PS1", "PS10", "z"};

static const struct {
    const char *code;
    bool beat, reception;
} activities[] = {
    {"beat_work", true, false}, {"briefing", false, false}, {"office", false, false},
    {"patrol", true, false},    {"reception", true, true},  {"visit", true, false},
};

typedef struct interval {
    size_t person, station, activity;
    int64_t start, finish; /* minutes after the first of the DAYS */
} interval;

struct district {
    char code[16];
    int32_t year, month;
    int64_t first_day; /* of the month, in days since 1970, as the C library counts */
    int32_t utc_offset;
    interval *duty[2]; /* done, planned */
    size_t duty_count[2];
};

static int64_t first_day_of(int32_t year, int32_t month)
{
    int64_t day = (year - 1970) * 365;
    for (;; day++) {
        time_t instant = (time_t)(day * 86400);
        struct tm parts;
        gmtime_r(&instant, &parts);
        if (parts.tm_year + 1900 == year && parts.tm_mon + 1 == month && parts.tm_mday == 1)
            return day;
    }
}

/* A minute somewhere near an edge of a day, half the time; days 0 to 13 and 45 to 59 lie outside the month.
 */
static int64_t random_minute(test_random *random)
{
    static const int64_t near_edges[] = {-1, 0, 1, 0, 0};
    int64_t minute = test_random_between(random, 1440, MINUTES - 9 * 1440);
    if (test_random_between(random, 0, 1))
        minute = minute / 1440 * 1440 + near_edges[test_random_next(random) % LENGTH(near_edges)];
    return minute;
}

static interval random_interval(test_random *random, const interval *previous, int64_t longest)
{
    interval made = {test_random_next(random) % LENGTH(people), test_random_next(random) % LENGTH(stations),
                     test_random_next(random) % LENGTH(activities), random_minute(random), 0};
    made.finish = made.start + test_random_between(random, 1, longest);
    int64_t kind = test_random_between(random, 0, 9);
    if (kind == 0) /* ends at a midnight */
        made.finish = (made.start / 1440 + 1) * 1440;
    else if (kind == 1) /* several days, across a week and perhaps a month */
        made.finish = made.start + test_random_between(random, 1440, 7 * 1440);
    if (previous && kind == 2) { /* at two stations at once */
        made = *previous;
        made.station = (made.station + 1) % LENGTH(stations);
    } else if (previous && kind == 3) { /* begins where another ends */
        made.person = previous->person;
        made.start = previous->finish < MINUTES - 9 * 1440 ? previous->finish : made.start;
        made.finish = made.start + test_random_between(random, 1, 600);
    }
    return made;
}

static int by_key(const void *left, const void *right)
{
    const interval *a = left, *b = right;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->station < b->station ? -1 : a->station > b->station;
}

static void make_duty(test_random *random, struct district *made, size_t plan, size_t count, int64_t longest)
{
    interval *duty = calloc(count + 1, sizeof *duty);
    assert_non_null(duty);
    for (size_t i = 0; i < count; i++)
        duty[i] = random_interval(random, i ? &duty[i - 1] : NULL, longest);
    qsort(duty, count, sizeof *duty, by_key);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || by_key(&duty[kept - 1], &duty[i]) != 0)
            duty[kept++] = duty[i];
    made->duty[plan] = duty;
    made->duty_count[plan] = kept;
}

static struct district random_district(test_random *random, int32_t number)
{
    static const int32_t offsets[] = {28800, 28800, 28800, 0, -12600, 20700, 64800, -64800};
    static const int32_t months[] = {1, 12, 1, 12, 2, 10};
    struct district made = {.year = (int32_t)test_random_between(random, 1969, 2031),
                            .utc_offset = offsets[test_random_next(random) % LENGTH(offsets)]};
    made.month = number % 2 ? months[test_random_next(random) % LENGTH(months)] : number / 2 % 12 + 1;
    made.first_day = first_day_of(made.year, made.month);
    snprintf(made.code, sizeof made.code, "%d", (int)(100000 + number));
    make_duty(random, &made, 0, (size_t)test_random_between(random, 0, 120),
              test_random_between(random, 1, 1800));
    make_duty(random, &made, 1, (size_t)test_random_between(random, 0, 30), 600);
    return made;
}

static void free_duty(struct district *made)
{
    free(made->duty[0]);
    free(made->duty[1]);
}

static int64_t instant_of(const struct district *district, int64_t minute)
{
    return (district->first_day + FIRST_DAY) * 86400 + minute * 60 - district->utc_offset;
}

static void add_text(jw_batch *batch, const char *text)
{
    assert_int_equal(jw_batch_add_text(batch, text, strlen(text), NULL), JW_OK);
}

static void add_integer(jw_batch *batch, int64_t value)
{
    assert_int_equal(jw_batch_add_integer(batch, value, NULL), JW_OK);
}

static void add_duty(jw_batch *batch, const struct district *district, size_t plan)
{
    for (size_t i = 0; i < district->duty_count[plan]; i++) {
        const interval *duty = &district->duty[plan][i];
        add_text(batch, district->code);
        add_text(batch, people[duty->person]);
        add_integer(batch, instant_of(district, duty->start));
        add_text(batch, stations[duty->station]);
        add_integer(batch, instant_of(district, duty->finish));
        add_text(batch, activities[duty->activity].code);
        for (int32_t absent = 0; absent < 3; absent++)
            assert_int_equal(jw_batch_add_absent(batch, NULL), JW_OK);
    }
}

static void write_district(jw_store *store, const struct district *district)
{
    char line[64];
    jw_error err = JW_ERROR_INIT;
    test_fail_with("district",
                   jw_store_add_district(store, district->code, "District", district->utc_offset, &err),
                   &err);
    jw_batch *batch = test_batch(store, JW_RECORD_STAFF);
    for (size_t i = 0; i < LENGTH(people); i++) {
        snprintf(line, sizeof line, "%s,%s,,,officer", district->code, people[i]);
        test_add_line(batch, JW_RECORD_STAFF, line);
    }
    test_write_checked(store, batch, JW_RECORD_STAFF);
    batch = test_batch(store, JW_RECORD_STATION);
    for (size_t i = 0; i < LENGTH(stations); i++) {
        snprintf(line, sizeof line, "%s,%s,,,police_station", district->code, stations[i]);
        test_add_line(batch, JW_RECORD_STATION, line);
    }
    test_write_checked(store, batch, JW_RECORD_STATION);
    for (size_t plan = 0; plan < 2; plan++) {
        jw_record record = plan ? JW_RECORD_DUTY_PLAN : JW_RECORD_DUTY;
        batch = test_batch(store, record);
        add_duty(batch, district, plan);
        test_write_checked(store, batch, record);
    }
}

/* ---- the oracle ---- */

enum { ALL = 1, BEAT = 2, RECEPTION = 4 };

/* One subject, minute by minute and then day by day. */
struct subject {
    uint8_t minutes[MINUTES];
    int64_t seconds[DAYS][3];
};

static uint8_t marks_of(const interval *duty)
{
    return (uint8_t)(ALL | (activities[duty->activity].beat ? BEAT : 0) |
                     (activities[duty->activity].reception ? RECEPTION : 0));
}

static size_t subject_of(const interval *duty, int32_t by)
{
    return by == JW_HOURS_BY_STAFF ? duty->person : duty->station;
}

static void mark(const struct district *district, size_t plan, int32_t by, size_t number, struct subject *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < district->duty_count[plan]; i++) {
        const interval *duty = &district->duty[plan][i];
        if (subject_of(duty, by) != number)
            continue;
        for (int64_t minute = duty->start; minute < duty->finish; minute++)
            out->minutes[minute] |= marks_of(duty);
    }
    for (int64_t minute = 0; minute < MINUTES; minute++)
        for (int32_t figure = 0; figure < 3; figure++)
            out->seconds[minute / 1440][figure] += out->minutes[minute] & (1 << figure) ? 60 : 0;
}

static void print_day(int64_t day, const char *format, char *text, size_t size)
{
    time_t instant = (time_t)(day * 86400);
    struct tm parts;
    gmtime_r(&instant, &parts);
    assert_true(strftime(text, size, format, &parts) > 0);
}

/* The name of the period a day counts in, "" for none of this month. */
static void period_of(const struct district *district, int32_t per, size_t index, char *text, size_t size)
{
    static const char *const formats[] = {"", "%Y-%m-%d", "%G-W%V", "%Y-%m"};
    char wanted[16], month[16], weekday[4];
    int64_t day = district->first_day + FIRST_DAY + (int64_t)index;
    print_day(district->first_day, "%Y-%m", wanted, sizeof wanted);
    print_day(day, "%u", weekday, sizeof weekday);
    int64_t thursday = day - strtol(weekday, NULL, 10) + 4;
    print_day(per == JW_PER_WEEK ? thursday : day, "%Y-%m", month, sizeof month);
    text[0] = '\0';
    if (strcmp(month, wanted) == 0)
        print_day(day, formats[per], text, size);
}

static bool touches(const interval *duty, size_t first_day, size_t after)
{
    return duty->start < (int64_t)after * 1440 && (int64_t)first_day * 1440 < duty->finish;
}

/* Adds the expected line of one period, days [first, after) of a subject, if it has an interval there. */
static void expect_period(const struct district *district, size_t plan, int32_t by, size_t number,
                          const struct subject *subject, size_t first, size_t after, const char *name,
                          FILE *out)
{
    long long seconds[3] = {0}, intervals = 0;
    for (size_t day = first; day < after; day++)
        for (size_t figure = 0; figure < 3; figure++)
            seconds[figure] += subject->seconds[day][figure];
    for (size_t i = 0; i < district->duty_count[plan]; i++)
        intervals += subject_of(&district->duty[plan][i], by) == number &&
                     touches(&district->duty[plan][i], first, after);
    if (intervals)
        fprintf(out, "%s %s %lld %lld %lld %lld\n", (by == JW_HOURS_BY_STAFF ? people : stations)[number],
                name, seconds[0], seconds[1], seconds[2], intervals);
}

static size_t subject_count(int32_t by)
{
    return by == JW_HOURS_BY_STAFF ? LENGTH(people) : LENGTH(stations);
}

static char *expected_lines(const struct district *district, size_t plan, int32_t by, int32_t per,
                            const struct subject *subjects)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t number = 0; number < subject_count(by); number++) {
        for (size_t first = 0, after; first < DAYS; first = after) {
            char name[16], next[16];
            period_of(district, per, first, name, sizeof name);
            for (after = first + 1; after < DAYS; after++) {
                period_of(district, per, after, next, sizeof next);
                if (strcmp(name, next) != 0)
                    break;
            }
            if (name[0])
                expect_period(district, plan, by, number, &subjects[number], first, after, name, out);
        }
    }
    fclose(out);
    return text;
}

static char *actual_lines(jw_store *store, const struct district *district, size_t plan, int32_t by,
                          int32_t per)
{
    jw_error err = JW_ERROR_INIT;
    jw_hours_options options = JW_HOURS_OPTIONS_INIT;
    options.district = district->code;
    options.month = district->year * 12 + district->month - 1;
    options.by = by;
    options.per = per;
    options.plan = plan != 0;
    jw_table *table;
    test_fail_with("hours", jw_hours(store, &options, &table, &err), &err);
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (int64_t row = 0; row < jw_table_rows(table); row++) {
        fprintf(out, "%s %s", jw_table_text(table, row, 0), jw_table_text(table, row, 1));
        for (size_t column = 2; column < 6; column++)
            fprintf(out, " %lld", (long long)jw_table_integer(table, row, column));
        fprintf(out, "\n");
    }
    fclose(out);
    jw_table_free(table);
    return text;
}

static void check_period(jw_store *store, const struct district *district, size_t plan, int32_t by,
                         int32_t per, const struct subject *subjects)
{
    char *expected = expected_lines(district, plan, by, per, subjects);
    char *actual = actual_lines(store, district, plan, by, per);
    if (strcmp(expected, actual) != 0)
        fail_msg("district %s (%d-%02d, offset %d, plan %d), by %d per %d:\nexpected\n%sactual\n%s",
                 district->code, (int)district->year, (int)district->month, (int)district->utc_offset,
                 (int)plan, (int)by, (int)per, expected, actual);
    free(expected);
    free(actual);
}

static void check_district(jw_store *store, const struct district *district, size_t plan)
{
    static struct subject subjects[LENGTH(people)];
    for (int32_t by = JW_HOURS_BY_STAFF; by <= JW_HOURS_BY_STATION; by++) {
        for (size_t number = 0; number < subject_count(by); number++)
            mark(district, plan, by, number, &subjects[number]);
        for (int32_t per = JW_PER_DAY; per <= JW_PER_MONTH; per++)
            check_period(store, district, plan, by, per, subjects);
    }
}

/* ---- a storage's own hours against the scan ---- */

struct request {
    jw_hours_request request;
    jw_interval buckets[8];
    jw_activity_set classes[8];
    const char *codes[8][LENGTH(activities)];
};

/* Buckets with gaps, at any second; sets of activities, also none and all. */
static void random_request(test_random *random, const struct district *district, size_t plan,
                           struct request *out)
{
    memset(out, 0, sizeof *out);
    out->request = (jw_hours_request){.struct_size = sizeof out->request,
                                      .district = district->code,
                                      .by = (int32_t)test_random_between(random, JW_BY_STAFF, JW_BY_STATION),
                                      .record = plan ? JW_RECORD_DUTY_PLAN : JW_RECORD_DUTY,
                                      .bucket_count = (size_t)test_random_between(random, 1, 8),
                                      .buckets = out->buckets,
                                      .class_count = (size_t)test_random_between(random, 1, 8),
                                      .classes = out->classes};
    int64_t at = instant_of(district, test_random_between(random, 0, MINUTES / 2));
    for (size_t i = 0; i < out->request.bucket_count; i++) {
        out->buckets[i].start = at +=
            test_random_between(random, 0, 1) * test_random_between(random, 0, 400000);
        out->buckets[i].finish = at += test_random_between(random, 1, 700000);
    }
    for (size_t figure = 0; figure < out->request.class_count; figure++) {
        jw_activity_set *set = &out->classes[figure];
        for (size_t i = 0; i < LENGTH(activities); i++)
            if (test_random_between(random, 0, 1))
                out->codes[figure][set->count++] = activities[i].code;
        set->codes = test_random_between(random, 0, 3) ? out->codes[figure] : NULL;
        if (!set->codes)
            set->count = 0;
    }
}

typedef struct log {
    FILE *out;
    const jw_hours_request *request;
} log_lines;

static jw_status log_subject(void *userdata, const char *subject, size_t length, const jw_bucket_time *times,
                             jw_error *err)
{
    const log_lines *log = userdata;
    (void)err;
    fprintf(log->out, "%.*s", (int)length, subject);
    for (size_t i = 0; i < log->request->bucket_count * log->request->class_count; i++)
        fprintf(log->out, " %lld/%lld", (long long)times[i].seconds, (long long)times[i].intervals);
    fprintf(log->out, "\n");
    return JW_OK;
}

typedef jw_status (*hours_fn)(jw_store *store, const jw_hours_request *request, jw_hours_emit_fn emit,
                              void *userdata, jw_error *err);

static char *logged(jw_store *store, const jw_hours_request *request, hours_fn hours)
{
    jw_error err = JW_ERROR_INIT;
    char *text;
    size_t size;
    log_lines log = {open_memstream(&text, &size), request};
    test_fail_with("hours", hours(store, request, log_subject, &log, &err), &err);
    fclose(log.out);
    return text;
}

static void check_both_ways(jw_store *store, test_random *random, const struct district *district)
{
    for (size_t plan = 0; plan < 2; plan++) {
        struct request made;
        random_request(random, district, plan, &made);
        char *pushed = logged(store, &made.request, jw_query__hours);
        char *scanned = logged(store, &made.request, jw_query__hours_by_scan);
        if (strcmp(pushed, scanned) != 0)
            fail_msg("district %s by %d: the storage says\n%sthe scan says\n%s", district->code,
                     (int)made.request.by, pushed, scanned);
        free(pushed);
        free(scanned);
    }
}

/* ---- tests ---- */

static void check_storage(const char *scheme)
{
    test_random random = test_random_new(scheme);
    jw_context *context = test_context(NULL);
    test_store made = test_open(context, scheme);
    static struct district districts[DISTRICTS];
    assert_int_equal(jw_store_begin(made.store, NULL), JW_OK);
    for (int32_t i = 0; i < DISTRICTS; i++) {
        districts[i] = random_district(&random, i);
        write_district(made.store, &districts[i]);
    }
    jw_error err = JW_ERROR_INIT;
    test_fail_with("commit", jw_store_commit(made.store, &err), &err);
    for (int32_t i = 0; i < DISTRICTS; i++) {
        check_district(made.store, &districts[i], 0);
        check_district(made.store, &districts[i], 1);
        check_both_ways(made.store, &random, &districts[i]);
        free_duty(&districts[i]);
    }
    test_close(&made);
    jw_context_free(context);
}

static void test_memory_storage(void **state)
{
    (void)state;
    check_storage("memory");
}

static void test_sqlite_storage(void **state)
{
    (void)state;
    check_storage("sqlite");
}

/* So many intervals that they are folded on the way: short ones, which stay apart, and long ones, which
 * merge. */
static void test_many_intervals(void **state)
{
    (void)state;
    test_random random = test_random_new("many intervals");
    jw_context *context = test_context(NULL);
    for (int32_t i = 0; i < 4; i++) {
        test_store made = test_open(context, "memory");
        struct district district = random_district(&random, i);
        free(district.duty[0]);
        make_duty(&random, &district, 0, 60000, i % 2 ? 3 : 900);
        write_district(made.store, &district);
        check_district(made.store, &district, 0);
        free_duty(&district);
        test_close(&made);
    }
    jw_context_free(context);
}

static test_store small_store(jw_context *context)
{
    test_store made = test_open(context, "memory");
    assert_int_equal(jw_store_add_district(made.store, "610803", "Hengshan", JW_DEFAULT_UTC_OFFSET, NULL),
                     JW_OK);
    test_put_checked(made.store, JW_RECORD_STATION, "610803,PS1,,,police_station",
                     "610803,PS2,,,police_station", NULL);
    test_put_checked(made.store, JW_RECORD_STAFF, "610803,S1,,,officer", "610803,S2,,,officer", NULL);
    test_put_checked(made.store, JW_RECORD_DUTY, "610803,S1,2020-09-28 08:00,PS1,2020-09-28 10:00,patrol",
                     "610803,S1,2020-10-31 23:00,PS1,2020-11-01 01:00,office",
                     "610803,S1,2020-11-01 22:00,PS2,2020-11-02 02:00,reception",
                     "610803,S2,2020-09-27 23:00,PS1,2020-09-28 00:00,patrol", NULL);
    return made;
}

static jw_hours_options october(int32_t by, int32_t per)
{
    jw_hours_options options = JW_HOURS_OPTIONS_INIT;
    options.month = 2020 * 12 + 9;
    options.by = by;
    options.per = per;
    return options;
}

static void assert_row(const jw_table *table, int64_t row, const char *subject, const char *period,
                       int64_t seconds, int64_t beat, int64_t reception, int64_t intervals)
{
    assert_string_equal(jw_table_text(table, row, 0), subject);
    assert_string_equal(jw_table_text(table, row, 1), period);
    assert_int_equal(jw_table_integer(table, row, 2), seconds);
    assert_int_equal(jw_table_integer(table, row, 3), beat);
    assert_int_equal(jw_table_integer(table, row, 4), reception);
    assert_int_equal(jw_table_integer(table, row, 5), intervals);
}

/* Weeks are whole where they reach out of the month; without a record there is no row, with one there may be
 * zeroes. */
static void test_whole_weeks(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_store made = small_store(context);
    jw_hours_options options = october(JW_HOURS_BY_STAFF, JW_PER_WEEK);
    jw_table *table;
    assert_int_equal(jw_hours(made.store, &options, &table, NULL), JW_OK);
    assert_int_equal(jw_table_rows(table), 2);
    assert_row(table, 0, "S1", "2020-W40", 7200, 7200, 0, 1);
    assert_row(table, 1, "S1", "2020-W44", 14400, 7200, 7200, 2);
    jw_table_free(table);
    options = october(JW_HOURS_BY_STATION, JW_PER_MONTH);
    assert_int_equal(jw_hours(made.store, &options, &table, NULL), JW_OK);
    assert_string_equal(jw_table_name(table, 0), "station");
    assert_int_equal(jw_table_rows(table), 1);
    assert_row(table, 0, "PS1", "2020-10", 3600, 0, 0, 1);
    jw_table_free(table);
    options = october(JW_HOURS_BY_STAFF, JW_PER_DAY);
    assert_int_equal(jw_hours(made.store, &options, &table, NULL), JW_OK);
    assert_string_equal(jw_table_name(table, 0), "staff");
    assert_int_equal(jw_table_rows(table), 1);
    assert_row(table, 0, "S1", "2020-10-31", 3600, 0, 0, 1);
    jw_table_free(table);
    test_close(&made);
    jw_context_free(context);
}

static void test_wrong_calls(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_store made = small_store(context);
    jw_hours_options good = october(JW_HOURS_BY_STAFF, JW_PER_WEEK);
    jw_table *table = NULL;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_hours(NULL, &good, &table, &err), JW_EINVAL);
    assert_int_equal(jw_hours(made.store, NULL, &table, &err), JW_EINVAL);
    assert_int_equal(jw_hours(made.store, &good, NULL, &err), JW_EINVAL);
    jw_hours_options wrong[8];
    for (size_t i = 0; i < LENGTH(wrong); i++)
        wrong[i] = good;
    wrong[0].struct_size = 0;
    wrong[1].month = 0;
    wrong[2].month = JW_MONTH_MAX + 1;
    wrong[3].by = 0;
    wrong[4].by = 3;
    wrong[5].per = 0;
    wrong[6].per = 4;
    wrong[7].district = "610804";
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        assert_int_equal(jw_hours(made.store, &wrong[i], &table, &err), i == 7 ? JW_ENOTFOUND : JW_EINVAL);
        assert_true(err.message[0] != '\0');
    }
    jw_context_cancel(context);
    assert_int_equal(jw_hours(made.store, &good, &table, &err), JW_ECANCELLED);
    jw_context_resume(context);
    assert_null(table);
    assert_int_equal(jw_hours(made.store, &good, &table, &err), JW_OK);
    jw_table_free(table);
    test_close(&made);
    jw_context_free(context);
}

static jw_status refuse(void *userdata, const char *subject, size_t length, const jw_bucket_time *times,
                        jw_error *err)
{
    (void)subject;
    (void)length;
    (void)times;
    ++*(int32_t *)userdata;
    return jw_error_set(err, JW_ECALLBACK, 0, "no more");
}

static void test_requests(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_store made = small_store(context);
    jw_activity_set all = {NULL, 0};
    jw_interval bucket = {0, 2000000000};
    jw_hours_request good = {sizeof good, "610803", JW_BY_STAFF, 0, JW_RECORD_DUTY, 1, &bucket, 1, &all};
    int32_t calls = 0;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_query__hours(made.store, &good, refuse, &calls, &err), JW_ECALLBACK);
    assert_int_equal(calls, 1);
    assert_string_equal(err.message, "no more");
    jw_hours_request wrong[6] = {good, good, good, good, good, good};
    wrong[0].district = NULL;
    wrong[1].by = 3;
    wrong[2].record = JW_RECORD_STAFF;
    wrong[3].bucket_count = 0;
    wrong[4].class_count = 0;
    wrong[5].class_count = 9;
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        assert_int_equal(jw_query__hours(made.store, &wrong[i], refuse, &calls, &err), JW_EINVAL);
        assert_int_equal(jw_query__hours_by_scan(made.store, &wrong[i], refuse, &calls, &err), JW_EINVAL);
    }
    assert_int_equal(calls, 1);
    test_close(&made);
    jw_context_free(context);
}

/* ---- single intervals ---- */

typedef struct seen {
    const struct jw_view *view;
    char lines[512];
} seen;

static jw_status note_duty(void *userdata, const struct jw_duty_row *duty, jw_error *err)
{
    seen *all = userdata;
    size_t used = strlen(all->lines);
    (void)err;
    bool known = jw_view__text(all->view, duty->station, strlen(duty->station)) == duty->station;
    assert_ptr_equal(duty->staff, jw_view__text(all->view, duty->staff, strlen(duty->staff)));
    snprintf(all->lines + used, sizeof all->lines - used, "%s %s%s %s %lld\n", duty->staff, duty->station,
             known ? "" : "?", duty->activity ? duty->activity->code : "?",
             (long long)(duty->time.finish - duty->time.start));
    return JW_OK;
}

static void test_single_intervals(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_store made = small_store(context);
    test_put(made.store, JW_RECORD_DUTY, "610803,S2,2020-10-31 20:00,PS3,2020-10-31 23:30,fishing",
             "610803,S2,2020-10-31 23:00,PS1,2020-11-01 01:00,reception", NULL);
    jw_error err = JW_ERROR_INIT;
    seen all = {0};
    struct jw_view *view;
    assert_int_equal(jw_view__load(made.store, NULL, &view, &err), JW_OK);
    all.view = view;
    jw_interval window = {jw_date_instant(jw_date_make(2020, 10, 31), 28800) + 23 * 3600,
                          jw_date_instant(jw_date_make(2020, 11, 1), 28800) + 22 * 3600};
    test_fail_with("duty", jw_query__duty(made.store, view, JW_RECORD_DUTY, window, note_duty, &all, &err),
                   &err);
    assert_string_equal(all.lines, "S1 PS1 office 7200\nS2 PS3? ? 12600\nS2 PS1 reception 7200\n");
    jw_activity_set beat, reception, none;
    assert_int_equal(jw_query__activity_set(view, true, false, &beat, &err), JW_OK);
    assert_int_equal(jw_query__activity_set(view, false, true, &reception, &err), JW_OK);
    assert_int_equal(jw_query__activity_set(view, false, false, &none, &err), JW_OK);
    assert_int_equal(beat.count, 9);
    assert_int_equal(reception.count, 1);
    assert_string_equal(reception.codes[0], "reception");
    assert_int_equal(none.count, 0);
    assert_non_null(none.codes);
    jw_release(context, (void *)beat.codes);
    jw_release(context, (void *)reception.codes);
    jw_release(context, (void *)none.codes);
    jw_view__free(view);
    test_close(&made);
    jw_context_free(context);
}

/* ---- memory ---- */

static jw_status measure_and_free(void *userdata, jw_error *err)
{
    jw_hours_options options = october(JW_HOURS_BY_STAFF, JW_PER_DAY);
    jw_table *table;
    JW_TRY(jw_hours(userdata, &options, &table, err));
    jw_table_free(table);
    options = october(JW_HOURS_BY_STATION, JW_PER_WEEK);
    JW_TRY(jw_hours(userdata, &options, &table, err));
    jw_table_free(table);
    return JW_OK;
}

static void test_no_memory(void **state)
{
    (void)state;
    test_random random = test_random_new("no memory");
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    test_store made = test_open(context, "memory");
    struct district district = random_district(&random, 0);
    district.year = 2020;
    district.month = 10;
    district.first_day = first_day_of(2020, 10);
    free(district.duty[0]);
    make_duty(&random, &district, 0, 25000, 30);
    write_district(made.store, &district);
    test_every_allocation(&memory, measure_and_free, made.store);
    free_duty(&district);
    test_close(&made);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_storage),   cmocka_unit_test(test_sqlite_storage),
        cmocka_unit_test(test_many_intervals),   cmocka_unit_test(test_whole_weeks),
        cmocka_unit_test(test_wrong_calls),      cmocka_unit_test(test_requests),
        cmocka_unit_test(test_single_intervals), cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("hours", tests, NULL, NULL);
}
