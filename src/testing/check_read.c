/* Order, ranges, filters, counting, streams. */
#include "testing/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jingwu/calendar.h>

int jw_check__every_record(jw_storage_run *run)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        jw_model__init(&rows, record);
        jw_model__fill(&rows, 150, &run->random);
        STEP(jw_run__is(run, &(struct model){.record = record}));
        STEP(jw_run__store(run, &rows, JW_PUT_INSERT));
        STEP(jw_run__is(run, &rows));
        jw_model__free(&rows);
    }
    return JW_RULE_PASSED;
}

static void replace_text(struct cell *cell, const char *text)
{
    free(cell->text);
    cell->length = strlen(text);
    cell->text = malloc(cell->length + 1);
    if (!cell->text)
        abort();
    memcpy(cell->text, text, cell->length + 1);
    cell->absent = false;
}

/* Stores one row a text in the given text key and expects them in the order of the list. */
static int texts_are_in_order(jw_storage_run *run, jw_record record, const char *field,
                              const char *const *texts, size_t count)
{
    struct model rows, shuffled;
    size_t position = (size_t)jw_record_field_find(record, field);
    model_row first = jw_model__random_row(record, &run->random);
    jw_model__init(&rows, record);
    for (size_t i = 0; i < count; i++) {
        model_row row = jw_model__row_copy(record, first);
        replace_text(&row[position], texts[i]);
        jw_model__append(&rows, row);
    }
    jw_model__row_free(record, first);
    /* one row a put, so that the order can not come from the batch; 7 is prime to the counts in use */
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    for (size_t i = 0; i < count; i++) {
        size_t at = (i * 7 + 3) % count;
        shuffled = (struct model){record, &rows.rows[at], 1, 1};
        EXPECT_OK(run, jw_run__put(run, &shuffled, JW_PUT_UPSERT, NULL));
    }
    STEP(jw_run__commit(run));
    STEP(jw_run__is(run, &rows));
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, jw_run__remove(run, &rows));
    STEP(jw_run__commit(run));
    jw_model__free(&rows);
    return JW_RULE_PASSED;
}

int jw_check__text_order(jw_storage_run *run)
{
    static const char *const texts[] = {
        "!",
        "-1",
        "0",
        "1",
        "10",
        "2",
        "A",
        "AA",
        "B",
        "a",
        "a ",
        "a-",
        "a0",
        "aA",
        "aa",
        "b",
        "~",
        "\xC3\x9F",
        "\xC3\xA9",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xE4\xB8\x80",
        "\xE9\xBF\xBF",
        "\xEF\xBF\xBD",
        "\xF0\x90\x80\x80",
        "\xF0\x9F\x91\xAE",
        "\xF4\x8F\xBF\xBD",
    };
    size_t count = sizeof texts / sizeof texts[0];
    STEP(texts_are_in_order(run, JW_RECORD_VILLAGE, "code", texts, count));
    STEP(texts_are_in_order(run, JW_RECORD_ACTIVITY, "code", texts, count));
    STEP(texts_are_in_order(run, JW_RECORD_DUTY, "staff", texts, count));
    STEP(texts_are_in_order(run, JW_RECORD_DUTY, "station", texts, count));
    STEP(texts_are_in_order(run, JW_RECORD_TALLY, "measure", texts, count));
    return texts_are_in_order(run, JW_RECORD_DISTRICT, "code", texts, count);
}

static int numbers_are_in_order(jw_storage_run *run, jw_record record, const char *field,
                                const int64_t *numbers, size_t count)
{
    struct model rows, one;
    size_t position = (size_t)jw_record_field_find(record, field);
    int32_t finish = jw_record_field_find(record, "finish"), to = jw_record_field_find(record, "valid_to");
    model_row first = jw_model__random_row(record, &run->random);
    jw_model__init(&rows, record);
    for (size_t i = 0; i < count; i++) {
        model_row row = jw_model__row_copy(record, first);
        row[position].integer = numbers[i];
        if (finish >= 0)
            row[finish].integer = numbers[i] + 3600;
        if (to >= 0)
            row[to] = (struct cell){.absent = true};
        jw_model__append(&rows, row);
    }
    jw_model__row_free(record, first);
    STEP(jw_run__begin(run, JW_BEGIN_WRITE));
    for (size_t i = 0; i < count; i++) {
        one = (struct model){record, &rows.rows[(i * 7 + 3) % count], 1, 1};
        EXPECT_OK(run, jw_run__put(run, &one, JW_PUT_UPSERT, NULL));
    }
    STEP(jw_run__commit(run));
    STEP(jw_run__is(run, &rows));
    jw_model__free(&rows);
    return JW_RULE_PASSED;
}

int jw_check__number_order(jw_storage_run *run)
{
    static const int64_t dates[] = {JW_DATE_NONE, JW_DATE_MIN, -256,  -255,       -1, 0, 1,
                                    255,          256,         18540, JW_DATE_MAX};
    static const int64_t instants[] = {-62135596800, -2147483649, -86400,      -1, 0, 1,
                                       86399,        2147483648,  253402300799};
    static const int64_t months[] = {JW_MONTH_MIN, 13, 255, 256, 24249, 65535, 65536, JW_MONTH_MAX};
    static const int64_t sequences[] = {0, 1, 9, 10, 255, 256, 4294967296, 9007199254740991};
    STEP(numbers_are_in_order(run, JW_RECORD_VILLAGE, "valid_from", dates, 11));
    STEP(numbers_are_in_order(run, JW_RECORD_POSTING, "valid_from", dates, 11));
    STEP(numbers_are_in_order(run, JW_RECORD_INCIDENT, "date", dates + 1, 10));
    STEP(numbers_are_in_order(run, JW_RECORD_DUTY, "start", instants, 9));
    STEP(numbers_are_in_order(run, JW_RECORD_DUTY_PLAN, "start", instants, 9));
    STEP(numbers_are_in_order(run, JW_RECORD_TALLY, "month", months, 8));
    return numbers_are_in_order(run, JW_RECORD_JOURNAL, "seq", sequences, 8);
}

/* Every number at its least and greatest, every text at its longest, everything optional absent. */
static model_row extreme_row(jw_record record, int kind, test_random *random)
{
    model_row row = jw_model__random_row(record, random);
    for (size_t field = 0; field < jw_record_field_count(record); field++) {
        jw_field_info info = {.struct_size = sizeof info};
        (void)jw_record_field(record, field, &info);
        bool optional = !(info.flags & (JW_FIELD_REQUIRED | JW_FIELD_KEY));
        if (optional && kind == 0) {
            free(row[field].text);
            row[field] = (struct cell){.absent = true};
        } else if (info.type == JW_TYPE_TEXT && (field || record == JW_RECORD_DISTRICT)) {
            char *text = malloc((size_t)info.maximum + 1);
            if (!text)
                abort();
            memset(text, kind == 1 ? '~' : ' ', (size_t)info.maximum);
            text[0] = 'k';
            text[info.maximum] = '\0';
            replace_text(&row[field], text);
            free(text);
        } else if (info.type != JW_TYPE_TEXT && info.type != JW_TYPE_WORD && info.type != JW_TYPE_DECIMAL &&
                   info.type != JW_TYPE_REAL) {
            row[field].absent = false;
            row[field].integer = kind == 1 ? info.maximum : info.minimum;
        }
    }
    int32_t start = jw_record_field_find(record, "start"), finish = jw_record_field_find(record, "finish");
    if (start >= 0 && kind == 1)
        row[start].integer = row[finish].integer - 1;
    if (start >= 0 && kind != 1)
        row[finish].integer = row[start].integer + INT64_C(7) * JW_DAY_SECONDS;
    int32_t to = jw_record_field_find(record, "valid_to");
    if (to >= 0)
        row[to] = (struct cell){.absent = true};
    return row;
}

int jw_check__extremes(jw_storage_run *run)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        jw_model__init(&rows, record);
        for (int kind = 0; kind < 3; kind++)
            jw_model__set(&rows, extreme_row(record, kind, &run->random));
        STEP(jw_run__store(run, &rows, JW_PUT_INSERT));
        STEP(jw_run__is(run, &rows));
        jw_model__free(&rows);
    }
    return JW_RULE_PASSED;
}

/* A record with rows that share the beginnings of their keys, and an open read transaction. */
static int start_reading(jw_storage_run *run, struct model *rows, jw_record record, size_t count)
{
    jw_model__init(rows, record);
    jw_model__fill(rows, count, &run->random);
    STEP(jw_run__store(run, rows, JW_PUT_UPSERT));
    return jw_run__begin(run, JW_BEGIN_READ);
}

/* The first key fields of a row that is there or of one that may not be. */
static model_row set_prefix(jw_storage_run *run, const struct model *rows, size_t count, jw_scan_range *range)
{
    bool own = test_random_between(&run->random, 0, 3) != 0;
    model_row row =
        own ? jw_model__row_copy(rows->record, rows->rows[test_random_next(&run->random) % rows->count])
            : jw_model__random_row(rows->record, &run->random);
    *range = (jw_scan_range)JW_SCAN_RANGE_INIT;
    range->prefix_count = count;
    for (size_t field = 0; field < count; field++)
        range->prefix[field] = jw_model__key_value(rows->record, field, &row[field]);
    return row;
}

int jw_check__prefixes(jw_storage_run *run)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        STEP(start_reading(run, &rows, record, 120));
        for (size_t count = 0; count <= jw_record_key_count(record); count++) {
            for (int round = 0; round < 12; round++) {
                jw_scan_range range;
                model_row row = set_prefix(run, &rows, count, &range);
                STEP(jw_run__range_is(run, &rows, &range));
                jw_model__row_free(record, row);
            }
        }
        jw_run__rollback(run);
        jw_model__free(&rows);
    }
    return JW_RULE_PASSED;
}

static int random_range(jw_storage_run *run, const struct model *rows, size_t count)
{
    jw_record record = rows->record;
    jw_scan_range range, other;
    model_row row = set_prefix(run, rows, count, &range), bounds[2];
    for (int i = 0; i < 2; i++) {
        bounds[i] = set_prefix(run, rows, 0, &other);
        if (!jw_model__is_text(record, count) && bounds[i][count].integer < INT32_MAX)
            bounds[i][count].integer += test_random_between(&run->random, 0, 1);
    }
    range.has_lower = test_random_between(&run->random, 0, 3) != 0;
    range.has_upper = test_random_between(&run->random, 0, 3) != 0;
    range.lower = jw_model__key_value(record, count, &bounds[0][count]);
    range.upper = jw_model__key_value(record, count, &bounds[1][count]);
    int result = jw_run__range_is(run, rows, &range);
    jw_model__row_free(record, row);
    jw_model__row_free(record, bounds[0]);
    jw_model__row_free(record, bounds[1]);
    return result;
}

int jw_check__ranges(jw_storage_run *run)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        STEP(start_reading(run, &rows, record, 120));
        for (size_t count = 0; count < jw_record_key_count(record); count++)
            for (int round = 0; round < 25; round++)
                STEP(random_range(run, &rows, count));
        jw_run__rollback(run);
        jw_model__free(&rows);
    }
    return JW_RULE_PASSED;
}

/* What a filtered scan gave is some of the rows, in order, and all that are wanted. */
static int is_between(jw_storage_run *run, const struct model *got, const struct model *rows,
                      const jw_scan_range *range, const jw_scan_filter *filter)
{
    size_t start = (size_t)jw_record_field_find(rows->record, "start"), at = 0;
    size_t finish = (size_t)jw_record_field_find(rows->record, "finish");
    for (size_t i = 0; i < rows->count; i++) {
        const struct cell *row = rows->rows[i];
        if (at < got->count && jw_model__rows_equal(rows->record, got->rows[at], row)) {
            EXPECT(run, jw_model__in_range(rows->record, range, row));
            at++;
            continue;
        }
        bool wanted = row[finish].integer > filter->from && row[start].integer < filter->to;
        if (wanted && jw_model__in_range(rows->record, range, row)) {
            char text[200];
            jw_model__describe(rows->record, row, text, sizeof text);
            FAIL(run, "%s was left out between %lld and %lld", text, (long long)filter->from,
                 (long long)filter->to);
        }
    }
    EXPECT(run, at == got->count);
    return JW_RULE_PASSED;
}

static int filter_record(jw_storage_run *run, jw_record record)
{
    struct model rows, got;
    STEP(start_reading(run, &rows, record, 400));
    size_t start = (size_t)jw_record_field_find(record, "start"),
           finish = (size_t)jw_record_field_find(record, "finish");
    for (int round = 0; round < 60; round++) {
        jw_scan_range range;
        jw_scan_filter filter = JW_SCAN_FILTER_INIT;
        model_row row = set_prefix(run, &rows, (size_t)test_random_between(&run->random, 0, 2), &range);
        /* edges that touch rows exactly */
        filter.from = rows.rows[test_random_next(&run->random) % rows.count][finish].integer -
                      test_random_between(&run->random, 0, 1);
        filter.to = rows.rows[test_random_next(&run->random) % rows.count][start].integer +
                    test_random_between(&run->random, 0, 1);
        if (filter.to <= filter.from)
            filter.to = filter.from + 1;
        EXPECT_OK(run, jw_run__scan(run, record, &range, &filter, &got));
        STEP(is_between(run, &got, &rows, &range, &filter));
        jw_model__free(&got);
        jw_model__row_free(record, row);
    }
    jw_run__rollback(run);
    jw_model__free(&rows);
    return JW_RULE_PASSED;
}

int jw_check__filter(jw_storage_run *run)
{
    STEP(filter_record(run, JW_RECORD_DUTY));
    return filter_record(run, JW_RECORD_DUTY_PLAN);
}

int jw_check__count(jw_storage_run *run)
{
    if (!run->ops.count)
        NOT_CLAIMED(run, "no slot count");
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        STEP(start_reading(run, &rows, record, 120));
        for (int round = 0; round < 20; round++) {
            jw_scan_range range;
            size_t count = (size_t)test_random_between(&run->random, 0, (int64_t)jw_record_key_count(record));
            model_row row = set_prefix(run, &rows, count, &range);
            int64_t wanted = 0, got = -1;
            for (size_t i = 0; i < rows.count; i++)
                wanted += jw_model__in_range(record, &range, rows.rows[i]);
            EXPECT_OK(run, run->ops.count(run->storage, record, &range, &got, &run->err));
            if (got != wanted)
                FAIL(run, "%lld rows of %s instead of %lld", (long long)got, jw_record_name(record),
                     (long long)wanted);
            jw_model__row_free(record, row);
        }
        jw_run__rollback(run);
        jw_model__free(&rows);
    }
    return JW_RULE_PASSED;
}

static jw_status begin_stream(jw_storage_run *run, jw_record record, struct ArrowArrayStream *out)
{
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    jw_scan_filter filter = JW_SCAN_FILTER_INIT;
    return run->ops.scan(run->storage, record, &range, &filter, out, &run->err);
}

static int schema_is(jw_storage_run *run, struct ArrowArrayStream *stream, jw_record record)
{
    struct ArrowSchema got, wanted;
    EXPECT(run, stream->get_schema(stream, &got) == 0);
    EXPECT_OK(run, jw_record_schema(run->context, record, &wanted, &run->err));
    EXPECT(run, strcmp(got.format, "+s") == 0 && got.n_children == wanted.n_children);
    for (int64_t i = 0; i < got.n_children; i++) {
        EXPECT(run, strcmp(got.children[i]->name, wanted.children[i]->name) == 0);
        EXPECT(run, strcmp(got.children[i]->format, wanted.children[i]->format) == 0);
    }
    got.release(&got);
    wanted.release(&wanted);
    return JW_RULE_PASSED;
}

/* Two streams at once, one of them given up early; the end can be read again. */
int jw_check__streams(jw_storage_run *run)
{
    struct model duty, staff, got;
    jw_model__init(&staff, JW_RECORD_STAFF);
    jw_model__fill(&staff, 50, &run->random);
    STEP(jw_run__store(run, &staff, JW_PUT_INSERT));
    STEP(start_reading(run, &duty, JW_RECORD_DUTY, 500));
    struct ArrowArrayStream abandoned, stream;
    struct ArrowArray array;
    EXPECT_OK(run, begin_stream(run, JW_RECORD_DUTY, &abandoned));
    EXPECT_OK(run, begin_stream(run, JW_RECORD_STAFF, &stream));
    STEP(schema_is(run, &stream, JW_RECORD_STAFF));
    STEP(schema_is(run, &abandoned, JW_RECORD_DUTY));
    EXPECT_OK(run, jw_stream_next(&abandoned, &array, &run->err));
    EXPECT(run, array.release);
    EXPECT_OK(run, jw_run__scan(run, JW_RECORD_DUTY, NULL, NULL, &got));
    STEP(jw_run__same(run, &got, &duty));
    jw_model__free(&got);
    abandoned.release(&abandoned);
    EXPECT(run, !abandoned.release);
    array.release(&array); /* a batch outlives its stream */
    do {
        EXPECT_OK(run, jw_stream_next(&stream, &array, &run->err));
        if (array.release)
            array.release(&array);
        else
            break;
    } while (true);
    EXPECT_OK(run, jw_stream_next(&stream, &array, &run->err));
    EXPECT(run, !array.release);
    stream.release(&stream);
    jw_run__rollback(run);
    jw_model__free(&duty);
    jw_model__free(&staff);
    return JW_RULE_PASSED;
}
