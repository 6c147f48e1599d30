/* The text of a file as UTF-8, whatever it is written in; standard input is kept in a temporary file. */
#ifndef JW_EXCHANGE_SOURCE_H
#define JW_EXCHANGE_SOURCE_H

#include "base/context.h"
#include "exchange/encoding.h"

struct jw_source {
    jw_context *context;
    const char *path; /* borrowed */
    int file;
    int32_t encoding;   /* JW_ENCODING_UTF8 or JW_ENCODING_GB18030 */
    bool doubtful;      /* some byte is not in the encoding: every cell is to be looked at */
    int64_t bad_offset; /* of the first such byte */
    int64_t size;       /* bytes of the file */
    int64_t start;      /* after the BOM */
    int64_t offset;     /* next byte to read */
    struct jw_converter converter;
    char *raw; /* GB18030: bytes before conversion */
    size_t raw_start;
    size_t raw_end;
};

/*
 * Opens a file and reads it once to find its encoding. directory is where a copy of standard input may go, or
 * NULL. JW_ENOTFOUND, JW_EPERMISSION, JW_EIO, JW_EFULL, JW_EENCODING (no encoding fits or it is in doubt),
 * JW_ECANCELLED.
 */
jw_status jw_source__open(jw_context *context, const char *path, int32_t encoding, const char *directory,
                          struct jw_source *out, jw_error *err);
void jw_source__rewind(struct jw_source *source);
/* Reads on; *got is 0 at the end only. Bytes that could not be decoded are there as they are or as
 * JW_UNDECODABLE. */
jw_status jw_source__read(struct jw_source *source, char *buffer, size_t size, size_t *got, jw_error *err);
/* What to say about a cell that is not in the encoding. */
jw_status jw_source__refuse_bytes(const struct jw_source *source, const char *record, int64_t line,
                                  const char *field, jw_error *err);
/* A source that was never opened must be zeroed with file -1. */
void jw_source__close(struct jw_source *source);

#endif
