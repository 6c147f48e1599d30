# The audit of the Hengshan example: every planted breach is a finding of its rule, and nothing else is one; the figures
# are those of a count minute by minute. Then a rule that is changed, a running week, Chinese.
. "${2:?}/tests/cli/lib.sh"
hengshan_generator

# compare DIRECTORY audit.csv [BREACHES]: findings and reported rows against the lists and the slow count
compare()
{
    python3 "$root/tests/house/check_hengshan.py" --findings "$1" $3 > slow.csv || fail 'the slow count failed'
    python3 - "$data" "$1" "$2" "$3" << 'END' || fail "the audit of $1 is not as expected"
import csv
import pathlib
import sys

data, duty, audit, breaches = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
REPORTED = {"A11", "A14", "A15"}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def place(row):
    return row["rule"], row["subject"], row["period"]


def tell(what, places):
    for item in sorted(places):
        print(what, *item)
    return bool(places)


rows = {place(row): row for row in read(audit)}
planted = read(data / "breaches" / "planted.csv") * bool(breaches) + read(duty / "planted.csv")
inherent = {place(row) for row in read(data / "expected_findings.csv")}
wanted = inherent | {place(row) for row in planted if row["rule"] not in REPORTED}
found = {where for where, row in rows.items() if row["status"] == "finding"}
wrong = tell("missing:", wanted - found) + tell("not planted:", found - wanted)
for row in planted:
    got = rows.get(place(row))
    if row["rule"] in REPORTED and not (got and got["status"] == "ok" and got["measured"]):
        wrong += tell("not reported:", {place(row)})
assert not breaches or {row["rule"] for row in planted} == {f"A{n}" for n in range(1, 16) if n != 12}
slow = read("slow.csv")
assert len(slow) >= len(wanted)
for row in slow:
    got = rows[place(row)]
    if row["unit"] != "per_mille" and (got["measured"] or "0") != row["measured"]:
        print("measured:", *place(row), got["measured"], "not", row["measured"])
        wrong += 1
    assert got["unit"] == row["unit"]
order = [(int(row["rule"][1:]), row["subject"], row["period"]) for row in read(audit)]
assert order == sorted(order), "rows are not in the order of rule, subject, period"
sys.exit(wrong != 0)
END
}

hengshan clean.db clean --clean
run 1 audit clean.db --month 2020-10 --format csv
cp out clean.csv
compare clean clean.csv ''

hengshan planted.db planted
run 0 import planted.db station "$data/breaches/station.csv" service "$data/breaches/service.csv" \
    staff "$data/breaches/staff.csv" posting "$data/breaches/posting.csv" inspection "$data/breaches/inspection.csv"
run 1 audit planted.db --month 2020-10 --format csv
cp out planted.csv
compare planted planted.csv --breaches

hengshan other.db other --seed 7
run 1 audit other.db --month 2020-10 --format csv
compare other out ''

# The district's own value: 10 hours from the week of 12 October on.
run 1 audit planted.db --month 2020-10 --format csv
has out 'A6,O010,2020-W42,37260,72000,seconds,finding,10 h 21 min of 20 h'
run 0 rule planted.db beat_hours 10 --from 2020-10-12
run 1 audit planted.db --month 2020-10 --format csv
has out 'A6,O010,2020-W42,37260,36000,seconds,ok,'
has out ',2020-W41,'
lacks out ',2020-W42,37260,72000,'

# While the week of 19 October runs; what has not begun is left out.
run 0 audit clean.db --month 2020-10 --as-of '2020-10-21 12:00' --format csv
has out ',2020-W43,'
grep -q '^A6,O001,2020-W43,[0-9]*,[0-9]*,seconds,open,.* to go' out || fail 'no progress of O001'
lacks out '2020-W44'
lacks out '2020-10-22'
lacks out 2020-10-31

run 1 audit planted.db --month 2020-10 --lang zh
has out '无记录'
finish
