#include "cli/options.h"

#include <stdio.h>
#include <string.h>
#include "cli/exits.h"
#include "cli/nearest.h"

static const struct cli_option_spec specs[OPTIONS_MAX] = {
    [OPTION_DISTRICT] = {"district",
                         "CODE[,CODE...]|all",
                         false,
                         NULL,
                         {"the districts, or all of them; not needed where the store has one",
                          "区县代码，all 为全部；存储中只有一个区县时可省略"}},
    [OPTION_NAME] = {"name", "NAME", false, NULL, {"name of the district", "区县名称"}},
    [OPTION_UTC_OFFSET] =
        {"utc-offset", "SECONDS", false, "28800", {"seconds east of Greenwich", "时区偏移（秒，东为正）"}},
    [OPTION_MONTH] = {"month", "YYYY-MM", false, NULL, {"the month", "月份"}},
    [OPTION_ON] = {"on", "YYYY-MM-DD", false, NULL, {"the date", "日期"}},
    [OPTION_AS_OF] = {"as-of",
                      "INSTANT",
                      false,
                      NULL,
                      {"judge the unfinished as progress at this local time, or 'now'",
                       "以此当地时间（或 now）为准，未到期的按进度评判"}},
    [OPTION_ALL] = {"all", NULL, false, NULL, {"every row, also what is in order", "列出每一行，包括达标的"}},
    [OPTION_BY] =
        {"by", "staff|station", true, NULL, {"a row for each person or each station", "按人员或按站点"}},
    [OPTION_PER] =
        {"per", "week|day|month", true, NULL, {"a row for each ISO week, day or month", "按 ISO 周、日或月"}},
    [OPTION_PLAN] = {"plan",
                     NULL,
                     false,
                     NULL,
                     {"of the duty plan instead of the duty done", "统计勤务计划而非实际勤务"}},
    [OPTION_MONTHS] =
        {"months", "N", false, "1", {"pool so many months, ending with the month", "合并到该月为止的 N 个月"}},
    [OPTION_TOTALS] = {"totals", NULL, false, NULL, {"a row for each person", "每人一行总分"}},
    [OPTION_PAY] =
        {"pay", NULL, false, NULL, {"the pay table: grade, coefficient, commendation", "绩效表：等次、系数、表彰"}},
    [OPTION_QUALITY] =
        {"quality", NULL, false, NULL, {"check whether the figures can be right", "检查数字是否合理"}},
    [OPTION_WHAT_IF] = {"what-if",
                        "FILE",
                        false,
                        NULL,
                        {"what other rows of scheme, grade or rule (CSV) would have done",
                         "试算：改用此文件（CSV）中的方案、等次或规则会怎样"}},
    [OPTION_SCHEME] = {"scheme", "ID", false, "default", {"the assessment scheme", "考核方案"}},
    [OPTION_BOUND] = {"bound", "N", false, "1000000", {"the greatest denominator tried", "所试的最大分母"}},
    [OPTION_FROM] = {"from",
                     "YYYY-MM-DD",
                     false,
                     NULL,
                     {"first day on which the value holds; left out: always", "生效日期；省略则一直有效"}},
    [OPTION_SOURCE] = {"source", "TEXT", false, NULL, {"where the value comes from", "取值依据"}},
    [OPTION_POLICE_STATION] = {"police-station",
                               "ID",
                               false,
                               NULL,
                               {"the police station that submits; left out: all that have not",
                                "报送的派出所；省略则为所有尚未报送的"}},
    [OPTION_STAFF] = {"staff", "ID", false, NULL, {"whose result", "对谁的考核结果"}},
    [OPTION_REASON] = {"reason", "TEXT", false, NULL, {"why, at most 500 bytes", "理由，不超过 500 字节"}},
    [OPTION_DECIDE] =
        {"decide", "SEQ", false, NULL, {"decide the objection of this number", "裁定该序号的异议"}},
    [OPTION_ACCEPT] = {"accept", NULL, false, NULL, {"with --decide: it is right", "与 --decide 合用：采纳"}},
    [OPTION_REJECT] = {"reject", NULL, false, NULL, {"with --decide: it is not", "与 --decide 合用：驳回"}},
    [OPTION_DIFFERENCE] = {"difference",
                           NULL,
                           false,
                           NULL,
                           {"what the newest revision changed against the closed one before",
                            "最新版次与前一结账版次的差别"}},
    [OPTION_EXPECT] = {"expect",
                       "SEQ:DIGEST",
                       false,
                       NULL,
                       {"the head of the journal that was noted outside the store",
                        "在库外留存的日志末条（序号:摘要）"}},
    [OPTION_MIRROR] = {"mirror",
                       NULL,
                       false,
                       NULL,
                       {"bring a copy that is there up to date", "把已有的副本更新到最新"}},
    [OPTION_SINCE] = {"since",
                      "SEQ",
                      false,
                      "0",
                      {"the number of the last journal entry that is known", "已知的最后一条日志序号"}},
    [OPTION_ROWS] = {"rows",
                     NULL,
                     false,
                     NULL,
                     {"with --format json: also the rows of the records that changed, as they are now",
                      "与 --format json 合用：同时给出有变更的记录的现有各行"}},
    [OPTION_ENCODING] = {"encoding", "auto|utf-8|gb18030", true, NULL, {"encoding of the text", "文字编码"}},
    [OPTION_MAP] = {"map",
                    "FIELD=COLUMN,...",
                    false,
                    NULL,
                    {"columns of the file that are not named as the fields", "文件列名与字段名的对应"}},
    [OPTION_LAYOUT] = {"layout",
                       "own|china-division",
                       true,
                       NULL,
                       {"field names as header, or the national list of villages",
                        "字段名表头，或全国村级区划表"}},
    [OPTION_KEEP_GOOD] = {"keep-good",
                          NULL,
                          false,
                          NULL,
                          {"import the good rows and refuse the bad ones singly",
                           "导入合格的行，逐行拒绝不合格的"}},
    [OPTION_REJECTS] = {"rejects",
                        "FILE",
                        false,
                        NULL,
                        {"with --keep-good: CSV of the refused rows and the reasons",
                         "与 --keep-good 合用：被拒绝的行及原因（CSV）"}},
    [OPTION_INSERT_ONLY] = {"insert-only",
                            NULL,
                            false,
                            NULL,
                            {"refuse rows whose key is there with another value",
                             "拒绝键已存在而值不同的行"}},
    [OPTION_BOM] =
        {"bom", NULL, false, NULL, {"begin with a byte order mark, for Excel", "写入 BOM，便于 Excel 打开"}},
    [OPTION_FORMAT] = {"format", "table|csv|json", true, NULL, {"form of the output", "输出格式"}},
    [OPTION_OUTPUT] =
        {"output", "FILE", false, NULL, {"write to a file instead of stdout", "写入文件而非标准输出"}},
    [OPTION_ACTOR] = {"actor", "ID", false, NULL, {"who writes, for the journal", "操作人，记入日志"}},
    [OPTION_STORAGE] = {"storage",
                        "PLUGIN.so",
                        false,
                        NULL,
                        {"load a storage of one's own from a file, for URIs of its scheme",
                         "从文件加载自定义存储插件"}},
    [OPTION_LANG] = {"lang",
                     "en|zh",
                     true,
                     NULL,
                     {"language of messages; without it that of the locale", "消息语言；省略则按区域设置"}},
    [OPTION_QUIET] = {"quiet", NULL, false, NULL, {"no progress and no summary", "不显示进度和小结"}},
    [OPTION_HELP] = {"help", NULL, false, NULL, {"this help", "显示本帮助"}},
};

static const uint64_t everywhere =
    OPTION_BIT(OPTION_STORAGE) | OPTION_BIT(OPTION_LANG) | OPTION_BIT(OPTION_QUIET) | OPTION_BIT(OPTION_HELP);

const struct cli_option_spec *cli_option_spec(enum cli_option option)
{
    return &specs[option];
}

bool cli_command_takes(const struct cli_command *command, enum cli_option option)
{
    return ((command->options | everywhere) & OPTION_BIT(option)) != 0;
}

const char *cli_option_words(const struct cli_command *command, enum cli_option option)
{
    for (size_t i = 0; i < sizeof command->choices / sizeof *command->choices; i++)
        if (command->choices[i].words && command->choices[i].option == option)
            return command->choices[i].words;
    return specs[option].value;
}

/* Whether the word at the beginning of a list "a|b|c" is this one. */
static bool word_is(const char *list, const char *word)
{
    size_t length = strcspn(list, "|");
    return strlen(word) == length && strncmp(list, word, length) == 0;
}

static bool is_among(const char *list, const char *word)
{
    for (const char *next = list; next; next = strchr(next, '|')) {
        next += *next == '|';
        if (word_is(next, word))
            return true;
    }
    return false;
}

static int unknown_option(const struct cli_command *command, const char *given, size_t length)
{
    char name[64];
    size_t dashes = strspn(given, "-");
    snprintf(name, sizeof name, "%.*s", (int)(length - dashes), given + dashes);
    struct cli_nearest nearest = NEAREST_INIT(name);
    for (int option = 0; option < OPTIONS_MAX; option++)
        if (cli_command_takes(command, (enum cli_option)option))
            cli_nearest_offer(&nearest, specs[option].name);
    cli_say(SAY_UNKNOWN_OPTION, command->name, given);
    if (nearest.found) {
        snprintf(name, sizeof name, "--%s", nearest.found);
        cli_hint(SAY_DID_YOU_MEAN, name);
    } else {
        cli_hint(SAY_SEE_HELP, command->name);
    }
    return CLI_USAGE;
}

static int find_option(const struct cli_command *command, const char *name, size_t length)
{
    for (int option = 0; option < OPTIONS_MAX; option++)
        if (cli_command_takes(command, (enum cli_option)option) && strlen(specs[option].name) == length &&
            strncmp(specs[option].name, name, length) == 0)
            return option;
    return -1;
}

/* The next argument as an option: its name, and its value after '=' or in the argument that follows. */
static int take_option(const struct cli_command *command, int count, char **arguments, int *at,
                       struct cli_arguments *out)
{
    const char *given = arguments[*at];
    size_t length = strcspn(given, "=");
    int option = strncmp(given, "--", 2) == 0 ? find_option(command, given + 2, length - 2) : -1;
    if (option < 0)
        return unknown_option(command, given, length);
    const struct cli_option_spec *spec = &specs[option];
    const char *value = given[length] == '=' ? given + length + 1 : NULL;
    if (out->values[option]) {
        cli_say(SAY_OPTION_TWICE, spec->name);
        return CLI_USAGE;
    }
    if (!spec->value && value) {
        cli_say(SAY_OPTION_TAKES_NONE, spec->name);
        return CLI_USAGE;
    }
    if (spec->value && !value) {
        if (*at + 1 >= count) {
            cli_say(SAY_OPTION_NEEDS_VALUE, spec->name, cli_option_words(command, (enum cli_option)option));
            return CLI_USAGE;
        }
        value = arguments[++*at];
    }
    if (spec->choice && !is_among(cli_option_words(command, (enum cli_option)option), value)) {
        cli_say(SAY_OPTION_WORDS, spec->name, cli_option_words(command, (enum cli_option)option), value);
        return CLI_USAGE;
    }
    out->values[option] = value ? value : "";
    return CLI_DONE;
}

static int check_operands(const struct cli_command *command, const struct cli_arguments *arguments)
{
    if (command->most >= 0 && arguments->operand_count > command->most) {
        cli_say(SAY_TOO_MANY, command->name, arguments->operands[command->most]);
        cli_hint(SAY_SEE_HELP, command->name);
        return CLI_USAGE;
    }
    if (arguments->operand_count < command->least) {
        char usage[200];
        snprintf(usage, sizeof usage, "%s %s", command->name, command->operands);
        cli_say(SAY_TOO_FEW, command->name, usage);
        cli_hint(SAY_SEE_HELP, command->name);
        return CLI_USAGE;
    }
    return CLI_DONE;
}

int cli_options_parse(const struct cli_command *command, int count, char **arguments,
                      struct cli_arguments *out)
{
    memset(out, 0, sizeof *out);
    out->command = command;
    out->operands = arguments;
    bool options_ended = false;
    for (int i = 0; i < count; i++) {
        const char *given = arguments[i];
        if (!options_ended && strcmp(given, "--") == 0) {
            options_ended = true;
        } else if (!options_ended && given[0] == '-' && given[1] != '\0') {
            int exit_status = take_option(command, count, arguments, &i, out);
            if (exit_status != CLI_DONE)
                return exit_status;
        } else {
            out->operands[out->operand_count++] = arguments[i];
        }
    }
    return check_operands(command, out);
}

bool cli_has(const struct cli_arguments *arguments, enum cli_option option)
{
    return arguments->values[option] != NULL;
}

const char *cli_value(const struct cli_arguments *arguments, enum cli_option option)
{
    return arguments->values[option];
}

bool cli_is(const struct cli_arguments *arguments, enum cli_option option, const char *word)
{
    if (arguments->values[option])
        return strcmp(arguments->values[option], word) == 0;
    return word_is(cli_option_words(arguments->command, option), word);
}

const char *cli_needed(const struct cli_arguments *arguments, enum cli_option option)
{
    if (!arguments->values[option])
        cli_say(SAY_OPTION_MISSING, arguments->command->name, specs[option].name, specs[option].value);
    return arguments->values[option];
}

bool cli_lacks(const struct cli_arguments *arguments, enum cli_option option, enum cli_option other)
{
    bool lacks = arguments->values[option] && !arguments->values[other];
    if (lacks)
        cli_say(SAY_OPTION_NEEDS_OTHER, specs[option].name, specs[other].name);
    return lacks;
}
