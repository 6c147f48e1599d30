/* Numbers and UTF-8 against slow oracles, in several locales. */
#include "unit/support.h"

#include <errno.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include "base/text.h"
#include "unit/random.h"

__extension__ typedef __int128 wide;

static int64_t rounds(void)
{
    return getenv("JW_TEST_FULL") ? 2000000 : 50000;
}

/* ---- UTF-8 ---- */

/* Decodes by the definition: the shortest form of a scalar value. */
static size_t oracle_sequence(const unsigned char *text, size_t length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = text[0] < 0x80 ? 1 : (text[0] & 0xE0) == 0xC0 ? 2 : (text[0] & 0xF0) == 0xE0 ? 3
                : (text[0] & 0xF8) == 0xF0 ? 4 : 0;
    if (!size || size > length)
        return 0;
    uint32_t value = size == 1 ? text[0] : text[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (text[i] & 0x3Fu);
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value >= least[size] && value <= 0x10FFFF && !surrogate ? size : 0;
}

static size_t oracle_prefix(const unsigned char *text, size_t length)
{
    size_t used = 0;
    while (used < length) {
        size_t size = oracle_sequence(text + used, length - used);
        if (!size)
            break;
        used += size;
    }
    return used;
}

/* Bytes that matter to the decoder come more often than others. */
static unsigned char random_byte(test_random *random)
{
    static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1,
                                          0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3,
                                          0xF4, 0xF5, 0xF8, 0xFF};
    if (test_random_between(random, 0, 2))
        return edges[test_random_between(random, 0, LENGTH(edges) - 1)];
    return (unsigned char)test_random_between(random, 0, 255);
}

static void utf8_prefix_agrees_with_the_definition(void **state)
{
    (void)state;
    test_random random = test_random_new("utf8_prefix");
    unsigned char text[32];
    for (int64_t round = 0; round < rounds(); round++) {
        size_t length = (size_t)test_random_between(&random, 0, sizeof text);
        size_t ascii = (size_t)test_random_between(&random, 0, 20);
        for (size_t i = 0; i < length; i++)
            text[i] = i < ascii ? 'a' : random_byte(&random);
        assert_int_equal(jw__utf8_prefix((char *)text, length), oracle_prefix(text, length));
    }
}

/* Every sequence of two bytes, and of three and four with every lead and second byte. */
static void utf8_prefix_is_right_for_every_lead(void **state)
{
    (void)state;
    for (unsigned lead = 0; lead < 256; lead++) {
        for (unsigned second = 0; second < 256; second++) {
            unsigned char text[] = {(unsigned char)lead, (unsigned char)second, 0x80, 0xBF};
            for (size_t length = 0; length <= sizeof text; length++)
                assert_int_equal(jw__utf8_prefix((char *)text, length), oracle_prefix(text, length));
        }
    }
}

static void display_width_counts_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {{"", 0},           {"abc", 3},          {"横山区", 6},       {"e\xCC\x81", 1},
                 {"警务A", 5},      {"\xF0\x9F\x9A\x93", 2}, {"é", 1},        {"（一）", 6},
                 {"\xFF", 1},       {"a\xE8\xAD", 3},    {"\xF0\xA0\x80\x80", 2}};
    for (size_t i = 0; i < LENGTH(cases); i++)
        assert_int_equal(jw__display_width(cases[i].text, strlen(cases[i].text)), cases[i].width);
}

/* ---- whole numbers ---- */

/* Text near the edges of int64, or random characters of numbers. */
static void random_number_text(test_random *random, char *text, size_t size)
{
    static const char letters[] = "0123456789+-. e";
    if (test_random_between(random, 0, 1)) {
        static const char *const edges[] = {"9223372036854775807", "9223372036854775808", "-9223372036854775808",
                                            "-9223372036854775809", "18446744073709551615", "-0", "+7", "007"};
        snprintf(text, size, "%s", edges[test_random_between(random, 0, LENGTH(edges) - 1)]);
        if (test_random_between(random, 0, 1))
            text[strlen(text) - 1] = letters[test_random_between(random, 0, 9)];
        return;
    }
    size_t length = (size_t)test_random_between(random, 0, 21);
    size_t kinds = test_random_between(random, 0, 3) ? 10 : sizeof letters - 1;
    for (size_t i = 0; i < length; i++)
        text[i] = letters[test_random_between(random, 0, (int64_t)kinds - 1)];
    text[length] = '\0';
}

static void integers_are_read_as_by_strtoll(void **state)
{
    (void)state;
    test_random random = test_random_new("parse_integer");
    char text[64];
    for (int64_t round = 0; round < rounds(); round++) {
        random_number_text(&random, text, sizeof text);
        char *end;
        errno = 0;
        long long wanted = strtoll(text, &end, 10);
        bool good = *end == '\0' && errno == 0 && end != text && text[0] != ' ';
        int64_t value = 77;
        assert_int_equal(jw__parse_integer(text, strlen(text), &value), good);
        assert_int_equal(value, good ? wanted : 77);
    }
}

static void integers_are_written_as_by_printf(void **state)
{
    (void)state;
    test_random random = test_random_new("format_integer");
    char text[JW_NUMBER_TEXT], wanted[JW_NUMBER_TEXT];
    for (int64_t round = 0; round < rounds(); round++) {
        int64_t value = (int64_t)(test_random_next(&random) >> test_random_between(&random, 0, 63));
        value = round == 0 ? INT64_MIN : round == 1 ? INT64_MAX : round % 2 ? value : -(value >> 1);
        snprintf(wanted, sizeof wanted, "%lld", (long long)value);
        assert_int_equal(jw__format_integer(value, text), strlen(wanted));
        assert_string_equal(text, wanted);
    }
}

/* ---- reals ---- */

static double random_real(test_random *random)
{
    double value;
    do {
        uint64_t bits = test_random_next(random);
        memcpy(&value, &bits, sizeof value);
        if (test_random_between(random, 0, 1))
            value = (double)test_random_between(random, -1000000, 1000000) / 1000;
    } while (!isfinite(value));
    return value;
}

static void reals_survive_text(void **state)
{
    (void)state;
    test_random random = test_random_new("format_real");
    static const double edges[] = {0, 1, -1, 0.1, 0.95, 1e22, 1e23, DBL_MAX, -DBL_MAX, DBL_MIN, 5e-324, 123456789012345680};
    char text[JW_NUMBER_TEXT];
    for (int64_t round = 0; round < rounds() / 10; round++) {
        double value = round < (int64_t)LENGTH(edges) ? edges[round] : random_real(&random), back = 77;
        size_t length = jw__format_real(value, text);
        assert_int_equal(length, strlen(text));
        assert_true(length < JW_NUMBER_TEXT);
        assert_null(strchr(text, ','));
        assert_true(jw__parse_real(text, length, &back));
        assert_memory_equal(&back, &value, sizeof value);
    }
}

static void short_reals_stay_short(void **state)
{
    (void)state;
    char text[JW_NUMBER_TEXT], wanted[JW_NUMBER_TEXT];
    for (int thousandths = -3000; thousandths <= 3000; thousandths++) {
        jw__format_real(thousandths / 1000.0, text);
        snprintf(wanted, sizeof wanted, "%g", thousandths / 1000.0);
        assert_string_equal(text, wanted);
    }
}

static void only_decimal_notation_is_a_real(void **state)
{
    (void)state;
    static const char *const good[] = {"0", "-0.5", "+1.25", ".5", "5.", "1e3", "1.5E-3", "00012", "6.10803E+11"};
    static const char *const bad[] = {"",    "-",    ".",   "e5",   "1e",  "1e+",  "0x10", "nan",  "inf", "1,5",
                                      "1 5", " 1",   "1 ",  "--1",  "1e400", "1.2.3", "1e5.", "１",  "1_000", "INFINITY"};
    double value = 77;
    for (size_t i = 0; i < LENGTH(good); i++) {
        assert_true(jw__parse_real(good[i], strlen(good[i]), &value));
        double wanted = strtod(good[i], NULL);
        assert_memory_equal(&value, &wanted, sizeof value);
    }
    value = 77;
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_false(jw__parse_real(bad[i], strlen(bad[i]), &value));
    char nines[2000];
    memset(nines, '9', sizeof nines);
    assert_false(jw__parse_real(nines, sizeof nines, &value));
    assert_true(value == 77);
    assert_true(jw__parse_real("12345", 2, &value)); /* the text need not end */
    assert_true(value == 12);
}

/* Runs a check in each locale of the host that writes numbers otherwise. */
static void numbers_do_not_depend_on_the_locale(void **state)
{
    static const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8", "zh_CN.GB18030", "tr_TR.UTF-8"};
    size_t used = 0;
    for (size_t i = 0; i < LENGTH(locales); i++) {
        if (!setlocale(LC_ALL, locales[i]))
            continue;
        used++;
        double value;
        char text[JW_NUMBER_TEXT];
        assert_true(jw__parse_real("25.8", 4, &value));
        assert_int_equal(jw__format_real(value, text), 4);
        assert_string_equal(text, "25.8");
        reals_survive_text(state);
    }
    setlocale(LC_ALL, "C");
    if (!used) {
        print_message("no locale with another decimal point is installed\n");
        skip();
    }
}

/* ---- decimals and fractions ---- */

static void decimals_keep_their_digits(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t scaled;
        int32_t decimals;
    } cases[] = {
        {"25.8", true, 258, 1},   {"25.80", true, 2580, 2}, {"0", true, 0, 0},      {"-4.2", true, -42, 1},
        {"+17.1", true, 171, 1},  {".5", true, 5, 1},       {"100", true, 100, 0},  {"0.000000001", true, 1, 9},
        {"999999999999999999", true, 999999999999999999, 0}, {"", false, 0, 0},     {".", false, 0, 0},
        {"-", false, 0, 0},       {"5.", false, 0, 0},      {"1.2.3", false, 0, 0}, {"1e3", false, 0, 0},
        {"1,5", false, 0, 0},     {" 1", false, 0, 0},      {"99999999999999999999", false, 0, 0},
        {"25.8%", false, 0, 0},   {"--1", false, 0, 0},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        int64_t scaled = 77;
        int32_t decimals = 77;
        assert_int_equal(jw__parse_decimal(cases[i].text, strlen(cases[i].text), &scaled, &decimals), cases[i].good);
        assert_int_equal(scaled, cases[i].good ? cases[i].scaled : 77);
        assert_int_equal(decimals, cases[i].good ? cases[i].decimals : 77);
    }
}

/* numerator * factor / denominator, half away from zero, saturated. */
static int64_t oracle_ratio(int64_t numerator, int64_t factor, int64_t denominator)
{
    wide product = (wide)numerator * factor;
    bool negative = product < 0;
    wide size = negative ? -product : product;
    wide result = (2 * size + denominator) / (2 * (wide)denominator);
    if (result > INT64_MAX)
        result = INT64_MAX;
    return (int64_t)(negative ? -result : result);
}

static int64_t random_size(test_random *random)
{
    int64_t value = (int64_t)(test_random_next(random) >> test_random_between(random, 1, 62));
    return test_random_between(random, 0, 1) ? value : -value;
}

static void ratios_agree_with_wide_arithmetic(void **state)
{
    (void)state;
    test_random random = test_random_new("round_ratio");
    assert_int_equal(jw__round_ratio(56, 1000, 217), 258);
    assert_int_equal(jw__round_ratio(1, 1, 2), 1);
    assert_int_equal(jw__round_ratio(-1, 1, 2), -1);
    assert_int_equal(jw__round_ratio(INT64_MAX, INT64_MAX, 1), INT64_MAX);
    for (int64_t round = 0; round < rounds(); round++) {
        int64_t numerator = random_size(&random), factor = random_size(&random);
        int64_t denominator = random_size(&random);
        denominator = denominator > 0 ? denominator : 1 - (denominator + (denominator == INT64_MIN));
        if (round % 3 == 0) /* halves are rare by chance */
            numerator = denominator / 2, factor = test_random_between(&random, -9, 9);
        assert_int_equal(jw__round_ratio(numerator, factor, denominator), oracle_ratio(numerator, factor, denominator));
    }
}

static void fractions_are_rounded_half_away_from_zero(void **state)
{
    (void)state;
    test_random random = test_random_new("format_fraction");
    for (int64_t round = 0; round < rounds(); round++) {
        int64_t numerator = test_random_between(&random, -100000, 100000);
        int64_t denominator = test_random_between(&random, 1, round % 2 ? 16 : 100000);
        int32_t decimals = (int32_t)test_random_between(&random, 0, 9);
        int64_t power = 1, scaled;
        int32_t found;
        for (int32_t i = 0; i < decimals; i++)
            power *= 10;
        char text[JW_NUMBER_TEXT];
        size_t length = jw__format_fraction(numerator, denominator, decimals, text);
        assert_int_equal(length, strlen(text));
        assert_true(jw__parse_decimal(text, length, &scaled, &found));
        assert_int_equal(found, decimals);
        assert_int_equal(scaled, oracle_ratio(numerator, power, denominator));
        assert_string_not_equal(text, "-0");
    }
}

static void texts_are_compared_by_their_bytes(void **state)
{
    (void)state;
    test_random random = test_random_new("compare_text");
    for (int64_t round = 0; round < rounds(); round++) {
        char a[5], b[5];
        for (size_t i = 0; i < 4; i++) {
            a[i] = "ab\x80\xFF"[test_random_between(&random, 0, 3)];
            b[i] = "ab\x80\xFF"[test_random_between(&random, 0, 3)];
        }
        size_t a_length = (size_t)test_random_between(&random, 0, 4), b_length = (size_t)test_random_between(&random, 0, 4);
        a[a_length] = b[b_length] = '\0';
        int wanted = strcmp(a, b), order = jw__compare_text(a, a_length, b, b_length);
        assert_int_equal((order > 0) - (order < 0), (wanted > 0) - (wanted < 0));
    }
    assert_int_equal(jw__compare_text(NULL, 0, NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_prefix_agrees_with_the_definition),
        cmocka_unit_test(utf8_prefix_is_right_for_every_lead),
        cmocka_unit_test(display_width_counts_columns),
        cmocka_unit_test(integers_are_read_as_by_strtoll),
        cmocka_unit_test(integers_are_written_as_by_printf),
        cmocka_unit_test(reals_survive_text),
        cmocka_unit_test(short_reals_stay_short),
        cmocka_unit_test(only_decimal_notation_is_a_real),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(decimals_keep_their_digits),
        cmocka_unit_test(ratios_agree_with_wide_arithmetic),
        cmocka_unit_test(fractions_are_rounded_half_away_from_zero),
        cmocka_unit_test(texts_are_compared_by_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
