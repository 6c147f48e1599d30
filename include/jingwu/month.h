/**
 * @file month.h
 * @brief The life of a month: open, submitted, closed, reopened; objections; proof that nothing changed since.
 *
 * The head of each police station submits; the district closes. A closed month refuses every write that would change it
 * and carries a digest of its inputs and results; a reopened one begins the next revision, the closed one is kept.
 */
#ifndef JINGWU_MONTH_H
#define JINGWU_MONTH_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>
#include <jingwu/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Who does what to which month; start from JW_MONTH_OPTIONS_INIT. */
typedef struct jw_month_options {
    size_t struct_size;         /**< by JW_MONTH_OPTIONS_INIT */
    const char *district;       /**< code; NULL = the only one of the store */
    jw_month month;             /**< which month */
    int32_t reserved;           /**< 0 */
    const char *actor;          /**< who signs, 1 to 64 bytes */
    const char *reason;         /**< why; needed to reopen; NULL = none; with those given before at most 500 bytes */
    const char *police_station; /**< submit: whose; NULL = every police station that has not submitted */
    const char *scheme;         /**< assessment scheme; NULL = "default" */
} jw_month_options;

/** Initial value of jw_month_options; set month and actor. */
#define JW_MONTH_OPTIONS_INIT {sizeof(jw_month_options), NULL, 0, 0, NULL, NULL, NULL, NULL}

/**
 * @brief Submits a month for one police station, or for all that have not: their results are computed and stored.
 *
 * Submitting again replaces the results as long as the month is not closed. When all have, the month is `submitted`. Ranks
 * depend on everybody: they are stored when the month is closed.
 * @param[in] store the store.
 * @param[in] options district, month, actor, police_station, scheme.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (district, police station, scheme), JW_ECLOSED, JW_EPERMISSION (the actor may not
 *         sign for the police station), and as jw_assess() and jw_store_put().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_month_submit(jw_store *store, const jw_month_options *options, jw_error *err);

/**
 * @brief Closes a month: stored results must recompute, the inputs are kept, the digest is computed, and from now on
 *        every write that would change the month is refused.
 * @param[in] store the store.
 * @param[in] options district, month, actor, reason, scheme.
 * @param[out] err details of a failure; names the police stations that are missing where that blocks.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ECLOSED (it is closed), JW_EPERMISSION (the actor may not close), JW_ELIMIT (its last
 *         week has not ended, or the rule close_requires_complete finds it incomplete), JW_ECONFLICT (results were
 *         submitted that no longer recompute: submit again), and as jw_assess() and jw_store_put().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_month_close(jw_store *store, const jw_month_options *options, jw_error *err);

/**
 * @brief Opens a closed month again as its next revision; the closed revision stays as it is.
 * @param[in] store the store.
 * @param[in] options district, month, actor, reason (needed).
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (no reason), JW_ENOTFOUND, JW_ECONFLICT (it is not closed), JW_EPERMISSION, and as jw_store_put().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_month_reopen(jw_store *store, const jw_month_options *options, jw_error *err);

/**
 * @brief Who has submitted and who is missing.
 * @param[in] store the store.
 * @param[in] options district and month.
 * @param[out] out a row for each police station and at last one for the district: columns `police_station` (empty for the
 *             district), `state` (open, submitted, closed), `revision`, `expected` (officers to be assessed), `complete` (those
 *             whose stored assessment has every metric), `actor`, `at`, `digest`, `open_objections`. `complete` is never above
 *             `expected`.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ENOMEM, JW_EIO, JW_ECORRUPT.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.2.
 */
JW_API jw_status jw_month_status(jw_store *store, const jw_month_options *options, jw_table **out, jw_error *err);

/**
 * @brief What a late correction changed: the newest revision of a month beside the closed one before it.
 *
 * A closed revision is computed from the inputs that its closing kept, an open one from what is stored now.
 * @param[in] store the store.
 * @param[in] options district and month.
 * @param[out] out a row for each person, with the columns of jw_assess_what_if(): `staff`, `police_station`, then `score`, `rank`,
 *             `grade`, `coefficient` and `commended`, each `_before` and `_after`, and `changed` (0 or 1).
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (the month was never reopened), JW_ECORRUPT (kept inputs cannot be read), and as
 *         jw_assess().
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.2.
 */
JW_API jw_status jw_month_difference(jw_store *store, const jw_month_options *options, jw_table **out, jw_error *err);

/**
 * @brief Records an objection against a person's result, between submitting and closing.
 * @param[in] store the store.
 * @param[in] options district, month, actor, reason (needed).
 * @param[in] staff whose result.
 * @param[out] seq number of the objection within the person's month; NULL is allowed.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (no stored result), JW_ECLOSED, and as jw_store_put().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_objection_file(jw_store *store, const jw_month_options *options, const char *staff, int32_t *seq,
                                   jw_error *err);

/**
 * @brief Decides an objection.
 * @param[in] store the store.
 * @param[in] options district, month, actor, reason (needed).
 * @param[in] staff whose result.
 * @param[in] seq number of the objection.
 * @param[in] accepted 1 accepted, 0 rejected.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ECONFLICT (it is decided), JW_ECLOSED, and as jw_store_put().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_objection_decide(jw_store *store, const jw_month_options *options, const char *staff, int32_t seq,
                                     int32_t accepted, jw_error *err);

#define JW_HEAD_TEXT 96 /**< room for the head of a journal, the final NUL included */

/**
 * @brief The head of a district's journal, to be noted outside the store: with it jw_verify() finds a rewritten journal.
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one of the store.
 * @param[out] out "SEQ:DIGEST": number and digest of the last entry; "0:" when there is none.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ENOMEM, JW_EIO, JW_ECORRUPT.
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_journal_head(jw_store *store, const char *district, char out[JW_HEAD_TEXT], jw_error *err);

/** What jw_verify() is asked for; start from JW_VERIFY_OPTIONS_INIT. */
typedef struct jw_verify_options {
    size_t struct_size;   /**< by JW_VERIFY_OPTIONS_INIT */
    const char *district; /**< code; NULL = the only one of the store */
    const char *expect;   /**< "SEQ:DIGEST" as an earlier close or verify printed it; NULL = none */
    int32_t chinese;      /**< 1: explanations in Chinese */
    int32_t reserved;     /**< 0 */
} jw_verify_options;

/** Initial value of jw_verify_options. */
#define JW_VERIFY_OPTIONS_INIT {sizeof(jw_verify_options), NULL, NULL, 0, 0}

/**
 * @brief Walks the journal's chain and recomputes every closed month.
 *
 * Without an anchor outside the store (options->expect) a chain can be rewritten by someone who owns the file; keep the
 * head that closing prints elsewhere.
 * @param[in] store the store.
 * @param[in] options district, expect.
 * @param[out] out columns `district`, `check` (journal, month, head), `subject` (entry, month and revision), `status` (ok,
 *             finding), `explanation`; the last row gives the head of the journal as SEQ:DIGEST.
 * @param[out] findings number of findings; NULL is allowed.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_EINPUT (expect cannot be read), JW_ENOTFOUND, JW_ENOMEM, JW_EIO, JW_ECORRUPT, JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.2.
 */
JW_API jw_status jw_verify(jw_store *store, const jw_verify_options *options, jw_table **out, int64_t *findings,
                           jw_error *err);

/**
 * @brief Copies a district with its months and journal to another store, row by row as they are, in one transaction,
 *        and compares the digests of both sides. A district that is there already with the same rows is left as it is,
 *        so that an interrupted copying of several districts can be repeated.
 * @param[in] from the store to read.
 * @param[in] to the store to write; of the same context.
 * @param[in] district code; NULL = the only one of @p from.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_EEXIST (the district is there with other rows), JW_ECORRUPT (the copy
 *         differs), and as jw_store_put().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_store_copy(jw_store *from, jw_store *to, const char *district, jw_error *err);

/**
 * @brief Brings the copy of a district up to date, or makes it: rows that differ are written, rows that the original lacks
 *        are removed, in one transaction; then the digests of both sides are compared. What differs in one record is
 *        kept in memory.
 * @param[in] from the original.
 * @param[in] to the store with the copy; of the same context.
 * @param[in] district code; NULL = the only one of @p from.
 * @param[out] changed rows written or removed; NULL is allowed.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ECONFLICT (the other district has journal entries that the original lacks:
 *         it is no copy), JW_ECORRUPT (the copy differs), and as jw_store_put().
 * Ownership: none. Since: 0.2.
 */
JW_API jw_status jw_store_mirror(jw_store *from, jw_store *to, const char *district, int64_t *changed, jw_error *err);

/**
 * @brief The entries of a district's journal after one of them: which records were written, by whom and when.
 *        The journal has the digest of the rows that were written, not their keys; the rows are those of the records.
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one.
 * @param[in] since number of the entry; 0 = from the beginning.
 * @param[out] out columns `seq`, `tx`, `at`, `actor`, `operation`, `record`, `rows`, `digest`.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_EINPUT (the journal has no such entry), JW_ENOTFOUND, JW_ENOMEM, JW_EIO, JW_ECORRUPT, JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.2.
 */
JW_API jw_status jw_changes(jw_store *store, const char *district, int64_t since, jw_table **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
