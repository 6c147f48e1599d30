/* Seat and served coverage on a date. */
#include <string.h>
#include <jingwu/coverage.h>
#include "base/sort.h"
#include "base/text.h"
#include "coverage/sites.h"
#include "record/rows.h"
#include "record/table.h"

enum measure { COMMUNITY_SERVED, VILLAGE_SERVED, CENTRAL_OFFICE_SEAT, WORKSTATION_SEAT, MEASURES };

static const char *const measure_names[] = {"community_served", "village_served", "central_office_seat",
                                            "workstation_seat"};

struct share {
    int64_t count, denominator, population, population_denominator;
};

/* The district first, then its police stations in the order of their ids. */
struct scope {
    const char *id;
    struct share shares[MEASURES];
};

struct coverage {
    const struct jw_view *view;
    jw_date on;
    struct scope *scopes;
    size_t scope_count;
    uint8_t *covered; /* a bit for each measure, for each village row */
};

static void mark(struct coverage *coverage, const char *code, enum measure measure)
{
    const struct jw_village_row *village = jw_view__village(coverage->view, code, coverage->on);
    if (village)
        coverage->covered[village - coverage->view->villages] |= (uint8_t)(1u << measure);
}

static void mark_served(struct coverage *coverage)
{
    const struct jw_view *view = coverage->view;
    for (size_t i = 0; i < view->services_count; i++) {
        const struct jw_service_row *service = &view->services[i];
        if (!jw_valid_on(service->valid, coverage->on))
            continue;
        const struct jw_station_row *station = jw_site__open(view, service->station, coverage->on);
        if (station && station->kind == JW_COMMUNITY_OFFICE)
            mark(coverage, service->village, COMMUNITY_SERVED);
        else if (station && station->kind == JW_CENTRAL_OFFICE)
            mark(coverage, service->village, VILLAGE_SERVED);
    }
}

static void mark_seats(struct coverage *coverage)
{
    const struct jw_view *view = coverage->view;
    for (size_t i = 0; i < view->stations_count; i++) {
        const struct jw_station_row *station = &view->stations[i];
        if (!station->seat || !jw_site__is_open(station, coverage->on))
            continue;
        if (station->kind == JW_CENTRAL_OFFICE)
            mark(coverage, station->seat, CENTRAL_OFFICE_SEAT);
        else if (station->kind == JW_WORKSTATION)
            mark(coverage, station->seat, WORKSTATION_SEAT);
    }
}

static void add_unit(struct scope *scope, const struct jw_village_row *village, uint8_t covered)
{
    for (int measure = 0; measure < MEASURES; measure++) {
        struct share *share = &scope->shares[measure];
        int64_t population = village->population > 0 ? village->population : 0;
        if (village->community != (measure == COMMUNITY_SERVED))
            continue;
        int64_t counts = covered >> measure & 1;
        share->count += counts;
        share->denominator++;
        share->population += counts * population;
        share->population_denominator += population;
    }
}

/* The police station's scope, NULL if there is none of that id. */
static struct scope *find_scope(struct coverage *coverage, const char *police_station)
{
    struct scope *scopes = coverage->scopes + 1; /* the first is the district's */
    size_t count = coverage->scope_count - 1;
    if (!police_station)
        return NULL;
    size_t place = jw__lower_bound(scopes, count, sizeof *scopes, offsetof(struct scope, id), police_station);
    return place < count && strcmp(scopes[place].id, police_station) == 0 ? &scopes[place] : NULL;
}

static void add_units(struct coverage *coverage)
{
    const struct jw_view *view = coverage->view;
    for (size_t i = 0; i < view->villages_count; i++) {
        const struct jw_village_row *village = &view->villages[i];
        if (!jw_valid_on(village->valid, coverage->on))
            continue;
        struct scope *scope = find_scope(coverage, village->police_station);
        add_unit(&coverage->scopes[0], village, coverage->covered[i]);
        if (scope)
            add_unit(scope, village, coverage->covered[i]);
    }
}

static jw_status make_scopes(struct coverage *coverage, jw_error *err)
{
    const struct jw_view *view = coverage->view;
    coverage->scopes =
        jw__allocate_zeroed(view->context, view->stations_count + 1, sizeof *coverage->scopes, err);
    if (!coverage->scopes)
        return JW_ENOMEM;
    coverage->scopes[0].id = view->district;
    coverage->scope_count = 1;
    for (size_t i = 0; i < view->stations_count; i++)
        if (view->stations[i].kind == JW_POLICE_STATION && jw_valid_on(view->stations[i].valid, coverage->on))
            coverage->scopes[coverage->scope_count++].id = view->stations[i].id;
    return JW_OK;
}

/* Count, denominator and per mille; nothing counts where there is nothing. */
static jw_status add_ratio(jw_table *table, int64_t count, int64_t denominator, jw_error *err)
{
    JW_TRY(jw_table__add_integer(table, count, err));
    JW_TRY(jw_table__add_integer(table, denominator, err));
    if (!denominator)
        return jw_table__add_empty(table, err);
    return jw_table__add_integer(table, jw__round_ratio(count, 1000, denominator), err);
}

static jw_status add_scope(jw_table *table, const struct scope *scope, jw_error *err)
{
    for (int measure = 0; measure < MEASURES; measure++) {
        const struct share *share = &scope->shares[measure];
        JW_TRY(jw_table__add_string(table, scope->id, err));
        JW_TRY(jw_table__add_string(table, measure_names[measure], err));
        JW_TRY(add_ratio(table, share->count, share->denominator, err));
        JW_TRY(add_ratio(table, share->population, share->population_denominator, err));
    }
    return JW_OK;
}

static jw_status fill_table(struct coverage *coverage, jw_table *table, jw_error *err)
{
    JW_TRY(make_scopes(coverage, err));
    coverage->covered =
        jw__allocate_zeroed(coverage->view->context, coverage->view->villages_count + 1, 1, err);
    if (!coverage->covered)
        return JW_ENOMEM;
    mark_served(coverage);
    mark_seats(coverage);
    add_units(coverage);
    for (size_t i = 0; i < coverage->scope_count; i++)
        JW_TRY(add_scope(table, &coverage->scopes[i], err));
    return JW_OK;
}

static jw_status make_table(const struct jw_view *view, jw_date on, jw_table **out, jw_error *err)
{
    static const struct jw_column_spec columns[] = {{"scope", JW_TYPE_TEXT},
                                                    {"measure", JW_TYPE_TEXT},
                                                    {"count", JW_TYPE_INTEGER},
                                                    {"denominator", JW_TYPE_INTEGER},
                                                    {"per_mille", JW_TYPE_INTEGER},
                                                    {"population", JW_TYPE_INTEGER},
                                                    {"population_denominator", JW_TYPE_INTEGER},
                                                    {"population_per_mille", JW_TYPE_INTEGER}};
    struct coverage coverage = {view, on, NULL, 0, NULL};
    jw_table *table;
    JW_TRY(jw_table__new(view->context, columns, sizeof columns / sizeof *columns, &table, err));
    jw_status status = fill_table(&coverage, table, err);
    jw__free(view->context, coverage.scopes);
    jw__free(view->context, coverage.covered);
    if (status == JW_OK)
        *out = table;
    else
        jw_table_free(table);
    return status;
}

/* ---- the newest month with data ---- */

struct newest {
    int32_t utc_offset;
    size_t field; /* that dates the rows */
    int32_t type; /* of the field */
    jw_month month;
};

static jw_status note_months(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct newest *newest = userdata;
    (void)err;
    for (int64_t i = 0; i < rows->count; i++) {
        int64_t value = jw_rows__integer(rows, newest->field, i);
        jw_month month = newest->type == JW_TYPE_MONTH ? (jw_month)value
                         : newest->type == JW_TYPE_DATE
                             ? jw_date_month((jw_date)value)
                             : jw_date_month(jw_instant_date(value, newest->utc_offset));
        newest->month = month > newest->month ? month : newest->month;
    }
    return JW_OK;
}

/*
 * Last day of the newest month with duty, counts, incidents or inspections; today when there are none. Duty
 * comes last: the filter then spares a storage the months that are known not to be the newest.
 */
static jw_status newest_day(jw_store *store, const struct jw_view *view, jw_date *out, jw_error *err)
{
    static const jw_record records[] = {JW_RECORD_TALLY, JW_RECORD_INCIDENT, JW_RECORD_INSPECTION,
                                        JW_RECORD_DUTY};
    struct newest newest = {view->utc_offset, 0, 0, 0};
    jw_scan_range range = jw_range__of(view->district, NULL);
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        jw_scan_filter filter = JW_SCAN_FILTER_INIT;
        newest.field = (size_t)jw__period_field(records[i]);
        newest.type = jw__describe(records[i])->fields[newest.field].type;
        if (newest.month && newest.type == JW_TYPE_INSTANT)
            filter.from = jw_date_instant(jw_month_first(newest.month + 1), view->utc_offset);
        JW_TRY(jw_store__visit(store, records[i], &range, &filter, note_months, &newest, err));
    }
    *out = newest.month ? jw_month_first(newest.month + 1) - 1
                        : jw_instant_date(jw__now(view->context), view->utc_offset);
    return JW_OK;
}

static jw_status cover_district(jw_store *store, const char *district, jw_date on, jw_table **out,
                                jw_error *err)
{
    struct jw_view *view;
    JW_TRY(jw_view__load(store, district, &view, err));
    jw_status status = on == JW_DATE_NONE ? newest_day(store, view, &on, err) : JW_OK;
    if (status == JW_OK)
        status = make_table(view, on, out, err);
    jw_view__free(view);
    return status;
}

jw_status jw_coverage(jw_store *store, const char *district, jw_date on, jw_table **out, jw_error *err)
{
    if (!store || !out || (on != JW_DATE_NONE && (on < JW_DATE_MIN || on > JW_DATE_MAX)))
        return jw_error_set(err, JW_EINVAL, 0, "coverage needs a store and a date of the years 1 to 9999");
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = cover_district(store, district, on, out, err);
    jw_store__end_reading(store);
    return status;
}
