/*
 * The national list of villages and communities (china-division's villages.csv): the last three digits of a
 * code tell the kind. The kind is stored as the code has it, never inferred from the name; names that look
 * otherwise are reported.
 */
#include <string.h>
#include "base/text.h"
#include "exchange/import.h"

enum { CODE, NAME, STREET, PROVINCE, CITY, AREA, COLUMNS };
static const char *const names[COLUMNS] = {"code",         "name",     "streetCode",
                                           "provinceCode", "cityCode", "areaCode"};

/* So many odd names are shown. */
#define SHOWN 5

jw_status jw_division__read_header(const struct jw_csv_row *header, struct jw_division *out, jw_error *err)
{
    for (size_t i = 0; i < COLUMNS; i++)
        out->columns[i] = -1;
    out->column_count = header->count;
    for (size_t column = 0; column < header->count; column++) {
        struct jw_csv_cell cell = header->cells[column];
        jw_csv__trim(&cell);
        for (size_t i = 0; i < COLUMNS; i++)
            if (cell.length == strlen(names[i]) && memcmp(cell.text, names[i], cell.length) == 0)
                out->columns[i] = (int32_t)column;
    }
    for (size_t i = 0; i < COLUMNS; i++)
        if (out->columns[i] < 0 && i != PROVINCE && i != CITY)
            return jw_error_set_field(
                err, JW_EINPUT, "village", header->line, NULL,
                "the national list has the columns code, name, streetCode, provinceCode, "
                "cityCode, areaCode: '%s' is missing",
                names[i]);
    return JW_OK;
}

static jw_status read_field(const struct jw_division *division, const struct jw_csv_row *line, int column,
                            int field, struct jw_import_row *row, jw_error *err)
{
    const struct jw_csv_cell *cell = &line->cells[division->columns[column]];
    return jw_value__parse(JW_RECORD_VILLAGE, &jw__describe(JW_RECORD_VILLAGE)->fields[field], cell->text,
                           cell->length, 0, row->line, &row->values[field], err);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The last three digits, -1 if there are none. */
static int last_digits(const struct jw_value *code)
{
    const char *end = code->text + code->length;
    if (code->length < 3 || !is_digit(end[-1]) || !is_digit(end[-2]) || !is_digit(end[-3]))
        return -1;
    return (end[-3] - '0') * 100 + (end[-2] - '0') * 10 + (end[-1] - '0');
}

static bool ends_with(const struct jw_value *name, const char *ending)
{
    size_t length = strlen(ending);
    return name->length >= length && memcmp(name->text + name->length - length, ending, length) == 0;
}

static bool is_named_community(const struct jw_value *name)
{
    return ends_with(name, "居委会") || ends_with(name, "居民委员会") || ends_with(name, "社区");
}

static bool is_named_village(const struct jw_value *name)
{
    return ends_with(name, "村委会") || ends_with(name, "村民委员会") || ends_with(name, "村");
}

static void note_odd(const struct jw_import *import, const struct jw_division *division, int64_t *count,
                     const char *kind, const struct jw_import_row *row)
{
    const struct jw_value *code = &row->values[JW_F_village_code];
    const struct jw_value *name = &row->values[JW_F_village_name];
    if ((*count)++ < SHOWN && !division->quiet)
        jw__log(import->context, JW_LOG_INFO, "%.*s %.*s stays a %s, as its code says", (int)code->length,
                code->text, (int)(name->length < 90 ? name->length : jw__utf8_prefix(name->text, 90)),
                name->text, kind);
}

/* 001 to 199 are communities, 200 to 399 villages; 400 to 499 and 500 to 599 are units like them. */
static void set_kind(const struct jw_import *import, struct jw_division *division, struct jw_import_row *row)
{
    const struct jw_value *name = &row->values[JW_F_village_name];
    int digits = last_digits(&row->values[JW_F_village_code]);
    bool community = (digits >= 1 && digits <= 199) || (digits >= 400 && digits <= 499);
    bool usual = digits >= 1 && digits <= 399;
    row->values[JW_F_village_kind] =
        (struct jw_value){.text = community ? "community" : "village", .length = community ? 9 : 7};
    if (!usual)
        note_odd(import, division, &division->other_codes, community ? "community" : "village", row);
    else if (community && is_named_village(name))
        note_odd(import, division, &division->odd_communities, "community", row);
    else if (!community && is_named_community(name))
        note_odd(import, division, &division->odd_villages, "village", row);
}

/* A district that neither the store nor the files have yet is made, with its code as name. */
static jw_status ensure_district(struct jw_import *import, struct jw_division *division, size_t file,
                                 int64_t line, const struct jw_value *area, jw_error *err)
{
    if (strlen(division->area) == area->length && memcmp(division->area, area->text, area->length) == 0)
        return JW_OK;
    memcpy(division->area, area->text, area->length);
    division->area[area->length] = '\0';
    if (jw_districts__has(&import->districts, area->text, area->length))
        return JW_OK;
    struct jw_import_row made = {.record = JW_RECORD_DISTRICT, .file = file, .line = line};
    made.values[JW_F_district_code] = *area;
    made.values[JW_F_district_name] = *area;
    made.values[JW_F_district_utc_offset] = (struct jw_value){.text = "", .integer = JW_DEFAULT_UTC_OFFSET};
    JW_TRY(jw_districts__add(&import->districts, area->text, area->length, JW_DEFAULT_UTC_OFFSET, err));
    return jw_import__add_row(import, &made, err);
}

jw_status jw_division__read_row(struct jw_import *import, struct jw_division *division, size_t file,
                                const struct jw_csv_row *line, struct jw_import_row *row, jw_error *err)
{
    for (size_t i = 0; i < JW_F_village_COUNT; i++)
        row->values[i] = (struct jw_value){.text = "", .absent = true};
    JW_TRY(read_field(division, line, AREA, JW_F_village_district, row, err));
    JW_TRY(read_field(division, line, CODE, JW_F_village_code, row, err));
    JW_TRY(read_field(division, line, NAME, JW_F_village_name, row, err));
    JW_TRY(read_field(division, line, STREET, JW_F_village_township, row, err));
    set_kind(import, division, row);
    return ensure_district(import, division, file, row->line, &row->values[JW_F_village_district], err);
}

void jw_division__log(const struct jw_import *import, const struct jw_division *division)
{
    jw__log(
        import->context, JW_LOG_INFO,
        "the kind is stored as the code has it, not inferred: %lld villages are named like a community, %lld "
        "communities like a village, %lld codes end outside of 001 to 399",
        (long long)division->odd_villages, (long long)division->odd_communities,
        (long long)division->other_codes);
}
