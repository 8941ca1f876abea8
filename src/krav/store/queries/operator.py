"""Reads for who runs the installation: sizes and states of accounts, what waits in queues, and the looks it was granted.

None of them reads what a customer is called or owes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q

from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.people import Seat
from krav.store.scope import across_accounts


class Size(NamedTuple):
    """An account in the operator's list: how large it is and how it stands."""

    slug: str
    name: str
    country: str
    firm: str
    quarantine: bool
    books_unread: bool
    paused: bool
    customers: int
    claims: int
    letters: int
    people: int
    ran_at: datetime | None


class FirmSize(NamedTuple):
    """A firm in the operator's list."""

    slug: str
    name: str
    country: str
    company_number: str
    clients: int
    people: int


class Order(NamedTuple):
    """A part of Krav that was asked for; `owner` is the account's or the firm's name."""

    id: int
    owner: str
    is_firm: bool
    module: str
    words: str
    state: str
    ordered_by: str
    ordered_at: datetime
    answered_by: str
    answered_at: datetime | None
    answer: str


class Queue(NamedTuple):
    """One queue: how many things of each state are in it, and how many accounts they are of."""

    name: str
    waiting: int
    uncertain: int
    failed: int
    accounts: int


class Grant(NamedTuple):
    """A look that an operator was granted; `looks` counts the pages that were opened under it."""

    id: int
    who: str
    email: str
    why: str
    granted_by: str
    at: datetime
    until: datetime
    ended_at: datetime | None
    looks: int

    def lasts(self, now: datetime) -> bool:
        """Whether the operator may still look."""
        return self.ended_at is None and now < self.until


class Look(NamedTuple):
    """A page that was opened under a grant."""

    who: str
    what: str
    at: datetime


class Visit(NamedTuple):
    """An operator's place on an account while a grant lasts."""

    grant_id: int
    until: datetime
    seat: Seat


class Person(NamedTuple):
    """An operator."""

    id: int
    name: str
    email: str


_QUEUES: dict[str, tuple[Any, dict[str, tuple[str, ...]]]] = {
    "outbox": (rows.Outbox, {"waiting": ("queued", "sending"), "uncertain": ("ambiguous",), "failed": ("failed",)}),
    "webhooks": (rows.Delivery, {"waiting": ("queued",), "uncertain": (), "failed": ("failed",)}),
    "hand_overs": (
        rows.HandOver,
        {"waiting": ("queued", "sending"), "uncertain": ("uncertain",), "failed": ("refused",)},
    ),
    "vouchers": (rows.BooksPosted, {"waiting": ("queued",), "uncertain": ("uncertain",), "failed": ("refused",)}),
    "uploads": (rows.Upload, {"waiting": ("queued", "running"), "uncertain": (), "failed": ("refused",)}),
}
"""The queues, and which of their states are which."""


def operators() -> list[Person]:
    """Who runs this installation."""
    found = rows.User.objects.filter(is_operator=True, is_active=True).order_by("email")
    return [Person(number, name or email, email) for number, name, email in found.values_list("id", "name", "email")]


@across_accounts()
def sizes() -> list[Size]:
    """Every account by name, each number counted once over all of them."""
    counted = {
        "customers": _per_account("debtor"),
        "claims": _per_account("claimstate", claimstate__settled_on__isnull=True),
        "letters": _per_account("letter"),
        "people": _per_account("membership"),
    }
    ran = dict(rows.Account.objects.values_list("id").annotate(Max("runphase__ended_at")))
    columns = ("id", "slug", "name", "country", "client__firm__name", "quarantine", "books_unread", "schedule__paused_by")
    made: list[Size] = []
    for row in rows.Account.objects.order_by("name").values_list(*columns):
        key, slug, name, code, firm, quarantine, unread, paused = row
        many = [counted[each].get(key, 0) for each in ("customers", "claims", "letters", "people")]
        about: list[Any] = [slug, name, code, firm or "", quarantine, unread, bool(paused), *many, ran[key]]
        made.append(Size(*about))
    return made


def firm_sizes() -> list[FirmSize]:
    """Every firm by name."""
    people = dict(rows.FirmMember.objects.values_list("firm_id").annotate(Count("id")))
    clients = dict(rows.Client.objects.values_list("firm_id").annotate(Count("pk")))
    found = rows.Firm.objects.order_by("name").values_list("id", "slug", "name", "country", "company_number")
    listed: list[tuple[Any, ...]] = [(*about, clients.get(key, 0), people.get(key, 0)) for key, *about in found]
    return [FirmSize(*row) for row in listed]


def module_orders(*, account_id: int = 0, firm_id: int = 0, last: int = 200) -> list[Order]:
    """The orders of an account, of a firm, or of all: those that wait first, then the newest."""
    found = rows.ModuleOrder.objects.all()
    if account_id or firm_id:
        found = found.filter(account_id=account_id) if account_id else found.filter(firm_id=firm_id)
    columns = ("module", "words", "state", "ordered_by", "ordered_at", "answered_by", "answered_at", "answer")
    listed = found.order_by("-id")[:last].values_list("id", "account__name", "firm__name", *columns)
    made = [Order(key, account or firm, firm is not None, *about) for key, account, firm, *about in listed]
    return sorted(made, key=lambda each: each.state != "ordered")


@across_accounts()
def queues() -> list[Queue]:
    """How many things wait, are uncertain or failed in each queue, over all accounts."""
    return [_queue(name, model, states) for name, (model, states) in _QUEUES.items()]


def heartbeats() -> list[tuple[str, datetime]]:
    """Whoever works by itself, and when it was last seen alive."""
    return list(rows.Heartbeat.objects.order_by("name").values_list("name", "at"))


def grants(account_id: int) -> list[Grant]:
    """The looks an account has granted, the newest first. The account must be in scope."""
    looks = dict(rows.OperatorLook.objects.values_list("grant_id").annotate(Count("id")))
    found = rows.OperatorGrant.objects.filter(account_id=account_id).order_by("-id")[:100]
    columns = ("id", "user__name", "user__email", "why", "granted_by", "at", "until", "ended_at")
    listed: list[tuple[Any, ...]] = [
        (key, name or email, email, *about, looks.get(key, 0)) for key, name, email, *about in found.values_list(*columns)
    ]
    return [Grant(*row) for row in listed]


def looks(last: int = 200) -> list[Look]:
    """The pages of the account in scope that operators opened, the newest first."""
    found = rows.OperatorLook.objects.order_by("-id")[:last]
    return [Look(*row) for row in found.values_list("who", "what", "at")]


def visit(user_id: int, slug: str, now: datetime) -> Visit | None:
    """The operator's place on an account, as a guest, while a grant lasts; None without one."""
    lasting = Q(ended_at__isnull=True, until__gt=now, user__is_operator=True, user__is_active=True)
    found = rows.OperatorGrant.objects.filter(lasting, user_id=user_id, account__slug=slug).select_related("account")
    grant = found.order_by("-id").first()
    if grant is None:
        return None
    of = grant.account
    about = (of.id, of.slug, of.name, of.country, of.company_number, of.colour)
    return Visit(int(grant.pk), grant.until, Seat(*about, Role.GUEST, now))


def visits(user_id: int, now: datetime) -> Mapping[str, datetime]:
    """The accounts, by slug, that an operator may look at, and until when."""
    lasting = rows.OperatorGrant.objects.filter(user_id=user_id, ended_at__isnull=True, until__gt=now)
    return dict(lasting.order_by("until").values_list("account__slug", "until"))


def _per_account(relation: str, **which: object) -> dict[int, int]:
    found = rows.Account.objects.filter(**which) if which else rows.Account.objects.filter(**{f"{relation}__isnull": False})
    return dict(found.values_list("id").annotate(Count(relation)))


def _queue(name: str, model: Any, states: Mapping[str, tuple[str, ...]]) -> Queue:  # noqa: ANN401 any table of a queue
    relation = model._meta.model_name
    every = [state for several in states.values() for state in several]
    found = rows.Account.objects.filter(**{f"{relation}__state__in": every})
    counted = list(found.values_list("id", f"{relation}__state").annotate(Count(relation)).order_by())
    sums = {key: sum(number for _account, state, number in counted if state in mine) for key, mine in states.items()}
    return Queue(name, sums["waiting"], sums["uncertain"], sums["failed"], len({account for account, *_ in counted}))
