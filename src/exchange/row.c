#include "exchange/row.h"

#include <string.h>

/* Those not named come last, by number. */
static const jw_record first_records[] = {
    JW_RECORD_DISTRICT,  JW_RECORD_ACTIVITY, JW_RECORD_CATALOGUE, JW_RECORD_RULE,    JW_RECORD_SCHEME,
    JW_RECORD_GRADE,     JW_RECORD_BEAT,     JW_RECORD_STATION,   JW_RECORD_VILLAGE, JW_RECORD_STAFF,
    JW_RECORD_SERVICE,   JW_RECORD_POSTING,  JW_RECORD_CALENDAR,  JW_RECORD_ABSENCE, JW_RECORD_JOINT,
    JW_RECORD_DUTY_PLAN, JW_RECORD_DUTY,
};
#define FIRST_COUNT (sizeof first_records / sizeof first_records[0])

unsigned char jw_import_row__rank(jw_record record)
{
    for (size_t i = 0; i < FIRST_COUNT; i++)
        if (first_records[i] == record)
            return (unsigned char)i;
    return (unsigned char)(FIRST_COUNT + (size_t)record);
}

static jw_record record_of_rank(unsigned char rank)
{
    return rank < FIRST_COUNT ? first_records[rank] : (jw_record)(rank - FIRST_COUNT);
}

/* Most bytes that one field adds besides its text. */
#define FIELD_ROOM ((size_t)10)

static size_t put_number(unsigned char *to, uint64_t number)
{
    size_t length = 0;
    while (number >= 0x80) {
        to[length++] = (unsigned char)(number | 0x80);
        number >>= 7;
    }
    to[length++] = (unsigned char)number;
    return length;
}

static uint64_t zigzag(int64_t number)
{
    return (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
}

/* 0 is absent; else a text's length or a number's zigzag form, and 1 more. */
static size_t put_value(unsigned char *to, const struct jw_field *field, const struct jw_value *value)
{
    if (value->absent || (jw__is_text(field) && value->length == 0))
        return put_number(to, 0);
    if (jw__is_text(field)) {
        size_t head = put_number(to, value->length + 1);
        memcpy(to + head, value->text, value->length);
        return head + value->length;
    }
    if (field->format == 'g') {
        double real = value->real == 0 ? 0 : value->real; /* one zero */
        to[0] = 1;
        memcpy(to + 1, &real, sizeof real);
        return 1 + sizeof real;
    }
    to[0] = 1;
    return 1 + put_number(to + 1, zigzag(value->integer));
}

jw_status jw_import_row__encode(jw_context *context, const struct jw_import_row *row, struct jw_bytes *key,
                                struct jw_bytes *payload, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(row->record);
    unsigned char rank = jw_import_row__rank(row->record);
    JW_TRY(jw_bytes__append(context, key, &rank, 1, err));
    JW_TRY(jw_pack__key(context, row->record, row->values, key, err));
    size_t room = 2 * FIELD_ROOM;
    for (size_t i = description->key_count; i < description->field_count; i++)
        room += row->values[i].length + FIELD_ROOM + 1;
    JW_TRY(jw__grow(context, &payload->data, &payload->capacity, room, 1, err));
    unsigned char *to = payload->data;
    to += put_number(to, row->file);
    to += put_number(to, (uint64_t)row->line);
    for (size_t i = description->key_count; i < description->field_count; i++)
        to += put_value(to, &description->fields[i], &row->values[i]);
    payload->length = (size_t)(to - payload->data);
    return JW_OK;
}

/* What is left to read. */
struct rest {
    const unsigned char *at;
    const unsigned char *end;
};

static bool take_number(struct rest *rest, uint64_t *number)
{
    *number = 0;
    for (unsigned shift = 0; rest->at < rest->end && shift < 64; shift += 7) {
        unsigned char byte = *rest->at++;
        *number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

static bool take_key_field(struct rest *rest, const struct jw_field *field, struct jw_value *value)
{
    size_t left = (size_t)(rest->end - rest->at);
    *value = (struct jw_value){.text = ""};
    if (jw__is_text(field)) {
        const unsigned char *end = left ? memchr(rest->at, 0, left) : NULL;
        if (!end)
            return false;
        value->text = (const char *)rest->at;
        value->length = (size_t)(end - rest->at);
        value->absent = value->length == 0;
        rest->at = end + 1;
        return true;
    }
    if (left < 8)
        return false;
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | *rest->at++;
    value->integer = (int64_t)(number ^ UINT64_C(0x8000000000000000));
    value->absent = field->type == JW_TYPE_DATE && value->integer == JW_DATE_NONE;
    return true;
}

static bool take_text(struct rest *rest, uint64_t length, struct jw_value *value)
{
    if (length > (uint64_t)(rest->end - rest->at))
        return false;
    value->text = (const char *)rest->at;
    value->length = (size_t)length;
    rest->at += length;
    return true;
}

static bool take_value(struct rest *rest, const struct jw_field *field, struct jw_value *value)
{
    uint64_t number;
    *value = (struct jw_value){.text = ""};
    if (!take_number(rest, &number))
        return false;
    value->absent = number == 0;
    if (value->absent)
        return true;
    if (jw__is_text(field))
        return take_text(rest, number - 1, value);
    if (field->format == 'g') {
        if (rest->end - rest->at < (ptrdiff_t)sizeof value->real)
            return false;
        memcpy(&value->real, rest->at, sizeof value->real);
        rest->at += sizeof value->real;
        return true;
    }
    if (!take_number(rest, &number))
        return false;
    value->integer = (int64_t)(number >> 1 ^ (0 - (number & 1)));
    return true;
}

static bool decode(const struct jw_sorter_entry *from, struct jw_import_row *out)
{
    struct rest key = {from->key, from->key + from->key_length};
    struct rest rest = {from->payload, from->payload + from->payload_length};
    if (key.at == key.end)
        return false;
    out->record = record_of_rank(*key.at++);
    const struct jw_record_description *description = jw__describe(out->record);
    uint64_t file, line;
    if (!description || !take_number(&rest, &file) || !take_number(&rest, &line))
        return false;
    out->file = (size_t)file;
    out->line = (int64_t)line;
    size_t i = 0;
    for (; i < description->key_count; i++)
        if (!take_key_field(&key, &description->fields[i], &out->values[i]))
            return false;
    for (; i < description->field_count; i++)
        if (!take_value(&rest, &description->fields[i], &out->values[i]))
            return false;
    return key.at == key.end && rest.at == rest.end;
}

jw_status jw_import_row__decode(const struct jw_sorter_entry *from, struct jw_import_row *out, jw_error *err)
{
    if (decode(from, out))
        return JW_OK;
    return jw_error_set(err, JW_ECORRUPT, 0, "the temporary file of an import is damaged");
}

/* Values begin behind file and line. */
static struct rest values_of(const struct jw_sorter_entry *entry)
{
    struct rest rest = {entry->payload, entry->payload + entry->payload_length};
    uint64_t skipped;
    if (take_number(&rest, &skipped))
        take_number(&rest, &skipped);
    return rest;
}

bool jw_import_row__same_values(const struct jw_sorter_entry *a, const struct jw_sorter_entry *b)
{
    struct rest left = values_of(a);
    struct rest right = values_of(b);
    size_t length = (size_t)(left.end - left.at);
    return length == (size_t)(right.end - right.at) && memcmp(left.at, right.at, length) == 0;
}
