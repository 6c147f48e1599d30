/* import, export, remove. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli/commands.h"
#include "cli/session.h"

/* Whether a file can be read, told before anything else happens; its contents are not touched. */
static int check_file(const char *path)
{
    struct stat about;
    int reason = 0;
    if (strcmp(path, "-") == 0)
        return CLI_DONE;
    if (stat(path, &about) != 0 || access(path, R_OK) != 0)
        reason = errno;
    else if (S_ISDIR(about.st_mode))
        reason = EISDIR;
    if (!reason)
        return CLI_DONE;
    cli_say(SAY_FILE_UNREADABLE, path, strerror(reason));
    return CLI_INPUT;
}

/* The operands from the second on as records and their files. */
static int read_files(const struct cli_session *session, jw_import_file *files, size_t count)
{
    char **operands = session->arguments->operands + 1;
    for (size_t i = 0; i < count; i++) {
        memset(&files[i], 0, sizeof files[i]);
        files[i].struct_size = sizeof files[i];
        files[i].path = operands[2 * i + 1];
        int exit_status = cli_record_named(operands[2 * i], &files[i].record);
        if (exit_status == CLI_DONE)
            exit_status = check_file(files[i].path);
        if (exit_status != CLI_DONE)
            return exit_status;
    }
    return CLI_DONE;
}

static int32_t encoding_of(const struct cli_session *session)
{
    if (cli_is(session->arguments, OPTION_ENCODING, "gb18030"))
        return JW_ENCODING_GB18030;
    return cli_is(session->arguments, OPTION_ENCODING, "utf-8") ? JW_ENCODING_UTF8 : JW_ENCODING_AUTO;
}

static int read_options(const struct cli_session *session, jw_import_options *options)
{
    const struct cli_arguments *arguments = session->arguments;
    options->encoding = encoding_of(session);
    options->map = cli_value(arguments, OPTION_MAP);
    options->keep_good = cli_has(arguments, OPTION_KEEP_GOOD);
    options->insert_only = cli_has(arguments, OPTION_INSERT_ONLY);
    if (cli_has(arguments, OPTION_LAYOUT) && cli_is(arguments, OPTION_LAYOUT, "china-division"))
        options->layout = JW_LAYOUT_CHINA_DIVISION;
    return cli_one_district(session, &options->district);
}

/* ---- the file of rejected rows ---- */

static void put_cell(struct cli_output *output, const char *text, size_t length, const char *after)
{
    cli_output_write(output, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        cli_output_write(output, &text[i], 1);
        if (text[i] == '"')
            cli_output_write(output, "\"", 1);
    }
    cli_output_write(output, "\"", 1);
    cli_output_write(output, after, strlen(after));
}

static int32_t write_reject(void *userdata, const char *path, int64_t line, const char *field,
                            const char *reason, const char *text, size_t length)
{
    struct cli_output *output = userdata;
    char number[32];
    put_cell(output, path, strlen(path), ",");
    snprintf(number, sizeof number, "%lld,", (long long)line);
    cli_output_write(output, number, strlen(number));
    put_cell(output, field ? field : "", field ? strlen(field) : 0, ",");
    put_cell(output, reason, strlen(reason), ",");
    put_cell(output, text, length, "\n");
    return output->failure != 0;
}

static int open_rejects(struct cli_session *session, jw_import_options *options)
{
    static const char header[] = "file,line,field,reason,text\n";
    if (!cli_has(session->arguments, OPTION_REJECTS))
        return CLI_DONE;
    if (!options->keep_good) {
        cli_say(SAY_OPTION_NEEDS_OTHER, "rejects", "keep-good");
        return CLI_USAGE;
    }
    int exit_status = cli_output_begin(session, OPTION_REJECTS);
    if (exit_status != CLI_DONE)
        return exit_status;
    cli_output_write(&session->output, header, sizeof header - 1);
    options->reject = write_reject;
    options->reject_userdata = &session->output;
    return CLI_DONE;
}

/* ---- import ---- */

static int tell_import(struct cli_session *session, const jw_import_summary *summary)
{
    const jw_write_counts *counts = &summary->counts;
    const char *rejects = cli_value(session->arguments, OPTION_REJECTS);
    cli_say_kept_back(session);
    if (!cli_has(session->arguments, OPTION_QUIET)) {
        cli_tell(SAY_IMPORTED, (long long)summary->rows, (long long)counts->inserted,
                 (long long)counts->updated, (long long)counts->unchanged, (long long)summary->rejected);
        if (summary->rejected && rejects)
            cli_say(SAY_REJECTED, (long long)summary->rejected, rejects);
    }
    if (rejects && !cli_output_commit(&session->output)) {
        cli_output_fail(&session->output);
        cli_hint(SAY_REJECTS_LATE);
        return CLI_STORAGE;
    }
    return CLI_DONE;
}

static int import_files(struct cli_session *session, const jw_import_file *files, size_t count)
{
    jw_import_options options = JW_IMPORT_OPTIONS_INIT;
    jw_import_summary summary = {.struct_size = sizeof summary};
    jw_error err = JW_ERROR_INIT;
    int exit_status = read_options(session, &options);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, options.layout == JW_LAYOUT_OWN ? 0 : JW_STORE_CREATE);
    if (exit_status == CLI_DONE)
        exit_status = open_rejects(session, &options);
    if (exit_status != CLI_DONE)
        return exit_status;
    jw_status status = jw_store_import(session->store, files, count, &options, &summary, &err);
    if (status == JW_OK)
        return tell_import(session, &summary);
    bool at_rejects = status == JW_ECALLBACK && session->output.failure;
    cli_output_discard(&session->output);
    return at_rejects ? cli_output_fail(&session->output) : cli_fail(session, status, &err);
}

int cli_import(struct cli_session *session)
{
    int operands = session->arguments->operand_count;
    if (operands % 2 == 0) {
        cli_say(SAY_PAIRS_FILES, session->arguments->operands[operands - 1]);
        return CLI_USAGE;
    }
    size_t count = (size_t)operands / 2;
    jw_import_file *files = calloc(count, sizeof *files);
    if (!files) {
        cli_say(SAY_NO_MEMORY);
        return CLI_STORAGE;
    }
    int exit_status = read_files(session, files, count);
    if (exit_status == CLI_DONE)
        exit_status = import_files(session, files, count);
    free(files);
    return exit_status;
}

/* ---- remove ---- */

int cli_remove(struct cli_session *session)
{
    jw_import_file file;
    jw_import_options options = JW_IMPORT_OPTIONS_INIT;
    jw_import_summary summary = {.struct_size = sizeof summary};
    jw_error err = JW_ERROR_INIT;
    int exit_status = read_files(session, &file, 1);
    if (exit_status == CLI_DONE)
        exit_status = read_options(session, &options);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, 0);
    if (exit_status != CLI_DONE)
        return exit_status;
    jw_status status = jw_store_remove_file(session->store, &file, &options, &summary, &err);
    if (status != JW_OK)
        return cli_fail(session, status, &err);
    if (!cli_has(session->arguments, OPTION_QUIET))
        cli_tell(SAY_REMOVED, (long long)summary.rows, (long long)summary.counts.removed);
    return CLI_DONE;
}

/* ---- export ---- */

struct export_request {
    jw_record record;
    jw_export_options options;
};

static jw_status export_district(struct cli_session *session, const struct cli_district *district,
                                 struct cli_parts *parts, void *userdata, jw_error *err)
{
    struct export_request *request = userdata;
    request->options.district = district->code;
    jw_status status =
        jw_store_export(session->store, request->record, &request->options, cli_parts_write, parts, err);
    request->options.bom = 0; /* once at the beginning */
    return status;
}

int cli_export(struct cli_session *session)
{
    struct export_request request = {0, JW_EXPORT_OPTIONS_INIT};
    if (cli_is(session->arguments, OPTION_FORMAT, "arrow")) {
        cli_say(SAY_NOT_YET, "export --format arrow");
        return CLI_NOT_YET;
    }
    if (cli_is(session->arguments, OPTION_FORMAT, "json"))
        request.options.format = JW_FORMAT_JSON;
    request.options.encoding = encoding_of(session);
    request.options.bom = cli_has(session->arguments, OPTION_BOM);
    int exit_status = cli_record_named(session->arguments->operands[1], &request.record);
    if (exit_status == CLI_DONE)
        exit_status = cli_month(session, &request.options.month);
    if (exit_status == CLI_DONE)
        exit_status = cli_store_open(session, JW_STORE_READ_ONLY);
    if (exit_status != CLI_DONE)
        return exit_status;
    return cli_each_district(session, cli_parts_of(request.options.format), export_district, &request);
}
