"""What cannot be in what was told of invoices made elsewhere: each fault with its place, so that a form shows it there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from krav.claims.check import Breach
from krav.claims.policy import Policy
from krav.claims.told import CHANNELS, Told, ToldClaim, ToldCustomer, ToldLetter, ToldPayment
from krav.claims.told_facts import Facts, letter_steps
from krav.kernel.money import Money
from krav.kernel.phrase import Facts as Said
from krav.kernel.phrase import Show, Translate, iso, say
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.payment import Payee
from krav.law.phrases import LANGUAGES
from krav.law.step import DebtorKind

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_FIELDS = {"fee": "fee", "deadline_too_short": "deadline_on"}
"""The field of a letter that a breach is about; any other is about its day."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing told that cannot be. `where` names its place (claims.0.due_on), `breach` what is unlawful about it."""

    where: str
    phrase: str
    facts: Said = field(default_factory=dict, hash=False)
    breach: Breach | None = None

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """What is wrong, in the translator's language."""
        return self.breach.in_full(translate, show) if self.breach else say(self.phrase, self.facts, translate, show)


class Untold(KravError):
    """What was told cannot become a case; `faults` are all that is wrong with it, the first of them is said."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(first.phrase, first.facts)
        self.faults = faults

    @property
    def fields(self) -> list[str]:
        """Where it is wrong."""
        return [fault.where for fault in self.faults]

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """Everything that is wrong, in the translator's language."""
        return " ".join(fault.said(translate, show) for fault in self.faults)


def customer_faults(told: ToldCustomer, homes: Mapping[str, Country], home: Country) -> Iterator[Fault]:
    """What cannot be in a new customer; a company's number is checked where its country is known."""
    if not told.name.strip():
        yield Fault("customer.name", "A customer has a name.")
    if told.kind not in {"", *map(str, DebtorKind)}:
        yield Fault("customer.kind", "“{kind}” is no kind of customer.", {"kind": told.kind})
    if told.country and not re.fullmatch("[A-Z]{2}", told.country):
        yield Fault("customer.country", "A country is two capital letters.")
    if told.email and not _EMAIL.fullmatch(told.email):
        yield Fault("customer.email", "“{email}” is no e-mail address.", {"email": told.email})
    if told.language not in {"", *LANGUAGES}:
        yield Fault("customer.language", "No letters are written in “{language}”.", {"language": told.language})
    if not told.email and not (told.street and told.postcode and told.city):
        yield Fault("customer.street", "A letter needs a street, a postcode and a town, or an e-mail address.")
    law = homes.get(told.country or home.code)
    if told.company_number and law:
        try:
            law.company_number(told.company_number)
        except KravError as error:
            yield Fault("customer.company_number", error.phrase, error.facts)
    elif law and told.kind == DebtorKind.BUSINESS:
        yield Fault("customer.company_number", "A company has a number; without one it is treated as a consumer.")


def claim_faults(told: ToldClaim, where: str, country: Country, payee: Payee, on: date) -> Iterator[Fault]:
    """What cannot be in an invoice."""
    if not told.number.strip():
        yield Fault(f"{where}.number", "An invoice has a number.")
    if told.amount <= 0:
        yield Fault(f"{where}.amount", "An invoice is more than zero.")
    if told.currency != country.currency:
        facts = {"number": told.number, "currency": told.currency, "own": country.currency}
        yield Fault(f"{where}.currency", "Invoice {number} is in {currency}; claims of this account are in {own}.", facts)
    days = {"number": told.number, "issued": told.issued_on, "due": told.due_on, "on": on}
    if told.issued_on > told.due_on:
        yield Fault(f"{where}.due_on", "Invoice {number} is due on {due}, before its own day {issued}.", days)
    elif told.due_on >= on:
        yield Fault(f"{where}.due_on", "Invoice {number} is due on {due} and not late yet; today is {on}.", days)
    try:
        reference_of(told, country, payee)
    except KravError as error:
        yield Fault(f"{where}.reference", error.phrase, error.facts)


def reference_of(told: ToldClaim, country: Country, payee: Payee) -> str:
    """The payment reference of an invoice: its own, its check digit checked, or one made of its number.

    Raises:
        KravError: its check digit is wrong, or none can be made of the number.
    """
    return country.checked_reference(told.reference) if told.reference else country.reference(told.number, payee)


def list_faults(told: Told, policy: Policy, on: date) -> Iterator[Fault]:
    """What cannot be in the claims together, in the letters and in the payments."""
    numbers = [claim.number for claim in told.claims]
    for place, number in enumerate(numbers):
        if number in numbers[:place]:
            yield Fault(f"claims.{place}.number", "Invoice {number} is told of twice.", {"number": number})
    for place, letter in enumerate(told.letters):
        yield from _letter_faults(told, letter, f"letters.{place}", policy, on)
        same = [each for each in told.letters[:place] if each.step == letter.step]
        if any(set(told.about(each)) & set(told.about(letter)) for each in same):
            yield Fault(f"letters.{place}.step", "The letter {step} is told of twice.", {"step": letter.step})
    for place, payment in enumerate(told.payments):
        yield from _payment_faults(told, payment, f"payments.{place}", on)


def _letter_faults(told: Told, letter: ToldLetter, where: str, policy: Policy, on: date) -> Iterator[Fault]:
    days = {"sent": letter.sent_on, "deadline": letter.deadline_on, "on": on}
    if letter.step not in {step.key for step in letter_steps(policy)}:
        yield Fault(f"{where}.step", "The policy has no letter “{step}”.", {"step": letter.step})
    if letter.channel not in CHANNELS:
        yield Fault(f"{where}.channel", "A letter went by post, email or digital, not by “{by}”.", {"by": letter.channel})
    if letter.fee < 0:
        yield Fault(f"{where}.fee", "A fee is not below zero.")
    if letter.sent_on > on:
        yield Fault(f"{where}.sent_on", "A letter of {sent} has not been sent yet; today is {on}.", days)
    if letter.sent_on > letter.deadline_on:
        yield Fault(f"{where}.sent_on", "The letter was sent on {sent}, after its own deadline of {deadline}.", days)
    for number in letter.about:
        if number not in {claim.number for claim in told.claims}:
            yield Fault(f"{where}.about", "Invoice {number} is not among those told of.", {"number": number})
    for claim in told.about(letter):
        if letter.sent_on < claim.issued_on:
            facts = {**days, "number": claim.number, "issued": claim.issued_on}
            yield Fault(f"{where}.sent_on", "The letter was sent on {sent}, before invoice {number} of {issued}.", facts)


def _payment_faults(told: Told, payment: ToldPayment, where: str, on: date) -> Iterator[Fault]:
    claim = next((claim for claim in told.claims if claim.number == payment.claim), None)
    if claim is None:
        yield Fault(f"{where}.claim", "Invoice {number} is not among those told of.", {"number": payment.claim})
        return
    if payment.amount <= 0:
        yield Fault(f"{where}.amount", "A payment is more than zero.")
    facts = {"received": payment.on, "number": claim.number, "issued": claim.issued_on, "on": on}
    if payment.currency != claim.currency:
        money = {"currency": payment.currency, "own": claim.currency, "number": claim.number}
        yield Fault(f"{where}.currency", "The payment is in {currency}; invoice {number} is in {own}.", money)
    if payment.on > on:
        yield Fault(f"{where}.on", "Money of {received} has not come yet; today is {on}.", facts)
    elif payment.on < claim.issued_on:
        yield Fault(f"{where}.on", "The payment of {received} came before invoice {number} of {issued}.", facts)


def law_faults(told: Told, found: Facts) -> Iterator[Fault]:
    """What is unlawful about the letters, once all else is in order: each with its section and what would be lawful."""
    for place, number in found.paid:
        facts = {"number": number, "sent": told.letters[place].sent_on}
        yield Fault(f"letters.{place}.sent_on", "Invoice {number} was paid before the letter of {sent}.", facts)
    for place, breach in dict.fromkeys(found.breaches):
        field_of = _FIELDS.get(breach.code, "sent_on")
        yield Fault(f"letters.{place}.{field_of}", breach.reason, breach.facts, breach)


def owed_back(told: Told, found: Facts) -> dict[int, Money]:
    """What of each payment (by its place) found nothing to cover: the customer has it back."""
    placed = dict.fromkeys(range(len(told.payments)), 0)
    for share in found.shares:
        placed[share.payment] += share.entry.amount
    return {
        place: Money(payment.amount + placed[place], payment.currency)
        for place, payment in enumerate(told.payments)
        if payment.amount + placed[place] > 0
    }
