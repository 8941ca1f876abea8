"""How long a country's law keeps what is known of a customer; read from retention.toml."""

from datetime import date

from krav.kernel.days import months_after
from krav.kernel.why import Why
from krav.law.book import Book

_MONTHS = 12
_CALENDAR = "calendar_year"


class Retention:
    """The part of a country's law that is about keeping and erasing."""

    book: Book

    def books_free_on(self, booked_on: date, year_ends: int) -> tuple[date, Why]:
        """The first day on which the law of bookkeeping asks no more for what was booked that day, and why.

        `year_ends` is the last month of the company's financial year.

        Raises:
            NotInForce: the rule of that day is not known.
        """
        table = self.book["retention.books"]
        rule = table.on(booked_on)
        over = _after_financial_year(booked_on, year_ends)
        if rule["from"] == _CALENDAR and over.month > 1:
            over = date(over.year + 1, 1, 1)
        return months_after(over, _MONTHS * int(rule["years"])), table.why(booked_on)

    def kept_while_open(self, on: date) -> Why:
        """Why a claim that is open keeps what is known of its customer."""
        return self.book["retention.claims"].why(on)


def _after_financial_year(day: date, year_ends: int) -> date:
    """The day after the financial year that holds the day, when years end with that month."""
    year = day.year + (day.month > year_ends)
    return date(year + 1, 1, 1) if year_ends == _MONTHS else date(year, year_ends + 1, 1)
