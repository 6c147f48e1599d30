/* What a write transaction remembers until its end: open references, removed keys, entries of the journal. */
#ifndef JW_JOURNAL_TRANSACTION_H
#define JW_JOURNAL_TRANSACTION_H

#include "base/digest.h"
#include "base/intern.h"
#include "journal/lock.h"
#include "journal/write.h"
#include "record/pack.h"

/* A reference that found no row when it was written; a later row of the transaction may still bring it. */
struct jw_open_reference {
    struct jw_missing_reference missing;
    jw_record from; /* where it was met first */
    const char *field;
    int64_t row;
};

/* A row that was removed, by the text that others refer to it with. */
struct jw_removed_row {
    jw_record record;
    char district[16];
    char id[72];
};

/* One entry of the journal in the making: a record of a district and what was done to it. */
struct jw_pending_entry {
    jw_record record;
    char district[16];
    const char *operation;
    int64_t rows;
    struct jw_digest *digest;
};

struct jw_transaction {
    jw_context *context;
    struct jw_texts *known; /* references that were found */
    size_t known_count;
    struct jw_texts *open_names;
    struct jw_open_reference *open;
    size_t open_count, open_capacity;
    struct jw_missing_reference *missing; /* handed out by jw_write__missing */
    size_t missing_capacity;
    struct jw_removed_row *removed;
    size_t removed_count, removed_capacity;
    struct jw_pending_entry *entries;
    size_t entry_count, entry_capacity;
    struct jw_locks locks;
    struct jw_bytes packed; /* scratch */
};

jw_status jw_transaction__new(jw_context *context, struct jw_transaction **out, jw_error *err);
void jw_transaction__free(struct jw_transaction *transaction);

/* ---- reference.c ---- */

/* Looks up every reference of a row; those not found yet are remembered. `last` is the row before, or NULL. */
jw_status jw_reference__check_row(jw_store *store, jw_record record, const struct jw_value *values,
                                  const struct jw_value *last, int64_t row_number, jw_error *err);
/* Whether any record names rows of this one. */
bool jw_reference__is_referred(jw_record record);
jw_status jw_reference__note_removed(jw_store *store, jw_record record, const struct jw_value *values, jw_error *err);
/* At the end: forgets open references that were filled; JW_EREFERENCE for the first that was not. */
jw_status jw_reference__resolve(jw_store *store, jw_error *err);
/* At the end: JW_EREFERENCE when a removed row is still named by another. */
jw_status jw_reference__check_removed(jw_store *store, jw_error *err);

/* ---- entry.c ---- */

/* Adds rows to the entry of (record, district, operation). */
jw_status jw_entry__add(struct jw_transaction *transaction, jw_record record, const char *district,
                        const char *operation, int64_t rows, const void *packed, size_t length, jw_error *err);
/* The digest that an entry must carry; its own `digest` is not looked at. */
jw_status jw_entry__digest(jw_context *context, const struct jw_value *values, char text[JW_DIGEST_TEXT], jw_error *err);
/* Number and digest of a district's last entry; 0 and "" when its journal is empty. */
jw_status jw_entry__head(jw_store *store, const char *district, int64_t *seq, char digest[JW_DIGEST_TEXT], jw_error *err);
/* Appends the entries to the journals of their districts. */
jw_status jw_entry__append_all(jw_store *store, jw_error *err);

#endif
