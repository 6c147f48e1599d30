# Roles with the least privilege: docs/roles.sql on a store of two districts.
# usage: with_server.sh sh test_roles.sh PROGRAM SOURCE
. "${2:?}/tests/cli/lib.sh"

# as USER: the store as that user
as()
{
    echo "postgresql://$1@/postgres?host=$JW_TEST_POSTGRES_DIRECTORY&options=-csearch_path%3Dbooks"
}

admin()
{
    psql -X -q -A -t -h "$JW_TEST_POSTGRES_DIRECTORY" -U jingwu -d postgres -v ON_ERROR_STOP=1 "$@"
}

# refused USER SQL: the server itself refuses
refused()
{
    if psql -X -q -A -t -h "$JW_TEST_POSTGRES_DIRECTORY" -U "$1" -d postgres -v ON_ERROR_STOP=1 \
        -c 'SET search_path TO books' -c "$2" > out 2> err; then
        fail "$1 may: $2"
    fi
}

small_store "$(as jingwu)"
run 0 init "$(as jingwu)" --district 610804 --name Other
run 0 import "$(as jingwu)" village village.csv station station.csv staff staff.csv --district 610804
admin -v schema=books -v district=610803 -f "$root/docs/roles.sql" || fail 'docs/roles.sql fails'
admin -v schema=books -v district=610804 -f "$root/docs/roles.sql" || fail 'docs/roles.sql fails for a second district'
admin -c 'CREATE ROLE anna LOGIN IN ROLE jingwu_reader' -c 'CREATE ROLE bo LOGIN IN ROLE jingwu_writer_610803' \
    -c 'CREATE ROLE chen LOGIN IN ROLE jingwu_writer' -c 'CREATE ROLE stranger LOGIN' || fail 'no users'

# ---- the owner ----
run 0 export "$(as jingwu)" staff --district 610803

# ---- the reader ----
run 0 hours "$(as anna)" --district 610803 --month 2020-10
run 0 export "$(as anna)" staff --district 610804
run 4 import "$(as anna)" duty duty.csv --district 610803
has err 'cannot be written'
refused anna "INSERT INTO district VALUES ('1', 'x', 0)"
refused anna "UPDATE duty SET activity = 'x'"
refused anna 'DELETE FROM duty'
refused anna "UPDATE jingwu_form SET version = 2"
refused anna 'TRUNCATE duty'
refused anna 'CREATE TABLE x (y int)'

# ---- a writer of one district ----
sed 's/08:00,/07:00,/' duty.csv > earlier.csv
run 0 import "$(as bo)" duty earlier.csv
awk 'BEGIN { print "staff,start,finish,station,activity"
             for (i = 0; i < 600; i++) printf "O1,2021-%02d-%02d %02d:00,2021-%02d-%02d %02d:30,OF1,patrol\n",
                 1 + int(i / 200), 1 + int(i / 10) % 20, i % 10, 1 + int(i / 200), 1 + int(i / 10) % 20, i % 10 }' > many.csv
run 0 import "$(as bo)" duty many.csv
has out 'new 600'
run 0 hours "$(as bo)" --month 2020-10
run 0 export "$(as bo)" staff --district 610804
[ "$(wc -l < out)" -eq 1 ] || fail 'a writer of one district reads another'
run 3 import "$(as bo)" staff staff.csv --district 610804
run 4 init "$(as bo)" --district 610805 --name Third
refused bo "INSERT INTO staff (district, id, valid_from, role) VALUES ('610804', 'X', '-infinity', 'officer')"
refused bo "UPDATE staff SET district = '610804' WHERE id = 'O1'"
refused bo "INSERT INTO journal_head VALUES ('610804', 1, gen_random_uuid())"
refused bo 'ALTER TABLE duty DISABLE ROW LEVEL SECURITY'
refused bo 'TRUNCATE duty'
[ "$(psql -X -q -A -t -h "$JW_TEST_POSTGRES_DIRECTORY" -U bo -d postgres \
    -c "DELETE FROM books.staff WHERE district = '610804' RETURNING 1" -c "SELECT count(*) FROM books.staff WHERE district <> '610803'")" = 0 ] ||
    fail 'a writer of one district sees rows of another'
run 0 verify "$(as jingwu)" --district 610803
run 0 export "$(as jingwu)" staff --district 610804 --format csv
[ "$(tail -n +2 out | wc -l)" -eq 2 ] || fail 'rows of the other district were touched'

# ---- a writer of every district ----
run 0 import "$(as chen)" posting posting.csv service service.csv --district 610804
run 0 import "$(as chen)" duty duty.csv --district 610804
refused chen 'DROP TABLE duty'

# ---- others ----
run 4 export "$(as stranger)" staff
finish
