/* The intervals of one subject on their way to the kernel: folded into their union when they become many. */
#ifndef JW_QUERY_TIMELINE_H
#define JW_QUERY_TIMELINE_H

#include <jingwu/calendar.h>
#include "base/context.h"

/* What timelines are measured against; scratch has room for bucket_count results. */
struct jw_scale {
    jw_context *context;
    const jw_interval *buckets;
    size_t bucket_count;
    jw_bucket_time *scratch;
};

/* All zeroes is an empty one. */
struct jw_timeline {
    jw_interval *items;
    size_t count, capacity;
    size_t folded;    /* the first ones are disjoint pieces of a union, not intervals any more */
    int64_t *touched; /* intervals in each bucket that the pieces stand for; made at the first folding */
};

void jw_timeline__free(const struct jw_scale *scale, struct jw_timeline *timeline);
/* Memory stays; the timeline is empty. */
void jw_timeline__clear(const struct jw_scale *scale, struct jw_timeline *timeline);
jw_status jw_timeline__add(const struct jw_scale *scale, struct jw_timeline *timeline, jw_interval interval,
                           jw_error *err);
/* bucket_count results as of jw_intervals_measure(). Whether any bucket is touched. */
bool jw_timeline__measure(const struct jw_scale *scale, struct jw_timeline *timeline, jw_bucket_time *out);

#endif
