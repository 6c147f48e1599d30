#!/usr/bin/env python3
"""Reads a store with nothing but docs/format.md: pages of duty, canonical rows, the journal, closed months.

usage: format.py PROGRAM DATA_DIRECTORY GENERATOR
"""
import csv
import datetime
import hashlib
import io
import pathlib
import sqlite3
import struct
import subprocess
import sys
import tempfile

MASTER = ['district', 'village', 'station', 'beat', 'service', 'staff', 'posting', 'calendar', 'governance', 'published',
          'inspection', 'tally']
MADE = ['absence', 'duty', 'duty_plan']
OFFSET = 28800
EPOCH = datetime.date(1970, 1, 1)


def sm3(data):
    return hashlib.new('sm3', data).hexdigest()


# ---- canonical rows ----

def days(text):
    return (datetime.date.fromisoformat(text) - EPOCH).days


def month_number(text):
    return int(text[:4]) * 12 + int(text[5:]) - 1


def seconds(text):
    """Of an instant: UTC when it ends with Z, else local time."""
    moment = datetime.datetime.fromisoformat(text.rstrip('Z').replace(' ', 'T'))
    return int((moment - datetime.datetime(1970, 1, 1)).total_seconds()) - (0 if text.endswith('Z') else OFFSET)


def pack_field(kind, value):
    if value is None or value == '':
        return b'\0'
    if kind in ('text', 'word', 'decimal'):
        data = value.encode()
        return b'\1' + struct.pack('>I', len(data)) + data
    if kind == 'real':
        return b'\1' + struct.pack('>d', value + 0.0)
    whole = {'date': days, 'month': month_number, 'instant': seconds}.get(kind, int)(value)
    return b'\1' + struct.pack('>q', whole)


def pack_row(fields, row):
    return b''.join(pack_field(kind, value) for (_, kind), value in zip(fields, row))


def fields_of(program, record):
    """(name, type) of each field, as the program tells."""
    said = subprocess.run([program, 'info', record, '--lang', 'en'], capture_output=True, text=True, check=True).stdout
    return [tuple(line.split()[:2]) for line in said.splitlines()[1:] if line.strip()]


# ---- pages of duty ----

def number(data, at, width):
    return int.from_bytes(data[at:at + width], 'big')


def local_text(instant):
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=instant + OFFSET)).isoformat(' ')


def read_page(page, places, kinds):
    district, month, staff, unit, widths, shapes, packed = page
    start_width, length_width, index_width, place_width, kind_width = map(int, f'{widths:05d}')
    step = start_width + length_width + index_width
    assert len(packed) % step == 0 and len(shapes) % (place_width + kind_width) == 0
    for at in range(0, len(packed), step):
        start = seconds(month + '-01 00:00:00') + unit * number(packed, at, start_width)
        finish = start + unit * number(packed, at + start_width, length_width)
        shape = (place_width + kind_width) * number(packed, at + start_width + length_width, index_width)
        station, village, confirmed_by = places[district, number(shapes, shape, place_width)]
        activity, source = kinds[district, number(shapes, shape + place_width, kind_width)]
        yield (district, staff, local_text(start), station, local_text(finish), activity, village, source, confirmed_by)


def read_duty(database, record):
    places = {(row[0], row[1]): row[2:] for row in database.execute(
        'SELECT district, number, station, village, confirmed_by FROM duty_place')}
    kinds = {(row[0], row[1]): row[2:] for row in database.execute(
        'SELECT district, number, activity, source FROM duty_kind')}
    rows = []
    for page in database.execute(f'SELECT district, month, staff, unit, widths, shapes, packed FROM {record}_page'):
        rows += read_page(page, places, kinds)
    return sorted(rows, key=lambda row: (row[0], row[1].encode(), row[2], row[3].encode()))


# ---- the checks ----

def check_duty(program, database, store, record):
    rows = read_duty(database, record)
    shown = [tuple(row) for row in database.execute(f'SELECT * FROM {record}')]
    assert rows == shown, f'the view {record} does not show what the pages hold'
    text = subprocess.run([program, 'export', store, record, '--quiet'], capture_output=True, text=True, check=True).stdout
    exported = list(csv.reader(io.StringIO(text)))[1:]
    assert exported == [['' if cell is None else cell for cell in row] for row in rows], f'export of {record} differs'
    return len(rows)


def check_chain(program, database):
    fields = fields_of(program, 'journal')
    names = ', '.join(name for name, _ in fields)
    previous, seq, entries = None, 0, []
    for row in database.execute(f'SELECT {names} FROM journal ORDER BY district, seq'):
        entry = dict(zip((name for name, _ in fields), row))
        seq += 1
        assert entry['seq'] == seq and entry['previous'] == previous, f'the chain breaks at entry {seq}'
        without = [None if name == 'digest' else cell for (name, _), cell in zip(fields, row)]
        assert entry['digest'] == sm3(pack_row(fields, without)), f'entry {seq} does not fit its own digest'
        previous = entry['digest']
        entries.append(entry)
    return entries


def check_digest(program, database, entry):
    """Of rows that were written once and never changed."""
    record = entry['record']
    fields = fields_of(program, record)
    names = ', '.join(name for name, _ in fields)
    if record in ('duty', 'duty_plan'):
        rows = read_duty(database, record)
    else:
        rows = database.execute(f'SELECT {names} FROM {record}').fetchall() # in the order of the key
    assert len(rows) == entry['rows'], f'{record}: {entry["rows"]} rows in the journal, {len(rows)} stored'
    digest = sm3(b''.join(pack_row(fields, row) for row in rows))
    assert digest == entry['content'], f'{record}: the digest is another'


# ---- closed months ----

KEPT = ['district', 'station', 'beat', 'village', 'staff', 'service', 'posting', 'calendar', 'absence', 'activity', 'rule',
        'scheme', 'grade', 'tally']
PROTECTED = ['service', 'posting', 'calendar', 'absence', 'duty', 'duty_plan', 'tally', 'incident', 'inspection']


def locked_days(month):
    """From the first to the day after the last: the month and the whole weeks whose Thursday is in it."""
    year, number = divmod(month_number(month), 12)
    first = datetime.date(year, number + 1, 1)
    after = (first + datetime.timedelta(days=31)).replace(day=1)
    thursdays = [day for day in (first + datetime.timedelta(days=n) for n in range((after - first).days))
                 if day.weekday() == 3]
    monday, next_monday = thursdays[0] - datetime.timedelta(days=3), thursdays[-1] + datetime.timedelta(days=4)
    return min(first, monday).isoformat(), max(after, next_monday).isoformat()


class Month:
    """What is stored of one revision of a month."""

    def __init__(self, program, database, month, revision):
        self.database, self.month, self.revision = database, month, revision
        self.first, self.after = locked_days(month)
        self.fields = {record: fields_of(program, record) for record in
                       {*KEPT, *PROTECTED, 'month_input', 'assessment', 'assessment_total', 'submission'}}

    def rows(self, record, condition='1', values=()):
        """As dictionaries, in the order of the key."""
        names = [name for name, _ in self.fields[record]]
        if record in ('duty', 'duty_plan'):
            rows = read_duty(self.database, record)
        else:
            rows = self.database.execute(f'SELECT {", ".join(names)} FROM {record} WHERE {condition}', values)
        return [dict(zip(names, row)) for row in rows]

    def pack(self, record, row):
        return pack_row(self.fields[record], row.values())

    def touches(self, record, row):
        """Whether the lock of the month protects the row."""
        def within(date):
            return bool(date) and self.first <= date < self.after
        if record == 'tally':
            return row['month'] == self.month
        if record in ('duty', 'duty_plan'):
            last = datetime.datetime.fromisoformat(row['finish']) - datetime.timedelta(seconds=1)
            return row['start'][:10] < self.after and last.date().isoformat() >= self.first
        if record == 'absence':
            return (row['valid_from'] or '') < self.after and (not row['valid_to'] or row['valid_to'] > self.first)
        if record in ('posting', 'service'):
            return within(row['valid_from']) or within(row['valid_to'])
        return within(row['date'])

    def dated_digest(self):
        data = b''
        for record in PROTECTED:
            data += record.encode() + b'\0'
            data += b''.join(self.pack(record, row) for row in self.rows(record) if self.touches(record, row))
        return sm3(data)

    def is_kept(self, record, row):
        if record == 'tally':
            return row['month'] == self.month
        if record == 'calendar':
            return self.first <= row['date'] < self.after
        return (row.get('valid_from') or '') < self.after and (not row.get('valid_to') or row['valid_to'] > self.first)

    def line(self, record, row):
        return ','.join([record] + [cell(kind, value) for (_, kind), value in zip(self.fields[record], row.values())])

    def lines(self, scheme):
        yield 'dated,' + self.dated_digest()
        yield 'assessed_by,' + scheme
        for record in KEPT:
            for row in self.rows(record):
                if self.is_kept(record, row):
                    yield self.line(record, row)

    def stored(self, record):
        return self.rows(record, 'month = ? AND revision = ?', (self.month, self.revision))

    def digest(self):
        data = b''.join(self.pack(record, row) for record in ('month_input', 'assessment', 'assessment_total')
                        for row in self.stored(record))
        return sm3(data + b''.join(self.pack('submission', {**row, 'actor': None, 'at': None})
                                   for row in self.stored('submission')))

    def submission_digest(self, police_station):
        """Of its officers: the staff of the example never move."""
        officers = {row['id'] for row in self.rows('staff') if row['police_station'] == police_station}
        unranked = {'rank': None, 'rank_low': None, 'rank_high': None}
        data = b''.join(self.pack('assessment', row) for row in self.stored('assessment') if row['staff'] in officers)
        return sm3(data + b''.join(self.pack('assessment_total', {**row, **unranked})
                                   for row in self.stored('assessment_total') if row['staff'] in officers))


def real_text(value):
    """The shortest of 15, 16 and 17 digits that reads back as the same."""
    return next(text for text in (f'{value:.{digits}g}' for digits in (15, 16, 17)) if float(text) == value)


def cell(kind, value):
    if value is None or value == '':
        return ''
    if kind == 'degrees':
        whole, rest = divmod(abs(value), 10000000)
        return f'{"-" if value < 0 else ""}{whole}.{rest:07d}'
    text = real_text(value) if kind == 'real' else str(value)
    if text != text.strip(' ') or ',' in text or '"' in text:
        text = '"' + text.replace('"', '""') + '"'
    return text


def check_month(program, store, database, revision):
    """Submits and closes October, then computes everything that was signed. The tables are as they were when it was closed."""
    def run(*words):
        subprocess.run([program, words[0], store, '--month', '2020-10', *words[1:], '--quiet'], check=True, capture_output=True)
    if revision:
        run('reopen', '--actor', 'G01', '--reason', 'to see the next revision')
    run('submit', '--actor', 'H01')
    run('close', '--actor', 'G01')
    month = Month(program, database, '2020-10', revision)
    inputs = [row['content'] for row in month.stored('month_input')]
    assert inputs == list(month.lines('default')), f'revision {revision}: the kept inputs are others'
    state, digest = database.execute('SELECT state, digest FROM month WHERE month = ? AND revision = ?',
                                     ('2020-10', revision)).fetchone()
    assert (state, digest) == ('closed', month.digest()), f'revision {revision}: the digest of the month is another'
    submissions = month.stored('submission')
    for row in submissions:
        assert row['digest'] == month.submission_digest(row['police_station']), f'the digest of {row["police_station"]}'
    assert len(submissions) == 17
    return len(inputs)


def main():
    program, data, generator = sys.argv[1:]
    if 'sm3' not in hashlib.algorithms_available:
        print('this Python has no SM3')
        sys.exit(77)
    assert sm3(b'abc') == '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    with tempfile.TemporaryDirectory() as directory:
        store = f'{directory}/books.db'
        subprocess.run([generator, '--data', data, '--output', directory], check=True)
        subprocess.run([program, 'init', store, '--district', '610803', '--name', '横山区', '--quiet'], check=True)
        files = [(record, f'{data}/{record}.csv') for record in MASTER] + [(name, f'{directory}/{name}.csv') for name in MADE]
        subprocess.run([program, 'import', store, '--quiet', *(word for pair in files for word in pair)], check=True)
        database = sqlite3.connect(pathlib.Path(store).as_uri() + '?mode=ro', uri=True)
        counts = [check_duty(program, database, store, record) for record in ('duty', 'duty_plan')]
        entries = check_chain(program, database)
        for entry in entries:
            check_digest(program, database, entry)
        lines = check_month(program, store, database, 0) + check_month(program, store, database, 1)
        check_chain(program, database)
        database.close()
    assert len(entries) >= len(files) and min(counts) > 1000
    print(f'format: {sum(counts)} intervals read from pages, {len(entries)} entries of the journal and {lines} '
          'inputs of closed months recomputed')


main()
