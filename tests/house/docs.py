#!/usr/bin/env python3
"""Every exported function has a summary, each parameter, its result, "Ownership:" and "Since:"."""
import re

from house import finish, prototypes


def documented_parameters(comment):
    names = set()
    for group in re.findall(r'@param\[[^]]*\]\s+((?:\w+|\.\.\.)(?:,\s*(?:\w+|\.\.\.))*)', comment):
        names.update(re.split(r',\s*', group))
    return names


def faults(function):
    comment = re.sub(r'\n\s*\*', ' ', function.comment)
    if not comment:
        return ['has no comment']
    found = []
    if not re.search(r'@brief\s+\S', comment):
        found.append('has no @brief')
    documented = documented_parameters(comment)
    wanted = {name for name in function.parameters if name != '...'}
    found += [f'does not document {name}' for name in sorted(wanted - documented)]
    found += [f'documents {name}, which it does not have' for name in sorted(documented - wanted)]
    if function.returns != 'void' and '@return' not in comment:
        found.append('has no @return')
    if function.returns == 'void' and '@return' in comment:
        found.append('documents a result, but has none')
    if function.returns == 'jw_status' and not re.search(r'@return\s+(?:.*?JW_|as jw_|JW_OK|@p status)', comment):
        found.append('does not name the statuses it returns')
    found += [f'does not say "{word}"' for word in ('Ownership:', 'Since:') if word not in comment]
    return found


def main():
    functions = prototypes()
    problems = [f'{function.place()} {fault}' for function in functions for fault in faults(function)]
    if len(functions) < 50:
        problems.append(f'only {len(functions)} functions found: the check looks in the wrong place')
    finish('documentation of functions', problems, f'{len(functions)} functions')


main()
