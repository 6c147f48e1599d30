/* The form of the database: tables from the description of the records, versions, distribution on Citus. */
#include "storage/postgres/postgres.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_OF(x) #x
#define NUMBER_TEXT(x) TEXT_OF(x)

/* A duty is at most a week long (validated by the host), which gives hours and scans a lower bound. */
#define DUTY_CHECK ",\n  CHECK (\"finish\" > \"start\" AND \"finish\" - \"start\" <= 604800)"

static jw_status run_built(struct jw_pg *storage, struct jw_pg_buffer *sql, jw_error *err)
{
    const char *text = jw_pg_buffer__text(sql, err);
    jw_status status = text ? jw_pg__run(storage, text, "write the schema with its", err) : JW_ENOMEM;
    jw_pg_buffer__free(sql);
    return status;
}

bool jw_pg__has_field(const struct jw_pg *storage, jw_record record, size_t field)
{
    return !storage->present || (storage->present[record - 1] >> field & 1);
}

bool jw_pg__has_table(const struct jw_pg *storage, jw_record record)
{
    return !storage->present || storage->present[record - 1];
}

/* ---- tables ---- */

static void add_table(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout)
{
    jw_pg_buffer__format(sql, "CREATE TABLE \"%s\" (", layout->name);
    for (size_t i = 0; i < layout->count; i++)
        jw_pg_buffer__format(sql, "\n  \"%s\" %s%s,", layout->fields[i].name,
                             jw_pg__sql_type(layout->fields[i].type), i < layout->keys ? " NOT NULL" : "");
    jw_pg_buffer__put(sql, "\n  PRIMARY KEY (");
    jw_pg__add_names(sql, layout, 0, layout->keys, "", ", ");
    jw_pg_buffer__put(sql, ")");
    if (layout->record == JW_RECORD_DUTY || layout->record == JW_RECORD_DUTY_PLAN)
        jw_pg_buffer__put(sql, DUTY_CHECK);
    jw_pg_buffer__put(sql, "\n);\n");
}

/* The only step that a cluster adds: rows of a district lie together, on one node. */
static void add_distribution(struct jw_pg_buffer *sql, const struct jw_pg_layout *layout)
{
    jw_pg_buffer__format(sql,
                         "SELECT create_distributed_table('\"%s\"', '%s', colocate_with => 'journal_head');\n",
                         layout->name, layout->fields[0].name);
}

static jw_status add_columns(struct jw_pg *storage, const struct jw_pg_layout *layout, struct jw_pg_buffer *sql,
                             jw_error *err)
{
    for (size_t i = 0; i < layout->count; i++) {
        if (jw_pg__has_field(storage, layout->record, i))
            continue;
        if (i < layout->keys)
            return jw_error_set(err, JW_ECORRUPT, 0, "%s: a column of the key of %s is missing", storage->name,
                                layout->name);
        jw_pg_buffer__format(sql, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s;\n", layout->name,
                             layout->fields[i].name, jw_pg__sql_type(layout->fields[i].type));
    }
    return JW_OK;
}

static jw_status complete_table(struct jw_pg *storage, jw_record record, struct jw_pg_buffer *sql, jw_error *err)
{
    struct jw_pg_layout layout;
    JW_TRY(jw_pg__layout(record, &layout, err));
    if (jw_pg__has_table(storage, record))
        return add_columns(storage, &layout, sql, err);
    add_table(sql, &layout);
    if (storage->is_citus)
        add_distribution(sql, &layout);
    return JW_OK;
}

/* The step that most new versions need: what records have gained is added. */
static jw_status complete_tables(struct jw_pg *storage, jw_error *err)
{
    struct jw_pg_buffer sql = {.context = storage->context};
    jw_pg_buffer__put(&sql, "CREATE TABLE IF NOT EXISTS journal_head (district text COLLATE \"C\" PRIMARY KEY,\n"
                            "  writes bigint NOT NULL, tx uuid NOT NULL);\n");
    if (storage->is_citus)
        jw_pg_buffer__put(&sql, "SELECT create_distributed_table('journal_head', 'district')\n"
                                "  WHERE NOT EXISTS (SELECT FROM pg_dist_partition\n"
                                "    WHERE logicalrelid = 'journal_head'::regclass);\n");
    jw_status status = JW_OK;
    for (jw_record record = 1; status == JW_OK && record <= jw_record_count(); record++)
        status = complete_table(storage, record, &sql, err);
    if (status == JW_OK)
        return run_built(storage, &sql, err);
    jw_pg_buffer__free(&sql);
    return status;
}

/* steps[n] makes form n + 1 of form n. A form is never changed once it has been released: add a step. */
static jw_status (*const steps[JW_PG_FORM])(struct jw_pg *storage, jw_error *err) = {complete_tables};

/* ---- what is there ---- */

static void note_column(struct jw_pg *storage, const char *table, const char *column)
{
    jw_record record = jw_record_find(table);
    int32_t field = record ? jw_record_field_find(record, column) : -1;
    if (field >= 0)
        storage->present[record - 1] |= (uint32_t)1 << field;
}

/* Notes what the tables of an older form, or of an empty schema, have. */
static jw_status note_tables(struct jw_pg *storage, jw_error *err)
{
    size_t size = (size_t)jw_record_count() * sizeof *storage->present;
    uint32_t *present = jw_allocate(storage->context, storage->present, size, err);
    if (!present)
        return JW_ENOMEM;
    storage->present = present;
    memset(present, 0, size);
    PGresult *columns = NULL;
    JW_TRY(jw_pg__query(storage,
                        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid\n"
                        "WHERE c.relnamespace = (SELECT relnamespace FROM pg_class\n"
                        "    WHERE oid = to_regclass('jingwu_form'))\n"
                        "  AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped",
                        "read the", &columns, err));
    for (int row = 0; row < PQntuples(columns); row++)
        note_column(storage, PQgetvalue(columns, row, 0), PQgetvalue(columns, row, 1));
    PQclear(columns);
    return JW_OK;
}

/* A whole number in the first column of the only row of a query; -1 when there is none. */
static jw_status read_number(struct jw_pg *storage, const char *sql, int64_t *out, jw_error *err)
{
    PGresult *result = NULL;
    JW_TRY(jw_pg__query(storage, sql, "read the", &result, err));
    *out = PQntuples(result) == 1 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : -1;
    PQclear(result);
    return JW_OK;
}

/* ---- making and upgrading ---- */

/* Within a transaction that holds the row of jingwu_form. */
static jw_status run_steps(struct jw_pg *storage, int64_t form, jw_error *err)
{
    JW_TRY(note_tables(storage, err));
    for (int64_t step = form; step < JW_PG_FORM; step++)
        JW_TRY(steps[step](storage, err));
    return jw_pg__run(storage, "UPDATE jingwu_form SET version = " NUMBER_TEXT(JW_PG_FORM), "write the schema with its",
                      err);
}

static jw_status finish_steps(struct jw_pg *storage, jw_status status, jw_error *err)
{
    if (status == JW_OK)
        status = jw_pg__run(storage, "COMMIT", "write the schema with its", err);
    if (status != JW_OK && jw_pg__is_connected(storage))
        PQclear(PQexec(storage->connection, "ROLLBACK"));
    jw_release(storage->context, storage->present);
    storage->present = NULL;
    return status;
}

static jw_status upgrade(struct jw_pg *storage, jw_error *err)
{
    int64_t form = 0;
    JW_TRY(jw_pg__run(storage, "BEGIN", "upgrade the", err));
    /* two that upgrade at a time: the second waits here and finds nothing to do */
    jw_status status = read_number(storage, "SELECT version FROM jingwu_form FOR UPDATE", &form, err);
    if (status == JW_OK && (form < 0 || form > JW_PG_FORM))
        status = jw_error_set(err, JW_ECORRUPT, 0, "%s: the version of its form is %lld", storage->name, (long long)form);
    if (status == JW_OK && form < JW_PG_FORM)
        status = run_steps(storage, form, err);
    return finish_steps(storage, status, err);
}

/* The first schema of the search path, if it is named and does not exist. */
static jw_status create_schema(struct jw_pg *storage, jw_error *err)
{
    PGresult *result = NULL;
    JW_TRY(jw_pg__query(storage,
                        "SELECT btrim(split_part(current_setting('search_path'), ',', 1), ' \"')\n"
                        "WHERE current_schema() IS NULL",
                        "read the", &result, err));
    jw_status status = JW_OK;
    if (PQntuples(result)) {
        const char *name = PQgetvalue(result, 0, 0);
        struct jw_pg_buffer sql = {.context = storage->context};
        char *quoted = PQescapeIdentifier(storage->connection, name, strlen(name));
        jw_pg_buffer__put(&sql, "CREATE SCHEMA ");
        jw_pg_buffer__put(&sql, quoted ? quoted : "");
        PQfreemem(quoted);
        status = run_built(storage, &sql, err);
    }
    PQclear(result);
    return status;
}

static jw_status create_in_transaction(struct jw_pg *storage, jw_error *err)
{
    JW_TRY(create_schema(storage, err));
    JW_TRY(jw_pg__run(storage,
                      "CREATE TABLE jingwu_form (one boolean PRIMARY KEY CHECK (one), version integer NOT NULL);\n"
                      "INSERT INTO jingwu_form VALUES (true, 0)",
                      "write the schema with its", err));
    if (storage->is_citus)
        JW_TRY(jw_pg__run(storage, "SELECT create_reference_table('jingwu_form')", "write the schema with its",
                          err));
    return run_steps(storage, 0, err);
}

/* Whether another process made the same at the same time; it has finished when we are told. */
static bool was_overtaken(jw_status status, const jw_error *reason)
{
    return status != JW_OK && (strcmp(reason->sqlstate, "42P07") == 0 || strcmp(reason->sqlstate, "42P06") == 0 ||
                               strcmp(reason->sqlstate, "23505") == 0);
}

static jw_status create(struct jw_pg *storage, jw_error *err)
{
    jw_error reason = JW_ERROR_INIT;
    JW_TRY(jw_pg__run(storage, "BEGIN", "write the schema with its", err));
    jw_status status = finish_steps(storage, create_in_transaction(storage, &reason), &reason);
    if (status == JW_OK || was_overtaken(status, &reason))
        return JW_OK;
    jw_error_set(err, status, 0, "%s", reason.message);
    jw_pg__set_sqlstate(err, reason.sqlstate);
    return status;
}

/* ---- opening ---- */

struct sight {
    bool is_utf8;
    bool is_citus;
    bool has_form;
    bool can_write;
    bool row_security;
};

static bool is_true(const PGresult *result, int column)
{
    return PQgetvalue(result, 0, column)[0] == 't';
}

static jw_status look(struct jw_pg *storage, struct sight *out, jw_error *err)
{
    PGresult *result = NULL;
    JW_TRY(jw_pg__query(storage,
                        "SELECT current_setting('server_encoding') = 'UTF8',\n"
                        "  EXISTS (SELECT FROM pg_extension WHERE extname = 'citus'),\n"
                        "  to_regclass('jingwu_form') IS NOT NULL,\n"
                        "  NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off'\n"
                        "    AND coalesce(has_table_privilege(to_regclass('journal_head'), 'INSERT'), true),\n"
                        "  coalesce(row_security_active(to_regclass('duty')), false)",
                        "read the", &result, err));
    *out = (struct sight){is_true(result, 0), is_true(result, 1), is_true(result, 2), is_true(result, 3),
                          is_true(result, 4)};
    PQclear(result);
    return JW_OK;
}

static jw_status check_form(struct jw_pg *storage, uint32_t flags, jw_error *err)
{
    int64_t form;
    JW_TRY(read_number(storage, "SELECT version FROM jingwu_form", &form, err));
    if (form > JW_PG_FORM)
        return jw_error_set(err, JW_EVERSION, 0,
                            "%s has form %lld, written by a newer version; this one knows form %d: install the newer version",
                            storage->name, (long long)form, JW_PG_FORM);
    if (form < 0)
        return jw_error_set(err, JW_ECORRUPT, 0, "%s: the version of its form is missing", storage->name);
    if (form < JW_PG_FORM && (flags & JW_STORAGE_UPGRADE) && !storage->read_only) {
        JW_TRY(upgrade(storage, err));
        form = JW_PG_FORM;
    }
    storage->form = (int32_t)form;
    if (form == JW_PG_FORM)
        return JW_OK;
    if (flags & JW_STORAGE_UPGRADE)
        return jw_error_set(err, JW_EREADONLY, 0, "%s cannot be written, so it cannot be upgraded", storage->name);
    storage->read_only = true;
    return note_tables(storage, err);
}

jw_status jw_pg__settle_schema(struct jw_pg *storage, uint32_t flags, jw_error *err)
{
    struct sight sight;
    JW_TRY(look(storage, &sight, err));
    if (!sight.is_utf8)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "%s does not keep its texts in UTF-8", storage->name);
    storage->is_citus = sight.is_citus;
    if (sight.is_citus)
        JW_TRY(jw_pg__run(storage, "SET citus.propagate_set_commands = 'local'", "set up", err));
    if (!sight.has_form) {
        if (!(flags & JW_STORAGE_CREATE) || (flags & JW_STORAGE_READ_ONLY))
            return jw_error_set(err, JW_ENOTFOUND, 0, "there is no store in %s", storage->name);
        JW_TRY(create(storage, err));
        JW_TRY(look(storage, &sight, err));
    }
    storage->read_only = (flags & JW_STORAGE_READ_ONLY) || !sight.can_write;
    storage->row_security = sight.row_security;
    return check_form(storage, flags, err);
}
