# The life of October 2020 of the Hengshan example: submitted by each police station, objected to, closed, written to in
# vain, reopened, corrected, closed again, copied, and damaged behind the library's back.
. "${2:?}/tests/cli/lib.sh"
hengshan_generator
hengshan books.db made
month='--month 2020-10'

# rows FILE: without the header
rows()
{
    tail -n +2 "$1"
}

# changes_nothing STATUS ARGUMENTS...: refused, and the store is as it was
changes_nothing()
{
    dump books.db before.sql
    run "$@"
    dump books.db after.sql
    same before.sql after.sql "jingwu $*: refused, but something was written"
}

# head_of STORE: what is to be noted outside
head_of()
{
    "$jingwu" verify "$1" --format csv | tail -n 1 | cut -d, -f3
}

# ---- a store without months ----
run 0 verify books.db
lacks out finding
has out 'every entry follows the one before'
run 0 verify books.db --format json
has out '"check":"head"'
run 0 verify books.db --expect "$(head_of books.db)"
run 1 verify books.db --expect "9999:$(head_of books.db | cut -d: -f2)"
run 3 verify books.db --expect 12
cp books.db fresh.db

# ---- submitting ----
run 0 month books.db $month --format csv
first_line out 'police_station,state,revision,expected,complete,actor,at,digest,open_objections'
[ "$(rows out | grep -c ',open,0,')" -eq 18 ] || fail 'not every police station is open'
rows out | sed '$d' | cut -d, -f1 > police_stations
run 0 month books.db $month
has out 'submitted: 0 of 17 police stations; complete: 0 of 56 officers; open objections: 0'
has out 'not submitted: PS01, PS02'
run 0 month books.db $month --lang zh
has out '未报送：PS01'

changes_nothing 2 submit books.db $month
has err 'submit needs --actor ID'
changes_nothing 2 submit books.db --actor x
changes_nothing 3 submit books.db $month --actor x --police-station PS99
has err 'police station PS99 has no officer'
has err 'jingwu month books.db --month 2020-10'
changes_nothing 3 submit books.db $month --actor x --scheme none
changes_nothing 3 objection books.db $month --staff O001 --actor O001 --reason early
has err 'has no submitted result'

first=yes
while read -r station; do
    run 0 submit books.db $month --police-station "$station" --actor "head of $station"
    [ "$first" = no ] || has out '2020-10: 1 of 17 police stations have submitted'
    first=no
done < police_stations
has out '2020-10: 17 of 17 police stations have submitted; 55 of 56 officers are complete'
run 0 month books.db $month --format csv
[ "$(rows out | grep -c ',submitted,0,')" -eq 18 ] || fail 'not every police station has submitted'
has out 'head of PS03'
run 0 export books.db submission
[ "$(rows out | wc -l)" -eq 17 ] || fail 'not 17 submissions'

# A12: the one officer who lacks a value
run 1 audit books.db $month --format csv
[ "$(grep -c '^A12,.*,6,6,count,ok,' out)" -eq 55 ] || fail 'not 55 officers are complete'
[ "$(grep -c '^A12,O017,.*,3,6,count,finding,3 of 6' out)" -eq 1 ] || fail 'A12 does not find the one who is incomplete'

# ---- objections ----
changes_nothing 2 objection books.db $month --staff O001 --actor O001
has err 'objection needs --reason TEXT'
changes_nothing 2 objection books.db $month --actor O001 --reason x
changes_nothing 2 objection books.db $month --staff O001 --actor x --reason x --decide 0
changes_nothing 2 objection books.db $month --staff O001 --actor x --reason x --decide 0 --accept --reject
changes_nothing 2 objection books.db $month --staff O001 --actor x --reason x --accept
changes_nothing 2 objection books.db $month --staff O001 --actor x --reason x --decide first --accept
run 0 objection books.db $month --staff O001 --actor O001 --reason 'asked elsewhere'
has out 'objection 0 of O001 is recorded'
run 0 month books.db $month
has out 'open objections: 1'
run 0 objection books.db $month --staff O001 --actor G02 --reason 'asked again' --decide 0 --accept
has out 'objection 0 of O001 is accepted'
changes_nothing 3 objection books.db $month --staff O001 --actor G02 --reason 'once more' --decide 0 --reject
has err 'is decided already'
run 0 export books.db objection
has out 'O001,0,accepted,asked elsewhere; asked again,G02,'
run 0 objection books.db $month --staff O002 --actor O002 --reason 'too low' --quiet
[ ! -s out ] || fail '--quiet says something'

# ---- closing ----
changes_nothing 3 close books.db $month --actor O001
has err 'does not hold the role head'
has err 'jingwu export books.db governance'
changes_nothing 3 close books.db --month "$(date +%Y-%m)" --actor G01
has err 'last week has not ended'
echo 'month,station,staff,measure,value' > tally_header.csv
(cat tally_header.csv && echo '2020-10,RO01,O001,satisfied,1') > other_tally.csv
run 0 import books.db tally other_tally.csv
changes_nothing 3 close books.db $month --actor G01
has err 'of O001 (police station PS'
has err 'jingwu submit books.db --month 2020-10 --actor ID --police-station ID'
run 0 import books.db tally "$data/tally.csv"
cp books.db undecided.db
(head -n 1 "$data/inspection.csv" && echo 'RO01,2020-10-30,exterior,1,P002') > inspection.csv
(head -n 1 "$data/posting.csv" && echo 'A013,RO02,2020-10-15,') > posting.csv
run 0 import undecided.db inspection inspection.csv posting posting.csv
run 0 rule undecided.db close_requires_complete 1
run 0 close undecided.db $month --actor G01
has err 'closed with objections that are not decided: 1'
lacks err 'have not submitted'

run 0 submit fresh.db $month --actor x --police-station PS01
cp fresh.db strict.db
run 0 rule strict.db close_requires_complete 1
run 3 close strict.db $month --actor G01
has err '16 police stations have not submitted: PS02, PS03'
run 0 close fresh.db $month --actor G01 --lang zh
has err '16 个派出所未报送：PS02, PS03'
has out '2020-10 已结账，版次 0，摘要 '

run 0 objection books.db $month --staff O002 --actor G02 --reason 'as counted' --decide 0 --reject
run 0 close books.db $month --actor G01 --reason 'all reported'
[ ! -s err ] || fail 'closing complains'
cp out closed
run 0 export books.db month
has closed "2020-10 is closed, revision 0, digest $(rows out | cut -d, -f5)"
head=$(sed -n 's/^head of the journal: //p' closed)
[ "$head" = "$(head_of books.db)" ] || fail 'close and verify print different heads'
has closed "jingwu verify books.db --expect $head"
run 0 verify books.db --expect "$head"
has out 'digest and results recompute'
run 0 export books.db assessment_total
[ "$(rows out | wc -l)" -eq 56 ] || fail 'not 56 results are stored'
cp out totals.0

# ---- every way to write is closed ----
changes_nothing 3 close books.db $month --actor G01
has err 'was closed by G01'
has err 'jingwu reopen books.db --month 2020-10 --actor ID --reason TEXT'
changes_nothing 3 submit books.db $month --actor x
changes_nothing 3 objection books.db $month --staff O001 --actor O001 --reason late
changes_nothing 3 objection books.db $month --staff O002 --actor G02 --reason late --decide 0 --accept

(cat tally_header.csv && echo '2020-10,RO01,O001,satisfied,33') > tally.csv
(head -n 1 made/duty.csv && echo 'O001,2020-10-05 03:00:00,RO01,2020-10-05 04:00:00,patrol,,,') > duty.csv
(head -n 1 made/duty.csv && echo 'O001,2020-11-01 23:00:00,RO01,2020-11-02 01:00:00,patrol,,,') > week_duty.csv
(head -n 1 made/duty.csv && echo 'O001,2020-09-28 01:00:00,RO01,2020-09-28 02:00:00,patrol,,,') > september_duty.csv
cp duty.csv duty_plan.csv
(head -n 1 made/absence.csv && echo 'O001,2020-09-01,2020-12-01,leave') > absence.csv
(head -n 1 "$data/calendar.csv" && echo '2020-10-30,holiday') > calendar.csv
(head -n 1 "$data/inspection.csv" && echo 'RO01,2020-10-30,exterior,1,P002') > inspection.csv
(head -n 1 "$data/posting.csv" && echo 'O001,RO02,2020-10-15,') > posting.csv
(head -n 1 "$data/service.csv" | sed 's/$/,valid_from/' && echo 'RO02,610803001216,2020-10-15') > service.csv
for record in tally duty duty_plan absence calendar inspection posting service; do
    changes_nothing 3 import books.db "$record" "$record.csv"
    has err '2020-10 of district 610803 is closed (by G01, '
    has err 'jingwu reopen --month 2020-10 --actor ID --reason TEXT'
done
changes_nothing 3 import books.db duty week_duty.csv
changes_nothing 3 import books.db duty september_duty.csv
changes_nothing 3 import books.db tally tally.csv --lang zh
has err '该月已结账'
run 0 import books.db tally "$data/tally.csv" # what is there already is no change
has out 'changed 0'
for record in tally duty duty_plan absence calendar inspection; do
    "$jingwu" export books.db "$record" $month 2> err | head -n 2 > keys.csv
    [ "$(rows keys.csv | wc -l)" -eq 1 ] || continue
    changes_nothing 3 remove books.db "$record" keys.csv
    has err 'is closed'
done
for record in month month_input submission objection assessment assessment_total journal; do
    changes_nothing 2 import books.db "$record" tally.csv
    changes_nothing 2 remove books.db "$record" tally.csv
done

# the good rows are written, those of the month are not
(cat tally.csv && echo '2020-11,RO01,O001,satisfied,30') > mixed.csv
run 0 import books.db tally mixed.csv --keep-good --rejects rejects.csv
has out 'new 1, changed 0, unchanged 0, rejected 1'
has rejects.csv '2020-10 of district 610803 is closed'
has rejects.csv '2020-10,RO01,O001,satisfied,33'
run 0 export books.db tally --month 2020-11
has out '2020-11,RO01,O001,satisfied,,30'
run 0 verify books.db --expect "$head"

# master data may be corrected: the month keeps what it was computed from
run 0 rule books.db beat_hours 18
sed '2s/^\([^,]*,[^,]*,[^,]*,\)[^,]*/\1改名/' "$data/village.csv" > village.csv
run 0 import books.db village village.csv
has out 'changed 1'
run 0 verify books.db --expect "$head"
run 0 export books.db assessment_total
same out totals.0 'results of a closed month changed'

# ---- reopening, a late correction, both versions ----
changes_nothing 2 reopen books.db $month --actor G01
has err 'reopen needs --reason TEXT'
changes_nothing 3 reopen books.db $month --actor O001 --reason late
changes_nothing 3 reopen books.db --month 2020-09 --actor G01 --reason late
has err 'nothing to reopen'
run 0 reopen books.db $month --actor G01 --reason 'late survey of O001'
has out '2020-10 is open again, revision 1'
run 0 verify books.db --expect "$head"
run 0 export books.db tally --month 2020-10
cp out tally.0
run 0 import books.db tally other_tally.csv
run 0 submit books.db $month --actor 'head of all'
run 0 close books.db $month --actor G01
has out '2020-10 is closed, revision 1, digest '
run 0 export books.db month
has out ',0,closed,'
has out ',1,closed,'
has out 'late survey of O001'
run 0 export books.db assessment_total
cp out totals
grep '^610803,2020-10,0,' totals > revision.0
grep '^610803,2020-10,1,' totals > revision.1
rows totals.0 > revision.0.before
same revision.0 revision.0.before 'the closed revision changed'
# what is paid for: the score differs for the one who was corrected, and for nobody else
cut -d, -f4-6 revision.0 > scores.0
cut -d, -f4-6 revision.1 > scores.1
[ "$(diff scores.0 scores.1 | grep '^>' | cut -d, -f1)" = '> O001' ] || fail 'another than O001 changed'
run 0 export books.db journal
[ "$(grep -c ',put,month_input,' out)" -eq 2 ] || fail 'the journal does not tell of two closings'
[ "$(grep -c ',put,assessment_total,' out)" -ge 4 ] || fail 'the journal does not tell of both results'
run 0 verify books.db --expect "$head"
[ "$(grep -c 'digest and results recompute' out)" -eq 2 ] || fail 'not both revisions are verified'
run 0 verify books.db --lang zh
has out '摘要与结果重算一致'

# ---- copies ----
run 0 copy books.db copies.db
has out "head of the journal: $(head_of books.db)"
run 0 verify copies.db --expect "$(head_of books.db)"
[ "$(grep -c 'digest and results recompute' out)" -eq 2 ] || fail 'the copy lacks a closed month'
for record in month month_input assessment_total journal duty; do
    run 0 export books.db $record
    mv out original
    run 0 export copies.db $record
    same out original "$record is not copied as it is"
done
run 0 copy books.db copies.db
run 0 copy books.db copies.db --mirror
has out 'rows changed: 0'
run 3 copy books.db nowhere.db --district 999999
[ ! -e nowhere.db ] || fail 'a refused copy left a store'
run 4 copy nowhere.db copies.db
run 2 copy books.db

# several districts: all are verified, or those that are named; a head is that of one journal
run 0 init copies.db --district 610804 --name 另一区
run 0 verify copies.db --format csv
[ "$(grep -c ',head,' out)" -eq 2 ] || fail 'not every district is verified'
[ "$(grep -c '^district,check,' out)" -eq 1 ] || fail 'the header comes twice'
run 0 verify copies.db --district 610804
lacks out 610803
run 2 verify copies.db --expect "$head"
has err 'name the district: --district CODE'
run 0 verify copies.db --expect "$head" --district 610803
run 2 copy copies.db third.db
[ ! -e third.db ] || fail 'a refused copy left a store'

# ---- damage ----
last=$(head_of books.db)
cp books.db cut.db
sqlite3 cut.db "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)" # the last closing's own row
run 1 verify cut.db --expect "$last"
has out 'it was rewritten or cut'
cp books.db cut.db
sqlite3 cut.db 'DELETE FROM journal WHERE seq > 3; DELETE FROM month; DELETE FROM month_input; DELETE FROM submission;
    DELETE FROM objection' # nothing inside tells any more
run 0 verify cut.db
run 1 verify cut.db --expect "$last"
cp books.db cut.db
sqlite3 cut.db 'DELETE FROM journal WHERE seq = 5'
run 1 verify cut.db --format csv
has out '610803,journal,6,finding,entries before it are missing'
sqlite3 cut.db 'DELETE FROM journal'
run 1 verify cut.db
has out 'the journal is gone'
run 1 verify cut.db --lang zh
has out '日志缺失'

cp books.db other_form.db # which would read as the same month
sqlite3 other_form.db "UPDATE objection SET month = '2020/10' WHERE staff = 'O002'"
run 1 verify other_form.db
has out 'objection.month'

full=${JW_TEST_FULL:+full}
# shellcheck disable=SC2086 # nothing or one word
python3 "$root/tests/cli/flip.py" "$jingwu" undecided.db 2020-10 "$(head_of undecided.db)" $full > flips 2>&1 ||
    fail 'changed bytes were not found'
cat flips
finish
