"""Opening and changing an account: a creditor, checked so that every letter can carry its name, number and account."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from krav.actions.moving import move
from krav.actions.policy import refuse_unlawful
from krav.actions.stale import mark, refuse_stale
from krav.actions.states import MAKE
from krav.actions.turns import make_turn
from krav.actions.unit import Actor, unit
from krav.claims.policy import read_policy
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.law.country import Country
from krav.law.payment import Payee
from krav.store import models as rows
from krav.wire import clock
from krav.wire.logos import keep_logo

PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
"""Letters that Unicode cannot take apart, or that an address spells its own way."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a creditor says of itself. `scheme` and `policy` are the country's payment settings and the own choices."""

    slug: str
    country: str
    name: str
    company_number: str
    street: str
    postcode: str
    city: str
    bank_account: str
    phone: str = ""
    email: str = ""
    web: str = ""
    accent: str = ""
    colour: str = ""
    language: str = ""
    collector: str = ""
    scheme: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    texts_approved_by: str = ""
    texts_approved_on: date | None = None


def open_account(new: NewAccount, *, on: date) -> int:
    """Opens the account and answers its id; an account of the same slug keeps its facts and gets the new settings.

    Raises:
        KravError: an unknown country, an invalid company number, payment settings no reference can be made with, a policy
            that breaks the law of the day it is saved.
    """
    with transaction.atomic():
        columns = _columns(new, on)
        first = columns | {"lists": MAKE}
        account, _ = rows.Account.objects.update_or_create(slug=new.slug, defaults=columns, create_defaults=first)
        move(account.id)
        make_turn(account.id, now=clock.now())
    return account.id


def found_account(new: NewAccount, user_id: int, *, on: date, by: Actor) -> int:
    """Opens a new account for a person, who becomes its administrator; a taken slug gets a tail. Answers the account's id.

    Every step of its policy waits for a person's yes until the account decides otherwise.

    Raises:
        KravError: as open_account.
    """
    law = country(new.country)
    steps = read_policy(new.policy, law).steps
    cautious = replace(new, policy={**new.policy, "approval": [step.key for step in steps]})
    columns = _columns(cautious, on)
    stem = slugify(new.slug.lower().translate(PLAIN))[:40] or "account"
    with transaction.atomic():
        taken = rows.Account.objects.filter(slug=stem).exists()
        account = rows.Account.objects.create(slug=f"{stem}-{token_hex(2)}" if taken else stem, lists=MAKE, **columns)
        make_turn(account.id, now=clock.now())
        rows.Membership.objects.create(account=account, user_id=user_id, role=Role.ADMINISTRATOR, opened_at=clock.now())
        with unit(account.id, "open_account", on=on, by=by) as work:
            work.said = {"name": new.name, "country": law.code}
    return account.id


def change_account(
    account_id: int, changes: Mapping[str, Any], *, on: date, by: Actor, seen: str = "", key: str = ""
) -> None:
    """Changes some of what the creditor says of itself; `seen` is the mark of these values as the person saw them.

    Raises:
        KravError: as open_account.
        Overtaken: somebody else changed them meanwhile.
    """
    with unit(account_id, "change_account", on=on, by=by, key=key) as work:
        account = rows.Account.objects.get(pk=account_id)
        before = told(account)
        refuse_stale(seen, mark({name: getattr(before, name) for name in changes}), "change_account")
        columns = _columns(replace(before, **changes), on)
        del columns["policy"]
        changed = sorted(name for name, value in columns.items() if getattr(account, name) != value)
        rows.Account.objects.filter(pk=account_id).update(**columns)
        work.said = {"changed": changed}


def change_logo(account_id: int, png: bytes, *, on: date, by: Actor) -> None:
    """Keeps a harmless logo of the creditor's; empty for none."""
    with unit(account_id, "change_account", on=on, by=by) as work:
        rows.Account.objects.filter(pk=account_id).update(logo=keep_logo(account_id, png) if png else "")
        work.said = {"changed": ["logo"]}


def told(account: rows.Account) -> NewAccount:
    """What an account said of itself."""
    known = {each.name: getattr(account, each.name) for each in fields(NewAccount)}
    return NewAccount(**known | {"scheme": json.loads(account.scheme), "policy": json.loads(account.policy or "{}")})


def _columns(new: NewAccount, on: date) -> dict[str, Any]:
    """The account's columns, checked."""
    law = country(new.country)
    number = law.company_number(new.company_number)
    _refuse_unpayable(law, Payee(new.name, number, new.bank_account, new.scheme))
    refuse_unlawful(read_policy(new.policy, law), law, on)
    columns = asdict(new) | {
        "country": law.code,
        "company_number": number,
        "scheme": json.dumps(dict(new.scheme), sort_keys=True),
        "policy": json.dumps(dict(new.policy), sort_keys=True) if new.policy else "",
    }
    del columns["slug"]
    return columns


def _refuse_unpayable(law: Country, payee: Payee) -> None:
    """No account is kept that no payment reference can be made for."""
    try:
        law.payment_fields(law.reference("1001", payee), payee)
    except KeyError as missing:
        raise KravError("The payment setting {setting} is missing.", {"setting": missing.args[0]}) from missing
