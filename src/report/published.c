/* Figures as a report printed them, held against the denominators they need and against the records. */
#include <stdio.h>
#include <string.h>
#include <jingwu/coverage.h>
#include "base/text.h"
#include "coverage/percent.h"
#include "record/rows.h"
#include "report/figures.h"

static void copy_text(const jw_rows *rows, size_t field, int64_t row, char *to, size_t size)
{
    size_t length;
    const char *text = jw_rows__text(rows, field, row, &length);
    snprintf(to, size, "%.*s", (int)length, text);
}

static jw_status read_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct jw_report_data *data = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        JW_TRY(jw__grow(data->context, &data->published, &data->published_capacity, data->published_count + 1,
                        sizeof *data->published, err));
        struct jw_published *published = &data->published[data->published_count++];
        memset(published, 0, sizeof *published);
        published->count = jw_rows__integer(rows, JW_F_published_count, row);
        copy_text(rows, JW_F_published_label, row, published->label, sizeof published->label);
        copy_text(rows, JW_F_published_percent, row, published->percent, sizeof published->percent);
        if (!jw_rows__absent(rows, JW_F_published_decimals, row))
            jw_percent__pad(published->percent, sizeof published->percent,
                            jw_rows__integer(rows, JW_F_published_decimals, row));
    }
    return JW_OK;
}

/* The figure of the records that a label names, if it is a share. */
static struct jw_figure *own_figure(struct jw_report_data *data, const char *label)
{
    for (size_t i = 0; i < JW_INDICATOR_COUNT; i++) {
        struct jw_figure *figure = &data->figures[i];
        if (strcmp(figure->indicator->id, label) == 0)
            return figure->indicator->kind == JW_COVERED || figure->indicator->kind == JW_SHARE ? figure
                                                                                                : NULL;
    }
    return NULL;
}

/* The own share with as many decimals as the printed one. */
static void own_percent(const struct jw_published *published, char *text)
{
    const struct jw_figure *own = published->own;
    int64_t digits, scale = 1;
    int32_t decimals = 0;
    text[0] = '\0';
    if (!own->numerator.recorded || !own->denominator.recorded || own->denominator.value <= 0 ||
        !jw__parse_decimal(published->percent, strlen(published->percent), &digits, &decimals))
        return;
    decimals = decimals > 9 ? 9 : decimals;
    for (int32_t i = 0; i < decimals; i++)
        scale *= 10;
    int64_t scaled = jw__round_ratio(own->numerator.value, 100 * scale, own->denominator.value);
    jw__format_fraction(scaled, scale, decimals, text);
}

static void compare_with_records(struct jw_published *published, struct jw_figure *own)
{
    char percent[JW_NUMBER_TEXT];
    published->own = own;
    own_percent(published, percent);
    if (!percent[0]) {
        jw_note__english(&published->note, "the records give no value");
        jw_note__chinese(&published->note, "记录中无此数");
        return;
    }
    published->agrees = own->numerator.value == published->count && strcmp(percent, published->percent) == 0;
    if (published->agrees)
        return;
    long long count = (long long)own->numerator.value, denominator = (long long)own->denominator.value;
    jw_note__english(&published->note, "the records have %lld of %lld, which is %s %%", count, denominator,
                     percent);
    jw_note__chinese(&published->note, "按记录为 %lld/%lld，即 %s%%", count, denominator, percent);
    const char *needed = published->denominators;
    jw_note__english(&own->note, "published as %lld = %s %%, which needs %s", (long long)published->count,
                     published->percent, *needed ? needed : "a denominator that does not exist");
    jw_note__chinese(&own->note, "公布值 %lld = %s%%，分母应为 %s", (long long)published->count,
                     published->percent, *needed ? needed : "（不存在）");
}

static jw_status take_denominators(struct jw_report_data *data, struct jw_published *published, jw_error *err)
{
    jw_reconcile_pair pair = {published->count, published->percent};
    jw_table *table;
    JW_TRY(jw_reconcile(data->context, &pair, 1, 0, &table, err));
    snprintf(published->denominators, sizeof published->denominators, "%s", jw_table_text(table, 0, 2));
    jw_table_free(table);
    if (!published->denominators[0]) {
        jw_note__english(&published->note, "no denominator gives this percentage");
        jw_note__chinese(&published->note, "没有分母能得出此百分比");
    }
    return JW_OK;
}

/* ---- rates over the same units ---- */

/* What the denominator of a published rate counts, NULL if that is not known. */
static const char *base_of(const struct jw_published *published)
{
    const struct jw_indicator *indicator = jw_indicator__find(published->label);
    return indicator && indicator->kind == JW_COVERED ? indicator->denominator : NULL;
}

static bool has_base(const struct jw_published *published, const char *base)
{
    const char *own = base_of(published);
    return own && strcmp(own, base) == 0;
}

/* Whether the published rates over this base have a denominator in common (or there are fewer than two). */
static jw_status share_a_denominator(const struct jw_report_data *data, const char *base, bool *out,
                                     jw_error *err)
{
    jw_reconcile_pair pairs[JW_INDICATOR_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < data->published_count && count < JW_INDICATOR_COUNT; i++)
        if (has_base(&data->published[i], base))
            pairs[count++] = (jw_reconcile_pair){data->published[i].count, data->published[i].percent};
    *out = true;
    if (count < 2)
        return JW_OK;
    jw_table *table;
    JW_TRY(jw_reconcile(data->context, pairs, count, 0, &table, err));
    *out = !jw_table_is_empty(table, (int64_t)count, 2);
    jw_table_free(table);
    return JW_OK;
}

static jw_status add_contradiction(struct jw_report_data *data, const char *base, jw_error *err)
{
    JW_TRY(jw__grow(data->context, &data->contradictions, &data->contradiction_capacity,
                    data->contradiction_count + 1, sizeof *data->contradictions, err));
    struct jw_contradiction *found = &data->contradictions[data->contradiction_count++];
    memset(found, 0, sizeof *found);
    char chinese[JW_NOTE_SIZE] = "", captions[JW_NOTE_SIZE] = "";
    for (size_t i = 0; i < data->published_count; i++) {
        const struct jw_published *published = &data->published[i];
        if (!has_base(published, base))
            continue;
        bool first = !found->labels[0];
        const char *needed = published->denominators;
        jw_note__append(found->labels, sizeof found->labels, "%s%s", first ? "" : ", ", published->label);
        jw_note__append(found->denominators, sizeof found->denominators, "%s%s", first ? "" : " and ",
                        *needed ? needed : "none");
        jw_note__append(chinese, sizeof chinese, "%s%s", first ? "" : " 与 ", *needed ? needed : "无");
        jw_note__append(captions, sizeof captions, "%s%s", first ? "" : "、",
                        jw_indicator__find(published->label)->caption_zh);
    }
    jw_note__append(found->note_en, sizeof found->note_en,
                    "rest on different denominators: %s; none in common: %s", found->denominators,
                    found->labels);
    jw_note__append(found->note_zh, sizeof found->note_zh, "分母不同：%s；没有共同的分母：%s", chinese,
                    captions);
    return JW_OK;
}

static jw_status find_contradictions(struct jw_report_data *data, jw_error *err)
{
    static const char *const bases[] = {"communities", "villages"};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        bool shared;
        JW_TRY(share_a_denominator(data, bases[i], &shared, err));
        if (!shared)
            JW_TRY(add_contradiction(data, bases[i], err));
    }
    return JW_OK;
}

jw_status jw_report__published(jw_store *store, struct jw_report_data *data, jw_error *err)
{
    jw_scan_range range = jw_range__of(data->view->district, NULL);
    range.prefix[1] = (jw_key_value){NULL, 0, data->month};
    range.prefix_count = 2;
    JW_TRY(jw_store__visit(store, JW_RECORD_PUBLISHED, &range, NULL, read_rows, data, err));
    for (size_t i = 0; i < data->published_count; i++) {
        struct jw_published *published = &data->published[i];
        JW_TRY(take_denominators(data, published, err));
        struct jw_figure *own = own_figure(data, published->label);
        if (own)
            compare_with_records(published, own);
    }
    return find_contradictions(data, err);
}
