/* Objections against a result: recorded after submitting, decided with a reason, listed at closing. */
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "journal/write.h"
#include "month/month.h"

static bool is_word(const struct jw_value *value, const char *word)
{
    return jw__compare_text(value->text, value->length, word, strlen(word)) == 0;
}

/* ---- counting ---- */

struct counting {
    const struct jw_month_call *call;
    const struct jw_view *view;
    const char *police_station;
    int64_t open;
};

static jw_status count_open(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    struct counting *counting = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        if (!is_word(&values[JW_F_objection_state], "open"))
            continue;
        const struct jw_value *id = &values[JW_F_objection_staff];
        const char *staff = jw_view__text(counting->view, id->text, id->length);
        if (!counting->police_station ||
            (staff && strcmp(jw_month__police_station(counting->view, staff, counting->call->month),
                             counting->police_station) == 0))
            counting->open++;
    }
    return JW_OK;
}

jw_status jw_month__open_objections(const struct jw_month_call *call, const struct jw_view *view,
                                    const char *police_station, int64_t *out, jw_error *err)
{
    struct counting counting = {call, view, police_station, 0};
    jw_scan_range range = jw_month__revision_range(call->district, call->month, call->state.revision);
    JW_TRY(jw_store__visit(call->store, JW_RECORD_OBJECTION, &range, NULL, count_open, &counting, err));
    *out = counting.open;
    return JW_OK;
}

/* ---- filing and deciding ---- */

/* What is stored of a person in a revision. */
struct person_lookup {
    int64_t rows;
    int64_t last_seq; /* -1 = no objection yet */
    int64_t wanted_seq;
    bool wanted_found, wanted_open;
    char wanted_reason[JW_REASON_SIZE];
};

static jw_status count_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    ((struct person_lookup *)userdata)->rows += rows->count;
    return JW_OK;
}

static jw_status look_at_objections(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    struct person_lookup *lookup = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        lookup->last_seq = values[JW_F_objection_seq].integer;
        if (lookup->last_seq != lookup->wanted_seq)
            continue;
        lookup->wanted_found = true;
        lookup->wanted_open = is_word(&values[JW_F_objection_state], "open");
        const struct jw_value *reason = &values[JW_F_objection_reason];
        snprintf(lookup->wanted_reason, sizeof lookup->wanted_reason, "%.*s", (int)reason->length, reason->text);
    }
    return JW_OK;
}

static jw_status look_up(const struct jw_month_call *call, const char *staff, int64_t wanted_seq,
                         struct person_lookup *out, jw_error *err)
{
    *out = (struct person_lookup){.last_seq = -1, .wanted_seq = wanted_seq};
    jw_scan_range range = jw_month__revision_range(call->district, call->month, call->state.revision);
    range.prefix[range.prefix_count++] = (jw_key_value){.text = staff, .length = strlen(staff)};
    JW_TRY(jw_store__visit(call->store, JW_RECORD_ASSESSMENT_TOTAL, &range, NULL, count_rows, out, err));
    return jw_store__visit(call->store, JW_RECORD_OBJECTION, &range, NULL, look_at_objections, out, err);
}

static jw_status put_objection(const struct jw_month_call *call, const char *staff, int64_t seq, const char *state,
                               const char *reason, jw_error *err)
{
    struct jw_value values[JW_F_objection_COUNT] = {
        [JW_F_objection_district] = jw_month__text(call->district),
        [JW_F_objection_month] = jw_month__integer(call->month),
        [JW_F_objection_revision] = jw_month__integer(call->state.revision),
        [JW_F_objection_staff] = jw_month__text(staff),
        [JW_F_objection_seq] = jw_month__integer(seq),
        [JW_F_objection_state] = jw_month__text(state),
        [JW_F_objection_reason] = jw_month__text(reason),
        [JW_F_objection_actor] = jw_month__text(call->actor),
        [JW_F_objection_at] = jw_month__integer(jw__now(call->store->context)),
    };
    return jw_month__put_row(call->store, JW_RECORD_OBJECTION, values, err);
}

static jw_status check_call(jw_store *store, const jw_month_options *options, const char *staff,
                            struct jw_month_call *call, jw_error *err)
{
    if (!staff || !staff[0] || strlen(staff) > 32)
        return jw_error_set(err, JW_EINVAL, 0, "an objection needs a person, in at most 32 bytes");
    JW_TRY(jw_month__start(store, options, true, call, err));
    if (!call->reason || !call->reason[0])
        return jw_error_set(err, JW_EINVAL, 0, "an objection and its decision need a reason");
    return JW_OK;
}

static jw_status file_objection(struct jw_month_call *call, const char *staff, int32_t *seq, jw_error *err)
{
    struct person_lookup lookup;
    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): check_call() filled it or failed */
    JW_TRY(jw_month__state(call->store, call->district, call->month, &call->state, err));
    if (call->state.phase == JW_MONTH_CLOSED)
        return jw_month__refuse_closed(call, err);
    JW_TRY(look_up(call, staff, -1, &lookup, err));
    if (lookup.rows == 0)
        return jw_error_set(err, JW_ENOTFOUND, 0, "%s has no submitted result in this month", staff);
    JW_TRY(put_objection(call, staff, lookup.last_seq + 1, "open", call->reason, err));
    if (seq)
        *seq = (int32_t)(lookup.last_seq + 1);
    return JW_OK;
}

jw_status jw_objection_file(jw_store *store, const jw_month_options *options, const char *staff, int32_t *seq,
                            jw_error *err)
{
    struct jw_month_call call;
    bool opened;
    JW_TRY(check_call(store, options, staff, &call, err));
    JW_TRY(jw_write__begin(store, &opened, err));
    int32_t given = 0;
    jw_status status = jw_write__end(store, opened, file_objection(&call, staff, &given, err), err);
    if (status == JW_OK && seq)
        *seq = given;
    return status;
}

static jw_status decide_objection(struct jw_month_call *call, const char *staff, int32_t seq, bool accepted,
                                  jw_error *err)
{
    struct person_lookup lookup;
    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): check_call() filled it or failed */
    JW_TRY(jw_month__state(call->store, call->district, call->month, &call->state, err));
    if (call->state.phase == JW_MONTH_CLOSED)
        return jw_month__refuse_closed(call, err);
    JW_TRY(look_up(call, staff, seq, &lookup, err));
    if (!lookup.wanted_found)
        return jw_error_set(err, JW_ENOTFOUND, 0, "%s has no objection %d in this month", staff, (int)seq);
    if (!lookup.wanted_open)
        return jw_error_set(err, JW_ECONFLICT, 0, "objection %d of %s is decided already", (int)seq, staff);
    char reason[JW_REASON_SIZE]; /* why it was raised stays beside why it was decided so */
    JW_TRY(jw_month__join_reasons(lookup.wanted_reason, call->reason, reason, err));
    return put_objection(call, staff, seq, accepted ? "accepted" : "rejected", reason, err);
}

jw_status jw_objection_decide(jw_store *store, const jw_month_options *options, const char *staff, int32_t seq,
                              int32_t accepted, jw_error *err)
{
    struct jw_month_call call;
    bool opened;
    JW_TRY(check_call(store, options, staff, &call, err));
    JW_TRY(jw_write__begin(store, &opened, err));
    return jw_write__end(store, opened, decide_objection(&call, staff, seq, accepted != 0, err), err);
}
