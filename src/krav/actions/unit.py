"""The unit of work: one transaction, one account in scope and locked, one audit row; the same key is done once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from krav.store import models as rows
from krav.store.load import Creditor, creditor
from krav.store.scope import account_scope
from krav.wire import clock


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person by name, or a job."""

    name: str


@dataclass(slots=True)
class Unit:
    """What an action works with. `said` ends in the audit row."""

    creditor: Creditor
    on: date
    by: Actor
    said: dict[str, Any] = field(default_factory=dict)


@contextmanager
def unit(account_id: int, action: str, *, on: date, by: Actor) -> Iterator[Unit]:
    """Opens the transaction and locks the account's row, so that two runs of one account follow each other."""
    with transaction.atomic(), account_scope(account_id):
        account = rows.Account.objects.select_for_update().get(pk=account_id)
        work = Unit(creditor(account), on, by)
        yield work
        said = json.dumps(work.said, ensure_ascii=False, sort_keys=True, default=str)
        rows.Audit.objects.create(actor=by.name, action=action, on=on, at=clock.now(), data=said)
