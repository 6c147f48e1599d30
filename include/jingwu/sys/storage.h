/**
 * @file storage.h
 * @brief The storage vtable: what a storage must do and may do. For storage authors only; docs/storage-authors.md walks
 *        from nothing to a storage that keeps every rule.
 *
 * A storage keeps rows and gives them back in key order; it knows no rule of policing. The host has validated, sorted
 * and made unique every batch that it passes down, has compared it with what is stored, and checks references and
 * validity itself. Data pass as Arrow batches (sys/column.h).
 *
 * **Failures.** A slot that fails fills @p err with jw_error_set() and returns the same status; its outputs are as they
 * were. Each slot names the statuses that it may give; every slot may also give JW_ENOMEM, JW_EIO, JW_EINVAL (misuse),
 * JW_EINTERNAL and JW_ECANCELLED. What they mean to the host:
 * JW_ECONFLICT, somebody else has changed the row: repeat with the new state; JW_EBUSY, somebody else is writing, or a
 * lock was waited for in vain: repeat later; JW_EFULL, no space: nothing was written; JW_ECORRUPT, what is stored cannot
 * be right: never repeated; JW_EUNAVAILABLE, the storage cannot be reached: nothing was written; JW_EUNKNOWN, from
 * commit only: it is not known whether the transaction is there, the host or the user has to look; JW_EPERMISSION,
 * JW_EREADONLY, JW_EVERSION, JW_ELIMIT as in base.h. No message holds a password.
 *
 * **Memory.** A storage uses jw_allocate() and jw_release() of the context given to open, or its own. What it gives out
 * (batches, streams) stays valid until its release is called, which may be after close.
 *
 * **Threads.** The slots of one opened storage are called by one thread at a time, any thread; those of different ones at
 * the same time, by different threads, also for the same place. Only `interrupt` comes at any moment. A storage that was
 * opened before fork() is not used in the child.
 *
 * **Callbacks.** A storage never calls back into the store that uses it, and calls `emit` on the calling thread only.
 *
 * **Versions and sizes.** The host allocates the table, zeroes it, sets struct_size and api_version and calls the init
 * function, which must refuse a version that it does not know with JW_EUNSUPPORTED (the host then asks for an older one)
 * and fill the slots of that version, no byte behind them. A later library adds slots at the end under "since"; a slot
 * that a table is too short for counts as absent. A struct that the host passes in has its own struct_size; a storage
 * reads a field of it only if struct_size covers it.
 */
#ifndef JINGWU_SYS_STORAGE_H
#define JINGWU_SYS_STORAGE_H

#include <jingwu/arrow.h>
#include <jingwu/base.h>
#include <jingwu/calendar.h>
#include <jingwu/record.h>
#include <jingwu/sys/column.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Version of the vtable in this header. */
#define JW_STORAGE_API_VERSION 1u

/** Capabilities, in jw_storage_ops.caps. */
#define JW_STORAGE_DURABLE 1u       /**< a committed transaction survives a crash of process and machine */
#define JW_STORAGE_CONCURRENT 2u    /**< several processes may open one store */

/** Flags of open. */
#define JW_STORAGE_CREATE 1u    /**< make the store if it does not exist */
#define JW_STORAGE_READ_ONLY 2u /**< no write will follow */
#define JW_STORAGE_UPGRADE 4u   /**< bring an older form up to the current one */

/** Flags of begin. */
#define JW_BEGIN_READ 0u  /**< a consistent snapshot for reading */
#define JW_BEGIN_WRITE 1u /**< the only writer until commit or rollback */

/** Modes of put. */
#define JW_PUT_INSERT 1   /**< each key must be new: else JW_EEXIST */
#define JW_PUT_UPSERT 2   /**< replace what is there */
#define JW_PUT_EXPECTED 3 /**< each stored row must equal the expected one (a null row: must be absent): else JW_ECONFLICT */

/** One value of a key. */
typedef struct jw_key_value {
    const char *text; /**< for text fields; NULL for numbers */
    size_t length;    /**< bytes of text */
    int64_t integer;  /**< for date, month, instant and integer fields */
} jw_key_value;

/** A part of a record: the rows whose first key fields equal a prefix and whose next key field lies in [lower, upper). */
typedef struct jw_scan_range {
    size_t struct_size;         /**< sizeof(jw_scan_range) */
    size_t prefix_count;        /**< number of leading key fields that are fixed; 0 = all rows */
    jw_key_value prefix[8];     /**< their values */
    int32_t has_lower;          /**< 1: lower applies to key field number prefix_count */
    int32_t has_upper;          /**< 1: upper applies to it */
    jw_key_value lower;         /**< first value */
    jw_key_value upper;         /**< first value after the range */
} jw_scan_range;

/** Initial value of a jw_scan_range: everything. */
#define JW_SCAN_RANGE_INIT {sizeof(jw_scan_range), 0, {{0, 0, 0}}, 0, 0, {0, 0, 0}, {0, 0, 0}}

/** A hint: rows outside may be left out, or not; the host checks again. */
typedef struct jw_scan_filter {
    size_t struct_size; /**< sizeof(jw_scan_filter) */
    int64_t from;       /**< duty and duty_plan: rows that end after this instant are wanted */
    int64_t to;         /**< duty and duty_plan: rows that start before this instant are wanted */
} jw_scan_filter;

/** Initial value of a jw_scan_filter: everything. */
#define JW_SCAN_FILTER_INIT {sizeof(jw_scan_filter), INT64_MIN, INT64_MAX}

#define JW_BY_STAFF 1   /**< hours of each person */
#define JW_BY_STATION 2 /**< hours of each station: the union over all its staff */

/** A set of activities. */
typedef struct jw_activity_set {
    const char *const *codes; /**< NUL-terminated codes; NULL = every activity */
    size_t count;             /**< how many */
} jw_activity_set;

/** What `hours` is asked for. */
typedef struct jw_hours_request {
    size_t struct_size;               /**< sizeof(jw_hours_request) */
    const char *district;             /**< NUL-terminated code */
    int32_t by;                       /**< JW_BY_STAFF or JW_BY_STATION */
    int32_t reserved;                 /**< 0 */
    jw_record record;                 /**< JW_RECORD_DUTY or JW_RECORD_DUTY_PLAN */
    size_t bucket_count;              /**< number of buckets */
    const jw_interval *buckets;       /**< ascending, disjoint */
    size_t class_count;               /**< number of classes, at most 8 */
    const jw_activity_set *classes;   /**< each gives a figure of its own: all, beat work, reception */
} jw_hours_request;

/**
 * Receives one subject of `hours`, in ascending order of its id: class_count * bucket_count results, class by class.
 * A subject without any interval in any bucket is not given.
 */
typedef jw_status (*jw_hours_emit_fn)(void *userdata, const char *subject, size_t length,
                                      const jw_bucket_time *times, jw_error *err);

/** What `describe` tells. */
typedef struct jw_storage_description {
    size_t struct_size;      /**< sizeof(jw_storage_description) */
    int32_t form_version;    /**< version of the stored form */
    int32_t current_version; /**< version this library writes */
    int32_t read_only;       /**< 1 when writes will be refused */
    int32_t reserved;        /**< 0 */
} jw_storage_description;

/**
 * The table of a storage. Append only: a later version adds slots at the end. The host allocates and zeroes it, sets
 * struct_size and api_version; the storage's init function fills the slots of that version.
 */
struct jw_storage_ops {
    size_t struct_size;   /**< set by the host */
    uint32_t api_version; /**< set by the host: JW_STORAGE_API_VERSION */
    uint32_t reserved;    /**< 0 */
    const char *name;     /**< scheme of its URIs, for example "sqlite"; static text; required */
    uint64_t caps;        /**< JW_STORAGE_ flags */

    /* since 0.1 */

    /**
     * Must: open a store. @p place is the URI without its scheme and colon. JW_STORAGE_CREATE makes it when it is not
     * there, and is no failure when it is; without it JW_ENOTFOUND. JW_STORAGE_READ_ONLY: must not change the place;
     * begin for writing then gives JW_EREADONLY. A form newer than the storage knows: JW_EVERSION. An older form opens
     * for reading only, as describe tells, unless JW_STORAGE_UPGRADE is set. Unknown flags are ignored. Also
     * JW_EUNAVAILABLE, JW_EPERMISSION, JW_ECORRUPT, JW_EFULL, JW_EBUSY, JW_EUNSUPPORTED (the place).
     */
    jw_status (*open)(jw_context *context, const char *place, uint32_t flags, void **out, jw_error *err);
    /** Must: close; an open transaction is rolled back, all memory is given back. Never fails. Streams are released before. */
    void (*close)(void *storage);
    /**
     * Must: begin a transaction. Never nested, one at a time for each opened storage. JW_BEGIN_READ: until rollback or
     * commit every scan sees the state at begin, whatever others commit meanwhile; it does not block writers.
     * JW_BEGIN_WRITE: the only writer of the store; another one gets JW_EBUSY, at once or after a wait of seconds. A
     * storage that lets writers of different districts run side by side declares it as a quirk and gives JW_EBUSY or
     * JW_ECONFLICT at the row. Also JW_EREADONLY, JW_EUNAVAILABLE.
     */
    jw_status (*begin)(void *storage, uint32_t flags, jw_error *err);
    /**
     * Must: make the transaction last: with JW_STORAGE_DURABLE it survives a crash of process and machine once this
     * has returned. All of it or nothing becomes visible. Afterwards there is no transaction, whatever the result.
     * JW_EFULL, JW_ECONFLICT, JW_EUNAVAILABLE; JW_EUNKNOWN only when it may be there and cannot be told.
     */
    jw_status (*commit)(void *storage, jw_error *err);
    /** Must: forget the transaction; nothing of it remains. Without one it does nothing. Never fails. */
    void (*rollback)(void *storage);
    /**
     * Must: write rows, sorted by key, each key once, within a transaction for writing. @p rows may have an offset and
     * is borrowed for the call. JW_PUT_INSERT: JW_EEXIST when a key is there. JW_PUT_UPSERT: a row of the same key is
     * replaced in every field. JW_PUT_EXPECTED: @p expected has as many rows, the previous ones; where its row is null
     * the key must be absent, else the stored row must equal it in every field; if not, JW_ECONFLICT. For the other
     * modes @p expected is NULL. On failure some rows may have been written: the host rolls back. Also JW_EFULL,
     * JW_EBUSY, JW_ELIMIT, JW_EUNAVAILABLE.
     */
    jw_status (*put)(void *storage, jw_record record, const struct ArrowArray *rows, int32_t mode,
                     const struct ArrowArray *expected, jw_error *err);
    /**
     * Must: remove the rows with the keys of @p rows, sorted (other fields are ignored); a missing one is no failure.
     * Within a transaction for writing; statuses as put.
     */
    jw_status (*remove)(void *storage, jw_record record, const struct ArrowArray *rows, jw_error *err);
    /**
     * Must: stream the rows of a range in key order (text by the bytes of its UTF-8, shorter first; numbers ascending),
     * in batches of at most 65,536 rows, with the record's own schema; memory must not grow with the record. Sees the
     * transaction's own writes. Several streams may be open at once. The stream is released before the next put,
     * remove, commit, rollback; its batches may be kept longer. @p range and @p filter are never NULL; the filter is a
     * hint, rows outside may be given. JW_ECORRUPT, JW_EUNAVAILABLE, from the call or from the stream.
     */
    jw_status (*scan)(void *storage, jw_record record, const jw_scan_range *range, const jw_scan_filter *filter,
                      struct ArrowArrayStream *out, jw_error *err);
    /** Must: tell about the store; struct_size of @p out is set, smaller than known is JW_EINVAL. Also outside a transaction. */
    jw_status (*describe)(void *storage, jw_storage_description *out, jw_error *err);
    /**
     * May: compute hours where the data lie, with exactly the results of jw_intervals_measure(), within a transaction.
     * If absent the host scans. A failure of @p emit is returned as it is. Work beyond what the storage can do:
     * leave the slot out rather than answer some requests only.
     */
    jw_status (*hours)(void *storage, const jw_hours_request *request, jw_hours_emit_fn emit, void *userdata,
                       jw_error *err);
    /** May: count the rows of a range, within a transaction. If absent the host scans. */
    jw_status (*count)(void *storage, jw_record record, const jw_scan_range *range, int64_t *out, jw_error *err);
    /**
     * May: make running work end soon with JW_ECANCELLED; called from any thread, also when nothing runs; no effect on
     * later work. If absent, work stops between batches, which jw_stream_new() and the host see to.
     */
    void (*interrupt)(void *storage);
};
typedef struct jw_storage_ops jw_storage_ops;

/** Bytes of a table with the slots of version 1: what an init function asks for at least; sizeof grows with the library. */
#define JW_STORAGE_OPS_SIZE_1 (offsetof(struct jw_storage_ops, interrupt) + sizeof(void (*)(void *)))

/**
 * @brief Makes a storage known to a context under the scheme ops->name, which must be a letter followed by letters,
 *        digits, "+", "-" or "."; one of a single letter would be a drive.
 * @param[in] context the context.
 * @param[in] ops copied; a missing required slot is named in the error; optional slots may be NULL.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_EEXIST (the scheme is taken), JW_ENOMEM, JW_EUNSUPPORTED (api_version).
 * Ownership: copied. Since: 0.1.
 */
JW_API jw_status jw_storage_register(jw_context *context, const jw_storage_ops *ops, jw_error *err);

/** Fills the table of a storage; each storage has one, of the name jw_storage_NAME_init. */
typedef jw_status (*jw_storage_init_fn)(uint32_t version, jw_storage_ops *ops, jw_error *err);

/** Name of the one function that a storage in a file of its own exports; it is a jw_storage_init_fn. */
#define JW_STORAGE_PLUGIN_INIT "jw_storage_plugin_init"

/** Stands before the definition of that function, so that it is exported, and under its C name from C++, too. */
#ifdef __cplusplus
#define JW_PLUGIN extern "C" JW_PLUGIN_EXPORT
#else
#define JW_PLUGIN JW_PLUGIN_EXPORT
#endif
#if defined(_WIN32)
#define JW_PLUGIN_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define JW_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define JW_PLUGIN_EXPORT
#endif

/**
 * @brief Loads a storage from a file (a shared library that exports jw_storage_plugin_init) and registers it.
 *        No library path is searched: a name without "/" is a file of the current directory, and a program with
 *        raised rights (setuid, setgid, file capabilities) loads absolute paths only. What is loaded runs with the
 *        rights of the program and stays until the process ends.
 * @param[in] context the context.
 * @param[in] file name of the file.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_ENOTFOUND (no such file), JW_EUNSUPPORTED (the file is no storage, cannot be loaded or
 *         has no version in common), JW_EPERMISSION, JW_EEXIST (its scheme is taken), JW_ENOMEM.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_storage_load(jw_context *context, const char *file, jw_error *err);

/**
 * @brief The schemes that a context knows: first those registered, the newest before the older ones, then the
 *        built-in ones.
 * @param[in] context the context.
 * @param[in] index 0-based.
 * @return The scheme, NULL after the last.
 * Ownership: borrowed from the context. Since: 0.1.
 */
JW_API const char *jw_storage_scheme(jw_context *context, size_t index);

/**
 * @brief Finds the storage that a store's name means, as jw_store_open() does; for storages that stand before another.
 * @param[in] context the context.
 * @param[in] uri name of a store.
 * @param[in,out] ops receives the table; struct_size set by the caller: so much of it is filled.
 * @param[out] place the part of @p uri that open takes.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EINVAL, JW_EUNSUPPORTED (the scheme is not known).
 * Ownership: @p place is part of @p uri. Since: 0.1.
 */
JW_API jw_status jw_storage_find(jw_context *context, const char *uri, jw_storage_ops *ops, const char **place,
                                 jw_error *err);

/**
 * @brief Gives memory from the context's allocator; for storages, which free it with jw_release().
 * @param[in] context the context that was given to open.
 * @param[in] block NULL, or memory from this function, which is resized and may move.
 * @param[in] size bytes wanted.
 * @param[out] err details of a failure; NULL is allowed.
 * @return The memory, NULL on failure (JW_ENOMEM); @p block is then as it was.
 * Ownership: the caller frees it with jw_release(). Since: 0.1.
 */
JW_API void *jw_allocate(jw_context *context, void *block, size_t size, jw_error *err);

/**
 * @brief The storage of scheme "memory": everything in the process, gone with the store.
 * @param[in] version JW_STORAGE_API_VERSION of the caller.
 * @param[in,out] ops the table to fill; struct_size set.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EUNSUPPORTED, JW_EINVAL.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_storage_memory_init(uint32_t version, jw_storage_ops *ops, jw_error *err);

/**
 * @brief The storage of scheme "sqlite": one SQLite file.
 * @param[in] version JW_STORAGE_API_VERSION of the caller.
 * @param[in,out] ops the table to fill; struct_size set.
 * @param[out] err details of a failure.
 * @return JW_OK, JW_EUNSUPPORTED, JW_EINVAL.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_storage_sqlite_init(uint32_t version, jw_storage_ops *ops, jw_error *err);

#ifdef __cplusplus
}
#endif

#endif
