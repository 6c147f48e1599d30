/* What a failure of the library means for the user: words, a hint and the exit status. */
#include "cli/session.h"

#include <stdio.h>
#include <string.h>
#include "cli/progress.h"

static int exit_of(jw_status status)
{
    switch (status) {
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

/* The operand that names a file with which the message begins, or NULL. */
static const char *file_in_message(const struct cli_arguments *arguments, const char *message)
{
    for (int i = 2; i < arguments->operand_count; i += 2) {
        const char *file = arguments->operands[i];
        size_t length = strlen(file);
        if (strncmp(message, file, length) == 0 && message[length] == ':')
            return file;
    }
    return NULL;
}

/* Where it went wrong, as "duty.csv:12: duty.finish: "; "" when that is nowhere in particular. */
static void write_place(const struct cli_session *session, const jw_error *err, char *place, size_t size,
                        const char **message)
{
    const char *file = file_in_message(session->arguments, err->message);
    size_t used = 0;
    place[0] = '\0';
    *message = err->message;
    if (file) {
        *message += strlen(file) + 1;
        *message += strspn(*message, " ");
        used += (size_t)snprintf(place, size, "%s:", file);
    }
    if (err->row > 0 && used < size)
        used += (size_t)snprintf(place + used, size - used, "%s%lld: ", file ? "" : "row ", (long long)err->row);
    else if (file && used < size)
        used += (size_t)snprintf(place + used, size - used, " ");
    if (err->record[0] && used < size)
        snprintf(place + used, size - used, "%s%s%s: ", err->record, err->field[0] ? "." : "", err->field);
}

static void hint(const struct cli_session *session, jw_status status)
{
    const struct cli_arguments *arguments = session->arguments;
    const struct cli_command *command = arguments->command;
    bool takes_district = cli_command_takes(command, OPTION_DISTRICT) && !cli_has(arguments, OPTION_DISTRICT);
    if (status == JW_EINVAL && takes_district)
        cli_hint(SAY_HINT_DISTRICT);
    else if (status == JW_EENCODING && cli_command_takes(command, OPTION_ENCODING) &&
             !cli_has(arguments, OPTION_ENCODING))
        cli_hint(SAY_HINT_ENCODING);
    else if (status == JW_EREFERENCE && cli_command_takes(command, OPTION_KEEP_GOOD))
        cli_hint(SAY_HINT_REFERENCE);
    else if (status == JW_EEXIST && cli_has(arguments, OPTION_INSERT_ONLY))
        cli_hint(SAY_HINT_EXISTS);
    else if (status == JW_EINPUT && cli_command_takes(command, OPTION_KEEP_GOOD) &&
             !cli_has(arguments, OPTION_KEEP_GOOD))
        cli_hint(SAY_HINT_INPUT);
    else if (status == JW_EREADONLY || status == JW_EVERSION)
        cli_hint(SAY_HINT_UPGRADE, arguments->operands[0]);
    else if (status == JW_EBUSY || status == JW_ECONFLICT)
        cli_hint(SAY_HINT_BUSY);
    else if (status == JW_EFULL)
        cli_hint(SAY_HINT_FULL);
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
    hint(session, status);
    return exit_of(status);
}
