/* Writing rows: few of them by prepared statements that are sent without waiting, many by COPY (bulk.c). */
#include "storage/postgres/postgres.h"

#include <string.h>

/* A temporary table and a COPY cost about as much as so many statements. */
#define FEW_ROWS 128

static void add_insert(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout, bool replace)
{
    jw_pg_buffer__format(sql, "INSERT INTO \"%s\" (", layout->name);
    jw_pg__add_names(sql, layout, 0, layout->count, "", ", ");
    jw_pg_buffer__put(sql, ") VALUES (");
    for (size_t i = 0; i < layout->count; i++)
        jw_pg_buffer__format(sql, "%s$%d", i ? ", " : "", (int)i + 1);
    jw_pg_buffer__put(sql, ")");
    if (replace)
        jw_pg__add_conflict(sql, layout);
}

void jw_pg__add_conflict(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout)
{
    jw_pg_buffer__put(sql, "\nON CONFLICT (");
    jw_pg__add_names(sql, layout, 0, layout->keys, "", ", ");
    jw_pg_buffer__put(sql, layout->keys < layout->count ? ") DO UPDATE SET " : ") DO NOTHING");
    for (size_t i = layout->keys; i < layout->count; i++)
        jw_pg_buffer__format(sql, "%s\"%s\" = excluded.\"%s\"", i > layout->keys ? ", " : "", layout->fields[i].name,
                             layout->fields[i].name);
}

static void add_remove(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout)
{
    jw_pg_buffer__format(sql, "DELETE FROM \"%s\" WHERE ", layout->name);
    for (size_t i = 0; i < layout->keys; i++)
        jw_pg_buffer__format(sql, "%s\"%s\" = $%d", i ? " AND " : "", layout->fields[i].name, (int)i + 1);
}

static jw_status prepare_write(struct jw_pg *storage, enum jw_pg_statement_kind kind, const struct jw_pg_layout *layout,
                               uint32_t *key, jw_error *err)
{
    *key = JW_PG_STATEMENT_KEY(kind, layout->record, 0);
    if (jw_pg__is_prepared(storage, *key))
        return JW_OK;
    struct jw_pg_buffer sql = {.context = storage->context};
    if (kind == JW_PG_REMOVE)
        add_remove(&sql, layout);
    else
        add_insert(&sql, layout, kind == JW_PG_UPSERT);
    jw_status status = jw_pg__prepare(storage, *key, &sql, "write", layout->name, err);
    jw_pg_buffer__free(&sql);
    return status;
}

static bool send_row(struct jw_pg *storage, uint32_t key, const struct jw_pg_layout *layout, size_t field_count,
                     const jw_rows *rows, int64_t row)
{
    char name[16];
    struct jw_pg_params params = {.count = 0};
    jw_pg__statement_name(key, name);
    for (size_t i = 0; i < field_count; i++)
        jw_pg__add_field_param(&params, layout, i, rows, row);
    return PQsendQueryPrepared(storage->connection, name, params.count, params.values, params.lengths, params.formats,
                               1) == 1;
}

static jw_status fail_row(struct jw_pg *storage, const PGresult *result, const struct jw_pg_layout *layout, int64_t row,
                          jw_error *err)
{
    jw_status status = jw_pg__fail(storage, result, "write", layout->name, err);
    if (status != JW_EEXIST)
        return status;
    jw_error_set_field(err, JW_EEXIST, layout->name, row + 1, NULL, "the key is there already");
    jw_pg__set_sqlstate(err, "23505");
    return JW_EEXIST;
}

/* The answers to `sent` rows and to the mark behind them; the first failure counts. */
static jw_status take_answers(struct jw_pg *storage, const struct jw_pg_layout *layout, int64_t sent, jw_error *err)
{
    jw_status status = JW_OK;
    for (int64_t row = 0; row < sent; row++) {
        PGresult *result = PQgetResult(storage->connection);
        if (!result) /* the connection is gone */
            return status == JW_OK ? jw_pg__fail(storage, NULL, "write", layout->name, err) : status;
        if (status == JW_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
            status = fail_row(storage, result, layout, row, err);
        PQclear(result);
        PQclear(PQgetResult(storage->connection)); /* the end of this statement */
    }
    PQclear(PQgetResult(storage->connection)); /* the mark */
    return status;
}

static jw_status pipeline(struct jw_pg *storage, uint32_t key, const struct jw_pg_layout *layout, size_t field_count,
                          const jw_rows *rows, jw_error *err)
{
    int64_t sent = 0;
    if (PQenterPipelineMode(storage->connection) != 1)
        return jw_pg__fail(storage, NULL, "write", layout->name, err);
    while (sent < rows->count && send_row(storage, key, layout, field_count, rows, sent))
        sent++;
    bool complete = sent == rows->count;
    complete = PQpipelineSync(storage->connection) == 1 && complete;
    jw_status status = take_answers(storage, layout, sent, err);
    while (jw_pg__is_connected(storage) && PQexitPipelineMode(storage->connection) != 1) {
        PGresult *rest = PQgetResult(storage->connection);
        PQclear(rest);
    }
    if (status == JW_OK && !complete)
        status = jw_pg__fail(storage, NULL, "write", layout->name, err);
    return status;
}

static jw_status write_few(struct jw_pg *storage, enum jw_pg_statement_kind kind, const struct jw_pg_layout *layout,
                           const jw_rows *rows, jw_error *err)
{
    uint32_t key;
    JW_TRY(prepare_write(storage, kind, layout, &key, err));
    return pipeline(storage, key, layout, kind == JW_PG_REMOVE ? layout->keys : layout->count, rows, err);
}

/* The rows of a batch, within a write transaction that has locked their districts. */
static jw_status prepare_rows(struct jw_pg *storage, jw_record record, const struct ArrowArray *array,
                              struct jw_pg_layout *layout, jw_rows *rows, jw_error *err)
{
    if (storage->state != JW_PG_WRITING)
        return jw_error_set(err, JW_EINVAL, 0, "%s: a write outside a write transaction", storage->name);
    JW_TRY(jw_pg__layout(record, layout, err));
    JW_TRY(jw_rows_view(array, record, rows, err));
    return jw_pg__lock_rows(storage, rows, err);
}

jw_status jw_pg__put(void *opened, jw_record record, const struct ArrowArray *array, int32_t mode,
                     const struct ArrowArray *expected, jw_error *err)
{
    struct jw_pg *storage = opened;
    struct jw_pg_layout layout;
    jw_rows rows;
    if (mode != JW_PUT_INSERT && mode != JW_PUT_UPSERT && mode != JW_PUT_EXPECTED)
        return jw_error_set(err, JW_EINVAL, 0, "there is no mode %d of put", (int)mode);
    JW_TRY(prepare_rows(storage, record, array, &layout, &rows, err));
    if (mode == JW_PUT_EXPECTED)
        JW_TRY(jw_pg__check_expected(storage, &layout, &rows, expected, err));
    if (rows.count == 0)
        return JW_OK;
    bool replace = mode != JW_PUT_INSERT;
    if (rows.count > FEW_ROWS)
        return jw_pg__put_bulk(storage, &layout, &rows, replace, err);
    return write_few(storage, replace ? JW_PG_UPSERT : JW_PG_INSERT, &layout, &rows, err);
}

jw_status jw_pg__remove(void *opened, jw_record record, const struct ArrowArray *array, jw_error *err)
{
    struct jw_pg *storage = opened;
    struct jw_pg_layout layout;
    jw_rows rows;
    JW_TRY(prepare_rows(storage, record, array, &layout, &rows, err));
    if (rows.count == 0)
        return JW_OK;
    if (rows.count > FEW_ROWS)
        return jw_pg__remove_bulk(storage, &layout, &rows, err);
    return write_few(storage, JW_PG_REMOVE, &layout, &rows, err);
}
