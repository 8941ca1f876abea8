"""People and programs: who may open the account as what, whom it waits for, and the keys of programs."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import AfterValidator, StringConstraints

from krav.actions import people as acts
from krav.actions.tokens import make_token, revoke_token
from krav.api.key import Asked
from krav.api.shapes import Done, Id, Key, Made, answers
from krav.kernel.role import Role
from krav.store.queries import people as reads
from krav.store.queries.tokens import tokens

router = Router()

RoleName = Literal["guest", "caseworker", "administrator"]


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError("this is no e-mail address") from error
    return text


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_address)]


class Member(Schema):
    """Somebody who may open the account."""

    user_id: int
    name: str
    email: str
    role: RoleName
    opened_at: datetime | None


class Invited(Schema):
    """Somebody who was asked to join and has not answered."""

    id: int
    email: str
    role: RoleName
    invited_by: str
    at: datetime


class People(Schema):
    """Who may, and whom the account waits for."""

    members: list[Member]
    invited: list[Invited]


class InviteIn(Schema):
    """Whom to ask, and as what."""

    email: Email
    role: RoleName


class RoleIn(Schema):
    """The role somebody is to have."""

    role: RoleName


class Token(Schema):
    """A program's key in the list; the key itself is nowhere."""

    id: int
    name: str
    role: RoleName
    made_by: str
    made_at: datetime
    used_on: date | None
    revoked_at: datetime | None


class TokenIn(Schema):
    """A new key: what it is for, and as what it opens the account."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    role: RoleName


class Secret(Schema):
    """The key, which is shown this once."""

    secret: str


@router.get("", response=answers(People))
def listed(request: Asked) -> dict[str, Any]:
    """Who may open the account."""
    account_id = request.auth.account_id
    members = [member._asdict() | {"role": member.role.key} for member in reads.members(account_id)]
    return {"members": members, "invited": [asked._asdict() | {"role": asked.role.key} for asked in reads.asked(account_id)]}


@router.post("/invitations", response=answers(Made))
def invite(request: Asked, asked: InviteIn, key: Key = "") -> Made:
    """Asks somebody to join; they find the invitation when they log in with that address."""
    caller = request.auth
    return Made(id=acts.invite(caller.account_id, asked.email, _role(asked.role), on=caller.on, by=caller.by, key=key))


@router.delete("/invitations/{invitation_id}", response=answers(Done))
def withdraw(request: Asked, invitation_id: Id, key: Key = "") -> Done:
    """Takes an invitation back."""
    acts.withdraw_invitation(request.auth.account_id, invitation_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.get("/tokens", response=answers(list[Token]))
def keys(request: Asked) -> list[dict[str, Any]]:
    """The account's keys."""
    request.auth.must_be(Role.ADMINISTRATOR, "make_token")
    return [token._asdict() | {"role": token.role.key} for token in tokens(request.auth.account_id)]


@router.post("/tokens", response=answers(Secret))
def make(request: Asked, response: HttpResponse, asked: TokenIn, key: Key = "") -> Secret:
    """Makes a key for a program."""
    caller = request.auth
    response.headers["Cache-Control"] = "no-store"
    return Secret(secret=make_token(caller.account_id, asked.name, _role(asked.role), on=caller.on, by=caller.by, key=key))


@router.delete("/tokens/{token_id}", response=answers(Done))
def revoke(request: Asked, token_id: Id, key: Key = "") -> Done:
    """Ends a key at once."""
    revoke_token(request.auth.account_id, token_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.patch("/{user_id}", response=answers(Done))
def change_role(request: Asked, user_id: Id, asked: RoleIn, key: Key = "") -> Done:
    """Gives somebody another role."""
    caller = request.auth
    acts.change_role(caller.account_id, user_id, _role(asked.role), on=caller.on, by=caller.by, key=key)
    return Done()


@router.delete("/{user_id}", response=answers(Done))
def remove(request: Asked, user_id: Id, key: Key = "") -> Done:
    """Takes somebody's place away."""
    acts.remove_person(request.auth.account_id, user_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


def _role(name: str) -> Role:
    return Role[name.upper()]
