/* A stream that holds something while it is read: a snapshot, a file. */
#ifndef JW_RECORD_HELD_H
#define JW_RECORD_HELD_H

#include <jingwu/arrow.h>
#include "base/context.h"

/*
 * Takes the stream `inner` over; the new one gives its batches and calls `release` after it. On failure inner
 * stays the caller's.
 */
jw_status jw_held_stream__new(jw_context *context, struct ArrowArrayStream *inner,
                              void (*release)(void *userdata), void *userdata, struct ArrowArrayStream *out,
                              jw_error *err);

/* The stream inside a held one, so that jw_stream_next() gets its full error; NULL for other streams. */
struct ArrowArrayStream *jw_held_stream__inner(struct ArrowArrayStream *stream);

#endif
