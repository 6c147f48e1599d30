/* Where the stores of a run are: where the target says, or in a temporary directory. */
#include "testing/run.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int make_directory(jw_storage_run *run)
{
    const char *base = getenv("TMPDIR");
    int length =
        snprintf(run->directory, sizeof run->directory, "%s/jingwu-check-XXXXXX", base ? base : "/tmp");
    if (length > 0 && (size_t)length < sizeof run->directory && mkdtemp(run->directory))
        return 0;
    run->directory[0] = '\0';
    return 1;
}

int jw_run__new_place(jw_storage_run *run, char place[JW_PLACE_SIZE])
{
    const jw_storage_target *target = run->target;
    place[0] = '\0';
    if (target->quirks.no_place)
        return 0;
    if (target->new_place)
        return target->new_place(target->userdata, place);
    if (!run->directory[0] && make_directory(run) != 0)
        return 1;
    int length = snprintf(place, JW_PLACE_SIZE, "%s/store-%d", run->directory, run->places++);
    return length <= 0 || length >= JW_PLACE_SIZE;
}

void jw_run__remove_place(jw_storage_run *run, const char *place)
{
    const jw_storage_target *target = run->target;
    if (target->new_place && target->remove_place)
        target->remove_place(target->userdata, place);
}

void jw_run__remove_directory(jw_storage_run *run)
{
    DIR *directory = run->directory[0] ? opendir(run->directory) : NULL;
    if (!directory)
        return;
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char path[sizeof run->directory + sizeof entry->d_name + 1];
        snprintf(path, sizeof path, "%s/%s", run->directory, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlink(path);
    }
    closedir(directory);
    rmdir(run->directory);
}
