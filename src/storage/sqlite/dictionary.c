/* The entries of the district at hand, in a hash table over their packed texts. */
#include "storage/sqlite/dictionary.h"

#include <string.h>
#include "storage/sqlite/sqlite.h"

/* A packed text: its length + 1 in one byte, 0 when it is absent, and its bytes. */
#define TEXT_MAX 254
#define PACKED_MAX (JW_DICTIONARY_TEXTS * (1 + TEXT_MAX))

const struct jw_dictionary_form jw_dictionary__places = {
    "duty_place", 3, 0,
    "SELECT number, station, village, confirmed_by FROM duty_place WHERE district = ?1 AND number >= ?2 "
    "ORDER BY number",
    "INSERT INTO duty_place (district, number, station, village, confirmed_by) VALUES (?1, ?2, ?3, ?4, ?5)"};

const struct jw_dictionary_form jw_dictionary__kinds = {
    "duty_kind", 2, 1,
    "SELECT number, activity, source FROM duty_kind WHERE district = ?1 AND number >= ?2 ORDER BY number",
    "INSERT INTO duty_kind (district, number, activity, source) VALUES (?1, ?2, ?3, ?4)"};

int jw_sqlite__compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

static uint32_t hash_of(const unsigned char *bytes, size_t size)
{
    uint64_t hash = size;
    for (; size >= 8; bytes += 8, size -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    uint64_t rest = 0;
    memcpy(&rest, bytes, size);
    hash = (hash ^ rest) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(hash >> 32);
}

static size_t pack_texts(const struct jw_text *texts, size_t count, unsigned char packed[PACKED_MAX])
{
    unsigned char *at = packed;
    for (size_t i = 0; i < count; i++) {
        if (texts[i].length > TEXT_MAX)
            return 0;
        *at++ = texts[i].absent ? 0 : (unsigned char)(texts[i].length + 1);
        memcpy(at, texts[i].text, texts[i].length);
        at += texts[i].length;
    }
    return (size_t)(at - packed);
}

struct jw_text jw_dictionary__text(const struct jw_dictionary *dictionary, uint32_t number, size_t which)
{
    const unsigned char *at = dictionary->bytes + dictionary->items[number].at;
    while (which--)
        at += *at ? *at : 1;
    return (struct jw_text){(const char *)at + 1, *at ? *at - 1u : 0, *at == 0};
}

void jw_dictionary__forget(struct jw_dictionary *dictionary)
{
    dictionary->loaded = false;
    dictionary->district_length = 0;
    dictionary->count = 0;
    dictionary->used = 0;
    if (dictionary->slots)
        memset(dictionary->slots, 0, dictionary->slot_count * sizeof *dictionary->slots);
}

void jw_dictionary__free(struct jw_sqlite *storage, struct jw_dictionary *dictionary)
{
    jw_release(storage->context, dictionary->district);
    jw_release(storage->context, dictionary->items);
    jw_release(storage->context, dictionary->bytes);
    jw_release(storage->context, dictionary->slots);
    *dictionary = (struct jw_dictionary){.form = dictionary->form};
}

/* The slot of an entry, or the empty one where it belongs. */
static uint32_t *find_slot(const struct jw_dictionary *dictionary, uint32_t hash, const unsigned char *packed,
                           size_t size)
{
    for (size_t i = hash & (dictionary->slot_count - 1);; i = (i + 1) & (dictionary->slot_count - 1)) {
        if (!dictionary->slots[i])
            return &dictionary->slots[i];
        const struct jw_entry *entry = &dictionary->items[dictionary->slots[i] - 1];
        if (entry->hash == hash && entry->size == size &&
            memcmp(dictionary->bytes + entry->at, packed, size) == 0)
            return &dictionary->slots[i];
    }
}

/* Keeps at least half of the slots empty. */
static jw_status make_slots(struct jw_sqlite *storage, struct jw_dictionary *dictionary, jw_error *err)
{
    if (dictionary->slot_count >= 2 * (dictionary->count + 1))
        return JW_OK;
    size_t slot_count = dictionary->slot_count ? dictionary->slot_count * 2 : 256;
    uint32_t *slots = jw_allocate(storage->context, NULL, slot_count * sizeof *slots, err);
    if (!slots)
        return JW_ENOMEM;
    memset(slots, 0, slot_count * sizeof *slots);
    for (size_t number = 0; number < dictionary->count; number++) {
        size_t i = dictionary->items[number].hash & (slot_count - 1);
        while (slots[i])
            i = (i + 1) & (slot_count - 1);
        slots[i] = (uint32_t)number + 1;
    }
    jw_release(storage->context, dictionary->slots);
    dictionary->slots = slots;
    dictionary->slot_count = slot_count;
    return JW_OK;
}

/* Makes room for one more entry, so that append() cannot fail. */
static jw_status reserve(struct jw_sqlite *storage, struct jw_dictionary *dictionary, size_t size,
                         jw_error *err)
{
    if (dictionary->count >= JW_DICTIONARY_LIMIT || dictionary->used + size > UINT32_MAX)
        return jw_error_set(err, JW_ELIMIT, 0,
                            "%s: district %.*s has more than %zu different combinations of texts in its duty",
                            dictionary->form->table, (int)dictionary->district_length, dictionary->district,
                            JW_DICTIONARY_LIMIT);
    JW_TRY(make_slots(storage, dictionary, err));
    JW_TRY(jw_sqlite__grow(storage, &dictionary->bytes, &dictionary->bytes_capacity, dictionary->used + size,
                           1, err));
    return jw_sqlite__grow(storage, &dictionary->items, &dictionary->capacity, dictionary->count + 1,
                           sizeof *dictionary->items, err);
}

static void append(struct jw_dictionary *dictionary, uint32_t hash, const unsigned char *packed, size_t size)
{
    *find_slot(dictionary, hash, packed, size) = (uint32_t)dictionary->count + 1;
    dictionary->items[dictionary->count++] =
        (struct jw_entry){(uint32_t)dictionary->used, (uint32_t)size, hash};
    memcpy(dictionary->bytes + dictionary->used, packed, size);
    dictionary->used += size;
}

static jw_status load_row(struct jw_sqlite *storage, struct jw_dictionary *dictionary,
                          sqlite3_stmt *statement, jw_error *err)
{
    const struct jw_dictionary_form *form = dictionary->form;
    struct jw_text texts[JW_DICTIONARY_TEXTS];
    for (int i = 0; i < (int)form->texts; i++) {
        const char *text = (const char *)sqlite3_column_text(statement, 1 + i);
        if (!text && sqlite3_column_type(statement, 1 + i) != SQLITE_NULL)
            return jw_sqlite__fail_column(storage, form->table, err);
        texts[i] = (struct jw_text){text ? text : "", (size_t)sqlite3_column_bytes(statement, 1 + i), !text};
    }
    unsigned char packed[PACKED_MAX];
    size_t size = pack_texts(texts, dictionary->form->texts, packed);
    if (!size || sqlite3_column_int64(statement, 0) != (int64_t)dictionary->count)
        return jw_sqlite__fail_damaged(storage, form->table, "a number is missing or a text too long", err);
    JW_TRY(reserve(storage, dictionary, size, err));
    append(dictionary, hash_of(packed, size), packed, size);
    return JW_OK;
}

/* Reads the entries of the district that are not in memory yet: all, or those that another connection added.
 */
static jw_status load(struct jw_sqlite *storage, struct jw_dictionary *dictionary, jw_error *err)
{
    sqlite3_stmt *statement = NULL;
    JW_TRY(jw_sqlite__statement(storage, JW_STATEMENT_DICTIONARY, 0, dictionary->form->variant,
                                dictionary->form->select, &statement, err));
    jw_sqlite__bind_text(statement, 1, dictionary->district, dictionary->district_length);
    sqlite3_bind_int64(statement, 2, (int64_t)dictionary->count);
    jw_status status = JW_OK;
    int code = sqlite3_step(statement);
    for (; status == JW_OK && code == SQLITE_ROW; code = sqlite3_step(statement))
        status = load_row(storage, dictionary, statement, err);
    if (status == JW_OK && code != SQLITE_DONE)
        status = jw_sqlite__fail(storage, "read", dictionary->form->table, err);
    jw_sqlite__done(storage, statement);
    dictionary->loaded = status == JW_OK;
    return status;
}

jw_status jw_dictionary__use(struct jw_sqlite *storage, struct jw_dictionary *dictionary,
                             const char *district, size_t length, jw_error *err)
{
    if (!dictionary->district ||
        jw_sqlite__compare(dictionary->district, dictionary->district_length, district, length) != 0) {
        JW_TRY(jw_sqlite__grow(storage, &dictionary->district, &dictionary->district_capacity, length + 1, 1,
                               err));
        jw_dictionary__forget(dictionary);
        memcpy(dictionary->district, district, length);
        dictionary->district_length = length;
    }
    return dictionary->loaded ? JW_OK : load(storage, dictionary, err);
}

static jw_status store(struct jw_sqlite *storage, struct jw_dictionary *dictionary,
                       const struct jw_text *texts, jw_error *err)
{
    sqlite3_stmt *statement = NULL;
    JW_TRY(jw_sqlite__statement(storage, JW_STATEMENT_DICTIONARY_ADD, 0, dictionary->form->variant,
                                dictionary->form->insert, &statement, err));
    jw_sqlite__bind_text(statement, 1, dictionary->district, dictionary->district_length);
    sqlite3_bind_int64(statement, 2, (int64_t)dictionary->count);
    for (int i = 0; i < (int)dictionary->form->texts; i++)
        if (!texts[i].absent)
            jw_sqlite__bind_text(statement, 3 + i, texts[i].text, texts[i].length);
    jw_status status = JW_OK;
    if (sqlite3_step(statement) != SQLITE_DONE)
        status = jw_sqlite__fail(storage, "write", dictionary->form->table, err);
    jw_sqlite__done(storage, statement);
    return status;
}

jw_status jw_dictionary__number(struct jw_sqlite *storage, struct jw_dictionary *dictionary,
                                const struct jw_text *texts, uint32_t *out, jw_error *err)
{
    unsigned char packed[PACKED_MAX];
    size_t size = pack_texts(texts, dictionary->form->texts, packed);
    if (!size)
        return jw_error_set(err, JW_ELIMIT, 0, "a text of duty is longer than %d bytes", TEXT_MAX);
    uint32_t hash = hash_of(packed, size);
    uint32_t known = dictionary->slot_count ? *find_slot(dictionary, hash, packed, size) : 0;
    if (!known) {
        JW_TRY(reserve(storage, dictionary, size, err));
        JW_TRY(store(storage, dictionary, texts, err));
        append(dictionary, hash, packed, size);
        known = (uint32_t)dictionary->count;
    }
    *out = known - 1;
    return JW_OK;
}
