/* The audit as a whole: its table, refusals, memory, and random districts against a count minute by minute.
 */
#include "audit_support.h"

#include "random.h"

static void columns_of_the_result(void **state)
{
    (void)state;
    static const char *const columns[] = {"rule",     "subject", "period", "measured",
                                          "required", "unit",    "status", "explanation"};
    test_put(store, JW_RECORD_STATION, "D,RO1,,,central_office", NULL);
    jw_table *table = audit_as_of(NULL);
    assert_int_equal(jw_table_columns(table), LENGTH(columns));
    for (size_t i = 0; i < LENGTH(columns); i++) {
        assert_string_equal(jw_table_name(table, i), columns[i]);
        assert_int_equal(jw_table_type(table, i), JW_TYPE_TEXT);
    }
    for (int64_t i = 0; i < jw_table_rows(table); i++) {
        const char *rule = jw_table_text(table, i, 0), *unit = jw_table_text(table, i, 5);
        if (!strcmp(rule, "A4"))
            assert_string_equal(unit, "seconds");
        else if (!strcmp(rule, "A8") || !strcmp(rule, "A15"))
            assert_string_equal(unit, "per_mille");
        else
            assert_string_equal(unit, "count");
    }
    jw_table_free(table);
}

static void a_district_without_records_has_only_its_own_total(void **state)
{
    (void)state;
    jw_table *table = audit_as_of(NULL);
    check(table, "A8", "D", "2020-10-31", "- 400 not_applicable");
    check_why(table, "A8", "D", "2020-10-31", "no officers");
    assert_int_equal(jw_table_rows(table), 1);
    jw_table_free(table);
}

static void duty_of_people_and_places_the_books_lack_breaks_nothing(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STATION, "D,RO1,,,central_office", NULL);
    test_put(store, JW_RECORD_STAFF, "D,M,,,officer", NULL);
    test_put(store, JW_RECORD_POSTING, "D,A,RO1", "D,M,RO1", "D,M,RO7", "D,Z,RO1", NULL);
    test_put(store, JW_RECORD_SERVICE, "D,RO0,V1", "D,RO1,V1", "D,RO2,V1", NULL);
    test_put(store, JW_RECORD_DUTY, "D,A,2020-10-05 08:00,RO1,2020-10-05 18:00,reception",
             "D,M,2020-10-05 08:00,RO7,2020-10-05 18:00,patrol",
             "D,M,2020-10-06 08:00,RO1,2020-10-06 18:00,unheard_of",
             "D,Z,2020-10-05 08:00,RO0,2020-10-05 18:00,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A4", "RO1", "2020-10-05", "36000 28800 ok");
    check(table, "A4", "RO1", "2020-10-06", "0 28800 finding");
    check(table, "A6", "M", "2020-W41", "0 72000 finding");
    check(table, "A15", "RO1", "2020-10-05", "0 - ok");
    check(table, "A2", "RO1", "2020-10-31", "0 4..6 finding");
    jw_table_free(table);
}

static void other_districts_do_not_count(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_DISTRICT, "E,Other,28800", NULL);
    test_put(store, JW_RECORD_STATION, "D,RO1,,,central_office", "E,RO1,,,central_office",
             "E,RO2,,,central_office", NULL);
    test_put(store, JW_RECORD_DUTY, "E,A,2020-10-05 08:00,RO1,2020-10-05 18:00,reception", NULL);
    test_put(store, JW_RECORD_INSPECTION, "E,RO1,2020-10-05,exterior,,1", NULL);
    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    options.month = OCTOBER;
    options.district = "D";
    jw_table *table = audit_with(&options);
    check(table, "A4", "RO1", "2020-10-05", "- 28800 finding");
    check(table, "A9", "RO1", "2020-10-31", "- 3 finding");
    check(table, "A4", "RO2", "2020-10-05", "no row");
    jw_table_free(table);
    options.district = NULL;
    assert_true(jw_audit(store, &options, &table, NULL, NULL) != JW_OK); /* which of the two? */
}

static void wrong_calls_and_values_are_refused(void **state)
{
    (void)state;
    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    jw_error err = JW_ERROR_INIT;
    jw_table *table = NULL;
    assert_int_equal(jw_audit(store, &options, &table, NULL, NULL), JW_EINVAL); /* no month */
    options.month = OCTOBER;
    assert_int_equal(jw_audit(NULL, &options, &table, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_audit(store, NULL, &table, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_audit(store, &options, NULL, NULL, NULL), JW_EINVAL);
    options.struct_size = 0;
    assert_int_equal(jw_audit(store, &options, &table, NULL, NULL), JW_EINVAL);
    options.struct_size = sizeof options + 8; /* of a later version */
    options.district = "X";
    assert_int_equal(jw_audit(store, &options, &table, NULL, NULL), JW_ENOTFOUND);
    options.district = NULL;
    jw_context_cancel(context);
    assert_int_equal(jw_audit(store, &options, &table, NULL, NULL), JW_ECANCELLED);
    jw_context_resume(context);
    test_put(store, JW_RECORD_RULE, "D,beat_hours,2020-10-15,twenty", NULL);
    assert_int_equal(jw_audit(store, &options, &table, NULL, &err), JW_EINPUT);
    assert_string_equal(err.record, "rule");
    assert_string_equal(err.field, "value");
    assert_non_null(strstr(err.message, "beat_hours"));
    assert_null(table);
    options.month = OCTOBER - 1; /* that value does not matter in September */
    assert_int_equal(jw_audit(store, &options, &table, NULL, &err), JW_OK);
    jw_table_free(table);
}

/* ---- random districts ---- */

#define DAYS 35 /* 28 September to 1 November: the weeks of October */
#define MONTH_FIRST 3
#define MONTH_END 34
#define STAFF 9
#define STATIONS 9
#define POSTINGS (STAFF * STATIONS)
#define ABSENCES 12
#define DUTIES 1200
#define DAY_MINUTES 1440
#define MINUTES (DAYS * DAY_MINUTES)

enum kind { POLICE_STATION, COMMUNITY_OFFICE, CENTRAL_OFFICE, WORKSTATION };
static const char *const kind_names[] = {"police_station", "community_office", "central_office",
                                         "workstation"};
static const char *const activities[] = {"reception", "patrol", "visit", "briefing", "office", "workstation"};
#define ACTIVITY_RECEPTION 0
#define ACTIVITY_BRIEFING 3
#define ACTIVITY_OFFICE 4

/* Days count from 28 September; a range is half-open. */
static struct world {
    struct {
        bool officer;
        int changes; /* day on which the role is the other one; DAYS + 9 = never */
    } staff[STAFF];
    struct {
        enum kind kind;
        int police_station, opened, closed;
    } stations[STATIONS];
    struct {
        int staff, station, from, to;
    } postings[POSTINGS];
    struct {
        int staff, from, to;
    } absences[ABSENCES];
    bool workday[DAYS];
    struct {
        int staff, station, activity, start, finish; /* minutes */
    } duty[DUTIES];
    int posting_count, absence_count, duty_count;
} world;

static const char *day_text(int day, char *text)
{
    jw_date_format(jw_date_make(2020, 9, 28) + day, text);
    return text;
}

static const char *minute_text(int minute, char *text)
{
    jw_instant_format(jw_date_instant(jw_date_make(2020, 9, 28), 28800) + 60 * (int64_t)minute, 28800, text);
    return text;
}

static void draw_stations(test_random *random, jw_batch *batch)
{
    char line[200], opened[40], closed[40];
    for (int i = 0; i < STATIONS; i++) {
        enum kind kind = i < 2 ? POLICE_STATION : (enum kind)test_random_between(random, 1, 3);
        int from = (int)test_random_between(random, -40, 20),
            to = from + (int)test_random_between(random, 20, 90);
        world.stations[i].kind = kind;
        world.stations[i].police_station = i < 2 ? i : (int)test_random_between(random, 0, 1);
        world.stations[i].opened = i < 2 ? -1000 : from;
        world.stations[i].closed = i < 2 ? 1000 : to;
        if (i < 2)
            snprintf(line, sizeof line, "D,S%d,,,police_station", i);
        else
            snprintf(line, sizeof line, "D,S%d,,,%s,,S%d,,,%s,%s", i, kind_names[kind],
                     world.stations[i].police_station, day_text(from, opened), day_text(to, closed));
        test_add_line(batch, JW_RECORD_STATION, line);
    }
}

static void draw_staff(test_random *random, jw_batch *staff, jw_batch *postings, jw_batch *absences)
{
    static const char *const roles[] = {"auxiliary", "officer"};
    char line[200], from_text[40], to_text[40];
    for (int i = 0; i < STAFF; i++) {
        bool officer = test_random_between(random, 0, 2) > 0;
        int changes =
            test_random_between(random, 0, 3) ? DAYS + 9 : (int)test_random_between(random, 1, DAYS);
        world.staff[i].officer = officer;
        world.staff[i].changes = changes;
        snprintf(line, sizeof line, "D,P%d,,,%s", i, roles[officer]);
        test_add_line(staff, JW_RECORD_STAFF, line);
        snprintf(line, sizeof line, "D,P%d,%s,,%s", i, day_text(changes, from_text), roles[!officer]);
        test_add_line(staff, JW_RECORD_STAFF, line);
        int station = 0;
        while ((station += (int)test_random_between(random, 1, 5)) < STATIONS) {
            int from = (int)test_random_between(random, -20, 15),
                to = from + (int)test_random_between(random, 1, 60);
            snprintf(line, sizeof line, "D,P%d,S%d,%s,%s", i, station, day_text(from, from_text),
                     day_text(to, to_text));
            test_add_line(postings, JW_RECORD_POSTING, line);
            world.postings[world.posting_count].staff = i;
            world.postings[world.posting_count].station = station;
            world.postings[world.posting_count].from = from;
            world.postings[world.posting_count++].to = to;
        }
        if (test_random_between(random, 0, 1)) {
            int from = (int)test_random_between(random, -3, DAYS),
                to = from + (int)test_random_between(random, 1, 9);
            snprintf(line, sizeof line, "D,P%d,%s,%s", i, day_text(from, from_text), day_text(to, to_text));
            test_add_line(absences, JW_RECORD_ABSENCE, line);
            world.absences[world.absence_count].staff = i;
            world.absences[world.absence_count].from = from;
            world.absences[world.absence_count++].to = to;
        }
    }
}

static void draw_duty(test_random *random, jw_batch *batch)
{
    char line[200], start_text[40], finish_text[40];
    for (int i = 0; i < STAFF; i++) {
        int start = -2 * DAY_MINUTES, pause = (int)test_random_between(random, 200, 2500);
        while ((start += (int)test_random_between(random, 1, pause)) < MINUTES + DAY_MINUTES &&
               world.duty_count < DUTIES) {
            int finish =
                start + (int)test_random_between(random, 1, test_random_between(random, 0, 9) ? 700 : 4000);
            int station = (int)test_random_between(random, 0, STATIONS - 1);
            int activity = (int)test_random_between(random, 0, LENGTH(activities) - 1);
            snprintf(line, sizeof line, "D,P%d,%s,S%d,%s,%s", i, minute_text(start, start_text), station,
                     minute_text(finish, finish_text), activities[activity]);
            test_add_line(batch, JW_RECORD_DUTY, line);
            world.duty[world.duty_count].staff = i;
            world.duty[world.duty_count].station = station;
            world.duty[world.duty_count].activity = activity;
            world.duty[world.duty_count].start = start;
            world.duty[world.duty_count++].finish = finish;
        }
    }
}

static void draw_calendar(test_random *random, jw_batch *batch)
{
    char line[100], text[40];
    for (int day = 0; day < DAYS; day++) {
        world.workday[day] = day % 7 < 5;
        if (test_random_between(random, 0, 4))
            continue;
        world.workday[day] = test_random_between(random, 0, 1) != 0;
        snprintf(line, sizeof line, "D,%s,%s", day_text(day, text),
                 world.workday[day] ? "workday" : "holiday");
        test_add_line(batch, JW_RECORD_CALENDAR, line);
    }
}

static void draw_world(test_random *random)
{
    jw_batch *stations = test_batch(store, JW_RECORD_STATION), *staff = test_batch(store, JW_RECORD_STAFF);
    jw_batch *postings = test_batch(store, JW_RECORD_POSTING),
             *absences = test_batch(store, JW_RECORD_ABSENCE);
    jw_batch *duty = test_batch(store, JW_RECORD_DUTY), *calendar = test_batch(store, JW_RECORD_CALENDAR);
    memset(&world, 0, sizeof world);
    draw_stations(random, stations);
    draw_staff(random, staff, postings, absences);
    draw_calendar(random, calendar);
    draw_duty(random, duty);
    test_write(store, stations, JW_RECORD_STATION);
    test_write(store, staff, JW_RECORD_STAFF);
    test_write(store, postings, JW_RECORD_POSTING);
    test_write(store, absences, JW_RECORD_ABSENCE);
    test_write(store, calendar, JW_RECORD_CALENDAR);
    test_write(store, duty, JW_RECORD_DUTY);
}

/* ---- the slow count: one byte a minute ---- */

static unsigned char minutes[MINUTES], others[MINUTES];

static void mark(unsigned char *where, int duty, unsigned char bit)
{
    for (int minute = world.duty[duty].start; minute < world.duty[duty].finish; minute++)
        if (minute >= 0 && minute < MINUTES)
            where[minute] |= bit;
}

static int count_minutes(const unsigned char *where, int first_day, int days)
{
    int count = 0;
    for (int minute = first_day * DAY_MINUTES; minute < (first_day + days) * DAY_MINUTES; minute++)
        count += where[minute] != 0;
    return count;
}

static bool is_office(int station)
{
    return world.stations[station].kind == COMMUNITY_OFFICE || world.stations[station].kind == CENTRAL_OFFICE;
}

static bool is_open(int station, int day)
{
    return world.stations[station].opened <= day && day < world.stations[station].closed;
}

static bool is_officer(int staff, int day)
{
    return world.staff[staff].officer == (day < world.staff[staff].changes);
}

/* Whether an officer is posted to an office on the day, in the area of a police station when it is not -1. */
static bool in_office(int staff, int day, int police_station)
{
    for (int i = 0; i < world.posting_count; i++)
        if (world.postings[i].staff == staff && world.postings[i].from <= day && day < world.postings[i].to &&
            is_office(world.postings[i].station) && is_officer(staff, day) &&
            (police_station < 0 ||
             world.stations[world.postings[i].station].police_station == police_station))
            return true;
    return false;
}

static bool is_away(int staff, int day)
{
    for (int i = 0; i < world.absence_count; i++)
        if (world.absences[i].staff == staff && world.absences[i].from <= day && day < world.absences[i].to)
            return true;
    return false;
}

static char expected_text[100];

static const char *expect(bool recorded, int64_t measured, int64_t required, bool passed)
{
    char figure[24] = "-";
    if (recorded)
        snprintf(figure, sizeof figure, "%lld", (long long)measured);
    snprintf(expected_text, sizeof expected_text, "%s %lld %s", figure, (long long)required,
             passed ? "ok" : "finding");
    return expected_text;
}

static int64_t check_offices(const jw_table *table)
{
    int64_t rows = 0;
    char name[8], period[40];
    for (int station = 0; station < STATIONS; station++) {
        if (!is_office(station))
            continue;
        memset(minutes, 0, sizeof minutes);
        memset(others, 0, sizeof others);
        for (int i = 0; i < world.duty_count; i++)
            if (world.duty[i].station == station) {
                mark(others, i, 1);
                if (world.duty[i].activity == ACTIVITY_RECEPTION)
                    mark(minutes, i, 1);
            }
        snprintf(name, sizeof name, "S%d", station);
        for (int day = MONTH_FIRST; day < MONTH_END; day++, rows++) {
            int opened = 60 * count_minutes(minutes, day, 1);
            bool recorded = count_minutes(others, day, 1) > 0;
            check(table, "A4", name, day_text(day, period),
                  is_open(station, day) ? expect(recorded, opened, 28800, opened >= 28800)
                                        : "- - not_applicable");
        }
    }
    return rows;
}

static int64_t check_workstations(const jw_table *table)
{
    int64_t rows = 0;
    char name[8], period[40];
    for (int station = 0; station < STATIONS; station++) {
        if (world.stations[station].kind != WORKSTATION)
            continue;
        memset(minutes, 0, sizeof minutes);
        for (int i = 0; i < world.duty_count; i++)
            if (world.duty[i].station == station)
                mark(minutes, i, 1);
        snprintf(name, sizeof name, "S%d", station);
        for (int week = 0; week < DAYS / 7; week++) {
            int used = 60 * count_minutes(minutes, 7 * week, 7), open_days = 0;
            for (int day = 7 * week; day < 7 * week + 7; day++)
                open_days += is_open(station, day);
            int64_t required = (28800 * open_days + 6) / 7;
            snprintf(period, sizeof period, "2020-W%d", 40 + week);
            check(table, "A7", name, period,
                  open_days ? expect(used > 0, used, required, used >= required) : "no row");
            rows += open_days > 0;
        }
    }
    return rows;
}

static void mark_beat_work(int staff)
{
    memset(minutes, 0, sizeof minutes);
    memset(others, 0, sizeof others);
    for (int i = 0; i < world.duty_count; i++) {
        if (world.duty[i].staff != staff)
            continue;
        mark(others, i, 1);
        if (world.duty[i].activity == ACTIVITY_BRIEFING || world.duty[i].activity == ACTIVITY_OFFICE)
            continue;
        for (int minute = world.duty[i].start; minute < world.duty[i].finish; minute++)
            if (minute >= 0 && minute < MINUTES &&
                in_office(staff, minute / DAY_MINUTES, world.stations[world.duty[i].station].police_station))
                minutes[minute] = 1;
    }
}

static int64_t check_beat_hours(const jw_table *table)
{
    int64_t rows = 0;
    char name[8], period[40];
    for (int staff = 0; staff < STAFF; staff++) {
        mark_beat_work(staff);
        snprintf(name, sizeof name, "P%d", staff);
        for (int week = 0; week < DAYS / 7; week++) {
            int working = 0, left = 0, posted = 0;
            for (int day = 7 * week; day < 7 * week + 7; day++) {
                posted += in_office(staff, day, -1);
                working += world.workday[day];
                left += world.workday[day] && in_office(staff, day, -1) && !is_away(staff, day);
            }
            int64_t worked = 60 * count_minutes(minutes, 7 * week, 7);
            bool recorded = count_minutes(others, 7 * week, 7) > 0;
            snprintf(period, sizeof period, "2020-W%d", 40 + week);
            if (!posted) {
                check(table, "A6", name, period, "no row");
            } else if (!left) {
                char figure[60] = "- - not_applicable";
                if (recorded)
                    snprintf(figure, sizeof figure, "%lld - not_applicable", (long long)worked);
                check(table, "A6", name, period, figure);
            } else {
                check(table, "A6", name, period,
                      expect(recorded, worked, (72000 * left + working - 1) / working,
                             worked * working >= 72000 * left));
            }
            rows += posted > 0;
        }
    }
    return rows;
}

static int64_t check_briefings(const jw_table *table)
{
    int64_t rows = 0;
    char name[8], period[40];
    for (int staff = 0; staff < STAFF; staff++) {
        snprintf(name, sizeof name, "P%d", staff);
        for (int day = MONTH_FIRST; day < MONTH_END; day++) {
            int briefings = 0, touching = 0;
            for (int i = 0; i < world.duty_count; i++) {
                int start = world.duty[i].start, begin = day * DAY_MINUTES, end = begin + DAY_MINUTES;
                if (world.duty[i].staff != staff)
                    continue;
                briefings += world.duty[i].activity == ACTIVITY_BRIEFING && begin <= start && start < end;
                touching += start < end && world.duty[i].finish > begin;
            }
            bool judged = world.workday[day] && in_office(staff, day, -1);
            const char *expected = judged ? expect(touching > 0, briefings, 1, briefings >= 1) : "no row";
            char away[60] = "- 1 not_applicable";
            if (touching)
                snprintf(away, sizeof away, "%d 1 not_applicable", briefings);
            check(table, "A10", name, day_text(day, period), judged && is_away(staff, day) ? away : expected);
            rows += judged;
        }
    }
    return rows;
}

static int64_t check_conflicts(const jw_table *table)
{
    int64_t rows = 0;
    char name[8], period[40];
    for (int staff = 0; staff < STAFF; staff++) {
        memset(minutes, 0, sizeof minutes);
        memset(others, 0, sizeof others);
        for (int station = 0; station < STATIONS; station++) {
            static unsigned char here[MINUTES];
            memset(here, 0, sizeof here);
            for (int i = 0; i < world.duty_count; i++)
                if (world.duty[i].staff == staff && world.duty[i].station == station)
                    mark(here, i, 1);
            for (int minute = 0; minute < MINUTES; minute++) {
                others[minute] |= minutes[minute] & here[minute];
                minutes[minute] |= here[minute];
            }
        }
        snprintf(name, sizeof name, "P%d", staff);
        for (int day = MONTH_FIRST; day < MONTH_END; day++) {
            int twice = 60 * count_minutes(others, day, 1);
            bool recorded = count_minutes(minutes, day, 1) > 0;
            check(table, "A13", name, day_text(day, period),
                  recorded ? expect(true, twice, 0, twice == 0) : "no row");
            rows += recorded;
        }
    }
    return rows;
}

static void random_districts_equal_the_count_by_minutes(void **state)
{
    test_random random = test_random_new("audit");
    int64_t findings = 0, fine = 0;
    for (int round = 0; round < 60; round++) {
        draw_world(&random);
        jw_table *table = audit_as_of(NULL);
        assert_int_equal(count_rows(table, "A4", NULL), check_offices(table));
        assert_int_equal(count_rows(table, "A6", NULL), check_beat_hours(table));
        assert_int_equal(count_rows(table, "A7", NULL), check_workstations(table));
        assert_int_equal(count_rows(table, "A10", NULL), check_briefings(table));
        assert_int_equal(count_rows(table, "A13", NULL), check_conflicts(table));
        findings += count_rows(table, "A6", "finding");
        fine += count_rows(table, "A6", "ok");
        jw_table_free(table);
        drop_store(state);
        make_store(state);
    }
    assert_true(findings > 20 && fine > 20); /* both sides are met */
}

/* ---- memory ---- */

static jw_status try_audit(void *userdata, jw_error *err)
{
    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    jw_table *table = NULL;
    options.month = OCTOBER;
    jw_status status = jw_audit(userdata, &options, &table, NULL, err);
    jw_table_free(table);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    test_memory memory = {0};
    make_store_in(&memory);
    test_put(store, JW_RECORD_VILLAGE, "D,C1,,,community,C1", "D,V1,,,village,V1", NULL);
    test_put(store, JW_RECORD_STATION, "D,PS1,,,police_station", "D,RO1,2020-10-31,,central_office,,PS1",
             "D,WS1,,,workstation,,PS1", NULL);
    test_put(store, JW_RECORD_STAFF, "D,O1,,,officer,PS1", NULL);
    test_put(store, JW_RECORD_POSTING, "D,O1,RO1", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-31 08:00,RO1,2020-10-31 18:00,reception",
             "D,O1,2020-10-31 09:00,WS1,2020-10-31 12:00,patrol", NULL);
    test_put(store, JW_RECORD_DUTY_PLAN, "D,O1,2020-10-31 08:00,RO1,2020-10-31 18:00,reception", NULL);
    test_put(store, JW_RECORD_INSPECTION, "D,RO1,2020-10-05,exterior,,1", NULL);
    test_put(store, JW_RECORD_ASSESSMENT, "D,2020-10,0,O1,found,1,2,0.5", NULL);
    test_every_allocation(&memory, try_audit, store);
    drop_store_in(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_store, drop_store)
        TEST(columns_of_the_result),
        TEST(a_district_without_records_has_only_its_own_total),
        TEST(duty_of_people_and_places_the_books_lack_breaks_nothing),
        TEST(other_districts_do_not_count),
        TEST(wrong_calls_and_values_are_refused),
        TEST(random_districts_equal_the_count_by_minutes),
        cmocka_unit_test(every_allocation_may_fail),
#undef TEST
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
