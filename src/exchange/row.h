/* A row of an import as an entry of the sorter: ordered by record and key, with its file and line, in few
 * bytes. */
#ifndef JW_EXCHANGE_ROW_H
#define JW_EXCHANGE_ROW_H

#include "exchange/sorter.h"
#include "record/pack.h"

/* A row that was read from a file, or taken from the sorter. */
struct jw_import_row {
    jw_record record;
    size_t file; /* 0-based */
    int64_t line;
    struct jw_value values[JW_FIELDS_MAX];
};

/* Appends key and payload to two empty buffers. */
jw_status jw_import_row__encode(jw_context *context, const struct jw_import_row *row, struct jw_bytes *key,
                                struct jw_bytes *payload, jw_error *err);
/* Texts point into the sorter's entry. JW_ECORRUPT if it is not one that was encoded. */
jw_status jw_import_row__decode(const struct jw_sorter_entry *from, struct jw_import_row *out, jw_error *err);
/* Whether two entries of the same key have the same values. */
bool jw_import_row__same_values(const struct jw_sorter_entry *a, const struct jw_sorter_entry *b);

/* Place of a record in the order of writing: records that others refer to come first. */
unsigned char jw_import_row__rank(jw_record record);

#endif
