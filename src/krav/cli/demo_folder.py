"""The demo's folder: an account, its dated files and the stops people asked for."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

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
    note: str
    from_on: date
    until_on: date | None
    lifted_on: date | None


@dataclass(frozen=True, slots=True)
class Creditor:
    """One creditor of the demo; `files` by the day they arrive, in the order of their names.

    `approval` are the steps that wait for a yes, by the day from which they do.
    """

    account: NewAccount
    files: dict[date, list[Path]]
    stops: tuple[Stop, ...]
    approval: dict[date, tuple[str, ...]]


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
    events = _events(folder / _EVENTS)
    stops = tuple(_stop(row) for row in events["hold"])
    approval = {row["from"]: tuple(row["steps"]) for row in events["approval"]}
    return Creditor(read_account(folder / _ACCOUNT), files, stops, approval)


def _stop(row: Mapping[str, Any]) -> Stop:
    return Stop(row["invoice"], row["reason"], row.get("note", ""), row["from"], row.get("until"), row.get("lifted"))


def _day(file: Path) -> date:
    found = _DAY.search(file.name)
    if not found:
        raise KravError(f"{file}: a file of the demo is named after the day it arrives, such as bank-2026-06-12.xml.")
    return date.fromisoformat(found[0])


def _events(file: Path) -> dict[str, list[dict[str, Any]]]:
    """The holds and approvals of an events file, with everything they need."""
    needed = {"hold": {"invoice", "reason", "from"}, "approval": {"from", "steps"}}
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KravError(f"{file}: {error}.") from error
    for name, fields in needed.items():
        for row in found.setdefault(name, []):
            if missing := fields - row.keys():
                raise KravError(f"{file}: a {name} lacks {', '.join(sorted(missing))}.")
    return found
