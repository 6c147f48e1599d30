/* The commands of the program. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/options.h"

extern const struct cli_command cli_commands[];
extern const int cli_command_count;

/* NULL when there is none. */
const struct cli_command *cli_command_find(const char *name);

int cli_init(struct cli_session *session);
int cli_upgrade(struct cli_session *session);
int cli_rule(struct cli_session *session);
int cli_info(struct cli_session *session);
int cli_import(struct cli_session *session);
int cli_export(struct cli_session *session);
int cli_remove(struct cli_session *session);
int cli_coverage(struct cli_session *session);
int cli_hours(struct cli_session *session);
int cli_assess(struct cli_session *session);
int cli_reconcile(struct cli_session *session);
int cli_audit(struct cli_session *session);
int cli_report(struct cli_session *session);
int cli_submit(struct cli_session *session);
int cli_close(struct cli_session *session);
int cli_reopen(struct cli_session *session);
int cli_month_state(struct cli_session *session);
int cli_objection(struct cli_session *session);
int cli_verify(struct cli_session *session);
int cli_copy(struct cli_session *session);
int cli_changes(struct cli_session *session);

#endif
