#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Length of the well-formed sequence at text, 0 if there is none (Unicode 15, table 3-7). */
static size_t sequence_length(const unsigned char *text, size_t length)
{
    unsigned char lead = text[0];
    if (lead < 0x80)
        return 1;
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || length < size)
        return 0;
    unsigned char low = 0x80, high = 0xBF;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (text[1] < low || text[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    return size;
}

/* Bytes below 0x80 from the start, eight at a time. */
static size_t ascii_prefix(const char *text, size_t length)
{
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < length && (unsigned char)text[i] < 0x80)
        i++;
    return i;
}

size_t jw__utf8_prefix(const char *text, size_t length)
{
    size_t i = ascii_prefix(text, length);
    while (i < length) {
        size_t size = sequence_length((const unsigned char *)text + i, length - i);
        if (!size)
            break;
        i += size;
    }
    return i;
}

static uint32_t code_point(const unsigned char *text, size_t size)
{
    if (size == 1)
        return text[0];
    uint32_t value = text[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++)
        value = value << 6 | (text[i] & 0x3Fu);
    return value;
}

/* East Asian wide and full-width blocks (Unicode TR 11), coarse. */
static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

static bool is_combining(uint32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xE0100 && c <= 0xE01EF);
}

size_t jw__display_width(const char *text, size_t length)
{
    size_t width = 0;
    for (size_t i = 0; i < length;) {
        size_t size = sequence_length((const unsigned char *)text + i, length - i);
        uint32_t c = size ? code_point((const unsigned char *)text + i, size) : '?';
        width += is_combining(c) ? 0u : is_wide(c) ? 2u : 1u;
        i += size ? size : 1;
    }
    return width;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool jw__parse_integer(const char *text, size_t length, int64_t *out)
{
    size_t i = length && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    bool negative = i && text[0] == '-';
    if (i == length)
        return false;
    int64_t value = 0; /* kept negative: the range is larger there */
    for (; i < length; i++) {
        if (!is_digit(text[i]))
            return false;
        int digit = text[i] - '0';
        if (value < INT64_MIN / 10 || value * 10 < INT64_MIN + digit)
            return false;
        value = value * 10 - digit;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *out = negative ? value : -value;
    return true;
}

/* Whether text is [sign] digits [. digits] [e [sign] digits] with at least one digit before the exponent. */
static bool is_real(const char *text, size_t length)
{
    size_t i = 0, digits = 0;
    if (i < length && (text[i] == '-' || text[i] == '+'))
        i++;
    for (; i < length && is_digit(text[i]); i++)
        digits++;
    if (i < length && text[i] == '.')
        for (i++; i < length && is_digit(text[i]); i++)
            digits++;
    if (!digits)
        return false;
    if (i == length)
        return true;
    if (text[i] != 'e' && text[i] != 'E')
        return false;
    i++;
    if (i < length && (text[i] == '-' || text[i] == '+'))
        i++;
    size_t exponent = 0;
    for (; i < length && is_digit(text[i]); i++)
        exponent++;
    return exponent && i == length;
}

bool jw__parse_real(const char *text, size_t length, double *out)
{
    char copy[512];
    if (length >= sizeof copy - 8 || !is_real(text, length))
        return false;
    /* strtod() reads the host's decimal point, so it is given that one */
    const char *point = localeconv()->decimal_point;
    size_t point_length = strlen(point), used = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '.') {
            copy[used++] = text[i];
        } else if (point_length && point_length < 8) {
            memcpy(copy + used, point, point_length);
            used += point_length;
        }
    }
    copy[used] = '\0';
    double value = strtod(copy, NULL);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

bool jw__parse_decimal(const char *text, size_t length, int64_t *scaled, int32_t *decimals)
{
    char digits[24];
    size_t used = 0, i = 0;
    int32_t after = -1;
    if (i < length && (text[i] == '-' || text[i] == '+'))
        digits[used++] = text[i++];
    for (; i < length; i++) {
        if (text[i] == '.' && after < 0) {
            after = 0;
        } else if (is_digit(text[i]) && used < 19) {
            digits[used++] = text[i];
            after += after >= 0;
        } else {
            return false;
        }
    }
    int64_t value;
    if (after == 0 || !jw__parse_integer(digits, used, &value))
        return false;
    *scaled = value;
    *decimals = after < 0 ? 0 : after;
    return true;
}

size_t jw__format_integer(int64_t value, char *text)
{
    char reversed[24];
    size_t count = 0, length = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        text[length++] = '-';
    while (count)
        text[length++] = reversed[--count];
    text[length] = '\0';
    return length;
}

/* snprintf() writes the host's decimal point; whatever it is becomes one '.'. */
static size_t neutral_point(const char *from, char *to)
{
    size_t used = 0;
    bool pointed = false;
    for (; *from; from++) {
        if (is_digit(*from) || *from == '-' || *from == '+' || *from == 'e') {
            to[used++] = *from;
        } else if (!pointed) {
            to[used++] = '.';
            pointed = true;
        }
    }
    to[used] = '\0';
    return used;
}

size_t jw__format_real(double value, char *text)
{
    char raw[64];
    size_t length = 0;
    for (int precision = 15; precision <= 17; precision++) {
        double back;
        snprintf(raw, sizeof raw, "%.*g", precision, value);
        length = neutral_point(raw, text);
        if (jw__parse_real(text, length, &back) && back == value)
            break;
    }
    return length;
}

/* a * b / c rounded half away from zero for a, b >= 0, c > 0, by long multiplication in base 2^32; saturates. */
static uint64_t multiply_divide(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t low_product = (a & 0xFFFFFFFFu) * (b & 0xFFFFFFFFu);
    uint64_t middle1 = (a >> 32) * (b & 0xFFFFFFFFu), middle2 = (a & 0xFFFFFFFFu) * (b >> 32);
    uint64_t carry = ((low_product >> 32) + (middle1 & 0xFFFFFFFFu) + (middle2 & 0xFFFFFFFFu));
    uint64_t low = (carry << 32) | (low_product & 0xFFFFFFFFu);
    uint64_t high = (a >> 32) * (b >> 32) + (middle1 >> 32) + (middle2 >> 32) + (carry >> 32);
    if (high >= c)
        return INT64_MAX;
    uint64_t quotient = 0, remainder = high;
    for (int bit = 63; bit >= 0; bit--) {
        bool overflow = remainder >> 63;
        remainder = remainder << 1 | (low >> bit & 1);
        quotient <<= 1;
        if (overflow || remainder >= c) {
            remainder -= c;
            quotient |= 1;
        }
    }
    if (remainder >= c - remainder)
        quotient++;
    return quotient > INT64_MAX ? INT64_MAX : quotient;
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

int64_t jw__round_ratio(int64_t numerator, int64_t factor, int64_t denominator)
{
    uint64_t result = multiply_divide(magnitude(numerator), magnitude(factor), magnitude(denominator));
    bool negative = (numerator < 0) != (factor < 0);
    return negative ? -(int64_t)result : (int64_t)result;
}

size_t jw__format_fraction(int64_t numerator, int64_t denominator, int32_t decimals, char *text)
{
    int64_t power = 1;
    for (int32_t i = 0; i < decimals; i++)
        power *= 10;
    int64_t scaled = jw__round_ratio(numerator, power, denominator);
    uint64_t whole = magnitude(scaled) / (uint64_t)power, part = magnitude(scaled) % (uint64_t)power;
    size_t length = 0;
    if (scaled < 0)
        text[length++] = '-';
    length += jw__format_integer((int64_t)whole, text + length);
    if (decimals > 0) {
        text[length++] = '.';
        for (int64_t digit = power / 10; digit; digit /= 10)
            text[length++] = (char)('0' + part / (uint64_t)digit % 10);
        text[length] = '\0';
    }
    return length;
}

int jw__compare_text(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t common = a_length < b_length ? a_length : b_length;
    int order = common ? memcmp(a, b, common) : 0;
    return order ? order : (a_length > b_length) - (a_length < b_length);
}
