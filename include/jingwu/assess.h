/**
 * @file assess.h
 * @brief The monthly assessment of officers by six rates.
 */
#ifndef JINGWU_ASSESS_H
#define JINGWU_ASSESS_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>
#include <jingwu/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What jw_assess() is asked for; start from JW_ASSESS_OPTIONS_INIT. */
typedef struct jw_assess_options {
    size_t struct_size;   /**< by JW_ASSESS_OPTIONS_INIT */
    const char *district; /**< code; NULL = the only one of the store */
    jw_month month;       /**< which month */
    int32_t totals;       /**< 1: a row for each person; 0: a row for each person and metric */
    const char *scheme;   /**< id; NULL = "default" */
} jw_assess_options;

/** Initial value of jw_assess_options; set month. */
#define JW_ASSESS_OPTIONS_INIT {sizeof(jw_assess_options), NULL, 0, 0, NULL}

/**
 * @brief Assesses every officer posted to an office in the month; reads only.
 *
 * Points are linear from the scheme's floor (0) to its target (100), clipped; the score is the weighted mean over the
 * metrics that have a value. A denominator of 0 is "no value", never 0.
 * @param[in] store the store.
 * @param[in] options what is wanted.
 * @param[out] out columns `staff`, `metric`, `numerator`, `denominator`, `value`, `lower`, `upper`, `points`; with totals
 *             `staff`, `score`, `coverage`, `rank`, `rank_low`, `rank_high`, `grade`. In this version lower, upper, rank,
 *             rank_low and rank_high are empty.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (district or scheme), JW_EINPUT (a scheme that cannot be read), JW_ENOMEM, JW_EIO,
 *         JW_ECORRUPT, JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_assess(jw_store *store, const jw_assess_options *options, jw_table **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
