/*
 * CSV as RFC 4180 has it, read in a buffer of fixed size: quoted cells, doubled quotes, line breaks in
 * quotes; lines end with LF, CR LF or CR. A row that is broken is given with its fault, and reading goes on
 * behind it.
 */
#ifndef JW_EXCHANGE_CSV_H
#define JW_EXCHANGE_CSV_H

#include "base/context.h"

#define JW_CSV_CELL_MAX ((size_t)64 << 10) /* bytes of a cell */
#define JW_CSV_ROW_MAX ((size_t)256 << 10) /* bytes of a row */
#define JW_CSV_CELLS_MAX 64
#define JW_CSV_HEAD 80

enum jw_csv_fault {
    JW_CSV_GOOD,
    JW_CSV_UNCLOSED_QUOTE,
    JW_CSV_TEXT_AFTER_QUOTE,
    JW_CSV_LONG_CELL,
    JW_CSV_LONG_ROW,
    JW_CSV_MANY_CELLS,
    JW_CSV_NUL,
    JW_CSV_BYTES /* not UTF-8 */
};

struct jw_csv_cell {
    const char *text;
    size_t length;
};

/* Borrowed from the reader until the next row. */
struct jw_csv_row {
    int64_t line; /* where it begins, from 1 */
    enum jw_csv_fault fault;
    size_t fault_cell; /* 0-based */
    const char *text;  /* as read, without its line end; only the beginning of a row that is too long */
    size_t length;
    size_t count;
    struct jw_csv_cell cells[JW_CSV_CELLS_MAX];
};

/* Gives the next bytes, none at the end. *doubtful is set when they may not be UTF-8. */
typedef jw_status (*jw_csv_read_fn)(void *userdata, char *buffer, size_t size, size_t *got, bool *doubtful,
                                    jw_error *err);

struct jw_csv {
    jw_context *context;
    jw_csv_read_fn read;
    void *userdata;
    char *buffer;  /* JW_CSV_ROW_MAX bytes and one for the NUL that ends what is there */
    char *at;      /* next row */
    char *end;     /* of what is there */
    char *scratch; /* cells whose doubled quotes are made single */
    size_t scratch_used;
    const char *cell;       /* begin of the cell being read */
    char head[JW_CSV_HEAD]; /* of a row that is too long to be kept */
    int64_t line;           /* of the next row */
    bool at_end;            /* of the input */
    bool doubtful;
    struct jw_csv_row row;
};

jw_status jw_csv__open(jw_context *context, jw_csv_read_fn read, void *userdata, struct jw_csv *out,
                       jw_error *err);
void jw_csv__close(struct jw_csv *csv);
/* The next row that is not blank, in csv->row; *end at the end of the input. Fails only when reading does. */
jw_status jw_csv__next(struct jw_csv *csv, bool *end, jw_error *err);

/* Blanks around a cell do not count. */
void jw_csv__trim(struct jw_csv_cell *cell);
/* English words for a fault. */
const char *jw_csv__fault_text(enum jw_csv_fault fault);

#endif
