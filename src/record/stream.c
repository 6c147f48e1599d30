#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "base/context.h"
#include "record/batch.h"
#include "record/held.h"

#define STREAM_BATCH_ROWS 8192

/* ---- schema ---- */

struct schema_owner {
    jw_context *context;
    struct ArrowSchema **children;
    char format[2];
};

static void release_schema(struct ArrowSchema *schema)
{
    struct schema_owner *owner = schema->private_data;
    jw_context *context = owner->context;
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release)
            schema->children[i]->release(schema->children[i]);
        jw__free(context, schema->children[i]);
    }
    jw__free(context, owner->children);
    jw__free(context, owner);
    schema->release = NULL;
    jw_context__unref(context);
}

/* Names are static text of the description; a struct has the two-letter format, which is static too. */
static struct schema_owner *new_schema(jw_context *context, const char *name, char format, int64_t flags,
                                       struct ArrowSchema *out, jw_error *err)
{
    struct schema_owner *owner = jw__allocate_zeroed(context, 1, sizeof *owner, err);
    if (!owner)
        return NULL;
    owner->context = jw_context__ref(context);
    owner->format[0] = format;
    *out = (struct ArrowSchema){.format = format ? owner->format : "+s",
                                .name = name,
                                .flags = flags,
                                .release = release_schema,
                                .private_data = owner};
    return owner;
}

jw_status jw_record_schema(jw_context *context, jw_record record, struct ArrowSchema *out, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(record);
    if (!context || !description || !out)
        return jw_error_set(err, JW_EINVAL, 0, "a schema needs a context, a known record and a place for the result");
    struct ArrowSchema schema;
    struct schema_owner *owner = new_schema(context, description->name, '\0', 0, &schema, err);
    if (!owner)
        return JW_ENOMEM;
    owner->children = jw__allocate_zeroed(context, description->field_count, sizeof(struct ArrowSchema *), err);
    schema.children = owner->children;
    for (size_t i = 0; owner->children && i < description->field_count; i++) {
        const struct jw_field *field = &description->fields[i];
        struct ArrowSchema *child = jw__allocate_zeroed(context, 1, sizeof *child, err);
        if (child) {
            owner->children[i] = child;
            schema.n_children++;
            if (new_schema(context, field->name, field->format, jw__is_key(field) ? 0 : ARROW_FLAG_NULLABLE, child, err))
                continue;
        }
        release_schema(&schema);
        return JW_ENOMEM;
    }
    if (!owner->children) {
        release_schema(&schema);
        return JW_ENOMEM;
    }
    *out = schema;
    return JW_OK;
}

/* ---- stream ---- */

struct stream_owner {
    jw_context *context;
    jw_record record;
    jw_batch *batch;
    jw_stream_fill_fn fill;
    void (*release)(void *userdata);
    void *userdata;
    jw_error error;
    bool ended;
};

static int errno_of(jw_status status)
{
    switch (status) {
    case JW_OK:
        return 0;
    case JW_ENOMEM:
        return ENOMEM;
    case JW_EINVAL:
        return EINVAL;
    case JW_ECANCELLED:
        return ECANCELED;
    default:
        return EIO;
    }
}

static jw_status next_batch(struct stream_owner *owner, struct ArrowArray *out, jw_error *err)
{
    out->release = NULL;
    if (owner->ended)
        return JW_OK;
    JW_TRY(jw__check_cancel(owner->context, err));
    JW_TRY(jw__check_fork(owner->context, err));
    jw_status status = owner->fill(owner->userdata, owner->batch, STREAM_BATCH_ROWS, err);
    if (status == JW_OK && jw_batch_rows(owner->batch) == 0)
        owner->ended = true;
    else if (status == JW_OK)
        status = jw_batch_export(owner->batch, out, err);
    return status;
}

static int stream_get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct stream_owner *owner = stream->private_data;
    owner->error = (jw_error)JW_ERROR_INIT;
    return errno_of(jw_record_schema(owner->context, owner->record, out, &owner->error));
}

static int stream_get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct stream_owner *owner = stream->private_data;
    owner->error = (jw_error)JW_ERROR_INIT;
    return errno_of(next_batch(owner, out, &owner->error));
}

static const char *stream_last_error(struct ArrowArrayStream *stream)
{
    struct stream_owner *owner = stream->private_data;
    return owner->error.message[0] ? owner->error.message : NULL;
}

static void stream_release(struct ArrowArrayStream *stream)
{
    struct stream_owner *owner = stream->private_data;
    jw_context *context = owner->context;
    if (owner->release)
        owner->release(owner->userdata);
    jw_batch_free(owner->batch);
    jw__free(context, owner);
    stream->release = NULL;
    jw_context__unref(context);
}

jw_status jw_stream_new(jw_context *context, jw_record record, jw_stream_fill_fn fill,
                        void (*release)(void *userdata), void *userdata, struct ArrowArrayStream *out, jw_error *err)
{
    if (!context || !fill || !out)
        return jw_error_set(err, JW_EINVAL, 0, "a stream needs a context, a function and a place for the result");
    struct stream_owner *owner = jw__allocate_zeroed(context, 1, sizeof *owner, err);
    if (!owner)
        return JW_ENOMEM;
    jw_status status = jw_batch_new(context, record, &owner->batch, err);
    if (status != JW_OK) {
        jw__free(context, owner);
        return status;
    }
    owner->context = jw_context__ref(context);
    owner->record = record;
    owner->fill = fill;
    owner->release = release;
    owner->userdata = userdata;
    *out = (struct ArrowArrayStream){stream_get_schema, stream_get_next, stream_last_error, stream_release, owner};
    return JW_OK;
}

/* Streams of others tell an errno and a text only. */
static jw_status foreign_failure(struct ArrowArrayStream *stream, int code, jw_error *err)
{
    const char *text = stream->get_last_error ? stream->get_last_error(stream) : NULL;
    jw_status status = code == ENOMEM ? JW_ENOMEM : code == EINVAL ? JW_EINVAL : code == ECANCELED ? JW_ECANCELLED : JW_EIO;
    return jw_error_set(err, status, code, "%s", text ? text : "the stream failed without a message");
}

jw_status jw_stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out, jw_error *err)
{
    if (!stream || !stream->release || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no stream or no place for the batch was given");
    struct ArrowArrayStream *inner = jw_held_stream__inner(stream);
    if (inner)
        return jw_stream_next(inner, out, err);
    if (stream->get_next == stream_get_next)
        return next_batch(stream->private_data, out, err);
    int code = stream->get_next(stream, out);
    return code ? foreign_failure(stream, code, err) : JW_OK;
}
