# The program on a PostgreSQL store gives what it gives on a file: imports, figures, the life of a month, a copy.
# usage: with_server.sh sh test_program.sh PROGRAM SOURCE
. "${2:?}/tests/cli/lib.sh"
server="$JW_TEST_POSTGRES&options=-csearch_path%3Dbooks"
month='--month 2020-10'

sql()
{
    psql -X -q -A -t -h "$JW_TEST_POSTGRES_DIRECTORY" -U "${2:-jingwu}" -d postgres -v ON_ERROR_STOP=1 \
        -c 'SET search_path TO books' -c "$1" 2>> sql.err
}

# both STATUS COMMAND OPTION...: the same output from both stores
both()
{
    status=$1 command=$2
    shift 2
    run "$status" "$command" books.db "$@" && cp out from_file
    run "$status" "$command" "$server" "$@" && same out from_file "$command $*: the stores differ"
}

run 4 hours "$server" $month
has err 'there is no store in database postgres'
hengshan_generator
hengshan books.db made
hengshan "$server" made_again
run 0 import "$server" duty made/duty.csv
has out 'new 0, changed 0, unchanged'

for record in village station staff posting duty tally inspection calendar; do
    both 0 export $record
done
both 0 hours $month --by staff --per week --format csv
both 0 hours $month --by staff --per day --format csv
both 0 hours $month --by station --per day --format csv
both 0 hours $month --by station --per month --format csv
both 1 audit $month --format csv
both 0 assess $month --format csv
both 0 assess $month --totals --format csv
both 0 coverage --format csv
both 0 report $month --format json

# ---- a person with psql reads the rows ----
run 0 hours "$server" $month --by staff --per month --format csv
grep '^O001,' out | cut -d, -f3 > wanted
sql "SELECT sum(upper(r) - lower(r)) FROM (SELECT unnest(range_agg(int8range(start, finish)) *
    int8multirange(int8range(extract(epoch FROM timestamptz '2020-10-01 00:00+08')::bigint,
                             extract(epoch FROM timestamptz '2020-11-01 00:00+08')::bigint))) AS r
    FROM duty WHERE district = '610803' AND staff = 'O001') x" > got
same got wanted 'the hours of O001 by SQL differ'
[ "$(sql 'SELECT count(*) FROM duty')" -gt 10000 ] || fail 'there are no real rows of duty'
[ "$(sql "SELECT DISTINCT month FROM tally WHERE measure = 'asked' AND month >= '2020-10-01' AND month < '2020-11-01'")" \
    = 2020-10-01 ] || fail 'a month is not a date'

# ---- the life of a month ----
for books in books.db "$server"; do
    run 0 month "$books" $month --format csv
    tail -n +2 out | sed '$d' | cut -d, -f1 > police_stations
    while read -r station; do
        run 0 submit "$books" $month --police-station "$station" --actor "head of $station"
    done < police_stations
    run 0 close "$books" $month --actor G01 --reason 'all reported'
    sed -n 's/.*digest //p' out > "digest.$(echo "$books" | cut -c1-5 | tr -d /)"
    run 0 verify "$books"
    has out 'digest and results recompute'
done
same digest.books digest.postg 'the month has different digests'
echo 'staff,start,finish,station,activity
O001,2020-10-07 03:00,2020-10-07 04:00,PS01,patrol' > late.csv
run 3 import "$server" duty late.csv
has err closed
both 0 export assessment_total
both 0 export month_input

# ---- copying from a file into a server and back ----
copy="$JW_TEST_POSTGRES&options=-csearch_path%3Dcopy"
run 0 copy books.db "$copy"
run 0 copy "$copy" back.db
run 0 verify "$copy"
"$jingwu" verify books.db --format csv | tail -n 1 | cut -d, -f3 > head.file
"$jingwu" verify "$copy" --format csv | tail -n 1 | cut -d, -f3 > head.copy
"$jingwu" verify back.db --format csv | tail -n 1 | cut -d, -f3 > head.back
same head.copy head.file 'the copy has another head'
same head.back head.file 'the copy of the copy has another head'

# ---- damage done in SQL is found ----
sql "UPDATE tally SET value = value + 1 WHERE (district, month, station, staff, measure, tag) =
    (SELECT district, month, station, staff, measure, tag FROM tally WHERE month = '2020-10-01' AND measure = 'asked' LIMIT 1)"
run 1 verify "$server"

# ---- passwords are in no message ----
run 4 hours 'postgresql://somebody:verysecret@/postgres?host=/nowhere/at/all' $month
run 4 hours 'postgresql://somebody@/postgres?host=/nowhere/at/all&password=verysecret' $month
lacks err verysecret
run 2 hours 'postgresql://somebody:verysecret@[/postgres' $month
lacks err verysecret
run 0 init "postgresql://jingwu:verysecret@/postgres?host=$JW_TEST_POSTGRES_DIRECTORY&options=-csearch_path%3Dbooks" \
    --district 610804 --name X
lacks out verysecret
has out 'jingwu:***@'
finish
