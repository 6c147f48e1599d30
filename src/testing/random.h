/* Random numbers of the checks: the same seed gives the same run. */
#ifndef JW_TESTING_RANDOM_H
#define JW_TESTING_RANDOM_H

#include <stdint.h>

typedef struct test_random {
    uint64_t state;
} test_random;

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
