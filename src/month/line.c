#include "month/line.h"

#include <string.h>

static bool needs_quotes(const char *text, size_t length)
{
    bool edge = length && (text[0] == ' ' || text[length - 1] == ' ');
    return edge || memchr(text, ',', length) || memchr(text, '"', length);
}

static jw_status write_cell(jw_context *context, const char *text, size_t length, struct jw_bytes *out, jw_error *err)
{
    if (!needs_quotes(text, length))
        return jw_bytes__append(context, out, text, length, err);
    JW_TRY(jw_bytes__append(context, out, "\"", 1, err));
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            JW_TRY(jw_bytes__append(context, out, "\"", 1, err));
        JW_TRY(jw_bytes__append(context, out, &text[i], 1, err));
    }
    return jw_bytes__append(context, out, "\"", 1, err);
}

jw_status jw_line__write(jw_context *context, jw_record record, const struct jw_value *values, int32_t utc_offset,
                         struct jw_bytes *out, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(record);
    JW_TRY(jw_bytes__append(context, out, description->name, strlen(description->name), err));
    for (size_t i = 0; i < description->field_count; i++) {
        char buffer[JW_VALUE_TEXT];
        size_t length;
        const char *text = jw_value__format(&description->fields[i], &values[i], utc_offset, buffer, &length);
        JW_TRY(jw_bytes__append(context, out, ",", 1, err));
        JW_TRY(write_cell(context, text, length, out, err));
    }
    return JW_OK;
}

/* A cell without its quotes, appended to scratch; gives the bytes read with the comma behind it, 0 if it is broken. */
static size_t read_cell(const char *line, size_t length, unsigned char *out, size_t *out_length)
{
    size_t i = 0, used = 0;
    bool quoted = length && line[0] == '"', closed = !quoted;
    if (quoted)
        i++;
    for (; i < length; i++) {
        if (!quoted && line[i] == ',')
            break;
        if (quoted && line[i] == '"') {
            if (i + 1 == length || line[i + 1] != '"') {
                i++;
                closed = true;
                break;
            }
            i++;
        }
        out[used++] = (unsigned char)line[i];
    }
    *out_length = used;
    if (!closed || (i < length && line[i] != ','))
        return 0;
    return i + 1;
}

static jw_status broken(jw_error *err)
{
    return jw_error_set(err, JW_ECORRUPT, 0, "a kept line of the month is no row");
}

/* Values keep their blanks: they were checked when they were written, and the line is canonical. */
static jw_status read_field(jw_record record, const struct jw_field *field, const char *text, size_t length,
                            int32_t utc_offset, struct jw_value *out)
{
    if (!jw__is_text(field))
        return jw_value__parse(record, field, text, length, utc_offset, 0, out, NULL);
    *out = (struct jw_value){.text = text, .length = length, .absent = length == 0};
    return jw_value__check(record, field, out, 0, NULL);
}

jw_status jw_line__read(jw_context *context, const char *line, size_t length, int32_t utc_offset, jw_record *record,
                        struct jw_value *values, struct jw_bytes *scratch, jw_error *err)
{
    char name[32];
    scratch->length = 0;
    JW_TRY(jw__grow(context, &scratch->data, &scratch->capacity, length + sizeof name, 1, err));
    size_t cell = 0, taken = read_cell(line, length, scratch->data, &cell);
    if (!taken || cell >= sizeof name)
        return broken(err);
    memcpy(name, scratch->data, cell);
    name[cell] = '\0';
    *record = jw_record_find(name);
    if (!*record)
        return broken(err);
    const struct jw_record_description *description = jw__describe(*record);
    size_t place = taken;
    unsigned char *free_space = scratch->data;
    for (size_t i = 0; i < description->field_count; i++) {
        if (place > length)
            return broken(err);
        taken = read_cell(line + place, length - place, free_space, &cell);
        if (!taken || read_field(*record, &description->fields[i], (const char *)free_space, cell, utc_offset,
                                 &values[i]) != JW_OK)
            return broken(err);
        place += taken;
        free_space += cell;
    }
    return place == length + 1 ? JW_OK : broken(err);
}
