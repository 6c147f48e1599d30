/* Notes beside a figure, in both languages, clause by clause. */
#ifndef JW_REPORT_NOTE_H
#define JW_REPORT_NOTE_H

#include <jingwu/base.h>

#define JW_NOTE_SIZE 600

struct jw_note {
    char en[JW_NOTE_SIZE], zh[JW_NOTE_SIZE];
};

/* Appends to a text of a fixed size; what does not fit is cut at a whole character. */
void jw_note__append(char *text, size_t size, const char *format, ...) JW_PRINTF(3, 4);
/* Adds a clause in one language, after "; " if there is one already. */
void jw_note__english(struct jw_note *note, const char *format, ...) JW_PRINTF(2, 3);
void jw_note__chinese(struct jw_note *note, const char *format, ...) JW_PRINTF(2, 3);

#endif
