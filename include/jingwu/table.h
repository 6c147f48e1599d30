/**
 * @file table.h
 * @brief Results: immutable tables of named, typed columns, readable from any thread and exportable as Arrow.
 */
#ifndef JINGWU_TABLE_H
#define JINGWU_TABLE_H

#include <jingwu/arrow.h>
#include <jingwu/base.h>
#include <jingwu/record.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A result. */
typedef struct jw_table jw_table;

/** @brief Takes another reference. @param[in] table the table. @return @p table. Threads: any.
 * Ownership: to be given back with jw_table_free(). Since: 0.1. */
JW_API jw_table *jw_table_ref(jw_table *table);

/** @brief Gives a reference back. @param[in] table NULL is allowed. Threads: any. Ownership: gone. Since: 0.1. */
JW_API void jw_table_free(jw_table *table);

/** @brief Number of rows. @param[in] table the table. @return The number. Ownership: none. Since: 0.1. */
JW_API int64_t jw_table_rows(const jw_table *table);

/** @brief Number of columns. @param[in] table the table. @return The number. Ownership: none. Since: 0.1. */
JW_API size_t jw_table_columns(const jw_table *table);

/** @brief Name of a column. @param[in] table the table. @param[in] column 0-based.
 * @return The name, NULL when there is no such column. Ownership: borrowed from @p table. Since: 0.1. */
JW_API const char *jw_table_name(const jw_table *table, size_t column);

/** @brief Type of a column. @param[in] table the table. @param[in] column 0-based.
 * @return A JW_TYPE_ number, 0 when there is no such column. Ownership: none. Since: 0.1. */
JW_API int32_t jw_table_type(const jw_table *table, size_t column);

/** @brief Position of a column. @param[in] table the table. @param[in] name its name.
 * @return 0-based, -1 if there is none. Ownership: none. Since: 0.1. */
JW_API int32_t jw_table_find(const jw_table *table, const char *name);

/** @brief Whether a cell is empty ("no value"). @param[in] table the table. @param[in] row 0-based. @param[in] column 0-based.
 * @return 1 when empty or outside the table, else 0. Ownership: none. Since: 0.1. */
JW_API int32_t jw_table_is_empty(const jw_table *table, int64_t row, size_t column);

/** @brief Text of a text cell. @param[in] table the table. @param[in] row 0-based. @param[in] column 0-based.
 * @return NUL-terminated; "" when empty or not text. Ownership: borrowed from @p table. Since: 0.1. */
JW_API const char *jw_table_text(const jw_table *table, int64_t row, size_t column);

/** @brief Value of a cell that is a whole number, date, month or instant. @param[in] table the table. @param[in] row 0-based.
 * @param[in] column 0-based. @return The value; 0 when empty or of another type. Ownership: none. Since: 0.1. */
JW_API int64_t jw_table_integer(const jw_table *table, int64_t row, size_t column);

/** @brief Value of a real cell. @param[in] table the table. @param[in] row 0-based. @param[in] column 0-based.
 * @return The value; 0 when empty or of another type. Ownership: none. Since: 0.1. */
JW_API double jw_table_real(const jw_table *table, int64_t row, size_t column);

/**
 * @brief Exports a table as an Arrow stream of one batch; numbers are not copied; may be called again and again.
 * @param[in] table the table.
 * @param[out] out the stream; it and what it yields may be released from any thread, after the table too.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller calls out->release(out). Since: 0.1.
 */
JW_API jw_status jw_table_export(jw_table *table, struct ArrowArrayStream *out, jw_error *err);

/**
 * @brief Makes a table of chosen rows of another.
 * @param[in] table the table; it stays as it is.
 * @param[in] rows 0-based row numbers, in the order wanted; a row may be chosen again.
 * @param[in] count how many.
 * @param[out] out the new table, with the columns of @p table.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_table_pick(const jw_table *table, const int64_t *rows, int64_t count, jw_table **out,
                               jw_error *err);

/**
 * @brief Makes a table with a further column, the same text in every row, before those of another.
 * @param[in] table the table; it stays as it is.
 * @param[in] name the column's name; static text, as it is not copied.
 * @param[in] value the text; NULL = empty.
 * @param[out] out the new table.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_table_prepend(const jw_table *table, const char *name, const char *value, jw_table **out,
                                  jw_error *err);

/** Receives output; a non-zero result stops the writing with JW_ECALLBACK. */
typedef int32_t (*jw_write_fn)(void *userdata, const char *bytes, size_t length);

#define JW_FORMAT_TABLE 1 /**< aligned columns for a person */
#define JW_FORMAT_CSV 2   /**< RFC 4180, UTF-8, LF */
#define JW_FORMAT_JSON 3  /**< an array of objects, a row a line */

/**
 * @brief Writes a table as text.
 * @param[in] table the table.
 * @param[in] format JW_FORMAT_TABLE, JW_FORMAT_CSV or JW_FORMAT_JSON.
 * @param[in] header 1: with the line of column names (CSV, TABLE); 0: rows only, to continue an output.
 * @param[in] write called with pieces of the output.
 * @param[in] userdata first argument of @p write.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM, JW_ECALLBACK.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_table_write(const jw_table *table, int32_t format, int32_t header, jw_write_fn write,
                                void *userdata, jw_error *err);

#define JW_TOTAL_GROUP 1     /**< rows that agree in it become one */
#define JW_TOTAL_SUM 2       /**< added up; empty where no row has a value */
#define JW_TOTAL_PER_MILLE 3 /**< 1000 * numerator / denominator of the sums, half up */

/** What becomes of a column when rows are added up; columns that are not named stay empty. */
typedef struct jw_total_column {
    const char *name;        /**< of the column */
    int32_t kind;            /**< JW_TOTAL_ */
    int32_t reserved;        /**< 0 */
    const char *numerator;   /**< column, for JW_TOTAL_PER_MILLE */
    const char *denominator; /**< column, for JW_TOTAL_PER_MILLE */
} jw_total_column;

/**
 * @brief Adds the rows of a table to a total: a row for each group, in the order in which they appear first.
 * @param[in] total NULL, or what this function gave for the tables before.
 * @param[in] table columns as those of the tables before; at most 32.
 * @param[in] columns what becomes of which column; groups are text, sums are integers.
 * @param[in] count how many.
 * @param[out] out the new total, with the columns of @p table.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM. A sum beyond 64 bits is left empty.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.2.
 */
JW_API jw_status jw_table_add_up(const jw_table *total, const jw_table *table, const jw_total_column *columns,
                                 size_t count, jw_table **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
