"""Interest invoices: what interest is left on claims that were paid late, and which customers may be invoiced for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from krav.claims.decide import reckon_claim
from krav.claims.explain import amount, explain_interest
from krav.claims.ledger import Claim, Entry, EntryKind, moved
from krav.claims.policy import Policy
from krav.claims.reckon import Reckoning, calendar_of, reckon, reckon_lines
from krav.kernel.money import Minor, half_up
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.interest import SCALE, Line, RateCalendar

_MONEY = {EntryKind.PAYMENT, EntryKind.CREDIT}
_DEBTS = {EntryKind.INVOICE, *_MONEY}


@dataclass(frozen=True, slots=True)
class Late:
    """The interest of one claim that was paid late. Amounts are minor units.

    The amounts of `rows` less `covered`, which was paid, waived or invoiced before, come to `amount`. `moved` is what leaves
    the claim when it is invoiced: with an own rate, or where money covers interest first, that is another amount.
    """

    claim: Claim
    settled_on: date
    rows: tuple[Line, ...]
    covered: Minor
    amount: Minor
    moved: Minor


@dataclass(frozen=True, slots=True)
class Pool:
    """One customer's late-paid claims in one currency; invoiced together once their interest reaches the threshold."""

    debtor_id: int
    currency: str
    items: tuple[Late, ...]

    @property
    def amount(self) -> Minor:
        """The sum of the items, each of them rounded."""
        return sum(item.amount for item in self.items)


@dataclass(frozen=True, slots=True)
class Ready:
    """The pools that may be invoiced, those still below the threshold, and a refusal for each claim (by id) in neither."""

    pools: tuple[Pool, ...]
    waiting: tuple[Pool, ...]
    refusals: dict[int, Refusal]


def pooled(claims: Iterable[Claim], country: Country, policy: Policy, on: date) -> Ready:
    """What may be invoiced on a day: a customer's claims in one currency count together against the threshold."""
    groups: dict[tuple[int, str], list[Late]] = {}
    refusals: dict[int, Refusal] = {}
    for claim in claims:
        found = late_interest(claim, country, policy, on)
        if isinstance(found, Refusal):
            refusals[claim.id] = found
        else:
            groups.setdefault((claim.debtor_id, claim.currency), []).append(found)
    pools = [
        Pool(debtor_id, currency, tuple(sorted(items, key=lambda item: (item.claim.terms.due_on, item.claim.number))))
        for (debtor_id, currency), items in groups.items()
    ]
    threshold = policy.interest.threshold
    ready = tuple(pool for pool in pools if pool.amount >= threshold)
    return Ready(ready, tuple(pool for pool in pools if pool.amount < threshold), refusals)


def late_interest(claim: Claim, country: Country, policy: Policy, on: date) -> Late | Refusal:
    """The interest left on a claim that was paid late, by what is known on the day.

    Every payment counts against the principal first: the invoice is paid when the money received is its amount, whatever
    the letters asked beside it. A rest up to the policy's tolerance counts as paid; a loss written off does not.
    """
    refusal = _outside(claim, policy, on) or _barred(claim, country, on)
    if refusal:
        return refusal
    settled_on = _settled_on(claim, policy.tolerance, on)
    if settled_on is None:
        return Refusal("not_paid", "The invoice is not paid; its interest is asked for with the letters.")
    start = country.interest_from(claim.terms)
    late_days = (settled_on - claim.terms.due_on).days
    if settled_on <= start:
        return Refusal("no_interest", "The invoice was paid before interest began to run.")
    if late_days < policy.interest.min_days:
        facts = {"days": late_days, "least": policy.interest.min_days}
        return Refusal("too_few_days", "Paid {days} days late; the policy asks for interest from {least} days.", facts=facts)
    try:
        return _late(claim, country, policy, settled_on, on)
    except NotInForce as missing:
        return Refusal("not_in_force", missing.phrase, facts=missing.facts)


def overtaken(claim: Claim, charged: Iterable[tuple[int, Minor]], country: Country, policy: Policy, on: date) -> bool:
    """Whether news of money has made an issued invoice wrong; `charged` are its rows on this claim, as (days, principal)."""
    before = replace(claim, entries=tuple(entry for entry in claim.entries if not moved(entry)), holds=())
    found = late_interest(before, country, policy, on)
    if isinstance(found, Refusal):
        return found.code in {"not_paid", "no_interest"}
    return sum(days * principal for days, principal in charged) != sum(row.days * row.principal for row in found.rows)


def explain_late(late: Late, country: Country, policy: Policy) -> Why:
    """Why the interest left on a claim is what it is: its stretches, less what was paid, given up or invoiced before."""
    calendar = calendar_of(_charged(late.claim, policy), country)
    whole = explain_interest(_charged(late.claim, policy), country, calendar, late.rows, late.amount + late.covered)
    if not late.covered:
        return whole
    before = Why("Paid, given up or invoiced before", amount=amount(-late.covered))
    facts = {"number": late.claim.number}
    return Why("Interest left on invoice {number}", amount=amount(late.amount), facts=facts, parts=(whole, before))


def _outside(claim: Claim, policy: Policy, on: date) -> Refusal | None:
    """Why the claim bears no interest invoice at all, or None."""
    if not policy.interest.enabled:
        return Refusal("switched_off", "Interest invoices are switched off for this account.")
    if claim.contract_rate == 0:
        return Refusal("no_interest", "The claim bears no interest.")
    for hold in claim.holds:
        if hold.covers(on):
            facts = {"reason": hold.reason}
            return Refusal("on_hold", "The claim is on hold: {reason}.", until=hold.until_on, facts=facts)
    if claim.face < policy.interest.min_invoice:
        return Refusal("too_small", "The invoice is below the least amount the policy asks interest on.")
    return None


def _barred(claim: Claim, country: Country, on: date) -> Refusal | None:
    """Interest is given up when its oldest day may be time-barred."""
    last, why = country.barred_on("interest", country.interest_from(claim.terms), claim.debtor)
    if on <= last:
        return None
    return Refusal("barred", "The interest has been time-barred since {last}.", why.section, facts={"last": last})


def _settled_on(claim: Claim, tolerance: Minor, on: date) -> date | None:
    """The day from which the money received and credited leaves no more than the tolerance open; None: it is not paid."""
    known = [entry for entry in claim.entries if entry.kind in _DEBTS and entry.on <= on]
    settled: date | None = None
    for day in sorted({entry.on for entry in known if entry.kind in _MONEY}, reverse=True):
        if sum(entry.amount for entry in known if entry.on <= day) > tolerance:
            break
        settled = day
    return settled


def _late(claim: Claim, country: Country, policy: Policy, settled_on: date, on: date) -> Late | Refusal:
    entries = tuple(_aimed(entry) for entry in claim.entries)
    own = replace(_charged(claim, policy), entries=entries)
    start, calendar = country.interest_from(claim.terms), calendar_of(own, country)
    settled, lines = reckon_lines(entries, start, calendar, settled_on)
    now = reckon(entries, start, calendar, on)
    covered = now.accrued - now.interest
    amount = settled.accrued - covered
    if amount <= 0:
        return Refusal("no_interest", "All interest has been paid, invoiced or given up.")
    return Late(claim, settled_on, _rows(lines, calendar, settled.accrued), covered, amount, _moved(claim, now, country, on))


def _charged(claim: Claim, policy: Policy) -> Claim:
    """The claim at the rate that its interest invoice charges: the one agreed for it, else the policy's own."""
    return replace(claim, contract_rate=policy.interest.rate) if claim.contract_rate is None else claim


def _aimed(entry: Entry) -> Entry:
    return entry._replace(aim="principal") if entry.kind is EntryKind.PAYMENT else entry


def _moved(claim: Claim, now: Reckoning, country: Country, on: date) -> Minor:
    """What must leave the claim so that it comes to what is open beside the interest."""
    return max(0, reckon_claim(claim, country, on).total - (now.total - now.interest))


def _rows(lines: Sequence[Line], calendar: RateCalendar, total: Minor) -> tuple[Line, ...]:
    """The lines rounded each by itself; the last one takes the rest to the total, which was rounded once."""
    exact = (line.principal * calendar.factor(line.from_on, line.to_on) for line in lines)
    rows = [line._replace(amount=half_up(part, SCALE)) for line, part in zip(lines, exact, strict=True)]
    rows[-1] = rows[-1]._replace(amount=rows[-1].amount + total - sum(row.amount for row in rows))
    return tuple(rows)
