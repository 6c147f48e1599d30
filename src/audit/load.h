/* Filling the arrays of an audit. */
#ifndef JW_AUDIT_LOAD_H
#define JW_AUDIT_LOAD_H

#include "audit/audit.h"

jw_status jw_audit__load(struct jw_audit *audit, jw_error *err);
/* Frees the arrays, filled or not. */
void jw_audit__unload(struct jw_audit *audit);

#endif
