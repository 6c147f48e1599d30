/* Storages that come as a file of their own. Loaded code stays until the process ends: batches may outlive a
 * context. */
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif
#include <jingwu/sys/storage.h>
#include "base/context.h"

#ifdef RTLD_NODELETE
#define LOAD_FLAGS (RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)
#else
#define LOAD_FLAGS (RTLD_NOW | RTLD_LOCAL)
#endif

/* Whether the program has rights that its user does not have. */
static bool has_raised_rights(void)
{
#ifdef __linux__
    if (getauxval(AT_SECURE))
        return true;
#endif
    return getuid() != geteuid() || getgid() != getegid();
}

/* A path with a slash in it, so that no library path is searched; the caller frees it. */
static jw_status path_of(jw_context *context, const char *file, char **out, jw_error *err)
{
    if (file[0] != '/' && has_raised_rights())
        return jw_error_set(err, JW_EPERMISSION, 0,
                            "a program with raised rights loads a storage by its absolute path only, not %s",
                            file);
    size_t length = strlen(file);
    char *path = jw__allocate(context, length + 3, err);
    if (!path)
        return JW_ENOMEM;
    memcpy(path, "./", 2);
    memcpy(path + (strchr(file, '/') ? 0 : 2), file, length + 1);
    *out = path;
    return JW_OK;
}

static jw_status find_init(void *handle, const char *file, jw_storage_init_fn *out, jw_error *err)
{
    void *symbol = dlsym(handle, JW_STORAGE_PLUGIN_INIT);
    if (!symbol)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "%s is no storage: it has no " JW_STORAGE_PLUGIN_INIT,
                            file);
    memcpy(out, &symbol, sizeof *out);
    return JW_OK;
}

static jw_status register_plugin(jw_context *context, jw_storage_init_fn init, jw_error *err)
{
    jw_status status = JW_EUNSUPPORTED;
    /* a plugin that does not know this version is asked for the ones before */
    for (uint32_t version = JW_STORAGE_API_VERSION; version > 0 && status == JW_EUNSUPPORTED; version--) {
        jw_storage_ops ops = {.struct_size = sizeof ops, .api_version = version};
        status = init(version, &ops, err);
        if (status == JW_OK)
            return jw_storage_register(context, &ops, err);
    }
    return status;
}

static jw_status load_file(jw_context *context, const char *path, jw_error *err)
{
    void *handle = dlopen(path, LOAD_FLAGS);
    if (!handle) {
        const char *reason = dlerror();
        jw_status status = access(path, F_OK) == 0 ? JW_EUNSUPPORTED : JW_ENOTFOUND;
        return jw_error_set(err, status, 0, "%s", reason ? reason : path);
    }
    jw_storage_init_fn init = NULL;
    jw_status status = find_init(handle, path, &init, err);
    if (status == JW_OK)
        status = register_plugin(context, init, err);
#ifdef RTLD_NODELETE
    dlclose(handle);
#else
    if (status != JW_OK)
        dlclose(handle);
#endif
    return status;
}

jw_status jw_storage_load(jw_context *context, const char *file, jw_error *err)
{
    if (!context || !file || !file[0])
        return jw_error_set(err, JW_EINVAL, 0, "loading a storage needs a context and the name of a file");
    char *path = NULL;
    JW_TRY(path_of(context, file, &path, err));
    jw_status status = load_file(context, path, err);
    jw__free(context, path);
    return status;
}
