#include "exchange/report.h"

#include <stdio.h>
#include <string.h>
#include "base/sort.h"
#include "base/text.h"

#define LOGGED_MAX 100
#define NAME_SIZE 16
/* Most bytes of a path in a message; of a longer one the end is shown. */
#define PATH_SHOWN 120
/* Most bytes of a refused line that are handed over. */
#define TEXT_MAX ((size_t)8 << 10)

void jw_report__open(struct jw_report *report, jw_context *context, const jw_import_file *files,
                     const jw_import_options *options)
{
    *report = (struct jw_report){.context = context, .files = files, .first = JW_ERROR_INIT};
    report->reject = options->reject;
    report->reject_userdata = options->reject_userdata;
}

void jw_report__close(struct jw_report *report)
{
    jw__free(report->context, report->late);
    if (report->excluded)
        jw_texts__free(report->excluded);
    if (report->reasons)
        jw_texts__free(report->reasons);
}

static const char *shown_path(const char *path)
{
    size_t length = strlen(path);
    if (length <= PATH_SHOWN)
        return path;
    path += length - PATH_SHOWN;
    while (((unsigned char)*path & 0xC0) == 0x80)
        path++;
    return path;
}

void jw_report__name_file(jw_error *err, const char *path)
{
    if (!err || err->struct_size != sizeof *err)
        return;
    jw_error named = JW_ERROR_INIT;
    jw_error_set_field(&named, err->status, err->record, err->row, err->field, "%s: %s", shown_path(path),
                       err->message);
    named.native_code = err->native_code;
    *err = named;
}

/* The first is kept for the end, and the first hundred are logged. */
void jw_report__count(struct jw_report *report, size_t file, const jw_error *reason)
{
    const char *path = report->files[file].path;
    if (report->bad == 0) {
        report->first = *reason;
        jw_report__name_file(&report->first, path);
    }
    if (report->bad++ >= LOGGED_MAX)
        return;
    jw__log(report->context, JW_LOG_ERROR, "%s:%lld: %s%s%s", path, (long long)reason->row, reason->field,
            reason->field[0] ? ": " : "", reason->message);
}

/* Copies text with what is not UTF-8 replaced by U+FFFD; gives the length. */
static size_t copy_as_utf8(const char *text, size_t length, char *to, size_t size)
{
    static const char replacement[3] = {'\xEF', '\xBF', '\xBD'};
    size_t used = 0;
    for (size_t i = 0; i < length && used + 3 <= size;) {
        size_t good = jw__utf8_prefix(text + i, length - i);
        if (good > size - used)
            good = jw__utf8_prefix(text + i, size - used);
        memcpy(to + used, text + i, good);
        used += good;
        i += good;
        if (i == length || used + 3 > size)
            break;
        memcpy(to + used, replacement, sizeof replacement);
        used += sizeof replacement;
        i++;
    }
    return used;
}

static jw_status hand_over(struct jw_report *report, size_t file, int64_t line, const char *field,
                           const char *reason, const char *text, size_t length, jw_error *err)
{
    char copy[TEXT_MAX];
    if (!report->reject)
        return JW_OK;
    size_t used = copy_as_utf8(text, length, copy, sizeof copy);
    const char *path = report->files[file].path;
    if (report->reject(report->reject_userdata, path, line, field, reason, copy, used) != 0)
        return jw_error_set(err, JW_ECALLBACK, 0, "the function that takes refused rows failed");
    return JW_OK;
}

jw_status jw_report__deliver_row(struct jw_report *report, size_t file, const jw_error *reason,
                                 const char *text, size_t length, jw_error *err)
{
    return hand_over(report, file, reason->row, reason->field, reason->message, text, length, err);
}

jw_status jw_report__bad_row(struct jw_report *report, size_t file, const jw_error *reason, const char *text,
                             size_t length, jw_error *err)
{
    jw_report__count(report, file, reason);
    return jw_report__deliver_row(report, file, reason, text, length, err);
}

static void name_row(size_t file, int64_t line, char name[NAME_SIZE])
{
    uint64_t number = file;
    memcpy(name, &number, 8);
    memcpy(name + 8, &line, 8);
}

bool jw_report__is_excluded(const struct jw_report *report, size_t file, int64_t line)
{
    char name[NAME_SIZE];
    if (!report->excluded)
        return false;
    name_row(file, line, name);
    return jw_texts__find(report->excluded, name, sizeof name) != NULL;
}

static jw_status exclude(struct jw_report *report, size_t file, int64_t line, jw_error *err)
{
    char name[NAME_SIZE];
    const char *kept;
    if (!report->excluded)
        JW_TRY(jw_texts__new(report->context, &report->excluded, err));
    name_row(file, line, name);
    return jw_texts__add(report->excluded, name, sizeof name, &kept, err);
}

jw_status jw_report__bad_row_later(struct jw_report *report, size_t file, const jw_error *reason,
                                   jw_error *err)
{
    if (jw_report__is_excluded(report, file, reason->row))
        return JW_OK;
    JW_TRY(exclude(report, file, reason->row, err));
    jw_report__count(report, file, reason);
    if (!report->reject)
        return JW_OK;
    if (!report->reasons)
        JW_TRY(jw_texts__new(report->context, &report->reasons, err));
    struct jw_late_reject late = {.file = file, .line = reason->row};
    JW_TRY(jw_texts__add(report->reasons, reason->message, strlen(reason->message), &late.reason, err));
    memcpy(late.field, reason->field, sizeof late.field);
    JW_TRY(jw__grow(report->context, &report->late, &report->late_capacity, report->late_count + 1,
                    sizeof late, err));
    report->late[report->late_count++] = late;
    return JW_OK;
}

jw_status jw_report__deliver(struct jw_report *report, const struct jw_late_reject *late, const char *text,
                             size_t length, jw_error *err)
{
    return hand_over(report, late->file, late->line, late->field, late->reason, text, length, err);
}

static int compare_late(void *userdata, const void *left, const void *right)
{
    (void)userdata;
    const struct jw_late_reject *a = left;
    const struct jw_late_reject *b = right;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

jw_status jw_report__sort_late(struct jw_report *report, jw_error *err)
{
    struct jw_late_reject *scratch =
        jw__allocate_zeroed(report->context, report->late_count, sizeof *scratch, err);
    if (!scratch)
        return JW_ENOMEM;
    jw__sort(report->late, scratch, report->late_count, sizeof *scratch, compare_late, NULL);
    jw__free(report->context, scratch);
    return JW_OK;
}

jw_status jw_report__fail(const struct jw_report *report, jw_error *err)
{
    const jw_error *first = &report->first;
    char more[64] = "";
    if (report->bad > 1)
        snprintf(more, sizeof more, " (and %lld more bad row%s)", (long long)report->bad - 1,
                 report->bad > 2 ? "s" : "");
    return jw_error_set_field(err, first->status, first->record, first->row, first->field, "%.440s%s",
                              first->message, more);
}
