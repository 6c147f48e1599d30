#include "storage/memory/codec.h"

#include <string.h>

/* Numbers of a key: big-endian with the sign bit flipped, so that memcmp orders them. */
#define KEY_NUMBER 8
#define SIGN_BIT ((uint64_t)1 << 63)

static bool is_text(int32_t type)
{
    return type == JW_TYPE_TEXT || type == JW_TYPE_WORD || type == JW_TYPE_DECIMAL;
}

jw_status jw_memory_shape__init(struct jw_memory_shape *shape, jw_record record, jw_error *err)
{
    shape->record = record;
    shape->key_count = jw_record_key_count(record);
    shape->field_count = jw_record_field_count(record);
    for (size_t field = 0; field < shape->field_count; field++) {
        jw_field_info info = {.struct_size = sizeof info};
        jw_status status = jw_record_field(record, field, &info);
        if (status != JW_OK)
            return jw_error_set(err, status, 0, "field %zu of record %d is not known", field, (int)record);
        shape->types[field] = info.type;
    }
    return JW_OK;
}

static jw_status append(jw_context *context, struct jw_memory_bytes *bytes, const void *data, size_t length,
                        jw_error *err)
{
    if (length > bytes->capacity - bytes->length) {
        size_t capacity = 2 * bytes->capacity + length + 64;
        unsigned char *moved = jw_allocate(context, bytes->data, capacity, err);
        if (!moved)
            return JW_ENOMEM;
        bytes->data = moved;
        bytes->capacity = capacity;
    }
    if (length)
        memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    return JW_OK;
}

jw_status jw_memory__encode_key(jw_context *context, const struct jw_memory_shape *shape, size_t field,
                                const jw_key_value *value, struct jw_memory_bytes *bytes, jw_error *err)
{
    if (is_text(shape->types[field])) {
        if (value->length && memchr(value->text, '\0', value->length))
            return jw_error_set(err, JW_EINVAL, 0, "the text of a key holds a NUL byte");
        MEMORY_TRY(append(context, bytes, value->text, value->length, err));
        return append(context, bytes, "", 1, err);
    }
    unsigned char number[KEY_NUMBER];
    uint64_t bits = (uint64_t)value->integer ^ SIGN_BIT;
    for (size_t i = 0; i < KEY_NUMBER; i++)
        number[i] = (unsigned char)(bits >> (8 * (KEY_NUMBER - 1 - i)));
    return append(context, bytes, number, sizeof number, err);
}

static jw_status encode_presence(jw_context *context, bool present, struct jw_memory_bytes *bytes,
                                 jw_error *err)
{
    return append(context, bytes, present ? "\1" : "\0", 1, err);
}

/* Empty text is absent text: it has one form only. */
static jw_status encode_text(jw_context *context, const jw_rows *rows, size_t field, int64_t row,
                             struct jw_memory_bytes *bytes, jw_error *err)
{
    size_t length;
    const char *text = jw_rows_text(rows, field, row, &length);
    MEMORY_TRY(encode_presence(context, length > 0, bytes, err));
    if (!length)
        return JW_OK;
    MEMORY_TRY(append(context, bytes, &length, sizeof length, err));
    return append(context, bytes, text, length, err);
}

static jw_status encode_field(jw_context *context, const struct jw_memory_shape *shape, const jw_rows *rows,
                              size_t field, int64_t row, struct jw_memory_bytes *bytes, jw_error *err)
{
    if (is_text(shape->types[field]))
        return encode_text(context, rows, field, row, bytes, err);
    bool present = !jw_rows_is_absent(rows, field, row);
    MEMORY_TRY(encode_presence(context, present, bytes, err));
    if (!present)
        return JW_OK;
    if (shape->types[field] == JW_TYPE_REAL) {
        double real = jw_rows_real(rows, field, row);
        return append(context, bytes, &real, sizeof real, err);
    }
    int64_t integer = jw_rows_integer(rows, field, row);
    return append(context, bytes, &integer, sizeof integer, err);
}

jw_status jw_memory__encode(jw_context *context, const struct jw_memory_shape *shape, const jw_rows *rows,
                            int64_t row, struct jw_memory_bytes *bytes, size_t *key_length, jw_error *err)
{
    bytes->length = 0;
    for (size_t field = 0; field < shape->key_count; field++) {
        jw_key_value value = {.integer = jw_rows_integer(rows, field, row)};
        value.text = jw_rows_text(rows, field, row, &value.length);
        MEMORY_TRY(jw_memory__encode_key(context, shape, field, &value, bytes, err));
    }
    *key_length = bytes->length;
    for (size_t field = shape->key_count; field < shape->field_count; field++)
        MEMORY_TRY(encode_field(context, shape, rows, field, row, bytes, err));
    return JW_OK;
}

static size_t decode_key(int32_t type, const unsigned char *data, struct jw_memory_value *value)
{
    if (is_text(type)) {
        value->text = (const char *)data;
        value->length = strlen(value->text);
        return value->length + 1;
    }
    uint64_t bits = 0;
    for (size_t i = 0; i < KEY_NUMBER; i++)
        bits = bits << 8 | data[i];
    bits ^= SIGN_BIT;
    memcpy(&value->integer, &bits, sizeof bits);
    return KEY_NUMBER;
}

static size_t decode_field(int32_t type, const unsigned char *data, struct jw_memory_value *value)
{
    value->absent = !data[0];
    if (value->absent)
        return 1;
    if (is_text(type)) {
        memcpy(&value->length, data + 1, sizeof value->length);
        value->text = (const char *)data + 1 + sizeof value->length;
        return 1 + sizeof value->length + value->length;
    }
    if (type == JW_TYPE_REAL)
        memcpy(&value->real, data + 1, sizeof value->real);
    else
        memcpy(&value->integer, data + 1, sizeof value->integer);
    return 1 + 8;
}

void jw_memory__decode(const struct jw_memory_shape *shape, const unsigned char *data,
                       struct jw_memory_value *values)
{
    for (size_t field = 0; field < shape->field_count; field++) {
        values[field] = (struct jw_memory_value){0};
        data += field < shape->key_count ? decode_key(shape->types[field], data, &values[field])
                                         : decode_field(shape->types[field], data, &values[field]);
    }
}

jw_status jw_memory__add_row(jw_batch *batch, const struct jw_memory_shape *shape,
                             const struct jw_memory_value *values, jw_error *err)
{
    for (size_t field = 0; field < shape->field_count; field++) {
        const struct jw_memory_value *value = &values[field];
        if (value->absent)
            MEMORY_TRY(jw_batch_add_absent(batch, err));
        else if (is_text(shape->types[field]))
            MEMORY_TRY(jw_batch_add_text(batch, value->text, value->length, err));
        else if (shape->types[field] == JW_TYPE_REAL)
            MEMORY_TRY(jw_batch_add_real(batch, value->real, err));
        else
            MEMORY_TRY(jw_batch_add_integer(batch, value->integer, err));
    }
    return JW_OK;
}
