/* Statements are compiled once and used again; several of one kind can be busy at a time, for scans that
 * overlap. */
#include "storage/sqlite/sqlite.h"

#include <string.h>

sqlite3_stmt *jw_sqlite__cached(struct jw_sqlite *storage, uint32_t key)
{
    for (size_t i = 0; i < JW_STATEMENT_COUNT; i++) {
        struct jw_statement *statement = &storage->statements[i];
        if (statement->handle && statement->key == key && !statement->busy) {
            statement->busy = true;
            return statement->handle;
        }
    }
    return NULL;
}

/* A place for a new statement: an empty one, else the next idle one, which goes; NULL if all are busy. */
static struct jw_statement *make_place(struct jw_sqlite *storage)
{
    for (size_t i = 0; i < JW_STATEMENT_COUNT; i++)
        if (!storage->statements[i].handle)
            return &storage->statements[i];
    for (size_t i = 0; i < JW_STATEMENT_COUNT; i++) {
        struct jw_statement *victim = &storage->statements[storage->next_victim];
        storage->next_victim = (storage->next_victim + 1) % JW_STATEMENT_COUNT;
        if (!victim->busy) {
            sqlite3_finalize(victim->handle);
            return victim;
        }
    }
    return NULL;
}

jw_status jw_sqlite__prepare(struct jw_sqlite *storage, uint32_t key, char *sql, sqlite3_stmt **out,
                             jw_error *err)
{
    if (!sql)
        return jw_sqlite__fail_memory(err);
    sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v3(storage->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
    sqlite3_free(sql);
    if (code != SQLITE_OK)
        return jw_sqlite__fail(storage, "use", storage->place, err);
    struct jw_statement *place = make_place(storage);
    if (place)
        *place = (struct jw_statement){handle, key, true};
    *out = handle;
    return JW_OK;
}

void jw_sqlite__done(struct jw_sqlite *storage, sqlite3_stmt *statement)
{
    if (!statement)
        return;
    for (size_t i = 0; i < JW_STATEMENT_COUNT; i++) {
        if (storage->statements[i].handle == statement) {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
            storage->statements[i].busy = false;
            return;
        }
    }
    sqlite3_finalize(statement);
}

void jw_sqlite__finalize_all(struct jw_sqlite *storage)
{
    for (size_t i = 0; i < JW_STATEMENT_COUNT; i++)
        sqlite3_finalize(storage->statements[i].handle);
    memset(storage->statements, 0, sizeof storage->statements);
}

jw_status jw_sqlite__statement(struct jw_sqlite *storage, enum jw_statement_kind kind, jw_record record,
                               uint32_t variant, const char *format, sqlite3_stmt **out, jw_error *err)
{
    uint32_t key = jw_statement_key(kind, record, variant);
    sqlite3_stmt *idle = jw_sqlite__cached(storage, key);
    if (idle) {
        *out = idle;
        return JW_OK;
    }
    sqlite3_str *text = sqlite3_str_new(storage->db);
    sqlite3_str_appendf(text, format, jw_record_name(record));
    return jw_sqlite__prepare(storage, key, sqlite3_str_finish(text), out, err);
}

jw_status jw_sqlite__run(struct jw_sqlite *storage, const char *sql, const char *doing, jw_error *err)
{
    if (sqlite3_exec(storage->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return jw_sqlite__fail(storage, doing, storage->place, err);
    return JW_OK;
}

jw_status jw_sqlite__number(struct jw_sqlite *storage, const char *sql, int64_t *out, jw_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(storage->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    jw_status status = JW_OK;
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else if (code == SQLITE_DONE)
        *out = 0;
    else
        status = jw_sqlite__fail(storage, "read", storage->place, err);
    sqlite3_finalize(statement);
    return status;
}

/* Binding a static UTF-8 text allocates nothing, so it cannot fail. */
void jw_sqlite__bind_text(sqlite3_stmt *statement, int place, const char *text, size_t length)
{
    sqlite3_bind_text64(statement, place, text ? text : "", text ? length : 0, SQLITE_STATIC, SQLITE_UTF8);
}

jw_status jw_sqlite__grow(struct jw_sqlite *storage, void *block_address, size_t *capacity, size_t needed,
                          size_t size, jw_error *err)
{
    if (needed <= *capacity)
        return JW_OK;
    size_t wanted = *capacity < 64 ? 64 : *capacity;
    while (wanted < needed && wanted <= SIZE_MAX / 2)
        wanted *= 2;
    if (wanted < needed || wanted > SIZE_MAX / size)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for %zu items of %zu bytes", needed, size);
    void *block;
    memcpy(&block, block_address, sizeof block);
    block = jw_allocate(storage->context, block, wanted * size, err);
    if (!block)
        return JW_ENOMEM;
    memcpy(block_address, &block, sizeof block);
    *capacity = wanted;
    return JW_OK;
}
