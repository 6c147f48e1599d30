/* The one parser of options, driven by the tables of options and commands. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include "cli/messages.h"

/* In the order in which help lists them. */
enum cli_option {
    OPTION_DISTRICT,
    OPTION_NAME,
    OPTION_UTC_OFFSET,
    OPTION_MONTH,
    OPTION_ON,
    OPTION_AS_OF,
    OPTION_ALL,
    OPTION_BY,
    OPTION_PER,
    OPTION_PLAN,
    OPTION_MONTHS,
    OPTION_TOTALS,
    OPTION_PAY,
    OPTION_QUALITY,
    OPTION_WHAT_IF,
    OPTION_SCHEME,
    OPTION_BOUND,
    OPTION_FROM,
    OPTION_SOURCE,
    OPTION_POLICE_STATION,
    OPTION_STAFF,
    OPTION_REASON,
    OPTION_DECIDE,
    OPTION_ACCEPT,
    OPTION_REJECT,
    OPTION_DIFFERENCE,
    OPTION_EXPECT,
    OPTION_MIRROR,
    OPTION_SINCE,
    OPTION_ROWS,
    OPTION_ENCODING,
    OPTION_MAP,
    OPTION_LAYOUT,
    OPTION_KEEP_GOOD,
    OPTION_REJECTS,
    OPTION_INSERT_ONLY,
    OPTION_BOM,
    OPTION_FORMAT,
    OPTION_OUTPUT,
    OPTION_ACTOR,
    OPTION_STORAGE,
    OPTION_LANG,
    OPTION_QUIET,
    OPTION_HELP,
    OPTIONS_MAX
};

#define OPTION_BIT(option) (UINT64_C(1) << (option))

struct cli_option_spec {
    const char *name;
    const char *value;     /* what stands for the value in help; NULL = a flag; choices as "a|b|c" */
    bool choice;           /* only the words of value are allowed; the first is the default */
    const char *otherwise; /* the default, for help; NULL = none, or the first choice */
    struct cli_text help;
};

/* Another set of choices than the option's own. */
struct cli_choices {
    enum cli_option option;
    const char *words;
};

struct cli_session;

struct cli_command {
    const char *name;
    const char *operands; /* after the name in the usage line */
    int least;            /* operands */
    int most;             /* -1 = any number */
    uint64_t options;     /* OPTION_BIT()s; those for every command are added */
    struct cli_choices choices[3];
    struct cli_text summary;
    struct cli_text notes; /* lines of help, may be NULL */
    const char *example;
    int (*run)(struct cli_session *session); /* gives the exit status; NULL = not yet */
};

struct cli_arguments {
    const struct cli_command *command;
    char **operands; /* part of argv, put in order */
    int operand_count;
    const char *values[OPTIONS_MAX]; /* "" for a flag that is given, NULL for what is not */
};

const struct cli_option_spec *cli_option_spec(enum cli_option option);
/* Whether a command takes an option. */
bool cli_command_takes(const struct cli_command *command, enum cli_option option);
/* The words that a command allows for an option with choices, separated by '|'. */
const char *cli_option_words(const struct cli_command *command, enum cli_option option);

/* Reads the arguments after the command's name; says what is wrong and gives CLI_USAGE, else CLI_DONE. */
int cli_options_parse(const struct cli_command *command, int count, char **arguments,
                      struct cli_arguments *out);

bool cli_has(const struct cli_arguments *arguments, enum cli_option option);
/* The value, or NULL when it is not given. */
const char *cli_value(const struct cli_arguments *arguments, enum cli_option option);
/* Whether the value of an option with choices is the word; the first choice is the default. */
bool cli_is(const struct cli_arguments *arguments, enum cli_option option, const char *word);
/* The value of an option that the command cannot do without, or NULL after saying so. */
const char *cli_needed(const struct cli_arguments *arguments, enum cli_option option);
/* Whether an option is given without another that it cannot do without; says so. */
bool cli_lacks(const struct cli_arguments *arguments, enum cli_option option, enum cli_option other);

#endif
