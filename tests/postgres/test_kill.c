/*
 * A server that dies: its processes, or the one that serves the writer, are killed at random moments of commits and COPYs.
 * Each transaction writes a round of rows for two persons; afterwards a round is there wholly or not at all, every
 * acknowledged one is there, none that was reported as not written is, and none is there twice.
 */
#include "postgres_support.h"

#include <sys/wait.h>
#include <time.h>

enum outcome { NEVER, ACKNOWLEDGED, REFUSED, OPEN };

#define ROUNDS_MAX 4000

struct writer {
    pg_store store;
    int64_t rows; /* of each person in a round */
    int32_t mode;
    enum outcome outcomes[ROUNDS_MAX];
    int64_t rounds;
    int64_t counts[4];
};

static void wait_for(int64_t microseconds)
{
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&time, NULL);
}

static enum outcome write_round(struct writer *writer, bool *connection_failed)
{
    pg_store *store = &writer->store;
    jw_error err = JW_ERROR_INIT;
    int64_t first = writer->rounds * writer->rows;
    *connection_failed = true;
    if (store->ops.begin(store->storage, JW_BEGIN_WRITE, &err) != JW_OK)
        return REFUSED;
    jw_status status = pg_put(store, "430407", "A", first, writer->rows, writer->mode, &err);
    if (status == JW_OK)
        status = pg_put(store, "430407", "B", first, writer->rows, writer->mode, &err);
    if (status != JW_OK) {
        assert_true(err.message[0] && err.status == status);
        assert_true(status == JW_EUNAVAILABLE || status == JW_EIO);
        store->ops.rollback(store->storage);
        return REFUSED;
    }
    status = store->ops.commit(store->storage, &err);
    *connection_failed = status != JW_OK;
    if (status != JW_OK)
        assert_true(status == JW_EUNAVAILABLE || status == JW_EUNKNOWN);
    return status == JW_OK ? ACKNOWLEDGED : status == JW_EUNKNOWN ? OPEN : REFUSED;
}

/* Writes rounds until the server fails, or the killer has done its work between two transactions. */
static void write_until_failure(struct writer *writer, pid_t killer)
{
    bool failed = false, killed = false;
    while (!failed && writer->rounds < ROUNDS_MAX) {
        if (killed) /* the round before this one did not notice */
            return;
        int status;
        killed = waitpid(killer, &status, WNOHANG) == killer;
        enum outcome outcome = write_round(writer, &failed);
        writer->outcomes[writer->rounds++] = outcome;
        writer->counts[outcome]++;
    }
    if (!killed)
        assert_int_equal(waitpid(killer, NULL, 0), killer);
}

static void check_rounds(struct writer *writer)
{
    int64_t expected = 0;
    for (int64_t round = 0; round < writer->rounds; round++) {
        char sql[200], a[24], b[24];
        int64_t from = round * writer->rows * 3600, to = from + writer->rows * 3600;
        const char *text = "SELECT count(*) FROM duty WHERE staff = '%s' AND start >= %lld AND start < %lld";
        if (writer->outcomes[round] == ACKNOWLEDGED) {
            expected += 2 * writer->rows;
            continue;
        }
        snprintf(sql, sizeof sql, text, "A", (long long)from, (long long)to);
        pg_sql("killed", sql, a, sizeof a);
        snprintf(sql, sizeof sql, text, "B", (long long)from, (long long)to);
        pg_sql("killed", sql, b, sizeof b);
        assert_string_equal(a, b);
        int64_t there = strtoll(a, NULL, 10);
        assert_true(there == 0 || there == writer->rows);
        if (writer->outcomes[round] == REFUSED)
            assert_int_equal(there, 0);
        expected += 2 * there;
    }
    assert_int_equal(pg_counted(&writer->store, NULL, NULL), expected);
}

/* A process that kills after a while: the server, or the backends of the writer. */
static pid_t start_killer(bool whole_server, int64_t microseconds)
{
    pid_t child = fork();
    if (child)
        return child;
    char command[400];
    const char *directory = getenv("JW_TEST_POSTGRES_DIRECTORY");
    if (whole_server)
        snprintf(command, sizeof command, "exec sh %s/kill", directory);
    else
        snprintf(command, sizeof command,
                 "kill -KILL $(ps -o pid=,args= --ppid $(head -n 1 %s/data/postmaster.pid) | awk '/jingwu postgres \\[local\\]/ {print $1}')"
                 " 2> /dev/null; true",
                 directory);
    wait_for(microseconds);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static int kills(void)
{
    return getenv("JW_TEST_FULL") ? 25 : 5;
}

static void kill_again_and_again(bool whole_server, int64_t rows, int32_t mode, int64_t longest)
{
    static struct writer writer;
    test_random random = test_random_new("kill");
    memset(&writer, 0, sizeof writer);
    pg_sql("public", "DROP SCHEMA IF EXISTS killed CASCADE", NULL, 0);
    writer.store = pg_new("killed");
    writer.rows = rows;
    writer.mode = mode;
    for (int i = 0; i < kills(); i++) {
        pg_sql("public", "CHECKPOINT", NULL, 0); /* so that recovery is short */
        pid_t killer = start_killer(whole_server, test_random_between(&random, 500, longest));
        write_until_failure(&writer, killer);
        if (whole_server)
            pg_server("start");
        /* the same storage goes on; a server that recovers by itself may refuse for a moment */
        jw_error err = JW_ERROR_INIT;
        int64_t count;
        jw_status again = pg_count(&writer.store, "430407", "A", &count, &err);
        for (int attempt = 0; again == JW_EUNAVAILABLE && attempt < 50; attempt++) {
            wait_for(100000);
            again = pg_count(&writer.store, "430407", "A", &count, &err);
        }
        pg_must("after the kill", again, &err);
    }
    check_rounds(&writer);
    print_message("    %lld acknowledged, %lld not written, %lld open\n", (long long)writer.counts[ACKNOWLEDGED],
                  (long long)writer.counts[REFUSED], (long long)writer.counts[OPEN]);
    pg_free(&writer.store);
}

static void server_dies_in_commits(void **state)
{
    (void)state;
    kill_again_and_again(true, 3, JW_PUT_INSERT, 150000);
}

static void server_dies_in_copies(void **state)
{
    (void)state;
    kill_again_and_again(true, 3000, JW_PUT_INSERT, 400000);
}

static void server_dies_in_staged_copies(void **state)
{
    (void)state;
    kill_again_and_again(true, 3000, JW_PUT_UPSERT, 400000);
}

static void backend_dies_in_commits(void **state)
{
    (void)state;
    kill_again_and_again(false, 3, JW_PUT_UPSERT, 150000);
}

static void backend_dies_in_copies(void **state)
{
    (void)state;
    kill_again_and_again(false, 3000, JW_PUT_INSERT, 400000);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_dies_in_commits),       cmocka_unit_test(server_dies_in_copies),
        cmocka_unit_test(server_dies_in_staged_copies), cmocka_unit_test(backend_dies_in_commits),
        cmocka_unit_test(backend_dies_in_copies),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
