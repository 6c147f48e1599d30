#!/usr/bin/env python3
"""What the kept headers of version 1 (tests/abi/1) say still holds: structs only grew at their end, constants are the same,
functions are there with the same parameters."""
import re
import sys

from house import INCLUDE, ROOT, finish, without_comments

KEPT = ROOT / 'tests' / 'abi' / '1'


def code(path):
    return re.sub(r'\s+', ' ', without_comments(path.read_text(encoding='utf-8').replace('\\\n', ' ')))


def constants(path):
    """Simple numbers only; what is computed may grow."""
    text = without_comments(path.read_text(encoding='utf-8'))
    return dict(re.findall(r'^#define (JW_\w+) (\(?-?\d\w*\)?)\s*$', text, flags=re.M))


def structs(text):
    return {name: [field.strip() for field in body.split(';') if field.strip()]
            for name, body in re.findall(r'\bstruct (\w+) \{(.*?)\}(?: \w+)?;', text)}


def functions(text):
    return {name: whole for whole, name in re.findall(r'(JW_API [^;]*?\b(jw_\w+)\([^;]*);', text)}


def compare(kept, now, problems):
    name = now.name
    for constant, value in constants(kept).items():
        if constants(now).get(constant) != value and not constant.startswith('JW_VERSION_'):
            problems.append(f'{name}: {constant} was {value}, is {constants(now).get(constant)}')
    old, new = code(kept), code(now)
    for struct, fields in structs(old).items():
        if structs(new).get(struct, [])[:len(fields)] != fields:
            problems.append(f'{name}: struct {struct} does not begin as in version 1')
    for function, whole in functions(old).items():
        if functions(new).get(function) != whole:
            problems.append(f'{name}: {function}() is not as in version 1')
    return len(structs(old)), len(functions(old))


def self_test():
    old = 'typedef struct jw_a { int x; int y; } jw_a; JW_API int jw_f(int a);'
    if structs(old) != {'jw_a': ['int x', 'int y']} or list(functions(old)) != ['jw_f']:
        sys.exit('the check itself is broken')


def main():
    self_test()
    problems, counted = [], [0, 0]
    headers = sorted(KEPT.rglob('*.h'))
    for kept in headers:
        now = INCLUDE / kept.relative_to(KEPT)
        found = compare(kept, now, problems) if now.exists() else problems.append(f'{now.name} is gone')
        counted = [a + b for a, b in zip(counted, found or (0, 0))]
    if len(headers) < 5 or counted[0] < 10:
        problems.append('too little found: the check looks in the wrong place')
    finish('storage interface', problems,
           f'{len(headers)} kept headers, {counted[0]} structs, {counted[1]} functions as in version 1')


main()
