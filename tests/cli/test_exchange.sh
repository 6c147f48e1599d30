# Import and export from the outside: twice, encodings, column names, good and bad rows, round trips, removal.
. "${2:?}/tests/cli/lib.sh"

small_store books.db
dump books.db before

# twice changes nothing, not even the journal
run 0 import books.db village village.csv station station.csv staff staff.csv posting posting.csv \
    service service.csv duty duty.csv
has out 'rows read: 14; new 0, changed 0, unchanged 14, rejected 0'
dump books.db after
same before after 'importing twice has changed the store'

# files that refer to each other, in the wrong order
small_files
run 0 init other.db --district 610803 --name 横山区
run 0 import other.db duty duty.csv service service.csv posting posting.csv staff staff.csv station station.csv \
    village village.csv
for record in village station staff posting service duty; do
    run 0 export books.db $record --output one.csv
    run 0 export other.db $record --output two.csv
    same one.csv two.csv "$record differs by the order of the files"
done

# a changed row replaces the old one, unless only new ones are wanted
sed 's/16:00/15:00/' duty.csv > changed.csv
run 3 import books.db duty changed.csv --insert-only
has err 'leave out --insert-only'
run 0 import books.db duty changed.csv
has out 'new 0, changed 1, unchanged 2'
run 0 export books.db duty
has out '610803,O1,2020-10-05 08:00:00,OF1,2020-10-05 15:00:00,beat_work'
run 0 import books.db duty duty.csv --quiet

# GB18030, detected and named; with a character outside of GBK and one outside of the BMP
printf 'code,kind,name\r\nV3,village,横山村\r\nV4,village,䶮镇\r\nV5,community,𠮷祥社区\r\n' > utf8.csv
iconv -f UTF-8 -t GB18030 utf8.csv > gb.csv
for encoding in auto gb18030; do
    rm -f gb.db gb.db-*
    run 0 init gb.db --district 610803 --name 横山区
    run 0 import gb.db village gb.csv --encoding $encoding
    run 0 export gb.db village
    has out 'V3,,,village,横山村'
    has out 'V4,,,village,䶮镇'
    has out 'V5,,,community,𠮷祥社区'
done
run 0 export gb.db village --encoding gb18030 --output out.gb
run 0 export gb.db village --output out.csv
iconv -f GB18030 -t UTF-8 out.gb > out.utf8
same out.utf8 out.csv
run 0 import gb.db village out.gb
has out 'unchanged 3'
printf '\357\273\277code,kind,name\r\nV3,village,横山村\r\n' > bom.csv
run 0 import gb.db village bom.csv
has out 'unchanged 1'
run 0 export gb.db village --bom --output bom.csv
[ "$(head -c 3 bom.csv | od -An -tx1 | tr -d ' \n')" = efbbbf ] || fail 'no BOM'
run 0 import gb.db village bom.csv
has out 'unchanged 3'

# other column names, from standard input, Excel's dates
printf '警号,开始,结束,地点,类别\nO1,2020/10/8 8:00,2020/10/8 24:00,OF1,patrol\n' > named.csv
run 3 import books.db duty named.csv
has err '--map FIELD=COLUMN'
"$jingwu" import books.db duty - --map staff=警号,start=开始,finish=结束,station=地点,activity=类别 < named.csv > out 2> err ||
    fail "--map: $(cat err)"
has out 'new 1'
run 0 export books.db duty
has out '610803,O1,2020-10-08 08:00:00,OF1,2020-10-09 00:00:00,patrol'
run 2 import books.db duty named.csv --map staff
run 2 import books.db duty named.csv --map person=警号

# good rows are kept, bad ones listed with their reasons
cat > mixed.csv << END
staff,start,finish,station,activity
O1,2020-10-12 08:00,2020-10-12 16:00,OF1,patrol
O1,2020-10-13 08:00,2020-10-13 07:00,OF1,patrol
"O1",2020-10-14 08:00,2020-10-14 "16",OF1,patrol
O9,2020-10-15 08:00,2020-10-15 16:00,OF1,patrol
O1,2020-10-16 08:00,2020-10-16 16:00,OF1,patrol
END
dump books.db before
run 3 import books.db duty mixed.csv
dump books.db after
same before after 'a refused import has changed the store'
run 0 import books.db duty mixed.csv --keep-good --rejects rejects.csv
has out 'rows read: 5; new 2, changed 0, unchanged 0, rejected 3'
has err 'rows rejected: 3; see rejects.csv'
first_line rejects.csv 'file,line,field,reason,text'
[ "$(grep -c '^"mixed.csv"' rejects.csv)" -eq 3 ] || fail "rejects: $(cat rejects.csv)"
has rejects.csv '"mixed.csv",3,"finish"'
has rejects.csv '"O1,2020-10-13 08:00,2020-10-13 07:00,OF1,patrol"'
has rejects.csv '"mixed.csv",5,"staff","there is no staff '\''O9'\'' in district 610803"'
run 0 import books.db duty mixed.csv --keep-good
has out 'unchanged 2, rejected 3'
has err 'mixed.csv:3: '
has err 'mixed.csv:5: '

# every record that can be imported goes out and in again
mkdir trip
run 0 init trip.db --district 610803 --name 横山区
files=
for record in $("$jingwu" info | sed -n '/^Records/,$s/^  \([a-z_]*\) .*/\1/p'); do
    run 0 export books.db "$record" --output trip/$record.csv
    run 0 export books.db "$record" --format json --output trip/$record.json
    python3 -m json.tool trip/$record.json > /dev/null || fail "export $record --format json is no JSON"
    case $record in
    month | submission | objection | month_input | assessment | assessment_total | batch | journal)
        run 2 import trip.db "$record" trip/$record.csv ;;
    *) files="$files $record trip/$record.csv" ;;
    esac
done
# shellcheck disable=SC2086 # words
run 0 import trip.db $files
# shellcheck disable=SC2086 # words
run 0 import books.db $files
has out 'new 0, changed 0'
for record in village duty activity scheme; do
    run 0 export trip.db $record --output again.csv
    same trip/$record.csv again.csv "$record comes back otherwise"
done

# a month only
cat > more.csv << END
staff,start,finish,station,activity
O1,2020-09-30 22:00,2020-10-01 06:00,OF1,patrol
O1,2020-10-31 22:00,2020-11-01 06:00,OF1,patrol
O1,2020-11-01 08:00,2020-11-01 09:00,OF1,patrol
END
run 0 import books.db duty more.csv
run 0 export books.db duty --month 2020-11
[ "$(wc -l < out)" -eq 2 ] || fail "one row begins in November: $(cat out)"
run 0 export books.db duty --month 2020-10
has out '2020-10-31 22:00:00'
lacks out '2020-09-30'
lacks out '2020-11-01 08:00'

# removal
printf 'staff,start,station\nO1,2020-11-01 08:00,OF1\nO1,2021-11-01 08:00,OF1\n' > keys.csv
run 0 remove books.db duty keys.csv
has out 'rows read: 2; removed 1'
run 0 export books.db duty --month 2020-11
[ "$(wc -l < out)" -eq 1 ] || fail "the row is still there: $(cat out)"

# the national list: villages of districts that do not exist yet, in a store that does not
cat > division.csv << END
"code","name","streetCode","provinceCode","cityCode","areaCode"
"610803002001","西街社区居委会","610803002","61","6108","610803"
"610803002200","波罗村委会","610803002","61","6108","610803"
"110101001001","多福巷社区居委会","110101001","11","1101","110101"
END
run 0 import nation.db village division.csv --layout china-division
has out 'new '
run 0 export nation.db village --district 610803
has out '610803,610803002001,,,community,西街社区居委会,610803002'
has out '610803,610803002200,,,village,波罗村委会,610803002'
run 0 export nation.db district
has out '110101,110101,28800'
dump nation.db before
run 0 import nation.db village division.csv --layout china-division
dump nation.db after
same before after 'the national list twice changes the store'

finish
