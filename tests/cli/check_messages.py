#!/usr/bin/env python3
"""Each message has both languages, with the same values in the same order, and each one is used."""
import glob
import os
import re
import sys

CLI = os.path.join(sys.argv[1], 'src', 'cli')
TEXT = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ENTRY = re.compile(r'\[(SAY_\w+)\]\s*=\s*\{' + TEXT + r',\s*' + TEXT + r'\}')
VALUE = re.compile(r'%(?!%)[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z]')


def read(name):
    with open(name, encoding='utf-8') as file:
        return file.read()


def values(text):
    """Conversions of a format without their widths, which may differ by language."""
    return [re.sub(r'[-\d.]', '', value) for value in VALUE.findall(text)]


def main():
    problems = []
    names = re.findall(r'^    (SAY_\w+)', read(os.path.join(CLI, 'messages.h')), re.M)
    entries = {name: (en, zh) for name, en, zh in ENTRY.findall(read(os.path.join(CLI, 'messages.c')))}
    others = ''.join(read(name) for name in glob.glob(os.path.join(CLI, '*.c')) if not name.endswith('messages.c'))
    for name in names:
        if name not in entries:
            problems.append(f'{name} has no text')
            continue
        en, zh = entries[name]
        if values(en) != values(zh):
            problems.append(f'{name}: {values(en)} in English, {values(zh)} in Chinese')
        if re.search(r'[^\x00-\x7f]', en):
            problems.append(f'{name}: the English text is not ASCII')
        if re.search(r'[a-z]', re.sub(r'%\S+', '', en)) and not re.search(r'[\u4e00-\u9fff]', zh):
            problems.append(f'{name}: the Chinese text is not Chinese')
        if not re.search(name + r'\b', others):
            problems.append(f'{name} is never said')
    # a planted difference is found
    if values('"%s of %d"') == values('"%d / %s"'):
        problems.append('the check finds nothing')
    print('\n'.join(problems + [f'messages: {len(problems)} problem(s) in {len(names)}']))
    return 1 if problems or len(names) < 40 else 0


sys.exit(main())
