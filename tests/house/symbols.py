#!/usr/bin/env python3
"""The version script, the headers and the built libraries name the same symbols.

usage: symbols.py NAME SHARED STATIC [NAME SHARED STATIC]...     checks libraries; NAME is jingwu, testing or postgres
       symbols.py --write                                        writes the version scripts' lists from the headers
"""
import re
import subprocess
import sys

from house import ROOT, finish, prototypes

MAPS = {
    'jingwu': ROOT / 'src' / 'libjingwu.map',
    'testing': ROOT / 'src' / 'testing' / 'libjingwu-testing.map',
    'postgres': ROOT / 'src' / 'libjingwu-postgres.map',
}


def map_symbols(path):
    text = path.read_text(encoding='utf-8')
    body = re.search(r'global:(.*?)local:', text, re.S).group(1)
    return [name.strip() for name in body.split(';') if name.strip()]


def write_map(path, names):
    text = path.read_text(encoding='utf-8')
    node = text.split('{')[0].strip()
    path.write_text(f'{node} {{\nglobal:\n' + ''.join(f'    {name};\n' for name in names) + 'local:\n    *;\n};\n',
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


def check_library(path, shared, static, headers, problems):
    """How many symbols a library exports, and how many are external in its static form."""
    listed = map_symbols(path)
    problems += [f'{name}: a pattern in the version script' for name in listed if '*' in name]
    if listed != sorted(set(listed)):
        problems.append(f'{path.name} is not sorted; run symbols.py --write')
    problems += differences('the headers', headers, path.name, set(listed))
    exported = defined(shared, '--dynamic')
    problems += differences('the headers', headers, 'the shared library', exported)
    inside = defined(static)
    problems += [f'{name}: external in the static library without jw_' for name in sorted(inside)
                 if not name.startswith('jw_')]
    problems += [f'{name}: not in the static library' for name in sorted(headers - inside)]
    return f'{path.name}: {len(exported)} exported, {len(inside)} external in the static library'


def declared():
    """What the headers of each library declare; testing.h and postgres.h are those of libraries of their own."""
    names = {library: set() for library in MAPS}
    for function in prototypes():
        library = function.header.stem
        names[library if library in MAPS and library != 'jingwu' else 'jingwu'].add(function.name)
    return names


def main():
    names = declared()
    if sys.argv[1:] == ['--write']:
        for library, path in MAPS.items():
            write_map(path, sorted(names[library]))
        return
    problems, said = [], []
    for i in range(1, len(sys.argv), 3):
        library, shared, static = sys.argv[i:i + 3]
        said.append(check_library(MAPS[library], shared, static, names[library], problems))
    finish('symbols', problems, '; '.join(said))


main()
