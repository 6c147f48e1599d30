/* The officers posted to a community or central office on some day of a month. */
#include <string.h>
#include "assessment/counts.h"

static bool is_office(const struct jw_station_row *station)
{
    return station->kind == JW_COMMUNITY_OFFICE || station->kind == JW_CENTRAL_OFFICE;
}

/* Whether on some day of the month the posted person is an officer and the station an office. */
static bool is_post(const struct jw_counts *counts, const struct jw_posting_row *posting)
{
    for (jw_date day = counts->first; day < counts->end; day++) {
        if (!jw_valid_on(posting->valid, day))
            continue;
        const struct jw_staff_row *person = jw_view__staff(counts->view, posting->staff, day);
        const struct jw_station_row *station = jw_view__station(counts->view, posting->station, day);
        if (person && person->officer && station && is_office(station))
            return true;
    }
    return false;
}

/* Postings come by person, then station, then date. */
static jw_status add_post(struct jw_counts *counts, const struct jw_posting_row *posting, jw_error *err)
{
    const struct jw_subject *last =
        counts->subject_count ? &counts->subjects[counts->subject_count - 1] : NULL;
    if (!last || last->id != posting->staff)
        JW_TRY(jw_counts__add_subject(counts, posting->staff, NULL, err));
    else if (counts->sources[counts->source_count - 1].station == posting->station)
        return JW_OK;
    return jw_counts__add_source(counts, posting->station, counts->subject_count - 1, err);
}

/* The police station of the office of the person's last day in one; of several the first by id. */
static const char *police_station_of_office(const struct jw_counts *counts, const char *staff)
{
    const struct jw_view *view = counts->view;
    size_t first = 0, high = view->postings_count;
    while (first < high) {
        size_t middle = first + (high - first) / 2;
        if (strcmp(view->postings[middle].staff, staff) < 0)
            first = middle + 1;
        else
            high = middle;
    }
    for (jw_date day = counts->end - 1; day >= counts->first; day--)
        for (size_t i = first; i < view->postings_count && !strcmp(view->postings[i].staff, staff); i++) {
            const struct jw_station_row *station = jw_view__station(view, view->postings[i].station, day);
            if (jw_valid_on(view->postings[i].valid, day) && station && is_office(station) &&
                station->police_station)
                return station->police_station;
        }
    return NULL;
}

const char *jw_people__police_station(const struct jw_counts *counts, const char *staff)
{
    for (jw_date day = counts->end - 1; day >= counts->first; day--) {
        const struct jw_staff_row *person = jw_view__staff(counts->view, staff, day);
        if (person && person->police_station)
            return person->police_station;
    }
    return police_station_of_office(counts, staff);
}

jw_status jw_people__find(struct jw_counts *counts, jw_error *err)
{
    const struct jw_view *view = counts->view;
    for (size_t i = 0; i < view->postings_count; i++)
        if (jw_valid_within(view->postings[i].valid, counts->first, counts->end) &&
            is_post(counts, &view->postings[i]))
            JW_TRY(add_post(counts, &view->postings[i], err));
    for (size_t i = 0; i < counts->subject_count; i++)
        counts->subjects[i].police_station = jw_people__police_station(counts, counts->subjects[i].id);
    return JW_OK;
}
