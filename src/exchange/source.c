#include "exchange/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <jingwu/store.h>
#include "base/text.h"
#include "exchange/file.h"

#define BLOCK ((size_t)64 << 10)

static jw_status cannot_open(jw_error *err)
{
    int code = errno;
    jw_status status = code == ENOENT || code == ENOTDIR ? JW_ENOTFOUND
                       : code == EACCES                  ? JW_EPERMISSION
                                                         : JW_EIO;
    return jw_error_set(err, status, code, "cannot be opened: %s", strerror(code));
}

/* What cannot be read twice (a pipe, a terminal) is copied to a temporary file, which is then read. */
static jw_status spool(struct jw_source *source, int from, const char *directory, jw_error *err)
{
    JW_TRY(jw_file__temporary(directory, &source->file, err));
    for (;;) {
        ssize_t count = read(from, source->raw, BLOCK);
        if (count < 0 && errno == EINTR) {
            JW_TRY(jw__check_cancel(source->context, err));
            continue;
        }
        if (count < 0)
            return jw_error_set(err, JW_EIO, errno, "cannot be read: %s", strerror(errno));
        if (count == 0)
            return JW_OK;
        JW_TRY(jw_file__write_at(source->file, source->raw, (size_t)count, source->size, err));
        source->size += count;
        JW_TRY(jw__progress(source->context, "read", source->size, 0, err));
    }
}

static jw_status open_file(struct jw_source *source, const char *directory, jw_error *err)
{
    bool standard_input = strcmp(source->path, "-") == 0;
    int file = standard_input ? STDIN_FILENO : open(source->path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return cannot_open(err);
    struct stat about;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode) && !standard_input) {
        source->file = file;
        source->size = about.st_size;
        return JW_OK;
    }
    jw_status status = S_ISDIR(about.st_mode) ? jw_error_set(err, JW_EIO, EISDIR, "is a directory")
                                              : spool(source, file, directory, err);
    if (!standard_input)
        close(file);
    return status;
}

/* Calls look for each piece of the file; what it leaves is given again with more behind it. */
typedef size_t (*look_fn)(void *state, const char *text, size_t length, bool last);

static jw_status look_through(struct jw_source *source, look_fn look, void *state, jw_error *err)
{
    int64_t offset = source->start;
    for (bool last = false; !last;) {
        size_t got;
        JW_TRY(jw_file__read_at(source->file, source->raw, BLOCK, offset, &got, err));
        last = got < BLOCK;
        offset += (int64_t)look(state, source->raw, got, last);
        JW_TRY(jw__check_cancel(source->context, err));
    }
    return JW_OK;
}

/* The quick look that nearly every file needs only: is it UTF-8 throughout? */
static size_t look_for_other_than_utf8(void *state, const char *text, size_t length, bool last)
{
    size_t good = jw__utf8_prefix(text, length);
    if (good < length && (last || length - good >= 4))
        *(bool *)state = true;
    return *(bool *)state ? length : good;
}

static size_t look_for_utf8(void *state, const char *text, size_t length, bool last)
{
    return jw_utf8_scan__add(state, text, length, last);
}

static size_t look_for_gb18030(void *state, const char *text, size_t length, bool last)
{
    return jw_gb18030_scan__add(state, text, length, last);
}

static jw_status find_encoding(struct jw_source *source, jw_error *err)
{
    bool other = false;
    JW_TRY(look_through(source, look_for_other_than_utf8, &other, err));
    source->encoding = JW_ENCODING_UTF8;
    if (!other)
        return JW_OK;
    struct jw_utf8_scan utf8;
    struct jw_gb18030_scan gb18030 = {0};
    jw_utf8_scan__init(&utf8);
    JW_TRY(look_through(source, look_for_utf8, &utf8, err));
    JW_TRY(look_through(source, look_for_gb18030, &gb18030, err));
    int32_t judged = jw_encoding__judge(&utf8, &gb18030);
    long long bad_offset = source->start + utf8.bad_offset;
    if (judged == JW_ENCODING_DOUBTFUL)
        return jw_error_set_field(
            err, JW_EENCODING, NULL, utf8.bad_line, NULL,
            "the text is not UTF-8 (byte at offset %lld) and may or may not be GB18030: "
            "name the encoding (--encoding utf-8 or gb18030)",
            bad_offset);
    source->encoding = judged;
    source->doubtful = judged == JW_ENCODING_UTF8;
    source->bad_offset = bad_offset;
    return JW_OK;
}

/* With a stated encoding the file is not judged, only looked at for the place of its first bad byte. */
static jw_status check_utf8(struct jw_source *source, jw_error *err)
{
    JW_TRY(look_through(source, look_for_other_than_utf8, &source->doubtful, err));
    if (!source->doubtful)
        return JW_OK;
    struct jw_utf8_scan utf8;
    jw_utf8_scan__init(&utf8);
    JW_TRY(look_through(source, look_for_utf8, &utf8, err));
    source->bad_offset = source->start + utf8.bad_offset;
    return JW_OK;
}

/* A BOM of UTF-8 or GB18030 tells the encoding and is skipped; one of UTF-16 is refused. */
static jw_status look_at_start(struct jw_source *source, int32_t encoding, jw_error *err)
{
    char head[4];
    size_t got;
    JW_TRY(jw_file__read_at(source->file, head, sizeof head, 0, &got, err));
    if (got >= 2 && (memcmp(head, "\xFF\xFE", 2) == 0 || memcmp(head, "\xFE\xFF", 2) == 0))
        return jw_error_set(err, JW_EENCODING, 0,
                            "the file is UTF-16: save it as CSV in UTF-8 and try again");
    source->encoding = encoding;
    if (encoding != JW_ENCODING_GB18030 && got >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
        source->start = 3;
        source->encoding = JW_ENCODING_UTF8;
    }
    if (encoding != JW_ENCODING_UTF8 && got == 4 && memcmp(head, "\x84\x31\x95\x33", 4) == 0) {
        source->start = 4;
        source->encoding = JW_ENCODING_GB18030;
    }
    return JW_OK;
}

static jw_status prepare(struct jw_source *source, int32_t encoding, const char *directory, jw_error *err)
{
    source->raw = jw__allocate(source->context, BLOCK, err);
    if (!source->raw)
        return JW_ENOMEM;
    JW_TRY(open_file(source, directory, err));
    JW_TRY(look_at_start(source, encoding, err));
    if (source->encoding == JW_ENCODING_AUTO)
        JW_TRY(find_encoding(source, err));
    else if (source->encoding == JW_ENCODING_UTF8)
        JW_TRY(check_utf8(source, err));
    if (source->encoding == JW_ENCODING_GB18030)
        JW_TRY(jw_converter__from_gb18030(&source->converter, err));
    jw_source__rewind(source);
    return JW_OK;
}

jw_status jw_source__open(jw_context *context, const char *path, int32_t encoding, const char *directory,
                          struct jw_source *out, jw_error *err)
{
    struct jw_source source = {.context = context, .path = path, .file = -1, .bad_offset = -1};
    jw_status status = prepare(&source, encoding, directory, err);
    if (status != JW_OK)
        jw_source__close(&source);
    else
        *out = source;
    return status;
}

void jw_source__rewind(struct jw_source *source)
{
    source->offset = source->start;
    source->converter.offset = source->start;
    source->raw_start = source->raw_end = 0;
}

/* Moves what is left to the front and fills up; *last when the file ends with it. */
static jw_status fill_raw(struct jw_source *source, bool *last, jw_error *err)
{
    size_t left = source->raw_end - source->raw_start;
    memmove(source->raw, source->raw + source->raw_start, left);
    size_t got;
    JW_TRY(jw_file__read_at(source->file, source->raw + left, BLOCK - left, source->offset, &got, err));
    *last = got < BLOCK - left;
    source->offset += (int64_t)got;
    source->raw_start = 0;
    source->raw_end = left + got;
    return JW_OK;
}

static jw_status read_converted(struct jw_source *source, char *buffer, size_t size, size_t *got,
                                jw_error *err)
{
    bool last = false;
    *got = 0;
    while (!*got) {
        JW_TRY(fill_raw(source, &last, err));
        size_t taken, made;
        JW_TRY(jw_converter__convert(&source->converter, source->raw, source->raw_end, last, buffer, size,
                                     &taken, &made, err));
        source->raw_start = taken;
        *got = made;
        if (last && taken == source->raw_end)
            break;
    }
    source->doubtful = source->converter.bad_offset >= 0;
    source->bad_offset = source->converter.bad_offset;
    return JW_OK;
}

jw_status jw_source__read(struct jw_source *source, char *buffer, size_t size, size_t *got, jw_error *err)
{
    if (source->encoding == JW_ENCODING_GB18030)
        return read_converted(source, buffer, size, got, err);
    JW_TRY(jw_file__read_at(source->file, buffer, size, source->offset, got, err));
    source->offset += (int64_t)*got;
    return JW_OK;
}

jw_status jw_source__refuse_bytes(const struct jw_source *source, const char *record, int64_t line,
                                  const char *field, jw_error *err)
{
    const char *name = source->encoding == JW_ENCODING_GB18030 ? "GB18030" : "UTF-8";
    bool near_end = source->bad_offset + 4 > source->size;
    return jw_error_set_field(err, JW_EENCODING, record, line, field,
                              "the text is not %s; the first bad byte of the file is at offset %lld%s", name,
                              (long long)source->bad_offset,
                              near_end ? ", at its very end: was the file cut?" : "");
}

void jw_source__close(struct jw_source *source)
{
    if (source->file >= 0)
        close(source->file);
    source->file = -1;
    jw_converter__close(&source->converter);
    jw__free(source->context, source->raw);
    source->raw = NULL;
}
