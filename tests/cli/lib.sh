# What the tests of the program share. A test is called with the program and the root of the source; it runs in a
# directory of its own, says what failed, and ends with `finish`.

jingwu=$1
root=$2
failures=0
work=$(mktemp -d "${TMPDIR:-/tmp}/jingwu-cli.XXXXXX")
trap 'cd / && rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
LC_ALL=C
export LC_ALL
unset LC_MESSAGES LANG

fail()
{
    failures=$((failures + 1))
    echo "FAILED: $*"
}

finish()
{
    [ "$failures" -eq 0 ] || echo "$failures checks failed"
    [ "$failures" -eq 0 ]
    exit
}

skip()
{
    echo "SKIPPED: $*"
    exit 77
}

# run STATUS ARGUMENTS...: runs the program, output in out and err, and compares its exit status
run()
{
    wanted=$1
    shift
    "$jingwu" "$@" > out 2> err
    got=$?
    [ $got -eq "$wanted" ] && return 0
    fail "jingwu $*: exit status $got instead of $wanted"
    sed 's/^/    /' err | head -5
    return 1
}

# has FILE TEXT: the file has the text in a line
has()
{
    grep -qF -- "$2" "$1" && return 0
    fail "no '$2' in $1:"
    head -5 "$1" | cut -c1-300 | sed 's/^/    /'
}

lacks()
{
    grep -qF -- "$2" "$1" || return 0
    fail "'$2' in $1"
}

# first_line FILE TEXT
first_line()
{
    [ "$(head -n 1 "$1" | tr -d '\r')" = "$2" ] || fail "the first line of $1 is not '$2' but: $(head -n 1 "$1" | cut -c1-300)"
}

same()
{
    cmp -s "$1" "$2" && return 0
    fail "${3:-$1 and $2 differ}"
    diff "$1" "$2" | head -5 | cut -c1-300 | sed 's/^/    /'
}

# dump STORE FILE: everything the store holds
dump()
{
    sqlite3 "$1" .dump > "$2"
}

# A store with a police station, an office, two villages, an officer and an auxiliary.
small_files()
{
    cat > village.csv << END
code,kind,name,police_station,population
V1,village,Upper Village,PS1,1200
V2,village,Lower Village,PS1,800
END
    cat > station.csv << END
id,kind,name,police_station,seat
PS1,police_station,Old Town,,
OF1,central_office,Upper Office,PS1,V1
WS2,workstation,Lower Workstation,PS1,V2
END
    cat > staff.csv << END
id,role,police_station
O1,officer,PS1
A1,auxiliary,PS1
END
    cat > posting.csv << END
staff,station,valid_from
O1,OF1,2020-01-01
A1,OF1,2020-01-01
END
    cat > service.csv << END
station,village
OF1,V1
OF1,V2
END
    cat > duty.csv << END
staff,start,finish,station,activity
O1,2020-10-05 08:00,2020-10-05 16:00,OF1,beat_work
O1,2020-10-06 08:00,2020-10-06 10:30,OF1,reception
A1,2020-10-06 09:00,2020-10-06 17:00,OF1,reception
END
}

small_store()
{
    small_files
    run 0 init "$1" --district 610803 --name 横山区
    run 0 import "$1" village village.csv station station.csv staff staff.csv posting posting.csv \
        service service.csv duty duty.csv
}

# ---- the Hengshan example ----

# Makes ./generate, which makes its duty.
hengshan_generator()
{
    data=$root/examples/hengshan
    compiler=${CC:-cc}
    # shellcheck disable=SC2086 # CC may hold options
    command -v ${compiler%% *} > /dev/null || skip 'no C compiler for the generator'
    # shellcheck disable=SC2086
    $compiler -O1 -o generate "$data/generate.c" || fail 'the generator does not compile'
}

# hengshan STORE DIRECTORY [GENERATOR OPTIONS]: the district with the duty of the directory, which is made
hengshan()
{
    store=$1
    duty=$2
    shift 2
    mkdir "$duty"
    ./generate "$@" --data "$data" --output "$duty" > /dev/null || fail "generate $*"
    run 0 init "$store" --district 610803 --name 横山区
    run 0 import "$store" village "$data/village.csv" station "$data/station.csv" beat "$data/beat.csv" \
        service "$data/service.csv" staff "$data/staff.csv" posting "$data/posting.csv" \
        calendar "$data/calendar.csv" inspection "$data/inspection.csv" tally "$data/tally.csv" \
        governance "$data/governance.csv" absence "$duty/absence.csv" duty "$duty/duty.csv" \
        duty_plan "$duty/duty_plan.csv"
}
