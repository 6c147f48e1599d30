#include "report/note.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"

static void append_list(char *text, size_t size, const char *format, va_list arguments) JW_PRINTF(3, 0);
static void append_list(char *text, size_t size, const char *format, va_list arguments)
{
    size_t used = strlen(text);
    vsnprintf(text + used, size - used, format, arguments);
    text[jw__utf8_prefix(text, strlen(text))] = '\0';
}

void jw_note__append(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append_list(text, size, format, arguments);
    va_end(arguments);
}

void jw_note__english(struct jw_note *note, const char *format, ...)
{
    va_list arguments;
    if (note->en[0])
        jw_note__append(note->en, sizeof note->en, "; ");
    va_start(arguments, format);
    append_list(note->en, sizeof note->en, format, arguments);
    va_end(arguments);
}

void jw_note__chinese(struct jw_note *note, const char *format, ...)
{
    va_list arguments;
    if (note->zh[0])
        jw_note__append(note->zh, sizeof note->zh, "；");
    va_start(arguments, format);
    append_list(note->zh, sizeof note->zh, format, arguments);
    va_end(arguments);
}
