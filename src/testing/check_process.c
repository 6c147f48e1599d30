/* Several processes at one store, and one that is killed. The store of the parent is closed before it forks.
 */
#include "testing/run.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void pause_for(long microseconds)
{
    struct timespec wait = {0, microseconds * 1000};
    nanosleep(&wait, NULL);
}

/* In the child: a context and a store of its own. */
static void open_in_child(jw_storage_run *run)
{
    run->storage = NULL;
    run->fail_in = -1;
    if (jw_context_new(NULL, &run->context, &run->err) != JW_OK || jw_run__open(run, 0) != JW_OK)
        _exit(2);
}

#define CHILDREN 2
#define UPDATES 25
#define TRIES 20000

static bool may_be_repeated(jw_status status)
{
    return status == JW_EBUSY || status == JW_ECONFLICT;
}

/* Adds one to the number of the only row, as somebody who has read it. */
static jw_status add_one(jw_storage_run *run)
{
    struct model before, after;
    struct ArrowArray expected;
    jw_status status = run->ops.begin(run->storage, JW_BEGIN_WRITE, &run->err);
    if (status != JW_OK)
        return status;
    status = jw_run__scan(run, JW_RECORD_DISTRICT, NULL, NULL, &before);
    if (status == JW_OK && before.count != 1)
        status = jw_error_set(&run->err, JW_EINTERNAL, 0, "%zu rows instead of 1", before.count);
    if (status == JW_OK)
        status = jw_run__batch(run, &before, 0, 1, &expected);
    if (status == JW_OK) {
        jw_model__copy(&after, &before);
        after.rows[0][2].integer++;
        status = jw_run__put(run, &after, JW_PUT_EXPECTED, &expected);
        expected.release(&expected);
        jw_model__free(&after);
        jw_model__free(&before);
    }
    if (status == JW_OK)
        return run->ops.commit(run->storage, &run->err);
    run->ops.rollback(run->storage);
    return status;
}

static void update_in_child(jw_storage_run *run)
{
    open_in_child(run);
    for (int done = 0, tries = 0; done < UPDATES; tries++) {
        jw_status status = add_one(run);
        done += status == JW_OK;
        if ((status != JW_OK && !may_be_repeated(status)) || tries > TRIES)
            _exit(3);
        if (status != JW_OK)
            pause_for(500);
    }
    run->ops.close(run->storage);
    _exit(0);
}

static int wait_for(pid_t child)
{
    int status;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int jw_check__two_processes(jw_storage_run *run)
{
    if (!(run->ops.caps & JW_STORAGE_CONCURRENT))
        NOT_CLAIMED(run, "caps without JW_STORAGE_CONCURRENT");
    if (run->target->quirks.no_processes)
        BY_QUIRK(run, "no_processes: a child process cannot open the store");
    struct model row;
    pid_t children[CHILDREN];
    jw_model__init(&row, JW_RECORD_DISTRICT);
    jw_model__fill(&row, 1, &run->random);
    row.rows[0][2].absent = false;
    row.rows[0][2].integer = 0;
    STEP(jw_run__store(run, &row, JW_PUT_INSERT));
    jw_run__close(run);
    for (int i = 0; i < CHILDREN; i++)
        if ((children[i] = fork()) == 0)
            update_in_child(run);
    for (int i = 0; i < CHILDREN; i++) {
        int exit_status = children[i] > 0 ? wait_for(children[i]) : -1;
        if (exit_status != 0)
            FAIL(run,
                 exit_status == 2 ? "a second process cannot open the store"
                                  : "a writer in another process failed (%d)",
                 exit_status);
    }
    EXPECT_OK(run, jw_run__open(run, 0));
    row.rows[0][2].integer = CHILDREN * UPDATES;
    STEP(jw_run__is(run, &row));
    jw_model__free(&row);
    return JW_RULE_PASSED;
}

/* ---- the killed process ---- */

#define PARTS 40
#define ROUNDS 4

/* The rows of the first parts: part p has each row whose number has the remainder p. */
static void first_parts(const struct model *all, size_t parts, struct model *out)
{
    jw_model__init(out, all->record);
    for (size_t i = 0; i < all->count; i++)
        if (i % PARTS < parts)
            jw_model__append(out, jw_model__row_copy(all->record, all->rows[i]));
}

static void one_part(const struct model *all, size_t part, struct model *out)
{
    jw_model__init(out, all->record);
    for (size_t i = part; i < all->count; i += PARTS)
        jw_model__append(out, jw_model__row_copy(all->record, all->rows[i]));
}

/* Commits so many parts, one after the other, and says so; or all, and stays in the middle of the last
 * transaction. */
static void write_in_child(jw_storage_run *run, const struct model *all, size_t parts, int pipe_end)
{
    open_in_child(run);
    for (size_t part = 0; part < parts; part++) {
        struct model rows;
        one_part(all, part, &rows);
        if (run->ops.begin(run->storage, JW_BEGIN_WRITE, &run->err) != JW_OK ||
            jw_run__put(run, &rows, JW_PUT_INSERT, NULL) != JW_OK)
            _exit(3);
        if (part + 1 == PARTS)
            break;
        if (run->ops.commit(run->storage, &run->err) != JW_OK || write(pipe_end, "c", 1) != 1)
            _exit(3);
        jw_model__free(&rows);
    }
    for (;;)
        pause();
}

/* Kills the writer after some acknowledged commits: at once, or somewhere in what follows; how many were, or
 * -1. */
static int kill_a_writer(jw_storage_run *run, const struct model *all, int wanted, bool at_once)
{
    int ends[2], acknowledged = 0;
    char letter[PARTS];
    if (pipe(ends) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_in_child(run, all, at_once ? (size_t)wanted : PARTS, ends[1]);
    }
    close(ends[1]);
    while (child > 0 && acknowledged < wanted && read(ends[0], letter, 1) == 1)
        acknowledged++;
    bool reached = acknowledged == wanted;
    pause_for((long)test_random_between(&run->random, 0, 3000));
    if (child > 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    /* what was acknowledged up to the end counts, too */
    for (ssize_t more = 0; reached && (more = read(ends[0], letter, sizeof letter)) > 0;)
        acknowledged += (int)more;
    close(ends[0]);
    return child > 0 && reached ? acknowledged : -1;
}

/* All that was acknowledged, and at most the transaction after it. */
static int whole_transactions(jw_storage_run *run, const struct model *all, int acknowledged)
{
    struct model got, wanted;
    STEP(jw_run__begin(run, JW_BEGIN_READ));
    EXPECT_OK(run, jw_run__scan(run, all->record, NULL, NULL, &got));
    jw_run__rollback(run);
    first_parts(all, (size_t)acknowledged, &wanted);
    if (got.count != wanted.count) {
        jw_model__free(&wanted);
        first_parts(all, (size_t)acknowledged + 1, &wanted);
    }
    STEP(jw_run__same(run, &got, &wanted));
    jw_model__free(&got);
    jw_model__free(&wanted);
    return JW_RULE_PASSED;
}

static int kill_round(jw_storage_run *run, const struct model *all, int wanted, bool at_once)
{
    struct model written;
    jw_run__close(run);
    int acknowledged = kill_a_writer(run, all, wanted, at_once);
    if (acknowledged < 0)
        FAIL(run, "a process that writes stopped by itself");
    EXPECT_OK(run, jw_run__open(run, JW_STORAGE_CREATE));
    STEP(whole_transactions(run, all, acknowledged));
    /* and it can be written again */
    first_parts(all, PARTS, &written);
    STEP(jw_run__store(run, &written, JW_PUT_UPSERT));
    STEP(jw_run__is(run, &written));
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__remove(run, &written));
    jw_model__free(&written);
    return jw_run__commit(run);
}

int jw_check__kill(jw_storage_run *run)
{
    if (!(run->ops.caps & JW_STORAGE_DURABLE))
        NOT_CLAIMED(run, "caps without JW_STORAGE_DURABLE");
    if (run->target->quirks.no_processes)
        BY_QUIRK(run, "no_processes: a child process cannot open the store");
    struct model all;
    jw_model__init(&all, JW_RECORD_DUTY);
    jw_model__fill(&all, 800, &run->random);
    for (int round = 0; round < ROUNDS; round++)
        STEP(kill_round(run, &all, round * (PARTS - 1) / (ROUNDS - 1), round % 2 == 0));
    jw_model__free(&all);
    return JW_RULE_PASSED;
}
