/* Inside of a batch builder: one growing column a field, moved out as an Array struct without a copy. */
#ifndef JW_RECORD_BATCH_H
#define JW_RECORD_BATCH_H

#include "base/context.h"
#include "record/rows.h"

struct jw_builder_column {
    uint8_t *validity; /* a bit a row; made at the first absent value */
    size_t validity_capacity;
    int32_t *offsets; /* text: rows + 1 */
    size_t offsets_capacity;
    unsigned char *values; /* text bytes or numbers */
    size_t values_capacity;
    size_t used; /* bytes of values */
    int64_t absent_count;
};

struct jw_batch {
    jw_context *context;
    const struct jw_record_description *description;
    jw_record record;
    size_t next_field; /* of the row being built */
    int64_t rows;
    struct jw_builder_column columns[JW_FIELDS_MAX];
};

#endif
