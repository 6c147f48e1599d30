/* One district after the other, their results in one output. */
#include "cli/session.h"

#include <stdlib.h>
#include <string.h>
#include <jingwu/sys/column.h>

enum cli_parts_kind cli_parts_of(int32_t format)
{
    if (format == JW_FORMAT_CSV)
        return PARTS_CSV;
    return format == JW_FORMAT_JSON ? PARTS_ARRAY : PARTS_TEXT;
}

jw_status cli_write_table(struct cli_session *session, const struct cli_district *district,
                          const jw_table *table, struct cli_parts *parts, jw_error *err)
{
    int32_t format = cli_format(session);
    if (!district->one_of_several)
        return jw_table_write(table, format, 1, cli_parts_write, parts, err);
    jw_table *named;
    jw_status status = jw_table_prepend(table, "district", district->code, &named, err);
    if (status == JW_OK)
        status = jw_table_write(named, format, 1, cli_parts_write, parts, err);
    jw_table_free(named);
    return status;
}

static int fail(struct cli_session *session, jw_status status, const jw_error *err)
{
    bool at_output = session->output.failure != 0;
    cli_output_discard(&session->output);
    if (at_output && (status == JW_ECALLBACK || status == JW_OK))
        return cli_output_fail(&session->output);
    return cli_fail(session, status, err);
}

/* The codes of the list, which is cut into pieces; the store's only district when there is no list. */
static int write_districts(struct cli_session *session, enum cli_parts_kind kind, char *list,
                           cli_district_fn write, void *userdata)
{
    struct cli_parts parts;
    struct cli_district district = {NULL, list && strchr(list, ',')};
    if (kind == PARTS_VALUE && !district.one_of_several)
        kind = PARTS_TEXT;
    cli_parts_begin(&parts, &session->output, kind);
    char *next = list;
    do {
        jw_error err = JW_ERROR_INIT;
        district.code = next;
        next = next ? strchr(next, ',') : NULL;
        if (next)
            *next++ = '\0';
        cli_parts_next(&parts);
        jw_status status = write(session, &district, &parts, userdata, &err);
        if (status != JW_OK)
            return fail(session, status, &err);
    } while (next);
    cli_parts_end(&parts);
    return cli_output_commit(&session->output) ? CLI_DONE : cli_output_fail(&session->output);
}

/* Whether a code stands in the list twice: its rows would be counted twice by whoever adds them up. */
static bool names_one_twice(const char *list)
{
    for (const char *code = list; code; code = strchr(code, ',')) {
        code += *code == ',';
        size_t length = strcspn(code, ",");
        for (const char *other = strchr(code, ','); other; other = strchr(other + 1, ','))
            if (strcspn(other + 1, ",") == length && strncmp(other + 1, code, length) == 0)
                return true;
    }
    return false;
}

/* NULL: the only district of the store. */
static int write_list(struct cli_session *session, enum cli_parts_kind kind, const char *codes,
                      cli_district_fn write, void *userdata)
{
    int exit_status = cli_output_begin(session, OPTION_OUTPUT);
    if (exit_status != CLI_DONE)
        return exit_status;
    char *list = codes ? strdup(codes) : NULL;
    if (codes && !list) {
        cli_output_discard(&session->output);
        cli_say(SAY_NO_MEMORY);
        return CLI_STORAGE;
    }
    exit_status = write_districts(session, kind, list, write, userdata);
    free(list);
    return exit_status;
}

int cli_each_district(struct cli_session *session, enum cli_parts_kind kind, cli_district_fn write,
                      void *userdata)
{
    const char *given = cli_value(session->arguments, OPTION_DISTRICT);
    if (given && names_one_twice(given)) {
        cli_say(SAY_DISTRICT_TWICE, given);
        return CLI_USAGE;
    }
    return write_list(session, kind, given, write, userdata);
}

/* ---- every district of a store ---- */

struct code_list {
    char *text; /* separated by commas; NULL as long as there is none */
    size_t length;
};

static jw_status add_codes(struct code_list *list, const jw_rows *rows, jw_error *err)
{
    for (int64_t row = 0; row < rows->count; row++) {
        size_t length;
        const char *code = jw_rows_text(rows, 0, row, &length);
        char *text = realloc(list->text, list->length + length + 2);
        if (!text)
            return jw_error_set(err, JW_ENOMEM, 0, "no memory for the codes of the districts");
        list->text = text;
        if (list->length)
            text[list->length++] = ',';
        memcpy(text + list->length, code, length);
        list->length += length;
        text[list->length] = '\0';
    }
    return JW_OK;
}

static jw_status read_codes(struct ArrowArrayStream *stream, struct code_list *list, jw_error *err)
{
    for (;;) {
        struct ArrowArray array;
        jw_rows rows;
        jw_status status = jw_stream_next(stream, &array, err);
        if (status != JW_OK || !array.release)
            return status;
        status = jw_rows_view(&array, JW_RECORD_DISTRICT, &rows, err);
        if (status == JW_OK)
            status = add_codes(list, &rows, err);
        array.release(&array);
        if (status != JW_OK)
            return status;
    }
}

int cli_every_district(struct cli_session *session, enum cli_parts_kind kind, cli_district_fn write,
                       void *userdata)
{
    if (cli_has(session->arguments, OPTION_DISTRICT))
        return cli_each_district(session, kind, write, userdata);
    struct ArrowArrayStream stream;
    struct code_list list = {NULL, 0};
    jw_error err = JW_ERROR_INIT;
    jw_status status = jw_store_scan(session->store, JW_RECORD_DISTRICT, NULL, &stream, &err);
    if (status == JW_OK) {
        status = read_codes(&stream, &list, &err);
        stream.release(&stream);
    }
    int exit_status = status == JW_OK ? write_list(session, kind, list.text, write, userdata)
                                      : cli_fail(session, status, &err);
    free(list.text);
    return exit_status;
}
