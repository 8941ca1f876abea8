"""What is owed in lines: they add up, charges of a kind stand in one, and what was undone on its day is left out."""

from datetime import date

from krav.claims.owed import owed
from krav.kernel.money import Money
from tests.claims.cast import BUSINESS, DENMARK, claim, credited, fee, paid

MAY = date(2026, 5, 4)


def test_the_lines_add_up_to_the_total_and_name_their_parts() -> None:
    debt = claim(
        1000000,
        date(2026, 3, 2),
        paid(200000, date(2026, 4, 1), "principal"),
        credited(100000, date(2026, 2, 16)),
        fee(10000, date(2026, 3, 16)),
        fee(10000, date(2026, 4, 7)),
        debtor=BUSINESS,
    )
    found = owed(debt, DENMARK, MAY)
    assert sum(line.amount for line in found.lines) == found.reckoning.total
    assert [line.part.partition("-")[0] for line in found.lines] == ["invoice", "credit", "payment", "interest", "fee"]
    assert len({line.part for line in found.lines}) == len(found.lines)
    for line in found.lines:
        why = found.part(line.part)
        assert why is not None
        assert Money.of(why.amount, "DKK").minor == line.amount
    assert found.part("total") == found.why
    assert found.part("moonshine") is None


def test_charges_of_a_kind_are_one_line_made_of_each() -> None:
    debt = claim(1000000, date(2026, 3, 2), fee(10000, date(2026, 3, 16)), fee(10000, date(2026, 4, 7)))
    (fees,) = (line for line in owed(debt, DENMARK, MAY).lines if line.part == "fee")
    assert (fees.amount, len(fees.why.parts), fees.why.facts) == (20000, 2, {"count": 2})


def test_one_charge_explains_itself() -> None:
    debt = claim(1000000, date(2026, 3, 2), fee(10000, date(2026, 3, 16)))
    (fees,) = (line for line in owed(debt, DENMARK, MAY).lines if line.part == "fee")
    assert "§ 9 b" in fees.why.section


def test_what_was_undone_on_its_own_day_is_left_out() -> None:
    day = date(2026, 3, 10)
    debt = claim(1000000, date(2026, 3, 2), paid(50000, day), paid(-50000, day), fee(10000, day), fee(-10000, day))
    found = owed(debt, DENMARK, MAY)
    assert [line.part.partition("-")[0] for line in found.lines] == ["invoice", "interest"]
    assert sum(line.amount for line in found.lines) == found.reckoning.total


def test_a_claim_that_is_not_due_has_its_invoice_alone() -> None:
    assert [line.part for line in owed(claim(), DENMARK, date(2026, 2, 27)).lines] == ["invoice-0"]
