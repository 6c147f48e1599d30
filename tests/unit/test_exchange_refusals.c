/* Imports that are refused, in whole or in part: what is said about it, and that nothing else has changed. */
#include "exchange_bench.h"
#include "random.h"

/* ---- wrong files ---- */

typedef struct wrong {
    jw_record record;
    const char *text;
    size_t length; /* 0 = strlen */
    jw_status status;
    int64_t row;
    const char *field;
    const char *message; /* a part of it */
} wrong;

#define DUTY_HEAD "staff,start,finish,station,activity\n"
#define GOOD_DUTY "O001,2020-10-12 08:00,2020-10-12 09:00,CO01,patrol\n"

static const wrong wrongs[] = {
    {JW_RECORD_DUTY, "", 0, JW_EINPUT, 1, "", "empty"},
    {JW_RECORD_DUTY, "staff,start,finish,station\n", 0, JW_EINPUT, 1, "activity", "activity"},
    {JW_RECORD_DUTY, "start,finish,station,activity\n", 0, JW_EINPUT, 1, "staff", "staff"},
    {JW_RECORD_DUTY, "staff,start,finish,station,activty\n", 0, JW_EINPUT, 1, "", "is it activity?"},
    {JW_RECORD_DUTY, "staff,start,finish,station,activity,姓名\n", 0, JW_EINPUT, 1, "", "姓名"},
    {JW_RECORD_DUTY, "staff,start,finish,station,activity,start\n", 0, JW_EINPUT, 1, "start", "two columns"},
    {JW_RECORD_DUTY, "staff;start;finish;station;activity\n", 0, JW_EINPUT, 1, "", "commas"},
    {JW_RECORD_DUTY, "staff,start,finish,station,activity,\n", 0, JW_EINPUT, 1, "", "no name"},
    {JW_RECORD_DUTY, "\"staff\n", 0, JW_EINPUT, 1, "", "header"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-02-30 08:00,2020-10-05 09:00,CO01,patrol\n", 0, JW_EINPUT,
     3, "start", "2020-02-30"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,2020-10-13 08:00,CO01,patrol\n", 0, JW_EINPUT,
     3, "finish", "after"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,2020-10-23 08:00,CO01,patrol\n", 0, JW_EINPUT,
     3, "finish", "7 days"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY ",2020-10-13 09:00,2020-10-13 10:00,CO01,patrol\n", 0, JW_EINPUT, 3,
     "staff", "needed"},
    {JW_RECORD_DUTY, DUTY_HEAD "O001,2020-10-13 09:00,2020-10-13 10:00,CO99,patrol\n" GOOD_DUTY, 0,
     JW_EREFERENCE, 2, "station", "CO99"},
    {JW_RECORD_DUTY, DUTY_HEAD "O001,2020-10-13 09:00,2020-10-13 10:00,CO01,nap\n" GOOD_DUTY, 0,
     JW_EREFERENCE, 2, "activity", "nap"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,CO01,patrol\n", 0, JW_EINPUT, 3, "",
     "4 cells"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,2020-10-13 10:00,CO01,patrol,\n", 0,
     JW_EINPUT, 3, "", "6 cells"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "\"O001,2020-10-13 09:00\n\n", 0, JW_EINPUT, 3, "staff",
     "never closed"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,2020-10-13 10:00,CO\0001,patrol\n", 139,
     JW_EINPUT, 3, "station", "NUL"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-12 08:00,2020-10-12 09:30,CO01,patrol\n", 0, JW_EINPUT,
     2, "staff", "line 3"},
    {JW_RECORD_STATION, "id,kind,name\nS1,workstation,城关警务\xE5\xAE\n", 0, JW_EENCODING, 2, "name",
     "offset 40"},
    {JW_RECORD_STATION, "id,kind,name\nS1,workstation,城关\nS2,workstation,横山\xE5", 0, JW_EENCODING, 3,
     "name", "very end"},
    {JW_RECORD_STATION, "id,kind,name\nS1,workstation,ab\xE5\xAE\n", 0, JW_EENCODING, 2, "", "--encoding"},
    {JW_RECORD_STATION, "\xFF\xFEi\0d\0", 6, JW_EENCODING, 0, "", "UTF-16"},
    {JW_RECORD_STATION, "id,kind\nS1,castle\n", 0, JW_EINPUT, 2, "kind", "castle"},
    {JW_RECORD_STATION, "id,kind\n6.10803E+11,workstation\n", 0, JW_EINPUT, 2, "id", "spreadsheet"},
    {JW_RECORD_STATION, "id,kind,police_station\nS1,workstation,S2\n", 0, JW_EREFERENCE, 2, "police_station",
     "S2"},
    {JW_RECORD_STAFF, "id,role,valid_from,valid_to\nO9,officer,2020-10-05,2020-10-05\n", 0, JW_EINPUT, 2,
     "valid_to", "valid_from"},
    {JW_RECORD_CALENDAR, "district,date,kind\n999999,2020-10-05,holiday\n", 0, JW_EREFERENCE, 2, "district",
     "999999"},
    {JW_RECORD_CALENDAR, "date,kind\n2020-10-05,holiday\n2020-10-05,workday\n", 0, JW_EINPUT, 2, "date",
     "same key"},
    {JW_RECORD_TALLY, "month,measure,value\n2020-13,a,1\n", 0, JW_EINPUT, 2, "month", "2020-13"},
    {JW_RECORD_TALLY, "month,measure,value\n2020-10,a,1.5\n", 0, JW_EINPUT, 2, "value", "1.5"},
    {JW_RECORD_MONTH, "month,revision,state\n2020-10,0,closed\n", 0, JW_EINVAL, 0, "", "library only"},
};

static void check_wrong(bench *on, const wrong *file_case, const char *before)
{
    size_t length = file_case->length ? file_case->length : strlen(file_case->text);
    jw_import_file file = {sizeof file, file_case->record, 0, make_file(on, file_case->text, length)};
    on->err = (jw_error)JW_ERROR_INIT;
    jw_status status = jw_store_import(on->store.store, &file, 1, NULL, NULL, &on->err);
    if (status != file_case->status || on->err.row != file_case->row ||
        strcmp(on->err.field, file_case->field) != 0 || !strstr(on->err.message, file_case->message))
        fail_msg("wrong file '%s': %s row %lld field '%s': %s", file_case->text, jw_status_name(status),
                 (long long)on->err.row, on->err.field, on->err.message);
    if (status != JW_EINVAL)
        assert_non_null(strstr(on->err.message, file.path));
    drop_files(on);
    char *after = whole_store(on);
    assert_string_equal(after, before);
    free(after);
}

static void check_wrong_files(bench *on)
{
    char *before = whole_store(on);
    for (size_t i = 0; i < LENGTH(wrongs); i++)
        check_wrong(on, &wrongs[i], before);
    jw_import_file file = {sizeof file, JW_RECORD_DUTY, 0, "/nowhere/duty.csv"};
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_store_import(on->store.store, &file, 1, NULL, NULL, &err), JW_ENOTFOUND);
    assert_non_null(strstr(err.message, "/nowhere/duty.csv"));
    free(before);
}

static void test_wrong_files(void **state)
{
    (void)state;
    on_every_storage(check_wrong_files, true);
}

/* A cell of 100 MB is refused with its line and field. */
static void test_huge_cell(void **state)
{
    (void)state;
    enum { SIZE = 100000000 };
    bench on;
    open_bench(&on, "memory", 0);
    import_district(&on);
    char *text = malloc(SIZE + 100);
    assert_non_null(text);
    size_t length = (size_t)sprintf(text, "date,kind\n2020-10-05,");
    memset(text + length, 'x', SIZE);
    memcpy(text + length + SIZE, "\n2020-10-06,holiday\n", 20);
    wrong huge = {JW_RECORD_CALENDAR, text, length + SIZE + 20, JW_EINPUT, 2, "kind", "64 KiB"};
    char *before = whole_store(&on);
    check_wrong(&on, &huge, before);
    free(before);
    free(text);
    close_bench(&on);
}

/* Up to 100 bad rows are told one by one, the others counted. */
static void check_many_bad(bench *on)
{
    char text[16384];
    size_t length = (size_t)sprintf(text, "date,kind\n");
    for (int i = 0; i < 250; i++)
        length += (size_t)sprintf(text + length, "2020-10-05,nothing%d\n", i);
    assert_int_equal(import(on, JW_RECORD_CALENDAR, text, 0), JW_EINPUT);
    assert_int_equal(on->err.row, 2);
    assert_non_null(strstr(on->err.message, "(and 249 more bad rows)"));
    assert_int_equal(on->logged, 100);
    assert_int_equal(import(on, JW_RECORD_CALENDAR, "date,kind\nx,holiday\ny,holiday\n", 0), JW_EINPUT);
    assert_non_null(strstr(on->err.message, "(and 1 more bad row)"));
    assert_string_equal(on->rejects, "2 date: 'x' is not a date such as 2020-10-05 [x,holiday]\n"
                                     "3 date: 'y' is not a date such as 2020-10-05 [y,holiday]\n");
}

static void test_many_bad(void **state)
{
    (void)state;
    on_every_storage(check_many_bad, true);
}

/* ---- keep good ---- */

static void check_keep_good(bench *on)
{
    on->options.keep_good = 1;
    import_well(on, JW_RECORD_CALENDAR,
                "date,kind\n2020-11-01,holiday\nnever,holiday\n2020-11-02,\"holi\"\"day\"\n2020-11-03\n2020-"
                "11-04,workday\n"
                "2020-11-05,workday\n2020-11-05,holiday\n2020-11-06,\"open",
                0);
    check_counts(on, 2, 0, 0, 6);
    assert_int_equal(on->summary.rows, 8);
    char expected[1024];
    const char *path = strstr(on->rejects, "/tmp/");
    assert_non_null(path);
    snprintf(expected, sizeof expected,
             "3 date: 'never' is not a date such as 2020-10-05 [never,holiday]\n"
             "4 kind: 'holi\"day' is not one of: workday holiday [2020-11-02,\"holi\"\"day\"]\n"
             "5 : the row has 1 cell, the header has 2 [2020-11-03]\n"
             "9 kind: a quote that opens here is never closed [2020-11-06,\"open]\n"
             "7 date: the same key as line 8 of %.*s, with other values [2020-11-05,workday]\n"
             "8 date: the same key as line 7 of %.*s, with other values [2020-11-05,holiday]\n",
             (int)strcspn(path, ","), path, (int)strcspn(path, ","), path);
    assert_string_equal(on->rejects, expected);
    /* bytes that are no text come as U+FFFD */
    import_well(on, JW_RECORD_BEAT, "id,name,police_station\nB08,横山警务\xFF,PS01\nB09,横山警务,PS01\n", 0);
    check_counts(on, 1, 0, 0, 1);
    assert_non_null(strstr(on->rejects, "[B08,横山警务\xEF\xBF\xBD,PS01]"));
}

static void test_keep_good(void **state)
{
    (void)state;
    on_every_storage(check_keep_good, true);
}

/* A row left out leaves out those that name it, and so on; files in any order. */
static void check_chain(bench *on)
{
    on->options.keep_good = 1;
    import_well(on, JW_RECORD_POSTING, "staff,station\nN1,S2\nN1,S3\nN2,S3\nN2,S9\n", JW_RECORD_STAFF,
                "id,role,police_station\nN1,officer,S1\nN2,officer,PS01\n", JW_RECORD_STATION,
                "id,kind,police_station\nS1,police_station,NOWHERE\nS2,workstation,S1\nS3,workstation,PS01\n",
                0);
    check_counts(on, 3, 0, 0, 6);
    assert_string_equal(
        on->rejects,
        "2 staff: there is no staff 'N1' in district 610803 [N1,S2]\n"
        "3 staff: there is no staff 'N1' in district 610803 [N1,S3]\n"
        "5 station: there is no station 'S9' in district 610803 [N2,S9]\n"
        "2 police_station: there is no station 'S1' in district 610803 [N1,officer,S1]\n"
        "2 police_station: there is no station 'NOWHERE' in district 610803 [S1,police_station,NOWHERE]\n"
        "3 police_station: there is no station 'S1' in district 610803 [S2,workstation,S1]\n");
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    char *text = export_with(on, JW_RECORD_POSTING, &options);
    assert_string_equal(
        text, "district,staff,station,valid_from,valid_to\n610803,N2,S3,,\n610803,O001,CO01,2019-08-20,\n");
    free(text);
}

static void test_chain_of_missing(void **state)
{
    (void)state;
    on_every_storage(check_chain, true);
}

/* ---- transactions of the caller, cancelling, memory ---- */

static void check_caller_transaction(bench *on)
{
    char *before = whole_store(on);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_store_begin(on->store.store, &err), JW_OK);
    import_well(on, JW_RECORD_POSTING, "staff,station\nO001,S7\n", 0); /* what it names comes later */
    import_well(on, JW_RECORD_STATION, "id,kind\nS7,workstation\n", 0);
    jw_store_rollback(on->store.store);
    char *after = whole_store(on);
    assert_string_equal(after, before);
    free(after);
    assert_int_equal(jw_store_begin(on->store.store, &err), JW_OK);
    import_well(on, JW_RECORD_STATION, "id,kind\nS7,workstation\n", 0);
    assert_int_equal(import(on, JW_RECORD_STATION, "id,kind\nS8,castle\n", 0), JW_EINPUT);
    assert_int_equal(jw_store_commit(on->store.store, &err), JW_EINVAL); /* rolled back */
    after = whole_store(on);
    assert_string_equal(after, before);
    free(after);
    assert_int_equal(jw_store_begin(on->store.store, &err), JW_OK);
    import_well(on, JW_RECORD_POSTING, "staff,station\nO001,S7\n", 0);
    import_well(on, JW_RECORD_STATION, "id,kind\nS7,workstation\n", 0);
    test_fail_with("commit", jw_store_commit(on->store.store, &err), &err);
    after = whole_store(on);
    assert_string_not_equal(after, before);
    free(after);
    free(before);
}

static void test_caller_transaction(void **state)
{
    (void)state;
    on_every_storage(check_caller_transaction, true);
}

static void check_cancel(bench *on)
{
    char *before = whole_store(on);
    int64_t calls = 1;
    for (;; calls++) {
        on->cancel_at = calls;
        jw_status status = import(on, JW_RECORD_CALENDAR, "date,kind\n2020-12-01,holiday\n", JW_RECORD_BEAT,
                                  "id,police_station\nB7,PS01\n", 0);
        if (status == JW_OK)
            break;
        assert_int_equal(status, JW_ECANCELLED);
        on->cancel_at = 0;
        char *after = whole_store(on);
        assert_string_equal(after, before);
        free(after);
    }
    assert_true(calls > 4);
    on->cancel_at = 0;
    jw_context_cancel(on->context);
    assert_int_equal(import(on, JW_RECORD_CALENDAR, "date,kind\n2020-12-01,holiday\n", 0), JW_ECANCELLED);
    jw_context_resume(on->context);
    free(before);
}

static void test_cancel(void **state)
{
    (void)state;
    on_every_storage(check_cancel, true);
}

static int32_t refuse_reject(void *userdata, const char *path, int64_t line, const char *field,
                             const char *reason, const char *text, size_t length)
{
    (void)userdata, (void)path, (void)line, (void)field, (void)reason, (void)text, (void)length;
    return 1;
}

static void check_callbacks(bench *on)
{
    char *before = whole_store(on);
    on->options.keep_good = 1;
    on->options.reject = refuse_reject;
    assert_int_equal(import(on, JW_RECORD_CALENDAR, "date,kind\n2020-12-01,holiday\nx,y\n", 0), JW_ECALLBACK);
    /* also when the bad row is found late: nothing was written */
    assert_int_equal(import(on, JW_RECORD_POSTING, "staff,station\nO001,PS01\nO001,S99\n", 0), JW_ECALLBACK);
    char *after = whole_store(on);
    assert_string_equal(after, before);
    free(after);
    free(before);
}

static void test_callbacks(void **state)
{
    (void)state;
    on_every_storage(check_callbacks, true);
}

/* Files of the loop over allocations. */
typedef struct attempt {
    jw_context *context;
    jw_import_file files[4];
} attempt;

static int32_t swallow_reject(void *userdata, const char *path, int64_t line, const char *field,
                              const char *reason, const char *text, size_t length)
{
    refuse_reject(userdata, path, line, field, reason, text, length);
    return 0;
}

static jw_status import_and_export(void *userdata, jw_error *err)
{
    attempt *with = userdata;
    jw_store *store;
    JW_TRY(jw_store_open(with->context, "memory:", NULL, &store, err));
    jw_import_options options = JW_IMPORT_OPTIONS_INIT;
    options.keep_good = 1;
    options.reject = swallow_reject;
    jw_status status = jw_store_import(store, with->files, 4, &options, NULL, err);
    if (status == JW_OK)
        status = jw_store_export(store, JW_RECORD_STATION, NULL, swallow, NULL, err);
    if (status == JW_OK)
        status = jw_store_remove_file(store, &with->files[3], NULL, NULL, err);
    jw_store_free(store);
    return status;
}

static void test_memory_failures(void **state)
{
    (void)state;
    bench holder = {0};
    static const char *const texts[] = {
        DISTRICT, "id,kind,police_station\nS1,police_station,\nS2,workstation,S1\nS3,workstation,S9\nS4,x,\n",
        "date,kind\n2020-10-01,holiday\n2020-10-01,workday\n2020-10-02,holiday\n",
        "month,measure,tag,value\n2020-10,a,\"x\"\"y\",1\n"};
    static const jw_record records[] = {JW_RECORD_DISTRICT, JW_RECORD_STATION, JW_RECORD_CALENDAR,
                                        JW_RECORD_TALLY};
    test_memory memory = {0};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    jw_allocator allocator = {test_allocate, test_reallocate, test_release, &memory};
    options.allocator = &allocator;
    options.memory_budget = 1; /* so that it spills */
    attempt with;
    assert_int_equal(jw_context_new(&options, &with.context, NULL), JW_OK);
    for (size_t i = 0; i < 4; i++)
        with.files[i] = (jw_import_file){sizeof *with.files, records[i], 0,
                                         make_file(&holder, texts[i], strlen(texts[i]))};
    test_every_allocation(&memory, import_and_export, &with);
    drop_files(&holder);
    jw_context_free(with.context);
    assert_int_equal(memory.live, 0);
}

/* ---- any bytes ---- */

static void mutate(test_random *random, char *text, size_t length)
{
    static const char bytes[] = {'"', ',', '\n', '\r', ' ', '9', '-', '\0', '\xE5', '\xFF', '\x84', '='};
    for (int64_t i = test_random_between(random, 1, 6); i > 0; i--)
        text[test_random_between(random, 0, (int64_t)length - 1)] =
            bytes[test_random_between(random, 0, LENGTH(bytes) - 1)];
}

/* Whatever a file holds, the import ends with one of the statuses of a wrong file, or well. */
static void check_any_bytes(bench *on)
{
    test_random random = test_random_new(on->scheme);
    static const char *const texts[] = {DUTY, VILLAGE, STATION};
    static const jw_record records[] = {JW_RECORD_DUTY, JW_RECORD_VILLAGE, JW_RECORD_STATION};
    for (int round = 0; round < 300; round++) {
        int64_t which = test_random_between(&random, 0, LENGTH(texts) - 1);
        char text[2048];
        size_t length = strlen(texts[which]);
        memcpy(text, texts[which], length);
        mutate(&random, text, length);
        jw_import_file file = {sizeof file, records[which], 0, make_file(on, text, length)};
        on->options.keep_good = round % 2;
        on->options.encoding = round % 3;
        char *before = whole_store(on);
        jw_status status = jw_store_import(on->store.store, &file, 1, &on->options, NULL, &on->err);
        char *after = whole_store(on);
        assert_true(status == JW_OK || status == JW_EINPUT || status == JW_EENCODING ||
                    status == JW_EREFERENCE);
        assert_true(status == JW_OK || strcmp(before, after) == 0);
        free(before);
        free(after);
        drop_files(on);
    }
}

static void test_any_bytes(void **state)
{
    (void)state;
    on_every_storage(check_any_bytes, true);
}

/* ---- wrong calls ---- */

static void check_wrong_calls(bench *on)
{
    jw_import_file file = {sizeof file, JW_RECORD_DUTY, 0, "x"};
    jw_store *store = on->store.store;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_store_import(NULL, &file, 1, NULL, NULL, &err), JW_EINVAL);
    assert_int_equal(jw_store_import(store, NULL, 1, NULL, NULL, &err), JW_EINVAL);
    assert_int_equal(jw_store_import(store, &file, 0, NULL, NULL, &err), JW_EINVAL);
    file.record = 99;
    assert_int_equal(jw_store_import(store, &file, 1, NULL, NULL, &err), JW_EINVAL);
    file = (jw_import_file){0, JW_RECORD_DUTY, 0, "x"};
    assert_int_equal(jw_store_import(store, &file, 1, NULL, NULL, &err), JW_EINVAL);
    jw_import_file twice[] = {{sizeof file, JW_RECORD_DUTY, 0, "-"}, {sizeof file, JW_RECORD_STAFF, 0, "-"}};
    assert_int_equal(jw_store_import(store, twice, 2, NULL, NULL, &err), JW_EINVAL);
    jw_import_options options = JW_IMPORT_OPTIONS_INIT;
    options.struct_size = 8;
    assert_int_equal(jw_store_import(store, twice, 1, &options, NULL, &err), JW_EINVAL);
    options = (jw_import_options)JW_IMPORT_OPTIONS_INIT;
    options.encoding = 9;
    assert_int_equal(jw_store_import(store, twice, 1, &options, NULL, &err), JW_EINVAL);
    jw_import_summary summary = {0};
    assert_int_equal(jw_store_import(store, twice, 1, NULL, &summary, &err), JW_EINVAL);
    assert_int_equal(jw_store_remove_file(store, NULL, NULL, NULL, &err), JW_EINVAL);
    assert_int_equal(jw_store_export(store, 0, NULL, swallow, NULL, &err), JW_EINVAL);
    assert_int_equal(jw_store_export(store, JW_RECORD_DUTY, NULL, NULL, NULL, &err), JW_EINVAL);
    jw_export_options wanted = JW_EXPORT_OPTIONS_INIT;
    wanted.format = JW_FORMAT_TABLE;
    assert_int_equal(jw_store_export(store, JW_RECORD_DUTY, &wanted, swallow, NULL, &err), JW_EINVAL);
}

static void test_wrong_calls(void **state)
{
    (void)state;
    on_every_storage(check_wrong_calls, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_files),      cmocka_unit_test(test_huge_cell),
        cmocka_unit_test(test_many_bad),         cmocka_unit_test(test_keep_good),
        cmocka_unit_test(test_chain_of_missing), cmocka_unit_test(test_caller_transaction),
        cmocka_unit_test(test_cancel),           cmocka_unit_test(test_callbacks),
        cmocka_unit_test(test_memory_failures),  cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_wrong_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
