"""A look at a file before it is taken in: what it is, what would come of it, and what is odd about it. Writes nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from krav.actions import ledgers, reports
from krav.actions.gone import gone
from krav.actions.imports import own_statements, remarks_of
from krav.actions.told_twice import sort_out
from krav.formats.sniff import read
from krav.formats.values import BankFileIn, ItemIn, LedgerIn, PaymentIn, Unused
from krav.kernel.money import Money
from krav.store.load import Creditor, creditor_in_scope

SAMPLE = 8


@dataclass(frozen=True, slots=True)
class Look:
    """What a file would bring.

    `new`, `known` and `changed` are rows of the file; `gone` are open claims that it does not name any more and closes as
    settled (None: it is no list of what is open), unless it may be `partial`: then a person has to say so. `worth` is the
    sum of what is new. `odd` counts, by code, what the creditor may want to mend. `columns` are pairs of a heading and what
    it is read as. `until_on` is the last day a bank file speaks for. `unused` are the lines that say nothing.
    """

    format: str
    rows: int
    new: int
    known: int
    changed: int
    gone: int | None
    worth: Money
    odd: Counter[str]
    columns: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    items: tuple[ItemIn, ...] = ()
    payments: tuple[PaymentIn, ...] = ()
    until_on: date | None = None
    partial: bool = False
    unused: tuple[Unused, ...] = ()


def look(data: bytes, name: str, *, on: date) -> Look:
    """The look at a file; the account must be in scope.

    Raises:
        FormatError: the file cannot be taken in.
    """
    creditor = creditor_in_scope()
    content = read(data, name, creditor.country.currency)
    if isinstance(content, BankFileIn):
        return _bank(creditor, content, name)
    return _ledger(creditor, content, name, on)


def _ledger(creditor: Creditor, content: LedgerIn, name: str, on: date) -> Look:
    missing = gone(creditor, content, on)
    checked = ledgers.check(creditor, content, name, on=on, partial=missing.partial)
    changed = {entry.claim_id for entry in ledgers.paid_meanwhile(creditor, checked, on)}
    new, worth = list(checked.items), sum((item.open_amount or item.amount).minor for item in checked.items)
    return Look(
        format=content.format,
        rows=len(content.items),
        new=len(new),
        known=len(content.items) - len(new) - len(changed),
        changed=len(changed),
        gone=None if content.everything is False else len(missing.claims),
        worth=Money(worth, creditor.country.currency),
        odd=Counter(code for item in new for code in _oddities(item, on)),
        columns=content.understood,
        remarks=(*content.remarks, *checked.remarks),
        items=content.items[:SAMPLE],
        until_on=content.until_on,
        partial=missing.partial,
        unused=tuple(reports.unused_items(content, checked, changed)),
    )


def _oddities(item: ItemIn, on: date) -> Iterator[str]:
    """What a person would stumble over, by code."""
    customer = item.customer
    if item.is_credit:
        yield "credit"
        return
    if not (customer.street and customer.postcode and customer.city):
        yield "no_address"
    if not customer.kind:
        yield "no_kind"
    if not customer.email:
        yield "no_email"
    if item.issued_on > on:
        yield "future"
    if item.open_amount and item.open_amount.minor == 0:
        yield "paid"


def _bank(creditor: Creditor, content: BankFileIn, name: str) -> Look:
    own = own_statements(creditor, content, name)
    found = [payment for statement in own for payment in statement.payments]
    new, known, _ = sort_out(found, content.format)
    odd = Counter({"other_account": len(content.statements) - len(own)})
    odd["taken_back"] = sum(payment.amount.minor < 0 for payment in new)
    odd["no_reference"] = sum(not payment.references for payment in new)
    return Look(
        format=content.format,
        rows=len(found),
        new=len(new),
        known=len(found) - len(new),
        changed=0,
        gone=None,
        worth=Money(sum(payment.amount.minor for payment in new), creditor.country.currency),
        odd=odd,
        remarks=remarks_of(creditor, content, own),
        payments=tuple(found[:SAMPLE]),
        until_on=max(statement.until_on for statement in own),
        unused=tuple(reports.unused_payments(content, own, known, creditor.payee.account)),
    )
