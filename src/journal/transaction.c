#include "journal/transaction.h"

jw_status jw_transaction__new(jw_context *context, struct jw_transaction **out, jw_error *err)
{
    struct jw_transaction *transaction = jw__allocate_zeroed(context, 1, sizeof *transaction, err);
    if (!transaction)
        return JW_ENOMEM;
    transaction->context = context;
    jw_status status = jw_texts__new(context, &transaction->known, err);
    if (status == JW_OK)
        status = jw_texts__new(context, &transaction->open_names, err);
    if (status != JW_OK) {
        jw_transaction__free(transaction);
        return status;
    }
    *out = transaction;
    return JW_OK;
}

void jw_transaction__free(struct jw_transaction *transaction)
{
    if (!transaction)
        return;
    jw_context *context = transaction->context;
    for (size_t i = 0; i < transaction->entry_count; i++)
        jw_digest__free(transaction->entries[i].digest);
    if (transaction->known)
        jw_texts__free(transaction->known);
    if (transaction->open_names)
        jw_texts__free(transaction->open_names);
    jw__free(context, transaction->open);
    jw__free(context, transaction->missing);
    jw__free(context, transaction->removed);
    jw__free(context, transaction->entries);
    jw_locks__free(context, &transaction->locks);
    jw_bytes__free(context, &transaction->packed);
    jw__free(context, transaction);
}
