/*
 * Closed months. A local day is locked if its calendar month, or the month that owns its ISO week, is closed; a dated row
 * is refused if any day it touches is locked, a posting or service if it begins or ends on a locked day. Other master data
 * are not locked: a closed month keeps the inputs it was computed from.
 */
#ifndef JW_JOURNAL_LOCK_H
#define JW_JOURNAL_LOCK_H

#include "storage/store.h"
#include "record/value.h"

/* Days [from, to) of one closed month, whole weeks included. */
struct jw_lock {
    jw_month month;
    jw_date from;
    jw_date to;
    char actor[65];
    jw_instant at;
};

/* The locks of the district looked at last. */
struct jw_locks {
    char district[16];
    bool loaded;
    int32_t utc_offset;
    struct jw_lock *locks;
    size_t count;
    size_t capacity;
};

void jw_locks__free(jw_context *context, struct jw_locks *locks);

/* Whether rows of a record can touch a closed month at all. */
bool jw_locks__concern(jw_record record);

/* Reads the closed months of a district; afterwards locks->count tells whether there are any. */
jw_status jw_locks__load(jw_store *store, struct jw_locks *locks, const struct jw_value *district, jw_error *err);

/* JW_ECLOSED when the row touches a locked day; the message says by whom it was closed and who can reopen. */
jw_status jw_locks__check(jw_store *store, struct jw_locks *locks, jw_record record, const struct jw_value *values,
                          int64_t row_number, jw_error *err);

/* Whether a row is one that a closed month protects. */
bool jw_lock__touches(const struct jw_lock *lock, int32_t utc_offset, jw_record record, const struct jw_value *values);

/* The days that a month locks: from the first to the day after the last. */
void jw_month__days(jw_month month, jw_date *from, jw_date *to);

#endif
