/* The assessment of a month as numbers; the tables and the assessment objects show it. */
#ifndef JW_ASSESSMENT_ASSESS_H
#define JW_ASSESSMENT_ASSESS_H

#include "assessment/counts.h"

/* Whole numbers of small units, so that what is compared and printed does not depend on the last bit of a
 * double. */
#define JW_MICRO 1000000
#define JW_NANO 1000000000

#define JW_MONTHS_MAX 60
/* Confidence of every interval and rank set, and of the funnel whose outside is "clearly". */
#define JW_CONFIDENCE 0.95
#define JW_CLEARLY 0.998

#define JW_NO_BAND 2 /* besides JW_BAND_: there is nothing to compare with */

struct jw_metric_result {
    struct jw_sum numerator, denominator;
    bool has_value, has_points;
    double value;   /* numerator * per / denominator, rounded to 6 decimals */
    int64_t points; /* 1e-9 points */
    bool possible;  /* it has a value, and counts that the kind allows: then it has an interval */
    bool certain;   /* and counts so large that chance plays no part: it is not compared */
    double lower, upper;
    int32_t band, band_police_station; /* JW_BAND_ or JW_NO_BAND */
    bool has_shrunken;
    double shrunken, weight_of_own;
};

enum jw_commended { JW_COMMENDED_NOT, JW_COMMENDED_YES, JW_COMMENDED_TIE };

struct jw_rank_range {
    int64_t low, high;
};

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): by meaning; 32 bytes a person cost nothing. */
struct jw_person_result {
    const char *staff;          /* or the area; borrowed from the view */
    const char *police_station; /* borrowed from the view; NULL = none */
    bool has_score;
    int64_t score;     /* 1e-9 points */
    int64_t coverage;  /* 1e-9 of the scheme's weight */
    const char *grade; /* borrowed from the scheme; NULL = none */
    double coefficient;
    bool lowest_grade; /* of several */
    struct jw_metric_result *metrics;

    bool rankable; /* it has a score, and the coverage suffices */
    /* of the rankable; 0 = none */
    int64_t rank, rank_low, rank_high;
    int64_t group_size;
    bool simulated;
    int64_t score_low, score_high;             /* 1e-9 points */
    double best_quarter;                       /* probability */
    struct jw_rank_range by_weights, by_drops; /* ranks when weights change or a metric is left out */

    enum jw_commended commended;
    int64_t places, tied; /* places of commendation; how many share this rank */
    int64_t indistinct;   /* those on the other side of the cut whose rank intervals overlap */
};

struct jw_month_results {
    jw_context *context;
    struct jw_view *view;
    struct jw_scheme scheme;
    jw_month month; /* the last of the window */
    int32_t by;
    struct jw_person_result *persons; /* in the order of their ids */
    size_t person_count;
    struct jw_metric_result *metrics; /* of all persons */
};

/* The whole assessment; options of any released size. */
jw_status jw_assess__month(jw_store *store, const jw_assess_options *options, struct jw_month_results *out,
                           jw_error *err);
/* The same without ranks and what follows from them. */
jw_status jw_assess__metrics(jw_store *store, const jw_assess_options *options, struct jw_month_results *out,
                             jw_error *err);
void jw_assess__free(struct jw_month_results *results);

/* A copy of options of any released size, what it lacks with its defaults; JW_EINVAL. */
jw_status jw_assess__options(const jw_assess_options *options, jw_assess_options *out, jw_error *err);

/* 1e-9 units rounded half away from zero to so many decimals, at most 9. */
double jw_assess__decimals(int64_t nano, int32_t decimals);
/* 0 to 1e9 of something that is not negative and at most 1e9. */
int64_t jw_assess__nano(double value);
/* Rounded to 6 decimals; not negative. */
double jw_assess__micro(double value);

/* 0 at the floor to 100 at the target, clipped. */
double jw_assess__points(const struct jw_metric *metric, double value);
/* Mean of the points by these weights, one a metric; false when no weight is present. weight may be NULL. */
bool jw_assess__score(const struct jw_person_result *person, const double *weights, size_t count,
                      int64_t *score, double *weight);

/* Bands and shrunken values of every metric. */
jw_status jw_bands__find(struct jw_month_results *results, jw_error *err);
/* Ranks with everything that follows from them. */
jw_status jw_ranks__find(struct jw_month_results *results, jw_error *err);

/* The table of jw_assess_what_if() and its rows; both results have the same persons. */
jw_status jw_assess__new_comparison(jw_context *context, int32_t by, jw_table **out, jw_error *err);
jw_status jw_assess__compare(const struct jw_month_results *before, const struct jw_month_results *after,
                             jw_table *table, jw_error *err);

#endif
