/*
 * Writes the standard work of the benchmarks as CSV files: staff, stations and their duty of October 2020, 1
 * or 2 intervals a working day, one in ten overlapping another, some across midnight. Seeded: the same call,
 * the same bytes.
 *
 *     generate county|province|nation DIRECTORY [--scale FACTOR] [--seed N]
 *
 * county: 350 staff, 10,000 intervals. province: one district of 60,000 staff, 2.7 million. nation: 3,000
 * counties, 30 million. duty.csv is in key order; shuffled.csv, written but for the nation, has the same rows
 * in random order.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS 31
#define DAY 1440
#define FIRST_CODE 610001
#define BUFFER ((size_t)1 << 20)

struct scale {
    const char *name;
    size_t districts, staff; /* staff of one district */
    uint32_t working;        /* of 1,000 days */
    bool shuffled;           /* also in random order */
};

static const struct scale scales[] = {
    {"county", 1, 350, 637, true},
    {"province", 1, 60000, 1000, true},
    {"nation", 3000, 350, 637, false},
};

static const char *const activities[] = {"beat_work",   "patrol",   "visit", "reception",
                                         "workstation", "briefing", "office"};
#define ACTIVITY_COUNT (sizeof activities / sizeof activities[0])

struct row {
    uint32_t person, station;
    int32_t start, length; /* minutes; start since the month began */
    uint32_t activity;
};

struct generator {
    struct scale scale;
    const char *directory;
    uint64_t seed, state;
    struct row *rows; /* of one district */
    size_t count, capacity;
};

static void stop(const char *what, const char *name)
{
    fprintf(stderr, "generate: %s %s\n", what, name);
    exit(1);
}

/* splitmix64 */
static uint64_t next(struct generator *generator)
{
    uint64_t mixed = (generator->state += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

static uint32_t below(struct generator *generator, uint32_t limit)
{
    return (uint32_t)(next(generator) % limit);
}

static size_t station_count(const struct scale *scale)
{
    return scale->staff * 2 / 3 + 1;
}

static void add_row(struct generator *generator, uint32_t person, uint32_t station, int32_t start,
                    int32_t length)
{
    if (generator->count == generator->capacity) {
        generator->capacity = generator->capacity ? generator->capacity * 2 : 4096;
        generator->rows = realloc(generator->rows, generator->capacity * sizeof *generator->rows);
        if (!generator->rows)
            stop("no memory for", "rows");
    }
    generator->rows[generator->count++] =
        (struct row){person, station, start, length, below(generator, ACTIVITY_COUNT)};
}

/* A night across midnight, or a morning, often followed by a second interval, one third of which overlap it.
 */
static void add_day(struct generator *generator, uint32_t person, uint32_t home, int32_t midnight)
{
    uint32_t kind = below(generator, 1000);
    uint32_t other = below(generator, (uint32_t)station_count(&generator->scale));
    if (kind < 30) {
        add_row(generator, person, home, midnight + 20 * 60 + (int32_t)below(generator, 180),
                6 * 60 + (int32_t)below(generator, 180));
        return;
    }
    int32_t start = midnight + 7 * 60 + 30 + 5 * (int32_t)below(generator, 24);
    int32_t length = 120 + 5 * (int32_t)below(generator, 36);
    add_row(generator, person, home, start, length);
    if (kind < 530)
        return;
    bool overlapping = below(generator, 3) == 0;
    int32_t second = start + (overlapping ? 30 + (int32_t)below(generator, 60)
                                          : length + 30 + (int32_t)below(generator, 90));
    add_row(generator, person, overlapping && below(generator, 2) ? other : home, second,
            90 + 5 * (int32_t)below(generator, 36));
}

/* Each person has a seed of their own, so that a part of a scale is the same as in the whole. */
static void make_district(struct generator *generator, size_t district)
{
    generator->count = 0;
    for (size_t person = 0; person < generator->scale.staff; person++) {
        generator->state = generator->seed + district * 1000003 + person * 7919;
        uint32_t home = below(generator, (uint32_t)station_count(&generator->scale));
        for (int32_t day = 0; day < DAYS; day++)
            if (below(generator, 1000) < generator->scale.working)
                add_day(generator, (uint32_t)person, home, day * DAY);
    }
}

static void shuffle(struct generator *generator)
{
    generator->state = generator->seed;
    for (size_t left = generator->count; left > 1; left--) {
        size_t chosen = (size_t)(next(generator) % left);
        struct row kept = generator->rows[left - 1];
        generator->rows[left - 1] = generator->rows[chosen];
        generator->rows[chosen] = kept;
    }
}

static FILE *create(const struct generator *generator, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", generator->directory, name);
    FILE *file = fopen(path, "w");
    if (!file || setvbuf(file, NULL, _IOFBF, BUFFER) != 0)
        stop("cannot write", path);
    return file;
}

static void finish(FILE *file, const char *name)
{
    if (fclose(file) != 0)
        stop("cannot write", name);
}

/* The district column is left out where there is one district. */
static bool has_column(const struct generator *generator)
{
    return generator->scale.districts > 1;
}

static void put_digits(char *at, uint32_t value, int32_t digits)
{
    for (int32_t i = digits; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
}

static char *put_time(char *at, int32_t minute)
{
    int32_t day = minute / DAY;
    memcpy(at, "2020-10-01 00:00", 16);
    if (day >= DAYS)
        at[6] = '1';
    put_digits(at + 8, (uint32_t)(day % DAYS + 1), 2);
    put_digits(at + 11, (uint32_t)(minute % DAY / 60), 2);
    put_digits(at + 14, (uint32_t)(minute % 60), 2);
    at[16] = ',';
    return at + 17;
}

static char *put_id(char *at, char letter, uint32_t number)
{
    at[0] = letter;
    put_digits(at + 1, number, 6);
    at[7] = ',';
    return at + 8;
}

static void write_rows(const struct generator *generator, size_t district, FILE *file)
{
    char line[128];
    for (size_t i = 0; i < generator->count; i++) {
        const struct row *row = &generator->rows[i];
        char *at = line;
        if (has_column(generator)) {
            put_digits(at, (uint32_t)(FIRST_CODE + district), 6);
            at[6] = ',';
            at += 7;
        }
        at = put_id(at, 'P', row->person);
        at = put_time(at, row->start);
        at = put_id(at, 'S', row->station);
        at = put_time(at, row->start + row->length);
        size_t length = strlen(activities[row->activity]);
        memcpy(at, activities[row->activity], length);
        at[length] = '\n';
        fwrite(line, 1, (size_t)(at - line) + length + 1, file);
    }
}

static const char *prefix_of(const struct generator *generator, size_t district, char prefix[16])
{
    prefix[0] = '\0';
    if (has_column(generator))
        snprintf(prefix, 16, "%u,", (unsigned)(FIRST_CODE + district));
    return prefix;
}

static void write_duty(struct generator *generator)
{
    const char *column = has_column(generator) ? "district," : "";
    FILE *sorted = create(generator, "duty.csv");
    fprintf(sorted, "%sstaff,start,station,finish,activity\n", column);
    size_t total = 0;
    for (size_t district = 0; district < generator->scale.districts; district++) {
        make_district(generator, district);
        write_rows(generator, district, sorted);
        total += generator->count;
    }
    finish(sorted, "duty.csv");
    if (generator->scale.shuffled) {
        FILE *shuffled = create(generator, "shuffled.csv");
        fprintf(shuffled, "staff,start,station,finish,activity\n");
        shuffle(generator);
        write_rows(generator, 0, shuffled);
        finish(shuffled, "shuffled.csv");
    }
    printf("%s: %zu districts, %zu staff, %zu intervals\n", generator->scale.name, generator->scale.districts,
           generator->scale.districts * generator->scale.staff, total);
}

static void write_masters(const struct generator *generator)
{
    const char *column = has_column(generator) ? "district," : "";
    FILE *districts = create(generator, "district.csv");
    FILE *kinds = create(generator, "activity.csv");
    FILE *stations = create(generator, "station.csv");
    FILE *staff = create(generator, "staff.csv");
    fprintf(districts, "code,name\n");
    fprintf(kinds, "district,code,beat,reception,outside\n");
    fprintf(stations, "%sid,kind\n", column);
    fprintf(staff, "%sid,role\n", column);
    for (size_t district = 0; district < generator->scale.districts; district++) {
        char prefix[16];
        unsigned code = (unsigned)(FIRST_CODE + district);
        prefix_of(generator, district, prefix);
        fprintf(districts, "%u,District %u\n", code, code);
        for (size_t i = 0; i < ACTIVITY_COUNT; i++)
            fprintf(kinds, "%u,%s,%d,%d,%d\n", code, activities[i], i < 5, i == 3, i < 5);
        for (size_t i = 0; i < station_count(&generator->scale); i++)
            fprintf(stations, "%sS%06zu,%s\n", prefix, i, i % 4 ? "workstation" : "central_office");
        for (size_t i = 0; i < generator->scale.staff; i++)
            fprintf(staff, "%sP%06zu,%s\n", prefix, i, i % 6 ? "auxiliary" : "officer");
    }
    finish(districts, "district.csv");
    finish(kinds, "activity.csv");
    finish(stations, "station.csv");
    finish(staff, "staff.csv");
}

/* A nation is made smaller by districts, the others by staff. */
static void apply_factor(struct scale *scale, double factor)
{
    size_t *count = scale->districts > 1 ? &scale->districts : &scale->staff;
    if (!(factor > 0) || factor > 10)
        stop("the factor is above 0 and at most 10, not", "this");
    *count = (size_t)((double)*count * factor);
    if (*count == 0)
        *count = 1;
}

int main(int argc, char **argv)
{
    struct generator generator = {.seed = 20201001};
    double factor = 1;
    if (argc < 3 || argc % 2 == 0)
        stop("usage:", "generate county|province|nation DIRECTORY [--scale FACTOR] [--seed N]");
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++)
        if (strcmp(argv[1], scales[i].name) == 0)
            generator.scale = scales[i];
    if (!generator.scale.name)
        stop("unknown scale", argv[1]);
    generator.directory = argv[2];
    for (int i = 3; i < argc; i += 2) {
        if (strcmp(argv[i], "--scale") == 0)
            factor = strtod(argv[i + 1], NULL);
        else if (strcmp(argv[i], "--seed") == 0)
            generator.seed = strtoull(argv[i + 1], NULL, 10);
        else
            stop("unknown option", argv[i]);
    }
    apply_factor(&generator.scale, factor);
    write_masters(&generator);
    write_duty(&generator);
    free(generator.rows);
    return 0;
}
