/*
 * Writes the synthetic duty of October 2020 for the Hengshan example: duty.csv, duty_plan.csv, absence.csv
 * and planted.csv, which names every breach planted. Standard C only: cc -o generate generate.c
 *
 *     generate [--seed N] [--clean] [--data DIR] [--output DIR]
 *
 * It covers the ISO weeks that October 2020 owns, 28 September to 1 November, in local time. The same seed
 * gives the same bytes everywhere. With --clean no breach is planted and the duty keeps every rule.
 */
#include "generate_breaches.h"

/* ---- writing down duty ---- */

/*
 * One piece of duty. People come a little early and leave a little late, so what was planned is covered; an
 * officer's duty is planned, an auxiliary's is not. Returns the row; it stays in place until the next piece.
 */
static const struct row *serve(struct world *world, const struct person *person,
                               const struct station *station, const char *activity, const char *village,
                               int start, int finish)
{
    static const char *const sources[] = {"device", "device", "device", "self", "roster", "confirmed"};
    struct row row = {person->id, station->id, activity, village, "roster", "", start, finish};
    struct row *kept = append(&world->duty);

    if (person->officer && person->post_count > 0)
        *append(&world->plan) = row;
    row.source = sources[between(world, 0, 5)];
    if (strcmp(row.source, "confirmed") == 0)
        row.confirmed_by = signer(world, person);
    row.start -= between(world, 0, JITTER);
    row.finish += between(world, 0, JITTER);
    *kept = row;
    return kept;
}

/* ---- offices: opened by their auxiliaries ---- */

static const struct person *attendant(const struct world *world, const struct station *office, int day,
                                      int turn)
{
    const struct person *present[OFFICE_STAFF];
    int count = 0;

    for (int i = 0; i < office->auxiliary_count; i++)
        if (!world->persons[office->auxiliaries[i]].absent[day])
            present[count++] = &world->persons[office->auxiliaries[i]];
    if (count == 0)
        fail("no auxiliary to open", office->id);
    return present[(day + turn) % count];
}

static void receive(struct world *world, const struct person *person, const struct station *office, int start,
                    int finish)
{
    serve(world, person, office, "reception", office->seat, start, finish);
}

static void open_wrongly(struct world *world, const struct station *office, int day)
{
    const struct person *first = attendant(world, office, day, 0), *second = attendant(world, office, day, 1);
    int midnight = day * DAY;

    if (planted(world, SHORT_OPENING, office->id, day))
        receive(world, first, office, midnight + 8 * HOUR + 30, midnight + 15 * HOUR);
    if (planted(world, EVENING_OPENING, office->id, day))
        receive(world, first, office, midnight + 17 * HOUR, midnight + 25 * HOUR);
    if (planted(world, AUXILIARY_AWAY, office->id, day))
        receive(world, first, office, midnight + 8 * HOUR, midnight + 15 * HOUR);
    if (planted(world, DOUBLE_OPENING, office->id, day)) {
        receive(world, first, office, midnight + 9 * HOUR, midnight + 13 * HOUR + 30);
        receive(world, second, office, midnight + 10 * HOUR, midnight + 15 * HOUR);
    }
}

/* At least eight hours in one of four ways, with an auxiliary all the time. */
static void open_office(struct world *world, struct station *office, int day)
{
    const struct person *first = attendant(world, office, day, 0), *second = attendant(world, office, day, 1);
    int opens = day * DAY + quarter(world, 7 * HOUR + 30, 8 * HOUR + 30);
    int closes = opens + quarter(world, 8 * HOUR, 9 * HOUR + 30);
    int way = between(world, 1, 100);

    office->attended[day] = way <= 80 || way > 90;
    if (way <= 45) {
        receive(world, first, office, opens, closes);
    } else if (way <= 80) {
        receive(world, first, office, opens, opens + 5 * HOUR);
        receive(world, second, office, opens + 4 * HOUR, closes);
    } else if (way <= 90 || day + 1 == DAYS || second->absent[day + 1] ||
               opening_is_planted(world, office->id, day + 1)) {
        office->attended[day] = 0;
        receive(world, first, office, opens, opens + 4 * HOUR);
        receive(world, first, office, opens + 5 * HOUR, closes + HOUR);
    } else {
        receive(world, first, office, day * DAY + 8 * HOUR, day * DAY + 14 * HOUR);
        receive(world, second, office, day * DAY + 20 * HOUR, day * DAY + 26 * HOUR);
    }
}

static void open_offices(struct world *world)
{
    for (int i = 0; i < world->station_count; i++) {
        struct station *office = &world->stations[i];

        for (int day = 0; day < DAYS && office->village_count > 0; day++) {
            if (opening_is_planted(world, office->id, day))
                open_wrongly(world, office, day);
            else
                open_office(world, office, day);
        }
    }
}

/* ---- workstations: a few sessions a week ---- */

static void man(struct world *world, const struct person *person, const struct station *site, int start,
                int finish)
{
    serve(world, person, site, "workstation", site->seat, start, finish);
}

static void man_wrongly(struct world *world, const struct person *person, const struct station *site,
                        int monday)
{
    int morning = monday * DAY + 9 * HOUR;

    man(world, person, site, morning, morning + 3 * HOUR);
    if (planted(world, SHORT_SITE, site->id, monday)) {
        man(world, person, site, morning + 2 * DAY, morning + 2 * DAY + 3 * HOUR);
    } else {
        man(world, person, site, morning + HOUR, morning + 4 * HOUR);
        man(world, person, site, morning + 2 * DAY, morning + 2 * DAY + 2 * HOUR);
    }
}

static void man_session(struct world *world, const struct person *person, const struct station *site, int day)
{
    int start = quarter(world, 8 * HOUR, 15 * HOUR), length = quarter(world, 3 * HOUR, 4 * HOUR);
    int late = between(world, 1, 100);

    if (late <= 10)
        start = 19 * HOUR;
    else if (late <= 20 && day % 7 != 6 && !person->absent[day + 1])
        start = 21 * HOUR + 30;
    man(world, person, site, day * DAY + start, day * DAY + start + length);
}

/* Three or four sessions of three hours or more on different days on which the auxiliary is there. */
static void man_week(struct world *world, const struct person *person, const struct station *site, int monday)
{
    int days[7], present = 0, wanted = between(world, 3, 4);

    for (int day = monday; day < monday + 7; day++)
        if (!person->absent[day])
            days[present++] = day;
    while (wanted-- > 0) {
        int pick = between(world, 0, present - 1);

        man_session(world, person, site, days[pick]);
        days[pick] = days[--present];
    }
}

static int site_is_planted(const struct world *world, const char *site, int monday)
{
    return planted(world, SHORT_SITE, site, monday) || planted(world, NO_SITE, site, monday) ||
           planted(world, DOUBLE_SITE, site, monday);
}

static void man_workstations(struct world *world)
{
    for (int i = 0; i < world->station_count; i++) {
        const struct station *site = &world->stations[i];
        const struct person *person = &world->persons[site->auxiliaries[0]];

        if (strcmp(site->kind, "workstation") != 0)
            continue;
        for (int monday = 0; monday < DAYS; monday += 7) {
            if (!site_is_planted(world, site->id, monday))
                man_week(world, person, site, monday);
            else if (!planted(world, NO_SITE, site->id, monday))
                man_wrongly(world, person, site, monday);
        }
        for (int day = 0; day < DAYS; day++) {
            if (!planted(world, TWO_PLACES, site->id, day))
                continue;
            man(world, person, site, day * DAY + 18 * HOUR, day * DAY + 20 * HOUR + 30);
            man(world, person, site + 1, day * DAY + 19 * HOUR, day * DAY + 20 * HOUR);
        }
    }
}

/* ---- officers of the offices ---- */

struct week {
    const struct person *officer;
    int monday;
    int beat;                    /* minutes of beat work so far, without overlaps */
    int desk_days;               /* afternoons without beat work */
    const struct breach *breach; /* of A6, or NULL */
};

static const struct station *office_of(const struct world *world, const struct person *officer, int day)
{
    return &world->stations[officer->posts[day % officer->post_count]];
}

static const char *any_village(struct world *world, const struct station *office)
{
    return office->villages[between(world, 0, office->village_count - 1)];
}

/* A workstation in one of the villages the office serves, or NULL. */
static const struct station *any_workstation(struct world *world, const struct station *office, int monday)
{
    const char *village = any_village(world, office);

    for (int i = 0; i < world->station_count; i++)
        if (strcmp(world->stations[i].kind, "workstation") == 0 &&
            strcmp(world->stations[i].seat, village) == 0)
            return site_is_planted(world, world->stations[i].id, monday) ? NULL : &world->stations[i];
    return NULL;
}

static void work_beat(struct world *world, struct week *week, const struct station *station,
                      const char *activity, const char *village, int start, int finish)
{
    int sunday_midnight = (week->monday + 7) * DAY;
    const struct row *row;

    if (week->breach && week->beat + finish - start + 2 * JITTER > week->breach->cap * HOUR) {
        serve(world, week->officer, office_of(world, week->officer, start / DAY), "office", "", start,
              finish);
        return;
    }
    row = serve(world, week->officer, station, activity, village, start, finish);
    week->beat += (row->finish < sunday_midnight ? row->finish : sunday_midnight) - row->start;
    if (week->breach && week->breach->kind == DOUBLE_BEAT)
        serve(world, week->officer, station, "patrol", village, start + 2 * JITTER, finish - 2 * JITTER);
}

static void brief(struct world *world, const struct person *officer, int day)
{
    const struct station *office = office_of(world, officer, day);
    int start = day * DAY + quarter(world, 7 * HOUR + 30, 8 * HOUR + 15);
    const struct station *place = office;

    if (chance(world, 70))
        place = &world->stations[find_station(world, office->police_station)];
    serve(world, officer, place, "briefing", "", start, start + 30);
}

static void morning(struct world *world, struct week *week, int day)
{
    const struct station *office = office_of(world, week->officer, day);
    int start = day * DAY + quarter(world, 9 * HOUR + 15, 10 * HOUR);
    int finish = start + quarter(world, 2 * HOUR, 2 * HOUR + 30);
    const char *village = any_village(world, office);

    if (office->attended[day] && chance(world, 40))
        work_beat(world, week, office, "reception", office->seat, start, finish);
    else
        work_beat(world, week, office, chance(world, 50) ? "patrol" : "visit", village, start, finish);
}

/* The afternoons a breach prescribes; false if none does. */
static int planted_afternoon(struct world *world, struct week *week, int day)
{
    const struct station *office = office_of(world, week->officer, day);
    int midnight = day * DAY;

    if (planted(world, AUXILIARY_AWAY, office->id, day)) {
        work_beat(world, week, office, "reception", office->seat, midnight + 14 * HOUR + 30,
                  midnight + 17 * HOUR);
        return 1;
    }
    if (planted(world, TWO_PLACES, week->officer->id, day)) {
        work_beat(world, week, office, "patrol", any_village(world, office), midnight + 13 * HOUR + 30,
                  midnight + 16 * HOUR);
        serve(world, week->officer, &world->stations[find_station(world, office->police_station)],
              "case_work", "", midnight + 14 * HOUR + 30, midnight + 15 * HOUR + 15);
        return 1;
    }
    return 0;
}

static void afternoon(struct world *world, struct week *week, int day, int beat_only)
{
    static const char *const joint[] = {"joint_duty", "joint_action", "joint_defence", "joint_mediation"};
    const struct station *office = office_of(world, week->officer, day), *site;
    int start = day * DAY + quarter(world, 13 * HOUR + 15, 14 * HOUR);
    int finish = start + quarter(world, 2 * HOUR + 30, 4 * HOUR), way = between(world, 1, 100);
    const char *village = any_village(world, office);

    if (way <= 20 && !beat_only && week->desk_days > 0) {
        week->desk_days--;
        site = way <= 12 ? &world->stations[find_station(world, office->police_station)] : office;
        serve(world, week->officer, site, site == office ? "training" : "case_work", "", start, finish);
    } else if (way <= 45 && (site = any_workstation(world, office, week->monday)) != NULL) {
        work_beat(world, week, site, "workstation", site->seat, start, finish);
    } else if (way <= 60) {
        work_beat(world, week, office, joint[between(world, 0, 3)], village, start, finish);
    } else {
        work_beat(world, week, office, way <= 80 ? "visit" : "beat_work", village, start, finish);
        if (way > 90 && !week->breach) /* two records of one walk: only their union counts */
            serve(world, week->officer, office, "patrol", village, finish - HOUR, finish + HOUR);
    }
}

static void evening(struct world *world, struct week *week, int day)
{
    const struct station *office = office_of(world, week->officer, day);
    const char *village = any_village(world, office);
    int start = day * DAY + quarter(world, 20 * HOUR, 21 * HOUR);
    int finish = start + quarter(world, 2 * HOUR, 4 * HOUR + 30);

    if (!week->breach && day + 1 < DAYS && !week->officer->absent[day + 1] && chance(world, 15))
        work_beat(world, week, office, "patrol", village, start, finish);
}

static void work_day(struct world *world, struct week *week, int day)
{
    if (world->workday[day] && !planted(world, NO_BRIEFING, week->officer->id, day))
        brief(world, week->officer, day);
    morning(world, week, day);
    if (!planted_afternoon(world, week, day))
        afternoon(world, week, day, !world->workday[day]);
    evening(world, week, day);
}

/* Beat work asked of the officer in this week, in minutes: less for days of leave. */
static int required_beat(const struct world *world, const struct week *week)
{
    int working = 0, present = 0;

    for (int day = week->monday; day < week->monday + 7; day++) {
        working += world->workday[day];
        present += world->workday[day] && !week->officer->absent[day];
    }
    return working ? REQUIRED_BEAT * present / working : 0;
}

/* Free days, in random order, until the week has its hours with some to spare. */
static void work_free_days(struct world *world, struct week *week, int required)
{
    int days[7], count = 0;

    for (int day = week->monday; day < week->monday + 7; day++)
        if (!world->workday[day] && !week->officer->absent[day] &&
            !planted(world, PLAN_NOT_KEPT, week->officer->id, day))
            days[count++] = day;
    while (count > 0 && week->beat < required + HOUR) {
        int pick = between(world, 0, count - 1);

        work_day(world, week, days[pick]);
        days[pick] = days[--count];
    }
    if (week->beat < required)
        fail("the week is too short for the beat work of", week->officer->id);
}

static void work_elsewhere(struct world *world, const struct week *week)
{
    const struct person *officer = week->officer;
    const struct station *host = NULL;

    for (int i = 0; i < world->station_count && !host; i++)
        if (world->stations[i].village_count > 0 &&
            strcmp(world->stations[i].police_station, officer->police_station) != 0)
            host = &world->stations[i];
    for (int day = week->monday + 5; day < week->monday + 7; day++)
        serve(world, officer, host, "joint_action", "", day * DAY + 9 * HOUR, day * DAY + 14 * HOUR);
}

static const struct breach *beat_breach(const struct world *world, const char *officer, int monday)
{
    static const enum breach_kind kinds[] = {LITTLE_BEAT, BEAT_ELSEWHERE, DOUBLE_BEAT};
    const struct breach *found = NULL;

    for (int i = 0; i < 3 && !found; i++)
        found = planted(world, kinds[i], officer, monday);
    return found;
}

static void work_week(struct world *world, const struct person *officer, int monday)
{
    struct week week = {officer, monday, 0, 2, beat_breach(world, officer->id, monday)};

    for (int day = monday; day < monday + 7; day++)
        if (officer->absent[day])
            week.desk_days = 0;
    for (int day = monday; day < monday + 7; day++)
        if (world->workday[day] && !officer->absent[day])
            work_day(world, &week, day);
    if (!week.breach)
        work_free_days(world, &week, required_beat(world, &week));
    else if (week.breach->kind == BEAT_ELSEWHERE)
        work_elsewhere(world, &week);
}

/* Three planned hours that nobody worked. */
static void leave_plan_open(struct world *world, const struct person *officer, int day)
{
    const struct station *office = office_of(world, officer, day);
    struct row row = {officer->id,          office->id,           "patrol", office->seat, "roster", "",
                      day * DAY + 9 * HOUR, day * DAY + 12 * HOUR};

    *append(&world->plan) = row;
}

/* Officers of the police station: case work by day, a night in six, rest after it. */
static void work_at_station(struct world *world, const struct person *officer, int number)
{
    const struct station *station = &world->stations[find_station(world, officer->police_station)];

    for (int day = 0; day < DAYS; day++) {
        int turn = (day + number) % 6, midnight = day * DAY;

        if (turn == 0 && day + 1 < DAYS)
            serve(world, officer, station, "case_work", "", midnight + 20 * HOUR, midnight + 32 * HOUR);
        else if (turn > 1 && world->workday[day])
            serve(world, officer, station, "case_work", "", midnight + 8 * HOUR + 30,
                  midnight + 17 * HOUR + 30);
    }
}

static void work_officers(struct world *world)
{
    for (int i = 0; i < world->person_count; i++) {
        const struct person *officer = &world->persons[i];

        if (!officer->officer)
            continue;
        if (officer->post_count == 0) {
            work_at_station(world, officer, i);
            continue;
        }
        for (int monday = 0; monday < DAYS; monday += 7)
            work_week(world, officer, monday);
        for (int day = 0; day < DAYS; day++)
            if (planted(world, PLAN_NOT_KEPT, officer->id, day))
                leave_plan_open(world, officer, day);
    }
}

/* ---- output ---- */

static FILE *create(const struct world *world, const char *name, const char *header)
{
    char path[PATH_SIZE];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", world->output, name);
    if (!(file = fopen(path, "wb")))
        fail("cannot write", path);
    fprintf(file, "%s\n", header);
    return file;
}

static void close_file(FILE *file, const char *name)
{
    int bad = ferror(file);

    if (fclose(file) != 0 || bad)
        fail("cannot write", name);
}

static void print_instant(FILE *file, int minutes)
{
    char day[16];

    format_day(minutes / DAY, day, sizeof day);
    fprintf(file, "%s %02d:%02d:00", day, minutes % DAY / HOUR, minutes % HOUR);
}

static int compare_rows(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    int order = strcmp(a->staff, b->staff);

    if (order == 0)
        order = a->start - b->start;
    return order ? order : strcmp(a->station, b->station);
}

static void write_rows(const struct world *world, const char *name, struct rows *rows)
{
    FILE *file = create(world, name, "staff,start,station,finish,activity,village,source,confirmed_by");

    qsort(rows->items, rows->count, sizeof *rows->items, compare_rows);
    for (size_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->items[i];

        if (i > 0 && compare_rows(row - 1, row) == 0)
            fail("one key twice", row->staff);
        fprintf(file, "%s,", row->staff);
        print_instant(file, row->start);
        fprintf(file, ",%s,", row->station);
        print_instant(file, row->finish);
        fprintf(file, ",%s,%s,%s,%s\n", row->activity, row->village, row->source, row->confirmed_by);
    }
    close_file(file, name);
    free(rows->items);
}

static void write_absences(const struct world *world)
{
    FILE *file = create(world, "absence.csv", "staff,valid_from,valid_to,kind");
    char first[16], after[16];

    for (int i = 0; i < world->person_count; i++) {
        const struct person *person = &world->persons[i];

        for (int day = 0; day < DAYS; day++) {
            int from = day;

            if (!person->absent[day])
                continue;
            while (day < DAYS && person->absent[day])
                day++;
            format_day(from, first, sizeof first);
            format_day(day, after, sizeof after);
            fprintf(file, "%s,%s,%s,%s\n", person->id, first, after, person->absent[from]);
        }
    }
    close_file(file, "absence.csv");
}

/* The auxiliary of a workstation carries the conflict that is planted there. */
static const char *planted_subject(const struct world *world, const struct breach *breach)
{
    const struct station *site;

    if (breach->kind != TWO_PLACES || breach->subject[0] != 'W')
        return breach->subject;
    site = &world->stations[find_station(world, breach->subject)];
    return world->persons[site->auxiliaries[0]].id;
}

static void write_planted(const struct world *world)
{
    FILE *file = create(world, "planted.csv", "rule,subject,period,reason");
    char period[24];

    for (int i = 0; i < BREACH_COUNT && !world->clean; i++) {
        const struct breach *breach = &breaches[i];

        format_day(breach->day, period, sizeof period);
        if (breach->period == WEEK)
            snprintf(period, sizeof period, "2020-W%d", 40 + breach->day / 7);
        if (breach->period == MONTH)
            period[7] = '\0';
        fprintf(file, "%s,%s,%s,\"%s\"\n", breach->rule, planted_subject(world, breach), period,
                breach->reason);
    }
    close_file(file, "planted.csv");
}

static void read_options(struct world *world, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i];

        if (strcmp(name, "--clean") == 0)
            world->clean = 1;
        else if (i + 1 < count && strcmp(name, "--seed") == 0)
            world->random = strtoull(arguments[++i], NULL, 10);
        else if (i + 1 < count && strcmp(name, "--data") == 0)
            world->data = arguments[++i];
        else if (i + 1 < count && strcmp(name, "--output") == 0)
            world->output = arguments[++i];
        else
            fail("usage: generate [--seed N] [--clean] [--data DIR] [--output DIR]", name);
    }
}

int main(int count, char **arguments)
{
    struct world world = {.random = 202010, .data = ".", .output = "."};

    read_options(&world, count, arguments);
    load_stations(&world);
    load_services(&world);
    load_staff(&world);
    load_postings(&world);
    load_calendar(&world);
    grant_absences(&world);
    open_offices(&world);
    man_workstations(&world);
    work_officers(&world);
    write_rows(&world, "duty.csv", &world.duty);
    write_rows(&world, "duty_plan.csv", &world.plan);
    write_absences(&world);
    write_planted(&world);
    free(world.persons);
    free(world.stations);
    return 0;
}
