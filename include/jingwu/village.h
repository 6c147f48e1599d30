/**
 * @file village.h
 * @brief A village or community, in one of its versions.
 *
 * A getter of text gives NULL for an absent field, one of a date JW_DATE_NONE, one of a number 0:
 * jw_village_is_absent() tells 0 from absent. A setter checks the value as an import would and leaves the object as it
 * was when it refuses.
 */
#ifndef JINGWU_VILLAGE_H
#define JINGWU_VILLAGE_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A village or community; a copy in memory, apart from any store. */
typedef struct jw_village jw_village;

/**
 * @brief Makes a village or community in which every field is absent.
 * @param[in] context the context; a reference is kept.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_village_free(). Since: 0.1.
 */
JW_API jw_status jw_village_new(jw_context *context, jw_village **out, jw_error *err);

/** @brief Frees a village or community. @param[in] village NULL is allowed. Ownership: gone. Since: 0.1. */
JW_API void jw_village_free(jw_village *village);

/**
 * @brief Whether a field is absent.
 * @param[in] village the object; NULL counts as absent.
 * @param[in] field name of a field, as in files.
 * @return 1 when it is absent or there is no such field, else 0.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_village_is_absent(const jw_village *village, const char *field);

/**
 * @brief Makes a field absent.
 * @param[in] village the object.
 * @param[in] field name of a field, as in files.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (no object or no such field), JW_EINPUT (the field is required).
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_village_clear(jw_village *village, const char *field, jw_error *err);

/** @brief District code. @param[in] village the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p village freed. Since: 0.1. */
JW_API const char *jw_village_district(const jw_village *village);

/** @brief Sets the field: District code. @param[in] village the object. @param[in] district 1 to 12 bytes of
 * UTF-8. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_village_set_district(jw_village *village, const char *district, jw_error *err);

/** @brief Unit code. @param[in] village the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p village freed. Since: 0.1. */
JW_API const char *jw_village_code(const jw_village *village);

/** @brief Sets the field: Unit code. @param[in] village the object. @param[in] code 1 to 32 bytes of UTF-8.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_village_set_code(jw_village *village, const char *code, jw_error *err);

/** @brief Valid from. @param[in] village the object. @return Days since 1970-01-01; JW_DATE_NONE when absent.
 * Ownership: none. Since: 0.1. */
JW_API jw_date jw_village_valid_from(const jw_village *village);

/** @brief Sets the field: Valid from. @param[in] village the object. @param[in] valid_from days since
 * 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure. @return JW_OK,
 * JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_village_set_valid_from(jw_village *village, jw_date valid_from, jw_error *err);

/** @brief Valid to (first day not valid). @param[in] village the object. @return Days since 1970-01-01;
 * JW_DATE_NONE when absent. Ownership: none. Since: 0.1. */
JW_API jw_date jw_village_valid_to(const jw_village *village);

/** @brief Sets the field: Valid to (first day not valid). @param[in] village the object. @param[in] valid_to
 * days since 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_village_set_valid_to(jw_village *village, jw_date valid_to, jw_error *err);

/** @brief Kind. @param[in] village the object. @return One of the words village, community; NULL when absent.
 * Ownership: borrowed until the field is set again or @p village freed. Since: 0.1. */
JW_API const char *jw_village_kind(const jw_village *village);

/** @brief Sets the field: Kind. @param[in] village the object. @param[in] kind one of village, community.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_village_set_kind(jw_village *village, const char *kind, jw_error *err);

/** @brief Name. @param[in] village the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p village freed. Since: 0.1. */
JW_API const char *jw_village_name(const jw_village *village);

/** @brief Sets the field: Name. @param[in] village the object. @param[in] name 1 to 200 bytes of UTF-8.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_village_set_name(jw_village *village, const char *name, jw_error *err);

/** @brief Township. @param[in] village the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p village freed. Since: 0.1. */
JW_API const char *jw_village_township(const jw_village *village);

/** @brief Sets the field: Township. @param[in] village the object. @param[in] township at most 200 bytes of
 * UTF-8; NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT,
 * JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_village_set_township(jw_village *village, const char *township, jw_error *err);

/** @brief Police station. @param[in] village the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p village freed. Since: 0.1. */
JW_API const char *jw_village_police_station(const jw_village *village);

/** @brief Sets the field: Police station. @param[in] village the object. @param[in] police_station at most 32
 * bytes of UTF-8; NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT,
 * JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_village_set_police_station(jw_village *village, const char *police_station, jw_error *err);

/** @brief Residents. @param[in] village the object. @return The number; 0 when absent. Ownership: none.
 * Since: 0.1. */
JW_API int64_t jw_village_population(const jw_village *village);

/** @brief Sets the field: Residents. @param[in] village the object. @param[in] population 0 to 100000000.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_village_set_population(jw_village *village, int64_t population, jw_error *err);

/** @brief Households. @param[in] village the object. @return The number; 0 when absent. Ownership: none.
 * Since: 0.1. */
JW_API int64_t jw_village_households(const jw_village *village);

/** @brief Sets the field: Households. @param[in] village the object. @param[in] households 0 to 100000000.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_village_set_households(jw_village *village, int64_t households, jw_error *err);

/** @brief Longitude. @param[in] village the object. @return In 1e-7 degrees; 0 when absent. Ownership: none.
 * Since: 0.1. */
JW_API int32_t jw_village_lon(const jw_village *village);

/** @brief Sets the field: Longitude. @param[in] village the object. @param[in] lon in 1e-7 degrees,
 * -1800000000 to 1800000000. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT.
 * Ownership: none. Since: 0.1. */
JW_API jw_status jw_village_set_lon(jw_village *village, int32_t lon, jw_error *err);

/** @brief Latitude. @param[in] village the object. @return In 1e-7 degrees; 0 when absent. Ownership: none.
 * Since: 0.1. */
JW_API int32_t jw_village_lat(const jw_village *village);

/** @brief Sets the field: Latitude. @param[in] village the object. @param[in] lat in 1e-7 degrees, -900000000
 * to 900000000. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none.
 * Since: 0.1. */
JW_API jw_status jw_village_set_lat(jw_village *village, int32_t lat, jw_error *err);

/** @brief Remote. @param[in] village the object. @return 0 or 1; 0 when absent. Ownership: none. Since: 0.1. */
JW_API int32_t jw_village_remote(const jw_village *village);

/** @brief Sets the field: Remote. @param[in] village the object. @param[in] remote 0 or 1. @param[out] err
 * details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_village_set_remote(jw_village *village, int32_t remote, jw_error *err);

/** @brief Successor. @param[in] village the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p village freed. Since: 0.1. */
JW_API const char *jw_village_successor(const jw_village *village);

/** @brief Sets the field: Successor. @param[in] village the object. @param[in] successor at most 32 bytes of
 * UTF-8; NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT,
 * JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_village_set_successor(jw_village *village, const char *successor, jw_error *err);

/**
 * @brief Writes a village or community to a store, as jw_store_put() writes a row.
 * @param[in] store the store.
 * @param[in] village the object; it stays the caller's.
 * @param[out] err details of a failure.
 * @return as jw_store_put().
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_village_put(jw_store *store, const jw_village *village, jw_error *err);

/**
 * @brief Reads the version of a village or community that holds on a date.
 *
 * One that has ended is found on the dates on which it held; its successor may then be read.
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one of the store.
 * @param[in] code unit code.
 * @param[in] on the date; JW_DATE_NONE = the newest version, whether or not it has ended.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (no such district or key, or no version holds on the date), JW_ENOMEM, JW_EIO,
 *         JW_ECORRUPT, JW_EFORK.
 * Ownership: the caller frees @p out with jw_village_free(). Since: 0.1.
 */
JW_API jw_status jw_village_find(jw_store *store, const char *district, const char *code, jw_date on,
                                 jw_village **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
