"""What a person tells of invoices that another system made: the customer, the claims, what was done, what was paid.

The same shape is a draft's JSON text, the body of a program's call and the file of the command line: amounts are minor
units, days ISO text.
"""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_type_hints

from krav.kernel.money import Minor
from krav.kernel.refusal import KravError

CHANNELS = ("post", "email", "digital")
"""How a letter of another system may have gone."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF that was checked and is kept under its hash."""

    sha256: str
    name: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class ToldCustomer:
    """A customer: one that is known by `id`, or a new one; an empty kind counts as a consumer."""

    id: int = 0
    number: str = ""
    name: str = ""
    kind: str = ""
    company_number: str = ""
    attention: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """An invoice; an empty reference is made of its number, as for the creditor's own invoices."""

    number: str
    amount: Minor
    currency: str
    issued_on: date
    due_on: date
    description: str = ""
    due_agreed: bool = False
    fee_agreed: bool = False
    reference: str = ""
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class ToldLetter:
    """A reminder or notice that was sent: about the invoices of these numbers, or about all; `fee` was charged for it."""

    step: str
    sent_on: date
    deadline_on: date
    fee: Minor = 0
    channel: str = CHANNELS[0]
    address: str = ""
    about: tuple[str, ...] = ()
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class ToldPayment:
    """Money that came for an invoice."""

    claim: str
    amount: Minor
    currency: str
    on: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """All of it; `join` are known claims (by id) that go into the same case by choice."""

    customer: ToldCustomer | None = None
    claims: tuple[ToldClaim, ...] = ()
    letters: tuple[ToldLetter, ...] = ()
    payments: tuple[ToldPayment, ...] = ()
    department: str = ""
    project: str = ""
    join: tuple[int, ...] = ()
    asked: bool = False
    """Whether it was asked what was done already."""

    def about(self, letter: ToldLetter) -> tuple[ToldClaim, ...]:
        """The claims a letter was about."""
        return tuple(claim for claim in self.claims if not letter.about or claim.number in letter.about)


def told_data(told: Told) -> dict[str, Any]:
    """What was told, as it is written down in JSON; `read_told` makes the same of it."""
    return asdict(told)


def read_told(data: object) -> Told:
    """What was told, from JSON.

    Raises:
        KravError: a field that does not exist, is missing, or is of another kind; the words name its place.
    """
    read: Told = _read(Told, data, "")
    return read


def _read(shape: Any, data: object, place: str) -> Any:  # noqa: ANN401 whichever of the shapes above
    """A value of the shape from what JSON has in its place."""
    if not isinstance(data, Mapping):
        raise KravError("{place} should be a table of fields.", {"place": place or "the whole"})
    known, hints = {each.name: each for each in fields(shape)}, get_type_hints(shape)
    if unknown := sorted(data.keys() - known.keys()):
        facts = {"place": _at(place, unknown[0]), "fields": ", ".join(known)}
        raise KravError("There is no field {place}; there are {fields}.", facts)
    missing = [name for name, each in known.items() if each.default is MISSING and name not in data]
    if missing:
        raise KravError("{place} is missing.", {"place": _at(place, missing[0])})
    return shape(**{name: _value(hints[name], value, _at(place, name)) for name, value in data.items()})


def _value(hint: Any, value: object, place: str) -> Any:  # noqa: ANN401 one of the kinds a field may be
    kinds = get_args(hint)
    if Ellipsis in kinds:
        if not isinstance(value, list | tuple):
            raise KravError("{place} should be a list.", {"place": place})
        return tuple(_value(kinds[0], each, f"{place}.{position}") for position, each in enumerate(value))
    if type(None) in kinds:
        return None if value is None else _read(kinds[0], value, place)
    if is_dataclass(hint):
        return _read(hint, value, place)
    if hint is date:
        return _day(value, place)
    if type(value) is not hint or (isinstance(value, str) and "\x00" in value):
        facts = {"place": place, "value": repr(value), "kind": _KINDS[hint]}
        raise KravError("{place} is {value}; it should be {kind}.", facts)
    return value


_KINDS = {str: "text", int: "a whole number", bool: "true or false"}


def _day(value: object, place: str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        facts = {"place": place, "value": repr(value), "kind": "a day such as 2026-07-13"}
        raise KravError("{place} is {value}; it should be {kind}.", facts) from error


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
