/* The exit statuses of the program; scripts rely on them. */
#ifndef CLI_EXITS_H
#define CLI_EXITS_H

enum cli_exit {
    CLI_DONE = 0,
    CLI_FINDINGS = 1,     /* audit, verify: something is not as it should be */
    CLI_USAGE = 2,        /* the command line is wrong */
    CLI_INPUT = 3,        /* the data, or a name, were refused */
    CLI_STORAGE = 4,      /* the store or an output could not be read or written */
    CLI_NOT_YET = 5,      /* not yet in this version */
    CLI_SIGNAL = 128,     /* plus the signal that stopped the program */
    CLI_BROKEN_PIPE = 141 /* nobody reads the output any more; as if by SIGPIPE */
};

#endif
