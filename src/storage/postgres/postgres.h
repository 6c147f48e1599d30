/*
 * Inside of the storage of scheme "postgresql". Like a storage from elsewhere it includes public headers only.
 *
 * Every record is a table of its own name and fields; duty too has real rows. Texts are ordered by COLLATE "C", dates
 * and months are dates, instants are seconds in a bigint. Beside the records there are jingwu_form, the version of the
 * schema, and journal_head, whose row of a district is what a writer of the district locks.
 */
#ifndef JW_STORAGE_POSTGRES_H
#define JW_STORAGE_POSTGRES_H

#include <pthread.h>
#include <stdbool.h>
#include <libpq-fe.h>
#include <jingwu/sys/postgres.h>
#include "storage/postgres/buffer.h"

/* The form that this library writes; see schema.c for the steps from older ones. */
#define JW_PG_FORM 1

#define JW_TRY(call)                                                                                         \
    do {                                                                                                     \
        jw_status status_ = (call);                                                                          \
        if (status_ != JW_OK)                                                                                \
            return status_;                                                                                  \
    } while (0)

/* Statements are known to the server by numbers below this: kind, record, variant. */
#define JW_PG_STATEMENT_BITS 17
#define JW_PG_STATEMENT_KEY(kind, record, variant)                                                           \
    ((uint32_t)(kind) << 14 | (uint32_t)(record) << 8 | (uint32_t)(variant))

enum jw_pg_statement_kind {
    JW_PG_SCAN = 1,
    JW_PG_COUNT,
    JW_PG_INSERT,
    JW_PG_UPSERT,
    JW_PG_REMOVE,
    JW_PG_LOCK,
    JW_PG_LOOK
};

enum jw_pg_state { JW_PG_IDLE, JW_PG_READING, JW_PG_WRITING };

/* A district that the write transaction has locked. */
struct jw_pg_lock {
    char district[64];
    size_t length;
    int64_t writes; /* how often it was locked before and now */
    char tx[40];    /* the mark that this transaction leaves at its head */
};

/* The fields of a record at hand. */
struct jw_pg_layout {
    jw_record record;
    const char *name;
    size_t keys;
    size_t count;
    jw_field_info fields[JW_FIELDS_MAX];
};

/* Values of a statement's parameters; a text is borrowed, a number is kept here. */
#define JW_PG_PARAMS_MAX (JW_FIELDS_MAX + 8)
struct jw_pg_params {
    int count;
    const char *values[JW_PG_PARAMS_MAX];
    int lengths[JW_PG_PARAMS_MAX];
    int formats[JW_PG_PARAMS_MAX];
    char numbers[JW_PG_PARAMS_MAX][8];
};

struct jw_pg {
    jw_context *context;
    char *conninfo; /* what libpq is given; may hold a password, so it is in no message */
    char name[200]; /* "database D on H", for messages */
    PGconn *connection;
    PGcancel *cancel;
    pthread_mutex_t cancel_lock; /* interrupt() comes from any thread */
    bool interrupted;            /* guarded by cancel_lock */
    enum jw_pg_state state;
    bool untouched; /* nothing was read or written in this write transaction: it can be begun again */
    bool read_only;
    bool is_citus;
    bool row_security; /* the server lets this role see some rows only, and refuses COPY into tables */
    int32_t form;
    uint32_t *present; /* an older form: for each record a bit for each field that the table has; else NULL */
    struct jw_pg_lock *locks;
    size_t lock_count;
    size_t lock_capacity;
    uint64_t staged; /* records that have a temporary table in this transaction, a bit each */
    uint8_t prepared[((size_t)1 << JW_PG_STATEMENT_BITS) / 8];
};

/* error.c */

/* Fills err from a result, or from the connection when result is NULL; clears neither. "cannot <doing> <object>". */
jw_status jw_pg__fail(struct jw_pg *storage, const PGresult *result, const char *doing, const char *object,
                      jw_error *err);
/* What a SQLSTATE means; text is the primary message. */
jw_status jw_pg__status_of(const char *sqlstate, const char *text);
void jw_pg__set_sqlstate(jw_error *err, const char *sqlstate);
/* The SQLSTATE within a verbose message of a failed connection, or "". */
void jw_pg__find_sqlstate(const char *message, char out[6]);
/* The first line of such a message without severity and SQLSTATE. */
void jw_pg__plain_message(const char *message, char *out, size_t size);
/* Whether the same may work in a moment: another transaction won or holds a lock. */
bool jw_pg__may_repeat(jw_status status, const jw_error *err);

/* connection.c */

/* Connects, trying again while the server starts up. */
jw_status jw_pg__connect(struct jw_pg *storage, jw_error *err);
void jw_pg__disconnect(struct jw_pg *storage);
/* A connection that was lost is made again. Only outside a transaction. */
jw_status jw_pg__check_connection(struct jw_pg *storage, jw_error *err);
bool jw_pg__is_connected(const struct jw_pg *storage);
void jw_pg__wait(int milliseconds);
void jw_pg__interrupt(void *storage);

/* statement.c */

/* Runs statements without parameters; the result is dropped. */
jw_status jw_pg__run(struct jw_pg *storage, const char *sql, const char *doing, jw_error *err);
/* Runs one and keeps its result, which the caller clears. */
jw_status jw_pg__query(struct jw_pg *storage, const char *sql, const char *doing, PGresult **out,
                       jw_error *err);
bool jw_pg__is_prepared(const struct jw_pg *storage, uint32_t key);
jw_status jw_pg__prepare(struct jw_pg *storage, uint32_t key, struct jw_pg_buffer *sql, const char *doing,
                         const char *object, jw_error *err);
/* Executes a prepared statement with a binary result, which the caller clears. */
jw_status jw_pg__execute(struct jw_pg *storage, uint32_t key, const struct jw_pg_params *params,
                         const char *doing, const char *object, PGresult **out, jw_error *err);
void jw_pg__statement_name(uint32_t key, char out[16]);
/* Names between quotes, separated. */
void jw_pg__add_names(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout, size_t first, size_t end,
                      const char *before, const char *separator);
int64_t jw_pg__result_number(const PGresult *result, int row, int column);

/* value.c */

jw_status jw_pg__layout(jw_record record, struct jw_pg_layout *out, jw_error *err);
const char *jw_pg__sql_type(int32_t type);
/* Whether the values of a field are texts. */
bool jw_pg__is_text(const jw_field_info *field);
void jw_pg__add_text_param(struct jw_pg_params *params, const char *text, size_t length);
/* A field of a row as the next parameter. */
void jw_pg__add_field_param(struct jw_pg_params *params, const struct jw_pg_layout *layout, size_t field,
                            const jw_rows *rows, int64_t row);
/* A bound of a range; any number is allowed. */
void jw_pg__add_key_param(struct jw_pg_params *params, const struct jw_pg_layout *layout, size_t field,
                          const jw_key_value *value);
void jw_pg__add_number_param(struct jw_pg_params *params, int64_t value, size_t width);
/* A field of a row with its length before it, as COPY wants it. */
void jw_pg__add_copy_field(struct jw_pg_buffer *out, const struct jw_pg_layout *layout, size_t field,
                           const jw_rows *rows, int64_t row);
/* Appends a column of a binary result to a batch. */
jw_status jw_pg__read_field(struct jw_pg *storage, const struct jw_pg_layout *layout, size_t field,
                            const PGresult *result, int row, jw_batch *batch, jw_error *err);

/* schema.c */

/* Looks at the database, makes it a store if asked, and brings its form up if asked. */
jw_status jw_pg__settle_schema(struct jw_pg *storage, uint32_t flags, jw_error *err);
bool jw_pg__has_field(const struct jw_pg *storage, jw_record record, size_t field);
bool jw_pg__has_table(const struct jw_pg *storage, jw_record record);

/* transaction.c */

jw_status jw_pg__begin(void *storage, uint32_t flags, jw_error *err);
jw_status jw_pg__commit(void *storage, jw_error *err);
void jw_pg__rollback(void *storage);
/* Locks a district for the write transaction at hand, before its rows are read or written. */
jw_status jw_pg__lock(struct jw_pg *storage, const char *district, size_t length, jw_error *err);
/* Locks each district of a batch. */
jw_status jw_pg__lock_rows(struct jw_pg *storage, const jw_rows *rows, jw_error *err);

/* scan.c */
jw_status jw_pg__scan(void *storage, jw_record record, const jw_scan_range *range,
                      const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err);
jw_status jw_pg__count(void *storage, jw_record record, const jw_scan_range *range, int64_t *out,
                       jw_error *err);
/* Inside of a transaction, with a connection. */
jw_status jw_pg__check_open(const struct jw_pg *storage, jw_error *err);

/* write.c */
jw_status jw_pg__put(void *storage, jw_record record, const struct ArrowArray *array, int32_t mode,
                     const struct ArrowArray *expected, jw_error *err);
jw_status jw_pg__remove(void *storage, jw_record record, const struct ArrowArray *array, jw_error *err);
void jw_pg__add_conflict(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout);

/* bulk.c */
jw_status jw_pg__put_bulk(struct jw_pg *storage, const struct jw_pg_layout *layout, const jw_rows *rows,
                          bool replace, jw_error *err);
jw_status jw_pg__remove_bulk(struct jw_pg *storage, const struct jw_pg_layout *layout, const jw_rows *rows,
                             jw_error *err);
/* JW_ECONFLICT unless the stored rows are the expected ones. */
jw_status jw_pg__check_expected(struct jw_pg *storage, const struct jw_pg_layout *layout,
                                const jw_rows *rows, const struct ArrowArray *expected, jw_error *err);

/* hours.c */
jw_status jw_pg__hours(void *storage, const jw_hours_request *request, jw_hours_emit_fn emit, void *userdata,
                       jw_error *err);

#endif
