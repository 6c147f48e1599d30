#include <string.h>
#include "base/sort.h"
#include "base/text.h"
#include "month/month.h"

const char *jw_month__police_station(const struct jw_view *view, const char *staff, jw_month month)
{
    const char *found =
        jw_view__police_station(view, staff, jw_month_first(month), jw_month_first(month + 1));
    return found ? found : "";
}

/* Where the id stands or would stand. */
static size_t place_of(const struct jw_submitters *submitters, const char *id)
{
    return jw__lower_bound(submitters->list, submitters->count, sizeof *submitters->list,
                           offsetof(struct jw_submitter, id), id);
}

static bool is_at(const struct jw_submitters *submitters, size_t place, const char *id)
{
    return place < submitters->count && strcmp(submitters->list[place].id, id) == 0;
}

struct jw_submitter *jw_submitters__find(const struct jw_submitters *submitters, const char *id)
{
    size_t place = place_of(submitters, id);
    return is_at(submitters, place, id) ? &submitters->list[place] : NULL;
}

static jw_status add_submitter(jw_context *context, struct jw_submitters *submitters, const char *id,
                               struct jw_submitter **out, jw_error *err)
{
    size_t place = place_of(submitters, id);
    if (!is_at(submitters, place, id)) {
        JW_TRY(jw__grow(context, &submitters->list, &submitters->capacity, submitters->count + 1,
                        sizeof *submitters->list, err));
        memmove(&submitters->list[place + 1], &submitters->list[place],
                (submitters->count - place) * sizeof *submitters->list);
        submitters->list[place] = (struct jw_submitter){.id = id};
        submitters->count++;
    }
    *out = &submitters->list[place];
    return JW_OK;
}

void jw_submitters__free(jw_context *context, struct jw_submitters *submitters)
{
    jw__free(context, submitters->list);
    *submitters = (struct jw_submitters){0};
}

/* ---- what is stored ---- */

struct stored_reader {
    const struct jw_view *view;
    jw_month month;
    size_t metric_count;
    struct jw_submitters *submitters;
    char staff[JW_ID_SIZE]; /* of the rows being counted */
    size_t values;
};

static void copy_text(char *to, size_t size, const struct jw_value *from)
{
    size_t length = from->length < size ? from->length : size - 1;
    memcpy(to, from->text, length);
    to[length] = '\0';
}

static void finish_person(struct stored_reader *reader)
{
    const char *staff = reader->staff[0] ? jw_view__text(reader->view, reader->staff, strlen(reader->staff)) : NULL;
    if (!staff) /* before the first row, or nobody of this district any more */
        return;
    struct jw_submitter *submitter =
        jw_submitters__find(reader->submitters, jw_month__police_station(reader->view, staff, reader->month));
    if (!submitter)
        return;
    submitter->stored++;
    if (reader->values >= reader->metric_count && submitter->complete < submitter->expected)
        submitter->complete++;
}

static jw_status count_stored(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    struct stored_reader *reader = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        const struct jw_value *staff = &values[JW_F_assessment_staff];
        if (jw__compare_text(reader->staff, strlen(reader->staff), staff->text, staff->length) != 0) {
            finish_person(reader);
            copy_text(reader->staff, sizeof reader->staff, staff);
            reader->values = 0;
        }
        reader->values += !values[JW_F_assessment_value].absent;
    }
    return JW_OK;
}

static jw_status note_submission(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    struct stored_reader *reader = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        char id[JW_ID_SIZE];
        jw_rows__values(rows, row, values);
        copy_text(id, sizeof id, &values[JW_F_submission_police_station]);
        struct jw_submitter *submitter = jw_submitters__find(reader->submitters, id);
        if (!submitter)
            continue;
        submitter->submitted = true;
        submitter->at = values[JW_F_submission_at].integer;
        copy_text(submitter->actor, sizeof submitter->actor, &values[JW_F_submission_actor]);
        copy_text(submitter->digest, sizeof submitter->digest, &values[JW_F_submission_digest]);
    }
    return JW_OK;
}

static jw_status read_stored(const struct jw_month_call *call, const struct jw_month_results *results,
                             struct jw_submitters *submitters, jw_error *err)
{
    struct stored_reader reader = {.view = results->view,
                                   .month = call->month,
                                   .metric_count = results->scheme.metric_count,
                                   .submitters = submitters};
    jw_scan_range range = jw_month__revision_range(call->district, call->month, call->state.revision);
    JW_TRY(jw_store__visit(call->store, JW_RECORD_ASSESSMENT, &range, NULL, count_stored, &reader, err));
    finish_person(&reader);
    /* nobody signs for officers without a police station: their stored results are all there can be */
    struct jw_submitter *nobody = jw_submitters__find(submitters, "");
    if (nobody)
        nobody->submitted = nobody->stored >= nobody->expected;
    return jw_store__visit(call->store, JW_RECORD_SUBMISSION, &range, NULL, note_submission, &reader, err);
}

jw_status jw_submitters__load(const struct jw_month_call *call, const struct jw_month_results *results,
                              struct jw_submitters *out, jw_error *err)
{
    jw_context *context = call->store->context;
    struct jw_submitters submitters = {0};
    jw_status status = JW_OK;
    for (size_t i = 0; i < results->person_count && status == JW_OK; i++) {
        struct jw_submitter *submitter;
        const char *id = jw_month__police_station(results->view, results->persons[i].staff, call->month);
        status = add_submitter(context, &submitters, id, &submitter, err);
        if (status == JW_OK)
            submitter->expected++;
    }
    if (status == JW_OK)
        status = read_stored(call, results, &submitters, err);
    if (status != JW_OK) {
        jw_submitters__free(context, &submitters);
        return status;
    }
    *out = submitters;
    return JW_OK;
}

jw_status jw_month__assess(const struct jw_month_call *call, bool ranks, struct jw_month_results *out, jw_error *err)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    options.district = call->district;
    options.month = call->month;
    options.scheme = call->scheme;
    return ranks ? jw_assess__month(call->store, &options, out, err)
                 : jw_assess__metrics(call->store, &options, out, err);
}
