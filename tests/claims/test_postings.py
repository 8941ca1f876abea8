"""Postings: each comes to nothing, and all of them leave on the customer's account what the books should carry."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.claims.books_policy import BooksPolicy
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind, moved_label
from krav.claims.postings import Fact, Own, Period, Posting, postings
from krav.claims.writeoff import open_parts
from tests.claims.cast import COUNTRIES, DENMARK, claim
from tests.claims.ledgers import SAME_EVERY_RUN, Told, told

DUE, ON = date(2026, 3, 2), date(2026, 6, 1)
EVER = Period(date(2000, 1, 1), date(2030, 1, 1))
AT_ONCE, WHEN_PAID = BooksPolicy(charges_booked=True), BooksPolicy()
INVOICE = Entry(EntryKind.INVOICE, 10_000_00, DUE)
FEE = Entry(EntryKind.FEE, 100_00, date(2026, 3, 20), label="reminder_fee")


def facts(entries: Sequence[Entry], gaps: Sequence[int] = ()) -> list[Fact]:
    """The entries as booked in their order, each some days after the one before; the books know of the invoice."""
    days = accumulate((*gaps, *[1] * len(entries)), initial=0)
    known = {EntryKind.INVOICE, EntryKind.CREDIT}
    return [
        Fact(place, entry, DUE + timedelta(days=day), known=entry.kind in known)
        for place, (entry, day) in enumerate(zip(entries, days, strict=False), 1)
    ]


def posted(books: BooksPolicy, *entries: Entry, own: Own | None = None) -> list[dict[str, int]]:
    about = claim(INVOICE.amount, DUE, *entries)
    found = [fact._replace(known=fact.known and own is None) for fact in facts(about.entries)]
    return [posting.amounts for posting in postings(about, found, DENMARK, books, EVER, own)]


def paid(amount: int, on: date = ON, aim: str = "") -> Entry:
    return Entry(EntryKind.PAYMENT, -amount, on, aim)


def test_what_the_books_told_krav_is_not_told_to_the_books() -> None:
    assert posted(WHEN_PAID, Entry(EntryKind.CREDIT, -1000_00, DUE)) == []


def test_money_settles_the_customer_s_account() -> None:
    assert posted(WHEN_PAID, paid(4000_00, aim="principal")) == [{"bank": 4000_00, "receivable": -4000_00}]


def test_a_charge_is_income_when_it_is_made_or_when_money_covers_it() -> None:
    assert posted(AT_ONCE, FEE, paid(4000_00, FEE.on)) == [
        {"receivable": 100_00, "fee": -100_00}, {"bank": 4000_00, "receivable": -3951_92, "interest": -48_08},
    ]  # fmt: skip
    assert posted(WHEN_PAID, FEE, paid(4000_00, FEE.on)) == [
        {"bank": 4000_00, "receivable": -3851_92, "fee": -100_00, "interest": -48_08}
    ]


def test_interest_a_letter_demanded_is_booked_then_where_charges_are() -> None:
    demanded = Entry(EntryKind.INTEREST, 48_08, FEE.on, label="interest")
    assert posted(WHEN_PAID, demanded) == []
    found = posted(AT_ONCE, demanded, paid(20_000_00))
    assert found[0] == {"receivable": 48_08, "interest": -48_08}
    assert found[1]["bank"] == 20_000_00
    assert found[1]["receivable"] == -(20_000_00 + found[1]["interest"])


def test_money_that_went_back_is_posted_backwards() -> None:
    first, back = posted(WHEN_PAID, FEE, paid(4000_00, FEE.on), Entry(EntryKind.PAYMENT, 4000_00, FEE.on))
    assert back == {role: -minor for role, minor in first.items()}


def test_a_charge_taken_back_leaves_nothing() -> None:
    assert posted(WHEN_PAID, FEE, FEE._replace(amount=-100_00)) == []
    made, back = posted(AT_ONCE, FEE, FEE._replace(amount=-100_00))
    assert back == {role: -minor for role, minor in made.items()}


def test_principal_given_up_is_lost_and_interest_given_up_was_never_booked() -> None:
    assert posted(WHEN_PAID, paid(9_999_00, DUE), Entry(EntryKind.WAIVER, -1_00, DUE, label="small_rest"))[1] == {
        "receivable": -1_00, "loss": 1_00,
    }  # fmt: skip
    assert posted(WHEN_PAID, Entry(EntryKind.WAIVER, -10_00, ON, label=moved_label("9001"))) == []


def test_an_interest_invoice_is_krav_s_own() -> None:
    credited = Entry(EntryKind.CREDIT, -INVOICE.amount, DUE, label="9002")
    made, back = posted(WHEN_PAID, credited, own=Own(100_00))
    assert made == {"receivable": 10_000_00, "fee": -100_00, "interest": -9_900_00}
    assert back == {role: -minor for role, minor in made.items()}


def test_a_credit_note_of_an_earlier_day_makes_income_into_money_owed_again() -> None:
    first, second = posted(WHEN_PAID, paid(10_000_00), Entry(EntryKind.CREDIT, -5_000_00, DUE))
    assert first == {"bank": 10_000_00, "receivable": -9_756_92, "interest": -243_08}
    assert second == {"receivable": -121_54, "interest": 121_54}


@SAME_EVERY_RUN
@given(told(), st.lists(st.integers(0, 40), max_size=12), st.booleans())
def test_postings_balance_and_leave_what_the_books_should_carry(case: Told, gaps: list[int], at_once: bool) -> None:
    books, country = (AT_ONCE if at_once else WHEN_PAID), COUNTRIES[case.code]
    given_facts = facts(case.claim.entries, gaps)
    found = list(postings(case.claim, given_facts, country, books, EVER))
    assert all(sum(posting.amounts.values()) == 0 for posting in found)
    known = sum(fact.entry.amount for fact in given_facts if fact.known)
    assert moved(found)["receivable"] + known == carried(case, books)
    came = -sum(entry.amount for entry in case.claim.entries if entry.kind is EntryKind.PAYMENT)
    assert moved(found)["bank"] == came


def moved(found: Sequence[Posting]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for posting in found:
        for role, minor in posting.amounts.items():
            sums[role] += minor
    return sums


def carried(case: Told, books: BooksPolicy) -> int:
    """What the books carry by the rules of write-offs, less what lies over."""
    country = COUNTRIES[case.code]
    over = reckon_claim(case.claim, country, max(entry.on for entry in case.claim.entries)).overpaid
    return sum(open_parts(case.claim, country, charges=books.charges_booked).values()) - over


@SAME_EVERY_RUN
@given(told(), st.lists(st.integers(0, 40), max_size=12), st.integers(0, 200))
def test_two_periods_that_touch_post_what_one_does(case: Told, gaps: list[int], day: int) -> None:
    country, given_facts = COUNTRIES[case.code], facts(case.claim.entries, gaps)
    cut = DUE + timedelta(days=day)
    parts = [Period(EVER.since, cut), Period(cut + timedelta(days=1), EVER.until)]
    both = [posting for part in parts for posting in postings(case.claim, given_facts, country, WHEN_PAID, part)]
    assert both == list(postings(case.claim, given_facts, country, WHEN_PAID, EVER))


@SAME_EVERY_RUN
@given(told(), st.lists(st.integers(0, 40), max_size=12))
def test_what_comes_later_changes_no_posting_of_before(case: Told, gaps: list[int]) -> None:
    country, given_facts = COUNTRIES[case.code], facts(case.claim.entries, gaps)
    whole = list(postings(case.claim, given_facts, country, AT_ONCE, EVER))
    for place in range(1, len(given_facts)):
        early = list(postings(_until(case.claim, place), given_facts[:place], country, AT_ONCE, EVER))
        assert early == whole[: len(early)]


def _until(about: Claim, place: int) -> Claim:
    return claim(about.face, about.terms.due_on, *about.entries[1:place])


@pytest.mark.parametrize("books", [AT_ONCE, WHEN_PAID])
def test_a_write_off_has_a_voucher_of_its_own(books: BooksPolicy) -> None:
    assert posted(books, Entry(EntryKind.WRITE_OFF, -10_000_00, ON)) == []
