/* One run of the program: its arguments, the context, the store; and how failures become words and an exit
 * status. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include <jingwu/jingwu.h>
#include "cli/exits.h"
#include "cli/messages.h"
#include "cli/options.h"
#include "cli/output.h"

struct cli_session;
struct cli_district;

/* Writes the result of one district. */
typedef jw_status (*cli_district_fn)(struct cli_session *session, const struct cli_district *district,
                                     struct cli_parts *parts, void *userdata, jw_error *err);

struct cli_session {
    const struct cli_arguments *arguments;
    jw_context *context;
    jw_store *store;
    struct cli_output output;
    bool silent;                 /* remarks of the library are not shown */
    jw_table *total;             /* of --district all, see cli_add_to_total() */
    cli_district_fn write_total; /* called behind the districts of --district all; NULL = there is no total */
    int64_t bad_rows;            /* told by the library so far */
    char first_bad[640];         /* the first of them, kept back: a failure tells it again */
};

/* Says the bad row that was kept back, for an import that goes on without it. */
void cli_say_kept_back(struct cli_session *session);

/* Makes the context. */
int cli_session_open(struct cli_session *session, const struct cli_arguments *arguments);
void cli_session_close(struct cli_session *session);
/* Opens the store that is the first operand; flags are JW_STORE_ flags. */
int cli_store_open(struct cli_session *session, uint32_t flags);
/* Opens a further store, which the caller closes. */
int cli_store_open_other(struct cli_session *session, const char *store, uint32_t flags, jw_store **out);

/* Opens the output in the file that an option names, else in stdout; refuses a file that the command reads.
 */
int cli_output_begin(struct cli_session *session, enum cli_option option);

/* Says what failed and what to do next; gives the exit status. */
int cli_fail(const struct cli_session *session, jw_status status, const jw_error *err);

/* The one district that --district names, or NULL for the only one of the store. Says so when there are
 * several. */
int cli_one_district(const struct cli_session *session, const char **out);

/* Values of options; each says what is wrong with it. What is not given leaves *out as it was. */
int cli_month(const struct cli_session *session, jw_month *out);
int cli_month_needed(const struct cli_session *session, jw_month *out);
int cli_date(const struct cli_session *session, enum cli_option option, jw_date *out);
int cli_number(const struct cli_session *session, enum cli_option option, int64_t least, int64_t most,
               int64_t *out);
/* Reads a whole number without sign. */
bool cli_parse_number(const char *text, int64_t least, int64_t most, int64_t *out);

/* The record of a name; says so when there is none. */
int cli_record_named(const char *name, jw_record *out);

/* JW_FORMAT_TABLE, _CSV or _JSON by --format. */
int32_t cli_format(const struct cli_session *session);
/* Whether explanations are to be in Chinese: what is read by programs only when it was asked for. */
bool cli_explains_in_chinese(const struct cli_session *session);

/* A district whose results are written. */
struct cli_district {
    const char *code; /* NULL = the only one of the store */
    bool one_of_several;
    bool of_all; /* with --district all: counts in the total */
};

/* With --district all: adds a district's table to the total that is written behind the last one. */
jw_status cli_add_to_total(struct cli_session *session, const struct cli_district *district,
                           const jw_table *table, const jw_total_column *columns, size_t count,
                           jw_error *err);
/* Calls for each district that --district names, without output; the code is NULL for the only one of the
 * store. Stops at the first that fails. */
int cli_for_districts(struct cli_session *session,
                      int (*call)(struct cli_session *session, const char *district, void *userdata),
                      void *userdata);
/* Calls for each district of --district, one after the other, and puts the output together. */
int cli_each_district(struct cli_session *session, enum cli_parts_kind kind, cli_district_fn write,
                      void *userdata);
/* The same, for every district of the store when --district is not given. */
int cli_every_district(struct cli_session *session, enum cli_parts_kind kind, cli_district_fn write,
                       void *userdata);
/* How tables of a format are put together. */
enum cli_parts_kind cli_parts_of(int32_t format);
/* Writes a table, with a column that names the district where there are several. */
jw_status cli_write_table(struct cli_session *session, const struct cli_district *district,
                          const jw_table *table, struct cli_parts *parts, jw_error *err);

#endif
