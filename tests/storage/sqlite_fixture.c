#include "storage/sqlite_fixture.h"

static bool is_turn(struct test_memory *memory)
{
    return memory->left >= 0 && memory->left-- == 0;
}

static void *allocate(void *userdata, size_t size)
{
    struct test_memory *memory = userdata;
    void *block = is_turn(memory) ? NULL : malloc(size);
    memory->blocks += block != NULL;
    return block;
}

static void *reallocate(void *userdata, void *block, size_t size)
{
    struct test_memory *memory = userdata;
    if (is_turn(memory))
        return NULL;
    void *moved = realloc(block, size);
    memory->blocks += !block && moved;
    return moved;
}

static void release(void *userdata, void *block)
{
    struct test_memory *memory = userdata;
    memory->blocks -= block != NULL;
    free(block);
}

int fixture_set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (!fixture)
        return -1;
    fixture->memory.left = -1;
    fixture->err = (jw_error)JW_ERROR_INIT;
    const jw_allocator allocator = {allocate, reallocate, release, &fixture->memory};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    fixture->ops =
        (jw_storage_ops){.struct_size = sizeof fixture->ops, .api_version = JW_STORAGE_API_VERSION};
    const char *base = getenv("TMPDIR");
    snprintf(fixture->folder, sizeof fixture->folder, "%s/jingwu-sqlite-XXXXXX", base ? base : "/tmp");
    if (jw_context_new(&options, &fixture->context, NULL) != JW_OK ||
        jw_storage_sqlite_init(JW_STORAGE_API_VERSION, &fixture->ops, NULL) != JW_OK ||
        !mkdtemp(fixture->folder))
        return -1;
    snprintf(fixture->place, sizeof fixture->place, "%s/store.db", fixture->folder);
    *state = fixture;
    return 0;
}

int fixture_tear_down(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal", ".copy"};
    struct fixture *fixture = *state;
    fixture_close(fixture);
    jw_context_free(fixture->context);
    int64_t blocks = fixture->memory.blocks;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s%s", fixture->place, endings[i]);
        unlink(path);
    }
    rmdir(fixture->folder);
    free(fixture);
    if (blocks)
        fprintf(stderr, "%lld blocks of memory were not given back\n", (long long)blocks);
    return blocks != 0;
}

jw_status fixture_try_open(struct fixture *fixture, uint32_t flags)
{
    return fixture->ops.open(fixture->context, fixture->place, flags, &fixture->storage, &fixture->err);
}

void fixture_open(struct fixture *fixture, uint32_t flags)
{
    ASSERT_OK(fixture, fixture_try_open(fixture, flags));
}

void fixture_close(struct fixture *fixture)
{
    if (fixture->storage)
        fixture->ops.close(fixture->storage);
    fixture->storage = NULL;
}

static jw_status add_text(jw_batch *batch, const char *text)
{
    return text ? jw_batch_add_text(batch, text, strlen(text), NULL) : jw_batch_add_absent(batch, NULL);
}

static jw_status add_row(jw_batch *batch, const struct duty_row *row)
{
    jw_status status = add_text(batch, row->district);
    status |= add_text(batch, row->staff);
    status |= jw_batch_add_integer(batch, row->start, NULL);
    status |= add_text(batch, row->station);
    status |= jw_batch_add_integer(batch, row->finish, NULL);
    status |= add_text(batch, row->activity);
    status |= add_text(batch, row->village);
    status |= add_text(batch, row->source);
    return status | add_text(batch, row->confirmed_by);
}

void fixture_batch(struct fixture *fixture, jw_record record, const struct duty_row *rows, size_t count,
                   struct ArrowArray *out)
{
    jw_batch *batch;
    ASSERT_OK(fixture, jw_batch_new(fixture->context, record, &batch, &fixture->err));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(add_row(batch, &rows[i]), JW_OK);
    ASSERT_OK(fixture, jw_batch_export(batch, out, &fixture->err));
    jw_batch_free(batch);
}

jw_status fixture_put(struct fixture *fixture, jw_record record, const struct duty_row *rows, size_t count,
                      int32_t mode)
{
    struct ArrowArray array;
    fixture_batch(fixture, record, rows, count, &array);
    jw_status status = fixture->ops.put(fixture->storage, record, &array, mode, NULL, &fixture->err);
    array.release(&array);
    return status;
}

void fixture_store(struct fixture *fixture, jw_record record, const struct duty_row *rows, size_t count)
{
    ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
    ASSERT_OK(fixture, fixture_put(fixture, record, rows, count, JW_PUT_UPSERT));
    ASSERT_OK(fixture, fixture->ops.commit(fixture->storage, &fixture->err));
}

void fixture_store_district(struct fixture *fixture, const char *code, int64_t utc_offset)
{
    struct ArrowArray array;
    jw_batch *batch;
    ASSERT_OK(fixture, jw_batch_new(fixture->context, JW_RECORD_DISTRICT, &batch, &fixture->err));
    add_text(batch, code);
    add_text(batch, "Test");
    ASSERT_OK(fixture, jw_batch_add_integer(batch, utc_offset, &fixture->err));
    ASSERT_OK(fixture, jw_batch_export(batch, &array, &fixture->err));
    jw_batch_free(batch);
    ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
    ASSERT_OK(fixture, fixture->ops.put(fixture->storage, JW_RECORD_DISTRICT, &array, JW_PUT_UPSERT, NULL,
                                        &fixture->err));
    ASSERT_OK(fixture, fixture->ops.commit(fixture->storage, &fixture->err));
    array.release(&array);
}

static jw_status read_stream(struct fixture *fixture, jw_record record, struct ArrowArrayStream *stream,
                             fixture_visit_fn visit, void *userdata, int64_t *count)
{
    for (;;) {
        struct ArrowArray array;
        jw_status status = jw_stream_next(stream, &array, &fixture->err);
        if (status != JW_OK || !array.release)
            return status;
        jw_rows rows;
        status = jw_rows_view(&array, record, &rows, &fixture->err);
        for (int64_t row = 0; status == JW_OK && row < rows.count; row++) {
            ++*count;
            if (visit)
                visit(userdata, &rows, row);
        }
        array.release(&array);
        if (status != JW_OK)
            return status;
    }
}

jw_status fixture_read(struct fixture *fixture, jw_record record, const jw_scan_range *range,
                       fixture_visit_fn visit, void *userdata, int64_t *count)
{
    static const jw_scan_range everything = JW_SCAN_RANGE_INIT;
    static const jw_scan_filter every = JW_SCAN_FILTER_INIT;
    struct ArrowArrayStream stream;
    int64_t read = 0;
    jw_status status = fixture->ops.begin(fixture->storage, JW_BEGIN_READ, &fixture->err);
    if (status != JW_OK)
        return status;
    status = fixture->ops.scan(fixture->storage, record, range ? range : &everything, &every, &stream,
                               &fixture->err);
    if (status == JW_OK) {
        status = read_stream(fixture, record, &stream, visit, userdata, &read);
        stream.release(&stream);
    }
    fixture->ops.rollback(fixture->storage);
    if (status == JW_OK && count)
        *count = read;
    return status;
}

static sqlite3 *connect(const struct fixture *fixture)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(fixture->place, &db), SQLITE_OK);
    return db;
}

void fixture_sql(const struct fixture *fixture, const char *sql)
{
    sqlite3 *db = connect(fixture);
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(db);
}

int64_t fixture_sql_number(const struct fixture *fixture, const char *sql)
{
    sqlite3 *db = connect(fixture);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}
