#include "query/duty.h"

#include <string.h>
#include "base/intern.h"
#include "query/hours.h"

_Static_assert((int)JW_F_duty_COUNT == (int)JW_F_duty_plan_COUNT, "duty and duty_plan have the same fields");

jw_status jw_duty__visit(jw_store *store, const char *district, jw_record record, jw_interval window,
                         jw_visit_rows_fn visit, void *userdata, jw_error *err)
{
    jw_scan_range range = jw_range__of(district, NULL);
    jw_scan_filter filter = {sizeof filter, window.start, window.finish};
    return jw_store__visit(store, record, &range, &filter, visit, userdata, err);
}

/* A text and its address: a column repeats itself from row to row. */
struct known_text {
    const char *text; /* NULL = none yet */
    size_t length;
};

struct visiting {
    const struct jw_view *view;
    jw_interval window;
    jw_visit_duty_fn visit;
    void *userdata;
    struct jw_texts *strangers; /* texts that the view lacks */
    struct known_text staff, station;
    const struct jw_activity_row *activity; /* of the row before */
};

static jw_status text_of(struct visiting *visiting, const jw_rows *rows, size_t field, int64_t row,
                         struct known_text *known, jw_error *err)
{
    size_t length;
    const char *text = jw_rows__text(rows, field, row, &length);
    if (known->text && known->length == length && memcmp(known->text, text, length) == 0)
        return JW_OK;
    const char *address = jw_view__text(visiting->view, text, length);
    if (!address)
        JW_TRY(jw_texts__add(visiting->strangers, text, length, &address, err));
    *known = (struct known_text){address, length};
    return JW_OK;
}

static bool has_code(const struct jw_activity_row *activity, const char *code, size_t length)
{
    return strncmp(activity->code, code, length) == 0 && activity->code[length] == '\0';
}

static const struct jw_activity_row *activity_of(const struct visiting *visiting, const jw_rows *rows,
                                                 int64_t row)
{
    size_t length;
    const char *code = jw_rows__text(rows, JW_F_duty_activity, row, &length);
    if (visiting->activity && has_code(visiting->activity, code, length))
        return visiting->activity;
    const struct jw_view *view = visiting->view;
    for (size_t i = 0; i < view->activities_count; i++)
        if (has_code(&view->activities[i], code, length))
            return &view->activities[i];
    return NULL;
}

static jw_status visit_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct visiting *visiting = userdata;
    for (int64_t i = 0; i < rows->count; i++) {
        jw_interval time = jw_duty__time(rows, i);
        if (!jw_duty__touches(time, visiting->window))
            continue;
        JW_TRY(text_of(visiting, rows, JW_F_duty_staff, i, &visiting->staff, err));
        JW_TRY(text_of(visiting, rows, JW_F_duty_station, i, &visiting->station, err));
        visiting->activity = activity_of(visiting, rows, i);
        struct jw_duty_row duty = {visiting->staff.text, visiting->station.text, visiting->activity, time};
        JW_TRY(visiting->visit(visiting->userdata, &duty, err));
    }
    return JW_OK;
}

jw_status jw_query__duty(jw_store *store, const struct jw_view *view, jw_record record, jw_interval window,
                         jw_visit_duty_fn visit, void *userdata, jw_error *err)
{
    struct visiting visiting = {.view = view, .window = window, .visit = visit, .userdata = userdata};
    JW_TRY(jw_texts__new(view->context, &visiting.strangers, err));
    jw_status status = jw_duty__visit(store, view->district, record, window, visit_rows, &visiting, err);
    jw_texts__free(visiting.strangers);
    return status;
}

jw_status jw_query__activity_set(const struct jw_view *view, bool beat, bool reception, jw_activity_set *out,
                                 jw_error *err)
{
    /* One more than there are, because no codes at all would mean every activity. */
    const char **codes = jw__allocate_zeroed(view->context, view->activities_count + 1, sizeof *codes, err);
    size_t count = 0;
    if (!codes)
        return JW_ENOMEM;
    for (size_t i = 0; i < view->activities_count; i++) {
        const struct jw_activity_row *activity = &view->activities[i];
        if ((beat && activity->beat) || (reception && activity->reception))
            codes[count++] = activity->code;
    }
    *out = (jw_activity_set){codes, count};
    return JW_OK;
}
