"""The unit of work: one transaction, one account in scope and locked, one right, one audit row."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from krav.actions import holding
from krav.actions.casebook import Casebook
from krav.actions.lossbook import Lossbook
from krav.actions.moving import move
from krav.actions.rights import check_right
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.load import Creditor, creditor
from krav.store.scope import account_scope
from krav.wire import clock


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person by e-mail address with the role on this account, or a machine by the name of its work."""

    name: str
    role: Role


def machine(name: str) -> Actor:
    """A job or the operator's command line: nobody asks it for a right."""
    return Actor(name, Role.ADMINISTRATOR)


@dataclass(slots=True)
class Unit:
    """What an action works with. `said` ends in the audit row, `cases` hears of what happens to cases."""

    creditor: Creditor
    on: date
    by: Actor
    cases: Casebook
    said: dict[str, Any] = field(default_factory=dict)


class DoneBefore(KravError):
    """The same form was sent twice: what it asked for has been done, and is not done again."""

    def __init__(self, audit: rows.Audit) -> None:
        facts = {"at": clock.told(audit.at), "by": audit.actor}
        super().__init__("This was done at {at} by {by} and is not done twice.", facts)


@contextmanager
def unit(
    account_id: int, action: str, *, on: date, by: Actor, key: str = "", has_happened: bool = False
) -> Iterator[Unit]:
    """Opens the transaction and locks the account's row, so that two runs of one account follow each other.

    Raises:
        Forbidden: the actor's role does not allow the action.
        DoneBefore: an action with this key was done.
        TurnLost: the work came from a turn that somebody else has by now, unless it only tells what `has_happened`.
    """
    check_right(by.role, action)
    with transaction.atomic(), account_scope(account_id):
        account = rows.Account.objects.select_for_update().get(pk=account_id)
        if not has_happened:
            holding.check(account_id)
        before = rows.Audit.objects.filter(key=key).first() if key else None
        if before:
            raise DoneBefore(before)
        work, losses = Unit(creditor(account), on, by, Casebook.open()), Lossbook.open()
        yield work
        losses.close(work.creditor, on, by.name)
        work.cases.close(work.creditor, on, by.name)
        said = json.dumps(work.said, ensure_ascii=False, sort_keys=True, default=str)
        rows.Audit.objects.create(actor=by.name, action=action, on=on, at=clock.now(), data=said, key=key)
        move(account_id)
        holding.keep()
