"""Lines on customers' accounts as open items: what names one invoice belongs together, and what is left of it.

The system tells neither what is open nor what was matched with what. So a customer's account is also held against its
balance: up to the last day on which the customer owed nothing in all, every invoice is settled.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from krav.formats.receivables import Posting, Receivable, gather
from krav.formats.values import ItemIn, PartyIn
from krav.kernel.money import Minor, Money
from krav.wire.accounting.twentyfour.reading import Line, movement_of
from krav.wire.accounting.values import BooksItemIn


@dataclass(slots=True)
class Entry:
    """An invoice, a credit note or money on account, with the lines that make it; `open` is what is left of it."""

    number: str
    lines: tuple[Line, ...]
    amount: Minor
    rest: Minor
    open: Minor
    is_payment: bool = False

    @property
    def first(self) -> Line:
        """The line that made it."""
        return self.lines[0]

    @property
    def key(self) -> tuple[str, str, str]:
        """By which it stands in order, the same whenever it is read."""
        return self.number, self.first.customer, self.first.id

    def is_touched(self, changed: set[str]) -> bool:
        """Whether any of its lines is among the changed, or the customer's balance says otherwise than its lines."""
        return self.open != self.rest or not changed.isdisjoint(line.id for line in self.lines)


def entries(lines: Iterable[Line]) -> Iterator[Entry]:
    """The entries of all customers. A line that names no customer is of the one whose invoice it names."""
    known = list(lines)
    owners = {line.number: line.customer for line in known if line.customer and line.number}
    accounts = defaultdict[tuple[str, str], list[Line]](list)
    for line in known:
        customer = line.customer or owners.get(line.number, "")
        if customer:
            accounts[customer, line.currency].append(line._replace(customer=customer))
    for found in accounts.values():
        yield from _account(found)


def item_of(entry: Entry) -> BooksItemIn:
    """An entry as an item of the books."""
    first = entry.first
    reference = next((line.reference for line in entry.lines if line.reference), "")
    later = sorted((line for line in entry.lines if line.voucher != first.voucher), key=lambda line: line.on)
    item = ItemIn(
        number=entry.number,
        issued_on=first.on,
        due_on=first.due_on if entry.amount > 0 else None,
        amount=Money(entry.amount, first.currency),
        customer=PartyIn(name="", number=first.customer),
        where=f"transaction {first.voucher_number}",
        open_amount=Money(entry.open, first.currency),
        reference=reference if entry.amount > 0 else "",
        description=first.text,
        is_payment=entry.is_payment,
    )
    return BooksItemIn(
        id=first.id,
        item=item,
        movements=tuple(map(movement_of, later)),
        voucher=first.voucher,
        charge=first.kind if first.kind in {"fee", "interest"} else "",
        department=first.department,
        project=first.project,
    )


def _account(lines: list[Line]) -> Iterator[Entry]:
    """One customer's entries in one currency."""
    by_id = {line.id: line for line in lines}
    found = gather((_posting(line) for line in lines), by_customer=False)
    settled_on, credit = _settled(lines)
    made = [entry for each in found.receivables for entry in _receivable(each, by_id)]
    made += [_loose(by_id[posting.where], posting.amount) for posting in found.loose]
    credits_used = sorted((each for each in made if each.open < 0), key=lambda each: each.first.on, reverse=True)
    for each in made:
        if each.first.on <= settled_on and each.open > 0:
            each.open = 0
    for each in credits_used:
        if each.first.on <= settled_on:
            each.open = max(each.open, credit)
            credit -= each.open
    yield from made


def _posting(line: Line) -> Posting:
    names = (line.number,) if line.number else ()
    credits_itself = line.kind == "credit" and line.amount < 0
    return Posting(line.on, line.amount, line.id, names, voucher=line.voucher, is_credit_note=credits_itself)


def _receivable(found: Receivable, by_id: Mapping[str, Line]) -> Iterator[Entry]:
    """An invoice or a credit note, and what was paid beyond it as money on account."""
    lines = tuple(by_id[posting.where] for posting in found.postings)
    first = lines[0]
    own = sum(line.amount for line in lines if line.voucher == first.voucher and (line.amount < 0) == (first.amount < 0))
    yield Entry(found.number, lines, own, found.open, found.open)
    if found.excess < 0:
        yield _loose(lines[-1], found.excess)


def _loose(line: Line, amount: Minor) -> Entry:
    number = " ".join(filter(None, (line.voucher_number, line.number)))
    return Entry(number, (line,), amount, amount, amount, is_payment=amount < 0 and line.kind != "credit")


def _settled(lines: list[Line]) -> tuple[date, Minor]:
    """The last day after which the customer owed nothing in all, and what the customer had to good then."""
    settled, credit, balance = date.min, 0, 0
    for on, group in groupby(sorted(lines, key=lambda line: line.on), key=lambda line: line.on):
        balance += sum(line.amount for line in group)
        if balance <= 0:
            settled, credit = on, balance
    return settled, credit
