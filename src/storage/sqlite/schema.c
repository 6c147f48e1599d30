/* The form of the file: tables from the description of the records, versions, and the views that show pages
 * as rows. */
#include <string.h>
#include "storage/sqlite/sqlite.h"

/* "JNGW", so that the program file(1) and a person can tell whose database it is. */
#define APPLICATION_ID 1246644055

#define TEXT_OF(x) #x
#define NUMBER_TEXT(x) TEXT_OF(x)

static const char *sql_type(int32_t type)
{
    switch (type) {
    case JW_TYPE_INTEGER:
    case JW_TYPE_BOOLEAN:
    case JW_TYPE_DEGREES:
        return "INTEGER";
    case JW_TYPE_REAL:
        return "REAL";
    case JW_TYPE_INSTANT:
        return "DATETIME"; /* text stays text and a number a number (value.c) */
    default:
        return "TEXT";
    }
}

static jw_status run_built(struct jw_sqlite *storage, sqlite3_str *sql, jw_error *err)
{
    char *text = sqlite3_str_finish(sql);
    if (!text)
        return jw_sqlite__fail_memory(err);
    jw_status status = jw_sqlite__run(storage, text, "write the schema of", err);
    sqlite3_free(text);
    return status;
}

static jw_status create_table(struct jw_sqlite *storage, const struct jw_layout *layout, jw_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(storage->db);
    sqlite3_str_appendf(sql, "CREATE TABLE \"%w\" (", layout->name);
    for (size_t i = 0; i < layout->count; i++)
        sqlite3_str_appendf(sql, "\n  \"%w\" %s%s,", layout->fields[i].name, sql_type(layout->fields[i].type),
                            i < layout->keys ? " NOT NULL" : "");
    for (size_t i = 0; i < layout->keys; i++)
        sqlite3_str_appendf(sql, "%s\"%w\"", i ? ", " : "\n  PRIMARY KEY (", layout->fields[i].name);
    sqlite3_str_appendall(sql, ")\n) WITHOUT ROWID");
    return run_built(storage, sql, err);
}

static jw_status add_columns(struct jw_sqlite *storage, const struct jw_layout *layout, jw_error *err)
{
    for (size_t i = 0; i < layout->count; i++) {
        if (jw_sqlite__has_field(storage, layout->record, i))
            continue;
        if (i < layout->keys)
            return jw_sqlite__fail_damaged(storage, layout->name, "a column of its key is missing", err);
        sqlite3_str *sql = sqlite3_str_new(storage->db);
        sqlite3_str_appendf(sql, "ALTER TABLE \"%w\" ADD COLUMN \"%w\" %s", layout->name,
                            layout->fields[i].name, sql_type(layout->fields[i].type));
        JW_TRY(run_built(storage, sql, err));
    }
    return JW_OK;
}

/* clang-format off */

/* A big-endian number of `width` bytes at a 1-based place of a blob; p.bytes holds the bytes from 0 to 255. */
#define BYTE(p, blob, at) "(instr(" p ".bytes,substr(" p "." blob "," at ",1))-1)"
#define NUMBER(p, blob, at, width) \
    "CASE " p "." width " WHEN 1 THEN " BYTE(p, blob, at) \
    " WHEN 2 THEN " BYTE(p, blob, at) "*256+" BYTE(p, blob, at "+1") \
    " WHEN 3 THEN (" BYTE(p, blob, at) "*256+" BYTE(p, blob, at "+1") ")*256+" BYTE(p, blob, at "+2") " ELSE 0 END"

#define LOCAL_TIME(units) "datetime(r.month||'-01',((" units ")*r.unit+r.shift)||' seconds')"

/*
 * From the inside: widths taken apart, an interval for each number that json_each() counts, its bytes as numbers, the
 * dictionaries. A month of a page is one at +08:00 (page.h).
 */
static const char view_text[] =
    "CREATE VIEW \"%w\" AS\n"
    "SELECT r.district, r.staff, " LOCAL_TIME("r.first") " AS start, place.station,\n"
    "  " LOCAL_TIME("r.first+r.long") " AS finish,\n"
    "  kind.activity, place.village, kind.source, place.confirmed_by\n"
    "FROM (SELECT q.*, " NUMBER("q", "shapes", "q.shape", "place_width") " AS place,\n"
    "    " NUMBER("q", "shapes", "q.shape+q.place_width", "kind_width") " AS kind\n"
    "  FROM (SELECT p.*, " NUMBER("p", "packed", "p.at", "start_width") " AS first,\n"
    "      " NUMBER("p", "packed", "p.at+p.start_width", "length_width") " AS long,\n"
    "      1+(p.place_width+p.kind_width)*(\n"
    "        " NUMBER("p", "packed", "p.at+p.start_width+p.length_width", "index_width") ") AS shape\n"
    "    FROM (SELECT o.*, b.bytes, 1+j.key*o.row_width AS at\n"
    "      FROM (SELECT g.*, widths/10000 AS start_width, widths/1000%%10 AS length_width,\n"
    "          widths/100%%10 AS index_width, widths/10%%10 AS place_width, widths%%10 AS kind_width,\n"
    "          widths/10000+widths/1000%%10+widths/100%%10 AS row_width,\n"
    "          coalesce(d.utc_offset,28800)-28800 AS shift\n"
    "        FROM \"%w_page\" g LEFT JOIN district d ON d.code=g.district) o\n"
    "      CROSS JOIN json_each(\n"
    "        '['||trim(replace(hex(zeroblob(length(o.packed)/o.row_width)),'00','0,'),',')||']') j\n"
    "      CROSS JOIN (SELECT x'%s' AS bytes) b) p) q) r\n"
    "CROSS JOIN duty_place place ON place.district=r.district AND place.number=r.place\n"
    "CROSS JOIN duty_kind kind ON kind.district=r.district AND kind.number=r.kind\n"
    "ORDER BY r.district, r.staff, r.month, r.at";

/* clang-format on */

static jw_status create_view(struct jw_sqlite *storage, const char *name, jw_error *err)
{
    char bytes[2 * 256 + 1];
    for (size_t i = 0; i < 256; i++)
        sqlite3_snprintf(3, bytes + 2 * i, "%02x", (unsigned)i);
    sqlite3_str *sql = sqlite3_str_new(storage->db);
    sqlite3_str_appendf(sql, "DROP VIEW IF EXISTS \"%w\";\n", name);
    sqlite3_str_appendf(sql, view_text, name, name, bytes);
    return run_built(storage, sql, err);
}

static jw_status create_pages(struct jw_sqlite *storage, const char *name, jw_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(storage->db);
    sqlite3_str_appendf(
        sql,
        "CREATE TABLE IF NOT EXISTS \"%w_page\" (\n"
        "  district TEXT NOT NULL,\n  month TEXT NOT NULL,\n  staff TEXT NOT NULL,\n"
        "  unit INTEGER NOT NULL,\n  widths INTEGER NOT NULL,\n"
        "  shapes BLOB NOT NULL,\n  packed BLOB NOT NULL,\n"
        "  PRIMARY KEY (district, month, staff)\n) WITHOUT ROWID;\n"
        "CREATE TABLE IF NOT EXISTS duty_place (\n"
        "  district TEXT NOT NULL,\n  number INTEGER NOT NULL,\n"
        "  station TEXT,\n  village TEXT,\n  confirmed_by TEXT,\n"
        "  PRIMARY KEY (district, number)\n) WITHOUT ROWID;\n"
        "CREATE TABLE IF NOT EXISTS duty_kind (\n"
        "  district TEXT NOT NULL,\n  number INTEGER NOT NULL,\n  activity TEXT,\n  source TEXT,\n"
        "  PRIMARY KEY (district, number)\n) WITHOUT ROWID",
        name);
    JW_TRY(run_built(storage, sql, err));
    return create_view(storage, name, err);
}

/* The step that most new versions need: what records have gained is added. */
static jw_status complete_tables(struct jw_sqlite *storage, jw_error *err)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct jw_layout layout;
        JW_TRY(jw_sqlite__layout(record, &layout, err));
        if (jw_sqlite__is_paged(record))
            JW_TRY(create_pages(storage, layout.name, err));
        else if (jw_sqlite__has_table(storage, record))
            JW_TRY(add_columns(storage, &layout, err));
        else
            JW_TRY(create_table(storage, &layout, err));
    }
    return JW_OK;
}

/* steps[n] makes form n + 1 of form n. A form is never changed once it has been released: add a step. */
static jw_status (*const steps[JW_SQLITE_FORM])(struct jw_sqlite *storage, jw_error *err) = {complete_tables};

bool jw_sqlite__has_field(const struct jw_sqlite *storage, jw_record record, size_t field)
{
    return !storage->present || (storage->present[record - 1] >> field & 1);
}

bool jw_sqlite__has_table(const struct jw_sqlite *storage, jw_record record)
{
    return !storage->present || storage->present[record - 1];
}

static jw_status note_columns(struct jw_sqlite *storage, jw_record record, sqlite3_stmt *columns,
                              jw_error *err)
{
    char table[40];
    sqlite3_snprintf(sizeof table, table, jw_sqlite__is_paged(record) ? "%s_page" : "%s",
                     jw_record_name(record));
    jw_sqlite__bind_text(columns, 1, table, strlen(table));
    int code;
    while ((code = sqlite3_step(columns)) == SQLITE_ROW) {
        int32_t field = jw_record_field_find(record, (const char *)sqlite3_column_text(columns, 0));
        if (field >= 0)
            storage->present[record - 1] |= (uint32_t)1 << field;
    }
    if (code != SQLITE_DONE)
        return jw_sqlite__fail(storage, "read", storage->place, err);
    sqlite3_reset(columns);
    return JW_OK;
}

/* Notes what the tables of an older form, or of an empty file, have. */
static jw_status note_tables(struct jw_sqlite *storage, jw_error *err)
{
    size_t size = (size_t)jw_record_count() * sizeof *storage->present;
    storage->present = jw_allocate(storage->context, storage->present, size, err);
    if (!storage->present)
        return JW_ENOMEM;
    memset(storage->present, 0, size);
    sqlite3_stmt *columns = NULL;
    if (sqlite3_prepare_v2(storage->db, "SELECT name FROM pragma_table_info(?1)", -1, &columns, NULL) !=
        SQLITE_OK)
        return jw_sqlite__fail(storage, "read", storage->place, err);
    jw_status status = JW_OK;
    for (jw_record record = 1; status == JW_OK && record <= jw_record_count(); record++)
        status = note_columns(storage, record, columns, err);
    sqlite3_finalize(columns);
    return status;
}

static jw_status read_form(struct jw_sqlite *storage, int64_t *application, int64_t *form, int64_t *tables,
                           jw_error *err)
{
    JW_TRY(jw_sqlite__number(storage, "PRAGMA application_id", application, err));
    JW_TRY(jw_sqlite__number(storage, "PRAGMA user_version", form, err));
    return jw_sqlite__number(storage, "SELECT count(*) FROM sqlite_schema", tables, err);
}

/* Inside a write transaction: from the form the file has now, which another process may just have changed. */
static jw_status run_steps(struct jw_sqlite *storage, bool create, jw_error *err)
{
    int64_t application, form, tables;
    JW_TRY(read_form(storage, &application, &form, &tables, err));
    if (create && tables)
        return JW_OK;
    JW_TRY(note_tables(storage, err));
    for (int64_t step = create ? 0 : form; step < JW_SQLITE_FORM; step++)
        JW_TRY(steps[step](storage, err));
    return jw_sqlite__run(storage,
                          "PRAGMA application_id = " NUMBER_TEXT(
                              APPLICATION_ID) "; PRAGMA user_version = " NUMBER_TEXT(JW_SQLITE_FORM),
                          "write the schema of", err);
}

static jw_status build(struct jw_sqlite *storage, bool create, jw_error *err)
{
    JW_TRY(jw_sqlite__run(storage, "BEGIN IMMEDIATE", "write", err));
    jw_status status = run_steps(storage, create, err);
    if (status == JW_OK)
        status = jw_sqlite__run(storage, "COMMIT", "write the schema of", err);
    if (status != JW_OK) {
        sqlite3_exec(storage->db, "ROLLBACK", NULL, NULL, NULL);
        return status;
    }
    jw_release(storage->context, storage->present);
    storage->present = NULL;
    return JW_OK;
}

static jw_status settle_empty(struct jw_sqlite *storage, uint32_t flags, jw_error *err)
{
    if (!(flags & JW_STORAGE_CREATE) || storage->read_only)
        return jw_error_set(err, JW_ENOTFOUND, 0, "%s is empty: there is no store in it yet", storage->place);
    JW_TRY(jw_sqlite__run(storage, "PRAGMA journal_mode = WAL", "write", err));
    return build(storage, true, err);
}

static jw_status settle_older(struct jw_sqlite *storage, uint32_t flags, jw_error *err)
{
    if ((flags & JW_STORAGE_UPGRADE) && storage->read_only)
        return jw_error_set(err, JW_EREADONLY, 0, "%s cannot be written, so it cannot be upgraded",
                            storage->place);
    if (flags & JW_STORAGE_UPGRADE)
        return build(storage, false, err);
    storage->read_only = true;
    return note_tables(storage, err);
}

jw_status jw_sqlite__settle_schema(struct jw_sqlite *storage, uint32_t flags, jw_error *err)
{
    int64_t application, form, tables;
    JW_TRY(read_form(storage, &application, &form, &tables, err));
    if (!tables && !application) {
        JW_TRY(settle_empty(storage, flags, err));
        JW_TRY(read_form(storage, &application, &form, &tables, err));
    }
    if (application != APPLICATION_ID || form < 0)
        return jw_error_set(err, JW_ECORRUPT, 0, "%s is a database of another program, not a store",
                            storage->place);
    if (form > JW_SQLITE_FORM)
        return jw_error_set(
            err, JW_EVERSION, 0,
            "%s has form %lld, written by a newer version; this one knows form %d: install the newer version",
            storage->place, (long long)form, JW_SQLITE_FORM);
    if (form < JW_SQLITE_FORM) {
        JW_TRY(settle_older(storage, flags, err));
        JW_TRY(read_form(storage, &application, &form, &tables, err));
    }
    storage->form = (int32_t)form;
    return JW_OK;
}
