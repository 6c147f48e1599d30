#!/bin/sh
# Installs what is missing of a list of Debian packages, as root or with sudo.
# usage: sh examples/packages.sh [--no-install] PACKAGE:SIGN ...
# SIGN tells that the package is there already: a program, a file (/...) or a module of pkg-config (pc/...).
set -eu

install=yes
if [ "${1-}" = --no-install ]; then
    install=no
    shift
fi

is_there()
{
    case $1 in
    /*) [ -e "$1" ] ;;
    pc/*) command -v pkg-config > /dev/null && pkg-config --exists "${1#pc/}" ;;
    *) command -v "$1" > /dev/null ;;
    esac
}

missing=
for wanted in "$@"; do
    is_there "${wanted#*:}" || missing="$missing ${wanted%%:*}"
done
[ -n "$missing" ] || exit 0

if [ $install = no ] || ! command -v apt-get > /dev/null; then
    echo "These Debian packages, or what corresponds to them, are missing:$missing" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo > /dev/null; then
    as_root=sudo
else
    echo "Please run as root, or install first:$missing" >&2
    exit 1
fi
echo "Installing:$missing"
log=$(mktemp)
# shellcheck disable=SC2086 # packages are separate words, and no sudo is no word
if $as_root env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' packages $missing > "$log" 2>&1; then
    rm -f "$log"
else
    tail -n 20 "$log" >&2
    echo "Installing failed; the whole output is in $log" >&2
    exit 1
fi
