/* A set of texts: equal texts have one address, which stays until the set is freed. */
#ifndef JW_BASE_INTERN_H
#define JW_BASE_INTERN_H

#include "base/context.h"

struct jw_texts;

jw_status jw_texts__new(jw_context *context, struct jw_texts **out, jw_error *err);
void jw_texts__free(struct jw_texts *texts);
/* The NUL-terminated text of the set, NULL if it lacks it. */
const char *jw_texts__find(const struct jw_texts *texts, const char *text, size_t length);
/* The same, added if it was not there. */
jw_status jw_texts__add(struct jw_texts *texts, const char *text, size_t length, const char **out, jw_error *err);
/* Its number instead: texts are numbered from 0 as they are added. */
jw_status jw_texts__number(struct jw_texts *texts, const char *text, size_t length, size_t *out, jw_error *err);

#endif
