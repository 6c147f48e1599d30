#include "query/timeline.h"

#include <string.h>

/* A month of one person never comes to this; a station of a whole province may. */
#define FOLD_FROM ((size_t)4096)

void jw_timeline__free(const struct jw_scale *scale, struct jw_timeline *timeline)
{
    jw__free(scale->context, timeline->items);
    jw__free(scale->context, timeline->touched);
}

void jw_timeline__clear(const struct jw_scale *scale, struct jw_timeline *timeline)
{
    timeline->count = 0;
    timeline->folded = 0;
    if (timeline->touched)
        memset(timeline->touched, 0, scale->bucket_count * sizeof *timeline->touched);
}

/* Counts what has come since the last folding, then merges everything. */
static void fold(const struct jw_scale *scale, struct jw_timeline *timeline)
{
    jw_interval *fresh = timeline->items + timeline->folded;
    size_t fresh_count = timeline->count - timeline->folded;
    jw_intervals_sort(fresh, fresh_count);
    jw_intervals_measure(fresh, fresh_count, scale->buckets, scale->bucket_count, scale->scratch);
    for (size_t i = 0; i < scale->bucket_count; i++)
        timeline->touched[i] += scale->scratch[i].intervals;
    jw_intervals_sort(timeline->items, timeline->count);
    timeline->count = jw_intervals_union(timeline->items, timeline->count);
    timeline->folded = timeline->count;
}

static jw_status make_room(const struct jw_scale *scale, struct jw_timeline *timeline, jw_error *err)
{
    if (timeline->count >= FOLD_FROM) {
        if (!timeline->touched)
            timeline->touched =
                jw__allocate_zeroed(scale->context, scale->bucket_count, sizeof *timeline->touched, err);
        if (!timeline->touched)
            return JW_ENOMEM;
        fold(scale, timeline);
    }
    /* Less than half of it regained would mean folding again soon. */
    if (timeline->count < timeline->capacity - timeline->capacity / 2)
        return JW_OK;
    return jw__grow(scale->context, &timeline->items, &timeline->capacity, timeline->capacity + 1,
                    sizeof *timeline->items, err);
}

jw_status jw_timeline__add(const struct jw_scale *scale, struct jw_timeline *timeline, jw_interval interval,
                           jw_error *err)
{
    if (timeline->count == timeline->capacity)
        JW_TRY(make_room(scale, timeline, err));
    timeline->items[timeline->count++] = interval;
    return JW_OK;
}

bool jw_timeline__measure(const struct jw_scale *scale, struct jw_timeline *timeline, jw_bucket_time *out)
{
    bool touches = false;
    if (timeline->touched)
        fold(scale, timeline);
    else
        jw_intervals_sort(timeline->items, timeline->count);
    jw_intervals_measure(timeline->items, timeline->count, scale->buckets, scale->bucket_count, out);
    for (size_t i = 0; i < scale->bucket_count; i++) {
        if (timeline->touched)
            out[i].intervals = timeline->touched[i];
        touches = touches || out[i].intervals;
    }
    return touches;
}
