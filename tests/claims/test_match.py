"""Which invoice money is for: sure where the evidence is one and fits together, never on a guess."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.claims.match import match, ways
from krav.claims.matching import Incoming, Matching, OpenItem, Part
from krav.claims.matching_index import OpenItems


def item(claim_id: int, debtor: int, number: str, key: str, name: str, *amounts: int, paid: int = 0) -> OpenItem:
    """An item that comes to the last of the amounts; the others are what it may be counted as."""
    total = amounts[-1]
    fits = frozenset(amount for amount in amounts if amount > 0)
    return OpenItem(
        claim_id, debtor, number, key, name, date(2026, 3, claim_id), total, fits, "DKK", f"2000000{debtor}",
        paid=frozenset({paid} if paid else ()), counted=(total, amounts[0]),
    )  # fmt: skip


FIRST = item(1, 7, "2026-17", "202617", "Havnens Fisk ApS", 125_000, 136_870)
SECOND = item(2, 7, "2026-18", "202618", "Havnens Fisk ApS", 99_900)
THIRD = item(3, 8, "F77", "77", "Bageri Solen", 125_000)
CREDIT = item(4, 7, "2026-19", "202619", "Havnens Fisk ApS", -9_900)
GONE = item(5, 8, "F70", "70", "Bageri Solen", 0, paid=44_000)
LONG = item(6, 9, "501998", "5019984", "Birthe Prøve", 61_500)
TWIN = item(7, 9, "502004", "5020042", "Birthe Prøve", 38_500)
ALL = (FIRST, SECOND, THIRD, CREDIT, GONE, LONG, TWIN)
OPEN = OpenItems(ALL)

ANYTHING = 4_200


def sure(payment: Incoming, index: OpenItems = OPEN) -> dict[int, int] | None:
    """The parts that would be placed without a person."""
    found = match(payment, index)
    return dict(found.parts) if found and found.sure else None


def test_a_reference_decides_whatever_the_amount() -> None:
    found = match(Incoming(ANYTHING, ["000000000202617"]), OPEN)
    assert found == Matching((Part(1, ANYTHING),), ("reference",), 97)


def test_a_reference_is_found_in_every_spelling() -> None:
    spellings = ["+71<000000000202617+81234567<", "71/000000000202617", "71#000000000202617", " 0202617 ", "20 26 17"]
    assert [sure(Incoming(ANYTHING, [spelling])) for spelling in spellings] == [{1: ANYTHING}] * len(spellings)


def test_the_reference_that_is_known_is_taken() -> None:
    assert sure(Incoming(ANYTHING, ["999", "77"])) == {3: ANYTHING}


def test_a_reference_of_two_claims_is_a_doubt_unless_the_amount_tells() -> None:
    twice = OpenItems([FIRST, SECOND._replace(key=FIRST.key)])
    assert sure(Incoming(ANYTHING, ["202617"]), twice) is None
    assert sure(Incoming(99_900, ["202617"]), twice) == {2: 99_900}
    assert sure(Incoming(236_770, ["202617"]), twice) == {1: 136_870, 2: 99_900}


def test_two_references_that_come_to_the_payment_together() -> None:
    assert sure(Incoming(100_000, ["5019984", "5020042"])) == {6: 61_500, 7: 38_500}
    assert sure(Incoming(50_000, ["5019984", "5020042"])) is None


def test_a_number_in_the_text_needs_an_amount_that_fits() -> None:
    assert sure(Incoming(125_000, texts=["Faktura 2026-17, tak"])) == {1: 125_000}
    assert sure(Incoming(ANYTHING, texts=["Faktura 2026-17, tak"])) is None


@pytest.mark.parametrize("text", ["betaling f77", "F77/", "nr.F77", "(f77)"])
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert sure(Incoming(125_000, texts=[text])) == {3: 125_000}


def test_the_reference_in_free_text_and_a_number_with_other_marks() -> None:
    assert sure(Incoming(136_870, texts=["id 0000202617"])) == {1: 136_870}
    assert sure(Incoming(136_870, texts=["2026/17"])) == {1: 136_870}


def test_a_number_cut_by_the_bank_is_joined() -> None:
    assert sure(Incoming(61_500, texts=["Betaling af vores faktura nr. 5019", "98 mange tak"])) == {6: 61_500}
    assert sure(Incoming(61_500, texts=["vores ref 17", "501998"])) == {6: 61_500}


def test_numbers_without_a_blank_between_them() -> None:
    assert sure(Incoming(100_000, texts=["501998502004"])) == {6: 61_500, 7: 38_500}


def test_a_text_that_names_two_invoices_takes_the_one_the_amount_fits() -> None:
    assert sure(Incoming(99_900, texts=["2026-17 og 2026-18"])) == {2: 99_900}


def test_a_text_that_names_two_invoices_of_the_amount_is_a_doubt() -> None:
    assert sure(Incoming(125_000, texts=["2026-17 F77"])) is None


def test_several_invoices_in_one_payment_with_and_without_what_was_charged() -> None:
    assert sure(Incoming(236_770, texts=["2026-17, 2026-18"])) == {1: 136_870, 2: 99_900}
    assert sure(Incoming(224_900, texts=["2026-17, 2026-18"])) == {1: 125_000, 2: 99_900}
    assert sure(Incoming(224_901, texts=["2026-17, 2026-18"])) is None


def test_a_credit_note_is_netted() -> None:
    assert sure(Incoming(90_000, texts=["2026-18 minus 2026-19"])) == {2: 99_900, 4: -9_900}


def test_some_of_what_is_named_is_only_a_proposal() -> None:
    found = match(Incoming(100_000, texts=["501998 502004 2026-17"]), OPEN)
    assert found is not None
    assert (set(found.claims), found.sure, found.doubt) == ({6, 7}, False, "several")


def test_short_by_a_little_is_sure_only_of_the_customer_itself() -> None:
    assert sure(Incoming(61_450, texts=["501998"])) is None
    assert sure(Incoming(61_450, texts=["501998"], payer_name="Birthe Prøve")) == {6: 61_450}
    assert sure(Incoming(58_000, texts=["501998"], payer_name="Birthe Prøve")) is None


def test_what_is_over_goes_to_the_claim_first() -> None:
    assert sure(Incoming(70_000, ["5019984"], payer_name="Birthe Prøve")) == {6: 70_000}


@pytest.mark.parametrize("name", ["BIRTHE  PRØVE", "Prøve, Birthe", "Birthe Marie Prøve"])
def test_amount_and_payer_together_are_enough(name: str) -> None:
    assert sure(Incoming(61_500, payer_name=name)) == {6: 61_500}


def test_a_companys_form_makes_no_difference_and_half_a_name_does() -> None:
    assert sure(Incoming(99_900, payer_name="HAVNENS FISK")) == {2: 99_900}
    assert sure(Incoming(99_900, payer_name="Havnens Fisk Holding")) is None


def test_a_name_the_bank_cut_is_enough_where_nobody_else_owes_the_amount() -> None:
    index = OpenItems([FIRST._replace(debtor_name="Havnens Fiskeeksport og Røgeri A/S"), THIRD])
    assert sure(Incoming(136_870, payer_name="HAVNENS FISKEEKSPORT OG RØ"), index) == {1: 136_870}


def test_amount_or_payer_alone_are_not() -> None:
    assert sure(Incoming(125_000)) is None
    assert sure(Incoming(61_500, payer_name="Somebody Else")) is None
    assert sure(Incoming(ANYTHING, payer_name="Bageri Solen")) is None


def test_two_claims_of_one_payer_and_amount_are_a_doubt() -> None:
    twice = OpenItems([FIRST, SECOND._replace(amounts=frozenset({125_000}))])
    assert sure(Incoming(125_000, payer_name="Havnens Fisk ApS"), twice) is None


def test_one_letter_about_two_claims_is_paid_by_its_total() -> None:
    letter = OpenItems([each._replace(letter=3, letter_total=236_770, amounts=frozenset()) for each in (FIRST, SECOND)])
    assert sure(Incoming(236_770, payer_name="Havnens Fisk ApS"), letter) == {1: 136_870, 2: 99_900}
    assert sure(Incoming(236_770, texts=["2026-18"]), letter) == {2: 236_770}


def test_all_that_a_payer_owes() -> None:
    assert sure(Incoming(100_000, payer_name="Birthe Prøve")) == {6: 61_500, 7: 38_500}


def test_the_payers_number_and_the_account_that_paid_before() -> None:
    assert sure(Incoming(61_500, payer_number="2000 0009")) == {6: 61_500}
    knowing = OpenItems(ALL, {"9999111": {9}})
    assert sure(Incoming(61_500, payer_name="Mandanten KB", payer_account="9999111"), knowing) == {6: 61_500}
    assert sure(Incoming(61_500, payer_name="Mandanten KB", payer_account="9999112"), knowing) is None


def test_an_unknown_reference_falls_back_to_what_else_is_known() -> None:
    assert sure(Incoming(99_900, ["4711"], ["2026-18"])) == {2: 99_900}


def test_another_customers_reference_is_not_followed() -> None:
    found = ways(Incoming(61_500, ["202618"], payer_name="Birthe Prøve"), OPEN)
    assert [(set(each.claims), each.sure, each.doubt) for each in found[:2]] == [
        ({2}, False, "other_customer"), ({6}, False, "several"),
    ]  # fmt: skip
    assert sure(Incoming(ANYTHING, ["202618"], payer_name="Birthe Prøve")) is None
    assert sure(Incoming(99_900, ["202618"], payer_name="Birthe Prøve")) == {2: 99_900}


def test_a_reference_and_a_number_that_contradict_each_other_are_a_doubt() -> None:
    assert sure(Incoming(38_500, ["5019984"], ["nr. 502004"])) is None


def test_what_was_paid_before_is_placed_on_nothing_else() -> None:
    found = match(Incoming(44_000, ["70"]), OPEN)
    assert found is not None
    assert (found.parts, found.sure, found.doubt) == ((), False, "paid_before")
    other = match(Incoming(125_000, ["70"], payer_name="Bageri Solen"), OPEN)
    assert other is not None
    assert (set(other.claims), other.sure, other.doubt) == ({3}, False, "paid_before")


def test_the_same_amount_again_on_a_claim_that_owes_less_is_a_doubt() -> None:
    rest = OpenItems([item(1, 7, "2026-17", "202617", "Havnens Fisk ApS", 1_000, paid=44_000), SECOND])
    assert sure(Incoming(44_000, ["202617"]), rest) is None
    same = OpenItems([item(1, 7, "2026-17", "202617", "Havnens Fisk ApS", 1_000, paid=99_900), SECOND])
    assert sure(Incoming(99_900, ["202617"], payer_name="Havnens Fisk ApS"), same) is None


def test_the_payers_own_division() -> None:
    shares = (("5019984", 61_500), ("202618", 10_000), ("202619", -9_900))
    assert sure(Incoming(61_600, shares=shares)) == {6: 61_500, 2: 10_000, 4: -9_900}


def test_a_share_of_nothing_known_stays_loose() -> None:
    shares = (("5019984", 61_500), ("801465", 10_000))
    assert sure(Incoming(71_500, shares=shares)) == {6: 61_500}


def test_shares_that_do_not_come_to_the_payment_are_a_doubt() -> None:
    assert sure(Incoming(71_501, shares=(("5019984", 61_500), ("202618", 10_000)))) is None


def test_shares_without_amounts_are_inferred_only_where_they_fit_exactly() -> None:
    untold = (("5019984", None), ("202618", None))
    assert sure(Incoming(161_400, shares=untold)) == {6: 61_500, 2: 99_900}
    found = match(Incoming(150_000, shares=untold), OPEN)
    assert found is not None
    assert (dict(found.parts), found.sure) == ({6: 61_500, 2: 88_500}, False)


def test_another_currency_is_another_money() -> None:
    assert sure(Incoming(61_500, ["5019984"], currency="EUR")) is None


def test_a_blank_reference_finds_no_claim_without_one() -> None:
    bare = OpenItems([FIRST._replace(key="")])
    assert match(Incoming(ANYTHING, [""]), bare) is None
    assert match(Incoming(ANYTHING, ["000"]), bare) is None
    assert sure(Incoming(125_000, texts=["0"]), bare) is None


def test_what_was_placed_is_not_placed_twice() -> None:
    index = OpenItems(ALL)
    index.lower(6, 0, 61_500)
    assert sure(Incoming(61_500, ["5019984"]), index) is None
    index.lower(7, 10_000, 28_500)
    assert sure(Incoming(10_000, payer_name="Birthe Prøve"), index) == {7: 10_000}


NUMBERS = st.sampled_from([each.number for each in ALL])
KEYS = st.sampled_from([each.key for each in ALL] + ["4711"])
PAYMENTS = st.builds(
    Incoming,
    amount=st.one_of(st.integers(-5, 300_000), st.sampled_from([125_000, 61_500, 100_000, 236_770, 90_000])),
    references=st.lists(KEYS, max_size=2).map(tuple),
    texts=st.lists(st.one_of(NUMBERS, st.text(max_size=40)), max_size=3).map(tuple),
    payer_name=st.sampled_from(["", "Birthe Prøve", "Bageri Solen", "Havnens Fisk", "Nobody"]),
    payer_account=st.sampled_from(["", "9999111"]),
    shares=st.lists(st.tuples(KEYS, st.one_of(st.none(), st.integers(-9_900, 70_000))), max_size=3).map(tuple),
    currency=st.sampled_from(["", "DKK", "EUR"]),
)


@given(PAYMENTS, st.permutations(ALL))
def test_no_more_than_the_payment_is_placed_and_the_order_of_the_items_is_nothing(
    payment: Incoming, items: list[OpenItem]
) -> None:
    found = ways(payment, OpenItems(items, {"9999111": {9}}))
    assert found == ways(payment, OpenItems(ALL, {"9999111": {9}}))
    for each in found:
        assert sum(part.amount for part in each.parts) <= payment.amount
        assert all(part.amount for part in each.parts)
        assert len(each.claims) == len(each.parts)
        assert 0 <= each.confidence <= 100
        if each.sure:
            assert each.parts
            assert not each.doubt
            assert payment.currency != "EUR"
    certain = [each for each in found if each.sure]
    assert all(one.claims <= other.claims or other.claims <= one.claims for one in certain for other in certain)
