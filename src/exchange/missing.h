/* What the rows of an import name and nothing brings: kept by name, however many rows name it. */
#ifndef JW_EXCHANGE_MISSING_H
#define JW_EXCHANGE_MISSING_H

#include "base/intern.h"
#include "exchange/row.h"
#include "journal/write.h"

jw_status jw_missing__add(struct jw_texts *names, const struct jw_missing_reference *list, size_t count,
                          jw_error *err);
/* The first field of a row that names something missing, NULL if there is none. names may be NULL. */
const struct jw_field *jw_missing__find(const struct jw_texts *names, const struct jw_import_row *row);
/* Why a row is refused for such a field. */
void jw_missing__explain(const struct jw_import_row *row, const struct jw_field *field, jw_error *reason);

#endif
