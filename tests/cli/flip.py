#!/usr/bin/env python3
"""Changes one byte of a store after another behind the library's back; verification must find and name each.

usage: flip.py PROGRAM STORE MONTH HEAD [full]

One byte of some rows of every table that a closed month covers, of every row with `full`; HEAD is the noted head of the
journal. The store is left as it was.
"""
import os
import random
import sqlite3
import subprocess
import sys

SEED = int(os.environ.get('JW_TEST_SEED', random.randrange(1 << 30)))

# Where the rows that the closed month covers are, as SQL; None = all.
COVERED = {
    'journal': None, 'month': None, 'submission': None, 'objection': None, 'month_input': None, 'assessment': None,
    'assessment_total': None, 'tally': "month = :month", 'duty_page': None, 'duty_plan_page': None, 'duty_place': None,
    'duty_kind': None, 'calendar': "date LIKE :month || '-%'", 'inspection': "date LIKE :month || '-%'",
    'absence': "valid_from LIKE :month || '-%'", 'posting': "valid_from LIKE :month || '-%'",
}


def flipped(value, dice):
    """The value with one bit of one of its bytes changed."""
    if isinstance(value, int):
        return value ^ 1 << dice.randrange(6)
    if isinstance(value, float):
        return value + 0.25
    data = bytearray(value.encode() if isinstance(value, str) else value)
    at = dice.randrange(len(data))
    data[at] ^= 1 << dice.randrange(8)
    return bytes(data)


class Flipper:
    def __init__(self, program, path, month, head):
        self.command = [program, 'verify', path, '--format', 'csv', '--quiet', '--expect', head]
        self.database = sqlite3.connect(path, isolation_level=None)
        self.month = month
        self.dice = random.Random(SEED)
        self.problems = []
        self.places = {}

    def verify(self):
        done = subprocess.run(self.command, capture_output=True, text=True, check=False)
        return done.returncode, [line for line in done.stdout.splitlines() if ',finding,' in line], done.stderr

    def update(self, table, keys, key, column, value, kind):
        where = ' AND '.join(f'{name} IS ?' for name in keys)
        place = 'CAST(? AS TEXT)' if kind == 'text' else '?'
        self.database.execute(f'UPDATE {table} SET {column} = {place} WHERE {where}', [value, *key])

    def flip(self, table, columns, keys, row):
        """Tries until the table takes the change."""
        return any(self.try_flip(table, columns, keys, row) for _ in range(50))

    def try_flip(self, table, columns, keys, row):
        values = dict(zip(columns, row))
        column = self.dice.choice([name for name in columns if values[name] not in (None, '', b'')])
        before, after = values[column], flipped(values[column], self.dice)
        kind = 'text' if isinstance(before, str) else 'other'
        new = dict(values, **{column: after})
        where = f'{table}.{column} of {[values[name] for name in keys]}: {before!r:.60} is {after!r:.60}'
        try:
            self.update(table, keys, [values[name] for name in keys], column, after, kind)
        except sqlite3.IntegrityError: # the table itself does not take it
            return False
        status, findings, said = self.verify()
        key = [new[name] for name in keys]
        if column in keys and kind == 'text':
            place = ' AND '.join(f'{name} IS {"CAST(? AS TEXT)" if name == column else "?"}' for name in keys)
            self.database.execute(f'UPDATE {table} SET {column} = ? WHERE {place}', [before, *key])
        else:
            self.update(table, keys, key, column, before, kind)
        if status != 1 or not findings:
            self.problems.append(f'{where}: exit status {status} {said.strip()}')
        for line in findings:
            self.places[table, line.split(',')[1]] = self.places.get((table, line.split(',')[1]), 0) + 1
        return True

    def flip_table(self, table, condition, full):
        about = self.database.execute(f'PRAGMA table_info({table})').fetchall()
        columns = [column[1] for column in about]
        keys = [column[1] for column in sorted(about, key=lambda column: column[5]) if column[5]]
        rows = self.database.execute(f'SELECT {", ".join(columns)} FROM {table} WHERE {condition or 1}',
                                     {'month': self.month} if condition else {}).fetchall()
        if not full:
            rows = self.dice.sample(rows, min(len(rows), 8))
        return sum(self.flip(table, columns, keys, row) for row in rows)


def main():
    program, path, month, head = sys.argv[1:5]
    flipper = Flipper(program, path, month, head)
    print(f'JW_TEST_SEED={SEED}')
    if flipper.verify()[0] != 0:
        sys.exit('the store does not verify before anything is changed')
    total = 0
    for table, condition in COVERED.items():
        count = flipper.flip_table(table, condition, sys.argv[5:] == ['full'])
        print(f'{table}: {count} bytes changed')
        total += count
    print('\n'.join(flipper.problems[:20]))
    if flipper.verify()[0] != 0:
        sys.exit('the store does not verify after everything is as it was')
    print(f'{total} bytes changed, {len(flipper.problems)} not found')
    sys.exit(1 if flipper.problems or total < 80 else 0)


main()
