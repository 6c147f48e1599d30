/**
 * @file testing.h
 * @brief The conformance suite: what every storage must do, as named rules. Library jingwu-testing; for storage authors.
 *
 * Each rule runs on a fresh store of the storage under test, over its table of functions alone. A rule that is not run
 * is reported with the reason, never left out silently. It may end the process with abort() when the suite itself runs
 * out of memory; it is a test program's library, not a product's.
 */
#ifndef JINGWU_SYS_TESTING_H
#define JINGWU_SYS_TESTING_H

#include <jingwu/base.h>
#include <jingwu/sys/storage.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that a place may have, its NUL included. */
#define JW_PLACE_SIZE 512

#define JW_RULE_FAILED 0      /**< the storage breaks the rule */
#define JW_RULE_PASSED 1      /**< it keeps it */
#define JW_RULE_NOT_CLAIMED 2 /**< the storage does not claim what the rule is about: a capability or an optional slot */
#define JW_RULE_QUIRK 3       /**< left out or weakened, because a quirk is declared */

/** Declared departures from the contract, which the reports name. All 0: none. */
typedef struct jw_storage_quirks {
    size_t struct_size;       /**< by JW_STORAGE_QUIRKS_INIT */
    int32_t no_not_found;     /**< 1: opening what is not there without CREATE makes an empty store */
    int32_t several_writers;  /**< 1: a second begin for writing succeeds; put or commit of the later writer gives JW_EBUSY or JW_ECONFLICT */
    int32_t own_memory;       /**< 1: the memory is not all the context's, or not all of it can fail: no allocation is made to fail */
    int32_t no_processes;     /**< 1: a child process of the test cannot open the store */
    int32_t no_cancel;        /**< 1: running work cannot be stopped by the context's cancellation */
    int32_t no_place;         /**< 1: stores have no names; the place is "" */
} jw_storage_quirks;

/** Initial value of jw_storage_quirks: none. */
#define JW_STORAGE_QUIRKS_INIT {sizeof(jw_storage_quirks), 0, 0, 0, 0, 0, 0}

/** The storage under test. */
typedef struct jw_storage_target {
    size_t struct_size;      /**< by JW_STORAGE_TARGET_INIT */
    const char *name;        /**< its scheme */
    jw_storage_init_fn init; /**< fills its table */
    /**
     * Writes a place where no store is yet; called once or twice a rule; not 0: failed. NULL: a file name in a temporary
     * directory, which is removed with all files whose names begin with it.
     */
    int32_t (*new_place)(void *userdata, char place[JW_PLACE_SIZE]);
    void (*remove_place)(void *userdata, const char *place); /**< removes what a rule left; NULL = nothing is left */
    void *userdata;           /**< first argument of both */
    jw_storage_quirks quirks; /**< declared departures */
} jw_storage_target;

/** Initial value of jw_storage_target. */
#define JW_STORAGE_TARGET_INIT {sizeof(jw_storage_target), 0, 0, 0, 0, 0, JW_STORAGE_QUIRKS_INIT}

/** What came of a rule. */
typedef struct jw_storage_result {
    size_t struct_size;   /**< sizeof(jw_storage_result) */
    const char *rule;     /**< its name; static */
    int32_t outcome;      /**< JW_RULE_ */
    int32_t reserved;     /**< 0 */
    uint64_t seed;        /**< of its random values */
    char message[1000];   /**< how the rule was broken, or why it was not run; "" when it is kept */
} jw_storage_result;

/** Receives the result of each rule; non-zero stops. */
typedef int32_t (*jw_storage_report_fn)(void *userdata, const jw_storage_result *result);

/**
 * @brief Name of a rule.
 * @param[in] rule 0-based.
 * @return A sentence such as "upsert replaces", NULL after the last.
 * Ownership: static. Since: 0.1.
 */
JW_API const char *jw_storage_rule(size_t rule);

/**
 * @brief Runs one rule on a fresh store.
 * @param[in] target the storage under test.
 * @param[in] rule 0-based.
 * @param[in] seed of the random values: the same seed gives the same run.
 * @param[out] out what came of it; struct_size set by the caller.
 * @param[out] err details of a failure.
 * @return JW_OK also when the rule is broken; JW_EINVAL.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_storage_check_rule(const jw_storage_target *target, size_t rule, uint64_t seed,
                                       jw_storage_result *out, jw_error *err);

/**
 * @brief Runs every rule.
 * @param[in] target the storage under test.
 * @param[in] seed of the random values.
 * @param[in] report called after each rule; NULL is allowed.
 * @param[in] userdata its first argument.
 * @param[out] failures number of rules that are broken.
 * @param[out] err details of a failure.
 * @return JW_OK also when rules are broken; JW_EINVAL; JW_ECALLBACK (the report stopped it).
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_storage_check(const jw_storage_target *target, uint64_t seed, jw_storage_report_fn report,
                                  void *userdata, int64_t *failures, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
