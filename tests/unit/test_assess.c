/* The assessment: hand cases, and random districts against a slow oracle that walks day by day over the raw
 * rows. */
#include "csv.h"

#include <math.h>
#include <jingwu/jingwu.h>
#include "random.h"

#define MONTH (2020 * 12 + 9)
#define FIRST jw_date_make(2020, 10, 1)
#define END jw_date_make(2020, 11, 1)

static jw_context *context;

static int set_up(void **state)
{
    (void)state;
    context = test_context(NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    jw_context_free(context);
    return 0;
}

static jw_store *new_store(jw_context *owner)
{
    jw_store *store = test_open(owner, "memory").store;
    assert_int_equal(jw_store_add_district(store, "610803", "横山区", 28800, NULL), JW_OK);
    return store;
}

static jw_table *assess(jw_store *store, jw_month month, bool totals)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_error err = JW_ERROR_INIT;
    jw_table *table = NULL;
    options.month = month;
    options.totals = totals;
    test_fail_with("assess", jw_assess(store, &options, &table, &err), &err);
    return table;
}

static void assert_refused(jw_store *store, const char *scheme, jw_status wanted, const char *record,
                           const char *field, const char *part_of_message)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_error err = JW_ERROR_INIT;
    jw_table *table = NULL;
    options.month = MONTH;
    options.scheme = scheme;
    assert_int_equal(jw_assess(store, &options, &table, &err), wanted);
    assert_null(table);
    assert_string_equal(err.record, record);
    assert_string_equal(err.field, field);
    assert_non_null(strstr(err.message, part_of_message));
}

/* ---- hand cases ---- */

enum { STAFF, METRIC, NUMERATOR, DENOMINATOR, VALUE, LOWER, UPPER, POINTS };
enum { SCORE = 1, COVERAGE, RANK, RANK_LOW, RANK_HIGH, GRADE };

static int64_t row_of(const jw_table *table, const char *staff, const char *metric)
{
    for (int64_t row = 0; row < jw_table_rows(table); row++)
        if (strcmp(jw_table_text(table, row, STAFF), staff) == 0 &&
            (!metric || strcmp(jw_table_text(table, row, METRIC), metric) == 0))
            return row;
    return -1;
}

/* "numerator/denominator=value:points", empty parts where there is nothing. */
static const char *show(const jw_table *table, const char *staff, const char *metric)
{
    static char text[200];
    int64_t row = row_of(table, staff, metric);
    if (row < 0)
        return "no row";
    int used = 0;
    for (size_t column = NUMERATOR; column <= POINTS; column++) {
        if (column == LOWER || column == UPPER) {
            assert_int_equal(jw_table_is_empty(table, row, column), 1);
            continue;
        }
        const char *before = column == NUMERATOR     ? ""
                             : column == DENOMINATOR ? "/"
                             : column == VALUE       ? "="
                                                     : ":";
        size_t room = sizeof text - (size_t)used;
        if (jw_table_is_empty(table, row, column))
            used += snprintf(text + used, room, "%s", before);
        else if (column < VALUE)
            used += snprintf(text + used, room, "%s%lld", before,
                             (long long)jw_table_integer(table, row, column));
        else
            used += snprintf(text + used, room, "%s%.*f", before, column == VALUE ? 6 : 2,
                             jw_table_real(table, row, column));
    }
    return text;
}

/* "score/coverage/grade" */
static const char *show_total(const jw_table *table, const char *staff)
{
    static char text[100];
    int64_t row = row_of(table, staff, NULL);
    if (row < 0)
        return "no row";
    for (size_t column = RANK; column <= RANK_HIGH; column++)
        assert_int_equal(jw_table_is_empty(table, row, column), 1);
    char score[32] = "";
    if (!jw_table_is_empty(table, row, SCORE))
        snprintf(score, sizeof score, "%.2f", jw_table_real(table, row, SCORE));
    snprintf(text, sizeof text, "%s/%.4f/%s", score, jw_table_real(table, row, COVERAGE),
             jw_table_text(table, row, GRADE));
    return text;
}

/* A police station, a community office, a central office, a workstation and two officers at the offices. */
static void put_sites(jw_store *store)
{
    test_put_checked(store, JW_RECORD_STATION, "610803,PS,,,police_station",
                     "610803,CO,,,community_office,,PS", "610803,RO,,,central_office,,PS",
                     "610803,WS,,,workstation,,PS", NULL);
    test_put_checked(store, JW_RECORD_STAFF, "610803,O1,,,officer", "610803,O2,,,officer",
                     "610803,O3,,,officer", "610803,A1,,,auxiliary", NULL);
    test_put_checked(store, JW_RECORD_POSTING, "610803,A1,CO", "610803,O1,CO", "610803,O2,RO", "610803,O3,WS",
                     NULL);
}

static void who_is_assessed(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_sites(store);
    test_put_checked(store, JW_RECORD_STAFF, "610803,E1,,2020-10-01,officer", "610803,E2,,2020-10-02,officer",
                     "610803,L1,2020-10-31,,officer", "610803,L2,2020-11-01,,officer", "610803,X,,,officer",
                     NULL);
    test_put_checked(store, JW_RECORD_STATION, "610803,OLD,,2020-10-10,central_office,,PS",
                     "610803,OLD,2020-10-10,,workstation,,PS", NULL);
    test_put_checked(store, JW_RECORD_POSTING, "610803,E1,CO", "610803,E2,CO", "610803,L1,CO", "610803,L2,CO",
                     "610803,X,OLD,2020-10-09,2020-10-11", NULL);
    jw_table *table = assess(store, MONTH, true);
    assert_int_equal(jw_table_rows(table), 5); /* not the auxiliary, O3, who left before, who comes after */
    const char *expected[] = {"E2", "L1", "O1", "O2", "X"};
    for (size_t i = 0; i < LENGTH(expected); i++) {
        assert_string_equal(jw_table_text(table, (int64_t)i, STAFF), expected[i]);
        assert_string_equal(show_total(table, expected[i]), "/0.0000/");
    }
    jw_table_free(table);
    table = assess(store, MONTH + 1, true);
    assert_int_equal(jw_table_rows(table), 4); /* L1, L2, O1, O2; X's office has become a workstation */
    assert_int_equal(row_of(table, "X", NULL), -1);
    jw_table_free(table);
    jw_store_free(store);
}

static void values_and_points_of_the_default_scheme(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_sites(store);
    test_put_checked(store, JW_RECORD_VILLAGE, "610803,V1,,,community,one,,,3000",
                     "610803,V2,,,community,two,,,4000", "610803,V3,,,village,three,,,500", NULL);
    test_put_checked(store, JW_RECORD_SERVICE, "610803,CO,V1", "610803,CO,V2", "610803,RO,V3", NULL);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,CO,O1,visibility_asked,,40",
                     "610803,2020-10,CO,O1,visibility_seen,,29", "610803,2020-10,CO,O1,familiarity_asked,,0",
                     "610803,2020-10,CO,O1,familiarity_correct,,0", "610803,2020-10,CO,,criminal,,3",
                     "610803,2020-10,CO,,administrative,,4", "610803,2020-10,CO,,due,,100",
                     "610803,2020-10,CO,,collected,,104", "610803,2020-10,CO,,found,,9",
                     "610803,2020-10,CO,,carried_in,,3", "610803,2020-10,CO,,settled,,5",
                     "610803,2020-10,RO,,criminal,,1", "610803,2020-10,RO,,administrative,,0",
                     "610803,2020-09,CO,,collected,,1000", "610803,2020-11,CO,,collected,,1000", NULL);
    jw_table *table = assess(store, MONTH, false);
    assert_int_equal(jw_table_rows(table), 2 * 6);
    assert_string_equal(show(table, "O1", "visibility"), "29/40=0.725000:50.00");
    assert_string_equal(show(table, "O1", "familiarity"), "0/0=:"); /* a denominator of 0 is no value */
    assert_string_equal(show(table, "O1", "incident"),
                        "7/7000=10.000000:50.00"); /* lower is better: 20 -> 0, 0 -> 100 */
    assert_string_equal(show(table, "O1", "collection"),
                        "104/100=1.040000:100.00");                                /* clipped at the target */
    assert_string_equal(show(table, "O1", "effectiveness"), "5/12=0.416667:0.00"); /* clipped at the floor */
    assert_string_equal(show(table, "O1", "satisfaction"), "/=:");                 /* no record is not 0 */
    assert_string_equal(show(table, "O2", "incident"), "1/500=20.000000:0.00");
    assert_string_equal(show(table, "O2", "visibility"), "/=:");
    jw_table_free(table);
    /* O1: (15*50 + 20*50 + 15*100 + 20*0) / 70 = 46.428..; 70 of 100. O2: only the incident rate */
    table = assess(store, MONTH, true);
    assert_string_equal(show_total(table, "O1"), "46.43/0.7000/fail");
    assert_string_equal(show_total(table, "O2"), "0.00/0.2000/");
    jw_table_free(table);
    jw_store_free(store);
}

static void a_small_sample_shows_its_value_without_points(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_sites(store);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,CO,O1,asked,,9",
                     "610803,2020-10,CO,O1,satisfied,,9", "610803,2020-10,RO,O2,asked,,10",
                     "610803,2020-10,RO,O2,satisfied,,9", NULL);
    jw_table *table = assess(store, MONTH, false);
    assert_string_equal(show(table, "O1", "satisfaction"), "9/9=1.000000:");
    assert_string_equal(show(table, "O2", "satisfaction"), "9/10=0.900000:88.89");
    jw_table_free(table);
    table = assess(store, MONTH, true);
    assert_string_equal(show_total(table, "O1"), "/0.0000/");
    assert_string_equal(show_total(table, "O2"), "88.89/0.1500/");
    jw_table_free(table);
    jw_store_free(store);
}

static void two_offices_are_pooled(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_sites(store);
    test_put_checked(store, JW_RECORD_POSTING, "610803,O1,RO,2020-10-31", "610803,O2,WS", NULL);
    test_put_checked(store, JW_RECORD_VILLAGE, "610803,V1,,,village,one,,,1000",
                     "610803,V2,,,village,two,,,3000", "610803,V3,,,village,three,,,", NULL);
    test_put_checked(store, JW_RECORD_SERVICE, "610803,CO,V1", "610803,CO,V2", "610803,RO,V2", "610803,WS,V3",
                     NULL);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,CO,,criminal,,1",
                     "610803,2020-10,CO,,criminal,night,2", "610803,2020-10,RO,,criminal,,4",
                     "610803,2020-10,WS,,criminal,,100", "610803,2020-10,PS,,criminal,,100",
                     "610803,2020-10,,,criminal,,100", "610803,2020-10,CO,,administrative,,1", NULL);
    jw_table *table = assess(store, MONTH, false);
    /* O1 has both offices, V2 once, tags added up; O2 has no administrative count: the sum is not known */
    assert_string_equal(show(table, "O1", "incident"), "8/4000=20.000000:0.00");
    assert_string_equal(show(table, "O2", "incident"), "/3000=:");
    jw_table_free(table);
    test_put_checked(store, JW_RECORD_SERVICE, "610803,RO,V3", NULL); /* whose residents are not known */
    table = assess(store, MONTH, false);
    assert_string_equal(show(table, "O1", "incident"), "8/=:");
    jw_table_free(table);
    jw_store_free(store);
}

static void a_measure_is_counted_in_one_way(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_sites(store);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,CO,,deeds,,5", "610803,2020-10,CO,O1,deeds,,5",
                     "610803,2020-10,CO,,asked,,10", NULL);
    jw_table_free(assess(store, MONTH, true)); /* the scheme does not use deeds */
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,RO,O2,asked,,10", NULL);
    assert_refused(store, NULL, JW_EINPUT, "tally", "staff", "asked");
    jw_table_free(assess(store, MONTH + 1, true));
    jw_store_free(store);
}

static void a_scheme_changes_from_a_date(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_sites(store);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-09,CO,,collected,,8", "610803,2020-09,CO,,due,,10",
                     "610803,2020-10,CO,,collected,,8", "610803,2020-10,CO,,due,,10",
                     "610803,2020-11,CO,,collected,,8", "610803,2020-11,CO,,due,,10", NULL);
    /* from 31 October the target is 0.80, the weight 85 and satisfaction goes; a grade needs 99 for excellent
     */
    test_put_checked(
        store, JW_RECORD_SCHEME,
        "610803,default,collection,2020-10-31,collected,due,ratio,1,higher,0.6,0.8,85,10,0.5",
        "610803,default,satisfaction,2020-10-31,satisfied,asked,proportion,1,higher,0.5,0.95,0,10,0.6",
        "610803,default,effectiveness,2020-10-31,settled,found + "
        "carried_in,proportion,1,higher,0.5,0.95,20,10,0.5",
        NULL);
    test_put_checked(store, JW_RECORD_GRADE, "610803,default,excellent,2020-11-01,100.5,1", NULL);
    jw_table *table = assess(store, MONTH - 1, false);
    assert_string_equal(show(table, "O1", "collection"), "8/10=0.800000:50.00");
    assert_string_equal(show(table, "O1", "satisfaction"), "/=:");
    jw_table_free(table);
    table = assess(store, MONTH, false);
    assert_string_equal(show(table, "O1", "collection"), "8/10=0.800000:100.00");
    assert_string_equal(show(table, "O1", "satisfaction"), "no row");
    jw_table_free(table);
    table = assess(store, MONTH - 1, true);
    assert_string_equal(show_total(table, "O1"), "50.00/0.1500/");
    jw_table_free(table);
    table = assess(store, MONTH,
                   true); /* 85 of 155 = 0.5484 is below the 0.6 of the metrics that did not change */
    assert_string_equal(show_total(table, "O1"), "100.00/0.5484/");
    jw_table_free(table);
    test_put_checked(store, JW_RECORD_SCHEME,
                     "610803,default,collection,2020-10-31,collected,due,ratio,1,higher,0.6,0.8,105,10,0.5",
                     NULL);
    table = assess(store, MONTH, true); /* 105 of 175 is 0.6 exactly */
    assert_string_equal(show_total(table, "O1"), "100.00/0.6000/excellent");
    jw_table_free(table);
    table = assess(store, MONTH + 1, true);
    assert_string_equal(show_total(table, "O1"), "100.00/0.6000/good");
    jw_table_free(table);
    jw_store_free(store);
}

static void a_scheme_without_rows_is_the_built_in_one(void **state)
{
    (void)state;
    jw_store *store = test_open(context, "memory").store;
    test_put_checked(store, JW_RECORD_DISTRICT, "610803,横山区,28800", NULL);
    put_sites(store);
    jw_table *table = assess(store, MONTH, false);
    assert_int_equal(jw_table_rows(table), 12);
    jw_table_free(table);
    assert_refused(store, "other", JW_ENOTFOUND, "scheme", "id", "other");
    jw_store_free(store);
}

static void schemes_that_cannot_be_read(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_sites(store);
    test_put_checked(
        store, JW_RECORD_SCHEME, "610803,a,m,,x,+,proportion,1,higher,0,1,1,0,0",
        "610803,b,m,,x+,y,proportion,1,higher,0,1,1,0,0", "610803,c,m,,x,y,proportion,1,higher,1,1,1,0,0",
        "610803,d,m,,x,y,proportion,1,lower,0,1,1,0,0", "610803,e,m,,x,y,proportion,1,higher,0,1,0,0,0",
        "610803,f,m,,x,y,proportion,1,higher,0,1,-1,0,0",
        "610803,g,m,,a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q,y,proportion,1,higher,0,1,1,0,0",
        "610803,h,m,2020-11-01,x,y,proportion,1,higher,0,1,1,0,0", NULL);
    assert_refused(store, "a", JW_EINPUT, "scheme", "denominator", "m");
    assert_refused(store, "b", JW_EINPUT, "scheme", "numerator", "m");
    assert_refused(store, "c", JW_EINPUT, "scheme", "target", "above");
    assert_refused(store, "d", JW_EINPUT, "scheme", "target", "below");
    assert_refused(store, "e", JW_EINPUT, "scheme", "weight", "0");
    assert_refused(store, "f", JW_EINPUT, "scheme", "weight", "m");
    assert_refused(store, "g", JW_EINPUT, "scheme", "numerator", "16");
    assert_refused(store, "h", JW_ENOTFOUND, "scheme", "id", "h");
    jw_store_free(store);
}

static void sums_beyond_64_bits_are_refused(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_sites(store);
    jw_batch *batch = test_batch(store, JW_RECORD_TALLY);
    for (int i = 0; i < 9300; i++) {
        char line[100];
        snprintf(line, sizeof line, "610803,2020-10,CO,,due,t%04d,1000000000000000", i);
        test_add_line(batch, JW_RECORD_TALLY, line);
    }
    test_write_checked(store, batch, JW_RECORD_TALLY);
    assert_refused(store, NULL, JW_ELIMIT, "", "", "too large");
    jw_store_free(store);
}

static void wrong_calls(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_table *table = NULL;
    jw_assessment *assessment = NULL;
    assert_int_equal(jw_assess(store, &options, &table, NULL), JW_EINVAL); /* no month */
    options.month = JW_MONTH_MAX + 1;
    assert_int_equal(jw_assess(store, &options, &table, NULL), JW_EINVAL);
    options.month = MONTH;
    assert_int_equal(jw_assess(NULL, &options, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_assess(store, NULL, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_assess(store, &options, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_assessment_make(store, &options, NULL, &assessment, NULL), JW_EINVAL);
    assert_int_equal(jw_assessment_make(store, &options, "O1", NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_assessment_make(store, &options, "O1", &assessment, NULL), JW_ENOTFOUND);
    options.district = "610804";
    assert_int_equal(jw_assess(store, &options, &table, NULL), JW_ENOTFOUND);
    options.struct_size = 8;
    assert_int_equal(jw_assess(store, &options, &table, NULL), JW_EINVAL);
    assert_null(table);
    assert_null(assessment);
    jw_store_free(store);
}

static void without_an_object_there_is_nothing(void **state)
{
    (void)state;
    assert_null(jw_assessment_staff(NULL));
    assert_null(jw_assessment_grade(NULL));
    assert_null(jw_assessment_metric(NULL, 0));
    assert_int_equal(jw_assessment_metric_count(NULL), 0);
    assert_int_equal(jw_assessment_has_score(NULL), 0);
    assert_true(jw_assessment_score(NULL) == 0 && jw_assessment_coverage(NULL) == 0);
    assert_int_equal(jw_assessment_has_value(NULL, 0), 0);
    assert_int_equal(jw_assessment_has_points(NULL, 0), 0);
    assert_int_equal(jw_assessment_has_numerator(NULL, 0), 0);
    assert_int_equal(jw_assessment_has_denominator(NULL, 0), 0);
    jw_assessment_free(NULL);
}

/* ---- random districts and the oracle ---- */

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
};

static const struct expected_metric expected_metrics[] = {
    {"collection", {"collected", NULL}, {"due", NULL}, 1, 0.60, 1.00, 15},
    {"effectiveness", {"settled", NULL}, {"found", "carried_in"}, 1, 0.50, 0.95, 20},
    {"familiarity", {"familiarity_correct", NULL}, {"familiarity_asked", NULL}, 1, 0.50, 0.95, 15},
    {"incident", {"criminal", "administrative"}, {"population", NULL}, 10000, 20, 0, 20},
    {"satisfaction", {"satisfied", NULL}, {"asked", NULL}, 1, 0.50, 0.95, 15},
    {"visibility", {"visibility_seen", NULL}, {"visibility_asked", NULL}, 1, 0.50, 0.95, 15},
};

static int64_t two_sums(const struct district *district, const char *person, const char *const names[2])
{
    int64_t first = sum_of(district, person, names[0]);
    int64_t second = names[1] ? sum_of(district, person, names[1]) : 0;
    return first < 0 || second < 0 ? -1 : first + second;
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
    assert_int_equal(jw_table_is_empty(table, row, POINTS), !has_value || denominator < 10);
    if (!has_value)
        return -1;
    /* the value in millionths, by whole numbers: 2 * n + d over 2 * d, rounded down */
    int64_t scaled = numerator * (int64_t)metric->per * 1000000;
    int64_t millionths = (2 * scaled + denominator) / (2 * denominator);
    assert_true(jw_table_real(table, row, VALUE) == (double)millionths / 1e6);
    if (denominator < 10)
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
    for (int i = 0; i < 100; i++)
        check_random_district(&random, &assessed, &graded);
    print_message("%zu people assessed, %zu graded\n", assessed, graded);
    assert_true(assessed > 100 && graded > 20 &&
                graded < assessed); /* the districts exercise what they should */
}

/* ---- the example, and memory ---- */

static void the_example(void **state)
{
    (void)state;
    jw_store *store = test_hengshan(context);
    if (!store)
        skip();
    jw_table *metrics = assess(store, MONTH, false), *totals = assess(store, MONTH, true);
    assert_int_equal(jw_table_rows(totals), 56);
    assert_string_equal(show(metrics, "O001", "effectiveness"), "5/6=0.833333:");
    assert_string_equal(show(metrics, "O004", "incident"), "0/6722=0.000000:100.00"); /* two offices */
    assert_string_equal(show(metrics, "O004", "collection"), "605/647=0.935085:83.77");
    assert_string_equal(show(metrics, "O017", "satisfaction"), "0/0=:");
    assert_int_equal(jw_table_is_empty(totals, row_of(totals, "O017", NULL), GRADE), 1);
    assert_int_equal(jw_table_is_empty(totals, row_of(totals, "O033", NULL), GRADE), 1);
    jw_table_free(metrics);
    jw_table_free(totals);
    jw_store_free(store);
}

static jw_status assess_and_forget(void *userdata, jw_error *err)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_table *table;
    options.month = MONTH;
    JW_TRY(jw_assess(userdata, &options, &table, err));
    jw_table_free(table);
    return JW_OK;
}

static jw_status make_and_forget(void *userdata, jw_error *err)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_assessment *assessment;
    options.month = MONTH;
    JW_TRY(jw_assessment_make(userdata, &options, "O1", &assessment, err));
    jw_assessment_free(assessment);
    return JW_OK;
}

static void no_memory_is_a_status(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *failing = test_context(&memory);
    jw_store *store = new_store(failing);
    put_sites(store);
    test_put_checked(store, JW_RECORD_VILLAGE, "610803,V1,,,community,one,,,3000", NULL);
    test_put_checked(store, JW_RECORD_SERVICE, "610803,CO,V1", NULL);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,CO,O1,asked,,40",
                     "610803,2020-10,CO,O1,satisfied,,29", NULL);
    test_every_allocation(&memory, assess_and_forget, store);
    test_every_allocation(&memory, make_and_forget, store);
    jw_store_free(store);
    jw_context_free(failing);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_assessed),
        cmocka_unit_test(values_and_points_of_the_default_scheme),
        cmocka_unit_test(a_small_sample_shows_its_value_without_points),
        cmocka_unit_test(two_offices_are_pooled),
        cmocka_unit_test(a_measure_is_counted_in_one_way),
        cmocka_unit_test(a_scheme_changes_from_a_date),
        cmocka_unit_test(a_scheme_without_rows_is_the_built_in_one),
        cmocka_unit_test(schemes_that_cannot_be_read),
        cmocka_unit_test(sums_beyond_64_bits_are_refused),
        cmocka_unit_test(wrong_calls),
        cmocka_unit_test(without_an_object_there_is_nothing),
        cmocka_unit_test(random_districts_agree_with_the_oracle),
        cmocka_unit_test(the_example),
        cmocka_unit_test(no_memory_is_a_status),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
