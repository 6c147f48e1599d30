/*
 * Sorts any number of entries in bounded memory. What does not fit goes to a nameless temporary file in
 * sorted runs, which are merged while they are read. Entries that arrive in order are neither compared twice
 * nor merged.
 */
#ifndef JW_EXCHANGE_SORTER_H
#define JW_EXCHANGE_SORTER_H

#include "base/context.h"

/* Sorted by key with memcmp (a key that begins another comes first); equal keys keep the order in which they
 * came. */
struct jw_sorter_entry {
    const unsigned char *key;
    size_t key_length; /* at most 65535 */
    const unsigned char *payload;
    size_t payload_length;
};

struct jw_sorter;

/* directory is where the temporary file goes first, or NULL; copied. */
jw_status jw_sorter__new(jw_context *context, size_t budget, const char *directory, struct jw_sorter **out,
                         jw_error *err);
void jw_sorter__free(struct jw_sorter *sorter);
/* JW_EFULL when the disk is full, JW_EIO, JW_ENOMEM, JW_ELIMIT (a key or payload is too long). */
jw_status jw_sorter__add(struct jw_sorter *sorter, const struct jw_sorter_entry *entry, jw_error *err);
/* No entry is added afterwards. */
jw_status jw_sorter__finish(struct jw_sorter *sorter, jw_error *err);
/* Goes to the first entry; may be done again and again. */
jw_status jw_sorter__rewind(struct jw_sorter *sorter, jw_error *err);
/* The next entry, borrowed until the next call. */
jw_status jw_sorter__next(struct jw_sorter *sorter, struct jw_sorter_entry *out, bool *end, jw_error *err);

int64_t jw_sorter__count(const struct jw_sorter *sorter);
/* Runs in the temporary file; 0 when everything is in memory. */
size_t jw_sorter__runs(const struct jw_sorter *sorter);

#endif
