"""The outbox: letters leave once, by whatever channel.

A worker leases rows, looks again whether each letter may still go, draws what it costs, and hands it over. `sending` is
committed before anything leaves. What was interrupted between hand-over and receipt is looked up at the carrier: it is
delivered, or goes back to the queue where the carrier surely has none; where it cannot be asked, a person looks. A file is
written again: the same bytes under the same name change nothing.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

from django.db.models import Q

from krav.actions.contents import MustNotLeave, contents
from krav.actions.holding import over
from krav.actions.lines import FILE, PRINT, SMS, UNIT_OF, Lines, about, address, lines, parcel
from krav.actions.noting import AMBIGUOUS, ASKING, DELIVERED, FAILED, QUEUED, REFUSED, Item, Outcome, Sent, note
from krav.actions.purses import Use, draw
from krav.actions.routes import meant, routes, told_by_sms, waits_until
from krav.actions.unfit import end, take_back_unfit
from krav.actions.unit import Actor, Unit, unit
from krav.actions.withdrawals import stop
from krav.claims.letter import Letter
from krav.kernel.refusal import KravError, Refusal
from krav.render.pdf import Renderer
from krav.render.sms import sms
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.queries.letters import NO_CREDIT
from krav.wire import clock, files
from krav.wire.broken import Broken, NotAllowed, Refused, Uncertain, Unreachable
from krav.wire.sending.protocol import Channel
from krav.wire.sending.sms.parts import parts

LEASE = timedelta(minutes=10)
SPARE = timedelta(minutes=2)
"""So much of a lease is left when a letter is handed over, or it waits: nobody may look it up meanwhile."""

WAITS = timedelta(minutes=10)
"""How long a letter waits that cannot be paid, or whose carrier is to be connected anew, before it is looked at again."""

FILES, OTHERS = 200, 20
"""So many letters are leased at once; a crash leaves a batch to be looked up, so theirs is small that are not all files."""

NOT_CONNECTED = "Its carrier is to be connected anew."


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was leased, and the rows that were looked at for it."""

    leased: list[Item]
    seen: set[int]


def send_letters(
    account_id: int,
    folder: Path,
    *,
    on: date,
    by: Actor,
    renderer: Renderer,
    now: datetime | None = None,
    carried: Lines | None = None,
) -> Iterator[Sent]:
    """Sends what is queued, a batch at a time, and answers the running count after each batch and at the end.

    1. Look up interrupted hand-overs. 2. Withdraw letters that may no longer go. 3. Lease a batch: find each letter's
    channel and draw what it costs. 4. Render and hand over each letter. 5. Note what became of it. `carried` are the
    account's lines where they are open already. A turn that is over leaves the other batches in the queue.
    """
    carried, sent, now = carried or lines(account_id), Sent(), now or clock.now()
    with unit(account_id, "settle_interrupted", on=on, by=by) as work:
        interrupted = _interrupted(work, carried)
    if interrupted:
        _noted(account_id, interrupted, [_look_up(item, work.creditor, carried, renderer) for item in interrupted],
               sent, carried, on=on, by=by, now=now)  # fmt: skip
    tried: set[int] = set()
    while not over():
        with unit(account_id, "lease_letters", on=on, by=by) as work:
            batch = _lease(work, tried, sent, carried, now)
        if not batch.seen:
            break
        tried |= batch.seen
        if batch.leased:
            outcomes = [_hand_over(item, work.creditor, carried, folder, renderer) for item in batch.leased]
            _noted(account_id, batch.leased, outcomes, sent, carried, on=on, by=by, now=now)
        yield sent
    yield sent


def _noted(
    account_id: int,
    items: Sequence[Item],
    outcomes: Sequence[Outcome],
    sent: Sent,
    carried: Lines,
    *,
    on: date,
    by: Actor,
    now: datetime,
) -> None:
    with unit(account_id, "send_letters", on=on, by=by, has_happened=True) as work:
        note(work, items, outcomes, sent, carried, now)
        work.said = {item.letter.number: outcome.state for item, outcome in zip(items, outcomes, strict=True)}


# --- interrupted


def _interrupted(work: Unit, carried: Lines) -> list[Item]:
    """Files go back to the queue; what else was interrupted is leased anew, to be looked up."""
    sending = rows.Outbox.objects.filter(state="sending")
    requeued = sending.filter(channel=FILE).update(state="queued")
    lost = list(sending.filter(leased_until__lt=clock.now()))
    until = clock.now() + LEASE
    sending.filter(id__in=[row.id for row in lost]).update(leased_until=until)
    work.said = {"requeued": requeued, "interrupted": len(lost)}
    letters = _values(work, {row.letter_id for row in lost})
    by = {row.letter_id: row.channel for row in lost if row.channel != SMS and row.letter_id in letters}
    told = told_by_sms(meant({key: letters[key] for key in by}), by, work.creditor, carried)
    return [
        Item(row.id, row.letter_id, row.channel, letters[row.letter_id], until, row.place, row.letter_id in told)
        for row in lost
        if row.letter_id in letters
    ]


def _values(work: Unit, letter_ids: set[int]) -> dict[int, Letter]:
    """The letters as values; one whose content is not what it was is looked up by a person."""
    ordered = sorted(letter_ids)
    try:
        return dict(zip(ordered, contents(ordered, work.creditor), strict=True))
    except MustNotLeave as changed:
        row = rows.Outbox.objects.filter(letter_id=changed.letter_id, state="sending")
        row.update(state=AMBIGUOUS, problem=str(changed)[:400])
        stop(work, {changed.letter_id: str(changed)}, "letter_ambiguous")
        return _values(work, letter_ids - {changed.letter_id})


def _look_up(item: Item, creditor: Creditor, carried: Lines, renderer: Renderer) -> Outcome:
    """Whether the carrier has it."""
    try:
        pdf = b"" if item.channel == SMS else renderer.pdf(item.letter)
        what = parcel(item.letter, cast("Channel", item.channel), creditor, pdf, item.place)
        found = carried.to(item.channel).taken(what)
    except (Unreachable, NotAllowed) as silence:
        return Outcome(ASKING, problem=str(silence))
    except KravError as doubt:
        return Outcome(AMBIGUOUS, problem=str(doubt))
    if found is None:
        return Outcome(QUEUED, problem="It was interrupted, and its carrier does not have it.")
    sha256 = hashlib.sha256(what.pdf or what.text.encode()).hexdigest()
    return Outcome(DELIVERED, address(item.letter.addressee, item.channel), sha256, found.place)


# --- leasing


def _lease(work: Unit, tried: Collection[int], sent: Sent, carried: Lines, now: datetime) -> _Batch:
    may_leave = Q(leaves_at__isnull=True) | Q(leaves_at__lte=now)
    queued = rows.Outbox.objects.filter(may_leave, state="queued").exclude(id__in=tried).order_by("id")
    policy = work.creditor.policy
    count = FILES if {way for step in policy.steps for way in policy.ways(step.key)} == {FILE} else OTHERS
    waiting = list(queued[:count])
    seen = {row.id for row in waiting}
    told = [row for row in waiting if row.channel == SMS]
    row_of = {row.letter_id: row for row in waiting if row.channel != SMS}
    if not waiting:
        return _Batch([], seen)
    gone = take_back_unfit(work, set(row_of))
    sent.withdrawn += len(gone)
    letters = _contents(work, {key for key in row_of if key not in gone}, sent)
    items = [*_routed(work, row_of, letters, sent, carried), *_sms(work, told)]
    awake = [item for item in items if not _sleeps(work, item, carried, now)]
    leased = _paid(work, awake, now)
    until = clock.now() + LEASE
    by_row: dict[str, list[int]] = {}
    for item in leased:
        by_row.setdefault(item.channel, []).append(item.outbox_id)
    for channel, ids in by_row.items():
        rows.Outbox.objects.filter(id__in=ids).update(state="sending", channel=channel, leased_until=until)
    return _Batch([item.leased(until) for item in leased], seen)


def _contents(work: Unit, letter_ids: set[int], sent: Sent) -> dict[int, Letter]:
    """The letters as values; one that must not leave is given up and the others go on."""
    ordered = sorted(letter_ids)
    try:
        return dict(zip(ordered, contents(ordered, work.creditor), strict=True))
    except MustNotLeave as refused:
        end(work, {refused.letter_id: str(refused)})
        sent.failed += 1
        return _contents(work, letter_ids - {refused.letter_id}, sent)


def _routed(
    work: Unit, row_of: dict[int, rows.Outbox], letters: dict[int, Letter], sent: Sent, carried: Lines
) -> list[Item]:
    """The letters with the channel of each; one that no channel brings to its debtor is given up."""
    chosen = {key for key, row in row_of.items() if row.channel == PRINT}
    found = routes(meant(letters, chosen), work.creditor, carried, work.on)
    nowhere = {key: str(way) for key, way in found.items() if isinstance(way, Refusal)}
    end(work, nowhere)
    sent.failed += len(nowhere)
    return [
        Item(row_of[key].id, key, way.channel, letters[key], None, tells=way.sms)
        for key, way in found.items()
        if not isinstance(way, Refusal)
    ]


def _sms(work: Unit, told: Sequence[rows.Outbox]) -> list[Item]:
    """The SMS that still tell of a letter that has left and whose deadline is to come; others are dropped."""
    left = rows.Letter.objects.filter(id__in=[row.letter_id for row in told], withdrawal=None, returned=None)
    ids = set(left.filter(deadline_on__gt=work.on).values_list("id", flat=True))
    dropped = [row.id for row in told if row.letter_id not in ids]
    rows.Outbox.objects.filter(id__in=dropped).update(state="withdrawn", problem="What it tells of no longer waits.")
    values = dict(zip(sorted(ids), contents(sorted(ids), work.creditor), strict=True))
    return [Item(row.id, row.letter_id, SMS, values[row.letter_id], None) for row in told if row.letter_id in ids]


def _sleeps(work: Unit, item: Item, carried: Lines, now: datetime) -> bool:
    """Whether the letter waits for a decent hour, or for its carrier to be connected anew; it is told so."""
    lost = item.channel in carried.lost
    later = now + WAITS if lost else waits_until(item.letter, item.channel, work.creditor.country, work.on, now)
    if later is None:
        return False
    problem = NOT_CONNECTED if lost else ""
    rows.Outbox.objects.filter(pk=item.outbox_id).update(leaves_at=later, problem=problem)
    return True


def _paid(work: Unit, items: Sequence[Item], now: datetime) -> list[Item]:
    """Those whose credits are drawn; the others stay in the queue and are looked at again later."""
    uses = [
        Use(UNIT_OF[each.channel], about(each.letter_id, each.channel), _parts(each))
        for each in items
        if each.channel in UNIT_OF
    ]
    paid = draw(work.creditor.id, uses, on=work.on, by=work.by) if uses else frozenset()
    free = [each for each in items if each.channel not in UNIT_OF or about(each.letter_id, each.channel) in paid]
    poor = {each.outbox_id for each in items} - {each.outbox_id for each in free}
    rows.Outbox.objects.filter(id__in=poor).update(problem=NO_CREDIT, leaves_at=now + WAITS)
    return free


def _parts(item: Item) -> int:
    """How many credits a letter draws: an SMS one for each part it is sent in. One without a text fails when it leaves."""
    try:
        return parts(sms(item.letter)).many if item.channel == SMS else 1
    except KravError:
        return 1


# --- handing over


def _hand_over(item: Item, creditor: Creditor, carried: Lines, folder: Path, renderer: Renderer) -> Outcome:
    letter = item.letter
    if item.until is None or clock.now() > item.until - SPARE:
        return Outcome(QUEUED, problem="Its turn did not come in time.")
    try:
        pdf = b"" if item.channel == SMS else renderer.pdf(letter)
        if item.channel == FILE:
            place = files.put(folder / creditor.slug, f"{letter.number}-{letter.step.key}.pdf", pdf).name
            return Outcome(DELIVERED, address(letter.addressee, FILE), hashlib.sha256(pdf).hexdigest(), place)
        return _by_line(item, creditor, carried, pdf)
    except KravError as error:
        return Outcome(FAILED, problem=str(error))


def _by_line(item: Item, creditor: Creditor, carried: Lines, pdf: bytes) -> Outcome:
    """Hands it to its carrier; a lost answer is looked up at once, and again later where that does not help."""
    what = parcel(item.letter, cast("Channel", item.channel), creditor, pdf)
    sha256 = hashlib.sha256(what.pdf or what.text.encode()).hexdigest()
    try:
        line = carried.to(item.channel)
        if why := line.reaches(what.to):
            return Outcome(REFUSED, problem=why)
        taken = line.hand_over(what)
    except NotAllowed as gone:
        carried.lose(item.channel, gone)
        return Outcome(QUEUED, problem=str(gone))
    except Refused as refused:
        return Outcome(REFUSED, problem=str(refused))
    except Broken as silence:
        return Outcome(QUEUED, problem=str(silence))
    except Uncertain as doubt:
        try:
            found = line.taken(what)
        except Broken:
            found = None
        except Uncertain:
            return Outcome(AMBIGUOUS, problem=str(doubt))
        if found is None:  # it may still be on its way into the carrier's own lists
            return Outcome(ASKING, problem=str(doubt))
        taken = found
    return Outcome(DELIVERED, address(item.letter.addressee, item.channel), sha256, taken.place)
