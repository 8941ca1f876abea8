"""The matter of a case: its parts, their reasons and their sums, whatever was paid, taken back or charged between."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Entry, EntryKind
from krav.law.matter import Covered, totals
from krav.law.step import StepKind
from tests.claims.cast import COUNTRIES, DUE, claim, paid
from tests.claims.matters import ELAN_ON, charge, company, elan_example, elan_letters, letter, told

ON = date(2026, 5, 20)
NOTICE = letter("inkassovarsel", StepKind.NOTICE, date(2026, 4, 20), date(2026, 4, 30))

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["payment", "principal", "fee", "costs", "credit", "back", "unfee"]),
        st.integers(1, 400_000),
        st.integers(1, 70),
    ),
    max_size=8,
)


def history(code: str, events: list[tuple[str, int, int]]) -> list[Entry]:
    """Entries as they may happen: what is taken back was there before."""
    found: list[Entry] = []
    for kind, amount, days in events:
        on = DUE + timedelta(days=days)
        match kind:
            case "payment" | "principal":
                found.append(paid(amount, on, "principal" if kind == "principal" else ""))
            case "fee":
                found.append(charge(EntryKind.FEE, amount, on, "reminder_fee"))
            case "costs":
                found.append(charge(EntryKind.COSTS, amount, on, COUNTRIES[code].filings[0].fee))
            case "credit":
                found.append(Entry(EntryKind.CREDIT, -amount, on))
            case _:
                wanted = EntryKind.PAYMENT if kind == "back" else EntryKind.FEE
                taken = {id(each) for each in found if -each.amount in {other.amount for other in found}}
                alone = [each for each in found if each.kind is wanted and id(each) not in taken]
                if alone:
                    found.append(alone[0]._replace(amount=-alone[0].amount, on=max(on, alone[0].on)))
    return found


@pytest.mark.parametrize("code", COUNTRIES)
@given(events=EVENTS)
def test_the_parts_come_to_what_reckon_says(code: str, events: list[tuple[str, int, int]]) -> None:
    """To the øre, in every country: each part, each charge, each line of interest."""
    debt = claim(1_000_000, DUE, *history(code, events))
    (told_claim,) = told(code, [debt], [], ON, debtor=company(code)).claims
    reckoning = reckon_claim(debt, COUNTRIES[code], ON)
    assert told_claim.total == reckoning.total
    assert told_claim.principal == reckoning.principal == sum(each.principal for each in told_claim.moved)
    assert sum(each.open for each in told_claim.fees) == reckoning.fees
    assert sum(each.open for each in told_claim.costs) == reckoning.costs
    assert sum(each.open for each in told_claim.accrued) == told_claim.interest == reckoning.interest
    for each in told_claim.charges:
        assert each.open == each.amount - sum(share.amount for share in each.covered) >= 0
    for line in told_claim.accrued:
        assert line.open == line.line.amount - sum(share.amount for share in line.covered)


def test_the_official_norwegian_example_of_interest() -> None:
    """law-no.md 1.4: five lines of the tax administration, to the øre; what adjoins at one base and rate is one there."""
    first, second = told("NO", elan_example(), elan_letters(), ELAN_ON).claims
    assert [each.line.amount for each in first.accrued] == [4098, 1093, 50273, 18630, 11610, 14398]
    assert sum([1093, 50273, 18630]) == 69996
    assert [each.line.amount for each in second.accrued] == [9968]
    assert (first.principal, first.interest, first.total) == (300000, 100102, 300000 + 100102 + 3500)


def test_a_fee_that_was_taken_back_is_not_told_of() -> None:
    day = date(2026, 3, 9)
    fees = [charge(EntryKind.FEE, amount, day, "reminder_fee") for amount in (10000, 10000, -10000)]
    (only,) = told("DK", [claim(1_000_000, DUE, *fees)], [], ON).claims
    assert [(each.amount, each.open) for each in only.fees] == [(10000, 10000)]


def test_what_covered_a_fee_is_told_with_its_day() -> None:
    debt = claim(
        1_000_000, DUE, charge(EntryKind.FEE, 10000, date(2026, 3, 9), "reminder_fee"), paid(4000, date(2026, 3, 20))
    )  # fmt: skip
    (only,) = told("DK", [debt], [], ON).claims
    assert only.fees[0].covered == (Covered(date(2026, 3, 20), 4000),)
    assert only.fees[0].open == 6000
    assert only.fees[0].why.amount == "100.00"


def test_a_day_of_interest_at_the_rate_in_force_explains_itself() -> None:
    (only,) = told("DK", [claim(3_650_000)], [], ON).claims
    assert (only.percent, only.per_day, only.per_day_why.amount) == (COUNTRIES["DK"].rates(DUE).percent(ON), 975, "9.75")
    assert only.runs_from == date(2026, 5, 21)


def test_only_what_is_owed_is_asked_for() -> None:
    claims = [claim(1_000_000, DUE, paid(2_000_000, date(2026, 3, 20))), claim(100_000, number="1002", key=2)]
    matter = told("DK", claims, [NOTICE], ON)
    assert [each.number for each in matter.owed] == ["1002"]
    assert totals(matter.claims).overpaid > 0
    assert matter.last(StepKind.NOTICE) is None, "the notice was about the claim that is paid"
