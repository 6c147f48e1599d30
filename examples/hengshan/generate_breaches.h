/*
 * Part of generate.c: which breaches are planted where, and who is absent.
 */
#ifndef HENGSHAN_GENERATE_BREACHES_H
#define HENGSHAN_GENERATE_BREACHES_H

#include "generate_world.h"

/* A cap is the most beat work of a week, in hours; the rest of the officer's time is then office work. */
enum breach_kind {
    SHORT_OPENING = 1,
    DOUBLE_OPENING,
    NO_OPENING,
    EVENING_OPENING,
    AUXILIARY_AWAY,
    LITTLE_BEAT,
    BEAT_ELSEWHERE,
    DOUBLE_BEAT,
    SHORT_SITE,
    NO_SITE,
    DOUBLE_SITE,
    NO_BRIEFING,
    PLAN_NOT_KEPT,
    TWO_PLACES
};

enum period { DATE, WEEK, MONTH };

static const struct breach {
    enum breach_kind kind;
    const char *rule, *subject;
    int day; /* the day, or the Monday of the week */
    enum period period;
    int cap;
    const char *reason;
} breaches[] = {
    {SHORT_OPENING, "A4", "RO05", 16, DATE, 0, "open six and a half hours"},
    {DOUBLE_OPENING, "A4", "RO17", 20, DATE, 0, "nine and a half hours of duty overlap to six opened"},
    {NO_OPENING, "A4", "RO21", 23, DATE, 0, "not opened"},
    {EVENING_OPENING, "A4", "RO38", 27, DATE, 0,
     "open from 17:00 to 01:00: only seven hours fall on the day"},
    {LITTLE_BEAT, "A6", "O010", 14, WEEK, 11, "at most 11 hours of beat work"},
    {BEAT_ELSEWHERE, "A6", "O020", 21, WEEK, 15,
     "over 20 hours, but at most 15 inside the area of the police station"},
    {DOUBLE_BEAT, "A6", "O030", 28, WEEK, 17, "over 20 hours when summed, at most 17 as a union"},
    {LITTLE_BEAT, "A6", "O037", 21, WEEK, 10,
     "at most 10 hours; two of five days of leave leave 12 required"},
    {SHORT_SITE, "A7", "WS012", 14, WEEK, 0, "two sessions of three hours"},
    {NO_SITE, "A7", "WS047", 21, WEEK, 0, "no record"},
    {DOUBLE_SITE, "A7", "WS101", 28, WEEK, 0, "eight hours overlap to six"},
    {NO_BRIEFING, "A10", "O003", 14, DATE, 0, "no briefing"},
    {NO_BRIEFING, "A10", "O031", 12, DATE, 0, "no briefing on a make-up working day (a Saturday)"},
    {PLAN_NOT_KEPT, "A11", "O045", 20, MONTH, 0,
     "three planned hours without duty (reported, no floor by default)"},
    {TWO_PLACES, "A13", "O022", 18, DATE, 0, "at the office and at the police station from 14:30 to 15:15"},
    {TWO_PLACES, "A13", "WS060", 29, DATE, 0, "at two workstations from 19:00 to 20:00"},
    {AUXILIARY_AWAY, "A15", "RO11", 17, DATE, 0,
     "no auxiliary from 15:10 to 17:00 (reported, no floor by default)"},
    {AUXILIARY_AWAY, "A15", "RO29", 29, DATE, 0,
     "no auxiliary from 15:10 to 17:00 (reported, no floor by default)"},
};
enum { BREACH_COUNT = sizeof breaches / sizeof breaches[0] };

/* Absences that are always there: a breach of A6 needs the first; the second leaves no working day in its
 * week. */
static const struct {
    const char *staff;
    int from, to;
    const char *kind;
} fixed_absences[] = {{"O037", 21, 23, "leave"}, {"O014", 11, 13, "training"}};
enum { FIXED_ABSENCE_COUNT = sizeof fixed_absences / sizeof fixed_absences[0] };

static const struct breach *planted(const struct world *world, enum breach_kind kind, const char *subject,
                                    int day)
{
    for (int i = 0; i < BREACH_COUNT && !world->clean; i++)
        if (breaches[i].kind == kind && breaches[i].day == day && strcmp(breaches[i].subject, subject) == 0)
            return &breaches[i];
    return NULL;
}

/* Whether anything is planted for this subject at any time: such people take no leave of their own. */
static int is_subject(const char *id)
{
    for (int i = 0; i < BREACH_COUNT; i++)
        if (strcmp(breaches[i].subject, id) == 0)
            return 1;
    return 0;
}

/* Whether a breach of opening hours is planted, so that the evening before must not run into it. */
static int opening_is_planted(const struct world *world, const char *office, int day)
{
    return planted(world, SHORT_OPENING, office, day) || planted(world, DOUBLE_OPENING, office, day) ||
           planted(world, NO_OPENING, office, day) || planted(world, EVENING_OPENING, office, day) ||
           planted(world, AUXILIARY_AWAY, office, day);
}

static void be_absent(struct person *person, int from, int to, const char *kind)
{
    for (int day = from; day < to; day++)
        person->absent[day] = kind;
}

/* Leaves from a working day on, inside one week; of the auxiliaries of a site at most the first takes any. */
static void grant_absences(struct world *world)
{
    static const char *const kinds[] = {"leave", "sick", "training"};

    for (int i = 0; i < FIXED_ABSENCE_COUNT; i++)
        be_absent(find_person(world, fixed_absences[i].staff), fixed_absences[i].from, fixed_absences[i].to,
                  fixed_absences[i].kind);
    for (int i = 0; i < world->person_count; i++) {
        struct person *person = &world->persons[i];
        const struct station *post = person->post_count ? &world->stations[person->posts[0]] : NULL;
        int monday = 7 * between(world, 0, DAYS / 7 - 1);
        int from = monday + between(world, 0, 4);
        int length = between(world, 1, 3);
        const char *kind = kinds[between(world, 0, 2)];
        int wanted = chance(world, person->officer ? 16 : 7);

        if (!wanted || !post || !world->workday[from] || is_subject(person->id) || is_subject(post->id) ||
            person->absent[11] || person->absent[21] || (!person->officer && post->auxiliaries[0] != i))
            continue;
        be_absent(person, from, from + length, kind);
    }
}

#endif
