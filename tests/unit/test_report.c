/* The report: a small district by hand, what is not there, published figures, both languages, the example. */
#include "context_support.h"
#include "csv.h"

#include "base/text.h"

#define MONTH (2020 * 12 + 9)

/* ---- what the tests share ---- */

enum {
    FIGURE,
    VALUE,
    NUMERATOR,
    DENOMINATOR,
    UNIT,
    PERIOD,
    PERIOD_KIND,
    CAPTION_EN,
    CAPTION_ZH,
    DEFINITION_EN,
    DEFINITION_ZH,
    NOTE_EN,
    NOTE_ZH,
    COLUMN_COUNT
};

static jw_table *figures(jw_store *store, jw_month month)
{
    jw_report_options options = JW_REPORT_OPTIONS_INIT;
    jw_error err = JW_ERROR_INIT;
    jw_table *table = NULL;
    options.month = month;
    test_fail_with("figures", jw_report_figures(store, &options, &table, &err), &err);
    return table;
}

static int64_t row_of(const jw_table *table, const char *figure)
{
    for (int64_t row = 0; row < jw_table_rows(table); row++)
        if (strcmp(jw_table_text(table, row, FIGURE), figure) == 0)
            return row;
    return -1;
}

/* "value numerator/denominator period", "-" for an empty cell. */
static const char *show(const jw_table *table, const char *figure)
{
    static char text[300];
    char numerator[24] = "-", denominator[24] = "-";
    int64_t row = row_of(table, figure);
    if (row < 0)
        return "no row";
    if (!jw_table_is_empty(table, row, NUMERATOR))
        jw__format_integer(jw_table_integer(table, row, NUMERATOR), numerator);
    if (!jw_table_is_empty(table, row, DENOMINATOR))
        jw__format_integer(jw_table_integer(table, row, DENOMINATOR), denominator);
    snprintf(text, sizeof text, "%s %s/%s %s",
             jw_table_is_empty(table, row, VALUE) ? "-" : jw_table_text(table, row, VALUE), numerator,
             denominator, jw_table_text(table, row, PERIOD));
    return text;
}

static const char *cell(const jw_table *table, const char *figure, size_t column)
{
    return jw_table_text(table, row_of(table, figure), column);
}

struct text {
    char *bytes;
    size_t length;
    size_t room; /* bytes that are still taken; SIZE_MAX = all */
};

static int32_t collect(void *userdata, const char *bytes, size_t length)
{
    struct text *text = userdata;
    if (length > text->room)
        return 1;
    text->room -= text->room == SIZE_MAX ? 0 : length;
    text->bytes = realloc(text->bytes, text->length + length + 1);
    assert_non_null(text->bytes);
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
    return 0;
}

static char *report(jw_store *store, int32_t format, int32_t chinese)
{
    struct text text = {NULL, 0, SIZE_MAX};
    jw_report_options options = JW_REPORT_OPTIONS_INIT;
    jw_error err = JW_ERROR_INIT;
    options.month = MONTH;
    options.format = format;
    options.chinese = chinese;
    test_fail_with("report", jw_report(store, &options, collect, &text, &err), &err);
    assert_non_null(text.bytes);
    return text.bytes;
}

static void assert_contains(const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        fail_msg("\"%s\" is missing in:\n%s", part, text ? text : "nothing");
}

/* Every line is UTF-8, at most 98 columns wide, and does not end in blanks. */
static void assert_reads_well(const char *text)
{
    assert_int_equal(jw__utf8_prefix(text, strlen(text)), strlen(text));
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        assert_int_equal(line[length], '\n');
        if (jw__display_width(line, length) > 98)
            fail_msg("too wide: %.*s", (int)length, line);
        assert_true(length == 0 || line[length - 1] != ' ');
        line += length + 1;
    }
}

/* Three villages, two communities, two offices, a workstation, five people. */
static void put_district(jw_store *store)
{
    test_put_checked(store, JW_RECORD_STATION, "610803,P1,,,police_station",
                     "610803,P2,,2020-10-31,police_station", NULL);
    test_put_checked(store, JW_RECORD_VILLAGE, "610803,C1,,,community,a", "610803,C2,,,community,b",
                     "610803,C3,2021-01-01,,community,later", "610803,V1,,,village,c",
                     "610803,V2,,,village,d", "610803,V3,,,village,e", NULL);
    test_put_checked(store, JW_RECORD_STATION, "610803,CO,,,community_office,,P1,C1,,2020-10-31",
                     "610803,RO,,,central_office,,P1,V1", "610803,R2,,,central_office,,P1,V3,,2020-11-01",
                     "610803,WS,,,workstation,,P1,V2", NULL);
    test_put_checked(store, JW_RECORD_SERVICE, "610803,CO,C1", "610803,RO,V1", "610803,RO,V2", "610803,R2,V3",
                     NULL);
    test_put_checked(store, JW_RECORD_STAFF, "610803,O1,,,officer", "610803,O2,,,officer",
                     "610803,O3,,,officer", "610803,A1,,,auxiliary", "610803,A2,,,auxiliary", NULL);
    test_put_checked(store, JW_RECORD_POSTING, "610803,O1,CO", "610803,O1,RO", "610803,O2,RO,,2020-10-31",
                     "610803,O3,P1", "610803,A1,WS", "610803,A1,CO", "610803,A2,P1", NULL);
}

/* ---- figures ---- */

static void counts_are_those_of_the_last_day(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_district(store);
    jw_table *table = figures(store, MONTH);
    assert_string_equal(show(table, "police_stations"), "1 1/- 2020-10-31");
    assert_string_equal(show(table, "offices"), "2 2/- 2020-10-31");
    assert_string_equal(show(table, "community_offices"), "1 1/- 2020-10-31");
    assert_string_equal(show(table, "central_offices"), "1 1/- 2020-10-31");
    assert_string_equal(show(table, "workstations"), "1 1/- 2020-10-31");
    assert_string_equal(show(table, "office_officers"), "1 1/- 2020-10-31");
    assert_string_equal(show(table, "auxiliaries"), "1 1/- 2020-10-31");
    assert_string_equal(show(table, "community_served"), "50.0 1/2 2020-10-31");
    assert_string_equal(show(table, "village_served"), "66.7 2/3 2020-10-31");
    assert_string_equal(show(table, "central_office_seat"), "33.3 1/3 2020-10-31");
    assert_string_equal(show(table, "workstation_seat"), "33.3 1/3 2020-10-31");
    assert_string_equal(cell(table, "offices", UNIT), "count");
    assert_string_equal(cell(table, "offices", PERIOD_KIND), "date");
    assert_string_equal(cell(table, "workstation_seat", UNIT), "percent");
    jw_table_free(table);
    table = figures(store, MONTH + 1);
    assert_string_equal(show(table, "central_offices"), "2 2/- 2020-11-30");
    assert_string_equal(show(table, "village_served"), "100.0 3/3 2020-11-30");
    jw_table_free(table);
    jw_store_free(store);
}

static void sums_keep_to_their_period(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_district(store);
    test_put_checked(
        store, JW_RECORD_TALLY, "610803,2019-12,WS,,households,,1000", "610803,2020-01,WS,,households,,1",
        "610803,2020-10,WS,A1,households,,20", "610803,2020-10,,,households,night,300",
        "610803,2020-11,WS,,households,,4000", "610803,2019-12,RO,,found,,100", "610803,2020-01,RO,,found,,3",
        "610803,2020-06,RO,,found,,5", "610803,2020-07,RO,,found,,100", "610803,2020-06,RO,,settled,,7",
        "610803,2019-01,P1,,criminal,,6", "610803,2019-06,P1,,criminal,,6", "610803,2019-07,P1,,criminal,,50",
        "610803,2020-03,RO,,criminal,,13", "610803,2019-02,P1,,administrative,,0",
        "610803,2020-02,RO,,administrative,,5", NULL);
    jw_table *table = figures(store, MONTH);
    assert_string_equal(show(table, "households"), "321 321/- 2020-01..2020-10");
    assert_string_equal(cell(table, "households", PERIOD_KIND), "year_to_date");
    assert_string_equal(show(table, "disputes_found"), "8 8/- 2020-01..2020-06");
    assert_string_equal(cell(table, "disputes_found", PERIOD_KIND), "last_complete_half");
    assert_string_equal(show(table, "settled_share"), "87.5 7/8 2020-01..2020-06");
    assert_string_equal(show(table, "criminal_change"), "+8.3 13/12 2020-01..2020-06");
    assert_string_equal(
        cell(table, "criminal_change", NOTE_EN),
        "against 2019-01..2019-06; records in 1 of 6 months only; base: records in 2 of 6 months only");
    assert_string_equal(cell(table, "criminal_change", NOTE_ZH),
                        "对比 2019-01..2019-06；6 个月中仅 1 个月有记录；基数：6 个月中仅 2 个月有记录");
    assert_string_equal(cell(table, "households", NOTE_EN), "records in 2 of 10 months only");
    assert_string_equal(show(table, "administrative_change"), "- 5/0 2020-01..2020-06"); /* the base is 0 */
    assert_string_equal(
        cell(table, "administrative_change", NOTE_EN),
        "against 2019-01..2019-06; undefined: the base is 0; records in 1 of 6 months only; base: "
        "records in 1 of 6 months only");
    assert_string_equal(show(table, "person_times"), "- -/- 2020-01..2020-10");
    assert_string_equal(cell(table, "person_times", NOTE_EN), "no record");
    assert_string_equal(cell(table, "person_times", NOTE_ZH), "无记录");
    jw_table_free(table);
    jw_store_free(store);
}

static void the_half_year_is_the_last_complete_one(void **state)
{
    (void)state;
    static const struct {
        jw_month month;
        const char *half, *year;
    } expected[] = {{2020 * 12 + 0, "2019-07..2019-12", "2020-01"},
                    {2020 * 12 + 4, "2019-07..2019-12", "2020-01..2020-05"},
                    {2020 * 12 + 5, "2020-01..2020-06", "2020-01..2020-06"},
                    {2020 * 12 + 10, "2020-01..2020-06", "2020-01..2020-11"},
                    {2020 * 12 + 11, "2020-07..2020-12", "2020-01..2020-12"}};
    jw_store *store = new_store(context);
    for (size_t i = 0; i < LENGTH(expected); i++) {
        jw_table *table = figures(store, expected[i].month);
        assert_string_equal(cell(table, "disputes_found", PERIOD), expected[i].half);
        assert_string_equal(cell(table, "criminal_change", PERIOD), expected[i].half);
        assert_string_equal(cell(table, "households", PERIOD), expected[i].year);
        jw_table_free(table);
    }
    jw_store_free(store);
}

static void nothing_recorded_is_not_nought(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    jw_table *table = figures(store, MONTH);
    assert_int_equal(jw_table_rows(table), 18);
    for (int64_t row = 0; row < jw_table_rows(table); row++) {
        assert_int_equal(jw_table_is_empty(table, row, VALUE), 1);
        assert_int_equal(jw_table_is_empty(table, row, NOTE_EN), 0);
        for (size_t column = CAPTION_EN; column <= DEFINITION_ZH; column++)
            assert_int_equal(jw_table_is_empty(table, row, column), 0);
    }
    jw_table_free(table);
    char *text = report(store, JW_REPORT_TEXT, 0);
    assert_contains(text, "no record");
    assert_reads_well(text);
    free(text);
    test_put_checked(store, JW_RECORD_STATION, "610803,P1,,,police_station", NULL);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,P1,,households,,0", NULL);
    table = figures(store, MONTH);
    assert_string_equal(show(table, "households"), "0 0/- 2020-01..2020-10");
    assert_string_equal(show(table, "offices"), "0 0/- 2020-10-31"); /* there are stations, but no office */
    assert_string_equal(show(table, "office_officers"), "- -/- 2020-10-31");
    jw_table_free(table);
    jw_store_free(store);
}

static void percentages_round_half_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        int before, now;
        const char *value;
    } expected[] = {{2000, 2001, "+0.1"}, {2000, 1999, "-0.1"}, {2001, 2000, "0.0"}, {2001, 2002, "0.0"},
                    {3, 3, "0.0"},        {1, 2, "+100.0"},     {4, 0, "-100.0"},    {8, 7, "-12.5"}};
    for (size_t i = 0; i < LENGTH(expected); i++) {
        jw_store *store = new_store(context);
        char before[80], now[80];
        snprintf(before, sizeof before, "610803,2019-01,,,criminal,,%d", expected[i].before);
        snprintf(now, sizeof now, "610803,2020-01,,,criminal,,%d", expected[i].now);
        test_put_checked(store, JW_RECORD_TALLY, before, now, NULL);
        jw_table *table = figures(store, MONTH);
        assert_string_equal(cell(table, "criminal_change", VALUE), expected[i].value);
        jw_table_free(table);
        jw_store_free(store);
    }
}

/* ---- published figures ---- */

static void published_figures_are_held_against_the_records(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_district(store);
    test_put_checked(store, JW_RECORD_PUBLISHED, "610803,2020-10,central_office_seat,1,33,1",
                     "610803,2020-10,workstation_seat,1,33.3", "610803,2020-10,community_served,1,70.0",
                     "610803,2020-10,own_label,1,50", "610803,2020-09,village_served,1,1", NULL);
    jw_table *table = figures(store, MONTH);
    assert_int_equal(jw_table_rows(table), 18 + 4);
    /* 33 with one decimal is 33.0: only 1/3 would be near, but gives 33.3 */
    assert_string_equal(show(table, "published.central_office_seat"), "33.0 1/- 2020-10");
    assert_string_equal(
        cell(table, "published.central_office_seat", NOTE_EN),
        "denominators: none; no denominator gives this percentage; the records have 1 of 3, which is 33.3 %; "
        "rest on different denominators: none and 3; none in common: central_office_seat, "
        "workstation_seat");
    assert_string_equal(show(table, "published.workstation_seat"), "33.3 1/3 2020-10");
    assert_string_equal(show(table, "published.community_served"), "70.0 1/- 2020-10");
    assert_string_equal(show(table, "published.own_label"), "50 1/2 2020-10");
    assert_string_equal(cell(table, "published.own_label", NOTE_EN), "denominators: 2");
    assert_string_equal(cell(table, "published.own_label", CAPTION_EN), "own_label, as published");
    assert_string_equal(cell(table, "workstation_seat", NOTE_EN), ""); /* the records agree */
    assert_string_equal(cell(table, "central_office_seat", NOTE_EN),
                        "published as 1 = 33.0 %, which needs a denominator that does not exist");
    assert_string_equal(cell(table, "published.workstation_seat", PERIOD_KIND), "month");
    jw_table_free(table);
    jw_store_free(store);
}

static void rates_that_share_a_denominator_do_not_contradict(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    test_put_checked(store, JW_RECORD_PUBLISHED, "610803,2020-10,central_office_seat,56,25.8",
                     "610803,2020-10,workstation_seat,158,72.8", NULL); /* both fit 217 */
    char *text = report(store, JW_REPORT_JSON, 0);
    assert_contains(text, "\"denominators\":\"217\"");
    assert_contains(text, "\"contradictions\": [");
    assert_null(strstr(text, "none in common"));
    free(text);
    jw_store_free(store);
}

/* ---- text and JSON ---- */

/* A reader of JSON that only says where it is wrong. */
static const char *skip_value(const char *at);

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \n\r\t");
}

static const char *skip_string(const char *at)
{
    assert_int_equal(*at, '"');
    for (at++; *at != '"'; at++) {
        assert_true((unsigned char)*at >= 0x20);
        if (*at == '\\')
            at++;
    }
    return at + 1;
}

static const char *skip_list(const char *at, char close, bool named)
{
    at = skip_blanks(at + 1);
    while (*at != close) {
        if (named) {
            at = skip_blanks(skip_string(at));
            assert_int_equal(*at, ':');
            at = skip_blanks(at + 1);
        }
        at = skip_blanks(skip_value(at));
        if (*at == ',')
            at = skip_blanks(at + 1);
        else
            assert_int_equal(*at, close);
    }
    return at + 1;
}

static const char *skip_value(const char *at)
{
    if (*at == '{')
        return skip_list(at, '}', true);
    if (*at == '[')
        return skip_list(at, ']', false);
    if (*at == '"')
        return skip_string(at);
    size_t length = strspn(at, "-+.0123456789eEtruefalsn");
    assert_true(length > 0);
    return at + length;
}

static void json_has_everything(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_district(store);
    test_put_checked(store, JW_RECORD_PUBLISHED, "610803,2020-10,central_office_seat,56,25.8",
                     "610803,2020-10,workstation_seat,158,69.6", NULL);
    char *text = report(store, JW_REPORT_JSON, 0);
    assert_int_equal(*skip_blanks(skip_value(text)), '\0');
    assert_contains(text,
                    "{\"report\": [\n{\"district\":\"610803\",\"name\":\"横山区\",\"month\":\"2020-10\"}\n]");
    assert_contains(text,
                    "\"figure\":\"community_served\",\"value\":\"50.0\",\"numerator\":1,\"denominator\":2");
    assert_contains(text, "\"figure\":\"person_times\",\"value\":null");
    assert_contains(text,
                    "\"labels\":\"central_office_seat, workstation_seat\",\"denominators\":\"217 and 227\"");
    assert_contains(text, "\"name\":\"beat_hours\",\"value\":\"20\"");
    free(text);
    jw_store_free(store);
}

static void text_reads_well_in_both_languages(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    put_district(store);
    test_put_checked(store, JW_RECORD_TALLY, "610803,2020-10,WS,,households,,1234567", NULL);
    assert_int_equal(jw_rule_set(store, NULL, "beat_hours", "16", JW_DATE_NONE, NULL, NULL), JW_OK);
    char *english = report(store, JW_REPORT_TEXT, 0), *chinese = report(store, JW_REPORT_TEXT, 1);
    assert_reads_well(english);
    assert_reads_well(chinese);
    assert_contains(english, "横山区 (610803)  Report of 2020-10\n");
    assert_contains(english, "1,234,567");
    assert_contains(english, "beat_hours = 16*;");
    assert_contains(english, "Definitions\n  Police stations: Police stations valid on the date.\n");
    assert_contains(chinese, "横山区 (610803)  月度报告 2020-10\n");
    assert_contains(
        chinese,
        "  警务工作站                                           1                        2020-10-31\n");
    assert_contains(chinese, "1,234,567");
    assert_null(strstr(chinese, "Workstations"));
    assert_null(strstr(english, "警务"));
    free(english);
    free(chinese);
    jw_store_free(store);
}

static void wrong_calls(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    struct text text = {NULL, 0, SIZE_MAX};
    jw_table *table = NULL;
    jw_report_options options = JW_REPORT_OPTIONS_INIT;
    assert_int_equal(jw_report_figures(store, &options, &table, NULL), JW_EINVAL); /* no month */
    options.month = MONTH;
    assert_int_equal(jw_report_figures(NULL, &options, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_report_figures(store, NULL, &table, NULL), JW_EINVAL);
    assert_int_equal(jw_report_figures(store, &options, NULL, NULL), JW_EINVAL);
    assert_int_equal(jw_report(store, &options, NULL, NULL, NULL), JW_EINVAL);
    options.format = 3;
    assert_int_equal(jw_report(store, &options, collect, &text, NULL), JW_EINVAL);
    options.format = JW_REPORT_TEXT;
    options.district = "610804";
    assert_int_equal(jw_report(store, &options, collect, &text, NULL), JW_ENOTFOUND);
    options.district = "610803";
    options.struct_size = 8;
    assert_int_equal(jw_report(store, &options, collect, &text, NULL), JW_EINVAL);
    assert_null(table);
    assert_null(text.bytes);
    jw_store_free(store);
}

static void a_reader_may_stop(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    for (int32_t format = JW_REPORT_TEXT; format <= JW_REPORT_JSON; format++) {
        struct text text = {NULL, 0, 300};
        jw_report_options options = JW_REPORT_OPTIONS_INIT;
        jw_error err = JW_ERROR_INIT;
        options.month = MONTH;
        options.format = format;
        assert_int_equal(jw_report(store, &options, collect, &text, &err), JW_ECALLBACK);
        assert_int_equal(err.status, JW_ECALLBACK);
        free(text.bytes);
    }
    jw_store_free(store);
}

/* ---- the example, and memory ---- */

static void the_example(void **state)
{
    (void)state;
    static const char *const expected[][2] = {{"police_stations", "17 17/- 2020-10-31"},
                                              {"offices", "60 60/- 2020-10-31"},
                                              {"community_offices", "4 4/- 2020-10-31"},
                                              {"central_offices", "56 56/- 2020-10-31"},
                                              {"workstations", "158 158/- 2020-10-31"},
                                              {"office_officers", "56 56/- 2020-10-31"},
                                              {"auxiliaries", "294 294/- 2020-10-31"},
                                              {"community_served", "100.0 16/16 2020-10-31"},
                                              {"central_office_seat", "26.2 56/214 2020-10-31"},
                                              {"workstation_seat", "73.8 158/214 2020-10-31"},
                                              {"households", "102484 102484/- 2020-01..2020-10"},
                                              {"person_times", "197541 197541/- 2020-01..2020-10"},
                                              {"settled_share", "88.2 255/289 2020-01..2020-06"},
                                              {"criminal_change", "-4.2 251/262 2020-01..2020-06"},
                                              {"administrative_change", "-17.1 582/702 2020-01..2020-06"},
                                              {"published.central_office_seat", "25.8 56/217 2020-10"},
                                              {"published.workstation_seat", "69.6 158/227 2020-10"},
                                              {"published.community_served", "100 16/16 2020-10"}};
    jw_store *store = test_hengshan(context);
    if (!store)
        skip();
    jw_table *table = figures(store, MONTH);
    for (size_t i = 0; i < LENGTH(expected); i++)
        assert_string_equal(show(table, expected[i][0]), expected[i][1]);
    assert_string_equal(
        cell(table, "published.central_office_seat", NOTE_EN),
        "denominators: 217; the records have 56 of 214, which is 26.2 %; rest on different denominators: "
        "217 and 227; none in common: central_office_seat, workstation_seat");
    jw_table_free(table);
    char *english = report(store, JW_REPORT_TEXT, 0), *chinese = report(store, JW_REPORT_TEXT, 1);
    assert_reads_well(english);
    assert_reads_well(chinese);
    assert_contains(english,
                    "! rest on different denominators: 217 and 227; none in common: central_office_seat,");
    assert_contains(english, "102,484");
    assert_contains(english, "88.2 %    255/289");
    assert_contains(chinese, "! 分母不同：217 与 227；没有共同的分母");
    free(english);
    free(chinese);
    jw_store_free(store);
}

static int32_t ignore(void *userdata, const char *bytes, size_t length)
{
    (void)userdata;
    (void)bytes;
    (void)length;
    return 0;
}

static jw_status report_and_forget(void *userdata, jw_error *err)
{
    jw_report_options options = JW_REPORT_OPTIONS_INIT;
    options.month = MONTH;
    options.format = JW_REPORT_JSON;
    JW_TRY(jw_report(userdata, &options, ignore, NULL, err));
    options.format = JW_REPORT_TEXT;
    return jw_report(userdata, &options, ignore, NULL, err);
}

static void no_memory_is_a_status(void **state)
{
    (void)state;
    test_memory memory;
    jw_store *store = new_failing_store(&memory);
    put_district(store);
    test_put_checked(store, JW_RECORD_PUBLISHED, "610803,2020-10,central_office_seat,56,25.8",
                     "610803,2020-10,workstation_seat,158,69.6", NULL);
    test_every_allocation(&memory, report_and_forget, store);
    free_failing_store(store, &memory);
}

static void a_cancelled_context_stops(void **state)
{
    (void)state;
    jw_store *store = new_store(context);
    assert_cancelling_stops(report_and_forget, store);
    jw_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_of_the_last_day),
        cmocka_unit_test(sums_keep_to_their_period),
        cmocka_unit_test(the_half_year_is_the_last_complete_one),
        cmocka_unit_test(nothing_recorded_is_not_nought),
        cmocka_unit_test(percentages_round_half_away_from_zero),
        cmocka_unit_test(published_figures_are_held_against_the_records),
        cmocka_unit_test(rates_that_share_a_denominator_do_not_contradict),
        cmocka_unit_test(json_has_everything),
        cmocka_unit_test(text_reads_well_in_both_languages),
        cmocka_unit_test(wrong_calls),
        cmocka_unit_test(a_reader_may_stop),
        cmocka_unit_test(the_example),
        cmocka_unit_test(no_memory_is_a_status),
        cmocka_unit_test(a_cancelled_context_stops),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
