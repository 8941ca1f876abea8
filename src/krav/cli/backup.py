"""`krav backup`, `krav restore` and `krav move`: an installation into a file, out of one, and to PostgreSQL."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from django.conf import settings
from django.db import connection

from krav.actions.backup import back_up
from krav.actions.manifest import Manifest
from krav.actions.restore import restore
from krav.cli.output import console, print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.store.queries import runs
from krav.store.snapshot import Sum, nobody_writes
from krav.wire import clock
from krav.wire.backup_file import is_locked
from krav.wire.home_files import KEYS

_STILL = timedelta(minutes=1)
"""A worker that was seen alive so lately is running."""

_FILE = click.Path(dir_okay=False, path_type=Path)
_PASSPHRASE = click.option(
    "--passphrase-file",
    "words",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The passphrase is the first line of this file; otherwise it is asked for.",
)
_DATABASE_ONLY = click.option(
    "--database-only", is_flag=True, help="The rows only; letters, papers and keys stay where they are."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--sealed", is_flag=True, help="Seal the file with a passphrase.")
@_PASSPHRASE
@_DATABASE_ONLY
@_JSON
def backup(file: Path, *, sealed: bool, words: Path | None, database_only: bool, as_json: bool) -> None:
    """Write the database and the home into FILE, as of one moment, while Krav goes on.

    The file holds the keys of this installation: whoever has it can read everything in it. Keep it like a key, or seal it.
    """
    passphrase = _first_line(words) if words else ""
    if sealed and not words:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    now = clock.now()
    manifest = back_up(file.absolute(), now=now, passphrase=passphrase, with_home=not database_only)
    if as_json:
        print_json(_summary(manifest))
        return
    console.print(f"{file}: {manifest.rows} rows and {len(manifest.files)} files, as of {clock.told(now)}.")
    if passphrase:
        console.print("It is sealed: without the passphrase nobody can read it, and you cannot either.")
    elif database_only:
        console.print("It is not sealed, and tells what everybody owes: keep it where only you can read it.")
    else:
        console.print("It holds the keys of this installation, unsealed: keep it where only you can read it.")
    _tell_missing_keys(manifest)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_PASSPHRASE
@_DATABASE_ONLY
@_JSON
def restore_(file: Path, *, words: Path | None, database_only: bool, as_json: bool) -> None:
    """Bring back what FILE holds into an empty installation, and compare it with what was backed up."""
    passphrase = _first_line(words) if words else ""
    if not passphrase and is_locked(file):
        passphrase = click.prompt("Passphrase", hide_input=True)
    began = clock.ticks()
    manifest = restore(file, passphrase=passphrase, with_home=not database_only)
    if as_json:
        print_json(_summary(manifest))
        return
    taken = round(clock.ticks() - began)
    console.print(f"{manifest.rows} rows and {len(manifest.files)} files are back, and are what was backed up ({taken} s).")
    _show_sums("Sums", manifest.sums)
    if not database_only:
        _tell_missing_keys(manifest)
    console.print("Run “krav verify”, then start Krav. Everybody logs in anew.")


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
        raise KravError(
            "This installation is on PostgreSQL already. Use “krav backup” and “krav restore” to move between servers."
        )
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
    _show_move(before.sums, after)
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


def _first_line(file: Path) -> str:
    passphrase = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    if not passphrase:
        raise KravError(f"{file} has no passphrase in its first line.")
    return passphrase


def _summary(manifest: Manifest) -> dict[str, object]:
    """What a machine wants to know of a backup."""
    return {
        "krav": manifest.krav,
        "made_at": manifest.made_at,
        "newest_migration": manifest.newest_migration,
        "rows": manifest.rows,
        "files": len(manifest.files),
        "tables": {name: told.rows for name, told in manifest.tables.items() if told.rows},
        "sums": manifest.sums,
    }


def _tell_missing_keys(manifest: Manifest) -> None:
    for name in KEYS:
        if manifest.home and name not in manifest.files:
            variable = {"secret": "KRAV_SECRET_KEY"}.get(name, "KRAV_SEAL")
            console.print(f"The key in {variable} is not in the backup: keep it by itself, and set it where you restore.")


def _show_sums(title: str, sums: Iterable[Sum]) -> None:
    show(title, ("Account", "What", "Amount"), [(each.account, _what(each), _amount(each)) for each in sums])


def _show_move(before: list[Sum], after: list[Sum]) -> None:
    """Every sum on both sides, one that is missing on a side empty there."""
    old, new = ({each[:3]: each for each in side} for side in (before, after))
    rows = []
    for key, each in sorted((old | new).items()):
        sides = [_amount(side[key]) if key in side else None for side in (old, new)]
        rows.append((each.account, _what(each), *sides, "the same" if sides[0] == sides[1] else "differs"))
    show("Sums", ("Account", "What", "SQLite", "PostgreSQL", ""), rows)


def _what(each: Sum) -> str:
    return f"{each.what}: {each.unit}" if each.what == "credits" else each.what


def _amount(each: Sum) -> Money | int:
    return each.amount if each.what == "credits" else Money(each.amount, each.unit)
