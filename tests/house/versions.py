#!/usr/bin/env python3
"""The macros, Meson's project version, the library at run time and the CHANGELOG agree; every status has a name and text.

usage: versions.py PROJECT_VERSION SHARED_LIBRARY
"""
import ctypes
import re
import sys

from house import INCLUDE, ROOT, finish


def macro(text, name):
    return re.search(rf'^#define {name} "?([^"\s]+)"?', text, re.M).group(1)


def check_versions(project, library, base, problems):
    parts = [macro(base, f'JW_VERSION_{part}') for part in ('MAJOR', 'MINOR', 'PATCH')]
    major, minor, patch = map(int, parts)
    library.jw_version.restype = ctypes.c_char_p
    said = {
        'the parts in base.h': '.'.join(parts),
        'JW_VERSION_STRING': macro(base, 'JW_VERSION_STRING'),
        'jw_version()': library.jw_version().decode(),
    }
    problems += [f'{what} is {value}, the project is {project}' for what, value in said.items() if value != project]
    number = library.jw_version_number()
    if number != major * 1000000 + minor * 1000 + patch:
        problems.append(f'jw_version_number() is {number}')
    changelog = (ROOT / 'CHANGELOG.md').read_text(encoding='utf-8')
    if not re.search(rf'^## \[?{re.escape(project)}\]?', changelog, re.M):
        problems.append(f'CHANGELOG.md has no section {project}')


def check_statuses(library, base, problems):
    codes = dict((name, int(number)) for name, number in re.findall(r'^#define (JW_OK|JW_E\w+) \(?(-?\d+)\)?', base,
                                                                   re.M))
    library.jw_status_name.restype = library.jw_status_text.restype = ctypes.c_char_p
    texts = {}
    for name, code in codes.items():
        if library.jw_status_name(code) != name.encode():
            problems.append(f'jw_status_name({code}) is not {name}')
        text = library.jw_status_text(code).decode()
        if len(text) < 3 or text in texts:
            problems.append(f'{name}: no text of its own: {text!r}')
        texts[text] = name
    if sorted(codes.values()) != list(range(-len(codes) + 1, 1)):
        problems.append('the codes are not 0, -1, -2 ... without gaps')
    for unknown in (1, -len(codes), -2147483648, 2147483647):
        if library.jw_status_name(unknown) != b'JW_E?' or not library.jw_status_text(unknown):
            problems.append(f'status {unknown} is not answered as unknown')
    return len(codes)


def main():
    project, path = sys.argv[1:]
    library = ctypes.CDLL(path)
    base = (INCLUDE / 'jingwu' / 'base.h').read_text(encoding='utf-8')
    problems = []
    check_versions(project, library, base, problems)
    count = check_statuses(library, base, problems)
    finish('versions', problems, f'version {project}, {count} statuses')


main()
