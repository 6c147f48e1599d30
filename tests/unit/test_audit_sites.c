/* The rules on sites and postings, each on a district made by hand. */
#include "audit_support.h"

static void a1_each_community_is_served_once(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_VILLAGE, "D,C1,,,community,C1", "D,C2,,,community,C2", "D,C3,,,community,C3",
             "D,C4,,,community,C4", "D,C5,,,community,C5", "D,C6,2020-11-01,,community,C6",
             "D,C7,,,community,C7", "D,C8,,,community,C8", "D,V1,,,village,V1", NULL);
    test_put(store, JW_RECORD_STATION, "D,CO1,,,community_office", "D,CO2,,,community_office",
             "D,CO3,,,community_office,,,,,,2020-10-31", "D,RO1,,,central_office", NULL);
    test_put(store, JW_RECORD_SERVICE, "D,CO1,C1", "D,CO1,C3", "D,CO1,C4,,2020-10-31", "D,CO1,C5,,2020-11-01",
             "D,CO2,C3", "D,CO3,C8", "D,RO1,C7", "D,RO1,V1", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A1", "C1", "2020-10-31", "1 1 ok");
    check(table, "A1", "C2", "2020-10-31", "0 1 finding");
    check(table, "A1", "C3", "2020-10-31", "2 1 finding");
    check(table, "A1", "C4", "2020-10-31", "0 1 finding"); /* ended on the last day */
    check(table, "A1", "C5", "2020-10-31", "1 1 ok");      /* ends the day after */
    check(table, "A1", "C6", "2020-10-31", "no row");      /* not yet */
    check(table, "A1", "C7", "2020-10-31", "0 1 finding"); /* a central office is none */
    check(table, "A1", "C8", "2020-10-31", "0 1 finding"); /* its office is closed */
    check_why(table, "A1", "C1", "2020-10-31", "served by CO1");
    check_why(table, "A1", "C2", "2020-10-31", "served by no community office");
    check_why(table, "A1", "C3", "2020-10-31", "served by CO1 and CO2");
    assert_int_equal(count_rows(table, "A1", NULL), 7);
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,community_offices,2020-10-31,2", NULL);
    table = audit_as_of(NULL);
    check(table, "A1", "C1", "2020-10-31", "1 2 finding");
    check(table, "A1", "C3", "2020-10-31", "2 2 ok");
    jw_table_free(table);
}

static void a2_an_office_serves_four_to_six_villages_of_its_area(void **state)
{
    (void)state;
    static const int served[] = {3, 4, 6, 7, 4, 4};
    jw_batch *villages = test_batch(store, JW_RECORD_VILLAGE),
             *services = test_batch(store, JW_RECORD_SERVICE);
    char line[100];
    test_add_line(villages, JW_RECORD_VILLAGE, "D,C1,,,community,C1,,PS1");
    for (int office = 1; office <= 6; office++)
        for (int i = 1; i <= served[office - 1]; i++) {
            snprintf(line, sizeof line, "D,V%d%d,,,village,V,,%s", office, i,
                     office == 5 && i < 3 ? "PS2" : "PS1");
            test_add_line(villages, JW_RECORD_VILLAGE, line);
            if (office == 1 && i == 1)
                test_add_line(services, JW_RECORD_SERVICE, "D,RO1,C1"); /* a community does not count */
            snprintf(line, sizeof line, "D,RO%d,V%d%d", office, office, i);
            test_add_line(services, JW_RECORD_SERVICE, line);
        }
    test_write(store, villages, JW_RECORD_VILLAGE);
    test_write(store, services, JW_RECORD_SERVICE);
    test_put(store, JW_RECORD_STATION, "D,PS1,,,police_station", "D,PS2,,,police_station",
             "D,RO1,,,central_office,,PS1", "D,RO2,,,central_office,,PS1", "D,RO3,,,central_office,,PS1",
             "D,RO4,,,central_office,,PS1", "D,RO5,,,central_office,,PS1", "D,RO6,,,central_office", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A2", "RO1", "2020-10-31", "3 4..6 finding");
    check(table, "A2", "RO2", "2020-10-31", "4 4..6 ok");
    check(table, "A2", "RO3", "2020-10-31", "6 4..6 ok");
    check(table, "A2", "RO4", "2020-10-31", "7 4..6 finding");
    check(table, "A2", "RO5", "2020-10-31", "4 4..6 finding");
    check(table, "A2", "RO6", "2020-10-31", "4 4..6 finding");
    check_why(table, "A2", "RO1", "2020-10-31", "serves 3 villages, 4 to 6 are required");
    check_why(table, "A2", "RO5", "2020-10-31",
              "serves 4 villages, 4 to 6 are required; V51 lies outside the area of PS1; V52 lies outside "
              "the area of PS1");
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,office_max,2020-10-01,7", "D,office_min,2020-10-01,7", NULL);
    table = audit_as_of(NULL);
    check(table, "A2", "RO3", "2020-10-31", "6 7 finding");
    check(table, "A2", "RO4", "2020-10-31", "7 7 ok");
    jw_table_free(table);
}

static void a2_names_the_first_villages_outside(void **state)
{
    (void)state;
    jw_batch *villages = test_batch(store, JW_RECORD_VILLAGE),
             *services = test_batch(store, JW_RECORD_SERVICE);
    char line[100];
    for (int i = 0; i < 7; i++) {
        snprintf(line, sizeof line, "D,V%d,,,village,V", i);
        test_add_line(villages, JW_RECORD_VILLAGE, line);
        snprintf(line, sizeof line, "D,RO1,V%d", i);
        test_add_line(services, JW_RECORD_SERVICE, line);
    }
    test_write(store, villages, JW_RECORD_VILLAGE);
    test_write(store, services, JW_RECORD_SERVICE);
    test_put(store, JW_RECORD_STATION, "D,RO1,,,central_office,,PS1", NULL);
    jw_table *table = audit_as_of(NULL);
    const char *why = jw_table_text(table, find_row(table, "A2", "RO1", "2020-10-31"), 7);
    assert_non_null(strstr(why, "V4 lies outside the area of PS1 and 2 more"));
    assert_null(strstr(why, "V5"));
    jw_table_free(table);
}

static void a3_each_village_seats_one_site(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_VILLAGE, "D,C1,,,community,C1", "D,V1,,,village,V1", "D,V2,,,village,V2",
             "D,V3,,,village,V3", "D,V4,,,village,V4", "D,V5,,,village,V5", "D,V6,,,village,V6", NULL);
    test_put(store, JW_RECORD_STATION, "D,CO1,,,community_office,,,C1", "D,PS1,,,police_station,,,V4",
             "D,RO1,,,central_office,,,V1", "D,RO3,,,central_office,,,V3", "D,WS2,,,workstation,,,V2",
             "D,WS3,,,workstation,,,V3", "D,WS5,,2020-10-31,workstation,,,V5",
             "D,WS6,,,workstation,,,V6,,2020-11-01", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A3", "V1", "2020-10-31", "1 1 ok");
    check(table, "A3", "V2", "2020-10-31", "1 1 ok");
    check(table, "A3", "V3", "2020-10-31", "2 1 finding");
    check(table, "A3", "V4", "2020-10-31", "0 1 finding"); /* a police station is no site */
    check(table, "A3", "V5", "2020-10-31", "0 1 finding"); /* gone on the last day */
    check(table, "A3", "V6", "2020-10-31", "0 1 finding"); /* not opened yet */
    check(table, "A3", "C1", "2020-10-31", "no row");
    check_why(table, "A3", "V3", "2020-10-31", "seat of RO3 and WS3");
    check_why(table, "A3", "V4", "2020-10-31", "neither an office nor a workstation");
    jw_table_free(table);
}

static void a5_each_open_office_has_an_auxiliary(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STATION, "D,CO1,,,community_office", "D,RO1,,,central_office",
             "D,RO2,,,central_office,,,,,2020-10-15,2020-10-20", "D,RO3,,,central_office",
             "D,RO4,2020-10-10,2020-10-12,central_office", "D,WS1,,,workstation", NULL);
    test_put(store, JW_RECORD_STAFF, "D,X1,,,auxiliary", "D,X2,,,auxiliary", "D,X3,,2020-10-20,auxiliary",
             "D,X3,2020-10-20,,officer", NULL);
    test_put(store, JW_RECORD_POSTING, "D,X1,CO1", "D,X1,WS1", "D,X2,RO1,,2020-10-30", "D,X3,RO3", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A5", "CO1", "2020-10-01", "1 1 ok");
    check(table, "A5", "CO1", "2020-10-31", "1 1 ok");
    check(table, "A5", "RO1", "2020-10-29", "1 1 ok");
    check(table, "A5", "RO1", "2020-10-30", "0 1 finding");
    check(table, "A5", "RO1", "2020-10-31", "0 1 finding");
    check(table, "A5", "RO2", "2020-10-14", "- 1 not_applicable");
    check(table, "A5", "RO2", "2020-10-15", "0 1 finding");
    check(table, "A5", "RO2", "2020-10-19", "0 1 finding");
    check(table, "A5", "RO2", "2020-10-20", "- 1 not_applicable");
    check(table, "A5", "RO3", "2020-10-19", "1 1 ok");
    check(table, "A5", "RO3", "2020-10-20", "0 1 finding"); /* an officer now */
    check(table, "A5", "RO4", "2020-10-09", "no row");
    check(table, "A5", "RO4", "2020-10-11", "0 1 finding");
    check(table, "A5", "RO4", "2020-10-12", "no row");
    check(table, "A5", "WS1", "2020-10-11", "no row");
    check_why(table, "A5", "RO1", "2020-10-30", "0 of 1");
    check_why(table, "A5", "RO2", "2020-10-14", "not open on this day");
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,reception_days,,working_days", NULL);
    test_put(store, JW_RECORD_CALENDAR, "D,2020-10-01,holiday", "D,2020-10-10,workday", NULL);
    table = audit_as_of(NULL);
    check(table, "A5", "CO1", "2020-10-01", "- 1 not_applicable");
    check(table, "A5", "CO1", "2020-10-02", "1 1 ok");
    check(table, "A5", "CO1", "2020-10-03", "- 1 not_applicable");
    check(table, "A5", "CO1", "2020-10-10", "1 1 ok");
    jw_table_free(table);
}

static void add_officers(int first, int count, int posted, const char *police_station, const char *office)
{
    jw_batch *staff = test_batch(store, JW_RECORD_STAFF), *postings = test_batch(store, JW_RECORD_POSTING);
    char line[100];
    for (int i = first; i < first + count; i++) {
        snprintf(line, sizeof line, "D,O%05d,,,officer,%s", i, police_station);
        test_add_line(staff, JW_RECORD_STAFF, line);
        snprintf(line, sizeof line, "D,O%05d,%s", i, i < first + posted ? office : "PS1");
        test_add_line(postings, JW_RECORD_POSTING, line);
    }
    test_write(store, staff, JW_RECORD_STAFF);
    test_write(store, postings, JW_RECORD_POSTING);
}

static void a8_two_in_five_officers_are_in_offices(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STATION, "D,A0,,,police_station", "D,PS1,,,police_station",
             "D,PS2,,,police_station", "D,RO1,,,central_office,,PS1", "D,RO2,,,central_office,,PS2", NULL);
    add_officers(0, 10, 4, "PS1", "RO1");
    add_officers(100, 8, 3, "PS2", "RO2");
    test_put(store, JW_RECORD_STAFF, "D,X1,,,auxiliary,PS2", NULL);
    test_put(store, JW_RECORD_POSTING, "D,X1,RO2", NULL); /* auxiliaries count on neither side */
    jw_table *table = audit_as_of(NULL);
    check(table, "A8", "A0", "2020-10-31", "- 400 not_applicable");
    check(table, "A8", "PS1", "2020-10-31", "400 400 ok");
    check(table, "A8", "PS2", "2020-10-31", "375 400 finding");
    check(table, "A8", "D", "2020-10-31", "389 400 finding");
    check_why(table, "A8", "PS2", "2020-10-31", "3 of 8 officers are posted to offices, 40.0 % are required");
    assert_true(find_row(table, "A8", "A0", "2020-10-31") < find_row(table, "A8", "D", "2020-10-31"));
    assert_true(find_row(table, "A8", "D", "2020-10-31") < find_row(table, "A8", "PS1", "2020-10-31"));
    jw_table_free(table);

    /* One more officer without an office, and one who leaves before the last day. */
    test_put(store, JW_RECORD_STAFF, "D,O50000,,,officer,PS1", "D,O50001,,2020-10-31,officer,PS1", NULL);
    table = audit_as_of(NULL);
    check(table, "A8", "PS1", "2020-10-31", "364 400 finding");
    jw_table_free(table);
}

static void a8_compares_fractions_not_rounded_figures(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STATION, "D,PS1,,,police_station", "D,RO1,,,central_office,,PS1", NULL);
    test_put(store, JW_RECORD_RULE, "D,office_strength_per_mille,,1000", NULL);
    add_officers(0, 2500, 2499, "PS1", "RO1");
    jw_table *table = audit_as_of(NULL);
    check(table, "A8", "PS1", "2020-10-31", "1000 1000 finding"); /* 999.6 */
    check(table, "A8", "D", "2020-10-31", "1000 1000 finding");
    jw_table_free(table);
}

static void a8_an_officer_without_police_station_has_that_of_the_posting(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STATION, "D,PS1,,,police_station", "D,RO1,,,central_office,,PS1", NULL);
    test_put(store, JW_RECORD_STAFF, "D,O1,,,officer", "D,O2,,,officer", "D,O3,,,officer", NULL);
    test_put(store, JW_RECORD_POSTING, "D,O1,RO1", "D,O2,PS1", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A8", "PS1", "2020-10-31", "500 400 ok");
    check(table, "A8", "D", "2020-10-31", "333 400 finding");
    jw_table_free(table);
}

static void a9_the_latest_inspection_passed_in_every_section(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STATION, "D,PS1,,,police_station", "D,WS1,,,workstation", "D,WS2,,,workstation",
             "D,WS3,,,workstation", "D,WS4,,,workstation", "D,WS5,,,workstation", "D,WS6,,,workstation",
             "D,WS7,,,workstation", "D,WS8,,,workstation,,,,,2020-11-01", NULL);
    test_put(store, JW_RECORD_INSPECTION, /* 2019-11-01 is 365 days before 2020-10-31 */
             "D,WS1,2019-11-01,exterior,,1", "D,WS1,2019-11-01,interior,,1", "D,WS1,2019-11-01,ledger,,1",
             "D,WS1,2020-11-01,ledger,,0", /* after the month */
             "D,WS2,2019-10-31,exterior,,1", "D,WS2,2020-05-01,interior,,1", "D,WS2,2020-05-01,ledger,,1",
             "D,WS3,2020-05-01,exterior,,1", "D,WS3,2020-05-01,interior,,1", "D,WS3,2020-05-01,ledger,,1",
             "D,WS3,2020-10-20,exterior,,1", "D,WS3,2020-10-20,interior,,0", "D,WS3,2020-10-20,ledger,,1",
             "D,WS4,2020-05-01,exterior,,1", "D,WS4,2020-05-01,interior,,1",
             "D,WS5,2020-05-01,exterior,door,1", "D,WS5,2020-05-01,exterior,sign,0",
             "D,WS5,2020-05-01,exterior,wall,1", "D,WS5,2020-05-01,interior,,1", "D,WS5,2020-05-01,ledger,,1",
             "D,WS6,2020-05-01,exterior,,1", "D,WS6,2020-05-01,interior,,0", "D,WS6,2020-05-01,ledger,,1",
             "D,WS6,2020-06-01,interior,,1", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A9", "WS1", "2020-10-31", "3 3 ok");
    check(table, "A9", "WS2", "2020-10-31", "2 3 finding");
    check(table, "A9", "WS3", "2020-10-31", "2 3 finding");
    check(table, "A9", "WS4", "2020-10-31", "2 3 finding");
    check(table, "A9", "WS5", "2020-10-31", "2 3 finding");
    check(table, "A9", "WS6", "2020-10-31", "3 3 ok"); /* what failed was looked at again */
    check(table, "A9", "WS7", "2020-10-31", "- 3 finding");
    check(table, "A9", "WS8", "2020-10-31", "no row");
    check(table, "A9", "PS1", "2020-10-31", "no row");
    check_why(table, "A9", "WS1", "2020-10-31", "all three sections passed");
    check_why(table, "A9", "WS2", "2020-10-31", "exterior was last inspected on 2019-10-31");
    check_why(table, "A9", "WS3", "2020-10-31", "interior failed on 2020-10-20");
    check_why(table, "A9", "WS4", "2020-10-31", "ledger: no record");
    check_why(table, "A9", "WS7", "2020-10-31", "no record");
    jw_table_free(table);
}

static void a14_offices_of_an_officer_are_reported(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STATION, "D,PS1,,,police_station", "D,RO1,,,central_office",
             "D,RO2,,,central_office", "D,RO3,,,central_office", NULL);
    test_put(store, JW_RECORD_STAFF, "D,O1,,,officer", "D,O2,,,officer", "D,O3,,,officer", "D,O4,,,officer",
             "D,O5,,,officer", "D,X1,,,auxiliary", NULL);
    test_put(store, JW_RECORD_POSTING, "D,O1,RO1", "D,O2,RO1", "D,O2,RO2", "D,O2,RO3", "D,O3,RO1,,2020-10-16",
             "D,O3,RO2,2020-10-16", "D,O4,PS1", "D,O4,RO1,2020-11-01", "D,O5,RO1", "D,O5,RO2,,2020-10-02",
             "D,X1,RO1", "D,X1,RO2", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A14", "O1", "2020-10", "1 - ok");
    check(table, "A14", "O2", "2020-10", "3 - ok");
    check(table, "A14", "O3", "2020-10", "1 - ok"); /* one after the other */
    check(table, "A14", "O4", "2020-10", "no row");
    check(table, "A14", "O5", "2020-10", "2 - ok"); /* on the first day only */
    check(table, "A14", "X1", "2020-10", "no row");
    check_why(table, "A14", "O2", "2020-10", "posted to RO1 and RO2 and 1 more");
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,officer_offices_max,2020-10-31,2", NULL);
    table = audit_as_of(NULL);
    check(table, "A14", "O2", "2020-10", "3 2 finding");
    check(table, "A14", "O5", "2020-10", "2 2 ok");
    jw_table_free(table);
}

static void without_all_only_findings_open_and_reported_rows_remain(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_VILLAGE, "D,V1,,,village,V1", "D,V2,,,village,V2", NULL);
    test_put(store, JW_RECORD_STATION, "D,RO1,,,central_office,,,V1,,2021-01-01",
             "D,RO2,,,central_office,,,V2,,2021-01-01", "D,WS1,,,workstation,,,V1,,2020-10-31", NULL);
    test_put(store, JW_RECORD_STAFF, "D,O1,,,officer", "D,O2,,,officer", NULL);
    test_put(store, JW_RECORD_POSTING, "D,O1,RO1", "D,O1,RO2", "D,O2,RO1", NULL);
    test_put(store, JW_RECORD_ABSENCE, "D,O1,2020-01-01", "D,O2,2020-01-01", NULL);
    test_put(store, JW_RECORD_RULE, "D,workstation_hours,,0", NULL);
    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    options.month = OCTOBER;
    options.all = 0;
    jw_table *table = audit_with(&options);
    check(table, "A3", "V2", "2020-10-31", "0 1 finding");
    check(table, "A9", "WS1", "2020-10-31", "- 3 finding");
    check(table, "A14", "O1", "2020-10", "2 - ok");
    assert_int_equal(jw_table_rows(table), 3);
    jw_table_free(table);
}

static void a_month_that_runs_is_judged_on_the_day_it_has_come_to(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_VILLAGE, "D,V1,,,village,V1", "D,V2,,,village,V2", NULL);
    test_put(store, JW_RECORD_STATION, "D,RO1,,,central_office", "D,WS1,,,workstation,,,V1,,2020-10-14",
             "D,WS2,,,workstation,,,V2,,2020-10-15", NULL);
    jw_table *table = audit_as_of("2020-10-14 12:00");
    check(table, "A3", "V1", "2020-10-14", "1 1 ok");
    check(table, "A3", "V2", "2020-10-14", "0 1 open");
    check(table, "A3", "V2", "2020-10-31", "no row");
    check(table, "A5", "RO1", "2020-10-13", "0 1 finding");
    check(table, "A5", "RO1", "2020-10-14", "0 1 open");
    check(table, "A5", "RO1", "2020-10-15", "no row");
    jw_table_free(table);

    table = audit_as_of("2020-10-15 00:00"); /* the 15th has not begun */
    check(table, "A3", "V2", "2020-10-14", "0 1 open");
    check(table, "A5", "RO1", "2020-10-14", "0 1 finding");
    jw_table_free(table);

    table = audit_as_of("2020-11-01 00:00"); /* the month is over */
    check(table, "A3", "V2", "2020-10-31", "1 1 ok");
    check(table, "A2", "RO1", "2020-10-31", "0 4..6 finding");
    jw_table_free(table);

    table = audit_as_of("2020-09-01 00:00");
    assert_int_equal(jw_table_rows(table), 0);
    jw_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_store, drop_store)
        TEST(a1_each_community_is_served_once),
        TEST(a2_an_office_serves_four_to_six_villages_of_its_area),
        TEST(a2_names_the_first_villages_outside),
        TEST(a3_each_village_seats_one_site),
        TEST(a5_each_open_office_has_an_auxiliary),
        TEST(a8_two_in_five_officers_are_in_offices),
        TEST(a8_compares_fractions_not_rounded_figures),
        TEST(a8_an_officer_without_police_station_has_that_of_the_posting),
        TEST(a9_the_latest_inspection_passed_in_every_section),
        TEST(a14_offices_of_an_officer_are_reported),
        TEST(without_all_only_findings_open_and_reported_rows_remain),
        TEST(a_month_that_runs_is_judged_on_the_day_it_has_come_to),
#undef TEST
    };
    return cmocka_run_group_tests_name("audit of sites", tests, NULL, NULL);
}
