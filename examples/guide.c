/* Reads the Hengshan example into memory and prints hours and coverage. usage: guide DATA_DIRECTORY DUTY_DIRECTORY */
#include <jingwu/jingwu.h>

#include <inttypes.h>
#include <stdio.h>

#define FILE_COUNT 8

static const struct {
    jw_record record;
    int of_duty; /* in the second directory */
} files[FILE_COUNT] = {
    {JW_RECORD_DISTRICT, 0}, {JW_RECORD_VILLAGE, 0}, {JW_RECORD_STATION, 0}, {JW_RECORD_BEAT, 0},
    {JW_RECORD_SERVICE, 0},  {JW_RECORD_STAFF, 0},   {JW_RECORD_POSTING, 0}, {JW_RECORD_DUTY, 1},
};

/* All files are one transaction: either every row is in the store afterwards, or none. */
static jw_status import(jw_store *store, char **directories, jw_error *err)
{
    static char paths[FILE_COUNT][512];
    jw_import_file list[FILE_COUNT];
    jw_import_summary summary = {.struct_size = sizeof summary};
    for (int i = 0; i < FILE_COUNT; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%s.csv", directories[files[i].of_duty], jw_record_name(files[i].record));
        list[i] = (jw_import_file){sizeof list[i], files[i].record, 0, paths[i]};
    }
    jw_status status = jw_store_import(store, list, FILE_COUNT, NULL, &summary, err);
    if (status == JW_OK)
        printf("%" PRId64 " rows imported\n", summary.rows);
    return status;
}

/* Hours are whole seconds: the union of a person's intervals, so that what overlaps counts once. */
static jw_status print_hours(jw_store *store, jw_error *err)
{
    jw_hours_options options = JW_HOURS_OPTIONS_INIT;
    jw_table *hours;
    jw_month_parse("2020-10", 7, &options.month);
    jw_status status = jw_hours(store, &options, &hours, err);
    if (status != JW_OK)
        return status;
    size_t period = (size_t)jw_table_find(hours, "period"), seconds = (size_t)jw_table_find(hours, "seconds");
    for (int64_t row = 0; row < 3 && row < jw_table_rows(hours); row++)
        printf("%s in %s: %" PRId64 " min\n", jw_table_text(hours, row, 0), jw_table_text(hours, row, period),
               jw_table_integer(hours, row, seconds) / 60);
    jw_table_free(hours);
    return JW_OK;
}

static int32_t write_out(void *userdata, const char *bytes, size_t length)
{
    return fwrite(bytes, 1, length, userdata) != length; /* not 0 stops the writing */
}

static jw_status print_coverage(jw_store *store, jw_error *err)
{
    jw_table *coverage;
    jw_status status = jw_coverage(store, NULL, jw_date_make(2020, 10, 31), &coverage, err);
    if (status != JW_OK)
        return status;
    status = jw_table_write(coverage, JW_FORMAT_CSV, 1, write_out, stdout, err);
    jw_table_free(coverage);
    return status;
}

int main(int count, char **arguments)
{
    jw_error err = JW_ERROR_INIT;
    jw_context *context = NULL;
    jw_store *store = NULL;
    if (count != 3)
        return fprintf(stderr, "usage: guide DATA_DIRECTORY DUTY_DIRECTORY\n"), 2;
    jw_status status = jw_context_new(NULL, &context, &err);
    if (status == JW_OK)
        status = jw_store_open(context, "memory:", NULL, &store, &err);
    if (status == JW_OK)
        status = jw_store_add_district(store, "610803", "横山区", 28800, &err);
    if (status == JW_OK)
        status = import(store, arguments + 1, &err);
    if (status == JW_OK)
        status = print_hours(store, &err);
    if (status == JW_OK)
        status = print_coverage(store, &err);
    if (status != JW_OK) /* what is wrong, and where: the record, the line of the file, the field */
        fprintf(stderr, "%s: %s (%s.%s, row %" PRId64 ")\n", jw_status_name(status), err.message, err.record, err.field,
                err.row);
    jw_store_free(store);
    jw_context_free(context);
    return status == JW_OK ? 0 : 1;
}
