"""What each customer of a SAF-T file owes: postings matched by reference, the sum held against the balance."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from krav.formats.receivables import Gathered, Posting, Receivable, gather
from krav.formats.saft.books import Customer, SaftBooks
from krav.formats.saft.parties import Terms
from krav.formats.values import Unused
from krav.kernel.days import days_after, months_after
from krav.kernel.money import Minor, Money


class Owed(NamedTuple):
    """A receivable that becomes an item, and what is open of it."""

    receivable: Receivable
    open: Minor


class Account(NamedTuple):
    """Money of a customer that belongs to no invoice; below zero. `open` is what is left of it."""

    posting: Posting
    open: Minor


@dataclass(slots=True)
class Standing:
    """How a customer stands: what becomes items, and what could not be told."""

    owed: list[Owed] = field(default_factory=list)
    on_account: list[Account] = field(default_factory=list)
    reconciled: bool = True
    remarks: list[str] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)


def gathered(books: SaftBooks) -> dict[str, Gathered]:
    """The receivables and loose postings of each customer."""
    found = gather(_postings(books), by_customer=True)
    by_customer: dict[str, Gathered] = defaultdict(lambda: Gathered([], []))
    for receivable in found.receivables:
        by_customer[receivable.customer].receivables.append(receivable)
    for posting in found.loose:
        by_customer[posting.customer].loose.append(posting)
    return by_customer


def shared_numbers(customers: dict[str, Gathered]) -> set[str]:
    """Numbers that several customers' invoices bear: references that are no invoice numbers."""
    counted = Counter(each.number for found in customers.values() for each in found.receivables)
    return {number for number, times in counted.items() if times > 1}


def _postings(books: SaftBooks) -> Iterator[Posting]:
    """The lines on the customers' accounts; where the general ledger has none, what the source documents say."""
    accounts = books.customer_accounts or {account for account, group in books.accounts.items() if group.startswith("15")}
    lines = [
        posting for account, posting in books.postings
        if account in accounts and posting.amount and posting.voucher not in books.unbalanced
    ]  # fmt: skip
    if not lines:
        yield from (document for document in books.documents if document.amount)
    for posting in lines:
        if posting.amount > 0 or posting.is_credit_note:
            told = [books.invoices[posting.voucher]] if posting.voucher in books.invoices else []
        else:
            told = books.settled.get((posting.voucher, posting.customer), [])
        single = told if len(told) == 1 else []
        yield posting._replace(names=tuple(dict.fromkeys((*single, *posting.names))))


def standing(number: str, customer: Customer, found: Gathered, books: SaftBooks) -> Standing:
    """What of a customer is open.

    Money that names no invoice goes to what was open before the file begins; what is beyond that is money on account.
    Where the customer owes nothing in all, no invoice is open; where the balance is lower than what the postings leave,
    somebody paid what nobody can tell, and no open invoice is used.
    """
    made, currency = Standing(), books.currency
    debits = sum(posting.amount for posting in found.loose if posting.amount > 0)
    debits += sum(max(0, each.excess) for each in found.receivables)
    money_in = _credits(number, customer, found, books.until_on)
    before = max(0, customer.opening) + debits + sum(posting.amount for posting in money_in)
    total = before + sum(each.open for each in found.receivables)
    balance = total if customer.closing is None else customer.closing
    made.reconciled = customer.closing == total or not (total or found.receivables)
    if balance != total:
        amounts = [Money(amount, currency) for amount in (total, balance, balance - total)]
        made.remarks.append(
            f"customer {number}: open items make {amounts[0]}, the balance is {amounts[1]}: difference {amounts[2]}"
        )
    owes = min(total, balance) > 0
    for each in found.receivables:
        if owes and each.open > 0 and balance < total:
            why = f"{Money(each.open, currency)} of invoice {each.number} may be paid: customer {number} owes less in all"
            made.unused.append(Unused(each.first.where, why))
        else:
            made.owed.append(Owed(each, each.open if owes else 0))
    made.on_account += _left(money_in, min(0, before if owes else total))
    if before > 0 and owes:
        why = f"{Money(before, currency)} of customer {number} is open and names no invoice"
        made.unused.append(Unused(customer.where, why))
    return made


def _credits(number: str, customer: Customer, found: Gathered, until_on: date) -> list[Posting]:
    """Money that belongs to no invoice, oldest first: before the file begins, paid too much, or naming none."""
    money_in = [posting for posting in found.loose if posting.amount < 0]
    money_in += [each.postings[-1]._replace(amount=each.excess) for each in found.receivables if each.excess < 0]
    money_in.sort(key=lambda posting: posting.on)
    if customer.opening < 0:
        days = [posting.on for posting in money_in] + [each.first.on for each in found.receivables]
        first = min(days, default=until_on)
        money_in.insert(0, Posting(first, customer.opening, customer.where, customer=number, voucher=f"{number} opening"))
    return money_in


def _left(money_in: list[Posting], rest: Minor) -> Iterator[Account]:
    """What is left of which money: the latest stays."""
    for posting in reversed(money_in):
        if open_amount := max(posting.amount, rest):
            yield Account(posting, open_amount)
            rest -= open_amount


def due_on(receivable: Receivable, terms: Terms | None) -> tuple[date, bool]:
    """The day an invoice is due and whether the file says so: of the line, else of the customer's terms."""
    on = receivable.first.on
    if terms is None or (receivable.first.due_on and receivable.first.due_on >= on):
        return receivable.due_on()
    start = days_after(months_after(on.replace(day=1), 1), -1) if terms.from_month_end else on
    return days_after(months_after(start, terms.months), terms.days), True
