/*
 * Entries of the journal. `content` is the digest of the rows written, in canonical form; `digest` is that of the entry
 * itself with `digest` left out; `previous` is the digest of the entry before, so that the chain covers every column.
 */
#include <string.h>
#include "base/sort.h"
#include "journal/transaction.h"
#include "record/batch.h"
#include "record/row_digest.h"

static struct jw_pending_entry *find_entry(struct jw_transaction *transaction, jw_record record, const char *district,
                                           const char *operation)
{
    for (size_t i = transaction->entry_count; i-- > 0;) {
        struct jw_pending_entry *entry = &transaction->entries[i];
        if (entry->record == record && strcmp(entry->district, district) == 0 &&
            strcmp(entry->operation, operation) == 0)
            return entry;
        if (transaction->entry_count - i > 64) /* rows come by district: an older one will not come back */
            break;
    }
    return NULL;
}

jw_status jw_entry__add(struct jw_transaction *transaction, jw_record record, const char *district,
                        const char *operation, int64_t rows, const void *packed, size_t length, jw_error *err)
{
    struct jw_pending_entry *entry = find_entry(transaction, record, district, operation);
    if (!entry) {
        JW_TRY(jw__grow(transaction->context, &transaction->entries, &transaction->entry_capacity,
                        transaction->entry_count + 1, sizeof *entry, err));
        entry = &transaction->entries[transaction->entry_count];
        *entry = (struct jw_pending_entry){.record = record, .operation = operation};
        memcpy(entry->district, district, strlen(district) + 1);
        JW_TRY(jw_digest__new(transaction->context, &entry->digest, err));
        transaction->entry_count++;
    }
    entry->rows += rows;
    return jw_digest__update(entry->digest, packed, length, err);
}

/* ---- the end of a district's journal ---- */

struct journal_head {
    int64_t seq; /* 0 = the journal is empty */
    int64_t tx;
    char digest[JW_DIGEST_TEXT]; /* of the last entry */
};

static jw_scan_range entry_range(const char *district, int64_t seq)
{
    jw_scan_range range = jw_range__of(district, (const char *)NULL);
    range.prefix[range.prefix_count++] = (jw_key_value){.integer = seq};
    return range;
}

static jw_status entry_exists(jw_store *store, const char *district, int64_t seq, bool *out, jw_error *err)
{
    jw_scan_range range = entry_range(district, seq);
    int64_t count;
    JW_TRY(jw_store__count(store, JW_RECORD_JOURNAL, &range, &count, err));
    *out = count > 0;
    return JW_OK;
}

/* Entries are numbered 1, 2, 3 ... without a gap, so the last is found by doubling and halving. */
static jw_status find_last(jw_store *store, const char *district, int64_t *out, jw_error *err)
{
    int64_t low = 0, high = 1;
    bool exists;
    JW_TRY(entry_exists(store, district, high, &exists, err));
    while (exists) {
        low = high;
        high *= 2;
        JW_TRY(entry_exists(store, district, high, &exists, err));
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        JW_TRY(entry_exists(store, district, middle, &exists, err));
        if (exists)
            low = middle;
        else
            high = middle;
    }
    *out = low;
    return JW_OK;
}

jw_status jw_entry__digest(jw_context *context, const struct jw_value *values, char text[JW_DIGEST_TEXT], jw_error *err)
{
    struct jw_value without[JW_F_journal_COUNT];
    memcpy(without, values, sizeof without);
    without[JW_F_journal_digest] = (struct jw_value){.text = "", .absent = true};
    struct jw_row_digest digest;
    JW_TRY(jw_row_digest__begin(context, &digest, err));
    return jw_row_digest__end(&digest, jw_row_digest__values(&digest, JW_RECORD_JOURNAL, without, err), text, err);
}

static jw_status read_head_row(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct journal_head *head = userdata;
    if (rows->count == 0)
        return JW_OK;
    struct jw_value values[JW_FIELDS_MAX];
    jw_rows__values(rows, rows->count - 1, values);
    const struct jw_value *digest = &values[JW_F_journal_digest];
    if (digest->length >= sizeof head->digest)
        return jw_error_set(err, JW_ECORRUPT, 0, "the digest of the journal's last entry is too long: run verify");
    head->tx = values[JW_F_journal_tx].integer;
    memcpy(head->digest, digest->text, digest->length);
    head->digest[digest->length] = '\0';
    return JW_OK;
}

static jw_status read_head(jw_store *store, const char *district, struct journal_head *head, jw_error *err)
{
    *head = (struct journal_head){0};
    JW_TRY(find_last(store, district, &head->seq, err));
    if (head->seq == 0)
        return JW_OK;
    jw_scan_range range = entry_range(district, head->seq);
    return jw_store__visit(store, JW_RECORD_JOURNAL, &range, NULL, read_head_row, head, err);
}

jw_status jw_entry__head(jw_store *store, const char *district, int64_t *seq, char digest[JW_DIGEST_TEXT], jw_error *err)
{
    struct journal_head head;
    JW_TRY(read_head(store, district, &head, err));
    *seq = head.seq;
    memcpy(digest, head.digest, sizeof head.digest);
    return JW_OK;
}

/* ---- writing ---- */

static struct jw_value text_value(const char *text)
{
    return (struct jw_value){.text = text, .length = strlen(text), .absent = text[0] == '\0'};
}

static struct jw_value integer_value(int64_t integer)
{
    return (struct jw_value){.text = "", .integer = integer};
}

static jw_status append_entry(jw_store *store, struct jw_pending_entry *entry, struct journal_head *head, int64_t tx,
                              jw_batch *batch, jw_error *err)
{
    char content[JW_DIGEST_TEXT], digest[JW_DIGEST_TEXT];
    JW_TRY(jw_digest__finish(entry->digest, content, err));
    struct jw_value values[JW_F_journal_COUNT] = {
        [JW_F_journal_district] = text_value(entry->district),
        [JW_F_journal_seq] = integer_value(head->seq + 1),
        [JW_F_journal_tx] = integer_value(tx),
        [JW_F_journal_at] = integer_value(jw__now(store->context)),
        [JW_F_journal_actor] = text_value(store->actor),
        [JW_F_journal_operation] = text_value(entry->operation),
        [JW_F_journal_record] = text_value(jw_record_name(entry->record)),
        [JW_F_journal_rows] = integer_value(entry->rows),
        [JW_F_journal_content] = text_value(content),
        [JW_F_journal_previous] = text_value(head->digest),
    };
    JW_TRY(jw_entry__digest(store->context, values, digest, err));
    values[JW_F_journal_digest] = text_value(digest);
    JW_TRY(jw_batch__add_values(batch, values, err));
    memcpy(head->digest, digest, sizeof digest);
    head->seq++;
    return JW_OK;
}

static jw_status put_entries(jw_store *store, jw_batch *batch, jw_error *err)
{
    struct ArrowArray array;
    JW_TRY(jw_batch_export(batch, &array, err));
    jw_status status = store->ops.put(store->storage, JW_RECORD_JOURNAL, &array, JW_PUT_INSERT, NULL, err);
    array.release(&array);
    return status;
}

/* All entries of the district of entry `first`, which is the first of it. */
static jw_status append_district(jw_store *store, size_t first, jw_batch *batch, jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    const char *district = transaction->entries[first].district;
    struct journal_head head;
    JW_TRY(read_head(store, district, &head, err));
    int64_t tx = head.tx + 1;
    size_t i = first;
    while (i < transaction->entry_count && strcmp(transaction->entries[i].district, district) == 0)
        JW_TRY(append_entry(store, &transaction->entries[i++], &head, tx, batch, err));
    return put_entries(store, batch, err);
}

static int order_by_district(void *userdata, const void *a, const void *b)
{
    (void)userdata;
    return strcmp(((const struct jw_pending_entry *)a)->district, ((const struct jw_pending_entry *)b)->district);
}

jw_status jw_entry__append_all(jw_store *store, jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    size_t count = transaction->entry_count;
    if (count == 0)
        return JW_OK;
    struct jw_pending_entry *scratch = jw__allocate_zeroed(store->context, count, sizeof *scratch, err);
    if (!scratch)
        return JW_ENOMEM;
    /* the entries of each district come together and keep their order */
    jw__sort(transaction->entries, scratch, count, sizeof *scratch, order_by_district, NULL);
    jw__free(store->context, scratch);
    jw_batch *batch;
    JW_TRY(jw_batch_new(store->context, JW_RECORD_JOURNAL, &batch, err));
    jw_status status = JW_OK;
    for (size_t i = 0; i < count && status == JW_OK; i++)
        if (i == 0 || strcmp(transaction->entries[i - 1].district, transaction->entries[i].district) != 0)
            status = append_district(store, i, batch, err);
    jw_batch_free(batch);
    return status;
}
