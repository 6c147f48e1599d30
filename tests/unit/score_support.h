/* What the tests of scores and ranks share: many officers, each with an office, and rows put by format. */
#ifndef JW_TEST_SCORE_SUPPORT_H
#define JW_TEST_SCORE_SUPPORT_H

#include "assess_support.h"

static inline void put_row(jw_store *store, jw_record record, const char *format, ...) JW_PRINTF(3, 4);
static inline void put_row(jw_store *store, jw_record record, const char *format, ...)
{
    char line[512];
    va_list values;
    va_start(values, format);
    vsnprintf(line, sizeof line, format, values);
    va_end(values);
    test_put_checked(store, record, line, NULL);
}

/* Police stations PS0 and PS1; officers P00 ... at offices F00 ..., the even ones of PS0. */
static inline void put_officers(jw_store *store, int count)
{
    jw_batch *stations = test_batch(store, JW_RECORD_STATION), *staff = test_batch(store, JW_RECORD_STAFF),
             *postings = test_batch(store, JW_RECORD_POSTING);
    char line[200];
    test_add_line(stations, JW_RECORD_STATION, "610803,PS0,,,police_station");
    test_add_line(stations, JW_RECORD_STATION, "610803,PS1,,,police_station");
    for (int i = 0; i < count; i++) {
        snprintf(line, sizeof line, "610803,F%02d,,,central_office,,PS%d", i, i % 2);
        test_add_line(stations, JW_RECORD_STATION, line);
        snprintf(line, sizeof line, "610803,P%02d,,,officer,PS%d", i, i % 2);
        test_add_line(staff, JW_RECORD_STAFF, line);
        snprintf(line, sizeof line, "610803,P%02d,F%02d", i, i);
        test_add_line(postings, JW_RECORD_POSTING, line);
    }
    test_write_checked(store, stations, JW_RECORD_STATION);
    test_write_checked(store, staff, JW_RECORD_STAFF);
    test_write_checked(store, postings, JW_RECORD_POSTING);
}

/* The scheme "one": a single proportion x / n, 0 to 1 as 0 to 100 points, without minima. */
static inline void put_scheme_of_one(jw_store *store)
{
    test_put_checked(store, JW_RECORD_SCHEME, "610803,one,m,,x,n,proportion,1,higher,0,1,1,0,0", NULL);
    test_put_checked(store, JW_RECORD_GRADE, "610803,one,good,,80,1.1", "610803,one,low,,0,0.7", NULL);
}

/* Tallies of one person for that scheme. */
static inline void put_counts(jw_store *store, const char *month, int person, int64_t x, int64_t n)
{
    char first[100], second[100];
    snprintf(first, sizeof first, "610803,%s,F%02d,P%02d,x,,%lld", month, person, person, (long long)x);
    snprintf(second, sizeof second, "610803,%s,F%02d,P%02d,n,,%lld", month, person, person, (long long)n);
    test_put_checked(store, JW_RECORD_TALLY, first, second, NULL);
}

static inline jw_assess_options options_of(const char *scheme, bool totals)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    options.month = MONTH;
    options.totals = totals;
    options.scheme = scheme;
    return options;
}

static inline jw_table *assess_by(jw_store *store, const jw_assess_options *options)
{
    jw_table *table = NULL;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("assess", jw_assess(store, options, &table, &err), &err);
    return table;
}

static inline size_t column(const jw_table *table, const char *name)
{
    int32_t found = jw_table_find(table, name);
    if (found < 0)
        fail_msg("no column %s", name);
    return (size_t)found;
}

static inline double real_of(const jw_table *table, int64_t row, const char *name)
{
    assert_int_equal(jw_table_is_empty(table, row, column(table, name)), 0);
    return jw_table_real(table, row, column(table, name));
}

static inline int64_t integer_of(const jw_table *table, int64_t row, const char *name)
{
    return jw_table_integer(table, row, column(table, name));
}

static inline const char *text_at(const jw_table *table, int64_t row, const char *name)
{
    return jw_table_text(table, row, column(table, name));
}

static inline int is_empty(const jw_table *table, int64_t row, const char *name)
{
    return jw_table_is_empty(table, row, column(table, name));
}

static inline void assert_near(double value, double expected, double tolerance)
{
    if (!(value - expected <= tolerance && expected - value <= tolerance))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* The bytes of a table as CSV. */
struct written {
    char *bytes;
    size_t length, capacity;
};

static inline int32_t keep_bytes(void *userdata, const char *bytes, size_t length)
{
    struct written *written = userdata;
    if (written->length + length > written->capacity) {
        written->capacity = 2 * (written->length + length);
        written->bytes = realloc(written->bytes, written->capacity);
        assert_non_null(written->bytes);
    }
    memcpy(written->bytes + written->length, bytes, length);
    written->length += length;
    return 0;
}

static inline struct written write_and_free(jw_table *table)
{
    struct written written = {NULL, 0, 0};
    assert_int_equal(jw_table_write(table, JW_FORMAT_CSV, 1, keep_bytes, &written, NULL), JW_OK);
    jw_table_free(table);
    return written;
}

#endif
