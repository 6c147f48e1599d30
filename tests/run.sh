#!/bin/sh
# Every test, from a fresh clone on Debian 12: sh tests/run.sh [--full] [--no-install]
# Installs what is missing (as root or with sudo), builds with gcc and clang, runs the tests, the sanitizers and valgrind.
# --full: the long counts of random tests. --no-install: fail instead of installing. Logs are in build/logs.
set -u
cd "$(dirname "$0")/.."
root=$(pwd)
logs=build/logs
passed=0 failed=0 skipped=0
install_option= timeouts=1

for option in "$@"; do
    case $option in
    --full)
        JW_TEST_FULL=1
        export JW_TEST_FULL
        timeouts=30
        ;;
    --no-install) install_option=--no-install ;;
    *)
        echo "usage: sh tests/run.sh [--full] [--no-install]" >&2
        exit 2
        ;;
    esac
done

# log_of NAME: the file that a step's output goes to
log_of()
{
    echo "$logs/$(echo "$1" | tr -c 'a-zA-Z0-9\n' '-').log"
}

report()
{
    printf '%-9s %4s s  %s\n' "$1" "$2" "$3"
}

# step NAME COMMAND...: one thing that passes or fails; a failure shows the end of its log
step()
{
    name=$1 log=$(log_of "$1") began=$(date +%s)
    shift
    "$@" > "$log" 2>&1
    status=$?
    took=$(($(date +%s) - began))
    if [ $status -eq 0 ]; then
        passed=$((passed + 1))
        report ok $took "$name"
    elif [ $status -eq 77 ]; then
        skipped=$((skipped + 1))
        report skipped $took "$name: $(tail -n 1 "$log")"
        return 0
    else
        failed=$((failed + 1))
        report FAILED $took "$name, see $log"
        tail -n 60 "$log"
    fi
    return $status
}

# summary_line WORD LOG: a number of Meson's summary
summary_line()
{
    sed -n "s/^$1: *\([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1 | grep . || echo 0
}

# tests NAME BUILD MESON_TEST_ARGUMENT...: counts each test of a build directory
tests()
{
    name=$1 build=$2 log=$(log_of "$1") began=$(date +%s)
    shift 2
    meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier $timeouts "$@" > "$log" 2>&1
    status=$?
    good=$(($(summary_line Ok "$log") + $(summary_line 'Expected Fail' "$log")))
    bad=$(($(summary_line Fail "$log") + $(summary_line 'Unexpected Pass' "$log") + $(summary_line Timeout "$log")))
    left=$(summary_line Skipped "$log")
    [ $status -eq 0 ] || [ $bad -gt 0 ] || bad=1
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
    if [ $bad -eq 0 ]; then
        report ok $(($(date +%s) - began)) "$name: $good passed, $left skipped"
    else
        report FAILED $(($(date +%s) - began)) "$name: $good passed, $bad failed, $left skipped, see $log"
        grep -vE '^ *[0-9]+/[0-9]+ .* (OK|SKIP) ' "$log" | tail -n 120
    fi
}

# build NAME DIRECTORY MESON_OPTION...: CC and CXX choose the compiler
build()
{
    directory=$1
    shift
    if [ ! -e "$directory/build.ninja" ]; then
        rm -rf "$directory"
        "${meson:-meson}" setup "$directory" "$@" || return 1
    fi
    ninja -C "$directory"
}

# A locale that writes 0,5 for one half, so that the tests of numbers meet one.
make_locale()
{
    command -v localedef > /dev/null || return 0
    mkdir -p build/locale
    [ -e build/locale/de_DE.UTF-8 ] || localedef -i de_DE -f UTF-8 "$root/build/locale/de_DE.UTF-8" > /dev/null 2>&1
    if [ -e build/locale/de_DE.UTF-8 ]; then
        LOCPATH=$root/build/locale
        export LOCPATH
    fi
}

# The newest Meson of the package index, in an environment of its own.
newest_meson()
{
    python3 -m venv build/venv || { echo 'python3 -m venv does not work here'; return 77; }
    build/venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade meson ||
        { echo 'no package index can be reached'; return 77; }
    build/venv/bin/meson --version
    rm -rf build/newest-meson
    meson=$root/build/venv/bin/meson build build/newest-meson -Doptimization=0 -Dtests=false
}

valgrind_quickstart()
{
    sh tests/house/quickstart.sh "$root" "$root/build/gcc/src/cli/jingwu" \
        valgrind --quiet --suppressions="$root/tests/valgrind.supp" --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible
}

mkdir -p $logs
# shellcheck disable=SC2086 # at most one word
sh examples/packages.sh $install_option gcc:gcc g++:g++ clang:clang libc6-dev:/usr/include/stdio.h make:make \
    binutils:nm meson:meson ninja-build:ninja pkg-config:pkg-config libcmocka-dev:pc/cmocka \
    liblmdb-dev:pc/lmdb libpq-dev:pc/libpq postgresql:/usr/lib/postgresql libsqlite3-dev:pc/sqlite3 libssl-dev:pc/libcrypto sqlite3:sqlite3 valgrind:valgrind \
    libc6-dbg:/usr/lib/debug python3:python3 python3-venv:/usr/share/doc/python3-venv git:git \
    locales:/usr/share/doc/locales || exit 1
make_locale

if CC=gcc step 'build with gcc, warnings as errors' build build/gcc -Dwerror=true; then
    tests 'tests (gcc)' build/gcc
    step "valgrind, the quickstart's commands" valgrind_quickstart
fi
if CC=clang step 'build with clang, warnings as errors' build build/clang -Dwerror=true; then
    tests 'unit tests (clang)' build/clang --suite unit
fi
if CC=gcc step 'build with AddressSanitizer and UndefinedBehaviorSanitizer' \
    build build/sanitize -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1; then
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 LSAN_OPTIONS=suppressions=$root/tests/lsan.supp:print_suppressions=0 ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 \
        tests 'unit and storage tests (sanitizers)' build/sanitize --suite unit --suite storage
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 LSAN_OPTIONS=suppressions=$root/tests/lsan.supp:print_suppressions=0 ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 \
        tests 'PostgreSQL storage (sanitizers)' build/sanitize postgres_conformance postgres_storage
fi
step 'quickstart, built as by a new user' sh tests/house/quickstart.sh "$root"
step 'newest Meson: set up and compile' newest_meson

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
