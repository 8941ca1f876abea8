"""Interest invoices: customers who paid late are put in orders, orders are dropped or issued, invoices are credited."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from krav.actions import states
from krav.actions.unit import Actor, Unit, unit
from krav.claims.interest import Late, Pool, late_interest
from krav.claims.ledger import moved_label
from krav.kernel.days import days_after, plain
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError, Refusal, Refused
from krav.law.payment import match_key
from krav.store import load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.queries import interest
from krav.store.write import insert_many

_SERIES = (rows.InterestInvoice, rows.InterestCredit)
_LINE = ("invoice_id", "claim_id", "from_on", "to_on", "days", "rate", "basis", "principal", "amount")
_REASON = 200


@dataclass(frozen=True, slots=True)
class Issued:
    """An invoice that was issued: its row, its own claim, its number and what the customer is to pay."""

    id: int
    claim_id: int
    number: str
    total: Money


def order(
    account_id: int, debtor_ids: Collection[int], *, on: date, by: Actor, comment: str | None = None, key: str = ""
) -> tuple[int, ...]:
    """Puts all that may be invoiced to these customers in orders, one a customer and currency; the orders' ids.

    `comment` takes the place of the policy's.

    Raises:
        Refused: a customer has nothing that may be invoiced, or less than the threshold.
    """
    with unit(account_id, "order_interest", on=on, by=by, key=key) as work:
        ready = interest.ready(work.creditor, on)
        chosen = [pool for pool in ready.pools if pool.debtor_id in debtor_ids]
        missing = set(debtor_ids) - {pool.debtor_id for pool in chosen}
        if missing or not chosen:
            raise Refused(_nothing(work, missing, ready.waiting))
        text = work.creditor.policy.interest.comment if comment is None else comment
        ids = tuple(_order(work, pool, text) for pool in chosen)
        work.said = {"orders": ids, "claims": [item.claim.number for pool in chosen for item in pool.items]}
    return ids


def _nothing(work: Unit, missing: Collection[int], waiting: Sequence[Pool]) -> Refusal:
    below = next((pool for pool in waiting if pool.debtor_id in missing), None)
    if below is None:
        return Refusal("nothing_to_invoice", "There is no interest to invoice: nothing was paid late, or it is ordered.")
    least = Money(work.creditor.policy.interest.threshold, below.currency)
    facts = {"amount": Money(below.amount, below.currency), "least": least}
    return Refusal("below_threshold", "The customer's interest is {amount}; the policy invoices from {least}.", facts=facts)


def _order(work: Unit, pool: Pool, comment: str) -> int:
    made = rows.InterestOrder.objects.create(
        debtor_id=pool.debtor_id, currency=pool.currency, ordered_on=work.on, ordered_by=work.by.name, comment=comment[:400]
    )
    items = ((made.id, item.claim.id, item.amount) for item in pool.items)
    insert_many(rows.InterestOrderItem, ("order_id", "claim_id", "amount"), items)
    return made.id


def drop(account_id: int, order_ids: Collection[int], *, on: date, by: Actor, key: str = "") -> None:
    """Drops orders; their claims may be ordered again.

    Raises:
        KravError: an order is gone: issued or dropped before.
    """
    with unit(account_id, "drop_interest", on=on, by=by, key=key) as work:
        dropped = _orders(order_ids)
        _delete(dropped)
        work.said = {"orders": [each.id for each in dropped]}


def issue(account_id: int, order_ids: Collection[int], *, on: date, by: Actor, key: str = "") -> tuple[Issued, ...]:
    """Issues orders as invoices: a number of the series, a claim of its own without interest, and the interest moved to it.

    Raises:
        KravError: an order is gone, or a number of the series is taken by another invoice.
        Refused: news has changed an order since it was made; it is to be dropped and made anew.
    """
    with unit(account_id, "issue_interest", on=on, by=by, key=key) as work:
        issued = tuple(_issue(work, each) for each in _orders(order_ids))
        work.said = {each.number: str(each.total) for each in issued}
    return issued


def _orders(ids: Collection[int]) -> list[rows.InterestOrder]:
    found = list(rows.InterestOrder.objects.filter(id__in=ids).order_by("id"))
    if not ids or len(found) < len(set(ids)):
        raise KravError("The order is not there any more: it was issued or dropped before.")
    return found


def _delete(orders: Sequence[rows.InterestOrder]) -> None:
    ids = [each.id for each in orders]
    rows.InterestOrderItem.objects.filter(order_id__in=ids).delete()
    rows.InterestOrder.objects.filter(id__in=ids).delete()


def _issue(work: Unit, made: rows.InterestOrder) -> Issued:
    creditor, policy = work.creditor, work.creditor.policy
    items = _items(work, made)
    number = _next_number(policy.interest.first_number)
    claimed = sum(item.amount for item in items)
    total, due_on = claimed + policy.interest.fee, days_after(work.on, policy.interest.days_to_pay)
    reference = creditor.country.reference(number, creditor.payee)
    claim = _claim(work, made, number, due_on, reference)
    invoice = rows.InterestInvoice.objects.create(
        debtor_id=made.debtor_id,
        claim=claim,
        number=number,
        currency=made.currency,
        issued_on=work.on,
        due_on=due_on,
        interest=claimed,
        fee=policy.interest.fee,
        total=total,
        comment=made.comment,
        reference=reference,
        book=creditor.country.book.version,
    )
    insert_many(rows.InterestLine, _LINE, [row for item in items for row in _rows(invoice.id, item)])
    own = NewEntry(claim.id, "invoice", total, work.on, work.on, book=invoice.book)
    moved = [_moved(work, item.claim.id, number, -item.moved) for item in items if item.moved]
    insert_entries([own, *moved])
    _delete([made])
    states.refresh([claim.id, *(item.claim.id for item in items)], creditor)
    return Issued(invoice.id, claim.id, number, Money(total, made.currency))


def _items(work: Unit, made: rows.InterestOrder) -> list[Late]:
    """The order's claims reckoned again; what was shown when the order was made must still be so."""
    shown = dict(rows.InterestOrderItem.objects.filter(order=made).order_by("id").values_list("claim_id", "amount"))
    claims = load.claims(shown)
    country, policy = work.creditor.country, work.creditor.policy
    found = [late_interest(claims[claim_id], country, policy, work.on) for claim_id in shown]
    items = [item for item in found if isinstance(item, Late)]
    if {item.claim.id: item.amount for item in items} != shown:
        raise Refused(Refusal("order_changed", "Something has happened since the order was made; drop it and order again."))
    return items


def _rows(invoice_id: int, item: Late) -> Iterator[tuple[object, ...]]:
    """A row for each stretch; what was paid or invoiced of the interest before stands on a last row, below zero."""
    for row in item.rows:
        percent = plain(row.percent)
        yield invoice_id, item.claim.id, row.from_on, row.to_on, row.days, percent, row.basis, row.principal, row.amount
    if item.covered:
        yield invoice_id, item.claim.id, item.settled_on, item.settled_on, 0, "", 0, 0, -item.covered


def _next_number(first: int) -> str:
    """The next number of the series, which invoices and their creditings share.

    Raises:
        KravError: another invoice of the creditor has it.
    """
    newest = (model.objects.order_by("-id").values_list("number", flat=True).first() for model in _SERIES)
    number = str(max([first, *(int(each) + 1 for each in newest if each)]))
    if rows.Claim.objects.filter(number=number).exists():
        wrong = "Number {number} is taken by another invoice; raise first_number of the interest invoices in the policy."
        raise KravError(wrong, {"number": number})
    return number


def _claim(work: Unit, made: rows.InterestOrder, number: str, due_on: date, reference: str) -> rows.Claim:
    return rows.Claim.objects.create(
        kind="interest",
        debtor_id=made.debtor_id,
        number=number,
        issued_on=work.on,
        due_on=due_on,
        due_agreed=False,
        fee_agreed=work.creditor.policy.fee_agreed,
        currency=made.currency,
        reference=reference,
        match_key=match_key(reference),
    )


def _moved(work: Unit, claim_id: int, number: str, amount: Minor) -> NewEntry:
    """The interest leaving its claim for the invoice of the number, or coming back."""
    book = work.creditor.country.book.version
    return NewEntry(claim_id, "waiver", amount, work.on, work.on, label=moved_label(number), book=book)


def credit(account_id: int, invoice_id: int, reason: str, *, on: date, by: Actor, key: str = "") -> str:
    """Credits a whole invoice; its interest goes back to the claims and may be ordered again. The credit note's number.

    What was paid of the invoice stands to the customer's credit on it.

    Raises:
        KravError: there is no such invoice, it was credited before, or no reason is given.
    """
    if not reason.strip():
        raise KravError("A credit note says why; give a reason.")
    with unit(account_id, "credit_interest", on=on, by=by, key=key) as work:
        invoice = rows.InterestInvoice.objects.filter(pk=invoice_id).first()
        if invoice is None:
            raise KravError("There is no such interest invoice in this account.")
        if rows.InterestCredit.objects.filter(invoice=invoice).exists():
            raise KravError("Interest invoice {number} was credited before.", {"number": invoice.number})
        number = _next_number(work.creditor.policy.interest.first_number)
        rows.InterestCredit.objects.create(invoice=invoice, number=number, credited_on=on, reason=reason.strip()[:_REASON])
        book = work.creditor.country.book.version
        own = NewEntry(invoice.claim_id, "credit", -invoice.total, invoice.issued_on, on, label=number, book=book)
        charged = set(rows.InterestLine.objects.filter(invoice=invoice).values_list("claim_id", flat=True))
        moved = rows.Entry.objects.filter(claim_id__in=charged, label=moved_label(invoice.number))
        back = list(moved.values_list("claim_id", "amount"))
        insert_entries([own, *(_moved(work, claim_id, invoice.number, -amount) for claim_id, amount in back)])
        states.refresh([invoice.claim_id, *charged], work.creditor)
        work.said = {"invoice": invoice.number, "number": number, "reason": reason}
    return number
