#include "storage/registry.h"

#include <stdio.h>
#include <string.h>
#include "base/context.h"

/* Known to every context. */
static const jw_storage_init_fn builtin[] = {
    jw_storage_memory_init,
    jw_storage_sqlite_init,
};

#define BUILTIN_COUNT (sizeof builtin / sizeof builtin[0])
#define FILE_SCHEME "sqlite"

struct registered {
    struct registered *next;
    jw_storage_ops ops;
};

/* The slots of version 1 that every storage must fill. */
static const struct required_slot {
    const char *name;
    size_t offset;
} required[] = {
    {"open", offsetof(jw_storage_ops, open)},         {"close", offsetof(jw_storage_ops, close)},
    {"begin", offsetof(jw_storage_ops, begin)},       {"commit", offsetof(jw_storage_ops, commit)},
    {"rollback", offsetof(jw_storage_ops, rollback)}, {"put", offsetof(jw_storage_ops, put)},
    {"remove", offsetof(jw_storage_ops, remove)},     {"scan", offsetof(jw_storage_ops, scan)},
    {"describe", offsetof(jw_storage_ops, describe)},
};

static bool slot_is_set(const jw_storage_ops *ops, size_t offset)
{
    void (*slot)(void);
    memcpy(&slot, (const char *)ops + offset, sizeof slot);
    return slot != NULL;
}

static jw_status check_required(const jw_storage_ops *ops, jw_error *err)
{
    char missing[128] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (slot_is_set(ops, required[i].offset))
            continue;
        used += (size_t)snprintf(missing + used, sizeof missing - used, " %s", required[i].name);
    }
    if (used)
        return jw_error_set(err, JW_EINVAL, 0, "the storage '%s' lacks required slots:%s", ops->name,
                            missing);
    return JW_OK;
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Bytes of the scheme at the start of a text, 0 if there is none; a single letter is a drive. */
static size_t scheme_length(const char *text)
{
    size_t length = strspn(text, LETTERS "0123456789+-.");
    return length > 1 && strchr(LETTERS, text[0]) ? length : 0;
}

static bool has_name(const jw_storage_ops *ops, const char *scheme, size_t length)
{
    return strlen(ops->name) == length && memcmp(ops->name, scheme, length) == 0;
}

static jw_status find_scheme(jw_context *context, const char *scheme, size_t length, jw_storage_ops *out)
{
    for (const struct registered *entry = context->storages; entry; entry = entry->next) {
        if (has_name(&entry->ops, scheme, length)) {
            *out = entry->ops;
            return JW_OK;
        }
    }
    for (size_t i = 0; i < BUILTIN_COUNT; i++) {
        jw_storage_ops ops = {.struct_size = sizeof ops, .api_version = JW_STORAGE_API_VERSION};
        if (builtin[i](JW_STORAGE_API_VERSION, &ops, NULL) == JW_OK && has_name(&ops, scheme, length)) {
            *out = ops;
            return JW_OK;
        }
    }
    return JW_ENOTFOUND;
}

static void free_storages(jw_context *context)
{
    for (struct registered *entry = context->storages, *next; entry; entry = next) {
        next = entry->next;
        jw__free(context, entry);
    }
}

/* A table of a later version is longer, an earlier one shorter: what it does not have stays NULL. */
static jw_status copy_table(const jw_storage_ops *ops, jw_storage_ops *out, jw_error *err)
{
    if (ops->struct_size < offsetof(jw_storage_ops, open))
        return jw_error_set(err, JW_EINVAL, 0, "struct_size of the storage's table is not set");
    if (ops->api_version < 1 || ops->api_version > JW_STORAGE_API_VERSION)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "the storage has interface version %u, this library %u",
                            (unsigned)ops->api_version, JW_STORAGE_API_VERSION);
    memset(out, 0, sizeof *out);
    memcpy(out, ops, ops->struct_size < sizeof *out ? ops->struct_size : sizeof *out);
    out->struct_size = sizeof *out;
    if (!out->name || !scheme_length(out->name) || out->name[scheme_length(out->name)])
        return jw_error_set(err, JW_EINVAL, 0, "the storage's name is not the scheme of a URI");
    return check_required(out, err);
}

jw_status jw_storage_register(jw_context *context, const jw_storage_ops *ops, jw_error *err)
{
    if (!context || !ops)
        return jw_error_set(err, JW_EINVAL, 0, "registering a storage needs a context and a table");
    jw_storage_ops copy = {.name = ""}, taken;
    JW_TRY(copy_table(ops, &copy, err));
    if (find_scheme(context, copy.name, strlen(copy.name), &taken) == JW_OK)
        return jw_error_set(err, JW_EEXIST, 0, "a storage of the scheme '%s' is known already", copy.name);
    struct registered *entry = jw__allocate(context, sizeof *entry, err);
    if (!entry)
        return JW_ENOMEM;
    entry->ops = copy;
    entry->next = context->storages;
    context->storages = entry;
    context->free_storages = free_storages;
    return JW_OK;
}

jw_status jw_storage__find(jw_context *context, const char *uri, jw_storage_ops *ops, const char **place,
                           jw_error *err)
{
    size_t length = scheme_length(uri);
    if (length && uri[length] == ':') {
        if (find_scheme(context, uri, length, ops) == JW_OK) {
            *place = uri + length + 1;
            return JW_OK;
        }
        if (strncmp(uri + length, "://", 3) == 0)
            return jw_error_set(err, JW_EUNSUPPORTED, 0, "no storage is registered for '%.*s:'", (int)length,
                                uri);
    }
    if (find_scheme(context, FILE_SCHEME, strlen(FILE_SCHEME), ops) != JW_OK)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "this build has no storage for files");
    *place = uri;
    return JW_OK;
}

jw_status jw_storage_find(jw_context *context, const char *uri, jw_storage_ops *ops, const char **place,
                          jw_error *err)
{
    if (!context || !uri || !uri[0] || !ops || !place || ops->struct_size < offsetof(jw_storage_ops, open))
        return jw_error_set(err, JW_EINVAL, 0,
                            "finding a storage needs a context, a name, an initialised table and a place");
    jw_storage_ops found;
    JW_TRY(jw_storage__find(context, uri, &found, place, err));
    size_t size = ops->struct_size < sizeof found ? ops->struct_size : sizeof found;
    memcpy(ops, &found, size);
    ops->struct_size = size;
    return JW_OK;
}

const char *jw_storage_scheme(jw_context *context, size_t index)
{
    if (!context)
        return NULL;
    for (const struct registered *entry = context->storages; entry; entry = entry->next)
        if (index-- == 0)
            return entry->ops.name;
    jw_storage_ops ops = {.struct_size = sizeof ops, .api_version = JW_STORAGE_API_VERSION};
    if (index >= BUILTIN_COUNT || builtin[index](JW_STORAGE_API_VERSION, &ops, NULL) != JW_OK)
        return NULL;
    return ops.name;
}
