/**
 * @file coverage.h
 * @brief Seat and served coverage, and the denominators that printed percentages rest on.
 */
#ifndef JINGWU_COVERAGE_H
#define JINGWU_COVERAGE_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>
#include <jingwu/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief Coverage of villages and communities on a date, for the district and each police station.
 *
 * Served coverage counts units that a station serves, seat coverage units in which one stands; both over the units valid
 * on the date: community_served (communities served by a community office / communities), village_served (villages served
 * by a central office / villages), central_office_seat and workstation_seat (villages that seat one / villages).
 * @param[in] store the store.
 * @param[in] district code; NULL = the only one of the store.
 * @param[in] on the date; JW_DATE_NONE = the last day of the newest month with data.
 * @param[out] out columns `scope` (the district's code or a police station's id), `measure`, `count`, `denominator`,
 *             `per_mille` (rounded half up; empty when the denominator is 0), then `population`, `population_denominator`,
 *             `population_per_mille` (units weighted by residents).
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND, JW_ENOMEM, JW_EIO, JW_ECORRUPT.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_coverage(jw_store *store, const char *district, jw_date on, jw_table **out, jw_error *err);

/** A count and the percentage printed beside it. */
typedef struct jw_reconcile_pair {
    int64_t count;       /**< 0 to 1e12 */
    const char *percent; /**< decimal text such as "25.8"; its decimals are those of the rounding */
} jw_reconcile_pair;

/**
 * @brief Denominators that reproduce printed percentages (the GRIM idea: Brown and Heathers 2017, SPPS 8:363).
 *
 * A denominator n fits when count / n in per cent, rounded half up to the decimals of the text, is the text.
 * @param[in] context the context.
 * @param[in] pairs the printed figures.
 * @param[in] pair_count how many, 1 to 1000.
 * @param[in] bound greatest denominator tried, 1 to 10,000,000; 0 = 1,000,000.
 * @param[out] out columns `count`, `percent`, `denominators` (ascending, separated by blanks; ranges of more than 20 are
 *             written first..last); the last row has count = `common` and the denominators that fit every pair.
 * @param[out] err details of a failure; row is the pair.
 * @return JW_OK, JW_EINVAL, JW_EINPUT (a percentage that is no decimal), JW_ENOMEM, JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_reconcile(jw_context *context, const jw_reconcile_pair *pairs, size_t pair_count, int64_t bound,
                              jw_table **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
