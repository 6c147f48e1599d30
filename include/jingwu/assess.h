/**
 * @file assess.h
 * @brief The monthly assessment of officers by six rates: points, scores, ranks with their uncertainty, pay, data quality.
 *
 * docs/assessment.md defines each number and names its source.
 */
#ifndef JINGWU_ASSESS_H
#define JINGWU_ASSESS_H

#include <jingwu/calendar.h>
#include <jingwu/store.h>
#include <jingwu/table.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JW_ASSESS_BY_STAFF 0          /**< officers posted to a community or central office */
#define JW_ASSESS_BY_POLICE_STATION 1 /**< police stations, by sums over their area */
#define JW_ASSESS_BY_DISTRICT 2       /**< the district as a whole */

/** What the functions of this header are asked for; start from JW_ASSESS_OPTIONS_INIT. */
typedef struct jw_assess_options {
    size_t struct_size;   /**< by JW_ASSESS_OPTIONS_INIT */
    const char *district; /**< code; NULL = the only one of the store */
    jw_month month;       /**< which month; the last one of a window */
    int32_t totals;       /**< jw_assess(): 1: a row for each person; 0: a row for each person and metric */
    const char *scheme;   /**< id; NULL = "default" */
    int32_t by;           /**< JW_ASSESS_BY_; since 0.2 */
    int32_t months;       /**< length of the window, 1 to 60; 0 = 1; since 0.2 */
    int32_t chinese;      /**< 1: reasons and explanations in Chinese; since 0.2 */
    int32_t reserved;     /**< 0 */
} jw_assess_options;

/** Initial value of jw_assess_options; set month. */
#define JW_ASSESS_OPTIONS_INIT {sizeof(jw_assess_options), NULL, 0, 0, NULL, 0, 0, 0, 0}

/**
 * @brief Assesses every officer posted to a community or central office on some day of the month; reads only.
 *
 * The scheme, its grades, the rules and their versions are those of the month's last day; without rows the built-in
 * default holds. A metric of weight 0 is left out, which is how a metric ends on a date. Of the counts, a tally of a person
 * is that person's, one without a person counts in full for each officer posted to the office in the month, tags are added
 * up; the reserved measure `population` is the residents of the villages that these offices serve, each village once, by its
 * last version in the month. In a sum such as criminal+administrative a measure without a record counts as 0 when another
 * one has a record; where none has, and where the residents of a village are not known, there is no value: "no record" is
 * not 0. A denominator of 0 is "no value", never 0.
 *
 * With options->by an area is assessed by the sums over it, each tally counted once. With options->months the months of a
 * window are pooled: numerators and denominators are added up over the months in which both were recorded; rates are
 * never averaged.
 *
 * Points are linear from the scheme's floor (0) to its target (100), clipped. A metric whose denominator is below min_n, or
 * whose counts its kind forbids (a proportion above a whole, a numerator below 0; jw_quality() reports them), shows its
 * value but has no points. The score is the mean of the points weighted over the metrics that have some, its coverage
 * their share of the weight; below the scheme's min_coverage there is no grade and no rank. Ranks and grades compare the
 * score before it is rounded. The rule `rank_group` says among whom ranks are given.
 *
 * Every interval is one of 95 %. The same records give the same bytes on every machine: draws are seeded by district,
 * month and person.
 * @param[in] store the store.
 * @param[in] options what is wanted.
 * @param[out] out columns `staff`, `metric`, `numerator`, `denominator`, `value`, `lower`, `upper`, `points`, `kind`,
 *             `band` (clearly_above, not_distinguishable or clearly_below, of the value against the district's mean;
 *             empty: nothing to compare with), `band_police_station`, `shrunken`, `weight_of_own`, `direction` (higher or
 *             lower is better), `caption_en`, `caption_zh`; with totals `staff`,
 *             `score`, `coverage`, `rank`, `rank_low`, `rank_high` (with 95 % the true ranks of all lie in these sets; two
 *             people whose sets overlap are not distinguishable), `grade`, `police_station`, `rankable`, `score_low`,
 *             `score_high`, `best_quarter` (probability), `rank_weights_low`, `rank_weights_high` (ranks when each weight is
 *             a quarter lighter or heavier), `rank_drop_low`, `rank_drop_high` (when one metric is left out), `commended`
 *             (yes, no, tie), `coefficient`, `reason`. By area the first column is `scope`.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (district or scheme), JW_EINPUT (a scheme or rule that cannot be read, or a
 *         measure counted both by person and by station), JW_ELIMIT (a sum beyond 64 bits), JW_ENOMEM, JW_EIO,
 *         JW_ECORRUPT, JW_ECANCELLED.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.1.
 */
JW_API jw_status jw_assess(jw_store *store, const jw_assess_options *options, jw_table **out, jw_error *err);

/**
 * @brief The pay table of a month: grade, coefficient and commendation of each person, with the reason.
 *
 * At most the rule `commendation_share` of a rank group, rounded down, is commended; nobody with the lowest grade. Of people
 * who share the last rank and do not all have room nobody is taken at random: all of them are shown as a tie.
 * @param[in] store the store.
 * @param[in] options district, month, scheme, months, chinese; by must be JW_ASSESS_BY_STAFF.
 * @param[out] out columns `staff`, `police_station`, `score`, `grade`, `coefficient`, `commended` (yes, no, tie), `reason`.
 * @param[out] err details of a failure.
 * @return as jw_assess().
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.2.
 */
JW_API jw_status jw_pay(jw_store *store, const jw_assess_options *options, jw_table **out, jw_error *err);

/**
 * @brief What other scheme, grade or rule rows would have done to a month, person by person; nothing is written.
 * @param[in] store the store.
 * @param[in] options what is assessed; totals does not matter.
 * @param[in] files rows that are laid over the stored ones: CSV files of the records scheme, grade and rule.
 * @param[in] file_count how many, at least 1.
 * @param[out] out columns `staff` (or `scope`), `police_station`, `score_before`, `score_after`, `rank_before`, `rank_after`,
 *             `grade_before`, `grade_after`, `coefficient_before`, `coefficient_after`, `commended_before`,
 *             `commended_after`, `changed` (1 when any of these differs).
 * @param[out] err details of a failure; of the files as jw_store_import().
 * @return as jw_assess() and jw_store_import(); JW_EINVAL also for files of other records.
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.2.
 */
JW_API jw_status jw_assess_what_if(jw_store *store, const jw_assess_options *options, const jw_import_file *files,
                                   size_t file_count, jw_table **out, jw_error *err);

/**
 * @brief Whether the figures of a month can be right: checks that need no opinion, and outliers to look at.
 *
 * Checks: `published` (a published percentage that no denominator gives, not the district's own one, or none in common with
 * others over the same units), `below_zero` and `above_denominator` (counts that a metric's kind forbids), `outlier_metric`
 * (among those assessed) and `outlier_measure` (among the persons or stations that tallied it): modified z by the median
 * absolute deviation above 3.5 (Iglewicz and Hoaglin 1993); when that deviation is 0, by 1.253314 times the mean one; when
 * that is 0 too there is no outlier. Five values are needed. `history`: a tally beyond the least and the most of the 12
 * months before.
 * @param[in] store the store.
 * @param[in] options district, month, scheme, by, months, chinese; totals does not matter.
 * @param[out] out columns `check`, `subject`, `period`, `measured`, `required`, `status` (finding, or ok for a published
 *             percentage that stands), `explanation`; measured and required are text.
 * @param[out] findings number of rows with status `finding`; NULL is allowed.
 * @param[out] err details of a failure.
 * @return as jw_assess().
 * Ownership: the caller frees @p out with jw_table_free(). Since: 0.2.
 */
JW_API jw_status jw_quality(jw_store *store, const jw_assess_options *options, jw_table **out, int64_t *findings,
                            jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
