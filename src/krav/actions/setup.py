"""A company on its way to an account: each step is kept as it is done, so that a person can leave and come back."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from krav.actions.accounts import NewAccount, change_account, found_account
from krav.actions.connecting import Wanted, choose, companies, connect
from krav.actions.unit import Actor
from krav.store import models as rows
from krav.wire import clock
from krav.wire.accounting.values import CompanyIn
from krav.wire.rights import Told
from krav.wire.sealed import seal, unseal

_TOLD = (
    "name", "company_number", "street", "postcode", "city", "phone", "email", "web", "bank_account", "scheme", "colour",
    "accent", "language",
)  # fmt: skip
"""What the steps before the account is open ask for, and what changes with them once it is."""


def begin(user_id: int, step: str, answers: Mapping[str, Any]) -> int:
    """A new company to set up, with its first step; its id."""
    data = json.dumps({step: dict(answers)})
    return int(rows.Setup.objects.create(user_id=user_id, data=data, at=clock.now()).pk)


def keep_step(setup_id: int, user_id: int, step: str, answers: Mapping[str, Any]) -> None:
    """Keeps a step of the person's own setup in the place of what was kept of it."""
    with transaction.atomic():
        setup = rows.Setup.objects.select_for_update().get(pk=setup_id, user_id=user_id)
        setup.data = json.dumps(json.loads(setup.data) | {step: dict(answers)})
        setup.at = clock.now()
        setup.save(update_fields=["data", "at"])


def open_or_change(setup_id: int, user_id: int, new: NewAccount, *, on: date, by: Actor) -> int:
    """Opens the account of a setup, once; later it is changed. Answers the account's id.

    Raises:
        KravError: as open_account.
    """
    with transaction.atomic():
        setup = rows.Setup.objects.select_for_update().get(pk=setup_id, user_id=user_id)
        if setup.account_id:
            change_account(setup.account_id, {name: getattr(new, name) for name in _TOLD}, on=on, by=by)
            return int(setup.account_id)
        setup.account_id = found_account(new, user_id, on=on, by=by)
        setup.save(update_fields=["account_id"])
        return int(setup.account_id)


def keep_books(code: str, rights: Told, company: CompanyIn) -> dict[str, str]:
    """What is kept of an accounting system until the account is open: its rights sealed, the company, its bank account."""
    return {"system": code, "rights": seal(rights), "company": company.id, "bank_account": company.account}


def connect_books(setup_id: int, user_id: int, account_id: int, *, on: date, by: Actor) -> None:
    """Connects the account that was opened to the accounting system that the setup began with, once.

    Raises:
        Broken: the system cannot be asked.
    """
    setup = rows.Setup.objects.get(pk=setup_id, user_id=user_id)
    kept = json.loads(setup.data).get("books")
    if not kept or kept.get("connected"):
        return
    rights = unseal(kept["rights"])
    company = next(each for each in companies(kept["system"], rights) if each.id == kept["company"])
    link_id = connect(account_id, kept["system"], rights, on=on, by=by)
    choose(account_id, link_id, Wanted(), company, on=on, by=by)
    keep_step(setup_id, user_id, "books", {"system": kept["system"], "connected": True})


def finish(setup_id: int, user_id: int) -> None:
    """The person is done with the setup, or gives it up; an account that is open stays."""
    rows.Setup.objects.filter(pk=setup_id, user_id=user_id).delete()
