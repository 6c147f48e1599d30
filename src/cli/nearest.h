/* Finds what somebody meant who mistyped a word. */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

/* The nearest of the words offered so far; begin with NEAREST_INIT(word). */
struct cli_nearest {
    const char *word;
    const char *found; /* NULL when none is near enough */
    size_t distance;
};

#define NEAREST_INIT(word)                                                                                   \
    {                                                                                                        \
        (word), NULL, 0                                                                                      \
    }

void cli_nearest_offer(struct cli_nearest *nearest, const char *candidate);

#endif
