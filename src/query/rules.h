/* The rules of a district: what may be set, within which bounds, and the value on a date. */
#ifndef JW_QUERY_RULES_H
#define JW_QUERY_RULES_H

#include "query/view.h"

enum jw_rule_id {
    JW_RULE_COMMUNITY_OFFICES,
    JW_RULE_OFFICE_MIN,
    JW_RULE_OFFICE_MAX,
    JW_RULE_VILLAGE_SITES,
    JW_RULE_RECEPTION_HOURS,
    JW_RULE_RECEPTION_DAYS,
    JW_RULE_OFFICE_AUXILIARIES,
    JW_RULE_BEAT_HOURS,
    JW_RULE_WORKSTATION_HOURS,
    JW_RULE_WORKSTATION_PER,
    JW_RULE_OFFICE_STRENGTH,
    JW_RULE_INSPECTION_DAYS,
    JW_RULE_BRIEFING,
    JW_RULE_DUTY_PLAN_FLOOR,
    JW_RULE_OFFICER_OFFICES_MAX,
    JW_RULE_RECEPTION_PRESENCE_FLOOR,
    JW_RULE_DUTY_MAX_HOURS,
    JW_RULE_AUDIT_COUNT, /* those above are the audit's */
    JW_RULE_RANK_GROUP = JW_RULE_AUDIT_COUNT,
    JW_RULE_COMMENDATION_SHARE,
    JW_RULE_CLOSE_REQUIRES_COMPLETE,
    JW_RULE_CLOSE_ROLE,
    JW_RULE_COUNT
};

enum jw_rule_unit {
    JW_RULE_IS_COUNT,
    JW_RULE_IS_HOURS,
    JW_RULE_IS_DAYS,
    JW_RULE_IS_PER_MILLE,
    JW_RULE_IS_WORD, /* one of several */
    JW_RULE_IS_NAME  /* any text */
};

struct jw_rule {
    const char *name, *value;
    enum jw_rule_unit unit;
    bool may_be_none;
    int64_t minimum, maximum; /* hours: in seconds */
    const char *words;        /* of a word, separated by | */
    const char *source, *caption_en, *caption_zh;
};

#define JW_RULE_NONE (-1)   /* a limit that is not set */
#define JW_RULE_EVERY_DAY 0 /* values of reception_days ... */
#define JW_RULE_WORKING_DAYS 1
#define JW_RULE_PER_WEEK 0 /* ... of workstation_per ... */
#define JW_RULE_PER_DAY 1
#define JW_RULE_GROUP_DISTRICT 0 /* ... and of rank_group */
#define JW_RULE_GROUP_POLICE_STATION 1

const struct jw_rule *jw_rule__at(enum jw_rule_id id);
/* NULL when there is none of the name. */
const struct jw_rule *jw_rule__find(const char *name);
/* The unit, or the words that are allowed. */
const char *jw_rule__unit(const struct jw_rule *rule);
/* Reads a value; JW_EINPUT when it is none of the rule. */
jw_status jw_rule__parse(const struct jw_rule *rule, const char *text, int64_t *out, jw_error *err);

/* The text that holds on a date; borrowed. */
const char *jw_rule__text(const struct jw_view *view, enum jw_rule_id rule, jw_date on);

/*
 * The value that holds on a date: a count, days, per mille, seconds for hours, the position of a word.
 * JW_EINPUT when the stored text is no value of the rule.
 */
jw_status jw_rule__value(const struct jw_view *view, enum jw_rule_id rule, jw_date on, int64_t *out,
                         jw_error *err);

#endif
