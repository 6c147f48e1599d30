#include "storage/sqlite/pages.h"

#include <string.h>
#include "storage/sqlite/sqlite.h"

#define STAFF_ONLY 1u
#define STAFF_LOWER 2u
#define STAFF_UPPER 4u

void jw_pages__column(sqlite3_stmt *statement, int first, struct jw_page *out)
{
    out->unit = sqlite3_column_int64(statement, first);
    out->widths = sqlite3_column_int64(statement, first + 1);
    out->shapes = sqlite3_column_blob(statement, first + 2);
    out->shapes_size = (size_t)sqlite3_column_bytes(statement, first + 2);
    out->packed = sqlite3_column_blob(statement, first + 3);
    out->packed_size = (size_t)sqlite3_column_bytes(statement, first + 3);
}

jw_status jw_pages__fail(struct jw_sqlite *storage, jw_record record, jw_error *err)
{
    char table[40];
    sqlite3_snprintf(sizeof table, table, "%s_page", jw_record_name(record));
    return jw_sqlite__fail_damaged(storage, table, "a page cannot be read", err);
}

static char *select_text(const struct jw_sqlite *storage, jw_record record, uint32_t bounds)
{
    sqlite3_str *sql = sqlite3_str_new(storage->db);
    sqlite3_str_appendf(
        sql,
        "SELECT staff, unit, widths, shapes, packed FROM %s_page WHERE district = ?1 AND month = ?2%s%s%s "
        "ORDER BY staff",
        jw_record_name(record), bounds & STAFF_ONLY ? " AND staff = ?3" : "",
        bounds & STAFF_LOWER ? " AND staff >= ?3" : "", bounds & STAFF_UPPER ? " AND staff < ?4" : "");
    return sqlite3_str_finish(sql);
}

static void bind_copy(sqlite3_stmt *statement, int place, const char *text, size_t length, int *code)
{
    if (*code == SQLITE_OK)
        *code = sqlite3_bind_text64(statement, place, text ? text : "", text ? length : 0, SQLITE_TRANSIENT,
                                    SQLITE_UTF8);
}

static uint32_t bounds_of(const struct jw_pages_range *range)
{
    if (range->only)
        return STAFF_ONLY;
    return (range->lower ? STAFF_LOWER : 0) | (range->upper ? STAFF_UPPER : 0);
}

static jw_status add_cursor(struct jw_pages *pages, const struct jw_pages_range *range, jw_month month,
                            jw_error *err)
{
    struct jw_sqlite *storage = pages->storage;
    JW_TRY(jw_sqlite__grow(storage, &pages->cursors, &pages->capacity, pages->count + 1,
                           sizeof *pages->cursors, err));
    uint32_t bounds = bounds_of(range);
    uint32_t key = jw_statement_key(JW_STATEMENT_PAGES, pages->record, bounds);
    sqlite3_stmt *statement = jw_sqlite__cached(storage, key);
    if (!statement)
        JW_TRY(
            jw_sqlite__prepare(storage, key, select_text(storage, pages->record, bounds), &statement, err));
    pages->cursors[pages->count++] =
        (struct jw_month_cursor){statement, jw_page__month_start(month), NULL, 0};
    char month_text[JW_PAGE_MONTH_TEXT];
    jw_page__month_text(month, month_text);
    int code = SQLITE_OK;
    bind_copy(statement, 1, range->district, range->district_length, &code);
    bind_copy(statement, 2, month_text, JW_PAGE_MONTH_TEXT - 1, &code);
    const jw_key_value *lower = range->only ? range->only : range->lower;
    if (lower)
        bind_copy(statement, 3, lower->text, lower->length, &code);
    if (bounds & STAFF_UPPER)
        bind_copy(statement, 4, range->upper->text, range->upper->length, &code);
    return code == SQLITE_OK ? JW_OK : jw_sqlite__fail(storage, "read", "duty", err);
}

/* Steps a cursor to its next page, or ends it. */
static jw_status advance(struct jw_pages *pages, struct jw_month_cursor *cursor, jw_error *err)
{
    int code = sqlite3_step(cursor->statement);
    if (code == SQLITE_DONE) {
        jw_sqlite__done(pages->storage, cursor->statement);
        cursor->statement = NULL;
        return JW_OK;
    }
    if (code != SQLITE_ROW)
        return jw_sqlite__fail(pages->storage, "read", "duty", err);
    cursor->staff = (const char *)sqlite3_column_text(cursor->statement, 0);
    cursor->staff_length = (size_t)sqlite3_column_bytes(cursor->statement, 0);
    return cursor->staff ? JW_OK : jw_sqlite__fail_column(pages->storage, "duty_page", err);
}

static jw_instant saturating_add(jw_instant instant, int64_t seconds)
{
    if (seconds < 0)
        return instant < INT64_MIN - seconds ? INT64_MIN : instant + seconds;
    return instant > INT64_MAX - seconds ? INT64_MAX : instant + seconds;
}

/* The first month of the district from `month` on that has pages; *found tells whether there is one. */
static jw_status seek_month(struct jw_pages *pages, sqlite3_stmt *seek, const struct jw_pages_range *range,
                            jw_month *month, bool *found, jw_error *err)
{
    char from[JW_PAGE_MONTH_TEXT];
    jw_page__month_text(*month, from);
    jw_sqlite__bind_text(seek, 1, range->district, range->district_length);
    jw_sqlite__bind_text(seek, 2, from, JW_PAGE_MONTH_TEXT - 1);
    if (sqlite3_step(seek) != SQLITE_ROW)
        return jw_sqlite__fail(pages->storage, "read", "duty", err);
    const char *text = (const char *)sqlite3_column_text(seek, 0);
    size_t length = (size_t)sqlite3_column_bytes(seek, 0);
    *found = text != NULL;
    if (text && (!jw_page__month_read(text, length, month) || *month < JW_MONTH_MIN - 1))
        return jw_pages__fail(pages->storage, pages->record, err);
    sqlite3_reset(seek);
    return JW_OK;
}

/* Opens a cursor for each month that has pages; the months are found by seeking from one to the next. */
static jw_status open_months(struct jw_pages *pages, const struct jw_pages_range *range, sqlite3_stmt *seek,
                             jw_error *err)
{
    jw_month last = jw_page__month(saturating_add(range->to, -1));
    jw_month month = jw_page__month(saturating_add(range->from, -JW_PAGE_LONGEST));
    for (bool found = true; month <= last; month++) {
        JW_TRY(seek_month(pages, seek, range, &month, &found, err));
        if (!found || month > last)
            return JW_OK;
        JW_TRY(add_cursor(pages, range, month, err));
    }
    return JW_OK;
}

static jw_status open_cursors(struct jw_pages *pages, const struct jw_pages_range *range, jw_error *err)
{
    sqlite3_stmt *seek = NULL;
    JW_TRY(jw_sqlite__statement(pages->storage, JW_STATEMENT_MONTH, pages->record, 0,
                                "SELECT min(month) FROM %s_page WHERE district = ?1 AND month >= ?2", &seek,
                                err));
    jw_status status = open_months(pages, range, seek, err);
    jw_sqlite__done(pages->storage, seek);
    for (size_t i = 0; status == JW_OK && i < pages->count; i++)
        status = advance(pages, &pages->cursors[i], err);
    return status;
}

jw_status jw_pages__open(struct jw_sqlite *storage, jw_record record, const struct jw_pages_range *range,
                         struct jw_pages *out, jw_error *err)
{
    *out = (struct jw_pages){.storage = storage, .record = record, .without_places = range->without_places};
    jw_status status =
        jw_dictionary__use(storage, &storage->kinds, range->district, range->district_length, err);
    if (status == JW_OK && !range->without_places)
        status = jw_dictionary__use(storage, &storage->places, range->district, range->district_length, err);
    if (status == JW_OK && range->from < range->to)
        status = open_cursors(out, range, err);
    out->current = out->count;
    if (status != JW_OK)
        jw_pages__close(out);
    return status;
}

/* The cursor with the least staff, of these the earliest month. */
static size_t choose(const struct jw_pages *pages)
{
    size_t best = pages->count;
    for (size_t i = 0; i < pages->count; i++) {
        const struct jw_month_cursor *cursor = &pages->cursors[i];
        if (!cursor->statement)
            continue;
        if (best == pages->count ||
            jw_sqlite__compare(cursor->staff, cursor->staff_length, pages->cursors[best].staff,
                               pages->cursors[best].staff_length) < 0)
            best = i;
    }
    return best;
}

/* Whether the dictionaries have all that the page names. */
static bool shapes_exist(const struct jw_pages *pages, const struct jw_staff_page *page)
{
    const struct jw_sqlite *storage = pages->storage;
    bool exist = true;
    for (size_t i = 0; i < page->form.shape_count; i++) {
        exist &= jw_page__kind(&page->page, &page->form, i) < storage->kinds.count;
        exist &= pages->without_places || jw_page__place(&page->page, &page->form, i) < storage->places.count;
    }
    return exist;
}

jw_status jw_pages__next(struct jw_pages *pages, struct jw_staff_page *out, bool *found, jw_error *err)
{
    if (pages->current < pages->count)
        JW_TRY(advance(pages, &pages->cursors[pages->current], err));
    pages->current = choose(pages);
    *found = pages->current < pages->count;
    if (!*found)
        return JW_OK;
    const struct jw_month_cursor *cursor = &pages->cursors[pages->current];
    out->staff = cursor->staff;
    out->staff_length = cursor->staff_length;
    out->month_start = cursor->month_start;
    jw_pages__column(cursor->statement, 1, &out->page);
    if (!jw_page__form(&out->page, &out->form) || !shapes_exist(pages, out))
        return jw_pages__fail(pages->storage, pages->record, err);
    return JW_OK;
}

void jw_pages__close(struct jw_pages *pages)
{
    for (size_t i = 0; i < pages->count; i++)
        jw_sqlite__done(pages->storage, pages->cursors[i].statement);
    jw_release(pages->storage->context, pages->cursors);
    *pages = (struct jw_pages){.storage = pages->storage, .record = pages->record};
}
