#include "cli/progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cli/messages.h"

#define TENTH_SECOND 100000000

static bool enabled;
static bool on_screen;
static int64_t shown_at;

static int64_t nanoseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void cli_progress_start(bool wanted)
{
    enabled = wanted && isatty(STDERR_FILENO);
    /* short work shows nothing */
    shown_at = nanoseconds_now();
}

void cli_progress_clear(void)
{
    if (on_screen)
        fputs("\r\033[K", stderr);
    on_screen = false;
}

static const char *stage_text(const char *stage)
{
    if (strcmp(stage, "read") == 0)
        return cli_message(SAY_STAGE_READ);
    if (strcmp(stage, "write") == 0)
        return cli_message(SAY_STAGE_WRITE);
    return cli_message(SAY_STAGE_OTHER);
}

int32_t cli_progress_show(void *userdata, const char *stage, int64_t done, int64_t total)
{
    (void)userdata;
    if (!enabled)
        return 0;
    int64_t now = nanoseconds_now();
    if (now - shown_at < TENTH_SECOND)
        return 0;
    shown_at = now;
    on_screen = true;
    if (total > 0 && done <= total)
        fprintf(stderr, "\r\033[K%s %d %%", stage_text(stage), (int)((double)done / (double)total * 100));
    else
        fprintf(stderr, "\r\033[K%s %lld", stage_text(stage), (long long)done);
    fflush(stderr);
    return 0;
}

/* A second signal that comes this many seconds after the first kills, should the first not have been heeded.
 */
#define PATIENCE 1

static jw_context *volatile to_cancel;
static volatile sig_atomic_t seen;
static volatile int64_t seen_at;

static void stop(int number)
{
    int64_t now = nanoseconds_now();
    if (seen && now - seen_at >= PATIENCE * INT64_C(1000000000)) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    if (!seen)
        seen_at = now;
    seen = number;
    jw_context_cancel(to_cancel);
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = handler;
    sigaction(number, &action, NULL);
}

/* Whoever started the program with a signal ignored, as nohup does, wants it to stay so. */
static void stop_on(int number)
{
    struct sigaction before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        handle(number, stop);
}

void cli_signals_catch(jw_context *context)
{
    to_cancel = context;
    stop_on(SIGINT);
    stop_on(SIGTERM);
    handle(SIGPIPE, SIG_IGN);
    handle(SIGXFSZ, SIG_IGN);
}

void cli_signals_forget(void)
{
    to_cancel = NULL;
}

int cli_signal_seen(void)
{
    return (int)seen;
}
