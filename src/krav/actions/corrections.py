"""What letters asked for put right in one go: charges taken back, money set free for the debtor, a letter that corrects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from krav.actions import loose, states
from krav.actions.steps import UNDO
from krav.actions.unit import Actor, Unit, unit
from krav.claims.case import CaseKind
from krav.claims.correction import (
    LABEL,
    Correction,
    Parts,
    corrections,
    owed_back,
    parts_of,
    taken_back,
    unearned,
    with_entries,
)
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import CORRECTION, StepKind
from krav.store import load, load_cases
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries, last_entry
from krav.store.load import Creditor
from krav.store.queries.corrections import HOLD, told_letters
from krav.store.write import insert_many
from krav.wire import clock

_CHARGES = (EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be put right about a claim and those that shared its letters.

    `wrong` are the letters, oldest first; `entries` the facts to add, by claim; `refund` what is then owed back in money;
    `owed` what is left to pay; `interest` what letters asked for that has not run even today; `letter` whether one has to
    be sent, because the last asked for too much; `filed` the court's name where a case has been filed.
    """

    claims: tuple[Claim, ...]
    wrong: tuple[Correction, ...]
    entries: tuple[tuple[int, Entry], ...]
    refund: Minor
    owed: Parts
    interest: Minor
    letter: bool
    cases: tuple[int, ...]
    filed: str

    @property
    def credit(self) -> Minor:
        """The charges that are taken back now."""
        return -sum(entry.amount for _, entry in self.entries if entry.kind in _CHARGES)

    @property
    def over(self) -> Minor:
        """By how much the last letter asked for too much."""
        return self.wrong[-1].over if self.wrong else 0

    @property
    def empty(self) -> bool:
        """Whether nothing is left to put right."""
        return not self.entries and not self.refund and not self.letter


@dataclass(frozen=True, slots=True)
class Righted:
    """What was done: the letter that corrects, 0 for none, and the money that lies free for the debtor."""

    letter_id: int
    refund: Minor
    credit: Minor


def proposal(claim_id: int, creditor: Creditor, on: date) -> Proposal:
    """What is to be put right about a claim that day. Reads only; the account must be in scope."""
    law = creditor.country
    letters = told_letters(claim_id, creditor)
    wrong = corrections(letters, law)
    claims = tuple({claim.id: claim for told in letters for claim in told.now}.values()) or _alone(claim_id)
    reversals = tuple(dict.fromkeys(pair for each in wrong for pair in each.entries))
    try:
        beyond = [(claim.id, taken_back(claim, law, letters[-1].sent_on, on)) for claim in claims] if wrong else []
        entries = (*reversals, *((key, entry) for key, entry in beyond if entry))
        after = with_entries(claims, entries)
        refund, owed = sum(_refunds(after, law, on).values()), parts_of(after, law, on)
        ahead = sum(unearned(claim, law, on) for claim in claims)
    except NotInForce as missing:
        raise KravError(missing.phrase, missing.facts) from missing
    last_wrong = bool(wrong) and wrong[-1].told.id == letters[-1].id and wrong[-1].over > creditor.policy.tolerance
    cases = load_cases.cases(set(load.cases_of([claim.id for claim in claims]).values()))
    filed = next((str(case.filed.data["filing"]) for case in cases.values() if case.filed), "")
    return Proposal(claims, wrong, entries, refund, owed, ahead, last_wrong, tuple(cases), filed)


def correct(account_id: int, claim_id: int, *, on: date, by: Actor, key: str = "") -> Righted:
    """Puts right what letters asked for about a claim and those that shared them.

    1. Take back the charges that do not stand. 2. Set the money free that is owed back: it then lies with the loose money,
    to be paid to the debtor. 3. Send a letter that tells the right sum, at no cost and with its full time to pay. 4. Let the
    claims go on that waited for it. The journals of their cases tell it, and what to tell the court.

    Raises:
        KravError: there is nothing to put right, or a rate of the days is not known.
    """
    with unit(account_id, "correct", on=on, by=by, key=key) as work:
        if not rows.Claim.objects.filter(pk=claim_id).exists():
            raise KravError("There is no such claim in this account.")
        found = proposal(claim_id, work.creditor, on)
        if found.empty and not _lift(work, found.claims):
            raise KravError("Nothing that was asked for has to be put right.")
        _write(work, found)
        free = _set_free(work, found)
        letter_id = _letter(work, found) if found.letter else 0
        _lift(work, found.claims)
        states.refresh([claim.id for claim in found.claims], work.creditor)
        loose.refresh(free)
        _tell(work, found)
        work.said = {
            "claims": [claim.number for claim in found.claims],
            "letters": [each.told.number for each in found.wrong],
            "credit": found.credit,
            "refund": found.refund,
            "letter": letter_id,
        }
    return Righted(letter_id, found.refund, found.credit)


def _alone(claim_id: int) -> tuple[Claim, ...]:
    return tuple(load.claims([claim_id]).values())


def _write(work: Unit, found: Proposal) -> None:
    """The reversals, each beside the letter whose charge it takes back."""
    book = work.creditor.country.book.version
    letter_of = {
        (key, entry): each.told.id for each in found.wrong for key, entry in each.entries
    }
    insert_entries(
        NewEntry(key, entry.kind, entry.amount, entry.on, work.on, label=entry.label,
                 letter_id=letter_of.get((key, entry)), book=book)
        for key, entry in found.entries
    )  # fmt: skip


def _set_free(work: Unit, found: Proposal) -> list[int]:
    """Takes what is owed back off the claims, from the payment that came last; the payments' ids, ascending."""
    after = with_entries(found.claims, found.entries)
    freed: list[NewEntry] = []
    for claim_id, amount in _refunds(after, work.creditor.country, work.on).items():
        left = amount
        standing = rows.Entry.objects.filter(claim_id=claim_id, kind="payment", payment__isnull=False)
        placed = standing.values("payment_id").annotate(sum=Sum("amount")).filter(sum__lt=0).order_by("-payment_id")
        for payment_id, total in placed.values_list("payment_id", "sum"):
            part = min(left, -total)
            left -= part
            if part:
                freed.append(NewEntry(claim_id, "payment", part, work.on, work.on, "", LABEL, payment_id=payment_id))
    insert_entries(freed)
    return sorted({entry.payment_id for entry in freed if entry.payment_id})


def _refunds(claims: Sequence[Claim], law: Country, on: date) -> dict[int, Minor]:
    """What can be set free of each claim, by id: what the books told of as paid lies with no payment, and stays on it."""
    back = owed_back(claims, law, on)
    ours = rows.Entry.objects.filter(claim_id__in=back, kind="payment", payment__isnull=False)
    placed = dict(ours.values("claim_id").annotate(sum=Sum("amount")).values_list("claim_id", "sum"))
    found = {claim_id: min(amount, -placed.get(claim_id, 0)) for claim_id, amount in back.items()}
    return {claim_id: amount for claim_id, amount in found.items() if amount > 0}


def _letter(work: Unit, found: Proposal) -> int:
    """The letter that takes the last one's place: it costs nothing, and the debtor has the step's full time again."""
    told, creditor = found.wrong[-1].told, work.creditor
    ids = [claim.id for claim in told.now]
    members = list(load.claims(ids).values())
    total = parts_of(members, creditor.country, work.on).total
    deadline_on = told.deadline_on
    if told.step.key != CORRECTION:
        deadline_on = max(deadline_on, creditor.country.deadline_on(told.step, work.on))
    letter = rows.Letter.objects.create(
        debtor_id=members[0].debtor_id,
        number=f"{work.on.year}-{rows.Letter.objects.count() + 1:05d}",
        step=CORRECTION,
        kind=StepKind.REMINDER,
        sent_on=work.on,
        deadline_on=deadline_on,
        currency=members[0].currency,
        fee=0,
        total=total,
        entries_to=last_entry(),
        book=creditor.country.book.version,
    )
    insert_many(
        rows.LetterClaim,
        ("letter_id", "claim_id", "step", "attempt"),
        [(letter.id, key, CORRECTION, _before(key) + 1) for key in ids],
    )
    rows.Outbox.objects.create(
        letter=letter, channel=creditor.policy.channel_of(told.step.key), leaves_at=clock.now() + UNDO
    )
    return letter.id


def _before(claim_id: int) -> int:
    return rows.LetterClaim.objects.filter(claim_id=claim_id, step=CORRECTION).count()


def _lift(work: Unit, claims: Sequence[Claim]) -> int:
    """Lets the claims go on that waited to be put right; how many."""
    waiting = rows.Hold.objects.filter(reason=HOLD, holdlift__isnull=True, claim_id__in=[claim.id for claim in claims])
    ids = list(waiting.values_list("id", flat=True))
    insert_many(rows.HoldLift, ("hold_id", "on", "lifted_by"), [(key, work.on, work.by.name) for key in ids])
    return len(ids)


def _tell(work: Unit, found: Proposal) -> None:
    """What the journals of the cases say; `tell_court` that what was filed has to be lowered by the reduction."""
    wrong = [each for each in found.wrong if each.over]
    for case_id in found.cases:
        work.cases.tell(
            case_id,
            CaseKind.CORRECTED,
            work.on,
            letters=[each.told.number for each in wrong],
            demanded=wrong[-1].demanded.total if wrong else 0,
            lawful=wrong[-1].lawful.total if wrong else 0,
            credit=found.credit,
            refund=found.refund,
            tell_court=bool(found.filed),
        )
