/* Import, removal and export of whole files, on every storage: right files, wrong files, and what is left afterwards. */
#include "support.h"
#include "random.h"

/* ---- the bench: a context that listens, a store, files ---- */

#define FILES_MAX 12

typedef struct bench {
    const char *scheme;
    jw_context *context;
    test_store store;
    char paths[FILES_MAX][64];
    size_t path_count;
    int64_t logged; /* error lines */
    char log[512];  /* the last line */
    int64_t cancel_at; /* progress calls until it cancels; 0 = never */
    int64_t progress_calls;
    char *rejects; /* "line field reason [text]\n" */
    size_t rejects_size;
    FILE *reject_file;
    jw_import_options options;
    jw_import_summary summary;
    jw_error err;
} bench;

static void listen(void *userdata, int32_t level, const char *message)
{
    bench *on = userdata;
    on->logged += level == JW_LOG_ERROR;
    snprintf(on->log, sizeof on->log, "%s", message);
}

static int32_t progress(void *userdata, const char *stage, int64_t done, int64_t total)
{
    bench *on = userdata;
    assert_non_null(stage);
    assert_true(done >= 0 && (total == 0 || done <= total));
    return ++on->progress_calls == on->cancel_at;
}

static int32_t reject(void *userdata, const char *path, int64_t line, const char *field, const char *reason,
                      const char *text, size_t length)
{
    bench *on = userdata;
    assert_non_null(strstr(path, "jingwu-file"));
    fprintf(on->reject_file, "%lld %s: %s [%.*s]\n", (long long)line, field, reason, (int)length, text);
    return 0;
}

static void open_bench(bench *on, const char *scheme, size_t budget)
{
    memset(on, 0, sizeof *on);
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.log = listen;
    options.progress = progress;
    options.log_userdata = options.progress_userdata = on;
    options.memory_budget = budget;
    on->scheme = scheme;
    assert_int_equal(jw_context_new(&options, &on->context, NULL), JW_OK);
    on->store = test_open(on->context, scheme);
    on->options = (jw_import_options)JW_IMPORT_OPTIONS_INIT;
    on->options.reject = reject;
    on->options.reject_userdata = on;
    on->reject_file = open_memstream(&on->rejects, &on->rejects_size);
}

static void drop_files(bench *on)
{
    while (on->path_count)
        unlink(on->paths[--on->path_count]);
}

static void close_bench(bench *on)
{
    fclose(on->reject_file);
    free(on->rejects);
    drop_files(on);
    test_close(&on->store);
    jw_context_free(on->context);
}

static const char *make_file(bench *on, const char *bytes, size_t length)
{
    char *path = on->paths[on->path_count++];
    strcpy(path, "/tmp/jingwu-file-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, length), length);
    close(file);
    return path;
}

/* Record, text, record, text ..., 0. The error, summary, log and rejects are those of this import. */
static jw_status import_list(bench *on, va_list list)
{
    jw_import_file files[FILES_MAX];
    size_t count = 0;
    for (int record; (record = va_arg(list, int));) {
        const char *text = va_arg(list, const char *);
        files[count++] = (jw_import_file){sizeof *files, record, 0, make_file(on, text, strlen(text))};
    }
    on->err = (jw_error)JW_ERROR_INIT;
    on->summary = (jw_import_summary){.struct_size = sizeof on->summary};
    on->logged = on->progress_calls = 0;
    rewind(on->reject_file);
    jw_status status = jw_store_import(on->store.store, files, count, &on->options, &on->summary, &on->err);
    fputc('\0', on->reject_file);
    fflush(on->reject_file);
    drop_files(on);
    return status;
}

static jw_status import(bench *on, ...)
{
    va_list list;
    va_start(list, on);
    jw_status status = import_list(on, list);
    va_end(list);
    return status;
}

static void import_well(bench *on, ...)
{
    va_list list;
    va_start(list, on);
    test_fail_with("import", import_list(on, list), &on->err);
    va_end(list);
}

static void check_counts(const bench *on, int64_t inserted, int64_t updated, int64_t unchanged, int64_t rejected)
{
    assert_int_equal(on->summary.counts.inserted, inserted);
    assert_int_equal(on->summary.counts.updated, updated);
    assert_int_equal(on->summary.counts.unchanged, unchanged);
    assert_int_equal(on->summary.rejected, rejected);
}

static int32_t write_text(void *userdata, const char *bytes, size_t length)
{
    return fwrite(bytes, 1, length, userdata) != length;
}

/* The caller frees it. */
static char *export_with(bench *on, jw_record record, const jw_export_options *options)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    jw_error err = JW_ERROR_INIT;
    test_fail_with("export", jw_store_export(on->store.store, record, options, write_text, to, &err), &err);
    fclose(to);
    return text;
}

static void check_export(bench *on, jw_record record, const char *expected)
{
    char *text = export_with(on, record, NULL);
    assert_string_equal(text, expected);
    free(text);
}

/* Everything a store holds, journal and all. */
static char *whole_store(bench *on)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    for (jw_record record = 1; record <= jw_record_count(); record++)
        assert_int_equal(jw_store_export(on->store.store, record, NULL, write_text, to, NULL), JW_OK);
    fclose(to);
    return text;
}

/* ---- a small district, every record that can be imported ---- */

#define DISTRICT "code,name,utc_offset\n610803,横山区,28800\n"
#define ACTIVITY "code,caption_en,caption_zh,beat,reception,outside\npatrol,Patrol,巡逻,1,0,1\nreception,Reception,接待,1,1,1\n"
#define STATION                                                                              \
    "id,kind,name,police_station,seat,beat,opened\nPS01,police_station,城关派出所,,,,\n"   \
    "CO01,community_office,\"城关, \"\"一\"\"\",PS01,610803001001,B01,2019-08-20\n"
#define VILLAGE                                                                              \
    "code,valid_from,valid_to,kind,name,township,police_station,population,households,lon,lat,remote,successor\n" \
    "610803001001,2018-01-01,2021-01-01,community,城关,城关街道,PS01,421,134,109.2611,37.9893,0,610803001002\n"    \
    "610803001002,,,village,𠀀村,,,,,,,,\n"
#define BEAT "id,name,police_station\nB01,警务区,PS01\n"
#define STAFF "id,valid_from,role,police_station,service_since\nO001,,officer,PS01,1996-06-01\nA001,2020-01-01,auxiliary,PS01,\n"
#define SERVICE "station,village,valid_from\nCO01,610803001001,2019-08-20\n"
#define POSTING "staff,station,valid_from,valid_to\nO001,CO01,2019-08-20,\n"
#define CALENDAR "date,kind\n2020-10-01,holiday\n2020-10-10,workday\n"
#define ABSENCE "staff,valid_from,valid_to,kind\nO001,2020-10-09,2020-10-12,leave\n"
#define DUTY                                                                                 \
    "staff,start,finish,station,activity,village,source,confirmed_by\n"                      \
    "O001,2020-10-05 08:00,2020-10-05 12:00,CO01,patrol,610803001001,device,A001\n"           \
    "O001,2020-09-30 22:00,2020-10-01 06:00,CO01,reception,,,\n"

static void import_district(bench *on)
{
    import_well(on, JW_RECORD_DUTY, DUTY, JW_RECORD_ABSENCE, ABSENCE, JW_RECORD_CALENDAR, CALENDAR, JW_RECORD_POSTING,
                POSTING, JW_RECORD_SERVICE, SERVICE, JW_RECORD_STAFF, STAFF, JW_RECORD_BEAT, BEAT, JW_RECORD_VILLAGE, VILLAGE,
                JW_RECORD_STATION, STATION, JW_RECORD_ACTIVITY, ACTIVITY, JW_RECORD_DISTRICT, DISTRICT, 0);
    check_counts(on, 17, 0, 0, 0);
}

static void import_rest(bench *on)
{
    import_well(on, JW_RECORD_DUTY_PLAN, "staff,start,finish,station,activity\nO001,2020-10-06 08:00,2020-10-06 24:00,CO01,patrol\n",
                JW_RECORD_TALLY, "month,station,staff,measure,tag,value\n2020-10,,,households,,-7\n2020-10,CO01,O001,found,\"a,b\",3\n",
                JW_RECORD_INCIDENT, "date,hour,station,kind,count\n2020-10-05,23,,criminal,2\n",
                JW_RECORD_JOINT, "id,kind,start,finish\nJ1,joint_duty,2020-10-05 08:00,2020-10-05 09:00\n",
                JW_RECORD_JOINT_MEMBER, "joint,station\nJ1,CO01\nJ1,PS01\n",
                JW_RECORD_INSPECTION, "station,date,section,item,passed,inspector\nCO01,2020-05-28,exterior,,1,O001\nCO01,2020-05-28,exterior,sign,0,\n",
                JW_RECORD_CATALOGUE, "kind,code,caption_en,caption_zh,aggregation,parent\nmeasure,found,Found,发现,sum,\n",
                JW_RECORD_RULE, "name,valid_from,value,source\nA4,2020-01-01,8,省厅\n", JW_RECORD_GRADE,
                "scheme,grade,lower_bound,coefficient\ns,good,80.5,1.1\ns,bad,0,0.3333333333333333\n", JW_RECORD_PUBLISHED,
                "month,label,count,percent,decimals\n2020-10,seat,56,25.80,1\n", 0);
    import_well(on, JW_RECORD_SCHEME,
                "id,metric,numerator,denominator,kind,per,direction,floor,target,weight,min_n,min_coverage\n"
                "s,m,seen,asked,proportion,1,higher,0.5,0.95,15,10,0.6\n",
                JW_RECORD_GOVERNANCE, "role,valid_from,holder\nhead,2019-06-01,G01\n", JW_RECORD_MILESTONE,
                "plan,step,due,done\nthree,one,2019-08-01,\n", JW_RECORD_INVENTORY,
                "date,station,item,quantity\n2020-10-01,,room,4\n2020-10-01,CO01,room,2\n", 0);
}

static const char *const schemes[] = {"memory", "sqlite"};

typedef void (*bench_fn)(bench *on);

static void on_every_storage(bench_fn run, bool filled)
{
    for (size_t i = 0; i < LENGTH(schemes); i++) {
        bench on;
        open_bench(&on, schemes[i], 0);
        if (filled)
            import_district(&on);
        run(&on);
        close_bench(&on);
    }
}

/* ---- right files ---- */

static void check_first_import(bench *on)
{
    check_export(on, JW_RECORD_DISTRICT, "code,name,utc_offset\n610803,横山区,28800\n");
    check_export(on, JW_RECORD_DUTY,
                 "district,staff,start,station,finish,activity,village,source,confirmed_by\n"
                 "610803,O001,2020-09-30 22:00:00,CO01,2020-10-01 06:00:00,reception,,,\n"
                 "610803,O001,2020-10-05 08:00:00,CO01,2020-10-05 12:00:00,patrol,610803001001,device,A001\n");
    check_export(on, JW_RECORD_STATION,
                 "district,id,valid_from,valid_to,kind,name,police_station,seat,beat,opened,closed\n"
                 "610803,CO01,,,community_office,\"城关, \"\"一\"\"\",PS01,610803001001,B01,2019-08-20,\n"
                 "610803,PS01,,,police_station,城关派出所,,,,,\n");
    check_export(on, JW_RECORD_VILLAGE,
                 "district,code,valid_from,valid_to,kind,name,township,police_station,population,households,lon,lat,"
                 "remote,successor\n"
                 "610803,610803001001,2018-01-01,2021-01-01,community,城关,城关街道,PS01,421,134,109.2611000,37.9893000,0,"
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
    assert_int_equal(import(on, JW_RECORD_BEAT, "id,name,police_station\nB02,二,PS01\nB01,又,PS01\n", 0), JW_EEXIST);
    assert_int_equal(on->err.row, 3);
    on->options.keep_good = 1;
    import_well(on, JW_RECORD_BEAT, "id,name,police_station\nB03,三,PS01\nB01,又,PS01\nB02,乙,PS01\nB04,四,PS01\n", 0);
    check_counts(on, 2, 0, 0, 2);
    assert_string_equal(on->rejects, "3 : the key is there already with another value [B01,又,PS01]\n"
                                     "4 : the key is there already with another value [B02,乙,PS01]\n");
    check_export(on, JW_RECORD_BEAT,
                 "district,id,valid_from,valid_to,name,police_station\n610803,B01,,,新名,PS01\n610803,B02,,,二,PS01\n"
                 "610803,B03,,,三,PS01\n610803,B04,,,四,PS01\n");
    free(before);
}

static void test_import_again(void **state)
{
    (void)state;
    on_every_storage(check_again, true);
}

/* What is exported from one store and imported into another is the same there, for each record and both encodings. */
static void copy_store(bench *from, bench *to, int32_t encoding)
{
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    options.encoding = encoding;
    options.bom = 1;
    jw_import_file files[64];
    size_t count = 0;
    for (jw_record record = jw_record_count(); record >= 1; record--) {
        if (jw_record_flags(record) & JW_RECORD_SYSTEM)
            continue;
        char *text = export_with(from, record, &options);
        static char paths[64][64];
        bench holder = {0};
        strcpy(paths[count], make_file(&holder, text, strlen(text)));
        files[count] = (jw_import_file){sizeof *files, record, 0, paths[count]};
        count++;
        free(text);
    }
    jw_error err = JW_ERROR_INIT;
    test_fail_with("copy", jw_store_import(to->store.store, files, count, NULL, NULL, &err), &err);
    for (size_t i = 0; i < count; i++)
        unlink(files[i].path);
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
    import_well(on, JW_RECORD_CALENDAR, "date,kind\n2020-10-04,holiday\n2020-10-04,holiday\n2020/10/4,holiday\n", 0);
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
    assert_int_equal(import(on, JW_RECORD_CALENDAR, CALENDAR, JW_RECORD_DISTRICT, "code,name,utc_offset\nY,Y,3600\n", 0), JW_EINVAL);
    on->options.district = "Z";
    assert_int_equal(import(on, JW_RECORD_CALENDAR, CALENDAR, 0), JW_ENOTFOUND);
    /* local times are those of the row's district, also when the same files bring it */
    import_well(on, JW_RECORD_DISTRICT, "code,name,utc_offset\nY,Y,3600\nZ,Z,\n", JW_RECORD_JOINT,
                "district,id,kind,start,finish\nX,j,joint_duty,2020-10-05 08:00,2020-10-05 09:00\n"
                "Y,j,joint_duty,2020-10-05 08:00,2020-10-05 09:00Z\nZ,j,joint_duty,2020-10-05 08:00,2020-10-05T09:00+0800\n",
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
    assert_string_equal(text, "[\n{\"district\":\"Y\",\"id\":\"j\",\"kind\":\"joint_duty\",\"start\":\"2020-10-05T08:00:00+01:00\","
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
    assert_int_equal(jw_store_export(on->store.store, JW_RECORD_STAFF, &options, write_text, stdout, NULL), JW_EINVAL);
    options = (jw_export_options)JW_EXPORT_OPTIONS_INIT;
    options.format = JW_FORMAT_JSON;
    text = export_with(on, JW_RECORD_VILLAGE, &options);
    assert_string_equal(text,
                        "[\n{\"district\":\"610803\",\"code\":\"610803001001\",\"valid_from\":\"2018-01-01\",\"valid_to\":"
                        "\"2021-01-01\",\"kind\":\"community\",\"name\":\"城关\",\"township\":\"城关街道\",\"police_station\":\"PS01\","
                        "\"population\":421,\"households\":134,\"lon\":109.2611000,\"lat\":37.9893000,\"remote\":false,"
                        "\"successor\":\"610803001002\"},\n{\"district\":\"610803\",\"code\":\"610803001002\",\"valid_from\":null,"
                        "\"valid_to\":null,\"kind\":\"village\",\"name\":\"𠀀村\",\"township\":null,\"police_station\":null,"
                        "\"population\":null,\"households\":null,\"lon\":null,\"lat\":null,\"remote\":null,\"successor\":null}\n]\n");
    free(text);
}

static void test_export_choices(void **state)
{
    (void)state;
    on_every_storage(check_months, true);
}

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
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-02-30 08:00,2020-10-05 09:00,CO01,patrol\n", 0, JW_EINPUT, 3, "start",
     "2020-02-30"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,2020-10-13 08:00,CO01,patrol\n", 0, JW_EINPUT, 3, "finish", "after"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,2020-10-23 08:00,CO01,patrol\n", 0, JW_EINPUT, 3, "finish", "7 days"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY ",2020-10-13 09:00,2020-10-13 10:00,CO01,patrol\n", 0, JW_EINPUT, 3, "staff", "needed"},
    {JW_RECORD_DUTY, DUTY_HEAD "O001,2020-10-13 09:00,2020-10-13 10:00,CO99,patrol\n" GOOD_DUTY, 0, JW_EREFERENCE, 2, "station", "CO99"},
    {JW_RECORD_DUTY, DUTY_HEAD "O001,2020-10-13 09:00,2020-10-13 10:00,CO01,nap\n" GOOD_DUTY, 0, JW_EREFERENCE, 2, "activity", "nap"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,CO01,patrol\n", 0, JW_EINPUT, 3, "", "4 cells"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,2020-10-13 10:00,CO01,patrol,\n", 0, JW_EINPUT, 3, "", "6 cells"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "\"O001,2020-10-13 09:00\n\n", 0, JW_EINPUT, 3, "staff", "never closed"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-13 09:00,2020-10-13 10:00,CO\0001,patrol\n", 139, JW_EINPUT, 3, "station", "NUL"},
    {JW_RECORD_DUTY, DUTY_HEAD GOOD_DUTY "O001,2020-10-12 08:00,2020-10-12 09:30,CO01,patrol\n", 0, JW_EINPUT, 2, "", "line 3"},
    {JW_RECORD_STATION, "id,kind,name\nS1,workstation,城关警务\xE5\xAE\n", 0, JW_EENCODING, 2, "name", "offset 40"},
    {JW_RECORD_STATION, "id,kind,name\nS1,workstation,城关\nS2,workstation,横山\xE5", 0, JW_EENCODING, 3, "name", "very end"},
    {JW_RECORD_STATION, "id,kind,name\nS1,workstation,ab\xE5\xAE\n", 0, JW_EENCODING, 2, "", "--encoding"},
    {JW_RECORD_STATION, "\xFF\xFEi\0d\0", 6, JW_EENCODING, 0, "", "UTF-16"},
    {JW_RECORD_STATION, "id,kind\nS1,castle\n", 0, JW_EINPUT, 2, "kind", "castle"},
    {JW_RECORD_STATION, "id,kind\n6.10803E+11,workstation\n", 0, JW_EINPUT, 2, "id", "spreadsheet"},
    {JW_RECORD_STATION, "id,kind,police_station\nS1,workstation,S2\n", 0, JW_EREFERENCE, 2, "police_station", "S2"},
    {JW_RECORD_STAFF, "id,role,valid_from,valid_to\nO9,officer,2020-10-05,2020-10-05\n", 0, JW_EINPUT, 2, "valid_to", "valid_from"},
    {JW_RECORD_CALENDAR, "district,date,kind\n999999,2020-10-05,holiday\n", 0, JW_EREFERENCE, 2, "district", "999999"},
    {JW_RECORD_CALENDAR, "date,kind\n2020-10-05,holiday\n2020-10-05,workday\n", 0, JW_EINPUT, 2, "", "same key"},
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
    if (status != file_case->status || on->err.row != file_case->row || strcmp(on->err.field, file_case->field) != 0 ||
        !strstr(on->err.message, file_case->message))
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
                "date,kind\n2020-11-01,holiday\nnever,holiday\n2020-11-02,\"holi\"\"day\"\n2020-11-03\n2020-11-04,workday\n"
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
             "7 : the same key as line 8 of %.*s, with other values [2020-11-05,workday]\n"
             "8 : the same key as line 7 of %.*s, with other values [2020-11-05,holiday]\n",
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
                "id,kind,police_station\nS1,police_station,NOWHERE\nS2,workstation,S1\nS3,workstation,PS01\n", 0);
    check_counts(on, 3, 0, 0, 6);
    assert_string_equal(on->rejects,
                        "2 staff: there is no staff 'N1' in district 610803 [N1,S2]\n"
                        "3 staff: there is no staff 'N1' in district 610803 [N1,S3]\n"
                        "5 station: there is no station 'S9' in district 610803 [N2,S9]\n"
                        "2 police_station: there is no station 'S1' in district 610803 [N1,officer,S1]\n"
                        "2 police_station: there is no station 'NOWHERE' in district 610803 [S1,police_station,NOWHERE]\n"
                        "3 police_station: there is no station 'S1' in district 610803 [S2,workstation,S1]\n");
    jw_export_options options = JW_EXPORT_OPTIONS_INIT;
    char *text = export_with(on, JW_RECORD_POSTING, &options);
    assert_string_equal(text, "district,staff,station,valid_from,valid_to\n610803,N2,S3,,\n610803,O001,CO01,2019-08-20,\n");
    free(text);
}

static void test_chain_of_missing(void **state)
{
    (void)state;
    on_every_storage(check_chain, true);
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
    assert_int_equal(remove_rows(on, JW_RECORD_CALENDAR, "kind,date,more\nx,2020-10-01,y\n,2020-10-01,\n,2030-01-01,\n"), JW_OK);
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
    assert_int_equal(remove_rows(on, JW_RECORD_DUTY, "staff,start,station\nO001,2020-10-05 08:00,CO01\n"), JW_OK);
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
    assert_non_null(strstr(on->log, "1 villages are named like a community, 0 communities like a village, 1 codes"));
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

static int32_t refuse_reject(void *userdata, const char *path, int64_t line, const char *field, const char *reason,
                             const char *text, size_t length)
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

static int32_t swallow(void *userdata, const char *bytes, size_t length)
{
    (void)userdata, (void)bytes, (void)length;
    return 0;
}

static int32_t swallow_reject(void *userdata, const char *path, int64_t line, const char *field, const char *reason,
                              const char *text, size_t length)
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
    static const char *const texts[] = {DISTRICT, "id,kind,police_station\nS1,police_station,\nS2,workstation,S1\nS3,workstation,S9\nS4,x,\n",
                                        "date,kind\n2020-10-01,holiday\n2020-10-01,workday\n2020-10-02,holiday\n",
                                        "month,measure,tag,value\n2020-10,a,\"x\"\"y\",1\n"};
    static const jw_record records[] = {JW_RECORD_DISTRICT, JW_RECORD_STATION, JW_RECORD_CALENDAR, JW_RECORD_TALLY};
    test_memory memory = {0};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    jw_allocator allocator = {test_allocate, test_reallocate, test_release, &memory};
    options.allocator = &allocator;
    options.memory_budget = 1; /* so that it spills */
    attempt with;
    assert_int_equal(jw_context_new(&options, &with.context, NULL), JW_OK);
    for (size_t i = 0; i < 4; i++)
        with.files[i] = (jw_import_file){sizeof *with.files, records[i], 0, make_file(&holder, texts[i], strlen(texts[i]))};
    test_every_allocation(&memory, import_and_export, &with);
    drop_files(&holder);
    jw_context_free(with.context);
    assert_int_equal(memory.live, 0);
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
    size_t expected_length = (size_t)sprintf(expected, "district,id,valid_from,valid_to,name,police_station\n");
    for (int i = 0; i < ROWS; i++) {
        char name[64] = "";
        add_random_name(&random, name);
        snprintf(rows[i], sizeof rows[i], "\"%s\",R%05d,,PS01\n", name, i);
        bool quoted = strpbrk(name, ",\"") != NULL;
        expected_length += (size_t)sprintf(expected + expected_length, "610803,R%05d,,,%s%s%s,PS01\n", i, quoted ? "\"" : "",
                                           name, quoted ? "\"" : "");
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
    import_well(on, JW_RECORD_DISTRICT, DISTRICT, JW_RECORD_STATION, "id,kind\nPS01,police_station\n", JW_RECORD_BEAT, text, 0);
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
        cmocka_unit_test(test_first_import),  cmocka_unit_test(test_import_again),
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_forms),
        cmocka_unit_test(test_districts),     cmocka_unit_test(test_export_choices),
        cmocka_unit_test(test_wrong_files),   cmocka_unit_test(test_huge_cell),
        cmocka_unit_test(test_many_bad),      cmocka_unit_test(test_keep_good),
        cmocka_unit_test(test_chain_of_missing), cmocka_unit_test(test_removal),
        cmocka_unit_test(test_national_list), cmocka_unit_test(test_caller_transaction),
        cmocka_unit_test(test_cancel),        cmocka_unit_test(test_callbacks),
        cmocka_unit_test(test_memory_failures), cmocka_unit_test(test_random_rows),
        cmocka_unit_test(test_wrong_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
