/* The accessors of the opaque objects, one pair a field, made from the description of the records. */
#include "record/object.h"

#define LIFE(noun, NOUN)                                                                                     \
    jw_status jw_##noun##_new(jw_context *context, jw_##noun **out, jw_error *err)                           \
    {                                                                                                        \
        struct jw_object *made = NULL;                                                                       \
        JW_TRY(jw_object__new(context, JW_RECORD_##NOUN, out ? &made : NULL, err));                          \
        *out = (jw_##noun *)made;                                                                            \
        return JW_OK;                                                                                        \
    }                                                                                                        \
    void jw_##noun##_free(jw_##noun *self)                                                                   \
    {                                                                                                        \
        jw_object__free((struct jw_object *)self);                                                           \
    }                                                                                                        \
    int32_t jw_##noun##_is_absent(const jw_##noun *self, const char *field)                                  \
    {                                                                                                        \
        return jw_object__is_absent((const struct jw_object *)self, field);                                  \
    }                                                                                                        \
    jw_status jw_##noun##_clear(jw_##noun *self, const char *field, jw_error *err)                           \
    {                                                                                                        \
        return jw_object__clear((struct jw_object *)self, field, err);                                       \
    }

#define TEXT_PAIR(noun, field)                                                                               \
    const char *jw_##noun##_##field(const jw_##noun *self)                                                   \
    {                                                                                                        \
        return jw_object__text((const struct jw_object *)self, JW_F_##noun##_##field);                       \
    }                                                                                                        \
    jw_status jw_##noun##_set_##field(jw_##noun *self, const char *value, jw_error *err)                     \
    {                                                                                                        \
        return jw_object__set_text((struct jw_object *)self, JW_F_##noun##_##field, value, err);             \
    }

#define NUMBER_PAIR(noun, field, type, when_absent)                                                          \
    type jw_##noun##_##field(const jw_##noun *self)                                                          \
    {                                                                                                        \
        const struct jw_object *object = (const struct jw_object *)self;                                     \
        return (type)jw_object__integer(object, JW_F_##noun##_##field, when_absent);                         \
    }                                                                                                        \
    jw_status jw_##noun##_set_##field(jw_##noun *self, type value, jw_error *err)                            \
    {                                                                                                        \
        return jw_object__set_integer((struct jw_object *)self, JW_F_##noun##_##field, value, err);          \
    }

#define PAIR_TEXT(noun, field) TEXT_PAIR(noun, field)
#define PAIR_WORD(noun, field) TEXT_PAIR(noun, field)
#define PAIR_DATE(noun, field) NUMBER_PAIR(noun, field, jw_date, JW_DATE_NONE)
#define PAIR_INSTANT(noun, field) NUMBER_PAIR(noun, field, jw_instant, 0)
#define PAIR_INTEGER(noun, field) NUMBER_PAIR(noun, field, int64_t, 0)
#define PAIR_BOOLEAN(noun, field) NUMBER_PAIR(noun, field, int32_t, 0)
#define PAIR_DEGREES(noun, field) NUMBER_PAIR(noun, field, int32_t, 0)

#define PAIR(noun, field, type, ...) PAIR_##type(noun, field)
#define ACCESSORS(noun, NOUN) LIFE(noun, NOUN) JW_FIELDS_##NOUN(PAIR)

JW_NOUNS(ACCESSORS)
