/* What the tests of the PostgreSQL storage share: stores in schemas of their own, rows of duty, an administrator. */
#ifndef JW_TEST_POSTGRES_SUPPORT_H
#define JW_TEST_POSTGRES_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <libpq-fe.h>

#include <jingwu/sys/postgres.h>
#include "unit/random.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))
#define PLACE_SIZE 512

typedef struct pg_store {
    jw_context *context;
    jw_storage_ops ops;
    void *storage;
    char place[PLACE_SIZE];
} pg_store;

static inline void pg_must(const char *what, jw_status status, const jw_error *err)
{
    if (status != JW_OK)
        fail_msg("%s: %s [%s]: %s", what, jw_status_name(status), err->sqlstate, err->message);
}

/* The place of a schema, as a role, with more parameters. */
static inline void pg_place(char place[PLACE_SIZE], const char *schema, const char *role, const char *more)
{
    snprintf(place, PLACE_SIZE, "//%s@/postgres?host=%s&options=-csearch_path%%3D%s%s", role,
             getenv("JW_TEST_POSTGRES_DIRECTORY"), schema, more);
}

/* Takes a store's context and functions; place is set, nothing is open. */
static inline void pg_prepare(pg_store *store, const char *schema, const char *role)
{
    memset(store, 0, sizeof *store);
    store->ops = (jw_storage_ops){.struct_size = sizeof store->ops, .api_version = JW_STORAGE_API_VERSION};
    assert_int_equal(jw_storage_postgres_init(JW_STORAGE_API_VERSION, &store->ops, NULL), JW_OK);
    assert_int_equal(jw_context_new(NULL, &store->context, NULL), JW_OK);
    pg_place(store->place, schema, role, "");
}

static inline jw_status pg_open(pg_store *store, uint32_t flags, jw_error *err)
{
    return store->ops.open(store->context, store->place, flags, &store->storage, err);
}

static inline pg_store pg_new(const char *schema)
{
    pg_store store;
    jw_error err = JW_ERROR_INIT;
    pg_prepare(&store, schema, "jingwu");
    pg_must("open", pg_open(&store, JW_STORAGE_CREATE, &err), &err);
    return store;
}

static inline void pg_free(pg_store *store)
{
    if (store->storage)
        store->ops.close(store->storage);
    jw_context_free(store->context);
}

/* `count` rows of duty of a district and a person, one an hour from `first` on. */
static inline struct ArrowArray pg_duty(jw_context *context, const char *district, const char *staff, int64_t first,
                                        int64_t count)
{
    jw_batch *batch;
    struct ArrowArray array;
    assert_int_equal(jw_batch_new(context, JW_RECORD_DUTY, &batch, NULL), JW_OK);
    for (int64_t i = 0; i < count; i++) {
        assert_int_equal(jw_batch_add_text(batch, district, strlen(district), NULL), JW_OK);
        assert_int_equal(jw_batch_add_text(batch, staff, strlen(staff), NULL), JW_OK);
        assert_int_equal(jw_batch_add_integer(batch, (first + i) * 3600, NULL), JW_OK);
        assert_int_equal(jw_batch_add_text(batch, "S1", 2, NULL), JW_OK);
        assert_int_equal(jw_batch_add_integer(batch, (first + i) * 3600 + 1800, NULL), JW_OK);
        assert_int_equal(jw_batch_add_text(batch, "patrol", 6, NULL), JW_OK);
        for (size_t rest = 6; rest < jw_record_field_count(JW_RECORD_DUTY); rest++)
            assert_int_equal(jw_batch_add_absent(batch, NULL), JW_OK);
    }
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    return array;
}

/* Puts such rows within the open transaction. */
static inline jw_status pg_put(pg_store *store, const char *district, const char *staff, int64_t first, int64_t count,
                               int32_t mode, jw_error *err)
{
    struct ArrowArray rows = pg_duty(store->context, district, staff, first, count);
    jw_status status = store->ops.put(store->storage, JW_RECORD_DUTY, &rows, mode, NULL, err);
    rows.release(&rows);
    return status;
}

/* In a transaction of their own; what fails is rolled back. */
static inline jw_status pg_write(pg_store *store, const char *district, const char *staff, int64_t first, int64_t count,
                                 int32_t mode, jw_error *err)
{
    jw_status status = store->ops.begin(store->storage, JW_BEGIN_WRITE, err);
    if (status != JW_OK)
        return status;
    status = pg_put(store, district, staff, first, count, mode, err);
    if (status == JW_OK)
        return store->ops.commit(store->storage, err);
    store->ops.rollback(store->storage);
    return status;
}

static inline jw_status pg_count(pg_store *store, const char *district, const char *staff, int64_t *out, jw_error *err)
{
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    range.prefix[0] = (jw_key_value){district, district ? strlen(district) : 0, 0};
    range.prefix[1] = (jw_key_value){staff, staff ? strlen(staff) : 0, 0};
    range.prefix_count = district ? (staff ? 2 : 1) : 0;
    jw_status status = store->ops.begin(store->storage, JW_BEGIN_READ, err);
    if (status != JW_OK)
        return status;
    status = store->ops.count(store->storage, JW_RECORD_DUTY, &range, out, err);
    store->ops.rollback(store->storage);
    return status;
}

static inline int64_t pg_counted(pg_store *store, const char *district, const char *staff)
{
    jw_error err = JW_ERROR_INIT;
    int64_t count = -1;
    pg_must("count", pg_count(store, district, staff, &count, &err), &err);
    return count;
}

/* SQL as the owner of the server, in a schema; the first value of the last result goes into out, which may be NULL. */
static inline void pg_sql(const char *schema, const char *sql, char *out, size_t size)
{
    char conninfo[PLACE_SIZE];
    snprintf(conninfo, sizeof conninfo, "host=%s dbname=postgres user=jingwu options='-csearch_path=%s -cclient_min_messages=warning'",
             getenv("JW_TEST_POSTGRES_DIRECTORY"), schema);
    PGconn *connection = PQconnectdb(conninfo);
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    if (out)
        snprintf(out, size, "%s", PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(connection);
}

/* Runs ./start or ./kill of the server's directory. */
static inline void pg_server(const char *what)
{
    char command[PLACE_SIZE];
    snprintf(command, sizeof command, "sh %s/%s", getenv("JW_TEST_POSTGRES_DIRECTORY"), what);
    if (system(command) != 0)
        fail_msg("%s failed", command);
}

#endif
