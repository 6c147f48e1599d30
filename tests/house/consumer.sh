#!/bin/sh
# Consumers in C and C++ against an installed prefix (shared and static), against the build directory, and as a Meson
# subproject; every installed header compiles. usage: consumer.sh SOURCE_ROOT BUILD_ROOT
set -eu
source_root=$1
build_root=$2
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

fail()
{
    echo "consumer: $1" >&2
    exit 1
}

# make_consumers NAME [MAKE_ARGUMENT...]: builds and runs both programs in a directory of their own
make_consumers()
{
    name=$1
    shift
    mkdir -p "$directory/$name"
    (
        cd "$directory/$name"
        make -s -f "$source_root/examples/consumer/Makefile" SOURCE="$source_root/examples/consumer" "$@"
    ) || fail "$name: does not build"
}

run_consumers()
{
    "$directory/$1/consumer" > "$directory/$1/said" || fail "$1: the C consumer failed"
    grep -q '^56 of 217$' "$directory/$1/said" || fail "$1: the C consumer computed $(cat "$directory/$1/said")"
    "$directory/$1/consumer-cpp" > "$directory/$1/said" || fail "$1: the C++ consumer failed"
    echo "consumer: $1 in C and C++ works"
}

needs_shared_library()
{
    readelf -d "$1" | grep -q 'NEEDED.*libjingwu'
}

install_prefix()
{
    DESTDIR=$directory/installed meson install --no-rebuild --quiet -C "$build_root" > "$directory/install.log" ||
        fail "meson install failed: $(cat "$directory/install.log")"
    pc=$(find "$directory/installed" -name jingwu.pc)
    [ -n "$pc" ] || fail 'jingwu.pc was not installed'
    library=$(dirname "$(dirname "$pc")")
    include=$(dirname "$(find "$directory/installed" -name jingwu.h)")
    [ -e "$library/libjingwu.so" ] && [ -e "$library/libjingwu.a" ] || fail "no libraries in $library"
    [ "$(cd "$include" && find . -name '*.h' | sort)" = "$(cd "$source_root/include/jingwu" && find . -name '*.h' | sort)" ] ||
        fail 'the installed headers are not those of include/jingwu'
    PKG_CONFIG_SYSROOT_DIR=$directory/installed
    PKG_CONFIG_PATH=$library/pkgconfig
    export PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_PATH
}

check_shared()
{
    make_consumers shared
    needs_shared_library "$directory/shared/consumer" || fail 'shared: libjingwu.so is not needed'
    LD_LIBRARY_PATH=$library run_consumers shared
}

check_headers()
{
    # shellcheck disable=SC2046 # the options are separate words
    find "$include" -name '*.h' | while read -r header; do
        cc -std=c99 -pedantic -Werror -fsyntax-only -x c $(pkg-config --cflags jingwu) "$header" || exit 1
    done || fail 'an installed header does not compile'
    echo "consumer: $(find "$include" -name '*.h' | wc -l) installed headers compile"
}

check_static()
{
    find "$library" -name 'libjingwu.so*' -delete
    make_consumers static STATIC=--static
    needs_shared_library "$directory/static/consumer" && fail 'static: libjingwu.so is needed'
    run_consumers static
}

check_uninstalled()
{
    unset PKG_CONFIG_SYSROOT_DIR
    PKG_CONFIG_PATH=$build_root/meson-uninstalled
    export PKG_CONFIG_PATH
    make_consumers uninstalled
    LD_LIBRARY_PATH=$build_root/src run_consumers uninstalled
    unset PKG_CONFIG_PATH
}

# A project that has libjingwu as a subproject and asks for it as dependency('jingwu').
check_subproject()
{
    project=$directory/project
    mkdir -p "$project/subprojects"
    (cd "$source_root" && tar cf - --exclude='./build*' --exclude='./prefix*' --exclude=./.git .) > "$directory/jingwu.tar"
    mkdir "$project/subprojects/jingwu"
    tar xf "$directory/jingwu.tar" -C "$project/subprojects/jingwu"
    cp "$source_root/examples/consumer/main.c" "$project/"
    cat > "$project/meson.build" <<'END'
project('consumer', 'c')
jingwu = dependency('jingwu', fallback: 'jingwu', default_options: ['tests=false', 'program=false'])
executable('consumer', 'main.c', dependencies: jingwu)
END
    {
        meson setup "$project/build" "$project" --wrap-mode=forcefallback &&
            ninja -j2 -C "$project/build" consumer
    } > "$directory/subproject.log" 2>&1 || fail "subproject: $(tail -n 20 "$directory/subproject.log")"
    "$project/build/consumer" | grep -q '^56 of 217$' || fail 'subproject: wrong result'
    echo 'consumer: as a Meson subproject works'
}

install_prefix
check_headers
check_shared
check_static
check_uninstalled
check_subproject
