/* put, remove, commit, rollback. */
#include "storage/conformance_run.h"

#include <string.h>

/* Records whose stored forms are most likely to differ. */
static const jw_record written[] = {JW_RECORD_DISTRICT,  JW_RECORD_VILLAGE, JW_RECORD_DUTY,
                                    JW_RECORD_DUTY_PLAN, JW_RECORD_TALLY,   JW_RECORD_SCHEME,
                                    JW_RECORD_ASSESSMENT};
#define WRITTEN_COUNT (sizeof written / sizeof written[0])

static int for_each_written(jw_conformance_run *run, int (*check)(jw_conformance_run *run, jw_record record))
{
    for (size_t i = 0; i < WRITTEN_COUNT; i++)
        STEP(check(run, written[i]));
    return JW_CONFORMANCE_PASSED;
}

/* Fills a model and the store with the same rows. */
static int start_with(jw_conformance_run *run, struct model *model, jw_record record, size_t count)
{
    model_init(model, record);
    model_fill(model, count, &run->random);
    EXPECT(run, model->count > 2);
    return run_store(run, model, JW_PUT_INSERT);
}

/* Every third row of a model, with other values under its key when changed. */
static void take_third(struct model *out, const struct model *from, bool changed, test_random *random)
{
    model_init(out, from->record);
    for (size_t i = 1; i < from->count; i += 3)
        model_append(out, changed ? model_random_change(from->record, from->rows[i], random)
                                  : model_row_copy(from->record, from->rows[i]));
}

static void overlay(struct model *onto, const struct model *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        model_set(onto, model_row_copy(rows->record, rows->rows[i]));
}

static int insert_record(jw_conformance_run *run, jw_record record)
{
    struct model rows, more;
    STEP(start_with(run, &rows, record, 60));
    model_init(&more, record);
    model_fill(&more, 60, &run->random);
    for (size_t i = 0; i < rows.count; i++)
        if (i != rows.count / 2)
            model_remove(&more, rows.rows[i]);
    model_set(&more, model_random_change(record, rows.rows[rows.count / 2], &run->random));
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, JW_EEXIST, run_put(run, &more, JW_PUT_INSERT, NULL));
    EXPECT(run, run->err.status == JW_EEXIST && run->err.message[0]);
    run_rollback(run);
    STEP(run_is(run, &rows));
    model_remove(&more, rows.rows[rows.count / 2]);
    STEP(run_store(run, &more, JW_PUT_INSERT));
    overlay(&rows, &more);
    STEP(run_is(run, &rows));
    model_free(&rows);
    model_free(&more);
    return JW_CONFORMANCE_PASSED;
}

int check_insert(jw_conformance_run *run)
{
    return for_each_written(run, insert_record);
}

static int upsert_record(jw_conformance_run *run, jw_record record)
{
    struct model rows, changed;
    STEP(start_with(run, &rows, record, 80));
    take_third(&changed, &rows, true, &run->random);
    model_fill(&changed, 20, &run->random);
    STEP(run_store(run, &changed, JW_PUT_UPSERT));
    overlay(&rows, &changed);
    STEP(run_is(run, &rows));
    model_free(&changed);
    STEP(run_store(run, &changed, JW_PUT_UPSERT)); /* an empty batch */
    STEP(run_is(run, &rows));
    model_free(&rows);
    return JW_CONFORMANCE_PASSED;
}

int check_upsert(jw_conformance_run *run)
{
    return for_each_written(run, upsert_record);
}

static int expected_record(jw_conformance_run *run, jw_record record)
{
    struct model rows, old, changed;
    STEP(start_with(run, &rows, record, 60));
    take_third(&old, &rows, false, &run->random);
    take_third(&changed, &rows, true, &run->random);
    struct ArrowArray expected;
    EXPECT_OK(run, run_batch(run, &old, 0, old.count, &expected));

    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_put(run, &changed, JW_PUT_EXPECTED, &expected));
    STEP(run_commit(run));
    overlay(&rows, &changed);
    STEP(run_is(run, &rows));

    /* the old rows are not what is stored now, unless the change happened to be none */
    bool differs = false;
    for (size_t i = 0; i < old.count; i++)
        differs = differs || !model_rows_equal(record, old.rows[i], changed.rows[i]);
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, differs ? JW_ECONFLICT : JW_OK, run_put(run, &old, JW_PUT_EXPECTED, &expected));
    run_rollback(run);
    STEP(run_is(run, &rows));

    /* a row that was expected and is gone */
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_remove(run, &old));
    EXPECT_STATUS(run, JW_ECONFLICT, run_put(run, &old, JW_PUT_EXPECTED, &expected));
    run_rollback(run);
    STEP(run_is(run, &rows));
    expected.release(&expected);
    model_free(&rows);
    model_free(&old);
    model_free(&changed);
    return JW_CONFORMANCE_PASSED;
}

int check_expected(jw_conformance_run *run)
{
    return for_each_written(run, expected_record);
}

/* A batch whose struct rows are null: "must be absent". The values below a null row mean nothing. */
static void make_null(struct ArrowArray *array, const uint8_t *no_bits, const void *buffers[1])
{
    buffers[0] = no_bits;
    array->buffers = buffers;
    array->n_buffers = 1;
    array->null_count = array->length;
}

static int expected_absent_record(jw_conformance_run *run, jw_record record)
{
    static const uint8_t no_bits[64];
    struct model all, rows, others;
    model_init(&all, record);
    model_fill(&all, 60, &run->random);
    EXPECT(run, all.count > 3 && all.count < 8 * sizeof no_bits);
    take_third(&rows, &all, false, &run->random);
    model_copy(&others, &all);
    for (size_t i = 0; i < rows.count; i++)
        model_remove(&others, rows.rows[i]);
    STEP(run_store(run, &others, JW_PUT_INSERT));

    struct ArrowArray expected;
    const void *buffers[1];
    EXPECT_OK(run, run_batch(run, &rows, 0, rows.count, &expected));
    const void **own_buffers = expected.buffers;
    make_null(&expected, no_bits, buffers);
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_put(run, &rows, JW_PUT_EXPECTED, &expected));
    STEP(run_commit(run));
    STEP(run_is(run, &all));

    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, JW_ECONFLICT, run_put(run, &rows, JW_PUT_EXPECTED, &expected));
    run_rollback(run);
    STEP(run_is(run, &all));
    expected.buffers = own_buffers;
    expected.release(&expected);
    model_free(&all);
    model_free(&rows);
    model_free(&others);
    return JW_CONFORMANCE_PASSED;
}

int check_expected_absent(jw_conformance_run *run)
{
    return for_each_written(run, expected_absent_record);
}

static int remove_record(jw_conformance_run *run, jw_record record)
{
    struct model rows, gone, missing;
    STEP(start_with(run, &rows, record, 60));
    take_third(&gone, &rows, true, &run->random); /* the other fields are ignored */
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_remove(run, &gone));
    STEP(run_commit(run));
    for (size_t i = 0; i < gone.count; i++)
        model_remove(&rows, gone.rows[i]);
    STEP(run_is(run, &rows));

    model_init(&missing, record);
    model_fill(&missing, 40, &run->random);
    for (size_t i = 0; i < rows.count; i++)
        model_remove(&missing, rows.rows[i]);
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_remove(run, &missing));
    EXPECT_OK(run, run_remove(run, &gone));
    STEP(run_commit(run));
    STEP(run_is(run, &rows));

    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_remove(run, &rows));
    STEP(run_commit(run));
    model_free(&rows);
    STEP(run_is(run, &rows));
    model_free(&gone);
    model_free(&missing);
    return JW_CONFORMANCE_PASSED;
}

int check_remove(jw_conformance_run *run)
{
    return for_each_written(run, remove_record);
}

/* Changes, removes and adds rows within the open transaction; *after is what must be there. */
static int disturb(jw_conformance_run *run, const struct model *before, struct model *after)
{
    struct model changed, gone;
    model_copy(after, before);
    take_third(&changed, before, true, &run->random);
    model_fill(&changed, 40, &run->random);
    EXPECT_OK(run, run_put(run, &changed, JW_PUT_UPSERT, NULL));
    overlay(after, &changed);
    take_third(&gone, after, false, &run->random);
    EXPECT_OK(run, run_remove(run, &gone));
    for (size_t i = 0; i < gone.count; i++)
        model_remove(after, gone.rows[i]);
    EXPECT_OK(run, run_put(run, &gone, JW_PUT_INSERT, NULL)); /* removed and written again */
    overlay(after, &gone);
    EXPECT_OK(run, run_remove(run, &changed));
    for (size_t i = 0; i < changed.count; i++)
        model_remove(after, changed.rows[i]);
    model_free(&changed);
    model_free(&gone);
    return JW_CONFORMANCE_PASSED;
}

static int rollback_record(jw_conformance_run *run, jw_record record)
{
    struct model rows, after;
    STEP(start_with(run, &rows, record, 120));
    STEP(run_begin(run, JW_BEGIN_WRITE));
    STEP(disturb(run, &rows, &after));
    run_rollback(run);
    STEP(run_is(run, &rows));
    model_free(&after);
    STEP(run_begin(run, JW_BEGIN_WRITE));
    STEP(disturb(run, &rows, &after));
    STEP(run_commit(run));
    STEP(run_is(run, &after));
    model_free(&rows);
    model_free(&after);
    return JW_CONFORMANCE_PASSED;
}

int check_rollback(jw_conformance_run *run)
{
    return for_each_written(run, rollback_record);
}

static int own_writes_record(jw_conformance_run *run, jw_record record)
{
    struct model rows, after;
    STEP(start_with(run, &rows, record, 120));
    STEP(run_begin(run, JW_BEGIN_WRITE));
    STEP(disturb(run, &rows, &after));
    STEP(run_range_is(run, &after, NULL));
    jw_scan_range point = JW_SCAN_RANGE_INIT;
    point.prefix_count = jw_record_key_count(record);
    for (size_t i = 0; i < rows.count; i += 7) {
        for (size_t field = 0; field < point.prefix_count; field++)
            point.prefix[field] = model_key_value(record, field, &rows.rows[i][field]);
        STEP(run_range_is(run, &after, &point));
    }
    run_rollback(run);
    model_free(&rows);
    model_free(&after);
    return JW_CONFORMANCE_PASSED;
}

int check_own_writes(jw_conformance_run *run)
{
    return for_each_written(run, own_writes_record);
}

static int sliced_record(jw_conformance_run *run, jw_record record)
{
    struct model rows, part;
    model_init(&rows, record);
    model_fill(&rows, 90, &run->random);
    size_t first = rows.count / 3, count = rows.count / 2;
    struct ArrowArray array;
    EXPECT_OK(run, run_batch(run, &rows, 0, rows.count, &array));
    array.offset = (int64_t)first;
    array.length = (int64_t)count;
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run->ops.put(run->storage, record, &array, JW_PUT_INSERT, NULL, &run->err));
    EXPECT_OK(run, run->ops.put(run->storage, record, &array, JW_PUT_EXPECTED, &array, &run->err));
    STEP(run_commit(run));
    model_init(&part, record);
    for (size_t i = first; i < first + count; i++)
        model_append(&part, model_row_copy(record, rows.rows[i]));
    STEP(run_is(run, &part));
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run->ops.remove(run->storage, record, &array, &run->err));
    STEP(run_commit(run));
    array.release(&array);
    model_free(&part);
    STEP(run_is(run, &part));
    model_free(&rows);
    return JW_CONFORMANCE_PASSED;
}

int check_sliced_batches(jw_conformance_run *run)
{
    return for_each_written(run, sliced_record);
}

/* A few writes in one transaction, which is committed or not. */
static int random_transaction(jw_conformance_run *run, struct model *stored)
{
    struct model now, rows;
    model_copy(&now, stored);
    STEP(run_begin(run, JW_BEGIN_WRITE));
    for (int64_t left = test_random_between(&run->random, 1, 4); left > 0; left--) {
        model_init(&rows, stored->record);
        model_fill(&rows, (size_t)test_random_between(&run->random, 1, 50), &run->random);
        if (now.count && test_random_between(&run->random, 0, 1))
            model_set(&rows,
                      model_random_change(now.record, now.rows[test_random_next(&run->random) % now.count],
                                          &run->random));
        if (test_random_between(&run->random, 0, 2) == 0) {
            EXPECT_OK(run, run_remove(run, &rows));
            for (size_t i = 0; i < rows.count; i++)
                model_remove(&now, rows.rows[i]);
        } else {
            EXPECT_OK(run, run_put(run, &rows, JW_PUT_UPSERT, NULL));
            overlay(&now, &rows);
        }
        model_free(&rows);
    }
    STEP(run_range_is(run, &now, NULL));
    if (test_random_between(&run->random, 0, 2) == 0) {
        run_rollback(run);
        model_free(&now);
        return JW_CONFORMANCE_PASSED;
    }
    STEP(run_commit(run));
    model_free(stored);
    *stored = now;
    return JW_CONFORMANCE_PASSED;
}

static int random_writes_record(jw_conformance_run *run, jw_record record)
{
    struct model stored;
    model_init(&stored, record);
    for (int round = 0; round < 25; round++) {
        STEP(random_transaction(run, &stored));
        STEP(run_is(run, &stored));
    }
    model_free(&stored);
    return JW_CONFORMANCE_PASSED;
}

int check_random_writes(jw_conformance_run *run)
{
    return for_each_written(run, random_writes_record);
}
