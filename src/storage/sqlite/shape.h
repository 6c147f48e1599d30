/*
 * Shapes: what an interval of duty is besides its time: station, activity, village, source, confirmed_by. A district has
 * few of them, so that a page holds numbers. The table duty_shape gives a number its texts; numbers ascend from 0, and a
 * shape is never changed or removed. In memory are the shapes of one district at a time.
 */
#ifndef JW_STORAGE_SQLITE_SHAPE_H
#define JW_STORAGE_SQLITE_SHAPE_H

#include <stdbool.h>
#include <jingwu/sys/storage.h>

struct jw_sqlite;

#define JW_SHAPE_TEXTS 5
#define JW_SHAPE_STATION 0
#define JW_SHAPE_ACTIVITY 1
/* Numbers have at most three bytes. */
#define JW_SHAPE_LIMIT ((size_t)1 << 24)

struct jw_shape_text {
    const char *text;
    size_t length;
    bool absent;
};

struct jw_shape {
    uint32_t at; /* of its packed texts in bytes */
    uint32_t size;
    uint32_t hash;
    uint32_t stamp; /* of the page that uses it last ... */
    uint32_t local; /* ... and its place there */
};

struct jw_shapes {
    char *district;
    size_t district_length;
    size_t district_capacity;
    bool loaded; /* of this district, seen from the current transaction */
    struct jw_shape *items;
    size_t count;
    size_t capacity;
    unsigned char *bytes;
    size_t used;
    size_t bytes_capacity;
    uint32_t *slots; /* hash table of number + 1; 0 = empty */
    size_t slot_count;
    uint32_t stamp;
};

/* Makes the shapes of a district those in memory. */
jw_status jw_shapes__use(struct jw_sqlite *storage, const char *district, size_t length, jw_error *err);
/* Number of a shape of the district in use, which is added if it is new. `insert` is the statement for that. */
jw_status jw_shapes__number(struct jw_sqlite *storage, const struct jw_shape_text texts[JW_SHAPE_TEXTS],
                            uint32_t *out, jw_error *err);
/* Texts of a shape; borrowed until the next call that may load or add shapes. */
void jw_shapes__texts(const struct jw_shapes *shapes, uint32_t number, struct jw_shape_text texts[JW_SHAPE_TEXTS]);
/* One of them. */
struct jw_shape_text jw_shapes__text(const struct jw_shapes *shapes, uint32_t number, size_t which);
/* Forgets all, because they may not be those of the file any more. */
void jw_shapes__forget(struct jw_shapes *shapes);
void jw_shapes__free(struct jw_sqlite *storage);

/* Bytewise, a shorter text before a longer one that begins with it. */
int jw_shapes__compare(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
