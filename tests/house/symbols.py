#!/usr/bin/env python3
"""The version scripts, the headers and the built libraries name the same symbols.

usage: symbols.py SHARED_LIBRARY STATIC_LIBRARY [NAME]     checks libjingwu, or libjingwu-NAME
       symbols.py --write                           writes the version script's list from the headers
"""
import re
import subprocess
import sys

from house import INCLUDE, ROOT, finish, prototypes

MAP = ROOT / 'src' / 'libjingwu.map'
# Libraries of their own: the headers that are theirs.
OWN_HEADERS = {'postgres': 'jingwu/sys/postgres.h'}


def declared(library):
    """What the headers of a library declare; None is the base library."""
    own = {(INCLUDE / header): name for name, header in OWN_HEADERS.items()}
    return {function.name for function in prototypes() if own.get(function.header) == library}


def map_symbols(library):
    path = MAP.with_name(f'libjingwu-{library}.map') if library else MAP
    text = path.read_text(encoding='utf-8')
    body = re.search(r'global:(.*?)local:', text, re.S).group(1)
    return [name.strip() for name in body.split(';') if name.strip()]


def write_map(names):
    text = MAP.read_text(encoding='utf-8')
    node = text.split('{')[0].strip()
    MAP.write_text(f'{node} {{\nglobal:\n' + ''.join(f'    {name};\n' for name in names) + 'local:\n    *;\n};\n',
                   encoding='utf-8')


def defined(library, *options):
    """External symbols that a library defines, without the version's name."""
    run = subprocess.run(['nm', '--defined-only', '--extern-only', *options, library], capture_output=True,
                         text=True, check=True)
    names = (re.match(r'\s*[0-9a-f]+ ([A-Z]) (\S+)$', line) for line in run.stdout.splitlines())
    return {match.group(2).split('@')[0] for match in names if match and match.group(1) != 'A'}


def differences(left_name, left, right_name, right):
    return [f'{name}: in {left_name}, not in {right_name}' for name in sorted(left - right)] + \
           [f'{name}: in {right_name}, not in {left_name}' for name in sorted(right - left)]


def main():
    if sys.argv[1:] == ['--write']:
        write_map(sorted(declared(None)))
        return
    shared, static = sys.argv[1:3]
    library = sys.argv[3] if len(sys.argv) > 3 else None
    headers, listed = declared(library), map_symbols(library)
    problems = [f'{name}: a pattern in the version script' for name in listed if '*' in name]
    if listed != sorted(set(listed)):
        problems.append('the version script is not sorted; run symbols.py --write')
    problems += differences('the headers', headers, 'the version script', set(listed))
    exported = defined(shared, '--dynamic')
    problems += differences('the headers', headers, 'the shared library', exported)
    inside = defined(static)
    problems += [f'{name}: external in the static library without jw_' for name in sorted(inside)
                 if not name.startswith('jw_')]
    problems += [f'{name}: not in the static library' for name in sorted(headers - inside)]
    finish('symbols', problems, f'{len(exported)} exported, {len(inside)} external in the static library')


main()
