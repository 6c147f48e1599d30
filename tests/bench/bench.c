/*
 * Times libjingwu side by side with bare SQLite on the files that generate wrote, and prints a table of
 * ratios.
 *
 *     bench DIRECTORY [REPEATS]
 *
 * Each measurement is a process of its own, so that its peak memory is its own; the two sides take turns, and
 * the best of REPEATS (3) counts. Nothing is asserted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <jingwu/jingwu.h>
#include <jingwu/sys/column.h>
#include "bare.h"

#define OCTOBER (2020 * 12 + 9)
#define APPENDS 200
#define OPENINGS 20
#define UTC_OFFSET 28800

struct bench {
    const char *directory;
    int repeats;
    int round; /* which repeat it is: appended rows must be new */
};

/* What one process measured. */
struct outcome {
    double seconds;
    int64_t count; /* rows, intervals or seconds, so that the work is not optimised away */
    int64_t peak;  /* KiB resident */
};

typedef void (*work_fn)(const struct bench *bench, struct outcome *out);

static void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

static void check(jw_status status, const char *what, const jw_error *err)
{
    if (status != JW_OK)
        stop(what, err->message);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

struct path {
    char text[1024];
};

static struct path path_of(const struct bench *bench, const char *name)
{
    struct path path;
    snprintf(path.text, sizeof path.text, "%s/%s", bench->directory, name);
    return path;
}

static int64_t size_of(const struct bench *bench, const char *name)
{
    struct stat status;
    return stat(path_of(bench, name).text, &status) == 0 ? (int64_t)status.st_size : 0;
}

static void delete_database(const struct bench *bench, const char *name)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char file[64];
        snprintf(file, sizeof file, "%s%s", name, suffixes[i]);
        unlink(path_of(bench, file).text);
    }
}

/* Runs work in a child and takes what it measured and the memory that it used at most. */
static struct outcome run(const struct bench *bench, work_fn work)
{
    int ends[2];
    struct outcome outcome = {0};
    fflush(stdout);
    if (pipe(ends) != 0)
        stop("pipe", "failed");
    pid_t child = fork();
    if (child < 0)
        stop("fork", "failed");
    if (child == 0) {
        struct rusage usage;
        work(bench, &outcome);
        getrusage(RUSAGE_SELF, &usage);
        outcome.peak = usage.ru_maxrss;
        _exit(write(ends[1], &outcome, sizeof outcome) != (ssize_t)sizeof outcome);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], &outcome, sizeof outcome);
    close(ends[0]);
    int status = 0;
    if (waitpid(child, &status, 0) < 0 || status != 0 || got != (ssize_t)sizeof outcome)
        stop("a measurement", "failed");
    return outcome;
}

static void keep_best(struct outcome *best, struct outcome outcome)
{
    if (best->seconds == 0 || outcome.seconds < best->seconds)
        *best = outcome;
}

/* ---- libjingwu ---- */

static jw_store *open_store(const struct bench *bench, const char *name, uint32_t flags)
{
    jw_error err = JW_ERROR_INIT;
    jw_context *context;
    jw_store *store;
    jw_store_options options = JW_STORE_OPTIONS_INIT;
    options.flags = flags;
    options.actor = "bench";
    check(jw_context_new(NULL, &context, &err), "context", &err);
    check(jw_store_open(context, path_of(bench, name).text, &options, &store, &err), "open", &err);
    jw_context_free(context);
    return store;
}

static int64_t import_files(const struct bench *bench, jw_store *store, const jw_record *records,
                            const char *const *names, size_t count)
{
    struct path paths[4];
    jw_import_file files[4];
    jw_error err = JW_ERROR_INIT;
    jw_import_summary summary = {.struct_size = sizeof summary};
    for (size_t i = 0; i < count; i++) {
        paths[i] = path_of(bench, names[i]);
        files[i] = (jw_import_file){sizeof files[i], records[i], 0, paths[i].text};
    }
    check(jw_store_import(store, files, count, NULL, &summary, &err), "import", &err);
    return summary.rows;
}

/* The master data are not timed: the peer has none. */
static void load(const struct bench *bench, const char *csv, const char *name, struct outcome *out)
{
    static const jw_record districts[] = {JW_RECORD_DISTRICT, JW_RECORD_ACTIVITY};
    static const char *const district_files[] = {"district.csv", "activity.csv"};
    static const jw_record masters[] = {JW_RECORD_STATION, JW_RECORD_STAFF};
    static const char *const master_files[] = {"station.csv", "staff.csv"};
    static const jw_record duty[] = {JW_RECORD_DUTY};
    delete_database(bench, name);
    jw_store *store = open_store(bench, name, JW_STORE_CREATE);
    import_files(bench, store, districts, district_files, 2);
    import_files(bench, store, masters, master_files, 2);
    double begin = now();
    out->count = import_files(bench, store, duty, &csv, 1);
    jw_store_free(store);
    out->seconds = now() - begin;
}

static void load_sorted(const struct bench *bench, struct outcome *out)
{
    load(bench, "duty.csv", "sorted.jw", out);
}

static void load_shuffled(const struct bench *bench, struct outcome *out)
{
    load(bench, "shuffled.csv", "shuffled.jw", out);
}

static int64_t hours_of(jw_store *store, const char *district)
{
    jw_error err = JW_ERROR_INIT;
    jw_hours_options options = JW_HOURS_OPTIONS_INIT;
    jw_table *table;
    options.district = district;
    options.month = OCTOBER;
    check(jw_hours(store, &options, &table, &err), "hours", &err);
    int64_t intervals = 0;
    int32_t column = jw_table_find(table, "intervals");
    for (int64_t row = 0; row < jw_table_rows(table); row++)
        intervals += jw_table_integer(table, row, (size_t)column);
    jw_table_free(table);
    return intervals;
}

/* District by district, as the program does; the codes are those of district.csv. */
static int64_t hours_of_all(const struct bench *bench, jw_store *store)
{
    char line[256];
    int64_t intervals = 0;
    FILE *file = fopen(path_of(bench, "district.csv").text, "r");
    if (!file || !fgets(line, sizeof line, file))
        stop("district.csv", "cannot be read");
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, ",")] = '\0';
        intervals += hours_of(store, line);
    }
    fclose(file);
    return intervals;
}

static void hours(const struct bench *bench, struct outcome *out)
{
    double begin = now();
    jw_store *store = open_store(bench, "sorted.jw", 0);
    out->count = hours_of_all(bench, store);
    jw_store_free(store);
    out->seconds = now() - begin;
}

static void open_and_ask(const struct bench *bench, struct outcome *out)
{
    double begin = now();
    for (int32_t i = 0; i < OPENINGS; i++) {
        jw_store *store = open_store(bench, "sorted.jw", 0);
        out->count = hours_of_all(bench, store);
        jw_store_free(store);
    }
    out->seconds = (now() - begin) / OPENINGS;
}

static void put_interval(jw_store *store, jw_context *context, const char *district, int64_t start)
{
    jw_error err = JW_ERROR_INIT;
    jw_batch *batch;
    struct ArrowArray rows;
    check(jw_batch_new(context, JW_RECORD_DUTY, &batch, &err), "batch", &err);
    check(jw_batch_add_text(batch, district, strlen(district), &err), "district", &err);
    check(jw_batch_add_text(batch, "P000001", 7, &err), "staff", &err);
    check(jw_batch_add_integer(batch, start, &err), "start", &err);
    check(jw_batch_add_text(batch, "S000001", 7, &err), "station", &err);
    check(jw_batch_add_integer(batch, start + 1800, &err), "finish", &err);
    check(jw_batch_add_text(batch, "patrol", 6, &err), "activity", &err);
    for (int32_t absent = 0; absent < 3; absent++)
        check(jw_batch_add_absent(batch, &err), "absent", &err);
    check(jw_batch_export(batch, &rows, &err), "export", &err);
    check(jw_store_put(store, JW_RECORD_DUTY, &rows, NULL, 0, NULL, &err), "put", &err);
    rows.release(&rows);
    jw_batch_free(batch);
}

static int64_t first_appended(const struct bench *bench)
{
    return jw_date_instant(jw_date_make(2020, 11, 2) + 30 * bench->round, UTC_OFFSET);
}

static void append(const struct bench *bench, struct outcome *out)
{
    jw_context *context;
    jw_error err = JW_ERROR_INIT;
    check(jw_context_new(NULL, &context, &err), "context", &err);
    jw_store *store = open_store(bench, "sorted.jw", 0);
    double begin = now();
    for (int32_t i = 0; i < APPENDS; i++)
        put_interval(store, context, "610001", first_appended(bench) + (int64_t)i * 3600);
    out->seconds = (now() - begin) / APPENDS;
    jw_store_free(store);
    jw_context_free(context);
}

/* ---- bare SQLite ---- */

static void bare_load_sorted(const struct bench *bench, struct outcome *out)
{
    delete_database(bench, "sorted.db");
    double begin = now();
    out->count = bare_load(path_of(bench, "duty.csv").text, path_of(bench, "sorted.db").text);
    out->seconds = now() - begin;
}

static void bare_load_shuffled(const struct bench *bench, struct outcome *out)
{
    delete_database(bench, "shuffled.db");
    double begin = now();
    out->count = bare_load(path_of(bench, "shuffled.csv").text, path_of(bench, "shuffled.db").text);
    out->seconds = now() - begin;
}

static void bare_hours_of_all(const struct bench *bench, struct outcome *out)
{
    double begin = now();
    out->count = bare_hours(path_of(bench, "sorted.db").text);
    out->seconds = now() - begin;
}

static void bare_open_and_ask(const struct bench *bench, struct outcome *out)
{
    double begin = now();
    for (int32_t i = 0; i < OPENINGS; i++)
        out->count = bare_hours(path_of(bench, "sorted.db").text);
    out->seconds = (now() - begin) / OPENINGS;
}

static void bare_append_one(const struct bench *bench, struct outcome *out)
{
    double begin = now();
    bare_append(path_of(bench, "sorted.db").text, first_appended(bench), APPENDS);
    out->seconds = (now() - begin) / APPENDS;
}

/* ---- the kernel against one pass of loads ---- */

#define KERNEL_ROWS ((size_t)1 << 21)
#define KERNEL_PERSON 45

/* A month of one person after the other; in each, the next interval begins before or after the last one ends.
 */
static jw_interval *make_intervals(void)
{
    jw_interval *intervals = malloc(KERNEL_ROWS * sizeof *intervals);
    if (!intervals)
        stop("kernel", "no memory");
    for (size_t i = 0; i < KERNEL_ROWS; i++) {
        int64_t start = jw_date_instant(jw_date_make(2020, 10, 1), UTC_OFFSET);
        start += (int64_t)(i % KERNEL_PERSON) * (58000 + (int64_t)(i * 2654435761u % 997));
        intervals[i] = (jw_interval){start, start + 7200 + (int64_t)(i * 40503u % 5400)};
    }
    return intervals;
}

static void kernel(const struct bench *bench, struct outcome *out)
{
    jw_interval *intervals = make_intervals(), weeks[5];
    jw_bucket_time times[5];
    jw_week first = jw_date_week(jw_date_make(2020, 10, 1));
    int64_t seconds = 0;
    (void)bench;
    for (int32_t i = 0; i < 5; i++)
        weeks[i] = (jw_interval){jw_date_instant(jw_week_monday(first + i), UTC_OFFSET),
                                 jw_date_instant(jw_week_monday(first + i + 1), UTC_OFFSET)};
    double begin = now();
    for (size_t i = 0; i + KERNEL_PERSON <= KERNEL_ROWS; i += KERNEL_PERSON) {
        jw_intervals_measure(intervals + i, KERNEL_PERSON, weeks, 5, times);
        seconds += times[0].seconds;
    }
    out->seconds = now() - begin;
    out->count = seconds;
    free(intervals);
}

static void loads(const struct bench *bench, struct outcome *out)
{
    jw_interval *intervals = make_intervals();
    int64_t sum = 0;
    (void)bench;
    double begin = now();
    for (size_t i = 0; i < KERNEL_ROWS; i++)
        sum += intervals[i].finish - intervals[i].start;
    out->seconds = now() - begin;
    out->count = sum;
    free(intervals);
}

/* ---- the table ---- */

static void print_pair(struct bench *bench, const char *label, work_fn ours, work_fn theirs)
{
    struct outcome our_best = {0}, their_best = {0};
    for (bench->round = 0; bench->round < bench->repeats; bench->round++) {
        keep_best(&our_best, run(bench, ours));
        keep_best(&their_best, run(bench, theirs));
    }
    printf("%-34s %10.2f ms %10.2f ms %8.2f %9.1f MB %7.1f MB\n", label, our_best.seconds * 1e3,
           their_best.seconds * 1e3, our_best.seconds / their_best.seconds, (double)our_best.peak / 1024,
           (double)their_best.peak / 1024);
}

static void print_sizes(const struct bench *bench)
{
    double ours = (double)size_of(bench, "sorted.jw") / 1e6,
           theirs = (double)size_of(bench, "sorted.db") / 1e6;
    printf("%-34s %10.2f MB %10.2f MB %8.2f\n", "file size (ours with master data)", ours, theirs,
           ours / theirs);
}

int main(int argc, char **argv)
{
    struct bench bench = {argc > 1 ? argv[1] : NULL, argc > 2 ? atoi(argv[2]) : 3, 0};
    if (!bench.directory || bench.repeats < 1 || argc > 3)
        stop("usage", "bench DIRECTORY [REPEATS]");
    printf("%-34s %13s %13s %8s %12s %10s\n", "", "libjingwu", "bare SQLite", "ratio", "peak", "peak");
    print_pair(&bench, "load, sorted", load_sorted, bare_load_sorted);
    print_sizes(&bench);
    if (size_of(&bench, "shuffled.csv")) {
        print_pair(&bench, "load, shuffled", load_shuffled, bare_load_shuffled);
        delete_database(&bench, "shuffled.jw");
        delete_database(&bench, "shuffled.db");
    }
    print_pair(&bench, "weekly hours of all staff", hours, bare_hours_of_all);
    if (size_of(&bench, "duty.csv") < 2000000)
        print_pair(&bench, "open, one query, close", open_and_ask, bare_open_and_ask);
    print_pair(&bench, "append one interval, durable", append, bare_append_one);
    print_pair(&bench, "kernel / one pass of loads, 2 M", kernel, loads);
    return 0;
}
