/* The figures of a report, computed: numbers, periods and notes, before they are shown as table, text or
 * JSON. */
#ifndef JW_REPORT_FIGURES_H
#define JW_REPORT_FIGURES_H

#include <jingwu/report.h>
#include "query/view.h"
#include "report/indicators.h"
#include "report/note.h"

#define JW_LABEL_SIZE 72
#define JW_PERCENT_SIZE 48
#define JW_DENOMINATORS_SIZE 256

struct jw_span {
    enum jw_period_kind kind;
    jw_month first, last; /* both included */
    jw_date on;           /* JW_ON_DATE */
};

/* A number that may not be recorded. */
struct jw_count {
    bool recorded;
    int64_t value;
    uint32_t months; /* of a sum: a bit for each month of its period that has a record */
};

struct jw_figure {
    const struct jw_indicator *indicator;
    struct jw_span span;
    char value[JW_PERCENT_SIZE]; /* "" = there is none */
    struct jw_count numerator, denominator;
    struct jw_note note;
};

/* A percentage as a report printed it, and what is known about its denominator. */
struct jw_published {
    char label[JW_LABEL_SIZE];
    int64_t count;
    char percent[JW_PERCENT_SIZE];           /* with all its decimals */
    char denominators[JW_DENOMINATORS_SIZE]; /* that give it; "" = none does */
    const struct jw_figure *own;             /* the figure of the records with this label; NULL = none */
    bool agrees;                             /* the own count and denominator give the same percentage */
    struct jw_note note;
};

/* Rates of one report over the same units that share no denominator. */
struct jw_contradiction {
    char labels[JW_NOTE_SIZE];
    char denominators[JW_NOTE_SIZE];
    char note_en[2 * JW_NOTE_SIZE], note_zh[2 * JW_NOTE_SIZE];
};

struct jw_report_data {
    jw_context *context;
    jw_month month;
    struct jw_view *view;
    struct jw_figure figures[JW_INDICATOR_COUNT];
    struct jw_published *published;
    size_t published_count, published_capacity;
    struct jw_contradiction *contradictions;
    size_t contradiction_count, contradiction_capacity;
    jw_table *rules; /* of jw_rules() on the last day of the month */
};

jw_status jw_report__compute(jw_store *store, const jw_report_options *options, struct jw_report_data **out,
                             jw_error *err);
void jw_report__free(struct jw_report_data *data);

/* Fills data->published and data->contradictions; the figures are there already. */
jw_status jw_report__published(jw_store *store, struct jw_report_data *data, jw_error *err);

/* "2020-10-31", "2020-10" or "2020-01..2020-06". */
#define JW_SPAN_TEXT 88
void jw_span__format(const struct jw_span *span, char text[JW_SPAN_TEXT]);
const char *jw_span__kind_name(enum jw_period_kind kind);
/* "count" or "percent". */
const char *jw_indicator__unit(const struct jw_indicator *indicator);

#endif
