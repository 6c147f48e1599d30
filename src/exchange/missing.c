#include "exchange/missing.h"

#include <string.h>

#define NAME_MAX 160

/* What a reference names, as a text of its own. */
static size_t name_of(jw_record record, const char *district, size_t district_length, const char *id,
                      size_t id_length, char name[NAME_MAX])
{
    if (district_length + id_length + 2 > NAME_MAX)
        return 0;
    name[0] = (char)record;
    memcpy(name + 1, district, district_length);
    name[1 + district_length] = '\0';
    memcpy(name + 2 + district_length, id, id_length);
    return district_length + id_length + 2;
}

jw_status jw_missing__add(struct jw_texts *names, const struct jw_missing_reference *list, size_t count,
                          jw_error *err)
{
    for (size_t i = 0; i < count; i++) {
        char name[NAME_MAX];
        const char *kept;
        size_t length = name_of(list[i].record, list[i].district, strlen(list[i].district), list[i].id,
                                strlen(list[i].id), name);
        JW_TRY(jw_texts__add(names, name, length, &kept, err));
    }
    return JW_OK;
}

const struct jw_field *jw_missing__find(const struct jw_texts *names, const struct jw_import_row *row)
{
    const struct jw_record_description *description = jw__describe(row->record);
    for (size_t i = 0; names && i < description->field_count; i++) {
        const struct jw_field *field = &description->fields[i];
        const struct jw_value *value = &row->values[i];
        char name[NAME_MAX];
        if (!field->references || !value->length)
            continue;
        size_t length = name_of(field->references, row->values[0].text, row->values[0].length, value->text,
                                value->length, name);
        if (jw_texts__find(names, name, length))
            return field;
    }
    return NULL;
}

void jw_missing__explain(const struct jw_import_row *row, const struct jw_field *field, jw_error *reason)
{
    const struct jw_value *value = &row->values[field - jw__describe(row->record)->fields];
    jw_error_set_field(reason, JW_EREFERENCE, jw_record_name(row->record), row->line, field->name,
                       "there is no %s '%.*s' in district %.*s", jw_record_name(field->references),
                       (int)value->length, value->text, (int)row->values[0].length, row->values[0].text);
}
