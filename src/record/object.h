/* One row as an object: what the opaque objects of the public headers have in common. */
#ifndef JW_RECORD_OBJECT_H
#define JW_RECORD_OBJECT_H

#include <jingwu/district.h>
#include <jingwu/duty.h>
#include <jingwu/staff.h>
#include <jingwu/station.h>
#include <jingwu/village.h>
#include "base/context.h"
#include "record/value.h"

struct jw_object {
    jw_context *context;
    jw_record record;
    struct jw_value values[JW_FIELDS_MAX]; /* texts are owned */
};

/* The records that have an object of their own: N(noun, NOUN). */
#define JW_NOUNS(N)                                                                                          \
    N(district, DISTRICT) N(village, VILLAGE) N(station, STATION) N(staff, STAFF) N(duty, DUTY)

#define JW_NOUN_STRUCT(noun, NOUN)                                                                           \
    struct jw_##noun {                                                                                       \
        struct jw_object object;                                                                             \
    };
JW_NOUNS(JW_NOUN_STRUCT)
#undef JW_NOUN_STRUCT

/* The noun structs hold nothing but the object, so its address is theirs; every field is absent. */
jw_status jw_object__new(jw_context *context, jw_record record, struct jw_object **out, jw_error *err);
void jw_object__free(struct jw_object *object);
/* An object with the values of a row; texts are copied. */
jw_status jw_object__of_row(jw_context *context, const jw_rows *rows, int64_t row, struct jw_object **out,
                            jw_error *err);

/* object NULL: nothing is there. */
const char *jw_object__text(const struct jw_object *object, size_t field);
int64_t jw_object__integer(const struct jw_object *object, size_t field, int64_t when_absent);
bool jw_object__is_absent(const struct jw_object *object, const char *field);

/* Checked by jw_value__check(); text NULL and the date JW_DATE_NONE mean absent. */
jw_status jw_object__set_text(struct jw_object *object, size_t field, const char *text, jw_error *err);
jw_status jw_object__set_integer(struct jw_object *object, size_t field, int64_t integer, jw_error *err);
jw_status jw_object__clear(struct jw_object *object, const char *field, jw_error *err);

#endif
