/* The columns of a file: which column holds which field. */
#ifndef JW_EXCHANGE_LAYOUT_H
#define JW_EXCHANGE_LAYOUT_H

#include "exchange/csv.h"
#include "record/describe.h"
#include <jingwu/sys/column.h>

struct jw_layout {
    jw_record record;
    size_t column_count;
    int32_t field_of[JW_CSV_CELLS_MAX]; /* -1: the column is ignored */
    int32_t column_of[JW_FIELDS_MAX];   /* -1: the file has no such column */
};

/*
 * Reads a header. map is "field=column,..." or NULL: it names the columns of some fields; a field it names
 * under a column that is not there is looked for under its own name. With keys_only only key fields are
 * wanted and other columns are ignored. The district may be missing. JW_EINPUT: unknown, doubled or missing
 * column; JW_EINVAL: the map is wrong.
 */
jw_status jw_layout__read(jw_record record, const struct jw_csv_row *header, const char *map, bool keys_only,
                          struct jw_layout *out, jw_error *err);

/* Each pair of a map must name a field of one of the records. */
jw_status jw_layout__check_map(const char *map, const jw_record *records, size_t count, jw_error *err);

/* The name a column has in messages: its field's, or "" when it is ignored or there is none. */
const char *jw_layout__field_name(const struct jw_layout *layout, size_t column);

#endif
