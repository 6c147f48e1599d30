/* The assessment by hand cases, on the example, and without memory. */
#include "assess_support.h"

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

/* "numerator/denominator=value:points", empty parts where there is nothing. */
static const char *show(const jw_table *table, const char *staff, const char *metric)
{
    static char text[200];
    int64_t row = row_of(table, staff, metric);
    if (row < 0)
        return "no row";
    int used = 0;
    for (size_t column = NUMERATOR; column <= POINTS; column++) {
        if (column == LOWER || column == UPPER)
            continue;
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
    /* O1 has both offices, V2 once, tags added up; O2 has no administrative count: it counts as 0 */
    assert_string_equal(show(table, "O1", "incident"), "8/4000=20.000000:0.00");
    assert_string_equal(show(table, "O2", "incident"), "4/3000=13.333333:33.33");
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
    assert_int_equal(jw_assessment_has_interval(NULL, 0), 0);
    assert_true(jw_assessment_lower(NULL, 0) == 0 && jw_assessment_upper(NULL, 0) == 0);
    assert_int_equal(jw_assessment_rank(NULL) + jw_assessment_rank_low(NULL) + jw_assessment_rank_high(NULL), 0);
    jw_assessment_free(NULL);
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
    test_memory memory;
    jw_store *store = new_failing_store(&memory);
    put_sites(store);
    test_put_checked(store, JW_RECORD_VILLAGE, "610803,V1,,,community,one,,,3000", NULL);
    test_put_checked(store, JW_RECORD_SERVICE, "610803,CO,V1", NULL);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,CO,O1,asked,,40",
                     "610803,2020-10,CO,O1,satisfied,,29", NULL);
    test_every_allocation(&memory, assess_and_forget, store);
    test_every_allocation(&memory, make_and_forget, store);
    free_failing_store(store, &memory);
}

static void a_cancelled_context_stops(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    assert_cancelling_stops(assess_and_forget, store);
    jw_store_free(store);
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
        cmocka_unit_test(the_example),
        cmocka_unit_test(no_memory_is_a_status),
        cmocka_unit_test(a_cancelled_context_stops),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
