/* Order, ranges, filters, counting, streams. */
#include "storage/conformance_run.h"

#include <string.h>
#include <jingwu/calendar.h>

int check_every_record(jw_conformance_run *run)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        model_init(&rows, record);
        model_fill(&rows, 150, &run->random);
        STEP(run_is(run, &(struct model){.record = record}));
        STEP(run_store(run, &rows, JW_PUT_INSERT));
        STEP(run_is(run, &rows));
        model_free(&rows);
    }
    return JW_CONFORMANCE_PASSED;
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
static int texts_are_in_order(jw_conformance_run *run, jw_record record, const char *field,
                              const char *const *texts, size_t count)
{
    struct model rows, shuffled;
    size_t position = (size_t)jw_record_field_find(record, field);
    model_row first = model_random_row(record, &run->random);
    model_init(&rows, record);
    for (size_t i = 0; i < count; i++) {
        model_row row = model_row_copy(record, first);
        replace_text(&row[position], texts[i]);
        model_append(&rows, row);
    }
    model_row_free(record, first);
    /* one row a put, so that the order can not come from the batch; 7 is prime to the counts in use */
    STEP(run_begin(run, JW_BEGIN_WRITE));
    for (size_t i = 0; i < count; i++) {
        size_t at = (i * 7 + 3) % count;
        shuffled = (struct model){record, &rows.rows[at], 1, 1};
        EXPECT_OK(run, run_put(run, &shuffled, JW_PUT_UPSERT, NULL));
    }
    STEP(run_commit(run));
    STEP(run_is(run, &rows));
    STEP(run_begin(run, JW_BEGIN_WRITE));
    EXPECT_OK(run, run_remove(run, &rows));
    STEP(run_commit(run));
    model_free(&rows);
    return JW_CONFORMANCE_PASSED;
}

int check_text_order(jw_conformance_run *run)
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

static int numbers_are_in_order(jw_conformance_run *run, jw_record record, const char *field,
                                const int64_t *numbers, size_t count)
{
    struct model rows, one;
    size_t position = (size_t)jw_record_field_find(record, field);
    int32_t finish = jw_record_field_find(record, "finish"), to = jw_record_field_find(record, "valid_to");
    model_row first = model_random_row(record, &run->random);
    model_init(&rows, record);
    for (size_t i = 0; i < count; i++) {
        model_row row = model_row_copy(record, first);
        row[position].integer = numbers[i];
        if (finish >= 0)
            row[finish].integer = numbers[i] + 3600;
        if (to >= 0)
            row[to] = (struct cell){.absent = true};
        model_append(&rows, row);
    }
    model_row_free(record, first);
    STEP(run_begin(run, JW_BEGIN_WRITE));
    for (size_t i = 0; i < count; i++) {
        one = (struct model){record, &rows.rows[(i * 7 + 3) % count], 1, 1};
        EXPECT_OK(run, run_put(run, &one, JW_PUT_UPSERT, NULL));
    }
    STEP(run_commit(run));
    STEP(run_is(run, &rows));
    model_free(&rows);
    return JW_CONFORMANCE_PASSED;
}

int check_number_order(jw_conformance_run *run)
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
    model_row row = model_random_row(record, random);
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

int check_extremes(jw_conformance_run *run)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        model_init(&rows, record);
        for (int kind = 0; kind < 3; kind++)
            model_set(&rows, extreme_row(record, kind, &run->random));
        STEP(run_store(run, &rows, JW_PUT_INSERT));
        STEP(run_is(run, &rows));
        model_free(&rows);
    }
    return JW_CONFORMANCE_PASSED;
}

/* A record with rows that share the beginnings of their keys, and an open read transaction. */
static int start_reading(jw_conformance_run *run, struct model *rows, jw_record record, size_t count)
{
    model_init(rows, record);
    model_fill(rows, count, &run->random);
    STEP(run_store(run, rows, JW_PUT_UPSERT));
    return run_begin(run, JW_BEGIN_READ);
}

/* The first key fields of a row that is there or of one that may not be. */
static model_row set_prefix(jw_conformance_run *run, const struct model *rows, size_t count,
                            jw_scan_range *range)
{
    bool own = test_random_between(&run->random, 0, 3) != 0;
    model_row row =
        own ? model_row_copy(rows->record, rows->rows[test_random_next(&run->random) % rows->count])
            : model_random_row(rows->record, &run->random);
    *range = (jw_scan_range)JW_SCAN_RANGE_INIT;
    range->prefix_count = count;
    for (size_t field = 0; field < count; field++)
        range->prefix[field] = model_key_value(rows->record, field, &row[field]);
    return row;
}

int check_prefixes(jw_conformance_run *run)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        STEP(start_reading(run, &rows, record, 120));
        for (size_t count = 0; count <= jw_record_key_count(record); count++) {
            for (int round = 0; round < 12; round++) {
                jw_scan_range range;
                model_row row = set_prefix(run, &rows, count, &range);
                STEP(run_range_is(run, &rows, &range));
                model_row_free(record, row);
            }
        }
        run_rollback(run);
        model_free(&rows);
    }
    return JW_CONFORMANCE_PASSED;
}

static int random_range(jw_conformance_run *run, const struct model *rows, size_t count)
{
    jw_record record = rows->record;
    jw_scan_range range, other;
    model_row row = set_prefix(run, rows, count, &range), bounds[2];
    for (int i = 0; i < 2; i++) {
        bounds[i] = set_prefix(run, rows, 0, &other);
        if (!model_is_text(record, count) && bounds[i][count].integer < INT32_MAX)
            bounds[i][count].integer += test_random_between(&run->random, 0, 1);
    }
    range.has_lower = test_random_between(&run->random, 0, 3) != 0;
    range.has_upper = test_random_between(&run->random, 0, 3) != 0;
    range.lower = model_key_value(record, count, &bounds[0][count]);
    range.upper = model_key_value(record, count, &bounds[1][count]);
    int result = run_range_is(run, rows, &range);
    model_row_free(record, row);
    model_row_free(record, bounds[0]);
    model_row_free(record, bounds[1]);
    return result;
}

int check_ranges(jw_conformance_run *run)
{
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        STEP(start_reading(run, &rows, record, 120));
        for (size_t count = 0; count < jw_record_key_count(record); count++)
            for (int round = 0; round < 25; round++)
                STEP(random_range(run, &rows, count));
        run_rollback(run);
        model_free(&rows);
    }
    return JW_CONFORMANCE_PASSED;
}

/* What a filtered scan gave is some of the rows, in order, and all that are wanted. */
static int is_between(jw_conformance_run *run, const struct model *got, const struct model *rows,
                      const jw_scan_range *range, const jw_scan_filter *filter)
{
    size_t start = (size_t)jw_record_field_find(rows->record, "start"), at = 0;
    size_t finish = (size_t)jw_record_field_find(rows->record, "finish");
    for (size_t i = 0; i < rows->count; i++) {
        const struct cell *row = rows->rows[i];
        if (at < got->count && model_rows_equal(rows->record, got->rows[at], row)) {
            EXPECT(run, model_in_range(rows->record, range, row));
            at++;
            continue;
        }
        bool wanted = row[finish].integer > filter->from && row[start].integer < filter->to;
        if (wanted && model_in_range(rows->record, range, row)) {
            char text[200];
            model_describe(rows->record, row, text, sizeof text);
            FAIL(run, "%s was left out between %lld and %lld", text, (long long)filter->from,
                 (long long)filter->to);
        }
    }
    EXPECT(run, at == got->count);
    return JW_CONFORMANCE_PASSED;
}

static int filter_record(jw_conformance_run *run, jw_record record)
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
        EXPECT_OK(run, run_scan(run, record, &range, &filter, &got));
        STEP(is_between(run, &got, &rows, &range, &filter));
        model_free(&got);
        model_row_free(record, row);
    }
    run_rollback(run);
    model_free(&rows);
    return JW_CONFORMANCE_PASSED;
}

int check_filter(jw_conformance_run *run)
{
    STEP(filter_record(run, JW_RECORD_DUTY));
    return filter_record(run, JW_RECORD_DUTY_PLAN);
}

int check_count(jw_conformance_run *run)
{
    if (!run->ops.count)
        return JW_CONFORMANCE_SKIPPED;
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        struct model rows;
        STEP(start_reading(run, &rows, record, 120));
        for (int round = 0; round < 20; round++) {
            jw_scan_range range;
            size_t count = (size_t)test_random_between(&run->random, 0, (int64_t)jw_record_key_count(record));
            model_row row = set_prefix(run, &rows, count, &range);
            int64_t wanted = 0, got = -1;
            for (size_t i = 0; i < rows.count; i++)
                wanted += model_in_range(record, &range, rows.rows[i]);
            EXPECT_OK(run, run->ops.count(run->storage, record, &range, &got, &run->err));
            if (got != wanted)
                FAIL(run, "%lld rows of %s instead of %lld", (long long)got, jw_record_name(record),
                     (long long)wanted);
            model_row_free(record, row);
        }
        run_rollback(run);
        model_free(&rows);
    }
    return JW_CONFORMANCE_PASSED;
}

static jw_status begin_stream(jw_conformance_run *run, jw_record record, struct ArrowArrayStream *out)
{
    jw_scan_range range = JW_SCAN_RANGE_INIT;
    jw_scan_filter filter = JW_SCAN_FILTER_INIT;
    return run->ops.scan(run->storage, record, &range, &filter, out, &run->err);
}

static int schema_is(jw_conformance_run *run, struct ArrowArrayStream *stream, jw_record record)
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
    return JW_CONFORMANCE_PASSED;
}

/* Two streams at once, one of them given up early; the end can be read again. */
int check_streams(jw_conformance_run *run)
{
    struct model duty, staff, got;
    model_init(&staff, JW_RECORD_STAFF);
    model_fill(&staff, 50, &run->random);
    STEP(run_store(run, &staff, JW_PUT_INSERT));
    STEP(start_reading(run, &duty, JW_RECORD_DUTY, 500));
    struct ArrowArrayStream abandoned, stream;
    struct ArrowArray array;
    EXPECT_OK(run, begin_stream(run, JW_RECORD_DUTY, &abandoned));
    EXPECT_OK(run, begin_stream(run, JW_RECORD_STAFF, &stream));
    STEP(schema_is(run, &stream, JW_RECORD_STAFF));
    STEP(schema_is(run, &abandoned, JW_RECORD_DUTY));
    EXPECT_OK(run, jw_stream_next(&abandoned, &array, &run->err));
    EXPECT(run, array.release);
    EXPECT_OK(run, run_scan(run, JW_RECORD_DUTY, NULL, NULL, &got));
    STEP(run_same(run, &got, &duty));
    model_free(&got);
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
    run_rollback(run);
    model_free(&duty);
    model_free(&staff);
    return JW_CONFORMANCE_PASSED;
}
