/* Comparing rows that are to be written with what is stored: which are new, which change, which versions overlap. */
#ifndef JW_JOURNAL_COMPARE_H
#define JW_JOURNAL_COMPARE_H

#include "journal/lock.h"
#include "record/pack.h"
#include "storage/store.h"

enum jw_row_state { JW_ROW_NEW, JW_ROW_SAME, JW_ROW_CHANGED };

/*
 * Fills states (one a row) for rows sorted by key and unique. JW_EINPUT with *bad_row when a version would overlap its
 * neighbour or a district's offset would change under its duty; JW_ECLOSED with *bad_row when a row that is new or
 * changes touches a closed month, before or after.
 */
jw_status jw_compare__rows(jw_store *store, struct jw_locks *locks, const jw_rows *rows, const int64_t *row_numbers,
                           uint8_t *states, int64_t *bad_row, jw_error *err);

/* JW_ECONFLICT unless each stored row equals the expected one; a null row of expected stands for no row. */
jw_status jw_compare__expected(jw_store *store, const jw_rows *rows, const struct ArrowArray *expected,
                               int64_t *bad_row, jw_error *err);

/* The stored row with the key of a row: calls visit with it, or not at all. */
jw_status jw_compare__stored(jw_store *store, const jw_rows *rows, int64_t row, jw_visit_rows_fn visit, void *userdata,
                             jw_error *err);

#endif
