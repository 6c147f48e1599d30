/**
 * @file audit.h
 * @brief The standards: rules with their values, and the findings of a month.
 */
#ifndef JINGWU_AUDIT_H
#define JINGWU_AUDIT_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>
#include <jingwu/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What jw_audit() is asked for; start from JW_AUDIT_OPTIONS_INIT. */
typedef struct jw_audit_options {
    size_t struct_size;   /**< by JW_AUDIT_OPTIONS_INIT */
    const char *district; /**< code; NULL = the only one of the store */
    jw_month month;       /**< which month */
    int32_t chinese;      /**< 1: explanations in Chinese */
    jw_instant as_of;     /**< judge the unfinished as progress at this instant; INT64_MAX = everything is finished */
    int32_t all;          /**< 1: also what is in order and not applicable; 0: only findings, open rows, and what is
                               reported because no limit is set for it */
    int32_t reserved;     /**< 0 */
} jw_audit_options;

/** Initial value of jw_audit_options; set month. */
#define JW_AUDIT_OPTIONS_INIT {sizeof(jw_audit_options), NULL, 0, 0, INT64_MAX, 1, 0}

/**
 * @brief Judges a month by the rules A1 to A16 (A16: the length of one duty); docs/audit.md says how.
 * @param[in] store the store.
 * @param[in] options what is wanted.
 * @param[out] out columns `rule` (A1 ...), `subject`, `period`, `measured`, `required`, `unit` (seconds, count, per_mille),
 *             `status` (ok, finding, not_applicable, open), `explanation`; in the order of rule, subject, period. `measured`
 *             and `required` are text: a whole number, a range such as 4..6, or empty when there is no record.
 * @param[out] findings number of rows with status `finding`; NULL is allowed.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_EINPUT (a rule's value cannot be read), JW_ENOMEM, JW_EIO, JW_ECORRUPT,
 *         JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_audit(jw_store *store, const jw_audit_options *options, jw_table **out, int64_t *findings,
                          jw_error *err);

/**
 * @brief The rules of a district and their values on a date.
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one of the store.
 * @param[in] on the date; JW_DATE_NONE = today.
 * @param[out] out columns `name`, `value`, `default`, `unit`, `valid_from` (empty: always), `source`, `caption_en`, `caption_zh`.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ENOMEM, JW_EIO, JW_ECORRUPT.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_rules(jw_store *store, const char *district, jw_date on, jw_table **out, jw_error *err);

/**
 * @brief Sets a rule from a date on.
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one of the store.
 * @param[in] name for example "beat_hours"; jw_rules() lists them.
 * @param[in] value within the bounds of the rule; hours as 8, 7.5, 7.25 or 7:30; "none" takes an optional limit away.
 * @param[in] from first day; JW_DATE_NONE = always.
 * @param[in] source where the value comes from, at most 200 bytes; NULL is allowed.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (district or rule), JW_EINPUT (value), and as jw_store_put().
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_rule_set(jw_store *store, const char *district, const char *name, const char *value, jw_date from,
                             const char *source, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
