#!/usr/bin/env python3
"""The version script, the headers and the built libraries name the same symbols.

usage: symbols.py SHARED STATIC TESTING_SHARED TESTING_STATIC     checks both libraries
       symbols.py --write                                         writes the version scripts' lists from the headers
"""
import re
import subprocess
import sys

from house import ROOT, finish, prototypes

MAP = ROOT / 'src' / 'libjingwu.map'
TESTING_MAP = ROOT / 'src' / 'testing' / 'libjingwu-testing.map'


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


def main():
    functions = prototypes()
    testing = {function.name for function in functions if function.header.name == 'testing.h'}
    own = {function.name for function in functions} - testing
    if sys.argv[1:] == ['--write']:
        write_map(MAP, sorted(own))
        write_map(TESTING_MAP, sorted(testing))
        return
    shared, static, testing_shared, testing_static = sys.argv[1:]
    problems = []
    said = [check_library(MAP, shared, static, own, problems),
            check_library(TESTING_MAP, testing_shared, testing_static, testing, problems)]
    finish('symbols', problems, '; '.join(said))


main()
