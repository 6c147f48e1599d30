#include "assessment/simulation.h"

#include <math.h>
#include <string.h>
#include <jingwu/statistics.h>

/* The limits are the 25th draw from below and from above: 95 % lie between them. */
#define TAIL ((size_t)(JW_DRAWS / 40))

/* FNV-1a over the texts with their NULs and the month, a byte after the other from the lowest. */
static uint64_t add_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *next = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ next[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t jw_simulation__seed(const struct jw_month_results *results, const char *name)
{
    uint32_t number = (uint32_t)results->month;
    unsigned char month[4] = {(unsigned char)number, (unsigned char)(number >> 8),
                              (unsigned char)(number >> 16), (unsigned char)(number >> 24)};
    uint64_t hash = UINT64_C(14695981039346656037);
    hash = add_bytes(hash, results->view->district, strlen(results->view->district) + 1);
    hash = add_bytes(hash, month, sizeof month);
    return add_bytes(hash, name, strlen(name) + 1);
}

/* ---- draws ---- */

/* Jeffreys' posterior: half a success and half a failure, or half a case, are added to what was counted. */
static double draw_value(jw_random *random, const struct jw_metric *metric,
                         const struct jw_metric_result *result)
{
    double x = (double)result->numerator.value, n = (double)result->denominator.value;
    if (result->certain)
        return x / n * (double)metric->per;
    if (metric->kind == JW_KIND_PROPORTION)
        return jw_random_beta(random, x + 0.5, n - x + 0.5) * (double)metric->per;
    return jw_random_gamma(random, x + 0.5) / n * (double)metric->per;
}

/* Scores of one person in points; the weights are as in the score itself. */
static void draw_scores(const struct jw_month_results *results, const struct jw_person_result *person,
                        double scores[JW_DRAWS])
{
    const struct jw_scheme *scheme = &results->scheme;
    jw_random random;
    double weight = 0;
    jw_random_seed(&random, jw_simulation__seed(results, person->staff));
    memset(scores, 0, JW_DRAWS * sizeof *scores);
    for (size_t k = 0; k < scheme->metric_count; k++) {
        const struct jw_metric *metric = &scheme->metrics[k];
        const struct jw_metric_result *result = &person->metrics[k];
        if (!result->has_points)
            continue;
        weight += metric->weight;
        for (size_t i = 0; i < JW_DRAWS; i++)
            scores[i] += metric->weight * jw_assess__points(metric, draw_value(&random, metric, result));
    }
    for (size_t i = 0; i < JW_DRAWS; i++)
        scores[i] /= weight;
}

static double deviation_of(const double scores[JW_DRAWS], double score)
{
    double sum = 0;
    for (size_t i = 0; i < JW_DRAWS; i++)
        sum += (scores[i] - score) * (scores[i] - score);
    return sqrt(sum / JW_DRAWS);
}

/* ---- order statistics ---- */

static int32_t middle_of(int32_t a, int32_t b, int32_t c)
{
    if (a > b) {
        int32_t kept = a;
        a = b;
        b = kept;
    }
    return c < a ? a : c > b ? b : c;
}

/* The value that would stand at a position if the values were sorted (Hoare's selection); reorders them. */
static int32_t select_value(int32_t *values, size_t count, size_t position)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)count - 1, wanted = (ptrdiff_t)position;
    while (low < high) {
        int32_t pivot = middle_of(values[low], values[low + (high - low) / 2], values[high]);
        ptrdiff_t i = low, k = high;
        while (i <= k) {
            while (values[i] < pivot)
                i++;
            while (values[k] > pivot)
                k--;
            if (i > k)
                break;
            int32_t kept = values[i];
            values[i++] = values[k];
            values[k--] = kept;
        }
        /* up to k: at most the pivot; from i on: at least the pivot; between them: the pivot */
        if (wanted <= k)
            high = k;
        else if (wanted >= i)
            low = i;
        else
            break;
    }
    return values[wanted];
}

/* ---- the group ---- */

/* Drawn scores in millionths of a point: a row a member. */
struct simulation {
    struct jw_person_result **members;
    size_t count;
    int32_t *drawn;
    int32_t *column; /* scratch for one draw of everybody, or all draws of one */
};

static void keep_scores(struct simulation *simulation, size_t member, const double scores[JW_DRAWS])
{
    struct jw_person_result *person = simulation->members[member];
    int32_t *row = simulation->drawn + member * JW_DRAWS;
    for (size_t i = 0; i < JW_DRAWS; i++)
        row[i] = (int32_t)(scores[i] * JW_MICRO + 0.5);
    memcpy(simulation->column, row, JW_DRAWS * sizeof *row);
    person->score_low = (int64_t)select_value(simulation->column, JW_DRAWS, TAIL - 1) * (JW_NANO / JW_MICRO);
    person->score_high =
        (int64_t)select_value(simulation->column, JW_DRAWS, JW_DRAWS - TAIL) * (JW_NANO / JW_MICRO);
    if (person->score_low > person->score)
        person->score_low = person->score;
    if (person->score_high < person->score)
        person->score_high = person->score;
    person->simulated = true;
}

/* One draw of everybody: who is in the best quarter. The last places are shared by those who tie for them. */
static void count_quarter(struct simulation *simulation, size_t draw)
{
    size_t count = simulation->count, places = (count + 3) / 4, above = 0, equal = 0;
    for (size_t i = 0; i < count; i++)
        simulation->column[i] = simulation->drawn[i * JW_DRAWS + draw];
    int32_t least = select_value(simulation->column, count, count - places);
    for (size_t i = 0; i < count; i++) {
        above += simulation->drawn[i * JW_DRAWS + draw] > least;
        equal += simulation->drawn[i * JW_DRAWS + draw] == least;
    }
    double share = (double)(places - above) / (double)equal;
    for (size_t i = 0; i < count; i++) {
        int32_t score = simulation->drawn[i * JW_DRAWS + draw];
        simulation->members[i]->best_quarter += score > least ? 1 : score == least ? share : 0;
    }
}

static jw_status simulate(const struct jw_month_results *results, struct simulation *simulation,
                          double *deviations, jw_error *err)
{
    double scores[JW_DRAWS];
    for (size_t i = 0; i < simulation->count; i++) {
        JW_TRY(jw__check_cancel(results->context, err));
        draw_scores(results, simulation->members[i], scores);
        deviations[i] = deviation_of(scores, (double)simulation->members[i]->score / JW_NANO);
        keep_scores(simulation, i, scores);
    }
    for (size_t draw = 0; draw < JW_DRAWS; draw++)
        count_quarter(simulation, draw);
    for (size_t i = 0; i < simulation->count; i++)
        simulation->members[i]->best_quarter /= JW_DRAWS;
    return JW_OK;
}

jw_status jw_simulation__run(const struct jw_month_results *results, struct jw_person_result **members,
                             size_t count, double *deviations, jw_error *err)
{
    struct simulation simulation = {.members = members, .count = count};
    size_t column = count > JW_DRAWS ? count : JW_DRAWS;
    simulation.drawn = jw__allocate_zeroed(results->context, count, JW_DRAWS * sizeof(int32_t), err);
    simulation.column = jw__allocate_zeroed(results->context, column, sizeof(int32_t), err);
    jw_status status = JW_ENOMEM;
    if (simulation.drawn && simulation.column)
        status = simulate(results, &simulation, deviations, err);
    jw__free(results->context, simulation.drawn);
    jw__free(results->context, simulation.column);
    return status;
}
