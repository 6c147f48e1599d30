/* Bytes that grow: texts of statements, and messages in the server's binary form. */
#ifndef JW_STORAGE_POSTGRES_BUFFER_H
#define JW_STORAGE_POSTGRES_BUFFER_H

#include <stdbool.h>
#include <jingwu/base.h>

/* A failure to grow is remembered, so that a text is built without a check at each step. */
struct jw_pg_buffer {
    jw_context *context;
    char *data; /* with a NUL behind it once jw_pg_buffer__text() was called */
    size_t length;
    size_t capacity;
    bool failed;
};

void jw_pg_buffer__add(struct jw_pg_buffer *buffer, const void *bytes, size_t length);
void jw_pg_buffer__put(struct jw_pg_buffer *buffer, const char *text);
/* printf of texts and numbers, at most 200 bytes. */
void jw_pg_buffer__format(struct jw_pg_buffer *buffer, const char *format, ...) JW_PRINTF(2, 3);
/* A big-endian number of 1 to 8 bytes. */
void jw_pg_buffer__number(struct jw_pg_buffer *buffer, int64_t value, size_t width);
/* The text with its NUL; NULL, with err filled, when memory ran out. Borrowed from the buffer. */
const char *jw_pg_buffer__text(struct jw_pg_buffer *buffer, jw_error *err);
void jw_pg_buffer__free(struct jw_pg_buffer *buffer);

#endif
