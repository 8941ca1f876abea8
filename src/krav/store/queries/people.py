"""Reads of people: which accounts somebody may open and as what, who else may, who was asked. No account is in scope."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, Q, QuerySet

from krav.kernel.alphabet import alphabetical
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.prepared import Blank, BlankText, Prepared


class Stands(NamedTuple):
    """How far an account has `moved`, whether credits are sold here at all, and its firm as pages name it."""

    moved: int
    sold: bool
    firm_id: int | None
    firm_name: str | None
    firm_words: str | None
    firm_logo: str | None
    branded: bool | None


class Seat(NamedTuple):
    """A person's place on an account; for a page it tells where the account stood before anything of it was read."""

    account_id: int
    slug: str
    name: str
    country: str
    company_number: str
    colour: str
    role: Role
    opened_at: datetime | None
    stands: Stands | None = None


class Member(NamedTuple):
    """Somebody who may open an account."""

    user_id: int
    name: str
    email: str
    role: Role
    opened_at: datetime | None


class Asked(NamedTuple):
    """Somebody who was asked to join and has not answered."""

    id: int
    email: str
    role: Role
    invited_by: str
    at: datetime


class Waiting(NamedTuple):
    """An invitation as the invited person sees it."""

    id: int
    account_name: str
    colour: str
    country: str
    role: Role
    invited_by: str
    email: str


_SEAT = (
    "account_id",
    "account__slug",
    "account__name",
    "account__country",
    "account__company_number",
    "account__colour",
    "role",
    "opened_at",
)
_FIRM = ("firm_id", "firm__name", "firm__words", "firm__logo", "branded")
_STANDS = ("account__moved", "sold", *(f"account__client__{name}" for name in _FIRM))
_WAITING = ("id", "account__name", "account__colour", "account__country", "role", "invited_by", "email")


def seats(user_id: int, language: str = "da") -> list[Seat]:
    """The accounts a person may open, from A to Å as the language has them."""
    return _sorted(_places(user_id).filter(_open(user_id)), language)


def withheld(user_id: int, language: str = "da") -> list[Seat]:
    """The accounts that a person may open as soon as a second step at log-in is set up."""
    return _sorted(_places(user_id).exclude(_open(user_id)), language)


def seat(user_id: int, slug: str) -> Seat | None:
    """The person's place on the account of a slug.

    None where it is no account of theirs, or none at all, or asks for a second step that they do not have.
    """
    found = _seat_of().rows(user=user_id, slug=slug)
    return next((_seat(row[: len(_SEAT)])._replace(stands=Stands(*row[len(_SEAT) :])) for row in found), None)


@cache
def _seat_of() -> Prepared:
    """Asked for every page of an account."""
    has = Authenticator.objects.filter(user_id=Blank("user"), type=Authenticator.Type.TOTP)
    opens = Q(account__second_step=False) | Q(Exists(has))
    found = rows.Membership.objects.filter(opens, user_id=Blank("user"), account__slug=BlankText("slug"))
    return Prepared(found.annotate(sold=Exists(rows.Lot.objects.all())).values_list(*_SEAT, *_STANDS))


def stands(account_id: int) -> Stands:
    """Where an account stands now."""
    found = rows.Account.objects.filter(pk=account_id).annotate(sold=Exists(rows.Lot.objects.all()))
    return Stands(*found.values_list("moved", "sold", *(f"client__{name}" for name in _FIRM)).get())


def asks_second_step(account_id: int) -> bool:
    """Whether the people of an account need a second step at log-in."""
    return rows.Account.objects.filter(pk=account_id, second_step=True).exists()


def with_second_step(user_ids: Iterable[int]) -> set[int]:
    """Those of some people who have a second step at log-in."""
    found = Authenticator.objects.filter(user_id__in=user_ids, type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def person_id(email: str) -> int | None:
    """The person of an e-mail address."""
    return rows.User.objects.filter(email=email.lower()).values_list("id", flat=True).first()


def members(account_id: int) -> list[Member]:
    """Who may open the account: administrators first, each role from A to Å."""
    columns = ("user_id", "user__name", "user__email", "role", "opened_at")
    found = (Member(*row) for row in rows.Membership.objects.filter(account_id=account_id).values_list(*columns))
    made = (member._replace(name=member.name or member.email, role=Role(member.role)) for member in found)
    return sorted(made, key=lambda member: (-member.role, alphabetical(member.name)))


def administrators(account_id: int) -> list[Member]:
    """Who may change the account's set-up and give roles."""
    return [member for member in members(account_id) if member.role is Role.ADMINISTRATOR]


def asked(account_id: int) -> list[Asked]:
    """Whom the account waits for, the last asked first."""
    found = rows.Invitation.objects.filter(account_id=account_id).order_by("-at", "-id")
    columns = found.values_list("id", "email", "role", "invited_by", "at")
    return [Asked(number, email, Role(role), by, at) for number, email, role, by, at in columns]


def invitations_for(user_id: int) -> list[Waiting]:
    """The invitations to the addresses that a person has proved to own."""
    return _waiting(email__in=proved_addresses(user_id))


def invitation(invitation_id: int) -> Waiting | None:
    """An invitation, while it waits for its answer."""
    return next(iter(_waiting(id=invitation_id)), None)


def proved_addresses(user_id: int) -> list[str]:
    """A person's own e-mail addresses: those whose mail they have shown to read."""
    found = EmailAddress.objects.filter(user_id=user_id, verified=True).values_list("email", flat=True)
    return [email.lower() for email in found]


def _places(user_id: int) -> QuerySet[rows.Membership]:
    return rows.Membership.objects.filter(user_id=user_id)


def _open(user_id: int) -> Q:
    """That an account asks for no second step, or the person has one."""
    has = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP)
    return Q(account__second_step=False) | Q(Exists(has))


def _sorted(found: QuerySet[rows.Membership], language: str) -> list[Seat]:
    return sorted((_seat(row) for row in found.values_list(*_SEAT)), key=lambda seat: alphabetical(seat.name, language))


def _waiting(**which: object) -> list[Waiting]:
    found = rows.Invitation.objects.filter(**which).order_by("-at", "-id").values_list(*_WAITING)
    return [one._replace(role=Role(one.role)) for one in (Waiting(*row) for row in found)]


def _seat(row: tuple[Any, ...]) -> Seat:
    seen = Seat(*row)
    return seen._replace(role=Role(seen.role))
