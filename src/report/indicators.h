/* The headline figures as data: what is counted, over which period, what it is called and how it is defined.
 */
#ifndef JW_REPORT_INDICATORS_H
#define JW_REPORT_INDICATORS_H

#include <stddef.h>

enum jw_indicator_kind {
    JW_SITES,   /* stations open on the date, of the kinds in the mask */
    JW_POSTED,  /* people of a role posted on the date to stations of the kinds in the mask */
    JW_COVERED, /* a measure of jw_coverage() on the date */
    JW_SUMMED,  /* sum of the tallies of a measure */
    JW_SHARE,   /* one such sum over another */
    JW_CHANGE   /* such a sum against the same period a year earlier */
};

enum jw_period_kind { JW_ON_DATE, JW_IN_MONTH, JW_YEAR_TO_DATE, JW_LAST_COMPLETE_HALF };

enum jw_indicator_group { JW_GROUP_SITES, JW_GROUP_COVERAGE, JW_GROUP_WORK, JW_GROUP_CASES, JW_GROUP_COUNT };

#define JW_KIND_BIT(kind) (1u << (kind))

struct jw_indicator {
    const char *id;
    enum jw_indicator_group group;
    enum jw_indicator_kind kind;
    enum jw_period_kind period;
    unsigned station_kinds;  /* JW_SITES and JW_POSTED */
    int officers;            /* JW_POSTED: 1 officers, 0 auxiliaries */
    int indent;              /* 1: a part of the figure above */
    const char *numerator;   /* measure of a tally or of the coverage */
    const char *denominator; /* JW_SHARE: measure of a tally; JW_COVERED: what its denominator counts */
    const char *caption_en, *caption_zh;
    const char *definition_en, *definition_zh;
};

#define JW_INDICATOR_COUNT 18
extern const struct jw_indicator jw__indicators[JW_INDICATOR_COUNT];

/* NULL if there is none. */
const struct jw_indicator *jw_indicator__find(const char *id);

#endif
