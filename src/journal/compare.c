#include "journal/compare.h"

#include <string.h>
#include "base/text.h"
#include "record/batch.h"

/* A group of fewer rows is looked up key by key; a larger one by one scan over its range. */
#define POINT_LOOKUP_LIMIT 16

static jw_key_value key_of(const jw_rows *rows, size_t field, int64_t row)
{
    jw_key_value key = {0};
    if (rows->columns[field].format == 'u')
        key.text = jw_rows__text(rows, field, row, &key.length);
    else
        key.integer = jw_rows__integer(rows, field, row);
    return key;
}

/* The rows whose first `count` key fields are those of a row. */
static jw_scan_range prefix_range(const jw_rows *rows, int64_t row, size_t count)
{
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    for (size_t i = 0; i < count; i++)
        range.prefix[range.prefix_count++] = key_of(rows, i, row);
    return range;
}

static bool same_district(const jw_rows *rows, int64_t a, int64_t b)
{
    size_t a_length, b_length;
    const char *a_text = jw_rows__text(rows, 0, a, &a_length), *b_text = jw_rows__text(rows, 0, b, &b_length);
    return jw__compare_text(a_text, a_length, b_text, b_length) == 0;
}

/* ---- one group: rows of one district against a scan that covers them ---- */

struct comparison {
    jw_store *store;
    jw_context *context;
    struct jw_locks *locks; /* NULL when rows of the record are never locked */
    const jw_rows *rows;
    const int64_t *row_numbers;
    uint8_t *states;
    int64_t next; /* first row not yet merged */
    int64_t end;
    int64_t *bad_row;
    int32_t valid_to; /* position, 0 for records without versions */
    struct jw_bytes previous_key; /* of the version before, without its date */
    struct jw_bytes key;
    bool previous_open; /* it has no valid_to of its own */
    int64_t previous_to;
    int64_t previous_row; /* row of the batch, -1 if it is a stored one */
};

static int64_t number_of(const struct comparison *comparison, int64_t row)
{
    return comparison->row_numbers ? comparison->row_numbers[row] : row + 1;
}

static jw_status refuse_overlap(struct comparison *comparison, int64_t row, jw_error *err)
{
    int64_t bad = row >= 0 ? row : comparison->previous_row;
    if (bad < 0)
        return JW_OK; /* both are stored already */
    *comparison->bad_row = bad;
    return jw_error_set_field(err, JW_EINPUT, jw_record_name(comparison->rows->record), number_of(comparison, bad),
                              "valid_from",
                              "the version overlaps another of the same key: close the earlier one with valid_to first");
}

/* Walks over the versions of the final state in key order. row is -1 for a stored one. */
static jw_status check_version(struct comparison *comparison, const jw_rows *rows, int64_t place, int64_t row,
                               jw_error *err)
{
    if (!comparison->valid_to)
        return JW_OK;
    size_t to = (size_t)comparison->valid_to;
    struct jw_value values[JW_FIELDS_MAX];
    jw_rows__values(rows, place, values);
    comparison->key.length = 0;
    JW_TRY(jw_pack__key(comparison->context, rows->record, values, &comparison->key, err));
    comparison->key.length -= 8; /* the date */
    bool same = comparison->key.length == comparison->previous_key.length &&
                memcmp(comparison->key.data, comparison->previous_key.data, comparison->key.length) == 0;
    if (same && !comparison->previous_open && comparison->previous_to > values[to - 1].integer)
        JW_TRY(refuse_overlap(comparison, row, err));
    struct jw_bytes swapped = comparison->previous_key;
    comparison->previous_key = comparison->key;
    comparison->key = swapped;
    comparison->previous_open = values[to].absent;
    comparison->previous_to = values[to].integer;
    comparison->previous_row = row;
    return JW_OK;
}

/* A row at a place, new or stored, that is written for `row` of the batch. */
static jw_status check_locks(struct comparison *comparison, const jw_rows *rows, int64_t place, int64_t row,
                             jw_error *err)
{
    if (!comparison->locks || comparison->locks->count == 0)
        return JW_OK;
    struct jw_value values[JW_FIELDS_MAX];
    jw_rows__values(rows, place, values);
    jw_status status = jw_locks__check(comparison->store, comparison->locks, rows->record, values,
                                       number_of(comparison, row), err);
    if (status == JW_ECLOSED)
        *comparison->bad_row = row;
    return status;
}

static jw_status take_new(struct comparison *comparison, jw_error *err)
{
    int64_t row = comparison->next++;
    comparison->states[row] = JW_ROW_NEW;
    JW_TRY(check_locks(comparison, comparison->rows, row, row, err));
    return check_version(comparison, comparison->rows, row, row, err);
}

static jw_status merge_stored(void *userdata, const jw_rows *stored, jw_error *err)
{
    struct comparison *comparison = userdata;
    for (int64_t i = 0; i < stored->count; i++) {
        int32_t order = -1;
        while (comparison->next < comparison->end) {
            order = jw_rows_compare(stored, i, comparison->rows, comparison->next);
            if (order <= 0)
                break;
            JW_TRY(take_new(comparison, err));
            order = -1;
        }
        if (order != 0) {
            JW_TRY(check_version(comparison, stored, i, -1, err));
            continue;
        }
        int64_t row = comparison->next++;
        bool same = jw_rows_equal(stored, i, comparison->rows, row);
        comparison->states[row] = same ? JW_ROW_SAME : JW_ROW_CHANGED;
        if (!same) {
            JW_TRY(check_locks(comparison, stored, i, row, err));
            JW_TRY(check_locks(comparison, comparison->rows, row, row, err));
        }
        JW_TRY(check_version(comparison, comparison->rows, row, same ? -1 : row, err));
    }
    return JW_OK;
}

/* Duty is kept by time: only the time that the group covers is read. */
static jw_scan_filter filter_of(const struct comparison *comparison, int64_t first, int64_t end)
{
    jw_scan_filter filter = JW_SCAN_FILTER_INIT;
    jw_record record = comparison->rows->record;
    if (record != JW_RECORD_DUTY && record != JW_RECORD_DUTY_PLAN)
        return filter;
    filter.from = INT64_MAX;
    filter.to = INT64_MIN;
    for (int64_t row = first; row < end; row++) {
        int64_t start = jw_rows__integer(comparison->rows, JW_F_duty_start, row);
        filter.from = start < filter.from ? start : filter.from;
        filter.to = start + 1 > filter.to ? start + 1 : filter.to;
    }
    return filter;
}

static jw_status merge_range(jw_store *store, struct comparison *comparison, const jw_scan_range *range, int64_t first,
                             int64_t end, jw_error *err)
{
    jw_scan_filter filter = filter_of(comparison, first, end);
    comparison->next = first;
    comparison->end = end;
    JW_TRY(jw_store__visit(store, comparison->rows->record, range, &filter, merge_stored, comparison, err));
    while (comparison->next < comparison->end)
        JW_TRY(take_new(comparison, err));
    return JW_OK;
}

/* One scan from the first to the last row's second key field. */
static jw_status compare_by_scan(jw_store *store, struct comparison *comparison, int64_t first, int64_t end,
                                 jw_error *err)
{
    const jw_rows *rows = comparison->rows;
    jw_scan_range range = prefix_range(rows, first, rows->record == JW_RECORD_DISTRICT ? 0 : 1);
    size_t next = range.prefix_count;
    struct jw_bytes upper = {0};
    jw_status status = JW_OK;
    range.has_lower = range.has_upper = 1;
    range.lower = key_of(rows, next, first);
    range.upper = key_of(rows, next, end - 1);
    if (range.upper.text) { /* no key lies between: keys have no control characters */
        status = jw_bytes__append(store->context, &upper, range.upper.text, range.upper.length, err);
        if (status == JW_OK)
            status = jw_bytes__append(store->context, &upper, "\x01", 1, err);
        range.upper.text = (const char *)upper.data;
        range.upper.length = upper.length;
    } else {
        range.upper.integer++;
    }
    if (status == JW_OK)
        status = merge_range(store, comparison, &range, first, end, err);
    jw_bytes__free(store->context, &upper);
    return status;
}

/* Number of key fields that all versions of a row share. */
static size_t version_prefix(const struct comparison *comparison)
{
    size_t keys = jw_record_key_count(comparison->rows->record);
    return comparison->valid_to ? keys - 1 : keys;
}

static bool same_prefix(const jw_rows *rows, int64_t a, int64_t b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        jw_key_value x = key_of(rows, i, a), y = key_of(rows, i, b);
        bool same = x.text ? jw__compare_text(x.text, x.length, y.text, y.length) == 0 : x.integer == y.integer;
        if (!same)
            return false;
    }
    return true;
}

static jw_status compare_by_points(jw_store *store, struct comparison *comparison, int64_t first, int64_t end,
                                   jw_error *err)
{
    size_t prefix = version_prefix(comparison);
    while (first < end) {
        int64_t next = first + 1;
        while (next < end && same_prefix(comparison->rows, first, next, prefix))
            next++;
        jw_scan_range range = prefix_range(comparison->rows, first, prefix);
        JW_TRY(merge_range(store, comparison, &range, first, next, err));
        first = next;
    }
    return JW_OK;
}

/* ---- a district's offset ---- */

static int64_t offset_of(const jw_rows *rows, int64_t row)
{
    bool absent = jw_rows__absent(rows, JW_F_district_utc_offset, row);
    return absent ? JW_DEFAULT_UTC_OFFSET : jw_rows__integer(rows, JW_F_district_utc_offset, row);
}

static jw_status read_offset(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    int64_t *offset = userdata;
    if (rows->count)
        *offset = offset_of(rows, 0);
    return JW_OK;
}

static jw_status has_duty(jw_store *store, const jw_rows *rows, int64_t row, bool *out, jw_error *err)
{
    jw_scan_range range = prefix_range(rows, row, 1);
    *out = false;
    for (jw_record record = JW_RECORD_DUTY; record <= JW_RECORD_DUTY_PLAN && !*out; record++) {
        int64_t count;
        JW_TRY(jw_store__count(store, record, &range, &count, err));
        *out = count > 0;
    }
    return JW_OK;
}

static jw_status check_offset(jw_store *store, struct comparison *comparison, int64_t row, jw_error *err)
{
    int64_t stored = INT64_MIN;
    bool duty;
    JW_TRY(jw_compare__stored(store, comparison->rows, row, read_offset, &stored, err));
    if (stored == INT64_MIN || stored == offset_of(comparison->rows, row))
        return JW_OK;
    JW_TRY(has_duty(store, comparison->rows, row, &duty, err));
    if (!duty)
        return JW_OK;
    *comparison->bad_row = row;
    return jw_error_set_field(err, JW_EINPUT, "district", number_of(comparison, row), "utc_offset",
                              "the offset cannot change once there is duty: its days would move");
}

static jw_status check_offsets(jw_store *store, struct comparison *comparison, jw_error *err)
{
    if (comparison->rows->record != JW_RECORD_DISTRICT)
        return JW_OK;
    for (int64_t row = 0; row < comparison->rows->count; row++)
        if (comparison->states[row] == JW_ROW_CHANGED)
            JW_TRY(check_offset(store, comparison, row, err));
    return JW_OK;
}

/* ---- outside ---- */

static jw_status load_locks(struct comparison *comparison, int64_t row, jw_error *err)
{
    jw_key_value key = key_of(comparison->rows, 0, row);
    struct jw_value district = {.text = key.text, .length = key.length};
    return jw_locks__load(comparison->store, comparison->locks, &district, err);
}

static jw_status compare_groups(jw_store *store, struct comparison *comparison, jw_error *err)
{
    const jw_rows *rows = comparison->rows;
    bool whole = rows->record == JW_RECORD_DISTRICT; /* its key is the district alone */
    for (int64_t first = 0; first < rows->count;) {
        int64_t end = first + 1;
        while (end < rows->count && (whole || same_district(rows, first, end)))
            end++;
        if (comparison->locks)
            JW_TRY(load_locks(comparison, first, err));
        if (end - first < POINT_LOOKUP_LIMIT)
            JW_TRY(compare_by_points(store, comparison, first, end, err));
        else
            JW_TRY(compare_by_scan(store, comparison, first, end, err));
        first = end;
    }
    return check_offsets(store, comparison, err);
}

jw_status jw_compare__rows(jw_store *store, struct jw_locks *locks, const jw_rows *rows, const int64_t *row_numbers,
                           uint8_t *states, int64_t *bad_row, jw_error *err)
{
    struct comparison comparison = {.store = store,
                                    .context = store->context,
                                    .locks = jw_locks__concern(rows->record) ? locks : NULL,
                                    .rows = rows,
                                    .row_numbers = row_numbers,
                                    .states = states,
                                    .bad_row = bad_row,
                                    .valid_to = jw__is_versioned(rows->record) ? jw__valid_to_field(rows->record) : 0,
                                    .previous_row = -1};
    jw_status status = compare_groups(store, &comparison, err);
    jw_bytes__free(store->context, &comparison.previous_key);
    jw_bytes__free(store->context, &comparison.key);
    return status;
}

jw_status jw_compare__stored(jw_store *store, const jw_rows *rows, int64_t row, jw_visit_rows_fn visit, void *userdata,
                             jw_error *err)
{
    jw_scan_range range = prefix_range(rows, row, jw_record_key_count(rows->record));
    return jw_store__visit(store, rows->record, &range, NULL, visit, userdata, err);
}

struct expectation {
    const jw_rows *expected;
    int64_t row;
    bool wants_row;
    bool met;
};

static jw_status meet_expectation(void *userdata, const jw_rows *stored, jw_error *err)
{
    (void)err;
    struct expectation *expectation = userdata;
    if (stored->count)
        expectation->met = expectation->wants_row && jw_rows_equal(stored, 0, expectation->expected, expectation->row);
    return JW_OK;
}

static bool is_null_row(const struct ArrowArray *array, int64_t row)
{
    const uint8_t *validity = array->n_buffers > 0 && array->null_count != 0 ? array->buffers[0] : NULL;
    int64_t i = row + array->offset;
    return validity && !(validity[i >> 3] >> (i & 7) & 1);
}

jw_status jw_compare__expected(jw_store *store, const jw_rows *rows, const struct ArrowArray *expected,
                               int64_t *bad_row, jw_error *err)
{
    jw_rows expected_rows;
    JW_TRY(jw_rows_view(expected, rows->record, &expected_rows, err));
    if (expected_rows.count != rows->count)
        return jw_error_set(err, JW_EINVAL, 0, "there must be one expected row for each row");
    for (int64_t row = 0; row < rows->count; row++) {
        struct expectation expectation = {&expected_rows, row, !is_null_row(expected, row), false};
        expectation.met = !expectation.wants_row; /* until a stored row is seen */
        JW_TRY(jw_compare__stored(store, rows, row, meet_expectation, &expectation, err));
        if (expectation.met)
            continue;
        *bad_row = row;
        return jw_error_set_field(err, JW_ECONFLICT, jw_record_name(rows->record), row + 1, NULL,
                                  "the stored row is not the expected one: read it again, then retry");
    }
    return JW_OK;
}
