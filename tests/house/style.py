#!/usr/bin/env python3
"""Sizes of functions and files, and words that must not be committed."""
import re
import statistics
import subprocess
import sys

from house import ROOT, finish, without_comments

FUNCTION_LIMIT = 60
FILE_LIMIT = 800

# file:function -> why it may be longer; counted in the output.
LONG_FUNCTIONS = {}

CODE = ('.c', '.h', '.cpp')
TEXT = CODE + ('.py', '.sh', '.md', '.build', '.txt', '.csv', '.map', '.in')
# Written in pieces so that this file does not name them itself.
BANNED = {
    'an unfinished remark': re.compile(r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X)\b'),
    'a path of one machine': re.compile(r'(?<![\w.$/}-])/(?:wo' r'rk|ho' r'me|ro' r'ot|Us' r'ers)/[\w.]'),
    'a path outside the project': re.compile(r'\.\./sha' r'red'),
    'a registry host': re.compile(r'\b(?:pypi\.o' r'rg|registry\.npm' r'js|crates\.i' r'o|deb\.deb' r'ian)'),
}
# Tests may use it in addition, and skip without it.
MAY_LEAVE_THE_PROJECT = 'tests/'


def tracked_files():
    """Those that git knows or would add; in a copy without git, all of them."""
    listing = subprocess.run(['git', '-C', str(ROOT), 'ls-files', '-co', '--exclude-standard'],
                             capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        names = listing.stdout.splitlines()
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob('*') if path.is_file()]
    return sorted(name for name in names if not re.match(r'build|prefix|\.git/', name) and (ROOT / name).is_file())


def functions(text):
    """(name, first line, lines) of each function: from its signature to the brace in column 0."""
    lines = without_comments(text).split('\n')
    found, number = [], 0
    while number < len(lines):
        if lines[number] == '{':
            end = next((i for i in range(number, len(lines)) if lines[i].startswith('}')), number)
            start = number
            while start > 0 and lines[start - 1].strip() and not lines[start - 1].startswith(('#', '}')) \
                    and not lines[start - 1].rstrip().endswith(';'):
                start -= 1
            name = re.search(r'(\w+)\s*\(', ' '.join(lines[start:number]))
            if name:
                found.append((name.group(1), start + 1, end - start + 1))
            number = end
        number += 1
    return found


def check_sizes(name, text, sizes, problems, excused):
    count = text.count('\n')
    if count > FILE_LIMIT:
        problems.append(f'{name}: {count} lines, at most {FILE_LIMIT}')
    for function, line, length in functions(text):
        sizes.append(length)
        if length <= FUNCTION_LIMIT:
            continue
        if f'{name}:{function}' in LONG_FUNCTIONS:
            excused.append(f'{name}:{function}')
        else:
            problems.append(f'{name}:{line}: {function}() has {length} lines, at most {FUNCTION_LIMIT}')


def check_words(name, text, problems):
    for what, pattern in BANNED.items():
        if what == 'a path outside the project' and name.startswith(MAY_LEAVE_THE_PROJECT):
            continue
        for match in pattern.finditer(text):
            problems.append(f'{name}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match.group()}')


def self_test():
    long_body = 'int f(void)\n{\n' + '    g();\n' * 58 + '}\n'
    if functions(long_body) != [('f', 1, 61)] or functions('static int\na(int b,\n  int c)\n{\n}\n') != [('a', 1, 5)]:
        sys.exit('the check itself is broken: it cannot measure a function')
    problems = []
    check_words('src/a.c', '/* TO' 'DO */\nopen("/ho' 'me/me/x")\n', problems)
    if len(problems) != 2:
        sys.exit(f'the check itself is broken: {problems}')


def main():
    self_test()
    sizes, problems, excused = [], [], []
    names = [name for name in tracked_files() if name.endswith(TEXT) or '.' not in name]
    for name in names:
        try:
            text = (ROOT / name).read_text(encoding='utf-8')
        except UnicodeDecodeError:
            problems.append(f'{name}: not UTF-8')
            continue
        if name.endswith(CODE):
            check_sizes(name, text, sizes, problems, excused)
        check_words(name, text, problems)
    problems += [f'{name} is excused, but short or gone' for name in sorted(set(LONG_FUNCTIONS) - set(excused))]
    if len(sizes) < 100:
        problems.append(f'only {len(sizes)} functions found: the check looks in the wrong place')
    said = f'{len(names)} files, {len(sizes)} functions, median {statistics.median(sizes or [0]):.0f} lines, ' \
           f'longest {max(sizes or [0])}, {len(excused)} excused'
    finish('style', problems, said)


main()
