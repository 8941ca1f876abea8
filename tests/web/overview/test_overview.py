"""The overview: four charts that say what they find, with their figures below and nothing that a strict policy refuses."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.store.queries.overview import Life, Paid, brought, by_month, by_stage
from krav.web.overview.charts import Row, bars, columns
from tests.actions.cast import SECOND, bank, credit, fik, ledger, line, take
from tests.web.cast import text

PAGE = "/a/fjordbo/overview/"


def day(late: int) -> str:
    """The due day of what is so many days late."""
    return f"{SECOND - timedelta(late):%d.%m.%Y}"


@pytest.fixture
def paid(owed: int) -> int:
    """The invoice that had no letter yet is paid, and a part of another after its reminder."""
    money = credit("2100.00", on="2026-03-19", reference=fik("1002"), key="m")
    take(owed, bank(money, until=SECOND.isoformat()), "paid.xml", on=SECOND)
    return owed


# --- the page


def test_says_what_each_chart_finds(paid: int, guest: Client, settings: Settings) -> None:
    settings.KRAV_TODAY = date(2026, 4, 20)
    page = text(guest.get(PAGE))
    assert "100 % of what is owed is more than 30 days late: 10.910,00 of 10.910,00." in page
    assert "95 % of the year’s 2.100,00 came before any letter." in page
    assert "Before any letter 2.000,00 · 95 % After Reminder 1 100,00 · 5 %" in page
    assert "In March half were paid 11 days before they were due." in page
    assert "No letter has brought payment within 30 days." in page
    assert page.count("As figures") == 4


def test_an_empty_account_has_words_instead_of_bars(fjordbo: int, guest: Client) -> None:
    page = guest.get(PAGE)
    assert "Nothing is owed today." in text(page)
    assert "No money has come in the last year." in text(page)
    assert b"<rect class" not in page.content


def test_ages_add_up_to_what_is_owed(fjordbo: int, guest: Client) -> None:
    days = {0: "1.000,00", 10: "200,00", 31: "30,00", 200: "4,00"}
    items = [line(str(9 + late), amount, due=day(late), issued="01.01.2025") for late, amount in days.items()]
    take(fjordbo, ledger(*items))
    page = text(guest.get(PAGE))
    assert "Not due 1.000,00 1–30 days late 200,00 31–60 days late 30,00 61–90 days late 0,00" in page
    assert "More than 90 days late 4,00" in page
    assert "3 % of what is owed is more than 30 days late: 34,00 of 1.234,00." in page


def test_nothing_is_styled_inline(paid: int, guest: Client) -> None:
    assert b"style=" not in guest.get(PAGE).content


def test_others_do_not_see_it(paid: int, stranger: Client) -> None:
    assert stranger.get(PAGE).status_code == 404


# --- what is counted


def test_money_belongs_to_the_stage_of_its_day() -> None:
    day = date(2026, 3, 1)
    lives = {1: Life([day, day + timedelta(20)], ["first", "second"])}
    paid = [Paid(1, day - timedelta(1), 100), Paid(1, day, 20), Paid(1, day + timedelta(30), 3), Paid(2, day, 4000)]
    assert {(each.stage, each.payments, each.amount) for each in by_stage(paid, lives)} == {
        ("", 2, 4100),
        ("first", 1, 20),
        ("second", 1, 3),
    }


def test_letters_are_credited_until_the_next_and_when_they_had_their_time() -> None:
    day, on = date(2026, 3, 1), date(2026, 4, 15)
    lives = {
        1: Life([day], ["first"]),
        2: Life([day, day + timedelta(10)], ["first", "second"]),
        3: Life([on - timedelta(5)], ["first"]),
    }
    ends = {1: (day, day + timedelta(14)), 2: (day, day + timedelta(30))}
    paid = [Paid(1, day + timedelta(14), 700), Paid(2, day + timedelta(30), 50)]
    found = {each.step: each for each in brought(paid, lives, ends, on)}
    assert found["first"] == ("first", 2, 1, 1, 700)
    assert found["second"] == ("second", 1, 0, 1, 50)


def test_a_month_tells_its_middle_one() -> None:
    due = date(2026, 2, 1)
    ends = [(due, due + timedelta(days)) for days in (1, 5, 20)]
    months = {month.first_on: month for month in by_month(ends, date(2026, 3, 24))}
    assert len(months) == 12
    assert months[due] == (due, 3, 5)
    assert months[date(2026, 3, 1)].claims == 0


# --- geometry


def test_the_longest_bar_takes_the_width_and_parts_lie_end_to_end() -> None:
    drawn = bars([Row("a", (30, 10), ""), Row("b", (20,), "")])
    assert [(piece.x, piece.width) for piece in drawn.bars[0].pieces] == [(0, 75), (75, 25)]
    assert drawn.bars[1].pieces[0].width == 50
    assert bars([Row("a", (5,), "")], 100).bars[0].pieces[0].width == 5


def test_columns_stand_on_the_line_or_hang_from_it() -> None:
    up, down, none = columns([("a", 10, "10"), ("b", -5, "-5"), ("c", None, "")]).columns
    line_at = columns([("a", 10, "10"), ("b", -5, "-5")]).line
    assert up.y + up.height == pytest.approx(line_at, abs=0.2)
    assert down.y == line_at
    assert up.height == pytest.approx(2 * down.height, abs=0.2)
    assert none.height == 0
