#include "base/intern.h"

#include <string.h>

#define CHUNK_BYTES ((size_t)16 << 10)
#define FIRST_SLOTS ((size_t)256)

/* Texts never move, so they lie in chunks. */
struct chunk {
    struct chunk *previous;
    char bytes[];
};

struct slot {
    const char *text; /* NULL = free */
    size_t length;
    size_t number;
    uint64_t hash;
};

struct jw_texts {
    jw_context *context;
    struct chunk *chunks;
    char *free_bytes;
    size_t free_count;
    struct slot *slots;
    size_t slot_count; /* a power of two, at most three quarters used */
    size_t text_count;
};

/* FNV-1a, mixed once more because only the low bits choose the slot. */
static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 0x100000001B3u;
    return hash ^ hash >> 32;
}

jw_status jw_texts__new(jw_context *context, struct jw_texts **out, jw_error *err)
{
    struct jw_texts *texts = jw__allocate_zeroed(context, 1, sizeof *texts, err);
    if (!texts)
        return JW_ENOMEM;
    texts->context = context;
    texts->slot_count = FIRST_SLOTS;
    texts->slots = jw__allocate_zeroed(context, FIRST_SLOTS, sizeof *texts->slots, err);
    if (!texts->slots) {
        jw__free(context, texts);
        return JW_ENOMEM;
    }
    *out = texts;
    return JW_OK;
}

void jw_texts__free(struct jw_texts *texts)
{
    if (!texts)
        return;
    while (texts->chunks) {
        struct chunk *chunk = texts->chunks;
        texts->chunks = chunk->previous;
        jw__free(texts->context, chunk);
    }
    jw__free(texts->context, texts->slots);
    jw__free(texts->context, texts);
}

/* The slot that holds the text, or the free one where it belongs. */
static struct slot *slot_of(struct slot *slots, size_t slot_count, uint64_t hash, const char *text,
                            size_t length)
{
    size_t i = (size_t)hash & (slot_count - 1);
    while (slots[i].text &&
           (slots[i].hash != hash || slots[i].length != length || memcmp(slots[i].text, text, length) != 0))
        i = (i + 1) & (slot_count - 1);
    return &slots[i];
}

const char *jw_texts__find(const struct jw_texts *texts, const char *text, size_t length)
{
    return slot_of(texts->slots, texts->slot_count, hash_of(text, length), text, length)->text;
}

static jw_status double_slots(struct jw_texts *texts, jw_error *err)
{
    size_t wider_count = texts->slot_count * 2;
    struct slot *wider = jw__allocate_zeroed(texts->context, wider_count, sizeof *wider, err);
    if (!wider)
        return JW_ENOMEM;
    for (size_t i = 0; i < texts->slot_count; i++) {
        const struct slot *old = &texts->slots[i];
        if (old->text)
            *slot_of(wider, wider_count, old->hash, old->text, old->length) = *old;
    }
    jw__free(texts->context, texts->slots);
    texts->slots = wider;
    texts->slot_count = wider_count;
    return JW_OK;
}

static char *take_bytes(struct jw_texts *texts, size_t count, jw_error *err)
{
    if (count > texts->free_count) {
        size_t size = count > CHUNK_BYTES ? count : CHUNK_BYTES;
        struct chunk *chunk = jw__allocate(texts->context, sizeof *chunk + size, err);
        if (!chunk)
            return NULL;
        chunk->previous = texts->chunks;
        texts->chunks = chunk;
        texts->free_bytes = chunk->bytes;
        texts->free_count = size;
    }
    char *taken = texts->free_bytes;
    texts->free_bytes += count;
    texts->free_count -= count;
    return taken;
}

/* The slot of the text, which is added if it was not there. */
static jw_status ensure(struct jw_texts *texts, const char *text, size_t length, const struct slot **out,
                        jw_error *err)
{
    uint64_t hash = hash_of(text, length);
    struct slot *slot = slot_of(texts->slots, texts->slot_count, hash, text, length);
    if (!slot->text) {
        if (texts->text_count >= texts->slot_count / 4 * 3) {
            JW_TRY(double_slots(texts, err));
            slot = slot_of(texts->slots, texts->slot_count, hash, text, length);
        }
        char *copy = take_bytes(texts, length + 1, err);
        if (!copy)
            return JW_ENOMEM;
        memcpy(copy, text, length);
        copy[length] = '\0';
        *slot = (struct slot){copy, length, texts->text_count++, hash};
    }
    *out = slot;
    return JW_OK;
}

jw_status jw_texts__add(struct jw_texts *texts, const char *text, size_t length, const char **out,
                        jw_error *err)
{
    const struct slot *slot;
    JW_TRY(ensure(texts, text, length, &slot, err));
    *out = slot->text;
    return JW_OK;
}

jw_status jw_texts__number(struct jw_texts *texts, const char *text, size_t length, size_t *out,
                           jw_error *err)
{
    const struct slot *slot;
    JW_TRY(ensure(texts, text, length, &slot, err));
    *out = slot->number;
    return JW_OK;
}
