/* Random draws: xoshiro256** seeded by splitmix64; inversion for the normal, rejection for gamma. */
#include <jingwu/statistics.h>

#include "statistics/check.h"
#include "statistics/real.h"

static uint64_t rotate(uint64_t x, int32_t places)
{
    return (x << places) | (x >> (64 - places));
}

/* splitmix64 (Steele, Lea and Flood 2014) */
static uint64_t mix(uint64_t *state)
{
    uint64_t mixed = (*state += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

void jw_random_seed(jw_random *random, uint64_t seed)
{
    for (size_t i = 0; i < 4; i++)
        random->state[i] = mix(&seed);
}

uint64_t jw_random_next(jw_random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

double jw_random_uniform(jw_random *random)
{
    return ((double)(jw_random_next(random) >> 12) + 0.5) * 0x1p-52;
}

double jw_random_normal(jw_random *random)
{
    return jw_normal_quantile(jw_random_uniform(random));
}

/* shape at least 1 */
static double gamma_by_rejection(jw_random *random, double shape)
{
    double d = shape - 1.0 / 3.0;
    double c = 1.0 / (3.0 * sqrt(d));
    for (;;) {
        double z = jw_random_normal(random);
        double u = jw_random_uniform(random);
        double root = 1.0 + c * z;
        if (root <= 0)
            continue;
        double cube = root * root * root;
        if (u < 1.0 - 0.0331 * z * z * z * z) /* the paper's squeeze: what it accepts the next line accepts too */
            return d * cube;
        if (jw_real__log(u) < 0.5 * z * z + d * (1.0 - cube + jw_real__log(cube)))
            return d * cube;
    }
}

double jw_random_gamma(jw_random *random, double shape)
{
    if (!jw_statistics__is_parameter(shape))
        return NAN;
    if (shape >= 1.0)
        return gamma_by_rejection(random, shape);
    double draw = gamma_by_rejection(random, shape + 1.0);
    return draw * jw_real__exp(jw_real__log(jw_random_uniform(random)) / shape);
}

double jw_random_beta(jw_random *random, double a, double b)
{
    if (!jw_statistics__is_parameter(a) || !jw_statistics__is_parameter(b))
        return NAN;
    double first = jw_random_gamma(random, a);
    double sum = first + jw_random_gamma(random, b);
    /* both can round to 0 only when a and b are near 0: then the draw is at one end */
    return sum > 0 ? first / sum : jw_random_uniform(random) < a / (a + b);
}
