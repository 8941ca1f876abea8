"""`krav move`: an installation from SQLite to PostgreSQL, its sums compared."""

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from django.conf import settings
from django.db import connection

from krav.actions.backup import back_up
from krav.cli.output import console, show
from krav.cli.restore import amount, what
from krav.kernel.refusal import KravError
from krav.store.queries import runs
from krav.store.snapshot import nobody_writes
from krav.store.sums import Sum
from krav.wire import clock

_STILL = timedelta(minutes=1)
"""A worker that was seen alive so lately is running."""


@click.command()
@click.option(
    "--to", required=True, envvar="KRAV_MOVE_TO", help="postgresql://user:password@host:port/name, an empty database."
)
def move(to: str) -> None:
    """Move the rows from SQLite to PostgreSQL and compare them; the SQLite database stays as it is.

    Stop the web and the worker first. Letters, papers and keys stay in the home. An address with a password may be given as
    KRAV_MOVE_TO instead: others on this machine do not see it there.
    """
    if connection.vendor != "sqlite":
        raise KravError("This is on PostgreSQL already. Between servers, use “krav backup” and “krav restore”.")
    if not to.startswith("postgresql://"):
        raise KravError("Krav moves to PostgreSQL: write --to postgresql://user:password@host:port/name.")
    with nobody_writes():
        seen = runs.seen_alive()
        if seen is not None and clock.now() - seen < _STILL:
            raise KravError(
                f"The worker was at work at {clock.told(seen)}. Stop “krav serve” or “krav worker” and the web, "
                "wait a minute, and move then: nothing may be written meanwhile."
            )
        with TemporaryDirectory(prefix=".moving-", dir=settings.KRAV_HOME) as folder:
            file = Path(folder) / "rows"
            before = back_up(file, now=clock.now(), with_home=False, moment=nullcontext)
            console.print(f"{before.rows} rows are on their way …")
            after = _restored_there(file, to)
    _show(before.sums, after)
    if after != before.sums:
        raise KravError("The sums differ. Go on with SQLite, and keep the PostgreSQL database for whoever looks into it.")
    console.print(f"{before.rows} rows are in PostgreSQL, table by table the same. The SQLite database is as it was.")
    console.print("To switch over, set KRAV_DATABASE_URL to the new address wherever Krav is started, and start it.")
    console.print(
        "What is written to SQLite from now on does not come along: put the old file away. Everybody logs in anew."
    )


def _restored_there(file: Path, to: str) -> list[Sum]:
    """Restores the rows by a Krav whose database is the other one; what its accounts come to there."""
    words = [sys.argv[0], "restore", str(file), "--database-only", "--json"]
    env = os.environ | {"KRAV_DATABASE_URL": to}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)  # noqa: S603 our own command
    if done.returncode:
        raise KravError(done.stderr.strip().removeprefix("krav: ") or "The move ended early. Nothing was moved.")
    return [Sum(*each) for each in json.loads(done.stdout)["sums"]]


def _show(before: list[Sum], after: list[Sum]) -> None:
    """Every sum on both sides; one that is missing on a side is empty there."""
    old, new = ({each[:3]: each for each in side} for side in (before, after))
    rows = []
    for key, each in sorted((old | new).items()):
        sides = [amount(side[key]) if key in side else None for side in (old, new)]
        rows.append((each.account, what(each), *sides, "the same" if sides[0] == sides[1] else "differs"))
    show("Sums", ("Account", "What", "SQLite", "PostgreSQL", ""), rows)
