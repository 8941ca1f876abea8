"""An example debtor who never pays: every letter a policy would send, and the first of them as it will look."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from krav.claims.ahead import Arrears, Stop, after, ahead
from krav.claims.decide import PlannedLetter, Taken, reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.letter import Addressee, Letter, LetterFee, LetterItem, Sender
from krav.claims.policy import Policy
from krav.claims.reckon import calendar_of, interest_lines
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor, half_up
from krav.law.country import Country
from krav.law.interest import SCALE
from krav.law.payment import Payee
from krav.law.step import DebtorKind, Terms

RULER = 90
"""Days of the ruler a policy is shown on: the example fell due as many days ago."""

_PRINCIPAL = 1_000_000
_LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Example:
    """One claim under a policy, from its due day on: the letters, and why none follows the last."""

    claim: Claim
    letters: tuple[PlannedLetter, ...]
    end: Stop | None

    @property
    def due_on(self) -> date:
        """The day the example fell due."""
        return self.claim.terms.due_on


def example(country: Country, policy: Policy, debtor: DebtorKind, on: date) -> Example:
    """What the policy makes of a claim that fell due RULER days before and is never paid; every step is approved."""
    due_on = country.bank_day_from(on - timedelta(days=RULER))
    issued_on = due_on - timedelta(days=14)
    claim = Claim(
        id=1,
        debtor_id=1,
        number="1001",
        currency=country.currency,
        terms=Terms(due_on, policy.terms_agreed, issued_on),
        debtor=debtor,
        fee_agreed=policy.fee_agreed,
        entries=(Entry(EntryKind.INVOICE, max(_PRINCIPAL, 2 * policy.minimum), issued_on),),
    )
    events = list(ahead([claim], Arrears(), country, replace(policy, approval=()), due_on, due_on + _LONGEST))
    letters = tuple(event for event in events if isinstance(event, PlannedLetter))
    return Example(claim, letters, next((event for event in events if isinstance(event, Stop)), None))


def first_letter(
    country: Country, policy: Policy, sender: Sender, payee: Payee, to: Addressee, on: date, *, draft: bool
) -> Letter | None:
    """The first letter to the example debtor; None where no step can be taken.

    Raises:
        KravError: no payment reference can be made for the payee.
        NotInForce: interest runs on a day without a known rate.
    """
    shown = example(country, policy, to.kind, on)
    if not shown.letters:
        return None
    planned = shown.letters[0]
    item = _item(planned.taken[0], planned, country)
    return Letter(
        country=country.code,
        number=f"{planned.sent_on.year}-00001",
        step=planned.step,
        sent_on=planned.sent_on,
        deadline_on=planned.deadline_on,
        currency=planned.currency,
        sender=sender,
        payee=payee,
        addressee=to,
        reference=country.reference(item.number, payee),
        items=(item,),
        fees=tuple(
            LetterFee(entry.label, planned.step.key, planned.sent_on, entry.amount)
            for entry in planned.taken[0].entries
            if entry.kind is EntryKind.FEE
        ),
        total=planned.total,
        per_diem=_per_diem(shown.claim, item.principal, country, planned.sent_on),
        next_step=policy.step_after(planned.step.key),
        draft=draft,
    )


def _item(taken: Taken, planned: PlannedLetter, country: Country) -> LetterItem:
    claim, on = after(planned, taken), planned.sent_on
    reckoning, start = reckon_claim(claim, country, on), country.interest_from(claim.terms)
    return LetterItem(
        number=claim.number,
        description="",
        issued_on=claim.terms.sent_on,
        due_on=claim.terms.due_on,
        interest_from=start,
        amount=claim.face,
        covered=0,
        principal=reckoning.principal,
        interest=reckoning.interest,
        interest_lines=interest_lines(claim.entries, start, calendar_of(claim, country), on),
        compensation=reckoning.compensation,
    )


def _per_diem(claim: Claim, principal: Minor, country: Country, on: date) -> Minor:
    return half_up(principal * calendar_of(claim, country).factor(on - ONE_DAY, on), SCALE)
