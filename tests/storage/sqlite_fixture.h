/* What the tests of the SQLite storage share: an allocator that fails on demand, a folder, stores, rows of
 * duty. */
#ifndef JW_TEST_SQLITE_FIXTURE_H
#define JW_TEST_SQLITE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <jingwu/sys/storage.h>

/* Counts blocks; fails the allocation whose turn it is, counting down from `left`; -1 = never. */
struct test_memory {
    int64_t blocks;
    int64_t left;
};

struct fixture {
    struct test_memory memory;
    jw_context *context;
    jw_storage_ops ops;
    void *storage; /* NULL = none is open */
    jw_error err;
    char folder[200];
    char place[256];
};

#define DUTY_FIELDS 9

/* One interval of duty; NULL texts are absent. */
struct duty_row {
    const char *district, *staff;
    jw_instant start;
    const char *station;
    jw_instant finish;
    const char *activity, *village, *source, *confirmed_by;
};

int fixture_set_up(void **state);
int fixture_tear_down(void **state);

/* Opens the store of the fixture; must succeed. */
void fixture_open(struct fixture *fixture, uint32_t flags);
jw_status fixture_try_open(struct fixture *fixture, uint32_t flags);
void fixture_close(struct fixture *fixture);

/* The rows as a batch, which the caller releases; they must be sorted. */
void fixture_batch(struct fixture *fixture, jw_record record, const struct duty_row *rows, size_t count,
                   struct ArrowArray *out);
jw_status fixture_put(struct fixture *fixture, jw_record record, const struct duty_row *rows, size_t count,
                      int32_t mode);
/* The same in a transaction of its own; must succeed. */
void fixture_store(struct fixture *fixture, jw_record record, const struct duty_row *rows, size_t count);
/* A row of `district`; in a transaction of its own. */
void fixture_store_district(struct fixture *fixture, const char *code, int64_t utc_offset);

/* Reads all rows of a record; *count is their number when it succeeds. visit may be NULL. */
typedef void (*fixture_visit_fn)(void *userdata, const jw_rows *rows, int64_t row);
jw_status fixture_read(struct fixture *fixture, jw_record record, const jw_scan_range *range,
                       fixture_visit_fn visit, void *userdata, int64_t *count);

/* Runs SQL on a connection of its own, as a person with the sqlite3 shell would; must succeed. */
void fixture_sql(const struct fixture *fixture, const char *sql);
int64_t fixture_sql_number(const struct fixture *fixture, const char *sql);

#define ASSERT_STATUS(fixture, expected, call)                                                               \
    do {                                                                                                     \
        jw_status got_ = (call);                                                                             \
        if (got_ != (expected))                                                                              \
            fail_msg("%s gave %s instead of %s: %s", #call, jw_status_name(got_), jw_status_name(expected),  \
                     (fixture)->err.message);                                                                \
    } while (0)

#define ASSERT_OK(fixture, call) ASSERT_STATUS(fixture, JW_OK, call)

#endif
