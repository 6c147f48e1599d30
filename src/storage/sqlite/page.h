/*
 * A page: the intervals of one person that start in one month of local time at +08:00, sorted by start, then
 * station. Times are in the page's unit, the greatest that divides all of them; each column has as many bytes
 * as its greatest value needs, big-endian:
 *
 *   shapes  what occurs: place (P bytes) and kind (K bytes); see dictionary.h
 *   packed  for each interval: start since the month began (S bytes), length (L bytes), position in shapes (I
 * bytes) widths  S * 10000 + L * 1000 + I * 100 + P * 10 + K
 *
 * Pages read from a file are not trusted.
 */
#ifndef JW_STORAGE_SQLITE_PAGE_H
#define JW_STORAGE_SQLITE_PAGE_H

#include "storage/sqlite/dictionary.h"

/* The months of pages are those of this zone, whatever the district's: only a district elsewhere pays for it.
 */
#define JW_PAGE_OFFSET 28800
/* Longest interval; a reader that looks for what touches a window looks so far back. */
#define JW_PAGE_LONGEST ((int64_t)7 * 86400)
/* No start is so long after the month began, not even in the last month, which has no end. */
#define JW_PAGE_START_END ((int64_t)64 * 86400)
#define JW_PAGE_MONTH_TEXT 8

/* One interval; seconds. */
struct jw_span {
    uint32_t start; /* since the month began */
    uint32_t length;
    uint32_t place; /* before jw_page__resolve() the position in shapes */
    uint32_t kind;
};

/* A page as it is stored; borrowed. */
struct jw_page {
    int64_t unit;
    int64_t widths;
    const unsigned char *shapes;
    size_t shapes_size;
    const unsigned char *packed;
    size_t packed_size;
};

/* What can be told of a page before its intervals are read. */
struct jw_page_form {
    uint64_t unit;
    uint32_t start_width, length_width, index_width, place_width, kind_width;
    size_t row_width, shape_width;
    size_t count;
    size_t shape_count;
};

/* Memory for a packed page. */
struct jw_page_buffer {
    unsigned char *bytes;
    size_t capacity;
    uint32_t *slots; /* hash table of shapes: the first interval that has one, + 1 */
    size_t slot_capacity;
    uint32_t *indexes; /* of each interval */
    size_t index_capacity;
};

/* False if the page is damaged. */
bool jw_page__form(const struct jw_page *page, struct jw_page_form *out);
/* Place and kind at a position < shape_count. */
uint32_t jw_page__place(const struct jw_page *page, const struct jw_page_form *form, size_t position);
uint32_t jw_page__kind(const struct jw_page *page, const struct jw_page_form *form, size_t position);
/* Reads intervals [first, first + count), not yet resolved; false if the page is damaged. */
bool jw_page__read(const struct jw_page *page, const struct jw_page_form *form, size_t first, size_t count,
                   struct jw_span *out);
/* Gives intervals their places and kinds. */
void jw_page__resolve(const struct jw_page *page, const struct jw_page_form *form, struct jw_span *spans,
                      size_t count);
/* Position of the first interval that starts at or after a second of the month. */
size_t jw_page__find(const struct jw_page *page, const struct jw_page_form *form, int64_t second);
/* Packs intervals, at least one, sorted; out borrows from buffer. */
jw_status jw_page__pack(struct jw_sqlite *storage, const struct jw_span *spans, size_t count,
                        struct jw_page_buffer *buffer, struct jw_page *out, jw_error *err);
void jw_page__free_buffer(struct jw_sqlite *storage, struct jw_page_buffer *buffer);

/* The month of a page that has an interval starting at an instant, and when it begins. The last month has no
 * end. */
jw_month jw_page__month(jw_instant start);
jw_instant jw_page__month_start(jw_month month);
void jw_page__month_text(jw_month month, char text[JW_PAGE_MONTH_TEXT]);
bool jw_page__month_read(const char *text, size_t length, jw_month *out);

#endif
