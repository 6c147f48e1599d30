/*
 * What a closing keeps. `month_input` holds, a row a line, every master row that holds within the month's days, the month's
 * tallies and the digest of the rows that the lock protects; the month's digest covers these lines and the results.
 */
#ifndef JW_MONTH_FREEZE_H
#define JW_MONTH_FREEZE_H

#include "month/state.h"

/* Writes the lines of a revision as rows of month_input. */
jw_status jw_freeze__write(const struct jw_month_call *call, int64_t revision, jw_error *err);

/* Digest of all rows of a month that its lock protects: duty, plan, tallies, ... in key order, record by record. */
jw_status jw_freeze__dated_digest(jw_store *store, const char *district, int32_t utc_offset, jw_month month,
                                  char text[JW_DIGEST_TEXT], jw_error *err);
/* What the first kept lines of a revision say; "" what is not there. */
struct jw_kept {
    char dated_digest[JW_DIGEST_TEXT];
    char scheme[40];
};
jw_status jw_freeze__kept(jw_store *store, const char *district, jw_month month, int64_t revision, struct jw_kept *out,
                          jw_error *err);

/*
 * The month's digest over what is stored of a revision: month_input, assessment, assessment_total, and submission without
 * actor and time.
 */
jw_status jw_freeze__month_digest(jw_store *store, const char *district, jw_month month, int64_t revision,
                                  char text[JW_DIGEST_TEXT], jw_error *err);

/*
 * A memory: store of the same context with the kept rows of a revision, from which its results recompute. JW_ECORRUPT when
 * a line cannot be read.
 */
jw_status jw_freeze__thaw(jw_store *store, const char *district, jw_month month, int64_t revision, jw_store **out,
                          jw_error *err);

#endif
