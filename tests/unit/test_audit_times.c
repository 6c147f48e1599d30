/* The rules on hours, each on a district made by hand. Week 42 is 12 to 18 October 2020. */
#include "audit_support.h"

/* Two offices and a workstation of PS1, an office of PS2; one officer and one auxiliary at RO1. */
static int make_district(void **state)
{
    make_store(state);
    test_put(store, JW_RECORD_STATION, "D,PS1,,,police_station", "D,PS2,,,police_station",
             "D,RO1,,,central_office,,PS1", "D,RO2,,,central_office,,PS1", "D,RO9,,,central_office,,PS2",
             "D,WS1,,,workstation,,PS1", NULL);
    test_put(store, JW_RECORD_STAFF, "D,O1,,,officer,PS1", "D,X1,,,auxiliary,PS1", "D,X2,,,auxiliary,PS1",
             NULL);
    test_put(store, JW_RECORD_POSTING, "D,O1,RO1", "D,X1,RO1", NULL);
    return 0;
}

static void a4_an_office_receives_eight_hours_on_each_open_day(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_DUTY,
             "D,O1,2020-10-05 12:00,RO1,2020-10-05 16:00,reception",    /* 8 h together with X1 */
             "D,O1,2020-10-06 08:00,RO1,2020-10-06 15:59:59,reception", /* one second short */
             "D,O1,2020-10-07 08:00,RO1,2020-10-07 13:00,reception",    /* 9 h summed, 6 as a union */
             "D,O1,2020-10-08 18:00,RO1,2020-10-09 02:00,reception",    /* cut at midnight */
             "D,O1,2020-10-10 08:00,RO1,2020-10-10 18:00,patrol",       /* at the office, no reception */
             "D,O1,2020-10-11 08:00,RO2,2020-10-11 18:00,reception",    /* elsewhere */
             "D,O1,2020-10-12 08:00,RO1,2020-10-13 00:00,reception",    /* ends with the day */
             "D,X1,2020-10-05 08:00,RO1,2020-10-05 12:00,reception",
             "D,X1,2020-10-07 10:00,RO1,2020-10-07 14:00,reception",
             "D,X1,2020-10-09 10:00,RO1,2020-10-09 16:00,reception", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A4", "RO1", "2020-10-05", "28800 28800 ok");
    check(table, "A4", "RO1", "2020-10-06", "28799 28800 finding");
    check(table, "A4", "RO1", "2020-10-07", "21600 28800 finding");
    check(table, "A4", "RO1", "2020-10-08", "21600 28800 finding");
    check(table, "A4", "RO1", "2020-10-09", "28800 28800 ok");
    check(table, "A4", "RO1", "2020-10-10", "0 28800 finding");
    check(table, "A4", "RO1", "2020-10-11", "- 28800 finding");
    check(table, "A4", "RO2", "2020-10-11", "36000 28800 ok");
    check(table, "A4", "RO1", "2020-10-12", "57600 28800 ok");
    check(table, "A4", "RO1", "2020-10-13", "- 28800 finding");
    check(table, "A4", "WS1", "2020-10-13", "no row");
    check(table, "A4", "PS1", "2020-10-13", "no row");
    check_why(table, "A4", "RO1", "2020-10-06", "7 h 59 min 59 s of 8 h");
    check_why(table, "A4", "RO1", "2020-10-10", "0 h of 8 h");
    check_why(table, "A4", "RO1", "2020-10-11", "no record");
    assert_int_equal(count_rows(table, "A4", NULL), 3 * 31);
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,reception_days,,working_days", "D,reception_hours,2020-10-06,7:30",
             "D,reception_hours,2020-10-08,6.00", NULL);
    test_put(store, JW_RECORD_CALENDAR, "D,2020-10-09,holiday", "D,2020-10-10,workday", NULL);
    table = audit_as_of(NULL);
    check(table, "A4", "RO1", "2020-10-05", "28800 28800 ok");
    check(table, "A4", "RO1", "2020-10-06", "28799 27000 ok");
    check(table, "A4", "RO1", "2020-10-07", "21600 27000 finding");
    check(table, "A4", "RO1", "2020-10-08", "21600 21600 ok");
    check(table, "A4", "RO1", "2020-10-09", "- - not_applicable");
    check(table, "A4", "RO1", "2020-10-10", "0 21600 finding");
    check(table, "A4", "RO1", "2020-10-11", "- - not_applicable");
    jw_table_free(table);
}

static void a6_an_officer_works_twenty_hours_in_the_beat(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-04 22:00,RO1,2020-10-05 02:00,patrol", /* 2 h of week 41 */
             "D,O1,2020-10-05 08:00,WS1,2020-10-05 14:00,patrol", /* 18 h of other sites of the area */
             "D,O1,2020-10-06 08:00,RO2,2020-10-06 14:00,visit",
             "D,O1,2020-10-07 08:00,PS1,2020-10-07 14:00,joint_action",
             "D,O1,2020-10-12 08:00,RO1,2020-10-12 18:00,reception", /* 19:59:59 */
             "D,O1,2020-10-13 08:00,RO1,2020-10-13 17:59:59,reception",
             "D,O1,2020-10-14 08:00,RO9,2020-10-14 18:00,patrol",   /* another area */
             "D,O1,2020-10-15 08:00,RO1,2020-10-15 18:00,training", /* no beat work */
             "D,O1,2020-10-19 08:00,RO1,2020-10-19 20:00,patrol",   /* 20 h as a union */
             "D,O1,2020-10-19 10:00,RO1,2020-10-19 20:00,visit",
             "D,O1,2020-10-20 08:00,RO1,2020-10-20 16:00,patrol",
             "D,O1,2020-10-26 08:00,RO1,2020-10-26 18:00,case_work", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A6", "O1", "2020-W40", "7200 72000 finding"); /* 28 September to 4 October */
    check(table, "A6", "O1", "2020-W41", "72000 72000 ok");
    check(table, "A6", "O1", "2020-W42", "71999 72000 finding");
    check(table, "A6", "O1", "2020-W43", "72000 72000 ok");
    check(table, "A6", "O1", "2020-W44", "0 72000 finding");
    check(table, "A6", "O1", "2020-W45", "no row"); /* Thursday is 5 November */
    check(table, "A6", "X1", "2020-W42", "no row");
    check_why(table, "A6", "O1", "2020-W42", "19 h 59 min 59 s of 20 h");
    jw_table_free(table);
}

static void a6_no_record_is_not_zero(void **state)
{
    (void)state;
    jw_table *table = audit_as_of(NULL);
    check(table, "A6", "O1", "2020-W42", "- 72000 finding");
    check_why(table, "A6", "O1", "2020-W42", "no record");
    assert_int_equal(count_rows(table, "A6", NULL), 5);
    jw_table_free(table);
}

static void a6_hours_shrink_with_absence_and_posting_but_not_with_holidays(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STAFF, "D,O2,,,officer,PS1", "D,O3,,,officer,PS1", "D,O4,,,officer,PS1",
             "D,O5,,,officer,PS1", "D,O6,,,officer,PS1", NULL);
    test_put(store, JW_RECORD_POSTING, "D,O2,PS1,,2020-10-14",
             "D,O2,RO1,2020-10-14", /* Wednesday of week 42 */
             "D,O3,RO1", "D,O4,RO1,2020-10-17,2020-10-19", "D,O5,PS1", "D,O6,RO1", NULL);
    test_put(store, JW_RECORD_ABSENCE, "D,O1,2020-10-12,2020-10-14,leave", "D,O3,2020-10-12,2020-10-17,sick",
             "D,O6,2020-10-05,2020-10-08", NULL);
    test_put(store, JW_RECORD_CALENDAR, "D,2020-10-06,holiday", "D,2020-10-07,holiday",
             "D,2020-10-10,workday", "D,2020-10-19,holiday", "D,2020-10-20,holiday", "D,2020-10-21,holiday",
             "D,2020-10-22,holiday", "D,2020-10-23,holiday", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-15 08:00,RO1,2020-10-15 20:00,patrol",
             "D,O2,2020-10-12 08:00,RO1,2020-10-12 20:00,patrol", /* before the posting */
             "D,O2,2020-10-15 08:00,RO1,2020-10-15 19:00,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A6", "O1", "2020-W42", "43200 43200 ok"); /* 3 of 5 days */
    check(table, "A6", "O2", "2020-W41", "no row");
    check(table, "A6", "O2", "2020-W42", "39600 43200 finding"); /* 3 of 5 days */
    check(table, "A6", "O3", "2020-W42", "- - not_applicable");
    check(table, "A6", "O4", "2020-W42", "- - not_applicable"); /* posted on a weekend only */
    check(table, "A6", "O4", "2020-W43", "no row");
    check(table, "A6", "O5", "2020-W42", "no row");
    check(table, "A6", "O1", "2020-W41", "- 72000 finding");    /* holidays alone do not reduce */
    check(table, "A6", "O6", "2020-W41", "- 54000 finding");    /* 3 of 4 working days */
    check(table, "A6", "O1", "2020-W43", "- - not_applicable"); /* no working day at all */
    check_why(table, "A6", "O2", "2020-W42", "11 h of 12 h; posted and present on 3 of 5 working days");
    check_why(table, "A6", "O3", "2020-W42", "no working day left");
    jw_table_free(table);
}

static void a6_fractions_of_a_second_are_rounded_up(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_RULE, "D,beat_hours,,0.01", NULL); /* 36 s, of which 2/5 are 14.4 */
    test_put(store, JW_RECORD_ABSENCE, "D,O1,2020-10-12,2020-10-15", "D,O1,2020-10-19,2020-10-22", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-15 08:00,RO1,2020-10-15 08:00:14,patrol",
             "D,O1,2020-10-22 08:00,RO1,2020-10-22 08:00:15,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A6", "O1", "2020-W42", "14 15 finding");
    check(table, "A6", "O1", "2020-W43", "15 15 ok");
    jw_table_free(table);
}

static void a6_a_moved_officer_works_in_the_area_of_the_day(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STAFF, "D,O2,,,officer,PS1", NULL);
    test_put(store, JW_RECORD_POSTING, "D,O2,RO1,,2020-10-14", "D,O2,RO9,2020-10-14", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O2,2020-10-12 08:00,RO1,2020-10-12 18:00,patrol",
             "D,O2,2020-10-13 22:00,RO1,2020-10-14 02:00,patrol", /* two hours in the area */
             "D,O2,2020-10-15 08:00,RO1,2020-10-15 16:00,patrol", /* no longer */
             "D,O2,2020-10-16 08:00,RO9,2020-10-16 16:00,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A6", "O2", "2020-W42", "72000 72000 ok");
    jw_table_free(table);
}

static void a6_a_rule_holds_for_the_weeks_of_its_thursday(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_RULE, "D,beat_hours,2020-10-15,15", "D,beat_hours,2020-10-23,10", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A6", "O1", "2020-W41", "- 72000 finding");
    check(table, "A6", "O1", "2020-W42", "- 54000 finding"); /* from its Thursday */
    check(table, "A6", "O1", "2020-W43", "- 54000 finding"); /* the next from its Friday */
    check(table, "A6", "O1", "2020-W44", "- 36000 finding");
    jw_table_free(table);
}

static void a7_a_workstation_is_used_eight_hours_a_week(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STATION, "D,WS2,,,workstation,,PS1,,,2020-10-15",
             "D,WS3,,2020-10-01,workstation", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-05 08:00,WS1,2020-10-05 12:00,workstation",
             "D,O1,2020-10-12 08:00,WS1,2020-10-12 12:00,workstation",
             "D,O1,2020-10-14 08:00,WS1,2020-10-14 11:59:59,visit",
             "D,O1,2020-10-25 22:00,WS1,2020-10-26 08:00,workstation",
             "D,X1,2020-10-05 10:00,WS1,2020-10-05 14:00,office",
             "D,X1,2020-10-07 10:00,WS1,2020-10-07 12:00,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A7", "WS1", "2020-W41", "28800 28800 ok");
    check(table, "A7", "WS1", "2020-W42", "28799 28800 finding");
    check(table, "A7", "WS1", "2020-W43", "7200 28800 finding");
    check(table, "A7", "WS1", "2020-W44", "28800 28800 ok");
    check(table, "A7", "WS1", "2020-W40", "- 28800 finding");
    check(table, "A7", "WS2", "2020-W41", "no row");
    check(table, "A7", "WS2", "2020-W42", "- 16458 finding"); /* four of seven days, rounded up */
    check(table, "A7", "WS2", "2020-W43", "- 28800 finding");
    check(table, "A7", "WS3", "2020-W40", "- 12343 finding");
    check(table, "A7", "WS3", "2020-W41", "no row");
    check(table, "A7", "RO1", "2020-W41", "no row");
    check_why(table, "A7", "WS1", "2020-W40", "no record");
    check_why(table, "A7", "WS2", "2020-W42", "no record; in use on 4 of 7 days");
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,workstation_hours,2020-10-22,2", NULL); /* the Thursday of week 43 */
    table = audit_as_of(NULL);
    check(table, "A7", "WS1", "2020-W42", "28799 28800 finding");
    check(table, "A7", "WS1", "2020-W43", "7200 7200 ok");
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,workstation_hours,2020-10-22,8", "D,workstation_per,2020-10-31,day",
             NULL);
    table = audit_as_of(NULL);
    check(table, "A7", "WS1", "2020-W41", "no row");
    check(table, "A7", "WS1", "2020-10-05", "21600 28800 finding");
    check(table, "A7", "WS1", "2020-10-26", "28800 28800 ok");
    check(table, "A7", "WS1", "2020-10-31", "- 28800 finding");
    check(table, "A7", "WS2", "2020-10-14", "no row");
    check(table, "A7", "WS2", "2020-10-15", "- 28800 finding");
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,reception_days,,working_days", NULL);
    table = audit_as_of(NULL);
    check(table, "A7", "WS1", "2020-10-24", "no row"); /* a Saturday */
    check(table, "A7", "WS1", "2020-10-26", "28800 28800 ok");
    jw_table_free(table);
}

static void a10_an_officer_is_briefed_on_each_working_day(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STAFF, "D,O2,,,officer,PS1", NULL);
    test_put(store, JW_RECORD_POSTING, "D,O2,RO1,2020-10-14,2020-10-16", NULL);
    test_put(store, JW_RECORD_ABSENCE, "D,O1,2020-10-15,2020-10-16", NULL);
    test_put(store, JW_RECORD_CALENDAR, "D,2020-10-08,holiday", "D,2020-10-10,workday", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-05 08:00,PS1,2020-10-05 08:30,briefing",
             "D,O1,2020-10-06 23:50,PS1,2020-10-07 00:20,briefing", /* the one of the 6th */
             "D,O1,2020-10-09 08:00,RO1,2020-10-09 16:00,reception",
             "D,O1,2020-10-13 08:00,PS1,2020-10-13 08:30,briefing",
             "D,O1,2020-10-13 17:00,PS1,2020-10-13 17:30,briefing", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A10", "O1", "2020-10-05", "1 1 ok");
    check(table, "A10", "O1", "2020-10-06", "1 1 ok");
    check(table, "A10", "O1", "2020-10-07", "0 1 finding");
    check(table, "A10", "O1", "2020-10-08", "no row"); /* holiday */
    check(table, "A10", "O1", "2020-10-09", "0 1 finding");
    check(table, "A10", "O1", "2020-10-10", "- 1 finding"); /* a working Saturday */
    check(table, "A10", "O1", "2020-10-11", "no row");
    check(table, "A10", "O1", "2020-10-13", "2 1 ok");
    check(table, "A10", "O1", "2020-10-15", "- 1 not_applicable");
    check(table, "A10", "O2", "2020-10-13", "no row");
    check(table, "A10", "O2", "2020-10-14", "- 1 finding");
    check(table, "A10", "O2", "2020-10-15", "- 1 finding");
    check(table, "A10", "O2", "2020-10-16", "no row");
    check(table, "A10", "X1", "2020-10-15", "no row");
    check_why(table, "A10", "O1", "2020-10-09", "0 of 1");
    check_why(table, "A10", "O1", "2020-10-10", "no record");
    check_why(table, "A10", "O1", "2020-10-15", "absent");
    jw_table_free(table);
}

static void a11_planned_time_is_worked(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STAFF, "D,O2,,,officer", "D,O3,,,officer", NULL);
    test_put(store, JW_RECORD_DUTY_PLAN,
             "D,O1,2020-09-30 20:00,RO1,2020-10-01 02:00,patrol", /* 2 h of October */
             "D,O1,2020-10-05 08:00,RO1,2020-10-05 12:00,patrol",
             "D,O1,2020-10-05 10:00,RO2,2020-10-05 16:00,patrol", /* 8 h as a union */
             "D,O2,2020-10-05 08:00,RO1,2020-10-05 16:00,patrol", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-09-30 20:00,RO1,2020-10-01 01:00,patrol",
             "D,O1,2020-10-05 12:00,RO9,2020-10-05 20:00,training", /* wherever and whatever */
             "D,O2,2020-10-05 07:00,RO1,2020-10-05 16:00,patrol",
             "D,O3,2020-10-05 07:00,RO1,2020-10-05 16:00,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A11", "O1", "2020-10", "500 - ok");
    check(table, "A11", "O2", "2020-10", "1000 - ok");
    check(table, "A11", "O3", "2020-10", "- - not_applicable");
    check(table, "A11", "X1", "2020-10", "no row");
    check_why(table, "A11", "O1", "2020-10", "5 h of 10 h planned were worked");
    check_why(table, "A11", "O3", "2020-10", "no plan");
    jw_table_free(table);

    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    options.month = OCTOBER;
    options.all = 0;
    table = audit_with(&options);
    check(table, "A11", "O1", "2020-10", "500 - ok"); /* reported */
    check(table, "A11", "O2", "2020-10", "no row");
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,duty_plan_floor,2020-10-01,500", NULL);
    table = audit_as_of(NULL);
    check(table, "A11", "O1", "2020-10", "500 500 ok");
    jw_table_free(table);
    test_put(store, JW_RECORD_RULE, "D,duty_plan_floor,2020-10-31,501", NULL);
    table = audit_as_of(NULL);
    check(table, "A11", "O1", "2020-10", "500 501 finding");
    jw_table_free(table);
}

static void a12_every_officer_of_an_office_is_assessed(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_STAFF, "D,O2,,,officer", "D,O3,,,officer", "D,O4,,,officer", NULL);
    test_put(store, JW_RECORD_POSTING, "D,O2,RO2", "D,O3,RO9,2020-10-31", "D,O4,WS1", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A12", "O1", "2020-10", "- - not_applicable");
    check_why(table, "A12", "O1", "2020-10", "nothing of the month is submitted");
    jw_table_free(table);

    test_put(store, JW_RECORD_ASSESSMENT, "D,2020-09,0,O3,found,1,1,1", "D,2020-10,0,O0,found,1,1,1",
             "D,2020-10,0,O1,found,1,2,0.5", "D,2020-10,0,O1,seen,3,4,0.75", "D,2020-10,0,O2,found,0,0",
             "D,2020-10,0,O2,seen,3,4,0.75", NULL);
    table = audit_as_of(NULL);
    check(table, "A12", "O1", "2020-10", "2 2 ok");
    check(table, "A12", "O2", "2020-10", "1 2 finding"); /* a metric without a value */
    check(table, "A12", "O3", "2020-10", "- 2 finding"); /* in an office on one day, not submitted */
    check(table, "A12", "O4", "2020-10", "no row");      /* at a workstation */
    check(table, "A12", "X1", "2020-10", "no row");
    check_why(table, "A12", "O2", "2020-10", "1 of 2");
    check_why(table, "A12", "O3", "2020-10", "no record");
    jw_table_free(table);
    table = audit_as_of("2020-10-31 12:00");
    check(table, "A12", "O1", "2020-10", "2 2 open");
    check(table, "A12", "O3", "2020-10", "- 2 open");
    jw_table_free(table);

    test_put(store, JW_RECORD_MONTH, "D,2020-10,0,closed", "D,2020-10,1,open", NULL);
    table = audit_as_of(NULL); /* reopened, and nothing submitted since */
    check(table, "A12", "O1", "2020-10", "- - not_applicable");
    jw_table_free(table);
    test_put(store, JW_RECORD_ASSESSMENT, "D,2020-10,1,O2,found,1,1,1", NULL);
    table = audit_as_of(NULL);
    check(table, "A12", "O1", "2020-10", "- 1 finding");
    check(table, "A12", "O2", "2020-10", "1 1 ok");
    jw_table_free(table);
}

static void a13_nobody_is_at_two_stations_at_once(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-05 08:00,RO1,2020-10-05 12:00,patrol",
             "D,O1,2020-10-05 10:00,RO1,2020-10-05 14:00,visit",
             "D,O1,2020-10-05 14:00,RO2,2020-10-05 16:00,visit",  /* touches only */
             "D,O1,2020-10-06 22:00,RO1,2020-10-07 03:00,patrol", /* across midnight */
             "D,O1,2020-10-06 23:30,RO2,2020-10-07 01:00,patrol",
             "D,O1,2020-10-12 08:00,RO1,2020-10-12 18:00,patrol", /* long at one, in and out of others */
             "D,O1,2020-10-12 09:00,RO2,2020-10-12 10:00,patrol",
             "D,O1,2020-10-12 09:30,RO1,2020-10-12 09:45,patrol",
             "D,O1,2020-10-12 09:50,WS1,2020-10-12 11:00,patrol",
             "D,O1,2020-10-12 12:00,RO2,2020-10-12 12:30,patrol",
             "D,O1,2020-10-12 13:00,WS1,2020-10-12 13:00:01,patrol",
             "D,X1,2020-10-06 23:30,RO1,2020-10-07 01:00,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A13", "O1", "2020-10-05", "0 0 ok");
    check(table, "A13", "O1", "2020-10-06", "1800 0 finding");
    check(table, "A13", "O1", "2020-10-07", "3600 0 finding");
    check(table, "A13", "O1", "2020-10-12", "9001 0 finding");
    check(table, "A13", "X1", "2020-10-06", "0 0 ok");
    check(table, "A13", "O1", "2020-10-13", "no row");
    check_why(table, "A13", "O1", "2020-10-05", "never at two stations at once");
    check_why(table, "A13", "O1", "2020-10-06", "23:30-24:00 at RO1 and RO2 at once");
    check_why(table, "A13", "O1", "2020-10-07", "00:00-01:00 at RO1 and RO2 at once");
    check_why(table, "A13", "O1", "2020-10-12",
              "09:00-10:00 at RO1 and RO2 at once; 09:30-09:45 at RO2 and RO1 at once; "
              "09:50-11:00 at RO1 and WS1 at once and 2 more");
    jw_table_free(table);
}

static void a15_an_auxiliary_is_there_while_the_office_is_open(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-05 08:00,RO1,2020-10-05 16:00,reception",
             "D,O1,2020-10-06 08:00,RO1,2020-10-06 16:00,reception",
             "D,O1,2020-10-07 20:00,RO1,2020-10-08 04:00,reception",
             "D,O1,2020-10-09 08:00,RO1,2020-10-09 16:00,patrol",
             "D,X1,2020-10-05 07:00,RO1,2020-10-05 17:00,reception",
             "D,X1,2020-10-06 09:00,RO1,2020-10-06 11:00,reception",
             "D,X1,2020-10-07 22:00,RO1,2020-10-08 04:00,reception",
             "D,X2,2020-10-06 10:00,RO1,2020-10-06 12:00,reception",
             "D,X2,2020-10-06 14:00,RO1,2020-10-06 16:00,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A15", "RO1", "2020-10-05", "1000 - ok");
    check(table, "A15", "RO1", "2020-10-06", "375 - ok");
    check(table, "A15", "RO1", "2020-10-07", "500 - ok");
    check(table, "A15", "RO1", "2020-10-08", "1000 - ok");
    check(table, "A15", "RO1", "2020-10-09", "- - not_applicable");
    check_why(table, "A15", "RO1", "2020-10-05", "an auxiliary for 10 h of 10 h opened");
    check_why(table, "A15", "RO1", "2020-10-06",
              "an auxiliary for 3 h of 8 h opened; none 08:00-09:00; none 12:00-16:00");
    check_why(table, "A15", "RO1", "2020-10-07", "an auxiliary for 2 h of 4 h opened; none 20:00-22:00");
    jw_table_free(table);

    test_put(store, JW_RECORD_RULE, "D,reception_presence_floor,2020-10-06,375",
             "D,reception_presence_floor,2020-10-07,501", NULL);
    table = audit_as_of(NULL);
    check(table, "A15", "RO1", "2020-10-05", "1000 - ok");
    check(table, "A15", "RO1", "2020-10-06", "375 375 ok");
    check(table, "A15", "RO1", "2020-10-07", "500 501 finding");
    jw_table_free(table);
}

static void a16_one_duty_lasts_a_day_at_most(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-05 08:00,RO1,2020-10-06 08:00,patrol",
             "D,O1,2020-10-07 08:00,RO1,2020-10-07 09:00,patrol",
             "D,O1,2020-10-07 10:00,RO1,2020-10-08 10:00:01,patrol",
             "D,O1,2020-10-31 23:00,RO1,2020-11-02 23:00,patrol", NULL);
    jw_table *table = audit_as_of(NULL);
    check(table, "A16", "O1", "2020-10-05", "86400 86400 ok");
    check(table, "A16", "O1", "2020-10-06", "no row");
    check(table, "A16", "O1", "2020-10-07", "86401 86400 finding");
    check(table, "A16", "O1", "2020-10-31", "172800 86400 finding");
    check_why(table, "A16", "O1", "2020-10-07", "the longest duty is 24 h 1 s, begun at 10:00");
    jw_table_free(table);
}

static void an_unfinished_week_is_judged_as_progress(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-12 08:00,RO1,2020-10-12 15:00,reception",
             "D,O1,2020-10-14 08:00,RO1,2020-10-14 18:00,reception", /* four hours until noon */
             "D,O1,2020-10-15 08:00,RO1,2020-10-15 18:00,reception", NULL);
    jw_table *table = audit_as_of("2020-10-14 12:00");
    check(table, "A6", "O1", "2020-W41", "- 72000 finding");
    check(table, "A6", "O1", "2020-W42", "39600 72000 open");
    check_why(table, "A6", "O1", "2020-W42", "11 h of 20 h, 9 h to go");
    check(table, "A6", "O1", "2020-W43", "no row");
    check(table, "A7", "WS1", "2020-W42", "- 28800 open");
    check_why(table, "A7", "WS1", "2020-W42", "no record; 0 h of 8 h, 8 h to go");
    check(table, "A7", "WS1", "2020-W43", "no row");
    check(table, "A4", "RO1", "2020-10-12", "25200 28800 finding");
    check(table, "A4", "RO1", "2020-10-14", "14400 28800 open");
    check(table, "A4", "RO1", "2020-10-15", "no row");
    check(table, "A10", "O1", "2020-10-13", "- 1 finding");
    check(table, "A10", "O1", "2020-10-14", "0 1 open");
    check(table, "A10", "O1", "2020-10-15", "no row");
    jw_table_free(table);

    table = audit_as_of("2020-10-19 00:00"); /* the week is over */
    check(table, "A6", "O1", "2020-W42", "97200 72000 ok");
    check(table, "A7", "WS1", "2020-W42", "- 28800 finding");
    jw_table_free(table);

    table = audit_as_of("2020-09-30 12:00"); /* only the first week of the month has begun */
    check(table, "A6", "O1", "2020-W40", "- 72000 open");
    check(table, "A6", "O1", "2020-W41", "no row");
    assert_int_equal(count_rows(table, "A4", NULL), 0);
    assert_int_equal(count_rows(table, "A11", NULL), 0);
    jw_table_free(table);
}

static void a_conflict_is_a_finding_at_once(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-14 08:00,RO1,2020-10-14 18:00,reception",
             "D,O1,2020-10-14 11:00,RO2,2020-10-14 18:00,reception", NULL);
    jw_table *table = audit_as_of("2020-10-14 12:00");
    check(table, "A13", "O1", "2020-10-14", "3600 0 finding");
    jw_table_free(table);
}

static void explanations_in_chinese(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_VILLAGE, "D,V1,,,village,V1", NULL);
    test_put(store, JW_RECORD_ABSENCE, "D,O1,2020-10-12,2020-10-14", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-14 08:00,RO1,2020-10-14 15:30,reception",
             "D,O1,2020-10-14 15:00,RO2,2020-10-14 15:30,reception", NULL);
    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    options.month = OCTOBER;
    options.chinese = 1;
    jw_table *table = audit_with(&options);
    check_why(table, "A2", "RO1", "2020-10-31", "服务0个村，要求4至6个");
    check_why(table, "A3", "V1", "2020-10-31", "既无警务室也无警务工作站");
    check_why(table, "A4", "RO1", "2020-10-14", "7小时30分，要求8小时");
    check_why(table, "A4", "RO1", "2020-10-15", "无记录");
    check_why(table, "A6", "O1", "2020-W42", "7小时30分，要求12小时；在岗3个工作日，本周共5个");
    check_why(table, "A8", "PS1", "2020-10-31", "派驻警务室1名，民警共1名，要求40.0%");
    check_why(table, "A9", "RO1", "2020-10-31", "无记录");
    check_why(table, "A13", "O1", "2020-10-14", "15:00-15:30同时在RO1和RO2");
    jw_table_free(table);
}

static void every_rule_has_both_languages(void **state)
{
    (void)state;
    test_put(store, JW_RECORD_VILLAGE, "D,C1,,,community,C1", "D,V1,,,village,V1", NULL);
    test_put(store, JW_RECORD_DUTY_PLAN, "D,O1,2020-10-14 08:00,RO1,2020-10-14 15:30,reception", NULL);
    test_put(store, JW_RECORD_DUTY, "D,O1,2020-10-14 08:00,RO1,2020-10-14 15:30,reception", NULL);
    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    options.month = OCTOBER;
    jw_table *english = audit_with(&options);
    options.chinese = 1;
    jw_table *chinese = audit_with(&options);
    int last = 0;
    assert_int_equal(jw_table_rows(english), jw_table_rows(chinese));
    for (int64_t i = 0; i < jw_table_rows(english); i++) {
        int rule = atoi(jw_table_text(english, i, 0) + 1);
        assert_true(rule >= last && rule <= last + 2);
        last = rule;
        for (const char *byte = jw_table_text(english, i, 7); *byte; byte++)
            assert_true(*byte >= ' ' && *byte <= '~');
        assert_true(strlen(jw_table_text(english, i, 7)) > 2);
        assert_string_not_equal(jw_table_text(english, i, 7), jw_table_text(chinese, i, 7));
    }
    assert_int_equal(last, 16);
    jw_table_free(english);
    jw_table_free(chinese);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_district, drop_store)
        TEST(a4_an_office_receives_eight_hours_on_each_open_day),
        TEST(a6_an_officer_works_twenty_hours_in_the_beat),
        TEST(a6_no_record_is_not_zero),
        TEST(a6_hours_shrink_with_absence_and_posting_but_not_with_holidays),
        TEST(a6_fractions_of_a_second_are_rounded_up),
        TEST(a6_a_moved_officer_works_in_the_area_of_the_day),
        TEST(a6_a_rule_holds_for_the_weeks_of_its_thursday),
        TEST(a7_a_workstation_is_used_eight_hours_a_week),
        TEST(a10_an_officer_is_briefed_on_each_working_day),
        TEST(a11_planned_time_is_worked),
        TEST(a12_every_officer_of_an_office_is_assessed),
        TEST(a13_nobody_is_at_two_stations_at_once),
        TEST(a15_an_auxiliary_is_there_while_the_office_is_open),
        TEST(a16_one_duty_lasts_a_day_at_most),
        TEST(an_unfinished_week_is_judged_as_progress),
        TEST(a_conflict_is_a_finding_at_once),
        TEST(explanations_in_chinese),
        TEST(every_rule_has_both_languages),
#undef TEST
    };
    return cmocka_run_group_tests_name("audit of hours", tests, NULL, NULL);
}
