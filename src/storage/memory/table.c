#include "storage/memory/table.h"

#include <string.h>

void jw_memory_table__init(struct jw_memory_table *table)
{
    memset(table, 0, sizeof *table);
    table->random = 0x9E3779B97F4A7C15u;
}

size_t jw_memory_table__draw_height(struct jw_memory_table *table)
{
    table->random ^= table->random << 13;
    table->random ^= table->random >> 7;
    table->random ^= table->random << 17;
    size_t height = 1;
    for (uint64_t bits = table->random >> 16; (bits & 3) == 0 && height < JW_MEMORY_HEIGHT; bits >>= 2)
        height++;
    return height;
}

int jw_memory_node__compare(const struct jw_memory_node *node, const unsigned char *key, size_t length)
{
    size_t common = node->key_length < length ? node->key_length : length;
    int order = common ? memcmp(jw_memory_node__bytes(node), key, common) : 0;
    return order ? order : (node->key_length > length) - (node->key_length < length);
}

bool jw_memory_node__has_key(const struct jw_memory_node *node, const unsigned char *key, size_t length)
{
    return node && jw_memory_node__compare(node, key, length) == 0;
}

void jw_memory_table__start(struct jw_memory_table *table, struct jw_memory_path *path)
{
    for (size_t level = 0; level < JW_MEMORY_HEIGHT; level++)
        path->links[level] = table->first;
}

/* Walks down from a level, beginning at links that stand before the key. */
static struct jw_memory_node *descend(struct jw_memory_path *path, size_t level, const unsigned char *key,
                                      size_t length)
{
    struct jw_memory_node **links = path->links[level], *node;
    for (level++; level-- > 0;) {
        while ((node = links[level]) && jw_memory_node__compare(node, key, length) < 0)
            links = node->next;
        path->links[level] = links;
    }
    return links[0];
}

struct jw_memory_node *jw_memory_path__seek(struct jw_memory_path *path, const unsigned char *key,
                                            size_t length)
{
    size_t level = 0;
    const struct jw_memory_node *node;
    while (level + 1 < JW_MEMORY_HEIGHT && (node = path->links[level][level]) &&
           jw_memory_node__compare(node, key, length) < 0)
        level++;
    return descend(path, level, key, length);
}

struct jw_memory_node *jw_memory_table__seek(struct jw_memory_table *table, struct jw_memory_path *path,
                                             const unsigned char *key, size_t length)
{
    jw_memory_table__start(table, path);
    return descend(path, JW_MEMORY_HEIGHT - 1, key, length);
}

void jw_memory_path__link(const struct jw_memory_path *path, struct jw_memory_node *node)
{
    for (size_t level = 0; level < node->height; level++) {
        node->next[level] = path->links[level][level];
        path->links[level][level] = node;
    }
}

void jw_memory_path__unlink(const struct jw_memory_path *path, const struct jw_memory_node *node)
{
    for (size_t level = 0; level < node->height; level++)
        path->links[level][level] = node->next[level];
}
