/* Finding the encoding of a file and converting GB18030 in pieces of every size. */
#include "support.h"
#include "exchange/encoding.h"
#include "exchange/source.h"
#include "random.h"

/* ---- conversion ---- */

static size_t put_utf8(uint32_t c, char *to)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = size; i-- > 1; c >>= 6)
        to[i] = (char)(0x80 | (c & 0x3F));
    to[0] = (char)((0xF00 >> size & 0xFF) | c);
    return size;
}

/* Converts all of a text, a piece of input and of output at a time. */
static size_t convert(struct jw_converter *converter, const char *from, size_t length, size_t piece, char *to,
                      size_t size)
{
    size_t start = 0, end = 0, used = 0;
    for (;;) {
        if (end < length)
            end = end + piece < length ? end + piece : length;
        size_t taken, made, room = size - used < piece + 4 ? size - used : piece + 4;
        assert_int_equal(jw_converter__convert(converter, from + start, end - start, end == length, to + used,
                                               room, &taken, &made, NULL),
                         JW_OK);
        start += taken;
        used += made;
        if (start == length)
            return used;
    }
}

/* Every character of Unicode goes to GB18030 and comes back. (24 of the private ones do not in some C
 * libraries.) */
static void test_every_character(void **state)
{
    (void)state;
    enum { ROOM = 5 << 20 };
    char *text = malloc(ROOM), *encoded = malloc(ROOM), *back = malloc(ROOM);
    size_t length = 0;
    for (uint32_t c = 1; c <= 0x10FFFF; c++)
        if (c < 0xD800 || c > 0xF8FF)
            length += put_utf8(c, text + length);
    struct jw_converter to, from;
    assert_int_equal(jw_converter__to_gb18030(&to, NULL), JW_OK);
    assert_int_equal(jw_converter__from_gb18030(&from, NULL), JW_OK);
    size_t encoded_length = convert(&to, text, length, 65536, encoded, ROOM);
    assert_int_equal(to.bad_offset, -1);
    size_t back_length = convert(&from, encoded, encoded_length, 65521, back, ROOM);
    assert_int_equal(from.bad_offset, -1);
    assert_int_equal(back_length, length);
    assert_memory_equal(back, text, length);
    jw_converter__close(&to);
    jw_converter__close(&from);
    free(text);
    free(encoded);
    free(back);
}

static void test_pieces(void **state)
{
    (void)state;
    static const char text[] = "a横山区𠀀é,\n";
    static const char expected[] = "a\xBA\xE1\xC9\xBD\xC7\xF8\x95\x32\x82\x36\xA8\xA6,\n";
    char encoded[64], back[64];
    for (size_t piece = 1; piece < 12; piece++) {
        struct jw_converter to, from;
        assert_int_equal(jw_converter__to_gb18030(&to, NULL), JW_OK);
        assert_int_equal(jw_converter__from_gb18030(&from, NULL), JW_OK);
        size_t length = convert(&to, text, sizeof text - 1, piece, encoded, sizeof encoded);
        assert_int_equal(length, sizeof expected - 1);
        assert_memory_equal(encoded, expected, length);
        length = convert(&from, encoded, length, piece, back, sizeof back);
        assert_int_equal(length, sizeof text - 1);
        assert_memory_equal(back, text, length);
        jw_converter__close(&to);
        jw_converter__close(&from);
    }
}

static void test_bad_bytes(void **state)
{
    (void)state;
    static const char text[] = "ab\xFF"
                               "c\xBA\xE1\xBA";
    char out[64];
    struct jw_converter from;
    assert_int_equal(jw_converter__from_gb18030(&from, NULL), JW_OK);
    size_t length = convert(&from, text, sizeof text - 1, 3, out, sizeof out);
    assert_int_equal(from.bad_offset, 2);
    assert_int_equal(length, 8);
    assert_memory_equal(out,
                        "ab\xFF"
                        "c横\xFF",
                        8);
    jw_converter__close(&from);
    struct jw_converter to;
    size_t taken, made;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_converter__to_gb18030(&to, NULL), JW_OK);
    assert_int_equal(jw_converter__convert(&to, "a\xFF", 2, true, out, sizeof out, &taken, &made, &err),
                     JW_EENCODING);
    jw_converter__close(&to);
}

/* ---- counting ---- */

static void check_utf8(const char *text, size_t length, int64_t characters, int64_t bad, int64_t offset,
                       int64_t line)
{
    for (size_t piece = 4; piece < 16; piece++) {
        struct jw_utf8_scan scan;
        jw_utf8_scan__init(&scan);
        for (size_t start = 0; start < length;) {
            size_t part = start + piece < length ? piece : length - start;
            start += jw_utf8_scan__add(&scan, text + start, part, start + part == length);
        }
        assert_int_equal(scan.offset, length);
        assert_int_equal(scan.characters, characters);
        assert_int_equal(scan.bad, bad);
        assert_int_equal(scan.bad_offset, offset);
        assert_int_equal(scan.bad_line, line);
    }
}

static void test_counting(void **state)
{
    (void)state;
    check_utf8("abc\ndef\r\nghi\rj", 14, 0, 0, -1, 0);
    check_utf8("横\n山\r\n\xFF区", 13, 3, 1, 9, 3);
    check_utf8("横山\xE5\x8C", 8, 2, 1, 6, 1);
    check_utf8("\xE5\x8C"
               "a\xE5\x8C\xE5"
               "区\xFF\xFF",
               11, 1, 5, 0, 1);
    check_utf8("\xED\xA0\x80", 3, 0, 1, 0, 1);
    check_utf8("\r\n\r\n\n\r\x80", 7, 0, 1, 6, 5);
}

/* ---- files ---- */

typedef struct file {
    char path[64];
} file;

static file make_file(const char *bytes, size_t length)
{
    file made = {"/tmp/jingwu-test-XXXXXX"};
    int descriptor = mkstemp(made.path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, length), length);
    close(descriptor);
    return made;
}

/* Reads the whole text; gives the status of opening. */
static jw_status read_file(const char *bytes, size_t length, int32_t encoding, char *text,
                           size_t *text_length, struct jw_source *out, jw_error *err)
{
    file made = make_file(bytes, length);
    jw_context *context = test_context(NULL);
    jw_status status = jw_source__open(context, made.path, encoding, NULL, out, err);
    *text_length = 0;
    for (size_t got = 1; status == JW_OK && got;) {
        assert_int_equal(jw_source__read(out, text + *text_length, 7, &got, NULL), JW_OK);
        *text_length += got;
    }
    if (status == JW_OK)
        jw_source__close(out);
    unlink(made.path);
    jw_context_free(context);
    return status;
}

static void check_file(const char *bytes, size_t length, int32_t given, int32_t encoding, bool doubtful,
                       const char *expected)
{
    char text[1024];
    size_t text_length;
    struct jw_source source;
    jw_error err = JW_ERROR_INIT;
    jw_status status = read_file(bytes, length, given, text, &text_length, &source, &err);
    test_fail_with(expected, status, &err);
    assert_int_equal(source.encoding, encoding);
    assert_int_equal(source.doubtful, doubtful);
    assert_int_equal(text_length, strlen(expected));
    assert_memory_equal(text, expected, text_length);
}

#define GB_TEXT "name\n\xBA\xE1\xC9\xBD\xC7\xF8\n\xB3\xC7\xB9\xD8\n"
#define UTF_TEXT "name\n横山区\n城关\n"

static void test_files(void **state)
{
    (void)state;
    const int32_t utf8 = JW_ENCODING_UTF8, gb = JW_ENCODING_GB18030, find = JW_ENCODING_AUTO;
    check_file("", 0, find, utf8, false, "");
    check_file("plain\n", 6, find, utf8, false, "plain\n");
    check_file(UTF_TEXT, sizeof UTF_TEXT - 1, find, utf8, false, UTF_TEXT);
    check_file("\xEF\xBB\xBF" UTF_TEXT, sizeof UTF_TEXT + 2, find, utf8, false, UTF_TEXT);
    check_file("\xEF\xBB\xBF" UTF_TEXT, sizeof UTF_TEXT + 2, utf8, utf8, false, UTF_TEXT);
    check_file("\xEF\xBB\xBF", 3, find, utf8, false, "");
    check_file(GB_TEXT, sizeof GB_TEXT - 1, find, gb, false, UTF_TEXT);
    check_file(GB_TEXT, sizeof GB_TEXT - 1, gb, gb, false, UTF_TEXT);
    check_file("\x84\x31\x95\x33" GB_TEXT, sizeof GB_TEXT + 3, find, gb, false, UTF_TEXT);
    /* a file that is UTF-8 but for one byte is UTF-8 with a bad byte, not GB18030 */
    check_file(UTF_TEXT "\xFF", sizeof UTF_TEXT, find, utf8, true, UTF_TEXT "\xFF");
    check_file(UTF_TEXT "\xE5\x8C", sizeof UTF_TEXT + 1, utf8, utf8, true, UTF_TEXT "\xE5\x8C");
    check_file(GB_TEXT "\xBA", sizeof GB_TEXT, gb, gb, true, UTF_TEXT "\xFF");
}

static void check_refused(const char *bytes, size_t length, int32_t encoding, const char *part)
{
    char text[1024];
    size_t text_length;
    struct jw_source source;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(read_file(bytes, length, encoding, text, &text_length, &source, &err), JW_EENCODING);
    assert_non_null(strstr(err.message, part));
}

static void test_refused_files(void **state)
{
    (void)state;
    check_refused("\xFF\xFE"
                  "a\0",
                  4, JW_ENCODING_AUTO, "UTF-16");
    check_refused("\xFE\xFF\0a", 4, JW_ENCODING_UTF8, "UTF-16");
    /* one stray pair of bytes: it could be anything */
    check_refused("name\nab\xE4\xB8,1\n", 12, JW_ENCODING_AUTO, "--encoding");
    check_refused("name\n\xE9t\xE9\n", 9, JW_ENCODING_AUTO, "--encoding");
    check_refused("\xFF\xFF\xFF", 3, JW_ENCODING_AUTO, "offset 0");
    jw_context *context = test_context(NULL);
    struct jw_source source;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_source__open(context, "/nowhere/file.csv", 0, NULL, &source, &err), JW_ENOTFOUND);
    assert_int_equal(jw_source__open(context, "/tmp", 0, NULL, &source, &err), JW_EIO);
    jw_context_free(context);
}

/* Text longer than a block, cut anywhere, found to be what it is. */
static void test_long_files(void **state)
{
    (void)state;
    enum { UNITS = 30000 };
    test_random random = test_random_new("long files");
    char *utf8 = malloc(UNITS * 4 + 8), *back = malloc(UNITS * 4 + 64), *gb = malloc(UNITS * 4 + 8);
    size_t length = 0;
    for (int i = 0; i < UNITS; i++)
        length += put_utf8((uint32_t)(test_random_between(&random, 0, 2)
                                          ? test_random_between(&random, 0x4E00, 0x9F00)
                                          : test_random_between(&random, 32, 126)),
                           utf8 + length);
    struct jw_converter to;
    assert_int_equal(jw_converter__to_gb18030(&to, NULL), JW_OK);
    size_t gb_length = convert(&to, utf8, length, 65536, gb, UNITS * 4 + 8);
    jw_converter__close(&to);
    struct jw_source source;
    size_t back_length;
    for (int round = 0; round < 2; round++) {
        const char *bytes = round ? gb : utf8;
        int32_t encoding = round ? JW_ENCODING_GB18030 : JW_ENCODING_UTF8;
        assert_int_equal(
            read_file(bytes, round ? gb_length : length, encoding, back, &back_length, &source, NULL), JW_OK);
        assert_int_equal(source.encoding, encoding);
        assert_false(source.doubtful);
        assert_int_equal(back_length, length);
        assert_memory_equal(back, utf8, length);
    }
    assert_int_equal(read_file(utf8, length, JW_ENCODING_AUTO, back, &back_length, &source, NULL), JW_OK);
    assert_int_equal(source.encoding, JW_ENCODING_UTF8);
    free(utf8);
    free(back);
    free(gb);
}

static void check_pipe(const char *path)
{
    char text[64];
    size_t got;
    jw_context *context = test_context(NULL);
    struct jw_source source;
    assert_int_equal(jw_source__open(context, path, JW_ENCODING_AUTO, NULL, &source, NULL), JW_OK);
    assert_int_equal(source.encoding, JW_ENCODING_GB18030);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(jw_source__read(&source, text, sizeof text, &got, NULL), JW_OK);
        assert_int_equal(got, sizeof UTF_TEXT - 1);
        assert_memory_equal(text, UTF_TEXT, got);
        jw_source__rewind(&source);
    }
    jw_source__close(&source);
    jw_context_free(context);
}

/* What cannot be read twice is kept: a pipe by its name, and standard input. */
static void test_pipe(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        int ends[2];
        char path[32] = "-";
        int before = dup(STDIN_FILENO);
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], GB_TEXT, sizeof GB_TEXT - 1), sizeof GB_TEXT - 1);
        close(ends[1]);
        if (round == 0)
            snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
        else
            assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        check_pipe(path);
        dup2(before, STDIN_FILENO);
        close(before);
        close(ends[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_character), cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_bad_bytes),       cmocka_unit_test(test_counting),
        cmocka_unit_test(test_files),           cmocka_unit_test(test_refused_files),
        cmocka_unit_test(test_long_files),      cmocka_unit_test(test_pipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
