"""Reads of who moved claims, and of the letters that were made together. The account must be in scope."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from krav.claims.policy import CHANNELS
from krav.kernel.alphabet import alphabetical
from krav.kernel.money import Money
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.letters import way


class Move(NamedTuple):
    """The newest letter about a claim: who made it and when, its step."""

    who: str
    at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class Made:
    """Letters that one person made together: ids from `first` to `last`, none where both are 0; and what was refused."""

    step: str
    who: str
    at: datetime
    on: date
    first: int
    last: int
    refused: tuple[int, ...]
    seen: tuple[str, ...] | None


class Letter(NamedTuple):
    """A letter in the order of customers. `channel` is how it leaves: file where the customer has no e-mail address."""

    id: int
    number: str
    debtor: str
    step: str
    sent_on: date
    total: Money
    fee: Money
    channel: str
    state: str
    leaves_at: datetime | None


def made(key: str) -> Made | None:
    """What the form with this key made."""
    row = rows.Audit.objects.filter(action="take_step", key=key).first() if key else None
    if row is None:
        return None
    said = json.loads(row.data)
    first, last = said["span"] or (0, 0)
    seen = None if said["seen"] is None else tuple(said["seen"])
    return Made(said["step"], row.actor, row.at, row.on, first, last, tuple(map(int, said["refused"])), seen)


def last_moves(claim_ids: Collection[int]) -> dict[int, Move]:
    """The newest letter about each claim that has had one."""
    joined = rows.LetterClaim.objects.filter(claim_id__in=claim_ids, letter__withdrawal__isnull=True).order_by("letter_id")
    newest = {row[0]: row[1:] for row in joined.values_list("claim_id", "letter_id", "step", "letter__sent_on")}
    days = {sent_on for _, _, sent_on in newest.values()}
    acts = rows.Audit.objects.filter(action__in=("take_step", "day"), on__in=days).values_list("actor", "at", "data")
    spans = [(*span, who, at) for who, at, data in acts if (span := json.loads(data).get("span"))]
    return {
        claim_id: Move(who, at, step)
        for claim_id, (letter_id, step, _) in newest.items()
        for first, last, who, at in spans
        if first <= letter_id <= last
    }


def made_letters(made: Made) -> list[Letter]:
    """The letters that were made together and not taken back."""
    return _letters(id__gte=made.first, id__lte=made.last)


def claims_of(made: Made) -> list[int]:
    """The claims that got those letters."""
    joined = rows.LetterClaim.objects.filter(letter_id__gte=made.first, letter_id__lte=made.last)
    return list(joined.values_list("claim_id", flat=True))


def step_letters(step: str, since: date) -> list[Letter]:
    """The letters of a step made since a day and not taken back."""
    return _letters(step=step, sent_on__gte=since)


def newest_letters(step: str = "", *, before: int = 0, limit: int = 101) -> list[Letter]:
    """Letters that were not taken back, the newest first: those made before the one of an id, of one step or of all."""
    found = rows.Letter.objects.filter(withdrawal__isnull=True)
    found = found.filter(step=step) if step else found
    found = found.filter(id__lt=before) if before else found
    ids = list(found.order_by("-id").values_list("id", flat=True)[:limit])
    return sorted(_lines(rows.Letter.objects.filter(id__in=ids)), key=lambda letter: -letter.id)


def letter(number: str) -> Letter | None:
    """The letter of a number, taken back or not."""
    return next(_lines(rows.Letter.objects.filter(number=number)), None)


def _letters(**wanted: Any) -> list[Letter]:  # noqa: ANN401 the columns of a filter
    return list(_lines(rows.Letter.objects.filter(**wanted, withdrawal__isnull=True)))


def _lines(letters: QuerySet[Any, Any]) -> Iterator[Letter]:
    """The letters by customer, then number."""
    law = creditor_in_scope().country
    columns = ("id", "number", "debtor__name", "step", "sent_on", "total", "fee", "currency")
    outbox = ("debtor__email", "way__channel", "way__state", "way__leaves_at")
    letters = letters.annotate(way=way())
    found = sorted(letters.values_list(*columns, *outbox), key=lambda row: (alphabetical(row[2], law.languages[0]), row[1]))
    for *about, total, fee, currency, email, channel, state, leaves_at in found:
        leaves = channel if channel and (email or channel != CHANNELS[1]) else CHANNELS[0]
        yield Letter(*(*about, Money(total, currency), Money(fee, currency), leaves, state or "", leaves_at))
