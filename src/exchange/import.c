/* Import and removal by files. */
#include "exchange/import.h"

#include <stdio.h>
#include <string.h>
#include "journal/write.h"

static jw_status check_file(const jw_import_file *file, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(file->record);
    if (file->struct_size < sizeof *file || !description || !file->path)
        return jw_error_set(err, JW_EINVAL, 0,
                            "a file to import needs its struct_size, a known record and a path");
    if (description->flags & JW_RECORD_SYSTEM)
        return jw_error_set(err, JW_EINVAL, 0, "%s is written by the library only and cannot be imported",
                            description->name);
    return JW_OK;
}

static jw_status take_options(struct jw_import *import, const jw_import_options *options, jw_error *err)
{
    static const jw_import_options defaults = JW_IMPORT_OPTIONS_INIT;
    if (!options)
        options = &defaults;
    if (options->struct_size < offsetof(jw_import_options, reject_userdata) + sizeof options->reject_userdata)
        return jw_error_set(err, JW_EINVAL, 0, "import options are not initialised");
    import->options = *options;
    if (options->encoding < JW_ENCODING_AUTO || options->encoding > JW_ENCODING_GB18030)
        return jw_error_set(err, JW_EINVAL, 0, "%d is no encoding", (int)options->encoding);
    if (options->layout != JW_LAYOUT_OWN && options->layout != JW_LAYOUT_CHINA_DIVISION)
        return jw_error_set(err, JW_EINVAL, 0, "%d is no layout", (int)options->layout);
    return JW_OK;
}

/* A map is checked pair by pair, so that a slip of the pen is found before any file is read. */
static jw_status check_map(const struct jw_import *import, jw_error *err)
{
    jw_record *records = jw__allocate_zeroed(import->context, import->file_count, sizeof *records, err);
    if (!records)
        return JW_ENOMEM;
    for (size_t i = 0; i < import->file_count; i++)
        records[i] = import->files[i].record;
    jw_status status = jw_layout__check_map(import->options.map, records, import->file_count, err);
    jw__free(import->context, records);
    return status;
}

static jw_status check_call(const struct jw_import *import, jw_error *err)
{
    size_t from_input = 0;
    for (size_t i = 0; i < import->file_count; i++) {
        JW_TRY(check_file(&import->files[i], err));
        from_input += strcmp(import->files[i].path, "-") == 0;
        if (import->options.layout == JW_LAYOUT_CHINA_DIVISION && import->removing)
            return jw_error_set(err, JW_EINVAL, 0,
                                "rows are removed by files with the record's own field names");
    }
    if (from_input > 1)
        return jw_error_set(err, JW_EINVAL, 0, "standard input can be one of the files only");
    return check_map(import, err);
}

/* The directory of the store's file, where there is room for what the store will hold anyway; a server has none. */
static void find_directory(struct jw_import *import)
{
    const char *place = import->store->place;
    const char *slash = place ? strrchr(place, '/') : NULL;
    bool in_file = place && place[0] && strncmp(place, "//", 2) != 0 && !strchr(place, '=');
    import->directory[0] = '\0';
    if (!in_file)
        return;
    int length = slash ? (int)(slash - place) : 1;
    if ((size_t)length < sizeof import->directory)
        snprintf(import->directory, sizeof import->directory, "%.*s", length ? length : 1,
                 slash ? place : ".");
}

static jw_status open_import(struct jw_import *import, jw_error *err)
{
    find_directory(import);
    import->sources = jw__allocate_zeroed(import->context, import->file_count, sizeof *import->sources, err);
    if (!import->sources)
        return JW_ENOMEM;
    for (size_t i = 0; i < import->file_count; i++) {
        import->sources[i].context = import->context;
        import->sources[i].file = -1;
    }
    JW_TRY(jw_districts__load(import->store, &import->districts, err));
    return jw_sorter__new(import->context, import->context->memory_budget,
                          import->directory[0] ? import->directory : NULL, &import->sorter, err);
}

static void close_import(struct jw_import *import)
{
    for (size_t i = 0; import->sources && i < import->file_count; i++)
        jw_source__close(&import->sources[i]);
    jw__free(import->context, import->sources);
    jw_districts__free(&import->districts);
    jw_sorter__free(import->sorter);
    jw_report__close(&import->report);
    if (import->missing)
        jw_texts__free(import->missing);
    jw_bytes__free(import->context, &import->key);
    jw_bytes__free(import->context, &import->payload);
}

/* Files of records that others refer to come first: sorted input then stays sorted, and districts are known
 * in time. */
static jw_status read_files(struct jw_import *import, jw_error *err)
{
    for (unsigned rank = 0; rank <= UINT8_MAX; rank++)
        for (size_t i = 0; i < import->file_count; i++)
            if (jw_import_row__rank(import->files[i].record) == rank)
                JW_TRY(jw_import__read_file(import, i, err));
    return JW_OK;
}

static jw_status run(struct jw_import *import, jw_write_counts *counts, jw_error *err)
{
    JW_TRY(open_import(import, err));
    JW_TRY(read_files(import, err));
    if (import->report.bad && !import->options.keep_good)
        return jw_report__fail(&import->report, err);
    JW_TRY(jw_sorter__finish(import->sorter, err));
    return jw_import__write(import, counts, err);
}

/* Late bad rows are handed over also when the import failed for them. */
static jw_status run_and_report(struct jw_import *import, jw_write_counts *counts, jw_error *err)
{
    jw_status status = run(import, counts, err);
    if (status != JW_OK)
        jw_import__deliver_late(import, NULL);
    return status;
}

static jw_status import_files(struct jw_import *import, jw_import_summary *summary, jw_error *err)
{
    jw_write_counts counts = {0};
    JW_TRY(check_call(import, err));
    JW_TRY(jw__check_fork(import->context, err));
    JW_TRY(jw_store__check_writable(import->store, err)); /* before anything is read in vain */
    if (summary && summary->struct_size < sizeof *summary)
        return jw_error_set(err, JW_EINVAL, 0, "the import summary is not initialised");
    jw_report__open(&import->report, import->context, import->files, &import->options);
    jw_status status = run_and_report(import, &counts, err);
    /* the transaction of a caller must not be committed without what this import was to bring */
    if (status != JW_OK && import->store->in_transaction)
        jw_write__end(import->store, false, status, NULL);
    if (status == JW_OK && summary) {
        summary->rows = import->rows;
        summary->counts = counts;
        summary->rejected = import->report.bad;
    }
    close_import(import);
    return status;
}

jw_status jw_store_import(jw_store *store, const jw_import_file *files, size_t file_count,
                          const jw_import_options *options, jw_import_summary *summary, jw_error *err)
{
    if (!store || !files || !file_count)
        return jw_error_set(err, JW_EINVAL, 0, "an import needs a store and at least one file");
    struct jw_import import = {
        .store = store, .context = store->context, .files = files, .file_count = file_count};
    JW_TRY(take_options(&import, options, err));
    return import_files(&import, summary, err);
}

jw_status jw_store_remove_file(jw_store *store, const jw_import_file *file, const jw_import_options *options,
                               jw_import_summary *summary, jw_error *err)
{
    if (!store || !file)
        return jw_error_set(err, JW_EINVAL, 0, "a removal needs a store and a file");
    struct jw_import import = {
        .store = store, .context = store->context, .files = file, .file_count = 1, .removing = true};
    JW_TRY(take_options(&import, options, err));
    return import_files(&import, summary, err);
}
