"""Cases as courts are told of them: one invoice or two in each country, letters that left, and who the parties are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from krav.claims.case import Case
from krav.claims.court import Papers, matter
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.kernel.money import Minor
from krav.law.matter import Matter, Party, Sent
from krav.law.payment import Payee
from krav.law.procedure import Filing
from krav.law.step import DebtorKind, PastLetter, StepKind
from tests.claims.cast import COUNTRIES, claim, paid

CREDITORS = {
    "DK": Party("Fjordbo ApS", "99000112", DebtorKind.BUSINESS, "Skippergade 4", "9990", "Skagen", "", "", "98 00 00 00"),
    "NO": Party("Nordlys Lamper AS", "313000001", DebtorKind.BUSINESS, "Storgata 12", "9008", "Tromsø"),
    "SE": Party("Provbygg i Småland AB", "559999-0008", DebtorKind.BUSINESS, "Testgatan 3", "352 33", "Växjö"),
}
ACCOUNTS = {"DK": "9999 0001234567", "NO": "12345678903", "SE": "5050-1055"}
SCHEMES = {"DK": {}, "NO": {"kid_length": "9", "kid_algorithm": "MOD10"}, "SE": {}}
PERSON = Party("Kari Prøve", "", DebtorKind.CONSUMER, "Lia 3", "8600", "Silkeborg")
NUMBERS = {"DK": "99000120", "NO": "974760673", "SE": "5566778899"}

ELAN_ON = date(2025, 11, 21)
"""The day of the tax administration's own example of interest (law-no.md 1.4)."""


def company(code: str) -> Party:
    """A business that owes."""
    return PERSON._replace(name="Øster Ås ApS", number=NUMBERS[code], kind=DebtorKind.BUSINESS)


def letter(step: str, kind: StepKind, sent_on: date, deadline_on: date, *numbers: str) -> Sent:
    """A letter that left by e-mail on its day."""
    at = datetime.combine(sent_on, datetime.min.time(), UTC).replace(hour=13)
    return Sent(
        step[:4], step, kind, sent_on, deadline_on, numbers or ("1001",), "email", at, "kari@prove.example", "ab" * 32
    )


def charge(kind: EntryKind, amount: Minor, on: date, label: str) -> Entry:
    """What a letter or a court charged."""
    return Entry(kind, amount, on, label=label)


def told(
    code: str,
    claims: Sequence[Claim],
    letters: Sequence[Sent],
    on: date,
    filing: str = "",
    debtor: Party = PERSON,
    what: str = "Lamper",
) -> Matter:
    """The matter of the claims on a day, with what that filing costs."""
    country = COUNTRIES[code]
    payee = Payee(CREDITORS[code].name, CREDITORS[code].number, ACCOUNTS[code], SCHEMES[code])
    known = [replace(each, currency=country.currency, debtor=debtor.kind, letters=_past(letters, each)) for each in claims]
    invoices = {each.id: (what, "123456782" if code == "NO" else "") for each in known}
    case = Case(1, "S2026-0001", 7, country.currency, claims[0].terms.due_on, tuple(known))
    costs = country.filing_costs(named(code, filing), 0, on) if filing else ()
    return matter(case, Papers(CREDITORS[code], payee, debtor, invoices, tuple(letters)), country, on, costs)


def named(code: str, filing: str) -> Filing:
    """A filing of a country by its key."""
    return next(each for each in COUNTRIES[code].filings if each.key == filing)


def _past(letters: Sequence[Sent], about: Claim) -> tuple[PastLetter, ...]:
    return tuple(
        PastLetter(each.step, each.kind, each.sent_on, each.deadline_on, 0)
        for each in letters
        if about.number in each.claims
    )


def elan_example() -> list[Claim]:
    """10 000 due 15.06.2024, paid down to 8 000 and 3 000; and 3 000 due 14.08.2025."""
    first = claim(
        1000000,
        date(2024, 6, 15),
        paid(200000, date(2024, 6, 27), "principal"),
        paid(500000, date(2025, 3, 10), "principal"),
        charge(EntryKind.FEE, 3500, date(2025, 9, 1), "reminder_fee"),
    )
    return [first, claim(300000, date(2025, 8, 14), number="1002", key=2)]


def elan_letters() -> list[Sent]:
    """The demand and the notice of enforcement that come before the petition."""
    both = ("1001", "1002")
    return [
        letter("inkassovarsel", StepKind.NOTICE, date(2025, 9, 16), date(2025, 9, 30), *both),
        letter("betalingsoppfordring", StepKind.DEMAND, date(2025, 10, 2), date(2025, 10, 16), *both),
        letter("varsel_tvangsfullbyrdelse", StepKind.ENFORCEMENT, date(2025, 10, 20), date(2025, 11, 3), *both),
    ]
