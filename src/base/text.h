/* Text without a locale: UTF-8, whole numbers, reals, decimal text. */
#ifndef JW_BASE_TEXT_H
#define JW_BASE_TEXT_H

#include <stdbool.h>
#include <jingwu/base.h>

/* Bytes from the start that are well-formed UTF-8 (no surrogates, no overlong forms, up to U+10FFFF). */
size_t jw__utf8_prefix(const char *text, size_t length);
/* Columns a terminal uses for it: 2 for CJK and full-width characters, 0 for combining marks. */
size_t jw__display_width(const char *text, size_t length);

/* Optional sign and digits, nothing else. */
bool jw__parse_integer(const char *text, size_t length, int64_t *out);
/* Decimal or scientific notation with a point; finite. Correctly rounded. */
bool jw__parse_real(const char *text, size_t length, double *out);
/* "25.8" -> 258, 1. At most 18 digits, no exponent, optional sign. */
bool jw__parse_decimal(const char *text, size_t length, int64_t *scaled, int32_t *decimals);

#define JW_NUMBER_TEXT 40
size_t jw__format_integer(int64_t value, char *text);
/* The shortest decimal text that reads back as the same value. */
size_t jw__format_real(double value, char *text);
/* numerator / denominator with so many decimals (0..9), half away from zero, exact; denominator > 0. */
size_t jw__format_fraction(int64_t numerator, int64_t denominator, int32_t decimals, char *text);
/* numerator * factor / denominator rounded half away from zero; denominator > 0; saturates. */
int64_t jw__round_ratio(int64_t numerator, int64_t factor, int64_t denominator);

/* Bytewise; of two texts that begin alike the shorter comes first. */
int jw__compare_text(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
