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
    program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
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
status=0
LC_ALL=C sh "$source_root/examples/quickstart.sh" --no-install > "$said" 2>&1 || status=$?
if [ $status -ne 0 ]; then
    cat "$said"
    echo "quickstart: exit status $status" >&2
    exit 1
fi

wrong=0
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

number='[^0-9.,]*'
expect_line "Police stations${number}17 " "Offices${number}60 " "Community offices${number}4 " \
    "Central rural offices${number}56 " "Workstations${number}158 " "Officers posted to offices${number}56 " \
    "Auxiliaries posted to sites${number}294 " "Community coverage.*16/16 " "central rural office .*56/214 " \
    "seat a workstation .*158/214 " "Households visited${number}102,484 " "Person-times visited${number}197,541 " \
    "Disputes found${number}289 " "Disputes settled${number}255 " "disputes settled${number}88\.2 % *255/289 " \
    "Criminal cases.* -4\.2 % " "Administrative cases.* -17\.1 % " "56 = 25\.8 % *217 " "158 = 69\.6 % *227 " \
    'different denominators: 217 and 227; none in common'
# of the steps before the report
expect_line 'rejected 0$' '^A2 +10 +0 +46 ' '^O001 '

if [ $wrong -gt 0 ]; then
    cat "$said"
    exit 1
fi
if [ -z "${JW_QUICKSTART_PROGRAM-}" ]; then # once more, over what the first run left
    LC_ALL=C sh "$source_root/examples/quickstart.sh" --no-install > "$said" 2>&1 || { cat "$said"; exit 1; }
fi
echo 'quickstart: every value is there'
