#!/usr/bin/env python3
"""Checks examples/hengshan: its totals, its references, and, slowly and independently, the audit rules.

Hours are counted here minute by minute in bitmaps, so this file is also an oracle for the library:

    check_hengshan.py                                    all checks; exit 1 if one fails
    check_hengshan.py --findings DIR [--breaches]        the findings for the duty in DIR, as CSV

Only the standard library of Python and a C compiler ($CC, else cc) are used.
"""

import argparse
import collections
import csv
import datetime
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HENGSHAN = pathlib.Path(__file__).resolve().parents[2] / "examples" / "hengshan"
DEFAULT_SEED = 202010
BEAT = {"reception", "beat_work", "patrol", "visit", "workstation", "joint_duty", "joint_action", "joint_defence",
        "joint_mediation"}
ACTIVITIES = BEAT | {"briefing", "training", "case_work", "office"}
DAY, HOUR = 1440, 60
FIRST = datetime.date(2020, 9, 28)  # a Monday: the first of the five weeks that October 2020 owns
DAYS = 35
OCTOBER = [FIRST + datetime.timedelta(days=n) for n in range(3, 34)]
LAST_DAY = "2020-10-31"
KEYS = {"village": ["code", "valid_from"], "station": ["id"], "beat": ["id"], "service": ["station", "village"],
        "staff": ["id"], "posting": ["staff", "station", "valid_from"], "calendar": ["date"],
        "absence": ["staff", "valid_from"], "tally": ["month", "station", "staff", "measure"],
        "inspection": ["station", "date", "section"], "published": ["month", "label"], "governance": ["role"],
        "duty": ["staff", "start", "station"], "duty_plan": ["staff", "start", "station"], "district": ["code"]}
MASTER = ["district", "village", "station", "beat", "service", "staff", "posting", "calendar", "tally", "inspection",
          "published", "governance"]
GENERATED = {"duty.csv", "duty_plan.csv", "absence.csv", "planted.csv"}

Finding = collections.namedtuple("Finding", "rule subject period measured required unit")


class Failures:
    """Counts the checks and tells those that fail."""

    def __init__(self):
        self.checks = self.failed = 0

    def equal(self, what, got, wanted):
        self.checks += 1
        if got != wanted:
            self.failed += 1
            print(f"FAILED {what}: got {got!r}, wanted {wanted!r}")

    def same_set(self, what, got, wanted):
        self.equal(f"{what}, missing", sorted(wanted - got), [])
        self.equal(f"{what}, not expected", sorted(got - wanted), [])


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def valid(row, date):
    return row.get("valid_from", "") <= date and (not row.get("valid_to") or date < row["valid_to"])


class Books:
    """The records of the example: the master files, the files over them, and the duty of one directory."""

    def __init__(self, duty_directory=None, breaches=False):
        self.records = {name: self.keyed(name, read(HENGSHAN / f"{name}.csv")) for name in MASTER}
        if breaches:
            for path in sorted((HENGSHAN / "breaches").glob("*.csv")):
                if path.stem in KEYS:
                    self.records[path.stem].update(self.keyed(path.stem, read(path)))
        for name in ("absence", "duty", "duty_plan"):
            rows = read(pathlib.Path(duty_directory) / f"{name}.csv") if duty_directory else []
            self.records[name] = self.keyed(name, rows)

    @staticmethod
    def keyed(name, rows):
        keyed = {tuple(row.get(field, "") for field in KEYS[name]): row for row in rows}
        assert len(keyed) == len(rows), f"a key of {name} occurs twice"
        return keyed

    def rows(self, name, date=None):
        return [row for row in self.records[name].values() if date is None or valid(row, date)]

    def by_id(self, name, date=LAST_DAY):
        return {row.get("id") or row["code"]: row for row in self.rows(name, date)}

    def offices(self, date=LAST_DAY):
        return [row for row in self.rows("station", date) if row["kind"] in ("community_office", "central_office")]

    def is_working(self, date):
        kinds = {row["date"]: row["kind"] for row in self.rows("calendar")}
        return kinds.get(date.isoformat(), "workday" if date.weekday() < 5 else "holiday") == "workday"

    def is_absent(self, staff, date):
        return any(row["staff"] == staff and valid(row, date.isoformat()) for row in self.rows("absence"))

    def office_officers(self, date=LAST_DAY):
        """Officers posted to an office and the police station each of them works for there."""
        offices = {row["id"]: row["police_station"] for row in self.offices(date)}
        officers = {row["id"] for row in self.rows("staff", date) if row["role"] == "officer"}
        return {row["staff"]: offices[row["station"]] for row in self.rows("posting", date)
                if row["station"] in offices and row["staff"] in officers}


# ---- rules on the master records, on the last day of the month ----

def check_communities(books):
    communities = [v["code"] for v in books.rows("village", LAST_DAY) if v["kind"] == "community"]
    offices = {row["id"] for row in books.offices() if row["kind"] == "community_office"}
    served = collections.Counter(row["village"] for row in books.rows("service", LAST_DAY)
                                 if row["station"] in offices)
    return [Finding("A1", code, LAST_DAY, served[code], 1, "count") for code in communities if served[code] != 1]


def check_groups(books):
    villages, findings = books.by_id("village"), []
    for office in books.offices():
        if office["kind"] != "central_office":
            continue
        served = [row["village"] for row in books.rows("service", LAST_DAY) if row["station"] == office["id"]]
        inside = all(villages[code]["police_station"] == office["police_station"] for code in served)
        if not (4 <= len(served) <= 6 and inside):
            findings.append(Finding("A2", office["id"], LAST_DAY, len(served), "4 to 6", "count"))
    return findings


def check_sites(books):
    seats = collections.Counter(row["seat"] for row in books.rows("station", LAST_DAY)
                                if row["kind"] in ("community_office", "central_office", "workstation"))
    return [Finding("A3", row["code"], LAST_DAY, seats[row["code"]], 1, "count")
            for row in books.rows("village", LAST_DAY) if row["kind"] == "village" and seats[row["code"]] != 1]


def check_auxiliaries(books):
    findings = []
    for date in map(datetime.date.isoformat, OCTOBER):
        auxiliaries = {row["id"] for row in books.rows("staff", date) if row["role"] == "auxiliary"}
        manned = {row["station"] for row in books.rows("posting", date) if row["staff"] in auxiliaries}
        findings += [Finding("A5", office["id"], date, 0, 1, "count") for office in books.offices(date)
                     if office["id"] not in manned]
    return findings


def check_strength(books):
    posted = collections.Counter(books.office_officers().values())
    all_officers = collections.Counter(row["police_station"] for row in books.rows("staff", LAST_DAY)
                                       if row["role"] == "officer")
    return [Finding("A8", station, LAST_DAY, posted[station] * 1000 // number, 400, "per_mille")
            for station, number in all_officers.items() if posted[station] * 100 < number * 40]


def check_inspections(books):
    findings, oldest = [], (OCTOBER[-1] - datetime.timedelta(days=365)).isoformat()
    for site in books.rows("station", LAST_DAY):
        rows = [row for row in books.rows("inspection") if row["station"] == site["id"] and row["date"] <= LAST_DAY]
        latest = max((row["date"] for row in rows), default="")
        passed = {row["section"] for row in rows if row["date"] == latest and row["passed"] == "1"}
        if site["kind"] != "police_station" and (latest < oldest or len(passed) < 3):
            findings.append(Finding("A9", site["id"], LAST_DAY, len(passed), 3, "count"))
    return findings


def check_shared_officers(books):
    """Reported, not judged: whoever is posted to more offices than two, the most the example has."""
    offices = {row["id"] for row in books.offices()}
    posts = collections.Counter(row["staff"] for row in books.rows("posting", LAST_DAY)
                                if row["station"] in offices and row["staff"] in books.office_officers())
    return [Finding("A14", staff, "2020-10", number, "", "count") for staff, number in posts.items() if number > 2]


# ---- rules on the duty, minute by minute ----

def minute(text):
    moment = datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    assert moment.second == 0
    return int((moment - datetime.datetime.combine(FIRST, datetime.time())).total_seconds()) // 60


def bits(row):
    start, finish = minute(row["start"]), minute(row["finish"])
    assert 0 <= start < finish <= start + DAY and finish <= DAYS * DAY, row
    return ((1 << (finish - start)) - 1) << start


def unions(rows, key):
    """The minutes of all rows of one key as one bitmap."""
    merged = collections.defaultdict(int)
    for row in rows:
        merged[key(row)] |= bits(row)
    return merged


def minutes(bitmap, first_day, days=1):
    return bin((bitmap >> (first_day * DAY)) & ((1 << (days * DAY)) - 1)).count("1")


def day_number(date):
    return (date - FIRST).days


def check_opening(books):
    """A4 and A15: the day's reception of all staff, and the part of it without an auxiliary."""
    auxiliaries = {row["id"] for row in books.rows("staff") if row["role"] == "auxiliary"}
    reception = [row for row in books.rows("duty") if row["activity"] == "reception"]
    opened = unions(reception, lambda row: row["station"])
    attended = unions([row for row in reception if row["staff"] in auxiliaries], lambda row: row["station"])
    findings = []
    for office in (row["id"] for row in books.offices()):
        for date in OCTOBER:
            here = minutes(opened[office], day_number(date))
            if here < 8 * HOUR:
                findings.append(Finding("A4", office, date.isoformat(), here * 60, 28800, "seconds"))
            alone = minutes(opened[office] & ~attended[office], day_number(date))
            if alone:
                share = (here - alone) * 1000 // here
                findings.append(Finding("A15", office, date.isoformat(), share, 1000, "per_mille"))
    return findings


def check_beat_hours(books):
    area_of = {row["id"]: row["police_station"] or row["id"] for row in books.rows("station")}
    officers = books.office_officers()
    inside = [row for row in books.rows("duty") if row["activity"] in BEAT
              and area_of[row["station"]] == officers.get(row["staff"])]
    worked, findings = unions(inside, lambda row: row["staff"]), []
    for officer in officers:
        for monday in range(0, DAYS, 7):
            dates = [FIRST + datetime.timedelta(days=monday + n) for n in range(7)]
            working = [date for date in dates if books.is_working(date)]
            present = sum(not books.is_absent(officer, date) for date in working)
            measured = minutes(worked[officer], monday, 7) * 60
            if present and measured * len(working) < 20 * 3600 * present:
                findings.append(Finding("A6", officer, week_name(monday), measured,
                                        20 * 3600 * present // len(working), "seconds"))
    return findings


def week_name(monday):
    return f"2020-W{40 + monday // 7}"


def check_workstations(books):
    manned = unions(books.rows("duty"), lambda row: row["station"])
    return [Finding("A7", row["id"], week_name(monday), minutes(manned[row["id"]], monday, 7) * 60, 28800, "seconds")
            for row in books.rows("station") if row["kind"] == "workstation" for monday in range(0, DAYS, 7)
            if minutes(manned[row["id"]], monday, 7) < 8 * HOUR]


def check_briefings(books):
    briefed = {(row["staff"], row["start"][:10]) for row in books.rows("duty") if row["activity"] == "briefing"}
    return [Finding("A10", officer, date.isoformat(), 0, 1, "count") for officer in books.office_officers()
            for date in OCTOBER if books.is_working(date) and not books.is_absent(officer, date)
            and (officer, date.isoformat()) not in briefed]


def check_plan(books):
    """Reported, not judged: whose planned time of October is not covered by duty."""
    planned = unions(books.rows("duty_plan"), lambda row: row["staff"])
    worked = unions(books.rows("duty"), lambda row: row["staff"])
    findings, first = [], day_number(OCTOBER[0])
    for staff, bitmap in planned.items():
        whole = minutes(bitmap, first, len(OCTOBER))
        open_minutes = minutes(bitmap & ~worked[staff], first, len(OCTOBER))
        if open_minutes:
            share = (whole - open_minutes) * 1000 // whole
            findings.append(Finding("A11", staff, "2020-10", share, 1000, "per_mille"))
    return findings


def check_conflicts(books):
    at_station = unions(books.rows("duty"), lambda row: (row["staff"], row["station"]))
    seen, twice = collections.defaultdict(int), collections.defaultdict(int)
    for (staff, _), bitmap in at_station.items():
        twice[staff] |= seen[staff] & bitmap
        seen[staff] |= bitmap
    return [Finding("A13", staff, date.isoformat(), minutes(bitmap, day_number(date)) * 60, 0, "seconds")
            for staff, bitmap in twice.items() for date in OCTOBER if minutes(bitmap, day_number(date))]


MASTER_RULES = [check_communities, check_groups, check_sites, check_auxiliaries, check_strength, check_inspections,
                check_shared_officers]
DUTY_RULES = [check_opening, check_beat_hours, check_workstations, check_briefings, check_plan, check_conflicts]


def findings_of(books, rules):
    return [finding for rule in rules for finding in rule(books)]


def places(rows):
    """Rule, subject and period of findings or of the rows of a planted.csv."""
    return {(row["rule"], row["subject"], row["period"]) for row in
            (row._asdict() if isinstance(row, Finding) else row for row in rows)}


# ---- totals ----

def count(rows, **wanted):
    return sum(all(row[field] == value for field, value in wanted.items()) for row in rows)


def tally_sum(books, measure, first, last):
    return sum(int(row["value"]) for row in books.rows("tally") if row["measure"] == measure
               and first <= row["month"] <= last)


def tenths(change, base):
    """Per cent in tenths, half away from zero, in integers."""
    magnitude = (2000 * abs(change) + base) // (2 * base)
    return magnitude if change >= 0 else -magnitude


def check_units(books, failures):
    source = read(HENGSHAN / "source" / "units.csv")
    villages = books.rows("village")
    same = ["code", "name", "kind", "township"]
    failures.equal("units are those of the source", sorted([v[f] for f in same] for v in villages),
                   sorted([u[f] for f in same] for u in source))
    failures.equal("villages, communities of the list", (count(villages, kind="village"),
                                                         count(villages, kind="community")), (214, 32))
    now, later = books.rows("village", LAST_DAY), books.rows("village", "2021-01-01")
    failures.equal("communities in autumn 2020 and in 2021",
                   (count(now, kind="community"), count(later, kind="community")), (16, 32))
    failures.equal("villages in autumn 2020", count(now, kind="village"), 214)


def check_establishment(books, failures):
    stations = books.rows("station", LAST_DAY)
    kinds = ("police_station", "community_office", "central_office", "workstation")
    failures.equal("stations", [count(stations, kind=kind) for kind in kinds], [17, 4, 56, 158])
    seats = [row["seat"] for row in stations if row["kind"] in ("central_office", "workstation")]
    failures.equal("villages that seat a site", len(set(seats)), 214)
    failures.equal("officers posted to offices", len(books.office_officers()), 56)
    failures.equal("auxiliaries", count(books.rows("staff", LAST_DAY), role="auxiliary"), 294)
    offices = {row["id"]: row["kind"] for row in books.offices()}
    served = [row["village"] for row in books.rows("service", LAST_DAY)]
    failures.equal("units served once", (len(served), len(set(served))), (230, 230))
    failures.equal("communities served", sum(offices[row["station"]] == "community_office"
                                             for row in books.rows("service", LAST_DAY)), 16)
    posts = collections.Counter(row["staff"] for row in books.rows("posting", LAST_DAY) if row["station"] in offices
                                and row["staff"].startswith("O"))
    failures.equal("officers by number of offices", sorted(collections.Counter(posts.values()).items()),
                   [(1, 52), (2, 4)])


def check_counts(books, failures):
    failures.equal("households", tally_sum(books, "households", "2020-01", "2020-10"), 102484)
    failures.equal("person-times", tally_sum(books, "person_times", "2020-01", "2020-10"), 197541)
    kinds = {row["id"]: row["kind"] for row in books.rows("station")}
    visited = {kinds[row["station"]] for row in books.rows("tally") if row["measure"] == "households"}
    failures.equal("who visits", visited, {"police_station", "central_office", "workstation"})
    found, settled = (tally_sum(books, measure, "2020-01", "2020-06") for measure in ("found", "settled"))
    failures.equal("disputes", (found, settled, tenths(settled, found)), (289, 255, 882))
    for measure, wanted in (("criminal", -42), ("administrative", -171)):
        before, after = (tally_sum(books, measure, f"{year}-01", f"{year}-06") for year in (2019, 2020))
        failures.equal(f"{measure} cases {before} -> {after}", tenths(after - before, before), wanted)
    check_carry_over(books, failures)
    check_assessment(books, failures)


def check_carry_over(books, failures):
    """What an office carries into a month is what it had at hand before and did not settle."""
    value = collections.Counter()
    for row in books.rows("tally"):
        value[row["station"], row["month"], row["measure"]] += int(row["value"])
    for office in (row["id"] for row in books.offices()):
        for number in range(1, 10):
            before, month = f"2020-{number:02d}", f"2020-{number + 1:02d}"
            left = (value[office, before, "carried_in"] + value[office, before, "found"]
                    - value[office, before, "settled"])
            failures.equal(f"carried into {month} at {office}", value[office, month, "carried_in"], left)


def check_assessment(books, failures):
    """October: each office and each officer has every measure once, and none is kept both ways."""
    october = [row for row in books.rows("tally") if row["month"] == "2020-10"]
    offices = {row["id"] for row in books.offices()}
    for measure in ("found", "settled", "carried_in", "criminal", "administrative", "collected", "due"):
        rows = [row for row in october if row["measure"] == measure]
        failures.equal(f"{measure} by office", sorted(row["station"] for row in rows), sorted(offices))
        failures.equal(f"{measure} without staff", {row["staff"] for row in rows}, {""})
    for asked, good in (("visibility_asked", "visibility_seen"), ("familiarity_asked", "familiarity_correct"),
                        ("asked", "satisfied")):
        size, part = ({(row["staff"], row["station"]): int(row["value"]) for row in october if row["measure"] == name}
                      for name in (asked, good))
        failures.equal(f"{good} by officer", {staff for staff, _ in part}, set(books.office_officers()))
        failures.equal(f"{good} of {asked}", [key for key in size if not part[key] <= size[key]], [])


def check_references(books, failures):
    known = {"station": {row["id"] for row in books.rows("station")}, "village": {row["code"] for row in
             books.rows("village")}, "staff": {row["id"] for row in books.rows("staff")},
             "beat": {row["id"] for row in books.rows("beat")}}
    target = {"station": "station", "police_station": "station", "village": "village", "seat": "village",
              "staff": "staff", "beat": "beat"}
    for name, rows in books.records.items():
        lost = {(field, row[field]) for row in rows.values() for field in target
                if row.get(field) and row[field] not in known[target[field]]}
        failures.equal(f"references of {name}", sorted(lost), [])
    used = {row["activity"] for row in books.rows("duty")}
    failures.equal("unknown activities", sorted(used - ACTIVITIES), [])


# ---- the scripts ----

def check_master_script(failures, scratch):
    """make_master.py writes the committed files byte for byte."""
    copy = scratch / "master"
    (copy / "source").mkdir(parents=True)
    shutil.copy(HENGSHAN / "make_master.py", copy)
    shutil.copy(HENGSHAN / "source" / "units.csv", copy / "source")
    subprocess.run([sys.executable, str(copy / "make_master.py")], check=True)
    made = sorted(path.relative_to(copy) for path in copy.rglob("*.csv"))
    kept = sorted(path.relative_to(HENGSHAN) for path in HENGSHAN.rglob("*.csv")
                  if path.parent != HENGSHAN or path.name not in GENERATED)
    failures.equal("files of make_master.py", made, kept)
    failures.equal("files that differ", [str(path) for path in made if path in kept and
                                         (copy / path).read_bytes() != (HENGSHAN / path).read_bytes()], [])


def build_generator(scratch):
    program = scratch / "generate"
    compiler = os.environ.get("CC", "cc").split()
    subprocess.run(compiler + ["-std=c11", "-O1", "-o", str(program), str(HENGSHAN / "generate.c")], check=True)
    return program


def generate(program, scratch, seed, clean):
    output = scratch / f"duty-{seed}-{'clean' if clean else 'breaches'}"
    output.mkdir()
    subprocess.run([str(program), "--seed", str(seed), "--data", str(HENGSHAN), "--output", str(output)]
                   + ["--clean"] * clean, check=True)
    return output


def check_shape(books, failures, seed):
    """The duty holds what makes counting hard: nights, overlaps, leave."""
    rows = books.rows("duty")
    nights = sum(row["start"][:10] != row["finish"][:10] for row in rows)
    simple = sum(minute(row["finish"]) - minute(row["start"]) for row in rows)
    union = sum(bin(bitmap).count("1") for bitmap in unions(rows, lambda row: row["staff"]).values())
    failures.equal(f"seed {seed}: nights, overlaps and leave occur",
                   (nights > 50, simple > union + 2000, len(books.rows("absence")) > 5), (True, True, True))
    print(f"seed {seed}: {len(rows)} duties, {nights} across midnight, {simple - union} minutes counted once only, "
          f"{len(books.rows('absence'))} absences, {len(books.rows('duty_plan'))} planned duties")


def check_traps(books, failures, seed):
    """Some breaches are found only by whoever takes unions, clips at midnight and minds the area."""
    def total(rows):
        return sum(minute(row["finish"]) - minute(row["start"]) for row in rows) // HOUR

    rows = books.rows("duty")
    beat = [row for row in rows if row["activity"] in BEAT]
    hours = {
        "RO17": total(row for row in beat if row["station"] == "RO17" and row["activity"] == "reception"
                      and row["start"].startswith("2020-10-18")),
        "RO38": total(row for row in beat if row["station"] == "RO38" and row["activity"] == "reception"
                      and row["start"].startswith("2020-10-25")),
        "O020": total(row for row in beat if row["staff"] == "O020" and "2020-10-19" <= row["start"] < "2020-10-26"),
        "O030": total(row for row in beat if row["staff"] == "O030" and row["start"] >= "2020-10-26"),
        "WS101": total(row for row in beat if row["station"] == "WS101" and row["start"] >= "2020-10-26")}
    wanted = {"RO17": 8, "RO38": 8, "O020": 20, "O030": 20, "WS101": 8}
    failures.equal(f"seed {seed}: too few hours to mislead", {key: number for key, number in hours.items()
                                                              if number < wanted[key]}, {})


def check_duty(program, scratch, seed, failures):
    """Clean duty keeps every rule; the other breaks exactly the rules named in its planted.csv."""
    clean = Books(generate(program, scratch, seed, True))
    check_references(clean, failures)
    check_shape(clean, failures, seed)
    failures.equal(f"seed {seed}: findings of clean duty", findings_of(clean, DUTY_RULES), [])
    directory = generate(program, scratch, seed, False)
    broken, planted = Books(directory), read(directory / "planted.csv")
    check_references(broken, failures)
    check_traps(broken, failures, seed)
    failures.same_set(f"seed {seed}: findings of planted duty", places(findings_of(broken, DUTY_RULES)),
                      places(planted))
    overlaid = Books(directory, breaches=True)
    failures.same_set(f"seed {seed}: the same with the breaches of the master files",
                      places(findings_of(overlaid, DUTY_RULES)), places(planted))
    return {row["rule"] for row in planted}


def check_master(failures):
    books = Books()
    check_units(books, failures)
    check_establishment(books, failures)
    check_counts(books, failures)
    check_references(books, failures)
    expected = read(HENGSHAN / "expected_findings.csv")
    failures.same_set("inherent findings", places(findings_of(books, MASTER_RULES)), places(expected))
    overlaid, planted = Books(breaches=True), read(HENGSHAN / "breaches" / "planted.csv")
    check_references(overlaid, failures)
    failures.same_set("planted in the master files", places(findings_of(overlaid, MASTER_RULES)),
                      places(expected) | places(planted))
    print(f"master files: {len(expected)} inherent findings, {len(planted)} planted")
    return {row["rule"] for row in planted}


def run_checks(seeds):
    failures = Failures()
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        check_master_script(failures, scratch)
        rules = check_master(failures)
        program = build_generator(scratch)
        for seed in seeds:
            rules |= check_duty(program, scratch, seed, failures)
    failures.equal("rules with a planted breach", sorted(rules), sorted(f"A{n}" for n in range(1, 16) if n != 12))
    print(f"{failures.checks} checks, {failures.failed} failed")
    return failures.failed != 0


def print_findings(directory, breaches):
    books = Books(directory, breaches)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(Finding._fields)
    writer.writerows(sorted(findings_of(books, MASTER_RULES + DUTY_RULES), key=lambda f: (int(f.rule[1:]), f[1:3])))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[DEFAULT_SEED, 1])
    parser.add_argument("--findings", metavar="DIR", help="print the findings for the duty in DIR")
    parser.add_argument("--breaches", action="store_true", help="with --findings: import breaches/ as well")
    options = parser.parse_args()
    if options.findings:
        return print_findings(options.findings, options.breaches)
    return run_checks(options.seeds)


if __name__ == "__main__":
    sys.exit(main())
