"""The account a key opens: what the creditor told of itself, and changing it."""

from datetime import date
from typing import Annotated, Any

from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field, StringConstraints

from krav.actions.accounts import change_account, change_logo
from krav.api.key import Asked
from krav.api.shapes import Day, Done, Key, answers
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.creditors import told
from krav.wire.logos import harmless

router = Router()

_LINE = r"^[^\x00]*$"
Long = Annotated[str, StringConstraints(max_length=120, pattern=_LINE)]
Short = Annotated[str, StringConstraints(max_length=12, pattern=_LINE)]
Setting = Annotated[str, StringConstraints(max_length=34, pattern=_LINE)]


class Account(Schema):
    """The account, and the role of the key that asks."""

    slug: str
    role: str
    country: str
    currency: str
    name: str
    company_number: str
    street: str
    postcode: str
    city: str
    phone: str
    email: str
    web: str
    bank_account: str
    scheme: dict[str, str]
    colour: str
    accent: str
    language: str
    collector: str
    texts_approved_by: str
    texts_approved_on: date | None
    money_known_until: date | None


class AccountChange(Schema):
    """What is to be changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_LINE)] | None = None
    company_number: Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=_LINE)] | None = None
    street: Long | None = None
    postcode: Short | None = None
    city: Annotated[str, StringConstraints(max_length=60, pattern=_LINE)] | None = None
    phone: Annotated[str, StringConstraints(max_length=30, pattern=_LINE)] | None = None
    email: Annotated[str, StringConstraints(max_length=254, pattern=_LINE)] | None = None
    web: Long | None = None
    bank_account: Setting | None = None
    scheme: Annotated[dict[Setting, Setting], Field(max_length=10)] | None = None
    colour: Annotated[str, StringConstraints(pattern=r"^[a-z]{0,12}$")] | None = None
    accent: Annotated[str, StringConstraints(pattern=r"^(#[0-9a-fA-F]{6})?$")] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^(da|nb|sv|en)?$")] | None = None
    collector: Long | None = None
    texts_approved_by: Long | None = None
    texts_approved_on: Day | None = None


@router.get("", response=answers(Account))
def account(request: Asked) -> dict[str, Any]:
    """The account."""
    creditor, role = creditor_in_scope(), request.auth.by.role.key
    own = {"slug": creditor.slug, "role": role, "currency": creditor.country.currency}
    return told() | own | {"money_known_until": creditor.money_known_until}


@router.patch("", response=answers(Done))
def change(request: Asked, asked: AccountChange, key: Key = "") -> Done:
    """Changes what the creditor tells of itself; no account is kept that could not be paid."""
    changes = asked.model_dump(exclude_none=True)
    change_account(request.auth.account_id, changes, on=request.auth.on, by=request.auth.by, key=key)
    return Done(count=len(changes))


@router.post("/logo", response=answers(Done))
def logo(request: Asked, file: File[UploadedFile]) -> Done:
    """Gives letters a logo: PNG, JPEG or SVG, drawn anew."""
    request.auth.must_be(Role.ADMINISTRATOR, "change_account")
    change_logo(request.auth.account_id, harmless(file.read()), on=request.auth.on, by=request.auth.by)
    return Done()


@router.delete("/logo", response=answers(Done))
def no_logo(request: Asked) -> Done:
    """Takes the logo away."""
    change_logo(request.auth.account_id, b"", on=request.auth.on, by=request.auth.by)
    return Done()
