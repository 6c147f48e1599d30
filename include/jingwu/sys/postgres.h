/**
 * @file postgres.h
 * @brief The storage of scheme "postgresql", in the library libjingwu-postgres (pkg-config: jingwu-postgres).
 */
#ifndef JINGWU_SYS_POSTGRES_H
#define JINGWU_SYS_POSTGRES_H

#include <jingwu/sys/storage.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief The storage of scheme "postgresql": a PostgreSQL server of version 14 or newer, or a Citus cluster.
 * A store is named by a URI that libpq understands, such as postgresql://user@host/database?sslmode=verify-full, or by
 * postgresql: and a libpq connection string. Register it with jw_storage_register(). Several processes may write at the
 * same time as long as they write different districts: a transaction locks a district when it first reads or writes a
 * row of it, and JW_EBUSY comes from there, not from begin.
 * @param[in] version JW_STORAGE_API_VERSION of the caller.
 * @param[in,out] ops the table to fill; struct_size set.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EUNSUPPORTED, JW_EINVAL.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_storage_postgres_init(uint32_t version, jw_storage_ops *ops, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
