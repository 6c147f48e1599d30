/**
 * @file assessment.h
 * @brief The assessment of one officer in one month, as an object to read.
 */
#ifndef JINGWU_ASSESSMENT_H
#define JINGWU_ASSESSMENT_H

#include <jingwu/assess.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The assessment of one officer; never changes. */
typedef struct jw_assessment jw_assessment;

/**
 * @brief Assesses one officer, with the results of jw_assess().
 * @param[in] store the store.
 * @param[in] options district, month and scheme count; JW_ASSESS_OPTIONS_INIT.
 * @param[in] staff staff id.
 * @param[out] out the assessment.
 * @param[out] err details of a failure.
 * @return as jw_assess(); JW_ENOTFOUND also when the person is no officer posted to an office in the month.
 * Ownership: the caller frees @p out with jw_assessment_free(). Since: 0.1.
 */
JW_API jw_status jw_assessment_make(jw_store *store, const jw_assess_options *options, const char *staff,
                                    jw_assessment **out, jw_error *err);

/** @brief Frees an assessment. @param[in] assessment NULL is allowed. Ownership: gone. Since: 0.1. */
JW_API void jw_assessment_free(jw_assessment *assessment);

/** @brief Who is assessed. @param[in] assessment the object. @return Staff id, NULL without an object.
 * Ownership: borrowed from @p assessment. Since: 0.1. */
JW_API const char *jw_assessment_staff(const jw_assessment *assessment);

/** @brief Whether there is a score: at least one metric has points. @param[in] assessment the object.
 * @return 1 or 0. Ownership: none. Since: 0.1. */
JW_API int32_t jw_assessment_has_score(const jw_assessment *assessment);

/** @brief Weighted mean of the points. @param[in] assessment the object. @return 0 to 100; 0 when there is none.
 * Ownership: none. Since: 0.1. */
JW_API double jw_assessment_score(const jw_assessment *assessment);

/** @brief Share of the scheme's weight that has points. @param[in] assessment the object. @return 0 to 1.
 * Ownership: none. Since: 0.1. */
JW_API double jw_assessment_coverage(const jw_assessment *assessment);

/** @brief Grade. @param[in] assessment the object. @return Its code, for example "good"; NULL when there is none because
 * the coverage is below the scheme's minimum or no grade reaches down to the score.
 * Ownership: borrowed from @p assessment. Since: 0.1. */
JW_API const char *jw_assessment_grade(const jw_assessment *assessment);

/** @brief Competition rank ("1224") within the rank group. @param[in] assessment the object. @return 1 or more; 0 when
 * the person is not rankable because the coverage is below the scheme's minimum.
 * Ownership: none. Since: 0.2. */
JW_API int64_t jw_assessment_rank(const jw_assessment *assessment);

/** @brief Best rank that the figures do not exclude; see jw_assess(). @param[in] assessment the object.
 * @return At most jw_assessment_rank(); 0 when there is none. Ownership: none. Since: 0.2. */
JW_API int64_t jw_assessment_rank_low(const jw_assessment *assessment);

/** @brief Worst rank that the figures do not exclude; see jw_assess(). @param[in] assessment the object.
 * @return At least jw_assessment_rank(); 0 when there is none. Ownership: none. Since: 0.2. */
JW_API int64_t jw_assessment_rank_high(const jw_assessment *assessment);

/** @brief Number of metrics of the scheme. @param[in] assessment the object. @return The number.
 * Ownership: none. Since: 0.1. */
JW_API size_t jw_assessment_metric_count(const jw_assessment *assessment);

/** @brief Name of a metric. @param[in] assessment the object. @param[in] metric 0-based, in the order of the names.
 * @return Its name, for example "incident"; NULL when there is no such metric.
 * Ownership: borrowed from @p assessment. Since: 0.1. */
JW_API const char *jw_assessment_metric(const jw_assessment *assessment, size_t metric);

/** @brief Whether a numerator was recorded. @param[in] assessment the object. @param[in] metric 0-based.
 * @return 1 or 0. Ownership: none. Since: 0.1. */
JW_API int32_t jw_assessment_has_numerator(const jw_assessment *assessment, size_t metric);

/** @brief Numerator. @param[in] assessment the object. @param[in] metric 0-based. @return The sum; 0 when there is none.
 * Ownership: none. Since: 0.1. */
JW_API int64_t jw_assessment_numerator(const jw_assessment *assessment, size_t metric);

/** @brief Whether a denominator was recorded. @param[in] assessment the object. @param[in] metric 0-based.
 * @return 1 or 0. Ownership: none. Since: 0.1. */
JW_API int32_t jw_assessment_has_denominator(const jw_assessment *assessment, size_t metric);

/** @brief Denominator. @param[in] assessment the object. @param[in] metric 0-based. @return The sum; 0 when there is none.
 * Ownership: none. Since: 0.1. */
JW_API int64_t jw_assessment_denominator(const jw_assessment *assessment, size_t metric);

/** @brief Whether a metric has a value: both parts were recorded and the denominator is above 0.
 * @param[in] assessment the object. @param[in] metric 0-based. @return 1 or 0. Ownership: none. Since: 0.1. */
JW_API int32_t jw_assessment_has_value(const jw_assessment *assessment, size_t metric);

/** @brief Value, rounded half away from zero to 6 decimals. @param[in] assessment the object. @param[in] metric 0-based.
 * @return The value; 0 when there is none. Ownership: none. Since: 0.1. */
JW_API double jw_assessment_value(const jw_assessment *assessment, size_t metric);

/** @brief Whether a value has an interval: its counts are not such as the metric's kind forbids.
 * @param[in] assessment the object. @param[in] metric 0-based. @return 1 or 0. Ownership: none. Since: 0.2. */
JW_API int32_t jw_assessment_has_interval(const jw_assessment *assessment, size_t metric);

/** @brief Lower limit of the interval of 95 %, rounded to 6 decimals. @param[in] assessment the object.
 * @param[in] metric 0-based. @return The limit; 0 when there is none. Ownership: none. Since: 0.2. */
JW_API double jw_assessment_lower(const jw_assessment *assessment, size_t metric);

/** @brief Upper limit of the interval of 95 %, rounded to 6 decimals. @param[in] assessment the object.
 * @param[in] metric 0-based. @return The limit; 0 when there is none. Ownership: none. Since: 0.2. */
JW_API double jw_assessment_upper(const jw_assessment *assessment, size_t metric);

/** @brief Whether a metric has points: a value, possible counts, and a denominator not below the scheme's minimum.
 * @param[in] assessment the object. @param[in] metric 0-based. @return 1 or 0. Ownership: none. Since: 0.1. */
JW_API int32_t jw_assessment_has_points(const jw_assessment *assessment, size_t metric);

/** @brief Points, 0 at the floor to 100 at the target, rounded to 2 decimals. @param[in] assessment the object.
 * @param[in] metric 0-based. @return The points; 0 when there are none. Ownership: none. Since: 0.1. */
JW_API double jw_assessment_points(const jw_assessment *assessment, size_t metric);

#ifdef __cplusplus
}
#endif

#endif
