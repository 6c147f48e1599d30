/* What other scheme or rule rows would have done: the same computation on a copy in memory. */
#include <string.h>
#include "assessment/assess.h"

struct copying {
    jw_store *from, *to;
    const char *district;
};

static jw_status copy_stream(const struct copying *copying, jw_record record, struct ArrowArrayStream *stream,
                             jw_error *err)
{
    for (;;) {
        struct ArrowArray array;
        JW_TRY(jw_stream_next(stream, &array, err));
        if (!array.release)
            return JW_OK;
        jw_status status = jw__check_cancel(copying->to->context, err);
        if (status == JW_OK)
            status = copying->to->ops.put(copying->to->storage, record, &array, JW_PUT_INSERT, NULL, err);
        array.release(&array);
        JW_TRY(status);
    }
}

static jw_status copy_range(const struct copying *copying, jw_record record, const jw_scan_range *range,
                            jw_error *err)
{
    struct ArrowArrayStream stream;
    JW_TRY(jw_store__scan(copying->from, record, range, NULL, &stream, err));
    jw_status status = copy_stream(copying, record, &stream, err);
    stream.release(&stream);
    return status;
}

/* The records that an assessment reads; of the tallies those of the window. */
static jw_status copy_records(const struct copying *copying, const jw_assess_options *options, jw_error *err)
{
    static const jw_record records[] = {JW_RECORD_DISTRICT, JW_RECORD_VILLAGE, JW_RECORD_STATION,
                                        JW_RECORD_SERVICE,  JW_RECORD_STAFF,   JW_RECORD_POSTING,
                                        JW_RECORD_RULE,     JW_RECORD_SCHEME,  JW_RECORD_GRADE};
    jw_scan_range range = jw_range__of(copying->district, (const char *)NULL);
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        JW_TRY(copy_range(copying, records[i], &range, err));
    for (int32_t i = options->months - 1; i >= 0; i--) {
        jw_scan_range month = range;
        month.prefix[month.prefix_count++] = (jw_key_value){NULL, 0, options->month - i};
        JW_TRY(copy_range(copying, JW_RECORD_TALLY, &month, err));
    }
    return JW_OK;
}

static jw_status copy_district(const struct copying *copying, const jw_assess_options *options, jw_error *err)
{
    JW_TRY(jw_store__begin(copying->to, JW_BEGIN_WRITE, err));
    jw_status status = copy_records(copying, options, err);
    if (status == JW_OK)
        return jw_store__commit(copying->to, err);
    jw_store__rollback(copying->to);
    return status;
}

static jw_status lay_over(const struct copying *copying, const jw_import_file *files, size_t file_count,
                          jw_error *err)
{
    jw_import_options options = JW_IMPORT_OPTIONS_INIT;
    options.district = copying->district;
    return jw_store_import(copying->to, files, file_count, &options, NULL, err);
}

static jw_status make_comparison(const struct copying *copying, const jw_assess_options *options,
                                 jw_table *table, jw_error *err)
{
    struct jw_month_results before, after;
    JW_TRY(jw_assess__month(copying->from, options, &before, err));
    jw_status status = jw_assess__month(copying->to, options, &after, err);
    if (status == JW_OK) {
        status = jw_assess__compare(&before, &after, table, err);
        jw_assess__free(&after);
    }
    jw_assess__free(&before);
    return status;
}

static jw_status compare(const struct copying *copying, const jw_assess_options *options,
                         const jw_import_file *files, size_t file_count, jw_table **out, jw_error *err)
{
    jw_table *table;
    JW_TRY(copy_district(copying, options, err));
    JW_TRY(lay_over(copying, files, file_count, err));
    JW_TRY(jw_assess__new_comparison(copying->from->context, options->by, &table, err));
    jw_status status = make_comparison(copying, options, table, err);
    if (status == JW_OK)
        *out = table;
    else
        jw_table_free(table);
    return status;
}

static jw_status check_files(const jw_import_file *files, size_t file_count, jw_error *err)
{
    if (!files || file_count == 0)
        return jw_error_set(err, JW_EINVAL, 0, "no rows were given to lay over the stored ones");
    for (size_t i = 0; i < file_count; i++) {
        jw_record record = files[i].record;
        if (record != JW_RECORD_SCHEME && record != JW_RECORD_GRADE && record != JW_RECORD_RULE)
            return jw_error_set(err, JW_EINVAL, 0, "only rows of scheme, grade and rule can be tried");
    }
    return JW_OK;
}

static jw_status with_memory(struct copying *copying, const jw_assess_options *options,
                             const jw_import_file *files, size_t file_count, jw_table **out, jw_error *err)
{
    char code[JW_CODE_SIZE];
    jw_assess_options of_district = *options;
    JW_TRY(jw_store__district(copying->from, options->district, code, NULL, err));
    copying->district = of_district.district = code;
    JW_TRY(jw_store_open(copying->from->context, "memory:", NULL, &copying->to, err));
    jw_status status = compare(copying, &of_district, files, file_count, out, err);
    jw_store_free(copying->to);
    return status;
}

jw_status jw_assess_what_if(jw_store *store, const jw_assess_options *options, const jw_import_file *files,
                            size_t file_count, jw_table **out, jw_error *err)
{
    jw_assess_options full;
    struct copying copying = {.from = store};
    if (!store || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no store or no place for the table was given");
    JW_TRY(check_files(files, file_count, err));
    JW_TRY(jw_assess__options(options, &full, err));
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = with_memory(&copying, &full, files, file_count, out, err);
    jw_store__end_reading(store);
    return status;
}
