#include "report/figures.h"

#include <string.h>
#include <jingwu/audit.h>
#include <jingwu/coverage.h>
#include "base/text.h"
#include "coverage/sites.h"
#include "record/rows.h"
#include "record/table.h"

/* ---- periods ---- */

#define HALF_MONTHS 6

static struct jw_span span_of(enum jw_period_kind kind, jw_month month)
{
    struct jw_span span = {kind, month, month, jw_month_first(month + 1) - 1};
    if (kind == JW_YEAR_TO_DATE)
        span.first = month - month % 12;
    if (kind == JW_LAST_COMPLETE_HALF) {
        span.first = (month + 1) / HALF_MONTHS * HALF_MONTHS - HALF_MONTHS;
        span.last = span.first + HALF_MONTHS - 1;
    }
    return span;
}

void jw_span__format(const struct jw_span *span, char text[JW_SPAN_TEXT])
{
    if (span->kind == JW_ON_DATE) {
        jw_date_format(span->on, text);
        return;
    }
    size_t length = jw_month_format(span->first, text);
    if (span->first != span->last) {
        text[length++] = '.';
        text[length++] = '.';
        jw_month_format(span->last, text + length);
    }
}

const char *jw_span__kind_name(enum jw_period_kind kind)
{
    static const char *const names[] = {"date", "month", "year_to_date", "last_complete_half"};
    return names[kind];
}

const char *jw_indicator__unit(const struct jw_indicator *indicator)
{
    bool whole = indicator->kind == JW_SITES || indicator->kind == JW_POSTED || indicator->kind == JW_SUMMED;
    return whole ? "count" : "percent";
}

/* ---- counts on a date ---- */

static bool is_of_kinds(const struct jw_station_row *station, unsigned kinds)
{
    return (kinds & JW_KIND_BIT(station->kind)) != 0;
}

static struct jw_count count_sites(const struct jw_view *view, unsigned kinds, jw_date on)
{
    struct jw_count count = {.recorded = view->stations_count > 0};
    for (size_t i = 0; i < view->stations_count; i++)
        count.value += is_of_kinds(&view->stations[i], kinds) && jw_site__is_open(&view->stations[i], on);
    return count;
}

static bool is_posted(const struct jw_view *view, const struct jw_posting_row *posting, unsigned kinds,
                      bool officers, jw_date on)
{
    if (!jw_valid_on(posting->valid, on))
        return false;
    const struct jw_staff_row *person = jw_view__staff(view, posting->staff, on);
    const struct jw_station_row *station = jw_site__open(view, posting->station, on);
    return person && person->officer == officers && station && is_of_kinds(station, kinds);
}

/* Postings come by person, so a person at several stations is counted at the first. */
static struct jw_count count_posted(const struct jw_view *view, unsigned kinds, bool officers, jw_date on)
{
    struct jw_count count = {.recorded = view->postings_count > 0};
    const char *last = NULL;
    for (size_t i = 0; i < view->postings_count; i++) {
        const struct jw_posting_row *posting = &view->postings[i];
        if (posting->staff == last || !is_posted(view, posting, kinds, officers, on))
            continue;
        last = posting->staff;
        count.value++;
    }
    return count;
}

/* ---- sums of tallies ---- */

/* One sum that some figure needs; all of them are made in one pass over the tallies. */
struct demand {
    const char *measure;
    jw_month first, last;
    struct jw_count *sum;
};

struct demands {
    struct demand items[2 * JW_INDICATOR_COUNT];
    size_t count;
    jw_month first, last;
};

static void add_demand(struct demands *demands, const char *measure, jw_month first, jw_month last,
                       struct jw_count *sum)
{
    demands->items[demands->count++] = (struct demand){measure, first, last, sum};
    if (demands->count == 1 || first < demands->first)
        demands->first = first;
    if (demands->count == 1 || last > demands->last)
        demands->last = last;
}

static void demand_of_figure(struct demands *demands, struct jw_figure *figure)
{
    const struct jw_indicator *indicator = figure->indicator;
    const struct jw_span *span = &figure->span;
    if (indicator->kind != JW_SUMMED && indicator->kind != JW_SHARE && indicator->kind != JW_CHANGE)
        return;
    add_demand(demands, indicator->numerator, span->first, span->last, &figure->numerator);
    if (indicator->kind == JW_SHARE)
        add_demand(demands, indicator->denominator, span->first, span->last, &figure->denominator);
    else if (indicator->kind == JW_CHANGE)
        add_demand(demands, indicator->numerator, span->first - 12, span->last - 12, &figure->denominator);
}

static jw_status add_to_count(struct jw_count *sum, int64_t value, jw_error *err)
{
    if (value > 0 ? sum->value > INT64_MAX - value : sum->value < INT64_MIN - value)
        return jw_error_set_field(err, JW_ELIMIT, "tally", 0, "value", "the sum of the counts is too large");
    sum->value += value;
    sum->recorded = true;
    return JW_OK;
}

static jw_status meet_demands(void *userdata, const jw_rows *rows, jw_error *err)
{
    const struct demands *demands = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        size_t length;
        const char *measure = jw_rows__text(rows, JW_F_tally_measure, row, &length);
        jw_month month = (jw_month)jw_rows__integer(rows, JW_F_tally_month, row);
        for (size_t i = 0; i < demands->count; i++) {
            const struct demand *demand = &demands->items[i];
            if (month < demand->first || month > demand->last || strlen(demand->measure) != length ||
                memcmp(demand->measure, measure, length) != 0)
                continue;
            JW_TRY(add_to_count(demand->sum, jw_rows__integer(rows, JW_F_tally_value, row), err));
            demand->sum->months |= UINT32_C(1) << (month - demand->first);
        }
    }
    return JW_OK;
}

static jw_status sum_tallies(jw_store *store, struct jw_report_data *data, jw_error *err)
{
    struct demands demands = {.count = 0};
    for (size_t i = 0; i < JW_INDICATOR_COUNT; i++)
        demand_of_figure(&demands, &data->figures[i]);
    jw_scan_range range = jw_range__of(data->view->district, NULL);
    range.has_lower = range.has_upper = 1;
    range.lower.integer = demands.first;
    range.upper.integer = demands.last + 1;
    return jw_store__visit(store, JW_RECORD_TALLY, &range, NULL, meet_demands, &demands, err);
}

/* ---- coverage ---- */

static jw_status take_coverage(jw_store *store, struct jw_report_data *data, jw_error *err)
{
    jw_table *coverage;
    JW_TRY(jw_coverage(store, data->view->district, jw_month_first(data->month + 1) - 1, &coverage, err));
    for (size_t i = 0; i < JW_INDICATOR_COUNT; i++) {
        struct jw_figure *figure = &data->figures[i];
        if (figure->indicator->kind != JW_COVERED)
            continue;
        for (int64_t row = 0; row < jw_table_rows(coverage); row++) {
            if (strcmp(jw_table_text(coverage, row, 0), data->view->district) != 0 ||
                strcmp(jw_table_text(coverage, row, 1), figure->indicator->numerator) != 0)
                continue;
            figure->numerator = (struct jw_count){true, jw_table_integer(coverage, row, 2), 0};
            figure->denominator = (struct jw_count){true, jw_table_integer(coverage, row, 3), 0};
            break;
        }
    }
    jw_table_free(coverage);
    return JW_OK;
}

/* ---- values and notes ---- */

static void note(struct jw_figure *figure, const char *english, const char *chinese)
{
    jw_note__english(&figure->note, "%s", english);
    jw_note__chinese(&figure->note, "%s", chinese);
}

static int months_in(uint32_t bits)
{
    int count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

/* A sum over a period says so when some of its months have no record. */
static void note_gaps(struct jw_figure *figure, const struct jw_count *sum, const char *of_en,
                      const char *of_zh)
{
    int wanted = figure->span.last - figure->span.first + 1, found = months_in(sum->months);
    if (found == wanted)
        return;
    jw_note__english(&figure->note, "%srecords in %d of %d months only", of_en, found, wanted);
    jw_note__chinese(&figure->note, "%s%d 个月中仅 %d 个月有记录", of_zh, wanted, found);
}

/* Tenths of a per cent from whole numbers, half away from zero. */
static void give_percent(struct jw_figure *figure, int64_t numerator, int64_t denominator, bool with_sign)
{
    int64_t tenths = jw__round_ratio(numerator, 1000, denominator);
    char *text = figure->value;
    if (with_sign && tenths > 0)
        *text++ = '+';
    jw__format_fraction(tenths, 10, 1, text);
}

static void note_base(struct jw_figure *figure)
{
    struct jw_span before = {figure->span.kind, figure->span.first - 12, figure->span.last - 12,
                             JW_DATE_NONE};
    char text[JW_SPAN_TEXT];
    jw_span__format(&before, text);
    jw_note__english(&figure->note, "against %s", text);
    jw_note__chinese(&figure->note, "对比 %s", text);
}

static void give_ratio(struct jw_figure *figure)
{
    enum jw_indicator_kind kind = figure->indicator->kind;
    int64_t numerator = figure->numerator.value, denominator = figure->denominator.value;
    if (kind == JW_CHANGE)
        note_base(figure);
    if (!figure->numerator.recorded || !figure->denominator.recorded) {
        note(figure, "no record", "无记录");
        return;
    }
    if (denominator <= 0)
        note(figure, "undefined: the base is 0", "基数为 0，无法计算");
    else if (kind == JW_CHANGE)
        give_percent(figure, numerator - denominator, denominator, true);
    else
        give_percent(figure, numerator, denominator, false);
    if (kind == JW_COVERED)
        return;
    note_gaps(figure, &figure->numerator, "", "");
    note_gaps(figure, &figure->denominator, "base: ", "基数：");
}

static void give_value(struct jw_figure *figure)
{
    if (strcmp(jw_indicator__unit(figure->indicator), "percent") == 0) {
        give_ratio(figure);
    } else if (figure->numerator.recorded) {
        jw__format_integer(figure->numerator.value, figure->value);
        if (figure->indicator->kind == JW_SUMMED)
            note_gaps(figure, &figure->numerator, "", "");
    } else {
        note(figure, "no record", "无记录");
    }
}

static void begin_figures(struct jw_report_data *data)
{
    for (size_t i = 0; i < JW_INDICATOR_COUNT; i++) {
        struct jw_figure *figure = &data->figures[i];
        const struct jw_indicator *indicator = &jw__indicators[i];
        figure->indicator = indicator;
        figure->span = span_of(indicator->period, data->month);
        if (indicator->kind == JW_SITES)
            figure->numerator = count_sites(data->view, indicator->station_kinds, figure->span.on);
        else if (indicator->kind == JW_POSTED)
            figure->numerator =
                count_posted(data->view, indicator->station_kinds, indicator->officers != 0, figure->span.on);
    }
}

static jw_status fill(jw_store *store, const jw_report_options *options, struct jw_report_data *data,
                      jw_error *err)
{
    data->month = options->month;
    JW_TRY(jw_view__load(store, options->district, &data->view, err));
    begin_figures(data);
    JW_TRY(sum_tallies(store, data, err));
    JW_TRY(take_coverage(store, data, err));
    for (size_t i = 0; i < JW_INDICATOR_COUNT; i++)
        give_value(&data->figures[i]);
    JW_TRY(jw_rules(store, data->view->district, jw_month_first(data->month + 1) - 1, &data->rules, err));
    return jw_report__published(store, data, err);
}

/* ---- the whole ---- */

static jw_status check_options(const jw_store *store, const jw_report_options *options, jw_error *err)
{
    if (!store || !options)
        return jw_error_set(err, JW_EINVAL, 0, "no store or no options were given");
    if (options->struct_size < offsetof(jw_report_options, reserved) + sizeof options->reserved)
        return jw_error_set(err, JW_EINVAL, 0, "the options are not initialised with JW_REPORT_OPTIONS_INIT");
    if (options->month < JW_MONTH_MIN + 18 || options->month >= JW_MONTH_MAX)
        return jw_error_set(err, JW_EINVAL, 0, "no month was given, or one outside the years 3 to 9999");
    return JW_OK;
}

void jw_report__free(struct jw_report_data *data)
{
    if (!data)
        return;
    jw_table_free(data->rules);
    jw_view__free(data->view);
    jw__free(data->context, data->published);
    jw__free(data->context, data->contradictions);
    jw__free(data->context, data);
}

jw_status jw_report__compute(jw_store *store, const jw_report_options *options, struct jw_report_data **out,
                             jw_error *err)
{
    JW_TRY(check_options(store, options, err));
    struct jw_report_data *data = jw__allocate_zeroed(store->context, 1, sizeof *data, err);
    if (!data)
        return JW_ENOMEM;
    data->context = store->context;
    jw_status status = jw_store__begin_reading(store, err);
    if (status == JW_OK) {
        status = fill(store, options, data, err);
        jw_store__end_reading(store);
    }
    if (status != JW_OK) {
        jw_report__free(data);
        return status;
    }
    *out = data;
    return JW_OK;
}
