/* The interval kernel against bitmaps: one bit a second on a small scale, one a minute over real months. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <jingwu/calendar.h>
#include "random.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static int compare(const void *left, const void *right)
{
    const jw_interval *a = left;
    const jw_interval *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->finish < b->finish ? -1 : a->finish > b->finish;
}

/* ---- small scale: SPAN seconds after a base anywhere in int64, and a bitmap with one byte a second ---- */

#define SPAN 600
#define MANY 60

typedef struct small {
    int64_t base;
    jw_interval intervals[MANY];
    size_t count;
} small;

static int64_t random_base(test_random *random)
{
    static const int64_t bases[] = {INT64_MIN, INT64_MAX - SPAN, -SPAN / 2, 0, 1601856000, -1000000000};
    return bases[test_random_next(random) % LENGTH(bases)];
}

/* Overlapping, touching and nested ones, one in eight empty or reversed, sorted. */
static small random_small(test_random *random, int64_t base)
{
    small made = {.base = base, .count = (size_t)test_random_between(random, 0, MANY)};
    int64_t longest = test_random_between(random, 1, SPAN);
    for (size_t i = 0; i < made.count; i++) {
        int64_t start = test_random_between(random, 0, SPAN);
        int64_t finish = start + test_random_between(random, 1, longest);
        if (test_random_between(random, 0, 7) == 0)
            finish = start - test_random_between(random, 0, 5);
        else if (i && test_random_between(random, 0, 3) == 0)
            start =
                made.intervals[i - 1].finish - base; /* touches the one before, or ends before it starts */
        finish = finish < 0 ? 0 : finish > SPAN ? SPAN : finish;
        made.intervals[i] = (jw_interval){base + start, base + finish};
    }
    qsort(made.intervals, made.count, sizeof *made.intervals, compare);
    return made;
}

static void paint(const jw_interval *intervals, size_t count, int64_t base, uint8_t *seconds)
{
    memset(seconds, 0, SPAN);
    for (size_t i = 0; i < count; i++)
        for (int64_t at = intervals[i].start; at < intervals[i].finish; at++)
            seconds[at - base] = 1;
}

/* Ascending, disjoint; some touch, some leave gaps, some are empty. */
static size_t random_buckets(test_random *random, int64_t base, jw_interval *buckets, size_t max)
{
    size_t count = 0;
    int64_t at = test_random_between(random, 0, 30);
    int64_t longest = test_random_between(random, 1, SPAN);
    while (count < max) {
        int64_t finish = at + test_random_between(random, 0, longest);
        if (finish > SPAN)
            break;
        buckets[count++] = (jw_interval){base + at, base + finish};
        at = finish + (test_random_between(random, 0, 1) ? test_random_between(random, 0, 20) : 0);
        if (at > SPAN)
            break;
    }
    return count;
}

static jw_bucket_time slow_bucket(const small *given, const uint8_t *seconds, jw_interval bucket)
{
    jw_bucket_time slow = {0, 0};
    for (int64_t at = bucket.start; at < bucket.finish; at++)
        slow.seconds += seconds[at - given->base];
    for (size_t i = 0; i < given->count; i++) {
        int touches = 0;
        for (int64_t at = bucket.start; at < bucket.finish; at++)
            touches |= at >= given->intervals[i].start && at < given->intervals[i].finish;
        slow.intervals += touches;
    }
    return slow;
}

static void test_measure_by_seconds(void **state)
{
    (void)state;
    test_random random = test_random_new("measure by seconds");
    for (int round = 0; round < 2000; round++) {
        uint8_t seconds[SPAN];
        jw_interval buckets[100];
        jw_bucket_time out[100];
        small given = random_small(&random, random_base(&random));
        size_t bucket_count = random_buckets(&random, given.base, buckets, LENGTH(buckets));
        paint(given.intervals, given.count, given.base, seconds);
        memset(out, 0xA5, sizeof out);
        jw_intervals_measure(given.intervals, given.count, buckets, bucket_count, out);
        for (size_t i = 0; i < bucket_count; i++) {
            jw_bucket_time slow = slow_bucket(&given, seconds, buckets[i]);
            if (out[i].seconds != slow.seconds || out[i].intervals != slow.intervals)
                fail_msg("round %d, bucket %zu: %lld s of %lld intervals instead of %lld s of %lld", round, i,
                         (long long)out[i].seconds, (long long)out[i].intervals, (long long)slow.seconds,
                         (long long)slow.intervals);
        }
    }
}

static void test_union_by_seconds(void **state)
{
    (void)state;
    test_random random = test_random_new("union by seconds");
    for (int round = 0; round < 5000; round++) {
        uint8_t before[SPAN], after[SPAN];
        small given = random_small(&random, random_base(&random));
        paint(given.intervals, given.count, given.base, before);
        size_t pieces = jw_intervals_union(given.intervals, given.count);
        assert_true(pieces <= given.count);
        for (size_t i = 0; i < pieces; i++) {
            assert_true(given.intervals[i].start < given.intervals[i].finish);
            assert_true(i == 0 || given.intervals[i - 1].finish < given.intervals[i].start);
        }
        paint(given.intervals, pieces, given.base, after);
        assert_memory_equal(before, after, SPAN);
    }
}

static void test_clip_by_seconds(void **state)
{
    (void)state;
    test_random random = test_random_new("clip by seconds");
    for (int round = 0; round < 5000; round++) {
        small given = random_small(&random, random_base(&random));
        jw_interval window = {given.base + test_random_between(&random, 0, SPAN),
                              given.base + test_random_between(&random, 0, SPAN)};
        small expected = {.base = given.base};
        for (size_t i = given.count; i > 1; i--) {
            size_t other = test_random_next(&random) % i;
            jw_interval kept = given.intervals[i - 1];
            given.intervals[i - 1] = given.intervals[other];
            given.intervals[other] = kept;
        }
        for (size_t i = 0; i < given.count; i++) {
            jw_interval part = given.intervals[i];
            while (part.start < part.finish && part.start < window.start)
                part.start++;
            while (part.start < part.finish && part.finish > window.finish)
                part.finish--;
            if (part.start < part.finish)
                expected.intervals[expected.count++] = part;
        }
        size_t left = jw_intervals_clip(given.intervals, given.count, window);
        assert_int_equal(left, expected.count);
        if (left)
            assert_memory_equal(given.intervals, expected.intervals, left * sizeof *given.intervals);
    }
}

static void test_common_by_seconds(void **state)
{
    (void)state;
    test_random random = test_random_new("common by seconds");
    for (int round = 0; round < 5000; round++) {
        uint8_t in_a[SPAN], in_b[SPAN];
        small a = random_small(&random, random_base(&random));
        small b = random_small(&random, a.base);
        a.count = jw_intervals_union(a.intervals, a.count);
        b.count = jw_intervals_union(b.intervals, b.count);
        paint(a.intervals, a.count, a.base, in_a);
        paint(b.intervals, b.count, b.base, in_b);
        int64_t both = 0;
        for (size_t i = 0; i < SPAN; i++)
            both += in_a[i] & in_b[i];
        assert_int_equal(jw_intervals_common(a.intervals, a.count, b.intervals, b.count), both);
        assert_int_equal(jw_intervals_common(b.intervals, b.count, a.intervals, a.count), both);
    }
}

/* ---- real months: days, weeks and months as buckets, one byte a minute ---- */

#define MINUTES_A_DAY 1440
#define DAYS 92
#define MINUTES (DAYS * MINUTES_A_DAY)
#define DUTIES 90

typedef struct quarter {
    jw_date first; /* first of a month; the quarter is DAYS long */
    int32_t utc_offset;
    jw_interval duties[DUTIES];
    uint8_t worked[MINUTES];
    int32_t bucket_of[DAYS]; /* by the walk below */
    jw_interval buckets[DAYS + 1];
    size_t bucket_count;
} quarter;

static void random_quarter(test_random *random, quarter *made)
{
    static const int32_t offsets[] = {28800, 28800, 0, -18000, 20700};
    int32_t year = (int32_t)test_random_between(random, 2, 9997);
    int32_t month = (int32_t)test_random_between(random, 1, 12);
    if (test_random_between(random, 0, 1)) {
        year = (int32_t)test_random_between(random, 1965, 2025);
        month = test_random_between(random, 0, 1) ? month : 12;
    }
    made->first = jw_date_make(year, month, 1);
    made->utc_offset = offsets[test_random_next(random) % LENGTH(offsets)];
}

/* Minutes from the start of the quarter; a fifth begins and a fifth ends at midnight. */
static void random_duties(test_random *random, quarter *made)
{
    jw_instant origin = jw_date_instant(made->first, made->utc_offset);
    memset(made->worked, 0, sizeof made->worked);
    for (size_t i = 0; i < DUTIES; i++) {
        int64_t longest = test_random_between(random, 0, 9) ? MINUTES_A_DAY : 7 * MINUTES_A_DAY;
        int64_t start = test_random_between(random, 0, MINUTES - 8 * MINUTES_A_DAY);
        if (test_random_between(random, 0, 4) == 0)
            start -= start % MINUTES_A_DAY;
        int64_t finish = start + test_random_between(random, 1, longest);
        if (test_random_between(random, 0, 4) == 0)
            finish += MINUTES_A_DAY - finish % MINUTES_A_DAY;
        for (int64_t minute = start; minute < finish; minute++)
            made->worked[minute] = 1;
        made->duties[i] = (jw_interval){origin + start * 60, origin + finish * 60};
    }
    jw_intervals_sort(made->duties, DUTIES);
}

static void cut_by_days(quarter *made)
{
    made->bucket_count = DAYS;
    for (int32_t day = 0; day < DAYS; day++) {
        made->bucket_of[day] = day;
        made->buckets[day] = (jw_interval){jw_date_instant(made->first + day, made->utc_offset),
                                           jw_date_instant(made->first + day + 1, made->utc_offset)};
    }
}

static void cut_by_weeks(quarter *made)
{
    int32_t weekday = jw_date_weekday(made->first);
    int32_t bucket = 0;
    for (int32_t day = 0; day < DAYS; day++, weekday++) {
        if (weekday == 8) {
            weekday = 1;
            bucket++;
        }
        made->bucket_of[day] = bucket;
    }
    made->bucket_count = (size_t)bucket + 1;
    jw_week first = jw_date_week(made->first);
    for (jw_week i = 0; i <= bucket; i++)
        made->buckets[i] = (jw_interval){jw_date_instant(jw_week_monday(first + i), made->utc_offset),
                                         jw_date_instant(jw_week_monday(first + i + 1), made->utc_offset)};
}

static void cut_by_months(quarter *made)
{
    int32_t bucket = 0;
    for (int32_t day = 0; day < DAYS; day++) {
        int32_t day_of_month;
        jw_date_split(made->first + day, NULL, NULL, &day_of_month);
        bucket += day > 0 && day_of_month == 1;
        made->bucket_of[day] = bucket;
    }
    made->bucket_count = (size_t)bucket + 1;
    jw_month first = jw_date_month(made->first);
    for (jw_month i = 0; i <= bucket; i++)
        made->buckets[i] = (jw_interval){jw_date_instant(jw_month_first(first + i), made->utc_offset),
                                         jw_date_instant(jw_month_first(first + i + 1), made->utc_offset)};
}

static void check_quarter(const quarter *given)
{
    jw_bucket_time slow[DAYS + 1] = {{0, 0}};
    jw_bucket_time out[DAYS + 1];
    jw_instant origin = jw_date_instant(given->first, given->utc_offset);
    for (int32_t minute = 0; minute < MINUTES; minute++)
        slow[given->bucket_of[minute / MINUTES_A_DAY]].seconds += given->worked[minute] ? 60 : 0;
    for (size_t i = 0; i < DUTIES; i++) {
        int32_t last = -1;
        for (int64_t at = given->duties[i].start; at < given->duties[i].finish; at += 60) {
            int32_t bucket = given->bucket_of[(at - origin) / 60 / MINUTES_A_DAY];
            slow[bucket].intervals += bucket != last;
            last = bucket;
        }
    }
    jw_intervals_measure(given->duties, DUTIES, given->buckets, given->bucket_count, out);
    for (size_t i = 0; i < given->bucket_count; i++) {
        assert_int_equal(out[i].seconds, slow[i].seconds);
        assert_int_equal(out[i].intervals, slow[i].intervals);
    }
}

static void test_days_weeks_and_months_by_minutes(void **state)
{
    (void)state;
    test_random random = test_random_new("days, weeks and months by minutes");
    quarter *made = test_malloc(sizeof *made);
    for (int round = 0; round < 200; round++) {
        random_quarter(&random, made);
        random_duties(&random, made);
        cut_by_days(made);
        check_quarter(made);
        cut_by_weeks(made);
        check_quarter(made);
        cut_by_months(made);
        check_quarter(made);
    }
    test_free(made);
}

/* ---- cases worth naming ---- */

static void check_measure(const jw_interval *intervals, size_t count, const jw_interval *buckets,
                          size_t bucket_count, const jw_bucket_time *expected)
{
    jw_bucket_time out[8];
    jw_intervals_measure(intervals, count, buckets, bucket_count, out);
    for (size_t i = 0; i < bucket_count; i++) {
        assert_int_equal(out[i].seconds, expected[i].seconds);
        assert_int_equal(out[i].intervals, expected[i].intervals);
    }
}

static void test_edges_belong_to_one_bucket(void **state)
{
    (void)state;
    const jw_interval days[] = {{-86400, 0}, {0, 86400}};
    const jw_interval ends_at_midnight[] = {{-3600, 0}};
    const jw_interval starts_at_midnight[] = {{0, 3600}};
    const jw_interval across[] = {{-3600, 7200}};
    check_measure(ends_at_midnight, 1, days, 2, (const jw_bucket_time[]){{3600, 1}, {0, 0}});
    check_measure(starts_at_midnight, 1, days, 2, (const jw_bucket_time[]){{0, 0}, {3600, 1}});
    check_measure(across, 1, days, 2, (const jw_bucket_time[]){{3600, 1}, {7200, 1}});
}

static void test_overlaps_count_once(void **state)
{
    (void)state;
    const jw_interval days[] = {{0, 86400}, {86400, 172800}};
    const jw_interval same[] = {{0, 90000}, {0, 90000}, {0, 90000}};
    const jw_interval nested[] = {{0, 100000}, {10, 20}, {50000, 90000}, {99999, 100001}};
    const jw_interval touching[] = {{0, 10}, {10, 20}, {20, 30}};
    check_measure(same, 3, days, 2, (const jw_bucket_time[]){{86400, 3}, {3600, 3}});
    check_measure(nested, 4, days, 2, (const jw_bucket_time[]){{86400, 3}, {13601, 3}});
    check_measure(touching, 3, days, 2, (const jw_bucket_time[]){{30, 3}, {0, 0}});
}

static void test_nothing_to_measure(void **state)
{
    (void)state;
    const jw_interval days[] = {{0, 86400}, {86400, 172800}};
    const jw_interval outside[] = {{-10, 0}, {172800, 172900}};
    const jw_interval reversed[] = {{20, 10}, {30, 30}, {86401, 0}};
    check_measure(outside, 2, days, 2, (const jw_bucket_time[]){{0, 0}, {0, 0}});
    check_measure(reversed, 3, days, 2, (const jw_bucket_time[]){{0, 0}, {0, 0}});
    check_measure(NULL, 0, days, 2, (const jw_bucket_time[]){{0, 0}, {0, 0}});
    check_measure(outside, 2, NULL, 0, NULL);
    jw_intervals_sort(NULL, 0);
    assert_int_equal(jw_intervals_union(NULL, 0), 0);
    assert_int_equal(jw_intervals_clip(NULL, 0, days[0]), 0);
    assert_int_equal(jw_intervals_common(NULL, 0, days, 2), 0);
    assert_int_equal(jw_intervals_common(days, 2, NULL, 0), 0);
}

static void test_the_ends_of_int64(void **state)
{
    (void)state;
    const jw_interval all[] = {{INT64_MIN, INT64_MAX}};
    const jw_interval halves[] = {{INT64_MIN, 0}, {0, INT64_MAX}};
    const jw_interval ends[] = {{INT64_MIN, INT64_MIN + 5}, {INT64_MAX - 7, INT64_MAX}};
    check_measure(all, 1, all, 1, (const jw_bucket_time[]){{INT64_MAX, 1}});
    check_measure(halves, 2, all, 1, (const jw_bucket_time[]){{INT64_MAX, 2}});
    check_measure(all, 1, halves, 2, (const jw_bucket_time[]){{INT64_MAX, 1}, {INT64_MAX, 1}});
    check_measure(ends, 2, all, 1, (const jw_bucket_time[]){{12, 2}});
    check_measure(all, 1, ends, 2, (const jw_bucket_time[]){{5, 1}, {7, 1}});
    assert_int_equal(jw_intervals_common(all, 1, ends, 2), 12);
    assert_int_equal(jw_intervals_common(all, 1, halves, 2), INT64_MAX);
    jw_interval joined[] = {{INT64_MIN, 0}, {0, INT64_MAX}};
    assert_int_equal(jw_intervals_union(joined, 2), 1);
    assert_memory_equal(joined, all, sizeof all);
}

/* ---- sorting ---- */

#define SORTED_MAX 20000

/* Item i of n of a pattern that is hard on some way of sorting. */
static int64_t pattern_value(int pattern, int64_t i, int64_t n, test_random *random)
{
    switch (pattern) {
    case 0:
        return i;
    case 1:
        return n - i;
    case 2:
        return 7;
    case 3:
        return i < n / 2 ? i : n - i; /* organ pipe */
    case 4:
        return i % 17; /* saw */
    case 5:
        return i == n - 1 ? -1 : i; /* one out of place */
    case 6:                         /* turns the median of three into the second smallest, again and again */
        if (i >= n / 2)
            return 2 * (i - n / 2 + 1);
        return i % 2 ? n / 2 + i : i + 1;
    case 7:
        return test_random_between(random, 0, 20);
    default:
        return (int64_t)test_random_next(random);
    }
}

static void check_sort(int pattern, size_t count, jw_interval *given, jw_interval *expected,
                       test_random *random)
{
    for (size_t i = 0; i < count; i++) {
        int64_t start = pattern_value(pattern, (int64_t)i, (int64_t)count, random);
        given[i] = (jw_interval){start, test_random_between(random, 0, 3)};
    }
    memcpy(expected, given, count * sizeof *given);
    qsort(expected, count, sizeof *expected, compare);
    jw_intervals_sort(given, count);
    if (memcmp(given, expected, count * sizeof *given) != 0)
        fail_msg("pattern %d of %zu intervals is not sorted", pattern, count);
}

static void test_sort(void **state)
{
    (void)state;
    static const size_t large[] = {1000, 4096, 4097, SORTED_MAX};
    test_random random = test_random_new("sort");
    jw_interval *given = test_malloc(SORTED_MAX * sizeof *given);
    jw_interval *expected = test_malloc(SORTED_MAX * sizeof *expected);
    for (int pattern = 0; pattern <= 8; pattern++) {
        for (size_t count = 0; count < 130; count++)
            check_sort(pattern, count, given, expected, &random);
        for (size_t i = 0; i < LENGTH(large); i++)
            check_sort(pattern, large[i], given, expected, &random);
    }
    test_free(given);
    test_free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_measure_by_seconds),
        cmocka_unit_test(test_union_by_seconds),
        cmocka_unit_test(test_clip_by_seconds),
        cmocka_unit_test(test_common_by_seconds),
        cmocka_unit_test(test_days_weeks_and_months_by_minutes),
        cmocka_unit_test(test_edges_belong_to_one_bucket),
        cmocka_unit_test(test_overlaps_count_once),
        cmocka_unit_test(test_nothing_to_measure),
        cmocka_unit_test(test_the_ends_of_int64),
        cmocka_unit_test(test_sort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
