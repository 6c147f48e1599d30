/*
 * The rules on sites and postings: A1 A2 A3 A5 A8 A9 A14.
 *
 * A1, A2, A3, A8 and A9 are judged on the last day of the month; while the month runs, on the day it has come
 * to, and what is not in order is then open.
 */
#include <string.h>
#include "audit/audit.h"
#include "base/text.h"
#include "record/rows.h"

/* The day judged, NULL while the month has not begun. */
static const struct jw_audit_day *judged_day(const struct jw_audit *audit)
{
    return audit->month_started > audit->month_first ? &audit->days[audit->month_started - 1] : NULL;
}

static enum jw_audit_status judge_state(const struct jw_audit *audit, jw_interval period, bool passed)
{
    return passed ? JW_AUDIT_OK : jw_audit__judge(audit, period, false);
}

static void start_state(const struct jw_audit *audit, struct jw_audit_row *row, int rule, const char *subject,
                        enum jw_audit_unit unit)
{
    jw_audit__start(audit, row, rule, subject, unit);
    jw_date_format(judged_day(audit)->date, row->period);
}

/* ---- A1 and A3: how many sites each unit has ---- */

struct site_count {
    int64_t count;
    const char *names[2];
};

static void note_site(struct jw_audit *audit, struct site_count *counts, const char *code, const char *name,
                      jw_date on)
{
    const struct jw_village_row *village = jw_view__village(audit->view, code, on);
    if (!village)
        return;
    struct site_count *sites = &counts[village - audit->view->villages];
    if (sites->count < 2)
        sites->names[sites->count] = name;
    sites->count++;
}

static void count_services(struct jw_audit *audit, struct site_count *counts, jw_date on)
{
    const struct jw_view *view = audit->view;
    for (size_t i = 0; i < view->services_count; i++) {
        const struct jw_service_row *service = &view->services[i];
        const struct jw_station_row *station =
            jw_valid_on(service->valid, on) ? jw_site__open(view, service->station, on) : NULL;
        if (station && station->kind == JW_COMMUNITY_OFFICE)
            note_site(audit, counts, service->village, service->station, on);
    }
}

static void count_seats(struct jw_audit *audit, struct site_count *counts, jw_date on)
{
    const struct jw_view *view = audit->view;
    for (size_t i = 0; i < view->stations_count; i++) {
        const struct jw_station_row *station = &view->stations[i];
        if (station->seat && station->kind != JW_POLICE_STATION && jw_site__is_open(station, on))
            note_site(audit, counts, station->seat, station->id, on);
    }
}

static jw_status judge_unit(struct jw_audit *audit, int rule, const char *code,
                            const struct site_count *sites, int64_t required, jw_error *err)
{
    struct jw_audit_row row;
    start_state(audit, &row, rule, code, JW_AUDIT_COUNT);
    row.measured = sites->count;
    jw_audit__require(&row, required);
    row.status = judge_state(audit, audit->month_time, sites->count == required);
    if (!jw_audit__wants(audit, &row))
        return JW_OK;
    if (rule == 1)
        jw_explain__served(&row.why, sites->count, sites->names);
    else
        jw_explain__seated(&row.why, sites->count, sites->names);
    return jw_audit__add(audit, &row, err);
}

static jw_status judge_units(struct jw_audit *audit, int rule, bool communities, enum jw_rule_id required,
                             void (*count)(struct jw_audit *, struct site_count *, jw_date), jw_error *err)
{
    const struct jw_view *view = audit->view;
    const struct jw_audit_day *day = judged_day(audit);
    if (!day)
        return JW_OK;
    struct site_count *counts =
        jw__allocate_zeroed(audit->context, view->villages_count + 1, sizeof *counts, err);
    if (!counts)
        return JW_ENOMEM;
    count(audit, counts, day->date);
    jw_status status = JW_OK;
    for (size_t i = 0; status == JW_OK && i < view->villages_count; i++)
        if (view->villages[i].community == communities && jw_valid_on(view->villages[i].valid, day->date))
            status = judge_unit(audit, rule, view->villages[i].code, &counts[i], day->rules[required], err);
    jw__free(audit->context, counts);
    return status;
}

jw_status jw_audit__a1(struct jw_audit *audit, jw_error *err)
{
    return judge_units(audit, 1, true, JW_RULE_COMMUNITY_OFFICES, count_services, err);
}

jw_status jw_audit__a3(struct jw_audit *audit, jw_error *err)
{
    return judge_units(audit, 3, false, JW_RULE_VILLAGE_SITES, count_seats, err);
}

/* ---- A2: the villages of a central office ---- */

#define NAMED_OUTSIDE 5

/* The village of a service that holds on the day, or NULL. */
static const struct jw_village_row *served_village(const struct jw_audit *audit,
                                                   const struct jw_service_row *service, jw_date on)
{
    const struct jw_village_row *village =
        jw_valid_on(service->valid, on) ? jw_view__village(audit->view, service->village, on) : NULL;
    return village && !village->community ? village : NULL;
}

/* A village lies inside when both name the same police station; where one names none, that cannot be shown.
 */
static bool is_inside(const struct jw_station_row *office, const struct jw_village_row *village)
{
    return office->police_station && village->police_station &&
           !strcmp(office->police_station, village->police_station);
}

/* The number of villages and the first that lie outside. */
static void explain_group(const struct jw_audit *audit, struct jw_audit_row *row,
                          const struct jw_audit_site *site, const struct jw_station_row *office,
                          const struct jw_audit_day *day)
{
    const struct jw_service_row *services = audit->view->services + site->services.first;
    int64_t outside = 0;
    jw_explain__group(&row->why, row->measured, day->rules[JW_RULE_OFFICE_MIN],
                      day->rules[JW_RULE_OFFICE_MAX]);
    for (size_t i = 0; i < site->services.count; i++) {
        const struct jw_village_row *village = served_village(audit, &services[i], day->date);
        if (village && !is_inside(office, village) && outside++ < NAMED_OUTSIDE)
            jw_explain__outside(&row->why, village->code, office->police_station);
    }
    if (outside > NAMED_OUTSIDE)
        jw_explain__more(&row->why, outside - NAMED_OUTSIDE);
}

static void require_range(struct jw_audit_row *row, int64_t least, int64_t most)
{
    jw_audit__require(row, least);
    if (most == least)
        return;
    size_t length = strlen(row->required);
    memcpy(row->required + length, "..", 2);
    row->required[length + 2 + jw__format_integer(most, row->required + length + 2)] = '\0';
}

static jw_status judge_group(struct jw_audit *audit, const struct jw_audit_site *site,
                             const struct jw_station_row *office, const struct jw_audit_day *day,
                             jw_error *err)
{
    const struct jw_service_row *services = audit->view->services + site->services.first;
    const int64_t least = day->rules[JW_RULE_OFFICE_MIN], most = day->rules[JW_RULE_OFFICE_MAX];
    struct jw_audit_row row;
    bool inside = true;
    start_state(audit, &row, 2, site->id, JW_AUDIT_COUNT);
    row.measured = 0;
    for (size_t i = 0; i < site->services.count; i++) {
        const struct jw_village_row *village = served_village(audit, &services[i], day->date);
        row.measured += village != NULL;
        inside = inside && (!village || is_inside(office, village));
    }
    require_range(&row, least, most);
    row.status =
        judge_state(audit, audit->month_time, least <= row.measured && row.measured <= most && inside);
    if (jw_audit__wants(audit, &row))
        explain_group(audit, &row, site, office, day);
    return jw_audit__add(audit, &row, err);
}

jw_status jw_audit__a2(struct jw_audit *audit, jw_error *err)
{
    const struct jw_audit_day *day = judged_day(audit);
    for (size_t i = 0; day && i < audit->site_count; i++) {
        const struct jw_station_row *office = jw_site__open(audit->view, audit->sites[i].id, day->date);
        if (office && office->kind == JW_CENTRAL_OFFICE)
            JW_TRY(judge_group(audit, &audit->sites[i], office, day, err));
    }
    return JW_OK;
}

/* ---- A5: auxiliaries posted to an office ---- */

static int64_t posted_auxiliaries(const struct jw_audit *audit, const struct jw_audit_site *site,
                                  jw_date date)
{
    const struct jw_view *view = audit->view;
    const char *counted = NULL;
    int64_t count = 0;
    for (size_t i = 0; i < site->postings.count; i++) {
        const struct jw_posting_row *posting =
            &view->postings[audit->postings_by_site[site->postings.first + i]];
        const struct jw_staff_row *staff =
            jw_valid_on(posting->valid, date) ? jw_view__staff(view, posting->staff, date) : NULL;
        if (!staff || staff->officer || (counted && !strcmp(counted, posting->staff)))
            continue;
        counted = posting->staff;
        count++;
    }
    return count;
}

static jw_status judge_auxiliaries(struct jw_audit *audit, const struct jw_audit_site *site,
                                   const struct jw_station_row *office, size_t at, jw_error *err)
{
    const struct jw_audit_day *day = &audit->days[at];
    const int64_t required = day->rules[JW_RULE_OFFICE_AUXILIARIES];
    struct jw_audit_row row;
    jw_audit__start(audit, &row, 5, site->id, JW_AUDIT_COUNT);
    jw_date_format(day->date, row.period);
    jw_audit__require(&row, required);
    if (!jw_audit__receives(office, day)) {
        row.status = JW_AUDIT_NOT_APPLICABLE;
        jw_explain__not_open(&row.why);
        return jw_audit__add(audit, &row, err);
    }
    row.measured = posted_auxiliaries(audit, site, day->date);
    row.status = judge_state(audit, audit->day_times[at], row.measured >= required);
    jw_explain__count_of(&row.why, row.measured, required);
    return jw_audit__add(audit, &row, err);
}

jw_status jw_audit__a5(struct jw_audit *audit, jw_error *err)
{
    for (size_t i = 0; i < audit->site_count; i++)
        for (size_t at = audit->month_first; at < audit->month_started; at++) {
            const struct jw_station_row *office =
                jw_audit__office(audit, &audit->sites[i], audit->days[at].date);
            if (office)
                JW_TRY(judge_auxiliaries(audit, &audit->sites[i], office, at, err));
        }
    return JW_OK;
}

/* ---- A8: officers in offices among the officers of a police station ---- */

struct strength {
    int64_t officers, in_offices;
};

/*
 * The police station an officer belongs to on a date: that of the staff row; where it names none, that of the
 * first posting.
 */
static const char *police_station_of(const struct jw_audit *audit, const struct jw_audit_person *person,
                                     jw_date date)
{
    const struct jw_view *view = audit->view;
    const struct jw_staff_row *staff = jw_view__staff(view, person->id, date);
    if (staff->police_station)
        return staff->police_station;
    for (size_t i = 0; i < person->postings.count; i++) {
        const struct jw_posting_row *posting = &view->postings[person->postings.first + i];
        const struct jw_station_row *station =
            jw_valid_on(posting->valid, date) ? jw_view__station(view, posting->station, date) : NULL;
        if (station)
            return station->kind == JW_POLICE_STATION ? station->id : station->police_station;
    }
    return NULL;
}

static void count_officers(const struct jw_audit *audit, jw_date date, struct strength *strengths,
                           struct strength *total)
{
    for (size_t i = 0; i < audit->person_count; i++) {
        const struct jw_audit_person *person = &audit->persons[i];
        if (!jw_audit__is_officer(audit, person, date))
            continue;
        const char *police_station = police_station_of(audit, person, date);
        uint32_t site = police_station ? jw_audit__find_site(audit, police_station) : JW_AUDIT_NOWHERE;
        int64_t in_office = jw_audit__is_office_officer(audit, person, date);
        total->officers++;
        total->in_offices += in_office;
        if (site == JW_AUDIT_NOWHERE)
            continue;
        strengths[site].officers++;
        strengths[site].in_offices += in_office;
    }
}

static jw_status judge_strength(struct jw_audit *audit, const char *subject, const struct strength *strength,
                                jw_error *err)
{
    const int64_t required = judged_day(audit)->rules[JW_RULE_OFFICE_STRENGTH];
    struct jw_audit_row row;
    start_state(audit, &row, 8, subject, JW_AUDIT_PER_MILLE);
    jw_audit__require(&row, required);
    if (strength->officers) {
        row.measured = jw__round_ratio(strength->in_offices, 1000, strength->officers);
        row.status = judge_state(audit, audit->month_time,
                                 strength->in_offices * 1000 >= required * strength->officers);
    } else {
        row.status = JW_AUDIT_NOT_APPLICABLE;
    }
    jw_explain__officers(&row.why, strength->in_offices, strength->officers, required);
    return jw_audit__add(audit, &row, err);
}

/* The police stations in their order, and the district where its code belongs among them. */
static jw_status judge_strengths(struct jw_audit *audit, jw_date date, struct strength *strengths,
                                 jw_error *err)
{
    const char *district = audit->view->district;
    struct strength total = {0, 0};
    bool done = false;
    count_officers(audit, date, strengths, &total);
    for (size_t i = 0; i < audit->site_count; i++) {
        const struct jw_station_row *station = jw_view__station(audit->view, audit->sites[i].id, date);
        if (!station || station->kind != JW_POLICE_STATION)
            continue;
        if (!done && strcmp(district, station->id) < 0) {
            JW_TRY(judge_strength(audit, district, &total, err));
            done = true;
        }
        JW_TRY(judge_strength(audit, station->id, &strengths[i], err));
    }
    return done ? JW_OK : judge_strength(audit, district, &total, err);
}

jw_status jw_audit__a8(struct jw_audit *audit, jw_error *err)
{
    const struct jw_audit_day *day = judged_day(audit);
    if (!day)
        return JW_OK;
    struct strength *strengths =
        jw__allocate_zeroed(audit->context, audit->site_count + 1, sizeof *strengths, err);
    if (!strengths)
        return JW_ENOMEM;
    jw_status status = judge_strengths(audit, day->date, strengths, err);
    jw__free(audit->context, strengths);
    return status;
}

/* ---- A9: the latest inspection of each section ---- */

#define SECTIONS 3

/* A section counts by its own latest date, so that a second look at what failed is enough. */
struct inspection {
    jw_date dates[SECTIONS]; /* JW_DATE_NONE = never */
    bool passed[SECTIONS];   /* every item on that date */
};

struct inspecting {
    const struct jw_audit *audit;
    struct inspection *inspections;
    jw_date until;
};

static int section_of(const char *word)
{
    return word[0] == 'e' ? 0 : word[0] == 'i' ? 1 : 2; /* exterior interior ledger */
}

static void note_inspection(struct inspecting *inspecting, const jw_rows *rows, int64_t row)
{
    char id[64];
    size_t length;
    const char *text = jw_rows__text(rows, JW_F_inspection_station, row, &length);
    jw_date date = (jw_date)jw_rows__integer(rows, JW_F_inspection_date, row);
    if (length >= sizeof id || date > inspecting->until)
        return;
    memcpy(id, text, length);
    id[length] = '\0';
    uint32_t site = jw_audit__find_site(inspecting->audit, id);
    if (site == JW_AUDIT_NOWHERE)
        return;
    struct inspection *inspection = &inspecting->inspections[site];
    int section = section_of(jw_rows__text(rows, JW_F_inspection_section, row, &length));
    bool passed = jw_rows__integer(rows, JW_F_inspection_passed, row) != 0;
    inspection->passed[section] =
        passed && (date > inspection->dates[section] || inspection->passed[section]);
    inspection->dates[section] = date;
}

/* Rows come in the order of station and date, so a later date replaces an earlier one. */
static jw_status note_inspections(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    for (int64_t i = 0; i < rows->count; i++)
        note_inspection(userdata, rows, i);
    return JW_OK;
}

static jw_status judge_inspection(struct jw_audit *audit, const char *site,
                                  const struct inspection *inspection, jw_error *err)
{
    const struct jw_audit_day *day = judged_day(audit);
    struct jw_audit_row row;
    int64_t passed = 0;
    bool any = false;
    start_state(audit, &row, 9, site, JW_AUDIT_COUNT);
    jw_audit__require(&row, SECTIONS);
    for (int i = 0; i < SECTIONS; i++) {
        bool seen = inspection->dates[i] != JW_DATE_NONE;
        bool fresh = seen && day->date - inspection->dates[i] <= day->rules[JW_RULE_INSPECTION_DAYS];
        any = any || seen;
        passed += fresh && inspection->passed[i];
        if (!fresh || !inspection->passed[i])
            jw_explain__section(&row.why, i,
                                !seen                    ? JW_SECTION_MISSING
                                : !inspection->passed[i] ? JW_SECTION_FAILED
                                                         : JW_SECTION_OLD,
                                inspection->dates[i]);
    }
    if (any) {
        row.measured = passed;
    } else {
        jw_explain__begin(&row.why, audit->chinese, audit->view->utc_offset);
        jw_explain__no_record(&row.why);
    }
    if (passed == SECTIONS)
        jw_explain__all_sections(&row.why);
    row.status = judge_state(audit, audit->month_time, passed == SECTIONS);
    return jw_audit__add(audit, &row, err);
}

static jw_status judge_inspections(struct jw_audit *audit, struct inspection *inspections, jw_error *err)
{
    jw_date date = judged_day(audit)->date;
    struct inspecting inspecting = {audit, inspections, date};
    jw_scan_range range = jw_range__of(audit->view->district, NULL);
    for (size_t i = 0; i < audit->site_count; i++)
        for (int section = 0; section < SECTIONS; section++)
            inspections[i].dates[section] = JW_DATE_NONE;
    JW_TRY(jw_store__visit(audit->store, JW_RECORD_INSPECTION, &range, NULL, note_inspections, &inspecting,
                           err));
    for (size_t i = 0; i < audit->site_count; i++) {
        const struct jw_station_row *station = jw_site__open(audit->view, audit->sites[i].id, date);
        if (station && station->kind != JW_POLICE_STATION)
            JW_TRY(judge_inspection(audit, station->id, &inspections[i], err));
    }
    return JW_OK;
}

jw_status jw_audit__a9(struct jw_audit *audit, jw_error *err)
{
    if (!judged_day(audit))
        return JW_OK;
    struct inspection *inspections =
        jw__allocate_zeroed(audit->context, audit->site_count + 1, sizeof *inspections, err);
    if (!inspections)
        return JW_ENOMEM;
    jw_status status = judge_inspections(audit, inspections, err);
    jw__free(audit->context, inspections);
    return status;
}

/* ---- A14: offices of one officer ---- */

/* The offices an officer is posted to on a date; names gets the first two. */
static int64_t offices_on(const struct jw_audit *audit, const struct jw_audit_person *person, jw_date date,
                          const char *names[2])
{
    const struct jw_posting_row *postings = audit->view->postings + person->postings.first;
    const char *counted = NULL;
    int64_t count = 0;
    for (size_t i = 0; i < person->postings.count; i++) {
        if (!jw_audit__office_of(audit, &postings[i], date) ||
            (counted && !strcmp(counted, postings[i].station)))
            continue;
        counted = postings[i].station;
        if (count < 2)
            names[count] = counted;
        count++;
    }
    return count;
}

static jw_status judge_offices(struct jw_audit *audit, const struct jw_audit_person *person, jw_error *err)
{
    const int64_t most = audit->days[audit->month_end - 1].rules[JW_RULE_OFFICER_OFFICES_MAX];
    const char *names[2] = {NULL, NULL};
    struct jw_audit_row row;
    int64_t greatest = 0;
    for (size_t at = audit->month_first; at < audit->month_started; at++) {
        const char *found[2] = {NULL, NULL};
        jw_date date = audit->days[at].date;
        int64_t count =
            jw_audit__is_officer(audit, person, date) ? offices_on(audit, person, date, found) : 0;
        if (count > greatest) {
            greatest = count;
            memcpy(names, found, sizeof names);
        }
    }
    if (!greatest)
        return JW_OK;
    jw_audit__start(audit, &row, 14, person->id, JW_AUDIT_COUNT);
    jw_month_format(audit->month, row.period);
    row.measured = greatest;
    if (most != JW_RULE_NONE)
        jw_audit__require(&row, most);
    row.reported = most == JW_RULE_NONE && greatest > 1;
    row.status = most != JW_RULE_NONE && greatest > most ? JW_AUDIT_FINDING : JW_AUDIT_OK;
    jw_explain__offices(&row.why, greatest, names);
    return jw_audit__add(audit, &row, err);
}

/* The most offices at once on a day of the month. */
jw_status jw_audit__a14(struct jw_audit *audit, jw_error *err)
{
    for (size_t i = 0; i < audit->person_count; i++)
        if (audit->persons[i].postings.count)
            JW_TRY(judge_offices(audit, &audit->persons[i], err));
    return JW_OK;
}
