/*
 * What the rules of the audit share: the district, the duty of the month in arrays by person and by site, the
 * days and weeks judged with the rule values that hold in them, and the rows of the result.
 */
#ifndef JW_AUDIT_AUDIT_H
#define JW_AUDIT_AUDIT_H

#include <jingwu/audit.h>
#include "audit/explain.h"
#include "coverage/sites.h"
#include "query/hours.h"
#include "query/rules.h"

/* A month with the whole weeks that it owns has at most 31 + 3 + 3 days. */
#define JW_AUDIT_DAYS 40
#define JW_AUDIT_WEEKS 5
#define JW_AUDIT_NOWHERE UINT32_MAX

struct jw_audit_range {
    size_t first, count;
};

struct jw_audit_day {
    jw_date date;
    bool workday;
    int64_t rules[JW_RULE_AUDIT_COUNT];
};

struct jw_audit_facts {
    uint32_t person, site; /* positions in persons and sites; JW_AUDIT_NOWHERE when the books lack it */
    const struct jw_activity_row *activity; /* NULL when the books lack it */
};

/* Duty in key order, so that each person's times are one array, ascending by start. */
struct jw_audit_duty {
    jw_interval *times;
    struct jw_audit_facts *facts;
    size_t count, times_capacity, facts_capacity;
};

/* One id, with where its rows lie in the arrays of the view, and its duty. */
struct jw_audit_person {
    const char *id;
    struct jw_audit_range versions, postings, absences, duty, plan;
};

struct jw_audit_site {
    const char *id;
    struct jw_audit_range versions, services;
    struct jw_audit_range duty;     /* in duty_by_site */
    struct jw_audit_range postings; /* in postings_by_site */
};

struct jw_audit_list {
    jw_interval *items;
    size_t count, capacity;
};

struct jw_audit {
    jw_store *store;
    jw_context *context;
    const struct jw_view *view;
    bool chinese, all;
    jw_instant as_of;
    jw_month month;

    struct jw_audit_day days[JW_AUDIT_DAYS]; /* of the month and of its weeks */
    jw_interval day_times[JW_AUDIT_DAYS];
    size_t day_count;
    size_t month_first, month_end; /* the days of the month among them */
    size_t month_started;          /* first day of the month that has not begun as of the instant */
    jw_interval month_time;
    jw_interval week_times[JW_AUDIT_WEEKS];
    size_t week_first[JW_AUDIT_WEEKS]; /* its Monday among the days */
    jw_week weeks[JW_AUDIT_WEEKS];
    size_t week_count;

    struct jw_audit_person *persons;
    size_t person_count;
    struct jw_audit_site *sites;
    size_t site_count;
    struct jw_audit_duty duty, plan;
    uint32_t *duty_by_site, *postings_by_site;

    struct jw_audit_list list, other; /* room for one subject */
    jw_table *table;
    int64_t findings;
};

/* ---- results ---- */

enum jw_audit_status { JW_AUDIT_OK, JW_AUDIT_FINDING, JW_AUDIT_NOT_APPLICABLE, JW_AUDIT_OPEN };
enum jw_audit_unit { JW_AUDIT_SECONDS, JW_AUDIT_COUNT, JW_AUDIT_PER_MILLE };
#define JW_AUDIT_NO_RECORD INT64_MIN

struct jw_audit_row {
    int rule;
    const char *subject;
    char period[JW_CALENDAR_TEXT];
    int64_t measured; /* or JW_AUDIT_NO_RECORD */
    char required[64];
    enum jw_audit_unit unit;
    enum jw_audit_status status;
    bool reported; /* given although no limit is broken, because none is set */
    struct jw_explanation why;
};

/* An empty row: no record, nothing required. */
void jw_audit__start(const struct jw_audit *audit, struct jw_audit_row *row, int rule, const char *subject,
                     enum jw_audit_unit unit);
void jw_audit__require(struct jw_audit_row *row, int64_t required);
/* Whether the row, whose status and reported are set, will be part of the result; the explanation can wait
 * for this. */
bool jw_audit__wants(const struct jw_audit *audit, const struct jw_audit_row *row);
jw_status jw_audit__add(struct jw_audit *audit, const struct jw_audit_row *row, jw_error *err);

/* The status of a period: open while it is not over. */
enum jw_audit_status jw_audit__judge(const struct jw_audit *audit, jw_interval period, bool passed);
/* Fills what A4, A6 and A7 have in common: seconds worked against seconds required. */
void jw_audit__judge_time(const struct jw_audit *audit, struct jw_audit_row *row, jw_interval period,
                          bool recorded, int64_t seconds, int64_t required);
static inline bool jw_audit__has_begun(const struct jw_audit *audit, jw_interval period)
{
    return period.start < audit->as_of;
}

/* ---- persons and sites on a day ---- */

bool jw_audit__is_officer(const struct jw_audit *audit, const struct jw_audit_person *person, jw_date date);
bool jw_audit__is_auxiliary(const struct jw_audit *audit, const struct jw_audit_person *person, jw_date date);
/* The office of a posting that holds on a date, or NULL. */
const struct jw_station_row *jw_audit__office_of(const struct jw_audit *audit,
                                                 const struct jw_posting_row *posting, jw_date date);
/* Whether it is an officer posted to an office on the date. */
bool jw_audit__is_office_officer(const struct jw_audit *audit, const struct jw_audit_person *person,
                                 jw_date date);
/* The version of a site that is an office on the date, whether it is open or not; NULL if there is none. */
const struct jw_station_row *jw_audit__office(const struct jw_audit *audit, const struct jw_audit_site *site,
                                              jw_date date);
/* Whether an office receives the public on a day. */
bool jw_audit__receives(const struct jw_station_row *office, const struct jw_audit_day *day);
/* Position of a station among the sites, JW_AUDIT_NOWHERE if there is none. */
uint32_t jw_audit__find_site(const struct jw_audit *audit, const char *id);

jw_status jw_audit__push(struct jw_audit *audit, struct jw_audit_list *list, jw_interval time, jw_error *err);

/* ---- the rules ---- */

jw_status jw_audit__a1(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a2(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a3(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a4(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a5(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a6(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a7(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a8(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a9(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a10(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a11(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a12(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a13(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a14(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a15(struct jw_audit *audit, jw_error *err);
jw_status jw_audit__a16(struct jw_audit *audit, jw_error *err);

#endif
