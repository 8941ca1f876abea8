"""What the law says beside each field of the policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.claims.check import Breach
from krav.claims.decide import PlannedLetter
from krav.claims.example import example
from krav.claims.ledger import EntryKind
from krav.claims.policy import Policy
from krav.countries import translator
from krav.kernel.money import Money
from krav.law.country import Country
from krav.law.step import DebtorKind, Step
from krav.web import figures
from krav.web.accounts.policy_form import freed, offered
from krav.web.explained import said, shown


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence and its section."""

    words: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A breach as a page says it; `number` is the button that sets what is lawful."""

    number: int
    words: str
    lawful: str
    section: str


def refused(breaches: tuple[Breach, ...], country: Country) -> list[Refused]:
    """The breaches in the reader's words."""
    translate, language = translator(figures.reader()), country.languages[0]
    return [
        Refused(
            number,
            said(breach, language),
            breach.instead(translate, lambda fact: shown(fact, language)),
            breach.section,
        )
        for number, breach in enumerate(breaches)
    ]


def deadlines(country: Country, policy: Policy, on: date) -> dict[str, Hint]:
    """The shortest lawful deadline of each step, by key."""
    return {step.key: _deadline(country, step, on) for step in offered(country, policy)}


def fees(country: Country, policy: Policy, debtor: DebtorKind, on: date) -> dict[str, Hint]:
    """What the law gives for each letter of the policy, by key."""
    letters = example(country, freed(policy), debtor, on).letters
    return {letter.step.key: _fee(country, letter) for letter in letters}


def compensation(country: Country, on: date) -> Mapping[str, str]:
    """What a business owes for being late, as words and section; empty words where the law knows nothing of the kind."""
    table = country.book.tables.get("fees.compensation")
    if table is None:
        return {"words": "", "section": ""}
    amount, section = figures.plain(table.money(on)), table.at(on).source.section
    return {
        "words": _("Businesses and public bodies owe %(amount)s for each late invoice.") % {"amount": amount},
        "section": section,
    }


def _deadline(country: Country, step: Step, on: date) -> Hint:
    days = country.shortest_deadline(step, on)
    if not days:
        return Hint("")
    words = ngettext("The law gives at least %(days)s day.", "The law gives at least %(days)s days.", days) % {"days": days}
    return Hint(words, country.book[f"deadlines.{step.kind}"].at(on).source.section)


def _fee(country: Country, letter: PlannedLetter) -> Hint:
    for entry in letter.taken[0].entries:
        if entry.kind is EntryKind.FEE:
            why = country.charge_why(entry.label, letter.taken[0].claim.terms.due_on, letter.sent_on)
            amount = figures.plain(Money(entry.amount, letter.currency))
            return Hint(_("Lawful is %(amount)s for this letter to a consumer.") % {"amount": amount}, why.section)
    if letter.no_fee is None:
        return Hint("")
    return Hint(said(letter.no_fee, country.languages[0]), letter.no_fee.section)
