#include "calendar/workday.h"

/* Index of the first override on or after a date. */
static size_t first_from(jw_date date, const jw_workday_override *overrides, size_t count)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (overrides[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_weekday(jw_date date)
{
    return jw_date_weekday(date) <= 5;
}

/* Mondays to Fridays before a date, counted from the Monday of week 0; negative for dates before it. */
static int64_t weekdays_before(jw_date date)
{
    int32_t in_week = jw_date_weekday(date) - 1;
    return (int64_t)jw_date_week(date) * 5 + (in_week < 5 ? in_week : 5);
}

bool jw_workday__is(jw_date date, const jw_workday_override *overrides, size_t count)
{
    size_t found = first_from(date, overrides, count);
    if (found < count && overrides[found].date == date)
        return overrides[found].workday != 0;
    return is_weekday(date);
}

int64_t jw_workday__count(jw_date from, jw_date to, const jw_workday_override *overrides, size_t count)
{
    if (to <= from)
        return 0;
    int64_t days = weekdays_before(to) - weekdays_before(from);
    for (size_t i = first_from(from, overrides, count); i < count && overrides[i].date < to; i++)
        days += (overrides[i].workday != 0) - is_weekday(overrides[i].date);
    return days;
}
