/*
 * A district in memory: the whole history of its master data, and what of it holds on a date. Computations read it and
 * never see a storage. Texts are interned: equal texts of one view have equal addresses.
 */
#ifndef JW_QUERY_VIEW_H
#define JW_QUERY_VIEW_H

#include <stdbool.h>
#include "storage/store.h"

/* Half-open; JW_DATE_NONE as from = always, INT32_MAX as to = for ever. A later version has closed the one before. */
struct jw_validity {
    jw_date from;
    jw_date to;
};

enum jw_station_kind { JW_POLICE_STATION, JW_COMMUNITY_OFFICE, JW_CENTRAL_OFFICE, JW_WORKSTATION };

struct jw_village_row {
    struct jw_validity valid;
    const char *code, *name, *township, *police_station, *successor; /* NULL = absent, everywhere below too */
    bool community;
    bool remote;
    bool placed; /* lon and lat are given */
    int32_t lon, lat;
    int64_t population, households; /* -1 = absent */
};
struct jw_station_row {
    struct jw_validity valid;
    const char *id, *name, *police_station, *seat, *beat;
    enum jw_station_kind kind;
    jw_date opened, closed; /* JW_DATE_NONE = absent */
};
struct jw_staff_row {
    struct jw_validity valid;
    const char *id, *police_station;
    bool officer;
    jw_date service_since;
};
struct jw_posting_row {
    struct jw_validity valid;
    const char *staff, *station;
};
struct jw_service_row {
    struct jw_validity valid;
    const char *station, *village;
};
struct jw_absence_row {
    struct jw_validity valid; /* from the first day to the day after the last */
    const char *staff;
};
struct jw_calendar_row {
    jw_date date;
    bool workday;
};
struct jw_activity_row {
    const char *code, *caption_en, *caption_zh;
    bool beat, reception, outside;
};
struct jw_rule_row {
    struct jw_validity valid;
    const char *name, *value, *source;
};

#define JW_VIEW_ROWS(type, name) \
    struct type *name;           \
    size_t name##_count

struct jw_view {
    jw_context *context;
    char district[JW_CODE_SIZE];
    const char *name;
    int32_t utc_offset;
    JW_VIEW_ROWS(jw_village_row, villages); /* each in key order */
    JW_VIEW_ROWS(jw_station_row, stations);
    JW_VIEW_ROWS(jw_staff_row, staff);
    JW_VIEW_ROWS(jw_posting_row, postings);
    JW_VIEW_ROWS(jw_service_row, services);
    JW_VIEW_ROWS(jw_absence_row, absences);
    JW_VIEW_ROWS(jw_calendar_row, calendar);
    JW_VIEW_ROWS(jw_activity_row, activities); /* the defaults when the district has none */
    JW_VIEW_ROWS(jw_rule_row, rules);          /* stored ones only */
    void *arena;
};

/* district NULL = the store's only one. Reads in one snapshot. */
jw_status jw_view__load(jw_store *store, const char *district, struct jw_view **out, jw_error *err);
/* Only the district itself and its activities. */
jw_status jw_view__load_activities(jw_store *store, const char *district, struct jw_view **out, jw_error *err);
void jw_view__free(struct jw_view *view);

static inline bool jw_valid_on(struct jw_validity valid, jw_date date)
{
    return valid.from <= date && date < valid.to;
}
/* Whether any day of [from, to) is in it. */
static inline bool jw_valid_within(struct jw_validity valid, jw_date from, jw_date to)
{
    return valid.from < to && from < valid.to;
}

static inline bool jw_station__is_office(const struct jw_station_row *station)
{
    return station->kind == JW_COMMUNITY_OFFICE || station->kind == JW_CENTRAL_OFFICE;
}

/* The address of a text of this view, NULL if no row has it. */
const char *jw_view__text(const struct jw_view *view, const char *text, size_t length);
/* The version that holds on a date, or NULL. Binary search. */
const struct jw_village_row *jw_view__village(const struct jw_view *view, const char *code, jw_date on);
const struct jw_station_row *jw_view__station(const struct jw_view *view, const char *id, jw_date on);
const struct jw_staff_row *jw_view__staff(const struct jw_view *view, const char *id, jw_date on);
/*
 * The police station of a person in [from, to): the person's own on the last day that has one, else that of
 * the office on the person's last day in one; of several offices the first by id. NULL = none.
 */
const char *jw_view__police_station(const struct jw_view *view, const char *staff, jw_date from, jw_date to);
/* Where the postings of a person begin, the services of a station; with none, where the next ones begin. */
size_t jw_view__first_posting(const struct jw_view *view, const char *staff);
size_t jw_view__first_service(const struct jw_view *view, const char *station);
/* The value of a stored rule on a date, or NULL. */
const struct jw_rule_row *jw_view__rule(const struct jw_view *view, const char *name, jw_date on);
bool jw_view__is_workday(const struct jw_view *view, jw_date date);

#endif
