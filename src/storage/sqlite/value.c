/* Values between batches and the file, where dates, months and instants are ISO 8601 texts that sort as they
 * do. */
#include <string.h>
#include "storage/sqlite/sqlite.h"

/* Instants of the years 1 to 9999 are text; the few beyond, which an offset can give, are numbers. */
#define FIRST_TEXT_INSTANT ((int64_t)JW_DATE_MIN * JW_DAY_SECONDS)
#define LAST_TEXT_INSTANT (((int64_t)JW_DATE_MAX + 1) * JW_DAY_SECONDS - 1)

/* Sort before and after every text of a date or month, but after the absent one, "". */
#define BEFORE_ALL "!"
#define AFTER_ALL "~"

static bool is_dated(int32_t type)
{
    return type == JW_TYPE_DATE || type == JW_TYPE_MONTH || type == JW_TYPE_INSTANT;
}

static bool has_text_form(int32_t type, int64_t value)
{
    if (type == JW_TYPE_DATE)
        return value == JW_DATE_NONE || (value >= JW_DATE_MIN && value <= JW_DATE_MAX);
    if (type == JW_TYPE_MONTH)
        return value >= JW_MONTH_MIN && value <= JW_MONTH_MAX;
    return value >= FIRST_TEXT_INSTANT && value <= LAST_TEXT_INSTANT;
}

/* 2020-10-05T00:00:00Z */
static size_t format_instant(jw_instant instant, char text[JW_CALENDAR_TEXT])
{
    size_t length = jw_instant_format(instant, 0, text);
    char *blank = memchr(text, ' ', length);
    if (blank)
        *blank = 'T';
    memcpy(text + length, "Z", 2);
    return length + 1;
}

static size_t format_dated(int32_t type, int64_t value, char text[JW_CALENDAR_TEXT])
{
    if (type == JW_TYPE_DATE)
        return jw_date_format((jw_date)value, text);
    if (type == JW_TYPE_MONTH)
        return jw_month_format((jw_month)value, text);
    return format_instant(value, text);
}

static jw_status bind_copy(struct jw_sqlite *storage, sqlite3_stmt *statement, int place, const char *text,
                           size_t length, jw_error *err)
{
    if (sqlite3_bind_text64(statement, place, text, length, SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK)
        return jw_sqlite__fail(storage, "use", storage->place, err);
    return JW_OK;
}

static jw_status bind_dated(struct jw_sqlite *storage, sqlite3_stmt *statement, int place, int32_t type,
                            int64_t value, jw_error *err)
{
    char text[JW_CALENDAR_TEXT];
    return bind_copy(storage, statement, place, text, format_dated(type, value, text), err);
}

static jw_status bind_number(struct jw_sqlite *storage, sqlite3_stmt *statement, int place,
                             const struct jw_layout *layout, size_t field, int64_t value, jw_error *err)
{
    int32_t type = layout->fields[field].type;
    if (is_dated(type) && has_text_form(type, value))
        return bind_dated(storage, statement, place, type, value, err);
    if (type == JW_TYPE_DATE || type == JW_TYPE_MONTH)
        return jw_error_set_field(err, JW_EINVAL, layout->name, 0, layout->fields[field].name,
                                  "%lld is outside the calendar", (long long)value);
    sqlite3_bind_int64(statement, place, value);
    return JW_OK;
}

static bool is_text(int32_t type)
{
    return type == JW_TYPE_TEXT || type == JW_TYPE_WORD || type == JW_TYPE_DECIMAL;
}

jw_status jw_sqlite__bind_field(struct jw_sqlite *storage, sqlite3_stmt *statement, int place,
                                const struct jw_layout *layout, size_t field, const jw_rows *rows,
                                int64_t row, jw_error *err)
{
    int32_t type = layout->fields[field].type;
    if (jw_rows_is_absent(rows, field, row)) {
        sqlite3_bind_null(statement, place);
    } else if (is_text(type)) {
        size_t length;
        const char *text = jw_rows_text(rows, field, row, &length);
        jw_sqlite__bind_text(statement, place, text, length);
    } else if (type == JW_TYPE_REAL) {
        sqlite3_bind_double(statement, place, jw_rows_real(rows, field, row));
    } else {
        return bind_number(storage, statement, place, layout, field, jw_rows_integer(rows, field, row), err);
    }
    return JW_OK;
}

/* A text that compares with those of the file as a number without one does with theirs. */
static const char *bound_text(int32_t type, int64_t value)
{
    if (value < JW_DATE_NONE)
        return "";
    return value > (type == JW_TYPE_DATE ? JW_DATE_MAX : JW_MONTH_MAX) ? AFTER_ALL : BEFORE_ALL;
}

jw_status jw_sqlite__bind_key(struct jw_sqlite *storage, sqlite3_stmt *statement, int place,
                              const struct jw_layout *layout, size_t field, const jw_key_value *value,
                              jw_error *err)
{
    int32_t type = layout->fields[field].type;
    if (is_text(type))
        return bind_copy(storage, statement, place, value->text ? value->text : "",
                         value->text ? value->length : 0, err);
    if (!is_dated(type)) {
        sqlite3_bind_int64(statement, place, value->integer);
        return JW_OK;
    }
    if (has_text_form(type, value->integer))
        return bind_dated(storage, statement, place, type, value->integer, err);
    const char *bound = bound_text(type, value->integer);
    return bind_copy(storage, statement, place, bound, strlen(bound), err);
}

static bool parse_any_form(int32_t type, const char *text, size_t length, int64_t *out)
{
    int32_t number = 0;
    jw_status status;
    if (type == JW_TYPE_INSTANT)
        return jw_instant_parse(text, length, 0, out) == JW_OK;
    status =
        type == JW_TYPE_DATE ? jw_date_parse(text, length, &number) : jw_month_parse(text, length, &number);
    *out = number;
    return status == JW_OK;
}

/* The reverse of format_dated(), of its form only: what people may write otherwise was not written by this
 * library. */
static bool parse_dated(int32_t type, const char *text, size_t length, int64_t *out)
{
    char again[JW_CALENDAR_TEXT];
    return parse_any_form(type, text, length, out) && has_text_form(type, *out) &&
           format_dated(type, *out, again) == length && memcmp(again, text, length) == 0;
}

static jw_status fail_value(struct jw_sqlite *storage, const struct jw_layout *layout, size_t field,
                            jw_error *err)
{
    return jw_error_set_field(
        err, JW_ECORRUPT, layout->name, 0, layout->fields[field].name,
        "%s is damaged: a stored value is of the wrong kind; restore the file from a backup", storage->place);
}

static jw_status read_dated(struct jw_sqlite *storage, sqlite3_stmt *statement,
                            const struct jw_layout *layout, size_t field, jw_batch *batch, jw_error *err)
{
    int32_t type = layout->fields[field].type;
    if (type == JW_TYPE_INSTANT && sqlite3_column_type(statement, (int)field) == SQLITE_INTEGER)
        return jw_batch_add_integer(batch, sqlite3_column_int64(statement, (int)field), err);
    const char *text = (const char *)sqlite3_column_text(statement, (int)field);
    if (!text)
        return jw_sqlite__fail_column(storage, layout->name, err);
    size_t length = (size_t)sqlite3_column_bytes(statement, (int)field);
    if (length == 0)
        return jw_batch_add_absent(batch, err);
    int64_t value;
    if (!parse_dated(type, text, length, &value))
        return fail_value(storage, layout, field, err);
    return jw_batch_add_integer(batch, value, err);
}

/* What the batch refuses as out of range was not written by this library. */
static jw_status as_damage(struct jw_sqlite *storage, const struct jw_layout *layout, size_t field,
                           jw_status status, jw_error *err)
{
    return status == JW_EINVAL ? fail_value(storage, layout, field, err) : status;
}

jw_status jw_sqlite__read_field(struct jw_sqlite *storage, sqlite3_stmt *statement,
                                const struct jw_layout *layout, size_t field, jw_batch *batch, jw_error *err)
{
    int32_t type = layout->fields[field].type;
    int stored = sqlite3_column_type(statement, (int)field);
    if (stored == SQLITE_NULL)
        return jw_batch_add_absent(batch, err);
    if (is_text(type)) {
        const char *text = (const char *)sqlite3_column_text(statement, (int)field);
        if (!text)
            return jw_sqlite__fail_column(storage, layout->name, err);
        return jw_batch_add_text(batch, text, (size_t)sqlite3_column_bytes(statement, (int)field), err);
    }
    jw_status status;
    if (is_dated(type))
        status = read_dated(storage, statement, layout, field, batch, err);
    else if (type == JW_TYPE_REAL)
        status = jw_batch_add_real(batch, sqlite3_column_double(statement, (int)field), err);
    else if (stored == SQLITE_INTEGER)
        status = jw_batch_add_integer(batch, sqlite3_column_int64(statement, (int)field), err);
    else
        status = JW_EINVAL;
    return as_damage(storage, layout, field, status, err);
}
