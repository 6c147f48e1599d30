/* The peer: SQLite as a careful programmer uses it by hand, with numbers in place of ids and no checks. */
#ifndef JW_BENCH_BARE_H
#define JW_BENCH_BARE_H

#include <stddef.h>
#include <stdint.h>

/* Each stops the program on failure. */

/* Reads duty.csv with or without a district column into a new file, one transaction of prepared inserts.
 * Rows. */
int64_t bare_load(const char *csv, const char *database);
/* Weekly hours of everybody in October 2020: a scan of the rows in key order, and the interval kernel. Rows.
 */
int64_t bare_hours(const char *database);
/* Inserts count rows an hour apart, one a transaction, WAL and full sync as libjingwu. */
void bare_append(const char *database, int64_t first, int32_t count);

#endif
