"""Money that may have paid a claim: whose it may be, for how long it is waited for, and what lies to a customer's credit."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.decide import decide
from krav.claims.ledger import Claim, Relation
from krav.claims.money_news import MoneyNews, Unplaced, UnplacedMoney, fresh
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.law.step import PastLetter, StepKind
from tests.claims.cast import DENMARK, DUE, POLICIES, claim

FIRST = date(2026, 3, 9)
MINE, OTHER = frozenset({7}), frozenset({8})


def unplaced(
    amount: int, named: frozenset[int] = frozenset(), *, clear: bool = False, until: date | None = None
) -> Unplaced:
    return Unplaced(DUE, Money(amount, "DKK"), named, clear, until)


def code(told: Claim, *items: Unplaced, credit: int = 0, on: date = FIRST) -> str:
    news = MoneyNews(on, UnplacedMoney(items), {(7, "DKK"): credit} if credit else {})
    found = decide([told], Relation(), DENMARK, POLICIES["DK"], on, news)
    return found.refusals[told.id].code if found.refusals else ""


def test_money_that_speaks_of_the_debtor_stops_whatever_its_amount() -> None:
    assert code(claim(), unplaced(1_23, MINE)) == "unmatched_money"
    assert code(claim(), unplaced(1_23, OTHER)) == ""


def test_money_of_the_amount_stops_unless_it_is_clearly_anothers() -> None:
    assert code(claim(), unplaced(1_000_000)) == "unmatched_money"
    assert code(claim(), unplaced(1_000_000, OTHER)) == "unmatched_money"
    assert code(claim(), unplaced(1_000_000, OTHER, clear=True)) == ""
    assert code(claim(), unplaced(1_000_000)._replace(money=Money(1_000_000, "EUR"))) == ""


def test_what_is_left_of_a_placed_payment_holds_back_only_what_it_covers() -> None:
    rest = unplaced(1_000_000, MINE, clear=True)._replace(rest=True)
    assert code(claim(), rest) == "unmatched_money"
    assert code(claim(), rest._replace(money=Money(400_00, "DKK"))) == ""


def test_a_letters_total_is_an_amount_that_would_settle_it() -> None:
    past = PastLetter("rykker_1", StepKind.REMINDER, date(2026, 2, 1), date(2026, 2, 11), 100_00, 5_555_55)
    assert code(replace(claim(), letters=(past,)), unplaced(5_555_55)) == "unmatched_money"
    assert code(replace(claim(), letters=(past._replace(total=0),)), unplaced(5_555_55)) == ""


def test_money_under_way_is_waited_for_until_its_day() -> None:
    item = unplaced(1_000_000, until=days_after(FIRST, 1))
    assert code(claim(), item) == "in_transit"
    assert code(claim(), item, on=days_after(FIRST, 1)) == ""
    assert code(claim(), item, unplaced(1_000_000)) == "unmatched_money"


@pytest.mark.parametrize(("credit", "said"), [(1_000_000, "credit_open"), (1_000_001, "credit_open"), (999_999, "")])
def test_a_credit_that_covers_the_principal_is_matched_first(credit: int, said: str) -> None:
    assert code(claim(), credit=credit) == said


def test_a_credit_is_said_before_money_that_fits_only_since_interest_has_grown() -> None:
    for item in (unplaced(1_000_000), unplaced(1_000_000, until=days_after(FIRST, 1))):
        assert code(claim(), item, credit=1_000_000) == "credit_open"


def test_a_smaller_credit_is_told_with_the_letter() -> None:
    news = MoneyNews(FIRST, credits={(7, "DKK"): 400_00})
    (letter,) = decide([claim()], Relation(), DENMARK, POLICIES["DK"], FIRST, news).letters
    assert letter.credit == 400_00
    assert letter.total == 1000000 + 10000 + 1870


def test_how_old_news_may_be() -> None:
    assert fresh(DUE, 3, days_after(DUE, 3))
    assert not fresh(DUE, 3, days_after(DUE, 4))
    assert not fresh(None, 3, DUE)
