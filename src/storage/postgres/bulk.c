/*
 * Many rows at once: COPY in binary form, straight into the table when all of them are new, else into a temporary table
 * from which one statement writes, removes or compares.
 */
#include "storage/postgres/postgres.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)64 * 1024)
/* "PGCOPY", its marks, no flags, no extension. */
#define COPY_HEADER "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"

/* What goes into the table: the first fields of each row, or the expected rows with their numbers. */
struct copy {
    struct jw_pg *storage;
    const struct jw_pg_layout *layout;
    const jw_rows *rows;
    size_t field_count;
    const jw_rows *expected;           /* NULL, or the rows of this array; then two more columns come first */
    const struct ArrowArray *expected_array;
    struct jw_pg_buffer chunk;
};

static bool is_null_row(const struct ArrowArray *array, int64_t row)
{
    const uint8_t *validity =
        array->n_buffers > 0 && array->buffers && array->null_count != 0 ? array->buffers[0] : NULL;
    int64_t i = array->offset + row;
    return validity && !(validity[i >> 3] >> (i & 7) & 1);
}

static jw_status send_chunk(struct copy *copy, jw_error *err)
{
    struct jw_pg_buffer *chunk = &copy->chunk;
    if (chunk->failed)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for rows to copy");
    int sent = chunk->length ? PQputCopyData(copy->storage->connection, chunk->data, (int)chunk->length) : 1;
    chunk->length = 0;
    return sent == 1 ? JW_OK : jw_pg__fail(copy->storage, NULL, "write", copy->layout->name, err);
}

/* A row that is to be absent has the key of the row that will be written. */
static void add_row(struct copy *copy, int64_t row)
{
    const jw_rows *rows = copy->rows;
    size_t extra = copy->expected ? 2 : 0;
    jw_pg_buffer__number(&copy->chunk, (int64_t)(copy->field_count + extra), 2);
    if (copy->expected) {
        bool absent = is_null_row(copy->expected_array, row);
        jw_pg_buffer__number(&copy->chunk, 8, 4);
        jw_pg_buffer__number(&copy->chunk, row, 8);
        jw_pg_buffer__number(&copy->chunk, 1, 4);
        jw_pg_buffer__number(&copy->chunk, absent, 1);
        rows = absent ? copy->rows : copy->expected;
    }
    for (size_t i = 0; i < copy->field_count; i++)
        jw_pg__add_copy_field(&copy->chunk, copy->layout, i, rows, row);
}

static jw_status send_rows(struct copy *copy, jw_error *err)
{
    copy->chunk.length = 0;
    jw_pg_buffer__add(&copy->chunk, COPY_HEADER, 19);
    for (int64_t row = 0; row < copy->rows->count; row++) {
        add_row(copy, row);
        if (copy->chunk.length >= CHUNK_BYTES)
            JW_TRY(send_chunk(copy, err));
    }
    jw_pg_buffer__number(&copy->chunk, -1, 2);
    return send_chunk(copy, err);
}

/* The server's word on a COPY; what follows it is read too. */
static jw_status finish_copy(struct copy *copy, jw_status status, jw_error *err)
{
    struct jw_pg *storage = copy->storage;
    jw_error reason = JW_ERROR_INIT;
    jw_status said = JW_OK;
    if (PQputCopyEnd(storage->connection, status == JW_OK ? NULL : "given up") != 1)
        said = jw_pg__fail(storage, NULL, "write", copy->layout->name, &reason);
    for (PGresult *result; (result = PQgetResult(storage->connection)) != NULL; PQclear(result))
        if (said == JW_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
            said = jw_pg__fail(storage, result, "write", copy->layout->name, &reason);
    if (said == JW_OK && !jw_pg__is_connected(storage))
        said = jw_pg__fail(storage, NULL, "write", copy->layout->name, &reason);
    if (status == JW_OK && said != JW_OK) {
        jw_error_set(err, said, 0, "%s", reason.message);
        jw_pg__set_sqlstate(err, reason.sqlstate);
        status = said;
    }
    return status;
}

static jw_status run_copy(struct copy *copy, struct jw_pg_buffer *sql, jw_error *err)
{
    const char *text = jw_pg_buffer__text(sql, err);
    if (!text)
        return JW_ENOMEM;
    PGresult *result = PQexec(copy->storage->connection, text);
    jw_status status = PQresultStatus(result) == PGRES_COPY_IN
                           ? JW_OK
                           : jw_pg__fail(copy->storage, result, "write", copy->layout->name, err);
    PQclear(result);
    JW_TRY(status);
    copy->chunk.context = copy->storage->context;
    status = finish_copy(copy, send_rows(copy, err), err);
    jw_pg_buffer__free(&copy->chunk);
    return status;
}

static jw_status run_text(struct jw_pg *storage, struct jw_pg_buffer *sql, const char *object, PGresult **out,
                          jw_error *err)
{
    const char *text = jw_pg_buffer__text(sql, err);
    if (!text)
        return JW_ENOMEM;
    PGresult *result = PQexec(storage->connection, text);
    ExecStatusType code = PQresultStatus(result);
    if (code == PGRES_COMMAND_OK || code == PGRES_TUPLES_OK) {
        *out = result;
        return JW_OK;
    }
    jw_status status = jw_pg__fail(storage, result, "write", object, err);
    PQclear(result);
    return status;
}

/* ---- the temporary table of a record: jingwu_new_NAME, gone at the end of the transaction ---- */

static jw_status make_stage(struct jw_pg *storage, const struct jw_pg_layout *layout, jw_error *err)
{
    uint64_t bit = (uint64_t)1 << layout->record;
    bool there = storage->staged & bit;
    struct jw_pg_buffer sql = {.context = storage->context};
    if (there) {
        jw_pg_buffer__format(&sql, "TRUNCATE pg_temp.\"jingwu_new_%s\"", layout->name);
    } else {
        jw_pg_buffer__format(&sql, "CREATE TEMPORARY TABLE \"jingwu_new_%s\" (row_number bigint, absent boolean", layout->name);
        for (size_t i = 0; i < layout->count; i++)
            jw_pg_buffer__format(&sql, ", \"%s\" %s", layout->fields[i].name, jw_pg__sql_type(layout->fields[i].type));
        jw_pg_buffer__put(&sql, ") ON COMMIT DROP");
    }
    PGresult *result = NULL;
    jw_status status = run_text(storage, &sql, layout->name, &result, err);
    PQclear(result);
    jw_pg_buffer__free(&sql);
    if (status == JW_OK)
        storage->staged |= bit;
    return status;
}

static jw_status fill_stage(struct copy *copy, jw_error *err)
{
    struct jw_pg_buffer sql = {.context = copy->storage->context};
    JW_TRY(make_stage(copy->storage, copy->layout, err));
    jw_pg_buffer__format(&sql, "COPY pg_temp.\"jingwu_new_%s\" (%s", copy->layout->name,
                         copy->expected ? "row_number, absent, " : "");
    jw_pg__add_names(&sql, copy->layout, 0, copy->field_count, "", ", ");
    jw_pg_buffer__put(&sql, ") FROM STDIN (FORMAT binary)");
    jw_status status = run_copy(copy, &sql, err);
    jw_pg_buffer__free(&sql);
    return status;
}

/* n.key = t.key AND ... */
static void add_join(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout)
{
    for (size_t i = 0; i < layout->keys; i++)
        jw_pg_buffer__format(sql, "%st.\"%s\" = n.\"%s\"", i ? " AND " : "", layout->fields[i].name,
                             layout->fields[i].name);
}

static jw_status run_staged(struct jw_pg *storage, const struct jw_pg_layout *layout, struct jw_pg_buffer *sql,
                            PGresult **out, jw_error *err)
{
    jw_status status = run_text(storage, sql, layout->name, out, err);
    jw_pg_buffer__free(sql);
    return status;
}

/* ---- writing ---- */

static jw_status copy_into_table(struct copy *copy, jw_error *err)
{
    struct jw_pg_buffer sql = {.context = copy->storage->context};
    jw_pg_buffer__format(&sql, "COPY \"%s\" (", copy->layout->name);
    jw_pg__add_names(&sql, copy->layout, 0, copy->field_count, "", ", ");
    jw_pg_buffer__put(&sql, ") FROM STDIN (FORMAT binary)");
    jw_status status = run_copy(copy, &sql, err);
    jw_pg_buffer__free(&sql);
    return status;
}

jw_status jw_pg__put_bulk(struct jw_pg *storage, const struct jw_pg_layout *layout, const jw_rows *rows,
                          bool replace, jw_error *err)
{
    struct copy copy = {.storage = storage, .layout = layout, .rows = rows, .field_count = layout->count};
    if (!replace && !storage->row_security)
        return copy_into_table(&copy, err);
    JW_TRY(fill_stage(&copy, err));
    struct jw_pg_buffer sql = {.context = storage->context};
    jw_pg_buffer__format(&sql, "INSERT INTO \"%s\" (", layout->name);
    jw_pg__add_names(&sql, layout, 0, layout->count, "", ", ");
    jw_pg_buffer__put(&sql, ") SELECT ");
    jw_pg__add_names(&sql, layout, 0, layout->count, "n.", ", ");
    jw_pg_buffer__format(&sql, " FROM pg_temp.\"jingwu_new_%s\" n", layout->name);
    if (replace)
        jw_pg__add_conflict(&sql, layout);
    PGresult *result = NULL;
    jw_status status = run_staged(storage, layout, &sql, &result, err);
    PQclear(result);
    return status;
}

jw_status jw_pg__remove_bulk(struct jw_pg *storage, const struct jw_pg_layout *layout, const jw_rows *rows,
                             jw_error *err)
{
    struct copy copy = {.storage = storage, .layout = layout, .rows = rows, .field_count = layout->keys};
    JW_TRY(fill_stage(&copy, err));
    struct jw_pg_buffer sql = {.context = storage->context};
    jw_pg_buffer__format(&sql, "DELETE FROM \"%s\" t USING pg_temp.\"jingwu_new_%s\" n WHERE ", layout->name, layout->name);
    add_join(&sql, layout);
    PGresult *result = NULL;
    jw_status status = run_staged(storage, layout, &sql, &result, err);
    PQclear(result);
    return status;
}

/* ---- comparing ---- */

/* The number of the first row that is not as expected. */
static void add_comparison(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout)
{
    jw_pg_buffer__format(sql, "SELECT min(n.row_number) FROM pg_temp.\"jingwu_new_%s\" n LEFT JOIN \"%s\" t ON ",
                         layout->name, layout->name);
    add_join(sql, layout);
    jw_pg_buffer__format(sql, "\nWHERE n.absent <> (t.\"%s\" IS NULL) OR (NOT n.absent AND (false",
                         layout->fields[0].name);
    for (size_t i = layout->keys; i < layout->count; i++) {
        const char *name = layout->fields[i].name;
        bool is_real = layout->fields[i].type == JW_TYPE_REAL; /* +0 and -0 are different rows */
        jw_pg_buffer__format(sql, is_real ? "\n  OR float8send(t.\"%s\") IS DISTINCT FROM float8send(n.\"%s\")"
                                          : "\n  OR t.\"%s\" IS DISTINCT FROM n.\"%s\"",
                             name, name);
    }
    jw_pg_buffer__put(sql, "))");
}

static jw_status check_keys(const struct copy *copy, jw_error *err)
{
    if (copy->expected->count != copy->rows->count)
        return jw_error_set(err, JW_EINVAL, 0, "there are not as many expected rows as rows");
    for (int64_t row = 0; row < copy->rows->count; row++)
        if (!is_null_row(copy->expected_array, row) && jw_rows_compare(copy->rows, row, copy->expected, row) != 0)
            return jw_error_set_field(err, JW_EINVAL, copy->layout->name, row + 1, NULL,
                                      "the expected row has another key");
    return JW_OK;
}

jw_status jw_pg__check_expected(struct jw_pg *storage, const struct jw_pg_layout *layout,
                                const jw_rows *rows, const struct ArrowArray *expected, jw_error *err)
{
    jw_rows wanted;
    if (!expected)
        return jw_error_set(err, JW_EINVAL, 0, "JW_PUT_EXPECTED needs the expected rows");
    JW_TRY(jw_rows_view(expected, rows->record, &wanted, err));
    struct copy copy = {.storage = storage,
                        .layout = layout,
                        .rows = rows,
                        .field_count = layout->count,
                        .expected = &wanted,
                        .expected_array = expected};
    JW_TRY(check_keys(&copy, err));
    if (rows->count == 0)
        return JW_OK;
    JW_TRY(fill_stage(&copy, err));
    struct jw_pg_buffer sql = {.context = storage->context};
    PGresult *result = NULL;
    add_comparison(&sql, layout);
    JW_TRY(run_staged(storage, layout, &sql, &result, err));
    bool same = PQgetisnull(result, 0, 0);
    int64_t row = same ? 0 : strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    if (same)
        return JW_OK;
    return jw_error_set_field(err, JW_ECONFLICT, layout->name, row + 1, NULL,
                              "the stored row is not the expected one: read it again and repeat");
}
