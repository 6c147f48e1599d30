/* put, remove, commit, rollback. */
#include "testing/run.h"

#include <string.h>

/* Records whose stored forms are most likely to differ. */
static const jw_record written[] = {JW_RECORD_DISTRICT,  JW_RECORD_VILLAGE, JW_RECORD_DUTY,
                                    JW_RECORD_DUTY_PLAN, JW_RECORD_TALLY,   JW_RECORD_SCHEME,
                                    JW_RECORD_ASSESSMENT};
#define WRITTEN_COUNT (sizeof written / sizeof written[0])

static int for_each_written(jw_storage_run *run, int (*check)(jw_storage_run *run, jw_record record))
{
    for (size_t i = 0; i < WRITTEN_COUNT; i++)
        STEP(check(run, written[i]));
    return JW_RULE_PASSED;
}

/* Fills a model and the store with the same rows. */
static int start_with(jw_storage_run *run, struct model *model, jw_record record, size_t count)
{
    jw_model__init(model, record);
    jw_model__fill(model, count, &run->random);
    EXPECT(run, model->count > 2);
    return jw_run__store(run, model, JW_PUT_INSERT);
}

/* Every third row of a model, with other values under its key when changed. */
static void take_third(struct model *out, const struct model *from, bool changed, test_random *random)
{
    jw_model__init(out, from->record);
    for (size_t i = 1; i < from->count; i += 3)
        jw_model__append(out, changed ? jw_model__random_change(from->record, from->rows[i], random)
                                      : jw_model__row_copy(from->record, from->rows[i]));
}

static void overlay(struct model *onto, const struct model *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        jw_model__set(onto, jw_model__row_copy(rows->record, rows->rows[i]));
}

static int insert_record(jw_storage_run *run, jw_record record)
{
    struct model rows, more;
    STEP(start_with(run, &rows, record, 60));
    jw_model__init(&more, record);
    jw_model__fill(&more, 60, &run->random);
    for (size_t i = 0; i < rows.count; i++)
        if (i != rows.count / 2)
            jw_model__remove(&more, rows.rows[i]);
    jw_model__set(&more, jw_model__random_change(record, rows.rows[rows.count / 2], &run->random));
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, JW_EEXIST, jw_run__put(run, &more, JW_PUT_INSERT, NULL));
    EXPECT(run, run->err.status == JW_EEXIST && run->err.message[0]);
    jw_run__rollback(run);
    STEP(jw_run__is(run, &rows));
    jw_model__remove(&more, rows.rows[rows.count / 2]);
    STEP(jw_run__store(run, &more, JW_PUT_INSERT));
    overlay(&rows, &more);
    STEP(jw_run__is(run, &rows));
    jw_model__free(&rows);
    jw_model__free(&more);
    return JW_RULE_PASSED;
}

int jw_check__insert(jw_storage_run *run)
{
    return for_each_written(run, insert_record);
}

static int upsert_record(jw_storage_run *run, jw_record record)
{
    struct model rows, changed;
    STEP(start_with(run, &rows, record, 80));
    take_third(&changed, &rows, true, &run->random);
    jw_model__fill(&changed, 20, &run->random);
    STEP(jw_run__store(run, &changed, JW_PUT_UPSERT));
    overlay(&rows, &changed);
    STEP(jw_run__is(run, &rows));
    jw_model__free(&changed);
    STEP(jw_run__store(run, &changed, JW_PUT_UPSERT)); /* an empty batch */
    STEP(jw_run__is(run, &rows));
    jw_model__free(&rows);
    return JW_RULE_PASSED;
}

int jw_check__upsert(jw_storage_run *run)
{
    return for_each_written(run, upsert_record);
}

static int expected_record(jw_storage_run *run, jw_record record)
{
    struct model rows, old, changed;
    STEP(start_with(run, &rows, record, 60));
    take_third(&old, &rows, false, &run->random);
    take_third(&changed, &rows, true, &run->random);
    struct ArrowArray expected;
    EXPECT_OK(run, jw_run__batch(run, &old, 0, old.count, &expected));

    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__put(run, &changed, JW_PUT_EXPECTED, &expected));
    STEP(jw_run__commit(run));
    overlay(&rows, &changed);
    STEP(jw_run__is(run, &rows));

    /* the old rows are not what is stored now, unless the change happened to be none */
    bool differs = false;
    for (size_t i = 0; i < old.count; i++)
        differs = differs || !jw_model__rows_equal(record, old.rows[i], changed.rows[i]);
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, differs ? JW_ECONFLICT : JW_OK, jw_run__put(run, &old, JW_PUT_EXPECTED, &expected));
    jw_run__rollback(run);
    STEP(jw_run__is(run, &rows));

    /* a row that was expected and is gone */
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__remove(run, &old));
    EXPECT_STATUS(run, JW_ECONFLICT, jw_run__put(run, &old, JW_PUT_EXPECTED, &expected));
    jw_run__rollback(run);
    STEP(jw_run__is(run, &rows));
    expected.release(&expected);
    jw_model__free(&rows);
    jw_model__free(&old);
    jw_model__free(&changed);
    return JW_RULE_PASSED;
}

int jw_check__expected(jw_storage_run *run)
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

static int expected_absent_record(jw_storage_run *run, jw_record record)
{
    static const uint8_t no_bits[64];
    struct model all, rows, others;
    jw_model__init(&all, record);
    jw_model__fill(&all, 60, &run->random);
    EXPECT(run, all.count > 3 && all.count < 8 * sizeof no_bits);
    take_third(&rows, &all, false, &run->random);
    jw_model__copy(&others, &all);
    for (size_t i = 0; i < rows.count; i++)
        jw_model__remove(&others, rows.rows[i]);
    STEP(jw_run__store(run, &others, JW_PUT_INSERT));

    struct ArrowArray expected;
    const void *buffers[1];
    EXPECT_OK(run, jw_run__batch(run, &rows, 0, rows.count, &expected));
    const void **own_buffers = expected.buffers;
    make_null(&expected, no_bits, buffers);
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__put(run, &rows, JW_PUT_EXPECTED, &expected));
    STEP(jw_run__commit(run));
    STEP(jw_run__is(run, &all));

    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, JW_ECONFLICT, jw_run__put(run, &rows, JW_PUT_EXPECTED, &expected));
    jw_run__rollback(run);
    STEP(jw_run__is(run, &all));
    expected.buffers = own_buffers;
    expected.release(&expected);
    jw_model__free(&all);
    jw_model__free(&rows);
    jw_model__free(&others);
    return JW_RULE_PASSED;
}

int jw_check__expected_absent(jw_storage_run *run)
{
    return for_each_written(run, expected_absent_record);
}

static int remove_record(jw_storage_run *run, jw_record record)
{
    struct model rows, gone, missing;
    STEP(start_with(run, &rows, record, 60));
    take_third(&gone, &rows, true, &run->random); /* the other fields are ignored */
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__remove(run, &gone));
    STEP(jw_run__commit(run));
    for (size_t i = 0; i < gone.count; i++)
        jw_model__remove(&rows, gone.rows[i]);
    STEP(jw_run__is(run, &rows));

    jw_model__init(&missing, record);
    jw_model__fill(&missing, 40, &run->random);
    for (size_t i = 0; i < rows.count; i++)
        jw_model__remove(&missing, rows.rows[i]);
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__remove(run, &missing));
    EXPECT_OK(run, jw_run__remove(run, &gone));
    STEP(jw_run__commit(run));
    STEP(jw_run__is(run, &rows));

    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__remove(run, &rows));
    STEP(jw_run__commit(run));
    jw_model__free(&rows);
    STEP(jw_run__is(run, &rows));
    jw_model__free(&gone);
    jw_model__free(&missing);
    return JW_RULE_PASSED;
}

int jw_check__remove(jw_storage_run *run)
{
    return for_each_written(run, remove_record);
}

/* Changes, removes and adds rows within the open transaction; *after is what must be there. */
static int disturb(jw_storage_run *run, const struct model *before, struct model *after)
{
    struct model changed, gone;
    jw_model__copy(after, before);
    take_third(&changed, before, true, &run->random);
    jw_model__fill(&changed, 40, &run->random);
    EXPECT_OK(run, jw_run__put(run, &changed, JW_PUT_UPSERT, NULL));
    overlay(after, &changed);
    take_third(&gone, after, false, &run->random);
    EXPECT_OK(run, jw_run__remove(run, &gone));
    for (size_t i = 0; i < gone.count; i++)
        jw_model__remove(after, gone.rows[i]);
    EXPECT_OK(run, jw_run__put(run, &gone, JW_PUT_INSERT, NULL)); /* removed and written again */
    overlay(after, &gone);
    EXPECT_OK(run, jw_run__remove(run, &changed));
    for (size_t i = 0; i < changed.count; i++)
        jw_model__remove(after, changed.rows[i]);
    jw_model__free(&changed);
    jw_model__free(&gone);
    return JW_RULE_PASSED;
}

static int rollback_record(jw_storage_run *run, jw_record record)
{
    struct model rows, after;
    STEP(start_with(run, &rows, record, 120));
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    STEP(disturb(run, &rows, &after));
    jw_run__rollback(run);
    STEP(jw_run__is(run, &rows));
    jw_model__free(&after);
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    STEP(disturb(run, &rows, &after));
    STEP(jw_run__commit(run));
    STEP(jw_run__is(run, &after));
    jw_model__free(&rows);
    jw_model__free(&after);
    return JW_RULE_PASSED;
}

int jw_check__rollback(jw_storage_run *run)
{
    return for_each_written(run, rollback_record);
}

static int own_writes_record(jw_storage_run *run, jw_record record)
{
    struct model rows, after;
    STEP(start_with(run, &rows, record, 120));
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    STEP(disturb(run, &rows, &after));
    STEP(jw_run__range_is(run, &after, NULL));
    jw_scan_range point = JW_SCAN_RANGE_INIT;
    point.prefix_count = jw_record_key_count(record);
    for (size_t i = 0; i < rows.count; i += 7) {
        for (size_t field = 0; field < point.prefix_count; field++)
            point.prefix[field] = jw_model__key_value(record, field, &rows.rows[i][field]);
        STEP(jw_run__range_is(run, &after, &point));
    }
    jw_run__rollback(run);
    jw_model__free(&rows);
    jw_model__free(&after);
    return JW_RULE_PASSED;
}

int jw_check__own_writes(jw_storage_run *run)
{
    return for_each_written(run, own_writes_record);
}

static int sliced_record(jw_storage_run *run, jw_record record)
{
    struct model rows, part;
    jw_model__init(&rows, record);
    jw_model__fill(&rows, 90, &run->random);
    size_t first = rows.count / 3, count = rows.count / 2;
    struct ArrowArray array;
    EXPECT_OK(run, jw_run__batch(run, &rows, 0, rows.count, &array));
    array.offset = (int64_t)first;
    array.length = (int64_t)count;
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run->ops.put(run->storage, record, &array, JW_PUT_INSERT, NULL, &run->err));
    EXPECT_OK(run, run->ops.put(run->storage, record, &array, JW_PUT_EXPECTED, &array, &run->err));
    STEP(jw_run__commit(run));
    jw_model__init(&part, record);
    for (size_t i = first; i < first + count; i++)
        jw_model__append(&part, jw_model__row_copy(record, rows.rows[i]));
    STEP(jw_run__is(run, &part));
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run->ops.remove(run->storage, record, &array, &run->err));
    STEP(jw_run__commit(run));
    array.release(&array);
    jw_model__free(&part);
    STEP(jw_run__is(run, &part));
    jw_model__free(&rows);
    return JW_RULE_PASSED;
}

int jw_check__sliced_batches(jw_storage_run *run)
{
    return for_each_written(run, sliced_record);
}

/* A few writes in one transaction, which is committed or not. */
static int random_transaction(jw_storage_run *run, struct model *stored)
{
    struct model now, rows;
    jw_model__copy(&now, stored);
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    for (int64_t left = test_random_between(&run->random, 1, 4); left > 0; left--) {
        jw_model__init(&rows, stored->record);
        jw_model__fill(&rows, (size_t)test_random_between(&run->random, 1, 50), &run->random);
        if (now.count && test_random_between(&run->random, 0, 1))
            jw_model__set(&rows, jw_model__random_change(now.record,
                                                         now.rows[test_random_next(&run->random) % now.count],
                                                         &run->random));
        if (test_random_between(&run->random, 0, 2) == 0) {
            EXPECT_OK(run, jw_run__remove(run, &rows));
            for (size_t i = 0; i < rows.count; i++)
                jw_model__remove(&now, rows.rows[i]);
        } else {
            EXPECT_OK(run, jw_run__put(run, &rows, JW_PUT_UPSERT, NULL));
            overlay(&now, &rows);
        }
        jw_model__free(&rows);
    }
    STEP(jw_run__range_is(run, &now, NULL));
    if (test_random_between(&run->random, 0, 2) == 0) {
        jw_run__rollback(run);
        jw_model__free(&now);
        return JW_RULE_PASSED;
    }
    STEP(jw_run__commit(run));
    jw_model__free(stored);
    *stored = now;
    return JW_RULE_PASSED;
}

static int random_writes_record(jw_storage_run *run, jw_record record)
{
    struct model stored;
    jw_model__init(&stored, record);
    for (int round = 0; round < 25; round++) {
        STEP(random_transaction(run, &stored));
        STEP(jw_run__is(run, &stored));
    }
    jw_model__free(&stored);
    return JW_RULE_PASSED;
}

int jw_check__random_writes(jw_storage_run *run)
{
    return for_each_written(run, random_writes_record);
}
