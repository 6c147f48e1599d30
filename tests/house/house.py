"""What the checks of the house share: the tree, its public headers and their prototypes."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / 'include'


class Prototype:
    """A function that a public header exports, with the comment before it."""

    def __init__(self, header, line, returns, name, parameters, comment):
        self.header, self.line, self.returns, self.name = header, line, returns, name
        self.parameters, self.comment = parameters, comment

    def place(self):
        return f'{self.header.relative_to(ROOT)}:{self.line}: {self.name}'


def public_headers():
    headers = sorted(INCLUDE.glob('jingwu/**/*.h'))
    assert headers, 'no public header'
    return headers


def without_comments(text):
    """Comments become blanks; lines stay where they are."""
    return re.sub(r'/\*.*?\*/|//[^\n]*', lambda m: re.sub(r'[^\n]', ' ', m.group()), text, flags=re.S)


def parameter_names(text):
    if text.strip() in ('void', ''):
        return []
    names = []
    for part in text.split(','):
        part = re.sub(r'\[[^]]*\]', '', part).strip()
        pointer = re.search(r'\(\*\s*(\w+)\)', part)
        names.append('...' if part == '...' else (pointer or re.search(r'(\w+)$', part)).group(1))
    return names


def split_arguments(text):
    """Commas inside brackets do not separate."""
    depth, out = 0, ''
    for letter in text:
        depth += letter in '(['
        depth -= letter in ')]'
        out += '\0' if letter == ',' and depth else letter
    return out


def prototypes():
    found = []
    pattern = re.compile(r'(?P<comment>/\*\*(?:(?!\*/).)*\*/)?\s*\bJW_API\s+(?P<returns>[\w\s*]+?)'
                         r'(?P<name>jw_\w+)\((?P<parameters>(?:[^()]|\([^()]*\))*)\)[^;{]*;', re.S)
    for header in public_headers():
        text = header.read_text(encoding='utf-8')
        matches = list(pattern.finditer(text))
        used = len(re.findall(r'^\s*JW_API\s', text, flags=re.M))
        if len(matches) != used:
            sys.exit(f'{header}: {used} uses of JW_API at a line\'s start, {len(matches)} prototypes understood')
        for match in matches:
            line = text.count('\n', 0, match.start('name')) + 1
            parameters = parameter_names(split_arguments(without_comments(match['parameters'])).replace('\0', ' '))
            found.append(Prototype(header, line, match['returns'].strip(), match['name'], parameters,
                                   match['comment'] or ''))
    return found


def finish(what, problems, said=''):
    for problem in problems:
        print(problem)
    print(f'{what}: {len(problems)} problem(s){"; " + said if said else ""}')
    sys.exit(1 if problems else 0)
