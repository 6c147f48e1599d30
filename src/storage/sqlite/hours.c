/* Hours straight from the pages. */
#include <string.h>
#include "storage/sqlite/pages.h"
#include "storage/sqlite/sqlite.h"

#define CLASS_MAX 8

struct interval_list {
    jw_interval *items;
    size_t count;
    size_t capacity;
};

/* A request under way. */
struct work {
    struct jw_sqlite *storage;
    const jw_hours_request *request;
    jw_hours_emit_fn emit;
    void *userdata;
    struct jw_pages_range range;
    uint8_t *classes; /* of each kind: bits of the classes it belongs to */
    jw_bucket_time *times;
    struct interval_list lists[CLASS_MAX];
    struct jw_span *spans;
    size_t span_capacity;
    uint8_t *page_classes; /* of each position in a page's shapes */
    size_t page_capacity;
    /* by staff: whose intervals are in the lists */
    char *staff;
    size_t staff_length;
    size_t staff_capacity;
    /* by station */
    uint32_t *stations; /* of each place: rank of its station */
    uint32_t *examples; /* of each station: a place that has it */
    size_t station_count;
    size_t *ends; /* of each station: end of its intervals in the two lists below */
    jw_interval *intervals;
    uint8_t *interval_classes;
};

static void *allocate(struct work *work, size_t count, size_t size, jw_error *err)
{
    void *block = jw_allocate(work->storage->context, NULL, (count ? count : 1) * size, err);
    if (block)
        memset(block, 0, count * size);
    return block;
}

static bool is_in_set(const jw_activity_set *set, const struct jw_text *activity)
{
    if (!set->codes)
        return true;
    for (size_t i = 0; i < set->count; i++)
        if (strlen(set->codes[i]) == activity->length &&
            memcmp(set->codes[i], activity->text, activity->length) == 0)
            return true;
    return false;
}

static jw_status classify_kinds(struct work *work, jw_error *err)
{
    const struct jw_dictionary *kinds = &work->storage->kinds;
    work->classes = allocate(work, kinds->count, 1, err);
    if (!work->classes)
        return JW_ENOMEM;
    for (size_t number = 0; number < kinds->count; number++) {
        struct jw_text activity = jw_dictionary__text(kinds, (uint32_t)number, JW_KIND_ACTIVITY);
        for (size_t i = 0; i < work->request->class_count; i++)
            work->classes[number] |= (uint8_t)(is_in_set(&work->request->classes[i], &activity) << i);
    }
    return JW_OK;
}

/* The intervals of a page that can touch the buckets, as spans. */
static jw_status read_page(struct work *work, const struct jw_staff_page *page, size_t *count, jw_error *err)
{
    const struct jw_page_form *form = &page->form;
    size_t first = jw_page__find(&page->page, form, work->range.from - JW_PAGE_LONGEST - page->month_start);
    size_t end = jw_page__find(&page->page, form, work->range.to - page->month_start);
    *count = end > first ? end - first : 0;
    JW_TRY(
        jw_sqlite__grow(work->storage, &work->spans, &work->span_capacity, *count, sizeof *work->spans, err));
    JW_TRY(
        jw_sqlite__grow(work->storage, &work->page_classes, &work->page_capacity, form->shape_count, 1, err));
    if (!jw_page__read(&page->page, form, first, *count, work->spans))
        return jw_pages__fail(work->storage, work->request->record, err);
    for (size_t i = 0; i < form->shape_count; i++)
        work->page_classes[i] = work->classes[jw_page__kind(&page->page, form, i)];
    return JW_OK;
}

/* Gives a subject, if any of its intervals counts in a bucket. */
static jw_status give(struct work *work, const char *subject, size_t length, jw_error *err)
{
    const jw_hours_request *request = work->request;
    int64_t intervals = 0;
    for (size_t i = 0; i < request->class_count * request->bucket_count; i++)
        intervals += work->times[i].intervals;
    return intervals ? work->emit(work->userdata, subject, length, work->times, err) : JW_OK;
}

static void measure(struct work *work, size_t class_number)
{
    const jw_hours_request *request = work->request;
    const struct interval_list *list = &work->lists[class_number];
    jw_intervals_measure(list->items, list->count, request->buckets, request->bucket_count,
                         work->times + class_number * request->bucket_count);
}

static jw_status finish_staff(struct work *work, jw_error *err)
{
    if (!work->staff)
        return JW_OK;
    for (size_t i = 0; i < work->request->class_count; i++) {
        measure(work, i);
        work->lists[i].count = 0;
    }
    return give(work, work->staff, work->staff_length, err);
}

static jw_status begin_staff(struct work *work, const struct jw_staff_page *page, jw_error *err)
{
    JW_TRY(finish_staff(work, err));
    JW_TRY(
        jw_sqlite__grow(work->storage, &work->staff, &work->staff_capacity, page->staff_length + 1, 1, err));
    memcpy(work->staff, page->staff, page->staff_length);
    work->staff_length = page->staff_length;
    return JW_OK;
}

/* Each interval is written to every list and kept where its class is; no branch. */
static void sort_into_classes(struct work *work, const struct jw_staff_page *page, size_t count)
{
    for (size_t i = 0; i < work->request->class_count; i++) {
        struct interval_list *list = &work->lists[i];
        jw_interval *to = list->items + list->count;
        for (size_t j = 0; j < count; j++) {
            jw_instant start = page->month_start + work->spans[j].start;
            *to = (jw_interval){start, start + work->spans[j].length};
            to += work->page_classes[work->spans[j].place] >> i & 1;
        }
        list->count = (size_t)(to - list->items);
    }
}

static jw_status add_staff_page(struct work *work, const struct jw_staff_page *page, jw_error *err)
{
    size_t count;
    if (!work->staff || work->staff_length != page->staff_length ||
        memcmp(work->staff, page->staff, page->staff_length) != 0)
        JW_TRY(begin_staff(work, page, err));
    JW_TRY(read_page(work, page, &count, err));
    for (size_t i = 0; i < work->request->class_count; i++) {
        struct interval_list *list = &work->lists[i];
        JW_TRY(jw_sqlite__grow(work->storage, &list->items, &list->capacity, list->count + count + 1,
                               sizeof *list->items, err));
    }
    sort_into_classes(work, page, count);
    return JW_OK;
}

typedef jw_status (*visit_page_fn)(struct work *work, const struct jw_staff_page *page, jw_error *err);

static jw_status visit_pages(struct work *work, visit_page_fn visit, jw_error *err)
{
    struct jw_pages pages;
    struct jw_staff_page page;
    JW_TRY(jw_pages__open(work->storage, work->request->record, &work->range, &pages, err));
    bool found = true;
    jw_status status = JW_OK;
    while (status == JW_OK && found) {
        status = jw_pages__next(&pages, &page, &found, err);
        if (status == JW_OK && found)
            status = visit(work, &page, err);
    }
    jw_pages__close(&pages);
    return status;
}

static jw_status measure_staff(struct work *work, jw_error *err)
{
    JW_TRY(visit_pages(work, add_staff_page, err));
    return finish_staff(work, err);
}

/* Numbers the stations in ascending order. */
static jw_status read_stations(struct work *work, sqlite3_stmt *statement, jw_error *err)
{
    const struct jw_dictionary *places = &work->storage->places;
    struct jw_text last = {"", 0, true};
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        sqlite3_int64 number = sqlite3_column_int64(statement, 0);
        if (number < 0 || (size_t)number >= places->count)
            return jw_sqlite__fail_damaged(work->storage, "duty_place", "a number is missing", err);
        struct jw_text station = jw_dictionary__text(places, (uint32_t)number, JW_PLACE_STATION);
        if (!work->station_count ||
            jw_sqlite__compare(last.text, last.length, station.text, station.length) != 0)
            work->examples[work->station_count++] = (uint32_t)number;
        work->stations[number] = (uint32_t)work->station_count - 1;
        last = station;
    }
    return code == SQLITE_DONE ? JW_OK : jw_sqlite__fail(work->storage, "read", "duty_place", err);
}

static jw_status order_stations(struct work *work, jw_error *err)
{
    struct jw_sqlite *storage = work->storage;
    sqlite3_stmt *statement = NULL;
    work->stations = allocate(work, storage->places.count, sizeof *work->stations, err);
    work->examples = allocate(work, storage->places.count, sizeof *work->examples, err);
    if (!work->stations || !work->examples)
        return JW_ENOMEM;
    JW_TRY(jw_sqlite__statement(storage, JW_STATEMENT_STATIONS, 0, 0,
                                "SELECT number FROM duty_place WHERE district = ?1 ORDER BY station",
                                &statement, err));
    jw_sqlite__bind_text(statement, 1, work->range.district, work->range.district_length);
    jw_status status = read_stations(work, statement, err);
    jw_sqlite__done(storage, statement);
    return status;
}

static uint32_t station_of(const struct work *work, const struct jw_staff_page *page,
                           const struct jw_span *span)
{
    return work->stations[jw_page__place(&page->page, &page->form, span->place)];
}

static jw_status count_page(struct work *work, const struct jw_staff_page *page, jw_error *err)
{
    size_t count;
    JW_TRY(read_page(work, page, &count, err));
    for (size_t i = 0; i < count; i++)
        work->ends[station_of(work, page, &work->spans[i])]++;
    return JW_OK;
}

static jw_status place_page(struct work *work, const struct jw_staff_page *page, jw_error *err)
{
    size_t count;
    JW_TRY(read_page(work, page, &count, err));
    for (size_t i = 0; i < count; i++) {
        jw_instant start = page->month_start + work->spans[i].start;
        size_t place = work->ends[station_of(work, page, &work->spans[i])]++;
        work->intervals[place] = (jw_interval){start, start + work->spans[i].length};
        work->interval_classes[place] = work->page_classes[work->spans[i].place];
    }
    return JW_OK;
}

/* Two passes put the intervals of each station side by side: the first counts them, the second places them.
 */
static jw_status gather_stations(struct work *work, jw_error *err)
{
    work->ends = allocate(work, work->station_count, sizeof *work->ends, err);
    if (!work->ends)
        return JW_ENOMEM;
    JW_TRY(visit_pages(work, count_page, err));
    size_t total = 0;
    for (size_t i = 0; i < work->station_count; i++) {
        size_t count = work->ends[i];
        work->ends[i] = total; /* where the station begins; placing moves it to the end */
        total += count;
    }
    work->intervals = allocate(work, total, sizeof *work->intervals, err);
    work->interval_classes = allocate(work, total, 1, err);
    if (!work->intervals || !work->interval_classes)
        return JW_ENOMEM;
    return visit_pages(work, place_page, err);
}

static jw_status finish_station(struct work *work, size_t station, jw_error *err)
{
    size_t first = station ? work->ends[station - 1] : 0;
    size_t end = work->ends[station];
    for (size_t i = 0; i < work->request->class_count; i++) {
        struct interval_list *list = &work->lists[i];
        JW_TRY(jw_sqlite__grow(work->storage, &list->items, &list->capacity, end - first + 1,
                               sizeof *list->items, err));
        list->count = 0;
        for (size_t j = first; j < end; j++)
            if (work->interval_classes[j] >> i & 1)
                list->items[list->count++] = work->intervals[j];
        jw_intervals_sort(list->items, list->count);
        measure(work, i);
    }
    struct jw_text id =
        jw_dictionary__text(&work->storage->places, work->examples[station], JW_PLACE_STATION);
    return give(work, id.text, id.length, err);
}

static jw_status measure_stations(struct work *work, jw_error *err)
{
    JW_TRY(order_stations(work, err));
    JW_TRY(gather_stations(work, err));
    for (size_t i = 0; i < work->station_count; i++)
        JW_TRY(finish_station(work, i, err));
    return JW_OK;
}

static void free_work(struct work *work)
{
    jw_context *context = work->storage->context;
    for (size_t i = 0; i < CLASS_MAX; i++)
        jw_release(context, work->lists[i].items);
    void *blocks[] = {work->classes,   work->times,           work->spans,    work->page_classes,
                      work->staff,     work->stations,        work->examples, work->ends,
                      work->intervals, work->interval_classes};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        jw_release(context, blocks[i]);
}

static jw_status check_request(const jw_hours_request *request, jw_error *err)
{
    if (!request || request->struct_size < sizeof *request || !request->district ||
        !jw_sqlite__is_paged(request->record) ||
        (request->by != JW_BY_STAFF && request->by != JW_BY_STATION) || request->class_count > CLASS_MAX ||
        (request->bucket_count && !request->buckets) || (request->class_count && !request->classes))
        return jw_error_set(err, JW_EINVAL, 0, "the request for hours is not complete");
    return JW_OK;
}

/* Looking back from the window must not overflow. */
static jw_instant bounded(jw_instant instant)
{
    const jw_instant limit = (jw_instant)1 << 60;
    return instant < -limit ? -limit : instant > limit ? limit : instant;
}

static jw_status use_dictionaries(struct work *work, jw_error *err)
{
    struct jw_sqlite *storage = work->storage;
    const struct jw_pages_range *range = &work->range;
    JW_TRY(jw_dictionary__use(storage, &storage->kinds, range->district, range->district_length, err));
    if (range->without_places)
        return JW_OK;
    return jw_dictionary__use(storage, &storage->places, range->district, range->district_length, err);
}

jw_status jw_sqlite__hours(void *opened, const jw_hours_request *request, jw_hours_emit_fn emit,
                           void *userdata, jw_error *err)
{
    struct jw_sqlite *storage = opened;
    JW_TRY(check_request(request, err));
    if (!request->bucket_count || !request->class_count || !jw_sqlite__has_table(storage, request->record))
        return JW_OK;
    struct work work = {.storage = storage, .request = request, .emit = emit, .userdata = userdata};
    work.range = (struct jw_pages_range){.district = request->district,
                                         .district_length = strlen(request->district),
                                         .from = bounded(request->buckets[0].start),
                                         .to = bounded(request->buckets[request->bucket_count - 1].finish)};
    work.range.without_places = request->by == JW_BY_STAFF;
    jw_status status = use_dictionaries(&work, err);
    work.times = status == JW_OK
                     ? allocate(&work, request->class_count * request->bucket_count, sizeof *work.times, err)
                     : NULL;
    if (status == JW_OK && !work.times)
        status = JW_ENOMEM;
    if (status == JW_OK)
        status = classify_kinds(&work, err);
    if (status == JW_OK)
        status = request->by == JW_BY_STAFF ? measure_staff(&work, err) : measure_stations(&work, err);
    free_work(&work);
    return status;
}
