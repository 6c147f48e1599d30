/**
 * @file jingwu.h
 * @brief The whole of libjingwu but the headers for storage authors (jingwu/sys/).
 *
 * libjingwu keeps the books of community policing: who is posted where, which villages are served, how many hours were
 * really worked, which standards are missed, how the assessment comes out, and what goes into the published report.
 *
 * Overview. Everything begins with a context (base.h), from which a store is opened (store.h). Records (record.h) come
 * in as files, as Arrow batches (sys/column.h) or one by one as objects (district.h, village.h, station.h, staff.h,
 * duty.h). What the library computes (hours.h, coverage.h, audit.h, assess.h, report.h) comes out as tables (table.h)
 * of named columns, which can be written as text, CSV or JSON and exported as Arrow.
 *
 * Failures. A function that can fail returns a jw_status, 0 when all is well, and takes a jw_error as its last
 * parameter, which may be NULL. When it fails its outputs are untouched and nothing was written.
 *
 * Ownership. What comes through a `T **out` belongs to the caller, who frees it with jw_T_free(); a returned pointer is
 * borrowed from the object it was asked of.
 *
 * Threads. A context and everything made from it is used by one thread at a time, any thread; different contexts in
 * parallel; only jw_context_cancel() at any moment; tables are immutable and readable from any thread; a handle used
 * after fork() in the child fails with JW_EFORK.
 *
 * Versions. JW_VERSION_MAJOR, JW_VERSION_MINOR and JW_VERSION_PATCH are those of the headers, jw_version_number() is that
 * of the library at run time. Until 1.0.0 an interface may still change, with a line in CHANGELOG.md; from then on
 * nothing is taken away or changes its meaning within a major version.
 */
#ifndef JINGWU_JINGWU_H
#define JINGWU_JINGWU_H

#include <jingwu/assess.h>
#include <jingwu/assessment.h>
#include <jingwu/audit.h>
#include <jingwu/base.h>
#include <jingwu/calendar.h>
#include <jingwu/coverage.h>
#include <jingwu/district.h>
#include <jingwu/duty.h>
#include <jingwu/hours.h>
#include <jingwu/month.h>
#include <jingwu/record.h>
#include <jingwu/report.h>
#include <jingwu/staff.h>
#include <jingwu/station.h>
#include <jingwu/statistics.h>
#include <jingwu/store.h>
#include <jingwu/table.h>
#include <jingwu/village.h>

#endif
