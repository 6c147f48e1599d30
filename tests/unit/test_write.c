/* Writing: what is new, the same or changed; versions, references, conflicts, transactions and the journal. */
#include <sys/wait.h>
#include "base/digest.h"
#include "record/pack.h"
#include "random.h"
#include "support.h"

struct books {
    jw_context *context;
    test_store file;
    jw_store *store;
};

static int64_t fixed_clock(void *userdata)
{
    (void)userdata;
    return 1602000000;
}

static struct books open_books(const char *scheme)
{
    struct books books;
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.clock = fixed_clock;
    assert_int_equal(jw_context_new(&options, &books.context, NULL), JW_OK);
    books.file = test_open(books.context, scheme);
    books.store = books.file.store;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("district", jw_store_add_district(books.store, "610803", "横山区", 28800, &err), &err);
    return books;
}

static void close_books(struct books *books)
{
    test_close(&books->file);
    jw_context_free(books->context);
}

static struct ArrowArray rows_of(jw_store *store, jw_record record, va_list lines)
{
    jw_batch *batch = test_batch(store, record);
    for (const char *line = va_arg(lines, const char *); line; line = va_arg(lines, const char *))
        test_add_line(batch, record, line);
    struct ArrowArray array;
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    return array;
}

static jw_status put(jw_store *store, jw_record record, uint32_t flags, jw_write_counts *counts, jw_error *err, ...)
{
    va_list lines;
    va_start(lines, err);
    struct ArrowArray array = rows_of(store, record, lines);
    va_end(lines);
    jw_status status = jw_store_put(store, record, &array, NULL, flags, counts, err);
    array.release(&array);
    return status;
}

static jw_status drop(jw_store *store, jw_record record, jw_write_counts *counts, jw_error *err, ...)
{
    va_list lines;
    va_start(lines, err);
    struct ArrowArray array = rows_of(store, record, lines);
    va_end(lines);
    jw_status status = jw_store_remove(store, record, &array, counts, err);
    array.release(&array);
    return status;
}

static int64_t count_rows(jw_store *store, jw_record record)
{
    int64_t count = -1;
    assert_int_equal(jw_store__count(store, record, NULL, &count, NULL), JW_OK);
    return count;
}

#define V(code, from, to, name) "610803," code "," from "," to ",village," name

static void counts_tell_new_changed_and_same(void **state)
{
    struct books books = open_books(*state);
    jw_write_counts counts;
    jw_error err = JW_ERROR_INIT;
    test_fail_with("put", put(books.store, JW_RECORD_VILLAGE, 0, &counts, &err, V("2", "", "", "b"), V("1", "", "", "a"), NULL), &err);
    assert_int_equal(counts.inserted, 2);
    int64_t journal = count_rows(books.store, JW_RECORD_JOURNAL);
    test_fail_with("put", put(books.store, JW_RECORD_VILLAGE, 0, &counts, &err, V("1", "", "", "a"), V("2", "", "", "b"), NULL), &err);
    assert_int_equal(counts.unchanged, 2);
    assert_int_equal(counts.inserted + counts.updated, 0);
    assert_int_equal(count_rows(books.store, JW_RECORD_JOURNAL), journal); /* nothing changed, nothing appended */
    test_fail_with("put", put(books.store, JW_RECORD_VILLAGE, 0, &counts, &err, V("1", "", "", "z"), V("3", "", "", "c"), NULL), &err);
    assert_int_equal(counts.updated, 1);
    assert_int_equal(counts.inserted, 1);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, JW_WRITE_INSERT_ONLY, &counts, &err, V("1", "", "", "y"), NULL), JW_EEXIST);
    assert_int_equal(err.row, 1);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, JW_WRITE_INSERT_ONLY, &counts, &err, V("1", "", "", "z"), NULL), JW_OK);
    close_books(&books);
}

static jw_status drop_absence(jw_store *store, const char *district, const char *staff, jw_error *err)
{
    jw_batch *batch = test_batch(store, JW_RECORD_ABSENCE);
    struct ArrowArray array;
    test_fail_with("district", jw_batch_add_text(batch, district, strlen(district), err), err);
    test_fail_with("staff", jw_batch_add_text(batch, staff, strlen(staff), err), err);
    test_fail_with("date", jw_batch_add_integer(batch, 18262, err), err);
    for (size_t i = 3; i < JW_F_absence_COUNT; i++)
        test_fail_with("rest", jw_batch_add_absent(batch, err), err);
    test_fail_with("export", jw_batch_export(batch, &array, err), err);
    jw_batch_free(batch);
    jw_status status = jw_store_remove(store, JW_RECORD_ABSENCE, &array, NULL, err);
    array.release(&array);
    return status;
}

/* Keys that no row may have are refused before the storage is asked: its file may hold anything. */
static void keys_to_remove_are_checked(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(drop_absence(books.store, "6108036108036108036108036108036108036108", "A", &err), JW_EINPUT);
    assert_string_equal(err.record, "absence");
    assert_string_equal(err.field, "district");
    assert_int_equal(drop_absence(books.store, "610803", "", &err), JW_EINPUT);
    assert_string_equal(err.field, "staff");
    assert_int_equal(err.row, 1);
    test_fail_with("remove", drop_absence(books.store, "610803", "A", &err), &err);
    close_books(&books);
}

static void the_same_key_twice(void **state)
{
    struct books books = open_books(*state);
    jw_write_counts counts = {0};
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, &counts, &err, V("1", "", "", "a"), V("2", "", "", "b"), V("1", "", "", "c"), NULL), JW_EINPUT);
    assert_int_equal(err.row, 3);
    assert_non_null(strstr(err.message, "row 1"));
    assert_int_equal(count_rows(books.store, JW_RECORD_VILLAGE), 0);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, &counts, &err, V("1", "", "", "a"), V("1", "", "", "a"), NULL), JW_OK);
    assert_int_equal(counts.inserted, 1);
    /* removing it twice removes it once */
    assert_int_equal(drop(books.store, JW_RECORD_VILLAGE, &counts, &err, V("1", "", "", "a"), V("0", "", "", "a"), V("1", "", "", "b"), NULL), JW_OK);
    assert_int_equal(counts.removed, 1);
    assert_int_equal(count_rows(books.store, JW_RECORD_VILLAGE), 0);
    close_books(&books);
}

static void versions_may_not_overlap(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    /* an open version is closed by the next */
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("1", "", "", "a"), V("1", "2021-01-01", "", "b"), NULL), JW_OK);
    /* half-open: ending on the day on which the next begins is no overlap */
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("2", "", "2021-01-01", "a"), V("2", "2021-01-01", "", "b"), NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("2", "2020-06-01", "", "c"), NULL), JW_EINPUT);
    assert_string_equal(err.field, "valid_from");
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("2", "", "2021-01-02", "a"), NULL), JW_EINPUT);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("1", "2020-01-01", "2020-02-01", "x"), NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("3", "2020-01-01", "2020-03-01", "x"), V("3", "2020-02-01", "", "y"), NULL), JW_EINPUT);
    assert_int_equal(count_rows(books.store, JW_RECORD_VILLAGE), 5);
    close_books(&books);
}

/* Random versions of a few keys against the rule said plainly. */
static void versions_follow_the_rule(void **state)
{
    test_random random = test_random_new("versions");
    for (int round = 0; round < 30; round++) {
        struct books books = open_books(*state);
        struct {
            int64_t from, to;
        } kept[40];
        size_t count = 0;
        for (int i = 0; i < 25; i++) {
            int64_t from = test_random_between(&random, 1, 20), to = test_random_between(&random, 0, 24);
            if (to && to <= from)
                to = 0;
            bool overlap = false, replaces = false;
            size_t place = count;
            for (size_t k = 0; k < count; k++)
                if (kept[k].from == from) {
                    replaces = true;
                    place = k;
                }
            /* only neighbours in order of valid_from can overlap: an explicit end beyond the next start */
            int64_t next = INT64_MAX, before = -1, before_to = 0;
            for (size_t k = 0; k < count; k++) {
                if (kept[k].from > from && kept[k].from < next)
                    next = kept[k].from;
                if (kept[k].from < from && kept[k].from > before) {
                    before = kept[k].from;
                    before_to = kept[k].to;
                }
            }
            overlap = (to && to > next) || (before >= 0 && before_to && before_to > from);
            char line[128], ends[16] = "";
            if (to)
                snprintf(ends, sizeof ends, "2020-01-%02d", (int)to);
            snprintf(line, sizeof line, "610803,9,2020-01-%02d,%s,village,n%d", (int)from, ends, i);
            jw_error err = JW_ERROR_INIT;
            jw_status status = put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, line, NULL);
            assert_int_equal(status, overlap ? JW_EINPUT : JW_OK);
            if (!overlap) {
                kept[place].from = from;
                kept[place].to = to;
                count += !replaces;
            }
        }
        assert_int_equal(count_rows(books.store, JW_RECORD_VILLAGE), count);
        close_books(&books);
    }
}

static void references_are_checked_at_the_end(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(put(books.store, JW_RECORD_STAFF, 0, NULL, &err, "610803,O1,,,officer,PS1", NULL), JW_EREFERENCE);
    assert_string_equal(err.record, "staff");
    assert_string_equal(err.field, "police_station");
    assert_int_equal(err.row, 1);
    assert_int_equal(count_rows(books.store, JW_RECORD_STAFF), 0);
    /* within one transaction the order does not matter */
    assert_int_equal(jw_store_begin(books.store, &err), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_STAFF, 0, NULL, &err, "610803,O1,,,officer,PS1", NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_STATION, 0, NULL, &err, "610803,PS1,,,police_station", NULL), JW_OK);
    test_fail_with("commit", jw_store_commit(books.store, &err), &err);
    assert_int_equal(count_rows(books.store, JW_RECORD_STAFF), 1);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, "999999,1,,,village,x", NULL), JW_EREFERENCE);
    assert_string_equal(err.field, "district");
    /* the default activities count in a district that has them stored, and no others */
    assert_int_equal(put(books.store, JW_RECORD_DUTY, 0, NULL, &err, "610803,O1,2020-10-05 08:00,PS1,2020-10-05 09:00,patrol", NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_DUTY, 0, NULL, &err, "610803,O1,2020-10-06 08:00,PS1,2020-10-06 09:00,golf", NULL), JW_EREFERENCE);
    close_books(&books);
}

static void a_row_that_is_named_cannot_be_removed(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    jw_write_counts counts = {0};
    assert_int_equal(put(books.store, JW_RECORD_STATION, 0, NULL, &err, "610803,PS1,,,police_station", "610803,PS1,2021-01-01,,police_station", NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_STAFF, 0, NULL, &err, "610803,O1,,,officer,PS1", NULL), JW_OK);
    /* one version may go while another stays */
    assert_int_equal(drop(books.store, JW_RECORD_STATION, &counts, &err, "610803,PS1,2021-01-01,,police_station", NULL), JW_OK);
    assert_int_equal(counts.removed, 1);
    assert_int_equal(drop(books.store, JW_RECORD_STATION, &counts, &err, "610803,PS1,,,police_station", NULL), JW_EREFERENCE);
    assert_int_equal(count_rows(books.store, JW_RECORD_STATION), 1);
    assert_int_equal(jw_store_begin(books.store, &err), JW_OK);
    assert_int_equal(drop(books.store, JW_RECORD_STATION, NULL, &err, "610803,PS1,,,police_station", NULL), JW_OK);
    assert_int_equal(drop(books.store, JW_RECORD_STAFF, NULL, &err, "610803,O1,,,officer", NULL), JW_OK);
    assert_int_equal(jw_store_commit(books.store, &err), JW_OK);
    assert_int_equal(count_rows(books.store, JW_RECORD_STATION), 0);
    assert_int_equal(drop(books.store, JW_RECORD_STATION, &counts, &err, "610803,PS1,,,police_station", NULL), JW_OK);
    assert_int_equal(counts.removed, 0);
    close_books(&books);
}

static void expected_rows_guard_a_write(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("1", "", "", "a"), NULL), JW_OK);
    jw_batch *batch = test_batch(books.store, JW_RECORD_VILLAGE);
    struct ArrowArray seen, wrong, wanted;
    test_add_line(batch, JW_RECORD_VILLAGE, V("1", "", "", "a"));
    assert_int_equal(jw_batch_export(batch, &seen, NULL), JW_OK);
    test_add_line(batch, JW_RECORD_VILLAGE, V("1", "", "", "other"));
    assert_int_equal(jw_batch_export(batch, &wrong, NULL), JW_OK);
    test_add_line(batch, JW_RECORD_VILLAGE, V("1", "", "", "b"));
    assert_int_equal(jw_batch_export(batch, &wanted, NULL), JW_OK);
    assert_int_equal(jw_store_put(books.store, JW_RECORD_VILLAGE, &wanted, &wrong, 0, NULL, &err), JW_ECONFLICT);
    uint8_t none = 0;
    const void *absent[1] = {&none}, **before = seen.buffers;
    seen.buffers = absent; /* a null struct row: must not be there */
    seen.null_count = 1;
    assert_int_equal(jw_store_put(books.store, JW_RECORD_VILLAGE, &wanted, &seen, 0, NULL, &err), JW_ECONFLICT);
    seen.buffers = before;
    seen.null_count = 0;
    assert_int_equal(jw_store_put(books.store, JW_RECORD_VILLAGE, &wanted, &seen, 0, NULL, &err), JW_OK);
    assert_int_equal(jw_store_put(books.store, JW_RECORD_VILLAGE, &wanted, &seen, 0, NULL, &err), JW_ECONFLICT);
    seen.release(&seen);
    wrong.release(&wrong);
    wanted.release(&wanted);
    jw_batch_free(batch);
    close_books(&books);
}

static void the_offset_stays_once_there_is_duty(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(put(books.store, JW_RECORD_DISTRICT, 0, NULL, &err, "610803,横山区,25200", NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_STATION, 0, NULL, &err, "610803,PS1,,,police_station", NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_STAFF, 0, NULL, &err, "610803,O1,,,officer,PS1", NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_DUTY, 0, NULL, &err, "610803,O1,2020-10-05 08:00,PS1,2020-10-05 09:00,patrol", NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_DISTRICT, 0, NULL, &err, "610803,横山区,28800", NULL), JW_EINPUT);
    assert_string_equal(err.field, "utc_offset");
    assert_int_equal(put(books.store, JW_RECORD_DISTRICT, 0, NULL, &err, "610803,横山,25200", NULL), JW_OK);
    close_books(&books);
}

static void a_failed_put_ends_the_transaction(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_store_begin(books.store, &err), JW_OK);
    assert_int_equal(jw_store_begin(books.store, &err), JW_EINVAL);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("1", "", "", "a"), NULL), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("2", "2020-02-02", "2020-02-01", "a"), NULL), JW_EINPUT);
    assert_int_equal(jw_store_commit(books.store, &err), JW_EINVAL);
    assert_int_equal(count_rows(books.store, JW_RECORD_VILLAGE), 0);
    assert_int_equal(jw_store_begin(books.store, &err), JW_OK);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("1", "", "", "a"), NULL), JW_OK);
    jw_store_rollback(books.store);
    assert_int_equal(count_rows(books.store, JW_RECORD_VILLAGE), 0);
    assert_int_equal(put(books.store, JW_RECORD_MONTH, 0, NULL, &err, "610803,2020-10,0,open", NULL), JW_EINVAL);
    close_books(&books);
}

/* ---- the journal ---- */

struct chain {
    jw_context *context;
    int64_t entries;
    char last[JW_DIGEST_TEXT];
};

static jw_status walk_chain(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct chain *chain = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        struct jw_value values[JW_FIELDS_MAX];
        struct jw_bytes packed = {0};
        struct jw_digest *digest;
        char expected[JW_DIGEST_TEXT];
        jw_rows__values(rows, row, values);
        assert_int_equal(values[JW_F_journal_seq].integer, ++chain->entries);
        assert_int_equal(values[JW_F_journal_previous].length, strlen(chain->last));
        assert_memory_equal(values[JW_F_journal_previous].text, chain->last, strlen(chain->last));
        memcpy(chain->last, values[JW_F_journal_digest].text, JW_DIGEST_TEXT - 1);
        values[JW_F_journal_digest].absent = true;
        assert_int_equal(jw_pack__row(chain->context, JW_RECORD_JOURNAL, values, &packed, err), JW_OK);
        assert_int_equal(jw_digest__new(chain->context, &digest, err), JW_OK);
        assert_int_equal(jw_digest__update(digest, packed.data, packed.length, err), JW_OK);
        assert_int_equal(jw_digest__finish(digest, expected, err), JW_OK);
        assert_string_equal(chain->last, expected);
        jw_digest__free(digest);
        jw_bytes__free(chain->context, &packed);
    }
    return JW_OK;
}

static void the_journal_is_a_chain(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    char line[64];
    for (int i = 0; i < 40; i++) {
        snprintf(line, sizeof line, "610803,%d,,,village,n", i);
        assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, line, NULL), JW_OK);
    }
    assert_int_equal(drop(books.store, JW_RECORD_VILLAGE, NULL, &err, line, NULL), JW_OK);
    struct chain chain = {.context = books.context};
    assert_int_equal(jw_store__visit(books.store, JW_RECORD_JOURNAL, NULL, NULL, walk_chain, &chain, &err), JW_OK);
    assert_int_equal(chain.entries, 4 + 40 + 1);
    close_books(&books);
}

static void many_districts_have_a_journal_each(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_store_begin(books.store, &err), JW_OK);
    jw_batch *batch = test_batch(books.store, JW_RECORD_DISTRICT);
    for (int i = 0; i < 200; i++) {
        char line[64];
        snprintf(line, sizeof line, "%d,n,", 100000 + i);
        test_add_line(batch, JW_RECORD_DISTRICT, line);
    }
    struct ArrowArray array;
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    assert_int_equal(jw_store_put(books.store, JW_RECORD_DISTRICT, &array, NULL, 0, NULL, &err), JW_OK);
    array.release(&array);
    assert_int_equal(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, "100000,1,,,village,n", "100199,1,,,village,n", NULL), JW_OK);
    assert_int_equal(jw_store_commit(books.store, &err), JW_OK);
    assert_int_equal(count_rows(books.store, JW_RECORD_JOURNAL), 4 + 200 + 2);
    close_books(&books);
}

static void the_child_of_a_fork_is_refused(void **state)
{
    struct books books = open_books(*state);
    pid_t child = fork();
    if (child == 0) {
        jw_error err = JW_ERROR_INIT;
        _exit(put(books.store, JW_RECORD_VILLAGE, 0, NULL, &err, V("1", "", "", "a"), NULL) == JW_EFORK ? 0 : 1);
    }
    int result;
    waitpid(child, &result, 0);
    assert_int_equal(result, 0);
    close_books(&books);
}

/* ---- closed months ---- */

/* As the closing writes it. */
static void set_month(jw_store *store, const char *line)
{
    test_put(store, JW_RECORD_MONTH, line, NULL);
}

static void a_closed_month_refuses_what_would_change_it(void **state)
{
    struct books books = open_books(*state);
    jw_error err = JW_ERROR_INIT;
    jw_store *store = books.store;
#define DUTY(start, finish) "610803,O1," start ",PS1," finish ",patrol"
    assert_int_equal(put(store, JW_RECORD_STATION, 0, NULL, &err, "610803,PS1,,,police_station", NULL), JW_OK);
    assert_int_equal(put(store, JW_RECORD_STAFF, 0, NULL, &err, "610803,O1,,,officer,PS1", NULL), JW_OK);
    assert_int_equal(put(store, JW_RECORD_DUTY, 0, NULL, &err, DUTY("2020-10-05 08:00", "2020-10-05 09:00"), DUTY("2020-11-02 08:00", "2020-11-02 09:00"), NULL), JW_OK);
    assert_int_equal(put(store, JW_RECORD_POSTING, 0, NULL, &err, "610803,O1,PS1,2020-10-07,", NULL), JW_OK);
    set_month(store, "610803,2020-10,0,closed,,G01,2020-11-03 08:00");
    /* October 2020 owns the weeks from 28 September to 1 November */
    assert_int_equal(put(store, JW_RECORD_DUTY, 0, NULL, &err, DUTY("2020-11-03 08:00", "2020-11-03 09:00"), DUTY("2020-09-28 08:00", "2020-09-28 09:00"), NULL), JW_ECLOSED);
    assert_int_equal(err.row, 2);
    assert_non_null(strstr(err.message, "G01"));
    assert_non_null(strstr(err.message, "reopen"));
    assert_int_equal(put(store, JW_RECORD_DUTY, 0, NULL, &err, DUTY("2020-09-27 22:00", "2020-09-28 00:00"), NULL), JW_OK);
    assert_int_equal(put(store, JW_RECORD_DUTY, 0, NULL, &err, DUTY("2020-09-27 21:00", "2020-09-28 00:01"), NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_DUTY, 0, NULL, &err, DUTY("2020-11-01 23:59", "2020-11-02 07:00"), NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_DUTY, 0, NULL, &err, DUTY("2020-10-05 08:00", "2020-10-05 10:00"), NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_DUTY, 0, NULL, &err, DUTY("2020-10-05 08:00", "2020-10-05 09:00"), NULL), JW_OK); /* the same */
    assert_int_equal(drop(store, JW_RECORD_DUTY, NULL, &err, DUTY("2020-10-05 08:00", "2020-10-05 09:00"), NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_TALLY, 0, NULL, &err, "610803,2020-10,,,households,,1", NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_TALLY, 0, NULL, &err, "610803,2020-11,,,households,,1", NULL), JW_OK);
    assert_int_equal(put(store, JW_RECORD_INCIDENT, 0, NULL, &err, "610803,2020-11-01,3,,criminal,1", NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_CALENDAR, 0, NULL, &err, "610803,2020-10-10,workday", NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_INSPECTION, 0, NULL, &err, "610803,PS1,2020-10-10,ledger,,1", NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_ABSENCE, 0, NULL, &err, "610803,O1,2020-09-01,2020-09-29", NULL), JW_ECLOSED);
    assert_int_equal(put(store, JW_RECORD_ABSENCE, 0, NULL, &err, "610803,O1,2020-09-01,2020-09-28", NULL), JW_OK);
    assert_int_equal(put(store, JW_RECORD_POSTING, 0, NULL, &err, "610803,O1,PS1,2020-10-07,2020-12-01", NULL), JW_ECLOSED);
    assert_int_equal(drop(store, JW_RECORD_POSTING, NULL, &err, "610803,O1,PS1,2020-10-07,", NULL), JW_ECLOSED);
    /* master data are not locked: the closing kept what it was computed from */
    assert_int_equal(put(store, JW_RECORD_STAFF, 0, NULL, &err, "610803,O1,,,auxiliary,PS1", NULL), JW_OK);
    /* a reopened month takes writes again */
    set_month(store, "610803,2020-10,1,open");
    assert_int_equal(put(store, JW_RECORD_TALLY, 0, NULL, &err, "610803,2020-10,,,households,,1", NULL), JW_OK);
    close_books(&books);
}

/* ---- memory that fails ---- */

static jw_status write_and_remove(void *userdata, jw_error *err)
{
    test_memory *memory = userdata;
    jw_allocator allocator = {test_allocate, test_reallocate, test_release, memory};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    jw_context *context;
    jw_store *store = NULL;
    JW_TRY(jw_context_new(&options, &context, err));
    jw_status status = jw_store_open(context, "memory:", NULL, &store, err);
    if (status == JW_OK)
        status = jw_store_add_district(store, "610803", "横山区", 28800, err);
    jw_batch *batch = NULL;
    struct ArrowArray array = {0};
    if (status == JW_OK)
        status = jw_batch_new(context, JW_RECORD_VILLAGE, &batch, err);
    struct jw_value values[JW_FIELDS_MAX] = {{0}};
    for (int i = 0; i < 20 && status == JW_OK; i++) {
        static const char *const text[] = {"610803", "code", "", "", "village", "name"};
        for (size_t f = 0; f < JW_F_village_COUNT; f++)
            values[f] = (struct jw_value){.text = f < 6 ? text[f] : "", .length = f < 6 ? strlen(text[f]) : 0, .absent = f > 5 || f == 2 || f == 3};
        char code[8];
        snprintf(code, sizeof code, "%d", i);
        values[1] = (struct jw_value){.text = code, .length = strlen(code)};
        status = jw_batch__add_values(batch, values, err);
    }
    if (status == JW_OK)
        status = jw_batch_export(batch, &array, err);
    jw_batch_free(batch);
    if (status == JW_OK)
        status = jw_store_put(store, JW_RECORD_VILLAGE, &array, NULL, 0, NULL, err);
    if (status == JW_OK)
        status = jw_store_remove(store, JW_RECORD_VILLAGE, &array, NULL, err);
    if (array.release)
        array.release(&array);
    jw_store_free(store);
    jw_context_free(context);
    return status;
}

static void every_failed_allocation_is_a_status(void **state)
{
    (void)state;
    test_memory memory = {0};
    test_every_allocation(&memory, write_and_remove, &memory);
    assert_int_equal(memory.live, 0);
}

#define ON(test, scheme) {#test " (" scheme ")", test, NULL, NULL, (void *)scheme}
#define ON_BOTH(test) ON(test, "memory"), ON(test, "sqlite")

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(counts_tell_new_changed_and_same),
        ON_BOTH(the_same_key_twice),
        ON_BOTH(keys_to_remove_are_checked),
        ON_BOTH(versions_may_not_overlap),
        ON(versions_follow_the_rule, "memory"),
        ON_BOTH(references_are_checked_at_the_end),
        ON_BOTH(a_row_that_is_named_cannot_be_removed),
        ON_BOTH(expected_rows_guard_a_write),
        ON_BOTH(the_offset_stays_once_there_is_duty),
        ON_BOTH(a_failed_put_ends_the_transaction),
        ON_BOTH(the_journal_is_a_chain),
        ON_BOTH(many_districts_have_a_journal_each),
        ON_BOTH(the_child_of_a_fork_is_refused),
        ON_BOTH(a_closed_month_refuses_what_would_change_it),
        cmocka_unit_test(every_failed_allocation_is_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
