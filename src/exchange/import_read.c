/* The first part of an import: files become checked rows in the sorter. */
#include <string.h>
#include "exchange/import.h"
#include "exchange/missing.h"

#define PROGRESS_ROWS 8192

/* Reading one file. */
struct reader {
    struct jw_import *import;
    size_t file;
    jw_record record;
    const struct jw_record_description *description;
    struct jw_csv csv;
    struct jw_layout layout;
    bool division; /* the national list */
    struct jw_division list;
    bool has_instants;
    struct jw_import_row row;
    bool again;       /* only to hand over what was found bad since */
    size_t next_late; /* of report.late: the first one not handed over */
};

static jw_status read_source(void *userdata, char *buffer, size_t size, size_t *got, bool *doubtful,
                             jw_error *err)
{
    struct jw_source *source = userdata;
    jw_status status = jw_source__read(source, buffer, size, got, err);
    *doubtful = source->doubtful;
    return status;
}

jw_status jw_import__add_row(struct jw_import *import, const struct jw_import_row *row, jw_error *err)
{
    import->key.length = import->payload.length = 0;
    JW_TRY(jw_import_row__encode(import->context, row, &import->key, &import->payload, err));
    struct jw_sorter_entry entry = {import->key.data, import->key.length, import->payload.data,
                                    import->payload.length};
    return jw_sorter__add(import->sorter, &entry, err);
}

/* ---- one row ---- */

static jw_status refuse_fault(const struct reader *reader, jw_error *err)
{
    const struct jw_csv_row *row = &reader->csv.row;
    const char *record = reader->description->name;
    const char *field = reader->division ? "" : jw_layout__field_name(&reader->layout, row->fault_cell);
    if (row->fault == JW_CSV_BYTES)
        return jw_source__refuse_bytes(&reader->import->sources[reader->file], record, row->line, field, err);
    return jw_error_set_field(err, JW_EINPUT, record, row->line, field, "%s", jw_csv__fault_text(row->fault));
}

static jw_status check_cell_count(const struct reader *reader, size_t wanted, jw_error *err)
{
    const struct jw_csv_row *row = &reader->csv.row;
    if (row->count == wanted)
        return JW_OK;
    return jw_error_set_field(err, JW_EINPUT, reader->description->name, row->line, NULL,
                              "the row has %zu cell%s, the header has %zu", row->count,
                              row->count == 1 ? "" : "s", wanted);
}

static jw_status read_value(struct reader *reader, size_t field, int32_t utc_offset, jw_error *err)
{
    int32_t column = reader->layout.column_of[field];
    struct jw_value *value = &reader->row.values[field];
    if (column < 0) {
        *value = (struct jw_value){.text = "", .absent = true};
        return JW_OK;
    }
    const struct jw_csv_cell *cell = &reader->csv.row.cells[column];
    return jw_value__parse(reader->record, &reader->description->fields[field], cell->text, cell->length,
                           utc_offset, reader->row.line, value, err);
}

/* Field 0 is the district (its code or the reference to it), which local times need. */
static jw_status read_district(struct reader *reader, int32_t *utc_offset, jw_error *err)
{
    struct jw_value *value = &reader->row.values[0];
    if (reader->layout.column_of[0] < 0)
        *value =
            (struct jw_value){.text = reader->import->district, .length = strlen(reader->import->district)};
    else
        JW_TRY(read_value(reader, 0, 0, err));
    *utc_offset = reader->has_instants
                      ? jw_districts__offset(&reader->import->districts, value->text, value->length)
                      : 0;
    return JW_OK;
}

static jw_status read_own_row(struct reader *reader, jw_error *err)
{
    int32_t utc_offset;
    bool keys_only = reader->import->removing;
    size_t count = keys_only ? reader->description->key_count : reader->description->field_count;
    JW_TRY(check_cell_count(reader, reader->layout.column_count, err));
    JW_TRY(read_district(reader, &utc_offset, err));
    for (size_t i = 1; i < count; i++)
        JW_TRY(read_value(reader, i, utc_offset, err));
    for (size_t i = count; i < reader->description->field_count; i++)
        reader->row.values[i] = (struct jw_value){.text = "", .absent = true};
    return keys_only ? JW_OK : jw_value__check_row(reader->record, reader->row.values, reader->row.line, err);
}

static jw_status read_row(struct reader *reader, jw_error *err)
{
    reader->row.line = reader->csv.row.line;
    if (reader->csv.row.fault != JW_CSV_GOOD)
        return refuse_fault(reader, err);
    if (!reader->division)
        return read_own_row(reader, err);
    JW_TRY(check_cell_count(reader, reader->list.column_count, err));
    return jw_division__read_row(reader->import, &reader->list, reader->file, &reader->csv.row, &reader->row,
                                 err);
}

/* Local times in files that follow are of the districts that this one brings. */
static jw_status note_district(struct reader *reader, jw_error *err)
{
    if (reader->record != JW_RECORD_DISTRICT || reader->import->removing)
        return JW_OK;
    const struct jw_value *code = &reader->row.values[JW_F_district_code];
    const struct jw_value *offset = &reader->row.values[JW_F_district_utc_offset];
    return jw_districts__add(&reader->import->districts, code->text, code->length,
                             offset->absent ? JW_DEFAULT_UTC_OFFSET : (int32_t)offset->integer, err);
}

static jw_status take_row(struct reader *reader, jw_error *err)
{
    struct jw_import *import = reader->import;
    jw_error reason = JW_ERROR_INIT;
    import->rows++;
    jw_status status = read_row(reader, &reason);
    if (status == JW_EINPUT || status == JW_EENCODING)
        return jw_report__bad_row(&import->report, reader->file, &reason, reader->csv.row.text,
                                  reader->csv.row.length, err);
    if (status != JW_OK)
        return jw_error__pass(&reason, err);
    JW_TRY(note_district(reader, err));
    /* a set with bad rows that will not be written needs no sorting */
    bool wanted = import->options.keep_good || !import->report.bad;
    return wanted ? jw_import__add_row(import, &reader->row, err) : JW_OK;
}

/* Rows that were bad at the first reading were handed over then. */
static jw_status take_row_again(struct reader *reader, jw_error *err)
{
    struct jw_import *import = reader->import;
    struct jw_report *report = &import->report;
    const struct jw_csv_row *line = &reader->csv.row;
    if (reader->next_late < report->late_count) {
        const struct jw_late_reject *late = &report->late[reader->next_late];
        if (late->file == reader->file && late->line == line->line) {
            reader->next_late++;
            return jw_report__deliver(report, late, line->text, line->length, err);
        }
    }
    if (!import->missing || read_row(reader, NULL) != JW_OK)
        return JW_OK;
    const struct jw_field *field = jw_missing__find(import->missing, &reader->row);
    if (!field)
        return JW_OK;
    jw_error reason = JW_ERROR_INIT;
    jw_missing__explain(&reader->row, field, &reason);
    return jw_report__deliver_row(report, reader->file, &reason, line->text, line->length, err);
}

/* ---- one file ---- */

static bool has_instants(const struct jw_record_description *description)
{
    for (size_t i = 0; i < description->field_count; i++)
        if (description->fields[i].type == JW_TYPE_INSTANT)
            return true;
    return false;
}

static jw_status read_header(struct reader *reader, jw_error *err)
{
    struct jw_import *import = reader->import;
    bool end;
    JW_TRY(jw_csv__next(&reader->csv, &end, err));
    if (end)
        return jw_error_set_field(err, JW_EINPUT, reader->description->name, 1, NULL, "the file is empty");
    reader->division =
        import->options.layout == JW_LAYOUT_CHINA_DIVISION && reader->record == JW_RECORD_VILLAGE;
    if (reader->division)
        return jw_division__read_header(&reader->csv.row, &reader->list, err);
    JW_TRY(jw_layout__read(reader->record, &reader->csv.row, import->options.map, import->removing,
                           &reader->layout, err));
    if (reader->layout.column_of[0] < 0 && !import->district[0])
        JW_TRY(jw_districts__choose(&import->districts, import->options.district, import->district, err));
    return JW_OK;
}

static jw_status read_rows(struct reader *reader, jw_error *err)
{
    struct jw_import *import = reader->import;
    const struct jw_source *source = &import->sources[reader->file];
    JW_TRY(read_header(reader, err));
    for (int64_t rows = 0;; rows++) {
        bool end;
        if (rows % PROGRESS_ROWS == 0)
            JW_TRY(jw__progress(import->context, "read", source->offset, source->size, err));
        JW_TRY(jw_csv__next(&reader->csv, &end, err));
        if (end)
            return jw__progress(import->context, "read", source->size, source->size, err);
        JW_TRY(reader->again ? take_row_again(reader, err) : take_row(reader, err));
    }
}

static jw_status open_source(struct jw_import *import, size_t file, jw_error *err)
{
    const char *directory = import->directory[0] ? import->directory : NULL;
    return jw_source__open(import->context, import->files[file].path, import->options.encoding, directory,
                           &import->sources[file], err);
}

static jw_status read_text(struct reader *reader, size_t file, jw_error *err)
{
    struct jw_import *import = reader->import;
    reader->file = reader->row.file = file;
    reader->record = reader->row.record = import->files[file].record;
    reader->description = jw__describe(reader->record);
    reader->has_instants = has_instants(reader->description);
    reader->list.quiet = reader->again;
    JW_TRY(jw_csv__open(import->context, read_source, &import->sources[file], &reader->csv, err));
    jw_status status = read_rows(reader, err);
    jw_csv__close(&reader->csv);
    return status;
}

static jw_status read_file(struct jw_import *import, size_t file, jw_error *err)
{
    struct reader reader = {.import = import};
    JW_TRY(open_source(import, file, err));
    JW_TRY(read_text(&reader, file, err));
    if (reader.division)
        jw_division__log(import, &reader.list);
    return JW_OK;
}

jw_status jw_import__read_file(struct jw_import *import, size_t file, jw_error *err)
{
    jw_error own = JW_ERROR_INIT;
    jw_status status = read_file(import, file, &own);
    if (status == JW_OK)
        return JW_OK;
    if (status == JW_EINPUT || status == JW_EENCODING || status == JW_ENOTFOUND || status == JW_EPERMISSION ||
        status == JW_EIO)
        jw_report__name_file(&own, import->files[file].path);
    return jw_error__pass(&own, err);
}

/* ---- late bad rows ---- */

jw_status jw_import__deliver_late(struct jw_import *import, jw_error *err)
{
    struct jw_report *report = &import->report;
    if (import->delivered || !report->reject || (!report->late_count && !import->missing))
        return JW_OK;
    import->delivered = true;
    if (report->late_count)
        JW_TRY(jw_report__sort_late(report, err));
    size_t next_late = 0;
    for (size_t file = 0; file < import->file_count; file++) {
        bool has_late = next_late < report->late_count && report->late[next_late].file == file;
        if (!has_late && !import->missing)
            continue;
        struct reader reader = {.import = import, .again = true, .next_late = next_late};
        jw_source__rewind(&import->sources[file]);
        JW_TRY(read_text(&reader, file, err));
        next_late = reader.next_late;
    }
    return JW_OK;
}
