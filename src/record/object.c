#include "record/object.h"

#include <string.h>

static const struct jw_field *field_of(const struct jw_object *object, size_t field)
{
    return &jw__describe(object->record)->fields[field];
}

jw_status jw_object__new(jw_context *context, jw_record record, struct jw_object **out, jw_error *err)
{
    if (!context || !out) {
        jw_error_set(err, JW_EINVAL, 0, "no context or no place for the object was given");
        return JW_EINVAL;
    }
    struct jw_object *object = jw__allocate_zeroed(context, 1, sizeof *object, err);
    if (!object)
        return JW_ENOMEM;
    object->context = jw_context__ref(context);
    object->record = record;
    for (size_t i = 0; i < JW_FIELDS_MAX; i++)
        object->values[i].absent = true;
    *out = object;
    return JW_OK;
}

void jw_object__free(struct jw_object *object)
{
    if (!object)
        return;
    jw_context *context = object->context;
    for (size_t i = 0; i < JW_FIELDS_MAX; i++)
        jw__free(context, (void *)(uintptr_t)object->values[i].text);
    jw__free(context, object);
    jw_context__unref(context);
}

/* Puts a copy of a value in the place of the old one; on failure the old one stays. */
static jw_status store_value(struct jw_object *object, size_t field, const struct jw_value *value,
                             jw_error *err)
{
    struct jw_value copy = *value;
    copy.text = NULL;
    if (value->text && !value->absent) {
        copy.text = jw__copy_text(object->context, value->text, value->length, err);
        if (!copy.text)
            return JW_ENOMEM;
    }
    jw__free(object->context, (void *)(uintptr_t)object->values[field].text);
    object->values[field] = copy;
    return JW_OK;
}

/* In a stored key an absent text is "" and an absent date JW_DATE_NONE. */
static bool stands_for_absent(const struct jw_field *field, const struct jw_value *value)
{
    if (jw__is_text(field))
        return value->length == 0;
    return field->type == JW_TYPE_DATE && value->integer == JW_DATE_NONE;
}

jw_status jw_object__of_row(jw_context *context, const jw_rows *rows, int64_t row, struct jw_object **out,
                            jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    struct jw_object *object;
    JW_TRY(jw_object__new(context, rows->record, &object, err));
    jw_rows__values(rows, row, values);
    for (size_t i = 0; i < jw__describe(rows->record)->field_count; i++) {
        if (values[i].absent || stands_for_absent(field_of(object, i), &values[i]))
            continue;
        jw_status status = store_value(object, i, &values[i], err);
        if (status != JW_OK) {
            jw_object__free(object);
            return status;
        }
    }
    *out = object;
    return JW_OK;
}

const char *jw_object__text(const struct jw_object *object, size_t field)
{
    return object ? object->values[field].text : NULL;
}

int64_t jw_object__integer(const struct jw_object *object, size_t field, int64_t when_absent)
{
    return object && !object->values[field].absent ? object->values[field].integer : when_absent;
}

bool jw_object__is_absent(const struct jw_object *object, const char *field)
{
    int32_t position = object ? jw_record_field_find(object->record, field) : -1;
    return position < 0 || object->values[position].absent;
}

static jw_status set_value(struct jw_object *object, size_t field, const struct jw_value *value,
                           jw_error *err)
{
    if (!object)
        return jw_error_set(err, JW_EINVAL, 0, "no object was given");
    JW_TRY(jw_value__check(object->record, field_of(object, field), value, 0, err));
    return store_value(object, field, value, err);
}

jw_status jw_object__set_text(struct jw_object *object, size_t field, const char *text, jw_error *err)
{
    struct jw_value value = {.absent = !text || !*text, .text = text, .length = text ? strlen(text) : 0};
    return set_value(object, field, &value, err);
}

jw_status jw_object__set_integer(struct jw_object *object, size_t field, int64_t integer, jw_error *err)
{
    struct jw_value value = {.integer = integer};
    if (object && field_of(object, field)->type == JW_TYPE_DATE)
        value.absent = integer == JW_DATE_NONE;
    return set_value(object, field, &value, err);
}

jw_status jw_object__clear(struct jw_object *object, const char *field, jw_error *err)
{
    int32_t position = object ? jw_record_field_find(object->record, field) : -1;
    if (position < 0)
        return jw_error_set(err, JW_EINVAL, 0, "there is no field %s", field ? field : "without a name");
    struct jw_value value = {.absent = true};
    return set_value(object, (size_t)position, &value, err);
}
