/* The assessment of one officer as an object. */
#include <jingwu/assessment.h>

#include <string.h>
#include "assessment/assess.h"

struct named_metric {
    char name[JW_METRIC_NAME];
    struct jw_metric_result result;
};

struct jw_assessment {
    jw_context *context;
    char *staff;
    char grade[JW_GRADE_NAME]; /* "" = none */
    bool has_score;
    int64_t score, coverage;
    int64_t rank, rank_low, rank_high; /* 0 = none */
    struct named_metric *metrics;
    size_t metric_count;
};

void jw_assessment_free(jw_assessment *assessment)
{
    if (!assessment)
        return;
    jw_context *context = assessment->context;
    jw__free(context, assessment->staff);
    jw__free(context, assessment->metrics);
    jw__free(context, assessment);
    jw_context__unref(context);
}

static jw_status fill(jw_assessment *assessment, const struct jw_scheme *scheme,
                      const struct jw_person_result *person, jw_error *err)
{
    jw_context *context = assessment->context;
    assessment->staff = jw__copy_text(context, person->staff, strlen(person->staff), err);
    assessment->metrics =
        jw__allocate_zeroed(context, scheme->metric_count, sizeof *assessment->metrics, err);
    if (!assessment->staff || !assessment->metrics)
        return JW_ENOMEM;
    assessment->metric_count = scheme->metric_count;
    for (size_t i = 0; i < scheme->metric_count; i++) {
        memcpy(assessment->metrics[i].name, scheme->metrics[i].name, JW_METRIC_NAME);
        assessment->metrics[i].result = person->metrics[i];
    }
    if (person->grade)
        memcpy(assessment->grade, person->grade, strlen(person->grade) + 1);
    assessment->has_score = person->has_score;
    assessment->score = person->score;
    assessment->coverage = person->coverage;
    assessment->rank = person->rank;
    assessment->rank_low = person->rank_low;
    assessment->rank_high = person->rank_high;
    return JW_OK;
}

static jw_status make_of(const struct jw_month_results *results, const char *staff, jw_assessment **out,
                         jw_error *err)
{
    const struct jw_person_result *person = NULL;
    for (size_t i = 0; i < results->person_count && !person; i++)
        if (strcmp(results->persons[i].staff, staff) == 0)
            person = &results->persons[i];
    if (!person)
        return jw_error_set_field(err, JW_ENOTFOUND, "staff", 0, "id",
                                  "%s is no officer posted to an office in the month", staff);
    jw_assessment *assessment = jw__allocate_zeroed(results->context, 1, sizeof *assessment, err);
    if (!assessment)
        return JW_ENOMEM;
    assessment->context = jw_context__ref(results->context);
    jw_status status = fill(assessment, &results->scheme, person, err);
    if (status != JW_OK) {
        jw_assessment_free(assessment);
        return status;
    }
    *out = assessment;
    return JW_OK;
}

jw_status jw_assessment_make(jw_store *store, const jw_assess_options *options, const char *staff,
                             jw_assessment **out, jw_error *err)
{
    if (!staff || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no person or no place for the assessment was given");
    struct jw_month_results results;
    JW_TRY(jw_assess__month(store, options, &results, err));
    jw_status status = make_of(&results, staff, out, err);
    jw_assess__free(&results);
    return status;
}

const char *jw_assessment_staff(const jw_assessment *assessment)
{
    return assessment ? assessment->staff : NULL;
}

int32_t jw_assessment_has_score(const jw_assessment *assessment)
{
    return assessment && assessment->has_score;
}

double jw_assessment_score(const jw_assessment *assessment)
{
    return assessment ? jw_assess__decimals(assessment->score, 2) : 0;
}

double jw_assessment_coverage(const jw_assessment *assessment)
{
    return assessment ? jw_assess__decimals(assessment->coverage, 4) : 0;
}

const char *jw_assessment_grade(const jw_assessment *assessment)
{
    return assessment && assessment->grade[0] ? assessment->grade : NULL;
}

int64_t jw_assessment_rank(const jw_assessment *assessment)
{
    return assessment ? assessment->rank : 0;
}

int64_t jw_assessment_rank_low(const jw_assessment *assessment)
{
    return assessment ? assessment->rank_low : 0;
}

int64_t jw_assessment_rank_high(const jw_assessment *assessment)
{
    return assessment ? assessment->rank_high : 0;
}

size_t jw_assessment_metric_count(const jw_assessment *assessment)
{
    return assessment ? assessment->metric_count : 0;
}

const char *jw_assessment_metric(const jw_assessment *assessment, size_t metric)
{
    return metric < jw_assessment_metric_count(assessment) ? assessment->metrics[metric].name : NULL;
}

/* What is known of a metric; nothing at all when there is no such metric. */
static const struct jw_metric_result *result_of(const jw_assessment *assessment, size_t metric)
{
    static const struct jw_metric_result nothing;
    return metric < jw_assessment_metric_count(assessment) ? &assessment->metrics[metric].result : &nothing;
}

int32_t jw_assessment_has_numerator(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->numerator.recorded;
}

int64_t jw_assessment_numerator(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->numerator.value;
}

int32_t jw_assessment_has_denominator(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->denominator.recorded;
}

int64_t jw_assessment_denominator(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->denominator.value;
}

int32_t jw_assessment_has_value(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->has_value;
}

double jw_assessment_value(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->value;
}

int32_t jw_assessment_has_interval(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->possible;
}

double jw_assessment_lower(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->lower;
}

double jw_assessment_upper(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->upper;
}

int32_t jw_assessment_has_points(const jw_assessment *assessment, size_t metric)
{
    return result_of(assessment, metric)->has_points;
}

double jw_assessment_points(const jw_assessment *assessment, size_t metric)
{
    return jw_assess__decimals(result_of(assessment, metric)->points, 2);
}
