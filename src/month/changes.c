/* What was written after an entry of the journal. */
#include <string.h>
#include <jingwu/month.h>
#include "journal/transaction.h"
#include "record/rows.h"
#include "record/table.h"
#include "storage/store.h"

static const struct jw_column_spec columns[] = {
    {"seq", JW_TYPE_INTEGER},  {"tx", JW_TYPE_INTEGER},     {"at", JW_TYPE_INSTANT},
    {"actor", JW_TYPE_TEXT},   {"operation", JW_TYPE_TEXT}, {"record", JW_TYPE_TEXT},
    {"rows", JW_TYPE_INTEGER}, {"digest", JW_TYPE_TEXT},
};

static jw_status add_text(jw_table *table, const struct jw_value *value, jw_error *err)
{
    return value->absent ? jw_table__add_empty(table, err)
                         : jw_table__add_text(table, value->text, value->length, err);
}

static jw_status add_entry(jw_table *table, const struct jw_value *values, jw_error *err)
{
    JW_TRY(jw_table__add_integer(table, values[JW_F_journal_seq].integer, err));
    JW_TRY(jw_table__add_integer(table, values[JW_F_journal_tx].integer, err));
    JW_TRY(jw_table__add_integer(table, values[JW_F_journal_at].integer, err));
    JW_TRY(add_text(table, &values[JW_F_journal_actor], err));
    JW_TRY(add_text(table, &values[JW_F_journal_operation], err));
    JW_TRY(add_text(table, &values[JW_F_journal_record], err));
    JW_TRY(jw_table__add_integer(table, values[JW_F_journal_rows].integer, err));
    return add_text(table, &values[JW_F_journal_digest], err);
}

static jw_status add_entries(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct jw_value values[JW_FIELDS_MAX];
    for (int64_t row = 0; row < rows->count; row++) {
        jw_rows__values(rows, row, values);
        JW_TRY(add_entry(userdata, values, err));
    }
    return JW_OK;
}

/* The entry after which the changes are wanted must be there: else they would be those of another store. */
static jw_status check_since(jw_store *store, const char *district, int64_t since, jw_error *err)
{
    int64_t count;
    jw_scan_range range = jw_range__of(district, (const char *)NULL);
    range.prefix[range.prefix_count++] = (jw_key_value){.integer = since};
    JW_TRY(jw_store__count(store, JW_RECORD_JOURNAL, &range, &count, err));
    if (since > 0 && !count)
        return jw_error_set(err, JW_EINPUT, 0, "the journal of district %s has no entry %lld", district,
                            (long long)since);
    return JW_OK;
}

static jw_status read_changes(jw_store *store, const char *district, int64_t since, jw_table *table,
                              jw_error *err)
{
    jw_scan_range range = jw_range__of(district, (const char *)NULL);
    range.has_lower = 1;
    range.lower.integer = since + 1;
    JW_TRY(check_since(store, district, since, err));
    return jw_store__visit(store, JW_RECORD_JOURNAL, &range, NULL, add_entries, table, err);
}

jw_status jw_changes(jw_store *store, const char *district, int64_t since, jw_table **out, jw_error *err)
{
    char code[JW_CODE_SIZE];
    jw_table *table;
    if (!store || !out || since < 0 || since == INT64_MAX)
        return jw_error_set(err, JW_EINVAL, 0,
                            "changes need a store, an entry of 0 or more and a place for the result");
    JW_TRY(jw_store__district(store, district, code, NULL, err));
    JW_TRY(jw_table__new(store->context, columns, sizeof columns / sizeof *columns, &table, err));
    jw_status status = jw_store__begin_reading(store, err);
    if (status == JW_OK) {
        status = read_changes(store, code, since, table, err);
        jw_store__end_reading(store);
    }
    if (status == JW_OK)
        *out = table;
    else
        jw_table_free(table);
    return status;
}
