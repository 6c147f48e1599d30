/* The districts that an import or export meets: which there are, and what their local time is. */
#ifndef JW_EXCHANGE_DISTRICTS_H
#define JW_EXCHANGE_DISTRICTS_H

#include "storage/store.h"

struct jw_known_district {
    char code[16];
    size_t length;
    int32_t utc_offset;
};

/* Sorted by code; those of the store, and those the files bring. */
struct jw_districts {
    jw_store *store;
    struct jw_known_district *list;
    size_t count;
    size_t capacity;
    size_t last; /* found last: rows of a district come together */
};

jw_status jw_districts__load(jw_store *store, struct jw_districts *out, jw_error *err);
void jw_districts__free(struct jw_districts *districts);
/* Adds one or changes its offset. The code is at most 12 bytes, as the record has it. */
jw_status jw_districts__add(struct jw_districts *districts, const char *code, size_t length,
                            int32_t utc_offset, jw_error *err);
bool jw_districts__has(struct jw_districts *districts, const char *code, size_t length);
/* China's offset for one that is not known. */
int32_t jw_districts__offset(struct jw_districts *districts, const char *code, size_t length);
/* The district that rows without one belong to: the requested one if it is known, else the only one. */
jw_status jw_districts__choose(struct jw_districts *districts, const char *requested, char code[JW_CODE_SIZE],
                               jw_error *err);

#endif
