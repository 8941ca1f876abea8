"""Whatever is bought, drawn, given back, cancelled and runs out: the books add up, and a plain count says the same."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from krav.actions.credit_orders import cancel_order
from krav.actions.purses import Use, draw, expire, give_back
from krav.claims.packages import UNITS, parcels
from krav.store import models as rows
from krav.store.queries.credits import Owner
from tests.actions.cast import ANN
from tests.actions.credit import OPERATOR, TODAY, check_books, filled, on_sale, selling

LETTERS = st.integers(0, 5)
DEEDS = st.one_of(
    st.tuples(st.just("buy"), st.integers(0, 1)),
    st.tuples(st.just("draw"), st.lists(st.tuples(LETTERS, st.integers(1, 3)), min_size=1, max_size=4)),
    st.tuples(st.just("back"), st.sets(LETTERS, min_size=1)),
    st.tuples(st.just("expire"), st.none()),
    st.tuples(st.just("cancel"), st.integers(0, 3)),
    st.tuples(st.just("wait"), st.integers(1, 20)),
)


@dataclass
class Plain:
    """The same told with nothing but a list: `[until, left, order]` a lot, and what each letter took from which."""

    lots: list[list[Any]] = field(default_factory=list)
    took: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def good(self, on: date) -> list[int]:
        """The lots that may be drawn from, the first to end first."""
        found = [place for place, (until, left, _) in enumerate(self.lots) if left and (until is None or until >= on)]
        return sorted(found, key=lambda place: (self.lots[place][0] or date.max, place))

    def draw(self, letter: int, count: int, on: date) -> bool:
        """Whether the letter is paid."""
        if letter in self.took:
            return True
        if sum(self.lots[place][1] for place in self.good(on)) < count:
            return False
        self.took[letter] = []
        for place in self.good(on):
            some = min(count, self.lots[place][1])
            self.lots[place][1] -= some
            count -= some
            self.took[letter] += [(place, some)] if some else []
        return True


@pytest.fixture
def purse(fjordbo: int, settings: Settings) -> tuple[int, tuple[int, int]]:
    """An account, and two packages: one for ever, one for ten days."""
    selling(settings)
    return fjordbo, (on_sale("ever", units={"sms": 5}), on_sale("short", units={"sms": 4}, valid_days=10))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(deeds=st.lists(DEEDS, max_size=20))
def test_any_sequence_keeps_the_books(purse: tuple[int, tuple[int, int]], deeds: list[tuple[str, Any]]) -> None:
    account_id, packages = purse
    with transaction.atomic():
        on, plain, orders = TODAY, Plain(), list[int]()
        for name, what in deeds:
            if name == "wait":
                on += timedelta(days=what)
            elif name == "buy":
                orders.append(filled(Owner(account_id), packages[what], on=on))
                plain.lots.append([on + timedelta(days=10) if what else None, 4 if what else 5, orders[-1]])
            elif name == "draw":
                wanted = dict(what)
                paid = draw(account_id, [Use("sms", f"sms {one}", count) for one, count in wanted.items()], on=on, by=ANN)
                assert paid == {f"sms {one}" for one, count in wanted.items() if plain.draw(one, count, on)}
            elif name == "back":
                give_back(account_id, {f"sms {one}" for one in what}, on=on, by=ANN)
                for place, count in [lot for one in what for lot in plain.took.pop(one, [])]:
                    plain.lots[place][1] += count
            elif name == "expire":
                expire(on=on, by=OPERATOR)
                plain.lots = [[until, 0 if until and until < on else left, order] for until, left, order in plain.lots]
            elif what < len(orders) and orders[what]:
                cancel_order(orders[what], on=on, by=OPERATOR)
                plain.lots = [[until, 0 if order == orders[what] else left, order] for until, left, order in plain.lots]
                orders[what] = 0
            check_books()
            left = list(rows.Lot.objects.order_by("id").values_list("left", flat=True))
            assert left == [lot[1] for lot in plain.lots]
        transaction.set_rollback(True)


@given(
    price=st.integers(0, 10**9),
    units=st.dictionaries(st.sampled_from(UNITS), st.integers(1, 1000), min_size=1),
)
def test_what_units_cost_comes_to_the_price(price: int, units: dict[str, int]) -> None:
    found = parcels(price, units)
    assert sum(parcel.count * parcel.price for parcel in found) == price
    counts = {unit: sum(parcel.count for parcel in found if parcel.unit == unit) for unit in units}
    assert counts == units
    assert all(parcel.price >= 0 for parcel in found)
    for unit in units:
        prices = [parcel.price for parcel in found if parcel.unit == unit]
        assert max(prices) - min(prices) <= 1
