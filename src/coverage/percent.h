/* Printed percentages. */
#ifndef JW_COVERAGE_PERCENT_H
#define JW_COVERAGE_PERCENT_H

#include <stddef.h>
#include <stdint.h>

/* Gives a percentage all its decimals, as far as there is room: a spreadsheet writes 70.0 as 70. */
void jw_percent__pad(char *text, size_t size, int64_t decimals);

#endif
