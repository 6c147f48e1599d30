#include "assessment/people.h"

#include <string.h>
#include "record/rows.h"

void jw_people__free(struct jw_people *people)
{
    jw__free(people->context, people->persons);
    jw__free(people->context, people->posts);
    jw__free(people->context, people->sums);
}

/* Whether on some day of the month the posted person is an officer and the station an office. */
static bool is_post(const struct jw_view *view, const struct jw_posting_row *posting, jw_date first,
                    jw_date end)
{
    for (jw_date day = first; day < end; day++) {
        if (!jw_valid_on(posting->valid, day))
            continue;
        const struct jw_staff_row *person = jw_view__staff(view, posting->staff, day);
        const struct jw_station_row *station = jw_view__station(view, posting->station, day);
        if (person && person->officer && station &&
            (station->kind == JW_COMMUNITY_OFFICE || station->kind == JW_CENTRAL_OFFICE))
            return true;
    }
    return false;
}

/* Postings come by person, then station, then date. */
static jw_status add_post(struct jw_people *people, const struct jw_posting_row *posting, jw_error *err)
{
    jw_context *context = people->context;
    struct jw_person *last = people->person_count ? &people->persons[people->person_count - 1] : NULL;
    if (!last || last->staff != posting->staff) {
        JW_TRY(jw__grow(context, &people->persons, &people->person_capacity, people->person_count + 1,
                        sizeof *people->persons, err));
        last = &people->persons[people->person_count++];
        *last = (struct jw_person){posting->staff, people->post_count, 0};
    } else if (people->posts[people->post_count - 1].station == posting->station) {
        return JW_OK;
    }
    JW_TRY(jw__grow(context, &people->posts, &people->post_capacity, people->post_count + 1,
                    sizeof *people->posts, err));
    people->posts[people->post_count++] = (struct jw_post){people->person_count - 1, posting->station};
    last->post_count++;
    return JW_OK;
}

static jw_status find_people(struct jw_people *people, const struct jw_view *view, jw_date first, jw_date end,
                             jw_error *err)
{
    for (size_t i = 0; i < view->postings_count; i++)
        if (is_post(view, &view->postings[i], first, end))
            JW_TRY(add_post(people, &view->postings[i], err));
    return JW_OK;
}

static jw_status add_to_sum(struct jw_sum *sum, int64_t value, jw_error *err)
{
    if (value > 0 ? sum->value > INT64_MAX - value : sum->value < INT64_MIN - value)
        return jw_error_set(err, JW_ELIMIT, 0, "the sum of the counts is too large");
    sum->value += value;
    sum->recorded = true;
    return JW_OK;
}

/* What a visit to the tallies of the month needs. */
struct counting {
    struct jw_people *people;
    const struct jw_view *view;
    const struct jw_scheme *scheme;
    uint8_t *ways; /* of each measure: how it has been counted so far */
};

#define BY_STATION 1
#define BY_PERSON 2

static jw_status count_for_station(struct counting *counting, const char *station, size_t measure,
                                   int64_t value, jw_error *err)
{
    struct jw_people *people = counting->people;
    for (size_t i = 0; i < people->post_count; i++)
        if (people->posts[i].station == station)
            JW_TRY(add_to_sum(&people->sums[people->posts[i].person * people->measure_count + measure], value,
                              err));
    return JW_OK;
}

static jw_status count_for_person(struct counting *counting, const char *staff, size_t measure, int64_t value,
                                  jw_error *err)
{
    struct jw_people *people = counting->people;
    size_t low = 0, high = people->person_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(people->persons[middle].staff, staff) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < people->person_count && people->persons[low].staff == staff)
        return add_to_sum(&people->sums[low * people->measure_count + measure], value, err);
    return JW_OK;
}

static jw_status count_row(struct counting *counting, const jw_rows *rows, int64_t row, jw_error *err)
{
    size_t measure_length, staff_length, station_length;
    const char *name = jw_rows__text(rows, JW_F_tally_measure, row, &measure_length);
    size_t measure = jw_scheme__measure(counting->scheme, name, measure_length);
    if (measure == counting->scheme->measure_count || counting->scheme->measures[measure].population)
        return JW_OK;
    const char *staff = jw_rows__text(rows, JW_F_tally_staff, row, &staff_length);
    const char *station = jw_rows__text(rows, JW_F_tally_station, row, &station_length);
    counting->ways[measure] |= staff_length ? BY_PERSON : BY_STATION;
    if (counting->ways[measure] == (BY_STATION | BY_PERSON))
        return jw_error_set_field(err, JW_EINPUT, "tally", 0, "staff",
                                  "%s is counted both by person and by station in this month: use one",
                                  counting->scheme->measures[measure].name);
    int64_t value = jw_rows__integer(rows, JW_F_tally_value, row);
    const char *interned = staff_length ? jw_view__text(counting->view, staff, staff_length)
                                        : jw_view__text(counting->view, station, station_length);
    if (!interned)
        return JW_OK; /* nobody posted to an office has it */
    return staff_length ? count_for_person(counting, interned, measure, value, err)
                        : count_for_station(counting, interned, measure, value, err);
}

static jw_status count_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    for (int64_t row = 0; row < rows->count; row++)
        JW_TRY(count_row(userdata, rows, row, err));
    return JW_OK;
}

static jw_status count_tallies(struct jw_people *people, jw_store *store, const struct jw_view *view,
                               const struct jw_scheme *scheme, jw_month month, jw_error *err)
{
    struct counting counting = {people, view, scheme, NULL};
    counting.ways = jw__allocate_zeroed(people->context, scheme->measure_count, 1, err);
    if (!counting.ways)
        return JW_ENOMEM;
    jw_scan_range range = jw_range__of(view->district, NULL);
    range.prefix[1] = (jw_key_value){NULL, 0, month};
    range.prefix_count = 2;
    jw_status status = jw_store__visit(store, JW_RECORD_TALLY, &range, NULL, count_rows, &counting, err);
    jw__free(people->context, counting.ways);
    return status;
}

/* The last version of a village that holds on a day of the month, or NULL. */
static const struct jw_village_row *last_version(const struct jw_view *view, const char *code, jw_date first,
                                                 jw_date end)
{
    const struct jw_village_row *village = NULL;
    for (jw_date day = end - 1; day >= first && !village; day--)
        village = jw_view__village(view, code, day);
    return village;
}

static size_t first_service(const struct jw_view *view, const char *station)
{
    size_t low = 0, high = view->services_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(view->services[middle].station, station) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct residents {
    const struct jw_view *view;
    jw_date first, end;
    size_t *counted_for; /* of each village row: 1 + the person for whom it has been counted */
};

/* Adds the residents of the villages a station serves in the month, each village once a person. */
static jw_status add_residents(const struct residents *residents, size_t person, const char *station,
                               struct jw_sum *sum, bool *complete, jw_error *err)
{
    const struct jw_view *view = residents->view;
    for (size_t i = first_service(view, station); i < view->services_count; i++) {
        const struct jw_service_row *service = &view->services[i];
        if (service->station != station)
            break;
        if (!jw_valid_within(service->valid, residents->first, residents->end))
            continue;
        const struct jw_village_row *village =
            last_version(view, service->village, residents->first, residents->end);
        if (!village || residents->counted_for[village - view->villages] == person + 1)
            continue;
        residents->counted_for[village - view->villages] = person + 1;
        if (village->population < 0)
            *complete = false;
        else
            JW_TRY(add_to_sum(sum, village->population, err));
    }
    return JW_OK;
}

static jw_status add_population(struct jw_people *people, const struct residents *residents, size_t measure,
                                jw_error *err)
{
    for (size_t person = 0; person < people->person_count; person++) {
        const struct jw_person *who = &people->persons[person];
        struct jw_sum *sum = &people->sums[person * people->measure_count + measure];
        bool complete = true;
        for (size_t i = 0; i < who->post_count; i++)
            JW_TRY(add_residents(residents, person, people->posts[who->first_post + i].station, sum,
                                 &complete, err));
        sum->recorded = complete; /* a part of the residents would make the rate too high */
    }
    return JW_OK;
}

static jw_status count_population(struct jw_people *people, const struct jw_view *view,
                                  const struct jw_scheme *scheme, jw_date first, jw_date end, jw_error *err)
{
    size_t measure = 0;
    while (measure < scheme->measure_count && !scheme->measures[measure].population)
        measure++;
    if (measure == scheme->measure_count)
        return JW_OK;
    struct residents residents = {view, first, end, NULL};
    residents.counted_for = jw__allocate_zeroed(people->context, view->villages_count, sizeof(size_t), err);
    if (!residents.counted_for)
        return JW_ENOMEM;
    jw_status status = add_population(people, &residents, measure, err);
    jw__free(people->context, residents.counted_for);
    return status;
}

static jw_status fill(struct jw_people *people, jw_store *store, const struct jw_view *view,
                      const struct jw_scheme *scheme, jw_month month, jw_error *err)
{
    jw_date first = jw_month_first(month), end = jw_month_first(month + 1);
    JW_TRY(find_people(people, view, first, end, err));
    people->sums = jw__allocate_zeroed(people->context, people->person_count * people->measure_count,
                                       sizeof *people->sums, err);
    if (!people->sums)
        return JW_ENOMEM;
    JW_TRY(count_tallies(people, store, view, scheme, month, err));
    return count_population(people, view, scheme, first, end, err);
}

jw_status jw_people__load(jw_store *store, const struct jw_view *view, const struct jw_scheme *scheme,
                          jw_month month, struct jw_people *out, jw_error *err)
{
    struct jw_people people = {.context = store->context, .measure_count = scheme->measure_count};
    jw_status status = fill(&people, store, view, scheme, month, err);
    if (status != JW_OK) {
        jw_people__free(&people);
        return status;
    }
    *out = people;
    return JW_OK;
}
