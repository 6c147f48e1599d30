#include "exchange/csv.h"

#include <string.h>
#include "base/text.h"

/* What ends the quick walk over the bytes of an unquoted cell. NUL also stands behind the last byte that is
 * there. */
static const bool stops[256] = {['\0'] = true, [','] = true, ['\n'] = true, ['\r'] = true};

/* How a row came out of the bytes that are there. */
enum outcome { ROW, MORE_NEEDED };

/* The state of reading one row. */
struct walk {
    struct jw_csv *csv;
    char *at;
    int64_t breaks; /* line ends inside of quotes */
    bool ended;     /* the line end or the end of the input was met */
};

jw_status jw_csv__open(jw_context *context, jw_csv_read_fn read, void *userdata, struct jw_csv *out,
                       jw_error *err)
{
    memset(out, 0, sizeof *out);
    char *buffer = jw__allocate(context, JW_CSV_ROW_MAX + 1, err);
    if (!buffer)
        return JW_ENOMEM;
    out->context = context;
    out->read = read;
    out->userdata = userdata;
    out->buffer = out->at = out->end = buffer;
    *out->end = '\0';
    out->line = 1;
    return JW_OK;
}

void jw_csv__close(struct jw_csv *csv)
{
    if (!csv->context)
        return;
    jw__free(csv->context, csv->buffer);
    jw__free(csv->context, csv->scratch);
    csv->buffer = csv->scratch = NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

void jw_csv__trim(struct jw_csv_cell *cell)
{
    while (cell->length && is_blank(cell->text[0])) {
        cell->text++;
        cell->length--;
    }
    while (cell->length && is_blank(cell->text[cell->length - 1]))
        cell->length--;
}

const char *jw_csv__fault_text(enum jw_csv_fault fault)
{
    switch (fault) {
    case JW_CSV_UNCLOSED_QUOTE:
        return "a quote that opens here is never closed";
    case JW_CSV_TEXT_AFTER_QUOTE:
        return "text follows a closing quote (a quote inside of quotes is written twice)";
    case JW_CSV_LONG_CELL:
        return "a cell is longer than 64 KiB (is a quote never closed?)";
    case JW_CSV_LONG_ROW:
        return "the row is longer than 256 KiB";
    case JW_CSV_MANY_CELLS:
        return "the row has more than 64 cells";
    case JW_CSV_NUL:
        return "the text contains a NUL byte (is it UTF-16, or not a text file?)";
    case JW_CSV_BYTES:
        return "the text is not in the encoding of the file";
    default:
        return "";
    }
}

static void note_fault(struct jw_csv_row *row, enum jw_csv_fault fault)
{
    if (row->fault == JW_CSV_GOOD) {
        row->fault = fault;
        row->fault_cell = row->count;
    }
}

static void add_cell(struct jw_csv_row *row, const char *text, size_t length)
{
    if (length > JW_CSV_CELL_MAX)
        note_fault(row, JW_CSV_LONG_CELL);
    if (row->count == JW_CSV_CELLS_MAX)
        note_fault(row, JW_CSV_MANY_CELLS);
    else
        row->cells[row->count++] = (struct jw_csv_cell){text, length};
}

static bool is_exhausted(const struct walk *walk)
{
    return walk->at == walk->csv->end;
}

/* Ends the row at a line end or the end of the input; a CR at the end of the bytes may have its LF behind it.
 */
static enum outcome end_row(struct walk *walk)
{
    struct jw_csv *csv = walk->csv;
    csv->row.length = (size_t)(walk->at - csv->at);
    if (!is_exhausted(walk) && *walk->at++ == '\r') {
        if (is_exhausted(walk) && !csv->at_end)
            return MORE_NEEDED;
        if (*walk->at == '\n')
            walk->at++;
    }
    walk->ended = true;
    return ROW;
}

/* Stands on what ended a cell: a comma, a line end, or the end of the bytes. */
static enum outcome end_cell(struct walk *walk)
{
    if (is_exhausted(walk) && !walk->csv->at_end)
        return MORE_NEEDED;
    if (*walk->at != ',')
        return end_row(walk);
    walk->at++;
    return ROW;
}

static enum outcome read_plain_cell(struct walk *walk)
{
    struct jw_csv_row *row = &walk->csv->row;
    const char *start = walk->at;
    char *at = walk->at;
    for (;;) {
        while (!stops[(unsigned char)*at])
            at++;
        if (*at != '\0' || at == walk->csv->end)
            break;
        note_fault(row, JW_CSV_NUL);
        at++;
    }
    walk->at = at;
    add_cell(row, start, (size_t)(at - start));
    return end_cell(walk);
}

/* Line ends in quotes count as lines of the file. */
static void count_break(struct walk *walk, const char *at)
{
    if (*at == '\r' || (*at == '\n' && at[-1] != '\r'))
        walk->breaks++;
}

/* Goes to the closing quote; false when the bytes end before it. *doubled when quotes inside are written
 * twice. */
static bool find_closing_quote(struct walk *walk, bool *doubled)
{
    const struct jw_csv *csv = walk->csv;
    for (char *at = walk->at; at < csv->end; at++) {
        if (*at == '"' && at[1] == '"' && at + 1 < csv->end) {
            *doubled = true;
            at++;
        } else if (*at == '"') {
            walk->at = at;
            /* at the edge it may be the first of two */
            return at + 1 < csv->end || csv->at_end;
        } else if (*at == '\0') {
            note_fault(&walk->csv->row, JW_CSV_NUL);
        } else {
            count_break(walk, at);
        }
    }
    return false;
}

/* Copies a cell with its doubled quotes made single. */
static struct jw_csv_cell make_single(struct jw_csv *csv, const char *text, size_t length)
{
    char *start = csv->scratch + csv->scratch_used;
    char *to = start;
    for (size_t i = 0; i < length; i++) {
        *to++ = text[i];
        i += text[i] == '"';
    }
    csv->scratch_used = (size_t)(to - csv->scratch);
    return (struct jw_csv_cell){start, (size_t)(to - start)};
}

static jw_status add_quoted_cell(struct jw_csv *csv, const char *text, size_t length, bool doubled,
                                 jw_error *err)
{
    if (!doubled) {
        add_cell(&csv->row, text, length);
        return JW_OK;
    }
    if (!csv->scratch)
        csv->scratch = jw__allocate(csv->context, JW_CSV_ROW_MAX, err);
    if (!csv->scratch)
        return JW_ENOMEM;
    struct jw_csv_cell cell = make_single(csv, text, length);
    add_cell(&csv->row, cell.text, cell.length);
    return JW_OK;
}

/* An unclosed quote takes the rest of the input. */
static enum outcome end_unclosed(struct walk *walk)
{
    struct jw_csv *csv = walk->csv;
    if (!csv->at_end)
        return MORE_NEEDED;
    note_fault(&csv->row, JW_CSV_UNCLOSED_QUOTE);
    walk->at = csv->end;
    return end_row(walk);
}

/* Blanks may follow the closing quote; anything else is a fault, and the cell goes on to the next comma. */
static enum outcome end_quoted_cell(struct walk *walk)
{
    while (is_blank(*walk->at))
        walk->at++;
    if (!stops[(unsigned char)*walk->at] || (*walk->at == '\0' && !is_exhausted(walk))) {
        struct jw_csv_row *row = &walk->csv->row;
        row->count--; /* the fault is this cell's */
        note_fault(row, JW_CSV_TEXT_AFTER_QUOTE);
        return read_plain_cell(walk);
    }
    return end_cell(walk);
}

static jw_status read_quoted_cell(struct walk *walk, enum outcome *outcome, jw_error *err)
{
    const char *start = ++walk->at;
    bool doubled = false;
    if (!find_closing_quote(walk, &doubled)) {
        *outcome = end_unclosed(walk);
        return JW_OK;
    }
    JW_TRY(add_quoted_cell(walk->csv, start, (size_t)(walk->at - start), doubled, err));
    walk->at++;
    *outcome = end_quoted_cell(walk);
    return JW_OK;
}

static jw_status read_cell(struct walk *walk, enum outcome *outcome, jw_error *err)
{
    walk->csv->cell = walk->at;
    if (is_blank(*walk->at)) {
        char *at = walk->at;
        while (is_blank(*at))
            at++;
        if (*at == '"')
            walk->at = at;
    }
    if (*walk->at == '"')
        return read_quoted_cell(walk, outcome, err);
    *outcome = read_plain_cell(walk);
    return JW_OK;
}

/* Reads a row from the bytes that are there; what is found counts only if the outcome is ROW. */
static jw_status read_row(struct walk *walk, enum outcome *outcome, jw_error *err)
{
    struct jw_csv *csv = walk->csv;
    csv->row.line = csv->line;
    csv->row.fault = JW_CSV_GOOD;
    csv->row.count = 0;
    csv->row.text = csv->at;
    csv->scratch_used = 0;
    *outcome = ROW;
    while (!walk->ended && *outcome == ROW)
        JW_TRY(read_cell(walk, outcome, err));
    return JW_OK;
}

/* Moves the row that was begun to the front and fills the buffer behind it. */
static jw_status fill(struct jw_csv *csv, jw_error *err)
{
    size_t kept = (size_t)(csv->end - csv->at);
    memmove(csv->buffer, csv->at, kept);
    csv->at = csv->buffer;
    csv->end = csv->buffer + kept;
    *csv->end = '\0';
    size_t got;
    JW_TRY(csv->read(csv->userdata, csv->end, JW_CSV_ROW_MAX - kept, &got, &csv->doubtful, err));
    csv->end += got;
    *csv->end = '\0';
    csv->at_end = got == 0;
    return JW_OK;
}

/* Where a row that does not fit stands while its rest is thrown away. */
struct skip {
    bool quoted;
    bool cell_start; /* a quote here opens */
    bool closed;     /* a quote here was the second of two */
    bool after_return;
};

/* Takes one byte; true when it ends the row. */
static bool skip_byte(struct skip *skip, char c, int64_t *line)
{
    bool second_of_break = c == '\n' && skip->after_return;
    skip->after_return = c == '\r';
    if ((c == '\n' || c == '\r') && !second_of_break)
        ++*line;
    if (c == '"') {
        bool opens = !skip->quoted && (skip->cell_start || skip->closed);
        skip->closed = skip->quoted;
        skip->quoted = opens;
    } else {
        skip->closed = false;
    }
    skip->cell_start = !skip->quoted && (c == ',' || (skip->cell_start && is_blank(c)));
    return !skip->quoted && (c == '\n' || c == '\r') && !second_of_break;
}

/* Throws away the rest of a row that does not fit, in as many readings as it takes. */
static jw_status skip_row(struct jw_csv *csv, jw_error *err)
{
    struct skip skip = {.cell_start = true};
    for (;;) {
        while (csv->at < csv->end) {
            char c = *csv->at++;
            if (!skip_byte(&skip, c, &csv->line))
                continue;
            if (c == '\r' && csv->at == csv->end)
                JW_TRY(fill(csv, err));
            csv->at += c == '\r' && *csv->at == '\n';
            return JW_OK;
        }
        if (csv->at_end)
            return JW_OK;
        JW_TRY(fill(csv, err));
    }
}

/* The buffer is full and the row has not ended: its beginning is kept to know it by. */
static jw_status refuse_long_row(struct jw_csv *csv, jw_error *err)
{
    bool long_cell = (size_t)(csv->end - csv->cell) > JW_CSV_CELL_MAX;
    note_fault(&csv->row, long_cell ? JW_CSV_LONG_CELL : JW_CSV_LONG_ROW);
    memcpy(csv->head, csv->at, sizeof csv->head);
    csv->row.text = csv->head;
    csv->row.length = sizeof csv->head;
    return skip_row(csv, err);
}

/* Cells with bytes that are not UTF-8 or with NUL are looked for only where the input may have them. */
static void check_bytes(struct jw_csv_row *row)
{
    for (size_t i = 0; i < row->count && row->fault == JW_CSV_GOOD; i++) {
        if (jw__utf8_prefix(row->cells[i].text, row->cells[i].length) == row->cells[i].length)
            continue;
        row->fault = JW_CSV_BYTES;
        row->fault_cell = i;
    }
}

static jw_status next_row(struct jw_csv *csv, bool *end, jw_error *err)
{
    for (;;) {
        if (csv->at == csv->end && csv->at_end) {
            *end = true;
            return JW_OK;
        }
        struct walk walk = {csv, csv->at, 0, false};
        enum outcome outcome = MORE_NEEDED;
        if (csv->at < csv->end)
            JW_TRY(read_row(&walk, &outcome, err));
        if (outcome == ROW) {
            csv->at = walk.at;
            csv->line += walk.breaks + 1;
            return JW_OK;
        }
        if (csv->at == csv->buffer && csv->end == csv->buffer + JW_CSV_ROW_MAX)
            return refuse_long_row(csv, err);
        JW_TRY(fill(csv, err));
    }
}

static bool is_blank_row(const struct jw_csv_row *row)
{
    struct jw_csv_cell line = {row->text, row->length};
    if (row->fault != JW_CSV_GOOD || row->count != 1)
        return false;
    jw_csv__trim(&line);
    return line.length == 0;
}

jw_status jw_csv__next(struct jw_csv *csv, bool *end, jw_error *err)
{
    *end = false;
    do
        JW_TRY(next_row(csv, end, err));
    while (!*end && is_blank_row(&csv->row));
    if (!*end && csv->doubtful)
        check_bytes(&csv->row);
    return JW_OK;
}
