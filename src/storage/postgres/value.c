/* Values in the server's binary form. */
#include "storage/postgres/postgres.h"

#include <string.h>

/* The server counts days from 2000-01-01; its -infinity is the same number as JW_DATE_NONE. */
#define DAYS_TO_2000 10957

jw_status jw_pg__layout(jw_record record, struct jw_pg_layout *out, jw_error *err)
{
    out->record = record;
    out->name = jw_record_name(record);
    out->keys = jw_record_key_count(record);
    out->count = jw_record_field_count(record);
    if (!out->name || out->count > JW_FIELDS_MAX)
        return jw_error_set(err, JW_EINVAL, 0, "there is no record number %d", (int)record);
    for (size_t i = 0; i < out->count; i++) {
        out->fields[i].struct_size = sizeof out->fields[i];
        JW_TRY(jw_record_field(record, i, &out->fields[i]));
    }
    return JW_OK;
}

const char *jw_pg__sql_type(int32_t type)
{
    switch (type) {
    case JW_TYPE_DATE:
    case JW_TYPE_MONTH: /* its first day */
        return "date";
    case JW_TYPE_INSTANT:
    case JW_TYPE_INTEGER:
        return "bigint";
    case JW_TYPE_BOOLEAN:
        return "boolean";
    case JW_TYPE_DEGREES:
        return "integer";
    case JW_TYPE_REAL:
        return "double precision";
    default:
        return "text COLLATE \"C\"";
    }
}

bool jw_pg__is_text(const jw_field_info *field)
{
    return field->type == JW_TYPE_TEXT || field->type == JW_TYPE_WORD || field->type == JW_TYPE_DECIMAL;
}

/* Bytes of a value that is no text. */
static size_t width_of(int32_t type)
{
    switch (type) {
    case JW_TYPE_DATE:
    case JW_TYPE_MONTH:
    case JW_TYPE_DEGREES:
        return 4;
    case JW_TYPE_BOOLEAN:
        return 1;
    default:
        return 8;
    }
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* What lies outside of the calendar is equal to nothing stored, and on the right side of all of it. */
static int64_t server_number(int32_t type, int64_t value)
{
    if (type == JW_TYPE_DATE)
        return value <= JW_DATE_NONE ? INT32_MIN
                                     : clamp(value, JW_DATE_MIN - 1, JW_DATE_MAX + 1) - DAYS_TO_2000;
    if (type == JW_TYPE_MONTH)
        return value < JW_MONTH_MIN
                   ? JW_DATE_MIN - 1 - DAYS_TO_2000
                   : jw_month_first((jw_month)clamp(value, JW_MONTH_MIN, JW_MONTH_MAX + 1)) - DAYS_TO_2000;
    if (type == JW_TYPE_DEGREES)
        return clamp(value, INT32_MIN, INT32_MAX);
    return value;
}

static int64_t number_of(const jw_field_info *field, const jw_rows *rows, size_t position, int64_t row)
{
    if (field->type == JW_TYPE_REAL) {
        double real = jw_rows_real(rows, position, row);
        int64_t bits;
        memcpy(&bits, &real, sizeof bits);
        return bits;
    }
    return server_number(field->type, jw_rows_integer(rows, position, row));
}

void jw_pg__add_text_param(struct jw_pg_params *params, const char *text, size_t length)
{
    params->values[params->count] = text ? text : "";
    params->lengths[params->count] = text ? (int)length : 0;
    params->formats[params->count++] = 1;
}

void jw_pg__add_number_param(struct jw_pg_params *params, int64_t value, size_t width)
{
    char *bytes = params->numbers[params->count];
    for (size_t i = 0; i < width; i++)
        bytes[i] = (char)(unsigned char)((uint64_t)value >> 8 * (width - 1 - i));
    jw_pg__add_text_param(params, bytes, width);
}

void jw_pg__add_field_param(struct jw_pg_params *params, const struct jw_pg_layout *layout, size_t field,
                            const jw_rows *rows, int64_t row)
{
    const jw_field_info *info = &layout->fields[field];
    if (field >= layout->keys && jw_rows_is_absent(rows, field, row)) {
        params->values[params->count] = NULL;
        params->lengths[params->count] = 0;
        params->formats[params->count++] = 1;
    } else if (jw_pg__is_text(info)) {
        size_t length;
        const char *text = jw_rows_text(rows, field, row, &length);
        jw_pg__add_text_param(params, text, length);
    } else {
        jw_pg__add_number_param(params, number_of(info, rows, field, row), width_of(info->type));
    }
}

void jw_pg__add_key_param(struct jw_pg_params *params, const struct jw_pg_layout *layout, size_t field,
                          const jw_key_value *value)
{
    const jw_field_info *info = &layout->fields[field];
    if (jw_pg__is_text(info))
        jw_pg__add_text_param(params, value->text, value->length);
    else
        jw_pg__add_number_param(params, server_number(info->type, value->integer), width_of(info->type));
}

void jw_pg__add_copy_field(struct jw_pg_buffer *out, const struct jw_pg_layout *layout, size_t field,
                           const jw_rows *rows, int64_t row)
{
    const jw_field_info *info = &layout->fields[field];
    if (field >= layout->keys && jw_rows_is_absent(rows, field, row)) {
        jw_pg_buffer__number(out, -1, 4);
    } else if (jw_pg__is_text(info)) {
        size_t length;
        const char *text = jw_rows_text(rows, field, row, &length);
        jw_pg_buffer__number(out, (int64_t)length, 4);
        jw_pg_buffer__add(out, text, length);
    } else {
        size_t width = width_of(info->type);
        jw_pg_buffer__number(out, (int64_t)width, 4);
        jw_pg_buffer__number(out, number_of(info, rows, field, row), width);
    }
}

static jw_status read_number(const jw_field_info *info, int64_t number, jw_batch *batch, jw_error *err)
{
    double real;
    switch (info->type) {
    case JW_TYPE_REAL:
        memcpy(&real, &number, sizeof real);
        return jw_batch_add_real(batch, real, err);
    case JW_TYPE_DATE:
        return jw_batch_add_integer(batch, number == INT32_MIN ? JW_DATE_NONE : number + DAYS_TO_2000, err);
    case JW_TYPE_MONTH:
        return jw_batch_add_integer(batch, jw_date_month((jw_date)(number + DAYS_TO_2000)), err);
    default:
        return jw_batch_add_integer(batch, number, err);
    }
}

/* A month outside of the calendar would not come out as it went in. */
static bool is_in_calendar(const jw_field_info *info, int64_t number)
{
    return info->type != JW_TYPE_MONTH ||
           (number + DAYS_TO_2000 >= JW_DATE_MIN && number + DAYS_TO_2000 <= JW_DATE_MAX);
}

jw_status jw_pg__read_field(struct jw_pg *storage, const struct jw_pg_layout *layout, size_t field,
                            const PGresult *result, int row, jw_batch *batch, jw_error *err)
{
    const jw_field_info *info = &layout->fields[field];
    int column = (int)field;
    if (PQgetisnull(result, row, column))
        return jw_batch_add_absent(batch, err);
    if (jw_pg__is_text(info))
        return jw_batch_add_text(batch, PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column), err);
    int64_t number = jw_pg__result_number(result, row, column);
    jw_status status = JW_EINVAL;
    if ((size_t)PQgetlength(result, row, column) == width_of(info->type) && is_in_calendar(info, number))
        status = read_number(info, number, batch, err);
    if (status != JW_EINVAL)
        return status;
    return jw_error_set_field(err, JW_ECORRUPT, layout->name, 0, info->name, "a value of the wrong kind in %s",
                              storage->name);
}
