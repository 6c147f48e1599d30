/* Reading the tables. */
#include "storage/sqlite/sqlite.h"

#define LOWER_GIVEN 16u
#define UPPER_GIVEN 32u

/* A scan under way. */
struct scan {
    struct jw_sqlite *storage;
    struct jw_layout layout;
    sqlite3_stmt *statement; /* NULL after the last row */
};

jw_status jw_sqlite__check_range(const struct jw_layout *layout, const jw_scan_range *range, jw_error *err)
{
    if (!range || range->struct_size < sizeof *range || range->prefix_count > layout->keys ||
        range->prefix_count > sizeof range->prefix / sizeof range->prefix[0])
        return jw_error_set(err, JW_EINVAL, 0, "%s: the range is not initialised or has too many keys",
                            layout->name);
    if ((range->has_lower || range->has_upper) && range->prefix_count == layout->keys)
        return jw_error_set(err, JW_EINVAL, 0, "%s: the range has bounds after the whole key", layout->name);
    return JW_OK;
}

/* A field that an older form lacks is absent. */
static void append_fields(sqlite3_str *sql, const struct jw_sqlite *storage, const struct jw_layout *layout)
{
    for (size_t i = 0; i < layout->count; i++) {
        bool stored = jw_sqlite__has_field(storage, layout->record, i);
        sqlite3_str_appendf(sql, stored ? "%s\"%w\"" : "%sNULL", i ? ", " : "", layout->fields[i].name);
    }
}

static void append_range(sqlite3_str *sql, const struct jw_layout *layout, const jw_scan_range *range)
{
    sqlite3_str_appendall(sql, " WHERE 1");
    for (size_t i = 0; i < range->prefix_count; i++)
        sqlite3_str_appendf(sql, " AND \"%w\" = ?", layout->fields[i].name);
    if (range->has_lower)
        sqlite3_str_appendf(sql, " AND \"%w\" >= ?", layout->fields[range->prefix_count].name);
    if (range->has_upper)
        sqlite3_str_appendf(sql, " AND \"%w\" < ?", layout->fields[range->prefix_count].name);
}

static char *select_text(const struct jw_sqlite *storage, const struct jw_layout *layout,
                         const jw_scan_range *range, bool count)
{
    sqlite3_str *sql = sqlite3_str_new(storage->db);
    sqlite3_str_appendall(sql, "SELECT ");
    if (count)
        sqlite3_str_appendall(sql, "count(*)");
    else
        append_fields(sql, storage, layout);
    sqlite3_str_appendf(sql, " FROM \"%w\"", layout->name);
    append_range(sql, layout, range);
    for (size_t i = 0; !count && i < layout->keys; i++)
        sqlite3_str_appendf(sql, "%s\"%w\"", i ? ", " : " ORDER BY ", layout->fields[i].name);
    return sqlite3_str_finish(sql);
}

static jw_status bind_range(struct jw_sqlite *storage, sqlite3_stmt *statement,
                            const struct jw_layout *layout, const jw_scan_range *range, jw_error *err)
{
    int place = 0;
    for (size_t i = 0; i < range->prefix_count; i++)
        JW_TRY(jw_sqlite__bind_key(storage, statement, ++place, layout, i, &range->prefix[i], err));
    if (range->has_lower)
        JW_TRY(jw_sqlite__bind_key(storage, statement, ++place, layout, range->prefix_count, &range->lower,
                                   err));
    if (range->has_upper)
        JW_TRY(jw_sqlite__bind_key(storage, statement, ++place, layout, range->prefix_count, &range->upper,
                                   err));
    return JW_OK;
}

/* A bound statement for a range. */
static jw_status select_range(struct jw_sqlite *storage, const struct jw_layout *layout,
                              const jw_scan_range *range, bool count, sqlite3_stmt **out, jw_error *err)
{
    uint32_t variant = (uint32_t)range->prefix_count | (range->has_lower ? LOWER_GIVEN : 0) |
                       (range->has_upper ? UPPER_GIVEN : 0);
    uint32_t key =
        jw_statement_key(count ? JW_STATEMENT_COUNT_ROWS : JW_STATEMENT_SCAN, layout->record, variant);
    sqlite3_stmt *statement = jw_sqlite__cached(storage, key);
    if (!statement)
        JW_TRY(jw_sqlite__prepare(storage, key, select_text(storage, layout, range, count), &statement, err));
    jw_status status = bind_range(storage, statement, layout, range, err);
    if (status != JW_OK)
        jw_sqlite__done(storage, statement);
    else
        *out = statement;
    return status;
}

static jw_status fill(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    struct scan *scan = userdata;
    for (int64_t row = 0; scan->statement && row < limit; row++) {
        int code = sqlite3_step(scan->statement);
        if (code == SQLITE_DONE) {
            jw_sqlite__done(scan->storage, scan->statement);
            scan->statement = NULL;
            break;
        }
        if (code != SQLITE_ROW)
            return jw_sqlite__fail(scan->storage, "read", scan->layout.name, err);
        for (size_t i = 0; i < scan->layout.count; i++)
            JW_TRY(jw_sqlite__read_field(scan->storage, scan->statement, &scan->layout, i, batch, err));
    }
    return JW_OK;
}

static void release(void *userdata)
{
    struct scan *scan = userdata;
    jw_sqlite__done(scan->storage, scan->statement);
    jw_release(scan->storage->context, scan);
}

jw_status jw_sqlite__scan(void *opened, jw_record record, const jw_scan_range *range,
                          const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    struct jw_sqlite *storage = opened;
    if (jw_sqlite__is_paged(record))
        return jw_sqlite__scan_duty(storage, record, range, filter, out, err);
    struct scan *scan = jw_allocate(storage->context, NULL, sizeof *scan, err);
    if (!scan)
        return JW_ENOMEM;
    *scan = (struct scan){.storage = storage};
    jw_status status = jw_sqlite__layout(record, &scan->layout, err);
    if (status == JW_OK)
        status = jw_sqlite__check_range(&scan->layout, range, err);
    if (status == JW_OK && jw_sqlite__has_table(storage, record))
        status = select_range(storage, &scan->layout, range, false, &scan->statement, err);
    if (status == JW_OK)
        status = jw_stream_new(storage->context, record, fill, release, scan, out, err);
    if (status != JW_OK)
        release(scan);
    return status;
}

jw_status jw_sqlite__count(void *opened, jw_record record, const jw_scan_range *range, int64_t *out,
                           jw_error *err)
{
    struct jw_sqlite *storage = opened;
    struct jw_layout layout;
    JW_TRY(jw_sqlite__layout(record, &layout, err));
    JW_TRY(jw_sqlite__check_range(&layout, range, err));
    if (jw_sqlite__is_paged(record))
        return jw_sqlite__count_duty(storage, record, range, out, err);
    if (!jw_sqlite__has_table(storage, record)) {
        *out = 0;
        return JW_OK;
    }
    sqlite3_stmt *statement = NULL;
    JW_TRY(select_range(storage, &layout, range, true, &statement, err));
    jw_status status = JW_OK;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else
        status = jw_sqlite__fail(storage, "count", layout.name, err);
    jw_sqlite__done(storage, statement);
    return status;
}
