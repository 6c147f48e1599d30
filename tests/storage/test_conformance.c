/* The conformance suite on each storage of the library: one CMocka group a storage, one test a check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <jingwu/sys/testing.h>
#include "unit/random.h"

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

int main(int argc, char **argv)
{
    jw_storage_target memory = JW_STORAGE_TARGET_INIT, sqlite = JW_STORAGE_TARGET_INIT;
    memory.name = "memory";
    memory.init = jw_storage_memory_init;
    memory.quirks.no_not_found = 1;
    memory.quirks.no_place = 1;
    sqlite.name = "sqlite";
    sqlite.init = jw_storage_sqlite_init;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    uint64_t seed = test_random_new("conformance").state;
    return run_group(&memory, seed) + run_group(&sqlite, seed) != 0;
}
