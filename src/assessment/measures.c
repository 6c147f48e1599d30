/* The counts of a month beside each other and beside the months before: who is far from the others, or from
 * before. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "assessment/outliers.h"
#include "assessment/quality.h"
#include "base/intern.h"
#include "base/sort.h"
#include "base/text.h"
#include "record/rows.h"

#define HISTORY 12
#define HISTORY_MIN 6

/* Compared with each other: persons, and stations of one kind. */
enum group { PERSONS, FIRST_STATION_KIND };

/* The sum of a measure for a person or a station in a month. */
struct entry {
    const char *measure, *subject; /* interned */
    int group;
    jw_month month;
    double value; /* exact: sums of counts below 2^53, or near enough beyond */
};

struct entries {
    struct jw_quality *quality;
    jw_context *context;
    struct jw_texts *texts;
    jw_month month; /* being read */
    struct entry *items;
    size_t count, capacity;
};

/* ---- reading ---- */

static int group_of_station(const struct entries *entries, const char *station)
{
    const struct jw_view *view = entries->quality->results->view;
    jw_date last = jw_month_first(entries->quality->results->month + 1) - 1;
    const struct jw_station_row *found = jw_view__station(view, station, last);
    return FIRST_STATION_KIND + (found ? (int)found->kind : JW_WORKSTATION + 1);
}

static jw_status report_negative(struct entries *entries, const struct entry *entry, jw_error *err)
{
    char subject[160], measured[JW_NUMBER_TEXT], month[JW_CALENDAR_TEXT];
    jw_month_format(entry->month, month);
    snprintf(subject, sizeof subject, "%s %s", entry->subject, entry->measure);
    measured[jw__format_integer((int64_t)entry->value, measured)] = '\0';
    return jw_quality__add(entries->quality,
                           &(struct jw_quality_row){.check = "below_zero",
                                                    .subject = subject,
                                                    .period = month,
                                                    .measured = measured,
                                                    .required = "0..",
                                                    .finding = true,
                                                    .english = "a count cannot be below 0",
                                                    .chinese = "数量不能小于 0"},
                           err);
}

static jw_status read_row(struct entries *entries, const jw_rows *rows, int64_t row, jw_error *err)
{
    size_t staff_length, station_length, measure_length;
    const char *staff = jw_rows__text(rows, JW_F_tally_staff, row, &staff_length);
    const char *station = jw_rows__text(rows, JW_F_tally_station, row, &station_length);
    const char *measure = jw_rows__text(rows, JW_F_tally_measure, row, &measure_length);
    struct entry entry = {.group = PERSONS, .month = entries->month};
    entry.value = (double)jw_rows__integer(rows, JW_F_tally_value, row);
    JW_TRY(jw_texts__add(entries->texts, measure, measure_length, &entry.measure, err));
    JW_TRY(jw_texts__add(entries->texts, staff_length ? staff : station,
                         staff_length ? staff_length : station_length, &entry.subject, err));
    if (!staff_length)
        entry.group = group_of_station(entries, entry.subject);
    if (entry.value < 0 && entry.month == entries->quality->results->month)
        JW_TRY(report_negative(entries, &entry, err));
    JW_TRY(jw__grow(entries->context, &entries->items, &entries->capacity, entries->count + 1,
                    sizeof *entries->items, err));
    entries->items[entries->count++] = entry;
    return JW_OK;
}

static jw_status read_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    for (int64_t row = 0; row < rows->count; row++)
        JW_TRY(read_row(userdata, rows, row, err));
    return JW_OK;
}

static jw_status read_months(struct entries *entries, jw_error *err)
{
    jw_month last = entries->quality->results->month;
    jw_scan_range range = jw_range__of(entries->quality->results->view->district, (const char *)NULL);
    range.prefix_count = 2;
    for (int i = HISTORY; i >= 0; i--) {
        entries->month = last - i;
        if (entries->month < JW_MONTH_MIN)
            continue;
        range.prefix[1] = (jw_key_value){NULL, 0, entries->month};
        JW_TRY(
            jw_store__visit(entries->quality->store, JW_RECORD_TALLY, &range, NULL, read_rows, entries, err));
    }
    return JW_OK;
}

/* ---- ordering ---- */

static int order_subject(const struct entry *a, const struct entry *b)
{
    int order = a->measure == b->measure ? 0 : strcmp(a->measure, b->measure);
    if (!order)
        order = a->group - b->group;
    return order ? order : a->subject == b->subject ? 0 : strcmp(a->subject, b->subject);
}

static int order_entries(void *userdata, const void *left, const void *right)
{
    (void)userdata;
    const struct entry *a = left, *b = right;
    int order = order_subject(a, b);
    return order ? order : (a->month > b->month) - (a->month < b->month);
}

/* One entry a subject and month: tags, and a person's stations, are added up. */
static jw_status add_up(struct entries *entries, jw_error *err)
{
    size_t kept = 0;
    struct entry *scratch = jw__allocate_zeroed(entries->context, entries->count + 1, sizeof *scratch, err);
    if (!scratch)
        return JW_ENOMEM;
    jw__sort(entries->items, scratch, entries->count, sizeof *scratch, order_entries, NULL);
    jw__free(entries->context, scratch);
    for (size_t i = 0; i < entries->count; i++)
        if (kept && order_entries(NULL, &entries->items[kept - 1], &entries->items[i]) == 0)
            entries->items[kept - 1].value += entries->items[i].value;
        else
            entries->items[kept++] = entries->items[i];
    entries->count = kept;
    return JW_OK;
}

/* ---- judging ---- */

static void format_limit(double limit, char *text)
{
    text[jw__format_integer(fabs(limit) < 9e18 ? (int64_t)limit
                            : limit < 0        ? INT64_MIN
                                               : INT64_MAX,
                            text)] = '\0';
}

static jw_status add_finding(struct entries *entries, const char *check, const struct entry *entry,
                             double lower, double upper, const char *english, const char *chinese,
                             jw_error *err)
{
    char subject[160], measured[JW_NUMBER_TEXT], least[JW_NUMBER_TEXT], most[JW_NUMBER_TEXT],
        required[2 * JW_NUMBER_TEXT + 4];
    snprintf(subject, sizeof subject, "%s %s", entry->subject, entry->measure);
    format_limit(entry->value, measured);
    format_limit(ceil(lower), least);
    format_limit(floor(upper), most);
    snprintf(required, sizeof required, "%s..%s", least, most);
    return jw_quality__add(entries->quality,
                           &(struct jw_quality_row){.check = check,
                                                    .subject = subject,
                                                    .period = entries->quality->month,
                                                    .measured = measured,
                                                    .required = required,
                                                    .finding = true,
                                                    .english = english,
                                                    .chinese = chinese},
                           err);
}

static jw_status add_outlier(struct entries *entries, const struct entry *entry, const struct jw_usual *usual,
                             jw_error *err)
{
    char z[JW_NUMBER_TEXT], english[80], chinese[80];
    double tenths = fabs(entry->value - usual->median) / usual->unit * 10;
    z[jw__format_fraction(tenths < 9e15 ? (int64_t)tenths : INT64_C(9000000000000000), 10, 1, z)] = '\0';
    snprintf(english, sizeof english, "modified z %s", z);
    snprintf(chinese, sizeof chinese, "修正 z 值 %s", z);
    return add_finding(entries, "outlier_measure", entry, usual->lower, usual->upper, english, chinese, err);
}

/* Entries of one measure and group. */
static jw_status check_group(struct entries *entries, size_t first, size_t end, double *values, jw_error *err)
{
    jw_month month = entries->quality->results->month;
    struct jw_usual usual;
    size_t count = 0;
    for (size_t i = first; i < end; i++)
        if (entries->items[i].month == month)
            values[count++] = entries->items[i].value;
    if (!jw_outliers__usual(values, count, values + count, &usual))
        return JW_OK;
    for (size_t i = first; i < end; i++) {
        const struct entry *entry = &entries->items[i];
        if (entry->month == month && (entry->value < usual.lower || entry->value > usual.upper))
            JW_TRY(add_outlier(entries, entry, &usual, err));
    }
    return JW_OK;
}

/* Entries of one measure and subject, by month: the last against the least and the most of those before, both
 * moved outward by their distance, at least by 1. */
static jw_status check_history(struct entries *entries, size_t first, size_t end, jw_error *err)
{
    const struct entry *entry = &entries->items[end - 1];
    if (entry->month != entries->quality->results->month || end - 1 - first < HISTORY_MIN)
        return JW_OK;
    double least = entries->items[first].value, most = least;
    for (size_t i = first; i + 1 < end; i++) {
        least = entries->items[i].value < least ? entries->items[i].value : least;
        most = entries->items[i].value > most ? entries->items[i].value : most;
    }
    double room = most - least > 1 ? most - least : 1;
    double lower = least > room ? least - room : least < 0 ? least - room : 0, upper = most + room;
    if (entry->value >= lower && entry->value <= upper)
        return JW_OK;
    return add_finding(entries, "history", entry, lower, upper,
                       "beyond the least and the most of the 12 months before",
                       "超出前 12 个月的最小值和最大值范围", err);
}

static jw_status check_groups(struct entries *entries, double *values, jw_error *err)
{
    for (size_t first = 0, end; first < entries->count; first = end) {
        const struct entry *head = &entries->items[first];
        for (end = first + 1; end < entries->count && entries->items[end].measure == head->measure &&
                              entries->items[end].group == head->group;)
            end++;
        JW_TRY(check_group(entries, first, end, values, err));
    }
    for (size_t first = 0, end; first < entries->count; first = end) {
        for (end = first + 1;
             end < entries->count && order_subject(&entries->items[first], &entries->items[end]) == 0;)
            end++;
        JW_TRY(check_history(entries, first, end, err));
    }
    return JW_OK;
}

static jw_status check_entries(struct entries *entries, jw_error *err)
{
    JW_TRY(jw_texts__new(entries->context, &entries->texts, err));
    JW_TRY(read_months(entries, err));
    JW_TRY(add_up(entries, err));
    double *values = jw__allocate_zeroed(entries->context, 3 * entries->count + 1, sizeof *values, err);
    if (!values)
        return JW_ENOMEM;
    jw_status status = check_groups(entries, values, err);
    jw__free(entries->context, values);
    return status;
}

jw_status jw_quality__measures(struct jw_quality *quality, jw_error *err)
{
    struct entries entries = {.quality = quality, .context = quality->store->context};
    jw_status status = check_entries(&entries, err);
    jw_texts__free(entries.texts);
    jw__free(entries.context, entries.items);
    return status;
}
