#!/usr/bin/env python3
"""Fails when a file of src/ includes what lies above or beside its floor; proves first that it would."""
import re
import sys

from house import ROOT, finish

# From the ground up; floors of one line are siblings, which do not include each other.
FLOORS = [
    ['base'], ['calendar'], ['record'], ['storage'], ['journal'], ['exchange'], ['query'],
    ['duty', 'coverage', 'statistics', 'plan'], ['assessment', 'audit'], ['month'], ['report'], ['cli', 'testing'],
]
LEVEL = {floor: level for level, floors in enumerate(FLOORS) for floor in floors}

# The floor that implements a public header, unless it is that of its own name.
PUBLIC = {
    'arrow': 'record', 'table': 'record', 'sys/column': 'record', 'district': 'record', 'village': 'record',
    'station': 'record', 'staff': 'record', 'duty': 'record', 'store': 'storage', 'sys/storage': 'storage', 'sys/postgres': 'storage',
    'hours': 'duty', 'assess': 'assessment', 'jingwu': 'report',
    'sys/testing': 'testing',
}
# What uses the library as others do.
OUTSIDE = ('cli', 'testing')
STORAGES = ('storage/memory', 'storage/sqlite', 'storage/postgres')

INCLUDE_LINE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def target_floor(bracket, path):
    """The floor an include names; None for a header of the system."""
    if path.startswith('jingwu/'):
        name = path[len('jingwu/'):-len('.h')]
        return PUBLIC.get(name, name)
    return None if bracket == '<' else path.split('/')[0]


def breach(file, bracket, path):
    """Why `file`, a path below src/, may not include `path`; None if it may."""
    floor = file.split('/')[0]
    target = target_floor(bracket, path)
    if target is None:
        return None
    if floor not in LEVEL or target not in LEVEL:
        return 'is not on a known floor'
    public = path.startswith('jingwu/')
    if floor in OUTSIDE:
        return None if public or target == floor else f'{floor} sees include/ only'
    for own in STORAGES:
        if file.startswith(own + '/') and not public and not path.startswith(own + '/'):
            return 'a storage sees public headers and its own files only'
    if target == floor or LEVEL[target] < LEVEL[floor]:
        return None
    return 'lies beside ' + floor if LEVEL[target] == LEVEL[floor] else 'lies above ' + floor


def self_test():
    """Planted breaches are found, and what is allowed is not."""
    planted = [
        ('base/a.c', '"', 'record/batch.h'), ('record/a.c', '"', 'storage/store.h'),
        ('duty/a.c', '"', 'coverage/sites.h'), ('audit/a.c', '"', 'assessment/people.h'),
        ('query/a.c', '"', 'duty/hours.h'), ('cli/a.c', '"', 'base/text.h'), ('testing/a.c', '"', 'storage/store.h'), ('report/a.c', '"', 'cli/output.h'),
        ('storage/sqlite/a.c', '"', 'base/context.h'), ('storage/memory/a.c', '"', 'storage/store.h'),
        ('storage/memory/a.c', '"', 'storage/sqlite/page.h'), ('storage/postgres/a.c', '"', 'base/context.h'), ('base/a.c', '<', 'jingwu/report.h'),
        ('base/a.c', '"', 'nowhere/a.h'), ('elsewhere/a.c', '"', 'base/text.h'), ('base/a.c', '<', 'jingwu/new.h'),
    ]
    allowed = [
        ('base/a.c', '<', 'stdio.h'), ('record/a.c', '"', 'base/context.h'), ('cli/a.c', '<', 'jingwu/report.h'),
        ('cli/a.c', '"', 'cli/output.h'), ('storage/sqlite/a.c', '"', 'storage/sqlite/page.h'),
        ('storage/sqlite/a.c', '<', 'jingwu/sys/storage.h'), ('audit/a.c', '"', 'duty/hours.h'),
    ]
    missed = [case for case in planted if not breach(*case)] + [case for case in allowed if breach(*case)]
    if missed:
        sys.exit(f'the check itself is broken: {missed}')
    return len(planted)


def main():
    planted = self_test()
    problems, includes = [], 0
    for file in sorted((ROOT / 'src').rglob('*.[ch]')):
        name = file.relative_to(ROOT / 'src').as_posix()
        for bracket, path in INCLUDE_LINE.findall(file.read_text(encoding='utf-8')):
            includes += 1
            reason = breach(name, bracket, path)
            if reason:
                problems.append(f'src/{name} includes {path}: {reason}')
    if not includes:
        problems.append('no include found: the check looks in the wrong place')
    finish('include directions', problems, f'{includes} includes, {planted} planted breaches found')


main()
