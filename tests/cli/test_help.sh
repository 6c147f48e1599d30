# Help of the program and of every command, in both languages, and what it says to somebody who mistypes.
. "${2:?}/tests/cli/lib.sh"

run 0 --help
has out 'Usage: jingwu COMMAND'
has out 'Exit status: 0 done, 1 findings, 2 wrong usage, 3 input refused, 4 storage'
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' out)
[ "$(echo "$commands" | wc -w)" -ge 20 ] || fail "help lists too few commands: $commands"
for command in $commands; do
    run 0 "$command" --help
    first_line out "$(grep "^Usage: jingwu $command" out)"
    has out 'Options:'
    has out "  jingwu $command"
    for option in --lang --quiet --help; do
        has out "  $option"
    done
    cp out with_option
    run 0 help "$command"
    same out with_option "help $command and $command --help differ"
    run 0 "$command" --help --lang zh
    has out "用法：jingwu $command"
    has out '示例：'
    # each option that help lists says what it is for, in Chinese too
    grep '^  --' out | grep -q '^[ -~]*$' && fail "$command: an option without Chinese help"
done
for command in init import export remove coverage hours audit rule assess report reconcile upgrade info plan submit \
    month objection close reopen verify copy changes; do
    echo "$commands" | grep -qx "$command" || fail "help does not list $command"
done

# defaults are told
run 0 hours --help
has out '(default: staff)'
has out '(default: week)'
has out '(default: table)'
run 0 export --help
has out '--format csv|json|arrow'
has out '(default: csv)'

run 0 --version
has out 'jingwu 0.1.0 (library 0.1.0)'
run 0 info
has out 'jingwu 0.1.0'
has out 'posting'
run 0 info duty
has out '-> station'
has out 'device self roster confirmed'
run 0 info duty --lang zh
has out '开始'

# mistyped
run 2
has err 'no command is given'
run 2 imprt
has err "there is no command 'imprt'"
has err "did you mean 'import'?"
run 2 xyzzy
has err 'run: jingwu --help'
run 2 xyzzy --lang zh
has err '没有命令“xyzzy”'
run 2 --lang zh xyzzy
has err '没有命令“xyzzy”'
run 2 hours store.db --mont 2020-10
has err "hours has no option '--mont'"
has err "did you mean '--month'?"
run 2 hours store.db --mont=2020-10
has err "did you mean '--month'?"
run 2 hours store.db -x
has err "hours has no option '-x'"
run 2 info dutty
has err "did you mean 'duty'?"
run 2 import store.db dutty file.csv
has err "there is no record 'dutty'"

# the locale decides, --lang overrides
run 2 xyzzy
has err 'there is no command'
LC_ALL=zh_CN.UTF-8 "$jingwu" xyzzy 2> err
has err '没有命令'
env -u LC_ALL LANG=zh_CN.GB18030 "$jingwu" xyzzy 2> err
has err '没有命令'
env -u LC_ALL LANG=zh_CN.UTF-8 LC_MESSAGES=en_GB.UTF-8 "$jingwu" xyzzy 2> err
has err 'there is no command'
LC_ALL=zh_CN.UTF-8 "$jingwu" xyzzy --lang en 2> err
has err 'there is no command'

finish
