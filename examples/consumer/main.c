/* The smallest program that links libjingwu: which district totals do two printed percentages rest on? */
#include <jingwu/jingwu.h>

#include <stdio.h>

static int complain(const jw_error *err)
{
    fprintf(stderr, "%s: %s\n", jw_status_name(err->status), err->message);
    return 1;
}

static int print_denominators(jw_context *context, jw_error *err)
{
    const jw_reconcile_pair printed[] = {{56, "25.8"}, {158, "69.6"}};
    jw_table *table = NULL;
    int64_t row;
    int32_t column;
    if (jw_reconcile(context, printed, sizeof printed / sizeof printed[0], 0, &table, err) != JW_OK)
        return complain(err);
    column = jw_table_find(table, "denominators");
    for (row = 0; row < jw_table_rows(table); row++)
        printf("%s of %s\n", jw_table_text(table, row, 0), jw_table_text(table, row, (size_t)column));
    jw_table_free(table);
    return 0;
}

static int keep_books(jw_context *context, jw_error *err)
{
    jw_store *store = NULL;
    jw_status status;
    if (jw_store_open(context, "memory:", NULL, &store, err) != JW_OK)
        return complain(err);
    status = jw_store_add_district(store, "610803", "Hengshan", 28800, err);
    jw_store_free(store);
    return status == JW_OK ? 0 : complain(err);
}

int main(void)
{
    jw_error err = JW_ERROR_INIT;
    jw_context *context = NULL;
    int failed;
    printf("libjingwu %s\n", jw_version());
    if (jw_context_new(NULL, &context, &err) != JW_OK)
        return complain(&err);
    failed = print_denominators(context, &err) || keep_books(context, &err);
    jw_context_free(context);
    return failed;
}
