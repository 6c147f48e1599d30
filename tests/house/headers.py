#!/usr/bin/env python3
"""Every public header compiles alone: C99 and C++, pedantic, gcc, clang, and for Windows as far as a compiler is there."""
import re
import shutil
import subprocess
import sys
import tempfile

from house import INCLUDE, finish, public_headers, without_comments

STRICT = ['-pedantic', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-I', str(INCLUDE)]
FORBIDDEN = re.compile(r'\b(bool|_Bool|_Atomic|restrict|ssize_t|off_t|time_t|va_list|FILE|enum)\b|:\s*\d+\s*;')

# Name, program, options; a program that is missing is skipped, the first two are needed.
COMPILERS = [
    ('C99 gcc', 'gcc', ['-std=c99', '-x', 'c']),
    ('C++ g++', 'g++', ['-std=c++98', '-Wno-long-long', '-x', 'c++']),
    ('C99 clang', 'clang', ['-std=c99', '-x', 'c']),
    ('C++ clang', 'clang', ['-std=c++11', '-x', 'c++']),
    # no headers of that system are needed: stddef.h and stdint.h come with clang
    ('C99 for Windows', 'clang', ['--target=x86_64-pc-windows-msvc', '-ffreestanding', '-std=c99', '-x', 'c']),
    ('C99 mingw-w64', 'x86_64-w64-mingw32-gcc', ['-std=c99', '-x', 'c']),
    ('C++ mingw-w64', 'x86_64-w64-mingw32-g++', ['-std=c++11', '-x', 'c++']),
]


def compile_alone(program, options, source, directory):
    path = f'{directory}/alone.c'
    with open(path, 'w', encoding='utf-8') as file:
        file.write(source)
    run = subprocess.run([program, *options, *STRICT, path], capture_output=True, text=True, check=False)
    return run.returncode == 0, run.stderr


def check_compiler(name, program, options, names, directory, problems):
    worked, _ = compile_alone(program, options, '#define JW_NOTHING\nint jw_nothing(void);\n', directory)
    caught, _ = compile_alone(program, options, '#include <jingwu/base.h>\nint x = jw_nowhere;\n', directory)
    if not worked or caught:
        problems.append(f'{name}: the compiler cannot be judged')
        return
    for header in names:
        # twice: the guard works
        good, messages = compile_alone(program, options, f'#include <{header}>\n' * 2, directory)
        if not good:
            problems.append(f'{name}: {header}\n{messages}')


def check_umbrella(names, problems):
    """jingwu.h includes every header but those for storage authors; arrow.h comes with table.h."""
    umbrella = (INCLUDE / 'jingwu' / 'jingwu.h').read_text(encoding='utf-8')
    for name in names:
        if '/sys/' not in name and name not in ('jingwu/jingwu.h', 'jingwu/arrow.h') and f'#include <{name}>' not in umbrella:
            problems.append(f'jingwu.h does not include {name}')


def main():
    problems, used, missing = [], [], []
    names = [header.relative_to(INCLUDE).as_posix() for header in public_headers()]
    check_umbrella(names, problems)
    for header in public_headers():
        code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', without_comments(header.read_text(encoding='utf-8')))
        problems += [f'{header.name} uses {match.group()}' for match in FORBIDDEN.finditer(code)]
    with tempfile.TemporaryDirectory() as directory:
        for name, program, options in COMPILERS:
            if not shutil.which(program):
                missing.append(name)
                continue
            used.append(name)
            check_compiler(name, program, options, names, directory, problems)
    if not used:
        print('no compiler found')
        sys.exit(77)
    said = f'{len(names)} headers with {", ".join(used)}'
    finish('headers', problems, said + (f'; not here: {", ".join(missing)}' if missing else ''))


main()
