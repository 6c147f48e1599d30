/* Inside of the conformance suite: a check's store, and the steps that checks share. */
#ifndef JW_TESTING_RUN_H
#define JW_TESTING_RUN_H

#include <stddef.h>
#include <stdint.h>
#include <jingwu/sys/testing.h>
#include "testing/model.h"

typedef struct jw_storage_run {
    const jw_storage_target *target;
    jw_storage_ops ops;
    jw_context *context;
    void *storage; /* NULL while closed */
    char place[JW_PLACE_SIZE];
    char directory[200]; /* of the places, when the target makes none */
    int places;          /* made in it */
    test_random random;
    jw_error err;
    char *message;
    size_t message_size;
    /* The allocator of the context: counts, and fails once when its countdown comes to 0. */
    int64_t live_blocks;
    int64_t fail_in; /* -1 = never */
} jw_storage_run;

/* Sets the message of a failed check and gives JW_RULE_FAILED; keeps the first one. */
int jw_run__fail(jw_storage_run *run, const char *file, int line, const char *format, ...) JW_PRINTF(4, 5);

/* Sets the message of a rule that is not run and gives the outcome. */
int jw_run__leave_out(jw_storage_run *run, int outcome, const char *why);

#define FAIL(run, ...) return jw_run__fail(run, __FILE__, __LINE__, __VA_ARGS__)
#define NOT_CLAIMED(run, why) return jw_run__leave_out(run, JW_RULE_NOT_CLAIMED, why)
#define BY_QUIRK(run, why) return jw_run__leave_out(run, JW_RULE_QUIRK, why)
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
        if ((call) != JW_RULE_PASSED)                                                                        \
            return JW_RULE_FAILED;                                                                           \
    } while (0)

/* A place where no store is yet; not 0: failed. */
int jw_run__new_place(jw_storage_run *run, char place[JW_PLACE_SIZE]);
void jw_run__remove_place(jw_storage_run *run, const char *place);
void jw_run__remove_directory(jw_storage_run *run);

jw_status jw_run__open(jw_storage_run *run, uint32_t flags);
void jw_run__close(jw_storage_run *run);
/* Begins, ends. */
int jw_run__begin(jw_storage_run *run, uint32_t flags);
int jw_run__commit(jw_storage_run *run);
void jw_run__rollback(jw_storage_run *run);

/* The rows from `first` on as a batch; the caller releases it. */
jw_status jw_run__batch(jw_storage_run *run, const struct model *model, size_t first, size_t count,
                        struct ArrowArray *out);
/* Puts all rows of a model, sorted as they are; expected may be NULL. The status of put is the result. */
jw_status jw_run__put(jw_storage_run *run, const struct model *rows, int32_t mode,
                      const struct ArrowArray *expected);
jw_status jw_run__remove(jw_storage_run *run, const struct model *rows);
/* In a transaction of their own. */
int jw_run__store(jw_storage_run *run, const struct model *rows, int32_t mode);

/* Reads a range into an empty model, in the order of the stream; a transaction must be open. range, filter:
 * NULL = all. */
jw_status jw_run__scan(jw_storage_run *run, jw_record record, const jw_scan_range *range,
                       const jw_scan_filter *filter, struct model *out);
/* Both have the same rows in the same order. */
int jw_run__same(jw_storage_run *run, const struct model *got, const struct model *wanted);
/* A range of the store is that range of the model; a transaction must be open. */
int jw_run__range_is(jw_storage_run *run, const struct model *wanted, const jw_scan_range *range);
/* The whole record is the model, within a read transaction of its own. */
int jw_run__is(jw_storage_run *run, const struct model *wanted);

/* The checks, by what they are about. */
int jw_check__table(jw_storage_run *run);
int jw_check__open(jw_storage_run *run);
int jw_check__read_only(jw_storage_run *run);
int jw_check__describe(jw_storage_run *run);
int jw_check__reopen(jw_storage_run *run);
int jw_check__close_rolls_back(jw_storage_run *run);
int jw_check__snapshot(jw_storage_run *run);
int jw_check__one_writer(jw_storage_run *run);
int jw_check__failures_leave_it_usable(jw_storage_run *run);

int jw_check__kill(jw_storage_run *run);
int jw_check__two_processes(jw_storage_run *run);
int jw_check__cancel(jw_storage_run *run);

int jw_check__insert(jw_storage_run *run);
int jw_check__upsert(jw_storage_run *run);
int jw_check__expected(jw_storage_run *run);
int jw_check__expected_absent(jw_storage_run *run);
int jw_check__remove(jw_storage_run *run);
int jw_check__rollback(jw_storage_run *run);
int jw_check__own_writes(jw_storage_run *run);
int jw_check__sliced_batches(jw_storage_run *run);
int jw_check__random_writes(jw_storage_run *run);

int jw_check__every_record(jw_storage_run *run);
int jw_check__text_order(jw_storage_run *run);
int jw_check__number_order(jw_storage_run *run);
int jw_check__extremes(jw_storage_run *run);
int jw_check__prefixes(jw_storage_run *run);
int jw_check__ranges(jw_storage_run *run);
int jw_check__filter(jw_storage_run *run);
int jw_check__count(jw_storage_run *run);
int jw_check__streams(jw_storage_run *run);

int jw_check__duty_months(jw_storage_run *run);
int jw_check__hours(jw_storage_run *run);
int jw_check__large(jw_storage_run *run);
int jw_check__failing_allocator(jw_storage_run *run);

#endif
