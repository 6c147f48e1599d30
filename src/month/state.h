/* The state of a month, who may sign for it, and the rows of its own records. */
#ifndef JW_MONTH_STATE_H
#define JW_MONTH_STATE_H

#include <jingwu/month.h>
#include "assessment/assess.h"
#include "base/digest.h"
#include "journal/lock.h"
#include "record/batch.h"

#define JW_REASON_SIZE 501

enum jw_month_phase { JW_MONTH_OPEN, JW_MONTH_SUBMITTED, JW_MONTH_CLOSED };

struct jw_month_state {
    bool stored; /* false: nothing is stored yet, revision 0 is open */
    int64_t revision;
    enum jw_month_phase phase;
    char actor[65];
    jw_instant at;
    char digest[JW_DIGEST_TEXT];
    char reason[JW_REASON_SIZE];
};

const char *jw_month__phase_name(enum jw_month_phase phase);

/* The newest revision of a month. */
jw_status jw_month__state(jw_store *store, const char *district, jw_month month, struct jw_month_state *out,
                          jw_error *err);

/* What a call works on; the texts are the caller's. */
struct jw_month_call {
    jw_store *store;
    char district[JW_CODE_SIZE];
    int32_t utc_offset;
    jw_month month;
    const char *actor;
    const char *reason;
    const char *scheme;
    struct jw_month_state state;
};

/* Checks the options and reads the state. signing: an actor is needed. */
jw_status jw_month__start(jw_store *store, const jw_month_options *options, bool signing, struct jw_month_call *out,
                          jw_error *err);

/* JW_ECLOSED with who closed it. */
jw_status jw_month__refuse_closed(const struct jw_month_call *call, jw_error *err);

/*
 * Where a governance row for `role` holds today, its holder must be the actor: else JW_EPERMISSION. A district without
 * such a row lets any actor sign.
 */
jw_status jw_month__check_role(const struct jw_month_call *call, const char *role, jw_error *err);

/* Values for rows of the month's records. */
struct jw_value jw_month__text(const char *text); /* NULL or "" = absent */
struct jw_value jw_month__integer(int64_t integer);

/* Writes rows, already sorted by key, as the library. */
jw_status jw_month__put(jw_store *store, jw_batch *batch, jw_error *err);
/* One row. */
jw_status jw_month__put_row(jw_store *store, jw_record record, const struct jw_value *values, jw_error *err);
/*
 * A reason behind one given earlier, as "earlier; later"; either may be empty or NULL. JW_EINVAL when both are too long for
 * one row.
 */
jw_status jw_month__join_reasons(const char *earlier, const char *later, char out[JW_REASON_SIZE], jw_error *err);
/* The month's own row in a new phase; digest may be NULL. The reason for which the revision was begun is kept. */
jw_status jw_month__put_state(const struct jw_month_call *call, int64_t revision, enum jw_month_phase phase,
                              const char *digest, jw_error *err);

/* Range of the rows of a revision in a record whose key begins with district, month, revision. */
jw_scan_range jw_month__revision_range(const char *district, jw_month month, int64_t revision);

#endif
