/* Random numbers of the tests: the seed is printed, and JW_TEST_SEED=N repeats a run. */
#ifndef JW_TEST_RANDOM_H
#define JW_TEST_RANDOM_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "testing/random.h"

static inline test_random test_random_new(const char *what)
{
    const char *given = getenv("JW_TEST_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("%s: JW_TEST_SEED=%llu\n", what, (unsigned long long)seed);
    fflush(stdout);
    return (test_random){seed};
}

#endif
