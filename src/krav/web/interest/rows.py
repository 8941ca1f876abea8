"""The rows of the lists: a customer with the claims it paid late, each with its days, its principal and its rate."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from krav.claims.interest import Late, Pool, late_interest
from krav.kernel.alphabet import alphabetical
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.render import amounts
from krav.store import load
from krav.store.load import Creditor
from krav.store.queries import interest
from krav.store.queries.interest import Customer, InvoiceLine, OrderLine
from krav.store.queries.stages import named


class Stretch(NamedTuple):
    """Days with one principal and one rate; `first` and `last` both bear interest."""

    first: date
    last: date
    days: int
    principal: Money
    rate: str
    basis: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Item:
    """One claim paid late: its stretches, what was covered of them before (below zero, or None), and what is left."""

    claim_id: int
    number: str
    due: date
    paid: date
    late: int
    stretches: list[Stretch]
    covered: Money | None
    amount: Money

    @property
    def parts(self) -> bool:
        """Whether the amount is made of several."""
        return len(self.stretches) > 1 or self.covered is not None


@dataclass(frozen=True, slots=True)
class Pooled:
    """A customer's late-paid claims in one currency. `key` is the row's own, `least` what it takes to be invoiced."""

    key: str
    customer: Customer
    items: list[Item]
    amount: Money
    least: Money
    label: str
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order; once `changed` it cannot be issued any more. `amount` is what the customer would pay."""

    line: OrderLine
    customer: Customer
    items: list[Item]
    fee: Money
    amount: Money
    changed: bool
    label: str


class Out(NamedTuple):
    """A claim that bears no interest invoice, and why."""

    claim_id: int
    number: str
    customer: str
    refusal: Refusal


def sorted_pools(pools: Sequence[Pool], creditor: Creditor) -> list[Pooled]:
    """The pools by customer, without their items."""
    known, least = interest.customers({pool.debtor_id for pool in pools}), creditor.policy.interest.threshold
    rows = [_pooled(pool, known[pool.debtor_id], least) for pool in pools]
    language = creditor.country.languages[0]
    return sorted(rows, key=lambda row: (alphabetical(row.customer.name, language), row.customer.number, row.key))


def with_items(shown: Iterable[Pooled], pools: Sequence[Pool], creditor: Creditor) -> list[Pooled]:
    """The rows of one page with what they are made of."""
    by_key = {_key(pool): pool for pool in pools}
    return [replace(row, items=[item(late, creditor) for late in by_key[row.key].items]) for row in shown]


def ordered(lines: Sequence[OrderLine], creditor: Creditor, on: date) -> list[Ordered]:
    """The orders as rows, each claim reckoned again: what has changed since cannot be issued."""
    made = interest.order_items(line.id for line in lines)
    claims = load.claims({each.claim_id for each in made})
    found = {claim_id: late_interest(claim, creditor.country, creditor.policy, on) for claim_id, claim in claims.items()}
    items: dict[int, list[Item]] = {line.id: [] for line in lines}
    changed: set[int] = set()
    for each in made:
        late = found[each.claim_id]
        if isinstance(late, Late):
            items[each.order_id].append(item(late, creditor))
        if isinstance(late, Refusal) or late.amount != each.amount:
            changed.add(each.order_id)
    fee = creditor.policy.interest.fee
    return [
        Ordered(
            line=line,
            customer=line.customer,
            items=items[line.id],
            fee=Money(fee, line.amount.currency),
            amount=line.amount + Money(fee, line.amount.currency),
            changed=line.id in changed,
            label=_("Choose the order of %(customer)s") % {"customer": line.customer.name},
        )
        for line in lines
    ]


def item(late: Late, creditor: Creditor) -> Item:
    """One claim with its arithmetic."""
    currency = late.claim.currency
    return Item(
        claim_id=late.claim.id,
        number=late.claim.number,
        due=late.claim.terms.due_on,
        paid=late.settled_on,
        late=(late.settled_on - late.claim.terms.due_on).days,
        stretches=list(_stretches(late, creditor)),
        covered=Money(-late.covered, currency) if late.covered else None,
        amount=Money(late.amount, currency),
    )


def out(refusals: Sequence[tuple[int, Refusal]]) -> list[Out]:
    """The claims left out, by customer."""
    why = dict(refusals)
    return [Out(claim_id, number, customer, why[claim_id]) for claim_id, number, customer in named(why)]


def choosing(line: InvoiceLine) -> str:
    """What the box of an invoice is called."""
    return _("Choose interest invoice %(number)s, %(customer)s") % {"number": line.number, "customer": line.customer.name}


def _pooled(pool: Pool, customer: Customer, least: int) -> Pooled:
    label = _("Choose %(customer)s") % {"customer": customer.name}
    return Pooled(_key(pool), customer, [], Money(pool.amount, pool.currency), Money(least, pool.currency), label)


def _key(pool: Pool) -> str:
    return f"{pool.debtor_id}-{pool.currency}"


def _stretches(late: Late, creditor: Creditor) -> Iterator[Stretch]:
    language, currency = creditor.country.languages[0], late.claim.currency
    shift = ONE_DAY * (not creditor.country.rates(late.claim.terms.due_on).counting.anchor_counts)
    for row in late.rows:
        yield Stretch(
            first=row.from_on + shift,
            last=row.to_on - ONE_DAY + shift,
            days=row.days,
            principal=Money(row.principal, currency),
            rate=amounts.percent(row.percent, language),
            basis=row.basis,
            amount=Money(row.amount, currency),
        )
