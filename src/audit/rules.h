/* The rules of a district: what may be set, within which bounds, and the value on a date. */
#ifndef JW_AUDIT_RULES_H
#define JW_AUDIT_RULES_H

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
    JW_RULE_COUNT
};

#define JW_RULE_NONE (-1)   /* a limit that is not set */
#define JW_RULE_EVERY_DAY 0 /* values of reception_days ... */
#define JW_RULE_WORKING_DAYS 1
#define JW_RULE_PER_WEEK 0 /* ... and of workstation_per */
#define JW_RULE_PER_DAY 1

/*
 * The value that holds on a date: a count, days, per mille, seconds for hours, the position of a word.
 * JW_EINPUT when the stored text is no value of the rule.
 */
jw_status jw_rule__value(const struct jw_view *view, enum jw_rule_id rule, jw_date on, int64_t *out,
                         jw_error *err);

#endif
