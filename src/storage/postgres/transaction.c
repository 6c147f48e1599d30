/*
 * Transactions. Reads have one snapshot. A write transaction is READ COMMITTED and locks each district's row of
 * journal_head before it first reads or writes rows of the district, so that what it reads stays so, and writers of
 * different districts do not meet. The row counts those transactions and bears a mark of the last one, which tells what
 * became of a commit whose answer was lost.
 */
#include "storage/postgres/postgres.h"

#include <stdio.h>
#include <string.h>

#define BEGIN_READ "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1"
#define LOCK_TIMEOUT "SET LOCAL lock_timeout = '800ms'"
#define BEGIN_WRITE "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE; " LOCK_TIMEOUT
#define BEGIN_LOOK "BEGIN; SET LOCAL lock_timeout = '5s'"
/* For a lock before anything else was done, and for reaching a server after a commit: 0.1 + 0.2 + 0.4 + ... s between. */
#define LOCK_ATTEMPTS 3
#define LOOK_ATTEMPTS 7
#define FIRST_WAIT_MILLISECONDS 100

static const char lock_text[] = "INSERT INTO journal_head AS h (district, writes, tx) VALUES ($1, 1, gen_random_uuid())\n"
                                "ON CONFLICT (district) DO UPDATE SET writes = h.writes + 1, tx = excluded.tx\n"
                                "RETURNING writes, tx::text";
/* Waits for a transaction that holds the row, and changes nothing. */
static const char look_text[] = "INSERT INTO journal_head AS h (district, writes, tx)\n"
                                "VALUES ($1, 0, '00000000-0000-0000-0000-000000000000')\n"
                                "ON CONFLICT (district) DO UPDATE SET writes = h.writes RETURNING writes, tx::text";

static void end(struct jw_pg *storage)
{
    storage->state = JW_PG_IDLE;
    storage->lock_count = 0;
    storage->staged = 0;
}

/* Nothing was sent yet, so a connection that was lost while it was idle is made again. */
static jw_status start(struct jw_pg *storage, const char *sql, const char *doing, jw_error *err)
{
    JW_TRY(jw_pg__check_connection(storage, err));
    jw_error reason = JW_ERROR_INIT;
    jw_status status = jw_pg__run(storage, sql, doing, &reason);
    if (status == JW_OK)
        return JW_OK;
    JW_TRY(jw_pg__check_connection(storage, err));
    if (PQtransactionStatus(storage->connection) != PQTRANS_IDLE)
        PQclear(PQexec(storage->connection, "ROLLBACK"));
    return jw_pg__run(storage, sql, doing, err);
}

jw_status jw_pg__begin(void *opened, uint32_t flags, jw_error *err)
{
    struct jw_pg *storage = opened;
    bool writes = flags & JW_BEGIN_WRITE;
    if (storage->state != JW_PG_IDLE)
        return jw_error_set(err, JW_EINVAL, 0, "%s: a transaction is open already", storage->name);
    if (writes && storage->form < JW_PG_FORM)
        return jw_error_set(err, JW_EREADONLY, 0, "%s has the older form %d: upgrade it before writing", storage->name,
                            (int)storage->form);
    if (writes && storage->read_only)
        return jw_error_set(err, JW_EREADONLY, 0, "%s is open for reading only", storage->name);
    JW_TRY(start(storage, writes ? BEGIN_WRITE : BEGIN_READ, writes ? "write" : "read", err));
    storage->state = writes ? JW_PG_WRITING : JW_PG_READING;
    storage->untouched = true;
    return JW_OK;
}

void jw_pg__rollback(void *opened)
{
    struct jw_pg *storage = opened;
    if (storage->state != JW_PG_IDLE && jw_pg__is_connected(storage))
        PQclear(PQexec(storage->connection, "ROLLBACK"));
    end(storage);
}

jw_status jw_pg__check_open(const struct jw_pg *storage, jw_error *err)
{
    if (storage->state == JW_PG_IDLE)
        return jw_error_set(err, JW_EINVAL, 0, "%s: rows are read and written within a transaction", storage->name);
    return JW_OK;
}

/* ---- locks ---- */

static bool is_locked(const struct jw_pg *storage, const char *district, size_t length)
{
    for (size_t i = storage->lock_count; i-- > 0;)
        if (storage->locks[i].length == length && memcmp(storage->locks[i].district, district, length) == 0)
            return true;
    return false;
}

static jw_status make_room(struct jw_pg *storage, jw_error *err)
{
    if (storage->lock_count < storage->lock_capacity)
        return JW_OK;
    size_t capacity = storage->lock_capacity ? 2 * storage->lock_capacity : 16;
    struct jw_pg_lock *locks =
        jw_allocate(storage->context, storage->locks, capacity * sizeof *locks, err);
    if (!locks)
        return JW_ENOMEM;
    storage->locks = locks;
    storage->lock_capacity = capacity;
    return JW_OK;
}

static jw_status touch_head(struct jw_pg *storage, enum jw_pg_statement_kind kind, const char *district, size_t length,
                            struct jw_pg_lock *out, jw_error *err)
{
    uint32_t key = JW_PG_STATEMENT_KEY(kind, 0, 0);
    if (!jw_pg__is_prepared(storage, key)) {
        struct jw_pg_buffer sql = {.context = storage->context};
        jw_pg_buffer__put(&sql, kind == JW_PG_LOCK ? lock_text : look_text);
        jw_status status = jw_pg__prepare(storage, key, &sql, "lock", "the district", err);
        jw_pg_buffer__free(&sql);
        JW_TRY(status);
    }
    struct jw_pg_params params = {.count = 0};
    PGresult *result = NULL;
    jw_pg__add_text_param(&params, district, length);
    JW_TRY(jw_pg__execute(storage, key, &params, "lock", "the district", &result, err));
    bool found = PQntuples(result) == 1;
    if (found) {
        memcpy(out->district, district, length);
        out->length = length;
        out->writes = jw_pg__result_number(result, 0, 0);
        snprintf(out->tx, sizeof out->tx, "%.36s", PQgetvalue(result, 0, 1));
    }
    PQclear(result);
    return found ? JW_OK : jw_error_set(err, JW_EPERMISSION, 0, "%s: the head of the journal cannot be seen", storage->name);
}

/* Whether a lock that failed may be tried again: nothing was done before it. */
static bool begin_again(struct jw_pg *storage, jw_status status, const jw_error *reason, int attempt)
{
    bool lost = !jw_pg__is_connected(storage);
    if (!storage->untouched || attempt >= LOCK_ATTEMPTS || !(lost || jw_pg__may_repeat(status, reason)))
        return false;
    jw_pg__wait(FIRST_WAIT_MILLISECONDS << attempt);
    jw_pg__rollback(storage);
    if (start(storage, BEGIN_WRITE, "write", NULL) != JW_OK)
        return false;
    storage->state = JW_PG_WRITING;
    return true;
}

jw_status jw_pg__lock(struct jw_pg *storage, const char *district, size_t length, jw_error *err)
{
    if (storage->state != JW_PG_WRITING || is_locked(storage, district, length))
        return JW_OK;
    if (length > sizeof storage->locks->district)
        return jw_error_set(err, JW_ELIMIT, 0, "a district code of %zu bytes", length);
    JW_TRY(make_room(storage, err));
    for (int attempt = 0;; attempt++) {
        jw_error reason = JW_ERROR_INIT;
        jw_status status =
            touch_head(storage, JW_PG_LOCK, district, length, &storage->locks[storage->lock_count], &reason);
        if (status == JW_OK)
            break;
        if (begin_again(storage, status, &reason, attempt))
            continue;
        jw_error_set(err, status, 0, "%s", reason.message);
        jw_pg__set_sqlstate(err, reason.sqlstate);
        return status;
    }
    storage->lock_count++;
    storage->untouched = false;
    return JW_OK;
}

jw_status jw_pg__lock_rows(struct jw_pg *storage, const jw_rows *rows, jw_error *err)
{
    const char *last = NULL;
    size_t last_length = 0;
    for (int64_t row = 0; row < rows->count; row++) {
        size_t length;
        const char *district = jw_rows_text(rows, 0, row, &length);
        if (last && length == last_length && memcmp(last, district, length) == 0)
            continue;
        JW_TRY(jw_pg__lock(storage, district, length, err));
        last = district;
        last_length = length;
    }
    return JW_OK;
}

/* ---- commit ---- */

/* What the head of the first district tells once nobody holds it; not JW_OK: it could not be asked. */
static jw_status look(struct jw_pg *storage, const struct jw_pg_lock *lock, bool *done, bool *undone, jw_error *err)
{
    struct jw_pg_lock found;
    JW_TRY(jw_pg__check_connection(storage, err));
    JW_TRY(jw_pg__run(storage, BEGIN_LOOK, "look for the commit in", err));
    jw_status status = touch_head(storage, JW_PG_LOOK, lock->district, lock->length, &found, err);
    if (jw_pg__is_connected(storage))
        PQclear(PQexec(storage->connection, "ROLLBACK"));
    JW_TRY(status);
    *done = strcmp(found.tx, lock->tx) == 0;
    *undone = !*done && found.writes <= lock->writes;
    return JW_OK;
}

static jw_status resolve(struct jw_pg *storage, const jw_error *reason, jw_error *err)
{
    bool done = false, undone = storage->lock_count == 0; /* without a lock nothing was written */
    for (int attempt = 0; attempt < LOOK_ATTEMPTS && !done && !undone; attempt++) {
        if (attempt)
            jw_pg__wait(FIRST_WAIT_MILLISECONDS << (attempt - 1));
        if (look(storage, &storage->locks[0], &done, &undone, NULL) == JW_OK)
            break;
    }
    if (done)
        return JW_OK;
    jw_status status = undone ? JW_EUNAVAILABLE : JW_EUNKNOWN;
    jw_error_set(err, status, 0,
                 undone ? "%s: the connection was lost and nothing was written: repeat"
                        : "%s: the connection was lost in the commit: look whether it is there, then repeat",
                 storage->name);
    jw_pg__set_sqlstate(err, reason->sqlstate);
    return status;
}

/* A worker of a cluster may have done what another says it could not. */
static bool is_outcome_open(const struct jw_pg *storage, const jw_error *reason)
{
    return !jw_pg__is_connected(storage) || strcmp(reason->sqlstate, "40003") == 0 ||
           (storage->is_citus && strncmp(reason->sqlstate, "XX", 2) == 0);
}

static jw_status commit_writes(struct jw_pg *storage, jw_error *err)
{
    jw_error reason = JW_ERROR_INIT;
    PGresult *result = NULL;
    jw_status status = jw_pg__query(storage, "COMMIT", "commit to", &result, &reason);
    if (status == JW_OK) {
        bool committed = strcmp(PQcmdStatus(result), "COMMIT") == 0; /* a failed transaction answers ROLLBACK */
        PQclear(result);
        return committed ? JW_OK
                         : jw_error_set(err, JW_ECONFLICT, 0, "%s: the transaction had failed before its commit: repeat",
                                        storage->name);
    }
    if (is_outcome_open(storage, &reason))
        return resolve(storage, &reason, err);
    jw_error_set(err, status, 0, "%s", reason.message);
    jw_pg__set_sqlstate(err, reason.sqlstate);
    return status;
}

jw_status jw_pg__commit(void *opened, jw_error *err)
{
    struct jw_pg *storage = opened;
    if (storage->state == JW_PG_IDLE)
        return jw_error_set(err, JW_EINVAL, 0, "%s: there is no transaction to commit", storage->name);
    bool writes = storage->state == JW_PG_WRITING;
    jw_status status = writes ? commit_writes(storage, err) : JW_OK;
    if (!writes && jw_pg__is_connected(storage))
        PQclear(PQexec(storage->connection, "COMMIT"));
    end(storage);
    return status;
}
