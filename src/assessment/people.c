/* The officers posted to a community or central office on some day of a month. */
#include "assessment/counts.h"

/* Whether on some day of the month the posted person is an officer and the station an office. */
static bool is_post(const struct jw_counts *counts, const struct jw_posting_row *posting)
{
    for (jw_date day = counts->first; day < counts->end; day++) {
        if (!jw_valid_on(posting->valid, day))
            continue;
        const struct jw_staff_row *person = jw_view__staff(counts->view, posting->staff, day);
        const struct jw_station_row *station = jw_view__station(counts->view, posting->station, day);
        if (person && person->officer && station && jw_station__is_office(station))
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

jw_status jw_people__find(struct jw_counts *counts, jw_error *err)
{
    const struct jw_view *view = counts->view;
    for (size_t i = 0; i < view->postings_count; i++)
        if (jw_valid_within(view->postings[i].valid, counts->first, counts->end) &&
            is_post(counts, &view->postings[i]))
            JW_TRY(add_post(counts, &view->postings[i], err));
    for (size_t i = 0; i < counts->subject_count; i++)
        counts->subjects[i].police_station =
            jw_view__police_station(view, counts->subjects[i].id, counts->first, counts->end);
    return JW_OK;
}
