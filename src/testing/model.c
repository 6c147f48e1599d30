#include "testing/model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jingwu/calendar.h>

static void *need(void *block)
{
    if (!block) {
        fputs("the tests ran out of memory\n", stderr);
        abort();
    }
    return block;
}

static jw_field_info field_info(jw_record record, size_t field)
{
    jw_field_info info = {.struct_size = sizeof info};
    if (jw_record_field(record, field, &info) != JW_OK)
        abort();
    return info;
}

static bool is_text_type(int32_t type)
{
    return type == JW_TYPE_TEXT || type == JW_TYPE_WORD || type == JW_TYPE_DECIMAL;
}

bool jw_model__is_text(jw_record record, size_t field)
{
    return is_text_type(field_info(record, field).type);
}

/* ---- rows ---- */

static model_row new_row(jw_record record)
{
    return need(calloc(jw_record_field_count(record), sizeof(struct cell)));
}

static void set_text(struct cell *cell, const char *text, size_t length)
{
    free(cell->text);
    cell->text = need(malloc(length + 1));
    memcpy(cell->text, text, length);
    cell->text[length] = '\0';
    cell->length = length;
    cell->absent = false;
}

static void set_absent(struct cell *cell, const jw_field_info *info)
{
    free(cell->text);
    *cell = (struct cell){.absent = true};
    if (!(info->flags & JW_FIELD_KEY))
        return;
    /* a key is never null: it has a value that stands for absence */
    cell->absent = false;
    if (is_text_type(info->type))
        set_text(cell, "", 0);
    else
        cell->integer = JW_DATE_NONE;
}

model_row jw_model__row_copy(jw_record record, const struct cell *row)
{
    model_row copy = new_row(record);
    for (size_t field = 0; field < jw_record_field_count(record); field++) {
        copy[field] = row[field];
        copy[field].text = NULL;
        if (row[field].text)
            set_text(&copy[field], row[field].text, row[field].length);
    }
    return copy;
}

void jw_model__row_free(jw_record record, model_row row)
{
    if (!row)
        return;
    for (size_t field = 0; field < jw_record_field_count(record); field++)
        free(row[field].text);
    free(row);
}

int jw_model__compare_cells(jw_record record, size_t field, const struct cell *a, const struct cell *b)
{
    if (!jw_model__is_text(record, field))
        return (a->integer > b->integer) - (a->integer < b->integer);
    size_t common = a->length < b->length ? a->length : b->length;
    int order = common ? memcmp(a->text, b->text, common) : 0;
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

int jw_model__compare_keys(jw_record record, const struct cell *a, const struct cell *b)
{
    for (size_t field = 0; field < jw_record_key_count(record); field++) {
        int order = jw_model__compare_cells(record, field, &a[field], &b[field]);
        if (order)
            return order;
    }
    return 0;
}

bool jw_model__rows_equal(jw_record record, const struct cell *a, const struct cell *b)
{
    for (size_t field = 0; field < jw_record_field_count(record); field++) {
        if (a[field].absent != b[field].absent)
            return false;
        if (a[field].absent)
            continue;
        if (jw_model__compare_cells(record, field, &a[field], &b[field]) != 0 ||
            memcmp(&a[field].real, &b[field].real, sizeof a[field].real) != 0)
            return false;
    }
    return true;
}

/* ---- random values ---- */

static size_t write_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* Characters whose order by bytes differs from that by UTF-16 units, by case or by a Chinese collation. */
static uint32_t random_character(test_random *random)
{
    static const uint32_t odd[] = {'!',    '-',    '0',     'A',     'Z',     'a',     'z',    '~',
                                   0xDF,   0xE9,   0x7FF,   0x800,   0x4E00,  0x9FFF,  0xAC00, 0xD7FF,
                                   0xE000, 0xFFFD, 0x10000, 0x1F46E, 0x20BB7, 0x10FFFD};
    return odd[test_random_next(random) % (sizeof odd / sizeof odd[0])];
}

static void random_unicode(struct cell *cell, size_t minimum, size_t limit, test_random *random)
{
    char *text = need(malloc(limit + 4));
    size_t length = 0;
    while (length < limit) {
        size_t width = write_utf8(text + length, random_character(random));
        if (length + width > limit) {
            text[length++] = 'x';
            continue;
        }
        length += width;
    }
    set_text(cell, text, length < minimum ? minimum : length);
    free(text);
}

static void random_text(struct cell *cell, const jw_field_info *info, test_random *random)
{
    size_t minimum = info->minimum > 0 ? (size_t)info->minimum : 1, maximum = (size_t)info->maximum;
    int64_t kind = test_random_between(random, 0, 15);
    if (kind == 0) {
        random_unicode(cell, minimum, maximum, random);
    } else if (kind < 4) {
        int64_t limit = test_random_between(random, (int64_t)minimum, maximum < 12 ? (int64_t)maximum : 12);
        random_unicode(cell, minimum, (size_t)limit, random);
    } else {
        char text[8];
        int length = snprintf(text, sizeof text, "%c%d", "aAb"[test_random_next(random) % 3],
                              (int)test_random_between(random, 0, 12));
        set_text(cell, text, (size_t)length);
    }
}

static void random_word(struct cell *cell, const jw_field_info *info, test_random *random)
{
    int64_t words = 1;
    for (const char *c = info->words; *c; c++)
        words += *c == ' ';
    const char *word = info->words;
    for (int64_t skip = test_random_between(random, 0, words - 1); skip > 0; skip--)
        word = strchr(word, ' ') + 1;
    set_text(cell, word, strcspn(word, " "));
}

static int64_t random_integer(const jw_field_info *info, test_random *random)
{
    int64_t minimum = info->minimum, maximum = info->maximum;
    switch (test_random_between(random, 0, 7)) {
    case 0:
        return minimum;
    case 1:
        return maximum;
    case 2: {
        uint64_t span = (uint64_t)maximum - (uint64_t)minimum + 1, drawn = test_random_next(random);
        return (int64_t)((uint64_t)minimum + (span ? drawn % span : drawn));
    }
    default: {
        int64_t base = minimum > 0 ? minimum : 0;
        int64_t value = base + test_random_between(random, -3, 20);
        return value < minimum ? minimum : value > maximum ? maximum : value;
    }
    }
}

static double random_real(test_random *random)
{
    static const double odd[] = {0.0,
                                 1.0,
                                 -1.0,
                                 0.1,
                                 1e300,
                                 -1e300,
                                 5e-324,
                                 2.2250738585072014e-308,
                                 9007199254740993.0,
                                 0.30000000000000004};
    if (test_random_between(random, 0, 2) == 0)
        return odd[test_random_next(random) % (sizeof odd / sizeof odd[0])];
    return (double)test_random_between(random, -1000000000, 1000000000) / 7.0;
}

static void random_decimal(struct cell *cell, test_random *random)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%d.%d", (int)test_random_between(random, 0, 150),
                          (int)test_random_between(random, 0, 99));
    set_text(cell, text, (size_t)length);
}

static void random_cell(struct cell *cell, const jw_field_info *info, test_random *random)
{
    free(cell->text);
    *cell = (struct cell){0};
    if (!(info->flags & JW_FIELD_REQUIRED) && test_random_between(random, 0, 3) == 0)
        set_absent(cell, info);
    else if (info->type == JW_TYPE_WORD)
        random_word(cell, info, random);
    else if (info->type == JW_TYPE_DECIMAL)
        random_decimal(cell, random);
    else if (info->type == JW_TYPE_TEXT)
        random_text(cell, info, random);
    else if (info->type == JW_TYPE_REAL)
        cell->real = random_real(random);
    else
        cell->integer = random_integer(info, random);
}

/* What the host guarantees of the fields of one row together. */
static void make_valid(jw_record record, model_row row, test_random *random)
{
    int32_t start = jw_record_field_find(record, "start"), finish = jw_record_field_find(record, "finish");
    if (start >= 0 && finish >= 0) {
        int64_t longest = test_random_between(random, 0, 9) ? JW_DAY_SECONDS : 7 * JW_DAY_SECONDS;
        jw_field_info info = field_info(record, (size_t)finish);
        if (row[start].integer >= info.maximum)
            row[start].integer = info.maximum - 1;
        row[finish].integer = row[start].integer + test_random_between(random, 1, longest);
        if (row[finish].integer > info.maximum)
            row[finish].integer = info.maximum;
    }
    int32_t from = jw_record_field_find(record, "valid_from"), to = jw_record_field_find(record, "valid_to");
    if (from >= 0 && to >= 0 && !row[to].absent && row[to].integer <= row[from].integer) {
        jw_field_info info = field_info(record, (size_t)to);
        row[to].integer = row[from].integer + 1;
        if (row[to].integer > info.maximum)
            set_absent(&row[to], &info);
    }
    int32_t lon = jw_record_field_find(record, "lon"), lat = jw_record_field_find(record, "lat");
    if (lon >= 0 && row[lon].absent != row[lat].absent) {
        row[lon] = (struct cell){0};
        row[lat] = (struct cell){0};
    }
}

model_row jw_model__random_row(jw_record record, test_random *random)
{
    model_row row = new_row(record);
    for (size_t field = 0; field < jw_record_field_count(record); field++) {
        jw_field_info info = field_info(record, field);
        random_cell(&row[field], &info, random);
    }
    if (record != JW_RECORD_DISTRICT) /* two districts; the code of one begins as the other's */
        set_text(&row[0], "430407", test_random_between(random, 0, 3) ? 6 : 5);
    int32_t start = jw_record_field_find(record, "start");
    if (start >= 0 && test_random_between(random, 0, 15))
        row[start].integer =
            1601510400 + test_random_between(random, -90, 90) * 3600 * test_random_between(random, 1, 40);
    make_valid(record, row, random);
    return row;
}

model_row jw_model__random_change(jw_record record, const struct cell *row, test_random *random)
{
    model_row copy = jw_model__row_copy(record, row);
    for (size_t field = jw_record_key_count(record); field < jw_record_field_count(record); field++) {
        jw_field_info info = field_info(record, field);
        random_cell(&copy[field], &info, random);
    }
    make_valid(record, copy, random);
    return copy;
}

/* ---- the sorted list ---- */

void jw_model__init(struct model *model, jw_record record)
{
    *model = (struct model){.record = record};
}

void jw_model__free(struct model *model)
{
    for (size_t i = 0; i < model->count; i++)
        jw_model__row_free(model->record, model->rows[i]);
    free(model->rows);
    jw_model__init(model, model->record);
}

static void reserve(struct model *model)
{
    if (model->count < model->capacity)
        return;
    model->capacity = 2 * model->capacity + 16;
    model->rows = need(realloc(model->rows, model->capacity * sizeof(model_row)));
}

void jw_model__append(struct model *model, model_row row)
{
    reserve(model);
    model->rows[model->count++] = row;
}

void jw_model__copy(struct model *to, const struct model *from)
{
    jw_model__init(to, from->record);
    for (size_t i = 0; i < from->count; i++)
        jw_model__append(to, jw_model__row_copy(from->record, from->rows[i]));
}

size_t jw_model__find(const struct model *model, const struct cell *row)
{
    size_t low = 0, high = model->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (jw_model__compare_keys(model->record, model->rows[middle], row) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool jw_model__has(const struct model *model, const struct cell *row)
{
    size_t at = jw_model__find(model, row);
    return at < model->count && jw_model__compare_keys(model->record, model->rows[at], row) == 0;
}

void jw_model__set(struct model *model, model_row row)
{
    size_t at = jw_model__find(model, row);
    if (at < model->count && jw_model__compare_keys(model->record, model->rows[at], row) == 0) {
        jw_model__row_free(model->record, model->rows[at]);
    } else {
        reserve(model);
        memmove(model->rows + at + 1, model->rows + at, (model->count - at) * sizeof(model_row));
        model->count++;
    }
    model->rows[at] = row;
}

void jw_model__remove(struct model *model, const struct cell *row)
{
    if (!jw_model__has(model, row))
        return;
    size_t at = jw_model__find(model, row);
    jw_model__row_free(model->record, model->rows[at]);
    memmove(model->rows + at, model->rows + at + 1, (model->count - at - 1) * sizeof(model_row));
    model->count--;
}

void jw_model__fill(struct model *model, size_t count, test_random *random)
{
    for (size_t i = 0; i < count; i++)
        jw_model__set(model, jw_model__random_row(model->record, random));
}

/* ---- to and from batches ---- */

jw_status jw_model__add_to_batch(jw_batch *batch, jw_record record, const struct cell *row, jw_error *err)
{
    for (size_t field = 0; field < jw_record_field_count(record); field++) {
        jw_status status;
        if (row[field].absent)
            status = jw_batch_add_absent(batch, err);
        else if (jw_model__is_text(record, field))
            status = jw_batch_add_text(batch, row[field].text, row[field].length, err);
        else if (field_info(record, field).type == JW_TYPE_REAL)
            status = jw_batch_add_real(batch, row[field].real, err);
        else
            status = jw_batch_add_integer(batch, row[field].integer, err);
        if (status != JW_OK)
            return status;
    }
    return JW_OK;
}

model_row jw_model__from_rows(const jw_rows *rows, int64_t row)
{
    model_row out = new_row(rows->record);
    for (size_t field = 0; field < (size_t)rows->field_count; field++) {
        if (jw_rows_is_absent(rows, field, row)) {
            out[field].absent = true;
        } else if (jw_model__is_text(rows->record, field)) {
            size_t length;
            const char *text = jw_rows_text(rows, field, row, &length);
            set_text(&out[field], text, length);
        } else {
            out[field].integer = jw_rows_integer(rows, field, row);
            out[field].real = jw_rows_real(rows, field, row);
        }
    }
    return out;
}

jw_key_value jw_model__key_value(jw_record record, size_t field, const struct cell *cell)
{
    if (jw_model__is_text(record, field))
        return (jw_key_value){cell->text, cell->length, 0};
    return (jw_key_value){NULL, 0, cell->integer};
}

static int compare_to_value(jw_record record, size_t field, const struct cell *cell,
                            const jw_key_value *value)
{
    struct cell other = {.integer = value->integer, .length = value->length};
    char *text = NULL;
    if (value->text) {
        text = need(malloc(value->length + 1));
        memcpy(text, value->text, value->length);
    }
    other.text = text;
    int order = jw_model__compare_cells(record, field, cell, &other);
    free(text);
    return order;
}

bool jw_model__in_range(jw_record record, const jw_scan_range *range, const struct cell *row)
{
    for (size_t field = 0; field < range->prefix_count; field++)
        if (compare_to_value(record, field, &row[field], &range->prefix[field]) != 0)
            return false;
    size_t next = range->prefix_count;
    if (range->has_lower && compare_to_value(record, next, &row[next], &range->lower) < 0)
        return false;
    return !range->has_upper || compare_to_value(record, next, &row[next], &range->upper) < 0;
}

void jw_model__describe(jw_record record, const struct cell *row, char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, "%s(", jw_record_name(record));
    for (size_t field = 0; field < jw_record_field_count(record) && used < size; field++) {
        const struct cell *cell = &row[field];
        const char *separator = field ? ", " : "";
        int written;
        if (cell->absent)
            written = snprintf(out + used, size - used, "%snull", separator);
        else if (jw_model__is_text(record, field))
            written = snprintf(out + used, size - used, "%s\"%.20s\"%s", separator, cell->text,
                               cell->length > 20 ? "..." : "");
        else if (cell->real != 0)
            written = snprintf(out + used, size - used, "%s%.17g", separator, cell->real);
        else
            written = snprintf(out + used, size - used, "%s%lld", separator, (long long)cell->integer);
        used += written > 0 ? (size_t)written : 0;
    }
    if (used < size)
        snprintf(out + used, size - used, ")");
}
