"""Write-off and recovery to the øre: what is lost, the VAT that comes back, and all of it undone when the money comes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.claims.books_policy import BooksPolicy
from krav.claims.ledger import Claim, Entry, EntryKind, Hold
from krav.claims.writeoff import (
    Asked,
    Line,
    Posted,
    Proposal,
    in_books,
    loss,
    loss_facts,
    open_parts,
    recovery,
    reversed_lines,
)
from krav.kernel.refusal import Refusal
from krav.law.loss import LossFacts
from krav.law.step import PastLetter, StepKind
from tests.claims.cast import BUSINESS, COUNTRIES, DENMARK, NORWAY, SWEDEN, claim, credited, fee, paid
from tests.claims.ledgers import SAME_EVERY_RUN, Told, told

BOOKED = BooksPolicy(charges_booked=True)
ON = date(2026, 9, 1)
WHOLE = ((Decimal(25), 1),)


def reminded(owed: Claim, *kinds: StepKind) -> Claim:
    """The claim with letters sent in vain, ten days to pay in each."""
    first = owed.terms.due_on + timedelta(days=7)
    letters = tuple(
        PastLetter(f"letter_{place}", kind, first + timedelta(days=20 * place), first + timedelta(days=20 * place + 10), 0)
        for place, kind in enumerate(kinds)
    )
    return replace(owed, letters=letters)


def in_vain(owed: Claim) -> Claim:
    return reminded(owed, StepKind.REMINDER, StepKind.REMINDER, StepKind.NOTICE, StepKind.DEMAND)


def lines(proposal: Proposal | Refusal) -> list[tuple[str, str]]:
    """Debits and credits by account in major units, credits below zero."""
    assert isinstance(proposal, Proposal), proposal
    return short(proposal.lines)


def short(found: Sequence[Line]) -> list[tuple[str, str]]:
    return [(line.account, str(Decimal(line.debit - line.credit).scaleb(-2))) for line in found]


def balance(found: Sequence[Line]) -> int:
    return sum(line.debit - line.credit for line in found)


@pytest.mark.parametrize(
    ("gross", "net", "vat"),
    [(1250000, 1000000, 250000), (750000, 600000, 150000), (399995, 319996, 79999), (100001, 80001, 20000),
     (125000, 100000, 25000)],
)  # fmt: skip
def test_danish_losses_to_the_oere(gross: int, net: int, vat: int) -> None:
    """T23 and PC-115."""
    found = loss(in_vain(claim(gross)), (), DENMARK, BOOKED, Asked(None, "vain_enforcement", confirmed=True, vat=WHOLE), ON)
    assert isinstance(found, Proposal)
    assert [(each.account, each.debit, each.credit) for each in found.lines] == [
        ("3720", net, 0), ("6902", vat, 0), ("5600", 0, gross)
    ]  # fmt: skip
    assert (found.net, found.vat, found.amount, balance(found.lines)) == (net, vat, gross, 0)


def test_part_paid_gives_relief_on_the_unpaid_principal_only() -> None:
    owed = in_vain(claim(1250000, date(2026, 3, 2), paid(500000, date(2026, 4, 1), "principal")))
    found = loss(owed, (), DENMARK, BOOKED, Asked(None, "vain_enforcement", confirmed=True, vat=WHOLE), ON)
    assert lines(found) == [("3720", "6000.00"), ("6902", "1500.00"), ("5600", "-7500.00")]


def charged() -> Claim:
    """T23's fees: 300 of reminders, 310 of compensation, 141,35 of interest demanded."""
    day = date(2026, 4, 20)
    interest = Entry(EntryKind.INTEREST, 14135, day, label="interest")
    compensation = Entry(EntryKind.COMPENSATION, 31000, day, label="compensation")
    fees = [fee(10000, date(2026, 3, 16) + timedelta(days=14 * n)) for n in range(3)]
    return in_vain(claim(1250000, date(2026, 3, 2), *fees, compensation, interest, debtor=BUSINESS))


def test_charges_are_reversed_without_vat_where_they_were_booked() -> None:
    found = loss(charged(), (), DENMARK, BOOKED, Asked(None, "vain_enforcement", confirmed=True, vat=WHOLE), ON)
    assert lines(found) == [
        ("3720", "10000.00"), ("6902", "2500.00"), ("5600", "-12500.00"), ("4365", "300.00"), ("5600", "-300.00"),
        ("4365", "310.00"), ("5600", "-310.00"), ("4360", "141.35"), ("5600", "-141.35"),
    ]  # fmt: skip
    assert isinstance(found, Proposal)
    assert (found.amount, found.vat) == (1250000 + 75135, 250000)


def test_charges_that_were_never_booked_are_left_alone() -> None:
    found = loss(charged(), (), DENMARK, BooksPolicy(), Asked(None, "vain_enforcement", confirmed=True, vat=WHOLE), ON)
    assert isinstance(found, Proposal)
    assert found.amount == 1250000


def test_interest_that_was_paid_is_not_reversed() -> None:
    owed = charged()
    owed = replace(owed, entries=(*owed.entries, paid(70000, date(2026, 4, 21))))
    assert open_parts(owed, DENMARK, charges=True)["interest"] < 14135
    assert open_parts(owed, DENMARK, charges=True)["fee"] == 0


def test_norway_t25() -> None:
    owed = reminded(claim(499000, date(2026, 2, 10), currency="NOK"), *[StepKind.REMINDER] * 3)
    asked = Asked(None, "half_a_year", confirmed=True, vat=WHOLE)
    early = loss(owed, (), NORWAY, BooksPolicy(), asked, date(2026, 8, 9))
    assert isinstance(early, Refusal)
    assert (early.code, early.until) == ("too_early", date(2026, 8, 10))
    found = loss(owed, (), NORWAY, BooksPolicy(), asked, date(2026, 8, 10))
    assert lines(found) == [("7830", "3992.00"), ("2700", "998.00"), ("1500", "-4990.00")]


def test_two_norwegian_reminders_are_too_few_and_those_within_a_deadline_do_not_count() -> None:
    owed = reminded(claim(499000, date(2026, 2, 10)), StepKind.REMINDER, StepKind.REMINDER)
    asked = Asked(None, "half_a_year", confirmed=True, vat=WHOLE)
    for letters in (owed.letters, (*owed.letters, owed.letters[-1])):
        found = loss(replace(owed, letters=letters), (), NORWAY, BooksPolicy(), asked, ON)
        assert isinstance(found, Refusal)
        assert (found.code, found.facts["count"]) == ("too_few", 2)


@pytest.mark.parametrize(("paid_before", "net", "vat"), [(0, "10000.00", "2500.00"), (500000, "6000.00", "1500.00")])
def test_sweden_8_3(paid_before: int, net: str, vat: str) -> None:
    entries = [paid(paid_before, date(2026, 4, 1), "principal")] if paid_before else []
    owed = claim(1250000, date(2026, 3, 2), *entries, currency="SEK")
    found = loss(owed, (), SWEDEN, BooksPolicy(), Asked(None, "no_assets", confirmed=True, vat=WHOLE), ON)
    assert lines(found)[:2] == [("6351", net), ("2611", vat)]
    assert lines(found)[2][0] == "1510"
    five = 500000
    assert isinstance(found, Proposal)
    left = {**open_parts(owed, SWEDEN, charges=True), "principal": found.amount - five}
    back = recovery([Posted("write_off", found.lines)], left, SWEDEN.loss_accounts(ON))
    assert short(back) == [("1510", "5000.00"), ("2611", "-1000.00"), ("6351", "-4000.00")]


def test_a_danish_recovery_adds_a_fifth_again() -> None:
    owed = in_vain(claim(1250000))
    found = loss(owed, (), DENMARK, BOOKED, Asked(None, "vain_enforcement", confirmed=True, vat=WHOLE), ON)
    assert isinstance(found, Proposal)
    left = dict.fromkeys(open_parts(owed, DENMARK, charges=True), 0) | {"principal": 950000}
    back = recovery([Posted("write_off", found.lines)], left, DENMARK.loss_accounts(ON))
    assert short(back) == [("5600", "3000.00"), ("6902", "-600.00"), ("3720", "-2400.00")]


def test_mixed_rates_go_pro_rata() -> None:
    asked = Asked(None, "no_means", confirmed=True, vat=((Decimal(25), 625000), (Decimal(12), 560000), (Decimal(0), 65000)))
    found = loss(claim(1250000, currency="SEK"), (), SWEDEN, BooksPolicy(), asked, ON)
    assert lines(found) == [("6351", "10650.00"), ("2611", "1250.00"), ("2621", "600.00"), ("1510", "-12500.00")]
    half = replace(asked, amount=625000)
    assert lines(loss(claim(1250000), (), SWEDEN, BooksPolicy(), half, ON))[1:3] == [("2611", "625.00"), ("2621", "300.00")]


def test_a_rate_without_an_account_waits_for_one_in_the_policy() -> None:
    owed = reminded(claim(499000, date(2026, 2, 10)), *[StepKind.REMINDER] * 3)
    asked = Asked(None, "half_a_year", confirmed=True, vat=((Decimal(15), 1),))
    found = loss(owed, (), NORWAY, BooksPolicy(), asked, ON)
    assert isinstance(found, Refusal)
    assert found.code == "no_account"
    assert ("2701", "650.87") in lines(loss(owed, (), NORWAY, BooksPolicy(vat_15="2701"), asked, ON))


def test_without_a_ground_all_of_it_is_loss() -> None:
    found = loss(claim(125000), (), DENMARK, BOOKED, Asked(vat=WHOLE), ON)
    assert lines(found) == [("3720", "1250.00"), ("5600", "-1250.00")]


def test_an_interest_invoice_is_taken_from_income() -> None:
    asked = Asked(None, "vain_enforcement", confirmed=True, vat=WHOLE, own_income=True)
    found = loss(claim(12500), (), DENMARK, BOOKED, asked, ON)
    assert lines(found) == [("4360", "125.00"), ("5600", "-125.00")]
    assert isinstance(found, Proposal)
    nothing = dict.fromkeys(open_parts(claim(12500), DENMARK, charges=True), 0)
    back = recovery([Posted("write_off", found.lines)], nothing, DENMARK.loss_accounts(ON))
    assert short(back) == [("5600", "125.00"), ("4360", "-125.00")]


@pytest.mark.parametrize("amount", [0, -1, 125001])
def test_more_than_stands_open_is_refused(amount: int) -> None:
    """PC-117."""
    found = loss(claim(125000), (), DENMARK, BOOKED, Asked(amount), ON)
    assert isinstance(found, Refusal)
    assert found.code == "more_than_open"


def test_what_is_written_off_before_cannot_be_again() -> None:
    first = loss(claim(125000), (), DENMARK, BOOKED, Asked(100000), ON)
    assert isinstance(first, Proposal)
    posted = [Posted("write_off", first.lines)]
    assert sum(in_books(claim(125000), posted, DENMARK, BOOKED).values()) == 25000
    assert isinstance(loss(claim(125000), posted, DENMARK, BOOKED, Asked(25001), ON), Refusal)
    rest = loss(claim(125000), posted, DENMARK, BOOKED, Asked(), ON)
    assert isinstance(rest, Proposal)
    nothing = loss(claim(125000), [*posted, Posted("write_off", rest.lines)], DENMARK, BOOKED, Asked(), ON)
    assert isinstance(nothing, Refusal)
    assert nothing.code == "nothing_open"


def test_an_objection_stands_against_every_ground_in_every_country() -> None:
    owed = replace(in_vain(claim(125000)), holds=(Hold("objection", date(2026, 5, 1)),))
    for country in COUNTRIES.values():
        keys = [ground.key for ground in country.loss_grounds(_facts(owed, country.code), ON)]
        for key in keys:
            found = loss(owed, (), country, BOOKED, Asked(None, key, confirmed=True, vat=WHOLE), ON)
            assert isinstance(found, Refusal)
            assert found.code == "disputed", (country.code, key)
        assert isinstance(loss(owed, (), country, BOOKED, Asked(vat=WHOLE), ON), Proposal)


def test_a_ground_must_be_one_of_the_country_and_be_confirmed() -> None:
    unknown = loss(claim(125000), (), SWEDEN, BOOKED, Asked(None, "small_claim", confirmed=True, vat=WHOLE), ON)
    silent = loss(claim(125000), (), SWEDEN, BOOKED, Asked(None, "no_assets", vat=WHOLE), ON)
    assert isinstance(unknown, Refusal)
    assert isinstance(silent, Refusal)
    assert (unknown.code, silent.code) == ("no_ground", "not_confirmed")


def _facts(owed: Claim, code: str) -> LossFacts:
    return loss_facts(owed, COUNTRIES[code], ON)


def _grounds(owed: Claim) -> dict[str, str]:
    grounds = DENMARK.loss_grounds(_facts(owed, "DK"), ON)
    return {ground.key: ground.refusal.code if ground.refusal else "" for ground in grounds}


def test_the_danish_small_claim_rule() -> None:
    assert _grounds(reminded(claim(299999), StepKind.REMINDER))["small_claim"] == ""
    assert _grounds(reminded(claim(300000), StepKind.REMINDER))["small_claim"] == "not_small"
    assert _grounds(claim(299999))["small_claim"] == "not_demanded"
    assert _grounds(reminded(claim(300000), StepKind.REMINDER))["vain_collection"] == "not_demanded"
    assert _grounds(in_vain(claim(300000)))["vain_collection"] == ""
    assert _grounds(reminded(claim(299999, currency="EUR"), StepKind.REMINDER))["small_claim"] == "not_small"
    part_paid = claim(1250000, date(2026, 3, 2), paid(1000000, date(2026, 4, 1), "principal"))
    assert _grounds(reminded(part_paid, StepKind.REMINDER))["small_claim"] == ""


def test_a_letter_whose_time_is_not_over_was_not_in_vain() -> None:
    owed = reminded(claim(100000), StepKind.REMINDER)
    early = DENMARK.loss_grounds(_facts(owed, "DK"), owed.letters[-1].deadline_on)
    assert early[0].refusal is not None
    assert early[0].refusal.code == "demand_runs"


def test_every_ground_says_its_rule_and_what_to_confirm() -> None:
    for code, country in COUNTRIES.items():
        for ground in country.loss_grounds(_facts(claim(), code), ON):
            assert ground.words
            assert ground.confirm
            assert ground.why.section
        assert country.never_a_loss(ON)
        assert country.vat_again(ON).section


# --- properties


def by_account(vouchers: Sequence[Posted]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for voucher in vouchers:
        for line in voucher.lines:
            found[line.account] += line.debit - line.credit
    return {account: amount for account, amount in found.items() if amount}


@SAME_EVERY_RUN
@given(case=told(), share=st.integers(1, 100), coming=st.lists(st.integers(1, 100), max_size=4), rates=st.integers(0, 2))
def test_whatever_comes_vouchers_balance_and_full_recovery_leaves_nothing(
    case: Told, share: int, coming: list[int], rates: int
) -> None:
    country, on = COUNTRIES[case.code], date(2026, 9, 1)
    names = [(rate, 100) for name, rate in country.vat_rates(on).items() if name in country.loss_accounts(on)][: rates + 1]
    ground = country.loss_grounds(_facts(case.claim, case.code), on)[-1].key
    open_before = open_parts(case.claim, country, charges=True)
    amount = max(1, sum(open_before.values()) * share // 100)
    found = loss(case.claim, (), country, BOOKED, Asked(amount, ground, confirmed=True, vat=tuple(names)), on)
    if isinstance(found, Refusal):
        assert not sum(open_before.values())
        return
    assert balance(found.lines) == 0
    assert found.amount == amount
    accounts = {**country.loss_accounts(on), "recovery": country.loss_accounts(on)["loss"]}
    vouchers = [Posted("write_off", found.lines)]
    for percent in [*coming, 0]:
        left = {part: minor * percent // 100 for part, minor in open_before.items()}
        back = recovery(vouchers, left, accounts)
        assert balance(back) == 0
        vouchers.append(Posted("recovery", back))
        assert recovery(vouchers, left, accounts) == ()
    assert by_account(vouchers) == {}
    assert in_books(case.claim, vouchers, country, BOOKED) == open_before


@SAME_EVERY_RUN
@given(case=told(), percent=st.integers(0, 100))
def test_a_write_off_taken_back_after_a_recovery_leaves_nothing(case: Told, percent: int) -> None:
    country, on = COUNTRIES[case.code], date(2026, 9, 1)
    found = loss(case.claim, (), country, BOOKED, Asked(vat=WHOLE), on)
    if isinstance(found, Refusal):
        return
    accounts = {**country.loss_accounts(on), "recovery": country.loss_accounts(on)["loss"]}
    left = {part: minor * percent // 100 for part, minor in open_parts(case.claim, country, charges=True).items()}
    vouchers = [Posted("write_off", found.lines)]
    vouchers.append(Posted("recovery", recovery(vouchers, left, accounts)))
    vouchers.append(Posted("write_off", reversed_lines(found.lines)))
    vouchers.append(Posted("recovery", recovery(vouchers, left, accounts)))
    assert by_account(vouchers) == {}


def test_a_credit_note_lowers_what_is_written_off() -> None:
    owed = in_vain(claim(1250000))
    found = loss(owed, (), DENMARK, BOOKED, Asked(None, "vain_enforcement", confirmed=True, vat=WHOLE), ON)
    assert isinstance(found, Proposal)
    less = replace(owed, entries=(*owed.entries, credited(250000, date(2026, 2, 16))))
    back = recovery([Posted("write_off", found.lines)], open_parts(less, DENMARK, charges=True), DENMARK.loss_accounts(ON))
    assert short(back) == [("5600", "2500.00"), ("6902", "-500.00"), ("3720", "-2000.00")]
