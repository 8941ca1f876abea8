"""Interest invoices: the golden cases of when interest is invoiced, how much of it, and what it is made of."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from krav.claims.interest import Late, Ready, late_interest, overtaken, pooled
from krav.claims.interest_policy import InterestPolicy
from krav.claims.ledger import Claim, Entry, EntryKind, Hold, moved_label
from krav.claims.policy import Policy
from krav.claims.reckon import calendar_of, reckon
from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from krav.law.interest import Line
from tests.claims.cast import BUSINESS, COUNTRIES, DUE, POLICIES, claim, credited, fee, paid

TODAY = date(2026, 11, 23)
SWEDISH = POLICIES["SE"]


def swedish(amount: Minor, *entries: Entry, due_on: date = DUE, key: int = 1, **more: Any) -> Claim:  # noqa: ANN401 fields
    """A Swedish business's invoice; the statutory rate is 10 % a year from July 2025 on, 11 % in the half-year before."""
    return replace(claim(amount, due_on, *entries, number=str(1000 + key), key=key, debtor=BUSINESS, currency="SEK"), **more)


def choosing(**choice: Any) -> Policy:  # noqa: ANN401 a policy's own
    return replace(SWEDISH, interest=InterestPolicy(**choice))


def late(value: Claim, policy: Policy = SWEDISH, on: date = TODAY, code: str = "SE") -> Late:
    found = late_interest(value, COUNTRIES[code], policy, on)
    assert isinstance(found, Late), found
    return found


def refused(value: Claim, policy: Policy = SWEDISH, on: date = TODAY) -> str:
    found = late_interest(value, COUNTRIES["SE"], policy, on)
    assert isinstance(found, Refusal), found
    return found.code


def ready(*claims: Claim, policy: Policy = SWEDISH) -> Ready:
    return pooled(claims, COUNTRIES["SE"], policy, TODAY)


def day(month: int, on: int, year: int = 2026) -> date:
    return date(year, month, on)


def waived(amount: Minor, on: date, number: str = "900001") -> Entry:
    return Entry(EntryKind.WAIVER, -amount, on, label=moved_label(number))


# --- the amount


@pytest.mark.parametrize(
    ("amount", "due_on", "paid_on", "interest"),
    [
        (500000, day(3, 31), day(4, 30), 4110),
        (10000000, day(5, 31, 2025), day(1, 15), 635616),
        (3650000, day(8, 31), day(9, 10), 10000),
        (3649600, day(8, 31), day(9, 10), 9999),
        (3649820, day(8, 31), day(9, 10), 10000),
        (5000000, day(1, 31, 2024), day(3, 31, 2024), 98630),
    ],
)
def test_a_late_payment_costs_what_the_reference_reckons(amount: Minor, due_on: date, paid_on: date, interest: int) -> None:
    assert late(swedish(amount, paid(amount, paid_on), due_on=due_on)).amount == interest


def test_rows_follow_the_rate_and_the_last_takes_the_rest() -> None:
    found = late(swedish(10000000, paid(10000000, day(1, 15)), due_on=day(5, 31, 2025)))
    assert [(row.days, row.percent) for row in found.rows] == [(30, Decimal(11)), (199, Decimal(10))]
    assert sum(row.amount for row in found.rows) == found.amount == 635616


def test_rows_add_up_though_each_is_rounded_by_itself() -> None:
    """Three stretches of 0.510, 0.507 and 0.504 öre each round to 1; the sum of 1.521 rounds to 2: the last row shows 0."""
    parts = (paid(100, day(4, 1)), paid(100, day(4, 2)), paid(18400, day(4, 3)))
    found = late(swedish(18600, *parts, due_on=day(3, 31)), choosing(rate=Decimal(1)))
    assert [row.amount for row in found.rows] == [1, 1, 0]
    assert found.amount == 2


def test_part_payments_are_segments_and_billed_once_settled() -> None:
    first = swedish(2000000, paid(800000, day(3, 2)), due_on=day(1, 31))
    assert refused(first) == "not_paid"
    found = late(replace(first, entries=(*first.entries, paid(1200000, day(4, 15)))))
    assert [(row.days, row.principal, row.amount) for row in found.rows] == [(30, 2000000, 16438), (44, 1200000, 14466)]
    assert (found.amount, found.settled_on) == (30904, day(4, 15))


def test_a_payment_before_the_due_day_lowers_the_principal_from_the_start() -> None:
    assert late(swedish(2000000, paid(1500000, day(3, 1)), paid(500000, day(4, 1)))).rows[0].principal == 500000


def test_a_credit_note_for_a_price_lowers_the_principal_from_the_start() -> None:
    issued_on = swedish(1000000, due_on=day(2, 28)).entries[0].on
    money = paid(750000, day(3, 31))
    assert late(swedish(1000000, credited(250000, issued_on), money, due_on=day(2, 28))).amount == 6370
    assert late(swedish(1000000, credited(250000, day(3, 10)), money, due_on=day(2, 28))).amount == 7055


def test_an_own_rate_takes_the_place_of_the_statutory_one_and_is_held_to_the_ceiling() -> None:
    value = swedish(3650000, paid(3650000, day(9, 10)), due_on=day(8, 31))
    assert late(value, choosing(rate=Decimal("8.5"))).amount == 8500
    consumer = replace(value, debtor=claim().debtor)
    assert late(consumer, choosing(rate=Decimal(30))).amount == 22000
    assert late(value, choosing(rate=Decimal(30))).amount == 30000


def test_interest_paid_with_a_reminder_is_not_charged_again() -> None:
    """The reminder of day 30 asked for 1 000 + 60 + 8.22; 1 068.22 came on day 40, 2.74 more had run."""
    asked = (fee(6000, day(4, 1)), Entry(EntryKind.INTEREST, 8219, day(4, 1), label="interest"))
    found = late(swedish(1000000, *asked, paid(1000000 + 6000 + 8219, day(4, 11))))
    assert (sum(row.amount for row in found.rows), found.covered, found.amount) == (10959, 8219, 2740)


def test_where_a_letter_s_interest_was_ignored_all_of_it_enters_the_pool() -> None:
    asked = (fee(6000, day(4, 1)), Entry(EntryKind.INTEREST, 8219, day(4, 1), label="interest"))
    found = late(swedish(1000000, *asked, paid(1000000, day(4, 11))))
    assert (found.covered, found.amount) == (0, 10959)


def test_interest_given_up_for_a_letter_paid_in_time_is_not_charged() -> None:
    gone = Entry(EntryKind.WAIVER, -2740, day(4, 11), label="paid_in_time")
    assert late(swedish(1000000, gone, paid(1000000, day(4, 11)))).amount == 10959 - 2740


# --- what is left out


@pytest.mark.parametrize("on", [day(3, 2), day(2, 27)])
def test_what_is_paid_on_the_due_day_or_before_bears_none(on: date) -> None:
    assert refused(swedish(1000000, paid(1000000, on))) == "no_interest"


def test_an_overpayment_covers_the_interest() -> None:
    assert refused(swedish(1000000, paid(1100000, day(4, 1)))) == "no_interest"


def test_what_is_credited_in_full_bears_none() -> None:
    value = swedish(1000000)
    assert refused(replace(value, entries=(*value.entries, credited(1000000, value.entries[0].on)))) == "no_interest"


def test_a_small_rest_counts_as_paid_and_interest_runs_to_the_last_payment() -> None:
    found = late(swedish(1000000, paid(999950, day(4, 1))))
    assert (found.settled_on, found.rows[-1].to_on) == (day(4, 1), day(4, 1))
    assert refused(swedish(1000000, paid(999800, day(4, 1)))) == "not_paid"


def test_a_claim_settled_by_a_loss_is_not_paid() -> None:
    lost = Entry(EntryKind.WAIVER, -500000, day(5, 1))
    assert refused(swedish(1000000, paid(500000, day(4, 1)), lost)) == "not_paid"


def test_a_payment_that_went_back_takes_the_claim_out() -> None:
    paid_late = swedish(1000000, paid(1000000, day(4, 1)))
    assert late(paid_late).amount == 8219
    assert refused(replace(paid_late, entries=(*paid_late.entries, paid(-1000000, day(4, 8))))) == "not_paid"


def test_a_hold_takes_the_claim_out_while_it_lasts() -> None:
    value = swedish(1000000, paid(1000000, day(4, 1)), holds=(Hold("objection", day(4, 2), day(11, 24)),))
    assert refused(value) == "on_hold"
    assert late(value, on=day(11, 24)).amount == 8219


def test_an_interest_invoice_bears_no_interest() -> None:
    assert refused(swedish(1000000, paid(1000000, day(4, 1)), contract_rate=Decimal(0))) == "no_interest"
    assert refused(swedish(1000000, contract_rate=Decimal(0)), choosing(rate=Decimal(8))) == "no_interest"


def test_a_half_year_without_a_rate_stops_the_item_and_no_other() -> None:
    into_2027 = swedish(1000000, paid(1000000, date(2027, 2, 1)), due_on=day(12, 1), key=2)
    in_2026 = swedish(1250000, paid(1250000, day(4, 1), "principal"))
    found = pooled([into_2027, in_2026], COUNTRIES["SE"], SWEDISH, date(2027, 3, 1))
    assert {key: refusal.code for key, refusal in found.refusals.items()} == {2: "not_in_force"}
    assert "2027" in str(found.refusals[2])
    assert [pool.amount for pool in found.pools] == [10274]


@pytest.mark.parametrize(
    ("choice", "code"),
    [({"enabled": False}, "switched_off"), ({"min_days": 31}, "too_few_days"), ({"min_invoice": 1000001}, "too_small")],
)
def test_the_policy_leaves_out(choice: dict[str, Any], code: str) -> None:
    assert refused(swedish(1000000, paid(1000000, day(4, 1))), choosing(**choice)) == code


@pytest.mark.parametrize("choice", [{"min_days": 30}, {"min_invoice": 1000000}])
def test_the_policy_s_limits_themselves_are_in(choice: dict[str, Any]) -> None:
    assert late(swedish(1000000, paid(1000000, day(4, 1))), choosing(**choice)).amount == 8219


def test_interest_that_may_be_time_barred_is_given_up() -> None:
    value = swedish(1000000, paid(1000000, day(4, 1, 2014)), due_on=day(3, 2, 2014))
    assert refused(value, on=day(3, 4, 2024)) == "barred"
    assert late(value, on=day(3, 1, 2024)).amount > 0


# --- the pool


def test_exactly_the_threshold_is_ready_and_an_ore_below_waits() -> None:
    found = ready(swedish(3650000, paid(3650000, day(9, 10)), due_on=day(8, 31)))
    assert [pool.amount for pool in found.pools] == [10000]
    found = ready(swedish(3649600, paid(3649600, day(9, 10)), due_on=day(8, 31)))
    assert ([pool.amount for pool in found.pools], [pool.amount for pool in found.waiting]) == ([], [9999])


def test_a_customer_s_small_interests_are_pooled_and_another_customer_s_are_not() -> None:
    small = [swedish(1825000, paid(1825000, day(9, 10)), due_on=day(8, 31), key=key) for key in (2, 1)]
    other = replace(small[0], id=3, debtor_id=8)
    found = ready(*small, other)
    assert [[item.claim.id for item in pool.items] for pool in found.pools] == [[1, 2]]
    assert [(pool.debtor_id, pool.amount) for pool in found.waiting] == [(8, 5000)]


def test_currencies_are_pooled_apart() -> None:
    small = swedish(1825000, paid(1825000, day(9, 10)), due_on=day(8, 31))
    found = ready(small, replace(small, id=2, currency="EUR"))
    assert [(pool.currency, pool.amount) for pool in found.waiting] == [("SEK", 5000), ("EUR", 5000)]


def test_without_a_threshold_every_item_is_ready() -> None:
    found = ready(swedish(100000, paid(100000, day(3, 3))), policy=choosing(threshold=0))
    assert [pool.amount for pool in found.pools] == [27]


# --- after it was invoiced


@pytest.mark.parametrize("code", COUNTRIES)
def test_what_moves_leaves_the_claim_paid_in_every_country(code: str) -> None:
    """Where money covers interest first, the principal left open goes with it; the fee of a letter stays."""
    value = swedish(1000000, fee(6000, day(3, 20)), paid(1000000, day(4, 1)), currency=COUNTRIES[code].currency)
    found = late(value, POLICIES[code], code=code)
    after = replace(value, entries=(*value.entries, waived(found.moved, TODAY)))
    calendar = calendar_of(value, COUNTRIES[code])
    assert reckon(after.entries, DUE, calendar, TODAY).total == 6000
    again = late_interest(after, COUNTRIES[code], POLICIES[code], TODAY)
    assert isinstance(again, Refusal)


def test_crediting_brings_it_back() -> None:
    value = swedish(1250000, paid(1250000, day(4, 1)))
    found = late(value)
    back = (waived(found.moved, day(6, 1)), waived(-found.moved, day(7, 1)))
    assert late(replace(value, entries=(*value.entries, *back))).amount == found.amount


def charged(rows: tuple[Line, ...]) -> list[tuple[int, Minor]]:
    return [(row.days, row.principal) for row in rows]


def test_a_back_dated_payment_overtakes_the_invoice_and_an_own_rate_does_not() -> None:
    value = swedish(1250000, paid(1250000, day(4, 1)))
    found = late(value)
    after = replace(value, entries=(*value.entries, waived(found.moved, day(6, 1))))
    assert not overtaken(after, charged(found.rows), COUNTRIES["SE"], SWEDISH, TODAY)
    assert not overtaken(after, charged(found.rows), COUNTRIES["SE"], choosing(rate=Decimal(5)), TODAY)
    earlier = swedish(1250000, paid(1250000, day(3, 20)))
    assert overtaken(earlier, charged(found.rows), COUNTRIES["SE"], SWEDISH, TODAY)
    in_time = swedish(1250000, paid(1250000, day(3, 1)))
    assert overtaken(in_time, charged(found.rows), COUNTRIES["SE"], SWEDISH, TODAY)
