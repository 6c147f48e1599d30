/* verify, copy. */
#include "cli/commands.h"
#include "cli/session.h"

/* ---- verify ---- */

struct verify_request {
    jw_verify_options options;
    int64_t findings;
};

static jw_status write_verification(struct cli_session *session, const struct cli_district *district,
                                    struct cli_parts *parts, void *userdata, jw_error *err)
{
    struct verify_request *request = userdata;
    jw_table *table;
    int64_t findings = 0;
    request->options.district = district->code;
    jw_status status = jw_verify(session->store, &request->options, &table, &findings, err);
    if (status != JW_OK)
        return status;
    request->findings += findings;
    status = jw_table_write(table, cli_format(session), 1, cli_parts_write, parts, err);
    jw_table_free(table);
    return status;
}

int cli_verify(struct cli_session *session)
{
    struct verify_request request = {JW_VERIFY_OPTIONS_INIT, 0};
    const char *district;
    request.options.expect = cli_value(session->arguments, OPTION_EXPECT);
    request.options.chinese = cli_explains_in_chinese(session);
    /* a head is that of one journal */
    int exit_status = request.options.expect ? cli_one_district(session, &district) : CLI_DONE;
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status != CLI_DONE)
        return exit_status;
    exit_status =
        request.options.expect
            ? cli_each_district(session, cli_parts_of(cli_format(session)), write_verification, &request)
            : cli_every_district(session, cli_parts_of(cli_format(session)), write_verification, &request);
    return exit_status == CLI_DONE && request.findings ? CLI_FINDINGS : exit_status;
}

/* ---- copy ---- */

static int copy_to(struct cli_session *session, jw_store *to, const char *district)
{
    char head[JW_HEAD_TEXT];
    jw_error err = JW_ERROR_INIT;
    jw_status status = jw_store_copy(session->store, to, district, &err);
    if (status == JW_OK)
        status = jw_journal_head(session->store, district, head, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    if (!cli_has(session->arguments, OPTION_QUIET)) {
        cli_tell(SAY_COPIED, session->arguments->operands[1]);
        cli_tell(SAY_HEAD, head);
    }
    return CLI_DONE;
}

int cli_copy(struct cli_session *session)
{
    const char *district;
    char head[JW_HEAD_TEXT];
    jw_error err = JW_ERROR_INIT;
    jw_store *to = NULL;
    int exit_status = cli_one_district(session, &district);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status != CLI_DONE)
        return exit_status;
    /* a district that is not there must not leave an empty store behind */
    jw_status status = jw_journal_head(session->store, district, head, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    exit_status = cli_store_open_other(session, session->arguments->operands[1], JW_STORE_CREATE, &to);
    if (exit_status == CLI_DONE)
        exit_status = copy_to(session, to, district);
    jw_store_free(to);
    return exit_status;
}
