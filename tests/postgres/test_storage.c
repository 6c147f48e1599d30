/* What is special to PostgreSQL: places, versions of the form, writers that meet, lost connections, interruption. */
#include "postgres_support.h"

#include <pthread.h>
#include <sys/wait.h>
#include <time.h>

static jw_error err;

#define MUST(call)                                                                                           \
    do {                                                                                                     \
        err = (jw_error)JW_ERROR_INIT;                                                                       \
        pg_must(#call, (call), &err);                                                                        \
    } while (0)
#define REFUSED(wanted, call)                                                                                \
    do {                                                                                                     \
        err = (jw_error)JW_ERROR_INIT;                                                                       \
        jw_status status_ = (call);                                                                          \
        if (status_ != (wanted))                                                                             \
            fail_msg("%s gave %s: %s", #call, jw_status_name(status_), err.message);                         \
        assert_int_equal(err.status, (wanted));                                                              \
        assert_true(err.message[0]);                                                                         \
    } while (0)

/* ---- places ---- */

static void nothing_tells_a_password(void **state)
{
    static const struct {
        const char *place;
        jw_status status;
    } places[] = {
        {"//u:verysecret@/postgres?host=/nowhere", JW_EUNAVAILABLE},
        {"//u@/postgres?host=/nowhere&password=verysecret", JW_EUNAVAILABLE},
        {"//u:verysecret@[/postgres", JW_EINVAL},
        {"//u:verysecret@%zz/postgres", JW_EINVAL},
        {"//u:verysecret@/postgres?unknown=x", JW_EINVAL},
        {"host=/nowhere password=verysecret", JW_EUNAVAILABLE},
        {"host=/nowhere password='verysecret", JW_EINVAL},
        {"verysecret", JW_EINVAL},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH(places); i++) {
        pg_store store;
        pg_prepare(&store, "x", "jingwu");
        snprintf(store.place, sizeof store.place, "%s", places[i].place);
        REFUSED(places[i].status, pg_open(&store, JW_STORAGE_CREATE, &err));
        assert_null(strstr(err.message, "verysecret"));
        assert_null(strchr(err.message, '\n'));
        pg_free(&store);
    }
}

static void places_that_are_not_there(void **state)
{
    (void)state;
    pg_store store;
    pg_prepare(&store, "x", "jingwu");
    snprintf(store.place, sizeof store.place, "//jingwu@/nodatabase?host=%s", getenv("JW_TEST_POSTGRES_DIRECTORY"));
    REFUSED(JW_ENOTFOUND, pg_open(&store, 0, &err));
    assert_string_equal(err.sqlstate, "3D000");
    pg_place(store.place, "x", "nobody_at_all", "");
    REFUSED(JW_EPERMISSION, pg_open(&store, 0, &err));
    assert_string_equal(err.sqlstate, "28000");
    snprintf(store.place, sizeof store.place, "dbname=postgres user=jingwu host=%s options=-csearch_path=strings",
             getenv("JW_TEST_POSTGRES_DIRECTORY"));
    MUST(pg_open(&store, JW_STORAGE_CREATE, &err)); /* a connection string instead of a URI */
    pg_free(&store);
}

/* ---- forms ---- */

static jw_storage_description described(pg_store *store)
{
    jw_storage_description description = {.struct_size = sizeof description};
    MUST(store->ops.describe(store->storage, &description, &err));
    return description;
}

static void newer_and_foreign_forms(void **state)
{
    (void)state;
    pg_store store = pg_new("newer");
    store.ops.close(store.storage);
    store.storage = NULL;
    pg_sql("newer", "UPDATE jingwu_form SET version = 99", NULL, 0);
    REFUSED(JW_EVERSION, pg_open(&store, JW_STORAGE_UPGRADE, &err));
    pg_sql("newer", "DELETE FROM jingwu_form", NULL, 0);
    REFUSED(JW_ECORRUPT, pg_open(&store, 0, &err));
    pg_sql("newer", "INSERT INTO jingwu_form VALUES (true, 1); DROP TABLE duty", NULL, 0);
    MUST(pg_open(&store, 0, &err));
    int64_t count;
    REFUSED(JW_ECORRUPT, pg_count(&store, NULL, NULL, &count, &err));
    assert_string_equal(err.sqlstate, "42P01");
    pg_free(&store);
}

/* A form before the first: without a table and a column that came later. */
static void older_form(void **state)
{
    (void)state;
    pg_store store = pg_new("older"), other;
    MUST(pg_write(&store, "430407", "A", 0, 10, JW_PUT_INSERT, &err));
    store.ops.close(store.storage);
    store.storage = NULL;
    pg_sql("older", "UPDATE jingwu_form SET version = 0; ALTER TABLE duty DROP COLUMN village; DROP TABLE inventory",
           NULL, 0);
    MUST(pg_open(&store, 0, &err));
    assert_int_equal(described(&store).form_version, 0);
    assert_int_equal(described(&store).read_only, 1);
    assert_int_equal(pg_counted(&store, "430407", NULL), 10);
    REFUSED(JW_EREADONLY, store.ops.begin(store.storage, JW_BEGIN_WRITE, &err));
    pg_prepare(&other, "older", "jingwu");
    MUST(pg_open(&other, JW_STORAGE_UPGRADE, &err));
    assert_int_equal(described(&other).form_version, described(&other).current_version);
    MUST(pg_write(&other, "430407", "B", 0, 10, JW_PUT_INSERT, &err));
    assert_int_equal(pg_counted(&store, "430407", NULL), 20);
    pg_free(&other);
    pg_free(&store);
}

static void *open_with_flags(void *argument)
{
    pg_store *store = argument;
    jw_error own = JW_ERROR_INIT;
    jw_status status = pg_open(store, JW_STORAGE_CREATE | JW_STORAGE_UPGRADE, &own);
    return status == JW_OK ? NULL : argument;
}

/* Several make the same store, then upgrade it, at the same time. */
static void made_and_upgraded_at_once(void **state)
{
    enum { MANY = 6 };
    (void)state;
    for (int round = 0; round < 2; round++) {
        pg_store stores[MANY];
        pthread_t threads[MANY];
        if (round)
            pg_sql("race", "UPDATE jingwu_form SET version = 0; ALTER TABLE duty DROP COLUMN village", NULL, 0);
        for (int i = 0; i < MANY; i++) {
            pg_prepare(&stores[i], "race", "jingwu");
            assert_int_equal(pthread_create(&threads[i], NULL, open_with_flags, &stores[i]), 0);
        }
        for (int i = 0; i < MANY; i++) {
            void *result;
            assert_int_equal(pthread_join(threads[i], &result), 0);
            assert_null(result);
            assert_int_equal(described(&stores[i]).form_version, 1);
            pg_free(&stores[i]);
        }
    }
}

/* ---- writers that meet ---- */

static void one_wins(void **state)
{
    (void)state;
    pg_store one = pg_new("meet"), two = pg_new("meet");
    MUST(one.ops.begin(one.storage, JW_BEGIN_WRITE, &err));
    MUST(two.ops.begin(two.storage, JW_BEGIN_WRITE, &err));
    MUST(pg_put(&one, "430407", "A", 0, 10, JW_PUT_INSERT, &err));
    REFUSED(JW_EBUSY, pg_put(&two, "430407", "A", 0, 10, JW_PUT_INSERT, &err));
    assert_string_equal(err.sqlstate, "55P03");
    two.ops.rollback(two.storage);
    MUST(one.ops.commit(one.storage, &err));
    REFUSED(JW_EEXIST, pg_write(&two, "430407", "A", 0, 10, JW_PUT_INSERT, &err)); /* sees what the other wrote */
    assert_int_equal(err.row, 1);
    REFUSED(JW_EEXIST, pg_write(&two, "430407", "A", 0, 1000, JW_PUT_INSERT, &err));
    MUST(pg_write(&two, "430407", "A", 0, 1000, JW_PUT_UPSERT, &err));
    assert_int_equal(pg_counted(&one, "430407", "A"), 1000);

    /* a writer who expected what was there before the other */
    struct ArrowArray old = pg_duty(two.context, "430407", "A", 0, 10);
    MUST(one.ops.begin(one.storage, JW_BEGIN_WRITE, &err));
    MUST(one.ops.remove(one.storage, JW_RECORD_DUTY, &old, &err));
    MUST(one.ops.commit(one.storage, &err));
    MUST(two.ops.begin(two.storage, JW_BEGIN_WRITE, &err));
    REFUSED(JW_ECONFLICT, two.ops.put(two.storage, JW_RECORD_DUTY, &old, JW_PUT_EXPECTED, &old, &err));
    two.ops.rollback(two.storage);
    old.release(&old);
    pg_free(&one);
    pg_free(&two);
}

/* Each waits for a district that the other holds: the server or the time limit ends one, which repeats. */
static void crossed_locks(void **state)
{
    (void)state;
    pg_store one = pg_new("crossed"), two = pg_new("crossed");
    MUST(one.ops.begin(one.storage, JW_BEGIN_WRITE, &err));
    MUST(two.ops.begin(two.storage, JW_BEGIN_WRITE, &err));
    MUST(pg_put(&one, "1", "A", 0, 1, JW_PUT_INSERT, &err));
    MUST(pg_put(&two, "2", "A", 0, 1, JW_PUT_INSERT, &err));
    err = (jw_error)JW_ERROR_INIT;
    jw_status status = pg_put(&two, "1", "A", 1, 1, JW_PUT_INSERT, &err);
    assert_true(status == JW_EBUSY || status == JW_ECONFLICT);
    two.ops.rollback(two.storage);
    MUST(pg_put(&one, "2", "A", 1, 1, JW_PUT_INSERT, &err));
    MUST(one.ops.commit(one.storage, &err));
    MUST(pg_write(&two, "2", "A", 0, 1, JW_PUT_INSERT, &err));
    assert_int_equal(pg_counted(&two, NULL, NULL), 3);
    pg_free(&one);
    pg_free(&two);
}

struct loader {
    pg_store store;
    const char *district;
    int64_t rows;
    int busy; /* how often another was in the way */
};

/* Writes rows one after the other, again when another is writing. */
static void *load(void *argument)
{
    struct loader *loader = argument;
    for (int64_t done = 0; done < loader->rows;) {
        jw_error own = JW_ERROR_INIT;
        jw_status status = pg_write(&loader->store, loader->district, loader->district, done, 5, JW_PUT_UPSERT, &own);
        if (status == JW_OK)
            done += 5;
        else if (status == JW_EBUSY || status == JW_ECONFLICT)
            loader->busy++;
        else
            return argument;
    }
    return NULL;
}

static void run_loaders(struct loader *loaders, size_t count)
{
    pthread_t threads[8];
    for (size_t i = 0; i < count; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, load, &loaders[i]), 0);
    for (size_t i = 0; i < count; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_null(result);
    }
}

static void districts_in_parallel(void **state)
{
    (void)state;
    struct loader loaders[4];
    static const char *const districts[] = {"1", "2", "3", "1"};
    for (size_t i = 0; i < 4; i++)
        loaders[i] = (struct loader){.store = pg_new("parallel"), .district = districts[i], .rows = 200};
    run_loaders(loaders, 4);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pg_counted(&loaders[0].store, districts[i], NULL), 200);
    assert_int_equal(loaders[1].busy, 0); /* nobody else writes these */
    assert_int_equal(loaders[2].busy, 0);

    /* while one holds its district, another writes its own to the end */
    MUST(loaders[0].store.ops.begin(loaders[0].store.storage, JW_BEGIN_WRITE, &err));
    MUST(pg_put(&loaders[0].store, "1", "held", 0, 500, JW_PUT_INSERT, &err));
    MUST(pg_write(&loaders[1].store, "2", "free", 0, 500, JW_PUT_INSERT, &err));
    MUST(loaders[0].store.ops.commit(loaders[0].store.storage, &err));
    for (size_t i = 0; i < 4; i++)
        pg_free(&loaders[i].store);
}

/* ---- lost connections ---- */

#define TERMINATE "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jingwu'"

static void lost_connections(void **state)
{
    (void)state;
    pg_store store = pg_new("lost");
    MUST(pg_write(&store, "430407", "A", 0, 10, JW_PUT_INSERT, &err));

    pg_sql("lost", TERMINATE, NULL, 0); /* idle: the next transaction does not notice */
    MUST(pg_write(&store, "430407", "A", 10, 10, JW_PUT_INSERT, &err));
    pg_sql("lost", TERMINATE, NULL, 0);
    assert_int_equal(pg_counted(&store, NULL, NULL), 20);

    MUST(store.ops.begin(store.storage, JW_BEGIN_WRITE, &err)); /* nothing done yet: begun again */
    pg_sql("lost", TERMINATE, NULL, 0);
    MUST(pg_put(&store, "430407", "A", 20, 10, JW_PUT_INSERT, &err));
    MUST(store.ops.commit(store.storage, &err));

    for (int many = 0; many < 2; many++) { /* within a transaction: a clean failure */
        MUST(store.ops.begin(store.storage, JW_BEGIN_WRITE, &err));
        MUST(pg_put(&store, "430407", "B", 0, 10, JW_PUT_INSERT, &err));
        pg_sql("lost", TERMINATE, NULL, 0);
        REFUSED(JW_EUNAVAILABLE, pg_put(&store, "430407", "B", 10, many ? 5000 : 10, JW_PUT_INSERT, &err));
        REFUSED(JW_EUNAVAILABLE, pg_put(&store, "430407", "B", 10, many ? 5000 : 10, JW_PUT_UPSERT, &err));
        store.ops.rollback(store.storage);
    }
    MUST(store.ops.begin(store.storage, JW_BEGIN_WRITE, &err)); /* before its commit: nothing was written, and we know */
    MUST(pg_put(&store, "430407", "B", 0, 10, JW_PUT_INSERT, &err));
    pg_sql("lost", TERMINATE, NULL, 0);
    REFUSED(JW_EUNAVAILABLE, store.ops.commit(store.storage, &err));
    assert_int_equal(pg_counted(&store, NULL, NULL), 30);
    pg_free(&store);
}

/* The answer to a commit is lost, and the head of the journal tells that it was done. */
static void lost_answer(void **state)
{
    (void)state;
    pg_store store = pg_new("answer");
    MUST(store.ops.begin(store.storage, JW_BEGIN_WRITE, &err));
    MUST(pg_put(&store, "430407", "A", 0, 10, JW_PUT_INSERT, &err));
    /* commits wait for a standby that is not there, until the backend is ended: then they are done, unanswered */
    pg_sql("answer", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", NULL, 0);
    pg_sql("answer", "SELECT pg_reload_conf(), pg_sleep(0.3)", NULL, 0);
    pid_t child = fork();
    if (child == 0) {
        char command[PLACE_SIZE];
        snprintf(command, sizeof command,
                 "sleep 1; psql -X -q -h %s -U jingwu -d postgres -c \"%s AND wait_event = 'SyncRep'\" > /dev/null; "
                 "psql -X -q -h %s -U jingwu -d postgres -c 'SET synchronous_commit = local' "
                 "-c \"ALTER SYSTEM RESET synchronous_standby_names\" -c 'SELECT pg_reload_conf()' > /dev/null",
                 getenv("JW_TEST_POSTGRES_DIRECTORY"), TERMINATE, getenv("JW_TEST_POSTGRES_DIRECTORY"));
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    MUST(store.ops.commit(store.storage, &err));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(pg_counted(&store, NULL, NULL), 10);
    pg_free(&store);
}

/* ---- interruption ---- */

static void *interrupt_soon(void *argument)
{
    pg_store *store = argument;
    struct timespec time = {0, 300000000};
    nanosleep(&time, NULL);
    store->ops.interrupt(store->storage);
    return NULL;
}

static void interrupted(void **state)
{
    (void)state;
    pg_store store = pg_new("interrupt"), other = pg_new("interrupt");
    pthread_t thread;
    pg_sql("interrupt", "INSERT INTO duty SELECT '1', 'P' || p, h * 3600, 'S', h * 3600 + 1800, 'patrol'\n"
                        "FROM generate_series(1, 200) p, generate_series(1, 1000) h", NULL, 0);
    MUST(other.ops.begin(other.storage, JW_BEGIN_WRITE, &err));
    MUST(pg_put(&other, "1", "A", 0, 1, JW_PUT_INSERT, &err));
    MUST(store.ops.begin(store.storage, JW_BEGIN_WRITE, &err));
    assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, &store), 0);
    REFUSED(JW_ECANCELLED, pg_put(&store, "1", "B", 0, 1, JW_PUT_INSERT, &err)); /* while it waits for the lock */
    assert_int_equal(pthread_join(thread, NULL), 0);
    store.ops.rollback(store.storage);
    other.ops.rollback(other.storage);
    MUST(pg_write(&store, "1", "B", 0, 1, JW_PUT_INSERT, &err)); /* and it can go on */
    pg_free(&other);
    pg_free(&store);
}

static void statement_timeout(void **state)
{
    (void)state;
    pg_store store = pg_new("slow"), other = pg_new("slow"), limited;
    MUST(other.ops.begin(other.storage, JW_BEGIN_WRITE, &err));
    MUST(pg_put(&other, "1", "A", 0, 1, JW_PUT_INSERT, &err));
    pg_prepare(&limited, "slow", "jingwu");
    pg_place(limited.place, "slow", "jingwu", "%20-cstatement_timeout%3D200");
    MUST(pg_open(&limited, 0, &err));
    MUST(limited.ops.begin(limited.storage, JW_BEGIN_WRITE, &err));
    REFUSED(JW_EBUSY, pg_put(&limited, "1", "B", 0, 1, JW_PUT_INSERT, &err));
    assert_string_equal(err.sqlstate, "57014");
    limited.ops.rollback(limited.storage);
    other.ops.rollback(other.storage);
    pg_free(&limited);
    pg_free(&other);
    pg_free(&store);
}

/* ---- limits ---- */

/* What the storage relies on is kept by the server. */
static void duty_longer_than_a_week(void **state)
{
    (void)state;
    pg_store store = pg_new("limits");
    struct ArrowArray rows = pg_duty(store.context, "1", "A", 0, 1);
    jw_rows view;
    MUST(jw_rows_view(&rows, JW_RECORD_DUTY, &view, &err));
    int64_t finish = 8 * 86400;
    memcpy((char *)(uintptr_t)view.columns[4].values, &finish, sizeof finish);
    MUST(store.ops.begin(store.storage, JW_BEGIN_WRITE, &err));
    REFUSED(JW_ELIMIT, store.ops.put(store.storage, JW_RECORD_DUTY, &rows, JW_PUT_INSERT, NULL, &err));
    store.ops.rollback(store.storage);
    rows.release(&rows);
    pg_free(&store);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_tells_a_password),  cmocka_unit_test(places_that_are_not_there),
        cmocka_unit_test(newer_and_foreign_forms),   cmocka_unit_test(older_form),
        cmocka_unit_test(made_and_upgraded_at_once), cmocka_unit_test(one_wins),
        cmocka_unit_test(crossed_locks),             cmocka_unit_test(districts_in_parallel),
        cmocka_unit_test(lost_connections),          cmocka_unit_test(lost_answer),
        cmocka_unit_test(interrupted),               cmocka_unit_test(statement_timeout),
        cmocka_unit_test(duty_longer_than_a_week),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
