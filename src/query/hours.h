/* The only place that chooses between a storage's own `hours` and a scan with the interval kernel. */
#ifndef JW_QUERY_HOURS_H
#define JW_QUERY_HOURS_H

#include "query/view.h"

/* See jw_hours_request: calls emit for each subject in ascending order. The results are the same either way. */
jw_status jw_query__hours(jw_store *store, const jw_hours_request *request, jw_hours_emit_fn emit, void *userdata,
                          jw_error *err);
/* The same always by scan and kernel; for the test that both agree. */
jw_status jw_query__hours_by_scan(jw_store *store, const jw_hours_request *request, jw_hours_emit_fn emit,
                                  void *userdata, jw_error *err);

/* One duty interval in terms of a view; activity_row is NULL for an activity the view does not know. */
struct jw_duty_row {
    const char *staff, *station; /* interned in the view; rows whose staff or station it lacks keep a text of the call */
    const struct jw_activity_row *activity;
    jw_interval time;
};
/* The duty of a district that touches a window, in key order; record is duty or duty_plan. */
typedef jw_status (*jw_visit_duty_fn)(void *userdata, const struct jw_duty_row *duty, jw_error *err);
jw_status jw_query__duty(jw_store *store, const struct jw_view *view, jw_record record, jw_interval window,
                         jw_visit_duty_fn visit, void *userdata, jw_error *err);

/* Activity sets of a view: beat work, reception. The codes are borrowed; free the array with jw__free. */
jw_status jw_query__activity_set(const struct jw_view *view, bool beat, bool reception, jw_activity_set *out,
                                 jw_error *err);

#endif
