"""What is written off follows what is owed: at the end of every unit of work in which a written-off claim moved.

However money or a credit note came to a claim, or left it again, what is no longer open is no longer lost. No action has to
remember it.
"""

from dataclasses import dataclass
from datetime import date

from krav.actions.vouchers import NewVoucher, post
from krav.claims.writeoff import RECOVERY, open_parts, recovery
from krav.countries import translator
from krav.kernel.phrase import say
from krav.store import load
from krav.store import models as rows
from krav.store.entries import last_entry
from krav.store.load import Creditor
from krav.store.queries.losses import posted


@dataclass(frozen=True, slots=True)
class Lossbook:
    """A unit's watch over written-off claims. `since` is the last entry before it, None where nothing was written off."""

    since: int | None

    @classmethod
    def open(cls) -> "Lossbook":
        """The book at the beginning of a unit. The account must be in scope."""
        return cls(last_entry() if rows.Voucher.objects.exists() else None)

    def close(self, creditor: Creditor, on: date, by: str) -> None:
        """Posts the recoveries, and their reversals, of the claims that moved."""
        if self.since is None:
            return
        moved = rows.Entry.objects.filter(id__gt=self.since, claim_id__in=rows.Voucher.objects.values("claim_id"))
        ids = sorted(set(moved.values_list("claim_id", flat=True)))
        if not ids:
            return
        claims, told, law = load.claims(ids), posted(ids), creditor.country
        accounts, said = creditor.policy.books.accounts(law.loss_accounts(on)), translator(law.languages[0])
        new: list[NewVoucher] = []
        for claim_id in ids:
            claim = claims[claim_id]
            lines = recovery(told[claim_id], open_parts(claim, law, charges=True), accounts)
            if lines:
                text = say("Recovered of what was written off, invoice {number}", {"number": claim.number}, said)
                new.append(NewVoucher(claim_id, RECOVERY, lines, text))
        post(new, creditor, on, by)
