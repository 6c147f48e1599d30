/* What the tests of the assessment share. */
#ifndef JW_TEST_ASSESS_SUPPORT_H
#define JW_TEST_ASSESS_SUPPORT_H

#include "context_support.h"
#include "csv.h"

#define MONTH (2020 * 12 + 9)
#define FIRST jw_date_make(2020, 10, 1)
#define END jw_date_make(2020, 11, 1)

static inline jw_table *assess(jw_store *store, jw_month month, bool totals)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_error err = JW_ERROR_INIT;
    jw_table *table = NULL;
    options.month = month;
    options.totals = totals;
    test_fail_with("assess", jw_assess(store, &options, &table, &err), &err);
    return table;
}

/* Columns of the results. */
enum { STAFF, METRIC, NUMERATOR, DENOMINATOR, VALUE, LOWER, UPPER, POINTS };
enum { SCORE = 1, COVERAGE, RANK, RANK_LOW, RANK_HIGH, GRADE };

static inline int64_t row_of(const jw_table *table, const char *staff, const char *metric)
{
    for (int64_t row = 0; row < jw_table_rows(table); row++)
        if (strcmp(jw_table_text(table, row, STAFF), staff) == 0 &&
            (!metric || strcmp(jw_table_text(table, row, METRIC), metric) == 0))
            return row;
    return -1;
}

#endif
