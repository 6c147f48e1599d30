/* A12: every officer of an office has a complete assessment, as it is stored by submitting the month. */
#include <string.h>
#include "audit/audit.h"
#include "base/text.h"
#include "record/describe.h"
#include "record/rows.h"

/* What is stored of each person; persons and rows have the same order. */
struct stored_results {
    const struct jw_audit *audit;
    int64_t *metrics; /* of each person: how many are stored ... */
    int64_t *values;  /* ... and how many of them have a value */
    int64_t most;     /* metrics of one person: those of the scheme; 0 = nothing is submitted */
    size_t person;    /* of the row before */
};

static jw_status read_revision(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    int64_t *revision = userdata;
    if (rows->count)
        *revision = jw_rows__integer(rows, JW_F_month_revision, rows->count - 1);
    return JW_OK;
}

static jw_status count_results(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct stored_results *stored = userdata;
    const struct jw_audit *audit = stored->audit;
    JW_TRY(jw__check_cancel(audit->context, err));
    for (int64_t row = 0; row < rows->count; row++) {
        size_t length;
        int order = 1;
        const char *staff = jw_rows__text(rows, JW_F_assessment_staff, row, &length);
        while (stored->person < audit->person_count) {
            const char *id = audit->persons[stored->person].id;
            order = jw__compare_text(id, strlen(id), staff, length);
            if (order >= 0)
                break;
            stored->person++;
        }
        if (order != 0) /* of somebody the books lack by now */
            continue;
        int64_t metrics = ++stored->metrics[stored->person];
        stored->values[stored->person] += !jw_rows__absent(rows, JW_F_assessment_value, row);
        stored->most = metrics > stored->most ? metrics : stored->most;
    }
    return JW_OK;
}

/* Of the newest revision. */
static jw_status read_stored(struct stored_results *stored, jw_error *err)
{
    const struct jw_audit *audit = stored->audit;
    int64_t revision = 0;
    jw_scan_range range = jw_range__of(audit->view->district, (const char *)NULL);
    range.prefix[range.prefix_count++] = (jw_key_value){.integer = audit->month};
    JW_TRY(jw_store__visit(audit->store, JW_RECORD_MONTH, &range, NULL, read_revision, &revision, err));
    range.prefix[range.prefix_count++] = (jw_key_value){.integer = revision};
    return jw_store__visit(audit->store, JW_RECORD_ASSESSMENT, &range, NULL, count_results, stored, err);
}

static bool is_office_officer_in_month(const struct jw_audit *audit, const struct jw_audit_person *person)
{
    for (size_t at = audit->month_first; at < audit->month_end; at++)
        if (jw_audit__is_office_officer(audit, person, audit->days[at].date))
            return true;
    return false;
}

static jw_status judge_assessment(struct jw_audit *audit, const struct stored_results *stored, size_t person,
                                  jw_error *err)
{
    struct jw_audit_row row;
    jw_audit__start(audit, &row, 12, audit->persons[person].id, JW_AUDIT_COUNT);
    jw_month_format(audit->month, row.period);
    if (stored->most == 0) {
        row.status = JW_AUDIT_NOT_APPLICABLE;
        jw_explain__not_submitted(&row.why);
        return jw_audit__add(audit, &row, err);
    }
    jw_audit__require(&row, stored->most);
    row.status = jw_audit__judge(audit, audit->month_time, stored->values[person] >= stored->most);
    if (stored->metrics[person]) {
        row.measured = stored->values[person];
        jw_explain__count_of(&row.why, row.measured, stored->most);
    } else {
        jw_explain__no_record(&row.why);
    }
    return jw_audit__add(audit, &row, err);
}

static jw_status judge_persons(struct jw_audit *audit, struct stored_results *stored, jw_error *err)
{
    JW_TRY(read_stored(stored, err));
    for (size_t i = 0; i < audit->person_count; i++)
        if (is_office_officer_in_month(audit, &audit->persons[i]))
            JW_TRY(judge_assessment(audit, stored, i, err));
    return JW_OK;
}

jw_status jw_audit__a12(struct jw_audit *audit, jw_error *err)
{
    struct stored_results stored = {.audit = audit};
    if (!jw_audit__has_begun(audit, audit->month_time))
        return JW_OK;
    stored.metrics =
        jw__allocate_zeroed(audit->context, 2 * audit->person_count + 1, sizeof *stored.metrics, err);
    if (!stored.metrics)
        return JW_ENOMEM;
    stored.values = stored.metrics + audit->person_count;
    jw_status status = judge_persons(audit, &stored, err);
    jw__free(audit->context, stored.metrics);
    return status;
}
