/* The life of a month: submit, close, reopen, objections; verification that finds every changed byte. */
#include <jingwu/month.h>
#include <jingwu/sys/column.h>
#include "month/line.h"
#include "random.h"
#include "record/batch.h"
#include "support.h"

#define OCTOBER (2020 * 12 + 9)

typedef struct {
    size_t field;
    char text[600];
} last_text;

static int64_t now;

static int64_t test_clock(void *userdata)
{
    (void)userdata;
    return now;
}

struct books {
    jw_context *context;
    test_store file;
    jw_store *store;
};

/* Writes lines through jw_store_put, as a program does. */
static jw_status put(jw_store *store, jw_record record, jw_error *err, ...)
{
    jw_batch *batch = test_batch(store, record);
    va_list lines;
    va_start(lines, err);
    for (const char *line = va_arg(lines, const char *); line; line = va_arg(lines, const char *))
        test_add_line(batch, record, line);
    va_end(lines);
    struct ArrowArray array;
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    jw_status status = jw_store_put(store, record, &array, NULL, 0, NULL, err);
    array.release(&array);
    return status;
}

static jw_error failure = JW_ERROR_INIT;

#define MUST(call) test_fail_with(#call, (call), &failure)

/* Two police stations, two offices, two officers; all six metrics counted. */
static void fill(jw_store *store)
{
    static const char *const measures[] = {"visibility_asked", "30",  "visibility_seen", "24", "familiarity_asked", "20", "familiarity_correct", "15",
                                           "collected", "90", "due", "100", "found", "10", "carried_in", "2", "settled", "9",
                                           "asked", "40", "satisfied", "38", "criminal", "1", "administrative", "2"};
    MUST(jw_store_add_district(store, "610803", "横山区", 28800, &failure));
    MUST(jw_store_begin(store, &failure));
    MUST(put(store, JW_RECORD_STATION, &failure, "610803,PS1,,,police_station", "610803,PS2,,,police_station", "610803,R1,,,central_office,,PS1,V1", "610803,R2,,,central_office,,PS2,V2", NULL));
    MUST(put(store, JW_RECORD_VILLAGE, &failure, "610803,V1,,,village,一,,PS1,1000,300", "610803,V2,,,village,二,,PS2,2000,500", NULL));
    MUST(put(store, JW_RECORD_SERVICE, &failure, "610803,R1,V1,,", "610803,R2,V2,,", NULL));
    MUST(put(store, JW_RECORD_STAFF, &failure, "610803,O1,,,officer,PS1", "610803,O2,,,officer,PS2", NULL));
    MUST(put(store, JW_RECORD_POSTING, &failure, "610803,O1,R1,,", "610803,O2,R2,,", NULL));
    for (int officer = 1; officer <= 2; officer++)
        for (size_t i = 0; i < LENGTH(measures); i += 2) {
            char line[128];
            snprintf(line, sizeof line, "610803,2020-10,,O%d,%s,,%s", officer, measures[i], measures[i + 1]);
            MUST(put(store, JW_RECORD_TALLY, &failure, line, NULL));
        }
    MUST(put(store, JW_RECORD_DUTY, &failure, "610803,O1,2020-10-05 08:00,R1,2020-10-05 16:00,reception", "610803,O2,2020-10-05 08:00,R2,2020-10-05 16:00,patrol", "610803,O2,2020-11-20 08:00,R2,2020-11-20 16:00,patrol", NULL));
    MUST(jw_store_commit(store, &failure));
}

static struct books open_books(const char *scheme)
{
    struct books books;
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.clock = test_clock;
    now = 1604500000; /* 2020-11-04 */
    assert_int_equal(jw_context_new(&options, &books.context, NULL), JW_OK);
    books.file = test_open(books.context, scheme);
    books.store = books.file.store;
    fill(books.store);
    return books;
}

static void close_books(struct books *books)
{
    test_close(&books->file);
    jw_context_free(books->context);
}

static jw_month_options by(const char *actor)
{
    jw_month_options options = JW_MONTH_OPTIONS_INIT;
    options.month = OCTOBER;
    options.actor = actor;
    return options;
}

static int64_t verify(jw_store *store, char *place, size_t size)
{
    jw_table *table;
    int64_t findings = -1;
    test_fail_with("verify", jw_verify(store, NULL, &table, &findings, &failure), &failure);
    for (int64_t row = 0; place && row < jw_table_rows(table); row++)
        if (strcmp(jw_table_text(table, row, 3), "finding") == 0) {
            snprintf(place, size, "%s %s", jw_table_text(table, row, 1), jw_table_text(table, row, 2));
            break;
        }
    jw_table_free(table);
    return findings;
}

static void head_of(jw_store *store, char *out, size_t size)
{
    jw_table *table;
    MUST(jw_verify(store, NULL, &table, NULL, &failure));
    snprintf(out, size, "%s", jw_table_text(table, jw_table_rows(table) - 1, 2));
    jw_table_free(table);
}

static int64_t verify_expecting(jw_store *store, const char *expect)
{
    jw_verify_options options = JW_VERIFY_OPTIONS_INIT;
    options.expect = expect;
    jw_table *table;
    int64_t findings = -1;
    MUST(jw_verify(store, &options, &table, &findings, &failure));
    jw_table_free(table);
    return findings;
}

static const char *state_of(jw_store *store, int64_t row, int64_t *revision)
{
    static char state[16];
    jw_month_options options = by(NULL);
    jw_table *table;
    MUST(jw_month_status(store, &options, &table, &failure));
    if (row < 0)
        row += jw_table_rows(table);
    snprintf(state, sizeof state, "%s", jw_table_text(table, row, 1));
    if (revision)
        *revision = jw_table_integer(table, row, 2);
    jw_table_free(table);
    return state;
}

static jw_status keep_last(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    last_text *kept = userdata;
    size_t length;
    if (rows->count == 0)
        return JW_OK;
    const char *text = jw_rows_text(rows, kept->field, rows->count - 1, &length);
    snprintf(kept->text, sizeof kept->text, "%.*s", (int)length, text);
    return JW_OK;
}

/* A text of the last row of a record. */
static const char *field_of(jw_store *store, jw_record record, size_t field)
{
    static last_text kept;
    kept = (last_text){.field = field};
    MUST(jw_store__visit(store, record, NULL, NULL, keep_last, &kept, &failure));
    return kept.text;
}

static void a_month_is_submitted_closed_and_reopened(void **state)
{
    struct books books = open_books(*state);
    jw_month_options options = by("H1");
    int64_t revision;
    options.police_station = "PS1";
    MUST(jw_month_submit(books.store, &options, &failure));
    assert_string_equal(state_of(books.store, 0, NULL), "submitted");
    assert_string_equal(state_of(books.store, 1, NULL), "open");
    assert_string_equal(state_of(books.store, -1, NULL), "open");
    options.police_station = "PS9";
    assert_int_equal(jw_month_submit(books.store, &options, &failure), JW_ENOTFOUND);
    options.police_station = NULL;
    MUST(jw_month_submit(books.store, &options, &failure));
    assert_string_equal(state_of(books.store, -1, NULL), "submitted");
    MUST(jw_month_close(books.store, &options, &failure));
    assert_string_equal(state_of(books.store, -1, &revision), "closed");
    assert_int_equal(revision, 0);
    assert_int_equal(jw_month_close(books.store, &options, &failure), JW_ECLOSED);
    assert_non_null(strstr(failure.message, "H1"));
    assert_int_equal(jw_month_submit(books.store, &options, &failure), JW_ECLOSED);
    assert_int_equal(put(books.store, JW_RECORD_TALLY, &failure, "610803,2020-10,,O1,asked,,41", NULL), JW_ECLOSED);
    assert_int_equal(verify(books.store, NULL, 0), 0);
    jw_table *none;
    assert_int_equal(jw_month_difference(books.store, &options, &none, &failure), JW_ENOTFOUND);
    assert_int_equal(jw_month_reopen(books.store, &options, &failure), JW_EINVAL); /* no reason */
    options.reason = "late survey";
    MUST(jw_month_reopen(books.store, &options, &failure));
    assert_string_equal(state_of(books.store, -1, &revision), "open");
    assert_int_equal(revision, 1);
    assert_int_equal(jw_month_reopen(books.store, &options, &failure), JW_ECONFLICT);
    MUST(put(books.store, JW_RECORD_TALLY, &failure, "610803,2020-10,,O1,satisfied,,20", NULL));
    assert_int_equal(verify(books.store, NULL, 0), 0); /* the closed revision still proves itself */
    MUST(jw_month_submit(books.store, &options, &failure));
    MUST(jw_month_close(books.store, &options, &failure));
    assert_int_equal(verify(books.store, NULL, 0), 0);
    int64_t rows;
    MUST(jw_store__count(books.store, JW_RECORD_ASSESSMENT, NULL, &rows, &failure));
    assert_int_equal(rows, 2 * 2 * 6); /* both versions are kept */
    jw_table *table;
    MUST(jw_month_difference(books.store, &options, &table, &failure));
    assert_int_equal(jw_table_rows(table), 2);
    assert_string_equal(jw_table_text(table, 0, 0), "O1");
    assert_int_equal(jw_table_integer(table, 0, (size_t)jw_table_find(table, "changed")), 1);
    assert_true(jw_table_real(table, 0, 2) > jw_table_real(table, 0, 3)); /* 38 of 40 became 20 of 40 */
    assert_true(jw_table_real(table, 1, 2) == jw_table_real(table, 1, 3));
    jw_table_free(table);
    close_books(&books);
}

static void closing_refuses(void **state)
{
    struct books books = open_books(*state);
    jw_month_options options = by("H1");
    now = 1604246399; /* 2020-11-01 23:59:59: the last week has not ended */
    assert_int_equal(jw_month_close(books.store, &options, &failure), JW_ELIMIT);
    assert_non_null(strstr(failure.message, "2020-11-02"));
    now++;
    options.police_station = "PS1";
    MUST(jw_month_submit(books.store, &options, &failure));
    MUST(put(books.store, JW_RECORD_RULE, &failure, "610803,close_requires_complete,,1", NULL));
    assert_int_equal(jw_month_close(books.store, &options, &failure), JW_ELIMIT);
    assert_non_null(strstr(failure.message, "PS2"));
    options.police_station = NULL;
    MUST(jw_month_submit(books.store, &options, &failure));
    MUST(put(books.store, JW_RECORD_TALLY, &failure, "610803,2020-10,,O2,satisfied,,20", NULL));
    assert_int_equal(jw_month_close(books.store, &options, &failure), JW_ECONFLICT); /* results no longer recompute */
    assert_non_null(strstr(failure.message, "PS2"));
    options.police_station = "PS2";
    MUST(jw_month_submit(books.store, &options, &failure));
    MUST(put(books.store, JW_RECORD_GOVERNANCE, &failure, "610803,head,,,G01", NULL));
    assert_int_equal(jw_month_close(books.store, &options, &failure), JW_EPERMISSION);
    options.actor = "G01";
    MUST(jw_month_close(books.store, &options, &failure));
    options.actor = "";
    assert_int_equal(jw_month_close(books.store, &options, &failure), JW_EINVAL);
    close_books(&books);
}

static jw_status collect(void *userdata, const jw_rows *rows, jw_error *err)
{
    for (int64_t row = 0; row < rows->count; row++)
        JW_TRY(jw_batch_add_row(userdata, rows, row, err));
    return JW_OK;
}

/* All rows of a record; the caller releases the array. */
static jw_rows rows_of(jw_store *store, jw_record record, struct ArrowArray *array)
{
    jw_rows rows;
    jw_batch *batch = test_batch(store, record);
    MUST(jw_store__visit(store, record, NULL, NULL, collect, batch, &failure));
    assert_int_equal(jw_batch_export(batch, array, NULL), JW_OK);
    jw_batch_free(batch);
    assert_int_equal(jw_rows_view(array, record, &rows, NULL), JW_OK);
    return rows;
}

static int64_t ranks_of(jw_store *store)
{
    int64_t ranks = 0;
    struct ArrowArray array;
    jw_rows rows = rows_of(store, JW_RECORD_ASSESSMENT_TOTAL, &array);
    for (int64_t row = 0; row < rows.count; row++)
        ranks = 10 * ranks + jw_rows_integer(&rows, JW_F_assessment_total_rank, row);
    array.release(&array);
    return ranks;
}

/* A rank depends on the others: one police station that submits again must not make the others do so. */
static void ranks_are_given_at_closing(void **state)
{
    struct books books = open_books(*state);
    jw_month_options options = by("H1");
    MUST(jw_month_submit(books.store, &options, &failure));
    assert_int_equal(ranks_of(books.store), 0);
    MUST(put(books.store, JW_RECORD_TALLY, &failure, "610803,2020-10,,O1,satisfied,,20", NULL));
    options.police_station = "PS1";
    MUST(jw_month_submit(books.store, &options, &failure));
    MUST(jw_month_close(books.store, &options, &failure));
    assert_int_equal(ranks_of(books.store), 21);
    assert_int_equal(verify(books.store, NULL, 0), 0);
    close_books(&books);
}

static void objections_are_kept_and_decided(void **state)
{
    struct books books = open_books(*state);
    jw_month_options options = by("O1");
    int32_t seq = -1;
    assert_int_equal(jw_objection_file(books.store, &options, "O1", &seq, &failure), JW_EINVAL); /* no reason */
    options.reason = "the survey was of another village";
    assert_int_equal(jw_objection_file(books.store, &options, "O1", &seq, &failure), JW_ENOTFOUND); /* nothing submitted */
    MUST(jw_month_submit(books.store, &options, &failure));
    MUST(jw_objection_file(books.store, &options, "O1", &seq, &failure));
    assert_int_equal(seq, 0);
    MUST(jw_objection_file(books.store, &options, "O1", &seq, &failure));
    assert_int_equal(seq, 1);
    MUST(jw_objection_decide(books.store, &options, "O1", 0, 1, &failure));
    assert_int_equal(jw_objection_decide(books.store, &options, "O1", 0, 0, &failure), JW_ECONFLICT);
    assert_int_equal(jw_objection_decide(books.store, &options, "O1", 7, 0, &failure), JW_ENOTFOUND);
    jw_table *table;
    MUST(jw_month_status(books.store, &options, &table, &failure));
    assert_int_equal(jw_table_integer(table, 0, 8), 1);
    assert_int_equal(jw_table_integer(table, 2, 8), 1);
    assert_int_equal(jw_table_integer(table, 2, 3), 2); /* expected */
    assert_int_equal(jw_table_integer(table, 2, 4), 2); /* complete, never above */
    jw_table_free(table);
    MUST(jw_month_close(books.store, &options, &failure));
    assert_int_equal(jw_objection_decide(books.store, &options, "O1", 1, 0, &failure), JW_ECLOSED);
    assert_int_equal(verify(books.store, NULL, 0), 0);
    close_books(&books);
}

static void later_master_data_do_not_break_a_closed_month(void **state)
{
    struct books books = open_books(*state);
    jw_month_options options = by("H1");
    MUST(jw_month_submit(books.store, &options, &failure));
    MUST(jw_month_close(books.store, &options, &failure));
    MUST(put(books.store, JW_RECORD_VILLAGE, &failure, "610803,V1,,,village,改名,,PS1,99999,300", NULL));
    MUST(put(books.store, JW_RECORD_STAFF, &failure, "610803,O1,,,officer,PS2", NULL));
    MUST(put(books.store, JW_RECORD_TALLY, &failure, "610803,2020-11,,O1,asked,,1", NULL));
    assert_int_equal(verify(books.store, NULL, 0), 0);
    close_books(&books);
}

static void reasons_are_kept(void **state)
{
    struct books books = open_books(*state);
    jw_month_options options = by("H1");
    int32_t seq;
    MUST(jw_month_submit(books.store, &options, &failure));
    options.reason = "asked elsewhere";
    MUST(jw_objection_file(books.store, &options, "O1", &seq, &failure));
    options.reason = "asked again";
    MUST(jw_objection_decide(books.store, &options, "O1", seq, 1, &failure));
    assert_string_equal(field_of(books.store, JW_RECORD_OBJECTION, JW_F_objection_reason), "asked elsewhere; asked again");
    options.reason = NULL;
    MUST(jw_month_close(books.store, &options, &failure));
    options.reason = "late survey";
    MUST(jw_month_reopen(books.store, &options, &failure));
    options.reason = NULL;
    MUST(jw_month_submit(books.store, &options, &failure));
    options.reason = "done";
    MUST(jw_month_close(books.store, &options, &failure));
    assert_string_equal(field_of(books.store, JW_RECORD_MONTH, JW_F_month_reason), "late survey; done");
    char long_reason[501];
    memset(long_reason, 'x', 500);
    long_reason[500] = '\0';
    options.reason = long_reason;
    MUST(jw_month_reopen(books.store, &options, &failure));
    options.reason = "one more";
    assert_int_equal(jw_month_close(books.store, &options, &failure), JW_EINVAL);
    close_books(&books);
}

/* Officers whom no police station claims: their results are submitted with the others, and nobody signs for them. */
static void officers_of_no_police_station_block_nothing(void **state)
{
    struct books books = open_books(*state);
    jw_month_options options = by("H1");
    MUST(jw_store_begin(books.store, &failure));
    MUST(put(books.store, JW_RECORD_STATION, &failure, "610803,R3,,,central_office,,,V2", NULL));
    MUST(put(books.store, JW_RECORD_STAFF, &failure, "610803,O3,,,officer", NULL));
    MUST(put(books.store, JW_RECORD_POSTING, &failure, "610803,O3,R3,,", NULL));
    MUST(put(books.store, JW_RECORD_RULE, &failure, "610803,close_requires_complete,,1", NULL));
    MUST(jw_store_commit(books.store, &failure));
    assert_int_equal(jw_month_close(books.store, &options, &failure), JW_ELIMIT);
    MUST(jw_month_submit(books.store, &options, &failure));
    assert_string_equal(state_of(books.store, -1, NULL), "submitted");
    MUST(jw_month_close(books.store, &options, &failure));
    assert_int_equal(verify(books.store, NULL, 0), 0);
    close_books(&books);
}

static void the_head_is_that_of_verification(void **state)
{
    struct books books = open_books(*state);
    char verified[128], head[JW_HEAD_TEXT] = "as it was";
    head_of(books.store, verified, sizeof verified);
    MUST(jw_journal_head(books.store, NULL, head, &failure));
    assert_string_equal(head, verified);
    assert_int_equal(jw_journal_head(books.store, "999999", head, &failure), JW_ENOTFOUND);
    assert_int_equal(jw_journal_head(books.store, NULL, NULL, &failure), JW_EINVAL);
    assert_string_equal(head, verified);
    close_books(&books);
}

/* ---- changed bytes ---- */

/* Changes one value of a row behind the library's back; false when that value cannot be changed. */
static bool alter(struct jw_value *value, const struct jw_field *field, char *text, test_random *random)
{
    if (value->absent)
        return false;
    if (jw__is_text(field)) {
        if (value->length == 0)
            return false;
        memcpy(text, value->text, value->length);
        size_t place = test_random_next(random) % value->length;
        if ((unsigned char)text[place] >= 0x80)
            return false; /* keep it UTF-8: storages may insist */
        text[place] = text[place] == 'x' ? 'y' : 'x';
        value->text = text;
        return true;
    }
    if (field->format == 'g')
        value->real += 0.25;
    else if (jw__is_key(field))
        value->integer += 1000; /* no other row has that key */
    else
        value->integer ^= 1;
    return true;
}

static void put_raw(jw_store *store, jw_record record, const struct jw_value *values, bool removing)
{
    jw_batch *batch = test_batch(store, record);
    struct ArrowArray array;
    assert_int_equal(jw_batch__add_values(batch, values, NULL), JW_OK);
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    MUST(jw_store__begin(store, JW_BEGIN_WRITE, &failure));
    if (removing)
        MUST(store->ops.remove(store->storage, record, &array, &failure));
    else
        MUST(store->ops.put(store->storage, record, &array, JW_PUT_UPSERT, NULL, &failure));
    MUST(jw_store__commit(store, &failure));
    array.release(&array);
}

static const jw_record covered[] = {JW_RECORD_JOURNAL,    JW_RECORD_MONTH,      JW_RECORD_SUBMISSION,
                                    JW_RECORD_OBJECTION,  JW_RECORD_ASSESSMENT, JW_RECORD_ASSESSMENT_TOTAL,
                                    JW_RECORD_MONTH_INPUT, JW_RECORD_TALLY,     JW_RECORD_DUTY};

/* October closed, with an objection; anchor has the head of the journal. */
static struct books closed_books(const char *scheme, char anchor[JW_HEAD_TEXT])
{
    struct books books = open_books(scheme);
    jw_month_options options = by("H1");
    MUST(jw_month_submit(books.store, &options, &failure));
    options.reason = "why";
    MUST(jw_objection_file(books.store, &options, "O1", NULL, &failure));
    MUST(jw_month_close(books.store, &options, &failure));
    MUST(jw_journal_head(books.store, NULL, anchor, &failure));
    return books;
}

static bool is_of_november(jw_record record, const struct jw_value *values)
{
    return record == JW_RECORD_DUTY && values[JW_F_duty_start].integer > 1605000000;
}

static void every_missing_row_is_missed(void **state)
{
    char anchor[JW_HEAD_TEXT];
    struct books books = closed_books(*state, anchor);
    for (size_t r = 0; r < LENGTH(covered); r++) {
        struct ArrowArray array;
        jw_rows rows = rows_of(books.store, covered[r], &array);
        for (int64_t row = 0; row < rows.count; row++) {
            struct jw_value values[JW_FIELDS_MAX];
            jw_rows__values(&rows, row, values);
            if (is_of_november(covered[r], values))
                continue;
            put_raw(books.store, covered[r], values, true);
            if (verify_expecting(books.store, anchor) == 0)
                fail_msg("row %lld of %s is gone, and nobody tells", (long long)row, jw_record_name(covered[r]));
            put_raw(books.store, covered[r], values, false);
        }
        array.release(&array);
    }
    assert_int_equal(verify_expecting(books.store, anchor), 0);
    close_books(&books);
}

/* Everything of a closing is gone, but for its entries in the journal. */
static void a_vanished_month_is_missed(void **state)
{
    char anchor[JW_HEAD_TEXT];
    struct books books = closed_books(*state, anchor);
    for (size_t r = 1; r < LENGTH(covered) - 2; r++) {
        struct ArrowArray array;
        jw_rows rows = rows_of(books.store, covered[r], &array);
        for (int64_t row = 0; row < rows.count; row++) {
            struct jw_value values[JW_FIELDS_MAX];
            jw_rows__values(&rows, row, values);
            put_raw(books.store, covered[r], values, true);
        }
        array.release(&array);
    }
    char place[200] = "";
    assert_int_equal(verify(books.store, place, sizeof place), 2); /* the objection and the closing */
    close_books(&books);
}

static void every_changed_value_is_found(void **state)
{
    test_random random = test_random_new("changed values");
    char anchor[JW_HEAD_TEXT];
    struct books books = closed_books(*state, anchor);
    int64_t changed = 0;
    for (size_t r = 0; r < LENGTH(covered); r++) {
        const struct jw_record_description *description = jw__describe(covered[r]);
        struct ArrowArray array;
        jw_rows rows = rows_of(books.store, covered[r], &array);
        int64_t step = rows.count > 40 && !getenv("JW_TEST_FULL") ? rows.count / 20 : 1;
        for (int64_t row = 0; row < rows.count; row += step) {
            for (size_t f = 1; f < description->field_count; f++) {
                static char text[70000];
                struct jw_value values[JW_FIELDS_MAX], before[JW_FIELDS_MAX];
                char place[200] = "";
                jw_rows__values(&rows, row, values);
                memcpy(before, values, sizeof before);
                if (is_of_november(covered[r], values))
                    continue;
                if (!alter(&values[f], &description->fields[f], text, &random))
                    continue;
                if (f < description->key_count)
                    put_raw(books.store, covered[r], before, true);
                put_raw(books.store, covered[r], values, false);
                int64_t findings = verify(books.store, place, sizeof place);
                if (findings == 0)
                    findings = verify_expecting(books.store, anchor);
                if (findings == 0)
                    fail_msg("a changed %s.%s in row %lld is not found", description->name, description->fields[f].name, (long long)row);
                changed++;
                if (f < description->key_count)
                    put_raw(books.store, covered[r], values, true);
                put_raw(books.store, covered[r], before, false);
            }
        }
        array.release(&array);
    }
    assert_int_equal(verify(books.store, NULL, 0), 0); /* all is as before */
    assert_true(changed > 200);
    printf("%lld changed values found\n", (long long)changed);
    close_books(&books);
}

static void an_anchor_finds_a_cut_journal(void **state)
{
    struct books books = open_books(*state);
    char anchor[128];
    head_of(books.store, anchor, sizeof anchor);
    assert_int_equal(verify_expecting(books.store, anchor), 0);
    jw_batch *batch = test_batch(books.store, JW_RECORD_JOURNAL);
    MUST(jw_store__visit(books.store, JW_RECORD_JOURNAL, NULL, NULL, collect, batch, &failure));
    struct ArrowArray array;
    jw_rows rows;
    struct jw_value values[JW_FIELDS_MAX];
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    assert_int_equal(jw_rows_view(&array, JW_RECORD_JOURNAL, &rows, NULL), JW_OK);
    jw_rows__values(&rows, rows.count - 1, values);
    put_raw(books.store, JW_RECORD_JOURNAL, values, true);
    assert_int_equal(verify(books.store, NULL, 0), 0); /* nothing shows inside */
    assert_int_equal(verify_expecting(books.store, anchor), 1);
    array.release(&array);
    jw_verify_options wrong = JW_VERIFY_OPTIONS_INIT;
    jw_table *table;
    wrong.expect = "12";
    assert_int_equal(jw_verify(books.store, &wrong, &table, NULL, &failure), JW_EINPUT);
    close_books(&books);
}

/* ---- copies ---- */

static void a_copy_verifies_with_the_same_digest(void **state)
{
    (void)state;
    struct books books = open_books("sqlite");
    jw_month_options options = by("H1");
    MUST(jw_month_submit(books.store, &options, &failure));
    MUST(jw_month_close(books.store, &options, &failure));
    test_store memory = test_open(books.context, "memory"), again = test_open(books.context, "sqlite");
    MUST(jw_store_copy(books.store, memory.store, NULL, &failure));
    MUST(jw_store_copy(memory.store, again.store, "610803", &failure));
    MUST(jw_store_copy(books.store, memory.store, NULL, &failure)); /* the same again */
    char heads[3][128];
    head_of(books.store, heads[0], sizeof heads[0]);
    head_of(memory.store, heads[1], sizeof heads[1]);
    head_of(again.store, heads[2], sizeof heads[2]);
    assert_string_equal(heads[0], heads[1]);
    assert_string_equal(heads[0], heads[2]);
    assert_int_equal(verify(memory.store, NULL, 0), 0);
    assert_int_equal(verify(again.store, NULL, 0), 0);
    test_close(&memory);
    test_close(&again);
    close_books(&books);
}

/* ---- one digest everywhere ---- */

/* Of the example's October, on every storage and with every compiler. It changes when results get further values. */
#define HENGSHAN_DIGEST "116f3de691c47236943f6a702292df781a5e077f2bc4e375e8a40fab5dbf5a36"

static void import_hengshan(jw_store *store, const char *directory)
{
    static const char *const names[] = {"village", "station",  "beat",       "service", "staff",
                                        "posting", "calendar", "inspection", "tally"};
    static char paths[LENGTH(names)][1024];
    jw_import_file files[LENGTH(names)];
    jw_import_summary summary = {.struct_size = sizeof summary};
    for (size_t i = 0; i < LENGTH(names); i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%s.csv", directory, names[i]);
        files[i] = (jw_import_file){sizeof files[i], jw_record_find(names[i]), 0, paths[i]};
    }
    MUST(jw_store_import(store, files, LENGTH(names), NULL, &summary, &failure));
}

/* Some duty of each officer, so that the digest of what is locked has something to cover. */
static void add_duty(jw_store *store)
{
    jw_batch *batch = test_batch(store, JW_RECORD_DUTY);
    struct ArrowArray array;
    for (int officer = 1; officer <= 56; officer++)
        for (int day = 1; day <= 31; day += 1 + officer % 3) {
            char line[128];
            snprintf(line, sizeof line, "610803,O%03d,2020-10-%02d %02d:%02d,PS01,2020-10-%02d 18:%02d,patrol", officer, day,
                     7 + day % 4, officer % 60, day, (officer * day) % 60);
            test_add_line(batch, JW_RECORD_DUTY, line);
        }
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    MUST(jw_store_put(store, JW_RECORD_DUTY, &array, NULL, 0, NULL, &failure));
    array.release(&array);
}

static void the_example_has_one_digest(void **state)
{
    const char *directory = getenv("JW_EXAMPLE_HENGSHAN");
    jw_context_options context_options = JW_CONTEXT_OPTIONS_INIT;
    jw_month_options options = by("H1");
    jw_context *context;
    jw_table *table;
    if (!directory) {
        print_message("JW_EXAMPLE_HENGSHAN is not set\n");
        skip();
    }
    context_options.clock = test_clock;
    now = 1604500000;
    assert_int_equal(jw_context_new(&context_options, &context, NULL), JW_OK);
    test_store made = test_open(context, *state);
    MUST(jw_store_add_district(made.store, "610803", "横山区", 28800, &failure));
    import_hengshan(made.store, directory);
    add_duty(made.store);
    MUST(jw_month_submit(made.store, &options, &failure));
    now += strcmp(*state, "memory") == 0; /* when it is closed does not matter */
    MUST(jw_month_close(made.store, &options, &failure));
    MUST(jw_month_status(made.store, &options, &table, &failure));
    const char *digest = jw_table_text(table, jw_table_rows(table) - 1, 7);
    print_message("the digest of the example's month: %s\n", digest);
    assert_string_equal(digest, HENGSHAN_DIGEST);
    assert_int_equal(verify(made.store, NULL, 0), 0);
    jw_table_free(table);
    test_close(&made);
    jw_context_free(context);
}

/* ---- lines ---- */

static void lines_read_back(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    struct jw_bytes line = {0}, scratch = {0};
    static const char *const names[] = {"plain", "a,b", "\"q\"", " edge ", "横山\"区,", "\"\"", ","};
    for (size_t i = 0; i < LENGTH(names); i++) {
        struct jw_value values[JW_FIELDS_MAX], back[JW_FIELDS_MAX];
        jw_record record;
        for (size_t f = 0; f < JW_F_village_COUNT; f++)
            values[f] = (struct jw_value){.text = "", .absent = true};
        values[JW_F_village_district] = (struct jw_value){.text = "610803", .length = 6};
        values[JW_F_village_code] = (struct jw_value){.text = "1", .length = 1};
        values[JW_F_village_kind] = (struct jw_value){.text = "village", .length = 7};
        values[JW_F_village_name] = (struct jw_value){.text = names[i], .length = strlen(names[i])};
        values[JW_F_village_population] = (struct jw_value){.text = "", .integer = 5};
        line.length = 0;
        assert_int_equal(jw_line__write(context, JW_RECORD_VILLAGE, values, 0, &line, NULL), JW_OK);
        assert_int_equal(jw_line__read(context, (char *)line.data, line.length, 0, &record, back, &scratch, NULL), JW_OK);
        assert_int_equal(record, JW_RECORD_VILLAGE);
        assert_int_equal(back[JW_F_village_name].length, strlen(names[i]));
        assert_memory_equal(back[JW_F_village_name].text, names[i], strlen(names[i]));
        assert_int_equal(back[JW_F_village_population].integer, 5);
        assert_true(back[JW_F_village_township].absent);
        for (size_t cut = 0; cut < line.length; cut++) /* no cut line is a row */
            assert_int_equal(jw_line__read(context, (char *)line.data, cut, 0, &record, back, &scratch, NULL), JW_ECORRUPT);
    }
    jw_bytes__free(context, &line);
    jw_bytes__free(context, &scratch);
    jw_context_free(context);
}

/* ---- memory that fails ---- */

static jw_status close_and_verify(void *userdata, jw_error *err)
{
    jw_store *store = userdata;
    jw_month_options options = by("H1");
    jw_verify_options nothing = JW_VERIFY_OPTIONS_INIT;
    jw_table *table;
    int64_t findings;
    options.reason = "again";
    JW_TRY(jw_month_submit(store, &options, err));
    JW_TRY(jw_month_close(store, &options, err));
    JW_TRY(jw_verify(store, &nothing, &table, &findings, err));
    jw_table_free(table);
    assert_int_equal(findings, 0);
    return JW_OK;
}

/* The memory storage keeps what is committed, so blocks are counted from outside: each attempt has its own store. */
static jw_status whole_life(void *userdata, jw_error *err)
{
    test_memory *memory = userdata;
    int64_t fail = memory->fail;
    jw_allocator allocator = {test_allocate, test_reallocate, test_release, memory};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    options.clock = test_clock;
    jw_context *context;
    jw_store *store;
    now = 1604500000;
    test_memory_fail(memory, 0);
    MUST(jw_context_new(&options, &context, &failure));
    MUST(jw_store_open(context, "memory:", NULL, &store, &failure));
    fill(store);
    test_memory_fail(memory, fail);
    jw_status status = close_and_verify(store, err);
    int64_t calls = memory->calls;
    memory->fail = 0;
    jw_store_free(store);
    jw_context_free(context);
    memory->calls = calls;
    return status;
}

static void every_failed_allocation_is_a_status(void **state)
{
    (void)state;
    test_memory memory = {0};
    int64_t step = getenv("JW_TEST_FULL") ? 1 : 7;
    for (int64_t call = 1;; call += step) {
        test_memory_fail(&memory, call);
        jw_status status = whole_life(&memory, &failure);
        assert_int_equal(memory.live, 0);
        if (memory.calls < call) {
            assert_int_equal(status, JW_OK);
            break;
        }
        assert_int_equal(status, JW_ENOMEM);
    }
}

#define ON(test, scheme) {#test " (" scheme ")", test, NULL, NULL, (void *)scheme}
#define ON_BOTH(test) ON(test, "memory"), ON(test, "sqlite")

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_month_is_submitted_closed_and_reopened),
        ON_BOTH(closing_refuses),
        ON_BOTH(ranks_are_given_at_closing),
        ON_BOTH(objections_are_kept_and_decided),
        ON_BOTH(later_master_data_do_not_break_a_closed_month),
        ON_BOTH(reasons_are_kept),
        ON_BOTH(officers_of_no_police_station_block_nothing),
        ON_BOTH(the_head_is_that_of_verification),
        ON_BOTH(every_missing_row_is_missed),
        ON_BOTH(a_vanished_month_is_missed),
        ON_BOTH(every_changed_value_is_found),
        ON_BOTH(an_anchor_finds_a_cut_journal),
        cmocka_unit_test(a_copy_verifies_with_the_same_digest),
        ON_BOTH(the_example_has_one_digest),
        cmocka_unit_test(lines_read_back),
        cmocka_unit_test(every_failed_allocation_is_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
