/* audit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "cli/commands.h"
#include "cli/session.h"

/* Rows of one rule. */
struct rule_counts {
    char rule[64];
    long long findings, open, in_order, not_applicable;
};

#define RULES 64

struct audit_request {
    jw_audit_options options;
    const char *as_of; /* as it was given; its offset is the district's */
    int64_t findings;
    struct rule_counts total[RULES]; /* of all districts, in the order of the rules */
    size_t rule_count;
};

static jw_status read_as_of(struct cli_session *session, const struct cli_district *district,
                            const char *text, jw_instant *out, jw_error *err)
{
    if (strcmp(text, "now") == 0) {
        *out = (jw_instant)time(NULL);
        return JW_OK;
    }
    jw_district *found;
    jw_status status = jw_district_find(session->store, district->code, &found, err);
    if (status != JW_OK)
        return status;
    bool absent = jw_district_is_absent(found, "utc_offset");
    int32_t utc_offset = absent ? 28800 : (int32_t)jw_district_utc_offset(found);
    jw_district_free(found);
    return jw_instant_parse(text, strlen(text), utc_offset, out);
}

/* ---- the summary under the table ---- */

static void count_row(const char *status, struct rule_counts *counts)
{
    if (strcmp(status, "finding") == 0)
        counts->findings++;
    else if (strcmp(status, "open") == 0)
        counts->open++;
    else if (strcmp(status, "ok") == 0)
        counts->in_order++;
    else
        counts->not_applicable++;
}

static void put_summary_line(struct cli_parts *parts, const struct rule_counts *counts)
{
    char line[128];
    snprintf(line, sizeof line, cli_message(SAY_SUMMARY_ROW), counts->rule, counts->findings, counts->open,
             counts->in_order, counts->not_applicable);
    cli_parts_write(parts, line, strlen(line));
}

static void add_to_total(struct audit_request *request, const struct rule_counts *counts)
{
    size_t at = 0;
    while (at < request->rule_count && strcmp(request->total[at].rule, counts->rule) != 0)
        at++;
    if (at == RULES)
        return;
    struct rule_counts *total = &request->total[at];
    if (at == request->rule_count)
        *total = (struct rule_counts){.findings = 0};
    request->rule_count += at == request->rule_count;
    memcpy(total->rule, counts->rule, sizeof total->rule);
    total->findings += counts->findings;
    total->open += counts->open;
    total->in_order += counts->in_order;
    total->not_applicable += counts->not_applicable;
}

static void put_summary_header(struct cli_parts *parts)
{
    const char *header = cli_message(SAY_SUMMARY_HEADER);
    cli_parts_write(parts, header, strlen(header));
}

/* The summary of all districts. */
static jw_status write_audit_total(struct cli_session *session, const struct cli_district *district,
                                   struct cli_parts *parts, void *userdata, jw_error *err)
{
    const struct audit_request *request = userdata;
    (void)session;
    (void)err;
    cli_parts_write(parts, district->code, strlen(district->code));
    cli_parts_write(parts, "\n", 1);
    put_summary_header(parts);
    for (size_t i = 0; i < request->rule_count; i++)
        put_summary_line(parts, &request->total[i]);
    return JW_OK;
}

/* A line for each rule; its rows stand together. */
static void write_summary(struct audit_request *request, const jw_table *table, struct cli_parts *parts)
{
    size_t rule_column = (size_t)jw_table_find(table, "rule"),
           status_column = (size_t)jw_table_find(table, "status");
    int64_t rows = jw_table_rows(table);
    put_summary_header(parts);
    for (int64_t row = 0; row < rows;) {
        const char *rule = jw_table_text(table, row, rule_column);
        struct rule_counts counts = {.findings = 0};
        snprintf(counts.rule, sizeof counts.rule, "%s", rule);
        for (; row < rows && strcmp(jw_table_text(table, row, rule_column), rule) == 0; row++)
            count_row(jw_table_text(table, row, status_column), &counts);
        put_summary_line(parts, &counts);
        add_to_total(request, &counts);
    }
}

/* ---- the rows that matter ---- */

static jw_status pick_findings(const jw_table *table, jw_table **out, jw_error *err)
{
    size_t column = (size_t)jw_table_find(table, "status");
    int64_t rows = jw_table_rows(table), count = 0;
    int64_t *picked = malloc((size_t)(rows + 1) * sizeof *picked);
    if (!picked)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for the findings");
    for (int64_t row = 0; row < rows; row++) {
        const char *status = jw_table_text(table, row, column);
        if (strcmp(status, "finding") == 0 || strcmp(status, "open") == 0)
            picked[count++] = row;
    }
    jw_status status = jw_table_pick(table, picked, count, out, err);
    free(picked);
    return status;
}

static jw_status write_for_a_person(struct cli_session *session, const struct cli_district *district,
                                    struct audit_request *request, const jw_table *table,
                                    struct cli_parts *parts, jw_error *err)
{
    jw_table *findings = NULL;
    jw_status status = pick_findings(table, &findings, err);
    if (status != JW_OK)
        return status;
    if (jw_table_rows(findings) > 0) {
        status = cli_write_table(session, district, findings, parts, err);
        cli_parts_write(parts, "\n", 1);
    }
    write_summary(request, table, parts);
    jw_table_free(findings);
    return status;
}

static jw_status write_audit(struct cli_session *session, const struct cli_district *district,
                             struct cli_parts *parts, void *userdata, jw_error *err)
{
    struct audit_request *request = userdata;
    request->options.district = district->code;
    if (request->as_of) {
        jw_status read = read_as_of(session, district, request->as_of, &request->options.as_of, err);
        if (read != JW_OK)
            return read;
    }
    jw_table *table;
    int64_t findings = 0;
    jw_status status = jw_audit(session->store, &request->options, &table, &findings, err);
    if (status != JW_OK)
        return status;
    request->findings += findings;
    if (cli_format(session) == JW_FORMAT_TABLE && !cli_has(session->arguments, OPTION_ALL))
        status = write_for_a_person(session, district, request, table, parts, err);
    else
        status = cli_write_table(session, district, table, parts, err);
    jw_table_free(table);
    return status;
}

/* Whether it is an instant at all; its offset does not matter for that. */
static int check_as_of(const char *text)
{
    jw_instant instant;
    if (!text || strcmp(text, "now") == 0 || jw_instant_parse(text, strlen(text), 0, &instant) == JW_OK)
        return CLI_DONE;
    cli_say(SAY_OPTION_WRONG, "as-of", "YYYY-MM-DD HH:MM", text);
    return CLI_USAGE;
}

int cli_audit(struct cli_session *session)
{
    struct audit_request request = {.options = JW_AUDIT_OPTIONS_INIT,
                                    .as_of = cli_value(session->arguments, OPTION_AS_OF)};
    bool for_a_person = cli_format(session) == JW_FORMAT_TABLE && !cli_has(session->arguments, OPTION_ALL);
    session->write_total = for_a_person ? write_audit_total : NULL;
    request.options.chinese = cli_explains_in_chinese(session);
    int exit_status = cli_month_needed(session, &request.options.month);
    if (exit_status == CLI_DONE)
        exit_status = check_as_of(request.as_of);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status == CLI_DONE)
        exit_status = cli_each_district(session, cli_parts_of(cli_format(session)), write_audit, &request);
    return exit_status == CLI_DONE && request.findings ? CLI_FINDINGS : exit_status;
}
