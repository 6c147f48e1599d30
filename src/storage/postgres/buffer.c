#include "storage/postgres/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <jingwu/sys/storage.h>

#define LONGEST_FORMAT 200

static bool make_room(struct jw_pg_buffer *buffer, size_t more)
{
    if (buffer->failed || more > SIZE_MAX / 4 - buffer->length) {
        buffer->failed = true;
        return false;
    }
    if (buffer->length + more <= buffer->capacity)
        return true;
    size_t wanted = buffer->capacity ? buffer->capacity : 512;
    while (wanted < buffer->length + more)
        wanted *= 2;
    char *moved = jw_allocate(buffer->context, buffer->data, wanted, NULL);
    if (!moved) {
        buffer->failed = true;
        return false;
    }
    buffer->data = moved;
    buffer->capacity = wanted;
    return true;
}

void jw_pg_buffer__add(struct jw_pg_buffer *buffer, const void *bytes, size_t length)
{
    if (!length || !make_room(buffer, length))
        return;
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
}

void jw_pg_buffer__put(struct jw_pg_buffer *buffer, const char *text)
{
    jw_pg_buffer__add(buffer, text, strlen(text));
}

void jw_pg_buffer__format(struct jw_pg_buffer *buffer, const char *format, ...)
{
    char text[LONGEST_FORMAT];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text)
        buffer->failed = true;
    else
        jw_pg_buffer__add(buffer, text, (size_t)length);
}

void jw_pg_buffer__number(struct jw_pg_buffer *buffer, int64_t value, size_t width)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < width; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> 8 * (width - 1 - i));
    jw_pg_buffer__add(buffer, bytes, width);
}

const char *jw_pg_buffer__text(struct jw_pg_buffer *buffer, jw_error *err)
{
    jw_pg_buffer__add(buffer, "", 1);
    if (buffer->failed) {
        jw_error_set(err, JW_ENOMEM, 0, "no memory for a statement");
        return NULL;
    }
    buffer->length--;
    return buffer->data;
}

void jw_pg_buffer__free(struct jw_pg_buffer *buffer)
{
    jw_release(buffer->context, buffer->data);
    buffer->data = NULL;
    buffer->length = buffer->capacity = 0;
    buffer->failed = false;
}
