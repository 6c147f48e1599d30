/* Building a result; a jw_table is immutable once it is handed out. */
#ifndef JW_RECORD_TABLE_H
#define JW_RECORD_TABLE_H

#include <jingwu/table.h>
#include "base/context.h"

struct jw_column_spec {
    const char *name; /* static text */
    int32_t type;     /* JW_TYPE_TEXT, INTEGER, REAL, DATE, MONTH, INSTANT, BOOLEAN */
};

jw_status jw_table__new(jw_context *context, const struct jw_column_spec *specs, size_t count, jw_table **out,
                        jw_error *err);
/* Cells are added from left to right; the row ends with its last cell. */
jw_status jw_table__add_text(jw_table *table, const char *text, size_t length, jw_error *err);
jw_status jw_table__add_string(jw_table *table, const char *text, jw_error *err); /* NULL = empty */
jw_status jw_table__add_format(jw_table *table, jw_error *err, const char *format, ...) JW_PRINTF(3, 4); /* at most 2 KiB */
jw_status jw_table__add_integer(jw_table *table, int64_t value, jw_error *err);
/* decimals: digits after the point in text output; the value itself is kept whole. -1 = shortest. */
jw_status jw_table__add_real(jw_table *table, double value, int32_t decimals, jw_error *err);
jw_status jw_table__add_empty(jw_table *table, jw_error *err);
/* Digits after the point that a real column is written with; -1 = shortest. */
int32_t jw_table__decimals(const jw_table *table, size_t column);
/* Sorts the rows by the first key_columns columns (text bytewise, numbers ascending), stable. */
jw_status jw_table__sort(jw_table *table, size_t key_columns, jw_error *err);

#endif
