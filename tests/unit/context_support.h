/* What tests with one context for all their cases share: that context, stores of one district, what may stop
 * a call. */
#ifndef JW_TEST_CONTEXT_SUPPORT_H
#define JW_TEST_CONTEXT_SUPPORT_H

#include "support.h"

#include <jingwu/jingwu.h>

static jw_context *context;

static inline int set_up(void **state)
{
    (void)state;
    context = test_context(NULL);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    jw_context_free(context);
    return 0;
}

static inline jw_store *new_store(jw_context *owner)
{
    jw_store *store = test_open(owner, "memory").store;
    assert_int_equal(jw_store_add_district(store, "610803", "横山区", 28800, NULL), JW_OK);
    return store;
}

/* A store that has a context of its own, whose memory is counted and can fail. */
static inline jw_store *new_failing_store(test_memory *memory)
{
    *memory = (test_memory){0};
    return new_store(test_context(memory));
}

static inline void free_failing_store(jw_store *store, const test_memory *memory)
{
    jw_context *owner = store->context;
    jw_store_free(store);
    jw_context_free(owner);
    assert_int_equal(memory->live, 0);
}

/* A cancelled context stops the attempt on the store; a resumed one lets it succeed. */
static inline void assert_cancelling_stops(jw_status (*attempt)(void *userdata, jw_error *err),
                                           jw_store *store)
{
    jw_error err = JW_ERROR_INIT;
    jw_context_cancel(context);
    assert_int_equal(attempt(store, &err), JW_ECANCELLED);
    assert_int_equal(err.status, JW_ECANCELLED);
    jw_context_resume(context);
    assert_int_equal(attempt(store, &err), JW_OK);
}

#endif
