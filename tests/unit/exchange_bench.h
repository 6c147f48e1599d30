/* What tests of import and export share: a context that listens, a store, files, a small district. */
#ifndef JW_TEST_EXCHANGE_BENCH_H
#define JW_TEST_EXCHANGE_BENCH_H

#include "support.h"

/* ---- the bench: a context that listens, a store, files ---- */

#define FILES_MAX 32

typedef struct bench {
    const char *scheme;
    jw_context *context;
    test_store store;
    char paths[FILES_MAX][64];
    size_t path_count;
    int64_t logged;    /* error lines */
    char log[512];     /* the last line */
    int64_t cancel_at; /* progress calls until it cancels; 0 = never */
    int64_t progress_calls;
    char *rejects; /* "line field reason [text]\n" */
    size_t rejects_size;
    FILE *reject_file;
    jw_import_options options;
    jw_import_summary summary;
    jw_error err;
} bench;

static inline void listen(void *userdata, int32_t level, const char *message)
{
    bench *on = userdata;
    on->logged += level == JW_LOG_ERROR;
    snprintf(on->log, sizeof on->log, "%s", message);
}

static inline int32_t progress(void *userdata, const char *stage, int64_t done, int64_t total)
{
    bench *on = userdata;
    assert_non_null(stage);
    assert_true(done >= 0 && (total == 0 || done <= total));
    return ++on->progress_calls == on->cancel_at;
}

static inline int32_t reject(void *userdata, const char *path, int64_t line, const char *field,
                             const char *reason, const char *text, size_t length)
{
    bench *on = userdata;
    assert_non_null(strstr(path, "jingwu-file"));
    fprintf(on->reject_file, "%lld %s: %s [%.*s]\n", (long long)line, field, reason, (int)length, text);
    return 0;
}

static inline void open_bench(bench *on, const char *scheme, size_t budget)
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

static inline void drop_files(bench *on)
{
    while (on->path_count)
        unlink(on->paths[--on->path_count]);
}

static inline void close_bench(bench *on)
{
    fclose(on->reject_file);
    free(on->rejects);
    drop_files(on);
    test_close(&on->store);
    jw_context_free(on->context);
}

static inline const char *make_file(bench *on, const char *bytes, size_t length)
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
static inline jw_status import_list(bench *on, va_list list)
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

static inline jw_status import(bench *on, ...)
{
    va_list list;
    va_start(list, on);
    jw_status status = import_list(on, list);
    va_end(list);
    return status;
}

static inline void import_well(bench *on, ...)
{
    va_list list;
    va_start(list, on);
    test_fail_with("import", import_list(on, list), &on->err);
    va_end(list);
}

static inline void check_counts(const bench *on, int64_t inserted, int64_t updated, int64_t unchanged,
                                int64_t rejected)
{
    assert_int_equal(on->summary.counts.inserted, inserted);
    assert_int_equal(on->summary.counts.updated, updated);
    assert_int_equal(on->summary.counts.unchanged, unchanged);
    assert_int_equal(on->summary.rejected, rejected);
}

typedef struct collected {
    char *bytes; /* NUL-terminated */
    size_t length;
} collected;

static inline int32_t collect(void *userdata, const char *bytes, size_t length)
{
    collected *to = userdata;
    to->bytes = realloc(to->bytes, to->length + length + 1);
    assert_non_null(to->bytes);
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    to->bytes[to->length] = '\0';
    return 0;
}

static inline int32_t swallow(void *userdata, const char *bytes, size_t length)
{
    (void)userdata, (void)bytes, (void)length;
    return 0;
}

/* The caller frees it. */
static inline char *export_with(bench *on, jw_record record, const jw_export_options *options)
{
    collected text = {0};
    jw_error err = JW_ERROR_INIT;
    test_fail_with("export", jw_store_export(on->store.store, record, options, collect, &text, &err), &err);
    return text.bytes;
}

static inline void check_export(bench *on, jw_record record, const char *expected)
{
    char *text = export_with(on, record, NULL);
    assert_string_equal(text, expected);
    free(text);
}

/* Everything a store holds, journal and all. */
static inline char *whole_store(bench *on)
{
    collected text = {0};
    for (jw_record record = 1; record <= jw_record_count(); record++)
        assert_int_equal(jw_store_export(on->store.store, record, NULL, collect, &text, NULL), JW_OK);
    return text.bytes;
}

/* ---- a small district, every record that can be imported ---- */

#define DISTRICT "code,name,utc_offset\n610803,横山区,28800\n"
#define ACTIVITY                                                                                                 \
    "code,caption_en,caption_zh,beat,reception,outside\npatrol,Patrol,巡逻,1,0,1\nreception,Reception,接待," \
    "1,1,1\n"
#define STATION                                                                                              \
    "id,kind,name,police_station,seat,beat,opened\nPS01,police_station,城关派出所,,,,\n"                \
    "CO01,community_office,\"城关, \"\"一\"\"\",PS01,610803001001,B01,2019-08-20\n"
#define VILLAGE                                                                                              \
    "code,valid_from,valid_to,kind,name,township,police_station,population,households,lon,lat,remote,"       \
    "successor\n"                                                                                            \
    "610803001001,2018-01-01,2021-01-01,community,城关,城关街道,PS01,421,134,109.2611,37.9893,0,"      \
    "610803001002\n"                                                                                         \
    "610803001002,,,village,𠀀村,,,,,,,,\n"
#define BEAT "id,name,police_station\nB01,警务区,PS01\n"
#define STAFF                                                                                                \
    "id,valid_from,role,police_station,service_since\nO001,,officer,PS01,1996-06-01\nA001,2020-01-01,"       \
    "auxiliary,PS01,\n"
#define SERVICE "station,village,valid_from\nCO01,610803001001,2019-08-20\n"
#define POSTING "staff,station,valid_from,valid_to\nO001,CO01,2019-08-20,\n"
#define CALENDAR "date,kind\n2020-10-01,holiday\n2020-10-10,workday\n"
#define ABSENCE "staff,valid_from,valid_to,kind\nO001,2020-10-09,2020-10-12,leave\n"
#define DUTY                                                                                                 \
    "staff,start,finish,station,activity,village,source,confirmed_by\n"                                      \
    "O001,2020-10-05 08:00,2020-10-05 12:00,CO01,patrol,610803001001,device,A001\n"                          \
    "O001,2020-09-30 22:00,2020-10-01 06:00,CO01,reception,,,\n"

static inline void import_district(bench *on)
{
    import_well(on, JW_RECORD_DUTY, DUTY, JW_RECORD_ABSENCE, ABSENCE, JW_RECORD_CALENDAR, CALENDAR,
                JW_RECORD_POSTING, POSTING, JW_RECORD_SERVICE, SERVICE, JW_RECORD_STAFF, STAFF,
                JW_RECORD_BEAT, BEAT, JW_RECORD_VILLAGE, VILLAGE, JW_RECORD_STATION, STATION,
                JW_RECORD_ACTIVITY, ACTIVITY, JW_RECORD_DISTRICT, DISTRICT, 0);
    check_counts(on, 17, 0, 0, 0);
}

static const char *const schemes[] = {"memory", "sqlite"};

typedef void (*bench_fn)(bench *on);

static inline void on_every_storage(bench_fn run, bool filled)
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

#endif
