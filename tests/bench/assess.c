/*
 * Times the assessment of a county month and of a province month, district by district, in memory, and prints
 * a table.
 *
 *     assess [DISTRICTS]
 *
 * A district has 350 staff, of whom one in six is an officer posted to an office, and the six metrics of the
 * default scheme; the province has 172 of them (60,000 staff), or DISTRICTS. The last row is a district of
 * 350 officers. Nothing is asserted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <jingwu/jingwu.h>
#include <jingwu/sys/column.h>

#define OCTOBER (2020 * 12 + 9)
#define STAFF 350

static void stop(const char *what, const jw_error *err)
{
    fprintf(stderr, "assess: %s: %s\n", what, err->message);
    exit(1);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* ---- rows ---- */

/* Cells of a row as texts and whole numbers, in the order of the record; NULL = absent. The last is END. */
#define END ((const char *)-1)

static void add_texts(jw_batch *batch, const char *const *cells)
{
    jw_error err = JW_ERROR_INIT;
    for (; *cells != END; cells++)
        if ((*cells ? jw_batch_add_text(batch, *cells, strlen(*cells), &err)
                    : jw_batch_add_absent(batch, &err)) != JW_OK)
            stop("row", &err);
}

static void add_absent(jw_batch *batch, int count)
{
    for (int i = 0; i < count; i++)
        jw_batch_add_absent(batch, NULL);
}

static jw_batch *new_batch(jw_context *context, jw_record record)
{
    jw_batch *batch;
    jw_error err = JW_ERROR_INIT;
    if (jw_batch_new(context, record, &batch, &err) != JW_OK)
        stop("batch", &err);
    return batch;
}

static void put(jw_store *store, jw_record record, jw_batch *batch)
{
    struct ArrowArray rows;
    jw_error err = JW_ERROR_INIT;
    if (jw_batch_export(batch, &rows, &err) != JW_OK ||
        jw_store_put(store, record, &rows, NULL, 0, NULL, &err) != JW_OK)
        stop("put", &err);
    rows.release(&rows);
    jw_batch_free(batch);
}

static void put_masters(jw_context *context, jw_store *store, const char *district, int officers)
{
    jw_batch *stations = new_batch(context, JW_RECORD_STATION), *staff = new_batch(context, JW_RECORD_STAFF),
             *postings = new_batch(context, JW_RECORD_POSTING),
             *villages = new_batch(context, JW_RECORD_VILLAGE),
             *services = new_batch(context, JW_RECORD_SERVICE);
    for (int i = 0; i < STAFF; i++) {
        char person[16], office[16], village[16];
        snprintf(person, sizeof person, "P%04d", i);
        snprintf(office, sizeof office, "S%04d", i);
        snprintf(village, sizeof village, "V%04d", i);
        const char *role = i < officers ? "officer" : "auxiliary";
        add_texts(staff, (const char *[]){district, person, NULL, NULL, role, NULL, NULL, END});
        if (i >= officers)
            continue;
        add_texts(stations, (const char *[]){district, office, NULL, NULL, "central_office", END});
        add_absent(stations, 6);
        add_texts(postings, (const char *[]){district, person, office, NULL, NULL, END});
        add_texts(villages,
                  (const char *[]){district, village, NULL, NULL, "village", "name", NULL, NULL, END});
        jw_batch_add_integer(villages, 1000 + 37 * i % 3000, NULL);
        add_absent(villages, 5);
        add_texts(services, (const char *[]){district, office, village, NULL, NULL, END});
    }
    put(store, JW_RECORD_STATION, stations);
    put(store, JW_RECORD_STAFF, staff);
    put(store, JW_RECORD_POSTING, postings);
    put(store, JW_RECORD_VILLAGE, villages);
    put(store, JW_RECORD_SERVICE, services);
}

struct measure {
    const char *name;
    int least, spread;
};
static const struct measure measures[] = {{"visibility_seen", 20, 20},
                                          {"visibility_asked", 42, 5},
                                          {"familiarity_correct", 15, 15},
                                          {"familiarity_asked", 32, 5},
                                          {"criminal", 0, 4},
                                          {"administrative", 0, 6},
                                          {"collected", 300, 90},
                                          {"due", 400, 20},
                                          {"settled", 10, 8},
                                          {"found", 18, 5},
                                          {"carried_in", 0, 3},
                                          {"satisfied", 25, 12},
                                          {"asked", 38, 4}};

static void put_tallies(jw_context *context, jw_store *store, const char *district, int officers,
                        jw_random *random)
{
    jw_batch *tallies = new_batch(context, JW_RECORD_TALLY);
    for (int i = 0; i < officers; i++)
        for (size_t k = 0; k < sizeof measures / sizeof *measures; k++) {
            char person[16], office[16];
            snprintf(person, sizeof person, "P%04d", i);
            snprintf(office, sizeof office, "S%04d", i);
            add_texts(tallies, (const char *[]){district, END});
            jw_batch_add_integer(tallies, OCTOBER, NULL);
            add_texts(tallies, (const char *[]){office, person, measures[k].name, NULL, END});
            jw_batch_add_integer(
                tallies, measures[k].least + (int64_t)(jw_random_next(random) % (uint64_t)measures[k].spread),
                NULL);
        }
    put(store, JW_RECORD_TALLY, tallies);
}

/* ---- times ---- */

static double assess(jw_store *store, int totals)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    jw_error err = JW_ERROR_INIT;
    jw_table *table;
    options.month = OCTOBER;
    options.totals = totals;
    double begin = now();
    if (jw_assess(store, &options, &table, &err) != JW_OK)
        stop("assess", &err);
    double seconds = now() - begin;
    jw_table_free(table);
    return seconds;
}

static void run(const char *label, int districts, int officers)
{
    jw_context *context;
    jw_random random;
    double metrics = 0, totals = 0;
    if (jw_context_new(NULL, &context, NULL) != JW_OK)
        exit(1);
    jw_random_seed(&random, 20201001);
    for (int i = 0; i < districts; i++) {
        jw_store *store;
        char code[16];
        jw_error err = JW_ERROR_INIT;
        snprintf(code, sizeof code, "%06d", 610001 + i);
        if (jw_store_open(context, "memory:", NULL, &store, &err) != JW_OK ||
            jw_store_add_district(store, code, code, 28800, &err) != JW_OK)
            stop("store", &err);
        put_masters(context, store, code, officers);
        put_tallies(context, store, code, officers, &random);
        metrics += assess(store, 0);
        totals += assess(store, 1);
        jw_store_free(store);
    }
    jw_context_free(context);
    printf("%-44s %9d %12.1f ms %12.1f ms\n", label, districts * officers, metrics * 1e3, totals * 1e3);
}

int main(int argc, char **argv)
{
    int districts = argc > 1 ? atoi(argv[1]) : 172;
    char label[64];
    if (argc > 2 || districts < 1 || districts > 10000) {
        fprintf(stderr, "usage: assess [DISTRICTS]\n");
        return 2;
    }
    printf("%-44s %9s %15s %15s\n", "assessment of a month", "assessed", "metrics", "with ranks");
    run("county, 350 staff", 1, STAFF / 6);
    snprintf(label, sizeof label, "province, %d staff in %d districts", districts * STAFF, districts);
    run(label, districts, STAFF / 6);
    run("one district of 350 officers", 1, STAFF);
    return 0;
}
