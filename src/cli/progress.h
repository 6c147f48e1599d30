/* One line of progress on a terminal, and the signals that stop the work. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <jingwu/base.h>

/* Shows progress from now on if stderr is a terminal and the user wants it. */
void cli_progress_start(bool wanted);
/* Takes the line away; does nothing when there is none. */
void cli_progress_clear(void);
/* The jw_progress_fn of the program. */
int32_t cli_progress_show(void *userdata, const char *stage, int64_t done, int64_t total);

/* From now on SIGINT and SIGTERM cancel the context; failed writes are errors instead of signals. */
void cli_signals_catch(jw_context *context);
/* The context is about to go. */
void cli_signals_forget(void);
/* The signal that came, 0 for none. */
int cli_signal_seen(void);

#endif
