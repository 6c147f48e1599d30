/*
 * The inside of an import. First every file is read, each row checked and handed to the sorter; then the
 * sorted rows are written in one transaction. The second part can be done again, leaving out rows that turned
 * out to be bad.
 */
#ifndef JW_EXCHANGE_IMPORT_H
#define JW_EXCHANGE_IMPORT_H

#include "exchange/districts.h"
#include "exchange/layout.h"
#include "exchange/report.h"
#include "exchange/row.h"
#include "exchange/source.h"

struct jw_import {
    jw_store *store;
    jw_context *context;
    const jw_import_file *files;
    size_t file_count;
    jw_import_options options;
    bool removing;             /* only keys are read, and their rows are removed */
    char directory[1024];      /* beside the store; "" when there is none */
    struct jw_source *sources; /* one a file; file -1 until it is opened */
    struct jw_districts districts;
    struct jw_sorter *sorter;
    struct jw_report report;
    struct jw_texts *missing;    /* what rows named in vain; NULL before the first */
    bool delivered;              /* late bad rows were handed over */
    char district[JW_CODE_SIZE]; /* of rows without one; "" until it is needed */
    int64_t rows;
    struct jw_bytes key; /* scratch */
    struct jw_bytes payload;
};

/* ---- import_read.c ---- */

jw_status jw_import__read_file(struct jw_import *import, size_t file, jw_error *err);
/* Hands over the bad rows that were found after their file had been read, by reading the files again. */
jw_status jw_import__deliver_late(struct jw_import *import, jw_error *err);
/* Hands a checked row to the sorter. */
jw_status jw_import__add_row(struct jw_import *import, const struct jw_import_row *row, jw_error *err);

/* ---- division.c ---- */

/* What was seen in a national list. */
struct jw_division {
    int32_t columns[6];
    size_t column_count;
    char area[16];        /* of the row before */
    bool quiet;           /* the list is read again */
    int64_t other_codes;  /* codes of neither kind */
    int64_t odd_villages; /* coded as village, named as a community */
    int64_t odd_communities;
};

jw_status jw_division__read_header(const struct jw_csv_row *header, struct jw_division *out, jw_error *err);
/* Makes a village of a line, and a district where it is new. JW_EINPUT or JW_EENCODING when the line is bad.
 */
jw_status jw_division__read_row(struct jw_import *import, struct jw_division *division, size_t file,
                                const struct jw_csv_row *line, struct jw_import_row *row, jw_error *err);
void jw_division__log(const struct jw_import *import, const struct jw_division *division);

/* ---- import_write.c ---- */

/* Writes or removes all sorted rows in one transaction. */
jw_status jw_import__write(struct jw_import *import, jw_write_counts *counts, jw_error *err);

#endif
