/* assess. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "cli/assess_text.h"
#include "cli/commands.h"
#include "cli/session.h"

#define HEADER 4096

struct assess_request {
    jw_assess_options options;
    jw_import_file what_if; /* path NULL = none */
    int64_t findings;
};

static jw_status make_table(struct cli_session *session, struct assess_request *request, jw_table **out,
                            jw_error *err)
{
    const struct cli_arguments *arguments = session->arguments;
    int64_t findings = 0;
    if (request->what_if.path)
        return jw_assess_what_if(session->store, &request->options, &request->what_if, 1, out, err);
    if (cli_has(arguments, OPTION_PAY))
        return jw_pay(session->store, &request->options, out, err);
    if (!cli_has(arguments, OPTION_QUALITY))
        return jw_assess(session->store, &request->options, out, err);
    jw_status status = jw_quality(session->store, &request->options, out, &findings, err);
    request->findings += findings;
    return status;
}

/* The text of a form that has one; false for the others. */
static bool write_text(const struct cli_district *district, const char *scheme, const jw_table *table,
                       struct cli_parts *parts)
{
    bool metrics = jw_table_find(table, "points") >= 0;
    if (!metrics && jw_table_find(table, "rank") < 0)
        return false;
    if (district->one_of_several) {
        cli_parts_write(parts, district->code, strlen(district->code));
        cli_parts_write(parts, "\n", 1);
    }
    if (metrics)
        cli_write_metrics(table, parts);
    else
        cli_write_totals(table, parts);
    cli_write_scheme(scheme, parts);
    return true;
}

static const jw_total_column assess_total[] = {
    {"metric", JW_TOTAL_GROUP, 0, NULL, NULL},
    {"numerator", JW_TOTAL_SUM, 0, NULL, NULL},
    {"denominator", JW_TOTAL_SUM, 0, NULL, NULL},
};

/* Only districts add up: two people may count for the same village. */
static jw_status add_assessment(struct cli_session *session, const struct cli_district *district,
                                const struct assess_request *request, const jw_table *table, jw_error *err)
{
    if (request->options.by != JW_ASSESS_BY_DISTRICT || request->what_if.path || jw_table_find(table, "metric") < 0 ||
        jw_table_find(table, "numerator") < 0)
        return JW_OK;
    return cli_add_to_total(session, district, table, assess_total, sizeof assess_total / sizeof *assess_total, err);
}

static jw_status write_assessment(struct cli_session *session, const struct cli_district *district,
                                  struct cli_parts *parts, void *userdata, jw_error *err)
{
    struct assess_request *request = userdata;
    jw_table *table;
    request->options.district = district->code;
    jw_status status = make_table(session, request, &table, err);
    if (status != JW_OK)
        return status;
    status = add_assessment(session, district, request, table, err);
    if (status == JW_OK && (cli_format(session) != JW_FORMAT_TABLE ||
                            !write_text(district, request->options.scheme, table, parts)))
        status = cli_write_table(session, district, table, parts, err);
    jw_table_free(table);
    return status;
}

/* ---- options ---- */

/* At most one of the forms of the result. */
static int check_forms(const struct cli_arguments *arguments)
{
    static const enum cli_option forms[] = {OPTION_TOTALS, OPTION_PAY, OPTION_QUALITY, OPTION_WHAT_IF};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!cli_has(arguments, forms[i]))
            continue;
        const char *name = cli_option_spec(forms[i])->name;
        if (first) {
            cli_say(SAY_NOT_TOGETHER, first, name);
            return CLI_USAGE;
        }
        first = name;
    }
    return CLI_DONE;
}

/* Only people are paid. */
static int read_by(const struct cli_arguments *arguments, int32_t *out)
{
    *out = cli_is(arguments, OPTION_BY, "police_station") ? JW_ASSESS_BY_POLICE_STATION
           : cli_is(arguments, OPTION_BY, "district")     ? JW_ASSESS_BY_DISTRICT
                                                          : JW_ASSESS_BY_STAFF;
    if (*out == JW_ASSESS_BY_STAFF || !cli_has(arguments, OPTION_PAY))
        return CLI_DONE;
    cli_say(SAY_NOT_TOGETHER, cli_option_spec(OPTION_PAY)->name, cli_option_spec(OPTION_BY)->name);
    return CLI_USAGE;
}

static bool has_column(const char *header, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = header; *at; at += strcspn(at, ",\r\n") + (at[strcspn(at, ",\r\n")] == ',')) {
        const char *word = at + (*at == '"');
        if (strncmp(word, name, length) == 0 && strchr(",\"\r\n", word[length]))
            return true;
        if (at[strcspn(at, ",\r\n")] != ',')
            break;
    }
    return false;
}

/* The record that a file holds, by its header. */
static int find_record(const char *path, jw_record *out)
{
    char line[HEADER] = "";
    FILE *file = fopen(path, "r");
    if (!file || (!fgets(line, sizeof line, file) && ferror(file))) {
        cli_say(SAY_FILE_UNREADABLE, path, strerror(errno));
        if (file)
            fclose(file);
        return CLI_INPUT;
    }
    fclose(file);
    const char *header = strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? line + 3 : line;
    *out = has_column(header, "metric")                                ? JW_RECORD_SCHEME
           : has_column(header, "lower_bound")                         ? JW_RECORD_GRADE
           : has_column(header, "value") && has_column(header, "name") ? JW_RECORD_RULE
                                                                       : 0;
    if (*out)
        return CLI_DONE;
    cli_say(SAY_NOT_TO_TRY, path);
    return CLI_INPUT;
}

static int read_what_if(struct cli_session *session, jw_import_file *out)
{
    const char *path = cli_value(session->arguments, OPTION_WHAT_IF);
    *out = (jw_import_file){sizeof *out, 0, 0, path};
    return path ? find_record(path, &out->record) : CLI_DONE;
}

int cli_assess(struct cli_session *session)
{
    const struct cli_arguments *arguments = session->arguments;
    struct assess_request request = {.options = JW_ASSESS_OPTIONS_INIT};
    int64_t months = 1;
    request.options.totals = cli_has(arguments, OPTION_TOTALS);
    request.options.scheme = cli_value(arguments, OPTION_SCHEME);
    request.options.chinese = cli_explains_in_chinese(session);
    int exit_status = cli_month_needed(session, &request.options.month);
    if (exit_status == CLI_DONE)
        exit_status = cli_number(session, OPTION_MONTHS, 1, 60, &months);
    if (exit_status == CLI_DONE)
        exit_status = check_forms(arguments);
    if (exit_status == CLI_DONE)
        exit_status = read_by(arguments, &request.options.by);
    if (exit_status == CLI_DONE)
        exit_status = read_what_if(session, &request.what_if);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    request.options.months = (int32_t)months;
    if (exit_status == CLI_DONE)
        exit_status =
            cli_each_district(session, cli_parts_of(cli_format(session)), write_assessment, &request);
    return exit_status == CLI_DONE && request.findings ? CLI_FINDINGS : exit_status;
}
