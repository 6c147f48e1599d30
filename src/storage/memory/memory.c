/*
 * The storage of scheme "memory": every open makes a new, empty store, which is gone when it is closed. It
 * has neither `hours` nor `count`, so the host's own ways are used. Nobody else sees the rows: a snapshot is
 * the rows as they are.
 */
#include <string.h>
#include "storage/memory/codec.h"
#include "storage/memory/table.h"

struct store_record {
    struct jw_memory_shape shape;
    struct jw_memory_table table;
};

/* What one write did; either may be NULL. The removed row is kept until the commit. */
struct change {
    struct store_record *record;
    struct jw_memory_node *removed;
    struct jw_memory_node *added;
};

struct memory {
    jw_context *context;
    int32_t read_only;
    struct change *changes;
    size_t change_count;
    size_t change_capacity;
    struct jw_memory_bytes row;      /* being written */
    struct jw_memory_bytes expected; /* to compare with */
    size_t record_count;
    struct store_record records[];
};

static struct store_record *find_record(struct memory *memory, jw_record record, jw_error *err)
{
    if (record >= 1 && (size_t)record <= memory->record_count)
        return &memory->records[record - 1];
    jw_error_set(err, JW_EINVAL, 0, "record %d is not known", (int)record);
    return NULL;
}

static jw_status memory_open(jw_context *context, const char *place, uint32_t flags, void **out,
                             jw_error *err)
{
    if (place[0])
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "a memory store has no name: write memory:");
    size_t count = (size_t)jw_record_count(),
           size = sizeof(struct memory) + count * sizeof(struct store_record);
    struct memory *memory = jw_allocate(context, NULL, size, err);
    if (!memory)
        return JW_ENOMEM;
    memset(memory, 0, size);
    memory->context = context;
    memory->read_only = (flags & JW_STORAGE_READ_ONLY) != 0;
    memory->record_count = count;
    for (size_t i = 0; i < count; i++) {
        jw_memory_table__init(&memory->records[i].table);
        jw_status status = jw_memory_shape__init(&memory->records[i].shape, (jw_record)(i + 1), err);
        if (status != JW_OK) {
            jw_release(context, memory);
            return status;
        }
    }
    *out = memory;
    return JW_OK;
}

static void take_back(struct memory *memory, const struct change *change)
{
    struct jw_memory_path path;
    const struct jw_memory_node *node = change->added ? change->added : change->removed;
    jw_memory_table__seek(&change->record->table, &path, jw_memory_node__bytes(node), node->key_length);
    if (change->added)
        jw_memory_path__unlink(&path, change->added);
    if (change->removed)
        jw_memory_path__link(&path, change->removed);
    jw_release(memory->context, change->added);
}

static void memory_rollback(void *storage)
{
    struct memory *memory = storage;
    while (memory->change_count)
        take_back(memory, &memory->changes[--memory->change_count]);
}

static jw_status memory_commit(void *storage, jw_error *err)
{
    (void)err;
    struct memory *memory = storage;
    for (size_t i = 0; i < memory->change_count; i++)
        jw_release(memory->context, memory->changes[i].removed);
    memory->change_count = 0;
    return JW_OK;
}

static jw_status memory_begin(void *storage, uint32_t flags, jw_error *err)
{
    const struct memory *memory = storage;
    if (flags == JW_BEGIN_WRITE && memory->read_only)
        return jw_error_set(err, JW_EREADONLY, 0, "the memory store is open for reading only");
    return JW_OK;
}

static void memory_close(void *storage)
{
    struct memory *memory = storage;
    jw_context *context = memory->context;
    memory_rollback(memory);
    for (size_t i = 0; i < memory->record_count; i++) {
        for (struct jw_memory_node *node = memory->records[i].table.first[0], *next; node; node = next) {
            next = node->next[0];
            jw_release(context, node);
        }
    }
    jw_release(context, memory->changes);
    jw_release(context, memory->row.data);
    jw_release(context, memory->expected.data);
    jw_release(context, memory);
}

static jw_status reserve_change(struct memory *memory, jw_error *err)
{
    if (memory->change_count < memory->change_capacity)
        return JW_OK;
    size_t capacity = 2 * memory->change_capacity + 64;
    struct change *moved = jw_allocate(memory->context, memory->changes, capacity * sizeof *moved, err);
    if (!moved)
        return JW_ENOMEM;
    memory->changes = moved;
    memory->change_capacity = capacity;
    return JW_OK;
}

/* The row in memory->row as a node that is not linked yet. */
static struct jw_memory_node *new_node(struct memory *memory, struct jw_memory_table *table,
                                       size_t key_length, jw_error *err)
{
    size_t height = jw_memory_table__draw_height(table);
    size_t links = height * sizeof(struct jw_memory_node *);
    struct jw_memory_node *node =
        jw_allocate(memory->context, NULL, sizeof *node + links + memory->row.length, err);
    if (!node)
        return NULL;
    node->height = height;
    node->key_length = key_length;
    node->length = memory->row.length;
    memcpy((char *)node + sizeof *node + links, memory->row.data, memory->row.length);
    return node;
}

static bool is_null_row(const struct ArrowArray *array, int64_t row)
{
    const uint8_t *validity = array->null_count != 0 && array->n_buffers > 0 ? array->buffers[0] : NULL;
    row += array->offset;
    return validity && !(validity[row >> 3] >> (row & 7) & 1);
}

struct put {
    int32_t mode;
    const struct ArrowArray *expected_array;
    jw_rows rows;
    jw_rows expected;
};

static jw_status check_expected(struct memory *memory, const struct store_record *record,
                                const struct put *put, int64_t row, const struct jw_memory_node *stored,
                                jw_error *err)
{
    bool wanted = !is_null_row(put->expected_array, row), equal = !wanted && !stored;
    if (wanted && stored) {
        size_t key_length;
        MEMORY_TRY(jw_memory__encode(memory->context, &record->shape, &put->expected, row, &memory->expected,
                                     &key_length, err));
        equal = memory->expected.length == stored->length &&
                memcmp(memory->expected.data, jw_memory_node__bytes(stored), stored->length) == 0;
    }
    if (equal)
        return JW_OK;
    return jw_error_set_field(err, JW_ECONFLICT, jw_record_name(record->shape.record), row + 1, NULL,
                              "the stored row is not the expected one");
}

/* May the row be written over what is stored under its key (NULL = nothing)? */
static jw_status check_mode(struct memory *memory, const struct store_record *record, const struct put *put,
                            int64_t row, const struct jw_memory_node *stored, jw_error *err)
{
    if (put->mode == JW_PUT_EXPECTED)
        return check_expected(memory, record, put, row, stored, err);
    if (put->mode == JW_PUT_INSERT && stored)
        return jw_error_set_field(err, JW_EEXIST, jw_record_name(record->shape.record), row + 1, NULL,
                                  "a row with this key is stored already");
    return JW_OK;
}

static jw_status put_row(struct memory *memory, struct store_record *record, struct jw_memory_path *path,
                         const struct put *put, int64_t row, jw_error *err)
{
    size_t key_length;
    MEMORY_TRY(
        jw_memory__encode(memory->context, &record->shape, &put->rows, row, &memory->row, &key_length, err));
    struct jw_memory_node *stored = jw_memory_path__seek(path, memory->row.data, key_length);
    if (!jw_memory_node__has_key(stored, memory->row.data, key_length))
        stored = NULL;
    MEMORY_TRY(check_mode(memory, record, put, row, stored, err));
    MEMORY_TRY(reserve_change(memory, err));
    struct jw_memory_node *node = new_node(memory, &record->table, key_length, err);
    if (!node)
        return JW_ENOMEM;
    if (stored)
        jw_memory_path__unlink(path, stored);
    jw_memory_path__link(path, node);
    memory->changes[memory->change_count++] = (struct change){record, stored, node};
    return JW_OK;
}

static jw_status memory_put(void *storage, jw_record number, const struct ArrowArray *rows, int32_t mode,
                            const struct ArrowArray *expected, jw_error *err)
{
    struct memory *memory = storage;
    struct store_record *record = find_record(memory, number, err);
    if (!record)
        return JW_EINVAL;
    struct put put = {.mode = mode, .expected_array = expected};
    MEMORY_TRY(jw_rows_view(rows, number, &put.rows, err));
    if (mode == JW_PUT_EXPECTED) {
        MEMORY_TRY(jw_rows_view(expected, number, &put.expected, err));
        if (put.expected.count != put.rows.count)
            return jw_error_set(err, JW_EINVAL, 0, "as many expected rows as rows are needed");
    }
    struct jw_memory_path path;
    jw_memory_table__start(&record->table, &path);
    for (int64_t row = 0; row < put.rows.count; row++)
        MEMORY_TRY(put_row(memory, record, &path, &put, row, err));
    return JW_OK;
}

static jw_status memory_remove(void *storage, jw_record number, const struct ArrowArray *array, jw_error *err)
{
    struct memory *memory = storage;
    struct store_record *record = find_record(memory, number, err);
    if (!record)
        return JW_EINVAL;
    jw_rows rows;
    MEMORY_TRY(jw_rows_view(array, number, &rows, err));
    for (int64_t row = 0; row < rows.count; row++) {
        size_t key_length;
        struct jw_memory_path path;
        MEMORY_TRY(
            jw_memory__encode(memory->context, &record->shape, &rows, row, &memory->row, &key_length, err));
        struct jw_memory_node *stored =
            jw_memory_table__seek(&record->table, &path, memory->row.data, key_length);
        if (!jw_memory_node__has_key(stored, memory->row.data, key_length))
            continue;
        MEMORY_TRY(reserve_change(memory, err));
        jw_memory_path__unlink(&path, stored);
        memory->changes[memory->change_count++] = (struct change){record, stored, NULL};
    }
    return JW_OK;
}

/* ---- reading ---- */

struct cursor {
    jw_context *context;
    const struct jw_memory_shape *shape;
    const struct jw_memory_node *node; /* the next one, NULL at the end */
    struct jw_memory_bytes prefix;     /* every key of the range begins with it */
    struct jw_memory_bytes upper;      /* and is before this one, if it is not empty */
    bool filtered;
    int32_t start, finish; /* fields that the filter looks at */
    jw_scan_filter filter;
};

static void cursor_free(void *userdata)
{
    struct cursor *cursor = userdata;
    jw_context *context = cursor->context;
    jw_release(context, cursor->prefix.data);
    jw_release(context, cursor->upper.data);
    jw_release(context, cursor);
}

static bool in_range(const struct cursor *cursor, const struct jw_memory_node *node)
{
    if (node->key_length < cursor->prefix.length ||
        (cursor->prefix.length &&
         memcmp(jw_memory_node__bytes(node), cursor->prefix.data, cursor->prefix.length) != 0))
        return false;
    return !cursor->upper.length ||
           jw_memory_node__compare(node, cursor->upper.data, cursor->upper.length) < 0;
}

static bool is_wanted(const struct cursor *cursor, const struct jw_memory_value *values)
{
    return !cursor->filtered || (values[cursor->finish].integer > cursor->filter.from &&
                                 values[cursor->start].integer < cursor->filter.to);
}

static jw_status cursor_fill(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    struct cursor *cursor = userdata;
    struct jw_memory_value values[JW_FIELDS_MAX];
    for (const struct jw_memory_node *node; (node = cursor->node) && jw_batch_rows(batch) < limit;
         cursor->node = node->next[0]) {
        if (!in_range(cursor, node)) {
            cursor->node = NULL;
            break;
        }
        jw_memory__decode(cursor->shape, jw_memory_node__bytes(node), values);
        if (is_wanted(cursor, values))
            MEMORY_TRY(jw_memory__add_row(batch, cursor->shape, values, err));
    }
    return JW_OK;
}

/* bytes: the prefix followed by a value of the next key field. */
static jw_status encode_bound(const struct cursor *cursor, const jw_scan_range *range,
                              const jw_key_value *value, struct jw_memory_bytes *bytes, jw_error *err)
{
    for (size_t field = 0; field < range->prefix_count; field++)
        MEMORY_TRY(
            jw_memory__encode_key(cursor->context, cursor->shape, field, &range->prefix[field], bytes, err));
    if (!value)
        return JW_OK;
    return jw_memory__encode_key(cursor->context, cursor->shape, range->prefix_count, value, bytes, err);
}

static jw_status position(struct cursor *cursor, struct store_record *record, const jw_scan_range *range,
                          jw_error *err)
{
    if (range->prefix_count + (range->has_lower || range->has_upper) > cursor->shape->key_count)
        return jw_error_set(err, JW_EINVAL, 0, "the range has more values than the key of %s",
                            jw_record_name(cursor->shape->record));
    struct jw_memory_bytes lower = {0};
    jw_status status = encode_bound(cursor, range, range->has_lower ? &range->lower : NULL, &lower, err);
    if (status == JW_OK)
        status = encode_bound(cursor, range, NULL, &cursor->prefix, err);
    if (status == JW_OK && range->has_upper)
        status = encode_bound(cursor, range, &range->upper, &cursor->upper, err);
    struct jw_memory_path path;
    if (status == JW_OK)
        cursor->node = jw_memory_table__seek(&record->table, &path, lower.data, lower.length);
    jw_release(cursor->context, lower.data);
    return status;
}

static void set_filter(struct cursor *cursor, const jw_scan_filter *filter)
{
    jw_record record = cursor->shape->record;
    cursor->filtered = record == JW_RECORD_DUTY || record == JW_RECORD_DUTY_PLAN;
    cursor->filter = *filter;
    cursor->start = jw_record_field_find(record, "start");
    cursor->finish = jw_record_field_find(record, "finish");
}

static jw_status memory_scan(void *storage, jw_record number, const jw_scan_range *range,
                             const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    struct memory *memory = storage;
    struct store_record *record = find_record(memory, number, err);
    if (!record)
        return JW_EINVAL;
    struct cursor *cursor = jw_allocate(memory->context, NULL, sizeof *cursor, err);
    if (!cursor)
        return JW_ENOMEM;
    *cursor = (struct cursor){.context = memory->context, .shape = &record->shape};
    set_filter(cursor, filter);
    jw_status status = position(cursor, record, range, err);
    if (status == JW_OK)
        status = jw_stream_new(memory->context, number, cursor_fill, cursor_free, cursor, out, err);
    if (status != JW_OK)
        cursor_free(cursor);
    return status;
}

static jw_status memory_describe(void *storage, jw_storage_description *out, jw_error *err)
{
    (void)err;
    const struct memory *memory = storage;
    out->form_version = 1;
    out->current_version = 1;
    out->read_only = memory->read_only;
    return JW_OK;
}

jw_status jw_storage_memory_init(uint32_t version, jw_storage_ops *ops, jw_error *err)
{
    if (version != JW_STORAGE_API_VERSION)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "the memory storage has interface version %u",
                            JW_STORAGE_API_VERSION);
    if (!ops || ops->struct_size < JW_STORAGE_OPS_SIZE_1)
        return jw_error_set(err, JW_EINVAL, 0, "the table of the storage is missing or too short");
    ops->name = "memory";
    ops->caps = 0;
    ops->open = memory_open;
    ops->close = memory_close;
    ops->begin = memory_begin;
    ops->commit = memory_commit;
    ops->rollback = memory_rollback;
    ops->put = memory_put;
    ops->remove = memory_remove;
    ops->scan = memory_scan;
    ops->describe = memory_describe;
    return JW_OK;
}
