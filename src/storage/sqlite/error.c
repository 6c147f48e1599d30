/* What SQLite says, in terms of the library's statuses, and what to do about it. */
#include "storage/sqlite/sqlite.h"

#include <errno.h>

static bool is_full(int system_error)
{
    return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

static bool is_refused(int system_error)
{
    return system_error == EACCES || system_error == EPERM || system_error == EROFS;
}

static jw_status status_of_io(int extended, int system_error)
{
    if (extended == SQLITE_IOERR_NOMEM)
        return JW_ENOMEM;
    return is_full(system_error) ? JW_EFULL : JW_EIO;
}

static jw_status status_of(int extended, int system_error)
{
    switch (extended & 0xff) {
    case SQLITE_NOMEM:
        return JW_ENOMEM;
    case SQLITE_FULL:
        return JW_EFULL;
    case SQLITE_IOERR:
        return status_of_io(extended, system_error);
    case SQLITE_BUSY:
        return extended == SQLITE_BUSY_SNAPSHOT ? JW_ECONFLICT : JW_EBUSY;
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return JW_EBUSY;
    case SQLITE_READONLY:
        return JW_EREADONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* the statements are fixed, so the schema is not ours */
        return JW_ECORRUPT;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return JW_EPERMISSION;
    case SQLITE_CANTOPEN:
        return is_refused(system_error) ? JW_EPERMISSION : is_full(system_error) ? JW_EFULL : JW_EUNAVAILABLE;
    case SQLITE_INTERRUPT:
        return JW_ECANCELLED;
    case SQLITE_TOOBIG:
        return JW_ELIMIT;
    case SQLITE_CONSTRAINT:
        return JW_EEXIST;
    default:
        return JW_EINTERNAL;
    }
}

static const char *advice_for(jw_status status)
{
    switch (status) {
    case JW_EFULL:
        return "; make room on the disk and repeat";
    case JW_EBUSY:
        return "; another program is writing: repeat in a moment";
    case JW_ECONFLICT:
        return "; another program wrote in between: repeat";
    case JW_EREADONLY:
    case JW_EPERMISSION:
        return "; check the permissions of the file and its folder";
    case JW_ECORRUPT:
        return "; restore the file from a backup";
    case JW_EUNAVAILABLE:
        return "; check that the folder exists and can be written";
    case JW_EIO:
        return "; check the disk";
    default:
        return "";
    }
}

/*
 * errno of the last failure. SQLite's own record of it can be that of a later call, made to clean up, so the
 * files' records of a failed write are asked too.
 */
static int system_error_of(sqlite3 *db, int extended)
{
    int error = sqlite3_system_errno(db);
    if ((extended & 0xff) != SQLITE_IOERR || is_full(error))
        return error;
    static const int files[] = {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        sqlite3_file *file = NULL;
        int last = 0;
        if (sqlite3_file_control(db, "main", files[i], &file) == SQLITE_OK && file && file->pMethods &&
            file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &last) == SQLITE_OK && is_full(last))
            return last;
    }
    return error;
}

jw_status jw_sqlite__fail(struct jw_sqlite *storage, const char *doing, const char *object, jw_error *err)
{
    if (!storage->db)
        return jw_sqlite__fail_memory(err);
    int extended = sqlite3_extended_errcode(storage->db);
    int system_error = system_error_of(storage->db, extended);
    if (system_error == EISDIR)
        return jw_error_set(err, JW_EUNAVAILABLE, extended, "cannot %s %s: it is a folder", doing, object);
    jw_status status = status_of(extended, system_error);
    return jw_error_set(err, status, extended, "cannot %s %s: %s%s", doing, object,
                        sqlite3_errmsg(storage->db), advice_for(status));
}

jw_status jw_sqlite__fail_memory(jw_error *err)
{
    return jw_error_set(err, JW_ENOMEM, SQLITE_NOMEM, "no memory for SQLite");
}

jw_status jw_sqlite__fail_damaged(struct jw_sqlite *storage, const char *table, const char *what,
                                  jw_error *err)
{
    return jw_error_set(err, JW_ECORRUPT, SQLITE_CORRUPT, "%s: table %s is damaged: %s%s", storage->place,
                        table, what, advice_for(JW_ECORRUPT));
}

jw_status jw_sqlite__fail_column(struct jw_sqlite *storage, const char *table, jw_error *err)
{
    if (sqlite3_errcode(storage->db) == SQLITE_NOMEM)
        return jw_sqlite__fail_memory(err);
    return jw_sqlite__fail_damaged(storage, table, "a value is of the wrong kind", err);
}
