/* Working days: Monday to Friday, unless a day is named a holiday or a make-up working day. */
#ifndef JW_CALENDAR_WORKDAY_H
#define JW_CALENDAR_WORKDAY_H

#include <stdbool.h>
#include <jingwu/calendar.h>

/* One day that differs from the rule (or confirms it). Arrays of them ascend strictly by date. */
typedef struct jw_workday_override {
    jw_date date;
    uint8_t workday; /* 1 = working day, 0 = day off */
} jw_workday_override;

bool jw_workday__is(jw_date date, const jw_workday_override *overrides, size_t count);
/* Working days in [from, to); 0 if to is not after from. */
int64_t jw_workday__count(jw_date from, jw_date to, const jw_workday_override *overrides, size_t count);

#endif
