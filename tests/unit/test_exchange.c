/* Import, removal and export of whole files, on every storage: what is right goes in and comes out as it was.
 */
#include "exchange_bench.h"
#include "random.h"

static void import_rest(bench *on)
{
    import_well(on, JW_RECORD_DUTY_PLAN,
                "staff,start,finish,station,activity\nO001,2020-10-06 08:00,2020-10-06 24:00,CO01,patrol\n",
                JW_RECORD_TALLY,
                "month,station,staff,measure,tag,value\n2020-10,,,households,,-7\n2020-10,CO01,O001,found,"
                "\"a,b\",3\n",
                JW_RECORD_INCIDENT, "date,hour,station,kind,count\n2020-10-05,23,,criminal,2\n",
                JW_RECORD_JOINT, "id,kind,start,finish\nJ1,joint_duty,2020-10-05 08:00,2020-10-05 09:00\n",
                JW_RECORD_JOINT_MEMBER, "joint,station\nJ1,CO01\nJ1,PS01\n", JW_RECORD_INSPECTION,
                "station,date,section,item,passed,inspector\nCO01,2020-05-28,exterior,,1,O001\nCO01,2020-05-"
                "28,exterior,sign,0,\n",
                JW_RECORD_CATALOGUE,
                "kind,code,caption_en,caption_zh,aggregation,parent\nmeasure,found,Found,发现,sum,\n",
                JW_RECORD_RULE, "name,valid_from,value,source\nA4,2020-01-01,8,省厅\n", JW_RECORD_GRADE,
                "scheme,grade,lower_bound,coefficient\ns,good,80.5,1.1\ns,bad,0,0.3333333333333333\n",
                JW_RECORD_PUBLISHED, "month,label,count,percent,decimals\n2020-10,seat,56,25.80,1\n", 0);
    import_well(on, JW_RECORD_SCHEME,
                "id,metric,numerator,denominator,kind,per,direction,floor,target,weight,min_n,min_coverage\n"
                "s,m,seen,asked,proportion,1,higher,0.5,0.95,15,10,0.6\n",
                JW_RECORD_GOVERNANCE, "role,valid_from,holder\nhead,2019-06-01,G01\n", JW_RECORD_MILESTONE,
                "plan,step,due,done\nthree,one,2019-08-01,\n", JW_RECORD_INVENTORY,
                "date,station,item,quantity\n2020-10-01,,room,4\n2020-10-01,CO01,room,2\n", 0);
}

static void check_first_import(bench *on)
{
    check_export(on, JW_RECORD_DISTRICT, "code,name,utc_offset\n610803,横山区,28800\n");
    check_export(
        on, JW_RECORD_DUTY,
        "district,staff,start,station,finish,activity,village,source,confirmed_by\n"
        "610803,O001,2020-09-30 22:00:00,CO01,2020-10-01 06:00:00,reception,,,\n"
        "610803,O001,2020-10-05 08:00:00,CO01,2020-10-05 12:00:00,patrol,610803001001,device,A001\n");
    check_export(on, JW_RECORD_STATION,
                 "district,id,valid_from,valid_to,kind,name,police_station,seat,beat,opened,closed\n"
                 "610803,CO01,,,community_office,\"城关, \"\"一\"\"\",PS01,610803001001,B01,2019-08-20,\n"
                 "610803,PS01,,,police_station,城关派出所,,,,,\n");
    check_export(
        on, JW_RECORD_VILLAGE,
        "district,code,valid_from,valid_to,kind,name,township,police_station,population,households,lon,lat,"
        "remote,successor\n"
        "610803,610803001001,2018-01-01,2021-01-01,community,城关,城关街道,PS01,421,134,109.2611000,37."
        "9893000,0,"
        "610803001002\n"
        "610803,610803001002,,,village,𠀀村,,,,,,,,\n");
}

static void test_first_import(void **state)
{
    (void)state;
    on_every_storage(check_first_import, true);
}

static void check_again(bench *on)
{
    char *before = whole_store(on);
    import_well(on, JW_RECORD_STATION, STATION, JW_RECORD_DUTY, DUTY, 0);
    check_counts(on, 0, 0, 4, 0);
    char *after = whole_store(on);
    assert_string_equal(after, before); /* not even the journal grows */
    free(after);
    import_well(on, JW_RECORD_BEAT, "id,name,police_station\nB01,新名,PS01\nB02,二,PS01\n", 0);
    check_counts(on, 1, 1, 0, 0);
    on->options.insert_only = 1;
    assert_int_equal(import(on, JW_RECORD_BEAT, "id,name,police_station\nB02,二,PS01\nB01,又,PS01\n", 0),
                     JW_EEXIST);
    assert_int_equal(on->err.row, 3);
    on->options.keep_good = 1;
    import_well(on, JW_RECORD_BEAT,
                "id,name,police_station\nB03,三,PS01\nB01,又,PS01\nB02,乙,PS01\nB04,四,PS01\n", 0);
    check_counts(on, 2, 0, 0, 2);
    assert_string_equal(on->rejects, "3 : the key is there already with another value [B01,又,PS01]\n"
                                     "4 : the key is there already with another value [B02,乙,PS01]\n");
    check_export(
        on, JW_RECORD_BEAT,
        "district,id,valid_from,valid_to,name,police_station\n610803,B01,,,新名,PS01\n610803,B02,,,二,PS01\n"
        "610803,B03,,,三,PS01\n610803,B04,,,四,PS01\n");
    free(before);
}

static void test_import_again(void **state)
{
    (void)state;
    on_every_storage(check_again, true);
}

/* What is exported from one store and imported into another is the same there, for each record and both
 * encodings. */
static void copy_store(bench *from, bench *to, int32_t encoding)
{
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    options.encoding = encoding;
    options.bom = 1;
    jw_import_file files[FILES_MAX];
    size_t count = 0;
    for (jw_record record = jw_record_count(); record >= 1; record--) {
        if (jw_record_flags(record) & JW_RECORD_SYSTEM)
            continue;
        char *text = export_with(from, record, &options);
        files[count++] = (jw_import_file){sizeof *files, record, 0, make_file(to, text, strlen(text))};
        free(text);
    }
    jw_error err = JW_ERROR_INIT;
    test_fail_with("copy", jw_store_import(to->store.store, files, count, NULL, NULL, &err), &err);
    drop_files(to);
}

static void test_round_trip(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * LENGTH(schemes); i++) {
        bench from, to;
        open_bench(&from, schemes[i % 2], 0);
        open_bench(&to, schemes[(i + 1) % 2], 4096);
        import_district(&from);
        import_rest(&from);
        copy_store(&from, &to, i / 2 ? JW_ENCODING_GB18030 : JW_ENCODING_UTF8);
        for (jw_record record = 1; record <= jw_record_count(); record++) {
            if (jw_record_flags(record) & JW_RECORD_SYSTEM)
                continue;
            char *text = export_with(&from, record, NULL);
            assert_non_null(strchr(strchr(text, '\n') + 1, '\n')); /* at least one row each */
            check_export(&to, record, text);
            free(text);
        }
        close_bench(&to);
        close_bench(&from);
    }
}

static void check_forms(bench *on)
{
    /* columns in another order, blanks, CR LF, quotes, blank lines, other forms of dates and times */
    import_well(on, JW_RECORD_DUTY,
                "\xEF\xBB\xBF \"activity\" , finish,start,staff,station\r\n\r\n"
                " patrol ,2020/10/7 8:30,2020/10/7 8:00,\" O001 \",CO01\r\n"
                "\"patrol\",2020-10-08 02:00:00Z,2020-10-08T08:00+08:00,O001,\"CO01\"",
                0);
    check_counts(on, 2, 0, 0, 0);
    import_well(on, JW_RECORD_CALENDAR, "date,kind\r2020.10.2,holiday\r20201003,holiday\r", 0);
    check_counts(on, 2, 0, 0, 0);
    on->options.map = "staff=人员编号,start=开始,finish = 结束,station=站点";
    import_well(on, JW_RECORD_DUTY,
                "人员编号,开始,结束,站点,activity\nO001,2020-10-09 08:00,2020-10-09 09:00,CO01,patrol\n",
                JW_RECORD_ABSENCE, "staff,valid_from\nA001,2020-10-09\n", 0);
    check_counts(on, 2, 0, 0, 0);
    on->options.map = "staff=人员编号,nothing=x";
    assert_int_equal(import(on, JW_RECORD_ABSENCE, "staff\nA001\n", 0), JW_EINVAL);
    on->options.map = NULL;
    on->options.encoding = JW_ENCODING_GB18030;
    import_well(on, JW_RECORD_BEAT, "id,name,police_station\nB01,\xBE\xAF\xCE\xF1\xC7\xF8,PS01\n", 0);
    check_counts(on, 0, 0, 1, 0);
    on->options.encoding = JW_ENCODING_AUTO;
    import_well(on, JW_RECORD_BEAT, "id,name,police_station\nB01,\xBE\xAF\xCE\xF1\xC7\xF8,PS01\n", 0);
    check_counts(on, 0, 0, 1, 0);
    /* the same row twice is one row */
    import_well(on, JW_RECORD_CALENDAR,
                "date,kind\n2020-10-04,holiday\n2020-10-04,holiday\n2020/10/4,holiday\n", 0);
    assert_int_equal(on->summary.rows, 3);
    check_counts(on, 1, 0, 0, 0);
    import_well(on, JW_RECORD_CALENDAR, "date,kind\n", 0);
    check_counts(on, 0, 0, 0, 0);
}

static void test_forms(void **state)
{
    (void)state;
    on_every_storage(check_forms, true);
}

/* ---- districts ---- */

static void check_districts(bench *on)
{
    assert_int_equal(import(on, JW_RECORD_CALENDAR, CALENDAR, 0), JW_ENOTFOUND); /* no district yet */
    import_well(on, JW_RECORD_CALENDAR, CALENDAR, JW_RECORD_DISTRICT, "code,name,utc_offset\nX,X,0\n", 0);
    check_counts(on, 3, 0, 0, 0);
    assert_int_equal(
        import(on, JW_RECORD_CALENDAR, CALENDAR, JW_RECORD_DISTRICT, "code,name,utc_offset\nY,Y,3600\n", 0),
        JW_EINVAL);
    on->options.district = "Z";
    assert_int_equal(import(on, JW_RECORD_CALENDAR, CALENDAR, 0), JW_ENOTFOUND);
    /* local times are those of the row's district, also when the same files bring it */
    import_well(on, JW_RECORD_DISTRICT, "code,name,utc_offset\nY,Y,3600\nZ,Z,\n", JW_RECORD_JOINT,
                "district,id,kind,start,finish\nX,j,joint_duty,2020-10-05 08:00,2020-10-05 09:00\n"
                "Y,j,joint_duty,2020-10-05 08:00,2020-10-05 09:00Z\nZ,j,joint_duty,2020-10-05 "
                "08:00,2020-10-05T09:00+0800\n",
                JW_RECORD_CALENDAR, CALENDAR, 0);
    check_counts(on, 7, 0, 0, 0);
    check_export(on, JW_RECORD_JOINT,
                 "district,id,kind,start,finish\nX,j,joint_duty,2020-10-05 08:00:00,2020-10-05 09:00:00\n"
                 "Y,j,joint_duty,2020-10-05 08:00:00,2020-10-05 10:00:00\n"
                 "Z,j,joint_duty,2020-10-05 08:00:00,2020-10-05 09:00:00\n");
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    options.format = JW_FORMAT_JSON;
    options.district = "Y";
    char *text = export_with(on, JW_RECORD_JOINT, &options);
    assert_string_equal(
        text,
        "[\n{\"district\":\"Y\",\"id\":\"j\",\"kind\":\"joint_duty\",\"start\":\"2020-10-05T08:00:00+01:00\","
        "\"finish\":\"2020-10-05T10:00:00+01:00\"}\n]\n");
    free(text);
    options.district = "none";
    text = export_with(on, JW_RECORD_JOINT, &options);
    assert_string_equal(text, "[\n]\n");
    free(text);
}

static void test_districts(void **state)
{
    (void)state;
    on_every_storage(check_districts, false);
}

static void check_months(bench *on)
{
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    options.month = 2020 * 12 + 8;
    char *text = export_with(on, JW_RECORD_DUTY, &options);
    assert_string_equal(text, "district,staff,start,station,finish,activity,village,source,confirmed_by\n"
                              "610803,O001,2020-09-30 22:00:00,CO01,2020-10-01 06:00:00,reception,,,\n");
    free(text);
    options.month++;
    text = export_with(on, JW_RECORD_CALENDAR, &options);
    assert_string_equal(text, "district,date,kind\n610803,2020-10-01,holiday\n610803,2020-10-10,workday\n");
    free(text);
    options.month++;
    text = export_with(on, JW_RECORD_CALENDAR, &options);
    assert_string_equal(text, "district,date,kind\n");
    free(text);
    assert_int_equal(jw_store_export(on->store.store, JW_RECORD_STAFF, &options, swallow, NULL, NULL),
                     JW_EINVAL);
    options = (jw_export_options)JW_EXPORT_OPTIONS_INIT;
    options.format = JW_FORMAT_JSON;
    text = export_with(on, JW_RECORD_VILLAGE, &options);
    assert_string_equal(
        text,
        "[\n{\"district\":\"610803\",\"code\":\"610803001001\",\"valid_from\":\"2018-01-01\",\"valid_to\":"
        "\"2021-01-01\",\"kind\":\"community\",\"name\":\"城关\",\"township\":\"城关街道\",\"police_"
        "station\":\"PS01\","
        "\"population\":421,\"households\":134,\"lon\":109.2611000,\"lat\":37.9893000,\"remote\":false,"
        "\"successor\":\"610803001002\"},\n{\"district\":\"610803\",\"code\":\"610803001002\",\"valid_from\":"
        "null,"
        "\"valid_to\":null,\"kind\":\"village\",\"name\":\"𠀀村\",\"township\":null,\"police_station\":null,"
        "\"population\":null,\"households\":null,\"lon\":null,\"lat\":null,\"remote\":null,\"successor\":"
        "null}\n]\n");
    free(text);
}

static void test_export_choices(void **state)
{
    (void)state;
    on_every_storage(check_months, true);
}

/* ---- removal ---- */

static jw_status remove_rows(bench *on, jw_record record, const char *text)
{
    jw_import_file file = {sizeof file, record, 0, make_file(on, text, strlen(text))};
    on->summary = (jw_import_summary){.struct_size = sizeof on->summary};
    on->err = (jw_error)JW_ERROR_INIT;
    jw_status status = jw_store_remove_file(on->store.store, &file, &on->options, &on->summary, &on->err);
    drop_files(on);
    return status;
}

static void check_removal(bench *on)
{
    assert_int_equal(
        remove_rows(on, JW_RECORD_CALENDAR, "kind,date,more\nx,2020-10-01,y\n,2020-10-01,\n,2030-01-01,\n"),
        JW_OK);
    assert_int_equal(on->summary.rows, 3);
    assert_int_equal(on->summary.counts.removed, 1);
    check_export(on, JW_RECORD_CALENDAR, "district,date,kind\n610803,2020-10-10,workday\n");
    char *before = whole_store(on);
    assert_int_equal(remove_rows(on, JW_RECORD_STATION, "id\nCO01\n"), JW_EREFERENCE);
    assert_int_equal(remove_rows(on, JW_RECORD_CALENDAR, "kind\nworkday\n"), JW_EINPUT);
    assert_string_equal(on->err.field, "date");
    assert_int_equal(remove_rows(on, JW_RECORD_CALENDAR, "date\n2020-10-10\nx\n"), JW_EINPUT);
    assert_int_equal(on->err.row, 3);
    char *after = whole_store(on);
    assert_string_equal(after, before);
    free(after);
    free(before);
    assert_int_equal(remove_rows(on, JW_RECORD_DUTY, "staff,start,station\nO001,2020-10-05 08:00,CO01\n"),
                     JW_OK);
    assert_int_equal(on->summary.counts.removed, 1);
}

static void test_removal(void **state)
{
    (void)state;
    on_every_storage(check_removal, true);
}

/* ---- the national list ---- */

static void check_division(bench *on)
{
    on->options.layout = JW_LAYOUT_CHINA_DIVISION;
    import_well(on, JW_RECORD_VILLAGE,
                "code,name,streetCode,provinceCode,cityCode,areaCode\n"
                "\"110101001001\",\"多福巷社区居委会\",\"110101001\",\"11\",\"1101\",\"110101\"\n"
                "\"610803001200\",\"王圪堵村委会\",\"610803001\",\"61\",\"6108\",\"610803\"\n"
                "\"610803001201\",\"新城社区\",\"610803001\",\"61\",\"6108\",\"610803\"\n"
                "\"610803001498\",\"开发区\",\"610803001\",\"61\",\"6108\",\"610803\"\n",
                0);
    check_counts(on, 5, 0, 0, 0);
    assert_non_null(
        strstr(on->log, "1 villages are named like a community, 0 communities like a village, 1 codes"));
    check_export(on, JW_RECORD_DISTRICT, "code,name,utc_offset\n110101,110101,28800\n610803,横山区,28800\n");
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    options.district = "110101";
    char *text = export_with(on, JW_RECORD_VILLAGE, &options);
    assert_non_null(strstr(text, "\n110101,110101001001,,,community,多福巷社区居委会,110101001,,,,,,,\n"));
    free(text);
    import_well(on, JW_RECORD_VILLAGE,
                "areaCode,streetCode,name,code\n610803,610803001,王圪堵村委会,610803001200\n", 0);
    check_counts(on, 0, 0, 1, 0);
    assert_int_equal(import(on, JW_RECORD_VILLAGE, "name,code,streetCode\n", 0), JW_EINPUT);
    assert_int_equal(import(on, JW_RECORD_VILLAGE, "code,name,streetCode,areaCode\n1,,3,4\n", 0), JW_EINPUT);
    assert_string_equal(on->err.field, "name");
    assert_int_equal(on->err.row, 2);
}

static void test_national_list(void **state)
{
    (void)state;
    on_every_storage(check_division, true);
}

/* ---- random rows ---- */

static void add_random_name(test_random *random, char *to)
{
    static const char *const parts[] = {"横", "山", ",", "\"\"", "a", "𠀀", "é", "'", ";", "0"};
    for (int64_t i = test_random_between(random, 1, 8); i > 0; i--)
        strcat(to, parts[test_random_between(random, 0, LENGTH(parts) - 1)]);
}

/* Shuffled rows of random values, spilled and merged, come out in key order and as they went in. */
static void check_random(bench *on)
{
    enum { ROWS = 3000 };
    test_random random = test_random_new(on->scheme);
    static char rows[ROWS][128];
    static char text[ROWS * 128 + 64];
    static char expected[ROWS * 160 + 64];
    size_t length = (size_t)sprintf(text, "name,id,valid_from,police_station\n");
    size_t expected_length =
        (size_t)sprintf(expected, "district,id,valid_from,valid_to,name,police_station\n");
    for (int i = 0; i < ROWS; i++) {
        char name[64] = "";
        add_random_name(&random, name);
        snprintf(rows[i], sizeof rows[i], "\"%s\",R%05d,,PS01\n", name, i);
        bool quoted = strpbrk(name, ",\"") != NULL;
        expected_length += (size_t)sprintf(expected + expected_length, "610803,R%05d,,,%s%s%s,PS01\n", i,
                                           quoted ? "\"" : "", name, quoted ? "\"" : "");
    }
    for (int i = ROWS - 1; i > 0; i--) {
        int64_t other = test_random_between(&random, 0, i);
        char held[128];
        memcpy(held, rows[i], sizeof held);
        memcpy(rows[i], rows[other], sizeof held);
        memcpy(rows[other], held, sizeof held);
    }
    for (int i = 0; i < ROWS; i++)
        length += (size_t)sprintf(text + length, "%s", rows[i]);
    import_well(on, JW_RECORD_DISTRICT, DISTRICT, JW_RECORD_STATION, "id,kind\nPS01,police_station\n",
                JW_RECORD_BEAT, text, 0);
    check_counts(on, ROWS + 2, 0, 0, 0);
    check_export(on, JW_RECORD_BEAT, expected);
    import_well(on, JW_RECORD_BEAT, expected, 0);
    check_counts(on, 0, 0, ROWS, 0);
}

static void test_random_rows(void **state)
{
    (void)state;
    static const size_t budgets[] = {1, 20000, 0};
    for (size_t i = 0; i < LENGTH(schemes); i++)
        for (size_t b = 0; b < LENGTH(budgets); b++) {
            bench on;
            open_bench(&on, schemes[i], budgets[b]);
            check_random(&on);
            close_bench(&on);
        }
}

/* ---- memory ---- */

/* Counts the bytes that a context holds; each block has its size before it. */
typedef struct meter {
    size_t held;
    size_t peak;
} meter;

#define METER_HEAD 16

static void *meter_allocate(void *userdata, size_t size)
{
    meter *on = userdata;
    char *block = malloc(size + METER_HEAD);
    assert_non_null(block);
    memcpy(block, &size, sizeof size);
    on->held += size;
    if (on->held > on->peak)
        on->peak = on->held;
    return block + METER_HEAD;
}

static void meter_release(void *userdata, void *block)
{
    meter *on = userdata;
    size_t size;
    if (!block)
        return;
    memcpy(&size, (char *)block - METER_HEAD, sizeof size);
    on->held -= size;
    free((char *)block - METER_HEAD);
}

static void *meter_reallocate(void *userdata, void *block, size_t size)
{
    void *moved = meter_allocate(userdata, size);
    size_t before = 0;
    if (block)
        memcpy(&before, (char *)block - METER_HEAD, sizeof before);
    if (before)
        memcpy(moved, block, before < size ? before : size);
    meter_release(userdata, block);
    return moved;
}

/* Most bytes held while so many rows in no order are imported. */
static size_t peak_of_import(int rows)
{
    meter bytes = {0};
    jw_allocator allocator = {meter_allocate, meter_reallocate, meter_release, &bytes};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    options.memory_budget = 1 << 20;
    bench files = {0};
    jw_context *context;
    assert_int_equal(jw_context_new(&options, &context, NULL), JW_OK);
    test_store store = test_open(context, "sqlite");
    size_t size = ((size_t)rows + 1) * 64, used = 0;
    char *text = malloc(size);
    assert_non_null(text);
    used += (size_t)snprintf(text, size, "district,date,hour,kind,count\n");
    for (int i = 0; i < rows; i++) {
        int place = (int)((int64_t)i * 7919 % rows); /* a permutation: 7919 is prime */
        used += (size_t)snprintf(text + used, size - used, "610803,%04d-01-01,%d,k,1\n", 1 + place / 24,
                                 place % 24);
    }
    jw_import_file list[] = {
        {sizeof *list, JW_RECORD_DISTRICT, 0, make_file(&files, DISTRICT, strlen(DISTRICT))},
        {sizeof *list, JW_RECORD_INCIDENT, 0, make_file(&files, text, used)}};
    jw_import_summary summary = {.struct_size = sizeof summary};
    jw_error err = JW_ERROR_INIT;
    test_fail_with("import", jw_store_import(store.store, list, 2, NULL, &summary, &err), &err);
    assert_int_equal(summary.counts.inserted, rows + 1);
    free(text);
    drop_files(&files);
    test_close(&store);
    jw_context_free(context);
    assert_int_equal(bytes.held, 0);
    return bytes.peak;
}

/* Memory is that of the budget and of a batch, however long the file. */
static void test_memory_is_constant(void **state)
{
    (void)state;
    size_t some = peak_of_import(40000);
    size_t many = peak_of_import(200000);
    if (many > some + (1 << 20)) /* more runs are read at once, within the budget */
        fail_msg("%zu bytes for 40,000 rows, %zu for 200,000", some, many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_import), cmocka_unit_test(test_import_again),
        cmocka_unit_test(test_round_trip),   cmocka_unit_test(test_forms),
        cmocka_unit_test(test_districts),    cmocka_unit_test(test_export_choices),
        cmocka_unit_test(test_removal),      cmocka_unit_test(test_national_list),
        cmocka_unit_test(test_random_rows),  cmocka_unit_test(test_memory_is_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
