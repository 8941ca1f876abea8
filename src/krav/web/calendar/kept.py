"""Outlooks that were worked out before: they hold until the next act on the account, or the next day."""

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import caches

from krav.claims.outlook import Outlook
from krav.claims.policy import Policy, policy_data
from krav.store.load import Creditor
from krav.store.queries.ahead import Mark, compared, outlook

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A look ahead at the account in scope, by its own policy and, where there is one, by another."""

    creditor: Creditor
    mark: Mark
    from_on: date
    until_on: date
    other: Policy | None

    @property
    def name(self) -> str:
        """What two looks have in common that find the same."""
        law = self.creditor.country
        told: list[Any] = [self.creditor.id, *self.mark, self.from_on, self.until_on, law.book.version]
        told += [policy_data(self.creditor.policy, law), self.other and policy_data(self.other, law)]
        return sha256(json.dumps(told, default=str).encode()).hexdigest()


def kept(asked: Asked) -> tuple[Outlook, Outlook | None] | None:
    """What was found before; None where it must be worked out."""
    found: tuple[Outlook, Outlook | None] | None = caches["outlooks"].get(asked.name)
    return found


def worked_out(asked: Asked) -> tuple[Outlook, Outlook | None]:
    """What will come by the account's own policy, and by the other one; kept for the next reader."""
    if asked.other is None:
        found: tuple[Outlook, Outlook | None] = outlook(asked.from_on, asked.until_on), None
    else:
        found = compared(policy_data(asked.other, asked.creditor.country), asked.from_on, asked.until_on)
    caches["outlooks"].set(asked.name, found, _DAY)
    return found
