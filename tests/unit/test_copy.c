/* Copies that follow their original, and what was written after a journal entry. */
#include <jingwu/month.h>
#include <jingwu/sys/column.h>
#include "record/batch.h"
#include "support.h"

static jw_error failure = JW_ERROR_INIT;

#define MUST(call) test_fail_with(#call, (call), &failure)

static jw_status put(jw_store *store, jw_record record, const char *line)
{
    jw_batch *batch = test_batch(store, record);
    struct ArrowArray array;
    test_add_line(batch, record, line);
    assert_int_equal(jw_batch_export(batch, &array, NULL), JW_OK);
    jw_batch_free(batch);
    jw_status status = jw_store_put(store, record, &array, NULL, 0, NULL, &failure);
    array.release(&array);
    return status;
}

static test_store open_books(jw_context *context, const char *scheme)
{
    test_store books = test_open(context, scheme);
    MUST(jw_store_add_district(books.store, "610803", "Hengshan", 28800, &failure));
    MUST(put(books.store, JW_RECORD_STATION, "610803,PS1,,,police_station"));
    MUST(put(books.store, JW_RECORD_STAFF, "610803,O1,,,officer,PS1"));
    return books;
}

/* What is done to the original after it was copied. */
static void change(jw_store *store)
{
    MUST(put(store, JW_RECORD_TALLY, "610803,2020-11,PS1,O1,visits,,31"));
}

static void a_mirror_follows(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_store books = open_books(context, "sqlite");
    test_store copy = test_open(context, "memory");
    int64_t changed = -1;
    char heads[2][JW_HEAD_TEXT];
    MUST(jw_store_mirror(books.store, copy.store, NULL, &changed, &failure));
    assert_true(changed > 5);
    MUST(jw_store_mirror(books.store, copy.store, "610803", &changed, &failure));
    assert_int_equal(changed, 0);
    change(books.store);
    assert_int_equal(jw_store_copy(books.store, copy.store, NULL, &failure), JW_EEXIST);
    MUST(jw_store_mirror(books.store, copy.store, NULL, &changed, &failure));
    assert_int_equal(changed, 2); /* the row and its journal entry */
    MUST(jw_journal_head(books.store, NULL, heads[0], &failure));
    MUST(jw_journal_head(copy.store, NULL, heads[1], &failure));
    assert_string_equal(heads[0], heads[1]);
    /* the copy goes its own way: it is none any more */
    MUST(put(copy.store, JW_RECORD_TALLY, "610803,2020-11,PS1,O1,visits,,99"));
    assert_int_equal(jw_store_mirror(books.store, copy.store, NULL, &changed, &failure), JW_ECONFLICT);
    assert_int_equal(jw_store_mirror(books.store, books.store, NULL, NULL, &failure), JW_EINVAL);
    test_close(&copy);
    test_close(&books);
    jw_context_free(context);
}

struct mirroring {
    jw_store *from;
    jw_context *context;
};

static jw_status try_mirror(void *userdata, jw_error *err)
{
    struct mirroring *mirroring = userdata;
    jw_store *to;
    jw_status status = jw_store_open(mirroring->context, "memory:", NULL, &to, err);
    if (status != JW_OK)
        return status;
    status = jw_store_mirror(mirroring->from, to, NULL, NULL, err);
    jw_store_free(to);
    return status;
}

static jw_status try_changes(void *userdata, jw_error *err)
{
    struct mirroring *mirroring = userdata;
    jw_table *table, *total;
    static const jw_total_column columns[] = {{"record", JW_TOTAL_GROUP, 0, NULL, NULL},
                                              {"rows", JW_TOTAL_SUM, 0, NULL, NULL}};
    jw_status status = jw_changes(mirroring->from, NULL, 1, &table, err);
    if (status != JW_OK)
        return status;
    status = jw_table_add_up(NULL, table, columns, 2, &total, err);
    jw_table_free(table);
    if (status == JW_OK)
        jw_table_free(total);
    return status;
}

static void mirrors_and_changes_without_memory(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    test_store from = open_books(context, "memory");
    struct mirroring mirroring = {from.store, context};
    test_every_allocation(&memory, try_mirror, &mirroring);
    test_every_allocation(&memory, try_changes, &mirroring);
    test_close(&from);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

static void changes_are_the_entries_after_one(void **state)
{
    jw_context *context = test_context(NULL);
    test_store books = open_books(context, *state);
    jw_table *all, *later;
    MUST(jw_changes(books.store, NULL, 0, &all, &failure));
    int64_t before = jw_table_rows(all);
    change(books.store);
    MUST(jw_changes(books.store, "610803", before, &later, &failure));
    assert_int_equal(jw_table_rows(later), 1);
    assert_int_equal(jw_table_integer(later, 0, 0), before + 1);
    assert_string_equal(jw_table_text(later, 0, (size_t)jw_table_find(later, "record")), "tally");
    assert_int_equal(jw_table_integer(later, 0, (size_t)jw_table_find(later, "rows")), 1);
    jw_table_free(later);
    assert_int_equal(jw_changes(books.store, NULL, before + 2, &later, &failure), JW_EINPUT);
    assert_int_equal(jw_changes(books.store, NULL, -1, &later, &failure), JW_EINVAL);
    jw_table_free(all);
    test_close(&books);
    jw_context_free(context);
}

/* ---- tables added up ---- */

static const jw_total_column by_record[] = {{"record", JW_TOTAL_GROUP, 0, NULL, NULL},
                                            {"rows", JW_TOTAL_SUM, 0, NULL, NULL},
                                            {"tx", JW_TOTAL_PER_MILLE, 0, "rows", "rows"}};

static void tables_are_added_up(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_store books = open_books(context, "memory");
    jw_table *entries, *once, *twice;
    change(books.store);
    MUST(put(books.store, JW_RECORD_TALLY, "610803,2020-11,PS1,O1,visits,,32"));
    MUST(jw_changes(books.store, NULL, 0, &entries, &failure));
    MUST(jw_table_add_up(NULL, entries, by_record, 3, &once, &failure));
    MUST(jw_table_add_up(once, entries, by_record, 3, &twice, &failure));
    size_t record = (size_t)jw_table_find(entries, "record"), rows = (size_t)jw_table_find(entries, "rows");
    int64_t last = jw_table_rows(once) - 1;
    assert_int_equal(jw_table_rows(twice), last + 1);
    assert_string_equal(jw_table_text(twice, last, record), "tally");
    assert_int_equal(jw_table_integer(once, last, rows), 2);
    assert_int_equal(jw_table_integer(twice, last, rows), 4);
    assert_int_equal(jw_table_integer(twice, last, (size_t)jw_table_find(entries, "tx")), 1000);
    assert_true(jw_table_is_empty(twice, last, (size_t)jw_table_find(entries, "digest")));
    assert_int_equal(jw_table_add_up(NULL, NULL, by_record, 3, &once, &failure), JW_EINVAL);
    jw_table_free(entries);
    jw_table_free(once);
    jw_table_free(twice);
    test_close(&books);
    jw_context_free(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mirror_follows),
        cmocka_unit_test(mirrors_and_changes_without_memory),
        {"changes_are_the_entries_after_one (memory)", changes_are_the_entries_after_one, NULL, NULL,
         (void *)"memory"},
        {"changes_are_the_entries_after_one (sqlite)", changes_are_the_entries_after_one, NULL, NULL,
         (void *)"sqlite"},
        cmocka_unit_test(tables_are_added_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
