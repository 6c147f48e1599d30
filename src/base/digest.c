#include "base/digest.h"

#include <openssl/evp.h>

struct jw_digest {
    jw_context *context;
    EVP_MD_CTX *state;
};

static jw_status failed(jw_error *err)
{
    return jw_error_set(err, JW_EUNSUPPORTED, 0, "libcrypto does not give SM3 (memory, or a provider without it)");
}

jw_status jw_digest__new(jw_context *context, struct jw_digest **out, jw_error *err)
{
    struct jw_digest *digest = jw__allocate(context, sizeof *digest, err);
    if (!digest)
        return JW_ENOMEM;
    digest->context = context;
    digest->state = EVP_MD_CTX_new();
    if (!digest->state || EVP_DigestInit_ex(digest->state, EVP_sm3(), NULL) != 1) {
        jw_digest__free(digest);
        return failed(err);
    }
    *out = digest;
    return JW_OK;
}

void jw_digest__free(struct jw_digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->state);
    jw__free(digest->context, digest);
}

jw_status jw_digest__update(struct jw_digest *digest, const void *data, size_t length, jw_error *err)
{
    return EVP_DigestUpdate(digest->state, data, length) == 1 ? JW_OK : failed(err);
}

jw_status jw_digest__finish(struct jw_digest *digest, char text[JW_DIGEST_TEXT], jw_error *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(digest->state, bytes, &length) != 1 || length * 2 + 1 > JW_DIGEST_TEXT)
        return failed(err);
    for (size_t i = 0; i < length; i++) {
        *text++ = digits[bytes[i] >> 4];
        *text++ = digits[bytes[i] & 15];
    }
    *text = '\0';
    return JW_OK;
}
