/* What the tests of the statistics share: nearness, and the files of reference values. */
#ifndef JW_TEST_STATISTICS_SUPPORT_H
#define JW_TEST_STATISTICS_SUPPORT_H

#include <math.h>
#include <jingwu/statistics.h>

#include "support.h"

/* Error relative to what is wanted; absolute where that is 0. */
static inline double error_of(double got, double want)
{
    double distance = fabs(got - want);
    if (got == want)
        return 0;
    return distance == distance && want == want ? distance / (want == 0 ? 1.0 : fabs(want)) : HUGE_VAL;
}

static inline void check_near(const char *what, double got, double want, double most)
{
    if (!(error_of(got, want) <= most))
        fail_msg("%s: %.17g instead of %.17g: error %.3g", what, got, want, error_of(got, want));
}

#define COLUMNS_MAX 12

typedef struct row {
    double columns[COLUMNS_MAX];
    const char *place;
} row;

typedef void (*row_fn)(const row *values);

/* Calls back for each row of directory/name.csv; the number of rows, -1 when there is no such file. "NA" is
 * NaN. */
static inline int each_row(const char *directory, const char *name, row_fn check)
{
    char path[512], line[1024], place[64];
    snprintf(path, sizeof path, "%s/%s.csv", directory, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return -1;
    int count = 0;
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        row values = {{0}, place};
        char *at = line;
        snprintf(place, sizeof place, "%s.csv row %d", name, ++count);
        for (size_t i = 0; i < COLUMNS_MAX && *at && *at != '\n'; i++) {
            at += strspn(at, " ");
            char *end = at + 2;
            values.columns[i] = strncmp(at, "NA", 2) == 0 ? (double)NAN : strtod(at, &end);
            assert_ptr_not_equal(end, at);
            at = end + (*end == ',');
        }
        check(&values);
    }
    fclose(file);
    return count;
}

/* Rows of the project's own copy, which must be there, and of the directory it was copied from, if that is
 * there. */
static inline void check_rows(const char *name, int expected, row_fn check)
{
    const char *own = getenv("JW_STATISTICS_VALUES"), *other = getenv("JW_STATISTICS_SOURCE");
    assert_non_null(own);
    assert_int_equal(each_row(own, name, check), expected);
    int count = other ? each_row(other, name, check) : -1;
    if (count < 0)
        print_message("%s: skipped the values outside the project, which are not here\n", name);
    else
        assert_true(count >= expected);
}

#endif
