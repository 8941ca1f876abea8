"""The golden cases of every country: exact to the øre, read from countries/<country>/cases/*.toml.

A case is one claim. Its letters are taken in order by the country's own rules; `fees` and `compensation` are what they
charged in all, `interest` is all that accrued, `open_interest` and `principal` are what is left, `total` is what is owed.
`relation_fees` are days of letters with a fee about other claims of the debtor.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import krav.countries
from krav.claims.ledger import Entry, EntryKind
from krav.claims.reckon import Reckoning, reckon
from krav.countries import countries
from krav.kernel.money import Minor, Money
from krav.law.country import Country
from krav.law.interest import Convention
from krav.law.step import Charge, DebtorKind, PastLetter, Situation, Terms

Case = dict[str, Any]
FOLDER = Path(krav.countries.__file__).parent
FILES = sorted(FOLDER.glob("*/cases/*.toml"))
BY_FOLDER = {each.folder.name: each for each in countries().values()}
NEEDED = {"name", "story", "from", "amount", "due", "on", "expect"}
TERMS = {"agreed", "sent", "debtor", "convention", "fee_agreed", "compensation", "relation_fees"}
EVENTS = {"payments", "credits", "letters"}
FROM = {"authority's example", "worked by hand", "reference table"}
PARTS = {"interest", "fees", "compensation", "principal", "open_interest", "total"}


def _cases() -> Iterator[tuple[str, str, Case]]:
    for path in FILES:
        for case in tomllib.loads(path.read_text(), parse_float=Decimal)["cases"]:
            yield path.parts[-3], f"{path.parts[-3]}/{path.stem}/{case['name']}", case


CASES = list(_cases())


@pytest.mark.parametrize(("folder", "case"), [pytest.param(folder, case, id=name) for folder, name, case in CASES])
def test_the_case_comes_out_to_the_oere(folder: str, case: Case) -> None:
    country = BY_FOLDER[folder]
    entries = _ledger(case, country)
    found = _parts(entries, _reckon(case, country, entries))
    expected = {part: _minor(amount) for part, amount in case["expect"].items()}
    assert {part: found[part] for part in expected} == expected


@pytest.mark.parametrize("folder", BY_FOLDER)
def test_every_country_has_at_least_25_cases(folder: str) -> None:
    assert sum(found == folder for found, _, _ in CASES) >= 25


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for _, name, case in CASES])
def test_every_case_says_its_story_and_where_its_numbers_are_from(case: Case) -> None:
    assert case.keys() >= NEEDED
    assert case.keys() <= NEEDED | TERMS | EVENTS
    assert case["from"] in FROM
    assert case["story"].endswith(".")
    assert set() < case["expect"].keys() <= PARTS


def test_no_two_cases_have_one_name() -> None:
    assert [name for name, count in Counter(name for _, name, _ in CASES).items() if count > 1] == []


def _ledger(case: Case, country: Country) -> tuple[Entry, ...]:
    """The invoice, money and credit notes, and what each letter charged given everything of the days before it."""
    invoiced: date = case.get("sent") or case["due"]
    entries = [Entry(EntryKind.INVOICE, _minor(case["amount"]), invoiced)]
    entries += [
        Entry(EntryKind.CREDIT, -_minor(credit["amount"]), invoiced if credit["ab_initio"] else credit["on"])
        for credit in case.get("credits", ())
    ]
    letters: list[PastLetter] = []
    for row in case.get("letters", ()):
        step = next(step for step in country.ladder if step.key == row["step"])
        charges = country.charges(step, _situation(case, letters, entries), row["on"])
        charged = ((EntryKind.FEE, charges.fee), (EntryKind.COMPENSATION, charges.compensation))
        entries += [Entry(kind, charge.amount, row["on"], label=charge.label) for kind, charge in charged if charge]
        letters.append(PastLetter(step.key, step.kind, row["on"], row["deadline"], _amount(charges.fee)))
    payments = case.get("payments", ())
    paid = (Entry(EntryKind.PAYMENT, -_minor(row["amount"]), row["on"], row["aim"]) for row in payments)
    return (*entries, *paid)


def _situation(case: Case, letters: list[PastLetter], entries: list[Entry]) -> Situation:
    return Situation(
        debtor=DebtorKind(case.get("debtor", "consumer")),
        due_on=case["due"],
        letters=tuple(letters),
        relation_fees=(*case.get("relation_fees", ()), *(letter.sent_on for letter in letters if letter.fee)),
        fee_agreed=case.get("fee_agreed", False),
        wants_compensation=case.get("compensation", True),
        fees=_charged(entries, EntryKind.FEE),
        compensation=_charged(entries, EntryKind.COMPENSATION),
    )


def _reckon(case: Case, country: Country, entries: tuple[Entry, ...]) -> Reckoning:
    terms = Terms(case["due"], case.get("agreed", True), case.get("sent") or case["due"])
    convention = Convention(case["convention"]) if "convention" in case else None
    return reckon(entries, country.interest_from(terms), country.rates(case["due"], convention), case["on"])


def _parts(entries: tuple[Entry, ...], reckoned: Reckoning) -> dict[str, Minor]:
    return {
        "interest": reckoned.accrued,
        "fees": _charged(entries, EntryKind.FEE),
        "compensation": _charged(entries, EntryKind.COMPENSATION),
        "principal": reckoned.principal,
        "open_interest": reckoned.interest,
        "total": reckoned.total,
    }


def _charged(entries: Iterable[Entry], kind: EntryKind) -> Minor:
    return sum(entry.amount for entry in entries if entry.kind is kind)


def _amount(charge: Charge | None) -> Minor:
    return charge.amount if charge else 0


def _minor(amount: Decimal) -> Minor:
    return Money.of(amount, "DKK").minor
