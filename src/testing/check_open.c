/* Opening, closing, snapshots and writers. */
#include "testing/run.h"

#include <string.h>

int jw_check__table(jw_storage_run *run)
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
    return JW_RULE_PASSED;
}

int jw_check__open(jw_storage_run *run)
{
    if (run->target->quirks.no_not_found)
        BY_QUIRK(run, "no_not_found: opening what is not there makes a store");
    char kept[JW_PLACE_SIZE], other[JW_PLACE_SIZE];
    memcpy(kept, run->place, sizeof kept);
    EXPECT(run, jw_run__new_place(run, other) == 0);
    void *storage = run;
    EXPECT_STATUS(run, JW_ENOTFOUND, run->ops.open(run->context, other, 0, &storage, &run->err));
    EXPECT(run, storage == run); /* untouched on failure */
    EXPECT(run, run->err.status == JW_ENOTFOUND && run->err.message[0]);
    EXPECT_STATUS(run, JW_ENOTFOUND,
                  run->ops.open(run->context, other, JW_STORAGE_READ_ONLY, &storage, &run->err));
    EXPECT_OK(run, run->ops.open(run->context, other, JW_STORAGE_CREATE, &storage, &run->err));
    run->ops.close(storage);
    jw_run__remove_place(run, other);
    return JW_RULE_PASSED;
}

int jw_check__read_only(jw_storage_run *run)
{
    struct model rows;
    jw_model__init(&rows, JW_RECORD_STAFF);
    jw_model__fill(&rows, 20, &run->random);
    STEP(jw_run__store(run, &rows, JW_PUT_INSERT));
    bool durable = run->ops.caps & JW_STORAGE_DURABLE;
    jw_run__close(run);
    EXPECT_OK(run, jw_run__open(run, JW_STORAGE_READ_ONLY));
    EXPECT_STATUS(run, JW_EREADONLY, run->ops.begin(run->storage, JW_BEGIN_WRITE, &run->err));
    jw_storage_description description = {.struct_size = sizeof description};
    EXPECT_OK(run, run->ops.describe(run->storage, &description, &run->err));
    EXPECT(run, description.read_only == 1);
    if (durable)
        STEP(jw_run__is(run, &rows));
    jw_model__free(&rows);
    return JW_RULE_PASSED;
}

int jw_check__describe(jw_storage_run *run)
{
    jw_storage_description description = {.struct_size = sizeof description};
    EXPECT_OK(run, run->ops.describe(run->storage, &description, &run->err));
    EXPECT(run, description.form_version >= 1);
    EXPECT(run, description.form_version == description.current_version);
    EXPECT(run, description.read_only == 0);
    return JW_RULE_PASSED;
}

int jw_check__reopen(jw_storage_run *run)
{
    if (!(run->ops.caps & JW_STORAGE_DURABLE))
        NOT_CLAIMED(run, "caps without JW_STORAGE_DURABLE");
    static const jw_record records[] = {JW_RECORD_DISTRICT, JW_RECORD_VILLAGE, JW_RECORD_DUTY,
                                        JW_RECORD_SCHEME};
    struct model models[4];
    for (size_t i = 0; i < 4; i++) {
        jw_model__init(&models[i], records[i]);
        jw_model__fill(&models[i], 100, &run->random);
        STEP(jw_run__store(run, &models[i], JW_PUT_UPSERT));
    }
    static const uint32_t flags[] = {0, JW_STORAGE_CREATE, JW_STORAGE_UPGRADE, JW_STORAGE_READ_ONLY};
    for (size_t f = 0; f < 4; f++) {
        jw_run__close(run);
        EXPECT_OK(run, jw_run__open(run, flags[f]));
        for (size_t i = 0; i < 4; i++)
            STEP(jw_run__is(run, &models[i]));
    }
    for (size_t i = 0; i < 4; i++)
        jw_model__free(&models[i]);
    return JW_RULE_PASSED;
}

int jw_check__close_rolls_back(jw_storage_run *run)
{
    struct model rows;
    jw_model__init(&rows, JW_RECORD_DUTY);
    jw_model__fill(&rows, 200, &run->random);
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__put(run, &rows, JW_PUT_INSERT, NULL));
    jw_run__close(run); /* also without DURABLE: nothing may leak */
    EXPECT_OK(run, jw_run__open(run, JW_STORAGE_CREATE));
    jw_model__free(&rows);
    return jw_run__is(run, &rows);
}

int jw_check__snapshot(jw_storage_run *run)
{
    if (!(run->ops.caps & JW_STORAGE_CONCURRENT))
        NOT_CLAIMED(run, "caps without JW_STORAGE_CONCURRENT");
    struct model before, after;
    jw_model__init(&before, JW_RECORD_DUTY);
    jw_model__fill(&before, 300, &run->random);
    STEP(jw_run__store(run, &before, JW_PUT_INSERT));
    jw_model__copy(&after, &before);
    jw_model__fill(&after, 300, &run->random);

    void *writer = run->storage, *reader;
    EXPECT_OK(run, run->ops.open(run->context, run->place, 0, &reader, &run->err));
    run->storage = reader;
    STEP(jw_run__begin(run, JW_BEGIN_READ));
    STEP(jw_run__range_is(run, &before, NULL));
    run->storage = writer;
    STEP(jw_run__store(run, &after, JW_PUT_UPSERT));
    run->storage = reader;
    STEP(jw_run__range_is(run, &before, NULL));
    jw_run__rollback(run);
    STEP(jw_run__is(run, &after));
    run->storage = writer;
    run->ops.close(reader);
    jw_model__free(&before);
    jw_model__free(&after);
    return JW_RULE_PASSED;
}

/* With several writers the later one to touch a row is refused. */
static int conflict_at_a_row(jw_storage_run *run, void *other)
{
    struct model rows;
    jw_model__init(&rows, JW_RECORD_STAFF);
    jw_model__fill(&rows, 1, &run->random);
    void *first = run->storage;
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run->ops.begin(other, JW_BEGIN_WRITE, &run->err));
    EXPECT_OK(run, jw_run__put(run, &rows, JW_PUT_UPSERT, NULL));
    run->storage = other;
    jw_status status = jw_run__put(run, &rows, JW_PUT_UPSERT, NULL);
    jw_run__rollback(run);
    run->storage = first;
    EXPECT(run, status == JW_EBUSY || status == JW_ECONFLICT);
    STEP(jw_run__commit(run));
    STEP(jw_run__is(run, &rows));
    jw_model__free(&rows);
    return JW_RULE_PASSED;
}

int jw_check__one_writer(jw_storage_run *run)
{
    if (!(run->ops.caps & JW_STORAGE_CONCURRENT))
        NOT_CLAIMED(run, "caps without JW_STORAGE_CONCURRENT");
    void *other;
    EXPECT_OK(run, run->ops.open(run->context, run->place, 0, &other, &run->err));
    if (run->target->quirks.several_writers) {
        STEP(conflict_at_a_row(run, other));
        run->ops.close(other);
        BY_QUIRK(run, "several_writers: a second writer is refused at a row, not at begin");
    }
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_STATUS(run, JW_EBUSY, run->ops.begin(other, JW_BEGIN_WRITE, &run->err));
    jw_run__rollback(run);
    EXPECT_OK(run, run->ops.begin(other, JW_BEGIN_WRITE, &run->err));
    run->ops.rollback(other);
    run->ops.close(other);
    return JW_RULE_PASSED;
}

/* After a refused put and a rollback nothing of the transaction is there, and the next one works. */
int jw_check__failures_leave_it_usable(jw_storage_run *run)
{
    struct model kept, lost, both;
    jw_model__init(&kept, JW_RECORD_STAFF);
    jw_model__fill(&kept, 20, &run->random);
    STEP(jw_run__store(run, &kept, JW_PUT_INSERT));
    jw_model__init(&lost, JW_RECORD_POSTING);
    jw_model__fill(&lost, 20, &run->random);
    jw_model__init(&both, JW_RECORD_POSTING);
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__put(run, &lost, JW_PUT_INSERT, NULL));
    EXPECT_STATUS(run, JW_EEXIST, jw_run__put(run, &kept, JW_PUT_INSERT, NULL));
    EXPECT(run, run->err.status == JW_EEXIST && run->err.message[0]);
    jw_run__rollback(run);
    STEP(jw_run__is(run, &both));
    STEP(jw_run__is(run, &kept));
    STEP(jw_run__store(run, &lost, JW_PUT_INSERT));
    STEP(jw_run__is(run, &lost));
    jw_model__free(&kept);
    jw_model__free(&lost);
    return JW_RULE_PASSED;
}
