/* coverage, hours, reconcile. */
#include <stdlib.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/session.h"

static jw_status write_and_free(struct cli_session *session, const struct cli_district *district,
                                jw_table *table, struct cli_parts *parts, jw_error *err)
{
    jw_status status = cli_write_table(session, district, table, parts, err);
    jw_table_free(table);
    return status;
}

static int write_tables(struct cli_session *session, cli_district_fn write, void *userdata)
{
    int exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status != CLI_DONE)
        return exit_status;
    return cli_each_district(session, cli_parts_of(cli_format(session)), write, userdata);
}

/* ---- coverage ---- */

static const jw_total_column coverage_total[] = {
    {"measure", JW_TOTAL_GROUP, 0, NULL, NULL},
    {"count", JW_TOTAL_SUM, 0, NULL, NULL},
    {"denominator", JW_TOTAL_SUM, 0, NULL, NULL},
    {"per_mille", JW_TOTAL_PER_MILLE, 0, "count", "denominator"},
    {"population", JW_TOTAL_SUM, 0, NULL, NULL},
    {"population_denominator", JW_TOTAL_SUM, 0, NULL, NULL},
    {"population_per_mille", JW_TOTAL_PER_MILLE, 0, "population", "population_denominator"},
};

/* The rows of the district itself; those of its police stations are parts of them. */
static jw_status add_coverage(struct cli_session *session, const struct cli_district *district,
                              const jw_table *table, jw_error *err)
{
    size_t scope = (size_t)jw_table_find(table, "scope");
    int64_t own = 0, *rows = district->of_all ? calloc((size_t)jw_table_rows(table) + 1, sizeof *rows) : NULL;
    jw_table *picked;
    if (!district->of_all)
        return JW_OK;
    if (!rows)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for the total");
    for (int64_t row = 0; row < jw_table_rows(table); row++)
        if (strcmp(jw_table_text(table, row, scope), district->code) == 0)
            rows[own++] = row;
    jw_status status = jw_table_pick(table, rows, own, &picked, err);
    free(rows);
    if (status != JW_OK)
        return status;
    status = cli_add_to_total(session, district, picked, coverage_total,
                              sizeof coverage_total / sizeof *coverage_total, err);
    jw_table_free(picked);
    return status;
}

static jw_status write_coverage(struct cli_session *session, const struct cli_district *district,
                                struct cli_parts *parts, void *userdata, jw_error *err)
{
    const jw_date *on = userdata;
    jw_table *table;
    jw_status status = jw_coverage(session->store, district->code, *on, &table, err);
    if (status != JW_OK)
        return status;
    status = add_coverage(session, district, table, err);
    if (status == JW_OK)
        return write_and_free(session, district, table, parts, err);
    jw_table_free(table);
    return status;
}

int cli_coverage(struct cli_session *session)
{
    jw_date on = JW_DATE_NONE;
    int exit_status = cli_date(session, OPTION_ON, &on);
    return exit_status == CLI_DONE ? write_tables(session, write_coverage, &on) : exit_status;
}

/* ---- hours ---- */

static const jw_total_column hours_total[] = {
    {"period", JW_TOTAL_GROUP, 0, NULL, NULL},     {"seconds", JW_TOTAL_SUM, 0, NULL, NULL},
    {"beat_seconds", JW_TOTAL_SUM, 0, NULL, NULL}, {"reception_seconds", JW_TOTAL_SUM, 0, NULL, NULL},
    {"intervals", JW_TOTAL_SUM, 0, NULL, NULL},
};

static jw_status write_hours(struct cli_session *session, const struct cli_district *district,
                             struct cli_parts *parts, void *userdata, jw_error *err)
{
    jw_hours_options *options = userdata;
    jw_table *table;
    options->district = district->code;
    jw_status status = jw_hours(session->store, options, &table, err);
    if (status != JW_OK)
        return status;
    status = cli_add_to_total(session, district, table, hours_total, sizeof hours_total / sizeof *hours_total,
                              err);
    if (status == JW_OK)
        return write_and_free(session, district, table, parts, err);
    jw_table_free(table);
    return status;
}

int cli_hours(struct cli_session *session)
{
    const struct cli_arguments *arguments = session->arguments;
    jw_hours_options options = JW_HOURS_OPTIONS_INIT;
    if (cli_is(arguments, OPTION_BY, "station"))
        options.by = JW_HOURS_BY_STATION;
    if (cli_is(arguments, OPTION_PER, "day"))
        options.per = JW_PER_DAY;
    else if (cli_is(arguments, OPTION_PER, "month"))
        options.per = JW_PER_MONTH;
    options.plan = cli_has(arguments, OPTION_PLAN);
    int exit_status = cli_month_needed(session, &options.month);
    return exit_status == CLI_DONE ? write_tables(session, write_hours, &options) : exit_status;
}

/* ---- reconcile ---- */

struct figures {
    jw_reconcile_pair *pairs;
    size_t count;
    int64_t bound;
};

static jw_status write_denominators(struct cli_session *session, const struct cli_district *district,
                                    struct cli_parts *parts, void *userdata, jw_error *err)
{
    const struct figures *figures = userdata;
    jw_table *table;
    jw_status status =
        jw_reconcile(session->context, figures->pairs, figures->count, figures->bound, &table, err);
    return status == JW_OK ? write_and_free(session, district, table, parts, err) : status;
}

/* COUNT PERCENT as they stand in the report, with or without a percent sign. */
static int read_figures(char **operands, struct figures *figures)
{
    for (size_t i = 0; i < figures->count; i++) {
        jw_reconcile_pair *pair = &figures->pairs[i];
        char *percent = operands[2 * i + 1];
        size_t length = strlen(percent);
        if (!cli_parse_number(operands[2 * i], 0, INT64_C(1000000000000), &pair->count)) {
            cli_say(SAY_NOT_A_COUNT, operands[2 * i]);
            return CLI_USAGE;
        }
        if (length && percent[length - 1] == '%')
            percent[length - 1] = '\0';
        pair->percent = percent;
    }
    return CLI_DONE;
}

int cli_reconcile(struct cli_session *session)
{
    const struct cli_arguments *arguments = session->arguments;
    struct figures figures = {NULL, (size_t)arguments->operand_count / 2, 0};
    if (arguments->operand_count % 2) {
        cli_say(SAY_PAIRS_FIGURES, arguments->operands[arguments->operand_count - 1]);
        return CLI_USAGE;
    }
    int exit_status = cli_number(session, OPTION_BOUND, 1, 10000000, &figures.bound);
    if (exit_status != CLI_DONE)
        return exit_status;
    figures.pairs = calloc(figures.count, sizeof *figures.pairs);
    if (!figures.pairs) {
        cli_say(SAY_NO_MEMORY);
        return CLI_STORAGE;
    }
    exit_status = read_figures(arguments->operands, &figures);
    if (exit_status == CLI_DONE)
        exit_status =
            cli_each_district(session, cli_parts_of(cli_format(session)), write_denominators, &figures);
    free(figures.pairs);
    return exit_status;
}
