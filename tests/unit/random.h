/* Random numbers of the tests: the seed is printed, and JW_TEST_SEED=N repeats a run. */
#ifndef JW_TEST_RANDOM_H
#define JW_TEST_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct test_random {
    uint64_t state;
} test_random;

static inline test_random test_random_new(const char *what)
{
    const char *given = getenv("JW_TEST_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("%s: JW_TEST_SEED=%llu\n", what, (unsigned long long)seed);
    fflush(stdout);
    return (test_random){seed};
}

/* splitmix64 */
static inline uint64_t test_random_next(test_random *random)
{
    uint64_t mixed = (random->state += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

/* A number from low to high, both included. */
static inline int64_t test_random_between(test_random *random, int64_t low, int64_t high)
{
    return low + (int64_t)(test_random_next(random) % (uint64_t)(high - low + 1));
}

#endif
