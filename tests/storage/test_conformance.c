/* The conformance suite on each storage of the library: one CMocka group a storage, one test a check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <jingwu/sys/testing.h>
#include "unit/random.h"
#ifdef JW_TEST_WITH_POSTGRES
#include <jingwu/sys/postgres.h>
#endif

struct item {
    const jw_storage_target *target;
    size_t rule;
    uint64_t seed;
};

static void run_item(void **state)
{
    const struct item *item = *state;
    jw_storage_result result = {.struct_size = sizeof result};
    assert_int_equal(jw_storage_check_rule(item->target, item->rule, item->seed, &result, NULL), JW_OK);
    if (result.message[0])
        print_message("%s, seed %llu: %s: %s\n", item->target->name, (unsigned long long)item->seed,
                      result.rule, result.message);
    if (result.outcome == JW_RULE_NOT_CLAIMED || result.outcome == JW_RULE_QUIRK)
        skip();
    assert_int_equal(result.outcome, JW_RULE_PASSED);
}

static int run_group(const jw_storage_target *target, uint64_t seed)
{
    enum { MOST = 64 };
    struct CMUnitTest tests[MOST];
    struct item items[MOST];
    size_t count = 0;
    for (; jw_storage_rule(count); count++) {
        if (count == MOST)
            return 1;
        items[count] = (struct item){target, count, seed + count};
        tests[count] = (struct CMUnitTest){jw_storage_rule(count), run_item, NULL, NULL, &items[count]};
    }
    return _cmocka_run_group_tests(target->name, tests, count, NULL, NULL);
}

#ifdef JW_TEST_WITH_POSTGRES
/* A schema of the server that JW_TEST_POSTGRES names, for each store. */
static int32_t schema_place(void *userdata, char place[JW_PLACE_SIZE])
{
    int *next = userdata;
    int length = snprintf(place, JW_PLACE_SIZE, "%s&options=-csearch_path%%3Dc%d_%d",
                          strchr(getenv("JW_TEST_POSTGRES"), ':') + 1, (int)getpid(), (*next)++);
    return length <= 0 || length >= JW_PLACE_SIZE;
}

static jw_storage_target postgres_target(int *next_schema)
{
    jw_storage_target postgres = JW_STORAGE_TARGET_INIT;
    postgres.name = "postgresql";
    postgres.init = jw_storage_postgres_init;
    postgres.new_place = schema_place;
    postgres.userdata = next_schema;
    postgres.quirks.several_writers = 1;
    return postgres;
}
#endif

static jw_storage_target memory_target(void)
{
    jw_storage_target memory = JW_STORAGE_TARGET_INIT;
    memory.name = "memory";
    memory.init = jw_storage_memory_init;
    memory.quirks.no_not_found = 1;
    memory.quirks.no_place = 1;
    return memory;
}

static jw_storage_target sqlite_target(void)
{
    jw_storage_target sqlite = JW_STORAGE_TARGET_INIT;
    sqlite.name = "sqlite";
    sqlite.init = jw_storage_sqlite_init;
    return sqlite;
}

int main(int argc, char **argv)
{
    const jw_storage_target targets[] = {
        memory_target(),
        sqlite_target(),
#ifdef JW_TEST_WITH_POSTGRES
        postgres_target(&(int){0}),
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
    return failures != 0;
}
