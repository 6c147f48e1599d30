/* Explanations of findings, in English and Chinese. */
#ifndef JW_AUDIT_EXPLAIN_H
#define JW_AUDIT_EXPLAIN_H

#include <stdbool.h>
#include <jingwu/calendar.h>

/* A bounded text, with room for the few names that an explanation gives; what does not fit is left out whole.
 */
struct jw_explanation {
    bool chinese;
    int32_t utc_offset;
    size_t length;
    char text[1024];
};

void jw_explain__begin(struct jw_explanation *out, bool chinese, int32_t utc_offset);

void jw_explain__no_record(struct jw_explanation *out);
void jw_explain__not_open(struct jw_explanation *out);
void jw_explain__count_of(struct jw_explanation *out, int64_t measured, int64_t required);

/* A1, A3: the sites of a unit; names has at most two of them. */
void jw_explain__served(struct jw_explanation *out, int64_t count, const char *const names[2]);
void jw_explain__seated(struct jw_explanation *out, int64_t count, const char *const names[2]);
/* A2: first the number, then each unit that lies outside. */
void jw_explain__group(struct jw_explanation *out, int64_t villages, int64_t least, int64_t most);
void jw_explain__outside(struct jw_explanation *out, const char *village, const char *police_station);
/* A8 and A15: a part of a whole. */
void jw_explain__officers(struct jw_explanation *out, int64_t in_offices, int64_t officers,
                          int64_t per_mille);
/* A9: a section that failed, is too old or was never looked at. */
enum jw_section_state { JW_SECTION_FAILED, JW_SECTION_OLD, JW_SECTION_MISSING };
void jw_explain__section(struct jw_explanation *out, int section, enum jw_section_state state, jw_date date);
void jw_explain__all_sections(struct jw_explanation *out);

/* A4, A6, A7: time worked; open adds what is still to go. */
void jw_explain__time(struct jw_explanation *out, int64_t measured, int64_t required, bool open);
/* A6: why less is required than the rule says. */
void jw_explain__prorated(struct jw_explanation *out, int64_t days, int64_t of_days);
void jw_explain__open_days(struct jw_explanation *out, int64_t days);
void jw_explain__no_working_day(struct jw_explanation *out);
void jw_explain__absent(struct jw_explanation *out);
/* A11 */
void jw_explain__plan(struct jw_explanation *out, int64_t covered, int64_t planned);
void jw_explain__no_plan(struct jw_explanation *out);
/* A12 */
void jw_explain__not_submitted(struct jw_explanation *out);
/* A13: total and one stretch at two stations; more further ones. */
void jw_explain__conflict(struct jw_explanation *out, jw_interval time, const char *first,
                          const char *second);
void jw_explain__no_conflict(struct jw_explanation *out);
/* A14 */
void jw_explain__offices(struct jw_explanation *out, int64_t count, const char *const names[2]);
/* A15: share, then each gap. */
void jw_explain__presence(struct jw_explanation *out, int64_t attended, int64_t opened);
void jw_explain__gap(struct jw_explanation *out, jw_interval gap);
void jw_explain__more(struct jw_explanation *out, int64_t more);
/* A16 */
void jw_explain__longest(struct jw_explanation *out, int64_t seconds, jw_instant start);

#endif
