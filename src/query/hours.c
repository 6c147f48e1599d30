#include "query/hours.h"

#include <string.h>
#include "base/intern.h"
#include "base/sort.h"
#include "query/duty.h"
#include "query/timeline.h"

#define CLASSES_MAX 8

/*
 * Rows come by staff, so by staff there is one subject at a time, given out when the next begins; by station
 * all are kept until the end.
 */
struct measuring {
    const jw_hours_request *request;
    jw_hours_emit_fn emit;
    void *userdata;
    jw_context *context;
    jw_interval window;
    struct jw_scale scale;
    jw_bucket_time *times;
    struct jw_texts *activities;
    uint8_t *masks; /* of each activity: the classes it counts in */
    size_t mask_count, mask_capacity;
    struct jw_texts *subjects; /* by station */
    const char **names;        /* by station, in the order of subjects */
    size_t name_capacity;
    char *name; /* by staff: the current one */
    size_t name_length, name_space;
    struct jw_timeline *timelines; /* class_count of each subject */
    size_t subject_count, timeline_capacity;
};

static bool counts_in(const jw_activity_set *set, const char *code, size_t length)
{
    if (!set->codes)
        return true;
    for (size_t i = 0; i < set->count; i++)
        if (strlen(set->codes[i]) == length && memcmp(set->codes[i], code, length) == 0)
            return true;
    return false;
}

static jw_status mask_of(struct measuring *measuring, const char *code, size_t length, uint8_t *out,
                         jw_error *err)
{
    size_t number;
    JW_TRY(jw_texts__number(measuring->activities, code, length, &number, err));
    if (number == measuring->mask_count) {
        JW_TRY(
            jw__grow(measuring->context, &measuring->masks, &measuring->mask_capacity, number + 1, 1, err));
        unsigned mask = 0;
        for (size_t i = 0; i < measuring->request->class_count; i++)
            mask |= (unsigned)counts_in(&measuring->request->classes[i], code, length) << i;
        measuring->masks[number] = (uint8_t)mask;
        measuring->mask_count++;
    }
    *out = measuring->masks[number];
    return JW_OK;
}

static jw_status give(struct measuring *measuring, const char *name, size_t length,
                      struct jw_timeline *timelines, jw_error *err)
{
    const struct jw_scale *scale = &measuring->scale;
    bool touches = false;
    for (size_t i = 0; i < measuring->request->class_count; i++)
        touches |= jw_timeline__measure(scale, &timelines[i], measuring->times + i * scale->bucket_count);
    return touches ? measuring->emit(measuring->userdata, name, length, measuring->times, err) : JW_OK;
}

/* Makes the timelines of one more subject. */
static jw_status add_subject(struct measuring *measuring, jw_error *err)
{
    size_t classes = measuring->request->class_count, used = measuring->subject_count * classes;
    JW_TRY(jw__grow(measuring->context, &measuring->timelines, &measuring->timeline_capacity, used + classes,
                    sizeof *measuring->timelines, err));
    memset(measuring->timelines + used, 0, classes * sizeof *measuring->timelines);
    measuring->subject_count++;
    return JW_OK;
}

static jw_status begin_person(struct measuring *measuring, const char *name, size_t length, jw_error *err)
{
    if (!measuring->subject_count)
        JW_TRY(add_subject(measuring, err));
    else
        JW_TRY(give(measuring, measuring->name, measuring->name_length, measuring->timelines, err));
    for (size_t i = 0; i < measuring->request->class_count; i++)
        jw_timeline__clear(&measuring->scale, &measuring->timelines[i]);
    JW_TRY(jw__grow(measuring->context, &measuring->name, &measuring->name_space, length + 1, 1, err));
    memcpy(measuring->name, name, length);
    measuring->name_length = length;
    return JW_OK;
}

static jw_status person_of(struct measuring *measuring, const jw_rows *rows, int64_t row,
                           struct jw_timeline **out, jw_error *err)
{
    size_t length;
    const char *name = jw_rows__text(rows, JW_F_duty_staff, row, &length);
    if (!measuring->subject_count || length != measuring->name_length ||
        memcmp(name, measuring->name, length) != 0)
        JW_TRY(begin_person(measuring, name, length, err));
    *out = measuring->timelines;
    return JW_OK;
}

static jw_status station_of(struct measuring *measuring, const jw_rows *rows, int64_t row,
                            struct jw_timeline **out, jw_error *err)
{
    size_t length, number;
    const char *name = jw_rows__text(rows, JW_F_duty_station, row, &length);
    JW_TRY(jw_texts__number(measuring->subjects, name, length, &number, err));
    if (number == measuring->subject_count) {
        JW_TRY(jw__grow(measuring->context, &measuring->names, &measuring->name_capacity, number + 1,
                        sizeof *measuring->names, err));
        measuring->names[number] = jw_texts__find(measuring->subjects, name, length);
        JW_TRY(add_subject(measuring, err));
    }
    *out = measuring->timelines + number * measuring->request->class_count;
    return JW_OK;
}

static jw_status measure_row(struct measuring *measuring, const jw_rows *rows, int64_t row, jw_error *err)
{
    jw_interval time = jw_duty__time(rows, row);
    size_t length;
    const char *activity = jw_rows__text(rows, JW_F_duty_activity, row, &length);
    uint8_t mask;
    JW_TRY(mask_of(measuring, activity, length, &mask, err));
    if (!mask || !jw_duty__touches(time, measuring->window))
        return JW_OK;
    struct jw_timeline *timelines;
    if (measuring->request->by == JW_BY_STAFF)
        JW_TRY(person_of(measuring, rows, row, &timelines, err));
    else
        JW_TRY(station_of(measuring, rows, row, &timelines, err));
    for (size_t i = 0; mask; i++, mask >>= 1)
        if (mask & 1)
            JW_TRY(jw_timeline__add(&measuring->scale, &timelines[i], time, err));
    return JW_OK;
}

static jw_status measure_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    for (int64_t i = 0; i < rows->count; i++)
        JW_TRY(measure_row(userdata, rows, i, err));
    return JW_OK;
}

struct named_subject {
    const char *name;
    size_t number;
};

static int by_name(void *userdata, const void *a, const void *b)
{
    (void)userdata;
    return strcmp(((const struct named_subject *)a)->name, ((const struct named_subject *)b)->name);
}

static jw_status give_stations(struct measuring *measuring, jw_error *err)
{
    size_t count = measuring->subject_count;
    struct named_subject *order = jw__allocate_zeroed(measuring->context, count * 2, sizeof *order, err);
    if (!order)
        return JW_ENOMEM;
    for (size_t i = 0; i < count; i++)
        order[i] = (struct named_subject){measuring->names[i], i};
    jw__sort(order, order + count, count, sizeof *order, by_name, NULL);
    jw_status status = JW_OK;
    for (size_t i = 0; status == JW_OK && i < count; i++)
        status = give(measuring, order[i].name, strlen(order[i].name),
                      measuring->timelines + order[i].number * measuring->request->class_count, err);
    jw__free(measuring->context, order);
    return status;
}

static jw_status give_rest(struct measuring *measuring, jw_error *err)
{
    if (measuring->request->by == JW_BY_STATION)
        return give_stations(measuring, err);
    if (!measuring->subject_count)
        return JW_OK;
    return give(measuring, measuring->name, measuring->name_length, measuring->timelines, err);
}

static jw_status prepare(struct measuring *measuring, jw_error *err)
{
    const jw_hours_request *request = measuring->request;
    jw_context *context = measuring->context;
    size_t count = request->bucket_count;
    measuring->window = (jw_interval){request->buckets[0].start, request->buckets[count - 1].finish};
    jw_bucket_time *scratch = jw__allocate_zeroed(context, count, sizeof *scratch, err);
    measuring->scale = (struct jw_scale){context, request->buckets, count, scratch};
    measuring->times =
        jw__allocate_zeroed(context, count * request->class_count, sizeof *measuring->times, err);
    if (!scratch || !measuring->times)
        return JW_ENOMEM;
    JW_TRY(jw_texts__new(context, &measuring->activities, err));
    return jw_texts__new(context, &measuring->subjects, err);
}

static void dispose(struct measuring *measuring)
{
    jw_context *context = measuring->context;
    for (size_t i = 0; i < measuring->subject_count * measuring->request->class_count; i++)
        jw_timeline__free(&measuring->scale, &measuring->timelines[i]);
    jw__free(context, measuring->timelines);
    jw__free(context, measuring->name);
    jw__free(context, measuring->names);
    jw__free(context, measuring->masks);
    jw__free(context, measuring->times);
    jw__free(context, measuring->scale.scratch);
    jw_texts__free(measuring->activities);
    jw_texts__free(measuring->subjects);
}

static jw_status check_request(const jw_hours_request *request, jw_error *err)
{
    bool known = request->district && (request->by == JW_BY_STAFF || request->by == JW_BY_STATION) &&
                 (request->record == JW_RECORD_DUTY || request->record == JW_RECORD_DUTY_PLAN);
    if (!known || !request->bucket_count || !request->class_count || request->class_count > CLASSES_MAX)
        return jw_error_set(err, JW_EINVAL, 0,
                            "hours need a district, a subject, duty, buckets and 1 to 8 classes");
    return JW_OK;
}

jw_status jw_query__hours_by_scan(jw_store *store, const jw_hours_request *request, jw_hours_emit_fn emit,
                                  void *userdata, jw_error *err)
{
    JW_TRY(check_request(request, err));
    struct measuring measuring = {
        .request = request, .emit = emit, .userdata = userdata, .context = store->context};
    jw_status status = prepare(&measuring, err);
    if (status == JW_OK)
        status = jw_duty__visit(store, request->district, request->record, measuring.window, measure_rows,
                                &measuring, err);
    if (status == JW_OK)
        status = give_rest(&measuring, err);
    dispose(&measuring);
    return status;
}

jw_status jw_query__hours(jw_store *store, const jw_hours_request *request, jw_hours_emit_fn emit,
                          void *userdata, jw_error *err)
{
    if (!store->ops.hours)
        return jw_query__hours_by_scan(store, request, emit, userdata, err);
    JW_TRY(check_request(request, err));
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = store->ops.hours(store->storage, request, emit, userdata, err);
    jw_store__end_reading(store);
    return status;
}
