/* Tables added up: rows that agree in the grouping columns become one. */
#include <string.h>
#include "record/table_columns.h"

#define COLUMNS 32

struct adding {
    const jw_table *tables[2];
    const jw_total_column *columns;
    size_t count;
    jw_table *out;
};

static const jw_total_column *find_column(const struct adding *adding, const char *name)
{
    for (size_t i = 0; i < adding->count; i++)
        if (strcmp(adding->columns[i].name, name) == 0)
            return &adding->columns[i];
    return NULL;
}

static int32_t column_of(const jw_table *table, const char *name)
{
    return name ? jw_table_find(table, name) : -1;
}

static bool same_group(const struct adding *adding, const jw_table *a, int64_t a_row, const jw_table *b,
                       int64_t b_row)
{
    for (size_t i = 0; i < adding->count; i++) {
        int32_t at = adding->columns[i].kind == JW_TOTAL_GROUP ? column_of(a, adding->columns[i].name) : -1;
        if (at >= 0 && strcmp(jw_table_text(a, a_row, (size_t)at), jw_table_text(b, b_row, (size_t)at)) != 0)
            return false;
    }
    return true;
}

/* Sum of a column over all rows of a group, false when none has a value or the sum is too large. */
static bool sum_of(const struct adding *adding, const jw_table *like, int64_t like_row, const char *name,
                   int64_t *out)
{
    bool any = false;
    *out = 0;
    for (size_t t = 0; t < 2; t++) {
        const jw_table *table = adding->tables[t];
        int32_t at = table ? column_of(table, name) : -1;
        for (int64_t row = 0; at >= 0 && row < jw_table_rows(table); row++) {
            if (jw_table_is_empty(table, row, (size_t)at) || !same_group(adding, like, like_row, table, row))
                continue;
            int64_t value = jw_table_integer(table, row, (size_t)at);
            if (value > 0 ? *out > INT64_MAX - value : *out < INT64_MIN - value)
                return false;
            *out += value;
            any = true;
        }
    }
    return any;
}

/* Half up; the parts are counts of people, places or seconds, far from the limits. */
static bool per_mille(const struct adding *adding, const jw_table *like, int64_t row,
                      const jw_total_column *column, int64_t *out)
{
    int64_t part, whole;
    if (!sum_of(adding, like, row, column->numerator, &part) ||
        !sum_of(adding, like, row, column->denominator, &whole) || whole <= 0 || part < 0 ||
        part > INT64_MAX / 2001)
        return false;
    *out = (2000 * part + whole) / (2 * whole);
    return true;
}

static jw_status add_cell(struct adding *adding, const jw_table *like, int64_t row, size_t at, jw_error *err)
{
    const char *name = jw_table_name(like, at);
    const jw_total_column *column = find_column(adding, name);
    int64_t value;
    if (column && column->kind == JW_TOTAL_GROUP)
        return jw_table__add_string(adding->out, jw_table_text(like, row, at), err);
    if (column && (column->kind == JW_TOTAL_SUM ? sum_of(adding, like, row, name, &value)
                                                : per_mille(adding, like, row, column, &value)))
        return jw_table__add_integer(adding->out, value, err);
    return jw_table__add_empty(adding->out, err);
}

/* Whether a row's group has its row already. */
static bool is_added(const struct adding *adding, const jw_table *table, int64_t row)
{
    for (int64_t added = 0; added < jw_table_rows(adding->out); added++)
        if (same_group(adding, table, row, adding->out, added))
            return true;
    return false;
}

static jw_status add_groups(struct adding *adding, jw_error *err)
{
    for (size_t t = 0; t < 2; t++) {
        const jw_table *table = adding->tables[t];
        for (int64_t row = 0; table && row < jw_table_rows(table); row++) {
            if (is_added(adding, table, row))
                continue;
            for (size_t at = 0; at < jw_table_columns(table); at++)
                JW_TRY(add_cell(adding, table, row, at, err));
        }
    }
    return JW_OK;
}

jw_status jw_table_add_up(const jw_table *total, const jw_table *table, const jw_total_column *columns,
                          size_t count, jw_table **out, jw_error *err)
{
    struct jw_column_spec specs[COLUMNS];
    if (!table || !columns || !count || !out || jw_table_columns(table) > COLUMNS)
        return jw_error_set(err, JW_EINVAL, 0,
                            "adding up needs a table of at most %d columns, and which are added", COLUMNS);
    struct adding adding = {{total, table}, columns, count, NULL};
    for (size_t at = 0; at < jw_table_columns(table); at++) {
        const jw_total_column *column = find_column(&adding, jw_table_name(table, at));
        bool text = column && column->kind == JW_TOTAL_GROUP;
        specs[at] =
            (struct jw_column_spec){jw_table_name(table, at), text ? JW_TYPE_TEXT : jw_table_type(table, at)};
    }
    JW_TRY(jw_table__new(table->context, specs, jw_table_columns(table), &adding.out, err));
    jw_status status = add_groups(&adding, err);
    if (status == JW_OK)
        *out = adding.out;
    else
        jw_table_free(adding.out);
    return status;
}
