/* init, upgrade, rule, info. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/nearest.h"
#include "cli/session.h"

/* ---- init ---- */

/* Whether a district can be as it is asked for; checked before a store is made for it. */
static int check_district(struct cli_session *session, const char *code, const char *name, int64_t utc_offset)
{
    jw_error err = JW_ERROR_INIT;
    jw_district *district;
    jw_status status = jw_district_new(session->context, &district, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    status = jw_district_set_code(district, code, &err);
    if (status == JW_OK)
        status = jw_district_set_name(district, name, &err);
    if (status == JW_OK)
        status = jw_district_set_utc_offset(district, utc_offset, &err);
    jw_district_free(district);
    return status == JW_OK ? CLI_DONE : cli_fail(session, status, &err);
}

static int add_district(struct cli_session *session, const char *code, const char *name, int32_t utc_offset)
{
    const char *store = session->arguments->operands[0];
    bool quiet = cli_has(session->arguments, OPTION_QUIET);
    jw_error err = JW_ERROR_INIT;
    jw_district *there;
    jw_status status = jw_district_find(session->store, code, &there, &err);
    if (status == JW_OK) {
        jw_district_free(there);
        cli_say(SAY_DISTRICT_THERE, store, code);
        return CLI_DONE;
    }
    if (status == JW_ENOTFOUND)
        status = jw_store_add_district(session->store, code, name, utc_offset, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    if (!quiet)
        cli_tell(SAY_DISTRICT_ADDED, store, code, name);
    return CLI_DONE;
}

int cli_init(struct cli_session *session)
{
    const char *code, *name = cli_value(session->arguments, OPTION_NAME);
    int64_t utc_offset = 28800;
    int exit_status = cli_one_district(session, &code);
    if (exit_status == CLI_DONE)
        exit_status = cli_number(session, OPTION_UTC_OFFSET, -64800, 64800, &utc_offset);
    if (exit_status != CLI_DONE)
        return exit_status;
    if (!cli_needed(session->arguments, OPTION_DISTRICT) || !cli_needed(session->arguments, OPTION_NAME))
        return CLI_USAGE;
    exit_status = check_district(session, code, name, utc_offset);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_CREATE);
    return exit_status == CLI_DONE ? add_district(session, code, name, (int32_t)utc_offset) : exit_status;
}

/* ---- upgrade ---- */

int cli_upgrade(struct cli_session *session)
{
    int exit_status = cli_store_open(session, JW_STORE_UPGRADE);
    if (exit_status == CLI_DONE && !cli_has(session->arguments, OPTION_QUIET))
        cli_tell(SAY_UPGRADED, session->arguments->operands[0]);
    return exit_status;
}

/* ---- rule ---- */

/* Where a rule stands in the table of rules; -1 after saying that there is none. */
static int64_t find_rule(const jw_table *rules, const char *name)
{
    size_t column = (size_t)jw_table_find(rules, "name");
    struct cli_nearest nearest = NEAREST_INIT(name);
    for (int64_t row = 0; row < jw_table_rows(rules); row++) {
        const char *candidate = jw_table_text(rules, row, column);
        if (strcmp(candidate, name) == 0)
            return row;
        cli_nearest_offer(&nearest, candidate);
    }
    cli_say(SAY_UNKNOWN_RULE, name);
    if (nearest.found)
        cli_hint(SAY_DID_YOU_MEAN, nearest.found);
    return -1;
}

struct rule_request {
    jw_date on;
    const char *name; /* NULL = all */
    bool unknown;
};

static jw_status write_rules(struct cli_session *session, const struct cli_district *district,
                             struct cli_parts *parts, void *userdata, jw_error *err)
{
    struct rule_request *request = userdata;
    jw_table *rules, *wanted = NULL;
    jw_status status = jw_rules(session->store, district->code, request->on, &rules, err);
    if (status != JW_OK)
        return status;
    int64_t row = request->name ? find_rule(rules, request->name) : 0;
    request->unknown = row < 0;
    if (request->unknown)
        status = JW_OK;
    else if (request->name)
        status = jw_table_pick(rules, &row, 1, &wanted, err);
    if (status == JW_OK && !request->unknown)
        status = cli_write_table(session, district, wanted ? wanted : rules, parts, err);
    jw_table_free(wanted);
    jw_table_free(rules);
    return status;
}

static int show_rules(struct cli_session *session, const char *name)
{
    struct rule_request request = {JW_DATE_NONE, name, false};
    int exit_status = cli_date(session, OPTION_ON, &request.on);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status == CLI_DONE)
        exit_status = cli_each_district(session, cli_parts_of(cli_format(session)), write_rules, &request);
    return exit_status == CLI_DONE && request.unknown ? CLI_INPUT : exit_status;
}

static int set_rule(struct cli_session *session, const char *name, const char *value)
{
    const char *district;
    jw_date from = JW_DATE_NONE;
    int exit_status = cli_one_district(session, &district);
    if (exit_status == CLI_DONE)
        exit_status = cli_date(session, OPTION_FROM, &from);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, 0);
    if (exit_status != CLI_DONE)
        return exit_status;
    jw_error err = JW_ERROR_INIT;
    jw_status status = jw_rule_set(session->store, district, name, value, from,
                                   cli_value(session->arguments, OPTION_SOURCE), &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    if (!cli_has(session->arguments, OPTION_QUIET))
        cli_tell(SAY_RULE_SET, name, value);
    return CLI_DONE;
}

/* Says so when an option would have no effect. */
static bool has_stray(const struct cli_session *session, enum cli_option option, const char *only_for)
{
    if (!cli_has(session->arguments, option))
        return false;
    cli_say(SAY_OPTION_ONLY_FOR, cli_option_spec(option)->name, only_for);
    return true;
}

int cli_rule(struct cli_session *session)
{
    char **operands = session->arguments->operands;
    int count = session->arguments->operand_count;
    bool sets = count > 2;
    if (sets && has_stray(session, OPTION_ON, "rule STORE [NAME]"))
        return CLI_USAGE;
    if (!sets && (has_stray(session, OPTION_FROM, "rule STORE NAME VALUE") ||
                  has_stray(session, OPTION_SOURCE, "rule STORE NAME VALUE")))
        return CLI_USAGE;
    return sets ? set_rule(session, operands[1], operands[2])
                : show_rules(session, count > 1 ? operands[1] : NULL);
}

/* ---- info ---- */

static const char *type_name(int32_t type)
{
    static const char *const names[] = {"",        "text",    "word",    "date", "month",  "instant",
                                        "integer", "boolean", "degrees", "real", "decimal"};
    return type > 0 && (size_t)type < sizeof names / sizeof *names ? names[type] : "";
}

static void show_field(jw_record record, size_t field)
{
    jw_field_info info = {.struct_size = sizeof info};
    if (jw_record_field(record, field, &info) != JW_OK)
        return;
    printf("  %-16s  %-8s", info.name, type_name(info.type));
    if (info.flags & JW_FIELD_KEY)
        printf("  %s", cli_message(SAY_FIELD_KEY));
    if (info.flags & JW_FIELD_REQUIRED)
        printf("  %s", cli_message(SAY_FIELD_REQUIRED));
    printf("  %s", cli_language_is_chinese() ? info.caption_zh : info.caption_en);
    if (info.words)
        printf(": %s", info.words);
    else if (info.type == JW_TYPE_TEXT || info.type == JW_TYPE_DECIMAL)
        printf(" (<= %lld %s)", (long long)info.maximum, cli_message(SAY_FIELD_BYTES));
    if (info.references)
        printf(" -> %s", jw_record_name(info.references));
    putchar('\n');
}

static void show_records(void)
{
    printf(cli_message(SAY_VERSION), JW_VERSION_STRING, jw_version());
    fputs(cli_message(SAY_RECORDS), stdout);
    for (jw_record record = 1; record <= jw_record_count(); record++)
        printf("  %-16s  %s\n", jw_record_name(record), jw_record_caption(record, cli_language_is_chinese()));
}

int cli_info(struct cli_session *session)
{
    if (!session->arguments->operand_count) {
        show_records();
        return CLI_DONE;
    }
    jw_record record;
    int exit_status = cli_record_named(session->arguments->operands[0], &record);
    if (exit_status != CLI_DONE)
        return exit_status;
    printf("%s  %s\n", jw_record_name(record), jw_record_caption(record, cli_language_is_chinese()));
    for (size_t field = 0; field < jw_record_field_count(record); field++)
        show_field(record, field);
    return CLI_DONE;
}
