/* Proof that a store is what it was: the chain of the journal, and every closed month computed again. */
#include <stdio.h>
#include <string.h>
#include "base/intern.h"
#include "base/text.h"
#include "journal/transaction.h"
#include "month/freeze.h"
#include "month/results.h"
#include "record/row_digest.h"
#include "record/table.h"

struct verifying {
    jw_store *store;
    const jw_verify_options *options;
    char district[JW_CODE_SIZE];
    int32_t utc_offset;
    jw_table *table;
    int64_t findings;
    /* the journal */
    struct jw_texts *signed_rows; /* record and content of entries of one row: what month, submission, objection rows must have */
    int64_t freezes;    /* entries that kept a month's inputs: one for each closing */
    int64_t objections; /* entries of objections: one for each that was raised, one for each that was decided */
    bool unreadable;
    int64_t next_seq;
    char head[JW_DIGEST_TEXT];
    bool chain_broken;
    int64_t expected_seq; /* 0 = no anchor */
    char expected_digest[JW_DIGEST_TEXT];
    bool anchor_seen;
};

#define REVISION_TEXT 64

static const char *say(const struct verifying *verifying, const char *english, const char *chinese)
{
    return verifying->options->chinese ? chinese : english;
}

/* A damaged row may hold bytes that are no UTF-8; a table may not. */
static jw_status add_clean(jw_table *table, const char *text, jw_error *err)
{
    char clean[600];
    snprintf(clean, sizeof clean, "%s", text);
    size_t length = strlen(clean);
    for (size_t good = jw__utf8_prefix(clean, length); good < length; good = jw__utf8_prefix(clean, length))
        clean[good] = '?';
    return jw_table__add_text(table, clean, length, err);
}

static jw_status add_row(struct verifying *verifying, const char *check, const char *subject, bool good,
                         const char *explanation, jw_error *err)
{
    verifying->findings += !good;
    JW_TRY(jw_table__add_string(verifying->table, verifying->district, err));
    JW_TRY(jw_table__add_string(verifying->table, check, err));
    JW_TRY(add_clean(verifying->table, subject, err));
    JW_TRY(jw_table__add_string(verifying->table, good ? "ok" : "finding", err));
    return add_clean(verifying->table, explanation, err);
}

/* What cannot be read was damaged: a finding, not a failure. Everything else is handed on. */
static jw_status judge_status(struct verifying *verifying, const char *check, const char *subject, jw_status status,
                              const jw_error *inner, jw_error *err)
{
    char field[sizeof inner->record + sizeof inner->field];
    if (status == JW_OK)
        return JW_OK;
    if (status != JW_ECORRUPT)
        return jw_error__pass(inner, err);
    snprintf(field, sizeof field, "%s%s%s", inner->record, inner->field[0] ? "." : "", inner->field);
    return add_row(verifying, check, subject ? subject : field, false, inner->message, err);
}

/* ---- the journal ---- */

static bool equals(const struct jw_value *value, const char *text)
{
    return jw__compare_text(value->text, value->length, text, strlen(text)) == 0;
}

/* The first entry that does not fit is named; what follows it proves nothing any more. */
static jw_status break_chain(struct verifying *verifying, int64_t seq, const char *why, jw_error *err)
{
    char subject[JW_NUMBER_TEXT];
    if (verifying->chain_broken)
        return JW_OK;
    verifying->chain_broken = true;
    jw__format_integer(seq, subject);
    return add_row(verifying, "journal", subject, false, why, err);
}

static jw_status check_fit(struct verifying *verifying, const struct jw_value *values, jw_error *err)
{
    char digest[JW_DIGEST_TEXT];
    int64_t seq = values[JW_F_journal_seq].integer;
    JW_TRY(jw_entry__digest(verifying->store->context, values, digest, err));
    if (seq != verifying->next_seq)
        return break_chain(verifying, seq, say(verifying, "entries before it are missing", "此前的日志缺失"), err);
    if (!equals(&values[JW_F_journal_previous], verifying->head))
        return break_chain(verifying, seq, say(verifying, "it does not follow the entry before", "与前一条日志不衔接"), err);
    if (!equals(&values[JW_F_journal_digest], digest))
        return break_chain(verifying, seq, say(verifying, "it was changed: its digest is another", "该条日志被改动：摘要不符"),
                           err);
    return JW_OK;
}

static size_t signature(const struct jw_value *record, const struct jw_value *content, char *out, size_t size)
{
    int length = snprintf(out, size, "%.*s\x01%.*s", (int)record->length, record->text, (int)content->length, content->text);
    return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}

static jw_status note_signature(struct verifying *verifying, const struct jw_value *values, jw_error *err)
{
    verifying->freezes += equals(&values[JW_F_journal_record], jw_record_name(JW_RECORD_MONTH_INPUT));
    verifying->objections += equals(&values[JW_F_journal_record], jw_record_name(JW_RECORD_OBJECTION));
    char text[200];
    const char *kept;
    if (values[JW_F_journal_rows].integer != 1)
        return JW_OK;
    size_t length = signature(&values[JW_F_journal_record], &values[JW_F_journal_content], text, sizeof text);
    return jw_texts__add(verifying->signed_rows, text, length, &kept, err);
}

static jw_status check_entries(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct verifying *verifying = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    JW_TRY(jw__check_cancel(verifying->store->context, err));
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        JW_TRY(check_fit(verifying, values, err));
        JW_TRY(note_signature(verifying, values, err));
        int64_t seq = values[JW_F_journal_seq].integer;
        const struct jw_value *digest = &values[JW_F_journal_digest];
        size_t length = digest->length < JW_DIGEST_TEXT ? digest->length : JW_DIGEST_TEXT - 1;
        memcpy(verifying->head, digest->text, length);
        verifying->head[length] = '\0';
        if (seq == verifying->expected_seq && equals(digest, verifying->expected_digest))
            verifying->anchor_seen = true;
        verifying->next_seq = seq + 1;
    }
    return JW_OK;
}

static jw_status verify_journal(struct verifying *verifying, jw_error *err)
{
    char subject[48];
    jw_scan_range range = jw_range__of(verifying->district, (const char *)NULL);
    verifying->next_seq = 1;
    jw_error inner = JW_ERROR_INIT;
    jw_status status =
        jw_store__visit(verifying->store, JW_RECORD_JOURNAL, &range, NULL, check_entries, verifying, &inner);
    verifying->unreadable = status == JW_ECORRUPT;
    JW_TRY(judge_status(verifying, "journal", NULL, status, &inner, err));
    if (verifying->unreadable)
        return JW_OK;
    if (verifying->next_seq == 1) /* a district is never added without an entry */
        return break_chain(verifying, 1, say(verifying, "the journal is gone", "日志缺失"), err);
    if (verifying->chain_broken)
        return JW_OK;
    snprintf(subject, sizeof subject, "1..%lld", (long long)(verifying->next_seq - 1));
    return add_row(verifying, "journal", subject, true, say(verifying, "every entry follows the one before", "日志逐条衔接"),
                   err);
}

/* ---- rows that a person signed ---- */

static jw_status check_signed(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct verifying *verifying = userdata;
    const char *name = jw_record_name(rows->record);
    struct jw_value values[JW_FIELDS_MAX], record = {.text = name, .length = strlen(name)};
    for (int64_t row = 0; row < rows->count; row++) {
        char content[JW_DIGEST_TEXT], text[200], subject[160], month[JW_CALENDAR_TEXT];
        struct jw_row_digest digest;
        jw_rows__values(rows, row, values);
        JW_TRY(jw_row_digest__begin(verifying->store->context, &digest, err));
        JW_TRY(jw_row_digest__end(&digest, jw_row_digest__values(&digest, rows->record, values, err), content, err));
        struct jw_value found = {.text = content, .length = strlen(content)};
        size_t length = signature(&record, &found, text, sizeof text);
        if (jw_texts__find(verifying->signed_rows, text, length))
            continue;
        /* month and revision are the second and third field of each of these records */
        jw_month_format((jw_month)values[1].integer, month);
        snprintf(subject, sizeof subject, "%s %s revision %lld %.*s", name, month, (long long)values[2].integer,
                 jw__is_text(&jw__describe(rows->record)->fields[3]) ? (int)values[3].length : 0, values[3].text);
        JW_TRY(add_row(verifying, "signature", subject, false,
                       say(verifying, "no entry of the journal wrote this row", "日志中没有写入此行的记录"), err));
    }
    return JW_OK;
}

struct objection_count {
    int64_t rows, decided;
};

static jw_status count_objections(void *userdata, const jw_rows *rows, jw_error *err)
{
    (void)err;
    struct objection_count *count = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        count->rows++;
        count->decided += !equals(&values[JW_F_objection_state], "open");
    }
    return JW_OK;
}

/* Each is raised once and decided at most once, so that one which is gone is missed. */
static jw_status verify_objections(struct verifying *verifying, const jw_scan_range *range, jw_error *err)
{
    struct objection_count count = {0, 0};
    JW_TRY(jw_store__visit(verifying->store, JW_RECORD_OBJECTION, range, NULL, count_objections, &count, err));
    if (count.rows + count.decided == verifying->objections)
        return JW_OK;
    return add_row(verifying, "signature", jw_record_name(JW_RECORD_OBJECTION), false,
                   say(verifying, "the journal tells of another number of objections", "异议数与日志不符"), err);
}

static jw_status verify_signed(struct verifying *verifying, jw_error *err)
{
    static const jw_record records[] = {JW_RECORD_MONTH, JW_RECORD_SUBMISSION, JW_RECORD_OBJECTION};
    jw_scan_range range = jw_range__of(verifying->district, (const char *)NULL);
    jw_error inner = JW_ERROR_INIT;
    jw_status status = JW_OK;
    if (verifying->unreadable)
        return JW_OK;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        status = jw_store__visit(verifying->store, records[i], &range, NULL, check_signed, verifying, &inner);
        JW_TRY(judge_status(verifying, "signature", NULL, status, &inner, err));
    }
    return status == JW_OK ? verify_objections(verifying, &range, err) : JW_OK;
}

/* ---- closed months ---- */

struct closed_revision {
    jw_month month;
    int64_t revision;
    char digest[JW_DIGEST_TEXT];
    bool newest;
};

struct closed_list {
    jw_context *context;
    struct closed_revision *list;
    size_t count, capacity;
    jw_month last_month;
};

static jw_status collect_closed(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct closed_list *closed = userdata;
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        jw_month month = (jw_month)values[JW_F_month_month].integer;
        if (closed->count && closed->list[closed->count - 1].month == month)
            closed->list[closed->count - 1].newest = false; /* a later revision took its place */
        if (!equals(&values[JW_F_month_state], "closed"))
            continue;
        JW_TRY(jw__grow(closed->context, &closed->list, &closed->capacity, closed->count + 1, sizeof *closed->list, err));
        struct closed_revision *revision = &closed->list[closed->count++];
        *revision = (struct closed_revision){month, values[JW_F_month_revision].integer, "", true};
        size_t length = values[JW_F_month_digest].length;
        memcpy(revision->digest, values[JW_F_month_digest].text, length < JW_DIGEST_TEXT ? length : JW_DIGEST_TEXT - 1);
    }
    return JW_OK;
}

static jw_status recompute(struct verifying *verifying, const struct closed_revision *closed, const char *scheme,
                           jw_store *thawed, struct jw_results_difference *difference, jw_error *err)
{
    jw_assess_options options = JW_ASSESS_OPTIONS_INIT;
    struct jw_month_results results;
    struct jw_results_place place = {verifying->store, verifying->district, closed->month, closed->revision, true};
    options.district = verifying->district;
    options.month = closed->month;
    options.scheme = scheme;
    JW_TRY(jw_assess__month(thawed, &options, &results, err));
    jw_status status = jw_results__compare(&place, &results, difference, err);
    jw_assess__free(&results);
    return status;
}

static jw_status check_results(struct verifying *verifying, const struct closed_revision *closed, const char *scheme,
                               const char *subject, bool *good, jw_error *err)
{
    jw_store *thawed = NULL;
    struct jw_results_difference difference = {0};
    jw_error inner = JW_ERROR_INIT;
    char text[200];
    jw_status status =
        jw_freeze__thaw(verifying->store, verifying->district, closed->month, closed->revision, &thawed, &inner);
    if (status == JW_OK)
        status = recompute(verifying, closed, scheme, thawed, &difference, &inner);
    jw_store_free(thawed);
    if (status == JW_ENOMEM || status == JW_ECANCELLED || status == JW_EIO)
        return jw_error_set(err, status, inner.native_code, "%s", inner.message);
    *good = status == JW_OK && !difference.found;
    if (*good)
        return JW_OK;
    if (status != JW_OK)
        snprintf(text, sizeof text, "%s: %.120s", say(verifying, "the kept inputs cannot be computed", "保存的输入无法重算"),
                 inner.message);
    else
        snprintf(text, sizeof text, "%s: %s %s", say(verifying, "a result does not recompute", "结果重算不符"),
                 difference.staff, difference.metric);
    return add_row(verifying, "month", subject, false, text, err);
}

static jw_status verify_revision(struct verifying *verifying, const struct closed_revision *closed, const char *subject,
                                 jw_error *err)
{
    char digest[JW_DIGEST_TEXT], dated[JW_DIGEST_TEXT];
    struct jw_kept kept;
    bool good = true;
    JW_TRY(jw_freeze__month_digest(verifying->store, verifying->district, closed->month, closed->revision, digest, err));
    if (strcmp(digest, closed->digest) != 0) {
        good = false;
        JW_TRY(add_row(verifying, "month", subject, false,
                       say(verifying, "its kept inputs or its results were changed", "保存的输入或结果被改动"), err));
    }
    JW_TRY(jw_freeze__kept(verifying->store, verifying->district, closed->month, closed->revision, &kept, err));
    if (closed->newest) { /* the rows of a reopened month may have changed since */
        JW_TRY(jw_freeze__dated_digest(verifying->store, verifying->district, verifying->utc_offset, closed->month, dated,
                                       err));
        if (strcmp(dated, kept.dated_digest) != 0) {
            good = false;
            JW_TRY(add_row(verifying, "month", subject, false,
                           say(verifying, "duty, counts or other dated rows were changed after closing",
                               "结账后勤务、统计数等记录被改动"),
                           err));
        }
    }
    bool recomputes = true;
    if (good)
        JW_TRY(check_results(verifying, closed, kept.scheme, subject, &recomputes, err));
    if (good && recomputes)
        JW_TRY(add_row(verifying, "month", subject, true,
                       say(verifying, "digest and results recompute", "摘要与结果重算一致"), err));
    return JW_OK;
}

static void name_revision(jw_month month, int64_t revision, char subject[REVISION_TEXT])
{
    char text[JW_CALENDAR_TEXT];
    jw_month_format(month, text);
    snprintf(subject, REVISION_TEXT, "%s revision %lld", text, (long long)revision);
}

/* Every revision whose inputs are kept was closed, and stays so. */
struct kept_revisions {
    struct verifying *verifying;
    const struct closed_list *closed;
    size_t next; /* in the list: both have the same order */
    jw_month month;
    int64_t revision;
    int64_t count;
};

static jw_status meet_revision(struct kept_revisions *kept, jw_error *err)
{
    char subject[REVISION_TEXT];
    const struct closed_list *closed = kept->closed;
    kept->count++;
    while (kept->next < closed->count && (closed->list[kept->next].month < kept->month ||
                                          (closed->list[kept->next].month == kept->month &&
                                           closed->list[kept->next].revision < kept->revision)))
        kept->next++;
    if (kept->next < closed->count && closed->list[kept->next].month == kept->month &&
        closed->list[kept->next].revision == kept->revision)
        return JW_OK;
    name_revision(kept->month, kept->revision, subject);
    return add_row(kept->verifying, "month", subject, false,
                   say(kept->verifying, "its inputs are kept, but it is not closed any more",
                       "保存有该月输入，但该月已不是结账状态"),
                   err);
}

static jw_status meet_inputs(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct kept_revisions *kept = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        jw_month month = (jw_month)jw_rows_integer(rows, JW_F_month_input_month, row);
        int64_t revision = jw_rows_integer(rows, JW_F_month_input_revision, row);
        if (kept->count && month == kept->month && revision == kept->revision)
            continue;
        kept->month = month;
        kept->revision = revision;
        JW_TRY(meet_revision(kept, err));
    }
    return JW_OK;
}

/* A month that is gone altogether still has its closing in the journal. */
static jw_status verify_kept(struct verifying *verifying, const struct closed_list *closed, jw_error *err)
{
    jw_scan_range range = jw_range__of(verifying->district, (const char *)NULL);
    struct kept_revisions kept = {.verifying = verifying, .closed = closed};
    JW_TRY(jw_store__visit(verifying->store, JW_RECORD_MONTH_INPUT, &range, NULL, meet_inputs, &kept, err));
    if (verifying->unreadable || kept.count == verifying->freezes)
        return JW_OK;
    return add_row(verifying, "month", jw_record_name(JW_RECORD_MONTH_INPUT), false,
                   say(verifying, "the journal tells of another number of closings", "结账次数与日志不符"), err);
}

static jw_status verify_closed(struct verifying *verifying, const struct closed_list *closed, jw_error *err)
{
    for (size_t i = 0; i < closed->count; i++) {
        char subject[REVISION_TEXT];
        jw_error inner = JW_ERROR_INIT;
        JW_TRY(jw__progress(closed->context, "verify", (int64_t)i, (int64_t)closed->count, err));
        name_revision(closed->list[i].month, closed->list[i].revision, subject);
        jw_status status = verify_revision(verifying, &closed->list[i], subject, &inner);
        JW_TRY(judge_status(verifying, "month", subject, status, &inner, err));
    }
    return JW_OK;
}

static jw_status verify_months(struct verifying *verifying, jw_error *err)
{
    struct closed_list closed = {.context = verifying->store->context};
    jw_scan_range range = jw_range__of(verifying->district, (const char *)NULL);
    jw_error inner = JW_ERROR_INIT;
    jw_status status = jw_store__visit(verifying->store, JW_RECORD_MONTH, &range, NULL, collect_closed, &closed, &inner);
    if (status == JW_OK)
        status = verify_kept(verifying, &closed, &inner);
    if (status == JW_OK)
        status = verify_closed(verifying, &closed, &inner);
    jw__free(closed.context, closed.list);
    return judge_status(verifying, "month", NULL, status, &inner, err);
}

/* ---- the head ---- */

static jw_status verify_head(struct verifying *verifying, jw_error *err)
{
    char head[JW_DIGEST_TEXT + 32];
    snprintf(head, sizeof head, "%lld:%s", (long long)(verifying->next_seq - 1), verifying->head);
    if (verifying->expected_seq && !verifying->anchor_seen)
        JW_TRY(add_row(verifying, "head", verifying->options->expect, false,
                       say(verifying, "the journal has no such entry: it was rewritten or cut", "日志中没有该条：已被改写或截断"),
                       err));
    return add_row(verifying, "head", head, true,
                   say(verifying, "note this outside the store: with it a rewritten journal is found",
                       "请在库外留存：凭此可发现日志被改写"),
                   err);
}

static jw_status read_expected(struct verifying *verifying, jw_error *err)
{
    const char *expect = verifying->options->expect, *colon = expect ? strchr(expect, ':') : NULL;
    if (!expect)
        return JW_OK;
    if (!colon || strlen(colon + 1) != JW_DIGEST_TEXT - 1 ||
        !jw__parse_integer(expect, (size_t)(colon - expect), &verifying->expected_seq) || verifying->expected_seq < 1)
        return jw_error_set(err, JW_EINPUT, 0, "'%.80s' is not SEQ:DIGEST as close and verify print it", expect);
    memcpy(verifying->expected_digest, colon + 1, JW_DIGEST_TEXT);
    return JW_OK;
}

static jw_status verify_all(struct verifying *verifying, jw_error *err)
{
    static const struct jw_column_spec columns[] = {{"district", JW_TYPE_TEXT},
                                                    {"check", JW_TYPE_TEXT},
                                                    {"subject", JW_TYPE_TEXT},
                                                    {"status", JW_TYPE_TEXT},
                                                    {"explanation", JW_TYPE_TEXT}};
    jw_context *context = verifying->store->context;
    JW_TRY(jw_table__new(context, columns, sizeof columns / sizeof columns[0], &verifying->table, err));
    JW_TRY(jw_texts__new(context, &verifying->signed_rows, err));
    JW_TRY(verify_journal(verifying, err));
    JW_TRY(verify_signed(verifying, err));
    JW_TRY(verify_months(verifying, err));
    return verify_head(verifying, err);
}

jw_status jw_verify(jw_store *store, const jw_verify_options *options, jw_table **out, int64_t *findings, jw_error *err)
{
    static const jw_verify_options defaults = JW_VERIFY_OPTIONS_INIT;
    if (!store || !out)
        return jw_error_set(err, JW_EINVAL, 0, "verifying needs a store and a place for the table");
    struct verifying verifying = {.store = store, .options = options ? options : &defaults};
    if (verifying.options->struct_size < offsetof(jw_verify_options, chinese) + sizeof(int32_t))
        return jw_error_set(err, JW_EINVAL, 0, "the options are not initialised with JW_VERIFY_OPTIONS_INIT");
    JW_TRY(read_expected(&verifying, err));
    JW_TRY(jw_store__district(store, verifying.options->district, verifying.district, &verifying.utc_offset, err));
    JW_TRY(jw_store__begin_reading(store, err));
    jw_status status = verify_all(&verifying, err);
    jw_store__end_reading(store);
    if (verifying.signed_rows)
        jw_texts__free(verifying.signed_rows);
    if (status != JW_OK) {
        jw_table_free(verifying.table);
        return status;
    }
    if (findings)
        *findings = verifying.findings;
    *out = verifying.table;
    return JW_OK;
}
