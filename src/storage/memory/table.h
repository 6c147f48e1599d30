/*
 * The rows of one record in key order: a skip list. A row never changes in place; it is unlinked and another
 * linked, so that taking back a transaction is linking the old rows again and can not fail.
 */
#ifndef JW_STORAGE_MEMORY_TABLE_H
#define JW_STORAGE_MEMORY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JW_MEMORY_HEIGHT 16

/* A row; its key and its other fields follow the links. */
struct jw_memory_node {
    size_t key_length;
    size_t length; /* of key and other fields */
    size_t height;
    struct jw_memory_node *next[];
};

struct jw_memory_table {
    struct jw_memory_node *first[JW_MEMORY_HEIGHT];
    uint64_t random;
};

/* For each height the links in front of the place that was sought. */
struct jw_memory_path {
    struct jw_memory_node **links[JW_MEMORY_HEIGHT];
};

static inline const unsigned char *jw_memory_node__bytes(const struct jw_memory_node *node)
{
    return (const unsigned char *)(node->next + node->height);
}

void jw_memory_table__init(struct jw_memory_table *table);
/* Height of the next row, one in four higher than the one below. */
size_t jw_memory_table__draw_height(struct jw_memory_table *table);

void jw_memory_table__start(struct jw_memory_table *table, struct jw_memory_path *path);
/*
 * Moves a path forward to a key that is not before the one it stands at; fast when it is near. Gives the
 * first row at or after the key, NULL at the end.
 */
struct jw_memory_node *jw_memory_path__seek(struct jw_memory_path *path, const unsigned char *key,
                                            size_t length);
/* A fresh seek from the start of the table. */
struct jw_memory_node *jw_memory_table__seek(struct jw_memory_table *table, struct jw_memory_path *path,
                                             const unsigned char *key, size_t length);

bool jw_memory_node__has_key(const struct jw_memory_node *node, const unsigned char *key, size_t length);
/* Order of a row's key and a bound. */
int jw_memory_node__compare(const struct jw_memory_node *node, const unsigned char *key, size_t length);

void jw_memory_path__link(const struct jw_memory_path *path, struct jw_memory_node *node);
void jw_memory_path__unlink(const struct jw_memory_path *path, const struct jw_memory_node *node);

#endif
