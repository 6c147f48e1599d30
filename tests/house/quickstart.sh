#!/bin/sh
# The README's first command, and every value it must print.
# usage: quickstart.sh SOURCE_ROOT [PROGRAM [VALGRIND_COMMAND...]]
# Without a program the script builds its own, as for a new user.
set -eu
source_root=$1
shift
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
said=$directory/said.txt

if [ $# -gt 0 ]; then
    program=$1
    shift
    JW_QUICKSTART_BUILD=$directory/build
    JW_QUICKSTART_PROGRAM=$program
    if [ $# -gt 0 ]; then
        printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$*" "$program" > "$directory/checked"
        chmod +x "$directory/checked"
        JW_QUICKSTART_PROGRAM=$directory/checked
    fi
    export JW_QUICKSTART_BUILD JW_QUICKSTART_PROGRAM
fi

# Whatever the language of the host, the script speaks English; it is started from elsewhere.
cd "$directory"
LC_ALL=C sh "$source_root/examples/quickstart.sh" --no-install > "$said" 2>&1 || {
    cat "$said"
    echo "quickstart: exit status $?" >&2
    exit 1
}

wrong=0
# expect TEXT...: each must stand somewhere in the output, as whole words
expect()
{
    for text in "$@"; do
        if ! grep -qwF -- "$text" "$said"; then
            echo "quickstart: '$text' is missing" >&2
            wrong=$((wrong + 1))
        fi
    done
}

# expect_line PATTERN...: each extended expression must match a line
expect_line()
{
    for pattern in "$@"; do
        if ! grep -qE -- "$pattern" "$said"; then
            echo "quickstart: no line like '$pattern'" >&2
            wrong=$((wrong + 1))
        fi
    done
}

expect 102,484 197,541 25.8 69.6 217 227
expect_line '(^|[^0-9])60([^0-9]|$)' '4 \+ 56|4[^0-9].*56' '(^|[^0-9])158([^0-9]|$)' '(^|[^0-9])294([^0-9]|$)' \
    '255.*289|289.*255' '88\.2' '-4\.2' '-17\.1' '(^|[^0-9])17([^0-9.]|$)' '16.*16' '56.*214' '158.*214' \
    'none in common|no common|denominators'

if [ $wrong -gt 0 ]; then
    cat "$said"
    exit 1
fi
echo 'quickstart: every value is there'
