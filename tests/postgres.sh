#!/usr/bin/env bash
# Runs tests on a PostgreSQL of their own, as an ordinary role; a second role, krav_web, tries the wall between accounts.
# What is given to it goes to pytest: tests/postgres.sh tests/store. As root on Debian it installs PostgreSQL where that is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
chmod 755 "$work"

as_postgres() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

find_postgres() { # the folder of the newest server's programs; nothing where there is none
    find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' 2>/dev/null | sort -V | tail -n 1 || true
}

stop() {
    if [ -s "$work/pg/postmaster.pid" ]; then
        (cd "$work" && as_postgres "$pg/pg_ctl" --pgdata "$work/pg" --mode immediate --silent stop) || true
    fi
    rm -rf "$work"
}
trap stop EXIT

pg=$(find_postgres)
if [ -z "$pg" ]; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --no-install-recommends postgresql > /dev/null
    pg=$(find_postgres)
fi
port=$(.venv/bin/python -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
# No autovacuum: it would count the rows that a test took back, find none, and every later plan would expect empty tables.
mkdir "$work/pg"
[ "$(id -u)" -ne 0 ] || chown postgres "$work/pg"
(
    cd "$work/pg"
    as_postgres "$pg/initdb" --pgdata "$work/pg" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync > /dev/null
    as_postgres "$pg/pg_ctl" --pgdata "$work/pg" --log "$work/pg/log" --wait --silent --options \
        "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c autovacuum=off" start
    # Ordinary roles: row-level security does not hold for a superuser.
    "$pg/psql" --quiet --host 127.0.0.1 --port "$port" --username postgres --command 'CREATE ROLE krav LOGIN CREATEDB' \
        --command 'CREATE ROLE krav_web LOGIN' --command 'CREATE DATABASE krav OWNER krav'
)
export KRAV_DATABASE_URL="postgresql://krav@127.0.0.1:$port/krav"
export KRAV_HOME="${KRAV_HOME:-$work/home}"
.venv/bin/pytest --numprocesses auto --dist worksteal "$@"
