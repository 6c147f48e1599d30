/* The interval kernel, on which everything that counts hours stands. No allocation; exact for every int64. */
#include <jingwu/calendar.h>

#include <stdbool.h>
#include <string.h>

/* Below this many items insertion beats partitioning. */
#define SHORT_RANGE 24

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Seconds from start to finish, 0 if there are none; unsigned, because they can be more than INT64_MAX. */
static uint64_t length_of(int64_t start, int64_t finish)
{
    return finish > start ? (uint64_t)finish - (uint64_t)start : 0;
}

/* Disjoint stretches of int64 are 2^64 - 1 long in all, so the sum cannot wrap; it stops at INT64_MAX. */
static int64_t add(int64_t seconds, uint64_t more)
{
    uint64_t sum = (uint64_t)seconds + more;
    return sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
}

/*
 * Adds what an interval that runs past the end of one bucket leaves in the buckets after it.
 * Time before `reached` is counted already.
 */
static void spill(jw_interval rest, int64_t reached, const jw_interval *buckets, size_t bucket_count,
                  jw_bucket_time *out)
{
    int64_t fresh_from = larger(rest.start, reached);
    for (size_t i = 0; i < bucket_count && buckets[i].start < rest.finish; i++) {
        if (buckets[i].start >= buckets[i].finish)
            continue;
        int64_t finish = smaller(rest.finish, buckets[i].finish);
        out[i].seconds = add(out[i].seconds, length_of(larger(fresh_from, buckets[i].start), finish));
        out[i].intervals++;
    }
}

/*
 * Takes the intervals that start before the end of the first bucket; those that run on spill into the next.
 * Time before *reached is counted already. Returns the number of intervals taken.
 *
 * An interval adds max(covered, finish) - max(covered, start): no branch depends on how intervals overlap.
 */
static size_t measure_bucket(const jw_interval *intervals, size_t count, const jw_interval *buckets,
                             size_t bucket_count, int64_t *reached, jw_bucket_time *out)
{
    const jw_interval bucket = buckets[0];
    int64_t covered = larger(*reached, bucket.start);
    uint64_t seconds = 0;
    int64_t touching = 0;
    size_t taken = 0;
    for (; taken < count && intervals[taken].start < bucket.finish; taken++) {
        int64_t start = intervals[taken].start;
        int64_t finish = intervals[taken].finish;
        if (start >= finish)
            continue;
        if (finish > bucket.finish) {
            spill(intervals[taken], *reached, buckets + 1, bucket_count - 1, out + 1);
            *reached = larger(*reached, finish);
            finish = bucket.finish;
        }
        touching += finish > bucket.start;
        int64_t fresh_from = larger(covered, start);
        covered = larger(covered, finish);
        seconds += (uint64_t)covered - (uint64_t)fresh_from;
    }
    out->seconds = add(out->seconds, seconds);
    out->intervals += touching;
    return taken;
}

void jw_intervals_measure(const jw_interval *intervals, size_t count, const jw_interval *buckets,
                          size_t bucket_count, jw_bucket_time *out)
{
    int64_t reached = INT64_MIN;
    if (bucket_count)
        memset(out, 0, bucket_count * sizeof *out);
    for (size_t i = 0; i < bucket_count && count; i++) {
        if (buckets[i].start >= buckets[i].finish)
            continue;
        size_t taken = measure_bucket(intervals, count, buckets + i, bucket_count - i, &reached, out + i);
        intervals += taken;
        count -= taken;
    }
}

static bool precedes(const jw_interval *a, const jw_interval *b)
{
    return a->start < b->start || (a->start == b->start && a->finish < b->finish);
}

static void swap(jw_interval *a, jw_interval *b)
{
    jw_interval kept = *a;
    *a = *b;
    *b = kept;
}

static bool is_sorted(const jw_interval *intervals, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (precedes(&intervals[i], &intervals[i - 1]))
            return false;
    return true;
}

static void insertion_sort(jw_interval *intervals, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        jw_interval moving = intervals[i];
        size_t place = i;
        for (; place > 0 && precedes(&moving, &intervals[place - 1]); place--)
            intervals[place] = intervals[place - 1];
        intervals[place] = moving;
    }
}

static void sift_down(jw_interval *heap, size_t root, size_t count)
{
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && precedes(&heap[child], &heap[child + 1]))
            child++;
        if (!precedes(&heap[root], &heap[child]))
            return;
        swap(&heap[root], &heap[child]);
        root = child;
    }
}

static void heap_sort(jw_interval *intervals, size_t count)
{
    for (size_t root = count / 2; root-- > 0;)
        sift_down(intervals, root, count);
    for (size_t last = count; last-- > 1;) {
        swap(&intervals[0], &intervals[last]);
        sift_down(intervals, 0, last);
    }
}

static jw_interval median(jw_interval a, jw_interval b, jw_interval c)
{
    if (precedes(&b, &a))
        swap(&a, &b);
    if (!precedes(&c, &b))
        return b;
    return precedes(&c, &a) ? a : c;
}

/* Hoare's partition: no item before the result follows one from it on; neither side is empty. */
static size_t partition(jw_interval *intervals, size_t count)
{
    jw_interval pivot = median(intervals[0], intervals[count / 2], intervals[count - 1]);
    size_t low = 0;
    size_t high = count - 1;
    for (;; low++, high--) {
        while (precedes(&intervals[low], &pivot))
            low++;
        while (precedes(&pivot, &intervals[high]))
            high--;
        if (low >= high)
            return high + 1;
        swap(&intervals[low], &intervals[high]);
    }
}

/* Quicksort that turns to heapsort when the partitions go badly, so that no input is quadratic. */
static void sort_range(jw_interval *intervals, size_t count, int depth)
{
    while (count > SHORT_RANGE) {
        if (depth-- == 0) {
            heap_sort(intervals, count);
            return;
        }
        size_t left = partition(intervals, count);
        size_t right = count - left;
        if (left < right) {
            sort_range(intervals, left, depth);
            intervals += left;
            count = right;
        } else {
            sort_range(intervals + left, right, depth);
            count = left;
        }
    }
    insertion_sort(intervals, count);
}

void jw_intervals_sort(jw_interval *intervals, size_t count)
{
    if (is_sorted(intervals, count))
        return;
    int depth = 2;
    for (size_t rest = count; rest; rest /= 2)
        depth += 2;
    sort_range(intervals, count, depth);
}

size_t jw_intervals_union(jw_interval *intervals, size_t count)
{
    size_t pieces = 0;
    for (size_t i = 0; i < count; i++) {
        jw_interval interval = intervals[i];
        if (interval.start >= interval.finish)
            continue;
        if (pieces && interval.start <= intervals[pieces - 1].finish)
            intervals[pieces - 1].finish = larger(intervals[pieces - 1].finish, interval.finish);
        else
            intervals[pieces++] = interval;
    }
    return pieces;
}

size_t jw_intervals_clip(jw_interval *intervals, size_t count, jw_interval window)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        jw_interval clipped = {larger(intervals[i].start, window.start),
                               smaller(intervals[i].finish, window.finish)};
        if (clipped.start < clipped.finish)
            intervals[kept++] = clipped;
    }
    return kept;
}

int64_t jw_intervals_common(const jw_interval *a, size_t a_count, const jw_interval *b, size_t b_count)
{
    uint64_t seconds = 0;
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        seconds += length_of(larger(a[i].start, b[j].start), smaller(a[i].finish, b[j].finish));
        if (a[i].finish < b[j].finish)
            i++;
        else
            j++;
    }
    return add(0, seconds);
}
