/* Rows of duty and duty_plan, which have the same fields. */
#ifndef JW_QUERY_DUTY_H
#define JW_QUERY_DUTY_H

#include "record/rows.h"
#include "storage/store.h"

static inline jw_interval jw_duty__time(const jw_rows *rows, int64_t row)
{
    return (jw_interval){jw_rows__integer(rows, JW_F_duty_start, row), jw_rows__integer(rows, JW_F_duty_finish, row)};
}

static inline bool jw_duty__touches(jw_interval time, jw_interval window)
{
    return time.start < window.finish && window.start < time.finish;
}

/* Batches of a district in key order; a storage may give rows that do not touch the window. */
jw_status jw_duty__visit(jw_store *store, const char *district, jw_record record, jw_interval window,
                         jw_visit_rows_fn visit, void *userdata, jw_error *err);

#endif
