/* The conformance suite finds broken storages: each is a storage of the library with one fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <jingwu/sys/testing.h>
#include "unit/random.h"

static jw_storage_ops sound; /* the table the faults are put upon */
static jw_context *context_used;
static jw_record record_scanned;

static jw_status ignore_put(void *storage, jw_record record, const struct ArrowArray *rows, int32_t mode,
                            const struct ArrowArray *expected, jw_error *err)
{
    if (mode != JW_PUT_INSERT)
        return JW_OK;
    return sound.put(storage, record, rows, mode, expected, err);
}

static jw_status always_upsert(void *storage, jw_record record, const struct ArrowArray *rows, int32_t mode,
                               const struct ArrowArray *expected, jw_error *err)
{
    (void)mode;
    (void)expected;
    return sound.put(storage, record, rows, JW_PUT_UPSERT, NULL, err);
}

/* Writes all rows but the last. */
static jw_status lose_last(void *storage, jw_record record, const struct ArrowArray *rows, int32_t mode,
                           const struct ArrowArray *expected, jw_error *err)
{
    struct ArrowArray fewer = *rows;
    if (mode == JW_PUT_EXPECTED || fewer.length < 1000)
        return sound.put(storage, record, rows, mode, expected, err);
    fewer.length--;
    return sound.put(storage, record, &fewer, mode, expected, err);
}

/* Looks at the values below a null row of the expected batch. */
static jw_status expect_null_rows(void *storage, jw_record record, const struct ArrowArray *rows,
                                  int32_t mode, const struct ArrowArray *expected, jw_error *err)
{
    if (mode != JW_PUT_EXPECTED)
        return sound.put(storage, record, rows, mode, expected, err);
    struct ArrowArray all = *expected;
    all.null_count = 0;
    return sound.put(storage, record, rows, mode, &all, err);
}

static jw_status forget_offset(void *storage, jw_record record, const struct ArrowArray *rows, jw_error *err)
{
    struct ArrowArray first = *rows;
    first.offset = 0;
    return sound.remove(storage, record, &first, err);
}

static jw_status remove_nothing(void *storage, jw_record record, const struct ArrowArray *rows, jw_error *err)
{
    (void)storage;
    (void)record;
    (void)rows;
    (void)err;
    return JW_OK;
}

static void keep_changes(void *storage)
{
    sound.commit(storage, NULL);
}

static jw_status drop_changes(void *storage, jw_error *err)
{
    (void)err;
    sound.rollback(storage);
    return JW_OK;
}

static jw_status scan_everything(void *storage, jw_record record, const jw_scan_range *range,
                                 const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    jw_scan_range whole = JW_SCAN_RANGE_INIT;
    (void)range;
    return sound.scan(storage, record, &whole, filter, out, err);
}

static jw_status ignore_lower(void *storage, jw_record record, const jw_scan_range *range,
                              const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    jw_scan_range wider = *range;
    wider.has_lower = 0;
    return sound.scan(storage, record, &wider, filter, out, err);
}

static jw_status include_upper(void *storage, jw_record record, const jw_scan_range *range,
                               const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    jw_scan_range wider = *range;
    wider.upper.integer++;
    return sound.scan(storage, record, &wider, filter, out, err);
}

static jw_status narrow_filter(void *storage, jw_record record, const jw_scan_range *range,
                               const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    jw_scan_filter narrower = *filter;
    if (narrower.from > INT64_MIN)
        narrower.from += INT64_C(10) * 86400;
    return sound.scan(storage, record, range, &narrower, out, err);
}

static jw_status write_read_only(void *storage, uint32_t flags, jw_error *err)
{
    (void)storage;
    (void)flags;
    (void)err;
    return JW_OK;
}

static jw_status count_one_less(void *storage, jw_record record, const jw_scan_range *range, int64_t *out,
                                jw_error *err)
{
    (void)storage;
    (void)record;
    (void)range;
    (void)err;
    *out = 0;
    return JW_OK;
}

static jw_status no_hours(void *storage, const jw_hours_request *request, jw_hours_emit_fn emit,
                          void *userdata, jw_error *err)
{
    (void)storage;
    (void)request;
    (void)emit;
    (void)userdata;
    (void)err;
    return JW_OK;
}

static jw_status leak_at_open(jw_context *context, const char *place, uint32_t flags, void **out,
                              jw_error *err)
{
    static void *leaked;
    leaked = jw_allocate(context, NULL, 1, err);
    return leaked ? sound.open(context, place, flags, out, err) : JW_ENOMEM;
}

static jw_status other_failure_at_open(jw_context *context, const char *place, uint32_t flags, void **out,
                                       jw_error *err)
{
    jw_status status = sound.open(context, place, flags, out, err);
    return status == JW_OK ? JW_OK : jw_error_set(err, JW_EIO, 0, "something failed");
}

/* Gives the rows of each batch backwards. */
static jw_status fill_backwards(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    struct ArrowArray array;
    jw_rows rows;
    (void)limit;
    jw_status status = jw_stream_next(userdata, &array, err);
    if (status != JW_OK || !array.release)
        return status;
    status = jw_rows_view(&array, record_scanned, &rows, err);
    for (int64_t row = rows.count; status == JW_OK && row > 0; row--)
        status = jw_batch_add_row(batch, &rows, row - 1, err);
    array.release(&array);
    return status;
}

static void release_behind(void *userdata)
{
    struct ArrowArrayStream *stream = userdata;
    stream->release(stream);
    free(stream);
}

static jw_status open_and_remember(jw_context *context, const char *place, uint32_t flags, void **out,
                                   jw_error *err)
{
    context_used = context;
    return sound.open(context, place, flags, out, err);
}

static jw_status scan_backwards(void *storage, jw_record record, const jw_scan_range *range,
                                const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    struct ArrowArrayStream *behind = malloc(sizeof *behind);
    assert_non_null(behind);
    record_scanned = record;
    jw_status status = sound.scan(storage, record, range, filter, behind, err);
    if (status == JW_OK)
        return jw_stream_new(context_used, record, fill_backwards, release_behind, behind, out, err);
    free(behind);
    return status;
}

/* Readers have no snapshot: each scan sees what is there by then. */
static jw_status begin_without_snapshot(void *storage, uint32_t flags, jw_error *err)
{
    return flags & JW_BEGIN_WRITE ? sound.begin(storage, flags, err) : JW_OK;
}

/* A commit is acknowledged, and made when the store is used again. */
static bool commit_is_due;

static jw_status commit_later(void *storage, jw_error *err)
{
    (void)storage;
    (void)err;
    commit_is_due = true;
    return JW_OK;
}

static jw_status commit_then_begin(void *storage, uint32_t flags, jw_error *err)
{
    if (commit_is_due)
        sound.commit(storage, NULL);
    commit_is_due = false;
    return sound.begin(storage, flags, err);
}

static void commit_then_close(void *storage)
{
    if (commit_is_due)
        sound.commit(storage, NULL);
    commit_is_due = false;
    sound.close(storage);
}

/* One fault, and a rule that must find it. */
static const struct fault {
    const char *name;
    const char *rule;
    jw_storage_ops slots;    /* those that are replaced */
    jw_storage_init_fn init; /* of the storage it is put upon */
} faults[] = {
    {"upserts are dropped", "upsert replaces", {.put = ignore_put}, jw_storage_memory_init},
    {"inserts replace", "insert refuses an existing key", {.put = always_upsert}, jw_storage_memory_init},
    {"expected rows are not compared", "expected rows", {.put = always_upsert}, jw_storage_memory_init},
    {"expected absence is not seen", "expected absence", {.put = expect_null_rows}, jw_storage_memory_init},
    {"the last row of a large batch is lost", "large batches", {.put = lose_last}, jw_storage_memory_init},
    {"nothing is removed", "remove", {.remove = remove_nothing}, jw_storage_memory_init},
    {"the offset of a batch is forgotten",
     "batches with an offset",
     {.remove = forget_offset},
     jw_storage_memory_init},
    {"rollback commits", "rollback restores", {.rollback = keep_changes}, jw_storage_memory_init},
    {"rollback commits", "random writes against a model", {.rollback = keep_changes}, jw_storage_memory_init},
    {"commit rolls back", "every record round-trips", {.commit = drop_changes}, jw_storage_memory_init},
    {"ranges are ignored", "prefixes", {.scan = scan_everything}, jw_storage_memory_init},
    {"lower bounds are ignored", "half-open ranges", {.scan = ignore_lower}, jw_storage_memory_init},
    {"upper bounds are included", "half-open ranges", {.scan = include_upper}, jw_storage_memory_init},
    {"the filter is too narrow",
     "filters lose no wanted row",
     {.scan = narrow_filter},
     jw_storage_memory_init},
    {"read-only stores are written",
     "read-only stores refuse writes",
     {.begin = write_read_only},
     jw_storage_memory_init},
    {"counts are wrong", "count", {.count = count_one_less}, jw_storage_memory_init},
    {"hours are missing", "hours are those of the kernel", {.hours = no_hours}, jw_storage_memory_init},
    {"memory leaks", "describe", {.open = leak_at_open}, jw_storage_memory_init},
    {"rows come in the wrong order",
     "text is ordered by bytes",
     {.open = open_and_remember, .scan = scan_backwards},
     jw_storage_memory_init},
    {"reads are dirty",
     "readers keep their snapshot",
     {.begin = begin_without_snapshot},
     jw_storage_sqlite_init},
    {"commits are late",
     "a killed process leaves whole transactions",
     {.begin = commit_then_begin, .commit = commit_later, .close = commit_then_close},
     jw_storage_sqlite_init},
    {"no memory is called something else",
     "every allocation may fail",
     {.open = other_failure_at_open},
     jw_storage_memory_init},
};

static const struct fault *current;

static jw_status init_broken(uint32_t version, jw_storage_ops *ops, jw_error *err)
{
    jw_status status = current->init(version, ops, err);
    if (status != JW_OK)
        return status;
    sound = *ops;
    const jw_storage_ops *slots = &current->slots;
    ops->open = slots->open ? slots->open : ops->open;
    ops->close = slots->close ? slots->close : ops->close;
    ops->begin = slots->begin ? slots->begin : ops->begin;
    ops->commit = slots->commit ? slots->commit : ops->commit;
    ops->rollback = slots->rollback ? slots->rollback : ops->rollback;
    ops->put = slots->put ? slots->put : ops->put;
    ops->remove = slots->remove ? slots->remove : ops->remove;
    ops->scan = slots->scan ? slots->scan : ops->scan;
    ops->hours = slots->hours;
    ops->count = slots->count;
    return JW_OK;
}

static size_t find_rule(const char *name)
{
    size_t rule = 0;
    while (jw_storage_rule(rule) && strcmp(jw_storage_rule(rule), name) != 0)
        rule++;
    return rule;
}

static void every_fault_is_found(void **state)
{
    (void)state;
    jw_storage_target target = JW_STORAGE_TARGET_INIT;
    target.init = init_broken;
    uint64_t seed = test_random_new("broken").state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        jw_storage_result result = {.struct_size = sizeof result};
        current = &faults[i];
        bool in_memory = current->init == jw_storage_memory_init;
        target.name = in_memory ? "memory" : "sqlite";
        target.quirks.no_not_found = target.quirks.no_place = in_memory;
        assert_int_equal(jw_storage_check_rule(&target, find_rule(faults[i].rule), seed, &result, NULL),
                         JW_OK);
        if (result.outcome != JW_RULE_FAILED)
            fail_msg("'%s' was not found by '%s'", faults[i].name, faults[i].rule);
        assert_true(strlen(result.message) > 0);
        assert_string_equal(result.rule, faults[i].rule);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_fault_is_found)};
    return cmocka_run_group_tests_name("broken storages", tests, NULL, NULL);
}
