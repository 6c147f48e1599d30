/* A district moved to another store as it is: every row, its months and its journal. */
#include "month/copy.h"

#include <string.h>
#include "record/row_digest.h"

/* The district record has no district before its key. */
static jw_status copy_batch(struct copying *copying, jw_record record, const struct ArrowArray *array,
                            jw_error *err)
{
    copying->rows += array->length;
    copying->changed += array->length;
    JW_TRY(jw__progress(copying->to->context, "copy", copying->rows, 0, err));
    return copying->to->ops.put(copying->to->storage, record, array, JW_PUT_INSERT, NULL, err);
}

static jw_status copy_stream(struct copying *copying, jw_record record, struct ArrowArrayStream *stream,
                             jw_error *err)
{
    for (;;) {
        struct ArrowArray array;
        JW_TRY(jw_stream_next(stream, &array, err));
        if (!array.release)
            return JW_OK;
        jw_status status = copy_batch(copying, record, &array, err);
        array.release(&array);
        JW_TRY(status);
    }
}

static jw_status copy_records(struct copying *copying, jw_error *err)
{
    jw_scan_range range = jw_range__of(copying->district, (const char *)NULL);
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct ArrowArrayStream stream;
        JW_TRY(jw_store__scan(copying->from, record, &range, NULL, &stream, err));
        jw_status status = copy_stream(copying, record, &stream, err);
        stream.release(&stream);
        JW_TRY(status);
    }
    return JW_OK;
}

/* ---- both sides must read alike ---- */

static jw_status digest_records(jw_store *store, const char *district, struct jw_row_digest *digest,
                                jw_error *err)
{
    jw_scan_range range = jw_range__of(district, (const char *)NULL);
    for (jw_record record = 1; record <= jw_record_count(); record++)
        JW_TRY(jw_store__visit(store, record, &range, NULL, jw_row_digest__rows, digest, err));
    return JW_OK;
}

static jw_status digest_district(jw_store *store, const char *district, char text[JW_DIGEST_TEXT],
                                 jw_error *err)
{
    struct jw_row_digest digest;
    JW_TRY(jw_row_digest__begin(store->context, &digest, err));
    return jw_row_digest__end(&digest, digest_records(store, district, &digest, err), text, err);
}

static jw_status reads_alike(const struct copying *copying, bool *out, jw_error *err)
{
    char from[JW_DIGEST_TEXT], to[JW_DIGEST_TEXT];
    JW_TRY(digest_district(copying->from, copying->district, from, err));
    JW_TRY(digest_district(copying->to, copying->district, to, err));
    *out = strcmp(from, to) == 0;
    return JW_OK;
}

jw_status jw_copying__check(const struct copying *copying, jw_error *err)
{
    bool alike;
    JW_TRY(reads_alike(copying, &alike, err));
    if (!alike)
        return jw_error_set(err, JW_ECORRUPT, 0, "the copy of district %s does not read like the original",
                            copying->district);
    return JW_OK;
}

/* What an interrupted copying of several districts had done already is done. */
static jw_status check_copied(const struct copying *copying, jw_error *err)
{
    bool alike;
    JW_TRY(reads_alike(copying, &alike, err));
    if (alike)
        return JW_OK;
    return jw_error_set(err, JW_EEXIST, 0, "the other store has district %s already, with other rows",
                        copying->district);
}

static jw_status copy_district(struct copying *copying, jw_error *err)
{
    int64_t count;
    jw_scan_range range = jw_range__of(copying->district, (const char *)NULL);
    JW_TRY(jw_store__count(copying->to, JW_RECORD_DISTRICT, &range, &count, err));
    if (count)
        return check_copied(copying, err);
    JW_TRY(copy_records(copying, err));
    return jw_copying__check(copying, err);
}

static jw_status within_transaction(struct copying *copying, jw_copying_fn work, jw_error *err)
{
    JW_TRY(jw_store__begin(copying->to, JW_BEGIN_WRITE, err));
    jw_status status = work(copying, err);
    if (status == JW_OK)
        return jw_store__commit(copying->to, err);
    jw_store__rollback(copying->to);
    return status;
}

jw_status jw_copying__run(jw_store *from, jw_store *to, const char *district, jw_copying_fn work,
                          int64_t *changed, jw_error *err)
{
    char code[JW_CODE_SIZE];
    if (!from || !to || from == to || from->context != to->context)
        return jw_error_set(err, JW_EINVAL, 0, "copying needs two stores of one context");
    if (to->in_transaction)
        return jw_error_set(err, JW_EINVAL, 0, "a transaction is open in the store that is copied to");
    JW_TRY(jw_store__district(from, district, code, NULL, err));
    struct copying copying = {from, to, code, 0, 0};
    JW_TRY(jw_store__begin_reading(from, err));
    jw_status status = within_transaction(&copying, work, err);
    jw_store__end_reading(from);
    if (status == JW_OK && changed)
        *changed = copying.changed;
    return status;
}

jw_status jw_store_copy(jw_store *from, jw_store *to, const char *district, jw_error *err)
{
    return jw_copying__run(from, to, district, copy_district, NULL, err);
}
