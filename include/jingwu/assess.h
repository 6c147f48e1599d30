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
 * @brief Assesses every officer posted to a community or central office on some day of the month; reads only.
 *
 * The scheme, its grades and their versions are those of the month's last day; without rows the built-in default holds.
 * A metric of weight 0 is left out, which is how a metric ends on a date. Of the counts, a tally of a person is that
 * person's, one without a person counts in full for each officer posted to the office in the month, tags are added up;
 * the reserved measure `population` is the residents of the villages that these offices serve, each village once, by its
 * last version in the month. A sum has a value only if each of its measures was recorded (and each village has residents):
 * "no record" is not 0. A denominator of 0 is "no value", never 0.
 *
 * Points are linear from the scheme's floor (0) to its target (100), clipped. A metric whose denominator is below min_n
 * shows its value but has no points. The score is the mean of the points weighted over the metrics that have some, its
 * coverage their share of the weight; below the scheme's min_coverage there is no grade. Grades compare the score before
 * it is rounded.
 * @param[in] store the store.
 * @param[in] options what is wanted.
 * @param[out] out columns `staff`, `metric`, `numerator`, `denominator`, `value`, `lower`, `upper`, `points`; with totals
 *             `staff`, `score`, `coverage`, `rank`, `rank_low`, `rank_high`, `grade`. In this version lower, upper, rank,
 *             rank_low and rank_high are empty.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (district or scheme), JW_EINPUT (a scheme that cannot be read, or a measure
 *         counted both by person and by station), JW_ELIMIT (a sum beyond 64 bits), JW_ENOMEM, JW_EIO,
 *         JW_ECORRUPT, JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_assess(jw_store *store, const jw_assess_options *options, jw_table **out, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
