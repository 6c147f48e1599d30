# A person with the stock sqlite3 shell reads what the program exports, of every record.
. "${2:?}/tests/cli/lib.sh"
command -v sqlite3 > /dev/null || skip 'no sqlite3 shell'

small_store books.db
cat > more.csv << END
staff,start,finish,station,activity,village,source,confirmed_by
O1,2020-10-31 22:00,2020-11-01 06:00,OF1,patrol,V1,device,
O1,1969-12-31 22:00:30,1970-01-01 06:00:01,OF1,patrol,V2,roster,O1
A1,2020-12-31 23:59:59,2021-01-01 00:00:00,WS2,visit,,confirmed,"O,""1"
END
run 0 import books.db duty more.csv
cat > absence.csv << END
staff,valid_from,valid_to,kind
O1,2020-10-12,2020-10-14,leave
A1,,,sick
END
run 0 import books.db absence absence.csv

# compare RECORD QUERY: rows of the shell and of the program
compare()
{
    sqlite3 -csv -header books.db "$2" | tr -d '\r' > shell.csv
    run 0 export books.db "$1" --output program.csv
    python3 - << 'END' || fail "$1: the shell and the program differ"
import csv
def rows(name):
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
shell, program = rows("shell.csv"), rows("program.csv")
assert len(program) > 1
for row, other in zip(shell, program):
    assert row == other, (row, other)
assert len(shell) == len(program), (len(shell), len(program))
END
}

compare duty 'select * from duty'
for record in district village station service staff posting activity absence; do
    compare $record "select * from $record"
done

# the fields have the names of the record, also for a query of one's own
[ "$(sqlite3 books.db "select count(*) from duty where staff = 'O1' and station = 'OF1' and activity = 'patrol'")" = 2 ] ||
    fail 'a query by fields'
[ "$(sqlite3 books.db "select sum(strftime('%s', finish) - strftime('%s', start)) from duty
    where staff = 'O1' and start >= '2020-10'")" = $((8 * 3600 + 9000 + 8 * 3600)) ] || fail 'hours by a query'

finish
