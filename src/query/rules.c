#include "query/rules.h"

#include <string.h>
#include "base/text.h"

#define HOUR INT64_C(3600)
#define COUNT JW_RULE_IS_COUNT
#define HOURS JW_RULE_IS_HOURS
#define DAYS JW_RULE_IS_DAYS
#define PER_MILLE JW_RULE_IS_PER_MILLE
#define WORD JW_RULE_IS_WORD
#define NAME JW_RULE_IS_NAME
#define LONGEST_NAME 64

/* In the order of enum jw_rule_id. */
static const struct jw_rule rules[JW_RULE_COUNT] = {
    {"community_offices", "1", COUNT, false, 0, 100, NULL, "standard A1",
     "Community offices that serve each community", "每个社区由几个社区警务室服务"},
    {"office_min", "4", COUNT, false, 0, 1000, NULL, "standard A2", "Least villages of a central office",
     "农村中心警务室最少服务村数"},
    {"office_max", "6", COUNT, false, 0, 1000, NULL, "standard A2", "Most villages of a central office",
     "农村中心警务室最多服务村数"},
    {"village_sites", "1", COUNT, false, 0, 100, NULL, "standard A3",
     "Offices and workstations in each village", "每村警务室和工作站数"},
    {"reception_hours", "8", HOURS, false, 0, 24 * HOUR, NULL, "standard A4",
     "Hours an office receives the public on an open day", "警务室每日开门接待时数"},
    {"reception_days", "every_day", WORD, false, 0, 0, "every_day|working_days", "standard A4",
     "Days on which an office is open", "警务室开门日"},
    {"office_auxiliaries", "1", COUNT, false, 0, 1000, NULL, "standard A5", "Auxiliaries posted to an office",
     "每个警务室派驻辅警数"},
    {"beat_hours", "20", HOURS, false, 0, 168 * HOUR, NULL, "standard A6",
     "Hours of an office officer in the beat in a week", "民警每周警务区工作时数"},
    {"workstation_hours", "8", HOURS, false, 0, 168 * HOUR, NULL, "standard A7",
     "Hours of duty at a workstation in a week or day", "警务工作站每周（日）勤务时数"},
    {"workstation_per", "week", WORD, false, 0, 0, "week|day", "standard A7",
     "Period of the workstation's hours", "警务工作站勤务时数的周期"},
    {"office_strength_per_mille", "400", PER_MILLE, false, 0, 1000, NULL, "standard A8",
     "Share of a police station's officers posted to offices", "社区民警占派出所民警比例（千分比）"},
    {"inspection_days", "365", DAYS, false, 1, 36500, NULL, "standard A9", "Days an inspection counts",
     "三统一检查有效天数"},
    {"briefing", "1", COUNT, false, 0, 100, NULL, "standard A10",
     "Briefings of an office officer on a working day", "民警每个工作日早例会次数"},
    {"duty_plan_floor", "none", PER_MILLE, true, 0, 1000, NULL, "standard A11",
     "Least share of planned time that is worked", "勤务计划最低落实率（千分比）"},
    {"officer_offices_max", "none", COUNT, true, 1, 1000, NULL, "standard A14", "Most offices of one officer",
     "一名民警最多兼任警务室数"},
    {"reception_presence_floor", "none", PER_MILLE, true, 0, 1000, NULL, "standard A15",
     "Least share of the opened time with an auxiliary on reception", "开门时间内辅警在岗最低比例（千分比）"},
    {"duty_max_hours", "24", HOURS, false, HOUR, 168 * HOUR, NULL, "standard A16",
     "Longest duty in one piece, hours", "单次勤务最长时数"},
    {"rank_group", "district", WORD, false, 0, 0, "district|police_station", "assessment",
     "Among whom an officer is ranked", "名次的比较范围"},
    {"commendation_share", "200", PER_MILLE, false, 0, 1000, NULL, "assessment",
     "Most commended of a rank group", "表彰比例上限（千分比）"},
    {"close_requires_complete", "0", COUNT, false, 0, 1, NULL, "closing of months",
     "1: an incomplete month cannot be closed", "月度不完整时不得结账（1 为是）"},
    {"close_role", "head", NAME, false, 0, 0, NULL, "closing of months",
     "Role (governance) that closes a month", "月度结账的职务"},
};

const struct jw_rule *jw_rule__at(enum jw_rule_id id)
{
    return &rules[id];
}

const struct jw_rule *jw_rule__find(const char *name)
{
    for (size_t i = 0; i < JW_RULE_COUNT; i++)
        if (!strcmp(rules[i].name, name))
            return &rules[i];
    return NULL;
}

const char *jw_rule__unit(const struct jw_rule *rule)
{
    static const char *const names[] = {"count", "hours", "days", "per_mille", "word", "name"};
    return rule->unit == WORD ? rule->words : names[rule->unit];
}

/* 20, 7.5, 7.25 or 7:30, in seconds. */
static bool parse_hours(const char *text, size_t length, int64_t *out)
{
    static const int64_t seconds[] = {HOUR, HOUR / 10, HOUR / 100};
    const char *colon = memchr(text, ':', length);
    int64_t whole, minutes;
    int32_t decimals;
    if (colon) {
        size_t before = (size_t)(colon - text);
        if (length - before != 3 || colon[1] < '0' || !jw__parse_integer(colon + 1, 2, &minutes) ||
            minutes < 0 || minutes > 59 || !jw__parse_integer(text, before, &whole) || whole < 0 ||
            whole > 10000)
            return false;
        *out = whole * HOUR + minutes * 60;
        return true;
    }
    if (!jw__parse_decimal(text, length, &whole, &decimals) || decimals > 2 || whole < 0 || whole > 1000000)
        return false;
    *out = whole * seconds[decimals];
    return true;
}

static bool parse_word(const char *words, const char *text, size_t length, int64_t *out)
{
    for (int64_t position = 0; words; position++) {
        size_t word = strcspn(words, "|");
        if (word == length && !memcmp(words, text, length)) {
            *out = position;
            return true;
        }
        words = words[word] ? words + word + 1 : NULL;
    }
    return false;
}

static bool parse_value(const struct jw_rule *rule, const char *text, int64_t *out)
{
    size_t length = strlen(text);
    int64_t value;
    if (rule->may_be_none && !strcmp(text, "none")) {
        *out = JW_RULE_NONE;
        return true;
    }
    if (rule->unit == WORD)
        return parse_word(rule->words, text, length, out);
    if (rule->unit == NAME) {
        *out = 0;
        return length > 0 && length <= LONGEST_NAME;
    }
    if (!(rule->unit == HOURS ? parse_hours(text, length, &value) : jw__parse_integer(text, length, &value)))
        return false;
    if (value < rule->minimum || value > rule->maximum)
        return false;
    *out = value;
    return true;
}

static jw_status refuse_value(const struct jw_rule *rule, const char *text, jw_error *err)
{
    if (rule->unit == WORD)
        return jw_error_set_field(err, JW_EINPUT, "rule", 0, "value",
                                  "\"%.40s\" is no value of %s: it is one of %s", text, rule->name,
                                  rule->words);
    if (rule->unit == NAME)
        return jw_error_set_field(err, JW_EINPUT, "rule", 0, "value",
                                  "\"%.40s\" is no value of %s: it has 1 to %d bytes", text, rule->name,
                                  LONGEST_NAME);
    int64_t divisor = rule->unit == HOURS ? HOUR : 1;
    return jw_error_set_field(
        err, JW_EINPUT, "rule", 0, "value", "\"%.40s\" is no value of %s: %s from %lld to %lld%s%s", text,
        rule->name, jw_rule__unit(rule), (long long)(rule->minimum / divisor),
        (long long)(rule->maximum / divisor), rule->unit == HOURS ? ", such as 8, 7.5 or 7:30" : "",
        rule->may_be_none ? ", or none" : "");
}

jw_status jw_rule__parse(const struct jw_rule *rule, const char *text, int64_t *out, jw_error *err)
{
    return parse_value(rule, text, out) ? JW_OK : refuse_value(rule, text, err);
}

const char *jw_rule__text(const struct jw_view *view, enum jw_rule_id id, jw_date on)
{
    const struct jw_rule_row *stored = jw_view__rule(view, rules[id].name, on);
    return stored ? stored->value : rules[id].value;
}

jw_status jw_rule__value(const struct jw_view *view, enum jw_rule_id id, jw_date on, int64_t *out,
                         jw_error *err)
{
    return jw_rule__parse(&rules[id], jw_rule__text(view, id, on), out, err);
}
