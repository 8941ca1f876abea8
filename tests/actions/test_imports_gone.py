"""A list of everything open that names a claim no more has settled it: closed with a new fact, and opened with another.

That it names everything is shown by a title that says so, or said by a person; a list that may be partial closes nothing.
"""

from datetime import date

import pytest

from krav.actions.imports import preview
from krav.actions.look import look
from krav.actions.rebuild import rebuild
from krav.actions.writeoffs import write_off
from krav.claims.writeoff import Asked
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, IMPORTED, ledger, line, take, whole
from tests.actions.invoices import invoice

LATER = date(2026, 3, 16)
FOUR = tuple(line(number, "1.000,00") for number in ("1001", "1002", "1003", "1004"))


def listed(*numbers: str, rest: str = "", on: date = FIRST) -> bytes:
    """A list of everything open on a day that names these."""
    return whole(*(line(number, "1.000,00", rest=rest) for number in numbers), on=on)


@pytest.fixture
def four(fjordbo: int) -> int:
    """The landlord with a list of four open invoices."""
    take(fjordbo, ledger(*FOUR))
    return fjordbo


def open_ones(account_id: int) -> list[str]:
    """The claims that something is still asked for; the interest that ran until they were paid is not asked for alone."""
    with account_scope(account_id):
        found = rows.ClaimState.objects.filter(balance__gt=0).order_by("claim__number")
        return list(found.values_list("claim__number", flat=True))


def booked(account_id: int, number: str) -> list[tuple[int, date, str, str]]:
    """The payments of a claim."""
    with account_scope(account_id):
        found = rows.Entry.objects.filter(claim__number=number, kind="payment").order_by("id")
        return list(found.values_list("amount", "on", "aim", "label"))


def test_what_a_list_names_no_more_is_closed_by_a_payment_of_the_ledger(four: int) -> None:
    done = take(four, listed("1001", "1002", "1003"), on=FIRST)
    assert (done.closed, done.new, done.known, done.changed) == (("1004",), 0, 3, 0)
    assert open_ones(four) == ["1001", "1002", "1003"]
    assert booked(four, "1004") == [(-100_000, FIRST, "principal", "ledger")]
    rebuild(four, on=FIRST, by=ANN)
    assert open_ones(four) == ["1001", "1002", "1003"]


def test_the_look_says_so_before_and_writes_nothing(four: int) -> None:
    with account_scope(four):
        seen = look(listed("1001", "1002", "1003"), "ledger.csv", on=FIRST)
    assert (seen.gone, seen.partial) == (1, False)
    assert len(open_ones(four)) == 4


def test_a_list_that_looks_partial_closes_nothing_until_a_person_says_so(four: int) -> None:
    with account_scope(four):
        assert look(listed("1001"), "ledger.csv", on=FIRST).partial
    done = take(four, listed("1001"), on=FIRST)
    assert done.closed == ()
    assert "1 of 4 open claims are in the list, which may be a partial one: the others stay open" in done.remarks
    assert done.missing == 3
    assert len(open_ones(four)) == 4
    sure = take(four, ledger(line("1001", "1.000,00"), line("1005", "5,00")), on=FIRST, close=True)
    assert sorted(sure.closed) == ["1002", "1003", "1004"]
    assert not any("partial" in remark for remark in sure.remarks)
    assert open_ones(four) == ["1001", "1005"]


def test_a_list_that_does_not_say_that_it_is_whole_closes_nothing_until_a_person_says_so(four: int) -> None:
    """A list of one customer has the same columns, and may name most of what is open."""
    most = ledger(*FOUR[:3])
    with account_scope(four):
        seen = look(most, "ledger.csv", on=FIRST)
    assert (seen.gone, seen.partial) == (1, True)
    done = take(four, most, on=FIRST)
    assert (done.closed, done.missing) == ((), 1)
    assert "3 of 4 open claims are in the list, which may be a partial one: the others stay open" in done.remarks
    assert len(open_ones(four)) == 4
    sure = take(four, most, on=FIRST, close=True)
    assert (sure.known_before, sure.closed, sure.missing) == (True, ("1004",), 0)
    assert open_ones(four) == ["1001", "1002", "1003"]
    assert booked(four, "1004") == [(-100_000, FIRST, "principal", "ledger")]
    assert take(four, most, on=FIRST, close=True).closed == ()


def test_the_ledger_is_no_fresher_for_a_list_that_may_be_partial(four: int) -> None:
    def known_until() -> date | None:
        return rows.Account.objects.get(pk=four).ledger_known_until

    take(four, ledger(*FOUR[:3]), on=FIRST)
    assert known_until() == IMPORTED
    take(four, ledger(*reversed(FOUR)), on=FIRST)
    assert known_until() == FIRST
    take(four, ledger(*FOUR[:2]), on=LATER, close=True)
    assert known_until() == LATER


def test_a_dry_run_tells_what_would_be_closed(four: int) -> None:
    most = ledger(*FOUR[:3])
    assert (preview(four, most, "ledger.csv", on=FIRST).missing, open_ones(four)[-1]) == (1, "1004")
    assert preview(four, most, "ledger.csv", on=FIRST, close=True).closed == ("1004",)
    assert len(open_ones(four)) == 4


def test_half_of_them_is_no_partial_list(four: int) -> None:
    assert take(four, listed("1001", "1002"), on=FIRST).closed == ("1003", "1004")


def test_a_claim_of_a_single_invoice_is_never_closed_by_a_list(four: int) -> None:
    take(four, invoice("2001", "500.00"), "invoice.xml", on=IMPORTED)
    assert take(four, ledger(*reversed(FOUR)), on=FIRST).closed == ()
    assert "2001" in open_ones(four)


def test_a_claim_that_was_written_off_stays_owed(four: int) -> None:
    with account_scope(four):
        key = rows.Claim.objects.get(number="1004").pk
    write_off(four, [key], Asked(100_000), on=FIRST, by=ANN)
    assert take(four, listed("1001", "1002", "1003"), on=FIRST).closed == ()
    assert "1004" in open_ones(four)


def test_a_list_older_than_what_the_books_told_closes_nothing(four: int) -> None:
    take(four, ledger(*FOUR, line("1005", "5,00")), on=LATER)
    assert take(four, listed("1001", "1002", "1003"), on=FIRST).closed == ()
    assert len(open_ones(four)) == 5


@pytest.mark.parametrize("rest", ["", "1.000,00"])
def test_what_comes_back_in_a_later_list_is_opened_again(four: int, rest: str) -> None:
    take(four, listed("1001", "1002", "1003"), on=FIRST)
    done = take(four, listed("1004", "1001", "1002", "1003", rest=rest, on=LATER), on=LATER)
    assert done.changed == 1
    assert open_ones(four) == ["1001", "1002", "1003", "1004"]
    assert [amount for amount, *_ in booked(four, "1004")] == [-100_000, 100_000]
    again = take(four, listed("1003", "1004", "1001", "1002", rest=rest, on=LATER), on=LATER)
    assert (again.changed, len(booked(four, "1004"))) == (0, 2)


def test_a_part_that_comes_back_is_opened_in_part(four: int) -> None:
    take(four, listed("1001", "1002", "1003"), on=FIRST)
    take(four, whole(*FOUR[:3], line("1004", "1.000,00", rest="300,00"), on=LATER), on=LATER)
    assert [amount for amount, *_ in booked(four, "1004")] == [-100_000, 30_000]


def test_a_list_that_looks_partial_opens_nothing(four: int) -> None:
    take(four, listed("1001", "1002", "1003"), on=FIRST)
    take(four, listed("1004", on=LATER), on=LATER)
    assert open_ones(four) == ["1001", "1002", "1003"]


def test_an_old_list_given_late_opens_nothing(four: int) -> None:
    take(four, whole(*FOUR[:3], line("1005", "5,00", issued="10.03.2026", due="20.03.2026"), on=LATER), on=LATER)
    assert "1004" not in open_ones(four)
    take(four, ledger(*reversed(FOUR)), on=LATER)
    assert "1004" not in open_ones(four)
