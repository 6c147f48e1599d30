/*
 * Hours where the data lie. For each class and subject a window carries the latest finish so far: an interval adds what
 * lies beyond it. Cut by the buckets and summed, that is the measure of the union; intervals that touch a bucket are
 * counted beside it.
 */
#include "storage/postgres/postgres.h"

#include <string.h>

#define CLASS_MAX 8
#define WEEK_SECONDS 604800
#define FARTHEST (INT64_C(1) << 60)
/* Parameters of the statement that come before the sets of activities. */
#define FIXED_PARAMS 5

/* A request under way: the times of the subject at hand. */
struct work {
    struct jw_pg *storage;
    const jw_hours_request *request;
    jw_hours_emit_fn emit;
    void *userdata;
    jw_bucket_time *times;
    struct jw_pg_buffer subject;
    bool has_subject;
    struct jw_pg_buffer starts, ends; /* the buckets as arrays */
    struct jw_pg_buffer activities[CLASS_MAX];
};

static jw_status check_request(const jw_hours_request *request, jw_error *err)
{
    if (!request || request->struct_size < sizeof *request || !request->district ||
        (request->record != JW_RECORD_DUTY && request->record != JW_RECORD_DUTY_PLAN) ||
        (request->by != JW_BY_STAFF && request->by != JW_BY_STATION) || request->class_count > CLASS_MAX ||
        (request->bucket_count && !request->buckets) || (request->class_count && !request->classes))
        return jw_error_set(err, JW_EINVAL, 0, "the request for hours is not complete");
    return JW_OK;
}

/* ---- the statement ---- */

/* Rows of one class; $1 district, $2 and $3 the window, $4 and $5 the buckets. */
static void add_class(struct jw_pg_buffer *sql, const jw_hours_request *request, size_t class, int *place)
{
    jw_pg_buffer__format(sql, "%s SELECT %d AS class, \"%s\" AS subject, \"start\", \"finish\" FROM \"%s\"\n",
                         class ? "  UNION ALL" : "", (int)class, request->by == JW_BY_STAFF ? "staff" : "station",
                         jw_record_name(request->record));
    jw_pg_buffer__format(sql, "  WHERE \"district\" = $1 AND \"start\" < $3 AND \"finish\" > $2 AND \"start\" > $2 - %d",
                         WEEK_SECONDS);
    if (request->classes[class].codes)
        jw_pg_buffer__format(sql, " AND \"activity\" = ANY ($%d::text[])", ++*place);
    jw_pg_buffer__put(sql, "\n");
}

static void add_statement(struct jw_pg_buffer *sql, const jw_hours_request *request)
{
    int place = FIXED_PARAMS;
    jw_pg_buffer__put(sql, "SELECT q.subject, q.class, w.n,\n"
                           "  sum(greatest(0, least(q.\"finish\", w.finish) - greatest(q.fresh, w.start)))::bigint,\n"
                           "  count(*)\n"
                           "FROM (SELECT d.class, d.subject, d.\"start\", d.\"finish\", greatest(d.\"start\",\n"
                           "    max(d.\"finish\") OVER (PARTITION BY d.class, d.subject\n");
    jw_pg_buffer__put(sql, "      ORDER BY d.\"start\", d.\"finish\" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS fresh\n"
                           "  FROM (");
    for (size_t i = 0; i < request->class_count; i++)
        add_class(sql, request, i, &place);
    jw_pg_buffer__put(sql, ") d) q\n"
                           "JOIN unnest($4::bigint[], $5::bigint[]) WITH ORDINALITY AS w (start, finish, n)\n"
                           "  ON q.\"start\" < w.finish AND q.\"finish\" > w.start\n"
                           "GROUP BY 1, 2, 3 ORDER BY 1");
}

static int64_t bounded(int64_t instant)
{
    return instant < -FARTHEST ? -FARTHEST : instant > FARTHEST ? FARTHEST : instant;
}

/* An empty bucket stays empty. */
static void add_bucket_arrays(struct work *work)
{
    const jw_hours_request *request = work->request;
    for (size_t i = 0; i < request->bucket_count; i++) {
        char separator = i ? ',' : '{';
        jw_pg_buffer__format(&work->starts, "%c%lld", separator, (long long)bounded(request->buckets[i].start));
        jw_pg_buffer__format(&work->ends, "%c%lld", separator, (long long)bounded(request->buckets[i].finish));
    }
    jw_pg_buffer__put(&work->starts, "}");
    jw_pg_buffer__put(&work->ends, "}");
}

static void add_activity_array(struct jw_pg_buffer *array, const jw_activity_set *set)
{
    jw_pg_buffer__put(array, "{");
    for (size_t i = 0; i < set->count; i++) {
        jw_pg_buffer__put(array, i ? ",\"" : "\"");
        for (const char *at = set->codes[i]; *at; at++) {
            if (*at == '"' || *at == '\\')
                jw_pg_buffer__put(array, "\\");
            jw_pg_buffer__add(array, at, 1);
        }
        jw_pg_buffer__put(array, "\"");
    }
    jw_pg_buffer__put(array, "}");
}

static jw_status add_array_param(struct jw_pg_params *params, struct jw_pg_buffer *array, jw_error *err)
{
    const char *text = jw_pg_buffer__text(array, err);
    if (!text)
        return JW_ENOMEM;
    jw_pg__add_text_param(params, text, array->length);
    params->formats[params->count - 1] = 0;
    return JW_OK;
}

static jw_status add_params(struct work *work, struct jw_pg_params *params, jw_error *err)
{
    const jw_hours_request *request = work->request;
    jw_pg__add_text_param(params, request->district, strlen(request->district));
    jw_pg__add_number_param(params, bounded(request->buckets[0].start), 8);
    jw_pg__add_number_param(params, bounded(request->buckets[request->bucket_count - 1].finish), 8);
    add_bucket_arrays(work);
    JW_TRY(add_array_param(params, &work->starts, err));
    JW_TRY(add_array_param(params, &work->ends, err));
    for (size_t i = 0; i < request->class_count; i++) {
        if (!request->classes[i].codes)
            continue;
        add_activity_array(&work->activities[i], &request->classes[i]);
        JW_TRY(add_array_param(params, &work->activities[i], err));
    }
    return JW_OK;
}

/* ---- the results ---- */

static jw_status give_subject(struct work *work, jw_error *err)
{
    if (!work->has_subject)
        return JW_OK;
    return work->emit(work->userdata, work->subject.data, work->subject.length, work->times, err);
}

static bool is_same_subject(const struct work *work, const char *subject, size_t length)
{
    return work->has_subject && work->subject.length == length && memcmp(work->subject.data, subject, length) == 0;
}

static jw_status begin_subject(struct work *work, const char *subject, size_t length, jw_error *err)
{
    JW_TRY(give_subject(work, err));
    work->subject.length = 0;
    jw_pg_buffer__add(&work->subject, subject, length);
    if (work->subject.failed)
        return jw_error_set(err, JW_ENOMEM, 0, "no memory for the hours");
    memset(work->times, 0, work->request->class_count * work->request->bucket_count * sizeof *work->times);
    work->has_subject = true;
    return JW_OK;
}

static jw_status take_row(struct work *work, const PGresult *result, int row, jw_error *err)
{
    const char *subject = PQgetvalue(result, row, 0);
    size_t length = (size_t)PQgetlength(result, row, 0);
    if (!is_same_subject(work, subject, length))
        JW_TRY(begin_subject(work, subject, length, err));
    size_t class = (size_t)jw_pg__result_number(result, row, 1), bucket = (size_t)jw_pg__result_number(result, row, 2) - 1;
    if (class >= work->request->class_count || bucket >= work->request->bucket_count)
        return jw_error_set(err, JW_EINTERNAL, 0, "the server answered with a class or bucket that was not asked for");
    jw_bucket_time *time = &work->times[class * work->request->bucket_count + bucket];
    *time = (jw_bucket_time){jw_pg__result_number(result, row, 3), jw_pg__result_number(result, row, 4)};
    return JW_OK;
}

static jw_status take_result(struct work *work, const PGresult *result, jw_error *err)
{
    ExecStatusType code = PQresultStatus(result);
    if (code != PGRES_SINGLE_TUPLE && code != PGRES_TUPLES_OK)
        return jw_pg__fail(work->storage, result, "compute hours from", jw_record_name(work->request->record), err);
    jw_status status = JW_OK;
    for (int row = 0; status == JW_OK && row < PQntuples(result); row++)
        status = take_row(work, result, row, err);
    return status;
}

/* Row by row, so that memory does not grow with the district; after a failure the rest is called off. */
static jw_status take_results(struct work *work, jw_error *err)
{
    PGconn *connection = work->storage->connection;
    jw_status status = JW_OK;
    for (PGresult *result; (result = PQgetResult(connection)) != NULL; PQclear(result)) {
        if (status != JW_OK)
            continue;
        status = take_result(work, result, err);
        if (status != JW_OK && work->storage->cancel && PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
            char reason[256];
            PQcancel(work->storage->cancel, reason, sizeof reason);
        }
    }
    if (status == JW_OK && !jw_pg__is_connected(work->storage))
        status = jw_pg__fail(work->storage, NULL, "compute hours from", jw_record_name(work->request->record), err);
    return status == JW_OK ? give_subject(work, err) : status;
}

static jw_status run(struct work *work, struct jw_pg_buffer *sql, jw_error *err)
{
    struct jw_pg_params params = {.count = 0};
    size_t count = work->request->class_count * work->request->bucket_count;
    JW_TRY(add_params(work, &params, err));
    work->times = jw_allocate(work->storage->context, NULL, count * sizeof *work->times, err);
    if (!work->times)
        return JW_ENOMEM;
    add_statement(sql, work->request);
    const char *text = jw_pg_buffer__text(sql, err);
    if (!text)
        return JW_ENOMEM;
    Oid types[JW_PG_PARAMS_MAX] = {0, 20, 20}; /* int8; the others are clear from the statement */
    if (PQsendQueryParams(work->storage->connection, text, params.count, types, params.values, params.lengths,
                          params.formats, 1) != 1)
        return jw_pg__fail(work->storage, NULL, "compute hours from", jw_record_name(work->request->record), err);
    PQsetSingleRowMode(work->storage->connection);
    return take_results(work, err);
}

static void free_work(struct work *work)
{
    jw_release(work->storage->context, work->times);
    jw_pg_buffer__free(&work->subject);
    jw_pg_buffer__free(&work->starts);
    jw_pg_buffer__free(&work->ends);
    for (size_t i = 0; i < CLASS_MAX; i++)
        jw_pg_buffer__free(&work->activities[i]);
}

jw_status jw_pg__hours(void *opened, const jw_hours_request *request, jw_hours_emit_fn emit, void *userdata,
                       jw_error *err)
{
    struct jw_pg *storage = opened;
    JW_TRY(check_request(request, err));
    JW_TRY(jw_pg__check_open(storage, err));
    if (!request->bucket_count || !request->class_count || !jw_pg__has_table(storage, request->record))
        return JW_OK;
    if (storage->state == JW_PG_WRITING)
        JW_TRY(jw_pg__lock(storage, request->district, strlen(request->district), err));
    struct work work = {.storage = storage, .request = request, .emit = emit, .userdata = userdata};
    struct jw_pg_buffer *buffers[] = {&work.subject, &work.starts, &work.ends};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        buffers[i]->context = storage->context;
    for (size_t i = 0; i < CLASS_MAX; i++)
        work.activities[i].context = storage->context;
    struct jw_pg_buffer sql = {.context = storage->context};
    jw_status status = run(&work, &sql, err);
    jw_pg_buffer__free(&sql);
    free_work(&work);
    return status;
}
