/* Puts the outputs of several districts together into one, as they pass by. */
#include "cli/output.h"

#include <string.h>

void cli_parts_begin(struct cli_parts *parts, struct cli_output *output, enum cli_parts_kind kind)
{
    memset(parts, 0, sizeof *parts);
    parts->output = output;
    parts->kind = kind;
}

static void put(struct cli_parts *parts, const char *text)
{
    cli_output_write(parts->output, text, strlen(text));
}

void cli_parts_next(struct cli_parts *parts)
{
    bool first = ++parts->number == 1;
    parts->skipping = parts->kind == PARTS_CSV && !first;
    parts->place = PLACE_BEFORE;
    parts->held = 0;
    if (parts->kind == PARTS_VALUE)
        put(parts, first ? "[\n" : ",\n");
    else if (parts->kind == PARTS_TEXT && !first)
        put(parts, "\n");
}

static size_t after(const char *bytes, size_t length, char wanted)
{
    const char *found = memchr(bytes, wanted, length);
    return found ? (size_t)(found - bytes) + 1 : length;
}

static void release_held(struct cli_parts *parts)
{
    cli_output_write(parts->output, parts->hold, parts->held);
    parts->held = 0;
}

static void write_inside(struct cli_parts *parts, const char *bytes, size_t length)
{
    size_t end = length;
    while (end > 0 && length - end < sizeof parts->hold && strchr("]\n ", bytes[end - 1]))
        end--;
    if (end > 0 || parts->held + length > sizeof parts->hold)
        release_held(parts);
    cli_output_write(parts->output, bytes, end);
    memcpy(parts->hold + parts->held, bytes + end, length - end);
    parts->held += length - end;
}

/* The elements of each part's array, without its brackets; the first part's bracket and what is before it are
 * kept. */
static void write_array(struct cli_parts *parts, const char *bytes, size_t length)
{
    if (parts->place == PLACE_BEFORE) {
        size_t taken = after(bytes, length, '[');
        if (taken && bytes[taken - 1] == '[')
            parts->place = PLACE_OPEN;
        if (parts->number == 1)
            cli_output_write(parts->output, bytes, taken);
        bytes += taken;
        length -= taken;
    }
    if (parts->place == PLACE_OPEN) {
        while (length && *bytes != '{') {
            bytes++;
            length--;
        }
        if (length) {
            put(parts, parts->any ? ",\n" : "\n");
            parts->any = true;
            parts->place = PLACE_INSIDE;
        }
    }
    if (parts->place == PLACE_INSIDE)
        write_inside(parts, bytes, length);
}

int32_t cli_parts_write(void *userdata, const char *bytes, size_t length)
{
    struct cli_parts *parts = userdata;
    if (parts->skipping) {
        size_t skipped = after(bytes, length, '\n');
        parts->skipping = skipped == 0 || bytes[skipped - 1] != '\n';
        bytes += skipped;
        length -= skipped;
    }
    if (parts->kind == PARTS_ARRAY)
        write_array(parts, bytes, length);
    else
        cli_output_write(parts->output, bytes, length);
    return parts->output->failure != 0;
}

bool cli_parts_end(struct cli_parts *parts)
{
    if (parts->kind == PARTS_ARRAY || parts->kind == PARTS_VALUE)
        put(parts, parts->any || parts->kind == PARTS_VALUE ? "\n]\n" : "]\n");
    return !parts->output->failure;
}
