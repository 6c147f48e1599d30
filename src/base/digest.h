/* SM3 (GB/T 32905) from libcrypto. */
#ifndef JW_BASE_DIGEST_H
#define JW_BASE_DIGEST_H

#include "base/context.h"

/* Hexadecimal text with its NUL. */
#define JW_DIGEST_TEXT 65

struct jw_digest;

jw_status jw_digest__new(jw_context *context, struct jw_digest **out, jw_error *err);
void jw_digest__free(struct jw_digest *digest);
jw_status jw_digest__update(struct jw_digest *digest, const void *data, size_t length, jw_error *err);
/* Writes the result; the digest can only be freed afterwards. */
jw_status jw_digest__finish(struct jw_digest *digest, char text[JW_DIGEST_TEXT], jw_error *err);

#endif
