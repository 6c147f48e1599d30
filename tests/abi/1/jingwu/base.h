/**
 * @file base.h
 * @brief Status codes, the caller-owned error, and the context every object is made from.
 */
#ifndef JINGWU_BASE_H
#define JINGWU_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#if defined(JW_STATIC)
#define JW_API
#elif defined(JW_BUILDING)
#define JW_API __declspec(dllexport)
#else
#define JW_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define JW_API __attribute__((visibility("default")))
#else
#define JW_API
#endif

#if defined(__GNUC__)
#define JW_PRINTF(format_index, first_index) __attribute__((format(printf, format_index, first_index)))
#else
#define JW_PRINTF(format_index, first_index)
#endif

/** The version of the headers a program was compiled with. */
#define JW_VERSION_MAJOR 0
#define JW_VERSION_MINOR 1
#define JW_VERSION_PATCH 0
#define JW_VERSION_STRING "0.1.0"

/** Result of every fallible function: JW_OK or one of the negative codes below. */
typedef int32_t jw_status;

/* The codes are frozen: a number never changes its meaning and is never used again. */
#define JW_OK 0                 /**< done */
#define JW_EINVAL (-1)          /**< the call itself is wrong: NULL where an object is needed, value out of range */
#define JW_ENOMEM (-2)          /**< the allocator returned NULL */
#define JW_EINPUT (-3)          /**< the data are wrong; record, row and field say where */
#define JW_EREFERENCE (-4)      /**< a row names a row that does not exist */
#define JW_ENOTFOUND (-5)       /**< no such row, file, store or name */
#define JW_EEXIST (-6)          /**< the key exists and insert-only was asked for */
#define JW_ECONFLICT (-7)       /**< the rows are not those expected, or another writer won; retry may succeed */
#define JW_EBUSY (-8)           /**< another writer holds the store; retry may succeed */
#define JW_EFULL (-9)           /**< disk or quota full */
#define JW_ECORRUPT (-10)       /**< the stored form is damaged */
#define JW_EUNAVAILABLE (-11)   /**< the storage cannot be reached or opened */
#define JW_EUNKNOWN (-12)       /**< the outcome of a commit is not known: look, then repeat */
#define JW_EUNSUPPORTED (-13)   /**< this storage, version or build cannot do it */
#define JW_ECLOSED (-14)        /**< the month is closed */
#define JW_ECALLBACK (-15)      /**< a callback of the caller failed */
#define JW_ECANCELLED (-16)     /**< cancelled by jw_context_cancel() or by the progress callback */
#define JW_EFORK (-17)          /**< the handle was made before fork() and is used in the child */
#define JW_EVERSION (-18)       /**< the store was written by a newer library */
#define JW_EREADONLY (-19)      /**< the store is open for reading only */
#define JW_EENCODING (-20)      /**< the text is not in the encoding it should have */
#define JW_EIO (-21)            /**< reading or writing a file failed */
#define JW_EPERMISSION (-22)    /**< the operating system or server refused access */
#define JW_ELIMIT (-23)         /**< a stated limit is exceeded */
#define JW_ENOTYET (-24)        /**< planned, but not in this version of the library */
#define JW_EINTERNAL (-25)      /**< a defect of the library */

/**
 * Details of a failure, owned by the caller, on the stack, never to be released.
 * Initialise with JW_ERROR_INIT. A function that fails fills it; one that succeeds leaves it alone.
 */
typedef struct jw_error {
    size_t struct_size;  /**< sizeof(jw_error), by JW_ERROR_INIT */
    jw_status status;    /**< the status the function returned */
    int32_t native_code; /**< errno, SQLite's extended code, ... ; 0 if there is none */
    int64_t row;         /**< 1-based row (a file's line for files) where the input was wrong; 0 if none */
    char sqlstate[8];    /**< SQLSTATE of a server, or "" */
    char record[32];     /**< record where the input was wrong, or "" */
    char field[32];      /**< field where the input was wrong, or "" */
    char message[512];   /**< one line, UTF-8, without a final newline */
} jw_error;

/** Initial value of a jw_error. */
#define JW_ERROR_INIT {sizeof(jw_error), 0, 0, 0, "", "", "", ""}

/**
 * @brief Name of a status as written in this header, for example "JW_EINPUT".
 * @param[in] status any value.
 * @return A static string; "JW_E?" for an unknown status.
 * Ownership: static. Since: 0.1.
 */
JW_API const char *jw_status_name(jw_status status);

/**
 * @brief One English sentence for a status.
 * @param[in] status any value.
 * @return A static string.
 * Ownership: static. Since: 0.1.
 */
JW_API const char *jw_status_text(jw_status status);

/**
 * @brief Fills an error; for callbacks and storages, which report through it.
 * @param[out] err the error to fill; NULL is allowed. If its struct_size is unknown only the status is set.
 * @param[in] status the status to set and return.
 * @param[in] native_code errno, SQLite's code or 0.
 * @param[in] format printf format of the message.
 * @return @p status.
 * Ownership: nothing is kept. Since: 0.1.
 */
JW_API jw_status jw_error_set(jw_error *err, jw_status status, int32_t native_code, const char *format, ...)
    JW_PRINTF(4, 5);

/**
 * @brief Fills an error about one field of one row.
 * @param[out] err the error to fill; NULL is allowed.
 * @param[in] status the status to set and return.
 * @param[in] record record name, or NULL.
 * @param[in] row 1-based row, 0 for none.
 * @param[in] field field name, or NULL.
 * @param[in] format printf format of the message; the place is not repeated in it.
 * @return @p status.
 * Ownership: nothing is kept. Since: 0.1.
 */
JW_API jw_status jw_error_set_field(jw_error *err, jw_status status, const char *record, int64_t row,
                                    const char *field, const char *format, ...) JW_PRINTF(6, 7);

/** Everything is made from a context: allocator, log, progress, clock, cancellation. */
typedef struct jw_context jw_context;

/** Memory functions of a context. All three are needed; they must be thread-safe if worker threads are used. */
typedef struct jw_allocator {
    void *(*allocate)(void *userdata, size_t size);              /**< as malloc() */
    void *(*reallocate)(void *userdata, void *block, size_t size); /**< as realloc() */
    void (*release)(void *userdata, void *block);                /**< as free() */
    void *userdata;                                              /**< first argument of the three */
} jw_allocator;

/** Levels of the log callback. */
#define JW_LOG_ERROR 1
#define JW_LOG_WARNING 2
#define JW_LOG_INFO 3
#define JW_LOG_DEBUG 4

/** Receives one line of log; the library is silent without it. Called on the calling thread only. */
typedef void (*jw_log_fn)(void *userdata, int32_t level, const char *message);

/**
 * Receives the progress of long work; a non-zero result cancels it (JW_ECANCELLED).
 * @p total is 0 when it is not known. @p stage is a static English word such as "read" or "write".
 */
typedef int32_t (*jw_progress_fn)(void *userdata, const char *stage, int64_t done, int64_t total);

/** Gives the time in seconds since 1970-01-01 UTC. */
typedef int64_t (*jw_clock_fn)(void *userdata);

/** Options of jw_context_new(); start from JW_CONTEXT_OPTIONS_INIT. */
typedef struct jw_context_options {
    size_t struct_size;            /**< by JW_CONTEXT_OPTIONS_INIT */
    const jw_allocator *allocator; /**< copied; NULL = malloc and free */
    jw_log_fn log;                 /**< NULL = silent */
    void *log_userdata;            /**< first argument of log */
    jw_progress_fn progress;       /**< NULL = none */
    void *progress_userdata;       /**< first argument of progress */
    jw_clock_fn clock;             /**< NULL = the system's clock */
    void *clock_userdata;          /**< first argument of clock */
    size_t memory_budget;          /**< bytes an import may use for sorting; 0 = 32 MiB */
} jw_context_options;

/** Initial value of jw_context_options. */
#define JW_CONTEXT_OPTIONS_INIT {sizeof(jw_context_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0}

/**
 * @brief Makes a context.
 * @param[in] options NULL for the defaults.
 * @param[out] out the context.
 * @param[out] err details of a failure; NULL is allowed.
 * @return JW_OK, JW_EINVAL, JW_ENOMEM.
 * Ownership: the caller frees @p out with jw_context_free(). Since: 0.1.
 */
JW_API jw_status jw_context_new(const jw_context_options *options, jw_context **out, jw_error *err);

/**
 * @brief Gives back a context; the memory goes when the last object made from it is freed.
 * @param[in] context NULL is allowed.
 * Ownership: @p context must not be used afterwards. Since: 0.1.
 */
JW_API void jw_context_free(jw_context *context);

/**
 * @brief Asks running work of a context to stop with JW_ECANCELLED; the one call that is safe from any thread
 *        and from a signal handler.
 * @param[in] context NULL is allowed.
 * Ownership: none. Threads: any, at any time before jw_context_free(). Since: 0.1.
 */
JW_API void jw_context_cancel(jw_context *context);

/**
 * @brief Takes back a cancellation so that the context can be used again.
 * @param[in] context NULL is allowed.
 * Ownership: none. Since: 0.1.
 */
JW_API void jw_context_resume(jw_context *context);

/**
 * @brief Frees memory that the library returned as a plain buffer.
 * @param[in] context the context that was used to make it.
 * @param[in] block NULL is allowed.
 * Ownership: @p block is gone. Since: 0.1.
 */
JW_API void jw_release(jw_context *context, void *block);

/**
 * @brief Version of the library at run time.
 * @return A static string such as "0.1.0".
 * Ownership: static. Since: 0.1.
 */
JW_API const char *jw_version(void);

/**
 * @brief Version of the library at run time as major * 1000000 + minor * 1000 + patch.
 * @return The number.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_version_number(void);

#ifdef __cplusplus
}
#endif

#endif
