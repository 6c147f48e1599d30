#include "base/context.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/text.h"

#define DEFAULT_MEMORY_BUDGET ((size_t)32 << 20)

static void *plain_allocate(void *userdata, size_t size)
{
    (void)userdata;
    return malloc(size);
}

static void *plain_reallocate(void *userdata, void *block, size_t size)
{
    (void)userdata;
    return realloc(block, size);
}

static void plain_release(void *userdata, void *block)
{
    (void)userdata;
    free(block);
}

static int64_t system_clock(void *userdata)
{
    (void)userdata;
    return (int64_t)time(NULL);
}

static const jw_allocator plain_allocator = {plain_allocate, plain_reallocate, plain_release, NULL};

/* The smallest options struct ever released ends with its last field of version 0.1. */
static bool options_are_usable(const jw_context_options *options)
{
    if (!options)
        return true;
    if (options->struct_size < offsetof(jw_context_options, memory_budget) + sizeof options->memory_budget)
        return false;
    const jw_allocator *allocator = options->allocator;
    return !allocator || (allocator->allocate && allocator->reallocate && allocator->release);
}

static void apply_options(jw_context *context, const jw_context_options *options)
{
    if (options) {
        context->log = options->log;
        context->log_userdata = options->log_userdata;
        context->progress = options->progress;
        context->progress_userdata = options->progress_userdata;
        context->clock = options->clock;
        context->clock_userdata = options->clock_userdata;
        context->memory_budget = options->memory_budget;
    }
    if (!context->clock)
        context->clock = system_clock;
    if (!context->memory_budget)
        context->memory_budget = DEFAULT_MEMORY_BUDGET;
}

jw_status jw_context_new(const jw_context_options *options, jw_context **out, jw_error *err)
{
    if (!out || !options_are_usable(options))
        return jw_error_set(err, JW_EINVAL, 0, "context options are not initialised or the allocator is incomplete");
    const jw_allocator *allocator = options && options->allocator ? options->allocator : &plain_allocator;
    jw_context *context = allocator->allocate(allocator->userdata, sizeof *context);
    if (!context)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for a context");
    memset(context, 0, sizeof *context);
    atomic_init(&context->references, 1);
    atomic_init(&context->cancelled, 0);
    context->allocator = *allocator;
    context->process = (int64_t)getpid();
    apply_options(context, options);
    *out = context;
    return JW_OK;
}

void jw_context_free(jw_context *context)
{
    jw_context__unref(context);
}

jw_context *jw_context__ref(jw_context *context)
{
    atomic_fetch_add(&context->references, 1);
    return context;
}

void jw_context__unref(jw_context *context)
{
    if (!context || atomic_fetch_sub(&context->references, 1) != 1)
        return;
    if (context->free_storages)
        context->free_storages(context);
    jw_allocator allocator = context->allocator;
    allocator.release(allocator.userdata, context);
}

void jw_context_cancel(jw_context *context)
{
    if (context)
        atomic_store(&context->cancelled, 1);
}

void jw_context_resume(jw_context *context)
{
    if (context)
        atomic_store(&context->cancelled, 0);
}

void *jw__allocate(jw_context *context, size_t size, jw_error *err)
{
    void *block = context->allocator.allocate(context->allocator.userdata, size ? size : 1);
    if (!block)
        jw_error_set(err, JW_ENOMEM, 0, "no memory for %zu bytes", size);
    return block;
}

void *jw__allocate_zeroed(jw_context *context, size_t count, size_t size, jw_error *err)
{
    if (size && count > SIZE_MAX / size) {
        jw_error_set(err, JW_ENOMEM, 0, "no memory for %zu items of %zu bytes", count, size);
        return NULL;
    }
    void *block = jw__allocate(context, count * size, err);
    if (block)
        memset(block, 0, count * size);
    return block;
}

jw_status jw__grow_block(jw_context *context, void *block_address, size_t *capacity, size_t needed, size_t size,
                         jw_error *err)
{
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < needed && wanted <= SIZE_MAX / 2)
        wanted *= 2;
    if (wanted < needed || wanted > SIZE_MAX / size)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for %zu items of %zu bytes", needed, size);
    void *block;
    memcpy(&block, block_address, sizeof block);
    block = context->allocator.reallocate(context->allocator.userdata, block, wanted * size);
    if (!block)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for %zu bytes", wanted * size);
    memcpy(block_address, &block, sizeof block);
    *capacity = wanted;
    return JW_OK;
}

void jw__free(jw_context *context, void *block)
{
    if (block)
        context->allocator.release(context->allocator.userdata, block);
}

void jw_release(jw_context *context, void *block)
{
    if (context)
        jw__free(context, block);
}

char *jw__copy_text(jw_context *context, const char *text, size_t length, jw_error *err)
{
    char *copy = jw__allocate(context, length + 1, err);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

void jw__log(jw_context *context, int32_t level, const char *format, ...)
{
    if (!context->log)
        return;
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof line) /* cut between characters */
        line[jw__utf8_prefix(line, sizeof line - 1)] = '\0';
    context->log(context->log_userdata, level, line);
}

jw_status jw__check_cancel(jw_context *context, jw_error *err)
{
    if (atomic_load_explicit(&context->cancelled, memory_order_relaxed))
        return jw_error_set(err, JW_ECANCELLED, 0, "cancelled");
    return JW_OK;
}

jw_status jw__progress(jw_context *context, const char *stage, int64_t done, int64_t total, jw_error *err)
{
    JW_TRY(jw__check_cancel(context, err));
    if (context->progress && context->progress(context->progress_userdata, stage, done, total) != 0)
        return jw_error_set(err, JW_ECANCELLED, 0, "cancelled by the progress callback");
    return JW_OK;
}

jw_status jw__check_fork(const jw_context *context, jw_error *err)
{
    if ((int64_t)getpid() != context->process)
        return jw_error_set(err, JW_EFORK, 0, "made before fork(): open the store again in the child process");
    return JW_OK;
}

int64_t jw__now(jw_context *context)
{
    return context->clock(context->clock_userdata);
}
