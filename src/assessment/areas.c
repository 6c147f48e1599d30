/* Areas: the police stations of a district, or the district as a whole. */
#include <string.h>
#include "assessment/counts.h"

/* The police station that a station belongs to in the month; itself when it is one. */
static const char *police_station_of(const struct jw_counts *counts, const char *id)
{
    const struct jw_station_row *station = jw_counts__station(counts, id);
    if (!station)
        return NULL;
    return station->kind == JW_POLICE_STATION ? station->id : station->police_station;
}

static jw_status find_police_stations(struct jw_counts *counts, jw_error *err)
{
    const struct jw_view *view = counts->view;
    for (size_t i = 0; i < view->stations_count; i++) {
        const struct jw_station_row *station = &view->stations[i];
        const struct jw_subject *last =
            counts->subject_count ? &counts->subjects[counts->subject_count - 1] : NULL;
        if (station->kind == JW_POLICE_STATION && (!last || last->id != station->id) &&
            jw_valid_within(station->valid, counts->first, counts->end))
            JW_TRY(jw_counts__add_subject(counts, station->id, station->id, err));
    }
    return JW_OK;
}

/* Each station once, for the area it belongs to. */
static jw_status add_stations(struct jw_counts *counts, jw_error *err)
{
    const struct jw_view *view = counts->view;
    const char *last = NULL;
    for (size_t i = 0; i < view->stations_count; i++) {
        const char *id = view->stations[i].id;
        if (id == last)
            continue;
        last = id;
        size_t area = jw_areas__of(counts, NULL, id);
        if (area < counts->subject_count)
            JW_TRY(jw_counts__add_source(counts, id, area, err));
    }
    return JW_OK;
}

jw_status jw_areas__find(struct jw_counts *counts, jw_error *err)
{
    if (counts->by == JW_ASSESS_BY_DISTRICT)
        JW_TRY(jw_counts__add_subject(counts, counts->view->district, NULL, err));
    else
        JW_TRY(find_police_stations(counts, err));
    return add_stations(counts, err);
}

size_t jw_areas__of(const struct jw_counts *counts, const char *staff, const char *station)
{
    if (counts->by == JW_ASSESS_BY_DISTRICT)
        return 0;
    const char *area = station ? police_station_of(counts, station) : NULL;
    if (!area && staff)
        area = jw_view__police_station(counts->view, staff, counts->first, counts->end);
    return area ? jw_counts__find(counts, area) : counts->subject_count;
}

bool jw_areas__owns(const struct jw_counts *counts, size_t area, const struct jw_village_row *village)
{
    if (counts->by == JW_ASSESS_BY_DISTRICT)
        return true;
    return village->police_station && strcmp(village->police_station, counts->subjects[area].id) == 0;
}
