/* A table as an Arrow stream. Every node holds a reference on the table, so that it can outlive it and be moved out. */
#include <errno.h>
#include <string.h>
#include "record/table_columns.h"

struct export_stream {
    jw_table *table;
    bool ended;
};

/* What an exported node owns: a reference on the table, and buffers of its own. */
struct export_node {
    jw_table *table;
    const void *buffers[3];
    void *owned[3];
    void *children;
};

static void release_node(struct export_node *node)
{
    jw_table *table = node->table;
    for (size_t i = 0; i < 3; i++)
        jw__free(table->context, node->owned[i]);
    jw__free(table->context, node->children);
    jw_context *context = jw_context__ref(table->context);
    jw_table_free(table);
    jw__free(context, node);
    jw_context__unref(context);
}

static void release_exported_array(struct ArrowArray *array)
{
    struct export_node *node = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release)
            array->children[i]->release(array->children[i]);
        jw__free(node->table->context, array->children[i]);
    }
    array->release = NULL;
    release_node(node);
}

static void release_exported_schema(struct ArrowSchema *schema)
{
    struct export_node *node = schema->private_data;
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release)
            schema->children[i]->release(schema->children[i]);
        jw__free(node->table->context, schema->children[i]);
    }
    schema->release = NULL;
    release_node(node);
}

static struct export_node *new_node(jw_table *table)
{
    struct export_node *node = jw__allocate_zeroed(table->context, 1, sizeof *node, NULL);
    if (node)
        node->table = jw_table_ref(table);
    return node;
}

static const char *format_of(int32_t type)
{
    switch (type) {
    case JW_TYPE_REAL:
        return "g";
    case JW_TYPE_DATE:
        return "tdD";
    case JW_TYPE_INSTANT:
        return "tts:UTC";
    default:
        return jw_table__is_text(type) ? "U" : "l";
    }
}

static bool export_schema_node(jw_table *table, const char *name, const char *format, struct ArrowSchema *out)
{
    struct export_node *node = new_node(table);
    if (!node)
        return false;
    *out = (struct ArrowSchema){.format = format,
                                .name = name,
                                .flags = ARROW_FLAG_NULLABLE,
                                .release = release_exported_schema,
                                .private_data = node};
    return true;
}

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    jw_table *table = ((struct export_stream *)stream->private_data)->table;
    struct ArrowSchema schema;
    if (!export_schema_node(table, "", "+s", &schema))
        return ENOMEM;
    struct ArrowSchema **children =
        jw__allocate_zeroed(table->context, table->column_count, sizeof(struct ArrowSchema *), NULL);
    ((struct export_node *)schema.private_data)->children = children;
    schema.children = children;
    for (size_t i = 0; children && i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        struct ArrowSchema *child = jw__allocate_zeroed(table->context, 1, sizeof *child, NULL);
        if (child)
            children[schema.n_children++] = child;
        if (!child || !export_schema_node(table, column->name, format_of(column->type), child)) {
            release_exported_schema(&schema);
            return ENOMEM;
        }
    }
    if (!children) {
        release_exported_schema(&schema);
        return ENOMEM;
    }
    *out = schema;
    return 0;
}

static int64_t pack_validity(const struct table_column *column, int64_t rows, uint8_t *bits)
{
    int64_t empty = 0;
    for (int64_t row = 0; row < rows; row++) {
        if (column->present[row])
            bits[row >> 3] |= (uint8_t)(1u << (row & 7));
        else
            empty++;
    }
    return empty;
}

/* Text without the NULs, with offsets of 64 bits. */
static bool export_text(jw_table *table, const struct table_column *column, struct export_node *node)
{
    int64_t *offsets = jw__allocate_zeroed(table->context, (size_t)table->rows + 1, sizeof *offsets, NULL);
    node->owned[1] = offsets;
    if (!offsets)
        return false;
    for (int64_t row = 0; row < table->rows; row++)
        offsets[row + 1] = offsets[row] + (int64_t)strlen(column->text + column->numbers[row]);
    char *text = jw__allocate(table->context, (size_t)offsets[table->rows], NULL);
    node->owned[2] = text;
    if (!text)
        return false;
    for (int64_t row = 0; row < table->rows; row++)
        memcpy(text + offsets[row], column->text + column->numbers[row], (size_t)(offsets[row + 1] - offsets[row]));
    node->buffers[1] = offsets;
    node->buffers[2] = text;
    return true;
}

static bool export_numbers_narrow(jw_table *table, const struct table_column *column, struct export_node *node)
{
    int32_t *days = jw__allocate_zeroed(table->context, (size_t)table->rows + 1, sizeof *days, NULL);
    node->owned[1] = days;
    node->buffers[1] = days;
    for (int64_t row = 0; days && row < table->rows; row++)
        days[row] = (int32_t)column->numbers[row];
    return days != NULL;
}

static bool export_column(jw_table *table, const struct table_column *column, struct ArrowArray *out)
{
    struct export_node *node = new_node(table);
    if (!node)
        return false;
    bool text = jw_table__is_text(column->type);
    *out = (struct ArrowArray){.length = table->rows,
                               .n_buffers = text ? 3 : 2,
                               .buffers = node->buffers,
                               .release = release_exported_array,
                               .private_data = node};
    uint8_t *bits = jw__allocate_zeroed(table->context, (size_t)table->rows / 8 + 1, 1, NULL);
    node->owned[0] = bits;
    if (!bits)
        return false;
    out->null_count = pack_validity(column, table->rows, bits);
    node->buffers[0] = bits;
    if (text)
        return export_text(table, column, node);
    if (column->type == JW_TYPE_DATE)
        return export_numbers_narrow(table, column, node);
    node->buffers[1] = column->numbers;
    return true;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct export_stream *state = stream->private_data;
    jw_table *table = state->table;
    out->release = NULL;
    if (state->ended)
        return 0;
    struct export_node *node = new_node(table);
    if (!node)
        return ENOMEM;
    struct ArrowArray array = {.length = table->rows,
                               .n_buffers = 1,
                               .buffers = node->buffers,
                               .release = release_exported_array,
                               .private_data = node};
    array.children = jw__allocate_zeroed(table->context, table->column_count, sizeof(struct ArrowArray *), NULL);
    node->children = array.children;
    bool good = array.children != NULL;
    for (size_t i = 0; good && i < table->column_count; i++) {
        struct ArrowArray *child = jw__allocate_zeroed(table->context, 1, sizeof *child, NULL);
        good = child != NULL;
        if (child) {
            array.children[array.n_children++] = child;
            good = export_column(table, &table->columns[i], child);
        }
    }
    if (!good) {
        release_exported_array(&array);
        return ENOMEM;
    }
    state->ended = true;
    *out = array;
    return 0;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "no memory for the exported table";
}

static void stream_release(struct ArrowArrayStream *stream)
{
    struct export_stream *state = stream->private_data;
    jw_context *context = jw_context__ref(state->table->context);
    jw_table_free(state->table);
    jw__free(context, state);
    jw_context__unref(context);
    stream->release = NULL;
}

jw_status jw_table_export(jw_table *table, struct ArrowArrayStream *out, jw_error *err)
{
    if (!table || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no table or no place for the stream was given");
    struct export_stream *state = jw__allocate_zeroed(table->context, 1, sizeof *state, err);
    if (!state)
        return JW_ENOMEM;
    state->table = jw_table_ref(table);
    *out = (struct ArrowArrayStream){stream_schema, stream_next, stream_error, stream_release, state};
    return JW_OK;
}
