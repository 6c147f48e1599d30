/* A district that is taken from one store to another, within one transaction there. */
#ifndef JW_MONTH_COPY_H
#define JW_MONTH_COPY_H

#include <jingwu/month.h>
#include "storage/store.h"

struct copying {
    jw_store *from, *to;
    const char *district;
    int64_t rows;    /* looked at, for the progress */
    int64_t changed; /* written or removed */
};

typedef jw_status (*jw_copying_fn)(struct copying *copying, jw_error *err);

/* Does the work within a snapshot of one store and a transaction of the other; changed may be NULL. */
jw_status jw_copying__run(jw_store *from, jw_store *to, const char *district, jw_copying_fn work,
                          int64_t *changed, jw_error *err);
/* JW_ECORRUPT unless the district reads alike in both stores. */
jw_status jw_copying__check(const struct copying *copying, jw_error *err);

#endif
