# Several districts in one store: totals, copies that are made, repeated and brought up to date, and what changed since.
. "${2:?}/tests/cli/lib.sh"
hengshan_generator
hengshan books.db made
month='--month 2020-10'

# a second district with a part of the same rows
run 0 init books.db --district 610804 --name 另一区
for record in village beat station service staff posting; do
    sed '1!s/^610803,/610804,/' "$data/$record.csv" > "$record.csv"
done
sed '1!s/^610803,/610804,/' made/duty.csv > duty.csv
run 0 import books.db --district 610804 village village.csv beat beat.csv station station.csv service service.csv staff staff.csv \
    posting posting.csv duty duty.csv

# ---- every row has its district, and the total is the sum ----
run 2 coverage books.db --on 2020-10-31
run 0 coverage books.db --on 2020-10-31 --district all --format csv
mv out all.csv
head -n 1 all.csv | grep -q '^district,scope,measure,count,' || fail "header: $(head -n 1 all.csv)"
run 0 coverage books.db --on 2020-10-31 --district 610803,610804 --format csv
grep -v '^total,' all.csv > without
same out without 'all is not what both districts give'
sum_of()
{
    awk -F, -v measure="$1" -v column="$2" '$3 == measure && $2 == $1 { sum += $column } END { print sum }' all.csv
}
for measure in community_served village_served central_office_seat workstation_seat; do
    count=$(sum_of $measure 4) whole=$(sum_of $measure 5)
    wanted="total,,$measure,$count,$whole,$(((2000 * count + whole) / (2 * whole)))"
    grep -q "^$wanted," all.csv || fail "no row $wanted in: $(grep ^total all.csv)"
done

run 0 hours books.db $month --district all --format csv
mv out all.csv
for period in 2020-W40 2020-W41 2020-W42; do
    wanted=$(awk -F, -v period=$period '$1 != "total" && $3 == period { a += $4; b += $5; c += $6; n += $7 }
        END { print "total,," period "," a "," b "," c "," n }' all.csv)
    grep -qx "$wanted" all.csv || fail "no row $wanted"
done
run 0 hours books.db $month --district all --format json
python3 -c 'import json, sys; rows = json.load(open("out")); sys.exit(not any(r["district"] == "total" for r in rows))' ||
    fail 'the JSON has no total'
run 1 audit books.db $month --district all
has out total
[ "$(grep -c '^ *A4 ' out)" -ge 3 ] || fail 'the summary of all districts lacks a rule'
run 0 assess books.db $month --by district --district all --format csv
grep -q '^total,' out || fail 'assess has no total'

# ---- copies ----
run 2 copy books.db copies.db
[ ! -e copies.db ] || fail 'a refused copy left a store'
run 0 copy books.db copies.db --district 610803
run 0 copy books.db copies.db --district all
has out 'copied to copies.db (610804)'
dump_all()
{
    for record in district village duty journal posting; do
        "$jingwu" export "$1" $record
    done > "$2"
}
dump_all books.db original
dump_all copies.db copy
same original copy 'the copy differs'
run 0 copy books.db copies.db --district all --mirror
has out 'rows changed: 0'

# the original goes on: rows are new, changed and gone
before=$("$jingwu" verify books.db --district 610804 --format csv | tail -n 1 | cut -d, -f3 | cut -d: -f1)
head -n 1 duty.csv > gone.csv
sed -n '2,101p' duty.csv >> gone.csv
run 0 remove books.db duty gone.csv --district 610804
sed -n '1,2p' staff.csv | sed '2s/officer/auxiliary/' > changed.csv
head -n 1 made/duty.csv > new.csv
sed -n 2p duty.csv >> new.csv
run 0 import books.db staff changed.csv duty new.csv --district 610804
run 3 copy books.db copies.db --district 610804
has err 'with other rows'
run 0 changes books.db --district 610804 --since "$before" --format csv
mv out changed
grep -q ',duty,100,' changed || fail "the removal is not among the changes: $(cat changed)"
[ "$(tail -n +2 changed | cut -d, -f1 | head -n 1)" -eq $((before + 1)) ] || fail 'the changes do not begin after SEQ'
run 0 changes books.db --district 610804 --since "$before" --format json --rows
python3 - <<'END' || fail 'the changes with rows are not those of the records'
import json
changes = json.load(open('out'))
duty = changes['duty']
assert [entry['record'] for entry in changes['entries']] and {'entries', 'duty'} <= set(changes)
assert all(row['district'] == '610804' for row in duty) and len(duty) > 1000
END
run 3 changes books.db --district 610804 --since 999
has err 'has no entry 999'
run 2 changes books.db --district 610804 --rows
run 0 copy books.db copies.db --district 610804 --mirror
lacks out 'rows changed: 0'
dump_all books.db original
dump_all copies.db copy
same original copy 'the mirror differs'
run 0 verify copies.db

# what has been written by itself is no copy any more
run 0 init copies.db --district 610805 --name 第三区
run 0 import copies.db staff changed.csv --district 610804 --quiet
run 0 remove copies.db duty gone.csv --district 610804 --quiet
sed '2s/auxiliary/officer/' changed.csv > own.csv
run 0 import copies.db staff own.csv --district 610804 --quiet
dump copies.db before.sql
run 3 copy books.db copies.db --district 610804 --mirror
has err 'journal entries of its own'
dump copies.db after.sql
same before.sql after.sql 'a refused mirror wrote something'

# killed while it copies: nothing or all of a district, and the same command ends it
round=0
while [ $round -lt 5 ]; do
    rm -f killed.db*
    "$jingwu" copy books.db killed.db --district all --quiet > /dev/null 2>&1 &
    sleep "0.0$((round * 2 + 1))"
    kill -9 $! 2> /dev/null
    wait $! 2> /dev/null
    run 0 copy books.db killed.db --district all --mirror
    dump_all killed.db copy
    same original copy 'a repeated copy differs'
    round=$((round + 1))
done
finish
