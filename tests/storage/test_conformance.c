/* The conformance suite on each storage of the library: one CMocka group a storage, one test a check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "storage/conformance.h"
#include "unit/random.h"
#ifdef JW_TEST_WITH_POSTGRES
#include <jingwu/sys/postgres.h>
#endif

struct item {
    const jw_conformance_target *target;
    const jw_conformance_check *check;
    uint64_t seed;
};

static void run_item(void **state)
{
    const struct item *item = *state;
    char message[1000];
    int result = jw_conformance_run_check(item->target, item->check, item->seed, message, sizeof message);
    if (result == JW_CONFORMANCE_FAILED)
        print_error("%s, seed %llu: %s\n", item->target->name, (unsigned long long)item->seed, message);
    if (result == JW_CONFORMANCE_SKIPPED)
        skip();
    assert_int_not_equal(result, JW_CONFORMANCE_FAILED);
}

/* ---- targets ---- */

static int no_place(void *userdata, char place[JW_CONFORMANCE_PLACE])
{
    (void)userdata;
    place[0] = '\0';
    return 0;
}

/* A directory of the run, and a number for each store. */
struct directory {
    char path[200];
    int next;
};

static int file_place(void *userdata, char place[JW_CONFORMANCE_PLACE])
{
    struct directory *directory = userdata;
    int length = snprintf(place, JW_CONFORMANCE_PLACE, "%s/store-%d.db", directory->path, directory->next++);
    return length <= 0 || length >= JW_CONFORMANCE_PLACE;
}

static void remove_file(void *userdata, const char *place)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char path[JW_CONFORMANCE_PLACE + 16];
    (void)userdata;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(path, sizeof path, "%s%s", place, endings[i]);
        unlink(path);
    }
}

static int make_directory(struct directory *directory)
{
    const char *base = getenv("TMPDIR");
    snprintf(directory->path, sizeof directory->path, "%s/jingwu-conformance-XXXXXX", base ? base : "/tmp");
    return mkdtemp(directory->path) == NULL;
}

#ifdef JW_TEST_WITH_POSTGRES
/* A schema of the server that JW_TEST_POSTGRES names, for each store. */
static int schema_place(void *userdata, char place[JW_CONFORMANCE_PLACE])
{
    struct directory *directory = userdata;
    int length = snprintf(place, JW_CONFORMANCE_PLACE, "%s&options=-csearch_path%%3Dc%d_%d",
                          strchr(getenv("JW_TEST_POSTGRES"), ':') + 1, (int)getpid(), directory->next++);
    return length <= 0 || length >= JW_CONFORMANCE_PLACE;
}
#endif

static int run_group(const jw_conformance_target *target, uint64_t seed)
{
    enum { MOST = 64 };
    size_t count;
    const jw_conformance_check *checks = jw_conformance_checks(&count);
    struct CMUnitTest tests[MOST];
    struct item items[MOST];
    if (count > MOST)
        return 1;
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct item){target, &checks[i], seed + i};
        tests[i] = (struct CMUnitTest){checks[i].name, run_item, NULL, NULL, &items[i]};
    }
    return _cmocka_run_group_tests(target->name, tests, count, NULL, NULL);
}

int main(int argc, char **argv)
{
    struct directory directory = {.next = 0};
    if (make_directory(&directory) != 0) {
        perror("mkdtemp");
        return 1;
    }
    const jw_conformance_target targets[] = {
        {"memory", jw_storage_memory_init, no_place, NULL, NULL, JW_QUIRK_NO_NOT_FOUND},
        {"sqlite", jw_storage_sqlite_init, file_place, remove_file, &directory, 0},
#ifdef JW_TEST_WITH_POSTGRES
        {"postgresql", jw_storage_postgres_init, schema_place, NULL, &directory, JW_QUIRK_DISTRICT_WRITERS},
#endif
    };
    const char *only = getenv("JW_TEST_STORAGE"); /* one storage only */
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    uint64_t seed = test_random_new("conformance").state;
    int failures = 0;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        if (!only || strcmp(only, targets[i].name) == 0)
            failures += run_group(&targets[i], seed);
    rmdir(directory.path);
    return failures != 0;
}
