/* A row as a line of text: the record's name and the fields as in a file, separated by commas, quoted where needed. */
#ifndef JW_MONTH_LINE_H
#define JW_MONTH_LINE_H

#include "record/pack.h"

/* Appends to out, without a final NUL. */
jw_status jw_line__write(jw_context *context, jw_record record, const struct jw_value *values, int32_t utc_offset,
                         struct jw_bytes *out, jw_error *err);

/*
 * Reads a line back; texts of the values point into scratch, which must outlive them. JW_ECORRUPT when it is no such line.
 * values has room for JW_FIELDS_MAX.
 */
jw_status jw_line__read(jw_context *context, const char *line, size_t length, int32_t utc_offset, jw_record *record,
                        struct jw_value *values, struct jw_bytes *scratch, jw_error *err);

#endif
