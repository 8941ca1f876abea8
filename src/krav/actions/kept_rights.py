"""The rights of a connection as they are kept: sealed in its row, and renewed by one hand at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire.accounting.protocol import Told
from krav.wire.sealed import seal, unseal


@dataclass(frozen=True, slots=True)
class KeptRights:
    """The rights of one connection of one account."""

    account_id: int
    connection_id: int

    def now(self) -> Told:
        """The rights as they are."""
        with account_scope(self.account_id):
            return unseal(rows.Connection.objects.values_list("rights", flat=True).get(pk=self.connection_id))

    def renewed(self, old: Told, renew: Callable[[Told], Told]) -> Told:
        """Rights in the place of `old`: another hand's, or new ones, which are kept before anybody uses them."""
        with transaction.atomic(), account_scope(self.account_id):
            row = rows.Connection.objects.select_for_update().get(pk=self.connection_id)
            told = unseal(row.rights)
            if told != old:
                return told
            new = renew(told)
            row.rights = seal(new)
            row.save(update_fields=["rights"])
            return new


@dataclass(frozen=True, slots=True)
class RightsToTry:
    """Rights that are not kept yet: what a person typed, looked at before anything is written."""

    told: Told

    def now(self) -> Told:
        """As they were typed."""
        return self.told

    def renewed(self, old: Told, renew: Callable[[Told], Told]) -> Told:
        """New ones, for as long as the look lasts."""
        return renew(old)
