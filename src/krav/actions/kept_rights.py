"""The rights to another system as they are kept: sealed in its row, and renewed by one hand at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire.rights import Told
from krav.wire.sealed import seal, unseal


@dataclass(frozen=True, slots=True)
class KeptRights:
    """The rights in one row of one account: a connection, an agreement with a partner, a carrier of letters."""

    account_id: int
    row_id: int
    table: type[rows.Connection] | type[rows.Agreement] | type[rows.Carrier] = rows.Connection

    def now(self) -> Told:
        """The rights as they are."""
        with account_scope(self.account_id):
            return unseal(self.table.objects.values_list("rights", flat=True).get(pk=self.row_id))

    def renewed(self, old: Told, renew: Callable[[Told], Told]) -> Told:
        """Rights in the place of `old`: another hand's, or new ones, which are kept before anybody uses them."""
        with transaction.atomic(), account_scope(self.account_id):
            row = self.table.objects.select_for_update().get(pk=self.row_id)
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
