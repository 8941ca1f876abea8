"""The matter of a case: every claim part by part on a day, each number with its reason; the sums are those of reckon."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter

from krav.claims.case import Case, CaseKind
from krav.claims.explain import explain_interest, explain_lines, told_entries
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.reckon import Reckoning, calendar_of, reckon
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.interest import Line, RateCalendar
from krav.law.matter import Accrued, Charged, Covered, Matter, MatterClaim, Moved, Party, Sent, Stopped
from krav.law.payment import Payee
from krav.law.step import Charge

_PARTS = ("fees", "compensation", "costs", "interest")
_PART_OF = {EntryKind.FEE: "fees", EntryKind.COMPENSATION: "compensation", EntryKind.COSTS: "costs"}
_SILENT = {EntryKind.INTEREST, EntryKind.WRITE_OFF}
_COURTS = {CaseKind.FILED, CaseKind.FILING_ENDED, CaseKind.RULED, CaseKind.ACKNOWLEDGED, CaseKind.RECEIVED}


@dataclass(frozen=True, slots=True)
class Papers:
    """What the store knows of a case beside its facts of money: who, what the invoices are for, the letters as they left.

    `invoices` has the description and the payment reference of each claim, `barred` the day its principal is time-barred.
    """

    creditor: Party
    payee: Payee
    debtor: Party
    invoices: Mapping[int, tuple[str, str]]
    letters: tuple[Sent, ...] = ()
    barred: Mapping[int, date | None] = field(default_factory=dict)


def matter(case: Case, papers: Papers, country: Country, on: date, filing_costs: Iterable[Charge] = ()) -> Matter:
    """The case on a day.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    numbers = {claim.number for claim in case.claims}
    return Matter(
        country=country.code,
        case=case.number,
        currency=case.currency,
        on=on,
        creditor=papers.creditor,
        payee=papers.payee,
        debtor=papers.debtor,
        claims=tuple(_claim(claim, papers, country, on) for claim in case.claims if claim.face > 0),
        letters=tuple(letter for letter in papers.letters if letter.sent_on <= on and numbers & set(letter.claims)),
        filing_costs=tuple(filing_costs),
        plan=case.plan.data if case.plan else None,
        happened=tuple((str(line.kind), line.on, line.data) for line in case.happened if line.kind in _COURTS),
    )


def _claim(claim: Claim, papers: Papers, country: Country, on: date) -> MatterClaim:
    reckoning, lines, why = explain_lines(claim, country, on)
    calendar = calendar_of(claim, country)
    shares = _Shares(claim, country, on)
    charges = _charges(claim, shares, why, on)
    day, percent = _a_day(claim, reckoning.principal, country, calendar, on)
    accrued = _accrued(claim, country, lines, reckoning, why, shares.covered["interest"], on)
    description, reference = papers.invoices.get(claim.id, ("", ""))
    return MatterClaim(
        id=claim.id,
        number=claim.number,
        description=description,
        reference=reference,
        issued_on=claim.terms.sent_on,
        due_on=claim.terms.due_on,
        interest_from=country.interest_from(claim.terms),
        runs_from=on if calendar.counting.anchor_counts else on + ONE_DAY,
        amount=claim.face,
        moved=tuple(shares.moved),
        principal=reckoning.principal,
        accrued=accrued,
        interest=reckoning.interest,
        percent=percent,
        agreed=claim.contract_rate is not None,
        per_day=day.amount if day else 0,
        per_day_why=explain_interest(claim, country, calendar, (day,), day.amount).parts[0] if day else Why(""),
        fees=charges["fees"],
        compensation=charges["compensation"],
        costs=charges["costs"],
        overpaid=reckoning.overpaid,
        stops=tuple(Stopped(hold.reason, hold.from_on) for hold in claim.holds if hold.covers(on)),
        barred_on=papers.barred.get(claim.id),
        why=why,
    )


def _a_day(
    claim: Claim, principal: Minor, country: Country, calendar: RateCalendar, on: date
) -> tuple[Line | None, Decimal]:
    """A day's interest at the rate in force on the day, and that rate."""
    start = max(on, country.interest_from(claim.terms))
    percent = calendar.percent(start)
    if principal <= 0 or not percent:
        return None, percent
    first = start if calendar.counting.anchor_counts else start - ONE_DAY
    return calendar.lines(principal, first, first + ONE_DAY)[0], percent


class _Shares:
    """What each entry did to each part: the claim just before it and just after it, on its day."""

    def __init__(self, claim: Claim, country: Country, on: date) -> None:
        start, calendar = country.interest_from(claim.terms), calendar_of(claim, country)
        entries = [entry for entry in claim.entries if entry.on <= on and entry.kind not in _SILENT]
        entries.sort(key=attrgetter("on"))
        self.moved: list[Moved] = []
        self.covered: dict[str, list[Covered]] = {part: [] for part in _PARTS}
        for place, entry in enumerate(entries):
            before = reckon(entries[:place], start, calendar, entry.on)
            after = reckon(entries[: place + 1], start, calendar, entry.on)
            self._take(entry, before, after)

    def _take(self, entry: Entry, before: Reckoning, after: Reckoning) -> None:
        if moved := after.principal - before.principal:
            self.moved.append(Moved(str(entry.kind), entry.on, entry.amount, moved))
        for part in _PARTS:
            charged = entry.amount if _PART_OF.get(entry.kind) == part else 0
            covered = charged - (getattr(after, part) - getattr(before, part))
            if covered > 0:
                self.covered[part].append(Covered(entry.on, covered))
            elif covered < 0:
                _take_back(self.covered[part], -covered)


def _take_back(covered: list[Covered], amount: Minor) -> None:
    """What was covered and is open again: the last that covered it goes first."""
    while amount > 0 and covered:
        last = covered.pop()
        if last.amount > amount:
            covered.append(last._replace(amount=last.amount - amount))
        amount -= last.amount


def _spread(amounts: Iterable[Minor], covered: Sequence[Covered]) -> Iterator[tuple[Covered, ...]]:
    """What covers each amount: the oldest money the oldest amount."""
    rest = list(covered)
    for amount in amounts:
        mine: list[Covered] = []
        left = amount
        while left > 0 and rest:
            first = rest.pop(0)
            spent = min(first.amount, left)
            mine.append(Covered(first.on, spent))
            left -= spent
            if first.amount > spent:
                rest.insert(0, Covered(first.on, first.amount - spent))
        yield tuple(mine)


def _charges(claim: Claim, shares: _Shares, why: Why, on: date) -> dict[str, tuple[Charged, ...]]:
    """The charges of each kind that were not taken back, with what is open of each."""
    steps = {letter.sent_on: letter.step for letter in claim.letters}
    explained = list(zip(told_entries(claim, on), why.parts, strict=False))
    found: dict[str, tuple[Charged, ...]] = {}
    for kind, part in _PART_OF.items():
        kept = _standing([(entry, because) for entry, because in explained if entry.kind is kind])
        covers = _spread((amount for _, amount, _ in kept), shares.covered[part])
        found[part] = tuple(
            Charged(
                entry.label, steps.get(entry.on, ""), entry.on, amount, covered,
                amount - sum(each.amount for each in covered), because,
            )
            for (entry, amount, because), covered in zip(kept, covers, strict=True)
        )  # fmt: skip
    return found


def _standing(charges: Sequence[tuple[Entry, Why]]) -> list[tuple[Entry, Minor, Why]]:
    """The charges without those that were taken back: one of the same name and amount goes first, else the newest."""
    kept: list[tuple[Entry, Minor, Why]] = []
    for entry, why in charges:
        if entry.amount >= 0:
            kept.append((entry, entry.amount, why))
            continue
        alike = [row for row in kept if row[0].label == entry.label and row[1] == -entry.amount]
        if alike:
            kept.remove(alike[-1])
            continue
        back = -entry.amount
        while back > 0 and kept:
            charged, amount, because = kept.pop()
            if amount > back:
                kept.append((charged, amount - back, because))
            back -= amount
    return kept


def _accrued(
    claim: Claim,
    country: Country,
    lines: Sequence[Line],
    reckoning: Reckoning,
    why: Why,
    shares: Sequence[Covered],
    on: date,
) -> tuple[Accrued, ...]:
    """The lines of the interest; what covered it covers the oldest line first."""
    if claim.contract_rate == 0 or not lines:
        return ()
    shift = ONE_DAY * (not calendar_of(claim, country).counting.anchor_counts)
    gone = reckoning.accrued - reckoning.interest
    told = _until(shares, gone, on)
    covers = _spread((line.amount for line in lines), told)
    parts = why.parts[-1].parts
    return tuple(
        Accrued(
            line, line.from_on + shift, line.to_on - ONE_DAY + shift, line.amount - sum(each.amount for each in covered),
            covered, because,
        )
        for line, covered, because in zip(lines, covers, parts, strict=True)
    )  # fmt: skip


def _until(shares: Sequence[Covered], whole: Minor, on: date) -> list[Covered]:
    """The shares, made to come to the whole: single days may round an øre away from the sum."""
    told, left = [], whole
    for share in shares:
        told.append(share._replace(amount=min(share.amount, left)))
        left -= told[-1].amount
    return [*told, Covered(on, left)] if left > 0 else [share for share in told if share.amount]
