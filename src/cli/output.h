/* Where results go: stdout, or a file that appears only when it is complete. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <jingwu/table.h>

#define OUTPUT_BUFFER 65536

struct cli_output {
    const char *path; /* as the user named it, NULL = stdout */
    char *target;     /* the file to be replaced */
    char *temporary;  /* the file being written, beside the target; NULL = written directly */
    int descriptor;   /* -1 = not open */
    int failure;      /* errno of the first failure */
    size_t used;
    char buffer[OUTPUT_BUFFER];
};

/* Gives false when the file cannot be made; failure says why. */
bool cli_output_open(struct cli_output *output, const char *path);
/* A jw_write_fn; userdata is the output. */
int32_t cli_output_write(void *userdata, const char *bytes, size_t length);
/* Writes what is left and puts the file in its place; false when anything could not be written. */
bool cli_output_commit(struct cli_output *output);
/* Forgets the output; nothing is left of a file. Does nothing after a commit. */
void cli_output_discard(struct cli_output *output);
/* Says why the output failed, unless nobody reads it any more; gives the exit status. */
int cli_output_fail(const struct cli_output *output);

/* Forms of output that is put together from parts, one a district. */
enum cli_parts_kind {
    PARTS_TEXT,  /* a blank line between them */
    PARTS_CSV,   /* the header once */
    PARTS_ARRAY, /* the elements of the JSON arrays in one array */
    PARTS_VALUE  /* the JSON values in one array */
};

/* Where in the JSON array of its part a write is. */
enum cli_parts_place {
    PLACE_BEFORE, /* its bracket has not come */
    PLACE_OPEN,   /* no element has come */
    PLACE_INSIDE
};

struct cli_parts {
    struct cli_output *output;
    enum cli_parts_kind kind;
    int64_t number; /* of the part, from 1 */
    bool skipping;  /* the header of this part is not wanted */
    bool any;       /* an element was written */
    enum cli_parts_place place;
    size_t held; /* bytes that may be the end of the part's array, which is not the end of the output's */
    char hold[16];
};

void cli_parts_begin(struct cli_parts *parts, struct cli_output *output, enum cli_parts_kind kind);
/* The next part follows. */
void cli_parts_next(struct cli_parts *parts);
/* A jw_write_fn; userdata is the parts. */
int32_t cli_parts_write(void *userdata, const char *bytes, size_t length);
/* The last part is complete; gives false when a write failed. */
bool cli_parts_end(struct cli_parts *parts);

#endif
