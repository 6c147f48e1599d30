/* A stable merge sort in O(n log n), O(n) for sorted input, whose memory is the caller's: qsort() may take its own. */
#ifndef JW_BASE_SORT_H
#define JW_BASE_SORT_H

#include <stddef.h>

typedef int (*jw_order_fn)(void *userdata, const void *a, const void *b);

/* scratch has room for count items of size bytes. */
void jw__sort(void *items, void *scratch, size_t count, size_t size, jw_order_fn order, void *userdata);

/*
 * The position of the first item whose text is not below this one, count when there is none. The items are in
 * the order of their texts; text_at is the place of the text, a const char *, in an item.
 */
size_t jw__lower_bound(const void *items, size_t count, size_t size, size_t text_at, const char *text);

#endif
