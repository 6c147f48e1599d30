/* Newton's method for a maximum in two variables. */
#include "statistics/climb.h"

#include "base/context.h"
#include "statistics/real.h"

#define ITERATIONS_MAX 200
#define HALVINGS_MAX 60
#define STEP_MAX 3.0
/* Steps below this change nothing that the value can tell. */
#define STEP_MIN 1e-11

typedef struct step {
    double u;
    double v;
} step;

static double size_of(step move)
{
    return fabs(move.u) > fabs(move.v) ? fabs(move.u) : fabs(move.v);
}

/* Newton's step where the function is concave, else one along the gradient; none longer than STEP_MAX. */
static step propose(const jw_slope *slope)
{
    double determinant = slope->uu * slope->vv - slope->uv * slope->uv;
    step move = {slope->u, slope->v};
    if (slope->uu < 0 && determinant > 0) {
        move.u = (slope->uv * slope->v - slope->vv * slope->u) / determinant;
        move.v = (slope->uv * slope->u - slope->uu * slope->v) / determinant;
    } else if (slope->vv < 0) {
        /* flat or hollow along u only: one full step uphill, and Newton's along v */
        move.u = slope->u > 0 ? 1.0 : -1.0;
        move.v = -slope->v / slope->vv;
    }
    double size = size_of(move);
    if (size > STEP_MAX) {
        move.u *= STEP_MAX / size;
        move.v *= STEP_MAX / size;
    }
    return move;
}

static double within(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

jw_status jw_climb__run(jw_context *context, jw_slope_fn slope_at, const void *likelihood, double u_least,
                        double u_most, jw_peak *peak, jw_error *err)
{
    jw_slope slope = slope_at(likelihood, peak->u, peak->v);
    for (peak->iterations = 0; peak->iterations < ITERATIONS_MAX; peak->iterations++) {
        JW_TRY(jw__check_cancel(context, err));
        step move = propose(&slope);
        jw_slope next;
        double u = peak->u, v = peak->v;
        int32_t halvings = 0;
        for (; halvings < HALVINGS_MAX && size_of(move) > STEP_MIN; halvings++) {
            u = within(peak->u + move.u, u_least, u_most);
            v = peak->v + move.v;
            next = slope_at(likelihood, u, v);
            /* near the top rounding may lower the value a little; the last steps are Newton's own */
            if (next.value >= slope.value - 1e-13 * fabs(slope.value))
                break;
            move = (step){0.5 * move.u, 0.5 * move.v};
        }
        if (halvings == HALVINGS_MAX || size_of(move) <= STEP_MIN || (u == peak->u && v == peak->v))
            break;
        peak->u = u;
        peak->v = v;
        slope = next;
    }
    peak->value = slope.value;
    return JW_OK;
}
