/* The assessment as a text for a person: every number with what it leaves open. */
#ifndef CLI_ASSESS_TEXT_H
#define CLI_ASSESS_TEXT_H

#include <jingwu/table.h>
#include "cli/output.h"

void cli_write_metrics(const jw_table *table, struct cli_parts *parts);
void cli_write_totals(const jw_table *table, struct cli_parts *parts);
/* The scheme that was assessed by; NULL = the default one. */
void cli_write_scheme(const char *scheme, struct cli_parts *parts);

#endif
