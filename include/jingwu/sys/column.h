/**
 * @file column.h
 * @brief Building and reading batches of records in Arrow layout; for storage authors and bulk users.
 *
 * A batch is a struct array whose children are the fields of one record, in the order of the record's description.
 * The storage plane uses the formats u, l, i, C and g only (see JW_TYPE_ in record.h). Key text is never null (absent
 * is ""), a key date that is absent is JW_DATE_NONE; any other absent value is null.
 *
 * A storage must: read what it is given through jw_rows_view(), which minds the array's offset; write batches with
 * jw_batch_ or of its own making in the same layout; give streams the schema of jw_record_schema(). It may: make streams
 * with jw_stream_new(), which also ends between batches when the context is cancelled. jw_rows does not know null rows
 * (they occur in the expected batch of put only): the validity bitmap of the struct itself, array->buffers[0], tells
 * them; without one, or with a null_count of 0, no row is null.
 */
#ifndef JINGWU_SYS_COLUMN_H
#define JINGWU_SYS_COLUMN_H

#include <jingwu/arrow.h>
#include <jingwu/base.h>
#include <jingwu/record.h>

#ifdef __cplusplus
extern "C" {
#endif

/** No record has more fields. */
#define JW_FIELDS_MAX 24

/** Builds a batch, row by row, field by field in the record's order. */
typedef struct jw_batch jw_batch;

/**
 * @brief Makes an empty batch.
 * @param[in] context the context; a reference is kept.
 * @param[in] record a JW_RECORD_ number.
 * @param[out] out the batch.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_batch_free(). Since: 0.1.
 */
JW_API jw_status jw_batch_new(jw_context *context, jw_record record, jw_batch **out, jw_error *err);

/** @brief Frees a batch. @param[in] batch NULL is allowed. Ownership: gone. Since: 0.1. */
JW_API void jw_batch_free(jw_batch *batch);

/**
 * @brief Appends the next field of the current row as text.
 * @param[in] batch the batch.
 * @param[in] text UTF-8, need not end with NUL.
 * @param[in] length its bytes.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (the field is not text), JW_ENOMEM, JW_ELIMIT (2 GiB of text in one column).
 * Ownership: copied. Since: 0.1.
 */
JW_API jw_status jw_batch_add_text(jw_batch *batch, const char *text, size_t length, jw_error *err);

/**
 * @brief Appends the next field of the current row: integer, date, month, instant, degrees or boolean.
 * @param[in] batch the batch.
 * @param[in] value the value; outside the width of the field's format it is refused.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_batch_add_integer(jw_batch *batch, int64_t value, jw_error *err);

/** @brief Appends the next field of the current row as a real number. @param[in] batch the batch.
 * @param[in] value finite. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: none. Since: 0.1. */
JW_API jw_status jw_batch_add_real(jw_batch *batch, double value, jw_error *err);

/** @brief Appends the next field of the current row as absent (for a key: "" or JW_DATE_NONE). @param[in] batch the batch.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_ENOMEM. Ownership: none. Since: 0.1. */
JW_API jw_status jw_batch_add_absent(jw_batch *batch, jw_error *err);

/** @brief Drops the fields of a row that is not complete. @param[in] batch the batch.
 * Ownership: none. Since: 0.1. */
JW_API void jw_batch_drop_partial(jw_batch *batch);

/** @brief Number of complete rows. @param[in] batch the batch. @return The number. Ownership: none. Since: 0.1. */
JW_API int64_t jw_batch_rows(const jw_batch *batch);

/**
 * @brief Moves the complete rows out as an Arrow struct array; the batch is empty and usable again.
 * @param[in] batch the batch; a partial row is dropped.
 * @param[out] out the array.
 * @param[out] err details of a failure; the batch then keeps its rows.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller calls out->release(out). Since: 0.1.
 */
JW_API jw_status jw_batch_export(jw_batch *batch, struct ArrowArray *out, jw_error *err);

/**
 * @brief Arrow schema of a record.
 * @param[in] context the context.
 * @param[in] record a JW_RECORD_ number.
 * @param[out] out the schema.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller calls out->release(out). Since: 0.1.
 */
JW_API jw_status jw_record_schema(jw_context *context, jw_record record, struct ArrowSchema *out, jw_error *err);

/** One column of a view; read it with the jw_rows_ functions. */
typedef struct jw_column {
    const uint8_t *validity; /**< bitmap or NULL = all present */
    const int32_t *offsets;  /**< text only */
    const void *values;      /**< text bytes or numbers */
    int64_t offset;          /**< first row within the buffers */
    int32_t format;          /**< 'u', 'l', 'i', 'C' or 'g' */
    int32_t reserved;        /**< 0 */
} jw_column;

/** A view of a batch; borrowed from the array it was made of. */
typedef struct jw_rows {
    jw_record record;                /**< whose rows */
    int32_t field_count;             /**< number of columns */
    int64_t count;                   /**< number of rows */
    jw_column columns[JW_FIELDS_MAX]; /**< in the order of the fields */
} jw_rows;

/**
 * @brief Looks at an Arrow struct array as rows of a record; checks buffers, offsets and formats, not the values.
 * @param[in] array children in the order of the record's fields, in the formats of the storage plane.
 * @param[in] record a JW_RECORD_ number.
 * @param[out] out the view.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL.
 * Ownership: @p out borrows from @p array. Since: 0.1.
 */
JW_API jw_status jw_rows_view(const struct ArrowArray *array, jw_record record, jw_rows *out, jw_error *err);

/** @brief Whether a value is absent. @param[in] rows a view. @param[in] field position. @param[in] row 0-based.
 * @return 1 or 0. Ownership: none. Since: 0.1. */
JW_API int32_t jw_rows_is_absent(const jw_rows *rows, size_t field, int64_t row);

/** @brief Text of a text field; "" when absent. @param[in] rows a view. @param[in] field position. @param[in] row 0-based.
 * @param[out] length its bytes. @return The bytes, not NUL-terminated. Ownership: borrowed from the array. Since: 0.1. */
JW_API const char *jw_rows_text(const jw_rows *rows, size_t field, int64_t row, size_t *length);

/** @brief Value of a field of format l, i or C; 0 when absent. @param[in] rows a view. @param[in] field position.
 * @param[in] row 0-based. @return The value. Ownership: none. Since: 0.1. */
JW_API int64_t jw_rows_integer(const jw_rows *rows, size_t field, int64_t row);

/** @brief Value of a field of format g; 0 when absent. @param[in] rows a view. @param[in] field position.
 * @param[in] row 0-based. @return The value. Ownership: none. Since: 0.1. */
JW_API double jw_rows_real(const jw_rows *rows, size_t field, int64_t row);

/**
 * @brief Compares the keys of two rows of one record: text bytewise, numbers ascending.
 * @param[in] a a view.
 * @param[in] a_row 0-based.
 * @param[in] b a view of the same record, or the same one.
 * @param[in] b_row 0-based.
 * @return Negative, 0 or positive.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_rows_compare(const jw_rows *a, int64_t a_row, const jw_rows *b, int64_t b_row);

/**
 * @brief Whether two rows of one record are the same in every field.
 * @param[in] a a view.
 * @param[in] a_row 0-based.
 * @param[in] b a view of the same record, or the same one.
 * @param[in] b_row 0-based.
 * @return 1 or 0.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_rows_equal(const jw_rows *a, int64_t a_row, const jw_rows *b, int64_t b_row);

/** @brief Appends a copy of a row. @param[in] batch of the same record. @param[in] rows a view. @param[in] row 0-based.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_ENOMEM, JW_ELIMIT. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_batch_add_row(jw_batch *batch, const jw_rows *rows, int64_t row, jw_error *err);

/**
 * Fills a batch with up to @p limit further rows of a stream; none means the end.
 */
typedef jw_status (*jw_stream_fill_fn)(void *userdata, jw_batch *batch, int64_t limit, jw_error *err);

/**
 * @brief Makes an Arrow stream of a record from a function that gives the next rows.
 * @param[in] context the context; a reference is kept.
 * @param[in] record a JW_RECORD_ number.
 * @param[in] fill called for each batch.
 * @param[in] release called once, when the stream is released; NULL is allowed.
 * @param[in] userdata first argument of both.
 * @param[out] out the stream.
 * @param[out] err details of a failure; @p release has then not been called.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller calls out->release(out). Since: 0.1.
 */
JW_API jw_status jw_stream_new(jw_context *context, jw_record record, jw_stream_fill_fn fill,
                               void (*release)(void *userdata), void *userdata, struct ArrowArrayStream *out,
                               jw_error *err);

/**
 * @brief Reads the next batch of a stream with a full error instead of an errno.
 * @param[in] stream any Arrow stream.
 * @param[out] out the batch; out->release is NULL at the end.
 * @param[out] err details of a failure.
 * @return JW_OK or the status of the stream.
 * Ownership: the caller calls out->release(out). Since: 0.1.
 */
JW_API jw_status jw_stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
