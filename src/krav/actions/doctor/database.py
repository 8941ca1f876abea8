"""Looks at the database: whether it answers, what it is, how it keeps what it is told, and what guards its facts."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError

from krav.actions.doctor.finding import Finding, Now, listed
from krav.store import catalogue, roles

OLDEST = {True: (15,), False: (3, 37)}
"""The oldest PostgreSQL and SQLite that Krav runs on."""

ASTRAY = timedelta(seconds=5)
"""So far the clocks of the machines may be apart."""


def answers() -> Finding | None:
    """What is wrong where the database cannot be asked at all; no other look at it says anything then."""
    try:
        catalogue.version()
    except DatabaseError as error:
        what = " ".join(str(error).split())[:200]
        return Finding("database.reach", f"The database does not answer: {what}.", "Start it, or correct KRAV_DATABASE_URL.")
    return None


def version(_: Now) -> Iterator[Finding]:
    found, oldest = catalogue.version(), OLDEST[catalogue.is_postgres()]
    if found < oldest:
        told, wanted = (".".join(map(str, each)) for each in (found, oldest))
        yield Finding("database.version", f"The database is of version {told}.", f"Krav needs {wanted} or a newer one.")


def migrations(_: Now) -> Iterator[Finding]:
    if pending := catalogue.pending():
        yield Finding("database.migrations", f"Tables are not up to date: {listed(pending)}.", "Run “krav init”.")
    if newer := catalogue.newer():
        what = f"The database was brought up to date by a newer Krav: {listed(newer)}."
        yield Finding("database.newer", what, "Install that Krav here, too.")


def keeping(_: Now) -> Iterator[Finding]:
    """Whether what was written is there after the power fails, and readers and a writer do not wait for each other."""
    if catalogue.is_postgres():
        for name in ("fsync", "full_page_writes"):
            if catalogue.setting(name) != "on":
                mend = f"Set {name} = on in postgresql.conf and reload it."
                yield Finding(f"database.{name}", f"PostgreSQL has {name} off: a power cut destroys what is written.", mend)
    elif catalogue.file() and (mode := catalogue.setting("journal_mode")) != "wal":
        what = f"SQLite keeps its journal as “{mode}”: readers and writers wait for each other."
        yield Finding("database.journal", what, "Put the file on a local disk; over a network WAL does not work.")


def clock(now: Now) -> Iterator[Finding]:
    apart = abs(catalogue.now() - now.at)
    if catalogue.is_postgres() and apart > ASTRAY:
        what = f"The database's clock and this machine's are {int(apart.total_seconds())} seconds apart."
        yield Finding("database.clock", what, "Let both follow the same time server (timedatectl set-ntp true).")


def guards(_: Now) -> Iterator[Finding]:
    if open_tables := catalogue.unguarded():
        what = f"Facts could be changed: no trigger guards {listed(open_tables)}."
        yield Finding("database.guards", what, "Restore the newest backup beside it, and compare with “krav verify”.")


def wall(_: Now) -> Iterator[Finding]:
    """The second wall between accounts, on PostgreSQL."""
    if not catalogue.is_postgres():
        return
    missing, walled = catalogue.unwalled()
    if missing and walled:
        what = f"No row-level security stands before {listed(missing)}."
        yield Finding("database.wall", what, "Run “krav init” with KRAV_DATABASE_OWNER_URL; where that is not it, restore.")
    elif missing:
        what = "No table of accounts is behind row-level security."
        yield Finding("database.wall", what, "Bring the tables up to date: run “krav init”.")
    else:
        roles.check_key()


def role(_: Now) -> Iterator[Finding]:
    """The plain role is neither the tables' owner nor above the wall."""
    for sentence in roles.weaknesses():
        what, mend = sentence.split(" Give ", 1)
        yield Finding("database.role", what, f"Give {mend}")
