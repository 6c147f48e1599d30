/* A digest over rows in canonical form. */
#ifndef JW_RECORD_ROW_DIGEST_H
#define JW_RECORD_ROW_DIGEST_H

#include "base/digest.h"
#include "record/pack.h"

struct jw_row_digest {
    jw_context *context;
    struct jw_digest *digest;
    struct jw_bytes packed; /* scratch */
};

jw_status jw_row_digest__begin(jw_context *context, struct jw_row_digest *out, jw_error *err);
jw_status jw_row_digest__values(struct jw_row_digest *rows, jw_record record, const struct jw_value *values,
                                jw_error *err);
/* All rows of a view; userdata is a struct jw_row_digest, so that a scan can call it. */
jw_status jw_row_digest__rows(void *userdata, const jw_rows *view, jw_error *err);
/* Frees in any case; with status JW_OK writes the result, else gives the status back. */
jw_status jw_row_digest__end(struct jw_row_digest *rows, jw_status status, char text[JW_DIGEST_TEXT], jw_error *err);

#endif
