/* The shapes of the district at hand, in a hash table over their packed texts. */
#include "storage/sqlite/shape.h"

#include <string.h>
#include "storage/sqlite/sqlite.h"

/* A packed text: its length + 1 in one byte, 0 when it is absent, and its bytes. */
#define TEXT_MAX 254
#define PACKED_MAX (JW_SHAPE_TEXTS * (1 + TEXT_MAX))

int jw_shapes__compare(const char *a, size_t a_length, const char *b, size_t b_length)
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

static size_t pack_texts(const struct jw_shape_text texts[JW_SHAPE_TEXTS], unsigned char packed[PACKED_MAX])
{
    unsigned char *at = packed;
    for (size_t i = 0; i < JW_SHAPE_TEXTS; i++) {
        if (texts[i].length > TEXT_MAX)
            return 0;
        *at++ = texts[i].absent ? 0 : (unsigned char)(texts[i].length + 1);
        memcpy(at, texts[i].text, texts[i].length);
        at += texts[i].length;
    }
    return (size_t)(at - packed);
}

static const unsigned char *unpack_text(const unsigned char *at, struct jw_shape_text *out)
{
    size_t size = *at++;
    *out = (struct jw_shape_text){(const char *)at, size ? size - 1 : 0, size == 0};
    return at + out->length;
}

void jw_shapes__texts(const struct jw_shapes *shapes, uint32_t number, struct jw_shape_text texts[JW_SHAPE_TEXTS])
{
    const unsigned char *at = shapes->bytes + shapes->items[number].at;
    for (size_t i = 0; i < JW_SHAPE_TEXTS; i++)
        at = unpack_text(at, &texts[i]);
}

struct jw_shape_text jw_shapes__text(const struct jw_shapes *shapes, uint32_t number, size_t which)
{
    const unsigned char *at = shapes->bytes + shapes->items[number].at;
    struct jw_shape_text text;
    for (size_t i = 0; i <= which; i++)
        at = unpack_text(at, &text);
    return text;
}

void jw_shapes__forget(struct jw_shapes *shapes)
{
    shapes->loaded = false;
    shapes->district_length = 0;
    shapes->count = 0;
    shapes->used = 0;
    if (shapes->slots)
        memset(shapes->slots, 0, shapes->slot_count * sizeof *shapes->slots);
}

void jw_shapes__free(struct jw_sqlite *storage)
{
    struct jw_shapes *shapes = &storage->shapes;
    jw_release(storage->context, shapes->district);
    jw_release(storage->context, shapes->items);
    jw_release(storage->context, shapes->bytes);
    jw_release(storage->context, shapes->slots);
    memset(shapes, 0, sizeof *shapes);
}

/* The slot of a shape, or the empty one where it belongs. */
static uint32_t *find_slot(const struct jw_shapes *shapes, uint32_t hash, const unsigned char *packed, size_t size)
{
    for (size_t i = hash & (shapes->slot_count - 1);; i = (i + 1) & (shapes->slot_count - 1)) {
        if (!shapes->slots[i])
            return &shapes->slots[i];
        const struct jw_shape *shape = &shapes->items[shapes->slots[i] - 1];
        if (shape->hash == hash && shape->size == size && memcmp(shapes->bytes + shape->at, packed, size) == 0)
            return &shapes->slots[i];
    }
}

/* Keeps at least half of the slots empty. */
static jw_status make_slots(struct jw_sqlite *storage, jw_error *err)
{
    struct jw_shapes *shapes = &storage->shapes;
    if (shapes->slot_count >= 2 * (shapes->count + 1))
        return JW_OK;
    size_t slot_count = shapes->slot_count ? shapes->slot_count * 2 : 256;
    uint32_t *slots = jw_allocate(storage->context, NULL, slot_count * sizeof *slots, err);
    if (!slots)
        return JW_ENOMEM;
    memset(slots, 0, slot_count * sizeof *slots);
    for (size_t number = 0; number < shapes->count; number++) {
        size_t i = shapes->items[number].hash & (slot_count - 1);
        while (slots[i])
            i = (i + 1) & (slot_count - 1);
        slots[i] = (uint32_t)number + 1;
    }
    jw_release(storage->context, shapes->slots);
    shapes->slots = slots;
    shapes->slot_count = slot_count;
    return JW_OK;
}

/* Makes room for one more shape, so that append() cannot fail. */
static jw_status reserve(struct jw_sqlite *storage, size_t size, jw_error *err)
{
    struct jw_shapes *shapes = &storage->shapes;
    if (shapes->count >= JW_SHAPE_LIMIT || shapes->used + size > UINT32_MAX)
        return jw_error_set(err, JW_ELIMIT, 0,
                            "district %.*s has more than %zu different combinations of station, activity, village, "
                            "source and confirmed_by in its duty",
                            (int)shapes->district_length, shapes->district, JW_SHAPE_LIMIT);
    JW_TRY(make_slots(storage, err));
    JW_TRY(jw_sqlite__grow(storage, &shapes->bytes, &shapes->bytes_capacity, shapes->used + size, 1, err));
    return jw_sqlite__grow(storage, &shapes->items, &shapes->capacity, shapes->count + 1, sizeof *shapes->items, err);
}

static void append(struct jw_shapes *shapes, uint32_t hash, const unsigned char *packed, size_t size)
{
    *find_slot(shapes, hash, packed, size) = (uint32_t)shapes->count + 1;
    shapes->items[shapes->count++] = (struct jw_shape){(uint32_t)shapes->used, (uint32_t)size, hash, 0, 0};
    memcpy(shapes->bytes + shapes->used, packed, size);
    shapes->used += size;
}

static jw_status load_row(struct jw_sqlite *storage, sqlite3_stmt *statement, jw_error *err)
{
    struct jw_shapes *shapes = &storage->shapes;
    struct jw_shape_text texts[JW_SHAPE_TEXTS];
    for (int i = 0; i < JW_SHAPE_TEXTS; i++) {
        const char *text = (const char *)sqlite3_column_text(statement, 1 + i);
        if (!text && sqlite3_column_type(statement, 1 + i) != SQLITE_NULL)
            return jw_sqlite__fail_column(storage, "duty_shape", err);
        texts[i] = (struct jw_shape_text){text ? text : "", (size_t)sqlite3_column_bytes(statement, 1 + i), !text};
    }
    unsigned char packed[PACKED_MAX];
    size_t size = pack_texts(texts, packed);
    if (!size || sqlite3_column_int64(statement, 0) != (int64_t)shapes->count)
        return jw_sqlite__fail_damaged(storage, "duty_shape", "a number is missing or a text too long", err);
    JW_TRY(reserve(storage, size, err));
    append(shapes, hash_of(packed, size), packed, size);
    return JW_OK;
}

/* Reads the shapes of the district that are not in memory yet: all, or those that another connection added. */
static jw_status load(struct jw_sqlite *storage, jw_error *err)
{
    struct jw_shapes *shapes = &storage->shapes;
    sqlite3_stmt *statement = NULL;
    JW_TRY(jw_sqlite__statement(storage, JW_STATEMENT_SHAPES, 0, 0,
                                "SELECT number, station, activity, village, source, confirmed_by FROM duty_shape "
                                "WHERE district = ?1 AND number >= ?2 ORDER BY number",
                                &statement, err));
    jw_sqlite__bind_text(statement, 1, shapes->district, shapes->district_length);
    sqlite3_bind_int64(statement, 2, (int64_t)shapes->count);
    jw_status status = JW_OK;
    int code = sqlite3_step(statement);
    for (; status == JW_OK && code == SQLITE_ROW; code = sqlite3_step(statement))
        status = load_row(storage, statement, err);
    if (status == JW_OK && code != SQLITE_DONE)
        status = jw_sqlite__fail(storage, "read", "duty_shape", err);
    jw_sqlite__done(storage, statement);
    shapes->loaded = status == JW_OK;
    return status;
}

jw_status jw_shapes__use(struct jw_sqlite *storage, const char *district, size_t length, jw_error *err)
{
    struct jw_shapes *shapes = &storage->shapes;
    if (!shapes->district || jw_shapes__compare(shapes->district, shapes->district_length, district, length) != 0) {
        JW_TRY(jw_sqlite__grow(storage, &shapes->district, &shapes->district_capacity, length + 1, 1, err));
        jw_shapes__forget(shapes);
        memcpy(shapes->district, district, length);
        shapes->district_length = length;
    }
    return shapes->loaded ? JW_OK : load(storage, err);
}

static jw_status store(struct jw_sqlite *storage, const struct jw_shape_text texts[JW_SHAPE_TEXTS], jw_error *err)
{
    struct jw_shapes *shapes = &storage->shapes;
    sqlite3_stmt *statement = NULL;
    JW_TRY(jw_sqlite__statement(storage, JW_STATEMENT_SHAPE_ADD, 0, 0,
                                "INSERT INTO duty_shape (district, number, station, activity, village, source, "
                                "confirmed_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                &statement, err));
    jw_sqlite__bind_text(statement, 1, shapes->district, shapes->district_length);
    sqlite3_bind_int64(statement, 2, (int64_t)shapes->count);
    for (int i = 0; i < JW_SHAPE_TEXTS; i++)
        if (!texts[i].absent)
            jw_sqlite__bind_text(statement, 3 + i, texts[i].text, texts[i].length);
    jw_status status = JW_OK;
    if (sqlite3_step(statement) != SQLITE_DONE)
        status = jw_sqlite__fail(storage, "write", "duty_shape", err);
    jw_sqlite__done(storage, statement);
    return status;
}

jw_status jw_shapes__number(struct jw_sqlite *storage, const struct jw_shape_text texts[JW_SHAPE_TEXTS],
                            uint32_t *out, jw_error *err)
{
    struct jw_shapes *shapes = &storage->shapes;
    unsigned char packed[PACKED_MAX];
    size_t size = pack_texts(texts, packed);
    if (!size)
        return jw_error_set(err, JW_ELIMIT, 0, "a text of duty is longer than %d bytes", TEXT_MAX);
    uint32_t hash = hash_of(packed, size);
    uint32_t known = shapes->slot_count ? *find_slot(shapes, hash, packed, size) : 0;
    if (!known) {
        JW_TRY(reserve(storage, size, err));
        JW_TRY(store(storage, texts, err));
        append(shapes, hash, packed, size);
        known = (uint32_t)shapes->count;
    }
    *out = known - 1;
    return JW_OK;
}
