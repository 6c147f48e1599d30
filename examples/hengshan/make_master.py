#!/usr/bin/env python3
"""Makes the master data of the Hengshan example from source/units.csv.

The CSV files are committed: a user of the library never needs this script. It says how they came about, and running
it again writes the same bytes. Real are the 246 units (code, name, kind, township) and the holidays; everything else
is synthetic, drawn with a fixed seed so that the totals of the district's published report come out exactly.
"""

import csv
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
SEED = 610803
MONTHS_2019 = [f"2019-{month:02d}" for month in range(1, 7)]
MONTHS_2020 = [f"2020-{month:02d}" for month in range(1, 11)]

# The totals of the published report (autumn 2020).
HOUSEHOLDS, PERSON_TIMES = 102484, 197541
FOUND_FIRST_HALF, SETTLED_FIRST_HALF = 289, 255
CASES = {"criminal": (262, 251), "administrative": (702, 582)}  # first half of 2019 and 2020: -4.2 % and -17.1 %
AUXILIARIES, COMMUNITIES_2020 = 294, 4

# Police station, its townships, and how many villages each of its central offices serves. 56 offices cannot all serve
# four of 214 villages: inside these areas at most 46 can, so the other ten take what is left.
AREAS = [
    ("城关", ["城关街道"], [4, 4, 4, 4, 2]),
    ("怀远", ["怀远街道"], [1]),
    ("夏州", ["夏州街道"], [3]),
    ("怀仁路", ["怀仁路街道"], [1]),
    ("崇德路", ["崇德路街道"], [2]),
    ("石湾", ["石湾镇"], [4, 4, 4]),
    ("高镇", ["高镇"], [5, 4, 4, 4]),
    ("武镇", ["武镇"], [4, 4, 4]),
    ("党岔", ["党岔镇"], [4, 4, 4, 3]),
    ("响水", ["响水镇"], [4, 4, 4, 4, 3]),
    ("波罗", ["波罗镇", "白界镇"], [5, 5, 5, 4]),
    ("殿市", ["殿市镇"], [4, 4, 4, 2]),
    ("塔湾", ["塔湾镇"], [5, 4, 4]),
    ("赵石畔", ["赵石畔镇"], [5, 4, 4, 4, 4]),
    ("魏家楼", ["魏家楼镇"], [5, 5, 4]),
    ("韩岔", ["韩岔镇"], [4, 4, 4, 4, 4, 4, 2]),
    ("雷龙湾", ["雷龙湾镇"], [4, 3]),
]
# Here one officer serves the last two central offices: 60 offices, 56 officers.
SHARING = ["城关", "响水", "殿市", "韩岔"]

# Made-up township centres in 1/10000 degree (longitude, latitude), about where the townships lie.
CENTRES = {
    "城关街道": (1092900, 379600), "怀远街道": (1092800, 379700), "夏州街道": (1093100, 379600),
    "怀仁路街道": (1093000, 379800), "崇德路街道": (1093300, 379500), "石湾镇": (1093000, 375500),
    "高镇": (1095200, 376600), "武镇": (1096200, 376200), "党岔镇": (1097200, 380200), "响水镇": (1096000, 379500),
    "波罗镇": (1094300, 380500), "殿市镇": (1094200, 378200), "塔湾镇": (1091500, 379000),
    "赵石畔镇": (1091200, 377800), "魏家楼镇": (1093000, 376800), "韩岔镇": (1092200, 376200),
    "白界镇": (1096200, 381200), "雷龙湾镇": (1091000, 380200),
}

HOLIDAYS_2020 = (  # State Council notices of 21 November 2019 and 27 January 2020
    ["2020-01-01"] + [f"2020-01-{day}" for day in range(24, 32)] + ["2020-02-01", "2020-02-02"]
    + ["2020-04-04", "2020-04-05", "2020-04-06"] + [f"2020-05-{day:02d}" for day in range(1, 6)]
    + ["2020-06-25", "2020-06-26", "2020-06-27"] + [f"2020-10-{day:02d}" for day in range(1, 9)])
WORKDAYS_2020 = ["2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10"]


STATION_FIELDS = ["id", "kind", "name", "police_station", "seat", "beat", "opened"]
SERVICE_FIELDS = ["station", "village", "valid_to"]
STAFF_FIELDS = ["id", "valid_to", "role", "police_station", "service_since"]
POSTING_FIELDS = ["staff", "station", "valid_from", "valid_to"]
INSPECTION_FIELDS = ["station", "date", "section", "passed", "inspector"]
FINDING_FIELDS = ["rule", "subject", "period", "reason"]
LAST_DAY = "2020-10-31"


class Draw:
    """splitmix64: the same numbers on every machine and in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def between(self, low, high):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return low + (z ^ (z >> 31)) % (high - low + 1)

    def percent(self, chance):
        return self.between(1, 100) <= chance

    def weighted(self, weights):
        pick = self.between(1, sum(weights))
        for index, weight in enumerate(weights):
            pick -= weight
            if pick <= 0:
                return index
        raise AssertionError("no weight")


def write(name, fields, rows):
    """Writes the named fields; a row may lack some (empty) and carry others (left out)."""
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def apportion(total, weights):
    """Whole parts of total in proportion to the weights, summing to it exactly (largest remainder)."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[:total - sum(parts)]:
        parts[index] += 1
    return parts


def distance(a, b):
    """Squared distance in 1/10000 degree of latitude; a degree of longitude is 0.79 of one of latitude here."""
    return ((a["x"] - b["x"]) * 79 // 100) ** 2 + (a["y"] - b["y"]) ** 2


def bare(name):
    return name.removesuffix("村委会").removesuffix("社区")


def read_units(draw):
    """The real units with their police station and synthetic places and populations."""
    station_of = {town: f"PS{number:02d}" for number, (_, towns, _) in enumerate(AREAS, 1) for town in towns}
    with (HERE / "source" / "units.csv").open(encoding="utf-8") as file:
        units = list(csv.DictReader(file))
    for unit in units:
        town = unit["township"].endswith("街道") and unit["township"] != "城关街道"
        spread = 200 if town else 750
        x, y = CENTRES[unit["township"]]
        unit["x"], unit["y"] = x + draw.between(-spread, spread), y + draw.between(-spread, spread)
        unit["police_station"] = station_of[unit["township"]]
        low, high = (4200, 8800) if unit["kind"] == "community" else (380, 1650)
        unit["population"] = draw.between(low, high)
        unit["households"] = unit["population"] * 100 // draw.between(270, 330)
    return units


def group_villages(villages, sizes):
    """Compact groups: the outermost village left and its nearest neighbours; returns (seat, members) each."""
    left = list(villages)
    centre = {axis: sum(v[axis] for v in left) // len(left) for axis in "xy"}
    groups = []
    for size in sizes:
        outermost = max(left, key=lambda v: (distance(v, centre), v["code"]))
        members = sorted(left, key=lambda v: (distance(v, outermost), v["code"]))[:size]
        seat = min(members, key=lambda v: (sum(distance(v, other) for other in members), v["code"]))
        groups.append((seat, sorted(members, key=lambda v: v["code"])))
        left = [v for v in left if v not in members]
    assert not left
    return groups


class District:
    """Everything that stands in the master files, built step by step."""

    def __init__(self):
        self.draw = Draw(SEED)
        self.units = read_units(self.draw)
        self.stations, self.beats, self.services = [], [], []
        self.staff, self.postings = [], []
        self.offices_by_area, self.officers_by_area = {}, {}

    def station(self, kind, identifier, name, area, seat=None, beat=None):
        row = {"id": identifier, "kind": kind, "name": name}
        if seat:
            row |= {"police_station": area, "seat": seat["code"], "beat": beat,
                    "opened": f"2019-{7 + int(area[2:]) % 5:02d}-{self.draw.between(1, 28):02d}"}
        self.stations.append(row)
        return row

    def office(self, kind, identifier, area, seat, members):
        number = len(self.beats) + 1
        beat = f"B{number:02d}"
        self.beats.append({"id": beat, "name": f"{bare(seat['name'])}警务区", "police_station": area})
        word = "社区警务室" if kind == "community_office" else "中心警务室"
        row = self.station(kind, identifier, bare(seat["name"]) + word, area, seat, beat)
        row["members"] = members
        self.services += [{"station": identifier, "village": member["code"]} for member in members]
        self.offices_by_area[area].append(row)
        for member in members:
            member["office_beat"] = beat
            member["remote"] = int(distance(member, seat) > 600 ** 2)

    def build_sites(self):
        areas = [f"PS{number:02d}" for number in range(1, len(AREAS) + 1)]
        self.offices_by_area = {area: [] for area in areas}
        for area, (name, _, _) in zip(areas, AREAS):
            self.station("police_station", area, f"{name}派出所", area)
        town = 0
        for area in areas:
            communities = [u for u in self.units if u["police_station"] == area and u["kind"] == "community"]
            if len(communities) >= COMMUNITIES_2020 and town < 4:
                town += 1
                served = communities[:COMMUNITIES_2020]
                self.office("community_office", f"CO{town:02d}", area, served[0], served)
        rural = 0
        for area, (_, _, sizes) in zip(areas, AREAS):
            villages = [u for u in self.units if u["police_station"] == area and u["kind"] == "village"]
            for seat, members in group_villages(villages, sizes):
                rural += 1
                self.office("central_office", f"RO{rural:02d}", area, seat, members)
        self.build_workstations()

    def build_workstations(self):
        seated = {row.get("seat") for row in self.stations}
        number = 0
        for unit in self.units:
            if unit["kind"] == "village" and unit["code"] not in seated:
                number += 1
                self.station("workstation", f"WS{number:03d}", f"{bare(unit['name'])}警务工作站",
                             unit["police_station"], unit, unit["office_beat"])

    def person(self, identifier, role, area, first_year):
        since = f"{self.draw.between(first_year, 2019)}-{self.draw.between(1, 12):02d}-01"
        self.staff.append({"id": identifier, "role": role, "police_station": area, "service_since": since})

    def post(self, identifier, station, valid_to=""):
        self.postings.append({"staff": identifier, "station": station["id"], "valid_from": station["opened"],
                              "valid_to": valid_to})

    def build_officers(self):
        """One officer an office, but the last two offices of the SHARING areas share theirs."""
        count = 0
        for area, (name, _, _) in zip(self.offices_by_area, AREAS):
            offices = self.offices_by_area[area]
            posts = [[office] for office in offices]
            if name in SHARING:
                posts = posts[:-2] + [offices[-2:]]
            self.officers_by_area[area] = []
            for post in posts:
                count += 1
                officer = f"O{count:03d}"
                self.officers_by_area[area].append(officer)
                self.person(officer, "officer", area, 1992)
                for office in post:
                    self.post(officer, office)

    def build_station_officers(self):
        """Officers who stay at the police station: as many as rule A8 allows (40 % exactly where it divides)."""
        count = 0
        for area, officers in self.officers_by_area.items():
            for _ in range(len(officers) * 3 // 2):
                count += 1
                self.person(f"P{count:03d}", "officer", area, 1988)

    def build_auxiliaries(self):
        """Two at each office, one at each workstation, one more at the offices that serve most people."""
        sites = [s for s in self.stations if s["kind"] != "police_station"]
        offices = [s for s in sites if "members" in s]
        need = [2 if "members" in site else 1 for site in sites]
        residents = {o["id"]: sum(m["population"] for m in o["members"]) for o in offices}
        largest = sorted(offices, key=lambda o: (-residents[o["id"]], o["id"]))[:AUXILIARIES - sum(need)]
        count = 0
        for site, number in zip(sites, need):
            for _ in range(number + (site in largest)):
                count += 1
                self.person(f"A{count:03d}", "auxiliary", site["police_station"], 2008)
                self.post(f"A{count:03d}", site)
        for site in (sites[0], sites[70]):  # two who left in summer: in the books, in no count of autumn
            count += 1
            self.person(f"A{count:03d}", "auxiliary", site["police_station"], 2008)
            self.staff[-1]["valid_to"] = "2020-07-01"
            self.post(f"A{count:03d}", site, "2020-07-01")


class Counts:
    """The rows of tally.csv."""

    def __init__(self, district):
        self.district, self.draw, self.rows = district, district.draw, []
        self.offices = [s for s in district.stations if "members" in s]
        self.residents = [sum(m["population"] for m in office["members"]) for office in self.offices]

    def add(self, month, station, measure, value, staff=""):
        self.rows.append({"month": month, "station": station, "staff": staff, "measure": measure, "value": value})

    def visits(self):
        """Police stations, central offices and workstations, as the report names them: no community offices."""
        weight_of = {"police_station": 6, "central_office": 5, "workstation": 2}
        cells = [(month, s["id"], weight_of[s["kind"]]) for month in MONTHS_2020
                 for s in self.district.stations if s["kind"] in weight_of]
        households = apportion(HOUSEHOLDS, [weight * self.draw.between(70, 130) for _, _, weight in cells])
        persons = apportion(PERSON_TIMES, [count * self.draw.between(165, 220) for count in households])
        for (month, station, _), count, person in zip(cells, households, persons):
            assert 0 < count <= person
            self.add(month, station, "households", count)
            self.add(month, station, "person_times", person)

    def cases(self):
        """First half of 2019 by police station (the offices did not exist), 2020 by office; October in full."""
        for measure, (before, after) in CASES.items():
            areas = list(self.district.offices_by_area)
            cells = [(month, area) for month in MONTHS_2019 for area in areas]
            parts = apportion(before, [self.draw.between(40, 160) for _ in cells])
            for (month, area), count in zip(cells, parts):
                self.add(month, area, measure, count)
            cells = self.by_office(after, MONTHS_2020[:6]) + self.by_office(after * 2 // 3, MONTHS_2020[6:])
            for month, station, count in cells:
                if count or month == "2020-10":
                    self.add(month, station, measure, count)

    def by_office(self, total, months):
        cells = [(month, index) for month in months for index in range(len(self.offices))]
        counts = dict.fromkeys(cells, 0)
        weights = [self.residents[index] for _, index in cells]
        for _ in range(total):
            counts[cells[self.draw.weighted(weights)]] += 1
        return [(month, self.offices[index]["id"], count) for (month, index), count in counts.items()]

    def settling_month(self, first, chance):
        """The month from `first` on in which a dispute is settled, or None; `chance` is that of each month."""
        for month in range(first, len(MONTHS_2020)):
            if self.draw.percent(chance):
                return month
        return None

    def disputes(self):
        """Each dispute is followed from month to month, so found, settled and carried over always agree."""
        offices = range(len(self.offices))
        found = [(0 if n < 14 else self.draw.between(0, 5), self.draw.weighted(self.residents), n < 14)
                 for n in range(14 + FOUND_FIRST_HALF)]
        by_age = sorted(found, key=lambda item: (not item[2], item[0] + self.draw.between(0, 3)))
        settled = [(month, office, old, self.draw.between(month, min(5, month + 2)))
                   for month, office, old in by_age[:SETTLED_FIRST_HALF]]
        waiting = [(month, office, old, self.settling_month(6, 40))
                   for month, office, old in by_age[SETTLED_FIRST_HALF:]]
        later = [(month, self.draw.weighted(self.residents), False) for month in (6, 7, 8) for _ in range(50)]
        drive = [(9, office, False) for office in offices for _ in range(self.found_in_october(office))]
        recent = [(month, office, old, self.settling_month(month, 60 if month < 9 else 62 + office * 7 % 36))
                  for month, office, old in later + drive]
        self.count_disputes(settled + waiting + recent)

    def found_in_october(self, office):
        """The drive of October: enough to be assessed (10), except in a few quiet offices."""
        return self.draw.between(2, 5) if office % 9 == 4 else self.draw.between(11, 19)

    def count_disputes(self, items):
        for number, month in enumerate(MONTHS_2020):
            for index, office in enumerate(self.offices):
                here = [item for item in items if item[1] == index]
                counts = {"found": sum(not old and f == number for f, _, old, _ in here),
                          "settled": sum(s == number for _, _, _, s in here),
                          "carried_in": sum((old or f < number) and (s is None or s >= number)
                                            for f, _, old, s in here)}
                for measure, count in counts.items():
                    if count or number == 9:
                        self.add(month, office["id"], measure, count)

    def assessment(self):
        """October: information by office, surveys by officer; one officer without a survey, one with a tiny one."""
        for index, office in enumerate(self.offices):
            due = self.draw.between(240, 620)
            self.add("2020-10", office["id"], "due", due)
            self.add("2020-10", office["id"], "collected", due * self.draw.between(72, 104) // 100)
        surveys = [("visibility_asked", "visibility_seen", 30, 60, 62, 97),
                   ("familiarity_asked", "familiarity_correct", 20, 40, 58, 96),
                   ("asked", "satisfied", 30, 60, 74, 100)]
        for posting in self.district.postings:
            if not posting["staff"].startswith("O"):
                continue
            for asked, good, low, high, worst, best in surveys:
                size = {"O017": 0, "O033": 8}.get(posting["staff"], self.draw.between(low, high))
                share = self.draw.between(worst, best)
                self.add("2020-10", posting["station"], asked, size, posting["staff"])
                self.add("2020-10", posting["station"], good, size * share // 100, posting["staff"])

    def build(self):
        self.visits()
        self.cases()
        self.disputes()
        self.assessment()
        self.rows.sort(key=lambda r: (r["month"], r["station"], r["staff"], r["measure"]))
        return self.rows


def inspections(district):
    """Three sections at each site, in spring or autumn; a few failed in spring and passed in September."""
    rows = []

    def inspect(site, date, failed):
        inspector = f"P{int(site['police_station'][2:]):03d}"
        for section in ("exterior", "interior", "ledger"):
            rows.append({"station": site["id"], "date": date, "section": section, "passed": int(section != failed),
                         "inspector": inspector})

    for number, site in enumerate(s for s in district.stations if s["kind"] != "police_station"):
        date = f"2020-{district.draw.between(3, 6):02d}-{district.draw.between(1, 28):02d}"
        again = number % 30 == 7
        inspect(site, date, "ledger" if again else None)
        if again:
            inspect(site, f"2020-09-{district.draw.between(1, 25):02d}", None)
    return rows


def degrees(tenthousandths):
    return f"{tenthousandths // 10000}.{tenthousandths % 10000:04d}"


def villages(units):
    """The 16 communities that no office serves yet are in the books from 2021 on (synthetic)."""
    rows = []
    for unit in units:
        row = dict(unit, lon=degrees(unit["x"]), lat=degrees(unit["y"]))
        if unit["kind"] == "community" and "office_beat" not in unit:
            row["valid_from"] = "2021-01-01"
        rows.append(row)
    return rows


def write_master(district):
    write("district.csv", ["code", "name", "utc_offset"],
          [{"code": "610803", "name": "横山区", "utc_offset": 28800}])
    fields = ["code", "valid_from", "kind", "name", "township", "police_station", "population", "households", "lon",
              "lat", "remote"]
    write("village.csv", fields, villages(district.units))
    write("station.csv", STATION_FIELDS, district.stations)
    write("beat.csv", ["id", "name", "police_station"], district.beats)
    write("service.csv", SERVICE_FIELDS[:2], district.services)
    write("staff.csv", STAFF_FIELDS, district.staff)
    write("posting.csv", POSTING_FIELDS, district.postings)
    days = [(day, "holiday") for day in HOLIDAYS_2020] + [(day, "workday") for day in WORKDAYS_2020]
    write("calendar.csv", ["date", "kind"], [{"date": day, "kind": kind} for day, kind in sorted(days)])
    write("tally.csv", ["month", "station", "staff", "measure", "value"], Counts(district).build())
    write("inspection.csv", INSPECTION_FIELDS, inspections(district))
    write("published.csv", ["month", "label", "count", "percent", "decimals"], [
        {"month": "2020-10", "label": "central_office_seat", "count": 56, "percent": "25.8", "decimals": 1},
        {"month": "2020-10", "label": "community_served", "count": 16, "percent": "100", "decimals": 0},
        {"month": "2020-10", "label": "workstation_seat", "count": 158, "percent": "69.6", "decimals": 1}])
    roles = ["head", "deputy", "command_centre", "support_office", "public_order_brigade", "office"]
    write("governance.csv", ["role", "valid_from", "holder"],
          [{"role": role, "valid_from": "2019-06-01", "holder": f"G{n:02d}"} for n, role in enumerate(roles, 1)])
    write("expected_findings.csv", FINDING_FIELDS, inherent(district))


def finding(rule, subject, period, reason):
    return {"rule": rule, "subject": subject, "period": period, "reason": reason}


def inherent(district):
    return [finding("A2", office["id"], LAST_DAY,
                    f"serves {len(office['members'])}: 56 offices with 4 villages each would need 224, there are 214")
            for office in district.stations
            if office["kind"] == "central_office" and len(office["members"]) < 4]


class Breaches:
    """Rows that, imported after the master files, break one rule each; for the tests, not for the quickstart."""

    def __init__(self, district):
        self.district, self.planted = district, []
        self.stations = {s["id"]: s for s in district.stations}

    def plant(self, rule, subject, period, reason):
        self.planted.append(finding(rule, subject, period, reason))

    def service(self):
        first, second = (self.stations[office]["members"] for office in ("CO01", "CO03"))
        rows = [{"station": "CO02", "village": first[1]["code"]},
                {"station": "CO03", "village": second[2]["code"], "valid_to": "2020-10-16"}]
        self.plant("A1", first[1]["code"], LAST_DAY, "served by CO01 and CO02")
        self.plant("A1", second[2]["code"], LAST_DAY, "no longer served by CO03 from 16 October")
        neighbours = self.stations["RO12"]["members"]
        rows += [{"station": "RO11", "village": member["code"]} for member in neighbours[:3]]
        self.plant("A2", "RO11", LAST_DAY, "serves 7 villages")
        foreign = self.stations["RO25"]["members"][0]
        rows.append({"station": "RO18", "village": foreign["code"]})
        self.plant("A2", "RO18", LAST_DAY, f"serves {foreign['code']} outside the area of its police station")
        return rows

    def station(self):
        """One workstation moves into the village of an office: that village has both, its old one neither."""
        site = next(s for s in self.district.stations if s["kind"] == "workstation" and s["police_station"] == "PS08")
        office = self.district.offices_by_area["PS08"][0]
        self.plant("A3", site["seat"], LAST_DAY, f"{site['id']} moved away: no site")
        self.plant("A3", office["seat"], LAST_DAY, f"{office['id']} and {site['id']}: two sites")
        return [dict(site, seat=office["seat"])]

    def posting(self):
        rows = [dict(p, valid_to="2020-10-30") for p in self.district.postings
                if p["station"] == "RO40" and p["staff"].startswith("A") and not p["valid_to"]]
        for day in (30, 31):
            self.plant("A5", "RO40", f"2020-10-{day}", "the postings of its auxiliaries have ended")
        shared = [p for p in self.district.postings if p["staff"] == self.district.officers_by_area["PS01"][-1]]
        rows.append(dict(shared[0], station=self.district.offices_by_area["PS01"][0]["id"]))
        self.plant("A14", shared[0]["staff"], "2020-10", "posted to three offices (reported, no limit by default)")
        return rows

    def staff(self):
        self.plant("A8", "PS14", LAST_DAY, "5 of 14 officers are posted to offices")
        return [{"id": f"P90{n}", "role": "officer", "police_station": "PS14", "service_since": "2012-09-01"}
                for n in (1, 2)]

    def inspection(self):
        self.plant("A9", "WS077", LAST_DAY, "the interior failed on 20 October")
        return [{"station": "WS077", "date": "2020-10-20", "section": section, "passed": int(section != "interior"),
                 "inspector": "P001"} for section in ("exterior", "interior", "ledger")]

    def write(self):
        for name, fields in (("service", SERVICE_FIELDS), ("station", STATION_FIELDS), ("posting", POSTING_FIELDS),
                             ("staff", STAFF_FIELDS), ("inspection", INSPECTION_FIELDS)):
            write(f"breaches/{name}.csv", fields, getattr(self, name)())
        self.planted.sort(key=lambda row: (int(row["rule"][1:]), row["subject"], row["period"]))
        write("breaches/planted.csv", FINDING_FIELDS, self.planted)


def main():
    district = District()
    district.build_sites()
    district.build_officers()
    district.build_station_officers()
    district.build_auxiliaries()
    write_master(district)
    Breaches(district).write()


if __name__ == "__main__":
    main()
