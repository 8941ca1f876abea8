"""The golden cases of a country: claims whose amounts are known from elsewhere, and what its tables make of them.

A case is one claim, read from `<country>/cases/*.toml`. Its letters are taken in order by the country's own rules; `fees`
and `compensation` are what they charged in all, `interest` is all that accrued, `open_interest` and `principal` are what is
left, `total` is what is owed. `relation_fees` are days of letters with a fee about other claims of the debtor.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from krav.claims.ledger import Entry, EntryKind
from krav.claims.reckon import Reckoning, reckon
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.law.book import BookError, parse
from krav.law.country import Country
from krav.law.interest import Convention
from krav.law.step import Charge, DebtorKind, PastLetter, Situation, Terms

PARTS = ("principal", "interest", "open_interest", "fees", "compensation", "total")
_NEEDED = {"name", "story", "from", "amount", "due", "on", "expect"}
_TERMS = {"agreed", "sent", "debtor", "convention", "fee_agreed", "compensation", "relation_fees"}
_EVENTS = {
    "payments": {"on", "amount", "aim"},
    "credits": {"on", "amount", "ab_initio"},
    "letters": {"step", "on", "deadline"},
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case: `topic` is its file's name, `origin` where its amounts are from, `told` the claim, `expect` major units."""

    topic: str
    name: str
    story: str
    origin: str
    told: Mapping[str, Any]
    expect: Mapping[str, Any]


class Outcome(NamedTuple):
    """What came out, in minor units: every part that can be expected, or why the rules refused to reckon."""

    case: Case
    expected: Mapping[str, Minor]
    found: Mapping[str, Minor]
    refused: str = ""

    @property
    def passed(self) -> bool:
        """Whether every expected part came out exactly."""
        return not self.refused and self.expected.items() <= self.found.items()


def read_cases(folder: Path) -> tuple[Case, ...]:
    """The cases of a country's folder, in the order of files and lines.

    Raises:
        BookError: a case lacks something or has an unknown key; names file and case.
    """
    return tuple(case for path in sorted(folder.glob("cases/*.toml")) for case in _read(path))


def run_case(country: Country, case: Case) -> Outcome:
    """The case reckoned by the country's tables and rules."""
    expected = {part: _minor(amount, country) for part, amount in case.expect.items()}
    try:
        entries = _ledger(case.told, country)
        return Outcome(case, expected, _parts(entries, _reckon(case.told, country, entries)))
    except KravError as error:
        return Outcome(case, expected, {}, str(error))


def _read(path: Path) -> Iterator[Case]:
    for raw in parse(path, path.read_bytes()).get("cases", ()):
        place = f"{path.parent.name}/{path.name}, “{raw.get('name', '')}”"
        _keys(place, raw, _NEEDED, _TERMS | _EVENTS.keys())
        _keys(f"{place}, expect", raw["expect"], set(), set(PARTS))
        for event, needed in _EVENTS.items():
            for row in raw.get(event, ()):
                _keys(f"{place}, {event}", row, needed, set())
        told = {key: value for key, value in raw.items() if key not in {"name", "story", "from", "expect"}}
        yield Case(path.stem, raw["name"], raw["story"], raw["from"], told, raw["expect"])


def _keys(place: str, row: Mapping[str, Any], needed: set[str], allowed: set[str]) -> None:
    missing, unknown = needed - row.keys(), row.keys() - needed - allowed
    if missing or unknown:
        raise BookError(f"{place}: missing {sorted(missing)}, unknown {sorted(unknown)}.")


def _ledger(told: Mapping[str, Any], country: Country) -> tuple[Entry, ...]:
    """The invoice, money and credit notes, and what each letter charged given everything of the days before it."""
    invoiced = told.get("sent") or told["due"]
    entries = [Entry(EntryKind.INVOICE, _minor(told["amount"], country), invoiced)]
    entries += [
        Entry(EntryKind.CREDIT, -_minor(credit["amount"], country), invoiced if credit["ab_initio"] else credit["on"])
        for credit in told.get("credits", ())
    ]
    letters: list[PastLetter] = []
    for row in told.get("letters", ()):
        step = country.step(row["step"])
        charges = country.charges(step, _situation(told, letters, entries), row["on"])
        charged = ((EntryKind.FEE, charges.fee), (EntryKind.COMPENSATION, charges.compensation))
        entries += [Entry(kind, charge.amount, row["on"], label=charge.label) for kind, charge in charged if charge]
        letters.append(PastLetter(step.key, step.kind, row["on"], row["deadline"], _amount(charges.fee)))
    paid = told.get("payments", ())
    return (*entries, *(Entry(EntryKind.PAYMENT, -_minor(row["amount"], country), row["on"], row["aim"]) for row in paid))


def _situation(told: Mapping[str, Any], letters: list[PastLetter], entries: list[Entry]) -> Situation:
    return Situation(
        debtor=DebtorKind(told.get("debtor", "consumer")),
        due_on=told["due"],
        letters=tuple(letters),
        relation_fees=(*told.get("relation_fees", ()), *(letter.sent_on for letter in letters if letter.fee)),
        fee_agreed=told.get("fee_agreed", False),
        wants_compensation=told.get("compensation", True),
        fees=_charged(entries, EntryKind.FEE),
        compensation=_charged(entries, EntryKind.COMPENSATION),
    )


def _reckon(told: Mapping[str, Any], country: Country, entries: tuple[Entry, ...]) -> Reckoning:
    terms = Terms(told["due"], told.get("agreed", True), told.get("sent") or told["due"])
    convention = Convention(told["convention"]) if "convention" in told else None
    return reckon(entries, country.interest_from(terms), country.rates(told["due"], convention), told["on"])


def _parts(entries: tuple[Entry, ...], reckoned: Reckoning) -> dict[str, Minor]:
    charged = (_charged(entries, kind) for kind in (EntryKind.FEE, EntryKind.COMPENSATION))
    found = (reckoned.principal, reckoned.accrued, reckoned.interest, *charged, reckoned.total)
    return dict(zip(PARTS, found, strict=True))


def _charged(entries: Iterable[Entry], kind: EntryKind) -> Minor:
    return sum(entry.amount for entry in entries if entry.kind is kind)


def _amount(charge: Charge | None) -> Minor:
    return charge.amount if charge else 0


def _minor(amount: Any, country: Country) -> Minor:  # noqa: ANN401 a TOML value
    return Money.of(amount, country.currency).minor
