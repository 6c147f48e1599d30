/* What a failure of the library means for the user: words, a hint and the exit status. */
#include "cli/session.h"

#include <stdio.h>
#include <string.h>
#include "cli/progress.h"

/* Permissions and conflicts of the books are the user's to settle, those of the storage carry its own code.
 */
static int exit_of(jw_status status, const jw_error *err)
{
    switch (status) {
    case JW_EPERMISSION:
    case JW_ECONFLICT:
        return err->native_code ? CLI_STORAGE : CLI_INPUT;
    case JW_OK:
        return CLI_DONE;
    case JW_EINVAL:
        return CLI_USAGE;
    case JW_EINPUT:
    case JW_EREFERENCE:
    case JW_ENOTFOUND:
    case JW_EEXIST:
    case JW_EENCODING:
    case JW_ECLOSED:
    case JW_ELIMIT:
        return CLI_INPUT;
    case JW_ENOTYET:
        return CLI_NOT_YET;
    default:
        return CLI_STORAGE;
    }
}

/* The library shows the end of a long path only. */
#define LONG_PATH 100

/* The operand that names a file with which the message begins, and how much of the message its name takes. */
static const char *file_in_message(const struct cli_arguments *arguments, const char *message, size_t *length)
{
    for (int i = 2; i < arguments->operand_count; i += 2) {
        const char *file = arguments->operands[i];
        for (*length = strlen(file); *length; --*length) {
            const char *end = file + strlen(file) - *length;
            if (strncmp(message, end, *length) == 0 && message[*length] == ':')
                return file;
            if (*length <= LONG_PATH)
                break;
        }
    }
    return NULL;
}

/* Where it went wrong, as "duty.csv:12: duty.finish: "; "" when that is nowhere in particular. */
static void write_place(const struct cli_session *session, const jw_error *err, char *place, size_t size,
                        const char **message)
{
    size_t used = 0, length;
    const char *file = file_in_message(session->arguments, err->message, &length);
    place[0] = '\0';
    *message = err->message;
    if (file) {
        *message += length + 1;
        *message += strspn(*message, " ");
        used += (size_t)snprintf(place, size, "%s:", file);
    }
    if (err->row > 0 && used < size)
        used +=
            (size_t)snprintf(place + used, size - used, "%s%lld: ", file ? "" : "row ", (long long)err->row);
    else if (file && used < size)
        used += (size_t)snprintf(place + used, size - used, " ");
    if (err->record[0] && used < size)
        snprintf(place + used, size - used, "%s%s%s: ", err->record, err->field[0] ? "." : "", err->field);
}

/* What helps with rows or columns that are refused. */
static void hint_at_input(const struct cli_arguments *arguments, jw_status status, int64_t row)
{
    bool can_keep_good = cli_command_takes(arguments->command, OPTION_KEEP_GOOD);
    if (status == JW_EREFERENCE && can_keep_good)
        cli_hint(SAY_HINT_REFERENCE);
    else if (status == JW_EINPUT && row == 1 && cli_command_takes(arguments->command, OPTION_MAP))
        cli_hint(SAY_HINT_COLUMNS);
    else if (status == JW_EINPUT && row > 1 && can_keep_good && !cli_has(arguments, OPTION_KEEP_GOOD))
        cli_hint(SAY_HINT_INPUT);
    else if (status == JW_EEXIST && cli_has(arguments, OPTION_INSERT_ONLY))
        cli_hint(SAY_HINT_EXISTS);
    else if (status == JW_EENCODING && cli_command_takes(arguments->command, OPTION_ENCODING) &&
             !cli_has(arguments, OPTION_ENCODING))
        cli_hint(SAY_HINT_ENCODING);
}

/* Whether it is for want of a district's code that the library refused. */
static bool wants_district(const struct cli_arguments *arguments, const jw_error *err)
{
    return cli_command_takes(arguments->command, OPTION_DISTRICT) && !cli_has(arguments, OPTION_DISTRICT) &&
           strstr(err->message, "districts, name one");
}

/* What helps somebody who signs for a month; false when nothing is said. */
static bool hint_at_month(const struct cli_arguments *arguments, jw_status status)
{
    const char *store = arguments->operands[0], *month = cli_value(arguments, OPTION_MONTH);
    bool closing = strcmp(arguments->command->name, "close") == 0;
    if (!cli_command_takes(arguments->command, OPTION_ACTOR) || !month)
        return false;
    if (status == JW_ECLOSED)
        cli_hint(SAY_HINT_REOPEN, store, month);
    else if (status == JW_ECONFLICT && closing)
        cli_hint(SAY_HINT_SUBMIT, store, month);
    else if (status == JW_ECONFLICT || status == JW_ELIMIT || status == JW_ENOTFOUND)
        cli_hint(SAY_HINT_MONTH, store, month);
    else if (status == JW_EPERMISSION)
        cli_hint(SAY_HINT_GOVERNANCE, store);
    else
        return false;
    return true;
}

static void hint(const struct cli_arguments *arguments, jw_status status, const jw_error *err)
{
    if (!err->native_code && hint_at_month(arguments, status))
        return;
    if (status == JW_EINVAL && wants_district(arguments, err))
        cli_hint(SAY_HINT_DISTRICT);
    else if (status == JW_EREADONLY && strstr(err->message, "upgrade it"))
        cli_hint(SAY_HINT_UPGRADE, arguments->operands[0]);
    else if (status == JW_EBUSY || status == JW_ECONFLICT)
        cli_hint(SAY_HINT_BUSY);
    else if (status == JW_EFULL)
        cli_hint(SAY_HINT_FULL);
    else
        hint_at_input(arguments, status, err->row);
}

static int say_cancelled(void)
{
    int number = cli_signal_seen();
    cli_say(SAY_CANCELLED);
    return number ? CLI_SIGNAL + number : CLI_STORAGE;
}

int cli_fail(const struct cli_session *session, jw_status status, const jw_error *err)
{
    if (status == JW_ECANCELLED)
        return say_cancelled();
    char place[640], line[1280];
    const char *message;
    write_place(session, err, place, sizeof place, &message);
    if (cli_language_is_chinese())
        snprintf(line, sizeof line, "%s%s：%s", place, cli_status_text(status), message);
    else
        snprintf(line, sizeof line, "%s%s", place, message[0] ? message : cli_status_text(status));
    cli_say_text(line);
    hint(session->arguments, status, err);
    return exit_of(status, err);
}
