/* Connecting, losing the connection, interrupting. */
#include "storage/postgres/postgres.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECT_SECONDS 10
/* While a server starts up, 0.1 + 0.2 + 0.4 + 0.8 + 1.6 + 3.2 s. */
#define ATTEMPTS 7
#define FIRST_WAIT_MILLISECONDS 100

void jw_pg__wait(int milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    while (nanosleep(&time, &time) != 0 && errno == EINTR)
        continue;
}

bool jw_pg__is_connected(const struct jw_pg *storage)
{
    return storage->connection && PQstatus(storage->connection) == CONNECTION_OK;
}

/* Warnings of the server are not for stderr, where libpq would write them. */
static void ignore_notice(void *userdata, const PGresult *result)
{
    (void)userdata;
    (void)result;
}

void jw_pg__disconnect(struct jw_pg *storage)
{
    pthread_mutex_lock(&storage->cancel_lock);
    PQfreeCancel(storage->cancel);
    storage->cancel = NULL;
    pthread_mutex_unlock(&storage->cancel_lock);
    PQfinish(storage->connection);
    storage->connection = NULL;
    memset(storage->prepared, 0, sizeof storage->prepared);
}

/* What the caller's URI and environment do not say otherwise. */
static PGconn *start(struct jw_pg *storage)
{
    const char *keywords[] = {"fallback_application_name",
                              "tcp_user_timeout",
                              "keepalives_idle",
                              "dbname",
                              "client_encoding",
                              NULL};
    const char *values[] = {"jingwu", "60000", "30", storage->conninfo, "UTF8", NULL};
    return PQconnectStartParams(keywords, values, 1);
}

/* Seconds that one attempt may take. */
static int patience(PGconn *connection)
{
    PQconninfoOption *options = PQconninfo(connection);
    int seconds = 0;
    for (PQconninfoOption *option = options; option && option->keyword; option++)
        if (strcmp(option->keyword, "connect_timeout") == 0 && option->val)
            seconds = (int)strtol(option->val, NULL, 10);
    PQconninfoFree(options);
    return seconds > 0 ? seconds : CONNECT_SECONDS;
}

/* Until the connection is made or has failed; false when it takes too long. */
static bool poll_connection(PGconn *connection)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t end = now.tv_sec + patience(connection);
    PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
    while (wanted != PGRES_POLLING_OK && wanted != PGRES_POLLING_FAILED) {
        struct pollfd ready = {PQsocket(connection), wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT, 0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec >= end)
            return false;
        int count = poll(&ready, 1, 500);
        if (count > 0 || (count < 0 && errno != EINTR))
            wanted = PQconnectPoll(connection);
    }
    return true;
}

/* Only host and database are named: never user or password. */
static void note_name(struct jw_pg *storage)
{
    const char *host = PQhost(storage->connection), *database = PQdb(storage->connection);
    snprintf(storage->name, sizeof storage->name, "database %.60s on %.100s", database ? database : "?",
             host && host[0] ? host : "this machine");
}

static jw_status fail_connect(struct jw_pg *storage, bool in_time, jw_error *err)
{
    char sqlstate[6], text[250];
    const char *message = PQerrorMessage(storage->connection);
    jw_pg__find_sqlstate(message, sqlstate);
    jw_pg__plain_message(message, text, sizeof text);
    jw_status status = sqlstate[0] ? jw_pg__status_of(sqlstate, NULL) : JW_EUNAVAILABLE;
    if (PQconnectionNeedsPassword(storage->connection) || PQconnectionUsedPassword(storage->connection))
        status = JW_EPERMISSION;
    jw_error_set(err, status, 0, "cannot connect to %s: %s", storage->name,
                 !in_time          ? "no answer in time; check its address and connect_timeout"
                 : text[0] == '\0' ? "no answer"
                                   : text);
    jw_pg__set_sqlstate(err, sqlstate);
    return status;
}

static jw_status connect_once(struct jw_pg *storage, jw_error *err)
{
    jw_pg__disconnect(storage);
    storage->connection = start(storage);
    if (!storage->connection)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for a connection");
    PQsetNoticeReceiver(storage->connection, ignore_notice, NULL);
    PQsetErrorVerbosity(storage->connection, PQERRORS_VERBOSE); /* a failed connection tells its SQLSTATE only so */
    bool in_time = PQstatus(storage->connection) != CONNECTION_BAD && poll_connection(storage->connection);
    note_name(storage);
    if (!in_time || !jw_pg__is_connected(storage))
        return fail_connect(storage, in_time || PQstatus(storage->connection) == CONNECTION_BAD, err);
    pthread_mutex_lock(&storage->cancel_lock);
    storage->cancel = PQgetCancel(storage->connection);
    pthread_mutex_unlock(&storage->cancel_lock);
    if (!storage->cancel)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for a connection");
    return JW_OK;
}

/* Times in UTC and numbers in full; on Citus what a transaction sets also holds on the workers. */
static jw_status set_up(struct jw_pg *storage, jw_error *err)
{
    if (PQserverVersion(storage->connection) < 140000)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "%s is older than PostgreSQL 14", storage->name);
    JW_TRY(jw_pg__run(storage, "SET TimeZone = 'UTC'", "set up", err));
    return storage->is_citus ? jw_pg__run(storage, "SET citus.propagate_set_commands = 'local'", "set up", err)
                             : JW_OK;
}

jw_status jw_pg__connect(struct jw_pg *storage, jw_error *err)
{
    for (int attempt = 1, wait = FIRST_WAIT_MILLISECONDS;; attempt++, wait *= 2) {
        jw_error reason = JW_ERROR_INIT;
        jw_status status = connect_once(storage, &reason);
        if (status == JW_OK)
            return set_up(storage, err);
        if (strcmp(reason.sqlstate, "57P03") != 0 || attempt == ATTEMPTS) {
            jw_error_set(err, status, 0, "%s", reason.message);
            jw_pg__set_sqlstate(err, reason.sqlstate);
            return status;
        }
        jw_pg__wait(wait);
    }
}

jw_status jw_pg__check_connection(struct jw_pg *storage, jw_error *err)
{
    pthread_mutex_lock(&storage->cancel_lock);
    storage->interrupted = false;
    pthread_mutex_unlock(&storage->cancel_lock);
    if (jw_pg__is_connected(storage))
        return JW_OK;
    return jw_pg__connect(storage, err);
}

void jw_pg__interrupt(void *opened)
{
    struct jw_pg *storage = opened;
    char reason[256];
    pthread_mutex_lock(&storage->cancel_lock);
    storage->interrupted = true;
    if (storage->cancel)
        PQcancel(storage->cancel, reason, sizeof reason);
    pthread_mutex_unlock(&storage->cancel_lock);
}
