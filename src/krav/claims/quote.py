"""What the law lets a creditor claim on a day: an invoice, what was paid and credited, the letters sent about it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from krav.claims.check import Breach, Proposal, check_letter, check_rate
from krav.claims.decide import reckon_claim
from krav.claims.explain import explain_lines
from krav.claims.ladder import situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import Policy
from krav.claims.reckon import Reckoning, calendar_of
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.refusal import KravError
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.interest import SCALE, Convention, Line
from krav.law.step import Charge, DebtorKind, PastLetter, Step, Terms


class Paid(NamedTuple):
    """A payment of the asked claim; `aim` "principal" when the debtor has said so."""

    on: date
    amount: Minor
    aim: str = ""


class Credited(NamedTuple):
    """A credit note; `ab_initio` when the credited part was never owed."""

    on: date
    amount: Minor
    ab_initio: bool = False


class Sent(NamedTuple):
    """A letter of the country's ladder; without a deadline it gives the step's own."""

    step: Step
    on: date
    deadline_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked about. `demand_sent` is the day of the invoice or demand where no due day was agreed.

    `convention` and `contract_rate` (per cent a year) are the creditor's own; None takes the country's.
    """

    principal: Money
    due_on: date
    on: date
    debtor: DebtorKind = DebtorKind.CONSUMER
    agreed: bool = True
    demand_sent: date | None = None
    fee_agreed: bool = False
    creditor_vat: bool = True
    convention: Convention | None = None
    contract_rate: Decimal | None = None
    payments: tuple[Paid, ...] = ()
    credits: tuple[Credited, ...] = ()
    letters: tuple[Sent, ...] = ()


class Fee(NamedTuple):
    """A fee charged with a letter."""

    what: str
    on: date
    amount: Minor
    section: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The answer. `principal`, `fees`, `compensation`, `settlement` and `open.accrued` may be claimed in all.

    `settlement` is what letters of a case cost beyond their fees; `open` is what is unpaid.
    """

    country: Country
    ask: Ask
    principal: Minor
    lines: tuple[Line, ...]
    fees: tuple[Fee, ...]
    compensation: Minor
    settlement: Minor
    per_diem: Minor
    breaches: tuple[Breach, ...]
    open: Reckoning
    why: Why

    @property
    def costs(self) -> tuple[Charge, ...]:
        """What collecting may add at most, by the country's tariff; in no sum before it has arisen, and it arises once."""
        if self.open.principal <= 0 or self.settlement:
            return ()
        ask = self.ask
        return self.country.costs(self.open.principal, ask.due_on, ask.on, ask.debtor, creditor_vat=ask.creditor_vat)

    @property
    def total(self) -> Minor:
        """All that may be claimed, paid or not."""
        charged = sum(fee.amount for fee in self.fees) + self.compensation + self.settlement
        return self.principal + self.open.accrued + charged


def quote(country: Country, ask: Ask) -> Quote:
    """The quote for one claim.

    Raises:
        KravError: an amount that is not positive, another country's currency, a day before the due day.
        NotInForce: interest runs on a day without a known rate.
    """
    _check(country, ask)
    claim, fees, breaches = _life(country, ask)
    start, calendar = country.interest_from(claim.terms), calendar_of(claim, country)
    reckoning, lines, why = explain_lines(claim, country, ask.on)
    base = reckoning.principal
    return Quote(
        country=country,
        ask=ask,
        principal=claim.face + claim.charged(EntryKind.CREDIT),
        lines=lines,
        fees=fees,
        compensation=claim.charged(EntryKind.COMPENSATION),
        settlement=claim.charged(EntryKind.COSTS),
        per_diem=half_up(base * calendar.factor(ask.on - ONE_DAY, ask.on), SCALE) if base > 0 and ask.on > start else 0,
        breaches=breaches,
        open=reckoning,
        why=why,
    )


def _check(country: Country, ask: Ask) -> None:
    if ask.principal.minor <= 0 or ask.principal.currency != country.currency:
        raise KravError(f"{ask.principal} cannot be quoted: give a positive amount of {country.currency}.")
    if ask.on < ask.due_on:
        raise KravError(f"On {ask.on} the invoice is not due yet; it falls due on {ask.due_on}. Quote a day from then on.")
    for what, day in _days(ask):
        if day > ask.on:
            raise KravError(f"The {what} of {day} lies after {ask.on}, the day that is quoted.")
    if not ask.agreed and ask.demand_sent is None:
        raise KravError("Without an agreed due day interest runs from the demand: give the day it was sent.")


def _days(ask: Ask) -> Iterator[tuple[str, date]]:
    """The days that must have come when the claim is quoted; a credit note ab initio may come later."""
    yield from (("payment", paid.on) for paid in ask.payments)
    yield from (("credit note", credit.on) for credit in ask.credits if not credit.ab_initio)
    yield from (("letter", sent.on) for sent in ask.letters)
    if ask.demand_sent:
        yield "demand", ask.demand_sent


def _life(country: Country, ask: Ask) -> tuple[Claim, tuple[Fee, ...], tuple[Breach, ...]]:
    """The claim with all that happened to it: letters take what the law allows on their day, in the order of their days."""
    sent_on = ask.demand_sent or ask.due_on
    first = min(ask.due_on, sent_on)
    claim = Claim(
        id=0,
        debtor_id=0,
        number="",
        currency=country.currency,
        terms=Terms(ask.due_on, ask.agreed, sent_on),
        debtor=ask.debtor,
        fee_agreed=ask.fee_agreed,
        entries=(Entry(EntryKind.INVOICE, ask.principal.minor, first), *_movements(ask, first)),
        convention=ask.convention,
        contract_rate=ask.contract_rate,
    )
    breaches: list[Breach] = []
    fees: list[Fee] = []
    if ask.contract_rate is not None:
        breaches += check_rate(country, ask.contract_rate, ask.debtor, ask.due_on, ask.on)
    for sent in sorted(ask.letters, key=lambda letter: letter.on):
        claim, fee, found = _take(country, claim, sent)
        fees += fee
        breaches += found
    if not ask.letters:
        claim = _compensated(country, claim, ask.on)
    return claim, tuple(fees), tuple(breaches)


def _movements(ask: Ask, first: date) -> Iterator[Entry]:
    for paid in ask.payments:
        yield Entry(EntryKind.PAYMENT, -paid.amount, paid.on, paid.aim)
    for credit in ask.credits:
        yield Entry(EntryKind.CREDIT, -credit.amount, first if credit.ab_initio else credit.on)


def _take(country: Country, claim: Claim, sent: Sent) -> tuple[Claim, list[Fee], tuple[Breach, ...]]:
    """The claim after a letter: what it may cost as the law allows it that day, and what was unlawful about it."""
    deadline_on = sent.deadline_on or country.deadline_on(sent.step, sent.on)
    relation = Relation(tuple(letter.sent_on for letter in claim.letters if letter.fee))
    charges = country.charges(sent.step, situation(claim, relation, Policy(steps=())), sent.on)
    breaches = check_letter(country, claim, Proposal(sent.step, sent.on, deadline_on), relation)
    charged = [
        Entry(kind, charge.amount, sent.on, label=charge.label)
        for kind, charge in ((EntryKind.FEE, charges.fee), (EntryKind.COMPENSATION, charges.compensation))
        if charge
    ] + [Entry(EntryKind.COSTS, cost.amount, sent.on, label=cost.label) for cost in _costs(country, claim, sent)]
    letter = PastLetter(sent.step.key, sent.step.kind, sent.on, deadline_on, charges.fee.amount if charges.fee else 0)
    after = replace(claim, entries=(*claim.entries, *charged), letters=(*claim.letters, letter))
    fee = charges.fee
    return after, [Fee(fee.label, sent.on, fee.amount, fee.why.section)] if fee else [], breaches


def _costs(country: Country, claim: Claim, sent: Sent) -> tuple[Charge, ...]:
    """What a letter of a case costs beyond its fee."""
    principal = reckon_claim(claim, country, sent.on).principal
    charged = {entry.label for entry in claim.entries if entry.kind is EntryKind.COSTS}
    return country.case_costs(sent.step, principal, claim.terms.due_on, sent.on, charged)


def _compensated(country: Country, claim: Claim, on: date) -> Claim:
    """Compensation needs no letter: it may be claimed with the delay (from businesses and public bodies)."""
    if on <= country.interest_from(claim.terms):
        return claim
    step = next(step for step in country.ladder if step.charges)
    compensation = country.charges(step, situation(claim, Relation(), Policy(steps=())), on).compensation
    if compensation is None:
        return claim
    charged = Entry(EntryKind.COMPENSATION, compensation.amount, on, label=compensation.label)
    return replace(claim, entries=(*claim.entries, charged))
