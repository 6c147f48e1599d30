#include "exchange/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <jingwu/store.h>
#include "base/context.h"
#include "base/text.h"

void jw_utf8_scan__init(struct jw_utf8_scan *scan)
{
    memset(scan, 0, sizeof *scan);
    scan->line = 1;
    scan->bad_offset = -1;
    scan->bad_line = 0;
}

/* Lines end with LF, CR LF or a lone CR. */
static void count_lines(struct jw_utf8_scan *scan, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\r' || (text[i] == '\n' && !scan->after_return))
            scan->line++;
        scan->after_return = text[i] == '\r';
        scan->characters += (unsigned char)text[i] >= 0xC0;
    }
    scan->offset += (int64_t)length;
    scan->after_bad &= length == 0;
}

/* The rest of a character that was cut counts with its beginning. */
static void count_bad(struct jw_utf8_scan *scan, char byte)
{
    if (scan->bad == 0) {
        scan->bad_offset = scan->offset;
        scan->bad_line = scan->line;
    }
    scan->bad += !scan->after_bad || ((unsigned char)byte & 0xC0) != 0x80;
    scan->after_bad = true;
    scan->offset++;
    scan->after_return = false;
}

size_t jw_utf8_scan__add(struct jw_utf8_scan *scan, const char *text, size_t length, bool last)
{
    size_t taken = 0;
    while (taken < length) {
        size_t good = jw__utf8_prefix(text + taken, length - taken);
        count_lines(scan, text + taken, good);
        taken += good;
        if (taken == length || (!last && length - taken < 4))
            break;
        count_bad(scan, text[taken]);
        taken++;
    }
    return taken;
}

static bool is_between(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

/* Length of the character at the start of a text: 1, 2 or 4; 0 if it is none; -1 if it is cut by the end. */
static int gb18030_length(const unsigned char *text, size_t length)
{
    if (text[0] < 0x80)
        return 1;
    if (!is_between(text[0], 0x81, 0xFE))
        return 0;
    if (length < 2)
        return -1;
    if (text[1] != 0x7F && is_between(text[1], 0x40, 0xFE))
        return 2;
    if (!is_between(text[1], '0', '9'))
        return 0;
    if (length < 4)
        return -1;
    return is_between(text[2], 0x81, 0xFE) && is_between(text[3], '0', '9') ? 4 : 0;
}

/* Punctuation and the 3,755 characters of GB 2312's first level: nearly all of a Chinese text, and little of
 * noise. */
static bool is_common(const unsigned char *text)
{
    return is_between(text[0], 0xA1, 0xD7) && (text[0] <= 0xA3 || text[0] >= 0xB0) && text[1] >= 0xA1;
}

size_t jw_gb18030_scan__add(struct jw_gb18030_scan *scan, const char *text, size_t length, bool last)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t taken = 0;
    while (taken < length) {
        int size = gb18030_length(bytes + taken, length - taken);
        if (size < 0 && !last)
            break;
        if (size > 1) {
            scan->characters++;
            scan->common += size == 2 && is_common(bytes + taken);
        }
        scan->bad += size <= 0;
        taken += size > 0 ? (size_t)size : 1;
    }
    scan->offset += (int64_t)taken;
    return taken;
}

int32_t jw_encoding__judge(const struct jw_utf8_scan *utf8, const struct jw_gb18030_scan *gb18030)
{
    if (!utf8->bad || utf8->characters >= 4 * utf8->bad)
        return JW_ENCODING_UTF8;
    if (!gb18030->bad)
        return gb18030->common * 2 >= gb18030->characters ? JW_ENCODING_GB18030 : JW_ENCODING_DOUBTFUL;
    return utf8->characters > utf8->bad ? JW_ENCODING_UTF8 : JW_ENCODING_DOUBTFUL;
}

static jw_status open_converter(struct jw_converter *converter, const char *to, const char *from,
                                bool lenient, jw_error *err)
{
    iconv_t handle = iconv_open(to, from);
    if (handle == (iconv_t)-1) {
        jw_status status = errno == ENOMEM ? JW_ENOMEM : JW_EUNSUPPORTED;
        return jw_error_set(err, status, errno, "this system cannot convert %s to %s: %s", from, to,
                            strerror(errno));
    }
    *converter = (struct jw_converter){handle, from, lenient, 0, -1};
    return JW_OK;
}

jw_status jw_converter__from_gb18030(struct jw_converter *converter, jw_error *err)
{
    return open_converter(converter, "UTF-8", "GB18030", true, err);
}

jw_status jw_converter__to_gb18030(struct jw_converter *converter, jw_error *err)
{
    return open_converter(converter, "GB18030", "UTF-8", false, err);
}

void jw_converter__close(struct jw_converter *converter)
{
    if (converter->handle)
        iconv_close((iconv_t)converter->handle);
    converter->handle = NULL;
}

static jw_status meet_bad_byte(struct jw_converter *converter, int64_t offset, jw_error *err)
{
    if (converter->bad_offset < 0)
        converter->bad_offset = offset;
    if (converter->lenient)
        return JW_OK;
    return jw_error_set(err, JW_EENCODING, 0, "byte %lld of the output cannot be converted from %s",
                        (long long)offset, converter->encoding);
}

jw_status jw_converter__convert(struct jw_converter *converter, const char *from, size_t length, bool last,
                                char *to, size_t size, size_t *taken, size_t *made, jw_error *err)
{
    char *in = (char *)(uintptr_t)from; /* iconv() takes char ** but does not write */
    char *out = to;
    size_t in_left = length;
    size_t out_left = size;
    while (in_left) {
        if (iconv((iconv_t)converter->handle, &in, &in_left, &out, &out_left) != (size_t)-1)
            break;
        int code = errno;
        if (code == E2BIG || (code == EINVAL && !last))
            break;
        JW_TRY(meet_bad_byte(converter, converter->offset + (int64_t)(length - in_left), err));
        if (!out_left)
            break;
        *out++ = JW_UNDECODABLE;
        out_left--;
        in++;
        in_left--;
    }
    *taken = length - in_left;
    *made = size - out_left;
    converter->offset += (int64_t)*taken;
    return JW_OK;
}
