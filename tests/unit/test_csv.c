/* The CSV reader: every form of RFC 4180, broken rows, and random rows through every size of piece. */
#include "support.h"
#include "exchange/csv.h"
#include "random.h"

/* An input in memory, given in pieces. */
typedef struct input {
    const char *text;
    size_t length;
    size_t piece; /* most bytes a reading gives */
    bool doubtful;
} input;

static jw_status read_input(void *userdata, char *buffer, size_t size, size_t *got, bool *doubtful,
                            jw_error *err)
{
    input *from = userdata;
    (void)err;
    *got = from->length < size ? from->length : size;
    if (*got > from->piece)
        *got = from->piece;
    memcpy(buffer, from->text, *got);
    from->text += *got;
    from->length -= *got;
    *doubtful = from->doubtful;
    return JW_OK;
}

/* Appends a row as "line:cell|cell" or "line!fault@cell", for comparison as one text. */
static size_t describe(const struct jw_csv_row *row, char *text, size_t size)
{
    if (row->fault != JW_CSV_GOOD)
        return (size_t)snprintf(text, size, "%lld!%d@%zu\n", (long long)row->line, (int)row->fault,
                                row->fault_cell);
    size_t used = (size_t)snprintf(text, size, "%lld:", (long long)row->line);
    for (size_t i = 0; i < row->count; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%.*s", i ? "|" : "", (int)row->cells[i].length,
                                 row->cells[i].text);
    used += (size_t)snprintf(text + used, size - used, "\n");
    return used;
}

/* Describes every row of an input. */
static void read_rows(jw_context *context, jw_csv_read_fn read, void *from, char *text, size_t size)
{
    struct jw_csv csv;
    size_t used = 0;
    text[0] = '\0';
    assert_int_equal(jw_csv__open(context, read, from, &csv, NULL), JW_OK);
    for (bool end = false;;) {
        assert_int_equal(jw_csv__next(&csv, &end, NULL), JW_OK);
        if (end)
            break;
        used += describe(&csv.row, text + used, size - used);
    }
    jw_csv__close(&csv);
}

static void check_pieces(const char *text, size_t length, size_t piece, bool doubtful, const char *expected)
{
    char found[4096];
    input from = {text, length, piece, doubtful};
    jw_context *context = test_context(NULL);
    read_rows(context, read_input, &from, found, sizeof found);
    jw_context_free(context);
    assert_string_equal(found, expected);
}

static void check(const char *text, const char *expected)
{
    for (size_t piece = 1; piece < 20; piece++)
        check_pieces(text, strlen(text), piece, false, expected);
    check_pieces(text, strlen(text), SIZE_MAX, false, expected);
}

static void test_line_ends(void **state)
{
    (void)state;
    check("", "");
    check("a,b\n1,2\n", "1:a|b\n2:1|2\n");
    check("a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n");
    check("a,b\r1,2\r", "1:a|b\n2:1|2\n");
    check("a,b\n1,2", "1:a|b\n2:1|2\n");
    check("\n\n a \r\n\t\n\r\nb\n\n", "3: a \n6:b\n");
    check(",\n,,", "1:|\n2:||\n");
    check("区划,名称\n610803,横山区\n", "1:区划|名称\n2:610803|横山区\n");
}

static void test_quotes(void **state)
{
    (void)state;
    check("\"a\",\"b\"\n\"1\",\"2\"", "1:a|b\n2:1|2\n");
    check("\"a,b\",c\n", "1:a,b|c\n");
    check("\"say \"\"no\"\"\",\"\"\"\"\n", "1:say \"no\"|\"\n");
    check("\"\",\"\"\n", "1:|\n");
    check("\"x\ny\",1\nz,2\n", "1:x\ny|1\n3:z|2\n");
    check("\"x\r\ny\r\nz\",1\r\nz,2\r\n", "1:x\r\ny\r\nz|1\n4:z|2\n");
    check("\"x\ry\",1\rz,2", "1:x\ry|1\n3:z|2\n");
    check("  \"a\"\t, \"b\" \n", "1:a|b\n");
    check("a\"b,c\"\n", "1:a\"b|c\"\n");
    check("\"\"\n", "1:\n");
}

static void test_broken_rows(void **state)
{
    (void)state;
    check("a,b\n1,\"open\n2,3\n", "1:a|b\n2!1@1\n");
    check("a,\"b\"c,d\n1,2\n", "1!2@1\n2:1|2\n");
    check("a,\"b\"\"\n1,2\n", "1!1@1\n");
    check("\"", "1!1@0\n");
    check("1\n\"\n\n\n", "1:1\n2!1@0\n");
    static const char nul[] = "a,b\n1,x\0y,2\n\"\0\",2\n3,4\n";
    for (size_t piece = 1; piece < 20; piece++)
        check_pieces(nul, sizeof nul - 1, piece, false, "1:a|b\n2!6@1\n3!6@0\n4:3|4\n");
    check_pieces("a\n\xE4\xB8\n\xE4\xB8\xAD\n", 11 - 3 + 1, 3, true, "1:a\n2!7@0\n3:\xE4\xB8\xAD\n");
    check_pieces("x,\xFF,y\n", 6, 2, true, "1!7@1\n");
    check_pieces("x,\xFF,y\n", 6, 2, false, "1:x|\xFF|y\n");
}

static void test_many_cells(void **state)
{
    (void)state;
    char text[256];
    memset(text, ',', sizeof text);
    memcpy(text + 64, "\nok\n", 4);
    check_pieces(text, 68, SIZE_MAX, false, "1!5@64\n2:ok\n");
    text[63] = '\n';
    struct jw_csv csv;
    input from = {text, 64, SIZE_MAX, false};
    bool end;
    jw_context *context = test_context(NULL);
    assert_int_equal(jw_csv__open(context, read_input, &from, &csv, NULL), JW_OK);
    assert_int_equal(jw_csv__next(&csv, &end, NULL), JW_OK);
    assert_int_equal(csv.row.fault, JW_CSV_GOOD);
    assert_int_equal(csv.row.count, 64);
    jw_csv__close(&csv);
    jw_context_free(context);
}

/* An input of one cell of so many bytes between two rows, made as it is read. */
typedef struct long_input {
    const char *before;
    const char *after;
    size_t left;
    char filling;
} long_input;

static jw_status read_long(void *userdata, char *buffer, size_t size, size_t *got, bool *doubtful,
                           jw_error *err)
{
    long_input *from = userdata;
    (void)doubtful;
    (void)err;
    const char **part = *from->before ? &from->before : &from->after;
    if (*from->before || !from->left) {
        *got = strlen(*part) < size ? strlen(*part) : size;
        memcpy(buffer, *part, *got);
        *part += *got;
        return JW_OK;
    }
    *got = from->left < size ? from->left : size;
    memset(buffer, from->filling, *got);
    from->left -= *got;
    return JW_OK;
}

static void check_long(long_input from, const char *expected)
{
    char found[512];
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    int64_t calls = memory.calls;
    read_rows(context, read_long, &from, found, sizeof found);
    assert_true(memory.calls - calls <= 2); /* the buffer, and one for doubled quotes */
    jw_context_free(context);
    assert_string_equal(found, expected);
}

/* 100 MB in one cell: refused with its line and cell, in the memory of any other file. */
static void test_long_cells(void **state)
{
    (void)state;
    const size_t huge = 100000000;
    check_long((long_input){"a,b\n1,", "\n2,3\n", huge, 'x'}, "1:a|b\n2!3@1\n3:2|3\n");
    check_long((long_input){"a,b\n1,\"", "\",4\n2,3\n", huge, 'x'}, "1:a|b\n2!3@1\n3:2|3\n");
    check_long((long_input){"a,b\n\"", "\",4\n2,3\n", 300000, '\n'}, "1:a|b\n2!3@0\n300003:2|3\n");
    check_long((long_input){"a,b\n\"", "\",4\n2,3\n", 300000, '"'}, "1:a|b\n2!3@0\n3:2|3\n");
    check_long((long_input){"a,b\n1,\"", "\r\n", huge, 'x'}, "1:a|b\n2!3@1\n");
    check_long((long_input){"a,b\n1,", "\r\n5,6", JW_CSV_CELL_MAX + 1, 'x'}, "1:a|b\n2!3@1\n3:5|6\n");
    check_long((long_input){"a\n", "\r\n5,6", JW_CSV_ROW_MAX, ','}, "1:a\n2!5@64\n3:5|6\n");
}

/* ---- random rows ---- */

#define ROWS 40
#define CELLS 5

typedef struct random_file {
    char text[64 * 1024];
    size_t length;
    char expected[64 * 1024];
    size_t expected_length;
} random_file;

static void append(random_file *made, const char *bytes, size_t length)
{
    memcpy(made->text + made->length, bytes, length);
    made->length += length;
}

/* A cell in quotes when it must be, and sometimes when it need not. */
static void append_cell(test_random *random, random_file *made, const char *cell, size_t length)
{
    bool must = memchr(cell, ',', length) || memchr(cell, '"', length) || memchr(cell, '\n', length) ||
                memchr(cell, '\r', length) || (length && (cell[0] == ' ' || cell[length - 1] == ' '));
    if (!must && test_random_between(random, 0, 3)) {
        append(made, cell, length);
        return;
    }
    append(made, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        append(made, &cell[i], 1);
        if (cell[i] == '"')
            append(made, "\"", 1);
    }
    append(made, "\"", 1);
}

static void make_random(test_random *random, random_file *made)
{
    static const char *const parts[] = {"a", "中", ",", "\"", "\n", "\r\n", " ", "𠀀", "0", "x y"};
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    const char *end = ends[test_random_between(random, 0, 2)];
    made->length = made->expected_length = 0;
    for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < CELLS; i++) {
            char cell[64] = "";
            for (int64_t part = test_random_between(random, 0, 6); part > 0; part--)
                strcat(cell, parts[test_random_between(random, 0, LENGTH(parts) - 1)]);
            append_cell(random, made, cell, strlen(cell));
            append(made, i + 1 < CELLS ? "," : end, i + 1 < CELLS ? 1 : strlen(end));
            made->expected_length += (size_t)sprintf(made->expected + made->expected_length, "%s\x01", cell);
        }
    }
}

static void check_random(const random_file *made, size_t piece)
{
    char found[sizeof made->expected];
    size_t used = 0;
    input from = {made->text, made->length, piece, true};
    jw_context *context = test_context(NULL);
    struct jw_csv csv;
    assert_int_equal(jw_csv__open(context, read_input, &from, &csv, NULL), JW_OK);
    for (bool end = false;;) {
        assert_int_equal(jw_csv__next(&csv, &end, NULL), JW_OK);
        if (end)
            break;
        assert_int_equal(csv.row.fault, JW_CSV_GOOD);
        assert_int_equal(csv.row.count, CELLS);
        for (size_t i = 0; i < csv.row.count; i++)
            used += (size_t)sprintf(found + used, "%.*s\x01", (int)csv.row.cells[i].length,
                                    csv.row.cells[i].text);
    }
    jw_csv__close(&csv);
    jw_context_free(context);
    assert_int_equal(used, made->expected_length);
    assert_memory_equal(found, made->expected, used);
}

static void test_random_rows(void **state)
{
    (void)state;
    static random_file made;
    test_random random = test_random_new("csv");
    for (int round = 0; round < 300; round++) {
        make_random(&random, &made);
        check_random(&made, (size_t)test_random_between(&random, 1, 50));
        check_random(&made, SIZE_MAX);
    }
}

/* Any bytes at all: it must end, and no row may reach outside of the buffer (ASan sees to that). */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char alphabet[] = {'"', ',', '\n', '\r', ' ', 'a', '\0', '\xE4', '\xFF'};
    test_random random = test_random_new("bytes");
    for (int round = 0; round < 3000; round++) {
        char text[64];
        size_t length = (size_t)test_random_between(&random, 0, sizeof text);
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[test_random_between(&random, 0, sizeof alphabet - 1)];
        char whole[4096];
        input from = {text, length, SIZE_MAX, true};
        jw_context *context = test_context(NULL);
        read_rows(context, read_input, &from, whole, sizeof whole);
        jw_context_free(context);
        for (size_t piece = 1; piece < 70; piece += 23)
            check_pieces(text, length, piece, true, whole);
    }
}

static jw_status read_all(void *userdata, jw_error *err)
{
    static const char text[] = "a,\"b\"\"\"\n1,2\n";
    input from = {text, sizeof text - 1, 4, false};
    struct jw_csv csv;
    bool end = false;
    JW_TRY(jw_csv__open(userdata, read_input, &from, &csv, err));
    jw_status status = JW_OK;
    while (!end && status == JW_OK)
        status = jw_csv__next(&csv, &end, err);
    jw_csv__close(&csv);
    return status;
}

static void test_memory_failures(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    test_every_allocation(&memory, read_all, context);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_ends),   cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_broken_rows), cmocka_unit_test(test_many_cells),
        cmocka_unit_test(test_long_cells),  cmocka_unit_test(test_random_rows),
        cmocka_unit_test(test_any_bytes),   cmocka_unit_test(test_memory_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
