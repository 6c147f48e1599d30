/* Inside of a store: the host side of the vtable. Writing with all its checks is the journal floor's. */
#ifndef JW_STORAGE_STORE_H
#define JW_STORAGE_STORE_H

#include <stdbool.h>
#include <jingwu/store.h>
#include <jingwu/sys/storage.h>
#include "base/context.h"

struct jw_transaction; /* journal floor */

struct jw_store {
    jw_context *context;
    struct jw_storage_ops ops; /* only hours and count may be NULL: those the storage lacks */
    void *storage;
    const char *read_only; /* why it cannot be written; NULL = it can */
    bool in_transaction;   /* a write transaction is open in the storage */
    int32_t readers; /* streams and callers that share the open read snapshot; 0 inside a write transaction */
    bool caller_transaction; /* and the caller began it */
    char actor[65];
    char *place; /* of the storage, without the scheme: large imports spill beside it */
    struct jw_transaction *transaction; /* made and freed by the journal floor */
    void (*free_transaction)(struct jw_transaction *transaction);
};

/* Refuses a store that cannot be written, saying why. */
jw_status jw_store__check_writable(const jw_store *store, jw_error *err);

/*
 * Raw transactions, without references and journal. JW_BEGIN_READ is as jw_store__begin_reading and needs
 * that no write transaction is open; commit and rollback end what was begun.
 */
jw_status jw_store__begin(jw_store *store, uint32_t flags, jw_error *err);
jw_status jw_store__commit(jw_store *store, jw_error *err);
void jw_store__rollback(jw_store *store);

/*
 * One snapshot for all reads until the matching end; they nest. Inside a write transaction they do nothing:
 * reads there see its own state.
 */
jw_status jw_store__begin_reading(jw_store *store, jw_error *err);
void jw_store__end_reading(jw_store *store);

/* Number of rows of a range, by the storage's own count if it has one. */
jw_status jw_store__count(jw_store *store, jw_record record, const jw_scan_range *range, int64_t *out,
                          jw_error *err);

/* Rows of a range in key order; range and filter may be NULL. Outside a transaction the stream has its own
 * snapshot. */
jw_status jw_store__scan(jw_store *store, jw_record record, const jw_scan_range *range,
                         const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err);

/* Calls visit for each batch of a range; stops at the first failure. */
typedef jw_status (*jw_visit_rows_fn)(void *userdata, const jw_rows *rows, jw_error *err);
jw_status jw_store__visit(jw_store *store, jw_record record, const jw_scan_range *range,
                          const jw_scan_filter *filter, jw_visit_rows_fn visit, void *userdata,
                          jw_error *err);

/* Range of the rows whose first key fields are these texts (NULL ends the list). */
jw_scan_range jw_range__of(const char *first, ...);

#define JW_CODE_SIZE 40
/* The district a call means: the requested one if it exists, else the store's only one. utc_offset may be
 * NULL. */
jw_status jw_store__district(jw_store *store, const char *requested, char code[JW_CODE_SIZE],
                             int32_t *utc_offset, jw_error *err);

#endif
