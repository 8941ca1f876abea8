"""The report of an import: what a file held, how it was understood, what came of it, and every line that was not used."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from krav.actions.ledgers import Checked
from krav.actions.unit import Unit
from krav.formats.values import BankFileIn, ItemIn, LedgerIn, PaymentIn, StatementIn, Unused
from krav.store import models as rows

_TOLD = ("format", "items", "new", "known", "changed", "placed", "closed", "understood", "remarks", "unused")


class Done(Protocol):
    """What came of a file."""

    @property
    def new(self) -> int:
        """How many of its lines were new."""

    @property
    def unused(self) -> tuple[Unused, ...]:
        """Its lines that were not used."""


def keep(work: Unit, file_id: int, done: Done, *, everything: bool) -> None:
    """Writes the report of a file that has been taken in."""
    told = {name: getattr(done, name) for name in _TOLD}
    rows.ImportReport.objects.create(
        file_id=file_id,
        data=json.dumps(told, ensure_ascii=False),
        by=work.by.name,
        everything=everything,
        new=done.new,
        unused=len(done.unused),
    )


def unused_items(content: LedgerIn, checked: Checked, changed: Iterable[int]) -> Iterator[Unused]:
    """What of a ledger file is not used: what its reader left out, and what is known and stands as it stood."""
    yield from content.unused
    new, changed = {(item.where, item.number) for item in checked.items}, set(changed)
    for item in content.items:
        if (item.where, item.number) not in new and checked.known.get(item.number) not in changed:
            yield Unused(item.where, _why_known(item))


def _why_known(item: ItemIn) -> str:
    return {
        "invoice": f"invoice {item.number} was known before, and nothing of it has changed",
        "credit": f"credit note {item.number} was known before, and nothing of it has changed",
        "payment": f"payment {item.number} was known before, and nothing of it has changed",
    }[item.kind]


def unused_payments(
    content: BankFileIn, own: Sequence[StatementIn], known: Iterable[PaymentIn], account: str
) -> Iterator[Unused]:
    """What of a bank file is not used: what its reader left out, other accounts' statements, and what is known."""
    yield from content.unused
    for number, statement in enumerate(content.statements, 1):
        if statement in own:
            yield from statement.unused
        else:
            yield Unused(f"statement {number}", f"it is about account {statement.account}, and the creditor's is {account}")
    for payment in known:
        yield Unused(payment.where, f"payment of {payment.amount} on {payment.received_on} was known before")
