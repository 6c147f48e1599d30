/* What a reopened month changed for pay: two revisions, each computed from its own inputs, side by side. */
#include "month/freeze.h"
#include "month/month.h"

/* The results of a closed revision, from what its closing kept. */
static jw_status assess_kept(const struct jw_month_call *call, int64_t revision, struct jw_month_results *out,
                             jw_error *err)
{
    struct jw_kept kept;
    jw_store *thawed;
    JW_TRY(jw_freeze__kept(call->store, call->district, call->month, revision, &kept, err));
    JW_TRY(jw_freeze__thaw(call->store, call->district, call->month, revision, &thawed, err));
    struct jw_month_call there = *call;
    there.store = thawed;
    there.scheme = kept.scheme;
    jw_status status = jw_month__assess(&there, true, out, err);
    jw_store_free(thawed);
    return status;
}

static jw_status compare(const struct jw_month_results *before, const struct jw_month_results *after, jw_table **out,
                         jw_error *err)
{
    jw_table *table;
    JW_TRY(jw_assess__new_comparison(before->context, JW_ASSESS_BY_STAFF, &table, err));
    jw_status status = jw_assess__compare(before, after, table, err);
    if (status == JW_OK)
        *out = table;
    else
        jw_table_free(table);
    return status;
}

static jw_status compare_revisions(const struct jw_month_call *call, jw_table **out, jw_error *err)
{
    struct jw_month_results before, after;
    int64_t newest = call->state.revision;
    if (newest == 0)
        return jw_error_set(err, JW_ENOTFOUND, 0, "the month was never reopened: there is one revision only");
    JW_TRY(assess_kept(call, newest - 1, &before, err));
    jw_status status = call->state.phase == JW_MONTH_CLOSED ? assess_kept(call, newest, &after, err)
                                                            : jw_month__assess(call, true, &after, err);
    if (status == JW_OK) {
        status = compare(&before, &after, out, err);
        jw_assess__free(&after);
    }
    jw_assess__free(&before);
    return status;
}

jw_status jw_month_difference(jw_store *store, const jw_month_options *options, jw_table **out, jw_error *err)
{
    struct jw_month_call call;
    if (!store || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no store or no place for the table was given");
    JW_TRY(jw_month__start(store, options, false, &call, err));
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = compare_revisions(&call, out, err);
    jw_store__end_reading(store);
    return status;
}
