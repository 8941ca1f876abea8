"""The demo's folder: an account, its dated files, the stops people asked for and what they did in cases."""

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
_DEEDS = {
    "case": {"on", "invoices"},
    "letter": {"on", "invoice", "step"},
    "plan": {"on", "invoice", "first", "every", "count"},
    "payment": {"on", "invoice", "amount"},
    "filing": {"on", "invoice", "filing", "answers"},
    "write_off": {"on", "invoice", "evidence"},
    "agreement": {"on", "name", "client_number", "currency", "percent", "vat"},
    "hand_over": {"on", "invoice"},
    "agency": {"on", "invoice", "act"},
}
"""What each deed in a case, or with a partner, needs; those of one day are done in this order."""


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
class Deed:
    """What a person did in a case: `kind` is its table of events.toml, `told` what stands there."""

    kind: str
    on: date
    told: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What tells it from every other deed of its company."""
        return "-".join(("demo", self.kind, str(self.on), *self.invoices))

    @property
    def invoices(self) -> tuple[str, ...]:
        """The invoices it is about: all that a case is opened of, or one that is in the case."""
        return tuple(self.told["invoices"]) if "invoices" in self.told else tuple(filter(None, [self.told.get("invoice")]))


@dataclass(frozen=True, slots=True)
class Creditor:
    """One creditor of the demo; `files` by the day they arrive, in the order of their names.

    `approval` are the steps that wait for a yes, by the day from which they do.
    """

    account: NewAccount
    files: dict[date, list[Path]]
    stops: tuple[Stop, ...]
    approval: dict[date, tuple[str, ...]]
    deeds: tuple[Deed, ...]


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
    deeds = tuple(Deed(kind, row["on"], row) for kind in _DEEDS for row in events[kind])
    return Creditor(read_account(folder / _ACCOUNT), files, stops, approval, deeds)


def _stop(row: Mapping[str, Any]) -> Stop:
    return Stop(row["invoice"], row["reason"], row.get("note", ""), row["from"], row.get("until"), row.get("lifted"))


def _day(file: Path) -> date:
    found = _DAY.search(file.name)
    if not found:
        raise KravError(f"{file}: a file of the demo is named after the day it arrives, such as bank-2026-06-12.xml.")
    return date.fromisoformat(found[0])


def _events(file: Path) -> dict[str, list[dict[str, Any]]]:
    """The holds, approvals and deeds of an events file, with everything they need."""
    needed = {"hold": {"invoice", "reason", "from"}, "approval": {"from", "steps"}, **_DEEDS}
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KravError(f"{file}: {error}.") from error
    for name, fields in needed.items():
        for row in found.setdefault(name, []):
            if missing := fields - row.keys():
                raise KravError(f"{file}: a {name} lacks {', '.join(sorted(missing))}.")
    return found
