#include "storage/conformance_run.h"

#include <stdarg.h>
#include <string.h>

static const jw_conformance_check checks[] = {
    {"the table is complete", check_table},
    {"open tells what is not there", check_open},
    {"read-only stores refuse writes", check_read_only},
    {"describe", check_describe},
    {"committed rows are there after reopening", check_reopen},
    {"close rolls back", check_close_rolls_back},
    {"readers keep their snapshot", check_snapshot},
    {"one writer at a time", check_one_writer},
    {"insert refuses an existing key", check_insert},
    {"upsert replaces", check_upsert},
    {"expected rows", check_expected},
    {"expected absence", check_expected_absent},
    {"remove", check_remove},
    {"rollback restores", check_rollback},
    {"a transaction sees its own writes", check_own_writes},
    {"batches with an offset", check_sliced_batches},
    {"random writes against a model", check_random_writes},
    {"every record round-trips", check_every_record},
    {"text is ordered by bytes", check_text_order},
    {"numbers ascend", check_number_order},
    {"extreme values", check_extremes},
    {"prefixes", check_prefixes},
    {"half-open ranges", check_ranges},
    {"filters lose no wanted row", check_filter},
    {"count", check_count},
    {"streams", check_streams},
    {"duty over months", check_duty_months},
    {"hours are those of the kernel", check_hours},
    {"large batches", check_large},
    {"every allocation may fail", check_failing_allocator},
};

const jw_conformance_check *jw_conformance_checks(size_t *count)
{
    *count = sizeof checks / sizeof checks[0];
    return checks;
}

/* ---- the allocator ---- */

static bool allocation_fails(jw_conformance_run *run)
{
    return run->fail_in >= 0 && run->fail_in-- == 0;
}

static void *counting_allocate(void *userdata, size_t size)
{
    jw_conformance_run *run = userdata;
    void *block = allocation_fails(run) ? NULL : malloc(size);
    run->live_blocks += block != NULL;
    return block;
}

static void *counting_reallocate(void *userdata, void *block, size_t size)
{
    jw_conformance_run *run = userdata;
    void *moved = allocation_fails(run) ? NULL : realloc(block, size);
    run->live_blocks += moved && !block;
    return moved;
}

static void counting_release(void *userdata, void *block)
{
    jw_conformance_run *run = userdata;
    run->live_blocks -= block != NULL;
    free(block);
}

/* ---- running ---- */

int run_fail(jw_conformance_run *run, const char *file, int line, const char *format, ...)
{
    if (run->message[0])
        return JW_CONFORMANCE_FAILED;
    int used = snprintf(run->message, run->message_size, "%s:%d: ", file, line);
    va_list arguments;
    va_start(arguments, format);
    if (used > 0 && (size_t)used < run->message_size)
        vsnprintf(run->message + used, run->message_size - (size_t)used, format, arguments);
    va_end(arguments);
    return JW_CONFORMANCE_FAILED;
}

static int run_with_store(jw_conformance_run *run, const jw_conformance_check *check)
{
    const jw_conformance_target *target = run->target;
    EXPECT(run, target->new_place(target->userdata, run->place) == 0);
    EXPECT_OK(run, run_open(run, JW_STORAGE_CREATE));
    int result = check->run(run);
    if (run->storage)
        run_close(run);
    return result;
}

static int run_with_context(jw_conformance_run *run, const jw_conformance_check *check)
{
    jw_allocator allocator = {counting_allocate, counting_reallocate, counting_release, run};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    EXPECT_OK(run, jw_context_new(&options, &run->context, &run->err));
    run->ops = (jw_storage_ops){.struct_size = sizeof run->ops, .api_version = JW_STORAGE_API_VERSION};
    jw_status status = run->target->init(JW_STORAGE_API_VERSION, &run->ops, &run->err);
    int result = status == JW_OK ? run_with_store(run, check)
                                 : run_fail(run, __FILE__, __LINE__, "init: %s", run->err.message);
    jw_context_free(run->context);
    if (result != JW_CONFORMANCE_FAILED && run->live_blocks)
        FAIL(run, "%lld blocks of memory were not released", (long long)run->live_blocks);
    return result;
}

int jw_conformance_run_check(const jw_conformance_target *target, const jw_conformance_check *check,
                             uint64_t seed, char *message, size_t message_size)
{
    jw_conformance_run run = {.target = target, .random = {seed}, .err = JW_ERROR_INIT, .fail_in = -1};
    run.message = message;
    run.message_size = message_size;
    message[0] = '\0';
    int result = run_with_context(&run, check);
    if (target->remove_place && run.place[0])
        target->remove_place(target->userdata, run.place);
    return result;
}

/* ---- steps ---- */

jw_status run_open(jw_conformance_run *run, uint32_t flags)
{
    return run->ops.open(run->context, run->place, flags, &run->storage, &run->err);
}

void run_close(jw_conformance_run *run)
{
    run->ops.close(run->storage);
    run->storage = NULL;
}

int run_begin(jw_conformance_run *run, uint32_t flags)
{
    EXPECT_OK(run, run->ops.begin(run->storage, flags, &run->err));
    return JW_CONFORMANCE_PASSED;
}

int run_commit(jw_conformance_run *run)
{
    EXPECT_OK(run, run->ops.commit(run->storage, &run->err));
    return JW_CONFORMANCE_PASSED;
}

void run_rollback(jw_conformance_run *run)
{
    run->ops.rollback(run->storage);
}

jw_status run_batch(jw_conformance_run *run, const struct model *model, size_t first, size_t count,
                    struct ArrowArray *out)
{
    jw_batch *batch;
    jw_status status = jw_batch_new(run->context, model->record, &batch, &run->err);
    if (status != JW_OK)
        return status;
    for (size_t i = first; status == JW_OK && i < first + count; i++)
        status = model_add_to_batch(batch, model->record, model->rows[i], &run->err);
    if (status == JW_OK)
        status = jw_batch_export(batch, out, &run->err);
    jw_batch_free(batch);
    return status;
}

jw_status run_put(jw_conformance_run *run, const struct model *rows, int32_t mode,
                  const struct ArrowArray *expected)
{
    struct ArrowArray array;
    jw_status status = run_batch(run, rows, 0, rows->count, &array);
    if (status != JW_OK)
        return status;
    status = run->ops.put(run->storage, rows->record, &array, mode, expected, &run->err);
    array.release(&array);
    return status;
}

jw_status run_remove(jw_conformance_run *run, const struct model *rows)
{
    struct ArrowArray array;
    jw_status status = run_batch(run, rows, 0, rows->count, &array);
    if (status != JW_OK)
        return status;
    status = run->ops.remove(run->storage, rows->record, &array, &run->err);
    array.release(&array);
    return status;
}

int run_store(jw_conformance_run *run, const struct model *rows, int32_t mode)
{
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_put(run, rows, mode, NULL));
    return run_commit(run);
}

/* One batch of a stream; *ended at its end. */
static jw_status append_batch(jw_conformance_run *run, struct ArrowArrayStream *stream, struct model *out,
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
        model_append(out, model_from_rows(&rows, i));
    array.release(&array);
    return status;
}

jw_status run_scan(jw_conformance_run *run, jw_record record, const jw_scan_range *range,
                   const jw_scan_filter *filter, struct model *out)
{
    static const jw_scan_range whole = JW_SCAN_RANGE_INIT;
    static const jw_scan_filter every = JW_SCAN_FILTER_INIT;
    struct ArrowArrayStream stream;
    model_init(out, record);
    jw_status status = run->ops.scan(run->storage, record, range ? range : &whole, filter ? filter : &every,
                                     &stream, &run->err);
    if (status != JW_OK)
        return status;
    bool ended = false;
    while (status == JW_OK && !ended)
        status = append_batch(run, &stream, out, &ended);
    stream.release(&stream);
    if (status != JW_OK)
        model_free(out);
    return status;
}

int run_same(jw_conformance_run *run, const struct model *got, const struct model *wanted)
{
    char have[200], want[200];
    for (size_t i = 0; i < got->count && i < wanted->count; i++) {
        if (model_rows_equal(got->record, got->rows[i], wanted->rows[i]))
            continue;
        model_describe(got->record, got->rows[i], have, sizeof have);
        model_describe(got->record, wanted->rows[i], want, sizeof want);
        FAIL(run, "row %zu of %zu (%zu wanted) is %s, not %s", i, got->count, wanted->count, have, want);
    }
    if (got->count != wanted->count)
        FAIL(run, "%zu rows of %s instead of %zu", got->count, jw_record_name(got->record), wanted->count);
    return JW_CONFORMANCE_PASSED;
}

int run_range_is(jw_conformance_run *run, const struct model *wanted, const jw_scan_range *range)
{
    struct model got, part;
    model_init(&part, wanted->record);
    for (size_t i = 0; i < wanted->count; i++)
        if (!range || model_in_range(wanted->record, range, wanted->rows[i]))
            model_append(&part, model_row_copy(wanted->record, wanted->rows[i]));
    EXPECT_OK(run, run_scan(run, wanted->record, range, NULL, &got));
    int result = run_same(run, &got, &part);
    model_free(&got);
    model_free(&part);
    return result;
}

int run_is(jw_conformance_run *run, const struct model *wanted)
{
    STEP(run_begin(run, JW_BEGIN_READ));
    int result = run_range_is(run, wanted, NULL);
    run_rollback(run);
    return result;
}
