/* Text on its way out: collected in a buffer, written as cells of CSV and values of JSON, in UTF-8 or
 * GB18030. */
#ifndef JW_EXCHANGE_OUTPUT_H
#define JW_EXCHANGE_OUTPUT_H

#include <jingwu/table.h>
#include "exchange/encoding.h"

/* The first failure stays: what follows does nothing, and jw_output__finish gives it. */
struct jw_output {
    jw_write_fn write;
    void *userdata;
    struct jw_converter converter; /* handle NULL: UTF-8 */
    jw_error error;
    size_t used;
    char buffer[8192];
};

void jw_output__open(struct jw_output *output, jw_write_fn write, void *userdata);
/* Everything from now on is converted to GB18030. */
jw_status jw_output__use_gb18030(struct jw_output *output, jw_error *err);

void jw_output__add(struct jw_output *output, const char *text, size_t length);
void jw_output__string(struct jw_output *output, const char *text);
/* Quoted when it must be. */
void jw_output__csv_cell(struct jw_output *output, const char *text, size_t length);
/* With its quotes. */
void jw_output__json_text(struct jw_output *output, const char *text, size_t length);

/* The first failure so far. */
jw_status jw_output__check(const struct jw_output *output, jw_error *err);
/* Writes what is left, closes, gives the first failure. */
jw_status jw_output__finish(struct jw_output *output, jw_error *err);

/* 2020-10-05T08:00:00+08:00, or Z for offset 0. text has JW_CALENDAR_TEXT bytes; gives the length. */
size_t jw_output__iso_instant(int64_t instant, int32_t utc_offset, char *text);

#endif
