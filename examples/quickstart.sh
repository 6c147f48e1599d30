#!/bin/sh
# From a fresh clone on Debian 12 to the report of October 2020 of Hengshan district: sh examples/quickstart.sh
# Installs what the build needs (as root or with sudo; --no-install never), builds, imports the example, prints results.
set -eu
cd "$(dirname "$0")/.."
build=${JW_QUICKSTART_BUILD:-build/quickstart}
data=examples/hengshan
store=$build/hengshan.db
jingwu=$build/src/cli/jingwu

step()
{
    printf '\n== %s\n' "$1"
}

# first_lines COUNT COMMAND...: a long result is shown in part
first_lines()
{
    count=$1
    shift
    "$@" > "$build/result.txt"
    head -n "$count" "$build/result.txt"
    rest=$(($(wc -l < "$build/result.txt") - count))
    [ $rest -le 0 ] || echo "... and $rest more lines"
}

if [ -z "${JW_QUICKSTART_PROGRAM-}" ]; then
    step 'Tools: a C compiler, Meson, SQLite, OpenSSL'
    # shellcheck disable=SC2086 # at most one word
    sh examples/packages.sh ${1-} gcc:gcc libc6-dev:/usr/include/stdio.h meson:meson ninja-build:ninja \
        pkg-config:pkg-config libsqlite3-dev:pc/sqlite3 libssl-dev:pc/libcrypto
    step "Build: the library and the program, in $build"
    if [ ! -e "$build/build.ninja" ]; then
        rm -rf "$build"
        meson setup "$build" -Dtests=false > /dev/null
    fi
    ninja -C "$build" --quiet
else # the program of another build, for tests
    jingwu=$JW_QUICKSTART_PROGRAM
    mkdir -p "$build"
fi

step 'Duty of October 2020: made by a generator with a fixed seed'
cc -O1 -o "$build/generate" "$data/generate.c"
"$build/generate" --data "$data" --output "$build"

step "Store: $store, one district"
rm -f "$store" "$store"-*
"$jingwu" init "$store" --district 610803 --name 横山区

step 'Import: all files as one transaction'
"$jingwu" import "$store" \
    district $data/district.csv village $data/village.csv station $data/station.csv beat $data/beat.csv \
    service $data/service.csv staff $data/staff.csv posting $data/posting.csv calendar $data/calendar.csv \
    governance $data/governance.csv published $data/published.csv inspection $data/inspection.csv \
    tally $data/tally.csv absence "$build/absence.csv" duty "$build/duty.csv" duty_plan "$build/duty_plan.csv"

step 'Coverage on 2020-10-31: villages and communities served and seated'
first_lines 5 "$jingwu" coverage "$store" --on 2020-10-31

step 'Hours: the union of each person'"'"'s intervals, per ISO week'
first_lines 6 "$jingwu" hours "$store" --month 2020-10

step 'Audit: the standards A1 to A15 (the data hold planted breaches)'
status=0
"$jingwu" audit "$store" --month 2020-10 > "$build/audit.txt" || status=$?
[ $status -le 1 ] || exit $status # 1: there are findings
tail -n 17 "$build/audit.txt"

step 'Assessment: the six rates, in total'
first_lines 6 "$jingwu" assess "$store" --month 2020-10 --totals

step 'Report of October 2020'
"$jingwu" report "$store" --month 2020-10

cat << END

The store is $store. Try next:
  $jingwu audit $store --month 2020-10
  $jingwu hours $store --month 2020-10 --by station --per day
  $jingwu report $store --month 2020-10 --lang zh
  $jingwu --help
  sqlite3 $store "SELECT * FROM duty LIMIT 5"
docs/guide.md explains each step.
END
