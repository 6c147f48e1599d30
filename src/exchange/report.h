/* Bad rows of an import: counted, logged, handed to the caller, and the first of them as the error of the
 * call. */
#ifndef JW_EXCHANGE_REPORT_H
#define JW_EXCHANGE_REPORT_H

#include <jingwu/store.h>
#include "base/context.h"
#include "base/intern.h"

/* A bad row whose text is not at hand: the file is read again for it. */
struct jw_late_reject {
    size_t file;
    int64_t line;
    const char *reason; /* one address for equal reasons */
    char field[32];
};

struct jw_report {
    jw_context *context;
    const jw_import_file *files;
    jw_reject_fn reject; /* or NULL */
    void *reject_userdata;
    int64_t bad;
    jw_error first;
    struct jw_late_reject *late;
    size_t late_count;
    size_t late_capacity;
    struct jw_texts *excluded; /* file and line of the late ones; NULL before the first */
    struct jw_texts *reasons;
};

void jw_report__open(struct jw_report *report, jw_context *context, const jw_import_file *files,
                     const jw_import_options *options);
void jw_report__close(struct jw_report *report);

/*
 * Takes a bad row while its file is read; reason has its record, line and field. The text need not be UTF-8.
 * Fails with JW_ECALLBACK when the caller's function does.
 */
jw_status jw_report__bad_row(struct jw_report *report, size_t file, const jw_error *reason, const char *text,
                             size_t length, jw_error *err);
/* Counts a bad row that will be found again when the files are read again. */
void jw_report__count(struct jw_report *report, size_t file, const jw_error *reason);
/* Hands such a row over then. */
jw_status jw_report__deliver_row(struct jw_report *report, size_t file, const jw_error *reason,
                                 const char *text, size_t length, jw_error *err);
/* Takes a bad row that was read before. It is excluded from now on; one that is already is not taken again.
 */
jw_status jw_report__bad_row_later(struct jw_report *report, size_t file, const jw_error *reason,
                                   jw_error *err);
bool jw_report__is_excluded(const struct jw_report *report, size_t file, int64_t line);
/* Hands a late one over, with the line as it was read. */
jw_status jw_report__deliver(struct jw_report *report, const struct jw_late_reject *late, const char *text,
                             size_t length, jw_error *err);
/* Sorts the late ones by file and line. */
jw_status jw_report__sort_late(struct jw_report *report, jw_error *err);

/* The first bad row and how many more there are, as the failure of the import. */
jw_status jw_report__fail(const struct jw_report *report, jw_error *err);

/* Puts the name of a file before a message about it. */
void jw_report__name_file(jw_error *err, const char *path);

#endif
