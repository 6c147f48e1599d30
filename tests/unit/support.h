/* What tests that need a store share: contexts whose memory can fail, stores, rows written as CSV. */
#ifndef JW_TEST_SUPPORT_H
#define JW_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "record/value.h"
#include "storage/store.h"
#ifdef JW_TEST_WITH_POSTGRES
#include <jingwu/sys/postgres.h>
#endif

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* ---- memory that fails ---- */

typedef struct test_memory {
    int64_t live;  /* blocks */
    int64_t calls; /* since the last test_memory_fail() */
    int64_t fail;  /* which call fails, from 1; 0 = none */
} test_memory;

static inline bool test_memory_fails(test_memory *memory)
{
    return ++memory->calls == memory->fail;
}

static inline void *test_allocate(void *userdata, size_t size)
{
    test_memory *memory = userdata;
    void *block = test_memory_fails(memory) ? NULL : malloc(size);
    memory->live += block != NULL;
    return block;
}

static inline void *test_reallocate(void *userdata, void *block, size_t size)
{
    test_memory *memory = userdata;
    void *moved = test_memory_fails(memory) ? NULL : realloc(block, size);
    memory->live += moved && !block;
    return moved;
}

static inline void test_release(void *userdata, void *block)
{
    test_memory *memory = userdata;
    memory->live -= block != NULL;
    free(block);
}

static inline void test_memory_fail(test_memory *memory, int64_t call)
{
    memory->calls = 0;
    memory->fail = call;
}

static inline jw_context *test_context(test_memory *memory)
{
    jw_allocator allocator = {test_allocate, test_reallocate, test_release, memory};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.allocator = memory ? &allocator : NULL;
    jw_context *context;
    assert_int_equal(jw_context_new(&options, &context, NULL), JW_OK);
    return context;
}

/*
 * Calls attempt with the first allocation failing, then the second, until it succeeds. Each failure must be
 * JW_ENOMEM and leave as many blocks as there were; what success leaves is for attempt to free.
 */
static inline void test_every_allocation(test_memory *memory,
                                         jw_status (*attempt)(void *userdata, jw_error *err), void *userdata)
{
    for (int64_t call = 1;; call++) {
        jw_error err = JW_ERROR_INIT;
        int64_t live = memory->live;
        test_memory_fail(memory, call);
        jw_status status = attempt(userdata, &err);
        bool reached = memory->calls >= call;
        test_memory_fail(memory, 0);
        assert_int_equal(memory->live, live);
        if (!reached) {
            assert_int_equal(status, JW_OK);
            assert_true(call > 1);
            return;
        }
        assert_int_equal(status, JW_ENOMEM);
        assert_int_equal(err.status, JW_ENOMEM);
    }
}

/* ---- stores ---- */

typedef struct test_store {
    jw_store *store;
    char directory[64]; /* "" for memory: */
} test_store;

static inline void test_fail_with(const char *what, jw_status status, const jw_error *err)
{
    if (status != JW_OK)
        fail_msg("%s: %s: %s %s row %lld: %s", what, jw_status_name(status), err->record, err->field,
                 (long long)err->row, err->message);
}

#ifdef JW_TEST_WITH_POSTGRES
/* A schema of its own on the server that JW_TEST_POSTGRES names. */
static inline void test_postgres_uri(jw_context *context, char *uri, size_t size)
{
    static int number;
    jw_storage_ops ops = {.struct_size = sizeof ops, .api_version = JW_STORAGE_API_VERSION};
    assert_int_equal(jw_storage_postgres_init(JW_STORAGE_API_VERSION, &ops, NULL), JW_OK);
    jw_status status = jw_storage_register(context, &ops, NULL);
    assert_true(status == JW_OK || status == JW_EEXIST);
    snprintf(uri, size, "%s&options=-csearch_path%%3Du%d_%d", getenv("JW_TEST_POSTGRES"), (int)getpid(), number++);
}
#endif

/* scheme is "memory" or "sqlite"; the tests of suite postgres open a store there instead. */
static inline test_store test_open(jw_context *context, const char *scheme)
{
    test_store made = {0};
    char uri[256] = "memory:";
#ifdef JW_TEST_WITH_POSTGRES
    test_postgres_uri(context, uri, sizeof uri);
    scheme = "postgresql";
#endif
    if (strcmp(scheme, "sqlite") == 0) {
        strcpy(made.directory, "/tmp/jingwu-test-XXXXXX");
        assert_non_null(mkdtemp(made.directory));
        snprintf(uri, sizeof uri, "sqlite:%s/store", made.directory);
    }
    jw_store_options options = JW_STORE_OPTIONS_INIT;
    options.flags = JW_STORE_CREATE;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("open", jw_store_open(context, uri, &options, &made.store, &err), &err);
    return made;
}

static inline void test_close(test_store *store)
{
    static const char *const files[] = {"store", "store-wal", "store-shm", "store-journal"};
    jw_store_free(store->store);
    for (size_t i = 0; store->directory[0] && i < LENGTH(files); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", store->directory, files[i]);
        unlink(path);
    }
    if (store->directory[0])
        assert_int_equal(rmdir(store->directory), 0);
}

/* ---- rows ---- */

static inline struct ArrowArray test_export(jw_batch *batch)
{
    jw_error err = JW_ERROR_INIT;
    struct ArrowArray rows;
    test_fail_with("export", jw_batch_export(batch, &rows, &err), &err);
    jw_batch_free(batch);
    return rows;
}

/* Writes what the batch holds as a user does, and frees it. */
static inline void test_write_checked(jw_store *store, jw_batch *batch, jw_record record)
{
    jw_error err = JW_ERROR_INIT;
    struct ArrowArray rows = test_export(batch);
    test_fail_with("put", jw_store_put(store, record, &rows, NULL, 0, NULL, &err), &err);
    rows.release(&rows);
}

/* The same straight into the storage, without checks: rows must be in key order, references may be missing. */
static inline void test_write(jw_store *store, jw_batch *batch, jw_record record)
{
    jw_error err = JW_ERROR_INIT;
    struct ArrowArray rows = test_export(batch);
    test_fail_with("begin", jw_store__begin(store, JW_BEGIN_WRITE, &err), &err);
    test_fail_with("put", store->ops.put(store->storage, record, &rows, JW_PUT_UPSERT, NULL, &err), &err);
    test_fail_with("commit", jw_store__commit(store, &err), &err);
    rows.release(&rows);
}

static inline jw_batch *test_batch(jw_store *store, jw_record record)
{
    jw_batch *batch;
    assert_int_equal(jw_batch_new(store->context, record, &batch, NULL), JW_OK);
    return batch;
}

/* A row as in a file, with its fields in the order of the record; fields left out at the end are absent. */
static inline void test_add_line(jw_batch *batch, jw_record record, const char *line)
{
    const struct jw_record_description *description = jw__describe(record);
    struct jw_value values[JW_FIELDS_MAX];
    jw_error err = JW_ERROR_INIT;
    for (size_t i = 0; i < description->field_count; i++) {
        size_t length = strcspn(line, ",");
        test_fail_with(line,
                       jw_value__parse(record, &description->fields[i], line, length, JW_DEFAULT_UTC_OFFSET,
                                       1, &values[i], &err),
                       &err);
        line += length + (line[length] == ',');
    }
    test_fail_with("row", jw_batch__add_values(batch, values, &err), &err);
}

static inline jw_batch *test_lines(jw_store *store, jw_record record, va_list lines)
{
    jw_batch *batch = test_batch(store, record);
    for (const char *line = va_arg(lines, const char *); line; line = va_arg(lines, const char *))
        test_add_line(batch, record, line);
    return batch;
}

/* Writes rows as a user does; the last argument is NULL. */
static inline void test_put_checked(jw_store *store, jw_record record, ...)
{
    va_list lines;
    va_start(lines, record);
    jw_batch *batch = test_lines(store, record, lines);
    va_end(lines);
    test_write_checked(store, batch, record);
}

/* The same straight into the storage, in key order. */
static inline void test_put(jw_store *store, jw_record record, ...)
{
    va_list lines;
    va_start(lines, record);
    jw_batch *batch = test_lines(store, record, lines);
    va_end(lines);
    test_write(store, batch, record);
}

#endif
