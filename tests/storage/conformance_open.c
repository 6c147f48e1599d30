/* Opening, closing, snapshots and writers. */
#include "storage/conformance_run.h"

#include <string.h>

int check_table(jw_conformance_run *run)
{
    jw_storage_ops ops = {.struct_size = sizeof ops, .api_version = 99};
    EXPECT_STATUS(run, JW_EUNSUPPORTED, run->target->init(99, &ops, &run->err));
    EXPECT_STATUS(run, JW_EINVAL, run->target->init(JW_STORAGE_API_VERSION, NULL, &run->err));
    const jw_storage_ops *table = &run->ops;
    EXPECT(run, table->name && strcmp(table->name, run->target->name) == 0);
    EXPECT(run, table->open && table->close && table->begin && table->commit && table->rollback);
    EXPECT(run, table->put && table->remove && table->scan && table->describe);
    jw_context *context;
    EXPECT_OK(run, jw_context_new(NULL, &context, &run->err));
    jw_status status = jw_storage_register(context, table, &run->err);
    jw_context_free(context);
    EXPECT(run, status == JW_OK || status == JW_EEXIST);
    return JW_CONFORMANCE_PASSED;
}

int check_open(jw_conformance_run *run)
{
    if (run->target->quirks & JW_QUIRK_NO_NOT_FOUND)
        return JW_CONFORMANCE_SKIPPED;
    char kept[JW_CONFORMANCE_PLACE], other[JW_CONFORMANCE_PLACE];
    memcpy(kept, run->place, sizeof kept);
    EXPECT(run, run->target->new_place(run->target->userdata, other) == 0);
    void *storage = run;
    EXPECT_STATUS(run, JW_ENOTFOUND, run->ops.open(run->context, other, 0, &storage, &run->err));
    EXPECT(run, storage == run); /* untouched on failure */
    EXPECT(run, run->err.status == JW_ENOTFOUND && run->err.message[0]);
    EXPECT_STATUS(run, JW_ENOTFOUND,
                  run->ops.open(run->context, other, JW_STORAGE_READ_ONLY, &storage, &run->err));
    EXPECT_OK(run, run->ops.open(run->context, other, JW_STORAGE_CREATE, &storage, &run->err));
    run->ops.close(storage);
    if (run->target->remove_place)
        run->target->remove_place(run->target->userdata, other);
    return JW_CONFORMANCE_PASSED;
}

int check_read_only(jw_conformance_run *run)
{
    struct model rows;
    model_init(&rows, JW_RECORD_STAFF);
    model_fill(&rows, 20, &run->random);
    STEP(run_store(run, &rows, JW_PUT_INSERT));
    bool durable = run->ops.caps & JW_STORAGE_DURABLE;
    run_close(run);
    EXPECT_OK(run, run_open(run, JW_STORAGE_READ_ONLY));
    EXPECT_STATUS(run, JW_EREADONLY, run->ops.begin(run->storage, JW_BEGIN_WRITE, &run->err));
    jw_storage_description description = {.struct_size = sizeof description};
    EXPECT_OK(run, run->ops.describe(run->storage, &description, &run->err));
    EXPECT(run, description.read_only == 1);
    if (durable)
        STEP(run_is(run, &rows));
    model_free(&rows);
    return JW_CONFORMANCE_PASSED;
}

int check_describe(jw_conformance_run *run)
{
    jw_storage_description description = {.struct_size = sizeof description};
    EXPECT_OK(run, run->ops.describe(run->storage, &description, &run->err));
    EXPECT(run, description.form_version >= 1);
    EXPECT(run, description.form_version == description.current_version);
    EXPECT(run, description.read_only == 0);
    return JW_CONFORMANCE_PASSED;
}

int check_reopen(jw_conformance_run *run)
{
    if (!(run->ops.caps & JW_STORAGE_DURABLE))
        return JW_CONFORMANCE_SKIPPED;
    static const jw_record records[] = {JW_RECORD_DISTRICT, JW_RECORD_VILLAGE, JW_RECORD_DUTY,
                                        JW_RECORD_SCHEME};
    struct model models[4];
    for (size_t i = 0; i < 4; i++) {
        model_init(&models[i], records[i]);
        model_fill(&models[i], 100, &run->random);
        STEP(run_store(run, &models[i], JW_PUT_UPSERT));
    }
    static const uint32_t flags[] = {0, JW_STORAGE_CREATE, JW_STORAGE_UPGRADE, JW_STORAGE_READ_ONLY};
    for (size_t f = 0; f < 4; f++) {
        run_close(run);
        EXPECT_OK(run, run_open(run, flags[f]));
        for (size_t i = 0; i < 4; i++)
            STEP(run_is(run, &models[i]));
    }
    for (size_t i = 0; i < 4; i++)
        model_free(&models[i]);
    return JW_CONFORMANCE_PASSED;
}

int check_close_rolls_back(jw_conformance_run *run)
{
    struct model rows;
    model_init(&rows, JW_RECORD_DUTY);
    model_fill(&rows, 200, &run->random);
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_put(run, &rows, JW_PUT_INSERT, NULL));
    run_close(run); /* also without DURABLE: nothing may leak */
    EXPECT_OK(run, run_open(run, JW_STORAGE_CREATE));
    model_free(&rows);
    return run_is(run, &rows);
}

int check_snapshot(jw_conformance_run *run)
{
    if (!(run->ops.caps & JW_STORAGE_CONCURRENT))
        return JW_CONFORMANCE_SKIPPED;
    struct model before, after;
    model_init(&before, JW_RECORD_DUTY);
    model_fill(&before, 300, &run->random);
    STEP(run_store(run, &before, JW_PUT_INSERT));
    model_copy(&after, &before);
    model_fill(&after, 300, &run->random);

    void *writer = run->storage, *reader;
    EXPECT_OK(run, run->ops.open(run->context, run->place, 0, &reader, &run->err));
    run->storage = reader;
    STEP(run_begin(run, JW_BEGIN_READ));
    STEP(run_range_is(run, &before, NULL));
    run->storage = writer;
    STEP(run_store(run, &after, JW_PUT_UPSERT));
    run->storage = reader;
    STEP(run_range_is(run, &before, NULL));
    run_rollback(run);
    STEP(run_is(run, &after));
    run->storage = writer;
    run->ops.close(reader);
    model_free(&before);
    model_free(&after);
    return JW_CONFORMANCE_PASSED;
}

/* A district of its own for each row that is written. */
static void one_district(struct model *model, const char *code)
{
    static const struct cell absent = {.absent = true};
    struct cell row[3] = {{.text = (char *)(uintptr_t)code, .length = strlen(code)},
                          {.text = (char *)(uintptr_t)code, .length = strlen(code)},
                          absent};
    model_init(model, JW_RECORD_DISTRICT);
    model_append(model, model_row_copy(JW_RECORD_DISTRICT, row));
}

/* Two writers at the same time: of one district the second waits in vain, also to read; of two both succeed. */
static int one_writer_a_district(jw_conformance_run *run)
{
    struct model first, second, got;
    one_district(&first, "430407");
    one_district(&second, "430408");
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    range.prefix_count = 1;
    range.prefix[0] = (jw_key_value){"430407", 6, 0};
    void *one = run->storage, *two;
    EXPECT_OK(run, run->ops.open(run->context, run->place, 0, &two, &run->err));
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_put(run, &first, JW_PUT_INSERT, NULL));
    run->storage = two;
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, JW_EBUSY, run_put(run, &first, JW_PUT_UPSERT, NULL));
    run_rollback(run);
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, JW_EBUSY, run_scan(run, JW_RECORD_DISTRICT, &range, NULL, &got));
    run_rollback(run);
    STEP(run_store(run, &second, JW_PUT_INSERT));
    run->storage = one;
    STEP(run_commit(run));
    run->storage = two;
    STEP(run_store(run, &first, JW_PUT_UPSERT));
    run->storage = one;
    model_set(&first, model_row_copy(JW_RECORD_DISTRICT, second.rows[0]));
    STEP(run_is(run, &first));
    run->ops.close(two);
    model_free(&first);
    model_free(&second);
    return JW_CONFORMANCE_PASSED;
}

int check_one_writer(jw_conformance_run *run)
{
    if (!(run->ops.caps & JW_STORAGE_CONCURRENT))
        return JW_CONFORMANCE_SKIPPED;
    if (run->target->quirks & JW_QUIRK_DISTRICT_WRITERS)
        return one_writer_a_district(run);
    void *other;
    EXPECT_OK(run, run->ops.open(run->context, run->place, 0, &other, &run->err));
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, JW_EBUSY, run->ops.begin(other, JW_BEGIN_WRITE, &run->err));
    run_rollback(run);
    EXPECT_OK(run, run->ops.begin(other, JW_BEGIN_WRITE, &run->err));
    run->ops.rollback(other);
    run->ops.close(other);
    return JW_CONFORMANCE_PASSED;
}
