#include "month/state.h"

#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "journal/write.h"

static const char *const phase_names[] = {"open", "submitted", "closed"};

const char *jw_month__phase_name(enum jw_month_phase phase)
{
    return phase_names[phase];
}

struct jw_value jw_month__text(const char *text)
{
    size_t length = text ? strlen(text) : 0;
    return (struct jw_value){.text = length ? text : "", .length = length, .absent = length == 0};
}

struct jw_value jw_month__integer(int64_t integer)
{
    return (struct jw_value){.text = "", .integer = integer};
}

static void copy_text(char *to, size_t size, const struct jw_value *from)
{
    size_t length = from->length < size ? from->length : size - 1;
    memcpy(to, from->text, length);
    to[length] = '\0';
}

static jw_status read_state(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    struct jw_month_state *state = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    if (rows->count == 0)
        return JW_OK;
    jw_rows__values(rows, rows->count - 1, values); /* revisions ascend */
    *state = (struct jw_month_state){.stored = true,
                                     .revision = values[JW_F_month_revision].integer,
                                     .at = values[JW_F_month_at].integer};
    const struct jw_value *name = &values[JW_F_month_state];
    for (size_t i = 0; i < sizeof phase_names / sizeof phase_names[0]; i++)
        if (jw__compare_text(name->text, name->length, phase_names[i], strlen(phase_names[i])) == 0)
            state->phase = (enum jw_month_phase)i;
    copy_text(state->actor, sizeof state->actor, &values[JW_F_month_actor]);
    copy_text(state->digest, sizeof state->digest, &values[JW_F_month_digest]);
    copy_text(state->reason, sizeof state->reason, &values[JW_F_month_reason]);
    return JW_OK;
}

jw_status jw_month__state(jw_store *store, const char *district, jw_month month, struct jw_month_state *out,
                          jw_error *err)
{
    *out = (struct jw_month_state){0};
    jw_scan_range range = jw_range__of(district, (const char *)NULL);
    range.prefix[range.prefix_count++] = (jw_key_value){.integer = month};
    return jw_store__visit(store, JW_RECORD_MONTH, &range, NULL, read_state, out, err);
}

static jw_status check_options(const jw_store *store, const jw_month_options *options, bool signing, jw_error *err)
{
    if (!store || !options || options->struct_size < offsetof(jw_month_options, scheme) + sizeof options->scheme)
        return jw_error_set(err, JW_EINVAL, 0, "no store was given, or options without JW_MONTH_OPTIONS_INIT");
    if (options->month < JW_MONTH_MIN || options->month > JW_MONTH_MAX)
        return jw_error_set(err, JW_EINVAL, 0, "no month was given, or one outside the years 1 to 9999");
    size_t actor = options->actor ? strlen(options->actor) : 0, reason = options->reason ? strlen(options->reason) : 0;
    if (signing && (actor == 0 || actor > 64))
        return jw_error_set(err, JW_EINVAL, 0, "who signs must be named, in at most 64 bytes");
    if (reason >= JW_REASON_SIZE)
        return jw_error_set(err, JW_EINVAL, 0, "the reason is longer than 500 bytes");
    if ((actor && jw__utf8_prefix(options->actor, actor) != actor) ||
        (reason && jw__utf8_prefix(options->reason, reason) != reason))
        return jw_error_set(err, JW_EINVAL, 0, "the actor or the reason is not UTF-8");
    return JW_OK;
}

jw_status jw_month__start(jw_store *store, const jw_month_options *options, bool signing, struct jw_month_call *out,
                          jw_error *err)
{
    JW_TRY(check_options(store, options, signing, err));
    struct jw_month_call call = {.store = store,
                                 .month = options->month,
                                 .actor = options->actor,
                                 .reason = options->reason,
                                 .scheme = options->scheme};
    JW_TRY(jw_store__district(store, options->district, call.district, &call.utc_offset, err));
    JW_TRY(jw_month__state(store, call.district, call.month, &call.state, err));
    *out = call;
    return JW_OK;
}

jw_status jw_month__refuse_closed(const struct jw_month_call *call, jw_error *err)
{
    char month[JW_CALENDAR_TEXT], at[JW_CALENDAR_TEXT];
    jw_month_format(call->month, month);
    jw_instant_format(call->state.at, call->utc_offset, at);
    return jw_error_set(err, JW_ECLOSED, 0, "%s of district %s was closed by %s, %s: reopen it with a reason first", month,
                        call->district, call->state.actor, at);
}

/* ---- roles ---- */

struct role_check {
    const char *role;
    const char *actor;
    jw_date today;
    bool held; /* somebody holds the role */
    bool by_actor;
};

static jw_status look_at_holder(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    struct role_check *check = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        const struct jw_value *to = &values[JW_F_governance_valid_to], *holder = &values[JW_F_governance_holder];
        if (values[JW_F_governance_valid_from].integer > check->today || (!to->absent && to->integer <= check->today))
            continue;
        /* the latest version that has begun holds */
        check->held = true;
        check->by_actor = jw__compare_text(holder->text, holder->length, check->actor, strlen(check->actor)) == 0;
    }
    return JW_OK;
}

jw_status jw_month__check_role(const struct jw_month_call *call, const char *role, jw_error *err)
{
    struct role_check check = {role, call->actor, jw_instant_date(jw__now(call->store->context), call->utc_offset), false,
                               false};
    jw_scan_range range = jw_range__of(call->district, role, (const char *)NULL);
    JW_TRY(jw_store__visit(call->store, JW_RECORD_GOVERNANCE, &range, NULL, look_at_holder, &check, err));
    if (!check.held || check.by_actor)
        return JW_OK;
    return jw_error_set(err, JW_EPERMISSION, 0, "%s does not hold the role %s that signs for this (governance)", call->actor,
                        role);
}

/* ---- writing ---- */

jw_status jw_month__put(jw_store *store, jw_batch *batch, jw_error *err)
{
    struct ArrowArray array;
    JW_TRY(jw_batch_export(batch, &array, err));
    jw_status status = jw_write__put(store, batch->record, &array, NULL, NULL, 0, NULL, NULL, err);
    array.release(&array);
    return status;
}

jw_status jw_month__put_row(jw_store *store, jw_record record, const struct jw_value *values, jw_error *err)
{
    jw_batch *batch;
    JW_TRY(jw_batch_new(store->context, record, &batch, err));
    jw_status status = jw_batch__add_values(batch, values, err);
    if (status == JW_OK)
        status = jw_month__put(store, batch, err);
    jw_batch_free(batch);
    return status;
}

jw_status jw_month__join_reasons(const char *earlier, const char *later, char out[JW_REASON_SIZE], jw_error *err)
{
    bool both = earlier && earlier[0] && later && later[0];
    char joined[2 * JW_REASON_SIZE + 2];
    snprintf(joined, sizeof joined, "%s%s%s", earlier ? earlier : "", both ? "; " : "", later ? later : "");
    if (strlen(joined) >= JW_REASON_SIZE)
        return jw_error_set(err, JW_EINVAL, 0, "the reason and the one given before are together longer than 500 bytes");
    memcpy(out, joined, strlen(joined) + 1);
    return JW_OK;
}

jw_status jw_month__put_state(const struct jw_month_call *call, int64_t revision, enum jw_month_phase phase,
                              const char *digest, jw_error *err)
{
    bool same = call->state.stored && call->state.revision == revision;
    char reason[JW_REASON_SIZE];
    JW_TRY(jw_month__join_reasons(same ? call->state.reason : NULL, call->reason, reason, err));
    struct jw_value values[JW_F_month_COUNT] = {
        [JW_F_month_district] = jw_month__text(call->district),
        [JW_F_month_month] = jw_month__integer(call->month),
        [JW_F_month_revision] = jw_month__integer(revision),
        [JW_F_month_state] = jw_month__text(jw_month__phase_name(phase)),
        [JW_F_month_digest] = jw_month__text(digest),
        [JW_F_month_actor] = jw_month__text(call->actor),
        [JW_F_month_at] = jw_month__integer(jw__now(call->store->context)),
        [JW_F_month_reason] = jw_month__text(reason),
    };
    return jw_month__put_row(call->store, JW_RECORD_MONTH, values, err);
}

jw_scan_range jw_month__revision_range(const char *district, jw_month month, int64_t revision)
{
    jw_scan_range range = jw_range__of(district, (const char *)NULL);
    range.prefix[range.prefix_count++] = (jw_key_value){.integer = month};
    range.prefix[range.prefix_count++] = (jw_key_value){.integer = revision};
    return range;
}
