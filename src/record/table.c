#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/sort.h"
#include "base/text.h"
#include "record/table_columns.h"

jw_status jw_table__new(jw_context *context, const struct jw_column_spec *specs, size_t count, jw_table **out,
                        jw_error *err)
{
    size_t size = sizeof(jw_table) + count * sizeof(struct table_column);
    jw_table *table = jw__allocate_zeroed(context, 1, size, err);
    if (!table)
        return JW_ENOMEM;
    atomic_init(&table->references, 1);
    table->context = jw_context__ref(context);
    table->column_count = count;
    for (size_t i = 0; i < count; i++) {
        table->columns[i].name = specs[i].name;
        table->columns[i].type = specs[i].type;
        table->columns[i].decimals = -1;
    }
    *out = table;
    return JW_OK;
}

jw_table *jw_table_ref(jw_table *table)
{
    if (table)
        atomic_fetch_add(&table->references, 1);
    return table;
}

void jw_table_free(jw_table *table)
{
    if (!table || atomic_fetch_sub(&table->references, 1) != 1)
        return;
    jw_context *context = table->context;
    for (size_t i = 0; i < table->column_count; i++) {
        jw__free(context, table->columns[i].present);
        jw__free(context, table->columns[i].numbers);
        jw__free(context, table->columns[i].text);
    }
    jw__free(context, table);
    jw_context__unref(context);
}

static jw_status add_cell(jw_table *table, bool present, int64_t number, jw_error *err)
{
    struct table_column *column = &table->columns[table->next_column];
    size_t needed = (size_t)table->rows + 1;
    JW_TRY(jw__grow(table->context, &column->present, &column->present_capacity, needed, 1, err));
    JW_TRY(jw__grow(table->context, &column->numbers, &column->numbers_capacity, needed, sizeof(int64_t), err));
    column->present[table->rows] = present;
    column->numbers[table->rows] = number;
    if (++table->next_column == table->column_count) {
        table->next_column = 0;
        table->rows++;
    }
    return JW_OK;
}

static jw_status wrong_column(const jw_table *table, jw_error *err)
{
    return jw_error_set(err, JW_EINTERNAL, 0, "column %s is of another type", table->columns[table->next_column].name);
}

/* The text of the row above: results repeat much from row to row, and equal neighbours share one place. */
static bool is_text_above(const jw_table *table, const struct table_column *column, const char *text, size_t length)
{
    if (table->rows == 0)
        return false;
    size_t place = (size_t)column->numbers[table->rows - 1];
    return length < column->text_used - place && column->text[place + length] == '\0' &&
           (length == 0 || memcmp(column->text + place, text, length) == 0);
}

static jw_status add_text_cell(jw_table *table, bool present, const char *text, size_t length, jw_error *err)
{
    struct table_column *column = &table->columns[table->next_column];
    if (is_text_above(table, column, text, length))
        return add_cell(table, present, column->numbers[table->rows - 1], err);
    JW_TRY(jw__grow(table->context, &column->text, &column->text_capacity, column->text_used + length + 1, 1, err));
    int64_t place = (int64_t)column->text_used;
    if (length)
        memcpy(column->text + place, text, length);
    column->text[(size_t)place + length] = '\0';
    JW_TRY(add_cell(table, present, place, err));
    column->text_used += length + 1;
    return JW_OK;
}

jw_status jw_table__add_text(jw_table *table, const char *text, size_t length, jw_error *err)
{
    if (!jw_table__is_text(table->columns[table->next_column].type))
        return wrong_column(table, err);
    return add_text_cell(table, true, text, length, err);
}

jw_status jw_table__add_string(jw_table *table, const char *text, jw_error *err)
{
    return text ? jw_table__add_text(table, text, strlen(text), err) : jw_table__add_empty(table, err);
}

jw_status jw_table__add_format(jw_table *table, jw_error *err, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return jw_error_set(err, JW_EINTERNAL, 0, "a text could not be formatted");
    size_t used = (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;
    return jw_table__add_text(table, text, jw__utf8_prefix(text, used), err);
}

jw_status jw_table__add_integer(jw_table *table, int64_t value, jw_error *err)
{
    int32_t type = table->columns[table->next_column].type;
    if (jw_table__is_text(type) || type == JW_TYPE_REAL)
        return wrong_column(table, err);
    return add_cell(table, true, value, err);
}

jw_status jw_table__add_real(jw_table *table, double value, int32_t decimals, jw_error *err)
{
    struct table_column *column = &table->columns[table->next_column];
    if (column->type != JW_TYPE_REAL)
        return wrong_column(table, err);
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    column->decimals = decimals;
    return add_cell(table, true, bits, err);
}

jw_status jw_table__add_empty(jw_table *table, jw_error *err)
{
    if (jw_table__is_text(table->columns[table->next_column].type)) /* an empty cell still needs a place */
        return add_text_cell(table, false, "", 0, err);
    return add_cell(table, false, 0, err);
}

int32_t jw_table__decimals(const jw_table *table, size_t column)
{
    return table->columns[column].decimals;
}

/* ---- reading ---- */

int64_t jw_table_rows(const jw_table *table)
{
    return table ? table->rows : 0;
}

size_t jw_table_columns(const jw_table *table)
{
    return table ? table->column_count : 0;
}

const char *jw_table_name(const jw_table *table, size_t column)
{
    return column < jw_table_columns(table) ? table->columns[column].name : NULL;
}

int32_t jw_table_type(const jw_table *table, size_t column)
{
    return column < jw_table_columns(table) ? table->columns[column].type : 0;
}

int32_t jw_table_find(const jw_table *table, const char *name)
{
    for (size_t i = 0; name && i < jw_table_columns(table); i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return (int32_t)i;
    return -1;
}

/* The column if it has such a row with a value, else NULL. */
static const struct table_column *cell_column(const jw_table *table, int64_t row, size_t column)
{
    if (column >= jw_table_columns(table) || row < 0 || row >= table->rows || !table->columns[column].present[row])
        return NULL;
    return &table->columns[column];
}

int32_t jw_table_is_empty(const jw_table *table, int64_t row, size_t column)
{
    return cell_column(table, row, column) == NULL;
}

const char *jw_table_text(const jw_table *table, int64_t row, size_t column)
{
    const struct table_column *found = cell_column(table, row, column);
    return found && jw_table__is_text(found->type) ? found->text + found->numbers[row] : "";
}

int64_t jw_table_integer(const jw_table *table, int64_t row, size_t column)
{
    const struct table_column *found = cell_column(table, row, column);
    return found && !jw_table__is_text(found->type) && found->type != JW_TYPE_REAL ? found->numbers[row] : 0;
}

double jw_table_real(const jw_table *table, int64_t row, size_t column)
{
    const struct table_column *found = cell_column(table, row, column);
    double value = 0;
    if (found && found->type == JW_TYPE_REAL)
        memcpy(&value, &found->numbers[row], sizeof value);
    return value;
}

/* ---- sorting ---- */

struct row_order {
    const jw_table *table;
    size_t key_columns;
};

static int order_rows(void *userdata, const void *left, const void *right)
{
    const struct row_order *rows = userdata;
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    for (size_t i = 0; i < rows->key_columns; i++) {
        const struct table_column *column = &rows->table->columns[i];
        int order;
        if (jw_table__is_text(column->type)) {
            order = strcmp(column->text + column->numbers[a], column->text + column->numbers[b]);
        } else if (column->type == JW_TYPE_REAL) {
            double x = jw_table_real(rows->table, a, i), y = jw_table_real(rows->table, b, i);
            order = (x > y) - (x < y);
        } else {
            order = (column->numbers[a] > column->numbers[b]) - (column->numbers[a] < column->numbers[b]);
        }
        if (order)
            return order;
    }
    return 0;
}

static void apply_order(struct table_column *column, const int64_t *order, size_t rows, int64_t *scratch)
{
    for (size_t i = 0; i < rows; i++)
        scratch[i] = column->numbers[order[i]];
    memcpy(column->numbers, scratch, rows * sizeof *scratch);
    uint8_t *bytes = (uint8_t *)scratch;
    for (size_t i = 0; i < rows; i++)
        bytes[i] = column->present[order[i]];
    memcpy(column->present, bytes, rows);
}

jw_status jw_table__sort(jw_table *table, size_t key_columns, jw_error *err)
{
    size_t rows = (size_t)table->rows;
    int64_t *order = jw__allocate_zeroed(table->context, 2 * rows + 1, sizeof *order, err);
    if (!order)
        return JW_ENOMEM;
    for (size_t i = 0; i < rows; i++)
        order[i] = (int64_t)i;
    struct row_order by = {table, key_columns};
    jw__sort(order, order + rows, rows, sizeof *order, order_rows, &by);
    for (size_t i = 0; i < table->column_count && rows; i++)
        apply_order(&table->columns[i], order, rows, order + rows);
    jw__free(table->context, order);
    return JW_OK;
}
