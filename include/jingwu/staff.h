/**
 * @file staff.h
 * @brief An officer or auxiliary, in one of its versions.
 *
 * A getter of text gives NULL for an absent field, one of a date JW_DATE_NONE, one of a number 0:
 * jw_staff_is_absent() tells 0 from absent. A setter checks the value as an import would and leaves the object as it
 * was when it refuses.
 */
#ifndef JINGWU_STAFF_H
#define JINGWU_STAFF_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A member of staff; a copy in memory, apart from any store. */
typedef struct jw_staff jw_staff;

/**
 * @brief Makes a member of staff in which every field is absent.
 * @param[in] context the context; a reference is kept.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_staff_free(). Since: 0.1.
 */
JW_API jw_status jw_staff_new(jw_context *context, jw_staff **out, jw_error *err);

/** @brief Frees a member of staff. @param[in] staff NULL is allowed. Ownership: gone. Since: 0.1. */
JW_API void jw_staff_free(jw_staff *staff);

/**
 * @brief Whether a field is absent.
 * @param[in] staff the object; NULL counts as absent.
 * @param[in] field name of a field, as in files.
 * @return 1 when it is absent or there is no such field, else 0.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_staff_is_absent(const jw_staff *staff, const char *field);

/**
 * @brief Makes a field absent.
 * @param[in] staff the object.
 * @param[in] field name of a field, as in files.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (no object or no such field), JW_EINPUT (the field is required).
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_staff_clear(jw_staff *staff, const char *field, jw_error *err);

/** @brief District code. @param[in] staff the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p staff freed. Since: 0.1. */
JW_API const char *jw_staff_district(const jw_staff *staff);

/** @brief Sets the field: District code. @param[in] staff the object. @param[in] district 1 to 12 bytes of
 * UTF-8. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_staff_set_district(jw_staff *staff, const char *district, jw_error *err);

/** @brief Staff id. @param[in] staff the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p staff freed. Since: 0.1. */
JW_API const char *jw_staff_id(const jw_staff *staff);

/** @brief Sets the field: Staff id. @param[in] staff the object. @param[in] id 1 to 32 bytes of UTF-8.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_staff_set_id(jw_staff *staff, const char *id, jw_error *err);

/** @brief Valid from. @param[in] staff the object. @return Days since 1970-01-01; JW_DATE_NONE when absent.
 * Ownership: none. Since: 0.1. */
JW_API jw_date jw_staff_valid_from(const jw_staff *staff);

/** @brief Sets the field: Valid from. @param[in] staff the object. @param[in] valid_from days since
 * 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure. @return JW_OK,
 * JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_staff_set_valid_from(jw_staff *staff, jw_date valid_from, jw_error *err);

/** @brief Valid to (first day not valid). @param[in] staff the object. @return Days since 1970-01-01;
 * JW_DATE_NONE when absent. Ownership: none. Since: 0.1. */
JW_API jw_date jw_staff_valid_to(const jw_staff *staff);

/** @brief Sets the field: Valid to (first day not valid). @param[in] staff the object. @param[in] valid_to
 * days since 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_staff_set_valid_to(jw_staff *staff, jw_date valid_to, jw_error *err);

/** @brief Role. @param[in] staff the object. @return One of the words officer, auxiliary; NULL when absent.
 * Ownership: borrowed until the field is set again or @p staff freed. Since: 0.1. */
JW_API const char *jw_staff_role(const jw_staff *staff);

/** @brief Sets the field: Role. @param[in] staff the object. @param[in] role one of officer, auxiliary.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_staff_set_role(jw_staff *staff, const char *role, jw_error *err);

/** @brief Police station. @param[in] staff the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p staff freed. Since: 0.1. */
JW_API const char *jw_staff_police_station(const jw_staff *staff);

/** @brief Sets the field: Police station. @param[in] staff the object. @param[in] police_station at most 32
 * bytes of UTF-8; NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT,
 * JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_staff_set_police_station(jw_staff *staff, const char *police_station, jw_error *err);

/** @brief In service since. @param[in] staff the object. @return Days since 1970-01-01; JW_DATE_NONE when
 * absent. Ownership: none. Since: 0.1. */
JW_API jw_date jw_staff_service_since(const jw_staff *staff);

/** @brief Sets the field: In service since. @param[in] staff the object. @param[in] service_since days since
 * 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure. @return JW_OK,
 * JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_staff_set_service_since(jw_staff *staff, jw_date service_since, jw_error *err);

/**
 * @brief Writes a member of staff to a store, as jw_store_put() writes a row.
 * @param[in] store the store.
 * @param[in] staff the object; it stays the caller's.
 * @param[out] err details of a failure.
 * @return as jw_store_put().
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_staff_put(jw_store *store, const jw_staff *staff, jw_error *err);

/**
 * @brief Reads the version of a member of staff that holds on a date.
 *
 * Someone who has left is found on the dates of service.
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one of the store.
 * @param[in] id staff id.
 * @param[in] on the date; JW_DATE_NONE = the newest version, whether or not it has ended.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (no such district or key, or no version holds on the date), JW_ENOMEM, JW_EIO,
 *         JW_ECORRUPT, JW_EFORK.
 * Ownership: the caller frees @p out with jw_staff_free(). Since: 0.1.
 */
JW_API jw_status jw_staff_find(jw_store *store, const char *district, const char *id, jw_date on,
                               jw_staff **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
