/* Rows of the memory storage as bytes: keys that compare with memcmp, and the fields that follow them. */
#ifndef JW_STORAGE_MEMORY_CODEC_H
#define JW_STORAGE_MEMORY_CODEC_H

#include <stdbool.h>
#include <jingwu/sys/column.h>
#include <jingwu/sys/storage.h>

/* The files of this storage see public headers only, as those of a vendor's storage do. */
#define MEMORY_TRY(call)                                                                                     \
    do {                                                                                                     \
        jw_status status_ = (call);                                                                          \
        if (status_ != JW_OK)                                                                                \
            return status_;                                                                                  \
    } while (0)

struct jw_memory_bytes {
    unsigned char *data;
    size_t length;
    size_t capacity;
};

/* What the codec must know of a record. */
struct jw_memory_shape {
    jw_record record;
    size_t key_count;
    size_t field_count;
    int32_t types[JW_FIELDS_MAX]; /* JW_TYPE_ */
};

struct jw_memory_value {
    bool absent;
    const char *text; /* borrowed from the bytes */
    size_t length;
    int64_t integer;
    double real;
};

jw_status jw_memory_shape__init(struct jw_memory_shape *shape, jw_record record, jw_error *err);

/* Fills bytes with the key and the other fields of a row; *key_length tells where the others begin. */
jw_status jw_memory__encode(jw_context *context, const struct jw_memory_shape *shape, const jw_rows *rows,
                            int64_t row, struct jw_memory_bytes *bytes, size_t *key_length, jw_error *err);

/* Appends one value as key field number `field` has it. */
jw_status jw_memory__encode_key(jw_context *context, const struct jw_memory_shape *shape, size_t field,
                                const jw_key_value *value, struct jw_memory_bytes *bytes, jw_error *err);

void jw_memory__decode(const struct jw_memory_shape *shape, const unsigned char *data,
                       struct jw_memory_value *values);

jw_status jw_memory__add_row(jw_batch *batch, const struct jw_memory_shape *shape,
                             const struct jw_memory_value *values, jw_error *err);

#endif
