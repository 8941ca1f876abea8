"""Reads of letters that may have asked for a wrong sum, with the facts of then and of now. The account must be in scope."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from krav.claims.correction import Told
from krav.claims.ledger import Claim, Relation
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor, Money
from krav.law.step import CORRECTION, Step, StepKind
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor, Ids, Seen

HOLD = "wrong_sum"
"""Why claims wait whose letters asked for a wrong sum."""

LEFT = ("delivered", "ambiguous")
"""The states of the outbox in which a letter has, or may have, reached its debtor."""

_GRAVE = (StepKind.NOTICE, StepKind.DEMAND, StepKind.OFFER, StepKind.ENFORCEMENT)
"""Letters that have to name the right sum before anything may rest on them."""


class WrongClaim(NamedTuple):
    """A claim that waits to be put right, since a day."""

    id: int
    number: str
    debtor_id: int
    debtor: str
    since: date
    balance: Money


class Merging(NamedTuple):
    """Two customers that are one in the books: what runs against either, and how many invoices of the first are open."""

    one: str
    other: str
    other_id: int
    name: str
    cases: tuple[str, ...]
    open_claims: int


def told_letters(claim_id: int, creditor: Creditor) -> list[Told]:
    """The letters about a claim that reached its debtor, oldest first: the last that corrected others, and all after it."""
    found = list(_reached().filter(letterclaim__claim_id=claim_id).order_by("id"))
    last = max((place for place, letter in enumerate(found) if letter.step == CORRECTION), default=0)
    return told(found[last:], creditor)


def told(letters: Iterable[rows.Letter], creditor: Creditor) -> list[Told]:
    """Letters with their claims as they were known when each was made, and as they are known now."""
    letters = list(letters)
    joined = rows.LetterClaim.objects.filter(letter__in=letters).order_by("id").values_list("letter_id", "claim_id")
    members = {letter.id: [claim_id for key, claim_id in joined if key == letter.id] for letter in letters}
    now = load.claims({claim_id for ids in members.values() for claim_id in ids})
    return [_told(letter, members[letter.id], now, creditor) for letter in letters]


def corrected_by(letter_id: int) -> rows.Letter:
    """The letter that a correcting letter takes the place of: the last one before it that reached the debtor."""
    claims = rows.LetterClaim.objects.filter(letter_id=letter_id).values("claim_id")
    before = rows.Letter.objects.filter(id__lt=letter_id, withdrawal=None, letterclaim__claim_id__in=claims)
    return before.filter(outbox__state__in=LEFT).order_by("-id")[0]


def wrong_claims(after: int = 0, limit: int = 26) -> list[WrongClaim]:
    """Claims that wait to be put right, by id: those after one, a few."""
    held = rows.Hold.objects.filter(reason=HOLD, holdlift__isnull=True, claim_id__gt=after)
    owed = Q(claim__claimstate__settled_on__isnull=True) | Q(claim__claimstate__balance__lt=0)
    columns = ("claim_id", "claim__number", "claim__debtor_id", "claim__debtor__name", "from_on")
    found = held.filter(owed).order_by("claim_id").values_list(*columns, "claim__claimstate__balance", "claim__currency")
    return [WrongClaim(*[*about, Money(balance, currency)]) for *about, balance, currency in found[:limit]]


def now_wrong(claim_ids: Ids, on: date) -> set[int]:
    """Those of the claims with a letter that money or credit of a day before it, booked on this day, shows to be wrong."""
    found = rows.LetterClaim.objects.filter(
        claim_id__in=claim_ids,
        letter__kind__in=_GRAVE,
        letter__withdrawal__isnull=True,
        letter__returned__isnull=True,
        letter__outbox__state__in=LEFT,
        claim__entry__kind__in=("payment", "credit"),
        claim__entry__amount__lt=0,
        claim__entry__booked_on=on,
        claim__entry__on__lt=F("letter__sent_on"),
        claim__entry__id__gt=F("letter__entries_to"),
    )
    return set(found.values_list("claim_id", flat=True))


def held_back(claim_ids: Ids) -> set[int]:
    """Those of the claims that wait to be put right already."""
    found = rows.Hold.objects.filter(claim_id__in=claim_ids, reason=HOLD, holdlift__isnull=True)
    return set(found.values_list("claim_id", flat=True))


def loose_of(claim_ids: Ids) -> Minor:
    """What lies loose of payments that these claims got a part of: money nobody owes."""
    found = rows.LoosePayment.objects.filter(payment__entry__claim_id__in=claim_ids, amount__gt=0).distinct()
    return sum(found.values_list("amount", flat=True))


def merging(debtor_id: int, number: str) -> Merging | None:
    """A debtor and another, named by its number, that the books have made one; None where there is no other."""
    found = {debtor.id: debtor for debtor in rows.Debtor.objects.filter(Q(pk=debtor_id) | Q(number=number))}
    one, others = found.pop(debtor_id), list(found.values())
    if not others:
        return None
    both = (debtor_id, others[0].id)
    running = rows.CaseState.objects.filter(debtor_id__in=both).exclude(status="closed")
    cases = tuple(running.order_by("case_id").values_list("case__number", flat=True))
    mine = rows.ClaimState.objects.filter(debtor_id=debtor_id, settled_on__isnull=True).count()
    return Merging(one.number, others[0].number, others[0].id, others[0].name, cases, mine)


def _reached() -> QuerySet[rows.Letter]:
    """Letters that reached their debtor, and corrections that are on their way."""
    on_its_way = Q(step=CORRECTION, outbox__state__in=("queued", "sending"))
    return rows.Letter.objects.filter(Q(outbox__state__in=LEFT) | on_its_way, withdrawal=None, returned=None).distinct()


def _told(letter: rows.Letter, ids: list[int], now: dict[int, Claim], creditor: Creditor) -> Told:
    then = load.claims(ids, Seen(letter.entries_to, letter.sent_on))
    relation = load.relations([letter.debtor_id], letter.sent_on - ONE_DAY).get(letter.debtor_id, Relation())
    return Told(
        letter.id,
        letter.number,
        step_of(letter.step, creditor),
        letter.sent_on,
        letter.deadline_on,
        tuple(then[key] for key in ids),
        tuple(now[key] for key in ids),
        relation,
    )


def step_of(key: str, creditor: Creditor) -> Step:
    """The step a letter took; a correcting letter took none."""
    if key == CORRECTION:
        return Step(CORRECTION, StepKind.REMINDER, 0, 0, charges=False)
    own = (step for step in creditor.policy.steps if step.key == key)
    return next(own, None) or creditor.country.step(key)
