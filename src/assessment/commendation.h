/* Who is commended, and why or why not. */
#ifndef JW_ASSESSMENT_COMMENDATION_H
#define JW_ASSESSMENT_COMMENDATION_H

#include "assessment/assess.h"

/* Decides over a rank group whose members come by rank; share is in per mille. */
void jw_commendation__decide(struct jw_person_result **members, size_t count, int64_t share);

#define JW_REASON_SIZE 300
/* Why a person is ranked, commended or neither; chinese chooses the language. */
void jw_commendation__reason(const struct jw_month_results *results, const struct jw_person_result *person,
                             bool chinese, char text[JW_REASON_SIZE]);

#endif
