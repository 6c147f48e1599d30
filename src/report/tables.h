/* The parts of a report as tables, for jw_report_figures() and the JSON form. */
#ifndef JW_REPORT_TABLES_H
#define JW_REPORT_TABLES_H

#include "report/figures.h"

jw_status jw_report__figure_table(const struct jw_report_data *data, jw_table **out, jw_error *err);
jw_status jw_report__published_table(const struct jw_report_data *data, jw_table **out, jw_error *err);
jw_status jw_report__contradiction_table(const struct jw_report_data *data, jw_table **out, jw_error *err);
jw_status jw_report__head_table(const struct jw_report_data *data, jw_table **out, jw_error *err);

#endif
