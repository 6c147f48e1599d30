/* The set of texts against an array of the texts that were added. */
#include "support.h"

#include "base/intern.h"
#include "random.h"

#define MANY 3000

/* Few letters and lengths, so that texts repeat; now and then a long one, or a NUL inside. */
static size_t random_text(test_random *random, char *text)
{
    static const char letters[] = {'a', 'b', '\0', '\xE6'};
    size_t length = (size_t)test_random_between(random, 0, 7);
    if (test_random_between(random, 0, 200) == 0)
        length = (size_t)test_random_between(random, 16000, 20000);
    for (size_t i = 0; i < length; i++)
        text[i] = letters[test_random_next(random) % LENGTH(letters)];
    return length;
}

struct known {
    const char *text;
    size_t length;
};

static size_t place_of(const struct known *known, size_t count, const char *text, size_t length)
{
    size_t i = 0;
    while (i < count && (known[i].length != length || memcmp(known[i].text, text, length) != 0))
        i++;
    return i;
}

static void test_against_an_array(void **state)
{
    (void)state;
    test_random random = test_random_new("intern");
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    struct jw_texts *texts;
    static struct known known[MANY];
    static char text[20000];
    size_t count = 0;
    assert_int_equal(jw_texts__new(context, &texts, NULL), JW_OK);
    for (size_t i = 0; i < MANY; i++) {
        size_t length = random_text(&random, text), place = place_of(known, count, text, length), number;
        const char *address = NULL;
        assert_ptr_equal(jw_texts__find(texts, text, length), place < count ? known[place].text : NULL);
        assert_int_equal(jw_texts__number(texts, text, length, &number, NULL), JW_OK);
        assert_int_equal(number, place);
        assert_int_equal(jw_texts__add(texts, text, length, &address, NULL), JW_OK);
        assert_memory_equal(address, text, length);
        assert_int_equal(address[length], 0);
        if (place == count)
            known[count++] = (struct known){address, length};
        assert_ptr_equal(address, known[place].text);
    }
    assert_true(count > 1000);
    jw_texts__free(texts);
    jw_texts__free(NULL);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

static jw_status fill_and_free(void *userdata, jw_error *err)
{
    struct jw_texts *texts;
    JW_TRY(jw_texts__new(userdata, &texts, err));
    jw_status status = JW_OK;
    for (int32_t i = 0; i < MANY && status == JW_OK; i++) {
        char text[32];
        size_t number;
        int length = snprintf(text, sizeof text, "text %d", (int)i);
        status = jw_texts__number(texts, text, (size_t)length, &number, err);
        assert_true(status != JW_OK || number == (size_t)i);
    }
    jw_texts__free(texts);
    return status;
}

static void test_no_memory(void **state)
{
    (void)state;
    test_memory memory = {0};
    jw_context *context = test_context(&memory);
    test_every_allocation(&memory, fill_and_free, context);
    jw_context_free(context);
    assert_int_equal(memory.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_an_array),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("intern", tests, NULL, NULL);
}
