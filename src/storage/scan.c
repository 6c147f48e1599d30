/* Reading a store: streams that hold a snapshot, visiting, counting, the district a call means. */
#include "storage/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "record/held.h"
#include "record/rows.h"

static jw_status scan_storage(jw_store *store, jw_record record, const jw_scan_range *range,
                              const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    static const jw_scan_range whole = JW_SCAN_RANGE_INIT;
    static const jw_scan_filter every = JW_SCAN_FILTER_INIT;
    return store->ops.scan(store->storage, record, range ? range : &whole, filter ? filter : &every, out,
                           err);
}

static void end_reading(void *store)
{
    jw_store__end_reading(store);
}

/* The stream of a snapshot that is open, and that ends with it. */
static jw_status scan_snapshot(jw_store *store, jw_record record, const jw_scan_range *range,
                               const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    struct ArrowArrayStream stream;
    JW_TRY(scan_storage(store, record, range, filter, &stream, err));
    jw_status status = jw_held_stream__new(store->context, &stream, end_reading, store, out, err);
    if (status != JW_OK)
        stream.release(&stream);
    return status;
}

jw_status jw_store__scan(jw_store *store, jw_record record, const jw_scan_range *range,
                         const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    if (store->in_transaction) {
        JW_TRY(jw__check_fork(store->context, err));
        return scan_storage(store, record, range, filter, out, err);
    }
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = scan_snapshot(store, record, range, filter, out, err);
    if (status != JW_OK)
        jw_store__end_reading(store);
    return status;
}

jw_status jw_store_scan(jw_store *store, jw_record record, const char *district, struct ArrowArrayStream *out,
                        jw_error *err)
{
    if (!store || !out || !jw__describe(record))
        return jw_error_set(err, JW_EINVAL, 0,
                            "a scan needs a store, a known record and a place for the stream");
    jw_scan_range range = jw_range__of(district, NULL);
    return jw_store__scan(store, record, &range, NULL, out, err);
}

static jw_status visit_stream(jw_store *store, jw_record record, struct ArrowArrayStream *stream,
                              jw_visit_rows_fn visit, void *userdata, jw_error *err)
{
    for (int64_t done = 0;;) {
        JW_TRY(jw__progress(store->context, "read", done, 0, err));
        struct ArrowArray array;
        JW_TRY(jw_stream_next(stream, &array, err));
        if (!array.release)
            return JW_OK;
        jw_rows rows;
        jw_status status = jw_rows_view(&array, record, &rows, err);
        if (status == JW_OK)
            status = visit(userdata, &rows, err);
        done += array.length;
        array.release(&array);
        JW_TRY(status);
    }
}

jw_status jw_store__visit(jw_store *store, jw_record record, const jw_scan_range *range,
                          const jw_scan_filter *filter, jw_visit_rows_fn visit, void *userdata, jw_error *err)
{
    JW_TRY(jw_store__begin_reading(store, err));
    struct ArrowArrayStream stream;
    jw_status status = scan_storage(store, record, range, filter, &stream, err);
    if (status == JW_OK) {
        status = visit_stream(store, record, &stream, visit, userdata, err);
        stream.release(&stream);
    }
    jw_store__end_reading(store);
    return status;
}

static jw_status add_count(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    *(int64_t *)userdata += rows->count;
    return JW_OK;
}

jw_status jw_store__count(jw_store *store, jw_record record, const jw_scan_range *range, int64_t *out,
                          jw_error *err)
{
    static const jw_scan_range whole = JW_SCAN_RANGE_INIT;
    int64_t count = 0;
    if (!store->ops.count) {
        JW_TRY(jw_store__visit(store, record, range, NULL, add_count, &count, err));
    } else {
        JW_TRY(jw_store__begin_reading(store, err));
        jw_status status = store->ops.count(store->storage, record, range ? range : &whole, &count, err);
        jw_store__end_reading(store);
        JW_TRY(status);
    }
    *out = count;
    return JW_OK;
}

jw_scan_range jw_range__of(const char *first, ...)
{
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    va_list rest;
    va_start(rest, first);
    for (const char *text = first; text && range.prefix_count < sizeof range.prefix / sizeof range.prefix[0];
         text = va_arg(rest, const char *))
        range.prefix[range.prefix_count++] = (jw_key_value){text, strlen(text), 0};
    va_end(rest);
    return range;
}

/* What is seen of the districts of a store. */
struct districts {
    int64_t count;
    char code[JW_CODE_SIZE]; /* of the first */
    int32_t utc_offset;
    char names[160]; /* the first few, for a message */
    size_t names_length;
};

#define NAMED_DISTRICTS 8
#define LONGEST_CODE 12

static void note_name(struct districts *districts, const char *code, size_t length)
{
    if (districts->count > NAMED_DISTRICTS)
        return;
    char *end = districts->names + districts->names_length;
    size_t left = sizeof districts->names - districts->names_length;
    int shown = (int)(length < LONGEST_CODE ? length : LONGEST_CODE);
    const char *separator = districts->count ? ", " : "";
    int written = districts->count < NAMED_DISTRICTS ? snprintf(end, left, "%s%.*s", separator, shown, code)
                                                     : snprintf(end, left, ", ...");
    districts->names_length += (size_t)written;
}

static jw_status note_districts(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct districts *districts = userdata;
    for (int64_t i = 0; i < rows->count; i++, districts->count++) {
        size_t length;
        const char *code = jw_rows__text(rows, JW_F_district_code, i, &length);
        if (length >= sizeof districts->code)
            return jw_error_set(err, JW_ECORRUPT, 0, "a stored district code has %zu bytes", length);
        note_name(districts, code, length);
        if (districts->count)
            continue;
        memcpy(districts->code, code, length);
        districts->code[length] = '\0';
        districts->utc_offset = jw_rows__absent(rows, JW_F_district_utc_offset, i)
                                    ? JW_DEFAULT_UTC_OFFSET
                                    : (int32_t)jw_rows__integer(rows, JW_F_district_utc_offset, i);
    }
    return JW_OK;
}

static jw_status not_one_district(const struct districts *all, const char *requested, jw_error *err)
{
    if (all->count == 0)
        return jw_error_set(err, JW_ENOTFOUND, 0, "the store has no district yet: add one (jingwu init)");
    if (requested)
        return jw_error_set(err, JW_ENOTFOUND, 0, "the store has no district '%.40s'; it has: %s", requested,
                            all->names);
    return jw_error_set(err, JW_EINVAL, 0, "the store has %lld districts, name one: %s",
                        (long long)all->count, all->names);
}

jw_status jw_store__district(jw_store *store, const char *requested, char code[JW_CODE_SIZE],
                             int32_t *utc_offset, jw_error *err)
{
    struct districts found = {0};
    jw_scan_range range = jw_range__of(requested, NULL);
    JW_TRY(jw_store__visit(store, JW_RECORD_DISTRICT, &range, NULL, note_districts, &found, err));
    if (requested && !found.count) {
        struct districts all = {0};
        JW_TRY(jw_store__visit(store, JW_RECORD_DISTRICT, NULL, NULL, note_districts, &all, err));
        return not_one_district(&all, requested, err);
    }
    if (found.count != 1)
        return not_one_district(&found, NULL, err);
    memcpy(code, found.code, sizeof found.code);
    if (utc_offset)
        *utc_offset = found.utc_offset;
    return JW_OK;
}
