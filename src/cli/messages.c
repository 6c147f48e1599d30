#include "cli/messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/progress.h"

static bool chinese;

/* The Chinese text takes the same values in the same order as the English one; a test compares them. */
static const struct cli_text messages[] = {
    [SAY_NO_COMMAND] = {"no command is given", "未给出命令"},
    [SAY_UNKNOWN_COMMAND] = {"there is no command '%s'", "没有命令“%s”"},
    [SAY_UNKNOWN_OPTION] = {"%s has no option '%s'", "%s 没有选项“%s”"},
    [SAY_UNKNOWN_RECORD] = {"there is no record '%s'", "没有记录“%s”"},
    [SAY_DID_YOU_MEAN] = {"did you mean '%s'?", "是否指“%s”？"},
    [SAY_SEE_HELP] = {"run: jingwu %s --help", "请运行：jingwu %s --help"},
    [SAY_SEE_COMMANDS] = {"run: jingwu --help", "请运行：jingwu --help"},
    [SAY_SEE_RECORDS] = {"run: jingwu info", "请运行：jingwu info"},
    [SAY_OPTION_TWICE] = {"--%s is given twice", "选项 --%s 重复"},
    [SAY_OPTION_NEEDS_VALUE] = {"--%s needs a value: %s", "选项 --%s 需要取值：%s"},
    [SAY_OPTION_TAKES_NONE] = {"--%s takes no value", "选项 --%s 不带取值"},
    [SAY_OPTION_WORDS] = {"--%s is one of %s, not '%s'", "选项 --%s 只能取 %s，不能取“%s”"},
    [SAY_OPTION_WRONG] = {"--%s needs %s, not '%s'", "选项 --%s 应为 %s，而不是“%s”"},
    [SAY_OPTION_MISSING] = {"%s needs --%s %s", "%s 需要选项 --%s %s"},
    [SAY_OPTION_NEEDS_OTHER] = {"--%s needs --%s as well", "选项 --%s 必须与 --%s 一起使用"},
    [SAY_OPTION_ONLY_FOR] = {"--%s is only for '%s'", "选项 --%s 只用于“%s”"},
    [SAY_TOO_FEW] = {"%s needs more arguments: jingwu %s", "%s 缺少参数：jingwu %s"},
    [SAY_TOO_MANY] = {"%s does not know what to do with '%s'", "%s 不接受多余的参数“%s”"},
    [SAY_PAIRS_FILES] = {"each RECORD needs its FILE: '%s' has none", "每个记录名后须有文件：“%s”后面没有"},
    [SAY_PAIRS_FIGURES] = {"each COUNT needs its PERCENT: '%s' has none",
                           "每个数量后须有百分比：“%s”后面没有"},
    [SAY_NOT_A_COUNT] = {"'%s' is no count: a whole number from 0 to 1000000000000",
                         "“%s”不是数量：应为 0 到 1000000000000 的整数"},
    [SAY_ONE_DISTRICT] = {"%s works on one district: name one with --district",
                          "%s 一次只处理一个区县：请用 --district 指定一个"},
    [SAY_DISTRICT_TWICE] = {"--district names a district twice: %s", "--district 中有重复的区县：%s"},
    [SAY_NOT_YET] = {"%s: not yet in this version", "%s：本版本尚未提供"},
    [SAY_NO_MEMORY] = {"no memory is left", "内存不足"},
    [SAY_STORE_FAILED] = {"%s: %s", "%s：%s"},
    [SAY_FILE_UNREADABLE] = {"%s: %s", "%s：无法读取：%s"},
    [SAY_OUTPUT_FAILED] = {"%s cannot be written: %s", "%s 无法写入：%s"},
    [SAY_OUTPUT_IS_READ] = {"%s is what the command reads: name another file for --%s",
                            "%s 正由本命令读取：请另选文件用于 --%s"},
    [SAY_REJECTS_LATE] = {"the good rows were imported, but the rejected ones are not all in the file",
                          "合格的行已导入，但被拒绝的行未能全部写入文件"},
    [SAY_CANCELLED] = {"stopped; nothing was written", "已中止；没有写入任何数据"},
    [SAY_HINT_INIT] = {"run: jingwu init %s --district CODE --name NAME",
                       "请运行：jingwu init %s --district 区划代码 --name 名称"},
    [SAY_HINT_UPGRADE] = {"run: jingwu upgrade %s", "请运行：jingwu upgrade %s"},
    [SAY_HINT_DISTRICT] = {"name the district: --district CODE", "请指定区县：--district 区划代码"},
    [SAY_HINT_ENCODING] = {"name the encoding: --encoding gb18030 or --encoding utf-8",
                           "请指定编码：--encoding gb18030 或 --encoding utf-8"},
    [SAY_HINT_REFERENCE] = {"import the file that has it in the same command: RECORD FILE RECORD FILE",
                            "请在同一命令中一并导入含有它的文件：记录名 文件 记录名 文件"},
    [SAY_HINT_EXISTS] = {"leave out --insert-only to replace what is there",
                         "若要替换已有数据，请去掉 --insert-only"},
    [SAY_HINT_INPUT] = {"correct the file, or keep the good rows: --keep-good --rejects FILE",
                        "请改正文件，或只导入合格的行：--keep-good --rejects 文件"},
    [SAY_HINT_COLUMNS] = {"name the columns as the fields, or say which is which: --map FIELD=COLUMN,...",
                          "请以字段名作列名，或说明对应关系：--map 字段=列名,..."},
    [SAY_HINT_BUSY] = {"another program is writing to the store: try again", "另一程序正在写入：请稍后重试"},
    [SAY_HINT_FULL] = {"make room and repeat the command; the store is as it was",
                       "请腾出磁盘空间后重试；数据保持原状"},
    [SAY_HINT_REOPEN] = {"open it again first: jingwu reopen %s --month %s --actor ID --reason TEXT",
                         "请先重新打开：jingwu reopen %s --month %s --actor 签署人 --reason 原因"},
    [SAY_HINT_SUBMIT] = {"then run: jingwu submit %s --month %s --actor ID --police-station ID",
                         "然后请运行：jingwu submit %s --month %s --actor 签署人 --police-station 派出所"},
    [SAY_HINT_MONTH] = {"see how it stands: jingwu month %s --month %s",
                        "查看状态：jingwu month %s --month %s"},
    [SAY_HINT_GOVERNANCE] = {"see who may sign: jingwu export %s governance",
                             "查看谁可以签署：jingwu export %s governance"},
    [SAY_DISTRICT_ADDED] = {"%s: district %s %s added", "%s：已添加区县 %s %s"},
    [SAY_DISTRICT_THERE] = {"%s: district %s was there already; it is left as it is",
                            "%s：区县 %s 已存在，保持不变"},
    [SAY_UPGRADED] = {"%s: the store has the current form", "%s：存储已是当前格式"},
    [SAY_IMPORTED] = {"rows read: %lld; new %lld, changed %lld, unchanged %lld, rejected %lld",
                      "读取 %lld 行：新增 %lld，更改 %lld，未变 %lld，拒绝 %lld"},
    [SAY_REJECTED] = {"rows rejected: %lld; see %s", "拒绝 %lld 行；见 %s"},
    [SAY_REMOVED] = {"rows read: %lld; removed %lld", "读取 %lld 行：删除 %lld"},
    [SAY_RULE_SET] = {"%s = %s", "%s = %s"},
    [SAY_UNKNOWN_RULE] = {"there is no rule '%s'", "没有规则“%s”"},
    [SAY_SUBMITTED] = {"%s: %lld of %lld police stations have submitted; %lld of %lld officers are complete",
                       "%s：派出所已报送 %lld 个，共 %lld 个；民警结果完整 %lld 名，共 %lld 名"},
    [SAY_CLOSED] = {"%s is closed, revision %lld, digest %s", "%s 已结账，版次 %lld，摘要 %s"},
    [SAY_CLOSED_WITHOUT] = {"closed although %lld police stations have not submitted: %s",
                            "已结账，但有 %lld 个派出所未报送：%s"},
    [SAY_CLOSED_DISPUTED] = {"closed with objections that are not decided: %lld",
                             "已结账，但有未裁定的异议：%lld 件"},
    [SAY_HEAD] = {"head of the journal: %s", "日志末条：%s"},
    [SAY_NOTE_HEAD] =
        {"Note the head outside the store. Only with it a journal that was rewritten or cut is found:\n"
         "jingwu verify %s --expect %s",
         "请在库外留存日志末条。日志被改写或截断时，只有凭此才能发现：\njingwu verify %s --expect %s"},
    [SAY_REOPENED] = {"%s is open again, revision %lld", "%s 已重新打开，版次 %lld"},
    [SAY_MONTH_SUMMARY] =
        {"submitted: %lld of %lld police stations; complete: %lld of %lld officers; open "
         "objections: %lld\n",
         "派出所已报送 %lld 个，共 %lld 个；民警结果完整 %lld 名，共 %lld 名；未裁定异议 %lld 件\n"},
    [SAY_MONTH_MISSING] = {"not submitted: %s\n", "未报送：%s\n"},
    [SAY_ACCEPT_OR_REJECT] = {"--decide needs either --accept or --reject",
                              "--decide 须与 --accept 或 --reject 之一合用"},
    [SAY_OBJECTION] = {"objection %d of %s is recorded", "异议 %d（%s）已登记"},
    [SAY_ACCEPTED] = {"objection %d of %s is accepted: correct the records and submit again",
                      "异议 %d（%s）已采纳：请更正记录后再次报送"},
    [SAY_DENIED] = {"objection %d of %s is rejected", "异议 %d（%s）已驳回"},
    [SAY_COPIED] = {"copied to %s", "已复制到 %s"},
    [SAY_MIRRORED] = {"%s is up to date, rows changed: %lld", "%s 已是最新，变更 %lld 行"},
    [SAY_NOT_TOGETHER] = {"--%s and --%s do not go together", "选项 --%s 与 --%s 不能一起使用"},
    [SAY_NOT_TO_TRY] = {"%s: its header is none of the records scheme, grade and rule",
                        "%s：表头不是 scheme、grade 或 rule 记录"},
    [SAY_METRICS_HEADER] = {"            count of             value  (interval of 95 %%)        points   metric\n",
                            "         分子 / 分母              值      95 %% 区间                  得分   指标\n"},
    [SAY_METRICS_FOOTER] = {"\nThe mean is that of all who are listed; 'clearly' is outside its funnel of 99.8 %%.\n",
                            "\n均值为所列全体之和的比值；“明显”指落在 99.8 %% 漏斗界限之外。\n"},
    [SAY_TOTALS_HEADER] = {"%-12s police station  score (95 %%)             rank (95 %%)      grade\n",
                           "%-12s 派出所          总分（95 %% 区间）        名次（95 %%）       等次\n"},
    [SAY_TOTALS_FOOTER] = {"\nIn brackets what chance leaves open. People whose ranks in brackets overlap are not\n"
                           "distinguishable: their order carries no information.\n",
                           "\n括号内为偶然性不能排除的范围。括号内名次有重叠的人员无法区分，\n其先后没有意义。\n"},
    [SAY_SCHEME_USED] = {"Assessed by the scheme %s.\n", "考核方案：%s。\n"},
    [SAY_ABOVE_BETTER] = {"clearly above the mean, better", "明显高于均值，较好"},
    [SAY_ABOVE_WORSE] = {"clearly above the mean, worse", "明显高于均值，较差"},
    [SAY_BELOW_BETTER] = {"clearly below the mean, better", "明显低于均值，较好"},
    [SAY_BELOW_WORSE] = {"clearly below the mean, worse", "明显低于均值，较差"},
    [SAY_WITHIN] = {"not distinguishable from the mean", "与均值无法区分"},
    [SAY_SUMMARY_HEADER] = {"rule  findings  open  in order  not applicable\n",
                            "规则  未达标  未到期  达标  不适用\n"},
    [SAY_SUMMARY_ROW] = {"%-4s  %8lld  %4lld  %8lld  %14lld\n", "%-4s  %6lld  %6lld  %4lld  %6lld\n"},
    [SAY_STAGE_READ] = {"reading", "读取"},
    [SAY_STAGE_WRITE] = {"writing", "写入"},
    [SAY_STAGE_OTHER] = {"working", "处理"},
    [SAY_VERSION] = {"jingwu %s (library %s)\n", "jingwu %s（库 %s）\n"},
    [SAY_RECORDS] = {"\nRecords (jingwu info RECORD lists the fields):\n",
                     "\n记录（jingwu info 记录名 列出字段）：\n"},
    [SAY_FIELD_KEY] = {"key", "键"},
    [SAY_FIELD_REQUIRED] = {"required", "必填"},
    [SAY_FIELD_BYTES] = {"bytes", "字节"},
    [SAY_HELP_USAGE] = {"Usage: jingwu %s\n", "用法：jingwu %s\n"},
    [SAY_HELP_COMMANDS] = {"Commands:\n", "命令：\n"},
    [SAY_HELP_OPTIONS] = {"Options:\n", "选项：\n"},
    [SAY_HELP_DEFAULT] = {" (default: %s)", "（默认：%s）"},
    [SAY_HELP_EXAMPLE] = {"Example:\n  jingwu %s\n", "示例：\n  jingwu %s\n"},
    [SAY_HELP_EVERYWHERE] = {"For every command:\n", "各命令通用：\n"},
    [SAY_HELP_EXIT] =
        {"Exit status: 0 done, 1 findings, 2 wrong usage, 3 input refused, 4 storage or output failed,\n"
         "5 not yet in this version, 130 interrupted.\n",
         "退出码：0 完成，1 有未达标项，2 用法有误，3 输入被拒绝，4 存储或输出失败，\n"
         "5 本版本尚未提供，130 被中断。\n"},
};

static const struct {
    jw_status status;
    const char *zh;
} status_texts[] = {
    {JW_EINVAL, "调用有误"},
    {JW_ENOMEM, "内存不足"},
    {JW_EINPUT, "数据有误"},
    {JW_EREFERENCE, "引用的数据不存在"},
    {JW_ENOTFOUND, "未找到"},
    {JW_EEXIST, "已存在"},
    {JW_ECONFLICT, "与已有数据冲突"},
    {JW_EBUSY, "存储正被占用"},
    {JW_EFULL, "磁盘已满"},
    {JW_ECORRUPT, "存储已损坏"},
    {JW_EUNAVAILABLE, "存储无法打开"},
    {JW_EUNKNOWN, "提交结果不明"},
    {JW_EUNSUPPORTED, "不支持"},
    {JW_ECLOSED, "该月已结账"},
    {JW_ECALLBACK, "输出失败"},
    {JW_ECANCELLED, "已取消"},
    {JW_EFORK, "进程已分叉"},
    {JW_EVERSION, "存储由更新的版本写成"},
    {JW_EREADONLY, "存储只读"},
    {JW_EENCODING, "文字编码有误"},
    {JW_EIO, "读写失败"},
    {JW_EPERMISSION, "权限不足"},
    {JW_ELIMIT, "超出限度"},
    {JW_ENOTYET, "本版本尚未提供"},
    {JW_EINTERNAL, "程序内部错误"},
};

static const char *environment_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "";
}

void cli_language_choose(const char *lang)
{
    chinese = strncmp(lang ? lang : environment_language(), "zh", 2) == 0;
}

bool cli_language_is_chinese(void)
{
    return chinese;
}

const char *cli_pick(struct cli_text text)
{
    return chinese ? text.zh : text.en;
}

const char *cli_message(enum cli_message message)
{
    return cli_pick(messages[message]);
}

const char *cli_status_text(jw_status status)
{
    for (size_t i = 0; chinese && i < sizeof status_texts / sizeof *status_texts; i++)
        if (status_texts[i].status == status)
            return status_texts[i].zh;
    return jw_status_text(status);
}

#define URI_ENDS " \t\n'\""

/* Writes *** for what stands between the colon and the @ of a URI's user; gives where to go on. */
static const char *write_authority(FILE *file, const char *text)
{
    size_t length = strcspn(text, "/?#" URI_ENDS), at = length;
    while (at > 0 && text[at] != '@')
        at--;
    const char *colon = at ? memchr(text, ':', at) : NULL;
    if (!colon)
        return text;
    fprintf(file, "%.*s:***", (int)(colon - text), text);
    return text + at;
}

/* A store can be named with a password in it, which no message repeats. */
static void write_without_passwords(FILE *file, const char *text)
{
    static const char authority[] = "://", *const names[] = {"password=", "sslpassword="};
    while (*text) {
        const char *next = text;
        if (strncmp(text, authority, strlen(authority)) == 0) {
            fputs(authority, file);
            next = write_authority(file, text + strlen(authority));
        }
        for (size_t i = 0; next == text && i < sizeof names / sizeof *names; i++) {
            if (strncmp(text, names[i], strlen(names[i])) == 0) {
                next = text + strlen(names[i]);
                next += strcspn(next, "&" URI_ENDS);
                fprintf(file, "%s***", names[i]);
            }
        }
        if (next == text)
            fputc(*next++, file);
        text = next;
    }
}

#define LONGEST_LINE 4096

static void write_line(FILE *file, const char *prefix, enum cli_message message, va_list values)
{
    char line[LONGEST_LINE];
    cli_progress_clear();
    vsnprintf(line, sizeof line, cli_message(message), values);
    fputs(prefix, file);
    write_without_passwords(file, line);
    fputc('\n', file);
}

void cli_say(enum cli_message message, ...)
{
    va_list values;
    va_start(values, message);
    write_line(stderr, "jingwu: ", message, values);
    va_end(values);
}

void cli_say_text(const char *text)
{
    cli_progress_clear();
    fputs("jingwu: ", stderr);
    write_without_passwords(stderr, text);
    fputc('\n', stderr);
}

void cli_hint(enum cli_message message, ...)
{
    va_list values;
    va_start(values, message);
    write_line(stderr, "  ", message, values);
    va_end(values);
}

void cli_tell(enum cli_message message, ...)
{
    va_list values;
    va_start(values, message);
    write_line(stdout, "", message, values);
    va_end(values);
}
