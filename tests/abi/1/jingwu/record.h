/**
 * @file record.h
 * @brief The records of the library and their fields, as data: what a program needs to read any of them.
 */
#ifndef JINGWU_RECORD_H
#define JINGWU_RECORD_H

#include <jingwu/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One of the JW_RECORD_ numbers; frozen. */
typedef int32_t jw_record;

#define JW_RECORD_DISTRICT 1
#define JW_RECORD_VILLAGE 2
#define JW_RECORD_STATION 3
#define JW_RECORD_BEAT 4
#define JW_RECORD_SERVICE 5
#define JW_RECORD_STAFF 6
#define JW_RECORD_POSTING 7
#define JW_RECORD_CALENDAR 8
#define JW_RECORD_ABSENCE 9
#define JW_RECORD_ACTIVITY 10
#define JW_RECORD_DUTY 11
#define JW_RECORD_DUTY_PLAN 12
#define JW_RECORD_TALLY 13
#define JW_RECORD_INCIDENT 14
#define JW_RECORD_JOINT 15
#define JW_RECORD_JOINT_MEMBER 16
#define JW_RECORD_INSPECTION 17
#define JW_RECORD_CATALOGUE 18
#define JW_RECORD_RULE 19
#define JW_RECORD_SCHEME 20
#define JW_RECORD_GRADE 21
#define JW_RECORD_PUBLISHED 22
#define JW_RECORD_GOVERNANCE 23
#define JW_RECORD_MILESTONE 24
#define JW_RECORD_MONTH 25
#define JW_RECORD_SUBMISSION 26
#define JW_RECORD_OBJECTION 27
#define JW_RECORD_MONTH_INPUT 28
#define JW_RECORD_ASSESSMENT 29
#define JW_RECORD_ASSESSMENT_TOTAL 30
#define JW_RECORD_INVENTORY 31
#define JW_RECORD_BATCH 32
#define JW_RECORD_JOURNAL 33

/** Kinds of fields. In brackets: the Arrow format on the storage plane, and the form in a file. */
#define JW_TYPE_TEXT 1    /**< [u] UTF-8 of bounded length */
#define JW_TYPE_WORD 2    /**< [u] one of a fixed set of words */
#define JW_TYPE_DATE 3    /**< [i] days since 1970-01-01; 2020-10-05 */
#define JW_TYPE_MONTH 4   /**< [i] year * 12 + month - 1; 2020-10 */
#define JW_TYPE_INSTANT 5 /**< [l] seconds UTC; local time of the district */
#define JW_TYPE_INTEGER 6 /**< [l] a whole number */
#define JW_TYPE_BOOLEAN 7 /**< [C] 0 or 1 */
#define JW_TYPE_DEGREES 8 /**< [i] 1e-7 degrees; decimal degrees in a file */
#define JW_TYPE_REAL 9    /**< [g] a finite number */
#define JW_TYPE_DECIMAL 10 /**< [u] a decimal number as it was printed, digits kept */

/** Flags of a field. */
#define JW_FIELD_KEY 1u      /**< part of the key; keys come first */
#define JW_FIELD_REQUIRED 2u /**< must not be absent */

/** Flags of a record. */
#define JW_RECORD_VERSIONED 1u /**< the key ends with valid_from; a later version closes the one before */
#define JW_RECORD_SYSTEM 2u    /**< written by the library only */

/** What is known of one field; static text. */
typedef struct jw_field_info {
    size_t struct_size;     /**< sizeof(jw_field_info), set by the caller */
    const char *name;       /**< as in files and SQL */
    int32_t type;           /**< a JW_TYPE_ number */
    uint32_t flags;         /**< JW_FIELD_ flags */
    int64_t minimum;        /**< least value; for text the least number of bytes */
    int64_t maximum;        /**< greatest value; for text the greatest number of bytes */
    const char *words;      /**< JW_TYPE_WORD: the words, separated by blanks; else NULL */
    jw_record references;   /**< the record whose id it holds, or 0 */
    const char *caption_en; /**< English caption */
    const char *caption_zh; /**< Chinese caption */
} jw_field_info;

/**
 * @brief Number of records; they are numbered from 1 to this.
 * @return The number.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_record_count(void);

/**
 * @brief Name of a record, as in files and SQL.
 * @param[in] record a JW_RECORD_ number.
 * @return Static text, NULL for an unknown record.
 * Ownership: static. Since: 0.1.
 */
JW_API const char *jw_record_name(jw_record record);

/**
 * @brief Caption of a record.
 * @param[in] record a JW_RECORD_ number.
 * @param[in] chinese 0 for English.
 * @return Static text, NULL for an unknown record.
 * Ownership: static. Since: 0.1.
 */
JW_API const char *jw_record_caption(jw_record record, int32_t chinese);

/**
 * @brief Record of a name.
 * @param[in] name for example "village"; NULL is allowed.
 * @return Its number, 0 if there is none.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_record jw_record_find(const char *name);

/**
 * @brief Flags of a record.
 * @param[in] record a JW_RECORD_ number.
 * @return JW_RECORD_ flags; 0 for an unknown record.
 * Ownership: none. Since: 0.1.
 */
JW_API uint32_t jw_record_flags(jw_record record);

/**
 * @brief Number of fields of a record.
 * @param[in] record a JW_RECORD_ number.
 * @return The number; 0 for an unknown record.
 * Ownership: none. Since: 0.1.
 */
JW_API size_t jw_record_field_count(jw_record record);

/**
 * @brief Number of key fields of a record; they are its first fields.
 * @param[in] record a JW_RECORD_ number.
 * @return The number; 0 for an unknown record.
 * Ownership: none. Since: 0.1.
 */
JW_API size_t jw_record_key_count(jw_record record);

/**
 * @brief Describes one field.
 * @param[in] record a JW_RECORD_ number.
 * @param[in] field 0 to jw_record_field_count() - 1.
 * @param[out] out filled up to its struct_size; the texts are static.
 * @return JW_OK, JW_EINVAL.
 * Ownership: none. Since: 0.1.
 */
JW_API jw_status jw_record_field(jw_record record, size_t field, jw_field_info *out);

/**
 * @brief Position of a field.
 * @param[in] record a JW_RECORD_ number.
 * @param[in] name field name; NULL is allowed.
 * @return 0-based position, -1 if there is none.
 * Ownership: none. Since: 0.1.
 */
JW_API int32_t jw_record_field_find(jw_record record, const char *name);

#ifdef __cplusplus
}
#endif

#endif
