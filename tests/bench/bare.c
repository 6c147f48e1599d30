#include "bare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <jingwu/calendar.h>

#define UTC_OFFSET 28800
#define WEEKS 5

static void stop(sqlite3 *database, const char *what)
{
    fprintf(stderr, "bare SQLite: %s: %s\n", what, database ? sqlite3_errmsg(database) : "no file");
    exit(1);
}

static void run(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        stop(database, sql);
}

static sqlite3 *open_database(const char *path)
{
    sqlite3 *database;
    if (sqlite3_open(path, &database) != SQLITE_OK)
        stop(database, path);
    run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    return database;
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        stop(database, sql);
    return statement;
}

#define INSERT "INSERT INTO duty VALUES (?, ?, ?, ?, ?, ?)"

static void insert(sqlite3 *database, sqlite3_stmt *statement, const int64_t values[6])
{
    for (int i = 0; i < 6; i++)
        sqlite3_bind_int64(statement, i + 1, values[i]);
    if (sqlite3_step(statement) != SQLITE_DONE)
        stop(database, INSERT);
    sqlite3_reset(statement);
}

/* The digits of a field such as P000123, and the field after it. */
static int64_t read_number(char **at)
{
    int64_t number = 0;
    for (; **at && **at != ',' && **at != '\n'; ++*at)
        if (**at >= '0' && **at <= '9')
            number = number * 10 + (**at - '0');
    ++*at;
    return number;
}

static int32_t digits(const char *at, int32_t count)
{
    int32_t number = 0;
    for (int32_t i = 0; i < count; i++)
        number = number * 10 + (at[i] - '0');
    return number;
}

/* 2020-10-05 08:00 */
static int64_t read_time(char **at)
{
    const char *text = *at;
    jw_date date = jw_date_make(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
    *at += 17;
    return jw_date_instant(date, UTC_OFFSET) + digits(text + 11, 2) * 3600 + digits(text + 14, 2) * 60;
}

static int64_t activity_number(const char *text)
{
    return text[0] * 256 + text[1];
}

int64_t bare_load(const char *csv, const char *path)
{
    sqlite3 *database = open_database(path);
    FILE *file = fopen(csv, "r");
    char line[256];
    if (!file || !fgets(line, sizeof line, file))
        stop(NULL, csv);
    int has_district = strncmp(line, "district", 8) == 0;
    run(database,
        "CREATE TABLE duty (district INTEGER, staff INTEGER, start INTEGER, station INTEGER, finish INTEGER,"
        " activity INTEGER, PRIMARY KEY (district, staff, start, station)) WITHOUT ROWID; BEGIN");
    sqlite3_stmt *statement = prepare(database, INSERT);
    int64_t rows = 0;
    for (; fgets(line, sizeof line, file); rows++) {
        char *at = line;
        int64_t values[6];
        values[0] = has_district ? read_number(&at) : 0;
        values[1] = read_number(&at);
        values[2] = read_time(&at);
        values[3] = read_number(&at);
        values[4] = read_time(&at);
        values[5] = activity_number(at);
        insert(database, statement, values);
    }
    sqlite3_finalize(statement);
    run(database, "COMMIT");
    sqlite3_close(database);
    fclose(file);
    return rows;
}

struct person {
    int64_t district, staff;
    jw_interval *intervals;
    size_t count, capacity;
};

static void add(struct person *person, jw_interval interval)
{
    if (person->count == person->capacity) {
        person->capacity = person->capacity ? person->capacity * 2 : 256;
        person->intervals = realloc(person->intervals, person->capacity * sizeof *person->intervals);
        if (!person->intervals)
            stop(NULL, "no memory");
    }
    person->intervals[person->count++] = interval;
}

static int64_t measure(struct person *person, const jw_interval *weeks)
{
    jw_bucket_time times[WEEKS];
    int64_t seconds = 0;
    jw_intervals_measure(person->intervals, person->count, weeks, WEEKS, times);
    for (size_t i = 0; i < WEEKS; i++)
        seconds += times[i].seconds;
    person->count = 0;
    return seconds;
}

int64_t bare_hours(const char *path)
{
    sqlite3 *database = open_database(path);
    jw_interval weeks[WEEKS];
    jw_week first = jw_date_week(jw_date_make(2020, 10, 1));
    for (int32_t i = 0; i < WEEKS; i++)
        weeks[i] = (jw_interval){jw_date_instant(jw_week_monday(first + i), UTC_OFFSET),
                                 jw_date_instant(jw_week_monday(first + i + 1), UTC_OFFSET)};
    sqlite3_stmt *statement = prepare(
        database, "SELECT district, staff, start, finish FROM duty ORDER BY district, staff, start, station");
    struct person person = {0};
    int64_t rows = 0, seconds = 0;
    for (; sqlite3_step(statement) == SQLITE_ROW; rows++) {
        int64_t district = sqlite3_column_int64(statement, 0), staff = sqlite3_column_int64(statement, 1);
        if (staff != person.staff || district != person.district)
            seconds += measure(&person, weeks);
        person.district = district;
        person.staff = staff;
        add(&person, (jw_interval){sqlite3_column_int64(statement, 2), sqlite3_column_int64(statement, 3)});
    }
    seconds += measure(&person, weeks);
    if (seconds < 0)
        stop(NULL, "hours below zero");
    sqlite3_finalize(statement);
    sqlite3_close(database);
    free(person.intervals);
    return rows;
}

void bare_append(const char *path, int64_t first, int32_t count)
{
    sqlite3 *database = open_database(path);
    sqlite3_stmt *statement = prepare(database, INSERT);
    for (int32_t i = 0; i < count; i++) {
        int64_t start = first + (int64_t)i * 3600;
        insert(database, statement, (int64_t[]){0, 1, start, 1, start + 1800, 1});
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
}
