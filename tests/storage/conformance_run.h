/* Inside of the conformance suite: a check's store, and the steps that checks share. */
#ifndef JW_TEST_CONFORMANCE_RUN_H
#define JW_TEST_CONFORMANCE_RUN_H

#include "storage/conformance.h"
#include "storage/model.h"

struct jw_conformance_run {
    const jw_conformance_target *target;
    jw_storage_ops ops;
    jw_context *context;
    void *storage; /* NULL while closed */
    char place[JW_CONFORMANCE_PLACE];
    test_random random;
    jw_error err;
    char *message;
    size_t message_size;
    /* The allocator of the context: counts, and fails once when its countdown comes to 0. */
    int64_t live_blocks;
    int64_t fail_in; /* -1 = never */
};

/* Sets the message of a failed check and gives JW_CONFORMANCE_FAILED; keeps the first one. */
int run_fail(jw_conformance_run *run, const char *file, int line, const char *format, ...) JW_PRINTF(4, 5);

#define FAIL(run, ...) return run_fail(run, __FILE__, __LINE__, __VA_ARGS__)
#define EXPECT(run, condition)                                                                               \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            FAIL(run, "does not hold: %s", #condition);                                                      \
    } while (0)
/* A call whose last argument is &run->err must give this status. */
#define EXPECT_STATUS(run, wanted, call)                                                                     \
    do {                                                                                                     \
        run->err = (jw_error)JW_ERROR_INIT;                                                                  \
        jw_status status_ = (call);                                                                          \
        if (status_ != (wanted))                                                                             \
            FAIL(run, "%s instead of %s from %s: %s %s: %s", jw_status_name(status_), #wanted, #call,        \
                 run->err.record, run->err.field, run->err.message);                                         \
    } while (0)
#define EXPECT_OK(run, call) EXPECT_STATUS(run, JW_OK, call)
/* A step that has set the message itself. */
#define STEP(call)                                                                                           \
    do {                                                                                                     \
        if ((call) != JW_CONFORMANCE_PASSED)                                                                 \
            return JW_CONFORMANCE_FAILED;                                                                    \
    } while (0)

jw_status run_open(jw_conformance_run *run, uint32_t flags);
void run_close(jw_conformance_run *run);
/* Begins, ends. */
int run_begin(jw_conformance_run *run, uint32_t flags);
int run_commit(jw_conformance_run *run);
void run_rollback(jw_conformance_run *run);

/* The rows from `first` on as a batch; the caller releases it. */
jw_status run_batch(jw_conformance_run *run, const struct model *model, size_t first, size_t count,
                    struct ArrowArray *out);
/* Puts all rows of a model, sorted as they are; expected may be NULL. The status of put is the result. */
jw_status run_put(jw_conformance_run *run, const struct model *rows, int32_t mode,
                  const struct ArrowArray *expected);
jw_status run_remove(jw_conformance_run *run, const struct model *rows);
/* In a transaction of their own. */
int run_store(jw_conformance_run *run, const struct model *rows, int32_t mode);

/* Reads a range into an empty model, in the order of the stream; a transaction must be open. range, filter:
 * NULL = all. */
jw_status run_scan(jw_conformance_run *run, jw_record record, const jw_scan_range *range,
                   const jw_scan_filter *filter, struct model *out);
/* Both have the same rows in the same order. */
int run_same(jw_conformance_run *run, const struct model *got, const struct model *wanted);
/* A range of the store is that range of the model; a transaction must be open. */
int run_range_is(jw_conformance_run *run, const struct model *wanted, const jw_scan_range *range);
/* The whole record is the model, within a read transaction of its own. */
int run_is(jw_conformance_run *run, const struct model *wanted);

/* The checks, by what they are about. */
int check_table(jw_conformance_run *run);
int check_open(jw_conformance_run *run);
int check_read_only(jw_conformance_run *run);
int check_describe(jw_conformance_run *run);
int check_reopen(jw_conformance_run *run);
int check_close_rolls_back(jw_conformance_run *run);
int check_snapshot(jw_conformance_run *run);
int check_one_writer(jw_conformance_run *run);

int check_insert(jw_conformance_run *run);
int check_upsert(jw_conformance_run *run);
int check_expected(jw_conformance_run *run);
int check_expected_absent(jw_conformance_run *run);
int check_remove(jw_conformance_run *run);
int check_rollback(jw_conformance_run *run);
int check_own_writes(jw_conformance_run *run);
int check_sliced_batches(jw_conformance_run *run);
int check_random_writes(jw_conformance_run *run);

int check_every_record(jw_conformance_run *run);
int check_text_order(jw_conformance_run *run);
int check_number_order(jw_conformance_run *run);
int check_extremes(jw_conformance_run *run);
int check_prefixes(jw_conformance_run *run);
int check_ranges(jw_conformance_run *run);
int check_filter(jw_conformance_run *run);
int check_count(jw_conformance_run *run);
int check_streams(jw_conformance_run *run);

int check_duty_months(jw_conformance_run *run);
int check_hours(jw_conformance_run *run);
int check_large(jw_conformance_run *run);
int check_failing_allocator(jw_conformance_run *run);

#endif
