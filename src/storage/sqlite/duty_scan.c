/* Reading duty as rows: district by district, page by page. */
#include <string.h>
#include "storage/sqlite/pages.h"
#include "storage/sqlite/sqlite.h"

/* Length of the prefix of a range that fixes ... */
enum { NOTHING, DISTRICT, STAFF, START, STATION };

/* A copy of a range whose texts are its own. */
struct own_range {
    jw_scan_range range;
    char *texts;
};

struct duty_scan {
    struct jw_sqlite *storage;
    jw_record record;
    struct own_range own;
    jw_scan_filter filter;
    char *district; /* being read */
    size_t district_length;
    size_t district_capacity;
    struct jw_pages pages;
    bool reading; /* pages are open */
    bool done;    /* no further district */
    struct jw_staff_page page;
    struct jw_span *spans; /* of the page */
    size_t span_capacity;
    size_t span_count;
    size_t next_span;
};

static void copy_key(jw_key_value *key, char **to)
{
    if (!key->text)
        return;
    memcpy(*to, key->text, key->length);
    key->text = *to;
    *to += key->length;
}

static jw_status own_range(struct jw_sqlite *storage, const jw_scan_range *range, struct own_range *out,
                           jw_error *err)
{
    size_t size = 1;
    jw_scan_range copy = *range;
    jw_key_value *keys[10] = {&copy.lower, &copy.upper};
    if (!range->has_lower)
        copy.lower = (jw_key_value){NULL, 0, 0};
    if (!range->has_upper)
        copy.upper = (jw_key_value){NULL, 0, 0};
    for (size_t i = 0; i < range->prefix_count; i++)
        keys[2 + i] = &copy.prefix[i];
    for (size_t i = 0; i < 2 + range->prefix_count; i++)
        size += keys[i]->text ? keys[i]->length : 0;
    char *to = jw_allocate(storage->context, NULL, size, err);
    if (!to)
        return JW_ENOMEM;
    out->texts = to;
    for (size_t i = 0; i < 2 + range->prefix_count; i++)
        copy_key(keys[i], &to);
    out->range = copy;
    return JW_OK;
}

/* Instants between which the starts of a range lie; the filter narrows the months further. */
static void find_starts(const jw_scan_range *range, jw_instant *from, jw_instant *to)
{
    *from = INT64_MIN;
    *to = INT64_MAX;
    if (range->prefix_count >= START) {
        *from = range->prefix[START - 1].integer;
        *to = *from < INT64_MAX ? *from + 1 : INT64_MAX;
    } else if (range->prefix_count == STAFF) {
        *from = range->has_lower ? range->lower.integer : INT64_MIN;
        *to = range->has_upper ? range->upper.integer : INT64_MAX;
    }
}

static jw_status open_pages(struct duty_scan *scan, jw_error *err)
{
    const jw_scan_range *range = &scan->own.range;
    struct jw_pages_range pages = {.district = scan->district, .district_length = scan->district_length};
    find_starts(range, &pages.from, &pages.to);
    pages.from = scan->filter.from > pages.from ? scan->filter.from : pages.from;
    pages.to = scan->filter.to < pages.to ? scan->filter.to : pages.to;
    if (range->prefix_count >= STAFF)
        pages.only = &range->prefix[STAFF - 1];
    else if (range->prefix_count == DISTRICT) {
        pages.lower = range->has_lower ? &range->lower : NULL;
        pages.upper = range->has_upper ? &range->upper : NULL;
    }
    JW_TRY(jw_pages__open(scan->storage, scan->record, &pages, &scan->pages, err));
    scan->reading = true;
    return JW_OK;
}

static jw_status keep_district(struct duty_scan *scan, const char *text, size_t length, jw_error *err)
{
    JW_TRY(jw_sqlite__grow(scan->storage, &scan->district, &scan->district_capacity, length + 1, 1, err));
    memcpy(scan->district, text ? text : "", length);
    scan->district_length = length;
    return JW_OK;
}

/* Finds the next district that has pages, when the range does not fix it. */
static jw_status seek_district(struct duty_scan *scan, jw_error *err)
{
    const jw_scan_range *range = &scan->own.range;
    bool first = !scan->district;
    sqlite3_stmt *seek = NULL;
    JW_TRY(jw_sqlite__statement(scan->storage, JW_STATEMENT_PAGE_DISTRICT, scan->record, first,
                                first ? "SELECT min(district) FROM %s_page WHERE district >= ?1"
                                      : "SELECT min(district) FROM %s_page WHERE district > ?1",
                                &seek, err));
    if (first)
        jw_sqlite__bind_text(seek, 1, range->lower.text, range->lower.length);
    else
        jw_sqlite__bind_text(seek, 1, scan->district, scan->district_length);
    jw_status status = JW_OK;
    if (sqlite3_step(seek) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(seek, 0);
        size_t length = (size_t)sqlite3_column_bytes(seek, 0);
        scan->done = !text || (range->has_upper &&
                               jw_sqlite__compare(text, length, range->upper.text ? range->upper.text : "",
                                                  range->upper.length) >= 0);
        if (!scan->done)
            status = keep_district(scan, text, length, err);
    } else {
        status = jw_sqlite__fail(scan->storage, "read", "duty", err);
    }
    jw_sqlite__done(scan->storage, seek);
    return status;
}

static jw_status next_district(struct duty_scan *scan, jw_error *err)
{
    const jw_scan_range *range = &scan->own.range;
    if (range->prefix_count == NOTHING) {
        JW_TRY(seek_district(scan, err));
    } else if (!scan->district) {
        JW_TRY(keep_district(scan, range->prefix[0].text, range->prefix[0].text ? range->prefix[0].length : 0,
                             err));
    } else {
        scan->done = true;
    }
    return scan->done ? JW_OK : open_pages(scan, err);
}

static bool is_wanted(const struct duty_scan *scan, const struct jw_span *span)
{
    const jw_scan_range *range = &scan->own.range;
    jw_instant start = scan->page.month_start + span->start;
    jw_instant from, to;
    find_starts(range, &from, &to);
    if (start < from || start >= to || start >= scan->filter.to || start + span->length <= scan->filter.from)
        return false;
    if (range->prefix_count < START ||
        (range->prefix_count == START && !range->has_lower && !range->has_upper))
        return true;
    struct jw_text station = jw_dictionary__text(&scan->storage->places, span->place, JW_PLACE_STATION);
    if (range->prefix_count == STATION) {
        const jw_key_value *only = &range->prefix[STATION - 1];
        return jw_sqlite__compare(station.text, station.length, only->text ? only->text : "", only->length) ==
               0;
    }
    return (!range->has_lower ||
            jw_sqlite__compare(station.text, station.length, range->lower.text ? range->lower.text : "",
                               range->lower.length) >= 0) &&
           (!range->has_upper ||
            jw_sqlite__compare(station.text, station.length, range->upper.text ? range->upper.text : "",
                               range->upper.length) < 0);
}

/* Reads the page at hand and keeps what the range wants of it. */
static jw_status read_page(struct duty_scan *scan, jw_error *err)
{
    const struct jw_staff_page *page = &scan->page;
    JW_TRY(jw_sqlite__grow(scan->storage, &scan->spans, &scan->span_capacity, page->form.count,
                           sizeof *scan->spans, err));
    if (!jw_page__read(&page->page, &page->form, 0, page->form.count, scan->spans))
        return jw_pages__fail(scan->storage, scan->record, err);
    jw_page__resolve(&page->page, &page->form, scan->spans, page->form.count);
    scan->span_count = 0;
    scan->next_span = 0;
    for (size_t i = 0; i < page->form.count; i++)
        if (is_wanted(scan, &scan->spans[i]))
            scan->spans[scan->span_count++] = scan->spans[i];
    return JW_OK;
}

/* Goes on to the next page that has a wanted row; none means the end. */
static jw_status next_page(struct duty_scan *scan, jw_error *err)
{
    while (!scan->done && scan->next_span == scan->span_count) {
        bool found = false;
        if (scan->reading)
            JW_TRY(jw_pages__next(&scan->pages, &scan->page, &found, err));
        if (found) {
            JW_TRY(read_page(scan, err));
            continue;
        }
        if (scan->reading)
            jw_pages__close(&scan->pages);
        scan->reading = false;
        JW_TRY(next_district(scan, err));
    }
    return JW_OK;
}

static jw_status add_text(const struct jw_dictionary *dictionary, uint32_t number, size_t which,
                          jw_batch *batch, jw_error *err)
{
    struct jw_text text = jw_dictionary__text(dictionary, number, which);
    return text.absent ? jw_batch_add_absent(batch, err)
                       : jw_batch_add_text(batch, text.text, text.length, err);
}

static jw_status add_row(struct duty_scan *scan, const struct jw_span *span, jw_batch *batch, jw_error *err)
{
    const struct jw_dictionary *places = &scan->storage->places, *kinds = &scan->storage->kinds;
    jw_instant start = scan->page.month_start + span->start;
    JW_TRY(jw_batch_add_text(batch, scan->district, scan->district_length, err));
    JW_TRY(jw_batch_add_text(batch, scan->page.staff, scan->page.staff_length, err));
    JW_TRY(jw_batch_add_integer(batch, start, err));
    JW_TRY(add_text(places, span->place, JW_PLACE_STATION, batch, err));
    JW_TRY(jw_batch_add_integer(batch, start + span->length, err));
    JW_TRY(add_text(kinds, span->kind, JW_KIND_ACTIVITY, batch, err));
    JW_TRY(add_text(places, span->place, JW_PLACE_VILLAGE, batch, err));
    JW_TRY(add_text(kinds, span->kind, JW_KIND_SOURCE, batch, err));
    return add_text(places, span->place, JW_PLACE_CONFIRMED_BY, batch, err);
}

/* Another scan may have put the dictionaries of its district in memory since the last batch. */
static jw_status use_dictionaries(struct duty_scan *scan, jw_error *err)
{
    struct jw_sqlite *storage = scan->storage;
    JW_TRY(jw_dictionary__use(storage, &storage->places, scan->district, scan->district_length, err));
    return jw_dictionary__use(storage, &storage->kinds, scan->district, scan->district_length, err);
}

static jw_status fill(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    struct duty_scan *scan = userdata;
    if (scan->district && !scan->done)
        JW_TRY(use_dictionaries(scan, err));
    for (int64_t row = 0; row < limit; row++) {
        JW_TRY(next_page(scan, err));
        if (scan->done)
            return JW_OK;
        JW_TRY(add_row(scan, &scan->spans[scan->next_span++], batch, err));
    }
    return JW_OK;
}

static void close_scan(struct duty_scan *scan)
{
    jw_context *context = scan->storage->context;
    if (scan->reading)
        jw_pages__close(&scan->pages);
    jw_release(context, scan->own.texts);
    jw_release(context, scan->district);
    jw_release(context, scan->spans);
}

static void release(void *userdata)
{
    struct duty_scan *scan = userdata;
    jw_context *context = scan->storage->context;
    close_scan(scan);
    jw_release(context, scan);
}

static jw_status open_scan(struct jw_sqlite *storage, jw_record record, const jw_scan_range *range,
                           const jw_scan_filter *filter, struct duty_scan *out, jw_error *err)
{
    struct jw_layout layout;
    *out = (struct duty_scan){.storage = storage, .record = record, .filter = JW_SCAN_FILTER_INIT};
    JW_TRY(jw_sqlite__layout(record, &layout, err));
    JW_TRY(jw_sqlite__check_range(&layout, range, err));
    if (filter && filter->struct_size < sizeof *filter)
        return jw_error_set(err, JW_EINVAL, 0, "%s: the filter is not initialised", layout.name);
    if (filter)
        out->filter = *filter;
    out->done = !jw_sqlite__has_table(storage, record);
    return own_range(storage, range, &out->own, err);
}

jw_status jw_sqlite__scan_duty(struct jw_sqlite *storage, jw_record record, const jw_scan_range *range,
                               const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    struct duty_scan *scan = jw_allocate(storage->context, NULL, sizeof *scan, err);
    if (!scan)
        return JW_ENOMEM;
    jw_status status = open_scan(storage, record, range, filter, scan, err);
    if (status == JW_OK)
        status = jw_stream_new(storage->context, record, fill, release, scan, out, err);
    if (status != JW_OK)
        release(scan);
    return status;
}

/* Whole pages are counted by their sizes, without reading them. */
static jw_status count_pages(struct duty_scan *scan, int64_t *out, jw_error *err)
{
    const jw_scan_range *range = &scan->own.range;
    sqlite3_stmt *statement = NULL;
    JW_TRY(jw_sqlite__statement(scan->storage, JW_STATEMENT_PAGE_COUNT, scan->record, 0,
                                "SELECT coalesce(sum(length(packed) / (widths / 10000 + widths / 1000 %% 10 "
                                "+ widths / 100 %% 10)), 0) "
                                "FROM %s_page WHERE district = ?1",
                                &statement, err));
    jw_sqlite__bind_text(statement, 1, range->prefix[0].text, range->prefix[0].length);
    jw_status status = JW_OK;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else
        status = jw_sqlite__fail(scan->storage, "count", "duty", err);
    jw_sqlite__done(scan->storage, statement);
    return status;
}

static jw_status count_rows(struct duty_scan *scan, int64_t *out, jw_error *err)
{
    int64_t count = 0;
    for (;;) {
        JW_TRY(next_page(scan, err));
        if (scan->done)
            break;
        count += (int64_t)(scan->span_count - scan->next_span);
        scan->next_span = scan->span_count;
    }
    *out = count;
    return JW_OK;
}

jw_status jw_sqlite__count_duty(struct jw_sqlite *storage, jw_record record, const jw_scan_range *range,
                                int64_t *out, jw_error *err)
{
    struct duty_scan scan;
    jw_status status = open_scan(storage, record, range, NULL, &scan, err);
    bool whole = status == JW_OK && !scan.done && range->prefix_count == DISTRICT && !range->has_lower &&
                 !range->has_upper;
    if (status == JW_OK)
        status = whole ? count_pages(&scan, out, err) : count_rows(&scan, out, err);
    close_scan(&scan);
    return status;
}
