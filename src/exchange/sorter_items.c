#include "exchange/sorter_items.h"

/* The eight bytes behind those that all keys share; a shorter key is filled with zeros, which compare no
 * greater. */
static void set_prefixes(const unsigned char *data, size_t common, struct jw_sorter_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct jw_sorter_entry entry = jw_sorter__read_entry(data + items[i].offset);
        uint64_t prefix = 0;
        for (size_t at = common; at < common + 8; at++)
            prefix = prefix << 8 | (at < entry.key_length ? entry.key[at] : 0);
        items[i].prefix = prefix;
    }
}

/* Equal keys keep their order: what came first lies first. */
static bool item_precedes(const unsigned char *data, const struct jw_sorter_item *a,
                          const struct jw_sorter_item *b)
{
    if (a->prefix != b->prefix)
        return a->prefix < b->prefix;
    struct jw_sorter_entry left = jw_sorter__read_entry(data + a->offset);
    struct jw_sorter_entry right = jw_sorter__read_entry(data + b->offset);
    int order = jw_sorter__compare_keys(&left, &right);
    return order ? order < 0 : a->offset < b->offset;
}

static void swap_items(struct jw_sorter_item *a, struct jw_sorter_item *b)
{
    struct jw_sorter_item held = *a;
    *a = *b;
    *b = held;
}

static void insertion_sort(const unsigned char *data, struct jw_sorter_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct jw_sorter_item held = items[i];
        size_t place = i;
        for (; place && item_precedes(data, &held, &items[place - 1]); place--)
            items[place] = items[place - 1];
        items[place] = held;
    }
}

static void sift_down(const unsigned char *data, struct jw_sorter_item *items, size_t root, size_t count)
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && item_precedes(data, &items[child], &items[child + 1]))
            child++;
        if (!item_precedes(data, &items[root], &items[child]))
            return;
        swap_items(&items[root], &items[child]);
    }
}

static void heap_sort(const unsigned char *data, struct jw_sorter_item *items, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift_down(data, items, i, count);
    for (size_t i = count; i-- > 1;) {
        swap_items(&items[0], &items[i]);
        sift_down(data, items, 0, i);
    }
}

/* Orders the first, middle and last item and gives the middle one. */
static struct jw_sorter_item median_of_three(const unsigned char *data, struct jw_sorter_item *items,
                                             size_t count)
{
    struct jw_sorter_item *middle = &items[count / 2];
    struct jw_sorter_item *last = &items[count - 1];
    if (item_precedes(data, middle, items))
        swap_items(middle, items);
    if (item_precedes(data, last, middle)) {
        swap_items(last, middle);
        if (item_precedes(data, middle, items))
            swap_items(middle, items);
    }
    return *middle;
}

/* Items before the returned place do not follow the pivot, the others do not precede it. */
static size_t partition(const unsigned char *data, struct jw_sorter_item *items, size_t count)
{
    struct jw_sorter_item pivot = median_of_three(data, items, count);
    size_t low = 0;
    size_t high = count - 1;
    for (;;) {
        while (item_precedes(data, &items[low], &pivot))
            low++;
        while (item_precedes(data, &pivot, &items[high]))
            high--;
        if (low >= high)
            return high + 1;
        swap_items(&items[low++], &items[high--]);
    }
}

#define SMALL 16

/* Quicksort that gives up on unlucky input, so that it never takes more than n log n steps. */
static void sort_some(const unsigned char *data, struct jw_sorter_item *items, size_t count, int depth)
{
    while (count > SMALL) {
        if (depth-- == 0) {
            heap_sort(data, items, count);
            return;
        }
        size_t left = partition(data, items, count);
        sort_some(data, items, left, depth);
        items += left;
        count -= left;
    }
    insertion_sort(data, items, count);
}

void jw_sorter__sort_items(const unsigned char *data, size_t common, struct jw_sorter_item *items,
                           size_t count)
{
    int depth = 0;
    for (size_t left = count; left; left >>= 1)
        depth += 2;
    set_prefixes(data, common, items, count);
    sort_some(data, items, count, depth);
}
