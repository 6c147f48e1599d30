#include "exchange/layout.h"

#include <stdio.h>
#include <string.h>
#include "base/text.h"

/* One field=column of a map. */
struct pair {
    struct jw_csv_cell field;
    struct jw_csv_cell column;
};

/* Takes the next pair of *map; false at its end. A pair without '=' has no column. */
static bool next_pair(const char **map, struct pair *pair)
{
    if (!*map || !**map)
        return false;
    size_t length = strcspn(*map, ",");
    const char *equals = memchr(*map, '=', length);
    size_t name = equals ? (size_t)(equals - *map) : length;
    pair->field = (struct jw_csv_cell){*map, name};
    pair->column = equals ? (struct jw_csv_cell){equals + 1, length - name - 1} : (struct jw_csv_cell){"", 0};
    jw_csv__trim(&pair->field);
    jw_csv__trim(&pair->column);
    *map += length + ((*map)[length] == ',');
    return true;
}

static bool is_text(const struct jw_csv_cell *cell, const char *text)
{
    return cell->length == strlen(text) && memcmp(cell->text, text, cell->length) == 0;
}

static bool is_same(const struct jw_csv_cell *a, const struct jw_csv_cell *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static int32_t find_field(jw_record record, const struct jw_csv_cell *name)
{
    const struct jw_record_description *description = jw__describe(record);
    for (size_t i = 0; i < description->field_count; i++)
        if (is_text(name, description->fields[i].name))
            return (int32_t)i;
    return -1;
}

jw_status jw_layout__check_map(const char *map, const jw_record *records, size_t count, jw_error *err)
{
    struct pair pair;
    while (next_pair(&map, &pair)) {
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known |= find_field(records[i], &pair.field) >= 0;
        if (!known || !pair.column.length)
            return jw_error_set(err, JW_EINVAL, 0,
                                "'%.*s' in the map is not field=column with a field of the record",
                                (int)(pair.field.length < 80 ? pair.field.length : 80), pair.field.text);
    }
    return JW_OK;
}

static bool has_column(const struct jw_csv_row *header, const struct jw_csv_cell *name)
{
    for (size_t i = 0; i < header->count; i++)
        if (is_same(&header->cells[i], name))
            return true;
    return false;
}

/* The field that a column holds: the one the map gives it, else the one of its name unless the map moved that
 * one. */
static int32_t field_of_column(jw_record record, const struct jw_csv_row *header, const char *map,
                               const struct jw_csv_cell *name)
{
    struct pair pair;
    int32_t own = find_field(record, name);
    while (next_pair(&map, &pair)) {
        int32_t field = find_field(record, &pair.field);
        if (field < 0)
            continue;
        if (is_same(&pair.column, name))
            return field;
        if (field == own && has_column(header, &pair.column))
            own = -1;
    }
    return own;
}

/* ---- refusals ---- */

/* Letters to insert, remove or replace between two short names. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[64];
    if (a_length >= 64 || b_length >= 64)
        return 64;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            size_t changed = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = replaced < changed ? replaced : changed;
        }
    }
    return row[b_length];
}

static const char *nearest_field(const struct jw_record_description *description,
                                 const struct jw_csv_cell *name)
{
    const char *nearest = NULL;
    size_t least = name->length / 2 < 3 ? name->length / 2 + 1 : 4;
    for (size_t i = 0; i < description->field_count; i++) {
        const char *candidate = description->fields[i].name;
        size_t apart = distance(name->text, name->length, candidate, strlen(candidate));
        if (apart < least) {
            least = apart;
            nearest = candidate;
        }
    }
    return nearest;
}

static void list_fields(const struct jw_record_description *description, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < description->field_count && used < size; i++)
        used +=
            (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", description->fields[i].name);
}

static int shown(const struct jw_csv_cell *name)
{
    return (int)jw__utf8_prefix(name->text, name->length < 60 ? name->length : 60);
}

static jw_status refuse_unknown(const struct jw_record_description *description,
                                const struct jw_csv_row *header, const struct jw_csv_cell *name,
                                jw_error *err)
{
    char known[256];
    if (header->count == 1 &&
        (memchr(name->text, ';', name->length) || memchr(name->text, '\t', name->length)))
        return jw_error_set_field(
            err, JW_EINPUT, description->name, header->line, NULL,
            "the columns are not separated by commas: save the file as CSV with commas");
    const char *nearest = nearest_field(description, name);
    list_fields(description, known, sizeof known);
    return jw_error_set_field(err, JW_EINPUT, description->name, header->line, NULL,
                              "column '%.*s' is no field of %s%s%s%s; the fields are: %s", shown(name),
                              name->text, description->name, nearest ? " (is it " : "",
                              nearest ? nearest : "", nearest ? "?)" : "", known);
}

static jw_status refuse_column(const struct jw_record_description *description,
                               const struct jw_csv_row *header, const char *field, const char *what,
                               jw_error *err)
{
    return jw_error_set_field(err, JW_EINPUT, description->name, header->line, field, "%s '%s'", what, field);
}

static jw_status check_complete(const struct jw_record_description *description,
                                const struct jw_csv_row *header, const struct jw_layout *layout,
                                bool keys_only, jw_error *err)
{
    for (size_t i = 0; i < description->field_count; i++) {
        const struct jw_field *field = &description->fields[i];
        bool district = i == 0 && field->references == JW_RECORD_DISTRICT;
        bool wanted = (field->flags & JW_FIELD_REQUIRED) && !district && (!keys_only || jw__is_key(field));
        if (wanted && layout->column_of[i] < 0)
            return refuse_column(description, header, field->name, "the file lacks the column", err);
    }
    return JW_OK;
}

static jw_status place_column(const struct jw_record_description *description,
                              const struct jw_csv_row *header, const char *map, bool keys_only, size_t column,
                              struct jw_layout *layout, jw_error *err)
{
    const struct jw_csv_cell *name = &header->cells[column];
    int32_t field = field_of_column(layout->record, header, map, name);
    layout->field_of[column] = -1;
    if (keys_only && (field < 0 || !jw__is_key(&description->fields[field])))
        return JW_OK;
    if (field < 0 && !name->length)
        return jw_error_set_field(err, JW_EINPUT, description->name, header->line, NULL,
                                  "column %zu has no name", column + 1);
    if (field < 0)
        return refuse_unknown(description, header, name, err);
    if (layout->column_of[field] >= 0)
        return refuse_column(description, header, description->fields[field].name,
                             "two columns hold the field", err);
    layout->field_of[column] = field;
    layout->column_of[field] = (int32_t)column;
    return JW_OK;
}

jw_status jw_layout__read(jw_record record, const struct jw_csv_row *header, const char *map, bool keys_only,
                          struct jw_layout *out, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(record);
    struct jw_csv_row names = *header;
    out->record = record;
    out->column_count = names.count;
    for (size_t i = 0; i < description->field_count; i++)
        out->column_of[i] = -1;
    if (names.fault != JW_CSV_GOOD)
        return jw_error_set_field(err, names.fault == JW_CSV_BYTES ? JW_EENCODING : JW_EINPUT,
                                  description->name, names.line, NULL, "the header is not readable: %s",
                                  jw_csv__fault_text(names.fault));
    for (size_t i = 0; i < names.count; i++)
        jw_csv__trim(&names.cells[i]);
    for (size_t i = 0; i < names.count; i++)
        JW_TRY(place_column(description, &names, map, keys_only, i, out, err));
    return check_complete(description, &names, out, keys_only, err);
}

const char *jw_layout__field_name(const struct jw_layout *layout, size_t column)
{
    int32_t field = column < layout->column_count ? layout->field_of[column] : -1;
    return field < 0 ? "" : jw__describe(layout->record)->fields[field].name;
}
