#include "month/results.h"

#include <string.h>
#include "base/text.h"
#include "journal/write.h"
#include "record/row_digest.h"

static struct jw_value sum_value(const struct jw_sum *sum)
{
    return (struct jw_value){.text = "", .integer = sum->value, .absent = !sum->recorded};
}

static struct jw_value real_value(bool present, double real)
{
    return (struct jw_value){.text = "", .real = present ? real : 0, .absent = !present};
}

static struct jw_value rank_value(int64_t rank)
{
    return (struct jw_value){.text = "", .integer = rank, .absent = rank == 0};
}

static void metric_values(const struct jw_results_place *place, const struct jw_month_results *results, size_t person,
                          size_t metric, struct jw_value *values)
{
    const struct jw_metric_result *result = &results->persons[person].metrics[metric];
    values[JW_F_assessment_district] = jw_month__text(place->district);
    values[JW_F_assessment_month] = jw_month__integer(place->month);
    values[JW_F_assessment_revision] = jw_month__integer(place->revision);
    values[JW_F_assessment_staff] = jw_month__text(results->persons[person].staff);
    values[JW_F_assessment_metric] = jw_month__text(results->scheme.metrics[metric].name);
    values[JW_F_assessment_numerator] = sum_value(&result->numerator);
    values[JW_F_assessment_denominator] = sum_value(&result->denominator);
    values[JW_F_assessment_value] = real_value(result->has_value, result->value);
    values[JW_F_assessment_lower] = real_value(result->possible, jw_assess__micro(result->lower));
    values[JW_F_assessment_upper] = real_value(result->possible, jw_assess__micro(result->upper));
    values[JW_F_assessment_points] = real_value(result->has_points, jw_assess__decimals(result->points, 2));
}

static void total_values(const struct jw_results_place *place, const struct jw_person_result *person,
                         struct jw_value *values)
{
    values[JW_F_assessment_total_district] = jw_month__text(place->district);
    values[JW_F_assessment_total_month] = jw_month__integer(place->month);
    values[JW_F_assessment_total_revision] = jw_month__integer(place->revision);
    values[JW_F_assessment_total_staff] = jw_month__text(person->staff);
    values[JW_F_assessment_total_score] = real_value(person->has_score, jw_assess__decimals(person->score, 2));
    values[JW_F_assessment_total_coverage] = real_value(true, jw_assess__decimals(person->coverage, 4));
    values[JW_F_assessment_total_rank] = rank_value(place->ranked ? person->rank : 0);
    values[JW_F_assessment_total_rank_low] = rank_value(place->ranked ? person->rank_low : 0);
    values[JW_F_assessment_total_rank_high] = rank_value(place->ranked ? person->rank_high : 0);
    values[JW_F_assessment_total_grade] = jw_month__text(person->grade);
}

/* ---- walking over the rows of results, in key order ---- */

typedef jw_status (*row_fn)(void *userdata, jw_record record, const struct jw_value *values, jw_error *err);

static jw_status each_metric(const struct jw_results_place *place, const struct jw_month_results *results,
                             jw_person_filter_fn filter, void *filter_data, row_fn row, void *userdata, jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    for (size_t i = 0; i < results->person_count; i++) {
        if (filter && !filter(filter_data, &results->persons[i]))
            continue;
        for (size_t k = 0; k < results->scheme.metric_count; k++) {
            metric_values(place, results, i, k, values);
            JW_TRY(row(userdata, JW_RECORD_ASSESSMENT, values, err));
        }
    }
    return JW_OK;
}

static jw_status each_total(const struct jw_results_place *place, const struct jw_month_results *results,
                            jw_person_filter_fn filter, void *filter_data, row_fn row, void *userdata, jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    for (size_t i = 0; i < results->person_count; i++) {
        if (filter && !filter(filter_data, &results->persons[i]))
            continue;
        total_values(place, &results->persons[i], values);
        JW_TRY(row(userdata, JW_RECORD_ASSESSMENT_TOTAL, values, err));
    }
    return JW_OK;
}

/* ---- storing ---- */

static jw_status add_to_batch(void *userdata, jw_record record, const struct jw_value *values, jw_error *err)
{
    (void)record;
    return jw_batch__add_values(userdata, values, err);
}

static jw_status store_record(const struct jw_results_place *place, const struct jw_month_results *results,
                              jw_person_filter_fn filter, void *userdata, jw_record record, jw_error *err)
{
    jw_batch *batch;
    JW_TRY(jw_batch_new(place->store->context, record, &batch, err));
    jw_status status = record == JW_RECORD_ASSESSMENT
                           ? each_metric(place, results, filter, userdata, add_to_batch, batch, err)
                           : each_total(place, results, filter, userdata, add_to_batch, batch, err);
    if (status == JW_OK)
        status = jw_month__put(place->store, batch, err);
    jw_batch_free(batch);
    return status;
}

jw_status jw_results__store(const struct jw_results_place *place, const struct jw_month_results *results,
                            jw_person_filter_fn filter, void *userdata, jw_error *err)
{
    JW_TRY(store_record(place, results, filter, userdata, JW_RECORD_ASSESSMENT, err));
    return store_record(place, results, filter, userdata, JW_RECORD_ASSESSMENT_TOTAL, err);
}

/* ---- digest ---- */

static jw_status add_to_digest(void *userdata, jw_record record, const struct jw_value *values, jw_error *err)
{
    return jw_row_digest__values(userdata, record, values, err);
}

jw_status jw_results__digest(const struct jw_results_place *place, const struct jw_month_results *results,
                             jw_person_filter_fn filter, void *userdata, char text[JW_DIGEST_TEXT], jw_error *err)
{
    struct jw_row_digest digest;
    JW_TRY(jw_row_digest__begin(place->store->context, &digest, err));
    jw_status status = each_metric(place, results, filter, userdata, add_to_digest, &digest, err);
    if (status == JW_OK)
        status = each_total(place, results, filter, userdata, add_to_digest, &digest, err);
    return jw_row_digest__end(&digest, status, text, err);
}

/* ---- comparing ---- */

struct comparing {
    const struct jw_results_place *place;
    const struct jw_month_results *results;
    struct jw_results_difference *difference;
};

static size_t find_person(const struct jw_month_results *results, const struct jw_value *staff)
{
    size_t low = 0, high = results->person_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *id = results->persons[middle].staff;
        int order = jw__compare_text(id, strlen(id), staff->text, staff->length);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return results->person_count;
}

static size_t find_metric(const struct jw_scheme *scheme, const struct jw_value *metric)
{
    size_t i = 0;
    while (i < scheme->metric_count && jw__compare_text(scheme->metrics[i].name, strlen(scheme->metrics[i].name),
                                                        metric->text, metric->length) != 0)
        i++;
    return i;
}

static bool same_value(const struct jw_field *field, const struct jw_value *a, const struct jw_value *b)
{
    if (a->absent || b->absent)
        return a->absent == b->absent;
    if (jw__is_text(field))
        return jw__compare_text(a->text, a->length, b->text, b->length) == 0;
    return field->format == 'g' ? a->real == b->real : a->integer == b->integer;
}

static bool same_row(jw_record record, const struct jw_value *a, const struct jw_value *b)
{
    const struct jw_record_description *description = jw__describe(record);
    for (size_t i = 0; i < description->field_count; i++)
        if (!same_value(&description->fields[i], &a[i], &b[i]))
            return false;
    return true;
}

static void note_difference(struct jw_results_difference *difference, const struct jw_value *staff,
                            const struct jw_value *metric)
{
    if (difference->found)
        return;
    difference->found = true;
    size_t length = staff->length < sizeof difference->staff ? staff->length : sizeof difference->staff - 1;
    memcpy(difference->staff, staff->text, length);
    length = metric->length < sizeof difference->metric ? metric->length : sizeof difference->metric - 1;
    memcpy(difference->metric, metric->text, length);
}

/* The row that the results give for a stored one; false when they give none. */
static bool expected_row(const struct comparing *comparing, jw_record record, const struct jw_value *stored,
                         struct jw_value *out)
{
    const struct jw_month_results *results = comparing->results;
    bool metrics = record == JW_RECORD_ASSESSMENT;
    size_t person = find_person(results, &stored[metrics ? JW_F_assessment_staff : JW_F_assessment_total_staff]);
    if (person == results->person_count)
        return false;
    if (!metrics) {
        total_values(comparing->place, &results->persons[person], out);
        return true;
    }
    size_t metric = find_metric(&results->scheme, &stored[JW_F_assessment_metric]);
    if (metric == results->scheme.metric_count)
        return false;
    metric_values(comparing->place, results, person, metric, out);
    return true;
}

static jw_status compare_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    static const struct jw_value no_metric = {.text = ""};
    const struct comparing *comparing = userdata;
    struct jw_value stored[JW_FIELDS_MAX], expected[JW_FIELDS_MAX];
    bool metrics = rows->record == JW_RECORD_ASSESSMENT;
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, stored);
        if (!expected_row(comparing, rows->record, stored, expected) || !same_row(rows->record, stored, expected))
            note_difference(comparing->difference, &stored[metrics ? JW_F_assessment_staff : JW_F_assessment_total_staff],
                            metrics ? &stored[JW_F_assessment_metric] : &no_metric);
    }
    return JW_OK;
}

jw_status jw_results__compare(const struct jw_results_place *place, const struct jw_month_results *results,
                              struct jw_results_difference *out, jw_error *err)
{
    *out = (struct jw_results_difference){0};
    struct comparing comparing = {place, results, out};
    jw_scan_range range = jw_month__revision_range(place->district, place->month, place->revision);
    JW_TRY(jw_store__visit(place->store, JW_RECORD_ASSESSMENT, &range, NULL, compare_rows, &comparing, err));
    return jw_store__visit(place->store, JW_RECORD_ASSESSMENT_TOTAL, &range, NULL, compare_rows, &comparing, err);
}

/* ---- pruning ---- */

struct pruning {
    const struct comparing *comparing;
    jw_batch *batch;
};

static jw_status collect_strays(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct pruning *pruning = userdata;
    struct jw_value stored[JW_FIELDS_MAX], expected[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, stored);
        if (!expected_row(pruning->comparing, rows->record, stored, expected))
            JW_TRY(jw_batch_add_row(pruning->batch, rows, row, err));
    }
    return JW_OK;
}

static jw_status prune_record(const struct comparing *comparing, jw_record record, jw_error *err)
{
    jw_store *store = comparing->place->store;
    struct pruning pruning = {comparing, NULL};
    jw_scan_range range =
        jw_month__revision_range(comparing->place->district, comparing->place->month, comparing->place->revision);
    JW_TRY(jw_batch_new(store->context, record, &pruning.batch, err));
    jw_status status = jw_store__visit(store, record, &range, NULL, collect_strays, &pruning, err);
    struct ArrowArray array = {0};
    if (status == JW_OK)
        status = jw_batch_export(pruning.batch, &array, err);
    if (status == JW_OK) {
        status = jw_write__remove(store, record, &array, NULL, err);
        array.release(&array);
    }
    jw_batch_free(pruning.batch);
    return status;
}

jw_status jw_results__prune(const struct jw_results_place *place, const struct jw_month_results *results, jw_error *err)
{
    struct comparing comparing = {place, results, NULL};
    JW_TRY(prune_record(&comparing, JW_RECORD_ASSESSMENT, err));
    return prune_record(&comparing, JW_RECORD_ASSESSMENT_TOTAL, err);
}
