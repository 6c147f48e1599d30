/*
 * The driver: options, days and weeks, the rules in their order, the result.
 *
 * Rule values are those of the day judged; of a week those of its Thursday, which also decides the month that
 * owns the week; of a month those of its last day. So a value set from the first of a month on holds for
 * exactly the periods of that month.
 */
#include "audit/audit.h"

#include <string.h>
#include "audit/load.h"
#include "base/sort.h"
#include "base/text.h"
#include "record/table.h"

/* ---- rows ---- */

void jw_audit__start(const struct jw_audit *audit, struct jw_audit_row *row, int rule, const char *subject,
                     enum jw_audit_unit unit)
{
    row->rule = rule;
    row->subject = subject;
    row->period[0] = '\0';
    row->measured = JW_AUDIT_NO_RECORD;
    row->required[0] = '\0';
    row->unit = unit;
    row->status = JW_AUDIT_OK;
    row->reported = false;
    jw_explain__begin(&row->why, audit->chinese, audit->view->utc_offset);
}

void jw_audit__require(struct jw_audit_row *row, int64_t required)
{
    row->required[jw__format_integer(required, row->required)] = '\0';
}

bool jw_audit__wants(const struct jw_audit *audit, const struct jw_audit_row *row)
{
    return audit->all || row->reported || row->status == JW_AUDIT_FINDING || row->status == JW_AUDIT_OPEN;
}

jw_status jw_audit__add(struct jw_audit *audit, const struct jw_audit_row *row, jw_error *err)
{
    static const char *const units[] = {"seconds", "count", "per_mille"};
    static const char *const states[] = {"ok", "finding", "not_applicable", "open"};
    jw_table *table = audit->table;
    if (!jw_audit__wants(audit, row))
        return JW_OK;
    JW_TRY(jw_table__add_format(table, err, "A%d", row->rule));
    JW_TRY(jw_table__add_string(table, row->subject, err));
    JW_TRY(jw_table__add_string(table, row->period, err));
    if (row->measured == JW_AUDIT_NO_RECORD)
        JW_TRY(jw_table__add_empty(table, err));
    else
        JW_TRY(jw_table__add_format(table, err, "%lld", (long long)row->measured));
    JW_TRY(jw_table__add_string(table, row->required[0] ? row->required : NULL, err));
    JW_TRY(jw_table__add_string(table, units[row->unit], err));
    JW_TRY(jw_table__add_string(table, states[row->status], err));
    audit->findings += row->status == JW_AUDIT_FINDING;
    return jw_table__add_text(table, row->why.text, row->why.length, err);
}

enum jw_audit_status jw_audit__judge(const struct jw_audit *audit, jw_interval period, bool passed)
{
    if (period.finish > audit->as_of)
        return JW_AUDIT_OPEN;
    return passed ? JW_AUDIT_OK : JW_AUDIT_FINDING;
}

void jw_audit__judge_time(const struct jw_audit *audit, struct jw_audit_row *row, jw_interval period,
                          bool recorded, int64_t seconds, int64_t required)
{
    if (recorded)
        row->measured = seconds;
    jw_audit__require(row, required);
    row->status = jw_audit__judge(audit, period, seconds >= required);
    if (!jw_audit__wants(audit, row))
        return;
    if (!recorded)
        jw_explain__no_record(&row->why);
    if (recorded || row->status == JW_AUDIT_OPEN)
        jw_explain__time(&row->why, seconds, required, row->status == JW_AUDIT_OPEN);
}

/* ---- persons and sites on a day ---- */

static const struct jw_staff_row *version_of(const struct jw_audit *audit,
                                             const struct jw_audit_person *person, jw_date date)
{
    const struct jw_staff_row *versions = audit->view->staff + person->versions.first;
    for (size_t i = 0; i < person->versions.count; i++)
        if (jw_valid_on(versions[i].valid, date))
            return &versions[i];
    return NULL;
}

bool jw_audit__is_officer(const struct jw_audit *audit, const struct jw_audit_person *person, jw_date date)
{
    const struct jw_staff_row *version = version_of(audit, person, date);
    return version && version->officer;
}

bool jw_audit__is_auxiliary(const struct jw_audit *audit, const struct jw_audit_person *person, jw_date date)
{
    const struct jw_staff_row *version = version_of(audit, person, date);
    return version && !version->officer;
}

const struct jw_station_row *jw_audit__office_of(const struct jw_audit *audit,
                                                 const struct jw_posting_row *posting, jw_date date)
{
    if (!jw_valid_on(posting->valid, date))
        return NULL;
    const struct jw_station_row *station = jw_view__station(audit->view, posting->station, date);
    return station && jw_station__is_office(station) ? station : NULL;
}

bool jw_audit__is_office_officer(const struct jw_audit *audit, const struct jw_audit_person *person,
                                 jw_date date)
{
    if (!person->postings.count || !jw_audit__is_officer(audit, person, date))
        return false;
    const struct jw_posting_row *postings = audit->view->postings + person->postings.first;
    for (size_t i = 0; i < person->postings.count; i++)
        if (jw_audit__office_of(audit, &postings[i], date))
            return true;
    return false;
}

const struct jw_station_row *jw_audit__office(const struct jw_audit *audit, const struct jw_audit_site *site,
                                              jw_date date)
{
    const struct jw_station_row *versions = audit->view->stations + site->versions.first;
    for (size_t i = 0; i < site->versions.count; i++)
        if (jw_valid_on(versions[i].valid, date))
            return jw_station__is_office(&versions[i]) ? &versions[i] : NULL;
    return NULL;
}

bool jw_audit__receives(const struct jw_station_row *office, const struct jw_audit_day *day)
{
    return jw_site__is_open(office, day->date) &&
           (day->workday || day->rules[JW_RULE_RECEPTION_DAYS] == JW_RULE_EVERY_DAY);
}

uint32_t jw_audit__find_site(const struct jw_audit *audit, const char *id)
{
    size_t place = jw__lower_bound(audit->sites, audit->site_count, sizeof *audit->sites,
                                   offsetof(struct jw_audit_site, id), id);
    bool found = place < audit->site_count && strcmp(audit->sites[place].id, id) == 0;
    return found ? (uint32_t)place : JW_AUDIT_NOWHERE;
}

jw_status jw_audit__push(struct jw_audit *audit, struct jw_audit_list *list, jw_interval time, jw_error *err)
{
    JW_TRY(
        jw__grow(audit->context, &list->items, &list->capacity, list->count + 1, sizeof *list->items, err));
    list->items[list->count++] = time;
    return JW_OK;
}

/* ---- the days and weeks judged ---- */

static void set_up_weeks(struct jw_audit *audit, jw_date first_day)
{
    jw_week first_week;
    int32_t count;
    jw_month_weeks(audit->month, &first_week, &count);
    audit->week_count = (size_t)count;
    for (size_t i = 0; i < audit->week_count; i++) {
        audit->weeks[i] = first_week + (jw_week)i;
        audit->week_first[i] = (size_t)(jw_week_monday(audit->weeks[i]) - first_day);
        audit->week_times[i].start = audit->day_times[audit->week_first[i]].start;
        audit->week_times[i].finish = audit->day_times[audit->week_first[i] + 6].finish;
    }
}

static jw_status set_up_days(struct jw_audit *audit, jw_error *err)
{
    jw_week week;
    int32_t count;
    jw_month_weeks(audit->month, &week, &count);
    jw_date month_first = jw_month_first(audit->month), month_end = jw_month_first(audit->month + 1);
    jw_date monday = jw_week_monday(week), end = monday + 7 * count;
    jw_date first = monday < month_first ? monday : month_first;
    end = end > month_end ? end : month_end;
    audit->day_count = (size_t)(end - first);
    audit->month_first = (size_t)(month_first - first);
    audit->month_end = (size_t)(month_end - first);
    for (size_t i = 0; i < audit->day_count; i++) {
        struct jw_audit_day *day = &audit->days[i];
        day->date = first + (jw_date)i;
        day->workday = jw_view__is_workday(audit->view, day->date);
        audit->day_times[i].start = jw_date_instant(day->date, audit->view->utc_offset);
        audit->day_times[i].finish = audit->day_times[i].start + JW_DAY_SECONDS;
        for (int rule = 0; rule < JW_RULE_AUDIT_COUNT; rule++)
            JW_TRY(jw_rule__value(audit->view, (enum jw_rule_id)rule, day->date, &day->rules[rule], err));
    }
    set_up_weeks(audit, first);
    audit->month_time.start = audit->day_times[audit->month_first].start;
    audit->month_time.finish = audit->day_times[audit->month_end - 1].finish;
    audit->month_started = audit->month_first;
    while (audit->month_started < audit->month_end &&
           jw_audit__has_begun(audit, audit->day_times[audit->month_started]))
        audit->month_started++;
    return JW_OK;
}

/* ---- the audit ---- */

static jw_status apply_rules(struct jw_audit *audit, jw_error *err)
{
    static jw_status (*const rules[])(struct jw_audit *, jw_error *) = {
        jw_audit__a1,  jw_audit__a2,  jw_audit__a3,  jw_audit__a4,  jw_audit__a5,  jw_audit__a6,
        jw_audit__a7,  jw_audit__a8,  jw_audit__a9,  jw_audit__a10, jw_audit__a11, jw_audit__a12,
        jw_audit__a13, jw_audit__a14, jw_audit__a15, jw_audit__a16};
    const size_t count = sizeof rules / sizeof *rules;
    for (size_t i = 0; i < count; i++) {
        JW_TRY(jw__progress(audit->context, "audit", (int64_t)i, (int64_t)count, err));
        JW_TRY(rules[i](audit, err));
    }
    return JW_OK;
}

static jw_status make_table(struct jw_audit *audit, jw_error *err)
{
    static const struct jw_column_spec columns[] = {
        {"rule", JW_TYPE_TEXT},     {"subject", JW_TYPE_TEXT},    {"period", JW_TYPE_TEXT},
        {"measured", JW_TYPE_TEXT}, {"required", JW_TYPE_TEXT},   {"unit", JW_TYPE_TEXT},
        {"status", JW_TYPE_TEXT},   {"explanation", JW_TYPE_TEXT}};
    JW_TRY(jw_table__new(audit->context, columns, sizeof columns / sizeof *columns, &audit->table, err));
    JW_TRY(set_up_days(audit, err));
    JW_TRY(jw_audit__load(audit, err));
    return apply_rules(audit, err);
}

static jw_status audit_view(jw_store *store, const jw_audit_options *options, const struct jw_view *view,
                            jw_table **out, int64_t *findings, jw_error *err)
{
    struct jw_audit *audit = jw__allocate_zeroed(store->context, 1, sizeof *audit, err);
    if (!audit)
        return JW_ENOMEM;
    audit->store = store;
    audit->context = store->context;
    audit->view = view;
    audit->chinese = options->chinese != 0;
    audit->all = options->all != 0;
    audit->as_of = options->as_of;
    audit->month = options->month;
    jw_status status = make_table(audit, err);
    if (status == JW_OK) {
        *out = audit->table;
        if (findings)
            *findings = audit->findings;
    } else {
        jw_table_free(audit->table);
    }
    jw_audit__unload(audit);
    jw__free(store->context, audit);
    return status;
}

static jw_status audit_snapshot(jw_store *store, const jw_audit_options *options, jw_table **out,
                                int64_t *findings, jw_error *err)
{
    struct jw_view *view;
    JW_TRY(jw_view__load(store, options->district, &view, err));
    jw_status status = audit_view(store, options, view, out, findings, err);
    jw_view__free(view);
    return status;
}

/* The smallest options struct ever released ends with its last field of version 0.1. */
static bool options_are_usable(const jw_audit_options *options)
{
    return options &&
           options->struct_size >= offsetof(jw_audit_options, reserved) + sizeof options->reserved &&
           options->month >= JW_MONTH_MIN && options->month <= JW_MONTH_MAX;
}

jw_status jw_audit(jw_store *store, const jw_audit_options *options, jw_table **out, int64_t *findings,
                   jw_error *err)
{
    if (!store || !out || !options_are_usable(options))
        return jw_error_set(err, JW_EINVAL, 0, "an audit needs a store and options with a month");
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = audit_snapshot(store, options, out, findings, err);
    jw_store__end_reading(store);
    return status;
}
