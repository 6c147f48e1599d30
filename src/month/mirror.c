/*
 * A copy brought up to date: both sides are read in key order, side by side; what differs is written or
 * removed. The differences of a record are kept in memory until both of its streams are released, since a
 * storage takes no writes while it is read.
 */
#include <jingwu/sys/column.h>
#include "month/copy.h"

/* One side of a record, row by row. */
struct side {
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    jw_rows rows;
    int64_t at;
    bool ended;
};

struct differences {
    jw_batch *put, *gone;
};

static void close_side(struct side *side)
{
    if (side->array.release)
        side->array.release(&side->array);
    if (side->stream.release)
        side->stream.release(&side->stream);
}

/* Makes sure that there is a row at the front, or that the end is known. */
static jw_status peek(struct side *side, jw_record record, jw_error *err)
{
    while (!side->ended && side->at >= side->rows.count) {
        if (side->array.release)
            side->array.release(&side->array);
        side->at = side->rows.count = 0;
        JW_TRY(jw_stream_next(&side->stream, &side->array, err));
        side->ended = !side->array.release;
        if (!side->ended)
            JW_TRY(jw_rows_view(&side->array, record, &side->rows, err));
    }
    return JW_OK;
}

/* Negative: only in from; positive: only in to; 0: in both. */
static int32_t compare_fronts(const struct side *from, const struct side *to)
{
    if (from->ended || to->ended)
        return from->ended ? 1 : -1;
    return jw_rows_compare(&from->rows, from->at, &to->rows, to->at);
}

/* An entry that the original does not have was written to the copy by itself: that would be lost. */
static jw_status refuse_own_entry(const struct copying *copying, jw_error *err)
{
    return jw_error_set(
        err, JW_ECONFLICT, 0,
        "district %s of the other store has journal entries of its own: it is no copy of this one",
        copying->district);
}

static jw_status note_front(struct copying *copying, jw_record record, struct side *from, struct side *to,
                            struct differences *differences, jw_error *err)
{
    int32_t order = compare_fronts(from, to);
    bool same = order == 0 && jw_rows_equal(&from->rows, from->at, &to->rows, to->at);
    if (record == JW_RECORD_JOURNAL && order >= 0 && !same)
        return refuse_own_entry(copying, err);
    if (!same) {
        copying->changed++;
        JW_TRY(order <= 0 ? jw_batch_add_row(differences->put, &from->rows, from->at, err)
                          : jw_batch_add_row(differences->gone, &to->rows, to->at, err));
    }
    from->at += order <= 0;
    to->at += order >= 0;
    if (++copying->rows % 8192 == 0)
        return jw__progress(copying->to->context, "compare", copying->rows, 0, err);
    return JW_OK;
}

static jw_status find_differences(struct copying *copying, jw_record record, struct side *from,
                                  struct side *to, struct differences *differences, jw_error *err)
{
    jw_scan_range range = jw_range__of(copying->district, (const char *)NULL);
    JW_TRY(jw_store__scan(copying->from, record, &range, NULL, &from->stream, err));
    JW_TRY(jw_store__scan(copying->to, record, &range, NULL, &to->stream, err));
    for (;;) {
        JW_TRY(peek(from, record, err));
        JW_TRY(peek(to, record, err));
        if (from->ended && to->ended)
            return JW_OK;
        JW_TRY(note_front(copying, record, from, to, differences, err));
    }
}

static jw_status apply_batch(struct copying *copying, jw_record record, jw_batch *batch, bool put,
                             jw_error *err)
{
    struct ArrowArray rows;
    jw_store *to = copying->to;
    if (jw_batch_rows(batch) == 0)
        return JW_OK;
    JW_TRY(jw_batch_export(batch, &rows, err));
    jw_status status = put ? to->ops.put(to->storage, record, &rows, JW_PUT_UPSERT, NULL, err)
                           : to->ops.remove(to->storage, record, &rows, err);
    rows.release(&rows);
    return status;
}

static jw_status mirror_with(struct copying *copying, jw_record record, struct differences *differences,
                             jw_error *err)
{
    struct side from = {.at = 0}, to = {.at = 0};
    jw_status status = find_differences(copying, record, &from, &to, differences, err);
    close_side(&from);
    close_side(&to);
    if (status == JW_OK)
        status = apply_batch(copying, record, differences->gone, false, err);
    return status == JW_OK ? apply_batch(copying, record, differences->put, true, err) : status;
}

static jw_status mirror_record(struct copying *copying, jw_record record, jw_error *err)
{
    struct differences differences = {NULL, NULL};
    jw_status status = jw_batch_new(copying->to->context, record, &differences.put, err);
    if (status == JW_OK)
        status = jw_batch_new(copying->to->context, record, &differences.gone, err);
    if (status == JW_OK)
        status = mirror_with(copying, record, &differences, err);
    jw_batch_free(differences.put);
    jw_batch_free(differences.gone);
    return status;
}

static jw_status mirror_district(struct copying *copying, jw_error *err)
{
    /* the journal first: it tells whether the other is a copy at all */
    JW_TRY(mirror_record(copying, JW_RECORD_JOURNAL, err));
    for (jw_record record = 1; record <= jw_record_count(); record++)
        if (record != JW_RECORD_JOURNAL)
            JW_TRY(mirror_record(copying, record, err));
    return jw_copying__check(copying, err);
}

jw_status jw_store_mirror(jw_store *from, jw_store *to, const char *district, int64_t *changed, jw_error *err)
{
    return jw_copying__run(from, to, district, mirror_district, changed, err);
}
