/**
 * @file district.h
 * @brief A district: the shard of everything, with its name and offset from Greenwich.
 *
 * A getter of text gives NULL for an absent field, one of a date JW_DATE_NONE, one of a number 0:
 * jw_district_is_absent() tells 0 from absent. A setter checks the value as an import would and leaves the object as it
 * was when it refuses.
 */
#ifndef JINGWU_DISTRICT_H
#define JINGWU_DISTRICT_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A district; a copy in memory, apart from any store. */
typedef struct jw_district jw_district;

/**
 * @brief Makes a district in which every field is absent.
 * @param[in] context the context; a reference is kept.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_district_free(). Since: 0.1.
 */
JW_API jw_status jw_district_new(jw_context *context, jw_district **out, jw_error *err);

/** @brief Frees a district. @param[in] district NULL is allowed. Ownership: gone. Since: 0.1. */
JW_API void jw_district_free(jw_district *district);

/**
 * @brief Whether a field is absent.
 * @param[in] district the object; NULL counts as absent.
 * @param[in] field name of a field, as in files.
 * @return 1 when it is absent or there is no such field, else 0.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_district_is_absent(const jw_district *district, const char *field);

/**
 * @brief Makes a field absent.
 * @param[in] district the object.
 * @param[in] field name of a field, as in files.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (no object or no such field), JW_EINPUT (the field is required).
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_district_clear(jw_district *district, const char *field, jw_error *err);

/** @brief District code. @param[in] district the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p district freed. Since: 0.1. */
JW_API const char *jw_district_code(const jw_district *district);

/** @brief Sets the field: District code. @param[in] district the object. @param[in] code 1 to 12 bytes of
 * UTF-8. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_district_set_code(jw_district *district, const char *code, jw_error *err);

/** @brief Name. @param[in] district the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p district freed. Since: 0.1. */
JW_API const char *jw_district_name(const jw_district *district);

/** @brief Sets the field: Name. @param[in] district the object. @param[in] name 1 to 200 bytes of UTF-8.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_district_set_name(jw_district *district, const char *name, jw_error *err);

/** @brief Seconds east of Greenwich. @param[in] district the object. @return The number; 0 when absent (the
 * library then counts with 28800). Ownership: none. Since: 0.1. */
JW_API int64_t jw_district_utc_offset(const jw_district *district);

/** @brief Sets the field: Seconds east of Greenwich. @param[in] district the object. @param[in] utc_offset
 * -64800 to 64800. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership:
 * none. Since: 0.1. */
JW_API jw_status jw_district_set_utc_offset(jw_district *district, int64_t utc_offset, jw_error *err);

/**
 * @brief Writes a district to a store, as jw_store_put() writes a row.
 * @param[in] store the store.
 * @param[in] district the object; it stays the caller's.
 * @param[out] err details of a failure.
 * @return as jw_store_put().
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_district_put(jw_store *store, const jw_district *district, jw_error *err);

/**
 * @brief Reads a district.
 * @param[in] store the store.
 * @param[in] code its code; NULL = the only one of the store.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ENOMEM, JW_EIO, JW_ECORRUPT, JW_EFORK.
 * Ownership: the caller frees @p out with jw_district_free(). Since: 0.1.
 */
JW_API jw_status jw_district_find(jw_store *store, const char *code, jw_district **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
