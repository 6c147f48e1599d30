/* The public face of writing: any order in, checked and sorted down to jw_write__put(). */
#include <string.h>
#include "base/sort.h"
#include "journal/write.h"
#include "record/batch.h"
#include "record/defaults.h"

jw_status jw_store_begin(jw_store *store, jw_error *err)
{
    if (!store)
        return jw_error_set(err, JW_EINVAL, 0, "no store was given");
    if (store->in_transaction)
        return jw_error_set(err, JW_EINVAL, 0, "a transaction is open already");
    bool opened;
    JW_TRY(jw_write__begin(store, &opened, err));
    store->caller_transaction = true;
    return JW_OK;
}

jw_status jw_store_commit(jw_store *store, jw_error *err)
{
    if (!store || !store->caller_transaction)
        return jw_error_set(err, JW_EINVAL, 0, "no transaction is open");
    JW_TRY(jw__check_fork(store->context, err));
    return jw_write__end(store, true, JW_OK, err);
}

void jw_store_rollback(jw_store *store)
{
    if (store && store->caller_transaction)
        jw_write__end(store, true, JW_ECANCELLED, NULL);
}

/* ---- sorting a batch ---- */

struct sorted_rows {
    struct ArrowArray array;
    int64_t *row_numbers; /* 1-based places in the caller's batch */
};

static int order_rows(void *userdata, const void *a, const void *b)
{
    return jw_rows_compare(userdata, *(const int64_t *)a, userdata, *(const int64_t *)b);
}

/* Equal neighbours: dropped when identical, refused when they differ. */
static jw_status keep_row(const jw_rows *rows, const int64_t *order, int64_t i, bool *keep, jw_error *err)
{
    *keep = i == 0 || jw_rows_compare(rows, order[i - 1], rows, order[i]) != 0;
    if (*keep || jw_rows_equal(rows, order[i - 1], rows, order[i]))
        return JW_OK;
    return jw_error_set_field(err, JW_EINPUT, jw_record_name(rows->record), order[i] + 1, NULL,
                              "row %lld has the same key and another value", (long long)order[i - 1] + 1);
}

static jw_status fill_sorted(jw_rows *rows, int64_t *order, jw_batch *batch, jw_error *err)
{
    int64_t used = 0;
    for (int64_t i = 0; i < rows->count; i++) {
        bool keep;
        JW_TRY(keep_row(rows, order, i, &keep, err));
        if (keep)
            JW_TRY(jw_batch_add_row(batch, rows, order[i], err));
        order[used] = order[i];
        used += keep;
    }
    for (int64_t i = 0; i < used; i++)
        order[i]++;
    return JW_OK;
}

static jw_status sort_rows(jw_context *context, jw_rows *rows, struct sorted_rows *out, jw_error *err)
{
    int64_t *order = jw__allocate_zeroed(context, 2 * (size_t)rows->count + 1, sizeof *order, err);
    if (!order)
        return JW_ENOMEM;
    for (int64_t i = 0; i < rows->count; i++)
        order[i] = i;
    jw__sort(order, order + rows->count, (size_t)rows->count, sizeof *order, order_rows, rows);
    jw_batch *batch = NULL;
    jw_status status = jw_batch_new(context, rows->record, &batch, err);
    if (status == JW_OK)
        status = fill_sorted(rows, order, batch, err);
    if (status == JW_OK)
        status = jw_batch_export(batch, &out->array, err);
    jw_batch_free(batch);
    if (status != JW_OK) {
        jw__free(context, order);
        return status;
    }
    out->row_numbers = order;
    return JW_OK;
}

/* Expected rows belong to the rows in the caller's order, so those must come sorted. */
static jw_status check_sorted(const jw_rows *rows, jw_error *err)
{
    for (int64_t i = 1; i < rows->count; i++)
        if (jw_rows_compare(rows, i - 1, rows, i) >= 0)
            return jw_error_set_field(err, JW_EINVAL, jw_record_name(rows->record), i + 1, NULL,
                                      "with expected rows the batch must be sorted by key, each key once");
    return JW_OK;
}

/* ---- put and remove ---- */

static jw_status check_call(const jw_store *store, jw_record record, const struct ArrowArray *rows, jw_error *err)
{
    if (!store || !rows || !jw__describe(record))
        return jw_error_set(err, JW_EINVAL, 0, "writing needs a store, a known record and rows");
    if (jw_record_flags(record) & JW_RECORD_SYSTEM)
        return jw_error_set(err, JW_EINVAL, 0, "%s is written by the library only", jw_record_name(record));
    return JW_OK;
}

static jw_status put_sorted(jw_store *store, jw_record record, const struct sorted_rows *sorted,
                            const struct ArrowArray *expected, uint32_t flags, jw_write_counts *counts, jw_error *err)
{
    bool opened;
    jw_write_counts done = {0};
    JW_TRY(jw_write__begin(store, &opened, err));
    jw_status status =
        jw_write__put(store, record, &sorted->array, expected, sorted->row_numbers, flags, &done, NULL, err);
    status = jw_write__end(store, opened, status, err);
    if (status == JW_OK && counts)
        *counts = done;
    return status;
}

jw_status jw_store_put(jw_store *store, jw_record record, const struct ArrowArray *array,
                       const struct ArrowArray *expected, uint32_t flags, jw_write_counts *counts, jw_error *err)
{
    JW_TRY(check_call(store, record, array, err));
    if (flags & ~JW_WRITE_INSERT_ONLY)
        return jw_error_set(err, JW_EINVAL, 0, "unknown flags");
    jw_rows rows;
    jw_status status = jw_rows_view(array, record, &rows, err);
    if (status == JW_OK)
        status = jw_rows__check(&rows, err);
    if (status == JW_OK && expected)
        status = check_sorted(&rows, err);
    struct sorted_rows sorted;
    if (status == JW_OK)
        status = sort_rows(store->context, &rows, &sorted, err);
    if (status != JW_OK)
        return jw_write__end(store, false, status, err);
    status = put_sorted(store, record, &sorted, expected, flags, counts, err);
    sorted.array.release(&sorted.array);
    jw__free(store->context, sorted.row_numbers);
    return status;
}

jw_status jw_store_remove(jw_store *store, jw_record record, const struct ArrowArray *array, jw_write_counts *counts,
                          jw_error *err)
{
    bool opened;
    jw_write_counts done = {0};
    jw_rows rows;
    JW_TRY(check_call(store, record, array, err));
    jw_status status = jw_rows_view(array, record, &rows, err);
    if (status == JW_OK)
        status = jw_rows__check_keys(&rows, err);
    if (status != JW_OK)
        return jw_write__end(store, false, status, err);
    JW_TRY(jw_write__begin(store, &opened, err));
    status = jw_write__remove(store, record, array, &done, err);
    status = jw_write__end(store, opened, status, err);
    if (status == JW_OK && counts)
        *counts = done;
    return status;
}

/* ---- districts ---- */

static jw_status district_exists(jw_store *store, const char *code, bool *out, jw_error *err)
{
    jw_scan_range range = jw_range__of(code, (const char *)NULL);
    int64_t count;
    JW_TRY(jw_store__count(store, JW_RECORD_DISTRICT, &range, &count, err));
    *out = count > 0;
    return JW_OK;
}

static jw_status add_district_row(jw_batch *batch, const char *code, const char *name, int32_t utc_offset,
                                  jw_error *err)
{
    JW_TRY(jw_batch_add_text(batch, code, strlen(code), err));
    JW_TRY(jw_batch_add_text(batch, name, strlen(name), err));
    return jw_batch_add_integer(batch, utc_offset, err);
}

static jw_status put_batch(jw_store *store, jw_batch *batch, jw_error *err)
{
    struct ArrowArray array;
    JW_TRY(jw_batch_export(batch, &array, err));
    jw_status status = jw_store_put(store, batch->record, &array, NULL, 0, NULL, err);
    array.release(&array);
    return status;
}

static jw_status put_defaults(jw_store *store, jw_record record, const char *code, jw_error *err)
{
    jw_batch *batch;
    JW_TRY(jw_batch_new(store->context, record, &batch, err));
    jw_status status = jw_batch__add_defaults(batch, code, err);
    if (status == JW_OK)
        status = put_batch(store, batch, err);
    jw_batch_free(batch);
    return status;
}

static jw_status put_district(jw_store *store, const char *code, const char *name, int32_t utc_offset, jw_error *err)
{
    jw_batch *batch;
    JW_TRY(jw_batch_new(store->context, JW_RECORD_DISTRICT, &batch, err));
    jw_status status = add_district_row(batch, code, name, utc_offset, err);
    if (status == JW_OK)
        status = put_batch(store, batch, err);
    jw_batch_free(batch);
    JW_TRY(status);
    JW_TRY(put_defaults(store, JW_RECORD_ACTIVITY, code, err));
    JW_TRY(put_defaults(store, JW_RECORD_SCHEME, code, err));
    return put_defaults(store, JW_RECORD_GRADE, code, err);
}

jw_status jw_store_add_district(jw_store *store, const char *code, const char *name, int32_t utc_offset, jw_error *err)
{
    if (!store || !code || !name)
        return jw_error_set(err, JW_EINVAL, 0, "a district needs a store, a code and a name");
    bool opened, exists;
    JW_TRY(jw_write__begin(store, &opened, err));
    jw_status status = district_exists(store, code, &exists, err);
    if (status == JW_OK && !exists)
        status = put_district(store, code, name, utc_offset, err);
    return jw_write__end(store, opened, status, err); /* does nothing if a failed put has ended it */
}
