/* copy, changes. */
#include <stdio.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/session.h"

/* ---- copy ---- */

struct copy_request {
    jw_store
        *to; /* opened for the first district that is there, so that a mistake leaves no empty store behind */
};

static int open_target(struct cli_session *session, struct copy_request *request)
{
    if (request->to)
        return CLI_DONE;
    return cli_store_open_other(session, session->arguments->operands[1], JW_STORE_CREATE, &request->to);
}

static int tell_copied(const struct cli_session *session, const char *district, bool mirrors, int64_t changed,
                       const char *head)
{
    char name[512];
    const char *to = session->arguments->operands[1];
    if (cli_has(session->arguments, OPTION_QUIET))
        return CLI_DONE;
    snprintf(name, sizeof name, "%s%s%s%s", to, district ? " (" : "", district ? district : "",
             district ? ")" : "");
    if (mirrors)
        cli_tell(SAY_MIRRORED, name, (long long)changed);
    else
        cli_tell(SAY_COPIED, name);
    cli_tell(SAY_HEAD, head);
    return CLI_DONE;
}

static int copy_district(struct cli_session *session, const char *district, void *userdata)
{
    struct copy_request *request = userdata;
    bool mirrors = cli_has(session->arguments, OPTION_MIRROR);
    char head[JW_HEAD_TEXT];
    int64_t changed = 0;
    jw_error err = JW_ERROR_INIT;
    jw_status status = jw_journal_head(session->store, district, head, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    int exit_status = open_target(session, request);
    if (exit_status != CLI_DONE)
        return exit_status;
    status = mirrors ? jw_store_mirror(session->store, request->to, district, &changed, &err)
                     : jw_store_copy(session->store, request->to, district, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    return tell_copied(session, district, mirrors, changed, head);
}

int cli_copy(struct cli_session *session)
{
    struct copy_request request = {NULL};
    int exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status == CLI_DONE)
        exit_status = cli_for_districts(session, copy_district, &request);
    jw_store_free(request.to);
    return exit_status;
}

/* ---- changes ---- */

struct changes_request {
    int64_t since;
};

static jw_status write_text(struct cli_parts *parts, const char *text)
{
    return cli_parts_write(parts, text, strlen(text)) ? JW_ECALLBACK : JW_OK;
}

/* Whether an entry is the first to name its record. */
static bool is_first_of_record(const jw_table *entries, int64_t row, size_t column)
{
    for (int64_t before = 0; before < row; before++)
        if (strcmp(jw_table_text(entries, before, column), jw_table_text(entries, row, column)) == 0)
            return false;
    return true;
}

/* "record": [rows], */
static jw_status write_rows(struct cli_session *session, const struct cli_district *district,
                            const char *name, struct cli_parts *parts, jw_error *err)
{
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    options.format = JW_FORMAT_JSON;
    options.district = district->code;
    jw_record record = jw_record_find(name);
    jw_status status = write_text(parts, ",\n\"");
    if (status == JW_OK)
        status = write_text(parts, name);
    if (status == JW_OK)
        status = write_text(parts, "\": ");
    return status == JW_OK && record
               ? jw_store_export(session->store, record, &options, cli_parts_write, parts, err)
               : status;
}

static jw_status write_with_rows(struct cli_session *session, const struct cli_district *district,
                                 const jw_table *entries, struct cli_parts *parts, jw_error *err)
{
    size_t column = (size_t)jw_table_find(entries, "record");
    jw_status status = write_text(parts, "{\"entries\": ");
    if (status == JW_OK)
        status = jw_table_write(entries, JW_FORMAT_JSON, 1, cli_parts_write, parts, err);
    for (int64_t row = 0; status == JW_OK && row < jw_table_rows(entries); row++)
        if (is_first_of_record(entries, row, column) && jw_record_find(jw_table_text(entries, row, column)))
            status = write_rows(session, district, jw_table_text(entries, row, column), parts, err);
    return status == JW_OK ? write_text(parts, "}\n") : status;
}

static jw_status write_changes(struct cli_session *session, const struct cli_district *district,
                               struct cli_parts *parts, void *userdata, jw_error *err)
{
    const struct changes_request *request = userdata;
    jw_table *entries;
    jw_status status = jw_changes(session->store, district->code, request->since, &entries, err);
    if (status != JW_OK)
        return status;
    status = cli_has(session->arguments, OPTION_ROWS)
                 ? write_with_rows(session, district, entries, parts, err)
                 : cli_write_table(session, district, entries, parts, err);
    jw_table_free(entries);
    return status;
}

int cli_changes(struct cli_session *session)
{
    struct changes_request request = {0};
    bool rows = cli_has(session->arguments, OPTION_ROWS);
    int exit_status = cli_number(session, OPTION_SINCE, 0, INT64_C(9007199254740990), &request.since);
    if (exit_status != CLI_DONE)
        return exit_status;
    if (rows && cli_format(session) != JW_FORMAT_JSON) {
        cli_say(SAY_OPTION_ONLY_FOR, cli_option_spec(OPTION_ROWS)->name, "--format json");
        return CLI_USAGE;
    }
    exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status != CLI_DONE)
        return exit_status;
    enum cli_parts_kind kind = rows ? PARTS_VALUE : cli_parts_of(cli_format(session));
    return cli_each_district(session, kind, write_changes, &request);
}
