"""The cast of the claims' tests: one invoice of each country, money that comes, and letters as a run would send them."""

from dataclasses import replace
from datetime import date, timedelta

from krav.claims.decide import Decision, PlannedLetter, decide
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.money_news import MoneyNews, Unplaced, UnplacedMoney
from krav.claims.policy import Policy, default_policy
from krav.countries import country
from krav.kernel.money import Minor, Money
from krav.law.step import DebtorKind, PastLetter, Terms

DENMARK, NORWAY, SWEDEN = country("DK"), country("NO"), country("SE")
COUNTRIES = {each.code: each for each in (DENMARK, NORWAY, SWEDEN)}
POLICIES = {code: default_policy(each) for code, each in COUNTRIES.items()}

DUE = date(2026, 3, 2)
CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS


def claim(
    amount: Minor = 1000000,
    due_on: date = DUE,
    *entries: Entry,
    number: str = "1001",
    key: int = 1,
    debtor: DebtorKind = CONSUMER,
    currency: str = "DKK",
) -> Claim:
    """An invoice due on an agreed day, made 14 days before, and what happened to it."""
    issued_on = due_on - timedelta(days=14)
    invoice = Entry(EntryKind.INVOICE, amount, issued_on)
    terms = Terms(due_on, due_agreed=True, sent_on=issued_on)
    return Claim(key, 7, number, currency, terms, debtor, entries=(invoice, *entries))


def paid(amount: Minor, on: date, aim: str = "") -> Entry:
    """Money that came in; negative when it went back."""
    return Entry(EntryKind.PAYMENT, -amount, on, aim)


def credited(amount: Minor, on: date) -> Entry:
    """A credit note."""
    return Entry(EntryKind.CREDIT, -amount, on)


def fee(amount: Minor, on: date) -> Entry:
    """A fee a letter charged."""
    return Entry(EntryKind.FEE, amount, on, label="reminder_fee")


def news(on: date, *loose: Minor, currency: str = "DKK") -> MoneyNews:
    """Everything is known up to the day, and money of these amounts speaks of nobody."""
    return MoneyNews(on, UnplacedMoney(Unplaced(on, Money(amount, currency)) for amount in loose))


def after(before: Claim, letter: PlannedLetter) -> Claim:
    """The claim once the letter is written."""
    (taken,) = (taken for taken in letter.taken if taken.claim.id == before.id)
    past = PastLetter(letter.step.key, letter.step.kind, letter.sent_on, letter.deadline_on, letter.fee, letter.total)
    return replace(before, entries=(*before.entries, *taken.entries), letters=(*before.letters, past))


def ask(code: str, claims: list[Claim], on: date, policy: Policy | None = None, fee_days: tuple[date, ...] = ()) -> Decision:
    """The decision of a day by a country's default policy or another."""
    return decide(claims, Relation(fee_days), COUNTRIES[code], policy or POLICIES[code], on)


Ran = tuple[list[Claim], list[PlannedLetter]]


def run(code: str, claims: list[Claim], days: list[date], policy: Policy | None = None) -> Ran:
    """The claims and all letters after a run on each of the days; all fees belong to one arrears."""
    letters: list[PlannedLetter] = []
    for on in days:
        fee_days = tuple(letter.sent_on for letter in letters if letter.fee)
        for letter in ask(code, claims, on, policy, fee_days).letters:
            letters.append(letter)
            told = {taken.claim.id for taken in letter.taken}
            claims = [after(each, letter) if each.id in told else each for each in claims]
    return claims, letters


def every_day(first: date, last: date) -> list[date]:
    """All days from the first to the last."""
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]
