#!/bin/sh
# Generates the standard work and prints libjingwu beside a bare SQLite loop, with ratios.
#
#     tests/bench/run.sh [county|province|nation] [FACTOR]
#
# FACTOR makes the work smaller (0.1 = a tenth). The files (nation: about 4 GB) go to a directory under TMPDIR and are
# deleted afterwards. REPEATS=N repeats each measurement (3; nation: 1), the best counts.
set -eu

scale=${1:-county}
factor=${2:-1}
case $scale in
county | province) repeats=${REPEATS:-3} ;;
nation) repeats=${REPEATS:-1} ;;
*)
    echo "usage: tests/bench/run.sh [county|province|nation] [FACTOR]" >&2
    exit 2
    ;;
esac

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$root/build-bench}
[ -f "$build/build.ninja" ] || meson setup "$build" "$root" --buildtype=release >/dev/null
ninja -C "$build" tests/bench/generate tests/bench/bench tests/bench/assess >/dev/null

files=$(mktemp -d "${TMPDIR:-/tmp}/jingwu-bench.XXXXXX")
trap 'rm -rf "$files"' EXIT
trap 'exit 130' INT TERM
"$build/tests/bench/generate" "$scale" "$files" --scale "$factor"
"$build/tests/bench/bench" "$files" "$repeats"
"$build/tests/bench/assess"
