/* Rows as plain values and a sorted list of them: what the storage is compared with. */
#ifndef JW_TESTING_MODEL_H
#define JW_TESTING_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <jingwu/sys/column.h>
#include <jingwu/sys/storage.h>
#include "testing/random.h"

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

bool jw_model__is_text(jw_record record, size_t field);

model_row jw_model__row_copy(jw_record record, const struct cell *row);
void jw_model__row_free(jw_record record, model_row row);
int jw_model__compare_cells(jw_record record, size_t field, const struct cell *a, const struct cell *b);
int jw_model__compare_keys(jw_record record, const struct cell *a, const struct cell *b);
bool jw_model__rows_equal(jw_record record, const struct cell *a, const struct cell *b);

/* A valid row; few different values, so that keys share beginnings, and now and then extreme ones. */
model_row jw_model__random_row(jw_record record, test_random *random);
/* Another valid row with the same key. */
model_row jw_model__random_change(jw_record record, const struct cell *row, test_random *random);

void jw_model__init(struct model *model, jw_record record);
void jw_model__free(struct model *model);
void jw_model__copy(struct model *to, const struct model *from);
/* Position of the first row that is not before the key of row. */
size_t jw_model__find(const struct model *model, const struct cell *row);
bool jw_model__has(const struct model *model, const struct cell *row);
/* Takes the row over; replaces one of the same key. */
void jw_model__set(struct model *model, model_row row);
/* Appends without sorting; takes the row over. */
void jw_model__append(struct model *model, model_row row);
void jw_model__remove(struct model *model, const struct cell *row);
/* So many random rows of different keys (fewer when the record does not have so many). */
void jw_model__fill(struct model *model, size_t count, test_random *random);

jw_status jw_model__add_to_batch(jw_batch *batch, jw_record record, const struct cell *row, jw_error *err);
model_row jw_model__from_rows(const jw_rows *rows, int64_t row);
bool jw_model__in_range(jw_record record, const jw_scan_range *range, const struct cell *row);
jw_key_value jw_model__key_value(jw_record record, size_t field, const struct cell *cell);
/* A row as text, for messages. */
void jw_model__describe(jw_record record, const struct cell *row, char *out, size_t size);

#endif
