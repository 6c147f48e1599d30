/**
 * @file store.h
 * @brief Stores: opening, transactions, writing and reading rows, import and export of files.
 */
#ifndef JINGWU_STORE_H
#define JINGWU_STORE_H

#include <jingwu/arrow.h>
#include <jingwu/base.h>
#include <jingwu/calendar.h>
#include <jingwu/record.h>
#include <jingwu/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A store: the books of one or more districts. */
typedef struct jw_store jw_store;

#define JW_STORE_CREATE 1u    /**< make the store if it does not exist */
#define JW_STORE_READ_ONLY 2u /**< refuse writes */
#define JW_STORE_UPGRADE 4u   /**< bring an older form up to the current one */

/** Options of jw_store_open(); start from JW_STORE_OPTIONS_INIT. */
typedef struct jw_store_options {
    size_t struct_size; /**< by JW_STORE_OPTIONS_INIT */
    uint32_t flags;     /**< JW_STORE_ flags */
    uint32_t reserved;  /**< 0 */
    const char *actor;  /**< who writes, for the journal; at most 64 bytes; NULL = "" */
} jw_store_options;

/** Initial value of jw_store_options. */
#define JW_STORE_OPTIONS_INIT {sizeof(jw_store_options), 0, 0, NULL}

/**
 * @brief Opens a store.
 * @param[in] context the context; a reference is kept.
 * @param[in] uri "sqlite:FILE", a bare file name, "memory:", or another registered scheme.
 * @param[in] options NULL for none.
 * @param[out] out the store.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM, JW_ENOTFOUND, JW_EUNAVAILABLE, JW_EPERMISSION, JW_ECORRUPT, JW_EVERSION, JW_EFULL,
 *         JW_EUNSUPPORTED (unknown scheme).
 * Ownership: the caller frees @p out with jw_store_free(). Since: 0.1.
 */
JW_API jw_status jw_store_open(jw_context *context, const char *uri, const jw_store_options *options, jw_store **out,
                               jw_error *err);

/** @brief Closes a store; an open transaction is rolled back. @param[in] store NULL is allowed.
 * Ownership: gone. Since: 0.1. */
JW_API void jw_store_free(jw_store *store);

/**
 * @brief Asks running work of a store to stop with JW_ECANCELLED, also inside its storage: jw_context_cancel(), and the
 *        storage's own interruption. jw_context_resume() takes the cancellation back.
 * @param[in] store NULL is allowed.
 * Ownership: none. Threads: any, at any time before jw_store_free(); not from a signal handler. Since: 0.1.
 */
JW_API void jw_store_interrupt(jw_store *store);

/**
 * @brief Begins a transaction that several writes share. Without one, each write is its own.
 * @param[in] store the store.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (one is open), JW_EBUSY, JW_EREADONLY, JW_EUNAVAILABLE, JW_EFORK.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_store_begin(jw_store *store, jw_error *err);

/**
 * @brief Commits: references are checked, the journal is written, everything lasts; on failure nothing was written.
 * @param[in] store the store.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (none is open), JW_EREFERENCE, JW_EINPUT, JW_EFULL, JW_EIO, JW_ECONFLICT, JW_EUNKNOWN, JW_ENOMEM.
 *         Afterwards no transaction is open, whatever the result.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_store_commit(jw_store *store, jw_error *err);

/** @brief Forgets the open transaction, if any. @param[in] store the store. Ownership: none. Since: 0.1. */
JW_API void jw_store_rollback(jw_store *store);

/** What a write did. */
typedef struct jw_write_counts {
    int64_t inserted;  /**< keys that were new */
    int64_t updated;   /**< keys whose row changed */
    int64_t unchanged; /**< rows that were there already */
    int64_t removed;   /**< keys removed */
} jw_write_counts;

#define JW_WRITE_INSERT_ONLY 1u /**< an existing key with another value is JW_EEXIST */

/**
 * @brief Writes rows, in any order.
 * @param[in] store the store.
 * @param[in] record a JW_RECORD_ number that is not JW_RECORD_SYSTEM.
 * @param[in] rows an Arrow struct array in the storage plane's layout (sys/column.h).
 * @param[in] expected NULL, or as many rows: those the caller saw before; a null struct row = absent. If one is not what
 *            is stored: JW_ECONFLICT.
 * @param[in] flags JW_WRITE_ flags.
 * @param[out] counts what was done; NULL is allowed.
 * @param[out] err details of a failure: record, row (1-based in the batch) and field.
 * @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EEXIST, JW_ECONFLICT, JW_EREFERENCE, JW_ECLOSED, JW_EFULL, JW_EIO, JW_ENOMEM, JW_EBUSY.
 *         After a failure inside a transaction the transaction is rolled back; a call whose arguments alone are wrong (no
 *         store, unknown record, options or flags: JW_EINVAL) leaves it as it was.
 * Ownership: @p rows stays the caller's. Since: 0.1.
 */
JW_API jw_status jw_store_put(jw_store *store, jw_record record, const struct ArrowArray *rows,
                              const struct ArrowArray *expected, uint32_t flags, jw_write_counts *counts,
                              jw_error *err);

/**
 * @brief Removes rows by their keys; keys that are not there are no failure.
 * @param[in] store the store.
 * @param[in] record a JW_RECORD_ number that is not JW_RECORD_SYSTEM.
 * @param[in] rows an Arrow struct array; only the key fields count.
 * @param[out] counts what was done; NULL is allowed.
 * @param[out] err details of a failure.
 * @return as jw_store_put(); JW_EREFERENCE when another row still names a removed one.
 * Ownership: @p rows stays the caller's. Since: 0.1.
 */
JW_API jw_status jw_store_remove(jw_store *store, jw_record record, const struct ArrowArray *rows,
                                 jw_write_counts *counts, jw_error *err);

/**
 * @brief Streams the rows of a record in key order.
 * @param[in] store the store; it must outlive the stream, and is not written while the stream is read.
 * @param[in] record a JW_RECORD_ number.
 * @param[in] district code, or NULL for all.
 * @param[out] out the stream.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM, JW_EIO, JW_ECORRUPT, JW_EFORK.
 * Ownership: the caller calls out->release(out). Since: 0.1.
 */
JW_API jw_status jw_store_scan(jw_store *store, jw_record record, const char *district, struct ArrowArrayStream *out,
                               jw_error *err);

/**
 * @brief Adds a district with the default activities, scheme and grades; an existing one is left as it is.
 * @param[in] store the store.
 * @param[in] code division code, 1 to 12 bytes.
 * @param[in] name its name.
 * @param[in] utc_offset seconds east of Greenwich, for China 28800.
 * @param[out] err details of a failure.
 * @return as jw_store_put().
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_store_add_district(jw_store *store, const char *code, const char *name, int32_t utc_offset,
                                       jw_error *err);

#define JW_ENCODING_AUTO 0    /**< UTF-8, or GB18030 when it decodes cleanly */
#define JW_ENCODING_UTF8 1    /**< UTF-8, with or without BOM */
#define JW_ENCODING_GB18030 2 /**< GB18030 (and so GBK, GB2312) */

#define JW_LAYOUT_OWN 0            /**< field names as header */
#define JW_LAYOUT_CHINA_DIVISION 1 /**< the national list: code,name,streetCode,provinceCode,cityCode,areaCode */

/** One file of an import. */
typedef struct jw_import_file {
    size_t struct_size; /**< sizeof(jw_import_file) */
    jw_record record;   /**< what it holds */
    int32_t reserved;   /**< 0 */
    const char *path;   /**< its name; "-" is standard input */
} jw_import_file;

/**
 * Receives a row that was refused, also when the import then fails for it: its file, line, field, reason and the line as it
 * was read, in UTF-8. A non-zero result stops the import with JW_ECALLBACK.
 */
typedef int32_t (*jw_reject_fn)(void *userdata, const char *path, int64_t line, const char *field, const char *reason,
                                const char *text, size_t length);

/** Options of jw_store_import(); start from JW_IMPORT_OPTIONS_INIT. */
typedef struct jw_import_options {
    size_t struct_size;    /**< by JW_IMPORT_OPTIONS_INIT */
    int32_t encoding;      /**< JW_ENCODING_ */
    int32_t layout;        /**< JW_LAYOUT_ */
    const char *district;  /**< for files without a district column; NULL = the only one of the store */
    const char *map;       /**< "field=column,field=column"; NULL = the header has field names */
    int32_t keep_good;     /**< 1: refuse bad rows one by one and keep the others */
    int32_t insert_only;   /**< 1: an existing key with another value is a bad row */
    jw_reject_fn reject;   /**< receives bad rows; NULL = none */
    void *reject_userdata; /**< first argument of reject */
} jw_import_options;

/** Initial value of jw_import_options. */
#define JW_IMPORT_OPTIONS_INIT {sizeof(jw_import_options), 0, 0, NULL, NULL, 0, 0, NULL, NULL}

/** What an import did. */
typedef struct jw_import_summary {
    size_t struct_size;     /**< sizeof(jw_import_summary), set by the caller */
    int64_t rows;           /**< rows read */
    jw_write_counts counts; /**< what was written */
    int64_t rejected;       /**< bad rows */
} jw_import_summary;

/**
 * @brief Imports files as one transaction; they may refer to each other.
 * @param[in] store the store.
 * @param[in] files the files.
 * @param[in] file_count how many.
 * @param[in] options NULL for the defaults: all or nothing.
 * @param[in,out] summary what was done; NULL is allowed.
 * @param[out] err details of a failure: record, row (line of the file) and field; the message names the file and counts
 *             further bad rows.
 * @return JW_OK (with keep_good also when rows were rejected), JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOTFOUND, JW_EIO,
 *         JW_EREFERENCE, JW_EEXIST, JW_ECLOSED, JW_EFULL, JW_ENOMEM, JW_ECANCELLED, JW_EBUSY, JW_ECALLBACK, JW_EPERMISSION,
 *         JW_EREADONLY, JW_EUNSUPPORTED (this system cannot convert the encoding). After a failure inside a transaction the
 *         transaction is rolled back.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_store_import(jw_store *store, const jw_import_file *files, size_t file_count,
                                 const jw_import_options *options, jw_import_summary *summary, jw_error *err);

/**
 * @brief Removes the rows whose keys a CSV file lists.
 * @param[in] store the store.
 * @param[in] file record and file; columns that are not key fields are ignored.
 * @param[in] options as for jw_store_import(); NULL for the defaults.
 * @param[in,out] summary what was done; NULL is allowed.
 * @param[out] err details of a failure.
 * @return as jw_store_import().
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_store_remove_file(jw_store *store, const jw_import_file *file, const jw_import_options *options,
                                      jw_import_summary *summary, jw_error *err);

/** Options of jw_store_export(); start from JW_EXPORT_OPTIONS_INIT. */
typedef struct jw_export_options {
    size_t struct_size;   /**< by JW_EXPORT_OPTIONS_INIT */
    int32_t format;       /**< JW_FORMAT_CSV or JW_FORMAT_JSON */
    int32_t encoding;     /**< JW_ENCODING_UTF8 or JW_ENCODING_GB18030 */
    const char *district; /**< NULL = all */
    jw_month month;       /**< 0 = all; else only rows of this month (records with a month, date or start) */
    int32_t bom;          /**< 1: begin with a BOM, for Excel */
} jw_export_options;

/** Initial value of jw_export_options. */
#define JW_EXPORT_OPTIONS_INIT {sizeof(jw_export_options), JW_FORMAT_CSV, JW_ENCODING_UTF8, NULL, 0, 0}

/**
 * @brief Exports a record; what is written imports again as it was.
 * @param[in] store the store.
 * @param[in] record a JW_RECORD_ number.
 * @param[in] options NULL for the defaults.
 * @param[in] write called with pieces of the output.
 * @param[in] userdata first argument of @p write.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM, JW_EIO, JW_ECALLBACK, JW_EENCODING, JW_ECANCELLED.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_store_export(jw_store *store, jw_record record, const jw_export_options *options,
                                 jw_write_fn write, void *userdata, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
