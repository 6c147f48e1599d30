#include "assessment/commendation.h"

#include <stdio.h>
#include <string.h>

/* Who has the lowest of several grades, or none, is not commended. */
static bool is_eligible(const struct jw_person_result *person)
{
    return person->grade && !person->lowest_grade;
}

static bool overlap(const struct jw_person_result *a, const struct jw_person_result *b)
{
    return a->rank_low <= b->rank_high && b->rank_low <= a->rank_high;
}

/* How many on the other side of the cut the data do not tell from each. */
static void count_indistinct(struct jw_person_result **members, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            if ((members[i]->commended == JW_COMMENDED_YES) != (members[k]->commended == JW_COMMENDED_YES))
                members[i]->indistinct += overlap(members[i], members[k]);
}

void jw_commendation__decide(struct jw_person_result **members, size_t count, int64_t share)
{
    int64_t places = (int64_t)count * share / 1000;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && members[end]->rank == members[first]->rank;)
            end++;
        int64_t last = (int64_t)end, better = (int64_t)first;
        for (size_t i = first; i < end; i++) {
            struct jw_person_result *member = members[i];
            member->places = places;
            member->tied = last - better;
            if (is_eligible(member) && better < places)
                member->commended = last <= places ? JW_COMMENDED_YES : JW_COMMENDED_TIE;
        }
    }
    count_indistinct(members, count);
}

/* ---- reasons ---- */

static void explain_unranked(const struct jw_month_results *results, const struct jw_person_result *person,
                             bool chinese, char *text)
{
    char present[32], needed[32];
    double least = results->scheme.min_coverage * 100;
    if (!person->has_score) {
        snprintf(text, JW_REASON_SIZE, "%s", chinese ? "没有可计分的指标" : "no metric has points");
        return;
    }
    int64_t tenths = (int64_t)(person->coverage / (JW_NANO / 1000)),
            needed_tenths = (int64_t)(least * 10 + 0.5);
    snprintf(present, sizeof present, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
    snprintf(needed, sizeof needed, "%lld.%lld", (long long)(needed_tenths / 10),
             (long long)(needed_tenths % 10));
    snprintf(text, JW_REASON_SIZE,
             chinese ? "可计分指标的权重为 %s %%，须达到 %s %%"
                     : "%s %% of the weight has points, %s %% are needed",
             present, needed);
}

static size_t explain_cut(const struct jw_person_result *person, bool chinese, char *text)
{
    long long rank = (long long)person->rank, group = (long long)person->group_size,
              places = (long long)person->places, tied = (long long)person->tied, left = places - rank + 1;
    const char *format;
    int length;
    switch (person->commended) {
    case JW_COMMENDED_YES:
        format = chinese ? "%lld 人中第 %lld 名，在 %lld 个表彰名额内"
                         : "of %lld rank %lld, within the %lld places";
        return (size_t)snprintf(text, JW_REASON_SIZE, format, group, rank, places);
    case JW_COMMENDED_TIE:
        format = chinese ? "%lld 人中第 %lld 名，由 %lld 人并列，只剩 %lld 个名额：不由数字决定"
                         : "of %lld rank %lld, shared by %lld for %lld places that are left: the figures do "
                           "not decide";
        return (size_t)snprintf(text, JW_REASON_SIZE, format, group, rank, tied, left);
    default:
        break;
    }
    if (rank <= places)
        format = chinese ? "%lld 人中第 %lld 名，在 %lld 个名额内，但等次最低"
                         : "of %lld rank %lld, within the %lld places, but the lowest grade";
    else
        format = chinese ? "%lld 人中第 %lld 名，在 %lld 个表彰名额外"
                         : "of %lld rank %lld, outside the %lld places";
    length = snprintf(text, JW_REASON_SIZE, format, group, rank, places);
    return (size_t)length;
}

static void explain_rank(const struct jw_person_result *person, bool chinese, char *text)
{
    snprintf(text, JW_REASON_SIZE, chinese ? "%lld 个中第 %lld 名" : "of %lld rank %lld",
             (long long)person->group_size, (long long)person->rank);
}

void jw_commendation__reason(const struct jw_month_results *results, const struct jw_person_result *person,
                             bool chinese, char text[JW_REASON_SIZE])
{
    if (!person->rankable) {
        explain_unranked(results, person, chinese, text);
        return;
    }
    if (results->by != JW_ASSESS_BY_STAFF) {
        explain_rank(person, chinese, text);
        return;
    }
    size_t length = explain_cut(person, chinese, text);
    if (person->indistinct > 0)
        snprintf(text + length, JW_REASON_SIZE - length,
                 chinese ? "；与界线另一侧 %lld 人无法区分"
                         : "; not distinguishable from %lld on the other side",
                 (long long)person->indistinct);
}
