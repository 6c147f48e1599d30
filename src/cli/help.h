/* Help of the program and of each command. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>
#include "cli/options.h"

void cli_help_program(FILE *file);
void cli_help_command(const struct cli_command *command, FILE *file);

#endif
