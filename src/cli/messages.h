/* What the program says, in English and Chinese. The language is chosen once, before anything is said. */
#ifndef CLI_MESSAGES_H
#define CLI_MESSAGES_H

#include <stdbool.h>
#include <jingwu/base.h>

/* A text in both languages. */
struct cli_text {
    const char *en;
    const char *zh;
};

enum cli_message {
    SAY_NO_COMMAND,
    SAY_UNKNOWN_COMMAND,
    SAY_UNKNOWN_OPTION,
    SAY_UNKNOWN_RECORD,
    SAY_DID_YOU_MEAN,
    SAY_SEE_HELP,
    SAY_SEE_COMMANDS,
    SAY_SEE_RECORDS,
    SAY_OPTION_TWICE,
    SAY_OPTION_NEEDS_VALUE,
    SAY_OPTION_TAKES_NONE,
    SAY_OPTION_WORDS,
    SAY_OPTION_WRONG,
    SAY_OPTION_MISSING,
    SAY_OPTION_NEEDS_OTHER,
    SAY_OPTION_ONLY_FOR,
    SAY_TOO_FEW,
    SAY_TOO_MANY,
    SAY_PAIRS_FILES,
    SAY_PAIRS_FIGURES,
    SAY_NOT_A_COUNT,
    SAY_ONE_DISTRICT,
    SAY_DISTRICT_TWICE,
    SAY_NOT_YET,
    SAY_NO_MEMORY,
    SAY_STORE_FAILED,
    SAY_FILE_UNREADABLE,
    SAY_OUTPUT_FAILED,
    SAY_OUTPUT_IS_READ,
    SAY_REJECTS_LATE,
    SAY_CANCELLED,
    SAY_HINT_INIT,
    SAY_HINT_UPGRADE,
    SAY_HINT_DISTRICT,
    SAY_HINT_ENCODING,
    SAY_HINT_REFERENCE,
    SAY_HINT_EXISTS,
    SAY_HINT_INPUT,
    SAY_HINT_COLUMNS,
    SAY_HINT_BUSY,
    SAY_HINT_FULL,
    SAY_HINT_REOPEN,
    SAY_HINT_SUBMIT,
    SAY_HINT_MONTH,
    SAY_HINT_GOVERNANCE,
    SAY_DISTRICT_ADDED,
    SAY_DISTRICT_THERE,
    SAY_UPGRADED,
    SAY_IMPORTED,
    SAY_REJECTED,
    SAY_REMOVED,
    SAY_RULE_SET,
    SAY_UNKNOWN_RULE,
    SAY_SUBMITTED,
    SAY_CLOSED,
    SAY_CLOSED_WITHOUT,
    SAY_CLOSED_DISPUTED,
    SAY_HEAD,
    SAY_NOTE_HEAD,
    SAY_REOPENED,
    SAY_MONTH_SUMMARY,
    SAY_MONTH_MISSING,
    SAY_ACCEPT_OR_REJECT,
    SAY_OBJECTION,
    SAY_ACCEPTED,
    SAY_DENIED,
    SAY_COPIED,
    SAY_MIRRORED,
    SAY_NOT_TOGETHER,
    SAY_NOT_TO_TRY,
    SAY_METRICS_HEADER,
    SAY_METRICS_FOOTER,
    SAY_TOTALS_HEADER,
    SAY_TOTALS_FOOTER,
    SAY_SCHEME_USED,
    SAY_ABOVE_BETTER,
    SAY_ABOVE_WORSE,
    SAY_BELOW_BETTER,
    SAY_BELOW_WORSE,
    SAY_WITHIN,
    SAY_SUMMARY_HEADER,
    SAY_SUMMARY_ROW,
    SAY_STAGE_READ,
    SAY_STAGE_WRITE,
    SAY_STAGE_OTHER,
    SAY_VERSION,
    SAY_RECORDS,
    SAY_FIELD_KEY,
    SAY_FIELD_REQUIRED,
    SAY_FIELD_BYTES,
    SAY_HELP_USAGE,
    SAY_HELP_COMMANDS,
    SAY_HELP_OPTIONS,
    SAY_HELP_DEFAULT,
    SAY_HELP_EXAMPLE,
    SAY_HELP_EVERYWHERE,
    SAY_HELP_EXIT
};

/* Chooses the language: lang ("en", "zh") or, when it is NULL, the locale of the environment. */
void cli_language_choose(const char *lang);
bool cli_language_is_chinese(void);

const char *cli_pick(struct cli_text text);
const char *cli_message(enum cli_message message);
/* A Chinese or English sentence for a status. */
const char *cli_status_text(jw_status status);

/* Writes one line on stderr: "jingwu: " and the message with its values. */
void cli_say(enum cli_message message, ...);
/* Writes one line on stderr as it is, after "jingwu: ". */
void cli_say_text(const char *text);
/* Writes one line on stderr that says what to do next. */
void cli_hint(enum cli_message message, ...);
/* Writes one line on stdout. */
void cli_tell(enum cli_message message, ...);

#endif
