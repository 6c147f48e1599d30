/* Showing and setting the rules of a district. */
#include <string.h>
#include <jingwu/audit.h>
#include <jingwu/sys/column.h>
#include "query/rules.h"
#include "record/table.h"

static jw_status add_date(jw_table *table, jw_date date, jw_error *err)
{
    return date == JW_DATE_NONE ? jw_table__add_empty(table, err) : jw_table__add_integer(table, date, err);
}

/* One row; rule is NULL for a stored name that this version does not know, stored is NULL when the default
 * holds. */
static jw_status add_rule(jw_table *table, const struct jw_rule *rule, const struct jw_rule_row *stored,
                          jw_error *err)
{
    static const struct jw_rule unknown = {.caption_en = "Not a rule of this version",
                                           .caption_zh = "本版本没有的规则"};
    const struct jw_rule *known = rule ? rule : &unknown;
    JW_TRY(jw_table__add_string(table, rule ? rule->name : stored->name, err));
    JW_TRY(jw_table__add_string(table, stored ? stored->value : known->value, err));
    JW_TRY(jw_table__add_string(table, known->value, err));
    JW_TRY(jw_table__add_string(table, rule ? jw_rule__unit(rule) : NULL, err));
    JW_TRY(add_date(table, stored ? stored->valid.from : JW_DATE_NONE, err));
    JW_TRY(jw_table__add_string(table, stored ? stored->source : known->source, err));
    JW_TRY(jw_table__add_string(table, known->caption_en, err));
    return jw_table__add_string(table, known->caption_zh, err);
}

static jw_status add_rules(const struct jw_view *view, jw_date on, jw_table *table, jw_error *err)
{
    for (size_t i = 0; i < JW_RULE_COUNT; i++) {
        const struct jw_rule *rule = jw_rule__at((enum jw_rule_id)i);
        JW_TRY(add_rule(table, rule, jw_view__rule(view, rule->name, on), err));
    }
    for (size_t i = 0; i < view->rules_count; i++)
        if (jw_valid_on(view->rules[i].valid, on) && !jw_rule__find(view->rules[i].name))
            JW_TRY(add_rule(table, NULL, &view->rules[i], err));
    return JW_OK;
}

static jw_status make_table(const struct jw_view *view, jw_date on, jw_table **out, jw_error *err)
{
    static const struct jw_column_spec columns[] = {
        {"name", JW_TYPE_TEXT},       {"value", JW_TYPE_TEXT},      {"default", JW_TYPE_TEXT},
        {"unit", JW_TYPE_TEXT},       {"valid_from", JW_TYPE_DATE}, {"source", JW_TYPE_TEXT},
        {"caption_en", JW_TYPE_TEXT}, {"caption_zh", JW_TYPE_TEXT}};
    jw_table *table;
    if (on == JW_DATE_NONE)
        on = jw_instant_date(jw__now(view->context), view->utc_offset);
    JW_TRY(jw_table__new(view->context, columns, sizeof columns / sizeof *columns, &table, err));
    jw_status status = add_rules(view, on, table, err);
    if (status == JW_OK)
        *out = table;
    else
        jw_table_free(table);
    return status;
}

jw_status jw_rules(jw_store *store, const char *district, jw_date on, jw_table **out, jw_error *err)
{
    if (!store || !out || (on != JW_DATE_NONE && (on < JW_DATE_MIN || on > JW_DATE_MAX)))
        return jw_error_set(err, JW_EINVAL, 0, "rules need a store and a date of the years 1 to 9999");
    struct jw_view *view;
    JW_TRY(jw_view__load(store, district, &view, err));
    jw_status status = make_table(view, on, out, err);
    jw_view__free(view);
    return status;
}

static jw_status fill_rule(jw_batch *batch, const char *district, const char *name, const char *value,
                           jw_date from, const char *source, jw_error *err)
{
    JW_TRY(jw_batch_add_text(batch, district, strlen(district), err));
    JW_TRY(jw_batch_add_text(batch, name, strlen(name), err));
    JW_TRY(jw_batch_add_integer(batch, from, err));
    JW_TRY(jw_batch_add_text(batch, value, strlen(value), err));
    return source && *source ? jw_batch_add_text(batch, source, strlen(source), err)
                             : jw_batch_add_absent(batch, err);
}

static jw_status put_batch(jw_store *store, jw_batch *batch, jw_error *err)
{
    struct ArrowArray rows;
    JW_TRY(jw_batch_export(batch, &rows, err));
    jw_status status = jw_store_put(store, JW_RECORD_RULE, &rows, NULL, 0, NULL, err);
    rows.release(&rows);
    return status;
}

jw_status jw_rule_set(jw_store *store, const char *district, const char *name, const char *value,
                      jw_date from, const char *source, jw_error *err)
{
    char code[JW_CODE_SIZE];
    int64_t parsed;
    if (!store || !name || !value || (from != JW_DATE_NONE && (from < JW_DATE_MIN || from > JW_DATE_MAX)))
        return jw_error_set(err, JW_EINVAL, 0, "setting a rule needs a store, a name, a value and a date");
    const struct jw_rule *rule = jw_rule__find(name);
    if (!rule)
        return jw_error_set_field(err, JW_ENOTFOUND, "rule", 0, "name", "there is no rule \"%.64s\"", name);
    JW_TRY(jw_rule__parse(rule, value, &parsed, err));
    JW_TRY(jw_store__district(store, district, code, NULL, err));
    jw_batch *batch;
    JW_TRY(jw_batch_new(store->context, JW_RECORD_RULE, &batch, err));
    jw_status status = fill_rule(batch, code, name, value, from, source, err);
    if (status == JW_OK)
        status = put_batch(store, batch, err);
    jw_batch_free(batch);
    return status;
}
