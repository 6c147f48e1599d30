/* Export: rows of a record as CSV or JSON, in a form that imports again as it was. */
#include <string.h>
#include "exchange/districts.h"
#include "exchange/output.h"
#include "record/value.h"

struct export
{
    const struct jw_record_description *description;
    const jw_export_options *options;
    struct jw_districts districts;
    int32_t period; /* field that dates a row, -1 if none or if all rows are wanted */
    int64_t rows;   /* written */
    struct jw_output output;
};

static jw_status check_options(jw_record record, const jw_export_options *options, jw_error *err)
{
    if (options->struct_size < offsetof(jw_export_options, bom) + sizeof options->bom)
        return jw_error_set(err, JW_EINVAL, 0, "export options are not initialised");
    if (options->format != JW_FORMAT_CSV && options->format != JW_FORMAT_JSON)
        return jw_error_set(err, JW_EINVAL, 0, "records are exported as CSV or JSON");
    if (options->encoding != JW_ENCODING_UTF8 && options->encoding != JW_ENCODING_GB18030)
        return jw_error_set(err, JW_EINVAL, 0, "records are exported in UTF-8 or GB18030");
    if (options->month && (options->month < JW_MONTH_MIN || options->month > JW_MONTH_MAX))
        return jw_error_set(err, JW_EINVAL, 0, "%d is no month", (int)options->month);
    if (options->month && jw__period_field(record) < 0)
        return jw_error_set(err, JW_EINVAL, 0, "rows of %s have no month", jw_record_name(record));
    return JW_OK;
}

/* The month a row belongs to: that of its date, or of the local day on which it starts. */
static bool is_wanted(const struct export *export, const struct jw_value *values, int32_t utc_offset)
{
    if (export->period < 0)
        return true;
    const struct jw_value *value = &values[export->period];
    switch (export->description->fields[export->period].type) {
    case JW_TYPE_MONTH:
        return value->integer == export->options->month;
    case JW_TYPE_DATE:
        return jw_date_month((jw_date)value->integer) == export->options->month;
    default:
        return jw_date_month(jw_instant_date(value->integer, utc_offset)) == export->options->month;
    }
}

static void write_csv_row(struct export *export, const struct jw_value *values, int32_t utc_offset)
{
    char buffer[JW_VALUE_TEXT];
    size_t count = export->description->field_count;
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *text =
            jw_value__format(&export->description->fields[i], &values[i], utc_offset, buffer, &length);
        jw_output__csv_cell(&export->output, text, length);
        jw_output__add(&export->output, i + 1 < count ? "," : "\n", 1);
    }
}

static void write_json_value(struct jw_output *output, const struct jw_field *field,
                             const struct jw_value *value, int32_t utc_offset)
{
    char buffer[JW_VALUE_TEXT];
    size_t length;
    if (value->absent || (field->type == JW_TYPE_DATE && value->integer == JW_DATE_NONE) ||
        (jw__is_text(field) && !value->length)) {
        jw_output__string(output, "null");
        return;
    }
    const char *text = jw_value__format(field, value, utc_offset, buffer, &length);
    if (field->type == JW_TYPE_INSTANT)
        length = jw_output__iso_instant(value->integer, utc_offset, buffer);
    if (field->type == JW_TYPE_BOOLEAN)
        jw_output__string(output, value->integer ? "true" : "false");
    else if (field->type == JW_TYPE_INTEGER || field->type == JW_TYPE_REAL || field->type == JW_TYPE_DEGREES)
        jw_output__add(output, text, length);
    else
        jw_output__json_text(output, text, length);
}

static void write_json_row(struct export *export, const struct jw_value *values, int32_t utc_offset)
{
    struct jw_output *output = &export->output;
    jw_output__string(output, export->rows ? ",\n{" : "\n{");
    for (size_t i = 0; i < export->description->field_count; i++) {
        const struct jw_field *field = &export->description->fields[i];
        jw_output__string(output, i ? ",\"" : "\"");
        jw_output__string(output, field->name);
        jw_output__string(output, "\":");
        write_json_value(output, field, &values[i], utc_offset);
    }
    jw_output__string(output, "}");
}

static jw_status write_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct export *export = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        int32_t utc_offset = jw_districts__offset(&export->districts, values[0].text, values[0].length);
        if (!is_wanted(export, values, utc_offset))
            continue;
        if (export->options->format == JW_FORMAT_CSV)
            write_csv_row(export, values, utc_offset);
        else
            write_json_row(export, values, utc_offset);
        export->rows++;
    }
    return jw_output__check(&export->output, err);
}

static void write_start(struct export *export)
{
    const struct jw_record_description *description = export->description;
    if (export->options->bom)
        jw_output__string(&export->output, "\xEF\xBB\xBF");
    if (export->options->format == JW_FORMAT_JSON) {
        jw_output__string(&export->output, "[");
        return;
    }
    for (size_t i = 0; i < description->field_count; i++) {
        jw_output__string(&export->output, description->fields[i].name);
        jw_output__string(&export->output, i + 1 < description->field_count ? "," : "\n");
    }
}

/* Rows that can belong to the month, whatever the district's offset. */
static jw_scan_filter filter_of(const jw_export_options *options)
{
    jw_scan_filter filter = JW_SCAN_FILTER_INIT;
    if (options->month) {
        filter.from = jw_date_instant(jw_month_first(options->month), 0) - JW_DAY_SECONDS;
        filter.to = jw_date_instant(jw_month_first(options->month + 1), 0) + JW_DAY_SECONDS;
    }
    return filter;
}

static jw_status write_all(struct export *export, jw_store *store, jw_record record, jw_error *err)
{
    const jw_export_options *options = export->options;
    jw_scan_range range = jw_range__of(options->district, (const char *)NULL);
    jw_scan_filter filter = filter_of(options);
    if (options->encoding == JW_ENCODING_GB18030)
        JW_TRY(jw_output__use_gb18030(&export->output, err));
    write_start(export);
    JW_TRY(jw_store__visit(store, record, &range, &filter, write_rows, export, err));
    if (options->format == JW_FORMAT_JSON)
        jw_output__string(&export->output, "\n]\n");
    return JW_OK;
}

jw_status jw_store_export(jw_store *store, jw_record record, const jw_export_options *options,
                          jw_write_fn write, void *userdata, jw_error *err)
{
    static const jw_export_options defaults = JW_EXPORT_OPTIONS_INIT;
    if (!store || !write || !jw__describe(record))
        return jw_error_set(err, JW_EINVAL, 0,
                            "an export needs a store, a known record and a function that writes");
    if (!options)
        options = &defaults;
    JW_TRY(check_options(record, options, err));
    struct export export = {.description = jw__describe(record), .options = options};
    export.period = options->month ? jw__period_field(record) : -1;
    JW_TRY(jw_districts__load(store, &export.districts, err));
    jw_output__open(&export.output, write, userdata);
    jw_status status = write_all(&export, store, record, err);
    jw_status finished = jw_output__finish(&export.output, status == JW_OK ? err : NULL);
    jw_districts__free(&export.districts);
    return status == JW_OK ? finished : status;
}
