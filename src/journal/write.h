/*
 * The one way in which rows are written: validated and sorted by the caller, compared with what is stored, checked for
 * overlapping versions and references, written, journalled.
 */
#ifndef JW_JOURNAL_WRITE_H
#define JW_JOURNAL_WRITE_H

#include "storage/store.h"
#include "record/value.h"

/* A row that a write refuses although others may be good; used by keep-good imports. */
struct jw_missing_reference {
    jw_record record;  /* that lacks the row */
    char district[16];
    char id[72];
};

/* Opens a write transaction unless the caller has one; the depth tells jw_write__end what to do. */
jw_status jw_write__begin(jw_store *store, bool *opened, jw_error *err);
/* Commits (status JW_OK) or rolls back; gives the first failure. */
jw_status jw_write__end(jw_store *store, bool opened, jw_status status, jw_error *err);

/*
 * Writes rows that are valid, sorted by key and unique. row_numbers gives the number of each row for messages; NULL = its
 * place in the batch. On JW_EINPUT, JW_EEXIST and JW_ECLOSED *bad_row is the 0-based row that is refused.
 */
jw_status jw_write__put(jw_store *store, jw_record record, const struct ArrowArray *array,
                        const struct ArrowArray *expected, const int64_t *row_numbers, uint32_t flags,
                        jw_write_counts *counts, int64_t *bad_row, jw_error *err);
jw_status jw_write__remove(jw_store *store, jw_record record, const struct ArrowArray *array, jw_write_counts *counts,
                           jw_error *err);

/*
 * References that the transaction leaves open, checked now: the list is empty when all is well. Borrowed until the next
 * write. Commit does the same and fails with JW_EREFERENCE at the first.
 */
jw_status jw_write__missing(jw_store *store, const struct jw_missing_reference **out, size_t *count, jw_error *err);

#endif
