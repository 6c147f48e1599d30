/**
 * @file station.h
 * @brief A station: police station, community office, central office or workstation, in one of its versions.
 *
 * A getter of text gives NULL for an absent field, one of a date JW_DATE_NONE, one of a number 0:
 * jw_station_is_absent() tells 0 from absent. A setter checks the value as an import would and leaves the object as it
 * was when it refuses.
 */
#ifndef JINGWU_STATION_H
#define JINGWU_STATION_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A station; a copy in memory, apart from any store. */
typedef struct jw_station jw_station;

/**
 * @brief Makes a station in which every field is absent.
 * @param[in] context the context; a reference is kept.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_station_free(). Since: 0.1.
 */
JW_API jw_status jw_station_new(jw_context *context, jw_station **out, jw_error *err);

/** @brief Frees a station. @param[in] station NULL is allowed. Ownership: gone. Since: 0.1. */
JW_API void jw_station_free(jw_station *station);

/**
 * @brief Whether a field is absent.
 * @param[in] station the object; NULL counts as absent.
 * @param[in] field name of a field, as in files.
 * @return 1 when it is absent or there is no such field, else 0.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_station_is_absent(const jw_station *station, const char *field);

/**
 * @brief Makes a field absent.
 * @param[in] station the object.
 * @param[in] field name of a field, as in files.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL (no object or no such field), JW_EINPUT (the field is required).
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_station_clear(jw_station *station, const char *field, jw_error *err);

/** @brief District code. @param[in] station the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p station freed. Since: 0.1. */
JW_API const char *jw_station_district(const jw_station *station);

/** @brief Sets the field: District code. @param[in] station the object. @param[in] district 1 to 12 bytes of
 * UTF-8. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_station_set_district(jw_station *station, const char *district, jw_error *err);

/** @brief Station. @param[in] station the object. @return UTF-8 with a final NUL; NULL when absent.
 * Ownership: borrowed until the field is set again or @p station freed. Since: 0.1. */
JW_API const char *jw_station_id(const jw_station *station);

/** @brief Sets the field: Station. @param[in] station the object. @param[in] id 1 to 32 bytes of UTF-8.
 * @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM.
 * Ownership: copied. Since: 0.1. */
JW_API jw_status jw_station_set_id(jw_station *station, const char *id, jw_error *err);

/** @brief Valid from. @param[in] station the object. @return Days since 1970-01-01; JW_DATE_NONE when absent.
 * Ownership: none. Since: 0.1. */
JW_API jw_date jw_station_valid_from(const jw_station *station);

/** @brief Sets the field: Valid from. @param[in] station the object. @param[in] valid_from days since
 * 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure. @return JW_OK,
 * JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_station_set_valid_from(jw_station *station, jw_date valid_from, jw_error *err);

/** @brief Valid to (first day not valid). @param[in] station the object. @return Days since 1970-01-01;
 * JW_DATE_NONE when absent. Ownership: none. Since: 0.1. */
JW_API jw_date jw_station_valid_to(const jw_station *station);

/** @brief Sets the field: Valid to (first day not valid). @param[in] station the object. @param[in] valid_to
 * days since 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_station_set_valid_to(jw_station *station, jw_date valid_to, jw_error *err);

/** @brief Kind. @param[in] station the object. @return One of the words police_station, community_office,
 * central_office, workstation; NULL when absent. Ownership: borrowed until the field is set again or @p
 * station freed. Since: 0.1. */
JW_API const char *jw_station_kind(const jw_station *station);

/** @brief Sets the field: Kind. @param[in] station the object. @param[in] kind one of police_station,
 * community_office, central_office, workstation. @param[out] err details of a failure. @return JW_OK,
 * JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_station_set_kind(jw_station *station, const char *kind, jw_error *err);

/** @brief Name. @param[in] station the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p station freed. Since: 0.1. */
JW_API const char *jw_station_name(const jw_station *station);

/** @brief Sets the field: Name. @param[in] station the object. @param[in] name at most 200 bytes of UTF-8;
 * NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING,
 * JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_station_set_name(jw_station *station, const char *name, jw_error *err);

/** @brief Police station it belongs to. @param[in] station the object. @return UTF-8 with a final NUL; NULL
 * when absent. Ownership: borrowed until the field is set again or @p station freed. Since: 0.1. */
JW_API const char *jw_station_police_station(const jw_station *station);

/** @brief Sets the field: Police station it belongs to. @param[in] station the object. @param[in]
 * police_station at most 32 bytes of UTF-8; NULL = absent. @param[out] err details of a failure. @return
 * JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_station_set_police_station(jw_station *station, const char *police_station, jw_error *err);

/** @brief Village where it stands. @param[in] station the object. @return UTF-8 with a final NUL; NULL when
 * absent. Ownership: borrowed until the field is set again or @p station freed. Since: 0.1. */
JW_API const char *jw_station_seat(const jw_station *station);

/** @brief Sets the field: Village where it stands. @param[in] station the object. @param[in] seat at most 32
 * bytes of UTF-8; NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT,
 * JW_EENCODING, JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_station_set_seat(jw_station *station, const char *seat, jw_error *err);

/** @brief Beat. @param[in] station the object. @return UTF-8 with a final NUL; NULL when absent. Ownership:
 * borrowed until the field is set again or @p station freed. Since: 0.1. */
JW_API const char *jw_station_beat(const jw_station *station);

/** @brief Sets the field: Beat. @param[in] station the object. @param[in] beat at most 32 bytes of UTF-8;
 * NULL = absent. @param[out] err details of a failure. @return JW_OK, JW_EINVAL, JW_EINPUT, JW_EENCODING,
 * JW_ENOMEM. Ownership: copied. Since: 0.1. */
JW_API jw_status jw_station_set_beat(jw_station *station, const char *beat, jw_error *err);

/** @brief Opened to the public. @param[in] station the object. @return Days since 1970-01-01; JW_DATE_NONE
 * when absent. Ownership: none. Since: 0.1. */
JW_API jw_date jw_station_opened(const jw_station *station);

/** @brief Sets the field: Opened to the public. @param[in] station the object. @param[in] opened days since
 * 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure. @return JW_OK,
 * JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_station_set_opened(jw_station *station, jw_date opened, jw_error *err);

/** @brief Closed to the public. @param[in] station the object. @return Days since 1970-01-01; JW_DATE_NONE
 * when absent. Ownership: none. Since: 0.1. */
JW_API jw_date jw_station_closed(const jw_station *station);

/** @brief Sets the field: Closed to the public. @param[in] station the object. @param[in] closed days since
 * 1970-01-01, years 1 to 9999; JW_DATE_NONE = absent. @param[out] err details of a failure. @return JW_OK,
 * JW_EINVAL, JW_EINPUT. Ownership: none. Since: 0.1. */
JW_API jw_status jw_station_set_closed(jw_station *station, jw_date closed, jw_error *err);

/**
 * @brief Writes a station to a store, as jw_store_put() writes a row.
 * @param[in] store the store.
 * @param[in] station the object; it stays the caller's.
 * @param[out] err details of a failure.
 * @return as jw_store_put().
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_station_put(jw_store *store, const jw_station *station, jw_error *err);

/**
 * @brief Reads the version of a station that holds on a date.
 *
 * One that has ended is found on the dates on which it held.
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one of the store.
 * @param[in] id station id.
 * @param[in] on the date; JW_DATE_NONE = the newest version, whether or not it has ended.
 * @param[out] out the object.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (no such district or key, or no version holds on the date), JW_ENOMEM, JW_EIO,
 *         JW_ECORRUPT, JW_EFORK.
 * Ownership: the caller frees @p out with jw_station_free(). Since: 0.1.
 */
JW_API jw_status jw_station_find(jw_store *store, const char *district, const char *id, jw_date on,
                                 jw_station **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
