/* What the server and libpq say, in terms of the library's statuses, and what to do about it. */
#include "storage/postgres/postgres.h"

#include <stdio.h>
#include <string.h>

/* The longest matching beginning of a SQLSTATE decides; they are in the order of the standard's appendix. */
static const struct meaning {
    const char *beginning;
    jw_status status;
} meanings[] = {
    {"08", JW_EUNAVAILABLE},    {"0A", JW_EUNSUPPORTED}, {"21", JW_EINTERNAL},    {"22021", JW_EENCODING},
    {"22P05", JW_EENCODING},    {"22", JW_EINPUT},       {"23505", JW_EEXIST},    {"23514", JW_ELIMIT},
    {"23", JW_EINPUT},          {"25006", JW_EREADONLY}, {"25P03", JW_EUNAVAILABLE},
    {"25", JW_EINTERNAL},       {"26", JW_EUNSUPPORTED}, {"28", JW_EPERMISSION},  {"3D", JW_ENOTFOUND},
    {"3F", JW_ENOTFOUND},       {"40P01", JW_ECONFLICT}, {"40001", JW_ECONFLICT}, {"40003", JW_EUNKNOWN},
    {"42501", JW_EPERMISSION},  {"42", JW_ECORRUPT},     {"44", JW_EPERMISSION},  {"53100", JW_EFULL},
    {"53400", JW_ELIMIT},       {"53", JW_EUNAVAILABLE}, {"54", JW_ELIMIT},       {"55P03", JW_EBUSY},
    {"55", JW_EBUSY},           {"57014", JW_EBUSY},     {"57", JW_EUNAVAILABLE}, {"58", JW_EIO},
    {"XX001", JW_ECORRUPT},     {"XX002", JW_ECORRUPT},  {"XX", JW_EUNAVAILABLE},
};

/* Citus reports what a worker refuses during COPY as an internal error; its words, which it does not translate, tell. */
static jw_status status_of_internal(const char *text)
{
    if (strstr(text, "duplicate key"))
        return JW_EEXIST;
    if (strstr(text, "violates check"))
        return JW_ELIMIT;
    return strstr(text, "violates") ? JW_EINPUT : JW_EUNAVAILABLE;
}

jw_status jw_pg__status_of(const char *sqlstate, const char *text)
{
    if (strcmp(sqlstate, "XX000") == 0 && text)
        return status_of_internal(text);
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (strncmp(sqlstate, meanings[i].beginning, strlen(meanings[i].beginning)) == 0)
            return meanings[i].status;
    return JW_EUNAVAILABLE;
}

static const char *advice_for(jw_status status)
{
    switch (status) {
    case JW_EFULL:
        return "; make room on the server's disk and repeat";
    case JW_EBUSY:
        return "; another program is writing this district: repeat in a moment";
    case JW_ECONFLICT:
        return "; another program wrote in between: repeat";
    case JW_EPERMISSION:
        return "; ask the owner of the database for the right (docs/scaling.md)";
    case JW_ECORRUPT:
        return "; the tables are not those of this version";
    case JW_EUNAVAILABLE:
        return "; check that the server runs and can be reached, and repeat";
    default:
        return "";
    }
}

void jw_pg__set_sqlstate(jw_error *err, const char *sqlstate)
{
    if (!err || err->struct_size != sizeof *err)
        return;
    size_t length = strlen(sqlstate);
    memset(err->sqlstate, 0, sizeof err->sqlstate);
    memcpy(err->sqlstate, sqlstate, length < sizeof err->sqlstate ? length : sizeof err->sqlstate - 1);
    /* as the server's own source packs it: six bits a letter; without one, 1 tells that it is the storage's failure */
    err->native_code = length == 0;
    for (size_t i = 0; i < length && i < 5; i++)
        err->native_code |= ((sqlstate[i] - '0') & 0x3f) << 6 * i;
}

static bool is_upper_or_digit(char letter)
{
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z');
}

/* "FATAL:  57P03: the database system is starting up"; the severity may be in another language. */
static const char *after_sqlstate(const char *message)
{
    for (const char *at = strstr(message, ":  "); at; at = strstr(at + 1, ":  ")) {
        size_t length = 0;
        while (length < 5 && is_upper_or_digit(at[3 + length]))
            length++;
        if (length == 5 && at[8] == ':')
            return at + 9;
    }
    return NULL;
}

void jw_pg__find_sqlstate(const char *message, char out[6])
{
    const char *after = after_sqlstate(message);
    memset(out, 0, 6);
    if (after)
        memcpy(out, after - 6, 5);
}

void jw_pg__plain_message(const char *message, char *out, size_t size)
{
    const char *after = after_sqlstate(message);
    const char *text = after ? after : message;
    text += strspn(text, " ");
    snprintf(out, size, "%.*s", (int)strcspn(text, "\n"), text);
}

static bool was_interrupted(struct jw_pg *storage)
{
    pthread_mutex_lock(&storage->cancel_lock);
    bool interrupted = storage->interrupted;
    pthread_mutex_unlock(&storage->cancel_lock);
    return interrupted;
}

static jw_status fail_lost(struct jw_pg *storage, const char *doing, const char *object, jw_error *err)
{
    char text[200];
    jw_pg__plain_message(storage->connection ? PQerrorMessage(storage->connection) : "", text, sizeof text);
    jw_status status = jw_error_set(err, JW_EUNAVAILABLE, 0, "cannot %s %s: no connection to %s: %s%s", doing, object,
                                    storage->name, text, advice_for(JW_EUNAVAILABLE));
    jw_pg__set_sqlstate(err, "");
    return status;
}

jw_status jw_pg__fail(struct jw_pg *storage, const PGresult *result, const char *doing, const char *object,
                      jw_error *err)
{
    const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (!sqlstate && !jw_pg__is_connected(storage))
        return fail_lost(storage, doing, object, err);
    if (!sqlstate && !result) /* the only failure of libpq itself that leaves the connection */
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for a message of the server");
    if (!sqlstate)
        return jw_error_set(err, JW_EUNAVAILABLE, 0, "cannot %s %s in %s: an answer that was not expected", doing, object,
                            storage->name);
    jw_status status = jw_pg__status_of(sqlstate, text);
    const char *advice = advice_for(status);
    if (strcmp(sqlstate, "57014") == 0) {
        bool interrupted = was_interrupted(storage);
        status = interrupted ? JW_ECANCELLED : JW_EBUSY;
        advice = interrupted ? "" : "; the server's statement_timeout has passed";
    }
    jw_error_set(err, status, 0, "cannot %s %s in %s: %.250s%s", doing, object, storage->name, text ? text : sqlstate,
                 advice);
    jw_pg__set_sqlstate(err, sqlstate);
    return status;
}

bool jw_pg__may_repeat(jw_status status, const jw_error *err)
{
    return status == JW_ECONFLICT || (status == JW_EBUSY && strcmp(err->sqlstate, "57014") != 0);
}
