"""What carriers tell of letters: each counts once and is kept as proof; one that reached nobody goes by the next channel."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from krav.actions.lines import SMS, Lines, key_of, lines
from krav.actions.noting import queue
from krav.actions.returned import void
from krav.actions.routes import Meant, routes
from krav.actions.unfit import still_holds
from krav.actions.unit import Actor, Unit, machine, unit
from krav.claims.delivery import Route
from krav.kernel.refusal import KravError
from krav.law.step import StepKind
from krav.store import models as rows
from krav.store.queries.letters import LOST, PASSED, stored_letters
from krav.store.queries.sending import asked_of, whose_carrier
from krav.store.scope import account_in_scope, account_scope
from krav.store.write import insert_many
from krav.wire import clock
from krav.wire.broken import Broken, Uncertain
from krav.wire.sealed import unseal
from krav.wire.sending.carriers import carrier
from krav.wire.sending.protocol import ReceiptIn

_WAITED_FOR = timedelta(days=30)
"""So long a carrier is asked what became of a letter."""

_COLUMNS = ("letter_id", "channel", "kind", "key", "on", "at", "words", "told_by")
_BY = machine("carrier")


class Heard(NamedTuple):
    """How many receipts were new, and how many are about letters that are not known, or not yet."""

    new: int = 0
    unknown: int = 0


def heard(carrier_id: int, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Heard:
    """Takes in what a carrier told by a webhook.

    Raises:
        KravError: there is no such carrier, or it was not the carrier who told it.
    """
    account_id = whose_carrier(carrier_id)
    if account_id is None:
        raise KravError("There is no such carrier.")
    with account_scope(account_id):
        row = rows.Carrier.objects.get(pk=carrier_id)
    told = carrier(row.code).heard(headers, body, unseal(row.secret).get("secret", "") if row.secret else "", now)
    return take_receipts(account_id, row.channel, told, on=clock.today(), by=_BY)


def poll_receipts(account_id: int, *, on: date, by: Actor, now: datetime, carried: Lines | None = None) -> int:
    """Asks the account's carriers what became of the letters they have; how many receipts were new."""
    carried, new = carried or lines(account_id), 0
    for channel in carried.codes:
        if channel in carried.lost:
            continue
        with account_scope(account_id):
            places = tuple(asked_of(channel, now - _WAITED_FOR))
        try:
            told = list(carried.to(channel).receipts(places)) if places else []
        except (Broken, Uncertain):
            continue
        new += take_receipts(account_id, channel, told, on=on, by=by).new
    return new


def take_receipts(account_id: int, channel: str, told: Iterable[ReceiptIn], *, on: date, by: Actor) -> Heard:
    """Keeps what was told of letters by a channel, each once; sees to those that reached nobody."""
    told = list(told)
    if not told:
        return Heard()
    with account_scope(account_id):
        known = _known(told, channel)
        before = rows.Receipt.objects.filter(channel=channel, key__in={each.key[:120] for each in told})
        seen = set(before.values_list("key", "kind"))
    names = {(each.key[:120], each.kind): each for each in told if _of(each, known)}
    fresh = {name: each for name, each in names.items() if name not in seen}
    unknown = sum(_of(each, known) == 0 for each in told)
    if not fresh:
        return Heard(0, unknown)
    with unit(account_id, "take_receipts", on=on, by=by) as work:
        now_seen = rows.Receipt.objects.filter(channel=channel, key__in={key for key, _ in fresh}).values_list("key", "kind")
        new = [each for name, each in fresh.items() if name not in set(now_seen)]
        insert_many(
            rows.Receipt,
            _COLUMNS,
            [(_of(each, known), channel, each.kind, each.key[:120], on, each.at, each.words[:400], by.name) for each in new],
        )
        lost = {_of(each, known): each for each in new if each.kind in LOST}
        work.said = {"receipts": len(new), "lost": sorted(lost)}
        see_to(work, channel, {key: each.words or each.kind for key, each in lost.items()})
    return Heard(len(new), unknown)


def _known(told: Collection[ReceiptIn], channel: str) -> dict[str, int]:
    """The letters by the carrier's names of them and by our own.

    One that is still being handed over is not known yet: what is told of it could not be seen to, and is told again.
    """
    slug = rows.Account.objects.values_list("slug", flat=True).get(pk=account_in_scope())
    ours = {each.parcel.partition(".")[0] for each in told if each.parcel}
    there = rows.Outbox.objects.filter(letter__number__in=ours, channel=channel).exclude(state="sending")
    numbers = there.values_list("letter__number", "letter_id")
    places = rows.Outbox.objects.filter(channel=channel, place__in={each.place for each in told if each.place})
    return dict(places.values_list("place", "letter_id")) | {key_of(number, slug): key for number, key in numbers}


def _of(told: ReceiptIn, known: Mapping[str, int]) -> int:
    """The letter it tells of; 0 where it is not known."""
    return known.get(told.parcel) or known.get(told.place) or 0


def see_to(work: Unit, channel: str, lost: Mapping[int, str]) -> None:
    """Letters that a channel brought to nobody, by id with the carrier's words: the next channel, or a new letter.

    Where the law lets no clock run without its letter, or the letter would leave too late, it counts as come back and its
    claims are decided anew. They wait for a person where no channel is left.
    """
    if channel == SMS or not lost:
        return
    left = rows.Outbox.objects.filter(letter_id__in=lost, channel=channel, state__in=("delivered", "ambiguous"))
    sent = list(left.filter(letter__returned=None, letter__withdrawal=None).select_related("letter"))
    carried = lines(work.creditor.id)
    stored = stored_letters([row.letter_id for row in sent], work.creditor.country.code)
    who = {letter.id: letter.addressee for letter in stored}
    for row in sent:
        letter = Meant(row.letter.step, StepKind(row.letter.kind), who[row.letter_id])
        _next(work, row, letter, lost[row.letter_id], carried)


def _next(work: Unit, row: rows.Outbox, letter: Meant, words: str, carried: Lines) -> None:
    """What follows one that reached nobody."""
    law, reason = work.creditor.country, words[:200]
    ladder = bool(work.creditor.policy.delivery)
    way = routes({row.letter_id: letter}, work.creditor, carried, work.on, [row.channel])[row.letter_id] if ladder else None
    voids = law.delivery(letter.kind, letter.who.kind, row.letter.sent_on).voids
    if not isinstance(way, Route):
        void(work, row.letter, reason)
    elif voids or not still_holds(work, letter.kind, row.letter.deadline_on):
        void(work, row.letter, reason, stops=False)
    else:
        rows.Outbox.objects.filter(pk=row.pk).update(state=PASSED, problem=reason)
        queue([row.letter_id], way.channel)
