"""`krav restore`: what a backup holds, back in an empty installation."""

from pathlib import Path

import click

from krav.actions.restore import restore
from krav.cli.backup import DATABASE_ONLY, JSON, PASSPHRASE, first_line, summary, tell_missing_keys
from krav.cli.output import console, print_json, show
from krav.kernel.money import Money
from krav.store.sums import Sum
from krav.wire import clock
from krav.wire.backup_file import is_locked


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@PASSPHRASE
@DATABASE_ONLY
@JSON
def restore_(file: Path, *, words: Path | None, database_only: bool, as_json: bool) -> None:
    """Bring back what FILE holds into an empty installation, and compare it with what was backed up."""
    passphrase = first_line(words) if words else ""
    if not passphrase and is_locked(file):
        passphrase = click.prompt("Passphrase", hide_input=True)
    began = clock.ticks()
    manifest = restore(file, passphrase=passphrase, with_home=not database_only)
    if as_json:
        print_json(summary(manifest))
        return
    taken, files = round(clock.ticks() - began), 0 if database_only else len(manifest.files)
    console.print(f"{manifest.rows} rows and {files} files are back, and are what was backed up ({taken} s).")
    show("Sums", ("Account", "What", "Amount"), [(each.account, what(each), amount(each)) for each in manifest.sums])
    if not database_only:
        tell_missing_keys(manifest)
    console.print("Run “krav verify”, then start Krav. Everybody logs in anew.")


def what(each: Sum) -> str:
    """What a sum is of."""
    return f"{each.what}: {each.unit}" if each.what == "credits" else each.what


def amount(each: Sum) -> Money | int:
    """The sum: money, or a number of credits."""
    return each.amount if each.what == "credits" else Money(each.amount, each.unit)
