#include "record/row_digest.h"

jw_status jw_row_digest__begin(jw_context *context, struct jw_row_digest *out, jw_error *err)
{
    *out = (struct jw_row_digest){.context = context};
    return jw_digest__new(context, &out->digest, err);
}

jw_status jw_row_digest__values(struct jw_row_digest *rows, jw_record record, const struct jw_value *values,
                                jw_error *err)
{
    rows->packed.length = 0;
    JW_TRY(jw_pack__row(rows->context, record, values, &rows->packed, err));
    return jw_digest__update(rows->digest, rows->packed.data, rows->packed.length, err);
}

jw_status jw_row_digest__rows(void *userdata, const jw_rows *view, jw_error *err)
{
    struct jw_row_digest *rows = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    rows->packed.length = 0;
    for (int64_t row = 0; row < view->count; row++) {
        jw_rows__values(view, row, values);
        JW_TRY(jw_pack__row(rows->context, view->record, values, &rows->packed, err));
    }
    return jw_digest__update(rows->digest, rows->packed.data, rows->packed.length, err);
}

jw_status jw_row_digest__end(struct jw_row_digest *rows, jw_status status, char text[JW_DIGEST_TEXT], jw_error *err)
{
    if (status == JW_OK)
        status = jw_digest__finish(rows->digest, text, err);
    jw_digest__free(rows->digest);
    jw_bytes__free(rows->context, &rows->packed);
    return status;
}
