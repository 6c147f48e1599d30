/* A storage that stands before another and says on standard error what passes: URIs are trace:URI. */
#include <jingwu/sys/storage.h>

#include <stdio.h>
#include <string.h>

struct traced {
    jw_context *context;
    jw_storage_ops ops; /* of the storage behind */
    void *storage;
    long calls;
};

static jw_status say(struct traced *traced, const char *call, const char *record, long long rows,
                     jw_status status)
{
    fprintf(stderr, "trace: %ld %s", ++traced->calls, call);
    if (record)
        fprintf(stderr, " %s", record);
    if (rows >= 0)
        fprintf(stderr, " %lld rows", rows);
    fprintf(stderr, " %s\n", jw_status_name(status));
    return status;
}

static jw_status open_behind(jw_context *context, const char *place, uint32_t flags, void **out,
                             jw_error *err)
{
    struct traced *traced = jw_allocate(context, NULL, sizeof *traced, err);
    const char *behind;
    if (!traced)
        return JW_ENOMEM;
    memset(traced, 0, sizeof *traced);
    traced->context = context;
    traced->ops.struct_size = sizeof traced->ops;
    jw_status status = jw_storage_find(context, place, &traced->ops, &behind, err);
    if (status == JW_OK)
        status = traced->ops.open(context, behind, flags, &traced->storage, err);
    say(traced, "open", place, -1, status);
    if (status == JW_OK)
        *out = traced;
    else
        jw_release(context, traced);
    return status;
}

static void close_behind(void *storage)
{
    struct traced *traced = storage;
    traced->ops.close(traced->storage);
    say(traced, "close", NULL, -1, JW_OK);
    jw_release(traced->context, traced);
}

static jw_status begin(void *storage, uint32_t flags, jw_error *err)
{
    struct traced *traced = storage;
    jw_status status = traced->ops.begin(traced->storage, flags, err);
    return say(traced, flags & JW_BEGIN_WRITE ? "begin writing" : "begin reading", NULL, -1, status);
}

static jw_status commit(void *storage, jw_error *err)
{
    struct traced *traced = storage;
    return say(traced, "commit", NULL, -1, traced->ops.commit(traced->storage, err));
}

static void rollback(void *storage)
{
    struct traced *traced = storage;
    traced->ops.rollback(traced->storage);
    say(traced, "rollback", NULL, -1, JW_OK);
}

static jw_status put(void *storage, jw_record record, const struct ArrowArray *rows, int32_t mode,
                     const struct ArrowArray *expected, jw_error *err)
{
    static const char *const names[] = {"put", "insert", "upsert", "replace"};
    struct traced *traced = storage;
    jw_status status = traced->ops.put(traced->storage, record, rows, mode, expected, err);
    return say(traced, names[mode > 0 && mode < 4 ? mode : 0], jw_record_name(record), rows->length, status);
}

static jw_status remove_rows(void *storage, jw_record record, const struct ArrowArray *rows, jw_error *err)
{
    struct traced *traced = storage;
    jw_status status = traced->ops.remove(traced->storage, record, rows, err);
    return say(traced, "remove", jw_record_name(record), rows->length, status);
}

static jw_status scan(void *storage, jw_record record, const jw_scan_range *range,
                      const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    struct traced *traced = storage;
    jw_status status = traced->ops.scan(traced->storage, record, range, filter, out, err);
    return say(traced, "scan", jw_record_name(record), -1, status);
}

static jw_status describe(void *storage, jw_storage_description *out, jw_error *err)
{
    struct traced *traced = storage;
    return say(traced, "describe", NULL, -1, traced->ops.describe(traced->storage, out, err));
}

static void interrupt(void *storage)
{
    struct traced *traced = storage;
    if (traced->ops.interrupt)
        traced->ops.interrupt(traced->storage);
}

/* hours and count are left out: the host then computes them from scans, which are seen. What the storage
 * behind can do is not known before it is opened; the capabilities are those of the one most used. */
JW_PLUGIN jw_status jw_storage_plugin_init(uint32_t version, jw_storage_ops *ops, jw_error *err)
{
    if (version != JW_STORAGE_API_VERSION)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "trace does not know version %u of the storage table",
                            (unsigned)version);
    if (!ops || ops->struct_size < JW_STORAGE_OPS_SIZE_1)
        return jw_error_set(err, JW_EINVAL, 0, "the table of a storage is not initialised");
    ops->name = "trace";
    ops->caps = JW_STORAGE_DURABLE | JW_STORAGE_CONCURRENT;
    ops->open = open_behind;
    ops->close = close_behind;
    ops->begin = begin;
    ops->commit = commit;
    ops->rollback = rollback;
    ops->put = put;
    ops->remove = remove_rows;
    ops->scan = scan;
    ops->describe = describe;
    ops->interrupt = interrupt;
    return JW_OK;
}
