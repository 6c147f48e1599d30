/* The figures as tables. */
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "record/table.h"
#include "report/tables.h"

static jw_status add_count(jw_table *table, const struct jw_count *count, jw_error *err)
{
    return count->recorded ? jw_table__add_integer(table, count->value, err)
                           : jw_table__add_empty(table, err);
}

/* "" is an empty cell. */
static jw_status add_text(jw_table *table, const char *text, jw_error *err)
{
    return jw_table__add_string(table, *text ? text : NULL, err);
}

static jw_status add_figure(jw_table *table, const struct jw_figure *figure, jw_error *err)
{
    const struct jw_indicator *indicator = figure->indicator;
    char period[JW_SPAN_TEXT];
    jw_span__format(&figure->span, period);
    JW_TRY(jw_table__add_string(table, indicator->id, err));
    JW_TRY(add_text(table, figure->value, err));
    JW_TRY(add_count(table, &figure->numerator, err));
    JW_TRY(add_count(table, &figure->denominator, err));
    JW_TRY(jw_table__add_string(table, jw_indicator__unit(indicator), err));
    JW_TRY(jw_table__add_string(table, period, err));
    JW_TRY(jw_table__add_string(table, jw_span__kind_name(figure->span.kind), err));
    JW_TRY(jw_table__add_string(table, indicator->caption_en, err));
    JW_TRY(jw_table__add_string(table, indicator->caption_zh, err));
    JW_TRY(jw_table__add_string(table, indicator->definition_en, err));
    JW_TRY(jw_table__add_string(table, indicator->definition_zh, err));
    JW_TRY(add_text(table, figure->note.en, err));
    return add_text(table, figure->note.zh, err);
}

/* The one denominator that fits, if it is only one. */
static jw_status add_only_denominator(jw_table *table, const struct jw_published *published, jw_error *err)
{
    int64_t denominator;
    if (jw__parse_integer(published->denominators, strlen(published->denominators), &denominator))
        return jw_table__add_integer(table, denominator, err);
    return jw_table__add_empty(table, err);
}

/* The rates of other labels that contradict this one, NULL if there are none. */
static const struct jw_contradiction *contradiction_of(const struct jw_report_data *data, const char *label)
{
    size_t length = strlen(label);
    for (size_t i = 0; i < data->contradiction_count; i++) {
        const char *labels = data->contradictions[i].labels, *found = labels;
        while ((found = strstr(found, label)) != NULL) {
            bool begins = found == labels || found[-1] == ' ';
            bool ends = !found[length] || found[length] == ',';
            if (begins && ends)
                return &data->contradictions[i];
            found += length;
        }
    }
    return NULL;
}

static jw_status add_published_notes(jw_table *table, const struct jw_report_data *data,
                                     const struct jw_published *published, jw_error *err)
{
    const struct jw_contradiction *contradiction = contradiction_of(data, published->label);
    const char *needed = published->denominators;
    JW_TRY(jw_table__add_format(table, err, "denominators: %s%s%s%s%s", *needed ? needed : "none",
                                published->note.en[0] ? "; " : "", published->note.en,
                                contradiction ? "; " : "", contradiction ? contradiction->note_en : ""));
    return jw_table__add_format(table, err, "分母：%s%s%s%s%s", *needed ? needed : "无",
                                published->note.zh[0] ? "；" : "", published->note.zh,
                                contradiction ? "；" : "", contradiction ? contradiction->note_zh : "");
}

static jw_status add_published(jw_table *table, const struct jw_report_data *data,
                               const struct jw_published *published, jw_error *err)
{
    char month[JW_CALENDAR_TEXT];
    const struct jw_indicator *indicator = jw_indicator__find(published->label);
    jw_month_format(data->month, month);
    JW_TRY(jw_table__add_format(table, err, "published.%s", published->label));
    JW_TRY(jw_table__add_string(table, published->percent, err));
    JW_TRY(jw_table__add_integer(table, published->count, err));
    JW_TRY(add_only_denominator(table, published, err));
    JW_TRY(jw_table__add_string(table, "percent", err));
    JW_TRY(jw_table__add_string(table, month, err));
    JW_TRY(jw_table__add_string(table, jw_span__kind_name(JW_IN_MONTH), err));
    JW_TRY(jw_table__add_format(table, err, "%s, as published",
                                indicator ? indicator->caption_en : published->label));
    JW_TRY(jw_table__add_format(table, err, "%s（公布值）",
                                indicator ? indicator->caption_zh : published->label));
    JW_TRY(jw_table__add_string(table, "Count and percentage as the month's report printed them.", err));
    JW_TRY(jw_table__add_string(table, "当月报告公布的数量和百分比。", err));
    return add_published_notes(table, data, published, err);
}

static jw_status fill_figures(jw_table *table, const struct jw_report_data *data, jw_error *err)
{
    for (size_t i = 0; i < JW_INDICATOR_COUNT; i++)
        JW_TRY(add_figure(table, &data->figures[i], err));
    for (size_t i = 0; i < data->published_count; i++)
        JW_TRY(add_published(table, data, &data->published[i], err));
    return JW_OK;
}

static jw_status fill_published(jw_table *table, const struct jw_report_data *data, jw_error *err)
{
    static const struct jw_count nothing;
    for (size_t i = 0; i < data->published_count; i++) {
        const struct jw_published *published = &data->published[i];
        JW_TRY(jw_table__add_string(table, published->label, err));
        JW_TRY(jw_table__add_integer(table, published->count, err));
        JW_TRY(jw_table__add_string(table, published->percent, err));
        JW_TRY(add_text(table, published->denominators, err));
        JW_TRY(add_count(table, published->own ? &published->own->numerator : &nothing, err));
        JW_TRY(add_count(table, published->own ? &published->own->denominator : &nothing, err));
        JW_TRY(published->own ? jw_table__add_integer(table, published->agrees, err)
                              : jw_table__add_empty(table, err));
        JW_TRY(add_text(table, published->note.en, err));
        JW_TRY(add_text(table, published->note.zh, err));
    }
    return JW_OK;
}

static jw_status fill_contradictions(jw_table *table, const struct jw_report_data *data, jw_error *err)
{
    for (size_t i = 0; i < data->contradiction_count; i++) {
        const struct jw_contradiction *contradiction = &data->contradictions[i];
        JW_TRY(jw_table__add_string(table, contradiction->labels, err));
        JW_TRY(jw_table__add_string(table, contradiction->denominators, err));
        JW_TRY(jw_table__add_empty(table, err));
        JW_TRY(jw_table__add_string(table, contradiction->note_en, err));
        JW_TRY(jw_table__add_string(table, contradiction->note_zh, err));
    }
    return JW_OK;
}

static jw_status fill_head(jw_table *table, const struct jw_report_data *data, jw_error *err)
{
    JW_TRY(jw_table__add_string(table, data->view->district, err));
    JW_TRY(jw_table__add_string(table, data->view->name, err));
    return jw_table__add_integer(table, data->month, err);
}

typedef jw_status (*fill_fn)(jw_table *table, const struct jw_report_data *data, jw_error *err);

static jw_status make(const struct jw_report_data *data, const struct jw_column_spec *columns, size_t count,
                      fill_fn fill, jw_table **out, jw_error *err)
{
    jw_table *table;
    JW_TRY(jw_table__new(data->context, columns, count, &table, err));
    jw_status status = fill(table, data, err);
    if (status != JW_OK) {
        jw_table_free(table);
        return status;
    }
    *out = table;
    return JW_OK;
}

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

jw_status jw_report__figure_table(const struct jw_report_data *data, jw_table **out, jw_error *err)
{
    static const struct jw_column_spec columns[] = {
        {"figure", JW_TYPE_TEXT},         {"value", JW_TYPE_TEXT},         {"numerator", JW_TYPE_INTEGER},
        {"denominator", JW_TYPE_INTEGER}, {"unit", JW_TYPE_TEXT},          {"period", JW_TYPE_TEXT},
        {"period_kind", JW_TYPE_TEXT},    {"caption_en", JW_TYPE_TEXT},    {"caption_zh", JW_TYPE_TEXT},
        {"definition_en", JW_TYPE_TEXT},  {"definition_zh", JW_TYPE_TEXT}, {"note_en", JW_TYPE_TEXT},
        {"note_zh", JW_TYPE_TEXT}};
    return make(data, columns, COUNT_OF(columns), fill_figures, out, err);
}

jw_status jw_report__published_table(const struct jw_report_data *data, jw_table **out, jw_error *err)
{
    static const struct jw_column_spec columns[] = {{"label", JW_TYPE_TEXT},
                                                    {"count", JW_TYPE_INTEGER},
                                                    {"percent", JW_TYPE_TEXT},
                                                    {"denominators", JW_TYPE_TEXT},
                                                    {"records_count", JW_TYPE_INTEGER},
                                                    {"records_denominator", JW_TYPE_INTEGER},
                                                    {"agrees", JW_TYPE_BOOLEAN},
                                                    {"note_en", JW_TYPE_TEXT},
                                                    {"note_zh", JW_TYPE_TEXT}};
    return make(data, columns, COUNT_OF(columns), fill_published, out, err);
}

jw_status jw_report__contradiction_table(const struct jw_report_data *data, jw_table **out, jw_error *err)
{
    static const struct jw_column_spec columns[] = {{"labels", JW_TYPE_TEXT},
                                                    {"denominators", JW_TYPE_TEXT},
                                                    {"common", JW_TYPE_TEXT},
                                                    {"note_en", JW_TYPE_TEXT},
                                                    {"note_zh", JW_TYPE_TEXT}};
    return make(data, columns, COUNT_OF(columns), fill_contradictions, out, err);
}

jw_status jw_report__head_table(const struct jw_report_data *data, jw_table **out, jw_error *err)
{
    static const struct jw_column_spec columns[] = {
        {"district", JW_TYPE_TEXT}, {"name", JW_TYPE_TEXT}, {"month", JW_TYPE_MONTH}};
    return make(data, columns, COUNT_OF(columns), fill_head, out, err);
}
