/* Fast reading of a view made by jw_rows_view(), which has checked the layout. */
#ifndef JW_RECORD_ROWS_H
#define JW_RECORD_ROWS_H

#include <stdbool.h>
#include <jingwu/sys/column.h>
#include "record/describe.h"

static inline bool jw_rows__absent(const jw_rows *rows, size_t field, int64_t row)
{
    const jw_column *column = &rows->columns[field];
    int64_t i = row + column->offset;
    return column->validity && !(column->validity[i >> 3] >> (i & 7) & 1);
}

static inline const char *jw_rows__text(const jw_rows *rows, size_t field, int64_t row, size_t *length)
{
    const jw_column *column = &rows->columns[field];
    int64_t i = row + column->offset;
    int32_t start = column->offsets[i];
    *length = (size_t)(column->offsets[i + 1] - start);
    return (const char *)column->values + start;
}

static inline int64_t jw_rows__integer(const jw_rows *rows, size_t field, int64_t row)
{
    const jw_column *column = &rows->columns[field];
    int64_t i = row + column->offset;
    switch (column->format) {
    case 'l':
        return ((const int64_t *)column->values)[i];
    case 'i':
        return ((const int32_t *)column->values)[i];
    default:
        return ((const uint8_t *)column->values)[i];
    }
}

static inline double jw_rows__real(const jw_rows *rows, size_t field, int64_t row)
{
    const jw_column *column = &rows->columns[field];
    return ((const double *)column->values)[row + column->offset];
}

#endif
