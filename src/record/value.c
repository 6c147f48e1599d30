#include "record/value.h"

#include <string.h>
#include "base/context.h"
#include "base/text.h"
#include "record/batch.h"

#define DUTY_MAX_SECONDS ((int64_t)7 * JW_DAY_SECONDS)

/* Shows at most so much of a bad value. */
#define SHOWN 40

static int shown_length(const char *text, size_t length)
{
    size_t cut = length < SHOWN ? length : SHOWN;
    return (int)jw__utf8_prefix(text, cut);
}

static jw_status refuse(jw_record record, const struct jw_field *field, int64_t row, const char *wanted,
                        const char *text, size_t length, jw_error *err)
{
    return jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, field->name, "'%.*s' is not %s",
                              shown_length(text, length), text, wanted);
}

/* ---- reading ---- */

static bool looks_scientific(const char *text, size_t length)
{
    bool exponent = false;
    for (size_t i = 0; i < length; i++) {
        bool numeric = (text[i] >= '0' && text[i] <= '9') || text[i] == '.' || text[i] == '+';
        if ((text[i] == 'E' || text[i] == 'e') && i && !exponent)
            exponent = true;
        else if (!numeric)
            return false;
    }
    return exponent;
}

/* Excel shows long codes as 6.10803E+11: the code is lost, so the file must be written again. */
static jw_status check_not_scientific(jw_record record, const struct jw_field *field, const char *text, size_t length,
                                      int64_t row, jw_error *err)
{
    bool code = jw__is_key(field) || field->references;
    if (!code || !memchr(text, '+', length) || !looks_scientific(text, length))
        return JW_OK;
    return jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, field->name,
                              "'%.*s' is a code that a spreadsheet has rounded: format the column as text and export again",
                              shown_length(text, length), text);
}

static jw_status read_degrees(const char *text, size_t length, int64_t *out)
{
    int64_t scaled;
    int32_t decimals;
    if (!jw__parse_decimal(text, length, &scaled, &decimals))
        return JW_EINPUT;
    if (decimals > 7) {
        int64_t power = 1;
        for (int32_t i = 7; i < decimals; i++)
            power *= 10;
        *out = jw__round_ratio(scaled, 1, power);
        return JW_OK;
    }
    for (int32_t i = decimals; i < 7; i++) {
        if (scaled > INT64_MAX / 10 || scaled < INT64_MIN / 10)
            return JW_EINPUT;
        scaled *= 10;
    }
    *out = scaled;
    return JW_OK;
}

static jw_status read_date(const char *text, size_t length, int64_t *out)
{
    jw_date date;
    JW_TRY(jw_date_parse(text, length, &date));
    *out = date;
    return JW_OK;
}

static jw_status read_month(const char *text, size_t length, int64_t *out)
{
    jw_month month;
    JW_TRY(jw_month_parse(text, length, &month));
    *out = month;
    return JW_OK;
}

static jw_status read_whole(const struct jw_field *field, const char *text, size_t length, int32_t utc_offset,
                            int64_t *out)
{
    switch (field->type) {
    case JW_TYPE_DATE:
        return read_date(text, length, out);
    case JW_TYPE_MONTH:
        return read_month(text, length, out);
    case JW_TYPE_INSTANT:
        return jw_instant_parse(text, length, utc_offset, out);
    case JW_TYPE_DEGREES:
        return read_degrees(text, length, out);
    default:
        return jw__parse_integer(text, length, out) ? JW_OK : JW_EINPUT;
    }
}

static const char *wanted_form(int32_t type)
{
    switch (type) {
    case JW_TYPE_DATE:
        return "a date such as 2020-10-05";
    case JW_TYPE_MONTH:
        return "a month such as 2020-10";
    case JW_TYPE_INSTANT:
        return "a time such as 2020-10-05 08:00";
    case JW_TYPE_DEGREES:
        return "a coordinate in decimal degrees such as 109.2900000";
    case JW_TYPE_REAL:
        return "a number such as 0.95";
    case JW_TYPE_BOOLEAN:
        return "0 or 1";
    default:
        return "a whole number";
    }
}

static jw_status read_value(jw_record record, const struct jw_field *field, const char *text, size_t length,
                            int32_t utc_offset, int64_t row, struct jw_value *out, jw_error *err)
{
    bool good = true;
    if (jw__is_text(field)) {
        JW_TRY(check_not_scientific(record, field, text, length, row, err));
        out->text = text;
        out->length = length;
    } else if (field->type == JW_TYPE_REAL) {
        good = jw__parse_real(text, length, &out->real);
    } else {
        good = read_whole(field, text, length, utc_offset, &out->integer) == JW_OK;
    }
    return good ? JW_OK : refuse(record, field, row, wanted_form(field->type), text, length, err);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

jw_status jw_value__parse(jw_record record, const struct jw_field *field, const char *text, size_t length,
                          int32_t utc_offset, int64_t row, struct jw_value *out, jw_error *err)
{
    while (length && is_blank(text[0])) {
        text++;
        length--;
    }
    while (length && is_blank(text[length - 1]))
        length--;
    struct jw_value value = {.text = "", .absent = length == 0};
    if (length)
        JW_TRY(read_value(record, field, text, length, utc_offset, row, &value, err));
    JW_TRY(jw_value__check(record, field, &value, row, err));
    *out = value;
    return JW_OK;
}

/* ---- checking ---- */

static bool is_word(const char *words, const char *text, size_t length)
{
    for (const char *word = words; *word;) {
        const char *end = strchr(word, ' ');
        size_t size = end ? (size_t)(end - word) : strlen(word);
        if (size == length && memcmp(word, text, length) == 0)
            return true;
        word += size + (end != NULL);
    }
    return false;
}

static bool has_control(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return true;
    return false;
}

static jw_status check_text(jw_record record, const struct jw_field *field, const struct jw_value *value, int64_t row,
                            jw_error *err)
{
    const char *name = jw_record_name(record);
    if (value->length > (size_t)field->maximum)
        return jw_error_set_field(err, JW_EINPUT, name, row, field->name, "%zu bytes are more than the limit of %lld",
                                  value->length, (long long)field->maximum);
    size_t good = jw__utf8_prefix(value->text, value->length);
    if (good < value->length)
        return jw_error_set_field(err, JW_EENCODING, name, row, field->name, "byte %zu of the text is not UTF-8", good + 1);
    if (has_control(value->text, value->length))
        return jw_error_set_field(err, JW_EINPUT, name, row, field->name, "the text contains a control character");
    if (field->type == JW_TYPE_WORD && !is_word(field->words, value->text, value->length))
        return jw_error_set_field(err, JW_EINPUT, name, row, field->name, "'%.*s' is not one of: %s",
                                  shown_length(value->text, value->length), value->text, field->words);
    int64_t scaled;
    int32_t decimals;
    if (field->type == JW_TYPE_DECIMAL && !jw__parse_decimal(value->text, value->length, &scaled, &decimals))
        return refuse(record, field, row, "a decimal number such as 25.8", value->text, value->length, err);
    return JW_OK;
}

static jw_status check_whole(jw_record record, const struct jw_field *field, int64_t value, int64_t row, jw_error *err)
{
    if (value >= field->minimum && value <= field->maximum)
        return JW_OK;
    if (field->type == JW_TYPE_INTEGER || field->type == JW_TYPE_BOOLEAN)
        return jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, field->name,
                                  "%lld is outside %lld to %lld", (long long)value, (long long)field->minimum,
                                  (long long)field->maximum);
    return jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, field->name, "the value is out of range");
}

jw_status jw_value__check(jw_record record, const struct jw_field *field, const struct jw_value *value, int64_t row,
                          jw_error *err)
{
    bool absent = value->absent || (jw__is_text(field) && value->length == 0) ||
                  (field->type == JW_TYPE_DATE && jw__is_key(field) && value->integer == JW_DATE_NONE);
    if (absent && (field->flags & JW_FIELD_REQUIRED))
        return jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, field->name, "a value is needed here");
    if (absent)
        return JW_OK;
    if (jw__is_text(field))
        return check_text(record, field, value, row, err);
    if (field->type == JW_TYPE_REAL)
        return value->real - value->real == 0 /* finite */
                   ? JW_OK
                   : jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, field->name, "not a finite number");
    return check_whole(record, field, value->integer, row, err);
}

/* finish after start (duty, duty_plan, joint): half-open and at most 7 days. */
static jw_status check_interval(jw_record record, int32_t start, int32_t finish, const struct jw_value *values,
                                int64_t row, jw_error *err)
{
    int64_t length = values[finish].integer - values[start].integer;
    if (length <= 0)
        return jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, "finish", "finish is not after start");
    if (length > DUTY_MAX_SECONDS)
        return jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, "finish",
                                  "an interval lasts at most 7 days");
    return JW_OK;
}

static jw_status check_validity(jw_record record, int32_t from, int32_t to, const struct jw_value *values, int64_t row,
                                jw_error *err)
{
    bool always = values[from].absent || values[from].integer == JW_DATE_NONE;
    if (values[to].absent || always || values[to].integer > values[from].integer)
        return JW_OK;
    return jw_error_set_field(err, JW_EINPUT, jw_record_name(record), row, "valid_to",
                              "valid_to, the first day not valid, is not after valid_from");
}

jw_status jw_value__check_row(jw_record record, const struct jw_value *values, int64_t row, jw_error *err)
{
    if (record == JW_RECORD_DUTY || record == JW_RECORD_DUTY_PLAN)
        return check_interval(record, JW_F_duty_start, JW_F_duty_finish, values, row, err);
    if (record == JW_RECORD_JOINT)
        return check_interval(record, JW_F_joint_start, JW_F_joint_finish, values, row, err);
    int32_t to = jw__valid_to_field(record);
    if (to > 0)
        JW_TRY(check_validity(record, to - 1, to, values, row, err));
    if (record == JW_RECORD_VILLAGE && values[JW_F_village_lon].absent != values[JW_F_village_lat].absent)
        return jw_error_set_field(err, JW_EINPUT, "village", row, "lat", "lon and lat are given together or not at all");
    return JW_OK;
}

/* The first fields of a row. */
static jw_status check_fields(const jw_rows *rows, int64_t row, size_t count, const struct jw_value *values,
                              jw_error *err)
{
    const struct jw_field *fields = jw__describe(rows->record)->fields;
    for (size_t i = 0; i < count; i++)
        JW_TRY(jw_value__check(rows->record, &fields[i], &values[i], row + 1, err));
    return JW_OK;
}

jw_status jw_rows__check(const jw_rows *rows, jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        JW_TRY(check_fields(rows, row, jw__describe(rows->record)->field_count, values, err));
        JW_TRY(jw_value__check_row(rows->record, values, row + 1, err));
    }
    return JW_OK;
}

jw_status jw_rows__check_keys(const jw_rows *rows, jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        JW_TRY(check_fields(rows, row, jw__describe(rows->record)->key_count, values, err));
    }
    return JW_OK;
}

/* ---- rows and values ---- */

void jw_rows__values(const jw_rows *rows, int64_t row, struct jw_value *values)
{
    for (size_t i = 0; i < (size_t)rows->field_count; i++) {
        struct jw_value value = {.text = "", .absent = jw_rows__absent(rows, i, row)};
        if (!value.absent && rows->columns[i].format == 'u')
            value.text = jw_rows__text(rows, i, row, &value.length);
        else if (!value.absent && rows->columns[i].format == 'g')
            value.real = jw_rows__real(rows, i, row);
        else if (!value.absent)
            value.integer = jw_rows__integer(rows, i, row);
        values[i] = value;
    }
}

/* ---- writing ---- */

static size_t format_degrees(int64_t value, char *buffer)
{
    return jw__format_fraction(value, 10000000, 7, buffer);
}

const char *jw_value__format(const struct jw_field *field, const struct jw_value *value, int32_t utc_offset,
                             char *buffer, size_t *length)
{
    buffer[0] = '\0';
    *length = 0;
    if (value->absent)
        return buffer;
    if (jw__is_text(field)) {
        *length = value->length;
        return value->text;
    }
    switch (field->type) {
    case JW_TYPE_DATE:
        *length = jw_date_format((jw_date)value->integer, buffer);
        break;
    case JW_TYPE_MONTH:
        *length = jw_month_format((jw_month)value->integer, buffer);
        break;
    case JW_TYPE_INSTANT:
        *length = jw_instant_format(value->integer, utc_offset, buffer);
        break;
    case JW_TYPE_DEGREES:
        *length = format_degrees(value->integer, buffer);
        break;
    case JW_TYPE_REAL:
        *length = jw__format_real(value->real, buffer);
        break;
    default:
        *length = jw__format_integer(value->integer, buffer);
        break;
    }
    return buffer;
}
