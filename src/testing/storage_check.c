/* jingwu-storage-check: runs the conformance suite on a built-in storage or on a plugin. */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <jingwu/sys/testing.h>

static const char usage[] =
    "Usage: jingwu-storage-check URI|PLUGIN.so [OPTION ...]\n"
    "Runs the rules that every storage must keep, each on a fresh store.\n"
    "\n"
    "  URI              memory: or sqlite:; a place after the scheme has {} where a number goes\n"
    "  PLUGIN.so        a storage in a file of its own\n"
    "  --list           names the rules, runs none\n"
    "  --rule TEXT      only the rules whose name has this in it\n"
    "  --place PLACE    where stores are made: {} becomes a number; without it files in a temporary "
    "directory\n"
    "  --quirk NAME     declares a departure: no_not_found, several_writers, own_memory,\n"
    "                   no_processes, no_cancel, no_place\n"
    "  --seed N         the random values of an earlier run\n"
    "  --help           this help\n"
    "\n"
    "Exit status: 0 every rule is kept, 1 a rule is broken, 2 wrong usage, 4 the storage cannot be loaded.\n";

struct options {
    const char *storage, *place, *rule;
    bool list;
    uint64_t seed;
    jw_storage_quirks quirks;
};

static int complain(const char *what, const char *about)
{
    fprintf(stderr, "jingwu-storage-check: %s: %s\n", what, about);
    return 2;
}

/* ---- options ---- */

static bool declare_quirk(jw_storage_quirks *quirks, const char *name)
{
    const struct {
        const char *name;
        int32_t *quirk;
    } known[] = {
        {"no_not_found", &quirks->no_not_found}, {"several_writers", &quirks->several_writers},
        {"own_memory", &quirks->own_memory},     {"no_processes", &quirks->no_processes},
        {"no_cancel", &quirks->no_cancel},       {"no_place", &quirks->no_place},
    };
    bool found = false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, name) != 0)
            continue;
        *known[i].quirk = 1;
        found = true;
    }
    return found;
}

/* An option that has a value. */
static int take_value(struct options *options, const char *name, const char *value)
{
    char *end;
    if (!value)
        return complain("a value is missing after", name);
    if (strcmp(name, "--rule") == 0) {
        options->rule = value;
    } else if (strcmp(name, "--place") == 0) {
        options->place = value;
    } else if (strcmp(name, "--quirk") == 0) {
        if (!declare_quirk(&options->quirks, value))
            return complain("there is no such quirk", value);
    } else if (strcmp(name, "--seed") == 0) {
        options->seed = strtoull(value, &end, 10);
        if (end == value || *end)
            return complain("no number", value);
    } else {
        return complain("there is no such option", name);
    }
    return 0;
}

static int read_options(int count, char **arguments, struct options *options)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--list") == 0) {
            options->list = true;
        } else if (arguments[i][0] == '-') {
            int wrong = take_value(options, arguments[i], i + 1 < count ? arguments[i + 1] : NULL);
            if (wrong)
                return wrong;
            i++;
        } else if (options->storage) {
            return complain("one storage at a time", arguments[i]);
        } else {
            options->storage = arguments[i];
        }
    }
    return options->storage || options->list ? 0 : complain("name a storage", "see --help");
}

/* ---- the storage ---- */

/* Loads as a program does, then finds the function that fills the table. */
static jw_status load_plugin(const char *file, jw_storage_init_fn *out, jw_error *err)
{
    jw_context *context;
    char path[4096];
    jw_status status = jw_context_new(NULL, &context, err);
    if (status != JW_OK)
        return status;
    status = jw_storage_load(context, file, err);
    jw_context_free(context);
    if (status != JW_OK)
        return status;
    snprintf(path, sizeof path, "%s%s", strchr(file, '/') ? "" : "./", file);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = handle ? dlsym(handle, JW_STORAGE_PLUGIN_INIT) : NULL;
    if (!symbol)
        return jw_error_set(err, JW_EUNSUPPORTED, 0, "%s cannot be loaded", file);
    memcpy(out, &symbol, sizeof *out);
    return JW_OK;
}

static bool is_scheme(const char *uri, const char *scheme)
{
    size_t length = strlen(scheme);
    return strncmp(uri, scheme, length) == 0 && uri[length] == ':';
}

static jw_status find_init(struct options *options, jw_storage_init_fn *out, jw_error *err)
{
    bool memory = is_scheme(options->storage, "memory");
    if (!memory && !is_scheme(options->storage, "sqlite"))
        return load_plugin(options->storage, out, err);
    const char *place = strchr(options->storage, ':') + 1;
    if (*place && !options->place)
        options->place = place;
    *out = memory ? jw_storage_memory_init : jw_storage_sqlite_init;
    if (memory)
        options->quirks.no_not_found = options->quirks.no_place = 1;
    return JW_OK;
}

/* ---- places ---- */

struct places {
    const char *pattern;
    int next;
};

static int32_t numbered_place(void *userdata, char place[JW_PLACE_SIZE])
{
    struct places *places = userdata;
    const char *hole = strstr(places->pattern, "{}");
    int before = (int)(hole ? hole - places->pattern : (ptrdiff_t)strlen(places->pattern));
    int length = snprintf(place, JW_PLACE_SIZE, "%.*s%d%s", before, places->pattern, places->next++,
                          hole ? hole + 2 : "");
    return length <= 0 || length >= JW_PLACE_SIZE;
}

/* ---- running ---- */

static const char *outcome_name(int32_t outcome)
{
    static const char *const names[] = {"BROKEN", "ok", "not claimed", "quirk"};
    return outcome >= 0 && outcome < 4 ? names[outcome] : "";
}

static int run_rules(const struct options *options, const jw_storage_target *target)
{
    int counts[4] = {0};
    for (size_t rule = 0; jw_storage_rule(rule); rule++) {
        jw_error err = JW_ERROR_INIT;
        jw_storage_result result = {.struct_size = sizeof result};
        if (options->rule && !strstr(jw_storage_rule(rule), options->rule))
            continue;
        if (jw_storage_check_rule(target, rule, options->seed + rule, &result, &err) != JW_OK)
            return complain(target->name, err.message);
        counts[result.outcome]++;
        printf("%-11s  %s%s%s\n", outcome_name(result.outcome), result.rule, result.message[0] ? ": " : "",
               result.message);
        fflush(stdout);
    }
    printf("%s: %d rules kept, %d broken, %d not claimed, %d left out by quirks; --seed %" PRIu64 "\n",
           target->name, counts[JW_RULE_PASSED], counts[JW_RULE_FAILED], counts[JW_RULE_NOT_CLAIMED],
           counts[JW_RULE_QUIRK], options->seed);
    return counts[JW_RULE_FAILED] != 0;
}

static int check(struct options *options)
{
    jw_error err = JW_ERROR_INIT;
    jw_storage_target target = JW_STORAGE_TARGET_INIT;
    jw_storage_ops ops = {.struct_size = sizeof ops, .api_version = JW_STORAGE_API_VERSION};
    if (find_init(options, &target.init, &err) != JW_OK ||
        target.init(JW_STORAGE_API_VERSION, &ops, &err) != JW_OK) {
        complain(options->storage, err.message);
        return 4;
    }
    struct places places = {options->place, 0};
    target.name = ops.name;
    target.quirks = options->quirks;
    target.userdata = &places;
    target.new_place = options->place ? numbered_place : NULL;
    return run_rules(options, &target);
}

int main(int count, char **arguments)
{
    struct options options = {.seed = (uint64_t)time(NULL), .quirks = JW_STORAGE_QUIRKS_INIT};
    if (count > 1 && (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0)) {
        fputs(usage, stdout);
        return 0;
    }
    int wrong = read_options(count, arguments, &options);
    if (wrong)
        return wrong;
    for (size_t rule = 0; options.list && jw_storage_rule(rule); rule++)
        puts(jw_storage_rule(rule));
    return options.list ? 0 : check(&options);
}
