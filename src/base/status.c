#include <jingwu/base.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/context.h"

struct status_entry {
    jw_status status;
    const char *name;
    const char *text;
};

static const struct status_entry entries[] = {
    {JW_OK, "JW_OK", "Done."},
    {JW_EINVAL, "JW_EINVAL", "The call is wrong: an argument is missing or out of range."},
    {JW_ENOMEM, "JW_ENOMEM", "Out of memory."},
    {JW_EINPUT, "JW_EINPUT", "The input is wrong."},
    {JW_EREFERENCE, "JW_EREFERENCE", "A row refers to one that does not exist."},
    {JW_ENOTFOUND, "JW_ENOTFOUND", "Not found."},
    {JW_EEXIST, "JW_EEXIST", "The key exists already."},
    {JW_ECONFLICT, "JW_ECONFLICT", "Another writer changed the rows; try again."},
    {JW_EBUSY, "JW_EBUSY", "Another writer holds the store; try again."},
    {JW_EFULL, "JW_EFULL", "The disk is full."},
    {JW_ECORRUPT, "JW_ECORRUPT", "The stored data are damaged."},
    {JW_EUNAVAILABLE, "JW_EUNAVAILABLE", "The storage cannot be reached."},
    {JW_EUNKNOWN, "JW_EUNKNOWN", "The outcome of the commit is not known."},
    {JW_EUNSUPPORTED, "JW_EUNSUPPORTED", "Not supported here."},
    {JW_ECLOSED, "JW_ECLOSED", "The month is closed."},
    {JW_ECALLBACK, "JW_ECALLBACK", "A callback failed."},
    {JW_ECANCELLED, "JW_ECANCELLED", "Cancelled."},
    {JW_EFORK, "JW_EFORK", "The handle belongs to the parent process."},
    {JW_EVERSION, "JW_EVERSION", "The store was written by a newer library."},
    {JW_EREADONLY, "JW_EREADONLY", "The store is open for reading only."},
    {JW_EENCODING, "JW_EENCODING", "The text is not in the expected encoding."},
    {JW_EIO, "JW_EIO", "Reading or writing failed."},
    {JW_EPERMISSION, "JW_EPERMISSION", "Access was refused."},
    {JW_ELIMIT, "JW_ELIMIT", "A limit is exceeded."},
    {JW_ENOTYET, "JW_ENOTYET", "Not yet in this version."},
    {JW_EINTERNAL, "JW_EINTERNAL", "A defect of the library."},
};

static const struct status_entry *find_entry(jw_status status)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (entries[i].status == status)
            return &entries[i];
    return NULL;
}

const char *jw_status_name(jw_status status)
{
    const struct status_entry *entry = find_entry(status);
    return entry ? entry->name : "JW_E?";
}

const char *jw_status_text(jw_status status)
{
    const struct status_entry *entry = find_entry(status);
    return entry ? entry->text : "Unknown status.";
}

static void copy_bounded(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
}

/* A cut in the middle of a UTF-8 sequence would make the message itself bad input for a caller. */
static void trim_partial_character(char *text, size_t size)
{
    size_t length = strlen(text);
    if (length + 1 < size)
        return;
    size_t i = length;
    while (i > 0 && ((unsigned char)text[i - 1] & 0xC0) == 0x80)
        i--;
    if (i == 0)
        return;
    unsigned char lead = (unsigned char)text[i - 1];
    size_t expected = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (i - 1) < expected)
        text[i - 1] = '\0';
}

static void fill(jw_error *err, jw_status status, int32_t native_code, const char *format, va_list arguments)
{
    if (!err)
        return;
    if (err->struct_size != sizeof *err) {
        err->status = status;
        return;
    }
    err->status = status;
    err->native_code = native_code;
    err->row = 0;
    err->sqlstate[0] = err->record[0] = err->field[0] = '\0';
    vsnprintf(err->message, sizeof err->message, format, arguments);
    trim_partial_character(err->message, sizeof err->message);
}

jw_status jw_error_set(jw_error *err, jw_status status, int32_t native_code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, status, native_code, format, arguments);
    va_end(arguments);
    return status;
}

jw_status jw_error_set_field(jw_error *err, jw_status status, const char *record, int64_t row, const char *field,
                             const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, status, 0, format, arguments);
    va_end(arguments);
    if (err && err->struct_size == sizeof *err) {
        err->row = row;
        copy_bounded(err->record, sizeof err->record, record);
        copy_bounded(err->field, sizeof err->field, field);
    }
    return status;
}

jw_status jw_error__pass(const jw_error *failure, jw_error *err)
{
    if (err && err->struct_size == sizeof *err)
        *err = *failure;
    else if (err)
        err->status = failure->status;
    return failure->status;
}

const char *jw_version(void)
{
    return JW_VERSION_STRING;
}

int32_t jw_version_number(void)
{
    return JW_VERSION_MAJOR * 1000000 + JW_VERSION_MINOR * 1000 + JW_VERSION_PATCH;
}
