"""What would come of what was told of invoices made elsewhere: the case and its first letter. Reads only.

The account must be in scope.
"""

from dataclasses import dataclass
from datetime import date

from krav.actions.cases import Joining, joining
from krav.actions.contents import unwritten
from krav.actions.daily import stale_news
from krav.actions.parties import WIDTHS, debtor_number
from krav.actions.told_faults import fee_days, told_facts
from krav.claims.case import Case, letters_of, plan_letter
from krav.claims.decide import PlannedLetter
from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Relation
from krav.claims.letter import Letter
from krav.claims.money_news import Unplaced
from krav.claims.told import Told, ToldCustomer
from krav.claims.told_check import owed_back, reference_of
from krav.claims.told_facts import Facts
from krav.countries import countries, masked_number
from krav.formats.values import PartyIn
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.law.step import Step
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.numbers import kept
from krav.store.queries.letters import Invoice, addressee, invoices
from krav.store.queries.money_news import money_news

_OWN = "K-"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that may not be in a case yet, why, and the letter of the ladder that comes first, with its day."""

    claim: Claim
    refusal: Refusal
    step: Step | None
    from_on: date | None


@dataclass(frozen=True, slots=True)
class Prospect:
    """What starting would do that day: the case, None where no claim may be in one; its first letter, or why not yet.

    `left_out` are claims of the case that the letter does not ask for, and why; `others` are the customer's known claims;
    `back` is what payments (by their place) brought too much.
    """

    facts: Facts
    case: Case | None
    waiting: tuple[Waiting, ...]
    others: tuple[Joining, ...]
    step: Step | None
    letter: PlannedLetter | None
    refusal: Refusal | None
    left_out: tuple[tuple[Claim, Refusal], ...]
    back: dict[int, Money]


def prospect(told: Told, creditor: Creditor, on: date) -> Prospect:
    """What starting would do. What was told is in order.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    found, law, policy = told_facts(told, creditor, on), creditor.country, creditor.policy
    may = [(claim, law.may_open(situation(claim, Relation(), policy), on)) for claim in found.claims.values()]
    others = _others(told, creditor, on)
    mine = [claim for claim, refusal in may if refusal is None]
    gathered = [each.claim for each in others if each.refusal is None and (each.must or each.claim.id in told.join)]
    case, step, letter, refusal = None, None, None, None
    refusals: dict[int, Refusal] = {}
    if mine:
        members = sorted([*mine, *gathered], key=lambda claim: (claim.terms.due_on, claim.number))
        first = members[0]
        case = Case(0, "", first.debtor_id, first.currency, on, tuple(members), (), told.department, told.project)
        taken = {past.step for claim in members for past in claim.letters}
        step = next((each for each in letters_of(law, policy) if each.key not in taken), None)
    back = owed_back(told, found)
    if case and step:
        relation = Relation(found.fee_days)
        known = money_news(creditor, on).with_more(Unplaced(on, money) for money in back.values())
        letter, refusals = plan_letter(case, step, relation, law, policy, on, known)
        refusal = stale_news(creditor, on) or (None if letter else next(iter(refusals.values()), None))
        letter = None if refusal else letter
    waiting = tuple(_waiting(claim, why, creditor) for claim, why in may if why)
    left_out = tuple((claim, refusals[claim.id]) for claim in mine if letter and claim.id in refusals)
    return Prospect(found, case, waiting, others, step, letter, refusal, left_out, back)


def letter_ahead(told: Told, seen: Prospect, creditor: Creditor, on: date) -> Letter | None:
    """The letter that starting would make, as it will be sent; None where there is none yet."""
    if seen.letter is None:
        return None
    planned, home = seen.letter, creditor.country.code
    claims = [item.claim for item in planned.taken]
    told_of = {each.number: each for each in told.claims}
    known = invoices([claim.id for claim in claims if claim.id > 0])
    for claim in claims:
        if claim.id < 0:
            each = told_of[claim.number]
            reference = reference_of(each, creditor.country, creditor.payee)
            known[claim.id] = Invoice(each.description, each.issued_on, reference)
    to = addressee(_debtor(told, creditor), home)
    return unwritten(planned, known, to, Relation(fee_days(told, on - ONE_DAY)), creditor)


def party_of(told: ToldCustomer, creditor: Creditor) -> PartyIn:
    """A new customer as a ledger would name it, its company number in plain form."""
    law, number = countries().get(told.country or creditor.country.code), told.company_number
    plain = law.company_number(number) if law and number else number
    return PartyIn(
        told.name.strip(), told.number.strip() or _plain(plain) or _next_number(), plain,
        told.kind,  # type: ignore[arg-type]  # customer_faults has looked
        told.street, told.postcode, told.city, told.country, told.email, told.language, told.attention,
    )  # fmt: skip


def _plain(number: str) -> str:
    """A company's number; a person's stands for no customer number."""
    return "" if masked_number(number) else number


def _next_number() -> str:
    """A number for a customer whom the books have not numbered, which no ledger will use for another."""
    used = rows.Debtor.objects.filter(number__startswith=_OWN).values_list("number", flat=True)
    return f"{_OWN}{1 + max((int(each[len(_OWN) :]) for each in used if each[len(_OWN) :].isdecimal()), default=0)}"


def _debtor(told: Told, creditor: Creditor) -> rows.Debtor:
    assert told.customer  # noqa: S101 customer_faults_here has looked
    if told.customer.id:
        return rows.Debtor.objects.get(pk=told.customer.id)
    party = party_of(told.customer, creditor)
    said = {name: getattr(party, name) for name in WIDTHS} | {"number": debtor_number(party)}
    said["company_number"], said["sealed_number"] = kept(party.company_number)
    return rows.Debtor(account_id=creditor.id, **said)


def _others(told: Told, creditor: Creditor, on: date) -> tuple[Joining, ...]:
    """The customer's known open claims as they may be in the same case."""
    if not told.customer or not told.customer.id:
        return ()
    mine = rows.ClaimState.objects.filter(debtor_id=told.customer.id, settled_on__isnull=True)
    first = mine.filter(claim__currency=creditor.country.currency).values_list("claim_id", flat=True).first()
    return tuple(joining(first, creditor, on)) if first else ()


def _waiting(claim: Claim, refusal: Refusal, creditor: Creditor) -> Waiting:
    known = situation(claim, Relation(), creditor.policy)
    coming = next_step(claim, known, creditor.country, creditor.policy)
    return Waiting(claim, refusal, coming.step if coming else None, coming.from_on if coming else None)
