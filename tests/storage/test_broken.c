/* The conformance suite finds broken storages: each is the memory storage with one fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "storage/conformance.h"
#include "unit/random.h"

static jw_storage_ops sound; /* the table the faults are put upon */

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

/* One fault, and a check that must find it. */
static const struct fault {
    const char *name;
    const char *check;
    jw_storage_ops slots; /* those that are replaced */
} faults[] = {
    {"upserts are dropped", "upsert replaces", {.put = ignore_put}},
    {"inserts replace", "insert refuses an existing key", {.put = always_upsert}},
    {"expected rows are not compared", "expected rows", {.put = always_upsert}},
    {"expected absence is not seen", "expected absence", {.put = expect_null_rows}},
    {"the last row of a large batch is lost", "large batches", {.put = lose_last}},
    {"nothing is removed", "remove", {.remove = remove_nothing}},
    {"the offset of a batch is forgotten", "batches with an offset", {.remove = forget_offset}},
    {"rollback commits", "rollback restores", {.rollback = keep_changes}},
    {"rollback commits", "random writes against a model", {.rollback = keep_changes}},
    {"commit rolls back", "every record round-trips", {.commit = drop_changes}},
    {"ranges are ignored", "prefixes", {.scan = scan_everything}},
    {"lower bounds are ignored", "half-open ranges", {.scan = ignore_lower}},
    {"upper bounds are included", "half-open ranges", {.scan = include_upper}},
    {"the filter is too narrow", "filters lose no wanted row", {.scan = narrow_filter}},
    {"read-only stores are written", "read-only stores refuse writes", {.begin = write_read_only}},
    {"counts are wrong", "count", {.count = count_one_less}},
    {"hours are missing", "hours are those of the kernel", {.hours = no_hours}},
    {"memory leaks", "describe", {.open = leak_at_open}},
    {"no memory is called something else", "every allocation may fail", {.open = other_failure_at_open}},
};

static const struct fault *current;

static jw_status init_broken(uint32_t version, jw_storage_ops *ops, jw_error *err)
{
    jw_status status = jw_storage_memory_init(version, ops, err);
    if (status != JW_OK)
        return status;
    sound = *ops;
    const jw_storage_ops *slots = &current->slots;
    ops->open = slots->open ? slots->open : ops->open;
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

static int no_place(void *userdata, char place[JW_CONFORMANCE_PLACE])
{
    (void)userdata;
    place[0] = '\0';
    return 0;
}

static const jw_conformance_check *find_check(const char *name)
{
    size_t count;
    const jw_conformance_check *checks = jw_conformance_checks(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(checks[i].name, name) == 0)
            return &checks[i];
    return NULL;
}

static void every_fault_is_found(void **state)
{
    (void)state;
    static const jw_conformance_target target = {"memory", init_broken, no_place,
                                                 NULL,     NULL,        JW_QUIRK_NO_NOT_FOUND};
    uint64_t seed = test_random_new("broken").state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        char message[1000];
        const jw_conformance_check *check = find_check(faults[i].check);
        current = &faults[i];
        assert_non_null(check);
        if (jw_conformance_run_check(&target, check, seed, message, sizeof message) != JW_CONFORMANCE_FAILED)
            fail_msg("'%s' was not found by '%s'", faults[i].name, faults[i].check);
        assert_true(strlen(message) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_fault_is_found)};
    return cmocka_run_group_tests_name("broken storages", tests, NULL, NULL);
}
