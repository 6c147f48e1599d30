/**
 * @file calendar.h
 * @brief Dates, months, ISO weeks and instants of a fixed offset, and the interval kernel: union, clip, cut.
 *
 * The calendar is the proleptic Gregorian one, years 1 to 9999; weeks are those of ISO 8601.
 */
#ifndef JINGWU_CALENDAR_H
#define JINGWU_CALENDAR_H

#include <jingwu/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Days since 1970-01-01. */
typedef int32_t jw_date;
/** year * 12 + month - 1. */
typedef int32_t jw_month;
/** ISO weeks since the week of 1970-01-01 (1970-W01 is 0); Monday is the first day. */
typedef int32_t jw_week;
/** Seconds since 1970-01-01 00:00:00 UTC. */
typedef int64_t jw_instant;

/** No date: as a start "always", as an end "for ever". Sorts before every date. */
#define JW_DATE_NONE INT32_MIN
/** 0001-01-01 and 9999-12-31. */
#define JW_DATE_MIN (-719162)
#define JW_DATE_MAX 2932896
/** 0001-01 and 9999-12. */
#define JW_MONTH_MIN 12
#define JW_MONTH_MAX 119999
#define JW_DAY_SECONDS 86400

/**
 * @brief Date of a year, month and day.
 * @param[in] year 1 to 9999.
 * @param[in] month 1 to 12.
 * @param[in] day 1 to the length of the month.
 * @return The date, or JW_DATE_NONE if there is no such day.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_date jw_date_make(int32_t year, int32_t month, int32_t day);

/**
 * @brief Year, month and day of a date.
 * @param[in] date JW_DATE_MIN to JW_DATE_MAX.
 * @param[out] year NULL is allowed, as for the other two.
 * @param[out] month 1 to 12.
 * @param[out] day 1 to 31.
 * Ownership: none. Since: 0.1.
 */
JW_API void jw_date_split(jw_date date, int32_t *year, int32_t *month, int32_t *day);

/**
 * @brief Day of the week.
 * @param[in] date any date.
 * @return 1 (Monday) to 7 (Sunday).
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_date_weekday(jw_date date);

/**
 * @brief Month that contains a date.
 * @param[in] date JW_DATE_MIN to JW_DATE_MAX.
 * @return The month.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_month jw_date_month(jw_date date);

/**
 * @brief ISO week that contains a date.
 * @param[in] date any date.
 * @return The week.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_week jw_date_week(jw_date date);

/**
 * @brief First day of a month.
 * @param[in] month JW_MONTH_MIN to JW_MONTH_MAX + 1.
 * @return The date; the first day of month + 1 is the end of the month.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_date jw_month_first(jw_month month);

/**
 * @brief Monday of a week.
 * @param[in] week any week.
 * @return The date.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_date jw_week_monday(jw_week week);

/**
 * @brief Month to which a week belongs: the one that contains its Thursday, so that each week is judged once.
 * @param[in] week any week.
 * @return The month.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_month jw_week_month(jw_week week);

/**
 * @brief The weeks that belong to a month.
 * @param[in] month any month.
 * @param[out] first first week whose Thursday is in the month.
 * @param[out] count 4 or 5.
 * Ownership: none. Since: 0.1.
 */
JW_API void jw_month_weeks(jw_month month, jw_week *first, int32_t *count);

/**
 * @brief Local date of an instant.
 * @param[in] instant seconds UTC.
 * @param[in] utc_offset seconds east of Greenwich.
 * @return The date (floor, also before 1970).
 * Ownership: none. Since: 0.1.
 */
JW_API jw_date jw_instant_date(jw_instant instant, int32_t utc_offset);

/**
 * @brief Instant of local midnight at the start of a date.
 * @param[in] date any date.
 * @param[in] utc_offset seconds east of Greenwich.
 * @return Seconds UTC.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_instant jw_date_instant(jw_date date, int32_t utc_offset);

/** Size of a buffer that every jw_*_format() below fits in. */
#define JW_CALENDAR_TEXT 40

/**
 * @brief Writes a date as 2020-10-05; JW_DATE_NONE gives "".
 * @param[in] date the date.
 * @param[out] text at least JW_CALENDAR_TEXT bytes.
 * @return The number of bytes written, without the final NUL.
 * Ownership: none. Since: 0.1.
 */
JW_API size_t jw_date_format(jw_date date, char *text);

/** @brief Writes a month as 2020-10. @param[in] month the month. @param[out] text at least JW_CALENDAR_TEXT bytes.
 * @return The number of bytes written. Ownership: none. Since: 0.1. */
JW_API size_t jw_month_format(jw_month month, char *text);

/** @brief Writes a week as 2020-W41. @param[in] week the week. @param[out] text at least JW_CALENDAR_TEXT bytes.
 * @return The number of bytes written. Ownership: none. Since: 0.1. */
JW_API size_t jw_week_format(jw_week week, char *text);

/**
 * @brief Writes an instant as local time 2020-10-05 08:00:00.
 * @param[in] instant seconds UTC.
 * @param[in] utc_offset seconds east of Greenwich.
 * @param[out] text at least JW_CALENDAR_TEXT bytes.
 * @return The number of bytes written.
 * Ownership: none. Since: 0.1.
 */
JW_API size_t jw_instant_format(jw_instant instant, int32_t utc_offset, char *text);

/**
 * @brief Reads a date: 2020-10-05, 2020/10/5, 2020.10.5 or 20201005.
 * @param[in] text not NUL-terminated.
 * @param[in] length bytes of @p text.
 * @param[out] out the date; untouched on failure.
 * @return JW_OK or JW_EINPUT.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_date_parse(const char *text, size_t length, jw_date *out);

/** @brief Reads a month: 2020-10 or 2020/10. @param[in] text not NUL-terminated. @param[in] length its bytes.
 * @param[out] out the month. @return JW_OK or JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_month_parse(const char *text, size_t length, jw_month *out);

/**
 * @brief Reads an instant: local 2020-10-05 08:00[:00], 2020/10/5 8:00, with T or a blank between date and time,
 *        24:00 as the end of the day, optionally followed by Z, +08:00 or +0800.
 * @param[in] text not NUL-terminated.
 * @param[in] length bytes of @p text.
 * @param[in] utc_offset seconds east of Greenwich, for times without an offset of their own.
 * @param[out] out seconds UTC; untouched on failure.
 * @return JW_OK or JW_EINPUT.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_instant_parse(const char *text, size_t length, int32_t utc_offset, jw_instant *out);

/** A half-open interval [start, finish) of seconds. */
typedef struct jw_interval {
    int64_t start;  /**< first second */
    int64_t finish; /**< first second after it; greater than start */
} jw_interval;

/** What the kernel finds in one bucket. */
typedef struct jw_bucket_time {
    int64_t seconds;   /**< measure of the union of the intervals, clipped to the bucket */
    int64_t intervals; /**< intervals that touch the bucket */
} jw_bucket_time;

/**
 * @brief The interval kernel: measure of the union of intervals in each of several buckets.
 *
 * Overlapping intervals count once; an interval that crosses an edge is cut there. One pass, no allocation.
 * @param[in] intervals sorted by start; empty ones (start >= finish) are ignored.
 * @param[in] count number of intervals.
 * @param[in] buckets ascending and disjoint (days, weeks or months).
 * @param[in] bucket_count number of buckets.
 * @param[out] out bucket_count results, all of them written.
 * Ownership: none. Since: 0.1.
 */
JW_API void jw_intervals_measure(const jw_interval *intervals, size_t count, const jw_interval *buckets,
                                 size_t bucket_count, jw_bucket_time *out);

/**
 * @brief Sorts intervals by start, then finish.
 * @param[in,out] intervals the intervals.
 * @param[in] count how many.
 * Ownership: none. Since: 0.1.
 */
JW_API void jw_intervals_sort(jw_interval *intervals, size_t count);

/**
 * @brief Merges intervals into their union, in place.
 * @param[in,out] intervals sorted by start; on return the disjoint, ascending pieces of the union.
 * @param[in] count how many.
 * @return The number of pieces. Pieces that touch are joined; empty intervals vanish.
 * Ownership: none. Since: 0.1.
 */
JW_API size_t jw_intervals_union(jw_interval *intervals, size_t count);

/**
 * @brief Clips intervals to a window, in place, dropping those outside.
 * @param[in,out] intervals the intervals, in any order, which is kept.
 * @param[in] count how many.
 * @param[in] window the window.
 * @return The number that are left.
 * Ownership: none. Since: 0.1.
 */
JW_API size_t jw_intervals_clip(jw_interval *intervals, size_t count, jw_interval window);

/**
 * @brief Measure of the part of one union that another union covers.
 * @param[in] a disjoint, ascending intervals, as jw_intervals_union() leaves them.
 * @param[in] a_count how many.
 * @param[in] b disjoint, ascending intervals.
 * @param[in] b_count how many.
 * @return Seconds in both.
 * Ownership: none. Since: 0.1.
 */
JW_API int64_t jw_intervals_common(const jw_interval *a, size_t a_count, const jw_interval *b, size_t b_count);

#ifdef __cplusplus
}
#endif

#endif
