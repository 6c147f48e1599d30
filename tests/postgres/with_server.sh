#!/bin/sh
# Runs a command with a PostgreSQL server of its own: sh with_server.sh COMMAND ARGUMENT...
# The server lives in a temporary directory, listens on a unix socket only and syncs its log. As root it runs as user
# postgres. The command finds its URI in JW_TEST_POSTGRES and its directory in JW_TEST_POSTGRES_DIRECTORY, where
# ./start and ./kill do so. Without a server's programs: 77.
set -u

binaries=
for directory in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2> /dev/null | sort -t/ -k5 -V) \
    $(command -v initdb > /dev/null && dirname "$(command -v initdb)"); do
    [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ] && binaries=$directory
done
if [ -z "$binaries" ]; then
    echo 'SKIPPED: there is no PostgreSQL server here (Debian: postgresql)'
    exit 77
fi

directory=$(mktemp -d /tmp/jingwu-postgres.XXXXXX) || exit 1
as_server=
if [ "$(id -u)" -eq 0 ]; then
    if ! id postgres > /dev/null 2>&1; then
        echo 'SKIPPED: a server does not run as root, and there is no user postgres'
        rm -rf "$directory"
        exit 77
    fi
    chown postgres "$directory"
    as_server='setpriv --reuid=postgres --regid=postgres --init-groups'
fi
chmod 755 "$directory"

# Starts until the server answers; after a kill the old processes may hold its memory for a while.
cat > "$directory/start" << END
cd '$directory'
for attempt in 1 2 3 4 5 6 7 8 9 10; do
    $as_server '$binaries/pg_ctl' -D '$directory/data' -l '$directory/log' -w -t 60 -s start > '$directory/start.log' 2>&1 && exit 0
    sleep 0.3
done
cat '$directory/start.log' '$directory/log' >&2
exit 1
END
# The postmaster and its children at once, as when the machine goes down.
cat > "$directory/kill" << END
first=\$(head -n 1 '$directory/data/postmaster.pid') || exit 1
kill -STOP \$first
kill -KILL \$first \$(ps -o pid= --ppid \$first)
while kill -0 \$first 2> /dev/null; do sleep 0.01; done
END

stop()
{
    cd "$directory" && $as_server "$binaries/pg_ctl" -D "$directory/data" -m immediate -s stop > /dev/null 2>&1
    cd / && rm -rf "$directory"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

(cd "$directory" && $as_server "$binaries/initdb" -D data -U jingwu -A trust -E UTF8 --locale=C.UTF-8 --no-instructions \
    > initdb.log 2>&1) || { cat "$directory/initdb.log"; exit 1; }
cat >> "$directory/data/postgresql.conf" << END
listen_addresses = ''
unix_socket_directories = '$directory'
fsync = on
shared_buffers = 64MB
max_connections = 40
jit = off
END
sh "$directory/start" || exit 1
PATH=$PATH:$binaries
JW_TEST_POSTGRES_DIRECTORY=$directory
JW_TEST_POSTGRES="postgresql://jingwu@/postgres?host=$directory"
export PATH JW_TEST_POSTGRES JW_TEST_POSTGRES_DIRECTORY
"$@"
