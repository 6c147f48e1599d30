#define _XOPEN_SOURCE 700 /* realpath() */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli/exits.h"
#include "cli/messages.h"
#include "cli/progress.h"

/* A new file gets the rights that any program would give it, a replaced one keeps its own. */
static mode_t mode_of(const struct stat *existing)
{
    if (existing)
        return existing->st_mode & 0777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool open_temporary(struct cli_output *output, const struct stat *existing)
{
    /* a link stays a link: the file behind it is replaced */
    output->target = existing ? realpath(output->path, NULL) : strdup(output->path);
    size_t size = output->target ? strlen(output->target) + sizeof ".XXXXXX" : 0;
    output->temporary = size ? malloc(size) : NULL;
    if (!output->temporary)
        return false;
    snprintf(output->temporary, size, "%s.XXXXXX", output->target);
    output->descriptor = mkstemp(output->temporary);
    if (output->descriptor < 0) {
        free(output->temporary);
        output->temporary = NULL;
        return false;
    }
    return fchmod(output->descriptor, mode_of(existing)) == 0;
}

static bool open_path(struct cli_output *output)
{
    struct stat existing;
    if (stat(output->path, &existing) != 0)
        return errno == ENOENT && open_temporary(output, NULL);
    if (S_ISREG(existing.st_mode))
        return open_temporary(output, &existing);
    output->descriptor = open(output->path, O_WRONLY | O_CLOEXEC);
    return output->descriptor >= 0;
}

bool cli_output_open(struct cli_output *output, const char *path)
{
    output->path = path;
    output->target = NULL;
    output->temporary = NULL;
    output->descriptor = -1;
    output->failure = 0;
    output->used = 0;
    if (!path) {
        output->descriptor = STDOUT_FILENO;
        return true;
    }
    errno = 0;
    if (open_path(output))
        return true;
    output->failure = errno ? errno : ENOMEM;
    cli_output_discard(output);
    return false;
}

static bool flush(struct cli_output *output)
{
    size_t written = 0;
    while (!output->failure && written < output->used) {
        ssize_t count = write(output->descriptor, output->buffer + written, output->used - written);
        if (count >= 0)
            written += (size_t)count;
        else if (errno != EINTR || cli_signal_seen())
            output->failure = errno;
    }
    output->used = 0;
    return !output->failure;
}

int32_t cli_output_write(void *userdata, const char *bytes, size_t length)
{
    struct cli_output *output = userdata;
    while (length && !output->failure) {
        size_t room = sizeof output->buffer - output->used;
        size_t taken = length < room ? length : room;
        memcpy(output->buffer + output->used, bytes, taken);
        output->used += taken;
        bytes += taken;
        length -= taken;
        if (output->used == sizeof output->buffer)
            flush(output);
    }
    return output->failure != 0;
}

static bool replace_target(struct cli_output *output)
{
    int descriptor = output->descriptor;
    output->descriptor = -1;
    bool lasts = fsync(descriptor) == 0;
    if (!lasts)
        output->failure = errno;
    if (close(descriptor) != 0 && lasts)
        output->failure = errno;
    if (!output->failure && rename(output->temporary, output->target) != 0)
        output->failure = errno;
    if (!output->failure) {
        free(output->temporary);
        output->temporary = NULL;
    }
    return !output->failure;
}

bool cli_output_commit(struct cli_output *output)
{
    cli_progress_clear();
    bool good = flush(output);
    if (good && output->temporary)
        good = replace_target(output);
    int failure = output->failure;
    cli_output_discard(output);
    output->failure = failure;
    return good;
}

void cli_output_discard(struct cli_output *output)
{
    if (output->descriptor >= 0 && output->path)
        close(output->descriptor);
    output->descriptor = -1;
    if (output->temporary)
        unlink(output->temporary);
    free(output->temporary);
    free(output->target);
    output->temporary = NULL;
    output->target = NULL;
    output->used = 0;
}

int cli_output_fail(const struct cli_output *output)
{
    if (cli_signal_seen())
        return CLI_SIGNAL + cli_signal_seen();
    if (output->failure == EPIPE)
        return CLI_BROKEN_PIPE;
    cli_say(SAY_OUTPUT_FAILED, output->path ? output->path : "stdout", strerror(output->failure));
    return CLI_STORAGE;
}
