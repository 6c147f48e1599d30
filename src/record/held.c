#include "record/held.h"

struct held {
    jw_context *context;
    struct ArrowArrayStream inner;
    void (*release)(void *userdata);
    void *userdata;
};

static struct held *held_of(const struct ArrowArrayStream *stream)
{
    return stream->private_data;
}

static int held_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct ArrowArrayStream *inner = &held_of(stream)->inner;
    return inner->get_schema(inner, out);
}

static int held_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct ArrowArrayStream *inner = &held_of(stream)->inner;
    return inner->get_next(inner, out);
}

static const char *held_error(struct ArrowArrayStream *stream)
{
    struct ArrowArrayStream *inner = &held_of(stream)->inner;
    return inner->get_last_error(inner);
}

static void held_release(struct ArrowArrayStream *stream)
{
    struct held *held = held_of(stream);
    jw_context *context = held->context;
    held->inner.release(&held->inner);
    held->release(held->userdata);
    jw__free(context, held);
    jw_context__unref(context);
    stream->release = NULL;
}

jw_status jw_held_stream__new(jw_context *context, struct ArrowArrayStream *inner,
                              void (*release)(void *userdata), void *userdata, struct ArrowArrayStream *out,
                              jw_error *err)
{
    struct held *held = jw__allocate(context, sizeof *held, err);
    if (!held)
        return JW_ENOMEM;
    *held = (struct held){jw_context__ref(context), *inner, release, userdata};
    *out = (struct ArrowArrayStream){held_schema, held_next, held_error, held_release, held};
    return JW_OK;
}

struct ArrowArrayStream *jw_held_stream__inner(struct ArrowArrayStream *stream)
{
    return stream->get_next == held_next ? &held_of(stream)->inner : NULL;
}
