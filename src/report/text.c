#include "report/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"

#define COLUMNS 98
#define LINE_SIZE 1024

/* One line in the making and where it goes. The first failure is kept; what follows is not written. */
struct printer {
    jw_write_fn write;
    void *userdata;
    bool chinese;
    bool refused;
    char line[LINE_SIZE];
};

static const char *pick(const struct printer *printer, const char *english, const char *chinese)
{
    return printer->chinese ? chinese : english;
}

static void add(struct printer *printer, const char *format, ...) JW_PRINTF(2, 3);
static void add(struct printer *printer, const char *format, ...)
{
    size_t used = strlen(printer->line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(printer->line + used, sizeof printer->line - used, format, arguments);
    va_end(arguments);
    printer->line[jw__utf8_prefix(printer->line, strlen(printer->line))] = '\0';
}

/* Blanks up to a column of the line. */
static void fill_to(struct printer *printer, size_t column)
{
    size_t width = jw__display_width(printer->line, strlen(printer->line));
    if (width < column)
        add(printer, "%*s", (int)(column - width), "");
}

static void add_right(struct printer *printer, const char *text, size_t column)
{
    size_t width = jw__display_width(text, strlen(text));
    fill_to(printer, column > width ? column - width : 0);
    add(printer, "%s", text);
}

static void end_line(struct printer *printer)
{
    size_t length = strlen(printer->line);
    while (length && printer->line[length - 1] == ' ')
        length--;
    printer->line[length++] = '\n';
    if (!printer->refused && printer->write(printer->userdata, printer->line, length) != 0)
        printer->refused = true;
    printer->line[0] = '\0';
}

/* ---- running text ---- */

static size_t character_length(const char *text)
{
    size_t length = 1;
    while (((unsigned char)text[length] & 0xC0) == 0x80)
        length++;
    return length;
}

/* A line does not begin with these. */
static bool is_closing(const char *text)
{
    static const char *const closing[] = {"，", "。", "；", "：", "、", "）", "%", ")", ",", ";", "."};
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        if (strncmp(text, closing[i], strlen(closing[i])) == 0)
            return true;
    return false;
}

/* A line may end after a blank and after a Chinese character. */
static bool may_break_after(const char *character, size_t length)
{
    if (!character[length] || is_closing(character + length))
        return false;
    return *character == ' ' || jw__display_width(character, length) == 2;
}

/* Bytes of text that fit into so many columns, up to a place where the line may end. */
static size_t fitting(const char *text, size_t columns)
{
    size_t used = 0, width = 0, end = 0;
    while (text[used]) {
        size_t length = character_length(text + used);
        width += jw__display_width(text + used, length);
        if (width > columns && text[used] != ' ')
            return end ? end : used ? used : length;
        used += length;
        if (may_break_after(text + used - length, length))
            end = used;
    }
    return used;
}

/* Text from where the line stands, over as many lines as it needs; those after the first are indented. */
static void running(struct printer *printer, const char *text, size_t indent)
{
    for (bool first = true; *text; first = false) {
        fill_to(printer, first ? 0 : indent);
        size_t width = jw__display_width(printer->line, strlen(printer->line));
        size_t length = fitting(text, COLUMNS - width);
        add(printer, "%.*s", (int)length, text);
        end_line(printer);
        text += length;
    }
}

/* ---- parts of the report ---- */

static void heading(struct printer *printer, const char *english, const char *chinese)
{
    end_line(printer);
    add(printer, "%s", pick(printer, english, chinese));
    end_line(printer);
}

/* 102484 -> 102,484 */
static void grouped(const char *number, char *text)
{
    size_t length = strlen(number), used = 0;
    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0 && number[i - 1] != '-')
            text[used++] = ',';
        text[used++] = number[i];
    }
    text[used] = '\0';
}

#define VALUE_COLUMN 56
#define FRACTION_COLUMN 60
#define PERIOD_COLUMN 80

static void show_value(struct printer *printer, const struct jw_figure *figure)
{
    char text[2 * JW_PERCENT_SIZE];
    bool percent = strcmp(jw_indicator__unit(figure->indicator), "percent") == 0;
    if (!figure->value[0])
        snprintf(text, sizeof text, "-");
    else if (percent)
        snprintf(text, sizeof text, "%s %%", figure->value);
    else
        grouped(figure->value, text);
    add_right(printer, text, VALUE_COLUMN);
    if (!percent || !figure->numerator.recorded || !figure->denominator.recorded)
        return;
    fill_to(printer, FRACTION_COLUMN);
    long long numerator = (long long)figure->numerator.value,
              denominator = (long long)figure->denominator.value;
    if (figure->indicator->kind == JW_CHANGE)
        add(printer, "%lld -> %lld", denominator, numerator);
    else
        add(printer, "%lld/%lld", numerator, denominator);
}

static void show_figure(struct printer *printer, const struct jw_figure *figure)
{
    char period[JW_SPAN_TEXT];
    jw_span__format(&figure->span, period);
    add(printer, "  %*s%s", figure->indicator->indent * 2, "",
        pick(printer, figure->indicator->caption_en, figure->indicator->caption_zh));
    show_value(printer, figure);
    fill_to(printer, PERIOD_COLUMN);
    add(printer, "%s", period);
    end_line(printer);
    const char *note = pick(printer, figure->note.en, figure->note.zh);
    if (*note) {
        add(printer, "      * ");
        running(printer, note, 8);
    }
}

static void show_groups(struct printer *printer, const struct jw_report_data *data)
{
    static const char *const titles[JW_GROUP_COUNT][2] = {{"Sites and people", "机构与警力"},
                                                          {"Coverage", "覆盖率"},
                                                          {"Visits and disputes", "走访与矛盾纠纷"},
                                                          {"Cases", "案件"}};
    for (int group = 0; group < JW_GROUP_COUNT; group++) {
        heading(printer, titles[group][0], titles[group][1]);
        for (size_t i = 0; i < JW_INDICATOR_COUNT; i++)
            if ((int)data->figures[i].indicator->group == group)
                show_figure(printer, &data->figures[i]);
    }
}

#define PRINTED_COLUMN 46
#define NEEDED_COLUMN 52
#define OWN_COLUMN 80

static void show_published_row(struct printer *printer, const struct jw_published *published)
{
    char text[JW_PERCENT_SIZE + 32];
    const struct jw_indicator *indicator = jw_indicator__find(published->label);
    add(printer, "  %s",
        pick(printer, published->label, indicator ? indicator->caption_zh : published->label));
    snprintf(text, sizeof text, "%lld = %s %%", (long long)published->count, published->percent);
    add_right(printer, text, PRINTED_COLUMN);
    fill_to(printer, NEEDED_COLUMN);
    add(printer, "%s", published->denominators[0] ? published->denominators : pick(printer, "none", "无"));
    if (published->own && published->own->denominator.recorded) {
        fill_to(printer, OWN_COLUMN);
        add(printer, "%lld/%lld", (long long)published->own->numerator.value,
            (long long)published->own->denominator.value);
    }
    end_line(printer);
    const char *note = pick(printer, published->note.en, published->note.zh);
    if (*note) {
        add(printer, "      * ");
        running(printer, note, 8);
    }
}

static void show_published(struct printer *printer, const struct jw_report_data *data)
{
    if (!data->published_count)
        return;
    heading(printer, "As published", "公布的数字");
    add_right(printer, pick(printer, "printed", "公布值"), PRINTED_COLUMN);
    fill_to(printer, NEEDED_COLUMN);
    add(printer, "%s", pick(printer, "denominators that give it", "能得出此值的分母"));
    fill_to(printer, OWN_COLUMN);
    add(printer, "%s", pick(printer, "by the records", "按记录"));
    end_line(printer);
    for (size_t i = 0; i < data->published_count; i++)
        show_published_row(printer, &data->published[i]);
    for (size_t i = 0; i < data->contradiction_count; i++) {
        add(printer, "  ! ");
        running(printer, pick(printer, data->contradictions[i].note_en, data->contradictions[i].note_zh), 4);
    }
}

static void show_definitions(struct printer *printer, const struct jw_report_data *data)
{
    heading(printer, "Definitions", "指标定义");
    for (size_t i = 0; i < JW_INDICATOR_COUNT; i++) {
        const struct jw_indicator *indicator = data->figures[i].indicator;
        char text[LINE_SIZE];
        snprintf(text, sizeof text, "%s%s%s", pick(printer, indicator->caption_en, indicator->caption_zh),
                 pick(printer, ": ", "："),
                 pick(printer, indicator->definition_en, indicator->definition_zh));
        add(printer, "  ");
        running(printer, text, 4);
    }
    add(printer, "  ");
    running(printer,
            pick(printer, "Percentages are rounded half up to one decimal, from whole numbers.",
                 "百分比由整数计算，四舍五入保留一位小数。"),
            4);
}

/* Columns of jw_rules(). */
enum { RULE_NAME, RULE_VALUE, RULE_DEFAULT };

static void show_rules(struct printer *printer, const struct jw_report_data *data)
{
    char text[LINE_SIZE] = "";
    size_t used = 0;
    bool any = false;
    heading(printer, "Rules in force on the last day of the month", "月末生效的规则");
    for (int64_t row = 0; row < jw_table_rows(data->rules); row++) {
        const char *value = jw_table_text(data->rules, row, RULE_VALUE);
        bool set = strcmp(value, jw_table_text(data->rules, row, RULE_DEFAULT)) != 0;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s = %s%s", row ? "; " : "",
                                 jw_table_text(data->rules, row, RULE_NAME), value, set ? "*" : "");
        any = any || set;
        if (used >= sizeof text)
            break;
    }
    text[jw__utf8_prefix(text, strlen(text))] = '\0';
    add(printer, "  ");
    running(printer, text, 2);
    if (any) {
        add(printer, "  %s", pick(printer, "(* differs from the default)", "（* 与默认值不同）"));
        end_line(printer);
    }
}

jw_status jw_report__text(const struct jw_report_data *data, bool chinese, jw_write_fn write, void *userdata,
                          jw_error *err)
{
    struct printer printer = {.write = write, .userdata = userdata, .chinese = chinese};
    char month[JW_CALENDAR_TEXT];
    jw_month_format(data->month, month);
    add(&printer, "%s (%s)  %s %s", data->view->name ? data->view->name : "", data->view->district,
        pick(&printer, "Report of", "月度报告"), month);
    end_line(&printer);
    show_groups(&printer, data);
    show_published(&printer, data);
    show_definitions(&printer, data);
    show_rules(&printer, data);
    if (printer.refused)
        return jw_error_set(err, JW_ECALLBACK, 0, "the output was refused");
    return JW_OK;
}
