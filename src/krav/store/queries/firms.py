"""Reads of bookkeeping firms: who works there and as what, whose books they look after, and how their clients stand."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Sum

from krav.kernel.alphabet import alphabetical
from krav.kernel.money import Minor
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.load import creditor
from krav.store.prepared import Prepared, account_marked
from krav.store.queries.credits import good_on
from krav.store.queries.people import Seat, seats
from krav.store.scope import account_scope


class FirmSeen(NamedTuple):
    """A firm as its pages show it; `markup` is in hundredths of a per cent."""

    id: int
    slug: str
    country: str
    name: str
    company_number: str
    street: str
    postcode: str
    city: str
    phone: str
    email: str
    web: str
    logo: str
    words: str
    accent: str
    markup: int


class Desk(NamedTuple):
    """A person's place at a firm."""

    firm: FirmSeen
    role: Role


class Colleague(NamedTuple):
    """Somebody who works at a firm."""

    user_id: int
    name: str
    email: str
    role: Role


class Looked(NamedTuple):
    """An account and the firm that looks after it."""

    account_id: int
    slug: str
    name: str
    country: str
    pays: str
    branded: bool
    since: date


class Figures(NamedTuple):
    """How a client stands: open invoices and what they come to, in minor units of the account's currency."""

    invoices: int
    balance: Minor
    currency: str


class Client(NamedTuple):
    """An account's firm, as its pages and letters say it; `logo` is the name of a file, empty for none."""

    firm_id: int
    slug: str
    name: str
    words: str
    logo: str
    pays: str
    branded: bool
    since: date


def desks(user_id: int) -> list[Desk]:
    """The firms somebody works at, from A to Å."""
    columns = [f"firm__{name}" for name in FirmSeen._fields]
    found = rows.FirmMember.objects.filter(user_id=user_id).values_list("role", *columns)
    made = (Desk(FirmSeen(*about), Role(role)) for role, *about in found)
    return sorted(made, key=lambda desk: alphabetical(desk.firm.name))


def desk(user_id: int, slug: str) -> Desk | None:
    """The person's place at the firm of a slug; None where it is no firm of theirs, or none at all."""
    return next((each for each in desks(user_id) if each.firm.slug == slug), None)


def firm(firm_id: int) -> FirmSeen | None:
    """A firm by its number."""
    row = rows.Firm.objects.filter(pk=firm_id).values_list(*FirmSeen._fields).first()
    return FirmSeen(*row) if row else None


def colleagues(firm_id: int) -> list[Colleague]:
    """Who works at the firm: administrators first, each role from A to Å."""
    found = rows.FirmMember.objects.filter(firm_id=firm_id).values_list("user_id", "user__name", "user__email", "role")
    made = (Colleague(user_id, name or email, email, Role(role)) for user_id, name, email, role in found)
    return sorted(made, key=lambda each: (-each.role, alphabetical(each.name)))


def clients(firm_id: int) -> list[Looked]:
    """The accounts that the firm looks after, from A to Å."""
    columns = ("account_id", "account__slug", "account__name", "account__country", "pays", "branded", "since")
    found = rows.Client.objects.filter(firm_id=firm_id).values_list(*columns)
    return sorted((Looked(*row) for row in found), key=lambda each: alphabetical(each.name))


def keeper(account_id: int) -> Client | None:
    """The firm that looks after an account."""
    columns = ("firm_id", "firm__slug", "firm__name", "firm__words", "firm__logo", "pays", "branded", "since")
    row = rows.Client.objects.filter(account_id=account_id).values_list(*columns).first()
    return Client(*row) if row else None


def could_join(user_id: int) -> list[Seat]:
    """The accounts that somebody administers and that no firm looks after."""
    taken = set(rows.Client.objects.values_list("account_id", flat=True))
    return [seat for seat in seats(user_id) if seat.role is Role.ADMINISTRATOR and seat.account_id not in taken]


def figures(account_ids: Collection[int]) -> dict[int, Figures]:
    """What is open in each account; one query, asked of one account after the other. No account is in scope."""
    found = rows.Account.objects.in_bulk(list(account_ids))
    if not found:
        return {}
    with account_marked(next(iter(found))):
        states = rows.ClaimState.objects.filter(settled_on__isnull=True).values("account_id")
        asked = Prepared(states.annotate(invoices=Count("pk"), balance=Sum("balance")).values_list("invoices", "balance"))
    made = {}
    for account_id, account in found.items():
        with account_scope(account_id):
            invoices, balance = next(iter(asked.rows()), (0, 0))
        made[account_id] = Figures(invoices, balance or 0, creditor(account).country.currency)
    return made


def credits_left(account_ids: Collection[int], on: date) -> Mapping[int, dict[str, int]]:
    """The unused credits in the accounts' own purses, by their kind."""
    lots = rows.Lot.objects.filter(good_on(on), purse__account_id__in=list(account_ids), left__gt=0)
    return _by_unit(lots.values_list("purse__account_id", "unit").annotate(Sum("left")))


def firm_credits_left(firm_id: int, on: date) -> dict[str, int]:
    """The unused credits in the firm's purse, by their kind."""
    lots = rows.Lot.objects.filter(good_on(on), purse__firm_id=firm_id, left__gt=0)
    return _by_unit(lots.values_list("purse__firm_id", "unit").annotate(Sum("left"))).get(firm_id, {})


def _by_unit(found: Any) -> dict[int, dict[str, int]]:  # noqa: ANN401 rows of three
    made: dict[int, dict[str, int]] = {}
    for owner, unit, left in found:
        made.setdefault(owner, {})[unit] = left
    return made
