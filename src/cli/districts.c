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

static bool means_all(const struct cli_session *session)
{
    const char *given = cli_value(session->arguments, OPTION_DISTRICT);
    return given && strcmp(given, "all") == 0;
}

jw_status cli_add_to_total(struct cli_session *session, const struct cli_district *district,
                           const jw_table *table, const jw_total_column *columns, size_t count, jw_error *err)
{
    jw_table *total;
    if (!district->of_all)
        return JW_OK;
    jw_status status = jw_table_add_up(session->total, table, columns, count, &total, err);
    if (status != JW_OK)
        return status;
    jw_table_free(session->total);
    session->total = total;
    return JW_OK;
}

static jw_status write_total(struct cli_session *session, struct cli_parts *parts, void *userdata,
                             jw_error *err)
{
    struct cli_district district = {"total", true, true};
    if (session->total) {
        cli_parts_next(parts);
        return cli_write_table(session, &district, session->total, parts, err);
    }
    if (!session->write_total)
        return JW_OK;
    cli_parts_next(parts);
    return session->write_total(session, &district, parts, userdata, err);
}

/* The first code of the list, which ends there; *list is what follows, NULL at the end. */
static const char *cut_code(char **list)
{
    char *code = *list;
    char *comma = code ? strchr(code, ',') : NULL;
    if (comma)
        *comma++ = '\0';
    *list = comma;
    return code;
}

/* The codes of the list, which is cut into pieces; the store's only district when there is no list. */
static int write_districts(struct cli_session *session, enum cli_parts_kind kind, char *list,
                           cli_district_fn write, void *userdata)
{
    struct cli_parts parts;
    bool all = means_all(session);
    struct cli_district district = {NULL, all || (list && strchr(list, ',')), all};
    jw_error err = JW_ERROR_INIT;
    jw_status status;
    if (kind == PARTS_VALUE && !district.one_of_several)
        kind = PARTS_TEXT;
    cli_parts_begin(&parts, &session->output, kind);
    do {
        district.code = cut_code(&list);
        cli_parts_next(&parts);
        status = write(session, &district, &parts, userdata, &err);
    } while (status == JW_OK && list);
    if (status == JW_OK && all)
        status = write_total(session, &parts, userdata, &err);
    if (status != JW_OK)
        return fail(session, status, &err);
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

static int every_code(struct cli_session *session, char **out)
{
    struct ArrowArrayStream stream;
    struct code_list list = {NULL, 0};
    jw_error err = JW_ERROR_INIT;
    jw_status status = jw_store_scan(session->store, JW_RECORD_DISTRICT, NULL, &stream, &err);
    if (status == JW_OK) {
        status = read_codes(&stream, &list, &err);
        stream.release(&stream);
    }
    if (status != JW_OK) {
        free(list.text);
        return cli_fail(session, status, &err);
    }
    *out = list.text;
    return CLI_DONE;
}

/* The districts as a list that the caller frees; NULL stands for the only one of the store. */
static int find_codes(struct cli_session *session, bool every, char **out)
{
    const char *given = cli_value(session->arguments, OPTION_DISTRICT);
    *out = NULL;
    if (means_all(session) || (!given && every))
        return every_code(session, out);
    if (!given)
        return CLI_DONE;
    if (names_one_twice(given)) {
        cli_say(SAY_DISTRICT_TWICE, given);
        return CLI_USAGE;
    }
    *out = strdup(given);
    if (*out)
        return CLI_DONE;
    cli_say(SAY_NO_MEMORY);
    return CLI_STORAGE;
}

static int write_found(struct cli_session *session, bool every, enum cli_parts_kind kind,
                       cli_district_fn write, void *userdata)
{
    char *list;
    int exit_status = find_codes(session, every, &list);
    if (exit_status == CLI_DONE)
        exit_status = cli_output_begin(session, OPTION_OUTPUT);
    if (exit_status == CLI_DONE)
        exit_status = write_districts(session, kind, list, write, userdata);
    free(list);
    return exit_status;
}

int cli_each_district(struct cli_session *session, enum cli_parts_kind kind, cli_district_fn write,
                      void *userdata)
{
    return write_found(session, false, kind, write, userdata);
}

int cli_every_district(struct cli_session *session, enum cli_parts_kind kind, cli_district_fn write,
                       void *userdata)
{
    return write_found(session, true, kind, write, userdata);
}

int cli_for_districts(struct cli_session *session,
                      int (*call)(struct cli_session *session, const char *district, void *userdata),
                      void *userdata)
{
    char *list;
    int exit_status = find_codes(session, false, &list);
    char *rest = list;
    while (exit_status == CLI_DONE) {
        exit_status = call(session, cut_code(&rest), userdata);
        if (!rest)
            break;
    }
    free(list);
    return exit_status;
}
