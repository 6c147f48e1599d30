/* A table as text: aligned for a person, CSV, JSON. Nothing is allocated: a table is written on any thread.
 */
#include <math.h>
#include <string.h>
#include <jingwu/calendar.h>
#include "base/text.h"
#include "exchange/output.h"
#include "record/table_columns.h"
#include "record/value.h"

#define COLUMNS_MAX 64
#define GAP 2 /* blanks between columns */

struct cell {
    const char *text; /* "" when empty */
    size_t length;
    char buffer[JW_VALUE_TEXT + JW_NUMBER_TEXT];
};

static int64_t power_of_ten(int32_t exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* The shortest decimal form, rounded half away from zero as it stands: 1.005 to two decimals is 1.01. */
static size_t format_decimals(double value, int32_t decimals, char *text)
{
    int64_t scaled;
    int32_t given;
    size_t length = jw__format_real(value, text);
    if (decimals < 0 || decimals > 9)
        return length;
    if (jw__parse_decimal(text, length, &scaled, &given))
        return jw__format_fraction(scaled, power_of_ten(given), decimals, text);
    /* very small or written with an exponent */
    double shifted = value * (double)power_of_ten(decimals);
    if (!(fabs(shifted) < 9e15))
        return length;
    return jw__format_fraction(llround(shifted), power_of_ten(decimals), decimals, text);
}

static void read_cell(const jw_table *table, int64_t row, size_t column, struct cell *cell)
{
    int32_t type = jw_table_type(table, column);
    cell->text = cell->buffer;
    cell->length = 0;
    cell->buffer[0] = '\0';
    if (jw_table_is_empty(table, row, column))
        return;
    if (jw_table__is_text(type)) {
        cell->text = jw_table_text(table, row, column);
        cell->length = strlen(cell->text);
    } else if (type == JW_TYPE_REAL) {
        cell->length = format_decimals(jw_table_real(table, row, column), jw_table__decimals(table, column),
                                       cell->buffer);
    } else if (type == JW_TYPE_INSTANT) {
        cell->length = jw_output__iso_instant(jw_table_integer(table, row, column), 0, cell->buffer);
    } else {
        struct jw_field field = {.type = type, .format = 'l'};
        struct jw_value value = {.integer = jw_table_integer(table, row, column)};
        jw_value__format(&field, &value, 0, cell->buffer, &cell->length);
    }
}

/* ---- CSV ---- */

/* A line that would be empty is one empty cell in quotes, else it would be no line. */
static void write_csv_cell(struct jw_output *output, const char *text, size_t length, size_t columns)
{
    if (columns == 1 && length == 0)
        jw_output__string(output, "\"\"");
    else
        jw_output__csv_cell(output, text, length);
}

static void write_csv(const jw_table *table, bool header, struct jw_output *output)
{
    size_t columns = jw_table_columns(table);
    for (size_t i = 0; header && i < columns; i++) {
        jw_output__csv_cell(output, jw_table_name(table, i), strlen(jw_table_name(table, i)));
        jw_output__string(output, i + 1 < columns ? "," : "\n");
    }
    struct cell cell;
    for (int64_t row = 0; row < jw_table_rows(table); row++) {
        for (size_t i = 0; i < columns; i++) {
            read_cell(table, row, i, &cell);
            write_csv_cell(output, cell.text, cell.length, columns);
            jw_output__string(output, i + 1 < columns ? "," : "\n");
        }
    }
}

/* ---- JSON ---- */

static void write_json_value(const jw_table *table, int64_t row, size_t column, struct jw_output *output)
{
    struct cell cell;
    int32_t type = jw_table_type(table, column);
    read_cell(table, row, column, &cell);
    if (jw_table_is_empty(table, row, column))
        jw_output__string(output, "null");
    else if (type == JW_TYPE_BOOLEAN)
        jw_output__string(output, jw_table_integer(table, row, column) ? "true" : "false");
    else if (type == JW_TYPE_INTEGER || type == JW_TYPE_REAL || type == JW_TYPE_DEGREES)
        jw_output__add(output, cell.text, cell.length);
    else
        jw_output__json_text(output, cell.text, cell.length);
}

static void write_json(const jw_table *table, struct jw_output *output)
{
    size_t columns = jw_table_columns(table);
    jw_output__string(output, "[");
    for (int64_t row = 0; row < jw_table_rows(table); row++) {
        jw_output__string(output, row ? ",\n{" : "\n{");
        for (size_t i = 0; i < columns; i++) {
            jw_output__string(output, i ? "," : "");
            jw_output__json_text(output, jw_table_name(table, i), strlen(jw_table_name(table, i)));
            jw_output__string(output, ":");
            write_json_value(table, row, i, output);
        }
        jw_output__string(output, "}");
    }
    jw_output__string(output, "\n]\n");
}

/* ---- aligned ---- */

static bool is_number(int32_t type)
{
    return type == JW_TYPE_INTEGER || type == JW_TYPE_REAL || type == JW_TYPE_BOOLEAN ||
           type == JW_TYPE_DEGREES;
}

static void widen(size_t *width, const char *text, size_t length)
{
    size_t wanted = jw__display_width(text, length);
    if (wanted > *width)
        *width = wanted;
}

static void measure(const jw_table *table, bool header, size_t *widths)
{
    struct cell cell;
    for (size_t i = 0; i < jw_table_columns(table); i++) {
        widths[i] = 0;
        if (header)
            widen(&widths[i], jw_table_name(table, i), strlen(jw_table_name(table, i)));
        for (int64_t row = 0; row < jw_table_rows(table); row++) {
            read_cell(table, row, i, &cell);
            widen(&widths[i], cell.text, cell.length);
        }
    }
}

static void add_blanks(struct jw_output *output, size_t count)
{
    while (count--)
        jw_output__add(output, " ", 1);
}

/* A line break or tab inside of a cell would break the columns. */
static void add_on_one_line(struct jw_output *output, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        jw_output__add(output, (unsigned char)text[i] < 0x20 ? " " : &text[i], 1);
}

/* Blanks are owed until a text follows them, so that no line ends with any. */
static void write_aligned_cell(struct jw_output *output, const char *text, size_t length, size_t width,
                               bool right, size_t *owed)
{
    size_t blanks = width - jw__display_width(text, length);
    if (right)
        *owed += blanks;
    if (length) {
        add_blanks(output, *owed);
        *owed = 0;
        add_on_one_line(output, text, length);
    }
    if (!right)
        *owed += blanks;
}

/* Row -1 is the header. */
static void write_aligned_row(const jw_table *table, int64_t row, const size_t *widths,
                              struct jw_output *output)
{
    struct cell cell;
    size_t owed = 0;
    for (size_t i = 0; i < jw_table_columns(table); i++) {
        if (row < 0) {
            cell.text = jw_table_name(table, i);
            cell.length = strlen(cell.text);
        } else {
            read_cell(table, row, i, &cell);
        }
        write_aligned_cell(output, cell.text, cell.length, widths[i], is_number(jw_table_type(table, i)),
                           &owed);
        owed += GAP;
    }
    jw_output__string(output, "\n");
}

static void write_aligned(const jw_table *table, bool header, struct jw_output *output)
{
    size_t widths[COLUMNS_MAX] = {0};
    measure(table, header, widths);
    for (int64_t row = header ? -1 : 0; row < jw_table_rows(table); row++)
        write_aligned_row(table, row, widths, output);
}

jw_status jw_table_write(const jw_table *table, int32_t format, int32_t header, jw_write_fn write,
                         void *userdata, jw_error *err)
{
    if (!table || !write)
        return jw_error_set(err, JW_EINVAL, 0,
                            "writing a table needs a table and a function that takes the text");
    if (jw_table_columns(table) > COLUMNS_MAX)
        return jw_error_set(err, JW_EINTERNAL, 0, "the table has more than %d columns", COLUMNS_MAX);
    struct jw_output output;
    jw_output__open(&output, write, userdata);
    switch (format) {
    case JW_FORMAT_TABLE:
        write_aligned(table, header, &output);
        break;
    case JW_FORMAT_CSV:
        write_csv(table, header, &output);
        break;
    case JW_FORMAT_JSON:
        write_json(table, &output);
        break;
    default:
        return jw_error_set(err, JW_EINVAL, 0, "%d is no format of a table", (int)format);
    }
    return jw_output__finish(&output, err);
}
