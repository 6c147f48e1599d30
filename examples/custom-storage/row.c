/* Rows as bytes. Text of a key ends with a zero byte (it never holds one), a number is 8 bytes, the highest
 * first, with its sign turned round: so memcmp() orders keys as the contract wants, text by bytes and numbers
 * ascending. */
#include "parts.h"

#include <string.h>

void bytes_free(struct bytes *bytes)
{
    jw_release(bytes->context, bytes->data);
    bytes->data = NULL;
    bytes->size = bytes->capacity = 0;
}

static jw_status append(struct bytes *bytes, const void *data, size_t size, jw_error *err)
{
    if (bytes->size + size > bytes->capacity) {
        size_t capacity = 2 * (bytes->size + size) + 64;
        unsigned char *moved = jw_allocate(bytes->context, bytes->data, capacity, err);
        if (!moved)
            return JW_ENOMEM;
        bytes->data = moved;
        bytes->capacity = capacity;
    }
    if (size)
        memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
    return JW_OK;
}

static int field_type(jw_record record, size_t field)
{
    jw_field_info info = {0};
    info.struct_size = sizeof info;
    return jw_record_field(record, field, &info) == JW_OK ? info.type : 0;
}

static int is_text(int type)
{
    return type == JW_TYPE_TEXT || type == JW_TYPE_WORD || type == JW_TYPE_DECIMAL;
}

static jw_status append_number(struct bytes *out, uint64_t number, jw_error *err)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (56 - 8 * i));
    return append(out, bytes, sizeof bytes, err);
}

static uint64_t read_number(const unsigned char *bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return number;
}

#define SIGN (UINT64_C(1) << 63)

static jw_status append_key_value(struct bytes *out, int type, const char *text, size_t length,
                                  int64_t integer, jw_error *err)
{
    if (!is_text(type))
        return append_number(out, (uint64_t)integer ^ SIGN, err);
    jw_status status = append(out, text, length, err);
    return status == JW_OK ? append(out, "", 1, err) : status;
}

jw_status encode_key(struct bytes *out, const jw_rows *rows, int64_t row, size_t count, jw_error *err)
{
    jw_status status = JW_OK;
    out->size = 0;
    for (size_t field = 0; status == JW_OK && field < count; field++) {
        int type = field_type(rows->record, field);
        size_t length = 0;
        const char *text = is_text(type) ? jw_rows_text(rows, field, row, &length) : NULL;
        status = append_key_value(out, type, text, length, text ? 0 : jw_rows_integer(rows, field, row), err);
    }
    return status;
}

/* A byte that tells whether there is a value; then the number, or the length of the text and the text. */
static jw_status append_value(struct bytes *out, const jw_rows *rows, size_t field, int64_t row,
                              jw_error *err)
{
    int type = field_type(rows->record, field);
    unsigned char present = !jw_rows_is_absent(rows, field, row);
    jw_status status = append(out, &present, 1, err);
    if (status != JW_OK || !present)
        return status;
    if (is_text(type)) {
        size_t length;
        const char *text = jw_rows_text(rows, field, row, &length);
        status = append_number(out, length, err);
        return status == JW_OK ? append(out, text, length, err) : status;
    }
    uint64_t number = (uint64_t)jw_rows_integer(rows, field, row);
    double real = jw_rows_real(rows, field, row);
    if (type == JW_TYPE_REAL)
        memcpy(&number, &real, sizeof number);
    return append_number(out, number, err);
}

jw_status encode_rest(struct bytes *out, const jw_rows *rows, int64_t row, jw_error *err)
{
    jw_status status = JW_OK;
    out->size = 0;
    for (size_t field = jw_record_key_count(rows->record);
         status == JW_OK && field < (size_t)rows->field_count; field++)
        status = append_value(out, rows, field, row, err);
    return status;
}

static jw_status append_bound(struct bytes *out, jw_record record, size_t field, const jw_key_value *value,
                              jw_error *err)
{
    return append_key_value(out, field_type(record, field), value->text, value->length, value->integer, err);
}

/* Makes the first bytes that come after everything that begins with these. */
static void step_behind(struct bytes *bytes)
{
    while (bytes->size && bytes->data[bytes->size - 1] == 0xFF)
        bytes->size--;
    if (bytes->size)
        bytes->data[bytes->size - 1]++;
}

jw_status encode_range(struct bytes *from, struct bytes *to, jw_record record, const jw_scan_range *range,
                       jw_error *err)
{
    jw_status status = JW_OK;
    size_t next = range->prefix_count;
    from->size = to->size = 0;
    for (size_t field = 0; status == JW_OK && field < next; field++)
        status = append_bound(from, record, field, &range->prefix[field], err);
    if (status == JW_OK)
        status = append(to, from->data, from->size, err);
    if (status == JW_OK && range->has_lower)
        status = append_bound(from, record, next, &range->lower, err);
    if (status == JW_OK && range->has_upper)
        return append_bound(to, record, next, &range->upper, err);
    step_behind(to);
    return status;
}

/* ---- and back ---- */

struct reader {
    const unsigned char *at, *end;
};

static int take(struct reader *reader, size_t size, const unsigned char **out)
{
    if ((size_t)(reader->end - reader->at) < size)
        return 0;
    *out = reader->at;
    reader->at += size;
    return 1;
}

static jw_status damaged(jw_record record, jw_error *err)
{
    return jw_error_set(err, JW_ECORRUPT, 0, "a row of %s is damaged", jw_record_name(record));
}

static jw_status decode_key_field(jw_batch *batch, jw_record record, size_t field, struct reader *reader,
                                  jw_error *err)
{
    const unsigned char *bytes;
    if (!is_text(field_type(record, field)))
        return take(reader, 8, &bytes)
                   ? jw_batch_add_integer(batch, (int64_t)(read_number(bytes) ^ SIGN), err)
                   : damaged(record, err);
    const unsigned char *end = memchr(reader->at, 0, (size_t)(reader->end - reader->at));
    if (!end)
        return damaged(record, err);
    const char *text = (const char *)reader->at;
    reader->at = end + 1;
    return jw_batch_add_text(batch, text, (size_t)(end - (const unsigned char *)text), err);
}

static jw_status decode_value(jw_batch *batch, jw_record record, size_t field, struct reader *reader,
                              jw_error *err)
{
    const unsigned char *bytes;
    int type = field_type(record, field);
    if (!take(reader, 1, &bytes))
        return damaged(record, err);
    if (!*bytes)
        return jw_batch_add_absent(batch, err);
    if (!take(reader, 8, &bytes))
        return damaged(record, err);
    uint64_t number = read_number(bytes);
    double real;
    if (is_text(type))
        return take(reader, number, &bytes) ? jw_batch_add_text(batch, (const char *)bytes, number, err)
                                            : damaged(record, err);
    if (type != JW_TYPE_REAL)
        return jw_batch_add_integer(batch, (int64_t)number, err);
    memcpy(&real, &number, sizeof real);
    return jw_batch_add_real(batch, real, err);
}

jw_status decode_row(jw_batch *batch, jw_record record, const MDB_val *key, const MDB_val *rest,
                     jw_error *err)
{
    struct reader keys = {key->mv_data, (const unsigned char *)key->mv_data + key->mv_size};
    struct reader values = {rest->mv_data, (const unsigned char *)rest->mv_data + rest->mv_size};
    size_t key_count = jw_record_key_count(record), count = jw_record_field_count(record);
    jw_status status = JW_OK;
    for (size_t field = 0; status == JW_OK && field < count; field++)
        status = field < key_count ? decode_key_field(batch, record, field, &keys, err)
                                   : decode_value(batch, record, field, &values, err);
    if (status != JW_OK)
        jw_batch_drop_partial(batch);
    return status;
}
