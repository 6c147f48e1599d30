/* Dates, months, ISO weeks and instants, and their text. Arithmetic is on int64: no argument can overflow. */
#include <jingwu/calendar.h>

#define DAYS_PER_WEEK 7
#define DAYS_PER_400_YEARS 146097
/* Days from 0000-03-01 to 1970-01-01. */
#define EPOCH_SHIFT 719468

typedef struct civil {
    int64_t year;
    int32_t month;
    int32_t day;
} civil;

static int64_t floor_divide(int64_t value, int64_t divisor)
{
    return value / divisor - (value % divisor < 0);
}

/* value - floor_divide(value, divisor) * divisor, where that product may not fit. */
static int32_t floor_remainder(int64_t value, int32_t divisor)
{
    int32_t remainder = (int32_t)(value % divisor);
    return remainder < 0 ? remainder + divisor : remainder;
}

/* The nearest int32 that is not JW_DATE_NONE. */
static int32_t saturate(int64_t value)
{
    if (value > INT32_MAX)
        return INT32_MAX;
    return value <= INT32_MIN ? INT32_MIN + 1 : (int32_t)value;
}

/* Years are counted from 1 March, so that the leap day is the last of its year; 153 days are 5 months. */
static int64_t days_of(int64_t year, int32_t month, int32_t day)
{
    int64_t shifted_year = month <= 2 ? year - 1 : year;
    int64_t shifted_month = month <= 2 ? month + 9 : month - 3;
    int64_t era = floor_divide(shifted_year, 400);
    int64_t year_of_era = shifted_year - era * 400;
    int64_t day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_400_YEARS + day_of_era - EPOCH_SHIFT;
}

static civil civil_of(int64_t days)
{
    int64_t shifted = days + EPOCH_SHIFT;
    int64_t era = floor_divide(shifted, DAYS_PER_400_YEARS);
    int64_t day_of_era = shifted - era * DAYS_PER_400_YEARS;
    int64_t leap_days = day_of_era / 1460 - day_of_era / 36524 + day_of_era / (DAYS_PER_400_YEARS - 1);
    int64_t year_of_era = (day_of_era - leap_days) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t shifted_month = (int32_t)((5 * day_of_year + 2) / 153);
    civil parts;
    parts.month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    parts.day = (int32_t)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    parts.year = era * 400 + year_of_era + (parts.month <= 2);
    return parts;
}

static int32_t month_length(int32_t year, int32_t month)
{
    static const int8_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : lengths[month - 1];
}

jw_date jw_date_make(int32_t year, int32_t month, int32_t day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > month_length(year, month))
        return JW_DATE_NONE;
    return (jw_date)days_of(year, month, day);
}

void jw_date_split(jw_date date, int32_t *year, int32_t *month, int32_t *day)
{
    civil parts = civil_of(date);
    if (year)
        *year = (int32_t)parts.year;
    if (month)
        *month = parts.month;
    if (day)
        *day = parts.day;
}

/* Days since the Monday of the week of 1970-01-01, which was a Thursday. */
static int64_t days_since_monday(jw_date date)
{
    return (int64_t)date + 3;
}

/* The Thursday of week 0 is day 0. */
static int64_t thursday_of(jw_week week)
{
    return (int64_t)week * DAYS_PER_WEEK;
}

static jw_month month_of(int64_t days)
{
    civil parts = civil_of(days);
    return (jw_month)(parts.year * 12 + parts.month - 1);
}

int32_t jw_date_weekday(jw_date date)
{
    return floor_remainder(days_since_monday(date), DAYS_PER_WEEK) + 1;
}

jw_month jw_date_month(jw_date date)
{
    return month_of(date);
}

jw_week jw_date_week(jw_date date)
{
    return (jw_week)floor_divide(days_since_monday(date), DAYS_PER_WEEK);
}

static int64_t first_day(int64_t month)
{
    return days_of(floor_divide(month, 12), floor_remainder(month, 12) + 1, 1);
}

jw_date jw_month_first(jw_month month)
{
    return saturate(first_day(month));
}

jw_date jw_week_monday(jw_week week)
{
    return saturate(thursday_of(week) - 3);
}

jw_month jw_week_month(jw_week week)
{
    return month_of(thursday_of(week));
}

/* First week whose Thursday is on or after the first day of a month. */
static int64_t first_week(int64_t month)
{
    return floor_divide(first_day(month) + DAYS_PER_WEEK - 1, DAYS_PER_WEEK);
}

void jw_month_weeks(jw_month month, jw_week *first, int32_t *count)
{
    int64_t week = first_week(month);
    *first = saturate(week);
    *count = (int32_t)(first_week((int64_t)month + 1) - week);
}

/* Local day and second of the day of an instant; no sum can overflow. */
static int64_t local_day(jw_instant instant, int32_t utc_offset, int32_t *second)
{
    int64_t local = (int64_t)floor_remainder(instant, JW_DAY_SECONDS) + utc_offset;
    *second = floor_remainder(local, JW_DAY_SECONDS);
    return floor_divide(instant, JW_DAY_SECONDS) + floor_divide(local, JW_DAY_SECONDS);
}

jw_date jw_instant_date(jw_instant instant, int32_t utc_offset)
{
    int32_t second;
    return saturate(local_day(instant, utc_offset, &second));
}

jw_instant jw_date_instant(jw_date date, int32_t utc_offset)
{
    return (int64_t)date * JW_DAY_SECONDS - utc_offset;
}

static char *write_two(char *text, int32_t value)
{
    text[0] = (char)('0' + value / 10);
    text[1] = (char)('0' + value % 10);
    return text + 2;
}

/* At least four digits, as ISO 8601 wants; years outside 1 to 9999 are written too, so that no text lies. */
static char *write_year(char *text, int64_t year)
{
    char reversed[20];
    int digits = 0;
    if (year < 0)
        *text++ = '-';
    for (uint64_t rest = year < 0 ? (uint64_t)-year : (uint64_t)year; rest || digits < 4; rest /= 10)
        reversed[digits++] = (char)('0' + rest % 10);
    while (digits)
        *text++ = reversed[--digits];
    return text;
}

static char *write_month(char *text, int64_t year, int32_t month)
{
    text = write_year(text, year);
    *text++ = '-';
    return write_two(text, month);
}

static char *write_date(char *text, int64_t days)
{
    civil parts = civil_of(days);
    text = write_month(text, parts.year, parts.month);
    *text++ = '-';
    return write_two(text, parts.day);
}

static size_t finish_text(char *start, char *end)
{
    *end = '\0';
    return (size_t)(end - start);
}

size_t jw_date_format(jw_date date, char *text)
{
    return finish_text(text, date == JW_DATE_NONE ? text : write_date(text, date));
}

size_t jw_month_format(jw_month month, char *text)
{
    return finish_text(text, write_month(text, floor_divide(month, 12), floor_remainder(month, 12) + 1));
}

size_t jw_week_format(jw_week week, char *text)
{
    int64_t thursday = thursday_of(week);
    int64_t year = civil_of(thursday).year;
    int64_t day_of_year = thursday - days_of(year, 1, 1);
    char *end = write_year(text, year);
    *end++ = '-';
    *end++ = 'W';
    return finish_text(text, write_two(end, (int32_t)(day_of_year / DAYS_PER_WEEK) + 1));
}

size_t jw_instant_format(jw_instant instant, int32_t utc_offset, char *text)
{
    int32_t second;
    char *end = write_date(text, local_day(instant, utc_offset, &second));
    *end++ = ' ';
    end = write_two(end, second / 3600);
    *end++ = ':';
    end = write_two(end, second / 60 % 60);
    *end++ = ':';
    return finish_text(text, write_two(end, second % 60));
}
