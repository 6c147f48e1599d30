/*
 * What every storage must do, as named checks over its table of functions. Uses public headers only, so that
 * the author of a storage can run it too.
 */
#ifndef JW_TEST_CONFORMANCE_H
#define JW_TEST_CONFORMANCE_H

#include <stddef.h>
#include <stdint.h>
#include <jingwu/sys/storage.h>

/* Declared departures; each one drops what it says from the checks. */
#define JW_QUIRK_NO_NOT_FOUND 1u /* opening without CREATE makes an empty store */
#define JW_QUIRK_DISTRICT_WRITERS 2u /* writers of different districts run at a time; a district is locked when a
                                        transaction first reads or writes it, and JW_EBUSY comes from there */

#define JW_CONFORMANCE_PLACE 512

typedef struct jw_conformance_target {
    const char *name;
    jw_status (*init)(uint32_t version, jw_storage_ops *ops, jw_error *err);
    /* Writes a place where no store is yet; called once a check. Not 0: failed. */
    int (*new_place)(void *userdata, char place[JW_CONFORMANCE_PLACE]);
    /* Removes what a check left at its place; NULL = nothing is left. */
    void (*remove_place)(void *userdata, const char *place);
    void *userdata;
    uint32_t quirks;
} jw_conformance_target;

typedef struct jw_conformance_run jw_conformance_run;

typedef struct jw_conformance_check {
    const char *name;
    int (*run)(jw_conformance_run *run); /* 1 = passed */
} jw_conformance_check;

#define JW_CONFORMANCE_PASSED 1
#define JW_CONFORMANCE_FAILED 0
#define JW_CONFORMANCE_SKIPPED 2 /* the storage does not claim what the check is about */

const jw_conformance_check *jw_conformance_checks(size_t *count);

/* Runs one check on a fresh store; message tells why it failed. The same seed gives the same run. */
int jw_conformance_run_check(const jw_conformance_target *target, const jw_conformance_check *check,
                             uint64_t seed, char *message, size_t message_size);

#endif
