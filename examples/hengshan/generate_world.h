/*
 * Part of generate.c: the district in memory, read from the master files, and the random numbers.
 */
#ifndef HENGSHAN_GENERATE_WORLD_H
#define HENGSHAN_GENERATE_WORLD_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR = 60, DAY = 24 * HOUR, DAYS = 35, JITTER = 9, REQUIRED_BEAT = 20 * HOUR };
enum { ID_SIZE = 24, PATH_SIZE = 1024, OFFICE_STAFF = 4, OFFICE_VILLAGES = 8, POSTS = 2 };
/* Day 0 is Monday 28 September; these are the last days of September and October. */
enum { SEPTEMBER_ENDS = 2, OCTOBER_ENDS = 33 };

struct person {
    char id[ID_SIZE];
    char police_station[ID_SIZE];
    int officer;
    int posts[POSTS]; /* stations */
    int post_count;
    const char *absent[DAYS]; /* kind of absence, or NULL */
};

struct station {
    char id[ID_SIZE];
    char kind[ID_SIZE];
    char police_station[ID_SIZE];
    char seat[ID_SIZE];
    char villages[OFFICE_VILLAGES][ID_SIZE];
    int village_count;
    int auxiliaries[OFFICE_STAFF]; /* persons */
    int auxiliary_count;
    char attended[DAYS]; /* an auxiliary receives the whole morning: the officer may join */
};

struct row {
    const char *staff, *station, *activity, *village, *source, *confirmed_by;
    int start, finish; /* minutes since day 0, 00:00 */
};

struct rows {
    struct row *items;
    size_t count, capacity;
};

struct world {
    uint64_t random;
    int clean;
    const char *data, *output;
    struct person *persons;
    int person_count;
    struct station *stations;
    int station_count;
    char workday[DAYS];
    struct rows duty, plan;
};

static void fail(const char *what, const char *subject)
{
    fprintf(stderr, "generate: %s: %s\n", what, subject);
    exit(EXIT_FAILURE);
}

static void *grow(void *block, size_t size)
{
    void *larger = realloc(block, size);

    if (!larger)
        fail("out of memory", "");
    return larger;
}

/* ---- random numbers: splitmix64, integers only, the same on every machine ---- */

static uint64_t next_random(struct world *world)
{
    uint64_t z = world->random += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static int between(struct world *world, int low, int high)
{
    return low + (int)(next_random(world) % (uint64_t)(high - low + 1));
}

static int chance(struct world *world, int percent)
{
    return between(world, 1, 100) <= percent;
}

/* A time of day on the quarter hour. */
static int quarter(struct world *world, int low, int high)
{
    return low + 15 * between(world, 0, (high - low) / 15);
}

/* ---- reading the master files: plain CSV without quotes ---- */

struct table {
    char *text;
    char **cells; /* the header first */
    size_t columns, count;
};

static char *read_text(const char *directory, const char *name)
{
    char path[PATH_SIZE], *text = NULL;
    size_t size = 0, got;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", directory, name);
    if (!(file = fopen(path, "rb")))
        fail("cannot read", path);
    do {
        text = grow(text, size + 65537);
        got = fread(text + size, 1, 65536, file);
        size += got;
    } while (got > 0);
    fclose(file);
    text[size] = '\0';
    if (strchr(text, '"'))
        fail("quotes are not understood", path);
    return text;
}

static struct table read_table(const char *directory, const char *name)
{
    struct table table = {read_text(directory, name), NULL, 0, 0};
    char *cell = table.text;

    while (*cell) {
        size_t length = strcspn(cell, ",\n");
        int ends_row = cell[length] != ',';

        table.cells = grow(table.cells, (table.count + 1) * sizeof *table.cells);
        table.cells[table.count++] = cell;
        if (ends_row && table.columns == 0)
            table.columns = table.count;
        if (cell[length])
            cell[length++] = '\0';
        cell += length;
    }
    if (table.columns == 0 || table.count % table.columns != 0)
        fail("not a table", name);
    return table;
}

static size_t table_rows(const struct table *table)
{
    return table->count / table->columns;
}

static const char *value(const struct table *table, size_t row, const char *column)
{
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->cells[i], column) == 0)
            return table->cells[row * table->columns + i];
    fail("no such column", column);
    return NULL;
}

static void free_table(struct table *table)
{
    free(table->cells);
    free(table->text);
}

static void copy_id(char *target, const char *text)
{
    if (strlen(text) >= ID_SIZE)
        fail("too long", text);
    strcpy(target, text);
}

static int find_station(const struct world *world, const char *id)
{
    for (int i = 0; i < world->station_count; i++)
        if (strcmp(world->stations[i].id, id) == 0)
            return i;
    fail("no such station", id);
    return -1;
}

static struct person *find_person(const struct world *world, const char *id)
{
    for (int i = 0; i < world->person_count; i++)
        if (strcmp(world->persons[i].id, id) == 0)
            return &world->persons[i];
    fail("no such person", id);
    return NULL;
}

/* The date of a day, which counts on through three months. */
static void format_day(int day, char *text, size_t size)
{
    if (day <= SEPTEMBER_ENDS)
        snprintf(text, size, "2020-09-%02d", 28 + day);
    else if (day <= OCTOBER_ENDS)
        snprintf(text, size, "2020-10-%02d", day - SEPTEMBER_ENDS);
    else
        snprintf(text, size, "2020-11-%02d", day - OCTOBER_ENDS);
}

static void load_stations(struct world *world)
{
    struct table table = read_table(world->data, "station.csv");

    world->stations = grow(NULL, table_rows(&table) * sizeof *world->stations);
    for (size_t row = 1; row < table_rows(&table); row++) {
        struct station *station = &world->stations[world->station_count++];

        memset(station, 0, sizeof *station);
        copy_id(station->id, value(&table, row, "id"));
        copy_id(station->kind, value(&table, row, "kind"));
        copy_id(station->police_station, value(&table, row, "police_station"));
        copy_id(station->seat, value(&table, row, "seat"));
    }
    free_table(&table);
}

static void load_services(struct world *world)
{
    struct table table = read_table(world->data, "service.csv");

    for (size_t row = 1; row < table_rows(&table); row++) {
        struct station *office = &world->stations[find_station(world, value(&table, row, "station"))];

        if (office->village_count == OFFICE_VILLAGES)
            fail("serves too many villages", office->id);
        copy_id(office->villages[office->village_count++], value(&table, row, "village"));
    }
    free_table(&table);
}

static void load_staff(struct world *world)
{
    struct table table = read_table(world->data, "staff.csv");

    world->persons = grow(NULL, table_rows(&table) * sizeof *world->persons);
    for (size_t row = 1; row < table_rows(&table); row++) {
        struct person *person = &world->persons[world->person_count];

        if (*value(&table, row, "valid_to"))
            continue;
        memset(person, 0, sizeof *person);
        world->person_count++;
        copy_id(person->id, value(&table, row, "id"));
        copy_id(person->police_station, value(&table, row, "police_station"));
        person->officer = strcmp(value(&table, row, "role"), "officer") == 0;
    }
    free_table(&table);
}

static void load_postings(struct world *world)
{
    struct table table = read_table(world->data, "posting.csv");

    for (size_t row = 1; row < table_rows(&table); row++) {
        struct person *person;
        struct station *station;

        if (*value(&table, row, "valid_to"))
            continue;
        person = find_person(world, value(&table, row, "staff"));
        station = &world->stations[find_station(world, value(&table, row, "station"))];
        if (person->post_count == POSTS || station->auxiliary_count == OFFICE_STAFF)
            fail("too many postings", person->id);
        person->posts[person->post_count++] = (int)(station - world->stations);
        if (!person->officer)
            station->auxiliaries[station->auxiliary_count++] = (int)(person - world->persons);
    }
    free_table(&table);
}

static void load_calendar(struct world *world)
{
    struct table table = read_table(world->data, "calendar.csv");
    char text[16];

    for (int day = 0; day < DAYS; day++) {
        world->workday[day] = day % 7 < 5;
        format_day(day, text, sizeof text);
        for (size_t row = 1; row < table_rows(&table); row++)
            if (strcmp(value(&table, row, "date"), text) == 0)
                world->workday[day] = strcmp(value(&table, row, "kind"), "workday") == 0;
    }
    free_table(&table);
}

/* Whoever signs at the police station: its first officer. */
static const char *signer(const struct world *world, const struct person *person)
{
    for (int i = 0; i < world->person_count; i++)
        if (world->persons[i].officer && world->persons[i].post_count == 0 &&
            strcmp(world->persons[i].police_station, person->police_station) == 0)
            return world->persons[i].id;
    return "";
}

static struct row *append(struct rows *rows)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? rows->capacity * 2 : 1024;
        rows->items = grow(rows->items, rows->capacity * sizeof *rows->items);
    }
    return &rows->items[rows->count++];
}

#endif
