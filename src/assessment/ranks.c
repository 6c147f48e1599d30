/* Ranks in their groups: the rank, the ranks that the data do not exclude, and what changes when weights do.
 */
#include <string.h>
#include "assessment/commendation.h"
#include "assessment/simulation.h"
#include "base/sort.h"
#include "query/rules.h"

/* Up to so many metrics every combination of lighter and heavier weights is tried. */
#define METRICS_COMBINED 7
#define WEIGHTINGS 128
#define LIGHTER 0.75
#define HEAVIER 1.25

/* A member with a score, on its way to a rank. */
struct standing {
    int64_t score;
    size_t member;
};

/* One rank group with its scratch. */
struct ranking {
    const struct jw_month_results *results;
    struct jw_person_result **members;
    size_t count;
    struct standing *standings; /* twice as many: the second half is scratch */
    int64_t *ranks;             /* 0 = none */
    double *weights, *changed;  /* of the metrics */
    double *scores, *deviations;
    jw_rank *sets;
};

/* ---- competition ranks ---- */

static int order_standings(void *userdata, const void *left, const void *right)
{
    (void)userdata;
    const struct standing *a = left, *b = right;
    return (a->score < b->score) - (a->score > b->score);
}

/* "1224": equals share the best of their ranks. */
static void give_ranks(struct ranking *ranking, size_t count)
{
    struct standing *standings = ranking->standings;
    jw__sort(standings, standings + ranking->count, count, sizeof *standings, order_standings, NULL);
    memset(ranking->ranks, 0, ranking->count * sizeof *ranking->ranks);
    for (size_t i = 0; i < count; i++) {
        bool equal = i > 0 && standings[i].score == standings[i - 1].score;
        ranking->ranks[standings[i].member] =
            equal ? ranking->ranks[standings[i - 1].member] : (int64_t)i + 1;
    }
}

/* Ranks by other weights; who has no score by them has none. */
static void rank_by(struct ranking *ranking, const double *weights)
{
    size_t count = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        int64_t score;
        if (jw_assess__score(ranking->members[i], weights, ranking->results->scheme.metric_count, &score,
                             NULL))
            ranking->standings[count++] = (struct standing){score, i};
    }
    give_ranks(ranking, count);
}

/* ---- sensitivity ---- */

static void widen(const struct ranking *ranking, bool drops)
{
    for (size_t i = 0; i < ranking->count; i++) {
        struct jw_person_result *member = ranking->members[i];
        struct jw_rank_range *range = drops ? &member->by_drops : &member->by_weights;
        int64_t rank = ranking->ranks[i];
        if (rank && (!range->low || rank < range->low))
            range->low = rank;
        if (rank > range->high)
            range->high = rank;
    }
}

/* Each weight a quarter lighter or heavier: all combinations of few metrics, else some by chance. */
static jw_status vary_weights(struct ranking *ranking, jw_error *err)
{
    size_t metrics = ranking->results->scheme.metric_count;
    size_t weightings = metrics <= METRICS_COMBINED ? (size_t)1 << metrics : WEIGHTINGS;
    jw_random random;
    jw_random_seed(&random, jw_simulation__seed(ranking->results, ""));
    for (size_t i = 0; i < weightings; i++) {
        JW_TRY(jw__check_cancel(ranking->results->context, err));
        for (size_t k = 0; k < metrics; k++) {
            bool heavier = metrics <= METRICS_COMBINED ? (i >> k) & 1 : jw_random_next(&random) >> 63;
            ranking->changed[k] = ranking->weights[k] * (heavier ? HEAVIER : LIGHTER);
        }
        rank_by(ranking, ranking->changed);
        widen(ranking, false);
    }
    return JW_OK;
}

static jw_status drop_metrics(struct ranking *ranking, jw_error *err)
{
    size_t metrics = ranking->results->scheme.metric_count;
    for (size_t k = 0; k < metrics; k++) {
        JW_TRY(jw__check_cancel(ranking->results->context, err));
        memcpy(ranking->changed, ranking->weights, metrics * sizeof *ranking->changed);
        ranking->changed[k] = 0;
        rank_by(ranking, ranking->changed);
        widen(ranking, true);
    }
    return JW_OK;
}

/* ---- uncertainty ---- */

/* A group that is too large for comparisons of all pairs excludes no rank. */
static jw_status find_sets(struct ranking *ranking, jw_error *err)
{
    bool comparable = ranking->count <= JW_RANK_UNITS_MAX;
    if (comparable) {
        JW_TRY(
            jw_simulation__run(ranking->results, ranking->members, ranking->count, ranking->deviations, err));
        for (size_t i = 0; i < ranking->count; i++)
            ranking->scores[i] = (double)ranking->members[i]->score / JW_NANO;
        JW_TRY(jw_estimate_ranks(ranking->results->context, ranking->scores, ranking->deviations,
                                 ranking->count, JW_BETTER_HIGHER, JW_CONFIDENCE, JW_RANKS_SIMULTANEOUS,
                                 ranking->sets, err));
    }
    for (size_t i = 0; i < ranking->count; i++) {
        ranking->members[i]->rank_low = comparable ? ranking->sets[i].lower : 1;
        ranking->members[i]->rank_high = comparable ? ranking->sets[i].upper : (int64_t)ranking->count;
    }
    return JW_OK;
}

/* ---- one group ---- */

static int order_by_rank(void *userdata, const void *left, const void *right)
{
    (void)userdata;
    const struct jw_person_result *a = *(struct jw_person_result *const *)left;
    const struct jw_person_result *b = *(struct jw_person_result *const *)right;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static jw_status rank_members(struct ranking *ranking, int64_t share, jw_error *err)
{
    size_t metrics = ranking->results->scheme.metric_count;
    for (size_t k = 0; k < metrics; k++)
        ranking->weights[k] = ranking->results->scheme.metrics[k].weight;
    rank_by(ranking, ranking->weights);
    for (size_t i = 0; i < ranking->count; i++) {
        ranking->members[i]->rank = ranking->ranks[i];
        ranking->members[i]->group_size = (int64_t)ranking->count;
    }
    JW_TRY(find_sets(ranking, err));
    JW_TRY(vary_weights(ranking, err));
    JW_TRY(drop_metrics(ranking, err));
    if (ranking->results->by != JW_ASSESS_BY_STAFF)
        return JW_OK;
    /* the standings are done with: room for as many pointers */
    jw__sort(ranking->members, ranking->standings, ranking->count, sizeof(struct jw_person_result *),
             order_by_rank, NULL);
    jw_commendation__decide(ranking->members, ranking->count, share);
    return JW_OK;
}

static void free_ranking(struct ranking *ranking)
{
    jw_context *context = ranking->results->context;
    jw__free(context, ranking->standings);
    jw__free(context, ranking->ranks);
    jw__free(context, ranking->weights);
    jw__free(context, ranking->scores);
    jw__free(context, ranking->sets);
}

static jw_status rank_group(const struct jw_month_results *results, struct jw_person_result **members,
                            size_t count, int64_t share, jw_error *err)
{
    struct ranking ranking = {.results = results, .members = members, .count = count};
    jw_context *context = results->context;
    ranking.standings = jw__allocate_zeroed(context, 2 * count, sizeof *ranking.standings, err);
    ranking.ranks = jw__allocate_zeroed(context, count, sizeof *ranking.ranks, err);
    ranking.weights = jw__allocate_zeroed(context, 2 * results->scheme.metric_count, sizeof(double), err);
    ranking.scores = jw__allocate_zeroed(context, 2 * count, sizeof(double), err);
    ranking.sets = jw__allocate_zeroed(context, count, sizeof *ranking.sets, err);
    jw_status status = JW_ENOMEM;
    if (ranking.standings && ranking.ranks && ranking.weights && ranking.scores && ranking.sets) {
        ranking.changed = ranking.weights + results->scheme.metric_count;
        ranking.deviations = ranking.scores + count;
        status = rank_members(&ranking, share, err);
    }
    free_ranking(&ranking);
    return status;
}

/* ---- the groups ---- */

static int order_by_police_station(void *userdata, const void *left, const void *right)
{
    (void)userdata;
    const char *a = (*(struct jw_person_result *const *)left)->police_station;
    const char *b = (*(struct jw_person_result *const *)right)->police_station;
    return a == b ? 0 : !a ? -1 : !b ? 1 : strcmp(a, b);
}

static jw_status rank_groups(const struct jw_month_results *results, struct jw_person_result **members,
                             size_t count, bool by_police_station, int64_t share, jw_error *err)
{
    for (size_t first = 0, end; first < count; first = end) {
        end = by_police_station ? first + 1 : count;
        while (end < count && members[end]->police_station == members[first]->police_station)
            end++;
        JW_TRY(rank_group(results, members + first, end - first, share, err));
    }
    return JW_OK;
}

jw_status jw_ranks__find(struct jw_month_results *results, jw_error *err)
{
    int64_t group, share;
    jw_date last = jw_month_first(results->month + 1) - 1;
    JW_TRY(jw_rule__value(results->view, JW_RULE_RANK_GROUP, last, &group, err));
    JW_TRY(jw_rule__value(results->view, JW_RULE_COMMENDATION_SHARE, last, &share, err));
    size_t count = 0;
    struct jw_person_result **members = jw__allocate_zeroed(results->context, 2 * results->person_count + 1,
                                                            sizeof(struct jw_person_result *), err);
    if (!members)
        return JW_ENOMEM;
    for (size_t i = 0; i < results->person_count; i++)
        if (results->persons[i].rankable)
            members[count++] = &results->persons[i];
    bool by_police_station = group == JW_RULE_GROUP_POLICE_STATION && results->by == JW_ASSESS_BY_STAFF;
    if (by_police_station)
        jw__sort(members, members + results->person_count, count, sizeof(struct jw_person_result *),
                 order_by_police_station, NULL);
    jw_status status = rank_groups(results, members, count, by_police_station, share, err);
    jw__free(results->context, members);
    return status;
}
