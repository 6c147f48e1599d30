/*
 * The whole path with memory that fails: files in, hours, coverage, findings, assessment, report and files out. Each
 * allocation fails once (a sample of them without JW_TEST_FULL): the status is JW_ENOMEM, the outputs are untouched, the
 * store is as it was, and nothing is left over at the end.
 */
#include "unit/support.h"

#include <sys/stat.h>
#include <jingwu/jingwu.h>

/* ---- a small district as files ---- */

static const struct {
    jw_record record;
    const char *text;
} files[] = {
    {JW_RECORD_VILLAGE, "code,kind,name,police_station,population\n"
                        "V1,village,一村,PS1,800\nV2,village,二村,PS1,900\nV3,village,三村,PS1,1000\n"
                        "V4,village,四村,PS1,1100\nC1,community,社区,PS1,5000\n"},
    {JW_RECORD_STATION, "id,kind,name,police_station,seat,opened\n"
                        "PS1,police_station,派出所,,C1,\nCO1,community_office,社区警务室,PS1,C1,2020-01-01\n"
                        "RO1,central_office,中心警务室,PS1,V1,2020-01-01\nWS2,workstation,,PS1,V2,2020-01-01\n"
                        "WS3,workstation,,PS1,V3,2020-01-01\nWS4,workstation,,PS1,V4,2020-01-01\n"},
    {JW_RECORD_SERVICE, "station,village\nCO1,C1\nRO1,V1\nRO1,V2\nRO1,V3\nRO1,V4\n"},
    {JW_RECORD_STAFF, "id,role,police_station\nO1,officer,PS1\nO2,officer,PS1\nA1,auxiliary,PS1\n"},
    {JW_RECORD_POSTING, "staff,station\nO1,CO1\nO2,RO1\nA1,CO1\nA1,RO1\n"},
    {JW_RECORD_CALENDAR, "date,kind\n2020-10-01,holiday\n2020-10-02,holiday\n2020-10-10,workday\n"},
    {JW_RECORD_ABSENCE, "staff,valid_from,valid_to,kind\nO2,2020-10-12,2020-10-14,leave\n"},
    {JW_RECORD_INSPECTION, "station,date,section,item,passed\nRO1,2020-09-01,exterior,sign,1\nRO1,2020-09-01,ledger,,0\n"},
    {JW_RECORD_TALLY, "month,station,staff,measure,value\n2020-10,RO1,,seen,40\n2020-10,RO1,,asked,50\n"
                      "2020-10,RO1,,criminal,2\n2020-03,RO1,,found,9\n2020-03,RO1,,settled,8\n"
                      "2020-10,,O1,households,120\n2019-03,RO1,,criminal,3\n"},
    {JW_RECORD_PUBLISHED, "month,label,count,percent,decimals\n2020-10,central_office_seat,1,25.0,1\n"},
    {JW_RECORD_DUTY, "staff,start,station,finish,activity,village\n"
                     "O1,2020-10-05 08:00,CO1,2020-10-05 18:00,reception,C1\n"
                     "O1,2020-10-05 17:00,PS1,2020-10-05 19:00,patrol,\n"
                     "O2,2020-10-31 22:00,RO1,2020-11-01 06:00,patrol,V2\n"
                     "O2,2020-10-06 07:30,PS1,2020-10-06 08:00,briefing,\n"
                     "A1,2020-10-06 08:00,RO1,2020-10-06 16:30,reception,\n"
                     "A1,2020-10-07 08:00:30,RO1,2020-10-07 16:30,workstation,V3\n"},
    {JW_RECORD_DUTY_PLAN, "staff,start,station,finish,activity\nO1,2020-10-05 08:00,CO1,2020-10-05 16:00,reception\n"},
};

struct world {
    test_memory memory;
    jw_context *context;
    test_store open;
    char directory[64];
    char paths[LENGTH(files)][128];
    jw_import_file list[LENGTH(files)];
};

static void write_files(struct world *world)
{
    strcpy(world->directory, "/tmp/jingwu-faults-XXXXXX");
    assert_non_null(mkdtemp(world->directory));
    for (size_t i = 0; i < LENGTH(files); i++) {
        snprintf(world->paths[i], sizeof world->paths[i], "%s/%s.csv", world->directory,
                 jw_record_name(files[i].record));
        FILE *file = fopen(world->paths[i], "wb");
        assert_non_null(file);
        assert_true(fputs(files[i].text, file) >= 0);
        assert_int_equal(fclose(file), 0);
        world->list[i] = (jw_import_file){sizeof world->list[i], files[i].record, 0, world->paths[i]};
    }
}

static void open_world(struct world *world, const char *scheme)
{
    memset(world, 0, sizeof *world);
    write_files(world);
    world->context = test_context(&world->memory);
    world->open = test_open(world->context, scheme);
    jw_error err = JW_ERROR_INIT;
    test_fail_with("district", jw_store_add_district(world->open.store, "610803", "横山区", 28800, &err), &err);
}

static void close_world(struct world *world)
{
    test_close(&world->open);
    jw_context_free(world->context);
    assert_int_equal(world->memory.live, 0);
    for (size_t i = 0; i < LENGTH(files); i++)
        unlink(world->paths[i]);
    assert_int_equal(rmdir(world->directory), 0);
}

/* ---- what a store holds, as text ---- */

struct text {
    char *bytes;
    size_t length;
};

static int32_t collect(void *userdata, const char *bytes, size_t length)
{
    struct text *text = userdata;
    char *moved = realloc(text->bytes, text->length + length + 1);
    if (!moved)
        return 1;
    memcpy(moved + text->length, bytes, length);
    text->bytes = moved;
    text->length += length;
    text->bytes[text->length] = '\0';
    return 0;
}

/* Every record but the journal, whose times differ. */
static struct text dump(jw_store *store)
{
    struct text text = {0};
    jw_error err = JW_ERROR_INIT;
    for (jw_record record = 1; record < JW_RECORD_JOURNAL; record++)
        test_fail_with("export", jw_store_export(store, record, NULL, collect, &text, &err), &err);
    return text;
}

static void assert_holds(jw_store *store, const struct text *wanted)
{
    struct text text = dump(store);
    assert_string_equal(text.bytes, wanted->bytes);
    free(text.bytes);
}

/* ---- the calls ---- */

static jw_status import_files(struct world *world, jw_error *err)
{
    jw_import_summary summary = {.struct_size = sizeof summary};
    return jw_store_import(world->open.store, world->list, LENGTH(files), NULL, &summary, err);
}

/* A result must be absent after a failure; it is freed after success. */
static jw_status drop(jw_status status, jw_table *table)
{
    assert_int_equal(table != NULL, status == JW_OK);
    jw_table_free(table);
    return status;
}

static jw_month october(void)
{
    return 2020 * 12 + 9;
}

static jw_status hours(struct world *world, int32_t by, int32_t per, jw_error *err)
{
    jw_hours_options options = JW_HOURS_OPTIONS_INIT;
    jw_table *table = NULL;
    options.month = october();
    options.by = by;
    options.per = per;
    jw_status status = jw_hours(world->open.store, &options, &table, err);
    return drop(status, table);
}

static jw_status hours_of_staff(struct world *world, jw_error *err)
{
    return hours(world, JW_HOURS_BY_STAFF, JW_PER_WEEK, err);
}

static jw_status hours_of_stations(struct world *world, jw_error *err)
{
    return hours(world, JW_HOURS_BY_STATION, JW_PER_DAY, err);
}

static jw_status coverage(struct world *world, jw_error *err)
{
    jw_table *table = NULL;
    jw_status status = jw_coverage(world->open.store, NULL, JW_DATE_NONE, &table, err);
    return drop(status, table);
}

static jw_status audit(struct world *world, jw_error *err)
{
    jw_audit_options options = JW_AUDIT_OPTIONS_INIT;
    jw_table *table = NULL;
    int64_t findings = -1;
    options.month = october();
    jw_status status = jw_audit(world->open.store, &options, &table, &findings, err);
    assert_true(status == JW_OK ? findings > 0 : findings == -1);
    return drop(status, table);
}

static jw_status rules(struct world *world, jw_error *err)
{
    jw_table *table = NULL;
    jw_status status = jw_rules(world->open.store, NULL, jw_date_make(2020, 10, 31), &table, err);
    return drop(status, table);
}

static jw_status assess_totals(struct world *world, jw_error *err)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_table *table = NULL;
    options.month = october();
    options.totals = 1;
    jw_status status = jw_assess(world->open.store, &options, &table, err);
    return drop(status, table);
}

static jw_status assess_one(struct world *world, jw_error *err)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_assessment *assessment = NULL;
    options.month = october();
    jw_status status = jw_assessment_make(world->open.store, &options, "O2", &assessment, err);
    assert_int_equal(assessment != NULL, status == JW_OK);
    jw_assessment_free(assessment);
    return status;
}

static jw_status report(struct world *world, jw_error *err)
{
    jw_report_options options = JW_REPORT_OPTIONS_INIT;
    struct text text = {0};
    options.month = october();
    options.format = JW_REPORT_JSON;
    jw_status status = jw_report(world->open.store, &options, collect, &text, err);
    free(text.bytes);
    return status;
}

static jw_status export_duty(struct world *world, jw_error *err)
{
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    struct text text = {0};
    options.month = october();
    options.encoding = JW_ENCODING_GB18030;
    jw_status status = jw_store_export(world->open.store, JW_RECORD_DUTY, &options, collect, &text, err);
    free(text.bytes);
    return status;
}

static jw_status export_arrow(struct world *world, jw_error *err)
{
    struct ArrowArrayStream stream = {0};
    struct ArrowArray array = {0};
    struct ArrowSchema schema = {0};
    jw_table *table;
    JW_TRY(jw_rules(world->open.store, NULL, jw_date_make(2020, 10, 31), &table, err));
    jw_status status = jw_table_export(table, &stream, err);
    jw_table_free(table);
    if (status != JW_OK)
        return status;
    if (stream.get_schema(&stream, &schema) != 0 || stream.get_next(&stream, &array) != 0)
        status = jw_error_set(err, JW_ENOMEM, 0, "%s", stream.get_last_error(&stream));
    stream.release(&stream);
    if (schema.release)
        schema.release(&schema);
    if (array.release)
        array.release(&array);
    return status;
}

static jw_status set_rule(struct world *world, jw_error *err)
{
    return jw_rule_set(world->open.store, NULL, "beat_hours", "18", jw_date_make(2020, 12, 1), "test", err);
}

typedef jw_status (*call_fn)(struct world *world, jw_error *err);

static const struct {
    const char *name;
    call_fn call;
} reads[] = {
    {"hours of staff", hours_of_staff}, {"hours of stations", hours_of_stations},
    {"coverage", coverage},             {"audit", audit},
    {"rules", rules},                   {"assess, totals", assess_totals},
    {"assess one", assess_one},         {"report", report},
    {"export duty", export_duty},       {"export arrow", export_arrow},
};

/* ---- failing ---- */

/* All of the first, then fewer and fewer: failures far apart are mostly the same code again. */
static int64_t next_failure(int64_t call)
{
    return getenv("JW_TEST_FULL") || call < 200 ? call + 1 : call + 1 + call / 40;
}

/* Calls until no allocation fails any more; before is what the store holds until then, NULL = is not checked. */
static void fail_each(struct world *world, const char *name, call_fn call, const struct text *before)
{
    int64_t attempts = 0;
    for (int64_t nth = 1;; nth = next_failure(nth), attempts++) {
        jw_error err = JW_ERROR_INIT;
        test_memory_fail(&world->memory, nth);
        jw_status status = call(world, &err);
        bool failed = world->memory.calls >= nth;
        test_memory_fail(&world->memory, 0);
        if (!failed) {
            test_fail_with(name, status, &err);
            break;
        }
        if (status != JW_ENOMEM || err.status != JW_ENOMEM)
            fail_msg("%s: allocation %lld fails: %s: %s", name, (long long)nth, jw_status_name(status), err.message);
        if (before)
            assert_holds(world->open.store, before);
    }
    print_message("%s: %lld allocations failed, one at a time\n", name, (long long)attempts);
    assert_true(attempts > 2);
}

static void the_whole_path_survives_failing_memory(void **state)
{
    struct world world;
    open_world(&world, *state);
    struct text empty = dump(world.open.store);
    fail_each(&world, "import", import_files, &empty);
    struct text full = dump(world.open.store);
    assert_true(full.length > empty.length + 1000);
    int64_t live = world.memory.live;
    for (size_t i = 0; i < LENGTH(reads); i++)
        fail_each(&world, reads[i].name, reads[i].call, NULL);
    assert_holds(world.open.store, &full);
    if (strcmp(*state, "memory") == 0) /* a file's storage keeps what it has read of the district */
        assert_int_equal(world.memory.live, live);
    fail_each(&world, "set a rule", set_rule, &full);
    free(empty.bytes);
    free(full.bytes);
    close_world(&world);
}

/* The same import once more, now that every row is there: nothing changes. */
static void importing_again_survives_failing_memory(void **state)
{
    struct world world;
    open_world(&world, *state);
    jw_error err = JW_ERROR_INIT;
    test_fail_with("import", import_files(&world, &err), &err);
    struct text full = dump(world.open.store);
    fail_each(&world, "import again", import_files, &full);
    assert_holds(world.open.store, &full);
    free(full.bytes);
    close_world(&world);
}

static void opening_survives_failing_memory(void **state)
{
    (void)state;
    char place[] = "/tmp/jingwu-faults-XXXXXX", uri[64];
    assert_non_null(mkdtemp(place));
    snprintf(uri, sizeof uri, "sqlite:%s/store", place);
    jw_store_options options = JW_STORE_OPTIONS_INIT;
    options.flags = JW_STORE_CREATE;
    for (int64_t nth = 1;; nth++) {
        test_memory memory = {0};
        jw_context *context = test_context(&memory);
        jw_store *store = NULL;
        jw_error err = JW_ERROR_INIT;
        test_memory_fail(&memory, nth);
        jw_status status = jw_store_open(context, uri, &options, &store, &err);
        bool failed = memory.calls >= nth;
        assert_int_equal(status, failed ? JW_ENOMEM : JW_OK);
        assert_int_equal(store != NULL, !failed);
        jw_store_free(store);
        jw_context_free(context);
        assert_int_equal(memory.live, 0);
        if (!failed)
            break;
    }
    test_store made = {NULL, ""};
    strcpy(made.directory, place);
    test_close(&made);
}

#define ON(test, scheme) {#test " (" scheme ")", test, NULL, NULL, (void *)scheme}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_survives_failing_memory),
        ON(the_whole_path_survives_failing_memory, "memory"),
        ON(the_whole_path_survives_failing_memory, "sqlite"),
        ON(importing_again_survives_failing_memory, "memory"),
        ON(importing_again_survives_failing_memory, "sqlite"),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
