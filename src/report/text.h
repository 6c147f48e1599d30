/* The report for a person: aligned lines of at most 100 columns, in English or Chinese. */
#ifndef JW_REPORT_TEXT_H
#define JW_REPORT_TEXT_H

#include "report/figures.h"

jw_status jw_report__text(const struct jw_report_data *data, bool chinese, jw_write_fn write, void *userdata,
                          jw_error *err);

#endif
