/* Running statements; those with parameters are prepared once a connection. */
#include "storage/postgres/postgres.h"

#include <stdio.h>

static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

jw_status jw_pg__query(struct jw_pg *storage, const char *sql, const char *doing, PGresult **out,
                       jw_error *err)
{
    PGresult *result = PQexec(storage->connection, sql);
    if (!is_good(result)) {
        jw_status status = jw_pg__fail(storage, result, doing, "tables", err);
        PQclear(result);
        return status;
    }
    *out = result;
    return JW_OK;
}

jw_status jw_pg__run(struct jw_pg *storage, const char *sql, const char *doing, jw_error *err)
{
    PGresult *result = NULL;
    JW_TRY(jw_pg__query(storage, sql, doing, &result, err));
    PQclear(result);
    return JW_OK;
}

void jw_pg__statement_name(uint32_t key, char out[16])
{
    snprintf(out, 16, "jw%u", (unsigned)key);
}

bool jw_pg__is_prepared(const struct jw_pg *storage, uint32_t key)
{
    return storage->prepared[key >> 3] >> (key & 7) & 1;
}

jw_status jw_pg__prepare(struct jw_pg *storage, uint32_t key, struct jw_pg_buffer *sql, const char *doing,
                         const char *object, jw_error *err)
{
    const char *text = jw_pg_buffer__text(sql, err);
    if (!text)
        return JW_ENOMEM;
    char name[16];
    jw_pg__statement_name(key, name);
    PGresult *result = PQprepare(storage->connection, name, text, 0, NULL);
    jw_status status = is_good(result) ? JW_OK : jw_pg__fail(storage, result, doing, object, err);
    PQclear(result);
    if (status == JW_OK)
        storage->prepared[key >> 3] |= (uint8_t)(1u << (key & 7));
    return status;
}

jw_status jw_pg__execute(struct jw_pg *storage, uint32_t key, const struct jw_pg_params *params,
                         const char *doing, const char *object, PGresult **out, jw_error *err)
{
    char name[16];
    jw_pg__statement_name(key, name);
    PGresult *result = PQexecPrepared(storage->connection, name, params->count, params->values,
                                      params->lengths, params->formats, 1);
    if (!is_good(result)) {
        jw_status status = jw_pg__fail(storage, result, doing, object, err);
        PQclear(result);
        return status;
    }
    *out = result;
    return JW_OK;
}

void jw_pg__add_names(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout, size_t first, size_t end,
                      const char *before, const char *separator)
{
    for (size_t i = first; i < end; i++)
        jw_pg_buffer__format(sql, "%s%s\"%s\"", i == first ? "" : separator, before, layout->fields[i].name);
}

int64_t jw_pg__result_number(const PGresult *result, int row, int column)
{
    const unsigned char *bytes = (const unsigned char *)PQgetvalue(result, row, column);
    uint64_t number = 0;
    int length = PQgetlength(result, row, column);
    for (int i = 0; i < length && i < 8; i++)
        number = number << 8 | bytes[i];
    if (length == 4)
        return (int32_t)(uint32_t)number;
    return length == 2 ? (int16_t)(uint16_t)number : (int64_t)number;
}
