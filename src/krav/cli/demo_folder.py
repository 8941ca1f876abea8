"""The demo's folder: an account, its dated files and the stops people asked for."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from krav.actions.accounts import NewAccount
from krav.cli.accounts import read_account
from krav.kernel.refusal import KravError

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ACCOUNT, _EVENTS = "account.toml", "events.toml"


@dataclass(frozen=True, slots=True)
class Stop:
    """A hold on an invoice: from a day, until a day or until it was lifted."""

    invoice: str
    reason: str
    from_on: date
    until_on: date | None
    lifted_on: date | None


@dataclass(frozen=True, slots=True)
class Creditor:
    """One creditor of the demo; `files` by the day they arrive, in the order of their names."""

    account: NewAccount
    files: dict[date, list[Path]]
    stops: tuple[Stop, ...]


def creditors(folder: Path) -> list[Creditor]:
    """The creditors of a folder: each a folder with account.toml, events.toml and files with a day in their names.

    Raises:
        KravError: there is none, a file lacks its day, or a TOML file is broken.
    """
    found = [_creditor(place.parent) for place in sorted(folder.glob(f"*/{_ACCOUNT}"))]
    if not found:
        raise KravError(f"There is no account in “{folder}”; give the project's folder “demo” with --folder.")
    return found


def _creditor(folder: Path) -> Creditor:
    files: dict[date, list[Path]] = {}
    for file in sorted(folder.iterdir()):
        if file.name not in {_ACCOUNT, _EVENTS}:
            files.setdefault(_day(file), []).append(file)
    return Creditor(read_account(folder / _ACCOUNT), files, tuple(_stops(folder / _EVENTS)))


def _day(file: Path) -> date:
    found = _DAY.search(file.name)
    if not found:
        raise KravError(f"{file}: a file of the demo is named after the day it arrives, such as bank-2026-06-12.xml.")
    return date.fromisoformat(found[0])


def _stops(file: Path) -> Iterator[Stop]:
    try:
        for row in tomllib.loads(file.read_text("utf-8"))["hold"]:
            yield Stop(row["invoice"], row["reason"], row["from"], row.get("until"), row.get("lifted"))
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise KravError(f"{file}: {error}. A hold has invoice, reason and from, and may have until or lifted.") from error
