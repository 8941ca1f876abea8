"""Fifty hands draw from one purse at once: never below nothing, no draw lost or doubled, and the books come to nothing."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Sum
from django.db.utils import ConnectionHandler
from pytest_django import Settings

from krav.actions.credit_orders import order_credits
from krav.actions.purses import Use, draw, expire, give_back
from krav.actions.unit import machine, unit
from krav.config import env
from krav.store import models as rows
from krav.store.queries.credits import Owner
from tests.actions.credit import TODAY, a_firm, check_books, filled, looked_after, on_sale, selling
from tests.store import cast
from tests.tables import copied_tables

HANDS, CLIENTS, ROUNDS = 50, 5, 4
SHARED = [Use("letter", f"letter {number}") for number in range(20)]
"""Letters that every hand of a client tries to draw."""


class Told(NamedTuple):
    """What a hand was told is paid, and not given back by it: each a client's letter."""

    account_id: int
    paid: frozenset[str]


@pytest.fixture
def database(real_transactions: None, tmp_path: Path) -> dict[str, Any]:
    """Settings of a database that several connections can open: for SQLite a file."""
    if connection.vendor == "postgresql":
        return connection.settings_dict
    return env.database("KRAV_UNSET", copied_tables(tmp_path / "krav.sqlite3"))


@contextmanager
def own_connection(database: dict[str, Any]) -> Iterator[None]:
    """The thread's default connection is one of its own."""
    connections[DEFAULT_DB_ALIAS] = ConnectionHandler({DEFAULT_DB_ALIAS: database})[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()


def begun(database: dict[str, Any]) -> list[int]:
    """A firm with a purse of three lots, less than will be asked for, and its clients."""
    with own_connection(database):
        firm, first = a_firm(), cast.fjordbo()
        ids = [first.pk]
        for number in range(1, CLIENTS):
            first.pk, first.slug = None, f"client-{number}"
            first.save(force_insert=True)
            ids.append(first.pk)
        for account_id in ids:
            looked_after(account_id, firm)
        for code, days in (("ever", 0), ("late", 60), ("soon", 30)):
            filled(Owner(firm_id=firm.pk), on_sale(code, 1_000_00, {"letter": 100}, valid_days=days))
        return ids


def hand(database: dict[str, Any], number: int, account_id: int) -> Told:
    """Draws letters of its own and those that all want, and gives some of its own back."""
    dice, by, paid = Random(number), machine(f"hand {number}"), set[str]()
    with own_connection(database):
        for turn in range(ROUNDS):
            own = [Use("letter", f"own {number} {turn} {each}") for each in range(4)]
            with unit(account_id, "send_letters", on=TODAY, by=by):
                paid |= draw(account_id, [*own, *dice.sample(SHARED, 5)], on=TODAY, by=by)
            back = {use.about for use in own if dice.random() < 0.4}
            with unit(account_id, "send_letters", on=TODAY, by=by):
                give_back(account_id, back, on=TODAY, by=by)
            paid -= back
    return Told(account_id, frozenset(paid))


def standing(database: dict[str, Any]) -> tuple[Counter[tuple[int, str]], int, dict[str, int]]:
    """What is drawn and not given back by letter, what is left, and the sum of every book."""
    with own_connection(database):
        drawn = Counter[tuple[int, str]]()
        for account_id, about, kind in rows.CreditMove.objects.filter(kind__in=("used", "returned")).values_list(
            "account_id", "about", "kind"
        ):
            drawn[account_id, about] += 1 if kind == "used" else -1
        check_books()
        left = rows.Lot.objects.aggregate(left=Sum("left"))["left"]
        books = dict(rows.CreditLine.objects.values_list("book").annotate(Sum("count")).order_by("book"))
        return drawn, left, books


def test_fifty_hands_at_one_purse(database: dict[str, Any], settings: Settings) -> None:
    selling(settings)
    with ThreadPoolExecutor(HANDS) as pool:
        ids = pool.submit(begun, database).result()
        hands = [pool.submit(hand, database, number, ids[number % CLIENTS]) for number in range(HANDS)]
        told = [each.result() for each in hands]
        drawn, left, books = pool.submit(standing, database).result()
    assert set(drawn.values()) <= {0, 1}
    paid = {(each.account_id, about) for each in told for about in each.paid}
    assert paid == {letter for letter, times in drawn.items() if times}
    assert left == 300 - len(paid)
    assert books == {"purse": left, "seller": -300, "used": len(paid)}


def test_orders_at_once_have_numbers_without_a_gap(database: dict[str, Any], settings: Settings) -> None:
    selling(settings)

    def order(number: int) -> None:
        with own_connection(database):
            owner = Owner(firm_id=rows.Firm.objects.get().pk) if number % 2 else Owner(ids[number % CLIENTS])
            chosen = rows.Package.objects.order_by("id")[number % 3].pk
            order_credits(owner, chosen, on=TODAY, by=machine("hand"), key=f"order {number}")

    def numbers() -> list[int]:
        with own_connection(database):
            return sorted(map(int, rows.CreditOrder.objects.values_list("number", flat=True)))

    with ThreadPoolExecutor(HANDS) as pool:
        ids = pool.submit(begun, database).result()
        for each in [pool.submit(order, number) for number in range(20)]:
            each.result()
        assert pool.submit(numbers).result() == list(range(10_001, 10_024))


def test_fifty_hands_at_the_last_letter(database: dict[str, Any], settings: Settings) -> None:
    """Each of fifty wants a letter of its own and three are there: three are told that it is paid."""
    selling(settings)

    def last(number: int, account_id: int) -> int:
        with own_connection(database), unit(account_id, "send_letters", on=TODAY, by=machine("hand")):
            return len(draw(account_id, [Use("letter", f"last {number}")], on=TODAY, by=machine("hand")))

    def only_three() -> None:
        with own_connection(database):
            rows.Package.objects.update(units='{"letter": 3}')
            rows.Lot.objects.exclude(until=None).update(until=TODAY.replace(day=1))
            expire(on=TODAY, by=machine("worker"))
            owner = Owner(firm_id=rows.Firm.objects.get().pk)
            empty = rows.Lot.objects.get(left__gt=0)
            with unit(ids[0], "send_letters", on=TODAY, by=machine("hand")):
                draw(ids[0], [Use("letter", f"first {each}") for each in range(empty.left)], on=TODAY, by=machine("hand"))
            filled(owner, rows.Package.objects.order_by("id")[0].pk)

    with ThreadPoolExecutor(HANDS) as pool:
        ids = pool.submit(begun, database).result()
        pool.submit(only_three).result()
        told = [pool.submit(last, number, ids[number % CLIENTS]) for number in range(HANDS)]
        assert sum(each.result() for each in told) == 3
        _, left, books = pool.submit(standing, database).result()
    assert left == 0
    assert books == {"purse": 0, "seller": -303, "used": 103, "lost": 200}
