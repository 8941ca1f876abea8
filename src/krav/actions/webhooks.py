"""Programs told of what happens: addresses added and ended, facts made events, events sent, again, or given up.

No write path knows of it. Facts are read afterwards under the account's lock, by their ids, so that none is left out and
none is told twice; only then anything is sent. Whoever dies while sending sends the same again: the receiver knows an event
by its name.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from krav.actions import holding
from krav.actions.rights import check_right
from krav.actions.unit import Actor, Unit, unit
from krav.kernel.refusal import KravError
from krav.store import events
from krav.store import models as rows
from krav.store.among import Among
from krav.store.events import Event
from krav.store.scope import account_scope
from krav.store.write import insert_many
from krav.wire import clock
from krav.wire.sealed import seal, unseal
from krav.wire.webhooks import Answer, goal, post, sign

MOST = 10
"""So many webhooks an account has at once."""

PAUSES = tuple(timedelta(minutes=each) for each in (1, 2, 5, 15, 30, 60, 120, 240, 480, *(720,) * 5))
"""How long an event waits after each time it was not taken; after the last one it is given up, in three days or so."""

LEASE = timedelta(minutes=10)
"""What is being sent is nobody else's for so long; after a crash it is sent again."""

BATCH, ROUND = 200, 20
"""So many events are sent to an address in a round, and no new one after so many seconds of it."""

_AT_ONCE = 5_000
_TAKEN = range(200, 300)
_OF_ITS_OWN = frozenset({400, 409, 413, 422})
"""Answers about one event; any other one that is no yes is about the address."""

_COLUMNS = ("webhook_id", "event", "body", "state", "tries", "next_at", "answered", "done_at")


class _Due(NamedTuple):
    """An event that is to be sent now."""

    id: int
    event: str
    body: str
    tries: int


class _Batch(NamedTuple):
    """What one webhook is to be told now, oldest first."""

    webhook_id: int
    url: str
    secret: str
    failing: bool
    due: list[_Due]


def add_webhook(
    account_id: int, url: str, kinds: Collection[str], *, on: date, by: Actor, key: str = ""
) -> tuple[int, str]:
    """An address that is told of what happens from now on: its id, and the secret that is shown this once.

    Raises:
        KravError: nothing is sent to such an address, a kind is unknown, or the account has enough of them.
    """
    check_right(by.role, "add_webhook")
    goal(url)
    for kind in kinds:
        if kind not in events.KINDS and kind not in events.FAMILIES:
            raise KravError("There is no event called “{kind}”.", {"kind": kind})
    secret = _new_secret()
    with unit(account_id, "add_webhook", on=on, by=by, key=key) as work:
        if _live().count() >= MOST:
            raise KravError("An account has at most {most} webhooks. Turn one off first.", {"most": MOST})
        made = rows.Webhook.objects.create(
            url=url,
            secret=seal({"secret": secret}),
            kinds=json.dumps(sorted(set(kinds))),
            seen=json.dumps(events.marks()),
            made_by=by.name,
            made_at=clock.now(),
        )
        work.said = {"webhook": made.id, "url": url}
    return made.id, secret


def end_webhook(account_id: int, webhook_id: int, *, on: date, by: Actor, key: str = "") -> str:
    """Turns a webhook off for good; what waited is given up. Answers its address."""
    with unit(account_id, "end_webhook", on=on, by=by, key=key) as work:
        url = _living(work, webhook_id).url
        rows.Webhook.objects.filter(id=webhook_id).update(state="off", ended_at=clock.now())
        rows.Delivery.objects.filter(webhook_id=webhook_id, state="queued").update(state="failed")
    return url


def renew_secret(account_id: int, webhook_id: int, *, on: date, by: Actor, key: str = "") -> str:
    """A new secret, shown this once; from now on everything is signed with it."""
    secret = _new_secret()
    with unit(account_id, "renew_secret", on=on, by=by, key=key) as work:
        _living(work, webhook_id)
        rows.Webhook.objects.filter(id=webhook_id).update(secret=seal({"secret": secret}))
    return secret


def send_again(
    account_id: int, webhook_id: int, delivery_id: int | None = None, *, on: date, by: Actor, key: str = ""
) -> int:
    """Sends an event once more whatever became of it, or all that were given up, at the next round; how many.

    Raises:
        KravError: the webhook is off, or was never told of that event.
    """
    with unit(account_id, "send_again", on=on, by=by, key=key) as work:
        _living(work, webhook_id)
        found = rows.Delivery.objects.filter(webhook_id=webhook_id)
        found = found.filter(state="failed") if delivery_id is None else found.filter(id=delivery_id)
        count = found.update(state="queued", tries=0, next_at=clock.now(), done_at=None)
        if delivery_id is not None and not count:
            raise KravError("This webhook was never told of that.")
        work.said |= {"count": count}
    return count


def deliver_due(account_id: int, *, now: datetime, by: Actor) -> int:
    """Makes events of what is new, and sends every webhook of the account what is due; how many events were taken."""
    check_right(by.role, "deliver")
    with account_scope(account_id):
        if not _anything(now):
            return 0
        with transaction.atomic():
            account = rows.Account.objects.select_for_update().get(pk=account_id)
            holding.check(account_id)
            _tell(account.slug, now)
            batches = _lease(now)
        return sum(_send(batch, now) for batch in batches)


def _new_secret() -> str:
    return f"krav_hook_{token_urlsafe(32)}"


def _live() -> QuerySet[rows.Webhook]:
    return rows.Webhook.objects.filter(ended_at__isnull=True)


def _living(work: Unit, webhook_id: int) -> rows.Webhook:
    found = _live().filter(id=webhook_id).first()
    if found is None:
        raise KravError("This webhook is off; it was turned off before.")
    work.said = {"webhook": found.id, "url": found.url}
    return found


def _anything(now: datetime) -> bool:
    """Whether there is anything to do, without the account's lock."""
    seen = [json.loads(each) for each in _live().values_list("seen", flat=True)]
    if not seen:
        return False
    marks = events.marks()
    return any(each != marks for each in seen) or _due(now).exists()


def _due(now: datetime) -> QuerySet[rows.Delivery]:
    return rows.Delivery.objects.filter(state="queued", next_at__lte=now, webhook__ended_at__isnull=True)


def _tell(account: str, now: datetime) -> None:
    """Makes a delivery of every new fact for every webhook that wants its kind, and moves what each has seen."""
    hooks = list(_live().order_by("id"))
    seen = {hook.id: dict(json.loads(hook.seen)) for hook in hooks}
    marks = events.marks()
    oldest = {name: min(each.get(name, mark) for each in seen.values()) for name, mark in marks.items()}
    found = events.read(oldest, marks, _AT_ONCE)
    insert_many(rows.Delivery, _COLUMNS, list(_deliveries(hooks, seen, found.events, account, now)))
    for hook in hooks:
        upto = {name: found.marks[name] if name in found.more else mark for name, mark in marks.items()}
        hook.seen = json.dumps({name: max(upto[name], seen[hook.id].get(name, marks[name])) for name in upto})
    rows.Webhook.objects.bulk_update(hooks, ["seen"])


def _deliveries(
    hooks: Collection[rows.Webhook], seen: Mapping[int, events.Marks], found: Collection[Event], account: str, now: datetime
) -> Iterator[tuple[object, ...]]:
    wanted = {hook.id: frozenset(json.loads(hook.kinds)) for hook in hooks}
    for event in found:
        body = events.body(event, account)
        for hook_id, kinds in wanted.items():
            if event.id > seen[hook_id].get(event.source, event.id) and events.wants(kinds, event.kind):
                yield hook_id, event.name, body, "queued", 0, now, "", None


def _lease(now: datetime) -> list[_Batch]:
    """What is due now, for each webhook, those that answer first; it is nobody else's for a while."""
    waiting = Exists(_due(now).filter(webhook_id=OuterRef("id")))
    found: list[_Batch] = []
    for hook in _live().filter(waiting).order_by("-state", "id"):
        some = _due(now).filter(webhook_id=hook.id).order_by("id").values_list("id", "event", "body", "tries")
        due = [_Due(*row) for row in some[:BATCH]]
        found.append(_Batch(hook.id, hook.url, hook.secret, hook.state == "failing", due))
    leased = [due.id for batch in found for due in batch.due]
    rows.Delivery.objects.filter(id__in=Among(leased)).update(next_at=now + LEASE)
    return found


def _send(batch: _Batch, now: datetime) -> int:
    """Sends a batch until the address fails or the round is over; how many events were taken."""
    ends, failing, done = clock.ticks() + ROUND, batch.failing, 0
    for place, due in enumerate(batch.due):
        if clock.ticks() > ends:
            _wait([rest.id for rest in batch.due[place:]], now)
            break
        answer = _posted(batch, due, now)
        said = f"{answer.status or ''} {answer.said}".strip()
        if answer.status in _TAKEN:
            rows.Delivery.objects.filter(id=due.id).update(
                state="done", tries=F("tries") + 1, answered=said, done_at=clock.now()
            )
            done += 1
            if failing:
                _answers_again(batch.webhook_id, now)
                failing = False
        elif answer.status in _OF_ITS_OWN:
            _not_taken(Q(id=due.id), due.tries, said, now)
        else:
            _silent(batch, place, said, now)
            break
    return done


def _posted(batch: _Batch, due: _Due, now: datetime) -> Answer:
    """One event sent; what was sealed with another key is answered like an address that is not there."""
    try:
        secret = unseal(batch.secret)["secret"]
    except KravError as error:
        return Answer(0, str(error)[:180])
    told, timestamp = due.body.encode(), str(int(now.timestamp()))
    headers = {
        "Krav-Event": due.event.partition(" ")[0],
        "Krav-Delivery": due.event,
        "Krav-Timestamp": timestamp,
        "Krav-Signature": sign(secret, timestamp, told),
    }
    return post(batch.url, told, headers)


def _not_taken(which: Q, tries: int, said: str, now: datetime) -> None:
    """Puts deliveries off for as long as `tries` says; those that were tried too often are given up."""
    queued = rows.Delivery.objects.filter(which, state="queued")
    queued.filter(tries__gte=len(PAUSES)).update(state="failed", tries=F("tries") + 1, answered=said)
    pause = PAUSES[min(tries, len(PAUSES) - 1)]
    queued.update(tries=F("tries") + 1, answered=said, next_at=now + pause)


def _silent(batch: _Batch, place: int, said: str, now: datetime) -> None:
    """The address does not take events: all that is due waits with the one that was tried, and the webhook is failing."""
    leased = Q(id__in=Among(each.id for each in batch.due[place:]))
    _not_taken(leased | Q(webhook_id=batch.webhook_id, next_at__lte=now), batch.due[place].tries, said, now)
    rows.Webhook.objects.filter(id=batch.webhook_id, ended_at__isnull=True).update(state="failing")


def _answers_again(webhook_id: int, now: datetime) -> None:
    """Everything that waited for the address is due at once."""
    rows.Webhook.objects.filter(id=webhook_id, ended_at__isnull=True).update(state="on")
    rows.Delivery.objects.filter(webhook_id=webhook_id, state="queued", tries__gt=0).update(next_at=now)


def _wait(delivery_ids: Collection[int], now: datetime) -> None:
    """What the round had no time for is due again at once."""
    rows.Delivery.objects.filter(id__in=Among(delivery_ids), state="queued").update(next_at=now)
