/*
 * Dictionaries: an interval of duty has texts beside its time, of which a district knows few combinations, so
 * that pages hold numbers. A place is a station with the village and the one who confirmed; a kind is an
 * activity with its source. They are apart because kinds are very few: hours by staff need nothing else. The
 * tables duty_place and duty_kind give a number its texts; numbers ascend from 0, and what has a number is
 * never changed or removed. In memory are those of one district.
 */
#ifndef JW_STORAGE_SQLITE_DICTIONARY_H
#define JW_STORAGE_SQLITE_DICTIONARY_H

#include <stdbool.h>
#include <jingwu/sys/storage.h>

struct jw_sqlite;

#define JW_DICTIONARY_TEXTS 3
/* Texts of a place and of a kind. */
enum { JW_PLACE_STATION, JW_PLACE_VILLAGE, JW_PLACE_CONFIRMED_BY };
enum { JW_KIND_ACTIVITY, JW_KIND_SOURCE };
/* Numbers have at most three bytes. */
#define JW_DICTIONARY_LIMIT ((size_t)1 << 24)

struct jw_text {
    const char *text;
    size_t length;
    bool absent;
};

/* The table of a dictionary. */
struct jw_dictionary_form {
    const char *table;
    size_t texts;
    uint32_t variant; /* of its cached statements */
    const char *select;
    const char *insert;
};

struct jw_entry {
    uint32_t at; /* of its packed texts in bytes */
    uint32_t size;
    uint32_t hash;
};

struct jw_dictionary {
    const struct jw_dictionary_form *form;
    char *district;
    size_t district_length;
    size_t district_capacity;
    bool loaded; /* all of this district, as seen from the current transaction */
    struct jw_entry *items;
    size_t count;
    size_t capacity;
    unsigned char *bytes;
    size_t used;
    size_t bytes_capacity;
    uint32_t *slots; /* hash table of number + 1; 0 = empty */
    size_t slot_count;
};

extern const struct jw_dictionary_form jw_dictionary__places;
extern const struct jw_dictionary_form jw_dictionary__kinds;

/* Makes the entries of a district those in memory. */
jw_status jw_dictionary__use(struct jw_sqlite *storage, struct jw_dictionary *dictionary,
                             const char *district, size_t length, jw_error *err);
/* Number of the texts in the district in use; they are added if they are new. */
jw_status jw_dictionary__number(struct jw_sqlite *storage, struct jw_dictionary *dictionary,
                                const struct jw_text *texts, uint32_t *out, jw_error *err);
/* One text of an entry; borrowed until the next call that may load or add entries. */
struct jw_text jw_dictionary__text(const struct jw_dictionary *dictionary, uint32_t number, size_t which);
/* Forgets all, because they may not be those of the file any more. */
void jw_dictionary__forget(struct jw_dictionary *dictionary);
void jw_dictionary__free(struct jw_sqlite *storage, struct jw_dictionary *dictionary);

/* Bytewise, a shorter text before a longer one that begins with it. */
int jw_sqlite__compare(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
