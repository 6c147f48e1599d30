#include <jingwu/hours.h>

#include <string.h>
#include "query/hours.h"
#include "record/table.h"

/* A month has at most 31 days. */
#define PERIODS_MAX 31

enum { ALL, BEAT, RECEPTION, CLASS_COUNT };

/* The periods of a month: their times and their names. */
struct periods {
    size_t count;
    jw_interval times[PERIODS_MAX];
    char names[PERIODS_MAX][JW_CALENDAR_TEXT];
};

struct listing {
    const struct periods *periods;
    jw_table *table;
};

static jw_interval days_between(jw_date first, jw_date after, int32_t utc_offset)
{
    return (jw_interval){jw_date_instant(first, utc_offset), jw_date_instant(after, utc_offset)};
}

static void add_days(jw_month month, int32_t utc_offset, struct periods *out)
{
    for (jw_date day = jw_month_first(month); day < jw_month_first(month + 1); day++, out->count++) {
        out->times[out->count] = days_between(day, day + 1, utc_offset);
        jw_date_format(day, out->names[out->count]);
    }
}

/* Whole weeks, also where they reach into the months before and after. */
static void add_weeks(jw_month month, int32_t utc_offset, struct periods *out)
{
    jw_week first;
    int32_t count;
    jw_month_weeks(month, &first, &count);
    for (jw_week week = first; week < first + count; week++, out->count++) {
        out->times[out->count] = days_between(jw_week_monday(week), jw_week_monday(week + 1), utc_offset);
        jw_week_format(week, out->names[out->count]);
    }
}

static void add_month(jw_month month, int32_t utc_offset, struct periods *out)
{
    out->times[0] = days_between(jw_month_first(month), jw_month_first(month + 1), utc_offset);
    jw_month_format(month, out->names[0]);
    out->count = 1;
}

static void make_periods(const jw_hours_options *options, int32_t utc_offset, struct periods *out)
{
    out->count = 0;
    if (options->per == JW_PER_DAY)
        add_days(options->month, utc_offset, out);
    else if (options->per == JW_PER_WEEK)
        add_weeks(options->month, utc_offset, out);
    else
        add_month(options->month, utc_offset, out);
}

/* No row where there is no record; a row of zeroes where records exist and none counts. */
static jw_status list_subject(void *userdata, const char *subject, size_t length, const jw_bucket_time *times,
                              jw_error *err)
{
    const struct listing *listing = userdata;
    size_t count = listing->periods->count;
    for (size_t i = 0; i < count; i++) {
        if (!times[i].intervals)
            continue;
        JW_TRY(jw_table__add_text(listing->table, subject, length, err));
        JW_TRY(jw_table__add_string(listing->table, listing->periods->names[i], err));
        JW_TRY(jw_table__add_integer(listing->table, times[ALL * count + i].seconds, err));
        JW_TRY(jw_table__add_integer(listing->table, times[BEAT * count + i].seconds, err));
        JW_TRY(jw_table__add_integer(listing->table, times[RECEPTION * count + i].seconds, err));
        JW_TRY(jw_table__add_integer(listing->table, times[ALL * count + i].intervals, err));
    }
    return JW_OK;
}

static jw_status query(jw_store *store, const struct jw_view *view, const jw_hours_options *options,
                       const jw_activity_set *classes, jw_table *table, jw_error *err)
{
    struct periods periods;
    make_periods(options, view->utc_offset, &periods);
    jw_hours_request request = {
        .struct_size = sizeof request,
        .district = view->district,
        .by = options->by == JW_HOURS_BY_STAFF ? JW_BY_STAFF : JW_BY_STATION,
        .record = options->plan ? JW_RECORD_DUTY_PLAN : JW_RECORD_DUTY,
        .bucket_count = periods.count,
        .buckets = periods.times,
        .class_count = CLASS_COUNT,
        .classes = classes,
    };
    struct listing listing = {&periods, table};
    return jw_query__hours(store, &request, list_subject, &listing, err);
}

static jw_status fill(jw_store *store, const struct jw_view *view, const jw_hours_options *options,
                      jw_table *table, jw_error *err)
{
    jw_activity_set classes[CLASS_COUNT] = {{NULL, 0}};
    jw_status status = jw_query__activity_set(view, true, false, &classes[BEAT], err);
    if (status == JW_OK)
        status = jw_query__activity_set(view, false, true, &classes[RECEPTION], err);
    if (status == JW_OK)
        status = query(store, view, options, classes, table, err);
    for (size_t i = BEAT; i < CLASS_COUNT; i++)
        jw__free(store->context, (void *)classes[i].codes);
    return status;
}

static jw_status make_table(jw_store *store, const jw_hours_options *options, jw_table **out, jw_error *err)
{
    const struct jw_column_spec columns[] = {
        {options->by == JW_HOURS_BY_STAFF ? "staff" : "station", JW_TYPE_TEXT},
        {"period", JW_TYPE_TEXT},
        {"seconds", JW_TYPE_INTEGER},
        {"beat_seconds", JW_TYPE_INTEGER},
        {"reception_seconds", JW_TYPE_INTEGER},
        {"intervals", JW_TYPE_INTEGER},
    };
    struct jw_view *view;
    jw_table *table;
    JW_TRY(jw_view__load_activities(store, options->district, &view, err));
    jw_status status =
        jw_table__new(store->context, columns, sizeof columns / sizeof columns[0], &table, err);
    if (status == JW_OK) {
        status = fill(store, view, options, table, err);
        if (status == JW_OK)
            *out = table;
        else
            jw_table_free(table);
    }
    jw_view__free(view);
    return status;
}

static jw_status check_options(const jw_hours_options *options, jw_error *err)
{
    if (!options || options->struct_size < offsetof(jw_hours_options, plan) + sizeof options->plan)
        return jw_error_set(err, JW_EINVAL, 0, "hours options are not initialised");
    if (options->month < JW_MONTH_MIN || options->month > JW_MONTH_MAX)
        return jw_error_set(err, JW_EINVAL, 0, "hours need a month of the years 1 to 9999");
    if (options->by != JW_HOURS_BY_STAFF && options->by != JW_HOURS_BY_STATION)
        return jw_error_set(err, JW_EINVAL, 0, "hours are by staff or by station");
    if (options->per < JW_PER_DAY || options->per > JW_PER_MONTH)
        return jw_error_set(err, JW_EINVAL, 0, "hours are per day, week or month");
    return JW_OK;
}

jw_status jw_hours(jw_store *store, const jw_hours_options *options, jw_table **out, jw_error *err)
{
    if (!store || !out)
        return jw_error_set(err, JW_EINVAL, 0, "hours need a store and a place for the table");
    JW_TRY(check_options(options, err));
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = make_table(store, options, out, err);
    jw_store__end_reading(store);
    return status;
}
