#include "exchange/output.h"

#include <string.h>
#include <jingwu/calendar.h>
#include "base/context.h"

void jw_output__open(struct jw_output *output, jw_write_fn write, void *userdata)
{
    output->write = write;
    output->userdata = userdata;
    output->converter = (struct jw_converter){.bad_offset = -1};
    output->error = (jw_error)JW_ERROR_INIT;
    output->used = 0;
}

jw_status jw_output__use_gb18030(struct jw_output *output, jw_error *err)
{
    return jw_converter__to_gb18030(&output->converter, err);
}

static void hand_out(struct jw_output *output, const char *bytes, size_t length)
{
    if (length && output->write(output->userdata, bytes, length) != 0)
        jw_error_set(&output->error, JW_ECALLBACK, 0, "the output could not be written");
}

/* Converts the buffer; the beginning of a character at its end stays for the next time. */
static void hand_out_converted(struct jw_output *output, bool last)
{
    char converted[sizeof output->buffer];
    size_t done = 0;
    size_t taken = 1;
    while (done < output->used && taken && output->error.status == JW_OK) {
        size_t made;
        if (jw_converter__convert(&output->converter, output->buffer + done, output->used - done, last,
                                  converted, sizeof converted, &taken, &made, &output->error) != JW_OK)
            return;
        hand_out(output, converted, made);
        done += taken;
    }
    memmove(output->buffer, output->buffer + done, output->used - done);
    output->used -= done;
}

static void flush(struct jw_output *output, bool last)
{
    if (output->error.status != JW_OK)
        return;
    if (output->converter.handle) {
        hand_out_converted(output, last);
        return;
    }
    hand_out(output, output->buffer, output->used);
    output->used = 0;
}

void jw_output__add(struct jw_output *output, const char *text, size_t length)
{
    while (length && output->error.status == JW_OK) {
        size_t room = sizeof output->buffer - output->used;
        size_t part = length < room ? length : room;
        memcpy(output->buffer + output->used, text, part);
        output->used += part;
        text += part;
        length -= part;
        if (output->used == sizeof output->buffer)
            flush(output, false);
    }
}

void jw_output__string(struct jw_output *output, const char *text)
{
    jw_output__add(output, text, strlen(text));
}

/* Blanks at the edges are quoted too: some readers drop them. */
static bool needs_quotes(const char *text, size_t length)
{
    if (length && (text[0] == ' ' || text[0] == '\t' || text[length - 1] == ' ' || text[length - 1] == '\t'))
        return true;
    for (size_t i = 0; i < length; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
            return true;
    return false;
}

void jw_output__csv_cell(struct jw_output *output, const char *text, size_t length)
{
    if (!needs_quotes(text, length)) {
        jw_output__add(output, text, length);
        return;
    }
    jw_output__add(output, "\"", 1);
    while (length) {
        const char *quote = memchr(text, '"', length);
        size_t part = quote ? (size_t)(quote - text) + 1 : length;
        jw_output__add(output, text, part);
        if (quote)
            jw_output__add(output, "\"", 1);
        text += part;
        length -= part;
    }
    jw_output__add(output, "\"", 1);
}

static void add_escape(struct jw_output *output, unsigned char c)
{
    static const char shorts[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(shorts, c) : NULL;
    if (found) {
        char escape[2] = {'\\', letters[found - shorts]};
        jw_output__add(output, escape, sizeof escape);
        return;
    }
    char escape[6] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
    jw_output__add(output, escape, sizeof escape);
}

void jw_output__json_text(struct jw_output *output, const char *text, size_t length)
{
    jw_output__add(output, "\"", 1);
    size_t plain = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        jw_output__add(output, text + plain, i - plain);
        add_escape(output, c);
        plain = i + 1;
    }
    jw_output__add(output, text + plain, length - plain);
    jw_output__add(output, "\"", 1);
}

jw_status jw_output__check(const struct jw_output *output, jw_error *err)
{
    if (output->error.status == JW_OK)
        return JW_OK;
    return jw_error_set(err, output->error.status, output->error.native_code, "%s", output->error.message);
}

jw_status jw_output__finish(struct jw_output *output, jw_error *err)
{
    flush(output, true);
    jw_converter__close(&output->converter);
    return jw_output__check(output, err);
}

size_t jw_output__iso_instant(int64_t instant, int32_t utc_offset, char *text)
{
    size_t length = jw_instant_format(instant, utc_offset, text);
    char *blank = memchr(text, ' ', length);
    if (blank)
        *blank = 'T';
    if (utc_offset == 0) {
        memcpy(text + length, "Z", 2);
        return length + 1;
    }
    int32_t minutes = (utc_offset < 0 ? -utc_offset : utc_offset) / 60;
    const char suffix[] = {utc_offset < 0 ? '-' : '+',
                           (char)('0' + minutes / 600),
                           (char)('0' + minutes / 60 % 10),
                           ':',
                           (char)('0' + minutes % 60 / 10),
                           (char)('0' + minutes % 10),
                           '\0'};
    memcpy(text + length, suffix, sizeof suffix);
    return length + sizeof suffix - 1;
}
