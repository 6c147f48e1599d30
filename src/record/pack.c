#include "record/pack.h"

#include <string.h>

void jw_bytes__free(jw_context *context, struct jw_bytes *bytes)
{
    jw__free(context, bytes->data);
    *bytes = (struct jw_bytes){0};
}

jw_status jw_bytes__append(jw_context *context, struct jw_bytes *bytes, const void *data, size_t length, jw_error *err)
{
    JW_TRY(jw__grow(context, &bytes->data, &bytes->capacity, bytes->length + length, 1, err));
    if (length)
        memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    return JW_OK;
}

static void put_big_endian(unsigned char *out, uint64_t value, size_t width)
{
    for (size_t i = 0; i < width; i++)
        out[i] = (unsigned char)(value >> (8 * (width - 1 - i)));
}

static uint64_t get_big_endian(const unsigned char *data, size_t width)
{
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | data[i];
    return value;
}

/* Most that one field can add besides its text. */
#define FIELD_ROOM 16

/* Room for the first fields of a row. */
static jw_status reserve(jw_context *context, struct jw_bytes *bytes, const struct jw_value *values, size_t count,
                         jw_error *err)
{
    size_t room = count * FIELD_ROOM;
    for (size_t i = 0; i < count; i++)
        room += values[i].length;
    return jw__grow(context, &bytes->data, &bytes->capacity, bytes->length + room, 1, err);
}

static void append_unchecked(struct jw_bytes *bytes, const void *data, size_t length)
{
    if (length)
        memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
}

jw_status jw_pack__key(jw_context *context, jw_record record, const struct jw_value *values, struct jw_bytes *out,
                       jw_error *err)
{
    const struct jw_record_description *description = jw__describe(record);
    JW_TRY(reserve(context, out, values, description->key_count, err));
    for (size_t i = 0; i < description->key_count; i++) {
        if (jw__is_text(&description->fields[i])) {
            append_unchecked(out, values[i].text, values[i].length);
            append_unchecked(out, "", 1);
            continue;
        }
        int64_t number = values[i].absent ? JW_DATE_NONE : values[i].integer;
        unsigned char bytes[8];
        put_big_endian(bytes, (uint64_t)number ^ UINT64_C(0x8000000000000000), sizeof bytes);
        append_unchecked(out, bytes, sizeof bytes);
    }
    return JW_OK;
}

/* An absent key is the value that stands for it on the storage plane, so that there is one form only. */
static bool is_absent(const struct jw_field *field, const struct jw_value *value)
{
    if (jw__is_text(field))
        return value->absent || value->length == 0;
    return value->absent || (jw__is_key(field) && field->type == JW_TYPE_DATE && value->integer == JW_DATE_NONE);
}

jw_status jw_pack__row(jw_context *context, jw_record record, const struct jw_value *values, struct jw_bytes *out,
                       jw_error *err)
{
    const struct jw_record_description *description = jw__describe(record);
    JW_TRY(reserve(context, out, values, description->field_count, err));
    for (size_t i = 0; i < description->field_count; i++) {
        const struct jw_field *field = &description->fields[i];
        const struct jw_value *value = &values[i];
        bool absent = is_absent(field, value);
        append_unchecked(out, absent ? "\0" : "\1", 1);
        if (absent)
            continue;
        unsigned char bytes[8];
        uint64_t number = (uint64_t)value->integer;
        if (jw__is_text(field)) {
            put_big_endian(bytes, value->length, 4);
            append_unchecked(out, bytes, 4);
            append_unchecked(out, value->text, value->length);
            continue;
        }
        if (field->format == 'g') {
            double real = value->real == 0 ? 0 : value->real; /* one zero */
            memcpy(&number, &real, sizeof number);
        }
        put_big_endian(bytes, number, 8);
        append_unchecked(out, bytes, 8);
    }
    return JW_OK;
}

/* Bytes taken, or 0. */
static size_t read_field(const struct jw_field *field, const unsigned char *data, size_t length, struct jw_value *value)
{
    *value = (struct jw_value){.text = ""};
    if (length < 1 || data[0] > 1)
        return 0;
    if (data[0] == 0) {
        value->absent = true;
        return 1;
    }
    bool text = jw__is_text(field);
    size_t head = text ? 5 : 9;
    if (length < head)
        return 0;
    uint64_t number = get_big_endian(data + 1, head - 1);
    if (!text) {
        if (field->format == 'g')
            memcpy(&value->real, &number, sizeof number);
        else
            value->integer = (int64_t)number;
        return head;
    }
    if (number > length - head)
        return 0;
    value->text = (const char *)data + head;
    value->length = (size_t)number;
    return head + (size_t)number;
}

size_t jw_pack__read_row(jw_record record, const unsigned char *data, size_t length, struct jw_value *values)
{
    const struct jw_record_description *description = jw__describe(record);
    size_t used = 0;
    for (size_t i = 0; i < description->field_count; i++) {
        size_t taken = read_field(&description->fields[i], data + used, length - used, &values[i]);
        if (!taken)
            return 0;
        used += taken;
    }
    return used;
}
