/*
 * Inside of the storage of scheme "sqlite". Like a storage from elsewhere it includes public headers only.
 *
 * Every record is a table of its own name and fields, except duty and duty_plan: these are pages (page.h),
 * and views of their names show the rows.
 */
#ifndef JW_STORAGE_SQLITE_H
#define JW_STORAGE_SQLITE_H

#include <stdbool.h>
#include <sqlite3.h>
#include <jingwu/sys/storage.h>
#include "storage/sqlite/dictionary.h"

/* The form that this library writes; see schema.c for the steps from older ones. */
#define JW_SQLITE_FORM 1

#define JW_TRY(call)                                                                                         \
    do {                                                                                                     \
        jw_status status_ = (call);                                                                          \
        if (status_ != JW_OK)                                                                                \
            return status_;                                                                                  \
    } while (0)

#define JW_STATEMENT_COUNT 64

struct jw_statement {
    sqlite3_stmt *handle;
    uint32_t key;
    bool busy;
};

struct jw_sqlite {
    jw_context *context;
    sqlite3 *db;
    char *place;
    bool read_only;    /* the file, or the caller's wish, or an older form */
    bool without_wal;  /* opened on a medium where SQLite cannot keep its log */
    int32_t form;      /* of the file */
    uint32_t *present; /* an older form: for each record a bit for each field that the file has; else NULL */
    struct jw_statement statements[JW_STATEMENT_COUNT];
    size_t next_victim; /* of the statements, in turn */
    struct jw_dictionary places;
    struct jw_dictionary kinds;
};

/* The fields of a record at hand. */
struct jw_layout {
    jw_record record;
    const char *name;
    size_t keys;
    size_t count;
    jw_field_info fields[JW_FIELDS_MAX];
};

/* error.c */

/* Fills err from the last failure of the connection; "cannot <doing> <object>". */
jw_status jw_sqlite__fail(struct jw_sqlite *storage, const char *doing, const char *object, jw_error *err);
jw_status jw_sqlite__fail_memory(jw_error *err);
jw_status jw_sqlite__fail_damaged(struct jw_sqlite *storage, const char *table, const char *what,
                                  jw_error *err);
/* A column gave nothing although it is not null. */
jw_status jw_sqlite__fail_column(struct jw_sqlite *storage, const char *table, jw_error *err);

/* statement.c */

/* What a cached statement does; with the record and a variant it is the statement's key. */
enum jw_statement_kind {
    JW_STATEMENT_SCAN = 1,
    JW_STATEMENT_COUNT_ROWS,
    JW_STATEMENT_INSERT,
    JW_STATEMENT_UPSERT,
    JW_STATEMENT_REMOVE,
    JW_STATEMENT_PAGE_READ,
    JW_STATEMENT_PAGE_WRITE,
    JW_STATEMENT_PAGE_REMOVE,
    JW_STATEMENT_PAGES,
    JW_STATEMENT_MONTH,
    JW_STATEMENT_PAGE_DISTRICT,
    JW_STATEMENT_PAGE_COUNT,
    JW_STATEMENT_DICTIONARY,
    JW_STATEMENT_DICTIONARY_ADD,
    JW_STATEMENT_STATIONS
};

static inline uint32_t jw_statement_key(enum jw_statement_kind kind, jw_record record, uint32_t variant)
{
    return (uint32_t)kind << 16 | (uint32_t)record << 8 | variant;
}

/* An idle statement of that key, now busy, or NULL: then build its text and call prepare. */
sqlite3_stmt *jw_sqlite__cached(struct jw_sqlite *storage, uint32_t key);
/* Compiles sql, which it frees with sqlite3_free(); NULL means that there was no memory for it. */
jw_status jw_sqlite__prepare(struct jw_sqlite *storage, uint32_t key, char *sql, sqlite3_stmt **out,
                             jw_error *err);
/* Gives a statement back; NULL is allowed. */
void jw_sqlite__done(struct jw_sqlite *storage, sqlite3_stmt *statement);
void jw_sqlite__finalize_all(struct jw_sqlite *storage);
/* A statement whose text is a format with the record's name, which occurs once. */
jw_status jw_sqlite__statement(struct jw_sqlite *storage, enum jw_statement_kind kind, jw_record record,
                               uint32_t variant, const char *format, sqlite3_stmt **out, jw_error *err);
jw_status jw_sqlite__run(struct jw_sqlite *storage, const char *sql, const char *doing, jw_error *err);
/* First column of the first row of a query, as a number; 0 when there is no row. */
jw_status jw_sqlite__number(struct jw_sqlite *storage, const char *sql, int64_t *out, jw_error *err);
/* The text is borrowed until the statement is given back. "" for NULL; bindings have 1 as their first place.
 */
void jw_sqlite__bind_text(sqlite3_stmt *statement, int place, const char *text, size_t length);
/* Grows *block to hold `needed` items of `size` bytes. */
jw_status jw_sqlite__grow(struct jw_sqlite *storage, void *block_address, size_t *capacity, size_t needed,
                          size_t size, jw_error *err);

/* schema.c */

/* Checks that the file is a store, makes it one if asked, and brings its form up if asked. */
jw_status jw_sqlite__settle_schema(struct jw_sqlite *storage, uint32_t flags, jw_error *err);
/* Whether the file has a field, or a table at all. */
bool jw_sqlite__has_field(const struct jw_sqlite *storage, jw_record record, size_t field);
bool jw_sqlite__has_table(const struct jw_sqlite *storage, jw_record record);

/* rows.c */

static inline bool jw_sqlite__is_paged(jw_record record)
{
    return record == JW_RECORD_DUTY || record == JW_RECORD_DUTY_PLAN;
}

jw_status jw_sqlite__layout(jw_record record, struct jw_layout *out, jw_error *err);
jw_status jw_sqlite__put(void *storage, jw_record record, const struct ArrowArray *array, int32_t mode,
                         const struct ArrowArray *expected, jw_error *err);
jw_status jw_sqlite__remove(void *storage, jw_record record, const struct ArrowArray *array, jw_error *err);

/* scan.c */
jw_status jw_sqlite__check_range(const struct jw_layout *layout, const jw_scan_range *range, jw_error *err);
jw_status jw_sqlite__scan(void *storage, jw_record record, const jw_scan_range *range,
                          const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err);
jw_status jw_sqlite__count(void *storage, jw_record record, const jw_scan_range *range, int64_t *out,
                           jw_error *err);

/* value.c */

/* Binds a field of a row; in the file dates and instants are text. */
jw_status jw_sqlite__bind_field(struct jw_sqlite *storage, sqlite3_stmt *statement, int place,
                                const struct jw_layout *layout, size_t field, const jw_rows *rows,
                                int64_t row, jw_error *err);
/* Binds a copy of a bound of a range; any number is allowed. */
jw_status jw_sqlite__bind_key(struct jw_sqlite *storage, sqlite3_stmt *statement, int place,
                              const struct jw_layout *layout, size_t field, const jw_key_value *value,
                              jw_error *err);
/* Appends column number `field` of the statement's row to a batch. */
jw_status jw_sqlite__read_field(struct jw_sqlite *storage, sqlite3_stmt *statement,
                                const struct jw_layout *layout, size_t field, jw_batch *batch, jw_error *err);

/* duty.c */
jw_status jw_sqlite__put_duty(struct jw_sqlite *storage, const jw_rows *rows, int32_t mode, jw_error *err);
jw_status jw_sqlite__remove_duty(struct jw_sqlite *storage, const jw_rows *rows, jw_error *err);

/* duty_scan.c */
jw_status jw_sqlite__scan_duty(struct jw_sqlite *storage, jw_record record, const jw_scan_range *range,
                               const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err);
jw_status jw_sqlite__count_duty(struct jw_sqlite *storage, jw_record record, const jw_scan_range *range,
                                int64_t *out, jw_error *err);

/* hours.c */
jw_status jw_sqlite__hours(void *storage, const jw_hours_request *request, jw_hours_emit_fn emit,
                           void *userdata, jw_error *err);

#endif
