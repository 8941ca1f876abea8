#!/bin/sh
# Brings a PostgreSQL server back to any moment, by its own tools: a copy of all files, and everything written since.
#
#   point-in-time.sh settings ARCHIVE              what to write into postgresql.conf; restart the server afterwards
#   point-in-time.sh base FOLDER                   a copy of all files, checked, into a folder of FOLDER named by the moment
#   point-in-time.sh restore BASE ARCHIVE DATA AT  makes DATA from a copy, to be started as a server: it comes up as of AT
#
# ARCHIVE is a folder on another disk or machine, which the server's user may write to. AT is a moment with its zone, such
# as "2026-03-16 06:30:15+01"; "latest" is the last that was archived. Run `base` and `restore` as the server's user; the
# server's address is told by PGHOST, PGPORT and PGUSER (a superuser, or one that may replicate).
set -eu

fail() {
    echo "point-in-time: $1" >&2
    exit 2
}

tool() {
    command -v "$1" 2> /dev/null && return
    newest=$(ls -d /usr/lib/postgresql/*/bin/"$1" 2> /dev/null | sort --version-sort | tail --lines 1)
    [ -n "$newest" ] || fail "$1 is not here: install PostgreSQL's server and client programs."
    echo "$newest"
}

settings() {
    cat << END
wal_level = replica
archive_mode = on
archive_timeout = 60
archive_command = 'test ! -f "$1/%f" && cp "%p" "$1/%f.part" && sync "$1/%f.part" && mv "$1/%f.part" "$1/%f"'
END
}

base() {
    [ -d "$1" ] || fail "The folder $1 does not exist."
    folder="$1/$(date --utc +%Y-%m-%dT%H-%M-%SZ)"
    umask 077
    if ! "$(tool pg_basebackup)" --pgdata "$folder.part" --checkpoint fast --wal-method stream; then
        rm -rf "$folder.part"
        fail "No copy was made."
    fi
    "$(tool pg_verifybackup)" --quiet "$folder.part" || fail "The copy in $folder.part is not whole: keep the one before it."
    mv "$folder.part" "$folder"
    echo "$folder"
}

restore() {
    [ -f "$1/backup_label" ] || fail "$1 is no copy that “base” made."
    [ -d "$2" ] || fail "The folder $2 does not exist."
    [ ! -e "$3" ] || fail "$3 exists: a server is restored into a new folder, beside the old one."
    "$(tool pg_verifybackup)" --quiet "$1" || fail "The copy in $1 is not whole: take an earlier one."
    umask 077
    cp -a "$1" "$3"
    chmod 700 "$3"
    {
        echo "restore_command = 'cp \"$2/%f\" \"%p\"'"
        [ "$4" = latest ] || echo "recovery_target_time = '$4'"
        echo "recovery_target_action = promote"
        echo "archive_mode = off"
    } >> "$3/postgresql.auto.conf"
    touch "$3/recovery.signal"
    echo "Start the server on $3. When it answers, look at what is there; then set archive_mode = on, with another archive."
}

case "${1:-} $#" in
    "settings 2") settings "$2" ;;
    "base 2") base "$2" ;;
    "restore 5") restore "$2" "$3" "$4" "$5" ;;
    *)
        sed -n 's/^# \{0,1\}//; 2,/^set/p' "$0" | sed '/^set/d'
        exit 2
        ;;
esac
