#include "journal/write.h"

#include <string.h>
#include "journal/compare.h"
#include "journal/transaction.h"
#include "record/batch.h"

static void free_transaction(struct jw_transaction *transaction)
{
    jw_transaction__free(transaction);
}

static void drop_transaction(jw_store *store)
{
    jw_transaction__free(store->transaction);
    store->transaction = NULL;
    store->caller_transaction = false;
}

jw_status jw_write__begin(jw_store *store, bool *opened, jw_error *err)
{
    *opened = false;
    if (store->in_transaction)
        return JW_OK;
    struct jw_transaction *transaction;
    JW_TRY(jw_transaction__new(store->context, &transaction, err));
    jw_status status = jw_store__begin(store, JW_BEGIN_WRITE, err);
    if (status != JW_OK) {
        jw_transaction__free(transaction);
        return status;
    }
    store->transaction = transaction;
    store->free_transaction = free_transaction;
    *opened = true;
    return JW_OK;
}

static jw_status finish(jw_store *store, jw_error *err)
{
    JW_TRY(jw_reference__resolve(store, err));
    JW_TRY(jw_reference__check_removed(store, err));
    return jw_entry__append_all(store, err);
}

jw_status jw_write__end(jw_store *store, bool opened, jw_status status, jw_error *err)
{
    if (!store->in_transaction || (status == JW_OK && !opened))
        return status;
    if (status == JW_OK)
        status = finish(store, err);
    drop_transaction(store);
    if (status != JW_OK) {
        jw_store__rollback(store);
        return status;
    }
    return jw_store__commit(store, err);
}

/* ---- put ---- */

/* What one put works on. */
struct put {
    jw_store *store;
    const jw_rows *rows;
    const int64_t *row_numbers;
    uint8_t *states;
    int64_t new_count;
    int64_t changed_count;
    int64_t *bad_row;
};

static int64_t number_of(const struct put *put, int64_t row)
{
    return put->row_numbers ? put->row_numbers[row] : row + 1;
}

static void count_states(struct put *put)
{
    for (int64_t row = 0; row < put->rows->count; row++) {
        put->new_count += put->states[row] == JW_ROW_NEW;
        put->changed_count += put->states[row] == JW_ROW_CHANGED;
    }
}

static jw_status refuse_changed(const struct put *put, jw_error *err)
{
    for (int64_t row = 0; row < put->rows->count; row++) {
        if (put->states[row] != JW_ROW_CHANGED)
            continue;
        *put->bad_row = row;
        return jw_error_set_field(err, JW_EEXIST, jw_record_name(put->rows->record), number_of(put, row), NULL,
                                  "the key is there already with another value");
    }
    return JW_OK;
}

/* Looks up references and feeds the journal, for the rows that are written. */
static jw_status note_rows(struct put *put, jw_error *err)
{
    struct jw_transaction *transaction = put->store->transaction;
    jw_record record = put->rows->record;
    struct jw_value buffers[2][JW_FIELDS_MAX];
    struct jw_value *last = NULL;
    transaction->packed.length = 0;
    int64_t pending = 0;
    char district[16] = "";
    for (int64_t row = 0, turn = 0; row < put->rows->count; row++) {
        if (put->states[row] == JW_ROW_SAME)
            continue;
        struct jw_value *values = buffers[turn ^= 1];
        jw_rows__values(put->rows, row, values);
        bool other = strlen(district) != values[0].length || memcmp(district, values[0].text, values[0].length) != 0;
        if (pending && other) {
            JW_TRY(jw_entry__add(transaction, record, district, "put", pending, transaction->packed.data,
                                 transaction->packed.length, err));
            transaction->packed.length = 0;
            pending = 0;
        }
        if (other) {
            memcpy(district, values[0].text, values[0].length);
            district[values[0].length] = '\0';
        }
        JW_TRY(jw_reference__check_row(put->store, record, values, last, number_of(put, row), err));
        JW_TRY(jw_pack__row(put->store->context, record, values, &transaction->packed, err));
        pending++;
        last = values;
    }
    if (!pending)
        return JW_OK;
    return jw_entry__add(transaction, record, district, "put", pending, transaction->packed.data,
                         transaction->packed.length, err);
}

static jw_status write_some(struct put *put, jw_batch *batch, jw_error *err)
{
    for (int64_t row = 0; row < put->rows->count; row++)
        if (put->states[row] != JW_ROW_SAME)
            JW_TRY(jw_batch_add_row(batch, put->rows, row, err));
    struct ArrowArray array;
    JW_TRY(jw_batch_export(batch, &array, err));
    jw_status status =
        put->store->ops.put(put->store->storage, put->rows->record, &array, JW_PUT_UPSERT, NULL, err);
    array.release(&array);
    return status;
}

static jw_status write_rows(struct put *put, const struct ArrowArray *array, jw_error *err)
{
    jw_store *store = put->store;
    if (put->new_count == put->rows->count)
        return store->ops.put(store->storage, put->rows->record, array, JW_PUT_INSERT, NULL, err);
    jw_batch *batch;
    JW_TRY(jw_batch_new(store->context, put->rows->record, &batch, err));
    jw_status status = write_some(put, batch, err);
    jw_batch_free(batch);
    return status;
}

static jw_status put_rows(struct put *put, const struct ArrowArray *array, const struct ArrowArray *expected,
                          uint32_t flags, jw_write_counts *counts, jw_error *err)
{
    if (expected)
        JW_TRY(jw_compare__expected(put->store, put->rows, expected, put->bad_row, err));
    JW_TRY(jw_compare__rows(put->store, &put->store->transaction->locks, put->rows, put->row_numbers, put->states, put->bad_row, err));
    count_states(put);
    if (flags & JW_WRITE_INSERT_ONLY)
        JW_TRY(refuse_changed(put, err));
    if (put->new_count + put->changed_count > 0) {
        JW_TRY(note_rows(put, err));
        JW_TRY(write_rows(put, array, err));
    }
    if (counts) {
        counts->inserted += put->new_count;
        counts->updated += put->changed_count;
        counts->unchanged += put->rows->count - put->new_count - put->changed_count;
    }
    return JW_OK;
}

jw_status jw_write__put(jw_store *store, jw_record record, const struct ArrowArray *array,
                        const struct ArrowArray *expected, const int64_t *row_numbers, uint32_t flags,
                        jw_write_counts *counts, int64_t *bad_row, jw_error *err)
{
    jw_rows rows;
    int64_t unused;
    JW_TRY(jw_rows_view(array, record, &rows, err));
    if (rows.count == 0)
        return JW_OK;
    uint8_t *states = jw__allocate_zeroed(store->context, (size_t)rows.count, 1, err);
    if (!states)
        return JW_ENOMEM;
    struct put put = {store, &rows, row_numbers, states, 0, 0, bad_row ? bad_row : &unused};
    jw_status status = put_rows(&put, array, expected, flags, counts, err);
    jw__free(store->context, states);
    return status;
}

/* ---- remove ---- */

struct removal {
    jw_store *store;
    bool referred;
    int64_t row_number;
    jw_batch *batch; /* the stored rows that go */
    struct jw_texts *seen; /* their keys */
};

/* Whether the same key came before in this removal; if not, it is noted. */
static jw_status is_repeated(struct removal *removal, jw_record record, const struct jw_value *values, bool *out,
                             jw_error *err)
{
    struct jw_bytes *key = &removal->store->transaction->packed;
    key->length = 0;
    JW_TRY(jw_pack__key(removal->store->context, record, values, key, err));
    *out = jw_texts__find(removal->seen, (const char *)key->data, key->length) != NULL;
    const char *unused;
    return *out ? JW_OK : jw_texts__add(removal->seen, (const char *)key->data, key->length, &unused, err);
}

static jw_status keep_stored(void *userdata, const jw_rows *stored, jw_error *err)
{
    struct removal *removal = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < stored->count; row++) {
        bool repeated;
        jw_rows__values(stored, row, values);
        JW_TRY(is_repeated(removal, stored->record, values, &repeated, err));
        if (repeated)
            continue;
        JW_TRY(jw_batch_add_row(removal->batch, stored, row, err));
        JW_TRY(jw_locks__check(removal->store, &removal->store->transaction->locks, stored->record, values,
                               removal->row_number, err));
        if (removal->referred)
            JW_TRY(jw_reference__note_removed(removal->store, stored->record, values, err));
    }
    return JW_OK;
}

static jw_status journal_removed(jw_store *store, const jw_rows *gone, jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < gone->count; row++) {
        char district[16];
        jw_rows__values(gone, row, values);
        memcpy(district, values[0].text, values[0].length);
        district[values[0].length] = '\0';
        transaction->packed.length = 0;
        JW_TRY(jw_pack__row(store->context, gone->record, values, &transaction->packed, err));
        JW_TRY(jw_entry__add(transaction, gone->record, district, "remove", 1, transaction->packed.data,
                             transaction->packed.length, err));
    }
    return JW_OK;
}

static jw_status remove_kept(struct removal *removal, jw_record record, jw_write_counts *counts, jw_error *err)
{
    struct ArrowArray array;
    jw_rows gone;
    JW_TRY(jw_batch_export(removal->batch, &array, err));
    jw_status status = jw_rows_view(&array, record, &gone, err);
    if (status == JW_OK && gone.count > 0) {
        status = journal_removed(removal->store, &gone, err);
        if (status == JW_OK)
            status = removal->store->ops.remove(removal->store->storage, record, &array, err);
    }
    if (status == JW_OK && counts)
        counts->removed += array.length;
    array.release(&array);
    return status;
}

jw_status jw_write__remove(jw_store *store, jw_record record, const struct ArrowArray *array, jw_write_counts *counts,
                           jw_error *err)
{
    jw_rows rows;
    JW_TRY(jw_rows_view(array, record, &rows, err));
    struct removal removal = {.store = store, .referred = jw_reference__is_referred(record)};
    JW_TRY(jw_texts__new(store->context, &removal.seen, err));
    jw_status status = jw_batch_new(store->context, record, &removal.batch, err);
    for (int64_t row = 0; row < rows.count && status == JW_OK; row++) {
        removal.row_number = row + 1;
        status = jw_compare__stored(store, &rows, row, keep_stored, &removal, err);
    }
    if (status == JW_OK)
        status = remove_kept(&removal, record, counts, err);
    jw_batch_free(removal.batch);
    jw_texts__free(removal.seen);
    return status;
}
