/* Files of LMDB, each opened once in a process however many stores use it: closing a second one would drop
 * the locks of the first. The list is the only thing that the contexts of a process share here, hence the
 * lock. */
#include "parts.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Address space, not disk: the file grows as it is filled, up to this. */
#define MAP_SIZE (sizeof(void *) > 4 ? (size_t)1 << 36 : (size_t)1 << 30)
#define FORM "1"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct environment *environments;

jw_status lmdb_fail(int code, const char *what, jw_error *err)
{
    static const struct {
        int code;
        jw_status status;
    } known[] = {
        {MDB_MAP_FULL, JW_EFULL},
        {ENOSPC, JW_EFULL},
        {EDQUOT, JW_EFULL},
        {ENOMEM, JW_ENOMEM},
        {EACCES, JW_EPERMISSION},
        {EPERM, JW_EPERMISSION},
        {EROFS, JW_EPERMISSION},
        {ENOENT, JW_ENOTFOUND},
        {MDB_CORRUPTED, JW_ECORRUPT},
        {MDB_INVALID, JW_ECORRUPT},
        {MDB_PAGE_NOTFOUND, JW_ECORRUPT},
        {MDB_PANIC, JW_ECORRUPT},
        {MDB_VERSION_MISMATCH, JW_EVERSION},
        {MDB_READERS_FULL, JW_EBUSY},
        {MDB_BAD_VALSIZE, JW_ELIMIT},
        {MDB_TXN_FULL, JW_ELIMIT},
    };
    jw_status status = JW_EIO;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].code == code)
            status = known[i].status;
    return jw_error_set(err, status, code, "%s: %s", what, mdb_strerror(code));
}

static int open_table(MDB_txn *txn, const char *name, unsigned flags, MDB_dbi *out)
{
    return mdb_dbi_open(txn, name, flags, out);
}

static int write_form(MDB_txn *txn, MDB_dbi table)
{
    MDB_val key = {4, "form"}, value = {1, FORM};
    int code = mdb_put(txn, table, &key, &value, MDB_NOOVERWRITE);
    return code == MDB_KEYEXIST ? 0 : code;
}

/* A table a record, and one for the version. */
static int open_tables(struct environment *environment, int create)
{
    MDB_txn *txn;
    unsigned flags = create ? MDB_CREATE : 0;
    int code = mdb_txn_begin(environment->env, NULL, create ? 0 : MDB_RDONLY, &txn);
    if (code)
        return code;
    code = open_table(txn, "jingwu-form", flags, &environment->form);
    for (jw_record record = 1; !code && record <= jw_record_count() && record < RECORDS_MAX; record++)
        code = open_table(txn, jw_record_name(record), flags, &environment->records[record]);
    if (!code && create)
        code = write_form(txn, environment->form);
    if (!code)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return code;
}

static int open_env(struct environment *environment, const char *place, uint32_t flags)
{
    int code = mdb_env_create(&environment->env);
    int dead;
    if (code)
        return code;
    mdb_env_set_mapsize(environment->env, MAP_SIZE);
    mdb_env_set_maxdbs(environment->env, RECORDS_MAX);
    /* a reader belongs to its transaction, not to its thread: a store may move between threads */
    code = mdb_env_open(environment->env, place, MDB_NOSUBDIR | MDB_NOTLS, 0644);
    if (!code)
        mdb_reader_check(environment->env, &dead);
    if (!code)
        code = open_tables(environment, 0);
    if (code == MDB_NOTFOUND && flags & (JW_STORAGE_CREATE | JW_STORAGE_UPGRADE))
        code = open_tables(environment, 1);
    if (code)
        mdb_env_close(environment->env);
    return code;
}

static struct environment *find(const struct stat *file)
{
    struct environment *environment = environments;
    while (environment && (environment->device != file->st_dev || environment->inode != file->st_ino))
        environment = environment->next;
    return environment;
}

static jw_status open_new(const char *place, uint32_t flags, struct environment **out, jw_error *err)
{
    struct stat file;
    struct environment *environment = calloc(1, sizeof *environment);
    if (!environment)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for an environment");
    int code = open_env(environment, place, flags);
    if (!code && stat(place, &file) != 0) {
        code = errno;
        mdb_env_close(environment->env);
    }
    if (code) {
        free(environment);
        return code == MDB_NOTFOUND ? jw_error_set(err, JW_ENOTFOUND, code, "%s holds no store", place)
                                    : lmdb_fail(code, place, err);
    }
    environment->device = file.st_dev;
    environment->inode = file.st_ino;
    environment->next = environments;
    environments = environment;
    *out = environment;
    return JW_OK;
}

jw_status environment_open(const char *place, uint32_t flags, struct environment **out, jw_error *err)
{
    struct stat file;
    struct environment *environment = NULL;
    jw_status status = JW_OK;
    if (stat(place, &file) != 0 && !(flags & JW_STORAGE_CREATE))
        return jw_error_set(err, JW_ENOTFOUND, errno, "there is no store at %s", place);
    pthread_mutex_lock(&lock);
    if (stat(place, &file) == 0)
        environment = find(&file);
    if (!environment)
        status = open_new(place, flags, &environment, err);
    if (status == JW_OK) {
        environment->users++;
        *out = environment;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

void environment_close(struct environment *environment)
{
    pthread_mutex_lock(&lock);
    if (--environment->users == 0) {
        struct environment **link = &environments;
        while (*link != environment)
            link = &(*link)->next;
        *link = environment->next;
        mdb_env_close(environment->env);
        free(environment);
    }
    pthread_mutex_unlock(&lock);
}
