#include "exchange/sorter.h"

#include <unistd.h>
#include "exchange/file.h"
#include "exchange/sorter_items.h"

#define KEY_MAX 0xFFFF
#define PAYLOAD_MAX 0x7FFFFFFF
#define BLOCK_MIN ((size_t)4 << 10)
#define BLOCK_MAX ((size_t)1 << 20)
#define BLOCK_USUAL ((size_t)64 << 10)
#define FAN_IN_MAX 256

/* Sorted entries in the temporary file. */
struct run {
    int64_t start;
    int64_t end;
};

/* Reads one run in blocks. */
struct cursor {
    int64_t offset; /* next byte of the file to read */
    int64_t end;
    unsigned char *block;
    size_t capacity;
    size_t at;
    size_t filled;
    size_t size; /* of the current entry; 0 before the first */
    struct jw_sorter_entry entry;
};

struct jw_sorter {
    jw_context *context;
    char *directory;
    int file;
    int64_t file_end;
    size_t data_limit;
    size_t item_limit;
    size_t fan_in;
    size_t block_size; /* of each cursor while merging */
    int64_t count;
    /* what is in memory */
    unsigned char *data;
    size_t data_used;
    size_t data_capacity;
    struct jw_sorter_item *items;
    size_t item_count;
    size_t item_capacity;
    size_t common; /* bytes with which all keys in memory begin */
    bool in_order; /* they arrived sorted */
    /* runs */
    struct run *runs;
    size_t run_count;
    size_t run_capacity;
    unsigned char *last_key; /* of the last run */
    size_t last_key_length;
    size_t last_key_capacity;
    /* reading */
    size_t next_item;
    struct cursor *cursors;
    size_t cursor_count;
    size_t *heap; /* numbers of cursors that have an entry, the least first */
    size_t heap_count;
};

jw_status jw_sorter__new(jw_context *context, size_t budget, const char *directory, struct jw_sorter **out,
                         jw_error *err)
{
    struct jw_sorter *sorter = jw__allocate_zeroed(context, 1, sizeof *sorter, err);
    if (!sorter)
        return JW_ENOMEM;
    sorter->context = context;
    sorter->file = -1;
    sorter->in_order = true;
    sorter->data_limit = budget / 4 * 3;
    sorter->item_limit = budget / 4 / sizeof(struct jw_sorter_item) + 1;
    sorter->fan_in = budget / BLOCK_USUAL < 2            ? 2
                     : budget / BLOCK_USUAL > FAN_IN_MAX ? FAN_IN_MAX
                                                         : budget / BLOCK_USUAL;
    size_t block = budget / sorter->fan_in;
    sorter->block_size = block < BLOCK_MIN ? BLOCK_MIN : block > BLOCK_MAX ? BLOCK_MAX : block;
    if (directory) {
        sorter->directory = jw__copy_text(context, directory, strlen(directory), err);
        if (!sorter->directory) {
            jw_sorter__free(sorter);
            return JW_ENOMEM;
        }
    }
    *out = sorter;
    return JW_OK;
}

static void free_cursors(struct jw_sorter *sorter)
{
    for (size_t i = 0; i < sorter->cursor_count; i++)
        jw__free(sorter->context, sorter->cursors[i].block);
    jw__free(sorter->context, sorter->cursors);
    jw__free(sorter->context, sorter->heap);
    sorter->cursors = NULL;
    sorter->heap = NULL;
    sorter->cursor_count = sorter->heap_count = 0;
}

static void free_memory(struct jw_sorter *sorter)
{
    jw__free(sorter->context, sorter->data);
    jw__free(sorter->context, sorter->items);
    sorter->data = NULL;
    sorter->items = NULL;
    sorter->data_used = sorter->data_capacity = sorter->item_count = sorter->item_capacity = 0;
}

void jw_sorter__free(struct jw_sorter *sorter)
{
    if (!sorter)
        return;
    free_cursors(sorter);
    free_memory(sorter);
    jw__free(sorter->context, sorter->runs);
    jw__free(sorter->context, sorter->last_key);
    jw__free(sorter->context, sorter->directory);
    if (sorter->file >= 0)
        close(sorter->file);
    jw__free(sorter->context, sorter);
}

int64_t jw_sorter__count(const struct jw_sorter *sorter)
{
    return sorter->count;
}

size_t jw_sorter__runs(const struct jw_sorter *sorter)
{
    return sorter->run_count;
}

/* ---- runs ---- */

static void sort_memory(struct jw_sorter *sorter)
{
    if (!sorter->in_order)
        jw_sorter__sort_items(sorter->data, sorter->common, sorter->items, sorter->item_count);
    sorter->in_order = true; /* by the items; a spill asks before sorting */
}

static jw_status ensure_file(struct jw_sorter *sorter, jw_error *err)
{
    return sorter->file >= 0 ? JW_OK : jw_file__temporary(sorter->directory, &sorter->file, err);
}

static jw_status append_to_file(struct jw_sorter *sorter, const unsigned char *data, size_t length,
                                jw_error *err)
{
    JW_TRY(jw_file__write_at(sorter->file, data, length, sorter->file_end, err));
    sorter->file_end += (int64_t)length;
    return JW_OK;
}

/* Collects entries in a block before they are written. */
struct spooler {
    unsigned char *block;
    size_t used;
    size_t capacity;
};

static jw_status spool_entry(struct jw_sorter *sorter, struct spooler *spooler, const unsigned char *entry,
                             size_t size, jw_error *err)
{
    if (spooler->used + size > spooler->capacity) {
        JW_TRY(append_to_file(sorter, spooler->block, spooler->used, err));
        spooler->used = 0;
    }
    if (size > spooler->capacity)
        return append_to_file(sorter, entry, size, err);
    memcpy(spooler->block + spooler->used, entry, size);
    spooler->used += size;
    return JW_OK;
}

static jw_status write_items(struct jw_sorter *sorter, struct spooler *spooler, jw_error *err)
{
    for (size_t i = 0; i < sorter->item_count; i++) {
        const unsigned char *bytes = sorter->data + sorter->items[i].offset;
        struct jw_sorter_entry entry = jw_sorter__read_entry(bytes);
        JW_TRY(spool_entry(sorter, spooler, bytes, jw_sorter__entry_size(&entry), err));
    }
    return append_to_file(sorter, spooler->block, spooler->used, err);
}

static jw_status write_sorted(struct jw_sorter *sorter, jw_error *err)
{
    sort_memory(sorter);
    struct spooler spooler = {.capacity = BLOCK_USUAL};
    spooler.block = jw__allocate(sorter->context, spooler.capacity, err);
    if (!spooler.block)
        return JW_ENOMEM;
    jw_status status = write_items(sorter, &spooler, err);
    jw__free(sorter->context, spooler.block);
    return status;
}

static jw_status add_run(struct jw_sorter *sorter, int64_t start, jw_error *err)
{
    JW_TRY(jw__grow(sorter->context, &sorter->runs, &sorter->run_capacity, sorter->run_count + 1,
                    sizeof *sorter->runs, err));
    sorter->runs[sorter->run_count++] = (struct run){start, sorter->file_end};
    return JW_OK;
}

static jw_status remember_last_key(struct jw_sorter *sorter, jw_error *err)
{
    struct jw_sorter_entry last =
        jw_sorter__read_entry(sorter->data + sorter->items[sorter->item_count - 1].offset);
    JW_TRY(jw__grow(sorter->context, &sorter->last_key, &sorter->last_key_capacity, last.key_length, 1, err));
    if (last.key_length)
        memcpy(sorter->last_key, last.key, last.key_length);
    sorter->last_key_length = last.key_length;
    return JW_OK;
}

/* Whether what is in memory, sorted, continues the last run. */
static bool continues_run(const struct jw_sorter *sorter)
{
    if (!sorter->run_count)
        return false;
    struct jw_sorter_entry last = {.key = sorter->last_key, .key_length = sorter->last_key_length};
    struct jw_sorter_entry first = jw_sorter__read_entry(sorter->data + sorter->items[0].offset);
    return jw_sorter__compare_keys(&last, &first) <= 0;
}

/* Writes what is in memory as a run, or at the end of the last one. */
static jw_status spill(struct jw_sorter *sorter, jw_error *err)
{
    if (!sorter->item_count)
        return JW_OK;
    JW_TRY(ensure_file(sorter, err));
    int64_t start = sorter->file_end;
    if (sorter->in_order)
        JW_TRY(append_to_file(sorter, sorter->data, sorter->data_used, err));
    else
        JW_TRY(write_sorted(sorter, err));
    if (continues_run(sorter))
        sorter->runs[sorter->run_count - 1].end = sorter->file_end;
    else
        JW_TRY(add_run(sorter, start, err));
    JW_TRY(remember_last_key(sorter, err));
    sorter->data_used = sorter->item_count = 0;
    sorter->in_order = true;
    return jw__check_cancel(sorter->context, err);
}

/* ---- adding ---- */

/* As jw__grow(), but never above the limit unless what is needed is. */
static jw_status grow_within(struct jw_sorter *sorter, void *block_address, size_t *capacity, size_t needed,
                             size_t limit, size_t size, jw_error *err)
{
    if (needed <= *capacity)
        return JW_OK;
    size_t start = *capacity;
    size_t wanted = start < 256 ? 256 : start * 2;
    wanted = wanted > limit ? limit : wanted;
    wanted = wanted < needed ? needed : wanted;
    /* jw__grow() doubles what it is told there is: it is told half of what is wanted */
    wanted += wanted % 2;
    size_t told = wanted / 2;
    JW_TRY(jw__grow(sorter->context, block_address, &told, wanted, size, err));
    *capacity = told;
    return JW_OK;
}

static bool is_full(const struct jw_sorter *sorter, size_t size)
{
    return sorter->item_count &&
           (sorter->data_used + size > sorter->data_limit || sorter->item_count == sorter->item_limit);
}

/* Shortens the common beginning of all keys in memory and sees whether this one comes after the last. */
static void note_order(struct jw_sorter *sorter, const struct jw_sorter_entry *entry)
{
    if (!sorter->item_count) {
        sorter->common = entry->key_length;
        return;
    }
    struct jw_sorter_entry last =
        jw_sorter__read_entry(sorter->data + sorter->items[sorter->item_count - 1].offset);
    size_t shared = 0;
    size_t limit = sorter->common < entry->key_length ? sorter->common : entry->key_length;
    while (shared < limit && last.key[shared] == entry->key[shared])
        shared++;
    sorter->common = shared;
    if (sorter->in_order && jw_sorter__compare_keys(&last, entry) > 0)
        sorter->in_order = false;
}

jw_status jw_sorter__add(struct jw_sorter *sorter, const struct jw_sorter_entry *entry, jw_error *err)
{
    if (entry->key_length > KEY_MAX || entry->payload_length > PAYLOAD_MAX)
        return jw_error_set(err, JW_ELIMIT, 0, "a row is too long to be sorted");
    size_t size = jw_sorter__entry_size(entry);
    if (is_full(sorter, size))
        JW_TRY(spill(sorter, err));
    JW_TRY(grow_within(sorter, &sorter->data, &sorter->data_capacity, sorter->data_used + size,
                       sorter->data_limit, 1, err));
    JW_TRY(grow_within(sorter, &sorter->items, &sorter->item_capacity, sorter->item_count + 1,
                       sorter->item_limit, sizeof *sorter->items, err));
    note_order(sorter, entry);
    jw_sorter__write_entry(sorter->data + sorter->data_used, entry);
    sorter->items[sorter->item_count++] = (struct jw_sorter_item){0, sorter->data_used};
    sorter->data_used += size;
    sorter->count++;
    return JW_OK;
}

/* ---- reading and merging ---- */

/* Makes at least `size` bytes of the current place available; the run must have them. */
static jw_status fill_cursor(struct jw_sorter *sorter, struct cursor *cursor, size_t size, jw_error *err)
{
    size_t left = cursor->filled - cursor->at;
    if (left >= size)
        return JW_OK;
    memmove(cursor->block, cursor->block + cursor->at, left);
    cursor->at = 0;
    cursor->filled = left;
    JW_TRY(jw__grow(sorter->context, &cursor->block, &cursor->capacity, size, 1, err));
    int64_t rest = cursor->end - cursor->offset;
    size_t wanted = cursor->capacity - left;
    if ((int64_t)wanted > rest)
        wanted = (size_t)rest;
    size_t got;
    JW_TRY(jw_file__read_at(sorter->file, cursor->block + left, wanted, cursor->offset, &got, err));
    cursor->offset += (int64_t)got;
    cursor->filled += got;
    if (cursor->filled < size)
        return jw_error_set(err, JW_EIO, 0, "the temporary file of an import is shorter than it was written");
    return JW_OK;
}

/* Goes to the next entry of a run; size is 0 at its end. */
static jw_status advance(struct jw_sorter *sorter, struct cursor *cursor, jw_error *err)
{
    cursor->at += cursor->size;
    cursor->size = 0;
    if (cursor->at == cursor->filled && cursor->offset == cursor->end)
        return JW_OK;
    JW_TRY(fill_cursor(sorter, cursor, JW_ENTRY_HEAD, err));
    struct jw_sorter_entry entry = jw_sorter__read_entry(cursor->block + cursor->at);
    JW_TRY(fill_cursor(sorter, cursor, jw_sorter__entry_size(&entry), err));
    cursor->entry = jw_sorter__read_entry(cursor->block + cursor->at);
    cursor->size = jw_sorter__entry_size(&cursor->entry);
    return JW_OK;
}

/* Of equal keys the earlier run's comes first. */
static bool cursor_precedes(const struct jw_sorter *sorter, size_t a, size_t b)
{
    int order = jw_sorter__compare_keys(&sorter->cursors[a].entry, &sorter->cursors[b].entry);
    return order ? order < 0 : a < b;
}

static void sift_cursor(struct jw_sorter *sorter, size_t root)
{
    size_t moving = sorter->heap[root];
    for (size_t child; (child = 2 * root + 1) < sorter->heap_count; root = child) {
        if (child + 1 < sorter->heap_count &&
            cursor_precedes(sorter, sorter->heap[child + 1], sorter->heap[child]))
            child++;
        if (!cursor_precedes(sorter, sorter->heap[child], moving))
            break;
        sorter->heap[root] = sorter->heap[child];
    }
    sorter->heap[root] = moving;
}

/* Sets cursors to the start of some runs. */
static jw_status open_runs(struct jw_sorter *sorter, const struct run *runs, size_t count, jw_error *err)
{
    free_cursors(sorter);
    sorter->cursors = jw__allocate_zeroed(sorter->context, count, sizeof *sorter->cursors, err);
    sorter->heap = jw__allocate_zeroed(sorter->context, count, sizeof *sorter->heap, err);
    if (!sorter->cursors || !sorter->heap)
        return JW_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        struct cursor *cursor = &sorter->cursors[i];
        cursor->offset = runs[i].start;
        cursor->end = runs[i].end;
        cursor->block = jw__allocate(sorter->context, sorter->block_size, err);
        if (!cursor->block)
            return JW_ENOMEM;
        cursor->capacity = sorter->block_size;
        sorter->cursor_count++;
        JW_TRY(advance(sorter, cursor, err));
        sorter->heap[sorter->heap_count++] = i; /* no run is empty */
    }
    for (size_t i = sorter->heap_count / 2; i-- > 0;)
        sift_cursor(sorter, i);
    return JW_OK;
}

/* Leaves the least entry and goes to the next. */
static jw_status step(struct jw_sorter *sorter, jw_error *err)
{
    struct cursor *least = &sorter->cursors[sorter->heap[0]];
    JW_TRY(advance(sorter, least, err));
    if (!least->size)
        sorter->heap[0] = sorter->heap[--sorter->heap_count];
    if (sorter->heap_count)
        sift_cursor(sorter, 0);
    return JW_OK;
}

static jw_status write_merged(struct jw_sorter *sorter, struct spooler *spooler, jw_error *err)
{
    while (sorter->heap_count) {
        const struct cursor *least = &sorter->cursors[sorter->heap[0]];
        JW_TRY(spool_entry(sorter, spooler, least->block + least->at, least->size, err));
        JW_TRY(step(sorter, err));
    }
    return append_to_file(sorter, spooler->block, spooler->used, err);
}

/* Merges some runs into one at the end of the file. */
static jw_status merge_runs(struct jw_sorter *sorter, const struct run *runs, size_t count, struct run *out,
                            jw_error *err)
{
    JW_TRY(open_runs(sorter, runs, count, err));
    struct spooler spooler = {.capacity = BLOCK_USUAL};
    spooler.block = jw__allocate(sorter->context, spooler.capacity, err);
    if (!spooler.block)
        return JW_ENOMEM;
    int64_t start = sorter->file_end;
    jw_status status = write_merged(sorter, &spooler, err);
    jw__free(sorter->context, spooler.block);
    *out = (struct run){start, sorter->file_end};
    return status;
}

/* Merges neighbouring runs, as many at a time as are read at once, until that many are left. */
static jw_status reduce_runs(struct jw_sorter *sorter, jw_error *err)
{
    while (sorter->run_count > sorter->fan_in) {
        size_t made = 0;
        for (size_t i = 0; i < sorter->run_count; i += sorter->fan_in) {
            size_t left = sorter->run_count - i;
            struct run merged = sorter->runs[i];
            if (left > 1)
                JW_TRY(merge_runs(sorter, &sorter->runs[i], left < sorter->fan_in ? left : sorter->fan_in,
                                  &merged, err));
            sorter->runs[made++] = merged;
            JW_TRY(jw__check_cancel(sorter->context, err));
        }
        sorter->run_count = made;
    }
    return JW_OK;
}

jw_status jw_sorter__finish(struct jw_sorter *sorter, jw_error *err)
{
    if (sorter->run_count) {
        JW_TRY(spill(sorter, err));
        free_memory(sorter);
        JW_TRY(reduce_runs(sorter, err));
    } else {
        sort_memory(sorter);
    }
    return jw_sorter__rewind(sorter, err);
}

jw_status jw_sorter__rewind(struct jw_sorter *sorter, jw_error *err)
{
    sorter->next_item = 0;
    return sorter->run_count ? open_runs(sorter, sorter->runs, sorter->run_count, err) : JW_OK;
}

jw_status jw_sorter__next(struct jw_sorter *sorter, struct jw_sorter_entry *out, bool *end, jw_error *err)
{
    *end = false;
    if (!sorter->run_count) {
        *end = sorter->next_item == sorter->item_count;
        if (!*end)
            *out = jw_sorter__read_entry(sorter->data + sorter->items[sorter->next_item++].offset);
        return JW_OK;
    }
    /* the entry given last is left only now: it was borrowed */
    if (sorter->next_item)
        JW_TRY(step(sorter, err));
    sorter->next_item = 1;
    *end = sorter->heap_count == 0;
    if (!*end)
        *out = sorter->cursors[sorter->heap[0]].entry;
    return JW_OK;
}
