/* One value of a field: its form in a file, its bounds. */
#ifndef JW_RECORD_VALUE_H
#define JW_RECORD_VALUE_H

#include <stdbool.h>
#include <jingwu/sys/column.h>
#include "record/describe.h"

/* text is borrowed. Which member counts follows from the field's type. */
struct jw_value {
    bool absent;
    int64_t integer; /* also date, month, instant, boolean, degrees */
    double real;
    const char *text; /* text, word, decimal */
    size_t length;
};

/*
 * Reads the form a field has in a file; surrounding blanks are dropped, "" is absent. Local times are of utc_offset.
 * The status is JW_EINPUT or JW_EENCODING; err has record, row and field.
 */
jw_status jw_value__parse(jw_record record, const struct jw_field *field, const char *text, size_t length,
                          int32_t utc_offset, int64_t row, struct jw_value *out, jw_error *err);

/* Checks presence, bounds, words and UTF-8 of a value. */
jw_status jw_value__check(jw_record record, const struct jw_field *field, const struct jw_value *value, int64_t row,
                          jw_error *err);

/*
 * Checks a whole row across its fields: finish after start, at most 7 days, valid_to after valid_from, both coordinates
 * or none. values has the record's field_count entries, each already checked by itself.
 */
jw_status jw_value__check_row(jw_record record, const struct jw_value *values, int64_t row, jw_error *err);

/* Checks every value and row of a batch; row numbers are 1-based. */
jw_status jw_rows__check(const jw_rows *rows, jw_error *err);
/* The same for the key fields only. */
jw_status jw_rows__check_keys(const jw_rows *rows, jw_error *err);

/* Values of one row of a view. */
void jw_rows__values(const jw_rows *rows, int64_t row, struct jw_value *values);
/* Appends a row of values. */
jw_status jw_batch__add_values(jw_batch *batch, const struct jw_value *values, jw_error *err);

/*
 * Writes the form a value has in a file into a buffer of JW_VALUE_TEXT bytes, or points at the value's own text.
 * Absent gives "".
 */
#define JW_VALUE_TEXT 48
const char *jw_value__format(const struct jw_field *field, const struct jw_value *value, int32_t utc_offset,
                             char *buffer, size_t *length);

#endif
