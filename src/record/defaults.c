#include "record/defaults.h"

#include <string.h>
#include "record/batch.h"

const struct jw_default_activity jw__default_activities[JW_DEFAULT_ACTIVITY_COUNT] = {
    {"beat_work", "Beat work", "警务区工作", true, false, true},
    {"briefing", "Morning briefing", "早例会", false, false, false},
    {"case_work", "Case work", "办案", false, false, false},
    {"joint_action", "Joint action", "联动", true, false, true},
    {"joint_defence", "Joint defence", "联防", true, false, true},
    {"joint_duty", "Joint duty", "联勤", true, false, true},
    {"joint_mediation", "Joint mediation", "联调", true, false, true},
    {"office", "Office work", "内勤", false, false, false},
    {"patrol", "Patrol", "巡逻", true, false, true},
    {"reception", "Reception of the public", "开门接待", true, true, true},
    {"training", "Training", "培训", false, false, false},
    {"visit", "Visits", "走访", true, false, true},
    {"workstation", "Workstation duty", "工作站值守", true, false, true},
};

/* The source gives no formulas, goalposts or weights; these are ours. */
const struct jw_default_metric jw__default_metrics[JW_DEFAULT_METRIC_COUNT] = {
    {"collection", "collected", "due", "ratio", 1, "higher", 0.60, 1.00, 15, 10, 0.6, "Information collected",
     "信息采集率"},
    {"effectiveness", "settled", "found+carried_in", "proportion", 1, "higher", 0.50, 0.95, 20, 10, 0.6,
     "Disputes settled", "工作实效率"},
    {"familiarity", "familiarity_correct", "familiarity_asked", "proportion", 1, "higher", 0.50, 0.95, 15, 10,
     0.6, "Familiarity with the beat", "情况熟悉率"},
    {"incident", "criminal+administrative", "population", "rate", 10000, "lower", 20, 0, 20, 10, 0.6,
     "Incident rate", "辖区发案率"},
    {"satisfaction", "satisfied", "asked", "proportion", 1, "higher", 0.50, 0.95, 15, 10, 0.6,
     "Satisfaction of the public", "群众满意率"},
    {"visibility", "visibility_seen", "visibility_asked", "proportion", 1, "higher", 0.50, 0.95, 15, 10, 0.6,
     "Visibility to the public", "群众见警率"},
};

/* The coefficients are ours; a bureau sets its own. */
const struct jw_default_grade jw__default_grades[JW_DEFAULT_GRADE_COUNT] = {
    {"excellent", 90, 1.2},
    {"fail", 0, 0.5},
    {"good", 80, 1.0},
    {"pass", 60, 0.8},
};

static jw_status add_string(jw_batch *batch, const char *text, jw_error *err)
{
    return jw_batch_add_text(batch, text, strlen(text), err);
}

static jw_status add_activity(jw_batch *batch, const struct jw_default_activity *activity, jw_error *err)
{
    JW_TRY(add_string(batch, activity->code, err));
    JW_TRY(add_string(batch, activity->caption_en, err));
    JW_TRY(add_string(batch, activity->caption_zh, err));
    JW_TRY(jw_batch_add_integer(batch, activity->beat, err));
    JW_TRY(jw_batch_add_integer(batch, activity->reception, err));
    return jw_batch_add_integer(batch, activity->outside, err);
}

static jw_status add_metric(jw_batch *batch, const struct jw_default_metric *metric, jw_error *err)
{
    JW_TRY(add_string(batch, JW_DEFAULT_SCHEME, err));
    JW_TRY(add_string(batch, metric->metric, err));
    JW_TRY(jw_batch_add_absent(batch, err));
    JW_TRY(add_string(batch, metric->numerator, err));
    JW_TRY(add_string(batch, metric->denominator, err));
    JW_TRY(add_string(batch, metric->kind, err));
    JW_TRY(jw_batch_add_integer(batch, metric->per, err));
    JW_TRY(add_string(batch, metric->direction, err));
    JW_TRY(jw_batch_add_real(batch, metric->floor, err));
    JW_TRY(jw_batch_add_real(batch, metric->target, err));
    JW_TRY(jw_batch_add_real(batch, metric->weight, err));
    JW_TRY(jw_batch_add_integer(batch, metric->min_n, err));
    JW_TRY(jw_batch_add_real(batch, metric->min_coverage, err));
    JW_TRY(add_string(batch, metric->caption_en, err));
    return add_string(batch, metric->caption_zh, err);
}

static jw_status add_grade(jw_batch *batch, const struct jw_default_grade *grade, jw_error *err)
{
    JW_TRY(add_string(batch, JW_DEFAULT_SCHEME, err));
    JW_TRY(add_string(batch, grade->grade, err));
    JW_TRY(jw_batch_add_absent(batch, err));
    JW_TRY(jw_batch_add_real(batch, grade->lower_bound, err));
    return jw_batch_add_real(batch, grade->coefficient, err);
}

static size_t default_count(jw_record record)
{
    return record == JW_RECORD_ACTIVITY ? JW_DEFAULT_ACTIVITY_COUNT
           : record == JW_RECORD_SCHEME ? JW_DEFAULT_METRIC_COUNT
           : record == JW_RECORD_GRADE  ? JW_DEFAULT_GRADE_COUNT
                                        : 0;
}

/* The fields after the district. */
static jw_status add_default(jw_batch *batch, jw_record record, size_t i, jw_error *err)
{
    if (record == JW_RECORD_ACTIVITY)
        return add_activity(batch, &jw__default_activities[i], err);
    if (record == JW_RECORD_SCHEME)
        return add_metric(batch, &jw__default_metrics[i], err);
    return add_grade(batch, &jw__default_grades[i], err);
}

jw_status jw_batch__add_defaults(jw_batch *batch, const char *district, jw_error *err)
{
    for (size_t i = 0; i < default_count(batch->record); i++) {
        JW_TRY(add_string(batch, district, err));
        JW_TRY(add_default(batch, batch->record, i, err));
    }
    return JW_OK;
}
