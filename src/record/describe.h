/* The description of the records as tables; see fields.h. */
#ifndef JW_RECORD_DESCRIBE_H
#define JW_RECORD_DESCRIBE_H

#include <stdbool.h>
#include <jingwu/calendar.h>
#include <jingwu/record.h>
#include "record/fields.h"

/* Instants of the years 1 to 9999, with a day of room for offsets. */
#define JW_INSTANT_MIN ((int64_t)JW_DATE_MIN * JW_DAY_SECONDS - JW_DAY_SECONDS)
#define JW_INSTANT_MAX (((int64_t)JW_DATE_MAX + 1) * JW_DAY_SECONDS + JW_DAY_SECONDS)
#define JW_DEFAULT_UTC_OFFSET 28800

struct jw_field {
    const char *name;
    int32_t type;
    uint32_t flags;
    int64_t minimum;
    int64_t maximum;
    const char *words;
    jw_record references;
    const char *caption_en;
    const char *caption_zh;
    char format; /* Arrow format on the storage plane */
};

struct jw_record_description {
    const char *name;
    const char *caption_en;
    const char *caption_zh;
    uint32_t flags;
    size_t key_count;
    size_t field_count;
    const struct jw_field *fields;
};

/* Positions of fields: JW_F_village_name ... */
#define JW_FIELD_POSITION(record, field, ...) JW_F_##record##_##field,
#define JW_RECORD_POSITIONS(record, RECORD, ...) enum { JW_FIELDS_##RECORD(JW_FIELD_POSITION) JW_F_##record##_COUNT };
JW_RECORDS(JW_RECORD_POSITIONS)
#undef JW_RECORD_POSITIONS

/* NULL for an unknown record. */
const struct jw_record_description *jw__describe(jw_record record);

static inline bool jw__is_key(const struct jw_field *field)
{
    return (field->flags & JW_FIELD_KEY) != 0;
}

static inline bool jw__is_text(const struct jw_field *field)
{
    return field->format == 'u';
}

static inline bool jw__is_versioned(jw_record record)
{
    return (jw__describe(record)->flags & JW_RECORD_VERSIONED) != 0;
}

/* The field that dates a row (month, date or start), for month filters and locks; -1 if there is none. */
int32_t jw__period_field(jw_record record);

/* valid_to follows valid_from, the last key field; 0 if the record has none. */
int32_t jw__valid_to_field(jw_record record);

#endif
