/* What the tests of the audit share: a store in memory, an audit of October 2020, looking up its rows. */
#ifndef JW_TEST_AUDIT_SUPPORT_H
#define JW_TEST_AUDIT_SUPPORT_H

#include "support.h"

#include <jingwu/audit.h>

#define OCTOBER (2020 * 12 + 9)

static jw_context *context;
static test_store made;
static jw_store *store;

/* memory NULL = memory that does not fail. */
static inline void make_store_in(test_memory *memory)
{
    context = test_context(memory);
    made = test_open(context, "memory");
    store = made.store;
    test_put(store, JW_RECORD_DISTRICT, "D,District,28800", NULL);
}

static inline int make_store(void **state)
{
    (void)state;
    make_store_in(NULL);
    return 0;
}

static inline int drop_store(void **state)
{
    (void)state;
    test_close(&made);
    jw_context_free(context);
    return 0;
}

/* Drops a store in memory of its own, where nothing may be left. */
static inline void drop_store_in(const test_memory *memory)
{
    drop_store(NULL);
    assert_int_equal(memory->live, 0);
}

/* 2020-10-14 12:00 of the district. */
static inline jw_instant instant_of(const char *text)
{
    jw_instant instant;
    assert_int_equal(jw_instant_parse(text, strlen(text), 28800, &instant), JW_OK);
    return instant;
}

static inline jw_table *audit_with(const jw_audit_options *options)
{
    jw_table *table = NULL;
    int64_t findings = -1, seen = 0;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("audit", jw_audit(store, options, &table, &findings, &err), &err);
    for (int64_t i = 0; i < jw_table_rows(table); i++)
        seen += !strcmp(jw_table_text(table, i, 6), "finding");
    assert_int_equal(findings, seen);
    return table;
}

static inline jw_table *audit_as_of(const char *instant)
{
    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    options.month = OCTOBER;
    options.as_of = instant ? instant_of(instant) : INT64_MAX;
    return audit_with(&options);
}

static inline int64_t find_row(const jw_table *table, const char *rule, const char *subject,
                               const char *period)
{
    for (int64_t i = 0; i < jw_table_rows(table); i++)
        if (!strcmp(jw_table_text(table, i, 0), rule) && !strcmp(jw_table_text(table, i, 1), subject) &&
            !strcmp(jw_table_text(table, i, 2), period))
            return i;
    return -1;
}

/* Checks one row; expected is "measured required status", with - for what is empty. */
static inline void check(const jw_table *table, const char *rule, const char *subject, const char *period,
                         const char *expected)
{
    int64_t row = find_row(table, rule, subject, period);
    char got[200] = "no row";
    if (row >= 0)
        snprintf(got, sizeof got, "%s %s %s",
                 jw_table_is_empty(table, row, 3) ? "-" : jw_table_text(table, row, 3),
                 jw_table_is_empty(table, row, 4) ? "-" : jw_table_text(table, row, 4),
                 jw_table_text(table, row, 6));
    if (strcmp(got, expected) != 0)
        fail_msg("%s %s %s: %s, not %s", rule, subject, period, got, expected);
}

static inline void check_why(const jw_table *table, const char *rule, const char *subject, const char *period,
                             const char *expected)
{
    int64_t row = find_row(table, rule, subject, period);
    assert_true(row >= 0);
    assert_string_equal(jw_table_text(table, row, 7), expected);
}

static inline int64_t count_rows(const jw_table *table, const char *rule, const char *status)
{
    int64_t count = 0;
    for (int64_t i = 0; i < jw_table_rows(table); i++)
        count += !strcmp(jw_table_text(table, i, 0), rule) &&
                 (!status || !strcmp(jw_table_text(table, i, 6), status));
    return count;
}

#endif
