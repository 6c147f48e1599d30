/* New tables out of old ones: chosen rows, a column before the others. */
#include <string.h>
#include "record/table_columns.h"

/* An empty table with room for one more column in front, whose columns are like those of another. */
static jw_status new_like(const jw_table *table, const char *before, jw_table **out, jw_error *err)
{
    size_t first = before ? 1 : 0, count = table->column_count + first;
    struct jw_column_spec *specs = jw__allocate_zeroed(table->context, count, sizeof *specs, err);
    if (!specs)
        return JW_ENOMEM;
    if (before)
        specs[0] = (struct jw_column_spec){before, JW_TYPE_TEXT};
    for (size_t i = 0; i < table->column_count; i++)
        specs[first + i] = (struct jw_column_spec){table->columns[i].name, table->columns[i].type};
    jw_status status = jw_table__new(table->context, specs, count, out, err);
    jw__free(table->context, specs);
    return status;
}

static jw_status add_cell_of(jw_table *out, const jw_table *table, int64_t row, size_t column, jw_error *err)
{
    int32_t type = jw_table_type(table, column);
    if (jw_table_is_empty(table, row, column))
        return jw_table__add_empty(out, err);
    if (jw_table__is_text(type))
        return jw_table__add_string(out, jw_table_text(table, row, column), err);
    if (type == JW_TYPE_REAL)
        return jw_table__add_real(out, jw_table_real(table, row, column), jw_table__decimals(table, column),
                                  err);
    return jw_table__add_integer(out, jw_table_integer(table, row, column), err);
}

static jw_status add_row_of(jw_table *out, const jw_table *table, int64_t row, jw_error *err)
{
    for (size_t i = 0; i < table->column_count; i++)
        JW_TRY(add_cell_of(out, table, row, i, err));
    return JW_OK;
}

static jw_status pick_rows(const jw_table *table, const int64_t *rows, int64_t count, jw_table *out,
                           jw_error *err)
{
    for (int64_t i = 0; i < count; i++) {
        if (rows[i] < 0 || rows[i] >= table->rows)
            return jw_error_set(err, JW_EINVAL, 0, "the table has no row %lld", (long long)rows[i]);
        JW_TRY(add_row_of(out, table, rows[i], err));
    }
    return JW_OK;
}

static jw_status prepend_text(const jw_table *table, const char *value, jw_table *out, jw_error *err)
{
    for (int64_t row = 0; row < table->rows; row++) {
        JW_TRY(jw_table__add_string(out, value, err));
        JW_TRY(add_row_of(out, table, row, err));
    }
    return JW_OK;
}

static jw_status hand_out(jw_status status, jw_table *made, jw_table **out)
{
    if (status == JW_OK)
        *out = made;
    else
        jw_table_free(made);
    return status;
}

jw_status jw_table_pick(const jw_table *table, const int64_t *rows, int64_t count, jw_table **out,
                        jw_error *err)
{
    if (!table || !out || count < 0 || (count && !rows))
        return jw_error_set(err, JW_EINVAL, 0,
                            "picking rows needs a table, row numbers and a place for the result");
    jw_table *made;
    JW_TRY(new_like(table, NULL, &made, err));
    return hand_out(pick_rows(table, rows, count, made, err), made, out);
}

jw_status jw_table_prepend(const jw_table *table, const char *name, const char *value, jw_table **out,
                           jw_error *err)
{
    if (!table || !name || !out)
        return jw_error_set(err, JW_EINVAL, 0, "a column needs a table, a name and a place for the result");
    jw_table *made;
    JW_TRY(new_like(table, name, &made, err));
    return hand_out(prepend_text(table, value, made, err), made, out);
}
