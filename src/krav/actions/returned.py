"""Letters that came back: they count as never sent, their clocks as never started, and what they charged is taken back.

A notice that never arrived gives no right to what follows it (U 2025.1777 H), so a demand or an offer sent after it
counts as little as the notice itself.
"""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Sum

from krav.actions import states, withdrawals
from krav.actions.unit import Actor, Unit, unit
from krav.kernel.refusal import KravError
from krav.law.step import CORRECTION, StepKind
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.write import insert_many

HOLD = "letter_returned"
"""Why the claims of the letter wait: until somebody has found a new address and lets them go on."""

LONGEST = 200
"""Letters a reason may have."""

_RESTS_ON = {
    StepKind.NOTICE: (StepKind.DEMAND, StepKind.OFFER),
    StepKind.DEMAND: (StepKind.OFFER,),
}
"""What the law lets follow only upon a letter of a kind."""

_LEFT = ("delivered", "ambiguous")


def letter_returned(account_id: int, letter_id: int, reason: str, *, on: date, by: Actor, key: str = "") -> tuple[str, ...]:
    """Tells that a letter came back; the numbers of all letters that do not count any more.

    `reason` is what the envelope or the mail server says.

    Raises:
        KravError: there is no such letter, it has not left, it came back before, or the day is before its own.
    """
    with unit(account_id, "letter_returned", on=on, by=by, key=key) as work:
        letter = rows.Letter.objects.filter(pk=letter_id).first()
        if letter is None:
            raise KravError("There is no such letter in this account.")
        _check(letter, on)
        numbers = void(work, letter, reason)
        work.said = {"letters": numbers, "reason": reason, "claims": _claims(numbers)}
    return numbers


def void(work: Unit, letter: rows.Letter, reason: str, *, stops: bool = True) -> tuple[str, ...]:
    """Takes back what a letter that reached nobody started and charged; the numbers of all that do not count any more.

    Its claims are stopped until somebody has found an address; or they are decided anew, where another channel is there.
    """
    ended = [letter, *_resting_on(letter)]
    after = f"It rests on letter {letter.number}, which came back."
    insert_many(
        rows.Returned,
        ("letter_id", "on", "reason", "told_by"),
        [(each.id, work.on, reason[:LONGEST] if each is letter else after, work.by.name) for each in ended],
    )
    ids = [each.id for each in ended]
    insert_entries(list(_reversals(work, ids)))
    if stops:
        withdrawals.stop(work, dict.fromkeys(ids[:1], reason), HOLD)
    states.refresh(rows.LetterClaim.objects.filter(letter_id__in=ids).values("claim_id"), work.creditor)
    return tuple(each.number for each in ended)


def _check(letter: rows.Letter, on: date) -> None:
    if rows.Returned.objects.filter(letter=letter).exists():
        raise KravError("Letter {number} came back before.", {"number": letter.number})
    if not rows.Outbox.objects.filter(letter=letter, state__in=_LEFT).exists():
        raise KravError("Letter {number} has not left; take it back instead.", {"number": letter.number})
    if on < letter.sent_on:
        raise KravError("Letter {number} was sent on {sent}; it cannot have come back before.",
                        {"number": letter.number, "sent": letter.sent_on})  # fmt: skip


def _resting_on(letter: rows.Letter) -> list[rows.Letter]:
    """The later letters about its claims that the law lets follow only upon it; corrections of what came back go too."""
    claims = rows.LetterClaim.objects.filter(letter=letter).values("claim_id")
    later = rows.Letter.objects.filter(id__gt=letter.id, letterclaim__claim_id__in=claims, withdrawal=None, returned=None)
    found = later.distinct().order_by("id")
    kinds = _RESTS_ON.get(StepKind(letter.kind), ())
    newer = [each.id for each in found if each.kind == letter.kind and each.step != CORRECTION]
    until = min(newer, default=None)
    return [
        each
        for each in found
        if (until is None or each.id < until) and (each.kind in kinds or each.step == CORRECTION)
    ]


def _reversals(work: Unit, letter_ids: Collection[int]) -> Iterator[NewEntry]:
    """Everything the letters charged and demanded with its sign turned; what was reversed before adds up to nothing."""
    charged = rows.Entry.objects.filter(letter_id__in=letter_ids)
    columns = ("claim_id", "kind", "on", "label", "letter_id", "book")
    for claim_id, kind, day, label, letter_id, book, amount in (
        charged.values(*columns).annotate(sum=Sum("amount")).exclude(sum=0).values_list(*columns, "sum")
    ):
        yield NewEntry(claim_id, kind, -amount, day, work.on, label=label, letter_id=letter_id, book=book)


def _claims(numbers: Collection[str]) -> list[str]:
    found = rows.Claim.objects.filter(letterclaim__letter__number__in=numbers).distinct()
    return list(found.order_by("id").values_list("number", flat=True))
