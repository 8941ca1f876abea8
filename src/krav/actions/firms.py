"""Bookkeeping firms: opened by an operator, told of themselves, and the clients that they look after with their consent."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from krav.actions.accounts import PLAIN
from krav.actions.packages import check_operator
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor, unit
from krav.claims.branding import refuse_agency
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.wire import clock
from krav.wire.logos import keep_firm_logo

FIRM, CLIENT = "firm", "client"
"""Who pays: whose credits a client's letters and cases are drawn from."""


@dataclass(frozen=True, slots=True)
class NewFirm:
    """What a firm says of itself; `markup` is in hundredths of a per cent."""

    country: str
    name: str
    company_number: str
    street: str
    postcode: str
    city: str
    phone: str = ""
    email: str = ""
    web: str = ""
    words: str = ""
    accent: str = ""
    markup: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What a firm offers a company: to look after it, who pays, and the highest role its people then have there.

    `by` is the administrator of the firm who made it.
    """

    firm_id: int
    pays: str
    highest: Role
    by: str


@contextmanager
def at_firm(firm_id: int, action: str, *, by: Actor) -> Iterator[rows.Firm]:
    """One transaction with the firm's row locked; only its administrators change what is the firm's.

    Raises:
        Forbidden: the actor's role at the firm is a lower one.
    """
    if by.role < Role.ADMINISTRATOR:
        raise Forbidden(action, Role.ADMINISTRATOR)
    with transaction.atomic():
        yield rows.Firm.objects.select_for_update().get(pk=firm_id)


def open_firm(new: NewFirm, email: str, *, by: Actor) -> str:
    """An operator opens a firm for a person, who becomes its administrator; the firm's slug.

    Raises:
        KravError: the actor is no operator, nobody has the address, an unknown country, an invalid company number, words of
            a collection agency.
    """
    check_operator(by)
    first = rows.User.objects.filter(email=email.strip().lower()).first()
    if first is None:
        raise KravError("Nobody has the address {email}. They make a login first.", {"email": email})
    columns = _columns(new)
    stem = slugify(new.name.lower().translate(PLAIN))[:40] or "firm"
    with transaction.atomic():
        taken = rows.Firm.objects.filter(slug=stem).exists()
        slug = f"{stem}-{token_hex(2)}" if taken else stem
        made = rows.Firm.objects.create(slug=slug, made_at=clock.now(), **columns)
        rows.FirmMember.objects.create(firm=made, user=first, role=Role.ADMINISTRATOR)
    return slug


def change_firm(firm_id: int, changes: Mapping[str, Any], *, by: Actor) -> None:
    """Changes some of what the firm says of itself.

    Raises:
        KravError: as open_firm.
    """
    with at_firm(firm_id, "change_firm", by=by) as found:
        before = {each.name: getattr(found, each.name) for each in fields(NewFirm)}
        rows.Firm.objects.filter(pk=firm_id).update(**_columns(NewFirm(**before | dict(changes))))


def change_firm_logo(firm_id: int, png: bytes, *, by: Actor) -> None:
    """Keeps a harmless logo of the firm's; empty for none."""
    with at_firm(firm_id, "change_firm", by=by):
        rows.Firm.objects.filter(pk=firm_id).update(logo=keep_firm_logo(firm_id, png) if png else "")


def add_client(account_id: int, offer: Offer, *, on: date, by: Actor, key: str = "") -> str:
    """An administrator of the account takes a firm's offer; the firm's people get their seats. Answers the firm's name.

    Raises:
        KravError: a firm looks after the account already, or whoever made the offer no longer speaks for the firm.
    """
    with unit(account_id, "add_client", on=on, by=by, key=key) as work:
        firm = rows.Firm.objects.filter(pk=offer.firm_id).first()
        spoken = rows.FirmMember.objects.filter(firm=firm, user__email=offer.by, role=Role.ADMINISTRATOR)
        if firm is None or not spoken.exists():
            raise KravError("This offer does not stand any more. Ask the firm for a new one.")
        before = rows.Client.objects.filter(account_id=account_id).select_related("firm").first()
        if before:
            raise KravError("{firm} looks after this account already; one firm at a time.", {"firm": before.firm.name})
        rows.Client.objects.create(account_id=account_id, firm=firm, pays=offer.pays, since=on)
        seated = _seat(account_id, offer)
        work.said = {"firm": firm.slug, "pays": offer.pays, "offered_by": offer.by, "seated": seated}
    return firm.name


def end_client(account_id: int, *, on: date, by: Actor, key: str = "") -> list[str]:
    """The firm looks after the account no more, and its people lose their seats on it.

    Where nobody else would administer the account, the firm's administrators keep theirs; answers whose seats stay.

    Raises:
        KravError: no firm looks after it.
    """
    with unit(account_id, "end_client", on=on, by=by, key=key) as work:
        client = _client(account_id)
        people = rows.FirmMember.objects.filter(firm_id=client.firm_id).values("user_id")
        places = rows.Membership.objects.filter(account_id=account_id)
        theirs = places.filter(user_id__in=people)
        if not places.filter(role=Role.ADMINISTRATOR).exclude(user_id__in=people).exists():
            theirs = theirs.exclude(role=Role.ADMINISTRATOR)
        gone = sorted(theirs.values_list("user__email", flat=True))
        theirs.delete()
        client.delete()
        stay = sorted(places.filter(user_id__in=people).values_list("user__email", flat=True))
        work.said = {"firm": client.firm.slug, "lost_their_seats": gone, "kept_them": stay}
    return stay


def change_payer(account_id: int, pays: str, *, on: date, by: Actor, key: str = "") -> None:
    """Says whose credits are drawn from now on. Only the firm can say that it pays: it calls `pay_for`.

    Raises:
        KravError: no firm looks after the account, or it would be made to pay.
    """
    if pays != CLIENT:
        raise KravError("Only the firm can say that it pays.")
    _set(account_id, {"pays": CLIENT}, on=on, by=by, key=key)


def change_branding(account_id: int, *, branded: bool, on: date, by: Actor, key: str = "") -> None:
    """Whether the firm's logo and words stand on the account's pages and letters.

    Raises:
        KravError: no firm looks after the account.
    """
    _set(account_id, {"branded": branded}, on=on, by=by, key=key)


def pay_for(firm_id: int, account_id: int, pays: str, *, on: date, by: Actor, key: str = "") -> None:
    """The firm says whose credits its client's letters and cases are drawn from; `by` is who speaks for the firm.

    Raises:
        KravError: it is no client of the firm.
    """
    with at_firm(firm_id, "change_client", by=by):
        _check_client(firm_id, account_id)
        _set(account_id, {"pays": pays if pays in {FIRM, CLIENT} else CLIENT}, on=on, by=by, key=key)


def give_up_client(firm_id: int, account_id: int, *, on: date, by: Actor, key: str = "") -> list[str]:
    """The firm lets a client go; `by` is who speaks for the firm. Answers whose seats stay.

    Raises:
        KravError: it is no client of the firm.
    """
    with at_firm(firm_id, "end_client", by=by):
        _check_client(firm_id, account_id)
        return end_client(account_id, on=on, by=by, key=key)


def _set(account_id: int, changes: Mapping[str, Any], *, on: date, by: Actor, key: str) -> None:
    with unit(account_id, "change_client", on=on, by=by, key=key) as work:
        client = _client(account_id)
        rows.Client.objects.filter(pk=client.pk).update(**changes)
        work.said = {"firm": client.firm.slug, **changes}


def _client(account_id: int) -> rows.Client:
    found = rows.Client.objects.filter(account_id=account_id).select_related("firm").first()
    if found is None:
        raise KravError("No firm looks after this account.")
    return found


def _check_client(firm_id: int, account_id: int) -> None:
    if not rows.Client.objects.filter(firm_id=firm_id, account_id=account_id).exists():
        raise KravError("This account is no client of the firm.")


def _seat(account_id: int, offer: Offer) -> dict[str, str]:
    """The firm's people take their seats; who has one keeps it as it is."""
    here = set(rows.Membership.objects.filter(account_id=account_id).values_list("user_id", flat=True))
    people = rows.FirmMember.objects.filter(firm_id=offer.firm_id).exclude(user_id__in=here)
    found = list(people.order_by("user_id").values_list("user_id", "user__email", "role"))
    given = [(user_id, email, Role(min(role, offer.highest))) for user_id, email, role in found]
    rows.Membership.objects.bulk_create(
        [rows.Membership(account_id=account_id, user_id=user_id, role=role) for user_id, _email, role in given]
    )
    return {email: role.key for _user, email, role in given}


def _columns(new: NewFirm) -> dict[str, Any]:
    """The firm's columns, checked."""
    law = country(new.country)
    refuse_agency(law, new.words)
    said = {each.name: getattr(new, each.name) for each in fields(NewFirm)}
    return said | {"country": law.code, "company_number": law.company_number(new.company_number)}
