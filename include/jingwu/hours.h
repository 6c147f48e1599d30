/**
 * @file hours.h
 * @brief Hours really worked: the union of duty intervals by person or station and day, ISO week or month.
 */
#ifndef JINGWU_HOURS_H
#define JINGWU_HOURS_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>
#include <jingwu/table.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JW_HOURS_BY_STAFF 1   /**< a row for each person */
#define JW_HOURS_BY_STATION 2 /**< a row for each station: the union over all its staff */
#define JW_PER_DAY 1          /**< local days of the month */
#define JW_PER_WEEK 2         /**< the whole ISO weeks whose Thursday is in the month, not clipped to it */
#define JW_PER_MONTH 3        /**< the month */

/** What jw_hours() is asked for; start from JW_HOURS_OPTIONS_INIT. */
typedef struct jw_hours_options {
    size_t struct_size;   /**< by JW_HOURS_OPTIONS_INIT */
    const char *district; /**< code; NULL = the only one of the store */
    jw_month month;       /**< which month */
    int32_t by;           /**< JW_HOURS_BY_STAFF or JW_HOURS_BY_STATION */
    int32_t per;          /**< JW_PER_DAY, JW_PER_WEEK or JW_PER_MONTH */
    int32_t plan;         /**< 1: of the duty plan instead of the duty done */
} jw_hours_options;

/** Initial value of jw_hours_options: by staff, per week; set month. */
#define JW_HOURS_OPTIONS_INIT {sizeof(jw_hours_options), NULL, 0, JW_HOURS_BY_STAFF, JW_PER_WEEK, 0}

/**
 * @brief Hours of every subject and period that has at least one interval.
 *
 * Worked time is the measure of the union of a subject's intervals clipped to the period, never a sum.
 * @param[in] store the store.
 * @param[in] options what is wanted.
 * @param[out] out columns `staff` or `station`, `period` (2020-10-05, 2020-W41 or 2020-10), `seconds`, `beat_seconds`,
 *             `reception_seconds`, `intervals`; in the order of subject, then period.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (district), JW_ENOMEM, JW_EIO, JW_ECORRUPT, JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_hours(jw_store *store, const jw_hours_options *options, jw_table **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
