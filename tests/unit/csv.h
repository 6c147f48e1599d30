/* Reads the CSV files of examples/hengshan into a store, without the library's own import. */
#ifndef JW_TEST_CSV_H
#define JW_TEST_CSV_H

#include "support.h"

#define TEST_CSV_LINE 4096
#define TEST_CSV_CELLS 32

/* Cuts a line into cells; quotes may enclose a cell. Returns the number of cells. */
static inline size_t test_csv_cells(char *line, char *cells[TEST_CSV_CELLS])
{
    size_t count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    while (count < TEST_CSV_CELLS) {
        char *end = line;
        if (*line == '"') {
            end = strchr(line + 1, '"');
            assert_non_null(end);
            *end++ = '\0';
            cells[count++] = line + 1;
        } else {
            end = line + strcspn(line, ",");
            cells[count++] = line;
        }
        if (!*end)
            return count;
        *end = '\0';
        line = end + 1;
    }
    fail_msg("too many cells");
    return 0;
}

/* Adds one row: the district where the file has none, each field from the column of its name. */
static inline void test_csv_row(jw_batch *batch, jw_record record, const char *district, char *const *names,
                                char *const *cells, size_t count)
{
    const struct jw_record_description *description = jw__describe(record);
    struct jw_value values[JW_FIELDS_MAX];
    jw_error err = JW_ERROR_INIT;
    for (size_t i = 0; i < description->field_count; i++) {
        const struct jw_field *field = &description->fields[i];
        const char *text = strcmp(field->name, "district") == 0 ? district : "";
        for (size_t k = 0; k < count; k++)
            if (strcmp(names[k], field->name) == 0)
                text = cells[k];
        test_fail_with(
            text,
            jw_value__parse(record, field, text, strlen(text), JW_DEFAULT_UTC_OFFSET, 1, &values[i], &err),
            &err);
    }
    test_fail_with("row", jw_batch__add_values(batch, values, &err), &err);
}

/* Puts the rows of a file with the library's checks. */
static inline void test_csv_load(jw_store *store, const char *directory, const char *name,
                                 const char *district)
{
    char path[512], line[TEST_CSV_LINE], header[TEST_CSV_LINE];
    char *names[TEST_CSV_CELLS], *cells[TEST_CSV_CELLS];
    jw_record record = jw_record_find(name);
    snprintf(path, sizeof path, "%s/%s.csv", directory, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    size_t count = test_csv_cells(header, names);
    jw_batch *batch = test_batch(store, record);
    while (fgets(line, sizeof line, file)) {
        assert_int_equal(test_csv_cells(line, cells), count);
        test_csv_row(batch, record, district, names, cells, count);
    }
    fclose(file);
    test_write_checked(store, batch, record);
}

/* The master files and counts of the Hengshan example in a new store in memory; NULL, said, when they are not
 * there. */
static inline jw_store *test_hengshan(jw_context *owner)
{
    static const char *const files[] = {"village", "station", "beat",       "service",   "staff",
                                        "posting", "tally",   "inspection", "published", "calendar"};
    const char *directory = getenv("JW_EXAMPLE_HENGSHAN");
    char path[512];
    if (!directory)
        directory = "examples/hengshan";
    snprintf(path, sizeof path, "%s/village.csv", directory);
    if (access(path, R_OK) != 0) {
        print_message("skipped: %s is not there\n", path);
        return NULL;
    }
    jw_error err = JW_ERROR_INIT;
    jw_store *store = test_open(owner, "memory").store;
    test_fail_with("district", jw_store_add_district(store, "610803", "横山区", 28800, &err), &err);
    test_fail_with("begin", jw_store_begin(store, &err), &err);
    for (size_t i = 0; i < LENGTH(files); i++)
        test_csv_load(store, directory, files[i], "610803");
    test_fail_with("commit", jw_store_commit(store, &err), &err);
    return store;
}

#endif
