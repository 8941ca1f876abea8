"""Queries made once and asked of several accounts: each sees its own rows and no other's."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, QuerySet

from krav.store import models as rows
from krav.store.prepared import Blank, BlankDay, OneOf, Prepared, Question, account_marked
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


def test_a_day_is_filled_in(two: tuple[int, int]) -> None:
    with account_marked(two[0]):
        due = Prepared(rows.ClaimState.objects.filter(due_on__lte=BlankDay("on")).values_list("claim__number"))
    with account_scope(two[0]):
        assert len(due.rows(on=date.max)) == 2
        assert due.rows(on=date(1990, 1, 1)) == []


def test_numbers_are_filled_in_however_many(two: tuple[int, int]) -> None:
    with account_marked(two[0]):
        some = Prepared(rows.Claim.objects.filter(OneOf("id", "ids")).order_by("number").values_list("number"))
        ids = list(rows.Claim.objects.order_by("number").values_list("id", flat=True))
    with account_scope(two[0]):
        assert some.rows(ids=ids) == [("1",), ("2",)]
        assert some.rows(ids=ids[1:]) == [("2",)]
        assert some.rows(ids=[]) == []
    with account_scope(two[1]):
        assert some.rows(ids=ids) == []


def test_a_question_is_made_once_for_all(two: tuple[int, int]) -> None:
    made = []

    @Question
    def numbers() -> "QuerySet[Any, Any]":
        made.append(1)
        return rows.Claim.objects.order_by("number").values_list("number")

    for account_id, found in zip(two, ([("1",), ("2",)], [("7",)]), strict=True):
        with account_scope(account_id):
            assert numbers.rows() == found
    assert made == [1]
