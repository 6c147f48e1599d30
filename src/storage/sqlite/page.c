/* Packing and reading pages. */
#include "storage/sqlite/page.h"

#include <string.h>
#include "storage/sqlite/sqlite.h"

#define WIDTH_MAX 3

static uint32_t width_of(uint64_t greatest)
{
    uint32_t width = 0;
    for (; greatest; greatest >>= 8)
        width++;
    return width;
}

static uint64_t greatest_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static unsigned char *write_number(unsigned char *to, uint32_t value, uint32_t width)
{
    for (uint32_t i = width; i-- > 0;)
        *to++ = (unsigned char)(value >> (8 * i));
    return to;
}

static uint32_t read_number(const unsigned char *from, uint32_t width)
{
    uint32_t value = 0;
    for (uint32_t i = 0; i < width; i++)
        value = value << 8 | from[i];
    return value;
}

/* The same by one load of 4 bytes, of which those after the number are shifted out. */
static inline uint32_t load_number(const unsigned char *from, uint32_t width)
{
    uint32_t value = (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
    return (uint32_t)((uint64_t)value >> (32 - 8 * width));
}

bool jw_page__form(const struct jw_page *page, struct jw_page_form *out)
{
    if (page->unit < 1 || page->unit > UINT32_MAX || page->widths < 0 || page->widths > 99999 ||
        !page->packed || !page->shapes)
        return false;
    uint32_t widths = (uint32_t)page->widths;
    struct jw_page_form form = {.unit = (uint64_t)page->unit,
                                .start_width = widths / 10000,
                                .length_width = widths / 1000 % 10,
                                .index_width = widths / 100 % 10,
                                .place_width = widths / 10 % 10,
                                .kind_width = widths % 10};
    if (form.start_width > WIDTH_MAX || form.length_width < 1 || form.length_width > WIDTH_MAX ||
        form.index_width > WIDTH_MAX || form.place_width < 1 || form.place_width > WIDTH_MAX ||
        form.kind_width < 1 || form.kind_width > WIDTH_MAX)
        return false;
    form.row_width = form.start_width + form.length_width + form.index_width;
    form.shape_width = form.place_width + form.kind_width;
    form.count = page->packed_size / form.row_width;
    form.shape_count = page->shapes_size / form.shape_width;
    if (!form.count || !form.shape_count || page->packed_size % form.row_width ||
        page->shapes_size % form.shape_width)
        return false;
    *out = form;
    return true;
}

uint32_t jw_page__place(const struct jw_page *page, const struct jw_page_form *form, size_t position)
{
    return read_number(page->shapes + position * form->shape_width, form->place_width);
}

uint32_t jw_page__kind(const struct jw_page *page, const struct jw_page_form *form, size_t position)
{
    return read_number(page->shapes + position * form->shape_width + form->place_width, form->kind_width);
}

void jw_page__resolve(const struct jw_page *page, const struct jw_page_form *form, struct jw_span *spans,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t position = spans[i].place;
        spans[i].place = jw_page__place(page, form, position);
        spans[i].kind = jw_page__kind(page, form, position);
    }
}

/* Checks what one interval has alone: times that fit, a length, a position in shapes. */
static inline bool scale(const struct jw_page_form *form, uint32_t start, uint32_t length, uint32_t position,
                         struct jw_span *out)
{
    uint64_t seconds = start * form->unit;
    uint64_t duration = length * form->unit;
    *out = (struct jw_span){(uint32_t)seconds, (uint32_t)duration, position, 0};
    return seconds < JW_PAGE_START_END && duration && duration <= JW_PAGE_LONGEST &&
           position < form->shape_count;
}

bool jw_page__read(const struct jw_page *page, const struct jw_page_form *form, size_t first, size_t count,
                   struct jw_span *out)
{
    const uint32_t start_width = form->start_width, length_width = form->length_width,
                   index_width = form->index_width;
    const unsigned char *at = page->packed + first * form->row_width;
    const unsigned char *end = page->packed + page->packed_size;
    bool sound = true;
    uint32_t last = 0;
    size_t i = 0;
    for (; i < count && end - at >= (ptrdiff_t)form->row_width + 4; i++, at += form->row_width) {
        sound &= scale(form, load_number(at, start_width), load_number(at + start_width, length_width),
                       load_number(at + start_width + length_width, index_width), &out[i]);
        sound &= last <= out[i].start;
        last = out[i].start;
    }
    for (; i < count; i++, at += form->row_width) {
        sound &= scale(form, read_number(at, start_width), read_number(at + start_width, length_width),
                       read_number(at + start_width + length_width, index_width), &out[i]);
        sound &= last <= out[i].start;
        last = out[i].start;
    }
    return sound;
}

size_t jw_page__find(const struct jw_page *page, const struct jw_page_form *form, int64_t second)
{
    size_t low = 0;
    size_t high = form->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint64_t start = read_number(page->packed + middle * form->row_width, form->start_width) * form->unit;
        if ((int64_t)start < second)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t slot_of(const struct jw_span *span, size_t slot_count)
{
    uint64_t mixed = ((uint64_t)span->place << 24 | span->kind) * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed >> 32) & (slot_count - 1);
}

/* Gives each shape that occurs a position, in order of occurrence, and each interval that of its shape. */
static size_t index_shapes(const struct jw_span *spans, size_t count, uint32_t *slots, size_t slot_count,
                           uint32_t *indexes)
{
    uint32_t positions = 0;
    memset(slots, 0, slot_count * sizeof *slots);
    for (size_t i = 0; i < count; i++) {
        size_t at = slot_of(&spans[i], slot_count);
        while (slots[at] &&
               (spans[slots[at] - 1].place != spans[i].place || spans[slots[at] - 1].kind != spans[i].kind))
            at = (at + 1) & (slot_count - 1);
        if (!slots[at]) {
            slots[at] = (uint32_t)i + 1;
            indexes[i] = positions++;
        } else {
            indexes[i] = indexes[slots[at] - 1];
        }
    }
    return positions;
}

static uint32_t at_least_one(uint32_t width)
{
    return width ? width : 1;
}

static bool choose_form(const struct jw_span *spans, size_t count, size_t positions, struct jw_page_form *out)
{
    uint64_t unit = 0;
    uint32_t longest = 0, place = 0, kind = 0;
    for (size_t i = 0; i < count; i++) {
        if (!unit || spans[i].start % unit)
            unit = greatest_divisor(spans[i].start, unit);
        if (!unit || spans[i].length % unit)
            unit = greatest_divisor(spans[i].length, unit);
        longest = spans[i].length > longest ? spans[i].length : longest;
        place = spans[i].place > place ? spans[i].place : place;
        kind = spans[i].kind > kind ? spans[i].kind : kind;
    }
    const struct jw_span *last = &spans[count - 1];
    /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): there is at least one, and its length is not 0 */
    uint32_t start_width = width_of(last->start / unit);
    struct jw_page_form form = {.unit = unit,
                                .start_width = start_width,
                                .length_width = width_of(longest / unit),
                                .index_width = width_of(positions - 1),
                                .place_width = at_least_one(width_of(place)),
                                .kind_width = at_least_one(width_of(kind)),
                                .count = count,
                                .shape_count = positions};
    form.row_width = form.start_width + form.length_width + form.index_width;
    form.shape_width = form.place_width + form.kind_width;
    *out = form;
    return form.start_width <= WIDTH_MAX && form.length_width <= WIDTH_MAX && form.index_width <= WIDTH_MAX;
}

static void write_rows(const struct jw_page_form *form, const struct jw_span *spans, const uint32_t *indexes,
                       unsigned char *shapes, unsigned char *packed)
{
    for (size_t i = 0; i < form->count; i++) {
        unsigned char *shape = shapes + indexes[i] * form->shape_width;
        write_number(write_number(shape, spans[i].place, form->place_width), spans[i].kind, form->kind_width);
        packed = write_number(packed, (uint32_t)(spans[i].start / form->unit), form->start_width);
        packed = write_number(packed, (uint32_t)(spans[i].length / form->unit), form->length_width);
        packed = write_number(packed, indexes[i], form->index_width);
    }
}

jw_status jw_page__pack(struct jw_sqlite *storage, const struct jw_span *spans, size_t count,
                        struct jw_page_buffer *buffer, struct jw_page *out, jw_error *err)
{
    struct jw_page_form form;
    size_t slot_count = 128;
    while (slot_count < 2 * count)
        slot_count *= 2;
    JW_TRY(jw_sqlite__grow(storage, &buffer->slots, &buffer->slot_capacity, slot_count, sizeof *buffer->slots,
                           err));
    JW_TRY(jw_sqlite__grow(storage, &buffer->indexes, &buffer->index_capacity, count, sizeof *buffer->indexes,
                           err));
    size_t positions = index_shapes(spans, count, buffer->slots, slot_count, buffer->indexes);
    if (!choose_form(spans, count, positions, &form))
        return jw_error_set(err, JW_ELIMIT, 0, "a person's duty of a month is too much for one page");
    size_t shapes_size = form.shape_count * form.shape_width;
    size_t packed_size = count * form.row_width;
    JW_TRY(jw_sqlite__grow(storage, &buffer->bytes, &buffer->capacity, shapes_size + packed_size, 1, err));
    write_rows(&form, spans, buffer->indexes, buffer->bytes, buffer->bytes + shapes_size);
    uint32_t widths = form.start_width * 10000 + form.length_width * 1000 + form.index_width * 100 +
                      form.place_width * 10 + form.kind_width;
    *out = (struct jw_page){(int64_t)form.unit,          widths,     buffer->bytes, shapes_size,
                            buffer->bytes + shapes_size, packed_size};
    return JW_OK;
}

void jw_page__free_buffer(struct jw_sqlite *storage, struct jw_page_buffer *buffer)
{
    jw_release(storage->context, buffer->bytes);
    jw_release(storage->context, buffer->slots);
    jw_release(storage->context, buffer->indexes);
}

/* Local times run a little over the years 1 to 9999: 0000-12 has a page, 10000-01 is put on that of 9999-12.
 */
jw_month jw_page__month(jw_instant start)
{
    jw_month month = jw_date_month(jw_instant_date(start, JW_PAGE_OFFSET));
    if (month < JW_MONTH_MIN - 1)
        return JW_MONTH_MIN - 1;
    return month > JW_MONTH_MAX ? JW_MONTH_MAX : month;
}

jw_instant jw_page__month_start(jw_month month)
{
    return jw_date_instant(jw_month_first(month), JW_PAGE_OFFSET);
}

void jw_page__month_text(jw_month month, char text[JW_PAGE_MONTH_TEXT])
{
    char whole[JW_CALENDAR_TEXT];
    jw_month_format(month, whole);
    memcpy(text, whole, JW_PAGE_MONTH_TEXT - 1);
    text[JW_PAGE_MONTH_TEXT - 1] = '\0';
}

bool jw_page__month_read(const char *text, size_t length, jw_month *out)
{
    if (length != JW_PAGE_MONTH_TEXT - 1 || text[4] != '-')
        return false;
    int32_t digits = 0;
    for (size_t i = 0; i < length; i++) {
        if (i == 4)
            continue;
        if (text[i] < '0' || text[i] > '9')
            return false;
        digits = digits * 10 + (text[i] - '0');
    }
    *out = digits / 100 * 12 + digits % 100 - 1;
    return digits % 100 >= 1 && digits % 100 <= 12;
}
