/* The words of the command line as numbers, dates, months and records. */
#include "cli/session.h"

#include <string.h>
#include "cli/nearest.h"

static int wrong_value(enum cli_option option, const char *value)
{
    cli_say(SAY_OPTION_WRONG, cli_option_spec(option)->name, cli_option_spec(option)->value, value);
    return CLI_USAGE;
}

int cli_month(const struct cli_session *session, jw_month *out)
{
    const char *value = cli_value(session->arguments, OPTION_MONTH);
    if (value && jw_month_parse(value, strlen(value), out) != JW_OK)
        return wrong_value(OPTION_MONTH, value);
    return CLI_DONE;
}

int cli_month_needed(const struct cli_session *session, jw_month *out)
{
    return cli_needed(session->arguments, OPTION_MONTH) ? cli_month(session, out) : CLI_USAGE;
}

int cli_date(const struct cli_session *session, enum cli_option option, jw_date *out)
{
    const char *value = cli_value(session->arguments, option);
    if (value && jw_date_parse(value, strlen(value), out) != JW_OK)
        return wrong_value(option, value);
    return CLI_DONE;
}

bool cli_parse_number(const char *text, int64_t least, int64_t most, int64_t *out)
{
    bool negative = text[0] == '-' && least < 0;
    const char *digit = text + negative;
    int64_t value = 0;
    do {
        if (*digit < '0' || *digit > '9' || value > INT64_C(100000000000000000))
            return false;
        value = value * 10 + (*digit - '0');
    } while (*++digit);
    value = negative ? -value : value;
    if (value < least || value > most)
        return false;
    *out = value;
    return true;
}

int cli_number(const struct cli_session *session, enum cli_option option, int64_t least, int64_t most,
               int64_t *out)
{
    const char *value = cli_value(session->arguments, option);
    if (value && !cli_parse_number(value, least, most, out))
        return wrong_value(option, value);
    return CLI_DONE;
}

int cli_one_district(const struct cli_session *session, const char **out)
{
    const char *value = cli_value(session->arguments, OPTION_DISTRICT);
    if (value && strchr(value, ',')) {
        cli_say(SAY_ONE_DISTRICT, session->arguments->command->name);
        return CLI_USAGE;
    }
    *out = value;
    return CLI_DONE;
}

int cli_record_named(const char *name, jw_record *out)
{
    *out = jw_record_find(name);
    if (*out)
        return CLI_DONE;
    struct cli_nearest nearest = NEAREST_INIT(name);
    for (jw_record record = 1; record <= jw_record_count(); record++)
        cli_nearest_offer(&nearest, jw_record_name(record));
    cli_say(SAY_UNKNOWN_RECORD, name);
    if (nearest.found)
        cli_hint(SAY_DID_YOU_MEAN, nearest.found);
    else
        cli_hint(SAY_SEE_RECORDS);
    return CLI_USAGE;
}

int32_t cli_format(const struct cli_session *session)
{
    if (cli_is(session->arguments, OPTION_FORMAT, "csv"))
        return JW_FORMAT_CSV;
    return cli_is(session->arguments, OPTION_FORMAT, "json") ? JW_FORMAT_JSON : JW_FORMAT_TABLE;
}

bool cli_explains_in_chinese(const struct cli_session *session)
{
    const char *asked = cli_value(session->arguments, OPTION_LANG);
    return cli_language_is_chinese() && (asked || cli_format(session) == JW_FORMAT_TABLE);
}
