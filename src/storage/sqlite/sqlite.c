/* The storage of scheme "sqlite": opening, transactions, and the table of its functions. */
#include "storage/sqlite/sqlite.h"

#include <errno.h>
#include <string.h>

#define BUSY_MILLISECONDS 1000
#define READ_PRAGMAS "PRAGMA cache_size = -16384; PRAGMA cell_size_check = ON"
/* The log keeps its size between transactions, up to this much. */
#define WRITE_PRAGMAS "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216"

/* A name that SQLite would take for something else than a file, which ":memory:" and "file:x" are not here.
 */
static bool needs_prefix(const char *place)
{
    return place[0] == ':' || strncmp(place, "file:", 5) == 0;
}

/* The URI of a file that nobody changes. */
static char *immutable_uri(const char *file)
{
    sqlite3_str *uri = sqlite3_str_new(NULL);
    sqlite3_str_appendall(uri, file[0] == '/' ? "file://" : "file:");
    for (const char *at = file; *at; at++) {
        if (*at == '?' || *at == '#' || *at == '%')
            sqlite3_str_appendf(uri, "%%%02X", (unsigned)*at);
        else
            sqlite3_str_append(uri, at, 1);
    }
    sqlite3_str_appendall(uri, "?immutable=1");
    return sqlite3_str_finish(uri);
}

static jw_status fail_open(struct jw_sqlite *storage, uint32_t flags, jw_error *err)
{
    if (!storage->db)
        return jw_sqlite__fail_memory(err);
    bool missing =
        sqlite3_errcode(storage->db) == SQLITE_CANTOPEN && sqlite3_system_errno(storage->db) == ENOENT;
    if (missing && (!(flags & JW_STORAGE_CREATE) || (flags & JW_STORAGE_READ_ONLY)))
        return jw_error_set(err, JW_ENOTFOUND, sqlite3_extended_errcode(storage->db), "there is no store %s",
                            storage->place);
    return jw_sqlite__fail(storage, "open", storage->place, err);
}

/* The file is not trusted: its triggers and views do nothing here. */
static void harden(sqlite3 *db)
{
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                              SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML};
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++)
        sqlite3_db_config(db, off[i], 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
}

static jw_status connect(struct jw_sqlite *storage, uint32_t flags, char *name, int extra_flags,
                         jw_error *err)
{
    int mode = flags & JW_STORAGE_READ_ONLY ? SQLITE_OPEN_READONLY
               : flags & JW_STORAGE_CREATE  ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                            : SQLITE_OPEN_READWRITE;
    if (!name)
        return jw_sqlite__fail_memory(err);
    int code = sqlite3_open_v2(name, &storage->db, mode | extra_flags | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_free(name);
    if (code != SQLITE_OK)
        return fail_open(storage, flags, err);
    sqlite3_extended_result_codes(storage->db, 1);
    sqlite3_busy_timeout(storage->db, BUSY_MILLISECONDS);
    harden(storage->db);
    storage->read_only = sqlite3_db_readonly(storage->db, "main") == 1;
    return JW_OK;
}

static bool has_log(const struct jw_sqlite *storage)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    int exists = 1;
    const char *file = sqlite3_db_filename(storage->db, "main");
    return !vfs || !file ||
           vfs->xAccess(vfs, sqlite3_filename_wal(file), SQLITE_ACCESS_EXISTS, &exists) != SQLITE_OK ||
           exists;
}

/*
 * SQLite keeps its log and an index beside the file. On a medium that cannot be written it can do without
 * only when told that nobody changes the file, and that holds while there is no log. Each transaction looks
 * again.
 */
static jw_status connect_without_log(struct jw_sqlite *storage, uint32_t flags, jw_error *err)
{
    char *uri = immutable_uri(sqlite3_db_filename(storage->db, "main"));
    sqlite3_close_v2(storage->db);
    storage->db = NULL;
    storage->without_wal = true;
    return connect(storage, flags | JW_STORAGE_READ_ONLY, uri, SQLITE_OPEN_URI, err);
}

static jw_status connect_and_look(struct jw_sqlite *storage, uint32_t flags, jw_error *err)
{
    jw_error first_error = JW_ERROR_INIT;
    char *name = sqlite3_mprintf("%s%s", needs_prefix(storage->place) ? "./" : "", storage->place);
    JW_TRY(connect(storage, flags, name, 0, err));
    int64_t tables;
    jw_status status =
        jw_sqlite__number(storage, "SELECT count(*) FROM sqlite_schema", &tables, &first_error);
    int code = first_error.native_code & 0xff;
    if (status != JW_OK && storage->read_only && (code == SQLITE_CANTOPEN || code == SQLITE_READONLY) &&
        !has_log(storage))
        JW_TRY(connect_without_log(storage, flags, err));
    else if (status != JW_OK)
        return jw_error_set(err, status, first_error.native_code, "%s", first_error.message);
    return jw_sqlite__run(storage, storage->read_only ? READ_PRAGMAS : READ_PRAGMAS "; " WRITE_PRAGMAS,
                          "open", err);
}

static void close_storage(void *opened)
{
    struct jw_sqlite *storage = opened;
    jw_context *context = storage->context;
    jw_sqlite__finalize_all(storage);
    if (storage->db && !sqlite3_get_autocommit(storage->db))
        sqlite3_exec(storage->db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close_v2(storage->db);
    jw_dictionary__free(storage, &storage->places);
    jw_dictionary__free(storage, &storage->kinds);
    jw_release(context, storage->present);
    jw_release(context, storage->place);
    jw_release(context, storage);
}

static jw_status open_storage(jw_context *context, const char *place, uint32_t flags, void **out,
                              jw_error *err)
{
    if (!place || !*place)
        return jw_error_set(err, JW_EINVAL, 0, "sqlite: needs the name of a file");
    struct jw_sqlite *storage = jw_allocate(context, NULL, sizeof *storage, err);
    if (!storage)
        return JW_ENOMEM;
    memset(storage, 0, sizeof *storage);
    storage->context = context;
    storage->places.form = &jw_dictionary__places;
    storage->kinds.form = &jw_dictionary__kinds;
    size_t size = strlen(place) + 1;
    storage->place = jw_allocate(context, NULL, size, err);
    jw_status status = JW_ENOMEM;
    if (storage->place) {
        memcpy(storage->place, place, size);
        status = connect_and_look(storage, flags, err);
    }
    if (status == JW_OK)
        status = jw_sqlite__settle_schema(storage, flags, err);
    if (status != JW_OK)
        close_storage(storage);
    else
        *out = storage;
    return status;
}

static jw_status begin_reading(struct jw_sqlite *storage, jw_error *err)
{
    int64_t one;
    if (storage->without_wal && has_log(storage))
        return jw_error_set(err, JW_EUNAVAILABLE, 0, "another program now writes %s: open it again",
                            storage->place);
    JW_TRY(jw_sqlite__run(storage, "BEGIN", "read", err));
    /* the snapshot is taken by the first read */
    jw_status status = jw_sqlite__number(storage, "SELECT 1 FROM sqlite_schema LIMIT 1", &one, err);
    if (status != JW_OK)
        sqlite3_exec(storage->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static jw_status begin_writing(struct jw_sqlite *storage, jw_error *err)
{
    if (storage->read_only && storage->form < JW_SQLITE_FORM)
        return jw_error_set(err, JW_EREADONLY, 0, "%s has the older form %d: upgrade it before writing",
                            storage->place, (int)storage->form);
    if (storage->read_only)
        return jw_error_set(err, JW_EREADONLY, 0, "%s is open for reading only", storage->place);
    return jw_sqlite__run(storage, "BEGIN IMMEDIATE", "write", err);
}

static jw_status begin(void *opened, uint32_t flags, jw_error *err)
{
    struct jw_sqlite *storage = opened;
    if (!sqlite3_get_autocommit(storage->db))
        return jw_error_set(err, JW_EINVAL, 0, "%s: a transaction is open already", storage->place);
    storage->places.loaded = false;
    storage->kinds.loaded = false;
    return flags & JW_BEGIN_WRITE ? begin_writing(storage, err) : begin_reading(storage, err);
}

static void rollback(void *opened)
{
    struct jw_sqlite *storage = opened;
    /* a serious failure has rolled back already */
    if (!sqlite3_get_autocommit(storage->db))
        sqlite3_exec(storage->db, "ROLLBACK", NULL, NULL, NULL);
    jw_dictionary__forget(&storage->places);
    jw_dictionary__forget(&storage->kinds);
}

static jw_status commit(void *opened, jw_error *err)
{
    struct jw_sqlite *storage = opened;
    if (sqlite3_get_autocommit(storage->db))
        return jw_error_set(err, JW_EINVAL, 0, "%s: there is no transaction to commit", storage->place);
    if (sqlite3_exec(storage->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return JW_OK;
    jw_status status = jw_sqlite__fail(storage, "commit to", storage->place, err);
    /* the log has the commit, but it is not known whether the disk has the log */
    if (sqlite3_extended_errcode(storage->db) == SQLITE_IOERR_FSYNC)
        status = jw_error_set(
            err, JW_EUNKNOWN, SQLITE_IOERR_FSYNC,
            "%s: the disk did not confirm the commit: look whether it is there, then repeat", storage->place);
    rollback(storage);
    return status;
}

static jw_status describe(void *opened, jw_storage_description *out, jw_error *err)
{
    struct jw_sqlite *storage = opened;
    if (!out || out->struct_size < sizeof *out)
        return jw_error_set(err, JW_EINVAL, 0, "the description is not initialised");
    out->form_version = storage->form;
    out->current_version = JW_SQLITE_FORM;
    out->read_only = storage->read_only;
    out->reserved = 0;
    return JW_OK;
}

static void interrupt(void *opened)
{
    sqlite3_interrupt(((struct jw_sqlite *)opened)->db);
}

jw_status jw_storage_sqlite_init(uint32_t version, jw_storage_ops *ops, jw_error *err)
{
    if (version != JW_STORAGE_API_VERSION)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "sqlite knows version %u of the storage table, not %u",
                            JW_STORAGE_API_VERSION, version);
    if (!ops || ops->struct_size < JW_STORAGE_OPS_SIZE_1)
        return jw_error_set(err, JW_EINVAL, 0, "the table of a storage is not initialised");
    ops->name = "sqlite";
    ops->caps = JW_STORAGE_DURABLE | JW_STORAGE_CONCURRENT;
    ops->open = open_storage;
    ops->close = close_storage;
    ops->begin = begin;
    ops->commit = commit;
    ops->rollback = rollback;
    ops->put = jw_sqlite__put;
    ops->remove = jw_sqlite__remove;
    ops->scan = jw_sqlite__scan;
    ops->describe = describe;
    ops->hours = jw_sqlite__hours;
    ops->count = jw_sqlite__count;
    ops->interrupt = interrupt;
    return JW_OK;
}
