#!/bin/sh
# Storages from outside: the example over LMDB, the tracing one and the frozen one of version 1 are built against an
# installed prefix, keep every rule and work in the program. usage: custom_storage.sh SOURCE_ROOT BUILD_ROOT
set -eu
source_root=$1
build_root=$2
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

fail()
{
    echo "custom storage: $1" >&2
    exit 1
}

DESTDIR=$directory/installed meson install --no-rebuild --quiet -C "$build_root" > "$directory/install.log" ||
    fail "meson install failed: $(cat "$directory/install.log")"
library=$(dirname "$(find "$directory/installed" -name libjingwu.so)")
bin=$(dirname "$(find "$directory/installed" -name jingwu-storage-check)")
[ -e "$library/pkgconfig/jingwu-testing.pc" ] && [ -e "$library/libjingwu-testing.a" ] || fail 'jingwu-testing is not installed'
LD_LIBRARY_PATH=$library
PKG_CONFIG_SYSROOT_DIR=$directory/installed
PKG_CONFIG_PATH=$library/pkgconfig
export LD_LIBRARY_PATH PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_PATH
mkdir "$directory/work"
cd "$directory/work"

# check STORAGE LEAST [OPTION...]: every rule is kept, at least so many
check()
{
    storage=$1 least=$2
    shift 2
    "$bin/jingwu-storage-check" "$storage" "$@" > said 2> trace || fail "$storage: $(grep BROKEN said || cat said trace)"
    kept=$(sed -n 's/.*: \([0-9]*\) rules kept, 0 broken.*/\1/p' said)
    [ "${kept:-0}" -ge "$least" ] || fail "$storage: only $(tail -n 1 said)"
    echo "custom storage: $(tail -n 1 said)"
}

# what a program of the suite's own library needs
cat > own.c <<'END'
#include <jingwu/sys/testing.h>
#include <stddef.h>
int main(void)
{
    jw_storage_target target = JW_STORAGE_TARGET_INIT;
    int64_t failures = 1;
    target.name = "memory";
    target.init = jw_storage_memory_init;
    target.quirks.no_not_found = target.quirks.no_place = 1;
    return jw_storage_check(&target, 1, NULL, NULL, &failures, NULL) != JW_OK || failures != 0;
}
END
# shellcheck disable=SC2046 # the options are separate words
cc -Wall -Werror -o own own.c $(pkg-config --cflags --libs jingwu-testing) || fail 'jingwu-testing does not link'
./own || fail 'the suite fails on memory'

cc -std=c11 -Wall -Wextra -Werror -fPIC -shared -o frozen.so -I "$source_root/tests/abi/1" \
    "$source_root/tests/abi/plugin_1.c" -L "$library" -ljingwu || fail 'the frozen storage does not compile'
check ./frozen.so 25 --quirk no_not_found --quirk no_place

# the beginning of docs/storage-authors.md
sed -n '/^```c$/,/^```$/p' "$source_root/docs/storage-authors.md" | grep -v '^```' > mine.c
# shellcheck disable=SC2046
cc -std=c11 -Wall -Werror -fPIC -shared -o mine.so mine.c $(pkg-config --cflags --libs jingwu) ||
    fail 'the storage of docs/storage-authors.md does not build'
"$bin/jingwu-storage-check" ./mine.so > said 2>&1 && fail 'an empty table passes'
grep -q 'lacks required slots: open close begin commit rollback put remove scan describe' said ||
    fail "an empty table: $(cat said)"

make=$source_root/examples/custom-storage/Makefile
make -s -f "$make" SOURCE="$source_root/examples/custom-storage" CFLAGS='-O1 -Wall -Wextra -Werror' trace.so ||
    fail 'the tracing storage does not build'
[ "$(wc -l < "$source_root/examples/custom-storage/trace.c")" -le 150 ] || fail 'trace.c has more than 150 lines'
check ./trace.so 30 --place "sqlite:$directory/work/traced-{}"
grep -q 'trace: .* scan duty JW_OK' trace || fail 'the tracing storage says nothing'

# a plugin is no search of a library path, and no rights are lent to it
cat > load.c <<'END'
#include <jingwu/sys/storage.h>
#include <stddef.h>
#include <stdio.h>
int main(int count, char **arguments)
{
    jw_error err = JW_ERROR_INIT;
    jw_context *context;
    if (count != 2 || jw_context_new(NULL, &context, &err) != JW_OK)
        return 1;
    jw_storage_load(context, arguments[1], &err);
    puts(jw_status_name(err.status));
    jw_context_free(context);
    return 0;
}
END
# shellcheck disable=SC2046
cc -o load load.c $(pkg-config --cflags jingwu) "$library/libjingwu.a" $(pkg-config --libs --static jingwu) \
    -Wl,-rpath,"$library" || fail 'load.c does not build'
says()
{
    [ "$("$@")" = "$wanted" ] || fail "$* does not say $wanted"
}
wanted=JW_ENOTFOUND says ./load nowhere.so
wanted=JW_ENOTFOUND says ./load libc.so.6
wanted=JW_EUNSUPPORTED says ./load ./own
cp trace.so "$library/libsearched.so"
wanted=JW_ENOTFOUND says ./load libsearched.so
wanted=JW_OK says ./load trace.so
if [ "$(id -u)" -eq 0 ]; then
    chmod 755 "$directory" "$directory/work"
    chown nobody load && chmod 4755 load
    wanted=JW_EPERMISSION says ./load trace.so
    wanted=JW_EPERMISSION says ./load ./trace.so
    echo 'custom storage: a setuid program loads no relative path'
fi

if ! pkg-config --exists lmdb 2> missing; then
    env -u PKG_CONFIG_SYSROOT_DIR -u PKG_CONFIG_PATH pkg-config --exists lmdb || {
        echo 'custom storage: the rest is skipped: liblmdb-dev is missing'
        exit 77
    }
fi
make -s -f "$make" SOURCE="$source_root/examples/custom-storage" CFLAGS='-O1 -Wall -Wextra -Werror' \
    LMDB="$(env -u PKG_CONFIG_SYSROOT_DIR -u PKG_CONFIG_PATH pkg-config --cflags --libs lmdb)" lmdb.so ||
    fail 'the storage over LMDB does not build'
check ./lmdb.so 32

data=$source_root/examples/hengshan
jingwu()
{
    "$bin/jingwu" "$@" --storage ./lmdb.so --quiet || fail "jingwu $* failed"
}
jingwu init lmdb:books --district 610803 --name Hengshan
jingwu import lmdb:books village "$data/village.csv" beat "$data/beat.csv" station "$data/station.csv" \
    service "$data/service.csv" staff "$data/staff.csv" posting "$data/posting.csv" tally "$data/tally.csv"
jingwu verify lmdb:books --format csv > head_there
jingwu copy lmdb:books sqlite:copy.db
"$bin/jingwu" verify copy.db --format csv > head_here
cmp -s head_there head_here || fail 'the copy in sqlite has another journal'
for output in 'coverage --on 2020-10-31' 'assess --month 2020-10' 'export tally'; do
    command=${output%% *} rest=${output#* }
    [ "$command" = export ] && operands=tally rest= || operands=
    # shellcheck disable=SC2086 # the words are separate
    jingwu "$command" lmdb:books $operands $rest --format csv > there
    # shellcheck disable=SC2086
    "$bin/jingwu" "$command" copy.db $operands $rest --format csv > here
    cmp -s there here || fail "$command differs between lmdb and sqlite"
done
echo 'custom storage: the program on lmdb and sqlite gives the same bytes'
