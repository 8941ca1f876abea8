"""Credits drawn and given back: each once, from the lot that ends first, never more than there is."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from krav.actions import purses
from krav.actions.purses import Use, costs, expire
from krav.actions.unit import machine, unit
from krav.kernel.money import Money
from krav.store import models as rows
from krav.store.queries.credits import Owner
from tests.actions.cast import ANN
from tests.actions.credit import TODAY, a_firm, books, check_books, filled, looked_after, on_sale, selling


@pytest.fixture(autouse=True)
def somebody_sells(settings: Settings) -> None:
    selling(settings)


def draw(account_id: int, *uses: Use, on: date = TODAY) -> frozenset[str]:
    with unit(account_id, "send_letters", on=on, by=ANN):
        return purses.draw(account_id, uses, on=on, by=ANN)


def give_back(account_id: int, *abouts: str, on: date = TODAY) -> None:
    with unit(account_id, "send_letters", on=on, by=ANN):
        purses.give_back(account_id, abouts, on=on, by=ANN)


def letters(numbers: Iterable[int]) -> list[Use]:
    return [Use("letter", f"letter {number}") for number in numbers]


def test_what_nobody_sells_is_free(fjordbo: int) -> None:
    assert draw(fjordbo, Use("letter", "letter 1")) == {"letter 1"}
    assert costs(fjordbo, TODAY).is_free("letter")
    assert costs(fjordbo, TODAY).price("letter", 3) == Money(0, "DKK")
    on_sale("sms", units={"sms": 10})
    assert draw(fjordbo, Use("letter", "letter 1"), Use("sms", "sms 1")) == {"letter 1"}
    assert not rows.CreditMove.objects.exists()


def test_a_unit_sold_in_another_country_is_free(nordlys: int) -> None:
    on_sale()
    assert draw(nordlys, Use("letter", "letter 1")) == {"letter 1"}


def test_what_was_sold_once_is_not_free_afterwards(fjordbo: int) -> None:
    rows.Package.objects.filter(pk=on_sale()).update(sold_until=TODAY - timedelta(days=1))
    assert draw(fjordbo, Use("letter", "letter 1")) == frozenset()


def test_a_letter_is_drawn_once_however_often_it_is_tried(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    for _ in range(3):
        assert draw(fjordbo, Use("letter", "letter 1")) == {"letter 1"}
    assert draw(fjordbo, Use("letter", "letter 1"), Use("letter", "letter 2")) == {"letter 1", "letter 2"}
    assert books() == {"seller": -100, "purse": 98, "used": 2}
    check_books()


def test_it_is_given_back_once_and_drawn_anew(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    draw(fjordbo, Use("letter", "letter 1"), Use("letter", "letter 2"))
    for _ in range(3):
        give_back(fjordbo, "letter 1", "letter 9")
    assert books() == {"seller": -100, "purse": 99, "used": 1}
    assert draw(fjordbo, Use("letter", "letter 1")) == {"letter 1"}
    give_back(fjordbo, "letter 1")
    assert books()["purse"] == 99
    check_books()


def test_what_is_not_there_is_not_paid_and_the_rest_is(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale(units={"letter": 3}))
    paid = draw(fjordbo, *letters(range(5)))
    assert paid == {"letter 0", "letter 1", "letter 2"}
    assert books()["purse"] == 0
    assert draw(fjordbo, *letters(range(5))) == paid


def test_of_what_one_thing_needs_all_is_drawn_or_nothing(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale("both", units={"letter": 5, "sms": 2}))
    long = (Use("sms", "letter 1", 3), Use("letter", "letter 1"))
    assert draw(fjordbo, *long) == frozenset()
    assert books()["purse"] == 7
    assert draw(fjordbo, Use("sms", "letter 1", 2), Use("letter", "letter 1")) == {"letter 1"}
    assert books()["purse"] == 4
    give_back(fjordbo, "letter 1")
    assert books()["purse"] == 7
    check_books()


def test_the_lot_that_ends_first_is_drawn_first(fjordbo: int) -> None:
    for_ever = filled(Owner(fjordbo), on_sale("ever", 1000, {"letter": 10}))
    late = filled(Owner(fjordbo), on_sale("late", 2000, {"letter": 10}, valid_days=60))
    soon = filled(Owner(fjordbo), on_sale("soon", 3000, {"letter": 10}, valid_days=30))
    assert costs(fjordbo, TODAY).price("letter", 21) == Money(10 * 300 + 10 * 200 + 100, "DKK")
    draw(fjordbo, *letters(range(21)))
    assert dict(rows.Lot.objects.values_list("order_id", "left")) == {soon: 0, late: 0, for_ever: 9}
    check_books()


def test_what_ran_out_is_not_drawn_and_is_lost_by_a_move(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale("short", units={"letter": 10}, valid_days=30))
    draw(fjordbo, Use("letter", "letter 1"))
    last = TODAY + timedelta(days=30)
    assert draw(fjordbo, Use("letter", "letter 2"), on=last) == {"letter 2"}
    after = last + timedelta(days=1)
    assert draw(fjordbo, Use("letter", "letter 3"), on=after) == frozenset()
    assert expire(on=last, by=machine("worker")) == 0
    assert expire(on=after, by=machine("worker")) == 8
    assert expire(on=after, by=machine("worker")) == 0
    assert books() == {"seller": -10, "purse": 0, "used": 2, "lost": 8}
    give_back(fjordbo, "letter 2", on=after)
    assert expire(on=after, by=machine("worker")) == 1
    assert books() == {"seller": -10, "purse": 0, "used": 1, "lost": 9}
    check_books()


def test_the_firm_pays_while_it_looks_after_the_account_and_says_so(fjordbo: int) -> None:
    firm, package = a_firm(), on_sale(units={"letter": 10})
    filled(Owner(fjordbo), package)
    filled(Owner(firm_id=firm.pk), package)
    looked_after(fjordbo, firm)
    assert (costs(fjordbo, TODAY).payer, costs(fjordbo, TODAY).name) == ("firm", "Regnskab Nord ApS")
    draw(fjordbo, Use("letter", "letter 1"))
    assert left_of(firm) == 9
    rows.Client.objects.update(pays="client")
    draw(fjordbo, Use("letter", "letter 2"), Use("letter", "letter 1"))
    assert (left_of(firm), costs(fjordbo, TODAY).left) == (9, {"letter": 9})
    give_back(fjordbo, "letter 1")
    assert (left_of(firm), costs(fjordbo, TODAY).left) == (10, {"letter": 9})
    check_books()


def test_an_empty_purse_of_the_firm_is_not_filled_from_the_clients(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    looked_after(fjordbo, a_firm())
    assert draw(fjordbo, Use("letter", "letter 1")) == frozenset()


def test_two_accounts_letters_of_one_number_are_two(fjordbo: int, provbygg: int) -> None:
    firm = a_firm()
    rows.Account.objects.filter(pk=provbygg).update(country="DK")
    filled(Owner(firm_id=firm.pk), on_sale())
    for account_id in (fjordbo, provbygg):
        looked_after(account_id, firm)
        assert draw(account_id, Use("letter", "letter 1")) == {"letter 1"}
    assert left_of(firm) == 98


def fail_after_drawing(account_id: int) -> None:
    with unit(account_id, "send_letters", on=TODAY, by=ANN):
        purses.draw(account_id, letters(range(5)), on=TODAY, by=ANN)
        raise RuntimeError("power cut")


def left_of(firm: rows.Firm) -> int:
    return sum(rows.Lot.objects.filter(purse__firm=firm).values_list("left", flat=True))


def test_nothing_is_drawn_when_what_it_is_for_fails(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    with pytest.raises(RuntimeError, match="power cut"):
        fail_after_drawing(fjordbo)
    assert books() == {"seller": -100, "purse": 100}


def test_the_database_lets_no_lot_fall_below_nothing(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.Lot.objects.update(left=-1)


def test_ten_thousand_letters_are_a_handful_of_statements(fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale("big", 10_000_00, {"letter": 12_000}))
    uses = letters(range(10_000))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(purses.draw(fjordbo, uses, on=TODAY, by=ANN)) == 10_000
    assert len(asked) < 25
    with CaptureQueriesContext(connection) as asked:
        purses.give_back(fjordbo, {use.about for use in uses}, on=TODAY, by=ANN)
    assert len(asked) < 25
    assert books() == {"seller": -12_000, "purse": 12_000, "used": 0}
    check_books()
