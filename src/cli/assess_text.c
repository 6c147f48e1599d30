#include "cli/assess_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "cli/messages.h"

#define NUMBER 48
#define LINE 2048

static void put(struct cli_parts *parts, const char *text)
{
    cli_parts_write(parts, text, strlen(text));
}

/* A message without values; its doubled percent signs become single ones. */
static void put_message(struct cli_parts *parts, enum cli_message message)
{
    char line[LINE];
    snprintf(line, sizeof line, cli_message(message), "");
    put(parts, line);
}

/* A number that is not negative, with so many decimals and a point whatever the locale; "" when the cell is
 * empty. */
static const char *number(const jw_table *table, int64_t row, const char *name, int decimals,
                          char text[NUMBER])
{
    size_t column = (size_t)jw_table_find(table, name);
    int64_t scale = 1;
    text[0] = '\0';
    if (jw_table_is_empty(table, row, column))
        return text;
    if (jw_table_type(table, column) != JW_TYPE_REAL) {
        snprintf(text, NUMBER, "%" PRId64, jw_table_integer(table, row, column));
        return text;
    }
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    double value = jw_table_real(table, row, column);
    double magnitude = (value < 0 ? -value : value) * (double)scale + 0.5;
    if (magnitude >= 9e18)
        return strcpy(text, ">");
    int64_t scaled = (int64_t)magnitude;
    snprintf(text, NUMBER, "%s%" PRId64 ".%0*" PRId64, value < 0 ? "-" : "", scaled / scale, decimals,
             scaled % scale);
    return text;
}

static const char *text_of(const jw_table *table, int64_t row, const char *name)
{
    return jw_table_text(table, row, (size_t)jw_table_find(table, name));
}

/* ---- metrics ---- */

static const char *band_of(const jw_table *table, int64_t row)
{
    const char *band = text_of(table, row, "band");
    int higher = strcmp(text_of(table, row, "direction"), "higher") == 0;
    if (strcmp(band, "clearly_above") == 0)
        return cli_message(higher ? SAY_ABOVE_BETTER : SAY_ABOVE_WORSE);
    if (strcmp(band, "clearly_below") == 0)
        return cli_message(higher ? SAY_BELOW_WORSE : SAY_BELOW_BETTER);
    return band[0] ? cli_message(SAY_WITHIN) : "";
}

static const char *caption_of(const jw_table *table, int64_t row)
{
    const char *caption = text_of(table, row, cli_language_is_chinese() ? "caption_zh" : "caption_en");
    return caption[0] ? caption : text_of(table, row, "metric");
}

static void put_metric(const jw_table *table, int64_t row, struct cli_parts *parts)
{
    char numerator[NUMBER], denominator[NUMBER], value[NUMBER], lower[NUMBER], upper[NUMBER], points[NUMBER];
    char interval[2 * NUMBER + 8] = "", line[LINE];
    const char *band = band_of(table, row);
    number(table, row, "lower", 4, lower);
    number(table, row, "upper", 4, upper);
    if (lower[0])
        snprintf(interval, sizeof interval, "(%s .. %s)", lower, upper);
    snprintf(line, sizeof line, "  %10s / %-10s %10s  %-24s %7s   %s%s%s\n",
             number(table, row, "numerator", 0, numerator), number(table, row, "denominator", 0, denominator),
             number(table, row, "value", 4, value), interval, number(table, row, "points", 2, points),
             caption_of(table, row), band[0] ? ": " : "", band);
    put(parts, line);
}

void cli_write_metrics(const jw_table *table, struct cli_parts *parts)
{
    put_message(parts, SAY_METRICS_HEADER);
    for (int64_t row = 0; row < jw_table_rows(table); row++) {
        const char *subject = jw_table_text(table, row, 0);
        if (row == 0 || strcmp(subject, jw_table_text(table, row - 1, 0)) != 0) {
            put(parts, subject);
            put(parts, "\n");
        }
        put_metric(table, row, parts);
    }
    put_message(parts, SAY_METRICS_FOOTER);
}

/* ---- totals ---- */

static void put_total(const jw_table *table, int64_t row, struct cli_parts *parts)
{
    char score[NUMBER], low[NUMBER], high[NUMBER], rank[NUMBER], best[NUMBER], worst[NUMBER];
    char scores[3 * NUMBER + 8] = "", ranks[3 * NUMBER + 8] = "", line[LINE];
    number(table, row, "score", 2, score);
    number(table, row, "rank", 0, rank);
    number(table, row, "score_low", 2, low);
    number(table, row, "score_high", 2, high);
    number(table, row, "rank_low", 0, best);
    number(table, row, "rank_high", 0, worst);
    snprintf(scores, sizeof scores, low[0] ? "%s (%s..%s)" : "%s", score, low, high);
    if (rank[0])
        snprintf(ranks, sizeof ranks, "%s (%s..%s)", rank, best, worst);
    snprintf(line, sizeof line, "%-12s %-15s %-24s %-16s %-10s %s\n", jw_table_text(table, row, 0),
             text_of(table, row, "police_station"), scores, ranks, text_of(table, row, "grade"),
             text_of(table, row, "reason"));
    put(parts, line);
}

void cli_write_totals(const jw_table *table, struct cli_parts *parts)
{
    char line[LINE];
    snprintf(line, sizeof line, cli_message(SAY_TOTALS_HEADER), jw_table_name(table, 0));
    put(parts, line);
    for (int64_t row = 0; row < jw_table_rows(table); row++)
        put_total(table, row, parts);
    put_message(parts, SAY_TOTALS_FOOTER);
}

void cli_write_scheme(const char *scheme, struct cli_parts *parts)
{
    char line[LINE];
    snprintf(line, sizeof line, cli_message(SAY_SCHEME_USED), scheme ? scheme : "default");
    put(parts, line);
}
