/* Writing duty: the pages that a batch touches are read, changed and written once each. */
#include <string.h>
#include "storage/sqlite/page.h"
#include "storage/sqlite/pages.h"
#include "storage/sqlite/sqlite.h"

/* Positions of the fields of duty and duty_plan. */
enum { DISTRICT, STAFF, START, STATION, FINISH, ACTIVITY, VILLAGE, SOURCE, CONFIRMED_BY };
/* What the dictionaries hold of them. */
static const size_t place_fields[] = {STATION, VILLAGE, CONFIRMED_BY};
static const size_t kind_fields[] = {ACTIVITY, SOURCE};

struct span_list {
    struct jw_span *items;
    size_t count;
    size_t capacity;
};

/* A put or remove under way. */
struct writer {
    struct jw_sqlite *storage;
    const jw_rows *rows;
    bool insert_only;
    sqlite3_stmt *read, *write, *erase;
    struct span_list incoming, stored, merged;
    struct jw_page_buffer buffer;
    /* the page at hand */
    int64_t first, end; /* rows */
    jw_instant month_start, month_end;
    char month[JW_PAGE_MONTH_TEXT];
};

static jw_status reserve(struct writer *writer, struct span_list *list, size_t count, jw_error *err)
{
    return jw_sqlite__grow(writer->storage, &list->items, &list->capacity, count, sizeof *list->items, err);
}

static bool same_text(const jw_rows *rows, size_t field, int64_t a, int64_t b)
{
    size_t a_length, b_length;
    const char *a_text = jw_rows_text(rows, field, a, &a_length);
    const char *b_text = jw_rows_text(rows, field, b, &b_length);
    return a_length == b_length && memcmp(a_text, b_text, a_length) == 0;
}

static jw_status fail_row(const struct writer *writer, jw_status status, int64_t row, const char *field,
                          const char *message, jw_error *err)
{
    return jw_error_set_field(err, status, jw_record_name(writer->rows->record), row + 1, field, "%s",
                              message);
}

/* Finds the rows from `first` on that belong on one page. */
static void find_page(struct writer *writer, int64_t first)
{
    const jw_rows *rows = writer->rows;
    jw_instant start = jw_rows_integer(rows, START, first);
    if (start < writer->month_start || start >= writer->month_end) {
        jw_month month = jw_page__month(start);
        writer->month_start = jw_page__month_start(month);
        writer->month_end = month < JW_MONTH_MAX ? jw_page__month_start(month + 1) : INT64_MAX;
        jw_page__month_text(month, writer->month);
    }
    writer->first = first;
    for (writer->end = first + 1; writer->end < rows->count; writer->end++) {
        start = jw_rows_integer(rows, START, writer->end);
        if (start < writer->month_start || start >= writer->month_end ||
            !same_text(rows, STAFF, first, writer->end) || !same_text(rows, DISTRICT, first, writer->end))
            break;
    }
}

static void bind_page(const struct writer *writer, sqlite3_stmt *statement)
{
    size_t length;
    const char *text = jw_rows_text(writer->rows, DISTRICT, writer->first, &length);
    jw_sqlite__bind_text(statement, 1, text, length);
    jw_sqlite__bind_text(statement, 2, writer->month, JW_PAGE_MONTH_TEXT - 1);
    text = jw_rows_text(writer->rows, STAFF, writer->first, &length);
    jw_sqlite__bind_text(statement, 3, text, length);
}

static jw_status unpack(struct writer *writer, jw_error *err)
{
    struct jw_page page;
    struct jw_page_form form;
    jw_pages__column(writer->read, 0, &page);
    if (!jw_page__form(&page, &form))
        return jw_pages__fail(writer->storage, writer->rows->record, err);
    JW_TRY(reserve(writer, &writer->stored, form.count, err));
    if (!jw_page__read(&page, &form, 0, form.count, writer->stored.items))
        return jw_pages__fail(writer->storage, writer->rows->record, err);
    jw_page__resolve(&page, &form, writer->stored.items, form.count);
    for (size_t i = 0; i < form.count; i++)
        if (writer->stored.items[i].place >= writer->storage->places.count ||
            writer->stored.items[i].kind >= writer->storage->kinds.count)
            return jw_pages__fail(writer->storage, writer->rows->record, err);
    writer->stored.count = form.count;
    return JW_OK;
}

static jw_status read_page(struct writer *writer, jw_error *err)
{
    writer->stored.count = 0;
    bind_page(writer, writer->read);
    int code = sqlite3_step(writer->read);
    jw_status status = JW_OK;
    if (code == SQLITE_ROW)
        status = unpack(writer, err);
    else if (code != SQLITE_DONE)
        status = jw_sqlite__fail(writer->storage, "read", "duty", err);
    sqlite3_reset(writer->read);
    return status;
}

static jw_status step_write(struct writer *writer, sqlite3_stmt *statement, jw_error *err)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        return jw_sqlite__fail(writer->storage, "write", "duty", err);
    sqlite3_reset(statement);
    return JW_OK;
}

static jw_status write_page(struct writer *writer, const struct span_list *spans, jw_error *err)
{
    if (!spans->count) {
        bind_page(writer, writer->erase);
        return step_write(writer, writer->erase, err);
    }
    struct jw_page page;
    JW_TRY(jw_page__pack(writer->storage, spans->items, spans->count, &writer->buffer, &page, err));
    bind_page(writer, writer->write);
    sqlite3_bind_int64(writer->write, 4, page.unit);
    sqlite3_bind_int64(writer->write, 5, page.widths);
    sqlite3_bind_blob64(writer->write, 6, page.shapes, page.shapes_size, SQLITE_STATIC);
    sqlite3_bind_blob64(writer->write, 7, page.packed, page.packed_size, SQLITE_STATIC);
    return step_write(writer, writer->write, err);
}

static int compare_stations(const struct writer *writer, uint32_t a, uint32_t b)
{
    if (a == b)
        return 0;
    struct jw_text x = jw_dictionary__text(&writer->storage->places, a, JW_PLACE_STATION);
    struct jw_text y = jw_dictionary__text(&writer->storage->places, b, JW_PLACE_STATION);
    return jw_sqlite__compare(x.text, x.length, y.text, y.length);
}

/* In the order of the key, of which district and staff are the same. */
static int compare_spans(const struct writer *writer, const struct jw_span *a, const struct jw_span *b)
{
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return compare_stations(writer, a->place, b->place);
}

static jw_status number_of(struct writer *writer, struct jw_dictionary *dictionary, const size_t *fields,
                           int64_t row, uint32_t *out, jw_error *err)
{
    struct jw_text texts[JW_DICTIONARY_TEXTS];
    for (size_t i = 0; i < dictionary->form->texts; i++) {
        texts[i].absent = jw_rows_is_absent(writer->rows, fields[i], row) != 0;
        texts[i].text = jw_rows_text(writer->rows, fields[i], row, &texts[i].length);
    }
    return jw_dictionary__number(writer->storage, dictionary, texts, out, err);
}

static jw_status read_row(struct writer *writer, int64_t row, struct jw_span *out, jw_error *err)
{
    const jw_rows *rows = writer->rows;
    jw_instant start = jw_rows_integer(rows, START, row);
    jw_instant finish = jw_rows_integer(rows, FINISH, row);
    if (start < writer->month_start || start - writer->month_start >= JW_PAGE_START_END)
        return fail_row(writer, JW_EINVAL, row, "start", "it is outside the calendar", err);
    if (finish <= start || finish - start > JW_PAGE_LONGEST)
        return fail_row(writer, JW_EINVAL, row, "finish",
                        "it is not after start, or more than 7 days after it", err);
    out->start = (uint32_t)(start - writer->month_start);
    out->length = (uint32_t)(finish - start);
    JW_TRY(number_of(writer, &writer->storage->places, place_fields, row, &out->place, err));
    return number_of(writer, &writer->storage->kinds, kind_fields, row, &out->kind, err);
}

static jw_status read_incoming(struct writer *writer, jw_error *err)
{
    struct span_list *incoming = &writer->incoming;
    incoming->count = 0;
    JW_TRY(reserve(writer, incoming, (size_t)(writer->end - writer->first), err));
    for (int64_t row = writer->first; row < writer->end; row++) {
        struct jw_span *span = &incoming->items[incoming->count];
        JW_TRY(read_row(writer, row, span, err));
        if (incoming->count && compare_spans(writer, span - 1, span) >= 0)
            return fail_row(writer, JW_EINVAL, row, NULL, "the batch is not sorted by key", err);
        incoming->count++;
    }
    return JW_OK;
}

/* Stored and incoming in order; of two with one key the incoming stays. */
static jw_status merge(struct writer *writer, jw_error *err)
{
    const struct span_list *stored = &writer->stored, *incoming = &writer->incoming;
    struct span_list *merged = &writer->merged;
    JW_TRY(reserve(writer, merged, stored->count + incoming->count, err));
    size_t i = 0, j = 0;
    merged->count = 0;
    while (i < stored->count || j < incoming->count) {
        int order = i == stored->count     ? 1
                    : j == incoming->count ? -1
                                           : compare_spans(writer, &stored->items[i], &incoming->items[j]);
        if (order == 0 && writer->insert_only)
            return fail_row(writer, JW_EEXIST, writer->first + (int64_t)j, NULL, "the key is there already",
                            err);
        merged->items[merged->count++] = order < 0 ? stored->items[i] : incoming->items[j];
        i += order <= 0;
        j += order >= 0;
    }
    return JW_OK;
}

static jw_status put_page(struct writer *writer, jw_error *err)
{
    JW_TRY(read_page(writer, err));
    JW_TRY(read_incoming(writer, err));
    if (!writer->stored.count)
        return write_page(writer, &writer->incoming, err);
    JW_TRY(merge(writer, err));
    return write_page(writer, &writer->merged, err);
}

/* Whether a stored interval has the key of a row. */
static bool is_row(const struct writer *writer, const struct jw_span *span, int64_t row)
{
    if (writer->month_start + span->start != jw_rows_integer(writer->rows, START, row))
        return false;
    size_t length;
    const char *station = jw_rows_text(writer->rows, STATION, row, &length);
    struct jw_text text = jw_dictionary__text(&writer->storage->places, span->place, JW_PLACE_STATION);
    return jw_sqlite__compare(text.text, text.length, station, length) == 0;
}

static jw_status remove_page(struct writer *writer, jw_error *err)
{
    struct span_list *stored = &writer->stored;
    JW_TRY(read_page(writer, err));
    size_t kept = 0;
    int64_t row = writer->first;
    for (size_t i = 0; i < stored->count; i++) {
        jw_instant start = writer->month_start + stored->items[i].start;
        while (row < writer->end && jw_rows_integer(writer->rows, START, row) < start)
            row++;
        bool removed = false;
        for (int64_t same = row; !removed && same < writer->end; same++) {
            if (jw_rows_integer(writer->rows, START, same) != start)
                break;
            removed = is_row(writer, &stored->items[i], same);
        }
        if (!removed)
            stored->items[kept++] = stored->items[i];
    }
    if (kept == stored->count)
        return JW_OK;
    stored->count = kept;
    return write_page(writer, stored, err);
}

static jw_status open_writer(struct writer *writer, jw_error *err)
{
    struct jw_sqlite *storage = writer->storage;
    jw_record record = writer->rows->record;
    JW_TRY(jw_sqlite__statement(storage, JW_STATEMENT_PAGE_READ, record, 0,
                                "SELECT unit, widths, shapes, packed FROM %s_page "
                                "WHERE district = ?1 AND month = ?2 AND staff = ?3",
                                &writer->read, err));
    JW_TRY(jw_sqlite__statement(
        storage, JW_STATEMENT_PAGE_WRITE, record, 0,
        "INSERT OR REPLACE INTO %s_page (district, month, staff, unit, widths, shapes, packed) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &writer->write, err));
    return jw_sqlite__statement(storage, JW_STATEMENT_PAGE_REMOVE, record, 0,
                                "DELETE FROM %s_page WHERE district = ?1 AND month = ?2 AND staff = ?3",
                                &writer->erase, err);
}

static void close_writer(struct writer *writer)
{
    struct jw_sqlite *storage = writer->storage;
    jw_sqlite__done(storage, writer->read);
    jw_sqlite__done(storage, writer->write);
    jw_sqlite__done(storage, writer->erase);
    jw_release(storage->context, writer->incoming.items);
    jw_release(storage->context, writer->stored.items);
    jw_release(storage->context, writer->merged.items);
    jw_page__free_buffer(storage, &writer->buffer);
}

static jw_status write_pages(struct jw_sqlite *storage, const jw_rows *rows, bool insert_only,
                             jw_status (*write)(struct writer *writer, jw_error *err), jw_error *err)
{
    struct writer writer = {.storage = storage, .rows = rows, .insert_only = insert_only};
    jw_status status = open_writer(&writer, err);
    for (int64_t row = 0; status == JW_OK && row < rows->count; row = writer.end) {
        find_page(&writer, row);
        size_t length;
        const char *district = jw_rows_text(rows, DISTRICT, row, &length);
        status = jw_dictionary__use(storage, &storage->places, district, length, err);
        if (status == JW_OK)
            status = jw_dictionary__use(storage, &storage->kinds, district, length, err);
        if (status == JW_OK)
            status = write(&writer, err);
    }
    close_writer(&writer);
    return status;
}

jw_status jw_sqlite__put_duty(struct jw_sqlite *storage, const jw_rows *rows, int32_t mode, jw_error *err)
{
    return write_pages(storage, rows, mode == JW_PUT_INSERT, put_page, err);
}

jw_status jw_sqlite__remove_duty(struct jw_sqlite *storage, const jw_rows *rows, jw_error *err)
{
    return write_pages(storage, rows, false, remove_page, err);
}
