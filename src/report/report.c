/* The public face of the report, and its JSON form. */
#include <string.h>
#include "base/context.h"
#include "report/tables.h"
#include "report/text.h"

jw_status jw_report_figures(jw_store *store, const jw_report_options *options, jw_table **out, jw_error *err)
{
    if (!out)
        return jw_error_set(err, JW_EINVAL, 0, "no place for the table was given");
    struct jw_report_data *data;
    JW_TRY(jw_report__compute(store, options, &data, err));
    jw_status status = jw_report__figure_table(data, out, err);
    jw_report__free(data);
    return status;
}

/* Where the pieces of JSON go. */
struct output {
    jw_write_fn write;
    void *userdata;
    jw_error *err;
};

static jw_status write_text(const struct output *output, const char *text)
{
    if (output->write(output->userdata, text, strlen(text)) != 0)
        return jw_error_set(output->err, JW_ECALLBACK, 0, "the output was refused");
    return JW_OK;
}

static jw_status write_part(const struct output *output, const char *opening, const jw_table *table)
{
    JW_TRY(write_text(output, opening));
    return jw_table_write(table, JW_FORMAT_JSON, 0, output->write, output->userdata, output->err);
}

typedef jw_status (*table_fn)(const struct jw_report_data *data, jw_table **out, jw_error *err);

static jw_status write_made_part(const struct output *output, const char *opening,
                                 const struct jw_report_data *data, table_fn make)
{
    jw_table *table;
    JW_TRY(make(data, &table, output->err));
    jw_status status = write_part(output, opening, table);
    jw_table_free(table);
    return status;
}

static jw_status write_json(const struct output *output, const struct jw_report_data *data)
{
    JW_TRY(write_made_part(output, "{\"report\": ", data, jw_report__head_table));
    JW_TRY(write_made_part(output, ",\"figures\": ", data, jw_report__figure_table));
    JW_TRY(write_made_part(output, ",\"published\": ", data, jw_report__published_table));
    JW_TRY(write_made_part(output, ",\"contradictions\": ", data, jw_report__contradiction_table));
    JW_TRY(write_part(output, ",\"rules\": ", data->rules));
    return write_text(output, "}\n");
}

jw_status jw_report(jw_store *store, const jw_report_options *options, jw_write_fn write, void *userdata,
                    jw_error *err)
{
    if (!write)
        return jw_error_set(err, JW_EINVAL, 0, "no function to write with was given");
    struct jw_report_data *data;
    JW_TRY(jw_report__compute(store, options, &data, err));
    struct output output = {write, userdata, err};
    jw_status status;
    if (options->format == JW_REPORT_TEXT)
        status = jw_report__text(data, options->chinese != 0, write, userdata, err);
    else if (options->format == JW_REPORT_JSON)
        status = write_json(&output, data);
    else
        status = jw_error_set(err, JW_EINVAL, 0, "the format is neither JW_REPORT_TEXT nor JW_REPORT_JSON");
    jw_report__free(data);
    return status;
}
