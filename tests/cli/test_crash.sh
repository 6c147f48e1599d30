# An import that is killed at any moment, stopped by a signal or out of disk leaves the old state or the new one.
. "${2:?}/tests/cli/lib.sh"

small_store books.db
seed=${JW_TEST_SEED:-$$}
echo "seed $seed"

# rows COUNT: duty of two persons, half an hour each
rows()
{
    awk -v count="$1" 'BEGIN {
        print "staff,start,finish,station,activity"
        for (i = 0; i < count; i++) {
            day = int(i / 92)
            slot = int(i / 2) % 46
            printf "%s,%04d-%02d-%02d %02d:%02d,%04d-%02d-%02d %02d:%02d,OF1,patrol\n", i % 2 ? "O1" : "A1",
                1900 + int(day / 336), int(day / 28) % 12 + 1, day % 28 + 1, int(slot / 2), slot % 2 * 30,
                1900 + int(day / 336), int(day / 28) % 12 + 1, day % 28 + 1, int((slot + 1) / 2), (slot + 1) % 2 * 30
        }
    }'
}

# copies of the whole store, with what lies beside it
keep()
{
    rm -rf kept && mkdir kept && cp books.db* kept/
}
back()
{
    rm -f books.db* && cp kept/* .
}

rows 100000 > many.csv
dump books.db old
keep
start=$(date +%s%N)
run 0 import books.db duty many.csv
lasted=$((($(date +%s%N) - start) / 1000000))
dump books.db new_rows
grep -v 'journal' new_rows > new
grep -v 'journal' old > old_rows
if cmp -s old_rows new; then fail 'the import changes nothing'; fi

# kill -9 at moments spread over the whole import and a little after
is_old_or_new()
{
    run 0 export books.db staff --output /dev/null
    dump books.db now
    [ "$(sqlite3 books.db 'pragma integrity_check')" = ok ] || fail "$1: the store is damaged"
    if cmp -s now old; then
        olds=$((olds + 1))
        return
    fi
    grep -v 'journal' now > now_rows
    if cmp -s now_rows new; then
        news=$((news + 1))
        return
    fi
    fail "$1: neither the old nor the new state"
}
olds=0
news=0
i=0
while [ $i -lt "${JW_TEST_KILLS:-25}" ]; do
    moment=$(awk -v seed="$seed$i" -v most="$lasted" -v n=$i 'BEGIN {
        srand(seed); printf "%.3f", (n % 5 == 4 ? 0.8 + rand() * 0.3 : rand()) * most / 1000 }')
    back
    "$jingwu" import books.db duty many.csv > /dev/null 2>&1 &
    sleep "$moment"
    kill -9 $! 2> /dev/null
    wait $! 2> /dev/null
    is_old_or_new "killed after $moment s"
    i=$((i + 1))
done
echo "killed $i times within $lasted ms: $olds old, $news new"
[ $olds -gt 0 ] || fail 'no kill came early enough'

# what a kill left behind does not disturb the next import
run 0 import books.db duty many.csv
left=$(find . -maxdepth 1 -name 'books.db?*' ! -name 'books.db-wal' ! -name 'books.db-shm' ! -name 'books.db-journal')
[ -z "$left" ] || fail "left beside the store: $left"

# a signal that asks to stop
for signal in INT TERM; do
    back
    timeout -s $signal "$(awk -v most="$lasted" 'BEGIN { printf "%.3f", most / 3000 }')" \
        env "$jingwu" import books.db duty many.csv > out 2> err
    got=$?
    [ $got -eq 124 ] || fail "stopped by $signal: timeout gave $got"
    has err 'stopped; nothing was written'
    dump books.db now
    same old now "stopped by $signal: the store has changed"
done
back
python3 - "$jingwu" "$lasted" << 'END' || fail 'the exit status of an interrupted import'
import signal, subprocess, sys, time
for number in (signal.SIGINT, signal.SIGTERM):
    process = subprocess.Popen([sys.argv[1], "import", "books.db", "duty", "many.csv"], stderr=subprocess.PIPE)
    time.sleep(int(sys.argv[2]) / 3000)
    process.send_signal(number)
    text = process.communicate()[1]
    assert process.returncode == 128 + number, (process.returncode, text)
# while it waits for input, too
process = subprocess.Popen([sys.argv[1], "import", "books.db", "duty", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
time.sleep(0.5)
process.send_signal(signal.SIGINT)
assert process.wait(5) == 128 + signal.SIGINT, process.returncode
END

# a limit on the size of files stands for a full disk; so does a small file system where one can be mounted
back
(
    ulimit -f 600
    "$jingwu" import books.db duty many.csv > out 2> err
)
got=$?
[ $got -eq 4 ] || fail "a limited file: exit status $got, $(cat err)"
dump books.db now
same old now 'a limited file: the store has changed'
back
run 0 import books.db duty many.csv --quiet

mkdir disk
if mount -t tmpfs -o size=$(($(du -sk kept | cut -f1) + 128))k tmpfs disk 2> /dev/null; then
    trap 'cd / && umount "$work/disk"; rm -rf "$work"' EXIT
    cp kept/* disk/
    run 4 import disk/books.db duty many.csv
    dump disk/books.db now
    same old now 'a full disk: the store has changed'
    echo whole > disk/result.csv
    head -c 9000k /dev/zero > disk/filler 2> /dev/null
    run 4 export books.db duty --output disk/result.csv
    has err 'No space left on device'
    [ "$(cat disk/result.csv)" = whole ] || fail 'a full disk: half a file'
    [ "$(ls disk | grep -c result)" -eq 1 ] || fail "left on the full disk: $(ls disk)"
    rm disk/filler
    run 0 import disk/books.db duty duty.csv
else
    echo 'no file system can be mounted here: only the limit on the size of files was tested'
fi

finish
