/* Files of an import: temporary ones without a name, and reading and writing at a place, with statuses. */
#ifndef JW_EXCHANGE_FILE_H
#define JW_EXCHANGE_FILE_H

#include <jingwu/base.h>

/* Opens a file that vanishes when it is closed, in the first of directory (may be NULL), TMPDIR and /tmp that
 * allows it. */
jw_status jw_file__temporary(const char *directory, int *out, jw_error *err);
/* A full disk or quota is JW_EFULL. */
jw_status jw_file__write_at(int file, const void *data, size_t length, int64_t offset, jw_error *err);
/* Fills the buffer as far as the file goes; *got is less than length only at its end. */
jw_status jw_file__read_at(int file, void *data, size_t length, int64_t offset, size_t *got, jw_error *err);

#endif
