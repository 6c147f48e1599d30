#include "cli/nearest.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST 40

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance of two short words. */
static size_t distance_of(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_length];
}

void cli_nearest_offer(struct cli_nearest *nearest, const char *candidate)
{
    size_t length = strlen(nearest->word), other = strlen(candidate);
    if (length > LONGEST || other > LONGEST || length == 0)
        return;
    size_t distance = distance_of(nearest->word, length, candidate, other);
    /* a third of the letters may be wrong, or the word be the beginning */
    bool beginning = length >= 2 && other > length && strncmp(nearest->word, candidate, length) == 0;
    if (!beginning && distance > (length + 2) / 3)
        return;
    if (nearest->found && distance >= nearest->distance)
        return;
    nearest->found = candidate;
    nearest->distance = distance;
}
