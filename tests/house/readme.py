#!/usr/bin/env python3
"""Runs README.md, docs/guide.md and docs/month.md, so that they stay true.

usage: readme.py SOURCE_ROOT SHARED_LIBRARY PROGRAM

Blocks marked sh are run one after another in one directory, those marked c compiled and run there. A block marked text
that follows is what they print, line by line; a line "..." stands for any lines.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

DOCUMENTS = ['README.md', 'docs/guide.md', 'docs/month.md']
# Runs this very test.
NOT_RUN = {'sh tests/run.sh'}
# A document's program that is a file of its own, too.
SAME_AS = {'docs/guide.md': 'examples/guide.c'}

BLOCK = re.compile(r'^```(\w+)\n(.*?)^```$', re.M | re.S)


class Failure(Exception):
    pass


def blocks(text):
    """(language, content, line) of each"""
    return [(match.group(1), match.group(2), text.count('\n', 0, match.start()) + 1) for match in BLOCK.finditer(text)]


def matches(wanted, printed):
    """Whether printed lines are the wanted ones, "..." standing for any."""
    if not wanted:
        return not printed
    if wanted[0] == '...':
        return any(matches(wanted[1:], printed[i:]) for i in range(len(printed) + 1))
    return bool(printed) and printed[0].rstrip() == wanted[0].rstrip() and matches(wanted[1:], printed[1:])


def run(command, directory, environment):
    return subprocess.run(command, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)


def compile_c(content, directory, environment, paths):
    """Compiles a program to the file "block"."""
    (directory / 'block.c').write_text(content, encoding='utf-8')
    library = pathlib.Path(paths['library'])
    done = run(['cc', '-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-I', f'{paths["source"]}/include',
                'block.c', '-o', 'block', str(library)], directory, environment)
    if done.returncode:
        raise Failure(done.stdout)


def run_sh(content, directory, environment):
    lines = [line for line in content.splitlines() if line.strip() not in NOT_RUN]
    done = run(['sh', '-eu', '-c', '\n'.join(lines)], directory, environment)
    if done.returncode:
        raise Failure(f'exit status {done.returncode}\n{done.stdout}')
    return done.stdout


def run_document(name, directory, environment, paths):
    text = (paths['source'] / name).read_text(encoding='utf-8')
    printed, ran = None, 0
    for language, content, line in blocks(text):
        try:
            if language == 'sh':
                printed = run_sh(content, directory, environment)
            elif language == 'c':
                compile_c(content, directory, environment, paths)
                same = SAME_AS.get(name)
                if same and content != (paths['source'] / same).read_text(encoding='utf-8'):
                    raise Failure(f'is not {same}')
                takes_arguments = 'main(void)' not in content
                printed = None if takes_arguments else run_sh('./block', directory, environment)
            elif language == 'text' and printed is not None:
                if not matches(content.splitlines(), printed.splitlines()):
                    start = '\n'.join(printed.splitlines()[:20])
                    raise Failure(f'is not what was printed, which begins\n{start}')
                printed = None
            else:
                continue
            ran += 1
        except Failure as failure:
            raise Failure(f'{name}:{line}: the block marked {language} {failure}') from failure
    return ran


def prepare(directory, paths):
    """The examples, seen from the directory as from the project's."""
    for name in ('examples', 'docs'):
        os.symlink(paths['source'] / name, directory / name)
    program = pathlib.Path(paths['program']).resolve()
    library = pathlib.Path(paths['library']).resolve().parent
    environment = dict(os.environ, LC_ALL='C', JW_QUICKSTART_PROGRAM=str(program), LD_LIBRARY_PATH=str(library))
    environment['PATH'] = f'{program.parent}:{environment["PATH"]}'
    return environment


def check_commands(readme, program):
    """The README's table has the commands that the program has and that are there already."""
    said = subprocess.run([program, '--help', '--lang', 'en'], capture_output=True, text=True, check=True).stdout
    commands = dict(re.findall(r'^  (\w+)  +(\S.*)$', said, re.M))
    there = {name for name, summary in commands.items() if not summary.endswith('(not yet)')}
    table = ''.join(line for line in readme.splitlines(True) if line.startswith('|'))
    named = set(re.findall(r'`(\w+)(?= [A-Z\[]|`)', table))
    missing, wrong = there - named, named & (set(commands) - there)
    if missing or wrong or len(there) < 10:
        raise Failure(f'README.md does not name {sorted(missing)}, but {sorted(wrong)}, which are not there yet')


def self_test():
    if not matches(['a', '...', 'c'], ['a', 'b', 'c']) or matches(['a', '...', 'c'], ['a', 'b']) or \
            matches(['a'], ['a', 'b']):
        sys.exit('the check itself is broken')


def main():
    source, library, program = sys.argv[1:]
    paths = {'source': pathlib.Path(source).resolve(), 'library': os.path.abspath(library),
             'program': os.path.abspath(program)}
    self_test()
    try:
        check_commands((paths['source'] / 'README.md').read_text(encoding='utf-8'), paths['program'])
    except Failure as failure:
        sys.exit(str(failure))
    for name in DOCUMENTS:
        directory = pathlib.Path(tempfile.mkdtemp())
        try:
            ran = run_document(name, directory, prepare(directory, paths), paths)
        except Failure as failure:
            sys.exit(str(failure))
        finally:
            shutil.rmtree(directory)
        if ran < 5:
            sys.exit(f'{name}: only {ran} blocks: the check looks in the wrong place')
        print(f'{name}: {ran} blocks hold')


main()
