"""Every krone opened: parts that add up, dated values with section and source, arithmetic a reader can repeat."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from krav.claims.explain import amount, explain
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.kernel.days import plain
from krav.kernel.why import Why
from krav.law.dated import NotInForce
from tests.claims.cast import BUSINESS, COUNTRIES, DENMARK, DUE, NORWAY, claim, credited, every_day, paid, run

LAST = date(2026, 9, 30)


def whole_story(code: str) -> Claim:
    """A business that was reminded all the way, paid a part, was given a credit note and had interest given up."""
    told = claim(4000000, DUE, debtor=BUSINESS, currency=COUNTRIES[code].currency)
    (told,), _ = run(code, [told], every_day(DUE, date(2026, 5, 31)))
    more = (
        paid(1500000, date(2026, 6, 15)),
        credited(250000, date(2026, 7, 20)),
        Entry(EntryKind.WAIVER, -1000, date(2026, 8, 3), label="paid_in_time"),
    )
    return replace(told, entries=(*told.entries, *more))


def amounts(parts: tuple[Why, ...]) -> Decimal:
    return sum((Decimal(part.amount) for part in parts), Decimal(0))


def interest(why: Why) -> Why:
    (found,) = (part for part in why.parts if rule(part).startswith("Interest, counted from"))
    return found


def rule(part: Why) -> str:
    return part.said(part.rule)


def arithmetic(part: Why) -> str:
    return part.said(part.arithmetic)


@pytest.mark.parametrize("code", COUNTRIES)
def test_the_parts_add_up_to_the_total(code: str) -> None:
    found, why = explain(whole_story(code), COUNTRIES[code], LAST)
    assert amounts(why.parts) == Decimal(why.amount) == Decimal(amount(found.total))


@pytest.mark.parametrize("code", COUNTRIES)
def test_the_lines_add_up_to_the_interest(code: str) -> None:
    found, why = explain(whole_story(code), COUNTRIES[code], LAST)
    assert amounts(interest(why).parts) == Decimal(interest(why).amount) == Decimal(amount(found.accrued))


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_line_has_its_rate_with_section_and_source(code: str) -> None:
    _, why = explain(whole_story(code), COUNTRIES[code], LAST)
    for line in interest(why).parts:
        assert line.section
        assert line.source
        assert line.confidence in {"verified", "secondary", "memory"}
        assert line.valid_from is not None
        assert line.value.split()[0] == plain(COUNTRIES[code].book["interest.rate"].number(line.valid_from))


def test_the_arithmetic_of_a_norwegian_line_gives_its_amount() -> None:
    _, why = explain(whole_story("NO"), NORWAY, LAST)
    for line in interest(why).parts:
        assert repeated(arithmetic(line)) == Decimal(line.amount)


@pytest.mark.parametrize("code", COUNTRIES)
def test_the_arithmetic_gives_the_line_but_for_the_rounding_of_the_sum(code: str) -> None:
    _, why = explain(whole_story(code), COUNTRIES[code], LAST)
    assert len(interest(why).parts) >= 4
    for line in interest(why).parts:
        assert abs(repeated(arithmetic(line)) - Decimal(line.amount)) <= Decimal("0.01")


def repeated(line: str) -> Decimal:
    """What a reader gets: principal × rate % × days / length of the year."""
    product, _, basis = line.partition(" / ")
    principal, rate, days = product.split(" × ")
    exact = Decimal(principal) * Decimal(rate.removesuffix(" %")) * Decimal(days) / (100 * Decimal(basis))
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_danish_line_names_its_days_its_rate_and_its_points() -> None:
    _, why = explain(claim(3650000), DENMARK, date(2026, 3, 12))
    (line,) = interest(why).parts
    assert rule(line) == "2026-03-03 to 2026-03-12: 10 days at 9.75 %"
    assert (arithmetic(line), line.amount, line.value) == ("36500.00 × 9.75 % × 10 / 365", "97.50", "1.75 % p.a.")
    assert [(part.value, part.valid_from) for part in line.parts] == [("8 procentpoint", date(2013, 3, 1))]
    assert interest(why).value == "act/act"


def test_a_norwegian_line_counts_the_due_day_and_has_no_margin() -> None:
    _, why = explain(claim(3650000, currency="NOK"), NORWAY, date(2026, 3, 12))
    (line,) = interest(why).parts
    assert rule(line) == "2026-03-02 to 2026-03-11: 10 days at 12 %"
    assert line.parts == ()


def test_charges_are_explained_by_the_letter_that_made_them() -> None:
    _, why = explain(whole_story("DK"), DENMARK, LAST)
    charged = {rule(part): (part.amount, part.section) for part in why.parts if "letter of" in rule(part)}
    assert charged["Rykkergebyr, højst, letter of 2026-03-09"] == ("100.00", "renteloven § 9 b, stk. 2")
    assert charged["Kompensationsbeløb, letter of 2026-03-09"][0] == "310.00"
    assert len(charged) == 4


def test_movements_are_told_in_words() -> None:
    _, why = explain(whole_story("DK"), DENMARK, LAST)
    assert [rule(part) for part in why.parts if not part.section] == [
        "Invoice of 2026-02-16",
        "Payment of 2026-06-15",
        "Credit note, effective 2026-07-20",
        "Interest given up, as the letter was paid in time on 2026-08-03",
    ]


def test_before_the_due_day_there_is_only_the_invoice() -> None:
    _, why = explain(claim(), DENMARK, DUE)
    assert [rule(part) for part in why.parts] == ["Invoice of 2026-02-16"]


def test_what_came_later_is_left_out() -> None:
    _, why = explain(claim(1000000, DUE, paid(1000000, date(2026, 4, 1))), DENMARK, date(2026, 3, 31))
    assert [rule(part) for part in why.parts if not part.section] == ["Invoice of 2026-02-16"]


def test_a_day_without_a_rate_is_not_explained() -> None:
    with pytest.raises(NotInForce):
        explain(claim(), DENMARK, date(2027, 1, 1))
