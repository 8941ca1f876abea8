"""Webhooks: addresses that are told of events, what they answered, sending again; and events for whoever asks instead."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from krav.actions.webhooks import add_webhook, end_webhook, renew_secret, send_again
from krav.api.key import Asked
from krav.api.shapes import PAGE, After, Done, Id, Key, answers, following
from krav.kernel.role import Role
from krav.store.queries import webhooks as reads

router = Router()
polled = Router()

EventKind = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]+(\.[a-z_]+)?$")]
Kinds = Annotated[list[EventKind], Field(max_length=50)]
Asking = Annotated[str, Query(max_length=400, pattern=r"^([a-z_]+-[0-9]{1,18}(\.[a-z_]+-[0-9]{1,18})*)?$")]
Wanted = Annotated[str, Query(max_length=1_000, pattern=r"^([a-z_.]+(,[a-z_.]+)*)?$", description="With commas between.")]


class Webhook(Schema):
    """An address; without kinds it is told of everything. `waiting` events are yet to be taken, `failed` were given up."""

    id: int
    url: str
    kinds: list[str]
    state: Literal["on", "failing", "off"]
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    waiting: int
    failed: int
    last_at: datetime | None


class WebhookIn(Schema):
    """An address on the public internet, https only, and the kinds or families of events it wants; none is all of them."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    kinds: Kinds = []


class WebhookMade(Schema):
    """The webhook, and the secret its events are signed with, which is shown this once."""

    id: int
    secret: str


class WebhookSecret(Schema):
    """The secret, which is shown this once."""

    secret: str


class Delivery(Schema):
    """An event for an address: `body` is what is sent, `answered` what the address said last, `next_at` when it is due."""

    id: int
    event: str
    body: str
    state: Literal["queued", "done", "failed"]
    tries: int
    next_at: datetime
    answered: str
    done_at: datetime | None


class DeliveryPage(Schema):
    """Deliveries, newest first; `next` is given back as `after`."""

    deliveries: list[Delivery]
    next: int | None


class EventTold(Schema):
    """What happened: `event` is its name, the same however often it is told; what `data` holds depends on `kind`."""

    event: str
    kind: str
    account: str
    on: date
    data: dict[str, Any]


class EventPage(Schema):
    """Events; `next` is given back as `after`, at once where there are more, otherwise whenever one likes."""

    events: list[EventTold]
    next: str
    more: bool


@router.get("", response=answers(list[Webhook]))
def listed(request: Asked) -> list[reads.Seen]:
    """The account's webhooks."""
    request.auth.must_be(Role.ADMINISTRATOR, "add_webhook")
    return reads.webhooks()


@router.post("", response=answers(WebhookMade))
def add(request: Asked, response: HttpResponse, asked: WebhookIn, key: Key = "") -> WebhookMade:
    """An address that is told of what happens from now on."""
    caller = request.auth
    response.headers["Cache-Control"] = "no-store"
    made, secret = add_webhook(caller.account_id, asked.url, asked.kinds, on=caller.on, by=caller.by, key=key)
    return WebhookMade(id=made, secret=secret)


@router.delete("/{webhook_id}", response=answers(Done))
def end(request: Asked, webhook_id: Id, key: Key = "") -> Done:
    """Turns it off; what waited is given up."""
    end_webhook(request.auth.account_id, webhook_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.post("/{webhook_id}/secret", response=answers(WebhookSecret))
def renew(request: Asked, response: HttpResponse, webhook_id: Id, key: Key = "") -> WebhookSecret:
    """A new secret; everything sent from now on is signed with it."""
    caller = request.auth
    response.headers["Cache-Control"] = "no-store"
    return WebhookSecret(secret=renew_secret(caller.account_id, webhook_id, on=caller.on, by=caller.by, key=key))


@router.get("/{webhook_id}/deliveries", response=answers(DeliveryPage))
def deliveries(
    request: Asked, webhook_id: Id, state: Literal["", "queued", "done", "failed"] = "", after: After = 0
) -> dict[str, Any]:
    """What the address was told, and what it answered."""
    request.auth.must_be(Role.ADMINISTRATOR, "send_again")
    page, more = following(reads.deliveries(webhook_id, state=state, after=after, limit=PAGE + 1), PAGE)
    return {"deliveries": page, "next": page[-1].id if more else None}


@router.post("/{webhook_id}/deliveries/again", response=answers(Done))
def all_again(request: Asked, webhook_id: Id, key: Key = "") -> Done:
    """Sends all that were given up once more."""
    caller = request.auth
    return Done(count=send_again(caller.account_id, webhook_id, on=caller.on, by=caller.by, key=key))


@router.post("/{webhook_id}/deliveries/{delivery_id}/again", response=answers(Done))
def again(request: Asked, webhook_id: Id, delivery_id: Id, key: Key = "") -> Done:
    """Sends one event once more, whatever became of it."""
    caller = request.auth
    return Done(count=send_again(caller.account_id, webhook_id, delivery_id, on=caller.on, by=caller.by, key=key))


@polled.get("", response=answers(EventPage))
def events(request: Asked, after: Asking = "", kinds: Wanted = "") -> dict[str, Any]:
    """The events after an earlier answer's `next`; from the account's first one where nothing is given."""
    found = reads.events_after(after, request.auth.slug, kinds.split(",") if kinds else (), PAGE)
    return {"events": found.events, "next": found.after, "more": found.more}
