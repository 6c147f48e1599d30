# Progress: on a terminal, on one line that is cleared at the end; nowhere else.
. "${2:?}/tests/cli/lib.sh"

small_store books.db
awk 'BEGIN {
    print "staff,start,finish,station,activity"
    for (i = 0; i < 600000; i++) {
        day = int(i / 1440)
        date = sprintf("%04d-%02d-%02d", 1900 + int(day / 336), int(day / 28) % 12 + 1, day % 28 + 1)
        printf "O1,%s %02d:%02d,%s %02d:%02d:30,OF1,patrol\n", date, i / 60 % 24, i % 60, date, i / 60 % 24, i % 60
    }
}' > many.csv

cat > terminal.py << 'END'
import os, pty, subprocess, sys
master, slave = pty.openpty()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=slave)
os.close(slave)
text = b""
try:
    while True:
        piece = os.read(master, 4096)
        if not piece:
            break
        text += piece
except OSError:
    pass
sys.stdout.buffer.write(text)
sys.exit(process.wait())
END
began=$(date +%s%N)
python3 terminal.py "$jingwu" import books.db duty many.csv > screen || fail 'import on a terminal'
tenths=$((($(date +%s%N) - began) / 100000000))
grep -q '%' screen || fail 'no progress on a terminal'
lines=$(tr '\r' '\n' < screen | grep -c '%')
[ "$lines" -le $((tenths + 2)) ] || fail "$lines updates in $tenths tenths of a second"
[ "$(tail -c 4 screen | od -An -tx1 | tr -d ' \n')" = 0d1b5b4b ] || fail 'the line of progress is not cleared'
LC_ALL=zh_CN.UTF-8 python3 terminal.py "$jingwu" import books.db duty many.csv > screen 2> /dev/null
grep -q '读取' screen || fail 'no progress in Chinese'
python3 terminal.py "$jingwu" import books.db duty many.csv --quiet > screen
[ ! -s screen ] || fail 'progress although quiet'
run 0 import books.db duty many.csv
[ ! -s err ] || fail 'progress without a terminal'

finish
