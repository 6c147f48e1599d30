/* report. */
#include "cli/commands.h"
#include "cli/session.h"

static jw_status write_report(struct cli_session *session, const struct cli_district *district,
                              struct cli_parts *parts, void *userdata, jw_error *err)
{
    jw_report_options *options = userdata;
    options->district = district->code;
    return jw_report(session->store, options, cli_parts_write, parts, err);
}

static jw_status write_figures(struct cli_session *session, const struct cli_district *district,
                               struct cli_parts *parts, void *userdata, jw_error *err)
{
    jw_report_options *options = userdata;
    jw_table *table;
    options->district = district->code;
    jw_status status = jw_report_figures(session->store, options, &table, err);
    if (status != JW_OK)
        return status;
    status = cli_write_table(session, district, table, parts, err);
    jw_table_free(table);
    return status;
}

int cli_report(struct cli_session *session)
{
    const struct cli_arguments *arguments = session->arguments;
    jw_report_options options = JW_REPORT_OPTIONS_INIT;
    if (cli_is(arguments, OPTION_FORMAT, "html")) {
        cli_say(SAY_NOT_YET, "report --format html");
        return CLI_NOT_YET;
    }
    bool json = cli_is(arguments, OPTION_FORMAT, "json");
    options.format = json ? JW_REPORT_JSON : JW_REPORT_TEXT;
    options.chinese = cli_language_is_chinese();
    int exit_status = cli_month_needed(session, &options.month);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status != CLI_DONE)
        return exit_status;
    if (cli_is(arguments, OPTION_FORMAT, "csv"))
        return cli_each_district(session, PARTS_CSV, write_figures, &options);
    return cli_each_district(session, json ? PARTS_VALUE : PARTS_TEXT, write_report, &options);
}
