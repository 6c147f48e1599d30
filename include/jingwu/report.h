/**
 * @file report.h
 * @brief The published report: every headline figure with its definition, period, numerator and denominator.
 */
#ifndef JINGWU_REPORT_H
#define JINGWU_REPORT_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>
#include <jingwu/table.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JW_REPORT_TEXT 1 /**< for a person */
#define JW_REPORT_JSON 2 /**< for a program */

/** What jw_report() is asked for; start from JW_REPORT_OPTIONS_INIT. */
typedef struct jw_report_options {
    size_t struct_size;   /**< by JW_REPORT_OPTIONS_INIT */
    const char *district; /**< code; NULL = the only one of the store */
    jw_month month;       /**< which month */
    int32_t format;       /**< JW_REPORT_TEXT or JW_REPORT_JSON */
    int32_t chinese;      /**< 1: captions and definitions in Chinese (text); JSON has both */
    int32_t reserved;     /**< 0 */
} jw_report_options;

/** Initial value of jw_report_options: text in English; set month. */
#define JW_REPORT_OPTIONS_INIT {sizeof(jw_report_options), NULL, 0, JW_REPORT_TEXT, 0, 0}

/**
 * @brief The headline figures as a table, and the figures that were published for the month.
 *
 * Each indicator has its period: the last day of the month, the year from January to the month, or the last half-year
 * that is complete at the end of the month. A figure without any record has an empty value and the note "no record";
 * 0 is only what was recorded as 0; a sum over a period in which some month has no record says so in its note. A change
 * against a base of 0 is undefined. Percentages are rounded half up (half away from zero) to one decimal from whole
 * numbers.
 *
 * The rows `published.LABEL` are those of the record `published`: numerator is the printed count, denominator is given
 * when only one reproduces the printed percentage, the notes say which do, where the records disagree, and which
 * rates of the report have no denominator in common.
 * @param[in] store the store.
 * @param[in] options district and month count.
 * @param[out] out columns `figure`, `value` (text as printed), `numerator`, `denominator`, `unit`, `period`, `period_kind`
 *             (month, year_to_date, last_complete_half, date), `caption_en`, `caption_zh`, `definition_en`, `definition_zh`, `note_en`,
 *             `note_zh`.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_EINPUT (a published percentage with too many digits), JW_ELIMIT (a sum beyond
 *         64 bits), JW_ENOMEM, JW_EIO, JW_ECORRUPT, JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_report_figures(jw_store *store, const jw_report_options *options, jw_table **out, jw_error *err);

/**
 * @brief Writes the report.
 * @param[in] store the store.
 * @param[in] options what is wanted.
 * @param[in] write called with pieces of the output.
 * @param[in] userdata first argument of @p write.
 * @param[out] err details of a failure.
 * @return as jw_report_figures(), and JW_ECALLBACK.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_report(jw_store *store, const jw_report_options *options, jw_write_fn write, void *userdata,
                           jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
