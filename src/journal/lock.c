#include "journal/lock.h"

#include <string.h>

void jw_locks__free(jw_context *context, struct jw_locks *locks)
{
    jw__free(context, locks->locks);
    *locks = (struct jw_locks){0};
}

void jw_month__days(jw_month month, jw_date *from, jw_date *to)
{
    jw_week week;
    int32_t weeks;
    jw_month_weeks(month, &week, &weeks);
    jw_date monday = jw_week_monday(week), after = jw_week_monday(week + weeks);
    jw_date first = jw_month_first(month), next = jw_month_first(month + 1);
    *from = monday < first ? monday : first;
    *to = after > next ? after : next;
}

bool jw_locks__concern(jw_record record)
{
    switch (record) {
    case JW_RECORD_DUTY:
    case JW_RECORD_DUTY_PLAN:
    case JW_RECORD_TALLY:
    case JW_RECORD_INCIDENT:
    case JW_RECORD_INSPECTION:
    case JW_RECORD_ABSENCE:
    case JW_RECORD_CALENDAR:
    case JW_RECORD_POSTING:
    case JW_RECORD_SERVICE:
        return true;
    default:
        return false;
    }
}

/* ---- the closed months of a district ---- */

struct month_reader {
    jw_context *context;
    struct jw_locks *locks;
};

static jw_status keep_month(struct month_reader *reader, const struct jw_value *values, jw_error *err)
{
    struct jw_locks *locks = reader->locks;
    jw_month month = (jw_month)values[JW_F_month_month].integer;
    /* a later revision takes the place of the earlier one */
    if (locks->count && locks->locks[locks->count - 1].month == month)
        locks->count--;
    const struct jw_value *state = &values[JW_F_month_state];
    if (state->length != strlen("closed") || memcmp(state->text, "closed", state->length) != 0)
        return JW_OK;
    JW_TRY(jw__grow(reader->context, &locks->locks, &locks->capacity, locks->count + 1, sizeof *locks->locks, err));
    struct jw_lock *lock = &locks->locks[locks->count++];
    *lock = (struct jw_lock){.month = month, .at = values[JW_F_month_at].integer};
    jw_month__days(month, &lock->from, &lock->to);
    size_t length = values[JW_F_month_actor].length;
    if (length >= sizeof lock->actor)
        length = sizeof lock->actor - 1;
    memcpy(lock->actor, values[JW_F_month_actor].text, length);
    return JW_OK;
}

static jw_status read_months(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        JW_TRY(keep_month(userdata, values, err));
    }
    return JW_OK;
}

static jw_status read_offset(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    int32_t *offset = userdata;
    if (rows->count && !jw_rows_is_absent(rows, JW_F_district_utc_offset, 0))
        *offset = (int32_t)jw_rows_integer(rows, JW_F_district_utc_offset, 0);
    return JW_OK;
}

jw_status jw_locks__load(jw_store *store, struct jw_locks *locks, const struct jw_value *district, jw_error *err)
{
    if (locks->loaded && strlen(locks->district) == district->length &&
        memcmp(locks->district, district->text, district->length) == 0)
        return JW_OK;
    locks->loaded = false;
    locks->count = 0;
    memcpy(locks->district, district->text, district->length);
    locks->district[district->length] = '\0';
    locks->utc_offset = JW_DEFAULT_UTC_OFFSET;
    jw_scan_range range = jw_range__of(locks->district, (const char *)NULL);
    struct month_reader reader = {store->context, locks};
    JW_TRY(jw_store__visit(store, JW_RECORD_MONTH, &range, NULL, read_months, &reader, err));
    if (locks->count)
        JW_TRY(jw_store__visit(store, JW_RECORD_DISTRICT, &range, NULL, read_offset, &locks->utc_offset, err));
    locks->loaded = true;
    return JW_OK;
}

/* ---- the days of a row ---- */

/* Up to two spans of days [from, to) that must not be locked. */
struct touched_days {
    jw_date from[2];
    jw_date to[2];
    size_t count;
};

static void touch(struct touched_days *days, int64_t from, int64_t to)
{
    days->from[days->count] = (jw_date)from;
    days->to[days->count++] = (jw_date)to;
}

/* The first and the last day of a validity, when they are given; both are changes on that day. */
static void touch_ends(struct touched_days *days, const struct jw_value *from, const struct jw_value *to)
{
    if (!from->absent && from->integer != JW_DATE_NONE)
        touch(days, from->integer, from->integer + 1);
    if (!to->absent)
        touch(days, to->integer, to->integer + 1);
}

static struct touched_days days_of(int32_t utc_offset, jw_record record, const struct jw_value *values)
{
    struct touched_days days = {.count = 0};
    switch (record) {
    case JW_RECORD_DUTY:
    case JW_RECORD_DUTY_PLAN:
        touch(&days, jw_instant_date(values[JW_F_duty_start].integer, utc_offset),
              (int64_t)jw_instant_date(values[JW_F_duty_finish].integer - 1, utc_offset) + 1);
        break;
    case JW_RECORD_ABSENCE:
        touch(&days, values[JW_F_absence_valid_from].integer,
              values[JW_F_absence_valid_to].absent ? INT32_MAX : values[JW_F_absence_valid_to].integer);
        break;
    case JW_RECORD_POSTING:
        touch_ends(&days, &values[JW_F_posting_valid_from], &values[JW_F_posting_valid_to]);
        break;
    case JW_RECORD_SERVICE:
        touch_ends(&days, &values[JW_F_service_valid_from], &values[JW_F_service_valid_to]);
        break;
    default: {
        int64_t date = values[jw__period_field(record)].integer;
        touch(&days, date, date + 1);
    }
    }
    return days;
}

bool jw_lock__touches(const struct jw_lock *lock, int32_t utc_offset, jw_record record, const struct jw_value *values)
{
    if (record == JW_RECORD_TALLY)
        return values[JW_F_tally_month].integer == lock->month;
    struct touched_days days = days_of(utc_offset, record, values);
    for (size_t i = 0; i < days.count; i++)
        if (days.from[i] < lock->to && lock->from < days.to[i])
            return true;
    return false;
}

static jw_status refuse(const struct jw_locks *locks, const struct jw_lock *lock, jw_record record, int64_t row_number,
                        jw_error *err)
{
    char month[JW_CALENDAR_TEXT], at[JW_CALENDAR_TEXT];
    jw_month_format(lock->month, month);
    jw_instant_format(lock->at, locks->utc_offset, at);
    return jw_error_set_field(err, JW_ECLOSED, jw_record_name(record), row_number, NULL,
                              "%s of district %s is closed (by %s, %s); who may sign for the district can lift it: jingwu "
                              "reopen --month %s --actor ID --reason TEXT",
                              month, locks->district, lock->actor[0] ? lock->actor : "?", at, month);
}

jw_status jw_locks__check(jw_store *store, struct jw_locks *locks, jw_record record, const struct jw_value *values,
                          int64_t row_number, jw_error *err)
{
    if (!jw_locks__concern(record))
        return JW_OK;
    JW_TRY(jw_locks__load(store, locks, &values[0], err));
    if (locks->count == 0)
        return JW_OK;
    for (size_t i = 0; i < locks->count; i++)
        if (jw_lock__touches(&locks->locks[i], locks->utc_offset, record, values))
            return refuse(locks, &locks->locks[i], record, row_number, err);
    return JW_OK;
}
