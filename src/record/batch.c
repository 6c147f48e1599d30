#include "record/batch.h"

#include <math.h>
#include <string.h>
#include "record/value.h"

static size_t width_of(char format)
{
    return format == 'l' || format == 'g' ? 8 : format == 'i' ? 4 : 1;
}

jw_status jw_batch_new(jw_context *context, jw_record record, jw_batch **out, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(record);
    if (!context || !description || !out)
        return jw_error_set(err, JW_EINVAL, 0, "a batch needs a context, a known record and a place for the result");
    jw_batch *batch = jw__allocate_zeroed(context, 1, sizeof *batch, err);
    if (!batch)
        return JW_ENOMEM;
    batch->context = jw_context__ref(context);
    batch->description = description;
    batch->record = record;
    *out = batch;
    return JW_OK;
}

static void free_column(jw_context *context, struct jw_builder_column *column)
{
    jw__free(context, column->validity);
    jw__free(context, column->offsets);
    jw__free(context, column->values);
    memset(column, 0, sizeof *column);
}

void jw_batch_free(jw_batch *batch)
{
    if (!batch)
        return;
    jw_context *context = batch->context;
    for (size_t i = 0; i < batch->description->field_count; i++)
        free_column(context, &batch->columns[i]);
    jw__free(context, batch);
    jw_context__unref(context);
}

int64_t jw_batch_rows(const jw_batch *batch)
{
    return batch ? batch->rows : 0;
}

/* The field that comes next, or NULL with JW_EINVAL. */
static const struct jw_field *next_field(const jw_batch *batch, jw_error *err)
{
    if (batch)
        return &batch->description->fields[batch->next_field];
    jw_error_set(err, JW_EINVAL, 0, "no batch was given");
    return NULL;
}

static jw_status wrong_type(const jw_batch *batch, const struct jw_field *field, jw_error *err)
{
    return jw_error_set_field(err, JW_EINVAL, batch->description->name, batch->rows + 1, field->name,
                              "the value is of another type than the field");
}

static jw_status reserve_validity(jw_batch *batch, struct jw_builder_column *column, jw_error *err)
{
    size_t needed = (size_t)(batch->rows >> 3) + 1, before = column->validity_capacity;
    if (needed <= before)
        return JW_OK;
    JW_TRY(jw__grow(batch->context, &column->validity, &column->validity_capacity, needed, 1, err));
    memset(column->validity + before, 0xFF, column->validity_capacity - before);
    return JW_OK;
}

static void finish_field(jw_batch *batch)
{
    if (++batch->next_field == batch->description->field_count) {
        batch->next_field = 0;
        batch->rows++;
    }
}

static jw_status append_text(jw_batch *batch, struct jw_builder_column *column, const char *text, size_t length,
                             jw_error *err)
{
    if (length > (size_t)INT32_MAX - column->used)
        return jw_error_set(err, JW_ELIMIT, 0, "a batch holds at most 2 GiB of text in a column");
    size_t row = (size_t)batch->rows;
    JW_TRY(jw__grow(batch->context, &column->offsets, &column->offsets_capacity, row + 2, sizeof(int32_t), err));
    JW_TRY(jw__grow(batch->context, &column->values, &column->values_capacity, column->used + length + 1, 1, err));
    if (column->validity)
        JW_TRY(reserve_validity(batch, column, err));
    if (length)
        memcpy(column->values + column->used, text, length);
    column->offsets[row] = (int32_t)column->used;
    column->used += length;
    column->offsets[row + 1] = (int32_t)column->used;
    return JW_OK;
}

static jw_status append_number(jw_batch *batch, struct jw_builder_column *column, const void *value, size_t width,
                               jw_error *err)
{
    JW_TRY(jw__grow(batch->context, &column->values, &column->values_capacity, column->used + width, 1, err));
    if (column->validity)
        JW_TRY(reserve_validity(batch, column, err));
    memcpy(column->values + column->used, value, width);
    column->used += width;
    return JW_OK;
}

jw_status jw_batch_add_text(jw_batch *batch, const char *text, size_t length, jw_error *err)
{
    const struct jw_field *field = next_field(batch, err);
    if (!field)
        return JW_EINVAL;
    if (!jw__is_text(field) || (!text && length))
        return wrong_type(batch, field, err);
    JW_TRY(append_text(batch, &batch->columns[batch->next_field], text, length, err));
    finish_field(batch);
    return JW_OK;
}

static jw_status add_whole(jw_batch *batch, const struct jw_field *field, int64_t value, jw_error *err)
{
    struct jw_builder_column *column = &batch->columns[batch->next_field];
    if (field->format == 'l')
        return append_number(batch, column, &value, sizeof value, err);
    if (field->format == 'i' && value >= INT32_MIN && value <= INT32_MAX) {
        int32_t narrow = (int32_t)value;
        return append_number(batch, column, &narrow, sizeof narrow, err);
    }
    if (field->format == 'C' && value >= 0 && value <= UINT8_MAX) {
        uint8_t narrow = (uint8_t)value;
        return append_number(batch, column, &narrow, sizeof narrow, err);
    }
    return wrong_type(batch, field, err);
}

jw_status jw_batch_add_integer(jw_batch *batch, int64_t value, jw_error *err)
{
    const struct jw_field *field = next_field(batch, err);
    if (!field)
        return JW_EINVAL;
    JW_TRY(add_whole(batch, field, value, err));
    finish_field(batch);
    return JW_OK;
}

jw_status jw_batch_add_real(jw_batch *batch, double value, jw_error *err)
{
    const struct jw_field *field = next_field(batch, err);
    if (!field)
        return JW_EINVAL;
    if (field->format != 'g' || !isfinite(value))
        return wrong_type(batch, field, err);
    JW_TRY(append_number(batch, &batch->columns[batch->next_field], &value, sizeof value, err));
    finish_field(batch);
    return JW_OK;
}

static jw_status add_null(jw_batch *batch, const struct jw_field *field, jw_error *err)
{
    static const unsigned char zero[8] = {0};
    struct jw_builder_column *column = &batch->columns[batch->next_field];
    JW_TRY(reserve_validity(batch, column, err));
    if (jw__is_text(field))
        JW_TRY(append_text(batch, column, "", 0, err));
    else
        JW_TRY(append_number(batch, column, zero, width_of(field->format), err));
    column->validity[batch->rows >> 3] &= (uint8_t)~(1u << (batch->rows & 7));
    column->absent_count++;
    finish_field(batch);
    return JW_OK;
}

jw_status jw_batch_add_absent(jw_batch *batch, jw_error *err)
{
    const struct jw_field *field = next_field(batch, err);
    if (!field)
        return JW_EINVAL;
    if (!jw__is_key(field))
        return add_null(batch, field, err);
    if (jw__is_text(field))
        return jw_batch_add_text(batch, "", 0, err);
    if (field->type == JW_TYPE_DATE)
        return jw_batch_add_integer(batch, JW_DATE_NONE, err);
    return jw_error_set_field(err, JW_EINVAL, batch->description->name, batch->rows + 1, field->name,
                              "this key field cannot be absent");
}

/* The next field of a row; a text without bytes is absent unless it is a key. */
static jw_status add_value(jw_batch *batch, const struct jw_field *field, const struct jw_value *value, jw_error *err)
{
    bool text = jw__is_text(field);
    if (value->absent || (text && value->length == 0 && !jw__is_key(field)))
        return jw_batch_add_absent(batch, err);
    if (text)
        return jw_batch_add_text(batch, value->text, value->length, err);
    if (field->format == 'g')
        return jw_batch_add_real(batch, value->real, err);
    return jw_batch_add_integer(batch, value->integer, err);
}

jw_status jw_batch__add_values(jw_batch *batch, const struct jw_value *values, jw_error *err)
{
    const struct jw_record_description *description = batch->description;
    for (size_t i = 0; i < description->field_count; i++) {
        jw_status status = add_value(batch, &description->fields[i], &values[i], err);
        if (status != JW_OK) {
            jw_batch_drop_partial(batch);
            return status;
        }
    }
    return JW_OK;
}

void jw_batch_drop_partial(jw_batch *batch)
{
    if (!batch)
        return;
    for (size_t i = 0; i < batch->next_field; i++) {
        struct jw_builder_column *column = &batch->columns[i];
        const struct jw_field *field = &batch->description->fields[i];
        if (column->validity && !(column->validity[batch->rows >> 3] >> (batch->rows & 7) & 1)) {
            column->validity[batch->rows >> 3] |= (uint8_t)(1u << (batch->rows & 7));
            column->absent_count--;
        }
        column->used = jw__is_text(field) ? (size_t)column->offsets[batch->rows]
                                          : (size_t)batch->rows * width_of(field->format);
    }
    batch->next_field = 0;
}

/* What an exported array owns: one for the struct, one for each child, so that a child can be moved out. */
struct array_owner {
    jw_context *context;
    const void *buffers[3];
    struct ArrowArray **children;
    void *owned[3];
};

static void release_array(struct ArrowArray *array)
{
    struct array_owner *owner = array->private_data;
    jw_context *context = owner->context;
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release)
            array->children[i]->release(array->children[i]);
        jw__free(context, array->children[i]);
    }
    for (size_t i = 0; i < 3; i++)
        jw__free(context, owner->owned[i]);
    jw__free(context, owner->children);
    jw__free(context, owner);
    array->release = NULL;
    jw_context__unref(context);
}

static struct array_owner *new_owner(jw_context *context, struct ArrowArray *array, int64_t length, jw_error *err)
{
    struct array_owner *owner = jw__allocate_zeroed(context, 1, sizeof *owner, err);
    if (!owner)
        return NULL;
    owner->context = jw_context__ref(context);
    *array = (struct ArrowArray){.length = length,
                                 .buffers = owner->buffers,
                                 .n_buffers = 1,
                                 .release = release_array,
                                 .private_data = owner};
    return owner;
}

/* The struct and its children, still without buffers; on failure nothing is left. */
static jw_status make_shell(jw_batch *batch, struct ArrowArray *out, jw_error *err)
{
    size_t count = batch->description->field_count;
    struct array_owner *owner = new_owner(batch->context, out, batch->rows, err);
    if (!owner)
        return JW_ENOMEM;
    owner->children = jw__allocate_zeroed(batch->context, count, sizeof(struct ArrowArray *), err);
    if (!owner->children) {
        release_array(out);
        return JW_ENOMEM;
    }
    out->children = owner->children;
    for (size_t i = 0; i < count; i++) {
        struct ArrowArray *child = jw__allocate_zeroed(batch->context, 1, sizeof *child, err);
        if (child) {
            out->children[i] = child;
            out->n_children++;
        }
        if (!child || !new_owner(batch->context, child, batch->rows, err)) {
            release_array(out);
            return JW_ENOMEM;
        }
    }
    return JW_OK;
}

static void move_column(struct jw_builder_column *column, bool text, struct ArrowArray *child)
{
    struct array_owner *owner = child->private_data;
    owner->owned[0] = column->validity;
    owner->owned[1] = column->offsets;
    owner->owned[2] = column->values;
    owner->buffers[0] = column->absent_count ? column->validity : NULL;
    owner->buffers[1] = text ? (const void *)column->offsets : column->values;
    owner->buffers[2] = column->values;
    child->n_buffers = text ? 3 : 2;
    child->null_count = column->absent_count;
    memset(column, 0, sizeof *column);
}

/* Offsets and values must exist even for no rows. */
static jw_status ensure_buffers(jw_batch *batch, jw_error *err)
{
    for (size_t i = 0; i < batch->description->field_count; i++) {
        struct jw_builder_column *column = &batch->columns[i];
        JW_TRY(jw__grow(batch->context, &column->values, &column->values_capacity, 8, 1, err));
        if (jw__is_text(&batch->description->fields[i]) && !column->offsets) {
            JW_TRY(jw__grow(batch->context, &column->offsets, &column->offsets_capacity, 1, sizeof(int32_t), err));
            column->offsets[0] = 0;
        }
    }
    return JW_OK;
}

jw_status jw_batch_export(jw_batch *batch, struct ArrowArray *out, jw_error *err)
{
    if (!batch || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no batch or no place for the array was given");
    jw_batch_drop_partial(batch);
    JW_TRY(ensure_buffers(batch, err));
    struct ArrowArray array;
    JW_TRY(make_shell(batch, &array, err));
    for (size_t i = 0; i < batch->description->field_count; i++)
        move_column(&batch->columns[i], jw__is_text(&batch->description->fields[i]), array.children[i]);
    batch->rows = 0;
    *out = array;
    return JW_OK;
}

jw_status jw_batch_add_row(jw_batch *batch, const jw_rows *rows, int64_t row, jw_error *err)
{
    if (!batch || !rows || rows->record != batch->record || row < 0 || row >= rows->count || batch->next_field)
        return jw_error_set(err, JW_EINVAL, 0, "the row is not one of the batch's record");
    for (size_t i = 0; i < batch->description->field_count; i++) {
        const struct jw_field *field = &batch->description->fields[i];
        jw_status status;
        if (jw_rows__absent(rows, i, row)) {
            status = jw_batch_add_absent(batch, err);
        } else if (jw__is_text(field)) {
            size_t length;
            const char *text = jw_rows__text(rows, i, row, &length);
            status = jw_batch_add_text(batch, text, length, err);
        } else if (field->format == 'g') {
            status = jw_batch_add_real(batch, jw_rows__real(rows, i, row), err);
        } else {
            status = jw_batch_add_integer(batch, jw_rows__integer(rows, i, row), err);
        }
        if (status != JW_OK) {
            jw_batch_drop_partial(batch);
            return status;
        }
    }
    return JW_OK;
}
