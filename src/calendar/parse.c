/* Reading dates, months and instants. Nothing is guessed: what is not wholly one of the forms is refused. */
#include <jingwu/calendar.h>

#include <stdbool.h>

/* 18 hours: the largest offset that a district may have is also the largest that a time may carry. */
#define MAX_OFFSET 64800

typedef struct cursor {
    const char *at;
    size_t left;
} cursor;

static bool take(cursor *from, char wanted)
{
    if (!from->left || *from->at != wanted)
        return false;
    from->at++;
    from->left--;
    return true;
}

/* Reads as many digits as there are, up to max; at least min are needed. */
static bool read_number(cursor *from, int min, int max, int32_t *value)
{
    int digits = 0;
    *value = 0;
    while (digits < max && from->left && *from->at >= '0' && *from->at <= '9') {
        *value = *value * 10 + (*from->at - '0');
        from->at++;
        from->left--;
        digits++;
    }
    return digits >= min;
}

static char take_separator(cursor *from)
{
    static const char separators[] = "-/.";
    for (const char *separator = separators; *separator; separator++)
        if (take(from, *separator))
            return *separator;
    return '\0';
}

/* 2020-10-05, 2020/10/5, 2020.10.5: one separator, twice; 20201005: two digits each. */
static bool read_date(cursor *from, jw_date *date)
{
    int32_t year, month, day;
    if (!read_number(from, 4, 4, &year))
        return false;
    char separator = take_separator(from);
    int min = separator ? 1 : 2;
    if (!read_number(from, min, 2, &month) || (separator && !take(from, separator)) ||
        !read_number(from, min, 2, &day))
        return false;
    *date = jw_date_make(year, month, day);
    return *date != JW_DATE_NONE;
}

/* 8:00, 08:00 or 08:00:00, as the second of the day; 24:00 is the end of the day. */
static bool read_time(cursor *from, int32_t *second_of_day)
{
    int32_t hour, minute, second = 0;
    if (!read_number(from, 1, 2, &hour) || !take(from, ':') || !read_number(from, 2, 2, &minute))
        return false;
    if (take(from, ':') && !read_number(from, 2, 2, &second))
        return false;
    *second_of_day = hour * 3600 + minute * 60 + second;
    return minute < 60 && second < 60 && *second_of_day <= JW_DAY_SECONDS;
}

/* Nothing, Z, +08:00 or +0800. */
static bool read_offset(cursor *from, int32_t *offset)
{
    int32_t hours, minutes;
    if (take(from, 'Z')) {
        *offset = 0;
        return true;
    }
    bool east = take(from, '+');
    if (!east && !take(from, '-'))
        return true;
    if (!read_number(from, 2, 2, &hours))
        return false;
    take(from, ':');
    if (!read_number(from, 2, 2, &minutes))
        return false;
    int32_t seconds = hours * 3600 + minutes * 60;
    *offset = east ? seconds : -seconds;
    return minutes < 60 && seconds <= MAX_OFFSET;
}

jw_status jw_date_parse(const char *text, size_t length, jw_date *out)
{
    cursor from = {text, length};
    jw_date date;
    if (!read_date(&from, &date) || from.left)
        return JW_EINPUT;
    *out = date;
    return JW_OK;
}

/* No dot: 2020.1 is what a spreadsheet makes of 2020.10. */
jw_status jw_month_parse(const char *text, size_t length, jw_month *out)
{
    cursor from = {text, length};
    int32_t year, month;
    if (!read_number(&from, 4, 4, &year) || !(take(&from, '-') || take(&from, '/')) ||
        !read_number(&from, 1, 2, &month) || from.left || year < 1 || month < 1 || month > 12)
        return JW_EINPUT;
    *out = year * 12 + month - 1;
    return JW_OK;
}

/* The local day must be one of the calendar, so that whatever is read can be written and read again. */
static bool is_in_calendar(jw_instant instant, int32_t utc_offset)
{
    jw_date day = jw_instant_date(instant, utc_offset);
    return day >= JW_DATE_MIN && day <= JW_DATE_MAX;
}

jw_status jw_instant_parse(const char *text, size_t length, int32_t utc_offset, jw_instant *out)
{
    cursor from = {text, length};
    jw_date date;
    int32_t second_of_day;
    int32_t offset = utc_offset;
    if (!read_date(&from, &date) || !(take(&from, 'T') || take(&from, ' ')) ||
        !read_time(&from, &second_of_day) || !read_offset(&from, &offset) || from.left)
        return JW_EINPUT;
    jw_instant instant = jw_date_instant(date, offset) + second_of_day;
    if (!is_in_calendar(instant, utc_offset))
        return JW_EINPUT;
    *out = instant;
    return JW_OK;
}
