/* The parts of the LMDB storage: environments, rows as bytes. */
#ifndef CUSTOM_LMDB_H
#define CUSTOM_LMDB_H

#include <jingwu/sys/storage.h>
#include <lmdb.h>

#define RECORDS_MAX 64

/* One file of LMDB. A process must not open one twice, so all stores on a file share it. */
struct environment {
    struct environment *next;
    int users;
    unsigned long long device, inode;
    MDB_env *env;
    MDB_dbi form;                 /* of one key: the version of the form */
    MDB_dbi records[RECORDS_MAX]; /* by record number */
};

/* Gives the environment of a file, which must exist unless flags have JW_STORAGE_CREATE. */
jw_status environment_open(const char *place, uint32_t flags, struct environment **out, jw_error *err);
void environment_close(struct environment *environment);

/* What LMDB or the system returned, as a status. */
jw_status lmdb_fail(int code, const char *what, jw_error *err);

/* A buffer that grows, from the memory of a context. */
struct bytes {
    jw_context *context;
    unsigned char *data;
    size_t size, capacity;
};

void bytes_free(struct bytes *bytes);
/* The first `count` fields of a row, so that memcmp orders them as keys are ordered. */
jw_status encode_key(struct bytes *out, const jw_rows *rows, int64_t row, size_t count, jw_error *err);
/* The fields behind the key. */
jw_status encode_rest(struct bytes *out, const jw_rows *rows, int64_t row, jw_error *err);
/* The ends of a range: keys from `from` on and before `to`, which is empty when there is no end. */
jw_status encode_range(struct bytes *from, struct bytes *to, jw_record record, const jw_scan_range *range,
                       jw_error *err);
/* A stored row, appended to a batch. */
jw_status decode_row(jw_batch *batch, jw_record record, const MDB_val *key, const MDB_val *rest,
                     jw_error *err);

#endif
