/*
 * A storage of version 1, frozen: it is compiled against the headers in tests/abi/1, which never change, and
 * runs with the library of today. It keeps its rows in the memory storage and knows nothing that came after
 * version 1.
 */
#include <jingwu/sys/storage.h>

#include <string.h>

struct frozen {
    jw_context *context;
    jw_storage_ops ops; /* as long as it was in version 1 */
    void *storage;
};

static jw_status open_frozen(jw_context *context, const char *place, uint32_t flags, void **out,
                             jw_error *err)
{
    struct frozen *frozen = jw_allocate(context, NULL, sizeof *frozen, err);
    (void)place;
    if (!frozen)
        return JW_ENOMEM;
    memset(frozen, 0, sizeof *frozen);
    frozen->context = context;
    frozen->ops.struct_size = sizeof frozen->ops;
    frozen->ops.api_version = 1;
    jw_status status = jw_storage_memory_init(1, &frozen->ops, err);
    if (status == JW_OK)
        status = frozen->ops.open(context, "", flags, &frozen->storage, err);
    if (status == JW_OK)
        *out = frozen;
    else
        jw_release(context, frozen);
    return status;
}

static void close_frozen(void *storage)
{
    struct frozen *frozen = storage;
    frozen->ops.close(frozen->storage);
    jw_release(frozen->context, frozen);
}

static jw_status begin(void *storage, uint32_t flags, jw_error *err)
{
    struct frozen *frozen = storage;
    return frozen->ops.begin(frozen->storage, flags, err);
}

static jw_status commit(void *storage, jw_error *err)
{
    struct frozen *frozen = storage;
    return frozen->ops.commit(frozen->storage, err);
}

static void rollback(void *storage)
{
    struct frozen *frozen = storage;
    frozen->ops.rollback(frozen->storage);
}

static jw_status put(void *storage, jw_record record, const struct ArrowArray *rows, int32_t mode,
                     const struct ArrowArray *expected, jw_error *err)
{
    struct frozen *frozen = storage;
    return frozen->ops.put(frozen->storage, record, rows, mode, expected, err);
}

static jw_status remove_rows(void *storage, jw_record record, const struct ArrowArray *rows, jw_error *err)
{
    struct frozen *frozen = storage;
    return frozen->ops.remove(frozen->storage, record, rows, err);
}

/* The rows of the storage behind, as a stream of this plugin: it reads and builds batches with functions of
 * version 1. */
struct reading {
    jw_context *context;
    jw_record record;
    struct ArrowArrayStream behind;
    struct ArrowArray array;
    jw_rows rows;
    int64_t next;
};

static jw_status next_rows(struct reading *reading, jw_error *err)
{
    if (reading->array.release)
        reading->array.release(&reading->array);
    reading->next = reading->rows.count = 0;
    jw_status status = jw_stream_next(&reading->behind, &reading->array, err);
    if (status != JW_OK || !reading->array.release)
        return status;
    return jw_rows_view(&reading->array, reading->record, &reading->rows, err);
}

static jw_status fill(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    struct reading *reading = userdata;
    jw_status status = JW_OK;
    while (status == JW_OK && limit-- > 0) {
        if (reading->next >= reading->rows.count) {
            status = next_rows(reading, err);
            if (status != JW_OK || !reading->rows.count)
                break;
        }
        status = jw_batch_add_row(batch, &reading->rows, reading->next++, err);
    }
    return status;
}

static void end_reading(void *userdata)
{
    struct reading *reading = userdata;
    if (reading->array.release)
        reading->array.release(&reading->array);
    if (reading->behind.release)
        reading->behind.release(&reading->behind);
    jw_release(reading->context, reading);
}

static jw_status scan(void *storage, jw_record record, const jw_scan_range *range,
                      const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    struct frozen *frozen = storage;
    struct reading *reading = jw_allocate(frozen->context, NULL, sizeof *reading, err);
    if (!reading)
        return JW_ENOMEM;
    memset(reading, 0, sizeof *reading);
    reading->context = frozen->context;
    reading->record = record;
    jw_status status = frozen->ops.scan(frozen->storage, record, range, filter, &reading->behind, err);
    if (status == JW_OK)
        status = jw_stream_new(frozen->context, record, fill, end_reading, reading, out, err);
    if (status != JW_OK)
        end_reading(reading);
    return status;
}

static jw_status describe(void *storage, jw_storage_description *out, jw_error *err)
{
    struct frozen *frozen = storage;
    return frozen->ops.describe(frozen->storage, out, err);
}

JW_PLUGIN jw_status jw_storage_plugin_init(uint32_t version, jw_storage_ops *ops, jw_error *err)
{
    if (version != 1)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "the frozen storage knows version 1, not %u",
                            (unsigned)version);
    if (!ops || ops->struct_size < JW_STORAGE_OPS_SIZE_1)
        return jw_error_set(err, JW_EINVAL, 0, "the table of a storage is not initialised");
    ops->name = "frozen";
    ops->open = open_frozen;
    ops->close = close_frozen;
    ops->begin = begin;
    ops->commit = commit;
    ops->rollback = rollback;
    ops->put = put;
    ops->remove = remove_rows;
    ops->scan = scan;
    ops->describe = describe;
    return JW_OK;
}
