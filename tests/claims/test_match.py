"""Which invoice money is for: its reference in any spelling, the number it names, or amount and payer; never a guess."""

from krav.claims.match import Incoming, Match, OpenItem, OpenItems

FIRST = OpenItem(1, 7, "2026-17", "202617", "Havnens Fisk ApS", frozenset({125000, 136870}))
SECOND = OpenItem(2, 7, "2026-18", "202618", "Havnens Fisk ApS", frozenset({99900}))
THIRD = OpenItem(3, 8, "F77", "77", "Bageri Solen", frozenset({125000}))
OPEN = OpenItems([FIRST, SECOND, THIRD])

ANYTHING = 4200


def test_a_reference_decides_whatever_the_amount() -> None:
    assert OPEN.match(Incoming(ANYTHING, ["000000000202617"])) == Match(1, "reference")


def test_a_reference_is_found_in_every_spelling() -> None:
    spellings = ["+71<000000000202617+81234567<", "71/000000000202617", "71#000000000202617", " 0202617 ", "20 26 17"]
    assert {OPEN.match(Incoming(ANYTHING, [spelling])) for spelling in spellings} == {Match(1, "reference")}


def test_the_first_reference_that_is_known_is_taken() -> None:
    assert OPEN.match(Incoming(ANYTHING, ["999", "77"])) == Match(3, "reference")


def test_a_reference_of_two_claims_is_a_doubt() -> None:
    twice = OpenItems([FIRST, SECOND._replace(key=FIRST.key)])
    assert twice.match(Incoming(ANYTHING, ["202617"])) is None


def test_a_number_in_the_text_needs_an_amount_that_fits() -> None:
    assert OPEN.match(Incoming(125000, texts=["Faktura 2026-17, tak"])) == Match(1, "number and amount")
    assert OPEN.match(Incoming(ANYTHING, texts=["Faktura 2026-17, tak"])) is None


def test_a_number_is_found_in_either_case_and_the_reference_in_free_text() -> None:
    assert OPEN.match(Incoming(125000, texts=["betaling f77"])) == Match(3, "number and amount")
    assert OPEN.match(Incoming(136870, texts=["id 0000202617"])) == Match(1, "number and amount")


def test_a_text_that_names_two_invoices_takes_the_one_the_amount_fits() -> None:
    assert OPEN.match(Incoming(99900, texts=["2026-17 og 2026-18"])) == Match(2, "number and amount")


def test_a_text_that_names_two_invoices_of_the_amount_is_a_doubt() -> None:
    assert OPEN.match(Incoming(125000, texts=["2026-17 F77"])) is None


def test_amount_and_payer_together_are_enough() -> None:
    assert OPEN.match(Incoming(125000, payer_name="BAGERI  SOLEN")) == Match(3, "amount and payer")


def test_amount_or_payer_alone_are_not() -> None:
    assert OPEN.match(Incoming(125000)) is None
    assert OPEN.match(Incoming(125000, payer_name="Somebody Else")) is None
    assert OPEN.match(Incoming(ANYTHING, payer_name="Bageri Solen")) is None


def test_two_claims_of_one_payer_and_amount_are_a_doubt() -> None:
    twice = OpenItems([FIRST, SECOND._replace(amounts=frozenset({125000}))])
    assert twice.match(Incoming(125000, payer_name="Havnens Fisk ApS")) is None


def test_an_unknown_reference_falls_back_to_what_else_is_known() -> None:
    assert OPEN.match(Incoming(99900, ["4711"], ["2026-18"])) == Match(2, "number and amount")


def test_a_blank_reference_finds_no_claim_without_one() -> None:
    bare = OpenItems([FIRST._replace(key="")])
    assert bare.match(Incoming(ANYTHING, [""])) is None
    assert bare.match(Incoming(ANYTHING, ["000"])) is None
    assert bare.match(Incoming(125000, texts=["0"])) is None
