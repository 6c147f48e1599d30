/* verify. */
#include "cli/commands.h"
#include "cli/session.h"

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
