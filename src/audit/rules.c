#include "audit/rules.h"

#include <string.h>
#include <jingwu/audit.h>
#include <jingwu/sys/column.h>
#include "base/text.h"
#include "record/table.h"

enum unit { COUNT, HOURS, DAYS, PER_MILLE, WORD };

struct rule {
    const char *name, *value;
    enum unit unit;
    bool may_be_none;
    int64_t minimum, maximum; /* hours: in seconds */
    const char *words;        /* of a WORD, separated by | */
    const char *source, *caption_en, *caption_zh;
};

#define HOUR 3600

/* In the order of enum jw_rule_id, which is that of the audit's rules. */
static const struct rule rules[JW_RULE_COUNT] = {
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
};

static const struct rule *find_rule(const char *name)
{
    for (size_t i = 0; i < JW_RULE_COUNT; i++)
        if (!strcmp(rules[i].name, name))
            return &rules[i];
    return NULL;
}

static const char *unit_of(const struct rule *rule)
{
    static const char *const names[] = {"count", "hours", "days", "per_mille"};
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

static bool parse_value(const struct rule *rule, const char *text, int64_t *out)
{
    size_t length = strlen(text);
    int64_t value;
    if (rule->may_be_none && !strcmp(text, "none")) {
        *out = JW_RULE_NONE;
        return true;
    }
    if (rule->unit == WORD)
        return parse_word(rule->words, text, length, out);
    if (!(rule->unit == HOURS ? parse_hours(text, length, &value) : jw__parse_integer(text, length, &value)))
        return false;
    if (value < rule->minimum || value > rule->maximum)
        return false;
    *out = value;
    return true;
}

static jw_status refuse_value(const struct rule *rule, const char *text, jw_error *err)
{
    if (rule->unit == WORD)
        return jw_error_set_field(err, JW_EINPUT, "rule", 0, "value",
                                  "\"%.40s\" is no value of %s: it is one of %s", text, rule->name,
                                  rule->words);
    int64_t divisor = rule->unit == HOURS ? HOUR : 1;
    return jw_error_set_field(
        err, JW_EINPUT, "rule", 0, "value", "\"%.40s\" is no value of %s: %s from %lld to %lld%s%s", text,
        rule->name, unit_of(rule), (long long)(rule->minimum / divisor), (long long)(rule->maximum / divisor),
        rule->unit == HOURS ? ", such as 8, 7.5 or 7:30" : "", rule->may_be_none ? ", or none" : "");
}

jw_status jw_rule__value(const struct jw_view *view, enum jw_rule_id id, jw_date on, int64_t *out,
                         jw_error *err)
{
    const struct rule *rule = &rules[id];
    const struct jw_rule_row *stored = jw_view__rule(view, rule->name, on);
    const char *text = stored ? stored->value : rule->value;
    return parse_value(rule, text, out) ? JW_OK : refuse_value(rule, text, err);
}

static jw_status add_date(jw_table *table, jw_date date, jw_error *err)
{
    return date == JW_DATE_NONE ? jw_table__add_empty(table, err) : jw_table__add_integer(table, date, err);
}

/* One row; rule is NULL for a stored name that this version does not know, stored is NULL when the default
 * holds. */
static jw_status add_rule(jw_table *table, const struct rule *rule, const struct jw_rule_row *stored,
                          jw_error *err)
{
    static const struct rule unknown = {.caption_en = "Not a rule of this version",
                                        .caption_zh = "本版本没有的规则"};
    const struct rule *known = rule ? rule : &unknown;
    JW_TRY(jw_table__add_string(table, rule ? rule->name : stored->name, err));
    JW_TRY(jw_table__add_string(table, stored ? stored->value : known->value, err));
    JW_TRY(jw_table__add_string(table, known->value, err));
    JW_TRY(jw_table__add_string(table, rule ? unit_of(rule) : NULL, err));
    JW_TRY(add_date(table, stored ? stored->valid.from : JW_DATE_NONE, err));
    JW_TRY(jw_table__add_string(table, stored ? stored->source : known->source, err));
    JW_TRY(jw_table__add_string(table, known->caption_en, err));
    return jw_table__add_string(table, known->caption_zh, err);
}

static jw_status add_rules(const struct jw_view *view, jw_date on, jw_table *table, jw_error *err)
{
    for (size_t i = 0; i < JW_RULE_COUNT; i++)
        JW_TRY(add_rule(table, &rules[i], jw_view__rule(view, rules[i].name, on), err));
    for (size_t i = 0; i < view->rules_count; i++)
        if (jw_valid_on(view->rules[i].valid, on) && !find_rule(view->rules[i].name))
            JW_TRY(add_rule(table, NULL, &view->rules[i], err));
    return JW_OK;
}

static jw_status make_table(const struct jw_view *view, jw_date on, jw_table **out, jw_error *err)
{
    static const struct jw_column_spec columns[] = {
        {"name", JW_TYPE_TEXT},       {"value", JW_TYPE_TEXT},      {"default", JW_TYPE_TEXT},
        {"unit", JW_TYPE_TEXT},       {"valid_from", JW_TYPE_DATE}, {"source", JW_TYPE_TEXT},
        {"caption_en", JW_TYPE_TEXT}, {"caption_zh", JW_TYPE_TEXT}};
    jw_table *table;
    if (on == JW_DATE_NONE)
        on = jw_instant_date(jw__now(view->context), view->utc_offset);
    JW_TRY(jw_table__new(view->context, columns, sizeof columns / sizeof *columns, &table, err));
    jw_status status = add_rules(view, on, table, err);
    if (status == JW_OK)
        *out = table;
    else
        jw_table_free(table);
    return status;
}

jw_status jw_rules(jw_store *store, const char *district, jw_date on, jw_table **out, jw_error *err)
{
    if (!store || !out || (on != JW_DATE_NONE && (on < JW_DATE_MIN || on > JW_DATE_MAX)))
        return jw_error_set(err, JW_EINVAL, 0, "rules need a store and a date of the years 1 to 9999");
    struct jw_view *view;
    JW_TRY(jw_view__load(store, district, &view, err));
    jw_status status = make_table(view, on, out, err);
    jw_view__free(view);
    return status;
}

static jw_status fill_rule(jw_batch *batch, const char *district, const char *name, const char *value,
                           jw_date from, const char *source, jw_error *err)
{
    JW_TRY(jw_batch_add_text(batch, district, strlen(district), err));
    JW_TRY(jw_batch_add_text(batch, name, strlen(name), err));
    JW_TRY(jw_batch_add_integer(batch, from, err));
    JW_TRY(jw_batch_add_text(batch, value, strlen(value), err));
    return source && *source ? jw_batch_add_text(batch, source, strlen(source), err)
                             : jw_batch_add_absent(batch, err);
}

static jw_status put_batch(jw_store *store, jw_batch *batch, jw_error *err)
{
    struct ArrowArray rows;
    JW_TRY(jw_batch_export(batch, &rows, err));
    jw_status status = jw_store_put(store, JW_RECORD_RULE, &rows, NULL, 0, NULL, err);
    rows.release(&rows);
    return status;
}

jw_status jw_rule_set(jw_store *store, const char *district, const char *name, const char *value,
                      jw_date from, const char *source, jw_error *err)
{
    char code[JW_CODE_SIZE];
    int64_t parsed;
    if (!store || !name || !value || (from != JW_DATE_NONE && (from < JW_DATE_MIN || from > JW_DATE_MAX)))
        return jw_error_set(err, JW_EINVAL, 0, "setting a rule needs a store, a name, a value and a date");
    const struct rule *rule = find_rule(name);
    if (!rule)
        return jw_error_set_field(err, JW_ENOTFOUND, "rule", 0, "name", "there is no rule \"%.64s\"", name);
    if (!parse_value(rule, value, &parsed))
        return refuse_value(rule, value, err);
    JW_TRY(jw_store__district(store, district, code, NULL, err));
    jw_batch *batch;
    JW_TRY(jw_batch_new(store->context, JW_RECORD_RULE, &batch, err));
    jw_status status = fill_rule(batch, code, name, value, from, source, err);
    if (status == JW_OK)
        status = put_batch(store, batch, err);
    jw_batch_free(batch);
    return status;
}
