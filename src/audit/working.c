/* The rules on the hours of persons: A6 A10 A11 A13 A16. */
#include <string.h>
#include "audit/audit.h"
#include "base/text.h"

/* What is true of a person on a day. */
#define IN_OFFICE 1u /* an officer posted to an office */
#define ABSENT 2u

static bool is_absent(const struct jw_audit *audit, const struct jw_audit_person *person, jw_date date)
{
    const struct jw_absence_row *absences = audit->view->absences + person->absences.first;
    for (size_t i = 0; i < person->absences.count; i++)
        if (jw_valid_on(absences[i].valid, date))
            return true;
    return false;
}

/* Whether any day has IN_OFFICE. */
static bool fill_days(const struct jw_audit *audit, const struct jw_audit_person *person,
                      uint8_t days[JW_AUDIT_DAYS])
{
    bool any = false;
    for (size_t i = 0; i < audit->day_count; i++) {
        jw_date date = audit->days[i].date;
        bool in_office = jw_audit__is_office_officer(audit, person, date);
        days[i] = (uint8_t)((in_office ? IN_OFFICE : 0) | (is_absent(audit, person, date) ? ABSENT : 0));
        any = any || in_office;
    }
    return any;
}

/* ---- A6: beat work of an officer in each week ---- */

/* The area in which a station lies: its police station, or itself. */
static const char *area_of(const struct jw_station_row *station)
{
    return station->kind == JW_POLICE_STATION || !station->police_station ? station->id
                                                                          : station->police_station;
}

/* Whether a station lies in the area of an office to which the person is posted on the date. */
static bool is_in_area(const struct jw_audit *audit, const struct jw_audit_person *person, uint32_t site,
                       jw_date date)
{
    const struct jw_station_row *station =
        site == JW_AUDIT_NOWHERE ? NULL : jw_view__station(audit->view, audit->sites[site].id, date);
    const struct jw_posting_row *postings = audit->view->postings + person->postings.first;
    for (size_t i = 0; station && i < person->postings.count; i++) {
        const struct jw_station_row *office = jw_audit__office_of(audit, &postings[i], date);
        if (office && !strcmp(area_of(office), area_of(station)))
            return true;
    }
    return false;
}

/* Cuts a duty at midnight and keeps what falls on days in an office and into the area of that day. */
static jw_status keep_beat_work(struct jw_audit *audit, const struct jw_audit_person *person,
                                const uint8_t *days, size_t duty, jw_error *err)
{
    const jw_interval time = audit->duty.times[duty];
    const jw_date first = audit->days[0].date;
    const int64_t begins = jw_instant_date(time.start, audit->view->utc_offset) - (int64_t)first;
    for (size_t i = begins > 0 ? (size_t)begins : 0;
         i < audit->day_count && audit->day_times[i].start < time.finish; i++) {
        jw_interval part = time;
        if (days[i] & IN_OFFICE &&
            is_in_area(audit, person, audit->duty.facts[duty].site, audit->days[i].date) &&
            jw_intervals_clip(&part, 1, audit->day_times[i]))
            JW_TRY(jw_audit__push(audit, &audit->list, part, err));
    }
    return JW_OK;
}

static jw_status gather_beat_work(struct jw_audit *audit, const struct jw_audit_person *person,
                                  const uint8_t *days, jw_error *err)
{
    audit->list.count = 0;
    for (size_t i = person->duty.first; i < person->duty.first + person->duty.count; i++)
        if (audit->duty.facts[i].activity && audit->duty.facts[i].activity->beat)
            JW_TRY(keep_beat_work(audit, person, days, i, err));
    jw_intervals_sort(audit->list.items, audit->list.count);
    return JW_OK;
}

/* The days that count for the hours of a week. */
struct week_days {
    int64_t working, left; /* working days of the week; those in an office and present */
    bool in_office;        /* on any day, working or not */
};

static struct week_days count_days(const struct jw_audit *audit, size_t week, const uint8_t *flags)
{
    struct week_days days = {0, 0, false};
    for (size_t i = audit->week_first[week]; i < audit->week_first[week] + 7; i++) {
        days.in_office = days.in_office || flags[i] & IN_OFFICE;
        days.working += audit->days[i].workday;
        days.left += audit->days[i].workday && (flags[i] & (IN_OFFICE | ABSENT)) == IN_OFFICE;
    }
    return days;
}

static void judge_beat_hours(const struct jw_audit *audit, struct jw_audit_row *row, size_t week,
                             const struct week_days *days, bool recorded, int64_t seconds)
{
    /* Rounded up, which for whole seconds measured is the same as comparing the fractions. */
    const int64_t whole = audit->days[audit->week_first[week] + 3].rules[JW_RULE_BEAT_HOURS];
    const int64_t required = (whole * days->left + days->working - 1) / days->working;
    jw_audit__judge_time(audit, row, audit->week_times[week], recorded, seconds, required);
    if (days->left < days->working)
        jw_explain__prorated(&row->why, days->left, days->working);
}

static jw_status judge_beat_week(struct jw_audit *audit, const struct jw_audit_person *person, size_t week,
                                 const uint8_t *flags, const jw_bucket_time *worked, bool recorded,
                                 jw_error *err)
{
    const struct week_days days = count_days(audit, week, flags);
    struct jw_audit_row row;
    if (!days.in_office || !jw_audit__has_begun(audit, audit->week_times[week]))
        return JW_OK;
    jw_audit__start(audit, &row, 6, person->id, JW_AUDIT_SECONDS);
    jw_week_format(audit->weeks[week], row.period);
    if (days.left) {
        judge_beat_hours(audit, &row, week, &days, recorded, worked->seconds);
    } else {
        row.status = JW_AUDIT_NOT_APPLICABLE;
        row.measured = recorded ? worked->seconds : JW_AUDIT_NO_RECORD;
        jw_explain__no_working_day(&row.why);
    }
    return jw_audit__add(audit, &row, err);
}

jw_status jw_audit__a6(struct jw_audit *audit, jw_error *err)
{
    for (size_t i = 0; i < audit->person_count; i++) {
        const struct jw_audit_person *person = &audit->persons[i];
        jw_bucket_time worked[JW_AUDIT_WEEKS], recorded[JW_AUDIT_WEEKS];
        uint8_t days[JW_AUDIT_DAYS];
        if (!fill_days(audit, person, days))
            continue;
        JW_TRY(jw__check_cancel(audit->context, err));
        JW_TRY(gather_beat_work(audit, person, days, err));
        jw_intervals_measure(audit->list.items, audit->list.count, audit->week_times, audit->week_count,
                             worked);
        jw_intervals_measure(audit->duty.times + person->duty.first, person->duty.count, audit->week_times,
                             audit->week_count, recorded);
        for (size_t week = 0; week < audit->week_count; week++)
            JW_TRY(
                judge_beat_week(audit, person, week, days, &worked[week], recorded[week].intervals > 0, err));
    }
    return JW_OK;
}

/* ---- A10: a briefing on each working day ---- */

static void count_briefings(const struct jw_audit *audit, const struct jw_audit_person *person,
                            int64_t counts[JW_AUDIT_DAYS])
{
    memset(counts, 0, JW_AUDIT_DAYS * sizeof *counts);
    for (size_t i = person->duty.first; i < person->duty.first + person->duty.count; i++) {
        const struct jw_activity_row *activity = audit->duty.facts[i].activity;
        int64_t day = jw_instant_date(audit->duty.times[i].start, audit->view->utc_offset) -
                      (int64_t)audit->days[0].date;
        if (activity && !strcmp(activity->code, "briefing") && day >= 0 && day < (int64_t)audit->day_count)
            counts[day]++;
    }
}

static jw_status judge_briefing(struct jw_audit *audit, const struct jw_audit_person *person, size_t at,
                                uint8_t flags, bool recorded, int64_t count, jw_error *err)
{
    const int64_t required = audit->days[at].rules[JW_RULE_BRIEFING];
    struct jw_audit_row row;
    if (!audit->days[at].workday || !(flags & IN_OFFICE))
        return JW_OK;
    jw_audit__start(audit, &row, 10, person->id, JW_AUDIT_COUNT);
    jw_date_format(audit->days[at].date, row.period);
    jw_audit__require(&row, required);
    if (recorded)
        row.measured = count;
    if (flags & ABSENT) {
        row.status = JW_AUDIT_NOT_APPLICABLE;
        jw_explain__absent(&row.why);
        return jw_audit__add(audit, &row, err);
    }
    row.status = jw_audit__judge(audit, audit->day_times[at], count >= required);
    if (recorded)
        jw_explain__count_of(&row.why, count, required);
    else
        jw_explain__no_record(&row.why);
    return jw_audit__add(audit, &row, err);
}

jw_status jw_audit__a10(struct jw_audit *audit, jw_error *err)
{
    for (size_t i = 0; i < audit->person_count; i++) {
        const struct jw_audit_person *person = &audit->persons[i];
        jw_bucket_time recorded[JW_AUDIT_DAYS];
        int64_t briefings[JW_AUDIT_DAYS];
        uint8_t days[JW_AUDIT_DAYS];
        if (!fill_days(audit, person, days))
            continue;
        count_briefings(audit, person, briefings);
        jw_intervals_measure(audit->duty.times + person->duty.first, person->duty.count, audit->day_times,
                             audit->day_count, recorded);
        for (size_t at = audit->month_first; at < audit->month_started; at++)
            JW_TRY(
                judge_briefing(audit, person, at, days[at], recorded[at].intervals > 0, briefings[at], err));
    }
    return JW_OK;
}

/* ---- A11: planned time that was worked, wherever ---- */

static jw_status gather_month(struct jw_audit *audit, const struct jw_audit_duty *duty,
                              struct jw_audit_range range, struct jw_audit_list *list, jw_error *err)
{
    list->count = 0;
    for (size_t i = range.first; i < range.first + range.count; i++)
        JW_TRY(jw_audit__push(audit, list, duty->times[i], err));
    list->count = jw_intervals_clip(list->items, list->count, audit->month_time);
    jw_intervals_sort(list->items, list->count);
    list->count = jw_intervals_union(list->items, list->count);
    return JW_OK;
}

static jw_status judge_plan(struct jw_audit *audit, const struct jw_audit_person *person, int64_t planned,
                            int64_t covered, jw_error *err)
{
    const int64_t floor = audit->days[audit->month_end - 1].rules[JW_RULE_DUTY_PLAN_FLOOR];
    struct jw_audit_row row;
    jw_audit__start(audit, &row, 11, person->id, JW_AUDIT_PER_MILLE);
    jw_month_format(audit->month, row.period);
    if (floor != JW_RULE_NONE)
        jw_audit__require(&row, floor);
    if (!planned) {
        row.status = JW_AUDIT_NOT_APPLICABLE;
        jw_explain__no_plan(&row.why);
        return jw_audit__add(audit, &row, err);
    }
    row.measured = jw__round_ratio(covered, 1000, planned);
    row.reported = floor == JW_RULE_NONE && covered < planned;
    if (floor != JW_RULE_NONE)
        row.status = jw_audit__judge(audit, audit->month_time, covered * 1000 >= floor * planned);
    jw_explain__plan(&row.why, covered, planned);
    return jw_audit__add(audit, &row, err);
}

static bool is_officer_in_month(const struct jw_audit *audit, const struct jw_audit_person *person)
{
    for (size_t at = audit->month_first; at < audit->month_end; at++)
        if (jw_audit__is_officer(audit, person, audit->days[at].date))
            return true;
    return false;
}

static int64_t length_of(const struct jw_audit_list *list)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < list->count; i++)
        seconds += list->items[i].finish - list->items[i].start;
    return seconds;
}

jw_status jw_audit__a11(struct jw_audit *audit, jw_error *err)
{
    for (size_t i = 0; jw_audit__has_begun(audit, audit->month_time) && i < audit->person_count; i++) {
        const struct jw_audit_person *person = &audit->persons[i];
        if (!is_officer_in_month(audit, person))
            continue;
        JW_TRY(gather_month(audit, &audit->plan, person->plan, &audit->list, err));
        JW_TRY(gather_month(audit, &audit->duty, person->duty, &audit->other, err));
        int64_t covered =
            jw_intervals_common(audit->list.items, audit->list.count, audit->other.items, audit->other.count);
        JW_TRY(judge_plan(audit, person, length_of(&audit->list), covered, err));
    }
    return JW_OK;
}

/* ---- A13: at two stations at once, cut at midnight, for each day with duty ---- */

#define NAMED_CONFLICTS 3

/* Up to when the person is somewhere: at the station of the latest finish, and at any other. */
struct whereabouts {
    uint32_t at, other;
    int64_t at_until, other_until;
};

static void arrive(struct whereabouts *where, uint32_t site, int64_t until)
{
    if (site == where->at) {
        where->at_until = until > where->at_until ? until : where->at_until;
    } else if (until > where->at_until) {
        *where = (struct whereabouts){site, where->at, until, where->at_until};
    } else if (until > where->other_until) {
        where->other = site;
        where->other_until = until;
    }
}

/*
 * Visits each stretch of a person's duty during which it was still at another station. A moment at two
 * stations is within the one that began later, so the union of these stretches is all of the conflict.
 */
typedef jw_status (*conflict_fn)(void *userdata, jw_interval time, uint32_t site, uint32_t other,
                                 jw_error *err);

static jw_status visit_conflicts(const struct jw_audit *audit, const struct jw_audit_person *person,
                                 conflict_fn visit, void *userdata, jw_error *err)
{
    struct whereabouts where = {JW_AUDIT_NOWHERE, JW_AUDIT_NOWHERE, INT64_MIN, INT64_MIN};
    for (size_t i = person->duty.first; i < person->duty.first + person->duty.count; i++) {
        const uint32_t site = audit->duty.facts[i].site;
        jw_interval time = audit->duty.times[i];
        if (site == JW_AUDIT_NOWHERE)
            continue;
        const bool same = site == where.at;
        const int64_t until = same ? where.other_until : where.at_until;
        const int64_t finish = time.finish;
        time.finish = until < time.finish ? until : time.finish;
        if (time.start < time.finish)
            JW_TRY(visit(userdata, time, site, same ? where.other : where.at, err));
        arrive(&where, site, finish);
    }
    return JW_OK;
}

static jw_status push_conflict(void *userdata, jw_interval time, uint32_t site, uint32_t other, jw_error *err)
{
    struct jw_audit *audit = userdata;
    (void)site;
    (void)other;
    return jw_audit__push(audit, &audit->list, time, err);
}

struct explaining {
    const struct jw_audit *audit;
    struct jw_explanation *why;
    jw_interval day;
    int64_t count;
};

static jw_status explain_conflict(void *userdata, jw_interval time, uint32_t site, uint32_t other,
                                  jw_error *err)
{
    struct explaining *explaining = userdata;
    const struct jw_audit_site *sites = explaining->audit->sites;
    (void)err;
    if (jw_intervals_clip(&time, 1, explaining->day) && explaining->count++ < NAMED_CONFLICTS)
        jw_explain__conflict(explaining->why, time, sites[other].id, sites[site].id);
    return JW_OK;
}

static jw_status judge_conflict(struct jw_audit *audit, const struct jw_audit_person *person, size_t at,
                                int64_t seconds, jw_error *err)
{
    struct jw_audit_row row;
    jw_audit__start(audit, &row, 13, person->id, JW_AUDIT_SECONDS);
    jw_date_format(audit->days[at].date, row.period);
    jw_audit__require(&row, 0);
    row.measured = seconds;
    row.status = seconds ? JW_AUDIT_FINDING : JW_AUDIT_OK;
    if (seconds) {
        struct explaining explaining = {audit, &row.why, audit->day_times[at], 0};
        JW_TRY(visit_conflicts(audit, person, explain_conflict, &explaining, err));
        if (explaining.count > NAMED_CONFLICTS)
            jw_explain__more(&row.why, explaining.count - NAMED_CONFLICTS);
    } else {
        jw_explain__no_conflict(&row.why);
    }
    return jw_audit__add(audit, &row, err);
}

jw_status jw_audit__a13(struct jw_audit *audit, jw_error *err)
{
    for (size_t i = 0; i < audit->person_count; i++) {
        const struct jw_audit_person *person = &audit->persons[i];
        jw_bucket_time conflicts[JW_AUDIT_DAYS], recorded[JW_AUDIT_DAYS];
        JW_TRY(jw__check_cancel(audit->context, err));
        audit->list.count = 0;
        JW_TRY(visit_conflicts(audit, person, push_conflict, audit, err));
        if (!audit->list.count && !audit->all)
            continue;
        jw_intervals_measure(audit->list.items, audit->list.count, audit->day_times, audit->day_count,
                             conflicts);
        jw_intervals_measure(audit->duty.times + person->duty.first, person->duty.count, audit->day_times,
                             audit->day_count, recorded);
        for (size_t at = audit->month_first; at < audit->month_started; at++)
            if (recorded[at].intervals)
                JW_TRY(judge_conflict(audit, person, at, conflicts[at].seconds, err));
    }
    return JW_OK;
}

/* ---- A16: the longest duty that begins on each day ---- */

static jw_status judge_length(struct jw_audit *audit, const struct jw_audit_person *person, size_t at,
                              jw_interval longest, jw_error *err)
{
    const int64_t most = audit->days[at].rules[JW_RULE_DUTY_MAX_HOURS];
    struct jw_audit_row row;
    jw_audit__start(audit, &row, 16, person->id, JW_AUDIT_SECONDS);
    jw_date_format(audit->days[at].date, row.period);
    jw_audit__require(&row, most);
    row.measured = longest.finish - longest.start;
    row.status = row.measured > most ? JW_AUDIT_FINDING : JW_AUDIT_OK;
    if (jw_audit__wants(audit, &row))
        jw_explain__longest(&row.why, row.measured, longest.start);
    return jw_audit__add(audit, &row, err);
}

jw_status jw_audit__a16(struct jw_audit *audit, jw_error *err)
{
    for (size_t i = 0; i < audit->person_count; i++) {
        const struct jw_audit_person *person = &audit->persons[i];
        const size_t end = person->duty.first + person->duty.count;
        size_t next = person->duty.first;
        for (size_t at = audit->month_first; at < audit->month_started; at++) {
            const jw_interval day = audit->day_times[at];
            jw_interval longest = {0, 0};
            for (; next < end && audit->duty.times[next].start < day.finish; next++) {
                const jw_interval time = audit->duty.times[next];
                if (time.start >= day.start && time.finish - time.start > longest.finish - longest.start)
                    longest = time;
            }
            if (longest.finish > longest.start)
                JW_TRY(judge_length(audit, person, at, longest, err));
        }
    }
    return JW_OK;
}
