# What comes out: columns of the machine-readable forms, several districts, files, pipes, languages.
. "${2:?}/tests/cli/lib.sh"

small_store books.db
cat > tally.csv << END
month,staff,measure,value
2020-10,O1,visibility_seen,40
2020-10,O1,visibility_asked,50
END
run 0 import books.db tally tally.csv

# columns COMMAND...: stdin has the columns; csv and json have them in this order, json is JSON
columns()
{
    wanted_columns=$(cat)
    status=$1
    shift
    run "$status" "$@" --format csv
    case $(head -n 1 out), in
    "$wanted_columns",*) ;;
    *) fail "$*: columns are $(head -n 1 out)" ;;
    esac
    [ "$(wc -l < out)" -gt 1 ] || fail "$*: no rows"
    python3 -c 'import csv, json, sys; json.dump([len(r) for r in csv.reader(open("out", newline=""))], sys.stdout)' > widths
    [ "$(tr -d '[] ' < widths | tr ',' '\n' | sort -u | wc -l)" -eq 1 ] || fail "$*: rows of different widths"
    cp out as.csv
    run "$status" "$@" --format json
    python3 - "$wanted_columns" << 'END' || fail "$*: json differs from csv"
import csv, json, sys
rows = json.load(open("out", encoding="utf-8"))
listed = list(csv.DictReader(open("as.csv", encoding="utf-8", newline="")))
assert ",".join(rows[0]).startswith(sys.argv[1]), rows[0]
assert len(rows) == len(listed)
text = lambda value: "" if value is None else str(int(value)) if value is True or value is False else str(value)
for row, other in zip(rows, listed):
    for name, value in row.items():
        if isinstance(value, float):
            assert abs(value - float(other[name])) < 1e-9, (name, value, other[name])
        else:
            assert text(value) == other[name], (name, value, other[name])
END
}

columns 0 hours books.db --month 2020-10 << END
staff,period,seconds,beat_seconds,reception_seconds,intervals
END
columns 0 hours books.db --month 2020-10 --by station --per day << END
station,period,seconds,beat_seconds,reception_seconds,intervals
END
columns 1 audit books.db --month 2020-10 << END
rule,subject,period,measured,required,unit,status,explanation
END
columns 0 coverage books.db --on 2020-10-31 << END
scope,measure,count,denominator,per_mille
END
columns 0 assess books.db --month 2020-10 << END
staff,metric,numerator,denominator,value,lower,upper,points
END
columns 0 assess books.db --month 2020-10 --totals << END
staff,score,coverage,rank,rank_low,rank_high,grade,police_station,rankable
END
columns 0 assess books.db --month 2020-10 --pay << END
staff,police_station,score,grade,coefficient,commended,reason
END
columns 0 assess books.db --month 2020-10 --by police_station --months 3 << END
scope,metric,numerator,denominator,value,lower,upper,points,kind,band
END
columns 0 assess books.db --month 2020-10 --by district --totals << END
scope,score,coverage,rank,rank_low,rank_high,grade
END
echo 'month,station,measure,value' > negative.csv
echo '2020-12,OF1,due,-1' >> negative.csv
run 0 import books.db tally negative.csv
columns 1 assess books.db --month 2020-12 --quality << END
check,subject,period,measured,required,status,explanation
END
run 0 assess books.db --month 2020-10 --quality
printf 'name,value\ncommendation_share,1000\n' > rule.csv
columns 0 assess books.db --month 2020-10 --what-if rule.csv << END
staff,police_station,score_before,score_after,rank_before,rank_after,grade_before,grade_after
END
run 0 rule books.db commendation_share --format csv
has out 'commendation_share,200,'
columns 0 reconcile 56 25.8 158 69.6 << END
count,percent,denominators
END
columns 0 rule books.db << END
name,value,default,unit,valid_from,source
END

# values
run 0 hours books.db --month 2020-10 --format csv
has out 'A1,2020-W41,28800,28800,28800,1'
has out 'O1,2020-W41,37800,37800,9000,2'
run 0 hours books.db --month 2020-10 --per day --format csv
has out 'O1,2020-10-05,28800,28800,0,1'
run 0 hours books.db --month 2020-10 --per month --by station --format csv
has out 'OF1,2020-10,61200,'
run 0 reconcile 56 25.8 158 69.6 --format csv
has out '56,25.8,217'
has out '158,69.6,227'
has out 'common,,'
run 0 reconcile 56 25.8% --format csv
has out '56,25.8,217'
run 0 coverage books.db --format csv
has out '610803,village_served,2,2,1000'
has out 'PS1,central_office_seat,1,2,500'
run 0 assess books.db --month 2020-10 --format csv
has out 'O1,visibility,40,50,0.800000'
run 0 assess books.db --month 2020-10
has out '40 / 50'
has out '0.8000  (0.6696 .. 0.8876)'
has out 'Visibility to the public'
run 0 assess books.db --month 2020-10 --lang zh
has out '群众见警率'
run 0 assess books.db --month 2020-10 --totals
has out '15.0 % of the weight has points, 60.0 % are needed'
run 2 assess books.db --month 2020-10 --totals --pay
has err '--totals and --pay do not go together'
run 2 assess books.db --month 2020-10 --pay --by district
run 2 assess books.db --month 2020-10 --months 0
run 2 assess books.db --month 2020-10 --by station
run 3 assess books.db --month 2020-10 --what-if tally.csv
has err 'none of the records scheme, grade and rule'
run 3 assess books.db --month 2020-10 --what-if missing.csv
run 0 rule books.db beat_hours 10 --from 2021-10-01 --source 'order 7'
run 0 rule books.db beat_hours --on 2021-10-05 --format csv
has out 'beat_hours,10,20,hours,2021-10-01,order 7'
run 0 rule books.db beat_hours --on 2021-09-30 --format csv
has out 'beat_hours,20,20,hours,,'
[ "$(wc -l < out)" -eq 2 ] || fail 'one rule is one row'

# the audit of a month: a table for a person has findings and a line for each rule, csv has every row
run 1 audit books.db --month 2020-10
has out 'rule  findings  open  in order  not applicable'
grep -q '^A6 ' out || fail 'no summary of A6'
lacks out ' ok '
run 1 audit books.db --month 2020-10 --all
has out ' ok '
run 1 audit books.db --month 2020-10 --format csv
has out ',ok,'
run 1 audit books.db --month 2020-10 --as-of '2020-10-06 12:00'
has out ' open '
run 1 audit books.db --month 2020-10 --as-of 2020-10-06T12:00+08:00 --format csv
cp out with_offset
run 1 audit books.db --month 2020-10 --as-of '2020-10-06 12:00' --format csv
same out with_offset 'the instant without offset is local time'

# languages: tables follow the locale, what a program reads only --lang
has out 'A6,O1,2020-W41,37800,'
has out 'of 20 h'
LC_ALL=zh_CN.UTF-8 "$jingwu" audit books.db --month 2020-10 --as-of '2020-10-06 12:00' --format csv > zh.csv 2> err
same out zh.csv 'csv follows the locale'
run 1 audit books.db --month 2020-10 --format csv --lang zh
grep -q '[^ -~]' out || fail 'csv with --lang zh is English'
run 1 audit books.db --month 2020-10 --lang zh
has out '规则  未达标'
run 0 report books.db --month 2020-10 --lang zh
has out '派出所'
run 0 report books.db --month 2020-10
has out 'Police stations'
run 0 report books.db --month 2020-10 --format json
python3 -m json.tool out > /dev/null || fail 'the report is no JSON'
run 0 report books.db --month 2020-10 --format csv
first_line out 'figure,value,numerator,denominator,unit,period,period_kind,caption_en,caption_zh,definition_en,definition_zh,note_en,note_zh'

# several districts: their rows one after the other, with a column that says whose they are
run 0 init books.db --district 610804 --name 另一区
run 0 import books.db village village.csv station station.csv staff staff.csv duty duty.csv --district 610804
both=610803,610804
run 0 hours books.db --month 2020-10 --district $both --format csv
first_line out 'district,staff,period,seconds,beat_seconds,reception_seconds,intervals'
[ "$(grep -c '^610803,' out)" -eq 2 ] || fail "rows of 610803: $(cat out)"
[ "$(grep -c '^610804,' out)" -eq 2 ] || fail "rows of 610804: $(cat out)"
[ "$(wc -l < out)" -eq 5 ] || fail 'the header once'
run 0 hours books.db --month 2020-10 --district $both --format json
[ "$(python3 -c 'import json; print(len([r for r in json.load(open("out")) if r["district"] in ("610803", "610804")]))')" = 4 ] ||
    fail "json of two districts: $(cat out)"
run 0 hours books.db --month 1999-10 --district $both --format json
[ "$(tr -d ' \n' < out)" = '[]' ] || fail "json without rows: $(cat out)"
run 0 hours books.db --month 2020-10 --district $both
[ "$(grep -c '^district' out)" -eq 2 ] || fail 'a table for each district'
run 1 audit books.db --month 2020-10 --district $both
run 0 assess books.db --month 2020-10 --district $both --totals
[ "$(grep -cx '61080[34]' out)" -eq 2 ] || fail 'a text for each district, which it names'
run 0 export books.db staff --district $both
[ "$(wc -l < out)" -eq 5 ] || fail "export of two districts: $(cat out)"
run 0 export books.db staff
[ "$(wc -l < out)" -eq 5 ] || fail "export of all districts: $(cat out)"
run 0 export books.db staff --district $both --format json
[ "$(python3 -c 'import json; print(len(json.load(open("out"))))')" = 4 ] || fail "json export of two districts: $(cat out)"
run 0 report books.db --month 2020-10 --district $both --format json
[ "$(python3 -c 'import json; print(len(json.load(open("out"))))')" = 2 ] || fail 'json reports of two districts'
run 3 hours books.db --month 2020-10 --district 610803,999999 --output partial.csv --format csv
[ ! -e partial.csv ] || fail 'a failure leaves half a file'

run 2 hours books.db --month 2020-10 --district 610803,610804,610803
has err 'names a district twice'

# files: complete or as they were
echo old > result.csv
ln -s result.csv link.csv
run 0 export books.db duty --output link.csv
[ -h link.csv ] || fail 'the link is gone'
has result.csv 'district,staff'
echo old > result.csv
run 3 hours books.db --month 2020-10 --district 999999 --output result.csv
[ "$(cat result.csv)" = old ] || fail 'a failure changes the file'
[ "$(ls | grep -c 'result.csv')" -eq 1 ] || fail "left: $(ls)"
chmod 640 result.csv
run 0 export books.db duty --output result.csv
[ "$(stat -c %a result.csv)" = 640 ] || fail 'the rights of the file have changed'
(umask 027 && "$jingwu" export books.db duty --output new.csv && [ "$(stat -c %a new.csv)" = 640 ]) ||
    fail 'the rights of a new file'

# a file that the command reads is not replaced by what it writes
dump books.db before
ln -s books.db books.link
for store in books.db sqlite:books.db ./books.link; do
    run 2 export "$store" duty --output books.db
    has err 'books.db is what the command reads'
    run 2 report "$store" --month 2020-10 --output books.link
done
cp staff.csv staff.before
run 2 import books.db staff staff.csv --district 610803 --keep-good --rejects staff.csv
has err 'name another file for --rejects'
run 2 import books.db staff staff.csv --district 610803 --keep-good --rejects books.db
same staff.csv staff.before
dump books.db after
same before after 'a refused output changes the store'
run 0 export books.db duty --output duty
run 0 export books.db duty --output duty

# nobody reads: quiet, also when the signal is ignored
i=0
echo 'staff,start,finish,station,activity' > many.csv
while [ $i -lt 9000 ]; do
    day=$((i / 330 + 1))
    printf 'O1,2021-%02d-%02d %02d:%02d,2021-%02d-%02d %02d:%02d,OF1,patrol\n' $((day % 12 + 1)) $((i % 28 + 1)) \
        $((i / 60 % 23)) $((i % 60)) $((day % 12 + 1)) $((i % 28 + 1)) $((i / 60 % 23 + 1)) $((i % 60))
    i=$((i + 1))
done | sort -u >> many.csv
run 0 import books.db duty many.csv --district 610803 --keep-good --rejects many.rejects
("$jingwu" export books.db duty 2> err; echo $? > status) | head -n 1 > out
[ ! -s err ] || fail "a broken pipe is not quiet: $(cat err)"
[ "$(cat status)" -eq 141 ] || fail "a broken pipe exits with $(cat status)"
first_line out 'district,staff,start,station,finish,activity,village,source,confirmed_by'

finish
