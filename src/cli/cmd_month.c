/* submit, month, objection, close, reopen. */
#include <stdio.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/session.h"

#define NAMES_SIZE 1000

/* What the rows of jw_month_status() say together. */
struct month_summary {
    long long stations, submitted, expected, complete, objections, revision;
    char names[NAMES_SIZE]; /* police stations that have not submitted */
    char digest[JW_HEAD_TEXT];
};

/* ---- reading the state ---- */

/* Adds a name to the list; when it is full, an ellipsis once. */
static void add_name(char names[NAMES_SIZE], const char *name)
{
    static const char more[] = ", ...";
    size_t used = strlen(names);
    if (used && strcmp(names + used - 3, "...") == 0)
        return;
    if (used + strlen(name) + 2 * sizeof more >= NAMES_SIZE)
        memcpy(names + used, more, sizeof more);
    else
        snprintf(names + used, NAMES_SIZE - used, "%s%s", used ? ", " : "", name);
}

static void sum_up(const jw_table *table, struct month_summary *out)
{
    size_t station = (size_t)jw_table_find(table, "police_station"),
           actor = (size_t)jw_table_find(table, "actor");
    int64_t last = jw_table_rows(table) - 1; /* the district's */
    memset(out, 0, sizeof *out);
    for (int64_t row = 0; row < last; row++) {
        const char *name = jw_table_text(table, row, station);
        if (!name[0]) /* officers without a police station */
            continue;
        out->stations++;
        if (jw_table_is_empty(table, row, actor))
            add_name(out->names, name);
        else
            out->submitted++;
    }
    out->revision = (long long)jw_table_integer(table, last, (size_t)jw_table_find(table, "revision"));
    out->expected = (long long)jw_table_integer(table, last, (size_t)jw_table_find(table, "expected"));
    out->complete = (long long)jw_table_integer(table, last, (size_t)jw_table_find(table, "complete"));
    out->objections =
        (long long)jw_table_integer(table, last, (size_t)jw_table_find(table, "open_objections"));
    snprintf(out->digest, sizeof out->digest, "%s",
             jw_table_text(table, last, (size_t)jw_table_find(table, "digest")));
}

static jw_status read_summary(const struct cli_session *session, const jw_month_options *options,
                              struct month_summary *out, jw_error *err)
{
    jw_table *table;
    jw_status status = jw_month_status(session->store, options, &table, err);
    if (status != JW_OK)
        return status;
    sum_up(table, out);
    jw_table_free(table);
    return JW_OK;
}

/* ---- what the signing commands share ---- */

/* Reads the options and opens the store for writing; wants_reason: it cannot be left out. */
static int begin_signing(struct cli_session *session, bool wants_reason, jw_month_options *options)
{
    const struct cli_arguments *arguments = session->arguments;
    int exit_status = cli_month_needed(session, &options->month);
    if (exit_status == CLI_DONE && !cli_needed(arguments, OPTION_ACTOR))
        exit_status = CLI_USAGE;
    if (exit_status == CLI_DONE && wants_reason && !cli_needed(arguments, OPTION_REASON))
        exit_status = CLI_USAGE;
    if (exit_status == CLI_DONE)
        exit_status = cli_one_district(session, &options->district);
    options->actor = cli_value(arguments, OPTION_ACTOR);
    options->reason = cli_value(arguments, OPTION_REASON);
    options->scheme = cli_value(arguments, OPTION_SCHEME);
    options->police_station = cli_value(arguments, OPTION_POLICE_STATION);
    return exit_status == CLI_DONE ? cli_store_open(session, 0) : exit_status;
}

static const char *month_of(const struct cli_session *session)
{
    return cli_value(session->arguments, OPTION_MONTH);
}

/* ---- submit ---- */

int cli_submit(struct cli_session *session)
{
    jw_month_options options = JW_MONTH_OPTIONS_INIT;
    struct month_summary summary;
    jw_error err = JW_ERROR_INIT;
    int exit_status = begin_signing(session, false, &options);
    if (exit_status != CLI_DONE)
        return exit_status;
    jw_status status = jw_month_submit(session->store, &options, &err);
    if (status == JW_OK)
        status = read_summary(session, &options, &summary, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    if (!cli_has(session->arguments, OPTION_QUIET))
        cli_tell(SAY_SUBMITTED, month_of(session), summary.submitted, summary.stations, summary.complete,
                 summary.expected);
    return CLI_DONE;
}

/* ---- close ---- */

static void warn_of_missing(const struct month_summary *summary)
{
    if (summary->names[0])
        cli_say(SAY_CLOSED_WITHOUT, summary->stations - summary->submitted, summary->names);
    if (summary->objections)
        cli_say(SAY_CLOSED_DISPUTED, summary->objections);
}

int cli_close(struct cli_session *session)
{
    jw_month_options options = JW_MONTH_OPTIONS_INIT;
    struct month_summary summary;
    char head[JW_HEAD_TEXT];
    jw_error err = JW_ERROR_INIT;
    int exit_status = begin_signing(session, false, &options);
    if (exit_status != CLI_DONE)
        return exit_status;
    session->silent = true; /* what is missing is said below, in the user's language */
    jw_status status = jw_month_close(session->store, &options, &err);
    if (status == JW_OK)
        status = read_summary(session, &options, &summary, &err);
    if (status == JW_OK)
        status = jw_journal_head(session->store, options.district, head, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    warn_of_missing(&summary);
    cli_tell(SAY_CLOSED, month_of(session), summary.revision, summary.digest);
    cli_tell(SAY_HEAD, head);
    if (!cli_has(session->arguments, OPTION_QUIET))
        cli_tell(SAY_NOTE_HEAD, session->arguments->operands[0], head);
    return CLI_DONE;
}

/* ---- reopen ---- */

int cli_reopen(struct cli_session *session)
{
    jw_month_options options = JW_MONTH_OPTIONS_INIT;
    struct month_summary summary;
    jw_error err = JW_ERROR_INIT;
    int exit_status = begin_signing(session, true, &options);
    if (exit_status != CLI_DONE)
        return exit_status;
    jw_status status = jw_month_reopen(session->store, &options, &err);
    if (status == JW_OK)
        status = read_summary(session, &options, &summary, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    if (!cli_has(session->arguments, OPTION_QUIET))
        cli_tell(SAY_REOPENED, month_of(session), summary.revision);
    return CLI_DONE;
}

/* ---- month ---- */

static void write_line(struct cli_parts *parts, const char *line)
{
    cli_parts_write(parts, line, strlen(line));
}

/* In words under the table, for a person. */
static void write_remarks(const jw_table *table, struct cli_parts *parts)
{
    struct month_summary summary;
    char line[NAMES_SIZE + 200];
    sum_up(table, &summary);
    snprintf(line, sizeof line, cli_message(SAY_MONTH_SUMMARY), summary.submitted, summary.stations,
             summary.complete, summary.expected, summary.objections);
    write_line(parts, line);
    if (!summary.names[0])
        return;
    snprintf(line, sizeof line, cli_message(SAY_MONTH_MISSING), summary.names);
    write_line(parts, line);
}

static jw_status write_month(struct cli_session *session, const struct cli_district *district,
                             struct cli_parts *parts, void *userdata, jw_error *err)
{
    jw_month_options *options = userdata;
    jw_table *table;
    options->district = district->code;
    jw_status status = jw_month_status(session->store, options, &table, err);
    if (status != JW_OK)
        return status;
    status = cli_write_table(session, district, table, parts, err);
    if (status == JW_OK && cli_format(session) == JW_FORMAT_TABLE)
        write_remarks(table, parts);
    jw_table_free(table);
    return status;
}

static jw_status write_difference(struct cli_session *session, const struct cli_district *district,
                                  struct cli_parts *parts, void *userdata, jw_error *err)
{
    jw_month_options *options = userdata;
    jw_table *table;
    options->district = district->code;
    jw_status status = jw_month_difference(session->store, options, &table, err);
    if (status != JW_OK)
        return status;
    status = cli_write_table(session, district, table, parts, err);
    jw_table_free(table);
    return status;
}

int cli_month_state(struct cli_session *session)
{
    jw_month_options options = JW_MONTH_OPTIONS_INIT;
    options.scheme = cli_value(session->arguments, OPTION_SCHEME);
    int exit_status = cli_month_needed(session, &options.month);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status != CLI_DONE)
        return exit_status;
    return cli_each_district(session, cli_parts_of(cli_format(session)),
                             cli_has(session->arguments, OPTION_DIFFERENCE) ? write_difference : write_month, &options);
}

/* ---- objection ---- */

static int check_decision(const struct cli_session *session, int64_t *seq)
{
    const struct cli_arguments *arguments = session->arguments;
    if (cli_lacks(arguments, OPTION_ACCEPT, OPTION_DECIDE) ||
        cli_lacks(arguments, OPTION_REJECT, OPTION_DECIDE))
        return CLI_USAGE;
    if (cli_has(arguments, OPTION_DECIDE) &&
        cli_has(arguments, OPTION_ACCEPT) == cli_has(arguments, OPTION_REJECT)) {
        cli_say(SAY_ACCEPT_OR_REJECT);
        return CLI_USAGE;
    }
    return cli_number(session, OPTION_DECIDE, 0, 1000000, seq);
}

static int file_objection(struct cli_session *session, const jw_month_options *options, const char *staff)
{
    jw_error err = JW_ERROR_INIT;
    int32_t seq = 0;
    jw_status status = jw_objection_file(session->store, options, staff, &seq, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    if (!cli_has(session->arguments, OPTION_QUIET))
        cli_tell(SAY_OBJECTION, (int)seq, staff);
    return CLI_DONE;
}

static int decide_objection(struct cli_session *session, const jw_month_options *options, const char *staff,
                            int32_t seq)
{
    jw_error err = JW_ERROR_INIT;
    bool accepted = cli_has(session->arguments, OPTION_ACCEPT);
    jw_status status = jw_objection_decide(session->store, options, staff, seq, accepted, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    if (!cli_has(session->arguments, OPTION_QUIET))
        cli_tell(accepted ? SAY_ACCEPTED : SAY_DENIED, (int)seq, staff);
    return CLI_DONE;
}

int cli_objection(struct cli_session *session)
{
    jw_month_options options = JW_MONTH_OPTIONS_INIT;
    int64_t seq = -1;
    const char *staff = cli_needed(session->arguments, OPTION_STAFF);
    int exit_status = staff ? check_decision(session, &seq) : CLI_USAGE;
    if (exit_status == CLI_DONE)
        exit_status = begin_signing(session, true, &options);
    if (exit_status != CLI_DONE)
        return exit_status;
    return seq < 0 ? file_objection(session, &options, staff)
                   : decide_objection(session, &options, staff, (int32_t)seq);
}
