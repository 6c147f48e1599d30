/* Percentages as a report printed them, against their denominators: those that can be, and the district's
 * own. */
#include <stdio.h>
#include <string.h>
#include <jingwu/coverage.h>
#include "assessment/quality.h"
#include "base/text.h"
#include "coverage/percent.h"
#include "record/rows.h"

#define LABEL_SIZE 65
#define PERCENT_SIZE 40

struct published {
    char label[LABEL_SIZE];
    char percent[PERCENT_SIZE];
    int64_t count;
};

struct publications {
    struct jw_quality *quality;
    jw_context *context;
    struct published *items;
    size_t count, capacity;
    jw_table *coverage; /* of the month's last day */
};

static void copy_text(const jw_rows *rows, size_t field, int64_t row, char *to, size_t size)
{
    size_t length;
    const char *text = jw_rows__text(rows, field, row, &length);
    length = length < size ? length : size - 1;
    memcpy(to, text, length);
    to[length] = '\0';
}

static jw_status read_rows(void *userdata, const jw_rows *rows, jw_error *err)
{
    struct publications *publications = userdata;
    for (int64_t row = 0; row < rows->count; row++) {
        JW_TRY(jw__grow(publications->context, &publications->items, &publications->capacity,
                        publications->count + 1, sizeof *publications->items, err));
        struct published *published = &publications->items[publications->count++];
        copy_text(rows, JW_F_published_label, row, published->label, sizeof published->label);
        copy_text(rows, JW_F_published_percent, row, published->percent, sizeof published->percent);
        published->count = jw_rows__integer(rows, JW_F_published_count, row);
        if (!jw_rows__absent(rows, JW_F_published_decimals, row))
            jw_percent__pad(published->percent, sizeof published->percent,
                            jw_rows__integer(rows, JW_F_published_decimals, row));
    }
    return JW_OK;
}

/* ---- one figure ---- */

/* The units over which the district's share of this name is taken; -1 when there is no such share. */
static int64_t own_denominator(const struct publications *publications, const char *label)
{
    const jw_table *coverage = publications->coverage;
    size_t scope = (size_t)jw_table_find(coverage, "scope"),
           measure = (size_t)jw_table_find(coverage, "measure");
    for (int64_t row = 0; row < jw_table_rows(coverage); row++)
        if (!strcmp(jw_table_text(coverage, row, scope), publications->quality->results->view->district) &&
            !strcmp(jw_table_text(coverage, row, measure), label))
            return jw_table_integer(coverage, row, (size_t)jw_table_find(coverage, "denominator"));
    return -1;
}

/* Whether count of denominator is printed so. */
static bool gives(const struct published *published, int64_t denominator)
{
    int64_t digits, scale = 100;
    int32_t decimals;
    if (denominator <= 0 ||
        !jw__parse_decimal(published->percent, strlen(published->percent), &digits, &decimals))
        return false;
    for (int32_t i = 0; i < decimals; i++)
        scale *= 10;
    return jw__round_ratio(published->count, scale, denominator) == digits;
}

static jw_status find_denominators(const struct publications *publications, const jw_reconcile_pair *pairs,
                                   size_t count, char *text, size_t size, jw_error *err)
{
    jw_table *table;
    JW_TRY(jw_reconcile(publications->context, pairs, count, 0, &table, err));
    snprintf(text, size, "%s", jw_table_text(table, count > 1 ? (int64_t)count : 0, 2));
    jw_table_free(table);
    return JW_OK;
}

static jw_status check_one(struct publications *publications, const struct published *published,
                           jw_error *err)
{
    char required[512], measured[96], english[96] = "", chinese[96] = "";
    jw_reconcile_pair pair = {published->count, published->percent};
    int64_t own = own_denominator(publications, published->label);
    JW_TRY(find_denominators(publications, &pair, 1, required, sizeof required, err));
    snprintf(measured, sizeof measured, "%lld = %s %%", (long long)published->count, published->percent);
    if (!required[0]) {
        snprintf(english, sizeof english, "no denominator gives this percentage");
        snprintf(chinese, sizeof chinese, "没有分母能得出此百分比");
    } else if (own >= 0 && !gives(published, own)) {
        snprintf(english, sizeof english, "the records have %lld, which does not give it", (long long)own);
        snprintf(chinese, sizeof chinese, "按记录分母为 %lld，得不出此百分比", (long long)own);
    }
    return jw_quality__add(publications->quality,
                           &(struct jw_quality_row){.check = "published",
                                                    .subject = published->label,
                                                    .period = publications->quality->month,
                                                    .measured = measured,
                                                    .required = required,
                                                    .finding = english[0] != '\0',
                                                    .english = english,
                                                    .chinese = chinese},
                           err);
}

/* ---- figures over the same units ---- */

/* The shares of the coverage that are taken over villages; the only one over communities has no other beside
 * it. */
static bool is_over_villages(const char *label)
{
    return !strcmp(label, "village_served") || !strcmp(label, "central_office_seat") ||
           !strcmp(label, "workstation_seat");
}

#define SHARES_OVER_VILLAGES 3

static jw_status check_together(struct publications *publications, jw_error *err)
{
    jw_reconcile_pair pairs[SHARES_OVER_VILLAGES];
    char subject[SHARES_OVER_VILLAGES * LABEL_SIZE] = "", common[512];
    size_t count = 0, used = 0;
    for (size_t i = 0; i < publications->count && count < SHARES_OVER_VILLAGES; i++) {
        const struct published *published = &publications->items[i];
        if (!is_over_villages(published->label))
            continue;
        pairs[count++] = (jw_reconcile_pair){published->count, published->percent};
        used += (size_t)snprintf(subject + used, sizeof subject - used, "%s%s", used ? " " : "",
                                 published->label);
    }
    if (count < 2)
        return JW_OK;
    JW_TRY(find_denominators(publications, pairs, count, common, sizeof common, err));
    return jw_quality__add(publications->quality,
                           &(struct jw_quality_row){.check = "published",
                                                    .subject = subject,
                                                    .period = publications->quality->month,
                                                    .measured = "",
                                                    .required = common,
                                                    .finding = !common[0],
                                                    .english = common[0] ? "" : "no denominator in common",
                                                    .chinese = common[0] ? "" : "没有共同的分母"},
                           err);
}

static jw_status check_publications(struct publications *publications, jw_error *err)
{
    struct jw_quality *quality = publications->quality;
    const char *district = quality->results->view->district;
    jw_scan_range range = jw_range__of(district, (const char *)NULL);
    range.prefix[range.prefix_count++] = (jw_key_value){NULL, 0, quality->results->month};
    JW_TRY(jw_store__visit(quality->store, JW_RECORD_PUBLISHED, &range, NULL, read_rows, publications, err));
    JW_TRY(jw_coverage(quality->store, district, jw_month_first(quality->results->month + 1) - 1,
                       &publications->coverage, err));
    for (size_t i = 0; i < publications->count; i++)
        JW_TRY(check_one(publications, &publications->items[i], err));
    return check_together(publications, err);
}

jw_status jw_quality__published(struct jw_quality *quality, jw_error *err)
{
    struct publications publications = {.quality = quality, .context = quality->store->context};
    jw_status status = check_publications(&publications, err);
    jw_table_free(publications.coverage);
    jw__free(publications.context, publications.items);
    return status;
}
