/* The SQLite storage when things go wrong: damage, no memory, no room, other processes, the end of the
 * process. */
#include "storage/sqlite_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "storage/sqlite/page.h"
#include "storage/sqlite/sqlite.h"
#include "unit/random.h"

#define OCTOBER 1601481600 /* 2020-10-01 00:00 at +08:00 */

/* ---- SQLite's own memory ---- */

static sqlite3_mem_methods plain;
static int64_t sqlite_left = -1;

static void *failing_malloc(int size)
{
    return sqlite_left >= 0 && sqlite_left-- == 0 ? NULL : plain.xMalloc(size);
}

static void *failing_realloc(void *block, int size)
{
    return sqlite_left >= 0 && sqlite_left-- == 0 ? NULL : plain.xRealloc(block, size);
}

static int watch_sqlite_memory(void)
{
    sqlite3_mem_methods failing;
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain) != SQLITE_OK)
        return -1;
    failing = plain;
    failing.xMalloc = failing_malloc;
    failing.xRealloc = failing_realloc;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
}

/* ---- rows ---- */

enum { PEOPLE = 40, DAYS = 60, ROWS = PEOPLE * DAYS };

/* A person's rows reach over three months. */
static void make_rows(struct duty_row rows[ROWS], char staff[PEOPLE][8], const char *activity)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        snprintf(staff[i], sizeof staff[i], "P%03zu", i);
        for (int64_t day = 0; day < DAYS; day++) {
            jw_instant start = OCTOBER + (day - 10) * JW_DAY_SECONDS + (int64_t)i * 60;
            rows[i * DAYS + (size_t)day] = (struct duty_row){
                "D", staff[i], start, day % 3 ? "S" : "T", start + 36000, activity, NULL, "device", NULL};
        }
    }
}

static void store_rows(struct fixture *fixture, const char *activity)
{
    static struct duty_row rows[ROWS];
    static char staff[PEOPLE][8];
    make_rows(rows, staff, activity);
    fixture_store(fixture, JW_RECORD_DUTY, rows, ROWS);
}

static jw_status put_rows(struct fixture *fixture, const char *activity)
{
    static struct duty_row rows[ROWS];
    static char staff[PEOPLE][8];
    struct ArrowArray array;
    int64_t left = fixture->memory.left, sqlite_turn = sqlite_left;
    fixture->memory.left = sqlite_left = -1;
    make_rows(rows, staff, activity);
    fixture_batch(fixture, JW_RECORD_DUTY, rows, ROWS, &array);
    fixture->memory.left = left;
    sqlite_left = sqlite_turn;
    jw_status status =
        fixture->ops.put(fixture->storage, JW_RECORD_DUTY, &array, JW_PUT_UPSERT, NULL, &fixture->err);
    fixture->memory.left = sqlite_left = -1;
    array.release(&array);
    return status;
}

static void count_activity(void *userdata, const jw_rows *rows, int64_t row)
{
    size_t length;
    *(int64_t *)userdata += jw_rows_text(rows, 5, row, &length)[0] == 'v';
}

/* All rows are there, and so many of them are visits. */
static void check_rows(struct fixture *fixture, int64_t visits)
{
    int64_t count = 0, found = 0;
    ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_DUTY, NULL, count_activity, &found, &count));
    assert_int_equal(count, ROWS);
    assert_int_equal(found, visits);
}

static jw_status count_subject(void *userdata, const char *subject, size_t length,
                               const jw_bucket_time *times, jw_error *err)
{
    (void)subject;
    (void)length;
    (void)times;
    (void)err;
    ++*(int64_t *)userdata;
    return JW_OK;
}

static jw_status measure(struct fixture *fixture, int32_t by, jw_hours_emit_fn emit, void *userdata)
{
    const jw_interval weeks[] = {{OCTOBER, OCTOBER + 604800}, {OCTOBER + 604800, OCTOBER + 1209600}};
    const char *const visits[] = {"visit"};
    const jw_activity_set classes[] = {{NULL, 0}, {visits, 1}};
    const jw_hours_request request = {sizeof request, "D", by, 0, JW_RECORD_DUTY, 2, weeks, 2, classes};
    jw_status status = fixture->ops.begin(fixture->storage, JW_BEGIN_READ, &fixture->err);
    if (status == JW_OK) {
        status = fixture->ops.hours(fixture->storage, &request, emit, userdata, &fixture->err);
        fixture->ops.rollback(fixture->storage);
    }
    return status;
}

/* ---- pages ---- */

static size_t random_spans(test_random *random, struct jw_span *spans, size_t most)
{
    static const uint32_t units[] = {1, 60, 300, 1800, 86400};
    static const uint32_t limits[] = {0, 1, 200, 70000, (1u << 24) - 1};
    size_t count = (size_t)test_random_between(random, 1, (int64_t)most);
    uint32_t unit = units[test_random_between(random, 0, 4)];
    uint32_t place_limit = limits[test_random_between(random, 0, 4)],
             kind_limit = limits[test_random_between(random, 0, 2)];
    uint32_t start = 0;
    for (size_t i = 0; i < count; i++) {
        start += unit * (uint32_t)test_random_between(random, 0, 2678400 / unit / (uint32_t)count);
        spans[i] = (struct jw_span){start, unit * (uint32_t)test_random_between(random, 1, 604800 / unit),
                                    (uint32_t)test_random_between(random, 0, place_limit),
                                    (uint32_t)test_random_between(random, 0, kind_limit)};
    }
    return count;
}

static void pages_keep_what_is_packed(void **state)
{
    enum { MOST = 700 };
    static struct jw_span spans[MOST], read[MOST];
    struct fixture *fixture = *state;
    struct jw_sqlite storage = {.context = fixture->context};
    struct jw_page_buffer buffer = {.bytes = NULL};
    test_random random = test_random_new("pages");
    for (int turn = 0; turn < 2000; turn++) {
        struct jw_page page;
        struct jw_page_form form;
        size_t count = random_spans(&random, spans, turn % 2 ? 60 : MOST);
        ASSERT_OK(fixture, jw_page__pack(&storage, spans, count, &buffer, &page, &fixture->err));
        assert_true(jw_page__form(&page, &form));
        assert_int_equal(form.count, count);
        assert_true(jw_page__read(&page, &form, 0, count, read));
        jw_page__resolve(&page, &form, read, count);
        assert_memory_equal(spans, read, count * sizeof *spans);
        int64_t second = test_random_between(&random, -5, 2700000);
        size_t first = 0;
        while (first < count && spans[first].start < second)
            first++;
        assert_int_equal(jw_page__find(&page, &form, second), first);
        assert_true(jw_page__read(&page, &form, first, count - first, read));
    }
    jw_page__free_buffer(&storage, &buffer);
}

/* ---- damage ---- */

static void assert_found_or_sound(struct fixture *fixture, jw_status status)
{
    if (status != JW_OK && status != JW_ECORRUPT)
        fail_msg("%s: %s", jw_status_name(status), fixture->err.message);
}

static void use_all(struct fixture *fixture)
{
    int64_t subjects = 0, count;
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    assert_found_or_sound(fixture, fixture_read(fixture, JW_RECORD_DUTY, NULL, NULL, NULL, NULL));
    assert_found_or_sound(fixture, measure(fixture, JW_BY_STAFF, count_subject, &subjects));
    assert_found_or_sound(fixture, measure(fixture, JW_BY_STATION, count_subject, &subjects));
    assert_found_or_sound(
        fixture, fixture->ops.count(fixture->storage, JW_RECORD_DUTY, &range, &count, &fixture->err));
    ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
    assert_found_or_sound(fixture, put_rows(fixture, "visit"));
    fixture->ops.rollback(fixture->storage);
}

/* Changes one page: its numbers, or bytes or the length of its blobs. */
static void damage_page(sqlite3 *db, test_random *random)
{
    static const char *const changes[] = {
        "UPDATE duty_page SET unit = ?1 WHERE staff = ?2",
        "UPDATE duty_page SET widths = ?1 WHERE staff = ?2",
        "UPDATE duty_page SET packed = substr(packed, 1, ?1 % 100) WHERE staff = ?2",
        "UPDATE duty_page SET shapes = substr(shapes, 1, ?1 % 4) WHERE staff = ?2",
        "UPDATE duty_page SET packed = CAST(substr(packed, 1, ?1 % 50) || randomblob(3) || substr(packed, ?1 "
        "% 50 + 4) AS "
        "BLOB) WHERE staff = ?2",
        "UPDATE duty_page SET shapes = randomblob(length(shapes)) WHERE staff = ?2",
        "UPDATE duty_page SET packed = 'text' WHERE staff = ?2",
        "UPDATE duty_kind SET activity = zeroblob(?1 % 400)",
        "UPDATE duty_place SET number = number + 1 WHERE ?1 % 2",
        "UPDATE duty_page SET month = '2020-1' || substr('0123x', ?1 % 5 + 1, 1) WHERE staff = ?2",
    };
    sqlite3_stmt *statement = NULL;
    char staff[8];
    snprintf(staff, sizeof staff, "P%03d", (int)test_random_between(random, 0, PEOPLE - 1));
    const char *sql = changes[test_random_between(random, 0, 9)];
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_bind_int64(statement, 1,
                       test_random_between(random, 0, 3) ? test_random_between(random, 0, 34000)
                                                         : (int64_t)test_random_next(random));
    sqlite3_bind_text(statement, 2, staff, -1, SQLITE_STATIC);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
}

static void damaged_pages_are_found(void **state)
{
    struct fixture *fixture = *state;
    test_random random = test_random_new("damaged pages");
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    fixture_sql(
        fixture,
        "CREATE TABLE kept AS SELECT * FROM duty_page; CREATE TABLE kept_kind AS SELECT * FROM duty_kind;"
        "CREATE TABLE kept_place AS SELECT * FROM duty_place");
    for (int turn = 0; turn < 200; turn++) {
        sqlite3 *db = NULL;
        assert_int_equal(sqlite3_open(fixture->place, &db), SQLITE_OK);
        damage_page(db, &random);
        use_all(fixture);
        assert_int_equal(
            sqlite3_exec(db,
                         "BEGIN; DELETE FROM duty_page; INSERT INTO duty_page SELECT * FROM kept;"
                         "DELETE FROM duty_kind; INSERT INTO duty_kind SELECT * FROM kept_kind;"
                         "DELETE FROM duty_place; INSERT INTO duty_place SELECT * FROM kept_place; COMMIT",
                         NULL, NULL, NULL),
            SQLITE_OK);
        sqlite3_close(db);
        fixture_close(fixture);
        fixture_open(fixture, 0);
    }
    fixture_sql(fixture, "UPDATE duty_page SET widths = 99999 WHERE staff = 'P007'");
    ASSERT_STATUS(fixture, JW_ECORRUPT, fixture_read(fixture, JW_RECORD_DUTY, NULL, NULL, NULL, NULL));
    assert_non_null(strstr(fixture->err.message, "duty_page"));
    int64_t subjects = 0;
    ASSERT_STATUS(fixture, JW_ECORRUPT, measure(fixture, JW_BY_STAFF, count_subject, &subjects));
}

static unsigned char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void write_damaged(const char *path, const unsigned char *bytes, size_t size, test_random *random)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    for (int64_t flips = test_random_between(random, 1, 20); flips > 0; flips--) {
        /* half of them in the header and the schema */
        int64_t end = test_random_between(random, 0, 1) ? 4096 : (int64_t)size;
        fseek(file, (long)test_random_between(random, 0, end - 1), SEEK_SET);
        fputc((int)test_random_between(random, 0, 255), file);
    }
    fclose(file);
}

static void damaged_files_do_no_harm(void **state)
{
    struct fixture *fixture = *state;
    test_random random = test_random_new("damaged files");
    size_t size;
    int found = 0;
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    fixture_close(fixture);
    unsigned char *bytes = read_whole(fixture->place, &size);
    for (int turn = 0; turn < 300; turn++) {
        write_damaged(fixture->place, bytes, size, &random);
        jw_status status = fixture_try_open(fixture, turn % 2 ? JW_STORAGE_READ_ONLY : 0);
        found += status != JW_OK;
        for (jw_record record = 1; status == JW_OK && record <= jw_record_count(); record++)
            found += fixture_read(fixture, record, NULL, NULL, NULL, NULL) == JW_ECORRUPT;
        int64_t subjects = 0;
        if (status == JW_OK)
            measure(fixture, JW_BY_STATION, count_subject, &subjects);
        fixture_close(fixture);
    }
    free(bytes);
    assert_true(found > 50);
}

/* ---- no memory ---- */

enum work { OPEN, PUT, SCAN, STAFF_HOURS, STATION_HOURS, COUNT, WORKS };

/* Does one thing with memory that may fail; whatever comes, nothing has changed afterwards. */
static jw_status do_work(struct fixture *fixture, enum work work)
{
    int64_t subjects = 0, count;
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    jw_status status;
    switch (work) {
    case OPEN:
        fixture_close(fixture);
        return fixture_try_open(fixture, JW_STORAGE_CREATE);
    case PUT:
        status = fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err);
        if (status != JW_OK)
            return status;
        status = put_rows(fixture, "visit");
        fixture->ops.rollback(fixture->storage);
        return status;
    case SCAN:
        return fixture_read(fixture, JW_RECORD_DUTY, NULL, NULL, NULL, NULL);
    case STAFF_HOURS:
    case STATION_HOURS:
        return measure(fixture, work == STAFF_HOURS ? JW_BY_STAFF : JW_BY_STATION, count_subject, &subjects);
    default:
        range.prefix_count = 1;
        range.prefix[0] = (jw_key_value){"D", 1, 0};
        return fixture->ops.count(fixture->storage, JW_RECORD_DUTY, &range, &count, &fixture->err);
    }
}

/* Fails allocation number 0, 1, 2, ... until the work needs no more. */
static int64_t fail_each(struct fixture *fixture, enum work work, int64_t *turn)
{
    int64_t failures = 0;
    for (int64_t n = 0;; n += n < 300 ? 1 : 97) {
        fixture_close(fixture);
        fixture_open(fixture, 0);
        *turn = n;
        jw_status status = do_work(fixture, work);
        bool done = *turn >= 0;
        *turn = -1;
        if (status != JW_OK && status != JW_ENOMEM)
            fail_msg("work %d, allocation %lld: %s: %s", work, (long long)n, jw_status_name(status),
                     fixture->err.message);
        failures += status == JW_ENOMEM;
        if (!fixture->storage)
            fixture_open(fixture, 0);
        if (done || n % 16 == 0)
            check_rows(fixture, 0);
        if (done || (work == PUT && n > 100000))
            return failures;
    }
}

static void each_allocation_may_fail(void **state)
{
    struct fixture *fixture = *state;
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    for (enum work work = OPEN; work < COUNT; work++)
        assert_true(fail_each(fixture, work, &fixture->memory.left) > 0);
}

static void each_allocation_of_sqlite_may_fail(void **state)
{
    struct fixture *fixture = *state;
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    for (enum work work = OPEN; work < WORKS; work++)
        assert_true(fail_each(fixture, work, &sqlite_left) > 0);
}

/* ---- other processes, no room, the end ---- */

static void a_second_writer_waits_and_is_told(void **state)
{
    struct fixture *fixture = *state;
    sqlite3 *db = NULL;
    fixture_open(fixture, JW_STORAGE_CREATE);
    assert_int_equal(sqlite3_open(fixture->place, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    ASSERT_STATUS(fixture, JW_EBUSY, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
    assert_int_equal(fixture->err.native_code & 0xff, SQLITE_BUSY);
    ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_READ, &fixture->err));
    fixture->ops.rollback(fixture->storage);
    sqlite3_close(db);
    ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
    ASSERT_STATUS(fixture, JW_EINVAL, fixture->ops.begin(fixture->storage, JW_BEGIN_READ, &fixture->err));
    fixture->ops.rollback(fixture->storage);
}

/* Two connections add places to one dictionary in turn; neither may give a number twice. */
static void dictionaries_follow_other_connections(void **state)
{
    struct fixture *fixture = *state;
    void *other = NULL, *first;
    char station[2] = "A";
    int64_t count = 0;
    fixture_open(fixture, JW_STORAGE_CREATE);
    ASSERT_OK(fixture, fixture->ops.open(fixture->context, fixture->place, 0, &other, &fixture->err));
    first = fixture->storage;
    for (int i = 0; i < 20; i++, station[0]++) {
        const struct duty_row row = {"D", "A", OCTOBER, station, OCTOBER + 60, "visit", NULL, NULL, NULL};
        fixture->storage = i % 2 ? other : first;
        if (i % 5 == 4) { /* numbers of a transaction that is undone are given again */
            ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
            ASSERT_OK(fixture, fixture_put(fixture, JW_RECORD_DUTY, &row, 1, JW_PUT_INSERT));
            fixture->ops.rollback(fixture->storage);
        } else {
            fixture_store(fixture, JW_RECORD_DUTY, &row, 1);
        }
    }
    fixture->ops.close(other);
    fixture->storage = first;
    ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_DUTY, NULL, NULL, NULL, &count));
    assert_int_equal(count, 16);
    assert_int_equal(fixture_sql_number(fixture, "SELECT count(DISTINCT station) * 100 + count(*) FROM duty"),
                     1616);
}

static void a_full_disk_keeps_the_old_state(void **state)
{
    struct fixture *fixture = *state;
    struct rlimit old, small;
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    fixture_close(fixture);
    fixture_open(fixture, 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 8192;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
    jw_status status = put_rows(fixture, "visit");
    if (status == JW_OK)
        status = fixture->ops.commit(fixture->storage, &fixture->err);
    else
        fixture->ops.rollback(fixture->storage);
    setrlimit(RLIMIT_FSIZE, &old);
    ASSERT_STATUS(fixture, JW_EFULL, status);
    check_rows(fixture, 0);
    fixture_close(fixture);
    fixture_open(fixture, 0);
    check_rows(fixture, 0);
    store_rows(fixture, "visit");
    check_rows(fixture, ROWS);
}

static jw_status interrupt_work(void *userdata, const char *subject, size_t length,
                                const jw_bucket_time *times, jw_error *err)
{
    struct fixture *fixture = userdata;
    (void)subject;
    (void)length;
    (void)times;
    (void)err;
    fixture->ops.interrupt(fixture->storage);
    return JW_OK;
}

static void work_can_be_interrupted(void **state)
{
    struct fixture *fixture = *state;
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    ASSERT_STATUS(fixture, JW_ECANCELLED, measure(fixture, JW_BY_STAFF, interrupt_work, fixture));
    check_rows(fixture, 0);
}

/* Runs work in a child that then dies without closing anything. */
static void die_after(struct fixture *fixture, bool with_commit)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        void *storage;
        bool good = fixture->ops.open(fixture->context, fixture->place, 0, &storage, NULL) == JW_OK;
        fixture->storage = storage;
        good = good && fixture->ops.begin(storage, JW_BEGIN_WRITE, NULL) == JW_OK &&
               put_rows(fixture, "visit") == JW_OK;
        if (good && with_commit)
            good = fixture->ops.commit(storage, NULL) == JW_OK;
        if (good)
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    int result = 0;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFSIGNALED(result) && WTERMSIG(result) == SIGKILL);
}

static void a_killed_process_leaves_the_old_or_the_new(void **state)
{
    struct fixture *fixture = *state;
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    fixture_close(fixture);
    die_after(fixture, false);
    fixture_open(fixture, 0);
    check_rows(fixture, 0);
    fixture_close(fixture);
    die_after(fixture, true);
    fixture_open(fixture, 0);
    check_rows(fixture, ROWS);
}

/* ---- reading only ---- */

static void read_only_stores_refuse_writing(void **state)
{
    struct fixture *fixture = *state;
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    fixture_close(fixture);
    fixture_open(fixture, JW_STORAGE_READ_ONLY);
    check_rows(fixture, 0);
    ASSERT_STATUS(fixture, JW_EREADONLY, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
}

/* What a child without the right to write sees; a number for each thing that is not as it should be. */
static int read_as_guest(struct fixture *fixture)
{
    int64_t count = 0;
    if (geteuid() == 0 && seteuid(65534) != 0)
        return 77;
    if (jw_context_new(NULL, &fixture->context, NULL) != JW_OK ||
        fixture_try_open(fixture, JW_STORAGE_READ_ONLY) != JW_OK)
        return 1;
    if (fixture_read(fixture, JW_RECORD_DUTY, NULL, NULL, NULL, &count) != JW_OK || count != ROWS)
        return 2;
    fixture_close(fixture);
    if (fixture_try_open(fixture, 0) != JW_OK ||
        fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, NULL) != JW_EREADONLY)
        return 3;
    fixture_close(fixture);
    snprintf(fixture->place, sizeof fixture->place, "%s/new.db", fixture->folder);
    /* SQLite tells a folder that cannot be written from one that is not there in some versions only */
    jw_status status = fixture_try_open(fixture, JW_STORAGE_CREATE);
    return status == JW_EPERMISSION || status == JW_EUNAVAILABLE ? 0 : 4;
}

static void read_only_media_can_be_read(void **state)
{
    struct fixture *fixture = *state;
    fixture_open(fixture, JW_STORAGE_CREATE);
    store_rows(fixture, "patrol");
    fixture_close(fixture);
    assert_int_equal(chmod(fixture->place, 0444) | chmod(fixture->folder, 0555), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(read_as_guest(fixture));
    int result = 0;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(chmod(fixture->folder, 0755) | chmod(fixture->place, 0644), 0);
    assert_true(WIFEXITED(result));
    if (WEXITSTATUS(result) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(result), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(pages_keep_what_is_packed),
        CASE(damaged_pages_are_found),
        CASE(damaged_files_do_no_harm),
        CASE(each_allocation_may_fail),
        CASE(each_allocation_of_sqlite_may_fail),
        CASE(a_second_writer_waits_and_is_told),
        CASE(dictionaries_follow_other_connections),
        CASE(a_full_disk_keeps_the_old_state),
        CASE(work_can_be_interrupted),
        CASE(a_killed_process_leaves_the_old_or_the_new),
        CASE(read_only_stores_refuse_writing),
        CASE(read_only_media_can_be_read),
    };
    if (watch_sqlite_memory() != SQLITE_OK)
        return 1;
    return cmocka_run_group_tests_name("sqlite faults", tests, NULL, NULL);
}
