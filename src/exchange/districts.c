#include "exchange/districts.h"

#include <string.h>
#include "base/text.h"
#include "record/value.h"

static jw_status add_stored(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        const struct jw_value *code = &values[JW_F_district_code];
        const struct jw_value *offset = &values[JW_F_district_utc_offset];
        JW_TRY(jw_districts__add(userdata, code->text, code->length,
                                 offset->absent ? JW_DEFAULT_UTC_OFFSET : (int32_t)offset->integer, err));
    }
    return JW_OK;
}

jw_status jw_districts__load(jw_store *store, struct jw_districts *out, jw_error *err)
{
    *out = (struct jw_districts){.store = store};
    jw_status status = jw_store__visit(store, JW_RECORD_DISTRICT, NULL, NULL, add_stored, out, err);
    if (status != JW_OK)
        jw_districts__free(out);
    return status;
}

void jw_districts__free(struct jw_districts *districts)
{
    if (districts->store)
        jw__free(districts->store->context, districts->list);
    districts->list = NULL;
    districts->count = districts->capacity = 0;
}

static int compare(const struct jw_known_district *district, const char *code, size_t length)
{
    return jw__compare_text(district->code, district->length, code, length);
}

/* Whether there is one; *place is where it is or would be. */
static bool find(struct jw_districts *districts, const char *code, size_t length, size_t *place)
{
    if (districts->last < districts->count && compare(&districts->list[districts->last], code, length) == 0) {
        *place = districts->last;
        return true;
    }
    size_t low = 0;
    size_t high = districts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&districts->list[middle], code, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *place = low;
    if (low == districts->count || compare(&districts->list[low], code, length) != 0)
        return false;
    districts->last = low;
    return true;
}

jw_status jw_districts__add(struct jw_districts *districts, const char *code, size_t length,
                            int32_t utc_offset, jw_error *err)
{
    size_t place;
    if (find(districts, code, length, &place)) {
        districts->list[place].utc_offset = utc_offset;
        return JW_OK;
    }
    struct jw_known_district added = {.length = length, .utc_offset = utc_offset};
    if (length >= sizeof added.code)
        return jw_error_set(err, JW_ECORRUPT, 0, "a district code has %zu bytes", length);
    memcpy(added.code, code, length);
    JW_TRY(jw__grow(districts->store->context, &districts->list, &districts->capacity, districts->count + 1,
                    sizeof added, err));
    memmove(&districts->list[place + 1], &districts->list[place], (districts->count - place) * sizeof added);
    districts->list[place] = added;
    districts->count++;
    return JW_OK;
}

bool jw_districts__has(struct jw_districts *districts, const char *code, size_t length)
{
    size_t place;
    return find(districts, code, length, &place);
}

int32_t jw_districts__offset(struct jw_districts *districts, const char *code, size_t length)
{
    size_t place;
    return find(districts, code, length, &place) ? districts->list[place].utc_offset : JW_DEFAULT_UTC_OFFSET;
}

jw_status jw_districts__choose(struct jw_districts *districts, const char *requested, char code[JW_CODE_SIZE],
                               jw_error *err)
{
    size_t place = 0;
    if (requested && find(districts, requested, strlen(requested), &place)) {
        memcpy(code, districts->list[place].code, sizeof districts->list[place].code);
        return JW_OK;
    }
    if (!requested && districts->count == 1) {
        memcpy(code, districts->list[0].code, sizeof districts->list[0].code);
        return JW_OK;
    }
    /* the store says why not, unless the files are the reason */
    JW_TRY(jw_store__district(districts->store, requested, code, NULL, err));
    return jw_error_set(err, JW_EINVAL, 0,
                        "the files bring a district besides the store's %s: say which rows without a "
                        "district column belong to",
                        code);
}
