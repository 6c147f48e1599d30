/* The inside of a table, for the files that build, read and export it. */
#ifndef JW_RECORD_TABLE_COLUMNS_H
#define JW_RECORD_TABLE_COLUMNS_H

#include <stdatomic.h>
#include <stdbool.h>
#include "record/table.h"

/*
 * Texts are NUL-terminated one after another, and a cell whose text is that of the cell above shares its place; offsets
 * do not count the NULs when a table is exported, so text is exported as a copy and numbers as they are.
 */
struct table_column {
    const char *name;
    int32_t type;
    int32_t decimals;
    uint8_t *present; /* a byte a row */
    size_t present_capacity;
    int64_t *numbers; /* whole numbers, or the bits of reals, or the place of a text */
    size_t numbers_capacity;
    char *text;
    size_t text_used;
    size_t text_capacity;
};

struct jw_table {
    atomic_int references;
    jw_context *context;
    int64_t rows;
    size_t next_column;
    size_t column_count;
    struct table_column columns[];
};

static inline bool jw_table__is_text(int32_t type)
{
    return type == JW_TYPE_TEXT || type == JW_TYPE_WORD || type == JW_TYPE_DECIMAL;
}

#endif
