/*
 * Rows as bytes. The key form compares with memcmp as keys compare; the row form is the canonical one: the same on
 * every storage and platform, what digests run over.
 */
#ifndef JW_RECORD_PACK_H
#define JW_RECORD_PACK_H

#include "base/context.h"
#include "record/value.h"

struct jw_bytes {
    unsigned char *data;
    size_t length;
    size_t capacity;
};

void jw_bytes__free(jw_context *context, struct jw_bytes *bytes);
jw_status jw_bytes__append(jw_context *context, struct jw_bytes *bytes, const void *data, size_t length, jw_error *err);

/* Key: text as its bytes and a 0; numbers as 8 bytes, big-endian, sign bit flipped. */
jw_status jw_pack__key(jw_context *context, jw_record record, const struct jw_value *values, struct jw_bytes *out,
                       jw_error *err);
/*
 * Row: for each field one byte, 0 absent or 1 present, then for a present one: text as 4 bytes length, big-endian, and its
 * bytes; whole numbers as 8 bytes, big-endian, two's complement; reals as the 8 bytes of IEEE 754, big-endian.
 */
jw_status jw_pack__row(jw_context *context, jw_record record, const struct jw_value *values, struct jw_bytes *out,
                       jw_error *err);
/* Reads a packed row back; texts point into data. Consumed bytes, or 0 if data are not a row of the record. */
size_t jw_pack__read_row(jw_record record, const unsigned char *data, size_t length, struct jw_value *values);

#endif
