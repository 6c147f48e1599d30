#!/bin/sh
# Builds the statistics with gcc and clang, without and with optimisation, and compares the bits of their results with
# each other and with tests/unit/statistics/digest.txt.
# usage: statistics_bits.sh SOURCE_ROOT [--write]
set -u
root=$1
expected=$root/tests/unit/statistics/digest.txt
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failed=0
compared=0

# compare NAME COMPILER OPTION...
compare() {
    name=$1
    compiler=$2
    shift 2
    if ! command -v "$compiler" >/dev/null; then
        echo "$name: skipped, there is no $compiler"
        return
    fi
    if ! "$compiler" "$@" -std=c11 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -I"$root/include" -I"$root/src" \
        "$root/tests/unit/statistics_bits.c" "$root"/src/statistics/*.c "$root/src/base/context.c" \
        "$root/src/base/sort.c" "$root/src/base/status.c" "$root/src/base/text.c" -lm -o "$directory/bits"; then
        echo "$name: does not build"
        failed=1
        return
    fi
    "$directory/bits" >"$directory/$name" || failed=1
    [ -f "$directory/first" ] || cp "$directory/$name" "$directory/first"
    if ! diff "$expected" "$directory/$name"; then
        echo "$name: other bits"
        failed=1
    fi
    compared=$((compared + 1))
}

if [ "${2-}" = --write ]; then
    touch "$expected"
    compare first gcc -O0
    cp "$directory/first" "$expected"
    exit
fi
compare gcc-O0 gcc -O0
compare gcc-O3 gcc -O3
compare clang-O0 clang -O0
compare clang-O3 clang -O3
# where the instructions exist that a compiler likes to contract into one
if grep -q '\bfma\b' /proc/cpuinfo 2>/dev/null; then
    compare gcc-O3-fma gcc -O3 -march=haswell
    compare clang-O3-fma clang -O3 -march=haswell
fi
if [ "$compared" -lt 2 ]; then
    echo "nothing was compared"
    exit 77
fi
cat "$expected"
echo "$compared builds compared"
exit $failed
