/*
 * Reading the tables. A stream asks for a page of rows after the last one that it has, so no cursor and no connection is
 * held between batches, several streams can be open, and each page is found by the primary key.
 */
#include "storage/postgres/postgres.h"

#include <string.h>

#define LOWER_GIVEN 16u
#define UPPER_GIVEN 32u
#define FILTER_GIVEN 64u
#define CONTINUED 128u
/* Rows of a page, and of one of a record whose rows can be long. */
#define PAGE_ROWS 8192
#define LONG_PAGE_ROWS 256
#define LONG_TEXT 4096
/* The longest duty. */
#define WEEK_SECONDS 604800
/* Instants beyond this could overflow in the statement's arithmetic. */
#define FARTHEST (INT64_C(1) << 60)

/* A scan under way. */
struct scan {
    struct jw_pg *storage;
    struct jw_pg_layout layout;
    jw_scan_range range; /* prefix and lower are those of the first page only; upper.text is a copy */
    jw_scan_filter filter;
    char *upper;
    PGresult *page; /* NULL after the last row */
    int next;       /* row of the page */
    int page_rows;
};

static jw_status check_range(const struct jw_pg_layout *layout, const jw_scan_range *range, jw_error *err)
{
    if (!range || range->struct_size < sizeof *range || range->prefix_count > layout->keys ||
        range->prefix_count > sizeof range->prefix / sizeof range->prefix[0])
        return jw_error_set(err, JW_EINVAL, 0, "%s: the range is not initialised or has too many keys",
                            layout->name);
    if ((range->has_lower || range->has_upper) && range->prefix_count == layout->keys)
        return jw_error_set(err, JW_EINVAL, 0, "%s: the range has bounds after the whole key", layout->name);
    return JW_OK;
}

static bool is_filtered(const struct jw_pg_layout *layout, const jw_scan_filter *filter)
{
    return (layout->record == JW_RECORD_DUTY || layout->record == JW_RECORD_DUTY_PLAN) && filter &&
           filter->struct_size >= sizeof *filter && (filter->from > -FARTHEST || filter->to < FARTHEST);
}

static uint32_t variant_of(const jw_scan_range *range, bool filtered, bool continued)
{
    return (uint32_t)range->prefix_count | (range->has_lower && !continued ? LOWER_GIVEN : 0) |
           (range->has_upper ? UPPER_GIVEN : 0) | (filtered ? FILTER_GIVEN : 0) | (continued ? CONTINUED : 0);
}

static void add_bound(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout, size_t field, const char *comparison,
                      int *place)
{
    jw_pg_buffer__format(sql, "%s \"%s\" %s $%d", *place ? " AND" : " WHERE", layout->fields[field].name, comparison,
                         *place + 1);
    ++*place;
}

/* Keys behind the prefix that are greater than those of the last row. */
static void add_continuation(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout, size_t prefix, int *place)
{
    jw_pg_buffer__put(sql, *place ? " AND (" : " WHERE (");
    jw_pg__add_names(sql, layout, prefix, layout->keys, "", ", ");
    jw_pg_buffer__put(sql, ") > (");
    for (size_t i = prefix; i < layout->keys; i++)
        jw_pg_buffer__format(sql, "%s$%d", i == prefix ? "" : ", ", ++*place);
    jw_pg_buffer__put(sql, ")");
}

static void add_where(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout, uint32_t variant)
{
    size_t prefix = variant & 15;
    int place = 0;
    for (size_t i = 0; i < prefix; i++)
        add_bound(sql, layout, i, "=", &place);
    if (variant & LOWER_GIVEN)
        add_bound(sql, layout, prefix, ">=", &place);
    if (variant & CONTINUED)
        add_continuation(sql, layout, prefix, &place);
    if (variant & UPPER_GIVEN)
        add_bound(sql, layout, prefix, "<", &place);
    if (variant & FILTER_GIVEN) {
        add_bound(sql, layout, (size_t)jw_record_field_find(layout->record, "start"), "<", &place);
        add_bound(sql, layout, (size_t)jw_record_field_find(layout->record, "start"), ">", &place);
        add_bound(sql, layout, (size_t)jw_record_field_find(layout->record, "finish"), ">", &place);
    }
}

/* A field that an older form lacks is absent. */
static void add_fields(struct jw_pg_buffer *sql, const struct jw_pg *storage, const struct jw_pg_layout *layout)
{
    for (size_t i = 0; i < layout->count; i++)
        jw_pg_buffer__format(sql, jw_pg__has_field(storage, layout->record, i) ? "%s\"%s\"" : "%sNULL AS \"%s\"",
                             i ? ", " : "", layout->fields[i].name);
}

static jw_status prepare_scan(struct scan *scan, uint32_t variant, jw_error *err)
{
    const struct jw_pg_layout *layout = &scan->layout;
    uint32_t key = JW_PG_STATEMENT_KEY(JW_PG_SCAN, layout->record, variant);
    if (jw_pg__is_prepared(scan->storage, key))
        return JW_OK;
    struct jw_pg_buffer sql = {.context = scan->storage->context};
    jw_pg_buffer__put(&sql, "SELECT ");
    add_fields(&sql, scan->storage, layout);
    jw_pg_buffer__format(&sql, " FROM \"%s\"", layout->name);
    add_where(&sql, layout, variant);
    jw_pg_buffer__put(&sql, " ORDER BY ");
    jw_pg__add_names(&sql, layout, 0, layout->keys, "", ", ");
    jw_pg_buffer__format(&sql, " LIMIT %d", scan->page_rows);
    jw_status status = jw_pg__prepare(scan->storage, key, &sql, "read", layout->name, err);
    jw_pg_buffer__free(&sql);
    return status;
}

static int64_t bounded(int64_t instant)
{
    return instant < -FARTHEST ? -FARTHEST : instant > FARTHEST ? FARTHEST : instant;
}

static void add_range_params(struct jw_pg_params *params, const struct scan *scan, bool continued)
{
    const jw_scan_range *range = &scan->range;
    size_t prefix = range->prefix_count;
    for (size_t i = 0; !continued && i < prefix; i++)
        jw_pg__add_key_param(params, &scan->layout, i, &range->prefix[i]);
    if (range->has_lower && !continued)
        jw_pg__add_key_param(params, &scan->layout, prefix, &range->lower);
    /* the last row holds the prefix too, and in the server's own form */
    for (size_t i = 0; continued && i < scan->layout.keys; i++)
        jw_pg__add_text_param(params, PQgetvalue(scan->page, scan->next - 1, (int)i),
                              (size_t)PQgetlength(scan->page, scan->next - 1, (int)i));
    if (range->has_upper)
        jw_pg__add_key_param(params, &scan->layout, prefix, &range->upper);
}

static void add_filter_params(struct jw_pg_params *params, const jw_scan_filter *filter)
{
    jw_pg__add_number_param(params, bounded(filter->to), 8);
    jw_pg__add_number_param(params, bounded(filter->from) - WEEK_SECONDS, 8);
    jw_pg__add_number_param(params, bounded(filter->from), 8);
}

/* The first page, or the one behind the page at hand. */
static jw_status read_page(struct scan *scan, jw_error *err)
{
    bool continued = scan->page != NULL, filtered = is_filtered(&scan->layout, &scan->filter);
    uint32_t variant = variant_of(&scan->range, filtered, continued);
    JW_TRY(prepare_scan(scan, variant, err));
    struct jw_pg_params params = {.count = 0};
    add_range_params(&params, scan, continued);
    if (filtered)
        add_filter_params(&params, &scan->filter);
    PGresult *page = NULL;
    JW_TRY(jw_pg__execute(scan->storage, JW_PG_STATEMENT_KEY(JW_PG_SCAN, scan->layout.record, variant), &params, "read",
                          scan->layout.name, &page, err));
    PQclear(scan->page);
    scan->page = page;
    scan->next = 0;
    return JW_OK;
}

static jw_status fill(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    struct scan *scan = userdata;
    for (int64_t row = 0; scan->page && row < limit; row++) {
        if (scan->next == PQntuples(scan->page) && scan->next == scan->page_rows)
            JW_TRY(read_page(scan, err));
        if (scan->next == PQntuples(scan->page)) {
            PQclear(scan->page);
            scan->page = NULL;
            break;
        }
        for (size_t i = 0; i < scan->layout.count; i++)
            JW_TRY(jw_pg__read_field(scan->storage, &scan->layout, i, scan->page, scan->next, batch, err));
        scan->next++;
    }
    return JW_OK;
}

static void release(void *userdata)
{
    struct scan *scan = userdata;
    jw_context *context = scan->storage->context;
    PQclear(scan->page);
    jw_release(context, scan->upper);
    jw_release(context, scan);
}

static jw_status copy_upper(struct scan *scan, jw_error *err)
{
    jw_key_value *upper = &scan->range.upper;
    if (!scan->range.has_upper || !upper->text)
        return JW_OK;
    scan->upper = jw_allocate(scan->storage->context, NULL, upper->length + 1, err);
    if (!scan->upper)
        return JW_ENOMEM;
    memcpy(scan->upper, upper->text, upper->length);
    upper->text = scan->upper;
    return JW_OK;
}

static int page_rows_of(const struct jw_pg_layout *layout)
{
    for (size_t i = 0; i < layout->count; i++)
        if (jw_pg__is_text(&layout->fields[i]) && layout->fields[i].maximum > LONG_TEXT)
            return LONG_PAGE_ROWS;
    return PAGE_ROWS;
}

/* A write transaction locks the one district that is read; what is read without a district is not protected. */
static jw_status lock_range(struct jw_pg *storage, const jw_scan_range *range, jw_error *err)
{
    if (range->prefix_count && storage->state == JW_PG_WRITING)
        JW_TRY(jw_pg__lock(storage, range->prefix[0].text, range->prefix[0].length, err));
    storage->untouched = false;
    return JW_OK;
}

static jw_status start_scan(struct scan *scan, const jw_scan_range *range, const jw_scan_filter *filter, jw_error *err)
{
    JW_TRY(check_range(&scan->layout, range, err));
    scan->range = *range;
    if (is_filtered(&scan->layout, filter))
        scan->filter = *filter;
    scan->page_rows = page_rows_of(&scan->layout);
    if (!jw_pg__has_table(scan->storage, scan->layout.record))
        return JW_OK;
    JW_TRY(copy_upper(scan, err));
    JW_TRY(lock_range(scan->storage, range, err));
    return read_page(scan, err);
}

jw_status jw_pg__scan(void *opened, jw_record record, const jw_scan_range *range, const jw_scan_filter *filter,
                      struct ArrowArrayStream *out, jw_error *err)
{
    struct jw_pg *storage = opened;
    JW_TRY(jw_pg__check_open(storage, err));
    struct scan *scan = jw_allocate(storage->context, NULL, sizeof *scan, err);
    if (!scan)
        return JW_ENOMEM;
    *scan = (struct scan){.storage = storage};
    jw_status status = jw_pg__layout(record, &scan->layout, err);
    if (status == JW_OK)
        status = start_scan(scan, range, filter, err);
    if (status == JW_OK)
        status = jw_stream_new(storage->context, record, fill, release, scan, out, err);
    if (status != JW_OK)
        release(scan);
    return status;
}

static jw_status prepare_count(struct jw_pg *storage, const struct jw_pg_layout *layout, uint32_t variant, jw_error *err)
{
    uint32_t key = JW_PG_STATEMENT_KEY(JW_PG_COUNT, layout->record, variant);
    if (jw_pg__is_prepared(storage, key))
        return JW_OK;
    struct jw_pg_buffer sql = {.context = storage->context};
    jw_pg_buffer__format(&sql, "SELECT count(*) FROM \"%s\"", layout->name);
    add_where(&sql, layout, variant);
    jw_status status = jw_pg__prepare(storage, key, &sql, "count", layout->name, err);
    jw_pg_buffer__free(&sql);
    return status;
}

jw_status jw_pg__count(void *opened, jw_record record, const jw_scan_range *range, int64_t *out, jw_error *err)
{
    struct scan scan = {.storage = opened};
    JW_TRY(jw_pg__check_open(scan.storage, err));
    JW_TRY(jw_pg__layout(record, &scan.layout, err));
    JW_TRY(check_range(&scan.layout, range, err));
    if (!jw_pg__has_table(scan.storage, record)) {
        *out = 0;
        return JW_OK;
    }
    scan.range = *range;
    uint32_t variant = variant_of(range, false, false);
    JW_TRY(lock_range(scan.storage, range, err));
    JW_TRY(prepare_count(scan.storage, &scan.layout, variant, err));
    struct jw_pg_params params = {.count = 0};
    PGresult *result = NULL;
    add_range_params(&params, &scan, false);
    JW_TRY(jw_pg__execute(scan.storage, JW_PG_STATEMENT_KEY(JW_PG_COUNT, record, variant), &params, "count",
                          scan.layout.name, &result, err));
    *out = jw_pg__result_number(result, 0, 0);
    PQclear(result);
    return JW_OK;
}
