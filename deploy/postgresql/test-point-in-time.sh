#!/bin/sh
# Tries point-in-time.sh on a server of its own: a copy, an invoice's payment, a moment, a mistake, and back to the moment.
set -eu

here=$(dirname "$(realpath "$0")")
if [ "$(id -u)" = 0 ]; then # PostgreSQL does not run as root
    open=$(mktemp -d)
    cp "$here"/*.sh "$open"
    chmod -R a+rX "$open"
    chmod a+rx "$open"/*.sh
    status=0
    runuser -u postgres -- sh "$open/test-point-in-time.sh" || status=$?
    rm -rf "$open"
    exit "$status"
fi

PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort --version-sort | tail --lines 1)"
work=$(mktemp -d)
export PGHOST="$work" PGUSER=tester PGDATABASE=postgres PGPORT=5999
mkdir "$work/archive" "$work/copies"

finish() {
    for data in "$work/server" "$work/again" "$work/latest"; do
        [ ! -f "$data/postmaster.pid" ] || pg_ctl --pgdata "$data" --mode immediate --silent stop || true
    done
    rm -rf "$work"
}
trap finish EXIT

start() {
    pg_ctl --pgdata "$1" --silent --wait --timeout 120 --log "$work/log" \
        --options "-k $work -c listen_addresses= -c port=$PGPORT" start || { tail "$work/log"; exit 1; }
    until [ "$(psql -qtAc 'SELECT pg_is_in_recovery()')" = f ]; do sleep 0.2; done
}

rows() {
    psql -qtAc "SELECT string_agg(what, ', ' ORDER BY id) FROM fact"
}

same() {
    [ "$2" = "$3" ] || { echo "$1: “$2”, and should be “$3”" >&2; exit 1; }
    echo "$1: $2"
}

initdb --pgdata "$work/server" --username tester --auth trust --no-sync > "$work/log"
"$here/point-in-time.sh" settings "$work/archive" >> "$work/server/postgresql.conf"
start "$work/server"
psql -qc "CREATE TABLE fact (id bigserial PRIMARY KEY, what text)"
psql -qc "INSERT INTO fact (what) VALUES ('invoice')"
base=$("$here/point-in-time.sh" base "$work/copies")

psql -qc "INSERT INTO fact (what) VALUES ('payment')"
moment=$(psql -qtAc "SELECT clock_timestamp()")
sleep 1
psql -qc "INSERT INTO fact (what) VALUES ('reminder')"
psql -qc "DELETE FROM fact WHERE what = 'invoice'"
last=$(rows)
psql -qtAc "SELECT pg_switch_wal()" > "$work/log"
pg_ctl --pgdata "$work/server" --mode fast --silent stop

"$here/point-in-time.sh" restore "$base" "$work/archive" "$work/again" "$moment" > "$work/log"
start "$work/again"
same "As of the moment" "$(rows)" "invoice, payment"
psql -qc "INSERT INTO fact (what) VALUES ('and on')"
same "It goes on from there" "$(rows)" "invoice, payment, and on"
pg_ctl --pgdata "$work/again" --mode fast --silent stop

"$here/point-in-time.sh" restore "$base" "$work/archive" "$work/latest" latest > "$work/log"
start "$work/latest"
same "As of the last that was archived" "$(rows)" "$last"

printf x >> "$base/global/pg_control"
if "$here/point-in-time.sh" restore "$base" "$work/archive" "$work/none" latest 2> "$work/log"; then
    echo "A damaged copy was restored." >&2
    exit 1
fi
echo "A damaged copy is refused: $(tail --lines 1 "$work/log")"
