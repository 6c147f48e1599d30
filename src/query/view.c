#include "query/view.h"

#include <string.h>
#include "base/intern.h"
#include "base/sort.h"
#include "calendar/workday.h"
#include "record/defaults.h"
#include "record/rows.h"

#define FOR_EVER INT32_MAX

/* A row of a record being read. */
struct source {
    struct jw_texts *texts;
    const jw_rows *rows;
    int64_t row;
};

/* NULL when absent. */
static jw_status read_text(const struct source *source, size_t field, const char **out, jw_error *err)
{
    size_t length = 0;
    const char *text = NULL;
    if (!jw_rows__absent(source->rows, field, source->row))
        text = jw_rows__text(source->rows, field, source->row, &length);
    if (!length) {
        *out = NULL;
        return JW_OK;
    }
    return jw_texts__add(source->texts, text, length, out, err);
}

static int64_t read_integer(const struct source *source, size_t field, int64_t absent)
{
    if (jw_rows__absent(source->rows, field, source->row))
        return absent;
    return jw_rows__integer(source->rows, field, source->row);
}

static jw_date read_date(const struct source *source, size_t field, jw_date absent)
{
    return (jw_date)read_integer(source, field, absent);
}

static bool read_flag(const struct source *source, size_t field)
{
    return read_integer(source, field, 0) != 0;
}

static bool is_word(const struct source *source, size_t field, const char *word)
{
    size_t length;
    const char *text = jw_rows__text(source->rows, field, source->row, &length);
    return length == strlen(word) && memcmp(text, word, length) == 0;
}

static struct jw_validity read_validity(const struct source *source, size_t from, size_t to)
{
    return (struct jw_validity){read_date(source, from, JW_DATE_NONE), read_date(source, to, FOR_EVER)};
}

static jw_status read_village(const struct source *source, void *out, jw_error *err)
{
    struct jw_village_row *village = out;
    village->valid = read_validity(source, JW_F_village_valid_from, JW_F_village_valid_to);
    JW_TRY(read_text(source, JW_F_village_code, &village->code, err));
    JW_TRY(read_text(source, JW_F_village_name, &village->name, err));
    JW_TRY(read_text(source, JW_F_village_township, &village->township, err));
    JW_TRY(read_text(source, JW_F_village_police_station, &village->police_station, err));
    JW_TRY(read_text(source, JW_F_village_successor, &village->successor, err));
    village->community = is_word(source, JW_F_village_kind, "community");
    village->remote = read_flag(source, JW_F_village_remote);
    village->placed = !jw_rows__absent(source->rows, JW_F_village_lon, source->row) &&
                      !jw_rows__absent(source->rows, JW_F_village_lat, source->row);
    village->lon = (int32_t)read_integer(source, JW_F_village_lon, 0);
    village->lat = (int32_t)read_integer(source, JW_F_village_lat, 0);
    village->population = read_integer(source, JW_F_village_population, -1);
    village->households = read_integer(source, JW_F_village_households, -1);
    return JW_OK;
}

static enum jw_station_kind read_station_kind(const struct source *source)
{
    if (is_word(source, JW_F_station_kind, "community_office"))
        return JW_COMMUNITY_OFFICE;
    if (is_word(source, JW_F_station_kind, "central_office"))
        return JW_CENTRAL_OFFICE;
    return is_word(source, JW_F_station_kind, "workstation") ? JW_WORKSTATION : JW_POLICE_STATION;
}

static jw_status read_station(const struct source *source, void *out, jw_error *err)
{
    struct jw_station_row *station = out;
    station->valid = read_validity(source, JW_F_station_valid_from, JW_F_station_valid_to);
    JW_TRY(read_text(source, JW_F_station_id, &station->id, err));
    JW_TRY(read_text(source, JW_F_station_name, &station->name, err));
    JW_TRY(read_text(source, JW_F_station_police_station, &station->police_station, err));
    JW_TRY(read_text(source, JW_F_station_seat, &station->seat, err));
    JW_TRY(read_text(source, JW_F_station_beat, &station->beat, err));
    station->kind = read_station_kind(source);
    station->opened = read_date(source, JW_F_station_opened, JW_DATE_NONE);
    station->closed = read_date(source, JW_F_station_closed, JW_DATE_NONE);
    return JW_OK;
}

static jw_status read_staff(const struct source *source, void *out, jw_error *err)
{
    struct jw_staff_row *staff = out;
    staff->valid = read_validity(source, JW_F_staff_valid_from, JW_F_staff_valid_to);
    JW_TRY(read_text(source, JW_F_staff_id, &staff->id, err));
    JW_TRY(read_text(source, JW_F_staff_police_station, &staff->police_station, err));
    staff->officer = is_word(source, JW_F_staff_role, "officer");
    staff->service_since = read_date(source, JW_F_staff_service_since, JW_DATE_NONE);
    return JW_OK;
}

static jw_status read_posting(const struct source *source, void *out, jw_error *err)
{
    struct jw_posting_row *posting = out;
    posting->valid = read_validity(source, JW_F_posting_valid_from, JW_F_posting_valid_to);
    JW_TRY(read_text(source, JW_F_posting_staff, &posting->staff, err));
    return read_text(source, JW_F_posting_station, &posting->station, err);
}

static jw_status read_service(const struct source *source, void *out, jw_error *err)
{
    struct jw_service_row *service = out;
    service->valid = read_validity(source, JW_F_service_valid_from, JW_F_service_valid_to);
    JW_TRY(read_text(source, JW_F_service_station, &service->station, err));
    return read_text(source, JW_F_service_village, &service->village, err);
}

static jw_status read_absence(const struct source *source, void *out, jw_error *err)
{
    struct jw_absence_row *absence = out;
    absence->valid = read_validity(source, JW_F_absence_valid_from, JW_F_absence_valid_to);
    return read_text(source, JW_F_absence_staff, &absence->staff, err);
}

static jw_status read_calendar(const struct source *source, void *out, jw_error *err)
{
    struct jw_calendar_row *day = out;
    (void)err;
    day->date = read_date(source, JW_F_calendar_date, JW_DATE_NONE);
    day->workday = is_word(source, JW_F_calendar_kind, "workday");
    return JW_OK;
}

static jw_status read_activity(const struct source *source, void *out, jw_error *err)
{
    struct jw_activity_row *activity = out;
    JW_TRY(read_text(source, JW_F_activity_code, &activity->code, err));
    JW_TRY(read_text(source, JW_F_activity_caption_en, &activity->caption_en, err));
    JW_TRY(read_text(source, JW_F_activity_caption_zh, &activity->caption_zh, err));
    activity->beat = read_flag(source, JW_F_activity_beat);
    activity->reception = read_flag(source, JW_F_activity_reception);
    activity->outside = read_flag(source, JW_F_activity_outside);
    return JW_OK;
}

static jw_status read_rule(const struct source *source, void *out, jw_error *err)
{
    struct jw_rule_row *rule = out;
    rule->valid = (struct jw_validity){read_date(source, JW_F_rule_valid_from, JW_DATE_NONE), FOR_EVER};
    JW_TRY(read_text(source, JW_F_rule_name, &rule->name, err));
    JW_TRY(read_text(source, JW_F_rule_value, &rule->value, err));
    return read_text(source, JW_F_rule_source, &rule->source, err);
}

/*
 * How a record becomes an array of the view. first and second are the places of the texts that name what a
 * row is a version of, 0 = none; a row that has them begins with its validity.
 */
struct loader {
    jw_record record;
    jw_status (*read)(const struct source *source, void *out, jw_error *err);
    size_t size, rows, count;
    size_t first, second;
};

#define LOADER(record, reader, type, name, first, second)                                                    \
    {                                                                                                        \
        record, reader, sizeof(struct type), offsetof(struct jw_view, name),                                 \
            offsetof(struct jw_view, name##_count), first, second                                            \
    }

static const struct loader loaders[] = {
    LOADER(JW_RECORD_VILLAGE, read_village, jw_village_row, villages, offsetof(struct jw_village_row, code),
           0),
    LOADER(JW_RECORD_STATION, read_station, jw_station_row, stations, offsetof(struct jw_station_row, id), 0),
    LOADER(JW_RECORD_STAFF, read_staff, jw_staff_row, staff, offsetof(struct jw_staff_row, id), 0),
    LOADER(JW_RECORD_POSTING, read_posting, jw_posting_row, postings, offsetof(struct jw_posting_row, staff),
           offsetof(struct jw_posting_row, station)),
    LOADER(JW_RECORD_SERVICE, read_service, jw_service_row, services,
           offsetof(struct jw_service_row, station), offsetof(struct jw_service_row, village)),
    LOADER(JW_RECORD_ABSENCE, read_absence, jw_absence_row, absences, 0, 0),
    LOADER(JW_RECORD_CALENDAR, read_calendar, jw_calendar_row, calendar, 0, 0),
    LOADER(JW_RECORD_ACTIVITY, read_activity, jw_activity_row, activities, 0, 0),
    LOADER(JW_RECORD_RULE, read_rule, jw_rule_row, rules, offsetof(struct jw_rule_row, name), 0),
};

#define LOADER_COUNT (sizeof loaders / sizeof loaders[0])

/* The array of the view that a loader fills; its type is known only by its size. */
static unsigned char *rows_of(const struct jw_view *view, const struct loader *loader)
{
    unsigned char *rows;
    memcpy(&rows, (const unsigned char *)view + loader->rows, sizeof rows);
    return rows;
}

static size_t *count_of(struct jw_view *view, const struct loader *loader)
{
    return (size_t *)((unsigned char *)view + loader->count);
}

static const char *text_at(const void *row, size_t place)
{
    const char *text;
    memcpy(&text, (const unsigned char *)row + place, sizeof text);
    return text;
}

static bool same_subject(const struct loader *loader, const void *a, const void *b)
{
    return loader->first && text_at(a, loader->first) == text_at(b, loader->first) &&
           (!loader->second || text_at(a, loader->second) == text_at(b, loader->second));
}

/* An absent end is the start of the next version; an end that was given is kept. */
static void close_version(unsigned char *previous, const unsigned char *next)
{
    struct jw_validity before, after;
    memcpy(&before, previous, sizeof before);
    memcpy(&after, next, sizeof after);
    if (before.to == FOR_EVER)
        before.to = after.from;
    memcpy(previous, &before, sizeof before);
}

struct loading {
    struct jw_view *view;
    const struct loader *loader;
    size_t capacity;
};

static jw_status load_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct loading *loading = userdata;
    const struct loader *loader = loading->loader;
    struct jw_view *view = loading->view;
    size_t *count = count_of(view, loader);
    JW_TRY(jw__check_cancel(view->context, err));
    JW_TRY(jw__grow(view->context, (unsigned char *)view + loader->rows, &loading->capacity,
                    *count + (size_t)rows->count, loader->size, err));
    for (int64_t i = 0; i < rows->count; i++) {
        struct source source = {view->arena, rows, i};
        unsigned char *row = rows_of(view, loader) + *count * loader->size;
        memset(row, 0, loader->size);
        JW_TRY(loader->read(&source, row, err));
        if (*count && same_subject(loader, row - loader->size, row))
            close_version(row - loader->size, row);
        ++*count;
    }
    return JW_OK;
}

static jw_status load_name(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct jw_view *view = userdata;
    for (int64_t i = 0; i < rows->count; i++) {
        struct source source = {view->arena, rows, i};
        JW_TRY(read_text(&source, JW_F_district_name, &view->name, err));
    }
    return JW_OK;
}

static jw_status use_default_activities(struct jw_view *view, jw_error *err)
{
    view->activities =
        jw__allocate_zeroed(view->context, JW_DEFAULT_ACTIVITY_COUNT, sizeof *view->activities, err);
    if (!view->activities)
        return JW_ENOMEM;
    for (size_t i = 0; i < JW_DEFAULT_ACTIVITY_COUNT; i++) {
        const struct jw_default_activity *activity = &jw__default_activities[i];
        const char *code;
        JW_TRY(jw_texts__add(view->arena, activity->code, strlen(activity->code), &code, err));
        view->activities[i] =
            (struct jw_activity_row){code,           activity->caption_en, activity->caption_zh,
                                     activity->beat, activity->reception,  activity->outside};
    }
    view->activities_count = JW_DEFAULT_ACTIVITY_COUNT;
    return JW_OK;
}

/* Every record of the view, or a single one. */
static jw_status load_records(jw_store *store, const char *district, jw_record only, struct jw_view *view,
                              jw_error *err)
{
    JW_TRY(jw_store__district(store, district, view->district, &view->utc_offset, err));
    jw_scan_range range = jw_range__of(view->district, NULL);
    JW_TRY(jw_store__visit(store, JW_RECORD_DISTRICT, &range, NULL, load_name, view, err));
    for (size_t i = 0; i < LOADER_COUNT; i++) {
        if (only && loaders[i].record != only)
            continue;
        struct loading loading = {view, &loaders[i], 0};
        JW_TRY(jw_store__visit(store, loaders[i].record, &range, NULL, load_rows, &loading, err));
    }
    return view->activities_count ? JW_OK : use_default_activities(view, err);
}

static jw_status load_snapshot(jw_store *store, const char *district, jw_record only, struct jw_view *view,
                               jw_error *err)
{
    struct jw_texts *texts;
    JW_TRY(jw_texts__new(view->context, &texts, err));
    view->arena = texts;
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = load_records(store, district, only, view, err);
    jw_store__end_reading(store);
    return status;
}

static jw_status load(jw_store *store, const char *district, jw_record only, struct jw_view **out,
                      jw_error *err)
{
    struct jw_view *view = jw__allocate_zeroed(store->context, 1, sizeof *view, err);
    if (!view)
        return JW_ENOMEM;
    view->context = jw_context__ref(store->context);
    jw_status status = load_snapshot(store, district, only, view, err);
    if (status == JW_OK)
        *out = view;
    else
        jw_view__free(view);
    return status;
}

jw_status jw_view__load(jw_store *store, const char *district, struct jw_view **out, jw_error *err)
{
    return load(store, district, 0, out, err);
}

jw_status jw_view__load_activities(jw_store *store, const char *district, struct jw_view **out, jw_error *err)
{
    return load(store, district, JW_RECORD_ACTIVITY, out, err);
}

void jw_view__free(struct jw_view *view)
{
    if (!view)
        return;
    jw_context *context = view->context;
    for (size_t i = 0; i < LOADER_COUNT; i++)
        jw__free(context, rows_of(view, &loaders[i]));
    jw_texts__free(view->arena);
    jw__free(context, view);
    jw_context__unref(context);
}

const char *jw_view__text(const struct jw_view *view, const char *text, size_t length)
{
    return jw_texts__find(view->arena, text, length);
}

static const struct loader *loader_of(jw_record record)
{
    size_t i = 0;
    while (loaders[i].record != record)
        i++;
    return &loaders[i];
}

static struct jw_validity validity_of(const unsigned char *row)
{
    struct jw_validity valid;
    memcpy(&valid, row, sizeof valid);
    return valid;
}

/* The last version that begins on or before the date, if it is of the subject and still holds. */
static const void *find_version(const struct loader *loader, const void *rows, size_t count, const char *id,
                                jw_date on)
{
    const unsigned char *low = rows;
    if (!id)
        return NULL;
    for (size_t left = count; left > 0;) {
        const unsigned char *middle = low + left / 2 * loader->size;
        int order = strcmp(text_at(middle, loader->first), id);
        if (order < 0 || (order == 0 && validity_of(middle).from <= on)) {
            low = middle + loader->size;
            left -= left / 2 + 1;
        } else {
            left /= 2;
        }
    }
    if (low == rows)
        return NULL;
    const unsigned char *found = low - loader->size;
    return strcmp(text_at(found, loader->first), id) == 0 && jw_valid_on(validity_of(found), on) ? found
                                                                                                 : NULL;
}

const struct jw_village_row *jw_view__village(const struct jw_view *view, const char *code, jw_date on)
{
    return find_version(loader_of(JW_RECORD_VILLAGE), view->villages, view->villages_count, code, on);
}

const struct jw_station_row *jw_view__station(const struct jw_view *view, const char *id, jw_date on)
{
    return find_version(loader_of(JW_RECORD_STATION), view->stations, view->stations_count, id, on);
}

const struct jw_staff_row *jw_view__staff(const struct jw_view *view, const char *id, jw_date on)
{
    return find_version(loader_of(JW_RECORD_STAFF), view->staff, view->staff_count, id, on);
}

size_t jw_view__first_posting(const struct jw_view *view, const char *staff)
{
    return jw__lower_bound(view->postings, view->postings_count, sizeof *view->postings,
                           offsetof(struct jw_posting_row, staff), staff);
}

size_t jw_view__first_service(const struct jw_view *view, const char *station)
{
    return jw__lower_bound(view->services, view->services_count, sizeof *view->services,
                           offsetof(struct jw_service_row, station), station);
}

static const char *police_station_of_office(const struct jw_view *view, const char *staff, jw_date from,
                                            jw_date to)
{
    size_t first = jw_view__first_posting(view, staff);
    for (jw_date day = to - 1; day >= from; day--)
        for (size_t i = first; i < view->postings_count && !strcmp(view->postings[i].staff, staff); i++) {
            const struct jw_station_row *station = jw_view__station(view, view->postings[i].station, day);
            if (jw_valid_on(view->postings[i].valid, day) && station && jw_station__is_office(station) &&
                station->police_station)
                return station->police_station;
        }
    return NULL;
}

const char *jw_view__police_station(const struct jw_view *view, const char *staff, jw_date from, jw_date to)
{
    for (jw_date day = to - 1; day >= from; day--) {
        const struct jw_staff_row *person = jw_view__staff(view, staff, day);
        if (person && person->police_station)
            return person->police_station;
    }
    return police_station_of_office(view, staff, from, to);
}

const struct jw_rule_row *jw_view__rule(const struct jw_view *view, const char *name, jw_date on)
{
    return find_version(loader_of(JW_RECORD_RULE), view->rules, view->rules_count, name, on);
}

bool jw_view__is_workday(const struct jw_view *view, jw_date date)
{
    const struct jw_calendar_row *low = view->calendar;
    for (size_t left = view->calendar_count; left > 0;) {
        const struct jw_calendar_row *middle = low + left / 2;
        if (middle->date == date)
            return middle->workday;
        if (middle->date < date) {
            low = middle + 1;
            left -= left / 2 + 1;
        } else {
            left /= 2;
        }
    }
    return jw_workday__is(date, NULL, 0);
}
