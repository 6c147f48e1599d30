/**
 * @file duty.h
 * @brief Duty: an interval of one person at one station with an activity.
 *
 * A getter of text gives NULL for an absent field, one of a date JW_DATE_NONE, one of a number 0:
 * jw_duty_is_absent() tells 0 from absent. A setter checks the value as an import would and leaves the object as it
 * was when it refuses.
 */
#ifndef JINGWU_DUTY_H
#define JINGWU_DUTY_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A duty interval; a copy in memory, apart from any store. */
typedef struct jw_duty jw_duty;

/**
 * @brief Makes a duty interval in which every field is absent.
 * @param[in] context the context; a reference is kept.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_duty_free(). Since: 0.1.
 */
JW_API jw_status jw_duty_new(jw_context *context, jw_duty **out, jw_error *err);

/** @brief Frees a duty interval. @param[in] duty NULL is allowed. Ownership: gone. Since: 0.1. */
JW_API void jw_duty_free(jw_duty *duty);

/**
 * @brief Whether a field is absent.
 * @param[in] duty the object; NULL counts as absent.
 * @param[in] field name of a field, as in files.
 * @return 1 when it is absent or there is no such field, else 0.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_duty_is_absent(const jw_duty *duty, const char *field);

/**
 * @brief Makes a field absent.
 * @param[in] duty the object.
 * @param[in] field name of a field, as in files.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (no object or no such field), JW_EINPUT (the field is required).
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_duty_clear(jw_duty *duty, const char *field, jw_error *err);

/** @brief District code. @param[in] duty the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p duty freed. Since: 0.1. */
JW_API const char *jw_duty_district(const jw_duty *duty);

/** @brief Sets the field: District code. @param[in] duty the object. @param[in] district 1 to 12 bytes of
 * UTF-8. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_duty_set_district(jw_duty *duty, const char *district, jw_error *err);

/** @brief Staff. @param[in] duty the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p duty freed. Since: 0.1. */
JW_API const char *jw_duty_staff(const jw_duty *duty);

/** @brief Sets the field: Staff. @param[in] duty the object. @param[in] staff 1 to 32 bytes of UTF-8.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_duty_set_staff(jw_duty *duty, const char *staff, jw_error *err);

/** @brief Start. @param[in] duty the object. @return Seconds UTC; 0 when absent. Ownership: none. Since: 0.1. */
JW_API jw_instant jw_duty_start(const jw_duty *duty);

/** @brief Sets the field: Start. @param[in] duty the object. @param[in] start seconds UTC, years 1 to 9999.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_duty_set_start(jw_duty *duty, jw_instant start, jw_error *err);

/** @brief Station. @param[in] duty the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p duty freed. Since: 0.1. */
JW_API const char *jw_duty_station(const jw_duty *duty);

/** @brief Sets the field: Station. @param[in] duty the object. @param[in] station 1 to 32 bytes of UTF-8.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_duty_set_station(jw_duty *duty, const char *station, jw_error *err);

/** @brief Finish. @param[in] duty the object. @return Seconds UTC; 0 when absent. Ownership: none. Since:
 * 0.1. */
JW_API jw_instant jw_duty_finish(const jw_duty *duty);

/** @brief Sets the field: Finish. @param[in] duty the object. @param[in] finish seconds UTC, years 1 to 9999.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_duty_set_finish(jw_duty *duty, jw_instant finish, jw_error *err);

/** @brief Activity. @param[in] duty the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p duty freed. Since: 0.1. */
JW_API const char *jw_duty_activity(const jw_duty *duty);

/** @brief Sets the field: Activity. @param[in] duty the object. @param[in] activity 1 to 32 bytes of UTF-8.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_duty_set_activity(jw_duty *duty, const char *activity, jw_error *err);

/** @brief Village. @param[in] duty the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p duty freed. Since: 0.1. */
JW_API const char *jw_duty_village(const jw_duty *duty);

/** @brief Sets the field: Village. @param[in] duty the object. @param[in] village at most 32 bytes of UTF-8;
 * NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING,
 * JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_duty_set_village(jw_duty *duty, const char *village, jw_error *err);

/** @brief Source. @param[in] duty the object. @return One of the words device, self, roster, confirmed; NULL
 * when absent. Ownership: borrowed until the field is set again or @p duty freed. Since: 0.1. */
JW_API const char *jw_duty_source(const jw_duty *duty);

/** @brief Sets the field: Source. @param[in] duty the object. @param[in] source one of device, self, roster,
 * confirmed; NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT,
 * JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_duty_set_source(jw_duty *duty, const char *source, jw_error *err);

/** @brief Confirmed by. @param[in] duty the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p duty freed. Since: 0.1. */
JW_API const char *jw_duty_confirmed_by(const jw_duty *duty);

/** @brief Sets the field: Confirmed by. @param[in] duty the object. @param[in] confirmed_by at most 32 bytes
 * of UTF-8; NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT,
 * JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_duty_set_confirmed_by(jw_duty *duty, const char *confirmed_by, jw_error *err);

/**
 * @brief Writes a duty interval to a store, as jw_store_put() writes a row.
 * @param[in] store the store.
 * @param[in] duty the object; it stays the caller's.
 * @param[out] err details of a failure.
 * @return as jw_store_put().
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_duty_put(jw_store *store, const jw_duty *duty, jw_error *err);

/**
 * @brief Reads a duty interval by its key.
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one of the store.
 * @param[in] staff staff id.
 * @param[in] start seconds UTC.
 * @param[in] station station id.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ENOMEM, JW_EIO, JW_ECORRUPT, JW_EFORK.
 * Ownership: the caller frees @p out with jw_duty_free(). Since: 0.1.
 */
JW_API jw_status jw_duty_find(jw_store *store, const char *district, const char *staff, jw_instant start,
                              const char *station, jw_duty **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
