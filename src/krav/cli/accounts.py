"""`krav init`: the database, and accounts from files."""

import tomllib
from pathlib import Path

import click

from krav.actions.accounts import NewAccount, open_account
from krav.actions.prepare import prepare_database
from krav.actions.unit import machine
from krav.cli.output import console
from krav.kernel.refusal import KravError
from krav.store.queries.accounts import AccountLine, accounts
from krav.wire import clock


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def init(files: tuple[Path, ...]) -> None:
    """Make the database, and open the account that each FILE describes (TOML)."""
    for sentence in prepare_database(on=clock.today(), by=machine("command line")):
        console.print(sentence)
    for file in files:
        new = read_account(file)
        try:
            open_account(new, on=clock.today())
        except KravError as error:
            raise KravError(f"{new.slug}: {error}") from error
        console.print(f"{new.slug}: {new.name} is open.")


def read_account(file: Path) -> NewAccount:
    """An account as a TOML file describes it.

    Raises:
        KravError: the file is broken or has a key that an account does not know.
    """
    try:
        return NewAccount(**tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise KravError(f"{file.name}: {error}. An account file gives slug, country, name and so on.") from error


def chosen(slug: str) -> list[AccountLine]:
    """The account of the slug, or all of them when it is empty.

    Raises:
        KravError: there is none.
    """
    found = accounts(slug)
    if not found:
        raise _unknown(slug)
    return found


def named(slug: str) -> AccountLine:
    """The account of the slug.

    Raises:
        KravError: there is none; an empty slug names none.
    """
    if not slug:
        raise _unknown(slug)
    return chosen(slug)[0]


def _unknown(slug: str) -> KravError:
    known = ", ".join(line.slug for line in accounts()) or "none; open one with “krav init FILE”"
    return KravError(f"There is no account “{slug}”. Accounts: {known}.")
