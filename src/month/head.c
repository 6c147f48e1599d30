/* The head of a journal as text: what is noted outside the store. */
#include <stdio.h>
#include <jingwu/month.h>
#include "base/digest.h"
#include "journal/transaction.h"

jw_status jw_journal_head(jw_store *store, const char *district, char out[JW_HEAD_TEXT], jw_error *err)
{
    char code[JW_CODE_SIZE], digest[JW_DIGEST_TEXT];
    int64_t seq = 0;
    if (!store || !out)
        return jw_error_set(err, JW_EINVAL, 0, "the head of a journal needs a store and a place for it");
    JW_TRY(jw_store__district(store, district, code, NULL, err));
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = jw_entry__head(store, code, &seq, digest, err);
    jw_store__end_reading(store);
    if (status == JW_OK)
        snprintf(out, JW_HEAD_TEXT, "%lld:%s", (long long)seq, digest);
    return status;
}
