# The memory of an import, of hours and of an export does not grow with the file.
. "${2:?}/tests/cli/lib.sh"

small_store books.db
cp books.db empty.db

# rows COUNT: duty of 40 persons, unsorted
cat > staff.csv << END
id,role,police_station
$(awk 'BEGIN { for (i = 10; i < 50; i++) print "S" i ",officer,PS1" }')
END
run 0 import empty.db staff staff.csv
rows()
{
    awk -v count="$1" 'BEGIN {
        print "staff,start,finish,station,activity"
        for (i = 0; i < count; i++) {
            day = int(i / 320)
            slot = int(i / 40) % 8
            date = sprintf("%04d-%02d-%02d", 1900 + int(day / 336), int(day / 28) % 12 + 1, day % 28 + 1)
            printf "S%d,%s %02d:%02d,%s %02d:%02d,OF1,patrol\n", 10 + i * 17 % 40, date, slot * 3, i * 7 % 60,
                date, slot * 3 + 2, i * 11 % 60
        }
    }'
}

# peak ARGUMENTS...: the greatest resident set of the program, in KiB
peak()
{
    python3 - "$jingwu" "$@" << 'END'
import resource, subprocess, sys
# a shell in between, because a process begins with the size of the one that started it
result = subprocess.run(["sh", "-c", '"$@" > /dev/null; exit $?', "sh"] + sys.argv[1:])
assert result.returncode == 0, result.returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
END
}

small_rows=600000
large_rows=$((3 * small_rows))
for size in small large; do
    eval "count=\$${size}_rows"
    rows "$count" > $size.csv
    cp empty.db $size.db
    eval "${size}_import=$(peak import $size.db duty $size.csv)"
    rm $size.csv
    eval "${size}_hours=$(peak hours $size.db --month 1901-03 --per day)"
    eval "${size}_export=$(peak export $size.db duty)"
done

for command in import hours export; do
    eval "small=\$small_$command large=\$large_$command"
    echo "$command: $small KiB for $small_rows rows, $large KiB for $large_rows rows"
    [ "$large" -le $((small + 8192)) ] || fail "$command needs more memory for a larger file"
    [ "$large" -le 98304 ] || fail "$command needs more than 96 MiB"
done

finish
