#include "record/rows.h"

#include <string.h>
#include "base/context.h"
#include "base/text.h"

static jw_status broken(const struct jw_record_description *description, const char *field, const char *what,
                        jw_error *err)
{
    return jw_error_set_field(err, JW_EINVAL, description->name, 0, field, "the batch is malformed: %s", what);
}

/* Offsets must ascend within the values; the values' length is not known, so the last offset is trusted. */
static bool offsets_ascend(const int32_t *offsets, int64_t first, int64_t count)
{
    if (offsets[first] < 0)
        return false;
    for (int64_t i = first; i < first + count; i++)
        if (offsets[i] > offsets[i + 1])
            return false;
    return true;
}

static jw_status view_column(const struct jw_record_description *description, size_t i, const struct ArrowArray *child,
                             int64_t skipped, int64_t count, jw_column *out, jw_error *err)
{
    const struct jw_field *field = &description->fields[i];
    bool text = jw__is_text(field);
    if (!child || !child->buffers || child->n_buffers != (text ? 3 : 2) || child->dictionary)
        return broken(description, field->name, "wrong number of buffers", err);
    if (child->offset < 0 || child->length - skipped < count)
        return broken(description, field->name, "the column is shorter than the batch", err);
    if (count && (!child->buffers[1] || (text && !child->buffers[2])))
        return broken(description, field->name, "a buffer is missing", err);
    *out = (jw_column){child->null_count == 0 ? NULL : child->buffers[0],
                       text ? child->buffers[1] : NULL,
                       text ? child->buffers[2] : child->buffers[1],
                       child->offset + skipped,
                       field->format,
                       0};
    if (text && count && !offsets_ascend(out->offsets, out->offset, count))
        return broken(description, field->name, "text offsets do not ascend", err);
    if (jw__is_key(field) && out->validity)
        for (int64_t row = out->offset; row < out->offset + count; row++)
            if (!(out->validity[row >> 3] >> (row & 7) & 1))
                return broken(description, field->name, "a key field is null", err);
    return JW_OK;
}

jw_status jw_rows_view(const struct ArrowArray *array, jw_record record, jw_rows *out, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(record);
    if (!description || !array || !array->release || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no batch, an empty one, or an unknown record was given");
    if (array->n_children != (int64_t)description->field_count || array->length < 0 || array->offset < 0)
        return broken(description, NULL, "it has another number of columns than the record has fields", err);
    jw_rows rows = {.record = record, .field_count = (int32_t)description->field_count, .count = array->length};
    for (size_t i = 0; i < description->field_count; i++)
        JW_TRY(view_column(description, i, array->children[i], array->offset, array->length, &rows.columns[i], err));
    *out = rows;
    return JW_OK;
}

static bool is_cell(const jw_rows *rows, size_t field, int64_t row)
{
    return rows && field < (size_t)rows->field_count && row >= 0 && row < rows->count;
}

int32_t jw_rows_is_absent(const jw_rows *rows, size_t field, int64_t row)
{
    return !is_cell(rows, field, row) || jw_rows__absent(rows, field, row);
}

const char *jw_rows_text(const jw_rows *rows, size_t field, int64_t row, size_t *length)
{
    if (jw_rows_is_absent(rows, field, row) || rows->columns[field].format != 'u') {
        *length = 0;
        return "";
    }
    return jw_rows__text(rows, field, row, length);
}

int64_t jw_rows_integer(const jw_rows *rows, size_t field, int64_t row)
{
    if (jw_rows_is_absent(rows, field, row) || rows->columns[field].format == 'u' || rows->columns[field].format == 'g')
        return 0;
    return jw_rows__integer(rows, field, row);
}

double jw_rows_real(const jw_rows *rows, size_t field, int64_t row)
{
    if (jw_rows_is_absent(rows, field, row) || rows->columns[field].format != 'g')
        return 0;
    return jw_rows__real(rows, field, row);
}

static int compare_cell(const jw_rows *a, int64_t a_row, const jw_rows *b, int64_t b_row, size_t field)
{
    if (a->columns[field].format == 'u') {
        size_t a_length, b_length;
        const char *a_text = jw_rows__text(a, field, a_row, &a_length);
        const char *b_text = jw_rows__text(b, field, b_row, &b_length);
        return jw__compare_text(a_text, a_length, b_text, b_length);
    }
    if (a->columns[field].format == 'g') {
        double x = jw_rows__real(a, field, a_row), y = jw_rows__real(b, field, b_row);
        return (x > y) - (x < y);
    }
    int64_t x = jw_rows__integer(a, field, a_row), y = jw_rows__integer(b, field, b_row);
    return (x > y) - (x < y);
}

int32_t jw_rows_compare(const jw_rows *a, int64_t a_row, const jw_rows *b, int64_t b_row)
{
    size_t keys = jw_record_key_count(a->record);
    for (size_t field = 0; field < keys; field++) {
        int order = compare_cell(a, a_row, b, b_row, field);
        if (order)
            return order < 0 ? -1 : 1;
    }
    return 0;
}

int32_t jw_rows_equal(const jw_rows *a, int64_t a_row, const jw_rows *b, int64_t b_row)
{
    for (size_t field = 0; field < (size_t)a->field_count; field++) {
        bool absent = jw_rows__absent(a, field, a_row);
        if (absent != jw_rows__absent(b, field, b_row))
            return 0;
        if (!absent && compare_cell(a, a_row, b, b_row, field) != 0)
            return 0;
    }
    return 1;
}
