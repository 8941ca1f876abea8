"""Queries made once and asked of several accounts: each sees its own rows and no other's."""

import pytest
from django.db.models import Exists, OuterRef

from krav.store import models as rows
from krav.store.prepared import Blank, Prepared, account_marked
from krav.store.scope import ScopeError, account_scope
from tests.actions.cast import ledger, line, take


@pytest.fixture
def two(fjordbo: int, nordlys: int) -> tuple[int, int]:
    """Two creditors with invoices of their own."""
    take(fjordbo, ledger(line("1", "10,00"), line("2", "20,00")))
    take(nordlys, ledger(line("7", "70,00")))
    return fjordbo, nordlys


def asked(query: Prepared, account_id: int, **blanks: int) -> list[tuple[object, ...]]:
    with account_scope(account_id):
        return query.rows(**blanks)


def test_each_account_sees_its_own(two: tuple[int, int]) -> None:
    with account_marked(two[0]):
        numbers = Prepared(rows.Claim.objects.order_by("number").values_list("number"))
    assert asked(numbers, two[0]) == [("1",), ("2",)]
    assert asked(numbers, two[1]) == [("7",)]
    assert asked(numbers, two[0]) == [("1",), ("2",)]


def test_a_number_that_is_like_the_account_stays_what_it_is(two: tuple[int, int]) -> None:
    with account_marked(two[0]):
        alike = Prepared(rows.Claim.objects.filter(account_id=two[0]).values_list("number"))
    assert len(asked(alike, two[0])) == 2
    assert asked(alike, two[1]) == []


def test_queries_inside_are_of_the_same_account(two: tuple[int, int]) -> None:
    with account_marked(two[0]):
        own = rows.Entry.objects.filter(claim_id=OuterRef("id"), amount__gt=0)
        held = Prepared(rows.Claim.objects.filter(Exists(own)).values_list("number"))
    assert asked(held, two[1]) == [("7",)]


def test_blanks_are_filled_each_time(two: tuple[int, int]) -> None:
    with account_marked(two[0]):
        one = Prepared(rows.ClaimState.objects.filter(balance=Blank("minor")).values_list("claim__number", "due_on"))
    assert [number for number, _due in asked(one, two[0], minor=2000)] == ["2"]
    assert [number for number, _due in asked(one, two[0], minor=1000)] == ["1"]
    assert asked(one, two[1], minor=2000) == []


def test_without_an_account_it_answers_nothing(two: tuple[int, int]) -> None:
    with account_marked(two[0]):
        numbers = Prepared(rows.Claim.objects.values_list("number"))
    with pytest.raises(ScopeError):
        numbers.rows()
