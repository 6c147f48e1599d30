/* Which storages a context knows, and which of them a URI means. */
#ifndef JW_STORAGE_REGISTRY_H
#define JW_STORAGE_REGISTRY_H

#include <jingwu/sys/storage.h>

/*
 * The storage of a URI and the place within it: what follows a known scheme and ':', else the whole URI as a
 * file name. place points into uri.
 */
jw_status jw_storage__find(jw_context *context, const char *uri, jw_storage_ops *ops, const char **place,
                           jw_error *err);

#endif
