#include "assessment/counts.h"

#include <string.h>
#include "base/sort.h"
#include "record/rows.h"

void jw_counts__free(struct jw_counts *counts)
{
    jw__free(counts->context, counts->subjects);
    jw__free(counts->context, counts->sources);
    jw__free(counts->context, counts->by_station);
    jw__free(counts->context, counts->sums);
}

jw_status jw_sum__add(struct jw_sum *sum, int64_t value, jw_error *err)
{
    if (value > 0 ? sum->value > INT64_MAX - value : sum->value < INT64_MIN - value)
        return jw_error_set(err, JW_ELIMIT, 0, "the sum of the counts is too large");
    sum->value += value;
    sum->recorded = true;
    return JW_OK;
}

size_t jw_counts__find(const struct jw_counts *counts, const char *id)
{
    size_t count = counts->subject_count;
    size_t place = jw__lower_bound(counts->subjects, count, sizeof *counts->subjects,
                                   offsetof(struct jw_subject, id), id);
    return place < count && strcmp(counts->subjects[place].id, id) == 0 ? place : count;
}

const struct jw_station_row *jw_counts__station(const struct jw_counts *counts, const char *id)
{
    const struct jw_station_row *station = NULL;
    for (jw_date day = counts->end - 1; day >= counts->first && !station; day--)
        station = jw_view__station(counts->view, id, day);
    return station;
}

/* ---- subjects and their stations ---- */

jw_status jw_counts__add_subject(struct jw_counts *counts, const char *id, const char *police_station,
                                 jw_error *err)
{
    JW_TRY(jw__grow(counts->context, &counts->subjects, &counts->subject_capacity, counts->subject_count + 1,
                    sizeof *counts->subjects, err));
    counts->subjects[counts->subject_count++] = (struct jw_subject){id, police_station};
    return JW_OK;
}

jw_status jw_counts__add_source(struct jw_counts *counts, const char *station, size_t subject, jw_error *err)
{
    JW_TRY(jw__grow(counts->context, &counts->sources, &counts->source_capacity, counts->source_count + 1,
                    sizeof *counts->sources, err));
    counts->sources[counts->source_count++] = (struct jw_source){subject, station};
    return JW_OK;
}

static int order_by_subject(void *userdata, const void *left, const void *right)
{
    (void)userdata;
    const struct jw_source *a = left, *b = right;
    if (a->subject != b->subject)
        return a->subject < b->subject ? -1 : 1;
    return a->station == b->station ? 0 : strcmp(a->station, b->station);
}

static int order_by_station(void *userdata, const void *left, const void *right)
{
    const struct jw_source *sources = userdata;
    const struct jw_source *a = &sources[*(const size_t *)left], *b = &sources[*(const size_t *)right];
    return a->station == b->station ? 0 : strcmp(a->station, b->station);
}

static jw_status order_sources(struct jw_counts *counts, jw_error *err)
{
    size_t count = counts->source_count;
    struct jw_source *scratch = jw__allocate_zeroed(counts->context, count + 1, sizeof *scratch, err);
    counts->by_station = jw__allocate_zeroed(counts->context, count + 1, sizeof(size_t), err);
    if (!scratch || !counts->by_station) {
        jw__free(counts->context, scratch);
        return JW_ENOMEM;
    }
    jw__sort(counts->sources, scratch, count, sizeof *scratch, order_by_subject, NULL);
    for (size_t i = 0; i < count; i++)
        counts->by_station[i] = i;
    jw__sort(counts->by_station, scratch, count, sizeof(size_t), order_by_station, counts->sources);
    jw__free(counts->context, scratch);
    return JW_OK;
}

/* The first position in by_station whose station is not below this one. */
static size_t first_source(const struct jw_counts *counts, const char *station)
{
    size_t low = 0, high = counts->source_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(counts->sources[counts->by_station[middle]].station, station) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- tallies ---- */

struct counting {
    struct jw_counts *counts;
    uint8_t *ways; /* of each measure: how it has been counted so far */
};

#define BY_STATION 1
#define BY_PERSON 2

static jw_status count_for_station(struct jw_counts *counts, const char *station, size_t measure,
                                   int64_t value, jw_error *err)
{
    for (size_t i = first_source(counts, station); i < counts->source_count; i++) {
        const struct jw_source *source = &counts->sources[counts->by_station[i]];
        if (source->station != station)
            break;
        JW_TRY(jw_sum__add(jw_counts__sum(counts, source->subject, measure), value, err));
    }
    return JW_OK;
}

/* Texts are interned, NULL when the tally has none or nobody in the view has it. */
static jw_status count_tally(struct jw_counts *counts, const char *staff, const char *station, size_t measure,
                             int64_t value, jw_error *err)
{
    size_t subject = counts->subject_count;
    if (counts->by == JW_ASSESS_BY_DISTRICT)
        subject = 0;
    else if (counts->by == JW_ASSESS_BY_POLICE_STATION)
        subject = jw_areas__of(counts, staff, station);
    else if (staff)
        subject = jw_counts__find(counts, staff);
    else if (station)
        return count_for_station(counts, station, measure, value, err);
    if (subject == counts->subject_count)
        return JW_OK;
    return jw_sum__add(jw_counts__sum(counts, subject, measure), value, err);
}

static jw_status count_row(struct counting *counting, const jw_rows *rows, int64_t row, jw_error *err)
{
    struct jw_counts *counts = counting->counts;
    size_t measure_length, staff_length, station_length;
    const char *name = jw_rows__text(rows, JW_F_tally_measure, row, &measure_length);
    size_t measure = jw_scheme__measure(counts->scheme, name, measure_length);
    if (measure == counts->scheme->measure_count || counts->scheme->measures[measure].population)
        return JW_OK;
    const char *staff = jw_rows__text(rows, JW_F_tally_staff, row, &staff_length);
    const char *station = jw_rows__text(rows, JW_F_tally_station, row, &station_length);
    counting->ways[measure] |= staff_length ? BY_PERSON : BY_STATION;
    if (counting->ways[measure] == (BY_STATION | BY_PERSON))
        return jw_error_set_field(err, JW_EINPUT, "tally", 0, "staff",
                                  "%s is counted both by person and by station in one month: use one",
                                  counts->scheme->measures[measure].name);
    const char *person = staff_length ? jw_view__text(counts->view, staff, staff_length) : NULL;
    const char *place = station_length ? jw_view__text(counts->view, station, station_length) : NULL;
    if (staff_length && !person && counts->by == JW_ASSESS_BY_STAFF)
        return JW_OK; /* nobody of this month */
    return count_tally(counts, person, place, measure, jw_rows__integer(rows, JW_F_tally_value, row), err);
}

static jw_status count_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    for (int64_t row = 0; row < rows->count; row++)
        JW_TRY(count_row(userdata, rows, row, err));
    return JW_OK;
}

static jw_status count_tallies(struct jw_counts *counts, jw_store *store, jw_month month, jw_error *err)
{
    struct counting counting = {counts, NULL};
    counting.ways = jw__allocate_zeroed(counts->context, counts->scheme->measure_count, 1, err);
    if (!counting.ways)
        return JW_ENOMEM;
    jw_scan_range range = jw_range__of(counts->view->district, NULL);
    range.prefix[1] = (jw_key_value){NULL, 0, month};
    range.prefix_count = 2;
    jw_status status = jw_store__visit(store, JW_RECORD_TALLY, &range, NULL, count_rows, &counting, err);
    jw__free(counts->context, counting.ways);
    return status;
}

/* ---- residents ---- */

struct residents {
    struct jw_counts *counts;
    size_t *counted_for; /* of each village row: 1 + the subject for whom it has been counted */
    struct jw_sum *sum;
    size_t subject;
    bool complete; /* every village has its residents */
};

static jw_status add_village(struct residents *residents, const struct jw_village_row *village, jw_error *err)
{
    size_t *counted_for = &residents->counted_for[village - residents->counts->view->villages];
    if (*counted_for == residents->subject + 1)
        return JW_OK;
    *counted_for = residents->subject + 1;
    if (village->population >= 0)
        return jw_sum__add(residents->sum, village->population, err);
    residents->complete = false;
    return JW_OK;
}

/* The last version of a village that holds on a day of the month, or NULL. */
static const struct jw_village_row *last_version(const struct jw_counts *counts, const char *code)
{
    const struct jw_village_row *village = NULL;
    for (jw_date day = counts->end - 1; day >= counts->first && !village; day--)
        village = jw_view__village(counts->view, code, day);
    return village;
}

static jw_status add_served(struct residents *residents, const char *station, jw_error *err)
{
    const struct jw_counts *counts = residents->counts;
    const struct jw_view *view = counts->view;
    for (size_t i = jw_view__first_service(view, station); i < view->services_count; i++) {
        const struct jw_service_row *service = &view->services[i];
        if (service->station != station)
            break;
        if (!jw_valid_within(service->valid, counts->first, counts->end))
            continue;
        const struct jw_village_row *village = last_version(counts, service->village);
        if (village)
            JW_TRY(add_village(residents, village, err));
    }
    return JW_OK;
}

/* The villages of an area by their own police station. */
static jw_status add_own(struct residents *residents, jw_error *err)
{
    const struct jw_counts *counts = residents->counts;
    const struct jw_view *view = counts->view;
    for (size_t i = 0; i < view->villages_count; i++) {
        const struct jw_village_row *village = &view->villages[i];
        bool another = i + 1 < view->villages_count && view->villages[i + 1].code == village->code &&
                       jw_valid_within(view->villages[i + 1].valid, counts->first, counts->end);
        if (!another && jw_valid_within(village->valid, counts->first, counts->end) &&
            jw_areas__owns(counts, residents->subject, village))
            JW_TRY(add_village(residents, village, err));
    }
    return JW_OK;
}

static jw_status add_residents(struct residents *residents, size_t measure, jw_error *err)
{
    const struct jw_counts *counts = residents->counts;
    size_t source = 0;
    for (size_t subject = 0; subject < counts->subject_count; subject++) {
        residents->subject = subject;
        residents->sum = jw_counts__sum(counts, subject, measure);
        residents->complete = true;
        if (counts->by != JW_ASSESS_BY_STAFF)
            JW_TRY(add_own(residents, err));
        for (; source < counts->source_count && counts->sources[source].subject == subject; source++)
            JW_TRY(add_served(residents, counts->sources[source].station, err));
        residents->sum->recorded = residents->complete; /* a part of them would make the rate too high */
    }
    return JW_OK;
}

static jw_status count_residents(struct jw_counts *counts, jw_error *err)
{
    const struct jw_scheme *scheme = counts->scheme;
    size_t measure = 0;
    while (measure < scheme->measure_count && !scheme->measures[measure].population)
        measure++;
    if (measure == scheme->measure_count)
        return JW_OK;
    struct residents residents = {.counts = counts};
    residents.counted_for =
        jw__allocate_zeroed(counts->context, counts->view->villages_count, sizeof(size_t), err);
    if (!residents.counted_for)
        return JW_ENOMEM;
    jw_status status = add_residents(&residents, measure, err);
    jw__free(counts->context, residents.counted_for);
    return status;
}

/* ---- all of it ---- */

static jw_status fill(struct jw_counts *counts, jw_store *store, jw_month month, jw_error *err)
{
    JW_TRY(counts->by == JW_ASSESS_BY_STAFF ? jw_people__find(counts, err) : jw_areas__find(counts, err));
    JW_TRY(order_sources(counts, err));
    counts->sums = jw__allocate_zeroed(counts->context, counts->subject_count * counts->scheme->measure_count,
                                       sizeof *counts->sums, err);
    if (!counts->sums)
        return JW_ENOMEM;
    JW_TRY(count_tallies(counts, store, month, err));
    return count_residents(counts, err);
}

jw_status jw_counts__load(jw_store *store, const struct jw_view *view, const struct jw_scheme *scheme,
                          jw_month month, int32_t by, struct jw_counts *out, jw_error *err)
{
    struct jw_counts counts = {.context = store->context,
                               .view = view,
                               .scheme = scheme,
                               .first = jw_month_first(month),
                               .end = jw_month_first(month + 1),
                               .by = by};
    jw_status status = fill(&counts, store, month, err);
    if (status != JW_OK) {
        jw_counts__free(&counts);
        return status;
    }
    *out = counts;
    return JW_OK;
}
