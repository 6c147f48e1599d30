/* The rules on the hours of sites: A4 A7 A15. Time at a site is the union over all its staff. */
#include <string.h>
#include "audit/audit.h"
#include "base/text.h"

enum choice { ALL_DUTY, RECEPTION, AUXILIARY_RECEPTION };

static bool is_chosen(const struct jw_audit *audit, uint32_t at, enum choice choice)
{
    const struct jw_audit_facts *facts = &audit->duty.facts[at];
    if (choice == ALL_DUTY)
        return true;
    if (!facts->activity || !facts->activity->reception)
        return false;
    if (choice == RECEPTION)
        return true;
    jw_date date = jw_instant_date(audit->duty.times[at].start, audit->view->utc_offset);
    return facts->person != JW_AUDIT_NOWHERE &&
           jw_audit__is_auxiliary(audit, &audit->persons[facts->person], date);
}

/* The chosen duty at a site, sorted by start. */
static jw_status gather(struct jw_audit *audit, const struct jw_audit_site *site, enum choice choice,
                        struct jw_audit_list *list, jw_error *err)
{
    const uint32_t *duty = audit->duty_by_site + site->duty.first;
    list->count = 0;
    for (size_t i = 0; i < site->duty.count; i++)
        if (is_chosen(audit, duty[i], choice))
            JW_TRY(jw_audit__push(audit, list, audit->duty.times[duty[i]], err));
    jw_intervals_sort(list->items, list->count);
    return JW_OK;
}

static bool has_kind(const struct jw_audit *audit, const struct jw_audit_site *site, bool office)
{
    const struct jw_station_row *versions = audit->view->stations + site->versions.first;
    for (size_t i = 0; i < site->versions.count; i++)
        if (office ? jw_station__is_office(&versions[i]) : versions[i].kind == JW_WORKSTATION)
            return true;
    return false;
}

/* ---- A4: reception of an office on each open day ---- */

static jw_status judge_opening(struct jw_audit *audit, const struct jw_audit_site *site, size_t at,
                               bool recorded, int64_t seconds, jw_error *err)
{
    const struct jw_audit_day *day = &audit->days[at];
    const struct jw_station_row *office = jw_audit__office(audit, site, day->date);
    struct jw_audit_row row;
    if (!office)
        return JW_OK;
    jw_audit__start(audit, &row, 4, site->id, JW_AUDIT_SECONDS);
    jw_date_format(day->date, row.period);
    if (jw_audit__receives(office, day)) {
        jw_audit__judge_time(audit, &row, audit->day_times[at], recorded, seconds,
                             day->rules[JW_RULE_RECEPTION_HOURS]);
    } else {
        row.status = JW_AUDIT_NOT_APPLICABLE;
        jw_explain__not_open(&row.why);
    }
    return jw_audit__add(audit, &row, err);
}

jw_status jw_audit__a4(struct jw_audit *audit, jw_error *err)
{
    jw_bucket_time opened[JW_AUDIT_DAYS], recorded[JW_AUDIT_DAYS];
    for (size_t i = 0; i < audit->site_count; i++) {
        const struct jw_audit_site *site = &audit->sites[i];
        if (!has_kind(audit, site, true))
            continue;
        JW_TRY(jw__check_cancel(audit->context, err));
        JW_TRY(gather(audit, site, RECEPTION, &audit->list, err));
        JW_TRY(gather(audit, site, ALL_DUTY, &audit->other, err));
        jw_intervals_measure(audit->list.items, audit->list.count, audit->day_times, audit->day_count,
                             opened);
        jw_intervals_measure(audit->other.items, audit->other.count, audit->day_times, audit->day_count,
                             recorded);
        for (size_t at = audit->month_first; at < audit->month_started; at++)
            JW_TRY(judge_opening(audit, site, at, recorded[at].intervals > 0, opened[at].seconds, err));
    }
    return JW_OK;
}

/* ---- A7: duty at a workstation in each week, or day ---- */

static bool is_workstation(const struct jw_audit *audit, const struct jw_audit_site *site, jw_date date)
{
    const struct jw_station_row *station = jw_site__open(audit->view, site->id, date);
    return station && station->kind == JW_WORKSTATION;
}

/* In a week in which the workstation is opened or closed, days in use / 7 of the hours are required, rounded
 * up. */
static jw_status judge_week(struct jw_audit *audit, const struct jw_audit_site *site, size_t week,
                            const jw_bucket_time *time, jw_error *err)
{
    const struct jw_audit_day *days = &audit->days[audit->week_first[week]];
    struct jw_audit_row row;
    int64_t in_use = 0;
    for (int i = 0; i < 7; i++)
        in_use += is_workstation(audit, site, days[i].date);
    if (!in_use || !jw_audit__has_begun(audit, audit->week_times[week]))
        return JW_OK;
    jw_audit__start(audit, &row, 7, site->id, JW_AUDIT_SECONDS);
    jw_week_format(audit->weeks[week], row.period);
    int64_t required = (days[3].rules[JW_RULE_WORKSTATION_HOURS] * in_use + 6) / 7;
    jw_audit__judge_time(audit, &row, audit->week_times[week], time->intervals > 0, time->seconds, required);
    if (in_use < 7)
        jw_explain__open_days(&row.why, in_use);
    return jw_audit__add(audit, &row, err);
}

static jw_status judge_weeks(struct jw_audit *audit, const struct jw_audit_site *site, jw_error *err)
{
    jw_bucket_time times[JW_AUDIT_WEEKS];
    jw_intervals_measure(audit->list.items, audit->list.count, audit->week_times, audit->week_count, times);
    for (size_t week = 0; week < audit->week_count; week++)
        JW_TRY(judge_week(audit, site, week, &times[week], err));
    return JW_OK;
}

static jw_status judge_days(struct jw_audit *audit, const struct jw_audit_site *site, jw_error *err)
{
    jw_bucket_time times[JW_AUDIT_DAYS];
    jw_intervals_measure(audit->list.items, audit->list.count, audit->day_times, audit->day_count, times);
    for (size_t at = audit->month_first; at < audit->month_started; at++) {
        const struct jw_audit_day *day = &audit->days[at];
        struct jw_audit_row row;
        if (!is_workstation(audit, site, day->date) ||
            (!day->workday && day->rules[JW_RULE_RECEPTION_DAYS] != JW_RULE_EVERY_DAY))
            continue;
        jw_audit__start(audit, &row, 7, site->id, JW_AUDIT_SECONDS);
        jw_date_format(day->date, row.period);
        jw_audit__judge_time(audit, &row, audit->day_times[at], times[at].intervals > 0, times[at].seconds,
                             day->rules[JW_RULE_WORKSTATION_HOURS]);
        JW_TRY(jw_audit__add(audit, &row, err));
    }
    return JW_OK;
}

/* Whether weeks or days are judged is decided once for the month, by the value on its last day. */
jw_status jw_audit__a7(struct jw_audit *audit, jw_error *err)
{
    const bool by_day = audit->days[audit->month_end - 1].rules[JW_RULE_WORKSTATION_PER] == JW_RULE_PER_DAY;
    for (size_t i = 0; i < audit->site_count; i++) {
        const struct jw_audit_site *site = &audit->sites[i];
        if (!has_kind(audit, site, false))
            continue;
        JW_TRY(jw__check_cancel(audit->context, err));
        JW_TRY(gather(audit, site, ALL_DUTY, &audit->list, err));
        JW_TRY(by_day ? judge_days(audit, site, err) : judge_weeks(audit, site, err));
    }
    return JW_OK;
}

/* ---- A15: the part of the opened time with an auxiliary on reception ---- */

#define NAMED_GAPS 5

/* The pieces of a union that touch a day, clipped to it; *next is where to look on the next day. */
static size_t pieces_of_day(const struct jw_audit_list *pieces, jw_interval day, size_t *next,
                            jw_interval *out, size_t room)
{
    size_t count = 0;
    while (*next < pieces->count && pieces->items[*next].finish <= day.start)
        ++*next;
    for (size_t i = *next; i < pieces->count && count < room && pieces->items[i].start < day.finish; i++)
        out[count++] = pieces->items[i];
    return jw_intervals_clip(out, count, day);
}

/* Names the stretches of a that b does not cover. */
static void explain_gaps(struct jw_explanation *why, const jw_interval *a, size_t a_count,
                         const jw_interval *b, size_t b_count)
{
    int64_t gaps = 0;
    size_t next = 0;
    for (size_t i = 0; i < a_count; i++) {
        int64_t from = a[i].start;
        while (from < a[i].finish) {
            while (next < b_count && b[next].finish <= from)
                next++;
            int64_t to = next < b_count && b[next].start < a[i].finish ? b[next].start : a[i].finish;
            if (from < to && gaps++ < NAMED_GAPS)
                jw_explain__gap(why, (jw_interval){from, to});
            from = to < a[i].finish ? b[next].finish : to;
        }
    }
    if (gaps > NAMED_GAPS)
        jw_explain__more(why, gaps - NAMED_GAPS);
}

/* One day's pieces: when the office was open, and when with an auxiliary. */
struct presence {
    jw_interval *opened, *attended;
    size_t opened_count, attended_count;
};

static jw_status judge_presence(struct jw_audit *audit, const struct jw_audit_site *site, size_t at,
                                const struct presence *presence, jw_error *err)
{
    const struct jw_audit_day *day = &audit->days[at];
    const int64_t floor = day->rules[JW_RULE_RECEPTION_PRESENCE_FLOOR];
    const struct jw_station_row *office = jw_audit__office(audit, site, day->date);
    struct jw_audit_row row;
    int64_t opened = 0, attended;
    if (!office)
        return JW_OK;
    for (size_t i = 0; i < presence->opened_count; i++)
        opened += presence->opened[i].finish - presence->opened[i].start;
    attended = jw_intervals_common(presence->opened, presence->opened_count, presence->attended,
                                   presence->attended_count);
    jw_audit__start(audit, &row, 15, site->id, JW_AUDIT_PER_MILLE);
    jw_date_format(day->date, row.period);
    if (floor != JW_RULE_NONE)
        jw_audit__require(&row, floor);
    if (!opened) {
        row.status = JW_AUDIT_NOT_APPLICABLE;
        jw_explain__no_record(&row.why);
        return jw_audit__add(audit, &row, err);
    }
    row.measured = jw__round_ratio(attended, 1000, opened);
    row.reported = floor == JW_RULE_NONE && attended < opened;
    if (floor != JW_RULE_NONE)
        row.status = jw_audit__judge(audit, audit->day_times[at], attended * 1000 >= floor * opened);
    if (!jw_audit__wants(audit, &row))
        return JW_OK;
    jw_explain__presence(&row.why, attended, opened);
    explain_gaps(&row.why, presence->opened, presence->opened_count, presence->attended,
                 presence->attended_count);
    return jw_audit__add(audit, &row, err);
}

static jw_status judge_presences(struct jw_audit *audit, const struct jw_audit_site *site,
                                 struct presence *presence, jw_error *err)
{
    size_t next_opened = 0, next_attended = 0;
    for (size_t at = audit->month_first; at < audit->month_started; at++) {
        presence->opened_count = pieces_of_day(&audit->list, audit->day_times[at], &next_opened,
                                               presence->opened, audit->list.count);
        presence->attended_count = pieces_of_day(&audit->other, audit->day_times[at], &next_attended,
                                                 presence->attended, audit->other.count);
        JW_TRY(judge_presence(audit, site, at, presence, err));
    }
    return JW_OK;
}

static jw_status judge_site_presence(struct jw_audit *audit, const struct jw_audit_site *site, jw_error *err)
{
    JW_TRY(gather(audit, site, RECEPTION, &audit->list, err));
    JW_TRY(gather(audit, site, AUXILIARY_RECEPTION, &audit->other, err));
    audit->list.count = jw_intervals_union(audit->list.items, audit->list.count);
    audit->other.count = jw_intervals_union(audit->other.items, audit->other.count);
    size_t room = audit->list.count + audit->other.count;
    jw_interval *scratch = jw__allocate_zeroed(audit->context, room + 1, sizeof *scratch, err);
    if (!scratch)
        return JW_ENOMEM;
    struct presence presence = {scratch, scratch + audit->list.count, 0, 0};
    jw_status status = judge_presences(audit, site, &presence, err);
    jw__free(audit->context, scratch);
    return status;
}

jw_status jw_audit__a15(struct jw_audit *audit, jw_error *err)
{
    for (size_t i = 0; i < audit->site_count; i++)
        if (has_kind(audit, &audit->sites[i], true))
            JW_TRY(judge_site_presence(audit, &audit->sites[i], err));
    return JW_OK;
}
