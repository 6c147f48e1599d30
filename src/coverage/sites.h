/* When a station counts as a site of the district. */
#ifndef JW_COVERAGE_SITES_H
#define JW_COVERAGE_SITES_H

#include "query/view.h"

/* Valid, opened and not yet closed; absent dates do not limit. */
static inline bool jw_site__is_open(const struct jw_station_row *station, jw_date date)
{
    return jw_valid_on(station->valid, date) && station->opened <= date &&
           (station->closed == JW_DATE_NONE || date < station->closed);
}

/* The version of a station that is open on a date, or NULL. */
static inline const struct jw_station_row *jw_site__open(const struct jw_view *view, const char *id,
                                                         jw_date date)
{
    const struct jw_station_row *station = jw_view__station(view, id, date);
    return station && jw_site__is_open(station, date) ? station : NULL;
}

#endif
