/*
 * References: every row names rows that exist. A reference is looked up when it is written; one that finds nothing may
 * still be filled by a later row of the same transaction, so it is looked up again at the end.
 */
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "journal/transaction.h"
#include "record/defaults.h"

#define KNOWN_LIMIT 65536 /* found references remembered at once */
#define REFERENCE_TEXT 160 /* holds any district and id: rows are checked before */

/* record, district and id as one text: unique, since neither contains a control character. */
static size_t reference_name(jw_record record, const struct jw_value *district, const struct jw_value *id,
                             char name[REFERENCE_TEXT])
{
    size_t length = 0;
    name[length++] = (char)(record + ' ');
    memcpy(name + length, district->text, district->length);
    length += district->length;
    name[length++] = '\x01';
    memcpy(name + length, id->text, id->length);
    return length + id->length;
}

static jw_key_value key_text(const struct jw_value *value)
{
    return (jw_key_value){.text = value->text, .length = value->length};
}

static jw_scan_range reference_range(jw_record record, const struct jw_value *district, const struct jw_value *id)
{
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    range.prefix[range.prefix_count++] = key_text(district);
    if (record != JW_RECORD_DISTRICT)
        range.prefix[range.prefix_count++] = key_text(id);
    return range;
}

static jw_status scan_any_row(jw_store *store, jw_record record, const jw_scan_range *range, bool *out, jw_error *err)
{
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    JW_TRY(jw_store__scan(store, record, range, NULL, &stream, err));
    jw_status status = jw_stream_next(&stream, &array, err);
    if (status == JW_OK) {
        *out = array.release && array.length > 0;
        if (array.release)
            array.release(&array);
    }
    stream.release(&stream);
    return status;
}

/* Few rows match a reference: counting them is cheaper than making a batch of them, where the storage can count. */
static jw_status any_row(jw_store *store, jw_record record, const jw_scan_range *range, bool *out, jw_error *err)
{
    if (!store->ops.count)
        return scan_any_row(store, record, range, out, err);
    int64_t count;
    JW_TRY(jw_store__count(store, record, range, &count, err));
    *out = count > 0;
    return JW_OK;
}

static bool is_default_activity(const struct jw_value *id)
{
    for (size_t i = 0; i < JW_DEFAULT_ACTIVITY_COUNT; i++)
        if (jw__compare_text(jw__default_activities[i].code, strlen(jw__default_activities[i].code), id->text,
                             id->length) == 0)
            return true;
    return false;
}

static jw_status row_exists(jw_store *store, jw_record record, const struct jw_value *district,
                            const struct jw_value *id, bool *out, jw_error *err)
{
    jw_scan_range range = reference_range(record, district, id);
    JW_TRY(any_row(store, record, &range, out, err));
    if (*out || record != JW_RECORD_ACTIVITY || !is_default_activity(id))
        return JW_OK;
    /* a district without activities of its own has the default ones */
    bool own;
    range.prefix_count = 1;
    JW_TRY(any_row(store, record, &range, &own, err));
    *out = !own;
    return JW_OK;
}

static jw_status remember_found(struct jw_transaction *transaction, const char *name, size_t length, jw_error *err)
{
    if (transaction->known_count >= KNOWN_LIMIT) {
        struct jw_texts *fresh;
        JW_TRY(jw_texts__new(transaction->context, &fresh, err));
        jw_texts__free(transaction->known);
        transaction->known = fresh;
        transaction->known_count = 0;
    }
    const char *kept;
    JW_TRY(jw_texts__add(transaction->known, name, length, &kept, err));
    transaction->known_count++;
    return JW_OK;
}

static void copy_value(char *to, size_t size, const struct jw_value *from)
{
    snprintf(to, size, "%.*s", (int)from->length, from->text);
}

static jw_status remember_open(struct jw_transaction *transaction, const struct jw_open_reference *open,
                               const char *name, size_t length, jw_error *err)
{
    const char *kept;
    JW_TRY(jw__grow(transaction->context, &transaction->open, &transaction->open_capacity, transaction->open_count + 1,
                    sizeof *open, err));
    JW_TRY(jw_texts__add(transaction->open_names, name, length, &kept, err));
    transaction->open[transaction->open_count++] = *open;
    return JW_OK;
}

/*
 * Rows come sorted, so what the key field behind the district names comes in one piece: the row before stands for it,
 * and remembering it would only push out what comes again.
 */
static bool ascends(jw_record record, const struct jw_field *field)
{
    const struct jw_record_description *description = jw__describe(record);
    return description->key_count > 1 && field == &description->fields[1];
}

static jw_status check_reference(jw_store *store, jw_record record, const struct jw_field *field,
                                 const struct jw_value *district, const struct jw_value *id, int64_t row_number,
                                 jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    char name[REFERENCE_TEXT];
    size_t length = reference_name(field->references, district, id, name);
    if (jw_texts__find(transaction->known, name, length) || jw_texts__find(transaction->open_names, name, length))
        return JW_OK;
    bool exists;
    JW_TRY(row_exists(store, field->references, district, id, &exists, err));
    if (exists)
        return ascends(record, field) ? JW_OK : remember_found(transaction, name, length, err);
    struct jw_open_reference open = {{.record = field->references}, record, field->name, row_number};
    copy_value(open.missing.district, sizeof open.missing.district, district);
    copy_value(open.missing.id, sizeof open.missing.id, id);
    return remember_open(transaction, &open, name, length, err);
}

static bool same_text(const struct jw_value *a, const struct jw_value *b)
{
    return a->absent == b->absent && a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

jw_status jw_reference__check_row(jw_store *store, jw_record record, const struct jw_value *values,
                                  const struct jw_value *last, int64_t row_number, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(record);
    bool same_district = last && same_text(&values[0], &last[0]);
    for (size_t i = 0; i < description->field_count; i++) {
        const struct jw_field *field = &description->fields[i];
        if (!field->references || values[i].absent || values[i].length == 0)
            continue;
        if (same_district && same_text(&values[i], &last[i]))
            continue;
        JW_TRY(check_reference(store, record, field, &values[0], &values[i], row_number, err));
    }
    return JW_OK;
}

/* ---- at the end ---- */

static struct jw_value value_of(const char *text)
{
    return (struct jw_value){.text = text, .length = strlen(text)};
}

static jw_status drop_filled(jw_store *store, jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    size_t left = 0;
    for (size_t i = 0; i < transaction->open_count; i++) {
        struct jw_open_reference *open = &transaction->open[i];
        struct jw_value district = value_of(open->missing.district), id = value_of(open->missing.id);
        bool exists;
        JW_TRY(row_exists(store, open->missing.record, &district, &id, &exists, err));
        if (!exists)
            transaction->open[left++] = *open;
    }
    transaction->open_count = left;
    return JW_OK;
}

jw_status jw_write__missing(jw_store *store, const struct jw_missing_reference **out, size_t *count, jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    *count = 0;
    *out = NULL;
    if (!transaction)
        return JW_OK;
    JW_TRY(drop_filled(store, err));
    JW_TRY(jw__grow(transaction->context, &transaction->missing, &transaction->missing_capacity,
                    transaction->open_count + 1, sizeof *transaction->missing, err));
    for (size_t i = 0; i < transaction->open_count; i++)
        transaction->missing[i] = transaction->open[i].missing;
    *out = transaction->missing;
    *count = transaction->open_count;
    return JW_OK;
}

jw_status jw_reference__resolve(jw_store *store, jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    JW_TRY(drop_filled(store, err));
    if (transaction->open_count == 0)
        return JW_OK;
    const struct jw_open_reference *first = &transaction->open[0];
    char more[48] = "";
    if (transaction->open_count > 1)
        snprintf(more, sizeof more, " (and %zu more missing)", transaction->open_count - 1);
    return jw_error_set_field(err, JW_EREFERENCE, jw_record_name(first->from), first->row, first->field,
                              "there is no %s '%s' in district %s%s", jw_record_name(first->missing.record),
                              first->missing.id, first->missing.district, more);
}

/* ---- removed rows ---- */

static bool refers_to(jw_record from, jw_record to)
{
    const struct jw_record_description *description = jw__describe(from);
    for (size_t i = 0; i < description->field_count; i++)
        if (description->fields[i].references == to)
            return true;
    return false;
}

bool jw_reference__is_referred(jw_record record)
{
    for (jw_record from = 1; from <= jw_record_count(); from++)
        if (refers_to(from, record))
            return true;
    return false;
}

jw_status jw_reference__note_removed(jw_store *store, jw_record record, const struct jw_value *values, jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    JW_TRY(jw__grow(transaction->context, &transaction->removed, &transaction->removed_capacity,
                    transaction->removed_count + 1, sizeof *transaction->removed, err));
    struct jw_removed_row *removed = &transaction->removed[transaction->removed_count];
    *removed = (struct jw_removed_row){.record = record};
    copy_value(removed->district, sizeof removed->district, &values[0]);
    copy_value(removed->id, sizeof removed->id, &values[record == JW_RECORD_DISTRICT ? 0 : 1]);
    transaction->removed_count++;
    return JW_OK;
}

/* Which ids of one record of one district are gone, and where they are looked for. */
struct removal {
    jw_record record;
    const char *district;
    struct jw_texts *gone;
};

static jw_status find_in_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    const struct removal *removal = userdata;
    const struct jw_record_description *description = jw__describe(rows->record);
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        for (size_t i = 0; i < description->field_count; i++) {
            if (description->fields[i].references != removal->record || values[i].length == 0)
                continue;
            const char *id = jw_texts__find(removal->gone, values[i].text, values[i].length);
            if (id)
                return jw_error_set_field(err, JW_EREFERENCE, jw_record_name(removal->record), 0, NULL,
                                          "%s '%s' cannot be removed: a row of %s still names it",
                                          jw_record_name(removal->record), id, description->name);
        }
    }
    return JW_OK;
}

static jw_status look_for_gone(jw_store *store, struct removal *removal, jw_error *err)
{
    jw_scan_range range = jw_range__of(removal->district, (const char *)NULL);
    for (jw_record from = 1; from <= jw_record_count(); from++)
        if (refers_to(from, removal->record) && from != JW_RECORD_JOURNAL)
            JW_TRY(jw_store__visit(store, from, &range, NULL, find_in_rows, removal, err));
    return JW_OK;
}

/* Collects from `start` on the rows of the same record and district that have no version left; gives the next start. */
static jw_status collect_gone(jw_store *store, size_t start, struct removal *removal, size_t *next, bool *any,
                              jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    const struct jw_removed_row *first = &transaction->removed[start];
    size_t i = start;
    for (; i < transaction->removed_count; i++) {
        const struct jw_removed_row *removed = &transaction->removed[i];
        if (removed->record != first->record || strcmp(removed->district, first->district) != 0)
            break;
        struct jw_value district = value_of(removed->district), id = value_of(removed->id);
        bool exists;
        JW_TRY(row_exists(store, removed->record, &district, &id, &exists, err));
        if (exists)
            continue;
        const char *kept;
        JW_TRY(jw_texts__add(removal->gone, removed->id, strlen(removed->id), &kept, err));
        *any = true;
    }
    *next = i;
    return JW_OK;
}

jw_status jw_reference__check_removed(jw_store *store, jw_error *err)
{
    struct jw_transaction *transaction = store->transaction;
    for (size_t i = 0; i < transaction->removed_count;) {
        struct removal removal = {transaction->removed[i].record, transaction->removed[i].district, NULL};
        JW_TRY(jw_texts__new(store->context, &removal.gone, err));
        bool any = false;
        jw_status status = collect_gone(store, i, &removal, &i, &any, err);
        if (status == JW_OK && any)
            status = look_for_gone(store, &removal, err);
        jw_texts__free(removal.gone);
        JW_TRY(status);
    }
    return JW_OK;
}
