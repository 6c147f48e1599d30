#include "cli/help.h"

#include <string.h>
#include "cli/commands.h"

static void write_option(const struct cli_command *command, enum cli_option option, FILE *file)
{
    const struct cli_option_spec *spec = cli_option_spec(option);
    const char *words = command ? cli_option_words(command, option) : spec->value;
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", spec->name, words ? " " : "", words ? words : "");
    fprintf(file, "  %-30s  %s", left, cli_pick(spec->help));
    char word[32] = "";
    if (words && spec->choice && option != OPTION_LANG)
        snprintf(word, sizeof word, "%.*s", (int)strcspn(words, "|"), words);
    else if (spec->otherwise)
        snprintf(word, sizeof word, "%s", spec->otherwise);
    if (word[0])
        fprintf(file, cli_message(SAY_HELP_DEFAULT), word);
    fputc('\n', file);
}

void cli_help_program(FILE *file)
{
    fprintf(file, cli_message(SAY_HELP_USAGE),
            cli_language_is_chinese() ? "命令 [参数]" : "COMMAND [ARGUMENTS]");
    fprintf(file, "\n%s", cli_message(SAY_HELP_COMMANDS));
    for (int i = 0; i < cli_command_count; i++)
        fprintf(file, "  %-10s  %s\n", cli_commands[i].name, cli_pick(cli_commands[i].summary));
    fprintf(file, "\n%s", cli_message(SAY_HELP_EVERYWHERE));
    write_option(NULL, OPTION_STORAGE, file);
    write_option(NULL, OPTION_LANG, file);
    write_option(NULL, OPTION_QUIET, file);
    write_option(NULL, OPTION_HELP, file);
    fputc('\n', file);
    fprintf(file, cli_message(SAY_HELP_EXAMPLE), "init books.db --district 610803 --name 横山区");
    fprintf(file, "\n%s", cli_message(SAY_HELP_EXIT));
}

void cli_help_command(const struct cli_command *command, FILE *file)
{
    char usage[128];
    const char *notes = cli_pick(command->notes);
    snprintf(usage, sizeof usage, "%s %s", command->name, command->operands);
    fprintf(file, cli_message(SAY_HELP_USAGE), usage);
    fprintf(file, "\n%s\n", cli_pick(command->summary));
    if (notes)
        fprintf(file, "%s\n", notes);
    fprintf(file, "\n%s", cli_message(SAY_HELP_OPTIONS));
    for (int option = 0; option < OPTIONS_MAX; option++)
        if (cli_command_takes(command, (enum cli_option)option))
            write_option(command, (enum cli_option)option, file);
    fputc('\n', file);
    fprintf(file, cli_message(SAY_HELP_EXAMPLE), command->example);
}
