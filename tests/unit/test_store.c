/* The host side of storages: registration, URIs, snapshots, visiting, the district a call means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "record/describe.h"
#include "storage/registry.h"
#include "storage/store.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* ---- a storage that counts what is asked of it, over the memory storage ---- */

static struct {
    jw_storage_ops memory;
    char place[64];
    uint32_t flags;
    int opened, reading, writing, rolled_back, committed;
    jw_status describe, scan, commit;
    int read_only, older_form;
} spy;

static jw_status spy_open(jw_context *context, const char *place, uint32_t flags, void **out, jw_error *err)
{
    snprintf(spy.place, sizeof spy.place, "%s", place);
    spy.flags = flags;
    jw_status status = spy.memory.open(context, "", flags, out, err);
    spy.opened += status == JW_OK;
    return status;
}

static void spy_close(void *storage)
{
    spy.opened--;
    spy.memory.close(storage);
}

static jw_status spy_begin(void *storage, uint32_t flags, jw_error *err)
{
    spy.reading += flags == JW_BEGIN_READ;
    spy.writing += flags == JW_BEGIN_WRITE;
    return spy.memory.begin(storage, flags, err);
}

static jw_status spy_commit(void *storage, jw_error *err)
{
    spy.committed++;
    if (spy.commit == JW_OK)
        return spy.memory.commit(storage, err);
    spy.memory.rollback(storage);
    return jw_error_set(err, spy.commit, 7, "the disk is full");
}

static void spy_rollback(void *storage)
{
    spy.rolled_back++;
    spy.memory.rollback(storage);
}

static jw_status fail_fill(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    (void)userdata;
    (void)batch;
    (void)limit;
    return jw_error_set(err, JW_ECORRUPT, 11, "page 3 is damaged");
}

static jw_context *spy_context;

static jw_status spy_scan(void *storage, jw_record record, const jw_scan_range *range,
                          const jw_scan_filter *filter, struct ArrowArrayStream *out, jw_error *err)
{
    if (spy.scan == JW_ECORRUPT)
        return jw_stream_new(spy_context, record, fail_fill, NULL, NULL, out, err);
    if (spy.scan != JW_OK)
        return jw_error_set(err, spy.scan, 0, "no scan today");
    return spy.memory.scan(storage, record, range, filter, out, err);
}

static jw_status spy_describe(void *storage, jw_storage_description *out, jw_error *err)
{
    jw_status status = spy.memory.describe(storage, out, err);
    if (spy.read_only)
        out->read_only = 1;
    if (spy.older_form)
        out->form_version = out->current_version - 1;
    return status == JW_OK && spy.describe != JW_OK ? jw_error_set(err, spy.describe, 0, "damaged") : status;
}

static jw_storage_ops spy_table(void)
{
    memset(&spy, 0, sizeof spy);
    spy.memory = (jw_storage_ops){.struct_size = sizeof spy.memory, .api_version = JW_STORAGE_API_VERSION};
    assert_int_equal(jw_storage_memory_init(JW_STORAGE_API_VERSION, &spy.memory, NULL), JW_OK);
    jw_storage_ops ops = spy.memory;
    ops.name = "spy";
    ops.open = spy_open;
    ops.close = spy_close;
    ops.begin = spy_begin;
    ops.commit = spy_commit;
    ops.rollback = spy_rollback;
    ops.scan = spy_scan;
    ops.describe = spy_describe;
    return ops;
}

/* ---- what tests share ---- */

struct memory_budget {
    int64_t live;
    int64_t fail_in; /* -1 = never */
};

static void *budget_allocate(void *userdata, size_t size)
{
    struct memory_budget *budget = userdata;
    if (budget->fail_in >= 0 && budget->fail_in-- == 0)
        return NULL;
    budget->live++;
    return malloc(size);
}

static void *budget_reallocate(void *userdata, void *block, size_t size)
{
    struct memory_budget *budget = userdata;
    if (budget->fail_in >= 0 && budget->fail_in-- == 0)
        return NULL;
    budget->live += block == NULL;
    return realloc(block, size);
}

static void budget_release(void *userdata, void *block)
{
    struct memory_budget *budget = userdata;
    budget->live -= block != NULL;
    free(block);
}

static struct memory_budget budget;
static int32_t progress_calls, cancel_at;

static int32_t count_progress(void *userdata, const char *stage, int64_t done, int64_t total)
{
    (void)userdata;
    (void)done;
    (void)total;
    assert_string_equal(stage, "read");
    return ++progress_calls == cancel_at;
}

static jw_context *new_context(void)
{
    static const jw_allocator allocator = {budget_allocate, budget_reallocate, budget_release, &budget};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    jw_context *context = NULL;
    budget = (struct memory_budget){0, -1};
    progress_calls = 0;
    cancel_at = 0;
    options.allocator = &allocator;
    options.progress = count_progress;
    assert_int_equal(jw_context_new(&options, &context, NULL), JW_OK);
    return context;
}

static void free_context(jw_context *context)
{
    jw_context_free(context);
    assert_int_equal(budget.live, 0);
}

/* A context that knows the spy, and an open store. */
static jw_store *open_spy(jw_context **context)
{
    jw_storage_ops ops = spy_table();
    jw_store *store = NULL;
    *context = spy_context = new_context();
    assert_int_equal(jw_storage_register(*context, &ops, NULL), JW_OK);
    assert_int_equal(jw_store_open(*context, "spy:here", NULL, &store, NULL), JW_OK);
    return store;
}

static void close_spy(jw_store *store, jw_context *context)
{
    jw_store_free(store);
    assert_int_equal(spy.opened, 0);
    free_context(context);
}

static jw_status put_district(jw_store *store, const char *code, int32_t utc_offset)
{
    jw_batch *batch;
    struct ArrowArray array;
    assert_int_equal(jw_batch_new(store->context, JW_RECORD_DISTRICT, &batch, NULL), JW_OK);
    assert_int_equal(jw_batch_add_text(batch, code, strlen(code), NULL), JW_OK);
    assert_int_equal(jw_batch_add_text(batch, "name", 4, NULL), JW_OK);
    assert_int_equal(
        utc_offset ? jw_batch_add_integer(batch, utc_offset, NULL) : jw_batch_add_absent(batch, NULL), JW_OK);
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    jw_status status = store->ops.put(store->storage, JW_RECORD_DISTRICT, &array, JW_PUT_UPSERT, NULL, NULL);
    array.release(&array);
    return status;
}

static void store_districts(jw_store *store, const char *const *codes, size_t count)
{
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(put_district(store, codes[i], 0), JW_OK);
    assert_int_equal(jw_store__commit(store, NULL), JW_OK);
}

/* ---- registration and URIs ---- */

static void registration_names_missing_slots(void **state)
{
    (void)state;
    jw_context *context = new_context();
    jw_error err = JW_ERROR_INIT;
    jw_storage_ops ops = spy_table();
    ops.put = NULL;
    ops.describe = NULL;
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_EINVAL);
    assert_non_null(strstr(err.message, " put describe"));
    assert_null(strstr(err.message, "open"));
    ops = spy_table();
    ops.hours = NULL;
    ops.count = NULL;
    ops.interrupt = NULL;
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_OK);
    free_context(context);
}

static void registration_checks_versions_and_names(void **state)
{
    (void)state;
    jw_context *context = new_context();
    jw_error err = JW_ERROR_INIT;
    jw_storage_ops ops = spy_table();
    ops.api_version = JW_STORAGE_API_VERSION + 1;
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_EUNSUPPORTED);
    ops.api_version = 0;
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_EUNSUPPORTED);
    ops.api_version = JW_STORAGE_API_VERSION;
    ops.struct_size = 0;
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_EINVAL);
    ops.struct_size = offsetof(jw_storage_ops, scan); /* slots beyond it do not count */
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_EINVAL);
    assert_non_null(strstr(err.message, ": scan describe"));
    ops.struct_size = sizeof ops;
    static const char *const bad[] = {NULL, "", "x", "9p", "a b", "spy:", "-x"};
    for (size_t i = 0; i < LENGTH(bad); i++) {
        ops.name = bad[i];
        assert_int_equal(jw_storage_register(context, &ops, &err), JW_EINVAL);
    }
    ops.name = "memory";
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_EEXIST);
    ops.name = "spy";
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_OK);
    assert_int_equal(jw_storage_register(context, &ops, &err), JW_EEXIST);
    assert_int_equal(jw_storage_register(NULL, &ops, &err), JW_EINVAL);
    assert_int_equal(jw_storage_register(context, NULL, &err), JW_EINVAL);
    free_context(context);
}

/* A table of a later library is longer and may have what this one does not know. */
static void registration_takes_longer_tables(void **state)
{
    (void)state;
    struct {
        jw_storage_ops ops;
        void (*later)(void);
    } longer = {.ops = spy_table()};
    longer.ops.struct_size = sizeof longer;
    jw_context *context = new_context();
    jw_store *store;
    assert_int_equal(jw_storage_register(context, &longer.ops, NULL), JW_OK);
    memset(&longer, 0, sizeof longer); /* it was copied */
    assert_int_equal(jw_store_open(context, "spy:", NULL, &store, NULL), JW_OK);
    jw_store_free(store);
    free_context(context);
}

static void uris_choose_a_storage(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context);
    jw_error err = JW_ERROR_INIT;
    assert_string_equal(spy.place, "here");
    jw_store_free(store);
    assert_int_equal(jw_store_open(context, "spy:a:b//c", NULL, &store, &err), JW_OK);
    assert_string_equal(spy.place, "a:b//c");
    jw_store_free(store);
    assert_int_equal(jw_store_open(context, "memory:", NULL, &store, &err), JW_OK);
    assert_string_equal(store->ops.name, "memory");
    jw_store_free(store);
    assert_int_equal(jw_store_open(context, "memory:name", NULL, &store, &err), JW_EUNSUPPORTED);
    assert_int_equal(jw_store_open(context, "nothing://server/x", NULL, &store, &err), JW_EUNSUPPORTED);
    assert_non_null(strstr(err.message, "'nothing:'"));
    free_context(context);
}

/* What has no known scheme is the name of a file. */
static void names_of_files(void **state)
{
    (void)state;
    static const struct {
        const char *uri, *storage, *place;
    } uris[] = {
        {"books.db", "sqlite", "books.db"},
        {"sqlite:books.db", "sqlite", "books.db"},
        {"sqlite:", "sqlite", ""},
        {"C:\\books.db", "sqlite", "C:\\books.db"},
        {"./2020-10-05T08:00.db", "sqlite", "./2020-10-05T08:00.db"},
        {"unknown:books.db", "sqlite", "unknown:books.db"},
        {"SQLITE:books.db", "sqlite", "SQLITE:books.db"},
        {"\xE8\xA1\xA1\xE5\xB1\xB1:1", "sqlite", "\xE8\xA1\xA1\xE5\xB1\xB1:1"},
        {"memory:", "memory", ""},
        {"memory", "sqlite", "memory"},
    };
    jw_context *context = new_context();
    for (size_t i = 0; i < LENGTH(uris); i++) {
        jw_storage_ops ops;
        const char *place = NULL;
        assert_int_equal(jw_storage__find(context, uris[i].uri, &ops, &place, NULL), JW_OK);
        assert_string_equal(ops.name, uris[i].storage);
        assert_string_equal(place, uris[i].place);
    }
    free_context(context);
}

static void open_checks_its_arguments(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context), *other = NULL;
    jw_store_options options = JW_STORE_OPTIONS_INIT;
    assert_int_equal(jw_store_open(NULL, "spy:", NULL, &other, NULL), JW_EINVAL);
    assert_int_equal(jw_store_open(context, NULL, NULL, &other, NULL), JW_EINVAL);
    assert_int_equal(jw_store_open(context, "", NULL, &other, NULL), JW_EINVAL);
    assert_int_equal(jw_store_open(context, "spy:", NULL, NULL, NULL), JW_EINVAL);
    options.struct_size = 4;
    assert_int_equal(jw_store_open(context, "spy:", &options, &other, NULL), JW_EINVAL);
    options.struct_size = sizeof options;
    options.flags = 8;
    assert_int_equal(jw_store_open(context, "spy:", &options, &other, NULL), JW_EINVAL);
    options.flags = 0;
    char actor[66];
    memset(actor, 'a', sizeof actor);
    actor[65] = '\0';
    options.actor = actor;
    assert_int_equal(jw_store_open(context, "spy:", &options, &other, NULL), JW_EINVAL);
    options.actor = "\xFF";
    assert_int_equal(jw_store_open(context, "spy:", &options, &other, NULL), JW_EINVAL);
    assert_null(other);
    assert_int_equal(spy.opened, 1);
    actor[64] = '\0';
    options.actor = actor;
    options.flags = JW_STORE_CREATE;
    assert_int_equal(jw_store_open(context, "spy:", &options, &other, NULL), JW_OK);
    assert_string_equal(other->actor, actor);
    assert_int_equal(spy.flags, JW_STORAGE_CREATE);
    jw_store_free(other);
    close_spy(store, context);
}

static void open_fails_with_its_storage(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context), *other = NULL;
    spy.describe = JW_ECORRUPT;
    assert_int_equal(jw_store_open(context, "spy:", NULL, &other, NULL), JW_ECORRUPT);
    assert_null(other);
    assert_int_equal(spy.opened, 1);
    close_spy(store, context);
}

static void every_allocation_of_open_may_fail(void **state)
{
    (void)state;
    jw_storage_ops ops = spy_table();
    for (int64_t n = 0;; n++) {
        jw_context *context = new_context();
        jw_store *store = NULL;
        budget.fail_in = n;
        jw_status status = jw_storage_register(context, &ops, NULL);
        if (status == JW_OK)
            status = jw_store_open(context, "spy:", NULL, &store, NULL);
        bool failed = budget.fail_in < 0;
        budget.fail_in = -1;
        assert_int_equal(status, failed ? JW_ENOMEM : JW_OK);
        jw_store_free(store);
        free_context(context);
        if (!failed)
            break;
    }
}

/* ---- transactions and snapshots ---- */

static void read_only_stores_do_not_begin_writing(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context), *other;
    jw_store_options options = JW_STORE_OPTIONS_INIT;
    jw_error err = JW_ERROR_INIT;
    options.flags = JW_STORE_READ_ONLY;
    assert_int_equal(jw_store_open(context, "spy:", &options, &other, NULL), JW_OK);
    assert_int_equal(jw_store__begin(other, JW_BEGIN_WRITE, &err), JW_EREADONLY);
    assert_non_null(strstr(err.message, "opened for reading only"));
    assert_int_equal(jw_store__begin(other, JW_BEGIN_READ, NULL), JW_OK);
    jw_store__rollback(other);
    jw_store_free(other);
    spy.read_only = 1;
    assert_int_equal(jw_store_open(context, "spy:", NULL, &other, NULL), JW_OK);
    assert_int_equal(jw_store__begin(other, JW_BEGIN_WRITE, &err), JW_EREADONLY);
    assert_non_null(strstr(err.message, "permissions"));
    jw_store_free(other);
    spy.older_form = 1;
    assert_int_equal(jw_store_open(context, "spy:", NULL, &other, NULL), JW_OK);
    assert_int_equal(jw_store__begin(other, JW_BEGIN_WRITE, &err), JW_EREADONLY);
    assert_non_null(strstr(err.message, "upgrade"));
    jw_store_free(other);
    close_spy(store, context);
}

static void transactions_end_whatever_happens(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_OK);
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_EINVAL);
    assert_int_equal(put_district(store, "1", 0), JW_OK);
    spy.commit = JW_EFULL;
    assert_int_equal(jw_store__commit(store, &err), JW_EFULL);
    assert_int_equal(err.native_code, 7);
    assert_false(store->in_transaction);
    int64_t count = -1;
    assert_int_equal(jw_store__count(store, JW_RECORD_DISTRICT, NULL, &count, NULL), JW_OK);
    assert_int_equal(count, 0);
    spy.commit = JW_OK;
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_OK);
    assert_int_equal(put_district(store, "1", 0), JW_OK);
    jw_store__rollback(store);
    assert_int_equal(jw_store__count(store, JW_RECORD_DISTRICT, NULL, &count, NULL), JW_OK);
    assert_int_equal(count, 0);
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_OK);
    close_spy(store, context); /* an open one is rolled back */
}

static void readers_share_one_snapshot(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context);
    struct ArrowArrayStream first, second;
    assert_int_equal(jw_store_scan(store, JW_RECORD_STAFF, NULL, &first, NULL), JW_OK);
    assert_int_equal(jw_store_scan(store, JW_RECORD_STAFF, "430407", &second, NULL), JW_OK);
    assert_int_equal(jw_store__begin_reading(store, NULL), JW_OK);
    assert_int_equal(spy.reading, 1);
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_EINVAL);
    first.release(&first);
    jw_store__end_reading(store);
    assert_int_equal(spy.rolled_back, 0);
    second.release(&second);
    assert_int_equal(spy.rolled_back, 1);
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_OK);
    assert_int_equal(jw_store__begin_reading(store, NULL), JW_OK); /* nothing within a write transaction */
    assert_int_equal(jw_store_scan(store, JW_RECORD_STAFF, NULL, &first, NULL), JW_OK);
    first.release(&first);
    jw_store__end_reading(store);
    assert_true(store->in_transaction);
    assert_int_equal(jw_store__commit(store, NULL), JW_OK);
    assert_int_equal(spy.reading, 1);
    close_spy(store, context);
}

static void failed_scans_leave_no_snapshot(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context);
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    jw_error err = JW_ERROR_INIT;
    spy.scan = JW_EIO;
    assert_int_equal(jw_store_scan(store, JW_RECORD_STAFF, NULL, &stream, &err), JW_EIO);
    assert_int_equal(store->readers, 0);
    assert_int_equal(jw_store_scan(store, 0, NULL, &stream, &err), JW_EINVAL);
    assert_int_equal(jw_store_scan(NULL, JW_RECORD_STAFF, NULL, &stream, &err), JW_EINVAL);
    spy.scan = JW_ECORRUPT; /* the stream fails: its status and code arrive whole */
    assert_int_equal(jw_store_scan(store, JW_RECORD_STAFF, NULL, &stream, &err), JW_OK);
    assert_int_equal(jw_stream_next(&stream, &array, &err), JW_ECORRUPT);
    assert_int_equal(err.native_code, 11);
    assert_string_equal(err.message, "page 3 is damaged");
    assert_int_not_equal(stream.get_next(&stream, &array), 0);
    assert_string_equal(stream.get_last_error(&stream), "page 3 is damaged");
    stream.release(&stream);
    assert_int_equal(spy.rolled_back, spy.reading);
    close_spy(store, context);
}

static void every_allocation_of_a_scan_may_fail(void **state)
{
    (void)state;
    static const char *const codes[] = {"1", "2"};
    jw_context *context;
    jw_store *store = open_spy(&context);
    store_districts(store, codes, 2);
    for (int64_t n = 0;; n++) {
        struct ArrowArrayStream stream;
        struct ArrowArray array = {.release = NULL};
        budget.fail_in = n;
        jw_status status = jw_store_scan(store, JW_RECORD_DISTRICT, NULL, &stream, NULL);
        if (status == JW_OK) {
            status = jw_stream_next(&stream, &array, NULL);
            if (status == JW_OK)
                array.release(&array);
            stream.release(&stream);
        }
        bool failed = budget.fail_in < 0;
        budget.fail_in = -1;
        assert_int_equal(status, failed ? JW_ENOMEM : JW_OK);
        assert_int_equal(store->readers, 0);
        if (!failed)
            break;
    }
    close_spy(store, context);
}

/* ---- visiting ---- */

struct visit {
    int64_t rows;
    int batches;
    jw_status fail_with;
};

static jw_status note_visit(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct visit *visit = userdata;
    visit->rows += rows->count;
    visit->batches++;
    return visit->fail_with ? jw_error_set(err, visit->fail_with, 0, "enough") : JW_OK;
}

static void store_staff(jw_store *store, int count)
{
    jw_batch *batch;
    struct ArrowArray array;
    assert_int_equal(jw_batch_new(store->context, JW_RECORD_STAFF, &batch, NULL), JW_OK);
    for (int i = 0; i < count; i++) {
        char id[16];
        int length = snprintf(id, sizeof id, "P%06d", i);
        assert_int_equal(jw_batch_add_text(batch, "430407", 6, NULL), JW_OK);
        assert_int_equal(jw_batch_add_text(batch, id, (size_t)length, NULL), JW_OK);
        assert_int_equal(jw_batch_add_absent(batch, NULL), JW_OK);
        assert_int_equal(jw_batch_add_absent(batch, NULL), JW_OK);
        assert_int_equal(jw_batch_add_text(batch, "officer", 7, NULL), JW_OK);
        assert_int_equal(jw_batch_add_absent(batch, NULL), JW_OK);
        assert_int_equal(jw_batch_add_absent(batch, NULL), JW_OK);
    }
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_OK);
    assert_int_equal(store->ops.put(store->storage, JW_RECORD_STAFF, &array, JW_PUT_INSERT, NULL, NULL),
                     JW_OK);
    assert_int_equal(jw_store__commit(store, NULL), JW_OK);
    array.release(&array);
}

static void visits_see_every_batch(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context);
    store_staff(store, 20000);
    struct visit visit = {0, 0, JW_OK};
    assert_int_equal(jw_store__visit(store, JW_RECORD_STAFF, NULL, NULL, note_visit, &visit, NULL), JW_OK);
    assert_int_equal(visit.rows, 20000);
    assert_true(visit.batches > 1);
    assert_int_equal(progress_calls, visit.batches + 1);
    jw_scan_range range = jw_range__of("430407", "P000007", NULL);
    assert_int_equal(range.prefix_count, 2);
    int64_t count = -1;
    assert_int_equal(jw_store__count(store, JW_RECORD_STAFF, &range, &count, NULL), JW_OK);
    assert_int_equal(count, 1);
    assert_int_equal(jw_range__of(NULL).prefix_count, 0);
    close_spy(store, context);
}

static void visits_stop_and_release(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context);
    store_staff(store, 20000);
    struct visit visit = {0, 0, JW_EINPUT};
    assert_int_equal(jw_store__visit(store, JW_RECORD_STAFF, NULL, NULL, note_visit, &visit, NULL),
                     JW_EINPUT);
    assert_int_equal(visit.batches, 1);
    visit = (struct visit){0, 0, JW_OK};
    progress_calls = 0;
    cancel_at = 2;
    assert_int_equal(jw_store__visit(store, JW_RECORD_STAFF, NULL, NULL, note_visit, &visit, NULL),
                     JW_ECANCELLED);
    assert_int_equal(visit.batches, 1);
    cancel_at = 0;
    jw_context_cancel(context);
    assert_int_equal(jw_store__visit(store, JW_RECORD_STAFF, NULL, NULL, note_visit, &visit, NULL),
                     JW_ECANCELLED);
    jw_context_resume(context);
    spy.scan = JW_ECORRUPT;
    assert_int_equal(jw_store__visit(store, JW_RECORD_STAFF, NULL, NULL, note_visit, &visit, NULL),
                     JW_ECORRUPT);
    spy.scan = JW_EIO;
    assert_int_equal(jw_store__visit(store, JW_RECORD_STAFF, NULL, NULL, note_visit, &visit, NULL), JW_EIO);
    assert_int_equal(store->readers, 0);
    assert_int_equal(spy.reading, spy.rolled_back);
    close_spy(store, context);
}

static jw_status count_fixed(void *storage, jw_record record, const jw_scan_range *range, int64_t *out,
                             jw_error *err)
{
    (void)storage;
    (void)err;
    assert_int_equal(record, JW_RECORD_STAFF);
    *out = 40 + (int64_t)range->prefix_count;
    return JW_OK;
}

static void counts_use_the_storage(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context);
    int64_t count = 0;
    store->ops.count = count_fixed;
    assert_int_equal(jw_store__count(store, JW_RECORD_STAFF, NULL, &count, NULL), JW_OK);
    assert_int_equal(count, 40);
    store->ops.interrupt(store->storage); /* there is always one */
    close_spy(store, context);
}

/* ---- districts ---- */

static void the_district_a_call_means(void **state)
{
    (void)state;
    static const char *const codes[] = {"430407", "11", "12", "13", "14", "15", "16", "17", "18"};
    jw_context *context;
    jw_store *store = open_spy(&context);
    jw_error err = JW_ERROR_INIT;
    char code[JW_CODE_SIZE] = "kept";
    int32_t offset = 0;
    assert_int_equal(jw_store__district(store, NULL, code, &offset, &err), JW_ENOTFOUND);
    assert_non_null(strstr(err.message, "jingwu init"));
    assert_int_equal(jw_store__district(store, "430407", code, &offset, &err), JW_ENOTFOUND);
    assert_string_equal(code, "kept");

    store_districts(store, codes, 1);
    assert_int_equal(jw_store__district(store, NULL, code, &offset, &err), JW_OK);
    assert_string_equal(code, "430407");
    assert_int_equal(offset, JW_DEFAULT_UTC_OFFSET);
    assert_int_equal(jw_store__district(store, "4304", code, NULL, &err), JW_ENOTFOUND);
    assert_non_null(strstr(err.message, "'4304'"));
    assert_non_null(strstr(err.message, ": 430407"));

    store_districts(store, codes, LENGTH(codes));
    assert_int_equal(jw_store__district(store, NULL, code, NULL, &err), JW_EINVAL);
    assert_non_null(strstr(err.message, "9 districts"));
    assert_non_null(strstr(err.message, "11, 12, 13, 14, 15, 16, 17, 18, ..."));
    assert_int_equal(jw_store__begin(store, JW_BEGIN_WRITE, NULL), JW_OK);
    assert_int_equal(put_district(store, "65", 21600), JW_OK);
    assert_int_equal(jw_store__district(store, "65", code, &offset, &err), JW_OK); /* sees its own writes */
    assert_string_equal(code, "65");
    assert_int_equal(offset, 21600);
    jw_store__rollback(store);
    close_spy(store, context);
}

/* ---- fork ---- */

static bool refuses_in_child(jw_store *store, struct ArrowArrayStream *stream)
{
    struct ArrowArray array;
    struct visit visit = {0, 0, JW_OK};
    int64_t count;
    return jw_store__begin(store, JW_BEGIN_WRITE, NULL) == JW_EFORK &&
           jw_store__begin_reading(store, NULL) == JW_EFORK &&
           jw_stream_next(stream, &array, NULL) == JW_EFORK &&
           jw_store__count(store, JW_RECORD_STAFF, NULL, &count, NULL) == JW_EFORK &&
           jw_store__visit(store, JW_RECORD_STAFF, NULL, NULL, note_visit, &visit, NULL) == JW_EFORK;
}

static void a_child_does_not_use_the_store(void **state)
{
    (void)state;
    jw_context *context;
    jw_store *store = open_spy(&context);
    struct ArrowArrayStream stream;
    assert_int_equal(jw_store_scan(store, JW_RECORD_STAFF, NULL, &stream, NULL), JW_OK);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        bool good = refuses_in_child(store, &stream);
        stream.release(&stream);
        jw_store_free(store); /* leaves the storage to the parent */
        _exit(good && spy.rolled_back == 0 && spy.opened == 1 ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    stream.release(&stream);
    close_spy(store, context);
}

/* ---- memory for storages ---- */

static void storages_get_memory(void **state)
{
    (void)state;
    jw_context *context = new_context();
    jw_error err = JW_ERROR_INIT;
    char *block = jw_allocate(context, NULL, 3, &err);
    assert_non_null(block);
    memcpy(block, "abc", 3);
    block = jw_allocate(context, block, 100000, &err);
    assert_non_null(block);
    assert_memory_equal(block, "abc", 3);
    budget.fail_in = 0;
    assert_null(jw_allocate(context, block, 200000, &err));
    assert_int_equal(err.status, JW_ENOMEM);
    jw_release(context, block);
    assert_null(jw_allocate(NULL, NULL, 1, &err));
    assert_int_equal(err.status, JW_EINVAL);
    free_context(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registration_names_missing_slots),
        cmocka_unit_test(registration_checks_versions_and_names),
        cmocka_unit_test(registration_takes_longer_tables),
        cmocka_unit_test(uris_choose_a_storage),
        cmocka_unit_test(names_of_files),
        cmocka_unit_test(open_checks_its_arguments),
        cmocka_unit_test(open_fails_with_its_storage),
        cmocka_unit_test(every_allocation_of_open_may_fail),
        cmocka_unit_test(read_only_stores_do_not_begin_writing),
        cmocka_unit_test(transactions_end_whatever_happens),
        cmocka_unit_test(readers_share_one_snapshot),
        cmocka_unit_test(failed_scans_leave_no_snapshot),
        cmocka_unit_test(every_allocation_of_a_scan_may_fail),
        cmocka_unit_test(visits_see_every_batch),
        cmocka_unit_test(visits_stop_and_release),
        cmocka_unit_test(counts_use_the_storage),
        cmocka_unit_test(the_district_a_call_means),
        cmocka_unit_test(a_child_does_not_use_the_store),
        cmocka_unit_test(storages_get_memory),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
