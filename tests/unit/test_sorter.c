/* The external sorter against qsort(), with budgets from nothing to plenty. */
#include "support.h"
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include "exchange/sorter.h"
#include "random.h"

typedef struct entry {
    unsigned char key[24];
    size_t key_length;
    size_t number; /* in the order of adding; also the payload */
    size_t payload_length;
} entry;

static int compare(const void *left, const void *right)
{
    const entry *a = left;
    const entry *b = right;
    size_t common = a->key_length < b->key_length ? a->key_length : b->key_length;
    int order = memcmp(a->key, b->key, common);
    if (order)
        return order;
    if (a->key_length != b->key_length)
        return a->key_length < b->key_length ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

enum order { RANDOM, SORTED, REVERSED, EQUAL, RUNS, ORDERS };

static entry *make_entries(test_random *random, size_t count, enum order order)
{
    entry *entries = calloc(count + 1, sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        size_t rank = order == SORTED ? i : order == REVERSED ? count - i : order == RUNS ? i % 100 : 7;
        if (order == RANDOM) {
            entries[i].key_length = (size_t)test_random_between(random, 0, 20);
            for (size_t j = 0; j < entries[i].key_length; j++)
                entries[i].key[j] = j < 6 ? 'k' : (unsigned char)test_random_between(random, 0, 3);
        } else {
            entries[i].key_length = (size_t)sprintf((char *)entries[i].key, "610803:%010zu", rank);
        }
        entries[i].number = i;
        entries[i].payload_length = sizeof(size_t) + (size_t)test_random_between(random, 0, 40);
    }
    return entries;
}

static jw_status add(struct jw_sorter *sorter, const entry *from, jw_error *err)
{
    unsigned char payload[64] = {0};
    memcpy(payload, &from->number, sizeof from->number);
    struct jw_sorter_entry added = {from->key, from->key_length, payload, from->payload_length};
    return jw_sorter__add(sorter, &added, err);
}

static void check_read(struct jw_sorter *sorter, const entry *sorted, size_t count)
{
    struct jw_sorter_entry found;
    bool end;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(jw_sorter__next(sorter, &found, &end, NULL), JW_OK);
        assert_false(end);
        assert_int_equal(found.key_length, sorted[i].key_length);
        assert_memory_equal(found.key, sorted[i].key, found.key_length);
        assert_int_equal(found.payload_length, sorted[i].payload_length);
        assert_memory_equal(found.payload, &sorted[i].number, sizeof sorted[i].number);
    }
    assert_int_equal(jw_sorter__next(sorter, &found, &end, NULL), JW_OK);
    assert_true(end);
}

/* Gives the number of runs that were left to read. */
static size_t check_sort(test_random *random, size_t count, enum order order, size_t budget)
{
    entry *entries = make_entries(random, count, order);
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    struct jw_sorter *sorter;
    assert_int_equal(jw_sorter__new(context, budget, "/tmp", &sorter, NULL), JW_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(add(sorter, &entries[i], NULL), JW_OK);
    assert_int_equal(jw_sorter__count(sorter), count);
    assert_int_equal(jw_sorter__finish(sorter, NULL), JW_OK);
    size_t runs = jw_sorter__runs(sorter);
    qsort(entries, count, sizeof *entries, compare);
    check_read(sorter, entries, count);
    assert_int_equal(jw_sorter__rewind(sorter, NULL), JW_OK);
    check_read(sorter, entries, count);
    jw_sorter__free(sorter);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
    free(entries);
    return runs;
}

static void test_against_qsort(void **state)
{
    (void)state;
    static const size_t budgets[] = {0, 100, 1000, 20000, 300000, 1 << 24};
    static const size_t counts[] = {0, 1, 2, 17, 500, 3000};
    test_random random = test_random_new("sorter");
    for (size_t b = 0; b < LENGTH(budgets); b++)
        for (size_t c = 0; c < LENGTH(counts); c++)
            for (enum order order = 0; order < ORDERS; order++)
                if (budgets[b] >= 1000 || counts[c] <= 500)
                    check_sort(&random, counts[c], order, budgets[b]);
}

static void test_sorted_input_is_one_run(void **state)
{
    (void)state;
    test_random random = test_random_new("runs");
    assert_int_equal(check_sort(&random, 3000, SORTED, 1 << 24), 0);
    assert_int_equal(check_sort(&random, 3000, SORTED, 4000), 1);
    assert_int_equal(check_sort(&random, 3000, EQUAL, 4000), 1);
    assert_true(check_sort(&random, 3000, RANDOM, 20000) > 1);
    assert_true(check_sort(&random, 30000, RANDOM, 20000) <= 2); /* merged in several levels */
}

static void test_big_entries(void **state)
{
    (void)state;
    enum { SIZE = 200000 };
    static unsigned char payload[SIZE];
    jw_context *context = test_context(NULL);
    struct jw_sorter *sorter;
    assert_int_equal(jw_sorter__new(context, 1000, NULL, &sorter, NULL), JW_OK);
    for (int i = 9; i >= 0; i--) {
        unsigned char key = (unsigned char)i;
        memset(payload, i, SIZE);
        struct jw_sorter_entry added = {&key, 1, payload, SIZE};
        assert_int_equal(jw_sorter__add(sorter, &added, NULL), JW_OK);
    }
    assert_int_equal(jw_sorter__finish(sorter, NULL), JW_OK);
    for (int i = 0; i < 10; i++) {
        struct jw_sorter_entry found;
        bool end;
        assert_int_equal(jw_sorter__next(sorter, &found, &end, NULL), JW_OK);
        assert_int_equal(found.payload_length, SIZE);
        assert_int_equal(found.payload[0], i);
        assert_int_equal(found.payload[SIZE - 1], i);
    }
    struct jw_sorter_entry too_long = {payload, 70000, payload, 0};
    assert_int_equal(jw_sorter__add(sorter, &too_long, NULL), JW_ELIMIT);
    jw_sorter__free(sorter);
    jw_context_free(context);
}

/* A directory that cannot be written is no failure: there are others. */
static void test_directories(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    struct jw_sorter *sorter;
    test_random random = test_random_new("directories");
    entry *entries = make_entries(&random, 100, RANDOM);
    assert_int_equal(jw_sorter__new(context, 100, "/nowhere/at/all", &sorter, NULL), JW_OK);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(add(sorter, &entries[i], NULL), JW_OK);
    assert_int_equal(jw_sorter__finish(sorter, NULL), JW_OK);
    jw_sorter__free(sorter);
    jw_context_free(context);
    free(entries);
}

/* A file that may not grow is as a disk that is full. */
static void test_full_disk(void **state)
{
    (void)state;
    struct rlimit before, small = {8192, 0};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    jw_context *context = test_context(NULL);
    struct jw_sorter *sorter;
    test_random random = test_random_new("full");
    entry *entries = make_entries(&random, 2000, RANDOM);
    assert_int_equal(jw_sorter__new(context, 1000, NULL, &sorter, NULL), JW_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    jw_status status = JW_OK;
    jw_error err = JW_ERROR_INIT;
    for (size_t i = 0; i < 2000 && status == JW_OK; i++)
        status = add(sorter, &entries[i], &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, JW_EFULL);
    assert_int_equal(err.native_code, EFBIG);
    jw_sorter__free(sorter);
    jw_context_free(context);
    free(entries);
    signal(SIGXFSZ, handler);
}

static jw_status sort_some(void *userdata, jw_error *err)
{
    test_random random = {5};
    entry *entries = make_entries(&random, 300, RANDOM);
    struct jw_sorter *sorter = NULL;
    jw_status status = jw_sorter__new(userdata, 3000, "/tmp", &sorter, err);
    for (size_t i = 0; i < 300 && status == JW_OK; i++)
        status = add(sorter, &entries[i], err);
    if (status == JW_OK)
        status = jw_sorter__finish(sorter, err);
    if (status == JW_OK)
        status = jw_sorter__rewind(sorter, err);
    jw_sorter__free(sorter);
    free(entries);
    return status;
}

static void test_memory_failures(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    test_every_allocation(&memory, sort_some, context);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_qsort), cmocka_unit_test(test_sorted_input_is_one_run),
        cmocka_unit_test(test_big_entries),   cmocka_unit_test(test_directories),
        cmocka_unit_test(test_full_disk),     cmocka_unit_test(test_memory_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
