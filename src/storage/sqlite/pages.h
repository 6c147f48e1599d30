/*
 * Reading the pages of a district in the order of staff, and of months for each person: one cursor a month,
 * merged.
 */
#ifndef JW_STORAGE_SQLITE_PAGES_H
#define JW_STORAGE_SQLITE_PAGES_H

#include <sqlite3.h>
#include "storage/sqlite/page.h"

struct jw_month_cursor {
    sqlite3_stmt *statement; /* NULL after its last page */
    jw_instant month_start;
    const char *staff; /* of the page it stands on; borrowed from the statement */
    size_t staff_length;
};

/* Which pages: months that can have an interval touching [from, to), staff in [lower, upper); NULL = no
 * bound. */
struct jw_pages_range {
    const char *district;
    size_t district_length;
    jw_instant from, to;
    const jw_key_value *lower, *upper;
    const jw_key_value *only; /* one person; lower and upper then do not count */
    bool without_places;      /* only kinds are wanted; the dictionary of places is not loaded */
};

struct jw_pages {
    struct jw_sqlite *storage;
    jw_record record;
    bool without_places;
    struct jw_month_cursor *cursors;
    size_t count;
    size_t capacity;
    size_t current; /* cursor whose page is at hand; count before the first */
};

/* What is told of the page at hand; borrowed until the next call. */
struct jw_staff_page {
    const char *staff;
    size_t staff_length;
    jw_instant month_start;
    struct jw_page page;
    struct jw_page_form form;
};

/* Uses the dictionaries of the district too. The range is not kept. */
jw_status jw_pages__open(struct jw_sqlite *storage, jw_record record, const struct jw_pages_range *range,
                         struct jw_pages *out, jw_error *err);
/* Whether there is a further page is told by *found. */
jw_status jw_pages__next(struct jw_pages *pages, struct jw_staff_page *out, bool *found, jw_error *err);
void jw_pages__close(struct jw_pages *pages);

/* A page from four columns of a statement. */
void jw_pages__column(sqlite3_stmt *statement, int first, struct jw_page *out);
jw_status jw_pages__fail(struct jw_sqlite *storage, jw_record record, jw_error *err);

#endif
