/* The jingwu program: the library's face for a person, and its first consumer. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/nearest.h"
#include "cli/session.h"

/* The language is needed for complaints about the very arguments that hold it. */
static const char *find_lang(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        if (strncmp(arguments[i], "--lang=", 7) == 0)
            return arguments[i] + 7;
        if (strcmp(arguments[i], "--lang") == 0 && i + 1 < count)
            return arguments[i + 1];
        if (strcmp(arguments[i], "--") == 0)
            break;
    }
    return NULL;
}

static int unknown_command(const char *name)
{
    struct cli_nearest nearest = NEAREST_INIT(name);
    for (int i = 0; i < cli_command_count; i++)
        cli_nearest_offer(&nearest, cli_commands[i].name);
    cli_say(SAY_UNKNOWN_COMMAND, name);
    if (nearest.found)
        cli_hint(SAY_DID_YOU_MEAN, nearest.found);
    else
        cli_hint(SAY_SEE_COMMANDS);
    return CLI_USAGE;
}

static int help_on(const char *name)
{
    const struct cli_command *command = name ? cli_command_find(name) : NULL;
    if (name && !command)
        return unknown_command(name);
    if (command)
        cli_help_command(command, stdout);
    else
        cli_help_program(stdout);
    return CLI_DONE;
}

/* Whatever else is wrong with the command line. */
static bool asks_for_help(int count, char **arguments)
{
    for (int i = 0; i < count && strcmp(arguments[i], "--") != 0; i++)
        if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0)
            return true;
    return false;
}

static int run_command(const struct cli_command *command, int count, char **arguments)
{
    if (asks_for_help(count, arguments))
        return help_on(command->name);
    if (!command->run) {
        cli_say(SAY_NOT_YET, command->name);
        return CLI_NOT_YET;
    }
    struct cli_arguments parsed;
    int exit_status = cli_options_parse(command, count, arguments, &parsed);
    if (exit_status != CLI_DONE)
        return exit_status;
    struct cli_session session;
    exit_status = cli_session_open(&session, &parsed);
    if (exit_status != CLI_DONE)
        return exit_status;
    exit_status = command->run(&session);
    cli_session_close(&session);
    return exit_status;
}

static int run(int count, char **arguments)
{
    const char *name = count > 1 ? arguments[1] : NULL;
    /* --lang may stand before the command, too */
    if (name && strncmp(name, "--lang=", 7) == 0)
        return run(count - 1, arguments + 1);
    if (name && strcmp(name, "--lang") == 0 && count > 2)
        return run(count - 2, arguments + 2);
    if (!name) {
        cli_say(SAY_NO_COMMAND);
        cli_hint(SAY_SEE_COMMANDS);
        return CLI_USAGE;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return help_on(count > 2 && arguments[2][0] != '-' ? arguments[2] : NULL);
    if (strcmp(name, "--version") == 0) {
        printf(cli_message(SAY_VERSION), JW_VERSION_STRING, jw_version());
        return CLI_DONE;
    }
    const struct cli_command *command = cli_command_find(name);
    return command ? run_command(command, count - 2, arguments + 2) : unknown_command(name);
}

int main(int count, char **arguments)
{
    cli_language_choose(find_lang(count, arguments));
    int exit_status = run(count, arguments);
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_status;
    if (errno == EPIPE)
        return CLI_BROKEN_PIPE;
    cli_say(SAY_OUTPUT_FAILED, "stdout", strerror(errno ? errno : EIO));
    return exit_status == CLI_DONE ? CLI_STORAGE : exit_status;
}
