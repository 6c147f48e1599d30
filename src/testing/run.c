#include "testing/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rule {
    const char *name;
    int (*check)(jw_storage_run *run); /* gives a JW_RULE_ */
} rules[] = {
    {"the table is complete", jw_check__table},
    {"open tells what is not there", jw_check__open},
    {"read-only stores refuse writes", jw_check__read_only},
    {"describe", jw_check__describe},
    {"committed rows are there after reopening", jw_check__reopen},
    {"close rolls back", jw_check__close_rolls_back},
    {"readers keep their snapshot", jw_check__snapshot},
    {"one writer at a time", jw_check__one_writer},
    {"failed calls leave the store usable", jw_check__failures_leave_it_usable},
    {"insert refuses an existing key", jw_check__insert},
    {"upsert replaces", jw_check__upsert},
    {"expected rows", jw_check__expected},
    {"expected absence", jw_check__expected_absent},
    {"remove", jw_check__remove},
    {"rollback restores", jw_check__rollback},
    {"a transaction sees its own writes", jw_check__own_writes},
    {"batches with an offset", jw_check__sliced_batches},
    {"random writes against a model", jw_check__random_writes},
    {"every record round-trips", jw_check__every_record},
    {"text is ordered by bytes", jw_check__text_order},
    {"numbers ascend", jw_check__number_order},
    {"extreme values", jw_check__extremes},
    {"prefixes", jw_check__prefixes},
    {"half-open ranges", jw_check__ranges},
    {"filters lose no wanted row", jw_check__filter},
    {"count", jw_check__count},
    {"streams", jw_check__streams},
    {"duty over months", jw_check__duty_months},
    {"hours are those of the kernel", jw_check__hours},
    {"large batches", jw_check__large},
    {"cancelling stops a scan", jw_check__cancel},
    {"two processes lose no update", jw_check__two_processes},
    {"a killed process leaves whole transactions", jw_check__kill},
    {"every allocation may fail", jw_check__failing_allocator},
};

#define RULE_COUNT (sizeof rules / sizeof rules[0])

const char *jw_storage_rule(size_t rule)
{
    return rule < RULE_COUNT ? rules[rule].name : NULL;
}

/* ---- the allocator ---- */

static bool allocation_fails(jw_storage_run *run)
{
    return run->fail_in >= 0 && run->fail_in-- == 0;
}

static void *counting_allocate(void *userdata, size_t size)
{
    jw_storage_run *run = userdata;
    void *block = allocation_fails(run) ? NULL : malloc(size);
    run->live_blocks += block != NULL;
    return block;
}

static void *counting_reallocate(void *userdata, void *block, size_t size)
{
    jw_storage_run *run = userdata;
    void *moved = allocation_fails(run) ? NULL : realloc(block, size);
    run->live_blocks += moved && !block;
    return moved;
}

static void counting_release(void *userdata, void *block)
{
    jw_storage_run *run = userdata;
    run->live_blocks -= block != NULL;
    free(block);
}

/* ---- running ---- */

int jw_run__fail(jw_storage_run *run, const char *file, int line, const char *format, ...)
{
    if (run->message[0])
        return JW_RULE_FAILED;
    int used = snprintf(run->message, run->message_size, "%s:%d: ", file, line);
    va_list arguments;
    va_start(arguments, format);
    if (used > 0 && (size_t)used < run->message_size)
        vsnprintf(run->message + used, run->message_size - (size_t)used, format, arguments);
    va_end(arguments);
    return JW_RULE_FAILED;
}

int jw_run__leave_out(jw_storage_run *run, int outcome, const char *why)
{
    snprintf(run->message, run->message_size, "%s", why);
    return outcome;
}

static int run_with_store(jw_storage_run *run, const struct rule *rule)
{
    EXPECT(run, jw_run__new_place(run, run->place) == 0);
    EXPECT_OK(run, jw_run__open(run, JW_STORAGE_CREATE));
    int result = rule->check(run);
    if (run->storage)
        jw_run__close(run);
    return result;
}

static int run_with_context(jw_storage_run *run, const struct rule *rule)
{
    jw_allocator allocator = {counting_allocate, counting_reallocate, counting_release, run};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    EXPECT_OK(run, jw_context_new(&options, &run->context, &run->err));
    run->ops = (jw_storage_ops){.struct_size = sizeof run->ops, .api_version = JW_STORAGE_API_VERSION};
    jw_status status = run->target->init(JW_STORAGE_API_VERSION, &run->ops, &run->err);
    int result = status == JW_OK ? run_with_store(run, rule)
                                 : jw_run__fail(run, __FILE__, __LINE__, "init: %s", run->err.message);
    jw_context_free(run->context);
    if (result != JW_RULE_FAILED && run->live_blocks)
        FAIL(run, "%lld blocks of memory were not released", (long long)run->live_blocks);
    return result;
}

static jw_status check_target(const jw_storage_target *target, jw_error *err)
{
    if (!target || target->struct_size < sizeof *target || !target->init || !target->name)
        return jw_error_set(err, JW_EINVAL, 0, "the target is not initialised, or lacks its name or init");
    return JW_OK;
}

jw_status jw_storage_check_rule(const jw_storage_target *target, size_t rule, uint64_t seed,
                                jw_storage_result *out, jw_error *err)
{
    jw_status status = check_target(target, err);
    if (status != JW_OK)
        return status;
    if (rule >= RULE_COUNT || !out || out->struct_size < sizeof *out)
        return jw_error_set(err, JW_EINVAL, 0, "there is no such rule, or no place for its result");
    jw_storage_run run = {.target = target, .random = {seed}, .err = JW_ERROR_INIT, .fail_in = -1};
    out->rule = rules[rule].name;
    out->seed = seed;
    out->message[0] = '\0';
    run.message = out->message;
    run.message_size = sizeof out->message;
    out->outcome = run_with_context(&run, &rules[rule]);
    if (run.place[0])
        jw_run__remove_place(&run, run.place);
    jw_run__remove_directory(&run);
    return JW_OK;
}

jw_status jw_storage_check(const jw_storage_target *target, uint64_t seed, jw_storage_report_fn report,
                           void *userdata, int64_t *failures, jw_error *err)
{
    int64_t failed = 0;
    if (!failures)
        return jw_error_set(err, JW_EINVAL, 0, "no place for the number of failures");
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        jw_storage_result result = {.struct_size = sizeof result};
        jw_status status = jw_storage_check_rule(target, rule, seed + rule, &result, err);
        if (status != JW_OK)
            return status;
        failed += result.outcome == JW_RULE_FAILED;
        if (report && report(userdata, &result))
            return jw_error_set(err, JW_ECALLBACK, 0, "the report stopped the checks");
    }
    *failures = failed;
    return JW_OK;
}

/* ---- steps ---- */

jw_status jw_run__open(jw_storage_run *run, uint32_t flags)
{
    return run->ops.open(run->context, run->place, flags, &run->storage, &run->err);
}

void jw_run__close(jw_storage_run *run)
{
    run->ops.close(run->storage);
    run->storage = NULL;
}

int jw_run__begin(jw_storage_run *run, uint32_t flags)
{
    EXPECT_OK(run, run->ops.begin(run->storage, flags, &run->err));
    return JW_RULE_PASSED;
}

int jw_run__commit(jw_storage_run *run)
{
    EXPECT_OK(run, run->ops.commit(run->storage, &run->err));
    return JW_RULE_PASSED;
}

void jw_run__rollback(jw_storage_run *run)
{
    run->ops.rollback(run->storage);
}

jw_status jw_run__batch(jw_storage_run *run, const struct model *model, size_t first, size_t count,
                        struct ArrowArray *out)
{
    jw_batch *batch;
    jw_status status = jw_batch_new(run->context, model->record, &batch, &run->err);
    if (status != JW_OK)
        return status;
    for (size_t i = first; status == JW_OK && i < first + count; i++)
        status = jw_model__add_to_batch(batch, model->record, model->rows[i], &run->err);
    if (status == JW_OK)
        status = jw_batch_export(batch, out, &run->err);
    jw_batch_free(batch);
    return status;
}

jw_status jw_run__put(jw_storage_run *run, const struct model *rows, int32_t mode,
                      const struct ArrowArray *expected)
{
    struct ArrowArray array;
    jw_status status = jw_run__batch(run, rows, 0, rows->count, &array);
    if (status != JW_OK)
        return status;
    status = run->ops.put(run->storage, rows->record, &array, mode, expected, &run->err);
    array.release(&array);
    return status;
}

jw_status jw_run__remove(jw_storage_run *run, const struct model *rows)
{
    struct ArrowArray array;
    jw_status status = jw_run__batch(run, rows, 0, rows->count, &array);
    if (status != JW_OK)
        return status;
    status = run->ops.remove(run->storage, rows->record, &array, &run->err);
    array.release(&array);
    return status;
}

int jw_run__store(jw_storage_run *run, const struct model *rows, int32_t mode)
{
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__put(run, rows, mode, NULL));
    return jw_run__commit(run);
}

/* One batch of a stream; *ended at its end. */
static jw_status append_batch(jw_storage_run *run, struct ArrowArrayStream *stream, struct model *out,
                              bool *ended)
{
    struct ArrowArray array;
    jw_status status = jw_stream_next(stream, &array, &run->err);
    if (status != JW_OK)
        return status;
    *ended = !array.release;
    if (*ended)
        return JW_OK;
    jw_rows rows;
    status = jw_rows_view(&array, out->record, &rows, &run->err);
    if (status == JW_OK && rows.count > 65536)
        status = jw_error_set(&run->err, JW_ELIMIT, 0, "a batch of more than 65,536 rows");
    for (int64_t i = 0; status == JW_OK && i < rows.count; i++)
        jw_model__append(out, jw_model__from_rows(&rows, i));
    array.release(&array);
    return status;
}

jw_status jw_run__scan(jw_storage_run *run, jw_record record, const jw_scan_range *range,
                       const jw_scan_filter *filter, struct model *out)
{
    static const jw_scan_range whole = JW_SCAN_RANGE_INIT;
    static const jw_scan_filter every = JW_SCAN_FILTER_INIT;
    struct ArrowArrayStream stream;
    jw_model__init(out, record);
    jw_status status = run->ops.scan(run->storage, record, range ? range : &whole, filter ? filter : &every,
                                     &stream, &run->err);
    if (status != JW_OK)
        return status;
    bool ended = false;
    while (status == JW_OK && !ended)
        status = append_batch(run, &stream, out, &ended);
    stream.release(&stream);
    if (status != JW_OK)
        jw_model__free(out);
    return status;
}

int jw_run__same(jw_storage_run *run, const struct model *got, const struct model *wanted)
{
    char have[200], want[200];
    for (size_t i = 0; i < got->count && i < wanted->count; i++) {
        if (jw_model__rows_equal(got->record, got->rows[i], wanted->rows[i]))
            continue;
        jw_model__describe(got->record, got->rows[i], have, sizeof have);
        jw_model__describe(got->record, wanted->rows[i], want, sizeof want);
        FAIL(run, "row %zu of %zu (%zu wanted) is %s, not %s", i, got->count, wanted->count, have, want);
    }
    if (got->count != wanted->count)
        FAIL(run, "%zu rows of %s instead of %zu", got->count, jw_record_name(got->record), wanted->count);
    return JW_RULE_PASSED;
}

int jw_run__range_is(jw_storage_run *run, const struct model *wanted, const jw_scan_range *range)
{
    struct model got, part;
    jw_model__init(&part, wanted->record);
    for (size_t i = 0; i < wanted->count; i++)
        if (!range || jw_model__in_range(wanted->record, range, wanted->rows[i]))
            jw_model__append(&part, jw_model__row_copy(wanted->record, wanted->rows[i]));
    EXPECT_OK(run, jw_run__scan(run, wanted->record, range, NULL, &got));
    int result = jw_run__same(run, &got, &part);
    jw_model__free(&got);
    jw_model__free(&part);
    return result;
}

int jw_run__is(jw_storage_run *run, const struct model *wanted)
{
    STEP(jw_run__begin(run, JW_BEGIN_READ));
    int result = jw_run__range_is(run, wanted, NULL);
    jw_run__rollback(run);
    return result;
}
