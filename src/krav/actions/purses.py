"""Credits drawn from the purse that pays for an account, given back, and what the next one costs.

Every movement is a fact with two sides. A purse is locked while credits leave or come, so none is ever drawn twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F

from krav.actions.unit import Actor
from krav.countries import country
from krav.kernel.money import Money
from krav.store import models as rows
from krav.store.credit_moves import Move, drawn, lock, taken_from, write_moves
from krav.store.queries.credits import good_on, payer, sold_units
from krav.wire import clock


class Use(NamedTuple):
    """What credits are drawn for: `about` names it (`letter 17`, `case 4`; at most 40 characters)."""

    unit: str
    about: str
    count: int = 1  # type: ignore[assignment]  # a tuple counts, too


@dataclass(frozen=True, slots=True)
class Costs:
    """What an account's next units cost and how many are left, soonest to end first.

    `payer` is account or firm, `name` the firm's. A unit that is not sold here is free and stands in neither mapping.
    """

    payer: str
    name: str
    currency: str
    left: Mapping[str, int]
    prices: Mapping[str, tuple[tuple[int, int], ...]]

    def is_free(self, unit: str) -> bool:
        """Whether the unit is not sold here, so that nothing is drawn for it."""
        return unit not in self.left

    def price(self, unit: str, count: int = 1) -> Money | None:
        """What so many would cost now; None where fewer are left."""
        if self.is_free(unit):
            return Money(0, self.currency)
        if count > self.left[unit]:
            return None
        total = 0
        for left, price in self.prices[unit]:
            total += min(left, count) * price
            count -= min(left, count)
        return Money(total, self.currency)


class _Shelf:
    """The lots of a purse as they are drawn from: of each unit the one that ends first stands first."""

    def __init__(self, purse_id: int, on: date) -> None:
        lots = rows.Lot.objects.filter(good_on(on), purse_id=purse_id, left__gt=0)
        self._lots: dict[str, list[list[int]]] = defaultdict(list)
        for lot_id, unit, left in lots.order_by(F("until").asc(nulls_last=True), "id").values_list("id", "unit", "left"):
            self._lots[unit].append([lot_id, left])
        self._left = {unit: sum(left for _, left in lots) for unit, lots in self._lots.items()}

    def has(self, wanted: Mapping[str, int]) -> bool:
        """Whether all of it is there."""
        return all(self._left.get(unit, 0) >= count for unit, count in wanted.items())

    def take(self, unit: str, count: int) -> Iterator[tuple[int, int]]:
        """The lots that lose units, each with what it loses (below zero)."""
        self._left[unit] -= count
        lots = self._lots[unit]
        while count:
            lot = lots[0]
            some = min(lot[1], count)
            lot[1] -= some
            count -= some
            yield lot[0], -some
            if not lot[1]:
                lots.pop(0)


def draw(account_id: int, uses: Iterable[Use], *, on: date, by: Actor) -> frozenset[str]:
    """Draws what the uses need, in the transaction of the action that needs it; answers what is paid, now or before.

    Of what one thing needs all is drawn or nothing. What is not in the answer is not sent.
    """
    wanted: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        wanted[use.about].append(use)
    sold = sold_units(rows.Account.objects.values_list("country", flat=True).get(pk=account_id), on)
    charged = {about: some for about, uses in wanted.items() if (some := [use for use in uses if use.unit in sold])}
    if not charged:
        return frozenset(wanted)
    with transaction.atomic():
        purse_id = payer(account_id).purse_id
        lock([purse_id] if purse_id else [])
        shelf, before = _Shelf(purse_id or 0, on), drawn(account_id, charged)
        moves: list[Move] = []
        unpaid = {about for about, some in charged.items() if not _paid(account_id, some, shelf, before, moves)}
        if moves:
            write_moves(moves, on=on, at=clock.now(), by=by.name)
    return frozenset(wanted.keys() - unpaid)


def _paid(
    account_id: int,
    uses: list[Use],
    shelf: _Shelf,
    before: Mapping[tuple[str, str], tuple[int, int]],
    moves: list[Move],
) -> bool:
    """Whether everything that one thing needs is paid: before, or by moves that are added now."""
    needs: dict[str, int] = defaultdict(int)
    for use in uses:
        used, returned = before.get((use.unit, use.about), (0, 0))
        if used == returned:
            needs[use.unit] += use.count
    if not shelf.has(needs):
        return False
    about = uses[0].about
    for unit, count in needs.items():
        times = before.get((unit, about), (0, 0))[0] + 1
        moves.append(
            Move(
                "used", unit, _key("used", account_id, unit, about, times), tuple(shelf.take(unit, count)), account_id, about
            )
        )
    return True


def give_back(account_id: int, abouts: Collection[str], *, on: date, by: Actor) -> None:
    """Puts back what was drawn for these, once, into the lots it came from; what ran out meanwhile runs out again."""
    with transaction.atomic():
        out = {of: used for of, (used, returned) in drawn(account_id, abouts).items() if used > returned}
        keys = {(unit, about): _key("used", account_id, unit, about, times) for (unit, about), times in out.items()}
        lots = taken_from(keys.values())
        lock({purse_id for some in lots.values() for _, purse_id, _ in some})
        still = drawn(account_id, {about for _, about in out})
        moves = [
            Move(
                "returned",
                unit,
                _key("returned", account_id, unit, about, times),
                tuple((lot_id, count) for lot_id, _, count in lots[keys[unit, about]]),
                account_id,
                about,
            )
            for (unit, about), times in out.items()
            if still[unit, about][1] < times
        ]
        if moves:
            write_moves(moves, on=on, at=clock.now(), by=by.name)


def _key(kind: str, account_id: int, unit: str, about: str, times: int) -> str:
    return f"{kind[0]} {account_id} {unit} {about} {times}"


def costs(account_id: int, on: date) -> Costs:
    """What the account's next units cost, and who pays."""
    code = rows.Account.objects.values_list("country", flat=True).get(pk=account_id)
    sold, who = sold_units(code, on), payer(account_id)
    lots = rows.Lot.objects.filter(good_on(on), purse_id=who.purse_id or 0, left__gt=0, unit__in=sold)
    found = lots.order_by(F("until").asc(nulls_last=True), "id").values_list("unit", "left", "price", "currency")
    prices: dict[str, list[tuple[int, int]]] = {unit: [] for unit in sold}
    currency = country(code).currency
    for unit, left, price, currency in found:  # noqa: B007 a purse holds one currency
        prices[unit].append((left, price))
    left_of = {unit: sum(left for left, _ in some) for unit, some in prices.items()}
    return Costs(who.kind, who.name, currency, left_of, {unit: tuple(some) for unit, some in prices.items()})


def expire(*, on: date, by: Actor) -> int:
    """Takes what ran out from all purses; how many units that were."""
    lost = 0
    for purse_id in (
        rows.Lot.objects.filter(until__lt=on, left__gt=0).order_by("purse_id").values_list("purse_id").distinct()
    ):
        lost += _expire(*purse_id, on, by)
    return lost


def _expire(purse_id: int, on: date, by: Actor) -> int:
    with transaction.atomic():
        lock([purse_id])
        lots = list(rows.Lot.objects.filter(purse_id=purse_id, until__lt=on, left__gt=0).values_list("id", "unit", "left"))
        before = dict(
            rows.CreditLine.objects.filter(lot_id__in=[lot[0] for lot in lots], move__kind="expired")
            .values_list("lot_id")
            .annotate(times=Count("id"))
        )
        moves = [
            Move("expired", unit, f"e {lot_id} {before.get(lot_id, 0) + 1}", ((lot_id, -left),))
            for lot_id, unit, left in lots
        ]
        if moves:
            write_moves(moves, on=on, at=clock.now(), by=by.name)
        return sum(left for _, _, left in lots)
