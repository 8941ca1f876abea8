"""Every open part of a claim with its own period, and nothing demanded of a part whose period is over."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.decide import decide, reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind, Interruption, Relation
from krav.claims.limits import BARRED, Limit, limits, over
from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from tests.claims.cast import COUNTRIES, DENMARK, POLICIES, claim, fee, paid

DUE = date(2023, 11, 20)
EARLIER = date(2022, 11, 20)
BARRED_FROM = date(2026, 11, 23)
"""The first bank day after the Danish and Norwegian principal is barred."""


def acknowledged(told: Claim, *days: date) -> Claim:
    return replace(told, interruptions=tuple(Interruption("acknowledged", day) for day in days))


def titled(told: Claim) -> Claim:
    return replace(told, interruptions=(Interruption("ruled", date(2023, 5, 20)),))


def refusal(told: Claim, on: date, code: str = "DK") -> Refusal:
    found = decide([told], Relation(), COUNTRIES[code], POLICIES[code], on)
    assert found.letters == ()
    return found.refusals[told.id]


def of(found: tuple[Limit, ...], kind: EntryKind) -> list[tuple[Minor, date | None]]:
    return [(limit.amount, limit.period.last_on) for limit in found if limit.kind is kind]


def given_up(told: Claim, on: date) -> Claim:
    """The claim once what is barred beside its principal was given up."""
    barred = over(told, reckon_claim(told, DENMARK, on), DENMARK, on)
    interest = sum(each.amount for each in barred if each.entry is None)
    entries = [Entry(each.kind, -each.amount, on, label=each.entry.label) for each in barred if each.entry]
    waiver = [Entry(EntryKind.WAIVER, -interest, on, label=BARRED)] if interest else []
    return replace(told, entries=(*told.entries, *entries, *waiver))


# --- the parts


def test_the_principal_each_fee_and_the_interest_of_each_month_have_their_own_days() -> None:
    told = acknowledged(claim(1000000, DUE, fee(10000, date(2023, 12, 1)), fee(10000, date(2024, 1, 4))))
    found = limits(told, DENMARK, date(2024, 2, 10))
    assert of(found, EntryKind.INVOICE) == [(1000000, date(2026, 11, 20))]
    assert of(found, EntryKind.FEE) == [(10000, date(2027, 1, 4)), (10000, date(2026, 12, 1))]
    interest = [limit for limit in found if limit.kind is EntryKind.INTEREST]
    assert [limit.period.start_on for limit in interest] == [
        date(2023, 11, 21), date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1),
    ]  # fmt: skip
    assert {limit.period.last_on for limit in interest} == {date(2026, 11, 20)}
    assert sum(limit.amount for limit in interest) == reckon_claim(told, DENMARK, date(2024, 2, 10)).interest


@pytest.mark.parametrize("code", COUNTRIES)
def test_the_parts_add_up_to_what_is_owed(code: str) -> None:
    country = COUNTRIES[code]
    money = paid(40000, date(2024, 3, 3)), paid(200000, date(2024, 8, 1), "principal")
    told = claim(1000000, DUE, fee(10000, date(2023, 12, 1)), *money, currency=country.currency)
    for on in (date(2024, 2, 29), date(2024, 9, 30), date(2026, 6, 30)):
        assert sum(limit.amount for limit in limits(told, country, on)) == reckon_claim(told, country, on).total


def test_money_covers_the_oldest_interest_and_the_oldest_fee() -> None:
    before = reckon_claim(claim(1000000, DUE), DENMARK, date(2024, 1, 31)).interest
    fees = fee(10000, date(2023, 12, 1)), fee(10000, date(2024, 1, 4))
    told = claim(1000000, DUE, *fees, paid(20000 + before, date(2024, 1, 31)))
    found = limits(told, DENMARK, date(2024, 2, 10))
    assert of(found, EntryKind.FEE) == []
    assert [limit.period.start_on for limit in found if limit.kind is EntryKind.INTEREST] == [date(2024, 2, 1)]


def test_in_sweden_everything_falls_with_the_principal() -> None:
    told = claim(1000000, DUE, fee(6000, date(2024, 6, 4)), currency="SEK")
    found = limits(told, COUNTRIES["SE"], date(2025, 6, 1))
    assert {limit.period.last_on for limit in found} == {date(2026, 11, 6)}


def test_interest_after_a_title_is_barred_day_by_day_while_the_titled_stays() -> None:
    told, on = titled(claim(1000000, EARLIER)), date(2026, 6, 30)
    found = over(told, reckon_claim(told, DENMARK, on), DENMARK, on)
    whole = {day: reckon_claim(told, DENMARK, day).accrued for day in (date(2023, 5, 20), date(2023, 6, 29))}
    assert sum(limit.amount for limit in found) == whole[date(2023, 6, 29)] - whole[date(2023, 5, 20)]
    assert [limit.period.start_on for limit in found] == [date(2023, 5, 21)]


# --- the gate


@pytest.mark.parametrize(("code", "on"), [("DK", BARRED_FROM), ("NO", BARRED_FROM), ("SE", date(2026, 11, 9))])
def test_no_letter_goes_about_a_claim_whose_principal_is_barred(code: str, on: date) -> None:
    country = COUNTRIES[code]
    told = claim(1000000, DUE, currency=country.currency)
    assert decide([told], Relation(), country, POLICIES[code], date(2026, 11, 6)).letters
    found = refusal(told, on, code)
    assert found.code == "barred"
    assert found.section
    assert "it may not be demanded any more" in found.said()


def test_a_payment_in_time_lets_the_letter_go() -> None:
    told = claim(1000000, DUE, paid(1000, date(2025, 1, 3)))
    assert decide([told], Relation(), DENMARK, POLICIES["DK"], BARRED_FROM).letters


def test_a_barred_fee_stops_the_letter_until_it_is_given_up() -> None:
    told = claim(1000000, DUE, fee(10000, date(2023, 12, 1)), paid(100000, date(2025, 1, 3), "principal"))
    on = date(2026, 12, 2)
    found = refusal(told, on)
    assert (found.code, found.facts["last"]) == ("barred", date(2026, 12, 1))
    after = given_up(told, on)
    assert reckon_claim(after, DENMARK, on).fees == 0
    assert decide([after], Relation(), DENMARK, POLICIES["DK"], on).letters


def test_barred_interest_stops_the_letter_until_it_is_given_up_and_no_more_is_given_up_than_that() -> None:
    told, on = titled(claim(1000000, EARLIER)), date(2026, 6, 30)
    assert "Interest in it was time-barred after 2026-05-21" in refusal(told, on).said()
    owed = reckon_claim(told, DENMARK, on)
    after = given_up(told, on)
    left = reckon_claim(after, DENMARK, on)
    assert left.principal == owed.principal
    assert left.interest == owed.interest - sum(each.amount for each in over(told, owed, DENMARK, on))
    assert over(after, left, DENMARK, on) == ()
    assert len(over(after, reckon_claim(after, DENMARK, date(2026, 7, 1)), DENMARK, date(2026, 7, 1))) == 1


def test_a_fee_taken_back_with_its_letter_is_none() -> None:
    told = claim(1000000, DUE, fee(10000, date(2023, 12, 1)), fee(-10000, date(2023, 12, 1)), fee(10000, date(2024, 1, 4)))
    assert of(limits(told, DENMARK, date(2024, 2, 1)), EntryKind.FEE) == [(10000, date(2027, 1, 4))]
