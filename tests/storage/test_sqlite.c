/* The form of the SQLite file: tables and views a person reads, months, versions, what is and is not a store.
 */
#include "storage/sqlite_fixture.h"
#include "unit/random.h"

#define LOCAL 28800

static jw_instant at(int32_t year, int32_t month, int32_t day, int64_t second)
{
    return jw_date_instant(jw_date_make(year, month, day), LOCAL) + second;
}

/* ---- form ---- */

static void every_record_has_a_table_or_view(void **state)
{
    struct fixture *fixture = *state;
    fixture_open(fixture, JW_STORAGE_CREATE);
    assert_int_equal(fixture_sql_number(fixture, "PRAGMA application_id"), 0x4A4E4757);
    assert_int_equal(fixture_sql_number(fixture, "PRAGMA user_version"), 1);
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        jw_field_info info = {.struct_size = sizeof info};
        char sql[200];
        for (size_t i = 0; i < jw_record_field_count(record); i++) {
            assert_int_equal(jw_record_field(record, i, &info), JW_OK);
            snprintf(sql, sizeof sql,
                     "SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%s' AND cid = %zu",
                     jw_record_name(record), info.name, i);
            if (fixture_sql_number(fixture, sql) != 1)
                fail_msg("%s.%s is not in its place", jw_record_name(record), info.name);
        }
        snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", jw_record_name(record));
        assert_int_equal(fixture_sql_number(fixture, sql), 0);
    }
    assert_int_equal(
        fixture_sql_number(fixture, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
        1);
}

static void values_are_readable(void **state)
{
    struct fixture *fixture = *state;
    jw_batch *batch;
    struct ArrowArray array;
    fixture_open(fixture, JW_STORAGE_CREATE);
    ASSERT_OK(fixture, jw_batch_new(fixture->context, JW_RECORD_JOINT, &batch, &fixture->err));
    assert_int_equal(jw_batch_add_text(batch, "610000", 6, NULL) | jw_batch_add_text(batch, "J", 1, NULL) |
                         jw_batch_add_text(batch, "joint_duty", 10, NULL) |
                         jw_batch_add_integer(batch, at(2020, 10, 5, 8 * 3600), NULL) |
                         jw_batch_add_integer(batch, at(2020, 10, 5, 9 * 3600), NULL),
                     JW_OK);
    ASSERT_OK(fixture, jw_batch_export(batch, &array, &fixture->err));
    jw_batch_free(batch);
    ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
    ASSERT_OK(fixture, fixture->ops.put(fixture->storage, JW_RECORD_JOINT, &array, JW_PUT_INSERT, NULL,
                                        &fixture->err));
    ASSERT_OK(fixture, fixture->ops.commit(fixture->storage, &fixture->err));
    array.release(&array);
    assert_int_equal(fixture_sql_number(fixture, "SELECT start = '2020-10-05T00:00:00Z' AND finish = "
                                                 "'2020-10-05T01:00:00Z' AND kind = 'joint_duty' FROM joint"),
                     1);
}

/* ---- views ---- */

struct comparison {
    sqlite3_stmt *view;
    const int32_t *offsets; /* of the districts "0", "1", ... */
    int64_t differences;
};

static bool same_cell(sqlite3_stmt *view, int column, const char *text, size_t length)
{
    const char *shown = (const char *)sqlite3_column_text(view, column);
    return shown ? strlen(shown) == length && memcmp(shown, text, length) == 0 : text == NULL;
}

static void compare_with_view(void *userdata, const jw_rows *rows, int64_t row)
{
    struct comparison *comparison = userdata;
    size_t length;
    int32_t offset = comparison->offsets[jw_rows_text(rows, 0, row, &length)[0] - '0'];
    if (sqlite3_step(comparison->view) != SQLITE_ROW) {
        comparison->differences++;
        return;
    }
    for (int i = 0; i < DUTY_FIELDS; i++) {
        char local[JW_CALENDAR_TEXT];
        const char *text = local;
        if (i == 2 || i == 4)
            length = jw_instant_format(jw_rows_integer(rows, (size_t)i, row), offset, local);
        else
            text =
                jw_rows_is_absent(rows, (size_t)i, row) ? NULL : jw_rows_text(rows, (size_t)i, row, &length);
        comparison->differences += !same_cell(comparison->view, i, text, length);
    }
}

static const char *pick(test_random *random, const char *const *texts, size_t count)
{
    return texts[test_random_between(random, 0, (int64_t)count - 1)];
}

#define PICK(random, texts) pick(random, texts, sizeof texts / sizeof texts[0])

/* Sorted rows of several districts, people and months; ids are single letters, so that rows can be made in
 * order. */
static size_t random_rows(test_random *random, struct duty_row *rows, size_t most)
{
    static const char *const districts[] = {"0", "1", "2"}, *const staff[] = {"A", "B", "C", "D",
                                                                              "\xe5\xbc\xa0"};
    static const char *const stations[] = {"S", "SS", "T", "\xe7\xab\x99"}, *const activities[] = {"patrol",
                                                                                                   "visit"};
    static const char *const villages[] = {NULL, "V1", "V2"}, *const sources[] = {NULL, "device"},
                             *const actors[] = {NULL, "H"};
    size_t count = 0;
    for (size_t i = 0; i < 15; i++) {
        jw_instant start = at(2019, 12, 1, test_random_between(random, -400000, 400000));
        int64_t unit = test_random_between(random, 0, 1) ? 60 : 1;
        for (size_t j = 0; j < most / 15; j++) {
            start += test_random_between(random, 0, 2 * 86400);
            start -= ((start % unit) + unit) % unit;
            for (size_t k = 0; k < 4; k++) {
                if (test_random_between(random, 0, 2))
                    continue;
                rows[count++] =
                    (struct duty_row){districts[i / 5],
                                      staff[i % 5],
                                      start,
                                      stations[k],
                                      start + unit * test_random_between(random, 1, 604800 / unit),
                                      PICK(random, activities),
                                      PICK(random, villages),
                                      PICK(random, sources),
                                      PICK(random, actors)};
                if (count == most)
                    return count;
            }
            start += unit;
        }
    }
    return count;
}

static void check_view(struct fixture *fixture, const char *sql, jw_record record, const int32_t *offsets,
                       size_t expected)
{
    sqlite3 *db = NULL;
    struct comparison comparison = {.offsets = offsets};
    int64_t count = 0;
    assert_int_equal(sqlite3_open(fixture->place, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &comparison.view, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    ASSERT_OK(fixture, fixture_read(fixture, record, NULL, compare_with_view, &comparison, &count));
    assert_int_equal(count, expected);
    assert_int_equal(comparison.differences, 0);
    assert_int_equal(sqlite3_step(comparison.view), SQLITE_DONE);
    sqlite3_finalize(comparison.view);
    sqlite3_close(db);
}

static void views_show_what_scan_gives(void **state)
{
    enum { MOST = 3000 };
    static struct duty_row rows[MOST];
    static const int32_t offsets[] = {LOCAL, -12600, 50400};
    struct fixture *fixture = *state;
    test_random random = test_random_new("views");
    fixture_open(fixture, JW_STORAGE_CREATE);
    fixture_store_district(fixture, "0", LOCAL);
    fixture_store_district(fixture, "1", offsets[1]);
    fixture_store_district(fixture, "2", offsets[2]);
    for (jw_record record = JW_RECORD_DUTY; record <= JW_RECORD_DUTY_PLAN; record++) {
        size_t count = random_rows(&random, rows, MOST);
        assert_true(count > 100);
        fixture_store(fixture, record, rows, count);
        check_view(fixture, record == JW_RECORD_DUTY ? "SELECT * FROM duty" : "SELECT * FROM duty_plan",
                   record, offsets, count);
    }
    assert_true(fixture_sql_number(
        fixture, "SELECT count(DISTINCT month) > 3 AND count(DISTINCT widths) > 1 FROM duty_page"));
}

/* ---- months ---- */

static void starts_decide_the_month(void **state)
{
    struct fixture *fixture = *state;
    const struct duty_row rows[] = {
        {"D", "A", at(1, 1, 1, -JW_DAY_SECONDS), "S", at(1, 1, 1, 0), "visit", NULL, NULL, NULL},
        {"D", "A", at(2020, 9, 30, JW_DAY_SECONDS - 1), "S", at(2020, 10, 7, 0), "visit", NULL, NULL, NULL},
        {"D", "A", at(2020, 10, 1, 0), "S", at(2020, 10, 1, 1), "visit", NULL, NULL, NULL},
        {"D", "A", at(2020, 12, 31, JW_DAY_SECONDS - 1), "S", at(2021, 1, 1, 5), "visit", NULL, NULL, NULL},
        {"D", "A", at(9999, 12, 31, JW_DAY_SECONDS - 1), "S", at(9999, 12, 31, JW_DAY_SECONDS), "visit", NULL,
         NULL, NULL},
        {"D", "A", at(9999, 12, 31, JW_DAY_SECONDS + 7), "S", at(9999, 12, 31, 2 * JW_DAY_SECONDS), "visit",
         NULL, NULL, NULL},
    };
    int64_t count = 0;
    fixture_open(fixture, JW_STORAGE_CREATE);
    fixture_store(fixture, JW_RECORD_DUTY, rows, 6);
    ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_DUTY, NULL, NULL, NULL, &count));
    assert_int_equal(count, 6);
    assert_int_equal(fixture_sql_number(fixture, "SELECT group_concat(month) = "
                                                 "'0000-12,2020-09,2020-10,2020-12,9999-12' FROM duty_page"),
                     1);
    for (size_t i = 0; i < 6; i++) {
        jw_scan_range range = JW_SCAN_RANGE_INIT;
        range.prefix_count = 2;
        range.prefix[0] = (jw_key_value){"D", 1, 0};
        range.prefix[1] = (jw_key_value){"A", 1, 0};
        range.has_lower = range.has_upper = 1;
        range.lower.integer = rows[i].start;
        range.upper.integer = rows[i].start + 1;
        ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_DUTY, &range, NULL, NULL, &count));
        assert_int_equal(count, 1);
    }
}

static void pages_go_with_their_last_row(void **state)
{
    struct fixture *fixture = *state;
    const struct duty_row rows[] = {
        {"D", "A", at(2020, 10, 1, 0), "S", at(2020, 10, 1, 60), "visit", NULL, NULL, NULL},
        {"D", "A", at(2020, 10, 1, 0), "T", at(2020, 10, 1, 60), "visit", NULL, NULL, NULL}};
    struct ArrowArray array;
    fixture_open(fixture, JW_STORAGE_CREATE);
    fixture_store(fixture, JW_RECORD_DUTY, rows, 2);
    for (size_t i = 0; i < 2; i++) {
        fixture_batch(fixture, JW_RECORD_DUTY, &rows[i], 1, &array);
        ASSERT_OK(fixture, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
        ASSERT_OK(fixture, fixture->ops.remove(fixture->storage, JW_RECORD_DUTY, &array, &fixture->err));
        ASSERT_OK(fixture, fixture->ops.commit(fixture->storage, &fixture->err));
        array.release(&array);
        assert_int_equal(fixture_sql_number(fixture, "SELECT count(*) FROM duty_page"), 1 - (int)i);
        assert_int_equal(fixture_sql_number(fixture, "SELECT count(*) FROM duty"), 1 - (int)i);
    }
}

/* ---- versions ---- */

static void count_absent(void *userdata, const jw_rows *rows, int64_t row)
{
    int32_t field = jw_record_field_find(JW_RECORD_STAFF, "service_since");
    *(int64_t *)userdata += jw_rows_is_absent(rows, (size_t)field, row);
}

/* A file as a library before form 1 would have left it: without a table, a column and the views. */
static void make_older(struct fixture *fixture)
{
    const struct duty_row row = {"D",  "A", at(2020, 10, 1, 0), "S", at(2020, 10, 1, 60), "visit", NULL,
                                 NULL, NULL};
    fixture_open(fixture, JW_STORAGE_CREATE);
    fixture_store(fixture, JW_RECORD_DUTY, &row, 1);
    fixture_close(fixture);
    fixture_sql(fixture,
                "DROP VIEW duty; DROP TABLE inventory; DROP TABLE duty_plan_page; DROP VIEW duty_plan;"
                "INSERT INTO staff (district, id, valid_from, role) VALUES ('D', 'A', '', 'officer');"
                "ALTER TABLE staff DROP COLUMN service_since; PRAGMA user_version = 0");
}

static void older_forms_can_be_read(void **state)
{
    struct fixture *fixture = *state;
    jw_storage_description description = {.struct_size = sizeof description};
    int64_t count = -1, absent = 0;
    make_older(fixture);
    fixture_open(fixture, 0);
    ASSERT_OK(fixture, fixture->ops.describe(fixture->storage, &description, &fixture->err));
    assert_int_equal(description.form_version, 0);
    assert_int_equal(description.current_version, 1);
    assert_int_equal(description.read_only, 1);
    ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_STAFF, NULL, count_absent, &absent, &count));
    assert_int_equal(count, 1);
    assert_int_equal(absent, 1);
    ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_INVENTORY, NULL, NULL, NULL, &count));
    assert_int_equal(count, 0);
    ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_DUTY_PLAN, NULL, NULL, NULL, &count));
    assert_int_equal(count, 0);
    ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_DUTY, NULL, NULL, NULL, &count));
    assert_int_equal(count, 1);
    ASSERT_STATUS(fixture, JW_EREADONLY, fixture->ops.begin(fixture->storage, JW_BEGIN_WRITE, &fixture->err));
    assert_non_null(strstr(fixture->err.message, "upgrade"));
}

static void older_forms_are_upgraded(void **state)
{
    struct fixture *fixture = *state;
    jw_storage_description description = {.struct_size = sizeof description};
    const struct duty_row row = {"D",  "B", at(2020, 10, 1, 0), "S", at(2020, 10, 1, 60), "visit", NULL,
                                 NULL, NULL};
    int64_t count = 0;
    make_older(fixture);
    fixture_open(fixture, JW_STORAGE_UPGRADE);
    ASSERT_OK(fixture, fixture->ops.describe(fixture->storage, &description, &fixture->err));
    assert_int_equal(description.form_version, 1);
    assert_int_equal(description.read_only, 0);
    fixture_store(fixture, JW_RECORD_DUTY, &row, 1);
    fixture_store(fixture, JW_RECORD_DUTY_PLAN, &row, 1);
    ASSERT_OK(fixture, fixture_read(fixture, JW_RECORD_STAFF, NULL, NULL, NULL, &count));
    assert_int_equal(count, 1);
    assert_int_equal(
        fixture_sql_number(fixture,
                           "SELECT (SELECT count(*) FROM duty) * 10 + (SELECT count(*) FROM duty_plan)"),
        21);
    assert_int_equal(fixture_sql_number(fixture, "SELECT count(service_since) FROM staff"), 0);
    assert_int_equal(fixture_sql_number(fixture, "PRAGMA user_version"), 1);
}

static void newer_forms_are_refused(void **state)
{
    struct fixture *fixture = *state;
    fixture_open(fixture, JW_STORAGE_CREATE);
    fixture_close(fixture);
    fixture_sql(fixture, "PRAGMA user_version = 99");
    ASSERT_STATUS(fixture, JW_EVERSION, fixture_try_open(fixture, JW_STORAGE_CREATE | JW_STORAGE_UPGRADE));
    assert_non_null(strstr(fixture->err.message, "99"));
    ASSERT_STATUS(fixture, JW_EVERSION, fixture_try_open(fixture, JW_STORAGE_READ_ONLY));
}

/* ---- what is not a store ---- */

static void write_file(const struct fixture *fixture, const char *text)
{
    FILE *file = fopen(fixture->place, "w");
    assert_non_null(file);
    for (int i = 0; i < 100 && *text; i++)
        fputs(text, file);
    fclose(file);
}

static void other_files_are_refused(void **state)
{
    struct fixture *fixture = *state;
    ASSERT_STATUS(fixture, JW_ENOTFOUND, fixture_try_open(fixture, 0));
    ASSERT_STATUS(fixture, JW_ENOTFOUND, fixture_try_open(fixture, JW_STORAGE_READ_ONLY));
    write_file(fixture, "");
    ASSERT_STATUS(fixture, JW_ENOTFOUND, fixture_try_open(fixture, 0));
    write_file(fixture, "district,staff,start,station,finish\n");
    ASSERT_STATUS(fixture, JW_ECORRUPT, fixture_try_open(fixture, JW_STORAGE_CREATE));
    unlink(fixture->place);
    fixture_sql(fixture, "CREATE TABLE t (x)");
    ASSERT_STATUS(fixture, JW_ECORRUPT, fixture_try_open(fixture, JW_STORAGE_CREATE | JW_STORAGE_UPGRADE));
    assert_non_null(strstr(fixture->err.message, "another program"));
    assert_int_equal(fixture_sql_number(fixture, "SELECT count(*) FROM sqlite_schema"), 1);
    snprintf(fixture->place, sizeof fixture->place, "%s/none/store.db", fixture->folder);
    ASSERT_STATUS(fixture, JW_EUNAVAILABLE, fixture_try_open(fixture, JW_STORAGE_CREATE));
    ASSERT_STATUS(fixture, JW_EINVAL,
                  fixture->ops.open(fixture->context, "", 0, &fixture->storage, &fixture->err));
    snprintf(fixture->place, sizeof fixture->place, "%s/store.db", fixture->folder);
}

static void names_are_files(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {":memory:", "file:a?mode=memory", "a#b%20c?d"};
    char folder[200];
    assert_non_null(getcwd(folder, sizeof folder));
    assert_int_equal(chdir(fixture->folder), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(fixture->place, sizeof fixture->place, "%s", names[i]);
        fixture_open(fixture, JW_STORAGE_CREATE);
        fixture_close(fixture);
        assert_int_equal(access(names[i], F_OK), 0);
        assert_int_equal(unlink(names[i]), 0);
    }
    assert_int_equal(chdir(folder), 0);
    snprintf(fixture->place, sizeof fixture->place, "%s/store.db", fixture->folder);
}

static void the_table_is_filled_for_its_version(void **state)
{
    struct fixture *fixture = *state;
    jw_storage_ops ops = {.struct_size = sizeof ops};
    ASSERT_STATUS(fixture, JW_EUNSUPPORTED,
                  jw_storage_sqlite_init(JW_STORAGE_API_VERSION + 1, &ops, &fixture->err));
    ops.struct_size--;
    ASSERT_STATUS(fixture, JW_EINVAL, jw_storage_sqlite_init(JW_STORAGE_API_VERSION, &ops, &fixture->err));
    assert_null(ops.open);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_record_has_a_table_or_view),
        CASE(values_are_readable),
        CASE(views_show_what_scan_gives),
        CASE(starts_decide_the_month),
        CASE(pages_go_with_their_last_row),
        CASE(older_forms_can_be_read),
        CASE(older_forms_are_upgraded),
        CASE(newer_forms_are_refused),
        CASE(other_files_are_refused),
        CASE(names_are_files),
        CASE(the_table_is_filled_for_its_version),
    };
    return cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
}
