/* A storage over LMDB, from public headers only: URIs are lmdb:FILE. A record is a table of LMDB, a row is a
 * key and a value (row.c); readers have LMDB's snapshots, and the writer is whoever holds the lock on
 * FILE-writer. */
#include "parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct store {
    jw_context *context;
    struct environment *environment;
    MDB_txn *txn;
    int read_only, writing;
    int lock; /* descriptor of FILE-writer, -1 for readers only */
    struct bytes key, rest, expected;
};

/* ---- opening ---- */

static void close_store(void *storage);

static jw_status open_lock(struct store *store, const char *place, jw_error *err)
{
    char name[4096];
    int length = snprintf(name, sizeof name, "%s-writer", place);
    if (length < 0 || (size_t)length >= sizeof name)
        return jw_error_set(err, JW_EINVAL, 0, "the name of the store is too long");
    store->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    return store->lock < 0 ? lmdb_fail(errno, name, err) : JW_OK;
}

static jw_status open_store(jw_context *context, const char *place, uint32_t flags, void **out, jw_error *err)
{
    struct store *store = jw_allocate(context, NULL, sizeof *store, err);
    if (!store)
        return JW_ENOMEM;
    memset(store, 0, sizeof *store);
    store->context = store->key.context = store->rest.context = store->expected.context = context;
    store->read_only = (flags & JW_STORAGE_READ_ONLY) != 0;
    store->lock = -1;
    jw_status status = environment_open(place, flags, &store->environment, err);
    if (status == JW_OK && !store->read_only)
        status = open_lock(store, place, err);
    if (status == JW_OK)
        *out = store;
    else
        close_store(store);
    return status;
}

static void rollback(void *storage);

static void close_store(void *storage)
{
    struct store *store = storage;
    rollback(store);
    if (store->lock >= 0)
        close(store->lock);
    if (store->environment)
        environment_close(store->environment);
    bytes_free(&store->key);
    bytes_free(&store->rest);
    bytes_free(&store->expected);
    jw_release(store->context, store);
}

static jw_status describe(void *storage, jw_storage_description *out, jw_error *err)
{
    struct store *store = storage;
    if (!out || out->struct_size < sizeof *out)
        return jw_error_set(err, JW_EINVAL, 0, "the description is not initialised");
    out->form_version = out->current_version = 1;
    out->read_only = store->read_only;
    out->reserved = 0;
    return JW_OK;
}

/* ---- transactions ---- */

static jw_status lock_writing(struct store *store, jw_error *err)
{
    if (store->read_only)
        return jw_error_set(err, JW_EREADONLY, 0, "the store is open for reading only");
    if (flock(store->lock, LOCK_EX | LOCK_NB) == 0)
        return JW_OK;
    return errno == EWOULDBLOCK ? jw_error_set(err, JW_EBUSY, errno, "another program is writing")
                                : lmdb_fail(errno, "the lock of the writer", err);
}

static void unlock_writing(struct store *store)
{
    if (store->writing)
        flock(store->lock, LOCK_UN);
    store->writing = 0;
}

static jw_status begin(void *storage, uint32_t flags, jw_error *err)
{
    struct store *store = storage;
    int writing = (flags & JW_BEGIN_WRITE) != 0;
    if (store->txn)
        return jw_error_set(err, JW_EINVAL, 0, "a transaction is open already");
    if (writing) {
        jw_status status = lock_writing(store, err);
        if (status != JW_OK)
            return status;
        store->writing = 1;
    }
    int code = mdb_txn_begin(store->environment->env, NULL, writing ? 0 : MDB_RDONLY, &store->txn);
    if (!code)
        return JW_OK;
    store->txn = NULL;
    unlock_writing(store);
    return lmdb_fail(code, "begin", err);
}

static jw_status commit(void *storage, jw_error *err)
{
    struct store *store = storage;
    if (!store->txn)
        return jw_error_set(err, JW_EINVAL, 0, "there is no transaction to commit");
    int code = mdb_txn_commit(store->txn);
    store->txn = NULL;
    unlock_writing(store);
    return code ? lmdb_fail(code, "commit", err) : JW_OK;
}

static void rollback(void *storage)
{
    struct store *store = storage;
    if (store->txn)
        mdb_txn_abort(store->txn);
    store->txn = NULL;
    unlock_writing(store);
}

/* ---- writing ---- */

static MDB_val value_of(const struct bytes *bytes)
{
    MDB_val value = {bytes->size, bytes->data};
    return value;
}

/* A null row of the expected batch stands for: must be absent. */
static int is_null_row(const struct ArrowArray *array, int64_t row)
{
    const unsigned char *validity = array->null_count != 0 && array->n_buffers > 0 ? array->buffers[0] : NULL;
    row += array->offset;
    return validity && !(validity[row >> 3] >> (row & 7) & 1);
}

struct put {
    struct store *store;
    MDB_dbi table;
    const struct ArrowArray *expected_array; /* NULL unless the mode is JW_PUT_EXPECTED */
    jw_rows rows, expected;
    unsigned flags; /* of mdb_put */
};

/* The stored row is the expected one, byte for byte. */
static jw_status check_expected(struct put *put, int64_t row, jw_error *err)
{
    struct store *store = put->store;
    MDB_val key = value_of(&store->key), stored;
    int code = mdb_get(store->txn, put->table, &key, &stored);
    if (code && code != MDB_NOTFOUND)
        return lmdb_fail(code, "put", err);
    int wanted = !is_null_row(put->expected_array, row), same = !wanted && code == MDB_NOTFOUND;
    if (wanted && !code) {
        jw_status status = encode_rest(&store->expected, &put->expected, row, err);
        if (status != JW_OK)
            return status;
        same = stored.mv_size == store->expected.size &&
               (!stored.mv_size || memcmp(stored.mv_data, store->expected.data, stored.mv_size) == 0);
    }
    return same ? JW_OK
                : jw_error_set_field(err, JW_ECONFLICT, jw_record_name(put->rows.record), row + 1, NULL,
                                     "another program has changed the row");
}

static jw_status put_row(struct put *put, int64_t row, jw_error *err)
{
    struct store *store = put->store;
    jw_status status = encode_key(&store->key, &put->rows, row, jw_record_key_count(put->rows.record), err);
    if (status == JW_OK && put->expected_array)
        status = check_expected(put, row, err);
    if (status == JW_OK)
        status = encode_rest(&store->rest, &put->rows, row, err);
    if (status != JW_OK)
        return status;
    MDB_val key = value_of(&store->key), value = value_of(&store->rest);
    int code = mdb_put(store->txn, put->table, &key, &value, put->flags);
    if (code == MDB_KEYEXIST)
        return jw_error_set_field(err, JW_EEXIST, jw_record_name(put->rows.record), row + 1, NULL,
                                  "the key is there already");
    return code ? lmdb_fail(code, "put", err) : JW_OK;
}

static jw_status check_writing(const struct store *store, jw_error *err)
{
    return store->writing ? JW_OK : jw_error_set(err, JW_EINVAL, 0, "no transaction for writing is open");
}

static jw_status put(void *storage, jw_record record, const struct ArrowArray *rows, int32_t mode,
                     const struct ArrowArray *expected, jw_error *err)
{
    struct put put = {.store = storage};
    jw_status status = check_writing(put.store, err);
    if (status == JW_OK)
        status = jw_rows_view(rows, record, &put.rows, err);
    if (status == JW_OK && mode == JW_PUT_EXPECTED) {
        put.expected_array = expected;
        status = jw_rows_view(expected, record, &put.expected, err);
        if (status == JW_OK && put.expected.count != put.rows.count)
            status = jw_error_set(err, JW_EINVAL, 0, "not as many expected rows as rows");
    }
    put.flags = mode == JW_PUT_INSERT ? MDB_NOOVERWRITE : 0;
    put.table = put.store->environment->records[record];
    for (int64_t row = 0; status == JW_OK && row < put.rows.count; row++)
        status = put_row(&put, row, err);
    return status;
}

static jw_status remove_rows(void *storage, jw_record record, const struct ArrowArray *array, jw_error *err)
{
    struct store *store = storage;
    jw_rows rows;
    jw_status status = check_writing(store, err);
    if (status == JW_OK)
        status = jw_rows_view(array, record, &rows, err);
    for (int64_t row = 0; status == JW_OK && row < rows.count; row++) {
        status = encode_key(&store->key, &rows, row, jw_record_key_count(record), err);
        MDB_val key = value_of(&store->key);
        int code = status == JW_OK ? mdb_del(store->txn, store->environment->records[record], &key, NULL) : 0;
        if (code && code != MDB_NOTFOUND)
            status = lmdb_fail(code, "remove", err);
    }
    return status;
}

/* ---- reading ---- */

struct scan {
    jw_context *context;
    jw_record record;
    MDB_cursor *cursor;
    int started;
    struct bytes from, to;
};

static void end_scan(void *userdata)
{
    struct scan *scan = userdata;
    if (scan->cursor)
        mdb_cursor_close(scan->cursor);
    bytes_free(&scan->from);
    bytes_free(&scan->to);
    jw_release(scan->context, scan);
}

static int is_behind(const struct bytes *to, const MDB_val *key)
{
    size_t common = key->mv_size < to->size ? key->mv_size : to->size;
    int order = common ? memcmp(key->mv_data, to->data, common) : 0;
    return to->size && (order > 0 || (order == 0 && key->mv_size >= to->size));
}

static int next_row(struct scan *scan, MDB_val *key, MDB_val *value)
{
    if (scan->started)
        return mdb_cursor_get(scan->cursor, key, value, MDB_NEXT);
    scan->started = 1;
    *key = value_of(&scan->from);
    return mdb_cursor_get(scan->cursor, key, value, scan->from.size ? MDB_SET_RANGE : MDB_FIRST);
}

static jw_status fill(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    struct scan *scan = userdata;
    jw_status status = JW_OK;
    while (status == JW_OK && limit-- > 0) {
        MDB_val key, value;
        int code = next_row(scan, &key, &value);
        if (code == MDB_NOTFOUND || (!code && is_behind(&scan->to, &key)))
            break;
        status = code ? lmdb_fail(code, "scan", err) : decode_row(batch, scan->record, &key, &value, err);
    }
    return status;
}

/* The filter is a hint that this storage has no use for. */
static jw_status scan(void *storage, jw_record record, const jw_scan_range *range,
                      const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    struct store *store = storage;
    (void)filter;
    if (!store->txn)
        return jw_error_set(err, JW_EINVAL, 0, "no transaction is open");
    struct scan *scan = jw_allocate(store->context, NULL, sizeof *scan, err);
    if (!scan)
        return JW_ENOMEM;
    memset(scan, 0, sizeof *scan);
    scan->context = scan->from.context = scan->to.context = store->context;
    scan->record = record;
    jw_status status = encode_range(&scan->from, &scan->to, record, range, err);
    int code =
        status == JW_OK ? mdb_cursor_open(store->txn, store->environment->records[record], &scan->cursor) : 0;
    if (code)
        status = lmdb_fail(code, "scan", err);
    if (status == JW_OK)
        status = jw_stream_new(store->context, record, fill, end_scan, scan, out, err);
    if (status != JW_OK)
        end_scan(scan);
    return status;
}

/* ---- the table ---- */

JW_PLUGIN jw_status jw_storage_plugin_init(uint32_t version, jw_storage_ops *ops, jw_error *err)
{
    if (version != JW_STORAGE_API_VERSION)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "lmdb knows version %u of the storage table, not %u",
                            (unsigned)JW_STORAGE_API_VERSION, (unsigned)version);
    if (!ops || ops->struct_size < JW_STORAGE_OPS_SIZE_1)
        return jw_error_set(err, JW_EINVAL, 0, "the table of a storage is not initialised");
    ops->name = "lmdb";
    ops->caps = JW_STORAGE_DURABLE | JW_STORAGE_CONCURRENT;
    ops->open = open_store;
    ops->close = close_store;
    ops->begin = begin;
    ops->commit = commit;
    ops->rollback = rollback;
    ops->put = put;
    ops->remove = remove_rows;
    ops->scan = scan;
    ops->describe = describe;
    return JW_OK;
}
