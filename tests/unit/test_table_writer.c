/* Tables as text: aligned, CSV, JSON. */
#include "support.h"
#include "record/table.h"

typedef struct text {
    char bytes[65536];
    size_t length;
    size_t refuse_after; /* the function fails when so many bytes are there; 0 = never */
} text;

static int32_t collect(void *userdata, const char *bytes, size_t length)
{
    text *to = userdata;
    if (to->refuse_after && to->length + length > to->refuse_after)
        return 1;
    assert_true(to->length + length < sizeof to->bytes);
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    to->bytes[to->length] = '\0';
    return 0;
}

static jw_table *make_table(jw_context *context, const struct jw_column_spec *specs, size_t count)
{
    jw_table *table;
    assert_int_equal(jw_table__new(context, specs, count, &table, NULL), JW_OK);
    return table;
}

static void check(const jw_table *table, int32_t format, int32_t header, const char *expected)
{
    static text found;
    found.length = 0;
    found.bytes[0] = '\0';
    found.refuse_after = 0;
    assert_int_equal(jw_table_write(table, format, header, collect, &found, NULL), JW_OK);
    assert_string_equal(found.bytes, expected);
}

static jw_table *make_kinds(jw_context *context)
{
    static const struct jw_column_spec specs[] = {
        {"name", JW_TYPE_TEXT},   {"count", JW_TYPE_INTEGER}, {"share", JW_TYPE_REAL}, {"day", JW_TYPE_DATE},
        {"month", JW_TYPE_MONTH}, {"at", JW_TYPE_INSTANT},    {"ok", JW_TYPE_BOOLEAN},
    };
    jw_table *table = make_table(context, specs, LENGTH(specs));
    assert_int_equal(jw_table__add_string(table, "横山, \"区\"\n", NULL), JW_OK);
    assert_int_equal(jw_table__add_integer(table, -197541, NULL), JW_OK);
    assert_int_equal(jw_table__add_real(table, 88.235, 2, NULL), JW_OK);
    assert_int_equal(jw_table__add_integer(table, jw_date_make(2020, 10, 5), NULL), JW_OK);
    assert_int_equal(jw_table__add_integer(table, 2020 * 12 + 9, NULL), JW_OK);
    assert_int_equal(jw_table__add_integer(table, 1601856000, NULL), JW_OK);
    assert_int_equal(jw_table__add_integer(table, 1, NULL), JW_OK);
    for (size_t i = 0; i < LENGTH(specs); i++)
        assert_int_equal(jw_table__add_empty(table, NULL), JW_OK);
    return table;
}

static void test_kinds(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    jw_table *table = make_kinds(context);
    check(table, JW_FORMAT_CSV, 1,
          "name,count,share,day,month,at,ok\n"
          "\"横山, \"\"区\"\"\n\",-197541,88.24,2020-10-05,2020-10,2020-10-05T00:00:00Z,1\n"
          ",,,,,,\n");
    check(table, JW_FORMAT_JSON, 1,
          "[\n{\"name\":\"横山, \\\"区\\\"\\n\",\"count\":-197541,\"share\":88.24,\"day\":\"2020-10-05\","
          "\"month\":\"2020-10\",\"at\":\"2020-10-05T00:00:00Z\",\"ok\":true},\n"
          "{\"name\":null,\"count\":null,\"share\":null,\"day\":null,\"month\":null,\"at\":null,\"ok\":null}"
          "\n]\n");
    check(table, JW_FORMAT_TABLE, 1,
          "name           count  share  day         month    at                    ok\n"
          "横山, \"区\"   -197541  88.24  2020-10-05  2020-10  2020-10-05T00:00:00Z   1\n"
          "\n");
    jw_table_free(table);
    jw_context_free(context);
}

static void test_alignment(void **state)
{
    (void)state;
    static const struct jw_column_spec specs[] = {
        {"n", JW_TYPE_INTEGER}, {"station", JW_TYPE_TEXT}, {"kind", JW_TYPE_TEXT}};
    jw_context *context = test_context(NULL);
    jw_table *table = make_table(context, specs, LENGTH(specs));
    check(table, JW_FORMAT_TABLE, 1, "n  station  kind\n");
    check(table, JW_FORMAT_CSV, 0, "");
    check(table, JW_FORMAT_JSON, 1, "[\n]\n");
    static const char *const names[] = {"PS1", "横山中心警务室", "é"};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(jw_table__add_integer(table, i * 60, NULL), JW_OK);
        assert_int_equal(jw_table__add_string(table, names[i], NULL), JW_OK);
        assert_int_equal(jw_table__add_string(table, "x", NULL), JW_OK);
    }
    check(table, JW_FORMAT_TABLE, 1,
          "  n  station         kind\n"
          "  0  PS1             x\n"
          " 60  横山中心警务室  x\n"
          "120  é               x\n");
    check(table, JW_FORMAT_TABLE, 0,
          "  0  PS1             x\n"
          " 60  横山中心警务室  x\n"
          "120  é               x\n");
    jw_table_free(table);
    jw_context_free(context);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        double value;
        int32_t decimals;
        const char *expected;
    } cases[] = {
        {0.5, -1, "0.5"},
        {1.005, 2, "1.01"},
        {-1.005, 2, "-1.01"},
        {2.5, 0, "3"},
        {-0.001, 2, "0.00"},
        {1e300, 2, "1e+300"},
        {1.0 / 3, 6, "0.333333"},
        {2.0 / 3, 6, "0.666667"},
        {0.1 + 0.2, -1, "0.30000000000000004"},
        {100, 1, "100.0"},
        {1e-9, 6, "0.000000"},
        {12345678, 2, "12345678.00"},
        {0.00012345678901234567, 4, "0.0001"},
    };
    static const struct jw_column_spec spec = {"v", JW_TYPE_REAL};
    jw_context *context = test_context(NULL);
    for (size_t i = 0; i < LENGTH(cases); i++) {
        char expected[64];
        jw_table *table = make_table(context, &spec, 1);
        assert_int_equal(jw_table__add_real(table, cases[i].value, cases[i].decimals, NULL), JW_OK);
        snprintf(expected, sizeof expected, "%s\n", cases[i].expected);
        check(table, JW_FORMAT_CSV, 0, expected);
        jw_table_free(table);
    }
    jw_context_free(context);
}

static void test_one_column(void **state)
{
    (void)state;
    static const struct jw_column_spec spec = {"na\"me", JW_TYPE_TEXT};
    jw_context *context = test_context(NULL);
    jw_table *table = make_table(context, &spec, 1);
    assert_int_equal(jw_table__add_empty(table, NULL), JW_OK);
    assert_int_equal(jw_table__add_string(table, " edge", NULL), JW_OK);
    assert_int_equal(jw_table__add_string(table, "\x01\x1f\t\b\f\r\\/", NULL), JW_OK);
    check(table, JW_FORMAT_CSV, 1, "\"na\"\"me\"\n\"\"\n\" edge\"\n\"\x01\x1f\t\b\f\r\\/\"\n");
    check(table, JW_FORMAT_JSON, 1,
          "[\n{\"na\\\"me\":null},\n{\"na\\\"me\":\" edge\"},\n"
          "{\"na\\\"me\":\"\\u0001\\u001f\\t\\b\\f\\r\\\\/\"}\n]\n");
    jw_table_free(table);
    jw_context_free(context);
}

/* More than the buffer holds, with a character across its edge; and a function that refuses. */
static void test_long_output(void **state)
{
    (void)state;
    static const struct jw_column_spec spec = {"t", JW_TYPE_TEXT};
    static text found;
    static char expected[40000];
    jw_context *context = test_context(NULL);
    jw_table *table = make_table(context, &spec, 1);
    size_t length = 0;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(jw_table__add_string(table, "横山区公安局", NULL), JW_OK);
        length += (size_t)sprintf(expected + length, "横山区公安局\n");
    }
    check(table, JW_FORMAT_CSV, 0, expected);
    jw_error err = JW_ERROR_INIT;
    found.refuse_after = 10000;
    assert_int_equal(jw_table_write(table, JW_FORMAT_CSV, 0, collect, &found, &err), JW_ECALLBACK);
    assert_true(found.length <= 10000);
    assert_int_equal(jw_table_write(table, 9, 0, collect, &found, &err), JW_EINVAL);
    assert_int_equal(jw_table_write(NULL, JW_FORMAT_CSV, 0, collect, &found, &err), JW_EINVAL);
    assert_int_equal(jw_table_write(table, JW_FORMAT_CSV, 0, NULL, &found, &err), JW_EINVAL);
    jw_table_free(table);
    jw_context_free(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),      cmocka_unit_test(test_alignment),   cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_one_column), cmocka_unit_test(test_long_output),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
