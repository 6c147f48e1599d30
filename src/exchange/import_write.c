/* The second part of an import: sorted rows are written in one transaction, again without those that are
 * refused. */
#include <string.h>
#include "exchange/import.h"
#include "exchange/missing.h"

#define BATCH_ROWS 16384

/* Rows on their way to the store. */
struct writer {
    struct jw_import *import;
    jw_write_counts counts;
    jw_batch *batch;
    jw_record record; /* of the batch */
    int64_t taken;    /* rows taken from the sorter */
    size_t files[BATCH_ROWS];
    int64_t lines[BATCH_ROWS];
    /* a row waits until it is known whether the next one has its key */
    struct jw_bytes key;
    struct jw_bytes payload;
    bool holding;
    bool contested; /* rows of the same key have different values */
};

static jw_status refuse(struct writer *writer, size_t file, const jw_error *reason, jw_error *err)
{
    return jw_report__bad_row_later(&writer->import->report, file, reason, err);
}

/* ---- batches ---- */

static struct ArrowArray slice_of(const struct ArrowArray *whole, int64_t start, int64_t length)
{
    struct ArrowArray slice = *whole;
    slice.offset += start;
    slice.length = length;
    return slice;
}

static bool is_about_row(jw_status status)
{
    return status == JW_EINPUT || status == JW_EEXIST || status == JW_ECLOSED;
}

/* Puts rows [start, end) of a batch; a row that is refused is reported, and those around it are put without
 * it. */
static jw_status put_rows(struct writer *writer, const struct ArrowArray *array, int64_t start, int64_t end,
                          jw_error *err)
{
    uint32_t flags = writer->import->options.insert_only ? JW_WRITE_INSERT_ONLY : 0;
    while (start < end) {
        struct ArrowArray slice = slice_of(array, start, end - start);
        jw_error reason = JW_ERROR_INIT;
        int64_t bad = -1;
        jw_status status = jw_write__put(writer->import->store, writer->record, &slice, NULL,
                                         writer->lines + start, flags, &writer->counts, &bad, &reason);
        if (status == JW_OK)
            return JW_OK;
        if (bad < 0 || !is_about_row(status))
            return jw_error__pass(&reason, err);
        reason.row = writer->lines[start + bad];
        JW_TRY(refuse(writer, writer->files[start + bad], &reason, err));
        JW_TRY(put_rows(writer, array, start, start + bad, err));
        start += bad + 1;
    }
    return JW_OK;
}

static jw_status hand_to_store(struct writer *writer, const struct ArrowArray *array, jw_error *err)
{
    if (writer->import->removing)
        return jw_write__remove(writer->import->store, writer->record, array, &writer->counts, err);
    return put_rows(writer, array, 0, array->length, err);
}

static jw_status flush(struct writer *writer, jw_error *err)
{
    if (!writer->batch || !jw_batch_rows(writer->batch))
        return JW_OK;
    struct ArrowArray array;
    JW_TRY(jw_batch_export(writer->batch, &array, err));
    jw_status status = hand_to_store(writer, &array, err);
    array.release(&array);
    JW_TRY(status);
    return jw__progress(writer->import->context, "write", writer->taken,
                        jw_sorter__count(writer->import->sorter), err);
}

static jw_status open_batch(struct writer *writer, jw_record record, jw_error *err)
{
    if (writer->batch && writer->record == record && jw_batch_rows(writer->batch) < BATCH_ROWS)
        return JW_OK;
    JW_TRY(flush(writer, err));
    if (writer->batch && writer->record == record)
        return JW_OK;
    jw_batch_free(writer->batch);
    writer->batch = NULL;
    writer->record = record;
    return jw_batch_new(writer->import->context, record, &writer->batch, err);
}

static jw_status add_to_batch(struct writer *writer, const struct jw_sorter_entry *entry, jw_error *err)
{
    struct jw_import_row row;
    JW_TRY(jw_import_row__decode(entry, &row, err));
    JW_TRY(open_batch(writer, row.record, err));
    int64_t place = jw_batch_rows(writer->batch);
    writer->files[place] = row.file;
    writer->lines[place] = row.line;
    return jw_batch__add_values(writer->batch, row.values, err);
}

/* ---- one key, one row ---- */

/* Whether a row was refused before; this time it is passed over. */
static bool is_refused(const struct jw_import *import, const struct jw_import_row *row)
{
    return jw_report__is_excluded(&import->report, row->file, row->line) ||
           jw_missing__find(import->missing, row) != NULL;
}

static struct jw_sorter_entry held_entry(const struct writer *writer)
{
    return (struct jw_sorter_entry){writer->key.data, writer->key.length, writer->payload.data,
                                    writer->payload.length};
}

static jw_status hold(struct writer *writer, const struct jw_sorter_entry *entry, jw_error *err)
{
    jw_context *context = writer->import->context;
    writer->key.length = writer->payload.length = 0;
    JW_TRY(jw_bytes__append(context, &writer->key, entry->key, entry->key_length, err));
    JW_TRY(jw_bytes__append(context, &writer->payload, entry->payload, entry->payload_length, err));
    writer->holding = true;
    writer->contested = false;
    return JW_OK;
}

static jw_status let_go(struct writer *writer, jw_error *err)
{
    if (!writer->holding || writer->contested)
        return JW_OK;
    struct jw_sorter_entry entry = held_entry(writer);
    return add_to_batch(writer, &entry, err);
}

static bool has_held_key(const struct writer *writer, const struct jw_sorter_entry *entry)
{
    return writer->holding && writer->key.length == entry->key_length &&
           memcmp(writer->key.data, entry->key, entry->key_length) == 0;
}

static jw_status refuse_contested(struct writer *writer, const struct jw_import_row *row,
                                  const struct jw_import_row *other, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(row->record);
    const struct jw_field *field = &description->fields[description->key_count > 1]; /* behind the district */
    jw_error reason = JW_ERROR_INIT;
    jw_error_set_field(&reason, JW_EINPUT, description->name, row->line, field->name,
                       "the same key as line %lld of %.200s, with other values", (long long)other->line,
                       writer->import->files[other->file].path);
    return refuse(writer, row->file, &reason, err);
}

/* Which of two rows with one key is right cannot be known, so neither is written; identical ones are one. */
static jw_status compare_with_held(struct writer *writer, const struct jw_sorter_entry *entry, jw_error *err)
{
    struct jw_sorter_entry held = held_entry(writer);
    if (jw_import_row__same_values(&held, entry))
        return JW_OK;
    struct jw_import_row first, second;
    JW_TRY(jw_import_row__decode(&held, &first, err));
    JW_TRY(jw_import_row__decode(entry, &second, err));
    writer->contested = true;
    JW_TRY(refuse_contested(writer, &first, &second, err));
    return refuse_contested(writer, &second, &first, err);
}

static jw_status take_entry(struct writer *writer, const struct jw_sorter_entry *entry, jw_error *err)
{
    const struct jw_import *import = writer->import;
    writer->taken++;
    if (import->report.excluded || import->missing) {
        struct jw_import_row row;
        JW_TRY(jw_import_row__decode(entry, &row, err));
        if (is_refused(import, &row))
            return JW_OK;
    }
    if (has_held_key(writer, entry))
        return compare_with_held(writer, entry, err);
    JW_TRY(let_go(writer, err));
    return hold(writer, entry, err);
}

static jw_status write_rows(struct writer *writer, jw_error *err)
{
    struct jw_sorter *sorter = writer->import->sorter;
    bool end = false;
    JW_TRY(jw_sorter__rewind(sorter, err));
    for (;;) {
        struct jw_sorter_entry entry;
        JW_TRY(jw_sorter__next(sorter, &entry, &end, err));
        if (end)
            break;
        JW_TRY(take_entry(writer, &entry, err));
    }
    JW_TRY(let_go(writer, err));
    return flush(writer, err);
}

/* ---- missing references ---- */

/* Goes through the rows once more and counts those that name what was found missing now. */
static jw_status refuse_rows_that_name(struct jw_import *import, const struct jw_texts *names, jw_error *err)
{
    bool end = false;
    JW_TRY(jw_sorter__rewind(import->sorter, err));
    for (int64_t rows = 1;; rows++) {
        struct jw_sorter_entry entry;
        struct jw_import_row row;
        JW_TRY(jw_sorter__next(import->sorter, &entry, &end, err));
        if (end)
            return JW_OK;
        JW_TRY(jw_import_row__decode(&entry, &row, err));
        const struct jw_field *field = jw_missing__find(names, &row);
        if (field && !is_refused(import, &row)) {
            jw_error reason = JW_ERROR_INIT;
            jw_missing__explain(&row, field, &reason);
            jw_report__count(&import->report, row.file, &reason);
        }
        if (rows % BATCH_ROWS == 0)
            JW_TRY(jw__check_cancel(import->context, err));
    }
}

static jw_status take_missing(struct jw_import *import, struct jw_texts *names, jw_error *err)
{
    const struct jw_missing_reference *list;
    size_t count;
    JW_TRY(jw_write__missing(import->store, &list, &count, err));
    if (!count)
        return JW_OK;
    JW_TRY(jw_missing__add(names, list, count, err));
    JW_TRY(refuse_rows_that_name(import, names, err));
    if (!import->missing)
        JW_TRY(jw_texts__new(import->context, &import->missing, err));
    return jw_missing__add(import->missing, list, count, err);
}

static jw_status refuse_missing(struct jw_import *import, jw_error *err)
{
    struct jw_texts *names;
    JW_TRY(jw_texts__new(import->context, &names, err));
    jw_status status = take_missing(import, names, err);
    jw_texts__free(names);
    return status;
}

/* ---- the transaction ---- */

/* Everything was handed to the store: may it last, or is it done again without rows that name what is
 * missing? */
static jw_status settle(struct writer *writer, bool own_transaction, bool *again, jw_error *err)
{
    struct jw_import *import = writer->import;
    int64_t bad = import->report.bad;
    /* in a transaction of the caller later writes may bring what is missing: its commit will tell */
    if (own_transaction && !import->removing && (import->options.keep_good || !bad))
        JW_TRY(refuse_missing(import, err));
    if (import->report.bad && !import->options.keep_good)
        return jw_report__fail(&import->report, err);
    *again = import->report.bad > bad;
    return *again ? JW_OK : jw_import__deliver_late(import, err);
}

static jw_status write_once(struct writer *writer, bool *again, jw_error *err)
{
    jw_store *store = writer->import->store;
    bool opened;
    *again = false;
    JW_TRY(jw_write__begin(store, &opened, err));
    jw_status status = write_rows(writer, err);
    if (status == JW_OK)
        status = settle(writer, opened, again, err);
    if (status == JW_OK && *again) {
        jw_write__end(store, opened, JW_ECANCELLED, NULL); /* rolled back, to be done again */
        return JW_OK;
    }
    return jw_write__end(store, opened, status, err);
}

static void reset(struct writer *writer)
{
    jw_batch_free(writer->batch);
    writer->batch = NULL;
    writer->holding = false;
    writer->taken = 0;
    writer->counts = (jw_write_counts){0};
}

jw_status jw_import__write(struct jw_import *import, jw_write_counts *counts, jw_error *err)
{
    struct writer *writer = jw__allocate_zeroed(import->context, 1, sizeof *writer, err);
    if (!writer)
        return JW_ENOMEM;
    writer->import = import;
    bool again = true;
    jw_status status = JW_OK;
    while (again && status == JW_OK) {
        reset(writer);
        status = write_once(writer, &again, err);
    }
    if (status == JW_OK)
        *counts = writer->counts;
    reset(writer);
    jw_bytes__free(import->context, &writer->key);
    jw_bytes__free(import->context, &writer->payload);
    jw__free(import->context, writer);
    return status;
}
