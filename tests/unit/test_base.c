/* Status, error, context: what every other module stands on. */
#include "unit/support.h"

#include <sys/wait.h>
#include "base/text.h"

/* ---- status and error ---- */

static void every_status_has_a_name_and_a_text(void **state)
{
    (void)state;
    for (jw_status status = JW_OK; status >= JW_EINTERNAL; status--) {
        assert_memory_equal(jw_status_name(status), "JW_", 3);
        assert_true(strlen(jw_status_text(status)) > 4);
        for (jw_status other = status + 1; other <= JW_OK; other++)
            assert_string_not_equal(jw_status_name(status), jw_status_name(other));
    }
    assert_string_equal(jw_status_name(JW_EINTERNAL - 1), "JW_E?");
    assert_string_equal(jw_status_name(1), "JW_E?");
    assert_string_equal(jw_status_name(INT32_MIN), "JW_E?");
    assert_true(strlen(jw_status_text(INT32_MAX)) > 0);
}

static void an_error_is_filled(void **state)
{
    (void)state;
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw_error_set_field(&err, JW_EINPUT, "duty", 7, "start", "%s %d", "bad", 3), JW_EINPUT);
    assert_int_equal(err.status, JW_EINPUT);
    assert_int_equal(err.row, 7);
    assert_string_equal(err.record, "duty");
    assert_string_equal(err.field, "start");
    assert_string_equal(err.message, "bad 3");
    /* a later failure leaves nothing of the one before */
    assert_int_equal(jw_error_set(&err, JW_EIO, 28, "disk"), JW_EIO);
    assert_int_equal(err.native_code, 28);
    assert_int_equal(err.row, 0);
    assert_string_equal(err.record, "");
    assert_string_equal(err.field, "");
    assert_string_equal(err.message, "disk");
}

static void an_error_may_be_missing_or_unknown(void **state)
{
    (void)state;
    assert_int_equal(jw_error_set(NULL, JW_EIO, 0, "x"), JW_EIO);
    assert_int_equal(jw_error_set_field(NULL, JW_EIO, "a", 1, "b", "x"), JW_EIO);
    jw_error err = JW_ERROR_INIT;
    err.struct_size = sizeof err - 1;
    memset(err.message, 'z', sizeof err.message);
    assert_int_equal(jw_error_set_field(&err, JW_EFULL, "a", 1, "b", "x"), JW_EFULL);
    assert_int_equal(err.status, JW_EFULL);
    jw_error failure = JW_ERROR_INIT;
    jw_error_set(&failure, JW_EIO, 5, "disk");
    assert_int_equal(jw_error__pass(&failure, &err), JW_EIO);
    assert_int_equal(err.status, JW_EIO);
    assert_int_equal(err.struct_size, sizeof err - 1);
    assert_int_equal(err.row, 0);
    assert_int_equal(err.message[0], 'z');
    assert_int_equal(jw_error__pass(&failure, NULL), JW_EIO);
    err.struct_size = sizeof err;
    assert_int_equal(jw_error__pass(&failure, &err), JW_EIO);
    assert_string_equal(err.message, "disk");
}

static void names_in_an_error_are_bounded(void **state)
{
    (void)state;
    char name[200];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    jw_error err = JW_ERROR_INIT;
    jw_error_set_field(&err, JW_EINPUT, name, 1, name, "x");
    assert_int_equal(strlen(err.record), sizeof err.record - 1);
    assert_int_equal(strlen(err.field), sizeof err.field - 1);
    jw_error_set_field(&err, JW_EINPUT, NULL, 1, NULL, "x");
    assert_string_equal(err.record, "");
    assert_string_equal(err.field, "");
}

/* Fills text with so many copies of a character after so many ASCII letters. */
static void fill_text(char *text, size_t size, size_t letters, const char *character)
{
    size_t width = strlen(character), used = letters;
    memset(text, 'x', letters);
    while (used + width < size) {
        memcpy(text + used, character, width);
        used += width;
    }
    text[used] = '\0';
}

static void a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    static const char *const characters[] = {"y", "\xC3\xA9", "\xE8\xAD\xA6", "\xF0\x9F\x9A\x93"};
    char text[2000];
    for (size_t i = 0; i < LENGTH(characters); i++) {
        for (size_t letters = 0; letters < 8; letters++) {
            jw_error err = JW_ERROR_INIT;
            fill_text(text, sizeof text, letters, characters[i]);
            jw_error_set(&err, JW_EINPUT, 0, "%s", text);
            size_t length = strlen(err.message);
            assert_int_equal(jw__utf8_prefix(err.message, length), length);
            assert_true(length < sizeof err.message && length + 4 >= sizeof err.message);
            assert_memory_equal(err.message, text, length);
        }
    }
}

/* ---- options of a context ---- */

static void wrong_options_are_refused(void **state)
{
    (void)state;
    jw_context *context = NULL;
    jw_error err = JW_ERROR_INIT;
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    assert_int_equal(jw_context_new(NULL, NULL, &err), JW_EINVAL);
    options.struct_size = 0;
    assert_int_equal(jw_context_new(&options, &context, &err), JW_EINVAL);
    assert_null(context);
    options = (jw_context_options)JW_CONTEXT_OPTIONS_INIT;
    test_memory memory = {0};
    for (int missing = 0; missing < 3; missing++) {
        jw_allocator allocator = {test_allocate, test_reallocate, test_release, &memory};
        options.allocator = &allocator;
        if (missing == 0)
            allocator.allocate = NULL;
        else if (missing == 1)
            allocator.reallocate = NULL;
        else
            allocator.release = NULL;
        assert_int_equal(jw_context_new(&options, &context, &err), JW_EINVAL);
        assert_null(context);
    }
    assert_int_equal(err.status, JW_EINVAL);
}

static void options_of_a_later_version_are_accepted(void **state)
{
    (void)state;
    struct {
        jw_context_options options;
        void *added_later[4];
    } later = {JW_CONTEXT_OPTIONS_INIT, {NULL}};
    later.options.struct_size = sizeof later;
    later.options.memory_budget = 12345;
    jw_context *context;
    assert_int_equal(jw_context_new(&later.options, &context, NULL), JW_OK);
    assert_int_equal(context->memory_budget, 12345);
    jw_context_free(context);
}

static void the_allocator_is_copied_and_used(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory); /* its allocator was on the stack of that function */
    assert_int_equal(memory.live, 1);
    void *block = jw__allocate(context, 0, NULL);
    assert_non_null(block);
    assert_int_equal(memory.live, 2);
    jw_release(context, block);
    jw_release(context, NULL);
    jw_release(NULL, NULL);
    assert_int_equal(memory.live, 1);
    jw_context_free(context);
    jw_context_free(NULL);
    assert_int_equal(memory.live, 0);
}

static void a_context_outlives_its_children(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    jw_batch *batch;
    assert_int_equal(jw_batch_new(context, JW_RECORD_STAFF, &batch, NULL), JW_OK);
    jw_context_free(context);
    assert_int_equal(jw_batch_add_text(batch, "610803", 6, NULL), JW_OK);
    jw_batch_free(batch);
    assert_int_equal(memory.live, 0);
}

/* ---- memory ---- */

static jw_status make_context(void *userdata, jw_error *err)
{
    jw_allocator allocator = {test_allocate, test_reallocate, test_release, userdata};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    jw_context *context;
    JW_TRY(jw_context_new(&options, &context, err));
    jw_context_free(context);
    return JW_OK;
}

static void a_context_without_memory_fails_cleanly(void **state)
{
    (void)state;
    test_memory memory = {0};
    test_every_allocation(&memory, make_context, &memory);
}

static void impossible_sizes_are_refused(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    jw_error err = JW_ERROR_INIT;
    assert_null(jw__allocate_zeroed(context, SIZE_MAX / 2, 3, &err));
    assert_int_equal(err.status, JW_ENOMEM);
    int32_t *block = NULL;
    size_t capacity = 0;
    assert_int_equal(jw__grow(context, &block, &capacity, SIZE_MAX / 2, sizeof *block, &err), JW_ENOMEM);
    assert_int_equal(jw__grow(context, &block, &capacity, SIZE_MAX, 1, &err), JW_ENOMEM);
    assert_null(block);
    assert_int_equal(capacity, 0);
    assert_int_equal(jw__grow(context, &block, &capacity, 3, sizeof *block, &err), JW_OK);
    assert_true(capacity >= 3);
    block[2] = 7;
    test_memory_fail(&memory, 1);
    assert_int_equal(jw__grow(context, &block, &capacity, 1000, sizeof *block, &err), JW_ENOMEM);
    assert_int_equal(block[2], 7);
    jw__free(context, block);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

/* ---- callbacks ---- */

struct heard {
    int32_t level;
    int calls;
    int64_t done;
    char text[1024];
};

static void hear_log(void *userdata, int32_t level, const char *message)
{
    struct heard *heard = userdata;
    heard->level = level;
    heard->calls++;
    snprintf(heard->text, sizeof heard->text, "%s", message);
}

static int32_t hear_progress(void *userdata, const char *stage, int64_t done, int64_t total)
{
    struct heard *heard = userdata;
    heard->calls++;
    heard->done = done;
    assert_string_equal(stage, "read");
    return total == 13;
}

static int64_t fixed_clock(void *userdata)
{
    return *(int64_t *)userdata;
}

static void log_progress_and_clock_reach_the_caller(void **state)
{
    (void)state;
    struct heard log = {0}, progress = {0};
    int64_t now = 1602633600;
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.log = hear_log;
    options.log_userdata = &log;
    options.progress = hear_progress;
    options.progress_userdata = &progress;
    options.clock = fixed_clock;
    options.clock_userdata = &now;
    jw_context *context;
    assert_int_equal(jw_context_new(&options, &context, NULL), JW_OK);
    jw__log(context, JW_LOG_WARNING, "%d rows", 3);
    assert_int_equal(log.level, JW_LOG_WARNING);
    assert_string_equal(log.text, "3 rows");
    assert_int_equal(jw__now(context), now);
    assert_int_equal(jw__progress(context, "read", 5, 12, NULL), JW_OK);
    assert_int_equal(progress.done, 5);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw__progress(context, "read", 6, 13, &err), JW_ECANCELLED);
    assert_int_equal(err.status, JW_ECANCELLED);
    jw_context_free(context);
}

static void a_long_line_of_log_is_cut_between_characters(void **state)
{
    (void)state;
    struct heard log = {0};
    jw_context_options options = JW_CONTEXT_OPTIONS_INIT;
    options.log = hear_log;
    options.log_userdata = &log;
    jw_context *context;
    assert_int_equal(jw_context_new(&options, &context, NULL), JW_OK);
    char text[2000];
    for (size_t letters = 0; letters < 4; letters++) {
        fill_text(text, sizeof text, letters, "\xE8\xAD\xA6");
        jw__log(context, JW_LOG_INFO, "%s", text);
        size_t length = strlen(log.text);
        assert_true(length > 500);
        assert_int_equal(jw__utf8_prefix(log.text, length), length);
    }
    jw_context_free(context);
}

static void a_silent_context_does_nothing(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    jw__log(context, JW_LOG_ERROR, "nobody hears %s", "this");
    assert_int_equal(jw__progress(context, "read", 1, 2, NULL), JW_OK);
    int64_t now = jw__now(context);
    assert_true(now > 1577836800); /* 2020 */
    assert_int_equal(context->memory_budget, 32 << 20);
    jw_context_free(context);
}

static void cancelling_lasts_until_it_is_taken_back(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    jw_error err = JW_ERROR_INIT;
    assert_int_equal(jw__check_cancel(context, &err), JW_OK);
    jw_context_cancel(context);
    assert_int_equal(jw__check_cancel(context, &err), JW_ECANCELLED);
    assert_int_equal(jw__progress(context, "read", 0, 0, &err), JW_ECANCELLED);
    jw_context_resume(context);
    assert_int_equal(jw__progress(context, "read", 0, 0, &err), JW_OK);
    jw_context_cancel(NULL);
    jw_context_resume(NULL);
    jw_context_free(context);
}

/* ---- fork ---- */

/* Exit status of a child: 0 when all it tried is refused with JW_EFORK. */
static int try_in_child(jw_store *store)
{
    jw_error err = JW_ERROR_INIT;
    struct ArrowArrayStream stream;
    if (jw__check_fork(store->context, &err) != JW_EFORK || err.status != JW_EFORK)
        return 1;
    if (jw_store_begin(store, &err) != JW_EFORK)
        return 2;
    if (jw_store_scan(store, JW_RECORD_DISTRICT, NULL, &stream, &err) != JW_EFORK)
        return 3;
    return jw_store_add_district(store, "1", "x", 0, &err) == JW_EFORK ? 0 : 4;
}

static void a_child_cannot_use_its_parents_store(void **state)
{
    (void)state;
    jw_context *context = test_context(NULL);
    test_store open = test_open(context, "memory");
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(try_in_child(open.store));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(jw_store_add_district(open.store, "1", "x", 0, NULL), JW_OK);
    test_close(&open);
    jw_context_free(context);
}

static void the_version_is_that_of_the_headers(void **state)
{
    (void)state;
    char text[40];
    snprintf(text, sizeof text, "%d.%d.%d", JW_VERSION_MAJOR, JW_VERSION_MINOR, JW_VERSION_PATCH);
    assert_string_equal(jw_version(), text);
    assert_int_equal(jw_version_number(), JW_VERSION_MAJOR * 1000000 + JW_VERSION_MINOR * 1000 + JW_VERSION_PATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_name_and_a_text),
        cmocka_unit_test(an_error_is_filled),
        cmocka_unit_test(an_error_may_be_missing_or_unknown),
        cmocka_unit_test(names_in_an_error_are_bounded),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
        cmocka_unit_test(wrong_options_are_refused),
        cmocka_unit_test(options_of_a_later_version_are_accepted),
        cmocka_unit_test(the_allocator_is_copied_and_used),
        cmocka_unit_test(a_context_outlives_its_children),
        cmocka_unit_test(a_context_without_memory_fails_cleanly),
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(log_progress_and_clock_reach_the_caller),
        cmocka_unit_test(a_long_line_of_log_is_cut_between_characters),
        cmocka_unit_test(a_silent_context_does_nothing),
        cmocka_unit_test(cancelling_lasts_until_it_is_taken_back),
        cmocka_unit_test(a_child_cannot_use_its_parents_store),
        cmocka_unit_test(the_version_is_that_of_the_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
