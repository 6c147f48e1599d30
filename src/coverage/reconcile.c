/*
 * Denominators behind printed percentages.
 *
 * With s the digits of the percentage and d its decimals, count / n is printed so when
 *     (2 s - 1) n <= 2 count 10^(d+2) < (2 s + 1) n.
 * Both sides grow with n, so the denominators that fit are one range of whole numbers, and so are those that
 * fit every pair. The products do not fit in 64 bits; they are compared in 128.
 */
#include <string.h>
#include <jingwu/coverage.h>
#include "base/context.h"
#include "base/text.h"
#include "record/table.h"

#define DEFAULT_BOUND 1000000
#define GREATEST_BOUND 10000000
#define GREATEST_COUNT 1000000000000
#define GREATEST_DECIMALS 9
#define GREATEST_PAIRS 1000
#define LONGEST_LIST 20

struct wide {
    uint64_t high, low;
};

/* Denominators from first to last; none when last < first. */
struct range {
    int64_t first, last;
};

static struct wide multiply(uint64_t a, uint64_t b)
{
    uint64_t a_low = a & UINT32_MAX, a_high = a >> 32, b_low = b & UINT32_MAX, b_high = b >> 32;
    uint64_t low = a_low * b_low;
    uint64_t middle = a_high * b_low + (low >> 32);
    uint64_t other = a_low * b_high + (middle & UINT32_MAX);
    return (struct wide){a_high * b_high + (middle >> 32) + (other >> 32),
                         (other << 32) | (low & UINT32_MAX)};
}

static bool not_above(struct wide a, struct wide b)
{
    return a.high != b.high ? a.high < b.high : a.low <= b.low;
}

/* The greatest n up to the bound with factor * n <= limit; 0 if there is none. */
static int64_t greatest_multiple(uint64_t factor, struct wide limit, int64_t bound)
{
    int64_t fits = 0, beyond = bound + 1;
    while (beyond - fits > 1) {
        int64_t middle = fits + (beyond - fits) / 2;
        if (not_above(multiply(factor, (uint64_t)middle), limit))
            fits = middle;
        else
            beyond = middle;
    }
    return fits;
}

static struct range fitting(int64_t count, int64_t digits, int32_t decimals, int64_t bound)
{
    uint64_t scale = 100;
    for (int32_t i = 0; i < decimals; i++)
        scale *= 10;
    struct wide doubled = multiply(2 * (uint64_t)count, scale);
    struct range range;
    range.first = greatest_multiple(2 * (uint64_t)digits + 1, doubled, bound) + 1;
    range.last = digits ? greatest_multiple(2 * (uint64_t)digits - 1, doubled, bound) : bound;
    return range;
}

static jw_status read_pair(const jw_reconcile_pair *pair, int64_t row, int64_t bound, struct range *out,
                           jw_error *err)
{
    int64_t digits;
    int32_t decimals;
    if (pair->count < 0 || pair->count > GREATEST_COUNT || !pair->percent)
        return jw_error_set_field(err, JW_EINVAL, NULL, row, "count", "counts are from 0 to 1000000000000");
    if (!jw__parse_decimal(pair->percent, strlen(pair->percent), &digits, &decimals) || digits < 0)
        return jw_error_set_field(err, JW_EINPUT, NULL, row, "percent",
                                  "\"%.40s\" is not a percentage such as 25.8", pair->percent);
    if (decimals > GREATEST_DECIMALS)
        return jw_error_set_field(err, JW_EINPUT, NULL, row, "percent", "\"%.40s\" has more than %d decimals",
                                  pair->percent, GREATEST_DECIMALS);
    *out = fitting(pair->count, digits, decimals, bound);
    return JW_OK;
}

static jw_status add_range(jw_table *table, struct range range, jw_error *err)
{
    char text[LONGEST_LIST * (JW_NUMBER_TEXT + 1)];
    size_t length = 0;
    if (range.last < range.first)
        return jw_table__add_empty(table, err);
    if (range.last - range.first >= LONGEST_LIST)
        return jw_table__add_format(table, err, "%lld..%lld", (long long)range.first, (long long)range.last);
    for (int64_t n = range.first; n <= range.last; n++) {
        if (length)
            text[length++] = ' ';
        length += jw__format_integer(n, text + length);
    }
    return jw_table__add_text(table, text, length, err);
}

static jw_status add_pairs(jw_context *context, jw_table *table, const jw_reconcile_pair *pairs,
                           size_t pair_count, int64_t bound, jw_error *err)
{
    struct range common = {1, bound};
    for (size_t i = 0; i < pair_count; i++) {
        struct range range = common;
        JW_TRY(jw__check_cancel(context, err));
        JW_TRY(read_pair(&pairs[i], (int64_t)i + 1, bound, &range, err));
        JW_TRY(jw_table__add_format(table, err, "%lld", (long long)pairs[i].count));
        JW_TRY(jw_table__add_string(table, pairs[i].percent, err));
        JW_TRY(add_range(table, range, err));
        common.first = range.first > common.first ? range.first : common.first;
        common.last = range.last < common.last ? range.last : common.last;
    }
    JW_TRY(jw_table__add_string(table, "common", err));
    JW_TRY(jw_table__add_empty(table, err));
    return add_range(table, common, err);
}

jw_status jw_reconcile(jw_context *context, const jw_reconcile_pair *pairs, size_t pair_count, int64_t bound,
                       jw_table **out, jw_error *err)
{
    static const struct jw_column_spec columns[] = {
        {"count", JW_TYPE_TEXT}, {"percent", JW_TYPE_TEXT}, {"denominators", JW_TYPE_TEXT}};
    if (!context || !pairs || pair_count < 1 || pair_count > GREATEST_PAIRS || !out)
        return jw_error_set(err, JW_EINVAL, 0, "reconcile needs 1 to %d pairs", GREATEST_PAIRS);
    if (bound < 0 || bound > GREATEST_BOUND)
        return jw_error_set(err, JW_EINVAL, 0, "the greatest denominator is from 1 to %d", GREATEST_BOUND);
    jw_table *table;
    JW_TRY(jw_table__new(context, columns, sizeof columns / sizeof *columns, &table, err));
    jw_status status = add_pairs(context, table, pairs, pair_count, bound ? bound : DEFAULT_BOUND, err);
    if (status != JW_OK) {
        jw_table_free(table);
        return status;
    }
    *out = table;
    return JW_OK;
}
