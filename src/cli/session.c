#include "cli/session.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <jingwu/sys/storage.h>
#include "cli/progress.h"
#ifdef CLI_WITH_POSTGRES
#include <jingwu/sys/postgres.h>
#endif

void cli_say_kept_back(struct cli_session *session)
{
    if (session->first_bad[0])
        cli_say_text(session->first_bad);
    session->first_bad[0] = '\0';
}

/* A bad row. With a file of rejected rows there is no need to list them here too. */
static void say_bad_row(struct cli_session *session, const char *message)
{
    if (cli_has(session->arguments, OPTION_REJECTS))
        return;
    if (session->bad_rows++ == 0) {
        snprintf(session->first_bad, sizeof session->first_bad, "%s", message);
        return;
    }
    cli_say_kept_back(session);
    cli_say_text(message);
}

static void log_line(void *userdata, int32_t level, const char *message)
{
    struct cli_session *session = userdata;
    if (level == JW_LOG_ERROR)
        say_bad_row(session, message);
    else if (level <= JW_LOG_INFO && !session->silent)
        cli_say_text(message);
}

static jw_status load_storage(struct cli_session *session, jw_error *err)
{
    const char *file = cli_value(session->arguments, OPTION_STORAGE);
    return file ? jw_storage_load(session->context, file, err) : JW_OK;
}

/* The storages that this program brings besides those of the library. */
static jw_status register_storages(jw_context *context, jw_error *err)
{
#ifdef CLI_WITH_POSTGRES
    jw_storage_ops ops = {.struct_size = sizeof ops, .api_version = JW_STORAGE_API_VERSION};
    jw_status status = jw_storage_postgres_init(JW_STORAGE_API_VERSION, &ops, err);
    return status == JW_OK ? jw_storage_register(context, &ops, err) : status;
#else
    (void)context;
    (void)err;
    return JW_OK;
#endif
}

int cli_session_open(struct cli_session *session, const struct cli_arguments *arguments)
{
    session->arguments = arguments;
    session->store = NULL;
    session->total = NULL;
    session->write_total = NULL;
    session->silent = cli_has(arguments, OPTION_QUIET);
    session->bad_rows = 0;
    session->first_bad[0] = '\0';
    session->output.descriptor = -1;
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.log = log_line;
    options.log_userdata = session;
    options.progress = cli_progress_show;
    jw_error err = JW_ERROR_INIT;
    jw_status status = jw_context_new(&options, &session->context, &err);
    if (status == JW_OK) {
        status = register_storages(session->context, &err);
        if (status != JW_OK)
            jw_context_free(session->context);
    }
    if (status != JW_OK) {
        cli_say_text(err.message);
        return CLI_STORAGE;
    }
    cli_signals_catch(session->context);
    cli_progress_start(!cli_has(arguments, OPTION_QUIET));
    status = load_storage(session, &err);
    if (status != JW_OK) {
        cli_say_text(err.message);
        cli_session_close(session);
        return CLI_STORAGE;
    }
    return CLI_DONE;
}

void cli_session_close(struct cli_session *session)
{
    cli_progress_clear();
    cli_signals_forget();
    jw_table_free(session->total);
    jw_store_free(session->store);
    jw_context_free(session->context);
}

/* What helps when a store cannot be opened. */
static void hint_at_open(jw_status status, const char *store)
{
    if (status == JW_ENOTFOUND)
        cli_hint(SAY_HINT_INIT, store);
    else if (status == JW_EBUSY)
        cli_hint(SAY_HINT_BUSY);
}

int cli_store_open_other(struct cli_session *session, const char *store, uint32_t flags, jw_store **out)
{
    jw_store_options options = JW_STORE_OPTIONS_INIT;
    options.flags = flags;
    options.actor = cli_value(session->arguments, OPTION_ACTOR);
    jw_error err = JW_ERROR_INIT;
    jw_status status = jw_store_open(session->context, store, &options, out, &err);
    if (status == JW_OK)
        return CLI_DONE;
    if (status == JW_EINVAL || status == JW_ECANCELLED)
        return cli_fail(session, status, &err);
    /* whatever is wrong with the store is not wrong with the input */
    if (cli_language_is_chinese())
        cli_say(SAY_STORE_FAILED, cli_status_text(status), err.message);
    else if (strstr(err.message, store))
        cli_say_text(err.message);
    else
        cli_say(SAY_STORE_FAILED, store, err.message);
    hint_at_open(status, store);
    return CLI_STORAGE;
}

int cli_store_open(struct cli_session *session, uint32_t flags)
{
    return cli_store_open_other(session, session->arguments->operands[0], flags, &session->store);
}

/* Whether an operand names the file; a store may be named with its scheme. */
static bool names_file(const char *operand, const struct stat *file)
{
    static const char scheme[] = "sqlite:";
    struct stat other;
    if (strncmp(operand, scheme, strlen(scheme)) == 0)
        operand += strlen(scheme);
    return stat(operand, &other) == 0 && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

/* The operands are the store and then, for each file, its record and its name. */
static bool is_read_by_the_command(const struct cli_arguments *arguments, const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0 || !S_ISREG(file.st_mode))
        return false;
    for (int i = 0; i < arguments->operand_count; i += 2)
        if (names_file(arguments->operands[i], &file))
            return true;
    return false;
}

int cli_output_begin(struct cli_session *session, enum cli_option option)
{
    const char *path = cli_value(session->arguments, option);
    if (path && is_read_by_the_command(session->arguments, path)) {
        cli_say(SAY_OUTPUT_IS_READ, path, cli_option_spec(option)->name);
        return CLI_USAGE;
    }
    return cli_output_open(&session->output, path) ? CLI_DONE : cli_output_fail(&session->output);
}
