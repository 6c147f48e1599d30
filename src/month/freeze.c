#include "month/freeze.h"

#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "journal/write.h"
#include "month/line.h"
#include "record/defaults.h"
#include "record/row_digest.h"

/* The first lines are no rows: the digest of the protected rows, and the scheme that was assessed by. */
#define DATED_HEAD "dated,"
#define SCHEME_HEAD "assessed_by,"
#define HEAD_LINES 2

/* Records whose rows are kept, in the order in which they are written and thawed. */
static const jw_record kept_records[] = {
    JW_RECORD_DISTRICT, JW_RECORD_STATION, JW_RECORD_BEAT,     JW_RECORD_VILLAGE,  JW_RECORD_STAFF,
    JW_RECORD_SERVICE,  JW_RECORD_POSTING, JW_RECORD_CALENDAR, JW_RECORD_ABSENCE,  JW_RECORD_ACTIVITY,
    JW_RECORD_RULE,     JW_RECORD_SCHEME,  JW_RECORD_GRADE,    JW_RECORD_TALLY,
};

/* ---- writing ---- */

struct freezing {
    const struct jw_month_call *call;
    int64_t revision;
    int64_t next_row;
    jw_date from, to; /* the month's days */
    jw_batch *batch;
    struct jw_bytes line;
};

static jw_status keep_line(struct freezing *freezing, const void *text, size_t length, jw_error *err)
{
    struct jw_value values[JW_F_month_input_COUNT] = {
        [JW_F_month_input_district] = jw_month__text(freezing->call->district),
        [JW_F_month_input_month] = jw_month__integer(freezing->call->month),
        [JW_F_month_input_revision] = jw_month__integer(freezing->revision),
        [JW_F_month_input_row] = jw_month__integer(freezing->next_row++),
        [JW_F_month_input_content] = {.text = text, .length = length},
    };
    return jw_batch__add_values(freezing->batch, values, err);
}

/*
 * Versions that end before the month or begin after it are left out. An end that is only implied by a later version is not
 * seen here: such a row is kept although it no longer holds, and its successor is kept too.
 */
static bool holds_within(const struct freezing *freezing, jw_record record, const struct jw_value *values)
{
    int32_t from = jw_record_field_find(record, "valid_from"), to = jw_record_field_find(record, "valid_to");
    if (record == JW_RECORD_TALLY)
        return values[JW_F_tally_month].integer == freezing->call->month;
    if (record == JW_RECORD_CALENDAR)
        return values[JW_F_calendar_date].integer >= freezing->from && values[JW_F_calendar_date].integer < freezing->to;
    if (from >= 0 && values[from].integer >= freezing->to)
        return false;
    return to < 0 || values[to].absent || values[to].integer > freezing->from;
}

static jw_status keep_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct freezing *freezing = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        if (!holds_within(freezing, rows->record, values))
            continue;
        freezing->line.length = 0;
        JW_TRY(jw_line__write(freezing->call->store->context, rows->record, values, freezing->call->utc_offset,
                              &freezing->line, err));
        JW_TRY(keep_line(freezing, freezing->line.data, freezing->line.length, err));
    }
    return JW_OK;
}

/* Tallies are read for their month only. */
static jw_scan_range kept_range(const char *district, jw_record record, jw_month month)
{
    jw_scan_range range = jw_range__of(district, (const char *)NULL);
    if (record == JW_RECORD_TALLY)
        range.prefix[range.prefix_count++] = (jw_key_value){.integer = month};
    return range;
}

static jw_status keep_all(struct freezing *freezing, jw_error *err)
{
    const struct jw_month_call *call = freezing->call;
    char line[96], digest[JW_DIGEST_TEXT];
    JW_TRY(jw_freeze__dated_digest(call->store, call->district, call->utc_offset, call->month, digest, err));
    snprintf(line, sizeof line, DATED_HEAD "%s", digest);
    JW_TRY(keep_line(freezing, line, strlen(line), err));
    snprintf(line, sizeof line, SCHEME_HEAD "%s", call->scheme ? call->scheme : JW_DEFAULT_SCHEME);
    JW_TRY(keep_line(freezing, line, strlen(line), err));
    for (size_t i = 0; i < sizeof kept_records / sizeof kept_records[0]; i++) {
        jw_scan_range range = kept_range(call->district, kept_records[i], call->month);
        JW_TRY(jw_store__visit(call->store, kept_records[i], &range, NULL, keep_rows, freezing, err));
    }
    return jw_month__put(call->store, freezing->batch, err);
}

jw_status jw_freeze__write(const struct jw_month_call *call, int64_t revision, jw_error *err)
{
    struct freezing freezing = {.call = call, .revision = revision, .next_row = 1};
    jw_month__days(call->month, &freezing.from, &freezing.to);
    JW_TRY(jw_batch_new(call->store->context, JW_RECORD_MONTH_INPUT, &freezing.batch, err));
    jw_status status = keep_all(&freezing, err);
    jw_bytes__free(call->store->context, &freezing.line);
    jw_batch_free(freezing.batch);
    return status;
}

/* ---- digests ---- */

/* Rows that the lock of a month protects. */
struct dated {
    struct jw_row_digest digest;
    struct jw_lock lock;
    int32_t utc_offset;
};

static jw_status digest_protected(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct dated *dated = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        if (jw_lock__touches(&dated->lock, dated->utc_offset, rows->record, values))
            JW_TRY(jw_row_digest__values(&dated->digest, rows->record, values, err));
    }
    return JW_OK;
}

static jw_status digest_dated(jw_store *store, const char *district, struct dated *dated, jw_error *err)
{
    jw_scan_filter filter = JW_SCAN_FILTER_INIT;
    filter.from = jw_date_instant(dated->lock.from, dated->utc_offset);
    filter.to = jw_date_instant(dated->lock.to, dated->utc_offset);
    for (jw_record record = 1; record <= jw_record_count(); record++) {
        if (!jw_locks__concern(record))
            continue;
        const char *name = jw_record_name(record);
        jw_scan_range range = kept_range(district, record, dated->lock.month);
        JW_TRY(jw_digest__update(dated->digest.digest, name, strlen(name) + 1, err));
        JW_TRY(jw_store__visit(store, record, &range, &filter, digest_protected, dated, err));
    }
    return JW_OK;
}

jw_status jw_freeze__dated_digest(jw_store *store, const char *district, int32_t utc_offset, jw_month month,
                                  char text[JW_DIGEST_TEXT], jw_error *err)
{
    struct dated dated = {.lock = {.month = month}, .utc_offset = utc_offset};
    jw_month__days(month, &dated.lock.from, &dated.lock.to);
    JW_TRY(jw_row_digest__begin(store->context, &dated.digest, err));
    return jw_row_digest__end(&dated.digest, digest_dated(store, district, &dated, err), text, err);
}

/* Which police stations signed for which results; by whom and when is left to the journal. */
static jw_status digest_submissions(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        values[JW_F_submission_actor] = values[JW_F_submission_at] = (struct jw_value){.text = "", .absent = true};
        JW_TRY(jw_row_digest__values(userdata, rows->record, values, err));
    }
    return JW_OK;
}

static jw_status digest_revision(jw_store *store, const jw_scan_range *range, struct jw_row_digest *digest, jw_error *err)
{
    static const jw_record covered[] = {JW_RECORD_MONTH_INPUT, JW_RECORD_ASSESSMENT, JW_RECORD_ASSESSMENT_TOTAL};
    for (size_t i = 0; i < sizeof covered / sizeof covered[0]; i++)
        JW_TRY(jw_store__visit(store, covered[i], range, NULL, jw_row_digest__rows, digest, err));
    return jw_store__visit(store, JW_RECORD_SUBMISSION, range, NULL, digest_submissions, digest, err);
}

jw_status jw_freeze__month_digest(jw_store *store, const char *district, jw_month month, int64_t revision,
                                  char text[JW_DIGEST_TEXT], jw_error *err)
{
    struct jw_row_digest digest;
    jw_scan_range range = jw_month__revision_range(district, month, revision);
    JW_TRY(jw_row_digest__begin(store->context, &digest, err));
    return jw_row_digest__end(&digest, digest_revision(store, &range, &digest, err), text, err);
}

/* ---- the first lines ---- */

/* What follows a head in a line; false when the line does not begin with it or the rest does not fit. */
static bool read_head(const char *line, size_t length, const char *head, char *out, size_t size)
{
    size_t skipped = strlen(head);
    if (length < skipped || length - skipped >= size || memcmp(line, head, skipped) != 0)
        return false;
    memcpy(out, line + skipped, length - skipped);
    out[length - skipped] = '\0';
    return true;
}

static jw_status read_head_lines(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    struct jw_kept *kept = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        size_t length;
        const char *line = jw_rows_text(rows, JW_F_month_input_content, row, &length);
        if (!read_head(line, length, DATED_HEAD, kept->dated_digest, sizeof kept->dated_digest))
            read_head(line, length, SCHEME_HEAD, kept->scheme, sizeof kept->scheme);
    }
    return JW_OK;
}

jw_status jw_freeze__kept(jw_store *store, const char *district, jw_month month, int64_t revision, struct jw_kept *out,
                          jw_error *err)
{
    jw_scan_range range = jw_month__revision_range(district, month, revision);
    range.has_upper = 1;
    range.upper.integer = HEAD_LINES + 1;
    *out = (struct jw_kept){"", ""};
    return jw_store__visit(store, JW_RECORD_MONTH_INPUT, &range, NULL, read_head_lines, out, err);
}

/* ---- thawing ---- */

struct thawing {
    jw_store *to;
    int32_t utc_offset;
    jw_batch *batch; /* of the record of the rows before; NULL at first */
    struct jw_bytes scratch;
};

/* Rows go in as they are: they were checked when they were written. */
static jw_status put_thawed(struct thawing *thawing, jw_error *err)
{
    if (!thawing->batch || jw_batch_rows(thawing->batch) == 0)
        return JW_OK;
    struct ArrowArray array;
    JW_TRY(jw_batch_export(thawing->batch, &array, err));
    jw_status status =
        thawing->to->ops.put(thawing->to->storage, thawing->batch->record, &array, JW_PUT_INSERT, NULL, err);
    array.release(&array);
    return status;
}

static jw_status thaw_line(struct thawing *thawing, const char *line, size_t length, jw_error *err)
{
    jw_record record;
    struct jw_value values[JW_FIELDS_MAX];
    JW_TRY(jw_line__read(thawing->to->context, line, length, thawing->utc_offset, &record, values, &thawing->scratch,
                         err));
    if (!thawing->batch || thawing->batch->record != record) {
        JW_TRY(put_thawed(thawing, err));
        jw_batch_free(thawing->batch);
        thawing->batch = NULL;
        JW_TRY(jw_batch_new(thawing->to->context, record, &thawing->batch, err));
    }
    return jw_batch__add_values(thawing->batch, values, err);
}

static jw_status thaw_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct thawing *thawing = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        size_t length;
        if (jw_rows_integer(rows, JW_F_month_input_row, row) <= HEAD_LINES)
            continue;
        const char *line = jw_rows_text(rows, JW_F_month_input_content, row, &length);
        JW_TRY(thaw_line(thawing, line, length, err));
    }
    return JW_OK;
}

static jw_status thaw_into(struct thawing *thawing, jw_store *from, const jw_scan_range *range, jw_error *err)
{
    JW_TRY(jw_store__begin(thawing->to, JW_BEGIN_WRITE, err));
    jw_status status = jw_store__visit(from, JW_RECORD_MONTH_INPUT, range, NULL, thaw_rows, thawing, err);
    if (status == JW_OK)
        status = put_thawed(thawing, err);
    if (status == JW_OK)
        return jw_store__commit(thawing->to, err);
    jw_store__rollback(thawing->to);
    return status;
}

jw_status jw_freeze__thaw(jw_store *store, const char *district, jw_month month, int64_t revision, jw_store **out,
                          jw_error *err)
{
    struct thawing thawing = {.utc_offset = JW_DEFAULT_UTC_OFFSET}; /* no kept record holds an instant */
    jw_scan_range range = jw_month__revision_range(district, month, revision);
    JW_TRY(jw_store_open(store->context, "memory:", NULL, &thawing.to, err));
    jw_status status = thaw_into(&thawing, store, &range, err);
    jw_batch_free(thawing.batch);
    jw_bytes__free(store->context, &thawing.scratch);
    if (status != JW_OK) {
        jw_store_free(thawing.to);
        return status == JW_EEXIST || status == JW_EINVAL ? jw_error_set(err, JW_ECORRUPT, 0, "kept lines repeat a key")
                                                          : status;
    }
    *out = thawing.to;
    return JW_OK;
}
