#include "cli/commands.h"

#include <string.h>

#define B OPTION_BIT
#define OF_RESULTS (B(OPTION_DISTRICT) | B(OPTION_FORMAT) | B(OPTION_OUTPUT))
#define OF_IMPORT (B(OPTION_DISTRICT) | B(OPTION_ENCODING) | B(OPTION_MAP) | B(OPTION_ACTOR))
#define OF_MONTH_LIFE (B(OPTION_MONTH) | B(OPTION_DISTRICT) | B(OPTION_ACTOR))

const struct cli_command cli_commands[] = {
    {
        .name = "init",
        .operands = "STORE --district CODE --name NAME",
        .least = 1,
        .most = 1,
        .options = B(OPTION_DISTRICT) | B(OPTION_NAME) | B(OPTION_UTC_OFFSET) | B(OPTION_ACTOR),
        .summary = {"make a store, or add a district to one", "新建存储，或向存储添加区县"},
        .notes = {"The district gets the default activities, assessment scheme and grades.\n"
                  "STORE is a file name, sqlite:FILE, or a storage named by its scheme.",
                  "新区县带有默认的勤务类别、考核方案和等次。\nSTORE "
                  "为文件名、sqlite:文件，或以方案名指定的其他存储。"},
        .example = "init books.db --district 610803 --name 横山区",
        .run = cli_init,
    },
    {
        .name = "import",
        .operands = "STORE RECORD FILE [RECORD FILE ...]",
        .least = 3,
        .most = -1,
        .options =
            OF_IMPORT | B(OPTION_LAYOUT) | B(OPTION_KEEP_GOOD) | B(OPTION_REJECTS) | B(OPTION_INSERT_ONLY),
        .summary = {"read CSV files into a store, as one transaction", "把 CSV 文件导入存储（一个事务）"},
        .notes = {"The files may refer to each other. Nothing is written when a row is wrong, unless "
                  "--keep-good is given.\n"
                  "'jingwu info RECORD' lists the columns of a record; FILE - is standard input. With\n"
                  "--layout china-division a store that does not exist is made.",
                  "各文件可以互相引用。有一行不合格则全部不写入，除非给出 --keep-good。\n"
                  "“jingwu info 记录名”列出各列；文件名 - 表示标准输入。--layout china-division "
                  "会新建不存在的存储。"},
        .example = "import books.db village village.csv station station.csv",
        .run = cli_import,
    },
    {
        .name = "export",
        .operands = "STORE RECORD",
        .least = 2,
        .most = 2,
        .options = OF_RESULTS | B(OPTION_MONTH) | B(OPTION_ENCODING) | B(OPTION_BOM),
        .choices = {{OPTION_FORMAT, "csv|json|arrow"}, {OPTION_ENCODING, "utf-8|gb18030"}},
        .summary = {"write a record as a file that imports again", "导出记录；导出的文件可再导入"},
        .notes = {"With --month only the rows of that month, for records that have a month, date or start.\n"
                  "Without --district the rows of every district.",
                  "给出 --month 时只导出该月的行（限含月份、日期或开始时间的记录）。\n省略 --district "
                  "时导出所有区县。"},
        .example = "export books.db duty --month 2020-10 --output duty.csv",
        .run = cli_export,
    },
    {
        .name = "remove",
        .operands = "STORE RECORD KEYFILE",
        .least = 3,
        .most = 3,
        .options = OF_IMPORT,
        .summary = {"remove the rows whose keys a CSV file lists", "删除 CSV 文件所列键的行"},
        .notes = {"Columns that are not part of the key are ignored. A row that another still names is not "
                  "removed.",
                  "非键列不起作用。仍被引用的行不会删除。"},
        .example = "remove books.db duty wrong-duty.csv",
        .run = cli_remove,
    },
    {
        .name = "coverage",
        .operands = "STORE",
        .least = 1,
        .most = 1,
        .options = OF_RESULTS | B(OPTION_ON),
        .summary = {"villages and communities served and seated", "村社区服务覆盖与驻点覆盖"},
        .notes = {"Columns: scope measure count denominator per_mille population population_denominator\n"
                  "population_per_mille. Without --on the last day of the newest month with data.",
                  "列：scope measure count denominator per_mille population population_denominator\n"
                  "population_per_mille。省略 --on 时为最近有数据月份的最后一天。"},
        .example = "coverage books.db --on 2020-10-31",
        .run = cli_coverage,
    },
    {
        .name = "hours",
        .operands = "STORE --month YYYY-MM",
        .least = 1,
        .most = 1,
        .options = OF_RESULTS | B(OPTION_MONTH) | B(OPTION_BY) | B(OPTION_PER) | B(OPTION_PLAN),
        .summary = {"hours really worked, overlaps counted once", "实际勤务时数，重叠只计一次"},
        .notes = {"Columns: staff or station, period seconds beat_seconds reception_seconds intervals.\n"
                  "--per week gives the whole ISO weeks whose Thursday is in the month.",
                  "列：staff 或 station，period seconds beat_seconds reception_seconds intervals。\n"
                  "--per week 为周四落在该月的完整 ISO 周。"},
        .example = "hours books.db --month 2020-10 --by station --per day",
        .run = cli_hours,
    },
    {
        .name = "audit",
        .operands = "STORE --month YYYY-MM",
        .least = 1,
        .most = 1,
        .options = OF_RESULTS | B(OPTION_MONTH) | B(OPTION_AS_OF) | B(OPTION_ALL),
        .summary = {"judge a month by the standards; exit status 1 when there are findings",
                    "按标准检查一个月；有未达标项时退出码为 1"},
        .notes = {"Columns: rule subject period measured required unit status explanation. A table shows "
                  "findings and\n"
                  "what is open, then a line for each rule; csv, json and --all have every row.",
                  "列：rule subject period measured required unit status "
                  "explanation。表格只列未达标和未到期的行，\n"
                  "再按规则小结；csv、json 和 --all 列出每一行。"},
        .example = "audit books.db --month 2020-10 --as-of \"2020-10-15 12:00\"",
        .run = cli_audit,
    },
    {
        .name = "rule",
        .operands = "STORE [NAME [VALUE]]",
        .least = 1,
        .most = 3,
        .options = OF_RESULTS | B(OPTION_ON) | B(OPTION_FROM) | B(OPTION_SOURCE) | B(OPTION_ACTOR),
        .summary = {"show the values of the standards, or set one", "显示或设定各项标准的取值"},
        .notes = {"Columns: name value default unit valid_from source caption_en caption_zh.\n"
                  "--on shows the values of a date (without it today's); --from and --source go with VALUE.",
                  "列：name value default unit valid_from source caption_en caption_zh。\n"
                  "--on 显示某日的取值（省略为今天）；--from、--source 与 VALUE 合用。"},
        .example = "rule books.db beat_hours 18 --from 2021-01-01 --source \"order 3\"",
        .run = cli_rule,
    },
    {
        .name = "assess",
        .operands = "STORE --month YYYY-MM",
        .least = 1,
        .most = 1,
        .options = OF_RESULTS | B(OPTION_MONTH) | B(OPTION_MONTHS) | B(OPTION_BY) | B(OPTION_TOTALS) |
                   B(OPTION_PAY) | B(OPTION_QUALITY) | B(OPTION_WHAT_IF) | B(OPTION_SCHEME),
        .choices = {{OPTION_BY, "staff|police_station|district"}},
        .summary = {"the six rates of each office officer", "社区民警六率考核"},
        .notes = {"Columns: staff metric numerator denominator value lower upper points ...; with --totals\n"
                  "staff score coverage rank rank_low rank_high grade ...; with --quality\n"
                  "check subject period measured required status explanation (exit status 1: findings).\n"
                  "A table is written for reading: no rank without the ranks that the figures do not exclude.\n"
                  "--what-if changes nothing.",
                  "列：staff metric numerator denominator value lower upper points ……；--totals 时为\n"
                  "staff score coverage rank rank_low rank_high grade ……；--quality 时为\n"
                  "check subject period measured required status explanation（有问题时退出码为 1）。\n"
                  "表格供人阅读：名次总与数字不能排除的名次一起给出。--what-if 不改动任何数据。"},
        .example = "assess books.db --month 2020-10 --totals",
        .run = cli_assess,
    },
    {
        .name = "report",
        .operands = "STORE --month YYYY-MM",
        .least = 1,
        .most = 1,
        .options = OF_RESULTS | B(OPTION_MONTH),
        .choices = {{OPTION_FORMAT, "text|json|csv|html"}},
        .summary = {"the headline figures with definition, period and denominator",
                    "月报：主要数字及其定义、期间和分母"},
        .example = "report books.db --month 2020-10",
        .run = cli_report,
    },
    {
        .name = "reconcile",
        .operands = "COUNT PERCENT [COUNT PERCENT ...]",
        .least = 2,
        .most = -1,
        .options = B(OPTION_FORMAT) | B(OPTION_OUTPUT) | B(OPTION_BOUND),
        .summary = {"the denominators on which printed percentages rest", "由数量和公布的百分比推算分母"},
        .notes =
            {"Columns: count percent denominators; the last row, 'common', has those that fit every pair.",
             "列：count percent denominators；最后一行 common 为同时符合各对的分母。"},
        .example = "reconcile 56 25.8 158 69.6",
        .run = cli_reconcile,
    },
    {
        .name = "upgrade",
        .operands = "STORE",
        .least = 1,
        .most = 1,
        .options = B(OPTION_ACTOR),
        .summary = {"bring an older store up to the current form", "把旧格式的存储升级到当前格式"},
        .example = "upgrade books.db",
        .run = cli_upgrade,
    },
    {
        .name = "info",
        .operands = "[RECORD]",
        .least = 0,
        .most = 1,
        .summary = {"version, the records, and the fields of a record", "版本、记录及其字段"},
        .example = "info duty",
        .run = cli_info,
    },
    {
        .name = "plan",
        .operands = "STORE",
        .least = 0,
        .most = -1,
        .options = OF_RESULTS,
        .summary = {"propose offices (not yet)", "警务室选址建议（尚未提供）"},
        .example = "plan books.db",
    },
    {
        .name = "submit",
        .operands = "STORE --month YYYY-MM --actor ID",
        .least = 1,
        .most = 1,
        .options = OF_MONTH_LIFE | B(OPTION_POLICE_STATION) | B(OPTION_SCHEME),
        .summary = {"sign and store the month's results of a police station", "派出所报送月度考核结果"},
        .notes = {"Without --police-station every police station that has not submitted. A second time "
                  "replaces the\nresults, until the month is closed.",
                  "省略 --police-station 时报送所有尚未报送的派出所。结账之前再次报送即替换原结果。"},
        .example = "submit books.db --month 2020-10 --actor H01 --police-station PS01",
        .run = cli_submit,
    },
    {
        .name = "month",
        .operands = "STORE --month YYYY-MM",
        .least = 1,
        .most = 1,
        .options = OF_RESULTS | B(OPTION_MONTH) | B(OPTION_SCHEME) | B(OPTION_DIFFERENCE),
        .summary = {"the state of a month: who has submitted, who is missing", "月度状态：已报送与未报送"},
        .notes = {"Columns: police_station state revision expected complete actor at digest "
                  "open_objections; the last\nrow is the district's. With --difference, for a month that was reopened: staff "
                  "police_station, then\nscore, rank, grade, coefficient, commended _before and _after, changed.",
                  "列：police_station state revision expected complete actor at digest "
                  "open_objections；\n最后一行为全区县。用 --difference 列出重开月份前后的得分、名次、等次、系数与评优。"},
        .example = "month books.db --month 2020-10",
        .run = cli_month_state,
    },
    {
        .name = "objection",
        .operands = "STORE --month YYYY-MM --staff ID --actor ID --reason TEXT",
        .least = 1,
        .most = 1,
        .options = OF_MONTH_LIFE | B(OPTION_STAFF) | B(OPTION_REASON) | B(OPTION_DECIDE) | B(OPTION_ACCEPT) |
                   B(OPTION_REJECT),
        .summary = {"record an objection against a result, or decide one", "对考核结果提出异议，或裁定异议"},
        .notes = {"Between submitting and closing. With --decide SEQ and --accept or --reject it is decided; "
                  "who is\nright is one thing, the figures another: correct the records and submit again.",
                  "限报送之后、结账之前。--decide 序号 加 --accept 或 --reject 为裁定；\n"
                  "裁定不改数字：请更正记录后再次报送。"},
        .example =
            "objection books.db --month 2020-10 --staff O001 --actor O001 --reason \"asked elsewhere\"",
        .run = cli_objection,
    },
    {
        .name = "close",
        .operands = "STORE --month YYYY-MM --actor ID",
        .least = 1,
        .most = 1,
        .options = OF_MONTH_LIFE | B(OPTION_REASON) | B(OPTION_SCHEME),
        .summary = {"close a month: nothing of it can be changed any more", "月度结账：该月不能再改"},
        .notes = {"Prints the month's digest and the head of the journal, which is to be noted outside the "
                  "store.\nPolice stations that have not submitted and open objections are named on stderr.",
                  "输出该月摘要和日志末条，后者应在库外留存。\n未报送的派出所和未裁定的异议在标准错误列出。"},
        .example = "close books.db --month 2020-10 --actor G01",
        .run = cli_close,
    },
    {
        .name = "reopen",
        .operands = "STORE --month YYYY-MM --actor ID --reason TEXT",
        .least = 1,
        .most = 1,
        .options = OF_MONTH_LIFE | B(OPTION_REASON),
        .summary = {"open a closed month again, as its next revision", "重新打开已结账的月份（下一版次）"},
        .notes = {"The closed revision stays as it is.", "已结账的版次保持原样。"},
        .example = "reopen books.db --month 2020-10 --actor G01 --reason \"late survey of PS03\"",
        .run = cli_reopen,
    },
    {
        .name = "verify",
        .operands = "STORE [--expect SEQ:DIGEST]",
        .least = 1,
        .most = 1,
        .options = OF_RESULTS | B(OPTION_EXPECT),
        .summary = {"check the journal and recompute closed months; exit status 1 when something was changed",
                    "校验日志并重算已结账月份；有改动时退出码为 1"},
        .notes = {"Columns: district check subject status explanation; the last row of a district has the "
                  "head of its\njournal. Without --district every district. Only --expect finds a journal "
                  "that was rewritten or cut.",
                  "列：district check subject status explanation；每个区县的最后一行为其日志末条。\n"
                  "省略 --district 时校验所有区县。日志被整体改写或截断，只有 --expect 能发现。"},
        .example = "verify books.db",
        .run = cli_verify,
    },
    {
        .name = "copy",
        .operands = "FROM TO",
        .least = 2,
        .most = 2,
        .options = B(OPTION_DISTRICT) | B(OPTION_MIRROR),
        .summary = {"copy districts with their months and journals to another store, or update a copy",
                    "把区县连同月度和日志复制到另一存储，或更新副本"},
        .notes = {"TO is made when it does not exist. A copy has the same digests and the same head of the journal; a "
                  "district is\ncopied in one transaction, and one that is there with the same rows is left as it is, so "
                  "that copying can be\nrepeated after an interruption. --mirror refuses a district that has been written "
                  "by itself.",
                  "TO 不存在时新建。副本的摘要和日志末条与原件相同。每个区县一个事务；已有且内容相同的区县\n"
                  "保持不变，因此中断后可以重复执行。--mirror 拒绝更新自身被写过的区县。"},
        .example = "copy books.db sqlite:other.db --district all --mirror",
        .run = cli_copy,
    },
    {
        .name = "changes",
        .operands = "STORE --since SEQ",
        .least = 1,
        .most = 1,
        .options = OF_RESULTS | B(OPTION_SINCE) | B(OPTION_ROWS),
        .summary = {"what was written after a journal entry", "某条日志之后的变更"},
        .notes = {"Columns: seq tx at actor operation record rows digest. With --format json --rows an object for each "
                  "district:\nits entries, and of each record that they name the rows as they are now. 'copy --mirror' "
                  "brings them over.",
                  "列：seq tx at actor operation record rows digest。--format json --rows 时每个区县一个对象：\n"
                  "日志条目，以及所涉各记录的现有各行。“copy --mirror”可把变更带到副本。"},
        .example = "changes books.db --since 12",
        .run = cli_changes,
    },
};

const int cli_command_count = (int)(sizeof cli_commands / sizeof *cli_commands);

const struct cli_command *cli_command_find(const char *name)
{
    for (int i = 0; i < cli_command_count; i++)
        if (strcmp(cli_commands[i].name, name) == 0)
            return &cli_commands[i];
    return NULL;
}
