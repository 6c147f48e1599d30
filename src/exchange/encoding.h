/* Encodings of files: what a text is, and GB18030 to and from UTF-8 in pieces. */
#ifndef JW_EXCHANGE_ENCODING_H
#define JW_EXCHANGE_ENCODING_H

#include <stdbool.h>
#include <jingwu/base.h>

/* Stands for a byte that could not be decoded; no UTF-8 text contains it, so the cell is found by a check for
 * UTF-8. */
#define JW_UNDECODABLE '\xFF'

/* Counts well-formed characters and bad places of a text given in pieces. */
struct jw_utf8_scan {
    int64_t offset;     /* bytes looked at */
    int64_t line;       /* of the next byte, from 1 */
    int64_t characters; /* well-formed ones of more than one byte */
    int64_t bad;        /* places where bytes belong to none */
    int64_t bad_offset; /* of the first of them, -1 if there is none */
    int64_t bad_line;
    bool after_return;
    bool after_bad;
};

void jw_utf8_scan__init(struct jw_utf8_scan *scan);
/* Looks at a piece; unless it is the last, up to 3 bytes at its end may be left for the next. Gives the bytes
 * taken. */
size_t jw_utf8_scan__add(struct jw_utf8_scan *scan, const char *text, size_t length, bool last);

/* A conversion in pieces, either way. */
struct jw_converter {
    void *handle;
    const char *encoding; /* of the input, for messages */
    bool lenient;         /* puts JW_UNDECODABLE for a bad byte instead of failing */
    int64_t offset;       /* bytes of input taken */
    int64_t bad_offset;   /* of the first bad byte, -1 if there is none */
};

jw_status jw_converter__from_gb18030(struct jw_converter *converter, jw_error *err);
jw_status jw_converter__to_gb18030(struct jw_converter *converter, jw_error *err);
void jw_converter__close(struct jw_converter *converter);
/*
 * Converts as much as fits. Unless it is the last piece, the beginning of a character at its end is left for
 * the next. *taken and *made are the bytes of input and output.
 */
jw_status jw_converter__convert(struct jw_converter *converter, const char *from, size_t length, bool last,
                                char *to, size_t size, size_t *taken, size_t *made, jw_error *err);

/* How much a text looks like GB18030: characters of two or four bytes, and those among them that are in daily
 * use. */
struct jw_gb18030_scan {
    int64_t offset;
    int64_t characters;
    int64_t common;
    int64_t bad; /* bytes that belong to no character */
};

/* As jw_utf8_scan__add(). It looks at the form only: a clean text may still contain unassigned characters. */
size_t jw_gb18030_scan__add(struct jw_gb18030_scan *scan, const char *text, size_t length, bool last);

#define JW_ENCODING_DOUBTFUL (-1)
/* The encoding that the counts tell: JW_ENCODING_UTF8 (perhaps with a few bad bytes), _GB18030 or _DOUBTFUL.
 */
int32_t jw_encoding__judge(const struct jw_utf8_scan *utf8, const struct jw_gb18030_scan *gb18030);

#endif
