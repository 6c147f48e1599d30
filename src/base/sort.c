#include "base/sort.h"

#include <stdbool.h>
#include <string.h>

/* Merges [start, middle) and [middle, end) of from into to. */
static void merge(const char *from, char *to, size_t start, size_t middle, size_t end, size_t size, jw_order_fn order,
                  void *userdata)
{
    size_t i = start, j = middle;
    if (middle >= end || order(userdata, from + (middle - 1) * size, from + middle * size) <= 0) {
        memcpy(to + start * size, from + start * size, (end - start) * size);
        return;
    }
    for (size_t k = start; k < end; k++) {
        bool left = i < middle && (j >= end || order(userdata, from + i * size, from + j * size) <= 0);
        memcpy(to + k * size, from + (left ? i++ : j++) * size, size);
    }
}

static bool is_sorted(const char *items, size_t count, size_t size, jw_order_fn order, void *userdata)
{
    for (size_t i = 1; i < count; i++)
        if (order(userdata, items + (i - 1) * size, items + i * size) > 0)
            return false;
    return true;
}

void jw__sort(void *items, void *scratch, size_t count, size_t size, jw_order_fn order, void *userdata)
{
    if (is_sorted(items, count, size, order, userdata))
        return;
    char *from = items, *to = scratch;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = start + 2 * width < count ? start + 2 * width : count;
            merge(from, to, start, middle, end, size, order, userdata);
        }
        char *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != (char *)items)
        memcpy(items, from, count * size);
}

size_t jw__lower_bound(const void *items, size_t count, size_t size, size_t text_at, const char *text)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *found;
        memcpy(&found, (const char *)items + middle * size + text_at, sizeof found);
        if (strcmp(found, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
