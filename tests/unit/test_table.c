/* Results: building, reading, sorting, picking rows, and the rules of the Arrow C data interface. */
#include "unit/support.h"

#include <pthread.h>
#include "record/table.h"
#include "unit/random.h"

static const struct jw_column_spec specs[] = {
    {"staff", JW_TYPE_TEXT},   {"on", JW_TYPE_DATE},   {"month", JW_TYPE_MONTH},     {"at", JW_TYPE_INSTANT},
    {"count", JW_TYPE_INTEGER}, {"share", JW_TYPE_REAL}, {"passed", JW_TYPE_BOOLEAN},
};
enum { STAFF, ON, MONTH, AT, COUNT, SHARE, PASSED, COLUMNS };

struct sample {
    char staff[12];
    int64_t number; /* of every column of numbers */
    bool empty[COLUMNS];
};

#define ROWS_MAX 200

struct samples {
    struct sample rows[ROWS_MAX];
    int64_t count;
};

static void draw(struct samples *samples, test_random *random)
{
    samples->count = test_random_between(random, 0, ROWS_MAX);
    for (int64_t row = 0; row < samples->count; row++) {
        struct sample *sample = &samples->rows[row];
        snprintf(sample->staff, sizeof sample->staff, "%s%d", row % 3 ? "警" : "", (int)test_random_between(random, 0, 5));
        sample->number = test_random_between(random, -3, 3);
        for (size_t column = 0; column < COLUMNS; column++)
            sample->empty[column] = test_random_between(random, 0, 9) == 0;
    }
}

static jw_status add_sample(jw_table *table, const struct sample *sample, jw_error *err)
{
    for (size_t column = 0; column < COLUMNS; column++) {
        if (sample->empty[column])
            JW_TRY(jw_table__add_empty(table, err));
        else if (column == STAFF)
            JW_TRY(jw_table__add_string(table, sample->staff, err));
        else if (column == SHARE)
            JW_TRY(jw_table__add_real(table, (double)sample->number / 4, 2, err));
        else
            JW_TRY(jw_table__add_integer(table, sample->number, err));
    }
    return JW_OK;
}

static jw_status build(jw_context *context, const struct samples *samples, jw_table **out, jw_error *err)
{
    jw_table *table;
    JW_TRY(jw_table__new(context, specs, COLUMNS, &table, err));
    jw_status status = JW_OK;
    for (int64_t row = 0; row < samples->count && status == JW_OK; row++)
        status = add_sample(table, &samples->rows[row], err);
    if (status == JW_OK)
        *out = table;
    else
        jw_table_free(table);
    return status;
}

static jw_table *must_build(jw_context *context, const struct samples *samples)
{
    jw_table *table;
    assert_int_equal(build(context, samples, &table, NULL), JW_OK);
    return table;
}

static void assert_row(const jw_table *table, int64_t row, const struct sample *sample)
{
    for (size_t column = 0; column < COLUMNS; column++) {
        bool empty = sample->empty[column], whole = column != STAFF && column != SHARE;
        assert_int_equal(jw_table_is_empty(table, row, column), empty);
        assert_string_equal(jw_table_text(table, row, column), empty || column != STAFF ? "" : sample->staff);
        assert_int_equal(jw_table_integer(table, row, column), empty || !whole ? 0 : sample->number);
        double share = empty || column != SHARE ? 0 : (double)sample->number / 4;
        assert_true(jw_table_real(table, row, column) == share);
    }
}

/* ---- building and reading ---- */

static void cells_are_read_as_they_were_added(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_random random = test_random_new("cells");
    for (int round = 0; round < 50; round++) {
        struct samples samples;
        draw(&samples, &random);
        jw_table *table = must_build(context, &samples);
        assert_int_equal(jw_table_rows(table), samples.count);
        for (int64_t row = 0; row < samples.count; row++)
            assert_row(table, row, &samples.rows[row]);
        jw_table_free(table);
    }
    jw_context_free(context);
}

static void columns_have_names_and_types(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    struct samples samples = {.count = 0};
    jw_table *table = must_build(context, &samples);
    assert_int_equal(jw_table_columns(table), COLUMNS);
    for (size_t column = 0; column < COLUMNS; column++) {
        assert_string_equal(jw_table_name(table, column), specs[column].name);
        assert_int_equal(jw_table_type(table, column), specs[column].type);
        assert_int_equal(jw_table_find(table, specs[column].name), column);
    }
    assert_int_equal(jw_table_find(table, "none"), -1);
    assert_int_equal(jw_table_find(table, NULL), -1);
    assert_null(jw_table_name(table, COLUMNS));
    assert_int_equal(jw_table_type(table, COLUMNS), 0);
    jw_table_free(table);
    jw_context_free(context);
}

static void outside_a_table_is_nothing(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    struct samples samples = {.rows = {{"A", 7, {false}}}, .count = 1};
    jw_table *table = must_build(context, &samples);
    static const int64_t rows[] = {-1, 1, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < LENGTH(rows); i++) {
        assert_int_equal(jw_table_is_empty(table, rows[i], COUNT), 1);
        assert_int_equal(jw_table_integer(table, rows[i], COUNT), 0);
        assert_string_equal(jw_table_text(table, rows[i], STAFF), "");
    }
    assert_int_equal(jw_table_is_empty(table, 0, COLUMNS), 1);
    assert_int_equal(jw_table_integer(table, 0, SIZE_MAX), 0);
    assert_int_equal(jw_table_rows(NULL), 0);
    assert_int_equal(jw_table_columns(NULL), 0);
    assert_int_equal(jw_table_is_empty(NULL, 0, 0), 1);
    assert_string_equal(jw_table_text(NULL, 0, 0), "");
    assert_null(jw_table_ref(NULL));
    jw_table_free(NULL);
    jw_table_free(table);
    jw_context_free(context);
}

static void a_value_of_another_type_is_a_defect(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    jw_table *table;
    assert_int_equal(jw_table__new(context, specs, COLUMNS, &table, NULL), JW_OK);
    assert_int_not_equal(jw_table__add_integer(table, 1, NULL), JW_OK);
    assert_int_not_equal(jw_table__add_real(table, 1, 2, NULL), JW_OK);
    assert_int_equal(jw_table__add_string(table, "A", NULL), JW_OK);
    assert_int_not_equal(jw_table__add_string(table, "B", NULL), JW_OK);
    assert_int_not_equal(jw_table__add_real(table, 1, 2, NULL), JW_OK);
    assert_int_equal(jw_table_rows(table), 0); /* the row is not complete */
    jw_table_free(table);
    jw_context_free(context);
}

/* ---- sorting ---- */

/* The order by staff, then on; an empty text comes first, an empty date counts as 0. */
static int order_samples(const struct sample *a, const struct sample *b)
{
    int order = strcmp(a->empty[STAFF] ? "" : a->staff, b->empty[STAFF] ? "" : b->staff);
    int64_t x = a->empty[ON] ? 0 : a->number, y = b->empty[ON] ? 0 : b->number;
    return order ? order : (x > y) - (x < y);
}

/* Insertion keeps the order of equals. */
static void sort_samples(struct samples *samples)
{
    for (int64_t i = 1; i < samples->count; i++) {
        struct sample moved = samples->rows[i];
        int64_t j = i;
        for (; j > 0 && order_samples(&samples->rows[j - 1], &moved) > 0; j--)
            samples->rows[j] = samples->rows[j - 1];
        samples->rows[j] = moved;
    }
}

static void sorting_is_stable(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_random random = test_random_new("sort");
    for (int round = 0; round < 50; round++) {
        struct samples samples;
        draw(&samples, &random);
        jw_table *table = must_build(context, &samples);
        sort_samples(&samples);
        assert_int_equal(jw_table__sort(table, 2, NULL), JW_OK);
        for (int64_t row = 0; row < samples.count; row++)
            assert_row(table, row, &samples.rows[row]);
        jw_table_free(table);
    }
    jw_context_free(context);
}

static void rows_are_picked_in_the_order_wanted(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_random random = test_random_new("pick");
    struct samples samples;
    do
        draw(&samples, &random);
    while (samples.count < 2);
    jw_table *table = must_build(context, &samples), *picked = NULL;
    int64_t rows[20];
    for (size_t i = 0; i < LENGTH(rows); i++)
        rows[i] = test_random_between(&random, 0, samples.count - 1);
    assert_int_equal(jw_table_pick(table, rows, LENGTH(rows), &picked, NULL), JW_OK);
    jw_table_free(table);
    assert_int_equal(jw_table_rows(picked), LENGTH(rows));
    for (size_t i = 0; i < LENGTH(rows); i++)
        assert_row(picked, (int64_t)i, &samples.rows[rows[i]]);
    rows[3] = samples.count + 20;
    jw_table *none = NULL;
    assert_int_equal(jw_table_pick(picked, rows, LENGTH(rows), &none, NULL), JW_EINVAL);
    rows[3] = -1;
    assert_int_equal(jw_table_pick(picked, rows, LENGTH(rows), &none, NULL), JW_EINVAL);
    assert_int_equal(jw_table_pick(NULL, rows, 1, &none, NULL), JW_EINVAL);
    assert_null(none);
    jw_table_free(picked);
    jw_context_free(context);
}

/* ---- Arrow ---- */

static bool is_present(const struct ArrowArray *array, int64_t row)
{
    const uint8_t *bits = array->buffers[0];
    return !bits || (bits[row >> 3] >> (row & 7) & 1);
}

static void assert_text_column(const struct ArrowArray *array, const struct samples *samples)
{
    assert_int_equal(array->n_buffers, 3);
    const int64_t *offsets = array->buffers[1];
    const char *bytes = array->buffers[2];
    for (int64_t row = 0; row < samples->count; row++) {
        const struct sample *sample = &samples->rows[row];
        size_t length = (size_t)(offsets[row + 1] - offsets[row]);
        assert_int_equal(is_present(array, row), !sample->empty[STAFF]);
        assert_int_equal(length, sample->empty[STAFF] ? 0 : strlen(sample->staff));
        assert_memory_equal(bytes + offsets[row], sample->staff, length);
    }
}

static double number_at(const struct ArrowArray *array, char format, int64_t row)
{
    switch (format) {
    case 'g':
        return ((const double *)array->buffers[1])[row] * 4;
    case 'd':
        return ((const int32_t *)array->buffers[1])[row];
    default:
        return (double)((const int64_t *)array->buffers[1])[row];
    }
}

static void assert_number_column(const struct ArrowArray *array, size_t column, const struct samples *samples)
{
    static const char formats[COLUMNS] = {'U', 'd', 'l', 'l', 'l', 'g', 'l'};
    int64_t empty = 0;
    assert_int_equal(array->n_buffers, 2);
    for (int64_t row = 0; row < samples->count; row++) {
        const struct sample *sample = &samples->rows[row];
        assert_int_equal(is_present(array, row), !sample->empty[column]);
        empty += sample->empty[column];
        if (!sample->empty[column])
            assert_true(number_at(array, formats[column], row) == (double)sample->number);
    }
    assert_true(array->null_count == empty || array->null_count == -1);
}

static void assert_schema(struct ArrowSchema *schema)
{
    static const char *const formats[COLUMNS] = {"U", "tdD", "l", "tts:UTC", "l", "g", "l"};
    assert_string_equal(schema->format, "+s");
    assert_int_equal(schema->n_children, COLUMNS);
    for (size_t column = 0; column < COLUMNS; column++) {
        assert_string_equal(schema->children[column]->name, specs[column].name);
        assert_string_equal(schema->children[column]->format, formats[column]);
        assert_true(schema->children[column]->flags & ARROW_FLAG_NULLABLE);
    }
}

static void take(struct ArrowArrayStream *stream, struct ArrowSchema *schema, struct ArrowArray *array)
{
    struct ArrowArray end = {.length = 7, .release = NULL};
    assert_int_equal(stream->get_schema(stream, schema), 0);
    assert_int_equal(stream->get_next(stream, array), 0);
    assert_non_null(array->release);
    assert_int_equal(stream->get_next(stream, &end), 0);
    assert_null(end.release);
}

/* What was exported outlives the stream, the table and the context, and a child that was moved out its parent. */
static void an_export_outlives_everything(void **state)
{
    (void)state;
    test_memory memory = {0};
    test_random random = test_random_new("export");
    for (int round = 0; round < 30; round++) {
        jw_context *context = test_context(&memory);
        struct samples samples;
        struct ArrowArrayStream stream;
        struct ArrowSchema schema;
        struct ArrowArray array, moved;
        draw(&samples, &random);
        jw_table *table = must_build(context, &samples);
        jw_context_free(context);
        assert_int_equal(jw_table_export(table, &stream, NULL), JW_OK);
        jw_table_free(table);
        take(&stream, &schema, &array);
        stream.release(&stream);
        assert_null(stream.release);
        assert_schema(&schema);
        schema.release(&schema);
        assert_null(schema.release);
        assert_int_equal(array.length, samples.count);
        assert_text_column(array.children[STAFF], &samples);
        for (size_t column = ON; column < COLUMNS; column++)
            assert_number_column(array.children[column], column, &samples);
        size_t kept = (size_t)test_random_between(&random, 0, COLUMNS - 1);
        moved = *array.children[kept];
        array.children[kept]->release = NULL;
        array.release(&array);
        assert_null(array.release);
        if (kept == STAFF)
            assert_text_column(&moved, &samples);
        else
            assert_number_column(&moved, kept, &samples);
        moved.release(&moved);
        assert_int_equal(memory.live, 0);
    }
}

static void wrong_exports_are_refused(void **state)
{
    (void)state;
    struct ArrowArrayStream stream;
    jw_context *context = test_context(NULL);
    struct samples samples = {.count = 0};
    jw_table *table = must_build(context, &samples);
    assert_int_equal(jw_table_export(NULL, &stream, NULL), JW_EINVAL);
    assert_int_equal(jw_table_export(table, NULL, NULL), JW_EINVAL);
    jw_table_free(table);
    jw_context_free(context);
}

/* ---- threads ---- */

static void *read_in_a_thread(void *userdata)
{
    jw_table *table = userdata;
    int64_t sum = 0;
    for (int round = 0; round < 200; round++) {
        jw_table *mine = jw_table_ref(table);
        struct ArrowArrayStream stream;
        struct ArrowArray array;
        if (jw_table_export(mine, &stream, NULL) != JW_OK || stream.get_next(&stream, &array) != 0)
            return NULL;
        jw_table_free(mine);
        stream.release(&stream);
        sum += array.length;
        array.release(&array);
    }
    return sum == 200 * jw_table_rows(table) ? table : NULL;
}

static void threads_may_share_a_table(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    struct samples samples = {.rows = {{"A", 7, {false}}, {"B", 8, {false}}}, .count = 2};
    jw_table *table = must_build(context, &samples);
    pthread_t threads[4];
    for (size_t i = 0; i < LENGTH(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_in_a_thread, table), 0);
    for (size_t i = 0; i < LENGTH(threads); i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, table);
    }
    jw_table_free(table);
    jw_context_free(context);
}

/* ---- memory ---- */

struct build_task {
    jw_context *context;
    struct samples samples;
};

static jw_status build_sort_pick(void *userdata, jw_error *err)
{
    struct build_task *task = userdata;
    static const int64_t rows[] = {1, 0, 1};
    jw_table *table, *picked = NULL;
    JW_TRY(build(task->context, &task->samples, &table, err));
    jw_status status = jw_table__sort(table, 2, err);
    if (status == JW_OK)
        status = jw_table_pick(table, rows, LENGTH(rows), &picked, err);
    jw_table_free(picked);
    jw_table_free(table);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    test_memory memory = {0};
    test_random random = test_random_new("memory");
    struct build_task task = {.context = test_context(&memory)};
    do
        draw(&task.samples, &random);
    while (task.samples.count < 2);
    test_every_allocation(&memory, build_sort_pick, &task);
    jw_context_free(task.context);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_read_as_they_were_added),
        cmocka_unit_test(columns_have_names_and_types),
        cmocka_unit_test(outside_a_table_is_nothing),
        cmocka_unit_test(a_value_of_another_type_is_a_defect),
        cmocka_unit_test(sorting_is_stable),
        cmocka_unit_test(rows_are_picked_in_the_order_wanted),
        cmocka_unit_test(an_export_outlives_everything),
        cmocka_unit_test(wrong_exports_are_refused),
        cmocka_unit_test(threads_may_share_a_table),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
