/* Duty in quantity, hours, and memory that runs out. */
#include "testing/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jingwu/calendar.h>

#define DAY INT64_C(86400)
#define OCTOBER 1601481600 /* 2020-10-01 00:00 at UTC+8 */

/* ---- duty ---- */

static model_row duty_row(jw_record record, int staff, int64_t start, int station, int64_t length,
                          const char *activity)
{
    model_row row = calloc(jw_record_field_count(record), sizeof *row);
    if (!row)
        abort();
    char id[32];
    struct {
        const char *field;
        char text[32];
    } texts[] = {{"district", "430407"}, {"staff", ""}, {"station", ""}, {"activity", ""}};
    snprintf(id, sizeof id, "P%03d", staff);
    memcpy(texts[1].text, id, sizeof id);
    snprintf(id, sizeof id, "S%02d", station);
    memcpy(texts[2].text, id, sizeof id);
    snprintf(texts[3].text, sizeof texts[3].text, "%s", activity);
    for (size_t field = 0; field < jw_record_field_count(record); field++)
        row[field].absent = field >= jw_record_key_count(record);
    for (size_t i = 0; i < 4; i++) {
        struct cell *cell = &row[jw_record_field_find(record, texts[i].field)];
        cell->length = strlen(texts[i].text);
        cell->text = malloc(cell->length + 1);
        if (!cell->text)
            abort();
        memcpy(cell->text, texts[i].text, cell->length + 1);
        cell->absent = false;
    }
    row[jw_record_field_find(record, "start")].integer = start;
    struct cell *finish = &row[jw_record_field_find(record, "finish")];
    *finish = (struct cell){.integer = start + length};
    return row;
}

/* Months and years apart, the same start at two stations, one that crosses midnight, month and year. */
int jw_check__duty_months(jw_storage_run *run)
{
    static const jw_record records[] = {JW_RECORD_DUTY, JW_RECORD_DUTY_PLAN};
    for (size_t r = 0; r < 2; r++) {
        struct model rows, part;
        jw_model__init(&rows, records[r]);
        for (int month = 0; month < 30; month++) {
            int64_t start = OCTOBER + month * 30 * DAY;
            jw_model__init(&part, records[r]);
            for (int staff = 0; staff < 5; staff++) {
                for (int day = 0; day < 3; day++) {
                    int64_t at = start + day * DAY + staff * 60;
                    jw_model__set(&part, duty_row(records[r], staff, at, 1, 3600, "patrol"));
                    jw_model__set(&part, duty_row(records[r], staff, at, 2, 7200, "visit"));
                    jw_model__set(&part, duty_row(records[r], staff, at + 50000, 1, 2 * DAY, "reception"));
                }
            }
            STEP(jw_run__store(run, &part, JW_PUT_INSERT)); /* each month of its own, as an import does */
            for (size_t i = 0; i < part.count; i++)
                jw_model__set(&rows, jw_model__row_copy(records[r], part.rows[i]));
            jw_model__free(&part);
        }
        STEP(jw_run__is(run, &rows));
        jw_scan_range range = JW_SCAN_RANGE_INIT;
        range.prefix_count = 2;
        range.prefix[0] = (jw_key_value){"430407", 6, 0};
        range.prefix[1] = (jw_key_value){"P003", 4, 0};
        range.has_lower = range.has_upper = 1;
        range.lower.integer = OCTOBER + 5 * 30 * DAY;
        range.upper.integer = OCTOBER + 25 * 30 * DAY + DAY;
        STEP(jw_run__begin(run, JW_BEGIN_READ));
        STEP(jw_run__range_is(run, &rows, &range));
        jw_run__rollback(run);
        jw_model__free(&rows);
    }
    return JW_RULE_PASSED;
}

/* ---- hours ---- */

#define BUCKETS 12
#define CLASSES 3

struct hours {
    jw_storage_run *run;
    const struct model *rows;
    const jw_hours_request *request;
    char last[40];
    size_t subjects;
    char problem[200];
};

static bool in_class(const jw_activity_set *set, const struct cell *activity)
{
    for (size_t i = 0; set->codes && i < set->count; i++)
        if (strlen(set->codes[i]) == activity->length &&
            memcmp(set->codes[i], activity->text, activity->length) == 0)
            return true;
    return !set->codes;
}

static bool cell_is(const struct cell *cell, const char *text, size_t length)
{
    return cell->length == length && memcmp(cell->text, text, length) == 0;
}

/* What the kernel says about one subject and class. */
static void measure(const struct model *rows, const jw_hours_request *request, size_t class,
                    const char *subject, size_t length, jw_bucket_time *out)
{
    size_t field =
        (size_t)jw_record_field_find(rows->record, request->by == JW_BY_STAFF ? "staff" : "station");
    size_t start = (size_t)jw_record_field_find(rows->record, "start");
    size_t finish = (size_t)jw_record_field_find(rows->record, "finish");
    size_t activity = (size_t)jw_record_field_find(rows->record, "activity"), count = 0;
    jw_interval *intervals = malloc((rows->count + 1) * sizeof *intervals);
    if (!intervals)
        abort();
    for (size_t i = 0; i < rows->count; i++) {
        const struct cell *row = rows->rows[i];
        if (cell_is(&row[0], request->district, strlen(request->district)) &&
            cell_is(&row[field], subject, length) && in_class(&request->classes[class], &row[activity]))
            intervals[count++] = (jw_interval){row[start].integer, row[finish].integer};
    }
    jw_intervals_sort(intervals, count);
    jw_intervals_measure(intervals, count, request->buckets, request->bucket_count, out);
    free(intervals);
}

static bool times_equal(const jw_bucket_time *a, const jw_bucket_time *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].seconds != b[i].seconds || a[i].intervals != b[i].intervals)
            return false;
    return true;
}

static jw_status compare_subject(void *userdata, const char *subject, size_t length,
                                 const jw_bucket_time *times, jw_error *err)
{
    struct hours *hours = userdata;
    const jw_hours_request *request = hours->request;
    jw_bucket_time wanted[BUCKETS];
    if (length >= sizeof hours->last ||
        (hours->subjects &&
         (strlen(hours->last) > length ? memcmp(hours->last, subject, length) >= 0
                                       : memcmp(hours->last, subject, strlen(hours->last)) > 0)))
        return jw_error_set(err, JW_EINTERNAL, 0, "the subjects do not ascend at %.*s", (int)length, subject);
    memcpy(hours->last, subject, length);
    hours->last[length] = '\0';
    hours->subjects++;
    for (size_t class = 0; class < request->class_count; class ++) {
        measure(hours->rows, request, class, subject, length, wanted);
        if (!times_equal(times + class * request->bucket_count, wanted, request->bucket_count))
            return jw_error_set(err, JW_EINTERNAL, 0, "class %zu of %.*s differs from the kernel", class,
                                (int)length, subject);
    }
    return JW_OK;
}

/* Subjects with an interval in a bucket. */
static size_t count_subjects(const struct model *rows, const jw_hours_request *request)
{
    size_t field =
        (size_t)jw_record_field_find(rows->record, request->by == JW_BY_STAFF ? "staff" : "station");
    size_t subjects = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct cell *subject = &rows->rows[i][field];
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++)
            seen = cell_is(&rows->rows[j][field], subject->text, subject->length);
        jw_bucket_time times[BUCKETS];
        int64_t touching = 0;
        if (!seen)
            measure(rows, request, 0, subject->text, subject->length, times);
        for (size_t b = 0; !seen && b < request->bucket_count; b++)
            touching += times[b].intervals;
        subjects += touching > 0;
    }
    return subjects;
}

static int compare_hours(jw_storage_run *run, const struct model *rows, int32_t by, int64_t first,
                         int64_t width, int64_t gap)
{
    static const char *const beat[] = {"beat_work", "patrol", "visit"}, *const reception[] = {"reception"};
    static const jw_activity_set classes[CLASSES] = {{NULL, 0}, {beat, 3}, {reception, 1}};
    jw_interval buckets[BUCKETS];
    for (int i = 0; i < BUCKETS; i++)
        buckets[i] = (jw_interval){first + i * (width + gap), first + i * (width + gap) + width};
    jw_hours_request request = {.struct_size = sizeof request,
                                .district = "430407",
                                .by = by,
                                .record = rows->record,
                                .bucket_count = BUCKETS,
                                .buckets = buckets,
                                .class_count = CLASSES,
                                .classes = classes};
    struct hours hours = {.run = run, .rows = rows, .request = &request};
    EXPECT_OK(run, run->ops.hours(run->storage, &request, compare_subject, &hours, &run->err));
    if (hours.subjects != count_subjects(rows, &request))
        FAIL(run, "%zu subjects instead of %zu", hours.subjects, count_subjects(rows, &request));
    return JW_RULE_PASSED;
}

static int hours_of_record(jw_storage_run *run, jw_record record)
{
    static const char *const activities[] = {"reception", "patrol", "visit", "training", "patrols"};
    struct model rows;
    jw_model__init(&rows, record);
    for (int i = 0; i < 600; i++) {
        int64_t start = OCTOBER + test_random_between(&run->random, -40, 40) * 21600;
        int64_t length = test_random_between(&run->random, 0, 9)
                             ? test_random_between(&run->random, 1, 40) * 900
                             : 7 * DAY;
        model_row row = duty_row(record, (int)test_random_between(&run->random, 1, 12), start,
                                 (int)test_random_between(&run->random, 1, 4), length,
                                 activities[test_random_next(&run->random) % 5]);
        if (test_random_between(&run->random, 0, 5) == 0)
            row[0].text[row[0].length = 5] =
                '\0'; /* another district, whose code is a beginning of this one's */
        jw_model__set(&rows, row);
    }
    STEP(jw_run__store(run, &rows, JW_PUT_INSERT));
    STEP(jw_run__begin(run, JW_BEGIN_READ));
    for (int32_t by = JW_BY_STAFF; by <= JW_BY_STATION; by++) {
        STEP(compare_hours(run, &rows, by, OCTOBER, DAY, 0));
        STEP(compare_hours(run, &rows, by, OCTOBER - 4 * DAY, 7 * DAY, 0));
        STEP(compare_hours(run, &rows, by, OCTOBER + 1, 3599, 7200));
        STEP(compare_hours(run, &rows, by, OCTOBER + 100 * DAY, DAY, 0));
    }
    jw_run__rollback(run);
    jw_model__free(&rows);
    return JW_RULE_PASSED;
}

int jw_check__hours(jw_storage_run *run)
{
    if (!run->ops.hours)
        NOT_CLAIMED(run, "no slot hours");
    STEP(hours_of_record(run, JW_RECORD_DUTY));
    return hours_of_record(run, JW_RECORD_DUTY_PLAN);
}

/* ---- large batches ---- */

#define LARGE_ROWS 200000
#define PER_STAFF 400

/* 200,000 rows in key order as one batch; finishes differ by `extra`. */
static jw_status large_batch(jw_storage_run *run, int64_t extra, struct ArrowArray *out)
{
    jw_batch *batch;
    jw_status status = jw_batch_new(run->context, JW_RECORD_DUTY, &batch, &run->err);
    if (status != JW_OK)
        return status;
    for (int64_t i = 0; status == JW_OK && i < LARGE_ROWS; i++) {
        char staff[24];
        int length = snprintf(staff, sizeof staff, "P%06lld", (long long)(i / PER_STAFF));
        int64_t start = OCTOBER + i % PER_STAFF * 28800 + i % 7;
        if ((status = jw_batch_add_text(batch, "430407", 6, &run->err)) == JW_OK &&
            (status = jw_batch_add_text(batch, staff, (size_t)length, &run->err)) == JW_OK &&
            (status = jw_batch_add_integer(batch, start, &run->err)) == JW_OK &&
            (status = jw_batch_add_text(batch, "S1", 2, &run->err)) == JW_OK &&
            (status = jw_batch_add_integer(batch, start + 7200 + i % 60 + extra, &run->err)) == JW_OK)
            status = jw_batch_add_text(batch, i % 3 ? "patrol" : "reception", i % 3 ? 6 : 9, &run->err);
        for (size_t rest = 6; status == JW_OK && rest < jw_record_field_count(JW_RECORD_DUTY); rest++)
            status = jw_batch_add_absent(batch, &run->err);
    }
    if (status == JW_OK)
        status = jw_batch_export(batch, out, &run->err);
    jw_batch_free(batch);
    return status;
}

/* The stream is the rows of an array, none more. */
static int stream_equals(jw_storage_run *run, struct ArrowArrayStream *stream,
                         const struct ArrowArray *wanted)
{
    jw_rows want, have;
    EXPECT_OK(run, jw_rows_view(wanted, JW_RECORD_DUTY, &want, &run->err));
    int64_t at = 0;
    for (;;) {
        struct ArrowArray array;
        EXPECT_OK(run, jw_stream_next(stream, &array, &run->err));
        if (!array.release)
            break;
        EXPECT_OK(run, jw_rows_view(&array, JW_RECORD_DUTY, &have, &run->err));
        EXPECT(run, have.count <= 65536 && at + have.count <= want.count);
        for (int64_t i = 0; i < have.count; i++, at++)
            if (!jw_rows_equal(&have, i, &want, at))
                FAIL(run, "row %lld differs", (long long)at);
        array.release(&array);
    }
    EXPECT(run, at == want.count);
    return JW_RULE_PASSED;
}

static int duty_equals(jw_storage_run *run, const struct ArrowArray *wanted)
{
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    jw_scan_filter filter = JW_SCAN_FILTER_INIT;
    struct ArrowArrayStream stream;
    STEP(jw_run__begin(run, JW_BEGIN_READ));
    EXPECT_OK(run, run->ops.scan(run->storage, JW_RECORD_DUTY, &range, &filter, &stream, &run->err));
    int result = stream_equals(run, &stream, wanted);
    stream.release(&stream);
    jw_run__rollback(run);
    return result;
}

static int put_large(jw_storage_run *run, const struct ArrowArray *rows, int32_t mode,
                     const struct ArrowArray *expected, bool commit)
{
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run->ops.put(run->storage, JW_RECORD_DUTY, rows, mode, expected, &run->err));
    if (commit)
        return jw_run__commit(run);
    jw_run__rollback(run);
    return JW_RULE_PASSED;
}

int jw_check__large(jw_storage_run *run)
{
    struct ArrowArray first, second;
    EXPECT_OK(run, large_batch(run, 0, &first));
    EXPECT_OK(run, large_batch(run, 1, &second));
    STEP(put_large(run, &first, JW_PUT_INSERT, NULL, true));
    STEP(duty_equals(run, &first));
    STEP(put_large(run, &second, JW_PUT_UPSERT, NULL, false));
    STEP(duty_equals(run, &first));
    STEP(put_large(run, &second, JW_PUT_EXPECTED, &first, true));
    STEP(duty_equals(run, &second));
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run->ops.remove(run->storage, JW_RECORD_DUTY, &first, &run->err));
    STEP(jw_run__commit(run));
    STEP(jw_run__is(run, &(struct model){.record = JW_RECORD_DUTY}));
    first.release(&first);
    second.release(&second);
    return JW_RULE_PASSED;
}

/* ---- cancelling ---- */

/* Reads on until the stream fails or ends; how many batches came. */
static jw_status read_on(jw_storage_run *run, struct ArrowArrayStream *stream, int64_t *rows)
{
    for (;;) {
        struct ArrowArray array;
        jw_status status = jw_stream_next(stream, &array, &run->err);
        if (status != JW_OK || !array.release)
            return status;
        *rows += array.length;
        array.release(&array);
    }
}

/* A scan of many rows ends early, with its status; afterwards the store works as before. */
int jw_check__cancel(jw_storage_run *run)
{
    if (run->target->quirks.no_cancel)
        BY_QUIRK(run, "no_cancel: running work cannot be stopped");
    struct ArrowArray large, first;
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    jw_scan_filter filter = JW_SCAN_FILTER_INIT;
    struct ArrowArrayStream stream;
    int64_t rows = 0;
    EXPECT_OK(run, large_batch(run, 0, &large));
    STEP(put_large(run, &large, JW_PUT_INSERT, NULL, true));
    STEP(jw_run__begin(run, JW_BEGIN_READ));
    EXPECT_OK(run, run->ops.scan(run->storage, JW_RECORD_DUTY, &range, &filter, &stream, &run->err));
    EXPECT_OK(run, jw_stream_next(&stream, &first, &run->err));
    EXPECT(run, first.release);
    first.release(&first);
    jw_context_cancel(run->context);
    if (run->ops.interrupt)
        run->ops.interrupt(run->storage);
    jw_status status = read_on(run, &stream, &rows);
    stream.release(&stream);
    jw_run__rollback(run);
    jw_context_resume(run->context);
    if (status != JW_ECANCELLED)
        FAIL(run, "a cancelled scan gave %s after %lld further rows", jw_status_name(status),
             (long long)rows);
    STEP(duty_equals(run, &large));
    large.release(&large);
    return JW_RULE_PASSED;
}

/* ---- memory that runs out ---- */

/* What is done while the allocator fails once; the batches were made before. */
struct attempt {
    jw_record record;
    struct ArrowArray changed, gone;
    struct model before, after;
};

static int make_attempt(jw_storage_run *run, jw_record record, struct attempt *attempt)
{
    struct model changed, gone;
    attempt->record = record;
    jw_model__init(&attempt->before, record);
    jw_model__fill(&attempt->before, 40, &run->random);
    jw_model__copy(&attempt->after, &attempt->before);
    jw_model__init(&changed, record);
    jw_model__fill(&changed, 30, &run->random);
    jw_model__init(&gone, record);
    for (size_t i = 0; i < attempt->before.count; i += 2)
        jw_model__append(&gone, jw_model__row_copy(record, attempt->before.rows[i]));
    for (size_t i = 0; i < changed.count; i++)
        jw_model__set(&attempt->after, jw_model__row_copy(record, changed.rows[i]));
    for (size_t i = 0; i < gone.count; i++)
        jw_model__remove(&attempt->after, gone.rows[i]);
    EXPECT_OK(run, jw_run__batch(run, &changed, 0, changed.count, &attempt->changed));
    EXPECT_OK(run, jw_run__batch(run, &gone, 0, gone.count, &attempt->gone));
    jw_model__free(&changed);
    jw_model__free(&gone);
    return jw_run__store(run, &attempt->before, JW_PUT_INSERT);
}

static void free_attempt(struct attempt *attempt)
{
    attempt->changed.release(&attempt->changed);
    attempt->gone.release(&attempt->gone);
    jw_model__free(&attempt->before);
    jw_model__free(&attempt->after);
}

static jw_status try_write(jw_storage_run *run, const struct attempt *attempt)
{
    jw_status status = run->ops.begin(run->storage, JW_BEGIN_WRITE, &run->err);
    if (status != JW_OK)
        return status;
    status = run->ops.put(run->storage, attempt->record, &attempt->changed, JW_PUT_UPSERT, NULL, &run->err);
    if (status == JW_OK)
        status = run->ops.put(run->storage, attempt->record, &attempt->changed, JW_PUT_EXPECTED,
                              &attempt->changed, &run->err);
    if (status == JW_OK)
        status = run->ops.remove(run->storage, attempt->record, &attempt->gone, &run->err);
    if (status == JW_OK)
        return run->ops.commit(run->storage, &run->err);
    run->ops.rollback(run->storage);
    return status;
}

static jw_status try_read(jw_storage_run *run, const struct attempt *attempt)
{
    jw_status status = run->ops.begin(run->storage, JW_BEGIN_READ, &run->err);
    if (status != JW_OK)
        return status;
    struct model got;
    status = jw_run__scan(run, attempt->record, NULL, NULL, &got);
    if (status == JW_OK)
        jw_model__free(&got);
    run->ops.rollback(run->storage);
    return status;
}

static jw_status try_open(jw_storage_run *run, const struct attempt *attempt)
{
    (void)attempt;
    void *storage;
    jw_status status = run->ops.open(run->context, run->place, JW_STORAGE_CREATE, &storage, &run->err);
    if (status == JW_OK)
        run->ops.close(storage);
    return status;
}

/* Fails the first allocation of a call, then the second, ... until none fails; the rows stay as they were. */
static int fail_each(jw_storage_run *run, const struct attempt *attempt,
                     jw_status (*call)(jw_storage_run *run, const struct attempt *attempt), bool changes)
{
    for (int64_t n = 0;; n++) {
        int64_t live = run->live_blocks;
        run->err = (jw_error)JW_ERROR_INIT;
        run->fail_in = n;
        jw_status status = call(run, attempt);
        bool failed = run->fail_in < 0;
        run->fail_in = -1;
        if (failed && status == JW_OK)
            FAIL(run, "allocation %lld failed without a failure", (long long)n);
        if (failed && status != JW_ENOMEM)
            FAIL(run, "allocation %lld gave %s: %s", (long long)n, jw_status_name(status), run->err.message);
        if (!failed && status != JW_OK)
            FAIL(run, "%s: %s", jw_status_name(status), run->err.message);
        if (!changes && run->live_blocks > live + 2) /* a storage may keep a buffer that has grown */
            FAIL(run, "%lld blocks leaked at allocation %lld", (long long)(run->live_blocks - live),
                 (long long)n);
        STEP(jw_run__is(run, !failed && changes ? &attempt->after : &attempt->before));
        if (!failed)
            return JW_RULE_PASSED;
    }
}

int jw_check__failing_allocator(jw_storage_run *run)
{
    if (run->target->quirks.own_memory)
        BY_QUIRK(run, "own_memory: no allocation is made to fail");
    static const jw_record records[] = {JW_RECORD_VILLAGE, JW_RECORD_DUTY};
    for (size_t i = 0; i < 2; i++) {
        struct attempt attempt;
        STEP(make_attempt(run, records[i], &attempt));
        STEP(fail_each(run, &attempt, try_open, false));
        STEP(fail_each(run, &attempt, try_read, false));
        STEP(fail_each(run, &attempt, try_write, true));
        free_attempt(&attempt);
    }
    return JW_RULE_PASSED;
}
