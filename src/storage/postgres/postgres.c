/* The storage of scheme "postgresql": opening, closing, and the table of its functions. */
#include "storage/postgres/postgres.h"

#include <string.h>

#define URI_SCHEME "postgresql:"

/* A URI as it is; what does not continue as one is a connection string of libpq. */
static jw_status keep_conninfo(struct jw_pg *storage, const char *place, jw_error *err)
{
    bool is_uri = strncmp(place, "//", 2) == 0;
    size_t start = is_uri ? strlen(URI_SCHEME) : 0, length = strlen(place);
    storage->conninfo = jw_allocate(storage->context, NULL, start + length + 1, err);
    if (!storage->conninfo)
        return JW_ENOMEM;
    memcpy(storage->conninfo, URI_SCHEME, start);
    memcpy(storage->conninfo + start, place, length + 1);
    /* libpq's own message would repeat the text, with a password that is in it */
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(storage->conninfo, &message);
    PQconninfoFree(options);
    PQfreemem(message);
    return options ? JW_OK
                   : jw_error_set(err, JW_EINVAL, 0,
                                  "the name of the store is no PostgreSQL URI: postgresql://user@host:port/database?...");
}

static void close_storage(void *opened)
{
    struct jw_pg *storage = opened;
    jw_context *context = storage->context;
    jw_pg__rollback(storage);
    jw_pg__disconnect(storage);
    pthread_mutex_destroy(&storage->cancel_lock);
    jw_release(context, storage->locks);
    jw_release(context, storage->present);
    if (storage->conninfo)
        memset(storage->conninfo, 0, strlen(storage->conninfo));
    jw_release(context, storage->conninfo);
    jw_release(context, storage);
}

static jw_status open_storage(jw_context *context, const char *place, uint32_t flags, void **out, jw_error *err)
{
    if (!place)
        return jw_error_set(err, JW_EINVAL, 0, "postgresql: needs the name of a database");
    struct jw_pg *storage = jw_allocate(context, NULL, sizeof *storage, err);
    if (!storage)
        return JW_ENOMEM;
    memset(storage, 0, sizeof *storage);
    storage->context = context;
    if (pthread_mutex_init(&storage->cancel_lock, NULL) != 0) {
        jw_release(context, storage);
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for a lock");
    }
    jw_status status = keep_conninfo(storage, place, err);
    if (status == JW_OK)
        status = jw_pg__connect(storage, err);
    if (status == JW_OK)
        status = jw_pg__settle_schema(storage, flags, err);
    if (status != JW_OK)
        close_storage(storage);
    else
        *out = storage;
    return status;
}

static jw_status describe(void *opened, jw_storage_description *out, jw_error *err)
{
    struct jw_pg *storage = opened;
    if (!out || out->struct_size < sizeof *out)
        return jw_error_set(err, JW_EINVAL, 0, "the description is not initialised");
    out->form_version = storage->form;
    out->current_version = JW_PG_FORM;
    out->read_only = storage->read_only;
    out->reserved = 0;
    return JW_OK;
}

jw_status jw_storage_postgres_init(uint32_t version, jw_storage_ops *ops, jw_error *err)
{
    if (version != JW_STORAGE_API_VERSION)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "postgresql knows version %u of the storage table, not %u",
                            JW_STORAGE_API_VERSION, version);
    if (!ops || ops->struct_size < JW_STORAGE_OPS_SIZE_1)
        return jw_error_set(err, JW_EINVAL, 0, "the table of a storage is not initialised");
    ops->name = "postgresql";
    ops->caps = JW_STORAGE_DURABLE | JW_STORAGE_CONCURRENT;
    ops->open = open_storage;
    ops->close = close_storage;
    ops->begin = jw_pg__begin;
    ops->commit = jw_pg__commit;
    ops->rollback = jw_pg__rollback;
    ops->put = jw_pg__put;
    ops->remove = jw_pg__remove;
    ops->scan = jw_pg__scan;
    ops->describe = describe;
    ops->hours = jw_pg__hours;
    ops->count = jw_pg__count;
    ops->interrupt = jw_pg__interrupt;
    return JW_OK;
}
