/* The assessment of random districts against a slow oracle that walks day by day over the raw rows. */
#include "assess_support.h"

#include <math.h>
#include "random.h"

#define MANY 64
#define TALLIES 400

/* A village, station, member of staff (a), a posting or a service (a to b). */
struct raw {
    char a[8], b[8];
    jw_date from, to;  /* JW_DATE_NONE = absent */
    int kind;          /* station: 0..3; staff: 1 = officer */
    int64_t residents; /* -1 = absent */
};

struct raw_list {
    struct raw rows[MANY];
    size_t count;
};

struct raw_tally {
    char station[8], staff[8];
    const char *measure;
    int64_t value;
};

struct district {
    test_random *random;
    struct raw_list villages, stations, staff, postings, services;
    struct raw_tally tallies[TALLIES];
    size_t tally_count;
};

static const char *const kinds[] = {"police_station", "community_office", "central_office", "workstation"};
static const char *const measures[] = {"visibility_asked",
                                       "visibility_seen",
                                       "familiarity_asked",
                                       "familiarity_correct",
                                       "criminal",
                                       "administrative",
                                       "collected",
                                       "due",
                                       "settled",
                                       "found",
                                       "carried_in",
                                       "satisfied",
                                       "asked",
                                       "households"};

static int64_t between(struct district *district, int64_t low, int64_t high)
{
    return test_random_between(district->random, low, high);
}

/* One or two versions about the month; a second one begins when the first has ended, or ends it. */
static void add_versions(struct district *district, struct raw_list *list, const char *a, const char *b,
                         bool second)
{
    jw_date first =
        (jw_date)between(district, 0, 2) ? JW_DATE_NONE : FIRST + (jw_date)between(district, -5, 33);
    jw_date begin = first == JW_DATE_NONE ? FIRST - 10 : first;
    jw_date to = between(district, 0, 2) ? JW_DATE_NONE : begin + (jw_date)between(district, 1, 45);
    for (int i = 0; i < (second ? 2 : 1); i++) {
        struct raw *row = &list->rows[list->count++];
        memset(row, 0, sizeof *row);
        strcpy(row->a, a);
        strcpy(row->b, b);
        row->from = first;
        row->to = to;
        row->kind = (int)between(district, 0, 3);
        row->residents = between(district, 0, 9) ? between(district, 0, 3000) : -1;
        first = to == JW_DATE_NONE ? begin + (jw_date)between(district, 1, 30)
                                   : to + (jw_date)between(district, 0, 3);
        to = between(district, 0, 1) ? JW_DATE_NONE : first + (jw_date)between(district, 1, 20);
    }
}

static void add_named(struct district *district, struct raw_list *list, const char *letter, int count)
{
    for (int i = 0; i < count; i++) {
        char name[8];
        snprintf(name, sizeof name, "%s%d", letter, i);
        add_versions(district, list, name, "", between(district, 0, 3) == 0);
    }
}

static void add_links(struct district *district, struct raw_list *list, const char *a, int a_count,
                      const char *b, int b_count)
{
    for (int i = 0; i < a_count; i++)
        for (int k = 0; k < b_count; k++) {
            char from[8], to[8];
            if (between(district, 0, 3) != 0 || list->count + 2 > MANY)
                continue;
            snprintf(from, sizeof from, "%s%d", a, i);
            snprintf(to, sizeof to, "%s%d", b, k);
            add_versions(district, list, from, to, between(district, 0, 3) == 0);
        }
}

/* Each measure is counted by person or by station, now and then not at all or with 0. */
static void add_tallies(struct district *district)
{
    for (size_t m = 0; m < LENGTH(measures); m++) {
        bool by_person = between(district, 0, 1);
        for (int station = 0; station < 6; station++)
            for (int person = 0; person < (by_person ? 6 : 1); person++) {
                if (between(district, 0, by_person ? 5 : 3) == 0 || district->tally_count == TALLIES)
                    continue;
                struct raw_tally *tally = &district->tallies[district->tally_count++];
                snprintf(tally->station, sizeof tally->station, "S%d", station);
                tally->staff[0] = '\0';
                if (by_person)
                    snprintf(tally->staff, sizeof tally->staff, "P%d", person);
                tally->measure = measures[m];
                tally->value = between(district, 0, 4) ? between(district, 0, 60) : 0;
            }
    }
}

static void write_dates(const struct raw *row, char *text)
{
    char from[JW_CALENDAR_TEXT], to[JW_CALENDAR_TEXT];
    jw_date_format(row->from, from);
    jw_date_format(row->to, to);
    sprintf(text, "%s,%s", from, to);
}

static void write_district(const struct district *district, jw_store *store)
{
    char line[300], dates[2 * JW_CALENDAR_TEXT];
    for (size_t i = 0; i < district->villages.count; i++) {
        const struct raw *row = &district->villages.rows[i];
        char residents[24] = "";
        if (row->residents >= 0)
            snprintf(residents, sizeof residents, "%d", (int)row->residents);
        write_dates(row, dates);
        snprintf(line, sizeof line, "610803,%s,%s,village,name,,,%s", row->a, dates, residents);
        test_put_checked(store, JW_RECORD_VILLAGE, line, NULL);
    }
    for (size_t i = 0; i < district->stations.count; i++) {
        write_dates(&district->stations.rows[i], dates);
        snprintf(line, sizeof line, "610803,%s,%s,%s", district->stations.rows[i].a, dates,
                 kinds[district->stations.rows[i].kind]);
        test_put_checked(store, JW_RECORD_STATION, line, NULL);
    }
    for (size_t i = 0; i < district->staff.count; i++) {
        write_dates(&district->staff.rows[i], dates);
        snprintf(line, sizeof line, "610803,%s,%s,%s", district->staff.rows[i].a, dates,
                 district->staff.rows[i].kind ? "officer" : "auxiliary");
        test_put_checked(store, JW_RECORD_STAFF, line, NULL);
    }
    const struct raw_list *links[] = {&district->postings, &district->services};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < links[k]->count; i++) {
            write_dates(&links[k]->rows[i], dates);
            snprintf(line, sizeof line, "610803,%s,%s,%s", links[k]->rows[i].a, links[k]->rows[i].b, dates);
            test_put_checked(store, k ? JW_RECORD_SERVICE : JW_RECORD_POSTING, line, NULL);
        }
    for (size_t i = 0; i < district->tally_count; i++) {
        const struct raw_tally *tally = &district->tallies[i];
        snprintf(line, sizeof line, "610803,2020-10,%s,%s,%s,,%d", tally->station, tally->staff,
                 tally->measure, (int)tally->value);
        test_put_checked(store, JW_RECORD_TALLY, line, NULL);
    }
}

/* Whether a row holds on a day: begun, not ended, and not closed by a later version of its key. */
static bool holds(const struct raw_list *list, const struct raw *row, jw_date day)
{
    if (row->from > day || (row->to != JW_DATE_NONE && row->to <= day))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const struct raw *other = &list->rows[i];
        if (strcmp(other->a, row->a) == 0 && strcmp(other->b, row->b) == 0 && other->from > row->from &&
            other->from <= day)
            return false;
    }
    return true;
}

static const struct raw *on_day(const struct raw_list *list, const char *a, jw_date day)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->rows[i].a, a) == 0 && holds(list, &list->rows[i], day))
            return &list->rows[i];
    return NULL;
}

static bool has_office(const struct district *district, const char *person, const char *station)
{
    for (jw_date day = FIRST; day < END; day++)
        for (size_t i = 0; i < district->postings.count; i++) {
            const struct raw *posting = &district->postings.rows[i];
            if (strcmp(posting->a, person) != 0 || strcmp(posting->b, station) != 0 ||
                !holds(&district->postings, posting, day))
                continue;
            const struct raw *who = on_day(&district->staff, person, day);
            const struct raw *where = on_day(&district->stations, station, day);
            if (who && who->kind && where && (where->kind == 1 || where->kind == 2))
                return true;
        }
    return false;
}

static bool serves(const struct district *district, const char *person, const char *village)
{
    for (size_t i = 0; i < district->services.count; i++) {
        const struct raw *service = &district->services.rows[i];
        if (strcmp(service->b, village) != 0 || !has_office(district, person, service->a))
            continue;
        for (jw_date day = FIRST; day < END; day++)
            if (holds(&district->services, service, day))
                return true;
    }
    return false;
}

/* -1 = not known. */
static int64_t residents_of(const struct district *district, const char *person)
{
    int64_t sum = 0;
    for (int i = 0; i < 8; i++) {
        char village[8];
        const struct raw *last = NULL;
        snprintf(village, sizeof village, "V%d", i);
        for (jw_date day = FIRST; day < END; day++) {
            const struct raw *row = on_day(&district->villages, village, day);
            last = row ? row : last;
        }
        if (!last || !serves(district, person, village))
            continue;
        if (last->residents < 0)
            return -1;
        sum += last->residents;
    }
    return sum;
}

/* -1 = no record. */
static int64_t sum_of(const struct district *district, const char *person, const char *measure)
{
    int64_t sum = 0;
    bool any = false;
    if (strcmp(measure, "population") == 0)
        return residents_of(district, person);
    for (size_t i = 0; i < district->tally_count; i++) {
        const struct raw_tally *tally = &district->tallies[i];
        bool counts = tally->staff[0] ? strcmp(tally->staff, person) == 0
                                      : has_office(district, person, tally->station);
        if (strcmp(tally->measure, measure) != 0 || !counts)
            continue;
        any = true;
        sum += tally->value;
    }
    return any ? sum : -1;
}

struct expected_metric {
    const char *name, *numerator[2], *denominator[2];
    double per, floor, target, weight;
    bool may_exceed; /* the denominator: it is no proportion */
};

static const struct expected_metric expected_metrics[] = {
    {"collection", {"collected", NULL}, {"due", NULL}, 1, 0.60, 1.00, 15, true},
    {"effectiveness", {"settled", NULL}, {"found", "carried_in"}, 1, 0.50, 0.95, 20, false},
    {"familiarity", {"familiarity_correct", NULL}, {"familiarity_asked", NULL}, 1, 0.50, 0.95, 15, false},
    {"incident", {"criminal", "administrative"}, {"population", NULL}, 10000, 20, 0, 20, true},
    {"satisfaction", {"satisfied", NULL}, {"asked", NULL}, 1, 0.50, 0.95, 15, false},
    {"visibility", {"visibility_seen", NULL}, {"visibility_asked", NULL}, 1, 0.50, 0.95, 15, false},
};

static int64_t two_sums(const struct district *district, const char *person, const char *const names[2])
{
    int64_t first = sum_of(district, person, names[0]);
    int64_t second = names[1] ? sum_of(district, person, names[1]) : -1;
    if (first < 0 || second < 0) /* one without a record counts as 0 beside one that has a record */
        return first < 0 ? second : first;
    return first + second;
}

static void check_count(const jw_table *table, int64_t row, size_t column, int64_t expected)
{
    assert_int_equal(jw_table_is_empty(table, row, column), expected < 0);
    assert_int_equal(jw_table_integer(table, row, column), expected < 0 ? 0 : expected);
}

/* The points of a metric, negative when there are none. */
static long double check_metric(const struct district *district, const jw_table *table, int64_t row,
                                const char *person, const struct expected_metric *metric)
{
    int64_t numerator = two_sums(district, person, metric->numerator);
    int64_t denominator = two_sums(district, person, metric->denominator);
    assert_string_equal(jw_table_text(table, row, STAFF), person);
    assert_string_equal(jw_table_text(table, row, METRIC), metric->name);
    check_count(table, row, NUMERATOR, numerator);
    check_count(table, row, DENOMINATOR, denominator);
    bool has_value = numerator >= 0 && denominator > 0;
    assert_int_equal(jw_table_is_empty(table, row, VALUE), !has_value);
    bool has_points = has_value && denominator >= 10 && (metric->may_exceed || numerator <= denominator);
    assert_int_equal(jw_table_is_empty(table, row, POINTS), !has_points);
    if (!has_value)
        return -1;
    /* the value in millionths, by whole numbers: 2 * n + d over 2 * d, rounded down */
    int64_t scaled = numerator * (int64_t)metric->per * 1000000;
    int64_t millionths = (2 * scaled + denominator) / (2 * denominator);
    assert_true(jw_table_real(table, row, VALUE) == (double)millionths / 1e6);
    if (!has_points)
        return -1;
    long double value = (long double)numerator * metric->per / denominator;
    long double points = 100 * (value - metric->floor) / ((long double)metric->target - metric->floor);
    points = points < 0 ? 0 : points > 100 ? 100 : points;
    assert_true(fabsl(jw_table_real(table, row, POINTS) - points) < 0.0050001L);
    return points;
}

static const char *expected_grade(long double score)
{
    return score >= 90 ? "excellent" : score >= 80 ? "good" : score >= 60 ? "pass" : "fail";
}

static void check_object(jw_store *store, const jw_table *metrics, int64_t first, const jw_table *totals,
                         int64_t row)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_assessment *assessment = NULL;
    const char *person = jw_table_text(totals, row, STAFF);
    options.month = MONTH;
    assert_int_equal(jw_assessment_make(store, &options, person, &assessment, NULL), JW_OK);
    assert_string_equal(jw_assessment_staff(assessment), person);
    assert_int_equal(jw_assessment_has_score(assessment), !jw_table_is_empty(totals, row, SCORE));
    assert_true(jw_assessment_score(assessment) == jw_table_real(totals, row, SCORE));
    assert_true(jw_assessment_coverage(assessment) == jw_table_real(totals, row, COVERAGE));
    const char *grade = jw_assessment_grade(assessment);
    assert_string_equal(grade ? grade : "", jw_table_text(totals, row, GRADE));
    assert_int_equal(jw_assessment_rank(assessment), jw_table_integer(totals, row, RANK));
    assert_int_equal(jw_assessment_rank_low(assessment), jw_table_integer(totals, row, RANK_LOW));
    assert_int_equal(jw_assessment_rank_high(assessment), jw_table_integer(totals, row, RANK_HIGH));
    assert_int_equal(jw_assessment_metric_count(assessment), 6);
    assert_null(jw_assessment_metric(assessment, 6));
    for (size_t i = 0; i < 6; i++) {
        int64_t k = first + (int64_t)i;
        assert_string_equal(jw_assessment_metric(assessment, i), jw_table_text(metrics, k, METRIC));
        assert_int_equal(jw_assessment_has_numerator(assessment, i),
                         !jw_table_is_empty(metrics, k, NUMERATOR));
        assert_int_equal(jw_assessment_numerator(assessment, i), jw_table_integer(metrics, k, NUMERATOR));
        assert_int_equal(jw_assessment_has_denominator(assessment, i),
                         !jw_table_is_empty(metrics, k, DENOMINATOR));
        assert_int_equal(jw_assessment_denominator(assessment, i), jw_table_integer(metrics, k, DENOMINATOR));
        assert_int_equal(jw_assessment_has_value(assessment, i), !jw_table_is_empty(metrics, k, VALUE));
        assert_true(jw_assessment_value(assessment, i) == jw_table_real(metrics, k, VALUE));
        assert_int_equal(jw_assessment_has_interval(assessment, i), !jw_table_is_empty(metrics, k, LOWER));
        assert_true(jw_assessment_lower(assessment, i) == jw_table_real(metrics, k, LOWER));
        assert_true(jw_assessment_upper(assessment, i) == jw_table_real(metrics, k, UPPER));
        assert_int_equal(jw_assessment_has_points(assessment, i), !jw_table_is_empty(metrics, k, POINTS));
        assert_true(jw_assessment_points(assessment, i) == jw_table_real(metrics, k, POINTS));
    }
    jw_assessment_free(assessment);
}

static void check_person(const struct district *district, jw_store *store, const jw_table *metrics,
                         const jw_table *totals, int64_t row)
{
    const char *person = jw_table_text(totals, row, STAFF);
    long double weight = 0, sum = 0;
    for (size_t i = 0; i < LENGTH(expected_metrics); i++) {
        long double points =
            check_metric(district, metrics, row * 6 + (int64_t)i, person, &expected_metrics[i]);
        if (points < 0)
            continue;
        weight += expected_metrics[i].weight;
        sum += expected_metrics[i].weight * points;
    }
    assert_true(fabsl(jw_table_real(totals, row, COVERAGE) - weight / 100) < 1e-12L);
    assert_int_equal(jw_table_is_empty(totals, row, SCORE), weight == 0);
    if (weight > 0)
        assert_true(fabsl(jw_table_real(totals, row, SCORE) - sum / weight) < 0.0050001L);
    bool graded = weight >= 60;
    assert_string_equal(jw_table_text(totals, row, GRADE),
                        graded ? expected_grade(sum / weight + 1e-9L) : "");
    check_object(store, metrics, row * 6, totals, row);
}

static void check_random_district(test_random *random, size_t *assessed, size_t *graded)
{
    struct district *district = calloc(1, sizeof *district);
    assert_non_null(district);
    district->random = random;
    add_named(district, &district->villages, "V", 8);
    add_named(district, &district->stations, "S", 6);
    add_named(district, &district->staff, "P", 6);
    add_links(district, &district->postings, "P", 6, "S", 6);
    add_links(district, &district->services, "S", 6, "V", 8);
    add_tallies(district);
    jw_store *store = new_store(context);
    write_district(district, store);
    jw_table *metrics = assess(store, MONTH, false), *totals = assess(store, MONTH, true);
    int64_t row = 0;
    for (int i = 0; i < 6; i++) {
        char person[8];
        bool posted = false;
        snprintf(person, sizeof person, "P%d", i);
        for (int k = 0; k < 6; k++) {
            char station[8];
            snprintf(station, sizeof station, "S%d", k);
            posted = posted || has_office(district, person, station);
        }
        assert_int_equal(row_of(totals, person, NULL), posted ? row : -1);
        if (posted) {
            *graded += !jw_table_is_empty(totals, row, GRADE);
            check_person(district, store, metrics, totals, row++);
        }
    }
    assert_int_equal(jw_table_rows(totals), row);
    assert_int_equal(jw_table_rows(metrics), 6 * row);
    *assessed += (size_t)row;
    jw_table_free(metrics);
    jw_table_free(totals);
    jw_store_free(store);
    free(district);
}

static void random_districts_agree_with_the_oracle(void **state)
{
    (void)state;
    test_random random = test_random_new("assess");
    size_t assessed = 0, graded = 0;
    for (int i = 0; i < 60; i++)
        check_random_district(&random, &assessed, &graded);
    print_message("%zu people assessed, %zu graded\n", assessed, graded);
    assert_true(assessed > 50 && graded > 10 &&
                graded < assessed); /* the districts exercise what they should */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_districts_agree_with_the_oracle),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
