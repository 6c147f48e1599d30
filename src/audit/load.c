/* Persons, sites and duty of a month in arrays; everything is read once and ordered in linear time. */
#include "audit/load.h"

#include <string.h>

/* ---- persons and sites: one entry for each id of the view ---- */

/* Moves *next over the rows, ordered by id, that belong to an id; rows of lesser ids belong to nobody. */
#define RANGE_OF(range, rows, row_count, field, wanted, next)                                                \
    do {                                                                                                     \
        while (*(next) < (row_count) && strcmp((rows)[*(next)].field, (wanted)) < 0)                         \
            ++*(next);                                                                                       \
        (range)->first = *(next);                                                                            \
        while (*(next) < (row_count) && !strcmp((rows)[*(next)].field, (wanted)))                            \
            ++*(next);                                                                                       \
        (range)->count = *(next) - (range)->first;                                                           \
    } while (0)

static jw_status load_persons(struct jw_audit *audit, jw_error *err)
{
    const struct jw_view *view = audit->view;
    size_t posting = 0, absence = 0;
    audit->persons = jw__allocate_zeroed(audit->context, view->staff_count + 1, sizeof *audit->persons, err);
    if (!audit->persons)
        return JW_ENOMEM;
    for (size_t version = 0; version < view->staff_count;) {
        struct jw_audit_person *person = &audit->persons[audit->person_count++];
        person->id = view->staff[version].id;
        RANGE_OF(&person->versions, view->staff, view->staff_count, id, person->id, &version);
        RANGE_OF(&person->postings, view->postings, view->postings_count, staff, person->id, &posting);
        RANGE_OF(&person->absences, view->absences, view->absences_count, staff, person->id, &absence);
    }
    return JW_OK;
}

static jw_status load_sites(struct jw_audit *audit, jw_error *err)
{
    const struct jw_view *view = audit->view;
    size_t service = 0;
    audit->sites = jw__allocate_zeroed(audit->context, view->stations_count + 1, sizeof *audit->sites, err);
    if (!audit->sites)
        return JW_ENOMEM;
    for (size_t version = 0; version < view->stations_count;) {
        struct jw_audit_site *site = &audit->sites[audit->site_count++];
        site->id = view->stations[version].id;
        RANGE_OF(&site->versions, view->stations, view->stations_count, id, site->id, &version);
        RANGE_OF(&site->services, view->services, view->services_count, station, site->id, &service);
    }
    return JW_OK;
}

/* ---- duty ---- */

struct loading {
    struct jw_audit *audit;
    struct jw_audit_duty *duty;
    jw_instant until;    /* what comes later is left out */
    size_t person;       /* of the row before; rows and persons have the same order */
    const char *station; /* of the row before */
    uint32_t site;
};

static uint32_t person_of(struct loading *loading, const char *staff)
{
    const struct jw_audit *audit = loading->audit;
    while (loading->person < audit->person_count && strcmp(audit->persons[loading->person].id, staff) < 0)
        loading->person++;
    if (loading->person == audit->person_count || strcmp(audit->persons[loading->person].id, staff) != 0)
        return JW_AUDIT_NOWHERE;
    return (uint32_t)loading->person;
}

static jw_status add_duty(void *userdata, const struct jw_duty_row *row, jw_error *err)
{
    struct loading *loading = userdata;
    struct jw_audit *audit = loading->audit;
    struct jw_audit_duty *duty = loading->duty;
    if (row->time.start >= loading->until)
        return JW_OK;
    JW_TRY(jw__grow(audit->context, &duty->times, &duty->times_capacity, duty->count + 1, sizeof *duty->times,
                    err));
    JW_TRY(jw__grow(audit->context, &duty->facts, &duty->facts_capacity, duty->count + 1, sizeof *duty->facts,
                    err));
    if (row->station != loading->station) {
        loading->station = row->station;
        loading->site = jw_audit__find_site(audit, row->station);
    }
    jw_interval time = row->time;
    time.finish = time.finish < loading->until ? time.finish : loading->until;
    duty->times[duty->count] = time;
    duty->facts[duty->count++] =
        (struct jw_audit_facts){person_of(loading, row->staff), loading->site, row->activity};
    return JW_OK;
}

static jw_status load_duty(struct jw_audit *audit, jw_record record, jw_instant until,
                           struct jw_audit_duty *duty, jw_error *err)
{
    struct loading loading = {audit, duty, until, 0, NULL, JW_AUDIT_NOWHERE};
    jw_interval window = {audit->day_times[0].start, audit->day_times[audit->day_count - 1].finish};
    JW_TRY(jw_query__duty(audit->store, audit->view, record, window, add_duty, &loading, err));
    if (duty->count > UINT32_MAX)
        return jw_error_set(err, JW_ELIMIT, 0,
                            "more than 4294967295 duty intervals in one month of a district");
    return JW_OK;
}

static struct jw_audit_range *range_of_duty(struct jw_audit_person *person)
{
    return &person->duty;
}

static struct jw_audit_range *range_of_plan(struct jw_audit_person *person)
{
    return &person->plan;
}

/* Tells each person where its rows are. */
static void share_out(struct jw_audit *audit, const struct jw_audit_duty *duty,
                      struct jw_audit_range *(*range_of)(struct jw_audit_person *))
{
    for (size_t i = 0; i < duty->count; i++) {
        if (duty->facts[i].person == JW_AUDIT_NOWHERE)
            continue;
        struct jw_audit_range *range = range_of(&audit->persons[duty->facts[i].person]);
        if (!range->count++)
            range->first = i;
    }
}

/* ---- what belongs to a site, by counting ---- */

static void start_ranges(struct jw_audit *audit, bool postings)
{
    size_t next = 0;
    for (size_t i = 0; i < audit->site_count; i++) {
        struct jw_audit_range *range = postings ? &audit->sites[i].postings : &audit->sites[i].duty;
        range->first = next;
        next += range->count;
        range->count = 0;
    }
}

static jw_status order_duty(struct jw_audit *audit, jw_error *err)
{
    const struct jw_audit_duty *duty = &audit->duty;
    audit->duty_by_site =
        jw__allocate_zeroed(audit->context, duty->count + 1, sizeof *audit->duty_by_site, err);
    if (!audit->duty_by_site)
        return JW_ENOMEM;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < duty->count; i++) {
            if (duty->facts[i].site == JW_AUDIT_NOWHERE)
                continue;
            struct jw_audit_range *range = &audit->sites[duty->facts[i].site].duty;
            if (pass)
                audit->duty_by_site[range->first + range->count] = (uint32_t)i;
            range->count++;
        }
        if (!pass)
            start_ranges(audit, false);
    }
    return JW_OK;
}

/* Positions of postings, site by site. */
static jw_status order_postings(struct jw_audit *audit, jw_error *err)
{
    const struct jw_view *view = audit->view;
    audit->postings_by_site =
        jw__allocate_zeroed(audit->context, view->postings_count + 1, sizeof *audit->postings_by_site, err);
    if (!audit->postings_by_site)
        return JW_ENOMEM;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < view->postings_count; i++) {
            uint32_t site = jw_audit__find_site(audit, view->postings[i].station);
            if (site == JW_AUDIT_NOWHERE)
                continue;
            struct jw_audit_range *range = &audit->sites[site].postings;
            if (pass)
                audit->postings_by_site[range->first + range->count] = (uint32_t)i;
            range->count++;
        }
        if (!pass)
            start_ranges(audit, true);
    }
    return JW_OK;
}

jw_status jw_audit__load(struct jw_audit *audit, jw_error *err)
{
    JW_TRY(load_persons(audit, err));
    JW_TRY(load_sites(audit, err));
    JW_TRY(load_duty(audit, JW_RECORD_DUTY, audit->as_of, &audit->duty, err));
    JW_TRY(load_duty(audit, JW_RECORD_DUTY_PLAN, INT64_MAX, &audit->plan, err));
    share_out(audit, &audit->duty, range_of_duty);
    share_out(audit, &audit->plan, range_of_plan);
    JW_TRY(order_duty(audit, err));
    return order_postings(audit, err);
}

void jw_audit__unload(struct jw_audit *audit)
{
    jw_context *context = audit->context;
    jw__free(context, audit->persons);
    jw__free(context, audit->sites);
    jw__free(context, audit->duty.times);
    jw__free(context, audit->duty.facts);
    jw__free(context, audit->plan.times);
    jw__free(context, audit->plan.facts);
    jw__free(context, audit->duty_by_site);
    jw__free(context, audit->postings_by_site);
    jw__free(context, audit->list.items);
    jw__free(context, audit->other.items);
}
