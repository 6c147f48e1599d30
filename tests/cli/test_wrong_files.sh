# Each wrong file: exit status 3, a message that names file, row and field, and a store that is as it was.
. "${2:?}/tests/cli/lib.sh"

small_store books.db
dump books.db before

# refused TEXT RECORD FILE [OPTIONS]: the import is refused, and the message has the text
refused()
{
    text=$1
    shift
    run 3 import books.db "$@"
    has err "$text"
    dump books.db after
    same before after "import $*: the store has changed"
    left=$(find . -name 'books.db*' ! -name books.db ! -name 'books.db-wal' ! -name 'books.db-shm')
    [ -z "$left" ] || fail "import $*: left $left"
    run 3 import books.db "$@" --lang zh
}

header='staff,start,finish,station,activity'

printf 'staff,start,station,activity\nO1,2020-10-07 08:00,OF1,patrol\n' > wrong.csv
refused "jingwu: wrong.csv:1: duty.finish: " duty wrong.csv

printf '%s,remark\nO1,2020-10-07 08:00,2020-10-07 09:00,OF1,patrol,x\n' $header > wrong.csv
refused "jingwu: wrong.csv:1: duty: column 'remark'" duty wrong.csv

printf '%s\nO1,2020-10-07 08:00,2020-10-07 09:00,OF1,patrol\nO1,2020-02-30 08:00,2020-03-01 09:00,OF1,patrol\n' $header > wrong.csv
refused 'jingwu: wrong.csv:3: duty.start: ' duty wrong.csv

printf '%s\nO1,2020-10-07 09:00,2020-10-07 08:00,OF1,patrol\n' $header > wrong.csv
refused 'jingwu: wrong.csv:2: duty.finish: ' duty wrong.csv

printf '%s\nO1,2020-10-07 08:00,2020-10-07 09:00,OF9,patrol\n' $header > wrong.csv
refused "jingwu: wrong.csv:2: duty.station: there is no station 'OF9'" duty wrong.csv
has err '导入'

{
    printf 'code,kind,name\nV3,village,First\nV4,village,'
    head -c 104857600 /dev/zero | tr '\0' x
    printf '\n'
} > wrong.csv
refused 'jingwu: wrong.csv:3: village.name: ' village wrong.csv
rm wrong.csv

printf 'code,kind,name\nV3,village,\346\250\252\345\261\261\346\235\nV4,village,\346\250\252\345\261\261\n' > wrong.csv
refused 'jingwu: wrong.csv:2: ' village wrong.csv
printf 'code,kind,name\nV3,village,\346\250\252\345\261\261\346\235' > wrong.csv
refused 'jingwu: wrong.csv:2: ' village wrong.csv

printf 'code,kind,name\nV3,village,Up\000per\n' > wrong.csv
refused 'jingwu: wrong.csv:2: ' village wrong.csv

printf '%s\nO1,2020-10-07 08:00,2020-10-07 09:00,OF1,patrol\nO1,2020-10-08 08:00,2020-10-08 09:00,OF1,patrol\nO1,2020-10-07 08:00,2020-10-07 10:00,OF1,patrol\n' $header > wrong.csv
refused 'jingwu: wrong.csv:2: duty.staff: the same key as line 4 of wrong.csv, with other values' duty wrong.csv

# GB18030 that is said to be UTF-8, and UTF-8 that is said to be GB18030
printf 'code,kind,name\nV3,village,\272\341\311\275\264\345\n' > wrong.csv
refused 'jingwu: wrong.csv:2: ' village wrong.csv --encoding utf-8
printf 'code,kind,name\nV3,village,\346\250\252\345\261\261\346\235\221\n' > wrong.csv
refused 'jingwu: wrong.csv:2: ' village wrong.csv --encoding gb18030
printf '\377\376c\000o\000d\000e\000\n\000' > wrong.csv
refused 'UTF-16' village wrong.csv

# an unclosed quote, too many cells, a wrong word, a code that Excel has turned into a number, a wrong number
printf 'code,kind,name\nV3,village,"Upper\nV4,village,Lower\n' > wrong.csv
refused 'jingwu: wrong.csv:2: ' village wrong.csv
printf 'code,kind,name\nV3,village,Upper,more\n' > wrong.csv
refused 'jingwu: wrong.csv:2: ' village wrong.csv
printf 'code,kind,name\nV3,hamlet,Upper\n' > wrong.csv
refused 'jingwu: wrong.csv:2: village.kind: ' village wrong.csv
printf 'code,kind,name\n6.10803E+11,village,Upper\n' > wrong.csv
refused 'jingwu: wrong.csv:2: village.code: ' village wrong.csv
printf 'code,kind,name,population\nV3,village,Upper,many\n' > wrong.csv
refused 'jingwu: wrong.csv:2: village.population: ' village wrong.csv
printf '%s\nO1,2020-10-07 08:00,2020-10-17 09:00,OF1,patrol\n' $header > wrong.csv
refused 'jingwu: wrong.csv:2: duty.finish: ' duty wrong.csv
: > wrong.csv
refused 'wrong.csv' village wrong.csv

# of several files the wrong one is named, and none is written
printf 'code,kind,name\nV3,village,Upper\n' > good.csv
printf 'id,kind,seat\nWS3,workstation,V7\n' > wrong.csv
refused "jingwu: wrong.csv:2: station.seat: there is no village 'V7'" village good.csv station wrong.csv

# many bad rows: a hundred are told, then the count
{
    echo $header
    i=0
    while [ $i -lt 250 ]; do
        echo "O1,2020-10-07 08:00,2020-10-07 07:$((i % 60)),OF1,patrol"
        i=$((i + 1))
    done
} > wrong.csv
run 3 import books.db duty wrong.csv
has err '(and 249 more bad rows)'
[ "$(wc -l < err)" -le 103 ] || fail "$(wc -l < err) lines for 250 bad rows"
dump books.db after
same before after 'the store has changed'

# a key file that is wrong
printf 'staff,station\nO1,OF1\n' > wrong.csv
run 3 remove books.db duty wrong.csv
has err 'jingwu: wrong.csv:1: duty.start'
printf 'id\nOF1\n' > wrong.csv
run 3 remove books.db station wrong.csv
has err 'still names it'
dump books.db after
same before after 'the store has changed'

finish
