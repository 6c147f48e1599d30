/* Writing rows: of tables here, of pages in duty.c. */
#include "storage/sqlite/sqlite.h"

jw_status jw_sqlite__layout(jw_record record, struct jw_layout *out, jw_error *err)
{
    out->record = record;
    out->name = jw_record_name(record);
    out->keys = jw_record_key_count(record);
    out->count = jw_record_field_count(record);
    if (!out->name || out->count > JW_FIELDS_MAX)
        return jw_error_set(err, JW_EINVAL, 0, "there is no record number %d", (int)record);
    for (size_t i = 0; i < out->count; i++) {
        out->fields[i].struct_size = sizeof out->fields[i];
        JW_TRY(jw_record_field(record, i, &out->fields[i]));
    }
    return JW_OK;
}

static void append_names(sqlite3_str *sql, const struct jw_layout *layout, size_t first, size_t end,
                         const char *format, const char *separator)
{
    for (size_t i = first; i < end; i++) {
        sqlite3_str_appendall(sql, i == first ? "" : separator);
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): jw_sqlite__layout() filled so many or failed */
        sqlite3_str_appendf(sql, format, layout->fields[i].name);
    }
}

/* A row that has only its key is replaced by itself. */
static char *insert_text(sqlite3 *db, const struct jw_layout *layout, bool replace)
{
    sqlite3_str *sql = sqlite3_str_new(db);
    sqlite3_str_appendf(sql, "INSERT %sINTO \"%w\" (", replace ? "OR REPLACE " : "", layout->name);
    append_names(sql, layout, 0, layout->count, "\"%w\"", ", ");
    sqlite3_str_appendall(sql, ") VALUES (?");
    for (size_t i = 1; i < layout->count; i++)
        sqlite3_str_appendall(sql, ", ?");
    sqlite3_str_appendall(sql, ")");
    return sqlite3_str_finish(sql);
}

static char *remove_text(sqlite3 *db, const struct jw_layout *layout)
{
    sqlite3_str *sql = sqlite3_str_new(db);
    sqlite3_str_appendf(sql, "DELETE FROM \"%w\" WHERE ", layout->name);
    append_names(sql, layout, 0, layout->keys, "\"%w\" = ?", " AND ");
    return sqlite3_str_finish(sql);
}

static jw_status prepare_write(struct jw_sqlite *storage, enum jw_statement_kind kind,
                               const struct jw_layout *layout, sqlite3_stmt **out, jw_error *err)
{
    uint32_t key = jw_statement_key(kind, layout->record, 0);
    *out = jw_sqlite__cached(storage, key);
    if (*out)
        return JW_OK;
    char *sql = kind == JW_STATEMENT_REMOVE ? remove_text(storage->db, layout)
                                            : insert_text(storage->db, layout, kind == JW_STATEMENT_UPSERT);
    return jw_sqlite__prepare(storage, key, sql, out, err);
}

static jw_status write_row(struct jw_sqlite *storage, sqlite3_stmt *statement, const struct jw_layout *layout,
                           size_t field_count, const jw_rows *rows, int64_t row, jw_error *err)
{
    for (size_t i = 0; i < field_count; i++)
        JW_TRY(jw_sqlite__bind_field(storage, statement, (int)i + 1, layout, i, rows, row, err));
    int code = sqlite3_step(statement);
    if (code == SQLITE_CONSTRAINT)
        return jw_error_set_field(err, JW_EEXIST, layout->name, row + 1, NULL, "the key is there already");
    if (code != SQLITE_DONE)
        return jw_sqlite__fail(storage, "write", layout->name, err);
    sqlite3_reset(statement);
    return JW_OK;
}

static jw_status write_rows(struct jw_sqlite *storage, enum jw_statement_kind kind, const jw_rows *rows,
                            jw_error *err)
{
    struct jw_layout layout;
    sqlite3_stmt *statement = NULL;
    JW_TRY(jw_sqlite__layout(rows->record, &layout, err));
    JW_TRY(prepare_write(storage, kind, &layout, &statement, err));
    size_t field_count = kind == JW_STATEMENT_REMOVE ? layout.keys : layout.count;
    jw_status status = JW_OK;
    for (int64_t row = 0; status == JW_OK && row < rows->count; row++)
        status = write_row(storage, statement, &layout, field_count, rows, row, err);
    jw_sqlite__done(storage, statement);
    return status;
}

static jw_scan_range key_range(const struct jw_layout *layout, const jw_rows *rows, int64_t row)
{
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    range.prefix_count = layout->keys;
    for (size_t i = 0; i < layout->keys; i++) {
        range.prefix[i].text = jw_rows_text(rows, i, row, &range.prefix[i].length);
        range.prefix[i].integer = jw_rows_integer(rows, i, row);
    }
    return range;
}

/* Whether the stored row of a key is that of a batch; `absent` asks whether there is none. */
static jw_status compare_stored(struct jw_sqlite *storage, const struct jw_layout *layout,
                                const jw_rows *rows, int64_t row, bool absent, bool *same, jw_error *err)
{
    jw_scan_range range = key_range(layout, rows, row);
    jw_scan_filter filter = JW_SCAN_FILTER_INIT;
    struct ArrowArrayStream stream;
    struct ArrowArray found = {.release = NULL};
    JW_TRY(jw_sqlite__scan(storage, layout->record, &range, &filter, &stream, err));
    jw_status status = jw_stream_next(&stream, &found, err);
    if (status == JW_OK && !found.release) {
        *same = absent;
    } else if (status == JW_OK) {
        jw_rows stored;
        status = jw_rows_view(&found, layout->record, &stored, err);
        *same = status == JW_OK && !absent && jw_rows_equal(&stored, 0, rows, row);
    }
    if (found.release)
        found.release(&found);
    stream.release(&stream);
    return status;
}

static bool is_null_row(const struct ArrowArray *array, int64_t row)
{
    const uint8_t *validity =
        array->n_buffers > 0 && array->buffers && array->null_count != 0 ? array->buffers[0] : NULL;
    int64_t i = array->offset + row;
    return validity && !(validity[i >> 3] >> (i & 7) & 1);
}

static jw_status check_expected(struct jw_sqlite *storage, const jw_rows *rows,
                                const struct ArrowArray *expected, jw_error *err)
{
    struct jw_layout layout;
    jw_rows wanted;
    JW_TRY(jw_sqlite__layout(rows->record, &layout, err));
    if (!expected)
        return jw_error_set(err, JW_EINVAL, 0, "JW_PUT_EXPECTED needs the expected rows");
    JW_TRY(jw_rows_view(expected, rows->record, &wanted, err));
    if (wanted.count != rows->count)
        return jw_error_set(err, JW_EINVAL, 0, "there are not as many expected rows as rows");
    for (int64_t row = 0; row < rows->count; row++) {
        bool absent = is_null_row(expected, row);
        bool same = false;
        if (!absent && jw_rows_compare(rows, row, &wanted, row) != 0)
            return jw_error_set_field(err, JW_EINVAL, layout.name, row + 1, NULL,
                                      "the expected row has another key");
        JW_TRY(compare_stored(storage, &layout, absent ? rows : &wanted, row, absent, &same, err));
        if (!same)
            return jw_error_set_field(err, JW_ECONFLICT, layout.name, row + 1, NULL,
                                      "the stored row is not the expected one: read it again and repeat");
    }
    return JW_OK;
}

static jw_status check_writable(const struct jw_sqlite *storage, jw_error *err)
{
    if (sqlite3_get_autocommit(storage->db))
        return jw_error_set(err, JW_EINVAL, 0, "%s: a write outside a transaction", storage->place);
    return JW_OK;
}

jw_status jw_sqlite__put(void *opened, jw_record record, const struct ArrowArray *array, int32_t mode,
                         const struct ArrowArray *expected, jw_error *err)
{
    struct jw_sqlite *storage = opened;
    jw_rows rows;
    if (mode != JW_PUT_INSERT && mode != JW_PUT_UPSERT && mode != JW_PUT_EXPECTED)
        return jw_error_set(err, JW_EINVAL, 0, "there is no mode %d of put", (int)mode);
    JW_TRY(check_writable(storage, err));
    JW_TRY(jw_rows_view(array, record, &rows, err));
    if (mode == JW_PUT_EXPECTED)
        JW_TRY(check_expected(storage, &rows, expected, err));
    if (jw_sqlite__is_paged(record))
        return jw_sqlite__put_duty(storage, &rows, mode, err);
    return write_rows(storage, mode == JW_PUT_INSERT ? JW_STATEMENT_INSERT : JW_STATEMENT_UPSERT, &rows, err);
}

jw_status jw_sqlite__remove(void *opened, jw_record record, const struct ArrowArray *array, jw_error *err)
{
    struct jw_sqlite *storage = opened;
    jw_rows rows;
    JW_TRY(check_writable(storage, err));
    JW_TRY(jw_rows_view(array, record, &rows, err));
    if (jw_sqlite__is_paged(record))
        return jw_sqlite__remove_duty(storage, &rows, err);
    return write_rows(storage, JW_STATEMENT_REMOVE, &rows, err);
}
