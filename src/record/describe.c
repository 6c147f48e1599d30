#include "record/describe.h"

#include <string.h>

/* The names in fields.h, translated to the numbers of the public header. */
enum { OPTIONAL = 0, REQUIRED = JW_FIELD_REQUIRED, KEY_ABSENT = JW_FIELD_KEY, KEY_REQUIRED = JW_FIELD_KEY | JW_FIELD_REQUIRED };
enum {
    TEXT = JW_TYPE_TEXT,
    WORD = JW_TYPE_WORD,
    DATE = JW_TYPE_DATE,
    MONTH = JW_TYPE_MONTH,
    INSTANT = JW_TYPE_INSTANT,
    INTEGER = JW_TYPE_INTEGER,
    BOOLEAN = JW_TYPE_BOOLEAN,
    DEGREES = JW_TYPE_DEGREES,
    REAL = JW_TYPE_REAL,
    DECIMAL = JW_TYPE_DECIMAL
};

#define FORMAT_OF(type)                                                                     \
    ((type) == DATE || (type) == MONTH || (type) == DEGREES ? 'i'                           \
     : (type) == INSTANT || (type) == INTEGER               ? 'l'                           \
     : (type) == BOOLEAN                                    ? 'C'                           \
     : (type) == REAL                                       ? 'g'                           \
                                                            : 'u')

#define FIELD(record, field, type, presence, minimum, maximum, words, references, en, zh) \
    {#field, type, presence, minimum, maximum, words, references, en, zh, FORMAT_OF(type)},
#define FIELD_TABLE(record, RECORD, ...) \
    static const struct jw_field fields_of_##record[] = {JW_FIELDS_##RECORD(FIELD)};
JW_RECORDS(FIELD_TABLE)

#define COUNT_KEY(record, field, type, presence, ...) +(((presence) & JW_FIELD_KEY) != 0)
#define DESCRIPTION(record, RECORD, flags, en, zh) \
    {#record, en, zh, flags, 0 JW_FIELDS_##RECORD(COUNT_KEY), JW_F_##record##_COUNT, fields_of_##record},

static const struct jw_record_description descriptions[] = {JW_RECORDS(DESCRIPTION)};

#define RECORD_TOTAL ((int32_t)(sizeof descriptions / sizeof descriptions[0]))

const struct jw_record_description *jw__describe(jw_record record)
{
    return record >= 1 && record <= RECORD_TOTAL ? &descriptions[record - 1] : NULL;
}

int32_t jw__period_field(jw_record record)
{
    static const char *const names[] = {"month", "date", "start"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int32_t position = jw_record_field_find(record, names[i]);
        if (position >= 0)
            return position;
    }
    return -1;
}

int32_t jw__valid_to_field(jw_record record)
{
    const struct jw_record_description *description = &descriptions[record - 1];
    size_t next = description->key_count;
    bool has = next < description->field_count && strcmp(description->fields[next].name, "valid_to") == 0;
    return has ? (int32_t)next : 0;
}

int32_t jw_record_count(void)
{
    return RECORD_TOTAL;
}

const char *jw_record_name(jw_record record)
{
    const struct jw_record_description *description = jw__describe(record);
    return description ? description->name : NULL;
}

const char *jw_record_caption(jw_record record, int32_t chinese)
{
    const struct jw_record_description *description = jw__describe(record);
    if (!description)
        return NULL;
    return chinese ? description->caption_zh : description->caption_en;
}

jw_record jw_record_find(const char *name)
{
    for (jw_record record = 1; name && record <= RECORD_TOTAL; record++)
        if (strcmp(descriptions[record - 1].name, name) == 0)
            return record;
    return 0;
}

uint32_t jw_record_flags(jw_record record)
{
    const struct jw_record_description *description = jw__describe(record);
    return description ? description->flags : 0;
}

size_t jw_record_field_count(jw_record record)
{
    const struct jw_record_description *description = jw__describe(record);
    return description ? description->field_count : 0;
}

size_t jw_record_key_count(jw_record record)
{
    const struct jw_record_description *description = jw__describe(record);
    return description ? description->key_count : 0;
}

jw_status jw_record_field(jw_record record, size_t field, jw_field_info *out)
{
    const struct jw_record_description *description = jw__describe(record);
    if (!description || field >= description->field_count || !out || out->struct_size < sizeof *out)
        return JW_EINVAL;
    const struct jw_field *source = &description->fields[field];
    *out = (jw_field_info){sizeof *out,     source->name,       source->type,       source->flags,
                           source->minimum, source->maximum,    source->words,      source->references,
                           source->caption_en, source->caption_zh};
    return JW_OK;
}

int32_t jw_record_field_find(jw_record record, const char *name)
{
    const struct jw_record_description *description = jw__describe(record);
    for (size_t i = 0; description && name && i < description->field_count; i++)
        if (strcmp(description->fields[i].name, name) == 0)
            return (int32_t)i;
    return -1;
}
