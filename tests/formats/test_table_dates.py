"""Days are read in the order the whole file shows, and only days there are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.formats.sheets.dates import month_first, notation, read_day
from krav.formats.sheets.reading import CellError

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@given(day=DAYS, form=st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y/%m/%d"]))
def test_what_was_written_is_read(day: date, form: str) -> None:
    assert read_day(f"{day:{form}}", month_first=False) == day


@given(days=st.lists(DAYS, min_size=1))
def test_american_days_are_read_as_soon_as_one_shows_it(days: list[date]) -> None:
    cells = [f"{day:%m/%d/%Y}" for day in [*days, date(2026, 1, 31)]]
    assert month_first(cells)
    assert [read_day(cell, month_first=True) for cell in cells[:-1]] == days


def test_doubtful_days_are_day_first() -> None:
    assert not month_first(["02/03/2026", "04/05/2026"])
    assert not month_first(["31/01/2026", "01/31/2026"])
    assert read_day("02/03/2026", month_first=False) == date(2026, 3, 2)


def test_points_and_hyphens_are_always_day_first() -> None:
    assert not month_first(["01.31.2026", "01-31-2026"])
    assert read_day("02.03.2026", month_first=True) == date(2026, 3, 2)


@pytest.mark.parametrize("cell", ["5.1.2026", "2026-01-05 00:00:00", "2026-01-05T00:00:00", "05-01-2026 00:00"])
def test_single_digits_and_midnight_are_let_pass(cell: str) -> None:
    assert read_day(cell, month_first=False) == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("31.02.2026", "“31.02.2026” is no day of the calendar, read as day.month.year."),
        ("29.02.2026", "“29.02.2026” is no day of the calendar, read as day.month.year."),
        ("2026-13-01", "“2026-13-01” is no day of the calendar, read as year-month-day."),
        ("01/31/2026", "“01/31/2026” is no day of the calendar, read as day/month/year."),
        ("00.01.2026", "“00.01.2026” is no day of the calendar, read as day.month.year."),
        ("20260230", "“20260230” is no day of the calendar, read as yearmonthday."),
        ("05.01.26", "“05.01.26” is no date."),
        ("05.01-2026", "“05.01-2026” is no date."),
        ("46023", "“46023” is no date."),
        ("snart", "“snart” is no date."),
        ("2026-01-05 13:37", "“2026-01-05 13:37” is no date."),
        ("٢٠٢٦-٠١-٠٥", "“٢٠٢٦-٠١-٠٥” is no date."),
        ("0206-01-05", "the year of “0206-01-05” is not between 1950 and 2099."),
        ("05.01.2206", "the year of “05.01.2206” is not between 1950 and 2099."),
    ],
)
def test_what_is_no_day_is_refused(cell: str, problem: str) -> None:
    with pytest.raises(CellError) as caught:
        read_day(cell, month_first=False)
    assert caught.value.problem == problem


def test_it_tells_how_days_are_written() -> None:
    assert notation(["05/01/2026", "", "2026-01-05"], month_first=False) == "day/month/year or year-month-day"
    assert notation(["01/31/2026"], month_first=True) == "month/day/year"
    assert notation(["20260105"], month_first=False) == "yearmonthday"
