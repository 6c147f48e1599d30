/* The record floor: descriptions, batches, views, values, packed rows, streams. */
#include <math.h>
#include "base/text.h"
#include "random.h"
#include "record/batch.h"
#include "record/pack.h"
#include "support.h"

/* ---- descriptions ---- */

static void descriptions_are_whole(void **state)
{
    (void)state;
    assert_int_equal(jw_record_count(), 33);
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        const struct jw_record_description *description = jw__describe(record);
        assert_int_equal(jw_record_find(description->name), record);
        assert_true(description->key_count >= 1 && description->field_count <= JW_FIELDS_MAX);
        assert_string_equal(description->fields[0].name, record == JW_RECORD_DISTRICT ? "code" : "district");
        for (size_t i = 0; i < description->field_count; i++) {
            const struct jw_field *field = &description->fields[i];
            assert_int_equal(jw__is_key(field), i < description->key_count); /* keys come first */
            assert_int_equal(jw_record_field_find(record, field->name), i);
            assert_true(field->minimum <= field->maximum);
            assert_int_equal(field->type == JW_TYPE_WORD, field->words != NULL);
            assert_true(field->caption_en[0] && field->caption_zh[0]);
            jw_field_info info = {.struct_size = sizeof info};
            assert_int_equal(jw_record_field(record, i, &info), JW_OK);
            assert_string_equal(info.name, field->name);
        }
    }
    assert_null(jw_record_name(0));
    assert_null(jw_record_name(34));
    assert_int_equal(jw_record_find("resident"), 0);
    assert_int_equal(jw_record_field_find(JW_RECORD_DUTY, "end"), -1);
    jw_field_info small = {.struct_size = 8};
    assert_int_equal(jw_record_field(JW_RECORD_DUTY, 0, &small), JW_EINVAL);
}

/* Privacy: no field can carry who a resident is, and staff are an id only. */
static void no_field_names_a_resident(void **state)
{
    (void)state;
    static const char *const banned[] = {"phone", "address", "identity", "id_number", "person_name", "resident", "birth"};
    for (jw_record record = 1; record <= jw_record_count(); record++)
        for (size_t i = 0; i < LENGTH(banned); i++)
            assert_int_equal(jw_record_field_find(record, banned[i]), -1);
    assert_int_equal(jw_record_field_find(JW_RECORD_STAFF, "name"), -1);
}

/* ---- random rows ---- */

static size_t random_text(test_random *random, const struct jw_field *field, char *out)
{
    static const char *const pieces[] = {"a", "Z", "0", "-", "横", "山", "\xF0\xA0\x80\x80", " ", "~", ","};
    size_t length = 0, wanted = (size_t)test_random_between(random, field->minimum, field->maximum < 40 ? field->maximum : 40);
    while (length < wanted) {
        const char *piece = pieces[test_random_next(random) % LENGTH(pieces)];
        if (length + strlen(piece) > (size_t)field->maximum)
            break;
        memcpy(out + length, piece, strlen(piece));
        length += strlen(piece);
    }
    return length;
}

static size_t random_word(test_random *random, const char *words, char *out)
{
    size_t count = 1, length = 0;
    for (const char *c = words; *c; c++)
        count += *c == ' ';
    size_t wanted = test_random_next(random) % count;
    while (wanted)
        wanted -= *words++ == ' ';
    while (words[length] && words[length] != ' ')
        length++;
    memcpy(out, words, length);
    return length;
}

/* The whole range of 64 bits is possible, whose size no 64 bits hold. */
static int64_t random_whole(test_random *random, int64_t low, int64_t high)
{
    uint64_t span = (uint64_t)high - (uint64_t)low, number = test_random_next(random);
    return (int64_t)((uint64_t)low + (span == UINT64_MAX ? number : number % (span + 1)));
}

static void random_value(test_random *random, const struct jw_field *field, char *text, struct jw_value *out)
{
    *out = (struct jw_value){.text = text};
    if (!(field->flags & JW_FIELD_REQUIRED) && test_random_next(random) % 3 == 0) {
        out->absent = !jw__is_key(field);
        if (jw__is_key(field) && field->type == JW_TYPE_DATE)
            out->integer = JW_DATE_NONE;
        return;
    }
    if (field->type == JW_TYPE_WORD)
        out->length = random_word(random, field->words, text);
    else if (field->type == JW_TYPE_DECIMAL)
        out->length = (size_t)sprintf(text, "%d.%d", (int)(test_random_next(random) % 100), (int)(test_random_next(random) % 10));
    else if (field->type == JW_TYPE_TEXT)
        out->length = random_text(random, field, text);
    else if (field->type == JW_TYPE_REAL)
        out->real = (double)test_random_between(random, -1000000, 1000000) / 1024;
    else
        out->integer = random_whole(random, field->minimum, field->maximum);
    if (jw__is_text(field) && out->length == 0)
        out->absent = !jw__is_key(field);
}

#define ROWS 200

struct sample {
    struct jw_value values[ROWS][JW_FIELDS_MAX];
    char text[ROWS][JW_FIELDS_MAX][64];
};

static struct sample sample;

static void fill_sample(test_random *random, jw_record record)
{
    const struct jw_record_description *description = jw__describe(record);
    for (size_t row = 0; row < ROWS; row++)
        for (size_t i = 0; i < description->field_count; i++)
            random_value(random, &description->fields[i], sample.text[row][i], &sample.values[row][i]);
}

static void assert_same_values(jw_record record, const struct jw_value *a, const struct jw_value *b)
{
    const struct jw_record_description *description = jw__describe(record);
    for (size_t i = 0; i < description->field_count; i++) {
        const struct jw_field *field = &description->fields[i];
        assert_int_equal(a[i].absent, b[i].absent);
        if (a[i].absent)
            continue;
        if (jw__is_text(field)) {
            assert_int_equal(a[i].length, b[i].length);
            assert_memory_equal(a[i].text, b[i].text, a[i].length);
        } else if (field->format == 'g') {
            assert_true(a[i].real == b[i].real);
        } else {
            assert_true(a[i].integer == b[i].integer);
        }
    }
}

static int sign(int64_t value)
{
    return (value > 0) - (value < 0);
}

/* Every record: batch -> array -> view -> values, packed and unpacked, and packed keys ordered as keys. */
static void rows_survive_every_form(void **state)
{
    (void)state;
    test_random random = test_random_new("rows");
    jw_context *context = test_context(NULL);
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        fill_sample(&random, record);
        jw_batch *batch;
        assert_int_equal(jw_batch_new(context, record, &batch, NULL), JW_OK);
        for (size_t row = 0; row < ROWS; row++)
            assert_int_equal(jw_batch__add_values(batch, sample.values[row], NULL), JW_OK);
        struct ArrowArray array;
        jw_rows rows;
        jw_error err = JW_ERROR_INIT;
        assert_int_equal(jw_batch_rows(batch), ROWS);
        assert_int_equal(jw_batch_export(batch, &array, &err), JW_OK);
        assert_int_equal(jw_batch_rows(batch), 0);
        test_fail_with("view", jw_rows_view(&array, record, &rows, &err), &err);
        struct jw_bytes keys[2] = {{0}, {0}}, packed = {0};
        for (int64_t row = 0; row < ROWS; row++) {
            struct jw_value seen[JW_FIELDS_MAX], unpacked[JW_FIELDS_MAX];
            jw_rows__values(&rows, row, seen);
            assert_same_values(record, sample.values[row], seen);
            packed.length = 0;
            assert_int_equal(jw_pack__row(context, record, seen, &packed, NULL), JW_OK);
            assert_int_equal(jw_pack__read_row(record, packed.data, packed.length, unpacked), packed.length);
            for (size_t i = 0; i < (size_t)rows.field_count; i++) /* keys come back as absent where they stand for it */
                if (unpacked[i].absent && jw__is_key(&jw__describe(record)->fields[i]))
                    unpacked[i] = seen[i];
            assert_same_values(record, seen, unpacked);
            assert_int_equal(jw_pack__read_row(record, packed.data, packed.length - 1, unpacked), 0);
            keys[row & 1].length = 0;
            assert_int_equal(jw_pack__key(context, record, seen, &keys[row & 1], NULL), JW_OK);
            if (row == 0)
                continue;
            struct jw_bytes *a = &keys[(row - 1) & 1], *b = &keys[row & 1];
            size_t common = a->length < b->length ? a->length : b->length;
            int order = memcmp(a->data, b->data, common);
            if (order == 0)
                order = (a->length > b->length) - (a->length < b->length);
            assert_int_equal(sign(order), jw_rows_compare(&rows, row - 1, &rows, row));
            assert_int_equal(jw_rows_equal(&rows, row, &rows, row), 1);
        }
        jw_bytes__free(context, &packed);
        jw_bytes__free(context, &keys[0]);
        jw_bytes__free(context, &keys[1]);
        array.release(&array);
        jw_batch_free(batch);
    }
    jw_context_free(context);
}

/* What is written in a file reads back as it was. */
static void values_survive_a_file(void **state)
{
    (void)state;
    test_random random = test_random_new("values");
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        const struct jw_record_description *description = jw__describe(record);
        fill_sample(&random, record);
        for (size_t row = 0; row < ROWS; row++) {
            for (size_t i = 0; i < description->field_count; i++) {
                const struct jw_field *field = &description->fields[i];
                struct jw_value *value = &sample.values[row][i], back;
                char buffer[JW_VALUE_TEXT];
                size_t length;
                if (field->type == JW_TYPE_TEXT && value->length && (value->text[0] == ' ' || value->text[value->length - 1] == ' '))
                    continue; /* files do not keep blanks around a value */
                if (field->type == JW_TYPE_INSTANT && !value->absent &&
                    (value->integer < (int64_t)JW_DATE_MIN * 86400 || value->integer >= ((int64_t)JW_DATE_MAX) * 86400))
                    continue;
                const char *text = jw_value__format(field, value, 28800, buffer, &length);
                jw_error err = JW_ERROR_INIT;
                test_fail_with(text, jw_value__parse(record, field, text, length, 28800, 1, &back, &err), &err);
                if (value->absent || (jw__is_key(field) && length == 0)) {
                    assert_true(back.absent);
                    continue;
                }
                assert_int_equal(back.absent, 0);
                if (jw__is_text(field))
                    assert_memory_equal(back.text, value->text, value->length);
                else if (field->format == 'g')
                    assert_true(back.real == value->real);
                else
                    assert_true(back.integer == value->integer);
            }
        }
    }
}

static void wrong_values_are_named(void **state)
{
    (void)state;
    static const struct {
        jw_record record;
        const char *field, *text;
        jw_status status;
    } wrong[] = {
        {JW_RECORD_VILLAGE, "kind", "town", JW_EINPUT},        {JW_RECORD_VILLAGE, "name", "", JW_EINPUT},
        {JW_RECORD_VILLAGE, "code", "6.10803E+11", JW_EINPUT}, {JW_RECORD_VILLAGE, "name", "\xFF", JW_EENCODING},
        {JW_RECORD_VILLAGE, "population", "-1", JW_EINPUT},    {JW_RECORD_VILLAGE, "population", "1.5", JW_EINPUT},
        {JW_RECORD_VILLAGE, "lon", "181", JW_EINPUT},          {JW_RECORD_VILLAGE, "remote", "2", JW_EINPUT},
        {JW_RECORD_VILLAGE, "valid_to", "2020-13-01", JW_EINPUT}, {JW_RECORD_DUTY, "start", "yesterday", JW_EINPUT},
        {JW_RECORD_DUTY, "staff", "123456789012345678901234567890123", JW_EINPUT},
        {JW_RECORD_TALLY, "month", "2020", JW_EINPUT},         {JW_RECORD_PUBLISHED, "percent", "25,8", JW_EINPUT},
        {JW_RECORD_SCHEME, "floor", "nan", JW_EINPUT},         {JW_RECORD_VILLAGE, "name", "a\tb", JW_EINPUT},
        {JW_RECORD_INCIDENT, "hour", "24", JW_EINPUT},         {JW_RECORD_VILLAGE, "lon", "999999999999", JW_EINPUT},
    };
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        const struct jw_field *field = &jw__describe(wrong[i].record)->fields[jw_record_field_find(wrong[i].record, wrong[i].field)];
        struct jw_value value;
        jw_error err = JW_ERROR_INIT;
        assert_int_equal(jw_value__parse(wrong[i].record, field, wrong[i].text, strlen(wrong[i].text), 0, 7, &value, &err), wrong[i].status);
        assert_string_equal(err.record, jw_record_name(wrong[i].record));
        assert_string_equal(err.field, wrong[i].field);
        assert_int_equal(err.row, 7);
        assert_true(err.message[0]);
    }
    char longest[4096];
    memset(longest, 'x', sizeof longest);
    struct jw_value value;
    assert_int_equal(jw_value__parse(JW_RECORD_VILLAGE, &jw__describe(JW_RECORD_VILLAGE)->fields[JW_F_village_name], longest, sizeof longest, 0, 1, &value, NULL), JW_EINPUT);
}

static void whole_rows_are_checked(void **state)
{
    (void)state;
    jw_error err = JW_ERROR_INIT;
    struct jw_value duty[JW_F_duty_COUNT] = {{0}};
    duty[JW_F_duty_start].integer = 1000;
    duty[JW_F_duty_finish].integer = 1000;
    assert_int_equal(jw_value__check_row(JW_RECORD_DUTY, duty, 3, &err), JW_EINPUT);
    assert_string_equal(err.field, "finish");
    duty[JW_F_duty_finish].integer = 1000 + 7 * 86400;
    assert_int_equal(jw_value__check_row(JW_RECORD_DUTY, duty, 3, &err), JW_OK);
    duty[JW_F_duty_finish].integer++;
    assert_int_equal(jw_value__check_row(JW_RECORD_DUTY, duty, 3, &err), JW_EINPUT);
    struct jw_value village[JW_F_village_COUNT] = {{0}};
    for (size_t i = 0; i < JW_F_village_COUNT; i++)
        village[i].absent = true;
    village[JW_F_village_lon].absent = false;
    assert_int_equal(jw_value__check_row(JW_RECORD_VILLAGE, village, 1, &err), JW_EINPUT);
}

/* ---- malformed Arrow ---- */

static struct ArrowArray small_array(jw_context *context)
{
    jw_batch *batch;
    struct ArrowArray array;
    assert_int_equal(jw_batch_new(context, JW_RECORD_CALENDAR, &batch, NULL), JW_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(jw_batch_add_text(batch, "610803", 6, NULL), JW_OK);
        assert_int_equal(jw_batch_add_integer(batch, i, NULL), JW_OK);
        assert_int_equal(jw_batch_add_text(batch, "holiday", 7, NULL), JW_OK);
    }
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    return array;
}

static void malformed_arrays_are_refused(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    struct ArrowArray array = small_array(context);
    jw_rows rows;
    assert_int_equal(jw_rows_view(&array, JW_RECORD_VILLAGE, &rows, NULL), JW_EINVAL); /* another record */
    assert_int_equal(jw_rows_view(NULL, JW_RECORD_CALENDAR, &rows, NULL), JW_EINVAL);
    assert_int_equal(jw_rows_view(&array, 99, &rows, NULL), JW_EINVAL);
    array.length = 4; /* more than the columns have */
    assert_int_equal(jw_rows_view(&array, JW_RECORD_CALENDAR, &rows, NULL), JW_EINVAL);
    array.length = 2;
    array.offset = 1; /* a slice */
    assert_int_equal(jw_rows_view(&array, JW_RECORD_CALENDAR, &rows, NULL), JW_OK);
    assert_int_equal(jw_rows_integer(&rows, 1, 0), 1);
    array.offset = 0;
    int32_t descending[4] = {0, 6, 3, 9};
    const void *good = array.children[0]->buffers[1];
    array.children[0]->buffers[1] = descending;
    assert_int_equal(jw_rows_view(&array, JW_RECORD_CALENDAR, &rows, NULL), JW_EINVAL);
    array.children[0]->buffers[1] = NULL;
    assert_int_equal(jw_rows_view(&array, JW_RECORD_CALENDAR, &rows, NULL), JW_EINVAL);
    array.children[0]->buffers[1] = good;
    uint8_t nulls = 1;
    array.children[0]->buffers[0] = &nulls; /* a null key */
    array.children[0]->null_count = -1;
    assert_int_equal(jw_rows_view(&array, JW_RECORD_CALENDAR, &rows, NULL), JW_EINVAL);
    array.children[0]->buffers[0] = NULL;
    array.children[0]->n_buffers = 2;
    assert_int_equal(jw_rows_view(&array, JW_RECORD_CALENDAR, &rows, NULL), JW_EINVAL);
    array.children[0]->n_buffers = 3;
    assert_int_equal(jw_rows_view(&array, JW_RECORD_CALENDAR, &rows, NULL), JW_OK);
    array.release(&array);
    jw_context_free(context);
}

static void a_child_outlives_its_parent(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    struct ArrowArray array = small_array(context), child = *array.children[1];
    array.children[1]->release = NULL; /* moved out */
    array.release(&array);
    jw_context_free(context);
    assert_int_equal(((const int32_t *)child.buffers[1])[2], 2);
    child.release(&child);
    assert_int_equal(memory.live, 0);
}

static void a_batch_refuses_the_wrong_type(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    jw_batch *batch;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_batch_new(context, JW_RECORD_VILLAGE, &batch, &err), JW_OK);
    assert_int_equal(jw_batch_add_integer(batch, 1, &err), JW_EINVAL);
    assert_string_equal(err.field, "district");
    assert_int_equal(jw_batch_add_text(batch, "610803", 6, &err), JW_OK);
    assert_int_equal(jw_batch_add_real(batch, 1, &err), JW_EINVAL);
    assert_int_equal(jw_batch_add_text(batch, "1", 1, &err), JW_OK);
    assert_int_equal(jw_batch_add_integer(batch, INT64_C(1) << 40, &err), JW_EINVAL); /* wider than a date */
    jw_batch_drop_partial(batch);
    assert_int_equal(jw_batch_rows(batch), 0);
    assert_int_equal(jw_batch_add_text(batch, "610804", 6, &err), JW_OK); /* the row begins anew */
    assert_int_equal(jw_batch_new(context, 99, &batch, &err), JW_EINVAL);
    jw_batch_free(batch);
    jw_batch_free(NULL);
    assert_int_equal(jw_batch_add_absent(NULL, &err), JW_EINVAL);
    jw_context_free(context);
}

/* ---- streams ---- */

struct counter {
    int64_t next, end;
    bool fails, released;
};

static jw_status give_rows(void *userdata, jw_batch *batch, int64_t limit, jw_error *err)
{
    struct counter *counter = userdata;
    for (int64_t i = 0; i < limit && counter->next < counter->end; i++) {
        JW_TRY(jw_batch_add_text(batch, "610803", 6, err));
        JW_TRY(jw_batch_add_integer(batch, counter->next++, err));
        JW_TRY(jw_batch_add_text(batch, "holiday", 7, err));
    }
    return counter->fails && counter->next == counter->end ? jw_error_set(err, JW_ECORRUPT, 5, "bad page") : JW_OK;
}

static void note_release(void *userdata)
{
    ((struct counter *)userdata)->released = true;
}

static void streams_end_and_fail(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    struct counter counter = {.end = 20000};
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray array;
    assert_int_equal(jw_stream_new(context, JW_RECORD_CALENDAR, give_rows, note_release, &counter, &stream, NULL), JW_OK);
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_string_equal(schema.format, "+s");
    assert_int_equal(schema.n_children, 3);
    assert_string_equal(schema.children[1]->format, "i");
    assert_string_equal(schema.children[1]->name, "date");
    schema.release(&schema);
    int64_t seen = 0;
    while (stream.get_next(&stream, &array) == 0 && array.release) {
        seen += array.length;
        array.release(&array);
    }
    assert_int_equal(seen, 20000);
    stream.release(&stream);
    assert_true(counter.released);
    counter = (struct counter){.end = 10, .fails = true};
    assert_int_equal(jw_stream_new(context, JW_RECORD_CALENDAR, give_rows, NULL, &counter, &stream, NULL), JW_OK);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_stream_next(&stream, &array, &err), JW_ECORRUPT);
    assert_int_equal(err.native_code, 5);
    assert_true(stream.get_next(&stream, &array) != 0);
    assert_string_equal(stream.get_last_error(&stream), "bad page");
    stream.release(&stream);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

static jw_status schema_and_stream(void *userdata, jw_error *err)
{
    jw_context *context = userdata;
    struct ArrowSchema schema;
    JW_TRY(jw_record_schema(context, JW_RECORD_VILLAGE, &schema, err));
    schema.release(&schema);
    struct counter counter = {.end = 100};
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    JW_TRY(jw_stream_new(context, JW_RECORD_CALENDAR, give_rows, NULL, &counter, &stream, err));
    jw_status status = jw_stream_next(&stream, &array, err);
    if (status == JW_OK)
        array.release(&array);
    stream.release(&stream);
    return status;
}

static void streams_survive_failing_memory(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    test_every_allocation(&memory, schema_and_stream, context);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptions_are_whole),
        cmocka_unit_test(no_field_names_a_resident),
        cmocka_unit_test(rows_survive_every_form),
        cmocka_unit_test(values_survive_a_file),
        cmocka_unit_test(wrong_values_are_named),
        cmocka_unit_test(whole_rows_are_checked),
        cmocka_unit_test(malformed_arrays_are_refused),
        cmocka_unit_test(a_child_outlives_its_parent),
        cmocka_unit_test(a_batch_refuses_the_wrong_type),
        cmocka_unit_test(streams_end_and_fail),
        cmocka_unit_test(streams_survive_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
