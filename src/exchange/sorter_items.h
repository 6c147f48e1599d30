/* Entries of the sorter as bytes, and sorting those that are in memory. */
#ifndef JW_EXCHANGE_SORTER_ITEMS_H
#define JW_EXCHANGE_SORTER_ITEMS_H

#include <string.h>
#include "base/text.h"
#include "exchange/sorter.h"

/* In memory and in runs an entry is its two lengths, its key and its payload. */
#define JW_ENTRY_HEAD 6

static inline size_t jw_sorter__entry_size(const struct jw_sorter_entry *entry)
{
    return JW_ENTRY_HEAD + entry->key_length + entry->payload_length;
}

static inline void jw_sorter__write_entry(unsigned char *to, const struct jw_sorter_entry *entry)
{
    uint16_t key_length = (uint16_t)entry->key_length;
    uint32_t payload_length = (uint32_t)entry->payload_length;
    memcpy(to, &key_length, 2);
    memcpy(to + 2, &payload_length, 4);
    memcpy(to + JW_ENTRY_HEAD, entry->key, entry->key_length);
    memcpy(to + JW_ENTRY_HEAD + entry->key_length, entry->payload, entry->payload_length);
}

static inline struct jw_sorter_entry jw_sorter__read_entry(const unsigned char *from)
{
    uint16_t key_length;
    uint32_t payload_length;
    memcpy(&key_length, from, 2);
    memcpy(&payload_length, from + 2, 4);
    return (struct jw_sorter_entry){from + JW_ENTRY_HEAD, key_length, from + JW_ENTRY_HEAD + key_length,
                                    payload_length};
}

static inline int jw_sorter__compare_keys(const struct jw_sorter_entry *a, const struct jw_sorter_entry *b)
{
    return jw__compare_text((const char *)a->key, a->key_length, (const char *)b->key, b->key_length);
}

/* One entry in memory: where it is, and the bytes that most often decide. */
struct jw_sorter_item {
    uint64_t prefix;
    size_t offset;
};

/* Sorts items whose entries lie in data and whose keys all begin with the same `common` bytes. */
void jw_sorter__sort_items(const unsigned char *data, size_t common, struct jw_sorter_item *items,
                           size_t count);

#endif
