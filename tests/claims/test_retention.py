"""How long what is known of a customer is kept in each country, and what keeps it meanwhile."""

from datetime import date, timedelta

import pytest

from krav.claims.retention import Kept, TimeUp, keeping
from krav.kernel.refusal import Refusal
from krav.law.country import Country
from tests.claims.cast import DENMARK, NORWAY, SWEDEN

LAST = date(2019, 5, 20)
ON = date(2040, 1, 1)


@pytest.mark.parametrize(
    ("law", "year_ends", "booked_on", "free_on", "section"),
    [
        (DENMARK, 12, LAST, date(2025, 1, 1), "bogføringsloven § 12"),
        (DENMARK, 12, date(2019, 12, 31), date(2025, 1, 1), "bogføringsloven § 12"),
        (DENMARK, 12, date(2020, 1, 1), date(2026, 1, 1), "bogføringsloven § 12"),
        (DENMARK, 6, LAST, date(2024, 7, 1), "bogføringsloven § 12"),
        (DENMARK, 6, date(2019, 7, 1), date(2025, 7, 1), "bogføringsloven § 12"),
        (DENMARK, 2, date(2024, 2, 29), date(2029, 3, 1), "bogføringsloven § 12"),
        (NORWAY, 12, LAST, date(2025, 1, 1), "bokføringsloven § 13"),
        (NORWAY, 12, date(2013, 6, 1), date(2024, 1, 1), "bokføringsloven § 13"),
        (SWEDEN, 12, LAST, date(2027, 1, 1), "7 kap. 2 § bokföringslagen"),
        (SWEDEN, 6, LAST, date(2027, 1, 1), "7 kap. 2 § bokföringslagen"),
        (SWEDEN, 6, date(2019, 7, 1), date(2028, 1, 1), "7 kap. 2 § bokföringslagen"),
        (SWEDEN, 12, date(2010, 6, 1), date(2021, 1, 1), "7 kap. 2 § bokföringslagen"),
    ],
)
def test_the_books_are_kept_to_the_day(law: Country, year_ends: int, booked_on: date, free_on: date, section: str) -> None:
    eve = keeping(Kept(booked_on), law, year_ends, free_on - timedelta(days=1))
    assert isinstance(eve, Refusal)
    assert (eve.code, eve.until) == ("books", free_on)
    assert eve.section.startswith(section)
    over = keeping(Kept(booked_on), law, year_ends, free_on)
    assert isinstance(over, TimeUp)
    assert over.since == free_on
    assert over.why.section == eve.section


@pytest.mark.parametrize("law", [DENMARK, NORWAY, SWEDEN])
@pytest.mark.parametrize(
    ("kept", "code", "words"),
    [
        (Kept(LAST, claims=("1", "2", "3", "4")), "open_claims", "Claims are open: 1, 2, 3 …."),
        (Kept(LAST, cases=("S1",)), "open_cases", "Cases are open: S1."),
        (Kept(LAST, holds=1), "holds", "An objection or an agreement still stands: 1."),
        (Kept(LAST, waiting=2), "under_way", "Something of this customer is under way: 2."),
        (Kept(None), "unknown", "Krav knows no day"),
        (Kept(date(1950, 1, 1)), "unknown", "retention.books: no value is known for 1950-01-01"),
    ],
)
def test_what_is_not_over_or_not_known_refuses(law: Country, kept: Kept, code: str, words: str) -> None:
    found = keeping(kept, law, 12, ON)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert found.until is None
    assert words in found.said()
    assert found.section or "retention.books" in found.said()
