#include "storage/store.h"

#include <string.h>
#include "base/text.h"
#include "storage/registry.h"

#define OPEN_FLAGS (JW_STORE_CREATE | JW_STORE_READ_ONLY | JW_STORE_UPGRADE)

static void interrupt_nothing(void *storage)
{
    (void)storage;
}

static jw_status check_options(const jw_store_options *options, jw_error *err)
{
    if (options->struct_size < offsetof(jw_store_options, actor) + sizeof options->actor)
        return jw_error_set(err, JW_EINVAL, 0, "store options are not initialised");
    if (options->flags & ~OPEN_FLAGS)
        return jw_error_set(err, JW_EINVAL, 0, "unknown flags in the store options");
    size_t length = options->actor ? strlen(options->actor) : 0;
    if (length >= sizeof((struct jw_store *)NULL)->actor)
        return jw_error_set(err, JW_EINVAL, 0, "the actor is longer than 64 bytes");
    if (length && jw__utf8_prefix(options->actor, length) != length)
        return jw_error_set(err, JW_EINVAL, 0, "the actor is not UTF-8");
    return JW_OK;
}

static const char *why_read_only(uint32_t flags, const jw_storage_description *description)
{
    if (flags & JW_STORE_READ_ONLY)
        return "the store was opened for reading only";
    if (!description->read_only)
        return NULL;
    return description->form_version < description->current_version
               ? "the store has an older form: upgrade it before writing"
               : "the store cannot be written: check the permissions of its file and folder";
}

/* Opens the storage of a store that has its ops; the storage says whether it can be written. */
static jw_status open_storage(jw_store *store, const char *place, uint32_t flags, jw_error *err)
{
    JW_TRY(store->ops.open(store->context, place, flags, &store->storage, err));
    jw_storage_description description = {.struct_size = sizeof description};
    jw_status status = store->ops.describe(store->storage, &description, err);
    if (status != JW_OK)
        store->ops.close(store->storage);
    store->read_only = why_read_only(flags, &description);
    return status;
}

jw_status jw_store_open(jw_context *context, const char *uri, const jw_store_options *options, jw_store **out,
                        jw_error *err)
{
    static const jw_store_options defaults = JW_STORE_OPTIONS_INIT;
    if (!context || !uri || !uri[0] || !out)
        return jw_error_set(err, JW_EINVAL, 0,
                            "opening a store needs a context, its name and a place for the result");
    if (!options)
        options = &defaults;
    JW_TRY(check_options(options, err));
    JW_TRY(jw__check_fork(context, err));
    jw_store *store = jw__allocate_zeroed(context, 1, sizeof *store, err);
    if (!store)
        return JW_ENOMEM;
    store->context = context;
    if (options->actor)
        memcpy(store->actor, options->actor, strlen(options->actor));
    const char *place;
    jw_status status = jw_storage__find(context, uri, &store->ops, &place, err);
    if (status == JW_OK) {
        store->place = jw__copy_text(context, place, strlen(place), err);
        status = store->place ? open_storage(store, place, options->flags, err) : JW_ENOMEM;
    }
    if (status != JW_OK) {
        jw__free(context, store->place);
        jw__free(context, store);
        return status;
    }
    if (!store->ops.interrupt)
        store->ops.interrupt = interrupt_nothing;
    jw_context__ref(context);
    *out = store;
    return JW_OK;
}

static bool is_own_process(const jw_store *store)
{
    return jw__check_fork(store->context, NULL) == JW_OK;
}

void jw_store_free(jw_store *store)
{
    if (!store)
        return;
    jw_context *context = store->context;
    if (store->transaction)
        store->free_transaction(store->transaction);
    /* In a forked child the storage is the parent's: closing it here could drop the parent's file locks. */
    if (is_own_process(store)) {
        if (store->in_transaction || store->readers)
            store->ops.rollback(store->storage);
        store->ops.close(store->storage);
    }
    jw__free(context, store->place);
    jw__free(context, store);
    jw_context__unref(context);
}

void jw_store_interrupt(jw_store *store)
{
    if (!store)
        return;
    jw_context_cancel(store->context);
    store->ops.interrupt(store->storage);
}

jw_status jw_store__begin_reading(jw_store *store, jw_error *err)
{
    JW_TRY(jw__check_fork(store->context, err));
    if (store->in_transaction)
        return JW_OK;
    if (store->readers == 0)
        JW_TRY(store->ops.begin(store->storage, JW_BEGIN_READ, err));
    store->readers++;
    return JW_OK;
}

void jw_store__end_reading(jw_store *store)
{
    if (store->readers > 0 && --store->readers == 0 && is_own_process(store))
        store->ops.rollback(store->storage);
}

jw_status jw_store__check_writable(const jw_store *store, jw_error *err)
{
    return store->read_only ? jw_error_set(err, JW_EREADONLY, 0, "%s", store->read_only) : JW_OK;
}

jw_status jw_store__begin(jw_store *store, uint32_t flags, jw_error *err)
{
    JW_TRY(jw__check_fork(store->context, err));
    if (store->in_transaction)
        return jw_error_set(err, JW_EINVAL, 0, "a transaction is open already");
    if (flags == JW_BEGIN_READ)
        return jw_store__begin_reading(store, err);
    JW_TRY(jw_store__check_writable(store, err));
    if (store->readers)
        return jw_error_set(err, JW_EINVAL, 0, "the store is being read: release the streams before writing");
    JW_TRY(store->ops.begin(store->storage, JW_BEGIN_WRITE, err));
    store->in_transaction = true;
    return JW_OK;
}

jw_status jw_store__commit(jw_store *store, jw_error *err)
{
    JW_TRY(jw__check_fork(store->context, err));
    if (!store->in_transaction) {
        jw_store__end_reading(store);
        return JW_OK;
    }
    store->in_transaction = false;
    return store->ops.commit(store->storage, err);
}

void jw_store__rollback(jw_store *store)
{
    if (!store->in_transaction) {
        jw_store__end_reading(store);
        return;
    }
    store->in_transaction = false;
    if (is_own_process(store))
        store->ops.rollback(store->storage);
}

void *jw_allocate(jw_context *context, void *block, size_t size, jw_error *err)
{
    if (!context) {
        jw_error_set(err, JW_EINVAL, 0, "memory needs a context");
        return NULL;
    }
    void *moved = block ? context->allocator.reallocate(context->allocator.userdata, block, size ? size : 1)
                        : context->allocator.allocate(context->allocator.userdata, size ? size : 1);
    if (!moved)
        jw_error_set(err, JW_ENOMEM, 0, "no memory for %zu bytes", size);
    return moved;
}
