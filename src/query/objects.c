/* Objects to and from a store. */
#include "record/object.h"

#include <string.h>
#include "storage/store.h"

/* Presence of the key is checked here, with its field named; a batch could not tell. */
static jw_status check_object(const struct jw_object *object, jw_error *err)
{
    const struct jw_record_description *description = jw__describe(object->record);
    for (size_t i = 0; i < description->field_count; i++)
        JW_TRY(jw_value__check(object->record, &description->fields[i], &object->values[i], 1, err));
    return jw_value__check_row(object->record, object->values, 1, err);
}

static jw_status put_object(jw_store *store, const struct jw_object *object, jw_error *err)
{
    if (!store || !object)
        return jw_error_set(err, JW_EINVAL, 0, "no store or no object was given");
    JW_TRY(check_object(object, err));
    jw_batch *batch;
    JW_TRY(jw_batch_new(store->context, object->record, &batch, err));
    struct ArrowArray rows = {0};
    jw_status status = jw_batch__add_values(batch, object->values, err);
    if (status == JW_OK)
        status = jw_batch_export(batch, &rows, err);
    jw_batch_free(batch);
    JW_TRY(status);
    status = jw_store_put(store, object->record, &rows, NULL, 0, NULL, err);
    rows.release(&rows);
    return status;
}

/* What a reading looks for and what it has found so far. */
struct search {
    jw_context *context;
    jw_date on;         /* JW_DATE_NONE = the last version */
    int32_t valid_from; /* positions; -1 when the record has no versions */
    int32_t valid_to;
    struct jw_object *found;
};

static bool begins_later(const struct search *search, const jw_rows *rows, int64_t row)
{
    return search->valid_from >= 0 && search->on != JW_DATE_NONE &&
           jw_rows_integer(rows, (size_t)search->valid_from, row) > search->on;
}

/* Versions come in the order of their beginning, so the last that has begun is the one that may hold. */
static jw_status keep_latest(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct search *search = userdata;
    int64_t last = -1;
    for (int64_t row = 0; row < rows->count && !begins_later(search, rows, row); row++)
        last = row;
    if (last < 0)
        return JW_OK;
    struct jw_object *object = NULL;
    JW_TRY(jw_object__of_row(search->context, rows, last, &object, err));
    jw_object__free(search->found);
    search->found = object;
    return JW_OK;
}

static bool has_ended(const struct search *search)
{
    return search->valid_to >= 0 && search->on != JW_DATE_NONE &&
           jw_object__integer(search->found, (size_t)search->valid_to, INT64_MAX) <= search->on;
}

static jw_status find_object(jw_store *store, jw_record record, const jw_scan_range *range, jw_date on,
                             const char *name, struct jw_object **out, jw_error *err)
{
    struct search search = {store->context, on, jw_record_field_find(record, "valid_from"),
                            jw_record_field_find(record, "valid_to"), NULL};
    jw_status status = jw_store__visit(store, record, range, NULL, keep_latest, &search, err);
    if (status == JW_OK && (!search.found || has_ended(&search)))
        status = jw_error_set_field(err, JW_ENOTFOUND, jw_record_name(record), 0, NULL,
                                    search.found ? "%s had ended by that date" : "there is no %s", name);
    if (status != JW_OK) {
        jw_object__free(search.found);
        return status;
    }
    *out = search.found;
    return JW_OK;
}

static jw_status find_version(jw_store *store, jw_record record, const char *district, const char *id,
                              jw_date on, struct jw_object **out, jw_error *err)
{
    if (!store || !id || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no store, no key or no place for the object was given");
    char code[JW_CODE_SIZE];
    JW_TRY(jw_store__district(store, district, code, NULL, err));
    jw_scan_range range = jw_range__of(code, id, NULL);
    return find_object(store, record, &range, on, id, out, err);
}

#define PUT(noun, NOUN)                                                                                      \
    jw_status jw_##noun##_put(jw_store *store, const jw_##noun *self, jw_error *err)                         \
    {                                                                                                        \
        return put_object(store, (const struct jw_object *)self, err);                                       \
    }
JW_NOUNS(PUT)

jw_status jw_district_find(jw_store *store, const char *code, jw_district **out, jw_error *err)
{
    if (!store || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no store or no place for the object was given");
    char found[JW_CODE_SIZE];
    JW_TRY(jw_store__district(store, code, found, NULL, err));
    jw_scan_range range = jw_range__of(found, NULL);
    struct jw_object *object = NULL;
    JW_TRY(find_object(store, JW_RECORD_DISTRICT, &range, JW_DATE_NONE, found, &object, err));
    *out = (jw_district *)object;
    return JW_OK;
}

#define FIND_VERSION(noun, NOUN)                                                                             \
    jw_status jw_##noun##_find(jw_store *store, const char *district, const char *id, jw_date on,            \
                               jw_##noun **out, jw_error *err)                                               \
    {                                                                                                        \
        struct jw_object *object = NULL;                                                                     \
        jw_record record = JW_RECORD_##NOUN;                                                                 \
        JW_TRY(find_version(store, record, district, id, on, out ? &object : NULL, err));                    \
        *out = (jw_##noun *)object;                                                                          \
        return JW_OK;                                                                                        \
    }
FIND_VERSION(village, VILLAGE)
FIND_VERSION(station, STATION)
FIND_VERSION(staff, STAFF)

jw_status jw_duty_find(jw_store *store, const char *district, const char *staff, jw_instant start,
                       const char *station, jw_duty **out, jw_error *err)
{
    if (!store || !staff || !station || !out)
        return jw_error_set(err, JW_EINVAL, 0, "no store, no key or no place for the duty was given");
    char code[JW_CODE_SIZE];
    JW_TRY(jw_store__district(store, district, code, NULL, err));
    jw_scan_range range = jw_range__of(code, staff, NULL);
    range.prefix[2] = (jw_key_value){NULL, 0, start};
    range.prefix[3] = (jw_key_value){station, strlen(station), 0};
    range.prefix_count = 4;
    struct jw_object *object = NULL;
    JW_TRY(find_object(store, JW_RECORD_DUTY, &range, JW_DATE_NONE, staff, &object, err));
    *out = (jw_duty *)object;
    return JW_OK;
}
