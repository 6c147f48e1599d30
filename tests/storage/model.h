/* Rows as plain values and a sorted list of them: what the storage is compared with. */
#ifndef JW_TEST_MODEL_H
#define JW_TEST_MODEL_H

#include <stdbool.h>
#include <jingwu/sys/column.h>
#include <jingwu/sys/storage.h>
#include "unit/random.h"

struct cell {
    bool absent;
    int64_t integer;
    double real;
    char *text; /* NULL unless the field is text and present */
    size_t length;
};

/* As many cells as the record has fields. */
typedef struct cell *model_row;

/* The rows of a record, sorted by key. */
struct model {
    jw_record record;
    model_row *rows;
    size_t count;
    size_t capacity;
};

bool model_is_text(jw_record record, size_t field);

model_row model_row_copy(jw_record record, const struct cell *row);
void model_row_free(jw_record record, model_row row);
int model_compare_cells(jw_record record, size_t field, const struct cell *a, const struct cell *b);
int model_compare_keys(jw_record record, const struct cell *a, const struct cell *b);
bool model_rows_equal(jw_record record, const struct cell *a, const struct cell *b);

/* A valid row; few different values, so that keys share beginnings, and now and then extreme ones. */
model_row model_random_row(jw_record record, test_random *random);
/* Another valid row with the same key. */
model_row model_random_change(jw_record record, const struct cell *row, test_random *random);

void model_init(struct model *model, jw_record record);
void model_free(struct model *model);
void model_copy(struct model *to, const struct model *from);
/* Position of the first row that is not before the key of row. */
size_t model_find(const struct model *model, const struct cell *row);
bool model_has(const struct model *model, const struct cell *row);
/* Takes the row over; replaces one of the same key. */
void model_set(struct model *model, model_row row);
/* Appends without sorting; takes the row over. */
void model_append(struct model *model, model_row row);
void model_remove(struct model *model, const struct cell *row);
/* So many random rows of different keys (fewer when the record does not have so many). */
void model_fill(struct model *model, size_t count, test_random *random);

jw_status model_add_to_batch(jw_batch *batch, jw_record record, const struct cell *row, jw_error *err);
model_row model_from_rows(const jw_rows *rows, int64_t row);
bool model_in_range(jw_record record, const jw_scan_range *range, const struct cell *row);
jw_key_value model_key_value(jw_record record, size_t field, const struct cell *cell);
/* A row as text, for messages. */
void model_describe(jw_record record, const struct cell *row, char *out, size_t size);

#endif
