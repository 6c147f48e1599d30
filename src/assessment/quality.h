/* Rows about the quality of a month's figures. */
#ifndef JW_ASSESSMENT_QUALITY_H
#define JW_ASSESSMENT_QUALITY_H

#include "assessment/assess.h"
#include "record/table.h"

struct jw_quality {
    jw_store *store;
    const struct jw_month_results *results;
    const char *period; /* of the window */
    char month[JW_CALENDAR_TEXT];
    bool chinese;
    jw_table *table;
    int64_t findings;
};

/* One row; texts may be "". Explanations are in both languages. */
struct jw_quality_row {
    const char *check, *subject, *period, *measured, *required;
    bool finding;
    const char *english, *chinese;
};
jw_status jw_quality__add(struct jw_quality *quality, const struct jw_quality_row *row, jw_error *err);

/* The parts, in the order of the table. */
jw_status jw_quality__published(struct jw_quality *quality, jw_error *err);
jw_status jw_quality__kinds(struct jw_quality *quality, jw_error *err);
jw_status jw_quality__metrics(struct jw_quality *quality, jw_error *err);
jw_status jw_quality__measures(struct jw_quality *quality, jw_error *err);

#endif
