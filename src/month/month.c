/* Submitting, closing, reopening, and the state of a month. */
#include "month/month.h"

#include <stdio.h>
#include <string.h>
#include "journal/write.h"
#include "month/freeze.h"
#include "query/rules.h"
#include "record/table.h"

static struct jw_results_place place_of(const struct jw_month_call *call)
{
    return (struct jw_results_place){call->store, call->district, call->month, call->state.revision, false};
}

/* ---- submit ---- */

struct submitting {
    struct jw_month_call *call;
    const struct jw_month_results *results;
    const char *police_station;
};

static bool is_of_station(void *userdata, const struct jw_person_result *person)
{
    const struct submitting *submitting = userdata;
    return strcmp(jw_month__police_station(submitting->results->view, person->staff, submitting->call->month),
                  submitting->police_station) == 0;
}

static jw_status put_submission(struct submitting *submitting, jw_error *err)
{
    const struct jw_month_call *call = submitting->call;
    struct jw_results_place place = place_of(call);
    char digest[JW_DIGEST_TEXT];
    JW_TRY(jw_results__digest(&place, submitting->results, is_of_station, submitting, digest, err));
    struct jw_value values[JW_F_submission_COUNT] = {
        [JW_F_submission_district] = jw_month__text(call->district),
        [JW_F_submission_month] = jw_month__integer(call->month),
        [JW_F_submission_revision] = jw_month__integer(call->state.revision),
        [JW_F_submission_police_station] = jw_month__text(submitting->police_station),
        [JW_F_submission_actor] = jw_month__text(call->actor),
        [JW_F_submission_at] = jw_month__integer(jw__now(call->store->context)),
        [JW_F_submission_digest] = jw_month__text(digest),
    };
    return jw_month__put_row(call->store, JW_RECORD_SUBMISSION, values, err);
}

/* The role that signs for one police station, for districts that name such heads. */
static jw_status check_station_role(const struct jw_month_call *call, const char *police_station, jw_error *err)
{
    char role[64];
    snprintf(role, sizeof role, "police_station_head:%s", police_station);
    return jw_month__check_role(call, role, err);
}

static bool all_submitted(const struct jw_submitters *submitters)
{
    for (size_t i = 0; i < submitters->count; i++)
        if (!submitters->list[i].submitted)
            return false;
    return submitters->count > 0;
}

static jw_status store_station(struct submitting *submitting, struct jw_submitters *submitters,
                               struct jw_submitter *submitter, jw_error *err)
{
    struct jw_month_call *call = submitting->call;
    struct jw_results_place place = place_of(call);
    submitting->police_station = submitter->id;
    JW_TRY(check_station_role(call, submitter->id, err));
    JW_TRY(jw_results__prune(&place, submitting->results, err));
    JW_TRY(jw_results__store(&place, submitting->results, is_of_station, submitting, err));
    if (submitter->id[0]) /* officers without a police station are submitted with the district's last */
        JW_TRY(put_submission(submitting, err));
    submitter->submitted = true;
    if (all_submitted(submitters) && call->state.phase == JW_MONTH_OPEN)
        return jw_month__put_state(call, call->state.revision, JW_MONTH_SUBMITTED, NULL, err);
    return JW_OK;
}

/* Each police station is a transaction of its own, so that its journal entry covers its one row. */
static jw_status submit_station(struct submitting *submitting, struct jw_submitters *submitters,
                                struct jw_submitter *submitter, jw_error *err)
{
    bool opened;
    jw_store *store = submitting->call->store;
    JW_TRY(jw_write__begin(store, &opened, err));
    jw_status status = jw_month__state(store, submitting->call->district, submitting->call->month,
                                       &submitting->call->state, err);
    if (status == JW_OK && submitting->call->state.phase == JW_MONTH_CLOSED)
        status = jw_month__refuse_closed(submitting->call, err);
    if (status == JW_OK)
        status = store_station(submitting, submitters, submitter, err);
    return jw_write__end(store, opened, status, err);
}

static jw_status submit_all(struct submitting *submitting, struct jw_submitters *submitters, jw_error *err)
{
    for (size_t i = 0; i < submitters->count; i++)
        if (!submitters->list[i].submitted)
            JW_TRY(submit_station(submitting, submitters, &submitters->list[i], err));
    return JW_OK;
}

static jw_status submit(struct jw_month_call *call, const char *police_station, const struct jw_month_results *results,
                        jw_error *err)
{
    struct jw_submitters submitters;
    struct submitting submitting = {call, results, police_station};
    JW_TRY(jw_submitters__load(call, results, &submitters, err));
    jw_status status = JW_OK;
    struct jw_submitter *submitter = police_station ? jw_submitters__find(&submitters, police_station) : NULL;
    if (police_station && !submitter)
        status = jw_error_set(err, JW_ENOTFOUND, 0, "police station %s has no officer to be assessed in this month",
                              police_station);
    else if (submitter)
        status = submit_station(&submitting, &submitters, submitter, err);
    else
        status = submit_all(&submitting, &submitters, err);
    jw_submitters__free(call->store->context, &submitters);
    return status;
}

jw_status jw_month_submit(jw_store *store, const jw_month_options *options, jw_error *err)
{
    struct jw_month_call call;
    struct jw_month_results results;
    JW_TRY(jw_month__start(store, options, true, &call, err));
    if (call.state.phase == JW_MONTH_CLOSED)
        return jw_month__refuse_closed(&call, err);
    JW_TRY(jw_month__assess(&call, false, &results, err));
    jw_status status = submit(&call, options->police_station, &results, err);
    jw_assess__free(&results);
    return status;
}

/* ---- close ---- */

/* The text of a rule on the month's last day. */
static const char *rule_text(const struct jw_month_call *call, const struct jw_view *view, enum jw_rule_id rule)
{
    return jw_rule__text(view, rule, jw_month_first(call->month + 1) - 1);
}

static jw_status check_ended(const struct jw_month_call *call, jw_error *err)
{
    jw_date from, to;
    char day[JW_CALENDAR_TEXT];
    jw_month__days(call->month, &from, &to);
    if (jw__now(call->store->context) >= jw_date_instant(to, call->utc_offset))
        return JW_OK;
    jw_date_format(to, day);
    return jw_error_set(err, JW_ELIMIT, 0, "the month's last week has not ended: it can be closed from %s on", day);
}

/* Names of those who have not submitted, as many as fit. */
static int64_t name_missing(const struct jw_submitters *submitters, char *text, size_t size)
{
    int64_t missing = 0;
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < submitters->count; i++) {
        if (submitters->list[i].submitted)
            continue;
        const char *id = submitters->list[i].id[0] ? submitters->list[i].id : "(none)";
        if (used + strlen(id) + 3 < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s", missing ? ", " : "", id);
        missing++;
    }
    return missing;
}

static jw_status check_complete(const struct jw_month_call *call, const struct jw_month_results *results,
                                const struct jw_submitters *submitters, jw_error *err)
{
    char names[300];
    int64_t missing = name_missing(submitters, names, sizeof names);
    if (missing == 0)
        return JW_OK;
    if (strcmp(rule_text(call, results->view, JW_RULE_CLOSE_REQUIRES_COMPLETE), "1") == 0)
        return jw_error_set(err, JW_ELIMIT, 0, "%lld police stations have not submitted: %s", (long long)missing, names);
    jw__log(call->store->context, JW_LOG_WARNING, "closed although %lld police stations have not submitted: %s",
            (long long)missing, names);
    return JW_OK;
}

static jw_status check_recomputes(const struct jw_month_call *call, const struct jw_month_results *results, jw_error *err)
{
    struct jw_results_place place = place_of(call);
    struct jw_results_difference difference;
    JW_TRY(jw_results__compare(&place, results, &difference, err));
    if (!difference.found)
        return JW_OK;
    const char *police_station = "";
    const char *staff = jw_view__text(results->view, difference.staff, strlen(difference.staff));
    if (staff)
        police_station = jw_month__police_station(results->view, staff, call->month);
    return jw_error_set(err, JW_ECONFLICT, 0,
                        "the submitted %s of %s (police station %s) no longer recomputes: submit again, then close",
                        difference.metric[0] ? difference.metric : "total", difference.staff, police_station);
}

static jw_status warn_of_objections(const struct jw_month_call *call, const struct jw_view *view, jw_error *err)
{
    int64_t open;
    JW_TRY(jw_month__open_objections(call, view, NULL, &open, err));
    if (open)
        jw__log(call->store->context, JW_LOG_WARNING, "closed with %lld objections that are not decided",
                (long long)open);
    return JW_OK;
}

static jw_status close_with(struct jw_month_call *call, const struct jw_month_results *results,
                            const struct jw_submitters *submitters, jw_error *err)
{
    struct jw_results_place place = place_of(call);
    char digest[JW_DIGEST_TEXT];
    JW_TRY(jw_month__check_role(call, rule_text(call, results->view, JW_RULE_CLOSE_ROLE), err));
    JW_TRY(check_complete(call, results, submitters, err));
    JW_TRY(check_recomputes(call, results, err));
    JW_TRY(warn_of_objections(call, results->view, err));
    place.ranked = true;
    JW_TRY(jw_results__store(&place, results, NULL, NULL, err));
    JW_TRY(jw_freeze__write(call, call->state.revision, err));
    JW_TRY(jw_freeze__month_digest(call->store, call->district, call->month, call->state.revision, digest, err));
    return jw_month__put_state(call, call->state.revision, JW_MONTH_CLOSED, digest, err);
}

/* Everything is read inside the write transaction, so that nobody slips in between. */
static jw_status close_month(struct jw_month_call *call, jw_error *err)
{
    struct jw_month_results results;
    struct jw_submitters submitters;
    JW_TRY(jw_month__state(call->store, call->district, call->month, &call->state, err));
    if (call->state.phase == JW_MONTH_CLOSED)
        return jw_month__refuse_closed(call, err);
    JW_TRY(check_ended(call, err));
    JW_TRY(jw_month__assess(call, true, &results, err));
    jw_status status = jw_submitters__load(call, &results, &submitters, err);
    if (status == JW_OK) {
        status = close_with(call, &results, &submitters, err);
        jw_submitters__free(call->store->context, &submitters);
    }
    jw_assess__free(&results);
    return status;
}

jw_status jw_month_close(jw_store *store, const jw_month_options *options, jw_error *err)
{
    struct jw_month_call call;
    bool opened;
    JW_TRY(jw_month__start(store, options, true, &call, err));
    JW_TRY(jw_write__begin(store, &opened, err));
    return jw_write__end(store, opened, close_month(&call, err), err);
}

/* ---- reopen ---- */

static jw_status reopen_month(struct jw_month_call *call, jw_error *err)
{
    struct jw_view *view;
    JW_TRY(jw_month__state(call->store, call->district, call->month, &call->state, err));
    if (call->state.phase != JW_MONTH_CLOSED)
        return jw_error_set(err, JW_ECONFLICT, 0, "the month is not closed, so there is nothing to reopen");
    JW_TRY(jw_view__load(call->store, call->district, &view, err));
    jw_status status = jw_month__check_role(call, rule_text(call, view, JW_RULE_CLOSE_ROLE), err);
    jw_view__free(view);
    JW_TRY(status);
    return jw_month__put_state(call, call->state.revision + 1, JW_MONTH_OPEN, NULL, err);
}

jw_status jw_month_reopen(jw_store *store, const jw_month_options *options, jw_error *err)
{
    struct jw_month_call call;
    bool opened;
    JW_TRY(jw_month__start(store, options, true, &call, err));
    if (!call.reason || !call.reason[0])
        return jw_error_set(err, JW_EINVAL, 0, "reopening a month needs a reason");
    JW_TRY(jw_write__begin(store, &opened, err));
    return jw_write__end(store, opened, reopen_month(&call, err), err);
}

/* ---- status ---- */

static const struct jw_column_spec status_columns[] = {
    {"police_station", JW_TYPE_TEXT}, {"state", JW_TYPE_TEXT}, {"revision", JW_TYPE_INTEGER},
    {"expected", JW_TYPE_INTEGER},    {"complete", JW_TYPE_INTEGER}, {"actor", JW_TYPE_TEXT},
    {"at", JW_TYPE_TEXT},             {"digest", JW_TYPE_TEXT}, {"open_objections", JW_TYPE_INTEGER},
};

struct status_row {
    const char *police_station, *state, *actor, *digest;
    jw_instant at;
    int64_t expected, complete, objections;
};

static jw_status add_status_row(const struct jw_month_call *call, jw_table *table, const struct status_row *row,
                                jw_error *err)
{
    char at[JW_CALENDAR_TEXT];
    jw_instant_format(row->at, call->utc_offset, at);
    JW_TRY(jw_table__add_string(table, row->police_station, err));
    JW_TRY(jw_table__add_string(table, row->state, err));
    JW_TRY(jw_table__add_integer(table, call->state.revision, err));
    JW_TRY(jw_table__add_integer(table, row->expected, err));
    JW_TRY(jw_table__add_integer(table, row->complete, err));
    JW_TRY(jw_table__add_string(table, row->actor[0] ? row->actor : NULL, err));
    JW_TRY(jw_table__add_string(table, row->actor[0] ? at : NULL, err));
    JW_TRY(jw_table__add_string(table, row->digest[0] ? row->digest : NULL, err));
    return jw_table__add_integer(table, row->objections, err);
}

static jw_status fill_status(const struct jw_month_call *call, const struct jw_month_results *results,
                             const struct jw_submitters *submitters, jw_table *table, jw_error *err)
{
    bool closed = call->state.phase == JW_MONTH_CLOSED;
    struct status_row total = {NULL,         jw_month__phase_name(call->state.phase),
                               call->state.actor, call->state.digest, call->state.at, 0, 0, 0};
    for (size_t i = 0; i < submitters->count; i++) {
        const struct jw_submitter *submitter = &submitters->list[i];
        struct status_row row = {submitter->id,     closed                 ? "closed"
                                                    : submitter->submitted ? "submitted"
                                                                           : "open",
                                 submitter->actor,  submitter->digest,     submitter->at,
                                 submitter->expected, submitter->complete, 0};
        JW_TRY(jw_month__open_objections(call, results->view, submitter->id, &row.objections, err));
        JW_TRY(add_status_row(call, table, &row, err));
        total.expected += row.expected;
        total.complete += row.complete;
        total.objections += row.objections;
    }
    return add_status_row(call, table, &total, err);
}

static jw_status month_status(const struct jw_month_call *call, const struct jw_month_results *results, jw_table **out,
                              jw_error *err)
{
    struct jw_submitters submitters;
    jw_table *table;
    JW_TRY(jw_submitters__load(call, results, &submitters, err));
    jw_status status = jw_table__new(call->store->context, status_columns,
                                     sizeof status_columns / sizeof status_columns[0], &table, err);
    if (status == JW_OK) {
        status = fill_status(call, results, &submitters, table, err);
        if (status == JW_OK)
            *out = table;
        else
            jw_table_free(table);
    }
    jw_submitters__free(call->store->context, &submitters);
    return status;
}

jw_status jw_month_status(jw_store *store, const jw_month_options *options, jw_table **out, jw_error *err)
{
    struct jw_month_call call;
    struct jw_month_results results;
    if (!out)
        return jw_error_set(err, JW_EINVAL, 0, "no place for the table was given");
    JW_TRY(jw_month__start(store, options, false, &call, err));
    JW_TRY(jw_month__assess(&call, false, &results, err));
    jw_status status = month_status(&call, &results, out, err);
    jw_assess__free(&results);
    return status;
}
