/* Inside of a context: memory, log, progress, cancellation. Every floor above uses these and nothing else. */
#ifndef JW_BASE_CONTEXT_H
#define JW_BASE_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <jingwu/base.h>

struct jw_context {
    atomic_int references;
    atomic_int cancelled;
    jw_allocator allocator;
    jw_log_fn log;
    void *log_userdata;
    jw_progress_fn progress;
    void *progress_userdata;
    jw_clock_fn clock;
    void *clock_userdata;
    size_t memory_budget;
    int64_t process; /* getpid() at creation */
    /* The storages registered with the context; the storage floor makes them and says how they are freed. */
    void *storages;
    void (*free_storages)(struct jw_context *context);
};

jw_context *jw_context__ref(jw_context *context);
void jw_context__unref(jw_context *context);

/* Memory: NULL and err filled (JW_ENOMEM) on failure, also when count * size overflows. */
void *jw__allocate(jw_context *context, size_t size, jw_error *err);
void *jw__allocate_zeroed(jw_context *context, size_t count, size_t size, jw_error *err);
/* Grows *block to hold at least `needed` items of `size` bytes, doubling *capacity; keeps the old block on failure. */
jw_status jw__grow_block(jw_context *context, void *block_address, size_t *capacity, size_t needed, size_t size,
                         jw_error *err);
static inline jw_status jw__grow(jw_context *context, void *block_address, size_t *capacity, size_t needed,
                                 size_t size, jw_error *err)
{
    return needed <= *capacity ? JW_OK : jw__grow_block(context, block_address, capacity, needed, size, err);
}
void jw__free(jw_context *context, void *block);
char *jw__copy_text(jw_context *context, const char *text, size_t length, jw_error *err);

/* Gives a failure that was kept apart to the caller; returns its status. */
jw_status jw_error__pass(const jw_error *failure, jw_error *err);

void jw__log(jw_context *context, int32_t level, const char *format, ...) JW_PRINTF(3, 4);
/* JW_OK, or JW_ECANCELLED when cancelled or the progress callback says so. Call it every few thousand rows. */
jw_status jw__progress(jw_context *context, const char *stage, int64_t done, int64_t total, jw_error *err);
jw_status jw__check_cancel(jw_context *context, jw_error *err);
/* JW_EFORK when the process is not the one that made the context. */
jw_status jw__check_fork(const jw_context *context, jw_error *err);
int64_t jw__now(jw_context *context);

#define JW_TRY(call)                    \
    do {                                \
        jw_status status_ = (call);     \
        if (status_ != JW_OK)           \
            return status_;             \
    } while (0)

#endif
