"""What a claim comes to on a day: each part open, interest accrued, and every line of it.

One walk over the entries in the order of their days. Interest runs on the principal alone; a payment covers costs, then
interest, then principal, unless it is aimed at the principal. Interest is kept as an exact product of principal and
rate-days and rounded as the country rounds: once, or line by line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from krav.claims.ledger import Claim, Entry, EntryKind
from krav.kernel.money import Minor, half_up
from krav.law.country import Country
from krav.law.interest import SCALE, Line, RateCalendar

PRINCIPAL, FEES, COMPENSATION, COSTS, INTEREST = range(5)
_CHARGES = {EntryKind.FEE: FEES, EntryKind.COMPENSATION: COMPENSATION, EntryKind.COSTS: COSTS}
_SILENT = {EntryKind.INTEREST, EntryKind.WRITE_OFF}
"""Entries that change nothing that is owed: what letters demanded of interest, and what the books gave up."""
_COSTS_FIRST = (FEES, COMPENSATION, COSTS, INTEREST, PRINCIPAL)
_PRINCIPAL_FIRST = (PRINCIPAL, FEES, COMPENSATION, COSTS, INTEREST)
_INTEREST_FIRST = (INTEREST, PRINCIPAL, FEES, COMPENSATION, COSTS)
_Came = list[tuple[Minor, list[Minor], list[Minor]]]
"""What came in: the money, and what had been covered before and after it."""

_day = attrgetter("on")


@dataclass(slots=True)
class Reckoning:
    """The open parts of a claim, in minor units. `accrued` is all interest that has run, paid or not."""

    principal: Minor = 0
    interest: Minor = 0
    fees: Minor = 0
    compensation: Minor = 0
    accrued: Minor = 0
    overpaid: Minor = 0
    costs: Minor = 0

    @property
    def total(self) -> Minor:
        """What is owed in all; negative when the debtor has money back."""
        return self.principal + self.interest + self.fees + self.compensation + self.costs - self.overpaid

    def plus(self, charges: Iterable[Entry]) -> "Reckoning":
        """The reckoning once charges of the same day are added."""
        fees, compensation, costs = self.fees, self.compensation, self.costs
        for kind, amount, *_ in charges:
            fees += amount if kind is EntryKind.FEE else 0
            compensation += amount if kind is EntryKind.COMPENSATION else 0
            costs += amount if kind is EntryKind.COSTS else 0
        return Reckoning(self.principal, self.interest, fees, compensation, self.accrued, self.overpaid, costs)


def calendar_of(claim: Claim, country: Country) -> RateCalendar:
    """The calendar of rates a claim is reckoned by."""
    if claim.contract_rate is None:
        return country.rates(claim.terms.due_on, claim.convention)
    return country.contract_rates(claim.contract_rate, claim.debtor, claim.terms.due_on, claim.convention)


def reckon(entries: Iterable[Entry], interest_from: date, calendar: RateCalendar, on: date) -> Reckoning:
    """The claim on a day: interest is counted up to `on`, entries of later days are left out.

    Raises:
        NotInForce: a day on which interest runs has no known rate.
    """
    return _Walk(interest_from, calendar).run(entries, on)


def reckon_lines(
    entries: Iterable[Entry], interest_from: date, calendar: RateCalendar, on: date
) -> tuple[Reckoning, tuple[Line, ...]]:
    """The claim on a day, and every line of the accrued interest; the lines add up to `Reckoning.accrued`."""
    walk = _Walk(interest_from, calendar)
    walk.spans = []
    reckoning = walk.run(entries, on)
    return reckoning, tuple(calendar.lines_of(walk.spans))


def interest_lines(entries: Iterable[Entry], interest_from: date, calendar: RateCalendar, on: date) -> tuple[Line, ...]:
    """Every line of the accrued interest."""
    return reckon_lines(entries, interest_from, calendar, on)[1]


class _Walk:
    """The state of one walk along a claim's days: each part open and covered so far, and the interest that has run."""

    __slots__ = ("at", "calendar", "came", "covered", "each_line", "exact", "mark", "open", "overpaid", "spans", "waived")

    def __init__(self, interest_from: date, calendar: RateCalendar) -> None:
        self.at = interest_from
        self.calendar = calendar
        self.each_line = calendar.counting.round_each_line
        self.open = [0, 0, 0, 0, 0]
        self.covered = [0, 0, 0, 0, 0]
        self.exact = self.overpaid = 0
        self.mark: int | None = None
        self.came: _Came = []
        self.waived: _Came = []
        self.spans: list[tuple[date, date, Minor]] | None = None

    def run(self, entries: Iterable[Entry], on: date) -> Reckoning:
        for entry in sorted(entries, key=_day):
            if entry.on > on:
                break
            self._apply(entry)
        self._accrue(on)
        self._spend_overpaid()
        accrued = self._accrued()
        principal, fees, compensation, costs, _ = self.open
        interest = accrued - self.covered[INTEREST]
        return Reckoning(principal, interest, fees, compensation, accrued, self.overpaid, costs)

    def _accrue(self, day: date) -> None:
        """Lets interest run to the day, on the principal as it has been since the last change."""
        if day <= self.at:
            return
        principal = self.open[PRINCIPAL]
        if principal > 0:
            if self.spans is not None:
                self.spans.append((self.at, day, principal))
            if self.each_line:
                self.exact += self.calendar.rounded(principal, self.at, day)
            else:
                before = self.calendar.mark(self.at) if self.mark is None else self.mark
                self.mark = self.calendar.mark(day)
                self.exact += principal * (self.mark - before)
        else:
            self.mark = None
        self.at = day

    def _accrued(self) -> Minor:
        return self.exact if self.each_line else half_up(self.exact, SCALE)

    def _apply(self, entry: Entry) -> None:
        kind, amount, on, aim, _ = entry
        if kind in _CHARGES:
            self._charge(_CHARGES[kind], amount, on)
        elif kind not in _SILENT:
            self._accrue(on)
            if kind is EntryKind.PAYMENT:
                if amount <= 0:
                    self._receive(-amount, _PRINCIPAL_FIRST if aim == "principal" else _COSTS_FIRST, self.came)
                else:
                    self._return(amount, self.came)
            elif kind is EntryKind.INVOICE:
                self.open[PRINCIPAL] += amount
                self._spend_overpaid()
            elif kind is EntryKind.CREDIT:
                lowered = min(-amount, self.open[PRINCIPAL])
                self.open[PRINCIPAL] -= lowered
                self.overpaid += -amount - lowered
            elif amount <= 0:
                self._receive(-amount, _INTEREST_FIRST, self.waived)
            else:
                self._return(amount, self.waived)

    def _charge(self, part: int, amount: Minor, on: date) -> None:
        """A charge, or one taken back: what was paid of it before covers other parts."""
        self.open[part] += amount
        if self.open[part] < 0:
            self._accrue(on)
            self.overpaid -= self.open[part]
            self.covered[part] += self.open[part]
            self.open[part] = 0
        self._spend_overpaid()

    def _spend_overpaid(self) -> None:
        if self.overpaid > 0:
            self.overpaid = self._cover(self.overpaid, _COSTS_FIRST)

    def _cover(self, money: Minor, order: tuple[int, ...]) -> Minor:
        """Spends the money on the open parts in their order and answers what is left."""
        for part in order:
            if not money:
                break
            if part == INTEREST:
                self.open[INTEREST] = self._accrued() - self.covered[INTEREST]
            open_part = self.open[part]
            if open_part > 0:
                spent = min(money, open_part)
                self.open[part] = open_part - spent
                self.covered[part] += spent
                money -= spent
        return money

    def _receive(self, money: Minor, order: tuple[int, ...], among: _Came) -> None:
        """A payment or waiver, remembered with what it covers so that it can be taken back."""
        before = self.covered.copy()
        self.overpaid += self._cover(money, order)
        among.append((money, before, self.covered.copy()))

    def _return(self, money: Minor, among: _Came) -> None:
        """Takes one of them back: the last of just this amount opens what it had covered, else what lay over goes first."""
        came = next((came for came in reversed(among) if came[0] == money), None)
        shares = [0, 0, 0, 0, 0]
        if came:
            among.remove(came)
            once = (after - before for before, after in zip(came[1], came[2], strict=True))
            shares = [min(share, covered) for share, covered in zip(once, self.covered, strict=True)]
        left = money - sum(shares)
        left -= max(min(left, self.overpaid), 0)
        for part in _PRINCIPAL_FIRST:
            more = min(left, self.covered[part] - shares[part])
            shares[part] += more
            left -= more
        for part, share in enumerate(shares):
            self.open[part] += share
            self.covered[part] -= share
        self.overpaid -= money - sum(shares)
