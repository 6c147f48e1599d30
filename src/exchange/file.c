#include "exchange/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* mkstemp() gives a file that only its owner can read; the name goes at once, so nothing is left after a
 * crash. */
static int open_nameless(const char *directory)
{
    char name[4096];
    int length = snprintf(name, sizeof name, "%s/jingwu-XXXXXX", directory);
    if (length < 0 || (size_t)length >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int file = mkstemp(name);
    if (file >= 0)
        unlink(name);
    return file;
}

jw_status jw_file__temporary(const char *directory, int *out, jw_error *err)
{
    const char *const places[] = {directory, getenv("TMPDIR"), "/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        int file = places[i] && places[i][0] ? open_nameless(places[i]) : -1;
        if (file >= 0) {
            *out = file;
            return JW_OK;
        }
    }
    jw_status status = errno == ENOSPC || errno == EDQUOT ? JW_EFULL : JW_EIO;
    return jw_error_set(err, status, errno, "no temporary file could be made: %s", strerror(errno));
}

static jw_status write_failed(jw_error *err)
{
    int code = errno;
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        return jw_error_set(err, JW_EFULL, code, "no room for the temporary file of an import: %s",
                            strerror(code));
    return jw_error_set(err, JW_EIO, code, "writing a temporary file failed: %s", strerror(code));
}

jw_status jw_file__write_at(int file, const void *data, size_t length, int64_t offset, jw_error *err)
{
    const char *from = data;
    while (length) {
        ssize_t written = pwrite(file, from, length, (off_t)offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return write_failed(err);
        from += written;
        offset += written;
        length -= (size_t)written;
    }
    return JW_OK;
}

jw_status jw_file__read_at(int file, void *data, size_t length, int64_t offset, size_t *got, jw_error *err)
{
    char *to = data;
    size_t done = 0;
    while (done < length) {
        ssize_t count = pread(file, to + done, length - done, (off_t)(offset + (int64_t)done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return jw_error_set(err, JW_EIO, errno, "reading a file failed: %s", strerror(errno));
        if (count == 0)
            break;
        done += (size_t)count;
    }
    *got = done;
    return JW_OK;
}
